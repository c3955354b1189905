//! A report holds, or what does not hold is named: one number, one span, one text.

use parallax::corpus::Selection;
use parallax::counts::FieldChoice;
use parallax::report::{Detail, FindingKind, Format, TerminalOptions, Verification};
use parallax::{Comparison, Input};
use serde_json::{Value, json};

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

fn kazakhstan() -> Input {
    Input::open(path("kazakhstan_2022")).unwrap()
}

fn rendered(comparison: &Comparison) -> String {
    comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default())
}

fn report() -> Value {
    let comparison = Comparison::builder().all_evidence(true).compare(&kazakhstan()).unwrap();
    serde_json::from_str(&rendered(&comparison)).unwrap()
}

fn verify(report: &Value, input: &Input) -> Verification {
    Verification::of(&report.to_string(), "report.json", Some(input)).unwrap()
}

fn findings(verification: &Verification) -> Vec<(FindingKind, &str, &str)> {
    verification.findings.iter().map(|f| (f.kind, f.place.as_str(), f.message.as_str())).collect()
}

#[test]
fn whatever_is_compared_holds() {
    let requests = [
        ("default", Comparison::builder()),
        ("title_and_text_by_event", Comparison::builder().field(FieldChoice::Both).by("event").passages(1)),
        (
            "selection",
            Comparison::builder().selection(Selection::all().outlet("State Agency").since("2022-01-06").unwrap()),
        ),
        ("all_pairs_by_size", Comparison::builder().pairs(true).sort(parallax::framing::Sort::Size)),
        ("overlaps", Comparison::builder().overlaps(parallax::lexicon::Overlaps::All)),
    ];
    for (name, request) in requests {
        let comparison = request.all_evidence(true).compare(&kazakhstan()).unwrap();
        let verification = Verification::of(&rendered(&comparison), "report.json", Some(&kazakhstan())).unwrap();
        assert_eq!(findings(&verification), [], "{name}");
        assert!(verification.is_complete(), "{name}");
        let hits: u64 = comparison.categories.iter().flat_map(|c| &c.profiles).map(|p| p.hits).sum();
        assert_eq!(verification.hits, hits, "{name}");
        assert!(verification.numbers > 100 && verification.passages > 0, "{name}: {verification:?}");
    }
}

