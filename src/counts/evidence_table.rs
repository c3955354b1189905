//! Evidence in full: the articles, every hit with its span, and the lexicons. Counts follow from it alone.

use super::row::settle;
use super::{ArticleCounts, Cell, CountPlan, Counts, Field, FieldChoice, Input};
use crate::corpus::Selection;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::{Lexicon, Overlaps};
use crate::text::{AnalyzerOptions, Language};
use crate::voice::{HitVoice, OwnWords};
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything counts rest on.
///
/// As JSON it has `plan` (what was asked), `lexicons` (with their texts), `categories` and `entries` (the names that
/// numbers in hits stand for), then rows: `articles` and `hits`, whose columns are named beside them.
///
/// ```
/// use parallax::counts::{CountPlan, EvidenceTable, Input};
/// use parallax::lexicon::Lexicon;
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n";
/// let input = Input::builder().reader("one", articles.as_bytes()).open()?;
/// let plan = CountPlan::new(vec![Lexicon::from_patterns("coup", ["coup*"])?]);
/// let counts = input.count(&plan)?.counts;
/// let evidence = EvidenceTable::gather(&input, &plan, &counts)?;
/// assert_eq!((evidence.hits[0].start, evidence.hits[0].end), (2, 6));
/// assert_eq!(evidence.counts()?, counts);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceTable {
    /// What was asked.
    pub plan: AskedPlan,
    /// The lexicons, with the texts they were read from.
    pub lexicons: Vec<LexiconText>,
    /// The ids of the categories.
    pub categories: Vec<String>,
    /// The patterns of the entries.
    pub entries: Vec<String>,
    /// What the numbers of voices in hits stand for; empty where voices were not looked for.
    pub voices: Vec<VoiceName>,
    /// What the columns of `articles` hold.
    pub article_columns: Vec<String>,
    /// The articles in the order of their ids.
    pub articles: Vec<ArticleRow>,
    /// What the columns of `hits` hold.
    pub hit_columns: Vec<String>,
    /// The hits, in the order of article, field, place, category and entry.
    pub hits: Vec<HitRow>,
}

/// A [`CountPlan`] without its lexicons, and the analyser's options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedPlan {
    /// The analyser's options.
    pub analyzer: AnalyzerOptions,
    /// The articles that took part.
    pub selection: Selection,
    /// The field that groups are made by.
    pub by: String,
    /// The parts of the articles that were looked at.
    pub field: FieldChoice,
    /// What happened to matches that overlap.
    pub overlaps: Overlaps,
    /// A fingerprint of what voices were found by; null: they were not looked for.
    pub voices: Option<String>,
}

/// The number of a voice, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VoiceName {
    /// The number, as in hits.
    pub number: HitVoice,
    /// The voice in words, for example `reported, hedged, doubting`.
    pub name: String,
}

/// A lexicon, to be read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LexiconText {
    /// Its id.
    pub id: String,
    /// A fingerprint of its text, as in [`Lexicon::hash`].
    pub hash: String,
    /// Its text, as in [`Lexicon::source`].
    pub source: String,
}

/// An article; a row of [`ARTICLE_COLUMNS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ArticleTuple", into = "ArticleTuple")]
pub struct ArticleRow {
    /// Its id.
    pub id: Arc<str>,
    /// A hash of its content, as in [`crate::Article::content_hash`].
    pub content: u64,
    /// A hash of its text alone, as in [`crate::Article::text_hash`].
    pub text: u64,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// Its group.
    pub group: Option<Arc<str>>,
    /// Its event.
    pub event: Option<Arc<str>>,
    /// The group of copies it belongs to, by the smallest id in it.
    pub wire: Option<Arc<str>>,
    /// Its date.
    pub date: Option<Date>,
    /// Its language.
    pub language: Language,
    /// Its words.
    pub words: u32,
    /// How many of them are the outlet's own, and how many are reported by an endorsing verb; null: not known.
    pub own_words: Option<OwnWords>,
}

/// A hit; a row of [`HIT_COLUMNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "HitTuple", into = "HitTuple")]
pub struct HitRow {
    /// The article, by its place.
    pub article: u32,
    /// The field it stands in.
    pub field: Field,
    /// Where it begins, in bytes of the field.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The category, by its place.
    pub category: u32,
    /// The entry, by its place.
    pub entry: u32,
    /// Whose words it is in.
    pub voice: HitVoice,
}

/// The columns of [`ArticleRow`]; `content` and `text` are in hexadecimal digits.
pub const ARTICLE_COLUMNS: [&str; 11] =
    ["id", "content", "text", "outlet", "group", "event", "wire", "date", "language", "words", "own_words"];
