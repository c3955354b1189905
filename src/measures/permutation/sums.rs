//! The integer sums that T is made of: over all units once, and over each outlet's units for given labels.

use super::statistic::{Frame, HitSums, WordSums, squared_exactly, t};
use super::{Design, Exchange};
use crate::measures::{Defined, Undefined};

/// What the words of a design give once and for all.
pub(super) struct Constants {
    outlets: Vec<Sizes>,
    /// Unpaired: sums over all units, once for all outlets. Paired: of each outlet, over the events that hold it.
    words: Vec<WordSums>,
    /// Paired: words of each event.
    event_words: Vec<u64>,
    /// Paired: the outlets of each event; labels move, but never out of it.
    event_outlets: Vec<Vec<u32>>,
}

/// How many units (paired: events) stand on each side of an outlet's comparison.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sizes {
    pub(super) own: usize,
    pub(super) others: usize,
}

impl Constants {
    pub(super) fn new(design: &Design) -> Self {
        let labels = design.observed();
        let mut outlets = vec![Sizes::default(); design.outlets().len()];
        if design.exchange() != Exchange::BlocksInEvents {
            labels.iter().for_each(|&label| outlets[label as usize].own += 1);
            outlets.iter_mut().for_each(|sizes| sizes.others = labels.len() - sizes.own);
            let mut all = WordSums::default();
            design.units().for_each(|unit| all.add(unit.words, unit.words));
            return Constants { outlets, words: vec![all], event_words: Vec::new(), event_outlets: Vec::new() };
        }
        let mut words = vec![WordSums::default(); outlets.len()];
        let mut event_words = Vec::with_capacity(design.blocks().len());
        let mut event_outlets = Vec::with_capacity(design.blocks().len());
        for blocks in design.blocks() {
            let sum = blocks.clone().fold(0_u64, |sum, block| sum.saturating_add(design.unit(block).words));
            for &label in &labels[blocks.clone()] {
                words[label as usize].add(sum, sum);
                outlets[label as usize].own += 1;
                outlets[label as usize].others += 1;
            }
            event_words.push(sum);
            event_outlets.push(labels[blocks.clone()].to_vec());
        }
        Constants { outlets, words, event_words, event_outlets }
    }

    pub(super) fn outlet(&self, outlet: usize) -> Sizes {
        self.outlets[outlet]
    }

    /// Sums over all an outlet is compared on.
    pub(super) fn all_words(&self, outlet: usize) -> &WordSums {
        self.words.get(outlet).unwrap_or(&self.words[0])
    }

    /// Sums over each outlet's units under these labels.
    pub(super) fn words(&self, design: &Design, labels: &[u32]) -> Vec<WordSums> {
        let mut words = vec![WordSums::default(); self.outlets.len()];
        for (&label, unit) in labels.iter().zip(design.units()) {
            words[label as usize].add(unit.words, unit.event.map_or(0, |event| self.event_words[event]));
        }
        words
    }

    pub(super) fn event_words(&self, event: usize) -> u64 {
        self.event_words[event]
    }

    /// Whether an event has a block of the outlet, as it then has under any labels.
    pub(super) fn holds(&self, event: usize, outlet: usize) -> bool {
        self.event_outlets[event].contains(&(outlet as u32))
    }

    /// Whether the outlet or those it is compared with have not one word.
    pub(super) fn has_empty_side(&self, design: &Design, outlet: usize) -> bool {
        let own = design.units().zip(design.observed()).filter(|(_, label)| **label as usize == outlet);
        let own: u64 = own.map(|(unit, _)| unit.words).fold(0, u64::saturating_add);
        own == 0 || own == self.all_words(outlet).n
    }
}

impl WordSums {
    /// Adds a unit of so many words in an event of so many. Sums past the end belong to words that no test is made of.
    pub(super) fn add(&mut self, n: u64, event: u64) {
        self.n = self.n.saturating_add(n);
        self.nn = self.nn.saturating_add(u128::from(n) * u128::from(n));
        self.ne = self.ne.saturating_add(u128::from(n) * u128::from(event));
    }
}

/// A unit that adds to a sum: for every category many are kept, so what they add is worked out where it is wanted.
#[derive(Clone, Copy)]
pub(super) struct Posting {
    pub(super) unit: u32,
    hits: u64,
    /// Paired: of all units of its event.
    event_hits: u64,
}

impl Posting {
    /// What it adds, see [`HitSums`]; unpaired the first three alone.
    #[inline]
    pub(super) fn fields(self, design: &Design, constants: &Constants) -> [u64; 6] {
        let (x, unit) = (self.hits, design.unit(self.unit as usize));
        let n = unit.words;
        let Some(event) = unit.event else {
            return [x, x.wrapping_mul(x), x.wrapping_mul(n), 0, 0, 0];
        };
        let (xe, ne) = (self.event_hits, constants.event_words(event));
        let [xx, xn, x_xe, x_ne, n_xe] = [(x, x), (x, n), (x, xe), (x, ne), (n, xe)].map(|(a, b)| a.wrapping_mul(b));
        [x, xx, xn, x_xe, x_ne, n_xe]
    }
}

/// The hits of one category on the units of a design.
pub(super) struct Hits {
    total: u64,
    /// The units that add to any sum, in order.
    postings: Vec<Posting>,
    /// Unpaired: sums over all units. Paired: of each outlet, over the events that hold it.
    all: Vec<HitSums>,
}

