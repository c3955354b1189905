//! Pairs of near-duplicates, each verified on its two texts.

use super::candidates::{Candidates, Crowd, SameTexts, candidates, looks};
use super::groups::Joined;
use super::{CONTAINED, Fingerprints, NEAR_DUPLICATE, Overlap, Shingles};
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Two articles of which one is a near-duplicate of the other, or holds its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Their ids, the smaller first.
    pub articles: [Arc<str>; 2],
    /// Hashes of their texts, as in [`Article::text_hash`](crate::Article::text_hash).
    pub texts: [u64; 2],
    /// Shingles that both have.
    pub shared: u32,
    /// Shingles that each has.
    pub sizes: [u32; 2],
}

impl Link {
    /// What they share.
    #[must_use]
    pub fn overlap(&self) -> Overlap {
        Overlap { shared: self.shared, sizes: self.sizes }
    }
}

/// The shingles of texts that are in memory at once come to so many bytes, unless those of more hang together: of
/// articles of 500 words, more than 30,000. Where the texts are in files, each time these are all read.
const BYTES_AT_ONCE: u64 = 128 << 20;
/// What a text takes beside the eight bytes of each shingle.
const BYTES_BESIDE: u64 = 64;

/// Finds the near-duplicates of the new ones among these articles. Sketches make pairs likely; `shingles_of` reads
/// the texts of those, by id, and gives their shingles, in any order. `known` are the links that were found before: a pair
/// that they or others join already is not read for.
///
/// It is asked for as many texts at once as 128 MiB of shingles hold, so seldom more than once.
///
/// The articles that are joined in the end, by the known links and these, depend neither on their order nor on which of
/// them are new. Where a text has more than about 500 printings that all differ, that is as good as certain.
///
/// # Errors
/// What `shingles_of` returns.
pub fn find_links(
    prints: &Fingerprints,
    known: &[Link],
    is_new: impl Fn(usize) -> bool + Sync,
    shingles_of: impl FnMut(&[Arc<str>]) -> Result<Vec<(Arc<str>, Shingles)>>,
) -> Result<Vec<Link>> {
    find_in_batches(prints, known, is_new, shingles_of, BYTES_AT_ONCE)
}

fn find_in_batches(
    prints: &Fingerprints,
    known: &[Link],
    is_new: impl Fn(usize) -> bool + Sync,
    mut shingles_of: impl FnMut(&[Arc<str>]) -> Result<Vec<(Arc<str>, Shingles)>>,
    bytes_at_once: u64,
) -> Result<Vec<Link>> {
    let same = SameTexts::of(prints, &is_new);
    let mut finder = Finder::new(prints, &same);
    finder.join_known(known);
    for (place, &first) in same.first.iter().enumerate() {
        let size = prints.at(place).sketch.shingles();
        if first as usize != place && size > 0 {
            let overlap = Overlap { shared: size, sizes: [size; 2] };
            finder.join([first, place as u32], overlap, is_new(first as usize) || is_new(place));
        }
    }
    let mut candidates = candidates(prints, &same);
    candidates.pairs.retain(|&(a, b)| !finder.near.are_joined(a, b));
    for batch in batches(prints, candidates, bytes_at_once) {
        let places = batch.places();
        let ids: Vec<Arc<str>> = places.iter().map(|&place| prints.at(place as usize).article.clone()).collect();
        finder.read(shingles_of(&ids)?);
        for (a, b) in batch.pairs {
            finder.verify(a, b);
        }
        batch.crowds.iter().for_each(|crowd| finder.join_crowd(crowd));
    }
    finder.links.sort_unstable();
    Ok(finder.links)
}

/// Holds texts against each other.
struct Finder<'p> {
    prints: &'p Fingerprints,
    same: &'p SameTexts,
    /// What resembles each other, and what stands in each other too.
    near: Joined,
    wire: Joined,
    links: Vec<Link>,
    /// The texts of a batch, and the pairs of them that were held against each other in vain.
    texts: FxHashMap<u32, Shingles>,
    unlike: FxHashSet<(u32, u32)>,
}

