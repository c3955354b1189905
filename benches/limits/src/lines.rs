//! Articles out of a file of JSON Lines, a block of whole lines at a time.

use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A record, borrowed from its line where it holds no escapes.
#[derive(Debug, Deserialize)]
pub struct Record<'a> {
    /// Its id.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Its event.
    #[serde(borrow)]
    pub event: Cow<'a, str>,
    /// Its outlet.
    #[serde(borrow)]
    pub outlet: Cow<'a, str>,
    /// Its title.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// Its date and time.
    #[serde(borrow)]
    pub published: Cow<'a, str>,
    /// Its text.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
}

/// Cuts a file into blocks.
struct Blocks {
    file: File,
    /// The beginning of a line that the last block did not hold whole.
    rest: Vec<u8>,
    ended: bool,
}

const BLOCK: u64 = 4 << 20;

impl Blocks {
    /// Fills `block` with whole lines; false at the end.
    fn next(&mut self, block: &mut Vec<u8>) -> bool {
        block.clear();
        block.append(&mut self.rest);
        while !self.ended {
            let read = (&self.file).take(BLOCK).read_to_end(block).expect("the file can be read") as u64;
            self.ended = read < BLOCK;
            if let Some(end) = memchr::memrchr(b'\n', block).filter(|_| !self.ended) {
                self.rest.extend_from_slice(&block[end + 1..]);
                block.truncate(end + 1);
                return true;
            }
        }
        !block.is_empty()
    }
}

/// Calls `work` with every record of a file, on so many threads, each with a state of its own, and returns the states.
///
/// # Panics
/// If the file cannot be read or a line is no such record.
pub fn for_each<S: Send>(
    path: &Path,
    threads: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &Record<'_>) + Sync,
) -> Vec<S> {
    let file = File::open(path).expect("the file is there");
    let blocks = Mutex::new(Blocks { file, rest: Vec::new(), ended: false });
    let run = || {
        let (mut state, mut block) = (start(), Vec::new());
        while blocks.lock().unwrap_or_else(PoisonError::into_inner).next(&mut block) {
            let mut from = 0;
            for end in memchr::memchr_iter(b'\n', &block).chain([block.len()]) {
                if end > from {
                    work(&mut state, &serde_json::from_slice(&block[from..end]).expect("a record"));
                }
                from = end + 1;
            }
        }
        state
    };
    if threads == 1 {
        return vec![run()];
    }
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_seen_once_whatever_the_number_of_threads() {
        let place = std::env::temp_dir().join(format!("limits-lines-{}", std::process::id()));
        let line = |id| {
            format!(
                "{{\"id\":\"{id}\",\"event\":\"e\",\"outlet\":\"o\",\"title\":\"t\",\"published\":\"p\",\"text\":\"{}\"}}\n",
                "x".repeat(9_000)
            )
        };
        std::fs::write(&place, (0..1_200).map(line).collect::<String>()).unwrap();
        for threads in [1, 2, 3] {
            let seen = for_each(&place, threads, Vec::new, |ids: &mut Vec<u32>, r| ids.push(r.id.parse().unwrap()));
            let mut ids = seen.concat();
            ids.sort_unstable();
            assert_eq!(ids, (0..1_200).collect::<Vec<u32>>());
        }
        std::fs::remove_file(&place).unwrap();
    }
}
