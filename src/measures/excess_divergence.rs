//! How far apart two outlets' words are, beyond what articles differ anyway.

use super::permutation::{Design, Relabellings, permutation_test_of};
use super::{Defined, Undefined};

/// The divergence, what relabelling makes of it, and the difference of the two.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct ExcessDivergence {
    /// The Jensen-Shannon divergence, in bits.
    pub divergence: f64,
    /// Its mean over relabellings: how far apart outlets come out that do not differ.
    pub null_mean: f64,
    /// The difference of the two; may be negative.
    pub excess: f64,
    /// The share of relabellings with a divergence as large.
    pub p: f64,
}

/// The Jensen-Shannon divergence of two outlets' shares of terms, less what relabelled articles or events give.
///
/// Any two sets of articles differ in their words; on real news the plain figure is 0.028 bits between halves of one
/// outlet. What is left after subtracting that is about the outlets.
///
/// *Formula*: `H((p+q)/2) - (H(p)+H(q))/2` in bits, weights equal; excess = observed - mean over relabellings.
/// *Range*: excess from about 0 to 1; negative where outlets are closer than chance.
/// *Undefined*: `needs_two_outlets` where there are not exactly two; `impossible_counts`; `absent_term` where a side has
/// no hit of any term.
/// *Source*: Lin 1991, IEEE Transactions on Information Theory 37(1).
/// *Checked against*: `articles_40_paired.json`, `permutation.*.jsd_*` with given relabellings, to 1e-10.
///
/// ```
/// use parallax::measures::excess_divergence;
/// use parallax::measures::permutation::{Design, Exchange, Labelled, Relabellings};
///
/// let keys = ["a", "b", "c", "d"];
/// let articles: Vec<Labelled> =
///     (0..4).map(|i| Labelled { article: keys[i], outlet: i / 2, event: None, words: 100 }).collect();
/// let design = Design::new(Exchange::Articles, &articles);
/// // Two terms; each outlet uses its own.
/// let terms = [[3, 2, 0, 0], [0, 0, 2, 3]];
/// let divergence = excess_divergence(&design, &terms, &Relabellings::drawn(7, 999))?;
/// assert!(divergence.divergence == 1.0 && divergence.excess > 0.5);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn excess_divergence<H: AsRef<[u64]>>(
    design: &Design,
    terms: &[H],
    relabellings: &Relabellings,
) -> Defined<ExcessDivergence> {
    if design.outlets().len() != 2 {
        return Err(Undefined::NeedsTwoOutlets);
    }
    let terms: Vec<Vec<u64>> = terms.iter().map(|hits| design.gather(hits.as_ref())).collect::<Defined<_>>()?;
    let sum = terms.iter().flatten().try_fold(0_u64, |sum, &hits| sum.checked_add(hits));
    sum.ok_or(Undefined::ImpossibleCounts)?;
    let test = permutation_test_of(design, relabellings, |labels| {
        let mut counts = vec![[0_u64; 2]; terms.len()];
        for (counts, hits) in counts.iter_mut().zip(&terms) {
            labels.iter().zip(hits).for_each(|(&label, hits)| counts[label as usize] += hits);
        }
        jensen_shannon_bits(&counts).ok_or(Undefined::AbsentTerm)
    })?;
    let (divergence, null_mean) = (test.observed, test.null_mean);
    Ok(ExcessDivergence { divergence, null_mean, excess: divergence - null_mean, p: test.p })
}

/// `None` where a side has no counts.
fn jensen_shannon_bits(counts: &[[u64; 2]]) -> Option<f64> {
    let sums = counts.iter().fold([0; 2], |sums: [u64; 2], [a, b]| [sums[0] + a, sums[1] + b]);
    if sums.contains(&0) {
        return None;
    }
    let part = |share: f64, middle: f64| if share > 0.0 { share * (share / middle).log2() } else { 0.0 };
    let of_term = |[a, b]: &[u64; 2]| {
        let (p, q) = (*a as f64 / sums[0] as f64, *b as f64 / sums[1] as f64);
        let middle = (p + q) / 2.0;
        (part(p, middle) + part(q, middle)) / 2.0
    };
    Some(counts.iter().map(of_term).sum())
}
