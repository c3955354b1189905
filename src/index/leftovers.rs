//! Files that a run which was killed has left.
//!
//! tantivy removes what no commit names behind the next commit. That is too late for a list of deleted articles: its
//! name says the segment and the number of the change, so the same change again finds the name taken, fails, and
//! never comes to its commit.

use super::{ArticleIndex, failure};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use tantivy::Directory;
use tantivy::directory::META_LOCK;

/// Removes the files of segments that the last commit does not name. Call it where a writer was just opened: with its
/// lock held and nothing written yet, they belong to nobody.
pub(super) fn remove(index: &ArticleIndex) -> Result<()> {
    let failed = |cause| failure(&index.path, cause);
    // who opens the commit before this one holds it until all files are open
    let _opening = index.index.directory().acquire_lock(&META_LOCK).map_err(|cause| failed(cause.into()))?;
    let committed = index.index.load_metas().map_err(failed)?;
    let named: FxHashMap<String, Option<u64>> =
        committed.segments.iter().map(|segment| (segment.id().uuid_string(), segment.delete_opstamp())).collect();
    for entry in std::fs::read_dir(&index.path).map_err(|cause| Error::io(&index.path, cause))?.flatten() {
        let name = entry.file_name();
        let Some(file) = name.to_str().and_then(SegmentFile::of) else { continue };
        let is_named = match named.get(file.segment) {
            Some(deletes) => file.deletes.is_none() || file.deletes == *deletes,
            None => false,
        };
        if !is_named {
            // where it cannot be, because a reader elsewhere has it open, it is in nobody's way before the next commit
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// A file of tantivy's: `SEGMENT.idx` and the like, or `SEGMENT.CHANGE.del`.
struct SegmentFile<'n> {
    segment: &'n str,
    /// Of a list of deleted articles: the number of the change.
    deletes: Option<u64>,
}

impl<'n> SegmentFile<'n> {
    /// `None`: some other file, which is left alone.
    fn of(name: &'n str) -> Option<Self> {
        let (segment, ending) = name.split_once('.')?;
        if segment.len() != 32 || !segment.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let deletes = ending.strip_suffix(".del").and_then(|change| change.parse().ok());
        Some(SegmentFile { segment, deletes })
    }
}