impl<'p> Finder<'p> {
    fn new(prints: &'p Fingerprints, same: &'p SameTexts) -> Self {
        let (near, wire) = (Joined::default(), Joined::default());
        Finder {
            prints,
            same,
            near,
            wire,
            links: Vec::new(),
            texts: FxHashMap::default(),
            unlike: FxHashSet::default(),
        }
    }

    fn join_known(&mut self, known: &[Link]) {
        for link in known {
            if let [Some(a), Some(b)] = [0, 1].map(|side: usize| self.prints.place_of(&link.articles[side])) {
                self.join([a, b], link.overlap(), false);
            }
        }
    }

    fn join(&mut self, pair: [u32; 2], overlap: Overlap, is_found: bool) {
        self.wire.join(pair[0], pair[1]);
        if overlap.resembles() {
            self.near.join(pair[0], pair[1]);
        }
        if is_found {
            self.links.push(link(self.prints, pair.map(|place| place as usize), overlap));
        }
    }

    fn read(&mut self, texts: Vec<(Arc<str>, Shingles)>) {
        let with_place = |(id, text): (Arc<str>, Shingles)| Some((self.prints.place_of(&id)?, text));
        self.texts = texts.into_iter().filter_map(with_place).collect();
        self.unlike.clear();
    }

    /// Joins two texts if they are near-duplicates; says whether they hang together by resemblance.
    fn verify(&mut self, a: u32, b: u32) -> bool {
        if self.near.are_joined(a, b) {
            return true;
        }
        let (Some(one), Some(other)) = (self.texts.get(&a), self.texts.get(&b)) else { return false };
        let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
        if self.wire.are_joined(a, b) && (few as f64) < NEAR_DUPLICATE * many as f64 {
            // one may stand in the other, which says nothing new
            return false;
        }
        let Some(overlap) = overlap_of_copies(one, other) else { return false };
        if overlap.resembles() || (overlap.contains() && !self.wire.are_joined(a, b)) {
            self.join([a.min(b), a.max(b)], overlap, true);
        }
        overlap.resembles()
    }

    /// Joins a crowd: its articles one after the other are put to what hangs together already, which takes one look
    /// where most are edited from one text. What is put nowhere may yet be what later ones are like.
    fn join_crowd(&mut self, crowd: &Crowd) {
        let mut clusters: Vec<Vec<u32>> = Vec::new();
        for (at, &place) in crowd.places.iter().enumerate() {
            let (mut looks, mut own, mut next): (usize, Option<usize>, usize) = (looks(crowd.places.len()), None, 0);
            while next < clusters.len() && looks > 0 {
                if !self.belongs(place, &clusters[next], &mut looks) {
                    next += 1;
                } else if let Some(own) = own {
                    let more = clusters.remove(next);
                    clusters[own].extend(more);
                } else {
                    own = Some(next);
                    next += 1;
                }
            }
            // what does not ask is held against those that do, and these came first
            if at < crowd.asking {
                match own {
                    Some(own) => clusters[own].push(place),
                    None => clusters.push(vec![place]),
                }
            }
        }
    }

    /// Whether a text hangs together by resemblance with those of a cluster, which do so among themselves.
    fn belongs(&mut self, place: u32, cluster: &[u32], looks: &mut usize) -> bool {
        if self.near.are_joined(place, cluster[0]) {
            return true;
        }
        for &other in cluster.iter().take(*looks) {
            *looks -= 1;
            let pair = (place.min(other), place.max(other));
            if self.unlike.contains(&pair) || !self.same.may_be_found(self.prints, place, other) {
                continue;
            }
            if self.verify(place, other) {
                return true;
            }
            self.unlike.insert(pair);
        }
        false
    }
}

/// What two texts share; `None`, mostly long before the end, where that is less than a link takes.
fn overlap_of_copies(one: &Shingles, other: &Shingles) -> Option<Overlap> {
    let sizes = [one.len() as u32, other.len() as u32];
    let (few, many) = if sizes[0] <= sizes[1] { (one, other) } else { (other, one) };
    // what resembles a longer text shares no less with it than what stands in it
    let most_missing = ((1.0 - CONTAINED) * few.len() as f64) as u32 + 1;
    let (mut shared, mut missing, mut theirs) = (0, 0, many.numbers().iter().peekable());
    for number in few.numbers() {
        while theirs.next_if(|other| *other < number).is_some() {}
        if theirs.next_if_eq(&number).is_some() {
            shared += 1;
        } else {
            missing += 1;
            if missing > most_missing {
                return None;
            }
        }
    }
    Some(Overlap { shared, sizes })
}

