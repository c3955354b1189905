//! Which entries of a lexicon make a difference: the difference of two rates taken apart, entry by entry.

use super::contrast::{Design, Sides};
use super::table::Table;
use super::unit_hits::UnitHits;
use super::weights::Weights;
use crate::counts::Counts;
use crate::measures::{Defined, Interval, Sample, Unit, rate_difference_paired, rate_difference_unpaired};
use std::collections::BTreeSet;

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
    /// Those with a hit, in order.
    entries: Vec<u32>,
    units: UnitHits,
    /// `None`: blocks are units.
    blocks: Option<UnitHits>,
}

impl EntryTables {
    pub(super) fn new(counts: &Counts, weights: &Weights, category: usize, units: &Table, blocks: &Table) -> Self {
        let cells = || counts.rows().iter().map(|row| row.cells_of(category as u32));
        let entries: BTreeSet<u32> = cells().flatten().map(|cell| cell.entry).collect();
        let entries: Vec<u32> = entries.into_iter().collect();
        let gather = |table: &Table| {
            UnitHits::sum(table.rows.len(), entries.len(), |add| {
                for ((cells, unit), weight) in cells().zip(table.unit_of()).zip(weights.of_rows()) {
                    for cell in cells {
                        let column = entries.partition_point(|entry| *entry < cell.entry);
                        add(unit, column, weight * u64::from(cell.occurrences));
                    }
                }
            })
        };
        let blocks = (!blocks.is(units)).then(|| gather(blocks));
        EntryTables { units: gather(units), blocks, entries }
    }

    fn of_blocks(&self) -> &UnitHits {
        self.blocks.as_ref().unwrap_or(&self.units)
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
        let shift = |(column, &entry): (usize, &u32)| {
            let (difference, hits) = match design {
                Design::Unpaired => {
                    let side = |own: bool| -> Vec<Unit> {
                        let chosen = |group| {
                            if own { group == Some(target) } else { self.is_reference(group, target, reference) }
                        };
                        let places = self.units.places(category, |unit| chosen(unit.group()));
                        let unit = |unit| Unit::new(entries.units.of(unit, column), self.units.words(unit, category));
                        places.map(unit).collect()
                    };
                    let (a, b) = (side(true), side(false));
                    let (a, b) = (Sample::new(&a), Sample::new(&b));
                    (rate_difference_unpaired(&a, &b), [a.total().hits, b.total().hits])
                }
                Design::Paired => {
                    let of_block = |unit| entries.of_blocks().of(unit, column);
                    let mut events = self.events_of(target, reference, category, of_block);
                    events.retain(crate::measures::EventBlocks::is_shared);
                    let sum = |hits: fn(&crate::measures::EventBlocks) -> u64| events.iter().map(hits).sum();
                    (rate_difference_paired(&events), [sum(|e| e.target.hits), sum(|e| e.others.hits)])
                }
            };
            EntryShift { entry, hits, per_1000: difference.per_1000, interval_per_1000: difference.interval_per_1000 }
        };
        let mut shifts: Vec<EntryShift> =
            entries.entries.iter().enumerate().map(shift).filter(|s| s.hits != [0, 0]).collect();
        let size = |shift: &EntryShift| shift.per_1000.unwrap_or(0.0).abs();
        shifts.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.entry.cmp(&b.entry)));
        shifts
    }
}