#[cfg(feature = "index")]
#[test]
fn a_report_over_a_file_holds_over_its_index_and_the_reverse() {
    let folder = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(folder.path().join("i"), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&parallax::Source::open(path("kazakhstan_2022")).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let index = Input::open(folder.path().join("i")).unwrap();
    let from_index = Comparison::builder().all_evidence(true).compare(&index).unwrap();
    let from_index: Value = serde_json::from_str(&rendered(&from_index)).unwrap();
    let mut from_file = report();
    assert_eq!(findings(&verify(&from_file, &index)), []);
    assert_eq!(findings(&verify(&from_index, &kazakhstan())), []);
    from_file["provenance"]["input"] = from_index["provenance"]["input"].clone();
    assert_eq!(from_file, from_index);
}

#[test]
fn one_changed_number_is_named() {
    let rows: &[(&str, &str, Value, &str)] = &[
        (
            "hits",
            "/categories/0/profiles/0/hits",
            json!(999),
            "categories[conspiracy].profiles[Allied Broadcaster].hits",
        ),
        (
            "a_rate_in_its_fifth_digit",
            "/categories/1/profiles/5/per_1000",
            json!(4.3001),
            "categories[coup].profiles[Western Wire].per_1000",
        ),
        (
            "an_end_of_an_interval",
            "/categories/1/against_rest/3/interval/1",
            json!(0.0),
            "categories[coup].against_rest[State Agency against the rest].interval[1]",
        ),
        ("an_interval_taken_away", "/categories/1/profiles/0/interval_per_1000", json!(null), ""),
        ("a_pair", "/categories/1/pairs/0/log_ratio", json!(0.5), ""),
        ("words_of_a_group", "/groups/2/words", json!(1), "groups[Rights Desk].words"),
        ("articles_in_all", "/overview/articles", json!(73), "overview.articles"),
        ("the_hash", "/provenance/corpus/hash", json!("0123456789abcdef"), "provenance.corpus.hash"),
        ("an_option", "/provenance/options/field", json!("title"), "provenance.options.field"),
        ("a_warning_taken_away", "/warnings/0", json!({}), ""),
    ];
    let good = report();
    for (name, pointer, value, place) in rows {
        let mut forged = good.clone();
        let number = forged.pointer_mut(pointer).unwrap_or_else(|| panic!("{name}: no {pointer}"));
        assert_ne!(number, value, "{name}");
        *number = value.clone();
        let verification = verify(&forged, &kazakhstan());
        assert!(!verification.holds(), "{name}");
        let found = findings(&verification);
        assert!(found.iter().all(|(kind, ..)| *kind == FindingKind::Number), "{name}: {found:?}");
        assert!(place.is_empty() || found.iter().any(|(_, at, _)| at == place), "{name}: {found:?}");
    }
}

#[test]
fn the_message_gives_both_numbers() {
    let mut forged = report();
    forged["categories"][0]["profiles"][0]["hits"] = json!(999);
    let expected = forged["categories"][0]["profiles"][0]["entries"].as_array().unwrap();
    let sum: u64 = expected.iter().map(|entry| entry["hits"].as_u64().unwrap()).sum();
    let verification = verify(&forged, &kazakhstan());
    assert_eq!(verification.findings[0].message, format!("the report says 999, its evidence gives {sum}"));
}

#[test]
fn one_changed_span_is_named() {
    let good = report();
    let mut forged = good.clone();
    // start and end of the first hit, one byte on
    for column in [2, 3] {
        let end = &mut forged["evidence"]["hits"][0][column];
        *end = json!(end.as_u64().unwrap() + 1);
    }
    let verification = verify(&forged, &kazakhstan());
    let article = good["evidence"]["articles"][0][0].as_str().unwrap();
    let found = findings(&verification);
    let of_hits: Vec<_> = found.iter().filter(|(kind, ..)| *kind == FindingKind::Hit).collect();
    assert_eq!(of_hits.len(), 2, "the false one and the true one: {found:?}");
    assert!(of_hits.iter().all(|(_, place, _)| *place == format!("article {article}")), "{found:?}");
    assert!(of_hits[0].2.contains("is not there in the text") && of_hits[1].2.contains("but not in the report"));

    let mut forged = good.clone();
    let passage = forged.pointer_mut("/categories/1/passages/0/passages/0").unwrap();
    passage["span"][0] = json!(passage["span"][0].as_u64().unwrap() - 1);
    let verification = verify(&forged, &kazakhstan());
    let found = findings(&verification);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, FindingKind::Passage);
    assert_eq!(found[0].1, "categories[coup].passages[Allied Broadcaster].passages[0]");
}

#[test]
fn a_hit_that_was_added_or_taken_away_is_named() {
    let good = report();
    let mut fewer = good.clone();
    fewer["evidence"]["hits"].as_array_mut().unwrap().remove(5);
    let verification = verify(&fewer, &kazakhstan());
    let kinds: Vec<FindingKind> = verification.findings.iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FindingKind::Number), "the numbers no longer follow");
    assert!(kinds.contains(&FindingKind::Hit), "and the text has one hit more");
    let mut more = good.clone();
    let hits = more["evidence"]["hits"].as_array_mut().unwrap();
    hits.insert(5, hits[5].clone());
    let verification = verify(&more, &kazakhstan());
    assert!(verification.findings.iter().any(|f| f.message == "the report holds one of its hits twice"));
}

#[test]
fn changed_texts_are_told_apart_from_changed_numbers() {
    let texts = articles();
    fn one_word(article: &Value) -> String {
        article["text"].as_str().unwrap().replacen(" the ", " THE ", 1)
    }
    let changed = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut articles = texts.clone();
        change(&mut articles);
        let lines: Vec<String> = articles.iter().map(Value::to_string).collect();
        Input::builder().reader("changed", std::io::Cursor::new(lines.join("\n"))).open().unwrap()
    };
    let report = {
        let comparison = Comparison::builder().all_evidence(true).compare(&changed(&|_| ())).unwrap();
        serde_json::from_str::<Value>(&rendered(&comparison)).unwrap()
    };
    assert_eq!(findings(&verify(&report, &changed(&|_| ()))), []);
    type Change = Box<dyn Fn(&mut Vec<Value>)>;
    let rows: [(&str, FindingKind, Change); 4] = [
        ("a_word", FindingKind::ChangedText, Box::new(|a| a[3]["text"] = json!(one_word(&a[3])))),
        ("an_outlet", FindingKind::ChangedText, Box::new(|a| a[3]["outlet"] = json!("Another"))),
        ("an_article_lost", FindingKind::MissingArticle, Box::new(|a| drop(a.remove(3)))),
        (
            "an_article_more",
            FindingKind::NewArticle,
            Box::new(|a| a.push(json!({"id": "new", "outlet": "Another", "text": "A coup."}))),
        ),
    ];
    for (name, kind, change) in rows {
        let verification = verify(&report, &changed(&*change));
        let found = findings(&verification);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [kind], "{name}: {found:?}");
        let id = if kind == FindingKind::NewArticle { "new" } else { texts[3]["id"].as_str().unwrap() };
        assert_eq!(found[0].1, format!("article {id}"), "{name}");
    }
}

