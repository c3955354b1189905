//! Every format over one report that holds every kind of block and cell, and the laws of the terminal's lines.
//!
//! The expected files are in `tests/golden/report`. After a change that is meant, run the tests once with
//! `PARALLAX_BLESS=1` and review the diff.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::sample::{concordance, pairs, passage, sample, warning};
use super::*;

fn terminal(report: &Report, width: usize) -> String {
    report.render(Format::Terminal, &TerminalOptions { width, ..TerminalOptions::default() })
}

/// Compares with the expected file, or writes it where that was asked for.
fn golden(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report").join(name);
    if std::env::var_os("PARALLAX_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, got).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let place = got.lines().zip(expected.lines()).position(|(got, expected)| got != expected);
    assert!(got == expected, "{name} differs at line {place:?}; it is now:\n{got}");
}

#[test]
fn the_sample_holds_every_kind_of_block_and_cell() {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let report = sample();
    let cells = report.blocks().iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.rows.iter().flatten()),
        _ => None,
    });
    // Without a wildcard: a new kind does not compile until it is named here, and fails until it is in the sample.
    for cell in cells.flatten() {
        *met.entry(match cell {
            Cell::Empty => "empty",
            Cell::Text(_) => "text",
            Cell::Integer(_) => "integer",
            Cell::Number { .. } => "number",
            Cell::Share { .. } => "share",
            Cell::Interval { .. } => "interval",
            Cell::ShareInterval { .. } => "share interval",
            Cell::Dash { .. } => "dash",
        })
        .or_default() += 1;
    }
    let lines = concordance();
    for block in report.blocks().iter().chain(lines.blocks()) {
        *met.entry(match block {
            Block::Heading { .. } => "heading",
            Block::Paragraph { .. } => "paragraph",
            Block::Table(_) => "table",
            Block::Passages { .. } => "passages",
            Block::Lines { .. } => "lines",
            Block::Warnings { .. } => "warnings",
            Block::Matrix(_) => "matrix",
            Block::Plot(_) => "plot",
            Block::Points { .. } => "points",
            Block::Verbatim { .. } => "verbatim",
            Block::Folded { .. } => "folded",
        })
        .or_default() += 1;
    }
    assert_eq!(met.len(), 8 + 6, "{met:?}");
}

#[test]
fn terminal_at_60_100_and_160_columns() {
    for width in [60, 100, 160] {
        golden(&format!("{width}.txt"), &terminal(&sample(), width));
    }
}

#[test]
fn lines_of_a_concordance() {
    let narrow = TerminalOptions { width: 60, unicode: false, ..TerminalOptions::default() };
    golden("lines_60.txt", &concordance().render(Format::Terminal, &narrow));
    golden("lines_120.txt", &terminal(&concordance(), 120));
    golden("lines.md", &concordance().render(Format::Markdown, &TerminalOptions::default()));
    golden("lines.csv", &concordance().render(Format::Csv, &TerminalOptions::default()));
}

#[test]
fn terminal_in_ascii() {
    let options = TerminalOptions { width: 100, unicode: false, ..TerminalOptions::default() };
    golden("ascii.txt", &sample().render(Format::Terminal, &options));
}

#[test]
fn markdown() {
    golden("sample.md", &sample().render(Format::Markdown, &TerminalOptions::default()));
}

#[test]
fn csv() {
    golden("sample.csv", &sample().render(Format::Csv, &TerminalOptions::default()));
}

#[test]
fn json() {
    golden("sample.json", &sample().render(Format::Json, &TerminalOptions::default()));
}

#[test]
fn a_report_without_a_body_shows_its_blocks_to_programs() {
    let report = Report::new("Coverage", Provenance::new()).with_block(pairs());
    let text = report.render(Format::Json, &TerminalOptions::default());
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "parallax-report/1");
    assert_eq!(value["title"], "Coverage");
    assert_eq!(value["blocks"][0]["rows"][0][1]["integer"], 12);
}

