//! Wilcoxon's two tests: do articles (or events) of one outlet tend to have the higher rate?
//!
//! A question of its own. An outlet whose typical article never uses a word may still use it more often in all, in few
//! articles; then these tests and the ratio of rates point in different directions, and both are right.

use std::cmp::Ordering;

use super::clustered::sides_of_shared_events;
use super::tails::normal_beyond;
use super::{Defined, EventBlocks, Sample, Undefined, Unit};

/// The rank-sum test of two sets of articles.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct RankSum {
    /// In how many pairs of articles a's has the higher rate; ties count one half.
    pub u: f64,
    /// The standardised U with corrections for ties and continuity; above 0 where a's rates are higher.
    pub z: Defined<f64>,
    /// Its two-sided p.
    pub p: Defined<f64>,
    /// The probability that an article of a has the higher rate than one of b: `U / (ma mb)`.
    pub a12: f64,
    /// `2 a12 - 1`, from -1 to 1.
    pub cliffs_delta: f64,
}

/// Wilcoxon's rank-sum test of the articles' rates.
///
/// Rates are compared as fractions, exactly: `x_i n_j` against `x_j n_i`. Articles without words have no rate and are
/// left out.
///
/// *Formula*: `U = sum over pairs of [ra > rb] + [ra = rb]/2`; `z = (U - ma mb/2 ± 1/2) / s`,
/// `s^2 = ma mb/12 (m + 1 - sum (t^3 - t)/(m (m - 1)))`, `t` sizes of ties.
/// *Range*: `a12` 0 to 1, 1/2 for no tendency.
/// *Undefined*: `empty_outlet` where a side has no article with words; z and p `no_variation` where all rates are equal.
/// *Source*: Wilcoxon 1945; Mann and Whitney 1947; Vargha and Delaney 2000 (A12). R `wilcox.test` agrees to 1e-15.
/// *Checked against*: `articles_40_paired.json`, `wilcoxon_rank_sum`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, rank_sum};
///
/// let a = [Unit::new(3, 300), Unit::new(2, 400), Unit::new(5, 500)];
/// let b = [Unit::new(1, 100), Unit::new(0, 700)];
/// let test = rank_sum(&Sample::new(&a), &Sample::new(&b))?;
/// assert_eq!((test.u, test.a12), (4.0, 4.0 / 6.0));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn rank_sum(a: &Sample, b: &Sample) -> Defined<RankSum> {
    a.rate()?;
    b.rate()?;
    let of = |sample: &Sample, own: bool| -> Vec<(Unit, bool)> {
        sample.units().iter().filter(|unit| unit.words > 0).map(|&unit| (unit, own)).collect()
    };
    let mut all = [of(a, true), of(b, false)].concat();
    all.sort_by(|(a, _), (b, _)| by_rate(a, b));
    let own = all.iter().filter(|(_, own)| *own).count() as f64;
    let (m, others) = (all.len() as f64, all.len() as f64 - own);
    let (mut rank_sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for tied in all.chunk_by(|(a, _), (b, _)| by_rate(a, b).is_eq()) {
        let size = tied.len() as f64;
        let mid_rank = before + (size + 1.0) / 2.0;
        rank_sum += mid_rank * tied.iter().filter(|(_, own)| *own).count() as f64;
        ties += size.powi(3) - size;
        before += size;
    }
    let u = rank_sum - own * (own + 1.0) / 2.0;
    let variance = own * others / 12.0 * (m + 1.0 - ties / (m * (m - 1.0)));
    let z = standardised(u - own * others / 2.0, variance);
    let a12 = u / (own * others);
    Ok(RankSum { u, z, p: z.map(normal_beyond), a12, cliffs_delta: 2.0 * a12 - 1.0 })
}

/// With the correction for continuity: half a step towards zero.
fn standardised(surplus: f64, variance: f64) -> Defined<f64> {
    if variance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let step = if surplus == 0.0 { 0.0 } else { 0.5_f64.copysign(surplus) };
    Ok((surplus - step) / variance.sqrt())
}

