//! One article a file: `.txt` or `.md`, with its fields as TOML between two lines `+++` at the top.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;
use toml::value::Value as Toml;

use super::jsonl::float;
use super::record::{Cause, Found, Record};
use crate::corpus::fields::{Field, FieldMap, FieldSet};

const FENCE: &str = "+++";

/// A file in two parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document<'a> {
    /// Where the TOML stands, when there is front matter.
    front_matter: Option<Range<usize>>,
    /// What follows, without the blank lines around it.
    body: &'a str,
}

impl<'a> Document<'a> {
    /// Finds the front matter; an error comes with the byte of the file it is about.
    pub(super) fn split(file: &'a str) -> Result<Self, (Cause, usize)> {
        let start = if file.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let mut lines = file[start..].split_inclusive('\n').scan(start, |end, line| {
            let begin = *end;
            *end += line.len();
            Some((line, begin..*end))
        });
        let opening = lines.next().filter(|(line, _)| line.trim_end() == FENCE);
        let Some((_, opening)) = opening else {
            return Ok(Document { front_matter: None, body: without_blank_lines(&file[start..]) });
        };
        let Some((_, closing)) = lines.find(|(line, _)| line.trim_end() == FENCE) else {
            return Err((Cause::OpenFrontMatter, start));
        };
        Ok(Document { front_matter: Some(opening.end..closing.start), body: without_blank_lines(&file[closing.end..]) })
    }

    /// The fields of the front matter, with the body as the text; an error comes with its byte of the file.
    pub(super) fn record(self, file: &'a str, fields: &FieldMap) -> Result<Record<'a>, (Cause, usize)> {
        let mut record = Record::default();
        let table: toml::Table = match &self.front_matter {
            Some(range) => file[range.clone()].parse().map_err(|error: toml::de::Error| {
                let place = range.start + error.span().map_or(0, |span| span.start);
                (Cause::FrontMatter(error), place)
            })?,
            None => toml::Table::new(),
        };
        for (name, value) in table {
            let read_as = fields.read_from(&name);
            if read_as.is_empty() {
                record.keep(name, json(value));
            } else {
                record.take(&name, read_as, found(value));
            }
        }
        if !self.body.is_empty() {
            record.take(Field::Text.name(), FieldSet::of(Field::Text), Found::Text(Cow::Borrowed(self.body)));
        }
        Ok(record)
    }

    pub(super) fn has_front_matter(&self) -> bool {
        self.front_matter.is_some()
    }
}

/// The text from its first line that is not blank to the end of its last.
fn without_blank_lines(text: &str) -> &str {
    let trimmed = text.trim_start();
    let first_line = text[..text.len() - trimmed.len()].rfind('\n').map_or(0, |end| end + 1);
    text[first_line..].trim_end()
}

fn found(value: Toml) -> Found<'static> {
    match value {
        Toml::String(text) => Found::Text(Cow::Owned(text)),
        Toml::Integer(number) => Found::Text(Cow::Owned(number.to_string())),
        Toml::Float(number) => float(number),
        Toml::Boolean(truth) => Found::Text(Cow::Owned(truth.to_string())),
        Toml::Datetime(time) => Found::Text(Cow::Owned(time.to_string())),
        Toml::Array(list) => Found::List(list.len()),
        Toml::Table(_) => Found::Object,
    }
}

/// The same value in JSON, which has no times and no infinities: these become text.
fn json(value: Toml) -> Value {
    match value {
        Toml::String(text) => Value::String(text),
        Toml::Integer(number) => number.into(),
        Toml::Float(number) => {
            serde_json::Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
        }
        Toml::Boolean(truth) => truth.into(),
        Toml::Datetime(time) => time.to_string().into(),
        Toml::Array(list) => list.into_iter().map(json).collect(),
        Toml::Table(table) => {
            table.into_iter().map(|(name, value)| (name, json(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}
