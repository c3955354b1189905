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

/// So many texts are in memory at once, unless more hang together.
const TEXTS_AT_ONCE: usize = 4_096;

/// Finds the near-duplicates of the new ones among these articles. Sketches make pairs likely; `shingles_of` reads
/// the texts of those, by id, and gives their shingles, in any order; a pair that others join already is not read for.
///
/// The articles that are joined in the end do not depend on their order.
///
/// # Errors
/// What `shingles_of` returns.
pub fn find_links(
    prints: &Fingerprints,
    is_new: impl Fn(usize) -> bool + Sync,
    mut shingles_of: impl FnMut(&[Arc<str>]) -> Result<Vec<(Arc<str>, Shingles)>>,
) -> Result<Vec<Link>> {
    let same = SameTexts::of(prints, &is_new);
    let mut links = Vec::new();
    for (place, &first) in same.first.iter().enumerate() {
        let (first, size) = (first as usize, prints.at(place).sketch.shingles());
        if first != place && size > 0 && (is_new(first) || is_new(place)) {
            links.push(link(prints, [first, place], Overlap { shared: size, sizes: [size; 2] }));
        }
    }
    for batch in batches(&candidates(prints, &same)) {
        let mut places: Vec<u32> = batch.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        places.sort_unstable();
        places.dedup();
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

/// The pairs in batches of about so many articles; pairs that hang together stay together.
fn batches(pairs: &[(u32, u32)]) -> Vec<Vec<(u32, u32)>> {
    let mut joined = Joined::default();
    pairs.iter().for_each(|&(a, b)| {
        joined.join(a, b);
    });
    let mut by_group: Vec<(u32, (u32, u32))> = pairs.iter().map(|pair| (joined.first(pair.0), *pair)).collect();
    by_group.sort_unstable();
    let mut out: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut articles = TEXTS_AT_ONCE;
    for group in by_group.chunk_by(|a, b| a.0 == b.0) {
        if articles >= TEXTS_AT_ONCE {
            out.push(Vec::new());
            articles = 0;
        }
        // a group of n articles has at least n - 1 pairs
        articles += joined.size(group[0].0);
        if let Some(batch) = out.last_mut() {
            batch.extend(group.iter().map(|(_, pair)| *pair));
        }
    }
    out
}
