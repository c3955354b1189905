//! What must, or must not, stand near a match for it to count.
//!
//! A condition is looked at before overlaps are resolved, like an exception: a match that does not meet it was never
//! there. Its contexts are matched by their patterns alone, whatever conditions they have themselves; they count nothing,
//! and exceptions hide them as they hide matches.

use super::pattern::Pattern;
use super::resolve::RawMatch;
use crate::text::{Analysis, Border, TokenKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What must, or must not, stand near a match: "not after a negation, within 3 words of the sentence".
///
/// Words are counted from edge to edge: a neighbour is within 1. What overlaps the match is not near it.
///
/// ```
/// use parallax::Lexicon;
/// use parallax::lexicon::Matcher;
/// use parallax::text::AnalyzerOptions;
///
/// let lexicon = Lexicon::parse(
///     r##"
///     [lexicon]
///     id = "tone"
///     [[category]]
///     id = "good"
///     [[category]]
///     id = "negations"
///     [[entry]]
///     pattern = "{good|fair}"
///     category = "good"
///     conditions = [{ not_after = ["#negations"], within = 3 }]
///     [[entry]]
///     pattern = "{not|never}"
///     category = "negations"
///     "##,
///     "tone.toml",
/// )?;
/// assert_eq!(lexicon.categories()[0].entries()[0].conditions()[0].to_string(), "not after #negations within 3 words, in the sentence");
/// let matcher = Matcher::new(&[lexicon], AnalyzerOptions::default())?;
/// let good = |text| matcher.scanner().matches(text).iter().filter(|m| m.category == 0).count();
/// assert_eq!(good("It was not at all good. It was fair."), 1);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    pub(crate) negated: bool,
    pub(crate) side: Side,
    pub(crate) contexts: Vec<Context>,
    pub(crate) within: Option<u32>,
    pub(crate) scope: Scope,
}

/// On which side of a context the match stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Before it or after it.
    Near,
    /// After it.
    After,
    /// Before it.
    Before,
}

/// How far a context may be away, whatever the number of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In the same sentence. The default.
    #[default]
    Sentence,
    /// In the same paragraph.
    Paragraph,
    /// In the same text.
    Text,
}

/// What a match is near to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The entries of a category of the same lexicon, and of those nested in it.
    Category(String),
    /// A pattern.
    Pattern(Pattern),
}

impl Condition {
    /// Whether no context may stand there.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// On which side of the context the match stands.
    #[must_use]
    pub fn side(&self) -> Side {
        self.side
    }

    /// What the match is near to: one of these.
    #[must_use]
    pub fn contexts(&self) -> &[Context] {
        &self.contexts
    }

    /// How many words away at most; `None`: anywhere in the scope.
    #[must_use]
    pub fn within(&self) -> Option<u32> {
        self.within
    }

    /// How far away at most, whatever the number of words.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Context::Category(id) => write!(f, "#{id}"),
            Context::Pattern(pattern) => write!(f, "{pattern}"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Near => "near",
            Side::After => "after",
            Side::Before => "before",
        };
        let contexts: Vec<String> = self.contexts.iter().map(Context::to_string).collect();
        write!(f, "{}{side} {}", if self.negated { "not " } else { "" }, contexts.join(" or "))?;
        if let Some(within) = self.within {
            write!(f, " within {within} word{}", if within == 1 { "" } else { "s" })?;
        }
        f.write_str(match self.scope {
            Scope::Sentence => ", in the sentence",
            Scope::Paragraph => ", in the paragraph",
            Scope::Text => ", in the text",
        })
    }
}

// ------------------------------------------------------------------ deciding

/// A condition whose contexts have numbers.
#[derive(Clone, Debug)]
pub(crate) struct CompiledCondition {
    pub(crate) negated: bool,
    pub(crate) side: Side,
    pub(crate) contexts: Vec<u32>,
    pub(crate) within: Option<u32>,
    pub(crate) scope: Scope,
}

