//! Bad input, each kind with its exact message: skipped, counted and shown, or refused with what would be right. Never a
//! panic, never NaN, never a silent drop.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with the files of one row; the program runs in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Place(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let out = Command::new(env!("CARGO_BIN_EXE_parallax"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        let said = text(&out.stderr);
        assert!(!said.contains("panicked") && !text(&out.stdout).contains("NaN"), "{arguments:?}: {said}");
        out
    }

    /// The report as JSON.
    fn report(&self, arguments: &[&str]) -> serde_json::Value {
        let out = self.run(&[arguments, &["--format", "json"]].concat());
        assert!(out.status.success(), "{arguments:?}: {}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn line(id: usize, outlet: &str) -> String {
    format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"The coup failed on day {id}.\"}}\n")
}

fn lines() -> String {
    (0..4).map(|id| line(id, ["A", "B"][id % 2])).collect()
}

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

// ------------------------------------------------------------------ records that are skipped

#[test]
fn bad_records_are_skipped_counted_and_shown() {
    let rows: &[(&str, &[u8], &str, &str)] = &[
        ("broken_json", b"{\"id\":\"x\", \"outlet\": oops}\n", "broken_json", "in.jsonl:5:22: expected value"),
        (
            "cut_off",
            b"{\"id\":\"x\", \"outlet\": \"A\"",
            "broken_json",
            "in.jsonl:5:24: the record ends in the middle; one whole JSON object a line is read",
        ),
        (
            "a_list_for_a_record",
            b"[1, 2]\n",
            "wrong_type",
            "in.jsonl:5: this line is no JSON object; one object a line is read",
        ),
        (
            "missing_text",
            b"{\"outlet\":\"A\"}\n",
            "missing_text",
            "in.jsonl:5: `text` is missing or empty; every article needs one",
        ),
        (
            "blank_text",
            b"{\"outlet\":\"A\",\"text\":\"  \"}\n",
            "missing_text",
            "in.jsonl:5: `text` is missing or empty; every article needs one",
        ),
        (
            "missing_outlet",
            b"{\"text\":\"A coup.\"}\n",
            "missing_outlet",
            "in.jsonl:5: `outlet` is missing or empty; every article needs one",
        ),
        (
            "foreign_field_names",
            b"{\"source\":\"A\",\"text\":\"A coup.\"}\n",
            "missing_outlet",
            "in.jsonl:5: `outlet` is missing or empty; the record has `source`: map it with `outlet=source`",
        ),
        (
            "invalid_utf8",
            b"{\"outlet\":\"A\",\"text\":\"caf\xe9\"}\n",
            "invalid_utf8",
            "in.jsonl:5:26: this byte is not UTF-8; save the file as UTF-8",
        ),
        (
            "a_list_of_outlets",
            b"{\"outlet\":[\"A\"],\"text\":\"A coup.\"}\n",
            "wrong_type",
            "in.jsonl:5: `outlet` is a list; one text or number is right here",
        ),
        (
            "several_events",
            b"{\"outlet\":\"A\",\"event\":[\"x\",\"y\"],\"text\":\"A coup.\"}\n",
            "several_events",
            "in.jsonl:5: `event` names 2 events; an article belongs to one: choose, or give each event a record of its own",
        ),
        (
            "a_field_twice",
            b"{\"outlet\":\"A\",\"outlet\":\"B\",\"text\":\"A coup.\"}\n",
            "repeated_field",
            "in.jsonl:5: `outlet` stands twice in this record; keep one",
        ),
    ];
    for (name, bad, reason, message) in rows {
        let place = Place::new();
        place.file("in.jsonl", [lines().as_bytes(), bad].concat());
        let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
        assert_eq!(report["overview"]["articles"], 4, "{name}: the others are counted");
        let skipped = &report["provenance"]["skipped"];
        assert_eq!(skipped[0]["reason"], *reason, "{name}");
        assert_eq!(skipped[0]["count"], 1, "{name}");
        assert_eq!(skipped[0]["samples"], serde_json::json!([message]), "{name}");
        let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup"]).stdout);
        assert!(page.contains("1 record was skipped (reason below)"), "{name}: {page}");
        // and an index remembers it
        let added = text(&place.run(&["index", "add", "i", "in.jsonl"]).stdout);
        assert!(added.starts_with("4 articles added") && added.contains(message), "{name}: {added}");
        assert_eq!(place.report(&["compare", "i", "-l", "coup"])["provenance"]["skipped"], *skipped, "{name}");
    }
}

