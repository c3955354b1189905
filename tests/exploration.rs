//! Which words differ: from both roads, the same for a seed, and honest about what it is.

use parallax::counts::{FeatureMatrix, TableUnit, TermFilter, TermPlan};
use parallax::framing::{Design, Exploration, ExplorationFilter, Permutations, Ranking, UnitKind, WarningCode};
use parallax::measures::permutation::Statistic;
use parallax::measures::{Undefined, log_ratio_paired};
use parallax::report::{Detail, Format, TerminalOptions};
use parallax::{Input, measures};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn kazakhstan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/kazakhstan_2022")
}

fn reader(lines: String) -> Input {
    Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap()
}

/// Two outlets on so many events; one writes of a `coup` where the other has a `riot`, and both of much else at rates
/// that differ from event to event.
fn planted(events: usize) -> String {
    let mut lines = String::new();
    for event in 0..events {
        for (outlet, own) in [("Gazette", "coup"), ("Wire", "riot")] {
            let burst = "fire ".repeat((event * 7 + outlet.len() * event) % 5);
            let filler = "the men of the city said it was so and ".repeat(8 + (event * 5 + outlet.len()) % 6);
            let text = format!("{filler} a {own} here, a {own} there; {burst} vote. {event}");
            lines += &serde_json::json!({
                "id": format!("{outlet}-{event}"), "outlet": outlet, "event": format!("e{event}"), "text": text,
            })
            .to_string();
            lines.push('\n');
        }
    }
    lines
}

fn json(found: &Exploration) -> String {
    found.report(Detail::FULL).render(Format::Json, &TerminalOptions::default())
}

#[test]
fn what_is_planted_is_found_and_what_is_not_is_not() {
    let found = Exploration::builder().explore(&reader(planted(40))).unwrap();
    assert_eq!((found.corpus.design, found.corpus.unit), (Some(Design::Paired), UnitKind::Event));
    for list in &found.lists {
        let (own, other) = if list.target == 0 { ("coup", "riot") } else { ("riot", "coup") };
        let first: Vec<&str> = list.rows[..2].iter().map(|row| row.term.as_str()).collect();
        assert!(first.contains(&own) && first.contains(&other), "{first:?}");
        for row in &list.rows {
            let is_planted = [own, other].contains(&row.term.as_str());
            assert_eq!(row.differs(), is_planted, "{}: {:?}", row.term, row.step_down_p);
            assert_eq!(row.is_marked(), is_planted, "{}: {:?}", row.term, row.adjusted_p);
            assert!(row.step_down_p.unwrap() >= row.p.unwrap());
        }
        let row = list.rows.iter().find(|row| row.term == own).unwrap();
        assert_eq!((row.hits, row.zero_adjusted), ([80, 0], true));
        assert!(row.statistic.unwrap() > 0.0 && row.scores.g2.unwrap() > 0.0 && row.scores.log_odds.unwrap() > 0.0);
        assert_eq!(row.interval, Err(Undefined::ZeroCount));
        let row = list.rows.iter().find(|row| row.term == other).unwrap();
        assert!(row.statistic.unwrap() < 0.0 && row.scores.g2.unwrap() < 0.0 && row.log_ratio.unwrap() < 0.0);
        assert_eq!((list.tested, list.different, list.discoveries), (found.terms, 2, Some(2)));
    }
}

#[test]
fn exchanging_the_groups_turns_the_signs_and_nothing_else() {
    let found = Exploration::builder().explore(&reader(planted(30))).unwrap();
    let of_list = |list: usize| -> BTreeMap<&str, _> {
        found.lists[list].rows.iter().map(|row| (row.term.as_str(), row)).collect()
    };
    for (term, row) in of_list(0) {
        let turned = of_list(1)[term];
        assert_eq!(row.hits, [turned.hits[1], turned.hits[0]]);
        assert_eq!((row.p, row.step_down_p), (turned.p, turned.step_down_p), "{term}");
        assert!((row.statistic.unwrap() + turned.statistic.unwrap()).abs() < 1e-9, "{term}");
        assert!((row.scores.log_odds.unwrap() + turned.scores.log_odds.unwrap()).abs() < 1e-9, "{term}");
    }
}

