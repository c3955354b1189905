//! `parallax init` and `parallax run`: a study as one file and one command.
//!
//! A study file holds the options of `parallax compare` by their long names, so that there is one set of names, one
//! check and one help. Paths in it are relative to the file.

use super::compare::Compare;
use super::dry_run;
use super::output::print;
use crate::error::{Error, ErrorKind, Result, nearest};
use clap::{Args, FromArgMatches};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The commented file that `init` writes.
const TEMPLATE: &str = include_str!("parallax.toml");
/// Options whose values are files, besides `inputs` and `output`.
const FILES: [&str; 3] = ["plot", "cues", "tables"];

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax init .
  parallax init studies/strike")]
pub(super) struct Init {
    /// The folder that the file `parallax.toml` is written into; it is made where there is none
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax run parallax.toml
  parallax run studies/strike/parallax.toml --dry-run")]
pub(super) struct Run {
    /// The study file, as `parallax init` writes one
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Say what would be read and written and about how long that would take, by the beginning of the input, and write
    /// nothing
    #[arg(long)]
    dry_run: bool,
}

/// A study file, read: what is compared, and the files that are written.
#[derive(Debug)]
struct Study {
    inputs: Vec<PathBuf>,
    outputs: Vec<PathBuf>,
    /// The other options, as the command line has them.
    options: Vec<OsString>,
}

impl Init {
    pub(super) fn run(&self) -> Result<()> {
        let path = self.folder.join("parallax.toml");
        if path.exists() {
            let message = format!("{} exists already; remove it first, or name another folder", path.display());
            return Err(Error::new(ErrorKind::Request, message));
        }
        std::fs::create_dir_all(&self.folder).map_err(|cause| Error::io(&self.folder, cause))?;
        std::fs::write(&path, TEMPLATE).map_err(|cause| Error::io(&path, cause))?;
        let path = path.display();
        print(&format!("{path} is written; fill in `inputs`, then: parallax run {path}\n"))
    }
}

impl Run {
    pub(super) fn run(&self) -> Result<()> {
        let text = std::fs::read_to_string(&self.file).map_err(|cause| Error::io(&self.file, cause))?;
        let study = Study::parse(&text, &self.file)?;
        let command = study.command(&self.file)?;
        if self.dry_run {
            return print(&study.plan(&command)?);
        }
        command.run_into(&study.outputs)?;
        let written: String = study.outputs.iter().map(|path| format!("{}\n", path.display())).collect();
        print(&written)
    }
}

impl Study {
    fn parse(text: &str, file: &Path) -> Result<Self> {
        let table: toml::Table = text.parse().map_err(|cause: toml::de::Error| {
            let line = cause.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            wrong(file, &format!("line {line}: {}", cause.message()))
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut study = Study { inputs: Vec::new(), outputs: Vec::new(), options: Vec::new() };
        for (name, value) in table {
            let values = strings(&name, value).map_err(|message| wrong(file, &message))?;
            match name.as_str() {
                "inputs" => study.inputs = values.iter().map(|path| folder.join(path)).collect(),
                "output" => study.outputs = values.iter().map(|path| folder.join(path)).collect(),
                _ => {
                    let known = option_names();
                    if !known.contains(&name) {
                        let right = match nearest(&name, known.iter().map(String::as_str)) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "`parallax compare --help` lists them, without the dashes".to_owned(),
                        };
                        return Err(wrong(file, &format!("there is no option `{name}`; {right}")));
                    }
                    for value in values {
                        study.option(&name, &value, folder);
                    }
                }
            }
        }
        for (what, missing) in [("inputs", study.inputs.is_empty()), ("output", study.outputs.is_empty())] {
            if missing {
                return Err(wrong(
                    file,
                    &format!(
                        "`{what}` is missing or empty; write for example {what} = [\"{}\"]",
                        if what == "inputs" { "articles.jsonl" } else { "report.html" }
                    ),
                ));
            }
        }
        Ok(study)
    }

    /// An option with one value; a flag has `true` for its value.
    fn option(&mut self, name: &str, value: &str, folder: &Path) {
        let flag = OsString::from(format!("--{name}"));
        if takes_no_value(name) {
            if value == "true" {
                self.options.push(flag);
            }
            return;
        }
        let beside = folder.join(value);
        // a lexicon may be one that ships, events may be `derive` or `given`
        let is_file = FILES.contains(&name) || (["lexicon", "events"].contains(&name) && beside.exists());
        self.options.extend([flag, if is_file { beside.into_os_string() } else { value.into() }]);
    }

    /// The comparison, checked as a command line is.
    fn command(&self, file: &Path) -> Result<Compare> {
        let inputs = self.inputs.iter().map(|path| path.clone().into_os_string());
        let words = [OsString::from("compare")].into_iter().chain(self.options.iter().cloned()).chain(inputs);
        let matches = Compare::command_of_its_own().try_get_matches_from(words);
        let compare = matches.and_then(|matches| Compare::from_arg_matches(&matches));
        compare.map_err(|cause| {
            let text = cause.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            wrong(file, first)
        })
    }

    /// What would be read and written, and about how long it would take.
    fn plan(&self, command: &Compare) -> Result<String> {
        let mut text = dry_run::read(command)? + "Would run\n  parallax compare";
        for word in &self.options {
            text += &format!(" {}", word.to_string_lossy());
        }
        text += "\nWould write\n";
        for path in &self.outputs {
            text += &format!("  {}\n", path.display());
        }
        Ok(text + &dry_run::time(command)?)
    }
}

/// The long names of the options of `compare` that a study may set.
fn option_names() -> Vec<String> {
    let command = Compare::command_of_its_own();
    let names = command.get_arguments().filter_map(|argument| argument.get_long()).map(str::to_owned);
    names.filter(|name| !["output", "format", "open", "help", "dry-run"].contains(&name.as_str())).collect()
}

fn takes_no_value(name: &str) -> bool {
    let command = Compare::command_of_its_own();
    command.get_arguments().any(|a| a.get_long() == Some(name) && !a.get_action().takes_values())
}

/// The values of a key: one, or a list of them.
fn strings(name: &str, value: toml::Value) -> Result<Vec<String>, String> {
    let one = |value: toml::Value| match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Float(number) => Ok(number.to_string()),
        toml::Value::Boolean(yes) => Ok(yes.to_string()),
        toml::Value::Datetime(date) => Ok(date.to_string()),
        other => Err(format!("`{name}` is a {}; write a text, a number, true or a list of them", other.type_str())),
    };
    match value {
        toml::Value::Array(values) => values.into_iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn wrong(file: &Path, what: &str) -> Error {
    Error::new(ErrorKind::Request, format!("{}: {what}", file.display()))
}