#[test]
fn bad_dates_are_kept_and_remarked() {
    let place = Place::new();
    let dated = |date: &str| format!("{{\"outlet\":\"A\",\"published\":\"{date}\",\"text\":\"A coup on {date}.\"}}\n");
    place.file("in.jsonl", dated("last May") + &dated("2022-02-30") + &dated("2022-02-03"));
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report["overview"]["articles"], 3);
    assert_eq!(
        report["provenance"]["remarks"][0]["samples"],
        serde_json::json!([
            "in.jsonl:1: `last May` is no date; write it as 2024-03-18",
            "in.jsonl:2: `2022-02-30` is no date; write it as 2024-03-18"
        ])
    );
    let since = place.report(&["compare", "in.jsonl", "-l", "coup", "--since", "2022-01-01"]);
    assert_eq!(since["overview"]["articles"], 1, "date filters leave them out");
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let (plain, marked) = (Place::new(), Place::new());
    plain.file("in.jsonl", lines());
    marked.file("in.jsonl", [b"\xef\xbb\xbf", lines().replace('\n', "\r\n").as_bytes()].concat());
    let report = |place: &Place| place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report(&plain), report(&marked));
}

#[test]
fn a_line_of_20_megabytes_is_an_article() {
    let place = Place::new();
    let words = "coup word ".repeat(2_000_000);
    place.file("in.jsonl", lines() + &format!("{{\"id\":\"L\",\"outlet\":\"A\",\"text\":\"{words}\"}}"));
    let report = place.report(&["compare", "in.jsonl", "-l", "coup", "--passages", "0"]);
    assert_eq!(report["overview"]["words"], 4_000_024);
    assert_eq!(report["categories"][0]["profiles"][0]["hits"], 2_000_002);
}

// ------------------------------------------------------------------ inputs that are refused

#[test]
fn bad_inputs_are_refused() {
    let rows: &[(&str, &[u8], &[&str], &str)] = &[
        ("unknown_folder", b"", &["compare", "no/such/folder"], "no/such/folder: there is no such file or folder"),
        ("empty_file", b"", &["compare", "in.jsonl"], "the input holds no article"),
        ("blank_lines_only", b"\n\n \n", &["compare", "in.jsonl"], "the input holds no article"),
        ("nothing_but_bad_records", b"{}\n{}\n", &["compare", "in.jsonl"], "the input holds no article; 2 records were skipped, the first: in.jsonl:1: `outlet` is missing or empty; every article needs one"),
        (
            "a_list_where_a_group_is_asked_for",
            b"{\"id\":\"a\",\"outlet\":\"A\",\"side\":[\"l\",\"r\"],\"text\":\"A coup.\"}\n",
            &["compare", "in.jsonl", "--by", "side"],
            "`side` is a list in article `a`; only a field with one value can be filtered on or grouped by",
        ),
        (
            "an_id_with_two_contents",
            b"{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n\n{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"No coup.\"}\n",
            &["compare", "in.jsonl"],
            "in.jsonl:3: the id `a` stands at in.jsonl:1 with different content; give each article an id of its own, or choose with --on-duplicate first, last or skip",
        ),
    ];
    for (name, content, arguments, message) in rows {
        let place = Place::new();
        let out = place.file("in.jsonl", content).run(arguments);
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{name}");
        assert_eq!(out.status.code(), Some(1), "{name}");
    }
}

#[test]
fn a_truncated_file_is_refused_and_what_was_stored_stays() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for id in 0..20_000 {
        packed.write_all(line(id, "A").as_bytes()).unwrap();
    }
    let packed = packed.finish().unwrap();
    let place = Place::new();
    place.file("good.jsonl", lines()).file("cut.jsonl.gz", &packed[..packed.len() * 9 / 10]);
    assert!(place.run(&["index", "add", "i", "good.jsonl"]).status.success());
    for arguments in [&["compare", "cut.jsonl.gz"][..], &["index", "add", "i", "cut.jsonl.gz"]] {
        let said = text(&place.run(arguments).stderr);
        let (at, message) = said.strip_prefix("parallax: cut.jsonl.gz:").unwrap().split_once(": ").unwrap();
        assert!(at.parse::<u64>().unwrap() > 10_000, "it says how far reading went: {said}");
        assert_eq!(
            message,
            "reading broke off here (incomplete deflate stream); the file is cut off or damaged: fetch it again\n"
        );
    }
    assert_eq!(place.report(&["compare", "i", "-l", "coup"])["overview"]["articles"], 4);
}

