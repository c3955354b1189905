//! How well groups that were found agree with groups that are known.

use std::collections::BTreeMap;

use super::{Defined, Undefined};

/// Items in two groupings: the groups they belong to, and the groups that somebody or something put them in.
///
/// Everything follows from how many items each pair of groups shares, so items may be counted anywhere and added here.
///
/// ```
/// use parallax::measures::Clustering;
///
/// // the fourth item was put to the first three, where it does not belong
/// let found = Clustering::new(&["a", "a", "a", "b"], &[1, 1, 1, 1])?;
/// assert_eq!(found.bcubed().precision, Ok(0.625));
/// assert_eq!(found.bcubed().recall, Ok(1.0));
/// assert_eq!(found.pairs().precision, Ok(0.5));
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Clustering {
    /// Sizes of the true groups, of the found groups, and of what each pair shares.
    gold: Vec<u64>,
    found: Vec<u64>,
    shared: Vec<Shared>,
    items: u64,
}

/// What a true and a found group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shared {
    gold: usize,
    found: usize,
    items: u64,
}

/// How much of what was put together belongs together, and how much of what belongs together was put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Share of what was put together that belongs together, 0 to 1.
    pub precision: Defined<f64>,
    /// Share of what belongs together that was put together, 0 to 1.
    pub recall: Defined<f64>,
    /// Harmonic mean of the two, 0 to 1.
    pub f1: Defined<f64>,
}

impl Clustering {
    /// Items with their true group and the group they were put in; names of groups mean nothing beyond being equal or not.
    ///
    /// # Errors
    /// [`Undefined::UnequalLengths`]; [`Undefined::TooFewValues`] without items.
    pub fn new<G: Ord, F: Ord>(gold: &[G], found: &[F]) -> Defined<Self> {
        if gold.len() != found.len() {
            return Err(Undefined::UnequalLengths);
        }
        if gold.is_empty() {
            return Err(Undefined::TooFewValues);
        }
        let mut places: BTreeMap<(&G, &F), u64> = BTreeMap::new();
        for pair in gold.iter().zip(found) {
            *places.entry(pair).or_default() += 1;
        }
        let (gold_of, gold_groups) = numbered(gold);
        let (found_of, found_groups) = numbered(found);
        let (mut gold_sizes, mut found_sizes) = (vec![0; gold_groups], vec![0; found_groups]);
        let shared: Vec<Shared> = places
            .into_iter()
            .map(|((g, f), items)| {
                let (gold, found) = (gold_of[g], found_of[f]);
                gold_sizes[gold] += items;
                found_sizes[found] += items;
                Shared { gold, found, items }
            })
            .collect();
        Ok(Clustering { gold: gold_sizes, found: found_sizes, shared, items: gold.len() as u64 })
    }

    /// BCubed precision, recall and F1: what an item finds in its group, on average over the items.
    ///
    /// *Formula*: sum over shared cells n_gf^2 / n_f (precision) or / n_g (recall), over n; the item itself counts.
    /// *Range*: 0 to 1; above 0, since every item is in a group with itself.
    /// *Undefined*: never.
    /// *Source*: Bagga and Baldwin 1998; Amigó et al. 2009, section 4.
    /// *Checked against*: `clustering.json`, `bcubed_*` (the package `bcubed`), to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Clustering;
    /// let alone = Clustering::new(&[0, 0, 1, 1], &[0, 1, 2, 3])?.bcubed();
    /// assert_eq!((alone.precision, alone.recall), (Ok(1.0), Ok(0.5)));
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn bcubed(&self) -> Agreement {
        let mean = |size: &dyn Fn(&Shared) -> u64| {
            let part = |cell: &Shared| (cell.items * cell.items) as f64 / size(cell) as f64;
            self.shared.iter().map(part).sum::<f64>() / self.items as f64
        };
        agreement(Ok(mean(&|cell| self.found[cell.found])), Ok(mean(&|cell| self.gold[cell.gold])))
    }

