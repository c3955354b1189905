//! Which formats are read, and how a file's is told: by its ending, else by its first bytes.

use std::fmt;
use std::str::FromStr;

use crate::error::nearest;
use crate::{Error, ErrorKind};

/// How a file holds articles.
///
/// ```
/// use parallax::Source;
/// use parallax::corpus::InputFormat;
///
/// let table = b"outlet;text\nBBC;Rain.\n";
/// let source = Source::builder().reader("feed", &table[..]).format(InputFormat::Csv).open()?;
/// assert_eq!(source.articles().next().unwrap()?.outlet(), "BBC");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputFormat {
    /// One JSON object a line: `.jsonl`, `.ndjson`, `.json`.
    JsonLines,
    /// One article with a `+++` front matter, or an export of Nexis, Factiva or ProQuest, told by its first lines: `.txt`, `.md`.
    Text,
    /// A table with a header; delimiter, quoting and charset are found out: `.csv`, `.tsv`, `.tab`.
    Csv,
    /// A web page, or an export of Factiva: `.html`, `.htm`, `.xhtml`. Feature `web`.
    Html,
    /// A web crawl: `.warc`. Feature `web`.
    Warc,
    /// An archive of files of the other formats: `.zip`.
    Zip,
    /// Columns on disk: `.parquet`. Feature `columnar`.
    Parquet,
    /// RSS or Atom: `.rss`, `.atom`, `.xml`. Feature `web`.
    Feed,
    /// A word processor's document, or an export of Nexis Uni: `.docx`.
    Docx,
    /// References with their texts, as Factiva exports them: `.ris`.
    Ris,
    /// Pages as they are printed, one article a file: `.pdf`. Feature `pdf`.
    Pdf,
}

impl InputFormat {
    const NAMES: [(&'static str, InputFormat); 11] = [
        ("jsonl", InputFormat::JsonLines),
        ("text", InputFormat::Text),
        ("csv", InputFormat::Csv),
        ("html", InputFormat::Html),
        ("warc", InputFormat::Warc),
        ("zip", InputFormat::Zip),
        ("parquet", InputFormat::Parquet),
        ("feed", InputFormat::Feed),
        ("docx", InputFormat::Docx),
        ("ris", InputFormat::Ris),
        ("pdf", InputFormat::Pdf),
    ];

    /// What the ending says; a `.gz` or `.zst` behind it plays no part.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let unpacked = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        Some(match unpacked.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" | "json" => InputFormat::JsonLines,
            "txt" | "md" => InputFormat::Text,
            "csv" | "tsv" | "tab" => InputFormat::Csv,
            "html" | "htm" | "xhtml" => InputFormat::Html,
            "warc" => InputFormat::Warc,
            "zip" => InputFormat::Zip,
            "parquet" => InputFormat::Parquet,
            "rss" | "atom" | "xml" => InputFormat::Feed,
            "docx" => InputFormat::Docx,
            "ris" => InputFormat::Ris,
            "pdf" => InputFormat::Pdf,
            _ => return None,
        })
    }

    /// What the first bytes, unpacked, say, where they say it plainly.
    pub(super) fn sniffed(head: &[u8]) -> Option<Self> {
        let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let begins = |with: &str| text.len() >= with.len() && text[..with.len()].eq_ignore_ascii_case(with.as_bytes());
        let holds = |what: &[u8]| memchr::memmem::find(text, what).is_some();
        Some(match () {
            () if head.starts_with(b"PK\x03\x04") && holds(b"word/") => InputFormat::Docx,
            () if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => InputFormat::Zip,
            () if head.starts_with(b"PAR1") => InputFormat::Parquet,
            () if text.starts_with(b"%PDF-") => InputFormat::Pdf,
            () if begins("WARC/") => InputFormat::Warc,
            () if begins("<!doctype html") || begins("<html") => InputFormat::Html,
            () if begins("<rss") || begins("<feed") || begins("<rdf:RDF") => InputFormat::Feed,
            () if begins("<?xml") && (holds(b"<rss") || holds(b"<feed") || holds(b"<rdf:RDF")) => InputFormat::Feed,
            () if begins("<?xml") && holds(b"<html") => InputFormat::Html,
            () if begins("TY  - ") => InputFormat::Ris,
            () if begins("+++\n") || begins("+++\r\n") => InputFormat::Text,
            () if text.starts_with(b"{") => InputFormat::JsonLines,
            () => return None,
        })
    }

    /// Whether a file is read whole, on the thread that has its block; the others are streams.
    pub(super) fn is_whole(self) -> bool {
        !matches!(
            self,
            InputFormat::JsonLines | InputFormat::Csv | InputFormat::Warc | InputFormat::Zip | InputFormat::Parquet
        )
    }

    /// The feature that reading it needs and that is not there.
    pub(super) fn lacks(self) -> Option<&'static str> {
        match self {
            InputFormat::Html | InputFormat::Warc | InputFormat::Feed if !cfg!(feature = "web") => {
                Some("this parallax was built without the feature `web`, which reads pages, crawls and feeds")
            }
            InputFormat::Parquet if !cfg!(feature = "columnar") => {
                Some("this parallax was built without the feature `columnar`, which reads Parquet")
            }
            InputFormat::Pdf if !cfg!(feature = "pdf") => {
                Some("this parallax was built without the feature `pdf`, which reads the text of PDF")
            }
            _ => None,
        }
    }
}

