//! `parallax` shows how outlets frame the same events: which words each chooses, how sure one can be, and on which sentences each number rests.
#![warn(missing_docs)]

mod error;

pub mod corpus;
pub mod report;
pub mod text;

pub use corpus::{Article, Skipped, Source};
pub use error::{Error, ErrorKind, Location, Result};
pub use framing::Comparison;
#[cfg(feature = "index")]
pub use index::ArticleIndex;
pub use lexicon::Lexicon;
