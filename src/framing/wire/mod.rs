//! What did each outlet change in a text that several print?
//!
//! Nobody sees the agency's own text. What most outlets print is taken for it, sentence by sentence: the *common text*. Each
//! printing is then held against it: sentences added, cut, reworded, moved, with the framing terms that came and went
//! and whose words they are in. A difference says what two printings differ in, not who changed it, or why.

mod align;
mod common;
mod printing;

use crate::corpus::duplicate::{AgencyHint, agency_hint};
use crate::corpus::{Article, Selection, Skipped};
use crate::counts::{ArticleCounts, CountPlan, Header, Input, Located};
use crate::error::Result;
use crate::lexicon::{DEFAULT_LEXICONS, Lexicon, shipped};
use crate::text::Span;
use align::{Piece, align};
use printing::{Read, read};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::sync::Arc;

/// The texts that several outlets print, and what each printing changed.
///
/// ```
/// use parallax::Input;
/// use parallax::framing::{ChangeKind, WireCopy};
///
/// let wire = "Crews walked out of the port on Monday. Talks had failed on Sunday night. Ships wait at anchor. The union wants more pay.";
/// let cut = wire.replace(" The union wants more pay.", "");
/// let line = |outlet: &str, text: &str| format!("{{\"id\":\"{outlet}\",\"outlet\":\"{outlet}\",\"text\":\"{text}\"}}\n");
/// let lines = line("Gazette", wire) + &line("Herald", wire) + &line("Voice", &cut);
/// let input = Input::builder().reader("three", std::io::Cursor::new(lines)).open()?;
/// let found = WireCopy::builder().find(&input)?;
/// let voice = &found.groups[0].printings[2];
/// assert_eq!((voice.kept, voice.changes[0].kind), (3, ChangeKind::Cut));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WireCopy {
    /// What terms were looked for.
    pub header: Header,
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// Selected articles.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// A fingerprint of them.
    pub hash: String,
    /// Texts that at least two outlets print, those of most outlets first.
    pub groups: Vec<WireText>,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// A text that several outlets print.
#[derive(Clone, Debug)]
pub struct WireText {
    /// The smallest id among its articles.
    pub name: Arc<str>,
    /// The common text, sentence by sentence.
    pub common: Vec<Passage>,
    /// One printing an outlet, by outlet.
    pub printings: Vec<Printing>,
    /// More articles of the same outlets in the group, in the order of these.
    pub further: Vec<FurtherPrinting>,
}

/// One more article of an outlet in a group; it is not held against the common text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherPrinting {
    /// Its id.
    pub article: Arc<str>,
    /// Its outlet.
    pub outlet: Arc<str>,
}

/// A stretch of an article's text.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The article.
    pub article: Arc<Article>,
    /// The stretch, in bytes of its text.
    pub span: Span,
}

impl Passage {
    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        self.span.of(self.article.text())
    }
}

/// One outlet's printing.
#[derive(Clone, Debug)]
pub struct Printing {
    /// The article.
    pub article: Arc<Article>,
    /// The agency it names, as a hint.
    pub agency: Option<AgencyHint>,
    /// Sentences of the common text that it prints word for word.
    pub kept: u64,
    /// What it changed, in the order of its text; what it cut stands where it was.
    pub changes: Vec<Change>,
}

impl Printing {
    /// How many changes are of a kind.
    #[must_use]
    pub fn number_of(&self, kind: ChangeKind) -> u64 {
        self.changes.iter().filter(|change| change.kind == kind).count() as u64
    }
}

/// What happened to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It stands in this printing alone, or in few.
    Added,
    /// It is missing here.
    Cut,
    /// It stands here in other words.
    Reworded,
    /// It stands elsewhere in the text.
    Moved,
}

impl ChangeKind {
    /// All, in the order of reports.
    pub const ALL: [ChangeKind; 4] = [ChangeKind::Added, ChangeKind::Cut, ChangeKind::Reworded, ChangeKind::Moved];

    /// `added`, `cut`, `reworded`, `moved`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Cut => "cut",
            ChangeKind::Reworded => "reworded",
            ChangeKind::Moved => "moved",
        }
    }
}

/// One sentence that differs from the common text.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The sentence of the common text; `None`: added.
    pub before: Option<Passage>,
    /// The sentence of the printing; `None`: cut.
    pub after: Option<Passage>,
    /// In a reworded sentence: the words that went, in bytes of the text of `before`.
    pub words_gone: Vec<Span>,
    /// The words that came, in bytes of the text of `after`.
    pub words_new: Vec<Span>,
    /// Framing terms that went, or that were in another voice.
    pub terms_gone: Vec<Located>,
    /// Framing terms that came, or that are in another voice now.
    pub terms_new: Vec<Located>,
}

/// What to look for.
#[derive(Clone, Debug)]
#[must_use]
pub struct WireCopyBuilder {
    lexicons: Vec<Lexicon>,
    selection: Selection,
}

impl WireCopy {
    /// Starts: all articles, the shipped frames of contested events.
    pub fn builder() -> WireCopyBuilder {
        WireCopyBuilder { lexicons: Vec::new(), selection: Selection::all() }
    }
}

