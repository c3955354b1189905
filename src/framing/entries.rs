//! Which entries of a lexicon make a difference: the difference of two rates taken apart, entry by entry.

use super::contrast::{Design, Sides};
use super::table::Table;
use super::weights::Weights;
use crate::counts::Counts;
use crate::measures::{Defined, Interval, Sample, Unit, rate_difference_paired, rate_difference_unpaired};
use std::collections::BTreeMap;

/// What one entry adds to the difference of two rates.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryShift {
    /// The entry, by its place in the header.
    pub entry: u32,
    /// Hits of both sides.
    pub hits: [u64; 2],
    /// What it adds to the difference of the rates, in hits per 1,000 words; the entries of a category add up to the
    /// difference of the category.
    pub per_1000: Defined<f64>,
    /// The interval of that at 95 %.
    pub interval_per_1000: Defined<Interval>,
}

/// The hits of each entry of a category by unit: of the sample's units, and of the blocks that pairs are made of.
pub(super) struct EntryTables {
    units: BTreeMap<u32, Vec<u64>>,
    blocks: BTreeMap<u32, Vec<u64>>,
}

impl EntryTables {
    pub(super) fn new(counts: &Counts, weights: &Weights, category: usize, units: &Table, blocks: &Table) -> Self {
        let gather = |table: &Table| {
            let mut hits: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
            for ((row, &unit), weight) in counts.rows().iter().zip(&table.unit_of).zip(weights.of_rows()) {
                for cell in row.cells_of(category as u32) {
                    hits.entry(cell.entry).or_insert_with(|| vec![0; table.rows.len()])[unit] +=
                        weight * u64::from(cell.occurrences);
                }
            }
            hits
        };
        EntryTables { units: gather(units), blocks: gather(blocks) }
    }
}

impl Sides<'_> {
    /// The shifts of a category's entries, the largest first.
    pub(super) fn entry_shifts(
        &self,
        entries: &EntryTables,
        target: usize,
        reference: Option<usize>,
        design: Design,
        category: usize,
    ) -> Vec<EntryShift> {
        let shift = |(&entry, of_units): (&u32, &Vec<u64>)| {
            let (difference, hits) = match design {
                Design::Unpaired => {
                    let side = |own: bool| -> Vec<Unit> {
                        let chosen = |group| {
                            if own { group == Some(target) } else { self.is_reference(group, target, reference) }
                        };
                        let places = self.units.places(category, |unit| chosen(unit.group));
                        places.map(|unit| Unit::new(of_units[unit], self.units.words(unit, category))).collect()
                    };
                    let (a, b) = (side(true), side(false));
                    let (a, b) = (Sample::new(&a), Sample::new(&b));
                    (rate_difference_unpaired(&a, &b), [a.total().hits, b.total().hits])
                }
                Design::Paired => {
                    let of_blocks = &entries.blocks[&entry];
                    let mut events = self.events_of(target, reference, category, |unit| of_blocks[unit]);
                    events.retain(crate::measures::EventBlocks::is_shared);
                    let sum = |hits: fn(&crate::measures::EventBlocks) -> u64| events.iter().map(hits).sum();
                    (rate_difference_paired(&events), [sum(|e| e.target.hits), sum(|e| e.others.hits)])
                }
            };
            EntryShift { entry, hits, per_1000: difference.per_1000, interval_per_1000: difference.interval_per_1000 }
        };
        let mut shifts: Vec<EntryShift> = entries.units.iter().map(shift).filter(|s| s.hits != [0, 0]).collect();
        let size = |shift: &EntryShift| shift.per_1000.unwrap_or(0.0).abs();
        shifts.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.entry.cmp(&b.entry)));
        shifts
    }
}
