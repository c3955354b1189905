//! `parallax count` and `parallax merge`: a share of a corpus counted by itself, and shares put together.

use super::compare::VoiceArgs;
use super::input::{GroupArgs, InputArgs, SelectionArgs};
use super::lexicon_files::LexiconArgs;
use super::output::{counted, print};
use super::progress;
use crate::counts::Shard;
use crate::error::{Error, ErrorKind, Result};
use crate::framing::Comparison;
use crate::lexicon::Overlaps;
use clap::Args;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax count january.jsonl --output january.counts
  parallax count news.jsonl --part 2/5 --lexicon coup --output news-2.counts
  parallax compare january.counts february.counts --format json

The report of all parts is the report of the whole: to the byte where the inputs have the same names.")]
pub(super) struct Count {
    #[command(flatten)]
    input: InputArgs,
    /// Count one of several parts of the input, as one of several machines: the second of five is 2/5
    #[arg(long, value_name = "PART/PARTS", value_parser = Part::from_str)]
    part: Option<Part>,
    #[command(flatten)]
    counted: LexiconArgs,
    #[command(flatten)]
    groups: GroupArgs,
    /// A report of the counts can show at most so many passages for each group and category
    #[arg(long, value_name = "N", default_value_t = 3)]
    passages: usize,
    /// Do not look whose words the hits are in: files are read faster
    #[arg(long)]
    no_voice: bool,
    #[command(flatten)]
    selection: SelectionArgs,
    /// The file that is written
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax merge january.counts february.counts --output winter.counts")]
pub(super) struct Merge {
    /// Counts, as `parallax count` writes them
    #[arg(required = true, value_name = "COUNTS")]
    shards: Vec<PathBuf>,
    /// The file that is written
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// One of several parts, from 1.
#[derive(Clone, Copy, Debug)]
struct Part {
    number: u64,
    of: u64,
}

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Part { number, of }),
            _ => Err(format!("`{text}` is no part; write the second of five as 2/5")),
        }
    }
}

impl Count {
    pub(super) fn run(&self) -> Result<()> {
        let builder = Comparison::builder()
            .lexicons(self.counted.read()?)
            .overlaps(self.counted.overlaps)
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .passages(self.passages)
            .voices(!self.no_voice);
        let mut input = self.input.open()?;
        if let Some(Part { number, of }) = self.part {
            input = input.part(number - 1, of)?;
        }
        let shard = progress::reading("counting", &input, 3, || builder.count(&input))?;
        write(&shard, &self.output)
    }
}

impl Merge {
    pub(super) fn run(&self) -> Result<()> {
        write(&Shard::read_all(&self.shards)?, &self.output)
    }
}

fn write(shard: &Shard, output: &PathBuf) -> Result<()> {
    shard.write(output)?;
    let (rows, skipped) = (shard.counts().rows(), shard.skipped());
    let articles = counted(rows.len() as u64, "article");
    let words = counted(rows.iter().map(|row| u64::from(row.words)).sum(), "word");
    print(&format!("{articles} with {words} counted, {} skipped\n{skipped}", counted(skipped.articles(), "record")))
}

/// The counts among inputs that are to be compared: of all of them, or of none.
pub(super) fn shards(input: &InputArgs) -> Result<Option<Shard>> {
    let (shards, others): (Vec<&PathBuf>, Vec<&PathBuf>) = input.paths().iter().partition(|path| Shard::is_shard(path));
    match (shards.first(), others.first()) {
        (None, _) => Ok(None),
        (Some(shard), Some(other)) => {
            let message = format!(
                "`{}` holds counts and `{}` does not; count it too, with `parallax count`",
                shard.display(),
                other.display()
            );
            Err(Error::new(ErrorKind::Request, message))
        }
        (Some(_), None) => Shard::read_all(&shards).map(Some),
    }
}

/// What was settled when counts were made, and cannot be asked for again.
pub(super) struct Settled<'c> {
    pub(super) input: &'c InputArgs,
    pub(super) counted: &'c LexiconArgs,
    pub(super) groups: &'c GroupArgs,
    pub(super) selection: &'c SelectionArgs,
    pub(super) voices: &'c VoiceArgs,
}

impl Settled<'_> {
    /// Refuses what these counts are not.
    pub(super) fn check(&self, shard: &Shard) -> Result<()> {
        let header = shard.counts().header();
        let refused = |option: &str| {
            let message = format!("`{option}` is settled when articles are counted; give it to `parallax count`");
            Err(Error::new(ErrorKind::Request, message))
        };
        if !self.counted.lexicons.is_empty() {
            return refused("--lexicon");
        }
        if self.counted.overlaps != Overlaps::default() && self.counted.overlaps != header.overlaps {
            return refused("--overlaps");
        }
        if self.groups.by != "outlet" && self.groups.by != header.by {
            return refused("--by");
        }
        if self.groups.field != Default::default() && self.groups.field != header.field {
            return refused("--field");
        }
        let selection = self.selection.selection()?.describe();
        if !selection.is_empty() && selection != header.selection {
            return refused(&format!("a selection ({})", selection.join(", ")));
        }
        if !self.voices.are_looked_at() && header.voices.is_some() {
            return refused("--no-voice");
        }
        match self.input.sets_reading() {
            Some(option) => refused(option),
            None => Ok(()),
        }
    }
}
