//! How a report was made: program, input, options, lexicons, and what was skipped on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figure::integer;
use super::{Block, Cell, Table};
use crate::lexicon::format::LossSummary;

/// Everything one needs to make a report again, and to see what it leaves out.
///
/// Plain data, filled by whoever knows each part. Two reports over the same articles, once from a file and once
/// from its index, differ in `input` alone.
///
/// ```
/// use parallax::report::{CorpusRef, Provenance};
///
/// let provenance = Provenance::new()
///     .with_input("articles.jsonl")
///     .with_analyser("stem", "english")
///     .with_corpus(CorpusRef { articles: 72, words: 18_214, hash: "9f2c".into() })
///     .with_option("level", "0.95")
///     .with_seed(7)
///     .with_skipped("no outlet", 2, ["articles.jsonl:14", "articles.jsonl:90"]);
/// assert_eq!(provenance.program.name, "parallax");
/// assert_eq!(provenance.skipped[0].count, 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Provenance {
    /// The program that made the report.
    pub program: ProgramRef,
    /// The files or the index that were read, as the user named them.
    pub input: Vec<String>,
    /// What was counted.
    pub corpus: CorpusRef,
    /// How texts were cut into words: the analyser's options as printed.
    pub analyser: BTreeMap<String, String>,
    /// The lexicons that were matched, in the order they were given.
    pub lexicons: Vec<LexiconRef>,
    /// The options of the comparison as printed, defaults included.
    pub options: BTreeMap<String, String>,
    /// The seed of every random number, when there were any.
    pub seed: Option<u64>,
    /// Records that were left out, and why.
    pub skipped: Vec<SkippedReason>,
    /// What was noticed about records that were kept.
    pub remarks: Vec<Remark>,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramRef {
    /// The program's name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The articles behind a report, by size and hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusRef {
    /// Articles that were counted.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// A hash over the articles, whatever their order.
    pub hash: String,
}

/// A lexicon, by name, version, size and hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LexiconRef {
    /// The lexicon's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version, as its author gives it.
    pub version: String,
    /// How many entries it has.
    pub entries: u64,
    /// A hash over its file.
    pub hash: String,
    /// What of its file could not be taken over, where there is such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub losses: Option<LossSummary>,
}

/// Why records were left out, how many, and a few of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedReason {
    /// The reason, in words.
    pub reason: String,
    /// How many records.
    pub count: u64,
    /// A few of them: places in files, or ids.
    pub samples: Vec<String>,
}

/// Something noticed about records that were kept, how many, and a few of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What was noticed, in words.
    pub remark: String,
    /// How many records.
    pub count: u64,
    /// A few of them: places in files, or ids.
    pub samples: Vec<String>,
}

impl Provenance {
    /// The provenance of this version of this program, with all else still to be filled in.
    ///
    /// ```
    /// use parallax::report::Provenance;
    /// assert!(Provenance::new().seed.is_none());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Provenance {
            program: ProgramRef {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            input: Vec::new(),
            corpus: CorpusRef::default(),
            analyser: BTreeMap::new(),
            lexicons: Vec::new(),
            options: BTreeMap::new(),
            seed: None,
            skipped: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// The same, with one more file or index that was read.
    #[must_use]
    pub fn with_input(mut self, name: impl Into<String>) -> Self {
        self.input.push(name.into());
        self
    }

    /// The same, with the articles that were counted.
    #[must_use]
    pub fn with_corpus(mut self, corpus: CorpusRef) -> Self {
        self.corpus = corpus;
        self
    }

    /// The same, with one more option of the analyser.
    #[must_use]
    pub fn with_analyser(mut self, option: impl Into<String>, value: impl ToString) -> Self {
        self.analyser.insert(option.into(), value.to_string());
        self
    }

    /// The same, with one more lexicon.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: LexiconRef) -> Self {
        self.lexicons.push(lexicon);
        self
    }

    /// The same, with one more option of the comparison.
    #[must_use]
    pub fn with_option(mut self, option: impl Into<String>, value: impl ToString) -> Self {
        self.options.insert(option.into(), value.to_string());
        self
    }

    /// The same, with the seed.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The same, with one more reason why records were left out.
    #[must_use]
    pub fn with_skipped<S: Into<String>>(
        mut self,
        reason: impl Into<String>,
        count: u64,
        samples: impl IntoIterator<Item = S>,
    ) -> Self {
        let samples = samples.into_iter().map(Into::into).collect();
        self.skipped.push(SkippedReason { reason: reason.into(), count, samples });
        self
    }

    /// The same, with one more remark about records that were kept.
    #[must_use]
    pub fn with_remark<S: Into<String>>(
        mut self,
        remark: impl Into<String>,
        count: u64,
        samples: impl IntoIterator<Item = S>,
    ) -> Self {
        let samples = samples.into_iter().map(Into::into).collect();
        self.remarks.push(Remark { remark: remark.into(), count, samples });
        self
    }

    /// The section "How this was made", which every report ends with.
    ///
    /// ```
    /// use parallax::report::{Block, Provenance};
    /// assert!(matches!(&Provenance::new().blocks()[0], Block::Heading { text, .. } if text == "How this was made"));
    /// ```
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        let mut table = Table::new("provenance", "").key("what", "").words("how", "");
        let mut say = |what: &str, how: String| {
            if !how.is_empty() {
                table.rows.push(vec![Cell::from(what), Cell::Text(how)]);
            }
        };
        say("program", format!("{} {}", self.program.name, self.program.version));
        say("input", self.input.join(", "));
        say("corpus", self.corpus.in_words());
        say("analyser", listed(&self.analyser));
        for lexicon in &self.lexicons {
            say("lexicon", lexicon.in_words());
            say("lexicon file", lexicon.losses.as_ref().map(ToString::to_string).unwrap_or_default());
        }
        say("options", listed(&self.options));
        say("seed", self.seed.map_or_else(String::new, |seed| seed.to_string()));
        for skipped in &self.skipped {
            say("skipped", counted(&skipped.reason, skipped.count, &skipped.samples));
        }
        for remark in &self.remarks {
            say("remark", counted(&remark.remark, remark.count, &remark.samples));
        }
        vec![Block::heading(2, "How this was made"), table.into()]
    }
}

impl Default for Provenance {
    fn default() -> Self {
        Provenance::new()
    }
}

impl CorpusRef {
    fn in_words(&self) -> String {
        // events are found without counting words
        let words = if self.articles > 0 && self.words == 0 { String::new() } else { plural(self.words, "word") };
        let parts = [plural(self.articles, "article"), words, hash(&self.hash)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl LexiconRef {
    fn in_words(&self) -> String {
        let name = format!("{} {}", self.id, self.version);
        let words = [name, self.title.clone(), plural_of(self.entries, "entry", "entries"), hash(&self.hash)];
        words.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

fn hash(hash: &str) -> String {
    if hash.is_empty() { String::new() } else { format!("hash {hash}") }
}

fn plural(count: u64, noun: &str) -> String {
    plural_of(count, noun, &format!("{noun}s"))
}

fn plural_of(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", integer(count), if count == 1 { one } else { many })
}

fn listed(options: &BTreeMap<String, String>) -> String {
    options.iter().map(|(option, value)| format!("{option} = {value}")).collect::<Vec<_>>().join(", ")
}

fn counted(what: &str, count: u64, samples: &[String]) -> String {
    let more = if count > samples.len() as u64 { ", ..." } else { "" };
    match samples {
        [] => format!("{}: {what}", integer(count)),
        some => format!("{}: {what} ({}{more})", integer(count), some.join(", ")),
    }
}
