//! How often each entry matches, where every match counts.
//!
//! When overlaps do not matter and nothing is excepted, matches need not be looked at one by one: a word's frequencies
//! stand in its postings, and the places of a phrase are only counted.

use super::failure;
use super::postings::{LookedUp, Occurrences, RowPlaces, Segment};
use super::reader::{Snapshot, StoredRow};
use crate::error::Result;
use crate::lexicon::{Matcher, Path, RawMatch};
use crate::text::Language;
use rayon::prelude::*;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

/// How often the entries of a matcher match in some articles of a segment.
pub(crate) struct Tallies<'t> {
    matcher: &'t Matcher,
    rows: &'t [StoredRow],
    fallback: Language,
    places: RowPlaces,
    /// Per entry: documents, and how often it matches in each.
    of_entry: Vec<Vec<(DocId, u32)>>,
}

impl Snapshot {
    /// Tallies the matches in these articles of a segment. Right only where [`Matcher::counts_every_match`] is.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn tallies<'t>(
        &self,
        segment: usize,
        rows: &'t [StoredRow],
        matcher: &'t Matcher,
        words: &LookedUp,
        fallback: Language,
    ) -> Result<Tallies<'t>> {
        let places = RowPlaces::of_rows(rows);
        let failed = |cause: std::io::Error| failure(self.path(), cause.into());
        let mut paths: Vec<&Path> = matcher.paths.iter().collect();
        paths.sort_by_key(|path| path.unit);
        let paths_of: Vec<&[&Path]> = paths.chunk_by(|a, b| a.unit == b.unit).collect();
        let tally = || {
            let segment = self.segment(segment, words.title, &places)?;
            let of_unit = paths_of.par_iter().map(|paths| segment.tally(paths, &words.occurrences));
            of_unit.collect::<std::io::Result<Vec<Vec<(DocId, u32)>>>>().map_err(failed)
        };
        let mut of_entry = vec![Vec::new(); matcher.entries().len()];
        for (paths, tally) in paths_of.iter().zip(self.guarded(tally)?) {
            of_entry[paths[0].unit as usize] = tally;
        }
        Ok(Tallies { matcher, rows, fallback, places, of_entry })
    }
}

impl Tallies<'_> {
    /// Calls `visit` with a category, an entry, the place in the rows of an article and how often the entry matches in
    /// it: in the order of categories and of their entries, several times for one article when several words match.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(u32, u32, usize, u32)) {
        for (number, category) in (0..).zip(self.matcher.categories()) {
            for &entry in &category.entries {
                for &(doc, occurrences) in &self.of_entry[entry as usize] {
                    let row = self.places.place(doc).unwrap_or_default();
                    if self.matcher.speaks(category.lexicon, self.rows[row].language.unwrap_or(self.fallback)) {
                        visit(number, entry, row, occurrences);
                    }
                }
            }
        }
    }
}

impl Segment<'_> {
    /// How often the paths of one entry match in selected articles.
    fn tally(&self, paths: &[&Path], occurrences: &[Occurrences]) -> std::io::Result<Vec<(DocId, u32)>> {
        if let [path] = paths
            && let [symbol] = path.symbols[..]
            && let Occurrences::Terms(terms) = &occurrences[symbol as usize]
        {
            let mut tally = Vec::new();
            for (side, info) in terms {
                let reader = self.reader(*side);
                let mut postings = reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
                self.rows.begin(&mut postings);
                while postings.doc() < self.rows.end() {
                    if self.rows.has(postings.doc()) {
                        tally.push((postings.doc(), postings.term_freq()));
                    }
                    postings.advance();
                }
            }
            return Ok(tally);
        }
        let mut found: Vec<(DocId, RawMatch)> = Vec::new();
        for path in paths {
            found.extend(self.path(path, occurrences)?);
        }
        // the same words can match by two paths, which is one match
        if paths.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Ok(found.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same.len() as u32)).collect())
    }
}
