//! Which hits are shown, and in which order; only their texts are read.

use super::{ConcordanceBuilder, LineOrder, Spread};
use crate::counts::{CountPlan, Field, Input, Located, VoiceFilter};
use crate::error::Result;
use crate::lexicon::Match;
use crate::text::Analyzer;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What is shown of the hits, in its order.
pub(super) struct Chosen<'c> {
    pub(super) request: &'c ConcordanceBuilder,
    pub(super) categories: &'c [u32],
    pub(super) analyzer: Analyzer,
}

/// One part of what a line is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    /// Days without a date are last.
    Day(bool, Option<Date>),
    Number(u64),
}

/// A line and what it is sorted by.
struct Sorted {
    keys: Vec<Key>,
    line: Located,
}

impl Sorted {
    fn order(&self) -> impl Ord + '_ {
        let l = &self.line;
        (&self.keys, l.article.id(), l.field, l.hit, l.category, l.entry)
    }
}

/// What a thread gathers.
#[derive(Default)]
struct Gathered {
    lines: Vec<Sorted>,
    /// Article, field, words, places.
    spread: Vec<(Arc<str>, Field, u32, Vec<u32>)>,
}

/// How many words beside a hit decide the order of lines.
const SORTED_WORDS: usize = 5;

impl Chosen<'_> {
    /// The lines in these articles, and the spread of all their hits.
    pub(super) fn lines(
        &self,
        input: &Input,
        plan: &CountPlan,
        articles: &FxHashSet<Arc<str>>,
    ) -> Result<(Vec<Located>, Vec<Spread>)> {
        let most = self.request.lines_to_find();
        let gathered = input.read_again(plan, articles, Gathered::default, |gathered, reading| {
            let voice = VoiceFilter { choice: self.request.voice, endorsed_own: false };
            let chosen = |hit: &&Match| self.categories.contains(&hit.category) && voice.takes(reading.voice_of(hit));
            let mut at = Vec::new();
            for (number, hit) in reading.matches.iter().filter(chosen).enumerate() {
                let line = reading.locate(hit, self.request.window);
                at.push(line.words_before);
                let keys = self.request.sort.iter().map(|order| match order {
                    LineOrder::Article => Key::Text(line.article.id().to_string()),
                    LineOrder::Outlet => Key::Text(line.article.outlet().to_string()),
                    LineOrder::Date => Key::Day(line.article.date().is_none(), line.article.date()),
                    LineOrder::Left => self.words(&reading.neighbours(hit, true, SORTED_WORDS)),
                    LineOrder::Right => self.words(&reading.neighbours(hit, false, SORTED_WORDS)),
                    LineOrder::Hit => self.words(&[line.hit.of(line.text())]),
                    LineOrder::Random => Key::Number(chance(line.article.id(), line.field, number as u64)),
                });
                gathered.lines.push(Sorted { keys: keys.collect(), line });
            }
            if let Some(last) = gathered.lines.last().filter(|_| !at.is_empty()) {
                at.sort_unstable();
                gathered.spread.push((last.line.article.id().into(), last.line.field, last.line.words, at));
            }
            // so that memory does not grow with hits that are not shown
            if gathered.lines.len() / 2 > most {
                gathered.lines.select_nth_unstable_by(most, |a, b| a.order().cmp(&b.order()));
                gathered.lines.truncate(most);
            }
        })?;
        let (mut lines, mut spreads) = (Vec::new(), FxHashMap::default());
        for Gathered { lines: some, spread } in gathered {
            lines.extend(some);
            spreads.extend(spread.into_iter().map(|(id, field, words, at)| ((id, field), (words, at))));
        }
        lines.par_sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        // an article that the input holds twice counts once
        lines.dedup_by(|a, b| a.order() == b.order());
        let lines: Vec<Located> =
            lines.into_iter().skip(self.request.skip).take(self.request.most).map(|sorted| sorted.line).collect();
        let mut seen = FxHashSet::default();
        let spread = lines
            .iter()
            .filter(|line| seen.insert((line.article.id(), line.field)))
            .filter_map(|line| {
                let (words, at) = spreads.remove(&(line.article.id().into(), line.field))?;
                Some(Spread { article: line.article.clone(), field: line.field, words, at })
            })
            .collect();
        Ok((lines, spread))
    }

    /// Words as they are compared.
    fn words(&self, spellings: &[&str]) -> Key {
        let mut text = String::new();
        for spelling in spellings {
            self.analyzer.push_lookup_form(spelling, &mut text);
            // sorts before every letter, so a shorter run of words comes first
            text.push('\u{1}');
        }
        Key::Text(text)
    }
}

/// A number that is the same on every machine, and otherwise arbitrary.
pub(super) fn chance(article: &str, field: Field, number: u64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(article.as_bytes()).update(field.name().as_bytes()).update(&number.to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
