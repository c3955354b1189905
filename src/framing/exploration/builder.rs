//! From an input to lists of terms.

use super::score::Scores;
use super::sides::Sides;
use super::{Exploration, ExplorationFilter, Permutations, Ranking, TermDifference, TermList, passages, warn};
use crate::corpus::Selection;
use crate::counts::{Evidence, FieldChoice, Input, TermFilter, TermPlan, TermRows};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::framing::contrast::{Coverage, Design};
use crate::framing::table::Names;
use crate::framing::{
    Comparison, DuplicatePolicy, FALSE_DISCOVERY_RATE, SamplingUnit, Shown, TestOptions, UnitKind, stop_words,
    wire_copy,
};
use crate::measures::multiple::benjamini_hochberg;
use crate::measures::permutation::{
    self, Exchange, Labelled, Relabellings, Statistic, TermTest, Vocabulary, vocabulary_test,
};
use crate::measures::{Defined, Undefined, Usage};
use crate::text::Language;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// What to explore, and how.
#[derive(Clone, Debug)]
#[must_use]
pub struct ExplorationBuilder {
    selection: Selection,
    by: String,
    field: FieldChoice,
    length: usize,
    filter: ExplorationFilter,
    language: Language,
    statistic: Statistic,
    permutations: Permutations,
    minutes: f64,
    seed: u64,
    group: Option<String>,
    against: Option<String>,
    ranking: Ranking,
    most: usize,
    passages: usize,
    bag_of_words_p: bool,
    copies: bool,
    duplicates: DuplicatePolicy,
    unit: SamplingUnit,
}

/// One article that holds more than this share of a side's hits dominates them.
const DOMINANT: f64 = 0.3;

/// Articles that hold a term, times relabellings, in a second of cpu time: what `auto` plans with, the same on every machine.
/// T inside events of several groups is counted exactly in every relabelling, which takes ten times as long.
fn speed(statistic: Statistic, exchange: Exchange, groups: usize) -> f64 {
    match (statistic, exchange) {
        (Statistic::G2, _) => 2e10,
        (Statistic::T, Exchange::BlocksInEvents) if groups > 2 => 5e8,
        (Statistic::T, _) => 5e9,
    }
}

/// Bits that the relabellings of one list may take: half a gigabyte.
const MOST_BITS: usize = 1 << 32;

impl ExplorationBuilder {
    pub(super) fn new() -> Self {
        ExplorationBuilder {
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            length: 1,
            filter: ExplorationFilter::default(),
            language: Language::ENGLISH,
            statistic: Statistic::T,
            permutations: Permutations::default(),
            minutes: 5.0,
            seed: TestOptions::default().seed,
            group: None,
            against: None,
            ranking: Ranking::Test,
            most: 50,
            passages: 0,
            bag_of_words_p: false,
            copies: false,
            duplicates: DuplicatePolicy::default(),
            unit: SamplingUnit::default(),
        }
    }

    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Groups by this field, ours or metadata. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// Looks into these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// Runs of so many words, 1 to 5. Default: single words. Rates of runs are per 1,000 words too.
    pub fn length(mut self, words: usize) -> Self {
        self.length = words;
        self
    }

    /// Which terms are looked at. Default: 20 occurrences in 5 articles on 3 events.
    pub fn filter(mut self, filter: ExplorationFilter) -> Self {
        self.filter = filter;
        self
    }

    /// The language of the stop words, where those are left out. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// What is tested. Default: T. G2 is several times faster, and wrong where one side's articles are much burstier than
    /// the other's.
    pub fn statistic(mut self, statistic: Statistic) -> Self {
        self.statistic = statistic;
        self
    }

    /// How often labels are permuted. Default: 9,999 times. Where all swaps can be gone through, they are.
    pub fn permutations(mut self, permutations: Permutations) -> Self {
        self.permutations = permutations;
        self
    }

    /// How many minutes of cpu time [`Permutations::Auto`] may plan with. Default: 5. The plan goes by the number of
    /// articles and terms, not by a clock, so that the same input gives the same figures on every machine.
    pub fn minutes(mut self, minutes: f64) -> Self {
        self.minutes = minutes;
        self
    }

