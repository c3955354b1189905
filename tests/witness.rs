// without an index only the plain matcher is a witness
#![cfg_attr(not(feature = "index"), allow(unused_imports, dead_code))]

use parallax::counts::{CountPlan, FieldChoice, Input, TermPlan};
use parallax::lexicon::{Matcher, Overlaps, Pattern};
use parallax::text::{Analyzer, AnalyzerOptions, Border};
use parallax::{Article, Lexicon, Selection};
use proptest::prelude::*;
use std::collections::BTreeMap;

// ------------------------------------------------------------------ random texts and lexicons

/// Pieces of text that trip careless counting.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "coup",
        "coups",
        "Coup",
        "US",
        "us",
        "U.S.",
        "anti-war",
        "anti war",
        "protesters'",
        "protester",
        "Tokayev's",
        "d’état",
        "state",
        "State",
        "peaceful",
        "\"peaceful\"",
        "‘peaceful’",
        ",",
        ". The",
        ".",
        "\n",
        "publicity coup",
        "(",
        "protesting",
        "protests",
        "—",
        "couple",
        "of",
        "Gen. Lee",
        "a",
        "officials said that",
        "denied",
        "admitted",
        "\"",
        "“",
        "”",
        "may",
        "not",
        "so-called",
        "coup claims",
    ]);
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.join(" "))
}

/// Entries as TOML tables: pattern and what follows it.
fn entry() -> impl Strategy<Value = String> {
    let entries = vec![
        ("coup*", ""),
        ("{coup|coups}", ""),
        ("coup", ""),
        ("coup?", ""),
        ("?oup*", ""),
        ("anti_war", ""),
        ("peaceful protester*", ""),
        ("peaceful protesters", ""),
        ("coup of state", ""),
        ("coup d'état", ""),
        ("US", "case = \"exact\""),
        ("us", "case = \"exact\""),
        ("us", ""),
        ("stat*", "case = \"exact\""),
        ("Stat?", "case = \"exact\""),
        ("protest", "stem = true"),
        ("peaceful protest", "stem = true"),
        ("tokayev {coup|state}", ""),
        ("gen lee", ""),
        ("a {coup|couple} {of|} {us|state}", ""),
        ("the", ""),
        ("state coup*", ""),
        ("said that coup", ""),
        ("coup claims", ""),
        ("coup*", "conditions = [{ not_after = [\"#x/b\", \"not\"], within = 2 }]"),
        ("state", "conditions = [{ near = [\"#x/a\"] }, { not_before = [\"us\"], scope = \"text\" }]"),
        ("peaceful", "conditions = [{ before = [\"protest*\", \"coup\"], within = 3, scope = \"paragraph\" }]"),
    ];
    (
        prop::sample::select(entries),
        prop::sample::select(vec!["", "category = \"x/a\"", "category = \"x/b\"", "category = \"x/a/deep\""]),
    )
        .prop_map(|((pattern, options), category)| {
            format!("[[entry]]\npattern = \"{pattern}\"\n{options}\n{category}\n")
        })
}

fn lexicon() -> impl Strategy<Value = Lexicon> {
    let exceptions = prop::sample::subsequence(vec!["\"publicity coup\"", "\"coup of\"", "\"{us|state} coup*\""], 0..3);
    (prop::collection::vec(entry(), 1..7), exceptions, any::<bool>()).prop_map(|(entries, exceptions, above)| {
        let declared = if above { "[[category]]\nid = \"x\"\n" } else { "" };
        let head = format!("[lexicon]\nid = \"x\"\nexceptions = [{}]\n{declared}", exceptions.join(", "));
        let categories = "[[category]]\nid = \"x/a\"\n[[category]]\nid = \"x/b\"\n[[category]]\nid = \"x/a/deep\"\n";
        Lexicon::parse(&format!("{head}{categories}{}", entries.concat()), "random.toml").unwrap()
    })
}

// ------------------------------------------------------------------ a slow, obvious matcher

