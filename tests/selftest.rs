//! How often a difference is found where there is none: the test of the tests.

use parallax::framing::{NullDesign, SelfTest};
use parallax::measures::permutation::Exchange;
use parallax::report::{Format, SELFTEST_SCHEMA, TerminalOptions};
use parallax::{Input, Lexicon};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn kazakhstan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/kazakhstan_2022")
}

fn reader(lines: String) -> Input {
    Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap()
}

fn json(test: &SelfTest, input: &Input) -> Value {
    serde_json::from_str(&test.report(input.options()).render(Format::Json, &TerminalOptions::default())).unwrap()
}

/// Articles of 60 to 200 words: each chooses three of forty words and writes these again and again, so that words recur in
/// an article. `dated` gives dates in place of events.
fn bursty(articles: usize, dated: bool) -> String {
    let mut state = 7_u64;
    let mut below = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let mut lines = String::new();
    for article in 0..articles {
        let own = [below(40), below(40), below(40)];
        let words: Vec<String> = (0..60 + below(140))
            .map(|_| if below(3) == 0 { format!("w{}x", own[below(3) as usize]) } else { format!("w{}x", below(40)) })
            .collect();
        let outlet = if below(2) == 0 { "Gazette" } else { "Wire" };
        let mut line = serde_json::json!({
            "id": format!("{article:04}"), "outlet": outlet, "text": words.join(" "),
        });
        if dated {
            line["published"] = format!("2021-{:02}-{:02}", 1 + article % 12, 1 + article / 12 % 28).into();
        } else {
            line["event"] = format!("e{:03}", article / 4).into();
        }
        lines += &line.to_string();
        lines.push('\n');
    }
    lines
}

#[test]
fn the_default_test_is_right_where_counting_words_is_not() {
    let test = SelfTest::builder().terms_per_split(40).splits(100).run(&reader(bursty(320, false))).unwrap();
    assert_eq!((test.not_testable.as_deref(), test.articles, test.events, test.terms), (None, 320, 80, 40));
    let designs: Vec<NullDesign> = test.tables.iter().map(|table| table.design).collect();
    let all =
        [NullDesign::ArticlesAtRandom, NullDesign::WholeEvents, NullDesign::PairedSwaps, NullDesign::UnequalBurstiness];
    assert_eq!(designs, all);
    for table in &test.tables {
        let found = &table.default;
        assert_eq!(found.splits, 100);
        assert!(found.tests >= 3_000, "{:?}: {found:?}", table.design);
        let share = found.share_below_05().unwrap();
        assert!((0.03..0.08).contains(&share), "{:?}: {share}", table.design);
        assert!(found.share_below_01().unwrap() < 0.025, "{:?}: {found:?}", table.design);
        assert!(!found.is_false_too_often(), "{:?}: {found:?}", table.design);
        // words recur in these articles, and that is what counting words does not see
        let words = &table.bag_of_words;
        if table.design != NullDesign::UnequalBurstiness {
            assert!(words.share_below_05().unwrap() > 0.12, "{:?}: {words:?}", table.design);
            assert!(words.is_false_too_often() && words.any_by_maximum.is_none(), "{:?}: {words:?}", table.design);
        }
    }
    let [_, whole, swaps, _] = &test.tables[..] else { panic!("four tables") };
    assert_eq!((whole.exchange, swaps.exchange), (Exchange::Blocks, Exchange::BlocksInEvents));
    assert!(whole.other_unit.is_some());
    assert_eq!(test.fitting().unwrap().design, NullDesign::PairedSwaps);
}

#[test]
fn without_events_whole_weeks_are_split() {
    let input = reader(bursty(160, true));
    let test = SelfTest::builder().terms_per_split(10).splits(10).run(&input).unwrap();
    assert!(test.weeks);
    let fitting = test.fitting().unwrap();
    assert_eq!((fitting.design, fitting.exchange), (NullDesign::WholeWeeks, Exchange::Articles));
    assert!(fitting.other_unit.is_some());
    let report = json(&test, &input);
    assert_eq!(report["design"], "whole_weeks");
    assert_eq!(report["default"], report["whole_weeks"]["default"]);
}

