//! `parallax verify`: whether a report holds.

use super::input::{ReadingArgs, open};
use super::output::OutputArgs;
use super::progress;
use crate::counts::Input;
use crate::error::{Error, Result};
use crate::report::Verification;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 everything was checked and holds, 1 something does not hold, 2 what could be checked holds.

Examples:
  parallax compare news.jsonl --evidence all --output report.json
  parallax verify report.json news.jsonl"
)]
pub(super) struct Verify {
    /// A report in JSON; with `--evidence all` every number can be worked out again
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// The texts it is about, in files or in an index; without them only its numbers are checked
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Verify {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let text = std::fs::read_to_string(&self.report).map_err(|cause| Error::io(&self.report, cause))?;
        let input = match self.inputs.is_empty() {
            true => None,
            false => Some(self.open()?),
        };
        let name = self.report.display().to_string();
        let verification = match &input {
            None => Verification::of(&text, &name, None)?,
            Some(input) => progress::reading("verifying", input, 1, || {
                input.check_files()?;
                Verification::of(&text, &name, Some(input))
            })?,
        };
        self.output.write(&verification.report())?;
        Ok(match (verification.holds(), verification.is_complete()) {
            (true, true) => ExitCode::SUCCESS,
            (false, _) => ExitCode::from(1),
            (true, false) => ExitCode::from(2),
        })
    }

    fn open(&self) -> Result<Input> {
        open(&self.inputs, &self.reading)
    }
}
