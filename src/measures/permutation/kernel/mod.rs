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
pub(super) use matrix::{Block, Matrix, words_fit};

use super::Statistic;
use super::family::Counts;
use super::statistic::HitSums;
use planes::Planes;

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
    /// Their squares, rounded down, in the order of [`matrix::lane_of`]; infinite where there is no lane.
    squares: Box<[f32; matrix::LANES]>,
}

impl Maxima {
    fn new(lanes: usize) -> Self {
        let mut squares = Box::new([f32::INFINITY; matrix::LANES]);
        (0..lanes).for_each(|lane| squares[matrix::slot_of(lane)] = 0.0);
        Maxima { values: vec![0.0; lanes], least: 0.0, squares }
    }

    /// The smallest of them: what does not exceed it changes nothing.
    fn least(&self) -> f64 {
        self.least
    }

    fn squares(&self) -> &[f32; matrix::LANES] {
        &self.squares
    }

    fn raise(&mut self, lane: usize, value: f64) {
        let before = self.values[lane];
        if value > before {
            self.values[lane] = value;
            self.squares[matrix::slot_of(lane)] = (value * value * (1.0 - 1e-6)) as f32;
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

    /// Notes down which sums of a term are needed; gives its sums over all that is compared.
    fn prepare(&self, term: &Term, lists: &mut Lists) -> Totals;

    /// In how many of the block's relabellings the term reaches what was observed; raises the maxima.
    fn count(&self, term: &Prepared, block: &Block, lanes: &Self::Lanes, scratch: &mut Scratch) -> usize;
}

/// What of a term does not depend on labels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// Sums over all that is compared: units, or events as in [`Frame`](super::statistic::Frame).
    compared: HitSums,
    /// Sums over all units that are compared.
    units: HitSums,
}

/// A term that can be counted.
pub(super) struct Prepared<'a> {
    term: Term<'a>,
    totals: Totals,
    lists: &'a Lists,
    /// Its place in the lists.
    place: usize,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(term: Term<'a>, totals: Totals, lists: &'a Lists, place: usize) -> Self {
        Prepared { term, totals, lists, place }
    }

    /// Adds up one of its sums.
    fn add_up(&self, sum: usize, block: &Block, planes: &mut Planes) {
        planes.clear(self.lists.width(self.place, sum));
        for (digit, units) in self.lists.digits(self.place, sum) {
            planes.add(block.rows(), units, digit);
        }
    }
}

/// What is written over from term to term, and the maxima, which remain.
pub(super) struct Scratch {
    planes: Planes,
    pub(super) maxima: Maxima,
}

/// A block of relabellings with all that is remembered from term to term.
pub(super) struct Running<L> {
    block: Block,
    lanes: L,
    scratch: Scratch,
}

impl<L> Running<L> {
    pub(super) fn new(fused: &impl Fused<Lanes = L>, block: Block) -> Self {
        let scratch = Scratch { planes: Planes::new(0), maxima: Maxima::new(block.lanes()) };
        Running { lanes: fused.lanes(&block), block, scratch }
    }

    /// The next terms, which must not have been observed smaller than those before.
    pub(super) fn count(&mut self, fused: &impl Fused<Lanes = L>, terms: &[Prepared]) -> Vec<Counts> {
        let mut of_term = |term: &Prepared| {
            let own = fused.count(term, &self.block, &self.lanes, &mut self.scratch);
            Counts { own, max: 0, step_down: self.reaching(term.term.observed * super::test::TIE) }
        };
        terms.iter().map(&mut of_term).collect()
    }

    /// In how many relabellings the maximum over the terms so far reaches a value.
    pub(super) fn reaching(&self, value: f64) -> usize {
        self.scratch.maxima.reaching(value)
    }
}
