//! A file that is read whole, on the thread that has its block: which records are in it.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::charset::{decode, decode_plain};
use super::document::Document;
use super::format::InputFormat;
use super::record::{Cause, Named, Read, Record};
use super::source::Plan;
use super::{docx, nexis, proquest, ris};
use crate::Location;
use crate::corpus::Remark;
use crate::corpus::fields::{Field, FieldSet};

/// A file with all its bytes.
#[derive(Debug)]
pub(super) struct WholeFile {
    /// What messages call it.
    pub(super) name: Arc<str>,
    pub(super) format: InputFormat,
    pub(super) bytes: Result<Vec<u8>, Cause>,
    /// What stands around it in a web crawl: its address and the like.
    #[cfg_attr(not(feature = "web"), allow(dead_code))] // asked by pages
    pub(super) known: Named<'static>,
    /// The charset it was sent as.
    #[cfg_attr(not(feature = "web"), allow(dead_code))]
    pub(super) charset: Option<String>,
}

/// What a record became, and where it stands more exactly than in its file.
pub(super) type Outcome = (Result<Read, Cause>, Option<Location>);

/// Several records of one file, each with its fields or why it has none.
pub(super) type Records<'a> = Vec<Result<Named<'a>, Cause>>;

impl WholeFile {
    pub(super) fn new(name: Arc<str>, format: InputFormat, bytes: Result<Vec<u8>, Cause>) -> Self {
        WholeFile { name, format, bytes, known: Named::default(), charset: None }
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.as_ref().map_or(0, Vec::len)
    }

    /// Its records in order. A file without any has one outcome, which says so.
    pub(super) fn read(&self, plan: &Plan) -> Vec<Outcome> {
        let bytes = match &self.bytes {
            Ok(bytes) => bytes,
            Err(cause) => return vec![(Err(cause.again()), None)],
        };
        match self.format {
            InputFormat::Docx => self.all(docx::records(bytes, &plan.limits), None, plan),
            InputFormat::Ris => self.decoded(bytes, plan, ris::records),
            #[cfg(feature = "pdf")]
            InputFormat::Pdf => self.all(super::pdf::records(bytes, &plan.limits), None, plan),
            #[cfg(feature = "web")]
            InputFormat::Html => self.page(bytes, plan),
            #[cfg(feature = "web")]
            InputFormat::Feed => self.decoded(bytes, plan, |text| super::feed::records(text, &plan.limits)),
            _ => self.text(bytes, plan),
        }
    }

