//! Pairs of near-duplicates, each verified on its two texts.

use super::candidates::{SameTexts, candidates};
use super::groups::Joined;
use super::{Fingerprints, Overlap, Shingles};
use crate::error::Result;
use rustc_hash::FxHashMap;
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
/// the texts of those, by id, and gives their shingles, in any order; a pair that others join already is not read for.
///
/// It is asked for as many texts at once as 128 MiB of shingles hold, so seldom more than once.
///
/// The articles that are joined in the end do not depend on their order.
///
/// # Errors
/// What `shingles_of` returns.
pub fn find_links(
    prints: &Fingerprints,
    is_new: impl Fn(usize) -> bool + Sync,
    shingles_of: impl FnMut(&[Arc<str>]) -> Result<Vec<(Arc<str>, Shingles)>>,
) -> Result<Vec<Link>> {
    find_in_batches(prints, is_new, shingles_of, BYTES_AT_ONCE)
}

fn find_in_batches(
    prints: &Fingerprints,
    is_new: impl Fn(usize) -> bool + Sync,
    mut shingles_of: impl FnMut(&[Arc<str>]) -> Result<Vec<(Arc<str>, Shingles)>>,
    bytes_at_once: u64,
) -> Result<Vec<Link>> {
    let same = SameTexts::of(prints, &is_new);
    let mut links = Vec::new();
    for (place, &first) in same.first.iter().enumerate() {
        let (first, size) = (first as usize, prints.at(place).sketch.shingles());
        if first != place && size > 0 && (is_new(first) || is_new(place)) {
            links.push(link(prints, [first, place], Overlap { shared: size, sizes: [size; 2] }));
        }
    }
    for batch in batches(prints, &candidates(prints, &same), bytes_at_once) {
        let places = places(&batch);
        let ids: Vec<Arc<str>> = places.iter().map(|&place| prints.at(place as usize).article.clone()).collect();
        let texts: FxHashMap<Arc<str>, Shingles> = shingles_of(&ids)?.into_iter().collect();
        let (mut near, mut wire) = (Joined::default(), Joined::default());
        for &(a, b) in &batch {
            if near.are_joined(a, b) {
                continue;
            }
            let pair = [a as usize, b as usize];
            let text = |place: usize| texts.get(&prints.at(pair[place]).article);
            let (Some(one), Some(other)) = (text(0), text(1)) else { continue };
            let overlap = one.overlap(other);
            if overlap.resembles() {
                near.join(a, b);
                wire.join(a, b);
                links.push(link(prints, pair, overlap));
            } else if overlap.contains() && wire.join(a, b) {
                links.push(link(prints, pair, overlap));
            }
        }
    }
    links.sort_unstable();
    Ok(links)
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

/// The articles of pairs, by place, each once.
fn places<'p>(pairs: impl IntoIterator<Item = &'p (u32, u32)>) -> Vec<u32> {
    let mut places: Vec<u32> = pairs.into_iter().flat_map(|pair| [pair.0, pair.1]).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The pairs in batches whose articles' shingles take about so many bytes; pairs that hang together stay together.
fn batches(prints: &Fingerprints, pairs: &[(u32, u32)], bytes_at_once: u64) -> Vec<Vec<(u32, u32)>> {
    let mut joined = Joined::default();
    pairs.iter().for_each(|&(a, b)| {
        joined.join(a, b);
    });
    let mut by_group: Vec<(u32, (u32, u32))> = pairs.iter().map(|pair| (joined.first(pair.0), *pair)).collect();
    by_group.sort_unstable();
    let bytes_of = |place: u32| 8 * u64::from(prints.at(place as usize).sketch.shingles()) + BYTES_BESIDE;
    let mut out: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut bytes = 0;
    for group in by_group.chunk_by(|a, b| a.0 == b.0) {
        let pairs = group.iter().map(|(_, pair)| pair);
        let more: u64 = places(pairs.clone()).into_iter().map(bytes_of).sum();
        bytes += more;
        match out.last_mut() {
            Some(batch) if bytes <= bytes_at_once => batch.extend(pairs),
            _ => {
                out.push(pairs.copied().collect());
                bytes = more;
            }
        }
    }
    out
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
            let links = find_in_batches(&prints, |_| true, shingles_of, bytes_at_once).unwrap();
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
