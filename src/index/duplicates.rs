//! Which articles of an index are copies of each other, without reading their texts.
//!
//! The sketch of each text is stored beside it as a column: which articles share a key with a new one, a walk over its
//! numbers tells (some nanoseconds an article; as terms, each of which is nearly always one article's alone, they made
//! the dictionary four times as large and ingest a fifth slower). Only likely pairs are read, to be verified. What was
//! found is kept in a file beside tantivy's, which says what state of the index it belongs to: the
//! next commit looks at what has changed since. The file holds nothing that cannot be found again; where it is missing,
//! or not what was written, it is.

use super::failure;
use super::reader::Snapshot;
use super::schema::column;
use crate::corpus::duplicate::{Duplicates, Fingerprint, Fingerprints, Link, Shingler, Sketch, find_links};
use crate::error::{Error, Result};
use crate::text::Analyzer;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// The file beside tantivy's.
const FILE: &str = "duplicates.json";
/// Raised when what counts as a copy changes.
const VERSION: u32 = 1;
/// Where more than one article in so many is new, all are looked at together, which then is faster.
const FEW: usize = 8;

/// Articles by segment and document.
type Places = BTreeSet<(usize, DocId)>;

/// The links of one committed state.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Found {
    version: u32,
    /// The commit.
    opstamp: u64,
    /// All articles of batches up to this one were looked at.
    batch: u64,
    /// Articles that are linked: their ids, and hashes of their texts.
    articles: Vec<(String, u64)>,
    /// Two articles by place, the shingles they share, and how many each has.
    links: Vec<(u32, u32, u32, [u32; 2])>,
}

impl Found {
    /// What was written; nothing where that is not whole.
    fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let (hash, body) = text.split_once('\n')?;
        if blake3::hash(body.as_bytes()).to_hex()[..] != *hash {
            return None;
        }
        let found: Found = serde_json::from_str(body).ok()?;
        let places = found.articles.len() as u32;
        let is_whole = found.links.iter().all(|(a, b, ..)| *a < places && *b < places);
        (found.version == VERSION && is_whole).then_some(found)
    }

    fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let failed = |cause| Error::io(&path, cause);
        let body = serde_json::to_string(self).map_err(|cause| failed(cause.into()))?;
        let new = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        std::fs::write(new.path(), format!("{}\n{body}", blake3::hash(body.as_bytes()).to_hex())).map_err(failed)?;
        new.persist(&path).map_err(|cause| failed(cause.error))?;
        Ok(())
    }

    fn of(opstamp: u64, batch: u64, links: &[Link]) -> Self {
        let mut places: FxHashMap<Arc<str>, u32> = FxHashMap::default();
        let mut articles = Vec::new();
        let mut place = |id: &Arc<str>, text: u64| {
            *places.entry(id.clone()).or_insert_with(|| {
                articles.push((id.to_string(), text));
                articles.len() as u32 - 1
            })
        };
        let links = links.iter().map(|link| {
            let [a, b] = [0, 1].map(|side: usize| place(&link.articles[side], link.texts[side]));
            (a, b, link.shared, link.sizes)
        });
        let links = links.collect();
        Found { version: VERSION, opstamp, batch, articles, links }
    }

    /// The links between articles that are still there.
    fn links(&self, is_there: impl Fn(u32) -> bool) -> Vec<Link> {
        let ids: Vec<Arc<str>> = self.articles.iter().map(|(id, _)| id.as_str().into()).collect();
        let kept = self.links.iter().filter(|(a, b, ..)| is_there(*a) && is_there(*b));
        let link = |&(a, b, shared, sizes): &(u32, u32, u32, [u32; 2])| Link {
            articles: [a, b].map(|place| ids[place as usize].clone()),
            texts: [a, b].map(|place| self.articles[place as usize].1),
            shared,
            sizes,
        };
        kept.map(link).collect()
    }
}

