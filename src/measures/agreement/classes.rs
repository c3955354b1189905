//! Several labels against a gold standard.

use std::collections::BTreeMap;

use super::super::{Defined, Undefined};
use super::Judgements;

/// F1 of each label that the gold standard or the prediction has, in the labels' order.
///
/// *Formula*: [`Judgements::f1`], the label against all others.
/// *Range*: 0 to 1.
/// *Undefined*: `unequal_lengths`; a label that occurs always has one.
/// *Source*: van Rijsbergen 1979; scikit-learn's `f1_score(average=None)`.
/// *Checked against*: `agreement.json`, `f1_per_class`, to 1e-10.
///
/// ```
/// use parallax::measures::agreement::f1_per_class;
///
/// let labels = f1_per_class(&["war", "riot", "war"], &["war", "war", "war"])?;
/// assert_eq!(labels["war"], 0.8);
/// assert_eq!(labels["riot"], 0.0);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn f1_per_class<L: Ord + Clone>(gold: &[L], predicted: &[L]) -> Defined<BTreeMap<L, f64>> {
    if gold.len() != predicted.len() {
        return Err(Undefined::UnequalLengths);
    }
    let mut labels: BTreeMap<&L, Judgements> = BTreeMap::new();
    for (is, called) in gold.iter().zip(predicted) {
        if is == called {
            labels.entry(is).or_default().true_positives += 1;
        } else {
            labels.entry(is).or_default().false_negatives += 1;
            labels.entry(called).or_default().false_positives += 1;
        }
    }
    labels.into_iter().map(|(label, judged)| Ok((label.clone(), judged.f1()?))).collect()
}

/// The mean of the labels' F1: each label counts the same, however rare.
///
/// *Formula*: the mean of [`f1_per_class`].
/// *Range*: 0 to 1.
/// *Undefined*: `unequal_lengths`; `too_few_values` without items.
/// *Source*: scikit-learn's `f1_score(average="macro")`.
/// *Checked against*: `agreement.json`, `macro_f1`, to 1e-10.
///
/// ```
/// use parallax::measures::agreement::macro_f1;
/// assert_eq!(macro_f1(&["war", "riot", "war"], &["war", "war", "war"]), Ok(0.4));
/// ```
pub fn macro_f1<L: Ord + Clone>(gold: &[L], predicted: &[L]) -> Defined<f64> {
    let labels = f1_per_class(gold, predicted)?;
    if labels.is_empty() {
        return Err(Undefined::TooFewValues);
    }
    Ok(labels.values().sum::<f64>() / labels.len() as f64)
}

/// F1 over all decisions together, which for one label an item is the share of right ones.
///
/// *Formula*: items labelled right / items.
/// *Range*: 0 to 1.
/// *Undefined*: `unequal_lengths`; `too_few_values` without items.
/// *Source*: scikit-learn's `f1_score(average="micro")`.
/// *Checked against*: `agreement.json`, `micro_f1`, to 1e-10.
///
/// ```
/// use parallax::measures::agreement::micro_f1;
/// assert_eq!(micro_f1(&["war", "riot", "war", "war"], &["war", "war", "war", "war"]), Ok(0.75));
/// ```
pub fn micro_f1<L: PartialEq>(gold: &[L], predicted: &[L]) -> Defined<f64> {
    if gold.len() != predicted.len() {
        return Err(Undefined::UnequalLengths);
    }
    if gold.is_empty() {
        return Err(Undefined::TooFewValues);
    }
    let right = gold.iter().zip(predicted).filter(|(is, called)| is == called).count();
    Ok(right as f64 / gold.len() as f64)
}
