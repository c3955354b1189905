//! Cosine similarity of two vocabularies.

use super::frequency_list::vocabulary;
use super::{Defined, FrequencyList};

/// The cosine of two texts' relative frequencies. Frequent words decide it.
///
/// *Formula*: `sum p q / sqrt(sum p^2 sum q^2)`; lengths cancel.
/// *Range*: 0 (no common term) to 1 (equal shares).
/// *Undefined*: `unequal_lengths`. A text without words has no [`FrequencyList`].
/// *Source*: Salton and McGill 1983, *Introduction to Modern Information Retrieval*, section 4.1.
/// *Checked against*: `outlets_3x200.json`, `pairs.cosine` (SciPy agrees), to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, cosine};
///
/// let (a, b) = (FrequencyList::new(&[3, 4])?, FrequencyList::new(&[4, 3])?);
/// assert_eq!(cosine(&a, &b), Ok(0.96));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn cosine(a: &FrequencyList, b: &FrequencyList) -> Defined<f64> {
    vocabulary(&[*a, *b])?;
    let dot = |x: &FrequencyList, y: &FrequencyList| -> f64 {
        x.counts().iter().zip(y.counts()).map(|(&x, &y)| x as f64 * y as f64).sum()
    };
    // Rounding must not lift it above 1.
    Ok((dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()).min(1.0))
}
