//! Of the hits, how many are of a kind: the share that is in an outlet's own words, and how two outlets differ in it.
//!
//! Hits of one article stand in one quotation or behind one "officials say", so the article is the unit here as it is
//! for rates. Letters: `m` units with `k` chosen hits among `x`, sums `K` and `X`, share `s = K/X`.

use super::distribution::student_t_quantile;
use super::jackknife::variance;
use super::{Defined, Interval, Undefined};

/// How many hits of a unit are of the kind, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Part {
    /// Hits of the kind.
    pub chosen: u64,
    /// All hits.
    pub hits: u64,
}

/// A share of hits with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Share {
    /// Hits of the kind in all units.
    pub chosen: u64,
    /// Hits in all units.
    pub hits: u64,
    /// The share, 0 to 1.
    pub share: Defined<f64>,
    /// The jackknife variance of its logit.
    pub variance_logit: Defined<f64>,
    /// Its interval.
    pub interval: Defined<Interval>,
    units: usize,
}

/// How the shares of two sides differ.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct ShareDifference {
    /// Share of side a less share of side b: 0.1 is ten points of a hundred.
    pub difference: Defined<f64>,
    /// The odds ratio: how many times the odds of side b those of side a are.
    pub odds_ratio: Defined<f64>,
    /// The interval of the odds ratio.
    pub interval: Defined<Interval>,
}

/// The share of a kind among the hits of an outlet.
///
/// *Formula*: `s = K/X`; interval `expit(logit s ± t_{m-1} sqrt(v))`, `v = (m-1)/m sum (th_(i) - mean th)^2`,
/// `th_(i) = logit((K - k_i)/(X - x_i))`.
/// *Range*: 0 to 1.
/// *Undefined*: the share: `zero_count` without hits. Its interval also: `single_article`; `all_or_none` where all hits
/// are of the kind, or none is; `one_article_decides` where that is so without one of the units; `no_variation` where
/// every unit has the same share, for that is no evidence of certainty.
/// *Source*: Efron 1982, chapter 3; the logit keeps the ends between 0 and 1.
/// *Checked against*: the formula written out unit by unit (tests of this file).
///
/// ```
/// use parallax::measures::share::{Part, share};
///
/// let part = |chosen, hits| Part { chosen, hits };
/// let own = share(&[part(2, 4), part(1, 3), part(0, 2), part(3, 3), part(1, 4)]);
/// let interval = own.interval?;
/// assert_eq!(own.share, Ok(7.0 / 16.0));
/// assert_eq!(format!("[{:.2}, {:.2}]", interval.lower, interval.upper), "[0.13, 0.81]");
/// assert!(share(&[part(4, 4), part(3, 3)]).interval.is_err(), "all of them: no spread to measure");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn share(units: &[Part]) -> Share {
    let chosen = units.iter().map(|unit| unit.chosen).sum::<u64>();
    let hits = units.iter().map(|unit| unit.hits).sum::<u64>();
    let share = if hits == 0 { Err(Undefined::ZeroCount) } else { Ok(chosen as f64 / hits as f64) };
    let variance_logit = share.and_then(|_| jackknife_variance_logit(units, chosen, hits));
    let interval = variance_logit.and_then(|v| {
        if v == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let half = student_t_quantile(units.len() as f64 - 1.0) * v.sqrt();
        let centre = logit(chosen, hits);
        // The way to the logit and back may lose the last digit.
        let share = chosen as f64 / hits as f64;
        Ok(Interval::new(expit(centre - half).min(share), expit(centre + half).max(share)))
    });
    Share { chosen, hits, share, variance_logit, interval, units: units.len() }
}

fn jackknife_variance_logit(units: &[Part], chosen: u64, hits: u64) -> Defined<f64> {
    if units.len() < 2 {
        return Err(Undefined::SingleArticle);
    }
    if chosen == 0 || chosen == hits {
        return Err(Undefined::AllOrNone);
    }
    let without = |unit: &Part| {
        let (chosen, hits) = (chosen - unit.chosen, hits - unit.hits);
        if chosen == 0 || chosen == hits { Err(Undefined::OneArticleDecides) } else { Ok(logit(chosen, hits)) }
    };
    let logits = units.iter().map(without).collect::<Defined<Vec<f64>>>()?;
    // Equal numbers need not leave zero when their mean was rounded.
    Ok(if logits.iter().all(|&logit| logit == logits[0]) { 0.0 } else { variance(&logits) })
}

