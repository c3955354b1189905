//! Is an index whole? Its files against their checksums, and everything in it against the stored articles.

use super::analyzer::{Encoder, WordSink};
use super::reader::{Snapshot, day};
use super::schema::{Words, column};
use super::{ArticleIndex, at, damage, failure};
use crate::corpus::Article;
use crate::corpus::duplicate::Sketch;
use crate::error::Result;
use crate::text::{Analyzer, PackedWord};
use crate::voice::Field;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use serde::Serialize;
use std::hash::{Hash, Hasher};
use std::path::Path;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// What is wrong with an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Damage {
    /// A file of the index, or an article.
    pub place: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl ArticleIndex {
    /// Checks the index: every file against its checksum; then, article by article, the stored text against its hash,
    /// and words, positions, borders, voices and columns against what the analyser finds in that text. Nothing found: all of
    /// it agrees, and counts from the index are those of its texts.
    ///
    /// Costs about as much as building the index anew.
    ///
    /// ```
    /// use parallax::index::ArticleIndex;
    /// let folder = tempfile::tempdir()?;
    /// let index = ArticleIndex::create(folder.path(), Default::default())?;
    /// assert!(index.check()?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the files cannot be read at all.
    pub fn check(&self) -> Result<Vec<Damage>> {
        let damaged = self.damaged_files()?;
        if !damaged.is_empty() {
            // what is in damaged files may be anything, so it is not read
            return Ok(damaged);
        }
        let snapshot = self.snapshot()?;
        let mut out = Vec::new();
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        for segment in 0..snapshot.segments() {
            let (damage, seen) = snapshot.guarded(|| snapshot.check_segment(segment))?;
            out.extend(damage);
            for id in seen {
                *ids.entry(id).or_default() += 1;
            }
        }
        out.extend(ids.into_iter().filter(|(_, times)| *times > 1).map(|(id, times)| {
            let message = format!("it is stored {times} times; delete it and add it again");
            Damage { place: format!("article {id}"), message }
        }));
        out.sort_unstable();
        Ok(out)
    }
}

impl ArticleIndex {
    fn damaged_files(&self) -> Result<Vec<Damage>> {
        let damaged = self.index.validate_checksum().map_err(|cause| failure(&self.path, cause))?;
        let mut out: Vec<Damage> = damaged.iter().map(|file| Damage::file(&file.display().to_string())).collect();
        out.sort_unstable();
        Ok(out)
    }

    /// Holds the files of the index against their checksums.
    ///
    /// # Errors
    /// If one is not what was written.
    pub(super) fn check_files(&self) -> Result<()> {
        match self.damaged_files()?.first() {
            None => Ok(()),
            Some(found) => Err(at(&self.path, damage(Path::new(&found.place), "is not what was written"))),
        }
    }
}

impl Snapshot {
    /// Holds the files of the index against their checksums.
    ///
    /// # Errors
    /// If one is not what was written.
    pub fn check_files(&self) -> Result<()> {
        self.index.check_files()
    }
}

impl Damage {
    fn file(name: &str) -> Self {
        let message = "the file is not what was written; build the index again with `parallax index add`".to_string();
        Damage { place: name.to_string(), message }
    }

    fn article(id: &str, what: &str) -> Self {
        let message = format!("{what} is not that of its text; delete the article and add it again");
        Damage { place: format!("article {id}"), message }
    }
}

/// What the words of one part of a document come to: a sum over words and positions, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fingerprint {
    forms: u64,
    cased: u64,
}

impl WordSink for Fingerprint {
    fn form(&mut self, form: &str, position: u32) {
        self.forms = self.forms.wrapping_add(mixed(form.as_bytes(), position));
    }

    fn packed(&mut self, form: PackedWord, position: u32) {
        self.forms = self.forms.wrapping_add(mixed(&form.bytes()[..form.len()], position));
    }

    fn cased(&mut self, form: &str, position: u32) {
        self.cased = self.cased.wrapping_add(mixed(form.as_bytes(), position));
    }
}

fn mixed(word: &[u8], position: u32) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    position.hash(&mut hasher);
    // a sum of weak hashes could cancel out; this spreads their bits (the finalizer of SplitMix64)
    let mut bits = hasher.finish();
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Snapshot {
    /// What is wrong in a segment, and the ids in it.
    fn check_segment(&self, segment: usize) -> Result<(Vec<Damage>, Vec<String>)> {
        let reader = self.reader(segment);
        let failed = |cause| failure(self.path(), cause);
        let text = self.fingerprints(segment, self.fields().text).map_err(failed)?;
        let title = self.fingerprints(segment, self.fields().title).map_err(failed)?;
        let documents: Vec<DocId> = reader.doc_ids_alive().collect();
        let share = documents.len().div_ceil(4 * rayon::current_num_threads()).max(1);
        let checked: Vec<(Vec<Damage>, Vec<String>)> = documents
            .par_chunks(share)
            .map(|documents| {
                let mut examiner = Examiner::new(self, segment).map_err(failed)?;
                let (mut damage, mut ids) = (Vec::new(), Vec::new());
                self.for_each_article(segment, documents, |place, article| {
                    let doc = documents[place];
                    let found = [(text[doc as usize], false), (title[doc as usize], true)];
                    let wrong = examiner.examine(doc, &article, found);
                    damage.extend(wrong.into_iter().map(|what| Damage::article(article.id(), what)));
                    ids.push(article.id().to_string());
                })?;
                Ok((damage, ids))
            })
            .collect::<Result<_>>()?;
        let (damage, ids): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
        Ok((damage.concat(), ids.concat()))
    }

    /// What the postings of each document come to.
    fn fingerprints(&self, segment: usize, words: Words) -> tantivy::Result<Vec<Fingerprint>> {
        let reader = self.reader(segment);
        let mut out = vec![Fingerprint::default(); reader.max_doc() as usize];
        let mut positions = Vec::new();
        for (field, is_form) in [(words.forms, true), (words.cased, false)] {
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings = index.read_postings_from_terminfo(terms.value(), option)?;
                while postings.doc() != TERMINATED {
                    postings.positions(&mut positions);
                    let sum = &mut out[postings.doc() as usize];
                    let sum = if is_form { &mut sum.forms } else { &mut sum.cased };
                    for &position in &positions {
                        *sum = sum.wrapping_add(mixed(terms.key(), position));
                    }
                    postings.advance();
                }
            }
        }
        Ok(out)
    }
}

