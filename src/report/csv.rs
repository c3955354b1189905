//! The report as one long CSV table: one figure a line, all tables of the report in one stream.
//!
//! | column | holds |
//! | --- | --- |
//! | `table` | the table's id: `rates`, ..., and `passages`, `warnings`, `provenance` |
//! | `title` | its title |
//! | `row` | its row, counted from 1 through all tables of that id; 0: the table as a whole |
//! | `outlet`, `category`, ... | the keys that name the row, one column for each key in the report; empty where a table has no such key |
//! | `measure` | the id of the figure's column: `per_1000`, ... |
//! | `value` | a number in full; shares are 0 to 1 |
//! | `lower`, `upper` | the ends of an interval, in full; `value` is empty then |
//! | `text` | words, where the cell holds words |
//! | `reason` | why there is no figure (`few_articles`), where a reader sees a dash |
//!
//! Empty cells have no line. A key whose id is one of the other columns' names is called `key_` and its id. A
//! table's remarks are lines of row 0 and measure `note`. Passages have the keys `outlet` and `article`, and the
//! measures `published`, `title`, `url`, `field`, `start`, `end` (bytes of the original field), `before`, `hit`,
//! `after` and `entry`. Warnings have the key `about`; their measure is the warning's code. Headings and paragraphs are for
//! people and stay out.
//!
//! A concordance is one record a line instead: `outlet`, `published`, `event`, `article`, `title`, `url`, `category`,
//! `entry` (the pattern that hit), `field`, `start`, `end`, `before`, `hit`, `after`, and its voice: `attribution`,
//! `polarity`, `certainty`, `scare_quoted`, `stance`, `source`, `cue`; empty where a language is not judged.
//!
//! Numbers are written in their shortest form that reads back as the same number. Texts are one line each, made
//! visible as in the terminal; they are otherwise as found, so open an untrusted file in a spreadsheet as text.
//!
//! ```r
//! report <- read.csv("report.csv")
//! rates <- subset(report, table == "rates" & measure == "per_1000")
//! xtabs(value ~ category + outlet, rates)
//! ```
//!
//! ```python
//! report = pandas.read_csv("report.csv")
//! rates = report[(report.table == "rates") & (report.measure == "per_1000")]
//! rates.pivot(index="category", columns="outlet", values="value")
//! ```

use std::collections::BTreeMap;

use super::figure::NOT_FINITE;
use super::visible::{Marks, visible};
use super::{Align, Block, Cell, Column, Passage, Report, Table, Warning};

const BEFORE_KEYS: [&str; 3] = ["table", "title", "row"];
const AFTER_KEYS: [&str; 6] = ["measure", "value", "lower", "upper", "text", "reason"];

pub(super) fn render(report: &Report) -> String {
    if let Some(Block::Lines { lines, .. }) = report.blocks().iter().find(|b| matches!(b, Block::Lines { .. })) {
        return concordance(lines);
    }
    let tables: Vec<Table> = report.all_blocks().flat_map(|block| tables(&block)).collect();
    let mut keys: Vec<String> = Vec::new();
    for key in tables.iter().flat_map(key_names) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut lines = csv::Writer::from_writer(Vec::new());
    let header = BEFORE_KEYS.into_iter().chain(keys.iter().map(String::as_str)).chain(AFTER_KEYS);
    write(&mut lines, header);
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for table in &tables {
        let row = rows.entry(&table.id).or_default();
        write_table(table, &keys, row, &mut lines);
    }
    let bytes = lines.into_inner().expect("a vector takes every line");
    String::from_utf8(bytes).expect("every field is a string")
}

