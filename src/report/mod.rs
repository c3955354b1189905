//! The same findings as terminal text, Markdown, CSV and JSON.

mod block;
mod columns;
pub mod csv;
mod figure;
mod ink;
mod json;
mod markdown;
mod provenance;
mod terminal;
mod visible;
mod wrap;

use serde_json::{Value, json};

pub use block::{Align, Block, Cell, Column, Passage, Table, Warning};
pub use ink::Colour;
pub use provenance::{CorpusRef, LexiconRef, ProgramRef, Provenance, Remark, SkippedReason};
pub use terminal::TerminalOptions;

/// Findings ready to be written: what people read, what programs read, and how both were made.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Report {
    title: String,
    blocks: Vec<Block>,
    schema: String,
    data: Value,
    provenance: Provenance,
}

impl Report {
    /// A report without blocks yet. Its title is drawn first, as the heading of level 1; its provenance last.
    ///
    /// ```
    /// use parallax::report::{Provenance, Report};
    /// assert_eq!(Report::new("Coverage", Provenance::new()).title(), "Coverage");
    /// ```
    pub fn new(title: impl Into<String>, provenance: Provenance) -> Self {
        Report {
            title: title.into(),
            blocks: Vec::new(),
            schema: "parallax-report/1".to_owned(),
            data: Value::Null,
            provenance,
        }
    }

    /// The same report with one more block at its end.
    ///
    /// # Panics
    ///
    /// A row of a table that is not as long as the table's columns, or more keys than columns, is a bug in the
    /// floor that made the table.
    ///
    /// ```
    /// use parallax::report::{Block, Provenance, Report};
    /// let report = Report::new("", Provenance::new()).with_block(Block::heading(2, "Rates"));
    /// assert_eq!(report.blocks().len(), 1);
    /// ```
    pub fn with_block(mut self, block: impl Into<Block>) -> Self {
        let block = block.into();
        if let Block::Table(table) = &block {
            let columns = table.columns.len();
            let uneven = table.rows.iter().position(|row| row.len() != columns);
            assert_eq!(uneven, None, "table `{}`: this row is not as long as its {columns} columns", table.id);
            assert!(table.keys <= columns, "table `{}` has more keys than columns", table.id);
        }
        self.blocks.push(block);
        self
    }

    /// The same report with more blocks at its end.
    ///
    /// # Panics
    ///
    /// As [`Report::with_block`].
    pub fn with_blocks(self, blocks: impl IntoIterator<Item = Block>) -> Self {
        blocks.into_iter().fold(self, Report::with_block)
    }

    /// The same report with its body for programs, and the name and version of the body's schema.
    ///
    /// The keys of an object stand beside `schema` and `provenance`, which it cannot replace; any other value
    /// stands under `data`. Until this is called the body is the title and the blocks, under `parallax-report/1`.
    pub fn with_data(mut self, schema: impl Into<String>, data: Value) -> Self {
        self.schema = schema.into();
        self.data = data;
        self
    }

    /// What the report is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its blocks in reading order, without title and provenance.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The name and version of its body's schema, for example `parallax-compare/1`.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Its body for programs; null when none was given.
    #[must_use]
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// How it was made.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Title, blocks and provenance, as a reader meets them.
    fn all_blocks(&self) -> impl Iterator<Item = std::borrow::Cow<'_, Block>> {
        use std::borrow::Cow;
        let title = (!self.title.trim().is_empty()).then(|| Cow::Owned(Block::heading(1, &self.title)));
        let provenance = self.provenance.blocks().into_iter().map(Cow::Owned);
        title.into_iter().chain(self.blocks.iter().map(Cow::Borrowed)).chain(provenance)
    }

    /// The body for programs: what was given, or else what people read.
    fn body(&self) -> Value {
        match &self.data {
            Value::Null => json!({ "title": self.title, "blocks": self.blocks }),
            data => data.clone(),
        }
    }
}
