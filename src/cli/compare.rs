//! `parallax compare`: outlets side by side.

use super::input::{GroupArgs, InputArgs, SelectionArgs, lexicons};
use super::output::OutputArgs;
use super::progress;
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{Comparison, Sort};
use crate::report::{Detail, Format};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax compare corpora/kazakhstan_2022
  parallax compare news.jsonl.gz --map outlet=source --by side --lexicon coup --lexicon my_lexicon.toml
  parallax compare my.index --event strike --since 2022-01-05 --format json --output strike.json")]
pub(super) struct Compare {
    #[command(flatten)]
    input: InputArgs,
    /// A lexicon file, a folder of them, or a shipped one by name; may be repeated [default: contested_events]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    groups: GroupArgs,
    /// Compare every pair of groups, however many there are, and show the pairs in the terminal too
    #[arg(long)]
    pairs: bool,
    /// At most so many passages for each group and category
    #[arg(long, value_name = "N", default_value_t = 3)]
    passages: usize,
    /// Write the evidence in full: every article and every hit with its span, so that the report can be verified (JSON only)
    #[arg(long, value_name = "all", value_parser = ["all"])]
    evidence: Option<String>,
    /// Show everything in the terminal: categories without hits, pairs, all passages
    #[arg(long)]
    full: bool,
    /// The order of groups and categories: by name, or by size (articles, hits)
    #[arg(long, default_value = "name", value_parser = parse_sort)]
    sort: Sort,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn parse_sort(name: &str) -> Result<Sort, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

impl Compare {
    pub(super) fn run(&self) -> Result<()> {
        if self.evidence.is_some() && self.output.format() != Format::Json {
            let message = "`--evidence all` is written as JSON; add `--format json` or `--output report.json`";
            return Err(Error::new(ErrorKind::Request, message));
        }
        let builder = Comparison::builder()
            .lexicons(lexicons(&self.lexicons)?)
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .passages(self.passages)
            .pairs(self.pairs)
            .sort(self.sort)
            .all_evidence(self.evidence.is_some());
        let input = self.input.open()?;
        let bar = progress::spinner("counting");
        let comparison = builder.compare(&input)?;
        bar.finish_and_clear();
        let fold = self.output.format() == Format::Terminal && !self.full;
        self.output.write(&comparison.report(Detail { fold, pairs: self.pairs || !fold }))
    }
}