impl Snapshot {
    /// Which of its articles are copies of each other. What was found when they were added is read from a file; the
    /// rest is found now.
    ///
    /// ```
    /// use parallax::{Article, ArticleIndex};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let index = ArticleIndex::create(folder.path(), Default::default())?;
    /// let mut writer = index.writer(Default::default())?;
    /// let text = "Crews walked out of the port on Monday after talks had failed.";
    /// writer.add(&Article::new("Gazette", text).with_id("1"))?;
    /// writer.add(&Article::new("Voice", text.replace("of the", "of the")).with_id("2"))?;
    /// writer.commit()?;
    /// let found = index.snapshot()?.duplicates()?;
    /// assert_eq!(found.groups()[0].articles.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn duplicates(&self) -> Result<Duplicates> {
        self.guarded(|| Ok(Duplicates::of(self.links(None)?)))
    }

    /// Finds what has changed since the file was written, and writes it anew. `changed`: ids that were deleted or
    /// replaced since the commit with this opstamp.
    pub(super) fn keep_duplicates(&self, changed: &FxHashSet<String>, since: u64) -> Result<()> {
        if Found::read(self.path()).is_some_and(|found| found.opstamp == self.opstamp) {
            return Ok(());
        }
        let links = self.guarded(|| self.links(Some((changed, since))))?;
        Found::of(self.opstamp, self.newest_batch()?, &links).write(self.path())
    }

    fn links(&self, changed: Option<(&FxHashSet<String>, u64)>) -> Result<Vec<Link>> {
        let newest = self.newest_batch()?;
        let Some(found) = Found::read(self.path()).filter(|found| found.batch <= newest) else {
            return self.links_of(self.all_prints()?, &[], |_| true);
        };
        if found.opstamp == self.opstamp {
            return Ok(found.links(|_| true));
        }
        let changed = changed.filter(|(_, since)| *since == found.opstamp).map(|(ids, _)| ids);
        let (kept, mut new) = self.what_is_left(&found, changed)?;
        for batch in found.batch + 1..=newest {
            new.extend(self.of_batch(batch)?);
        }
        if new.len() * FEW > self.searcher.num_docs() as usize {
            return self.links_of(self.all_prints()?, &[], |_| true);
        }
        let mut prints = self.prints(new.iter().copied())?;
        let ids: FxHashSet<Arc<str>> = prints.iter().map(|print| print.article.clone()).collect();
        let others = self.sharing_a_key(&prints)?;
        prints.extend(self.prints(others.difference(&new).copied())?);
        let mut links = self.links_of(prints, &kept, |id| ids.contains(id))?;
        links.extend(kept);
        Ok(links)
    }

    /// The links between articles that are still there, and the articles that hung together with one that is not.
    fn what_is_left(&self, found: &Found, changed: Option<&FxHashSet<String>>) -> Result<(Vec<Link>, Places)> {
        let mut gone: FxHashSet<u32> = FxHashSet::default();
        for (place, (id, text)) in (0..).zip(&found.articles) {
            if changed.is_none_or(|ids| ids.contains(id)) && self.text_of(id)? != Some(*text) {
                gone.insert(place);
            }
        }
        let mut again = BTreeSet::new();
        if !gone.is_empty() {
            let before = Duplicates::of(found.links(|_| true));
            for place in &gone {
                for id in before.group_of(&found.articles[*place as usize].0).iter().flat_map(|group| &group.articles) {
                    again.extend(self.place_of(id)?);
                }
            }
        }
        Ok((found.links(|place| !gone.contains(&place)), again))
    }

    /// Verifies the likely pairs among articles, of which some are new.
    fn links_of(&self, prints: Vec<Fingerprint>, known: &[Link], is_new: impl Fn(&str) -> bool) -> Result<Vec<Link>> {
        let prints = Fingerprints::new(prints)?;
        let is_new: Vec<bool> = prints.iter().map(|print| is_new(&print.article)).collect();
        let analyzer = Analyzer::new(self.options());
        find_links(
            &prints,
            known,
            |place| is_new[place],
            |ids| {
                let start = || (Shingler::new(analyzer), Vec::new());
                let read = self.read_parallel(ids.iter().map(|id| &**id), start, |(shingler, found), article| {
                    found.push((Arc::from(article.id()), shingler.shingles(article.text())));
                })?;
                Ok(read.into_iter().flat_map(|(_, found)| found).collect())
            },
        )
    }

    fn all_prints(&self) -> Result<Vec<Fingerprint>> {
        self.prints(self.documents())
    }

    /// The fingerprints of these articles, in the order of their places.
    fn prints(&self, places: impl IntoIterator<Item = (usize, DocId)>) -> Result<Vec<Fingerprint>> {
        let mut by_segment: Vec<Vec<DocId>> = vec![Vec::new(); self.segments()];
        places.into_iter().for_each(|(segment, doc)| by_segment[segment].push(doc));
        let mut out = Vec::new();
        for (segment, documents) in by_segment.iter().enumerate().filter(|(_, documents)| !documents.is_empty()) {
            let columns = Columns::open(self, segment)?;
            out.extend(columns.prints(documents).map_err(|cause| failure(self.path(), cause.into()))?);
        }
        Ok(out)
    }

    /// The live articles of a batch.
    fn of_batch(&self, batch: u64) -> Result<Places> {
        let failed = |cause| failure(self.path(), cause);
        let field = self.fields().batch;
        let mut out = BTreeSet::new();
        for segment in 0..self.segments() {
            let reader = self.reader(segment);
            let term = Term::from_field_u64(field, batch);
            let index = reader.inverted_index(field).map_err(failed)?;
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(|cause| failed(cause.into()))? else { continue };
            while postings.doc() != TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                    out.insert((segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(out)
    }

    /// The live articles whose sketches share a key with one of these.
    fn sharing_a_key(&self, prints: &[Fingerprint]) -> Result<Places> {
        let keys = KeySet::of(prints.iter().flat_map(|print| print.sketch.keys().iter().copied()));
        let mut out = BTreeSet::new();
        let mut block = [0; 512];
        for segment in 0..self.segments() {
            let reader = self.reader(segment);
            let sketch = reader.fast_fields().u64(column::SKETCH).map_err(|cause| failure(self.path(), cause))?;
            let mut found = Vec::new();
            for start in (0..sketch.values.num_vals()).step_by(block.len()) {
                let block = &mut block[..(sketch.values.num_vals() - start).min(512) as usize];
                sketch.values.get_range(u64::from(start), block);
                found.extend((start..).zip(&*block).filter(|(_, key)| keys.contains(**key)).map(|(row, _)| row));
            }
            // from places in the column to documents
            sketch.index.select_batch_in_place(0, &mut found);
            found.retain(|doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(*doc)));
            out.extend(found.into_iter().map(|doc| (segment, doc)));
        }
        Ok(out)
    }

    /// The number of the newest batch of articles.
    pub(super) fn newest_batch(&self) -> Result<u64> {
        let of_segment = |segment: &SegmentReader| {
            let batches = segment.fast_fields().u64(column::BATCH).map_err(|cause| failure(self.path(), cause))?;
            Ok(if segment.max_doc() > 0 { batches.max_value() } else { 0 })
        };
        let newest = || {
            let segments = self.searcher.segment_readers().iter().map(of_segment);
            Ok(segments.collect::<Result<Vec<u64>>>()?.into_iter().max().unwrap_or(0))
        };
        self.guarded(newest)
    }
}

/// Keys of sketches, most others of which are told apart by one look at a small table of bits.
struct KeySet {
    bits: Vec<u64>,
    keys: FxHashSet<u64>,
}

impl KeySet {
    /// The table has 2^19 bits, 64 KiB: a thousand articles set 12,000 of them.
    const BITS: u64 = 1 << 19;

    fn of(keys: impl Iterator<Item = u64>) -> Self {
        let mut bits = vec![0; Self::BITS as usize / 64];
        let keys: FxHashSet<u64> = keys.collect();
        for key in &keys {
            bits[(key % Self::BITS / 64) as usize] |= 1 << (key % 64);
        }
        KeySet { bits, keys }
    }

    fn contains(&self, key: u64) -> bool {
        self.bits[(key % Self::BITS / 64) as usize] >> (key % 64) & 1 == 1 && self.keys.contains(&key)
    }
}

/// What fingerprints are made of.
struct Columns {
    ids: Option<StrColumn>,
    text: Column<u64>,
    shingles: Column<u64>,
    sketch: Column<u64>,
}

impl Columns {
    fn open(snapshot: &Snapshot, segment: usize) -> Result<Self> {
        let fast = snapshot.reader(segment).fast_fields();
        let failed = |cause| failure(snapshot.path(), cause);
        Ok(Columns {
            ids: fast.str(column::ID).map_err(failed)?,
            text: fast.u64(column::TEXT_HASH).map_err(failed)?,
            shingles: fast.u64(column::SHINGLES).map_err(failed)?,
            sketch: fast.u64(column::SKETCH).map_err(failed)?,
        })
    }

    fn prints(&self, documents: &[DocId]) -> std::io::Result<Vec<Fingerprint>> {
        let ids = self.ids_of(documents)?;
        let print = |(doc, id): (&DocId, Arc<str>)| Fingerprint {
            article: id,
            text: self.text.first(*doc).unwrap_or(0),
            sketch: Sketch::stored(self.shingles.first(*doc).unwrap_or(0) as u32, self.sketch.values_for_doc(*doc)),
        };
        Ok(documents.iter().zip(ids).map(print).collect())
    }

    /// The ids of documents. They are looked up in the order of the dictionary, of which each block is then opened once.
    fn ids_of(&self, documents: &[DocId]) -> std::io::Result<Vec<Arc<str>>> {
        let mut out: Vec<Arc<str>> = vec![Arc::default(); documents.len()];
        let Some(ids) = &self.ids else { return Ok(out) };
        let mut places: Vec<(u64, usize)> =
            documents.iter().enumerate().filter_map(|(place, doc)| Some((ids.ords().first(*doc)?, place))).collect();
        places.sort_unstable();
        let ords: Vec<u64> = places.iter().map(|(ord, _)| *ord).collect();
        let mut next = places.iter();
        ids.dictionary().sorted_ords_to_term_cb(&ords, |id| {
            if let Some((_, place)) = next.next() {
                out[*place] = String::from_utf8_lossy(id).into();
            }
        })?;
        Ok(out)
    }
}
