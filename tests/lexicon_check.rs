//! What a check says of a lexicon, alone and in a corpus.

use parallax::framing::LexiconUse;
use parallax::lexicon::{LexiconFindingKind as Kind, shipped, shipped_names};
use parallax::{Input, Lexicon};

fn lexicon(head: &str, entries: &[(&str, &str)]) -> Lexicon {
    let tables: String = entries.iter().map(|(p, rest)| format!("[[entry]]\npattern = \"{p}\"\n{rest}\n")).collect();
    Lexicon::parse(&format!("[lexicon]\nid = \"x\"\n{head}\n{tables}"), "x.toml").unwrap()
}

fn found(lexicon: &Lexicon) -> Vec<(Kind, String)> {
    lexicon.check().unwrap().into_iter().map(|f| (f.kind, f.about)).collect()
}

#[test]
fn what_a_lexicon_says_of_itself() {
    type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [(Kind, &'static str)]);
    let rows: &[Row] = &[
        ("clean", "should_match = [\"A coup.\"]\nshould_not_match = [\"A couple.\"]", &[("{coup|coups}", "")], &[]),
        ("should_match", "should_match = [\"A putsch.\"]", &[("coup", "")], &[(Kind::ShouldMatch, "A putsch.")]),
        (
            "should_not_match",
            "should_not_match = [\"A couple.\"]",
            &[("coup*", "")],
            &[(Kind::ShouldNotMatch, "A couple.")],
        ),
        ("the_same_twice", "", &[("coup", ""), ("coup", "")], &[(Kind::Shadowed, "coup")]),
        ("a_wildcard_before_a_word", "", &[("coup*", ""), ("coups", "")], &[(Kind::Shadowed, "coups")]),
        ("a_word_before_a_wildcard", "", &[("coups", ""), ("coup*", "")], &[]),
        ("longer_wins_so_it_is_no_shadow", "", &[("coup*", ""), ("coup attempt", "")], &[]),
        ("part_of_an_entry", "", &[("coup", ""), ("{coup|putsch}", "")], &[(Kind::Shadowed, "{coup|putsch}")]),
        ("capitals_are_compared_differently", "", &[("us", ""), ("US", "case = \"exact\"")], &[]),
        ("stems_are_compared_differently", "", &[("protest", "stem = true"), ("protest", "")], &[]),
        (
            "phrases",
            "",
            &[("peace* protest*", ""), ("peaceful protester", "")],
            &[(Kind::Shadowed, "peaceful protester")],
        ),
        (
            "other_categories_do_not_shadow",
            "[[category]]\nid = \"x/a\"\n[[category]]\nid = \"x/b\"",
            &[("coup", "category = \"x/a\""), ("coup", "category = \"x/b\"")],
            &[],
        ),
        (
            "clashing_valences",
            "[[category]]\nid = \"x/a\"\n[[category]]\nid = \"x/b\"",
            &[("rebels", "category = \"x/a\"\nvalence = 1"), ("{rebels|rioters}", "category = \"x/b\"\nvalence = -2")],
            &[(Kind::ClashingValence, "{rebels|rioters}")],
        ),
        (
            "idle_exception",
            "exceptions = [\"publicity stunt\"]",
            &[("coup", "")],
            &[(Kind::IdleException, "publicity stunt")],
        ),
        ("an_exception_at_work", "exceptions = [\"publicity coup\"]", &[("coup", "")], &[]),
    ];
    for (name, head, entries, expected) in rows {
        let expected: Vec<(Kind, String)> = expected.iter().map(|(kind, about)| (*kind, about.to_string())).collect();
        assert_eq!(found(&lexicon(head, entries)), expected, "{name}");
    }
    let faulty = lexicon("should_match = [\"A putsch.\"]", &[("coup", "")]);
    assert_eq!(faulty.check().unwrap()[0].line, Some(3));
}

#[test]
fn no_shipped_lexicon_contradicts_itself() {
    for name in shipped_names() {
        for lexicon in shipped(name).unwrap() {
            let faults: Vec<_> = lexicon.check().unwrap().into_iter().filter(|f| f.kind.is_fault()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
    }
}

#[test]
fn what_each_wildcard_catches() {
    let input = |lines: &str| Input::builder().reader("lines", std::io::Cursor::new(lines.to_string())).open().unwrap();
    let article = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"outlet\":\"A\",\"text\":\"{text}\"}}\n");
    let lines = article("1", "Coups and a couple. The coup attempts, the coup attempted.")
        + &article("2", "Coups again, a putsch.");
    let lexicon = lexicon(
        "exceptions = [\"coup again\", \"the coup\"]",
        &[("coup*", ""), ("coup attempt*", ""), ("coup_plot", ""), ("{putsch|junta}", ""), ("putsch", "")],
    );
    // an article that the input holds twice counts once
    let found = LexiconUse::of(&[lexicon], &input(&(lines.clone() + &article("2", "Coups again, a putsch.")))).unwrap();
    let forms = |entry: usize| {
        let forms = &found.entries[entry].forms;
        forms.iter().map(|f| (f.form.as_str(), f.hits, f.articles)).collect::<Vec<_>>()
    };
    assert_eq!(forms(0), [("coups", 2, 2), ("couple", 1, 1)]);
    assert_eq!(forms(1), [("coup attempted", 1, 1), ("coup attempts", 1, 1)]);
    assert_eq!(forms(3), [("putsch", 1, 1)]);
    assert_eq!(found.entries.iter().map(|e| e.open).collect::<Vec<_>>(), [true, true, false, false, false]);
    // two lie inside the exception and two are taken by the longer entry
    assert_eq!((found.entries[0].hits, found.entries[0].matches), (3, 3));
    let findings: Vec<(Kind, &str)> = found.findings.iter().map(|f| (f.kind, f.about.as_str())).collect();
    assert_eq!(
        findings,
        [(Kind::NeverMatches, "coup_plot"), (Kind::TakenInCorpus, "putsch"), (Kind::UnmetException, "coup again")]
    );
    assert_eq!(found.articles, 2);
}

#[test]
fn what_was_skipped_is_said() {
    let lines = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n{broken\n";
    let input = Input::builder().reader("two", lines.as_bytes()).open().unwrap();
    let lexicons = [lexicon("", &[("coup", ""), ("putsch", "")])];
    let used = LexiconUse::of(&lexicons, &input).unwrap();
    assert_eq!((used.articles, used.skipped.articles()), (1, 1));
    assert_eq!(used.findings[0].message, "it never matches in this one article");
    let report = parallax::report::lexicon_check(&lexicons, &[], Some(&used), 3);
    assert_eq!(report.provenance().skipped[0].reason, "broken_json");
}

#[cfg(feature = "index")]
#[test]
fn an_index_says_the_same() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/kazakhstan_2022");
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path().join("i"), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&parallax::Source::open(&corpus).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let lexicons = shipped("contested_events").unwrap();
    let of = |input: Input| LexiconUse::of(&lexicons, &input).unwrap();
    let (scan, index) = (of(Input::open(corpus).unwrap()), of(Input::open(place.path().join("i")).unwrap()));
    assert_eq!(scan.entries, index.entries);
    assert_eq!(scan.findings, index.findings);
    for entry in &scan.entries {
        let sum: u64 = entry.forms.iter().map(|form| form.hits).sum();
        assert_eq!(sum, entry.hits, "the forms of `{}` are all its hits", entry.pattern);
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_exit_code_tells_faults_from_things_to_weigh() {
    let place = tempfile::tempdir().unwrap();
    let run = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).unwrap();
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_parallax"))
            .args(["lexicon", "check"])
            .arg(&path)
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let head = "[lexicon]\nid = \"x\"\n";
    let (code, said, _) =
        run("weigh.toml", &format!("{head}[[entry]]\npattern = \"a*\"\n[[entry]]\npattern = \"ab\"\n"));
    assert_eq!(code, Some(0));
    assert!(said.contains("No faults; 1 thing to weigh."), "{said}");
    let (code, said, _) = run("fault.toml", &format!("{head}should_match = [\"b\"]\n[[entry]]\npattern = \"a\"\n"));
    assert_eq!(code, Some(1));
    assert!(said.contains("! x line 3, b: this sentence should hold a hit and holds none"), "{said}");
    let (code, said, error) = run("broken.toml", &format!("{head}[[entry]]\npattern = \"{{a\"\n"));
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(
        error.ends_with("broken.toml:4:12: pattern `{a`: the brace is never closed; close it with `}`\n"),
        "{error}"
    );
}
