//! Words and where they are.
//!
//! [`Analyzer`] cuts a text into [`Token`]s: words, which have positions and are counted, and marks, which
//! separate them. Tokens point into the original text and tile it: between two of them stand only white
//! space and characters nobody sees. What a word is looked up as is its *lookup form*
//! ([`Analyzer::lookup_form`]), made from the original and never put back into it.
//!
//! The rules are those of one value, [`AnalyzerOptions`], which an index stores and every report prints.
//! Chinese, Japanese and Thai, which write no spaces, are not cut into words.

mod abbreviation;
mod alphanumeric;
mod interner;
mod normalize;
mod options;
mod packed;
mod span;
mod stem;
mod token;
mod tokenizer;

pub use interner::Interner;
pub use options::{AnalyzerOptions, Language, MAX_SENTENCE_TOKENS, Preset};
pub(crate) use packed::PackedWord;
#[cfg(feature = "index")]
pub(crate) use packed::PlainCapitals;
pub use span::Span;
pub use stem::Stemmer;
pub use token::{Border, MarkKind, Token, TokenKind};
pub use tokenizer::{Analysis, Analyzer, MAX_WORD_BYTES, Word};
