//! Every warning of a comparison: silent on clean articles, and there on articles made to call it. Those of lists of
//! terms are in `exploration`.

use parallax::counts::VoiceFilter;
use parallax::framing::{Shown, WarningCode};
use parallax::lexicon::Lexicon;
use parallax::voice::VoiceChoice;
use parallax::{Comparison, Input};
use serde_json::{Value, json};

const OUTLETS: [&str; 3] = ["Courier", "Gazette", "Wire"];
const EVENTS: usize = 26;

/// Two articles of each outlet on each event, all alike but for what makes a spread: nothing to warn of.
fn clean() -> Vec<Value> {
    let mut articles = Vec::new();
    for event in 0..EVENTS {
        for (place, outlet) in OUTLETS.iter().enumerate() {
            for copy in 0..2 {
                let number = event * 6 + place * 2 + copy;
                let own = "There was a coup. It was a putsch. The mutiny went on. ".repeat(1 + number % 2);
                let filler = "Many people of the town came to the harbour. ".repeat(10 + (number * 7) % 5);
                articles.push(json!({
                    "id": format!("a{number:03}"), "outlet": outlet, "event": format!("e{event:02}"),
                    "published": format!("2022-01-{:02}", 1 + event), "text": format!("{own}{filler}Number {number}."),
                }));
            }
        }
    }
    articles
}

fn compare(articles: &[Value]) -> Comparison {
    compare_by("outlet", articles)
}

fn compare_by(field: &str, articles: &[Value]) -> Comparison {
    let lines: String = articles.iter().map(|article| format!("{article}\n")).collect();
    let input = Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap();
    let lexicon = Lexicon::from_patterns("coup", ["coup", "putsch", "mutiny"]).unwrap();
    Comparison::builder().lexicon(lexicon).by(field).compare(&input).unwrap()
}

/// The articles with some of them changed.
fn changed(change: impl Fn(usize, &mut Value)) -> Vec<Value> {
    let mut articles = clean();
    articles.iter_mut().enumerate().for_each(|(place, article)| change(place, article));
    articles
}

fn is_of(article: &Value, outlet: &str) -> bool {
    article["outlet"] == outlet
}

fn add(article: &mut Value, text: &str) {
    article["text"] = json!(format!("{} {text}", article["text"].as_str().unwrap()));
}

/// The details with which a code is warned of, each with the group it names.
fn details(comparison: &Comparison, code: WarningCode) -> Vec<(Option<&str>, &str)> {
    let group = |place: usize| comparison.groups[place].name.as_deref().unwrap();
    let of_code = comparison.warnings.iter().filter(|warned| warned.code == code);
    of_code.map(|warned| (warned.group.map(group), warned.detail.as_str())).collect()
}

/// It stands there, about this group, and says this.
fn assert_warns(comparison: &Comparison, code: WarningCode, group: Option<&str>, part: &str) {
    let found = details(comparison, code);
    assert!(found.iter().any(|(g, detail)| *g == group && detail.contains(part)), "{code:?}: {found:?}");
    let written = comparison.warnings.iter().filter(|warned| warned.code == code);
    assert!(written.clone().count() > 0 && written.clone().all(|warned| !warned.text.is_empty()));
}

