//! Laws of adjusted p-values.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::measures::multiple::*;
use crate::measures::{Defined, Undefined};

type Adjust = fn(&[Defined<f64>]) -> Vec<Defined<f64>>;

const ADJUST: [(&str, Adjust); 4] =
    [("bh", benjamini_hochberg), ("by", benjamini_yekutieli), ("holm", holm), ("bonferroni", bonferroni)];

fn p_values() -> impl Strategy<Value = Vec<Defined<f64>>> {
    let p = prop_oneof![
        // Of a permutation test, so that ties happen.
        5 => (1..=100u32).prop_map(|k| Ok(f64::from(k) / 100.0)),
        2 => (0.0..=1.0f64).prop_map(Ok),
        1 => Just(Err(Undefined::FewArticles)),
    ];
    vec(p, 0..40)
}

fn at_most(a: Defined<f64>, b: Defined<f64>) -> bool {
    a.is_err() || a.unwrap() <= b.unwrap() * (1.0 + 1e-15)
}

proptest! {
    #[test]
    fn an_adjusted_p_is_a_larger_probability(p in p_values()) {
        for (name, adjust) in ADJUST {
            for (p, adjusted) in p.iter().zip(adjust(&p)) {
                prop_assert_eq!(p.err(), adjusted.err());
                prop_assert!(at_most(*p, adjusted) && at_most(adjusted, Ok(1.0)), "{name}: {p:?}, {adjusted:?}");
            }
        }
    }

    #[test]
    fn a_smaller_p_stays_smaller_and_equal_ones_equal(p in p_values()) {
        for (name, adjust) in ADJUST {
            let adjusted = adjust(&p);
            for (i, j) in (0..p.len()).flat_map(|i| (0..p.len()).map(move |j| (i, j))) {
                if let (Ok(a), Ok(b)) = (p[i], p[j]) {
                    prop_assert!(a > b || adjusted[i].unwrap() <= adjusted[j].unwrap(), "{name}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_terms_does_not_matter(p in p_values()) {
        let turned: Vec<_> = p.iter().rev().copied().collect();
        for (name, adjust) in ADJUST {
            let back: Vec<_> = adjust(&turned).into_iter().rev().collect();
            prop_assert_eq!(adjust(&p), back, "{}", name);
        }
    }

    #[test]
    fn the_stricter_the_promise_the_larger_the_p(p in p_values()) {
        let [bh, by, holm, bonferroni] = ADJUST.map(|(_, adjust)| adjust(&p));
        for term in 0..p.len() {
            prop_assert!(at_most(bh[term], by[term]));
            prop_assert!(at_most(bh[term], holm[term]));
            prop_assert!(at_most(holm[term], bonferroni[term]));
        }
    }

    /// As Benjamini and Hochberg wrote it: the largest k with p_(k) <= q k / n, and everything up to it.
    #[test]
    fn bh_reports_what_the_step_up_rule_reports(p in p_values(), percent in 1..50u32) {
        let q = f64::from(percent) / 100.0;
        let mut rising: Vec<f64> = p.iter().filter_map(|p| p.ok()).collect();
        rising.sort_by(f64::total_cmp);
        let n = rising.len() as f64;
        let passes = |k: usize| rising[k] * n <= q * (k + 1) as f64 * (1.0 + 1e-13);
        let reported = (0..rising.len()).rev().find(|&k| passes(k)).map_or(0, |k| k + 1);
        let marked = benjamini_hochberg(&p).iter().flatten().filter(|p| **p <= q * (1.0 + 1e-13)).count();
        prop_assert_eq!(marked, reported);
    }

    #[test]
    fn families_call_only_inside_what_they_select(
        rows in vec((p_values(), prop_oneof![3 => (0.0..=0.1f64).prop_map(Ok), 1 => Just(Err(Undefined::FewEvents))]), 0..9),
    ) {
        let categories: Vec<Family> = rows.into_iter().map(|(members, p)| Family { p, members }).collect();
        let found = families(&categories, 0.05);
        prop_assert_eq!(found.level_inside.is_ok(), !found.selected.is_empty());
        for (place, called) in found.called.iter().enumerate() {
            prop_assert_eq!(called.is_some(), found.selected.contains(&place));
            for &member in called.iter().flatten() {
                prop_assert!(categories[place].members[member].unwrap() <= found.level_inside.unwrap());
            }
        }
        prop_assert!(found.level_inside.is_err() || found.level_inside.unwrap() <= 0.05);
    }
}

#[test]
fn what_is_no_probability_is_no_member() {
    let invalid = Err(Undefined::InvalidValue);
    let p = [Ok(0.02), Ok(f64::NAN), Ok(1.5), Ok(-0.1), Ok(0.5)];
    assert_eq!(bonferroni(&p), [Ok(0.04), invalid, invalid, invalid, Ok(1.0)]);
    assert_eq!(families(&[Family { p: Ok(0.01), members: vec![] }], f64::NAN).selected, [] as [usize; 0]);
}
