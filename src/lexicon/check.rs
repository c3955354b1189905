//! Does a lexicon do what its author meant? What can be told without a corpus.

use super::pattern::{self, WordPattern};
use super::{Case, Entry, Lexicon, Matcher, Pattern};
use crate::error::{Location, Result};
use crate::text::AnalyzerOptions;
use serde::Serialize;

/// Something about a lexicon that its author should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LexiconFinding {
    /// What kind of thing it is.
    pub kind: LexiconFindingKind,
    /// The lexicon's id.
    pub lexicon: String,
    /// The pattern, or the sentence, that it is about.
    pub about: String,
    /// The line of the lexicon's text, from 1, where the pattern or the sentence stands; `None` when it is not found.
    pub line: Option<u64>,
    /// What is the matter, and what would be right.
    pub message: String,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LexiconFindingKind {
    /// A sentence of `should_match` without a hit: a fault.
    ShouldMatch,
    /// A sentence of `should_not_match` with a hit: a fault.
    ShouldNotMatch,
    /// An entry, or a part of one, that an earlier entry of its category always takes.
    Shadowed,
    /// One wording with opposite valences.
    ClashingValence,
    /// An exception inside which nothing could match.
    IdleException,
    /// An entry that never matches in a corpus.
    NeverMatches,
    /// An entry that matches in a corpus, but whose matches another entry of its category takes, all of them.
    TakenInCorpus,
    /// An exception that is never met in a corpus.
    UnmetException,
}

impl LexiconFindingKind {
    /// Whether the lexicon contradicts itself; everything else is for its author to weigh.
    #[must_use]
    pub fn is_fault(self) -> bool {
        matches!(self, LexiconFindingKind::ShouldMatch | LexiconFindingKind::ShouldNotMatch)
    }

    /// The machine's name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            LexiconFindingKind::ShouldMatch => "should_match",
            LexiconFindingKind::ShouldNotMatch => "should_not_match",
            LexiconFindingKind::Shadowed => "shadowed",
            LexiconFindingKind::ClashingValence => "clashing_valence",
            LexiconFindingKind::IdleException => "idle_exception",
            LexiconFindingKind::NeverMatches => "never_matches",
            LexiconFindingKind::TakenInCorpus => "taken_in_corpus",
            LexiconFindingKind::UnmetException => "unmet_exception",
        }
    }
}

impl Lexicon {
    /// Runs the lexicon's own examples, and looks for entries that can never count, wordings with opposite valences, and
    /// exceptions that hide nothing.
    ///
    /// ```
    /// use parallax::Lexicon;
    /// let lexicon = Lexicon::parse(
    ///     "[lexicon]\nid = \"x\"\nshould_match = [\"A putsch.\"]\n[[entry]]\npattern = \"coup*\"\n[[entry]]\npattern = \"coups\"\n",
    ///     "x.toml",
    /// )?;
    /// let found: Vec<String> = lexicon.check()?.into_iter().map(|f| format!("{}: {}", f.about, f.message)).collect();
    /// assert_eq!(found[0], "A putsch.: this sentence should hold a hit and holds none");
    /// assert_eq!(found[1], "coups: `coup*` stands before it and takes every match of the same length; move it up or leave it out");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If an entry asks for a stem that cannot be had.
    pub fn check(&self) -> Result<Vec<LexiconFinding>> {
        let mut out = self.check_examples()?;
        out.extend(self.check_shadows());
        out.extend(self.check_valences());
        out.extend(self.check_exceptions()?);
        Ok(out)
    }

    /// A finding about a pattern or a sentence of this lexicon.
    pub(crate) fn finding(&self, kind: LexiconFindingKind, about: &str, message: String) -> LexiconFinding {
        let quoted = about.replace('\\', "\\\\").replace('"', "\\\"");
        let place = [format!("pattern = \"{quoted}\""), format!("\"{quoted}\""), format!("'{about}'"), quoted];
        let at = place.iter().find_map(|text| self.source.find(text.as_str()));
        let line = at.and_then(|at| Location::in_text("", &self.source, at).line_number());
        LexiconFinding { kind, lexicon: self.id.clone(), about: about.to_string(), line, message }
    }

    fn check_examples(&self) -> Result<Vec<LexiconFinding>> {
        let matcher = Matcher::new(std::slice::from_ref(self), AnalyzerOptions::default())?;
        let mut scanner = matcher.scanner();
        let mut out = Vec::new();
        for sentence in &self.should_match {
            if scanner.matches(sentence).is_empty() {
                let message = "this sentence should hold a hit and holds none".to_string();
                out.push(self.finding(LexiconFindingKind::ShouldMatch, sentence, message));
            }
        }
        for sentence in &self.should_not_match {
            if let Some(hit) = scanner.matches(sentence).first() {
                let pattern = &matcher.entries()[hit.entry as usize].pattern;
                let message = format!("this sentence should hold no hit, but `{pattern}` hits");
                out.push(self.finding(LexiconFindingKind::ShouldNotMatch, sentence, message));
            }
        }
        Ok(out)
    }