fn link(prints: &Fingerprints, pair: [usize; 2], overlap: Overlap) -> Link {
    let [one, other] = pair.map(|place| prints.at(place));
    Link {
        articles: [one.article.clone(), other.article.clone()],
        texts: [one.text, other.text],
        shared: overlap.shared,
        sizes: overlap.sizes,
    }
}

/// The candidates in batches whose articles' shingles take about so many bytes; those that hang together stay together.
fn batches(prints: &Fingerprints, candidates: Candidates, bytes_at_once: u64) -> Vec<Candidates> {
    let mut joined = Joined::default();
    for &(a, b) in &candidates.pairs {
        joined.join(a, b);
    }
    for crowd in &candidates.crowds {
        for &place in &crowd.places {
            joined.join(crowd.places[0], place);
        }
    }
    let mut by_group: BTreeMap<u32, Candidates> = BTreeMap::new();
    for pair in candidates.pairs {
        by_group.entry(joined.first(pair.0)).or_default().pairs.push(pair);
    }
    for crowd in candidates.crowds {
        by_group.entry(joined.first(crowd.places[0])).or_default().crowds.push(crowd);
    }
    let bytes_of = |place: u32| 8 * u64::from(prints.at(place as usize).sketch.shingles()) + BYTES_BESIDE;
    let mut out: Vec<Candidates> = Vec::new();
    let mut bytes = 0;
    for group in by_group.into_values() {
        let more: u64 = group.places().into_iter().map(bytes_of).sum();
        bytes += more;
        match out.last_mut() {
            Some(batch) if bytes <= bytes_at_once => {
                batch.pairs.extend(group.pairs);
                batch.crowds.extend(group.crowds);
            }
            _ => {
                out.push(group);
                bytes = more;
            }
        }
    }
    out
}

impl Candidates {
    /// The articles, by place, each once.
    fn places(&self) -> Vec<u32> {
        let mut places: Vec<u32> = self.pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        places.extend(self.crowds.iter().flat_map(|crowd| &crowd.places));
        places.sort_unstable();
        places.dedup();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fingerprint, Sketch};
    use super::*;

    /// However few bytes a batch may have, the same links are found; by default, many texts are one batch.
    #[test]
    fn batches_change_nothing_and_are_few() {
        let mut texts: Vec<(Arc<str>, Shingles)> = Vec::new();
        for story in 0..3_000 {
            let words: Vec<String> = (0..60).map(|word| format!("s{story}w{word}")).collect();
            // three that are near-duplicates, one that holds two thirds of the others
            for (copy, length) in [60, 59, 58, 40].into_iter().enumerate() {
                let words = words[..length].iter().map(String::as_str);
                texts.push((format!("{story}-{copy}").into(), Shingles::of_words(words, 5)));
            }
        }
        let print = |(place, (id, shingles)): (usize, &(Arc<str>, Shingles))| Fingerprint {
            article: id.clone(),
            text: place as u64,
            sketch: Sketch::of(shingles),
        };
        let prints = Fingerprints::new(texts.iter().enumerate().map(print).collect()).unwrap();
        let known: FxHashMap<&str, &Shingles> = texts.iter().map(|(id, shingles)| (&**id, shingles)).collect();
        let find = |bytes_at_once| {
            let mut readings = 0;
            let shingles_of = |ids: &[Arc<str>]| {
                readings += 1;
                Ok(ids.iter().map(|id| (id.clone(), known[&**id].clone())).collect())
            };
            let links = find_in_batches(&prints, &[], |_| true, shingles_of, bytes_at_once).unwrap();
            (links, readings)
        };
        let (links, readings) = find(BYTES_AT_ONCE);
        assert!(links.len() > 6_000, "{}", links.len());
        assert_eq!(readings, 1);
        for (bytes_at_once, readings) in [(0, 2_000..=3_000), (1_000_000, 4..=7)] {
            let (same, needed) = find(bytes_at_once);
            assert!(same == links && readings.contains(&needed), "{bytes_at_once}: {needed}");
        }
    }
}
