//! What to look for, and where it was found.
//!
//! A [`Lexicon`] has categories, a category has entries, an entry has a [`Pattern`]. A [`Matcher`] is a set of
//! lexicons compiled for texts analysed with certain options. Hits are counted per entry and per category:
//!
//! - inside a category matches do not overlap: leftmost, then longest, then the entry that stands first;
//! - across categories they may;
//! - an exception removes the matches that lie wholly inside it, before overlaps are resolved, in its own file;
//! - a category `order/repression` is nested in `order`, which counts its entries too when it is declared.

mod check;
mod condition;
pub mod format;
mod matcher;
mod pattern;
mod resolve;
mod shipped;

pub use check::{LexiconFinding, LexiconFindingKind};
pub use condition::{Condition, Context, Scope, Side};
pub use matcher::{CountedCategory, CountedEntry, Match, Matcher, Scanner};
pub use pattern::{MAX_EXPANSIONS, MAX_PATTERN_BYTES, Pattern, PatternError, PatternFault};
pub use shipped::{DEFAULT_LEXICONS, shipped, shipped_names};

// what postings need to know of a compiled lexicon
#[cfg(feature = "index")]
pub(crate) use matcher::{Path, Symbol};
#[cfg(feature = "index")]
pub(crate) use pattern::WordPattern;
#[cfg(feature = "index")]
pub(crate) use resolve::RawMatch;

use crate::error::{Error, ErrorKind, Result};
use crate::text::Language;
use matcher::counts_in;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A set of categories with the entries to look for.
///
/// ```
/// use parallax::lexicon::Lexicon;
///
/// let lexicon = Lexicon::parse(
///     r#"
///     [lexicon]
///     id = "coup"
///     title = "Coup"
///
///     [[entry]]
///     pattern = "{coup|coups}"
///     valence = -2
///     "#,
///     "coup.toml",
/// )?;
/// assert_eq!(lexicon.categories()[0].entries().len(), 1);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lexicon {
    id: String,
    title: String,
    language: Language,
    kind: Kind,
    version: String,
    description: String,
    categories: Vec<Category>,
    exceptions: Vec<Pattern>,
    should_match: Vec<String>,
    should_not_match: Vec<String>,
    hash: String,
    source: Arc<str>,
    /// The file it was taken over from, where that was another program's.
    origin: Option<Arc<Origin>>,
}

/// The file of another program, and what of it is not in the lexicon as it was.
#[derive(Debug)]
struct Origin {
    /// Its name, without its folders.
    file: String,
    entries: FileEntries,
    losses: Vec<format::Loss>,
}

/// What the categories of a lexicon stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A frame of contested events. The default.
    #[default]
    Frame,
    /// An issue-general frame.
    PolicyFrame,
    /// Competing labels for one referent.
    Contrast,
    /// Something else.
    Other,
}

/// A named group of entries.
#[derive(Clone, Debug)]
pub struct Category {
    id: String,
    title: String,
    entries: Vec<Entry>,
}

/// One line of a category: a pattern and how to compare it.
#[derive(Clone, Debug)]
pub struct Entry {
    pattern: Pattern,
    case: Case,
    stem: bool,
    valence: Option<f64>,
    tone: Option<String>,
    contrast: Option<String>,
    partners: Vec<String>,
    conditions: Vec<Condition>,
    order: u32,
}

/// Whether capitals matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// They do not. The default.
    #[default]
    Fold,
    /// "US" is not "us".
    Exact,
}

/// How the words of patterns are read and compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Whether capitals matter. Default: they do not.
    pub case: Case,
    /// Whether they are regular expressions, as in [`Pattern::regex`]. Default: they are not.
    pub regex: bool,
}

/// What happens to matches of one category that overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlaps {
    /// Leftmost, then longest, then the entry that stands first. The default.
    #[default]
    Longest,
    /// The longest in the text, then the next longest, ties as above: how quanteda resolves them.
    LongestFirst,
    /// All of them count; exceptions still hold.
    All,
}

impl std::str::FromStr for Overlaps {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "longest" => Ok(Overlaps::Longest),
            "longest_first" => Ok(Overlaps::LongestFirst),
            "all" => Ok(Overlaps::All),
            other => {
                let message = format!("`{other}` is no way to treat overlaps; write longest, longest_first or all");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// How many entries a file of another program has, each counted once for each category it stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntries {
    /// In the file.
    pub found: u64,
    /// Of these, read: the rest is dropped, and named among the losses.
    pub read: u64,
}

impl Lexicon {
    /// Reads a lexicon from a file in any [format](format::Format), told by its ending and first lines; what could not
    /// be taken over from another program's file is in [`losses`](Lexicon::losses).
    ///
    /// # Errors
    /// If the file cannot be read, is no lexicon, or a pattern is at fault; the message names the line.
    pub fn read(path: impl AsRef<std::path::Path>) -> Result<Self> {
        format::ReadOptions::default().read(path)
    }

    /// Reads a lexicon from a text in the project's TOML format; `name` stands in messages.
    ///
    /// # Errors
    /// If it is no such lexicon, or a pattern is at fault.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        format::toml::parse(text, name)
    }

