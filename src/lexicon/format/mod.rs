//! Lexicon files, one format a file.
//!
//! Every reader turns a file into the project's own TOML, so that one set of rules decides what a lexicon is, and says
//! what it could not take over ([`Loss`]). To add a format, read [`Format::Afinn`]'s reader, the shortest.
//!
//! | format | files | a word's end `*` | elsewhere `*` | `?` | phrases | besides |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | [`Toml`](Format::Toml) | `.toml` | any ending, possibly none | an error | one letter | words apart by spaces | all that [`Lexicon`] can say |
//! | [`QuantedaYaml`](Format::QuantedaYaml) | `.yml`, `.yaml` | any ending, possibly none | any letters | one letter | apart by spaces | nested keys |
//! | [`Liwc`](Format::Liwc) | `.dic` | any ending, possibly none | dropped | dropped | apart by spaces | `<of>131/125` and `(02 134)125/464` become conditions |
//! | [`WordStat`](Format::WordStat) | `.cat` | any ending, possibly none | any letters | one letter | apart by spaces or `_` | rules become conditions; weights become valences |
//! | [`Yoshikoder`](Format::Yoshikoder) | `.ykd` | any ending, possibly none | any letters | one letter | apart by spaces | `patternengine="regexp"` |
//! | [`Lexicoder`](Format::Lexicoder) | `.lc3`, `.lcd` | any ending, possibly none | dropped | dropped | apart by spaces | negated forms are categories of their own |
//! | [`Afinn`](Format::Afinn), [`Vader`](Format::Vader) | `.txt` | dropped | dropped | dropped | apart by spaces | valences to 5, to 4 |
//! | [`Inquirer`](Format::Inquirer) | `.csv` | dropped | dropped | dropped | - | senses cannot be told apart |
//! | [`Mpqa`](Format::Mpqa) | `.tff` | dropped | dropped | dropped | - | stems; parts of speech are not looked at |
//! | [`Csv`](Format::Csv) | `.csv`, `.tsv` | as TOML | any letters before a word | one letter | as TOML | `term,category[,weight]` |
//! | [`List`](Format::List) | `.txt`, else | as TOML | any letters before a word | one letter | as TOML | comments begin with `;` or `#` |
//!
//! How the programs count, and how to count like them here:
//!
//! | program | a phrase | overlaps inside a category | nested categories | here |
//! | --- | --- | --- | --- | --- |
//! | this one | once | leftmost, then longest, then first in the file | a category counts those nested in it, each hit once | |
//! | quanteda | once | the longest of the text first, then leftmost | keys count apart; `levels = 1` adds them up | [`Overlaps::LongestFirst`](crate::lexicon::Overlaps) |
//! | LIWC, Lexicoder | once | longest first | a category counts those nested in it | [`Overlaps::LongestFirst`](crate::lexicon::Overlaps) |
//! | WordStat | once | longest first | a category counts those nested in it | [`Overlaps::LongestFirst`](crate::lexicon::Overlaps) |
//! | Yoshikoder | once | all count | a category counts those nested in it | [`Overlaps::All`](crate::lexicon::Overlaps) |
//! | VADER, AFINN | AFINN once; VADER never | first in the file | none | hits and valences are here, the programs' own scores are not |
//!
//! Whatever the program: here a possessive `'s` is dropped before words are compared ("Tokayev's" is "tokayev"), stops
//! inside abbreviations too ("U.S." is "us"), and a phrase never runs across a comma or the end of a sentence. An entry
//! that this changes is named in the losses.
//!
//! Checked against quanteda 4.3.1 in R on 2,512 news articles: given our words, its `tokens_lookup` finds the same 60,673
//! hits of the Moral Foundations Dictionary and 494,188 of the RID, in every article and category. Of 182,009 of LSD2015
//! it misses 2, whose entries hold a possessive ("no man's land"), and in the Laver-Garry `.cat` 345, all in `CULTURE`: 340
//! of `CIVIL_WAR` and 5 of `WAR_IN_IRAQ`. WordStat writes the blanks of a phrase as `_`, so these are phrases here; quanteda
//! keeps the `_` and looks for one word with it, which no text holds. Given its own words it finds 0.07 % fewer of LSD2015
//! and 0.35 % fewer of the Moral Foundations Dictionary: possessives, web addresses, `@names` and `#tags`, and words
//! joined by a stop or a dash without a space ("terrorists—has" is one word there and two here).

mod afinn;
mod charset;
mod csv;
mod detect;
mod draft;
mod inquirer;
mod lexicoder;
mod limits;
mod list;
mod liwc;
mod loss;
mod mpqa;
mod term;
pub mod toml;
mod vader;
mod wordstat;
mod wordstat_rule;
mod yaml;
mod yoshikoder;

pub use limits::{MAX_ALTERNATIVES, MAX_BYTES, MAX_ENTRIES, MAX_LOSSES, MAX_NESTING};
pub use loss::{Loss, LossKind, LossSummary, MAX_REPORTED_LOSSES};
pub use yaml::write as write_yaml;

use super::Lexicon;
use crate::error::{Error, ErrorKind, Location, Result, nearest};
use crate::text::Language;
use draft::Draft;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

