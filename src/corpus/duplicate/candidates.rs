//! Articles that share a key of their sketches, and whose sketches are alike enough.
//!
//! A key that few articles have makes pairs of them. One that many have is a text of many printings, or a phrase that
//! outlets put under all of theirs. The other keys of an article tell which: where half of them are its own or of few, so
//! is most of the text, and what it is like is found by these. Where most are common, it *asks* by the lower half of
//! the common ones, which a longer text that it stands in has in its sketch too. Those that ask by a key, and all that are
//! like one of them, are a [`Crowd`].

use super::Fingerprints;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A list of more articles than this makes no pairs, but a crowd.
const LONG_LIST: usize = 64;
/// An article of a crowd is held against so many others at most,
const LOOKS: usize = 512;
/// and all of its articles together against about so many.
const LOOKS_IN_ALL: usize = 1 << 18;

/// Articles of the same text, by the first of them in the order of the ids.
pub(super) struct SameTexts {
    /// Per article, by place: the first with its text; itself where there is no earlier one.
    pub(super) first: Vec<u32>,
    /// Per article that is a first: whether all with its text are new.
    is_new: Vec<bool>,
}

impl SameTexts {
    pub(super) fn of(prints: &Fingerprints, is_new: &(impl Fn(usize) -> bool + Sync)) -> Self {
        let mut places: Vec<u32> = (0..prints.len() as u32).collect();
        let text = |place: u32| {
            let print = prints.at(place as usize);
            (print.text, print.sketch.shingles())
        };
        places.par_sort_unstable_by_key(|&place| (text(place), place));
        let mut same = SameTexts { first: vec![0; prints.len()], is_new: vec![false; prints.len()] };
        for of_text in places.chunk_by(|a, b| text(*a) == text(*b)) {
            let is_new = of_text.iter().all(|&place| is_new(place as usize));
            same.is_new[of_text[0] as usize] = is_new;
            of_text.iter().for_each(|&place| same.first[place as usize] = of_text[0]);
        }
        same
    }
}

/// What is to be verified.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Candidates {
    /// Pairs of firsts, the smaller place first, ascending; only those of which one text is new.
    pub(super) pairs: Vec<(u32, u32)>,
    /// In the order of their keys; each has a text that is new.
    pub(super) crowds: Vec<Crowd>,
}

/// Firsts that share a key with many others: too many to hold each against each, and likely to be joined by few links.
#[derive(Debug, PartialEq)]
pub(super) struct Crowd {
    /// Those that ask by the key come first; among them, those first that have most in common with other articles, as
    /// the text has that the others are edited from.
    pub(super) places: Vec<u32>,
    /// How many ask.
    pub(super) asking: usize,
}

/// How many others an article is held against where so many are together.
pub(super) fn looks(many: usize) -> usize {
    (LOOKS_IN_ALL / many.max(1)).clamp(8, LOOKS)
}

/// The articles that share a key.
type List<'k> = &'k [(u64, u32)];

/// So many keys, of about 160,000 articles, are sorted at once: memory does not grow with what most articles have for
/// themselves.
const KEYS_AT_ONCE: usize = 1 << 21;

pub(super) fn candidates(prints: &Fingerprints, same: &SameTexts) -> Candidates {
    candidates_in_parts(prints, same, KEYS_AT_ONCE)
}

fn candidates_in_parts(prints: &Fingerprints, same: &SameTexts, keys_at_once: usize) -> Candidates {
    let firsts = || (0..prints.len() as u32).filter(|&place| same.first[place as usize] == place);
    let keys_of = |place: u32| prints.at(place as usize).sketch.keys();
    let parts = firsts().map(|place| keys_of(place).len()).sum::<usize>().div_ceil(keys_at_once).max(1) as u64;
    let (mut keys, mut pairs) = (Vec::new(), Vec::new());
    let mut long: Vec<Vec<(u64, u32)>> = Vec::new();
    for part in 0..parts {
        keys.clear();
        for place in firsts() {
            keys.extend(keys_of(place).iter().filter(|key| **key % parts == part).map(|key| (*key, place)));
        }
        keys.par_sort_unstable();
        let lists = keys.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() > 1);
        let (of_many, short): (Vec<List>, Vec<List>) = lists.partition(|list| list.len() > LONG_LIST);
        pairs.par_extend(short.par_iter().flat_map_iter(|list| same.pairs(prints, list)));
        long.extend(of_many.into_iter().map(<[_]>::to_vec));
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    long.sort_unstable();
    let lengths: FxHashMap<u64, usize> = long.iter().map(|list| (list[0].0, list.len())).collect();
    let crowds = long.par_iter().filter_map(|list| same.crowd(prints, &lengths, list)).collect();
    Candidates { pairs, crowds }
}

