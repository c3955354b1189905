//! What an article counts for: a whole one, or a part of the text that it shares with others.
//!
//! A text that k outlets print counts for 1/k in each, so that it counts once in all. Sums stay integers: every article
//! is counted in the same number of parts, a shared one in fewer of them.

use crate::counts::{ArticleCounts, Counts};

/// How many parts of its hits and words each article counts for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    of_rows: Vec<u64>,
    /// What a hit counts for on the average.
    hit: f64,
}

/// Numbers that many small numbers divide, for corpora in which no smaller whole has all the parts that are asked for.
const WHOLES: [u64; 8] = [232_792_560, 720_720, 27_720, 2_520, 420, 60, 12, 1];

impl Weights {
    /// Every article for a whole one.
    pub(super) fn equal(counts: &Counts) -> Self {
        Weights { of_rows: vec![1; counts.rows().len()], hit: 1.0 }
    }

    /// Each article for one part in as many as its text has printings.
    ///
    /// Exact where the sums of a test have room for a whole that all numbers of printings divide; else to half a part of
    /// the largest whole they have room for.
    pub(super) fn by_printings(counts: &Counts, printings: impl Fn(&ArticleCounts) -> u64) -> Self {
        let printings: Vec<u64> = counts.rows().iter().map(|row| printings(row).max(1)).collect();
        let parts = whole_of(&printings, room(counts));
        let of_rows: Vec<u64> = printings.iter().map(|k| ((parts + k / 2) / k).max(1)).collect();
        let (mut squares, mut sum) = (0.0, 0.0);
        for (row, &weight) in counts.rows().iter().zip(&of_rows) {
            let words = weight as f64 * f64::from(row.words);
            squares += weight as f64 * words;
            sum += words;
        }
        Weights { of_rows, hit: if sum > 0.0 { squares / sum } else { 1.0 } }
    }

    /// What a hit counts for on the average, by the words that the articles count for: `sum(w^2 n) / sum(w n)`.
    pub(super) fn hit(&self) -> f64 {
        self.hit
    }

    /// Whether every article counts for a whole one.
    pub(super) fn are_equal(&self) -> bool {
        self.of_rows.iter().all(|weight| *weight == 1)
    }

    /// Per article, in the order of the counts: how many parts it counts for.
    pub(super) fn of_rows(&self) -> impl Iterator<Item = u64> {
        self.of_rows.iter().copied()
    }
}

/// The smallest number that all of these divide, or one that many small numbers divide where that is more than `most`.
fn whole_of(printings: &[u64], most: u64) -> u64 {
    let exact = printings.iter().try_fold(1, |whole, &k| lowest_common_multiple(whole, k).filter(|w| *w <= most));
    exact.unwrap_or_else(|| WHOLES.into_iter().find(|whole| *whole <= most).unwrap_or(1))
}

/// The largest whole for which 64 bits hold every product of two sums of hits and words.
fn room(counts: &Counts) -> u64 {
    let words: u64 = counts.rows().iter().map(|row| u64::from(row.words)).sum();
    let most = (0..counts.header().categories.len()).map(|category| counts.hits(category as u32)).max().unwrap_or(0);
    let product = u128::from(words.max(most).max(1)) * u128::from(most.max(1));
    ((u128::from(u64::MAX) / product) as u64).isqrt().max(1)
}

fn lowest_common_multiple(a: u64, b: u64) -> Option<u64> {
    (a / greatest_common_divisor(a, b)).checked_mul(b)
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_room_for_their_multiple_get_the_largest_whole_there_is_room_for() {
        assert_eq!(lowest_common_multiple(12, 18), Some(36));
        assert_eq!(whole_of(&[1, 2, 3, 4], 100), 12);
        assert_eq!(whole_of(&[1, 2, 3, 4, 5, 6, 7], 100), 60, "420 would be exact");
        assert_eq!(whole_of(&[7], 6), 1);
    }
}