/// Holds stored articles against the rest of a segment.
struct Examiner {
    encoder: Encoder,
    content: tantivy::columnar::Column<u64>,
    text_hash: tantivy::columnar::Column<u64>,
    shingles: tantivy::columnar::Column<u64>,
    sketch: tantivy::columnar::Column<u64>,
    /// Of text and title: how many words, how many own and endorsed ones, the borders, the voices, the
    /// capitals.
    columns: [[tantivy::columnar::Column<u64>; 6]; 2],
    /// Of id, outlet, event and language.
    names: [Option<tantivy::columnar::StrColumn>; 4],
    published: tantivy::columnar::Column<tantivy::DateTime>,
}

impl Examiner {
    fn new(snapshot: &Snapshot, segment: usize) -> tantivy::Result<Self> {
        let fast = snapshot.reader(segment).fast_fields();
        let analyzer = Analyzer::new(snapshot.options());
        let columns = |is_title| -> tantivy::Result<_> {
            let names = Words::columns(is_title);
            Ok([
                fast.u64(names.count)?,
                fast.u64(names.own)?,
                fast.u64(names.endorsed)?,
                fast.u64(names.borders)?,
                fast.u64(names.voice)?,
                fast.u64(names.capitals)?,
            ])
        };
        Ok(Examiner {
            encoder: Encoder::new(analyzer, snapshot.index.voices().cloned()),
            content: fast.u64(column::CONTENT)?,
            text_hash: fast.u64(column::TEXT_HASH)?,
            shingles: fast.u64(column::SHINGLES)?,
            sketch: fast.u64(column::SKETCH)?,
            columns: [columns(false)?, columns(true)?],
            names: [
                fast.str(column::ID)?,
                fast.str(column::OUTLET)?,
                fast.str(column::EVENT)?,
                fast.str(column::LANGUAGE)?,
            ],
            published: fast.date(column::PUBLISHED)?,
        })
    }

    /// What is wrong with an article. `found` are the fingerprints of its postings, of the text and of the title.
    fn examine(&mut self, doc: DocId, article: &Article, found: [(Fingerprint, bool); 2]) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        if self.content.first(doc) != Some(article.content_hash()) {
            wrong.push("its hash");
        }
        if self.text_hash.first(doc) != Some(article.text_hash()) {
            wrong.push("the hash of its text");
        }
        let stored = [Some(article.id()), Some(article.outlet()), article.event(), article.language()];
        for ((column, expected), what) in
            self.names.iter().zip(stored).zip(["its id", "its outlet", "its event", "its language"])
        {
            let mut value = String::new();
            let ord = column.as_ref().and_then(|column| Some((column, column.ords().first(doc)?)));
            let found = ord.and_then(|(column, ord)| column.ord_to_str(ord, &mut value).ok());
            if found.is_some_and(|found| found).then_some(value.as_str()) != expected {
                wrong.push(what);
            }
        }
        if self.published.first(doc).map(day) != article.date() {
            wrong.push("its date");
        }
        for (fingerprint, is_title) in found {
            let text = if is_title { article.title() } else { article.text() };
            let part = if is_title { Field::Title } else { Field::Body };
            let mut expected = Fingerprint::default();
            let language = article.language_or(self.encoder.fallback());
            let encoded = self.encoder.encode(text, part, language, &mut expected);
            let [words, own, endorsed, borders, voice, capitals] = &self.columns[usize::from(is_title)];
            if words.first(doc) != Some(u64::from(encoded.words)) {
                wrong.push(if is_title { "the number of words of its title" } else { "the number of its words" });
            }
            if !borders.values_for_doc(doc).eq(encoded.borders.iter().copied()) {
                wrong.push(if is_title { "the border column of its title" } else { "its border column" });
            }
            if !is_title && encoded.sketch != self.sketch_of(doc) {
                wrong.push("the sketch of its text");
            }
            let counted = [own.first(doc), endorsed.first(doc)];
            if counted != [encoded.own.map(|own| u64::from(own.own)), encoded.own.map(|own| u64::from(own.endorsed))] {
                wrong.push(if is_title {
                    "the number of own words of its title"
                } else {
                    "the number of its own words"
                });
            }
            if !voice.values_for_doc(doc).eq(encoded.voice.iter().copied()) {
                wrong.push(if is_title { "the voice column of its title" } else { "its voice column" });
            }
            if !capitals.values_for_doc(doc).eq(encoded.capitals.iter().copied()) {
                wrong.push(if is_title { "the capitals of its title" } else { "the capitals of its words" });
            }
            if expected != fingerprint {
                wrong.push(if is_title { "a posting of its title" } else { "one of its postings" });
            }
        }
        wrong
    }

    fn sketch_of(&self, doc: DocId) -> Sketch {
        Sketch::stored(self.shingles.first(doc).unwrap_or(0) as u32, self.sketch.values_for_doc(doc))
    }
}
