//! The words of each group, plainly: what it writes most, without any test.

use crate::corpus::{Selection, Skipped};
use crate::counts::{FieldChoice, Input, TermCount, TermPlan};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Language;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Words or runs of words with their counts by group.
///
/// ```
/// use parallax::{Input, framing::WordList};
///
/// let articles = "{\"outlet\":\"A\",\"text\":\"The coup, the coup.\"}\n{\"outlet\":\"B\",\"text\":\"The vote.\"}\n";
/// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
/// let words = WordList::builder().stop_words(false).count(&input)?;
/// assert_eq!(words.rows[0].term, "coup");
/// assert_eq!(words.rows[0].counts[0].occurrences, 2);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct WordList {
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// The field that groups are made by.
    pub by: String,
    /// How many words a term has.
    pub length: usize,
    /// The names of the groups, in order; articles without one are last, as `None`.
    pub groups: Vec<Option<Arc<str>>>,
    /// Per group: its words, the denominator of rates.
    pub words: Vec<u64>,
    /// Per group: its articles.
    pub articles: Vec<u64>,
    /// The terms, most frequent first, then by name.
    pub rows: Vec<WordRow>,
    /// How many distinct terms there are before any were left out.
    pub distinct: u64,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// The term: lookup forms joined by spaces.
    pub term: String,
    /// Its occurrences in all groups.
    pub occurrences: u64,
    /// Its counts by group.
    pub counts: Vec<TermCount>,
}

/// What to list.
#[derive(Clone, Debug)]
#[must_use]
pub struct WordListBuilder {
    selection: Selection,
    by: String,
    field: FieldChoice,
    length: usize,
    stop_words: bool,
    language: Language,
    minimum: u64,
    most: usize,
}

impl WordList {
    /// Starts a list: single words with stop words, by outlet, all articles, the 50 most frequent.
    pub fn builder() -> WordListBuilder {
        WordListBuilder {
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            length: 1,
            stop_words: true,
            language: Language::ENGLISH,
            minimum: 1,
            most: 50,
        }
    }

    /// Occurrences per 1,000 words of a group; `None` where it has no words.
    #[must_use]
    pub fn per_1000(&self, row: &WordRow, group: usize) -> Option<f64> {
        let words = self.words[group];
        (words > 0).then(|| 1000.0 * row.counts[group].occurrences as f64 / words as f64)
    }
}

impl WordListBuilder {
    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Groups by this field. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// Looks into these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// Runs of so many words, 1 to 5. Default: single words.
    pub fn length(mut self, words: usize) -> Self {
        self.length = words;
        self
    }

    /// Whether stop words are listed; they count in denominators either way. A run goes when all its words are
    /// stop words. Default: yes.
    pub fn stop_words(mut self, yes: bool) -> Self {
        self.stop_words = yes;
        self
    }

    /// The language of the stop words. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Only terms with so many occurrences. Default: 1.
    pub fn minimum(mut self, occurrences: u64) -> Self {
        self.minimum = occurrences;
        self
    }

    /// At most so many terms. Default: 50.
    pub fn most(mut self, terms: usize) -> Self {
        self.most = terms;
        self
    }

    /// Counts and lists.
    ///
    /// # Errors
    /// If the input cannot be read, or there are no stop words for the language.
    pub fn count(&self, input: &Input) -> Result<WordList> {
        let plan =
            TermPlan::default().selection(self.selection.clone()).by(&self.by).field(self.field).length(self.length)?;
        let counts = input.count_terms(&plan)?;
        input.check_term_names(&plan, &counts)?;
        let stop_words = if self.stop_words { FxHashSet::default() } else { stop_words(self.language)? };
        let is_listed = |term: &str| !term.split(' ').all(|word| stop_words.contains(word));
        let distinct = counts.terms.len() as u64;
        let sum = |counts: &[TermCount]| counts.iter().map(|c| c.occurrences).sum::<u64>();
        let mut rows: Vec<WordRow> = counts
            .terms
            .iter()
            .filter(|(term, counts)| sum(counts) >= self.minimum && is_listed(term))
            .map(|(term, counts)| WordRow { term: term.into(), occurrences: sum(counts), counts: counts.to_vec() })
            .collect();
        rows.sort_by(|a, b| b.occurrences.cmp(&a.occurrences).then_with(|| a.term.cmp(&b.term)));
        rows.truncate(self.most);
        Ok(WordList {
            input: input.names().to_vec(),
            by: self.by.clone(),
            length: self.length,
            groups: counts.groups,
            words: counts.words,
            articles: counts.articles,
            rows,
            distinct,
            skipped: counts.skipped,
        })
    }
}

/// The stop words of a language in their lookup forms (Stopwords ISO).
///
/// # Errors
/// If there is no list for the language.
pub fn stop_words(language: Language) -> Result<FxHashSet<String>> {
    let words = stop_words::lookup(language.tag()).ok_or_else(|| {
        let message = format!("there is no list of stop words for `{language}`; leave stop words in");
        Error::new(ErrorKind::Request, message)
    })?;
    let analyzer = crate::text::Analyzer::default();
    Ok(words.iter().map(|word| analyzer.lookup_form(word)).collect())
}
