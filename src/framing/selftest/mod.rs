//! How often does a test find a difference where there is none? Asked of the user's own articles.
//!
//! 1. [`sheet`] holds the articles with the counts of all terms.
//! 2. [`null`] makes sides that do not differ: articles or whole events split at random, labels swapped inside events,
//!    and made-up articles whose rates are equal and whose burstiness and lengths are not.
//! 3. [`judge`] tests the terms of such sides and counts what is found; [`plant`] puts differences in and counts which
//!    findings are real.

mod draw;
mod judge;
mod null;
mod plant;
mod sheet;

pub use judge::FalseFindings;
pub use plant::Planted;

use crate::corpus::{Selection, Skipped};
use crate::counts::{CountPlan, FieldChoice, Input, TermFilter, TermPlan};
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{MIN_SHARED_EVENTS, MIN_UNITS};
use crate::lexicon::Lexicon;
use crate::measures::permutation::Exchange;
use draw::Draw;
use judge::Judged;
use null::Null;
use rayon::prelude::*;
use serde::Serialize;
use sheet::{Clusters, MIN_ARTICLES_WITH_HITS, MIN_EVENTS_WITH_HITS, MIN_HITS, Set, Sheet};

/// Fewer articles than this are not tested.
pub const SELFTEST_MIN_ARTICLES: usize = 20;
/// Fewer events, or weeks, than this are not tested.
pub const SELFTEST_MIN_EVENTS: usize = 6;

/// How often the default test, and beside it log-likelihood over words, finds a difference where there is none.
///
/// Articles of one group are split at random in two, over and over (groups with 20 articles take turns; where no group has
/// so many, all articles are split). Every split tests at most 200 terms, drawn anew from those with 20 hits in 5 of
/// the articles on 3 events, under relabellings of its own: twenty times as many as terms, so that Benjamini and Hochberg
/// could find something. Copies of an outlet's own text are left out.
///
/// ```
/// use parallax::{Input, framing::{NullDesign, SelfTest}};
///
/// // Six events, two outlets, two articles of each on every event.
/// let article = |i: usize| {
///     let text = ["the vote was held", "a vote and a strike", "the strike went on and on"][i * i % 7 % 3];
///     format!("{{\"outlet\":\"{}\",\"event\":\"{}\",\"text\":\"{} {i}.\"}}\n", ["A", "B"][i % 2], i / 4, text)
/// };
/// let articles: String = (0..24).map(article).collect();
/// let input = Input::builder().reader("made up", std::io::Cursor::new(articles)).open()?;
/// let test = SelfTest::builder().splits(20).run(&input)?;
/// assert_eq!(test.not_testable, None);
/// assert_eq!(test.fitting().unwrap().design, NullDesign::PairedSwaps);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SelfTest {
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// The field that groups are made by.
    pub by: String,
    /// Articles that were split; copies are left out.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// A fingerprint of the articles read.
    pub corpus_hash: String,
    /// Their events; where there are none, their weeks.
    pub events: u64,
    /// Whether `events` are weeks.
    pub weeks: bool,
    /// Terms, or categories, that pass the filter in any of the groups that are split.
    pub terms: u64,
    /// What terms are: words, or the categories of lexicons.
    pub of_lexicons: bool,
    /// At most so many terms in a split.
    pub terms_per_split: usize,
    /// How often articles are split in each way.
    pub splits: usize,
    /// What the random numbers start from.
    pub seed: u64,
    /// Why nothing can be tested, in words.
    pub not_testable: Option<String>,
    /// What was found, way by way of making sides that do not differ.
    pub tables: Vec<NullTable>,
    /// What was found of planted differences, where that was asked for.
    pub planted: Option<Planted>,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// How two sides are made that do not differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NullDesign {
    /// Articles of a group, split at random in two.
    ArticlesAtRandom,
    /// Whole events of a group, split at random in two.
    WholeEvents,
    /// Whole weeks of a group, split at random in two; where there are no events.
    WholeWeeks,
    /// Groups change places inside the events they share, at random.
    PairedSwaps,
    /// Made-up articles with equal rates, and unequal burstiness and lengths.
    UnequalBurstiness,
}

impl NullDesign {
    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            NullDesign::ArticlesAtRandom => "articles_at_random",
            NullDesign::WholeEvents => "whole_events",
            NullDesign::WholeWeeks => "whole_weeks",
            NullDesign::PairedSwaps => "paired_swaps",
            NullDesign::UnequalBurstiness => "unequal_burstiness",
        }
    }
}

/// What the tests found on sides that were made in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NullTable {
    /// How the sides were made.
    pub design: NullDesign,
    /// Groups that took turns.
    pub groups: u64,
    /// What the default test relabels.
    pub exchange: Exchange,
    /// The default test.
    pub default: FalseFindings,
    /// The same test with the other unit: articles where events are the unit, weeks where articles are.
    pub other_unit: Option<FalseFindings>,
    /// Log-likelihood, as if each word were drawn by itself.
    pub bag_of_words: FalseFindings,
}

