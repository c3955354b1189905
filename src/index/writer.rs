//! Articles in: each thread analyses them and fills a segment of its own.

use super::analyzer::{Encoded, Encoder};
use super::document::IndexDocument;
use super::guard::Guard;
use super::reader::NO_ONE_VALUE;
use super::schema::{Fields, Words};
use super::segment::SegmentBuilder;
use super::{ArticleIndex, Snapshot, failure, leftovers};
use crate::corpus::{Article, ArticleHashes, Blocks, Seen, Sight, SkipLog, Skipped, Source, share_out};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Analyzer;
use crate::voice::{Field, VoiceFinders};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tantivy::query::{BooleanQuery, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DateTime, Term};

/// How a writer works.
///
/// ```
/// use parallax::index::WriterOptions;
/// let options = WriterOptions::default().threads(1).memory(64 << 20);
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct WriterOptions {
    threads: usize,
    memory: usize,
    commit_every: u64,
}

impl Default for WriterOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        WriterOptions { threads, memory: 256 << 20, commit_every: 512 << 20 }
    }
}

/// A thread that writes has this much at least, in bytes; tantivy's own would refuse less.
const MEMORY_PER_THREAD: usize = 15 << 20;

impl WriterOptions {
    /// How many threads analyse and write. Default: one a core, at most 8.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// How much memory all threads may fill before they write their segments, in bytes. Default: 256 MiB.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }
}

impl WriterOptions {
    /// After so many bytes of input [`add_all`](ArticleWriter::add_all) commits what it has, so that a long ingest that
    /// is cut off can be taken up again. Default: 512 MiB.
    pub fn commit_every(mut self, bytes: u64) -> Self {
        self.commit_every = bytes.max(1);
        self
    }
}

/// Adds, changes and deletes articles. Nothing is seen by readers before a [`commit`](ArticleWriter::commit);
/// [`add_all`](ArticleWriter::add_all) makes some of its own where a source is long.
pub struct ArticleWriter {
    path: PathBuf,
    /// Commits, merges and deletes; articles come to it as whole segments, by functions that tantivy keeps out of its
    /// documentation (`add_segment`, `delete_query`).
    writer: tantivy::IndexWriter,
    /// Those that no thread fills now.
    segments: Mutex<Vec<SegmentBuilder>>,
    /// Whether a segment was lost, so that nothing can be committed.
    has_failed: AtomicBool,
    fields: Fields,
    analyzer: Analyzer,
    voices: Option<VoiceFinders>,
    threads: usize,
    /// How much memory a segment under way may take up, in bytes.
    memory: usize,
    /// What was stored when the writer was opened.
    stored: Snapshot,
    /// The articles of this transaction, so that an id that comes twice is noticed.
    added: Seen,
    log: SkipLog,
    commit_every: u64,
    /// The number of the commit to come.
    batch: u64,
    /// tantivy reads what is stored on threads of its own.
    _guard: Guard,
    /// The opstamp of the commit that the transaction began with, and the ids that it deletes or replaces.
    since: u64,
    changed: Mutex<FxHashSet<String>>,
}

/// What an ingest did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddReport {
    /// Articles that were not in the index before.
    pub added: u64,
    /// Articles whose content had changed.
    pub updated: u64,
    /// Articles that were there already, unchanged.
    pub unchanged: u64,
    /// Records that repeated an article of the same ingest word for word.
    pub repeated: u64,
    /// Articles of merged indexes that were left out or taken out, because their id came with several contents.
    pub settled: u64,
    /// Records that were skipped, and remarks.
    pub skipped: Skipped,
}

/// What happened to one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Added,
    Updated,
    Unchanged,
    Repeated,
    /// Another article has its id.
    Conflict,
}

impl AddReport {
    pub(super) fn count(&mut self, [added, updated, unchanged, repeated]: [u64; 4]) {
        self.added += added;
        self.updated += updated;
        self.unchanged += unchanged;
        self.repeated += repeated;
    }
}

impl ArticleWriter {
    pub(super) fn open(index: &ArticleIndex, options: WriterOptions) -> Result<Self> {
        let guard = Guard::new();
        // its own thread gets no articles
        let writer = locked(|| index.index.writer_with_num_threads(1, MEMORY_PER_THREAD))
            .map_err(|cause| failure(&index.path, cause))?;
        leftovers::remove(index)?;
        let stored = index.snapshot()?;
        Ok(ArticleWriter {
            path: index.path.clone(),
            writer,
            segments: Mutex::default(),
            has_failed: AtomicBool::new(false),
            fields: index.fields,
            analyzer: Analyzer::new(index.options),
            voices: index.voices.clone(),
            threads: options.threads,
            memory: (options.memory / options.threads).max(MEMORY_PER_THREAD),
            log: stored.skip_log()?,
            batch: stored.newest_batch()? + 1,
            _guard: guard,
            since: stored.opstamp,
            changed: Mutex::default(),
            stored,
            added: Seen::default(),
            commit_every: options.commit_every,
        })
    }

