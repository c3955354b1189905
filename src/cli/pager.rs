//! Long texts through the reader's pager, as `git` and `man` do it: only on a terminal, and only what does not fit.

use super::output::print;
use crate::error::Result;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

/// Prints, through a pager where the text is longer than the terminal it goes to. Without a pager it is printed as it is.
pub(super) fn show(text: &str) -> Result<()> {
    if !io::stdout().is_terminal() || fits(text) || !through(&pager(), text) {
        return print(text);
    }
    Ok(())
}

fn fits(text: &str) -> bool {
    let height = console::Term::stdout().size_checked().map_or(usize::MAX, |(height, _)| usize::from(height));
    text.lines().count() < height
}

/// The program and its arguments: `PAGER`, where it is set to something, or `less`.
fn pager() -> Vec<String> {
    let chosen = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    chosen.as_deref().unwrap_or("less").split_whitespace().map(str::to_owned).collect()
}

/// Whether the pager took it. A reader who leaves early has read enough.
fn through(pager: &[String], text: &str) -> bool {
    let mut command = Command::new(&pager[0]);
    command.args(&pager[1..]).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // quit where all fits, keep colours, leave the text on the screen
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes()).ok();
    }
    child.wait().is_ok()
}
