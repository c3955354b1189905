//! Wire copy: what was changed, how it counts, and what it does to a test.

use parallax::counts::CountPlan;
use parallax::framing::{ChangeKind, DuplicatePolicy, SamplingUnit, Shown, TestOptions, WireCopy, WirePassage};
use parallax::report::{Detail, Format, TerminalOptions, Verification};
use parallax::{Comparison, Input, Lexicon};
use rand::RngExt as _;
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

fn strike_lexicon() -> Lexicon {
    Lexicon::read(folder("harbor_strike/lexicon.toml")).unwrap()
}

fn on_paper(name: &str) -> BTreeSet<Vec<String>> {
    let mut reader = csv::Reader::from_path(folder("../tests/golden/harbor_strike_wire").join(name)).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

fn found() -> WireCopy {
    let input = Input::open(folder("harbor_strike_wire")).unwrap();
    WireCopy::builder().lexicon(strike_lexicon()).find(&input).unwrap()
}

#[test]
fn what_was_changed_equals_the_list_on_paper() {
    let found = found();
    assert_eq!(found.groups.len(), 2);
    let text = |passage: &Option<WirePassage>| passage.as_ref().map_or_else(String::new, |p| p.text().to_string());
    let (mut changes, mut terms) = (BTreeSet::new(), BTreeSet::new());
    for group in &found.groups {
        let event = group.printings[0].article.event().unwrap();
        assert_eq!(group.printings.len(), 3);
        for printing in &group.printings {
            for change in &printing.changes {
                let row = [event, printing.article.outlet(), change.kind.name()].map(String::from);
                let row = row.into_iter().chain([text(&change.before), text(&change.after)]);
                assert!(changes.insert(row.collect::<Vec<_>>()), "twice: {change:?}");
                for (way, list) in [("out", &change.terms_gone), ("in", &change.terms_new)] {
                    for term in list {
                        let category = found.header.categories[term.category as usize].id.as_str();
                        let words = term.hit.of(term.text());
                        let row = [event, printing.article.outlet(), way, category, words].map(String::from).to_vec();
                        assert!(terms.insert(row), "twice: {term:?}");
                        assert!(term.speech.is_some(), "whose words it is in is known");
                    }
                }
            }
        }
    }
    assert_eq!(changes, on_paper("changes.csv"));
    assert_eq!(terms, on_paper("terms.csv"));
}

#[test]
fn the_common_text_is_what_most_print() {
    let found = found();
    let strike = found.groups.iter().find(|group| group.printings[0].article.event() == Some("second-week")).unwrap();
    assert_eq!(strike.common.len(), 24);
    assert!(strike.common[11].text().contains("the right to strike was not for sale"), "one of three cut it");
    assert!(strike.common[22].text().starts_with("School kitchens"), "one of three moved it");
    let reworded: Vec<_> =
        strike.printings.iter().flat_map(|p| &p.changes).filter(|c| c.kind == ChangeKind::Reworded).collect();
    let words: Vec<Vec<&str>> = reworded
        .iter()
        .map(|change| {
            let text = change.after.as_ref().unwrap().article.text();
            change.words_new.iter().map(|span| span.of(text)).collect()
        })
        .collect();
    assert_eq!(words, [vec!["claimed"], vec!["caused chaos with a walkout"]]);
}

#[test]
fn every_format_shows_it_and_its_spans_lie_in_the_texts() {
    let found = found();
    let render = |format| found.report(format, false).render(format, &TerminalOptions::default());
    for format in [Format::Terminal, Format::Markdown, Format::Csv, Format::Json] {
        let page = render(format);
        assert!(page.contains("right to strike") && page.contains("Harbour Gazette"), "{page}");
    }
    let json: serde_json::Value = serde_json::from_str(&render(Format::Json)).unwrap();
    let input = Input::open(folder("harbor_strike_wire")).unwrap();
    let mut looked_at = 0;
    for change in json["texts"].as_array().unwrap().iter().flat_map(|text| {
        text["printings"].as_array().unwrap().iter().flat_map(|printing| printing["changes"].as_array().unwrap())
    }) {
        for side in ["before", "after"].iter().filter(|side| !change[**side].is_null()) {
            let passage = &change[*side];
            let ids = std::iter::once(passage["article"].as_str().unwrap().into()).collect();
            let article = &input.articles(&ids).unwrap()[0];
            let [start, end] = [0, 1].map(|end| passage["bytes"][end].as_u64().unwrap() as usize);
            assert_eq!(&article.text()[start..end], passage["text"].as_str().unwrap());
            looked_at += 1;
        }
    }
    assert!(looked_at > 12, "{looked_at}");
}

#[test]
fn the_table_has_a_row_for_each_article_of_a_shared_text() {
    let wire = "Crews walked out of the port on Monday. Talks had failed on Sunday night. Ships wait at anchor.";
    let line = |id: &str, outlet: &str| format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"{wire}\"}}\n");
    let lines = line("g1", "Gazette") + &line("v1", "Voice") + &line("v2", "Voice");
    let found = |lines: String| {
        let input = Input::builder().reader("made", std::io::Cursor::new(lines)).open().unwrap();
        WireCopy::builder().find(&input).unwrap()
    };
    let mut table = Vec::new();
    found(lines).write_csv(&mut table).unwrap();
    let expected = "article,wire,outlet,kept,added,cut,reworded,moved\n\
        g1,g1,Gazette,3,0,0,0,0\nv1,g1,Voice,3,0,0,0,0\nv2,g1,Voice,,,,,\n";
    assert_eq!(String::from_utf8(table).unwrap(), expected);
    let none = found(line("g1", "Gazette")).report(Format::Markdown, false);
    let page = none.render(Format::Markdown, &TerminalOptions::default());
    assert!(page.contains("1 article, none with a text that another outlet prints too."), "{page}");
    assert!(!page.contains("common text"), "{page}");
}

