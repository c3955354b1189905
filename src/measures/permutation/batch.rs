//! Sums under several relabellings at once: what a unit adds is fetched once for all of them.
//!
//! One relabelling after the other would read all units of all categories each time, which is more than a processor keeps
//! at hand. Here a stretch of units is looked at under a batch of labels, category by category, and then the next.

use super::statistic::WordSums;
use super::sums::{Constants, Hits};
use super::{Design, Exchange, Relabellings};
use std::ops::Range;

/// At most so many relabellings, and so many sums of a category, are gone through at once.
const RELABELLINGS: usize = 32;
const SUMS: usize = 4_096;
/// So many units are looked at before the next are.
const UNITS: usize = 1_024;
/// The labels of a batch take up no more bytes than this, on each thread, where that is more than a few relabellings.
const BYTES: usize = 4 << 20;
const FEW: usize = 16;

/// Labels of some relabellings, and the words of each outlet under them.
pub(super) struct Batch {
    labels: Labels,
    pub(super) words: Vec<Vec<WordSums>>,
    outlets: usize,
    exchange: Exchange,
}

/// Labels, relabelling by relabelling, in a byte each where they fit: of a million units they are what takes most memory.
enum Labels {
    Bytes(Vec<Vec<u8>>),
    Wide(Vec<Vec<u32>>),
}

impl Batch {
    /// The relabellings in batches.
    pub(super) fn ranges(design: &Design, relabellings: &Relabellings) -> Vec<Range<usize>> {
        let outlets = design.outlets().len().max(1);
        let bytes = design.observed().len().max(1) * if fit_bytes(outlets) { 1 } else { size_of::<u32>() };
        let size = (SUMS / outlets).clamp(1, RELABELLINGS).min((BYTES / bytes).max(FEW));
        let starts = (0..relabellings.len()).step_by(size);
        starts.map(|start| start..(start + size).min(relabellings.len())).collect()
    }

    pub(super) fn new(
        design: &Design,
        constants: &Constants,
        relabellings: &Relabellings,
        range: Range<usize>,
    ) -> Self {
        let outlets = design.outlets().len();
        let (mut drawn, mut words) = (Vec::new(), Vec::with_capacity(range.len()));
        let mut labels = if fit_bytes(outlets) { Labels::Bytes(Vec::new()) } else { Labels::Wide(Vec::new()) };
        for b in range {
            relabellings.labels_into(design, b, &mut drawn);
            words.push(constants.words(design, &drawn));
            match &mut labels {
                Labels::Bytes(labels) => labels.push(drawn.iter().map(|&label| label as u8).collect()),
                Labels::Wide(labels) => labels.push(drawn.clone()),
            }
        }
        Batch { labels, words, outlets, exchange: design.exchange() }
    }

    /// Whether a unit is an outlet's under the labels of one of the relabellings.
    pub(super) fn is_of(&self, relabelling: usize, unit: usize, outlet: usize) -> bool {
        outlet
            == match &self.labels {
                Labels::Bytes(labels) => usize::from(labels[relabelling][unit]),
                Labels::Wide(labels) => labels[relabelling][unit] as usize,
            }
    }

    /// Of each category, under each of the labels, the sums of each outlet.
    pub(super) fn sums(&self, design: &Design, constants: &Constants, categories: &[&Hits]) -> Vec<Vec<[u64; 6]>> {
        match &self.labels {
            Labels::Bytes(labels) => self.sums_under(labels, design, constants, categories),
            Labels::Wide(labels) => self.sums_under(labels, design, constants, categories),
        }
    }

