//! The golden files: inputs, and the values that an independent program found for them.
//!
//! Reads every file of the folder that `PARALLAX_GOLDENS` names, `tests/reference` by default, and prints one line a
//! file (`cargo test reference -- --nocapture`). A file of [`FILES`] that is missing fails, and so does an expected
//! value that is not computed here.
//!
//! **To add a measure**: write a function from a case's input to its answer (`inference.rs` shows how), and name it
//! in [`FILES`]. The answer has the shape of the file's `expected`; [`Reader`] compares the two leaf by leaf.

mod inference;
mod permutation;
mod reader;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use reader::{Reader, Tolerance};

/// Answers one case of a golden file.
type Answer = fn(&Value) -> Value;

/// What is implemented: file, block (the part of a case's id before the slash, if there is one), answer.
const FILES: &[(&str, &[(&str, Answer)])] = &[(
    "inference",
    &[
        ("rate_interval", inference::rate_interval),
        ("log_ratio_unpaired", inference::log_ratio_unpaired),
        ("log_ratio_paired", inference::log_ratio_paired),
        ("test_unpaired", permutation::test_unpaired),
        ("test_paired", permutation::test_paired),
        ("test_k_outlets", permutation::test_k_outlets),
    ],
)];

#[test]
fn every_golden_value_is_computed() {
    let folder = folder();
    let mut failures = Vec::new();
    for (file, blocks) in FILES {
        match read(&folder.join(format!("{file}.json"))).and_then(|golden| check(file, blocks, &golden)) {
            Ok(line) => println!("{line}"),
            Err(reason) => failures.push(reason),
        }
    }
    for waiting in files_without_answers(&folder) {
        println!("waits: {waiting}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Checks the cases of one file; the line to print, or what is wrong.
fn check(file: &str, blocks: &[(&str, Answer)], golden: &Value) -> Result<String, String> {
    let cases = golden["cases"].as_array().ok_or(format!("{file}: there is no list of cases"))?;
    let mut reader = Reader::new(Tolerance::of(golden));
    let mut answered: BTreeMap<&str, usize> = blocks.iter().map(|&(block, _)| (block, 0)).collect();
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        let id = case["id"].as_str().ok_or(format!("{file}: a case without an id"))?;
        let block = id.split_once('/').map_or("", |(block, _)| block);
        match blocks.iter().find(|(name, _)| *name == block) {
            Some((_, answer)) => {
                reader.compare(&format!("{file}: {id}"), &case["expected"], &answer(&case["input"]));
                *answered.entry(block).or_default() += 1;
            }
            None => *waiting.entry(block).or_default() += 1,
        }
    }
    for (block, _) in answered.iter().filter(|(_, cases)| **cases == 0) {
        reader.fail(format!("{file}: there is no case of `{block}`"));
    }
    reader.verdict()?;
    Ok(line(file, answered.values().sum(), &reader, &waiting))
}

/// `inference: 31 cases, 412 values; largest relative error 3e-14; waits: families (4 cases)`
fn line(file: &str, cases: usize, reader: &Reader, waiting: &BTreeMap<&str, usize>) -> String {
    let (values, error) = (reader.values(), reader.largest_relative_error());
    let mut line = format!("{file}: {cases} cases, {values} values; largest relative error {error:.0e}");
    for (place, (block, cases)) in waiting.iter().enumerate() {
        let before = if place == 0 { "; waits: " } else { ", " };
        write!(line, "{before}{block} ({cases} cases)").expect("a string takes all");
    }
    line
}

fn folder() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    std::env::var_os("PARALLAX_GOLDENS").map_or_else(own, PathBuf::from)
}

fn read(path: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The golden files nobody answers yet, by name.
fn files_without_answers(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut waiting: Vec<String> = names
        .filter(|name| name.ends_with(".json") || name.ends_with(".jsonl"))
        .filter(|name| !FILES.iter().any(|(file, _)| *name == format!("{file}.json")))
        .collect();
    waiting.sort();
    waiting
}

/// The check itself is checked: it must fail where it should.
mod alive {
    use serde_json::json;

    use super::*;

    fn verdict(expected: Value, answer: Answer) -> Result<String, String> {
        let golden = json!({
            "tolerance": {"rel": 1e-10, "abs": 1e-13},
            "cases": [{"id": "made_up/one", "input": {}, "expected": expected}],
        });
        check("alive", &[("made_up", answer)], &golden)
    }

    #[test]
    fn right_values_pass_and_are_counted() {
        let expected = json!({"rate": 8.0, "hits": [3, 4], "reason": null, "events": []});
        let line = verdict(expected, |_| json!({"rate": 8.0 + 1e-12, "hits": [3, 4], "reason": null, "events": []}));
        assert_eq!(line.unwrap(), "alive: 1 cases, 5 values; largest relative error 1e-13");
    }

    #[test]
    fn wrong_and_missing_values_fail() {
        let rows: &[(&str, Value, Answer)] = &[
            ("a_number_that_is_off", json!({"rate": 8.0}), |_| json!({"rate": 8.00000001})),
            (
                "an_integer_that_is_off",
                json!({"hits": 10_000_000_000_000_u64}),
                |_| json!({"hits": 10_000_000_000_001_u64}),
            ),
            ("an_integer_nearly_hit", json!({"hits": 8}), |_| json!({"hits": 8.000_000_000_000_1})),
            ("a_number_that_must_be_null", json!({"rate": null}), |_| json!({"rate": 0.0})),
            ("a_null_that_must_be_a_number", json!({"rate": 8.0}), |_| json!({"rate": null})),
            ("another_reason", json!({"reason": "zero_count"}), |_| json!({"reason": "absent_term"})),
            ("a_value_that_is_not_computed", json!({"rate": 8.0, "se": 1.0}), |_| json!({"rate": 8.0})),
            ("a_nested_value_that_is_not_computed", json!({"a": {"b": null}}), |_| json!({"a": {}})),
            ("a_value_nobody_expects", json!({"rate": 8.0}), |_| json!({"rate": 8.0, "se": 1.0})),
            ("a_list_that_is_short", json!({"ci": [1.0, 2.0]}), |_| json!({"ci": [1.0]})),
            ("a_list_that_is_long", json!({"ci": []}), |_| json!({"ci": [1.0]})),
        ];
        for (name, expected, answer) in rows {
            assert!(verdict(expected.clone(), *answer).is_err(), "{name}");
        }
    }

    #[test]
    fn a_block_without_cases_fails() {
        let golden = json!({"tolerance": {"rel": 1e-10, "abs": 1e-13}, "cases": []});
        let failure = check("alive", &[("made_up", |_| json!({}))], &golden).unwrap_err();
        assert_eq!(failure, "alive: there is no case of `made_up`");
    }

    #[test]
    fn a_missing_file_fails() {
        assert!(read(Path::new("tests/reference/no_such_file.json")).is_err());
    }
}
