//! Laws of agreement.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::is_close;
use crate::measures::Undefined;
use crate::measures::agreement::*;

const LEVELS: [Level; 4] = [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio];

/// Coders of the same items, with gaps.
fn coders() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    (1..12usize).prop_flat_map(|items| vec(vec(option::weighted(0.8, (0..5u8).prop_map(f64::from)), items), 1..5))
}

fn pairs() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let value = || (-6..=6i32).prop_map(|half| f64::from(half) / 2.0);
    (0..20usize).prop_flat_map(move |items| (vec(value(), items), vec(value(), items)))
}

fn judgements() -> impl Strategy<Value = Judgements> {
    (0..50u64, 0..50u64, 0..50u64, 0..50u64).prop_map(|(tp, fp, fneg, tn)| Judgements {
        true_positives: tp,
        false_positives: fp,
        false_negatives: fneg,
        true_negatives: tn,
    })
}

type Difference = fn(f64, f64) -> f64;

/// As the coincidence matrix is defined: every ordered pair within an item, every ordered pair of all values.
fn alpha_slowly(coders: &[Vec<Option<f64>>], difference: Difference) -> Option<f64> {
    let item = |i: usize| coders.iter().filter_map(|coder| coder[i]).collect::<Vec<f64>>();
    let items: Vec<Vec<f64>> = (0..coders[0].len()).map(item).filter(|values| values.len() > 1).collect();
    let all: Vec<f64> = items.concat();
    let sum = |values: &[f64]| -> f64 { values.iter().flat_map(|a| values.iter().map(|b| difference(*a, *b))).sum() };
    let n = all.len() as f64;
    let observed: f64 = items.iter().map(|values| sum(values) / (values.len() as f64 - 1.0)).sum::<f64>() / n;
    let expected = sum(&all) / (n * (n - 1.0));
    (!all.is_empty() && expected > 0.0).then(|| 1.0 - observed / expected)
}

