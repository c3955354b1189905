//! The voices of a text as data: one record an article, in bytes.

use super::axis::{Axis, Scope, Stance};
use super::finder::{Field, FoundVoices};
use super::span::Rule;
use crate::text::Analysis;
use serde::{Deserialize, Serialize};

/// One article's spans, as a line of JSON Lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceRecord {
    /// The article.
    pub id: String,
    /// Its spans, in the order of their first byte.
    pub spans: Vec<SpanRecord>,
}

/// One span, in bytes of its field, on character borders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanRecord {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What is said of the words.
    pub axis: Axis,
    /// Whose words they are, where that is named.
    pub source: Option<[u32; 2]>,
    /// The words that say so, where there are any.
    pub cue: Option<[u32; 2]>,
    /// How the cue stands to them.
    pub stance: Stance,
    /// The rule that fired.
    pub rule: Rule,
    /// Written for headlines only.
    #[serde(default, skip_serializing_if = "is_body")]
    pub field: Field,
}

fn is_body(field: &Field) -> bool {
    *field == Field::Body
}

impl FoundVoices {
    /// The spans of a scope in bytes of the text, ordered by their first byte.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// use parallax::voice::{Field, Scope, VoiceFinder, VoiceRecord};
    ///
    /// let text = "The raid reportedly failed.";
    /// let analysis = Analyzer::default().analyze(text);
    /// let found = VoiceFinder::english().find(text, &analysis, Field::Body);
    /// let spans = found.records(&analysis, Field::Body, Scope::Effective);
    /// let line = serde_json::to_string(&VoiceRecord { id: "a1".into(), spans })?;
    /// assert_eq!(
    ///     line,
    ///     r#"{"id":"a1","spans":[{"start":20,"end":26,"axis":"hedged","source":null,"cue":[9,19],"stance":"neutral","rule":"hedge-adverb"}]}"#
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn records(&self, analysis: &Analysis, field: Field, scope: Scope) -> Vec<SpanRecord> {
        let pair = |tokens: std::ops::Range<u32>| {
            let span = self.bytes(analysis, tokens);
            [span.start, span.end]
        };
        let mut records: Vec<SpanRecord> = self
            .spans(scope)
            .map(|span| {
                let [start, end] = pair(span.tokens.clone());
                SpanRecord {
                    start,
                    end,
                    axis: span.axis,
                    source: span.source.clone().map(pair),
                    cue: span.cue.clone().map(pair),
                    stance: span.stance,
                    rule: span.rule,
                    field,
                }
            })
            .collect();
        records.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end), r.axis, r.cue));
        records
    }
}
