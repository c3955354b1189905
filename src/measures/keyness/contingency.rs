//! One term in two bodies of text.

use super::super::exact::difference_of_products;
use super::super::{Defined, Undefined, Usage};

/// One term's usage in two bodies of text: all that a keyness measure looks at.
///
/// As a table: `a = target.hits`, `b = reference.hits`; the other words `c = n1 - a`, `d = n2 - b`.
///
/// ```
/// use parallax::measures::{Contingency, Undefined, Usage};
///
/// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397))?;
/// assert_eq!((table.hits(), table.words(), table.sign()), (17, 809, 1));
///
/// assert_eq!(Contingency::new(Usage::new(12, 412), Usage::default()), Err(Undefined::EmptyOutlet));
/// assert_eq!(Contingency::new(Usage::new(12, 4), Usage::new(5, 397)), Err(Undefined::ImpossibleCounts));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Contingency {
    target: Usage,
    reference: Usage,
}

impl Contingency {
    /// The table of a target and what it is compared with.
    ///
    /// *Undefined*: `impossible_counts` where hits exceed words, or both texts have more words than 64 bits count;
    /// `empty_outlet` where either has no words.
    ///
    /// ```
    /// use parallax::measures::{Contingency, Usage};
    /// assert!(Contingency::new(Usage::new(0, 1_000), Usage::new(5, 1_000)).is_ok());
    /// ```
    pub fn new(target: Usage, reference: Usage) -> Defined<Self> {
        for usage in [target, reference] {
            if usage.hits > usage.words {
                return Err(Undefined::ImpossibleCounts);
            }
        }
        target.words.checked_add(reference.words).ok_or(Undefined::ImpossibleCounts)?;
        target.checked()?;
        reference.checked()?;
        Ok(Contingency { target, reference })
    }

    /// The text described.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397)).unwrap();
    /// assert_eq!(table.target(), Usage::new(12, 412));
    /// ```
    #[must_use]
    pub fn target(&self) -> Usage {
        self.target
    }

    /// What it is described against.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397)).unwrap();
    /// assert_eq!(table.reference(), Usage::new(5, 397));
    /// ```
    #[must_use]
    pub fn reference(&self) -> Usage {
        self.reference
    }

    /// The same table seen from the other side.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// let table = Contingency::new(Usage::new(12, 412), Usage::new(5, 397)).unwrap();
    /// assert_eq!(table.swapped().sign(), -table.sign());
    /// ```
    #[must_use]
    pub fn swapped(self) -> Contingency {
        Contingency { target: self.reference, reference: self.target }
    }

    /// R, the hits of both.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// assert_eq!(Contingency::new(Usage::new(12, 412), Usage::new(5, 397)).unwrap().hits(), 17);
    /// ```
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.target.hits + self.reference.hits
    }

    /// N, the words of both.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// assert_eq!(Contingency::new(Usage::new(12, 412), Usage::new(5, 397)).unwrap().words(), 809);
    /// ```
    #[must_use]
    pub fn words(&self) -> u64 {
        self.target.words + self.reference.words
    }

    /// 1 where the target uses the term more often, -1 less often, 0 exactly as often.
    ///
    /// ```
    /// # use parallax::measures::{Contingency, Usage};
    /// let same_rate = Contingency::new(Usage::new(1, 3), Usage::new(2, 6)).unwrap();
    /// assert_eq!(same_rate.sign(), 0);
    /// ```
    #[must_use]
    pub fn sign(&self) -> i8 {
        self.gap().signum() as i8
    }

    /// `a n2 - b n1`, which is also `a d - b c`. As `n1 + n2` fits 64 bits, it needs 127.
    pub(super) fn gap(&self) -> i128 {
        let product = |hits: u64, words: u64| (u128::from(hits) * u128::from(words)) as i128;
        product(self.target.hits, self.reference.words) - product(self.reference.hits, self.target.words)
    }

    /// [`gap`](Self::gap) as a number.
    pub(super) fn gap_as_number(&self) -> f64 {
        let (a, b) = (self.target, self.reference);
        difference_of_products(a.hits, b.words, b.hits, a.words)
    }

    /// `a, b, n1, n2` as numbers.
    pub(super) fn numbers(&self) -> [f64; 4] {
        [self.target.hits, self.reference.hits, self.target.words, self.reference.words].map(|count| count as f64)
    }

    /// `absent_term` where nobody uses the term.
    pub(super) fn some_hits(&self) -> Defined<()> {
        if self.hits() == 0 { Err(Undefined::AbsentTerm) } else { Ok(()) }
    }
}
