//! `parallax completions` and `parallax man`: what a shell and `man` know of the program, made from its own help.

use super::Program;
use super::output::print;
use crate::error::{Error, Result};
use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::Shell;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax completions bash > ~/.local/share/bash-completion/completions/parallax
  parallax completions zsh > ~/.zfunc/_parallax
  parallax completions fish > ~/.config/fish/completions/parallax.fish")]
pub(super) struct Completions {
    /// The shell: bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL", value_parser = parse_shell)]
    shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax man | man -l -
  parallax man compare | man -l -")]
pub(super) struct Man {
    /// The subcommand whose page is wanted [default: the program's own page, which lists them]
    #[arg(value_name = "SUBCOMMAND")]
    subcommand: Option<String>,
}

fn parse_shell(name: &str) -> Result<Shell, String> {
    Shell::from_str(name, true).map_err(|_| format!("`{name}` is none of bash, zsh, fish, elvish and powershell"))
}

impl Completions {
    pub(super) fn run(&self) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Program::command(), "parallax", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}

impl Man {
    pub(super) fn run(&self) -> Result<()> {
        let mut program = Program::command();
        program.build();
        let page = match &self.subcommand {
            None => program,
            Some(name) => match program.find_subcommand(name) {
                Some(command) => command.clone(),
                None => return Err(unknown(name, &program)),
            },
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text).map_err(|cause| Error::io("standard output", cause))?;
        print(&String::from_utf8_lossy(&text))
    }
}

fn unknown(name: &str, program: &clap::Command) -> Error {
    let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let right = match crate::error::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.join(", ")),
    };
    Error::new(crate::error::ErrorKind::Request, format!("there is no subcommand `{name}`; {right}"))
}
