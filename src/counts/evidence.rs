//! The passages behind a number: chosen by address, read at the very end.

use super::{ArticleCounts, CountPlan, Field, Input, Located, Window};
use crate::corpus::Article;
use crate::error::Result;
use crate::text::Span;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An address of evidence: a category's first hit in an article.
///
/// Which articles stand for a cell is decided by a hash of article and category, smallest first: the choice is the same
/// on every machine, for every order of the articles and for every split, and takes no account of what the hits look like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// What decides between articles.
    pub priority: u64,
    /// The article.
    pub article: Arc<str>,
    /// The category, by its place in the header.
    pub category: u32,
}

impl Evidence {
    /// The `most` articles that stand for a category among these, in the order of their priority.
    pub fn choose<'r>(
        rows: impl IntoIterator<Item = &'r ArticleCounts>,
        category: u32,
        name: &str,
        most: usize,
    ) -> Vec<Evidence> {
        let mut chosen: Vec<Evidence> = rows
            .into_iter()
            .filter(|row| !row.cells_of(category).is_empty())
            .map(|row| Evidence { priority: priority(&row.id, name), article: row.id.clone(), category })
            .collect();
        chosen.sort_unstable();
        chosen.truncate(most);
        chosen
    }
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
    /// the articles named are read; an address that leads nowhere is left out.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn locate(&self, plan: &CountPlan, evidence: &[Evidence]) -> Result<Vec<Located>> {
        let mut wanted: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for address in evidence {
            wanted.entry(&address.article).or_default().push(address.category);
        }
        let ids = evidence.iter().map(|e| e.article.clone()).collect();
        let found = self.read_again(plan, &ids, Vec::new, |found: &mut Vec<Located>, reading| {
            let wanted = &wanted[reading.article.id()];
            // matches come category by category, in the order of the text
            for same in reading.matches.chunk_by(|a, b| a.category == b.category) {
                if wanted.contains(&same[0].category) {
                    found.push(reading.locate(&same[0], Window::Sentence));
                }
            }
        })?;
        let mut first: FxHashMap<(&str, u32), &Located> = FxHashMap::default();
        let found: Vec<Located> = found.concat();
        for located in &found {
            let kept = first.entry((located.article.id(), located.category)).or_insert(located);
            if located.field < kept.field {
                *kept = located;
            }
        }
        Ok(evidence.iter().filter_map(|e| first.get(&(&*e.article, e.category)).copied().cloned()).collect())
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
