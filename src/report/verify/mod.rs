//! Does a report hold? Its numbers are worked out again from its evidence, and its evidence is looked up in the texts.
//!
//! Two questions are kept apart. Do the numbers follow from the evidence? That needs the report alone. Is the evidence
//! still what stands in the texts? That needs the articles: a text that was changed since is named as such, and its
//! hits are not held against the report.

mod differences;
mod file;
mod findings;
mod texts;

pub use findings::{Finding, FindingKind, VERIFY_SCHEMA};

use super::{COMPARE_SCHEMA, CorpusRef};
use crate::counts::Input;
use crate::error::Result;
use crate::framing::{Comparison, Shown, WarningCode};
use file::ReportFile;
use serde::Deserialize;
use serde_json::Value;

/// What came of checking a report.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Verification {
    /// The report, as it was named.
    pub report: String,
    /// The inputs, as they were named; none when texts were not looked at.
    pub input: Vec<String>,
    /// The articles the report is about, as it says.
    pub corpus: CorpusRef,
    /// What does not hold.
    pub findings: Vec<Finding>,
    /// How many numbers were worked out again, or checked against others.
    pub numbers: u64,
    /// How many articles were found as they were counted.
    pub articles: u64,
    /// How many hits were found where the report says they are.
    pub hits: u64,
    /// How many passages were found in their texts.
    pub passages: u64,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
}

impl Verification {
    /// Checks a report in JSON; `name` stands in messages. Without an input its texts are not looked at.
    ///
    /// ```
    /// use parallax::report::{Detail, Format, TerminalOptions, Verification};
    /// use parallax::{Comparison, Input, Lexicon};
    ///
    /// let articles = "{\"id\":\"1\",\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"id\":\"2\",\"outlet\":\"Wire\",\"text\":\"The vote.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let lexicon = Lexicon::from_patterns("coup", ["coup*"])?;
    /// let comparison = Comparison::builder().lexicon(lexicon).all_evidence(true).compare(&input)?;
    /// let text = comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default());
    /// assert!(Verification::of(&text, "report.json", Some(&input))?.holds());
    ///
    /// let forged = text.replacen("\"hits\": 1", "\"hits\": 2", 1);
    /// let verification = Verification::of(&forged, "report.json", Some(&input))?;
    /// assert_eq!(verification.findings[0].place, "categories[coup].profiles[Gazette].hits");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it is no report of this program that can be verified, or the input cannot be read.
    pub fn of(text: &str, name: &str, input: Option<&Input>) -> Result<Self> {
        let file = ReportFile::read(text, name)?;
        let mut verification = Verification {
            report: name.to_string(),
            input: input.map(|input| input.names().to_vec()).unwrap_or_default(),
            corpus: file.corpus(),
            findings: Vec::new(),
            numbers: 0,
            articles: 0,
            hits: 0,
            passages: 0,
            unchecked: Vec::new(),
        };
        match &file.evidence {
            Some(evidence) => {
                let counts = verification.follow(evidence, &file.body);
                match (input, counts) {
                    (Some(input), Some(_)) => verification.look_up(&file, evidence, input)?,
                    (Some(_), None) => verification.unchecked.push("the texts: the evidence cannot be read".into()),
                    (None, _) => {}
                }
            }
            None => {
                verification.check_sums(&file.body);
                let what = if file.schema == COMPARE_SCHEMA {
                    "numbers against their hits: the report was written without `--evidence all`"
                } else {
                    "whether lines are missing: only the lines themselves can be looked up"
                };
                verification.unchecked.push(what.into());
                if let Some(input) = input {
                    verification.look_up_passages(&file, None, input)?;
                }
            }
        }
        if input.is_none() {
            verification.unchecked.push("the texts: no input was given".into());
        }
        Ok(verification)
    }

    /// Whether nothing was found that does not hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether everything could be checked.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unchecked.is_empty()
    }

    /// Works every number out again from the evidence alone; the counts are gone when it cannot be read.
    fn follow(&mut self, evidence: &crate::counts::EvidenceTable, body: &Value) -> Option<()> {
        let shown = body.get("shown").and_then(|shown| Shown::deserialize(shown).ok()).unwrap_or_default();
        let again = evidence.counts().and_then(|counts| Comparison::from_counts_shown(&counts, shown));
        match again {
            Ok(comparison) => {
                let mut expected = comparison.data();
                expected["provenance"] = serde_json::json!(comparison.provenance());
                self.compare(&without_remarks(body), &without_remarks(&expected));
                Some(())
            }
            Err(error) => {
                self.findings.push(Finding::new(FindingKind::Evidence, "evidence", error.to_string()));
                None
            }
        }
    }
}

/// Without the warnings about what no evidence holds: remains of web pages, articles that were left out.
fn without_remarks(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(warnings) = body.get_mut("warnings").and_then(Value::as_array_mut) {
        let of_texts = [WarningCode::TokenizerMismatch, WarningCode::Copies].map(WarningCode::code);
        warnings.retain(|warning| !of_texts.iter().any(|code| warning["code"] == **code));
    }
    body
}
