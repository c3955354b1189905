//! From files to articles: inputs are opened once, read as blocks of raw records, and parsed wherever a block ends up.
//!
//! ```text
//! Source --blocks()--> Block (raw, about 1 MiB, whole records) --articles()--> Article, or a Skip
//!   open: what an input is; unpacking      jsonl: lines into records       record: fields into an article
//!   folder: which files, in which order    document: front matter and text
//! ```
//!
//! Reading and unpacking happen on the thread that pulls blocks; parsing happens where `articles()` is called.

mod block;
mod blocks;
mod conflict;
mod document;
mod folder;
mod jsonl;
mod open;
mod record;
mod source;
#[cfg(test)]
mod tests;

pub use block::Block;
pub use blocks::Blocks;
pub use conflict::OnDuplicate;
pub use source::{Source, SourceBuilder};

/// How much is held at once, in bytes.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// About what a block holds.
    block: usize,
    /// What no record may exceed.
    record: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { block: 1 << 20, record: 64 << 20 }
    }
}
