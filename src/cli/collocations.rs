//! `parallax collocations`: words that keep company.

use super::input::{InputArgs, SelectionArgs, parse_field};
use super::output::OutputArgs;
use super::progress;
use crate::counts::FieldChoice;
use crate::error::{Error, Result};
use crate::framing::{CollocationOrder, Collocations};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax collocations corpora/kazakhstan_2022 --no-stop-words
  parallax collocations my.index --outlet \"State Agency\" --sort g2 --most 200 --output pairs.csv")]
pub(super) struct CollocationsCommand {
    #[command(flatten)]
    input: InputArgs,
    /// Where to look: text, title or both
    #[arg(long, default_value = "text", value_parser = parse_field)]
    field: FieldChoice,
    /// Leave out pairs with a stop word (they still count in the scores)
    #[arg(long)]
    no_stop_words: bool,
    /// Only pairs with so many occurrences
    #[arg(long, value_name = "N", default_value_t = 5)]
    minimum: u64,
    /// Only pairs in so many articles
    #[arg(long, value_name = "N", default_value_t = 3)]
    least_articles: u64,
    /// The strongest by: logdice, g2, mi, t or occurrences
    #[arg(long, value_name = "ORDER", default_value = "logdice", value_parser = parse_order)]
    sort: CollocationOrder,
    /// At most so many pairs
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn parse_order(text: &str) -> Result<CollocationOrder, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

impl CollocationsCommand {
    pub(super) fn run(&self) -> Result<()> {
        let input = self.input.open()?;
        let builder = Collocations::builder()
            .selection(self.selection.selection()?)
            .field(self.field)
            .stop_words(!self.no_stop_words)
            .language(input.options().default_language())
            .minimum(self.minimum)
            .least_articles(self.least_articles)
            .order(self.sort)
            .most(self.most);
        let found = progress::reading("counting", &input, 1, || builder.find(&input))?;
        self.output.write(&found.report(input.options()))
    }
}
