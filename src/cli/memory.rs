//! `--memory`: how much memory of its own the program may hold.
//!
//! What is read streams by, and an index is asked in pages of its files, which the system takes back when it needs them. What
//! grows is a row for each article, and a place for each word that is counted by group. Where that is more than the
//! machine has to give, the program ends with a message and an exit code, before the system ends it without.

use crate::error::{Error, ErrorKind, Result};
use std::time::Duration;

/// How often the memory is looked at.
const EVERY: Duration = Duration::from_millis(10);
const MEGABYTE: u64 = 1 << 20;
/// What the program holds whatever it does.
const LEAST: u64 = 16;

/// Ends the program once it holds more than so many megabytes, and says what may help; pages of mapped files do not count.
///
/// # Errors
/// If that is too little to do anything, or this system does not say how much is held.
pub(super) fn bound(megabytes: u64, what_helps: &'static str) -> Result<()> {
    if megabytes < LEAST {
        let message = format!("`--memory {megabytes}` is too little; the least is {LEAST} (megabytes)");
        return Err(Error::new(ErrorKind::Request, message));
    }
    if held().is_none() {
        let message = "this system does not say how much memory a program holds; leave `--memory` out, or use Linux";
        return Err(Error::new(ErrorKind::Request, message));
    }
    std::thread::spawn(move || {
        loop {
            if held().is_some_and(|bytes| bytes > megabytes.saturating_mul(MEGABYTE)) {
                eprintln!(
                    "parallax: this takes more than the {megabytes} MB of `--memory`; give it more, {what_helps}"
                );
                std::process::exit(1);
            }
            std::thread::sleep(EVERY);
        }
    });
    Ok(())
}

/// Anonymous memory in bytes.
fn held() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    Some(1024 * line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?)
}
