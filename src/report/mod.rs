//! The same findings as terminal text, Markdown, CSV and JSON.

mod block;
mod columns;
mod figure;
mod provenance;
mod visible;
mod wrap;

pub use block::{Align, Block, Cell, Column, Passage, Table, Warning};
pub use provenance::{CorpusRef, LexiconRef, ProgramRef, Provenance, Remark, SkippedReason};