#[test]
fn the_same_seed_gives_the_same_figures_and_names_what_it_holds() {
    let input = Input::open(kazakhstan()).unwrap();
    let run = |seed| SelfTest::builder().splits(12).terms_per_split(20).seed(seed).run(&input).unwrap();
    let one_thread = rayon_of_one(|| run(5));
    let test = run(5);
    assert_eq!(test, one_thread);
    assert_ne!(test.tables, run(6).tables);
    let report = json(&test, &input);
    assert_eq!(report["schema"], SELFTEST_SCHEMA);
    assert_eq!(
        (&report["splits"], &report["seed"], &report["design"]),
        (&12.into(), &5.into(), &"paired_swaps".into())
    );
    assert!(report["terms"].as_u64().unwrap() > 20);
    for key in ["share_below_05", "share_below_01", "any_false_after_correction"] {
        assert!(report["default"][key].is_f64(), "{key}");
        assert!(report["bag_of_words"][key].is_f64(), "{key}");
    }
    for table in ["articles_at_random", "whole_events", "paired_swaps", "unequal_burstiness"] {
        assert!(report[table]["default"]["share_below_05"].is_f64(), "{table}");
    }
    assert_eq!(report["default"], report["paired_swaps"]["default"]);
}

fn rayon_of_one<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(run)
}

#[test]
fn the_order_of_the_articles_does_not_matter() {
    let lines = bursty(80, false);
    let mut backwards: Vec<&str> = lines.lines().rev().collect();
    backwards.push("");
    let run = |lines: String| SelfTest::builder().terms_per_split(10).splits(6).run(&reader(lines)).unwrap().tables;
    assert_eq!(run(lines.clone()), run(backwards.join("\n")));
}

#[test]
fn categories_are_tested_where_a_lexicon_is_given() {
    let lexicon = Lexicon::from_patterns("own", ["w1x", "w2x", "w3*"]).unwrap();
    let input = reader(bursty(160, false));
    let test = SelfTest::builder().lexicons(vec![lexicon]).splits(20).run(&input).unwrap();
    assert_eq!((test.of_lexicons, test.terms, test.tables[0].default.tests), (true, 1, 20));
    assert_eq!(json(&test, &input)["of"], "categories");
}

#[test]
fn too_little_is_not_testable() {
    let article = |i: usize, event: usize| {
        format!("{{\"id\":\"{i}\",\"outlet\":\"{}\",\"event\":\"{event}\",\"text\":\"A vote {i}.\"}}\n", i % 2)
    };
    let few_articles: String = (0..19).map(|i| article(i, i)).collect();
    let few_events: String = (0..40).map(|i| article(i, i % 5)).collect();
    let few_hits: String = (0..40)
        .map(|i| format!("{{\"id\":\"{i}\",\"outlet\":\"a\",\"event\":\"{}\",\"text\":\"n{i}.\"}}\n", i % 8))
        .collect();
    for (lines, reason) in [
        (few_articles, "fewer than 20 articles (19)"),
        (few_events, "fewer than 6 events (5)"),
        (few_hits, "no word has 20 hits in 5 articles on 3 events: there is nothing to test"),
    ] {
        let input = reader(lines);
        let test = SelfTest::builder().splits(5).run(&input).unwrap();
        assert_eq!(test.not_testable.as_deref(), Some(reason));
        let report = json(&test, &input);
        assert_eq!((&report["testable"], &report["default"]), (&false.into(), &Value::Null));
    }
}

#[test]
fn planted_differences_are_found_and_false_ones_are_few() {
    let input = reader(bursty(320, false));
    let test = SelfTest::builder().terms_per_split(40).splits(1).plant(3.0).run(&input).unwrap();
    let planted = test.planted.unwrap();
    assert!(planted.runs >= 200 && planted.discoveries >= 100, "{planted:?}");
    assert_eq!(planted.planted * 10, planted.terms);
    assert!(planted.false_discovery_rate <= 0.08, "{planted:?}");
    assert!(planted.power().unwrap() > 0.1, "{planted:?}");
    assert!(json(&test, &input)["planted"]["power"].is_f64());
    for no_ratio in [1.0, 0.0, -2.0, f64::NAN, f64::INFINITY] {
        let refused = SelfTest::builder().plant(no_ratio).run(&input).unwrap_err();
        assert!(refused.to_string().contains("is no difference; write for example `2`"), "{refused}");
    }
}
