//! Pearson's chi-squared of a table.

use super::super::p_value::chi_squared_above;
use super::super::{Defined, PValue, Undefined};
use super::Contingency;

/// Pearson's chi-squared of all four cells, without correction.
///
/// *Formula*: `N (ad - bc)^2 / (n1 n2 R (N-R))`.
/// *Range*: 0 and up; no sign. Where hits are few it is larger than G2 and further from its distribution.
/// *Undefined*: `absent_term`; `zero_margin` where every word is a hit; in this order.
/// *Source*: Pearson 1900, Philosophical Magazine 50(302).
/// *Checked against*: `two_by_two.json`, `chi2` (60-digit arithmetic; SciPy and R agree), to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Undefined, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397))?;
/// assert_eq!(format!("{:.4}", keyness::chi_squared(&table)?), "2.6860");
/// let absent = Contingency::new(Usage::new(0, 412), Usage::new(0, 397))?;
/// assert_eq!(keyness::chi_squared(&absent), Err(Undefined::AbsentTerm));
/// # Ok::<(), Undefined>(())
/// ```
pub fn chi_squared(table: &Contingency) -> Defined<f64> {
    of_gap(table, table.gap().unsigned_abs() as f64)
}

/// Chi-squared with Yates's correction for continuity.
///
/// *Formula*: `N max(|ad - bc| - N/2, 0)^2 / (n1 n2 R (N-R))`.
/// *Range*: 0 to [`chi_squared`]; the gap never turns negative.
/// *Undefined*: as [`chi_squared`].
/// *Source*: Yates 1934, Supplement to the JRSS 1(2). quanteda corrects only tables with an expectation below 5.
/// *Checked against*: `two_by_two.json`, `chi2_yates` (60-digit arithmetic; SciPy and R agree), to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.4}", keyness::chi_squared_yates(&table)?), "3.2080");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn chi_squared_yates(table: &Contingency) -> Defined<f64> {
    // Twice the gap, so that half a word stays an integer.
    let twice = (2 * table.gap().unsigned_abs()).saturating_sub(u128::from(table.words()));
    of_gap(table, twice as f64 / 2.0)
}

/// The p of [`chi_squared`] that takes every word for an independent draw; see the warning at
/// [`g2_p_bag_of_words`](super::g2_p_bag_of_words).
///
/// *Formula*: the probability of chi-squared with 1 degree of freedom above the statistic.
/// *Range*: 0 to 1.
/// *Undefined, Source*: as [`chi_squared`].
/// *Checked against*: `two_by_two.json`, `chi2_p`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.4}", keyness::chi_squared_p_bag_of_words(&table)?.value()), "0.0252");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn chi_squared_p_bag_of_words(table: &Contingency) -> Defined<PValue> {
    Ok(chi_squared_above(chi_squared(table)?, 1))
}

/// The p of [`chi_squared_yates`] that takes every word for an independent draw; see the warning at
/// [`g2_p_bag_of_words`](super::g2_p_bag_of_words).
///
/// *Formula*: the probability of chi-squared with 1 degree of freedom above the statistic.
/// *Range*: 0 to 1.
/// *Undefined, Source*: as [`chi_squared_yates`].
/// *Checked against*: `two_by_two.json`, `chi2_yates_p`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.4}", keyness::chi_squared_yates_p_bag_of_words(&table)?.value()), "0.0733");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn chi_squared_yates_p_bag_of_words(table: &Contingency) -> Defined<PValue> {
    Ok(chi_squared_above(chi_squared_yates(table)?, 1))
}

/// `N gap^2` over the product of the margins, none of which is zero.
fn of_gap(table: &Contingency, gap: f64) -> Defined<f64> {
    table.some_hits()?;
    if table.hits() == table.words() {
        return Err(Undefined::ZeroMargin);
    }
    let [_, _, n1, n2] = table.numbers();
    let (hits, words) = (table.hits() as f64, table.words() as f64);
    let others = (table.words() - table.hits()) as f64;
    Ok(gap / (n1 * n2) * words * gap / (hits * others))
}
