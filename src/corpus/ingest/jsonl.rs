//! JSON Lines: cutting a stream into blocks of whole lines, and a line into the fields of a record.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memrchr};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::limits::Limits;
use super::record::{Cause, Found, Record};
use crate::corpus::fields::FieldMap;

/// A stream on its way to blocks of whole lines.
pub(super) struct LineBlocks {
    pub(super) file: Arc<str>,
    reader: Box<dyn Read + Send>,
    block: usize,
    limit: usize,
    /// The beginning of a line that the last block did not hold whole.
    rest: Vec<u8>,
    next_line: u64,
    ended: bool,
}

/// One block's worth of a stream.
pub(super) enum Piece {
    /// Whole lines; the last may lack its line end.
    Lines { first: u64, bytes: Vec<u8> },
    /// A line too long to be held was passed by.
    TooLong { line: u64 },
}

impl LineBlocks {
    pub(super) fn new(file: Arc<str>, reader: Box<dyn Read + Send>, block: usize, limits: &Limits) -> Self {
        LineBlocks { file, reader, block, limit: limits.record(), rest: Vec::new(), next_line: 1, ended: false }
    }

    /// The number of the next line to be read.
    pub(super) fn next_line(&self) -> u64 {
        self.next_line
    }

    /// The next lines: about as many bytes as a block should have, or one line when that is longer.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let (block, record) = (self.block, self.limit);
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        loop {
            if bytes.len() >= block {
                if let Some(end) = memrchr(b'\n', &bytes[searched..]) {
                    self.rest = bytes.split_off(searched + end + 1);
                    return Ok(Some(self.lines(bytes)));
                }
                searched = bytes.len();
                if bytes.len() > record {
                    return self.pass_line().map(Some);
                }
            }
            if self.ended {
                return Ok((!bytes.is_empty()).then(|| self.lines(bytes)));
            }
            let wanted = if bytes.len() < block { block - bytes.len() } else { block };
            bytes.reserve(wanted);
            self.ended = self.reader.by_ref().take(wanted as u64).read_to_end(&mut bytes)? < wanted;
        }
    }

    fn lines(&mut self, bytes: Vec<u8>) -> Piece {
        let first = self.next_line;
        self.next_line += memchr_iter(b'\n', &bytes).count() as u64;
        Piece::Lines { first, bytes }
    }

    /// Reads on to the end of the line without keeping it.
    fn pass_line(&mut self) -> io::Result<Piece> {
        let mut passing = vec![0; 64 * 1024];
        while !self.ended {
            match self.reader.read(&mut passing) {
                Ok(0) => self.ended = true,
                Ok(read) => {
                    if let Some(end) = memchr(b'\n', &passing[..read]) {
                        self.rest = passing[end + 1..read].to_vec();
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let line = self.next_line;
        self.next_line += 1;
        Ok(Piece::TooLong { line })
    }
}

/// The lines of a block that are not blank, with their numbers; a byte order mark at the very beginning is dropped.
pub(super) fn lines(bytes: &[u8], first: u64) -> impl Iterator<Item = (u64, &[u8])> {
    let mut rest = if first == 1 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes };
    let mut number = first;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, after) = match memchr(b'\n', rest) {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &[][..]),
        };
        rest = after;
        number += 1;
        Some((number - 1, line))
    })
    .filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// The record in a line; an error comes with the byte of the line at which it was noticed, when that is known.
pub(super) fn record<'a>(line: &'a [u8], fields: &FieldMap) -> Result<Record<'a>, (Cause, Option<usize>)> {
    let text = std::str::from_utf8(line).map_err(|error| (Cause::InvalidUtf8, Some(error.valid_up_to())))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(RecordVisitor { fields });
    read.and_then(|record| json.end().map(|()| record)).map_err(|error| {
        let place = error.column().saturating_sub(1);
        match error.classify() {
            serde_json::error::Category::Eof => (Cause::CutOff, Some(place)),
            serde_json::error::Category::Data => (Cause::NoObject, None),
            _ => (Cause::BrokenJson(error), Some(place)),
        }
    })
}

struct RecordVisitor<'m> {
    fields: &'m FieldMap,
}

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(name) = map.next_key_seed(Text)? {
            let fields = self.fields.read_from(&name);
            if fields.is_empty() {
                record.keep(name.into_owned(), map.next_value::<Value>()?);
            } else {
                let found = map.next_value_seed(OurField)?;
                record.take(&name, fields, found);
            }
        }
        Ok(record)
    }
}

/// A text, borrowed from the line unless it holds escapes.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// The value of one of our fields. Nothing is an error here: the record says later what is wrong with it.
struct OurField;

impl<'de> DeserializeSeed<'de> for OurField {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OurField {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Found::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Found::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Found::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Found::Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Found::Text(Cow::Owned(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Found::Text(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(float(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut length = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(Found::List(length))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Found::Object)
    }
}

/// A number with a fraction as its text; from 2^53 on, neighbours look alike.
pub(super) fn float(value: f64) -> Found<'static> {
    match serde_json::Number::from_f64(value) {
        Some(number) if value.abs() < 9_007_199_254_740_992.0 => Found::Text(Cow::Owned(number.to_string())),
        _ => Found::InexactNumber,
    }
}