/// What to test, and how often.
#[derive(Clone, Debug)]
#[must_use]
pub struct SelfTestBuilder {
    lexicons: Vec<Lexicon>,
    selection: Selection,
    by: String,
    field: FieldChoice,
    length: usize,
    splits: usize,
    terms_per_split: usize,
    seed: u64,
    plant: Option<f64>,
}

impl SelfTest {
    /// Starts a self-test: single words of all articles, by outlet, 400 splits of 200 terms.
    pub fn builder() -> SelfTestBuilder {
        SelfTestBuilder {
            lexicons: Vec::new(),
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            length: 1,
            splits: 400,
            terms_per_split: 200,
            seed: 1,
            plant: None,
        }
    }

    /// The table of the design that fits the corpus: paired swaps where events are shared, else whole events, else weeks.
    #[must_use]
    pub fn fitting(&self) -> Option<&NullTable> {
        let wanted = [NullDesign::PairedSwaps, NullDesign::WholeEvents, NullDesign::WholeWeeks];
        wanted.iter().find_map(|design| self.tables.iter().find(|table| table.design == *design))
    }
}

impl SelfTestBuilder {
    /// Tests the categories of these lexicons. Default: the words of the vocabulary.
    pub fn lexicons(mut self, lexicons: Vec<Lexicon>) -> Self {
        self.lexicons = lexicons;
        self
    }

    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Groups by this field. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// Looks into these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// Runs of so many words, 1 to 5. Default: single words.
    pub fn length(mut self, words: usize) -> Self {
        self.length = words;
        self
    }

    /// How often articles are split in each way. Default: 400. With fewer the shares say little.
    pub fn splits(mut self, splits: usize) -> Self {
        self.splits = splits;
        self
    }

    /// At most so many terms in a split, drawn anew for each. Default: 200.
    pub fn terms_per_split(mut self, terms: usize) -> Self {
        self.terms_per_split = terms;
        self
    }

    /// What the random numbers start from. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Plants differences of this ratio as well, and counts which findings are real. Default: none.
    pub fn plant(mut self, ratio: f64) -> Self {
        self.plant = Some(ratio);
        self
    }

    /// Splits, tests and counts.
    ///
    /// # Errors
    /// If the input cannot be read, there is nothing to split or to test, or the planted ratio is no ratio.
    pub fn run(&self, input: &Input) -> Result<SelfTest> {
        let refuse = |message: String| Err(Error::new(ErrorKind::Request, message));
        if let Some(ratio) = self.plant.filter(|ratio| !(ratio.is_finite() && *ratio > 0.0 && *ratio != 1.0)) {
            return refuse(format!(
                "a planted ratio of {ratio} is no difference; write for example `2` for twice as often"
            ));
        }
        if self.splits == 0 || self.terms_per_split == 0 {
            return refuse("without splits and terms there is nothing to test; ask for one at least".to_string());
        }
        let (sheet, corpus_hash, skipped) = self.sheet(input)?;
        let mut test = SelfTest {
            input: input.names().to_vec(),
            by: self.by.clone(),
            articles: sheet.ids.len() as u64,
            words: sheet.words.iter().sum(),
            corpus_hash,
            events: sheet.cluster_count() as u64,
            weeks: sheet.clusters_are == Clusters::Weeks,
            terms: 0,
            of_lexicons: !self.lexicons.is_empty(),
            terms_per_split: self.terms_per_split,
            splits: self.splits,
            seed: self.seed,
            not_testable: None,
            tables: Vec::new(),
            planted: None,
            skipped,
        };
        if let Some(reason) = too_few(&test) {
            test.not_testable = Some(reason);
            return Ok(test);
        }
        let designs = self.designs(&sheet);
        test.terms = designs.iter().flat_map(|(_, sets)| sets).map(|set| set.terms.len()).max().unwrap_or(0) as u64;
        for (design, sets) in designs.iter().filter(|(_, sets)| !sets.is_empty()) {
            test.tables.push(self.table(&sheet, *design, sets));
        }
        match test.fitting().map(|table| (table.design, table.exchange)) {
            None => {
                let what = if test.of_lexicons { "category" } else { "word" };
                test.not_testable = Some(format!(
                    "no {what} has {MIN_HITS} hits in {MIN_ARTICLES_WITH_HITS} articles on {MIN_EVENTS_WITH_HITS} events: there is nothing to test"
                ));
            }
            Some((design, exchange)) => {
                if let (Some(ratio), Some((_, sets))) = (self.plant, designs.iter().find(|(d, _)| *d == design)) {
                    let null = |set: &Set, turn: usize, draw: &mut Draw| self.null(&sheet, design, set, turn, draw);
                    test.planted = Some(plant::plant(ratio, design, exchange, sets, self.seed, null));
                }
            }
        }
        Ok(test)
    }