    fn check_shadows(&self) -> Vec<LexiconFinding> {
        let mut out = Vec::new();
        for category in &self.categories {
            let entries: Vec<(&Entry, Vec<Vec<WordPattern>>)> =
                category.entries.iter().map(|e| (e, words(e))).collect();
            for (place, (entry, alternatives)) in entries.iter().enumerate() {
                let taker = |alternative: &Vec<WordPattern>| {
                    let earlier = entries[..place].iter();
                    let takes = |(other, theirs): &&(&Entry, Vec<Vec<WordPattern>>)| {
                        comparable(other, entry) && theirs.iter().any(|their| covers(their, alternative))
                    };
                    earlier.filter(|_| !alternative.is_empty()).find(takes).map(|(other, _)| other.pattern.source())
                };
                let takers: Vec<Option<&str>> = alternatives.iter().map(taker).collect();
                let taken = takers.iter().flatten().count();
                let Some(first) = takers.iter().flatten().next() else { continue };
                let message = if taken == takers.len() {
                    format!(
                        "`{first}` stands before it and takes every match of the same length; move it up or leave it out"
                    )
                } else {
                    format!(
                        "{taken} of its {} alternatives never count: `{first}` stands before it and takes them",
                        takers.len()
                    )
                };
                out.push(self.finding(LexiconFindingKind::Shadowed, entry.pattern.source(), message));
            }
        }
        out
    }

    fn check_valences(&self) -> Vec<LexiconFinding> {
        let valued: Vec<(&Entry, f64, Vec<Vec<WordPattern>>)> = self
            .categories
            .iter()
            .flat_map(|category| &category.entries)
            .filter_map(|entry| Some((entry, entry.valence?, words(entry))))
            .collect();
        let mut out = Vec::new();
        for (place, (entry, valence, alternatives)) in valued.iter().enumerate() {
            let clash = valued[..place].iter().find(|(_, other, theirs)| {
                other * valence < 0.0 && alternatives.iter().any(|alternative| theirs.contains(alternative))
            });
            if let Some((other, theirs, _)) = clash {
                let message = format!(
                    "its valence is {valence}, that of the same wording in `{}` is {theirs}; choose one",
                    other.pattern.source()
                );
                out.push(self.finding(LexiconFindingKind::ClashingValence, entry.pattern.source(), message));
            }
        }
        out
    }

    fn check_exceptions(&self) -> Result<Vec<LexiconFinding>> {
        let bare = Lexicon { exceptions: Vec::new(), ..self.clone() };
        let matcher = Matcher::new(&[bare], AnalyzerOptions::default())?;
        let mut scanner = matcher.scanner();
        let mut out = Vec::new();
        for exception in &self.exceptions {
            // a wildcard stands for itself: what it leaves open could only add letters
            let text = |alternative: &str| alternative.replace('*', "").replace('?', "a");
            let hides = exception.alternatives().any(|alternative| !scanner.matches(&text(alternative)).is_empty());
            let open = exception.source().contains(['*', '?']);
            if !hides && !open {
                let message = "no entry matches inside this exception, so it hides nothing".to_string();
                out.push(self.finding(LexiconFindingKind::IdleException, exception.source(), message));
            }
        }
        Ok(out)
    }
}

/// The words of each alternative of an entry.
fn words(entry: &Entry) -> Vec<Vec<WordPattern>> {
    let keep_case = entry.case == Case::Exact;
    let read = |alternative: &str| match entry.pattern.is_regex() {
        true => pattern::regex_words(alternative, keep_case),
        false => pattern::words(alternative, AnalyzerOptions::default(), keep_case),
    };
    entry.pattern.alternatives().map(|alternative| read(alternative).unwrap_or_default()).collect()
}

/// Whether one entry can take what another would match: it compares words in the same way.
fn comparable(earlier: &Entry, later: &Entry) -> bool {
    earlier.case == later.case && earlier.stem == later.stem && earlier.conditions == later.conditions
}

/// Whether every match of `other` is one of `this`, of the same length.
fn covers(this: &[WordPattern], other: &[WordPattern]) -> bool {
    let covers = |(a, b): (&WordPattern, &WordPattern)| {
        let plain = !a.compares_each() && !b.compares_each();
        a == b || (plain && a.prefix && b.form.starts_with(&a.form))
    };
    this.len() == other.len() && this.iter().zip(other).all(covers)
}

impl Pattern {
    /// Whether it leaves letters open: what it catches is known only from texts.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_regex() || self.source().contains(['*', '?'])
    }
}
