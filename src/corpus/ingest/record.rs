//! A record on its way to an article: its fields as they came, and what can be wrong with them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;

use serde_json::Value;

use crate::corpus::article::Article;
use crate::corpus::fields::{Field, FieldMap, FieldSet};
use crate::corpus::language::foreign;
use crate::corpus::reason::{Remark, SkipReason};
use crate::error::nearest;

use super::languages::Languages;
use super::limits::bytes_in_words;
use super::unpack::Bomb;

/// What one of our fields was found to hold.
#[derive(Clone, Debug)]
pub(super) enum Found<'a> {
    /// `null`.
    Nothing,
    /// Text; numbers and truth values count as their text.
    Text(Cow<'a, str>),
    /// A number that cannot be told from its neighbours once it is read.
    InexactNumber,
    /// A list of so many.
    List(usize),
    /// An object or table.
    Object,
}

/// The fields of one record, borrowed from its line or file where they can be.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    /// In the order of `Field::ALL`.
    ours: [Option<Found<'a>>; Field::ALL.len()],
    metadata: BTreeMap<String, Value>,
    /// The first field that stands twice.
    repeated: Option<String>,
}

impl<'a> Record<'a> {
    /// Takes a field that is read as one or several of ours.
    pub(super) fn take(&mut self, name: &str, fields: FieldSet, found: Found<'a>) {
        for field in fields.iter() {
            if self.ours[field as usize].replace(found.clone()).is_some() {
                self.repeated.get_or_insert_with(|| name.to_owned());
            }
        }
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.ours[field as usize].is_some()
    }

    /// Takes a field that is none of ours.
    pub(super) fn keep(&mut self, name: String, value: Value) {
        match self.metadata.entry(name) {
            Entry::Vacant(place) => {
                place.insert(value);
            }
            Entry::Occupied(place) => {
                self.repeated.get_or_insert_with(|| place.key().clone());
            }
        }
    }

    /// Takes the fields of a format that names them all, each under a name that can be mapped.
    pub(super) fn of(named: Named<'a>, fields: &FieldMap) -> Self {
        let mut record = Record::default();
        for (name, value) in named.0 {
            let read_as = fields.read_from(&name);
            if read_as.is_empty() {
                record.keep(name.into_owned(), Value::String(value.into_owned()));
            } else {
                record.take(&name, read_as, Found::Text(value));
            }
        }
        record
    }