// ------------------------------------------------------------------ how it counts

/// Twelve articles of its own an outlet, and so many texts that all three print.
fn lines(shared: usize) -> String {
    let mut random = Pcg64Mcg::new(11);
    let mut text = |coups: usize| {
        let mut words: Vec<String> = (0..120).map(|_| format!("w{}", random.random_range(0..5_000))).collect();
        for place in 0..coups {
            words[place * 7 + 3] = "coup".to_string();
        }
        words.join(" ")
    };
    let mut out = String::new();
    let line = |id: String, outlet: &str, text: &str| {
        serde_json::json!({ "id": id, "outlet": outlet, "text": text }).to_string() + "\n"
    };
    for number in 0..12 {
        for outlet in ["Gazette", "Post", "Voice"] {
            let coups = if outlet == "Voice" { 4 } else { number % 2 };
            out += &line(format!("own-{number:02}-{outlet}"), outlet, &text(coups));
        }
    }
    for number in 0..shared {
        let text = text(2);
        for outlet in ["Gazette", "Post", "Voice"] {
            // each adds a word
            out += &line(format!("wire-{number:02}-{outlet}"), outlet, &format!("{text} {outlet}"));
        }
    }
    out
}

fn compare(lines: &str, policy: DuplicatePolicy) -> Comparison {
    let input = Input::builder().reader("made", std::io::Cursor::new(lines.to_string())).open().unwrap();
    Comparison::builder()
        .lexicon(Lexicon::from_patterns("coup", ["coup"]).unwrap())
        .test(TestOptions { permutations: 99, seed: 1 })
        .duplicates(policy)
        .compare(&input)
        .unwrap()
}

fn codes(comparison: &Comparison) -> Vec<&'static str> {
    comparison.warnings.iter().map(|warned| warned.code.code()).collect()
}

#[test]
fn shared_texts_count_as_was_chosen() {
    let lines = lines(5);
    let each = compare(&lines, DuplicatePolicy::Each);
    let once = compare(&lines, DuplicatePolicy::Once);
    let dropped = compare(&lines, DuplicatePolicy::DropWire);
    let hits = |c: &Comparison| c.categories[0].profiles.iter().map(|p| (p.articles, p.hits)).collect::<Vec<_>>();
    assert_eq!(hits(&each), [(17, 16), (17, 16), (17, 58)]);
    assert_eq!(hits(&once), [(12, 6), (12, 6), (12, 48)]);
    assert_eq!(hits(&dropped), hits(&once));
    let row = &once.wire_once[0];
    assert_eq!((row.texts, row.hits), (5, 10), "each text once, for no outlet");
    assert!(each.wire_once.is_empty() && dropped.wire_once.is_empty());
    for comparison in [&each, &once, &dropped] {
        assert_eq!((comparison.wire.groups, comparison.wire.printings, comparison.wire.articles), (5, 15, 51));
        assert!(codes(comparison).contains(&"duplicates"));
    }
    // beside each other: what was chosen, and the other choice
    assert_eq!(
        each.beside.as_ref().unwrap().per_1000[0],
        [0, 1, 2].map(|g| dropped.categories[0].profiles[g].per_1000)
    );
    assert_eq!(once.beside.as_ref().unwrap().per_1000[0], [0, 1, 2].map(|g| each.categories[0].profiles[g].per_1000));
    let page = each.report(Detail::FULL).render(Format::Terminal, &TerminalOptions::default());
    assert!(page.contains("15 of 51 articles (29 %) print 5 texts that several outlets print"), "{page}");
    assert!(page.contains("As compared, and with shared texts left out"), "{page}");
}

