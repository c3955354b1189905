//! Quantiles of the normal, chi-squared and Student t distributions at the two ends of the 95 % interval.
//!
//! `statrs` gives the tail probabilities. Its own inverses are not used, because they fail at the ends (0.19.1: the
//! 0.025 quantile of chi-squared with 0.3 degrees of freedom is 36 times too large, Student's t with 10^6 is off by
//! 6e-5). The quantile is found here by Newton's method on *ln tail against ln x*: both tails are concave on these
//! scales, so a step overshoots at most once and the method cannot fail to arrive. Where there are many degrees of
//! freedom the tail itself would lose digits (it subtracts large ln gammas); there the expansions of Cornish and
//! Fisher are exact to a double.

use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// The 0.975 quantile of the standard normal distribution.
pub(super) const NORMAL_UPPER: f64 = 1.959963984540054;

/// What the 95 % level leaves outside at each end.
const OUTSIDE: f64 = 0.025;

/// From here on the chi-squared expansion is right to 1e-17 (its error falls with the fourth power of df).
const CHI_SQUARED_EXPANDS_FROM: f64 = 10_000.0;

/// From here on the Student t expansion is right to 4e-16 (its error falls with the fifth power of df).
const STUDENT_T_EXPANDS_FROM: f64 = 1_000.0;

/// An end of the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// The point with 2.5 % below it.
    Lower,
    /// The point with 2.5 % above it.
    Upper,
}

/// The 0.025 or 0.975 quantile of chi-squared with `df > 0` degrees of freedom, whole or not.
///
/// Under about 0.01 degrees of freedom the lower quantile is less than any double, and 0.
pub(super) fn chi_squared_quantile(tail: Tail, df: f64) -> f64 {
    debug_assert!(df > 0.0, "degrees of freedom: {df}");
    if df >= CHI_SQUARED_EXPANDS_FROM {
        return chi_squared_expansion(tail, df);
    }
    // Chi-squared is twice a gamma variable of shape a.
    let a = df / 2.0;
    let below = match tail {
        Tail::Lower => OUTSIDE,
        Tail::Upper => 1.0 - OUTSIDE,
    };
    // For small x, P(a, x) = x^a / Gamma(a + 1) (1 - O(x)).
    let ln_small = (below.ln() + ln_gamma(a + 1.0)) / a;
    if ln_small < f64::EPSILON.ln() {
        return 2.0 * ln_small.exp();
    }
    let start = if a < 0.5 { ln_small.exp() } else { wilson_hilferty(tail, df) / 2.0 };
    2.0 * newton_on_logs(start, |x| {
        let x_density = (a * x.ln() - x - ln_gamma(a)).exp();
        match tail {
            Tail::Lower => Slope { tail: gamma_lr(a, x), by_ln_x: x_density },
            Tail::Upper => Slope { tail: gamma_ur(a, x), by_ln_x: -x_density },
        }
    })
}

/// The 0.975 quantile of Student's t with `df > 0` degrees of freedom, whole or not.
pub(super) fn student_t_quantile(df: f64) -> f64 {
    debug_assert!(df > 0.0, "degrees of freedom: {df}");
    if df >= STUDENT_T_EXPANDS_FROM {
        return student_t_expansion(df);
    }
    // P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t^2).
    let (a, b) = (df / 2.0, 0.5);
    newton_on_logs(student_t_expansion(df), |t| {
        let x = df / (df + t * t);
        let rest = t * t / (df + t * t);
        Slope { tail: beta_reg(a, b, x) / 2.0, by_ln_x: -(a * x.ln() + b * rest.ln() - ln_beta(a, b)).exp() }
    })
}

/// A tail probability, and its derivative by ln x.
struct Slope {
    tail: f64,
    by_ln_x: f64,
}

/// The x at which the tail is [`OUTSIDE`].
fn newton_on_logs(start: f64, slope_at: impl Fn(f64) -> Slope) -> f64 {
    let mut x = start;
    // Five steps do in practice. Convergence is quadratic: after a step of 1e-10 the next would be rounding.
    for _ in 0..100 {
        let slope = slope_at(x);
        let step = slope.tail / slope.by_ln_x * (slope.tail / OUTSIDE).ln();
        x *= (-step).exp();
        if step.abs() < 1e-10 {
            break;
        }
    }
    x
}

/// Wilson and Hilferty (1931): the cube root of chi-squared is nearly normal. Good to a per cent or so: a start.
fn wilson_hilferty(tail: Tail, df: f64) -> f64 {
    let c = 2.0 / (9.0 * df);
    let cube_root = 1.0 - c + z(tail) * c.sqrt();
    // At one or two degrees of freedom the approximation may touch zero.
    df * cube_root.max(0.01).powi(3)
}

/// Cornish and Fisher's expansion of chi-squared, seven terms (Goldberg and Levine 1946).
fn chi_squared_expansion(tail: Tail, df: f64) -> f64 {
    let z = z(tail);
    let s = df.sqrt();
    let terms = [
        1.0,
        2f64.sqrt() * z,
        2.0 / 3.0 * (z.powi(2) - 1.0),
        (z.powi(3) - 7.0 * z) / (9.0 * 2f64.sqrt()),
        -(6.0 * z.powi(4) + 14.0 * z.powi(2) - 32.0) / 405.0,
        (9.0 * z.powi(5) + 256.0 * z.powi(3) - 433.0 * z) / (4_860.0 * 2f64.sqrt()),
        (12.0 * z.powi(6) - 243.0 * z.powi(4) - 923.0 * z.powi(2) + 1_472.0) / 25_515.0,
        -(3_753.0 * z.powi(7) + 4_353.0 * z.powi(5) - 289_517.0 * z.powi(3) - 289_717.0 * z)
            / (9_185_400.0 * 2f64.sqrt()),
    ];
    df * in_powers_of(1.0 / s, &terms)
}