impl Hits {
    pub(super) fn new(design: &Design, constants: &Constants, hits: Vec<u64>) -> Defined<Self> {
        let postings = match design.exchange() {
            Exchange::Articles | Exchange::Blocks => unpaired_postings(&hits),
            Exchange::BlocksInEvents => paired_postings(design, &hits),
        };
        let all = match design.exchange() {
            Exchange::Articles | Exchange::Blocks => {
                let fields = postings.iter().map(|posting| posting.fields(design, constants));
                vec![HitSums::from_fields(fields.fold([0; 6], add))]
            }
            Exchange::BlocksInEvents => event_sums(design, constants, &hits),
        };
        if !fit(design, &hits) {
            return Err(Undefined::ImpossibleCounts);
        }
        Ok(Hits { total: hits.iter().sum(), postings, all })
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// The units that add to any sum, in order.
    pub(super) fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// T of every outlet under these labels; `words` are the [`Constants::words`] of the same labels.
    pub(super) fn statistics(
        &self,
        design: &Design,
        constants: &Constants,
        labels: &[u32],
        words: &[WordSums],
    ) -> Vec<f64> {
        let mut sums = vec![[0_u64; 6]; words.len()];
        for posting in &self.postings {
            let label = labels[posting.unit as usize] as usize;
            sums[label] = add(sums[label], posting.fields(design, constants));
        }
        let sums = sums.into_iter().zip(words).enumerate();
        let t = |(outlet, (fields, words))| {
            self.t(design, constants, |unit| labels[unit] as usize == outlet, words, outlet, fields)
        };
        sums.map(t).collect()
    }

    /// T of one outlet alone.
    pub(super) fn statistic(
        &self,
        design: &Design,
        constants: &Constants,
        labels: &[u32],
        words: &WordSums,
        outlet: usize,
    ) -> f64 {
        let is_own = |unit: usize| labels[unit] as usize == outlet;
        let own = self.postings.iter().filter(|posting| is_own(posting.unit as usize));
        let fields = own.map(|posting| posting.fields(design, constants)).fold([0; 6], add);
        self.t(design, constants, is_own, words, outlet, fields)
    }

    /// T of an outlet from the sums of its units; `is_own` tells which these are.
    pub(super) fn t(
        &self,
        design: &Design,
        constants: &Constants,
        is_own: impl Fn(usize) -> bool,
        words: &WordSums,
        outlet: usize,
        fields: [u64; 6],
    ) -> f64 {
        let frame = self.frame(design, constants, outlet);
        t(frame, words, &HitSums::from_fields(fields), || {
            let mut hits = vec![0; design.observed().len()];
            self.postings.iter().for_each(|posting| hits[posting.unit as usize] = posting.hits);
            squared_exactly(design, is_own, &hits)
        })
    }

    /// What the sums of an outlet are compared with.
    pub(super) fn frame<'a>(&'a self, design: &Design, constants: &'a Constants, outlet: usize) -> Frame<'a> {
        let words = constants.all_words(outlet);
        let hits = self.all.get(outlet).unwrap_or(&self.all[0]);
        let half = design.half_a_hit();
        match design.exchange() {
            Exchange::Articles | Exchange::Blocks => {
                Frame::Unpaired { words, hits, own: constants.outlet(outlet).own, units: design.observed().len(), half }
            }
            Exchange::BlocksInEvents => Frame::Paired { words, hits, events: constants.outlet(outlet).own, half },
        }
    }
}

/// Whether 64 bits hold every sum, and nowhere are hits without words.
fn fit(design: &Design, hits: &[u64]) -> bool {
    let contradiction = design.units().zip(hits).any(|(unit, &hits)| unit.words == 0 && hits > 0);
    // Every sum of products is at most the product of the two sums.
    let hits = hits.iter().try_fold(0_u64, |sum, &hits| sum.checked_add(hits));
    let fits = hits.zip(design.words()).is_some_and(|(hits, words)| hits.checked_mul(words.max(hits)).is_some());
    fits && !contradiction
}

fn unpaired_postings(hits: &[u64]) -> Vec<Posting> {
    let mut postings = Vec::with_capacity(hits.iter().filter(|hits| **hits > 0).count());
    let with_hits = (0..).zip(hits).filter(|(_, hits)| **hits > 0);
    postings.extend(with_hits.map(|(unit, &hits)| Posting { unit, hits, event_hits: 0 }));
    postings
}

fn paired_postings(design: &Design, hits: &[u64]) -> Vec<Posting> {
    let mut postings = Vec::new();
    for blocks in design.blocks() {
        let event_hits = event_hits(&hits[blocks.clone()]);
        if event_hits > 0 {
            let posting = |block| Posting { unit: block as u32, hits: hits[block], event_hits };
            postings.extend(blocks.clone().map(posting));
        }
    }
    postings.shrink_to_fit();
    postings
}

/// Of each outlet, sums over the events that hold it.
fn event_sums(design: &Design, constants: &Constants, hits: &[u64]) -> Vec<HitSums> {
    let mut all = vec![[0_u64; 6]; constants.outlets.len()];
    for (event, blocks) in design.blocks().iter().enumerate() {
        let (x, n) = (event_hits(&hits[blocks.clone()]), constants.event_words(event));
        let fields = [x, x.wrapping_mul(x), x.wrapping_mul(n), 0, 0, 0];
        for &label in &constants.event_outlets[event] {
            all[label as usize] = add(all[label as usize], fields);
        }
    }
    all.into_iter().map(HitSums::from_fields).collect()
}

fn event_hits(hits: &[u64]) -> u64 {
    hits.iter().fold(0, |sum, &hits| sum.wrapping_add(hits))
}

/// Sums that 64 bits do not hold wrap here; [`fit`] refuses them before anyone looks.
fn add(a: [u64; 6], b: [u64; 6]) -> [u64; 6] {
    std::array::from_fn(|field| a[field].wrapping_add(b[field]))
}
