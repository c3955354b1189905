//! A committed state: its articles, and what is known of each without reading its text.

use super::schema::{Fields, Words, column};
use super::{ArticleIndex, INDEX_VERSION, at, damage, failure, filter};
use crate::corpus::{Article, Selection, SkipLog, SortedIds};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{AnalyzerOptions, Language};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentComponent;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

/// A list or an object among the words a field is grouped by.
pub(super) const NO_ONE_VALUE: char = '\u{1}';

/// The last committed state of an index when it was opened.
pub struct Snapshot {
    pub(super) index: ArticleIndex,
    pub(super) searcher: Searcher,
    /// The commit it is the state of.
    pub(super) opstamp: u64,
    /// Per segment what rows are made of, once it was asked for: a state does not change.
    columns: Vec<OnceLock<Columns>>,
}

/// What an index holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexInfo {
    /// The layout's version.
    pub index_version: u32,
    /// The options its articles were analysed with.
    pub analyzer: AnalyzerOptions,
    /// Whether it says whose words each word is.
    pub voices: bool,
    /// How many articles it holds.
    pub articles: u64,
    /// How many words their texts hold.
    pub words: u64,
    /// How many segments it has.
    pub segments: usize,
    /// How many deleted articles still take up room.
    pub deleted: u64,
    /// What the files take up, in bytes.
    pub bytes: u64,
    /// What was skipped at ingest.
    pub skipped: crate::corpus::Skipped,
}

/// What is known of a stored article without reading its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// Its place in its segment.
    pub document: u32,
    /// Its id.
    pub id: Arc<str>,
    /// A hash of its content.
    pub content: u64,
    /// A hash of its text alone.
    pub text: u64,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// Its event, when it has one.
    pub event: Option<Arc<str>>,
    /// Its date, when it has one that can be read.
    pub date: Option<Date>,
    /// Its language, when it names one.
    pub language: Option<Language>,
    /// The value of the field it is grouped by, when it has one.
    pub group: Option<Arc<str>>,
    /// How many words its text holds.
    pub text_words: u32,
    /// How many words its title holds.
    pub title_words: u32,
}

/// A file of field norms is a few bytes long, as no field has any; but tantivy opens it without a look at its checksum,
/// and a damaged one can end the program.
fn check_norms(index: &ArticleIndex, file: &std::path::Path) -> Result<()> {
    match index.index.directory().validate_checksum(file) {
        // a file that is missing is named by tantivy
        Ok(true) | Err(OpenReadError::FileDoesNotExist(_)) => Ok(()),
        Ok(false) | Err(_) => Err(at(&index.path, damage(file, "is not what was written"))),
    }
}

impl Snapshot {
    pub(super) fn open(index: &ArticleIndex) -> Result<Self> {
        index.guarded(|| Snapshot::newest(index))
    }

