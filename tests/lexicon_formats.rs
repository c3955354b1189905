//! Lexicons of other programs, end to end: the command that takes them over, and public dictionaries where they are.

use parallax::lexicon::format::{LossKind, ReadOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DIC: &str = "%\n1\tharm\n2\tcare\n%\nhurt*\t1\ncare\t2\n:(\t1\n";

fn parallax(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parallax")).args(arguments).current_dir(place).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_conversion_that_loses_something_writes_nothing_unless_asked() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("moral.dic"), DIC).unwrap();
    let out = parallax(place.path(), &["lexicon", "convert", "moral.dic", "moral.toml"]);
    assert_eq!(out.status.code(), Some(1));
    let said = text(&out.stdout).replace('\n', " ");
    assert!(said.contains("2 of 3 entries were read."), "{said}");
    assert!(said.contains("1 thing is lost in whole or in part, so nothing was written; --lossy writes it."), "{said}");
    assert!(said.contains("the pattern holds the mark `:`"), "{said}");
    assert!(!place.path().join("moral.toml").exists());

    let out = parallax(place.path(), &["lexicon", "convert", "moral.dic", "moral.toml", "--lossy", "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["file"], serde_json::json!({ "found": 3, "read": 2 }));
    assert_eq!(
        report["losses"][0],
        serde_json::json!({
            "line": 7,
            "about": ":(",
            "kind": "dropped",
            "message": "the pattern holds the mark `:`, which belongs to no word there; leave it out, or the entry",
        })
    );
    // what was written is whole
    let out = parallax(place.path(), &["lexicon", "convert", "moral.toml", "moral.yml"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stdout));
    let yaml = std::fs::read_to_string(place.path().join("moral.yml")).unwrap();
    assert_eq!(yaml, "harm:\n  - \"hurt*\"\ncare:\n  - \"care\"\n");
}

#[test]
fn conversions_that_cannot_be() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("a.toml"), "[lexicon]\nid = \"a\"\n[[entry]]\npattern = \"a\"\n").unwrap();
    let rows: &[(&[&str], &str)] = &[
        (&["a.toml", "b.dic"], "parallax: `b.dic` ends in neither .toml nor .yml; only these are written\n"),
        (&["a.toml", "a.toml"], "parallax: `a.toml` would be written over itself; name another file\n"),
        (&["b.toml", "a.yml"], "parallax: b.toml: No such file or directory (os error 2)\n"),
    ];
    for (arguments, message) in rows {
        let out = parallax(place.path(), &[&["lexicon", "convert"], *arguments].concat());
        assert_eq!((out.status.code(), text(&out.stderr).as_str()), (Some(1), *message), "{arguments:?}");
    }
    let out = parallax(place.path(), &["lexicon", "convert", "a.toml", "b.toml", "--lexicon-format", "lwic"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(
        text(&out.stderr).contains("`lwic` is no lexicon format; write one of toml, quanteda"),
        "{}",
        text(&out.stderr)
    );
}

#[test]
fn lexicons_of_other_programs_are_compared_with_and_losses_are_said() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("moral.dic"), DIC).unwrap();
    let lines = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"It hurts. Take care.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No harm.\"}\n";
    std::fs::write(place.path().join("in.jsonl"), lines).unwrap();
    let out = parallax(place.path(), &["table", "in.jsonl", "-l", "moral.dic", "--values", "hits", "--unit", "outlet"]);
    assert!(out.status.success());
    assert_eq!(
        text(&out.stderr),
        "parallax: moral.dic: 2 of 3 entries read; 1 dropped (`parallax lexicon convert` lists what)\n"
    );
    assert!(
        text(&out.stdout).lines().any(|line| line.starts_with("A,") && line.ends_with("1,1")),
        "{}",
        text(&out.stdout)
    );
}

#[test]
fn reports_say_what_a_lexicon_lost_and_so_do_reports_of_counts() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("moral.dic"), DIC).unwrap();
    let lines = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"It hurts. Take care.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No harm.\"}\n";
    std::fs::write(place.path().join("in.jsonl"), lines).unwrap();
    let out = parallax(place.path(), &["count", "in.jsonl", "-l", "moral.dic", "--output", "in.counts"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let line = "moral.dic: 2 of 3 entries read; 1 dropped (`parallax lexicon convert` lists what)";
    for input in [&["in.jsonl", "-l", "moral.dic"][..], &["in.counts"]] {
        let report = |format: &str| {
            let out = parallax(place.path(), &[&["compare"], input, &["--format", format]].concat());
            assert!(out.status.success(), "{}", text(&out.stderr));
            text(&out.stdout)
        };
        let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
        let losses = &json["provenance"]["lexicons"][0]["losses"];
        assert_eq!(losses["entries"], serde_json::json!({ "found": 3, "read": 2 }));
        assert_eq!((&losses["file"], &losses["dropped"]), (&"moral.dic".into(), &1.into()));
        assert_eq!((&losses["losses"][0]["line"], &losses["losses"][0]["about"]), (&7.into(), &":(".into()));
        let warnings = json["warnings"].as_array().unwrap();
        assert!(warnings.iter().any(|w| w["code"] == "lexicon_losses" && w["detail"] == line), "{warnings:?}");
        for format in ["markdown", "html", "terminal"] {
            let page = report(format).split_whitespace().collect::<Vec<_>>().join(" ");
            let page = page.replace("\\", "").replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.matches("2 of 3 entries read").count() == 2, "a warning and a line, {format}: {page}");
            assert!(page.contains("what a lexicon's file says and this program cannot"), "{format}: {page}");
        }
    }
}