/// The columns of [`HitRow`].
pub const HIT_COLUMNS: [&str; 7] = ["article", "field", "start", "end", "category", "entry", "voice"];

type Name = Option<String>;
type ArticleTuple = (String, Hex, Hex, String, Name, Name, Name, Option<Date>, Language, u32, Option<[u32; 2]>);
type HitTuple = (u32, Field, u32, u32, u32, u32, HitVoice);

/// 64 bits as sixteen hexadecimal digits: many readers of JSON keep only 53 bits of a number.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Hex(u64);

impl From<Hex> for String {
    fn from(Hex(bits): Hex) -> Self {
        format!("{bits:016x}")
    }
}

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        u64::from_str_radix(&text, 16)
            .map(Hex)
            .map_err(|_| format!("`{text}` is no hash; it has 16 hexadecimal digits"))
    }
}

impl From<ArticleTuple> for ArticleRow {
    fn from((id, content, of_text, outlet, group, event, wire, date, language, words, own): ArticleTuple) -> Self {
        let shared = |name: Option<String>| name.map(Arc::from);
        let (group, event, wire) = (shared(group), shared(event), shared(wire));
        let own_words = own.map(|[own, endorsed]| OwnWords { own, endorsed });
        let (id, outlet) = (id.into(), outlet.into());
        let (content, text) = (content.0, of_text.0);
        ArticleRow { id, content, text, outlet, group, event, wire, date, language, words, own_words }
    }
}

impl From<ArticleRow> for ArticleTuple {
    fn from(a: ArticleRow) -> Self {
        let text = |name: Option<Arc<str>>| name.map(|name| name.to_string());
        let outlet = a.outlet.to_string();
        let own = a.own_words.map(|own| [own.own, own.endorsed]);
        (
            a.id.to_string(),
            Hex(a.content),
            Hex(a.text),
            outlet,
            text(a.group),
            text(a.event),
            text(a.wire),
            a.date,
            a.language,
            a.words,
            own,
        )
    }
}

impl From<HitTuple> for HitRow {
    fn from((article, field, start, end, category, entry, voice): HitTuple) -> Self {
        HitRow { article, field, start, end, category, entry, voice }
    }
}

impl From<HitRow> for HitTuple {
    fn from(h: HitRow) -> Self {
        (h.article, h.field, h.start, h.end, h.category, h.entry, h.voice)
    }
}

impl EvidenceTable {
    /// Finds every hit of these counts in its text. `counts` are those of the input by the plan.
    ///
    /// # Errors
    /// If the input cannot be read, or is not what was counted.
    pub fn gather(input: &Input, plan: &CountPlan, counts: &Counts) -> Result<Self> {
        let place: FxHashMap<Arc<str>, u32> = counts.rows().iter().map(|row| row.id.clone()).zip(0..).collect();
        let wanted = counts.rows().iter().filter(|row| !row.cells.is_empty()).map(|row| row.id.clone()).collect();
        let found = input.read_again(plan, &wanted, Vec::new, |hits: &mut Vec<HitRow>, reading| {
            let (article, field) = (place[reading.article.id()], reading.field);
            hits.extend(reading.matches.iter().map(|m| {
                let span = reading.hit_span(m);
                let (start, end, voice) = (span.start, span.end, reading.voice_of(m));
                HitRow { article, field, start, end, category: m.category, entry: m.entry, voice }
            }));
        })?;
        let mut hits = found.concat();
        hits.par_sort_unstable();
        let header = counts.header();
        let table = EvidenceTable {
            plan: AskedPlan {
                analyzer: header.analyzer,
                selection: plan.selection.clone(),
                by: header.by.clone(),
                field: header.field,
                overlaps: header.overlaps,
                voices: header.voices.clone(),
            },
            lexicons: plan.lexicons.iter().map(LexiconText::of).collect(),
            categories: header.categories.iter().map(|c| c.id.clone()).collect(),
            entries: header.entries.iter().map(|e| e.pattern.clone()).collect(),
            voices: if header.voices.is_some() { voice_names(counts) } else { Vec::new() },
            article_columns: ARTICLE_COLUMNS.map(String::from).to_vec(),
            articles: counts.rows().iter().map(ArticleRow::of).collect(),
            hit_columns: HIT_COLUMNS.map(String::from).to_vec(),
            hits: counted_once(hits, counts),
        };
        Ok(table)
    }

    /// Leaves out whose words the hits are in.
    pub(crate) fn forget_voices(&mut self) {
        self.plan.voices = None;
        self.voices.clear();
        self.articles.iter_mut().for_each(|row| row.own_words = None);
        self.hits.iter_mut().for_each(|hit| hit.voice = HitVoice::default());
    }

