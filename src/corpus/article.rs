//! One published text: who wrote it, about which event, when, and what it says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::Value;

use super::date;
use super::fields::Field;
use crate::{Error, ErrorKind, Result};

/// One published text of one outlet. It never changes once it is built, and spans point into its text as it came.
///
/// White space around an outlet, event, id, date, address or language is dropped; an empty value counts as missing.
///
/// ```
/// use parallax::Article;
///
/// let article = Article::new("Harbour Gazette", "Crews walked out on Monday.")
///     .with_event("walkout")
///     .with_title("Chaos at Port Elm")
///     .with_published("2024-03-04T06:30:00+01:00")
///     .with_language("en-GB")
///     .with_metadata("side", "left".into());
///
/// assert_eq!(article.date().unwrap().to_string(), "2024-03-04");
/// assert_eq!(article.language(), Some("en"));
/// assert_eq!(article.field("side")?.as_deref(), Some("left"));
/// assert!(article.id().starts_with("h-")); // none was given: a hash of outlet, title and text
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Article {
    given_id: Option<String>,
    hashed_id: OnceLock<String>,
    event: Option<String>,
    outlet: String,
    title: String,
    published: Option<String>,
    date: Option<Date>,
    url: Option<String>,
    language: Option<String>,
    text: String,
    metadata: BTreeMap<String, Value>,
}

impl Article {
    /// An article of an outlet with its text; everything else can be missing.
    ///
    /// Reading skips records without an outlet or a text. Built by hand, nothing is checked.
    ///
    /// ```
    /// let article = parallax::Article::new("Dockside Voice", "Fair wages now.");
    /// assert_eq!((article.outlet(), article.text()), ("Dockside Voice", "Fair wages now."));
    /// assert_eq!((article.event(), article.title()), (None, ""));
    /// ```
    pub fn new(outlet: impl Into<String>, text: impl Into<String>) -> Self {
        Article {
            given_id: None,
            hashed_id: OnceLock::new(),
            event: None,
            outlet: present(outlet.into()).unwrap_or_default(),
            title: String::new(),
            published: None,
            date: None,
            url: None,
            language: None,
            text: text.into(),
            metadata: BTreeMap::new(),
        }
    }

