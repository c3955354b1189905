//! How cheap can it be? The same answers as parallax gives, by programs that do nothing else.
//!
//! Each module is the barest way to one kind of work that could be found: no options, no errors (bad input ends the
//! program), no articles to open afterwards, nothing that merges. `benches/ratios.rs` runs them in turn with the
//! library and demands a share of their speed. A limit that is beaten is no limit any more: make it faster first.
//!
//! - [`corpus`] makes the articles and the lexicon that both sides are asked about, always the same for a seed.
//! - [`lines`] reads them.
//! - [`tokens`] cuts words, [`scan`] counts a lexicon on the way.
//! - `index` does the same with bare tantivy.
//!
//! Unlike the library this package may use `unsafe`: to ask for prefetches and for the clock.

pub mod corpus;
#[cfg(feature = "index")]
pub mod index;
mod interner;
pub mod lexicon;
pub mod lines;
pub mod scan;
pub mod tokens;
mod vocabulary;

/// The cpu seconds this process has used so far, those of all its threads together.
#[must_use]
pub fn cpu_seconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one `timespec`, which `time` is
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    assert_eq!(failed, 0, "this system has a clock for the cpu time of a process");
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Asks for an element to be fetched into the cache; an index past the end is allowed and does nothing.
#[inline(always)]
fn prefetch<T>(values: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch is a hint; no address makes it fault, and `wrapping_add` makes none up
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(values.as_ptr().wrapping_add(index).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, index);
}