/// Every alternative at every word; then exceptions; then, in each category, leftmost, longest, first.
fn plainly(entries: &[&str], exceptions: &[&str], text: &str) -> Vec<(u32, u32, usize)> {
    let analyzer = Analyzer::default();
    let words: Vec<_> = analyzer.analyze(text).words().collect();
    let forms: Vec<String> = words.iter().map(|w| analyzer.lookup_form(w.span.of(text))).collect();
    let fits = |pattern: &str, word: &str| match pattern.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == pattern,
    };
    let find = |patterns: &[&str]| {
        let mut found = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            for alternative in Pattern::parse(pattern).unwrap().alternatives() {
                let parts: Vec<&str> = alternative.split(' ').collect();
                for at in 0..words.len() {
                    let rest = &words[at..];
                    let unbroken = rest.iter().take(parts.len()).skip(1).all(|w| w.border == Border::None);
                    if rest.len() >= parts.len() && unbroken && parts.iter().zip(&forms[at..]).all(|(p, f)| fits(p, f))
                    {
                        found.push((words[at].position, parts.len() as u32, number));
                    }
                }
            }
        }
        found
    };
    let hidden = find(exceptions);
    let mut found = find(entries);
    found.retain(|(at, len, _)| !hidden.iter().any(|(from, n, _)| from <= at && at + len <= from + n));
    found.sort_by_key(|(at, len, entry)| (*at, std::cmp::Reverse(*len), *entry));
    let mut free = 0;
    found.retain(|(at, len, _)| {
        let fits = *at >= free;
        if fits {
            free = at + len;
        }
        fits
    });
    found
}

proptest! {
    #[test]
    fn the_matcher_finds_what_a_plain_search_finds(
        text in text(),
        entries in prop::sample::subsequence(vec!["coup*", "coup", "coup of", "peaceful {protester*|coup}", "anti_war", "us", "a coup*", "{of|} us state"], 1..6),
        exceptions in prop::sample::subsequence(vec!["publicity coup", "of us", "a coup of"], 0..3),
    ) {
        let quoted: Vec<String> = exceptions.iter().map(|e| format!("\"{e}\"")).collect();
        let tables: String = entries.iter().map(|e| format!("[[entry]]\npattern = \"{e}\"\n")).collect();
        let lexicon = Lexicon::parse(&format!("[lexicon]\nid = \"x\"\nexceptions = [{}]\n{tables}", quoted.join(", ")), "x").unwrap();
        let matcher = Matcher::new(&[lexicon], AnalyzerOptions::default()).unwrap();
        let found: Vec<_> = matcher.scanner().matches(&text).iter().map(|m| (m.position, m.words, m.entry as usize)).collect();
        prop_assert_eq!(found, plainly(&entries, &exceptions, &text));
    }
}

/// A word with its number in the text, its sentence and its paragraph.
struct Placed {
    form: String,
    sentence: usize,
    paragraph: usize,
}

proptest! {
    #[test]
    fn conditions_hold_where_a_plain_look_finds_them(
        text in text(),
        side in prop::sample::select(vec!["near", "after", "before"]),
        negated in any::<bool>(),
        within in prop::option::of(1..5_usize),
        scope in prop::sample::select(vec!["sentence", "paragraph", "text"]),
    ) {
        let name = format!("{}{side}", if negated { "not_" } else { "" });
        let limit = within.map(|n| format!(", within = {n}")).unwrap_or_default();
        let conditions = format!("{{ {name} = [\"state\", \"not\"]{limit}, scope = \"{scope}\" }}");
        let lexicon = format!("[lexicon]\nid = \"x\"\n[[entry]]\npattern = \"coup*\"\nconditions = [{conditions}]\n");
        let matcher = Matcher::new(&[Lexicon::parse(&lexicon, "x").unwrap()], AnalyzerOptions::default()).unwrap();
        let found: Vec<u32> = matcher.scanner().matches(&text).iter().map(|m| m.position).collect();

        let analyzer = Analyzer::default();
        let analysis = analyzer.analyze(&text);
        let (mut sentence, mut paragraph) = (0, 0);
        let words: Vec<Placed> = analysis.words().map(|word| {
            sentence += usize::from(word.border >= Border::Sentence);
            paragraph += usize::from(word.border == Border::Paragraph);
            Placed { form: analyzer.lookup_form(word.span.of(&text)), sentence, paragraph }
        }).collect();
        let positions: Vec<u32> = analysis.words().map(|word| word.position).collect();
        let expected: Vec<u32> = (0..words.len()).filter(|&at| words[at].form.starts_with("coup")).filter(|&at| {
            let near = (0..words.len()).any(|other| {
                let is_context = matches!(words[other].form.as_str(), "state" | "not");
                let on_side = match side {
                    "near" => other != at,
                    "after" => other < at,
                    _ => other > at,
                };
                let together = match scope {
                    "sentence" => words[at].sentence == words[other].sentence,
                    "paragraph" => words[at].paragraph == words[other].paragraph,
                    _ => true,
                };
                is_context && on_side && together && within.is_none_or(|most| at.abs_diff(other) <= most)
            });
            near != negated
        }).map(|at| positions[at]).collect();
        prop_assert_eq!(found, expected);
    }
}

// ------------------------------------------------------------------ scan and index

