//! `parallax lexicon`: whether lexicons do what their authors meant.

use super::input::{ReadingArgs, SelectionArgs, lexicons, open, parse_field};
use super::output::OutputArgs;
use super::progress;
use crate::counts::FieldChoice;
use crate::error::Result;
use crate::framing::LexiconUse;
use crate::report::lexicon_check;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum LexiconCommand {
    /// Checks lexicons: their own examples, entries that can never count, and, in a corpus, what each wildcard catches.
    Check(Check),
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
        }
    }
}

impl Check {
    fn run(&self) -> Result<ExitCode> {
        // every lexicon that cannot be read is named, not only the first
        let (mut read, mut unreadable) = (Vec::new(), 0);
        for name in &self.lexicons {
            match lexicons(std::slice::from_ref(name)) {
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
                let bar = progress::spinner("looking");
                let used = LexiconUse::within(&read, &input, &self.selection.selection()?, self.field)?;
                bar.finish_and_clear();
                Some(used)
            }
        };
        self.output.write(&lexicon_check(&read, &findings, used.as_ref(), self.most))?;
        let faulty = unreadable > 0 || findings.iter().any(|finding| finding.kind.is_fault());
        Ok(if faulty { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}
