//! Inputs, lexicons and selections on the command line.

use crate::corpus::{FieldMap, InputFormat, Languages, Limits, OnDuplicate, Selection, Source, SourceBuilder};
use crate::counts::{FieldChoice, Input, InputBuilder};
use crate::error::{Error, ErrorKind, Result};
use crate::text::AnalyzerOptions;
use crate::voice::VoiceFinders;
use clap::Args;
use std::path::PathBuf;

/// What is read.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders and .zip archives of .jsonl, .csv, .txt, .md, .html, .warc, .xml (RSS, Atom), .docx, .ris, .pdf, .parquet,
    /// plain or .gz or .zst; `-`: standard input; or one index
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// How it is read.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Read one of our fields from one of theirs, for example `outlet=source` or `text=body`
    #[arg(long = "map", value_name = "OURS=THEIRS")]
    map: Vec<String>,
    /// The format of files and of standard input: jsonl, csv, text, html, warc, zip, parquet, feed, docx, ris or pdf
    /// [default: what the ending says, else the first bytes]
    #[arg(long, value_name = "FORMAT", value_parser = parse_input_format)]
    input_format: Option<InputFormat>,
    /// Raise or lower a limit of reading: article_bytes, page_bytes, file_bytes, unpacked_ratio, nesting, archive_files,
    /// sentence_tokens; may be repeated
    #[arg(long = "limit", value_name = "NAME=NUMBER")]
    limits: Vec<String>,
    /// When an id comes with different contents: error, or keep the first, the last, or skip them all
    #[arg(long, value_name = "CHOICE", default_value = "error", value_parser = parse_on_duplicate, hide_default_value = true)]
    on_duplicate: OnDuplicate,
    /// The language of articles that name none [default: the text's where that is plain, else en]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Make the parts of hyphenated words words of their own
    #[arg(long)]
    split_hyphens: bool,
    /// Drop accents when words are compared
    #[arg(long)]
    fold_accents: bool,
    /// Cue words of one's own (TOML, as `src/voice/cues/en.toml`) in place of the embedded ones of their language
    #[arg(long, value_name = "FILE")]
    cues: Option<PathBuf>,
}

pub(super) fn parse_on_duplicate(text: &str) -> Result<OnDuplicate, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

fn parse_input_format(text: &str) -> Result<InputFormat, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

impl ReadingArgs {
    pub(super) fn source<'p>(&self, paths: impl IntoIterator<Item = &'p PathBuf>) -> Result<Source> {
        let source = Source::builder().inputs(paths).fields(self.fields()?).on_duplicate(self.on_duplicate);
        self.input_format
            .into_iter()
            .fold(source, SourceBuilder::format)
            .limits(self.limits()?)
            .languages(self.languages())
            .open()
    }

    /// Who names a language means it: articles without one are then not looked at.
    fn languages(&self) -> Languages {
        if self.language.is_some() { Languages::AsGiven } else { Languages::Detected }
    }

    fn limits(&self) -> Result<Limits> {
        self.limits.iter().try_fold(Limits::default(), |limits, given| {
            let number = given.split_once('=').and_then(|(name, number)| Some((name, number.parse().ok()?)));
            let (name, number) = number.ok_or_else(|| {
                let message = format!("`--limit {given}` sets nothing; write it as NAME=NUMBER, such as nesting=1000");
                Error::new(ErrorKind::Request, message)
            })?;
            limits.with(name, number)
        })
    }

    fn fields(&self) -> Result<FieldMap> {
        FieldMap::parse(&self.map)
    }

    pub(super) fn options(&self) -> Result<AnalyzerOptions> {
        let options = AnalyzerOptions::default().split_hyphens(self.split_hyphens).fold_accents(self.fold_accents);
        let options = self.limits()?.analysis(options);
        Ok(match &self.language {
            Some(tag) => options.language(tag.parse()?),
            None => options,
        })
    }

    /// What voices are found by, where that was given.
    pub(super) fn finders(&self) -> Result<Option<VoiceFinders>> {
        self.cues.as_ref().map(VoiceFinders::read).transpose()
    }

    /// Whether an option of the analyser was given: an index has its own.
    pub(super) fn sets_options(&self) -> bool {
        let limits = self.limits().is_ok_and(|limits| limits.sets_analysis());
        limits || self.split_hyphens || self.fold_accents || self.language.is_some()
    }
}

