//! Tests sides that do not differ, and counts how often a difference is found.

use super::null::Null;
use crate::framing::FALSE_DISCOVERY_RATE;
use crate::measures::keyness::{Contingency, g2_p_bag_of_words};
use crate::measures::multiple::benjamini_hochberg;
use crate::measures::permutation::{Exchange, Relabellings, Statistic, Vocabulary, vocabulary_test};
use crate::measures::{Defined, Usage};
use serde::Serialize;

/// How often a test finds a difference where there is none.
///
/// ```
/// use parallax::framing::FalseFindings;
///
/// let mut found = FalseFindings::default();
/// found.splits = 400;
/// (found.any_after_correction, found.tests, found.below_05) = (26, 80_000, 4_080);
/// assert_eq!(found.share_below_05(), Some(0.051));
/// assert_eq!(found.any_false_after_correction(), Some(0.065));
/// // 26 of 400 may be chance; 32 are not.
/// assert!(!found.is_false_too_often());
/// found.any_after_correction = 32;
/// assert!(found.is_false_too_often());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FalseFindings {
    /// Splits, swaps or made-up samples with at least one test.
    pub splits: u64,
    /// Tests with a p, in all splits together.
    pub tests: u64,
    /// Tests without a p.
    pub without_p: u64,
    /// Tests with p at most 0.05.
    pub below_05: u64,
    /// Tests with p at most 0.01.
    pub below_01: u64,
    /// Splits with any finding after Benjamini and Hochberg at 5 % over their terms.
    pub any_after_correction: u64,
    /// Splits with any finding by the step-down maximum; none is made for words counted as draws.
    pub any_by_maximum: Option<u64>,
}

impl FalseFindings {
    /// The share of the tests with p at most 0.05; 5 % would be honest.
    #[must_use]
    pub fn share_below_05(&self) -> Option<f64> {
        share(self.below_05, self.tests)
    }

    /// The share of the tests with p at most 0.01; 1 % would be honest.
    #[must_use]
    pub fn share_below_01(&self) -> Option<f64> {
        share(self.below_01, self.tests)
    }

    /// The share of the splits with any finding after correction; up to 5 % would be honest.
    #[must_use]
    pub fn any_false_after_correction(&self) -> Option<f64> {
        share(self.any_after_correction, self.splits)
    }

    /// The same by the step-down maximum.
    #[must_use]
    pub fn any_false_by_maximum(&self) -> Option<f64> {
        share(self.any_by_maximum?, self.splits)
    }

    /// How likely so many splits with a finding, or more, would be if 5 % were right: one-sided binomial.
    #[must_use]
    pub fn any_false_p(&self) -> f64 {
        at_least(self.any_after_correction, self.splits, FALSE_DISCOVERY_RATE)
    }

    /// Whether findings after correction, or by the maximum, come significantly more often than 5 %, at 1 %.
    #[must_use]
    pub fn is_false_too_often(&self) -> bool {
        let by_maximum = self.any_by_maximum.map_or(1.0, |any| at_least(any, self.splits, FALSE_DISCOVERY_RATE));
        self.any_false_p() < 0.01 || by_maximum < 0.01
    }

    pub(super) fn add(mut self, other: FalseFindings) -> FalseFindings {
        self.splits += other.splits;
        self.tests += other.tests;
        self.without_p += other.without_p;
        self.below_05 += other.below_05;
        self.below_01 += other.below_01;
        self.any_after_correction += other.any_after_correction;
        self.any_by_maximum = match (self.any_by_maximum, other.any_by_maximum) {
            (None, any) | (any, None) => any,
            (Some(a), Some(b)) => Some(a + b),
        };
        self
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The chance of `k` or more out of `n`.
fn at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    statrs::function::beta::beta_reg(k as f64, (n - k + 1) as f64, p)
}

/// The p's of one split.
pub(super) struct Judged {
    pub(super) p: Vec<Defined<f64>>,
    /// By the step-down maximum, where there is one.
    pub(super) step_down: Option<Vec<Defined<f64>>>,
}

impl Judged {
    /// By the default test, under relabellings of its own. There are so many that Benjamini and Hochberg can find
    /// something: 20 for each term at least, and 1,000.
    pub(super) fn by_default(null: &Null, exchange: Exchange, seed: u64) -> Self {
        let design = null.design(exchange);
        let mut vocabulary = Vocabulary::new(&design);
        for term in &null.terms {
            vocabulary.push(term.iter().map(|&(article, count)| (article as usize, u64::from(count))));
        }
        let relabellings = Relabellings::new(&design, seed, 1_000 * (20 * null.terms.len()).div_ceil(1_000).max(1) - 1);
        // side 0 comes first
        let tests = vocabulary_test(&vocabulary, 0, Statistic::T, &relabellings);
        let p = tests.iter().map(|test| test.as_ref().map(|test| test.p).map_err(|e| *e)).collect();
        let step_down = tests.iter().map(|test| test.as_ref().map(|test| test.step_down_p).map_err(|e| *e)).collect();
        Judged { p, step_down: Some(step_down) }
    }

    /// By log-likelihood, as if each word were drawn by itself.
    pub(super) fn by_words(null: &Null) -> Self {
        let words = null.side_words();
        let p = |term: &Vec<(u32, u32)>| {
            let hits = null.side_hits(term);
            let table = Contingency::new(Usage::new(hits[0], words[0]), Usage::new(hits[1], words[1]))?;
            Ok(g2_p_bag_of_words(&table).value())
        };
        Judged { p: null.terms.iter().map(p).collect(), step_down: None }
    }

    /// Whether each term is found after Benjamini and Hochberg.
    pub(super) fn found(&self) -> Vec<bool> {
        benjamini_hochberg(&self.p).into_iter().map(|p| p.is_ok_and(is_found)).collect()
    }

    pub(super) fn findings(&self) -> FalseFindings {
        let p: Vec<f64> = self.p.iter().flatten().copied().collect();
        if p.is_empty() {
            return FalseFindings { without_p: self.p.len() as u64, ..FalseFindings::default() };
        }
        let up_to = |limit: f64| p.iter().filter(|p| **p <= limit * (1.0 + 1e-12)).count() as u64;
        let by_maximum = |step_down: &Vec<Defined<f64>>| u64::from(step_down.iter().flatten().any(|p| is_found(*p)));
        FalseFindings {
            splits: 1,
            tests: p.len() as u64,
            without_p: (self.p.len() - p.len()) as u64,
            below_05: up_to(0.05),
            below_01: up_to(0.01),
            any_after_correction: u64::from(self.found().contains(&true)),
            any_by_maximum: self.step_down.as_ref().map(by_maximum),
        }
    }
}

fn is_found(p: f64) -> bool {
    p <= FALSE_DISCOVERY_RATE * (1.0 + 1e-12)
}
