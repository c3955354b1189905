//! Which article reports which event, as a table of two columns.

use crate::error::{Error, ErrorKind, Location, Result};
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// Events of articles, read from a CSV file with the columns `article` and `event`; other columns are passed over, but for
/// `derived`, which says what an event was before corrections.
///
/// ```
/// use parallax::framing::EventAssignment;
/// let events = EventAssignment::parse("article,event\na-1,walkout\na-2,walkout\n", "events.csv")?;
/// assert_eq!(events.event_of("a-2"), Some("walkout"));
/// assert!(!events.is_derived());
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EventAssignment {
    file: String,
    events: FxHashMap<Arc<str>, Arc<str>>,
    /// Where the file says so: what each event was before corrections.
    derived: Option<FxHashMap<Arc<str>, Arc<str>>>,
}

impl EventAssignment {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, is no CSV, lacks a column, or gives an article two events.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(|cause| Error::io(&path, cause))?;
        EventAssignment::parse(&text, &path.as_ref().display().to_string())
    }

    /// As [`read`](EventAssignment::read), from text; `file` is its name in messages.
    ///
    /// # Errors
    /// As there.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let fail = |line: u64, message: String| {
            Error::new(ErrorKind::Request, message).at(Location::file(file).line(line.max(1)))
        };
        let unreadable = |cause: csv::Error| {
            fail(cause.position().map_or(1, csv::Position::line), format!("this is no CSV: {cause}"))
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(unreadable)?.clone();
        let column = |name: &str| header.iter().position(|column| column.trim() == name);
        let (Some(article), Some(event)) = (column("article"), column("event")) else {
            let message = format!(
                "a table of events has the columns `article` and `event`; this one has `{}`",
                header.iter().collect::<Vec<_>>().join("`, `")
            );
            return Err(fail(1, message));
        };
        let derived = column("derived");
        let mut out = EventAssignment {
            file: file.to_string(),
            derived: derived.map(|_| FxHashMap::default()),
            ..Self::default()
        };
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map_or(1, csv::Position::line);
            let field = |at: usize| record.get(at).map(str::trim).filter(|value| !value.is_empty());
            let Some(id) = field(article) else {
                return Err(fail(line, "a row without an article; give the id of one".to_string()));
            };
            // without an event the article is a unit of its own
            let Some(name) = field(event) else { continue };
            let id: Arc<str> = id.into();
            if let Some(before) = out.events.insert(id.clone(), name.into())
                && *before != *name
            {
                return Err(fail(
                    line,
                    format!("article `{id}` has the event `{before}` already; an article reports one event"),
                ));
            }
            if let (Some(column), Some(known)) = (derived, &mut out.derived) {
                known.insert(id, field(column).unwrap_or(name).into());
            }
        }
        Ok(out)
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The event of an article.
    #[must_use]
    pub fn event_of(&self, article: &str) -> Option<&str> {
        self.events.get(article).map(|event| &**event)
    }

    /// Whether the file says that its events were derived.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        self.derived.is_some()
    }

    /// How many articles have an event.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether no article has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(in crate::framing) fn events(&self) -> &FxHashMap<Arc<str>, Arc<str>> {
        &self.events
    }

    /// What was derived before corrections; the events themselves where the file does not say.
    pub(super) fn before_corrections(&self) -> &FxHashMap<Arc<str>, Arc<str>> {
        self.derived.as_ref().unwrap_or(&self.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_any_order_and_rows_without_an_event() {
        let read = |text: &str| EventAssignment::parse(text, "e.csv");
        let events = read("title,event,article,derived\n\"a, b\",x,1,y\n,,2,\n").unwrap();
        assert_eq!((events.event_of("1"), events.event_of("2"), events.len()), (Some("x"), None, 1));
        assert_eq!(events.before_corrections()["1"].as_ref(), "y");
        let rows = [
            (
                "id,event\n1,x\n",
                "e.csv:1: a table of events has the columns `article` and `event`; this one has `id`, `event`",
            ),
            (
                "article,event\n1,x\n1,y\n",
                "e.csv:3: article `1` has the event `x` already; an article reports one event",
            ),
            ("article,event\n,x\n", "e.csv:2: a row without an article; give the id of one"),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text).unwrap_err().to_string(), expected);
        }
        assert!(read("article,event\n1,x,z\n").unwrap_err().to_string().starts_with("e.csv:2: this is no CSV"));
    }
}
