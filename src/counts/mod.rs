//! Integers that merge.
//!
//! [`Counts`] holds one row an article and, in it, one cell for every category, entry, field and voice with hits. Rows are
//! keyed by article id and merge like sets: identity, associative, commutative, and the same whichever way a corpus
//! is split. Every sum is a view of the rows; what a statistic needs of the articles (they are the sample) is still
//! there after any merge. A thread, a segment of the index and a shard on another machine are the same case.
//!
//! [`Input`] is where texts come from: files that stream by, or an index. Both roads give identical counts.

#[cfg(feature = "index")]
mod asked;
mod codec;
mod corpus_hash;
mod duplicates;
mod event_features;
mod evidence;
mod evidence_table;
mod fold;
mod input;
mod matrix;
mod names;
mod pairs;
mod passages;
mod plan;
mod reading;
mod row;
mod shard;
mod speech;
mod term_rows;
mod term_scan;
mod term_table;
mod terms;
mod unit;
mod vocabulary;

pub use codec::SHARD_VERSION;
pub(crate) use corpus_hash::CorpusHash;
pub use event_features::{ArticleFeatures, EventFeatures, LEAD_WORDS, TermFeature};
pub use evidence::Evidence;
pub use evidence_table::{
    ARTICLE_COLUMNS, ArticleRow, AskedPlan, EvidenceTable, HIT_COLUMNS, HitRow, LexiconText, VoiceName,
};
pub(crate) use fold::Folded;
pub use input::{Counted, Input, InputBuilder};
pub use matrix::{FeatureMatrix, TermFilter};
pub(crate) use names::nothing_selected;
pub use pairs::{PairCount, PairCounts};
pub use plan::{CategoryRef, CountPlan, EntryRef, FieldChoice, Header, LexiconRef};
pub use reading::{Located, Speech, Window};
pub use row::{ArticleCounts, Cell, Field, VoiceFilter};
pub use shard::{Reading as ShardReading, Shard};
pub use term_rows::TermRows;
pub use term_table::TermTable;
pub use terms::{TermCount, TermCounts, TermPlan};
pub(crate) use unit::rows as table_rows;
pub use unit::{TableRow, TableUnit};

use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Hits and words of articles, counted by one plan.
///
/// ```
/// use parallax::counts::{CountPlan, Input};
/// use parallax::lexicon::Lexicon;
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No riot.\"}\n";
/// let input = Input::builder().reader("two", articles.as_bytes()).open()?;
/// let plan = CountPlan::new(vec![Lexicon::from_patterns("coup", ["coup*"])?]);
/// let counts = input.count(&plan)?.counts;
/// assert_eq!(counts.rows().len(), 2);
/// assert_eq!(counts.hits(0), 1);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    header: Arc<Header>,
    /// Sorted by id; shared, because counts are often the same but for a few articles or none.
    rows: Arc<Vec<ArticleCounts>>,
}

/// An article that repeats the text of another one of its outlet, word for word or nearly so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The article that is left out.
    pub article: Arc<str>,
    /// The one that stays.
    pub copy_of: Arc<str>,
}

impl Counts {
    /// No articles, counted by a plan: the identity of [`merge`](Counts::merge).
    #[must_use]
    pub fn empty(header: Arc<Header>) -> Self {
        Counts { header, rows: Arc::default() }
    }

    /// Counts of these articles, in any order; equal rows of one article are one.
    ///
    /// # Errors
    /// If two rows have the same id and are not equal.
    pub fn from_rows(header: Arc<Header>, rows: Vec<ArticleCounts>) -> Result<Self> {
        let rows = sorted(rows).map_err(|id| two_articles(&id))?;
        Ok(Counts::of_sorted(header, rows))
    }

    /// Counts of articles that are sorted by id, each there once.
    fn of_sorted(header: Arc<Header>, rows: Vec<ArticleCounts>) -> Self {
        Counts { header, rows: Arc::new(rows) }
    }

    /// The articles alone.
    fn into_rows(self) -> Vec<ArticleCounts> {
        Arc::unwrap_or_clone(self.rows)
    }