#[test]
fn articles_in_another_order_and_other_threads_give_the_same_report() {
    let lines = planted(24);
    let mut turned: Vec<&str> = lines.lines().collect();
    turned.reverse();
    let builder = Exploration::builder().seed(5).permutations(Permutations::Fixed(499));
    let one = json(&builder.explore(&reader(lines.clone())).unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| json(&builder.explore(&reader(turned.join("\n") + "\n")).unwrap()));
    assert_eq!(one, alone);
    let other_seed = json(&builder.clone().seed(6).explore(&reader(lines)).unwrap());
    assert_ne!(one, other_seed, "another seed, other relabellings");
}

#[test]
fn copies_of_an_outlets_own_text_are_left_out_and_named() {
    let lines = planted(24);
    let again = |line: &str| format!("{}\n", line.replacen("\"id\":\"", "\"id\":\"z-", 1));
    let doubled: String = lines.clone() + &lines.lines().map(again).collect::<String>();
    let builder = Exploration::builder().permutations(Permutations::Fixed(199));
    let (plain, left_out) =
        (builder.explore(&reader(lines)).unwrap(), builder.explore(&reader(doubled.clone())).unwrap());
    assert_eq!(left_out.corpus.copies.len(), 48);
    assert_eq!((&left_out.lists, left_out.terms), (&plain.lists, plain.terms));
    assert!(json(&left_out).contains("\"copy_of\": \"Gazette-0\""), "{}", json(&left_out));
    let counted = builder.copies(true).explore(&reader(doubled)).unwrap();
    assert!(counted.corpus.copies.is_empty());
    assert_eq!(counted.lists[0].words[0], 2 * plain.lists[0].words[0]);
}

#[cfg(feature = "index")]
#[test]
fn files_and_their_index_give_the_same_exploration() {
    use parallax::index::WriterOptions;
    use parallax::text::AnalyzerOptions;
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path().join("index"), AnalyzerOptions::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    // three commits: terms come from several segments
    let source = parallax::Source::open(kazakhstan()).unwrap();
    let mut articles = Vec::new();
    for block in source.blocks() {
        articles.extend(block.unwrap().articles(&mut parallax::Skipped::default()));
    }
    for part in articles.chunks(articles.len().div_ceil(3)) {
        part.iter().for_each(|article| writer.add(article).unwrap());
        writer.commit().unwrap();
    }
    writer.close().unwrap();
    let filter = ExplorationFilter { occurrences: 5, articles: 3, events: 2, stop_words: true };
    for length in [1, 2] {
        let builder = Exploration::builder().length(length).filter(filter).permutations(Permutations::Fixed(199));
        let mut roads = [kazakhstan(), place.path().join("index")].map(|path| {
            let mut found = builder.explore(&Input::open(path).unwrap()).unwrap();
            found.corpus.input.clear();
            found
        });
        assert!(roads[0].terms > 50 && !roads[0].lists.is_empty());
        roads.iter_mut().for_each(|found| found.corpus.skipped = parallax::Skipped::default());
        assert_eq!(json(&roads[0]), json(&roads[1]));
    }
}

