//! The finders of all languages, and a thread's memory of them.

use super::cues::Cues;
use super::finder::{Field, FoundVoices, VoiceFinder, VoiceScratch};
use crate::text::{Analysis, Language};
use std::sync::Arc;

/// Raised when the same cue words would give other spans.
const RULES: u32 = 1;

/// The finders of a corpus: the embedded cue words, or one's own in place of those of their language.
///
/// ```
/// use parallax::voice::{Axis, VoiceFinders};
/// let finders = VoiceFinders::default();
/// assert!(finders.for_language("en".parse()?).judged().contains(Axis::Negated));
/// assert!(!finders.for_language("fr".parse()?).judged().contains(Axis::Negated));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct VoiceFinders {
    own: Option<Own>,
}

#[derive(Clone, Debug)]
struct Own {
    finder: VoiceFinder,
    source: Arc<str>,
}

impl VoiceFinders {
    /// With cue words of one's own, from TOML; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Cues::from_toml`].
    pub fn with_cues(source: &str, name: &str) -> crate::Result<Self> {
        let finder = VoiceFinder::new(Cues::from_toml(source, name)?);
        Ok(VoiceFinders { own: Some(Own { finder, source: source.into() }) })
    }

    /// As [`with_cues`](VoiceFinders::with_cues), from a file.
    ///
    /// # Errors
    /// If the file cannot be read, or as [`Cues::from_toml`].
    pub fn read(path: impl AsRef<std::path::Path>) -> crate::Result<Self> {
        let path = path.as_ref();
        let source = std::fs::read_to_string(path).map_err(|cause| crate::Error::io(path, cause))?;
        VoiceFinders::with_cues(&source, &path.display().to_string())
    }

    /// The finder for a language.
    #[must_use]
    pub fn for_language(&self, language: Language) -> VoiceFinder {
        match &self.own {
            Some(own) if own.finder.cues().language() == language => own.finder.clone(),
            _ => VoiceFinder::for_language(language),
        }
    }

    /// The text of one's own cue words.
    #[must_use]
    pub fn own_cues(&self) -> Option<&str> {
        self.own.as_ref().map(|own| &*own.source)
    }

    /// A fingerprint of the cue words and of the rules' version: finders with the same one find the same voices.
    /// Sixteen hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&RULES.to_le_bytes());
        hasher.update(Cues::ENGLISH.as_bytes());
        hasher.update(self.own_cues().unwrap_or_default().as_bytes());
        hasher.finalize().to_hex()[..16].to_string()
    }
}

/// Finds the voices of one text after the other, in whatever language each is; one a thread.
#[derive(Debug)]
pub struct Listener {
    finders: VoiceFinders,
    /// Few languages come in one corpus.
    known: Vec<(Language, VoiceFinder, VoiceScratch)>,
    found: FoundVoices,
}

impl Listener {
    /// A listener with these finders.
    #[must_use]
    pub fn new(finders: VoiceFinders) -> Self {
        Listener { finders, known: Vec::new(), found: FoundVoices::default() }
    }

    /// The voices of a text, analysed by the `news` rules.
    ///
    /// # Panics
    /// If the analysis is of another text.
    pub fn listen(&mut self, text: &str, analysis: &Analysis, field: Field, language: Language) -> &FoundVoices {
        let at = match self.known.iter().position(|(known, ..)| *known == language) {
            Some(at) => at,
            None => {
                self.known.push((language, self.finders.for_language(language), VoiceScratch::default()));
                self.known.len() - 1
            }
        };
        let (_, finder, scratch) = &mut self.known[at];
        finder.find_into(text, analysis, field, scratch, &mut self.found);
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::voice::Scope;

    /// An index keeps the voices it was built with. When rules or cue words change what is found, [`RULES`] is raised, so
    /// that older indexes are refused, and the hash below is recorded anew.
    #[test]
    fn rules_that_find_other_voices_have_another_number() {
        let mut hasher = blake3::Hasher::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/");
        for file in ["voice.jsonl", "voice_further.jsonl", "voice_apart.jsonl"] {
            let lines = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            for line in lines.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = line["text"].as_str().unwrap();
                let field = if line["kind"] == "headline" { Field::Title } else { Field::Body };
                let analysis = Analyzer::default().analyze(text);
                let found = VoiceFinder::english().find(text, &analysis, field);
                let spans = found.records(&analysis, field, Scope::Effective);
                hasher.update(serde_json::to_string(&spans).unwrap().as_bytes());
            }
        }
        let found = hasher.finalize().to_hex()[..16].to_string();
        assert_eq!((RULES, found.as_str()), (1, "d0e61c0dbbf83c93"), "raise RULES and record the hash");
    }
}
