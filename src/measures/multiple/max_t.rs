//! Westfall and Young's maxima: adjusted p-values from relabellings that all terms share.

use super::super::{Defined, Undefined};

/// A relabelled statistic that falls short of the observed one by this little is equal to it.
const SLACK: f64 = 1e-12;

/// Counts in how many relabellings the largest statistic reaches each observed one.
///
/// Each relabelling is the same for all terms; it is added once and then forgotten, so threads can each count their
/// share and [`MaxT::merge`] them in any order.
///
/// ```
/// use parallax::measures::{Undefined, multiple::MaxT};
///
/// let mut counts = MaxT::new(&[Ok(3.0), Ok(-1.0), Err(Undefined::FewArticles)]);
/// for replicate in [[0.5, 2.0], [-3.5, 0.1], [0.9, 0.2]] {
///     counts.add(&[Ok(replicate[0]), Ok(replicate[1]), Err(Undefined::FewArticles)])?;
/// }
/// assert_eq!(counts.step_down(), [Ok(0.5), Ok(0.5), Err(Undefined::FewArticles)]);
/// assert_eq!(counts.single_step(), [Ok(0.5), Ok(0.75), Err(Undefined::FewArticles)]);
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MaxT {
    /// Sizes of the observed statistics.
    observed: Vec<Defined<f64>>,
    /// Terms that have one, from the largest to the smallest.
    falling: Vec<usize>,
    /// By place in `falling`: relabellings in which the largest of this term and all smaller ones reaches it.
    reached_by_the_rest: Vec<u64>,
    /// The same for the largest of all terms.
    reached_by_any: Vec<u64>,
    replicates: u64,
}

impl MaxT {
    /// Before the first relabelling. Statistics are compared by size, so both tails count.
    ///
    /// ```
    /// use parallax::measures::multiple::MaxT;
    /// // No relabelling has been seen that would be smaller.
    /// assert_eq!(MaxT::new(&[Ok(2.0)]).step_down(), [Ok(1.0)]);
    /// ```
    #[must_use]
    pub fn new(observed: &[Defined<f64>]) -> Self {
        let size = |t: f64| if t.is_nan() { Err(Undefined::InvalidValue) } else { Ok(t.abs()) };
        let observed: Vec<Defined<f64>> = observed.iter().map(|t| t.and_then(size)).collect();
        let mut sizes: Vec<(f64, usize)> =
            observed.iter().enumerate().filter_map(|(place, t)| Some((t.ok()?, place))).collect();
        sizes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let falling: Vec<usize> = sizes.into_iter().map(|(_, place)| place).collect();
        let zeros = vec![0; falling.len()];
        MaxT { observed, falling, reached_by_the_rest: zeros.clone(), reached_by_any: zeros, replicates: 0 }
    }

    /// Adds a relabelling: the statistic of every term, in the order of the observed ones. A statistic that is not
    /// defined in a relabelling counts as larger than any; terms without an observed one are not looked at.
    ///
    /// *Undefined*: `unequal_lengths` where terms are missing; then nothing is added.
    ///
    /// ```
    /// use parallax::measures::{Undefined, multiple::MaxT};
    /// let mut counts = MaxT::new(&[Ok(2.0)]);
    /// assert_eq!(counts.add(&[Ok(1.0), Ok(1.0)]), Err(Undefined::UnequalLengths));
    /// ```
    pub fn add(&mut self, replicate: &[Defined<f64>]) -> Defined<()> {
        if replicate.len() != self.observed.len() {
            return Err(Undefined::UnequalLengths);
        }
        let size = |term: usize| replicate[term].ok().filter(|t| !t.is_nan()).map_or(f64::INFINITY, f64::abs);
        let any = self.falling.iter().map(|&term| size(term)).fold(0.0, f64::max);
        let mut rest: f64 = 0.0;
        for (place, &term) in self.falling.iter().enumerate().rev() {
            rest = rest.max(size(term));
            let reaches = self.observed[term].map_or(f64::INFINITY, |observed| observed * (1.0 - SLACK));
            self.reached_by_the_rest[place] += u64::from(rest >= reaches);
            self.reached_by_any[place] += u64::from(any >= reaches);
        }
        self.replicates += 1;
        Ok(())
    }

    /// Adds the relabellings that another one counted.
    ///
    /// *Undefined*: `unequal_lengths` where the two do not have the same observed statistics; then nothing is added.
    ///
    /// ```
    /// use parallax::measures::multiple::MaxT;
    /// let (mut one, mut two) = (MaxT::new(&[Ok(2.0)]), MaxT::new(&[Ok(2.0)]));
    /// one.add(&[Ok(1.0)])?;
    /// two.add(&[Ok(3.0)])?;
    /// one.merge(&two)?;
    /// assert_eq!((one.replicates(), one.step_down()[0]), (2, Ok(2.0 / 3.0)));
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn merge(&mut self, other: &MaxT) -> Defined<()> {
        if self.observed != other.observed {
            return Err(Undefined::UnequalLengths);
        }
        let add = |counts: &mut [u64], others: &[u64]| counts.iter_mut().zip(others).for_each(|(c, o)| *c += o);
        add(&mut self.reached_by_the_rest, &other.reached_by_the_rest);
        add(&mut self.reached_by_any, &other.reached_by_any);
        self.replicates += other.replicates;
        Ok(())
    }

