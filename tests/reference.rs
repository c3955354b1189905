//! The golden files: inputs, and the values that an independent program found for them.
//!
//! Reads every file of the folder that `PARALLAX_GOLDENS` names, `tests/reference` by default, and prints one line a
//! file (`cargo test reference -- --nocapture`). An expected value that is not computed here fails. In the project's
//! own folder a file of [`FILES`] that is missing fails too, and so does a block without a case; another folder may
//! hold less, and then it is said.
//!
//! **To add a measure**: write a function from a case's input to its answer (`inference.rs` shows how), and name it
//! in [`FILES`]. The answer has the shape of the file's `expected`; [`Reader`] compares the two leaf by leaf.

mod agreement;
mod answer;
mod articles_40_paired;
mod clustering;
mod collocation;
mod event_stream;
mod inference;
mod log_odds;
mod multiple_testing;
mod near_duplicates;
mod outlets;
mod permutation;
mod reader;
mod two_by_two;
mod word_shift;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use reader::{Reader, Tolerance};

/// Answers one case of a golden file.
type Answer = fn(&Value) -> Value;

/// A golden file and what answers it.
struct Golden<'a> {
    file: &'a str,
    /// By block, the part of a case's id before the slash; the empty name answers every id that no other does.
    blocks: &'a [(&'a str, Answer)],
    /// Fields of `expected` that a later measure will answer.
    waits: &'a [&'a str],
}

/// What is implemented.
const FILES: &[Golden] = &[
    Golden { file: "two_by_two", blocks: &[("", two_by_two::two_by_two)], waits: &[] },
    Golden { file: "multiple_testing", blocks: &[("", multiple_testing::multiple_testing)], waits: &[] },
    Golden { file: "log_odds", blocks: &[("", log_odds::log_odds)], waits: &[] },
    Golden { file: "outlets_3x200", blocks: &[("", outlets::outlets)], waits: &["correspondence_analysis"] },
    Golden { file: "collocation", blocks: &[("", collocation::collocation)], waits: &[] },
    Golden { file: "clustering", blocks: &[("", clustering::clustering)], waits: &[] },
    Golden { file: "event_stream", blocks: &[("", event_stream::event_stream)], waits: &[] },
    Golden { file: "near_duplicates", blocks: &[("", near_duplicates::near_duplicates)], waits: &[] },
    Golden { file: "word_shift", blocks: &[("", word_shift::word_shift)], waits: &[] },
    Golden { file: "agreement", blocks: &[("", agreement::agreement)], waits: &[] },
    Golden { file: "articles_40_paired", blocks: &[("", articles_40_paired::articles_40_paired)], waits: &[] },
    Golden {
        file: "inference",
        blocks: &[
            ("rate_interval", inference::rate_interval),
            ("log_ratio_unpaired", inference::log_ratio_unpaired),
            ("log_ratio_paired", inference::log_ratio_paired),
            ("families", inference::families),
            ("test_unpaired", permutation::test_unpaired),
            ("test_paired", permutation::test_paired),
            ("test_k_outlets", permutation::test_k_outlets),
        ],
        waits: &[],
    },
];

#[test]
fn every_golden_value_is_computed() {
    let folder = Folder::chosen();
    let mut total = Total::default();
    let mut failures = Vec::new();
    for golden in FILES {
        match folder.read(golden.file) {
            Ok(Some(cases)) => match check(golden, &cases, folder.may_hold_less) {
                Ok(checked) => {
                    println!("{}", checked.line(golden.file));
                    total.add(&checked);
                }
                Err(reason) => failures.push(reason),
            },
            Ok(None) => println!("absent: {}.json is not in this folder", golden.file),
            Err(reason) => failures.push(reason),
        }
    }
    for waiting in folder.files_without_answers() {
        println!("waits: {waiting}");
    }
    println!("checked: {} files, {} cases, {} values", total.files, total.cases, total.values);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(total.values > 0, "{}: nothing to check", folder.path.display());
}