#[test]
fn provenance_reads_back() {
    let text = sample().render(Format::Json, &TerminalOptions::default());
    let value: Value = serde_json::from_str(&text).unwrap();
    let back: Provenance = serde_json::from_value(value["provenance"].clone()).unwrap();
    assert_eq!(&back, sample().provenance());
}

#[test]
fn colours_change_nothing_but_the_marks() {
    let options = TerminalOptions { width: 100, colour: Colour::Always, ..TerminalOptions::default() };
    let coloured = sample().render(Format::Terminal, &options);
    let codes = ["\x1b[1m", "\x1b[2m", "\x1b[1;35m", "\x1b[0m"];
    let plain = codes.iter().fold(coloured.clone(), |text, code| text.replace(code, ""));
    // Without its marks a hit is shorter, and a passage may wrap elsewhere.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&plain), words(&terminal(&sample(), 100).replace(['‹', '›'], "")));
    assert!(coloured.contains("By Friday the \x1b[1;35mcrackdown\x1b[0m had"));
    assert!(coloured.contains("\x1b[1;35m!\x1b[0m Western Wire: only 7"));
    for line in coloured.lines() {
        assert_eq!(line.matches("\x1b[0m").count() * 2, line.matches('\x1b').count(), "{line:?}");
    }
}

/// A report whose every text tries to steer the terminal, to end its cell, or to be markup.
fn hostile() -> Report {
    let evil = "\x1b[31m\x1b]8;;https://evil.example\x07x\u{9b}2J\r\n\n| a | *b* <script> \u{202e}live\u{2066} `c` [d](e)\u{200b}";
    let mut evil_passage = passage(evil, evil, evil, evil, evil, Some(evil));
    evil_passage.title = evil.into();
    let mut provenance = Provenance::new()
        .with_input(evil)
        .with_analyser(evil, evil)
        .with_option(evil, evil)
        .with_skipped(evil, 1, [evil])
        .with_remark(evil, 1, [evil]);
    provenance.corpus.hash = evil.into();
    let table = Table::new(evil, evil).key(evil, evil).words(evil, evil).figures(evil, evil);
    Report::new(evil, provenance)
        .with_blocks([
            Block::heading(2, evil),
            Block::paragraph(evil),
            table.row([evil.into(), evil.into(), Cell::dash(evil, evil)]).note(evil).into(),
            Block::Passages { title: evil.into(), passages: vec![evil_passage] },
            Block::Warnings { warnings: vec![warning(evil, evil, evil)] },
        ])
        .with_data(evil, json!({ evil: [evil] }))
}

#[test]
fn no_text_steers_the_terminal_in_any_format() {
    for format in Format::ALL {
        for (unicode, width) in [(true, 20), (true, 100), (false, 100)] {
            let text = hostile().render(format, &TerminalOptions { unicode, width, ..TerminalOptions::default() });
            let steering: Vec<char> = text.chars().filter(|&c| c != '\n' && visible::steers(c)).collect();
            assert!(steering.is_empty(), "{format}: {steering:?}");
        }
    }
    let options = TerminalOptions { colour: Colour::Always, ..TerminalOptions::default() };
    let coloured = hostile().render(Format::Terminal, &options);
    let own = ["\x1b[1m", "\x1b[2m", "\x1b[1;35m", "\x1b[0m"];
    assert!(!own.iter().fold(coloured, |text, code| text.replace(code, "")).contains('\x1b'));
}

#[test]
fn hostile_text_stays_in_its_cell() {
    let markdown = hostile().render(Format::Markdown, &TerminalOptions::default());
    let cells = |line: &str| line.replace(r"\|", "").matches('|').count();
    for line in markdown.lines().filter(|line| line.starts_with('|')) {
        assert!([3, 4].contains(&cells(line)), "{line}");
    }
    assert!(!markdown.contains("<script>") && !markdown.replace(r"\<", "").contains("<s>"), "{markdown}");

    let csv = hostile().render(Format::Csv, &TerminalOptions::default());
    let mut lines = ::csv::ReaderBuilder::new().flexible(false).from_reader(csv.as_bytes());
    assert_eq!(lines.records().map(Result::unwrap).count(), csv.lines().count() - 1, "one line is one figure");
}

