//! What must not change a finding: the order of the articles, the number of threads, the names of the outlets, an article
//! cut in two, every article twice.

use parallax::counts::{ArticleCounts, CountPlan, Counts};
use parallax::framing::{Contrast, Design, Shown};
use parallax::lexicon::Lexicon;
use parallax::measures::Usage;
use parallax::measures::keyness::{Contingency, katz_interval_bag_of_words};
use parallax::report::{Detail, Format, TerminalOptions};
use parallax::{Comparison, Input};
use std::sync::Arc;

const EVENTS: usize = 14;

/// Two outlets with two articles on each event, a hit and more in each, so that no relabelling empties a side.
fn lines() -> Vec<String> {
    let article = |place: usize| {
        let (event, outlet) = (place / 4, ["Gazette", "Wire"][place % 2]);
        // rates that differ from event to event, and a little more of it in the one
        let coups = 1 + (place * 7 + event * 3) % 4 + place % 2 * (event % 2);
        let riots = 1 + (place * 5 + event) % 3;
        let filler = 40 + (place * 13 + event * 29) % 57;
        let text = "coup ".repeat(coups) + &"riot ".repeat(riots) + &"word ".repeat(filler);
        let article = serde_json::json!({
            "id": format!("a{place:02}"), "outlet": outlet, "event": format!("e{event:02}"),
            "text": format!("{text}number {place}."),
        });
        format!("{article}\n")
    };
    (0..4 * EVENTS).map(article).collect()
}

fn plan() -> CountPlan {
    CountPlan::new(["coup", "riot"].map(|word| Lexicon::from_patterns(word, [word]).unwrap()).to_vec())
}

fn count(lines: &[String]) -> Counts {
    let input = Input::builder().reader("lines", std::io::Cursor::new(lines.concat())).open().unwrap();
    input.count(&plan()).unwrap().counts
}

fn compare(counts: &Counts) -> Comparison {
    Comparison::from_counts(counts).unwrap()
}

fn with_rows(counts: &Counts, rows: Vec<ArticleCounts>) -> Counts {
    Counts::from_rows(Arc::new(counts.header().clone()), rows).unwrap()
}

/// Both categories against the rest, which is the other outlet.
fn contrasts(comparison: &Comparison) -> Vec<Contrast> {
    let all: Vec<Contrast> = comparison.categories.iter().flat_map(|category| category.against_rest.clone()).collect();
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|contrast| contrast.design == Design::Paired && contrast.test.p.is_ok()), "{all:?}");
    all
}

fn json(comparison: &Comparison) -> String {
    comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default())
}

#[test]
fn the_order_of_the_articles_changes_nothing() {
    let mut lines = lines();
    let expected = json(&compare(&count(&lines)));
    lines.reverse();
    assert_eq!(json(&compare(&count(&lines))), expected);
    lines.rotate_left(17);
    lines.swap(3, 30);
    assert_eq!(json(&compare(&count(&lines))), expected);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| json(&compare(&count(&lines()))))
    };
    let one = on(1);
    assert_eq!(on(2), one);
    assert_eq!(on(5), one);
}

#[test]
fn exchanging_the_outlets_turns_the_signs_and_nothing_else() {
    let counts = count(&lines());
    let exchanged = counts.rows().iter().map(|row| {
        let name: Arc<str> = if &*row.outlet == "Wire" { "Gazette".into() } else { "Wire".into() };
        ArticleCounts { outlet: name.clone(), group: Some(name), ..row.clone() }
    });
    let exchanged = with_rows(&counts, exchanged.collect());
    let (before, after) = (contrasts(&compare(&counts)), contrasts(&compare(&exchanged)));
    for pair in before.chunks(2).zip(after.chunks(2)) {
        // the outlet that is now called Wire was called Gazette
        for (one, other) in pair.0.iter().zip([&pair.1[1], &pair.1[0]]) {
            assert_eq!((one.hits, one.words), (other.hits, other.words));
            assert_eq!((one.log_ratio, one.interval), (other.log_ratio, other.interval));
            assert_eq!(one.test.t, other.test.t);
            assert_eq!(one.test.p, other.test.p);
        }
        let [one, other] = pair.0 else { unreachable!("two outlets") };
        assert!((one.log_ratio.unwrap() + other.log_ratio.unwrap()).abs() < 1e-12);
        let (mine, theirs) = (one.interval.unwrap(), other.interval.unwrap());
        assert!((mine.lower + theirs.upper).abs() < 1e-12 && (mine.upper + theirs.lower).abs() < 1e-12);
        assert_eq!(one.test.p, other.test.p, "two-sided");
    }
}

