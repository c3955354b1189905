//! A whole vocabulary in one body of text.

use super::exact::difference_of_products;
use super::{Defined, Undefined};

/// How often each term of a vocabulary occurs in one body of text, and the exact sum.
///
/// Which terms a vocabulary holds is decided before. Lists that are compared have the same terms in the same order;
/// their denominators are the sums of their counts, not the words of the texts.
///
/// ```
/// use parallax::measures::{FrequencyList, Undefined};
///
/// let list = FrequencyList::new(&[20, 3, 0, 7])?;
/// assert_eq!((list.total(), list.types()), (30, 3));
/// assert_eq!(FrequencyList::new(&[0, 0]).unwrap_err(), Undefined::EmptyOutlet);
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrequencyList<'a> {
    counts: &'a [u64],
    total: u64,
}

impl<'a> FrequencyList<'a> {
    /// The list of these counts.
    ///
    /// *Undefined*: `empty_outlet` where there is nothing; `impossible_counts` where 64 bits cannot hold the sum.
    ///
    /// ```
    /// use parallax::measures::FrequencyList;
    /// assert!(FrequencyList::new(&[1, 2]).is_ok());
    /// ```
    pub fn new(counts: &'a [u64]) -> Defined<Self> {
        let sum = counts.iter().try_fold(0u64, |sum, &count| sum.checked_add(count));
        match sum.ok_or(Undefined::ImpossibleCounts)? {
            0 => Err(Undefined::EmptyOutlet),
            total => Ok(FrequencyList { counts, total }),
        }
    }

    /// The counts, term by term.
    ///
    /// ```
    /// # use parallax::measures::FrequencyList;
    /// assert_eq!(FrequencyList::new(&[1, 2]).unwrap().counts(), [1, 2]);
    /// ```
    #[must_use]
    pub fn counts(&self) -> &'a [u64] {
        self.counts
    }

    /// The sum of the counts, never 0.
    ///
    /// ```
    /// # use parallax::measures::FrequencyList;
    /// assert_eq!(FrequencyList::new(&[1, 2]).unwrap().total(), 3);
    /// ```
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many terms occur at all.
    ///
    /// ```
    /// # use parallax::measures::FrequencyList;
    /// assert_eq!(FrequencyList::new(&[1, 0, 2]).unwrap().types(), 2);
    /// ```
    #[must_use]
    pub fn types(&self) -> usize {
        self.counts.iter().filter(|&&count| count > 0).count()
    }

    /// The share of a term.
    pub(super) fn share(&self, term: usize) -> f64 {
        self.counts[term] as f64 / self.total as f64
    }

    /// The share of a term here less its share there, from exact integers.
    pub(super) fn share_above(&self, other: &FrequencyList, term: usize) -> f64 {
        let gap = difference_of_products(self.counts[term], other.total, other.counts[term], self.total);
        gap / (self.total as f64 * other.total as f64)
    }
}

/// The terms that the lists have in common, in number; lists of different lengths are not of one vocabulary.
pub(super) fn vocabulary(lists: &[FrequencyList]) -> Defined<usize> {
    let terms = lists.first().map_or(0, |list| list.counts.len());
    if lists.iter().any(|list| list.counts.len() != terms) {
        return Err(Undefined::UnequalLengths);
    }
    Ok(terms)
}

/// Each term's count over all lists together.
pub(super) fn pooled(lists: &[FrequencyList]) -> Defined<Vec<u128>> {
    let terms = vocabulary(lists)?;
    Ok((0..terms).map(|term| lists.iter().map(|list| u128::from(list.counts[term])).sum()).collect())
}

/// The most frequent terms, at most `top` of them: by count, ties by their place in the vocabulary.
pub(super) fn most_frequent(counts: &[u128], top: usize) -> Vec<usize> {
    let mut terms: Vec<usize> = (0..counts.len()).collect();
    terms.sort_by_key(|&term| (std::cmp::Reverse(counts[term]), term));
    terms.truncate(top);
    terms
}
