//! The units of terms by the binary digits of what they add: what the adders read.

use std::ops::Range;

/// For each term and each sum of it, the units that add `2^digit`, digit by digit.
#[derive(Default)]
pub(in crate::measures::permutation) struct Lists {
    units: Vec<u32>,
    digits: Vec<(u8, Range<usize>)>,
    sums: Vec<Sum>,
    /// Where the sums of each term begin.
    starts: Vec<usize>,
}

/// One sum of one term.
#[derive(Clone, Debug)]
struct Sum {
    digits: Range<usize>,
    /// Digits that the sum over all units has.
    width: usize,
}

impl Lists {
    /// Begins the next term.
    pub(super) fn begin(&mut self) {
        self.starts.push(self.sums.len());
    }

    /// Adds a sum to the term: what each unit adds to it.
    pub(super) fn push(&mut self, units: &[u32], adds: impl Fn(usize) -> u64 + Copy) {
        let first = self.digits.len();
        let (mut any, mut total) = (0, 0_u64);
        for place in 0..units.len() {
            any |= adds(place);
            total = total.saturating_add(adds(place));
        }
        for digit in 0..u64::BITS - any.leading_zeros() {
            let from = self.units.len();
            let with_digit = units.iter().enumerate().filter(|(place, _)| adds(*place) >> digit & 1 == 1);
            self.units.extend(with_digit.map(|(_, unit)| *unit));
            if self.units.len() > from {
                self.digits.push((digit as u8, from..self.units.len()));
            }
        }
        self.sums.push(Sum { digits: first..self.digits.len(), width: (u64::BITS - total.leading_zeros()) as usize });
    }

    /// How many digits a sum of a term can have.
    pub(super) fn width(&self, term: usize, sum: usize) -> usize {
        self.sums[self.starts[term] + sum].width
    }

    /// The units that add to a sum of a term, digit by digit.
    pub(super) fn digits(&self, term: usize, sum: usize) -> impl Iterator<Item = (usize, &[u32])> {
        let digits = self.sums[self.starts[term] + sum].digits.clone();
        self.digits[digits].iter().map(|(digit, units)| (usize::from(*digit), &self.units[units.clone()]))
    }

    /// How much memory the terms take: units noted down.
    pub(in crate::measures::permutation) fn len(&self) -> usize {
        self.units.len()
    }
}
