//! How many more hits per 1,000 words one side has: differences that add up over the entries of a lexicon.
//!
//! A ratio says how much more often; only a difference can be taken apart into the parts that each entry makes.

use super::clustered::sides_of_shared_events;
use super::distribution::student_t_quantile;
use super::{Defined, EventBlocks, Interval, Sample, Undefined, Unit};

/// A difference of two rates with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct RateDifference {
    /// Rate of the first side less that of the second, per 1,000 words.
    pub per_1000: Defined<f64>,
    /// Its interval.
    pub interval_per_1000: Defined<Interval>,
}

/// The difference of two independent sides.
///
/// *Formula*: `1000 (Xa/Na - Xb/Nb)`; interval `± t_df sqrt(va + vb)`, `v = m/(m-1) sum (x - r n)^2 / N^2`, Satterthwaite's
/// df. Differences of entries add up to that of their category; intervals do not.
/// *Range*: -1,000 to 1,000.
/// *Undefined*: `empty_outlet`. The interval also: `single_article`; `no_variation`.
/// *Source*: Gallagher and others 2021, EPJ Data Science 10:4 (the shift of a weighted average, one weight a word);
/// Cochran 1977, chapter 6, for the interval over articles.
/// *Checked against*: the sum over entries, and the formula written out (tests of this file).
///
/// ```
/// use parallax::measures::{Sample, Unit, rate_difference_unpaired};
///
/// let a = [Unit::new(6, 500), Unit::new(2, 500), Unit::new(4, 500)];
/// let b = [Unit::new(1, 500), Unit::new(3, 500), Unit::new(2, 500)];
/// let difference = rate_difference_unpaired(&Sample::new(&a), &Sample::new(&b));
/// assert_eq!(difference.per_1000, Ok(4.0));
/// ```
pub fn rate_difference_unpaired(a: &Sample, b: &Sample) -> RateDifference {
    let per_1000 = difference(a, b);
    let interval_per_1000 = per_1000.and_then(|centre| {
        let (va, vb) = (variance(a)?, variance(b)?);
        if va + vb == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let part = |v: f64, side: &Sample| v * v / (side.units().len() as f64 - 1.0);
        let df = (va + vb).powi(2) / (part(va, a) + part(vb, b));
        Ok(Interval::around(centre, 1000.0 * student_t_quantile(df) * (va + vb).sqrt()))
    });
    RateDifference { per_1000, interval_per_1000 }
}

/// The difference over the events that both sides cover.
///
/// *Formula*: `1000 (XA/NA - XR/NR)` over those events; interval `± t_{E-1} sqrt(E/(E-1) sum d_e^2)`,
/// `d_e = (x_Ae - n_Ae rA)/NA - (x_Re - n_Re rR)/NR`.
/// *Range*: -1,000 to 1,000.
/// *Undefined*: `no_common_event`; `empty_outlet`. The interval also: `single_event`; `no_variation`.
/// *Source*: as [`rate_difference_unpaired`], with the event as the unit.
/// *Checked against*: as [`rate_difference_unpaired`].
///
/// ```
/// use parallax::measures::{EventBlocks, Side, Unit, rate_difference_paired};
///
/// let articles = [
///     ("port", Side::Target, Unit::new(6, 500)), ("port", Side::Others, Unit::new(2, 500)),
///     ("rail", Side::Target, Unit::new(3, 500)), ("rail", Side::Others, Unit::new(1, 500)),
/// ];
/// let events: Vec<EventBlocks> = EventBlocks::gather(articles).into_values().collect();
/// assert_eq!(format!("{:.2}", rate_difference_paired(&events).per_1000?), "6.00");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn rate_difference_paired(events: &[EventBlocks]) -> RateDifference {
    let (own, rest) = match sides_of_shared_events(events) {
        Ok(sides) => sides,
        Err(reason) => return RateDifference { per_1000: Err(reason), interval_per_1000: Err(reason) },
    };
    let (a, r) = (Sample::new(&own), Sample::new(&rest));
    let per_1000 = difference(&a, &r);
    let interval_per_1000 = per_1000.and_then(|centre| {
        if own.len() < 2 {
            return Err(Undefined::SingleEvent);
        }
        let part = |side: &Sample, unit: Unit| side.residual(unit) / side.total().words as f64;
        let squares: f64 = own.iter().zip(&rest).map(|(&own, &rest)| (part(&a, own) - part(&r, rest)).powi(2)).sum();
        if squares == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let e = own.len() as f64;
        Ok(Interval::around(centre, 1000.0 * student_t_quantile(e - 1.0) * (e / (e - 1.0) * squares).sqrt()))
    });
    RateDifference { per_1000, interval_per_1000 }
}

fn difference(a: &Sample, b: &Sample) -> Defined<f64> {
    Ok(1000.0 * (a.rate()? - b.rate()?))
}

/// `m/(m-1) sum (x - r n)^2 / N^2`.
fn variance(side: &Sample) -> Defined<f64> {
    let m = side.units().len() as f64;
    if side.units().len() < 2 {
        return Err(Undefined::SingleArticle);
    }
    let squares: f64 = side.units().iter().map(|&unit| side.residual(unit).powi(2)).sum();
    Ok(m / (m - 1.0) * squares / (side.total().words as f64).powi(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Block;
    use proptest::prelude::*;

    /// Hits of two entries and words of one side, then of the other.
    type Row = (u64, u64, u64, u64, u64, u64);

    fn side(rows: &[Row], hits_and_words: fn(&Row) -> [u64; 2]) -> Vec<Unit> {
        rows.iter().map(hits_and_words).map(|[hits, words]| Unit::new(hits, words)).collect()
    }

    proptest! {
        /// The parts of two entries are the whole, in both designs.
        #[test]
        fn entries_add_up(rows in prop::collection::vec((0..5_u64, 0..5_u64, 10..900_u64, 0..5_u64, 0..5_u64, 10..900_u64), 2..20)) {
            let whole = [side(&rows, |r| [r.0 + r.1, r.2]), side(&rows, |r| [r.3 + r.4, r.5])];
            let parts = [
                [side(&rows, |r| [r.0, r.2]), side(&rows, |r| [r.3, r.5])],
                [side(&rows, |r| [r.1, r.2]), side(&rows, |r| [r.4, r.5])],
            ];
            let unpaired = |[a, b]: &[Vec<Unit>; 2]| rate_difference_unpaired(&Sample::new(a), &Sample::new(b)).per_1000.unwrap();
            let sum: f64 = parts.iter().map(unpaired).sum();
            prop_assert!((unpaired(&whole) - sum).abs() < 1e-9);
            let block = |u: &Unit| Block { articles: 1, hits: u.hits, words: u.words };
            let paired = |[a, b]: &[Vec<Unit>; 2]| {
                let events: Vec<EventBlocks> = a.iter().zip(b).map(|(a, b)| EventBlocks { target: block(a), others: block(b) }).collect();
                rate_difference_paired(&events)
            };
            prop_assert!((paired(&whole).per_1000.unwrap() - sum).abs() < 1e-9);
            if let (Ok(there), Ok(back)) = (paired(&whole).interval_per_1000, paired(&[whole[1].clone(), whole[0].clone()]).interval_per_1000) {
                prop_assert!((there.lower + back.upper).abs() < 1e-9);
            }
        }
    }
}
