//! Pairs of articles that share a key of their sketches, and whose sketches are alike enough.

use super::{Fingerprints, Sketch};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A key that more articles than this have is a common phrase more often than a shared text: an outlet's footer. Its
/// articles are then held against each other only where their next keys agree too.
const LONG_LIST: usize = 64;

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

/// Pairs of firsts, the smaller place first, ascending; only those of which one text is new.
pub(super) fn candidates(prints: &Fingerprints, same: &SameTexts) -> Vec<(u32, u32)> {
    let mut keys: Vec<(u64, u32)> = (0..prints.len() as u32)
        .into_par_iter()
        .filter(|&place| same.first[place as usize] == place)
        .flat_map_iter(|place| prints.at(place as usize).sketch.keys().iter().map(move |key| (*key, place)))
        .collect();
    keys.par_sort_unstable();
    let lists: Vec<&[(u64, u32)]> = keys.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() > 1).collect();
    let mut pairs: Vec<(u32, u32)> = lists
        .par_iter()
        .flat_map_iter(|list| {
            let mut found = Vec::new();
            let places: Vec<u32> = list.iter().map(|(_, place)| *place).collect();
            propose(prints, same, list[0].0, &places, &mut found);
            found
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The pairs among articles that share a key, ascending.
fn propose(prints: &Fingerprints, same: &SameTexts, key: u64, places: &[u32], found: &mut Vec<(u32, u32)>) {
    let sketch = |place: u32| -> &Sketch { &prints.at(place as usize).sketch };
    let mut add = |a: u32, b: u32| {
        let is_new = same.is_new[a as usize] || same.is_new[b as usize];
        if is_new && sketch(a).may_be_duplicate(sketch(b)) {
            found.push((a, b));
        }
    };
    if places.len() <= LONG_LIST {
        for (at, &a) in places.iter().enumerate() {
            places[at + 1..].iter().for_each(|&b| add(a, b));
        }
        return;
    }
    let mut by_next: BTreeMap<Option<u64>, Vec<u32>> = BTreeMap::new();
    for &place in places {
        let keys = sketch(place).keys();
        let next = keys.get(keys.partition_point(|other| *other <= key)).copied();
        by_next.entry(next).or_default().push(place);
    }
    for (next, places) in by_next {
        match next {
            Some(next) => propose(prints, same, next, &places, found),
            // alike from here to the end: neighbours are enough to join them
            None => places.windows(2).for_each(|pair| {
                if same.is_new[pair[0] as usize] || same.is_new[pair[1] as usize] {
                    found.push((pair[0], pair[1]));
                }
            }),
        }
    }
}
