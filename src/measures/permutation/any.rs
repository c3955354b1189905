//! The p of any statistic whatever, by the plain loop.

use rayon::prelude::*;

use super::{Design, Relabellings};
use crate::measures::Defined;
use crate::measures::permutation::test::TIE;

/// What relabelling says of a statistic of one's own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct AnyTest {
    /// The statistic under the true labels.
    pub observed: f64,
    /// In how many relabellings it is at least as large.
    pub count: usize,
    /// Its p, one-sided: make the statistic a size for a two-sided one.
    pub p: f64,
    /// The mean over the relabellings: what the statistic comes to where nobody differs. Undefined relabellings are
    /// left out.
    pub null_mean: f64,
    /// How many relabellings have no statistic; each counts as larger.
    pub undefined: usize,
}

/// The p of any statistic of labelled units: a function of the outlet of each unit, as positions in
/// [`Design::outlets`].
///
/// *Formula*: `p = (1 + #{S* >= S (1 - 1e-12)}) / (B + 1)`; where all swaps are gone through, their share.
/// *Range*: above 0, at most 1.
/// *Undefined*: where the statistic is, under the true labels. A relabelling without one counts as larger.
/// *Source*: Phipson and Smyth 2010, "Permutation p-values should never be zero".
/// *Checked against*: `tests/reference/articles_40_paired.json`, block `permutation`, counts exactly.
///
/// ```
/// use parallax::measures::permutation::{Design, Exchange, Labelled, Relabellings, permutation_test_of};
///
/// let keys = ["a", "b", "c", "d", "e", "f"];
/// let articles: Vec<Labelled> =
///     (0..6).map(|i| Labelled { article: keys[i], outlet: i / 3, event: None, words: 400 }).collect();
/// let design = Design::new(Exchange::Articles, &articles);
/// let length_of_titles = [12.0, 14.0, 13.0, 7.0, 8.0, 6.0];
///
/// let gap = |labels: &[u32]| {
///     let sum = |outlet| (0..6).filter(|&i| labels[i] == outlet).map(|i| length_of_titles[i]).sum::<f64>();
///     Ok((sum(0) - sum(1)).abs())
/// };
/// let test = permutation_test_of(&design, &Relabellings::drawn(7, 999), gap)?;
/// // Two of the twenty ways to choose three of six reach a gap of 18.
/// assert!(test.observed == 18.0 && (0.08..0.12).contains(&test.p));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn permutation_test_of(
    design: &Design,
    relabellings: &Relabellings,
    statistic: impl Fn(&[u32]) -> Defined<f64> + Sync,
) -> Defined<AnyTest> {
    let observed = statistic(design.observed())?;
    let replicates: Vec<Option<f64>> = (0..relabellings.len())
        .into_par_iter()
        .map_init(Vec::new, |labels, b| {
            relabellings.labels_into(design, b, labels);
            statistic(labels).ok()
        })
        .collect();
    // A slack towards zero for sizes, away from it for a negative statistic.
    let bound = observed - observed.abs() * (1.0 - TIE);
    let count = replicates.iter().filter(|s| s.is_none_or(|s| s >= bound)).count();
    let defined: Vec<f64> = replicates.iter().flatten().copied().collect();
    // In the order of the relabellings, so that the last bit does not depend on threads.
    let null_mean = defined.iter().sum::<f64>() / defined.len().max(1) as f64;
    let undefined = replicates.len() - defined.len();
    Ok(AnyTest { observed, count, p: relabellings.p(count), null_mean, undefined })
}