#[test]
fn clean_articles_call_no_warning() {
    let found = compare(&clean());
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

#[test]
fn too_little_to_compare() {
    let one = compare(&clean().into_iter().filter(|article| is_of(article, "Wire")).collect::<Vec<_>>());
    assert_warns(&one, WarningCode::NeedsTwoGroups, None, "only one group");

    let few = |least: usize| {
        let mut articles = clean();
        let mut kept = 0;
        articles.retain(|article| {
            kept += usize::from(is_of(article, "Wire"));
            !is_of(article, "Wire") || kept <= least
        });
        compare(&articles)
    };
    assert_warns(&few(9), WarningCode::NotCompared, Some("Wire"), "9 articles");
    assert_warns(&few(19), WarningCode::FewArticles, Some("Wire"), "19 articles");
    assert_warns(&few(49), WarningCode::FewArticles, Some("Wire"), "49 articles");
    assert!(details(&few(50), WarningCode::FewArticles).is_empty());
}

#[test]
fn few_events_and_other_events() {
    let narrow = changed(|place, article| article["event"] = json!(format!("e{}", place / 6 % 15)));
    assert_warns(&compare(&narrow), WarningCode::FewEvents, Some("Gazette"), "15 events");

    let apart = changed(|_, article| {
        let own = format!("{}-{}", article["outlet"].as_str().unwrap(), article["event"].as_str().unwrap());
        article["event"] = json!(own);
    });
    assert_warns(&compare(&apart), WarningCode::TopicMismatch, None, "share too few events");
    let none = changed(|_, article| drop(article.as_object_mut().unwrap().remove("event")));
    assert_warns(&compare(&none), WarningCode::TopicMismatch, None, "name no events");

    let later = changed(|_, article| {
        if is_of(article, "Wire") {
            article["published"] = json!(article["published"].as_str().unwrap().replace("2022-01", "2022-02"));
        }
    });
    let later = compare(&later);
    assert_warns(&later, WarningCode::PeriodMismatch, Some("Wire"), "2022-02-01 to 2022-02-26");
}

fn without_hits(article: &mut Value) {
    let mut text = article["text"].as_str().unwrap().to_string();
    for word in ["coup", "putsch", "mutiny"] {
        text = text.replace(word, "meeting");
    }
    article["text"] = json!(text);
}

#[test]
fn rare_and_bursty() {
    let rare = changed(|place, article| {
        if is_of(article, "Wire") && place >= 24 {
            without_hits(article);
        }
    });
    assert_warns(&compare(&rare), WarningCode::FewHitArticles, Some("Wire"), "hits in 4 events");

    // without events the unit is the article, and fewer than ten of them are few
    let articles = changed(|place, article| {
        article.as_object_mut().unwrap().remove("event");
        if is_of(article, "Wire") && place >= 27 {
            without_hits(article);
        }
    });
    assert_warns(&compare(&articles), WarningCode::FewHitArticles, Some("Wire"), "hits in 8 articles");

    // by side, where a group is several outlets
    let sides = changed(|place, article| {
        article["side"] = json!(if is_of(article, "Courier") { "left" } else { "right" });
        if is_of(article, "Courier") && place >= 24 {
            without_hits(article);
        }
    });
    assert_warns(&compare_by("side", &sides), WarningCode::FewHitArticles, Some("left"), "hits in 4 events");
}

#[test]
fn one_that_dominates() {
    let bursts = |outlets: &[&str], places: &[usize]| {
        changed(|place, article| {
            article["side"] = json!(if is_of(article, "Courier") { "left" } else { "right" });
            if places.contains(&place) && outlets.contains(&article["outlet"].as_str().unwrap()) {
                add(article, &"A coup, a putsch, a mutiny. ".repeat(60));
            }
        })
    };
    // places 4 and 5 are the Wire's articles on the first event
    let article = compare(&bursts(&["Wire"], &[4]));
    assert_warns(&article, WarningCode::OneArticleDominates, Some("Wire"), "`a004` holds");
    assert_warns(&article, WarningCode::OneArticleDominates, Some("Wire"), "without it");
    let event = compare(&bursts(&["Wire"], &[4, 5]));
    assert_warns(&event, WarningCode::OneEventDominates, Some("Wire"), "`e00` holds");
    let outlet = compare_by("side", &bursts(&["Wire"], &(0..EVENTS * 6).collect::<Vec<_>>()));
    assert_warns(&outlet, WarningCode::OneOutletDominates, Some("right"), "`Wire` holds");
}

#[test]
fn unequal_groups() {
    // one of the two smaller groups has no word of it, so the rest is the largest group or it is not
    let mut heavy = changed(|place, article| {
        if is_of(article, "Courier") && place % 6 == 0 {
            without_hits(article);
        }
        if is_of(article, "Wire") {
            add(article, "A coup, a putsch, a mutiny.");
        }
    });
    let large: Vec<Value> = heavy.iter().filter(|article| is_of(article, "Wire")).cloned().collect();
    for time in 0..7 {
        heavy.extend(large.iter().map(|article| {
            let mut more = article.clone();
            more["id"] = json!(format!("{}-{time}", article["id"].as_str().unwrap()));
            add(&mut more, &format!("Printing {time}."));
            more
        }));
    }
    let found = compare(&heavy);
    assert_warns(&found, WarningCode::Imbalance, None, "52 to 416 articles");
    assert_warns(&found, WarningCode::Imbalance, Some("Gazette"), "drawn articles of its largest group");
    let groups: Vec<_> = details(&found, WarningCode::Imbalance).into_iter().map(|(group, _)| group).collect();
    assert!(!groups.contains(&Some("Wire")), "its rest has no such weight: {groups:?}");

    let long = changed(|place, article| {
        if is_of(article, "Wire") {
            add(article, &"Many people of the town came to the harbour. ".repeat(12 + place % 3));
        }
    });
    assert_warns(&compare(&long), WarningCode::LengthGap, None, "median length");

    let unclean = changed(|_, article| {
        if is_of(article, "Gazette") {
            add(article, "div div href nbsp nbsp");
        }
    });
    assert_warns(&compare(&unclean), WarningCode::TokenizerMismatch, Some("Gazette"), "elsewhere 0.0");
    let all_unclean = changed(|_, article| add(article, "div div href nbsp nbsp"));
    assert!(details(&compare(&all_unclean), WarningCode::TokenizerMismatch).is_empty(), "no group differs");
}

#[test]
fn what_a_category_measures() {
    let one_word = changed(|_, article| {
        let text = article["text"].as_str().unwrap().replace("putsch", "coup").replace("mutiny", "coup");
        article["text"] = json!(text);
    });
    assert_warns(&compare(&one_word), WarningCode::LexiconDominated, None, "`coup` makes 100 % of the hits");

    let turning = changed(|_, article| {
        if is_of(article, "Wire") {
            add(article, "A coup, a coup, a coup.");
        } else {
            add(article, "A putsch, a mutiny.");
        }
    });
    let found = compare(&turning);
    assert_warns(&found, WarningCode::LexiconDominated, Some("Wire"), "without `coup`");
    assert_warns(&found, WarningCode::LexiconUnbalancedBetweenOutlets, None, "Wire: `coup`");
}

#[test]
fn whose_words() {
    let quoted = changed(|_, article| {
        if is_of(article, "Wire") {
            let text = article["text"].as_str().unwrap().replace("There was a coup.", "“There was a coup,” he said.");
            article["text"] = json!(text);
        }
    });
    assert_warns(&compare(&quoted), WarningCode::Quotes, Some("Wire"), "of its hits");

    // only quotation marks are known in Dutch
    let dutch = changed(|_, article| article["language"] = json!("nl"));
    let lines: String = dutch.iter().map(|article| format!("{article}\n")).collect();
    let input = Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap();
    let lexicon = Lexicon::parse(
        "[lexicon]\nid = \"coup\"\nlanguage = \"nl\"\n[[entry]]\npattern = \"coup\"\n[[entry]]\npattern = \"putsch\"\n",
        "nl.toml",
    );
    let found = Comparison::builder().lexicon(lexicon.unwrap()).compare(&input).unwrap();
    assert_warns(&found, WarningCode::NotJudged, None, "`nl`");

    let some = changed(|place, article| {
        if place % 6 == 0 {
            article["language"] = json!("nl");
        }
    });
    assert_warns(&compare(&some), WarningCode::LanguageMismatch, Some("Courier"), "26 articles");
}

#[test]
fn what_cannot_be_measured() {
    let silent = changed(|_, article| {
        if is_of(article, "Wire") {
            without_hits(article);
        }
    });
    assert_warns(&compare(&silent), WarningCode::ZeroAdjusted, Some("Wire"), "no hit");

    let exact = changed(|place, article| {
        let hits = if is_of(article, "Wire") { 2 } else { 1 };
        let text = format!("{}{}", "coup ".repeat(hits), "word ".repeat(98 - hits));
        article["text"] = json!(format!("{text} number {place}"));
    });
    let found = compare(&exact);
    assert_warns(&found, WarningCode::StatisticUndefined, Some("Wire"), "104 and 104 hits");
}

#[test]
fn a_voice_without_hits_is_said_of_the_voice() {
    let lines: String = clean().iter().map(|article| format!("{article}\n")).collect();
    let input = Input::builder().reader("lines", std::io::Cursor::new(lines)).open().unwrap();
    let lexicon = Lexicon::from_patterns("coup", ["coup", "putsch", "mutiny"]).unwrap();
    let plan = Comparison::builder().lexicon(lexicon).plan().unwrap();
    let counts = input.count(&plan).unwrap().counts;
    let voice = VoiceFilter { choice: VoiceChoice::Quoted, ..VoiceFilter::default() };
    let found = Comparison::from_counts_shown(&counts, Shown { voice, ..Shown::default() }).unwrap();
    assert!(details(&found, WarningCode::Quotes).is_empty(), "all of them are quoted, as was asked");
}