    /// B, the relabellings so far.
    ///
    /// ```
    /// use parallax::measures::multiple::MaxT;
    /// assert_eq!(MaxT::new(&[Ok(2.0)]).replicates(), 0);
    /// ```
    #[must_use]
    pub fn replicates(&self) -> u64 {
        self.replicates
    }

    /// The step-down adjusted p of each term.
    ///
    /// *Formula*: terms from the largest statistic down; `(1 + #{max over this and all smaller ones |T*| >= |T|}) /
    /// (B + 1)`, and never less than that of a larger statistic.
    /// *Range*: 1/(B+1) to 1; never above [`MaxT::single_step`].
    /// *Undefined*: where the observed statistic is.
    /// *Source*: Westfall and Young 1993, *Resampling-Based Multiple Testing*, algorithm 4.1; p of Phipson and Smyth
    /// 2010.
    /// *Checked against*: a slow obvious version in the tests of this file.
    ///
    /// ```
    /// use parallax::measures::multiple::MaxT;
    /// let mut counts = MaxT::new(&[Ok(3.0), Ok(1.0)]);
    /// counts.add(&[Ok(2.0), Ok(0.5)])?;
    /// // Only the second term itself could reach it, once the first has been told apart; it did not.
    /// assert_eq!(counts.step_down(), [Ok(0.5), Ok(0.5)]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn step_down(&self) -> Vec<Defined<f64>> {
        let mut largest: f64 = 0.0;
        self.by_term(&self.reached_by_the_rest, |p| {
            largest = largest.max(p);
            largest
        })
    }

    /// The single-step adjusted p of each term.
    ///
    /// *Formula*: `(1 + #{max over all terms |T*| >= |T|}) / (B + 1)`.
    /// *Range*: 1/(B+1) to 1.
    /// *Undefined*: where the observed statistic is.
    /// *Source*: Westfall and Young 1993, section 2.3.
    /// *Checked against*: a slow obvious version in the tests of this file.
    ///
    /// ```
    /// use parallax::measures::multiple::MaxT;
    /// let mut counts = MaxT::new(&[Ok(3.0), Ok(1.0)]);
    /// counts.add(&[Ok(2.0), Ok(0.5)])?;
    /// assert_eq!(counts.single_step(), [Ok(0.5), Ok(1.0)]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    #[must_use]
    pub fn single_step(&self) -> Vec<Defined<f64>> {
        self.by_term(&self.reached_by_any, |p| p)
    }

    fn by_term(&self, counts: &[u64], mut adjust: impl FnMut(f64) -> f64) -> Vec<Defined<f64>> {
        let mut answer: Vec<Defined<f64>> = self.observed.clone();
        for (&term, &count) in self.falling.iter().zip(counts) {
            answer[term] = Ok(adjust((1 + count) as f64 / (self.replicates + 1) as f64));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// As the book has it: take the largest, adjust it among all that are left, drop it, go on.
    fn step_down_slowly(observed: &[f64], replicates: &[Vec<f64>]) -> Vec<f64> {
        let mut left: Vec<usize> = (0..observed.len()).collect();
        let mut answer = vec![0.0; observed.len()];
        let mut before: f64 = 0.0;
        while !left.is_empty() {
            let largest = *left.iter().max_by(|&&i, &&j| observed[i].abs().total_cmp(&observed[j].abs())).unwrap();
            let reach = |row: &&Vec<f64>| left.iter().any(|&i| row[i].abs() >= observed[largest].abs());
            let p = (1 + replicates.iter().filter(reach).count()) as f64 / (replicates.len() + 1) as f64;
            before = before.max(p);
            answer[largest] = before;
            left.retain(|&i| i != largest);
        }
        answer
    }

    fn statistic() -> impl Strategy<Value = f64> {
        // Halves, so that ties happen.
        (-8..=8i32).prop_map(|half| f64::from(half) / 2.0)
    }

    proptest! {
        #[test]
        fn step_down_agrees_with_the_book(
            observed in vec(statistic(), 1..6),
            rows in vec(vec(statistic(), 6), 0..20),
        ) {
            let rows: Vec<Vec<f64>> = rows.iter().map(|row| row[..observed.len()].to_vec()).collect();
            let defined = |row: &[f64]| row.iter().map(|&t| Ok(t)).collect::<Vec<Defined<f64>>>();
            let (mut counts, mut second_half) = (MaxT::new(&defined(&observed)), MaxT::new(&defined(&observed)));
            for (place, row) in rows.iter().enumerate() {
                let half = if place % 2 == 0 { &mut counts } else { &mut second_half };
                half.add(&defined(row)).unwrap();
            }
            counts.merge(&second_half).unwrap();
            let slowly: Vec<Defined<f64>> = step_down_slowly(&observed, &rows).into_iter().map(Ok).collect();
            prop_assert_eq!(counts.step_down(), slowly);
            for (down, single) in counts.step_down().iter().zip(counts.single_step()) {
                prop_assert!(down.unwrap() <= single.unwrap());
            }
        }
    }

    #[test]
    fn an_undefined_replicate_is_larger_than_any() {
        let mut counts = MaxT::new(&[Ok(1e300), Ok(1.0)]);
        counts.add(&[Err(Undefined::ZeroCount), Ok(0.0)]).unwrap();
        assert_eq!(counts.step_down(), [Ok(1.0), Ok(1.0)]);
        assert_eq!(counts.reached_by_the_rest, [1, 0]);
    }
}
