//! Answers to `event_stream.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::event_stream::{EventStream, TfIdf};

use super::answer::{finite, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stream {
    documents: Vec<Document>,
    threshold: f64,
    tau_hours: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    time_hours: f64,
    text: String,
}

pub fn event_stream(input: &Value) -> Value {
    let Stream { documents, threshold, tau_hours } = read(input);
    let counted: Vec<BTreeMap<&str, f64>> = documents
        .iter()
        .map(|document| {
            let mut counts = BTreeMap::new();
            document.text.split(' ').for_each(|word| *counts.entry(word).or_default() += 1.0);
            counts
        })
        .collect();
    let mut vocabulary: Vec<&str> = counted.iter().flat_map(|counts| counts.keys().copied()).collect();
    vocabulary.sort_unstable();
    vocabulary.dedup();
    let place = |word: &str| vocabulary.binary_search(&word).expect("a word of the vocabulary") as u32;
    let weights = TfIdf::of(vocabulary.len(), counted.iter().map(|counts| counts.keys().map(|word| place(word))));
    let mut stream = EventStream::new(threshold, tau_hours);
    let (mut vectors, mut best, mut assignment) = (Vec::new(), Vec::new(), Vec::new());
    for (document, counts) in documents.iter().zip(&counted) {
        let counts: Vec<(u32, f64)> = counts.iter().map(|(word, count)| (place(word), *count)).collect();
        let vector = weights.vector(&counts);
        let joined = stream.join(&vector, Some(document.time_hours));
        let named = vector.iter().map(|(term, weight)| (vocabulary[*term as usize].to_string(), finite(*weight)));
        vectors.push(Value::Object(named.collect()));
        best.push(joined.best.map_or(Value::Null, finite));
        assignment.push(joined.group);
    }
    json!({"vocabulary": vocabulary, "vectors": vectors, "best_similarity": best, "assignment": assignment})
}