    fn newest(index: &ArticleIndex) -> Result<Self> {
        let metas = index.index.load_metas().map_err(|cause| failure(&index.path, cause))?;
        for segment in &metas.segments {
            check_norms(index, &segment.relative_path(SegmentComponent::FieldNorms))?;
        }
        let opstamp = metas.opstamp;
        let reader = index
            .index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|cause: tantivy::TantivyError| failure(&index.path, cause))?;
        let searcher = reader.searcher();
        let columns = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Ok(Snapshot { searcher, opstamp, index: index.again(), columns })
    }

    /// Follows the index to its newest committed state.
    pub(super) fn reload(&mut self) -> Result<()> {
        *self = Snapshot::open(&self.index)?;
        Ok(())
    }

    /// The options its articles were analysed with.
    pub fn options(&self) -> AnalyzerOptions {
        self.index.options
    }

    /// How many segments there are; each is counted by itself.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// How many articles it holds.
    pub(crate) fn articles_in_all(&self) -> usize {
        self.searcher.num_docs() as usize
    }

    /// What the index holds.
    ///
    /// # Errors
    /// If its files cannot be read.
    pub fn info(&self) -> Result<IndexInfo> {
        let mut info = IndexInfo {
            index_version: INDEX_VERSION,
            analyzer: self.index.options,
            voices: self.index.voices.is_some(),
            articles: self.searcher.num_docs(),
            words: 0,
            segments: self.segments(),
            deleted: 0,
            bytes: 0,
            skipped: self.skip_log()?.total(),
        };
        for segment in self.searcher.segment_readers() {
            info.deleted += u64::from(segment.num_deleted_docs());
            info.words += self.guarded(|| {
                let words = self.column(segment.fast_fields().u64(Words::columns(false).count))?;
                Ok(segment.doc_ids_alive().filter_map(|doc| words.first(doc)).sum::<u64>())
            })?;
        }
        let files = std::fs::read_dir(&self.index.path).map_err(|cause| Error::io(&self.index.path, cause))?;
        info.bytes = files.flatten().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
        Ok(info)
    }

    /// What was skipped when the articles were added, by input.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn skip_log(&self) -> Result<SkipLog> {
        let metas = self.index.index.load_metas().map_err(|cause| failure(&self.index.path, cause))?;
        match metas.payload {
            None => Ok(SkipLog::default()),
            Some(text) => serde_json::from_str(&text)
                .map_err(|cause| at(&self.index.path, format!("what was skipped at ingest cannot be read: {cause}"))),
        }
    }

    /// The content hash of a stored article.
    pub(super) fn content_of(&self, id: &str) -> Result<Option<u64>> {
        self.number_of(id, column::CONTENT)
    }

    /// The rows of the selected articles of a segment, in the order of the segment.
    ///
    /// # Errors
    /// If the query cannot be read, a field holds a list, or the files cannot be read.
    pub fn rows(&self, segment: usize, selection: &Selection, by: &str) -> Result<Vec<StoredRow>> {
        let selected = self.selected(segment, selection, by)?;
        selected.rows(0..selected.len())
    }

    /// The selected articles of a segment, whose rows are read some at a time.
    ///
    /// # Errors
    /// As [`rows`](Snapshot::rows).
    pub(crate) fn selected<'s>(&'s self, segment: usize, selection: &Selection, by: &'s str) -> Result<Selected<'s>> {
        let select = || {
            let reader = self.reader(segment);
            let columns = match self.columns[segment].get() {
                Some(columns) => columns,
                None => {
                    let columns = Columns::open(self, reader)?;
                    self.columns[segment].get_or_init(|| columns)
                }
            };
            let query = filter::query(&self.index, selection)?;
            let documents =
                filter::documents(&self.index, &self.searcher, reader, columns, selection, query.as_deref())?;
            let groups = if by == column::OUTLET { None } else { Some(columns.field(reader, by)?) };
            Ok(Selected { snapshot: self, documents, columns, groups, by })
        };
        self.guarded(select)
    }

    /// The stored articles with these ids, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn articles<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Result<Vec<Article>> {
        let mut out = Vec::new();
        for id in ids {
            if let Some(place) = self.place_of(id)? {
                self.read_places(&[place], |article| out.push(article))?;
            }
        }
        Ok(out)
    }

    /// Reads the stored articles with these ids on several threads, each article once, and returns what the threads
    /// gathered, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn read_parallel<'i, S: Send>(
        &self,
        ids: impl IntoIterator<Item = &'i str>,
        start: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, Article) + Sync,
    ) -> Result<Vec<S>> {
        let mut places: Vec<(usize, DocId)> = Vec::new();
        for id in ids {
            places.extend(self.place_of(id)?);
        }
        // in the order of the store, whose blocks hold several articles
        places.sort_unstable();
        let share = places.len().div_ceil(4 * rayon::current_num_threads()).max(1);
        places
            .par_chunks(share)
            .map(|places| {
                let mut state = start();
                self.read_places(places, |article| visit(&mut state, article))?;
                Ok(state)
            })
            .collect()
    }

    /// Every article by segment and document, in the order of the store.
    pub(super) fn documents(&self) -> Vec<(usize, DocId)> {
        let segments = self.searcher.segment_readers().iter().enumerate();
        segments.flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| (segment, doc))).collect()
    }

    /// Reads the first so many articles.
    pub(crate) fn for_first(&self, most: usize, visit: impl FnMut(Article)) -> Result<()> {
        let mut places = self.documents();
        places.truncate(most);
        self.read_places(&places, visit)
    }

    /// Reads the articles at these places, in their order.
    pub(crate) fn read_places(&self, places: &[(usize, DocId)], mut visit: impl FnMut(Article)) -> Result<()> {
        for same in places.chunk_by(|a, b| a.0 == b.0) {
            let documents: Vec<DocId> = same.iter().map(|place| place.1).collect();
            self.for_each_article(same[0].0, &documents, |_, article| visit(article))?;
        }
        Ok(())
    }

    /// The hash of a stored article's text.
    pub(super) fn text_of(&self, id: &str) -> Result<Option<u64>> {
        self.number_of(id, column::TEXT_HASH)
    }

    /// What a column says of a stored article.
    fn number_of(&self, id: &str, column: &str) -> Result<Option<u64>> {
        self.guarded(|| {
            let Some((segment, doc)) = self.place_of(id)? else { return Ok(None) };
            Ok(self.column(self.reader(segment).fast_fields().u64(column))?.first(doc))
        })
    }

    /// The segment and the document of a live article.
    pub(super) fn place_of(&self, id: &str) -> Result<Option<(usize, DocId)>> {
        let term = Term::from_field_text(self.index.fields.id, id);
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let find = || -> tantivy::Result<Option<DocId>> {
                let Some(mut found) =
                    reader.inverted_index(term.field())?.read_postings(&term, IndexRecordOption::Basic)?
                else {
                    return Ok(None);
                };
                while found.doc() != TERMINATED {
                    if reader.alive_bitset().is_none_or(|alive| alive.is_alive(found.doc())) {
                        return Ok(Some(found.doc()));
                    }
                    found.advance();
                }
                Ok(None)
            };
            if let Some(doc) = self.guarded(|| find().map_err(|cause| failure(&self.index.path, cause)))? {
                return Ok(Some((segment, doc)));
            }
        }
        Ok(None)
    }

    /// Calls `visit` with each of these articles of a segment, in order, with its place in `documents`.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn for_each_article(
        &self,
        segment: usize,
        documents: &[DocId],
        mut visit: impl FnMut(usize, Article),
    ) -> Result<()> {
        let read = || {
            let store = self.reader(segment).get_store_reader(16);
            let store = store.map_err(|cause| failure(&self.index.path, cause.into()))?;
            for (place, &doc) in documents.iter().enumerate() {
                let stored: TantivyDocument = store.get(doc).map_err(|cause| failure(&self.index.path, cause))?;
                visit(place, self.article(&stored)?);
            }
            Ok(())
        };
        self.guarded(read)
    }

    fn article(&self, stored: &TantivyDocument) -> Result<Article> {
        let json = stored.get_first(self.index.fields.article).and_then(|value| value.as_str()).unwrap_or_default();
        serde_json::from_str(json)
            .map_err(|cause| at(&self.index.path, format!("a stored article cannot be read: {cause}")))
    }

    /// Reads under guard, as that of an [`ArticleIndex`].
    ///
    /// # Errors
    /// Those of `read`, and where a file is damaged.
    pub(super) fn guarded<A>(&self, read: impl FnOnce() -> Result<A>) -> Result<A> {
        self.index.guarded(read)
    }

    /// As that of an [`ArticleIndex`].
    ///
    /// # Errors
    /// If a file is damaged.
    pub(super) fn blame_files(&self) -> Result<()> {
        self.index.blame_files()
    }

    fn column<T>(&self, column: tantivy::Result<T>) -> Result<T> {
        column.map_err(|cause| failure(&self.index.path, cause))
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.index.fields
    }

    pub(super) fn words(&self, title: bool) -> &Words {
        if title { &self.fields().title } else { &self.fields().text }
    }

    pub(super) fn reader(&self, segment: usize) -> &SegmentReader {
        &self.searcher.segment_readers()[segment]
    }

    pub(super) fn path(&self) -> &PathBuf {
        &self.index.path
    }
}

