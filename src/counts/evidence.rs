//! The passages behind a number: chosen by address, read at the very end.

use super::{ArticleCounts, CountPlan, Field, Input};
use crate::corpus::Article;
use crate::error::Result;
use crate::lexicon::Match;
use crate::text::{Analysis, Span, TokenKind};
use rustc_hash::FxHashSet;
use std::ops::Range;
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

/// A hit found in its text.
#[derive(Clone, Debug)]
pub struct Located {
    /// The article.
    pub article: Arc<Article>,
    /// Where in it.
    pub field: Field,
    /// The hit, in bytes of the field.
    pub hit: Span,
    /// The hit's sentence, in bytes of the field, white space trimmed.
    pub sentence: Span,
    /// The category, by its place in the header.
    pub category: u32,
    /// The entry, by its place in the header.
    pub entry: u32,
}

impl Input {
    /// Finds evidence in its texts. Only the articles named are looked at.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn locate(&self, plan: &CountPlan, evidence: &[Evidence]) -> Result<Vec<Located>> {
        let ids: FxHashSet<Arc<str>> = evidence.iter().map(|e| e.article.clone()).collect();
        let articles: Vec<Arc<Article>> = self.articles(&ids)?.into_iter().map(Arc::new).collect();
        let matcher = plan.matcher(self.options())?;
        let mut scanner = matcher.scanner();
        let mut out = Vec::with_capacity(evidence.len());
        for address in evidence {
            let Ok(at) = articles.binary_search_by(|a| a.id().cmp(&address.article)) else { continue };
            let article = &articles[at];
            let language = super::input::language_of(article, self.options());
            for &field in plan.field.fields() {
                let text = if field == Field::Title { article.title() } else { article.text() };
                let mut found = Vec::new();
                scanner.matches_into(text, Some(language), &mut found);
                if let Some(hit) = found.iter().find(|m| m.category == address.category) {
                    out.push(located(article, field, text, scanner.analysis(), hit));
                    break;
                }
            }
        }
        Ok(out)
    }
}

fn located(article: &Arc<Article>, field: Field, text: &str, analysis: &Analysis, hit: &Match) -> Located {
    let tokens = token_range(analysis, hit);
    let sentence = analysis.sentences().find(|s| s.contains(&tokens.start)).unwrap_or(tokens.clone());
    let span = |range: &Range<usize>| {
        Span::new(analysis.tokens()[range.start].span.start, analysis.tokens()[range.end - 1].span.end)
    };
    debug_assert!(span(&sentence).of(text).contains(span(&tokens).of(text)));
    Located {
        article: article.clone(),
        field,
        hit: span(&tokens),
        sentence: span(&sentence),
        category: hit.category,
        entry: hit.entry,
    }
}

/// The tokens of a match, marks between its words included.
fn token_range(analysis: &Analysis, hit: &Match) -> Range<usize> {
    let words: Vec<usize> = analysis
        .words()
        .skip_while(|word| word.position < hit.position)
        .take(hit.words as usize)
        .map(|word| word.token as usize)
        .collect();
    debug_assert!(words.iter().all(|w| analysis.tokens()[*w].kind == TokenKind::Word));
    words[0]..words[words.len() - 1] + 1
}
