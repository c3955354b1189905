//! What is counted in one article.

use crate::text::Language;
use crate::voice::{HitVoice, OwnWords, VoiceChoice};
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

    /// What the voices floor calls it.
    #[must_use]
    pub fn voice_field(self) -> crate::voice::Field {
        match self {
            Field::Title => crate::voice::Field::Title,
            Field::Text => crate::voice::Field::Body,
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
    /// A hash of its text alone, as in [`Article::text_hash`](crate::Article::text_hash).
    pub text: u64,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// The group it belongs to; `None` when it lacks the field that groups are made by.
    pub group: Option<Arc<str>>,
    /// Its event; an article without one is a unit of its own.
    pub event: Option<Arc<str>>,
    /// The group of copies it belongs to, by the smallest id in it; `None`: it is like no other, or that was not looked
    /// for.
    pub wire: Option<Arc<str>>,
    /// Its date.
    pub date: Option<Date>,
    /// Its language: its own, or the corpus's.
    pub language: Language,
    /// How many words were looked at: those of the chosen fields.
    pub words: u32,
    /// How many of these words are the outlet's own; `None` where that was not looked for, or the language has no cue
    /// words to tell it by.
    pub own_words: Option<OwnWords>,
    /// The hits, by category, entry, field and voice; none with zero.
    pub cells: Box<[Cell]>,
}

/// How often an entry hits in an article in one voice, counted for a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The category, by its place in the header.
    pub category: u32,
    /// The entry, by its place in the header.
    pub entry: u32,
    /// Where the hits stand.
    pub field: Field,
    /// Whose words they are in; the outlet's plain ones where that was not looked for.
    pub voice: HitVoice,
    /// How many there are; at least 1.
    pub occurrences: u32,
}

impl ArticleCounts {
    /// The hits of a category.
    #[must_use]
    pub fn hits(&self, category: u32) -> u64 {
        self.cells_of(category).iter().map(|cell| u64::from(cell.occurrences)).sum()
    }

    /// The hits of a category in a voice.
    #[must_use]
    pub fn hits_in(&self, category: u32, voice: VoiceFilter) -> u64 {
        self.cells_in(category, voice).map(|cell| u64::from(cell.occurrences)).sum()
    }

    /// The cells of a category in a voice.
    pub fn cells_in(&self, category: u32, voice: VoiceFilter) -> impl Iterator<Item = &Cell> {
        self.cells_of(category).iter().filter(move |cell| voice.takes(cell.voice))
    }

    /// The words that rates in a voice are per: all of them, or the outlet's own. `None` where it is not known which
    /// hits are in that voice.
    #[must_use]
    pub fn words_for(&self, voice: VoiceFilter) -> Option<u32> {
        match voice.choice {
            // quotation marks are judged in every language
            VoiceChoice::All | VoiceChoice::Quoted => Some(self.words),
            VoiceChoice::Own | VoiceChoice::Asserted => self.own_words.map(|own| own.count(voice.endorsed_own)),
            _ => self.own_words.map(|_| self.words),
        }
    }

    /// The cells of a category.
    #[must_use]
    pub fn cells_of(&self, category: u32) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.category < category);
        let to = self.cells.partition_point(|cell| cell.category <= category);
        &self.cells[from..to]
    }
}

/// Which hits of counts are looked at, by their voice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VoiceFilter {
    /// Those in this voice.
    pub choice: VoiceChoice,
    /// Whether what an endorsing verb reports ("admitted that ...") is the outlet's own.
    pub endorsed_own: bool,
}

impl VoiceFilter {
    /// The same, with another choice.
    #[must_use]
    pub fn with(self, choice: VoiceChoice) -> Self {
        VoiceFilter { choice, ..self }
    }

    /// Whether a hit is looked at.
    #[must_use]
    pub fn takes(self, voice: HitVoice) -> bool {
        self.choice.takes(voice, self.endorsed_own)
    }
}

/// Cells in order, equal ones summed, in no more room than they need.
pub(super) fn settle(mut cells: Vec<Cell>) -> Box<[Cell]> {
    // one number compares faster than four
    let order = |c: &Cell| {
        u128::from(c.category) << 48
            | u128::from(c.entry) << 16
            | (c.field as u128) << 8
            | u128::from(u8::from(c.voice))
    };
    cells.sort_unstable_by_key(order);
    cells.dedup_by(|later, kept| {
        let same = order(later) == order(kept);
        if same {
            kept.occurrences += later.occurrences;
        }
        same
    });
    cells.into_boxed_slice()
}