    /// Adds one article, or replaces the one of the same id; unchanged ones are passed over.
    ///
    /// # Errors
    /// If an article of the same id but other content was added since the last commit, or the index cannot be written.
    pub fn add(&mut self, article: &Article) -> Result<()> {
        match self.add_one(&mut self.encoder(), &mut self.lend(), article)? {
            Outcome::Conflict => Err(conflict(article.id())),
            _ => Ok(()),
        }
    }

    /// Adds all articles of a source, on several threads. Bad records are skipped, counted and remembered in the index.
    ///
    /// A long source is committed in parts ([`WriterOptions::commit_every`]); its end is not, so call
    /// [`commit`](ArticleWriter::commit). The same call again completes what was cut off.
    ///
    /// # Errors
    /// If an id comes twice with different content, an input cannot be read, or the index cannot be written. What was
    /// committed before stays; [`rollback`](ArticleWriter::rollback) gives up what was not.
    pub fn add_all(&mut self, source: &Source, progress: impl Fn(u64) + Sync) -> Result<AddReport> {
        let blocks = Mutex::new(source.blocks());
        let mut report = AddReport::default();
        let mut log = SkipLog::of(source);
        loop {
            let part = self.add_part(source, &blocks, &progress)?;
            for (seen, outcomes) in part {
                log.merge(&seen);
                report.count(outcomes);
            }
            if lock(&blocks).have_ended() {
                break;
            }
            // what was skipped so far; a reading that begins anew replaces it
            self.log.replace(log.clone());
            self.write()?;
        }
        report.skipped = log.total();
        self.log.replace(log);
        Ok(report)
    }

    /// Adds articles until a part is full or the source has ended.
    fn add_part(
        &self,
        source: &Source,
        blocks: &Mutex<Blocks>,
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Vec<(SkipLog, [u64; 4])>> {
        let read = AtomicU64::new(0);
        let start = || (self.encoder(), self.lend(), SkipLog::of(source), [0; 4]);
        let go_on = || read.load(Ordering::Relaxed) < self.commit_every;
        let workers = share_out(blocks, self.threads, go_on, start, |(encoder, segment, log, counts), block| {
            let mut articles = block.articles(log.input(block.input()));
            articles.try_for_each(|article| {
                match self.add_one(encoder, segment, &article)? {
                    Outcome::Conflict => return Err(source.first_conflict()),
                    outcome => counts[outcome as usize] += 1,
                }
                Ok(())
            })?;
            read.fetch_add(block.size() as u64, Ordering::Relaxed);
            progress(block.size() as u64);
            Ok(())
        })?;
        Ok(workers.into_iter().map(|(_, _, log, outcomes)| (log, outcomes)).collect())
    }

    /// Deletes the article with this id; says whether a committed one was there.
    ///
    /// # Errors
    /// If the index cannot be read or written.
    pub fn delete(&mut self, id: &str) -> Result<bool> {
        if self.added.forget(id) {
            // it may be in a segment under way, in which nothing is deleted; if it is added again, it is a later one
            self.finish_segments()?;
            self.batch += 1;
        }
        self.delete_older(id)?;
        lock(&self.changed).insert(id.to_string());
        Ok(self.stored.content_of(id)?.is_some())
    }

    /// Makes everything since the last commit durable and visible, all or nothing; then finds out which of the new
    /// articles are copies.
    ///
    /// # Errors
    /// If the files cannot be written; the last commit then still holds, unless only what was found of copies could not
    /// be written.
    pub fn commit(&mut self) -> Result<()> {
        self.write()?;
        self.added.forget_all();
        self.stored.keep_duplicates(&lock(&self.changed), self.since)?;
        lock(&self.changed).clear();
        self.since = self.stored.opstamp;
        Ok(())
    }

    /// Deletes the article with this id where its number of a commit is below that of the commit to come. tantivy may
    /// carry out a deletion in segments that come behind it too, and there may be the same article with new content.
    fn delete_older(&self, id: &str) -> Result<()> {
        let id = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let now = Term::from_field_u64(self.fields.batch, self.batch);
        let older = RangeQuery::new(Bound::Unbounded, Bound::Excluded(now));
        let query = BooleanQuery::intersection(vec![Box::new(id), Box::new(older)]);
        self.writer.delete_query(Box::new(query)).map_err(|cause| failed(&self.stored, cause))?;
        Ok(())
    }

    /// Writes all segments under way.
    fn finish_segments(&mut self) -> Result<()> {
        let segments = std::mem::take(&mut *lock(&self.segments));
        segments.into_par_iter().try_for_each(|segment| self.finish(segment))
    }

    fn finish(&self, segment: SegmentBuilder) -> Result<()> {
        let added = segment.finish().and_then(|segment| self.writer.add_segment(segment));
        added.map_err(|cause| {
            self.has_failed.store(true, Ordering::Relaxed);
            failed(&self.stored, cause)
        })
    }

    /// A commit in the middle of a transaction.
    fn write(&mut self) -> Result<()> {
        self.finish_segments()?;
        if self.has_failed.load(Ordering::Relaxed) {
            let message = "articles could not be written before, so nothing can be committed; call `rollback`, and add them again";
            return Err(Error::new(ErrorKind::Index, message));
        }
        let payload = serde_json::to_string(&self.log).map_err(|cause| Error::new(ErrorKind::Index, cause))?;
        let mut commit = self.writer.prepare_commit().map_err(|cause| failed(&self.stored, cause))?;
        commit.set_payload(&payload);
        commit.commit().map_err(|cause| failed(&self.stored, cause))?;
        self.stored.reload()?;
        // never lower, whatever was deleted: older deletions must not reach what is still to come
        self.batch = self.batch.max(self.stored.newest_batch()? + 1);
        Ok(())
    }

    /// Commits, then joins all segments into one, which drops what was deleted for good.
    ///
    /// # Errors
    /// If a file is damaged, or the files cannot be written; what was committed stays.
    pub fn merge(&mut self) -> Result<()> {
        self.commit()?;
        // the joined segment has checksums of its own, behind which damage would be hidden
        self.stored.check_files()?;
        let failed = |cause| failed(&self.stored, cause);
        let segments = self.writer.index().searchable_segment_ids().map_err(failed)?;
        if !segments.is_empty() {
            self.writer.merge(&segments).wait().map_err(failed)?;
        }
        self.stored.reload()
    }

    /// Gives up everything since the last commit, those of [`add_all`](ArticleWriter::add_all) included.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn rollback(&mut self) -> Result<()> {
        lock(&self.segments).clear();
        self.writer.rollback().map_err(|cause| failed(&self.stored, cause))?;
        self.has_failed.store(false, Ordering::Relaxed);
        self.log = self.stored.skip_log()?;
        self.added.forget_all();
        Ok(())
    }