    fn sums_under<L: Copy + Into<u32>>(
        &self,
        labels: &[Vec<L>],
        design: &Design,
        constants: &Constants,
        categories: &[&Hits],
    ) -> Vec<Vec<[u64; 6]>> {
        let size = labels.len();
        let mut sums = vec![vec![[0; 6]; size * self.outlets]; categories.len()];
        let mut left: Vec<_> = categories.iter().map(|hits| hits.postings()).collect();
        let units = labels.first().map_or(0, Vec::len);
        let mut side_by_side = Vec::with_capacity(UNITS * size);
        for start in (0..units).step_by(UNITS) {
            let stretch = start..(start + UNITS).min(units);
            side_by_side.clear();
            for unit in stretch.clone() {
                side_by_side.extend(labels.iter().map(|labels| labels[unit]));
            }
            for (left, sums) in left.iter_mut().zip(&mut sums) {
                let here;
                (here, *left) = left.split_at(left.partition_point(|next| (next.unit as usize) < stretch.end));
                let here = here.iter().map(|posting| (posting.unit, posting.fields(design, constants)));
                let labels_of = |unit: u32| &side_by_side[(unit as usize - start) * size..][..size];
                match self.exchange {
                    Exchange::Articles | Exchange::Blocks => add_up::<3, L>(here, labels_of, self.outlets, sums),
                    Exchange::BlocksInEvents => add_up::<6, L>(here, labels_of, self.outlets, sums),
                }
            }
        }
        sums
    }
}

fn fit_bytes(outlets: usize) -> bool {
    outlets <= 1 << u8::BITS
}

/// Adds the first `FIELDS` of what units add to the sums of their labels; `sums` has a stretch of outlets for each label.
fn add_up<'l, const FIELDS: usize, L: Copy + Into<u32> + 'l>(
    postings: impl Iterator<Item = (u32, [u64; 6])>,
    labels_of: impl Fn(u32) -> &'l [L],
    outlets: usize,
    sums: &mut [[u64; 6]],
) {
    for (unit, fields) in postings {
        for (&label, sums) in labels_of(unit).iter().zip(sums.chunks_exact_mut(outlets)) {
            let sum = &mut sums[label.into() as usize];
            for field in 0..FIELDS {
                sum[field] = sum[field].wrapping_add(fields[field]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Labelled;
    use super::super::relabel::Random;
    use super::*;

    #[test]
    fn sums_of_a_batch_are_those_of_each_relabelling() {
        let mut random = Random::new(5, 0);
        let articles = 3 * UNITS / 2;
        let keys: Vec<String> = (0..articles).map(|i| format!("a{i:05}")).collect();
        let events: Vec<String> = (0..articles).map(|i| format!("e{:05}", i / 4)).collect();
        let hits: Vec<u64> = (0..articles).map(|_| random.below(9).saturating_sub(5)).collect();
        // labels of a byte, and wider ones
        let cases =
            [(3, vec![0..32, 32..64, 64..70]), (300, (0..70).step_by(13).map(|b| b..(b + 13).min(70)).collect())];
        let exchanges = [Exchange::Articles, Exchange::Blocks, Exchange::BlocksInEvents];
        for ((outlets, batches), exchange) in cases.iter().flat_map(|case| exchanges.map(|exchange| (case, exchange))) {
            let labelled: Vec<Labelled> = (0..articles)
                .map(|i| Labelled {
                    article: &keys[i],
                    outlet: i % outlets,
                    event: Some(&events[i]),
                    words: 1 + random.below(900),
                })
                .collect();
            let design = Design::new(exchange, &labelled);
            let constants = Constants::new(&design);
            let hits = Hits::new(&design, &constants, design.gather(&hits).unwrap()).unwrap();
            let relabellings = Relabellings::drawn(3, 70);
            let ranges = Batch::ranges(&design, &relabellings);
            assert_eq!(ranges, *batches);
            for range in ranges {
                let batch = Batch::new(&design, &constants, &relabellings, range.clone());
                let sums = &batch.sums(&design, &constants, &[&hits, &hits])[1];
                for ((place, b), sums) in range.enumerate().zip(sums.chunks(*outlets)) {
                    let (mut labels, words) = (Vec::new(), &batch.words[place]);
                    relabellings.labels_into(&design, b, &mut labels);
                    let one_by_one = hits.statistics(&design, &constants, &labels, words);
                    let at_once = sums.iter().zip(words).enumerate();
                    let at_once: Vec<f64> = at_once
                        .map(|(outlet, (sums, words))| {
                            let is_own = |unit| batch.is_of(place, unit, outlet);
                            hits.t(&design, &constants, is_own, words, outlet, *sums)
                        })
                        .collect();
                    assert_eq!(at_once, one_by_one);
                }
            }
        }
    }
}