/// The expansion of Student's t in 1/df, four terms (Abramowitz and Stegun 1964, 26.7.5).
fn student_t_expansion(df: f64) -> f64 {
    let z = NORMAL_UPPER;
    let terms = [
        z,
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
        (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1_482.0 * z.powi(5) - 1_920.0 * z.powi(3) - 945.0 * z) / 92_160.0,
    ];
    in_powers_of(1.0 / df, &terms)
}

/// `c0 + c1 x + c2 x^2 + ...`, by Horner's rule.
fn in_powers_of(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

fn z(tail: Tail) -> f64 {
    match tail {
        Tail::Lower => -NORMAL_UPPER,
        Tail::Upper => NORMAL_UPPER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quantiles agree with SciPy 1.17.1 (`scipy.stats.chi2.ppf`, `scipy.stats.t.ppf`) to this relative error.
    const TOLERANCE: f64 = 1e-12;

    /// Degrees of freedom, 0.025 quantile, 0.975 quantile. Up to 200,000 from mpmath 1.4.1 (50 digits, the root of
    /// the regularised incomplete gamma function), which SciPy 1.17.1 matches to 8e-15; the last two from SciPy.
    const CHI_SQUARED: &[(f64, f64, f64)] = &[
        (0.02, 7.0453719946274916e-161, 0.09427591686318089),
        (0.3, 2.6300743566293633e-11, 2.545055437452549),
        (1.0, 0.000982069117175256, 5.023886187314889),
        (1.7, 0.024578860686948402, 6.729887825681827),
        (2.0, 0.05063561596857975, 7.3777589082278725),
        (2.5, 0.11862294210006347, 8.392295266912965),
        (7.0, 1.6898691806773545, 16.012764274629323),
        (30.0, 16.790772265566623, 46.97924224367116),
        (94.32, 69.34188669023256, 123.08090502869702),
        (441.0, 384.70886651935507, 501.07850786755324),
        (1_234.5, 1139.0192085488543, 1333.768961646599),
        (9_999.0, 9723.73223701499, 10278.056320256948),
        (10_000.0, 9724.718377389798, 10279.07017988759),
        (200_000.0, 198762.30532748945, 201241.48328154747),
        (2e7, 19987605.993768536, 20012397.7948432),
        (5e12, 4999993802051.571, 5000006197952.218),
    ];

    /// Degrees of freedom, 0.975 quantile. From mpmath 1.4.1 (50 digits, the root of the regularised incomplete beta
    /// function), which SciPy 1.17.1 matches to 9e-16; the last one from SciPy.
    const STUDENT_T: &[(f64, f64)] = &[
        (1.0, 12.706204736174705),
        (1.0001, 12.703202820451482),
        (1.7, 5.11883898825306),
        (2.0, 4.302652729749464),
        (3.5, 2.94008863798273),
        (5.0, 2.5705818356363155),
        (11.0, 2.2009851600916397),
        (21.392, 2.0772958912032826),
        (49.3, 2.009265966149753),
        (137.0, 1.977431212308175),
        (199.0, 1.971956544251754),
        (999.0, 1.96234146113345),
        (1_000.0, 1.9623390808264085),
        (12_345.0, 1.9601561676005672),
        (1e6, 1.959966356814107),
        (1e9, 1.959963986912325),
    ];

    fn assert_close(name: &str, df: f64, ours: f64, reference: f64) {
        let error = (ours / reference - 1.0).abs();
        assert!(error <= TOLERANCE, "{name} with {df} df: {ours:e} instead of {reference:e}, relative error {error:e}");
    }

    #[test]
    fn chi_squared_agrees_with_scipy() {
        for &(df, lower, upper) in CHI_SQUARED {
            assert_close("chi-squared 0.025", df, chi_squared_quantile(Tail::Lower, df), lower);
            assert_close("chi-squared 0.975", df, chi_squared_quantile(Tail::Upper, df), upper);
        }
    }

    #[test]
    fn student_t_agrees_with_scipy() {
        for &(df, upper) in STUDENT_T {
            assert_close("t 0.975", df, student_t_quantile(df), upper);
        }
    }

    #[test]
    fn the_expansions_take_over_without_a_step() {
        for tail in [Tail::Lower, Tail::Upper] {
            let before = chi_squared_quantile(tail, CHI_SQUARED_EXPANDS_FROM * (1.0 - f64::EPSILON));
            assert_close("chi-squared", CHI_SQUARED_EXPANDS_FROM, before, chi_squared_expansion(tail, 10_000.0));
        }
        let before = student_t_quantile(STUDENT_T_EXPANDS_FROM * (1.0 - f64::EPSILON));
        assert_close("t", STUDENT_T_EXPANDS_FROM, before, student_t_expansion(1_000.0));
    }

    #[test]
    fn quantiles_grow_with_df_and_stay_finite() {
        let ladder = (-4_000..6_000).map(|step| (f64::from(step) / 200.0).exp());
        let mut last = (0.0, 0.0);
        for df in ladder {
            let ends = (chi_squared_quantile(Tail::Lower, df), chi_squared_quantile(Tail::Upper, df));
            assert!(ends.0.is_finite() && ends.1.is_finite(), "{df} df: {ends:?}");
            assert!(last.0 <= ends.0 && last.1 <= ends.1 && ends.0 <= ends.1, "{df} df: {last:?}, then {ends:?}");
            last = ends;
        }
    }
}
