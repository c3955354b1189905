//! Bare tantivy: indexing, and what can be counted and read from its postings.

use crate::lexicon::{Part, patterns};
use crate::lines;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::path::Path;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value, document::TantivyDocument,
};
use tantivy::termdict::TermMerger;
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer,
};
use tantivy::{DocSet, Index, IndexWriter, InvertedIndexReader, Searcher, SegmentReader, TERMINATED};

/// Indexes and stores every field of the records of a file in a new folder, with tantivy's default analyser and
/// `threads` threads that write; returns how many records there were.
///
/// # Panics
/// If the file or the folder cannot be read or written.
#[must_use]
pub fn build(path: &Path, folder: &Path, threads: usize, memory: usize) -> u64 {
    build_with(path, folder, threads, memory, "default")
}

/// As [`build`], with another analyser: [`STEMS`] keeps the stems of English words.
///
/// # Panics
/// As [`build`].
#[must_use]
pub fn build_with(path: &Path, folder: &Path, threads: usize, memory: usize, analyser: &str) -> u64 {
    std::fs::create_dir_all(folder).expect("a new folder");
    let mut schema = Schema::builder();
    let positions =
        TextFieldIndexing::default().set_tokenizer(analyser).set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(positions).set_stored();
    let key = STRING.set_fast("raw").set_stored();
    let title = schema.add_text_field("title", words.clone());
    let text = schema.add_text_field("text", words);
    let id = schema.add_text_field("id", STRING | STORED);
    let event = schema.add_text_field("event", key.clone());
    let outlet = schema.add_text_field("outlet", key.clone());
    let published = schema.add_text_field("published", key);
    let index = Index::create_in_dir(folder, schema.build()).expect("an empty folder");
    register_stems(&index);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, memory).expect("the only writer");
    let add = |count: &mut u64, record: &lines::Record<'_>| {
        let mut document = TantivyDocument::new();
        document.add_text(id, &record.id);
        document.add_text(event, &record.event);
        document.add_text(outlet, &record.outlet);
        document.add_text(published, &record.published);
        document.add_text(title, &record.title);
        document.add_text(text, &record.text);
        writer.add_document(document).expect("a writer at work");
        *count += 1;
    };
    // one thread reads: it is never what the others wait for
    let records = lines::for_each(path, 1, || 0, add);
    writer.commit().expect("room on the disk");
    writer.wait_merging_threads().expect("room on the disk");
    records[0]
}

/// The name of an analyser that does what tantivy's `en_stem` does, a stem for each token of a text, with the stemmer that
/// the library has too.
pub const STEMS: &str = "stems";

fn register_stems(index: &Index) {
    let words =
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(40)).filter(LowerCaser);
    index.tokenizers().register(STEMS, words.filter(Stems).build());
}

#[derive(Clone)]
struct Stems;

#[derive(Clone)]
struct StemTokenizer<T>(T);

struct StemStream<S> {
    tokens: S,
    stemmer: Stemmer,
}

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> StemTokenizer<T> {
        StemTokenizer(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemStream { tokens: self.0.token_stream(text), stemmer: Stemmer::create(Algorithm::English) }
    }
}

impl<S: TokenStream> TokenStream for StemStream<S> {
    fn advance(&mut self) -> bool {
        let is_there = self.tokens.advance();
        if is_there {
            let word = &mut self.tokens.token_mut().text;
            match self.stemmer.stem(word) {
                // a shortened word is the beginning of itself
                Cow::Borrowed(stem) => word.truncate(stem.len()),
                Cow::Owned(stem) => *word = stem,
            }
        }
        is_there
    }

    fn token(&self) -> &Token {
        self.tokens.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.tokens.token_mut()
    }
}

/// How much the files of a folder take up, in bytes.
///
/// # Panics
/// If the folder cannot be read.
#[must_use]
pub fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("the folder is there");
    files.map(|file| file.and_then(|file| file.metadata()).map_or(0, |file| file.len())).sum()
}

/// An index that is open for questions.
pub struct Asked {
    searcher: Searcher,
    text: Field,
    /// Makes words what they are in the index.
    analyser: TextAnalyzer,
}

