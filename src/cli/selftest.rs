//! `parallax selftest`: how often a test finds a difference where there is none.

use super::input::{GroupArgs, InputArgs, SelectionArgs};
use super::lexicon_files::LexiconReading;
use super::output::OutputArgs;
use super::progress;
use crate::error::Result;
use crate::framing::SelfTest;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax selftest corpora/kazakhstan_2022
  parallax selftest my.index --by side --lexicon contested_events
  parallax selftest my.index --plant 2 --format json --output selftest.json")]
pub(super) struct SelfTestCommand {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    groups: GroupArgs,
    /// Test the categories of this lexicon: a file, a folder, or a shipped one by name; may be repeated [default: words]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
    /// Test the words of the vocabulary, which is the default
    #[arg(long, conflicts_with = "lexicons")]
    words: bool,
    /// Words: how many a term has, 1 to 5
    #[arg(long, short = 'n', value_name = "WORDS", default_value_t = 1)]
    length: usize,
    /// How often articles are split in each way
    #[arg(long, value_name = "N", default_value_t = 400)]
    splits: usize,
    /// At most so many terms in a split, drawn anew for each
    #[arg(long, value_name = "N", default_value_t = 200)]
    terms: usize,
    /// Plant differences of this ratio too, and count which findings are real
    #[arg(long, value_name = "RATIO")]
    plant: Option<f64>,
    /// What the random numbers start from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl SelfTestCommand {
    pub(super) fn run(&self) -> Result<()> {
        let builder = SelfTest::builder()
            .lexicons(self.lexicon_reading.lexicons(&self.lexicons)?)
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .length(self.length)
            .splits(self.splits)
            .terms_per_split(self.terms)
            .seed(self.seed);
        let builder = self.plant.iter().fold(builder, |builder, ratio| builder.plant(*ratio));
        let input = self.input.open()?;
        let readings = if self.lexicons.is_empty() { 3 } else { 1 };
        let test = progress::reading("splitting", &input, readings, || builder.run(&input))?;
        self.output.write(&test.report(input.options()))
    }
}