/// Checks the cases of one file; what was checked, or what is wrong.
fn check(golden: &Golden, cases: &Value, may_hold_less: bool) -> Result<Checked, String> {
    let file = golden.file;
    let list = cases["cases"].as_array().ok_or(format!("{file}: there is no list of cases"))?;
    let mut reader = Reader::new(Tolerance::of(cases));
    let mut answered: BTreeMap<&str, usize> = golden.blocks.iter().map(|&(block, _)| (block, 0)).collect();
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for case in list {
        let id = case["id"].as_str().ok_or(format!("{file}: a case without an id"))?;
        let block = id.split_once('/').map_or("", |(block, _)| block);
        let named = |wanted: &str| golden.blocks.iter().find(|(name, _)| *name == wanted);
        let Some(&(block, answer)) = named(block).or_else(|| named("")) else {
            *waiting.entry(block.to_string()).or_default() += 1;
            continue;
        };
        let mut expected = case["expected"].clone();
        for field in golden.waits.iter().filter(|field| take(&mut expected, field)) {
            *waiting.entry((*field).to_string()).or_default() += 1;
        }
        reader.compare(&format!("{file}: {id}"), &expected, &answer(&case["input"]));
        *answered.entry(block).or_default() += 1;
    }
    let without_cases: Vec<&str> = answered.iter().filter(|(_, cases)| **cases == 0).map(|(block, _)| *block).collect();
    if !may_hold_less {
        without_cases.iter().for_each(|block| reader.fail(format!("{file}: there is no case of `{block}`")));
    }
    reader.verdict()?;
    Ok(Checked {
        cases: answered.values().sum(),
        values: reader.values(),
        largest_relative_error: reader.largest_relative_error(),
        waiting,
        without_cases: without_cases.into_iter().map(String::from).collect(),
    })
}

/// Takes a field out of what is expected; whether it was there.
fn take(expected: &mut Value, field: &str) -> bool {
    expected.as_object_mut().is_some_and(|fields| fields.shift_remove(field).is_some())
}

/// What was checked of a file.
#[derive(Debug)]
struct Checked {
    cases: usize,
    values: usize,
    largest_relative_error: f64,
    waiting: BTreeMap<String, usize>,
    without_cases: Vec<String>,
}

impl Checked {
    /// `inference: 31 cases, 412 values; largest relative error 3e-14; waits: families (4 cases)`
    fn line(&self, file: &str) -> String {
        let Checked { cases, values, largest_relative_error, waiting, without_cases } = self;
        let mut line =
            format!("{file}: {cases} cases, {values} values; largest relative error {largest_relative_error:.0e}");
        for (place, (block, cases)) in waiting.iter().enumerate() {
            let before = if place == 0 { "; waits: " } else { ", " };
            write!(line, "{before}{block} ({cases} cases)").expect("a string takes all");
        }
        if !without_cases.is_empty() {
            write!(line, "; absent: {}", without_cases.join(", ")).expect("a string takes all");
        }
        line
    }
}

/// What was checked of all files.
#[derive(Default)]
struct Total {
    files: usize,
    cases: usize,
    values: usize,
}

impl Total {
    fn add(&mut self, checked: &Checked) {
        self.files += 1;
        self.cases += checked.cases;
        self.values += checked.values;
    }
}

/// Where the golden files are.
struct Folder {
    path: PathBuf,
    /// The project's own folder must be complete; another may hold other files, or fewer.
    may_hold_less: bool,
}

impl Folder {
    fn chosen() -> Self {
        let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        match std::env::var_os("PARALLAX_GOLDENS") {
            Some(path) => Folder { path: PathBuf::from(path), may_hold_less: true },
            None => Folder { path: own(), may_hold_less: false },
        }
    }

    /// The cases of a file; `None` where the folder may be without it, and is.
    fn read(&self, file: &str) -> Result<Option<Value>, String> {
        let path = self.path.join(format!("{file}.json"));
        if self.may_hold_less && self.path.is_dir() && !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_str(&text).map(Some).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// The golden files nobody answers yet, by name.
    fn files_without_answers(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.path).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut waiting: Vec<String> = names
            .filter(|name| name.ends_with(".json") || name.ends_with(".jsonl"))
            .filter(|name| !FILES.iter().any(|golden| *name == format!("{}.json", golden.file)))
            .collect();
        waiting.sort();
        waiting
    }
}