    /// What the random numbers start from. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Only the list of this group. Default: a list for every group with enough articles.
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.group = Some(name.into());
        self
    }

    /// Compares with this group alone. Default: with all other groups together.
    pub fn against(mut self, name: impl Into<String>) -> Self {
        self.against = Some(name.into());
        self
    }

    /// What terms are ordered by. Default: the test.
    pub fn ranking(mut self, ranking: Ranking) -> Self {
        self.ranking = ranking;
        self
    }

    /// At most so many terms a list. Default: 50. All that passed the filter are tested.
    pub fn most(mut self, terms: usize) -> Self {
        self.most = terms;
        self
    }

    /// Finds at most so many passages of each listed term on either side, which takes another look at the articles they
    /// stand in. Default: 0.
    pub fn passages(mut self, most: usize) -> Self {
        self.passages = most;
        self
    }

    /// Adds the p of G2 that takes every word for an independent draw, under the name `p_bag_of_words`. On one outlet's
    /// articles, split at random in two, it calls 19 to 29 % of the words different. Default: no.
    pub fn bag_of_words_p(mut self, yes: bool) -> Self {
        self.bag_of_words_p = yes;
        self
    }

    /// Counts articles that repeat the text of another one of their outlet. Default: they are left out, and named.
    pub fn copies(mut self, yes: bool) -> Self {
        self.copies = yes;
        self
    }

    /// How texts count that several outlets print. Default: each printing for its outlet. Under `once` they count for no
    /// outlet, so that lists are those of `drop_wire`.
    pub fn duplicates(mut self, policy: DuplicatePolicy) -> Self {
        self.duplicates = policy;
        self
    }

    /// What is taken for the sample. Default: events, where every compared group has enough of them, else articles.
    pub fn unit(mut self, unit: SamplingUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Counts, tests and lists.
    ///
    /// # Errors
    /// If the input cannot be read, no article is selected, or a group that is asked for is not compared.
    pub fn explore(&self, input: &Input) -> Result<Exploration> {
        let plan =
            TermPlan::default().selection(self.selection.clone()).by(&self.by).field(self.field).length(self.length)?;
        let left_out = if self.filter.stop_words { FxHashSet::default() } else { stop_words(self.language)? };
        let filter =
            TermFilter { occurrences: self.filter.occurrences, articles: self.filter.articles, stop_words: left_out };
        let rows = input.term_rows(&plan, &filter)?;
        let duplicates = input.duplicates()?;
        let (rows, copies) =
            if self.copies { (rows, Vec::new()) } else { rows.without_near_copies(&duplicates, &filter) };
        let (counts, wire) = wire_copy::choose(&rows.counts().clone().with_wire(&duplicates), self.duplicates)?;
        let rows = rows.with_rows_of(counts, &filter).on_events(self.filter.events);
        let untested = TestOptions { permutations: 0, seed: self.seed };
        let shown = Shown { test: untested, copies: true, unit: self.unit, ..Shown::default() };
        let mut corpus = Comparison::from_counts_shown(rows.counts(), shown)?;
        corpus.wire = wire;
        corpus.shown.duplicates = self.duplicates;
        let rows = match self.unit {
            SamplingUnit::Auto => rows,
            SamplingUnit::Wire => {
                let counts = wire_copy::on_wire_groups(rows.counts());
                rows.with_rows_of(counts, &filter)
            }
        };
        corpus.input = input.names().to_vec();
        corpus.skipped = rows.skipped().clone();
        corpus.copies = copies;
        corpus.shown.copies = self.copies;
        let made = Lists { builder: self, rows: &rows, corpus: &corpus, names: Names::of(rows.counts()) }.make()?;
        let (lists, chosen): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let passages = passages::find(input, self.field, &rows, chosen.concat())?;
        let mut found = Exploration {
            length: self.length,
            filter: self.filter,
            distinct: rows.distinct(),
            terms: rows.len() as u64,
            statistic: self.statistic,
            permutations: self.permutations,
            seed: self.seed,
            ranking: self.ranking,
            bag_of_words_p: self.bag_of_words_p,
            lists,
            passages,
            warnings: Vec::new(),
            corpus,
        };
        found.warnings = warn::of(&found, &rows);
        Ok(found)
    }
}

/// Makes lists of one corpus.
struct Lists<'e> {
    builder: &'e ExplorationBuilder,
    rows: &'e TermRows,
    corpus: &'e Comparison,
    names: Names,
}

