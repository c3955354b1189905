//! What a reader or a writer could not take over.

use super::super::FileEntries;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something of a lexicon file that is not as it was.
///
/// ```
/// use parallax::lexicon::format::{LossKind, ReadOptions};
/// let lexicon = ReadOptions::default().parse("peace\n:-)\n".as_bytes(), "words.txt")?;
/// assert_eq!((lexicon.losses()[0].line, lexicon.losses()[0].kind), (Some(2), LossKind::Dropped));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The line of the file, from 1, where there is one.
    pub line: Option<u64>,
    /// The term, the category or the file.
    pub about: String,
    /// What happened to it.
    pub kind: LossKind,
    /// Why.
    pub message: String,
}

/// What happened to a part of a lexicon file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    /// It is not in the lexicon: lost.
    Dropped,
    /// It is, but does not match or mean exactly what it did: lost in part.
    Altered,
    /// It is, in other words, and matches what it did.
    Rewritten,
    /// It is, but another entry of its category matches the same words, which count once.
    DoubleMatched,
}

impl LossKind {
    /// Whether something is gone.
    #[must_use]
    pub fn is_lost(self) -> bool {
        matches!(self, LossKind::Dropped | LossKind::Altered)
    }

    /// The machine's word for it, the same in every export.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            LossKind::Dropped => "dropped",
            LossKind::Altered => "altered",
            LossKind::Rewritten => "rewritten",
            LossKind::DoubleMatched => "double_matched",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            LossKind::Dropped => "dropped",
            LossKind::Altered => "altered",
            LossKind::Rewritten => "rewritten",
            LossKind::DoubleMatched => "matched twice",
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "`{}` {}: {}", self.about, self.kind.words(), self.message)
    }
}

/// The losses of a lexicon file in short: what reports and counts say of it.
///
/// ```
/// use parallax::lexicon::format::ReadOptions;
/// let lexicon = ReadOptions::default().parse(b"peace\n:-)\n", "lists/words.txt")?;
/// let losses = lexicon.loss_summary().unwrap();
/// assert_eq!((losses.dropped, losses.losses.len()), (1, 1));
/// assert_eq!(losses.to_string(), "words.txt: 1 of 2 entries read; 1 dropped (`parallax lexicon convert` lists what)");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossSummary {
    /// The file, without its folders.
    pub file: String,
    /// How many entries it has, and how many of them were read.
    pub entries: FileEntries,
    /// How many things were dropped.
    pub dropped: u64,
    /// How many were altered.
    pub altered: u64,
    /// How many were written otherwise.
    pub rewritten: u64,
    /// How many entries another of their category matches too.
    pub double_matched: u64,
    /// The first [`MAX_REPORTED_LOSSES`] of them: first those that are lost, then in the order of their lines.
    pub losses: Vec<Loss>,
}

/// So many losses of a lexicon stand in reports and counts; all of them are in
/// [`Lexicon::losses`](crate::Lexicon::losses).
pub const MAX_REPORTED_LOSSES: usize = 100;

impl LossSummary {
    pub(crate) fn of(file: &str, entries: FileEntries, losses: &[Loss]) -> Self {
        let number_of = |kind| losses.iter().filter(|loss| loss.kind == kind).count() as u64;
        let (lost, kept): (Vec<&Loss>, Vec<&Loss>) = losses.iter().partition(|loss| loss.kind.is_lost());
        LossSummary {
            file: file.to_string(),
            entries,
            dropped: number_of(LossKind::Dropped),
            altered: number_of(LossKind::Altered),
            rewritten: number_of(LossKind::Rewritten),
            double_matched: number_of(LossKind::DoubleMatched),
            losses: lost.into_iter().chain(kept).take(MAX_REPORTED_LOSSES).cloned().collect(),
        }
    }

    /// Whether something is gone, so that hits may be missing.
    #[must_use]
    pub fn is_lossy(&self) -> bool {
        self.dropped + self.altered > 0
    }
}

impl fmt::Display for LossSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FileEntries { found, read } = self.entries;
        let entries = if found == 1 { "entry" } else { "entries" };
        match found == read {
            true => write!(f, "{}: all of {} {entries} read; ", self.file, Thousands(found))?,
            false => write!(f, "{}: {} of {} {entries} read; ", self.file, Thousands(read), Thousands(found))?,
        }
        let kinds = [
            (LossKind::Dropped, self.dropped),
            (LossKind::Altered, self.altered),
            (LossKind::Rewritten, self.rewritten),
            (LossKind::DoubleMatched, self.double_matched),
        ];
        for (place, (kind, number)) in kinds.into_iter().filter(|(_, number)| *number > 0).enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{} {}", Thousands(number), kind.words())?;
        }
        f.write_str(" (`parallax lexicon convert` lists what)")
    }
}

/// 12345 as 12,345.
struct Thousands(u64);

impl fmt::Display for Thousands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            below @ ..1_000 => write!(f, "{below}"),
            above => write!(f, "{},{:03}", Thousands(above / 1_000), above % 1_000),
        }
    }
}
