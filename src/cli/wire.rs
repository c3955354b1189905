//! `parallax wire`: what each outlet changed in the texts that several print.

use super::input::{InputArgs, SelectionArgs};
use super::lexicon_files::LexiconReading;
use super::output::OutputArgs;
use super::progress;
use crate::error::Result;
use crate::framing::WireCopy;
use crate::report::Format;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax wire corpora/harbor_strike_wire --lexicon corpora/harbor_strike/lexicon.toml
  parallax wire my.index --since 2022-01-05 --format json --output wire.json")]
pub(super) struct Wire {
    #[command(flatten)]
    input: InputArgs,
    /// Framing terms: a lexicon file, a folder of them, or a shipped one by name; may be repeated [default: contested_events]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
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
        self.output.write(&found.report(self.output.format() == Format::Terminal && !self.full))
    }
}