#[test]
fn what_is_empty_is_drawn_too() {
    let report = Report::new("", Provenance::new()).with_blocks([
        Block::heading(1, " "),
        Block::paragraph(""),
        Table::new("", "").into(),
        Table::new("", "Keys alone").key("a", "a").row(["x".into()]).into(),
        Table::new("", "").figures("a", "").row([Cell::Empty]).into(),
        Block::Passages { title: String::new(), passages: vec![passage("", "", "", "", "", None)] },
        Block::Warnings { warnings: vec![] },
    ]);
    for format in Format::ALL {
        for width in [0, 1, 80] {
            let text = report.render(format, &TerminalOptions { width, ..TerminalOptions::default() });
            assert!(text.ends_with('\n') && text.contains('x'), "{format}:\n{text}");
        }
    }
}

#[test]
#[should_panic(expected = "table `rates`: this row is not as long as its 1 columns")]
fn an_uneven_row_is_a_bug() {
    let _ = Report::new("", Provenance::new()).with_block(Table::new("rates", "").key("outlet", "").row([]));
}

#[test]
fn main_types_cross_threads() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<Report>();
    check::<Provenance>();
    check::<TerminalOptions>();
    check::<Format>();
}

#[test]
fn a_keyed_csv_line_for_each_figure() {
    let text = sample().render(Format::Csv, &TerminalOptions::default());
    let mut lines = ::csv::Reader::from_reader(text.as_bytes());
    let header = lines.headers().unwrap().clone();
    assert_eq!(
        header.iter().collect::<Vec<_>>().join(","),
        "table,title,row,about,category,outlet,pair,article,what,measure,value,lower,upper,text,reason"
    );
    let lines: Vec<BTreeMap<String, String>> = lines.deserialize().map(Result::unwrap).collect();
    let find = |outlet: &str, measure: &str| {
        let wanted = |line: &&BTreeMap<String, String>| line["outlet"] == outlet && line["measure"] == measure;
        lines.iter().find(wanted).unwrap_or_else(|| panic!("{outlet}, {measure}"))
    };
    let rate = find("Local Independent", "per_1000");
    assert_eq!(rate["value"].parse::<f64>().unwrap().to_bits(), 10.490_693_739_424_704_f64.to_bits());
    assert_eq!((rate["lower"].as_str(), rate["reason"].as_str()), ("", ""));
    let interval = find("State Agency", "interval");
    assert_eq!(["value", "lower", "upper"].map(|field| interval[field].as_str()), ["", "0.421", "1.8777"]);
    assert_eq!(find("Western Wire", "interval")["reason"], "few_articles");
}

/// Words and figures of known widths, so that a bound on the width can be named.
fn any_cell() -> impl Strategy<Value = Cell> {
    let figure = -1e6..1e6f64;
    prop_oneof![
        Just(Cell::Empty),
        "[a-z]{1,9}( [a-zé抗]{1,9}){0,6}".prop_map(Cell::Text),
        (0..9_999_999u64).prop_map(Cell::Integer),
        (figure.clone(), 0..4u8).prop_map(|(value, decimals)| Cell::number(value, decimals)),
        (0.0..=1.0f64, 0..3u8).prop_map(|(value, decimals)| Cell::share(value, decimals)),
        (-99.0..99f64, -99.0..99f64, 0..3u8).prop_map(|(a, b, decimals)| Cell::interval(a.min(b), a.max(b), decimals)),
        "[a-c]".prop_map(|reason| Cell::dash(reason.clone(), format!("because of {reason}"))),
    ]
}

prop_compose! {
    fn any_table()(keys in 1..3usize, columns in 1..12usize, rows in 0..5usize)(
        keys in Just(keys),
        titles in prop::collection::vec("[a-z]{0,9}( [a-z]{1,9}){0,4}", keys + columns),
        align in prop::collection::vec(any::<bool>(), columns),
        names in prop::collection::vec(prop::collection::vec("[a-z]{1,30}( [a-z/]{1,14}){0,3}", keys), rows),
        cells in prop::collection::vec(prop::collection::vec(any_cell(), columns), rows),
    ) -> Table {
        let mut table = Table::new("any", "a table of any kind whatever");
        for (place, title) in titles.iter().enumerate() {
            table = match place {
                _ if place < keys => table.key("key", title),
                _ if align[place - keys] => table.figures("figure", title),
                _ => table.words("words", title),
            };
        }
        for (names, cells) in names.into_iter().zip(cells) {
            table = table.row(names.into_iter().map(Cell::Text).chain(cells));
        }
        table
    }
}

