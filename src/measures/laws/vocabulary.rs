//! Laws of whole vocabularies.

use proptest::collection::vec;
use proptest::prelude::*;

use super::is_close;
use crate::measures::log_odds::{Prior, log_odds};
use crate::measures::*;

/// Three texts over one vocabulary, each with at least one word.
fn texts() -> impl Strategy<Value = [Vec<u64>; 3]> {
    let text = |terms: usize| vec(prop_oneof![2 => Just(0u64), 3 => 0..2_000u64], terms);
    let occurs = |text: &Vec<u64>| text.iter().any(|&count| count > 0);
    (1..30usize)
        .prop_flat_map(move |terms| [text(terms), text(terms), text(terms)])
        .prop_filter("texts with words", move |texts| texts.iter().all(occurs))
}

fn lists(texts: &[Vec<u64>; 3]) -> [FrequencyList<'_>; 3] {
    [0, 1, 2].map(|k| FrequencyList::new(&texts[k]).unwrap())
}

proptest! {
    #[test]
    fn a_divergence_knows_no_direction_and_stays_in_its_range(texts in texts()) {
        let [a, b, c] = lists(&texts);
        for weights in [Weights::Equal, Weights::Size] {
            let (there, back) = (jensen_shannon(&[a, b], weights).unwrap(), jensen_shannon(&[b, a], weights).unwrap());
            prop_assert!(is_close(there.bits, back.bits) && is_close(there.bias_bits, back.bias_bits));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&there.bits));
            let three = jensen_shannon(&[a, b, c], weights).unwrap();
            prop_assert!((0.0..=3f64.log2() + 1e-12).contains(&three.bits) && three.bias_bits.is_finite());
            prop_assert_eq!(jensen_shannon(&[a, a, a], weights).unwrap().bits, 0.0);
        }
    }

    /// The square root of the divergence is a metric.
    #[test]
    fn no_detour_is_shorter(texts in texts()) {
        let [a, b, c] = lists(&texts);
        let distance = |x, y| jensen_shannon(&[x, y], Weights::Equal).unwrap().distance();
        prop_assert!(distance(a, c) <= distance(a, b) + distance(b, c) + 1e-12);
        let chi = |x: FrequencyList, y: FrequencyList| chi_squared_distance(&x, &y, &[a, b, c]).unwrap();
        prop_assert!(chi(a, c) <= chi(a, b) + chi(b, c) + 1e-9);
    }

    #[test]
    fn a_text_is_no_distance_from_itself_printed_twice(texts in texts()) {
        let [a, b, c] = lists(&texts);
        let twice: Vec<u64> = texts[0].iter().map(|count| 2 * count).collect();
        let twice = FrequencyList::new(&twice).unwrap();
        prop_assert_eq!(jensen_shannon(&[a, twice], Weights::Equal).unwrap().bits, 0.0);
        prop_assert!(is_close(cosine(&a, &twice).unwrap(), 1.0));
        prop_assert_eq!(chi_squared_distance(&a, &twice, &[a, b, c]), Ok(0.0));
        prop_assert_eq!(kilgarriff(&a, &twice, 10).unwrap().chi_squared, 0.0);
        if let Ok(delta) = burrows_delta(&a, &twice, &[a, b, c], 10) {
            prop_assert_eq!(delta, 0.0);
        }
    }

    #[test]
    fn distances_know_no_direction(texts in texts()) {
        let [a, b, c] = lists(&texts);
        prop_assert_eq!(cosine(&a, &b), cosine(&b, &a));
        prop_assert_eq!(chi_squared_distance(&a, &b, &[a, b, c]), chi_squared_distance(&b, &a, &[a, b, c]));
        prop_assert_eq!(burrows_delta(&a, &b, &[a, b, c], 9), burrows_delta(&b, &a, &[a, b, c], 9));
        let (there, back) = (kilgarriff(&a, &b, 9).unwrap(), kilgarriff(&b, &a, 9).unwrap());
        prop_assert!(is_close(there.chi_squared, back.chi_squared));
    }

    /// Over two outlets every word would be the same number of deviations apart: why two are refused.
    #[test]
    fn two_texts_alone_have_no_delta(texts in texts()) {
        let [a, b, _] = lists(&texts);
        prop_assert_eq!(burrows_delta(&a, &b, &[a, b], 9), Err(Undefined::NeedsThreeOutlets));
    }

    #[test]
    fn shifts_turn_round_with_the_texts(texts in texts()) {
        let [a, b, _] = lists(&texts);
        for shift in [word_shift::proportion, word_shift::entropy] {
            let (there, back) = (shift(&a, &b).unwrap(), shift(&b, &a).unwrap());
            for (x, y) in there.contributions.iter().zip(&back.contributions) {
                prop_assert!(is_close(*x, -y), "{x}, {y}");
            }
        }
    }

    #[test]
    fn shifts_add_up_to_the_difference(texts in texts(), scores in vec(-9.0..9.0f64, 30)) {
        let [a, b, _] = lists(&texts);
        prop_assert!(is_close(word_shift::proportion(&a, &b).unwrap().total, 0.0));
        let divergence = word_shift::jensen_shannon(&a, &b).unwrap();
        prop_assert!(is_close(divergence.total, jensen_shannon(&[a, b], Weights::Equal).unwrap().bits));
        prop_assert!(divergence.contributions.iter().all(|&by| by >= 0.0));
        let scores = &scores[..texts[0].len()];
        let averages = word_shift::weighted_average(&a, &b, scores).unwrap();
        prop_assert!((averages.shift.total - (averages.average_2 - averages.average_1)).abs() < 1e-12);
    }

    #[test]
    fn log_odds_turn_round_with_the_texts(texts in texts(), mass in 0.0..900.0f64) {
        let [a, b, _] = lists(&texts);
        for prior in [Prior::informative(&texts[2], mass).unwrap(), Prior::convokit(texts[2].len())] {
            let (there, back) = (log_odds(&a, &b, &prior).unwrap(), log_odds(&b, &a, &prior).unwrap());
            for (there, back) in there.iter().zip(&back) {
                prop_assert_eq!(there.map(|term| term.delta).ok(), back.map(|term| -term.delta).ok());
                prop_assert!(there.is_err() || there.unwrap().z.is_finite());
            }
        }
    }

    /// The more is believed beforehand, the nearer the two sides.
    #[test]
    fn a_heavier_prior_shrinks_the_difference(a in 1..500u64, b in 1..500u64) {
        let (one, two) = ([a, 1_000], [b, 1_000]);
        let (one, two) = (FrequencyList::new(&one).unwrap(), FrequencyList::new(&two).unwrap());
        let delta = |mass: f64| {
            log_odds(&one, &two, &Prior::informative(&[1, 9], mass).unwrap()).unwrap()[0].unwrap().delta.abs()
        };
        prop_assert!(delta(1e4) <= delta(1e3) && delta(1e3) <= delta(1.0));
    }
}

