//! The fields of an article, and under which names a foreign file holds them.

use crate::error::nearest;
use crate::{Error, ErrorKind, Result};

/// A field of ours. Everything else in a record is metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Event,
    Outlet,
    Title,
    Published,
    Url,
    Language,
    Text,
}

impl Field {
    pub(super) const ALL: [Field; 8] = [
        Field::Id,
        Field::Event,
        Field::Outlet,
        Field::Title,
        Field::Published,
        Field::Url,
        Field::Language,
        Field::Text,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Event => "event",
            Field::Outlet => "outlet",
            Field::Title => "title",
            Field::Published => "published",
            Field::Url => "url",
            Field::Language => "language",
            Field::Text => "text",
        }
    }

    /// Under which other names records commonly hold it, where these can mean little else.
    pub(super) const fn customary(self) -> &'static [&'static str] {
        match self {
            Field::Title => &["headline"],
            Field::Published => &[
                "date",
                "pubdate",
                "pub_date",
                "publication_date",
                "publication date",
                "publish_date",
                "published_at",
                "published_date",
                "date_published",
                "datepublished",
                "date_publish",
                "published date",
            ],
            Field::Url => &["link", "permalink"],
            Field::Language => &["lang"],
            Field::Id | Field::Event | Field::Outlet | Field::Text => &[],
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Which field of a record each field of an article is read from: the one of the same name unless mapped.
///
/// A record without the field may hold it in another case (`Outlet`) or, for titles, dates, addresses and languages, under
/// one customary name (`headline`; `date`, `pub_date`, `published_at` and the like; `link`; `lang`). That is read and
/// remarked. Where two such names are there, neither is read, and that is remarked.
///
/// A foreign field that is read is not repeated in the metadata; one foreign field may serve several of ours.
///
/// ```
/// use parallax::corpus::FieldMap;
///
/// let map = FieldMap::parse(["outlet=source", "text=body"])?;
/// assert_eq!(map.to_string(), "outlet=source text=body");
///
/// let error = FieldMap::parse(["outlte=source"]).unwrap_err();
/// assert!(error.to_string().contains("did you mean `outlet`?"));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FieldMap {
    /// In the order of `Field::ALL`; `None`: the field's own name.
    foreign: [Option<String>; Field::ALL.len()],
}

/// A set of fields, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldSet(u8);

impl FieldMap {
    /// The map under which every field has its own name.
    ///
    /// ```
    /// assert_eq!(parallax::corpus::FieldMap::new().to_string(), "");
    /// ```
    pub fn new() -> Self {
        FieldMap { foreign: Default::default() }
    }

    /// Reads pairs `ours=theirs`, as `--map` takes them.
    ///
    /// # Errors
    ///
    /// When a pair has no `=`, its left side is no field of an article, or a field is mapped twice.
    ///
    /// ```
    /// use parallax::corpus::FieldMap;
    /// assert!(FieldMap::parse(["outlet"]).is_err());
    /// assert!(FieldMap::parse(["outlet=source", "outlet=site"]).is_err());
    /// ```
    pub fn parse(pairs: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self> {
        pairs.into_iter().try_fold(FieldMap::new(), |map, pair| match pair.as_ref().split_once('=') {
            Some((ours, theirs)) => map.with(ours, theirs),
            None => Err(MapError::NoPair { given: pair.as_ref().to_owned() }.into()),
        })
    }

    /// The same map with one field of ours read from one of theirs.
    ///
    /// # Errors
    ///
    /// As for [`FieldMap::parse`].
    ///
    /// ```
    /// use parallax::corpus::FieldMap;
    /// assert_eq!(FieldMap::new().with("text", "body")?, FieldMap::parse(["text=body"])?);
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn with(mut self, ours: &str, theirs: &str) -> Result<Self> {
        let (ours, theirs) = (ours.trim(), theirs.trim());
        let field = Field::named(ours).ok_or_else(|| MapError::NoField { ours: ours.to_owned() })?;
        if theirs.is_empty() {
            return Err(MapError::NoPair { given: format!("{ours}={theirs}") }.into());
        }
        if let Some(before) = self.foreign[field as usize].replace(theirs.to_owned()) {
            return Err(MapError::Twice { field: field.name(), before, theirs: theirs.to_owned() }.into());
        }
        Ok(self)
    }

    /// Under which name a record holds the field.
    pub(super) fn source_of(&self, field: Field) -> &str {
        self.foreign[field as usize].as_deref().unwrap_or(field.name())
    }

    /// Whether somebody said where the field is.
    pub(super) fn is_mapped(&self, field: Field) -> bool {
        self.foreign[field as usize].is_some()
    }

    /// Which of our fields are read from a record's field of this name; none: it is metadata.
    pub(super) fn read_from(&self, name: &str) -> FieldSet {
        let reads = |field: &Field| self.source_of(*field) == name;
        FieldSet(Field::ALL.into_iter().filter(reads).fold(0, |set, field| set | 1 << field as u8))
    }
}

impl Default for FieldMap {
    fn default() -> Self {
        FieldMap::new()
    }
}

/// The pairs that `--map` would take.
impl std::fmt::Display for FieldMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mapped =
            Field::ALL.into_iter().zip(&self.foreign).filter_map(|(field, theirs)| Some((field, theirs.as_ref()?)));
        for (i, (field, theirs)) in mapped.enumerate() {
            write!(f, "{}{}={theirs}", if i > 0 { " " } else { "" }, field.name())?;
        }
        Ok(())
    }
}