    /// The same article under an id of its own; an empty id asks for the hash again.
    ///
    /// ```
    /// assert_eq!(parallax::Article::new("BBC", "Rain.").with_id("bbc-17").id(), "bbc-17");
    /// ```
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.given_id = present(id.into());
        self
    }

    /// The same article as a report of an event.
    ///
    /// ```
    /// assert_eq!(parallax::Article::new("BBC", "Rain.").with_event("storm").event(), Some("storm"));
    /// ```
    pub fn with_event(mut self, event: impl Into<String>) -> Self {
        self.event = present(event.into());
        self
    }

    /// The same article under a headline.
    ///
    /// ```
    /// assert_eq!(parallax::Article::new("BBC", "Rain.").with_title("Storm").title(), "Storm");
    /// ```
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self.hashed_id = OnceLock::new();
        self
    }

    /// The same article with its date, kept as written.
    ///
    /// Readable are ISO 8601 (`2024-03-04`, with a time and a zone behind it or without; also `20240304` and
    /// `2024/3/4`), RFC 2822 (`Mon, 04 Mar 2024 06:30:00 +0100`), and days in English words (`4 March 2024`,
    /// `Mar. 4, 2024`). The day counts as written, whatever the time zone. Anything else is kept, and
    /// [`Article::date`] is `None`; so is `04/03/2024`, which is another day in London than in New York.
    ///
    /// ```
    /// let article = parallax::Article::new("BBC", "Rain.").with_published("last Tuesday");
    /// assert_eq!((article.published(), article.date()), (Some("last Tuesday"), None));
    /// ```
    pub fn with_published(mut self, published: impl Into<String>) -> Self {
        self.published = present(published.into());
        self.date = self.published.as_deref().and_then(date::day);
        self
    }

    /// The same article with its address.
    ///
    /// ```
    /// let article = parallax::Article::new("BBC", "Rain.").with_url("https://bbc.example/17");
    /// assert_eq!(article.url(), Some("https://bbc.example/17"));
    /// ```
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = present(url.into());
        self
    }

    /// The same article in a language, of which the first part is kept, in lower case: `en-GB` is `en`.
    ///
    /// ```
    /// assert_eq!(parallax::Article::new("RTBF", "Pluie.").with_language("FR_be").language(), Some("fr"));
    /// ```
    pub fn with_language(mut self, language: impl AsRef<str>) -> Self {
        self.language = primary_language(language.as_ref());
        self
    }

    /// The same article with one more field of its own, by which it can be filtered and grouped.
    ///
    /// ```
    /// let article = parallax::Article::new("BBC", "Rain.").with_metadata("pages", 2.into());
    /// assert_eq!(article.metadata()["pages"], 2);
    /// ```
    pub fn with_metadata(mut self, name: impl Into<String>, value: Value) -> Self {
        self.metadata.insert(name.into(), value);
        self
    }

    pub(super) fn with_all_metadata(mut self, metadata: BTreeMap<String, Value>) -> Self {
        self.metadata = metadata;
        self
    }

    /// The id that was given, else `h-` and 16 hexadecimal digits of a hash of outlet, title and text.
    ///
    /// ```
    /// let article = || parallax::Article::new("BBC", "Rain.");
    /// assert_eq!(article().id(), article().with_event("storm").id());
    /// assert_ne!(article().id(), article().with_title("Storm").id());
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.given_id {
            Some(id) => id,
            None => self.hashed_id.get_or_init(|| {
                let mut hasher = blake3::Hasher::new();
                for part in [&self.outlet, &self.title, &self.text] {
                    hash_part(&mut hasher, part.as_bytes());
                }
                format!("h-{}", &hasher.finalize().to_hex()[..16])
            }),
        }
    }

    /// The event it reports; without one the article is a unit of its own.
    #[must_use]
    pub fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// Who published it.
    #[must_use]
    pub fn outlet(&self) -> &str {
        &self.outlet
    }

    /// The headline as it came; empty when there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The date as it was written, readable or not.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// The day of the date, as written; `None` when there is no date or it cannot be read.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// Where it was published.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The language as a lower-case primary subtag, such as `en`.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The text as it came; every span points into it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The fields that are none of the above, by name.
    #[must_use]
    pub fn metadata(&self) -> &BTreeMap<String, Value> {
        &self.metadata
    }

    /// The value of any field as text, ours or metadata: what filters compare and `--by` groups by.
    ///
    /// `None` when it is missing, `null` or empty. A field of ours goes before metadata of the same name.
    ///
    /// # Errors
    ///
    /// When the field holds a list or an object, which has no one value.
    ///
    /// ```
    /// use parallax::Article;
    /// use serde_json::json;
    ///
    /// let article = Article::new("BBC", "Rain.")
    ///     .with_metadata("page", json!(3))
    ///     .with_metadata("tags", json!(["a", "b"]));
    /// assert_eq!(article.field("outlet")?.as_deref(), Some("BBC"));
    /// assert_eq!(article.field("page")?.as_deref(), Some("3"));
    /// assert_eq!(article.field("desk")?, None);
    /// assert!(article.field("tags").unwrap_err().to_string().contains("`tags` is a list"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn field(&self, name: &str) -> Result<Option<Cow<'_, str>>> {
        let text = match Field::named(name) {
            Some(Field::Id) => Some(self.id()),
            Some(Field::Event) => self.event(),
            Some(Field::Outlet) => Some(self.outlet()),
            Some(Field::Title) => Some(self.title()),
            Some(Field::Published) => self.published(),
            Some(Field::Url) => self.url(),
            Some(Field::Language) => self.language(),
            Some(Field::Text) => Some(self.text()),
            None => match self.metadata.get(name) {
                None | Some(Value::Null) => None,
                Some(Value::String(text)) => Some(text.as_str()),
                Some(value @ (Value::Bool(_) | Value::Number(_))) => return Ok(Some(Cow::Owned(value.to_string()))),
                Some(Value::Array(_)) => return Err(self.no_one_value(name, "a list")),
                Some(Value::Object(_)) => return Err(self.no_one_value(name, "an object")),
            },
        };
        Ok(text.filter(|text| !text.is_empty()).map(Cow::Borrowed))
    }

    fn no_one_value(&self, name: &str, found: &'static str) -> Error {
        let cause = NoOneValue { article: self.id().to_owned(), name: name.to_owned(), found };
        Error::new(ErrorKind::Request, cause)
    }

    /// A hash of the text alone: articles of one outlet with the same one are copies of each other.
    ///
    /// ```
    /// use parallax::Article;
    /// let (one, two) = (Article::new("Wire", "It rained.").with_id("1"), Article::new("Wire", "It rained.").with_id("2"));
    /// assert_eq!(one.text_hash(), two.text_hash());
    /// assert_ne!(one.content_hash(), two.content_hash());
    /// ```
    #[must_use]
    pub fn text_hash(&self) -> u64 {
        first_bits(&blake3::hash(self.text().as_bytes()))
    }

    /// A hash of every field: equal articles have equal hashes on every machine, whatever the order of their metadata.
    ///
    /// ```
    /// use parallax::Article;
    /// let article = Article::new("BBC", "Rain.");
    /// let one = article.clone().with_metadata("page", 1.into()).with_metadata("desk", "world".into());
    /// let two = article.clone().with_metadata("desk", "world".into()).with_metadata("page", 1.into());
    /// assert_eq!(one.content_hash(), two.content_hash());
    /// assert_ne!(one.content_hash(), article.content_hash());
    /// ```
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        self.hashes().content
    }

    /// Both at once: the long text is hashed once, and its hash is a part of the content's.
    pub(crate) fn hashes(&self) -> ArticleHashes {
        let text = blake3::hash(self.text().as_bytes());
        let mut hasher = blake3::Hasher::new();
        for part in [
            self.id(),
            self.event().unwrap_or_default(),
            self.outlet(),
            self.title(),
            self.published().unwrap_or_default(),
            self.url().unwrap_or_default(),
            self.language().unwrap_or_default(),
        ] {
            hash_part(&mut hasher, part.as_bytes());
        }
        hasher.update(text.as_bytes());
        for (name, value) in &self.metadata {
            hash_part(&mut hasher, name.as_bytes());
            let json = match value {
                Value::Array(_) | Value::Object(_) => {
                    let mut value = value.clone();
                    value.sort_all_objects();
                    value.to_string()
                }
                scalar => scalar.to_string(),
            };
            hash_part(&mut hasher, json.as_bytes());
        }
        ArticleHashes { content: first_bits(&hasher.finalize()), text: first_bits(&text) }
    }
}