#[test]
fn scores_and_intervals_are_those_of_the_document_feature_matrix() {
    let input = Input::open(kazakhstan()).unwrap();
    let filter = ExplorationFilter { occurrences: 10, articles: 5, events: 3, stop_words: true };
    let found = Exploration::builder().filter(filter).most(usize::MAX).explore(&input).unwrap();
    let plan = TermPlan::default();
    let matrix = FeatureMatrix::of_terms(&input, &plan, TableUnit::Article, &TermFilter::default()).unwrap();
    let mut cells: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let mut note = |row, column, count| {
        cells.insert((row, column), count);
        Ok(())
    };
    matrix.for_each(&mut note).unwrap();
    for list in &found.lists {
        assert_eq!(list.rows.len() as u64, found.terms);
        let target = found.corpus.groups[list.target].name.as_deref().unwrap();
        let side = |row: usize| usize::from(matrix.rows()[row].group.as_deref() != Some(target));
        let event = |row: usize| matrix.rows()[row].event.as_deref();
        // the articles that take part: all, or those on events that both sides cover
        let covers =
            |name: Option<&str>, of: usize| (0..matrix.rows().len()).any(|row| event(row) == name && side(row) == of);
        let takes_part = |row: usize| {
            list.design == Design::Unpaired || (event(row).is_some() && covers(event(row), 0) && covers(event(row), 1))
        };
        let rows: Vec<usize> = (0..matrix.rows().len()).filter(|row| takes_part(*row)).collect();
        let mut words = [0.0; 2];
        rows.iter().for_each(|&row| words[side(row)] += matrix.rows()[row].words as f64);
        let [n1, n2] = words;
        assert_eq!(list.words, [n1 as u64, n2 as u64]);
        let mean_length = (n1 + n2) / rows.len() as f64;
        for found in &list.rows {
            let column = matrix.columns().iter().position(|name| *name == found.term).unwrap() as u32;
            let mut hits = [0.0; 2];
            for &row in &rows {
                hits[side(row)] += cells.get(&(row as u32, column)).copied().unwrap_or(0) as f64;
            }
            let [a, b] = hits;
            assert_eq!(found.hits, [a as u64, b as u64], "{}", found.term);
            let n = n1 + n2;
            let cell = |o: f64, e: f64| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
            let g2 = 2.0
                * (cell(a, (a + b) * n1 / n)
                    + cell(b, (a + b) * n2 / n)
                    + cell(n1 - a, (n - a - b) * n1 / n)
                    + cell(n2 - b, (n - a - b) * n2 / n));
            let signed = g2 * (a / n1 - b / n2).signum();
            let half = |x: f64| if x == 0.0 { 0.5 } else { x };
            let log_ratio = ((half(a) / n1) / (half(b) / n2)).log2();
            let alpha = mean_length * (a + b) / n;
            let odds = |x: f64, n: f64| ((x + alpha) / (n + mean_length - x - alpha)).ln();
            let delta = odds(a, n1) - odds(b, n2);
            let z = delta / (1.0 / (a + alpha) + 1.0 / (b + alpha)).sqrt();
            let near = |x: f64, y: f64| (x - y).abs() <= 1e-8 * x.abs().max(1.0);
            if a + b > 0.0 {
                assert!(near(found.scores.g2.unwrap(), signed), "{}: {:?} {signed}", found.term, found.scores.g2);
                assert!(near(found.log_ratio.unwrap(), log_ratio), "{}", found.term);
            }
            assert!(near(found.scores.log_odds.unwrap(), z), "{}: {:?} {z}", found.term, found.scores.log_odds);
            if list.design == Design::Paired {
                let mut events: BTreeMap<&str, measures::EventBlocks> = BTreeMap::new();
                for &row in &rows {
                    let blocks = events.entry(event(row).unwrap()).or_default();
                    let block = if side(row) == 0 { &mut blocks.target } else { &mut blocks.others };
                    let hits = cells.get(&(row as u32, column)).copied().unwrap_or(0);
                    block.add(measures::Unit::new(hits, matrix.rows()[row].words));
                }
                let plain = log_ratio_paired(&events.into_values().collect::<Vec<_>>()).interval_log2;
                match (plain, found.interval) {
                    (Ok(plain), Ok(interval)) => assert!(near(plain.lower, interval.lower), "{}", found.term),
                    (plain, interval) => assert_eq!(plain.err(), interval.err(), "{}", found.term),
                }
            }
        }
    }
}

fn codes(found: &Exploration) -> Vec<WarningCode> {
    found.warnings.iter().map(|warned| warned.code).collect()
}

