//! The one door to rust-stemmers.

use super::options::Language;
use crate::error::{Error, ErrorKind, Result};
use rust_stemmers::Algorithm;
use rustc_hash::FxHashMap;
use std::fmt;

/// Stems lookup forms, each distinct form once.
///
/// Stemming is never applied by default: an entry asks for it with `stem = true`. The stemmer is
/// rust-stemmers 1.2 (Snowball); its English maps `international` and `internal` to one stem, so prefer
/// wildcards. Greek is refused: the library panics on some Greek words.
///
/// ```
/// use parallax::text::{Language, Stemmer};
/// let mut stemmer = Stemmer::new(Language::ENGLISH)?;
/// assert_eq!(stemmer.stem("protesting"), "protest");
/// assert!(Stemmer::new("el".parse()?).is_err());
/// # Ok::<(), parallax::Error>(())
/// ```
pub struct Stemmer {
    stemmer: rust_stemmers::Stemmer,
    language: Language,
    memo: FxHashMap<Box<str>, Box<str>>,
}

impl Stemmer {
    /// The stemmer of a language.
    ///
    /// # Errors
    /// If rust-stemmers has no stemmer for it, or it is Greek.
    pub fn new(language: Language) -> Result<Self> {
        let algorithm = match language.tag() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            "el" => return Err(refusal("the Greek stemmer fails on some words; use wildcards (`*`) instead")),
            tag => return Err(refusal(&format!("there is no stemmer for `{tag}`; use wildcards (`*`) instead"))),
        };
        Ok(Stemmer { stemmer: rust_stemmers::Stemmer::create(algorithm), language, memo: FxHashMap::default() })
    }

    /// The stem of a lookup form.
    pub fn stem(&mut self, form: &str) -> &str {
        if !self.memo.contains_key(form) {
            self.memo.insert(form.into(), self.stemmer.stem(form).into());
        }
        &self.memo[form]
    }

    /// The language it stems.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

impl fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stemmer").field("language", &self.language).field("stems", &self.memo.len()).finish()
    }
}

fn refusal(message: &str) -> Error {
    Error::new(ErrorKind::Text, message)
}
