//! The whole vocabulary: which words differ, when nobody has said beforehand which to look at.
//!
//! Exploration. A word that was picked because it differs most differs less elsewhere, so what is found here is a
//! question for other events; a declared lexicon ([`Comparison`]) is the answer to one. The test is
//! the same: units are relabelled, never words, and the p of a term is judged among all terms that were looked at.

mod builder;
mod passages;
mod score;
mod sides;
mod warn;

pub use builder::ExplorationBuilder;
pub use passages::TermPassages;

use super::contrast::Design;
use super::{Comparison, Warned};
use crate::corpus::Skipped;
use crate::error::{Error, ErrorKind, Result};
use crate::measures::permutation::Statistic;
use crate::measures::{Defined, Interval};
use serde::Serialize;
use std::str::FromStr;
use std::sync::Arc;

/// More terms than this, and a list is exploratory whatever it says.
pub const MANY_TERMS: u64 = 50;

/// Every term that passes a filter, in each group against the rest. Articles that repeat the text of another one of their
/// outlet are left out and named, as in a [`Comparison`].
///
/// ```
/// use parallax::framing::Exploration;
/// use parallax::Input;
///
/// let article = |number: usize| {
///     let (outlet, words) = if number % 2 == 0 { ("Gazette", "a coup") } else { ("Wire", "a vote") };
///     format!("{{\"id\":\"{number}\",\"outlet\":\"{outlet}\",\"text\":\"It was {words}, they said {number}.\"}}\n")
/// };
/// let articles: String = (0..40).map(article).collect();
/// let input = Input::builder().reader("forty articles", std::io::Cursor::new(articles)).open()?;
/// let found = Exploration::builder().explore(&input)?;
/// let gazette = &found.lists[0];
/// assert_eq!((found.terms, gazette.rows.len()), (7, 7));
/// assert!(gazette.rows[..2].iter().all(|row| ["coup", "vote"].contains(&row.term.as_str())));
/// assert!(gazette.rows[0].step_down_p.is_ok_and(|p| p < 0.01), "although seven terms were looked at");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exploration {
    /// The corpus: its groups, the unit, the design. Without categories.
    pub corpus: Comparison,
    /// How many words a term has.
    pub length: usize,
    /// Which terms are looked at.
    pub filter: ExplorationFilter,
    /// How many distinct terms there are before any was left out.
    pub distinct: u64,
    /// How many terms passed the filter.
    pub terms: u64,
    /// What is tested.
    pub statistic: Statistic,
    /// How often labels were to be permuted.
    pub permutations: Permutations,
    /// What the random numbers start from.
    pub seed: u64,
    /// What terms are ordered by.
    pub ranking: Ranking,
    /// Whether the p that takes words for the sample was asked for.
    pub bag_of_words_p: bool,
    /// The lists in the order of the groups.
    pub lists: Vec<TermList>,
    /// Passages of the listed terms, where they were asked for, in the order of the lists.
    pub passages: Vec<TermPassages>,
    /// What a reader must know.
    pub warnings: Vec<Warned>,
}

/// Which terms are looked at: decided on counts alone, before any group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ExplorationFilter {
    /// At least so many occurrences in all.
    pub occurrences: u64,
    /// In at least so many articles.
    pub articles: u64,
    /// On at least so many events; an article without an event is one of its own.
    pub events: u64,
    /// Whether terms made of nothing but stop words are among them.
    pub stop_words: bool,
}

impl Default for ExplorationFilter {
    fn default() -> Self {
        ExplorationFilter { occurrences: 20, articles: 5, events: 3, stop_words: true }
    }
}

/// How often labels are permuted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permutations {
    /// So often; 0: nothing is tested.
    Fixed(usize),
    /// As often as the false discovery rate of so many terms takes, as far as the time allows; 9,999 at least.
    Auto,
}

impl Default for Permutations {
    fn default() -> Self {
        Permutations::Fixed(9_999)
    }
}

impl FromStr for Permutations {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Permutations::Auto),
            number => number.parse().map(Permutations::Fixed).map_err(|_| {
                let message = format!("`{number}` is no number of permutations; write a number or `auto`");
                Error::new(ErrorKind::Request, message)
            }),
        }
    }
}

/// What terms are ordered by; by size, so that both ends of a score stand first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// The test: the smallest p first, then the largest statistic. The default.
    #[default]
    Test,
    /// Log Ratio: how many times as often.
    LogRatio,
    /// G2: the log-likelihood ratio.
    G2,
    /// Weighted log-odds.
    LogOdds,
    /// Simple maths: above 1 for what the group uses more, so its logarithm is what counts.
    SimpleMaths,
}