/// Its name on the command line.
impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = InputFormat::NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

impl FromStr for InputFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        InputFormat::NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format).ok_or_else(|| {
            let names = InputFormat::NAMES.map(|(name, _)| name);
            let hint = nearest(text, names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message = format!("`{text}` is no format of input; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_the_format() {
        for (name, expected) in [
            ("a.jsonl", Some(InputFormat::JsonLines)),
            ("a.JSONL.GZ", Some(InputFormat::JsonLines)),
            ("a.ndjson.zst", Some(InputFormat::JsonLines)),
            ("a.json", Some(InputFormat::JsonLines)),
            ("a.b.txt", Some(InputFormat::Text)),
            ("a.md.gz", Some(InputFormat::Text)),
            ("a.csv", Some(InputFormat::Csv)),
            ("CC-NEWS-20220105.warc.gz", Some(InputFormat::Warc)),
            ("a.gz", None),
            ("jsonl", None),
            ("a.xlsx", None),
            ("a.txt.bz2", None),
        ] {
            assert_eq!(InputFormat::of(name), expected, "{name}");
        }
    }

    #[test]
    fn first_bytes_tell_the_format_where_they_do() {
        let rows: [(&[u8], Option<InputFormat>); 11] = [
            (b"{\"outlet\": 1}", Some(InputFormat::JsonLines)),
            (b"\xEF\xBB\xBF  {", Some(InputFormat::JsonLines)),
            (b"WARC/1.0\r\n", Some(InputFormat::Warc)),
            (b"<!DOCTYPE html>", Some(InputFormat::Html)),
            (b"<?xml version='1.0'?><rss version='2.0'>", Some(InputFormat::Feed)),
            (b"<?xml version='1.0'?><letters>", None),
            (b"PK\x03\x04....a.html", Some(InputFormat::Zip)),
            (b"PK\x03\x04....word/document.xml", Some(InputFormat::Docx)),
            (b"%PDF-1.7\n", Some(InputFormat::Pdf)),
            (b"outlet,text\n", None),
            (b"", None),
        ];
        for (head, expected) in rows {
            assert_eq!(InputFormat::sniffed(head), expected, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn names_and_formats_match() {
        for (name, format) in InputFormat::NAMES {
            assert_eq!((name.parse::<InputFormat>().unwrap(), format.to_string().as_str()), (format, name));
        }
        assert!("cvs".parse::<InputFormat>().unwrap_err().to_string().ends_with("did you mean `csv`?"));
    }
}
