//! Weighted log-odds with a Dirichlet prior: differences shrunk where there is little evidence.
//!
//! The score is a ranking: taken for a test at 1.96 it calls 18 to 26 % of the words of one outlet, split at random
//! in two, different.

use super::super::exact::{difference_of_products, ln_ratio};
use super::super::frequency_list::pooled;
use super::super::{Defined, FrequencyList, Undefined};

/// What was believed of each term before the texts were seen: so many occurrences of it in either.
///
/// ```
/// use parallax::measures::log_odds::Prior;
///
/// let background = [700, 200, 100];
/// assert_eq!(Prior::informative(&background, 50.0)?.alpha(), [35.0, 10.0, 5.0]);
/// assert_eq!(Prior::convokit(3).alpha(), [0.1, 0.1, 0.1]);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    alpha: Vec<f64>,
}

impl Prior {
    /// A prior given term by term, over the whole vocabulary: before any filter.
    ///
    /// *Undefined*: `invalid_value` where a number is below 0 or not finite.
    ///
    /// ```
    /// use parallax::measures::{Undefined, log_odds::Prior};
    /// assert!(Prior::new(vec![0.5, 0.0]).is_ok());
    /// assert_eq!(Prior::new(vec![-1.0]), Err(Undefined::InvalidValue));
    /// ```
    pub fn new(alpha: Vec<f64>) -> Defined<Self> {
        let believed = alpha.iter().all(|a| a.is_finite() && *a >= 0.0) && alpha.iter().sum::<f64>().is_finite();
        if believed { Ok(Prior { alpha }) } else { Err(Undefined::InvalidValue) }
    }

    /// The same for every term.
    ///
    /// ```
    /// use parallax::measures::log_odds::Prior;
    /// // scattertext's
    /// assert_eq!(Prior::uniform(2, 0.01)?.alpha(), [0.01, 0.01]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn uniform(terms: usize, alpha: f64) -> Defined<Self> {
        Prior::new(vec![alpha; terms])
    }

    /// ConvoKit's (`FightingWords`): 0.1 for every term. ConvoKit cuts the vocabulary first and counts in 32-bit
    /// floats; here the prior alone is the same.
    ///
    /// ```
    /// use parallax::measures::log_odds::Prior;
    /// assert_eq!(Prior::convokit(2).alpha(), [0.1, 0.1]);
    /// ```
    #[must_use]
    pub fn convokit(terms: usize) -> Self {
        Prior { alpha: vec![0.1; terms] }
    }

    /// The shares of a background text, worth `mass` words: the mean length of an article makes the prior worth one
    /// article an outlet.
    ///
    /// *Undefined*: `empty_outlet` for a background without words; `impossible_counts`; `invalid_value` for the mass.
    ///
    /// ```
    /// use parallax::measures::log_odds::Prior;
    /// assert_eq!(Prior::informative(&[3, 1], 600.0)?.alpha(), [450.0, 150.0]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn informative(background: &[u64], mass: f64) -> Defined<Self> {
        let background = FrequencyList::new(background)?;
        Prior::new((0..background.counts().len()).map(|term| mass * background.share(term)).collect())
    }

    /// The default: what is ordinary among `outlets`, worth `mass` words. With four outlets or more, the two that are
    /// compared (by place) are left out of it, so that neither is held against itself; with fewer, nothing would be
    /// left that is not one of them.
    ///
    /// *Undefined*: `unequal_lengths`; as [`Prior::informative`].
    ///
    /// ```
    /// use parallax::measures::{FrequencyList, log_odds::Prior};
    ///
    /// let counts = [[9, 1], [8, 2], [1, 1], [2, 2]];
    /// let outlets: Vec<FrequencyList> = counts.iter().map(|counts| FrequencyList::new(counts).unwrap()).collect();
    /// assert_eq!(Prior::of_outlets(&outlets, [0, 1], 600.0)?.alpha(), [300.0, 300.0]);
    /// assert_eq!(Prior::of_outlets(&outlets[..2], [0, 1], 100.0)?.alpha(), [85.0, 15.0]);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn of_outlets(outlets: &[FrequencyList], compared: [usize; 2], mass: f64) -> Defined<Self> {
        let others = outlets.iter().enumerate().filter(|(place, _)| outlets.len() < 4 || !compared.contains(place));
        let others: Vec<FrequencyList> = others.map(|(_, outlet)| *outlet).collect();
        let counts = pooled(&others)?.into_iter().map(u64::try_from).collect::<Result<Vec<u64>, _>>();
        Prior::informative(&counts.map_err(|_| Undefined::ImpossibleCounts)?, mass)
    }

    /// The prior, term by term.
    ///
    /// ```
    /// # use parallax::measures::log_odds::Prior;
    /// assert_eq!(Prior::convokit(1).alpha(), [0.1]);
    /// ```
    #[must_use]
    pub fn alpha(&self) -> &[f64] {
        &self.alpha
    }
}

