//! What to count, and how it was counted.

use super::Field;
use crate::corpus::Selection;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::format::LossSummary;
use crate::lexicon::{Lexicon, Matcher, Overlaps};
use crate::text::{AnalyzerOptions, Language};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Which parts of an article are looked at, for hits and for the denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldChoice {
    /// Only titles.
    Title,
    /// Only texts. The default.
    #[default]
    Text,
    /// Titles and texts.
    Both,
}

impl FieldChoice {
    /// The fields it stands for.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        match self {
            FieldChoice::Title => &[Field::Title],
            FieldChoice::Text => &[Field::Text],
            FieldChoice::Both => &[Field::Title, Field::Text],
        }
    }
}

impl FromStr for FieldChoice {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "title" => Ok(FieldChoice::Title),
            "text" => Ok(FieldChoice::Text),
            "both" => Ok(FieldChoice::Both),
            other => {
                let message = format!("`{other}` is no field to count in; write `text`, `title` or `both`");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// What to count: lexicons, in which articles, in which of their parts, grouped by which field.
#[derive(Clone, Debug)]
#[must_use]
pub struct CountPlan {
    pub(super) lexicons: Vec<Lexicon>,
    pub(super) selection: Selection,
    pub(super) by: String,
    pub(super) field: FieldChoice,
    pub(super) overlaps: Overlaps,
    pub(super) voices: bool,
    any_language: bool,
}

impl CountPlan {
    /// Counts lexicons in the texts of all articles, grouped by outlet.
    pub fn new(lexicons: Vec<Lexicon>) -> Self {
        CountPlan {
            lexicons,
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            overlaps: Overlaps::Longest,
            voices: false,
            any_language: false,
        }
    }

    /// With one lexicon more, after the others.
    pub(crate) fn and_lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicons.push(lexicon);
        self
    }

    /// The lexicons that are counted.
    pub(crate) fn lexicons(&self) -> &[Lexicon] {
        &self.lexicons
    }

    /// Only in these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Grouped by this field, one of ours or of the metadata. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// In these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// What happens to matches that overlap in a category. Default: the leftmost longest counts.
    pub fn overlaps(mut self, overlaps: Overlaps) -> Self {
        self.overlaps = overlaps;
        self
    }

    /// Whether each hit is counted by the voice it is in, and each article's own words are counted. From files that
    /// costs a look at every sentence; an index knows it. Default: no.
    pub fn voices(mut self, yes: bool) -> Self {
        self.voices = yes;
        self
    }

    /// In articles of any language, whatever the lexicons say they are for. Default: in articles of their language.
    pub fn any_language(mut self) -> Self {
        self.any_language = true;
        self
    }

    /// The lexicons compiled for texts analysed with these options.
    ///
    /// # Errors
    /// As [`Matcher::new`].
    pub fn matcher(&self, options: AnalyzerOptions) -> Result<Matcher> {
        let matcher = Matcher::with_overlaps(&self.lexicons, options, self.overlaps)?;
        Ok(if self.any_language { matcher.in_any_language() } else { matcher })
    }

    /// What counts by this plan hold.
    pub(super) fn header(&self, matcher: &Matcher, voices: Option<String>) -> Header {
        let lexicons = self.lexicons.iter().map(|lexicon| LexiconRef {
            id: lexicon.id().to_string(),
            title: lexicon.title().to_string(),
            version: lexicon.version().to_string(),
            language: lexicon.language(),
            entries: lexicon.categories().iter().map(|c| c.entries().len()).sum(),
            hash: lexicon.hash().to_string(),
            losses: lexicon.loss_summary(),
        });
        let categories = matcher.categories().iter().map(|c| CategoryRef {
            id: c.id.clone(),
            title: c.title.clone(),
            lexicon: c.lexicon,
            language: c.language,
            entries: c.entries.clone(),
        });
        let entries = matcher.entries().iter().map(|e| EntryRef { pattern: e.pattern.clone(), valence: e.valence });
        Header {
            analyzer: matcher.options(),
            by: self.by.clone(),
            field: self.field,
            overlaps: self.overlaps,
            voices,
            selection: self.selection.describe(),
            lexicons: lexicons.collect(),
            categories: categories.collect(),
            entries: entries.collect(),
        }
    }
}

/// What was counted: counts merge only when this is equal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The analyser's options.
    pub analyzer: AnalyzerOptions,
    /// The field that groups are made by.
    pub by: String,
    /// The parts of the articles that were looked at.
    pub field: FieldChoice,
    /// What happened to matches that overlap.
    pub overlaps: Overlaps,
    /// A fingerprint of what voices were found by ([`VoiceFinders::fingerprint`](crate::voice::VoiceFinders::fingerprint));
    /// `None`: they were not looked for.
    pub voices: Option<String>,
    /// What the articles were selected by, in words; empty: all.
    pub selection: Vec<String>,
    /// The lexicons.
    pub lexicons: Vec<LexiconRef>,
    /// The categories.
    pub categories: Vec<CategoryRef>,
    /// The entries of all categories.
    pub entries: Vec<EntryRef>,
}

