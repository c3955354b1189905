//! `--dry-run`: what would be read, and about how long all of it would take.
//!
//! The beginning of the input is read and analysed as the whole would be, a larger one until that takes long enough to be
//! measured; what is left is taken to be like it. Where later articles are longer, or the disk slower than what it still
//! had in memory, the guess is too low.

use super::compare::Compare;
use crate::corpus::{Inventory, Skipped};
use crate::counts::Input;
use crate::error::Result;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// A sample that takes so long is large enough ...
const ENOUGH: Duration = Duration::from_millis(500);
/// ... and none is larger.
const LARGEST: u64 = 256 << 20;
/// So many outlets are named.
const NAMED: usize = 12;

/// What would be read, who is in it, and how long all would take.
pub(super) fn told(compare: &Compare) -> Result<String> {
    let text = read(compare)?;
    Ok(text + &time(compare)?)
}

/// What would be read.
pub(super) fn read(compare: &Compare) -> Result<String> {
    let mut text = "Would read\n".to_owned();
    match compare.opened()? {
        Some(input) if input.source().is_some() => {
            for told in input.source().into_iter().flat_map(|source| source.inventory()).flatten() {
                text += &format!("  {}\n", files(&told));
            }
        }
        // an index, or counts
        _ => {
            for path in compare.inputs() {
                text += &format!("  {}, {}\n", path.display(), megabytes(size(path)));
            }
        }
    }
    Ok(text)
}

/// Whose articles the input begins with, and about how long all would take.
pub(super) fn time(compare: &Compare) -> Result<String> {
    let guess = match compare.opened()? {
        Some(input) => Guess::of(&input, |sample| compare.rehearse(sample))?,
        None => None,
    };
    Ok(match guess {
        Some(guess) => guess.in_words(),
        None => "Would take a time that is not told: only files that are read again for every question have their beginning measured\n".to_owned(),
    })
}

/// How long all would take, by a sample.
struct Guess {
    takes: Duration,
    /// Bytes on the disk, of all and of the sample.
    all: u64,
    sample: u64,
    outlets: BTreeSet<String>,
}

impl Guess {
    /// Does the work on larger and larger samples; nothing where it is not known how much all is.
    fn of(input: &Input, work: impl Fn(&Input) -> Result<()>) -> Result<Option<Guess>> {
        let Some(all) = input.bytes_on_disk() else { return Ok(None) };
        // a block for each thread, or they would not share the work as later
        let mut bytes = (rayon::current_num_threads() as u64) << 20;
        let mut smaller = None;
        loop {
            let Some(begun) = Beginning::of(input, bytes)? else { return Ok(None) };
            let start = Instant::now();
            work(&begun.input)?;
            let took = start.elapsed();
            if begun.is_all || took >= ENOUGH || bytes >= LARGEST {
                let takes = if begun.is_all { took } else { extrapolated(smaller, (begun.bytes, took), all) };
                return Ok(Some(Guess { takes, all, sample: begun.bytes, outlets: begun.outlets }));
            }
            smaller = Some((begun.bytes, took));
            bytes *= 4;
        }
    }