/// What rests on events: the same for both, to the last digits that the order of additions leaves.
fn assert_same(before: &[Contrast], after: &[Contrast]) {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(1.0);
    for (one, other) in before.iter().zip(after) {
        assert!(close(one.log_ratio.unwrap(), other.log_ratio.unwrap()), "{one:?}\n{other:?}");
        let (mine, theirs) = (one.interval.unwrap(), other.interval.unwrap());
        assert!(close(mine.lower, theirs.lower) && close(mine.upper, theirs.upper), "{mine:?} {theirs:?}");
        assert_eq!(one.test.p, other.test.p);
        assert_eq!(one.events, other.events);
    }
}

#[test]
fn every_article_twice_changes_nothing_that_rests_on_events() {
    let counts = count(&lines());
    let again = |row: &ArticleCounts| ArticleCounts { id: format!("{}-again", row.id).into(), ..row.clone() };
    let rows: Vec<ArticleCounts> = counts.rows().iter().flat_map(|row| [row.clone(), again(row)]).collect();
    let doubled = with_rows(&counts, rows);
    let shown = Shown { copies: true, ..Shown::default() };
    let (before, after) =
        (contrasts(&compare(&counts)), contrasts(&Comparison::from_counts_shown(&doubled, shown).unwrap()));
    assert_same(&before, &after);

    // where words are the sample, twice the words look like twice the evidence
    for (one, other) in before.iter().zip(&after) {
        assert_eq!((one.hits.map(|n| 2 * n), one.words.map(|n| 2 * n)), (other.hits, other.words));
        let width = |contrast: &Contrast| {
            let usage = |side: usize| Usage::new(contrast.hits[side], contrast.words[side]);
            let table = Contingency::new(usage(0), usage(1)).unwrap();
            let interval = katz_interval_bag_of_words(&table).unwrap();
            interval.upper - interval.lower
        };
        let variances = (width(one) / width(other)).powi(2);
        assert!((variances - 2.0).abs() < 1e-9, "{variances}");
    }

    // and by default the copies are left out, and named
    let left = compare(&doubled);
    assert_eq!(left.copies.len(), counts.rows().len());
    assert_same(&before, &contrasts(&left));
}

#[test]
fn an_article_cut_in_two_changes_nothing_that_rests_on_events() {
    let counts = count(&lines());
    let cut = |row: &ArticleCounts| {
        let mut halves = [row.clone(), ArticleCounts { id: format!("{}-2", row.id).into(), ..row.clone() }];
        // all hits stand in the first part
        halves[0].words = row.words / 3;
        halves[1].words = row.words - row.words / 3;
        halves[1].cells = Box::default();
        halves[1].text = !row.text;
        for half in &mut halves {
            half.own_words = None;
        }
        halves
    };
    for cuts in [1, 5, counts.rows().len()] {
        let rows = counts.rows().iter().enumerate().flat_map(|(place, row)| {
            if place % (counts.rows().len() / cuts) == 0 { cut(row).to_vec() } else { vec![row.clone()] }
        });
        let cut = with_rows(&counts, rows.collect());
        assert!(cut.rows().len() > counts.rows().len());
        assert_same(&contrasts(&compare(&counts)), &contrasts(&compare(&cut)));
    }
}
