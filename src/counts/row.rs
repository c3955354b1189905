//! What is counted in one article.

use crate::lexicon::Match;
use crate::text::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The part of an article a hit stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The headline.
    Title,
    /// The text below it.
    Text,
}

impl Field {
    /// `title` or `text`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Text => "text",
        }
    }
}

/// One article's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleCounts {
    /// Its id.
    pub id: Arc<str>,
    /// A hash of its content.
    pub content: u64,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// The group it belongs to; `None` when it lacks the field that groups are made by.
    pub group: Option<Arc<str>>,
    /// Its event; an article without one is a unit of its own.
    pub event: Option<Arc<str>>,
    /// Its date.
    pub date: Option<Date>,
    /// Its language: its own, or the corpus's.
    pub language: Language,
    /// How many words were looked at: those of the chosen fields.
    pub words: u32,
    /// The hits, by category, entry and field; none with zero.
    pub cells: Box<[Cell]>,
}

/// How often an entry hits in an article, counted for a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The category, by its place in the header.
    pub category: u32,
    /// The entry, by its place in the header.
    pub entry: u32,
    /// Where the hits stand.
    pub field: Field,
    /// How many there are; at least 1.
    pub occurrences: u32,
}

impl ArticleCounts {
    /// The hits of a category.
    #[must_use]
    pub fn hits(&self, category: u32) -> u64 {
        self.cells_of(category).iter().map(|cell| u64::from(cell.occurrences)).sum()
    }

    /// The cells of a category.
    #[must_use]
    pub fn cells_of(&self, category: u32) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.category < category);
        let to = self.cells.partition_point(|cell| cell.category <= category);
        &self.cells[from..to]
    }
}

/// Adds matches of one field to an article's cells.
pub(super) fn add_matches(cells: &mut Vec<Cell>, field: Field, matches: &[Match]) {
    cells.extend(matches.iter().map(|m| Cell { category: m.category, entry: m.entry, field, occurrences: 1 }));
}

/// Cells in order, equal ones summed.
pub(super) fn settle(mut cells: Vec<Cell>) -> Box<[Cell]> {
    // one number compares faster than three
    let order = |c: &Cell| u128::from(c.category) << 40 | u128::from(c.entry) << 8 | c.field as u128;
    cells.sort_unstable_by_key(order);
    cells.dedup_by(|later, kept| {
        let same = (later.category, later.entry, later.field) == (kept.category, kept.entry, kept.field);
        if same {
            kept.occurrences += later.occurrences;
        }
        same
    });
    cells.into_boxed_slice()
}
