//! Runs of words as 64-bit numbers, equal on every machine and in every version.

use super::SHINGLE_WORDS;
use crate::text::PackedWord;

/// What is multiplied by, again and again: the odd number next to 2^64 over the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of `SplitMix64` (Steele, Lea and Flood 2014), which spreads every bit over all others.
pub(super) const fn spread(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The number of a word.
pub(crate) fn word_number(word: &[u8]) -> u64 {
    let groups = word.chunks(8).map(|group| {
        let mut bytes = [0; 8];
        bytes[..group.len()].copy_from_slice(group);
        u64::from_le_bytes(bytes)
    });
    spread(groups.fold(word.len() as u64, add_group))
}

/// The same of a word in integers.
#[inline]
pub(super) fn packed_number(word: PackedWord) -> u64 {
    let [low, high] = word.groups();
    let first = add_group(word.len() as u64, low);
    spread(if word.len() > 8 { add_group(first, high) } else { first })
}

fn add_group(before: u64, group: u64) -> u64 {
    let product = (before ^ group).wrapping_mul(STEP);
    product ^ (product >> 32)
}

/// The number of a run of words: a polynomial in their numbers, spread.
pub(super) fn run_number(words: &[u64]) -> u64 {
    spread(words.iter().fold(0, |sum: u64, word| sum.wrapping_mul(STEP).wrapping_add(*word)))
}

/// The shingles of one text: a set of numbers.
///
/// All modulo 2^64, with `STEP` = `0x9e3779b97f4a7c15`: a word's number begins as the length of its form in bytes of
/// UTF-8. For each eight of them (little-endian, the last filled up with zeros) it is xored with them, multiplied by
/// `STEP` and xored with its own upper half. A run's number is the sum of its words' numbers times falling powers of
/// `STEP`. Both go through the finalizer of `SplitMix64` at last. Two different runs have the same number once in 2^64.
///
/// ```
/// use parallax::corpus::duplicate::Shingles;
///
/// let one = Shingles::of_words("the crews walked out on monday".split(' '), 5);
/// let two = Shingles::of_words("the crews walked out on tuesday".split(' '), 5);
/// assert_eq!((one.len(), two.len()), (2, 2));
/// assert_eq!(one.overlap(&two).shared, 1);
/// assert_eq!(one.overlap(&two).resemblance(), Some(1.0 / 3.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles {
    /// Ascending, each once.
    numbers: Vec<u64>,
}

impl Shingles {
    /// The runs of `length` words; none where there are fewer.
    ///
    /// # Panics
    /// If `length` is 0.
    #[must_use]
    pub fn of_words<'w>(words: impl IntoIterator<Item = &'w str>, length: usize) -> Self {
        let words: Vec<u64> = words.into_iter().map(|word| word_number(word.as_bytes())).collect();
        Shingles::of_runs(words.windows(length))
    }

    pub(super) fn of_runs<'w>(runs: impl Iterator<Item = &'w [u64]>) -> Self {
        let mut numbers: Vec<u64> = runs.map(run_number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Shingles { numbers }
    }

    /// Those that were stored; in any order.
    pub(crate) fn stored(mut numbers: Vec<u64>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        Shingles { numbers }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Their numbers, ascending.
    #[must_use]
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// What two texts share.
    #[must_use]
    pub fn overlap(&self, other: &Shingles) -> Overlap {
        let (mut shared, mut theirs) = (0, other.numbers.iter().peekable());
        for number in &self.numbers {
            while theirs.next_if(|other| *other < number).is_some() {}
            shared += u32::from(theirs.next_if_eq(&number).is_some());
        }
        Overlap { shared, sizes: [self.len() as u32, other.len() as u32] }
    }
}

/// How many shingles two texts share, and how many each has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Overlap {
    /// Shingles of both.
    pub shared: u32,
    /// Shingles of the one and of the other.
    pub sizes: [u32; 2],
}

impl Overlap {
    /// The share of what both have among all they have, 0 to 1 (Jaccard; Broder 1997); `None` where neither has any.
    #[must_use]
    pub fn resemblance(self) -> Option<f64> {
        let all = self.sizes[0] + self.sizes[1] - self.shared;
        (all > 0).then(|| f64::from(self.shared) / f64::from(all))
    }

    /// The share of the first's (0) or the second's (1) that the other has too, 0 to 1; `None` where it has none.
    #[must_use]
    pub fn containment(self, side: usize) -> Option<f64> {
        (self.sizes[side] > 0).then(|| f64::from(self.shared) / f64::from(self.sizes[side]))
    }

    /// Whether the two are near-duplicates: a resemblance of 0.8 or more.
    #[must_use]
    pub fn resembles(self) -> bool {
        self.resemblance().is_some_and(|r| r >= super::NEAR_DUPLICATE)
    }

    /// Whether the shorter stands in the longer: a containment of 0.8 or more, at most three times the shingles.
    #[must_use]
    pub fn contains(self) -> bool {
        let [a, b] = self.sizes;
        let (shorter, longer) = if a <= b { (0, b) } else { (1, a) };
        f64::from(longer) <= super::MOST_TIMES_LONGER * f64::from(a.min(b))
            && self.containment(shorter).is_some_and(|c| c >= super::CONTAINED)
    }
}

/// The runs of words that shingles are made of; one where there are few words.
pub(super) fn runs_of(words: &[u64]) -> std::slice::Windows<'_, u64> {
    words.windows(SHINGLE_WORDS.min(words.len()).max(1))
}

/// Whether less than half of the runs are distinct. A set says little of such a text: how often it repeats itself is
/// most of what it is, and all of its words are one shingle.
pub(super) fn repeats_itself(distinct: usize, runs: usize) -> bool {
    2 * distinct < runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that must never change: fingerprints of different machines and versions are compared.
    #[test]
    fn numbers_are_those_that_were_written_down() {
        for word in
            ["", "a", "crew's", "eight888", "nine99999", "sixteen901234567", "a word of more than sixteen bytes"]
        {
            let packed = PackedWord::of(word.as_bytes()).map_or_else(|| word_number(word.as_bytes()), packed_number);
            assert_eq!(packed, word_number(word.as_bytes()), "{word}");
        }
        // SplitMix64 seeded with 0 gives this first, by its authors' program
        assert_eq!(spread(STEP), 0xe220_a839_7b1d_cdaf);
        let shingles = Shingles::of_words("the crews walked out on monday morning".split(' '), 5);
        assert_eq!(shingles.numbers(), RECORDED);
    }

    const RECORDED: [u64; 3] = [0x0016_97cc_0859_a11c, 0x4c12_e933_5e64_8b7d, 0xc84a_a715_7dcd_a3a2];

    #[test]
    fn containment_stops_at_three_times_the_length() {
        let overlap = |shared, a, b| Overlap { shared, sizes: [a, b] };
        assert!(overlap(80, 100, 300).contains() && !overlap(80, 100, 301).contains());
        assert!(overlap(80, 300, 100).contains() && !overlap(79, 300, 100).contains());
        assert!(overlap(80, 90, 90).resembles() && !overlap(79, 90, 90).resembles());
        assert!(!overlap(0, 0, 0).resembles() && !overlap(0, 0, 0).contains());
    }
}
