//! The formats a report can be written in.

use std::fmt;
use std::str::FromStr;

use crate::error::nearest;
use crate::{Error, ErrorKind};

/// A format a report can be written in, each in a file of its own.
///
/// ```
/// use parallax::report::Format;
///
/// assert_eq!("markdown".parse::<Format>()?, Format::Markdown);
/// assert_eq!(
///     "makdown".parse::<Format>().unwrap_err().to_string(),
///     "unknown format `makdown`; did you mean `markdown`?"
/// );
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Text for a terminal, wrapped to its width. The default.
    #[default]
    Terminal,
    /// GitHub-flavoured Markdown, for a page or an issue.
    Markdown,
    /// One page to read in a browser, to print and to send, with figures and passages inside.
    Html,
    /// The tables, for a paper.
    Latex,
    /// One figure a line, for R, pandas or a spreadsheet.
    Csv,
    /// The figures and their provenance under a schema, for programs.
    Json,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: [Format; 6] =
        [Format::Terminal, Format::Markdown, Format::Html, Format::Latex, Format::Csv, Format::Json];

    /// Its name on the command line.
    ///
    /// ```
    /// use parallax::report::Format;
    /// assert_eq!(Format::ALL.map(Format::name), ["terminal", "markdown", "html", "latex", "csv", "json"]);
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Latex => "latex",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let names = Format::ALL.map(Format::name);
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let right = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", names.map(|name| format!("`{name}`")).join(", ")),
            };
            Error::new(ErrorKind::Request, format!("unknown format `{name}`; {right}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_others_refused() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        }
        let rows = [
            ("a slip", "jsno", "unknown format `jsno`; did you mean `json`?"),
            ("upper case", "CSV", "unknown format `CSV`; did you mean `csv`?"),
            (
                "nothing near",
                "spreadsheet",
                "unknown format `spreadsheet`; there are `terminal`, `markdown`, `html`, `latex`, `csv`, `json`",
            ),
        ];
        for (name, text, expected) in rows {
            let error = text.parse::<Format>().unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Request, expected), "{name}");
        }
    }
}
