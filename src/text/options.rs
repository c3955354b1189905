//! What counts as a word: one value, stored in the index and printed in every report.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The analyser's options.
///
/// ```
/// use parallax::text::{Analyzer, AnalyzerOptions};
///
/// let words = |options: AnalyzerOptions| Analyzer::new(options).analyze("an anti-government café").word_count();
/// assert_eq!(words(AnalyzerOptions::default()), 3);
/// assert_eq!(words(AnalyzerOptions::default().split_hyphens(true)), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct AnalyzerOptions {
    preset: Preset,
    split_hyphens: bool,
    fold_accents: bool,
    language: Language,
    /// Written only where it is another than the default, which what was written before it had.
    #[serde(default = "sentence_tokens", skip_serializing_if = "is_default")]
    sentence_tokens: u32,
}

/// A sentence has so many words and marks at most, unless another limit is set: several times the longest of printed news.
pub const MAX_SENTENCE_TOKENS: u32 = 2_000;

fn sentence_tokens() -> u32 {
    MAX_SENTENCE_TOKENS
}

fn is_default(sentence_tokens: &u32) -> bool {
    *sentence_tokens == MAX_SENTENCE_TOKENS
}

impl Default for AnalyzerOptions {
    fn default() -> Self {
        AnalyzerOptions {
            preset: Preset::default(),
            split_hyphens: false,
            fold_accents: false,
            language: Language::default(),
            sentence_tokens: MAX_SENTENCE_TOKENS,
        }
    }
}

/// The rule set that finds words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Preset {
    /// News words: inner apostrophes, hyphens and stops, abbreviations, borders. The default.
    #[default]
    News,
    /// Runs of letters and digits, lower-cased; no other rule and no borders. For comparison with other programs.
    Alphanumeric,
}

impl AnalyzerOptions {
    /// How many words and marks a sentence has at most. What goes on without an end, as a list without stops or a page
    /// without line breaks does, is cut there as by the end of a sentence: windows end at the cut, and no phrase crosses
    /// it. At least 1. Default: [`MAX_SENTENCE_TOKENS`]. [`Preset::Alphanumeric`] knows no sentences and cuts none.
    ///
    /// ```
    /// use parallax::text::{Analyzer, AnalyzerOptions};
    /// let analyzer = Analyzer::new(AnalyzerOptions::default().sentence_tokens(3));
    /// assert_eq!(analyzer.analyze("one two three four. Five").sentences().count(), 3);
    /// ```
    pub fn sentence_tokens(mut self, most: u32) -> Self {
        self.sentence_tokens = most.max(1);
        self
    }

    /// Which rule set finds words. Default [`Preset::News`].
    pub fn preset(mut self, preset: Preset) -> Self {
        self.preset = preset;
        self
    }

    /// Whether the parts of a hyphenated word are words of their own. Default: no.
    pub fn split_hyphens(mut self, yes: bool) -> Self {
        self.split_hyphens = yes;
        self
    }

    /// Whether accents are dropped in lookup forms ("café" is found by "cafe"). Default: no.
    pub fn fold_accents(mut self, yes: bool) -> Self {
        self.fold_accents = yes;
        self
    }

    /// The language of articles that name none, and of stemming. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The rule set in use.
    #[must_use]
    pub fn rules(&self) -> Preset {
        self.preset
    }

    /// Whether hyphenated words are split.
    #[must_use]
    pub fn splits_hyphens(&self) -> bool {
        self.split_hyphens
    }

    /// Whether accents are folded.
    #[must_use]
    pub fn folds_accents(&self) -> bool {
        self.fold_accents
    }

    /// How many words and marks a sentence has at most.
    #[must_use]
    pub fn most_sentence_tokens(&self) -> u32 {
        self.sentence_tokens
    }

    /// The default language.
    #[must_use]
    pub fn default_language(&self) -> Language {
        self.language
    }
}

impl fmt::Display for AnalyzerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preset = match self.preset {
            Preset::News => "news",
            Preset::Alphanumeric => "alphanumeric",
        };
        let yes = |b| if b { "yes" } else { "no" };
        write!(
            f,
            "preset {preset}, split_hyphens {}, fold_accents {}, language {}",
            yes(self.split_hyphens),
            yes(self.fold_accents),
            self.language
        )?;
        if !is_default(&self.sentence_tokens) {
            write!(f, ", sentence_tokens {}", self.sentence_tokens)?;
        }
        Ok(())
    }
}

/// A language by its primary subtag, two or three letters (BCP 47): `en`, `kk`.
///
/// ```
/// use parallax::text::Language;
/// assert_eq!("en-GB".parse::<Language>()?, Language::ENGLISH);
/// assert!("English".parse::<Language>().is_err());
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 3]);

impl Language {
    /// English, the default.
    pub const ENGLISH: Language = Language(*b"en\0");

    /// The subtag, for example `en`.
    #[must_use]
    pub fn tag(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(3);
        std::str::from_utf8(&self.0[..end]).unwrap_or("und")
    }
}

impl Default for Language {
    fn default() -> Self {
        Language::ENGLISH
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(tag: &str) -> Result<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(Error::new(
                ErrorKind::Text,
                format!("`{tag}` is not a language tag; write two or three letters, as in `en` or `kk`"),
            ));
        }
        let mut bytes = [0; 3];
        bytes[..primary.len()].copy_from_slice(primary.as_bytes());
        Ok(Language(bytes))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({})", self.tag())
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.tag().to_string()
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(tag: String) -> Result<Self> {
        tag.parse()
    }
}