    /// The article, in the given language when it names none, or why it is none.
    pub(super) fn article(mut self, fields: &FieldMap, language: &Languages) -> Result<Read, Cause> {
        if let Some(name) = self.repeated {
            return Err(Cause::Repeated { name });
        }
        let mut texts: [Option<Cow<'a, str>>; Field::ALL.len()] = Default::default();
        for (field, found) in Field::ALL.into_iter().zip(self.ours) {
            texts[field as usize] = found.map_or(Ok(None), |found| found.text(field, fields))?;
        }
        let mut remarks = Vec::new();
        for field in Field::ALL {
            if texts[field as usize].is_none() && !fields.is_mapped(field) {
                let (text, remark) = customary(field, &mut self.metadata);
                texts[field as usize] = text.map(Cow::Owned);
                remarks.extend(remark);
            }
        }
        let [id, event, outlet, title, published, url, own_language, text] = texts;
        let outlet = outlet.ok_or_else(|| Cause::missing(Field::Outlet, fields, &self.metadata))?;
        let text = text.ok_or_else(|| Cause::missing(Field::Text, fields, &self.metadata))?;
        let spoken = match (own_language.as_deref(), language) {
            (Some(own), _) => own.to_owned(),
            (None, Languages::Given(language)) => language.clone(),
            (None, Languages::Detected) => foreign(&text).unwrap_or_default().to_owned(),
            (None, Languages::AsGiven) => String::new(),
        };
        let article = Article::new(outlet, text)
            .with_id(id.unwrap_or_default())
            .with_event(event.unwrap_or_default())
            .with_title(title.unwrap_or_default())
            .with_published(published.unwrap_or_default())
            .with_url(url.unwrap_or_default())
            .with_language(spoken)
            .with_all_metadata(self.metadata);
        if let (Some(published), None) = (article.published(), article.date()) {
            let message = format!("`{}` is no date; write it as 2024-03-18", shortened(published));
            remarks.push((Remark::UnreadableDate, message));
        }
        Ok(Read { article, remarks })
    }
}

/// An article, and what is worth saying of its record.
pub(super) struct Read {
    pub(super) article: Article,
    pub(super) remarks: Vec<(Remark, String)>,
}

/// Fields under the names of their format; blank ones are left out.
#[derive(Debug, Default)]
pub(super) struct Named<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Named<'a> {
    pub(super) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.0.push((name.into(), value));
        }
    }

    /// As [`push`](Named::push), unless the name is there.
    pub(super) fn add(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let name = name.into();
        if self.get(&name).is_none() {
            self.push(name, value);
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(there, _)| *there == name).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

/// A field under a name that is customary for it, where the record has just one of them; else what there is to say.
///
/// Outlets and texts are what everything is counted by: for these only the case of the name may differ.
fn customary(field: Field, metadata: &mut BTreeMap<String, Value>) -> (Option<String>, Option<(Remark, String)>) {
    let scalar = |value: &Value| match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let is_customary = |name: &str| {
        name.eq_ignore_ascii_case(field.name())
            || field.customary().iter().any(|usual| name.eq_ignore_ascii_case(usual))
    };
    let mut there = metadata.iter().filter(|(name, _)| is_customary(name));
    let found: Vec<(String, String)> =
        there.by_ref().filter_map(|(name, value)| Some((name.clone(), scalar(value)?))).collect();
    match &found[..] {
        [] => (None, None),
        [(name, text)] => {
            metadata.remove(name);
            let said = format!("`{0}` is read as `{1}`; name another with `{1}=NAME`", shortened(name), field.name());
            (Some(text.clone()), Some((Remark::CustomaryName, said)))
        }
        [(one, _), (other, _), ..] => {
            let (one, other, ours) = (shortened(one), shortened(other), field.name());
            let said = format!("`{one}` and `{other}` could both be `{ours}`: choose with `{ours}={one}`");
            (None, Some((Remark::AmbiguousName, said)))
        }
    }
}

impl<'a> Found<'a> {
    /// The text of a field, when there is any.
    fn text(self, field: Field, fields: &FieldMap) -> Result<Option<Cow<'a, str>>, Cause> {
        let name = || fields.source_of(field).to_owned();
        match self {
            Found::Nothing => Ok(None),
            Found::Text(text) => Ok((!text.trim_start().is_empty()).then_some(text)),
            Found::InexactNumber => Err(Cause::InexactNumber { name: name() }),
            Found::List(count) if field == Field::Event && count > 1 => {
                Err(Cause::SeveralEvents { name: name(), count })
            }
            Found::List(_) => Err(Cause::WrongType { name: name(), found: "a list" }),
            Found::Object => Err(Cause::WrongType { name: name(), found: "an object" }),
        }
    }
}

/// Why a record is no article.
#[derive(Debug, thiserror::Error)]
pub(super) enum Cause {
    #[error("{}", without_place(.0))]
    BrokenJson(serde_json::Error),
    #[error("the record ends in the middle; one whole JSON object a line is read")]
    CutOff,
    #[error("this line is no JSON object; one object a line is read")]
    NoObject,
    #[error("this byte is not UTF-8; save the file as UTF-8")]
    InvalidUtf8,
    #[error("{}", .0.message())]
    FrontMatter(toml::de::Error),
    #[error("the front matter does not end; a second line `+++` ends it")]
    OpenFrontMatter,
    #[error("the file cannot be unpacked: {0}")]
    Damaged(io::Error),
    #[error("longer than {}; no article is (the limit is `{name}`)", bytes_in_words(*limit))]
    TooLong { limit: u64, name: &'static str },
    #[error("{0}")]
    Bomb(Bomb),
    #[error("{what} nested more than {limit} deep; no article is (the limit is `nesting`)")]
    TooDeep { what: &'static str, limit: u64 },
    #[error("this record has {found} fields and the header {expected}; put fields that hold {} or a line end in quotation marks", delimiter_in_words(*delimiter))]
    Columns { found: usize, expected: usize, delimiter: u8 },
    #[error(
        "the quotation mark opened in this record is never closed; close it, or double it where it belongs to the text"
    )]
    OpenQuotation,
    #[error("{0}")]
    Broken(String),
    #[error("no article was found here: {0}")]
    NoArticle(String),
    #[error(
        "no outlet: the page names no site; map one with `outlet=folder` where each outlet has a folder of its own"
    )]
    NoSite,
    #[error("`{name}` is {found}; one text or number is right here")]
    WrongType { name: String, found: &'static str },
    #[error("`{name}` is a number that cannot be kept exactly; put it in quotation marks")]
    InexactNumber { name: String },
    #[error("`{}` stands twice in this record; keep one", shortened(name))]
    Repeated { name: String },
    #[error("`{name}` names {count} events; an article belongs to one: choose, or give each event a record of its own")]
    SeveralEvents { name: String, count: usize },
    #[error("`{name}` is missing or empty; {}", remedy(*field, instead.as_deref()))]
    Missing { field: Field, name: String, instead: Option<String> },
    #[error("no outlet; begin the file with `+++`, a line such as `outlet = \"Gazette\"`, and `+++`")]
    NoFrontMatter,
}

