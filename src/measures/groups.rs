//! One term in several outlets at once.

use super::keyness::g2_of_cells;
use super::p_value::chi_squared_above;
use super::{Contingency, Defined, PValue, Undefined, Usage};

/// One term's usage in several bodies of text: a table of two rows (the term, the other words) and K columns.
///
/// ```
/// use parallax::measures::{GroupTable, Usage};
///
/// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
/// let table = GroupTable::new(&groups)?;
/// assert_eq!((table.hits(), table.words(), table.df()), (45, 25_000, 2));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupTable<'a> {
    groups: &'a [Usage],
    total: Usage,
}

impl<'a> GroupTable<'a> {
    /// The table of these groups.
    ///
    /// *Undefined*: `needs_two_outlets`; `impossible_counts` where hits exceed words or 64 bits cannot hold the sum;
    /// `empty_outlet` where a group has no words; in this order.
    ///
    /// ```
    /// use parallax::measures::{GroupTable, Undefined, Usage};
    /// assert_eq!(GroupTable::new(&[Usage::new(3, 100)]), Err(Undefined::NeedsTwoOutlets));
    /// assert_eq!(GroupTable::new(&[Usage::new(3, 100), Usage::new(0, 0)]), Err(Undefined::EmptyOutlet));
    /// ```
    pub fn new(groups: &'a [Usage]) -> Defined<Self> {
        if groups.len() < 2 {
            return Err(Undefined::NeedsTwoOutlets);
        }
        let words = groups.iter().try_fold(0u64, |sum, group| sum.checked_add(group.words));
        let words = words.ok_or(Undefined::ImpossibleCounts)?;
        if groups.iter().any(|group| group.hits > group.words) {
            return Err(Undefined::ImpossibleCounts);
        }
        groups.iter().try_for_each(|group| group.checked().map(|_| ()))?;
        let hits = groups.iter().map(|group| group.hits).sum();
        Ok(GroupTable { groups, total: Usage::new(hits, words) })
    }

