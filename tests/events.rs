#[cfg(feature = "index")]
use parallax::Source;
use parallax::counts::EventFeatures;
use parallax::framing::{Corrections, EventAssignment, EventGroups, EventOptions, EventSource};
use parallax::{Comparison, Input, Selection};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// Made-up news: stories with words of their own, each told by some of four outlets within two days.
fn news(stories: u32) -> Vec<String> {
    let mut state = 11_u64;
    let mut draw = move |most: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % most
    };
    let mut lines = Vec::new();
    for story in 0..stories {
        for outlet in 0..2 + story % 3 {
            let word = |draw: &mut dyn FnMut(u32) -> u32| match draw(3) {
                0 => format!("word{}", draw(400)),
                _ => format!("story{story}x{}", draw(12)),
            };
            let text: Vec<String> = (0..60).map(|_| word(&mut draw)).collect();
            let day = 1 + (story / 4 + draw(2)) % 28;
            lines.push(format!(
                "{{\"id\":\"n{story:03}-{outlet}\",\"outlet\":\"o{outlet}\",\"event\":\"s{story}\",\"published\":\"2024-03-{day:02}\",\"title\":\"{} {}\",\"text\":\"{}.\"}}\n",
                word(&mut draw),
                word(&mut draw),
                text.join(" ")
            ));
        }
    }
    lines
}

fn input(lines: &[String]) -> Input {
    Input::builder().reader("news", Cursor::new(lines.concat())).open().unwrap()
}

fn features(lines: &[String]) -> EventFeatures {
    input(lines).event_features(&Selection::all()).unwrap()
}

/// Event by article.
fn events_of(groups: &EventGroups) -> BTreeMap<String, String> {
    let members =
        groups.groups.iter().flat_map(|g| g.members.iter().map(|m| (m.article.to_string(), g.event.to_string())));
    members.collect()
}

fn table(groups: &EventGroups) -> EventAssignment {
    let mut csv = Vec::new();
    groups.write_csv(&mut csv).unwrap();
    EventAssignment::parse(&String::from_utf8(csv).unwrap(), "events.csv").unwrap()
}

#[test]
fn stories_are_found_again() {
    let groups = EventGroups::builder().find(&input(&news(40))).unwrap();
    let bcubed = groups.agreement.as_ref().unwrap().bcubed();
    assert!(bcubed.precision.unwrap() > 0.95 && bcubed.recall.unwrap() > 0.95, "{bcubed:?}");
    let group = groups.groups.iter().find(|group| group.members.len() > 1).unwrap();
    assert!(group.label.iter().all(|term| term.starts_with("story")), "{:?}", group.label);
    assert!(group.cohesion.unwrap() > 0.4, "{:?}", group.cohesion);
}

#[test]
fn any_order_and_any_split_into_shards_give_the_same_events() {
    let lines = news(30);
    let builder = EventGroups::builder();
    let whole = features(&lines);
    let mut backwards = lines.clone();
    backwards.reverse();
    assert_eq!(features(&backwards), whole);
    for shards in [2, 5] {
        let mut merged = EventFeatures::default();
        for shard in (0..shards).rev() {
            let part: Vec<String> = lines.iter().skip(shard).step_by(shards).cloned().collect();
            merged.merge(features(&part)).unwrap();
        }
        assert_eq!(merged.articles, whole.articles, "{shards} shards");
        assert_eq!((&merged.terms, &merged.shown), (&whole.terms, &whole.shown), "{shards} shards");
        assert_eq!(events_of(&builder.group(merged).unwrap()), events_of(&builder.group(whole.clone()).unwrap()));
    }
}

#[test]
fn the_same_id_with_two_contents_is_an_error() {
    let mut one = features(&["{\"id\":\"a\",\"outlet\":\"o\",\"text\":\"One thing.\"}\n".to_string()]);
    let other = features(&["{\"id\":\"a\",\"outlet\":\"o\",\"text\":\"Another thing.\"}\n".to_string()]);
    let error = one.merge(other).unwrap_err().to_string();
    assert!(error.contains("the article `a` comes twice"), "{error}");
}

#[cfg(feature = "index")]
#[test]
fn an_index_gives_the_events_of_its_files() {
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path().join("index"), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&Source::open("corpora/kazakhstan_2022").unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let scan = EventGroups::builder().find(&Input::open("corpora/kazakhstan_2022").unwrap()).unwrap();
    let postings = EventGroups::builder().find(&Input::open(index.path()).unwrap()).unwrap();
    assert_eq!(scan.groups, postings.groups);
    assert!(scan.groups.iter().any(|group| group.members.len() > 1));
}

#[test]
fn new_articles_join_old_events_which_stay() {
    let lines = news(30);
    let last_day = |line: &String| (8..=28).any(|day| line.contains(&format!("2024-03-{day:02}")));
    let old: Vec<String> = lines.iter().filter(|line| !last_day(line)).cloned().collect();
    assert!(old.len() > 20 && old.len() + 5 < lines.len(), "{} of {}", old.len(), lines.len());
    let first = EventGroups::builder().find(&input(&old)).unwrap();
    let later = EventGroups::builder().onto(table(&first)).find(&input(&lines)).unwrap();
    let (before, after) = (events_of(&first), events_of(&later));
    assert_eq!(later.known, old.len() as u64);
    for (article, event) in &before {
        assert_eq!(after[article], *event, "{article}");
    }
    let joined = after.iter().filter(|(id, event)| !before.contains_key(*id) && before.values().any(|e| e == *event));
    assert!(joined.count() > 0, "some new articles belong to old stories");
}

