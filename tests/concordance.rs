//! Lines of a concordance: the same from a scan and from an index, in every order, and each opens the text.

use parallax::Input;
use parallax::counts::{FieldChoice, Window};
use parallax::framing::{Concordance, ConcordanceBuilder, LineOrder};
use parallax::lexicon::{Case, Lexicon, Words};
#[cfg(feature = "index")]
use parallax::report::{Format, TerminalOptions};

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

fn corpus(text: &str) -> Input {
    Input::builder().reader("test", text.to_string().into_bytes().leak() as &[u8]).open().unwrap()
}

fn kazakhstan() -> Input {
    Input::open(path("kazakhstan_2022")).unwrap()
}

fn shown(concordance: &Concordance) -> Vec<String> {
    let line = |l: &parallax::counts::Located| {
        let (context, hit) = (l.context.of(l.text()), l.hit.of(l.text()));
        format!("{} {}: {context} [{hit}]", l.article.id(), l.hit.start)
    };
    concordance.lines.iter().map(line).collect()
}

fn hits(concordance: &Concordance) -> Vec<&str> {
    concordance.lines.iter().map(|l| l.hit.of(l.text())).collect()
}

fn requests() -> Vec<(&'static str, ConcordanceBuilder)> {
    let patterns = || Concordance::builder().patterns(["peaceful protest*", "foreign{-| }trained", "coup"]).unwrap();
    let words = |regex, case, pattern: &str| {
        Concordance::builder().lexicon(Lexicon::from_words("pattern", [pattern], Words { regex, case }).unwrap())
    };
    vec![
        ("by_outlet_and_date", patterns().most(20)),
        ("by_article", patterns().sort([LineOrder::Article]).most(7).skip(3)),
        ("by_left", patterns().sort([LineOrder::Left]).most(20)),
        ("by_right", patterns().sort([LineOrder::Right, LineOrder::Outlet]).window(Window::Words(4))),
        ("by_hit", patterns().sort([LineOrder::Hit]).most(usize::MAX)),
        ("by_chance", patterns().sort([LineOrder::Random]).most(10)),
        ("by_outlet_then_chance", patterns().sort([LineOrder::Outlet, LineOrder::Random]).most(10)),
        ("title_and_text", patterns().field(FieldChoice::Both)),
        ("regex", words(true, Case::Fold, "(peaceful|armed) (protest|men).*")),
        ("regex_with_capitals", words(true, Case::Exact, "[A-Z][a-z]+ist.*")),
        ("capitals", words(false, Case::Exact, "President")),
        ("a_selection", patterns().selection(parallax::Selection::all().outlet("State Agency"))),
        ("nobody_says_so", words(false, Case::Fold, "xylophone")),
    ]
}