    /// The groups, in their order.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(3, 100), Usage::new(1, 200)];
    /// assert_eq!(GroupTable::new(&groups).unwrap().groups(), groups);
    /// ```
    #[must_use]
    pub fn groups(&self) -> &'a [Usage] {
        self.groups
    }

    /// R, the hits of all groups.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// assert_eq!(GroupTable::new(&[Usage::new(3, 100), Usage::new(1, 200)]).unwrap().hits(), 4);
    /// ```
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.total.hits
    }

    /// N, the words of all groups.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// assert_eq!(GroupTable::new(&[Usage::new(3, 100), Usage::new(1, 200)]).unwrap().words(), 300);
    /// ```
    #[must_use]
    pub fn words(&self) -> u64 {
        self.total.words
    }

    /// Degrees of freedom: groups less one.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// assert_eq!(GroupTable::new(&[Usage::new(3, 100), Usage::new(1, 200)]).unwrap().df(), 1);
    /// ```
    #[must_use]
    pub fn df(&self) -> u64 {
        self.groups.len() as u64 - 1
    }

    /// G2 over all groups.
    ///
    /// *Formula*: `2 sum O ln(O/E)` over the 2 K cells, computed as in [`g2`](super::keyness::g2).
    /// *Range*: 0 (equal rates, or nobody uses the term) and up; natural logarithm.
    /// *Undefined*: never, once there is a table.
    /// *Source*: Dunning 1993; Agresti 2013, *Categorical Data Analysis*, section 3.2.
    /// *Checked against*: `outlets_3x200.json`, `per_term.g2_df2`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
    /// let table = GroupTable::new(&groups)?;
    /// assert_eq!(format!("{:.3}", table.g2()), "13.040");
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn g2(&self) -> f64 {
        let (hits, others, words) = self.margins();
        let cells = self.groups.iter().flat_map(|group| {
            let (n, gap) = (group.words as f64, self.gap(*group));
            [(hits * n / words, gap), (others * n / words, -gap)]
        });
        g2_of_cells(&cells.collect::<Vec<_>>())
    }

    /// The p of [`GroupTable::g2`] that takes every word for an independent draw; see the warning at
    /// [`g2_p_bag_of_words`](super::keyness::g2_p_bag_of_words).
    ///
    /// *Formula*: the probability of chi-squared with K - 1 degrees of freedom above the statistic.
    /// *Range*: 0 to 1.
    /// *Undefined, Source*: as [`GroupTable::g2`].
    /// *Checked against*: `outlets_3x200.json`, `per_term.g2_p`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
    /// let table = GroupTable::new(&groups)?;
    /// assert_eq!(format!("{:.4}", table.g2_p_bag_of_words().value()), "0.0015");
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn g2_p_bag_of_words(&self) -> PValue {
        chi_squared_above(self.g2(), self.df())
    }

    /// Pearson's chi-squared over all groups.
    ///
    /// *Formula*: `sum (O-E)^2 / E` over the 2 K cells.
    /// *Range*: 0 and up.
    /// *Undefined*: `absent_term`; `zero_margin` where every word is a hit; in this order.
    /// *Source*: Pearson 1900.
    /// *Checked against*: `outlets_3x200.json`, `per_term.chi2_df2`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
    /// let table = GroupTable::new(&groups)?;
    /// assert_eq!(format!("{:.3}", table.chi_squared()?), "13.357");
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn chi_squared(&self) -> Defined<f64> {
        if self.total.hits == 0 {
            return Err(Undefined::AbsentTerm);
        }
        if self.total.hits == self.total.words {
            return Err(Undefined::ZeroMargin);
        }
        let (hits, others, words) = self.margins();
        // gap^2/E of both rows: gap^2 N/n (1/R + 1/(N-R)), and the two fractions are N / (R (N-R)).
        let of_group = |group: &Usage| self.gap(*group).powi(2) / group.words as f64;
        Ok(self.groups.iter().map(of_group).sum::<f64>() * words / hits * words / others)
    }

    /// Cramér's V: chi-squared made independent of the size of the texts.
    ///
    /// *Formula*: `sqrt(chi2 / N)`; the smaller side of the table has one degree of freedom.
    /// *Range*: 0 (equal rates) to 1 (one group's words are all hits and no other has one).
    /// *Undefined*: as [`GroupTable::chi_squared`].
    /// *Source*: Cramér 1946, *Mathematical Methods of Statistics*, section 21.9.
    /// *Checked against*: `outlets_3x200.json`, `per_term.cramers_v`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(10, 10), Usage::new(0, 20), Usage::new(0, 5)];
    /// let apart = GroupTable::new(&groups)?;
    /// assert!((apart.cramers_v()? - 1.0).abs() < 1e-15);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn cramers_v(&self) -> Defined<f64> {
        Ok((self.chi_squared()? / self.total.words as f64).sqrt())
    }

    /// A group against all others together, itself left out; `None` where there is no such group.
    ///
    /// Together, the others are weighted by their words: one large outlet can be nearly all of the rest, and then
    /// [`GroupTable::mean_of_the_others_per_1000`] belongs beside it.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
    /// let table = GroupTable::new(&groups)?;
    /// let against_rest = table.against_rest(0).unwrap();
    /// assert_eq!(against_rest.reference(), Usage::new(15, 15_000));
    /// assert!(table.against_rest(3).is_none());
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn against_rest(&self, group: usize) -> Option<Contingency> {
        let target = *self.groups.get(group)?;
        let rest = Usage::new(self.total.hits - target.hits, self.total.words - target.words);
        Contingency::new(target, rest).ok()
    }

    /// The unweighted mean of the other groups' rates, per 1,000 words: each outlet counts the same. `None` where
    /// there is no such group.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(15, 5_000)];
    /// let table = GroupTable::new(&groups)?;
    /// assert_eq!(table.mean_of_the_others_per_1000(0), Some(2.0));
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn mean_of_the_others_per_1000(&self, group: usize) -> Option<f64> {
        self.groups.get(group)?;
        let others = self.groups.iter().enumerate().filter(|(place, _)| *place != group);
        let rates: Vec<f64> = others.filter_map(|(_, other)| other.per_1000().ok()).collect();
        Some(rates.iter().sum::<f64>() / rates.len() as f64)
    }

    /// All pairs of groups, by place, the first before the second.
    ///
    /// ```
    /// # use parallax::measures::{GroupTable, Usage};
    /// let groups = [Usage::new(30, 10_000), Usage::new(10, 10_000), Usage::new(5, 5_000)];
    /// let pairs: Vec<[usize; 2]> = GroupTable::new(&groups)?.pairs().map(|(pair, _)| pair).collect();
    /// assert_eq!(pairs, [[0, 1], [0, 2], [1, 2]]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn pairs(&self) -> impl Iterator<Item = ([usize; 2], Contingency)> + 'a {
        let groups = self.groups;
        let places = (0..groups.len()).flat_map(move |i| (i + 1..groups.len()).map(move |j| [i, j]));
        places.filter_map(move |[i, j]| Some(([i, j], Contingency::new(groups[i], groups[j]).ok()?)))
    }

    /// `O - E` of a group's hits, from exact integers: `(x (N - n) - (R - x) n) / N`.
    fn gap(&self, group: Usage) -> f64 {
        let (others_hits, others_words) = (self.total.hits - group.hits, self.total.words - group.words);
        super::exact::difference_of_products(group.hits, others_words, others_hits, group.words)
            / self.total.words as f64
    }

    fn margins(&self) -> (f64, f64, f64) {
        let Usage { hits, words } = self.total;
        (hits as f64, (words - hits) as f64, words as f64)
    }
}
