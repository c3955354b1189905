//! Answers to `clustering.json`.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::Clustering;

use super::answer::{finite, number, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groupings {
    gold: Vec<u64>,
    predicted: Vec<u64>,
}

pub fn clustering(input: &Value) -> Value {
    let Groupings { gold, predicted } = read(input);
    let found = Clustering::new(&gold, &predicted).expect("lists of one length");
    let (bcubed, pairs) = (found.bcubed(), found.pairs());
    json!({
        "bcubed_precision": number(bcubed.precision),
        "bcubed_recall": number(bcubed.recall),
        "bcubed_f1": number(bcubed.f1),
        "pair_precision": number(pairs.precision),
        "pair_recall": number(pairs.recall),
        "pair_f1": number(pairs.f1),
        "adjusted_rand": number(found.adjusted_rand()),
        "homogeneity": finite(found.homogeneity()),
        "completeness": finite(found.completeness()),
        "v_measure": finite(found.v_measure()),
    })
}