/// What an article and its text are known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArticleHashes {
    /// As [`Article::content_hash`].
    pub(crate) content: u64,
    /// As [`Article::text_hash`].
    pub(crate) text: u64,
}

fn first_bits(hash: &blake3::Hash) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Equal when every field is; whether the id was given or comes from the hash plays no part.
impl PartialEq for Article {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
            && self.event == other.event
            && self.outlet == other.outlet
            && self.title == other.title
            && self.published == other.published
            && self.url == other.url
            && self.language == other.language
            && self.text == other.text
            && self.metadata == other.metadata
    }
}

#[derive(Debug, thiserror::Error)]
#[error("`{name}` is {found} in article `{article}`; only a field with one value can be filtered on or grouped by")]
struct NoOneValue {
    article: String,
    name: String,
    found: &'static str,
}

/// The value without the white space around it; `None` when nothing is left.
fn present(value: String) -> Option<String> {
    let trimmed = value.trim();
    match trimmed.len() {
        0 => None,
        length if length == value.len() => Some(value),
        _ => Some(trimmed.to_owned()),
    }
}

pub(super) fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    (!primary.is_empty()).then(|| primary.to_lowercase())
}

/// Each part with its length before it, so that moving a letter from one part to the next changes the hash.
fn hash_part(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_read_as_written() {
        let rows = [
            ("a_day", "2024-03-18", Some("2024-03-18")),
            ("utc", "2024-03-18T23:59:59Z", Some("2024-03-18")),
            ("the_zone_does_not_move_the_day", "2024-03-18T23:30:00-11:00", Some("2024-03-18")),
            ("fractions_of_a_second", "2024-03-18T10:00:00.123456+00:00", Some("2024-03-18")),
            ("a_space_for_the_t", "2024-03-18 10:00:00", Some("2024-03-18")),
            ("a_space_and_an_offset", "2024-03-18 10:00:00+00:00", Some("2024-03-18")),
            ("white_space_around", " 2024-03-18\n", Some("2024-03-18")),
            ("no_such_day", "2024-02-30", None),
            ("no_such_hour", "2024-03-18T25:00:00", None),
            ("a_slash", "18/03/2024", None),
            ("a_month", "2024-03", None),
            ("a_year", "2024", None),
            ("words", "18 March 2024", Some("2024-03-18")),
            ("seconds_since_1970", "1710756000", None),
            ("a_time_alone", "10:00:00", None),
        ];
        for (name, published, expected) in rows {
            let article = Article::new("o", "t").with_published(published);
            assert_eq!(article.date().map(|date| date.to_string()).as_deref(), expected, "{name}");
            assert_eq!(article.published(), Some(published.trim()), "{name}");
        }
    }

    #[test]
    fn languages_are_primary_subtags() {
        let rows = [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("PT_br", Some("pt")),
            (" zh-Hant ", Some("zh")),
            ("", None),
            ("-", None),
        ];
        for (given, expected) in rows {
            assert_eq!(Article::new("o", "t").with_language(given).language(), expected, "{given:?}");
        }
    }

    #[test]
    fn the_hashed_id_is_pinned() {
        let article = Article::new("Harbour Gazette", "Ships wait.").with_title("Chaos");
        assert_eq!(article.id(), "h-22c2fd555c20dd76");
        assert_eq!(format!("{:016x}", article.content_hash()), "d575cc6d66050ab0");
    }

    #[test]
    fn the_hash_keeps_fields_apart() {
        let articles = [
            Article::new("ab", "c"),
            Article::new("a", "bc"),
            Article::new("a", "c").with_title("b"),
            Article::new("a", "c").with_id("x").with_title("b"),
            Article::new("a", "c").with_id("x").with_event("b"),
            Article::new("a", "c").with_id("x").with_url("b"),
            Article::new("a", "c").with_id("x").with_metadata("b", Value::Null),
            Article::new("a", "c").with_id("x").with_metadata("b", json!("")),
            Article::new("a", "c").with_id("x").with_metadata("b", json!("1")),
            Article::new("a", "c").with_id("x").with_metadata("b", json!(1)),
        ];
        let mut hashes: Vec<u64> = articles.iter().map(Article::content_hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), articles.len());
    }

    #[test]
    fn a_title_set_later_moves_the_hashed_id() {
        let article = Article::new("o", "t");
        let before = article.id().to_owned();
        assert_ne!(article.with_title("late").id(), before);
    }

    #[test]
    fn nested_metadata_hashes_by_content() {
        let hash =
            |json: &str| Article::new("o", "t").with_metadata("m", serde_json::from_str(json).unwrap()).content_hash();
        assert_eq!(hash(r#"{"a": 1, "b": [{"c": 2, "d": 3}]}"#), hash(r#"{"b": [{"d": 3, "c": 2}], "a": 1}"#));
        assert_ne!(hash("[1, 2]"), hash("[2, 1]"));
    }

    #[test]
    fn a_field_has_one_value_or_none() {
        let article = Article::new("o", "t")
            .with_metadata("flag", json!(true))
            .with_metadata("empty", json!(""))
            .with_metadata("null", Value::Null)
            .with_metadata("place", json!({"city": "Almaty"}))
            .with_metadata("outlet", json!("shadowed"));
        let rows = [
            ("flag", Some("true")),
            ("empty", None),
            ("null", None),
            ("outlet", Some("o")),
            ("event", None),
            ("title", None),
            ("nothing", None),
        ];
        for (name, expected) in rows {
            assert_eq!(article.field(name).unwrap().as_deref(), expected, "{name}");
        }
        let error = article.with_id("a-1").field("place").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert_eq!(
            error.to_string(),
            "`place` is an object in article `a-1`; only a field with one value can be filtered on or grouped by"
        );
    }
}
