//! Adjusted p-values.

use super::super::{Defined, Undefined};

/// Benjamini and Hochberg's adjusted p: of the terms with one of at most q, a share of q is false on average.
///
/// *Formula*: in rising order `min over j >= k of min(1, p_(j) n / j)`.
/// *Range*: p to 1; equal p's stay equal.
/// *Undefined*: where the p is; `invalid_value` for a number that is no probability. Neither counts in n.
/// *Source*: Benjamini and Hochberg 1995, JRSS B 57(1), 289-300; R `p.adjust`.
/// *Checked against*: `multiple_testing.json`, `bh` (R and statsmodels agree), and `inference.json`, `families.bh`,
/// to 1e-10.
///
/// ```
/// use parallax::measures::{Undefined, multiple::benjamini_hochberg};
///
/// let p = [Ok(0.01), Ok(0.04), Err(Undefined::FewArticles), Ok(0.03)];
/// assert_eq!(benjamini_hochberg(&p), [Ok(0.03), Ok(0.04), Err(Undefined::FewArticles), Ok(0.04)]);
/// ```
#[must_use]
pub fn benjamini_hochberg(p: &[Defined<f64>]) -> Vec<Defined<f64>> {
    step_up(p, |_| 1.0)
}

/// Benjamini and Yekutieli's adjusted p: as [`benjamini_hochberg`], whatever the p-values have to do with each other.
///
/// *Formula*: Benjamini and Hochberg's times `1 + 1/2 + ... + 1/n`, at most 1.
/// *Range*: p to 1.
/// *Undefined*: as [`benjamini_hochberg`].
/// *Source*: Benjamini and Yekutieli 2001, Annals of Statistics 29(4), 1165-1188.
/// *Checked against*: `multiple_testing.json`, `by` (R and statsmodels agree), to 1e-10.
///
/// ```
/// use parallax::measures::multiple::benjamini_yekutieli;
/// assert_eq!(benjamini_yekutieli(&[Ok(0.02), Ok(0.02)]), [Ok(0.03), Ok(0.03)]);
/// ```
#[must_use]
pub fn benjamini_yekutieli(p: &[Defined<f64>]) -> Vec<Defined<f64>> {
    // From the smallest, so that the sum of a long list keeps its digits.
    step_up(p, |n| (1..=n).rev().map(|i| 1.0 / i as f64).sum())
}

/// Holm's adjusted p: the chance of a single false report among those of at most q is at most q.
///
/// *Formula*: in rising order `max over j <= k of min(1, p_(j) (n - j + 1))`.
/// *Range*: p to 1, never above [`bonferroni`].
/// *Undefined*: as [`benjamini_hochberg`].
/// *Source*: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
/// *Checked against*: `multiple_testing.json`, `holm` (R and statsmodels agree), to 1e-10.
///
/// ```
/// use parallax::measures::multiple::holm;
/// assert_eq!(holm(&[Ok(0.25), Ok(0.125), Ok(0.125)]), [Ok(0.375), Ok(0.375), Ok(0.375)]);
/// ```
#[must_use]
pub fn holm(p: &[Defined<f64>]) -> Vec<Defined<f64>> {
    adjusted(p, |rising| {
        let n = rising.len();
        let mut largest: f64 = 0.0;
        let steps = rising.iter().enumerate().map(|(place, p)| {
            largest = largest.max((p * (n - place) as f64).min(1.0));
            largest
        });
        steps.collect()
    })
}

/// Bonferroni's adjusted p.
///
/// *Formula*: `min(1, p n)`.
/// *Range*: p to 1.
/// *Undefined*: as [`benjamini_hochberg`].
/// *Source*: Dunn 1961, JASA 56(293), 52-64.
/// *Checked against*: `multiple_testing.json`, `bonferroni` (R and statsmodels agree), to 1e-10.
///
/// ```
/// use parallax::measures::multiple::bonferroni;
/// assert_eq!(bonferroni(&[Ok(0.25), Ok(0.75)]), [Ok(0.5), Ok(1.0)]);
/// ```
#[must_use]
pub fn bonferroni(p: &[Defined<f64>]) -> Vec<Defined<f64>> {
    adjusted(p, |rising| rising.iter().map(|p| (p * rising.len() as f64).min(1.0)).collect())
}

fn step_up(p: &[Defined<f64>], factor: impl Fn(usize) -> f64) -> Vec<Defined<f64>> {
    adjusted(p, |rising| {
        let n = rising.len();
        let factor = factor(n);
        let mut smallest: f64 = 1.0;
        let mut steps: Vec<f64> = rising
            .iter()
            .enumerate()
            .rev()
            .map(|(place, p)| {
                smallest = smallest.min(p * factor * n as f64 / (place + 1) as f64);
                smallest
            })
            .collect();
        steps.reverse();
        steps
    })
}

/// Takes the p-values that exist in rising order, and puts what is made of them back in their places.
fn adjusted(p: &[Defined<f64>], adjust: impl Fn(&[f64]) -> Vec<f64>) -> Vec<Defined<f64>> {
    let mut answer: Vec<Defined<f64>> = p.iter().map(|p| p.and_then(probability)).collect();
    let mut members: Vec<(f64, usize)> =
        answer.iter().enumerate().filter_map(|(place, p)| Some((p.ok()?, place))).collect();
    members.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let rising: Vec<f64> = members.iter().map(|(p, _)| *p).collect();
    for ((_, place), adjusted) in members.iter().zip(adjust(&rising)) {
        answer[*place] = Ok(adjusted);
    }
    answer
}

pub(super) fn probability(p: f64) -> Defined<f64> {
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err(Undefined::InvalidValue) }
}