#[test]
fn an_id_with_several_contents_is_settled_as_asked() {
    let content = |words: &str| format!("{{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"{words}\"}}\n");
    // the draft comes twice, word for word
    let mut lines: Vec<String> = (0..400).map(|id| line(id, "B")).collect();
    lines.insert(50, content("Draft, one coup."));
    lines.insert(150, content("Second, a coup, a coup."));
    lines.insert(250, content("Draft, one coup."));
    lines.insert(350, content("Final, no news at all."));
    let place = Place::new();
    place.file("in.jsonl", lines.concat());
    let rows = [("first", Some(3), 2), ("last", Some(5), 3), ("skip", None, 4)];
    for (choice, words, skipped) in rows {
        for input in ["scan", "index"] {
            let name = format!("{choice} {input}");
            let asked = if input == "index" {
                let _ = std::fs::remove_dir_all(place.0.path().join("i"));
                assert!(
                    place.run(&["index", "add", "i", "in.jsonl", "--on-duplicate", choice]).status.success(),
                    "{name}"
                );
                vec!["compare", "i", "-l", "coup", "--on-duplicate", choice]
            } else {
                vec!["compare", "in.jsonl", "-l", "coup", "--on-duplicate", choice]
            };
            let report = place.report(&asked);
            let group = report["groups"].as_array().unwrap().iter().find(|g| g["name"] == "A");
            assert_eq!(group.map(|g| g["words"].as_u64().unwrap()), words, "{name}");
            let reason = &report["provenance"]["skipped"][0];
            assert_eq!(
                (reason["reason"].as_str(), reason["count"].as_u64()),
                (Some("duplicate_id"), Some(skipped)),
                "{name}"
            );
        }
    }
    let wrong = place.run(&["compare", "in.jsonl", "--on-duplicate", "lst"]);
    assert!(
        text(&wrong.stderr).contains(
            "`lst` is no way to treat duplicates; write one of error, first, last, skip; did you mean `last`?"
        ),
        "{}",
        text(&wrong.stderr)
    );
}

// ------------------------------------------------------------------ lexicons

#[test]
fn bad_lexicons_are_refused_with_line_and_column() {
    let head = "[lexicon]\nid = \"x\"\n";
    let entry = |pattern: &str| format!("{head}[[entry]]\npattern = \"{pattern}\"\n");
    let rows: &[(&str, String, &str)] = &[
        (
            "undeclared_category",
            format!("{head}[[category]]\nid = \"sanctity\"\n[[entry]]\npattern = \"holy\"\ncategory = \"sanctiy\"\n"),
            "x.toml:7:12: category `sanctiy` is not declared; did you mean `sanctity`?",
        ),
        (
            "unclosed_brace",
            entry("{coup|putsch"),
            "x.toml:4:12: pattern `{coup|putsch`: the brace is never closed; close it with `}`",
        ),
        (
            "exploding_brace",
            entry(&"{a|b|c|d}".repeat(7)),
            "x.toml:4:12: pattern `{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}`: the pattern expands to 16384 alternatives; at most 10000 are allowed: split it into several entries",
        ),
        (
            "empty_pattern",
            entry(""),
            "x.toml:4:12: pattern ``: the pattern can be empty; every alternative needs at least one word",
        ),
        (
            "bare_star",
            entry("*"),
            "x.toml:4:12: pattern `*`: `*` alone would match every word; put at least one letter before it",
        ),
        (
            "a_mark_in_a_pattern",
            entry("law, order"),
            "x.toml:4:15: pattern `law, order`: the pattern holds the mark `,`; a phrase cannot cross it, so leave it out",
        ),
        (
            "no_entries",
            head.to_string(),
            "x.toml:1:1: the lexicon has no entries; add `[[entry]]` with `pattern = \"...\"`",
        ),
        (
            "broken_regex",
            format!("{head}[[entry]]\npattern = \"coup(\"\nregex = true\n"),
            "x.toml:4:12: pattern `coup(`: `coup(` is no regular expression: unclosed group",
        ),
        ("no_toml", "[lexicon\n".to_string(), "x.toml:1:9: unclosed table, expected `]`"),
    ];
    for (name, lexicon, message) in rows {
        let place = Place::new();
        let out = place.file("in.jsonl", lines()).file("x.toml", lexicon).run(&["compare", "in.jsonl", "-l", "x.toml"]);
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{name}");
        assert_eq!(out.status.code(), Some(1), "{name}");
    }
}

// ------------------------------------------------------------------ names

