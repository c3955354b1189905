//! How often a term occurs in a whole body of text.

use super::{Defined, Undefined, Unit};

/// How often a term occurs in a body of text: an outlet, or everyone else.
///
/// Measures of it take words for independent, which they are not; see [`Sample`](super::Sample) for those that know
/// from which article each hit comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// How often the term was found.
    pub hits: u64,
    /// Words of the text, stop words included.
    pub words: u64,
}

impl Usage {
    /// So many hits in so many words.
    ///
    /// ```
    /// use parallax::measures::Usage;
    /// assert_eq!(Usage::new(12, 4_120), Usage { hits: 12, words: 4_120 });
    /// ```
    #[must_use]
    pub fn new(hits: u64, words: u64) -> Self {
        Usage { hits, words }
    }

    /// Hits per 1,000 words.
    ///
    /// *Formula*: `1000 a / n`.
    /// *Range*: 0 to 1,000.
    /// *Undefined*: `impossible_counts` with more hits than words; `empty_outlet`.
    /// *Source*: McEnery and Hardie 2012, *Corpus Linguistics*, section 2.6.
    /// *Checked against*: `two_by_two.json`, `per_1000`, to 1e-10.
    ///
    /// ```
    /// use parallax::measures::{Undefined, Usage};
    /// assert_eq!(Usage::new(3, 750).per_1000(), Ok(4.0));
    /// assert_eq!(Usage::new(0, 0).per_1000(), Err(Undefined::EmptyOutlet));
    /// ```
    pub fn per_1000(self) -> Defined<f64> {
        self.per(1e3)
    }

    /// Hits per 10,000 words.
    ///
    /// *Formula*: `10,000 a / n`.
    /// *Range*: 0 to 10,000.
    /// *Undefined, Source*: as [`Usage::per_1000`].
    /// *Checked against*: `two_by_two.json`, `per_10000`, to 1e-10.
    ///
    /// ```
    /// use parallax::measures::Usage;
    /// assert_eq!(Usage::new(3, 750).per_10_000(), Ok(40.0));
    /// ```
    pub fn per_10_000(self) -> Defined<f64> {
        self.per(1e4)
    }

    /// Hits per million words, the relative frequency of corpus linguistics.
    ///
    /// *Formula*: `1,000,000 a / n`.
    /// *Range*: 0 to 1,000,000.
    /// *Undefined, Source*: as [`Usage::per_1000`].
    /// *Checked against*: `two_by_two.json`, `per_million`, to 1e-10.
    ///
    /// ```
    /// use parallax::measures::Usage;
    /// assert_eq!(Usage::new(3, 750).per_million(), Ok(4_000.0));
    /// ```
    pub fn per_million(self) -> Defined<f64> {
        self.per(1e6)
    }

    fn per(self, words: f64) -> Defined<f64> {
        self.checked()?;
        Ok(words * self.hits as f64 / self.words as f64)
    }

    /// The same usage, if there can be such a text.
    pub(super) fn checked(self) -> Defined<Usage> {
        if self.hits > self.words {
            return Err(Undefined::ImpossibleCounts);
        }
        if self.words == 0 { Err(Undefined::EmptyOutlet) } else { Ok(self) }
    }
}

impl From<Unit> for Usage {
    fn from(total: Unit) -> Self {
        Usage::new(total.hits, total.words)
    }
}
