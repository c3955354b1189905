//! `parallax words`: the words of each outlet.

use super::input::{GroupArgs, InputArgs, SelectionArgs};
use super::output::OutputArgs;
use super::progress;
use crate::error::Result;
use crate::framing::WordList;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax words corpora/kazakhstan_2022 --no-stop-words
  parallax words my.index --length 2 --minimum 5 --format csv --output bigrams.csv")]
pub(super) struct Words {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    groups: GroupArgs,
    /// How many words a term has, 1 to 5
    #[arg(long, short = 'n', value_name = "WORDS", default_value_t = 1)]
    length: usize,
    /// Leave out stop words (they still count in the denominators)
    #[arg(long)]
    no_stop_words: bool,
    /// Only terms with so many occurrences
    #[arg(long, value_name = "N", default_value_t = 1)]
    minimum: u64,
    /// At most so many terms
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Words {
    pub(super) fn run(&self) -> Result<()> {
        let input = self.input.open()?;
        let builder = WordList::builder()
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .length(self.length)
            .stop_words(!self.no_stop_words)
            .language(input.options().default_language())
            .minimum(self.minimum)
            .most(self.most);
        let list = progress::reading("counting", &input, 1, || builder.count(&input))?;
        self.output.write(&list.report(input.options()))
    }
}
