//! A beta-binomial model: every article has a rate of its own around its outlet's mean.

use statrs::function::gamma::{digamma, ln_gamma};

use super::root::root_of_falling;
use super::tails::chi_squared_1_above;
use super::{Defined, Sample, Undefined, Unit};

/// Past this sum of the two parameters the articles' rates are as good as equal: `rho` under 1e-8.
const LARGEST_THETA: f64 = 1e8;

/// The fit with outlet means and one intra-article correlation, and its test against one common mean.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct BetaBinomial {
    /// The fit in which outlets differ.
    pub fit: BetaBinomialFit<[f64; 2]>,
    /// The fit in which they do not.
    pub null: BetaBinomialFit<f64>,
    /// Twice the gain in log-likelihood.
    pub lr_statistic: f64,
    /// Its p, chi-squared with one degree of freedom.
    pub lr_p: f64,
}

/// Maximum likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct BetaBinomialFit<M> {
    /// The mean rate per word.
    pub mean: M,
    /// The sum of the two parameters of the beta distribution; `None` where it grows without end.
    pub theta: Option<f64>,
    /// The intra-article correlation `1 / (1 + theta)`; 0 where articles vary no more than independent words would.
    pub rho: f64,
    /// The log-likelihood, binomial coefficients included.
    pub log_likelihood: f64,
}

impl<M> BetaBinomialFit<M> {
    /// Whether the likelihood rises all the way to no over-dispersion, so that the fit is the binomial one.
    #[must_use]
    pub fn rho_at_boundary(&self) -> bool {
        self.theta.is_none()
    }
}

/// Fits both outlets with one intra-article correlation, by maximum likelihood.
///
/// *Formula*: `x ~ BetaBinomial(n, mu theta, (1 - mu) theta)`; `rho = 1/(1 + theta)`; likelihood ratio on one degree of
/// freedom.
/// *Range*: means 0 to 1 a word; `rho` 0 to 1.
/// *Undefined*: `impossible_counts` with more hits than words; `empty_outlet`; `absent_term`.
/// *Source*: Skellam 1948; as `vglm(betabinomial)` of R VGAM, whose log-likelihood agrees to 1e-15. No over-dispersion:
/// the binomial fit with `rho` 0 (`rho_at_boundary`).
/// *Checked against*: `articles_40_paired.json`, `beta_binomial`, to 1e-6.
///
/// ```
/// use parallax::measures::{Sample, Unit, beta_binomial};
///
/// let a = [Unit::new(9, 500), Unit::new(0, 500), Unit::new(6, 500), Unit::new(1, 500)];
/// let b = [Unit::new(1, 500), Unit::new(4, 500), Unit::new(0, 500), Unit::new(1, 500)];
/// let model = beta_binomial(&Sample::new(&a), &Sample::new(&b))?;
/// assert!(model.fit.rho > 0.0 && model.lr_p > 0.05);
///
/// let even = [Unit::new(3, 500), Unit::new(3, 500), Unit::new(3, 500)];
/// let model = beta_binomial(&Sample::new(&even), &Sample::new(&even))?;
/// assert!(model.fit.rho_at_boundary() && model.lr_statistic == 0.0);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn beta_binomial(a: &Sample, b: &Sample) -> Defined<BetaBinomial> {
    a.rate()?;
    b.rate()?;
    let both = [a.units(), b.units()].concat();
    if both.iter().any(|unit| unit.hits > unit.words) {
        return Err(Undefined::ImpossibleCounts);
    }
    if both.iter().all(|unit| unit.hits == 0) {
        return Err(Undefined::AbsentTerm);
    }
    let (theta, [mean_a, mean_b], log_likelihood) = {
        let (theta, means, log_likelihood) = fit(&[a.units(), b.units()]);
        (theta, [means[0], means[1]], log_likelihood)
    };
    let fit_of_two = BetaBinomialFit { mean: [mean_a, mean_b], theta, rho: rho(theta), log_likelihood };
    let (theta, means, log_likelihood) = fit(&[&both]);
    let null = BetaBinomialFit { mean: means[0], theta, rho: rho(theta), log_likelihood };
    // Where the two fits coincide the difference is rounding.
    let lr_statistic = (2.0 * (fit_of_two.log_likelihood - null.log_likelihood)).max(0.0);
    let same = fit_of_two.mean == [null.mean; 2];
    let lr_statistic = if same { 0.0 } else { lr_statistic };
    Ok(BetaBinomial { fit: fit_of_two, null, lr_statistic, lr_p: chi_squared_1_above(lr_statistic) })
}

fn rho(theta: Option<f64>) -> f64 {
    theta.map_or(0.0, |theta| 1.0 / (1.0 + theta))
}