/// The lines of a concordance, a record each.
fn concordance(passages: &[Passage]) -> String {
    let mut lines = csv::Writer::from_writer(Vec::new());
    let header = [
        "outlet",
        "published",
        "event",
        "article",
        "title",
        "url",
        "category",
        "entry",
        "field",
        "start",
        "end",
        "before",
        "hit",
        "after",
        "attribution",
        "polarity",
        "certainty",
        "scare_quoted",
        "stance",
        "source",
        "cue",
    ];
    write(&mut lines, header.into_iter());
    for p in passages {
        let or_empty = |text: &Option<String>| text.as_deref().map_or_else(String::new, words);
        let fields = [
            words(&p.outlet),
            or_empty(&p.published),
            or_empty(&p.event),
            words(&p.article),
            words(&p.title),
            or_empty(&p.url),
            words(&p.category),
            words(&p.entry),
            p.field.clone(),
            p.span[0].to_string(),
            p.span[1].to_string(),
            words(&p.before),
            words(&p.hit),
            words(&p.after),
        ];
        let fields: Vec<String> = fields.into_iter().chain(voice(p)).collect();
        write(&mut lines, fields.iter().map(String::as_str));
    }
    let bytes = lines.into_inner().expect("a vector takes every line");
    String::from_utf8(bytes).expect("every field is a string")
}

/// The columns of a voice: empty where it is not known.
fn voice(passage: &Passage) -> [String; 7] {
    let Some(voice) = &passage.voice else { return Default::default() };
    let named = |value: serde_json::Value| match value {
        serde_json::Value::String(name) => name,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    let or_empty = |text: &Option<String>| text.as_deref().map_or_else(String::new, words);
    [
        named(serde_json::json!(voice.attribution)),
        named(serde_json::json!(voice.polarity)),
        named(serde_json::json!(voice.certainty)),
        named(serde_json::json!(voice.scare_quoted)),
        named(serde_json::json!(voice.stance)),
        or_empty(&voice.source),
        or_empty(&voice.cue),
    ]
}

fn write<'a>(lines: &mut csv::Writer<Vec<u8>>, fields: impl Iterator<Item = &'a str>) {
    lines.write_record(fields).expect("every line has as many fields as the header");
}

fn write_table(table: &Table, keys: &[String], row: &mut u64, lines: &mut csv::Writer<Vec<u8>>) {
    let [id, title] = [&table.id, &table.title].map(|text| words(text));
    let own_keys = key_names(table);
    let mut line = |row: u64, cells: &[Cell], measure: &str, figure: [String; 5]| {
        let named = |key: &String| {
            let cell = own_keys.iter().position(|own| own == key).and_then(|place| cells.get(place));
            cell.map_or_else(String::new, name)
        };
        let named: Vec<String> = keys.iter().map(named).collect();
        let row = row.to_string();
        let before = [id.as_str(), &title, &row].into_iter().chain(named.iter().map(String::as_str));
        write(lines, before.chain([measure]).chain(figure.iter().map(String::as_str)));
    };
    for cells in &table.rows {
        *row += 1;
        for (column, cell) in table.columns.iter().zip(cells).skip(table.keys) {
            if let Some(figure) = fields(cell) {
                line(*row, cells, &words(&column.id), figure);
            }
        }
    }
    for note in &table.notes {
        line(0, &[], "note", said(note));
    }
}

/// `value`, `lower`, `upper`, `text` and `reason` of a cell.
fn fields(cell: &Cell) -> Option<[String; 5]> {
    let none = String::new;
    let reason = |reason: &str| [none(), none(), none(), none(), words(reason)];
    Some(match cell {
        Cell::Empty => return None,
        Cell::Text(text) => said(text),
        Cell::Integer(count) => [count.to_string(), none(), none(), none(), none()],
        Cell::Number { value, .. } | Cell::Share { value, .. } => match full(*value) {
            Some(value) => [value, none(), none(), none(), none()],
            None => reason(NOT_FINITE.0),
        },
        Cell::Interval { lower, upper, .. } | Cell::ShareInterval { lower, upper, .. } => {
            match (full(*lower), full(*upper)) {
                (Some(lower), Some(upper)) => [none(), lower, upper, none(), none()],
                _ => reason(NOT_FINITE.0),
            }
        }
        Cell::Dash { reason: code, .. } => reason(code),
    })
}

