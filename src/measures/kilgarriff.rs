//! Kilgarriff's chi-squared: how far two corpora are apart.

use super::frequency_list::{most_frequent, pooled};
use super::{Defined, FrequencyList};

/// Kilgarriff's measure of two corpora.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kilgarriff {
    /// Chi-squared over the most frequent terms. It grows with the size of the corpora, so only corpora of equal size
    /// can be compared by it.
    pub chi_squared: f64,
    /// Chi-squared by degrees of freedom: divided by the number of terms.
    pub cbdf: f64,
}

/// Kilgarriff's chi-squared over the most frequent terms of a pair.
///
/// *Formula*: `sum (O-E)^2 / E` over the two cells of each of the `top` most frequent terms of both texts together
/// (ties by place), `E = R n/N`; CBDF divides by the number of terms taken.
/// *Range*: 0 and up.
/// *Undefined*: `unequal_lengths`; `too_few_values` where `top` is 0.
/// *Source*: Kilgarriff 2001, "Comparing corpora", International Journal of Corpus Linguistics 6(1), 97-133.
/// *Checked against*: `outlets_3x200.json`, `pairs.kilgarriff` with 50, 100 and 200 terms, to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, kilgarriff};
///
/// let (a, b) = (FrequencyList::new(&[60, 40])?, FrequencyList::new(&[50, 50])?);
/// let distance = kilgarriff(&a, &b, 1)?;
/// assert!((distance.chi_squared - 50.0 / 55.0).abs() < 1e-12);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn kilgarriff(a: &FrequencyList, b: &FrequencyList, top: usize) -> Defined<Kilgarriff> {
    let pooled = pooled(&[*a, *b])?;
    let terms = most_frequent(&pooled, top);
    if terms.is_empty() {
        return Err(super::Undefined::TooFewValues);
    }
    let (n1, n2) = (a.total() as f64, b.total() as f64);
    // gap = n1 n2 (p - q)/N in one cell and its opposite in the other, so gap^2/E1 + gap^2/E2 is this.
    let of_term = |&term: &usize| (a.share_above(b, term)).powi(2) * n1 * n2 / pooled[term] as f64;
    let chi_squared = terms.iter().filter(|&&term| pooled[term] > 0).map(of_term).sum();
    Ok(Kilgarriff { chi_squared, cbdf: chi_squared / terms.len() as f64 })
}
