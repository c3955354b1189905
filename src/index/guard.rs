//! tantivy trusts the postings it wrote, and can panic where a file was damaged since: then an error says so.

use super::at;
use crate::error::Result;
#[cfg(feature = "cli")]
use std::panic::PanicHookInfo;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many readings are under guard now.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// Reads postings of an index.
///
/// # Errors
/// Those of reading, and where tantivy panics.
pub(super) fn guarded<A>(index: &Path, read: impl FnOnce() -> Result<A>) -> Result<A> {
    GUARDED.fetch_add(1, Ordering::SeqCst);
    // what was read is thrown away with the panic
    let answer = catch_unwind(AssertUnwindSafe(read));
    GUARDED.fetch_sub(1, Ordering::SeqCst);
    answer.unwrap_or_else(|_| {
        let message = "the index is damaged (its postings cannot be read); `parallax index check` says where, and `parallax index add` builds it again";
        Err(at(index, message))
    })
}

/// Whether a panic becomes an error, so that nobody need hear of it otherwise.
#[cfg(feature = "cli")]
pub(crate) fn is_caught(panic: &PanicHookInfo<'_>) -> bool {
    let in_tantivy = panic.location().is_some_and(|place| place.file().contains("tantivy"));
    in_tantivy && GUARDED.load(Ordering::SeqCst) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let error =
            guarded(Path::new("i"), || -> Result<()> { panic!("as damaged postings make tantivy") }).unwrap_err();
        assert!(error.to_string().starts_with("i: the index is damaged (its postings"), "{error}");
        assert_eq!(guarded(Path::new("i"), || Ok(7)).unwrap(), 7);
    }
}
