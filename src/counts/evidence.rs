//! The passages behind a number: chosen by address, read at the very end.

use super::{ArticleCounts, CountPlan, Field, Input, Located, VoiceFilter, Window};
use crate::corpus::Article;
use crate::error::Result;
use crate::text::Span;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An address of evidence: a category's first hit in an article, or its first in a voice.
///
/// Which articles stand for a cell is decided by a hash of article and category, smallest first: the choice is the same
/// on every machine, for every order of the articles and for every split, and takes no account of what the hits look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What decides between articles.
    pub priority: u64,
    /// The article.
    pub article: Arc<str>,
    /// The category, by its place in the header.
    pub category: u32,
    /// The voice.
    pub voice: VoiceFilter,
}

impl Evidence {
    /// The articles that stand for a category among these: for each voice at most so many, in the order of their
    /// priority.
    pub fn choose<'r>(
        rows: impl IntoIterator<Item = &'r ArticleCounts>,
        category: u32,
        name: &str,
        wanted: &[(VoiceFilter, usize)],
    ) -> Vec<Evidence> {
        let with_hits = rows.into_iter().filter(|row| !row.cells_of(category).is_empty());
        let ranked = ranked(with_hits, name, |row| &row.id);
        let of_voice = |&(voice, most): &(VoiceFilter, usize)| {
            let with_hits = ranked.iter().filter(move |(_, row)| row.cells_in(category, voice).next().is_some());
            let address = move |&(priority, row): &(u64, &ArticleCounts)| Evidence {
                priority,
                article: row.id.clone(),
                category,
                voice,
            };
            with_hits.take(most).map(address).collect::<Vec<_>>()
        };
        wanted.iter().flat_map(of_voice).collect()
    }

    /// The articles that stand for a category among these, which all have hits in it: as [`choose`](Evidence::choose)
    /// does, in whatever voice.
    pub(crate) fn among<'r>(
        articles: impl Iterator<Item = &'r Arc<str>>,
        category: u32,
        name: &str,
        most: usize,
    ) -> Vec<Evidence> {
        let address = |(priority, id): (u64, &Arc<str>)| Evidence {
            priority,
            article: id.clone(),
            category,
            voice: VoiceFilter::default(),
        };
        ranked(articles, name, |id| id).into_iter().take(most).map(address).collect()
    }
}

/// Articles in the order of their priority for a category, each with it.
fn ranked<'r, T>(
    articles: impl Iterator<Item = &'r T>,
    category: &str,
    id: impl Fn(&'r T) -> &'r Arc<str>,
) -> Vec<(u64, &'r T)> {
    let mut ranked: Vec<(u64, &T)> = articles.map(|article| (priority(id(article), category), article)).collect();
    ranked.sort_unstable_by(|a, b| (a.0, id(a.1)).cmp(&(b.0, id(b.1))));
    ranked
}

fn priority(article: &str, category: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(article.as_bytes()).update(b"\0").update(category.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

impl Input {
    /// Finds evidence in its texts: the first hit of each address, in its sentence, in the order of the addresses. Only
    /// the articles named are read; an address that leads nowhere has none.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn locate(&self, plan: &CountPlan, evidence: &[Evidence]) -> Result<Vec<Option<Located>>> {
        let mut wanted: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, address) in evidence.iter().enumerate() {
            wanted.entry(&address.article).or_default().push(number);
        }
        let ids = evidence.iter().map(|e| e.article.clone()).collect();
        let found = self.read_again(plan, &ids, Vec::new, |found: &mut Vec<(usize, Located)>, reading| {
            for &number in &wanted[reading.article.id()] {
                let Evidence { category, voice, .. } = evidence[number];
                // matches come category by category, in the order of the text
                let from = reading.matches.partition_point(|m| m.category < category);
                let of_category = reading.matches[from..].iter().take_while(|m| m.category == category);
                if let Some(hit) = of_category.into_iter().find(|hit| voice.takes(reading.voice_of(hit))) {
                    found.push((number, reading.locate(hit, Window::Sentence)));
                }
            }
        })?;
        let mut located: Vec<Option<Located>> = vec![None; evidence.len()];
        for (number, hit) in found.into_iter().flatten() {
            // a title comes before the text
            if located[number].as_ref().is_none_or(|kept| hit.field < kept.field) {
                located[number] = Some(hit);
            }
        }
        Ok(located)
    }

    /// Every hit in these articles, in the order of their ids, then of field, place, category and entry.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn locate_all(&self, plan: &CountPlan, ids: &FxHashSet<Arc<str>>, window: Window) -> Result<Vec<Located>> {
        let found = self.read_again(plan, ids, Vec::new, |found: &mut Vec<Located>, reading| {
            found.extend(reading.matches.iter().map(|hit| reading.locate(hit, window)));
        })?;
        let mut found = found.concat();
        fn place(l: &Located) -> (&str, Field, Span, u32, u32) {
            (l.article.id(), l.field, l.hit, l.category, l.entry)
        }
        found.par_sort_unstable_by(|a, b| place(a).cmp(&place(b)));
        // a record that is repeated word for word is one article; with `Overlaps::All` an entry may hit one place twice
        let mut article: Option<Arc<Article>> = None;
        found.retain_mut(|l| match &article {
            Some(kept) if kept.id() == l.article.id() => Arc::ptr_eq(kept, &l.article),
            _ => {
                article = Some(l.article.clone());
                true
            }
        });
        Ok(found)
    }
}
