//! The Bayesian information criterion of a table.

use super::{Contingency, g2, g2_two_cell};

/// BIC: how far the data favour two rates over one.
///
/// *Formula*: `G2 - ln N`, one degree of freedom.
/// *Range*: any number; below 0 one common rate is favoured, above 2 / 6 / 10 the evidence for two is called
/// positive / strong / very strong. It takes words for independent draws as G2 does, so it is a ranking only.
/// *Undefined*: never.
/// *Source*: Wilson 2013, "Embracing Bayes factors for key item analysis".
/// *Checked against*: `two_by_two.json`, `bic`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.3}", keyness::bic(&table)), "-0.657");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn bic(table: &Contingency) -> f64 {
    g2(table) - (table.words() as f64).ln()
}

/// BIC of G2 with the term's two cells, as UCREL prints it.
///
/// *Formula*: `G2 of two cells - ln N`.
/// *Range, Undefined, Source*: as [`bic`].
/// *Checked against*: `two_by_two.json`, `bic_rayson_two_cell`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.3}", keyness::bic_two_cell(&table)), "-0.669");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn bic_two_cell(table: &Contingency) -> f64 {
    g2_two_cell(table) - (table.words() as f64).ln()
}
