//! What does a lexicon catch? Its entries in a corpus: every form they hit, those that never hit, and exceptions unmet.

use crate::corpus::{Article, Selection, Skipped};
use crate::counts::{CountPlan, Counted, Counts, FieldChoice, Header, Input};
use crate::error::Result;
use crate::lexicon::{Lexicon, LexiconFinding, LexiconFindingKind, Overlaps};
use crate::text::Analyzer;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// The entries of lexicons, as a corpus uses them.
///
/// ```
/// use parallax::framing::LexiconUse;
/// use parallax::{Input, Lexicon};
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"Couples fear coups.\"}\n";
/// let input = Input::builder().reader("one", articles.as_bytes()).open()?;
/// let found = LexiconUse::of(&[Lexicon::from_patterns("coup", ["coup*", "putsch"])?], &input)?;
/// let forms: Vec<&str> = found.entries[0].forms.iter().map(|f| f.form.as_str()).collect();
/// assert_eq!(forms, ["couples", "coups"], "a wildcard that catches strangers");
/// assert_eq!(found.findings[0].message, "it never matches in this one article");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LexiconUse {
    /// How many articles were looked through.
    pub articles: u64,
    /// The entries, in the order of the lexicons and their files.
    pub entries: Vec<EntryUse>,
    /// Entries that never count, exceptions that are never met.
    pub findings: Vec<LexiconFinding>,
    /// What was skipped on the way to the articles.
    pub skipped: Skipped,
}

/// An entry in a corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryUse {
    /// Its lexicon.
    pub lexicon: String,
    /// The pattern.
    pub pattern: String,
    /// Whether it leaves letters open, so that its forms are not known beforehand.
    pub open: bool,
    /// How often it counts.
    pub hits: u64,
    /// How often it would count if no other entry took its matches.
    pub matches: u64,
    /// What it hits, in lookup forms, most frequent first.
    pub forms: Vec<FormUse>,
}

/// A form that an entry hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormUse {
    /// The words in their lookup forms.
    pub form: String,
    /// How often.
    pub hits: u64,
    /// In how many articles.
    pub articles: u64,
}

impl LexiconUse {
    /// Looks lexicons up in the texts of all articles of their language.
    ///
    /// # Errors
    /// If a lexicon is at fault or the input cannot be read.
    pub fn of(lexicons: &[Lexicon], input: &Input) -> Result<Self> {
        LexiconUse::within(lexicons, input, &Selection::all(), FieldChoice::Text)
    }

    /// As [`of`](LexiconUse::of), in chosen articles and parts of them.
    ///
    /// # Errors
    /// As there.
    pub fn within(lexicons: &[Lexicon], input: &Input, selection: &Selection, field: FieldChoice) -> Result<Self> {
        let plan = CountPlan::new(lexicons.to_vec()).selection(selection.clone()).field(field);
        let Counted { counts, skipped } = input.count(&plan)?;
        let all = input.count(&plan.clone().overlaps(Overlaps::All))?.counts;
        let home = homes(counts.header());
        let (hits, matches) = (by_entry(&counts, &home), by_entry(&all, &home));
        let mut forms = forms(input, &plan, &counts, &home)?;
        let articles = counts.rows().len() as u64;
        let these = these(articles);
        let mut entries = Vec::new();
        let mut findings = Vec::new();
        for (number, entry) in counts.header().entries.iter().enumerate() {
            let category = &counts.header().categories[home[number] as usize];
            let lexicon = &lexicons[category.lexicon as usize];
            let (hits, matches) = (hits[number], matches[number]);
            let told = match (hits, matches) {
                (0, 0) => {
                    let message = format!("it never matches in {these}");
                    Some((LexiconFindingKind::NeverMatches, message))
                }
                (0, matches) => {
                    let message = format!(
                        "it matches {matches} times, and each time another entry of `{}` is longer or stands before it",
                        category.id
                    );
                    Some((LexiconFindingKind::TakenInCorpus, message))
                }
                _ => None,
            };
            findings.extend(told.map(|(kind, message)| lexicon.finding(kind, &entry.pattern, message)));
            entries.push(EntryUse {
                lexicon: lexicon.id().to_string(),
                pattern: entry.pattern.clone(),
                open: lexicon.is_open(&entry.pattern),
                hits,
                matches,
                forms: forms.remove(&(number as u32)).unwrap_or_default(),
            });
        }
        findings.extend(unmet_exceptions(lexicons, input, selection, field)?);
        Ok(LexiconUse { articles, entries, findings, skipped })
    }
}