    /// What is committed.
    pub(super) fn stored(&self) -> &Snapshot {
        &self.stored
    }

    pub(super) fn encoder(&self) -> Encoder {
        Encoder::new(self.analyzer, self.voices.clone())
    }

    /// Notes what was skipped on the way to articles that are taken in.
    pub(super) fn remember(&mut self, log: SkipLog) {
        self.log.replace(log);
    }

    /// Waits for merges under way and closes the writer.
    ///
    /// # Errors
    /// If a merge failed; what was committed stays.
    pub fn close(self) -> Result<()> {
        let ArticleWriter { writer, stored, .. } = self;
        writer.wait_merging_threads().map_err(|cause| failed(&stored, cause))
    }

    /// A segment to put articles into.
    pub(super) fn lend(&self) -> Loan<'_> {
        Loan { writer: self, segment: lock(&self.segments).pop() }
    }

    /// Puts an article into a segment.
    pub(super) fn add_one(&self, encoder: &mut Encoder, loan: &mut Loan<'_>, article: &Article) -> Result<Outcome> {
        let hashes = article.hashes();
        match self.added.see(article, hashes.content) {
            Sight::First => {}
            Sight::Again => return Ok(Outcome::Repeated),
            Sight::Conflict => return Ok(Outcome::Conflict),
        }
        let outcome = match self.stored.content_of(article.id())? {
            // where it was deleted a moment ago, it comes back
            Some(before) if before == hashes.content && !lock(&self.changed).contains(article.id()) => {
                return Ok(Outcome::Unchanged);
            }
            Some(_) => {
                self.delete_older(article.id())?;
                lock(&self.changed).insert(article.id().to_string());
                Outcome::Updated
            }
            None => Outcome::Added,
        };
        let segment = loan.segment()?;
        segment.begin();
        let mut document = document(&self.fields, encoder, article, hashes, segment)?;
        document.add_number(self.fields.batch, self.batch);
        segment.add(&document).map_err(|cause| failed(&self.stored, cause))?;
        loan.finish_if_full()?;
        Ok(outcome)
    }
}

/// A segment on loan; it is given back when this is dropped, also where something went wrong.
pub(super) struct Loan<'w> {
    writer: &'w ArticleWriter,
    segment: Option<SegmentBuilder>,
}

