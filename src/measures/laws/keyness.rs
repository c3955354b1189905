//! Laws of tables: two bodies of text, several, and pairs of words.

use std::f64::consts::LN_2;

use proptest::collection::vec;
use proptest::prelude::*;

use super::is_close;
use crate::measures::keyness::*;
use crate::measures::*;

/// Texts of any size, from one word up to more than half of what 64 bits count.
fn usage() -> impl Strategy<Value = Usage> {
    prop_oneof![
        4 => (1..50_000u64, 0..300u64).prop_map(|(words, hits)| Usage::new(hits.min(words), words)),
        1 => (1..20u64, 0..20u64).prop_map(|(words, hits)| Usage::new(hits.min(words), words)),
        1 => (any::<u64>(), any::<u64>(), 2..63u32).prop_map(|(x, n, by)| {
            let words = (n >> by).max(1);
            Usage::new(x % (words + 1), words)
        }),
    ]
}

fn table() -> impl Strategy<Value = Contingency> {
    (usage(), usage()).prop_map(|(target, reference)| Contingency::new(target, reference).unwrap())
}

/// Two words of a text: cells that add up to it.
fn collocation() -> impl Strategy<Value = Collocation> {
    (0..500u64, 0..500u64, 0..500u64, 0..100_000u64)
        .prop_filter("both words occur", |(o, x, y, _)| o + x > 0 && o + y > 0)
        .prop_map(|(o, x, y, neither)| Collocation::new(o, o + x, o + y, o + x + y + neither).unwrap())
}

fn p_values(table: &Contingency) -> [Defined<PValue>; 4] {
    [
        Ok(g2_p_bag_of_words(table)),
        chi_squared_p_bag_of_words(table),
        chi_squared_yates_p_bag_of_words(table),
        fisher_p_bag_of_words(table),
    ]
}

/// Whether a score is the same, the opposite, or the reciprocal when the sides are swapped; `None`: it has a direction
/// of its own.
fn swapped(score: Keyness) -> Option<fn(f64) -> f64> {
    match score {
        Keyness::LogRatio | Keyness::G2 => Some(|x| -x),
        Keyness::G2TwoCell | Keyness::ChiSquared | Keyness::ChiSquaredYates | Keyness::Bic => Some(|x| x),
        Keyness::OddsRatio | Keyness::SimpleMaths => Some(|x| 1.0 / x),
        Keyness::PercentDifference => None,
    }
}

/// Scores of which zero is no difference.
const CENTRED_AT_ZERO: [Keyness; 6] = [
    Keyness::LogRatio,
    Keyness::G2,
    Keyness::G2TwoCell,
    Keyness::ChiSquared,
    Keyness::ChiSquaredYates,
    Keyness::PercentDifference,
];

