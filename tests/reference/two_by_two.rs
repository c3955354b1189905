//! Answers to `two_by_two.json`.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::keyness::{
    bic, bic_two_cell, chi_squared, chi_squared_p_bag_of_words, chi_squared_yates, chi_squared_yates_p_bag_of_words,
    fisher_p_bag_of_words, g2, g2_p_bag_of_words, g2_signed, g2_two_cell, katz_interval_bag_of_words, log_ratio,
    odds_ratio, percent_difference, simple_maths,
};
use parallax::measures::{Contingency, PValue, Usage, garwood_per_1000_bag_of_words, wilson_per_1000_bag_of_words};

use super::answer::{finite, interval, number, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    a: u64,
    b: u64,
    n1: u64,
    n2: u64,
}

/// The file gives the exact test for this many hits at most.
const FISHER_UP_TO: u64 = 2_000;

pub fn two_by_two(input: &Value) -> Value {
    let Table { a, b, n1, n2 } = read(input);
    let sides = [Usage::new(a, n1), Usage::new(b, n2)];
    let table = Contingency::new(sides[0], sides[1]).expect("two texts");
    let simple_maths: Value =
        [1, 10, 100, 1000].map(|k| (k.to_string(), finite(simple_maths(&table, f64::from(k))))).into_iter().collect();
    let mut answer = json!({
        "per_1000": sides.map(|side| number(side.per_1000())),
        "per_10000": sides.map(|side| number(side.per_10_000())),
        "per_million": sides.map(|side| number(side.per_million())),
        "wilson95_per_1000": sides.map(|side| interval(wilson_per_1000_bag_of_words(side))),
        "garwood95_per_1000": sides.map(|side| interval(garwood_per_1000_bag_of_words(side))),
        "sign": table.sign(),
        "g2": finite(g2(&table)),
        "g2_signed": finite(g2_signed(&table)),
        "g2_p": finite(g2_p_bag_of_words(&table).value()),
        "g2_log10_p": finite(g2_p_bag_of_words(&table).log10()),
        "g2_two_cell_rayson": finite(g2_two_cell(&table)),
        "chi2": number(chi_squared(&table)),
        "chi2_p": number(chi_squared_p_bag_of_words(&table).map(PValue::value)),
        "chi2_yates": number(chi_squared_yates(&table)),
        "chi2_yates_p": number(chi_squared_yates_p_bag_of_words(&table).map(PValue::value)),
        "log_ratio": number(log_ratio(&table)),
        "log_ratio_ci95_words": interval(katz_interval_bag_of_words(&table)),
        "pct_diff": number(percent_difference(&table)),
        "odds_ratio": number(odds_ratio(&table)),
        "simple_maths": simple_maths,
        "bic": finite(bic(&table)),
        "bic_rayson_two_cell": finite(bic_two_cell(&table)),
    });
    if table.hits() <= FISHER_UP_TO {
        answer["fisher_two_sided_p"] = number(fisher_p_bag_of_words(&table).map(PValue::value));
    }
    answer
}
