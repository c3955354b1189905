//! Answers to `near_duplicates.json`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use parallax::corpus::duplicate::{Banding, Shingles};

use super::answer::{finite, read};

/// Lengths of shingles in the file.
const LENGTHS: [usize; 3] = [1, 3, 5];
/// Points of the banding curve.
const POINTS: [&str; 8] = ["0.1", "0.3", "0.5", "0.6", "0.7", "0.8", "0.9", "0.95"];

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Input {
    Texts { a: String, b: String },
    Bands { bands_rows: Vec<[u32; 2]> },
}

pub fn near_duplicates(input: &Value) -> Value {
    match read(input) {
        Input::Texts { a, b } => texts(&a, &b),
        Input::Bands { bands_rows } => json!({ "tables": bands_rows.into_iter().map(table).collect::<Value>() }),
    }
}

fn texts(a: &str, b: &str) -> Value {
    let of_length = |length: usize| {
        let shingles = |text: &str| Shingles::of_words(text.split_whitespace().collect::<Vec<_>>(), length);
        let (a, b) = (shingles(a), shingles(b));
        let overlap = a.overlap(&b);
        let share = |share: Option<f64>| share.map_or(Value::Null, finite);
        let figures = json!({
            "size_a": overlap.sizes[0],
            "size_b": overlap.sizes[1],
            "intersection": overlap.shared,
            "jaccard": share(overlap.resemblance()),
            "containment_a_in_b": share(overlap.containment(0)),
            "containment_b_in_a": share(overlap.containment(1)),
        });
        (format!("k{length}"), figures)
    };
    Value::Object(LENGTHS.into_iter().map(of_length).collect::<Map<_, _>>())
}

fn table([bands, rows]: [u32; 2]) -> Value {
    let banding = Banding { bands, rows };
    let point = |at: &str| (at.to_string(), finite(banding.probability(at.parse().expect("a number"))));
    json!({
        "b": bands,
        "r": rows,
        "threshold_approx": finite(banding.threshold()),
        "half_point": finite(banding.half_point()),
        "curve": POINTS.into_iter().map(point).collect::<Map<_, _>>(),
        "false_positive_area_below_0.8": finite(banding.false_positive_area(0.8)),
        "false_negative_area_above_0.8": finite(banding.false_negative_area(0.8)),
        "minhash_se_at_0.8": finite(banding.standard_error(0.8)),
    })
}
