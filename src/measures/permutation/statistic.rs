//! T, the statistic of the default test: a ln rate ratio over its standard error, the unit being the article, the
//! block or the event.
//!
//! T is a function of a few integer sums, and that is the whole trick of this folder: integers can be added in any
//! order and by any machinery (one by one in `plain.rs`, five hundred relabellings at a time in `vocabulary.rs`), and
//! what is made of them afterwards is the same to the last bit.
//!
//! Letters as in the design: `x` hits and `n` words of a unit, `X` and `N` sums over a side, `m` units, `E` events.

use super::{Design, Exchange};

/// Below this share of the sum of squares a difference of sums has lost too many digits, and is computed again from
/// exact differences. It decides about time, not about results: above it, ten digits and more are right.
const SAFE_SHARE: f64 = 1e-3;

/// Sums over the units of one outlet under one labelling: what depends on the words alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct WordSums {
    /// N.
    pub(super) n: u64,
    /// Sum of `n^2`.
    pub(super) nn: u128,
    /// Paired: sum of `n n_e`, `n_e` being the words of the unit's whole event.
    pub(super) ne: u128,
}

/// Sums over the units of one outlet under one labelling: what depends on the hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HitSums {
    /// X.
    pub(super) x: u64,
    /// Sum of `x^2`.
    pub(super) xx: u64,
    /// Sum of `x n`.
    pub(super) xn: u64,
    /// Paired: sum of `x x_e`, `x_e` being the hits of the unit's whole event.
    pub(super) x_xe: u64,
    /// Paired: sum of `x n_e`.
    pub(super) x_ne: u64,
    /// Paired: sum of `n x_e`.
    pub(super) n_xe: u64,
}

impl HitSums {
    /// As numbers in a row, for adding them up by whatever machinery.
    pub(super) fn from_fields(fields: [u64; 6]) -> Self {
        let [x, xx, xn, x_xe, x_ne, n_xe] = fields;
        HitSums { x, xx, xn, x_xe, x_ne, n_xe }
    }

    fn minus(self, other: HitSums) -> HitSums {
        HitSums {
            x: self.x - other.x,
            xx: self.xx - other.xx,
            xn: self.xn - other.xn,
            x_xe: self.x_xe - other.x_xe,
            x_ne: self.x_ne - other.x_ne,
            n_xe: self.n_xe - other.n_xe,
        }
    }
}

impl WordSums {
    fn minus(self, other: WordSums) -> WordSums {
        WordSums { n: self.n - other.n, nn: self.nn - other.nn, ne: self.ne - other.ne }
    }
}

/// What does not change when labels do: everything the target's sums are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Frame<'a> {
    /// All units, and how many of them are the target's.
    Unpaired { words: &'a WordSums, hits: &'a HitSums, own: usize, units: usize, half: f64 },
    /// The events that hold the target. Sums over events: `x` of `x_e`, `xx` of `x_e^2`, `xn` of `x_e n_e`.
    Paired { words: &'a WordSums, hits: &'a HitSums, events: usize, half: f64 },
}

/// T of the target, or infinity with a sign where the denominator alone is zero. NaN is never the answer.
///
/// `exactly` is asked for the denominator squared where a difference of sums would not be exact enough.
pub(super) fn t(frame: Frame, words: &WordSums, hits: &HitSums, exactly: impl FnOnce() -> f64) -> f64 {
    match frame {
        Frame::Unpaired { words: all, hits: total, own, units, half } => {
            let (other_words, other_hits) = (all.minus(*words), total.minus(*hits));
            let spread = |m: usize, words: &WordSums, hits: &HitSums| unpaired_spread(m, words, hits);
            let squared = match (spread(own, words, hits), spread(units - own, &other_words, &other_hits)) {
                (Some(c1), Some(c2)) => c1 + c2,
                _ => exactly(),
            };
            quotient(ln_rate_ratio(hits.x, words.n, other_hits.x, other_words.n, half), squared)
        }
        Frame::Paired { words: all, hits: total, events, half } => {
            let (x, n) = (total.x - hits.x, all.n - words.n);
            let squared = paired_spread(events, all, total, words, hits).unwrap_or_else(exactly);
            quotient(ln_rate_ratio(hits.x, words.n, x, n, half), squared)
        }
    }
}