impl FieldSet {
    pub(super) fn of(field: Field) -> Self {
        FieldSet(1 << field as u8)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.0 & (1 << *field as u8) != 0)
    }
}

#[derive(Debug, thiserror::Error)]
enum MapError {
    #[error("`{given}` maps no field; write `outlet=source`: a field of an article, `=`, a field of your file")]
    NoPair { given: String },
    #[error("`{ours}` is no field of an article; {}", instead(ours))]
    NoField { ours: String },
    #[error("`{field}` is mapped twice, to `{before}` and `{theirs}`; keep one")]
    Twice { field: &'static str, before: String, theirs: String },
}

fn instead(ours: &str) -> String {
    let names = Field::ALL.map(Field::name);
    match nearest(ours, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("its fields are {}", names.join(", ")),
    }
}

impl From<MapError> for Error {
    fn from(cause: MapError) -> Self {
        Error::new(ErrorKind::Request, cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_their_places() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, place);
            assert_eq!(Field::named(field.name()), Some(field));
        }
    }

    #[test]
    fn a_field_is_read_from_its_own_name_unless_mapped() {
        let map = FieldMap::parse(["outlet=source", "event=title"]).unwrap();
        let read = |name: &str| map.read_from(name).iter().map(Field::name).collect::<Vec<_>>();
        assert_eq!(read("source"), ["outlet"]);
        assert!(map.read_from("outlet").is_empty());
        assert_eq!(read("title"), ["event", "title"]);
        assert_eq!(read("text"), ["text"]);
        assert!(map.read_from("side").is_empty());
    }

    #[test]
    fn a_bad_pair_says_what_would_be_right() {
        let rows: [(&[&str], &str); 6] = [
            (
                &["outlet"],
                "`outlet` maps no field; write `outlet=source`: a field of an article, `=`, a field of your file",
            ),
            (
                &["outlet="],
                "`outlet=` maps no field; write `outlet=source`: a field of an article, `=`, a field of your file",
            ),
            (&["otlet=x"], "`otlet` is no field of an article; did you mean `outlet`?"),
            (
                &["byline=x"],
                "`byline` is no field of an article; its fields are id, event, outlet, title, published, url, language, text",
            ),
            (&["text=a", "text=b"], "`text` is mapped twice, to `a` and `b`; keep one"),
            (
                &["=x"],
                "`` is no field of an article; its fields are id, event, outlet, title, published, url, language, text",
            ),
        ];
        for (pairs, expected) in rows {
            let error = FieldMap::parse(pairs).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Request, expected));
        }
    }
}
