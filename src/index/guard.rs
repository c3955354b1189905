//! tantivy trusts the bytes it wrote, and can panic where a file was damaged since: then an error names the file.

use super::ArticleIndex;
use crate::error::Result;
#[cfg(feature = "cli")]
use std::panic::PanicHookInfo;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many readings are under guard now, on any thread.
static GUARDED: AtomicUsize = AtomicUsize::new(0);

/// What a panic under guard said, until it is known whether damage was its cause.
static HELD_BACK: Mutex<Option<String>> = Mutex::new(None);

/// While there is one, what panics say is held back.
#[derive(Debug)]
pub(super) struct Guard(());

impl Guard {
    pub(super) fn new() -> Self {
        GUARDED.fetch_add(1, Ordering::SeqCst);
        Guard(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        GUARDED.fetch_sub(1, Ordering::SeqCst);
    }
}

impl ArticleIndex {
    /// Does something with the files of the index. When it panics, the files are held against their checksums: if one is
    /// damaged, that is the error, and otherwise the panic goes on.
    ///
    /// # Errors
    /// Those of `read`, and where a file is damaged.
    pub(super) fn guarded<A>(&self, read: impl FnOnce() -> Result<A>) -> Result<A> {
        let guard = Guard::new();
        // what was read is thrown away with the panic
        let answer = catch_unwind(AssertUnwindSafe(read));
        drop(guard);
        answer.unwrap_or_else(|panic| {
            self.blame_files()?;
            resume_unwind(panic)
        })
    }

    /// After a panic that may have been one over damaged files: if there are such, it is told by this error alone.
    ///
    /// # Errors
    /// If a file is damaged.
    pub(super) fn blame_files(&self) -> Result<()> {
        self.check_files().inspect_err(|_| drop(HELD_BACK.lock().map(|mut said| said.take())))
    }
}

/// Holds back what a panic says while there is a [`Guard`]; says whether it did.
#[cfg(feature = "cli")]
pub(crate) fn holds_back(panic: &PanicHookInfo<'_>) -> bool {
    let is_guarded = GUARDED.load(Ordering::SeqCst) > 0;
    if is_guarded && let Ok(mut said) = HELD_BACK.lock() {
        said.get_or_insert_with(|| panic.to_string());
    }
    is_guarded
}

/// What a panic said that no damaged file explains.
#[cfg(feature = "cli")]
pub(crate) fn unexplained() -> Option<String> {
    HELD_BACK.lock().ok().and_then(|mut said| said.take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_over_a_damaged_file_becomes_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let index = ArticleIndex::create(folder.path(), Default::default()).unwrap();
        let mut writer = index.writer(Default::default()).unwrap();
        writer.add(&crate::corpus::Article::new("a", "Calm.")).unwrap();
        writer.commit().unwrap();
        assert_eq!(index.guarded(|| Ok(7)).unwrap(), 7);
        let panics = || index.guarded(|| -> Result<()> { panic!("as damaged postings make tantivy") });
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err(), "no file is damaged: a fault of ours");
        let file = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .find(|file| file.path().extension().is_some_and(|extension| extension == "idx"));
        let file = file.unwrap().path();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let error = panics().unwrap_err().to_string();
        assert!(
            error.contains("the index is damaged (`") && error.contains(".idx` is not what was written"),
            "{error}"
        );
    }
}
