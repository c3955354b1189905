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
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_report_over_files_and_over_their_index_differ_in_the_input_alone() {
    let place = tempfile::tempdir().unwrap();
    let index = place.path().join("index");
    let index = index.to_str().unwrap();
    let added = parallax(&["index", "add", index, "corpora/kazakhstan_2022"]);
    assert!(added.status.success(), "{}", text(&added.stderr));
    let json = |input: &str| -> serde_json::Value {
        let out = parallax(&["compare", input, "--format", "json"]);
        assert!(out.status.success(), "{}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    };
    let (mut scan, mut postings) = (json("corpora/kazakhstan_2022"), json(index));
    assert_eq!(scan["provenance"]["input"].take(), serde_json::json!(["corpora/kazakhstan_2022"]));
    assert_eq!(postings["provenance"]["input"].take(), serde_json::json!([index]));
    assert_eq!(scan, postings);
    let passages = scan["categories"][1]["passages"].as_array().unwrap();
    assert!(!passages.is_empty(), "numbers open");
}

#[test]
fn the_same_ingest_twice_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let index = place.path().join("index");
    let add = || text(&parallax(&["index", "add", index.to_str().unwrap(), "corpora/harbor_strike"]).stdout);
    assert!(add().starts_with("12 articles added, 0 updated, 0 unchanged"));
    assert!(add().starts_with("0 articles added, 0 updated, 12 unchanged"));
    let deleted = parallax(&["index", "delete", index.to_str().unwrap(), "gazette-walkout-1", "nobody"]);
    assert_eq!(text(&deleted.stdout), "1 article deleted\n");
    assert_eq!(text(&deleted.stderr), "parallax: no article has the id `nobody`\n");
    assert_eq!(deleted.status.code(), Some(1));
    let info = text(&parallax(&["index", "info", index.to_str().unwrap()]).stdout);
    assert!(info.contains("articles  11\n"), "{info}");
}

#[test]
fn exit_codes_and_messages() {
    let rows: &[(&str, &[&str], i32, &str)] = &[
        (
            "missing_input",
            &["compare", "no/such/file.jsonl"],
            1,
            "parallax: no/such/file.jsonl: there is no such file or folder\n",
        ),
        (
            "unknown_lexicon",
            &["compare", "corpora/harbor_strike", "--lexicon", "cuop"],
            1,
            "parallax: there is no file and no shipped lexicon `cuop`; did you mean `coup`?\n",
        ),
        (
            "bad_date",
            &["compare", "corpora/harbor_strike", "--since", "May"],
            1,
            "parallax: `May` is not a date; write it as 2022-01-05\n",
        ),
        (
            "unknown_field",
            &["compare", "corpora/harbor_strike", "--by", "sidee"],
            1,
            "parallax: no article has the field `sidee`; there are event, language, outlet\n",
        ),
        (
            "query_without_index",
            &["compare", "corpora/harbor_strike", "--query", "coup"],
            1,
            "parallax: a query needs an index; make one with `parallax index add`\n",
        ),
    ];
    for (name, arguments, code, message) in rows {
        let out = parallax(arguments);
        assert_eq!((out.status.code(), text(&out.stderr).as_str()), (Some(*code), *message), "{name}");
        assert!(out.stdout.is_empty(), "{name}: standard output holds only results");
    }
    assert_eq!(parallax(&["compare"]).status.code(), Some(2));
    assert_eq!(parallax(&["compare", "corpora/harbor_strike", "--format", "yaml"]).status.code(), Some(2));
}

#[test]
fn every_format_is_written() {
    for (format, start) in [
        ("terminal", "Side by side: 3 outlets"),
        ("markdown", "# Side by side: 3 outlets"),
        ("csv", "table,title,row,"),
        ("json", "{\n  \"schema\": \"parallax-compare/1\""),
    ] {
        let out = parallax(&[
            "compare",
            "corpora/harbor_strike",
            "-l",
            "corpora/harbor_strike/lexicon.toml",
            "--format",
            format,
        ]);
        assert!(text(&out.stdout).starts_with(start), "{format}: {}", text(&out.stdout));
    }
}

#[test]
fn a_report_is_verified_and_the_exit_code_says_how_it_went() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str| place.path().join(name).to_str().unwrap().to_string();
    let (full, short, forged) = (file("full.json"), file("short.json"), file("forged.json"));
    let corpus = "corpora/kazakhstan_2022";
    assert!(parallax(&["compare", corpus, "--evidence", "all", "--output", &full]).status.success());
    assert!(parallax(&["compare", corpus, "--output", &short]).status.success());
    let report = std::fs::read_to_string(&full).unwrap().replacen("\"hits\": 13", "\"hits\": 14", 1);
    std::fs::write(&forged, report).unwrap();
    let code = |arguments: &[&str]| parallax(arguments).status.code();
    assert_eq!(code(&["verify", &full, corpus]), Some(0));
    assert_eq!(code(&["verify", &full]), Some(2), "texts were not looked at");
    assert_eq!(code(&["verify", &short, corpus]), Some(2), "numbers could not be worked out again");
    assert_eq!(code(&["verify", &forged, corpus]), Some(1));
    let said = text(&parallax(&["verify", &forged, corpus]).stdout);
    assert!(said.contains("! number, categories[coup].profiles[Western Wire].hits: the report says 14"), "{said}");
    let refused = parallax(&["compare", corpus, "--evidence", "all"]);
    assert_eq!(
        text(&refused.stderr),
        "parallax: `--evidence all` is written as JSON; add `--format json` or `--output report.json`\n"
    );
}