/// Any text, with the white space and marks that news texts are full of.
fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof!["[a-z]{1,12}", "\\PC{0,4}", Just("\n\n".to_owned()), Just("抗議活動。".into())],
        0..40,
    )
    .prop_map(|words| words.join(" "))
}

proptest! {
    /// The widest figure here has 22 columns, two keys take at least 10 each.
    #[test]
    fn no_line_is_wider_than_the_terminal(table in any_table(), width in 50..200usize) {
        let report = Report::new("any", Provenance::new()).with_block(table);
        let text = terminal(&report, width);
        for line in text.lines() {
            prop_assert!(wrap::width(line) <= width, "{} > {width}: {line:?}\n{text}", wrap::width(line));
        }
    }

    #[test]
    fn no_figure_is_ever_cut(table in any_table(), width in 0..200usize) {
        let mut dashes = figure::Dashes::default();
        let text = terminal(&Report::new("", Provenance::new()).with_block(table.clone()), width);
        let drawn: Vec<String> = text.lines().flat_map(|line| line.split("  ")).map(|cell| cell.replace(' ', "")).collect();
        for cell in table.rows.iter().flatten() {
            let whole = match figure::shown(cell, &mut dashes) {
                figure::Shown::Figure(whole) => whole,
                figure::Shown::Dash { letter } => format!("–{letter}"),
                _ => continue,
            };
            prop_assert!(drawn.contains(&whole), "{whole} at {width}:\n{text}");
        }
    }

    #[test]
    fn prose_and_passages_keep_to_the_width_and_to_the_words(
        before in any_text(), hit in "[a-z]{1,12}( [a-z]{1,12}){0,3}", after in any_text(), width in 20..200usize,
    ) {
        let passage = passage(&format!("{before} "), &hit, &format!(" {after}"), "Outlet", "id-1", None);
        let shown = [&before, &hit, &after].map(|text| visible::visible(text, visible::Marks::Unicode));
        let report = Report::new("", Provenance::new()).with_blocks([
            Block::paragraph(before.clone()),
            Block::Passages { title: String::new(), passages: vec![passage] },
        ]);
        let text = terminal(&report, width);
        for line in text.lines() {
            let forced = line.split_whitespace().count() == 1;
            prop_assert!(forced || wrap::width(line) <= width, "{} > {width}: {line:?}", wrap::width(line));
        }
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert!(letters(&text).contains(&letters(&format!("{} ‹{}› {}", shown[0], shown[1], shown[2]))), "{text}");
    }

    #[test]
    fn csv_brings_every_number_back(values in prop::collection::vec(any::<f64>(), 1..20)) {
        let mut table = Table::new("any", "").key("place", "").figures("x", "").figures("i", "");
        for (place, value) in values.iter().enumerate() {
            let interval = Cell::interval(*value, *value, 0);
            table = table.row([Cell::Integer(place as u64), Cell::number(*value, 0), interval]);
        }
        let text = Report::new("", Provenance::new()).with_block(table).render(Format::Csv, &TerminalOptions::default());
        let lines = ::csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<Vec<BTreeMap<String, String>>, _>>();
        for line in lines.unwrap().iter().filter(|line| line["table"] == "any") {
            let value = values[line["place"].parse::<usize>().unwrap()];
            let fields: &[&str] = if line["measure"] == "x" { &["value"] } else { &["lower", "upper"] };
            for field in fields {
                match value.is_finite() {
                    true => prop_assert_eq!(line[*field].parse::<f64>().unwrap(), value),
                    false => prop_assert_eq!((line[*field].as_str(), line["reason"].as_str()), ("", "not_finite")),
                }
            }
        }
    }
}