    /// Precision, recall and F1 of pairs of items that were put together.
    ///
    /// *Formula*: pairs together in both / pairs together in the found (precision) or the true (recall) grouping;
    /// F1 is 2 both / (found + true).
    /// *Range*: 0 to 1.
    /// *Undefined*: `no_positives` where no pair is together.
    /// *Source*: what Miranda et al. 2018 evaluate by.
    /// *Checked against*: `clustering.json`, `pair_*`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::{Clustering, Undefined};
    /// let alone = Clustering::new(&[0, 0, 1, 1], &[0, 1, 2, 3])?.pairs();
    /// assert_eq!((alone.precision, alone.recall), (Err(Undefined::NoPositives), Ok(0.0)));
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn pairs(&self) -> Agreement {
        let Pairs { both, found, gold, .. } = self.count_pairs();
        let share =
            |part: u64, of: u64| if of == 0 { Err(Undefined::NoPositives) } else { Ok(part as f64 / of as f64) };
        Agreement { precision: share(both, found), recall: share(both, gold), f1: share(2 * both, found + gold) }
    }

    /// The Rand index, corrected for what two groupings of these sizes have in common by chance.
    ///
    /// *Formula*: (both - E) / ((found + true)/2 - E), E = found x true / all pairs.
    /// *Range*: 1 is the same grouping, 0 no more than chance, below 0 less.
    /// *Undefined*: `all_equal` where both put all items together or both put each alone: then they are the same, and
    /// chance would agree too. (scikit-learn prints 1.)
    /// *Source*: Hubert and Arabie 1985, equation 5.
    /// *Checked against*: `clustering.json`, `adjusted_rand` (scikit-learn), to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Clustering;
    /// assert_eq!(Clustering::new(&[0, 0, 1, 1], &["x", "x", "y", "y"])?.adjusted_rand(), Ok(1.0));
    /// assert_eq!(Clustering::new(&[0, 0, 1, 1], &["x", "x", "x", "x"])?.adjusted_rand(), Ok(0.0));
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn adjusted_rand(&self) -> Defined<f64> {
        let Pairs { both, found, gold, all } = self.count_pairs();
        if found == gold && (found == 0 || found == all) {
            return Err(Undefined::AllEqual);
        }
        let (both, found, gold) = (both as f64, found as f64, gold as f64);
        let expected = found * gold / all as f64;
        Ok((both - expected) / ((found + gold) / 2.0 - expected))
    }

    /// How far each found group holds items of one true group only.
    ///
    /// *Formula*: 1 - H(true | found) / H(true); 1 where H(true) = 0.
    /// *Range*: 0 to 1.
    /// *Undefined*: never.
    /// *Source*: Rosenberg and Hirschberg 2007, equation 1.
    /// *Checked against*: `clustering.json`, `homogeneity` (scikit-learn), to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Clustering;
    /// assert_eq!(Clustering::new(&[0, 0, 1, 1], &[0, 0, 0, 0])?.homogeneity(), 0.0);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn homogeneity(&self) -> f64 {
        one_minus_ratio(self.conditional_entropy(|cell| self.found[cell.found]), self.entropy(&self.gold))
    }

    /// How far all items of a true group are in one found group.
    ///
    /// *Formula*: 1 - H(found | true) / H(found); 1 where H(found) = 0.
    /// *Range*: 0 to 1.
    /// *Undefined*: never.
    /// *Source*: Rosenberg and Hirschberg 2007, equation 2.
    /// *Checked against*: `clustering.json`, `completeness` (scikit-learn), to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Clustering;
    /// assert_eq!(Clustering::new(&[0, 0, 1, 1], &[0, 0, 0, 0])?.completeness(), 1.0);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn completeness(&self) -> f64 {
        one_minus_ratio(self.conditional_entropy(|cell| self.gold[cell.gold]), self.entropy(&self.found))
    }

    /// The harmonic mean of homogeneity and completeness, which is normalised mutual information by the mean of the
    /// two entropies.
    ///
    /// *Formula*: 2 h c / (h + c); 0 where both are 0.
    /// *Range*: 0 to 1.
    /// *Undefined*: never.
    /// *Source*: Rosenberg and Hirschberg 2007, beta = 1.
    /// *Checked against*: `clustering.json`, `v_measure` (scikit-learn), to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Clustering;
    /// assert_eq!(Clustering::new(&[0, 0, 1, 1], &[0, 0, 0, 0])?.v_measure(), 0.0);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn v_measure(&self) -> f64 {
        let (h, c) = (self.homogeneity(), self.completeness());
        if h + c == 0.0 { 0.0 } else { 2.0 * h * c / (h + c) }
    }

    /// How many items were grouped.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items
    }

    fn count_pairs(&self) -> Pairs {
        let pairs = |items: u64| items * (items - 1) / 2;
        Pairs {
            both: self.shared.iter().map(|cell| pairs(cell.items)).sum(),
            found: self.found.iter().copied().map(pairs).sum(),
            gold: self.gold.iter().copied().map(pairs).sum(),
            all: pairs(self.items),
        }
    }

    fn entropy(&self, sizes: &[u64]) -> f64 {
        let n = self.items as f64;
        sizes.iter().map(|&size| size as f64 / n * (n / size as f64).ln()).sum()
    }

    /// What is still unknown of an item's group in one grouping when its group in the other one is known.
    fn conditional_entropy(&self, known: impl Fn(&Shared) -> u64) -> f64 {
        let n = self.items as f64;
        let part = |cell: &Shared| cell.items as f64 / n * (known(cell) as f64 / cell.items as f64).ln();
        self.shared.iter().map(part).sum()
    }
}

