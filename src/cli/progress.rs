//! A sign of life on standard error, on terminals only.

use crate::counts::Input;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked how far reading is.
const TICK: Duration = Duration::from_millis(100);
/// When nothing was read for so long, what was read is being worked on.
const STILL: Duration = Duration::from_millis(700);

/// A spinner with what is being done; silent where standard error is no terminal.
pub(super) fn spinner(what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(TICK);
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
    set_form(&bar, form);
    bar
}

/// Does what reads an input, as a rule so many times, and shows meanwhile how far it is and what time is left of the
/// reading; nothing where standard error is no terminal, or in the first second.
pub(super) fn reading<T>(what: &'static str, input: &Input, times: u64, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let before = input.bytes_read();
    let (working, done) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || watch(what, input, before, times, &done));
        // given up when the work is done or has panicked
        let _working = working;
        work()
    })
}

/// Draws until the sender is gone.
fn watch(what: &'static str, input: &Input, before: u64, times: u64, done: &Receiver<()>) {
    let begun = Instant::now();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_message(what);
    let mut readings = Readings { of: input.bytes_on_disk().filter(|bytes| *bytes > 0), times };
    let (mut position, mut moved, mut shown, mut drawn) = (0, begun, "", false);
    while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        let now = input.bytes_read() - before;
        if now != position {
            (position, moved) = (now, Instant::now());
        }
        let form = readings.form(position, moved.elapsed() > STILL);
        if let Some(total) = readings.total(position) {
            bar.set_length(total);
        }
        bar.set_position(position);
        if form != shown {
            set_form(&bar, form);
            shown = form;
        }
        bar.set_message(readings.message(what, position));
        if !drawn && begun.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            drawn = true;
        }
        bar.tick();
    }
    bar.finish_and_clear();
}

/// How often an input is read, and how large it is.
struct Readings {
    /// The bytes of one reading, where they are known.
    of: Option<u64>,
    /// As a rule; likely copies are read once more.
    times: u64,
}

impl Readings {
    /// The reading that so many bytes have come to, from 1.
    fn number(&self, position: u64) -> Option<u64> {
        self.of.map(|bytes| position.saturating_sub(1) / bytes + 1)
    }

    /// The bytes of all readings.
    fn total(&mut self, position: u64) -> Option<u64> {
        self.times = self.number(position)?.max(self.times);
        self.of.map(|bytes| bytes * self.times)
    }

    fn form(&self, position: u64, still: bool) -> &'static str {
        match (self.of, position, still) {
            (None, 0, _) => "{spinner} {msg}",
            (None, ..) => "{spinner} {msg}: {bytes} ({bytes_per_sec})",
            (Some(_), _, true) => "{spinner} {msg}: {percent}% read, working on it",
            (Some(_), ..) => "{spinner} {msg}: {wide_bar} {percent}% ({bytes_per_sec}, {eta} left)",
        }
    }

    fn message(&self, what: &str, position: u64) -> String {
        match self.number(position).filter(|_| self.times > 1) {
            Some(number) => format!("{what}, reading {number} of {}", self.times),
            None => what.to_owned(),
        }
    }
}

fn set_form(bar: &ProgressBar, form: &str) {
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_numbered_and_one_more_than_usual_is_added() {
        let mut readings = Readings { of: Some(100), times: 3 };
        let rows = [
            (0, 300, "counting, reading 1 of 3"),
            (100, 300, "counting, reading 1 of 3"),
            (101, 300, "counting, reading 2 of 3"),
            (300, 300, "counting, reading 3 of 3"),
            (301, 400, "counting, reading 4 of 4"),
        ];
        for (position, total, message) in rows {
            assert_eq!(readings.total(position), Some(total), "{position}");
            assert_eq!(readings.message("counting", position), message);
        }
        let mut stream = Readings { of: None, times: 3 };
        assert_eq!((stream.total(50), stream.message("counting", 50).as_str()), (None, "counting"));
        assert!(stream.form(0, true) == "{spinner} {msg}" && !stream.form(50, false).contains("eta"));
    }

    #[test]
    fn every_form_can_be_drawn() {
        for of in [None, Some(9)] {
            for (position, still) in [(0, false), (5, false), (5, true)] {
                let form = Readings { of, times: 1 }.form(position, still);
                assert!(ProgressStyle::with_template(form).is_ok(), "{form}");
            }
        }
    }

    #[test]
    fn the_work_is_done_where_nothing_can_be_shown() {
        let input = Input::builder().reader("none", &b""[..]).open().unwrap();
        assert_eq!(reading("counting", &input, 1, || 7), 7);
    }
}