#[test]
fn a_text_of_three_outlets_counts_for_a_third_in_each() {
    let weighted = compare(&lines(5), DuplicatePolicy::Weight);
    let rates = |c: &Comparison| c.categories[0].profiles.iter().map(|p| p.per_1000.unwrap()).collect::<Vec<_>>();
    // twelve articles of its own with so many hits, and five thirds of an article of 121 words with two hits
    let by_hand = |own: f64| 1000.0 * (own + 10.0 / 3.0) / (12.0 * 120.0 + 5.0 * 121.0 / 3.0);
    for (rate, by_hand) in rates(&weighted).into_iter().zip([6.0, 6.0, 48.0].map(by_hand)) {
        assert!((rate / by_hand - 1.0).abs() < 1e-12, "{rate} {by_hand}");
    }
    let hits = weighted.categories[0].profiles.iter().map(|p| (p.articles, p.hits)).collect::<Vec<_>>();
    assert_eq!(hits, [(17, 16), (17, 16), (17, 58)], "hits are shown whole");
    let against_rest = &weighted.categories[0].against_rest[2];
    assert_eq!(against_rest.hits, [58, 32]);
    assert!((against_rest.ratio().unwrap() / (by_hand(48.0) / by_hand(6.0)) - 1.0).abs() < 1e-12);
    assert!(codes(&weighted).contains(&"duplicates"));
    assert_eq!(rates(&compare(&lines(5), DuplicatePolicy::Each)), {
        let beside = weighted.beside.as_ref().unwrap();
        beside.per_1000[0].iter().map(|rate| rate.unwrap()).collect::<Vec<_>>()
    });
}

#[test]
fn where_every_article_counts_for_the_same_part_weights_change_nothing() {
    let input = |policy| {
        // a word that one outlet alone has, and one that it has more often
        let lines = lines(14).replace(" Voice\"}", " voice coup\"}");
        let shared: String =
            lines.lines().filter(|line| line.contains("wire-")).map(|line| format!("{line}\n")).collect();
        let input = Input::builder().reader("made", std::io::Cursor::new(shared)).open().unwrap();
        let builder = Comparison::builder()
            .lexicon(Lexicon::from_patterns("coup", ["coup"]).unwrap())
            .lexicon(Lexicon::from_patterns("voice", ["voice"]).unwrap())
            .test(TestOptions { permutations: 499, seed: 1 });
        builder.duplicates(policy).compare(&input).unwrap()
    };
    let (each, weighted) = (input(DuplicatePolicy::Each), input(DuplicatePolicy::Weight));
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let mut looked_at = 0;
    for (a, b) in each.categories.iter().zip(&weighted.categories) {
        for (a, b) in a.profiles.iter().zip(&b.profiles) {
            assert_eq!((a.hits, a.words, &a.entries), (b.hits, b.words, &b.entries));
            let (ends, weighted) = (a.interval_per_1000.unwrap(), b.interval_per_1000.unwrap());
            assert!(close(ends.lower, weighted.lower) && close(ends.upper, weighted.upper), "{ends:?} {weighted:?}");
        }
        for (a, b) in a.against_rest.iter().zip(&b.against_rest) {
            assert_eq!((a.hits, a.words, a.zero_adjusted), (b.hits, b.words, b.zero_adjusted));
            assert!(close(a.log_ratio.unwrap(), b.log_ratio.unwrap()), "{:?} {:?}", a.log_ratio, b.log_ratio);
            assert_eq!(a.interval.is_ok(), b.interval.is_ok());
            let same = match (a.test.t, b.test.t) {
                (Ok(a), Ok(b)) => close(a, b),
                (a, b) => a == b,
            };
            assert!(same, "{:?} {:?}", a.test, b.test);
            assert_eq!((a.test.p, a.test.adjusted_p), (b.test.p, b.test.adjusted_p));
            looked_at += usize::from(a.zero_adjusted);
        }
    }
    assert_eq!(looked_at, 3, "where one outlet alone has a word, each comparison has a side without a hit");
}

#[test]
fn a_corpus_without_copies_says_so_and_warns_of_nothing() {
    let found = compare(&lines(0), DuplicatePolicy::Each);
    assert!(found.beside.is_none() && !codes(&found).contains(&"duplicates"), "{:?}", codes(&found));
    let page = found.report(Detail::FULL).render(Format::Terminal, &TerminalOptions::default());
    assert!(page.contains("No text is printed by several outlets."), "{page}");
}