/// Pairs of items that are together in both groupings, in the found one, in the true one, and all pairs.
struct Pairs {
    both: u64,
    found: u64,
    gold: u64,
    all: u64,
}

/// The distinct names with a number each, and how many there are.
fn numbered<N: Ord>(names: &[N]) -> (BTreeMap<&N, usize>, usize) {
    let mut places: BTreeMap<&N, usize> = names.iter().map(|name| (name, 0)).collect();
    places.values_mut().zip(0..).for_each(|(place, number)| *place = number);
    let groups = places.len();
    (places, groups)
}

fn agreement(precision: Defined<f64>, recall: Defined<f64>) -> Agreement {
    let f1 = precision.and_then(|p| recall.map(|r| if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }));
    Agreement { precision, recall, f1 }
}

/// A conditional entropy that is zero up to rounding must not show as a negative zero.
fn one_minus_ratio(conditional: f64, entropy: f64) -> f64 {
    if entropy == 0.0 { 1.0 } else { (1.0 - conditional / entropy).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_do_not_belong_together() {
        assert_eq!(Clustering::new(&[1, 2], &[1]), Err(Undefined::UnequalLengths));
        assert_eq!(Clustering::new::<u8, u8>(&[], &[]), Err(Undefined::TooFewValues));
    }

    #[test]
    fn one_item_is_right_and_says_nothing_of_pairs() {
        let one = Clustering::new(&["a"], &["b"]).unwrap();
        assert_eq!(one.bcubed().f1, Ok(1.0));
        assert_eq!(one.pairs().f1, Err(Undefined::NoPositives));
        assert_eq!(one.adjusted_rand(), Err(Undefined::AllEqual));
        assert_eq!((one.homogeneity(), one.completeness(), one.v_measure()), (1.0, 1.0, 1.0));
    }

    #[test]
    fn what_is_true_and_what_is_found_trade_places() {
        let (gold, found) = ([0, 0, 1, 1, 1, 2, 2, 3], [5, 5, 5, 6, 6, 6, 7, 7]);
        let one = Clustering::new(&gold, &found).unwrap();
        let other = Clustering::new(&found, &gold).unwrap();
        assert_eq!(one.bcubed().precision, other.bcubed().recall);
        assert_eq!(one.pairs().recall, other.pairs().precision);
        assert_eq!(one.homogeneity(), other.completeness());
        assert_eq!(one.adjusted_rand(), other.adjusted_rand());
    }
}
