//! Jensen-Shannon divergence: how far vocabularies are apart.

use std::f64::consts::LN_2;

use super::exact::phi;
use super::frequency_list::vocabulary;
use super::{Defined, FrequencyList, Undefined};

/// How much each text counts in the common distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weights {
    /// The same, whatever its length: the default.
    Equal,
    /// By the sum of its counts.
    Size,
}

/// How far vocabularies are apart, and how much of that is mere size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JensenShannon {
    /// The divergence as it is computed from the shares (plug-in): too large, the more so the shorter the texts.
    pub bits: f64,
    /// What the divergence of samples as large as these is expected to be above the truth, to first order.
    pub bias_bits: f64,
}

impl JensenShannon {
    /// The divergence less its bias; may fall below 0.
    ///
    /// ```
    /// use parallax::measures::JensenShannon;
    /// let divergence = JensenShannon { bits: 0.25, bias_bits: 0.0625 };
    /// assert_eq!(divergence.corrected_bits(), 0.1875);
    /// ```
    #[must_use]
    pub fn corrected_bits(&self) -> f64 {
        self.bits - self.bias_bits
    }

    /// The square root of the plug-in divergence, which is a distance. SciPy's `jensenshannon` returns this.
    ///
    /// ```
    /// use parallax::measures::JensenShannon;
    /// assert_eq!(JensenShannon { bits: 0.25, bias_bits: 0.0 }.distance(), 0.5);
    /// ```
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.bits.sqrt()
    }
}

/// The Jensen-Shannon divergence of two texts or more.
///
/// The bias is that of independent words. Words cluster, so of a plug-in divergence of 0.028 bits between halves of
/// one outlet the correction leaves 0.005 to 0.008; the honest reference is the divergence of relabelled articles.
///
/// *Formula*: `H(sum w p) - sum w H(p)` in bits, computed as `sum w m phi((p-m)/m)`, `m = sum w p`, so that similar
/// texts keep their digits; bias `(sum w (K-1)/(2n) - 1/2 sum w^2/n sum p(1-p)/m) / ln 2`, `K` the terms that occur.
/// *Range*: 0 (equal shares) to 1 bit for two texts (no common term), `log2` of the number of texts for more.
/// *Undefined*: `needs_two_outlets`; `unequal_lengths`; in this order.
/// *Source*: Lin 1991, IEEE Transactions on Information Theory 37(1); bias after Miller 1955 and Grosse et al. 2002.
/// *Checked against*: `outlets_3x200.json`, `pairs.jsd_*` and `jsd3_bits_equal_weights`, to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, Weights, jensen_shannon};
///
/// let (a, b) = (FrequencyList::new(&[5, 5, 0])?, FrequencyList::new(&[0, 5, 5])?);
/// let divergence = jensen_shannon(&[a, b], Weights::Equal)?;
/// assert!((divergence.bits - 0.5).abs() < 1e-15);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn jensen_shannon(lists: &[FrequencyList], weights: Weights) -> Defined<JensenShannon> {
    if lists.len() < 2 {
        return Err(Undefined::NeedsTwoOutlets);
    }
    let terms = vocabulary(lists)?;
    let w = shares_of(lists, weights);
    let mut divergence = 0.0;
    // For each text, sum p(1-p)/m over its terms.
    let mut spread = vec![0.0; lists.len()];
    for term in (0..terms).filter(|&term| lists.iter().any(|list| list.counts()[term] > 0)) {
        let mean: f64 = lists.iter().zip(&w).map(|(list, w)| w * list.share(term)).sum();
        for (k, list) in lists.iter().enumerate() {
            divergence += w[k] * of_term(list, lists, &w, mean, term);
            let p = list.share(term);
            spread[k] += p * (1.0 - p) / mean;
        }
    }
    let of_text = |k: usize| {
        let n = lists[k].total() as f64;
        w[k] * (lists[k].types() as f64 - 1.0) / (2.0 * n) - 0.5 * w[k].powi(2) / n * spread[k]
    };
    let bias: f64 = (0..lists.len()).map(of_text).sum();
    Ok(JensenShannon { bits: divergence / LN_2, bias_bits: bias / LN_2 })
}

/// What each term adds to the divergence of two texts with equal weights, in bits; each at least 0.
pub(super) fn contributions_bits(a: &FrequencyList, b: &FrequencyList) -> Defined<Vec<f64>> {
    let lists = [*a, *b];
    let w = [0.5, 0.5];
    let of = |term: usize| {
        let mean = 0.5 * (a.share(term) + b.share(term));
        if mean == 0.0 {
            return 0.0;
        }
        lists.iter().map(|list| 0.5 * of_term(list, &lists, &w, mean, term)).sum::<f64>() / LN_2
    };
    Ok((0..vocabulary(&lists)?).map(of).collect())
}

/// `m phi((p - m)/m)`, what a term of a text adds; `p - m = sum w (p - p')`, each difference from exact integers.
fn of_term(list: &FrequencyList, lists: &[FrequencyList], w: &[f64], mean: f64, term: usize) -> f64 {
    if list.counts()[term] == 0 {
        return mean;
    }
    let above: f64 = lists.iter().zip(w).map(|(other, w)| w * list.share_above(other, term)).sum();
    mean * phi(above / mean)
}

fn shares_of(lists: &[FrequencyList], weights: Weights) -> Vec<f64> {
    match weights {
        Weights::Equal => vec![1.0 / lists.len() as f64; lists.len()],
        Weights::Size => {
            let total: u128 = lists.iter().map(|list| u128::from(list.total())).sum();
            lists.iter().map(|list| list.total() as f64 / total as f64).collect()
        }
    }
}