    /// Takes in the counts of other articles. An article that both hold is counted once.
    ///
    /// # Errors
    /// If they were counted by another plan, or an article's rows differ; `self` is then as it was.
    pub fn merge(&mut self, other: Counts) -> Result<()> {
        self.check_header(&other.header)?;
        let mut clash = None;
        let mut theirs = other.rows.iter().peekable();
        for ours in &*self.rows {
            while theirs.next_if(|t| t.id < ours.id).is_some() {}
            if let Some(same) = theirs.next_if(|t| t.id == ours.id)
                && same != ours
            {
                clash.get_or_insert_with(|| ours.id.clone());
            }
        }
        if let Some(id) = clash {
            return Err(two_articles(&id));
        }
        let mut merged = Vec::with_capacity(self.rows.len() + other.rows.len());
        let mut theirs = other.into_rows().into_iter().peekable();
        for ours in Arc::unwrap_or_clone(std::mem::take(&mut self.rows)) {
            while let Some(row) = theirs.next_if(|t| t.id < ours.id) {
                merged.push(row);
            }
            theirs.next_if(|t| t.id == ours.id);
            merged.push(ours);
        }
        merged.extend(theirs);
        self.rows = Arc::new(merged);
        Ok(())
    }

    /// Leaves out articles that repeat the text of another one of their outlet, and says which: of equal ones that with
    /// the smallest id stays. Counts hold no texts; where these are at hand, [`without_near_copies`](Counts::without_near_copies)
    /// finds texts that differ a little too.
    ///
    /// ```
    /// use parallax::counts::{CountPlan, Input};
    ///
    /// let line = |id: &str, outlet: &str| format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"It rained.\"}}\n");
    /// let lines = line("1", "A") + &line("2", "A") + &line("3", "B");
    /// let input = Input::builder().reader("three", std::io::Cursor::new(lines)).open()?;
    /// let (counts, copies) = input.count(&CountPlan::new(Vec::new()))?.counts.without_copies();
    /// assert_eq!(counts.rows().len(), 2, "another outlet's printing is its own");
    /// assert_eq!((&*copies[0].article, &*copies[0].copy_of), ("2", "1"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    #[must_use]
    pub fn without_copies(self) -> (Counts, Vec<Copied>) {
        self.without_second(|row| Some(row.text))
    }

    fn check_header(&self, other: &Header) -> Result<()> {
        match self.header.difference(other) {
            None => Ok(()),
            Some(difference) => {
                let message = format!(
                    "the counts were made with other lexicons or options ({difference}); count both with the same"
                );
                Err(Error::new(ErrorKind::Counts, message))
            }
        }
    }

    /// Takes out the last lexicon; per article, in the order of the rows, its hits in that lexicon.
    pub(crate) fn take_last_lexicon(&mut self) -> Vec<u64> {
        let header = Arc::make_mut(&mut self.header);
        let last = header.lexicons.len().saturating_sub(1);
        header.lexicons.truncate(last);
        header.categories.retain(|category| (category.lexicon as usize) < last);
        let entries =
            header.categories.iter().flat_map(|category| &category.entries).max().map_or(0, |entry| entry + 1);
        header.entries.truncate(entries as usize);
        let categories = header.categories.len() as u32;
        let take = |row: &mut ArticleCounts| {
            let taken: u64 =
                row.cells.iter().filter(|c| c.category >= categories).map(|c| u64::from(c.occurrences)).sum();
            if taken > 0 {
                row.cells = row.cells.iter().filter(|cell| cell.category < categories).copied().collect();
            }
            taken
        };
        Arc::make_mut(&mut self.rows).iter_mut().map(take).collect()
    }

    /// The counts as if only the hits in a voice had been counted, in all words or, where rates are per 1,000 of them, in
    /// the outlet's own words. An article whose own words are not known then has no words, and no hits.
    #[must_use]
    pub fn in_voice(&self, voice: VoiceFilter) -> Counts {
        let row = |row: &ArticleCounts| {
            let words = row.words_for(voice);
            let cells = row.cells.iter().filter(|cell| words.is_some() && voice.takes(cell.voice));
            ArticleCounts { words: words.unwrap_or(0), cells: cells.copied().collect(), ..row.clone() }
        };
        Counts::of_sorted(self.header.clone(), self.rows.iter().map(row).collect())
    }