#[derive(Clone, Debug)]
enum Step {
    Add(u8, Box<Article>),
    Delete(u8),
    Commit,
    Merge,
    Reopen,
    /// A second writer asks for the index, and is refused.
    SecondWriter,
    /// The writer is gone before it could commit.
    Crash,
    Rollback,
}

fn article() -> impl Strategy<Value = Article> {
    (text(), text(), 0..3_u8, 0..4_u8, 0..3_u8, any::<bool>()).prop_map(|(text, title, outlet, event, side, dated)| {
        let mut article =
            Article::new(format!("outlet {outlet}"), format!("a {text}")).with_title(format!("a {title}"));
        if event > 0 {
            article = article.with_event(format!("event {event}"));
        }
        if side > 0 {
            article = article.with_metadata("side", side.into());
        }
        if dated {
            article = article.with_published(format!("2022-01-0{}", event + 1));
        }
        if side == 2 { article.with_language("fr") } else { article }
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = || 0..12_u8;
    let add = (id(), article()).prop_map(|(id, article)| Step::Add(id, Box::new(article)));
    let step = prop_oneof![6 => add, 1 => id().prop_map(Step::Delete), 2 => Just(Step::Commit), 1 => Just(Step::Merge), 1 => Just(Step::Reopen),
        1 => Just(Step::SecondWriter), 1 => Just(Step::Crash), 1 => Just(Step::Rollback)];
    prop::collection::vec(step, 1..30)
}

fn scan_of(articles: &BTreeMap<u8, Article>) -> Input {
    let lines: String = articles
        .values()
        .map(|a| {
            serde_json::to_string(a)
                .unwrap()
                .replace("\"metadata\":{\"side\":", "\"side\":")
                .replace("},\"text\"", ",\"text\"")
                + "\n"
        })
        .collect();
    Input::builder().reader("model", std::io::Cursor::new(lines)).open().unwrap()
}

#[cfg(feature = "index")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)))]

    #[test]
    fn scan_and_index_give_identical_counts(
        steps in steps(),
        lexicon in lexicon(),
        field in prop::sample::select(vec![FieldChoice::Text, FieldChoice::Title, FieldChoice::Both]),
        by in prop::sample::select(vec!["outlet", "event", "side"]),
        overlaps in prop::sample::select(vec![Overlaps::Longest, Overlaps::LongestFirst, Overlaps::All]),
        which in 0..4,
        voices in any::<bool>(),
    ) {
        use parallax::index::{ArticleIndex, WriterOptions};
        let place = tempfile::tempdir().unwrap();
        let mut index = ArticleIndex::create(place.path(), AnalyzerOptions::default()).unwrap();
        let options = WriterOptions::default().threads(1).memory(15 << 20);
        let mut writer = index.writer(options).unwrap();
        let mut model: BTreeMap<u8, Article> = BTreeMap::new();
        let mut committed = model.clone();
        let mut pending: BTreeMap<u8, Article> = BTreeMap::new();
        for step in steps {
            // a reader sees what is committed, whatever the writer is about
            prop_assert_eq!(index.snapshot().unwrap().info().unwrap().articles, committed.len() as u64);
            match step {
                Step::Add(id, article) => {
                    // an id twice in one transaction with other content is an error, so the first wins here
                    if pending.contains_key(&id) { continue }
                    let article = article.with_id(format!("id {id}"));
                    writer.add(&article).unwrap();
                    pending.insert(id, article.clone());
                    model.insert(id, article);
                }
                Step::Delete(id) => {
                    writer.delete(&format!("id {id}")).unwrap();
                    pending.remove(&id);
                    model.remove(&id);
                }
                Step::Commit => {
                    writer.commit().unwrap();
                    pending.clear();
                    committed = model.clone();
                }
                Step::Merge => {
                    writer.merge().unwrap();
                    pending.clear();
                    committed = model.clone();
                }
                Step::SecondWriter => prop_assert!(index.writer(options).is_err()),
                Step::Rollback => {
                    writer.rollback().unwrap();
                    pending.clear();
                    model = committed.clone();
                }
                Step::Crash => {
                    drop(writer);
                    pending.clear();
                    model = committed.clone();
                    index = ArticleIndex::open(place.path()).unwrap();
                    writer = index.writer(options).unwrap();
                }
                Step::Reopen => {
                    writer.commit().unwrap();
                    writer.close().unwrap();
                    pending.clear();
                    committed = model.clone();
                    index = ArticleIndex::open(place.path()).unwrap();
                    writer = index.writer(options).unwrap();
                }
            }
        }
        writer.commit().unwrap();
        writer.close().unwrap();
        prop_assert_eq!(index.check().unwrap(), []);
        let selection = match which {
            0 => Selection::all(),
            1 => Selection::all().outlet("outlet 1").outlet("outlet 2"),
            2 => Selection::all().since("2022-01-02").unwrap(),
            _ => Selection::all().condition("side", "1").event("event 2"),
        };
        let plan = CountPlan::new(vec![lexicon]).field(field).by(by).overlaps(overlaps).voices(voices).selection(selection.clone());
        let (scan, postings) = (scan_of(&model), Input::open(place.path()).unwrap());
        let (a, b) = (scan.count(&plan).unwrap(), postings.count(&plan).unwrap());
        prop_assert_eq!(&a.counts, &b.counts);
        for length in 1..3 {
            let plan = TermPlan::default().field(field).by(by).selection(selection.clone()).length(length).unwrap();
            prop_assert_eq!(scan.count_terms(&plan).unwrap(), postings.count_terms(&plan).unwrap());
        }
    }
}

#[cfg(feature = "index")]
#[test]
fn scan_and_index_agree_on_real_articles() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/us_news_events.jsonl.gz");
    if !std::path::Path::new(data).exists() {
        println!("skipped: there are no real articles beside the project");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path(), AnalyzerOptions::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&parallax::Source::open(data).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let lexicons =
        ["contested_events", "policy_frames"].iter().flat_map(|name| parallax::lexicon::shipped(name).unwrap());
    let plan = CountPlan::new(lexicons.collect()).by("side").field(FieldChoice::Both).voices(true);
    let counts = |input: Input| input.count(&plan).unwrap().counts;
    let (scan, postings) = (counts(Input::open(data).unwrap()), counts(Input::open(place.path()).unwrap()));
    assert_eq!(scan.rows().len(), 2512);
    assert!(scan == postings, "the two roads differ");
    let hits = |voice: fn(&parallax::counts::Cell) -> bool| -> u64 {
        let cells = scan.rows().iter().flat_map(|row| &row.cells).filter(|cell| voice(cell));
        cells.map(|cell| u64::from(cell.occurrences)).sum()
    };
    let (all, own) = (hits(|_| true), hits(|c| parallax::voice::VoiceChoice::Asserted.takes(c.voice, false)));
    println!("{own} of {all} hits are the outlets' own plain words");
    assert!(0 < own && own < all);
}

#[cfg(feature = "index")]
#[test]
fn a_segment_that_is_asked_in_parts_gives_identical_counts() {
    let text = |n: u32| match n % 7 {
        0 => "No coup, he said. Publicity coups.".to_string(),
        1 => "The US denied a coup against us.".to_string(),
        2 => "\"Coup.\" A state of states.".to_string(),
        _ => format!("Rain {n}."),
    };
    // ids that do not come in the order of the articles, of several lengths
    let article = |n: u32| {
        let id = format!("{:x}", n.wrapping_mul(2_654_435_769) >> (n % 3 * 8));
        Article::new(["A", "B"][n as usize % 2], text(n))
            .with_language("en")
            .with_id(format!("a-{id}-{n}"))
            .with_title(text(n + 1))
    };
    let articles: Vec<Article> = (0..17_000).map(article).collect();
    let folder = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(folder.path(), Default::default()).unwrap();
    // one thread, so that one segment holds them all
    let mut writer = index.writer(parallax::index::WriterOptions::default().threads(1)).unwrap();
    articles.iter().for_each(|article| writer.add(article).unwrap());
    writer.commit().unwrap();
    writer.delete(articles[4_500].id()).unwrap();
    writer.commit().unwrap();
    drop(writer);
    assert_eq!(index.snapshot().unwrap().segments(), 1);
    let lines: String = articles
        .iter()
        .filter(|article| article.id() != articles[4_500].id())
        .map(|article| serde_json::to_string(article).unwrap() + "\n")
        .collect();
    let scan = Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap();
    let asked = Input::open(folder.path()).unwrap();
    let lexicon = "[lexicon]\nid = \"l\"\n[[entry]]\npattern = \"coup*\"\n[[entry]]\npattern = \"US\"\ncase = \"exact\"\n\
         [[entry]]\npattern = \"a state\"\n";
    let lexicon = Lexicon::parse(lexicon, "l.toml").unwrap();
    for overlaps in [Overlaps::Longest, Overlaps::All] {
        for voices in [false, true] {
            let plan = CountPlan::new(vec![lexicon.clone()]).field(FieldChoice::Both).overlaps(overlaps).voices(voices);
            let [scanned, asked] = [&scan, &asked].map(|input| input.count(&plan).unwrap().counts);
            assert!(scanned.rows().is_sorted_by(|a, b| a.id < b.id));
            assert_eq!(scanned.rows(), asked.rows(), "{overlaps:?} {voices}");
            assert!(scanned.hits(0) > 5_000);
        }
    }
}
