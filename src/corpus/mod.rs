//! Who wrote what, about which event: articles, and the files they are read from.
//!
//! - [`Article`]: one published text of one outlet, immutable, with every foreign field kept as metadata.
//! - [`Source`]: JSON Lines, folders of `.txt` and `.md`, standard input, plain or compressed; a stream that can be read
//!   again and cut into shards, and that needs no more memory for a large corpus than for a small one.
//! - [`Skipped`]: the records that did not become articles, counted and shown.
//!
//! - [`duplicate`]: which of them are copies of the same text.
//!
//! It looks into the texts only to hold them against each other: what words mean is other floors' business.

mod article;
mod date;
pub mod duplicate;
mod fields;
mod ingest;
mod language;
mod parallel;
mod reason;
mod seen;
mod selection;
mod skipped;
mod sorted_ids;
mod stored;
mod voices;

pub use article::Article;
pub(crate) use article::ArticleHashes;
pub use fields::FieldMap;
pub use ingest::{
    Block, Blocks, FileKind, InputFormat, Inventory, Languages, Limits, OnDuplicate, Source, SourceBuilder,
};
#[cfg(feature = "index")]
pub(crate) use parallel::share_out;
pub use reason::{Remark, SkipReason};
pub(crate) use seen::{Seen, Sight};
pub use selection::Selection;
pub use skipped::{Sample, Skip, SkipLog, Skipped, Tally};
pub(crate) use sorted_ids::SortedIds;