impl Cause {
    fn missing(field: Field, fields: &FieldMap, metadata: &BTreeMap<String, Value>) -> Self {
        let name = fields.source_of(field).to_owned();
        let instead = likely(field, &name, metadata).map(str::to_owned);
        Cause::Missing { field, name, instead }
    }

    /// The same cause once more: what cannot be copied keeps its words.
    pub(super) fn again(&self) -> Cause {
        match self {
            Cause::TooLong { limit, name } => Cause::TooLong { limit: *limit, name },
            Cause::Bomb(bomb) => Cause::Bomb(*bomb),
            Cause::Damaged(error) => Cause::Damaged(io::Error::new(error.kind(), error.to_string())),
            other => Cause::Broken(other.to_string()),
        }
    }

    pub(super) fn reason(&self) -> SkipReason {
        match self {
            Cause::BrokenJson(_) | Cause::CutOff => SkipReason::BrokenJson,
            Cause::InvalidUtf8 => SkipReason::InvalidUtf8,
            Cause::FrontMatter(_) | Cause::OpenFrontMatter => SkipReason::FrontMatter,
            Cause::Damaged(_) => SkipReason::Damaged,
            Cause::TooLong { .. } => SkipReason::TooLong,
            Cause::Bomb(_) => SkipReason::Bomb,
            Cause::TooDeep { .. } => SkipReason::TooDeep,
            Cause::Columns { .. } | Cause::OpenQuotation | Cause::Broken(_) => SkipReason::BrokenRecord,
            Cause::NoArticle(_) => SkipReason::NoArticle,
            Cause::NoObject | Cause::WrongType { .. } | Cause::InexactNumber { .. } => SkipReason::WrongType,
            Cause::Repeated { .. } => SkipReason::RepeatedField,
            Cause::SeveralEvents { .. } => SkipReason::SeveralEvents,
            Cause::Missing { field: Field::Text, .. } => SkipReason::MissingText,
            Cause::Missing { .. } | Cause::NoFrontMatter | Cause::NoSite => SkipReason::MissingOutlet,
        }
    }
}

/// The record's field that most likely holds what is missing: one of the usual foreign names, else one spelt much alike.
fn likely<'a>(field: Field, name: &str, metadata: &'a BTreeMap<String, Value>) -> Option<&'a str> {
    let usual: &[&str] = match field {
        Field::Outlet => &["source", "publisher", "publication", "newspaper", "site", "domain"],
        Field::Text => &["body", "content", "article", "full_text", "maintext"],
        _ => &[],
    };
    let known = usual.iter().find_map(|usual| metadata.keys().find(|key| key.eq_ignore_ascii_case(usual)));
    known.map(String::as_str).or_else(|| nearest(name, metadata.keys().map(String::as_str)))
}

fn delimiter_in_words(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "a tab".to_owned(),
        delimiter => format!("`{}`", char::from(delimiter)),
    }
}

fn remedy(field: Field, instead: Option<&str>) -> String {
    match instead {
        Some(theirs) => format!("the record has `{0}`: map it with `{1}={0}`", shortened(theirs), field.name()),
        None => "every article needs one".to_owned(),
    }
}

/// The message of a JSON error without its place, which is said once, before the message.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&place).unwrap_or(&message).to_owned()
}

/// Foreign names and values can be of any length; a message shows their beginning.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