/// How two outlets differ in a share of their hits: the difference itself, and the odds ratio with its interval.
///
/// *Formula*: `sa - sb`; odds ratio `(Ka/(Xa - Ka)) / (Kb/(Xb - Kb))`; interval `exp(ln odds ratio ± t_df sqrt(va + vb))`
/// with the variances of the two logits and Satterthwaite's `df = (va + vb)^2 / (va^2/(ma-1) + vb^2/(mb-1))`.
/// *Range*: -1 to 1; odds ratio above 0, 1 for equal shares.
/// *Undefined*: the difference: `zero_count`. Odds ratio: `all_or_none` on a side. The interval also: the reason of side
/// a's interval; that of side b's; `no_variation`.
/// *Source*: as [`share()`]; Satterthwaite 1946, Biometrics Bulletin 2(6).
/// *Checked against*: the formula written out (tests of this file).
///
/// ```
/// use parallax::measures::share::{Part, share, share_difference};
///
/// let part = |chosen, hits| Part { chosen, hits };
/// let a = share(&[part(2, 4), part(1, 3), part(0, 2), part(3, 3)]);
/// let b = share(&[part(1, 4), part(1, 3), part(0, 2), part(1, 3)]);
/// let difference = share_difference(&a, &b);
/// assert_eq!(difference.difference, Ok(0.25));
/// assert_eq!(format!("{:.2}", difference.odds_ratio?), "3.00");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn share_difference(a: &Share, b: &Share) -> ShareDifference {
    let difference = a.share.and_then(|sa| b.share.map(|sb| sa - sb));
    let odds = |s: &Share| match s.share {
        Err(reason) => Err(reason),
        Ok(_) if s.chosen == 0 || s.chosen == s.hits => Err(Undefined::AllOrNone),
        Ok(_) => Ok(logit(s.chosen, s.hits)),
    };
    let ln_ratio = odds(a).and_then(|la| odds(b).map(|lb| la - lb));
    let spread = a.variance_logit.and_then(|va| b.variance_logit.map(|vb| (va, vb)));
    let interval = ln_ratio.and_then(|ln_ratio| {
        let (va, vb) = spread?;
        if va + vb == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let part = |v: f64, units: usize| v * v / (units as f64 - 1.0);
        let df = (va + vb).powi(2) / (part(va, a.units) + part(vb, b.units));
        let half = student_t_quantile(df) * (va + vb).sqrt();
        Ok(Interval::new((ln_ratio - half).exp(), (ln_ratio + half).exp()))
    });
    ShareDifference { difference, odds_ratio: ln_ratio.map(f64::exp), interval }
}

fn logit(chosen: u64, hits: u64) -> f64 {
    (chosen as f64 / (hits - chosen) as f64).ln()
}

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let part = (0..6_u64, 0..6_u64).prop_map(|(a, b)| Part { chosen: a, hits: a + b });
        prop::collection::vec(part, 0..30)
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_share(units in parts()) {
            let share = share(&units);
            if let Ok(interval) = share.interval {
                let s = share.share.unwrap();
                prop_assert!(0.0 <= interval.lower && interval.lower <= s && s <= interval.upper && interval.upper <= 1.0);
            }
        }

        #[test]
        fn swapping_sides_turns_the_difference(a in parts(), b in parts()) {
            let (a, b) = (share(&a), share(&b));
            let (there, back) = (share_difference(&a, &b), share_difference(&b, &a));
            prop_assert_eq!(there.difference.map(|d| -d), back.difference);
            if let (Ok(there), Ok(back)) = (there.interval, back.interval) {
                prop_assert!((there.lower * back.upper - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn units_of_one_share_have_no_interval() {
        let part = Part { chosen: 1, hits: 6 };
        assert_eq!(share(&[part, part]).interval, Err(Undefined::NoVariation));
        assert_eq!(
            share_difference(&share(&[part, part]), &share(&[part, part, part])).interval,
            Err(Undefined::NoVariation)
        );
    }

    /// The variance once more, each part by its own division and subtraction.
    #[test]
    fn the_variance_is_the_formula() {
        let units = [(2, 4), (1, 3), (0, 2), (3, 3), (1, 4), (0, 0)].map(|(chosen, hits)| Part { chosen, hits });
        let th: Vec<f64> = units
            .iter()
            .map(|u| {
                let s = (7 - u.chosen) as f64 / (16 - u.hits) as f64;
                (s / (1.0 - s)).ln()
            })
            .collect();
        let mean = th.iter().sum::<f64>() / 6.0;
        let v = 5.0 / 6.0 * th.iter().map(|t| (t - mean) * (t - mean)).sum::<f64>();
        assert!((share(&units).variance_logit.unwrap() / v - 1.0).abs() < 1e-12);
    }
}
