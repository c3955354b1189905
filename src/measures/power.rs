//! How many articles are needed: what the spread of the articles at hand says about the next study.

use super::{Defined, Sample, Undefined};

/// How much articles differ in a term, relative to how often they use it: the design constant c.
///
/// It is the standard deviation of an article's standardised contribution, and says how fast the standard error of a ln
/// rate falls: `c / sqrt(m)` with `m` articles. It does not grow with the sample.
///
/// *Formula*: `c^2 = m/(m-1) sum (x - r n)^2 / m / (X/m)^2`.
/// *Range*: 0 (all articles have the same rate) and up; about 1 on one topic, 3 to 6 for words of framing in general
/// news.
/// *Undefined*: `empty_outlet`; `single_article`; `zero_count`; in this order.
/// *Source*: Cochran 1977, chapter 6, equation 6.13 on the log scale.
/// *Checked against*: the jackknife's standard error of the ln rate, which it approaches (tests of this file).
///
/// ```
/// use parallax::measures::{Sample, Unit, power};
///
/// let articles = [Unit::new(4, 500), Unit::new(0, 500), Unit::new(2, 500), Unit::new(2, 500)];
/// assert_eq!(format!("{:.3}", power::design_constant(&Sample::new(&articles))?), "0.816");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn design_constant(sample: &Sample) -> Defined<f64> {
    sample.rate()?;
    let m = sample.units().len() as f64;
    if sample.units().len() < 2 {
        return Err(Undefined::SingleArticle);
    }
    if sample.total().hits == 0 {
        return Err(Undefined::ZeroCount);
    }
    let squares: f64 = sample.units().iter().map(|&unit| sample.residual(unit).powi(2)).sum();
    let mean = sample.total().hits as f64 / m;
    Ok((squares / (m - 1.0)).sqrt() / mean)
}

/// How many articles each of two outlets needs, so that a true ratio of their rates is found in 80 of 100 samples by a
/// test at 5 % of one term that was named beforehand; unpaired, articles like those that gave c.
///
/// *Formula*: `2 c^2 (z_0.975 + z_0.8)^2 / ln(ratio)^2`, rounded up, at least 10: no interval is shown under that.
/// *Range*: 10 and up.
/// *Undefined*: `invalid_value` for a ratio of 1, or one that is no positive number, and for a c below 0.
/// *Source*: the usual size for two means, with the delta method on the log scale; Chow, Shao and Wang 2008, chapter 3.
/// *Checked against*: about 33 for c = 1 and ratio 2.
///
/// ```
/// use parallax::measures::power::articles_needed;
///
/// assert_eq!(articles_needed(1.0, 2.0), Ok(33));
/// assert_eq!(articles_needed(4.0, 1.5), Ok(1528));
/// ```
pub fn articles_needed(c: f64, ratio: f64) -> Defined<u64> {
    const Z: f64 = 1.959_963_984_540_054 + 0.841_621_233_572_914_3;
    let gap = ratio.ln();
    if !gap.is_finite() || gap == 0.0 || !c.is_finite() || c < 0.0 {
        return Err(Undefined::InvalidValue);
    }
    Ok(((2.0 * (c * Z / gap).powi(2)).ceil() as u64).max(10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{Unit, rate};

    #[test]
    fn c_is_what_the_jackknife_divides_by_the_root_of_m() {
        let units: Vec<Unit> = (0..400).map(|i: u64| Unit::new(i * 7 % 5 + i % 3, 300 + i * 13 % 400)).collect();
        let sample = Sample::new(&units);
        let c = design_constant(&sample).unwrap();
        let se = rate::jackknife_variance_ln(&sample).unwrap().sqrt();
        assert!((c / (units.len() as f64).sqrt() / se - 1.0).abs() < 0.01);
    }

    #[test]
    fn impossible_questions_have_no_answer() {
        for (c, ratio) in [(1.0, 1.0), (1.0, 0.0), (1.0, -2.0), (f64::NAN, 2.0), (-1.0, 2.0)] {
            assert_eq!(articles_needed(c, ratio), Err(Undefined::InvalidValue), "{c} {ratio}");
        }
    }
}
