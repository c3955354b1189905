//! Two lists of numbers about the same items.

use super::super::p_value::correlation_beyond;
use super::super::{Defined, Undefined};

/// Pearson's correlation.
///
/// *Formula*: `sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2)`.
/// *Range*: -1 to 1; 1 on a rising line.
/// *Undefined*: `unequal_lengths`; `invalid_value`; `too_few_values` under two items; `all_equal` where a list has one
/// value only; in this order.
/// *Source*: Pearson 1895.
/// *Checked against*: `agreement.json`, `pearson` (SciPy agrees), to 1e-10.
///
/// ```
/// use parallax::measures::agreement::pearson;
/// assert_eq!(pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]), Ok(1.0));
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> Defined<f64> {
    comparable(x, y)?;
    let (x, y) = (deviations(x)?, deviations(y)?);
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    // Rounding must not lift it above 1.
    Ok((dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation.
///
/// *Formula*: [`pearson`] of the ranks, equal values sharing the middle of theirs.
/// *Range*: -1 to 1; 1 where both lists have one order.
/// *Undefined*: as [`pearson`].
/// *Source*: Spearman 1904, American Journal of Psychology 15(1).
/// *Checked against*: `agreement.json`, `spearman` (SciPy agrees), to 1e-10.
///
/// ```
/// use parallax::measures::agreement::spearman;
/// assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 100.0, 1000.0]), Ok(1.0));
/// ```
pub fn spearman(x: &[f64], y: &[f64]) -> Defined<f64> {
    Ok(RankProducts::of(x, y)?.rho())
}

/// The two-sided p of [`spearman`], by Student's t. Good from about ten items on.
///
/// *Formula*: the probability of t with n - 2 degrees of freedom beyond `rho sqrt((n-2) / (1 - rho^2))`.
/// *Range*: 0 (a perfect order, where t is infinite) to 1.
/// *Undefined*: as [`spearman`]; `too_few_values` under three items.
/// *Source*: Kendall and Stuart 1979, section 31.19; SciPy `spearmanr`.
/// *Checked against*: `agreement.json`, `spearman_t_p` (SciPy agrees), to 1e-10.
///
/// ```
/// use parallax::measures::agreement::spearman_p;
/// let p = spearman_p(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0])?;
/// assert!((p - 0.2).abs() < 1e-12);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn spearman_p(x: &[f64], y: &[f64]) -> Defined<f64> {
    let products = RankProducts::of(x, y)?;
    if x.len() < 3 {
        return Err(Undefined::TooFewValues);
    }
    Ok(correlation_beyond(products.one_less_rho_squared(), x.len() as f64 - 2.0))
}

/// Kendall's tau-b: how many more pairs of items have one order than have opposite orders.
///
/// *Formula*: `(C - D) / sqrt((P - T_x)(P - T_y))`, `P` all pairs, `T` those that are equal in a list.
/// *Range*: -1 to 1; 1 where both lists have one order.
/// *Undefined*: as [`pearson`].
/// *Source*: Kendall 1945, Biometrika 33(3).
/// *Checked against*: `agreement.json`, `kendall_tau_b` (SciPy agrees), to 1e-10.
///
/// ```
/// use parallax::measures::agreement::kendall_tau_b;
/// let tau = kendall_tau_b(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0])?;
/// assert!((tau - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Defined<f64> {
    comparable(x, y)?;
    let (mut balance, mut differ_in_x, mut differ_in_y) = (0i64, 0u64, 0u64);
    for i in 0..x.len() {
        for j in 0..i {
            let (in_x, in_y) = (order(x[i], x[j]), order(y[i], y[j]));
            balance += in_x * in_y;
            differ_in_x += in_x.unsigned_abs();
            differ_in_y += in_y.unsigned_abs();
        }
    }
    if differ_in_x == 0 || differ_in_y == 0 {
        return Err(Undefined::AllEqual);
    }
    let scale = (differ_in_x as f64 * differ_in_y as f64).sqrt();
    Ok((balance as f64 / scale).clamp(-1.0, 1.0))
}

fn order(a: f64, b: f64) -> i64 {
    i64::from(a > b) - i64::from(a < b)
}

fn comparable(x: &[f64], y: &[f64]) -> Defined<()> {
    if x.len() != y.len() {
        return Err(Undefined::UnequalLengths);
    }
    if x.iter().chain(y).any(|value| !value.is_finite()) {
        return Err(Undefined::InvalidValue);
    }
    if x.len() < 2 { Err(Undefined::TooFewValues) } else { Ok(()) }
}

/// Each value less the mean, in parts of the list's range, so that no square leaves what a double holds.
fn deviations(values: &[f64]) -> Defined<Vec<f64>> {
    let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), &v| (a.min(v), b.max(v)));
    if least == most {
        return Err(Undefined::AllEqual);
    }
    let range = most / 2.0 - least / 2.0;
    if range == 0.0 {
        // Only the smallest numbers a double knows can differ by less than it can halve.
        return deviations(&values.iter().map(|value| value * 2f64.powi(64)).collect::<Vec<_>>());
    }
    let scaled: Vec<f64> = values.iter().map(|value| (value / 2.0 - least / 2.0) / range).collect();
    let mean = scaled.iter().sum::<f64>() / scaled.len() as f64;
    Ok(scaled.into_iter().map(|value| value - mean).collect())
}

/// Sums of products of two lists' ranks, each rank twice its distance from the middle: integers, ties or not.
struct RankProducts {
    xy: i128,
    xx: i128,
    yy: i128,
}

impl RankProducts {
    fn of(x: &[f64], y: &[f64]) -> Defined<Self> {
        comparable(x, y)?;
        let (x, y) = (centred_ranks(x), centred_ranks(y));
        let dot = |a: &[i64], b: &[i64]| a.iter().zip(b).map(|(&a, &b)| i128::from(a) * i128::from(b)).sum();
        let products = RankProducts { xy: dot(&x, &y), xx: dot(&x, &x), yy: dot(&y, &y) };
        if products.xx == 0 || products.yy == 0 { Err(Undefined::AllEqual) } else { Ok(products) }
    }

    fn rho(&self) -> f64 {
        (self.xy as f64 / (self.xx as f64 * self.yy as f64).sqrt()).clamp(-1.0, 1.0)
    }

    /// Exactly 0 for a perfect order; past a few million items, as good as rho itself.
    fn one_less_rho_squared(&self) -> f64 {
        match (self.xx.checked_mul(self.yy), self.xy.checked_mul(self.xy)) {
            (Some(most), Some(square)) => (most - square) as f64 / most as f64,
            _ => (1.0 - self.rho()) * (1.0 + self.rho()),
        }
    }
}

/// Twice the rank less twice the middle rank; equal values share the middle of theirs.
fn centred_ranks(values: &[f64]) -> Vec<i64> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    // Adding zero makes of -0 the 0 that it is.
    places.sort_by(|&i, &j| (values[i] + 0.0).total_cmp(&(values[j] + 0.0)));
    let mut ranks = vec![0; values.len()];
    let mut before = 0;
    for run in places.chunk_by(|&i, &j| values[i] == values[j]) {
        // Ranks from before + 1 to before + len.
        let twice_the_middle = (2 * before + run.len() + 1) as i64;
        run.iter().for_each(|&i| ranks[i] = twice_the_middle - (values.len() as i64 + 1));
        before += run.len();
    }
    ranks
}
