//! Matches and term counts straight from postings: no text is read.
//!
//! A pattern word is a set of terms; a phrase is an intersection of positions, led by its rarest word. The matches of
//! each article then go through the same resolver as those of a scan, so both roads give the same hits.

use super::analyzer::capitalised;
use super::failure;
use super::reader::{Snapshot, StoredRow};
use super::schema::Words;
use crate::error::Result;
use crate::lexicon::{Match, Matcher, Path, RawMatch, Symbol, WordPattern};
use crate::text::{Language, Stemmer};
use rayon::prelude::*;
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// A place in a segment: article and position, in one number that sorts.
type Place = u64;

fn place(doc: DocId, position: u32) -> Place {
    u64::from(doc) << 32 | u64::from(position)
}

/// Where the words of one symbol stand.
pub(super) enum Occurrences {
    /// In the postings of these terms.
    Terms(Vec<(Side, TermInfo)>),
    /// At these places, sorted: worked out in full, because some were taken away.
    Places(Vec<Place>),
}

/// What was looked up of a matcher in a field of a segment.
pub(crate) struct LookedUp {
    pub(super) title: bool,
    pub(super) occurrences: Vec<Occurrences>,
    /// How many articles the segment has.
    articles: u64,
}

impl LookedUp {
    /// In about how many articles its words stand so many times; the dictionary says in how many each stands, not how
    /// often.
    pub(crate) fn articles_with(&self, occurrences: u64) -> u64 {
        let all: u64 = self.occurrences.iter().map(Occurrences::cost).sum();
        occurrences.saturating_mul(self.articles) / all.max(1)
    }
}

/// Which dictionary a term is of.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Forms,
    Cased,
}

/// One segment's words, as far as selected articles go.
pub(super) struct Segment<'s> {
    forms: Arc<InvertedIndexReader>,
    cased: Arc<InvertedIndexReader>,
    capitals: Column<u64>,
    pub(super) rows: &'s RowPlaces,
}

/// The places of documents in rows that stand for some of a segment.
pub(super) struct RowPlaces {
    /// The first document that has a row.
    first: DocId,
    /// For it and those behind it, to the last: the place plus one, or 0.
    numbers: Vec<u32>,
}

impl RowPlaces {
    pub(super) fn of_rows(rows: &[StoredRow]) -> Self {
        RowPlaces::of(rows.iter().map(|row| row.document))
    }

    /// Of rows for these documents.
    fn of(documents: impl Iterator<Item = DocId> + Clone) -> Self {
        let first = documents.clone().min().unwrap_or(0);
        let end = documents.clone().max().map_or(0, |last| last + 1);
        let mut numbers = vec![0; (end - first) as usize];
        documents.zip(1..).for_each(|(doc, number)| numbers[(doc - first) as usize] = number);
        RowPlaces { first, numbers }
    }

    /// The place of a document, if it has a row.
    #[inline]
    pub(super) fn place(&self, doc: DocId) -> Option<usize> {
        let number = *self.numbers.get(doc.wrapping_sub(self.first) as usize)?;
        (number > 0).then(|| number as usize - 1)
    }

    /// Whether a document has a row.
    #[inline]
    pub(super) fn has(&self, doc: DocId) -> bool {
        self.place(doc).is_some()
    }

    /// Goes to the first document that may have a row; behind [`end`](RowPlaces::end) there is none.
    pub(super) fn begin(&self, postings: &mut impl DocSet) {
        if postings.doc() < self.first {
            postings.seek(self.first);
        }
    }

    /// The last document that has a row, plus one.
    pub(super) fn end(&self) -> DocId {
        self.first + self.numbers.len() as DocId
    }
}

