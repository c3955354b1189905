//! Which articles take part.

use super::Article;
use crate::error::{Error, ErrorKind, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which articles of a corpus take part: all, unless told otherwise.
///
/// ```
/// use parallax::corpus::{Article, Selection};
///
/// let selection = Selection::all().event("strike").since("2022-01-05")?;
/// let article = Article::new("Gazette", "...").with_event("strike").with_published("2022-01-07");
/// assert!(selection.accepts(&article)?);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[must_use]
pub struct Selection {
    events: Vec<String>,
    outlets: Vec<String>,
    since: Option<Date>,
    until: Option<Date>,
    conditions: Vec<(String, String)>,
    query: Option<String>,
}

impl Selection {
    /// Every article.
    pub fn all() -> Self {
        Selection::default()
    }

    /// Articles of this event; several events are joined by "or".
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.events.push(event.into());
        self
    }

    /// Articles of this outlet; several outlets are joined by "or".
    pub fn outlet(mut self, outlet: impl Into<String>) -> Self {
        self.outlets.push(outlet.into());
        self
    }

    /// Articles of this day (`YYYY-MM-DD`) or later; those without a date are left out.
    ///
    /// # Errors
    /// If it is no date.
    pub fn since(mut self, day: &str) -> Result<Self> {
        self.since = Some(date(day)?);
        Ok(self)
    }

    /// Articles of this day (`YYYY-MM-DD`) or earlier; those without a date are left out.
    ///
    /// # Errors
    /// If it is no date.
    pub fn until(mut self, day: &str) -> Result<Self> {
        self.until = Some(date(day)?);
        Ok(self)
    }

    /// Articles whose field has this value; several conditions on one field are joined by "or", on several by "and".
    pub fn condition(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.conditions.push((field.into(), value.into()));
        self
    }

    /// Articles that a query in tantivy's syntax finds; only an index can answer it.
    pub fn query(mut self, query: impl Into<String>) -> Self {
        self.query = Some(query.into());
        self
    }

    /// Whether an article takes part, as far as its fields say.
    ///
    /// # Errors
    /// If a condition is on a field that holds a list, or there is a query.
    pub fn accepts(&self, article: &Article) -> Result<bool> {
        if self.query.is_some() {
            let message = "a query needs an index; make one with `parallax index add`";
            return Err(Error::new(ErrorKind::Request, message));
        }
        if !self.accepts_outlet(Some(article.outlet()))
            || !self.accepts_event(article.event())
            || (self.has_dates() && !self.accepts_date(article.date()))
        {
            return Ok(false);
        }
        for (field, _) in &self.conditions {
            if !self.accepts_field(field, article.field(field)?.as_deref()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether there is nothing to select by.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Selection::default()
    }

    /// The selected events; empty: all.
    #[must_use]
    pub fn events(&self) -> &[String] {
        &self.events
    }

    /// The selected outlets; empty: all.
    #[must_use]
    pub fn outlets(&self) -> &[String] {
        &self.outlets
    }

    pub(crate) fn conditions(&self) -> &[(String, String)] {
        &self.conditions
    }

    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) fn query_text(&self) -> Option<&str> {
        self.query.as_deref()
    }

    pub(crate) fn has_dates(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    pub(crate) fn accepts_date(&self, date: Option<Date>) -> bool {
        date.is_some_and(|date| self.since.is_none_or(|s| date >= s) && self.until.is_none_or(|u| date <= u))
    }

    pub(crate) fn accepts_outlet(&self, outlet: Option<&str>) -> bool {
        one_of(&self.outlets, outlet)
    }

    pub(crate) fn accepts_event(&self, event: Option<&str>) -> bool {
        one_of(&self.events, event)
    }

    /// Whether some condition on the field holds for the value.
    pub(crate) fn accepts_field(&self, field: &str, value: Option<&str>) -> bool {
        self.conditions.iter().any(|(name, wanted)| name == field && value == Some(wanted))
    }

    /// What it selects by, for the report: `event = strike`, `since 2022-01-05`.
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let named =
            |name: &str, values: &[String]| (!values.is_empty()).then(|| format!("{name} = {}", values.join(" or ")));
        let mut out: Vec<String> =
            [named("outlet", &self.outlets), named("event", &self.events)].into_iter().flatten().collect();
        out.extend(self.since.map(|day| format!("since {day}")));
        out.extend(self.until.map(|day| format!("until {day}")));
        out.extend(self.conditions.iter().map(|(field, value)| format!("{field} = {value}")));
        out.extend(self.query.iter().map(|query| format!("query {query}")));
        out
    }
}

fn one_of(wanted: &[String], value: Option<&str>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.iter().any(|w| w == value))
}

fn date(day: &str) -> Result<Date> {
    day.parse().map_err(|_| Error::new(ErrorKind::Request, format!("`{day}` is not a date; write it as 2022-01-05")))
}
