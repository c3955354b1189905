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

fn report(arguments: &[&str]) -> serde_json::Value {
    let out = parallax(&[arguments, &["--format", "json"]].concat());
    assert!(out.status.success(), "{}", text(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// The groups of the only category, by their rates, highest first.
fn ranking(report: &serde_json::Value) -> Vec<String> {
    let profiles = report["categories"][0]["profiles"].as_array().unwrap();
    let mut rates: Vec<(f64, &str)> =
        profiles.iter().map(|p| (p["per_1000"].as_f64().unwrap(), p["group"].as_str().unwrap())).collect();
    rates.sort_by(|a, b| b.0.total_cmp(&a.0));
    rates.into_iter().map(|(_, group)| group.to_string()).collect()
}

#[test]
fn rates_are_split_by_voice_and_one_voice_can_be_chosen() {
    let compare = |more: &[&str]| report(&[&["compare", CORPUS, "-l", "terrorism_extremism"], more].concat());
    let (all, own) = (compare(&[]), compare(&["--voice", "own"]));
    assert_eq!((&*ranking(&all)[0], &*ranking(&own)[0]), ("Western Wire", "State Agency"));
    let profile = |report: &serde_json::Value, group: &str| {
        let profiles = report["categories"][0]["profiles"].as_array().unwrap();
        profiles.iter().find(|p| p["group"] == group).unwrap().clone()
    };
    for group in ranking(&all) {
        let (whole, chosen) = (profile(&all, &group), profile(&own, &group));
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        let rates = &whole["voices"]["rates"];
        // a hit is the outlet's own, attributed or quoted, and nothing besides
        let parts = [&whole["voices"]["shares_of_hits"]["own"], &rates["attributed"], &rates["quoted"]];
        assert_eq!(parts.into_iter().map(|part| number(&part["hits"])).sum::<u64>(), number(&whole["hits"]));
        assert_eq!(number(&chosen["hits"]), number(&parts[0]["hits"]));
        assert_eq!(whole["voices"], chosen["voices"], "the split is of all hits, whatever is compared");
        // six columns are per 1,000 of all words, the outlet's own voice per 1,000 of its own
        let per_1000 = number(&rates["quoted"]["hits"]) as f64 * 1000.0 / number(&whole["words"]) as f64;
        assert!((rates["quoted"]["per_1000"].as_f64().unwrap() - per_1000).abs() < 1e-9);
        let about = |report: &serde_json::Value| {
            report["groups"].as_array().unwrap().iter().find(|g| g["name"] == *group).unwrap().clone()
        };
        assert_eq!(chosen["words"], about(&own)["own_words"]);
        assert_eq!(about(&all)["words"], about(&own)["words"]);
    }
    let contrast = &all["categories"][0]["against_rest"][3];
    assert_eq!(contrast["target"], "State Agency");
    let asserted = &contrast["voices"]["asserted"];
    assert!(asserted["difference"].as_f64().unwrap() > 0.3 && asserted["interval"][0].as_f64().unwrap() > 1.0);
}

#[test]
fn every_voice_of_a_cell_opens() {
    for more in [&[][..], &["--voice", "quoted"], &["--voice", "asserted", "--passages", "1"]] {
        let report = report(&[&["compare", CORPUS, "-l", "coup"], more].concat());
        let category = &report["categories"][0];
        for profile in category["profiles"].as_array().unwrap() {
            let cells = category["passages"].as_array().unwrap();
            let shown: Vec<&serde_json::Value> = cells
                .iter()
                .filter(|cell| cell["group"] == profile["group"])
                .flat_map(|cell| cell["passages"].as_array().unwrap())
                .collect();
            for (column, rate) in profile["voices"]["rates"].as_object().unwrap() {
                let is_in = |voice: &serde_json::Value| match column.as_str() {
                    "asserted" => {
                        voice["attribution"] == "outlet"
                            && voice["polarity"] == "affirmed"
                            && voice["certainty"] == "plain"
                            && voice["scare_quoted"] == false
                    }
                    "attributed" => voice["attribution"] == "reported",
                    "quoted" => voice["attribution"] == "quoted",
                    "scare_quoted" => voice["scare_quoted"] == true,
                    "hedged" => voice["certainty"] == "hedged",
                    _ => voice["polarity"] == "negated",
                };
                let opens = shown.iter().any(|passage| is_in(&passage["voice"]));
                assert_eq!(opens, rate["hits"] != 0, "{} {column} {more:?}", profile["group"]);
            }
        }
    }
}

#[test]
fn files_and_index_split_alike_and_an_index_can_do_without() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_str().unwrap().to_string();
    let (voiced, bare) = (path("voiced"), path("bare"));
    assert!(parallax(&["index", "add", &voiced, CORPUS]).status.success());
    assert!(parallax(&["index", "add", &bare, CORPUS, "--no-voice"]).status.success());
    for more in [&["--voice", "hedged"][..], &["--endorsed", "own", "--by", "event"], &["--no-voice"]] {
        let of = |input: &str| {
            let mut report = report(&[&["compare", input], more].concat());
            report["provenance"]["input"].take();
            report
        };
        assert_eq!(of(CORPUS), of(&voiced), "{more:?}");
    }
    let plain = report(&["compare", &bare, "-l", "coup"]);
    assert_eq!(plain["categories"][0]["profiles"][0]["voices"], serde_json::Value::Null);
    assert_eq!(plain["groups"][0]["own_words"], serde_json::Value::Null);
    for command in [&["compare", &bare][..], &["concordance", &bare, "coup"], &["table", &bare]] {
        let said = text(&parallax(&[command, &["--voice", "own"]].concat()).stderr);
        assert!(said.contains("so none can be chosen by the voice `own`; an index made with `--no-voice`"), "{said}");
    }
    let again = text(&parallax(&["index", "add", &voiced, CORPUS, "--no-voice"]).stderr);
    assert!(again.ends_with("the index was made with voices; asked for are none: build a new index\n"), "{again}");
    assert!(text(&parallax(&["index", "info", &bare]).stdout).contains("voices    left out"));
}

#[test]
fn concordances_and_tables_choose_a_voice() {
    let hits = |voice: &str| {
        let report = report(&["concordance", CORPUS, "coup", "--all", "--voice", voice]);
        for line in report["lines"].as_array().unwrap() {
            let attribution = &line["voice"]["attribution"];
            assert!(voice == "all" || (attribution == "outlet") == (voice == "own"), "{voice}: {line}");
        }
        report["lines"].as_array().unwrap().len()
    };
    assert_eq!(hits("own") + hits("attributed") + hits("quoted"), hits("all"));
    let table = |voice: &str| {
        let out = parallax(&["table", CORPUS, "-l", "coup", "--unit", "outlet", "--values", "hits", "--voice", voice]);
        let lines = text(&out.stdout);
        lines.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<u64>().unwrap()).sum::<u64>()
    };
    assert_eq!(table("own") + table("attributed") + table("quoted"), table("all"));
}

/// What was not judged is unknown: never a zero, never the outlet's own.
#[test]
fn a_language_without_cue_words_is_not_judged() {
    let place = tempfile::tempdir().unwrap();
    let (file, lexicon) = (place.path().join("fr.jsonl"), place.path().join("fr.toml"));
    let line = |n: usize| {
        format!(
            "{{\"id\":\"{n}\",\"outlet\":\"{}\",\"language\":\"fr\",\"text\":\"Le coup a échoué, jour {n}. « Un coup », dit-il.\"}}\n",
            ["A", "B"][n % 2]
        )
    };
    std::fs::write(&file, (0..24).map(line).collect::<String>()).unwrap();
    std::fs::write(&lexicon, "[lexicon]\nid = \"coup_fr\"\nlanguage = \"fr\"\n[[entry]]\npattern = \"coup\"\n")
        .unwrap();
    let (file, lexicon) = (file.to_str().unwrap(), lexicon.to_str().unwrap());
    let of = |voice: &str| {
        report(&["compare", file, "-l", lexicon, "--voice", voice])["categories"][0]["profiles"][0].clone()
    };
    let all = of("all");
    assert_eq!((&all["hits"], &all["voices"]["rates"]["quoted"]["hits"]), (&24.into(), &12.into()));
    for column in ["asserted", "attributed", "scare_quoted", "hedged", "negated"] {
        let rate = &all["voices"]["rates"][column];
        assert_eq!(
            (&rate["hits"], &rate["per_1000_reason"]),
            (&serde_json::Value::Null, &"not_judged".into()),
            "{column}"
        );
        let chosen = of(column);
        assert_eq!(chosen["hits"], serde_json::Value::Null);
        assert_eq!((&chosen["per_1000"], &chosen["per_1000_reason"]), (&serde_json::Value::Null, &"not_judged".into()));
    }
    assert_eq!(of("quoted")["hits"], 12);
    let whole = report(&["compare", file, "-l", lexicon]);
    let codes: Vec<&str> = whole["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"not_judged") && codes.contains(&"quotes"), "{codes:?}");
    let table = text(&parallax(&["table", file, "-l", lexicon, "--unit", "outlet", "--voice", "own"]).stdout);
    assert!(table.lines().skip(1).all(|line| line.ends_with(",,")), "unknown is an empty field: {table}");
}

/// Cue words of one's own replace the embedded ones, in files and in an index, which keeps them.
#[test]
fn cue_words_can_be_replaced() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_str().unwrap().to_string();
    let embedded =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/voice/cues/en.toml")).unwrap();
    assert!(embedded.contains("\"say\""));
    let (cues, index) = (path("cues.toml"), path("index"));
    std::fs::write(&cues, embedded.replace("\"say\"", "\"yodel\"")).unwrap();
    let attributed = |arguments: &[&str]| {
        let report = report(&[arguments, &["-l", "coup"]].concat());
        let profiles = report["categories"][0]["profiles"].as_array().unwrap();
        profiles.iter().map(|p| p["voices"]["rates"]["attributed"]["hits"].as_u64().unwrap()).sum::<u64>()
    };
    let (with, without) = (attributed(&["compare", CORPUS]), attributed(&["compare", CORPUS, "--cues", &cues]));
    assert!(without < with, "{without} without `say`, {with} with it");
    assert!(parallax(&["index", "add", &index, CORPUS, "--cues", &cues]).status.success());
    assert_eq!(attributed(&["compare", &index]), without, "an index keeps its cue words");
    assert_eq!(attributed(&["compare", &index, "--cues", &cues]), without);
    std::fs::write(&cues, embedded.replace("\"say\"", "\"warble\"")).unwrap();
    let refused = text(&parallax(&["compare", &index, "--cues", &cues]).stderr);
    assert!(refused.contains("the voices of an index were found by its own cue words"), "{refused}");
}
