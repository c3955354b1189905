//! The same findings as terminal text, Markdown, CSV and JSON.

mod block;
mod columns;
mod figure;
mod visible;
mod wrap;

pub use block::{Align, Block, Cell, Column, Passage, Table, Warning};
