//! A study as one file and one command, and what the program tells of itself.

use std::path::Path;
use std::process::{Command, Output};

fn parallax(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_parallax")).args(arguments).current_dir(root).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A study of the harbour strike in a folder of its own.
fn study(folder: &Path, more: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/harbor_strike");
    let file = folder.join("parallax.toml");
    let lines = format!(
        "inputs = [{:?}]\nlexicon = {:?}\noutput = [\"report.html\", \"report.json\", \"tables.tex\"]\nplot = [\"intervals.svg\"]\nseed = 7\n{more}",
        root.display().to_string(),
        root.join("lexicon.toml").display().to_string(),
    );
    std::fs::write(&file, lines).unwrap();
    file.display().to_string()
}

#[test]
fn a_study_run_twice_writes_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let file = study(place.path(), "no-voice = false\npassages = 2\n");
    let run = || {
        let out = parallax(&["run", &file]);
        assert!(out.status.success(), "{}", text(&out.stderr));
        ["report.html", "report.json", "tables.tex", "intervals.svg"]
            .map(|name| std::fs::read(place.path().join(name)).unwrap())
    };
    let first = run();
    assert_eq!(first, run());
    assert!(text(&first[0]).starts_with("<!DOCTYPE html>") && text(&first[1]).contains("\"seed\": 7"));
}

#[test]
fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let place = tempfile::tempdir().unwrap();
    let file = study(place.path(), "");
    let said = text(&parallax(&["run", &file, "--dry-run"]).stdout);
    let parts = [
        "corpora/harbor_strike: 12 text files, ",
        " kB; 2 passed over\n",
        "--seed 7",
        "report.html",
        "Outlets: Coast Wire, Dockside Voice, Harbour Gazette\n",
        "Would take ",
    ];
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    assert!(!place.path().join("report.html").exists());
}

#[test]
fn a_comparison_can_be_rehearsed_and_says_what_it_cannot_tell() {
    let place = tempfile::tempdir().unwrap();
    let counts = place.path().join("all.counts").display().to_string();
    assert!(parallax(&["count", "corpora/harbor_strike", "--output", &counts]).status.success());
    let rows: [(&[&str], &[&str]); 4] = [
        (&["corpora/harbor_strike"], &["Would read\n  corpora/harbor_strike: 12 text files, ", "\nWould take "]),
        (&["corpora/harbor_strike", "--words"], &["\nWould take "]),
        // no sample can be compared, but it can be counted
        (&["corpora/harbor_strike", "--outlet", "Nobody"], &["\nWould take "]),
        (&[&counts], &["all.counts, ", "Would take a time that is not told"]),
    ];
    for (arguments, parts) in rows {
        let out = parallax(&[&["compare", "--dry-run"], arguments].concat());
        let said = text(&out.stdout);
        assert!(parts.iter().all(|part| said.contains(part)), "{arguments:?}: {said}{}", text(&out.stderr));
    }
}

#[test]
fn a_study_that_is_wrong_says_where_and_what_would_be_right() {
    let rows = [
        ("inputs = [", "line 1: "),
        ("lexicons = \"coup\"", "there is no option `lexicons`; did you mean `lexicon`?"),
        ("inputs = [\"a\"]", "`output` is missing or empty; write for example output = [\"report.html\"]"),
        ("output = [\"a.html\"]", "`inputs` is missing or empty; write for example inputs = [\"articles.jsonl\"]"),
        ("inputs = [\"a\"]\noutput = \"b.html\"\nseed = \"x\"", "invalid value 'x' for '--seed <N>'"),
        (
            "inputs = [\"a\"]\noutput = \"b.html\"\nby = { a = 1 }",
            "`by` is a table; write a text, a number, true or a list",
        ),
    ];
    for (lines, message) in rows {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("parallax.toml");
        std::fs::write(&file, lines).unwrap();
        let out = parallax(&["run", file.to_str().unwrap()]);
        let said = text(&out.stderr);
        assert!(
            out.status.code() == Some(1) && said.contains(message) && said.contains("parallax.toml: "),
            "{lines}: {said}"
        );
    }
}

#[test]
fn the_study_that_init_writes_can_be_filled_in_and_is_never_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("study");
    let made = parallax(&["init", folder.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(text(&parallax(&["init", folder.to_str().unwrap()]).stderr).contains("exists already"));
    let file = folder.join("parallax.toml");
    let lines = std::fs::read_to_string(&file).unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/harbor_strike");
    let filled = lines.replace("inputs = []", &format!("inputs = [{:?}]", corpus.display().to_string()));
    // every key that is commented out is an option, too
    let key = |line: &&str| line.starts_with("# ") && line.contains(" = ");
    let keys: Vec<&str> = filled.lines().filter(key).map(|line| line[2..].split(" = ").next().unwrap()).collect();
    let help = text(&parallax(&["compare", "--help"]).stdout);
    assert!(keys.len() > 6 && keys.iter().all(|key| help.contains(&format!("--{key} "))), "{keys:?}");
    std::fs::write(&file, filled).unwrap();
    let out = parallax(&["run", file.to_str().unwrap()]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    assert!(folder.join("report.html").exists() && folder.join("report.json").exists());
}

#[test]
fn the_program_tells_of_itself() {
    for shell in ["bash", "zsh", "fish"] {
        let script = text(&parallax(&["completions", shell]).stdout);
        assert!(script.contains("compare") && script.contains("lexicon"), "{shell}");
    }
    assert!(text(&parallax(&["man"]).stdout).contains(".TH parallax 1"));
    assert!(text(&parallax(&["man", "compare"]).stdout).contains("parallax compare corpora/kazakhstan_2022"));
    assert_eq!(
        text(&parallax(&["man", "compar"]).stderr),
        "parallax: there is no subcommand `compar`; did you mean `compare`?\n"
    );
    assert_eq!(parallax(&["completions", "tcsh"]).status.code(), Some(2));
    assert!(text(&parallax(&["cite"]).stdout).starts_with("@software{parallax,"));
}

#[test]
fn figures_are_named_after_what_they_show() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name).display().to_string();
    let corpus = ["compare", "corpora/harbor_strike", "-l", "corpora/harbor_strike/lexicon.toml", "--plot"];
    let draw = |name: &str| parallax(&[&corpus[..], &[&at(name)]].concat());
    assert!(draw("voices.svg").status.success());
    assert!(
        std::fs::read_to_string(at("voices.svg")).unwrap().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")
    );
    assert!(text(&draw("voice.svg").stderr).contains("there is no figure `voice`; did you mean `voices`?"));
    assert!(text(&draw("voices.jpg").stderr).contains("figures are written as SVG or PNG; name the file `"));
    let out = draw("voices.png");
    match cfg!(feature = "png") {
        true => assert!(std::fs::read(at("voices.png")).unwrap().starts_with(b"\x89PNG"), "{}", text(&out.stderr)),
        false => assert!(text(&out.stderr).contains("without the feature `png`"), "{}", text(&out.stderr)),
    }
}