#[test]
fn corrections_are_applied_on_top_and_kept() {
    let lines = news(12);
    let plain = EventGroups::builder().find(&input(&lines)).unwrap();
    let (one, two) = (&plain.groups[0], &plain.groups[1]);
    let text = format!(
        "[[correction]]\nmerge = [\"{}\", \"{}\"]\n[[correction]]\nsplit = [\"{}\"]\nas = \"by hand\"\n",
        one.event, two.event, one.members[1].article
    );
    let corrections = Corrections::parse(&text, "c.toml").unwrap();
    let corrected = EventGroups::builder().corrections(corrections.clone()).find(&input(&lines)).unwrap();
    let events = events_of(&corrected);
    assert_eq!(events[&*two.members[0].article], *one.event);
    assert_eq!(events[&*one.members[1].article], "by hand");
    // an incremental run starts from what was derived, and applies the same file once more
    let again = EventGroups::builder().onto(table(&corrected)).corrections(corrections).find(&input(&lines)).unwrap();
    assert_eq!(events_of(&again), events);
}

#[test]
fn coverage_adds_up() {
    let groups = EventGroups::builder().source(EventSource::Given).find(&input(&news(20))).unwrap();
    assert_eq!(groups.groups.len(), 20);
    assert!(groups.agreement.is_none(), "given events are not held against themselves");
    let of = |name: &str| groups.coverage.iter().find(|outlet| &*outlet.outlet == name).unwrap();
    // every story is told by o0 and o1, two in three by o2, one in three by o3
    let rows = [("o0", 20, 20), ("o1", 20, 20), ("o2", 13, 13), ("o3", 6, 6)];
    for (name, events, shared) in rows {
        let outlet = of(name);
        assert_eq!((outlet.articles, outlet.events, outlet.shared_events), (events, events, shared), "{name}");
        assert_eq!(outlet.can_be_paired(), shared >= 10, "{name}");
    }
    let cells: u64 = groups.groups.iter().flat_map(|group| group.outlets().into_values()).sum();
    assert_eq!(cells, groups.coverage.iter().map(|outlet| outlet.articles).sum::<u64>());
}

#[test]
fn a_comparison_names_derived_events_as_derived() {
    let input = Input::open("corpora/kazakhstan_2022").unwrap();
    let compared = |source: EventSource| Comparison::builder().voices(false).events(source).compare(&input).unwrap();
    let given = compared(EventSource::Given);
    let derived = compared(EventSource::Derived(EventOptions::default()));
    let groups = EventGroups::builder().find(&input).unwrap();
    assert_eq!(derived.overview.events, groups.groups.len() as u64);
    assert_ne!(derived.overview.events, given.overview.events);
    let codes = |c: &Comparison| c.warnings.iter().map(|w| w.code.code()).collect::<Vec<_>>();
    assert!(codes(&derived).contains(&"derived_events") && !codes(&given).contains(&"derived_events"));
    let from_table = compared(EventSource::File(table(&groups)));
    assert_eq!(from_table.categories, derived.categories, "the table holds what was derived");
    assert!(codes(&from_table).contains(&"derived_events"), "a table of derived events says so");
    // a table by hand is given
    let by_hand: String =
        groups.groups.iter().flat_map(|g| g.members.iter().map(|m| format!("{},{}\n", m.article, g.event))).collect();
    let by_hand = EventAssignment::parse(&format!("article,event\n{by_hand}"), "mine.csv").unwrap();
    let by_hand = compared(EventSource::File(by_hand));
    assert_eq!(by_hand.categories, derived.categories);
    assert!(!codes(&by_hand).contains(&"derived_events"));
}

#[test]
fn what_cannot_be_asked_says_why() {
    let lines = news(3);
    let error = |source: EventSource, selection: Selection| {
        let builder = Comparison::builder().events(source).selection(selection);
        builder.compare(&input(&lines)).unwrap_err().to_string()
    };
    let elsewhere = EventAssignment::parse("article,event\nnobody,x\n", "e.csv").unwrap();
    assert!(error(EventSource::File(elsewhere), Selection::all()).contains("names no article of the input"));
    let derived = EventSource::Derived(EventOptions::default());
    assert!(
        error(derived, Selection::all().event("s1")).contains("`--event` selects by the events that articles name")
    );
    let unnamed = ["{\"outlet\":\"o\",\"text\":\"Ships wait.\"}\n".to_string()];
    let given = EventGroups::builder().source(EventSource::Given).find(&input(&unnamed)).unwrap_err().to_string();
    assert!(given.starts_with("no article names an event; `--events derive`"), "{given}");
}

#[test]
fn undated_articles_and_articles_without_words_stand_somewhere() {
    let lines = ["", "Ships wait.", "Ships wait in the harbour of Elm.", "Ships wait in the harbour of Elm, again."];
    let lines: Vec<String> =
        lines.iter().map(|text| format!("{{\"outlet\":\"o\",\"title\":\"x\",\"text\":\"{text} \"}}\n")).collect();
    let groups = EventGroups::builder().find(&input(&lines)).unwrap();
    let members: usize = groups.groups.iter().map(|group| group.members.len()).sum();
    assert!(members >= 3 && groups.groups.iter().all(|group| group.dates.is_none()));
}

/// Measured, where the articles are present: their events are themselves derived, by tf-idf of titles and texts.
#[test]
fn events_of_real_news() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/us_news_events.jsonl.gz");
    if !path.exists() {
        println!("absent: us_news_events.jsonl.gz; nothing measured");
        return;
    }
    let groups = EventGroups::builder().find(&Input::open(&path).unwrap()).unwrap();
    let bcubed = groups.agreement.as_ref().unwrap().bcubed();
    println!("us_news_events: BCubed {bcubed:?}");
    // the floor may rise, not fall
    assert!(bcubed.precision.unwrap() >= 0.98 && bcubed.recall.unwrap() >= 0.80, "{bcubed:?}");
}
