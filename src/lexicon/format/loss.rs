//! What a reader or a writer could not take over.

use serde::Serialize;
use std::fmt;

/// Something of a lexicon file that is not as it was.
///
/// ```
/// use parallax::lexicon::format::{LossKind, ReadOptions};
/// let lexicon = ReadOptions::default().parse("peace\n:-)\n".as_bytes(), "words.txt")?;
/// assert_eq!((lexicon.losses()[0].line, lexicon.losses()[0].kind), (Some(2), LossKind::Dropped));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
