//! Which words keep company: pairs of neighbours that meet more often than by chance.

use super::words::stop_words;
use crate::corpus::{Selection, Skipped};
use crate::counts::{FieldChoice, Input, PairCount, PairCounts};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::measures::{Collocation, Defined};
use crate::text::Language;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::str::FromStr;

/// Pairs of neighbours with their association scores, the strongest first.
///
/// A pair's table is one of pairs (Evert 2008, "Corpora and collocations", section 3.1): `f_x` are the pairs that begin with
/// its first word, `f_y` those that end with its second, `n` all pairs.
///
/// The scores rank, they do not test: words cluster in articles, so no score of this kind has a p-value here. In how many
/// articles a pair stands is shown beside it.
///
/// ```
/// use parallax::{Input, framing::Collocations};
///
/// let articles = "{\"outlet\":\"A\",\"text\":\"A coup attempt. The coup attempt of a night.\"}\n";
/// let input = Input::builder().reader("one article", articles.as_bytes()).open()?;
/// let found = Collocations::builder().minimum(2).least_articles(1).find(&input)?;
/// assert_eq!((found.rows[0].words.join(" "), found.rows[0].occurrences), ("coup attempt".to_string(), 2));
/// assert_eq!(found.rows[0].collocation.log_dice()?, 14.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Collocations {
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// Which articles were looked into, condition by condition; empty: all.
    pub selection: Vec<String>,
    /// Pairs with fewer occurrences were left out.
    pub minimum: u64,
    /// Pairs in fewer articles were left out.
    pub least_articles: u64,
    /// What they are sorted by.
    pub order: CollocationOrder,
    /// The pairs, the strongest first; equal ones by their words.
    pub rows: Vec<CollocationRow>,
    /// How many pairs passed, those included that there was no room for.
    pub passed: u64,
    /// How many distinct pairs there are.
    pub distinct: u64,
    /// How many pairs there are, each as often as it occurs: `n` of the scores.
    pub all: u64,
    /// How many articles were looked into.
    pub articles: u64,
    /// How many words they hold.
    pub words: u64,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// One pair.
#[derive(Clone, Debug, PartialEq)]
pub struct CollocationRow {
    /// The lookup forms of both words, in order.
    pub words: [String; 2],
    /// How often they stand side by side.
    pub occurrences: u64,
    /// In how many articles.
    pub articles: u64,
    /// Their table, which gives every score.
    pub collocation: Collocation,
}

/// What collocations are sorted by, the highest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CollocationOrder {
    /// [`Collocation::log_dice`]: exclusive company, whatever the size of the corpus.
    #[default]
    LogDice,
    /// [`Collocation::g2_signed`]: surprise; favours frequent pairs.
    G2,
    /// [`Collocation::mi`]: favours rare words.
    Mi,
    /// [`Collocation::t_score`]: favours frequent words.
    T,
    /// Plain counts.
    Occurrences,
}

impl CollocationOrder {
    const NAMES: [(&'static str, CollocationOrder); 5] = [
        ("logdice", CollocationOrder::LogDice),
        ("g2", CollocationOrder::G2),
        ("mi", CollocationOrder::Mi),
        ("t", CollocationOrder::T),
        ("occurrences", CollocationOrder::Occurrences),
    ];

    /// The order's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        CollocationOrder::NAMES.iter().find(|(_, order)| *order == self).map_or("", |(name, _)| name)
    }

    /// A pair's score, for pairs that occur.
    fn score(self, pair: &PairCount, table: &Collocation) -> f64 {
        let known = |score: Defined<f64>| score.unwrap_or(f64::NEG_INFINITY);
        match self {
            CollocationOrder::LogDice => known(table.log_dice()),
            CollocationOrder::G2 => table.g2_signed(),
            CollocationOrder::Mi => known(table.mi()),
            CollocationOrder::T => known(table.t_score()),
            CollocationOrder::Occurrences => pair.occurrences as f64,
        }
    }
}