#[test]
fn unknown_names_are_met_with_what_was_probably_meant() {
    let corpus = corpora().join("kazakhstan_2022");
    let corpus = corpus.to_str().unwrap();
    let place = Place::new();
    assert!(place.run(&["index", "add", "i", corpus]).status.success());
    let rows: &[(&[&str], &str)] = &[
        (&["--outlet", "State Agncy"], "no article is of the outlet `State Agncy`; did you mean `State Agency`?"),
        (
            &["--outlet", "State Agency", "--outlet", "Westrn Wire"],
            "no article is of the outlet `Westrn Wire`; did you mean `Western Wire`?",
        ),
        (&["--event", "coup-inquest"], "no article is on the event `coup-inquest`; did you mean `coup-inquiry`?"),
        (
            &["--outlet", "Pravda"],
            "no article is of the outlet `Pravda`; there are Allied Broadcaster, Local Independent, Rights Desk, State Agency, Western Broadsheet, Western Wire",
        ),
        (&["--where", "kind=rigths"], "no article has as its `kind` `rigths`; did you mean `rights`?"),
        (&["--where", "knd=wire"], "no article has the field `knd`; did you mean `kind`?"),
        (&["--by", "outlett"], "no article has the field `outlett`; did you mean `outlet`?"),
    ];
    for (arguments, message) in rows {
        for (command, input) in [("compare", corpus), ("compare", "i"), ("words", corpus), ("words", "i")] {
            let out = place.run(&[&[command, input][..], arguments].concat());
            assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{command} {input} {arguments:?}");
            assert_eq!(out.status.code(), Some(1), "{arguments:?}");
        }
    }
    let rows: &[(&[&str], &str)] = &[
        (
            &["compare", corpus, "--lexicon", "cuop"],
            "there is no file and no shipped lexicon `cuop`; did you mean `coup`?",
        ),
        (&["concordance", corpus, "-c", "cuop"], "no lexicon has the category `cuop`; did you mean `coup`?"),
        (&["compare", corpus, "--format", "jsn"], "unknown format `jsn`; did you mean `json`?"),
        (&["concordance", corpus, "x", "--sort", "rigth"], "did you mean `right`?"),
        (&["comapre", corpus], "some similar subcommands exist: 'completions', 'compare'"),
        (&["compare", corpus, "--fromat", "json"], "a similar argument exists: '--format'"),
    ];
    for (arguments, message) in rows {
        let out = place.run(arguments);
        assert!(!out.status.success() && text(&out.stderr).contains(message), "{arguments:?}: {}", text(&out.stderr));
    }
}

// ------------------------------------------------------------------ little to compare, or much

#[test]
fn one_outlet_only_is_a_profile() {
    let place = Place::new();
    place.file("in.jsonl", (0..12).map(|id| line(id, "A")).collect::<String>());
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report["design"], serde_json::Value::Null);
    assert_eq!(report["categories"][0]["profiles"][0]["hits"], 12);
    let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup"]).stdout);
    assert!(page.contains("! only one group by `outlet`: its profile is shown; there is nothing to compare it with"));
}

#[test]
fn an_outlet_without_words_has_no_rate() {
    let place = Place::new();
    let mute = |id| format!("{{\"id\":\"m{id}\",\"outlet\":\"Mute\",\"text\":\"... ! — {}\"}}\n", "?".repeat(id));
    place.file("in.jsonl", (0..12).map(|id| line(id, "A") + &mute(id)).collect::<String>());
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    let profile = &report["categories"][0]["profiles"][1];
    assert_eq!((&profile["group"], &profile["words"], &profile["per_1000"]), (&"Mute".into(), &0.into(), &().into()));
    assert_eq!(profile["per_1000_reason"], "empty_outlet");
    for format in ["terminal", "markdown", "csv"] {
        let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup", "--format", format]).stdout);
        assert!(page.contains("Mute") && !page.contains("inf"), "{page}");
    }
}

#[test]
fn a_term_nobody_uses_is_zero_everywhere() {
    let corpus = corpora().join("kazakhstan_2022");
    let place = Place::new();
    place.file("x.toml", "[lexicon]\nid = \"x\"\n[[entry]]\npattern = \"xylophone\"\n");
    let report = place.report(&["compare", corpus.to_str().unwrap(), "-l", "x.toml"]);
    let category = &report["categories"][0];
    for profile in category["profiles"].as_array().unwrap() {
        assert_eq!((&profile["hits"], &profile["per_1000"]), (&0.into(), &0.0.into()));
    }
    for contrast in category["against_rest"].as_array().unwrap() {
        assert_eq!(contrast["log_ratio"], serde_json::Value::Null, "there is no ratio of nothing to nothing");
    }
    let found = place.run(&["concordance", corpus.to_str().unwrap(), "xylophone"]);
    assert!(found.status.success());
    assert!(text(&found.stdout).contains("0 hits in 0 of 72 articles."));
}

#[test]
fn three_hundred_outlets_are_compared() {
    let place = Place::new();
    let many: String = (0..3000).map(|id| line(id, &format!("outlet {:03}", id / 10))).collect();
    place.file("in.jsonl", many);
    let report = place.report(&["compare", "in.jsonl", "-l", "coup", "--permutations", "99"]);
    assert_eq!(report["groups"].as_array().unwrap().len(), 300);
    assert_eq!(report["categories"][0]["against_rest"].as_array().unwrap().len(), 300);
    assert_eq!(
        report["categories"][0]["pairs"].as_array().unwrap().len(),
        0,
        "pairs are for fewer groups, or on request"
    );
    let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup", "--permutations", "99"]).stdout);
    assert!(page.contains("288 groups with fewer articles are not shown here"), "{page}");
}