/// The articles of kazakhstan_2022 as JSON.
fn articles() -> Vec<Value> {
    let source = parallax::Source::open(path("kazakhstan_2022")).unwrap();
    let article = |a: parallax::Article| {
        json!({
            "id": a.id(), "outlet": a.outlet(), "event": a.event(), "title": a.title(),
            "published": a.published(), "text": a.text(),
        })
    };
    source.articles().map(|a| article(a.unwrap())).collect()
}

#[test]
fn without_full_evidence_what_can_be_checked_is() {
    let comparison = Comparison::builder().compare(&kazakhstan()).unwrap();
    let mut report: Value = serde_json::from_str(&rendered(&comparison)).unwrap();
    let verification = verify(&report, &kazakhstan());
    assert_eq!(findings(&verification), []);
    assert_eq!(verification.unchecked, ["numbers against their hits: the report was written without `--evidence all`"]);
    assert!(verification.passages > 100 && verification.numbers > 100);
    report["categories"][1]["profiles"][2]["hits"] = json!(999);
    report["categories"][0]["passages"][0]["passages"][0]["hit"] = json!("other words");
    let verification = verify(&report, &kazakhstan());
    let found = findings(&verification);
    assert_eq!(found.len(), 3, "entries, rate and passage: {found:?}");
}

#[test]
fn without_texts_the_numbers_are_checked() {
    let good = report();
    let verification = Verification::of(&good.to_string(), "report.json", None).unwrap();
    assert!(verification.holds() && !verification.is_complete());
    assert_eq!(verification.unchecked, ["the texts: no input was given"]);
}

#[test]
fn a_changed_lexicon_is_named() {
    let mut forged = report();
    let source = forged["evidence"]["lexicons"][1]["source"].as_str().unwrap().replace("coup", "cup");
    forged["evidence"]["lexicons"][1]["source"] = json!(source);
    let verification = verify(&forged, &kazakhstan());
    let found = findings(&verification);
    assert_eq!(found[0].0, FindingKind::Evidence);
    assert!(found[0].2.contains("it was changed"), "{found:?}");
}

#[test]
fn lines_of_a_concordance_are_looked_up() {
    let concordance =
        parallax::framing::Concordance::builder().patterns(["coup*"]).unwrap().find(&kazakhstan()).unwrap();
    let text = concordance.report().render(Format::Json, &TerminalOptions::default());
    let verification = Verification::of(&text, "lines.json", Some(&kazakhstan())).unwrap();
    assert!(verification.holds());
    assert_eq!(verification.passages, concordance.lines.len() as u64);
    let forged = text.replacen("\"hit\": \"coup\"", "\"hit\": \"cups\"", 1);
    let verification = Verification::of(&forged, "lines.json", Some(&kazakhstan())).unwrap();
    assert_eq!(findings(&verification)[0].0, FindingKind::Passage);
}

#[test]
fn what_is_no_report_is_refused() {
    let rows = [
        ("cut_off", "{\n  \"schema\": ", "r.json:2:12: this is no report in JSON (EOF while parsing a value)"),
        ("a_list", "[1]", "r.json:1:1: this is no report in JSON (invalid type: sequence, expected an object)"),
        ("no_schema", "{}", "r.json: this JSON has no `schema`; only reports of this program can be verified"),
        (
            "another_schema",
            "{\"schema\": \"parallax-compare/2\"}",
            "r.json: reports of the schema `parallax-compare/2` cannot be verified, only parallax-compare/1 and parallax-concordance/1; did you mean `parallax-compare/1`?",
        ),
        (
            "broken_evidence",
            "{\"schema\": \"parallax-compare/1\", \"evidence\": {\"plan\": 3}}",
            "r.json:1:55: this is no report in JSON (invalid type: integer `3`, expected struct AskedPlan)",
        ),
    ];
    for (name, text, expected) in rows {
        assert_eq!(Verification::of(text, "r.json", None).unwrap_err().to_string(), expected, "{name}");
    }
}