/// `x1/n1` against `x2/n2`, exactly.
fn by_rate(a: &Unit, b: &Unit) -> Ordering {
    let product = |x: u64, n: u64| u128::from(x) * u128::from(n);
    product(a.hits, b.words).cmp(&product(b.hits, a.words))
}

/// The signed-rank test over events.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct SignedRank {
    /// Events in which the two rates differ.
    pub nonzero: usize,
    /// The sum of the ranks of the events in which the target has the higher rate.
    pub w_plus: f64,
    /// The two-sided p, with corrections for ties and continuity.
    pub p: Defined<f64>,
}

/// Wilcoxon's signed-rank test of the differences of rates, event by event.
///
/// *Formula*: differences `x_A/n_A - x_R/n_R` of the shared events, zeros dropped, ranked by size as exact fractions;
/// `z = (W+ - k(k+1)/4 ± 1/2) / s`, `s^2 = k(k+1)(2k+1)/24 - sum (t^3 - t)/48`.
/// *Range*: `W+` 0 to `k(k+1)/2`.
/// *Undefined*: `no_common_event`; p `few_events` with fewer than 6 non-zero differences.
/// *Source*: Wilcoxon 1945. R `wilcox.test(paired = TRUE, exact = FALSE)` agrees to 1e-15.
/// *Checked against*: `articles_40_paired.json`, `wilcoxon_signed_rank_events`, to 1e-10.
///
/// ```
/// use parallax::measures::{Block, EventBlocks, Undefined, signed_rank};
///
/// let block = |hits, words| Block { articles: 1, hits, words };
/// let event = |a, b| EventBlocks { target: block(a, 500), others: block(b, 500) };
/// let test = signed_rank(&[event(3, 1), event(2, 2), event(1, 2)])?;
/// assert_eq!((test.nonzero, test.w_plus, test.p), (2, 2.0, Err(Undefined::FewEvents)));
/// # Ok::<(), Undefined>(())
/// ```
pub fn signed_rank(events: &[EventBlocks]) -> Defined<SignedRank> {
    let (own, rest) = sides_of_shared_events(events)?;
    let mut differences: Vec<Difference> = own
        .iter()
        .zip(&rest)
        .filter(|(own, rest)| own.words > 0 && rest.words > 0)
        .map(|(own, rest)| Difference::new(own, rest))
        .filter(|difference| difference.numerator > 0)
        .collect();
    differences.sort_by(Difference::by_size);
    let k = differences.len() as f64;
    let (mut w_plus, mut ties, mut before) = (0.0, 0.0, 0.0);
    for tied in differences.chunk_by(|a, b| a.by_size(b).is_eq()) {
        let size = tied.len() as f64;
        w_plus += (before + (size + 1.0) / 2.0) * tied.iter().filter(|d| d.target_is_higher).count() as f64;
        ties += size.powi(3) - size;
        before += size;
    }
    let variance = k * (k + 1.0) * (2.0 * k + 1.0) / 24.0 - ties / 48.0;
    let p = if differences.len() < 6 {
        Err(Undefined::FewEvents)
    } else {
        standardised(w_plus - k * (k + 1.0) / 4.0, variance).map(normal_beyond)
    };
    Ok(SignedRank { nonzero: differences.len(), w_plus, p })
}

/// The size of a difference of two rates as a fraction, and its direction.
struct Difference {
    numerator: u128,
    denominator: u128,
    target_is_higher: bool,
}

impl Difference {
    fn new(own: &Unit, rest: &Unit) -> Self {
        let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
        let (left, right) = (product(own.hits, rest.words), product(rest.hits, own.words));
        Difference {
            numerator: left.abs_diff(right),
            denominator: product(own.words, rest.words),
            target_is_higher: left > right,
        }
    }

    fn by_size(&self, other: &Difference) -> Ordering {
        let exact = |a: u128, b: u128| a.checked_mul(b);
        match (exact(self.numerator, other.denominator), exact(other.numerator, self.denominator)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Counts beyond any newspaper.
            _ => {
                let size = |d: &Difference| d.numerator as f64 / d.denominator as f64;
                size(self).total_cmp(&size(other))
            }
        }
    }
}