/// An example, built beside this test.
fn example(name: &str) -> Output {
    let path = Path::new(env!("CARGO_BIN_EXE_parallax")).with_file_name("examples").join(name);
    Command::new(path).current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))).output().unwrap()
}

/// The outputs in the README are the program's own: `PARALLAX_BLESS=1 cargo test readme` writes them anew.
#[test]
fn readme_shows_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut fresh = String::new();
    let mut rest = readme.as_str();
    let mut blocks = 0;
    while let Some(at) = ["<!-- output: ", "<!-- example: "].iter().filter_map(|kind| rest.find(kind)).min() {
        let (before, block) = rest.split_at(at);
        let (marker, after) = block.split_once(" -->\n").unwrap();
        let (kind, call) = marker["<!-- ".len()..].split_once(": ").unwrap();
        let out = match kind {
            "output" => parallax(&call.split(' ').collect::<Vec<_>>()),
            _ => example(call),
        };
        assert!(out.status.success(), "{}", text(&out.stderr));
        fresh += &format!("{before}{marker} -->\n```text\n{}```\n", text(&out.stdout));
        rest = &after[after.find("<!-- end -->").unwrap()..];
        blocks += 1;
    }
    fresh += rest;
    assert!(blocks > 0);
    if std::env::var_os("PARALLAX_BLESS").is_some() {
        std::fs::write(&path, fresh).unwrap();
    } else {
        assert!(readme == fresh, "the README is out of date; run `PARALLAX_BLESS=1 cargo test readme`");
    }
}

/// The picture in the README is drawn by the command above it: `PARALLAX_BLESS=1 cargo test readme` draws it anew.
#[test]
fn readme_shows_what_the_program_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, block) = readme.split_once("<!-- picture: ").unwrap();
    let (call, after) = block.split_once(" -->\n![").unwrap();
    let (_, after) = after.split_once("](").unwrap();
    let picture = root.join(after.split_once(')').unwrap().0);
    let folder = tempfile::tempdir().unwrap();
    let drawn = folder.path().join(picture.file_name().unwrap());
    let out = parallax(&call.split(' ').chain(["--plot", drawn.to_str().unwrap()]).collect::<Vec<_>>());
    assert!(out.status.success(), "{}", text(&out.stderr));
    let drawn = std::fs::read_to_string(drawn).unwrap();
    if std::env::var_os("PARALLAX_BLESS").is_some() {
        std::fs::write(&picture, drawn).unwrap();
    } else {
        assert!(std::fs::read_to_string(&picture).unwrap() == drawn, "{} is out of date", picture.display());
    }
}

/// What is held has a bound that is kept, and the end of a program that needs more says so.
#[test]
#[cfg(target_os = "linux")]
fn memory_has_a_bound() {
    let place = tempfile::tempdir().unwrap();
    let news = place.path().join("news.jsonl");
    // words that nobody else has, so that the list of words is as long as the text
    let line = |article: u32| {
        let words: String = (0..1_000).map(|word| format!("word{} ", article * 1_000 + word)).collect();
        format!("{{\"id\":\"{article}\",\"outlet\":\"A\",\"text\":\"{words}\"}}\n")
    };
    std::fs::write(&news, (0..1_000).map(line).collect::<String>()).unwrap();
    let words = |memory: &str| parallax(&["words", news.to_str().unwrap(), "--memory", memory]);
    let refused = words("1");
    assert_eq!(text(&refused.stderr), "parallax: `--memory 1` is too little; the least is 16 (megabytes)\n");
    let ended = words("24");
    assert_eq!(ended.status.code(), Some(1));
    assert!(text(&ended.stderr).starts_with("parallax: this takes more than the 24 MB of `--memory`; "));
    assert!(ended.stdout.is_empty());
    assert_eq!(words("4096").status.code(), Some(0));
}
