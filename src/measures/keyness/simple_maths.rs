//! Simple maths: the ratio of two rates with a constant added to both.

use super::Contingency;

/// The constant for corpora under ten million words: in 50,000 words a single hit is already 20 per million.
///
/// Sketch Engine's own default is 1.
pub const SIMPLE_MATHS_K: f64 = 100.0;

/// Simple maths: which words are more frequent, and at which level of frequency one wants to look. A large `k` favours
/// common words, a small one rare words.
///
/// *Formula*: `(f1 + k) / (f2 + k)`, `f` hits per million words.
/// *Range*: above 0; 1 for equal rates.
/// *Undefined*: never; a `k` that is not positive and finite is taken for [`SIMPLE_MATHS_K`].
/// *Source*: Kilgarriff 2009, "Simple maths for keywords".
/// *Checked against*: `two_by_two.json`, `simple_maths` with k = 1, 10, 100 and 1,000, to 1e-10.
///
/// ```
/// use parallax::measures::{Contingency, Usage, keyness};
///
/// let table = Contingency::new(Usage::new(0, 1_000), Usage::new(1, 10_000))?;
/// assert_eq!(keyness::simple_maths(&table, keyness::SIMPLE_MATHS_K), 0.5);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[must_use]
pub fn simple_maths(table: &Contingency, k: f64) -> f64 {
    let k = if k.is_finite() && k > 0.0 { k } else { SIMPLE_MATHS_K };
    let [a, b, n1, n2] = table.numbers();
    (1e6 * a / n1 + k) / (1e6 * b / n2 + k)
}
