//! The few smallest shingles of a text, which stand for all.

use super::{CONTAINED, MOST_TIMES_LONGER, NEAR_DUPLICATE, Shingles};

/// A sketch keeps so many of the highest bits of a shingle's number.
const KEY_BITS: u32 = 40;
/// It holds at least so many shingles, where there are so many,
pub(super) const LEAST: usize = 12;
/// and all in the lowest of so many parts of the range, so that long texts are sketched as finely as short ones.
const PART: u64 = 64;
pub(super) const PART_LIMIT: u64 = u64::MAX / PART;

/// The smallest shingles of a text: Broder's `MIN_s` and `MOD_m` in one, known today as a KMV or theta sketch.
///
/// It holds the twelve smallest numbers, or all in the lowest 64th of the range where those are more, each cut to its 40
/// highest bits. Below the lower of two sketches' limits both are complete, so what they share there is a fair sample
/// of what the texts share, whatever their lengths.
///
/// ```
/// use parallax::corpus::duplicate::{Shingles, Sketch};
///
/// let words: Vec<String> = (0..500).map(|n| n.to_string()).collect();
/// let of = |range: std::ops::Range<usize>| Sketch::of(&Shingles::of_words(words[range].iter().map(String::as_str), 5));
/// let (whole, most, other) = (of(0..500), of(0..450), of(450..500));
/// assert_eq!((whole.shingles(), whole.keys().len()), (496, 12));
/// assert!(whole.may_be_duplicate(&most) && !whole.may_be_duplicate(&other));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    shingles: u32,
    /// Ascending, each once.
    keys: Box<[u64]>,
}

impl Sketch {
    /// The sketch of a text.
    #[must_use]
    pub fn of(shingles: &Shingles) -> Self {
        Sketch::of_lowest(shingles.numbers(), shingles.len())
    }

    /// The sketch of a text with so many shingles. `lowest`: the smallest of them, ascending, at least twelve and all in
    /// the lowest part of the range, where there are so many.
    pub(super) fn of_lowest(lowest: &[u64], shingles: usize) -> Self {
        let low = lowest.partition_point(|number| *number < PART_LIMIT);
        let kept = low.max(LEAST).min(lowest.len());
        let mut keys: Vec<u64> = lowest[..kept].iter().map(|number| number >> (64 - KEY_BITS)).collect();
        keys.dedup();
        Sketch { shingles: shingles as u32, keys: keys.into() }
    }

    /// A sketch that was stored; `keys` in any order.
    #[must_use]
    pub fn stored(shingles: u32, keys: impl IntoIterator<Item = u64>) -> Self {
        let mut keys: Vec<u64> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        Sketch { shingles, keys: keys.into() }
    }

    /// How many shingles the text has.
    #[must_use]
    pub fn shingles(&self) -> u32 {
        self.shingles
    }

    /// What it keeps of the smallest ones, ascending.
    #[must_use]
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// All of the text's keys below this are in the sketch.
    fn limit(&self) -> u64 {
        match self.keys.last() {
            Some(last) if self.keys.len() < self.shingles as usize => (last + 1).max((1 << KEY_BITS) / PART),
            _ => 1 << KEY_BITS,
        }
    }

    /// Whether the texts may be near-duplicates, or one may stand in the other. At a resemblance of 0.8 the answer is no
    /// less than once in 10,000 times, at a containment of 0.8 once in 200; a yes is verified on the texts.
    #[must_use]
    pub fn may_be_duplicate(&self, other: &Sketch) -> bool {
        let (shorter, longer) = if self.shingles <= other.shingles { (self, other) } else { (other, self) };
        let ratio = f64::from(longer.shingles) / f64::from(shorter.shingles.max(1));
        if ratio > MOST_TIMES_LONGER {
            return false;
        }
        let limit = self.limit().min(other.limit());
        let below = |sketch: &Sketch| sketch.keys.partition_point(|key| *key < limit);
        let (short, long) = (&shorter.keys[..below(shorter)], &longer.keys[..below(longer)]);
        let shared = short.iter().filter(|key| long.binary_search(key).is_ok()).count();
        if shared == 0 {
            return false;
        }
        // texts that resemble each other are of a length, as far as that goes
        let resembles =
            ratio <= 1.0 / NEAR_DUPLICATE && is_enough(shared, short.len() + long.len() - shared, NEAR_DUPLICATE, 4.0);
        resembles || is_enough(shared, short.len(), CONTAINED, 3.0)
    }
}

/// Whether so many of a sample are not fewer than its true share lets expect, by so many standard deviations.
fn is_enough(shared: usize, sample: usize, share: f64, deviations: f64) -> bool {
    let sample = sample as f64;
    shared as f64 >= sample * share - deviations * (sample * share * (1.0 - share)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(range: std::ops::Range<u32>) -> Shingles {
        let words: Vec<String> = range.map(|n| n.to_string()).collect();
        Shingles::of_words(words.iter().map(String::as_str), 5)
    }

    #[test]
    fn a_sketch_is_complete_below_its_limit() {
        for size in [1, 5, 12, 16, 17, 200, 3_000] {
            let shingles = words(0..size + 4);
            let sketch = Sketch::of(&shingles);
            let below = shingles.numbers().iter().map(|n| n >> (64 - KEY_BITS)).filter(|key| *key < sketch.limit());
            assert!(below.eq(sketch.keys().iter().copied()), "{size}");
            assert_eq!(Sketch::stored(sketch.shingles(), sketch.keys().iter().rev().copied()), sketch);
        }
        assert!(Sketch::of(&words(0..3_004)).keys().len() > 30, "long texts have more");
    }

    #[test]
    fn what_is_certain_is_never_refused() {
        let (all, part) = (Sketch::of(&words(0..604)), Sketch::of(&words(0..244)));
        assert!(all.may_be_duplicate(&all) && part.may_be_duplicate(&part));
        let nothing = Sketch::of(&Shingles::default());
        assert!(!nothing.may_be_duplicate(&nothing) && !nothing.may_be_duplicate(&all));
    }
}