impl FromStr for CollocationOrder {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = CollocationOrder::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, order)| *order).ok_or_else(|| {
            let names = CollocationOrder::NAMES.map(|(name, _)| name);
            let hint = nearest(text, names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            let message = format!("`{text}` is no order of pairs; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

/// What to list.
#[derive(Clone, Debug)]
#[must_use]
pub struct CollocationsBuilder {
    selection: Selection,
    field: FieldChoice,
    stop_words: bool,
    language: Language,
    minimum: u64,
    least_articles: u64,
    most: usize,
    order: CollocationOrder,
}

impl Collocations {
    /// Starts a list: all articles, stop words too, at least 5 occurrences in 3 articles, the 50 with the highest logDice.
    pub fn builder() -> CollocationsBuilder {
        CollocationsBuilder {
            selection: Selection::all(),
            field: FieldChoice::Text,
            stop_words: true,
            language: Language::ENGLISH,
            minimum: 5,
            least_articles: 3,
            most: 50,
            order: CollocationOrder::default(),
        }
    }
}

impl CollocationsBuilder {
    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Looks into these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// Whether pairs with a stop word are listed; they count in every table either way. Default: yes.
    pub fn stop_words(mut self, yes: bool) -> Self {
        self.stop_words = yes;
        self
    }

    /// The language of the stop words. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Only pairs with so many occurrences. Default: 5.
    pub fn minimum(mut self, occurrences: u64) -> Self {
        self.minimum = occurrences;
        self
    }

    /// Only pairs in so many articles. Default: 3.
    pub fn least_articles(mut self, articles: u64) -> Self {
        self.least_articles = articles;
        self
    }

    /// At most so many pairs. Default: 50.
    pub fn most(mut self, pairs: usize) -> Self {
        self.most = pairs;
        self
    }

    /// What they are sorted by. Default: logDice.
    pub fn order(mut self, order: CollocationOrder) -> Self {
        self.order = order;
        self
    }

    /// Counts all pairs of neighbours and lists the strongest.
    ///
    /// # Errors
    /// If the input cannot be read, nothing is selected, or there are no stop words for the language.
    pub fn find(&self, input: &Input) -> Result<Collocations> {
        let stop_words = if self.stop_words { FxHashSet::default() } else { stop_words(self.language)? };
        let counts = input.count_pairs(&self.selection, self.field)?;
        input.check_pair_names(&self.selection, &counts)?;
        let is_stop_word: Vec<bool> = counts.words().iter().map(|word| stop_words.contains(&**word)).collect();
        let scored = |pair: &PairCount| {
            let passes = pair.occurrences >= self.minimum && u64::from(pair.articles) >= self.least_articles;
            if !passes || [pair.first, pair.second].iter().any(|word| is_stop_word[*word as usize]) {
                return None;
            }
            let [before, behind] = counts.margins(pair);
            let table = Collocation::new(pair.occurrences, before, behind, counts.all()).ok()?;
            Some((self.order.score(pair, &table), *pair, table))
        };
        let mut found: Vec<(f64, PairCount, Collocation)> = counts.pairs().par_iter().filter_map(scored).collect();
        let passed = found.len() as u64;
        // of equal ones the more frequent first, then by their words, whose numbers are in order
        found.sort_unstable_by(|(a, one, _), (b, other, _)| {
            b.total_cmp(a)
                .then(other.occurrences.cmp(&one.occurrences))
                .then((one.first, one.second).cmp(&(other.first, other.second)))
        });
        found.truncate(self.most);
        Ok(self.list(input, &counts, passed, found))
    }

    fn list(
        &self,
        input: &Input,
        counts: &PairCounts,
        passed: u64,
        found: Vec<(f64, PairCount, Collocation)>,
    ) -> Collocations {
        let row = |(_, pair, collocation): (f64, PairCount, Collocation)| CollocationRow {
            words: counts.names(&pair).map(String::from),
            occurrences: pair.occurrences,
            articles: u64::from(pair.articles),
            collocation,
        };
        Collocations {
            input: input.names().to_vec(),
            selection: self.selection.describe(),
            minimum: self.minimum,
            least_articles: self.least_articles,
            order: self.order,
            rows: found.into_iter().map(row).collect(),
            passed,
            distinct: counts.pairs().len() as u64,
            all: counts.all(),
            articles: counts.articles(),
            words: counts.words_in_all(),
            skipped: counts.skipped().clone(),
        }
    }
}