#[cfg(feature = "index")]
#[test]
fn scan_and_index_show_the_same_lines() {
    let folder = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(folder.path().join("i"), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&parallax::Source::open(path("kazakhstan_2022")).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let (scan, index) = (kazakhstan(), Input::open(folder.path().join("i")).unwrap());
    for (name, request) in requests() {
        let (one, two) = (request.find(&scan).unwrap(), request.find(&index).unwrap());
        assert_eq!(shown(&one), shown(&two), "{name}");
        assert_eq!(one.groups, two.groups, "{name}");
        let mut reports = [one, two].map(|c| {
            let page = c.report().render(Format::Json, &TerminalOptions::default());
            serde_json::from_str::<serde_json::Value>(&page).unwrap()
        });
        reports.iter_mut().for_each(|r| r["provenance"]["input"] = serde_json::Value::Null);
        assert_eq!(reports[0], reports[1], "{name}");
    }
}

#[test]
fn parts_of_a_concordance_make_the_whole() {
    for (name, request) in requests().into_iter().filter(|(name, _)| *name != "by_article") {
        let whole = shown(&request.clone().most(usize::MAX).find(&kazakhstan()).unwrap());
        let parts: Vec<String> = (0..whole.len().div_ceil(7))
            .flat_map(|part| shown(&request.clone().skip(part * 7).most(7).find(&kazakhstan()).unwrap()))
            .collect();
        assert_eq!(whole, parts, "{name}");
    }
}

#[test]
fn every_hit_is_a_line_and_spread_over_its_article() {
    for (name, request) in requests() {
        let all = request.skip(0).most(usize::MAX).find(&kazakhstan()).unwrap();
        assert_eq!(all.lines.len() as u64, all.hits(), "{name}");
        let spread: usize = all.spread.iter().map(|s| s.at.len()).sum();
        assert_eq!(spread, all.lines.len(), "{name}");
        for line in &all.lines {
            assert!(line.context.start <= line.hit.start && line.hit.end <= line.context.end, "{name}");
        }
    }
}

#[test]
fn orders() {
    let input = || {
        corpus(
            r#"{"id":"3","outlet":"A","published":"2022-01-03","text":"The coup began. A coup is near."}
{"id":"1","outlet":"B","text":"Every coup fails."}
{"id":"2","outlet":"A","published":"2022-01-02","text":"An old Coups tale."}"#,
        )
    };
    let order = |sort: &[LineOrder]| {
        let found = Concordance::builder().patterns(["coup*"]).unwrap().sort(sort.iter().copied()).find(&input());
        found.unwrap().lines.iter().map(|l| (l.article.id().to_string(), l.hit.start)).collect::<Vec<_>>()
    };
    type Row = (&'static str, &'static [LineOrder], [(&'static str, u32); 4]);
    let rows: &[Row] = &[
        ("article", &[LineOrder::Article], [("1", 6), ("2", 7), ("3", 4), ("3", 18)]),
        ("date_missing_last", &[LineOrder::Date], [("2", 7), ("3", 4), ("3", 18), ("1", 6)]),
        ("right_words", &[LineOrder::Right], [("3", 4), ("1", 6), ("3", 18), ("2", 7)]),
        ("left_words_do_not_leave_the_sentence", &[LineOrder::Left], [("3", 18), ("1", 6), ("2", 7), ("3", 4)]),
        ("hit_then_article", &[LineOrder::Hit], [("1", 6), ("3", 4), ("3", 18), ("2", 7)]),
    ];
    for (name, sort, expected) in rows {
        let expected: Vec<(String, u32)> = expected.iter().map(|(id, at)| (id.to_string(), *at)).collect();
        assert_eq!(order(sort), expected, "{name}");
    }
}

#[test]
fn windows() {
    let text = r#"{"id":"1","outlet":"A","text":"Calm. He said: “No one here wants a coup, or war.” Then rain."}"#;
    let context = |window| {
        let found = Concordance::builder().patterns(["coup"]).unwrap().window(window).find(&corpus(text)).unwrap();
        found.lines[0].context.of(found.lines[0].text()).to_string()
    };
    assert_eq!(context(Window::Sentence), "He said: “No one here wants a coup, or war.”");
    assert_eq!(context(Window::Words(1)), "a coup, or");
    assert_eq!(context(Window::Words(0)), "coup");
    assert_eq!(context(Window::Words(4)), "one here wants a coup, or war.”");
    assert_eq!(context(Window::Words(40)), context(Window::Sentence));
}

#[test]
fn patterns_are_found_in_every_language() {
    let text = r#"{"id":"1","outlet":"A","language":"ru","text":"Попытка переворота."}"#;
    let found = Concordance::builder().patterns(["переворот*"]).unwrap().find(&corpus(text)).unwrap();
    assert_eq!(hits(&found), ["переворота"]);
}

#[test]
fn regular_expressions_match_whole_words() {
    let text = r#"{"id":"1","outlet":"A","text":"Protesters protested; counter-protesters did not protest."}"#;
    let find = |pattern: &str, case| {
        let words = Words { regex: true, case };
        let lexicon = Lexicon::from_words("pattern", [pattern], words).unwrap();
        let found = Concordance::builder().lexicon(lexicon).find(&corpus(text)).unwrap();
        hits(&found).into_iter().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(find("protest", Case::Fold), ["protest"]);
    assert_eq!(find("PROTEST.*", Case::Fold), ["Protesters", "protested", "protest"]);
    assert_eq!(find(".*protest.*", Case::Exact), ["protested", "counter-protesters", "protest"]);
    assert_eq!(find("did|not protest", Case::Fold), ["not protest"], "`did|not` and `protest` are two words");
}

#[test]
fn faults_are_named() {
    let fault = |result: parallax::Result<Concordance>| result.unwrap_err().to_string();
    let request = || Concordance::builder().patterns(["coup"]).unwrap();
    assert_eq!(
        fault(request().category("patern").find(&kazakhstan())),
        "no lexicon has the category `patern`; did you mean `pattern`?"
    );
    assert_eq!(
        fault(Concordance::builder().find(&kazakhstan())),
        "there is nothing to look for; give a pattern or a lexicon"
    );
    let words = Words { regex: true, ..Words::default() };
    assert_eq!(
        Lexicon::from_words("pattern", ["coup("], words).unwrap_err().to_string(),
        "pattern `coup(`: `coup(` is no regular expression: unclosed group"
    );
    assert_eq!(
        "rigth".parse::<LineOrder>().unwrap_err().to_string(),
        "`rigth` is no order of lines; write one of article, outlet, date, left, right, hit, random; did you mean `right`?"
    );
}

/// Texts of so many bytes in which no sentence ends.
#[cfg(feature = "index")]
fn endless(bytes: usize) -> Vec<(&'static str, String)> {
    let units = [
        ("words", "the committee feared a coup and officials said no more of it than that "),
        ("quotations", "\"they said\" it was a coup "),
        ("brackets", "(a coup "),
        ("marks", "coup (((((((((((((( "),
        ("commas", "a coup, "),
    ];
    units.into_iter().map(|(name, unit)| (name, unit.repeat(bytes / unit.len()))).collect()
}

/// A text without a full stop is cut at the limit, from file and index alike: what is shown around its hits grows as
/// the text does, and not as its square.
#[cfg(feature = "index")]
#[test]
fn a_sentence_without_end_is_cut_the_same_everywhere() {
    use parallax::text::{Analyzer, MAX_SENTENCE_TOKENS};
    let folder = tempfile::tempdir().unwrap();
    let near = "[lexicon]\nid = \"near\"\n[[entry]]\npattern = \"coup\"\nconditions = [{ not_after = [\"nobody\"] }]\n";
    let lexicons =
        [Lexicon::parse(near, "near.toml").unwrap(), Lexicon::from_patterns("coup", ["coup", "a coup"]).unwrap()];
    let shown = [1 << 18, 1 << 20].map(|bytes| {
        let lines: String = endless(bytes)
            .into_iter()
            .map(|(name, text)| format!("{}\n", serde_json::json!({"id": name, "outlet": "A", "text": text})))
            .collect();
        let (file, index) = (folder.path().join(format!("{bytes}.jsonl")), folder.path().join(bytes.to_string()));
        std::fs::write(&file, lines).unwrap();
        let written = parallax::ArticleIndex::create(&index, Default::default()).unwrap();
        let mut writer = written.writer(Default::default()).unwrap();
        writer.add_all(&parallax::Source::open(&file).unwrap(), |_| ()).unwrap();
        writer.commit().unwrap();
        let (scan, index) = (Input::open(&file).unwrap(), Input::open(&index).unwrap());
        let plan = parallax::counts::CountPlan::new(lexicons.to_vec()).voices(true);
        let counts = scan.count(&plan).unwrap().counts;
        assert_eq!(counts.rows(), index.count(&plan).unwrap().counts.rows());
        let told = |text: &str| text.matches("coup").count() as u64;
        assert_eq!(counts.hits(0), endless(bytes).iter().map(|(_, text)| told(text)).sum::<u64>());
        let request = Concordance::builder().lexicon(lexicons[0].clone()).most(usize::MAX);
        let (lines, others) = (request.find(&scan).unwrap().lines, request.find(&index).unwrap().lines);
        assert_eq!(lines.len() as u64, counts.hits(0));
        let places = |lines: &[parallax::counts::Located]| lines.iter().map(|l| (l.hit, l.context)).collect::<Vec<_>>();
        assert!(places(&lines) == places(&others));
        for line in lines.iter().step_by(997) {
            let around = Analyzer::default().analyze(line.context.of(line.text()));
            assert!(around.tokens().len() <= MAX_SENTENCE_TOKENS as usize, "{}", line.article.id());
        }
        lines.iter().map(|line| line.context.of(line.text()).len()).sum::<usize>()
    });
    assert!(shown[1] <= shown[0] * 4 + shown[0] / 8, "{shown:?} bytes around the hits");
}
