//! `parallax lexicon`: whether lexicons do what their authors meant, and what is lost from those of other programs.

use super::input::{ReadingArgs, SelectionArgs, open, parse_field};
use super::lexicon_files::LexiconReading;
use super::output::OutputArgs;
use super::progress;
use crate::counts::FieldChoice;
use crate::error::{Error, ErrorKind, Result};
use crate::framing::LexiconUse;
use crate::lexicon::format::{Loss, write_yaml};
use crate::report::{lexicon_check, lexicon_convert};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum LexiconCommand {
    /// Checks lexicons: their own examples, entries that can never count, and, in a corpus, what each wildcard catches.
    Check(Box<Check>),
    /// Writes a lexicon of another program as ours (.toml) or quanteda's (.yml), and says what is lost.
    Convert(Convert),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 when nothing is lost, or with --lossy; 1 when something is, or when FROM cannot be read, and then nothing is written.

Examples:
  parallax lexicon convert moral.dic moral.toml
  parallax lexicon convert sentiment.cat sentiment.yml --lossy
  parallax lexicon convert words.txt words.toml --lexicon-format afinn --lexicon-language da"
)]
pub(super) struct Convert {
    /// The file that is read
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// The file that is written, .toml or .yml
    #[arg(value_name = "TO")]
    to: PathBuf,
    /// Write it even if something is lost
    #[arg(long)]
    lossy: bool,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 without faults, 1 when a lexicon cannot be read or contradicts its own examples.

Examples:
  parallax lexicon check my_lexicon.toml
  parallax lexicon check coup --corpus corpora/kazakhstan_2022
  parallax lexicon check my_lexicon.toml --corpus my.index --most 100 --format csv --output forms.csv")]
pub(super) struct Check {
    /// Lexicon files, folders of them, or shipped ones by name
    #[arg(required = true, value_name = "LEXICON")]
    lexicons: Vec<String>,
    #[command(flatten)]
    lexicon_reading: LexiconReading,
    /// Look them up in these texts: a file, a folder or an index; may be repeated
    #[arg(long, value_name = "INPUT")]
    corpus: Vec<PathBuf>,
    /// Where to look: text, title or both
    #[arg(long, default_value = "text", value_parser = parse_field)]
    field: FieldChoice,
    /// At most so many forms of each wildcard
    #[arg(long, value_name = "N", default_value_t = 12)]
    most: usize,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl LexiconCommand {
    pub(super) fn run(&self) -> Result<ExitCode> {
        match self {
            LexiconCommand::Check(check) => check.run(),
            LexiconCommand::Convert(convert) => convert.run(),
        }
    }
}

impl Check {
    fn run(&self) -> Result<ExitCode> {
        // every lexicon that cannot be read is named, not only the first
        let (mut read, mut unreadable) = (Vec::new(), 0);
        for name in &self.lexicons {
            match self.lexicon_reading.lexicons(std::slice::from_ref(name)) {
                Ok(some) => read.extend(some),
                Err(error) => {
                    eprintln!("parallax: {error}");
                    unreadable += 1;
                }
            }
        }
        if read.is_empty() {
            return Ok(ExitCode::from(1));
        }
        let mut findings = Vec::new();
        for lexicon in &read {
            findings.extend(lexicon.check()?);
        }
        let used = match self.corpus.is_empty() {
            true => None,
            false => {
                let input = open(&self.corpus, &self.reading)?;
                let selection = self.selection.selection()?;
                let look = || LexiconUse::within(&read, &input, &selection, self.field);
                Some(progress::reading("looking", &input, 1, look)?)
            }
        };
        self.output.write(&lexicon_check(&read, &findings, used.as_ref(), self.most))?;
        let faulty = unreadable > 0 || findings.iter().any(|finding| finding.kind.is_fault());
        Ok(if faulty { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}

impl Convert {
    fn run(&self) -> Result<ExitCode> {
        let ending = self.to.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let is_yaml = matches!(ending.as_str(), "yml" | "yaml");
        if !is_yaml && ending != "toml" {
            let message = format!("`{}` ends in neither .toml nor .yml; only these are written", self.to.display());
            return Err(Error::new(ErrorKind::Request, message));
        }
        if self.to.exists() && self.from.canonicalize().ok() == self.to.canonicalize().ok() {
            let message = format!("`{}` would be written over itself; name another file", self.to.display());
            return Err(Error::new(ErrorKind::Request, message));
        }
        let lexicon = self.lexicon_reading.read(&self.from)?;
        let (text, more) = match is_yaml {
            true => write_yaml(&lexicon),
            false => (lexicon.source().to_string(), Vec::new()),
        };
        let losses: Vec<Loss> = lexicon.losses().iter().cloned().chain(more).collect();
        let is_lossless = !losses.iter().any(|loss| loss.kind.is_lost());
        let written = is_lossless || self.lossy;
        if written {
            std::fs::write(&self.to, text).map_err(|cause| Error::io(&self.to, cause))?;
        }
        let to = self.to.display().to_string();
        self.output.write(&lexicon_convert(&lexicon, &losses, written.then_some(to.as_str())))?;
        Ok(if written { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
