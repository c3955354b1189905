//! Whose words hits are in, from the columns.

use super::failure;
use super::reader::{Snapshot, StoredRow};
use super::schema::Words;
use crate::error::Result;
use crate::voice::{OwnWords, decode_runs};
use tantivy::DocId;
use tantivy::columnar::Column;

/// The voices of one field of a segment, decoded article by article.
#[derive(Debug)]
pub struct SegmentVoices {
    column: Column<u64>,
    numbers: Vec<u64>,
    runs: Vec<u64>,
    document: Option<DocId>,
}

impl Snapshot {
    /// The voices of a segment's texts, or titles.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub fn voices(&self, segment: usize, is_title: bool) -> Result<SegmentVoices> {
        let open = || {
            let column = self.reader(segment).fast_fields().u64(Words::columns(is_title).voice);
            column.map_err(|cause| failure(self.path(), cause))
        };
        let column = self.guarded(open)?;
        Ok(SegmentVoices { column, numbers: Vec::new(), runs: Vec::new(), document: None })
    }

    /// Adds the own words of each article of a segment to `own_words`; `None` where they are not known.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub(crate) fn own_words(
        &self,
        segment: usize,
        rows: &[StoredRow],
        is_title: bool,
        own_words: &mut [Option<OwnWords>],
    ) -> Result<()> {
        let add = || {
            let (fast, names) = (self.reader(segment).fast_fields(), Words::columns(is_title));
            let failed = |cause| failure(self.path(), cause);
            let (own, endorsed) = (fast.u64(names.own).map_err(failed)?, fast.u64(names.endorsed).map_err(failed)?);
            for (row, sum) in rows.iter().zip(own_words) {
                *sum = sum.zip(own.first(row.document)).map(|(sum, own)| {
                    sum + OwnWords { own: own as u32, endorsed: endorsed.first(row.document).unwrap_or(0) as u32 }
                });
            }
            Ok(())
        };
        self.guarded(add)
    }
}

impl SegmentVoices {
    /// The runs of an article, as in [`VoiceRuns`](crate::voice::VoiceRuns).
    pub fn of(&mut self, document: DocId) -> &[u64] {
        if self.document != Some(document) {
            self.numbers.clear();
            self.numbers.extend(self.column.values_for_doc(document));
            self.runs.clear();
            decode_runs(&self.numbers, &mut self.runs);
            self.document = Some(document);
        }
        &self.runs
    }
}
