//! G2, the log-likelihood ratio of a table.

use super::super::PValue;
use super::super::exact::phi;
use super::super::p_value::chi_squared_above;
use super::Contingency;

/// G2 of all four cells. A ranking score; with its [`g2_signed`] sign it orders the terms of a comparison.
///
/// *Formula*: `2 sum O ln(O/E)` over the term and the other words of both texts, `0 ln 0 = 0`; computed as
/// `2 sum E phi((O-E)/E)`, `phi(x) = (1+x) ln(1+x) - x`, with `O-E` from exact integers: the textbook sum loses its
/// digits where texts are large and the gap small.
/// *Range*: 0 (equal rates, or nobody uses the term) and up; natural logarithm; no sign, no correction.
/// *Undefined*: never, once there is a [`Contingency`].
/// *Source*: Dunning 1993, Computational Linguistics 19(1), 61-74. Other programs: AntConc has the same four cells;
/// UCREL and Wmatrix two ([`g2_two_cell`]); quanteda shifts by 0.5 unless told not to, and adds 1e-9 in each logarithm.
/// *Checked against*: `two_by_two.json`, `g2` (60-digit arithmetic), to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397))?;
/// assert_eq!(format!("{:.4}", keyness::g2(&table)), "2.7726");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn g2(table: &Contingency) -> f64 {
    g2_of_cells(&cells(table))
}

/// G2 of four cells, below zero where the target uses the term less often.
///
/// *Formula*: `sign(a/n1 - b/n2) G2`; the sign is exact.
/// *Range*: any number; 0 for equal rates.
/// *Undefined, Source*: as [`g2`].
/// *Checked against*: `two_by_two.json`, `g2_signed`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.3}", keyness::g2_signed(&table)), "-6.944");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn g2_signed(table: &Contingency) -> f64 {
    match table.sign() {
        0 => 0.0,
        sign => f64::from(sign) * g2(table),
    }
}

/// G2 of the term's own two cells, as UCREL's wizard and Wmatrix print it. Not signed.
///
/// *Formula*: `2 (a ln(a/E1) + b ln(b/E2))`, `E1 = R n1/N`; the other words are left out.
/// *Range*: 0 and up, a little below [`g2`].
/// *Undefined*: as [`g2`].
/// *Source*: Rayson and Garside 2000, "Comparing corpora using frequency profiling".
/// *Checked against*: `two_by_two.json`, `g2_two_cell_rayson`, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.4}", keyness::g2_two_cell(&table)), "6.9315");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn g2_two_cell(table: &Contingency) -> f64 {
    // The differences of the two cells cancel, so phi serves here as well.
    let [target, reference, ..] = cells(table);
    g2_of_cells(&[target, reference])
}

/// The p of G2 that takes every word for an independent draw. Words are not: at p < 0.05 it calls 19 to 29 % of the
/// words of one outlet, split at random in two, different.
///
/// *Formula*: the probability of chi-squared with 1 degree of freedom above [`g2`].
/// *Range*: 0 to 1; its logarithm is right where the number itself is too small for a double.
/// *Undefined, Source*: as [`g2`].
/// *Checked against*: `two_by_two.json`, `g2_p` to 1e-10 and `g2_log10_p` to 1e-9.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000))?;
/// assert_eq!(format!("{:.5}", keyness::g2_p_bag_of_words(&table).value()), "0.00841");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn g2_p_bag_of_words(table: &Contingency) -> PValue {
    chi_squared_above(g2(table), 1)
}

/// An expected count, and how far the observed one is above it.
pub(in super::super) type Cell = (f64, f64);

/// `2 sum E phi((O-E)/E)`; a cell that expects nothing holds nothing.
pub(in super::super) fn g2_of_cells(cells: &[Cell]) -> f64 {
    let cells = cells.iter().filter(|(expected, _)| *expected > 0.0);
    2.0 * cells.map(|(expected, gap)| expected * phi(gap / expected)).sum::<f64>()
}

/// The term in both texts, then the other words in both texts.
fn cells(table: &Contingency) -> [Cell; 4] {
    let [_, _, n1, n2] = table.numbers();
    let (hits, words) = (table.hits() as f64, table.words() as f64);
    let others = (table.words() - table.hits()) as f64;
    let gap = table.gap_as_number() / words;
    [(hits * n1 / words, gap), (hits * n2 / words, -gap), (others * n1 / words, -gap), (others * n2 / words, gap)]
}