#[test]
fn warnings_stand_where_they_belong() {
    let small = Exploration::builder().explore(&reader(planted(40))).unwrap();
    assert!(!codes(&small).contains(&WarningCode::ManyTerms), "a dozen terms");
    assert!(!codes(&small).contains(&WarningCode::PermutationResolution));
    assert!(!codes(&small).contains(&WarningCode::BagOfWordsP) && !codes(&small).contains(&WarningCode::FastStatistic));
    assert!(codes(&small).contains(&WarningCode::ZeroAdjusted));

    let few = Exploration::builder().permutations(Permutations::Fixed(99)).explore(&reader(planted(40))).unwrap();
    assert!(codes(&few).contains(&WarningCode::PermutationResolution));
    let list = &few.lists[0];
    assert_eq!((list.is_resolved, list.discoveries), (false, None));
    assert!(list.rows.iter().all(|row| row.adjusted_p == Err(Undefined::FewRelabellings)));
    assert!(list.rows[0].step_down_p.is_ok(), "which needs no resolution");
    let page = few.report(Detail::FULL).render(Format::Csv, &TerminalOptions::default());
    assert!(page.contains("permutation_resolution"), "{page}");

    let auto = Exploration::builder().permutations(Permutations::Auto).explore(&reader(planted(40))).unwrap();
    assert!(!codes(&auto).contains(&WarningCode::PermutationResolution));

    let fast =
        Exploration::builder().statistic(Statistic::G2).bag_of_words_p(true).explore(&reader(planted(40))).unwrap();
    assert!(codes(&fast).contains(&WarningCode::FastStatistic) && codes(&fast).contains(&WarningCode::BagOfWordsP));
    assert!(fast.lists[0].rows.iter().all(|row| row.p_bag_of_words.is_some()));
    let page = fast.report(Detail::FULL).render(Format::Csv, &TerminalOptions::default());
    assert!(page.contains("p_bag_of_words"), "{page}");
    let page = small.report(Detail::FULL).render(Format::Csv, &TerminalOptions::default());
    assert!(!page.contains("p_bag_of_words"), "only where it was asked for");
}

#[test]
fn many_terms_are_exploratory() {
    let input = Input::open(kazakhstan()).unwrap();
    let found = Exploration::builder().permutations(Permutations::Fixed(99)).explore(&input).unwrap();
    assert!(found.terms > 50 && codes(&found).contains(&WarningCode::ManyTerms), "{} terms", found.terms);
    let page = found.report(Detail::FULL).render(Format::Markdown, &TerminalOptions::default());
    assert!(page.starts_with("# Exploration: words that differ") && page.contains("other events"), "{page}");
}

#[test]
fn few_articles_are_listed_and_not_tested() {
    let found = Exploration::builder()
        .filter(ExplorationFilter { occurrences: 1, articles: 1, events: 1, stop_words: true })
        .explore(&reader(planted(4)))
        .unwrap();
    assert!(found.lists.is_empty() && codes(&found).contains(&WarningCode::NeedsTwoGroups));
}

#[test]
fn one_group_or_one_pair_can_be_asked_for() {
    let input = reader(planted(30));
    let of = |builder: parallax::framing::ExplorationBuilder| builder.explore(&input);
    let all = of(Exploration::builder()).unwrap();
    let one = of(Exploration::builder().group("Wire")).unwrap();
    assert_eq!((one.lists.len(), &one.lists[0]), (1, &all.lists[1]));
    let pair = of(Exploration::builder().group("Wire").against("Gazette")).unwrap();
    assert_eq!(pair.lists[0].reference, Some(0));
    assert_eq!(pair.lists[0].rows[0].p, all.lists[1].rows[0].p, "of two groups the rest is the other");
    let error = of(Exploration::builder().group("Wirre")).unwrap_err().to_string();
    assert_eq!(error, "there is no group `Wirre`; did you mean `Wire`?");
    assert!(of(Exploration::builder().group("Wire").against("Wire")).is_err());
}