/// Theta, the means of the groups, and the log-likelihood.
fn fit(groups: &[&[Unit]]) -> (Option<f64>, Vec<f64>, f64) {
    // Each theta has its best means, and along them the slope by ln theta is the slope of the likelihood alone.
    let means_at = |theta: f64| -> Vec<f64> { groups.iter().map(|units| mean_at(units, theta)).collect() };
    let slope = |ln_theta: f64| {
        let theta = ln_theta.exp();
        groups.iter().zip(means_at(theta)).map(|(units, mean)| slope_by_theta(units, mean, theta)).sum::<f64>()
    };
    let boundary = slope_at_boundary(groups) <= 0.0;
    let theta = (!boundary).then(|| root_of_falling(slope, 0.0, 9.0).exp()).filter(|&t| t < LARGEST_THETA);
    let means = theta.map_or_else(|| groups.iter().map(|units| binomial_mean(units)).collect(), means_at);
    let log_likelihood = groups.iter().zip(&means).map(|(units, &mean)| log_likelihood(units, mean, theta)).sum();
    (theta, means, log_likelihood)
}

fn binomial_mean(units: &[Unit]) -> f64 {
    let (x, n) = units.iter().fold((0.0, 0.0), |(x, n), unit| (x + unit.hits as f64, n + unit.words as f64));
    x / n
}

/// The slope of the log-likelihood by `1/theta` where `1/theta` is 0 and the means are the binomial ones.
fn slope_at_boundary(groups: &[&[Unit]]) -> f64 {
    let pairs = |k: u64| k as f64 * (k as f64 - 1.0);
    let of_group = |units: &[Unit]| -> f64 {
        let mean = binomial_mean(units);
        let over = |pairs: f64, p: f64| if pairs == 0.0 { 0.0 } else { pairs / p };
        let of_unit = |unit: &Unit| {
            over(pairs(unit.hits), mean) + over(pairs(unit.words - unit.hits), 1.0 - mean) - pairs(unit.words)
        };
        units.iter().map(of_unit).sum()
    };
    groups.iter().map(|units| of_group(units)).sum()
}

/// The best mean of one group at a given theta.
fn mean_at(units: &[Unit], theta: f64) -> f64 {
    let rough = binomial_mean(units);
    if rough <= 0.0 || rough >= 1.0 {
        return rough;
    }
    let slope = |logit: f64| {
        let (mean, rest) = (1.0 / (1.0 + (-logit).exp()), 1.0 / (1.0 + logit.exp()));
        let of_unit = |unit: &Unit| harmonic(mean * theta, unit.hits) - harmonic(rest * theta, unit.words - unit.hits);
        units.iter().map(of_unit).sum::<f64>()
    };
    let logit = (rough / (1.0 - rough)).ln();
    1.0 / (1.0 + (-root_of_falling(slope, logit - 1.0, logit + 1.0)).exp())
}

/// The slope of one group's log-likelihood by theta, the mean held.
fn slope_by_theta(units: &[Unit], mean: f64, theta: f64) -> f64 {
    let of_unit = |unit: &Unit| {
        let own = if mean > 0.0 { mean * harmonic(mean * theta, unit.hits) } else { 0.0 };
        let rest = 1.0 - mean;
        let other = if rest > 0.0 { rest * harmonic(rest * theta, unit.words - unit.hits) } else { 0.0 };
        own + other - harmonic(theta, unit.words)
    };
    units.iter().map(of_unit).sum()
}

/// `1/a + 1/(a+1) + ... + 1/(a+k-1)`.
fn harmonic(a: f64, k: u64) -> f64 {
    if k < 64 { (0..k).map(|j| 1.0 / (a + j as f64)).sum() } else { digamma(a + k as f64) - digamma(a) }
}

/// `ln(a (a+1) ... (a+k-1))`.
fn ln_rising(a: f64, k: u64) -> f64 {
    if k < 64 { (0..k).map(|j| (a + j as f64).ln()).sum() } else { ln_gamma(a + k as f64) - ln_gamma(a) }
}

fn log_likelihood(units: &[Unit], mean: f64, theta: Option<f64>) -> f64 {
    let of_unit = |unit: &Unit| {
        let (x, rest) = (unit.hits, unit.words - unit.hits);
        let choose = ln_gamma(unit.words as f64 + 1.0) - ln_gamma(x as f64 + 1.0) - ln_gamma(rest as f64 + 1.0);
        let none = |count: u64, ln: f64| if count == 0 { 0.0 } else { ln };
        choose
            + match theta {
                None => none(x, x as f64 * mean.ln()) + none(rest, rest as f64 * (-mean).ln_1p()),
                Some(theta) => {
                    none(x, ln_rising(mean * theta, x)) + none(rest, ln_rising((1.0 - mean) * theta, rest))
                        - ln_rising(theta, unit.words)
                }
            }
    };
    units.iter().map(of_unit).sum()
}