#[test]
fn counts_by_one_lexicon_from_two_files_do_not_merge_unsaid() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("moral.dic"), DIC).unwrap();
    std::fs::write(place.path().join("a.jsonl"), "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"It hurts.\"}\n").unwrap();
    std::fs::write(place.path().join("b.jsonl"), "{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"Take care.\"}\n").unwrap();
    let run = |arguments: &[&str]| {
        let out = parallax(place.path(), arguments);
        (out.status.success(), text(&out.stderr))
    };
    assert!(run(&["lexicon", "convert", "moral.dic", "moral.toml", "--lossy"]).0);
    assert!(run(&["count", "a.jsonl", "-l", "moral.dic", "--output", "a.counts"]).0);
    assert!(run(&["count", "b.jsonl", "-l", "moral.toml", "--output", "b.counts"]).0);
    let (merged, said) = run(&["merge", "a.counts", "b.counts", "--output", "both.counts"]);
    assert!(
        !merged && said.contains("the lexicon `moral` was read from another file here and from moral.dic there"),
        "{said}"
    );
}

// ------------------------------------------------------------------ public dictionaries

/// Where a dictionary lies in its repository, how many entries it has, how many are read, and how many losses of a kind
/// that matters (dropped, altered).
const DICTIONARIES: &[(&str, u64, u64, usize, usize)] = &[
    // cran/quanteda, inst/extdata
    ("LSD2015.lc3", 4567, 4567, 0, 3),
    ("RID.cat", 3150, 3149, 2, 0),
    ("laver_garry.ykd", 416, 416, 0, 0),
    ("moral_foundations_dictionary.dic", 359, 359, 0, 0),
    // kbenoit/quanteda.dictionaries, sources
    ("Laver_and_Garry_2000.cat", 418, 418, 0, 0),
    ("Loughran_and_McDonald_2014.cat", 4232, 4232, 1, 0),
    ("mfd2.0.dic", 2103, 2103, 0, 0),
    ("negative-words-UTF8.txt", 4783, 4777, 6, 0),
    ("positive-words.txt", 2006, 2005, 1, 0),
    ("inquireraugmented.csv", 46752, 46741, 3, 4394),
    // cjhutto/vaderSentiment, fnielsen/afinn
    ("vader_lexicon.txt", 7520, 7265, 255, 10),
    ("AFINN-111.txt", 2477, 2477, 0, 0),
    ("AFINN-en-165.txt", 3382, 3382, 0, 0),
];

/// Every file under a folder.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, out),
            path => out.push(path),
        }
    }
}

/// Reads the public dictionaries under the folder that `PARALLAX_DICTIONARIES` names, wherever they lie in it.
#[test]
fn public_dictionaries_are_read_whole() {
    let Some(folder) = std::env::var_os("PARALLAX_DICTIONARIES") else {
        println!("skipped: PARALLAX_DICTIONARIES names no folder of public dictionaries");
        return;
    };
    let mut all = Vec::new();
    files(Path::new(&folder), &mut all);
    let mut seen = 0;
    for (name, found, read, dropped, altered) in DICTIONARIES {
        let Some(path) = all.iter().find(|path| path.file_name().is_some_and(|file| file == *name)) else {
            println!("{name:34} not there");
            continue;
        };
        seen += 1;
        let lexicon = ReadOptions::default().read(path).unwrap_or_else(|error| panic!("{error}"));
        let entries = lexicon.file_entries().unwrap();
        let of = |kind| lexicon.losses().iter().filter(|loss| loss.kind == kind).count();
        println!(
            "{name:34} {:>6} of {:>6} entries, {} dropped, {} altered, {} rewritten, {} matched twice",
            entries.read,
            entries.found,
            of(LossKind::Dropped),
            of(LossKind::Altered),
            of(LossKind::Rewritten),
            of(LossKind::DoubleMatched)
        );
        assert_eq!((entries.found, entries.read), (*found, *read), "{name}");
        assert_eq!((of(LossKind::Dropped), of(LossKind::Altered)), (*dropped, *altered), "{name}");
        let again = parallax::Lexicon::parse(lexicon.source(), "again.toml").unwrap();
        assert_eq!(again.hash(), lexicon.hash(), "{name}");
    }
    assert!(seen > 0, "none of the dictionaries lies under {}", Path::new(&folder).display());
}