    /// The plan its counts were made by.
    ///
    /// # Errors
    /// If a lexicon cannot be read, or its text is not the one its fingerprint is of.
    pub fn count_plan(&self) -> Result<CountPlan> {
        let lexicons = self.lexicons.iter().map(LexiconText::read).collect::<Result<_>>()?;
        Ok(CountPlan::new(lexicons)
            .selection(self.plan.selection.clone())
            .by(&self.plan.by)
            .field(self.plan.field)
            .overlaps(self.plan.overlaps)
            .voices(self.plan.voices.is_some()))
    }

    /// The counts that follow from it; no text is read.
    ///
    /// # Errors
    /// If a lexicon cannot be read, a hit points nowhere, or an article stands in it twice.
    pub fn counts(&self) -> Result<Counts> {
        let plan = self.count_plan()?;
        let header = Arc::new(plan.header(&plan.matcher(self.plan.analyzer)?, self.plan.voices.clone()));
        let names_hold = header.categories.iter().map(|c| &c.id).eq(&self.categories)
            && header.entries.iter().map(|e| &e.pattern).eq(&self.entries);
        if !names_hold {
            let message = "the categories or entries of the evidence are not those of its lexicons";
            return Err(Error::new(ErrorKind::Counts, message));
        }
        let mut cells = vec![Vec::new(); self.articles.len()];
        for (number, hit) in self.hits.iter().enumerate() {
            let known =
                (hit.category as usize) < header.categories.len() && (hit.entry as usize) < header.entries.len();
            match cells.get_mut(hit.article as usize).filter(|_| known) {
                Some(cells) => cells.push(Cell {
                    category: hit.category,
                    entry: hit.entry,
                    field: hit.field,
                    voice: hit.voice,
                    occurrences: 1,
                }),
                None => {
                    let message = format!("hit {number} of the evidence points at no article, category or entry");
                    return Err(Error::new(ErrorKind::Counts, message));
                }
            }
        }
        let rows = self.articles.iter().zip(cells).map(|(article, cells)| ArticleCounts {
            id: article.id.clone(),
            content: article.content,
            text: article.text,
            outlet: article.outlet.clone(),
            group: article.group.clone(),
            event: article.event.clone(),
            wire: article.wire.clone(),
            date: article.date,
            language: article.language,
            words: article.words,
            own_words: article.own_words,
            cells: settle(cells),
        });
        Counts::from_rows(header, rows.collect())
    }
}

/// Hits of an article that an input holds twice, word for word, stand there twice too.
fn counted_once(hits: Vec<HitRow>, counts: &Counts) -> Vec<HitRow> {
    let mut out = Vec::with_capacity(hits.len());
    for of_article in hits.chunk_by(|a, b| a.article == b.article) {
        let counted: u32 = counts.rows()[of_article[0].article as usize].cells.iter().map(|c| c.occurrences).sum();
        let copies = (of_article.len() / counted.max(1) as usize).max(1);
        out.extend(of_article.iter().step_by(copies));
    }
    out
}

impl ArticleRow {
    fn of(row: &ArticleCounts) -> Self {
        ArticleRow {
            id: row.id.clone(),
            content: row.content,
            text: row.text,
            outlet: row.outlet.clone(),
            group: row.group.clone(),
            event: row.event.clone(),
            wire: row.wire.clone(),
            date: row.date,
            language: row.language,
            words: row.words,
            own_words: row.own_words,
        }
    }
}

/// The voices that hits are in, in the order of their numbers.
fn voice_names(counts: &Counts) -> Vec<VoiceName> {
    let cells = counts.rows().iter().flat_map(|row| &row.cells);
    let numbers: std::collections::BTreeSet<HitVoice> = cells.map(|cell| cell.voice).collect();
    numbers.into_iter().map(|number| VoiceName { number, name: number.to_string() }).collect()
}

impl LexiconText {
    fn of(lexicon: &Lexicon) -> Self {
        LexiconText {
            id: lexicon.id().to_string(),
            hash: lexicon.hash().to_string(),
            source: lexicon.source().to_string(),
        }
    }

    fn read(&self) -> Result<Lexicon> {
        let lexicon = Lexicon::parse(&self.source, &format!("lexicon `{}` in the evidence", self.id))?;
        if lexicon.hash() == self.hash {
            return Ok(lexicon);
        }
        let message = format!(
            "the text of the lexicon `{}` in the evidence has the hash {}, not {}: it was changed",
            self.id,
            lexicon.hash(),
            self.hash
        );
        Err(Error::new(ErrorKind::Lexicon, message))
    }
}