/// The check itself is checked: it must fail where it should.
mod alive {
    use serde_json::json;

    use super::*;

    const EMPTY: Golden = Golden { file: "alive", blocks: &[("made_up", |_| json!({}))], waits: &[] };

    fn verdict(expected: Value, answer: Answer) -> Result<String, String> {
        verdict_with(json!({"rel": 1e-10, "abs": 1e-13}), &[], expected, answer)
    }

    fn verdict_with(tolerance: Value, waits: &[&str], expected: Value, answer: Answer) -> Result<String, String> {
        let cases = json!({
            "tolerance": tolerance,
            "cases": [{"id": "made_up/one", "input": {}, "expected": expected}],
        });
        let golden = Golden { file: "alive", blocks: &[("made_up", answer)], waits };
        check(&golden, &cases, false).map(|checked| checked.line("alive"))
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
        let failure = check(&EMPTY, &json!({"cases": []}), false).unwrap_err();
        assert_eq!(failure, "alive: there is no case of `made_up`");
    }

    #[test]
    fn a_file_without_blocks_answers_every_id() {
        let golden = Golden { file: "alive", blocks: &[("", |_| json!({"rate": 8.0}))], waits: &[] };
        let case = |id: &str| json!({"id": id, "input": {}, "expected": {"rate": 8.0}});
        let checked = check(&golden, &json!({"cases": [case("k00"), case("rare/k01")]}), false).unwrap();
        assert_eq!(checked.line("alive"), "alive: 2 cases, 2 values; largest relative error 0e0");
    }

    #[test]
    fn another_folder_may_hold_less() {
        let checked = check(&EMPTY, &json!({"cases": []}), true).unwrap();
        assert_eq!(checked.line("alive"), "alive: 0 cases, 0 values; largest relative error 0e0; absent: made_up");
        let own = Folder { path: PathBuf::from("tests/reference"), may_hold_less: false };
        assert!(own.read("no_such_file").is_err());
        let other = Folder { path: PathBuf::from("tests/reference"), may_hold_less: true };
        assert_eq!(other.read("no_such_file"), Ok(None));
        let nowhere = Folder { path: PathBuf::from("tests/no_such_folder"), may_hold_less: true };
        assert!(nowhere.read("inference").is_err());
    }

    #[test]
    fn a_field_that_waits_is_named_until_it_is_computed() {
        let expected = json!({"rate": 8.0, "map": [1.0, 2.0]});
        let tolerance = json!({"rel": 1e-10, "abs": 1e-13});
        let line = verdict_with(tolerance.clone(), &["map"], expected.clone(), |_| json!({"rate": 8.0}));
        let said = "alive: 1 cases, 1 values; largest relative error 0e0; waits: map (1 cases)";
        assert_eq!(line.unwrap(), said);
        assert!(verdict_with(tolerance, &["map"], expected, |_| json!({"rate": 8.0, "map": [1.0, 2.0]})).is_err());
    }

    #[test]
    fn a_field_may_have_a_tolerance_of_its_own() {
        let tolerance = json!({"rel": 1e-10, "abs": 1e-13, "log10_p_abs": 1e-9, "fisher_rel": 1e-8});
        let rows: &[(&str, Value, Answer, bool)] = &[
            ("within_abs", json!({"g2_log10_p": -1.0}), |_| json!({"g2_log10_p": -1.000_000_000_9}), true),
            ("beyond_abs", json!({"g2_log10_p": -1.0}), |_| json!({"g2_log10_p": -1.000_000_001_1}), false),
            ("within_rel", json!({"fisher_p": [0.5]}), |_| json!({"fisher_p": [0.500_000_004]}), true),
            ("beyond_rel", json!({"fisher_p": [0.5]}), |_| json!({"fisher_p": [0.500_000_006]}), false),
            ("another_field", json!({"p": 0.5}), |_| json!({"p": 0.500_000_000_9}), false),
        ];
        for (name, expected, answer, passes) in rows {
            let verdict = verdict_with(tolerance.clone(), &[], expected.clone(), *answer);
            assert_eq!(verdict.is_ok(), *passes, "{name}: {verdict:?}");
        }
    }
}