impl Snapshot {
    /// Calls `visit` with the place in `rows` and the matches of each article of a segment that has some, in the order
    /// of the rows. `title` chooses the field; `fallback` is the language of articles that name none.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn for_each_match(
        &self,
        segment: usize,
        rows: &[StoredRow],
        matcher: &Matcher,
        title: bool,
        fallback: Language,
        visit: impl FnMut(usize, &[Match]),
    ) -> Result<()> {
        let words = self.look_up(segment, rows.iter().map(|row| row.document), matcher, title)?;
        self.for_each_match_of(segment, rows, matcher, &words, fallback, visit)
    }

    /// Where the words of a matcher stand in these articles of a segment, for questions about any of them.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn look_up(
        &self,
        segment: usize,
        documents: impl Iterator<Item = DocId> + Clone,
        matcher: &Matcher,
        title: bool,
    ) -> Result<LookedUp> {
        let places = RowPlaces::of(documents);
        let look = || {
            let found = self.segment(segment, title, &places)?.occurrences(matcher);
            found.map_err(|cause| failure(self.path(), cause.into()))
        };
        let articles = u64::from(self.reader(segment).max_doc());
        Ok(LookedUp { title, occurrences: self.guarded(look)?, articles })
    }

    /// As [`for_each_match`](Snapshot::for_each_match), for words that were looked up.
    pub(crate) fn for_each_match_of(
        &self,
        segment: usize,
        rows: &[StoredRow],
        matcher: &Matcher,
        words: &LookedUp,
        fallback: Language,
        mut visit: impl FnMut(usize, &[Match]),
    ) -> Result<()> {
        let ask = || {
            let (places, title) = (RowPlaces::of_rows(rows), words.title);
            let borders = match matcher.resolver().has_conditions() {
                true => Some(self.borders(segment, title)?),
                false => None,
            };
            let segment = self.segment(segment, title, &places)?;
            let raw = segment.raw_matches(matcher, &words.occurrences);
            let raw = raw.map_err(|cause| failure(self.path(), cause.into()))?;
            let (raw, ends) = by_row(raw, &places, rows.len());
            let (mut group, mut found) = (Vec::new(), Vec::new());
            let mut from = 0;
            for (row, end) in ends.into_iter().enumerate() {
                if end == from {
                    continue;
                }
                group.clear();
                group.extend_from_slice(&raw[from..end]);
                from = end;
                let language = rows[row].language.unwrap_or(fallback);
                found.clear();
                let speaks = |lexicon| matcher.speaks(lexicon, language);
                let of_row = || match &borders {
                    Some(column) => column.values_for_doc(rows[row].document).collect(),
                    None => Vec::new(),
                };
                matcher.resolver().resolve(&mut group, speaks, of_row, &mut found);
                if !found.is_empty() {
                    visit(row, &found);
                }
            }
            Ok(())
        };
        self.guarded(ask)
    }

    /// Calls `visit` with every term of a segment and its occurrences and articles per group, in the order of the
    /// dictionary; terms that occur in no selected article are left out. `group_of` gives each row's group.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn for_each_term(
        &self,
        segment: usize,
        rows: &[StoredRow],
        group_of: &[usize],
        groups: usize,
        title: bool,
        mut visit: impl FnMut(&str, &[(u64, u64)]),
    ) -> Result<()> {
        let reader = self.reader(segment);
        // one look-up for a posting, not two: per document its group plus one, or 0
        let mut place_of = vec![0_u32; reader.max_doc() as usize];
        for (row, &group) in rows.iter().zip(group_of) {
            place_of[row.document as usize] = group as u32 + 1;
        }
        let mut walk = || -> tantivy::Result<()> {
            let words = reader.inverted_index(self.words(title).forms)?;
            let mut terms = words.terms().stream()?;
            let mut counts = vec![(0, 0); groups];
            while terms.advance() {
                let mut postings = words.read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs)?;
                counts.fill((0, 0));
                let mut any = false;
                while postings.doc() != TERMINATED {
                    let place = place_of[postings.doc() as usize];
                    if place > 0 {
                        let (occurrences, articles) = &mut counts[place as usize - 1];
                        *occurrences += u64::from(postings.term_freq());
                        *articles += 1;
                        any = true;
                    }
                    postings.advance();
                }
                if any {
                    visit(&String::from_utf8_lossy(terms.key()), &counts);
                }
            }
            Ok(())
        };
        self.guarded(|| walk().map_err(|cause| failure(self.path(), cause)))
    }

    /// Calls `visit` with every term of a segment that `number_of` gives a number, and the places in `rows` of the articles
    /// that have it, with how often; in the order of the dictionary.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn for_each_posting(
        &self,
        segment: usize,
        rows: &[StoredRow],
        title: bool,
        number_of: impl Fn(&str) -> Option<u32>,
        mut visit: impl FnMut(u32, &[(usize, u64)]),
    ) -> Result<()> {
        let places = RowPlaces::of_rows(rows);
        let mut walk = || -> tantivy::Result<()> {
            let words = self.reader(segment).inverted_index(self.words(title).forms)?;
            let mut terms = words.terms().stream()?;
            let mut found = Vec::new();
            while terms.advance() {
                let Some(number) = number_of(&String::from_utf8_lossy(terms.key())) else { continue };
                let mut postings = words.read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs)?;
                found.clear();
                while postings.doc() != TERMINATED {
                    if let Some(row) = places.place(postings.doc()) {
                        found.push((row, u64::from(postings.term_freq())));
                    }
                    postings.advance();
                }
                visit(number, &found);
            }
            Ok(())
        };
        self.guarded(|| walk().map_err(|cause| failure(self.path(), cause)))
    }

    /// The words of each article of a segment with a border before them, as `position << 2 | kind`.
    fn borders(&self, segment: usize, title: bool) -> Result<Column<u64>> {
        let column = self.reader(segment).fast_fields().u64(Words::columns(title).borders);
        column.map_err(|cause| failure(self.path(), cause))
    }

    /// The words of one field of a segment.
    pub(super) fn segment<'s>(&self, segment: usize, title: bool, rows: &'s RowPlaces) -> Result<Segment<'s>> {
        let (words, reader) = (self.words(title), self.reader(segment));
        let failed = |cause| failure(self.path(), cause);
        Ok(Segment {
            forms: reader.inverted_index(words.forms).map_err(failed)?,
            cased: reader.inverted_index(words.cased).map_err(failed)?,
            capitals: reader.fast_fields().u64(Words::columns(title).capitals).map_err(failed)?,
            rows,
        })
    }
}