fn these(articles: u64) -> String {
    if articles == 1 { "this one article".to_string() } else { format!("these {articles} articles") }
}

/// Per entry: the category whose hits stand for it; of nested ones the innermost.
fn homes(header: &Header) -> Vec<u32> {
    let mut home = vec![0; header.entries.len()];
    let mut size = vec![usize::MAX; header.entries.len()];
    for (number, category) in (0..).zip(&header.categories) {
        for &entry in &category.entries {
            if category.entries.len() < size[entry as usize] {
                home[entry as usize] = number;
                size[entry as usize] = category.entries.len();
            }
        }
    }
    home
}

fn by_entry(counts: &Counts, home: &[u32]) -> Vec<u64> {
    let mut sums = vec![0; home.len()];
    for cell in counts.rows().iter().flat_map(|row| &row.cells).filter(|c| home[c.entry as usize] == c.category) {
        sums[cell.entry as usize] += u64::from(cell.occurrences);
    }
    sums
}

/// What a thread gathers.
#[derive(Default)]
struct Gathered {
    /// Entry and form: hits, articles.
    forms: FxHashMap<(u32, String), (u64, u64)>,
    article: Option<Arc<Article>>,
    /// Whether another thread, or this one before, had the article: the input holds it twice.
    again: bool,
    /// What was met in the present article.
    met: FxHashSet<(u32, String)>,
}

fn forms(input: &Input, plan: &CountPlan, counts: &Counts, home: &[u32]) -> Result<FxHashMap<u32, Vec<FormUse>>> {
    let wanted = counts.rows().iter().filter(|row| !row.cells.is_empty()).map(|row| row.id.clone()).collect();
    let analyzer = Analyzer::new(input.options());
    let read: Mutex<FxHashSet<Arc<str>>> = Mutex::default();
    let gathered = input.read_again(plan, &wanted, Gathered::default, |state, reading| {
        // title and text of one article come one after the other; a copy of it is another article in memory
        if !state.article.as_ref().is_some_and(|article| Arc::ptr_eq(article, reading.article)) {
            let id: Arc<str> = reading.article.id().into();
            state.again = !read.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
            state.article = Some(reading.article.clone());
            state.met.clear();
        }
        if state.again {
            return;
        }
        for hit in reading.matches.iter().filter(|hit| home[hit.entry as usize] == hit.category) {
            let key = (hit.entry, reading.form(hit, &analyzer));
            let first = state.met.insert(key.clone());
            let count = state.forms.entry(key).or_default();
            count.0 += 1;
            count.1 += u64::from(first);
        }
    })?;
    let mut sums: FxHashMap<(u32, String), (u64, u64)> = FxHashMap::default();
    for (key, (hits, articles)) in gathered.into_iter().flat_map(|state| state.forms) {
        let sum = sums.entry(key).or_default();
        sum.0 += hits;
        sum.1 += articles;
    }
    let mut out: FxHashMap<u32, Vec<FormUse>> = FxHashMap::default();
    for ((entry, form), (hits, articles)) in sums {
        out.entry(entry).or_default().push(FormUse { form, hits, articles });
    }
    for forms in out.values_mut() {
        forms.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.form.cmp(&b.form)));
    }
    Ok(out)
}

fn unmet_exceptions(
    lexicons: &[Lexicon],
    input: &Input,
    selection: &Selection,
    field: FieldChoice,
) -> Result<Vec<LexiconFinding>> {
    let mut out = Vec::new();
    for lexicon in lexicons.iter().filter(|lexicon| !lexicon.exceptions().is_empty()) {
        let patterns = lexicon.exceptions().iter().map(|exception| exception.source());
        let plan = CountPlan::new(vec![Lexicon::from_patterns("exceptions", patterns)?])
            .selection(selection.clone())
            .field(field)
            .overlaps(Overlaps::All)
            .any_language();
        let counts = input.count(&plan)?.counts;
        let met = by_entry(&counts, &homes(counts.header()));
        for (exception, _) in lexicon.exceptions().iter().zip(met).filter(|(_, met)| *met == 0) {
            let message = format!("this exception is never met in {}", these(counts.rows().len() as u64));
            out.push(lexicon.finding(LexiconFindingKind::UnmetException, exception.source(), message));
        }
    }
    Ok(out)
}