impl Loan<'_> {
    fn segment(&mut self) -> Result<&mut SegmentBuilder> {
        if self.segment.is_none() {
            let new = SegmentBuilder::new(self.writer.writer.index(), self.writer.memory);
            self.segment = Some(new.map_err(|cause| failed(&self.writer.stored, cause))?);
        }
        Ok(self.segment.as_mut().expect("there is one now"))
    }

    fn finish_if_full(&mut self) -> Result<()> {
        match self.segment.take_if(|segment| segment.is_full()) {
            Some(full) => self.writer.finish(full),
            None => Ok(()),
        }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        lock(&self.writer.segments).extend(self.segment.take());
    }
}

impl std::fmt::Debug for ArticleWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArticleWriter").field("path", &self.path).field("threads", &self.threads).finish()
    }
}

/// Puts an article's words into a segment; returns the rest of it.
pub(super) fn document(
    fields: &Fields,
    encoder: &mut Encoder,
    article: &Article,
    hashes: ArticleHashes,
    segment: &mut SegmentBuilder,
) -> Result<IndexDocument> {
    let json = serde_json::to_string(article).map_err(|cause| Error::new(ErrorKind::Index, cause))?;
    let language = article.language_or(encoder.fallback());
    let text = encoder.encode(article.text(), Field::Body, language, &mut segment.words(fields.text));
    let title = encoder.encode(article.title(), Field::Title, language, &mut segment.words(fields.title));
    let mut out = IndexDocument::new();
    out.add_text(fields.id, article.id());
    out.add_text(fields.outlet, article.outlet());
    if let Some(event) = article.event() {
        out.add_text(fields.event, event);
    }
    if let Some(language) = article.language() {
        out.add_text(fields.language, language);
    }
    if let Some(date) = article.date() {
        let day = date.duration_since(jiff::civil::Date::constant(1970, 1, 1));
        out.add_date(fields.published, DateTime::from_timestamp_secs(day.as_secs()));
    }
    // values as words, so that articles can be grouped by a field of any type
    let words: Vec<(String, String)> =
        article.metadata().iter().filter_map(|(name, value)| Some((name.clone(), scalar(value)?))).collect();
    if !words.is_empty() {
        out.add_words(fields.metadata, words);
    }
    out.add_number(fields.content, hashes.content);
    out.add_number(fields.text_hash, hashes.text);
    out.add_number(fields.shingles, u64::from(text.sketch.shingles()));
    out.add_numbers(fields.sketch, text.sketch.keys().to_vec());
    out.add_text(fields.article, json);
    add_part(&mut out, fields.text, text);
    add_part(&mut out, fields.title, title);
    Ok(out)
}

fn add_part(out: &mut IndexDocument, fields: Words, encoded: Encoded) {
    out.add_numbers(fields.capitals, encoded.capitals);
    out.add_numbers(fields.borders, encoded.borders);
    out.add_number(fields.count, u64::from(encoded.words));
    out.add_numbers(fields.voice, encoded.voice);
    if let Some(own) = encoded.own {
        out.add_number(fields.own, u64::from(own.own));
        out.add_number(fields.endorsed, u64::from(own.endorsed));
    }
}

/// A value as the word it is grouped by; `None` for null. Lists and objects have no such word: what they are is kept,
/// so that grouping by them can say so.
fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Array(_) => Some(format!("{NO_ONE_VALUE}a list")),
        serde_json::Value::Object(_) => Some(format!("{NO_ONE_VALUE}an object")),
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(yes) => Some(yes.to_string()),
        serde_json::Value::Null => None,
    }
}

pub(super) fn conflict(id: &str) -> Error {
    let message = format!(
        "the id `{id}` comes with different contents; give each article an id of its own, or choose with --on-duplicate first, last or skip"
    );
    Error::new(ErrorKind::Input, message)
}

/// Why writing failed: where a thread of tantivy's ended, most likely because it read damaged files.
fn failed(stored: &Snapshot, cause: tantivy::TantivyError) -> Error {
    let in_thread = matches!(cause, tantivy::TantivyError::ErrorInThread(_));
    let damage = if in_thread { stored.blame_files().err() } else { None };
    damage.unwrap_or_else(|| failure(stored.path(), cause))
}

/// Takes the lock of writing, with half a second of patience. It goes with an open file, and a child process that this
/// one starts holds a copy of every open file until it runs its own program: for that moment a lock that was given
/// back is still taken.
fn locked<T>(mut open: impl FnMut() -> tantivy::Result<T>) -> tantivy::Result<T> {
    for _ in 0..25 {
        match open() {
            Err(tantivy::TantivyError::LockFailure(..)) => std::thread::sleep(Duration::from_millis(20)),
            done => return done,
        }
    }
    open()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
