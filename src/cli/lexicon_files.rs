//! Lexicons on the command line: files of any format, folders of them, shipped ones by name.

use crate::error::{Error, Result};
use crate::lexicon::format::{Format, LossSummary, ReadOptions};
use crate::lexicon::{Lexicon, Overlaps, shipped};
use crate::text::Language;
use clap::Args;
use std::path::{Path, PathBuf};

/// How lexicon files are read.
#[derive(Debug, Default, Args)]
pub(super) struct LexiconReading {
    /// The format of lexicon files: toml, quanteda, liwc, wordstat, yoshikoder, lexicoder, vader, afinn, inquirer, mpqa,
    /// csv, list [default: by ending and first lines]
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    lexicon_format: Option<Format>,
    /// The language of lexicon files that name none [default: en]
    #[arg(long, value_name = "TAG", value_parser = parse_language)]
    lexicon_language: Option<Language>,
}

/// What is counted: lexicons, and which of their matches.
#[derive(Debug, Args)]
pub(super) struct LexiconArgs {
    /// A lexicon file, a folder of them, or a shipped one by name; may be repeated [default: contested_events]
    #[arg(long = "lexicon", short = 'l', value_name = "LEXICON")]
    pub(super) lexicons: Vec<String>,
    #[command(flatten)]
    reading: LexiconReading,
    /// Which of the matches of one category that overlap count: longest (leftmost, then longest), longest_first (as
    /// quanteda, LIWC and WordStat), all (as Yoshikoder)
    #[arg(long, value_name = "CHOICE", default_value = "longest", value_parser = parse_overlaps, hide_default_value = true)]
    pub(super) overlaps: Overlaps,
}

impl LexiconArgs {
    /// Those that were named; none where none was.
    pub(super) fn read(&self) -> Result<Vec<Lexicon>> {
        self.reading.lexicons(&self.lexicons)
    }
}

fn parse_format(name: &str) -> Result<Format, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

fn parse_language(tag: &str) -> Result<Language, String> {
    tag.parse().map_err(|error: Error| error.to_string())
}

fn parse_overlaps(name: &str) -> Result<Overlaps, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

/// The endings of files that are lexicons wherever they lie.
const ENDINGS: &[&str] = &["toml", "dic", "cat", "ykd", "lc3", "lcd", "tff"];

impl LexiconReading {
    /// One file.
    pub(super) fn read(&self, path: &Path) -> Result<Lexicon> {
        let mut options = ReadOptions::default();
        if let Some(format) = self.lexicon_format {
            options = options.format(format);
        }
        if let Some(language) = self.lexicon_language {
            options = options.language(language);
        }
        options.read(path)
    }

    /// The lexicons of a list of files, folders and shipped names. What a file lost is said once, on standard error.
    pub(super) fn lexicons(&self, names: &[String]) -> Result<Vec<Lexicon>> {
        let mut out = Vec::new();
        for name in names {
            let path = Path::new(name);
            if path.is_dir() {
                let entries = std::fs::read_dir(path).map_err(|cause| Error::io(path, cause))?;
                let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
                let known = |ending: &str| ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
                files.retain(|file| file.extension().and_then(|e| e.to_str()).is_some_and(known));
                files.sort();
                for file in files {
                    out.push(self.told(&file)?);
                }
            } else if path.is_file() {
                out.push(self.told(path)?);
            } else {
                out.extend(shipped(name)?);
            }
        }
        Ok(out)
    }

    fn told(&self, path: &Path) -> Result<Lexicon> {
        let lexicon = self.read(path)?;
        if let Some(losses) = lexicon.loss_summary().filter(LossSummary::is_lossy) {
            eprintln!("parallax: {losses}");
        }
        Ok(lexicon)
    }
}