/// However many groups there are, a term's passages are those of the list's own two sides, in whatever language.
#[test]
fn passages_stand_on_both_sides_of_a_list() {
    let place = tempfile::tempdir().unwrap();
    let lines: String = (0..60)
        .map(|number| {
            let (outlet, word) =
                [("A", "aufruhr"), ("B", "aufruhr"), ("C", "unruhe"), ("D", "unruhe"), ("E", "putsch")][number % 5];
            let text = format!("Es gab {word} in Nummer {number}. Ein {word} war es, sagten sie.");
            serde_json::json!({"id": format!("{number:02}"), "outlet": outlet, "language": "de", "text": text})
                .to_string()
                + "\n"
        })
        .collect();
    let file = place.path().join("news.jsonl");
    std::fs::write(&file, &lines).unwrap();
    let builder = Exploration::builder().group("E").passages(2);
    let shown = |input: &Input| {
        let found = builder.explore(input).unwrap();
        let listed: Vec<&str> = found.lists[0].rows.iter().map(|row| row.term.as_str()).collect();
        assert_eq!(found.passages.iter().map(|of| &*of.term).collect::<Vec<_>>(), listed);
        let of = |term: &str| {
            let of = found.passages.iter().find(|of| of.term == term).unwrap();
            let hit = |located: &parallax::counts::Located| {
                (located.article.outlet().to_string(), located.article.id().to_string(), located.hit)
            };
            of.passages.iter().map(hit).collect::<Vec<_>>()
        };
        assert!(found.page().html().contains("<mark>putsch</mark>"));
        (of("putsch"), of("unruhe"), of("es"))
    };
    let (putsch, unruhe, es) = shown(&Input::open(&file).unwrap());
    let outlets = |hits: &[(String, String, parallax::text::Span)]| {
        hits.iter().map(|(outlet, ..)| outlet == "E").collect::<Vec<_>>()
    };
    assert_eq!(outlets(&putsch), [true, true]);
    assert_eq!(outlets(&unruhe), [false, false]);
    assert_eq!(outlets(&es), [true, true, false, false]);
    assert_eq!(es[0].2, parallax::text::Span::new(0, 2), "the first hit of an article");
    #[cfg(feature = "index")]
    {
        let index = parallax::ArticleIndex::create(place.path().join("index"), Default::default()).unwrap();
        let mut writer = index.writer(Default::default()).unwrap();
        writer.add_all(&parallax::Source::open(&file).unwrap(), |_| ()).unwrap();
        writer.commit().unwrap();
        assert_eq!(shown(&Input::open(place.path().join("index")).unwrap()), (putsch, unruhe, es));
    }
}

#[test]
fn terms_come_in_the_order_that_is_asked_for() {
    let input = Input::open(kazakhstan()).unwrap();
    let ranked = |ranking| {
        let builder = Exploration::builder().permutations(Permutations::Fixed(0)).most(30).ranking(ranking);
        builder.explore(&input).unwrap().lists.swap_remove(0).rows
    };
    let falls = |scores: Vec<f64>| scores.windows(2).all(|pair| pair[0].abs() >= pair[1].abs());
    assert!(falls(ranked(Ranking::G2).iter().map(|row| row.scores.g2.unwrap()).collect()));
    assert!(falls(ranked(Ranking::LogRatio).iter().map(|row| row.log_ratio.unwrap()).collect()));
    assert!(falls(ranked(Ranking::LogOdds).iter().map(|row| row.scores.log_odds.unwrap()).collect()));
    let untested = ranked(Ranking::Test);
    assert!(untested.iter().all(|row| row.p == Err(Undefined::NotTested)));
    let first: Vec<&String> = untested.iter().map(|row| &row.term).collect();
    assert_eq!(
        first,
        ranked(Ranking::G2).iter().map(|row| &row.term).collect::<Vec<_>>(),
        "untested, G2 says where to look"
    );
}
