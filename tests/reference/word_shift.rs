//! Answers to `word_shift.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use parallax::measures::FrequencyList;
use parallax::measures::word_shift::{AverageShift, WordShift, entropy, jensen_shannon, proportion, weighted_average};

use super::answer::{finite, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    freq_1: BTreeMap<String, u64>,
    freq_2: BTreeMap<String, u64>,
    scores: BTreeMap<String, f64>,
}

pub fn word_shift(input: &Value) -> Value {
    let Texts { freq_1, freq_2, scores } = read(input);
    // A text that is without a word does not name it.
    let words: Vec<&String> = scores.keys().collect();
    let counts = |text: &BTreeMap<String, u64>| -> Vec<u64> {
        assert!(text.keys().all(|word| scores.contains_key(word)), "a word without a score");
        words.iter().map(|word| text.get(*word).copied().unwrap_or(0)).collect()
    };
    let (one, two) = (counts(&freq_1), counts(&freq_2));
    // What no text has is not part of the answer.
    let named = |shift: &WordShift| -> Value {
        let words = words.iter().zip(&shift.contributions);
        let named = words.filter(|(word, _)| freq_1.contains_key(**word) || freq_2.contains_key(**word));
        named.map(|(word, by)| ((*word).clone(), finite(*by))).collect::<Map<_, _>>().into()
    };
    let (one, two) = (FrequencyList::new(&one).unwrap(), FrequencyList::new(&two).unwrap());
    let scores: Vec<f64> = scores.values().copied().collect();
    let divergence = jensen_shannon(&one, &two).expect("one vocabulary");
    let entropy = entropy(&one, &two).expect("one vocabulary");
    let AverageShift { shift, average_1, average_2 } = weighted_average(&one, &two, &scores).expect("scores");
    json!({
        "proportion": named(&proportion(&one, &two).expect("one vocabulary")),
        "jsd_bits": named(&divergence),
        "jsd_total": finite(divergence.total),
        "entropy_bits": named(&entropy),
        "entropy_total": finite(entropy.total),
        "weighted_average": named(&shift),
        "weighted_average_total": finite(shift.total),
        "average_1": finite(average_1),
        "average_2": finite(average_2),
    })
}
