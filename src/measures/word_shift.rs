//! Word shifts: which words make the difference between two texts, and how much each.
//!
//! The direction is always text 2 less text 1. Contributions are raw: they add up to the difference itself, and are
//! not divided by the sum of their sizes as shifterator does by default.

use std::f64::consts::LN_2;

use super::frequency_list::vocabulary;
use super::jensen_shannon::contributions_bits;
use super::{Defined, FrequencyList, Undefined};

/// What each term of a vocabulary adds, and the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct WordShift {
    /// Term by term.
    pub contributions: Vec<f64>,
    /// Their sum: the difference of the two texts.
    pub total: f64,
}

impl WordShift {
    fn of(contributions: Vec<f64>) -> Self {
        let total = contributions.iter().sum();
        WordShift { contributions, total }
    }
}

/// The shift of a weighted average, with the two averages.
#[derive(Clone, Debug, PartialEq)]
pub struct AverageShift {
    /// What each term adds to the difference of the averages.
    pub shift: WordShift,
    /// The average score of text 1, which is the reference.
    pub average_1: f64,
    /// The average score of text 2.
    pub average_2: f64,
}

/// How much larger a term's share is in text 2.
///
/// *Formula*: `p2 - p1`, from exact integers.
/// *Range*: -1 to 1; all terms together 0.
/// *Undefined*: `unequal_lengths`.
/// *Source*: Gallagher et al. 2021, EPJ Data Science 10:4, section 2.1.
/// *Checked against*: `word_shift.json`, `proportion` (shifterator 0.3.0 agrees), to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, word_shift};
///
/// let (one, two) = (FrequencyList::new(&[3, 1])?, FrequencyList::new(&[1, 3])?);
/// assert_eq!(word_shift::proportion(&one, &two)?.contributions, [-0.5, 0.5]);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn proportion(one: &FrequencyList, two: &FrequencyList) -> Defined<WordShift> {
    let terms = vocabulary(&[*one, *two])?;
    Ok(WordShift::of((0..terms).map(|term| two.share_above(one, term)).collect()))
}

/// What each term adds to the Jensen-Shannon divergence of the two texts.
///
/// *Formula*: `1/2 (p1 log2(p1/m) + p2 log2(p2/m))`, `m = (p1 + p2)/2`.
/// *Range*: 0 and up, in bits; the total is at most 1.
/// *Undefined*: `unequal_lengths`.
/// *Source*: Gallagher et al. 2021, section 2.5.
/// *Checked against*: `word_shift.json`, `jsd_bits` and `jsd_total` (shifterator agrees to 5e-12), to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, word_shift};
///
/// let (one, two) = (FrequencyList::new(&[3, 0])?, FrequencyList::new(&[0, 3])?);
/// assert_eq!(word_shift::jensen_shannon(&one, &two)?.total, 1.0);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn jensen_shannon(one: &FrequencyList, two: &FrequencyList) -> Defined<WordShift> {
    Ok(WordShift::of(contributions_bits(one, two)?))
}

/// What each term adds to the difference of the two texts' entropies: which text is more varied, and by which words.
///
/// *Formula*: `p1 log2 p1 - p2 log2 p2`, `0 log 0 = 0`.
/// *Range*: any number, in bits; the total is the entropy of text 2 less that of text 1.
/// *Undefined*: `unequal_lengths`.
/// *Source*: Gallagher et al. 2021, section 2.3; Shannon 1948.
/// *Checked against*: `word_shift.json`, `entropy_bits` and `entropy_total` (shifterator agrees), to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, word_shift};
///
/// let (one, two) = (FrequencyList::new(&[4, 0])?, FrequencyList::new(&[2, 2])?);
/// assert_eq!(word_shift::entropy(&one, &two)?.total, 1.0);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn entropy(one: &FrequencyList, two: &FrequencyList) -> Defined<WordShift> {
    let of_term = |term: usize| {
        let (p1, p2, gap) = (one.share(term), two.share(term), two.share_above(one, term));
        if p1 == 0.0 || p2 == 0.0 {
            return surprise(p2) - surprise(p1);
        }
        // p1 ln p1 - p2 ln p2 = -(p2 - p1) ln p2 - p1 ln(p2/p1), with the difference known exactly.
        (-gap * p2.ln() - p1 * (gap / p1).ln_1p()) / LN_2
    };
    Ok(WordShift::of((0..vocabulary(&[*one, *two])?).map(of_term).collect()))
}

/// `-p log2 p`, 0 for what never occurs.
fn surprise(p: f64) -> f64 {
    if p == 0.0 { 0.0 } else { -p * p.log2() }
}

/// What each term adds to the difference of the texts' average scores (a valence, say).
///
/// *Formula*: `(p2 - p1) (s - reference)`, the reference being the average of text 1; the scores are the same in both.
/// *Range*: any number, in the unit of the scores; the total is `average_2 - average_1`.
/// *Undefined*: `unequal_lengths`; `invalid_value` for a score that is not finite. Terms without a score are left out
/// of the vocabulary beforehand.
/// *Source*: Gallagher et al. 2021, section 2.6; Dodds et al. 2011.
/// *Checked against*: `word_shift.json`, `weighted_average` and the averages (shifterator agrees to 5e-14), to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, word_shift};
///
/// let (one, two) = (FrequencyList::new(&[3, 1])?, FrequencyList::new(&[1, 3])?);
/// let averages = word_shift::weighted_average(&one, &two, &[2.0, 6.0])?;
/// assert_eq!((averages.average_1, averages.average_2), (3.0, 5.0));
/// assert_eq!(averages.shift.contributions, [0.5, 1.5]);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn weighted_average(one: &FrequencyList, two: &FrequencyList, scores: &[f64]) -> Defined<AverageShift> {
    let terms = vocabulary(&[*one, *two])?;
    if scores.len() != terms {
        return Err(Undefined::UnequalLengths);
    }
    // So large that a sum of them could leave what a double holds is no score either.
    if scores.iter().any(|score| score.is_nan() || score.abs() > f64::MAX / 8.0) {
        return Err(Undefined::InvalidValue);
    }
    let average = |text: &FrequencyList| -> f64 { (0..terms).map(|term| text.share(term) * scores[term]).sum() };
    let (average_1, average_2) = (average(one), average(two));
    let of_term = |term: usize| two.share_above(one, term) * (scores[term] - average_1);
    Ok(AverageShift { shift: WordShift::of((0..terms).map(of_term).collect()), average_1, average_2 })
}