    fn sheet(&self, input: &Input) -> Result<(Sheet, String, Skipped)> {
        if self.lexicons.is_empty() {
            let plan = TermPlan::default().selection(self.selection.clone()).by(&self.by).field(self.field);
            let filter =
                TermFilter { occurrences: MIN_HITS, articles: MIN_ARTICLES_WITH_HITS, ..TermFilter::default() };
            let rows = input.term_rows(&plan.length(self.length)?, &filter)?;
            let (corpus_hash, skipped) = (rows.counts().corpus_hash(), rows.skipped().clone());
            Ok((Sheet::of_terms(&rows.without_near_copies(&input.duplicates()?, &filter).0), corpus_hash, skipped))
        } else {
            let plan = CountPlan::new(self.lexicons.clone()).selection(self.selection.clone()).by(&self.by);
            let plan = plan.field(self.field).voices(false);
            let counted = input.count_and_print(&plan)?;
            input.check_names(&plan, &counted)?;
            let corpus_hash = counted.counts.corpus_hash();
            let (counts, _) = counted.counts.without_near_copies(&input.duplicates()?);
            Ok((Sheet::of_categories(&counts), corpus_hash, counted.skipped))
        }
    }

    /// Which ways of splitting there are for these articles, with what is split.
    fn designs(&self, sheet: &Sheet) -> Vec<(NullDesign, Vec<Set>)> {
        let whole =
            if sheet.clusters_are == Clusters::Events { NullDesign::WholeEvents } else { NullDesign::WholeWeeks };
        // where both sides have ten events or more, these are the unit
        let wide = |least: usize| Some(sheet.sets(SELFTEST_MIN_ARTICLES, least)).filter(|sets| !sets.is_empty());
        let few = |least: usize| Some(sheet.shared(least)).filter(|sets| !sets.is_empty());
        vec![
            (NullDesign::ArticlesAtRandom, sheet.sets(SELFTEST_MIN_ARTICLES, 0)),
            (whole, wide(2 * MIN_UNITS).or_else(|| wide(SELFTEST_MIN_EVENTS)).unwrap_or_default()),
            (NullDesign::PairedSwaps, few(MIN_SHARED_EVENTS).or_else(|| few(SELFTEST_MIN_EVENTS)).unwrap_or_default()),
            (NullDesign::UnequalBurstiness, sheet.sets(SELFTEST_MIN_ARTICLES, 0)),
        ]
    }

    fn null(&self, sheet: &Sheet, design: NullDesign, set: &Set, turn: usize, draw: &mut Draw) -> Null {
        match design {
            NullDesign::ArticlesAtRandom => Null::articles(sheet, set, self.terms_per_split, draw),
            NullDesign::WholeEvents | NullDesign::WholeWeeks => Null::clusters(sheet, set, self.terms_per_split, draw),
            NullDesign::PairedSwaps => Null::swaps(sheet, set, self.terms_per_split, draw),
            NullDesign::UnequalBurstiness => Null::unequal(sheet, set, self.terms_per_split, turn, draw),
        }
    }

    fn table(&self, sheet: &Sheet, design: NullDesign, sets: &[Set]) -> NullTable {
        // the unit is the event where both sides have ten of them, as in a comparison
        let enough_events = sets.iter().all(|set| sheet.clusters_of(&set.articles) >= 2 * MIN_UNITS);
        let exchange = match design {
            NullDesign::PairedSwaps => Exchange::BlocksInEvents,
            NullDesign::WholeEvents if enough_events => Exchange::Blocks,
            _ => Exchange::Articles,
        };
        let other = match design {
            NullDesign::WholeEvents if enough_events => Some(Exchange::Articles),
            NullDesign::WholeWeeks if enough_events => Some(Exchange::Blocks),
            _ => None,
        };
        let split = |split: usize| {
            let mut draw = Draw::new(self.seed, design as u64 * 1_000_003 + split as u64);
            let turn = split / sets.len();
            let null = self.null(sheet, design, &sets[split % sets.len()], turn, &mut draw);
            let seed = draw.next();
            [
                Judged::by_default(&null, exchange, seed).findings(),
                other.map_or_else(FalseFindings::default, |o| Judged::by_default(&null, o, seed).findings()),
                Judged::by_words(&null).findings(),
            ]
        };
        let none = || [FalseFindings::default(); 3];
        let add = |a: [FalseFindings; 3], b: [FalseFindings; 3]| [a[0].add(b[0]), a[1].add(b[1]), a[2].add(b[2])];
        let [default, other_unit, bag_of_words] = (0..self.splits).into_par_iter().map(split).reduce(none, add);
        let groups = sets.len() as u64;
        NullTable { design, groups, exchange, default, other_unit: other.map(|_| other_unit), bag_of_words }
    }
}

/// Why there is too little to split.
fn too_few(test: &SelfTest) -> Option<String> {
    let kind = if test.weeks { "weeks" } else { "events" };
    if test.articles < SELFTEST_MIN_ARTICLES as u64 {
        Some(format!("fewer than {SELFTEST_MIN_ARTICLES} articles ({})", test.articles))
    } else if test.events < SELFTEST_MIN_EVENTS as u64 {
        Some(format!("fewer than {SELFTEST_MIN_EVENTS} {kind} ({})", test.events))
    } else {
        None
    }
}
