//! `parallax` shows how outlets frame the same events: which words each chooses, how sure one can be, and on which sentences each number rests.
#![warn(unreachable_pub)]

mod error;

#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod counts;
pub mod framing;
#[cfg(feature = "index")]
pub mod index;
pub mod lexicon;
pub mod measures;
pub mod report;
pub mod text;
pub mod voice;

pub use corpus::{Article, Selection, Skipped, Source};
pub use counts::{Counts, Input};
pub use error::{Error, ErrorKind, Location, Result};
pub use framing::Comparison;
#[cfg(feature = "index")]
pub use index::ArticleIndex;
pub use lexicon::Lexicon;
