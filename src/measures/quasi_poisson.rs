//! A Poisson regression on the outlet with a dispersion of its own: the log-linear model that R users reach for.

use super::clustered::both_have_hits;
use super::tails::{chi_squared_1_above, f_above, student_t_beyond};
use super::{Defined, Sample, Undefined, Unit};

/// What the quasi-Poisson model says of two outlets.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct QuasiPoisson {
    /// `ln` of rate a over rate b.
    pub ln_ratio: Defined<f64>,
    /// Pearson's dispersion around the two rates; not floored at 1.
    pub phi: Defined<f64>,
    /// The standard error of `ln_ratio`.
    pub se: Defined<f64>,
    /// The p of Student's t for `ln_ratio`.
    pub t_p: Defined<f64>,
    /// How much the deviance drops when outlets may differ: G2 of two cells.
    pub deviance_drop: Defined<f64>,
    /// `deviance_drop / phi`.
    pub f: Defined<f64>,
    /// Its p.
    pub f_p: Defined<f64>,
    /// The p of the drop as if `phi` were 1: every word an independent draw. Wrong for words in news.
    pub p_bag_of_words: Defined<f64>,
}

/// The quasi-Poisson comparison of two outlets. Measured: 7 to 10 % false positives at a nominal 5 %; no default.
///
/// *Formula*: log link, offset `ln n`; `phi = sum (x - r n)^2/(r n) / (m - 2)` with each outlet's r;
/// `se = sqrt(phi (1/XA + 1/XB))`, t with `m - 2` degrees of freedom; `D = 2 sum X ln(X/E)`, `E` expected at one rate;
/// `F = D/phi` on `(1, m - 2)`.
/// *Range*: `phi` 0 and up; `F` 0 and up.
/// *Undefined*: `empty_outlet`; `absent_term`; `single_article` with two articles or fewer in all; ratio, `se` and
/// `t_p` also `zero_count`; what is divided by `phi` also `no_variation` where it is 0.
/// *Source*: McCullagh and Nelder 1989; R `glm(family = quasipoisson)` agrees to 1e-8 (it takes phi from its last
/// iteration but one).
/// *Checked against*: `articles_40_paired.json`, `quasi_poisson`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, quasi_poisson};
///
/// let a = [Unit::new(6, 500), Unit::new(2, 500), Unit::new(4, 500)];
/// let b = [Unit::new(1, 500), Unit::new(3, 500), Unit::new(2, 500)];
/// let model = quasi_poisson(&Sample::new(&a), &Sample::new(&b));
/// assert_eq!((model.phi, format!("{:.4}", model.f_p?)), (Ok(0.75), "0.1745".to_string()));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn quasi_poisson(a: &Sample, b: &Sample) -> QuasiPoisson {
    let df = (a.units().len() + b.units().len()) as f64 - 2.0;
    let ln_ratio = both_have_hits(a, b);
    let phi = phi(a, b, df);
    let positive = phi.and_then(|phi| if phi > 0.0 { Ok(phi) } else { Err(Undefined::NoVariation) });
    let inverse = 1.0 / a.total().hits as f64 + 1.0 / b.total().hits as f64;
    let se = ln_ratio.and(phi).map(|phi| (phi * inverse).sqrt());
    let t_p = ln_ratio.and_then(|ratio| Ok(student_t_beyond(ratio / (positive? * inverse).sqrt(), df)));
    let deviance_drop = deviance_drop(a, b);
    let f = deviance_drop.and_then(|drop| Ok(drop / positive?));
    QuasiPoisson {
        ln_ratio,
        phi,
        se,
        t_p,
        deviance_drop,
        f,
        f_p: f.map(|f| f_above(f, 1.0, df)),
        p_bag_of_words: deviance_drop.map(chi_squared_1_above),
    }
}

fn phi(a: &Sample, b: &Sample, df: f64) -> Defined<f64> {
    let (ra, rb) = (a.rate()?, b.rate()?);
    if ra == 0.0 && rb == 0.0 {
        return Err(Undefined::AbsentTerm);
    }
    if df <= 0.0 {
        return Err(Undefined::SingleArticle);
    }
    let pearson = |side: &Sample, r: f64| -> f64 {
        let some = side.units().iter().filter(|unit| r > 0.0 && unit.words > 0);
        some.map(|&unit| side.residual(unit).powi(2) / (r * unit.words as f64)).sum()
    };
    Ok((pearson(a, ra) + pearson(b, rb)) / df)
}

/// `2 sum X ln(X/E)` of two cells, from the exact surplus `X - E` so that a small gap keeps its digits.
fn deviance_drop(a: &Sample, b: &Sample) -> Defined<f64> {
    a.rate()?;
    b.rate()?;
    let all = [a.total(), b.total()];
    let both = Sample::new(&all);
    both.rate()?;
    if both.total().hits == 0 {
        return Err(Undefined::AbsentTerm);
    }
    let expected = |side: Unit| both.total().hits as f64 * (side.words as f64 / both.total().words as f64);
    // The two surpluses cancel, so that E phi((X - E)/E) may stand for X ln(X/E).
    Ok(2.0
        * all
            .iter()
            .map(|&side| expected(side) * entropy_of_surplus(both.residual(side) / expected(side)))
            .sum::<f64>())
}

/// `(1 + x) ln(1 + x) - x` for `x >= -1`, which is nearly `x^2/2` for small x: by its series there.
pub(super) fn entropy_of_surplus(x: f64) -> f64 {
    if x.abs() < 1e-4 {
        // The first four terms of the series below; the fifth is under the last bit.
        x * x * (1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 12.0 - x / 20.0)))
    } else if x <= -1.0 {
        1.0
    } else if x.abs() < 0.05 {
        // sum over k >= 2 of (-x)^k / (k (k - 1)), by Horner's rule; 0.05^15 is under the last bit.
        let inner = (2..=14).rev().fold(0.0, |sum, k| 1.0 / f64::from(k * (k - 1)) - x * sum);
        x * x * inner
    } else {
        (1.0 + x) * x.ln_1p() - x
    }
}
