//! %DIFF, the difference of two rates in per cent of the second.

use super::super::{Defined, Undefined};
use super::Contingency;

/// %DIFF: by how many per cent the target's rate is above the reference's. `100 (2^LogRatio - 1)` in other words.
///
/// *Formula*: `100 (a/n1 - b/n2) / (b/n2)`.
/// *Range*: -100 (the target never uses it) and up; 0 for equal rates.
/// *Undefined*: `absent_term`; `absent_in_reference` where `b = 0` (UCREL puts 1e-18 in its place, which makes huge
/// numbers); in this order.
/// *Source*: Gabrielatos and Marchi 2012, "Keyness: appropriate metrics and practical issues".
/// *Checked against*: `two_by_two.json`, `pct_diff`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(8, 3_000), Usage::new(2, 3_000))?;
/// assert_eq!(keyness::percent_difference(&table), Ok(300.0));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn percent_difference(table: &Contingency) -> Defined<f64> {
    table.some_hits()?;
    let [_, b, n1, _] = table.numbers();
    if b == 0.0 {
        return Err(Undefined::AbsentInReference);
    }
    Ok(100.0 * table.gap() as f64 / (b * n1))
}
