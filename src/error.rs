//! One error for the whole crate: what kind it is, where it happened, what would be right.

use std::fmt;

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, and where.
///
/// One word wide. The message names the place first (`file:line:column`), then what is wrong, then what
/// would be right.
///
/// ```
/// use parallax::{Error, ErrorKind, Location};
///
/// let error = Error::new(ErrorKind::Lexicon, "category `sanctiy` is not declared; did you mean `sanctity`?")
///     .at(Location::file("moral.toml").line(214).column(9));
/// assert_eq!(
///     error.to_string(),
///     "moral.toml:214:9: category `sanctiy` is not declared; did you mean `sanctity`?"
/// );
/// assert_eq!(error.kind(), ErrorKind::Lexicon);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    location: Option<Location>,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

/// The floor or the kind of thing an [`Error`] is about.
///
/// ```
/// use parallax::{Error, ErrorKind};
/// assert_eq!(Error::new(ErrorKind::Input, "no such file").kind(), ErrorKind::Input);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Analyser options, stemming, languages.
    Text,
    /// A lexicon or one of its patterns.
    Lexicon,
    /// An input: a file, a record, a field.
    Input,
    /// The index on disk.
    Index,
    /// Counts that do not belong together.
    Counts,
    /// What was asked for: a group, a selection, an option.
    Request,
    /// Reading or writing failed in the operating system.
    Io,
}

/// A place in a file, counted from 1.
///
/// ```
/// use parallax::Location;
/// assert_eq!(Location::file("a.toml").line(3).column(7).to_string(), "a.toml:3:7");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Location {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    column: Option<u64>,
}

impl Error {
    /// An error of a kind with its cause; a plain string will do as a cause.
    ///
    /// ```
    /// use parallax::{Error, ErrorKind};
    /// assert_eq!(Error::new(ErrorKind::Io, "disk full").to_string(), "disk full");
    /// ```
    pub fn new(kind: ErrorKind, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error(Box::new(Inner { kind, location: None, cause: cause.into() }))
    }

    /// The same error with its place; a place that is already known is kept.
    ///
    /// ```
    /// use parallax::{Error, ErrorKind, Location};
    /// let error = Error::new(ErrorKind::Input, "no text").at(Location::file("a.jsonl").line(2));
    /// assert_eq!(error.to_string(), "a.jsonl:2: no text");
    /// ```
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.0.location.get_or_insert(location);
        self
    }

    /// An input or output error at a file.
    ///
    /// ```
    /// use parallax::Error;
    /// let cause = std::io::Error::other("disk full");
    /// assert_eq!(Error::io("out.json", cause).to_string(), "out.json: disk full");
    /// ```
    pub fn io(file: impl AsRef<std::path::Path>, cause: std::io::Error) -> Self {
        Error::new(ErrorKind::Io, cause).at(Location::file(file.as_ref().display().to_string()))
    }

    /// What the error is about.
    ///
    /// ```
    /// use parallax::{Error, ErrorKind};
    /// assert_eq!(Error::new(ErrorKind::Index, "locked").kind(), ErrorKind::Index);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where it happened, when that is known.
    ///
    /// ```
    /// use parallax::{Error, ErrorKind};
    /// assert!(Error::new(ErrorKind::Index, "locked").location().is_none());
    /// ```
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.location {
            Some(place) => write!(f, "{place}: {}", self.0.cause),
            None => self.0.cause.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, {:?})", self.0.kind, self.to_string())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.source()
    }
}

impl Location {
    /// A whole file.
    ///
    /// ```
    /// assert_eq!(parallax::Location::file("a.toml").to_string(), "a.toml");
    /// ```
    pub fn file(file: impl Into<String>) -> Self {
        Location { file: file.into(), line: None, column: None }
    }

    /// A line of it, from 1.
    ///
    /// ```
    /// assert_eq!(parallax::Location::file("a").line(4).to_string(), "a:4");
    /// ```
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// A column of the line, in characters from 1.
    ///
    /// ```
    /// assert_eq!(parallax::Location::file("a").line(4).column(2).to_string(), "a:4:2");
    /// ```
    #[must_use]
    pub fn column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// The file's name as the user gave it.
    ///
    /// ```
    /// assert_eq!(parallax::Location::file("a.toml").name(), "a.toml");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file
    }

    /// The line, from 1, when it is known.
    ///
    /// ```
    /// assert_eq!(parallax::Location::file("a").line(4).line_number(), Some(4));
    /// ```
    #[must_use]
    pub fn line_number(&self) -> Option<u64> {
        self.line
    }

    /// Line and column, both from 1, of a byte offset in a text.
    ///
    /// ```
    /// use parallax::Location;
    /// assert_eq!(Location::in_text("a.toml", "one\ntwo", 5).to_string(), "a.toml:2:2");
    /// ```
    #[must_use]
    pub fn in_text(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
        Location::file(file).line(line).column(column)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let (Some(_), Some(column)) = (self.line, self.column) {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

/// The candidate most like `name`, for "did you mean"; `None` when nothing is near.
///
/// Damerau-Levenshtein distance of at most a third of the longer name's letters.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| *distance <= name.chars().count().max(c.chars().count()).div_ceil(3))
        .min()
        .map(|(_, c)| c)
}
