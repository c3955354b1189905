//! Answers to `agreement.json`; which question a case asks shows in its input.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::agreement::{
    Judgements, Level, f1_per_class, kendall_tau_b, krippendorff_alpha, macro_f1, micro_f1, pearson, spearman,
    spearman_p,
};

use super::answer::{finite, number, read};

/// Either list of labels, or numbers.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Question {
    Alpha { coders: Vec<Vec<Option<f64>>> },
    Binary { gold: Vec<u8>, predicted: Vec<u8> },
    Labels { gold: Vec<String>, predicted: Vec<String> },
    Numbers { x: Vec<f64>, y: Vec<f64> },
}

pub fn agreement(input: &Value) -> Value {
    match read(input) {
        Question::Alpha { coders } => alpha(&coders),
        Question::Binary { gold, predicted } => binary(&gold, &predicted),
        Question::Labels { gold, predicted } => labels(&gold, &predicted),
        Question::Numbers { x, y } => json!({
            "pearson": number(pearson(&x, &y)),
            "spearman": number(spearman(&x, &y)),
            "spearman_t_p": number(spearman_p(&x, &y)),
            "kendall_tau_b": number(kendall_tau_b(&x, &y)),
        }),
    }
}

fn alpha(coders: &[Vec<Option<f64>>]) -> Value {
    let at = |level: Level| number(krippendorff_alpha(coders, level));
    json!({"krippendorff_alpha": {
        "nominal": at(Level::Nominal),
        "interval": at(Level::Interval),
        "ratio": at(Level::Ratio),
        "ordinal": at(Level::Ordinal),
    }})
}

fn binary(gold: &[u8], predicted: &[u8]) -> Value {
    assert_eq!(gold.len(), predicted.len(), "judgements of the same items");
    let pairs = gold.iter().zip(predicted).map(|(gold, predicted)| (*gold == 1, *predicted == 1));
    let judged = Judgements::count(pairs);
    json!({
        "tp": judged.true_positives,
        "fp": judged.false_positives,
        "fn": judged.false_negatives,
        "tn": judged.true_negatives,
        "precision": number(judged.precision()),
        "recall": number(judged.recall()),
        "f1": number(judged.f1()),
        "accuracy": number(judged.accuracy()),
        "cohen_kappa": number(judged.cohen_kappa()),
        "mcc": number(judged.matthews_correlation()),
    })
}

fn labels(gold: &[String], predicted: &[String]) -> Value {
    let classes = f1_per_class(gold, predicted).expect("labels of the same items");
    json!({
        "f1_per_class": classes.into_iter().map(|(label, f1)| (label, finite(f1))).collect::<Value>(),
        "macro_f1": number(macro_f1(gold, predicted)),
        "micro_f1": number(micro_f1(gold, predicted)),
    })
}
