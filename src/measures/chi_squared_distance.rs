//! The distance that correspondence analysis draws.

use super::frequency_list::pooled;
use super::{Defined, FrequencyList, Undefined};

/// The chi-squared distance of two texts: a difference in a rare term weighs more than the same in a common one.
///
/// *Formula*: `sqrt(sum (p_a - p_b)^2 / c)`, `c` a term's share of all `texts` together; terms that occur nowhere are
/// left out.
/// *Range*: 0 (equal shares) and up.
/// *Undefined*: `unequal_lengths`; `absent_term` where a text has a term that none of `texts` has.
/// *Source*: Greenacre 2007, *Correspondence Analysis in Practice*, chapter 4.
/// *Checked against*: `outlets_3x200.json`, `pairs.chi2_distance_ca`, to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, chi_squared_distance};
///
/// let texts = [FrequencyList::new(&[6, 4])?, FrequencyList::new(&[4, 6])?];
/// let distance = chi_squared_distance(&texts[0], &texts[1], &texts)?;
/// assert!((distance - 0.4).abs() < 1e-15);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn chi_squared_distance(a: &FrequencyList, b: &FrequencyList, texts: &[FrequencyList]) -> Defined<f64> {
    let pooled = pooled(texts)?;
    if [a, b].iter().any(|list| list.counts().len() != pooled.len()) {
        return Err(Undefined::UnequalLengths);
    }
    let total = pooled.iter().sum::<u128>() as f64;
    let mut sum = 0.0;
    for (term, &count) in pooled.iter().enumerate() {
        let gap = a.share_above(b, term);
        if count > 0 {
            sum += gap.powi(2) * total / count as f64;
        } else if a.counts()[term] > 0 || b.counts()[term] > 0 {
            return Err(Undefined::AbsentTerm);
        }
    }
    Ok(sum.sqrt())
}