/// The words of a text that a border stands before, as `position << 2 | kind`: what the index keeps of each article.
pub(crate) fn borders(analysis: &Analysis) -> Vec<u64> {
    let (mut out, mut position) = (Vec::new(), 0_u32);
    for token in analysis.tokens().iter().filter(|token| token.kind == TokenKind::Word) {
        position += token.border.gap();
        if token.border != Border::None {
            out.push(u64::from(position) << 2 | token.border as u64);
        }
        position += 1;
    }
    out
}

/// Where the words of one text are: which word, sentence and paragraph stands at a position.
pub(crate) struct Layout {
    /// Per border: the position behind it, and how many sentence and paragraph ends there are up to it.
    borders: Vec<(u32, u32, u32)>,
}

#[derive(Clone, Copy)]
struct Place {
    word: u32,
    sentence: u32,
    paragraph: u32,
}

impl Layout {
    pub(crate) fn new(borders: &[u64]) -> Self {
        let (mut sentences, mut paragraphs) = (0, 0);
        let place = |&border: &u64| {
            let kind = border & 3;
            sentences += u32::from(kind >= Border::Sentence as u64);
            paragraphs += u32::from(kind >= Border::Paragraph as u64);
            ((border >> 2) as u32, sentences, paragraphs)
        };
        Layout { borders: borders.iter().map(place).collect() }
    }

    fn place(&self, position: u32) -> Place {
        // each border takes one position of its own
        let before = self.borders.partition_point(|border| border.0 <= position);
        let (sentence, paragraph) = before.checked_sub(1).map_or((0, 0), |i| (self.borders[i].1, self.borders[i].2));
        Place { word: position - before as u32, sentence, paragraph }
    }
}

/// The contexts found in one text, by position.
pub(crate) struct Surroundings<'t> {
    layout: Layout,
    /// The number of a context, and where it was found.
    found: &'t [(u32, RawMatch)],
    longest: u32,
}

impl<'t> Surroundings<'t> {
    /// `found` is sorted by position.
    pub(crate) fn new(layout: Layout, found: &'t [(u32, RawMatch)]) -> Self {
        let longest = found.iter().map(|(_, context)| context.words).max().unwrap_or(0);
        Surroundings { layout, found, longest }
    }

    /// Whether a match meets a condition.
    pub(crate) fn meet(&self, condition: &CompiledCondition, m: &RawMatch) -> bool {
        let near = match condition.side {
            Side::After => self.is_after(condition, m),
            Side::Before => self.is_before(condition, m),
            Side::Near => self.is_after(condition, m) || self.is_before(condition, m),
        };
        near != condition.negated
    }

    fn is_after(&self, condition: &CompiledCondition, m: &RawMatch) -> bool {
        let first = self.layout.place(m.position);
        let until = self.found.partition_point(|(_, context)| context.position < m.position);
        let before = self.found[..until].iter().rev();
        // a context begins at most its own length farther away than it ends
        let near = |context: &RawMatch| {
            let start = self.layout.place(context.position);
            in_scope(condition, first, start)
                && condition.within.is_none_or(|most| first.word - start.word <= most.saturating_add(self.longest))
        };
        let of_interest = before.take_while(|(_, context)| near(context));
        of_interest.filter(|(number, _)| condition.contexts.contains(number)).any(|(_, context)| {
            let end = context.position + context.words - 1;
            end < m.position && condition.within.is_none_or(|most| first.word - self.layout.place(end).word <= most)
        })
    }

    fn is_before(&self, condition: &CompiledCondition, m: &RawMatch) -> bool {
        let end = m.position + m.words - 1;
        let last = self.layout.place(end);
        let from = self.found.partition_point(|(_, context)| context.position <= end);
        let near = |context: &RawMatch| {
            let start = self.layout.place(context.position);
            in_scope(condition, last, start) && condition.within.is_none_or(|most| start.word - last.word <= most)
        };
        let behind = self.found[from..].iter().take_while(|(_, context)| near(context));
        behind.into_iter().any(|(number, _)| condition.contexts.contains(number))
    }
}

fn in_scope(condition: &CompiledCondition, a: Place, b: Place) -> bool {
    match condition.scope {
        Scope::Sentence => a.sentence == b.sentence,
        Scope::Paragraph => a.paragraph == b.paragraph,
        Scope::Text => true,
    }
}