impl ArticleIndex {
    /// A second handle on the same index.
    fn again(&self) -> ArticleIndex {
        ArticleIndex {
            path: self.path.clone(),
            index: self.index.clone(),
            fields: self.fields,
            options: self.options,
            voices: self.voices.clone(),
        }
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("index", &self.index).field("articles", &self.searcher.num_docs()).finish()
    }
}

// ------------------------------------------------------------------ columns

/// The selected articles of a segment.
pub(crate) struct Selected<'s> {
    snapshot: &'s Snapshot,
    documents: Vec<DocId>,
    columns: &'s Columns,
    /// The field they are grouped by; `None`: the outlet.
    groups: Option<Strings>,
    by: &'s str,
}

impl Selected<'_> {
    pub(crate) fn len(&self) -> usize {
        self.documents.len()
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = DocId> + Clone {
        self.documents.iter().copied()
    }

    /// The rows of some of them, in the order of the segment.
    pub(crate) fn rows(&self, some: Range<usize>) -> Result<Vec<StoredRow>> {
        let mut rows = self.rows_without_ids(some.clone())?;
        let ids = self.ids(self.documents[some].to_vec())?;
        rows.iter_mut().zip(ids).for_each(|(row, id)| row.id = id);
        Ok(rows)
    }

    /// The ids of these documents.
    pub(crate) fn ids(&self, documents: Vec<DocId>) -> Result<Vec<Arc<str>>> {
        self.snapshot.guarded(|| self.columns.ids(&documents))
    }

    /// The ids of all of them, in order.
    pub(crate) fn sorted_ids(&self) -> Result<SortedIds> {
        self.snapshot.guarded(|| self.columns.sorted_ids(&self.documents))
    }

    /// As [`rows`](Selected::rows), with empty ids.
    pub(crate) fn rows_without_ids(&self, some: Range<usize>) -> Result<Vec<StoredRow>> {
        let (columns, documents) = (self.columns, &self.documents[some]);
        let none: Arc<str> = "".into();
        let row = |&doc: &DocId| {
            let outlet = columns.outlet.of(doc).unwrap_or_default();
            let group = match &self.groups {
                None => Some(outlet.clone()),
                Some(groups) => groups.of(doc).filter(|value| !value.is_empty()),
            };
            if let Some(found) = group.as_ref().and_then(|value| value.strip_prefix(NO_ONE_VALUE)) {
                let id = columns.ids(&[doc])?;
                return Err(no_one_value(&id[0], self.by, found));
            }
            Ok(StoredRow {
                document: doc,
                content: columns.content.first(doc).unwrap_or(0),
                text: columns.text_hash.first(doc).unwrap_or(0),
                event: columns.event.of(doc),
                date: columns.published.first(doc).map(day),
                language: columns.language.of(doc).and_then(|tag| tag.parse().ok()),
                text_words: columns.text_words.first(doc).unwrap_or(0) as u32,
                title_words: columns.title_words.first(doc).unwrap_or(0) as u32,
                id: none.clone(),
                outlet,
                group,
            })
        };
        self.snapshot.guarded(|| documents.iter().map(row).collect())
    }
}

