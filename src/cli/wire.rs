//! `parallax wire`: what each outlet changed in the texts that several print.

use super::input::{InputArgs, SelectionArgs};
use super::lexicon_files::LexiconReading;
use super::output::OutputArgs;
use super::progress;
use crate::error::{Error, Result};
use crate::framing::WireCopy;
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax wire corpora/harbor_strike_wire --lexicon corpora/harbor_strike/lexicon.toml
  parallax wire my.index --since 2022-01-05 --format json --output wire.json
  parallax wire my.index --table wire.csv

The table has a row for each article of a text that several outlets print: its id, the text's, and what was changed.")]
pub(super) struct Wire {
    #[command(flatten)]
    input: InputArgs,
    /// Framing terms: a lexicon file, a folder of them, or a shipped one by name; may be repeated [default: contested_events]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
    /// Write a table of articles and the texts they print here (CSV)
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Show everything in the terminal: all texts, and the whole of each
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Wire {
    pub(super) fn run(&self) -> Result<()> {
        let lexicons = self.lexicon_reading.lexicons(&self.lexicons)?;
        let input = self.input.open()?;
        let builder = WireCopy::builder().lexicons(lexicons).selection(self.selection.selection()?);
        let found = progress::reading("comparing", &input, 2, || builder.find(&input))?;
        if let Some(path) = &self.table {
            let mut table = Vec::new();
            found.write_csv(&mut table).map_err(|cause| Error::io(path, cause))?;
            std::fs::write(path, table).map_err(|cause| Error::io(path, cause))?;
        }
        let format = self.output.format();
        let report = found.report(format, format == Format::Terminal && !self.full);
        drop(found);
        self.output.write(&report)
    }
}