impl Header {
    /// In what it differs from another, in words; `None` where counts merge.
    pub(super) fn difference(&self, other: &Header) -> Option<String> {
        let text = |what: &str, ours: String, theirs: String| {
            (ours != theirs).then(|| format!("{what} `{ours}` here and `{theirs}` there"))
        };
        None.or_else(|| text("groups are made by", self.by.clone(), other.by.clone()))
            .or_else(|| text("words are looked for in", named(&self.field), named(&other.field)))
            .or_else(|| text("overlaps are treated as", named(&self.overlaps), named(&other.overlaps)))
            .or_else(|| text("texts are analysed with", self.analyzer.to_string(), other.analyzer.to_string()))
            .or_else(|| text("articles are selected by", described(&self.selection), described(&other.selection)))
            .or_else(|| text("voices are found by", found_by(&self.voices), found_by(&other.voices)))
            .or_else(|| self.lexicon_difference(other))
            .or_else(|| (self != other).then(|| "their categories or entries are not the same".to_string()))
    }

    fn lexicon_difference(&self, other: &Header) -> Option<String> {
        let lacks = |of: &Header, id: &str| of.lexicons.iter().all(|lexicon| lexicon.id != id);
        for lexicon in &self.lexicons {
            match other.lexicons.iter().find(|theirs| theirs.id == lexicon.id) {
                None => return Some(format!("the lexicon `{}` is here alone", lexicon.id)),
                Some(theirs) if theirs.hash == lexicon.hash && theirs.losses != lexicon.losses => {
                    let file = |of: &LexiconRef| of.losses.as_ref().map_or("another file", |l| &l.file).to_string();
                    let (id, ours, theirs) = (&lexicon.id, file(lexicon), file(theirs));
                    return Some(format!("the lexicon `{id}` was read from {ours} here and from {theirs} there"));
                }
                Some(theirs) if theirs != lexicon => {
                    let (id, ours, theirs) = (&lexicon.id, &lexicon.hash, &theirs.hash);
                    return Some(format!("the lexicon `{id}` has the hash {ours} here and {theirs} there"));
                }
                Some(_) => {}
            }
        }
        let alone = other.lexicons.iter().find(|lexicon| lacks(self, &lexicon.id));
        let order = || (self.lexicons != other.lexicons).then(|| "the lexicons stand in another order".to_string());
        alone.map(|lexicon| format!("the lexicon `{}` is there alone", lexicon.id)).or_else(order)
    }
}

/// A lexicon, as reports name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LexiconRef {
    /// Its id.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Its version; may be empty.
    pub version: String,
    /// Its language.
    pub language: Language,
    /// How many entries it has.
    pub entries: usize,
    /// A fingerprint of its file.
    pub hash: String,
    /// What of its file could not be taken over, where there is such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub losses: Option<LossSummary>,
}

/// A category, as it was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRef {
    /// Its id.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Its lexicon, by place.
    pub lexicon: u32,
    /// The language of the articles it is counted in.
    pub language: Language,
    /// Its entries, by place.
    pub entries: Vec<u32>,
}

/// An entry, as it was counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRef {
    /// The pattern as written.
    pub pattern: String,
    /// How the wording bears on what it names, -2 to 2.
    pub valence: Option<f64>,
}

fn described(selection: &[String]) -> String {
    if selection.is_empty() { "nothing".to_string() } else { selection.join(", ") }
}

fn found_by(voices: &Option<String>) -> String {
    voices.clone().unwrap_or_else(|| "nothing".to_string())
}

/// The name of a choice, as in files.
fn named(choice: &impl Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|name| name.as_str().map(String::from)).unwrap_or_default()
}
