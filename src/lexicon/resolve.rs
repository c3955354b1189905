//! Which of the matches count: exceptions first, then leftmost, longest, first in the file.

use super::Overlaps;
use super::condition::{CompiledCondition, Layout, Surroundings};
use super::matcher::Match;

/// A pattern found at a position, before exceptions and overlaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RawMatch {
    pub(crate) position: u32,
    pub(crate) words: u32,
    /// An entry, or behind the entries an exception, or behind these a context.
    pub(crate) unit: u32,
}

impl RawMatch {
    fn end(self) -> u32 {
        self.position + self.words
    }
}

/// The rules of one set of lexicons; scan and postings share it, so they cannot differ.
#[derive(Debug)]
pub(crate) struct Resolver {
    categories_of: Vec<Vec<u32>>,
    lexicon_of: Vec<u32>,
    /// Per exception: its lexicon.
    exceptions: Vec<u32>,
    /// Per context of a condition: its lexicon.
    contexts: Vec<u32>,
    /// Per entry; empty where no entry has any.
    conditions_of: Vec<Vec<CompiledCondition>>,
    overlaps: Overlaps,
}

impl Resolver {
    pub(crate) fn new(
        categories_of: Vec<Vec<u32>>,
        lexicon_of: Vec<u32>,
        exceptions: Vec<u32>,
        overlaps: Overlaps,
    ) -> Self {
        let (contexts, conditions_of) = (Vec::new(), Vec::new());
        Resolver { categories_of, lexicon_of, exceptions, contexts, conditions_of, overlaps }
    }

    /// With conditions per entry, and the lexicon of each of their contexts.
    pub(crate) fn with_conditions(mut self, conditions_of: Vec<Vec<CompiledCondition>>, contexts: Vec<u32>) -> Self {
        if !contexts.is_empty() {
            self.conditions_of = conditions_of;
        }
        self.contexts = contexts;
        self
    }

    /// Whether matches depend on what stands near them, so that borders have to be known.
    pub(crate) fn has_conditions(&self) -> bool {
        !self.contexts.is_empty()
    }

    /// The lexicon of an entry, an exception or a context.
    fn lexicon(&self, unit: u32) -> u32 {
        let (unit, entries) = (unit as usize, self.lexicon_of.len());
        match self.lexicon_of.get(unit).or_else(|| self.exceptions.get(unit - entries)) {
            Some(lexicon) => *lexicon,
            None => self.contexts[unit - entries - self.exceptions.len()],
        }
    }

    /// The number of a context.
    fn context(&self, unit: u32) -> Option<u32> {
        unit.checked_sub((self.lexicon_of.len() + self.exceptions.len()) as u32)
    }

    fn is_entry(&self, unit: u32) -> bool {
        (unit as usize) < self.lexicon_of.len()
    }

    /// Whether nothing can be taken from what was found, neither by overlaps nor by exceptions.
    #[cfg(feature = "index")]
    pub(crate) fn keeps_all(&self) -> bool {
        self.overlaps == Overlaps::All && self.exceptions.is_empty() && self.contexts.is_empty()
    }

    fn is_exception(&self, unit: u32) -> bool {
        !self.is_entry(unit) && self.context(unit).is_none()
    }

    /// Appends the matches of one text that count, ordered by category and position. `raw` may be in any order;
    /// `borders` is asked where there are conditions, for the text's words with a border before them.
    pub(crate) fn resolve(
        &self,
        raw: &mut Vec<RawMatch>,
        allowed: impl Fn(u32) -> bool,
        borders: impl FnOnce() -> Vec<u64>,
        out: &mut Vec<Match>,
    ) {
        if raw.is_empty() {
            return;
        }
        raw.retain(|m| allowed(self.lexicon(m.unit)));
        if !self.exceptions.is_empty() {
            self.drop_excepted(raw);
        }
        if self.has_conditions() {
            self.keep_met(raw, borders);
        }
        let from = out.len();
        for m in raw.iter().filter(|m| self.is_entry(m.unit)) {
            out.extend(self.categories_of[m.unit as usize].iter().map(|&category| Match {
                category,
                position: m.position,
                words: m.words,
                entry: m.unit,
            }));
        }
        out[from..].sort_unstable_by_key(order);
        match self.overlaps {
            Overlaps::Longest => keep_leftmost(out, from),
            Overlaps::LongestFirst => keep_longest(out, from),
            Overlaps::All => drop_equal(out, from),
        }
    }

    fn drop_excepted(&self, raw: &mut Vec<RawMatch>) {
        let excepted: Vec<RawMatch> = raw.iter().copied().filter(|m| self.is_exception(m.unit)).collect();
        if excepted.is_empty() {
            return;
        }
        raw.retain(|m| {
            let inside = |e: &RawMatch| {
                e.position <= m.position && m.end() <= e.end() && self.lexicon(e.unit) == self.lexicon(m.unit)
            };
            self.is_exception(m.unit) || !excepted.iter().any(inside)
        });
    }

    /// Drops the matches whose conditions are not met.
    fn keep_met(&self, raw: &mut Vec<RawMatch>, borders: impl FnOnce() -> Vec<u64>) {
        let conditions = |m: &RawMatch| self.conditions_of.get(m.unit as usize).map_or(&[][..], Vec::as_slice);
        if raw.iter().all(|m| conditions(m).is_empty()) {
            return;
        }
        let mut contexts: Vec<(u32, RawMatch)> = raw.iter().filter_map(|m| Some((self.context(m.unit)?, *m))).collect();
        contexts.sort_unstable_by_key(|(number, m)| (m.position, m.words, *number));
        let surroundings = Surroundings::new(Layout::new(&borders()), &contexts);
        raw.retain(|m| conditions(m).iter().all(|condition| surroundings.meet(condition, m)));
    }
}

/// By category, then position, the longest first, then entry: in one number, which compares faster than four.
fn order(m: &Match) -> u128 {
    u128::from(m.category) << 96 | u128::from(m.position) << 64 | u128::from(!m.words) << 32 | u128::from(m.entry)
}

/// An entry can match the same words in two ways; that is one match.
fn drop_equal(out: &mut Vec<Match>, from: usize) {
    let mut kept = from;
    for i in from..out.len() {
        if kept == from || out[kept - 1] != out[i] {
            out[kept] = out[i];
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// Of matches sorted by category, position, longest, entry: those that do not overlap one kept before.
fn keep_leftmost(out: &mut Vec<Match>, from: usize) {
    let mut kept = from;
    for i in from..out.len() {
        let free = kept == from || {
            let last = out[kept - 1];
            last.category != out[i].category || out[i].position >= last.position + last.words
        };
        if free {
            out[kept] = out[i];
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// Of matches sorted by category: the longest first wherever it stands, then the leftmost, then the first in the file;
/// none that overlaps one kept before. Sorted as before.
fn keep_longest(out: &mut Vec<Match>, from: usize) {
    let mut kept: Vec<Match> = Vec::new();
    for category in out[from..].chunk_by(|a, b| a.category == b.category) {
        let mut rest: Vec<&Match> = category.iter().collect();
        rest.sort_by_key(|m| (std::cmp::Reverse(m.words), m.position, m.entry));
        // the kept ones of this category, by position
        let first = kept.len();
        for m in rest {
            let at = first + kept[first..].partition_point(|other| other.position < m.position);
            let before = kept[first..at].last().is_none_or(|other| other.position + other.words <= m.position);
            let behind = kept.get(at).is_none_or(|other| m.position + m.words <= other.position);
            if before && behind {
                kept.insert(at, *m);
            }
        }
    }
    out.truncate(from);
    out.extend(kept);
}
