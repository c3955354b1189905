//! The odds ratio of a table.

use super::super::{Defined, Undefined};
use super::Contingency;

/// The ratio of the odds that a word is the term; for words it hardly differs from the ratio of the rates.
///
/// *Formula*: `a (n2 - b) / (b (n1 - a))`.
/// *Range*: 0 and up; 1 for equal rates.
/// *Undefined*: `absent_term`; `zero_cell` where the divisor is 0; in this order.
/// *Source*: Cornfield 1951; Pojanapunya and Watson Todd 2018 for its use as keyness.
/// *Checked against*: `two_by_two.json`, `odds_ratio`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Undefined, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397))?;
/// assert_eq!(keyness::odds_ratio(&table), Ok(2.352));
/// assert_eq!(keyness::odds_ratio(&Contingency::new(Usage::new(12, 412), Usage::new(0, 397))?), Err(Undefined::ZeroCell));
/// # Ok::<(), Undefined>(())
/// ```
pub fn odds_ratio(table: &Contingency) -> Defined<f64> {
    table.some_hits()?;
    let (target, reference) = (table.target(), table.reference());
    let others = [target.words - target.hits, reference.words - reference.hits].map(|count| count as f64);
    let divisor = reference.hits as f64 * others[0];
    if divisor == 0.0 { Err(Undefined::ZeroCell) } else { Ok(target.hits as f64 * others[1] / divisor) }
}