#[test]
fn lists_of_different_vocabularies_are_refused() {
    let (long, short) = (FrequencyList::new(&[1, 2]).unwrap(), FrequencyList::new(&[3]).unwrap());
    let unequal = Undefined::UnequalLengths;
    assert_eq!(jensen_shannon(&[long, short], Weights::Equal), Err(unequal));
    assert_eq!(cosine(&long, &short), Err(unequal));
    assert_eq!(kilgarriff(&long, &short, 5), Err(unequal));
    assert_eq!(chi_squared_distance(&long, &short, &[long]), Err(unequal));
    assert_eq!(burrows_delta(&long, &short, &[long; 3], 5), Err(unequal));
    assert_eq!(word_shift::entropy(&long, &short), Err(unequal));
    assert_eq!(word_shift::weighted_average(&long, &long, &[1.0]), Err(unequal));
    assert_eq!(log_odds(&long, &short, &Prior::convokit(2)), Err(unequal));
    assert_eq!(log_odds(&long, &long, &Prior::convokit(3)), Err(unequal));
}

#[test]
fn a_term_without_evidence_has_no_log_odds() {
    let (one, two) = (FrequencyList::new(&[0, 5]).unwrap(), FrequencyList::new(&[3, 5]).unwrap());
    let terms = log_odds(&one, &two, &Prior::uniform(2, 0.0).unwrap()).unwrap();
    assert_eq!(terms, [Err(Undefined::ZeroCount), Err(Undefined::ZeroCell)]);
}

#[test]
fn a_divergence_needs_company() {
    let alone = FrequencyList::new(&[1, 2]).unwrap();
    assert_eq!(jensen_shannon(&[alone], Weights::Equal), Err(Undefined::NeedsTwoOutlets));
    assert_eq!(FrequencyList::new(&[u64::MAX, 1]), Err(Undefined::ImpossibleCounts));
}
