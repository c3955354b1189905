//! From files to articles: inputs are opened once, read as blocks of raw records, and parsed wherever a block ends up.
//!
//! ```text
//! Source --blocks()--> Block (raw, about 1 MiB, whole records) --articles()--> Article, or a Skip
//!   open, format: what an input is          jsonl, csv, columnar: one record into fields
//!   folder, archive: which files, in order  document: front matter and text; pages, exports, feeds: a file into records
//!   unpack, charset: bytes into text        record: fields into an article
//!   jsonl, csv, warc, columnar: cutting     limits: what is never exceeded
//! ```
//!
//! Reading and unpacking happen on the thread that pulls blocks; parsing happens where `articles()` is called.
//!
//! To add a format, read `ris.rs` (a file that is read whole) or `csv.rs` (a stream); then a variant of
//! [`InputFormat`], and rows in `tests.rs` and `tests/inputs.rs`.

mod archive;
mod block;
mod blocks;
mod charset;
#[cfg(feature = "columnar")]
mod columnar;
mod conflict;
mod csv;
mod document;
mod docx;
#[cfg(feature = "web")]
mod feed;
mod folder;
mod format;
#[cfg(feature = "web")]
mod html;
mod inventory;
mod jsonl;
mod languages;
mod limits;
mod nexis;
mod open;
#[cfg(feature = "pdf")]
mod pdf;
mod proquest;
mod record;
mod ris;
mod source;
mod spool;
#[cfg(test)]
mod tests;
mod unpack;
#[cfg(feature = "web")]
mod warc;
mod whole;
mod xml;

pub use block::Block;
pub use blocks::Blocks;
pub use conflict::OnDuplicate;
pub use format::InputFormat;
pub use inventory::{FileKind, Inventory};
pub use languages::Languages;
pub use limits::Limits;
pub use source::{Source, SourceBuilder};
