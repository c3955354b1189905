//! `parallax concordance`: the passages behind a number.

use super::compare::parse_voice;
use super::input::{GroupArgs, ReadingArgs, SelectionArgs, open};
use super::lexicon_files::LexiconReading;
use super::output::OutputArgs;
use super::progress;
use crate::counts::Window;
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{Concordance, DEFAULT_LINES, LineOrder};
use crate::lexicon::{Case, DEFAULT_LEXICONS, Lexicon, Words, shipped};
use crate::voice::VoiceChoice;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax concordance corpora/kazakhstan_2022 'peaceful protest*' 'foreign{-| }trained'
  parallax concordance corpora/kazakhstan_2022 --category coup --sort right --window 6
  parallax concordance my.index coup --voice quoted
  parallax concordance my.index --regex '.+ists?' --sort random --most 20
  parallax concordance my.index coup --outlet Gazette --all --output coup.csv")]
pub(super) struct ConcordanceCommand {
    /// What is read: a file, a folder, an index, or `-` for standard input
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// What to look for: words, phrases, `*` at a word's end, `?`, `{a|b}`, as in a lexicon
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Another file or folder to read; may be repeated
    #[arg(long, value_name = "INPUT")]
    also: Vec<PathBuf>,
    /// The patterns are regular expressions, one a word; each must match a whole word
    #[arg(long)]
    regex: bool,
    /// Capitals in the patterns matter
    #[arg(long)]
    case: bool,
    /// The hits of this category of the lexicons; may be repeated
    #[arg(long, short = 'c', value_name = "CATEGORY")]
    category: Vec<String>,
    /// A lexicon file, a folder of them, or a shipped one by name; may be repeated [default with --category: contested_events]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
    #[command(flatten)]
    groups: GroupArgs,
    /// What is shown around a hit: `sentence`, or so many words on either side within it
    #[arg(long, value_name = "WORDS", default_value = "sentence", value_parser = parse_window)]
    window: Window,
    /// The order of lines: outlet, date, article, left, right, hit, random; several joined by commas
    #[arg(long, value_name = "ORDER", value_delimiter = ',', default_value = "outlet,date", value_parser = parse_order)]
    sort: Vec<LineOrder>,
    /// At most so many lines
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LINES)]
    most: usize,
    /// All lines
    #[arg(long, conflicts_with = "most")]
    all: bool,
    /// Pass over so many lines
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: usize,
    /// Only hits in this voice: own, asserted, attributed, quoted, scare_quoted, hedged, negated [default: all]
    #[arg(long, value_name = "VOICE", value_parser = parse_voice)]
    voice: Option<VoiceChoice>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn parse_window(text: &str) -> Result<Window, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

fn parse_order(text: &str) -> Result<LineOrder, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

impl ConcordanceCommand {
    pub(super) fn run(&self) -> Result<()> {
        let mut builder = Concordance::builder()
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .window(self.window)
            .voice(self.voice.unwrap_or_default())
            .sort(self.sort.iter().copied())
            .skip(self.skip)
            .most(if self.all { usize::MAX } else { self.most });
        if !self.patterns.is_empty() {
            let case = if self.case { Case::Exact } else { Case::Fold };
            let patterns = self.patterns.iter().map(String::as_str);
            builder = builder.lexicon(Lexicon::from_words("pattern", patterns, Words { case, regex: self.regex })?);
            if !self.category.is_empty() {
                builder = builder.category("pattern");
            }
        }
        for lexicon in self.named_lexicons()? {
            builder = builder.lexicon(lexicon);
        }
        for category in &self.category {
            builder = builder.category(category);
        }
        let input = open(std::iter::once(&self.input).chain(&self.also), &self.reading)?;
        let concordance = progress::reading("looking", &input, 2, || builder.find(&input))?;
        self.output.write(&concordance.report())
    }

    fn named_lexicons(&self) -> Result<Vec<Lexicon>> {
        match (self.lexicons.is_empty(), self.category.is_empty(), self.patterns.is_empty()) {
            (false, ..) => self.lexicon_reading.lexicons(&self.lexicons),
            (true, false, _) => shipped(DEFAULT_LEXICONS),
            (true, true, false) => Ok(Vec::new()),
            (true, true, true) => {
                let message = "there is nothing to look for; give a pattern behind the input, or a --category";
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}
