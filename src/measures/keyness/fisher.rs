//! Fisher's exact test of a table.

use super::super::{Defined, PValue, Undefined};
use super::Contingency;

/// The most hits that the exact test is made for; beyond, it says what chi-squared says.
pub const MOST_HITS: u64 = 100_000;

/// Tables that are this little more probable than the observed one count as equally probable.
const SLACK: f64 = 1e-7;

/// Fisher's exact p, two-sided, which takes every word for an independent draw; exact is only the arithmetic, see
/// the warning at [`g2_p_bag_of_words`](super::g2_p_bag_of_words).
///
/// *Formula*: the sum of the probabilities of all tables with the same margins that are not more probable than the
/// observed one (up to a relative slack of 1e-7, as R has it).
/// *Range*: above 0 up to 1; 1 where nobody uses the term.
/// *Undefined*: `too_many_hits` above [`FISHER_MOST_HITS`](super::FISHER_MOST_HITS) hits.
/// *Source*: Fisher 1935; R `fisher.test`.
/// *Checked against*: `two_by_two.json`, `fisher_two_sided_p` (60-digit arithmetic; R agrees to 1e-14), to 1e-8.
///
/// ```
/// use parallax::measures::{Contingency, Undefined, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 12), Usage::new(1, 7))?;
/// let p = keyness::fisher_p_bag_of_words(&table)?.value();
/// assert!((p - 7.0 / 19.0).abs() < 1e-15);
///
/// let frequent = Contingency::new(Usage::new(90_000, 1_000_000), Usage::new(20_000, 1_000_000))?;
/// assert_eq!(keyness::fisher_p_bag_of_words(&frequent), Err(Undefined::TooManyHits));
/// # Ok::<(), Undefined>(())
/// ```
pub fn fisher_p_bag_of_words(table: &Contingency) -> Defined<PValue> {
    if table.hits() > MOST_HITS {
        return Err(Undefined::TooManyHits);
    }
    let tables = Hypergeometric::of(table);
    let observed = tables.ln_weights[(table.target().hits - tables.fewest) as usize];
    let limit = observed + SLACK.ln_1p();
    let as_extreme = tables.ln_weights.iter().copied().filter(|weight| *weight <= limit);
    Ok(PValue::from_ln(ln_sum(as_extreme) - ln_sum(tables.ln_weights.iter().copied())))
}

/// How probable it is that so many of the hits fall to the target.
struct Hypergeometric {
    /// The fewest that can.
    fewest: u64,
    /// From the fewest on, one by one: the logarithm of the probability over that of the most probable number.
    ln_weights: Vec<f64>,
}

impl Hypergeometric {
    fn of(table: &Contingency) -> Self {
        let (n1, n2, hits) = (table.target().words, table.reference().words, table.hits());
        let (fewest, most) = (hits.saturating_sub(n2), hits.min(n1));
        let mode = (u128::from(hits) + 1) * (u128::from(n1) + 1) / (u128::from(table.words()) + 2);
        let mode = (mode as u64).clamp(fewest, most);
        // P(x + 1) / P(x)
        let ratio = |x: u64| {
            let x_more = (n1 - x) as f64 * (hits - x) as f64;
            x_more / ((x + 1) as f64 * (n2 - (hits - x) + 1) as f64)
        };
        let mut ln_weights = vec![0.0; (most - fewest + 1) as usize];
        // Outwards from the mode: every step is down, so no sum of logarithms cancels.
        for x in mode..most {
            ln_weights[(x + 1 - fewest) as usize] = ln_weights[(x - fewest) as usize] + ratio(x).ln();
        }
        for x in (fewest..mode).rev() {
            ln_weights[(x - fewest) as usize] = ln_weights[(x + 1 - fewest) as usize] - ratio(x).ln();
        }
        Hypergeometric { fewest, ln_weights }
    }
}

/// `ln sum exp(w)`, from the largest so that none is lost.
fn ln_sum(ln_weights: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = ln_weights.clone().fold(f64::MIN, f64::max);
    largest + ln_weights.map(|weight| (weight - largest).exp()).sum::<f64>().ln()
}