    /// The counts with other events than the articles name themselves; an article that is not among them has none.
    #[must_use]
    pub fn with_events(mut self, event_of: &FxHashMap<Arc<str>, Arc<str>>) -> Counts {
        for row in Arc::make_mut(&mut self.rows) {
            row.event = event_of.get(&row.id).cloned();
        }
        self
    }

    /// What was counted, and how.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The articles, in the order of their ids.
    #[must_use]
    pub fn rows(&self) -> &[ArticleCounts] {
        &self.rows
    }

    /// The hits of a category in all articles.
    #[must_use]
    pub fn hits(&self, category: u32) -> u64 {
        self.rows.iter().map(|row| row.hits(category)).sum()
    }

    /// Whether anything is known of whose words the hits are in.
    #[must_use]
    pub fn have_voices(&self) -> bool {
        self.header.voices.is_some()
    }

    /// The names of the groups, in order; articles without one are last, as `None`.
    #[must_use]
    pub fn groups(&self) -> Vec<Option<Arc<str>>> {
        let distinct: FxHashSet<Option<&Arc<str>>> = self.rows.iter().map(|row| row.group.as_ref()).collect();
        let mut names: Vec<Option<Arc<str>>> = distinct.into_iter().map(|name| name.cloned()).collect();
        names.sort_unstable_by(|a, b| (a.is_none(), a).cmp(&(b.is_none(), b)));
        names
    }

    /// A fingerprint of the articles: BLAKE3 over the ids and content hashes in the order of the ids, 16 hexadecimal
    /// digits.
    #[must_use]
    pub fn corpus_hash(&self) -> String {
        corpus_hash::corpus_hash(self.rows.iter().map(|row| (row.id.as_bytes(), row.content)))
    }
}

/// The rows by id, equal ones once; or the first id that has several.
fn sorted(mut rows: Vec<ArticleCounts>) -> std::result::Result<Vec<ArticleCounts>, Arc<str>> {
    sort_by_id(&mut rows, |row| &row.id);
    let mut conflict = None;
    rows.dedup_by(|later, earlier| {
        let same = later.id == earlier.id;
        if same && later != earlier {
            conflict.get_or_insert_with(|| later.id.clone());
        }
        same
    });
    // they were gathered with room for more
    rows.shrink_to_fit();
    conflict.map_or(Ok(rows), Err)
}

/// Sorts the first letters in which ids differ, which are numbers, and moves each row once: rows may be long, and ids
/// lie elsewhere.
fn sort_by_id<T: Sync>(rows: &mut [T], id: impl Fn(&T) -> &str + Sync) {
    let Some(first) = rows.first() else { return };
    let alike = |a: &[u8], b: &str| a.iter().zip(b.as_bytes()).take_while(|(a, b)| a == b).count();
    let shared = rows.iter().fold(id(first).as_bytes(), |shared, row| &shared[..alike(shared, id(row))]).len();
    let letters = |id: &str| {
        let mut letters = [0; 8];
        letters.iter_mut().zip(&id.as_bytes()[shared..]).for_each(|(to, from)| *to = *from);
        u64::from_be_bytes(letters)
    };
    // per place: the row that belongs there
    let mut order: Vec<(u64, usize)> = rows.iter().zip(0..).map(|(row, at)| (letters(id(row)), at)).collect();
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(&rows[a.1]).cmp(id(&rows[b.1]))));
    for start in 0..rows.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut order[place].1, place);
            if from == start {
                break;
            }
            rows.swap(place, from);
            place = from;
        }
    }
}

fn two_articles(id: &str) -> Error {
    let message = format!("the article `{id}` comes twice with different content; give each article an id of its own");
    Error::new(ErrorKind::Counts, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_texts_do_whatever_they_share() {
        let ids = ["d-1", "d-10", "d-1\0", "d-1\0\0", "d-12345678a", "d-12345678", "d-123456789", "d-é", "d-", "d-z"];
        for alike in ["", "x", "a long beginning that all of them share "] {
            let mut rows: Vec<String> = ids.iter().chain(&ids[..4]).map(|id| format!("{alike}{id}")).collect();
            let mut expected = rows.clone();
            expected.sort_unstable();
            sort_by_id(&mut rows, |id| id);
            assert_eq!(rows, expected);
        }
        sort_by_id::<String>(&mut [], |id| id);
    }
}
