//! `parallax voice`: whose words each part of a text is.

use super::input::{ReadingArgs, SelectionArgs, open_texts};
use super::output::{print, say_skipped};
use crate::corpus::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::report::explain_voices;
use crate::text::Analyzer;
use crate::voice::Scope;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax voice corpora/kazakhstan_2022 --explain --event coup-inquiry
  parallax voice news.jsonl --format jsonl --output voices.jsonl")]
pub(super) struct VoiceCommand {
    /// The texts: files, folders or an index
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Print the texts with their spans marked: what is reported, quoted, negated, hedged, scare-quoted, and by which rule
    #[arg(long)]
    explain: bool,
    /// The form without --explain: jsonl, an object an article
    #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
    format: String,
    /// What a cue reaches: `syntactic`, its clause, or `effective`, what it bears on
    #[arg(long, default_value = "effective", value_parser = parse_scope)]
    scope: Scope,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The width of marked texts in columns
    #[arg(long, value_name = "COLUMNS", default_value_t = 100)]
    width: usize,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

fn parse_scope(text: &str) -> Result<Scope, String> {
    match text {
        "syntactic" => Ok(Scope::Syntactic),
        "effective" => Ok(Scope::Effective),
        other => Err(format!("`{other}` is no scope; write `syntactic` or `effective`")),
    }
}

impl VoiceCommand {
    pub(super) fn run(&self) -> Result<()> {
        let input = open_texts(&self.inputs, &self.reading)?;
        let selection = self.selection.selection()?;
        let finders = self.reading.finders()?.or_else(|| input.voices().cloned()).unwrap_or_default();
        let analyzer = Analyzer::new(input.options());
        let fallback = input.options().default_language();
        let draw = |article: &Article| {
            let finder = finders.for_language(article.language_or(fallback));
            let record = article.voices(&finder, analyzer, self.scope);
            if self.explain {
                return Ok(explain_voices(article, &record, self.width) + "\n\n");
            }
            let line = serde_json::to_string(&record).map_err(|cause| Error::new(ErrorKind::Text, cause))?;
            Ok(line + "\n")
        };
        let skipped = match &self.output {
            None => input.draw_articles(&selection, draw, print)?,
            Some(path) => {
                let file = std::fs::File::create(path).map_err(|cause| Error::io(path, cause))?;
                let mut file = std::io::BufWriter::new(file);
                let failed = |cause| Error::io(path, cause);
                let mut write = |text: &str| std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed);
                let skipped = input.draw_articles(&selection, draw, &mut write)?;
                std::io::Write::flush(&mut file).map_err(failed)?;
                skipped
            }
        };
        say_skipped(&skipped);
        Ok(())
    }
}