#[test]
fn near_copies_inside_an_outlet_count_once_and_the_rates_with_them_stand_beside() {
    let one = lines(0);
    let again: String = one
        .lines()
        .filter(|line| line.contains("\"Voice\""))
        .map(|line| line.replace("own-", "again-").replace("\"}", " updated\"}") + "\n")
        .collect();
    let found = compare(&(one.clone() + &again), DuplicatePolicy::Each);
    assert_eq!(found.copies.len(), 12, "the later ids of each pair");
    assert_eq!(found.wire.groups, 0);
    assert!(codes(&found).contains(&"copies"));
    let with = found.beside_copies.as_ref().unwrap();
    let words = |per_1000: parallax::measures::Defined<f64>| per_1000.unwrap();
    let voice = found.groups.iter().position(|group| group.name.as_deref() == Some("Voice")).unwrap();
    assert!((words(with.per_1000[0][voice]) - 1000.0 * 96.0 / f64::from(24 * 120 + 12)).abs() < 1e-9);
}

#[test]
fn a_report_with_shared_texts_can_be_verified() {
    let lines = lines(4);
    for (policy, unit) in [
        (DuplicatePolicy::Each, SamplingUnit::Auto),
        (DuplicatePolicy::Once, SamplingUnit::Auto),
        (DuplicatePolicy::DropWire, SamplingUnit::Wire),
        (DuplicatePolicy::Each, SamplingUnit::Wire),
        (DuplicatePolicy::Weight, SamplingUnit::Auto),
        (DuplicatePolicy::Weight, SamplingUnit::Wire),
    ] {
        let input = Input::builder().reader("made", std::io::Cursor::new(lines.clone())).open().unwrap();
        let comparison = Comparison::builder()
            .lexicon(Lexicon::from_patterns("coup", ["coup"]).unwrap())
            .test(TestOptions { permutations: 99, seed: 1 })
            .duplicates(policy)
            .unit(unit)
            .all_evidence(true)
            .compare(&input)
            .unwrap();
        let text = comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default());
        let verification = Verification::of(&text, "report.json", Some(&input)).unwrap();
        assert!(verification.holds(), "{policy:?} {unit:?}: {:?}", verification.findings);
        let brief = Comparison { all_evidence: None, ..comparison };
        let text = brief.report(Detail::FULL).render(Format::Json, &TerminalOptions::default());
        let verification = Verification::of(&text, "report.json", Some(&input)).unwrap();
        assert!(verification.holds(), "without evidence, {policy:?} {unit:?}: {:?}", verification.findings);
    }
}

// ------------------------------------------------------------------ the unit of a test

/// Thirty texts that five outlets of one side each print; which fifteen texts are whose is left to chance.
fn planted(seed: u64) -> String {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    let mut sides = ["left", "right"].repeat(15);
    for place in (1..sides.len()).rev() {
        sides.swap(place, random.random_range(0..=place));
    }
    let mut out = String::new();
    for (text, side) in sides.into_iter().enumerate() {
        let coups = random.random_range(0..6) * random.random_range(0..2);
        let mut words: Vec<String> = (0..50).map(|_| format!("w{}", random.random_range(0..9_000))).collect();
        (0..coups).for_each(|place| words[place * 9] = "coup".to_string());
        for outlet in 0..5 {
            let line = serde_json::json!({
                "id": format!("{text:02}-{outlet}"), "outlet": format!("{side} {outlet}"), "side": side,
                "text": format!("{} by{outlet}", words.join(" ")),
            });
            out += &format!("{line}\n");
        }
    }
    out
}

#[test]
fn copied_texts_taken_for_articles_find_differences_that_are_not_there() {
    const CORPORA: u64 = 400;
    let plan = CountPlan::new(vec![Lexicon::from_patterns("coup", ["coup"]).unwrap()]).by("side");
    let (mut by_article, mut by_wire) = (0_u32, 0_u32);
    for seed in 0..CORPORA {
        let input = Input::builder().reader("made", std::io::Cursor::new(planted(seed))).open().unwrap();
        let counts = input.count(&plan).unwrap().counts.with_wire(&input.duplicates().unwrap());
        for (unit, found) in [(SamplingUnit::Auto, &mut by_article), (SamplingUnit::Wire, &mut by_wire)] {
            let test = TestOptions { permutations: 199, seed };
            let shown = Shown { unit, test, copies: true, ..Shown::default() };
            let comparison = Comparison::from_counts_shown(&counts, shown).unwrap();
            let p = comparison.categories[0].verdict.p.expect("fifteen texts a side");
            *found += u32::from(p <= 0.05);
        }
    }
    let [by_article, by_wire] = [by_article, by_wire].map(|found| f64::from(found) / CORPORA as f64);
    println!("false findings at 5 %: {:.1} % by article, {:.1} % by wire group", 100.0 * by_article, 100.0 * by_wire);
    assert!(by_article > 0.10, "{by_article}");
    // 5 % of 400 is 20, give or take 4.4
    assert!((0.02..=0.085).contains(&by_wire), "{by_wire}");
}
