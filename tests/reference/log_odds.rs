//! Answers to `log_odds.json`.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::FrequencyList;
use parallax::measures::log_odds::{self, Prior};

use super::answer::{numbers, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    y1: Vec<u64>,
    y2: Vec<u64>,
    background: Vec<u64>,
}

pub fn log_odds(input: &Value) -> Value {
    let Table { y1, y2, background } = read(input);
    let under = |prior: Prior| {
        let (target, reference) = (FrequencyList::new(&y1).unwrap(), FrequencyList::new(&y2).unwrap());
        let terms = log_odds::log_odds(&target, &reference, &prior).expect("one vocabulary");
        json!({
            "delta": numbers(terms.iter().map(|term| term.map(|term| term.delta))),
            "variance": numbers(terms.iter().map(|term| term.map(|term| term.variance))),
            "z": numbers(terms.iter().map(|term| term.map(|term| term.z))),
        })
    };
    let pooled = y1.iter().zip(&y2).map(|(a, b)| (a + b) as f64 + 0.01).collect();
    json!({
        "uniform_0.1": under(Prior::convokit(y1.len())),
        "uniform_0.01": under(Prior::uniform(y1.len(), 0.01).unwrap()),
        "informative_mass_500": under(Prior::informative(&background, 500.0).unwrap()),
        "background_counts_as_prior": under(Prior::new(background.iter().map(|&n| n as f64).collect()).unwrap()),
        "pooled_counts_as_prior": under(Prior::new(pooled).unwrap()),
    })
}