/// The log-odds difference of one term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// The difference of the two log-odds; natural logarithm, above 0 where the target uses the term more often.
    pub delta: f64,
    /// Its variance, if words were independent draws.
    pub variance: f64,
    /// `delta / sqrt(variance)`: the score that ranks terms.
    pub z: f64,
}

/// The weighted log-odds of every term of a vocabulary.
///
/// *Formula*: `delta = ln((a+al)/(n1+a0-a-al)) - ln((b+al)/(n2+a0-b-al))`, `variance = 1/(a+al) + 1/(b+al)`,
/// `z = delta / sqrt(variance)`; `a0` is the sum of the prior over the whole vocabulary, `n` the sum of the counts.
/// *Range*: any number; swapping the sides flips the signs of delta and z.
/// *Undefined*: all: `unequal_lengths`. A term: `zero_count` where a side has neither hits nor prior; `zero_cell`
/// where there is nothing but this term; in this order.
/// *Source*: Monroe, Colaresi and Quinn 2008, Political Analysis 16(4), 372-403, equations 16, 20 and 22.
/// *Checked against*: `log_odds.json` (60-digit arithmetic; ConvoKit 5.0.0 agrees), three tables under five priors,
/// to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, log_odds, log_odds::Prior};
///
/// let target = FrequencyList::new(&[20, 3, 77])?;
/// let reference = FrequencyList::new(&[10, 9, 81])?;
/// let terms = log_odds::log_odds(&target, &reference, &Prior::convokit(3))?;
/// assert_eq!(format!("{:.2}", terms[0]?.z), "2.09");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn log_odds(target: &FrequencyList, reference: &FrequencyList, prior: &Prior) -> Defined<Vec<Defined<LogOdds>>> {
    let terms = target.counts().len();
    if reference.counts().len() != terms || prior.alpha.len() != terms {
        return Err(Undefined::UnequalLengths);
    }
    let a0: f64 = prior.alpha.iter().sum();
    let of_term = |term: usize| {
        let sides = [target, reference].map(|side| (side.counts()[term], side.total()));
        of_term(sides, prior.alpha[term], a0)
    };
    Ok((0..terms).map(of_term).collect())
}

/// One term: `(a, n1)` and `(b, n2)`.
fn of_term([(a, n1), (b, n2)]: [(u64, u64); 2], alpha: f64, a0: f64) -> Defined<LogOdds> {
    let (others_a, others_b) = (n1 - a, n2 - b);
    // What the prior gives to all other terms; never below zero by rounding.
    let beta = (a0 - alpha).max(0.0);
    let [of_term_a, of_term_b] = [a, b].map(|hits| hits as f64 + alpha);
    let [of_others_a, of_others_b] = [others_a, others_b].map(|others| others as f64 + beta);
    if of_term_a == 0.0 || of_term_b == 0.0 {
        return Err(Undefined::ZeroCount);
    }
    if of_others_a == 0.0 || of_others_b == 0.0 {
        return Err(Undefined::ZeroCell);
    }
    // Under a heavy prior the two odds agree in most digits: their difference is made of what differs.
    let gap = difference_of_products(a, others_b, b, others_a)
        + beta * difference_of_products(a, 1, b, 1)
        + alpha * difference_of_products(others_b, 1, others_a, 1);
    let delta = ln_ratio(of_term_a * of_others_b, of_term_b * of_others_a, gap);
    let variance = 1.0 / of_term_a + 1.0 / of_term_b;
    Ok(LogOdds { delta, variance, z: delta / variance.sqrt() })
}