proptest! {
    #[test]
    fn no_score_is_ever_nan_or_infinite(table in table()) {
        for score in Keyness::ALL {
            let score = score.score(&table);
            prop_assert!(score.is_err() || score.unwrap().is_finite(), "{:?}", score);
        }
        prop_assert!(g2(&table) >= 0.0 && g2_two_cell(&table) >= 0.0);
        if let Ok(interval) = katz_interval_bag_of_words(&table) {
            prop_assert!(interval.lower.is_finite() && interval.upper.is_finite());
        }
    }

    #[test]
    fn every_p_is_a_probability(table in table()) {
        for p in p_values(&table).into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&p.value()) && p.log10() <= 0.0 && p.log10().is_finite(), "{p:?}");
        }
    }

    #[test]
    fn swapping_the_texts_turns_every_score_round(table in table()) {
        for score in Keyness::ALL {
            let Some(turned) = swapped(score) else { continue };
            if let (Ok(there), Ok(back)) = (score.score(&table), score.score(&table.swapped())) {
                // What is 0 on one side is undefined or infinite on the other; nothing turns that round.
                prop_assert!(there == 0.0 || is_close(turned(there), back), "{score:?}: {there}, {back}");
            }
        }
        prop_assert_eq!(table.sign(), -table.swapped().sign());
        prop_assert_eq!(log_ratio(&table).ok(), log_ratio(&table.swapped()).map(|ratio| -ratio).ok());
        for (there, back) in p_values(&table).iter().zip(p_values(&table.swapped())) {
            if let (Ok(there), Ok(back)) = (there, back) {
                prop_assert!((there.log10() - back.log10()).abs() <= 1e-9 * there.log10().abs() + 1e-9);
            }
        }
    }

    /// The same rate in both, written in different numbers.
    #[test]
    fn equal_rates_score_exactly_nothing(hits in 0..500u64, others in 1..5_000u64, times in 1..1_000u64) {
        let one = Usage::new(hits, hits + others);
        let table = Contingency::new(one, Usage::new(one.hits * times, one.words * times)).unwrap();
        prop_assert_eq!(table.sign(), 0);
        for score in CENTRED_AT_ZERO {
            prop_assert!(matches!(score.score(&table), Ok(0.0) | Err(Undefined::AbsentTerm)), "{:?}", score);
        }
    }

    #[test]
    fn more_hits_on_one_side_score_higher(
        b in 1..200u64, n1 in 1_000..50_000u64, n2 in 1_000..50_000u64, a in 0..400u64
    ) {
        let table = |a: u64| Contingency::new(Usage::new(a, n1), Usage::new(b, n2)).unwrap();
        for score in [Keyness::G2, Keyness::PercentDifference, Keyness::OddsRatio, Keyness::SimpleMaths] {
            let (fewer, more) = (score.score(&table(a)).unwrap(), score.score(&table(a + 1)).unwrap());
            prop_assert!(fewer < more, "{score:?}: {fewer}, {more}");
        }
    }

    /// In a short text every table can be listed and weighed without logarithms.
    #[test]
    fn fisher_agrees_with_a_list_of_all_tables(a in 0..8u64, b in 0..8u64, c in 0..8u64, d in 0..8u64) {
        let (n1, n2, hits) = (a + c, b + d, a + b);
        prop_assume!(n1 > 0 && n2 > 0);
        let choose = |n: u64, k: u64| -> u128 { (0..k).fold(1, |c, i| c * u128::from(n - i) / u128::from(i + 1)) };
        let weight = |x: u64| choose(n1, x) * choose(n2, hits - x);
        let possible = || hits.saturating_sub(n2)..=hits.min(n1);
        let as_extreme: u128 = possible().map(weight).filter(|&w| w <= weight(a)).sum();
        let p = as_extreme as f64 / possible().map(weight).sum::<u128>() as f64;
        let table = Contingency::new(Usage::new(a, n1), Usage::new(b, n2)).unwrap();
        prop_assert!(is_close(fisher_p_bag_of_words(&table).unwrap().value(), p));
    }

    #[test]
    fn the_rate_lies_in_the_intervals_over_words(usage in usage()) {
        let rate = usage.per_1000().unwrap();
        for interval in [wilson_per_1000_bag_of_words(usage), garwood_per_1000_bag_of_words(usage)] {
            let Interval { lower, upper } = interval.unwrap();
            prop_assert!(0.0 <= lower && lower <= rate * (1.0 + 1e-12) && rate <= upper * (1.0 + 1e-12));
        }
        let wilson = wilson_per_1000_bag_of_words(usage).unwrap();
        prop_assert!(wilson.upper <= 1000.0);
        prop_assert_eq!(wilson.lower == 0.0, usage.hits == 0);
    }

    #[test]
    fn a_table_of_two_groups_is_a_table_of_two_texts(table in table()) {
        let groups = [table.target(), table.reference()];
        let both = GroupTable::new(&groups).unwrap();
        prop_assert!(is_close(both.g2(), g2(&table)));
        match (both.chi_squared(), chi_squared(&table)) {
            (Ok(a), Ok(b)) => prop_assert!(is_close(a, b), "{a}, {b}"),
            (a, b) => prop_assert_eq!(a, b),
        }
        prop_assert_eq!(both.against_rest(0), Some(table));
    }

    #[test]
    fn the_order_of_groups_does_not_matter(groups in vec(usage(), 2..3)) {
        let turned: Vec<Usage> = groups.iter().rev().copied().collect();
        let (before, after) = (GroupTable::new(&groups).unwrap(), GroupTable::new(&turned).unwrap());
        prop_assert!(is_close(before.g2(), after.g2()));
        if let Ok(v) = before.cramers_v() {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&v) && is_close(v, after.cramers_v().unwrap()));
        }
    }

    #[test]
    fn words_that_keep_company_keep_it_both_ways(o in 0..500u64, x in 0..500u64, y in 0..500u64, rest in 0..9_999u64) {
        prop_assume!(o + x > 0 && o + y > 0);
        let there = Collocation::new(o, o + x, o + y, o + x + y + rest).unwrap();
        let back = Collocation::new(o, o + y, o + x, o + x + y + rest).unwrap();
        prop_assert_eq!(there.mi().ok(), back.mi().ok());
        prop_assert_eq!(there.log_dice().ok(), back.log_dice().ok());
        prop_assert!(is_close(there.g2_signed(), back.g2_signed()) && is_close(there.z_score(), back.z_score()));
        prop_assert_eq!(there.delta_p_collocate_given_node(), back.delta_p_node_given_collocate());
    }

    #[test]
    fn no_association_is_ever_nan_or_infinite(pair in collocation()) {
        let figures = [
            pair.mi(), pair.mi3(), pair.npmi(), pair.t_score(), pair.log_dice(), pair.delta_p_collocate_given_node(),
            pair.delta_p_node_given_collocate(), Ok(pair.expected()), Ok(pair.z_score()), Ok(pair.dice()),
            Ok(pair.g2_signed()),
        ];
        prop_assert!(figures.into_iter().flatten().all(f64::is_finite), "{figures:?}");
        for bounded in [pair.npmi(), pair.delta_p_collocate_given_node(), pair.delta_p_node_given_collocate()] {
            prop_assert!(bounded.is_err() || bounded.unwrap().abs() <= 1.0 + 1e-12);
        }
        prop_assert!(pair.dice() <= 1.0);
    }

    /// The collocate beside the node against the collocate elsewhere is a table of two texts.
    #[test]
    fn the_g2_of_a_pair_is_the_g2_of_its_table(o in 0..500u64, x in 0..500u64, y in 0..500u64, rest in 1..9_999u64) {
        prop_assume!(o + x > 0 && o + y > 0 && y + rest > 0);
        let table = Contingency::new(Usage::new(o, o + x), Usage::new(y, y + rest)).unwrap();
        let pair = Collocation::new(o, o + x, o + y, o + x + y + rest).unwrap();
        prop_assert!(is_close(pair.g2_signed(), g2_signed(&table)));
    }

    /// Two terms make a vocabulary, and G2 is then what the Jensen-Shannon divergence by size is, in other units.
    #[test]
    fn g2_is_a_divergence(a in 0..500u64, b in 0..500u64, c in 1..50_000u64, d in 1..50_000u64) {
        let (one, two) = ([a, c], [b, d]);
        let lists = [FrequencyList::new(&one).unwrap(), FrequencyList::new(&two).unwrap()];
        let bits = jensen_shannon(&lists, Weights::Size).unwrap().bits;
        let table = Contingency::new(Usage::new(a, a + c), Usage::new(b, b + d)).unwrap();
        prop_assert!(is_close(2.0 * table.words() as f64 * LN_2 * bits, g2(&table)));
    }
}

#[test]
fn tables_that_cannot_be_are_refused() {
    let refused = |a, n1, b, n2| Contingency::new(Usage::new(a, n1), Usage::new(b, n2)).unwrap_err();
    assert_eq!(refused(1, 0, 0, 5), Undefined::ImpossibleCounts);
    assert_eq!(refused(0, u64::MAX, 0, 1), Undefined::ImpossibleCounts);
    assert_eq!(refused(0, 5, 0, 0), Undefined::EmptyOutlet);
    assert_eq!(Collocation::new(3, 5, 3, 4), Err(Undefined::ImpossibleCounts));
    assert_eq!(Collocation::within(u64::MAX, 1, 2, 3, 4), Err(Undefined::ImpossibleCounts));
}

#[test]
fn a_rare_word_has_a_p_that_no_double_holds() {
    let table = Contingency::new(Usage::new(10_000_000, 1_000_000_000), Usage::new(0, 1_000_000_000)).unwrap();
    let p = g2_p_bag_of_words(&table);
    // mpmath 1.4.1, 60 digits: log10 erfc(sqrt(G2/2)).
    assert_eq!(p.value(), 0.0);
    assert!((p.log10() / -3021215.59399398 - 1.0).abs() < 1e-14, "{}", p.log10());
}