    fn in_words(&self) -> String {
        let is_all = self.sample >= self.all;
        let mut text = match self.outlets.len() {
            0 => "Outlets: none, no article could be read".to_owned(),
            _ => format!("Outlets: {}", self.outlets.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")),
        };
        if self.outlets.len() > NAMED {
            text += &format!(" and {} more", self.outlets.len() - NAMED);
        }
        if !is_all {
            text += &format!(" (of the first {})", megabytes(self.sample));
        }
        text += &format!("\nWould take {}", about(self.takes));
        if !is_all {
            text += &format!(", by the first {} of {}", megabytes(self.sample), megabytes(self.all));
        }
        text + "\n"
    }
}

/// The beginning of an input, read once.
struct Beginning {
    input: Input,
    /// On the disk.
    bytes: u64,
    is_all: bool,
    outlets: BTreeSet<String>,
}

impl Beginning {
    fn of(input: &Input, most: u64) -> Result<Option<Beginning>> {
        let Some(input) = input.beginning(most) else { return Ok(None) };
        let (before, mut handed, mut outlets) = (input.bytes_read(), 0, BTreeSet::new());
        for block in input.source().into_iter().flat_map(|source| source.blocks()) {
            let block = block?;
            handed += block.size() as u64;
            outlets.extend(block.articles(&mut Skipped::default()).map(|article| article.outlet().to_owned()));
        }
        let bytes = input.bytes_read() - before;
        Ok(Some(Beginning { input, bytes, is_all: handed < most, outlets }))
    }
}

/// How long all takes: what starting takes does not grow, so two samples tell more than one.
fn extrapolated(smaller: Option<(u64, Duration)>, larger: (u64, Duration), all: u64) -> Duration {
    let (bytes, took) = (larger.0 as f64, larger.1.as_secs_f64());
    let rest = (all as f64 - bytes).max(0.0);
    let a_byte = match smaller {
        Some((less, sooner)) if (less as f64) < bytes => (took - sooner.as_secs_f64()) / (bytes - less as f64),
        _ => took / bytes.max(1.0),
    };
    Duration::try_from_secs_f64(took + a_byte.max(0.0) * rest).unwrap_or(Duration::MAX)
}

/// A time as a guess is said.
fn about(time: Duration) -> String {
    let round = |value: f64, to: f64| ((value / to).round() * to) as u64;
    match time.as_secs_f64() {
        s if s < 1.0 => "less than a second".to_owned(),
        s if s < 9.5 => format!("about {} s", round(s, 1.0)),
        s if s < 57.5 => format!("about {} s", round(s, 5.0)),
        s if s < 570.0 => format!("about {} min", round(s / 60.0, 1.0)),
        s if s < 3450.0 => format!("about {} min", round(s / 60.0, 5.0)),
        s => format!("about {} h", round(s / 3600.0, 1.0)),
    }
}

/// The files of an input, in words.
fn files(told: &Inventory) -> String {
    if told.is_stream {
        return format!("{}, a stream of unknown length", told.input);
    }
    let kind = |kind: &crate::corpus::FileKind| {
        let files = if kind.files == 1 { "file" } else { "files" };
        format!("{} {} {files}, {}", kind.files, kind.format, megabytes(kind.bytes))
    };
    let kinds: Vec<String> = told.kinds.iter().map(kind).collect();
    let mut text =
        format!("{}: {}", told.input, if kinds.is_empty() { "no file".to_owned() } else { kinds.join("; ") });
    if told.passed_over > 0 {
        text += &format!("; {} passed over", told.passed_over);
    }
    text
}

/// Bytes, as people say them.
fn megabytes(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        100_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The bytes of a path.
fn size(path: &Path) -> u64 {
    match std::fs::metadata(path) {
        Err(_) => 0,
        Ok(about) if about.is_file() => about.len(),
        Ok(_) => std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| size(&entry.path())).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_said_as_one() {
        let rows = [
            (0.4, "less than a second"),
            (1.4, "about 1 s"),
            (9.4, "about 9 s"),
            (9.6, "about 10 s"),
            (41.0, "about 40 s"),
            (58.0, "about 1 min"),
            (200.0, "about 3 min"),
            (1000.0, "about 15 min"),
            (3500.0, "about 1 h"),
            (40_000.0, "about 11 h"),
        ];
        for (seconds, said) in rows {
            assert_eq!(about(Duration::from_secs_f64(seconds)), said, "{seconds}");
        }
    }

    #[test]
    fn what_starting_takes_is_not_multiplied() {
        let second = Duration::from_secs(1);
        let rows = [
            ("one sample", None, (10, second), 100, 10.0),
            ("half of the larger sample is starting", Some((5, second * 3 / 4)), (10, second), 100, 5.5),
            ("a larger sample that took less", Some((5, second * 2)), (10, second), 100, 1.0),
            ("nothing is left", None, (10, second), 10, 1.0),
        ];
        for (name, smaller, larger, all, expected) in rows {
            let got = extrapolated(smaller, larger, all).as_secs_f64();
            assert!((got - expected).abs() < 1e-9, "{name}: {got}");
        }
    }

    #[test]
    fn a_sample_of_all_is_measured_and_its_outlets_are_named() {
        let line = |outlet: &str| format!("{{\"outlet\":\"{outlet}\",\"text\":\"Rain.\"}}\n");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("two.jsonl");
        std::fs::write(&file, line("Wire") + &line("Gazette")).unwrap();
        let input = Input::open(&file).unwrap();
        let guess = Guess::of(&input, |sample| sample.duplicates().map(drop)).unwrap().unwrap();
        assert_eq!(guess.in_words(), "Outlets: Gazette, Wire\nWould take less than a second\n");
        let stream = Input::builder().reader("feed", std::io::Cursor::new(line("Wire"))).open().unwrap();
        assert!(Guess::of(&stream, |_| Ok(())).unwrap().is_none());
    }
}