/// The columns of a segment that rows are made of.
pub(super) struct Columns {
    id: Option<StrColumn>,
    pub(super) outlet: Strings,
    pub(super) event: Strings,
    pub(super) language: Strings,
    pub(super) published: Column<tantivy::DateTime>,
    pub(super) content: Column<u64>,
    pub(super) text_hash: Column<u64>,
    pub(super) text_words: Column<u64>,
    pub(super) title_words: Column<u64>,
    path: PathBuf,
}

impl Columns {
    fn open(snapshot: &Snapshot, segment: &SegmentReader) -> Result<Self> {
        let fast = segment.fast_fields();
        let path = snapshot.index.path.clone();
        let strings = |name| Strings::open(segment, name).map_err(|cause| failure(&path, cause));
        Ok(Columns {
            id: snapshot.column(fast.str(column::ID))?,
            outlet: strings(column::OUTLET)?,
            event: strings(column::EVENT)?,
            language: strings(column::LANGUAGE)?,
            published: snapshot.column(fast.date(column::PUBLISHED))?,
            content: snapshot.column(fast.u64(column::CONTENT))?,
            text_hash: snapshot.column(fast.u64(column::TEXT_HASH))?,
            text_words: snapshot.column(fast.u64(Words::columns(false).count))?,
            title_words: snapshot.column(fast.u64(Words::columns(true).count))?,
            path,
        })
    }