    /// Text: an export of a database, or one article.
    fn text(&self, bytes: &[u8], plan: &Plan) -> Vec<Outcome> {
        let export = |text: &str| -> Option<fn(&str) -> Records<'static>> {
            match () {
                () if nexis::is_export(text) => Some(nexis::records),
                () if nexis::is_uni_export(text) => Some(nexis::uni_records),
                () if proquest::is_export(text) => Some(proquest::records),
                () => None,
            }
        };
        let (text, encoding) = match decode_plain(bytes) {
            Ok(decoded) => decoded,
            Err(byte) => {
                let before = String::from_utf8_lossy(&bytes[..byte]);
                return vec![(Err(Cause::InvalidUtf8), Some(Location::in_text(&*self.name, &before, before.len())))];
            }
        };
        let charset = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
        let mut head = text.len().min(64 << 10);
        while !text.is_char_boundary(head) {
            head -= 1;
        }
        match export(&text[..head]) {
            Some(records) => self.all(records(&text), charset, plan),
            None => {
                let mut outcome = self.document(&text, plan);
                note_charset(charset, outcome.0.as_mut());
                vec![outcome]
            }
        }
    }

    fn decoded(&self, bytes: &[u8], plan: &Plan, records: impl FnOnce(&str) -> Records<'static>) -> Vec<Outcome> {
        let (text, encoding) = decode(bytes, None);
        let charset = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
        self.all(records(&text), charset, plan)
    }

    #[cfg(feature = "web")]
    fn page(&self, bytes: &[u8], plan: &Plan) -> Vec<Outcome> {
        let page = super::html::page(bytes, self.charset.as_deref(), self.known.get("url"), &plan.limits);
        match page {
            Err(cause) => vec![(Err(cause), None)],
            Ok((records, charset)) => {
                // what the page says of itself goes before what the crawl says of it
                let known = |record: Named<'static>| {
                    self.known.iter().fold(record, |mut record, (name, value)| {
                        record.add(name.to_owned(), value.to_owned());
                        record
                    })
                };
                self.all(records.into_iter().map(|record| record.map(known)).collect(), charset, plan)
            }
        }
    }

    fn all(&self, records: Records<'_>, charset: Option<&'static str>, plan: &Plan) -> Vec<Outcome> {
        let records = match records.is_empty() {
            true => vec![Err(Cause::NoArticle("the file holds no record".to_owned()))],
            false => records,
        };
        let one = |record: Result<Named<'_>, Cause>| {
            let mut record = Record::of(record?, &plan.fields);
            self.place_fields(&mut record, plan);
            record.article(&plan.fields, &plan.languages).map_err(|cause| match cause {
                Cause::Missing { field: Field::Outlet, instead: None, .. } if self.format == InputFormat::Html => {
                    Cause::NoSite
                }
                cause => cause,
            })
        };
        let mut outcomes: Vec<Outcome> = records.into_iter().map(|record| (one(record), None)).collect();
        if let Some((first, _)) = outcomes.first_mut() {
            note_charset(charset, first.as_mut());
        }
        outcomes
    }

    /// The fields that a file has by where it stands, for who maps one of ours to them.
    fn place_fields(&self, record: &mut Record<'_>, plan: &Plan) {
        let path = Path::new(&*self.name);
        let name_of = |path: Option<&Path>| Some(path?.file_name()?.to_string_lossy().into_owned());
        for (name, value) in [("folder", name_of(path.parent())), ("file", name_of(Some(path)))] {
            let read_as = plan.fields.read_from(name);
            if let (Some(value), false) = (value, read_as.is_empty()) {
                record.fill(read_as, value);
            }
        }
    }

    /// One article, with a front matter or without.
    fn document(&self, text: &str, plan: &Plan) -> Outcome {
        let in_text = |text: &str, byte| Some(Location::in_text(&*self.name, text, byte));
        let document = match Document::split(text) {
            Ok(document) => document,
            Err((cause, byte)) => return (Err(cause), in_text(text, byte)),
        };
        let has_front_matter = document.has_front_matter();
        let mut record = match document.record(text, &plan.fields) {
            Ok(record) => record,
            Err((cause, byte)) => return (Err(cause), in_text(text, byte)),
        };
        self.place_fields(&mut record, plan);
        let article = record.article(&plan.fields, &plan.languages).map_err(|cause| match cause {
            Cause::Missing { .. } if !has_front_matter => Cause::NoFrontMatter,
            cause => cause,
        });
        (article, None)
    }
}

/// Says which charset a file's first article was read in, where that was found out.
fn note_charset<E>(charset: Option<&'static str>, first: Result<&mut Read, E>) {
    if let (Some(charset), Ok(first)) = (charset, first) {
        first.remarks.push((Remark::Charset, format!("read as {charset}; save the file as UTF-8 where that is wrong")));
    }
}

/// A text's paragraphs, one after the other.
pub(super) fn joined<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for paragraph in paragraphs.into_iter().map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(paragraph);
    }
    out
}

impl Record<'_> {
    /// Fills fields that the record itself does not have.
    fn fill(&mut self, fields: FieldSet, value: String) {
        for field in fields.iter() {
            if !self.has(field) {
                self.take(field.name(), FieldSet::of(field), super::record::Found::Text(Cow::Owned(value.clone())));
            }
        }
    }
}
