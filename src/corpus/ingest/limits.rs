//! What reading will not exceed, whatever it is given: every limit with its name and default in one place.

use crate::error::nearest;
use crate::text::{AnalyzerOptions, MAX_SENTENCE_TOKENS};
use crate::{Error, ErrorKind, Result};

/// Limits of what is read, so that no input takes all memory or never ends.
///
/// | name | default | what is beyond it |
/// |---|---|---|
/// | `article_bytes` | 64 MiB | a record is skipped and counted |
/// | `page_bytes` | 8 MiB | a web page is skipped and counted |
/// | `file_bytes` | 256 MiB | a file that is read whole (`.txt`, `.docx`, `.ris`, feeds) is skipped and counted |
/// | `unpacked_ratio` | 200 | what unpacks to more than so many times its packed size, past the first 64 MiB, is no news: a bomb |
/// | `nesting` | 512 | a page or XML file with elements so deep is skipped and counted (JSON: always 128) |
/// | `archive_files` | 1,000,000 | an archive with more files in it is skipped and counted |
/// | `sentence_tokens` | 2,000 | a sentence with more words and marks is cut there, for windows, phrases and voices |
///
/// An archive in an archive is never opened. The limits of lexicons are with [`Lexicon`](crate::Lexicon): a pattern
/// expands to at most 10,000 alternatives.
///
/// ```
/// use parallax::Source;
/// use parallax::corpus::Limits;
///
/// let limits = Limits::default().with("article_bytes", 20)?;
/// let long = b"{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n";
/// let source = Source::builder().reader("feed", &long[..]).limits(limits).open()?;
/// let error = source.articles().next().unwrap().unwrap_err();
/// assert_eq!(error.to_string(), "feed:1: longer than 20 bytes; no article is (the limit is `article_bytes`)");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Limits {
    pub(super) article_bytes: u64,
    pub(super) page_bytes: u64,
    pub(super) file_bytes: u64,
    pub(super) unpacked_ratio: u64,
    pub(super) nesting: u64,
    pub(super) archive_files: u64,
    pub(super) sentence_tokens: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            article_bytes: 64 << 20,
            page_bytes: 8 << 20,
            file_bytes: 256 << 20,
            unpacked_ratio: 200,
            nesting: 512,
            archive_files: 1_000_000,
            sentence_tokens: u64::from(MAX_SENTENCE_TOKENS),
        }
    }
}

impl Limits {
    const NAMES: [&'static str; 7] =
        ["article_bytes", "page_bytes", "file_bytes", "unpacked_ratio", "nesting", "archive_files", "sentence_tokens"];

    /// The same limits with one changed, as `--limit NAME=NUMBER` does.
    ///
    /// # Errors
    ///
    /// When no limit has this name, or the value is 0.
    ///
    /// ```
    /// let error = parallax::corpus::Limits::default().with("artcle_bytes", 1).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no limit `artcle_bytes`; did you mean `article_bytes`?");
    /// ```
    pub fn with(mut self, name: &str, value: u64) -> Result<Self> {
        let place = match name {
            "article_bytes" => &mut self.article_bytes,
            "page_bytes" => &mut self.page_bytes,
            "file_bytes" => &mut self.file_bytes,
            "unpacked_ratio" => &mut self.unpacked_ratio,
            "nesting" => &mut self.nesting,
            "archive_files" => &mut self.archive_files,
            "sentence_tokens" => &mut self.sentence_tokens,
            _ => return Err(LimitError::NoLimit { name: name.to_owned() }.into()),
        };
        if value == 0 {
            return Err(LimitError::Zero { name: name.to_owned() }.into());
        }
        *place = value;
        Ok(self)
    }

    /// Whether texts are analysed with another limit than the usual one: an index has the one it was made with.
    pub(crate) fn sets_analysis(&self) -> bool {
        self.sentence_tokens != u64::from(MAX_SENTENCE_TOKENS)
    }

    /// The options with the limit of this on sentences, where it was changed.
    pub(crate) fn analysis(&self, options: AnalyzerOptions) -> AnalyzerOptions {
        match self.sets_analysis() {
            true => options.sentence_tokens(u32::try_from(self.sentence_tokens).unwrap_or(u32::MAX)),
            false => options,
        }
    }

    /// The limit of a record in memory.
    pub(super) fn record(&self) -> usize {
        usize::try_from(self.article_bytes).unwrap_or(usize::MAX)
    }
}

#[derive(Debug, thiserror::Error)]
enum LimitError {
    #[error("there is no limit `{name}`; {}", instead(name))]
    NoLimit { name: String },
    #[error("the limit `{name}` is 0, so that nothing could be read; at least 1 is right here")]
    Zero { name: String },
}

fn instead(name: &str) -> String {
    match nearest(name, Limits::NAMES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", Limits::NAMES.join(", ")),
    }
}

impl From<LimitError> for Error {
    fn from(cause: LimitError) -> Self {
        Error::new(ErrorKind::Request, cause)
    }
}

/// So many bytes, for a reader: whole MiB where they are that.
pub(super) fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes"),
    }
}