impl SameTexts {
    /// Whether the texts may be near-duplicates, and were not held against each other before.
    pub(super) fn may_be_found(&self, prints: &Fingerprints, a: u32, b: u32) -> bool {
        let sketch = |place: u32| &prints.at(place as usize).sketch;
        (self.is_new[a as usize] || self.is_new[b as usize]) && sketch(a).may_be_duplicate(sketch(b))
    }

    fn pairs(&self, prints: &Fingerprints, list: List) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (at, &(_, a)) in list.iter().enumerate() {
            let others = list[at + 1..].iter().map(|(_, b)| (a, *b));
            found.extend(others.filter(|(a, b)| self.may_be_found(prints, *a, *b)));
        }
        found
    }

    /// The crowd of a long list; `lengths` are those of all long lists.
    fn crowd(&self, prints: &Fingerprints, lengths: &FxHashMap<u64, usize>, list: List) -> Option<Crowd> {
        let key = list[0].0;
        let keys = |place: u32| prints.at(place as usize).sketch.keys();
        let asks = |place: u32| {
            let common = || keys(place).iter().filter(|key| lengths.contains_key(key));
            let (many, lower) = (common().count(), common().take_while(|lower| **lower < key).count());
            2 * many > keys(place).len() && 2 * lower < many
        };
        let (mut asking, others): (Vec<u32>, Vec<u32>) = list.iter().map(|(_, place)| *place).partition(|&p| asks(p));
        let in_common =
            |place: u32| keys(place).iter().filter_map(|key| lengths.get(key)).sum::<usize>() / keys(place).len();
        asking.sort_by_cached_key(|&place| (std::cmp::Reverse(in_common(place)), place));
        let is_new = |place: &u32| self.is_new[*place as usize];
        let new_asking: Vec<u32> = asking.iter().copied().filter(is_new).collect();
        // one that asks meets new ones that do not, too
        let new: Vec<u32> = new_asking.iter().chain(others.iter().filter(|place| is_new(place))).copied().collect();
        let looks = looks(list.len());
        let is_like = |place: &u32, new: &[u32]| {
            let others = if is_new(place) { &asking } else { new };
            others.iter().take(looks).any(|one| one != place && self.may_be_found(prints, *one, *place))
        };
        let looked_at = asking.iter().enumerate().filter(|(at, place)| *at < LOOKS || is_new(place));
        let mut places: Vec<u32> = looked_at.map(|(_, place)| *place).filter(|place| is_like(place, &new)).collect();
        let asking = places.len();
        places.extend(others.iter().filter(|place| is_like(place, &new_asking)));
        (asking > 0).then_some(Crowd { places, asking })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fingerprint, Shingles, Sketch};
    use super::*;

    /// However few keys are sorted at once, the same pairs and crowds are found.
    #[test]
    fn parts_change_nothing() {
        let article = |story: usize, copy: usize| {
            let word = |at: usize| if at == copy { format!("c{copy}") } else { format!("s{story}w{at}") };
            let words: Vec<String> = (0..200).map(word).collect();
            let shingles = Shingles::of_words(words.iter().map(String::as_str), 5);
            let id = format!("{story}-{copy}");
            Fingerprint { article: id.into(), text: (1000 * story + copy) as u64, sketch: Sketch::of(&shingles) }
        };
        // one story of many printings, many of a few
        let crowd = (0..150).map(|copy| article(0, copy));
        let others = (1..100).flat_map(|story| (0..3).map(move |copy| article(story, copy)));
        let prints = Fingerprints::new(crowd.chain(others).collect()).unwrap();
        let same = SameTexts::of(&prints, &|_| true);
        let whole = candidates(&prints, &same);
        assert!(whole.pairs.len() > 150 && !whole.crowds.is_empty(), "{} {}", whole.pairs.len(), whole.crowds.len());
        for keys_at_once in [1, 100, 3_000] {
            assert_eq!(candidates_in_parts(&prints, &same, keys_at_once), whole, "{keys_at_once}");
        }
    }
}
