//! The report as JSON, for programs: `schema`, `provenance`, then the body's own keys in the order they were given.
//!
//! Numbers are in full, in their shortest form that reads back as the same number; there is no NaN and no infinity,
//! because a JSON value cannot hold one. Control and bidi characters inside strings are written as `\u` escapes:
//! the same text for a parser, and harmless when the file is shown on a terminal.

use serde_json::{Map, Value, json};

use super::Report;
use super::visible::steers;

pub(super) fn render(report: &Report) -> String {
    let mut body = Map::new();
    body.insert("schema".into(), report.schema().into());
    body.insert("provenance".into(), json!(report.provenance()));
    match report.body() {
        Value::Object(data) => {
            for (key, value) in data {
                body.entry(key).or_insert(value);
            }
        }
        other => {
            body.insert("data".into(), other);
        }
    }
    escaped(&format!("{:#}\n", Value::Object(body)))
}

/// Outside ASCII a JSON text has such characters inside strings only, where an escape means the same.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) && c != '\n' {
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
