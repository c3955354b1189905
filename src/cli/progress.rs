//! A sign of life on standard error, on terminals only.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A spinner with what is being done; silent where standard error is no terminal.
pub(super) fn spinner(what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A bar over so many bytes with their rate and what time is left; where their number is not known, a spinner with the
/// bytes read so far.
pub(super) fn bytes(what: &'static str, of: Option<u64>) -> ProgressBar {
    let bar = spinner(what);
    let form = match of {
        Some(total) => {
            bar.set_length(total);
            "{spinner} {msg}: {wide_bar} {bytes} of {total_bytes} ({bytes_per_sec}, {eta} left)"
        }
        None => "{spinner} {msg}: {bytes} ({bytes_per_sec})",
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar
}