/// A format that lexicons are read from.
///
/// ```
/// use parallax::lexicon::format::Format;
/// assert_eq!("liwc".parse::<Format>()?, Format::Liwc);
/// assert!("lwic".parse::<Format>().unwrap_err().to_string().ends_with("did you mean `liwc`?"));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The project's own.
    Toml,
    /// A quanteda dictionary in YAML: nested keys with lists of patterns.
    QuantedaYaml,
    /// LIWC, the forms of 2001 to 2015.
    Liwc,
    /// Provalis WordStat, with its rules.
    WordStat,
    /// Yoshikoder, in XML.
    Yoshikoder,
    /// Lexicoder, the form of version 3 or the XML before it.
    Lexicoder,
    /// VADER: four columns apart by tabs, the second a valence.
    Vader,
    /// AFINN: a term, a tab, a whole number.
    Afinn,
    /// The General Inquirer's table, a column a category.
    Inquirer,
    /// The MPQA subjectivity clues: `word1=… priorpolarity=…`.
    Mpqa,
    /// `term,category[,weight]`.
    Csv,
    /// A term a line.
    List,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 12] = [
        Format::Toml,
        Format::QuantedaYaml,
        Format::Liwc,
        Format::WordStat,
        Format::Yoshikoder,
        Format::Lexicoder,
        Format::Vader,
        Format::Afinn,
        Format::Inquirer,
        Format::Mpqa,
        Format::Csv,
        Format::List,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Toml => "toml",
            Format::QuantedaYaml => "quanteda",
            Format::Liwc => "liwc",
            Format::WordStat => "wordstat",
            Format::Yoshikoder => "yoshikoder",
            Format::Lexicoder => "lexicoder",
            Format::Vader => "vader",
            Format::Afinn => "afinn",
            Format::Inquirer => "inquirer",
            Format::Mpqa => "mpqa",
            Format::Csv => "csv",
            Format::List => "list",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names = Format::ALL.map(Format::name);
            let hint = nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let message = format!("`{name}` is no lexicon format; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

/// How a lexicon file is read.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ReadOptions {
    format: Option<Format>,
    language: Option<Language>,
}

impl ReadOptions {
    /// The format. Default: told by the file's ending and its first lines.
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The language of a lexicon whose file names none. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or is not of the format.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Lexicon> {
        let path = path.as_ref();
        let failed = |cause| Error::io(path, cause);
        let file = std::fs::File::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        self.parse(&bytes, &path.display().to_string())
    }

    /// Reads the bytes of a file; `name` stands in messages, gives the lexicon its id and, by its ending, a hint of its
    /// format.
    ///
    /// ```
    /// use parallax::lexicon::format::ReadOptions;
    /// let lexicon = ReadOptions::default().parse(b"%\n1\tharm\n%\nhurt*\t1\nill\t2\n", "moral.dic")?;
    /// assert_eq!(lexicon.categories()[0].id(), "harm");
    /// assert_eq!(lexicon.losses()[0].to_string(), "line 5: `ill` dropped: category 2 is not declared in the header");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If they are too many, or not of the format.
    pub fn parse(&self, bytes: &[u8], name: &str) -> Result<Lexicon> {
        let fail = |message: String| Error::new(ErrorKind::Lexicon, message).at(Location::file(name));
        if bytes.len() as u64 > MAX_BYTES {
            return Err(fail(format!("the file has more than {MAX_BYTES} bytes; no lexicon is that large")));
        }
        let (text, charset) = charset::decode(bytes);
        let format = self.format.unwrap_or_else(|| detect::format(name, &text));
        if format == Format::Toml {
            let mut lexicon = toml::parse(&text, name)?;
            if let (Some(language), false) = (self.language, text.contains("\nlanguage")) {
                lexicon.language = language;
            }
            return Ok(lexicon);
        }
        let mut draft = Draft::new(name, self.language.unwrap_or(Language::ENGLISH));
        if let Some(charset) = charset {
            draft.note(None, name, LossKind::Rewritten, format!("the file is no UTF-8; it is read as {charset}"));
        }
        match format {
            Format::Toml => {}
            Format::QuantedaYaml => yaml::read(&text, &mut draft)?,
            Format::Liwc => liwc::read(&text, &mut draft)?,
            Format::WordStat => wordstat::read(&text, &mut draft)?,
            Format::Yoshikoder => yoshikoder::read(&text, &mut draft)?,
            Format::Lexicoder if detect::is_xml(&text) => yoshikoder::read(&text, &mut draft)?,
            Format::Lexicoder => lexicoder::read(&text, &mut draft)?,
            Format::Vader => vader::read(&text, &mut draft)?,
            Format::Afinn => afinn::read(&text, &mut draft)?,
            Format::Inquirer => inquirer::read(&text, &mut draft)?,
            Format::Mpqa => mpqa::read(&text, &mut draft)?,
            Format::Csv => csv::read(&text, &mut draft)?,
            Format::List => list::read(&text, &mut draft)?,
        }
        draft.finish()
    }
}

/// The lines of a text with their numbers from 1, whichever way they end: files of old programs end them with a
/// carriage return alone.
fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = Some(text);
    let lines = std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return (!text.is_empty()).then_some(text);
        };
        let both = text[end..].starts_with("\r\n");
        rest = Some(&text[end + 1 + usize::from(both)..]);
        Some(&text[..end])
    });
    (1..).zip(lines)
}

/// A text whose lines all end with a line feed, for readers that count no other.
fn line_feeds(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests;