/// Terms of the texts by outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How many terms there are, counted once a segment.
    pub terms: u64,
    /// How many pairs of term and outlet have occurrences, counted once a segment.
    pub cells: u64,
    /// Occurrences.
    pub occurrences: u64,
}

/// Scores of all terms in all outlets, summed up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keyness {
    /// How many terms there are.
    pub terms: u64,
    /// The sums of G2, of the size of Log Ratio, and of that of the log-odds z.
    pub scores: [f64; 3],
}

impl PartialEq for Keyness {
    /// As near as sums of millions of rounded numbers can be.
    fn eq(&self, other: &Self) -> bool {
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * a.abs().max(b.abs());
        self.terms == other.terms && self.scores.iter().zip(&other.scores).all(near)
    }
}

/// Hits with their contexts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// All hits.
    pub hits: u64,
    /// Those whose texts were read.
    pub rows: u64,
    /// The length of their contexts, in bytes.
    pub bytes: u64,
}

/// Numbers of outlets by document.
fn outlets(segment: &SegmentReader) -> (Vec<u8>, Vec<String>) {
    let column = segment.fast_fields().str("outlet").expect("a column").expect("outlets");
    let numbers = (0..segment.max_doc()).map(|doc| column.ords().first(doc).unwrap_or(0) as u8).collect();
    let mut names = vec![String::new(); column.num_terms()];
    for (ord, name) in names.iter_mut().enumerate() {
        column.ord_to_str(ord as u64, name).expect("a name");
    }
    (numbers, names)
}