fn quotient(numerator: f64, squared: f64) -> f64 {
    if squared > 0.0 {
        numerator / squared.sqrt()
    } else if numerator == 0.0 {
        0.0
    } else {
        f64::INFINITY.copysign(numerator)
    }
}

/// `ln((X1/N1) / (X2/N2))`, half a hit for a side without. The same number with another sign from the other side, and
/// the same number when all counts are doubled.
pub(super) fn ln_rate_ratio(x1: u64, n1: u64, x2: u64, n2: u64, half: f64) -> f64 {
    let rate = |x: u64, n: u64| if x == 0 { half / n as f64 } else { x as f64 / n as f64 };
    let (rate_1, rate_2) = (rate(x1, n1), rate(x2, n2));
    match (n1, n2) {
        (0, 0) => 0.0,
        (0, _) => f64::INFINITY,
        (_, 0) => f64::NEG_INFINITY,
        _ if rate_1 >= rate_2 => (rate_1 / rate_2).ln(),
        _ => -(rate_2 / rate_1).ln(),
    }
}

/// `c = m/(m-1) sum (x - n X/N)^2 / X^2`, 2 without hits; `None` where it takes exact differences.
fn unpaired_spread(m: usize, words: &WordSums, hits: &HitSums) -> Option<f64> {
    if hits.x == 0 {
        return Some(2.0);
    }
    let (x, r) = (hits.x as f64, hits.x as f64 / words.n as f64);
    let positive = hits.xx as f64 + r * r * words.nn as f64;
    let squares = positive - 2.0 * r * hits.xn as f64;
    (squares >= SAFE_SHARE * positive).then(|| bessel(m) * squares / (x * x))
}

/// `v = E/(E-1) sum d^2` and 2 for each side without hits; `None` where it takes exact differences.
///
/// With `p`, `P` the difference and the sum of `1/X` of the two sides, `m`, `M` those of `1/N`, and `dx`, `dn` the
/// differences of the sides in an event: `2 d = x_e p - n_e m + dx P - dn M`. Seen from the other side `p`, `m`, `dx` and
/// `dn` change their signs, and `d^2` stays as it is to the last bit.
fn paired_spread(
    events: usize,
    all_words: &WordSums,
    all_hits: &HitSums,
    words: &WordSums,
    hits: &HitSums,
) -> Option<f64> {
    let (rest_x, rest_n) = (all_hits.x - hits.x, all_words.n - words.n);
    // A side without hits adds no differences of its own: all its coefficients are zero.
    let inverse = |x: u64, n: u64| if x == 0 { [0.0, 0.0] } else { [1.0 / x as f64, 1.0 / n as f64] };
    let ([own_x, own_n], [other_x, other_n]) = (inverse(hits.x, words.n), inverse(rest_x, rest_n));
    let (p, p_sum, m, m_sum) = (own_x - other_x, own_x + other_x, own_n - other_n, own_n + other_n);

    // Sums over events, exact: with x, n of the target's block, dx = 2x - x_e and dn = 2n - n_e.
    let whole = |sum: u64| i128::from(sum);
    let words_of = |sum: u128| sum as i128;
    let (exx, exn, enn) = (whole(all_hits.xx), whole(all_hits.xn), words_of(all_words.nn));
    let dxx = (4 * (whole(hits.xx) - whole(hits.x_xe)) + exx) as f64;
    let dxn = (4 * whole(hits.xn) - 2 * (whole(hits.x_ne) + whole(hits.n_xe)) + exn) as f64;
    let dnn = (4 * (words_of(words.nn) - words_of(words.ne)) + enn) as f64;
    let x_dx = (2 * whole(hits.x_xe) - exx) as f64;
    let x_dn = (2 * whole(hits.n_xe) - exn) as f64;
    let n_dx = (2 * whole(hits.x_ne) - exn) as f64;
    let n_dn = (2 * words_of(words.ne) - enn) as f64;

    let (exx, exn, enn) = (exx as f64, exn as f64, enn as f64);
    let positive = (p * p * exx + m * m * enn) + (p_sum * p_sum * dxx + m_sum * m_sum * dnn);
    let products = p * m * exn + p_sum * m_sum * dxn;
    let mixed = p * (p_sum * x_dx - m_sum * x_dn) - m * (p_sum * n_dx - m_sum * n_dn);
    let squares = positive - 2.0 * products + 2.0 * mixed;
    let silent = [hits.x, rest_x].into_iter().filter(|&x| x == 0).count() as f64;
    (squares >= SAFE_SHARE * positive).then(|| bessel(events) * squares / 4.0 + 2.0 * silent)
}

