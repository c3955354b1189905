//! Which of the matches count: exceptions first, then leftmost, longest, first in the file.

use super::Overlaps;
use super::matcher::Match;

/// A pattern found at a position, before exceptions and overlaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RawMatch {
    pub(crate) position: u32,
    pub(crate) words: u32,
    /// An entry, or behind the entries an exception.
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
    overlaps: Overlaps,
}

impl Resolver {
    pub(crate) fn new(
        categories_of: Vec<Vec<u32>>,
        lexicon_of: Vec<u32>,
        exceptions: Vec<u32>,
        overlaps: Overlaps,
    ) -> Self {
        Resolver { categories_of, lexicon_of, exceptions, overlaps }
    }

    /// The lexicon of an entry or an exception.
    fn lexicon(&self, unit: u32) -> u32 {
        let unit = unit as usize;
        self.lexicon_of.get(unit).copied().unwrap_or_else(|| self.exceptions[unit - self.lexicon_of.len()])
    }

    /// Whether nothing can be taken from what was found, neither by overlaps nor by exceptions.
    #[cfg(feature = "index")]
    pub(crate) fn keeps_all(&self) -> bool {
        self.overlaps == Overlaps::All && self.exceptions.is_empty()
    }

    fn is_exception(&self, unit: u32) -> bool {
        unit as usize >= self.lexicon_of.len()
    }

    /// Appends the matches of one text that count, ordered by category and position. `raw` may be in any order.
    pub(crate) fn resolve(&self, raw: &mut Vec<RawMatch>, allowed: impl Fn(u32) -> bool, out: &mut Vec<Match>) {
        if raw.is_empty() {
            return;
        }
        raw.retain(|m| allowed(self.lexicon(m.unit)));
        if !self.exceptions.is_empty() {
            self.drop_excepted(raw);
        }
        let from = out.len();
        for m in raw.iter().filter(|m| !self.is_exception(m.unit)) {
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
