//! The voices of an article, title and text.

use super::Article;
use crate::text::{Analyzer, Language};
use crate::voice::{Field, Scope, VoiceFinder, VoiceRecord};

impl Article {
    /// The spans of the title, then those of the text, each in bytes of its own field.
    ///
    /// ```
    /// use parallax::Article;
    /// use parallax::text::Analyzer;
    /// use parallax::voice::{Axis, Scope, VoiceFinder};
    ///
    /// let article = Article::new("Wire", "The army denied that a coup had taken place.").with_id("a1");
    /// let record = article.voices(&VoiceFinder::english(), Analyzer::default(), Scope::Effective);
    /// let axes: Vec<Axis> = record.spans.iter().map(|span| span.axis).collect();
    /// assert!(axes.contains(&Axis::Reported) && axes.contains(&Axis::Negated));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    #[must_use]
    pub fn voices(&self, finder: &VoiceFinder, analyzer: Analyzer, scope: Scope) -> VoiceRecord {
        let mut spans = Vec::new();
        for (text, field) in [(self.title(), Field::Title), (self.text(), Field::Body)] {
            let analysis = analyzer.analyze(text);
            spans.extend(finder.find(text, &analysis, field).records(&analysis, field, scope));
        }
        VoiceRecord { id: self.id().to_string(), spans }
    }

    /// The language its voices are found in: its own, or this one.
    #[must_use]
    pub fn language_or(&self, fallback: Language) -> Language {
        self.language().and_then(|tag| tag.parse().ok()).unwrap_or(fallback)
    }
}