/// The same from exact differences, unit by unit: the definition itself.
pub(super) fn squared_exactly(design: &Design, is_own: impl Fn(usize) -> bool, hits: &[u64]) -> f64 {
    let unit = |unit: usize| Side { x: hits[unit], n: design.unit(unit).words };
    match design.exchange() {
        Exchange::Articles | Exchange::Blocks => [true, false]
            .into_iter()
            .map(|own| {
                let units = || (0..hits.len()).filter(|&u| is_own(u) == own).map(unit);
                let total = Side::sum(units());
                match total.x {
                    0 => 2.0,
                    x => {
                        let squares: f64 = units().map(|unit| unit.residual(total).powi(2)).sum();
                        bessel(units().count()) * squares / (x as f64 * x as f64)
                    }
                }
            })
            .sum(),
        Exchange::BlocksInEvents => {
            let sides: Vec<[Side; 2]> = design
                .blocks()
                .iter()
                .filter_map(|blocks| {
                    let own = blocks.clone().find(|&block| is_own(block))?;
                    Some([unit(own), Side::sum(blocks.clone().filter(|&block| block != own).map(unit))])
                })
                .collect();
            let totals = [0, 1].map(|side| Side::sum(sides.iter().map(|event| event[side])));
            let squares: f64 = sides.iter().map(|event| event_difference(event, &totals).powi(2)).sum();
            let silent = totals.iter().filter(|total| total.x == 0).count() as f64;
            bessel(sides.len()) * squares + 2.0 * silent
        }
    }
}

/// `d_e = (x_A - n_A XA/NA)/XA - (x_R - n_R XR/NR)/XR`; a side without hits adds nothing.
fn event_difference([own, rest]: &[Side; 2], [own_total, rest_total]: &[Side; 2]) -> f64 {
    let part = |side: &Side, total: &Side| if total.x == 0 { 0.0 } else { side.residual(*total) / total.x as f64 };
    part(own, own_total) - part(rest, rest_total)
}

/// Hits and words.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    x: u64,
    n: u64,
}

impl Side {
    fn sum(units: impl Iterator<Item = Side>) -> Side {
        units.fold(Side::default(), |sum, unit| Side { x: sum.x + unit.x, n: sum.n + unit.n })
    }

    /// `x - n X/N` from the exact integer `x N - n X`; zero where the rates are equal.
    fn residual(self, total: Side) -> f64 {
        let observed = u128::from(self.x) * u128::from(total.n);
        let expected = u128::from(self.n) * u128::from(total.x);
        let gap = observed.abs_diff(expected) as f64 / total.n as f64;
        if observed < expected { -gap } else { gap }
    }
}

/// `m / (m - 1)`.
fn bessel(m: usize) -> f64 {
    m as f64 / (m as f64 - 1.0)
}
