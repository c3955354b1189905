use super::super::sample::{concordance, passage, sample, warning};
use super::super::*;
use super::*;
use crate::voice::{Attribution, Stance};

/// Everything that a browser might take for more than letters.
const EVIL: &str = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\" ' onload=alert(3) ]]>--> \u{202e}live\u{2066} \x1b[31m \0 &lt;b&gt; javascript:alert(4)";

/// A report in which every text from outside is an attack.
fn hostile() -> Report {
    let mut evil = passage(EVIL, EVIL, EVIL, EVIL, EVIL, Some(EVIL));
    evil.title = EVIL.into();
    evil.url = Some("javascript:alert(5)".into());
    evil.voice = Some(PassageVoice {
        attribution: Attribution::Quoted,
        polarity: None,
        certainty: None,
        scare_quoted: None,
        stance: Stance::Neutral,
        source: Some(EVIL.into()),
        cue: Some(EVIL.into()),
        places: [Some([0, u32::MAX]), Some([1041, 1043])],
    });
    let table = || {
        Table::new(EVIL, EVIL).key(EVIL, EVIL).figures(EVIL, EVIL).row([EVIL.into(), Cell::dash(EVIL, EVIL)]).note(EVIL)
    };
    let share = plot::ShareRow { label: EVIL.into(), parts: vec![1, 2], note: EVIL.into() };
    let shares = plot::Shares { parts: vec![EVIL.into(), EVIL.into()], rows: vec![share] };
    let row =
        plot::IntervalRow { label: EVIL.into(), value: Some(1.0), interval: None, shown: EVIL.into(), differs: true };
    let intervals = plot::Intervals { unit: EVIL.into(), rows: vec![row] };
    let row = plot::TimelineRow { label: EVIL.into(), values: vec![Some(1.0)] };
    let timeline = plot::Timeline { unit: EVIL.into(), ends: [EVIL.into(), EVIL.into()], rows: vec![row] };
    let point = plot::ScatterPoint { label: EVIL.into(), rates: [1.0, 2.0], differs: true };
    let scatter = plot::Scatter { sides: [EVIL.into(), EVIL.into()], unit: EVIL.into(), points: vec![point] };
    let drawings = [
        plot::Drawing::Shares(shares),
        plot::Drawing::Intervals(intervals),
        plot::Drawing::Timeline(timeline),
        plot::Drawing::Scatter(scatter),
    ];
    let cell = MatrixCell {
        rate: EVIL.into(),
        interval: EVIL.into(),
        own: EVIL.into(),
        opens: Some(EVIL.into()),
        differs: true,
    };
    let matrix = Matrix {
        title: EVIL.into(),
        groups: vec![EVIL.into()],
        rows: vec![MatrixRow { category: EVIL.into(), cells: vec![cell] }],
        notes: vec![EVIL.into()],
    };
    let provenance = Provenance::new().with_input(EVIL).with_option(EVIL, EVIL).with_skipped(EVIL, 1, [EVIL]);
    Report::new(EVIL, provenance)
        .with_block(Block::paragraph(EVIL))
        .with_block(Block::heading(2, EVIL))
        .with_block(Block::heading(3, EVIL))
        .with_block(matrix)
        .with_block(table())
        .with_blocks(
            drawings.map(|drawing| plot::Plot { id: EVIL.into(), title: EVIL.into(), drawing, table: table() }.into()),
        )
        .with_block(Block::Points { points: vec![Point { text: EVIL.into(), opens: Some(EVIL.into()) }] })
        .with_block(Block::Warnings { warnings: vec![warning(EVIL, EVIL, EVIL)] })
        .with_block(Block::Verbatim { text: EVIL.into() })
        .with_block(Block::Folded {
            title: EVIL.into(),
            blocks: vec![
                Block::Passages { title: EVIL.into(), passages: vec![evil.clone()] },
                Block::Lines { title: EVIL.into(), lines: vec![evil] },
            ],
        })
}

/// The tags of a page, without the style.
fn tags(page: &str) -> Vec<&str> {
    let (before, rest) = page.split_once("<style>").unwrap();
    let after = rest.split_once("</style>").unwrap().1;
    let of = |part| str::split(part, '<').skip(1).map(|tag| tag.split('>').next().unwrap());
    of(before).chain(of(after)).collect()
}

#[test]
fn attacks_are_text() {
    let page = hostile().html();
    let known = [
        "!DOCTYPE",
        "a",
        "b",
        "body",
        "br",
        "caption",
        "details",
        "div",
        "figcaption",
        "figure",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "head",
        "header",
        "html",
        "i",
        "li",
        "link",
        "main",
        "mark",
        "meta",
        "nav",
        "ol",
        "p",
        "path",
        "pre",
        "rect",
        "section",
        "small",
        "span",
        "strong",
        "style",
        "sup",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "th",
        "thead",
        "title",
        "tr",
        "u",
        "ul",
    ];
    for tag in tags(&page) {
        let (name, attributes) =
            tag.trim_start_matches('/').split_once(' ').unwrap_or((tag.trim_start_matches('/'), ""));
        assert!(known.contains(&name), "an element of somebody else's: <{tag}>");
        // attribute names, by taking the values out
        let outside: String = attributes.split('"').step_by(2).collect();
        assert!(!outside.contains("on") || outside.contains("content="), "an event handler: <{tag}>");
        assert!(!attributes.contains("href=\"javascript"), "<{tag}>");
    }
    assert!(page.matches("&lt;script&gt;alert(1)").count() > 30, "it is shown");
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\x1b', '\0']), "nothing steers");
}

#[test]
fn nothing_is_loaded_and_the_one_style_is_named_by_its_hash() {
    let page = sample().html();
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
    assert!(page.contains(&format!("content=\"default-src 'none'; style-src 'sha256-{hash}'; img-src data:;")));
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains('<'));
    for part in [" style=", " src=", "<script", "<iframe", "<link rel=\"stylesheet"] {
        assert!(!page.contains(part), "{part}");
    }
}

#[test]
fn every_kind_of_report_is_a_page() {
    for (report, holds) in [(sample(), "<mark>crackdown</mark>"), (concordance(), "<mark>attempted coup</mark>")] {
        let page = report.html();
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.ends_with("</html>\n"));
        assert!(page.contains(holds) && page.contains("How this was made"), "{page}");
        assert_eq!(page, report.render(Format::Html, &TerminalOptions::default()));
    }
}

#[test]
fn headings_leave_no_level_out_and_places_are_named_once() {
    let page = sample().html();
    let levels: Vec<u8> =
        tags(&page).iter().filter_map(|t| t.strip_prefix('h')?.bytes().next()).filter(u8::is_ascii_digit).collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&link), "`{link}` leads nowhere");
    }
}

#[test]
fn many_passages_give_way_and_the_page_says_so() {
    let long = "word ".repeat(400);
    let cell = |n: usize| Block::Passages {
        title: format!("Cell {n}"),
        passages: vec![passage(&long, "hit", &long, "Wire", "an-article", Some("2022-01-07")); 6],
    };
    let page = Report::new("Many", Provenance::new()).with_blocks((0..300).map(cell)).html();
    assert!(page.len() <= LIMIT + 1_000, "{}", page.len());
    assert!(page.matches("<mark>hit</mark>").count() >= 300 * 5, "every cell opens");
    assert!(page.contains("So that the page stays small it shows about"), "{}", &page[..9000]);
}
