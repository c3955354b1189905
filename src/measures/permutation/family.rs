//! A family of statistics relabelled together, so that the largest of them can be judged: max-T and step-down.

use rayon::prelude::*;

use super::test::TIE;
use super::{Design, Relabellings};
use crate::measures::{Defined, Undefined};

/// What relabelling says of one statistic of a family.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct TermTest {
    /// The statistic under the true labels.
    pub observed: f64,
    /// In how many relabellings it is at least as large.
    pub count: usize,
    /// The p of this one alone, as if one had asked for no other.
    pub p: f64,
    /// In how many relabellings the largest of the family is at least as large.
    pub max_count: usize,
    /// The single-step p: honest although the whole family is looked at.
    pub max_p: f64,
    /// The step-down p: as honest, and never larger.
    pub step_down_p: f64,
}

/// The p's of a family of statistics by the plain loop: one relabelling after the other, everything computed anew.
///
/// For terms by the tens of thousands there is [`vocabulary_test`](super::vocabulary_test), which this loop checks.
///
/// *Formula*: `p_k = (1 + #{S*_k >= S_k (1 - 1e-12)}) / (B + 1)`; single step: `#{max_j S*_j >= S_k (1 - 1e-12)}`;
/// step-down: with `S_(1) >= S_(2) >= ...`, `#{max_{j >= i} S*_(j) >= S_(i) (1 - 1e-12)}`, each at least the one before.
/// *Range*: above 0, at most 1; two-sided where the statistics are sizes.
/// *Undefined*: a statistic that is undefined under the true labels is left out of its family. A relabelling without one
/// counts as larger.
/// *Source*: Westfall and Young 1993, *Resampling-Based Multiple Testing*, algorithms 2.5 and 2.8.
/// *Checked against*: `tests/reference/articles_40_paired.json`, `permutation.*.t_max_p`, counts exactly.
///
/// ```
/// use parallax::measures::permutation::{Design, Exchange, Labelled, Relabellings, family_test_of};
///
/// let keys = ["a", "b", "c", "d", "e", "f", "g", "h"];
/// let articles: Vec<Labelled> =
///     (0..8).map(|i| Labelled { article: keys[i], outlet: i / 4, event: None, words: 400 }).collect();
/// let design = Design::new(Exchange::Articles, &articles);
/// let hits = [[9.0, 8.0, 9.0, 7.0, 1.0, 0.0, 2.0, 1.0], [1.0, 2.0, 0.0, 1.0, 1.0, 1.0, 0.0, 2.0]];
///
/// let gaps = |labels: &[u32]| {
///     let gap = |hits: &[f64; 8]| {
///         hits.iter().zip(labels).map(|(x, &label)| if label == 0 { *x } else { -x }).sum::<f64>().abs()
///     };
///     hits.iter().map(|hits| Ok(gap(hits))).collect()
/// };
/// let tests = family_test_of(&design, &Relabellings::drawn(7, 999), gaps);
/// assert!(tests[0]?.max_p < 0.05 && tests[1]?.step_down_p > 0.9);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn family_test_of(
    design: &Design,
    relabellings: &Relabellings,
    statistics: impl Fn(&[u32]) -> Vec<Defined<f64>> + Sync,
) -> Vec<Defined<TermTest>> {
    let observed = statistics(design.observed());
    let order = Order::of(&observed);
    let none = || vec![Counts::default(); observed.len()];
    let counts = (0..relabellings.len())
        .into_par_iter()
        .fold(
            || (Vec::new(), none()),
            |(mut labels, mut counts), b| {
                relabellings.labels_into(design, b, &mut labels);
                order.compare(&observed, &statistics(&labels), &mut counts);
                (labels, counts)
            },
        )
        .map(|(_, counts)| counts)
        .reduce(none, |mut a, b| {
            a.iter_mut().zip(b).for_each(|(a, b)| a.add(b));
            a
        });
    order.verdict(&observed, counts, relabellings)
}

/// How many relabellings reach a statistic.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) own: usize,
    pub(super) max: usize,
    pub(super) step_down: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        self.own += other.own;
        self.max += other.max;
        self.step_down += other.step_down;
    }
}

/// The members of a family that have a statistic, the smallest first.
pub(super) struct Order {
    ascending: Vec<usize>,
}

impl Order {
    pub(super) fn of(observed: &[Defined<f64>]) -> Self {
        let mut ascending: Vec<(f64, usize)> =
            observed.iter().enumerate().filter_map(|(term, observed)| Some((observed.ok()?, term))).collect();
        ascending.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Order { ascending: ascending.into_iter().map(|(_, term)| term).collect() }
    }

    pub(super) fn ascending(&self) -> &[usize] {
        &self.ascending
    }

    fn compare(&self, observed: &[Defined<f64>], replicate: &[Defined<f64>], counts: &mut [Counts]) {
        let value = |term: usize| replicate[term].unwrap_or(f64::INFINITY);
        let largest = self.ascending.iter().map(|&term| value(term)).fold(f64::NEG_INFINITY, f64::max);
        let mut up_to_here = f64::NEG_INFINITY;
        for &term in &self.ascending {
            let Ok(observed) = observed[term] else { continue };
            let reached = |value: f64| usize::from(value >= observed * TIE);
            up_to_here = up_to_here.max(value(term));
            counts[term].own += reached(value(term));
            counts[term].max += reached(largest);
            counts[term].step_down += reached(up_to_here);
        }
    }

    pub(super) fn verdict(
        &self,
        observed: &[Defined<f64>],
        counts: Vec<Counts>,
        relabellings: &Relabellings,
    ) -> Vec<Defined<TermTest>> {
        let mut step_down = vec![0; observed.len()];
        let mut largest = 0;
        for &term in self.ascending.iter().rev() {
            largest = largest.max(counts[term].step_down);
            step_down[term] = largest;
        }
        let test = |(term, observed): (usize, &Defined<f64>)| -> Defined<TermTest> {
            let observed = (*observed)?;
            if !observed.is_finite() {
                return Err(Undefined::StatisticUndefined);
            }
            Ok(TermTest {
                observed,
                count: counts[term].own,
                p: relabellings.p(counts[term].own),
                max_count: counts[term].max,
                max_p: relabellings.p(counts[term].max),
                step_down_p: relabellings.p(step_down[term]),
            })
        };
        observed.iter().enumerate().map(test).collect()
    }
}
