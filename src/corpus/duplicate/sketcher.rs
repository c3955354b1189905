//! Sketches of texts without the set of all their shingles.

use super::Shingles;
use super::shingles::{packed_number, repeats_itself, run_number, runs_of, word_number};
use super::sketch::{LEAST, PART_LIMIT, Sketch};
use crate::text::PackedWord;

/// Takes the lookup forms of a text, word by word, and gives its sketch: that of its [`Shingles`], without sorting them.
#[derive(Debug, Default)]
pub(crate) struct Sketcher {
    words: Vec<u64>,
    distinct: Distinct,
    low: Vec<u64>,
}

impl Sketcher {
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // used by the index
    pub(crate) fn push(&mut self, form: &str) {
        self.words.push(word_number(form.as_bytes()));
    }

    #[cfg_attr(not(feature = "index"), allow(dead_code))] // used by the index
    #[inline]
    pub(crate) fn push_packed(&mut self, form: PackedWord) {
        self.words.push(packed_number(form));
    }

    /// The sketch of the words since the last one.
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // used by the index
    pub(crate) fn finish(&mut self) -> Sketch {
        let mut words = std::mem::take(&mut self.words);
        let sketch = self.sketch_of(&words);
        words.clear();
        self.words = words;
        sketch
    }

    /// The sketch of a text whose words have these numbers.
    pub(super) fn sketch_of(&mut self, words: &[u64]) -> Sketch {
        let runs = runs_of(words);
        let (all, mut distinct) = (runs.len(), 0);
        // the smallest are nearly always among those below this: on average 40 are
        let limit = if all <= 40 { u64::MAX } else { (u64::MAX / all as u64 * 40).max(PART_LIMIT) };
        self.distinct.clear_for(all);
        self.low.clear();
        for run in runs {
            let number = run_number(run);
            if self.distinct.insert(number) {
                distinct += 1;
                if number <= limit {
                    self.low.push(number);
                }
            }
        }
        if repeats_itself(distinct, all) {
            Sketch::of(&Shingles::of_runs(std::iter::once(words)))
        } else if self.low.len() < LEAST.min(distinct) {
            Sketch::of(&Shingles::of_runs(runs_of(words)))
        } else {
            self.low.sort_unstable();
            Sketch::of_lowest(&self.low, distinct)
        }
    }
}

/// A set of numbers whose bits are spread already.
#[derive(Debug, Default)]
struct Distinct {
    /// 0: free.
    slots: Vec<u64>,
    has_zero: bool,
}

impl Distinct {
    /// Empties it; there is room for so many.
    fn clear_for(&mut self, numbers: usize) {
        self.slots.clear();
        self.slots.resize((2 * numbers).next_power_of_two().max(64), 0);
        self.has_zero = false;
    }

    /// Whether it is new.
    fn insert(&mut self, number: u64) -> bool {
        if number == 0 {
            return !std::mem::replace(&mut self.has_zero, true);
        }
        let mask = self.slots.len() - 1;
        let mut at = number as usize & mask;
        while self.slots[at] != number {
            if self.slots[at] == 0 {
                self.slots[at] = number;
                return true;
            }
            at = (at + 1) & mask;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::duplicate::Shingler;
    use crate::text::Analyzer;
    use proptest::prelude::*;

    fn sketched(text: &str) -> Sketch {
        let mut sketcher = Sketcher::default();
        for form in text.split_whitespace() {
            match PackedWord::of(form.as_bytes()) {
                Some(form) => sketcher.push_packed(form),
                None => sketcher.push(form),
            }
        }
        sketcher.finish()
    }

    proptest! {
        #[test]
        fn a_sketch_is_that_of_all_shingles(words in prop::collection::vec(0..9_000_000_u32, 0..900), few in 1..200_u32) {
            let mut shingler = Shingler::new(Analyzer::default());
            for kinds in [u32::MAX, few] {
                let text: Vec<String> = words.iter().map(|n| format!("w{}", n % kinds)).collect();
                let text = text.join(" ");
                prop_assert_eq!(sketched(&text), Sketch::of(&shingler.shingles(&text)));
            }
        }
    }

    #[test]
    fn zero_is_a_number() {
        let mut distinct = Distinct::default();
        distinct.clear_for(3);
        assert_eq!([0, 1, 0, 1, 65].map(|number| distinct.insert(number)), [true, true, false, false, true]);
    }
}