impl InputArgs {
    pub(super) fn open(&self) -> Result<Input> {
        open(&self.inputs, &self.reading)
    }

    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.inputs
    }

    /// The first option that says how texts are read.
    pub(super) fn sets_reading(&self) -> Option<&'static str> {
        let reading = &self.reading;
        let given = [
            (!reading.map.is_empty(), "--map"),
            (!reading.limits.is_empty(), "--limit"),
            (reading.on_duplicate != OnDuplicate::default(), "--on-duplicate"),
            (reading.language.is_some(), "--language"),
            (reading.split_hyphens, "--split-hyphens"),
            (reading.fold_accents, "--fold-accents"),
            (reading.cues.is_some(), "--cues"),
        ];
        given.into_iter().find(|(given, _)| *given).map(|(_, option)| option)
    }
}

/// Opens inputs to be asked.
pub(super) fn open<'p>(paths: impl IntoIterator<Item = &'p PathBuf>, reading: &ReadingArgs) -> Result<Input> {
    match reading.finders()? {
        Some(finders) => builder(paths, reading)?.voices(finders).open(),
        None => builder(paths, reading)?.open(),
    }
}

/// Opens inputs whose texts are read, so that an index's own voices do not matter.
pub(super) fn open_texts<'p>(paths: impl IntoIterator<Item = &'p PathBuf>, reading: &ReadingArgs) -> Result<Input> {
    builder(paths, reading)?.open()
}

fn builder<'p>(paths: impl IntoIterator<Item = &'p PathBuf>, reading: &ReadingArgs) -> Result<InputBuilder> {
    let mut builder = Input::builder().paths(paths).fields(reading.fields()?).on_duplicate(reading.on_duplicate);
    builder = reading.input_format.into_iter().fold(builder, InputBuilder::format).limits(reading.limits()?);
    builder = builder.languages(reading.languages());
    if reading.sets_options() {
        builder = builder.options(reading.options()?);
    }
    Ok(builder)
}

/// What groups are made by, and where words are looked for.
#[derive(Debug, Args)]
pub(super) struct GroupArgs {
    /// The field that groups are made by, ours or any other the articles have
    #[arg(long, value_name = "FIELD", default_value = "outlet")]
    pub(super) by: String,
    /// Where to look: text, title or both
    #[arg(long, default_value = "text", value_parser = parse_field)]
    pub(super) field: FieldChoice,
}

pub(super) fn parse_field(name: &str) -> Result<FieldChoice, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

/// Which articles take part.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(super) struct SelectionArgs {
    /// Only articles of this event; may be repeated
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Only articles of this outlet; may be repeated
    #[arg(long = "outlet", value_name = "OUTLET")]
    outlets: Vec<String>,
    /// Only articles of this day or later; those without a date are left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<String>,
    /// Only articles of this day or earlier; those without a date are left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<String>,
    /// Only articles whose field has this value; may be repeated
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    conditions: Vec<String>,
    /// Only articles that this query finds, in tantivy's syntax; needs an index
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
}

impl SelectionArgs {
    pub(super) fn selection(&self) -> Result<Selection> {
        let mut selection = Selection::all();
        for event in &self.events {
            selection = selection.event(event);
        }
        for outlet in &self.outlets {
            selection = selection.outlet(outlet);
        }
        if let Some(day) = &self.since {
            selection = selection.since(day)?;
        }
        if let Some(day) = &self.until {
            selection = selection.until(day)?;
        }
        for condition in &self.conditions {
            let Some((field, value)) = condition.split_once('=') else {
                let message = format!("`--where {condition}` has no `=`; write it as FIELD=VALUE");
                return Err(Error::new(ErrorKind::Request, message));
            };
            selection = selection.condition(field, value);
        }
        Ok(match &self.query {
            Some(query) => selection.query(query),
            None => selection,
        })
    }
}
