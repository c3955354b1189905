//! What a verification found, as a report.

use super::Verification;
use crate::report::compare::grouped;
use crate::report::{Block, Provenance, Report, Warning};
use serde::Serialize;
use serde_json::json;

/// The name and version of the JSON body: `report`, `holds`, `complete`, `checked` (`numbers`, `articles`, `hits`,
/// `passages`), `unchecked`, `findings` (each with `kind`, `place`, `message`).
pub const VERIFY_SCHEMA: &str = "parallax-verify/1";

/// Something in a report that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// Where: a place in the report, or an article.
    pub place: String,
    /// What the report says, and what was found instead.
    pub message: String,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A number does not follow from the evidence.
    Number,
    /// The evidence contradicts itself, or the table of articles the input.
    Evidence,
    /// A hit is not where the report says, or the report lacks one.
    Hit,
    /// A passage is not in its text.
    Passage,
    /// An article was changed since; its hits are not held against the report.
    ChangedText,
    /// An article of the report is not in the input.
    MissingArticle,
    /// An article of the input is not in the report.
    NewArticle,
    /// The input cannot be compared with the report.
    Input,
}

impl FindingKind {
    /// The machine's name, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            FindingKind::Number => "number",
            FindingKind::Evidence => "evidence",
            FindingKind::Hit => "hit",
            FindingKind::Passage => "passage",
            FindingKind::ChangedText => "changed_text",
            FindingKind::MissingArticle => "missing_article",
            FindingKind::NewArticle => "new_article",
            FindingKind::Input => "input",
        }
    }

    /// What readers call it.
    #[must_use]
    pub fn title(self) -> String {
        self.code().replace('_', " ")
    }
}

impl Finding {
    pub(super) fn new(kind: FindingKind, place: impl Into<String>, message: impl Into<String>) -> Self {
        Finding { kind, place: place.into(), message: message.into() }
    }
}

/// More findings than this do not help a reader of a terminal; the JSON body holds all.
const SHOWN: usize = 50;

impl Verification {
    /// What was found, as a report.
    pub fn report(&self) -> Report {
        let verdict = match (self.holds(), self.is_complete()) {
            (true, true) => "Every number follows from its evidence, and the evidence stands in the texts.".to_string(),
            (true, false) => "What could be checked holds; not everything could be.".to_string(),
            (false, _) => format!("{} things do not hold.", grouped(self.findings.len() as u64)),
        };
        let provenance = Provenance::new().with_corpus(self.corpus.clone());
        let provenance = self.input.iter().fold(provenance, |provenance, name| provenance.with_input(name));
        let mut report = Report::new(format!("Verification of {}", self.report), provenance)
            .with_block(Block::paragraph(verdict))
            .with_block(Block::paragraph(format!(
                "Checked: {} numbers, {} articles, {} hits, {} passages.",
                grouped(self.numbers),
                grouped(self.articles),
                grouped(self.hits),
                grouped(self.passages)
            )));
        for unchecked in &self.unchecked {
            report = report.with_block(Block::paragraph(format!("Not checked: {unchecked}.")));
        }
        if !self.holds() {
            report = report.with_blocks(self.shown());
        }
        let data = json!({
            "report": self.report,
            "holds": self.holds(),
            "complete": self.is_complete(),
            "checked": {
                "numbers": self.numbers,
                "articles": self.articles,
                "hits": self.hits,
                "passages": self.passages,
            },
            "unchecked": self.unchecked,
            "findings": self.findings,
        });
        report.with_data(VERIFY_SCHEMA, data)
    }

    fn shown(&self) -> Vec<Block> {
        let warning = |finding: &Finding| Warning {
            code: finding.kind.code().to_string(),
            about: format!("{}, {}", finding.kind.title(), finding.place),
            text: finding.message.clone(),
        };
        let warnings = self.findings.iter().take(SHOWN).map(warning).collect();
        let mut blocks = vec![Block::heading(2, "What does not hold"), Block::Warnings { warnings }];
        if self.findings.len() > SHOWN {
            let text = format!("These are the first {SHOWN} of {}; the JSON form has all.", self.findings.len());
            blocks.push(Block::paragraph(text));
        }
        blocks
    }
}
