//! Scores that rank: from the counts of both sides, without a look at articles.

use super::TermScores;
use super::sides::Sides;
use crate::counts::TermRows;
use crate::measures::keyness::{self, SIMPLE_MATHS_K, log_odds};
use crate::measures::{Contingency, Defined, FrequencyList, PValue, Undefined, Usage};

/// The scores of all terms of a list.
pub(super) struct Scores {
    pub(super) tables: Vec<Defined<Contingency>>,
    odds: Defined<Vec<Defined<log_odds::LogOdds>>>,
}

impl Scores {
    /// `background` are the articles that say what is ordinary.
    pub(super) fn new(rows: &TermRows, sides: &Sides, background: impl Fn(usize) -> bool) -> Self {
        let hits: Vec<[u64; 2]> = (0..rows.len()).map(|term| sides.hits(rows.postings(term))).collect();
        let table = |hits: &[u64; 2]| {
            Contingency::new(Usage::new(hits[0], sides.words[0]), Usage::new(hits[1], sides.words[1]))
        };
        Scores { tables: hits.iter().map(table).collect(), odds: weighted_log_odds(rows, sides, &hits, background) }
    }

    pub(super) fn log_ratio(&self, term: usize) -> Defined<f64> {
        self.tables[term].and_then(|table| keyness::log_ratio(&table))
    }

    pub(super) fn of(&self, term: usize) -> TermScores {
        let table = self.tables[term];
        let odds = self.odds.as_ref().map_err(|&reason| reason).and_then(|odds| odds[term]);
        TermScores {
            g2: table.map(|table| keyness::g2_signed(&table)),
            log_odds: odds.map(|odds| odds.z),
            log_odds_delta: odds.map(|odds| odds.delta),
            simple_maths: table.map(|table| keyness::simple_maths(&table, SIMPLE_MATHS_K)),
            bic: table.map(|table| keyness::bic(&table)),
        }
    }

    pub(super) fn p_bag_of_words(&self, term: usize) -> Defined<f64> {
        self.tables[term].map(|table| PValue::value(keyness::g2_p_bag_of_words(&table)))
    }
}

/// Log-odds over the whole vocabulary: the terms that were left out are one more, so that sums and prior are those of
/// all terms. The prior is worth one article of mean length.
fn weighted_log_odds(
    rows: &TermRows,
    sides: &Sides,
    hits: &[[u64; 2]],
    background: impl Fn(usize) -> bool,
) -> Defined<Vec<Defined<log_odds::LogOdds>>> {
    let articles = || 0..rows.counts().rows().len();
    let in_all =
        |chosen: &dyn Fn(usize) -> bool| articles().filter(|&a| chosen(a)).map(|a| rows.in_all()[a]).sum::<u64>();
    let whole = |kept: Vec<u64>, all: u64| -> Defined<Vec<u64>> {
        let others = all.checked_sub(kept.iter().sum()).ok_or(Undefined::ImpossibleCounts)?;
        Ok(kept.into_iter().chain([others]).collect())
    };
    let of_side = |side: usize| {
        whole(hits.iter().map(|hits| hits[side]).collect(), in_all(&|article| sides.side(article) == Some(side)))
    };
    let (target, reference) = (of_side(0)?, of_side(1)?);
    let ordinary = |term: usize| {
        let postings = rows.postings(term).iter();
        postings.filter(|(article, _)| background(*article as usize)).map(|(_, count)| u64::from(*count)).sum()
    };
    let ordinary = whole((0..rows.len()).map(ordinary).collect(), in_all(&background))?;
    let mean_length =
        in_all(&|article| sides.side(article).is_some()) as f64 / sides.articles.iter().sum::<u64>() as f64;
    let prior = log_odds::Prior::informative(&ordinary, mean_length)?;
    log_odds::log_odds(&FrequencyList::new(&target)?, &FrequencyList::new(&reference)?, &prior)
}
