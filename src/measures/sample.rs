//! What a measure looks at: hits and words, unit by unit.

use super::{Defined, Undefined};

/// How often a term stands in one unit of text, and how many words the unit has.
///
/// A unit is an article, or all of an outlet's articles on one event. Words of one unit depend on each other, which
/// is why intervals are made from units and never from words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unit {
    /// How often the term or category was found.
    pub hits: u64,
    /// Words of the unit, stop words included.
    pub words: u64,
}

impl Unit {
    /// A unit of so many hits in so many words.
    ///
    /// ```
    /// use parallax::measures::Unit;
    /// assert_eq!(Unit::new(3, 412), Unit { hits: 3, words: 412 });
    /// ```
    #[must_use]
    pub fn new(hits: u64, words: u64) -> Self {
        Unit { hits, words }
    }

    fn checked_add(self, other: Unit) -> Option<Unit> {
        Some(Unit { hits: self.hits.checked_add(other.hits)?, words: self.words.checked_add(other.words)? })
    }
}

/// The units of one outlet (or of one side of a comparison) and their exact sums.
///
/// ```
/// use parallax::measures::{Sample, Unit};
///
/// let articles = [Unit::new(3, 400), Unit::new(0, 350), Unit::new(6, 750)];
/// let sample = Sample::new(&articles);
/// assert_eq!(sample.total(), Unit::new(9, 1500));
/// assert_eq!(sample.units_with_hits(), 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    units: &'a [Unit],
    total: Unit,
    hit: f64,
    rate: Defined<f64>,
}

impl<'a> Sample<'a> {
    /// The units and their sums. Any units may be passed: where they allow no figure, each measure says why.
    #[must_use]
    pub fn new(units: &'a [Unit]) -> Self {
        let sum = units.iter().try_fold(Unit::default(), |sum, &unit| sum.checked_add(unit));
        let contradiction = units.iter().any(|unit| unit.words == 0 && unit.hits > 0);
        let rate = match sum {
            None => Err(Undefined::ImpossibleCounts),
            Some(_) if contradiction => Err(Undefined::ImpossibleCounts),
            Some(Unit { words: 0, .. }) => Err(Undefined::EmptyOutlet),
            Some(Unit { hits, words }) => Ok(hits as f64 / words as f64),
        };
        Sample { units, total: sum.unwrap_or_default(), hit: 1.0, rate }
    }

    /// The same, where texts count for different parts of a whole one, and a hit counts for so much on the average:
    /// `sum(w^2 n) / sum(w n)` of their weights and words (Kish 1965). A rate is what it was; what stands for a single hit,
    /// as in "half a hit for none", is so much.
    ///
    /// ```
    /// use parallax::measures::{Sample, Unit, rate};
    ///
    /// // Two silent articles, each of which counts for a half, in halves: as if they counted whole.
    /// let silent = [Unit::new(0, 500), Unit::new(0, 500)];
    /// let upper = |sample: &Sample| rate::deflated_garwood_per_1000(sample).map(|interval| interval.upper);
    /// assert_eq!(upper(&Sample::new(&silent).with_hits_of(1.0)), upper(&Sample::new(&silent)));
    ///
    /// // Both count whole, in halves: the same again.
    /// let halves = [Unit::new(0, 1000), Unit::new(0, 1000)];
    /// assert_eq!(upper(&Sample::new(&halves).with_hits_of(2.0)), upper(&Sample::new(&silent)));
    /// ```
    #[must_use]
    pub fn with_hits_of(mut self, weight: f64) -> Self {
        self.hit = weight;
        self
    }

    /// What a hit counts for on the average; 1 unless texts are weighted.
    pub(super) fn hit(&self) -> f64 {
        self.hit
    }

    /// The units, in the order they were given.
    #[must_use]
    pub fn units(&self) -> &'a [Unit] {
        self.units
    }

    /// Hits and words of all units together; zero where 64 bits cannot hold them, and no measure is defined then.
    #[must_use]
    pub fn total(&self) -> Unit {
        self.total
    }

    /// How many units have at least one hit.
    #[must_use]
    pub fn units_with_hits(&self) -> usize {
        self.units.iter().filter(|unit| unit.hits > 0).count()
    }

    /// Hits per word, the ratio of sums: `r = X / N`.
    pub(super) fn rate(&self) -> Defined<f64> {
        self.rate
    }

    /// Whether a single unit has all the hits there are.
    pub(super) fn one_unit_holds_all_hits(&self) -> bool {
        self.units.iter().any(|unit| unit.hits == self.total.hits)
    }

    /// Hits of a unit above what the common rate expects: `x - r n`, from the exact integer `x N - n X`.
    ///
    /// The difference of two rounded numbers would not be zero where all units have the same rate.
    pub(super) fn residual(&self, unit: Unit) -> f64 {
        let observed = u128::from(unit.hits) * u128::from(self.total.words);
        let expected = u128::from(unit.words) * u128::from(self.total.hits);
        let gap = observed.abs_diff(expected) as f64 / self.total.words as f64;
        if observed < expected { -gap } else { gap }
    }
}
