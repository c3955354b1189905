//! Hits of units, column by column: categories, or entries of one. Most units have none in most columns.

/// A bit a unit says whether it has hits in a column; only those that have take up room.
#[derive(Clone, Debug)]
pub(super) struct UnitHits {
    columns: Vec<Column>,
}

#[derive(Clone, Debug)]
struct Column {
    /// For each 64 units: who has hits, and how many units before them have.
    units: Vec<(u64, u32)>,
    /// The hits of those that have, in the order of the units.
    hits: Vec<u64>,
}

impl UnitHits {
    /// Sums of what `each` gives: unit, column, hits. It is asked twice, for who has hits and for how many.
    pub(super) fn sum(units: usize, columns: usize, each: impl Fn(&mut dyn FnMut(usize, usize, u64))) -> Self {
        let column = Column { units: vec![(0, 0); units.div_ceil(64)], hits: Vec::new() };
        let mut columns = vec![column; columns];
        each(&mut |unit, column, hits| columns[column].units[unit / 64].0 |= u64::from(hits > 0) << (unit % 64));
        for column in &mut columns {
            let mut before = 0;
            for (bits, sum) in &mut column.units {
                *sum = before;
                before += bits.count_ones();
            }
            column.hits = vec![0; before as usize];
        }
        each(&mut |unit, column, hits| {
            if let Some(place) = columns[column].place(unit) {
                columns[column].hits[place] += hits;
            }
        });
        UnitHits { columns }
    }

    /// The hits of a unit in a column.
    pub(super) fn of(&self, unit: usize, column: usize) -> u64 {
        let column = &self.columns[column];
        column.place(unit).map_or(0, |place| column.hits[place])
    }
}

impl Column {
    fn place(&self, unit: usize) -> Option<usize> {
        let (bits, before) = self.units[unit / 64];
        let below = bits & ((1 << (unit % 64)) - 1);
        (bits >> (unit % 64) & 1 == 1).then(|| before as usize + below.count_ones() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_a_full_table() {
        let given: Vec<(usize, usize, u64)> =
            (0..500_usize).map(|n| (n * n % 131, n % 3, if n % 5 == 0 { 0 } else { n as u64 })).collect();
        let hits = UnitHits::sum(131, 4, |add| given.iter().for_each(|&(unit, column, hits)| add(unit, column, hits)));
        for unit in 0..131 {
            for column in 0..4 {
                let mut expected = 0;
                given.iter().filter(|g| (g.0, g.1) == (unit, column)).for_each(|g| expected += g.2);
                assert_eq!(hits.of(unit, column), expected, "{unit} {column}");
            }
        }
    }
}