proptest! {
    #[test]
    fn alpha_agrees_with_its_definition(coders in coders()) {
        let differences: [(Level, Difference); 3] = [
            (Level::Nominal, |a, b| f64::from(u8::from(a != b))),
            (Level::Interval, |a, b| (a - b).powi(2)),
            (Level::Ratio, |a, b| if a == b { 0.0 } else { ((a - b) / (a + b)).powi(2) }),
        ];
        for (level, difference) in differences {
            match (krippendorff_alpha(&coders, level), alpha_slowly(&coders, difference)) {
                (Ok(fast), Some(slow)) => prop_assert!((fast - slow).abs() < 1e-12, "{level:?}: {fast}, {slow}"),
                (fast, slow) => prop_assert!(fast.is_err() && slow.is_none(), "{level:?}: {fast:?}, {slow:?}"),
            }
        }
    }

    #[test]
    fn the_order_of_coders_does_not_matter(coders in coders()) {
        let turned: Vec<_> = coders.iter().rev().cloned().collect();
        for level in LEVELS {
            match (krippendorff_alpha(&coders, level), krippendorff_alpha(&turned, level)) {
                (Ok(before), Ok(after)) => prop_assert!((before - after).abs() < 1e-12 && before <= 1.0 + 1e-12),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn who_says_the_same_agrees_wholly(values in vec((0..5u8).prop_map(f64::from), 2..9), coders in 2..5usize) {
        let coders = vec![values.iter().copied().map(Some).collect::<Vec<_>>(); coders];
        let differ = values.iter().any(|value| *value != values[0]);
        for level in LEVELS {
            let expected = if differ { Ok(1.0) } else { Err(Undefined::AllEqual) };
            prop_assert_eq!(krippendorff_alpha(&coders, level), expected);
        }
    }

    /// An order knows only what stands before what.
    #[test]
    fn ranks_do_not_see_the_scale((x, y) in pairs()) {
        let stretched: Vec<f64> = x.iter().map(|value| value.exp() * 7.0).collect();
        prop_assert_eq!(spearman(&x, &y), spearman(&stretched, &y));
        prop_assert_eq!(kendall_tau_b(&x, &y), kendall_tau_b(&stretched, &y));
        prop_assert_eq!(spearman_p(&x, &y), spearman_p(&stretched, &y));
    }

    #[test]
    fn turning_a_list_round_flips_the_sign((x, y) in pairs()) {
        let turned: Vec<f64> = x.iter().map(|value| -value).collect();
        for correlation in [pearson, spearman, kendall_tau_b] {
            match (correlation(&x, &y), correlation(&turned, &y)) {
                (Ok(there), Ok(back)) => prop_assert!(is_close(there, -back) && there.abs() <= 1.0),
                (there, back) => prop_assert_eq!(there, back),
            }
            match (correlation(&x, &y), correlation(&y, &x)) {
                (Ok(there), Ok(back)) => prop_assert!(is_close(there, back)),
                (there, back) => prop_assert_eq!(there, back),
            }
        }
    }

    #[test]
    fn spearman_is_pearson_of_ranks((x, y) in pairs()) {
        let ranks = |values: &[f64]| -> Vec<f64> {
            let before = |v: f64| values.iter().filter(|&&w| w < v).count() as f64;
            let equal = |v: f64| values.iter().filter(|&&w| w == v).count() as f64;
            values.iter().map(|&v| before(v) + (equal(v) + 1.0) / 2.0).collect()
        };
        match (spearman(&x, &y), pearson(&ranks(&x), &ranks(&y))) {
            (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-12),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn numbers_of_any_size_have_a_correlation(x in vec(any::<f64>(), 0..9), y in vec(any::<f64>(), 0..9)) {
        for correlation in [pearson, spearman, kendall_tau_b, spearman_p] {
            let figure = correlation(&x, &y);
            prop_assert!(figure.is_err() || figure.unwrap().is_finite(), "{:?}", figure);
        }
    }

    #[test]
    fn kappa_and_mcc_do_not_know_who_is_gold(judged in judgements()) {
        let Judgements { false_positives, false_negatives, .. } = judged;
        let turned = Judgements { false_positives: false_negatives, false_negatives: false_positives, ..judged };
        prop_assert_eq!(judged.cohen_kappa(), turned.cohen_kappa());
        prop_assert_eq!(judged.precision(), turned.recall());
        prop_assert_eq!(judged.f1(), turned.f1());
        match (judged.matthews_correlation(), turned.matthews_correlation()) {
            (Ok(a), Ok(b)) => prop_assert!(is_close(a, b) && a.abs() <= 1.0 + 1e-12),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    /// Kappa as Cohen wrote it.
    #[test]
    fn kappa_is_agreement_beyond_chance(judged in judgements()) {
        let Judgements { true_positives: tp, false_positives: fp, false_negatives: fneg, true_negatives: tn } = judged;
        let n = (tp + fp + fneg + tn) as f64;
        let by_chance = ((tp + fp) * (tp + fneg) + (tn + fneg) * (tn + fp)) as f64 / (n * n);
        if let Ok(kappa) = judged.cohen_kappa() {
            let slowly = ((tp + tn) as f64 / n - by_chance) / (1.0 - by_chance);
            prop_assert!((kappa - slowly).abs() < 1e-11, "{kappa}, {slowly}");
        }
    }

    #[test]
    fn f1_of_labels_is_bounded(gold in vec(0..4u8, 20), predicted in vec(0..4u8, 20)) {
        let labels = f1_per_class(&gold, &predicted).unwrap();
        prop_assert!(labels.values().all(|f1| (0.0..=1.0).contains(f1)));
        prop_assert_eq!(macro_f1(&gold, &gold), Ok(1.0));
        prop_assert_eq!(micro_f1(&gold, &predicted), micro_f1(&predicted, &gold));
    }
}

#[test]
fn reasons_come_in_their_order() {
    let row = |name: &str, coders: &[Vec<Option<f64>>], level: Level, reason: Undefined| {
        assert_eq!(krippendorff_alpha(coders, level), Err(reason), "{name}");
    };
    row("nobody", &[], Level::Nominal, Undefined::TooFewValues);
    row("lists_differ", &[vec![Some(1.0)], vec![]], Level::Nominal, Undefined::UnequalLengths);
    row("no_item_has_two", &[vec![Some(1.0), None], vec![None, Some(1.0)]], Level::Nominal, Undefined::TooFewValues);
    row("no_number", &[vec![Some(f64::NAN)], vec![Some(1.0)]], Level::Nominal, Undefined::InvalidValue);
    row("below_zero_on_a_ratio", &[vec![Some(-1.0)], vec![Some(1.0)]], Level::Ratio, Undefined::InvalidValue);
    row("all_equal", &[vec![Some(2.0)], vec![Some(2.0)]], Level::Interval, Undefined::AllEqual);
}
