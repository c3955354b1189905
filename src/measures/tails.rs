//! Tail probabilities of the normal, Student t and F distributions, and the quantile of the normal.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc_inv;
use statrs::function::gamma::gamma_ur;

/// The probability of Student's t with `df` degrees of freedom, whole or not, further from zero than `t`.
pub(super) fn student_t_beyond(t: f64, df: f64) -> f64 {
    debug_assert!(df > 0.0 && !t.is_nan(), "t {t}, df {df}");
    let squared = t * t;
    // The argument near 1 for small t: its complement keeps the digits.
    let (x, rest) = (df / (df + squared), squared / (df + squared));
    if squared.is_infinite() {
        0.0
    } else if rest < 0.5 {
        1.0 - beta_reg(0.5, df / 2.0, rest)
    } else {
        beta_reg(df / 2.0, 0.5, x)
    }
}

/// The probability of F with `df1` and `df2` degrees of freedom above `f`.
pub(super) fn f_above(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    let (x, rest) = (df2 / (df2 + df1 * f), df1 * f / (df2 + df1 * f));
    if rest < 0.5 { 1.0 - beta_reg(df1 / 2.0, df2 / 2.0, rest) } else { beta_reg(df2 / 2.0, df1 / 2.0, x) }
}

/// The probability of a normal variable further from zero than `z`.
pub(super) fn normal_beyond(z: f64) -> f64 {
    // The library's own erfc is good to 1e-11 only; its incomplete gamma function to the last digits.
    let half = z * z / 2.0;
    if half == 0.0 {
        1.0
    } else if half > 745.0 {
        0.0
    } else {
        gamma_ur(0.5, half)
    }
}

/// The probability of chi-squared with one degree of freedom above `x`.
pub(super) fn chi_squared_1_above(x: f64) -> f64 {
    normal_beyond(x.max(0.0).sqrt())
}

/// The probability of a normal variable below `z`.
pub(super) fn normal_below(z: f64) -> f64 {
    let beyond = normal_beyond(z) / 2.0;
    if z < 0.0 { beyond } else { 1.0 - beyond }
}

/// The `z` with the probability `p` below it, `0 < p < 1`: the library's inverse, and a step of Newton's method.
pub(super) fn normal_quantile(p: f64) -> f64 {
    debug_assert!(p > 0.0 && p < 1.0, "p {p}");
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let z = -erfc_inv(2.0 * p) * SQRT_2;
    let density = (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
    if density > 0.0 { z - (normal_below(z) - p) / density } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(name: &str, ours: f64, reference: f64) {
        let error = (ours / reference - 1.0).abs();
        assert!(error < 1e-12, "{name}: {ours:e} instead of {reference:e}, relative error {error:e}");
    }

    /// R 4.2.2 and tables: `2 * pt(-t, df)`, `pf(f, d1, d2, lower = FALSE)`, `pnorm`, `qnorm`; the closed forms of
    /// Student's t with 1 and 2 degrees of freedom.
    #[test]
    fn tails_agree_with_closed_forms() {
        for t in [1e-9, 1e-3, 0.3, 1.0, 2.5, 40.0, 1e4] {
            // For large t by the small angle, which keeps its digits.
            let cauchy = if t < 1.0 { 1.0 - 2.0 / PI * f64::atan(t) } else { 2.0 / PI * f64::atan(1.0 / t) };
            assert_close("t, 1 df", student_t_beyond(t, 1.0), cauchy);
            let root = (2.0 + t * t).sqrt();
            assert_close("t, 2 df", student_t_beyond(-t, 2.0), 2.0 / (root * (root + t)));
            assert_close("F of t squared", f_above(t * t, 1.0, 7.3), student_t_beyond(t, 7.3));
        }
        assert_close("normal", normal_below(-1.959963984540054), 0.025);
        assert_close("normal, far", normal_below(-10.0), 7.619853024160527e-24);
        assert_close("chi-squared", chi_squared_1_above(3.841458820694124), 0.05);
    }

    #[test]
    fn the_quantile_turns_the_tail_round() {
        for p in [1e-300, 1e-12, 0.003, 0.025, 0.3, 0.499_999] {
            assert_close("below", normal_below(normal_quantile(p)), p);
            assert_close("mirrored", normal_quantile(1.0 - p.max(1e-3)), -normal_quantile(p.max(1e-3)));
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }
}