impl WireCopy {
    /// A table of articles and the texts they print as CSV: a row an article, those that are not held against the common
    /// text without figures. `wire` is the smallest id among the articles of a text.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn write_csv(&self, out: impl std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let kinds = ChangeKind::ALL.map(ChangeKind::name);
        writer.write_record(["article", "wire", "outlet", "kept"].iter().chain(&kinds))?;
        for group in &self.groups {
            for printing in &group.printings {
                let article = [printing.article.id(), &group.name, printing.article.outlet()].map(String::from);
                let changes = ChangeKind::ALL.map(|kind| printing.number_of(kind));
                let figures = std::iter::once(printing.kept).chain(changes).map(|figure| figure.to_string());
                writer.write_record(article.into_iter().chain(figures))?;
            }
            for further in &group.further {
                let figures = [""; ChangeKind::ALL.len() + 1];
                writer.write_record([&*further.article, &*group.name, &*further.outlet].iter().chain(&figures))?;
            }
        }
        writer.flush()
    }
}

impl WireCopyBuilder {
    /// Adds a lexicon of framing terms. Default, when none is added: the shipped frames of contested events.
    pub fn lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicons.push(lexicon);
        self
    }

    /// Adds several lexicons.
    pub fn lexicons(mut self, lexicons: impl IntoIterator<Item = Lexicon>) -> Self {
        self.lexicons.extend(lexicons);
        self
    }

    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Finds the texts and what changed.
    ///
    /// # Errors
    /// If a lexicon is at fault, the input cannot be read, or no article is selected.
    pub fn find(&self, input: &Input) -> Result<WireCopy> {
        let lexicons = if self.lexicons.is_empty() { shipped(DEFAULT_LEXICONS)? } else { self.lexicons.clone() };
        let plan = CountPlan::new(lexicons).selection(self.selection.clone()).voices(true);
        let counted = input.count_and_print(&plan)?;
        input.check_names(&plan, &counted)?;
        let counts = counted.counts.with_wire(&input.duplicates()?);
        if counts.rows().is_empty() {
            return Err(crate::counts::nothing_selected(&counts.header().selection, &counted.skipped));
        }
        let member = |row: &ArticleCounts| (row.outlet.clone(), row.id.clone());
        let members = |rows: Vec<&ArticleCounts>| rows.into_iter().map(member).collect();
        let mut groups: Vec<(Arc<str>, Vec<Member>)> =
            counts.wire_groups().into_iter().map(|(name, rows)| (name.clone(), members(rows))).collect();
        let ids: FxHashSet<Arc<str>> = groups.iter().flat_map(|(_, of)| of.iter().map(|(_, id)| id.clone())).collect();
        let mut found = WireCopy {
            header: counts.header().clone(),
            input: input.names().to_vec(),
            articles: counts.rows().len() as u64,
            words: counts.rows().iter().map(|row| u64::from(row.words)).sum(),
            hash: counts.corpus_hash(),
            groups: Vec::new(),
            skipped: counted.skipped,
        };
        // the texts of all groups come next, and take the room
        drop(counts);
        let texts = read(input, &plan, &ids)?;
        groups.sort_unstable();
        let mut groups: Vec<WireText> =
            groups.into_par_iter().filter_map(|(name, printings)| group(name, printings, &texts)).collect();
        drop(texts);
        groups.sort_by_key(|group| std::cmp::Reverse(group.printings.len()));
        let mut terms: Vec<&mut Located> = Vec::new();
        for change in groups.iter_mut().flat_map(|group| &mut group.printings).flat_map(|p| &mut p.changes) {
            terms.extend(change.terms_gone.iter_mut().chain(&mut change.terms_new));
        }
        let mut heard: Vec<Located> = terms.iter().map(|term| (**term).clone()).collect();
        input.listen(&mut heard);
        terms.into_iter().zip(heard).for_each(|(term, heard)| *term = heard);
        found.groups = groups;
        Ok(found)
    }
}

/// An article of a group: its outlet, its id.
type Member = (Arc<str>, Arc<str>);

/// One group; `None` where its texts were not found again.
fn group(name: Arc<str>, mut members: Vec<Member>, texts: &FxHashMap<Arc<str>, Read>) -> Option<WireText> {
    members.sort_unstable();
    let mut further = Vec::new();
    let mut printings: Vec<&Read> = Vec::new();
    for of_outlet in members.chunk_by(|a, b| a.0 == b.0) {
        printings.push(texts.get(&of_outlet[0].1)?);
        let further_one =
            |(outlet, article): &Member| FurtherPrinting { article: article.clone(), outlet: outlet.clone() };
        further.extend(of_outlet[1..].iter().map(further_one));
    }
    let common: Vec<Piece> = common::text(&printings);
    let changed = |(place, printing): (usize, &&Read)| {
        let (kept, changes) = align(&printings, &common, place);
        Printing { article: printing.article.clone(), agency: agency_hint(printing.article.text()), kept, changes }
    };
    Some(WireText {
        name,
        printings: printings.iter().enumerate().map(changed).collect(),
        common: common.iter().map(|piece| printings[piece.printing].passage(piece.sentence)).collect(),
        further,
    })
}
