//! The report as JSON, for programs: `schema`, `provenance`, then the body's own keys in the order they were given.
//!
//! Numbers are in full, in their shortest form that reads back as the same number; there is no NaN and no infinity,
//! because a JSON value cannot hold one. Control and bidi characters inside strings are written as `\u` escapes:
//! the same text for a parser, and harmless when the file is shown on a terminal.

use std::io;

use serde::ser::{SerializeMap, Serializer as _};
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::Report;
use super::visible::steers;

pub(super) fn render(report: &Report) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Rows::default());
    report.serialize_to(&mut serializer).expect("a vector takes every byte, and every key is a string");
    out.push(b'\n');
    let text = String::from_utf8(out).expect("the serializer writes UTF-8");
    if text.chars().any(is_escaped) { escaped(&text) } else { text }
}

impl Report {
    fn serialize_to(&self, serializer: &mut Serializer<&mut Vec<u8>, Rows>) -> serde_json::Result<()> {
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("schema", self.schema())?;
        body.serialize_entry("provenance", self.provenance())?;
        match self.body() {
            Value::Object(data) => {
                let own = ["schema", "provenance", "evidence"];
                for (key, value) in data.iter().filter(|(key, _)| !own.contains(&key.as_str())) {
                    body.serialize_entry(key, value)?;
                }
            }
            other => body.serialize_entry("data", &other)?,
        }
        if let Some(evidence) = &self.evidence {
            body.serialize_entry("evidence", &**evidence)?;
        }
        body.end()
    }
}

/// Indented, but for lists within lists: these are the rows of a table, each on a line of its own.
#[derive(Default)]
struct Rows {
    pretty: PrettyFormatter<'static>,
    /// What is open, from the outside in.
    open: Vec<Open>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    List,
    Object,
    /// A row, or something in a row.
    Row,
}

impl Rows {
    fn in_row(&self) -> bool {
        self.open.last() == Some(&Open::Row)
    }
}

impl Formatter for Rows {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let row = matches!(self.open.last(), Some(Open::List | Open::Row));
        self.open.push(if row { Open::Row } else { Open::List });
        if row { writer.write_all(b"[") } else { self.pretty.begin_array(writer) }
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.open.pop() == Some(Open::Row) { writer.write_all(b"]") } else { self.pretty.end_array(writer) }
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match (self.in_row(), first) {
            (true, true) => Ok(()),
            (true, false) => writer.write_all(b", "),
            (false, _) => self.pretty.begin_array_value(writer, first),
        }
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_row() { Ok(()) } else { self.pretty.end_array_value(writer) }
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let row = self.in_row();
        self.open.push(if row { Open::Row } else { Open::Object });
        if row { writer.write_all(b"{") } else { self.pretty.begin_object(writer) }
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.open.pop() == Some(Open::Row) { writer.write_all(b"}") } else { self.pretty.end_object(writer) }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match (self.in_row(), first) {
            (true, true) => Ok(()),
            (true, false) => writer.write_all(b", "),
            (false, _) => self.pretty.begin_object_key(writer, first),
        }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_row() { Ok(()) } else { self.pretty.end_object_value(writer) }
    }
}

fn is_escaped(c: char) -> bool {
    steers(c) && c != '\n'
}

/// Outside ASCII a JSON text has such characters inside strings only, where an escape means the same.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Provenance;
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_of_a_table_are_a_line_each() {
        let data = json!({ "rows": [["a", 1, null], ["b", 2, [3, {"c": []}]]], "ends": [0.1, 0.2], "none": [] });
        let text = render(&Report::new("", Provenance::new()).with_data("test/1", data.clone()));
        assert!(text.contains("    [\"a\", 1, null],\n    [\"b\", 2, [3, {\"c\": []}]]\n"), "{text}");
        assert!(text.contains("\"ends\": [\n    0.1,\n    0.2\n  ]"), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&back["rows"], &back["none"]), (&data["rows"], &data["none"]));
    }

    #[test]
    fn hostile_text_reads_back_unchanged() {
        let hostile = "\x1b[31m \u{9b}2J \u{202e} \u{e0041} \u{feff} \u{7f} \"quoted\" \\ \n\n ¶ Қазақстан";
        let report = Report::new(hostile, Provenance::new()).with_data("test/1", json!({ "text": hostile }));
        let text = render(&report);
        assert!(!text.replace('\n', "").contains(steers), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["text"], hostile);
    }

    #[test]
    fn the_body_cannot_replace_schema_or_provenance() {
        let report = Report::new("", Provenance::new()).with_data("test/1", json!({ "schema": "other/2", "x": [0.1] }));
        let value: Value = serde_json::from_str(&render(&report)).unwrap();
        assert_eq!(value["schema"], "test/1");
        let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["schema", "provenance", "x"]);
    }
}
