//! One hand-made report that holds every kind of block and cell, for the tests of every format.

use serde_json::json;

use super::*;

pub(super) fn passage(
    before: &str,
    hit: &str,
    after: &str,
    outlet: &str,
    article: &str,
    published: Option<&str>,
) -> Passage {
    Passage {
        before: before.into(),
        hit: hit.into(),
        after: after.into(),
        article: article.into(),
        outlet: outlet.into(),
        title: "Order restored in the southern capital | State Agency".into(),
        published: published.map(str::to_owned),
        url: published.map(|date| format!("https://{}.example/{date}/1", outlet.to_lowercase().replace(' ', "-"))),
        field: "text".into(),
        span: [1042, 1052],
        event: None,
        category: "order".into(),
        entry: hit.into(),
        voice: None,
    }
}

pub(super) fn warning(code: &str, about: &str, text: &str) -> Warning {
    Warning { code: code.into(), about: about.into(), text: text.into() }
}

const FEW: (&str, &str) = ("few_articles", "fewer than 10 articles: no interval");
const NO_HITS: (&str, &str) = ("no_hits", "no hits, so there is no share of them");

fn rates() -> Table {
    let few = || Cell::dash(FEW.0, FEW.1);
    Table::new("rates", "Contested words per 1,000 words, by category and outlet")
        .key("category", "category")
        .key("outlet", "outlet")
        .figures("articles", "articles")
        .figures("hits", "hits")
        .figures("words", "words")
        .figures("per_1000", "per 1,000")
        .figures("interval", "95% interval")
        .figures("own_share", "own words")
        .figures("own_share_interval", "95% interval")
        .figures("log_ratio", "log ratio to the rest")
        .figures("p", "adjusted p")
        .words("largest", "most frequent entries")
        .row([
            "order/repression".into(),
            "Local Independent".into(),
            12.into(),
            124.into(),
            11_820.into(),
            Cell::number(10.490_693_739_424_704, 2),
            Cell::interval(8.118_3, 13.291, 2),
            Cell::share(0.403_225_806_451_612_9, 1),
            Cell::ShareInterval { lower: 0.311_9, upper: 0.500_6, decimals: 1 },
            Cell::number(1.213_4, 2),
            Cell::number(0.000_4, 4),
            "crackdown, shoot-to-kill order, mass arrests".into(),
        ])
        .row([
            "order/repression".into(),
            "State Agency".into(),
            12.into(),
            9.into(),
            9_402.into(),
            Cell::number(0.957_243_139_757_498_4, 2),
            Cell::interval(0.421, 1.877_7, 2),
            Cell::share(1.0, 1),
            Cell::dash("all_own", "all of the hits are the outlet’s own words: no interval"),
            Cell::number(-2.871_03, 2),
            Cell::number(0.001_2, 4),
            "restore order".into(),
        ])
        .row([
            "order/repression".into(),
            "Western Wire".into(),
            7.into(),
            Cell::Integer(0),
            4_071.into(),
            Cell::number(0.0, 2),
            few(),
            Cell::dash(NO_HITS.0, NO_HITS.1),
            Cell::dash(NO_HITS.0, NO_HITS.1),
            few(),
            few(),
            Cell::Empty,
        ])
        .row([
            "protest/legitimacy".into(),
            "Local Independent".into(),
            12.into(),
            1_034.into(),
            11_820.into(),
            Cell::number(87.478_849_407_783_42, 2),
            Cell::interval(80.02, 101.4, 2),
            Cell::share(0.092, 1),
            Cell::ShareInterval { lower: 0.071, upper: 0.118, decimals: 1 },
            Cell::number(0.02, 2),
            Cell::number(0.911, 4),
            "protesters, demonstrators".into(),
        ])
        .note("Rates count the text of an article, not its title.")
}

pub(super) fn pairs() -> Table {
    Table::new("pairs", "Pairs of outlets")
        .key("pair", "pair")
        .figures("events", "shared events")
        .figures("p", "p")
        .row(["Local Independent, State Agency".into(), 12.into(), Cell::number(0.0117, 4)])
        .row(["State Agency, Western Wire".into(), 7.into(), Cell::dash(FEW.0, FEW.1)])
}

