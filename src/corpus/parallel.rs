//! A source read by several threads at once.

use super::{Block, Blocks, Source};
use crate::error::{Error, Result};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

impl Source {
    /// Reads all blocks, each by one of rayon's threads, and returns what the threads gathered.
    ///
    /// One thread reads at a time; parsing and whatever `work` does go on side by side. Which thread sees which block
    /// is left to chance, so what is gathered must not depend on it.
    ///
    /// # Errors
    /// The first error of reading or of `work`; the other threads then stop.
    pub fn in_parallel<S: Send>(
        &self,
        start: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Block) -> Result<()> + Sync,
    ) -> Result<Vec<S>> {
        self.on_threads(rayon::current_num_threads(), start, work)
    }

    /// As [`in_parallel`](Source::in_parallel), on so many threads.
    fn on_threads<S: Send>(
        &self,
        threads: usize,
        start: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Block) -> Result<()> + Sync,
    ) -> Result<Vec<S>> {
        share_out(&Mutex::new(self.blocks()), threads, || true, start, work)
    }
}

/// Hands blocks to so many threads while `go_on` says so; what was not handed out stays.
pub(crate) fn share_out<S: Send>(
    blocks: &Mutex<Blocks>,
    threads: usize,
    go_on: impl Fn() -> bool + Sync,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &Block) -> Result<()> + Sync,
) -> Result<Vec<S>> {
    let stop = AtomicBool::new(false);
    let gathered: Mutex<Vec<Result<S>>> = Mutex::default();
    let run = || -> Result<S> {
        let mut state = start();
        while !stop.load(Ordering::Relaxed) && go_on() {
            let next = unpoisoned(blocks).next();
            let Some(block) = next else { break };
            work(&mut state, &block?)?;
        }
        Ok(state)
    };
    rayon::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|_| {
                let outcome = run();
                stop.fetch_or(outcome.is_err(), Ordering::Relaxed);
                unpoisoned(&gathered).push(outcome);
            });
        }
    });
    let outcomes = gathered.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    outcomes.into_iter().collect::<Result<Vec<S>, Error>>()
}

fn unpoisoned<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