/// The first string that begins with these letters, and the first behind all of them.
fn beginning_with(letters: &str) -> (&[u8], Vec<u8>) {
    let mut end = letters.as_bytes().to_vec();
    if let Some(last) = end.last_mut() {
        // no byte of UTF-8 is 0xff
        *last += 1;
    }
    (letters.as_bytes(), end)
}

/// The matches row by row, and where those of each row end: counted first, so that nothing is sorted. A row without
/// a match ends where the row before it does.
fn by_row(found: Vec<Vec<(DocId, RawMatch)>>, places: &RowPlaces, rows: usize) -> (Vec<RawMatch>, Vec<usize>) {
    let row = |doc: &DocId| places.place(*doc).unwrap_or_default();
    let mut next = vec![0; rows];
    for (doc, _) in found.iter().flatten() {
        next[row(doc)] += 1;
    }
    let mut sum = 0;
    for count in &mut next {
        sum += std::mem::replace(count, sum);
    }
    let mut raw = vec![RawMatch { position: 0, words: 0, unit: 0 }; sum];
    for (doc, m) in found.into_iter().flatten() {
        let place = &mut next[row(&doc)];
        raw[*place] = m;
        *place += 1;
    }
    (raw, next)
}

impl Segment<'_> {
    /// Every match of every path in selected articles, path by path.
    fn raw_matches(
        &self,
        matcher: &Matcher,
        occurrences: &[Occurrences],
    ) -> std::io::Result<Vec<Vec<(DocId, RawMatch)>>> {
        matcher.paths.par_iter().map(|path| self.path(path, occurrences)).collect()
    }

    /// Where the words of each symbol stand.
    pub(super) fn occurrences(&self, matcher: &Matcher) -> std::io::Result<Vec<Occurrences>> {
        let mut stemmed = self.stems(matcher)?;
        matcher
            .symbols
            .iter()
            .enumerate()
            .map(|(number, symbol)| match symbol {
                Symbol::Form(word) => Ok(Occurrences::Terms(self.terms(Side::Forms, word)?)),
                Symbol::Cased(word) => self.cased_occurrences(word),
                Symbol::Stem(..) => Ok(Occurrences::Terms(std::mem::take(&mut stemmed[number]))),
            })
            .collect()
    }

    pub(super) fn reader(&self, side: Side) -> &InvertedIndexReader {
        match side {
            Side::Forms => &self.forms,
            Side::Cased => &self.cased,
        }
    }

    /// The terms of a dictionary that a pattern word matches.
    fn terms(&self, side: Side, word: &WordPattern) -> std::io::Result<Vec<(Side, TermInfo)>> {
        let terms = self.reader(side).terms();
        if !word.prefix && !word.compares_each() {
            return Ok(terms.get(&word.form)?.into_iter().map(|info| (side, info)).collect());
        }
        let fixed = word.fixed();
        let mut range = terms.range();
        if !fixed.is_empty() {
            let (start, end) = beginning_with(fixed);
            range = range.ge(start).lt(end);
        }
        let mut stream = range.into_stream()?;
        let mut found = Vec::new();
        while stream.advance() {
            if !word.compares_each() || word.matches(&String::from_utf8_lossy(stream.key())) {
                found.push((side, stream.value().clone()));
            }
        }
        Ok(found)
    }

    /// Per symbol: the terms of its stem. The dictionary is stemmed, not the tokens.
    fn stems(&self, matcher: &Matcher) -> std::io::Result<Vec<Vec<(Side, TermInfo)>>> {
        let mut found: Vec<Vec<(Side, TermInfo)>> = vec![Vec::new(); matcher.symbols.len()];
        let mut languages: Vec<Language> = Vec::new();
        for symbol in &matcher.symbols {
            if let Symbol::Stem(language, _) = symbol
                && !languages.contains(language)
            {
                languages.push(*language);
            }
        }
        for language in languages {
            let wanted: rustc_hash::FxHashMap<&str, usize> = matcher
                .symbols
                .iter()
                .enumerate()
                .filter_map(|(number, symbol)| match symbol {
                    Symbol::Stem(of, stem) if *of == language => Some((stem.as_str(), number)),
                    _ => None,
                })
                .collect();
            // the language was checked when the lexicon was compiled
            let Ok(mut stemmer) = Stemmer::new(language) else { continue };
            let mut stream = self.forms.terms().stream()?;
            while stream.advance() {
                let form = String::from_utf8_lossy(stream.key());
                if let Some(&number) = wanted.get(stemmer.stem(&form)) {
                    found[number].push((Side::Forms, stream.value().clone()));
                }
            }
        }
        Ok(found)
    }

    /// Where a word stands with these capitals: in a word that has none, in one with a capital in front, which a bit of
    /// its place says, or in one that has a cased form of its own.
    fn cased_occurrences(&self, word: &WordPattern) -> std::io::Result<Occurrences> {
        let others = self.terms(Side::Cased, word)?;
        let (small, capital) = (self.terms(Side::Forms, word)?, self.capitalised_terms(word)?);
        if small.is_empty() && capital.is_empty() {
            return Ok(Occurrences::Terms(others));
        }
        let mut places = self.places(&small, 0)?;
        if !places.is_empty() {
            let elsewhere = self.places(&self.cased_terms_of(word)?, 0)?;
            places.retain(|place| !self.has_capital(*place) && elsewhere.binary_search(place).is_err());
        }
        places.extend(self.places(&capital, 0)?.into_iter().filter(|place| self.has_capital(*place)));
        places.extend(self.places(&others, 0)?);
        places.sort_unstable();
        Ok(Occurrences::Places(places))
    }

    /// Whether the word at a place is its lookup form with a capital in front.
    fn has_capital(&self, place: Place) -> bool {
        let (doc, position) = ((place >> 32) as DocId, place as u32);
        let mut numbers = self.capitals.index.value_row_ids(doc);
        numbers
            .nth((position / 64) as usize)
            .is_some_and(|row| self.capitals.values.get_val(row) >> (position % 64) & 1 == 1)
    }

    /// The lookup forms that a pattern word matches when they have a capital in front.
    fn capitalised_terms(&self, word: &WordPattern) -> std::io::Result<Vec<(Side, TermInfo)>> {
        let terms = self.forms.terms();
        let mut range = terms.range();
        let mut fixed = word.fixed().chars();
        if let Some(first) = fixed.next() {
            let mut lower = first.to_lowercase();
            let (Some(small), None) = (lower.next(), lower.next()) else { return Ok(Vec::new()) };
            if small == first {
                return Ok(Vec::new());
            }
            let fixed: String = std::iter::once(small).chain(fixed).collect();
            let (start, end) = beginning_with(&fixed);
            range = range.ge(start).lt(end);
        }
        let mut stream = range.into_stream()?;
        let mut found = Vec::new();
        while stream.advance() {
            if capitalised(&String::from_utf8_lossy(stream.key())).is_some_and(|form| word.matches(&form)) {
                found.push((Side::Forms, stream.value().clone()));
            }
        }
        Ok(found)
    }

    /// The cased forms whose lookup forms a pattern word matches.
    fn cased_terms_of(&self, word: &WordPattern) -> std::io::Result<Vec<(Side, TermInfo)>> {
        let mut found = Vec::new();
        let mut stream = self.cased.terms().stream()?;
        while stream.advance() {
            if word.matches(&String::from_utf8_lossy(stream.key()).to_lowercase()) {
                found.push((Side::Cased, stream.value().clone()));
            }
        }
        Ok(found)
    }

    /// The sorted places of terms in selected articles, `back` positions before where they stand.
    fn places(&self, terms: &[(Side, TermInfo)], back: u32) -> std::io::Result<Vec<Place>> {
        let (mut out, mut positions) = (Vec::new(), Vec::new());
        for (side, info) in terms {
            let mut postings =
                self.reader(*side).read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
            self.rows.begin(&mut postings);
            while postings.doc() < self.rows.end() {
                if self.rows.has(postings.doc()) {
                    postings.positions(&mut positions);
                    let doc = postings.doc();
                    out.extend(positions.iter().filter(|p| **p >= back).map(|p| place(doc, p - back)));
                }
                postings.advance();
            }
        }
        if terms.len() > 1 {
            out.sort_unstable();
        }
        Ok(out)
    }

    /// The matches of one path.
    pub(super) fn path(&self, path: &Path, occurrences: &[Occurrences]) -> std::io::Result<Vec<(DocId, RawMatch)>> {
        let words = path.symbols.len() as u32;
        let starts = self.starts(path, occurrences)?.into_iter();
        let found = |start: Place| (start >> 32) as DocId;
        Ok(starts.map(|s| (found(s), RawMatch { position: s as u32, words, unit: path.unit })).collect())
    }

    /// Where the matches of a path begin, in order.
    fn starts(&self, path: &Path, occurrences: &[Occurrences]) -> std::io::Result<Vec<Place>> {
        let parts: Vec<&Occurrences> = path.symbols.iter().map(|&symbol| &occurrences[symbol as usize]).collect();
        let terms: Option<Vec<&(Side, TermInfo)>> = parts.iter().map(|part| part.one_term()).collect();
        if let Some(terms) = terms.filter(|terms| terms.len() > 1) {
            return self.starts_of_phrase(&terms);
        }
        // the rarest first, so that few places are held against frequent words
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&part| parts[part].cost());
        let Some((&lead, others)) = order.split_first() else { return Ok(Vec::new()) };
        let mut starts = match parts[lead] {
            Occurrences::Terms(terms) => self.places(terms, lead as u32)?,
            Occurrences::Places(places) => {
                let back = lead as u64;
                let has_row = |p: &u64| self.rows.has((p >> 32) as DocId);
                places.iter().filter(|p| **p as u32 >= lead as u32 && has_row(p)).map(|p| p - back).collect()
            }
        };
        for &ahead in others {
            if starts.is_empty() {
                break;
            }
            self.keep_followed(&mut starts, parts[ahead], ahead as u32)?;
        }
        Ok(starts)
    }

    /// Where terms begin to stand one behind the other. The articles that have all of them are found first, and only
    /// there are positions read.
    fn starts_of_phrase(&self, terms: &[&(Side, TermInfo)]) -> std::io::Result<Vec<Place>> {
        let mut words = Vec::with_capacity(terms.len());
        for (ahead, (side, info)) in (0..).zip(terms) {
            let option = IndexRecordOption::WithFreqsAndPositions;
            words.push((info.doc_freq, ahead, self.reader(*side).read_postings_from_terminfo(info, option)?));
        }
        words.sort_unstable_by_key(|(articles, ahead, _)| (*articles, *ahead));
        let mut starts = Vec::new();
        let Some(((_, ahead, lead), others)) = words.split_first_mut() else { return Ok(starts) };
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        self.rows.begin(lead);
        while lead.doc() < self.rows.end() {
            let doc = lead.doc();
            let elsewhere = match self.rows.has(doc) {
                true => others.iter_mut().map(|(_, _, other)| go_to(other, doc)).find(|there| *there != doc),
                false => Some(doc + 1),
            };
            if let Some(next) = elsewhere {
                go_to(lead, next);
                continue;
            }
            lead.positions(&mut own);
            if *ahead > 0 {
                own.retain(|position| position >= ahead);
                own.iter_mut().for_each(|position| *position -= *ahead);
            }
            for (_, ahead, other) in &mut *others {
                if own.is_empty() {
                    break;
                }
                other.positions(&mut theirs);
                own.retain(|start| theirs.binary_search(&(start + *ahead)).is_ok());
            }
            starts.extend(own.iter().map(|start| place(doc, *start)));
            lead.advance();
        }
        Ok(starts)
    }

    /// Keeps the starts at which a word of `part` stands `ahead` positions on.
    fn keep_followed(&self, starts: &mut Vec<Place>, part: &Occurrences, ahead: u32) -> std::io::Result<()> {
        let terms = match part {
            Occurrences::Places(places) => {
                starts.retain(|start| places.binary_search(&(start + u64::from(ahead))).is_ok());
                return Ok(());
            }
            Occurrences::Terms(terms) => terms,
        };
        let mut kept = vec![false; starts.len()];
        let mut positions = Vec::new();
        for (side, info) in terms {
            let mut postings =
                self.reader(*side).read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
            let mut at = 0;
            while at < starts.len() {
                let doc = (starts[at] >> 32) as DocId;
                let there = go_to(&mut postings, doc);
                if there == TERMINATED {
                    break;
                }
                if there == doc {
                    postings.positions(&mut positions);
                    while at < starts.len() && (starts[at] >> 32) as DocId == doc {
                        kept[at] |= positions.binary_search(&(starts[at] as u32 + ahead)).is_ok();
                        at += 1;
                    }
                } else {
                    // the next start in the posting's document or behind it
                    let next = place(there, 0);
                    at += starts[at..].partition_point(|start| *start < next);
                }
            }
        }
        let mut keep = kept.into_iter();
        starts.retain(|_| keep.next().unwrap_or(false));
        Ok(())
    }
}

/// Goes to a document or the first behind it, and says which that is. In most cases it is the next one.
fn go_to(postings: &mut SegmentPostings, doc: DocId) -> DocId {
    if postings.doc() < doc && postings.advance() < doc {
        return postings.seek(doc);
    }
    postings.doc()
}

impl Occurrences {
    /// The term, if it is one alone.
    fn one_term(&self) -> Option<&(Side, TermInfo)> {
        match self {
            Occurrences::Terms(terms) => terms.first().filter(|_| terms.len() == 1),
            Occurrences::Places(_) => None,
        }
    }

    /// About how many articles have to be looked at.
    fn cost(&self) -> u64 {
        match self {
            Occurrences::Terms(terms) => terms.iter().map(|(_, info)| u64::from(info.doc_freq)).sum(),
            Occurrences::Places(places) => places.len() as u64,
        }
    }
}
