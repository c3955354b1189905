//! Burrows's Delta: how far the most frequent words of two texts are apart, each on its own scale.

use super::frequency_list::{most_frequent, pooled};
use super::{Defined, FrequencyList, Undefined};

/// Burrows's Delta of two texts over the most frequent words.
///
/// The scale of a word is its standard deviation over `texts`: the articles of a corpus, or three outlets and more.
/// Over two texts every word would differ by exactly the square root of two, whatever they say.
///
/// *Formula*: the mean of `|p_a - p_b| / sd` over the `top` most frequent terms of all `texts` together (ties by
/// place), `sd` with n - 1 over the `texts`' shares, each text with the same weight; terms with one share everywhere
/// are left out.
/// *Range*: 0 and up; in standard deviations.
/// *Undefined*: `needs_three_outlets` under three texts; `unequal_lengths`; `all_equal` where no term is left.
/// *Source*: Burrows 2002, Literary and Linguistic Computing 17(3), 267-287.
/// *Checked against*: `outlets_3x200.json`, `pairs.burrows_delta_sd_n_minus_1` with 50, 100 and 200 terms, to 1e-10.
///
/// ```
/// use parallax::measures::{FrequencyList, Undefined, burrows_delta};
///
/// let texts = [[6, 4], [5, 5], [4, 6]];
/// let texts: Vec<FrequencyList> = texts.iter().map(|counts| FrequencyList::new(counts).unwrap()).collect();
/// assert!((burrows_delta(&texts[0], &texts[2], &texts, 2)? - 2.0).abs() < 1e-12);
/// assert_eq!(burrows_delta(&texts[0], &texts[1], &texts[..2], 2), Err(Undefined::NeedsThreeOutlets));
/// # Ok::<(), Undefined>(())
/// ```
pub fn burrows_delta(a: &FrequencyList, b: &FrequencyList, texts: &[FrequencyList], top: usize) -> Defined<f64> {
    if texts.len() < 3 {
        return Err(Undefined::NeedsThreeOutlets);
    }
    let pooled = pooled(texts)?;
    if [a, b].iter().any(|list| list.counts().len() != pooled.len()) {
        return Err(Undefined::UnequalLengths);
    }
    let terms = most_frequent(&pooled, top).into_iter().filter(|&term| varies(texts, term));
    let gaps: Vec<f64> = terms.map(|term| a.share_above(b, term).abs() / standard_deviation(texts, term)).collect();
    if gaps.is_empty() {
        return Err(Undefined::AllEqual);
    }
    Ok(gaps.iter().sum::<f64>() / gaps.len() as f64)
}

/// Asked of the integers: the rounded shares of equal rates may leave a deviation that is not quite zero.
fn varies(texts: &[FrequencyList], term: usize) -> bool {
    texts.iter().any(|text| text.share_above(&texts[0], term) != 0.0)
}

fn standard_deviation(texts: &[FrequencyList], term: usize) -> f64 {
    // From the first text's share, so that rare words keep their digits.
    let moves: Vec<f64> = texts.iter().map(|text| text.share_above(&texts[0], term)).collect();
    let mean = moves.iter().sum::<f64>() / moves.len() as f64;
    let squares: f64 = moves.iter().map(|by| (by - mean).powi(2)).sum();
    (squares / (moves.len() as f64 - 1.0)).sqrt()
}
