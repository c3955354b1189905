//! `parallax events`: which articles report the same event, and who covered what.

use super::input::{InputArgs, SelectionArgs};
use super::output::OutputArgs;
use super::progress;
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{Corrections, EventAssignment, EventGroups, EventOptions, EventSource};
use crate::report::{Detail, Format};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax events corpora/kazakhstan_2022
  parallax events my.index --table events.csv
  parallax events my.index --corrections corrections.toml --onto events.csv --table events.csv
  parallax events my.index --events given --format json --output coverage.json

The table has a row an article; `parallax compare --events events.csv` compares by it. With --output events.csv the
report itself is that table. Corrections are applied on top, in the order of their file:
  [[correction]]
  merge = [\"d-0a1b2c3d4e\", \"d-99aa88bb77\"]   # into the first; an event, or any article of it
  [[correction]]
  split = [\"gazette-17\", \"wire-3\"]           # these become an event of their own
  as = \"second walkout\"
  [[correction]]
  move = [\"voice-4\"]
  to = \"second walkout\"")]
pub(super) struct Events {
    #[command(flatten)]
    input: InputArgs,
    /// Where events come from: derive, given (the articles name them), or a table of articles and events (CSV)
    #[arg(long = "events", value_name = "derive|given|FILE", default_value = "derive")]
    event_source: String,
    /// Merges, splits and moves to apply on top (TOML)
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// Keep the events of this table of an earlier run, and put only new articles to one, new or old
    #[arg(long, value_name = "FILE")]
    onto: Option<PathBuf>,
    /// Write the table of articles and events here (CSV)
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// How alike an article and an event must be for it to join, 0 to 1 [default: 0.4]
    #[arg(long, value_name = "COSINE", value_parser = parse_share)]
    threshold: Option<f64>,
    /// After so many days without a new article an event counts 1/e as like [default: 10]
    #[arg(long, value_name = "DAYS", value_parser = parse_days)]
    days: Option<f64>,
    /// Show all rows in the terminal
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

fn parse_share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("write a number from 0 to 1, for example 0.4".to_string()),
    }
}

fn parse_days(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if days.is_finite() && days > 0.0 => Ok(days),
        _ => Err("write a number of days above 0, for example 10".to_string()),
    }
}

/// `derive`, `given` or a file.
pub(super) fn source(name: &str, options: EventOptions) -> Result<EventSource> {
    Ok(match name {
        "derive" => EventSource::Derived(options),
        "given" => EventSource::Given,
        file if !Path::new(file).exists() => {
            let message = format!(
                "`{file}` is no source of events, and there is no such file; write `derive`, `given`, or the name of a table of articles and events"
            );
            return Err(Error::new(ErrorKind::Request, message));
        }
        file => EventSource::File(EventAssignment::read(file)?),
    })
}

impl Events {
    pub(super) fn run(&self) -> Result<()> {
        let mut options = EventOptions::default();
        options.threshold = self.threshold.unwrap_or(options.threshold);
        options.second_look = options.second_look.min(options.threshold);
        options.days = self.days.unwrap_or(options.days);
        let mut builder =
            EventGroups::builder().selection(self.selection.selection()?).source(source(&self.event_source, options)?);
        if let Some(file) = &self.corrections {
            builder = builder.corrections(Corrections::read(file)?);
        }
        if let Some(file) = &self.onto {
            builder = builder.onto(EventAssignment::read(file)?);
        }
        let input = self.input.open()?;
        let events = progress::reading("grouping", &input, 1, || builder.find(&input))?;
        if let Some(path) = &self.table {
            let mut table = Vec::new();
            events.write_csv(&mut table).map_err(|cause| Error::io(path, cause))?;
            std::fs::write(path, table).map_err(|cause| Error::io(path, cause))?;
        }
        if self.output.format() == Format::Csv {
            let mut table = Vec::new();
            events.write_csv(&mut table).map_err(|cause| Error::io("the table of events", cause))?;
            return self.output.write_text(&String::from_utf8_lossy(&table));
        }
        let fold = self.output.format() == Format::Terminal && !self.full;
        self.output.write(&events.report(input.options(), Detail { fold, pairs: !fold }))
    }
}
