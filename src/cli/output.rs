//! Where a report goes, and how it is drawn.

use super::pager;
use crate::corpus::Skipped;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Colour, Format, Report, TerminalOptions, csv_safe};
use clap::{Args, ValueEnum};
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// `1 article`, `1200 articles`: a number as scripts read it.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Says on standard error what reading left out and what it remarked, where standard output holds something else.
pub(super) fn say_skipped(skipped: &Skipped) {
    let reasons = skipped.reasons().map(|(reason, tally)| {
        let were = if tally.count() == 1 { "was" } else { "were" };
        (format!("{} {were} skipped: {reason}", counted(tally.count(), "record")), tally)
    });
    let remarks =
        skipped.remarks().map(|(remark, tally)| (format!("{}: {remark}", counted(tally.count(), "remark")), tally));
    for (words, tally) in reasons.chain(remarks) {
        eprintln!("parallax: {words}");
        tally.samples().iter().for_each(|sample| eprintln!("  {sample}"));
    }
}

/// Where the result goes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How the result is written: terminal, markdown, html, latex, csv or json [default: by the ending of --output, else terminal]
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Open what was written with the program that the system has for it, a browser for a page
    #[arg(long, requires = "output")]
    open: bool,
    /// CSV for spreadsheets: a `'` before every cell that one would take for a formula
    #[arg(long)]
    csv_safe: bool,
    /// When to colour the terminal's text; NO_COLOR is honoured
    #[arg(long, value_enum, default_value_t = When::Auto)]
    colour: When,
    /// Draw with ASCII alone, for terminals that have no other characters
    #[arg(long)]
    ascii: bool,
    /// Do not hand what is longer than the terminal to a pager (PAGER, else less)
    #[arg(long)]
    no_pager: bool,
    /// The width of the terminal's text in columns [default: the terminal's, else 100]
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

fn parse_format(name: &str) -> Result<Format, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

impl OutputArgs {
    pub(super) fn format(&self) -> Format {
        let by_ending = || {
            let ending = self.output.as_ref()?.extension()?.to_str()?;
            match ending {
                "json" => Some(Format::Json),
                "csv" => Some(Format::Csv),
                "md" | "markdown" => Some(Format::Markdown),
                "html" | "htm" => Some(Format::Html),
                "tex" => Some(Format::Latex),
                _ => None,
            }
        };
        self.format.or_else(by_ending).unwrap_or(Format::Terminal)
    }

    /// The same, into this file, in the format of its ending.
    pub(super) fn to_file(&self, file: &Path) -> OutputArgs {
        OutputArgs { output: Some(file.to_path_buf()), format: None, ..self.clone() }
    }

    /// Writes a report. A reader that closes the pipe early is no error.
    pub(super) fn write(&self, report: &Report) -> Result<()> {
        self.write_text(&report.render(self.format(), &self.terminal()))?;
        match &self.output {
            Some(path) if self.open => open(path),
            _ => Ok(()),
        }
    }

    /// Writes text as it is, but for cells of CSV that are to be kept from a spreadsheet.
    pub(super) fn write_text(&self, text: &str) -> Result<()> {
        let text = self.cells(text);
        let Some(path) = &self.output else {
            return if self.no_pager { print(&text) } else { pager::show(&text) };
        };
        std::fs::write(path, &*text).map_err(|cause| Error::io(path, cause))
    }

    fn cells<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.csv_safe && self.format() == Format::Csv { csv_safe(text).into() } else { text.into() }
    }

    fn terminal(&self) -> TerminalOptions {
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        let colour = match self.colour {
            When::Always => true,
            When::Never => false,
            When::Auto => to_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let own_width =
            || if to_terminal { console::Term::stdout().size_checked().map(|(_, w)| usize::from(w)) } else { None };
        TerminalOptions {
            width: self.width.or_else(own_width).unwrap_or(100).max(40),
            colour: if colour { Colour::Always } else { Colour::Never },
            unicode: !self.ascii,
        }
    }
}

/// Hands a file to the program that the system opens such files with.
fn open(path: &Path) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    match Command::new(opener).arg(path).stdout(Stdio::null()).spawn() {
        Ok(_) => Ok(()),
        Err(cause) => {
            let message = format!(
                "{} is written, but `{opener}` could not be started: {cause}; open it yourself",
                path.display()
            );
            Err(Error::new(ErrorKind::Io, message))
        }
    }
}

/// Prints to standard output; whoever closed it has read enough.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(|cause| Error::io("standard output", cause)),
    }
}