    /// A lexicon with one category of the same name and these patterns.
    ///
    /// ```
    /// use parallax::lexicon::Lexicon;
    /// let lexicon = Lexicon::from_patterns("coup", ["coup", "putsch*"])?;
    /// assert_eq!(lexicon.id(), "coup");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a pattern is at fault.
    pub fn from_patterns<'a>(id: &str, patterns: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        Lexicon::from_words(id, patterns, Words::default())
    }

    /// As [`from_patterns`](Lexicon::from_patterns), with a choice of how the patterns are read and compared.
    ///
    /// ```
    /// use parallax::lexicon::{Case, Lexicon, Words};
    /// let states = Lexicon::from_words("us", ["US"], Words { case: Case::Exact, ..Words::default() })?;
    /// let endings = Lexicon::from_words("ism", [".+isms?"], Words { regex: true, ..Words::default() })?;
    /// assert_eq!(endings.categories()[0].entries().len(), 1);
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a pattern is at fault.
    pub fn from_words<'a>(id: &str, patterns: impl IntoIterator<Item = &'a str>, words: Words) -> Result<Self> {
        let read = if words.regex { Pattern::regex } else { Pattern::parse };
        let entries = patterns
            .into_iter()
            .enumerate()
            .map(|(order, source)| {
                let pattern = read(source)
                    .map_err(|fault| Error::new(ErrorKind::Lexicon, format!("pattern `{source}`: {fault}")))?;
                Ok(Entry { case: words.case, ..Entry::new(pattern, order as u32) })
            })
            .collect::<Result<Vec<_>>>()?;
        if entries.is_empty() {
            return Err(Error::new(ErrorKind::Lexicon, format!("`{id}` has no pattern; give at least one")));
        }
        let source = written(id, &entries);
        let category = Category { id: id.to_string(), title: id.to_string(), entries };
        Ok(Lexicon {
            id: id.to_string(),
            title: id.to_string(),
            language: Language::ENGLISH,
            kind: Kind::Other,
            version: String::new(),
            description: String::new(),
            categories: vec![category],
            exceptions: Vec::new(),
            should_match: Vec::new(),
            should_not_match: Vec::new(),
            hash: hash_of(&source),
            source: source.into(),
            origin: None,
        })
    }

    /// Whether some entry of this pattern leaves letters open: by a wildcard, a stem or a regular expression.
    pub(crate) fn is_open(&self, pattern: &str) -> bool {
        let entries = self.categories.iter().flat_map(|category| &category.entries);
        entries.filter(|entry| entry.pattern.source() == pattern).any(|entry| entry.stem || entry.pattern.is_open())
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What readers call it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The language of its entries: articles in another one are not counted with it.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// What its categories stand for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its version, as its file says; may be empty.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What it is about, in a sentence; may be empty.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Its categories, in the order of the file; those without entries, own or nested, are left out.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Phrases in which nothing counts.
    #[must_use]
    pub fn exceptions(&self) -> &[Pattern] {
        &self.exceptions
    }

    /// Sentences that should hold a hit.
    #[must_use]
    pub fn should_match(&self) -> &[String] {
        &self.should_match
    }

    /// Sentences that should hold none.
    #[must_use]
    pub fn should_not_match(&self) -> &[String] {
        &self.should_not_match
    }

    /// A fingerprint of [`source`](Lexicon::source): BLAKE3, 16 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Its text in the project's TOML format; reading it again gives the same lexicon.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the file of another program had and this lexicon has not, or has otherwise, in the order of its lines.
    #[must_use]
    pub fn losses(&self) -> &[format::Loss] {
        self.origin.as_ref().map_or(&[], |origin| &origin.losses)
    }

    /// The same in numbers, with the first of them; `None` where nothing was lost, rewritten or matched twice.
    #[must_use]
    pub fn loss_summary(&self) -> Option<format::LossSummary> {
        let origin = self.origin.as_ref().filter(|origin| !origin.losses.is_empty())?;
        Some(format::LossSummary::of(&origin.file, origin.entries, &origin.losses))
    }

    /// How many entries the file had, and how many of them were read, where the file was another program's.
    #[must_use]
    pub fn file_entries(&self) -> Option<FileEntries> {
        self.origin.as_ref().map(|origin| origin.entries)
    }
}

impl Category {
    /// Its id; `order/repression` is nested in `order`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What readers call it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its own entries, those of nested categories not among them.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl Entry {
    pub(crate) fn new(pattern: Pattern, order: u32) -> Self {
        Entry {
            pattern,
            case: Case::Fold,
            stem: false,
            valence: None,
            tone: None,
            contrast: None,
            partners: Vec::new(),
            conditions: Vec::new(),
            order,
        }
    }

    /// What it looks for.
    #[must_use]
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// Whether capitals matter.
    #[must_use]
    pub fn case(&self) -> Case {
        self.case
    }

    /// Whether words are compared by their stems.
    #[must_use]
    pub fn is_stemmed(&self) -> bool {
        self.stem
    }

    /// How the wording bears on what it names: -2 strongly against to 2 strongly for, or as far as the lexicon's
    /// `valence_limit` goes.
    #[must_use]
    pub fn valence(&self) -> Option<f64> {
        self.valence
    }

    /// The tone of a label in a contrast set.
    #[must_use]
    pub fn tone(&self) -> Option<&str> {
        self.tone.as_deref()
    }

    /// The contrast it belongs to.
    #[must_use]
    pub fn contrast(&self) -> Option<&str> {
        self.contrast.as_deref()
    }

    /// Other wordings for the same thing.
    #[must_use]
    pub fn partners(&self) -> &[String] {
        &self.partners
    }

    /// What must, or must not, stand near a match; all of them have to be met.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Its place in the file.
    pub(crate) fn order(&self) -> u32 {
        self.order
    }
}

/// A lexicon of plain entries in the project's TOML format.
fn written(id: &str, entries: &[Entry]) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut out = format!("[lexicon]\nid = {}\nkind = \"other\"\n", quoted(id));
    for entry in entries {
        out += &format!("\n[[entry]]\npattern = {}\n", quoted(entry.pattern.source()));
        if entry.case == Case::Exact {
            out += "case = \"exact\"\n";
        }
        if entry.pattern.is_regex() {
            out += "regex = true\n";
        }
    }
    out
}

fn hash_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_string()
}

#[cfg(test)]
mod tests;
