//! How do findings reach a reader? The same report as terminal text, Markdown, a page, LaTeX, CSV and JSON.
//!
//! A [`Report`] is a title, [`Block`]s in reading order, a machine-readable body and its [`Provenance`]. Floors
//! above write the blocks and the body; this floor only draws them. It rounds figures for people, explains dashes,
//! and keeps text from outside harmless. It computes nothing, and decides neither what is shown nor where it goes.
//!
//! | format | drawn from | for |
//! | --- | --- | --- |
//! | [`Format::Terminal`] | blocks | reading, at the width of [`TerminalOptions`] |
//! | [`Format::Markdown`] | blocks | a page, an issue, a notebook |
//! | [`Format::Html`] | blocks, figures too | a page to read, to print and to send |
//! | [`Format::Latex`] | tables | a paper |
//! | [`Format::Csv`] | tables, passages, warnings; see [`csv`] | R, pandas, a spreadsheet |
//! | [`Format::Json`] | the body | programs, and checking a report again |
//!
//! To add a format, read `json.rs`, then name the new one in `format.rs`.
//!
//! ```
//! use parallax::report::{Block, Cell, Format, Provenance, Report, Table, TerminalOptions};
//!
//! let rates = Table::new("rates", "Hits per 1,000 words")
//!     .key("outlet", "outlet")
//!     .figures("hits", "hits")
//!     .figures("per_1000", "per 1,000")
//!     .figures("interval", "95% interval")
//!     .row(["Harbour Gazette".into(), 41.into(), Cell::number(3.1084, 2), Cell::interval(2.2, 4.4, 2)])
//!     .row(["Port Voice".into(), 1_207.into(), Cell::number(12.5, 2), Cell::dash("few_articles", "under 10 articles")]);
//! let report = Report::new("Two outlets on one strike", Provenance::new()).with_block(rates);
//!
//! let page = report.render(Format::Terminal, &TerminalOptions::default());
//! let table = "
//! Hits per 1,000 words
//! outlet            hits  per 1,000  95% interval
//! ───────────────────────────────────────────────
//! Harbour Gazette     41       3.11  [2.20, 4.40]
//! Port Voice       1,207      12.50            –a
//! ───────────────────────────────────────────────
//! a: under 10 articles
//! ";
//! assert!(page.contains(table), "{page}");
//! ```

mod bars;
mod block;
mod cite;
mod collocations;
mod columns;
mod compare;
mod compare_data;
mod concordance;
pub mod csv;
mod csv_safe;
mod csv_tables;
mod events;
mod exploration;
mod exploration_page;
mod figure;
mod figures;
mod format;
mod html;
mod ink;
mod json;
mod kwic;
mod latex;
mod lexicon_check;
mod lexicon_convert;
mod markdown;
mod matrix;
mod methods;
mod page;
pub mod plot;
mod provenance;
#[cfg(test)]
mod sample;
mod selftest;
mod sentences;
mod terminal;
#[cfg(test)]
mod tests;
mod unit_table;
mod verify;
mod visible;
mod voices;
mod wire;
mod wire_copy;
mod words;
mod wrap;

use std::io;
use std::sync::Arc;

use crate::counts::EvidenceTable;
use serde_json::{Value, json};

pub use block::{Align, Block, Cell, Column, Passage, PassageVoice, Point, Table, Warning};
pub use cite::bibliography;
pub use collocations::COLLOCATIONS_SCHEMA;
pub use compare::{COMPARE_SCHEMA, Detail};
pub use concordance::CONCORDANCE_SCHEMA;
pub use csv_safe::csv_safe;
pub use events::EVENTS_SCHEMA;
pub use exploration::EXPLORATION_SCHEMA;
pub use format::Format;
pub use ink::Colour;
pub use lexicon_check::{LEXICON_CHECK_SCHEMA, lexicon_check};
pub use lexicon_convert::{LEXICON_CONVERT_SCHEMA, lexicon_convert};
pub use matrix::{Matrix, MatrixCell, MatrixRow};
pub use provenance::{CorpusRef, LexiconRef, ProgramRef, Provenance, Remark, SkippedReason};
pub use selftest::SELFTEST_SCHEMA;
pub use terminal::TerminalOptions;
pub use verify::{Finding, FindingKind, VERIFY_SCHEMA, Verification};
pub use voices::explain_voices;
pub use wire::WIRE_SCHEMA;
pub use words::WORDS_SCHEMA;

/// Findings ready to be written: what people read, what programs read, and how both were made.
///
/// ```
/// use parallax::report::{Block, Format, Provenance, Report, TerminalOptions};
///
/// let report = Report::new("Two outlets on one strike", Provenance::new())
///     .with_block(Block::paragraph("Neither uses the word more often in this sample of 8 articles."))
///     .with_data("parallax-compare/1", serde_json::json!({ "outlets": ["Harbour Gazette", "Port Voice"] }));
/// let text = report.render(Format::Json, &TerminalOptions::default());
/// assert!(text.starts_with("{\n  \"schema\": \"parallax-compare/1\","));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Report {
    title: String,
    blocks: Vec<Block>,
    schema: String,
    data: Value,
    evidence: Option<Arc<EvidenceTable>>,
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
            evidence: None,
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

    /// The same report with its evidence in full, which stands under `evidence` in JSON and is left out elsewhere.
    pub fn with_evidence(mut self, evidence: Arc<EvidenceTable>) -> Self {
        self.evidence = Some(evidence);
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

    /// The report in a format. The options bear on the terminal only.
    ///
    /// ```
    /// use parallax::report::{Format, Provenance, Report, TerminalOptions};
    /// let text = Report::new("Coverage", Provenance::new()).render(Format::Markdown, &TerminalOptions::default());
    /// assert!(text.starts_with("# Coverage\n"));
    /// ```
    #[must_use]
    pub fn render(&self, format: Format, options: &TerminalOptions) -> String {
        match format {
            Format::Terminal => terminal::render(self, options),
            Format::Markdown => markdown::render(self),
            Format::Html => html::render(self),
            Format::Latex => latex::render(self),
            Format::Csv => csv::render(self),
            Format::Json => json::render(self),
        }
    }

    /// The report as one page that nothing is loaded into: style, figures and passages are inside, scripts are not.
    ///
    /// A page holds 300 KB at most, however large the corpus: where passages are many, less of their surroundings is shown.
    ///
    /// ```
    /// use parallax::report::{Block, Provenance, Report};
    /// let page = Report::new("<Coverage>", Provenance::new()).with_block(Block::heading(2, "Rates")).html();
    /// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h1>&lt;Coverage&gt;</h1>"));
    /// ```
    #[must_use]
    pub fn html(&self) -> String {
        html::render(self)
    }

    /// Writes [`Report::render`] to a file or to the standard output.
    ///
    /// # Errors
    ///
    /// What the writer reports; [`crate::Error::io`] adds the file's name to it.
    pub fn write(&self, format: Format, options: &TerminalOptions, out: &mut impl io::Write) -> io::Result<()> {
        out.write_all(self.render(format, options).as_bytes())?;
        out.flush()
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