impl Asked {
    /// Opens an index that [`build`] made.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        let index = Index::open_in_dir(folder).expect("an index");
        register_stems(&index);
        let text = index.schema().get_field("text").expect("a field");
        let analyser = index.tokenizer_for_field(text).expect("an analyser");
        Asked { searcher: index.reader().expect("a reader").searcher(), text, analyser }
    }

    /// Every term of the texts with its occurrences by outlet.
    ///
    /// # Panics
    /// If the index cannot be read.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let mut found = Terms::default();
        for segment in self.searcher.segment_readers() {
            let (outlets, _) = outlets(segment);
            let words = segment.inverted_index(self.text).expect("postings");
            let mut terms = words.terms().stream().expect("terms");
            while terms.advance() {
                let mut counts = [0_u64; 256];
                let mut postings = read(&words, terms.value(), IndexRecordOption::WithFreqs);
                while postings.doc() != TERMINATED {
                    counts[outlets[postings.doc() as usize] as usize] += u64::from(postings.term_freq());
                    postings.advance();
                }
                found.terms += 1;
                found.cells += counts.iter().filter(|n| **n > 0).count() as u64;
                found.occurrences += counts.iter().sum::<u64>();
            }
        }
        found
    }

    /// Three scores of every term in every outlet against the rest: G2, Log Ratio and weighted log-odds with a prior of
    /// all articles worth one of mean length.
    ///
    /// # Panics
    /// If the index cannot be read.
    #[must_use]
    pub fn keyness(&self) -> Keyness {
        let mut names: FxHashMap<String, usize> = FxHashMap::default();
        let segments: Vec<_> = (self.searcher.segment_readers().iter())
            .map(|segment| {
                let (numbers, own) = outlets(segment);
                let places: Vec<usize> = own
                    .into_iter()
                    .map(|name| {
                        let next = names.len();
                        *names.entry(name).or_insert(next)
                    })
                    .collect();
                let outlet_of: Vec<usize> = numbers.into_iter().map(|number| places[usize::from(number)]).collect();
                (segment.inverted_index(self.text).expect("postings"), outlet_of)
            })
            .collect();
        let groups = names.len();
        // counts of all terms, a row each
        let mut counts: Vec<u64> = Vec::new();
        let streams = segments.iter().map(|(words, _)| words.terms().stream().expect("terms")).collect();
        let mut terms = TermMerger::new(streams);
        while terms.advance() {
            let row = counts.len();
            counts.resize(row + groups, 0);
            for (segment, info) in terms.current_segment_ords_and_term_infos() {
                let (words, outlet_of) = &segments[segment];
                let mut postings = read(words, &info, IndexRecordOption::WithFreqs);
                while postings.doc() != TERMINATED {
                    counts[row + outlet_of[postings.doc() as usize]] += u64::from(postings.term_freq());
                    postings.advance();
                }
            }
        }
        let totals = |group: usize| counts.iter().skip(group).step_by(groups).sum::<u64>() as f64;
        let totals: Vec<f64> = (0..groups).map(totals).collect();
        let all: f64 = totals.iter().sum();
        let mass = all / self.searcher.num_docs() as f64;
        let mut found = Keyness { terms: (counts.len() / groups) as u64, scores: [0.0; 3] };
        for row in counts.chunks_exact(groups) {
            let hits = row.iter().sum::<u64>() as f64;
            let alpha = mass * hits / all;
            for (&a, &n1) in row.iter().zip(&totals) {
                let (a, n2) = (a as f64, all - n1);
                let b = hits - a;
                let cell = |o: f64, e: f64| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
                let g2 = cell(a, hits * n1 / all)
                    + cell(b, hits * n2 / all)
                    + cell(n1 - a, (all - hits) * n1 / all)
                    + cell(n2 - b, (all - hits) * n2 / all);
                let ratio = ((if a == 0.0 { 0.5 } else { a } / n1) / (if b == 0.0 { 0.5 } else { b } / n2)).log2();
                let odds = |x: f64, n: f64| ((x + alpha) / (n + mass - x - alpha)).ln();
                let delta = odds(a, n1) - odds(b, n2);
                let z = delta / (1.0 / (a + alpha) + 1.0 / (b + alpha)).sqrt();
                found.scores[0] += 2.0 * g2;
                found.scores[1] += ratio.abs();
                found.scores[2] += z.abs();
            }
        }
        found
    }

    /// The hits of a lexicon's entries by outlet: one number for each entry, in the order of the list.
    ///
    /// # Panics
    /// If the index cannot be read.
    #[must_use]
    pub fn lexicon(&self, list: &str) -> FxHashMap<String, Vec<u64>> {
        let patterns: Vec<Vec<Part>> = patterns(list).map(|(_, pattern)| self.analysed(pattern)).collect();
        let mut found: FxHashMap<String, Vec<u64>> = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let (outlets, names) = outlets(segment);
            let words = segment.inverted_index(self.text).expect("postings");
            for (entry, pattern) in patterns.iter().enumerate() {
                let mut counts = [0_u64; 256];
                let parts: Vec<Vec<TermInfo>> = pattern.iter().map(|part| infos(&words, part)).collect();
                if let [terms] = &parts[..] {
                    for term in terms {
                        let mut postings = read(&words, term, IndexRecordOption::WithFreqs);
                        while postings.doc() != TERMINATED {
                            counts[outlets[postings.doc() as usize] as usize] += u64::from(postings.term_freq());
                            postings.advance();
                        }
                    }
                } else if parts.iter().all(|terms| !terms.is_empty()) {
                    for (doc, _) in places(&words, &parts) {
                        counts[outlets[doc as usize] as usize] += 1;
                    }
                }
                for (name, n) in names.iter().zip(counts).filter(|(_, n)| *n > 0) {
                    found.entry(name.clone()).or_insert_with(|| vec![0; patterns.len()])[entry] += n;
                }
            }
        }
        found
    }

    /// A pattern with its whole words as the index has them.
    fn analysed(&self, pattern: Vec<Part>) -> Vec<Part> {
        let mut analyser = self.analyser.clone();
        let whole = |(word, is_prefix): Part| {
            let mut found = word.clone();
            if !is_prefix {
                analyser.token_stream(&word).process(&mut |token| found.clone_from(&token.text));
            }
            (found, is_prefix)
        };
        pattern.into_iter().map(whole).collect()
    }

    /// The first `most` hits of one pattern, in the order of the index, each with eight words on either side.
    ///
    /// # Panics
    /// If the index cannot be read.
    #[must_use]
    pub fn rows(&self, pattern: &[Part], most: u64) -> Rows {
        let mut found = Rows::default();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for segment in self.searcher.segment_readers() {
            let words = segment.inverted_index(self.text).expect("postings");
            let parts: Vec<Vec<TermInfo>> = pattern.iter().map(|part| infos(&words, part)).collect();
            if parts.iter().any(Vec::is_empty) {
                continue;
            }
            let store = segment.get_store_reader(64).expect("a store");
            let places = places(&words, &parts);
            found.hits += places.len() as u64;
            for same in places.chunk_by(|a, b| a.0 == b.0) {
                if found.rows >= most {
                    break;
                }
                let document: TantivyDocument = store.get(same[0].0).expect("a document");
                let text = document.get_first(self.text).and_then(|value| value.as_str()).expect("a text");
                word_spans(text, &mut spans);
                for &(_, position) in same.iter().take((most - found.rows) as usize) {
                    let last = position as usize + pattern.len() - 1;
                    let from = spans[(position as usize).saturating_sub(8)].0;
                    let to = spans[(last + 8).min(spans.len() - 1)].1;
                    found.bytes += text[from..to].to_string().len() as u64;
                    found.rows += 1;
                }
            }
        }
        found
    }
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("articles", &self.searcher.num_docs()).finish()
    }
}