fn said(text: &str) -> [String; 5] {
    [String::new(), String::new(), String::new(), words(text), String::new()]
}

/// A key as one field; keys are words or ranks.
fn name(cell: &Cell) -> String {
    fields(cell).map_or_else(String::new, |parts| {
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    })
}

/// Debug formatting is the shortest form that reads back, in powers of ten where that is shorter.
pub(super) fn full(value: f64) -> Option<String> {
    let value = if value == 0.0 { 0.0 } else { value };
    value.is_finite().then(|| format!("{value:?}"))
}

pub(super) fn words(text: &str) -> String {
    visible(text, Marks::Unicode)
}

pub(super) fn key_names(table: &Table) -> Vec<String> {
    let name = |id: &str| {
        let taken = BEFORE_KEYS.contains(&id) || AFTER_KEYS.contains(&id);
        if taken { format!("key_{id}") } else { words(id) }
    };
    table.columns.iter().take(table.keys).map(|column| name(&column.id)).collect()
}

/// What of a block belongs into the stream, as tables.
pub(super) fn tables(block: &Block) -> Vec<Table> {
    match block {
        // lines have a CSV of their own
        Block::Heading { .. }
        | Block::Paragraph { .. }
        | Block::Points { .. }
        | Block::Verbatim { .. }
        | Block::Lines { .. } => Vec::new(),
        Block::Table(table) => vec![with_fixed_keys(table)],
        Block::Passages { title, passages } => vec![passages_table(title, passages)],
        Block::Warnings { warnings } => vec![warnings_table(warnings)],
        Block::Matrix(matrix) => vec![with_fixed_keys(&matrix.table())],
        Block::Plot(plot) => vec![with_fixed_keys(&plot.table)],
        Block::Folded { blocks, .. } => blocks.iter().flat_map(tables).collect(),
    }
}

/// The table with the keys that all its rows share as columns of their own.
fn with_fixed_keys(table: &Table) -> Table {
    let mut table = table.clone();
    for (id, value) in std::mem::take(&mut table.fixed).into_iter().rev() {
        table.columns.insert(0, Column { title: id.clone(), id, align: Align::Left });
        table.keys += 1;
        for row in &mut table.rows {
            row.insert(0, Cell::Text(value.clone()));
        }
    }
    table
}

fn passages_table(title: &str, passages: &[Passage]) -> Table {
    let measures = ["published", "title", "url", "field", "start", "end", "before", "hit", "after", "entry"];
    let keyed = Table::new("passages", title).key("outlet", "").key("article", "");
    let table = measures.into_iter().fold(keyed, |table, measure| table.words(measure, ""));
    let or_empty = |text: &Option<String>| text.as_deref().map_or(Cell::Empty, Cell::from);
    passages.iter().fold(table, |table, passage| {
        let [start, end] = passage.span.map(|byte| Cell::Integer(byte.into()));
        let text = |text: &String| Cell::from(text.as_str());
        table.row([
            text(&passage.outlet),
            text(&passage.article),
            or_empty(&passage.published),
            text(&passage.title),
            or_empty(&passage.url),
            text(&passage.field),
            start,
            end,
            text(&passage.before),
            text(&passage.hit),
            text(&passage.after),
            text(&passage.entry),
        ])
    })
}

/// Each warning's code is its measure: a column of its own, with words in one row.
fn warnings_table(warnings: &[Warning]) -> Table {
    let mut table = Table::new("warnings", "").key("about", "");
    for warning in warnings {
        if !table.columns[1..].iter().any(|column| column.id == warning.code) {
            table = table.words(&warning.code, "");
        }
    }
    for warning in warnings {
        let texts = table.columns[1..].iter().map(|column| match column.id == warning.code {
            true => Cell::from(warning.text.as_str()),
            false => Cell::Empty,
        });
        let row: Vec<Cell> = std::iter::once(Cell::from(warning.about.as_str())).chain(texts).collect();
        table.rows.push(row);
    }
    table
}
