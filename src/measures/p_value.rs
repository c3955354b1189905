//! Probabilities that are too small for a double, and the tails they come from.

use std::f64::consts::LN_10;

use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;

/// A p-value that does not sink to zero: its logarithm is kept.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// // A word as frequent as this in one outlet, and hardly there in the other.
/// let table = Contingency::new(Usage::new(100_000, 10_000_000), Usage::new(1, 10_000_000))?;
/// let p = keyness::g2_p_bag_of_words(&table);
/// assert_eq!(p.value(), 0.0);
/// assert_eq!(format!("{:.1}", p.log10()), "-30209.7");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[must_use]
pub struct PValue {
    ln: f64,
}

impl PValue {
    /// Nothing speaks against the hypothesis: p = 1.
    ///
    /// ```
    /// use parallax::measures::PValue;
    /// assert_eq!((PValue::ONE.value(), PValue::ONE.log10()), (1.0, 0.0));
    /// ```
    pub const ONE: PValue = PValue { ln: 0.0 };

    /// From a natural logarithm; rounding may have lifted it above zero.
    pub(super) fn from_ln(ln: f64) -> Self {
        debug_assert!(!ln.is_nan());
        PValue { ln: ln.clamp(f64::MIN, 0.0) }
    }

    /// The probability itself, 0 where no double is that small.
    ///
    /// ```
    /// use parallax::measures::PValue;
    /// assert_eq!(PValue::ONE.value(), 1.0);
    /// ```
    #[must_use]
    pub fn value(self) -> f64 {
        self.ln.exp()
    }

    /// Its decimal logarithm, finite however small the probability.
    ///
    /// ```
    /// use parallax::measures::PValue;
    /// assert_eq!(PValue::ONE.log10(), 0.0);
    /// ```
    #[must_use]
    pub fn log10(self) -> f64 {
        self.ln / LN_10
    }
}

/// The probability of chi-squared with `df` degrees of freedom above `x`.
///
/// With `a = df/2` and half of x, `Q(a, x) = 1 - P(a, x)`: below `a + 1` by the power series of P, above it by the
/// continued fraction of Q, whose logarithm is as good as the number (Press et al. 2007, *Numerical Recipes*, 6.2).
pub(super) fn chi_squared_above(x: f64, df: u64) -> PValue {
    debug_assert!(df > 0);
    let (a, x) = (df as f64 / 2.0, x / 2.0);
    if x <= 0.0 {
        return PValue::ONE;
    }
    let ln_common = a * x.ln() - x - ln_gamma(a);
    if x < a + 1.0 {
        PValue::from_ln((-(ln_common.exp() * lower_series(a, x))).ln_1p())
    } else {
        PValue::from_ln(ln_common + upper_fraction(a, x).ln())
    }
}

/// More than any argument needs: convergence takes some multiple of the square root of `a`.
const MOST_STEPS: u32 = 1_000_000;

/// `P(a, x) Gamma(a) / (x^a e^-x) = 1/a + x/(a (a+1)) + ...`
fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for k in 1..MOST_STEPS {
        term *= x / (a + f64::from(k));
        sum += term;
        if term <= sum * f64::EPSILON / 2.0 {
            break;
        }
    }
    sum
}

/// `Q(a, x) Gamma(a) / (x^a e^-x) = 1/(x+1-a - 1 (1-a)/(x+3-a - 2 (2-a)/(x+5-a - ...)))`, by Lentz's method.
fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / f64::MIN_POSITIVE;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for k in 1..MOST_STEPS {
        let k = f64::from(k);
        let an = -k * (k - a);
        b += 2.0;
        d = 1.0 / not_zero(an * d + b);
        c = not_zero(b + an / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

fn not_zero(x: f64) -> f64 {
    if x.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { x }
}

/// The probability of Student's t with `df` degrees of freedom further from zero than that of a correlation `r`, of
/// which `1 - r^2` is given: `t^2 = df r^2 / (1 - r^2)`, so that `df / (df + t^2)` is simply that.
pub(super) fn correlation_beyond(one_less_r_squared: f64, df: f64) -> f64 {
    if one_less_r_squared <= 0.0 { 0.0 } else { beta_reg(df / 2.0, 0.5, one_less_r_squared.min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With an even number of degrees of freedom the tail is a finite sum: `e^-x/2 sum (x/2)^k / k!`.
    #[test]
    fn chi_squared_agrees_with_its_finite_sum() {
        for df in [2, 4, 10, 60] {
            for x in [1e-6, 0.3, 2.0, 9.0, 10.0, 22.0, 61.9, 62.1, 200.0, 1_200.0] {
                let mut term = 1.0;
                let mut sum = 1.0;
                for k in 1..df / 2 {
                    term *= x / 2.0 / k as f64;
                    sum += term;
                }
                let expected = -x / 2.0 + f64::ln(sum);
                let p = chi_squared_above(x, df);
                let off = (p.log10() * LN_10 - expected).abs();
                assert!(off <= 4e-15 * expected.abs() + 1e-13, "x {x}, df {df}: off by {off:e}");
            }
        }
    }

    /// One degree of freedom: twice the normal tail. R 4.2.2, `pchisq(x, 1, lower.tail = FALSE)` at the two quantiles
    /// that every table has, and the asymptotic series far out.
    #[test]
    fn chi_squared_with_one_degree_of_freedom() {
        let rows = [(3.841458820694124, 0.05), (6.634896601021213, 0.01), (10.827566170662733, 0.001)];
        for (x, p) in rows {
            assert!((chi_squared_above(x, 1).value() / p - 1.0).abs() < 1e-13, "{x}");
        }
        let x: f64 = 1e7;
        let series = -x / 2.0 - 0.5 * (std::f64::consts::PI * x / 2.0).ln() + (-1.0 / x + 3.0 / (x * x)).ln_1p();
        assert!((chi_squared_above(x, 1).log10() * LN_10 / series - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_tail_falls_where_series_and_fraction_meet() {
        for df in [1, 2, 3, 7, 40] {
            let edge = df as f64 + 2.0;
            let (below, above) = (chi_squared_above(edge * (1.0 - 1e-12), df), chi_squared_above(edge, df));
            assert!((below.value() / above.value() - 1.0).abs() < 1e-11, "{df}");
        }
    }

    #[test]
    fn a_perfect_correlation_leaves_nothing() {
        assert_eq!((correlation_beyond(0.0, 5.0), correlation_beyond(1.0, 5.0)), (0.0, 1.0));
    }
}