impl FromStr for Ranking {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "test" => Ok(Ranking::Test),
            "log_ratio" => Ok(Ranking::LogRatio),
            "g2" => Ok(Ranking::G2),
            "log_odds" => Ok(Ranking::LogOdds),
            "simple_maths" => Ok(Ranking::SimpleMaths),
            other => {
                let message =
                    format!("`{other}` ranks nothing; write `test`, `log_ratio`, `g2`, `log_odds` or `simple_maths`");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// The terms of one group against the rest, or against one other group.
#[derive(Clone, Debug, PartialEq)]
pub struct TermList {
    /// The group in question, by its place.
    pub target: usize,
    /// The group it is compared with, by its place; `None`: all other groups together.
    pub reference: Option<usize>,
    /// How the two sides are compared.
    pub design: Design,
    /// Articles of both sides that take part.
    pub articles: [u64; 2],
    /// Units of both sides; in a paired comparison its events.
    pub units: [u64; 2],
    /// Words of both sides.
    pub words: [u64; 2],
    /// How many relabellings the p's rest on; or why there are none.
    pub relabellings: Defined<u64>,
    /// How many terms were tested: the family of this list.
    pub tested: u64,
    /// Whether the false discovery rate could mark a term at all with so many relabellings.
    pub is_resolved: bool,
    /// How many terms the step-down p calls different.
    pub different: u64,
    /// How many terms are marked at the false discovery rate; `None` where that is not resolved.
    pub discoveries: Option<u64>,
    /// The terms, in the order that was asked for, as many as were asked for.
    pub rows: Vec<TermDifference>,
}

/// How differently two sides use a term.
#[derive(Clone, Debug, PartialEq)]
pub struct TermDifference {
    /// The term: lookup forms joined by spaces.
    pub term: String,
    /// Its occurrences in the whole corpus.
    pub occurrences: u64,
    /// Hits of both sides.
    pub hits: [u64; 2],
    /// Units of both sides that hold it; in a paired comparison events.
    pub units_with_hits: [u64; 2],
    /// Hits per 1,000 words of both sides.
    pub per_1000: [Defined<f64>; 2],
    /// Log Ratio: 1 is twice as often, -1 half as often.
    pub log_ratio: Defined<f64>,
    /// Its interval at 95 %, clustered.
    pub interval: Defined<Interval>,
    /// Whether one side has no hit and was counted as half a hit.
    pub zero_adjusted: bool,
    /// Whether a side holds it in so few units that its spread is measured too confidently.
    pub few_units_with_hits: bool,
    /// The article that holds a large part of a side's hits, and what part.
    pub dominated_by: Option<(Arc<str>, f64)>,
    /// The statistic with the sign of the difference.
    pub statistic: Defined<f64>,
    /// The p of this term alone, as if one had asked for no other.
    pub p: Defined<f64>,
    /// The p that is honest although all terms of the list were looked at (Westfall and Young).
    pub step_down_p: Defined<f64>,
    /// The p after Benjamini and Hochberg; none where relabellings are too few for it to mark anything.
    pub adjusted_p: Defined<f64>,
    /// Scores that rank, and test nothing.
    pub scores: TermScores,
    /// The p of G2 that takes every word for an independent draw, where that was asked for.
    pub p_bag_of_words: Option<Defined<f64>>,
}

/// Scores that rank terms. None of them is a test: words are no sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermScores {
    /// G2 of four cells, signed.
    pub g2: Defined<f64>,
    /// Weighted log-odds with an informative prior, z.
    pub log_odds: Defined<f64>,
    /// Its difference of log-odds.
    pub log_odds_delta: Defined<f64>,
    /// Simple maths with k = 100 per million.
    pub simple_maths: Defined<f64>,
    /// BIC.
    pub bic: Defined<f64>,
}

impl TermDifference {
    /// The ratio of the two rates: 2 is twice as often.
    pub fn ratio(&self) -> Defined<f64> {
        self.log_ratio.map(f64::exp2)
    }

    /// The ratio's interval at 95 %.
    pub fn ratio_interval(&self) -> Defined<Interval> {
        self.interval.map(|i| Interval { lower: i.lower.exp2(), upper: i.upper.exp2() })
    }

    /// Whether it is called different although all terms were looked at.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.step_down_p.is_ok_and(|p| p <= super::FALSE_DISCOVERY_RATE)
    }

    /// Whether it is marked at the false discovery rate.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.adjusted_p.is_ok_and(|p| p <= super::FALSE_DISCOVERY_RATE)
    }
}

impl Exploration {
    /// Starts an exploration: single words, all articles, by outlet, 9,999 relabellings, 50 terms a list.
    pub fn builder() -> ExplorationBuilder {
        ExplorationBuilder::new()
    }

    /// Records that did not become articles.
    pub fn skipped(&self) -> &Skipped {
        &self.corpus.skipped
    }
}
