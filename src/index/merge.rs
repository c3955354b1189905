//! Other indexes taken in.

use super::writer::{AddReport, Outcome};
use super::{ArticleWriter, Snapshot};
use crate::corpus::{OnDuplicate, Selection};
use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::DocId;

/// For each id that is in several indexes with different contents: the content that is kept, if any.
type Settled = FxHashMap<Arc<str>, Option<u64>>;

impl ArticleWriter {
    /// Takes in the articles of other indexes, as if they were added from files: texts are analysed again, by this
    /// index's options. An article that several hold with the same content is one article. Where contents differ,
    /// `choice` decides between all of them, this index first, then the others in their order; what is not kept is
    /// counted as [`AddReport::settled`], and taken out of this index if it was there.
    ///
    /// Nothing is written before all is settled; call [`commit`](ArticleWriter::commit) behind it.
    ///
    /// # Errors
    /// If an id has different contents and `choice` is an error, or an index cannot be read or written.
    pub fn add_indexes(&mut self, others: &[Snapshot], choice: OnDuplicate) -> Result<AddReport> {
        let settled = self.settle(others, choice)?;
        let mut report = AddReport::default();
        for (id, kept) in &settled {
            let here = self.stored().content_of(id)?;
            if here.is_some() && here != *kept {
                report.settled += 1;
                if kept.is_none() {
                    self.delete(id)?;
                }
            }
        }
        for other in others {
            let (counts, left_out) = self.take_in(other, &settled)?;
            report.count(counts);
            report.settled += left_out;
            let log = other.skip_log()?;
            report.skipped.merge(&log.total());
            self.remember(log);
        }
        Ok(report)
    }

    /// Decides every conflict between this index and the others.
    fn settle(&self, others: &[Snapshot], choice: OnDuplicate) -> Result<Settled> {
        // in the order of the indexes, so that the first and the last content are known
        let mut contents: FxHashMap<Arc<str>, (u64, u64, usize)> = FxHashMap::default();
        let mut settled = Settled::default();
        let mut first_conflict: Option<(Arc<str>, usize, usize)> = None;
        for (number, index) in std::iter::once(self.stored()).chain(others).enumerate() {
            for segment in 0..index.segments() {
                for row in index.rows(segment, &Selection::all(), "outlet")? {
                    let (first, last, from) = *contents
                        .entry(row.id.clone())
                        .and_modify(|entry| entry.1 = row.content)
                        .or_insert((row.content, row.content, number));
                    if first == row.content && !settled.contains_key(&row.id) {
                        continue;
                    }
                    if first_conflict.as_ref().is_none_or(|(id, ..)| row.id < *id) {
                        first_conflict = Some((row.id.clone(), from, number));
                    }
                    let kept = match choice {
                        OnDuplicate::First => Some(first),
                        OnDuplicate::Last => Some(last),
                        OnDuplicate::Skip | OnDuplicate::Error => None,
                    };
                    settled.insert(row.id, kept);
                }
            }
        }
        match (choice, first_conflict) {
            (OnDuplicate::Error, Some((id, one, other))) => {
                let path = |number: usize| match number {
                    0 => self.stored().path().display().to_string(),
                    number => others[number - 1].path().display().to_string(),
                };
                let message = format!(
                    "the id `{id}` is in {} and in {} with different contents; choose with --on-duplicate first, last or skip",
                    path(one),
                    path(other)
                );
                Err(Error::new(ErrorKind::Index, message))
            }
            _ => Ok(settled),
        }
    }

    /// Adds the articles of another index; returns their outcomes, and how many were left out.
    fn take_in(&self, other: &Snapshot, settled: &Settled) -> Result<([u64; 4], u64)> {
        let documents: Vec<(usize, DocId)> = other.documents();
        let share = documents.len().div_ceil(4 * rayon::current_num_threads()).max(1);
        let parts: Vec<([u64; 4], u64)> = documents
            .par_chunks(share)
            .map(|documents| {
                let (mut encoder, mut segment, mut counts, mut left_out) = (self.encoder(), self.lend(), [0; 4], 0);
                let mut outcome = Ok(());
                other.read_places(documents, |article| {
                    let refused = settled.get(article.id()).is_some_and(|kept| *kept != Some(article.content_hash()));
                    left_out += u64::from(refused);
                    if refused || outcome.is_err() {
                        return;
                    }
                    match self.add_one(&mut encoder, &mut segment, &article) {
                        Ok(Outcome::Conflict) => outcome = Err(super::writer::conflict(article.id())),
                        Ok(added) => counts[added as usize] += 1,
                        Err(error) => outcome = Err(error),
                    }
                })?;
                outcome.map(|()| (counts, left_out))
            })
            .collect::<Result<_>>()?;
        let sum = |mut a: ([u64; 4], u64), b: ([u64; 4], u64)| {
            a.0.iter_mut().zip(b.0).for_each(|(sum, count)| *sum += count);
            (a.0, a.1 + b.1)
        };
        Ok(parts.into_iter().fold(([0; 4], 0), sum))
    }
}
