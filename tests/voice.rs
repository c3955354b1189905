//! The voices of articles as data, from files and from an index; and beside the passages that are shown.

use std::path::Path;
use std::process::{Command, Output};

fn parallax(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parallax"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const CORPUS: &str = "corpora/kazakhstan_2022";

#[test]
fn spans_are_bytes_of_their_fields() {
    let out = parallax(&["voice", CORPUS, "--format", "jsonl"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let articles: Vec<parallax::Article> =
        parallax::Source::open(CORPUS).unwrap().articles().collect::<Result<_, _>>().unwrap();
    let lines: Vec<serde_json::Value> =
        text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), articles.len());
    let mut spans = 0;
    for (line, article) in lines.iter().zip(&articles) {
        assert_eq!(line["id"], article.id(), "in the order of the input");
        for span in line["spans"].as_array().unwrap() {
            let field = if span["field"] == "title" { article.title() } else { article.text() };
            let part = |ends: &serde_json::Value| {
                let end = |place: usize| ends[place].as_u64().unwrap() as usize;
                assert!(field.get(end(0)..end(1)).is_some_and(|part| !part.trim().is_empty()), "{span}");
            };
            part(&serde_json::json!([span["start"], span["end"]]));
            [&span["source"], &span["cue"]].into_iter().filter(|ends| !ends.is_null()).for_each(part);
            let axes = ["reported", "quoted", "negated", "hedged", "scare_quoted"];
            assert!(axes.contains(&span["axis"].as_str().unwrap()), "{span}");
            assert!(["neutral", "doubting", "endorsing"].contains(&span["stance"].as_str().unwrap()), "{span}");
            assert!(!span["rule"].as_str().unwrap().is_empty(), "{span}");
            spans += 1;
        }
    }
    assert!(spans > 1000, "{spans} spans");
}

#[test]
fn an_index_says_the_same() {
    let place = tempfile::tempdir().unwrap();
    let index = place.path().join("i");
    let index = index.to_str().unwrap();
    assert!(parallax(&["index", "add", index, CORPUS]).status.success());
    let lines = |input: &str, scope: &str| {
        let mut lines: Vec<String> =
            text(&parallax(&["voice", input, "--scope", scope]).stdout).lines().map(String::from).collect();
        lines.sort();
        lines
    };
    for scope in ["effective", "syntactic"] {
        assert_eq!(lines(CORPUS, scope), lines(index, scope), "{scope}");
    }
    assert_ne!(lines(CORPUS, "effective"), lines(CORPUS, "syntactic"));
}

#[test]
fn marked_texts_name_source_cue_and_rule() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("in.jsonl");
    let article = |language: &str, text: &str| {
        format!("{{\"id\":\"{language}\",\"outlet\":\"A\",\"language\":\"{language}\",\"text\":\"{text}\"}}\n")
    };
    let lines = article("en", "It rained. Officials denied that a coup had taken place.")
        + &article("fr", "Le ministre a dit que ce n'était pas « un coup ».");
    std::fs::write(&file, lines).unwrap();
    let page = text(&parallax(&["voice", file.to_str().unwrap(), "--explain"]).stdout);
    assert!(page.contains("negated, source: Officials, cue: denied (denial)"), "{page}");
    assert!(!page.contains("It rained"), "sentences without a span are left out: {page}");
    let french = page.split("A, fr").nth(1).unwrap();
    assert!(french.contains("quoted"), "{french}");
    assert!(["reported", "negated", "hedged"].iter().all(|axis| !french.contains(axis)), "not judged: {french}");
}

#[test]
fn shown_passages_say_whose_words_they_are() {
    let out = parallax(&["concordance", CORPUS, "--category", "coup", "--all", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let lines = report["lines"].as_array().unwrap();
    let of = |attribution: &str| lines.iter().filter(|line| line["voice"]["attribution"] == attribution).count();
    assert_eq!(of("outlet") + of("quoted") + of("reported"), lines.len());
    assert!(of("quoted") > 0 && of("reported") > 0, "most of this corpus is in somebody's mouth");
    let named = lines.iter().filter(|line| line["voice"]["source"].is_string());
    assert!(named.clone().count() > 5);
    for line in named {
        assert_ne!(line["voice"]["attribution"], "outlet", "a source without an attribution: {line}");
    }
}

#[test]
fn faults_are_named() {
    let place = tempfile::tempdir().unwrap();
    let cues = place.path().join("cues.toml");
    std::fs::write(&cues, "language = \"en\"\nsay = 3\n").unwrap();
    let said = |arguments: &[&str]| text(&parallax(arguments).stderr);
    assert!(
        said(&["voice", CORPUS, "--scope", "wide"]).contains("`wide` is no scope; write `syntactic` or `effective`")
    );
    let broken = said(&["voice", CORPUS, "--cues", cues.to_str().unwrap()]);
    assert!(broken.starts_with(&format!("parallax: {}:", cues.display())), "{broken}");
}