pub(super) fn sample() -> Report {
    let mut provenance = Provenance::new()
        .with_input("corpora/kazakhstan_2022")
        .with_corpus(CorpusRef { articles: 31, words: 25_293, hash: "b3:5f1d20c9a7e4".into() })
        .with_analyser("stem", "english")
        .with_analyser("fold_accents", false)
        .with_lexicon(LexiconRef {
            id: "contested_events".into(),
            title: "Frames of contested events".into(),
            version: "1.2".into(),
            entries: 214,
            hash: "b3:09ac77f12e55".into(),
            losses: None,
        })
        .with_option("level", 0.95)
        .with_option("permutations", 9_999)
        .with_option("unit", "event")
        .with_seed(7)
        .with_skipped("no outlet", 2, ["articles.jsonl:14", "articles.jsonl:90"])
        .with_skipped("not JSON", 1_204, ["articles.jsonl:15"])
        .with_remark("no date", 1, ["kz-31"]);
    provenance.program.version = "0.1.0".into();
    Report::new("The unrest of January 2022: three outlets side by side", provenance)
        .with_blocks([
            Block::paragraph(
                "Three outlets, 31 articles on 12 events. Local Independent uses words of repression more often than \
                 the rest in this sample; words for the people in the streets do not differ. A p-value about the use \
                 of words is not a p-value about intent.",
            ),
            Block::Warnings {
                warnings: vec![
                    warning(
                        "few_articles",
                        "Western Wire",
                        "only 7 articles: rates are shown without intervals, and nothing is tested.",
                    ),
                    warning(
                        "lexicon_dominated",
                        "order/repression",
                        "one entry, “crackdown”, makes up 61% of the hits; the result without it is in the JSON.",
                    ),
                    warning("topic_mismatch", "", "the outlets differ in the events they cover."),
                ],
            },
            Block::heading(2, "Rates"),
            rates().into(),
            pairs().into(),
            Block::heading(2, "Evidence"),
            Block::heading(3, "Words of repression"),
            Block::Passages {
                title: "Local Independent: order/repression".into(),
                passages: vec![
                    passage(
                        "By Friday the",
                        "crackdown",
                        "had reached the suburbs, where residents described soldiers firing at cars.\n\nNobody \
                         answered at the ministry.",
                        "Local Independent",
                        "kz-0017",
                        Some("2022-01-07"),
                    ),
                    passage(
                        "The president said he had given a “",
                        "shoot-to-kill order",
                        "” and would not negotiate with “criminals”.",
                        "Local Independent",
                        "kz-0021",
                        None,
                    ),
                ]
                .into_iter()
                .map(|mut passage| {
                    // As the concordance hands them over: white space belongs to the text around the hit.
                    if passage.before.ends_with("the") {
                        passage.before.push(' ');
                        passage.after.insert(0, ' ');
                    }
                    passage
                })
                .collect(),
            },
            Block::Passages { title: "Western Wire: order/repression".into(), passages: vec![] },
            Table::new("pairs", "Pairs on request").key("pair", "pair").figures("p", "p").into(),
            Block::heading(4, "What this cannot tell"),
            Block::paragraph("Why an outlet chose a word."),
        ])
        .with_data("parallax-compare/1", json!({ "outlets": ["Local Independent", "State Agency", "Western Wire"] }))
}

/// Lines of a concordance: long and short, with hostile letters, wide ones, and none beside the hit.
pub(super) fn concordance() -> Report {
    let line = |before: &str, hit: &str, after: &str| {
        passage(before, hit, after, "Local Independent", "kz-0017", Some("2022-01-07T10:00:00Z"))
    };
    let long = "Nobody at the ministry, which had promised an answer by Thursday and then by Friday, would say who \
                ordered the ";
    let named =
        Passage { field: "title".into(), article: "an-article-with-a-name-of-its-own".into(), ..line("", "Coup", "!") };
    let foreign = Passage {
        outlet: "人民日报海外版人民日报".into(), ..line("他们称之为", "政变", "，但没有证据。")
    };
    Report::new("Concordance: coup*", Provenance::new()).with_block(Block::Lines {
        title: "All lines".into(),
        lines: vec![
            line(long, "attempted coup", ", as the outlet was to call it for the rest of that month and year."),
            line("=1+1 \u{1b}[31m \u{202e}", "coups", "\n\nNext | paragraph"),
            named,
            foreign,
            Passage { published: None, ..line("A ", "coup", "") },
        ],
    })
}
