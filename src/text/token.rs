//! A word or a mark, and what stands before it.

use super::Span;

/// One token: where it stands, what it is, and what separates it from the word before.
///
/// ```
/// use parallax::text::{Analyzer, TokenKind};
/// let analysis = Analyzer::default().analyze("No coup!");
/// let kinds: Vec<bool> = analysis.tokens().iter().map(|t| t.kind == TokenKind::Word).collect();
/// assert_eq!(kinds, [true, true, false]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// Word or mark.
    pub kind: TokenKind,
    /// What lies between the word before and this token.
    pub border: Border,
    /// Whether a sentence begins with this token.
    pub starts_sentence: bool,
}

/// Words have positions and count; marks have none and do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word.
    Word,
    /// Anything else that is not white space.
    Mark(MarkKind),
}

/// What a mark does to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkKind {
    /// A quotation mark or a lone apostrophe: a phrase may cross it.
    Quote,
    /// A hyphen between the parts of a split word: a phrase may cross it.
    Joint,
    /// A full stop, question mark, exclamation mark or ellipsis: a sentence may end here.
    Terminal,
    /// Every other mark.
    Other,
}

/// What lies between a word and the word before it; a phrase crosses only [`Border::None`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Border {
    /// White space and quotation marks at most.
    #[default]
    None,
    /// Another mark.
    Mark,
    /// The end of a sentence.
    Sentence,
    /// The end of a paragraph, which is a line break.
    Paragraph,
}

impl Border {
    /// How many positions the index skips before the word: 1 at a border, so that phrases cannot cross it.
    #[must_use]
    pub const fn gap(self) -> u32 {
        !matches!(self, Border::None) as u32
    }
}