fn read(words: &InvertedIndexReader, term: &TermInfo, option: IndexRecordOption) -> tantivy::postings::SegmentPostings {
    words.read_postings_from_terminfo(term, option).expect("postings")
}

fn word_spans(text: &str, spans: &mut Vec<(usize, usize)>) {
    spans.clear();
    let mut start = None;
    for (place, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                spans.push((from, place));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        spans.push((from, text.len()));
    }
}

/// The terms that a word of a pattern is.
fn infos(words: &InvertedIndexReader, (word, is_prefix): &Part) -> Vec<TermInfo> {
    if !is_prefix {
        return words.terms().get(word).expect("a dictionary").into_iter().collect();
    }
    // no byte of UTF-8 is 0xff, so the last one can be raised
    let mut end = word.as_bytes().to_vec();
    *end.last_mut().expect("a word") += 1;
    let mut terms = words.terms().range().ge(word).lt(&end).into_stream().expect("a dictionary");
    let mut found = Vec::new();
    while terms.advance() {
        found.push(terms.value().clone());
    }
    found
}

/// Document and position wherever the parts follow each other: led by the rarest, the others are sought.
fn places(words: &InvertedIndexReader, parts: &[Vec<TermInfo>]) -> Vec<(u32, u32)> {
    let cost = |terms: &[TermInfo]| terms.iter().map(|term| u64::from(term.doc_freq)).sum::<u64>();
    let lead = (0..parts.len()).min_by_key(|&part| cost(&parts[part])).unwrap_or(0);
    let mut positions = Vec::new();
    let mut places: Vec<(u32, u32)> = Vec::new();
    for term in &parts[lead] {
        let mut postings = read(words, term, IndexRecordOption::WithFreqsAndPositions);
        while postings.doc() != TERMINATED {
            postings.positions(&mut positions);
            let doc = postings.doc();
            places.extend(positions.iter().filter_map(|p| Some((doc, p.checked_sub(lead as u32)?))));
            postings.advance();
        }
    }
    places.sort_unstable();
    for (ahead, terms) in parts.iter().enumerate() {
        if ahead == lead || places.is_empty() {
            continue;
        }
        let mut kept = vec![false; places.len()];
        for term in terms {
            let mut postings = read(words, term, IndexRecordOption::WithFreqsAndPositions);
            let mut at = 0;
            while at < places.len() && postings.doc() != TERMINATED {
                let doc = places[at].0;
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                let here = postings.doc() == doc;
                if here {
                    postings.positions(&mut positions);
                }
                while at < places.len() && places[at].0 == doc {
                    kept[at] |= here && positions.binary_search(&(places[at].1 + ahead as u32)).is_ok();
                    at += 1;
                }
            }
        }
        let mut kept = kept.into_iter();
        places.retain(|_| kept.next().unwrap_or(false));
    }
    places
}