impl Lists<'_> {
    /// Each list, and where passages of its terms stand.
    fn make(&self) -> Result<Vec<(TermList, Vec<Evidence>)>> {
        let reference = self.builder.against.as_deref().map(|name| self.place(name)).transpose()?;
        let chosen = self.builder.group.as_deref().map(|name| self.place(name)).transpose()?;
        if chosen.is_some() && chosen == reference {
            let message = "a group is not compared with itself; name another with `--against`";
            return Err(Error::new(ErrorKind::Request, message));
        }
        let Some(design) = self.corpus.design else { return Ok(Vec::new()) };
        let compared: Vec<usize> = (0..self.corpus.groups.len()).filter(|&g| self.corpus.groups[g].compared).collect();
        let targets: Vec<usize> =
            compared.iter().copied().filter(|g| chosen.is_none_or(|c| c == *g) && reference != Some(*g)).collect();
        if let Some(reference) = reference {
            let coverage = Coverage::new(self.rows.counts(), &self.names);
            return Ok(targets
                .into_iter()
                .map(|target| {
                    let design = coverage.design_of_pair(target, reference);
                    let units = self.units(design, &[target, reference], &[target, reference]);
                    let vocabulary = self.vocabulary(&units);
                    self.list(&units, &vocabulary, design, target, Some(reference), 1)
                })
                .collect());
        }
        let every: Vec<usize> = (0..self.names.groups.len()).collect();
        let units = self.units(design, &every, &compared);
        let vocabulary = self.vocabulary(&units);
        let lists = targets.len();
        Ok(targets.into_iter().map(|target| self.list(&units, &vocabulary, design, target, None, lists)).collect())
    }

    /// A group that is named, by its place.
    fn place(&self, name: &str) -> Result<usize> {
        let known = || self.names.groups.iter().map(|group| &**group);
        let problem = match known().position(|group| group == name) {
            Some(place) if self.corpus.groups[place].compared => return Ok(place),
            Some(_) => format!("the group `{name}` has too few articles to be compared"),
            None => match nearest(name, known()) {
                Some(near) => format!("there is no group `{name}`; did you mean `{near}`?"),
                None => format!("there is no group `{name}`; there are {}", known().collect::<Vec<_>>().join(", ")),
            },
        };
        Err(Error::new(ErrorKind::Request, problem))
    }

    /// What is relabelled, and each article's number in it.
    fn units(&self, design: Design, groups: &[usize], tested: &[usize]) -> Relabelled {
        let exchange = match (design, self.corpus.unit) {
            (Design::Paired, _) => Exchange::BlocksInEvents,
            (Design::Unpaired, UnitKind::Event | UnitKind::Wire) => Exchange::Blocks,
            (Design::Unpaired, UnitKind::Article) => Exchange::Articles,
        };
        let mut labelled = Vec::new();
        let number_of = self
            .rows
            .counts()
            .rows()
            .iter()
            .map(|row| {
                let outlet = self.names.group(row.group.as_ref()).filter(|group| groups.contains(group))?;
                let words = u64::from(row.words);
                labelled.push(Labelled { article: &row.id, outlet, event: row.event.as_deref(), words });
                Some(labelled.len() - 1)
            })
            .collect();
        Relabelled { design: permutation::Design::new(exchange, &labelled).test_only(tested), number_of }
    }

    /// What is tested; nothing, where nothing is relabelled.
    fn vocabulary<'u>(&self, units: &'u Relabelled) -> Vocabulary<'u> {
        let mut vocabulary = Vocabulary::new(&units.design);
        if self.builder.permutations == Permutations::Fixed(0) {
            return vocabulary;
        }
        for term in 0..self.rows.len() {
            let postings = self.rows.postings(term).iter();
            vocabulary.push(
                postings.filter_map(|&(article, count)| Some((units.number_of[article as usize]?, u64::from(count)))),
            );
        }
        vocabulary
    }

    /// One list; one of so many.
    fn list(
        &self,
        units: &Relabelled,
        vocabulary: &Vocabulary,
        design: Design,
        target: usize,
        reference: Option<usize>,
        lists: usize,
    ) -> (TermList, Vec<Evidence>) {
        let articles = self.rows.counts().rows();
        let sides = Sides::new(self.rows, &self.names, self.corpus.unit, design, target, reference);
        let group = |article: usize| self.names.group(articles[article].group.as_ref());
        // what is ordinary: others, where there are enough of them, else both sides together
        let scores = match reference {
            Some(reference) if self.names.groups.len() >= 4 => Scores::new(self.rows, &sides, |article| {
                group(article).is_some_and(|group| group != target && group != reference)
            }),
            _ => Scores::new(self.rows, &sides, |article| sides.side(article).is_some()),
        };
        let relabellings = self.relabellings(units, target, lists);
        let tests = match (&relabellings, units.design.outlets().binary_search(&target)) {
            (Ok(relabellings), Ok(place)) => vocabulary_test(vocabulary, place, self.builder.statistic, relabellings),
            (Err(reason), _) => vec![Err(*reason); self.rows.len()],
            (_, Err(_)) => vec![Err(Undefined::FewEvents); self.rows.len()],
        };
        let tested = tests.iter().filter(|test| test.is_ok()).count();
        let is_resolved =
            relabellings.as_ref().is_ok_and(|all| smallest_p(all) * tested as f64 <= FALSE_DISCOVERY_RATE);
        let alone: Vec<Defined<f64>> =
            tests.iter().map(|test| test.as_ref().map(|test| test.p).map_err(|e| *e)).collect();
        let adjusted = if is_resolved {
            benjamini_hochberg(&alone)
        } else {
            alone.iter().map(|p| p.and(Err(Undefined::FewRelabellings))).collect()
        };
        let is_found = |p: &Defined<f64>| p.is_ok_and(|p| p <= FALSE_DISCOVERY_RATE);
        let different = tests
            .iter()
            .filter(|test| test.as_ref().is_ok_and(|test| test.step_down_p <= FALSE_DISCOVERY_RATE))
            .count();
        let (rows, chosen): (Vec<_>, Vec<_>) = self
            .in_order(&scores, &tests)
            .into_par_iter()
            .map(|term| (self.row(term, &sides, &scores, &tests[term], adjusted[term]), self.choose(term, &sides)))
            .unzip();
        let list = TermList {
            target,
            reference,
            design,
            articles: sides.articles,
            units: sides.units,
            words: sides.words,
            relabellings: relabellings.map(|all| all.len() as u64),
            tested: tested as u64,
            is_resolved,
            different: different as u64,
            discoveries: is_resolved.then(|| adjusted.iter().filter(|p| is_found(p)).count() as u64),
            rows,
        };
        (list, chosen.concat())
    }

    /// The articles that stand for a term on either side.
    fn choose(&self, term: usize, sides: &Sides) -> Vec<Evidence> {
        let articles = self.rows.counts().rows();
        let of_side = |side: usize| {
            let holding = self.rows.postings(term).iter().map(|&(article, _)| article as usize);
            let ids = holding.filter(|article| sides.side(*article) == Some(side)).map(|article| &articles[article].id);
            Evidence::among(ids, term as u32, self.rows.term(term), self.builder.passages)
        };
        if self.builder.passages == 0 { Vec::new() } else { [of_side(0), of_side(1)].concat() }
    }

    /// The relabellings of a list; or why it has none.
    fn relabellings(&self, units: &Relabelled, target: usize, lists: usize) -> Defined<Relabellings> {
        let design = &units.design;
        let place = design.outlets().binary_search(&target).map_err(|_| Undefined::FewEvents)?;
        design.enough_units(place)?;
        let how_many = match self.builder.permutations {
            Permutations::Fixed(0) => return Err(Undefined::NotTested),
            Permutations::Fixed(number) => number,
            Permutations::Auto => self.planned(design, lists),
        };
        Ok(Relabellings::new(design, self.builder.seed, how_many))
    }

    /// As many relabellings as the false discovery rate takes, or as time and memory allow.
    fn planned(&self, design: &permutation::Design, lists: usize) -> usize {
        let needed = (self.rows.len() as f64 / FALSE_DISCOVERY_RATE).ceil() as usize;
        let postings = (self.rows.all_postings().max(1) * lists.max(1)) as f64;
        let speed = speed(self.builder.statistic, design.exchange(), design.outlets().len());
        let in_time = self.builder.minutes.max(0.0) * 60.0 * speed / postings;
        let in_memory = MOST_BITS / design.observed().len().max(1);
        needed.min(in_time as usize).min(in_memory).saturating_sub(1).max(9_999)
    }

    /// The terms that are shown: the smallest p or the largest score first, then the most frequent, then by name.
    fn in_order(&self, scores: &Scores, tests: &[Defined<TermTest>]) -> Vec<usize> {
        let key = |term: usize| {
            let of_term = || scores.of(term);
            let (p, score) = match (self.builder.ranking, &tests[term]) {
                (Ranking::Test, Ok(test)) => (test.p, Ok(test.observed)),
                // untested, G2 says where to look
                (Ranking::Test, Err(_)) => (2.0, of_term().g2),
                (Ranking::LogRatio, _) => (0.0, scores.log_ratio(term)),
                (Ranking::G2, _) => (0.0, of_term().g2),
                (Ranking::LogOdds, _) => (0.0, of_term().log_odds),
                (Ranking::SimpleMaths, _) => (0.0, of_term().simple_maths.map(f64::ln)),
            };
            (p, score.map_or(f64::NEG_INFINITY, f64::abs), self.occurrences(term), term)
        };
        let mut order: Vec<(f64, f64, u64, usize)> = (0..self.rows.len()).map(key).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)).then(b.2.cmp(&a.2)).then(a.3.cmp(&b.3)));
        order.truncate(self.builder.most);
        order.into_iter().map(|(_, _, _, term)| term).collect()
    }

    fn occurrences(&self, term: usize) -> u64 {
        self.rows.postings(term).iter().map(|(_, count)| u64::from(*count)).sum()
    }

    fn row(
        &self,
        term: usize,
        sides: &Sides,
        scores: &Scores,
        test: &Defined<TermTest>,
        adjusted_p: Defined<f64>,
    ) -> TermDifference {
        let postings = self.rows.postings(term);
        let hits = sides.hits(postings);
        let of_units = sides.of_units(postings);
        let sign = scores.tables[term].map_or(0.0, |table| f64::from(table.sign()));
        let of_test = |of: fn(&TermTest) -> f64| test.as_ref().map(of).map_err(|reason| *reason);
        TermDifference {
            term: self.rows.term(term).to_string(),
            occurrences: self.occurrences(term),
            hits,
            units_with_hits: of_units.with_hits,
            per_1000: [0, 1].map(|side| Usage::new(hits[side], sides.words[side]).per_1000()),
            log_ratio: scores.log_ratio(term),
            interval: of_units.interval,
            zero_adjusted: (hits[0] == 0) != (hits[1] == 0),
            few_units_with_hits: (0..2).any(|side| hits[side] > 0 && of_units.with_hits[side] < sides.few().0),
            dominated_by: self.dominating(postings, sides, hits),
            statistic: of_test(|test| test.observed).map(|size| if size == 0.0 { 0.0 } else { sign * size }),
            p: of_test(|test| test.p),
            step_down_p: of_test(|test| test.step_down_p),
            adjusted_p,
            scores: scores.of(term),
            p_bag_of_words: self.builder.bag_of_words_p.then(|| scores.p_bag_of_words(term)),
        }
    }

    /// The article with the largest share of a side's hits, where that is large and there are others.
    fn dominating(&self, postings: &[(u32, u32)], sides: &Sides, hits: [u64; 2]) -> Option<(std::sync::Arc<str>, f64)> {
        const MIN_PARTS: usize = 4;
        let mut found: Option<(u32, f64)> = None;
        for (side, all) in hits.into_iter().enumerate() {
            let own = || postings.iter().filter(|(article, _)| sides.side(*article as usize) == Some(side));
            if own().count() < MIN_PARTS {
                continue;
            }
            for &(article, count) in own() {
                let share = f64::from(count) / all as f64;
                if share > DOMINANT && found.is_none_or(|(_, most)| share > most) {
                    found = Some((article, share));
                }
            }
        }
        found.map(|(article, share)| (self.rows.counts().rows()[article as usize].id.clone(), share))
    }
}

/// A design, and each article's number in it.
struct Relabelled {
    design: permutation::Design,
    number_of: Vec<Option<usize>>,
}

/// The smallest p that so many relabellings can give. Among all swaps each has its mirror image.
fn smallest_p(relabellings: &Relabellings) -> f64 {
    relabellings.p(if relabellings.hold_the_observed() { 2 } else { 0 })
}
