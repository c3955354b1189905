//! Counting under five hundred relabellings at a time.
//!
//! A relabelling is a bit for each unit: is it the outlet's? Five hundred and twelve of them make a row of bits a unit
//! (`matrix.rs`), and what the outlet has of a term is the sum of the rows of the units that have it. Such sums are
//! added up bit by bit as on paper (`planes.rs`), eight rows at a time by carry-save adders, and come out as binary
//! digits across the row: the hundred hits of a term cost a hundred times eight words of logic, not fifty thousand
//! additions. What a statistic makes of the sums stands in `g2.rs` and `default_t.rs`.

mod default_t;
mod g2;
mod lists;
mod matrix;
mod planes;

pub(super) use default_t::DefaultT;
pub(super) use g2::G2;
pub(super) use lists::Lists;
pub(super) use matrix::{Block, Matrix};

use super::Statistic;
use super::family::Counts;

/// A term as the kernel sees it: what was observed, and its units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<'a> {
    /// The statistic under the true labels.
    pub(super) observed: f64,
    /// The units that have the term, ascending.
    pub(super) units: &'a [u32],
    /// How often each has it.
    pub(super) counts: &'a [u32],
}

/// The running maximum of the statistic in each relabelling of a block, over the terms so far.
pub(super) struct Maxima {
    values: Vec<f64>,
    least: f64,
}

impl Maxima {
    fn new(lanes: usize) -> Self {
        Maxima { values: vec![0.0; lanes], least: 0.0 }
    }

    /// The smallest of them: what does not exceed it changes nothing.
    fn least(&self) -> f64 {
        self.least
    }

    fn raise(&mut self, lane: usize, value: f64) {
        let before = self.values[lane];
        if value > before {
            self.values[lane] = value;
            if before == self.least {
                self.least = self.values.iter().copied().fold(f64::INFINITY, f64::min);
            }
        }
    }

    /// In how many relabellings the maximum reaches a value.
    pub(super) fn reaching(&self, value: f64) -> usize {
        if value <= self.least {
            return self.values.len();
        }
        self.values.iter().filter(|&&max| max >= value).count()
    }
}

/// A statistic that the kernel knows how to count.
pub(super) trait Fused: Sync {
    /// What of a block does not depend on the term.
    type Lanes: Send + Sync;

    /// Its name outside.
    fn statistic(&self) -> Statistic;

    /// Prepares a block.
    fn lanes(&self, block: &Block) -> Self::Lanes;

    /// Which sums of a term are needed; `place` is the term's among those given.
    fn prepare(&self, term: &Term, lists: &mut Lists);

    /// In how many of the block's relabellings the term reaches what was observed; raises the maxima.
    fn count(
        &self,
        term: &Term,
        lists: &Lists,
        place: usize,
        block: &Block,
        lanes: &Self::Lanes,
        maxima: &mut Maxima,
    ) -> usize;
}

/// A block of relabellings with all that is remembered from term to term.
pub(super) struct Running<L> {
    block: Block,
    lanes: L,
    pub(super) maxima: Maxima,
}

impl<L> Running<L> {
    pub(super) fn new(fused: &impl Fused<Lanes = L>, block: Block) -> Self {
        let (lanes, maxima) = (fused.lanes(&block), Maxima::new(block.lanes()));
        Running { block, lanes, maxima }
    }

    /// The next terms, which must not have been observed smaller than those before.
    pub(super) fn count(&mut self, fused: &impl Fused<Lanes = L>, terms: &[Term], lists: &Lists) -> Vec<Counts> {
        let of_term = |(place, term): (usize, &Term)| {
            let own = fused.count(term, lists, place, &self.block, &self.lanes, &mut self.maxima);
            Counts { own, max: 0, step_down: self.maxima.reaching(term.observed * super::test::TIE) }
        };
        terms.iter().enumerate().map(of_term).collect()
    }
}