    /// The ids of these articles: only theirs, because there are as many as articles.
    fn ids(&self, documents: &[DocId]) -> Result<Vec<Arc<str>>> {
        let mut ids = vec![Arc::default(); documents.len()];
        let Some(column) = &self.id else { return Ok(ids) };
        let ordinal = |(doc, place): (&DocId, u32)| Some((column.ords().first(*doc)?, place));
        let mut places: Vec<(u64, u32)> = documents.iter().zip(0..).filter_map(ordinal).collect();
        places.sort_unstable();
        let (ordinals, places): (Vec<u64>, Vec<u32>) = places.into_iter().unzip();
        let mut places = places.into_iter();
        let put = |id: &[u8]| {
            if let Some(place) = places.next() {
                ids[place as usize] = String::from_utf8_lossy(id).into();
            }
        };
        let read = column.dictionary().sorted_ords_to_term_cb(&ordinals, put);
        read.map_err(|cause| failure(&self.path, cause.into()))?;
        Ok(ids)
    }

    /// The ids of these articles in order, with the hashes of their contents.
    fn sorted_ids(&self, documents: &[DocId]) -> Result<SortedIds> {
        let mut out = SortedIds::default();
        let Some(column) = &self.id else { return Ok(out) };
        // an id is that of one live article at most
        let mut content_of: Vec<Option<u64>> = vec![None; column.num_terms()];
        for &doc in documents {
            if let Some(ordinal) = column.ords().first(doc) {
                content_of[ordinal as usize] = Some(self.content.first(doc).unwrap_or(0));
            }
        }
        let mut ids = column.dictionary().stream().map_err(|cause| failure(&self.path, cause.into()))?;
        for content in content_of {
            let is_there = ids.advance();
            if let Some(content) = content.filter(|_| is_there) {
                out.push(ids.key(), content);
            }
        }
        Ok(out)
    }

    /// The values of any field that can be grouped by: ours or metadata.
    pub(super) fn field(&self, segment: &SegmentReader, name: &str) -> Result<Strings> {
        let column = match name {
            column::ID | column::OUTLET | column::EVENT | column::LANGUAGE => name.to_string(),
            "published" | "title" | "url" | "text" => {
                let message = format!(
                    "the field `{name}` cannot be grouped by or filtered on; use --since and --until for dates"
                );
                return Err(Error::new(ErrorKind::Request, message));
            }
            metadata => format!("{}.{}", column::METADATA, metadata.replace('.', "\\.")),
        };
        Strings::open(segment, &column).map_err(|cause| failure(&self.path, cause))
    }
}

/// A column of words, its dictionary read once.
pub(super) struct Strings {
    column: Option<StrColumn>,
    values: Vec<Arc<str>>,
}

impl Strings {
    fn open(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(name)?;
        let mut values = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                values.push(String::from_utf8_lossy(stream.key()).into());
            }
        }
        Ok(Strings { column, values })
    }

    pub(super) fn of(&self, doc: DocId) -> Option<Arc<str>> {
        let ord = self.column.as_ref()?.ords().first(doc)?;
        self.values.get(ord as usize).cloned()
    }
}

pub(super) fn day(time: tantivy::DateTime) -> Date {
    let days = time.into_timestamp_secs().div_euclid(86_400);
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or_default()
}

fn no_one_value(id: &str, field: &str, found: &str) -> Error {
    let message =
        format!("`{field}` is {found} in article `{id}`; only a field with one value can be filtered on or grouped by");
    Error::new(ErrorKind::Request, message)
}
