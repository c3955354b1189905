//! Groups side by side: rates, differences, passages, warnings.

use super::contrast::{Contrast, Coverage, Design, Sides};
use super::entries::EntryTables;
use super::events::{EventOf, EventOrigin, EventSource};
use super::evidence::{self, EvidenceCell, Texts};
use super::markup;
use super::over_time::OverTime;
use super::profile::{self, GroupInfo, Profile};
use super::significance::{CategoryVerdict, TestOptions, Tester};
use super::table::{Names, Table, UnitKind};
use super::voices::{self, VoiceTables};
use super::warnings::{self, Warned};
use super::weights::Weights;
use super::wire_copy::{self, Beside, DuplicatePolicy, SamplingUnit, WireProfile, WireShare};
use super::{MAX_GROUPS_FOR_PAIRS, MIN_UNITS};
use crate::corpus::duplicate::Duplicates;
use crate::corpus::{Selection, Skipped};
use crate::counts::{
    ArticleCounts, Copied, CountPlan, Counted, Counts, EvidenceTable, FieldChoice, Header, Input, Located, Shard,
    VoiceFilter,
};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::{DEFAULT_LEXICONS, Lexicon, Overlaps, shipped};
use crate::measures::{Defined, Sample, Undefined, Unit, power};
use crate::voice::VoiceChoice;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How often each group uses each category, how sure that is, how it differs, and on which sentences it rests.
///
/// ```
/// use parallax::{Comparison, Input, Lexicon};
///
/// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
/// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
/// let comparison = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?).compare(&input)?;
/// let gazette = &comparison.categories[0].profiles[0];
/// assert_eq!((gazette.hits, gazette.words), (1, 3));
/// assert!(gazette.interval_per_1000.is_err(), "one article shows nothing about the next");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What was counted.
    pub header: Header,
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// The corpus as a whole.
    pub overview: Overview,
    /// The unit that is resampled.
    pub unit: UnitKind,
    /// The groups in order; the articles without one are last.
    pub groups: Vec<GroupInfo>,
    /// How each group is compared with the rest; `None`: there is nothing to compare.
    pub design: Option<Design>,
    /// The categories in order.
    pub categories: Vec<CategoryComparison>,
    /// When the hits were published; `None` where dates do not show it.
    pub over_time: Option<OverTime>,
    /// Passages behind the rates.
    pub evidence: Vec<EvidenceCell>,
    /// What a reader must know.
    pub warnings: Vec<Warned>,
    /// Articles that were left out because they repeat the text of another one of their outlet.
    pub copies: Vec<Copied>,
    /// How much is printed by several outlets.
    pub wire: WireShare,
    /// Texts that several outlets print, where each counts once and for none; per category in their order.
    pub wire_once: Vec<WireProfile>,
    /// The rates under the other choice, where much is printed by several outlets.
    pub beside: Option<Beside>,
    /// The rates with copies inside outlets, where these are many.
    pub beside_copies: Option<Beside>,
    /// Records that did not become articles.
    pub skipped: Skipped,
    /// What is shown of all that was counted, and in which order.
    pub shown: Shown,
    /// The evidence in full, where it was asked for.
    pub all_evidence: Option<Arc<EvidenceTable>>,
}

/// What a comparison shows, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// At most so many passages for each group and category.
    pub passages: usize,
    /// Whether every pair of groups is compared, however many there are.
    pub pairs: bool,
    /// The order of groups and categories.
    pub sort: Sort,
    /// Which hits rates and differences are of, by whose words they are in.
    #[serde(default)]
    pub voice: VoiceFilter,
    /// How differences are tested.
    #[serde(default)]
    pub test: TestOptions,
    /// Whether articles that repeat the text of another one of their outlet count.
    #[serde(default)]
    pub copies: bool,
    /// Where the events came from.
    #[serde(default, skip_serializing_if = "EventOrigin::is_given")]
    pub events: EventOrigin,
    /// How texts count that several outlets print.
    #[serde(default)]
    pub duplicates: DuplicatePolicy,
    /// What is taken for the sample.
    #[serde(default)]
    pub unit: SamplingUnit,
}

impl Default for Shown {
    fn default() -> Self {
        Shown {
            passages: 3,
            pairs: false,
            sort: Sort::Name,
            voice: VoiceFilter::default(),
            test: TestOptions::default(),
            copies: false,
            events: EventOrigin::Given,
            duplicates: DuplicatePolicy::default(),
            unit: SamplingUnit::default(),
        }
    }
}

/// The order of groups and categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By name. The default.
    #[default]
    Name,
    /// Groups by articles, categories by hits, most first.
    Size,
}

impl std::str::FromStr for Sort {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "name" => Ok(Sort::Name),
            "size" => Ok(Sort::Size),
            other => {
                let message = format!("`{other}` is no order; write `name` or `size`");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// The corpus as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Selected articles.
    pub articles: u64,
    /// Their words in the chosen fields.
    pub words: u64,
    /// Their events.
    pub events: u64,
    /// Their outlets.
    pub outlets: u64,
    /// The first and the last day.
    pub dates: Option<(Date, Date)>,
    /// A fingerprint of ids and contents.
    pub hash: String,
}

/// One category in all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryComparison {
    /// The category, by its place in the header.
    pub category: u32,
    /// Its id.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Whether any group differs from the rest by more than articles differ anyway.
    pub verdict: CategoryVerdict,
    /// Per group, in the order of the groups.
    pub profiles: Vec<Profile>,
    /// Each compared group against all others.
    pub against_rest: Vec<Contrast>,
    /// Each pair of compared groups; empty where there are too many, or only two.
    pub pairs: Vec<Contrast>,
    /// How many articles the next study needs.
    pub articles_needed: ArticlesNeeded,
}

/// How many articles like these each of two groups needs, so that a difference is found in 80 of 100 studies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArticlesNeeded {
    /// The design constant c: how much articles of a group differ in the category.
    pub c: Defined<f64>,
    /// For a rate twice as high.
    pub ratio_2: Defined<u64>,
    /// For a rate half as high again.
    pub ratio_1_5: Defined<u64>,
}

/// What to compare, and how.
#[derive(Clone, Debug)]
#[must_use]
pub struct ComparisonBuilder {
    lexicons: Vec<Lexicon>,
    selection: Selection,
    by: String,
    field: FieldChoice,
    overlaps: Overlaps,
    pub(super) shown: Shown,
    voices: bool,
    all_evidence: bool,
    events: EventSource,
}

impl Comparison {
    /// Starts a comparison: the shipped frames of contested events, all articles, by outlet, three passages a cell.
    pub fn builder() -> ComparisonBuilder {
        ComparisonBuilder {
            lexicons: Vec::new(),
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            overlaps: Overlaps::Longest,
            shown: Shown::default(),
            voices: true,
            all_evidence: false,
            events: EventSource::Given,
        }
    }

    /// A comparison of counts that were made before, on this machine or on others; without passages, since counts hold
    /// no text.
    ///
    /// # Errors
    /// If there is not one article.
    pub fn from_counts(counts: &Counts) -> Result<Self> {
        Comparison::from_counts_shown(counts, Shown::default())
    }

    /// As [`from_counts`](Comparison::from_counts), with a choice of what is shown.
    ///
    /// # Errors
    /// If there is not one article.
    pub fn from_counts_shown(counts: &Counts, shown: Shown) -> Result<Self> {
        let builder = ComparisonBuilder { shown, ..Comparison::builder() };
        if shown.copies {
            return builder.evaluate(counts);
        }
        let (counts, copies) = counts.clone().without_copies();
        Ok(Comparison { copies, ..builder.evaluate(&counts)? })
    }

    /// The groups, by place, in the order they are shown; articles without a group are last.
    #[must_use]
    pub fn group_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        if self.shown.sort == Sort::Size {
            order.sort_by_key(|g| (self.groups[*g].name.is_none(), std::cmp::Reverse(self.groups[*g].articles)));
        }
        order
    }

    /// The evidence of a cell.
    #[must_use]
    pub fn passages(&self, category: u32, group: usize) -> &[Located] {
        self.evidence.iter().find(|e| e.category == category && e.group == group).map_or(&[], |cell| &cell.passages)
    }
}

impl ComparisonBuilder {
    /// Adds a lexicon. Default, when none is added: the shipped frames of contested events.
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

    /// What happens to matches of one category that overlap. Default: the leftmost longest counts.
    pub fn overlaps(mut self, overlaps: Overlaps) -> Self {
        self.overlaps = overlaps;
        self
    }

    /// At most so many passages for each group and category, and one more for each voice that these do not show.
    /// Default: 3.
    pub fn passages(mut self, most: usize) -> Self {
        self.shown.passages = most;
        self
    }

    /// Compares every pair of groups however many there are. Default: up to six groups.
    pub fn pairs(mut self, yes: bool) -> Self {
        self.shown.pairs = yes;
        self
    }

    /// The order in which groups and categories are shown. Default: by name.
    pub fn sort(mut self, sort: Sort) -> Self {
        self.shown.sort = sort;
        self
    }

    /// Only hits in this voice, for rates, differences and passages. Rates in the outlet's own voice are per 1,000 of its
    /// own words. Default: all hits, per 1,000 of all words.
    pub fn voice(mut self, voice: VoiceChoice) -> Self {
        self.shown.voice.choice = voice;
        self
    }

    /// Counts what an endorsing verb reports ("admitted that ...") as the outlet's own words. Default: no.
    pub fn endorsed_own(mut self, yes: bool) -> Self {
        self.shown.voice.endorsed_own = yes;
        self
    }

    /// Whether it is looked at whose words the hits are in, and rates are split by it. From files that takes longer.
    /// Default: yes.
    pub fn voices(mut self, yes: bool) -> Self {
        self.voices = yes;
        self
    }

    /// Whether articles that repeat the text of another one of their outlet, word for word or nearly so, count too.
    /// Default: no.
    pub fn copies(mut self, yes: bool) -> Self {
        self.shown.copies = yes;
        self
    }

    /// Where the events come from that comparisons are paired by. Default: the articles name them.
    pub fn events(mut self, source: EventSource) -> Self {
        self.shown.events = source.origin();
        self.events = source;
        self
    }

    /// How texts count that several outlets print. Default: each printing for its outlet.
    pub fn duplicates(mut self, policy: DuplicatePolicy) -> Self {
        self.shown.duplicates = policy;
        self
    }

    /// What is taken for the sample. Default: events, where every compared group has enough of them, else articles.
    pub fn unit(mut self, unit: SamplingUnit) -> Self {
        self.shown.unit = unit;
        self
    }

    /// How differences are tested. Default: 9,999 relabellings from seed 1, or all where they can be gone through.
    pub fn test(mut self, options: TestOptions) -> Self {
        self.shown.test = options;
        self
    }

    /// Keeps the evidence in full: every article and every hit with its span. Default: no.
    pub fn all_evidence(mut self, yes: bool) -> Self {
        self.all_evidence = yes;
        self
    }

    /// What will be counted: the same plan makes counts on other machines that merge with these.
    ///
    /// # Errors
    /// If the shipped lexicons cannot be read, which would be a fault of this crate.
    pub fn plan(&self) -> Result<CountPlan> {
        let lexicons = if self.lexicons.is_empty() { shipped(DEFAULT_LEXICONS)? } else { self.lexicons.clone() };
        Ok(CountPlan::new(lexicons)
            .selection(self.selection.clone())
            .by(&self.by)
            .field(self.field)
            .overlaps(self.overlaps)
            .voices(self.voices))
    }

    /// Counts, compares, and finds the passages.
    ///
    /// # Errors
    /// If a lexicon is at fault, the input cannot be read, no article is selected, or a table of events names none.
    pub fn compare(&self, input: &Input) -> Result<Comparison> {
        let plan = self.plan()?;
        let counted = input.count_and_print(&markup::counted_with(&plan)?)?;
        input.check_names(&plan, &counted)?;
        let Counted { mut counts, skipped } = counted;
        counts = with_events(counts, self.events.event_of(input, &self.selection)?)?;
        let remains = markup::take_out(&mut counts);
        let (counts, mut comparison) = self.of_counts(counts, &input.duplicates()?, &remains, skipped)?;
        comparison.input = input.names().to_vec();
        comparison.evidence = evidence::find(&Texts::Input(input, &plan), &counts, &comparison)?;
        if self.all_evidence {
            comparison.all_evidence = Some(Arc::new(EvidenceTable::gather(input, &plan, &counts)?));
        }
        Ok(comparison)
    }

    /// Counts one machine's share of a corpus, with what a report needs beside the counts. The lexicons and how they are
    /// looked for are settled by it; what is shown, tested and chosen by voice is chosen when it is compared, but for the
    /// number of passages.
    ///
    /// # Errors
    /// If a lexicon is at fault or the input cannot be read. A name that selects nothing is no error: another share may
    /// hold it.
    pub fn count(&self, input: &Input) -> Result<Shard> {
        let plan = self.plan()?;
        let with_markup = markup::counted_with(&plan)?;
        Shard::count(input, &with_markup, with_markup.lexicons().len() - 1, self.shown.passages)
    }

    /// Compares what was counted before, on this machine or on others: the comparison that one machine makes of the whole.
    /// The lexicons, the selection and the field are those of the counts, whatever is set here.
    ///
    /// # Errors
    /// If a part of an input is missing, more passages are to be shown than came with the counts, the evidence is asked
    /// for in full or events are to be derived, which takes the texts, or no article is selected.
    pub fn compare_shard(&self, shard: &Shard) -> Result<Comparison> {
        shard.check_complete()?;
        if self.shown.passages > shard.most_passages() {
            let message = format!(
                "{} passages a cell came with the counts; count with `--passages {}` to show more",
                shard.most_passages(),
                self.shown.passages
            );
            return Err(Error::new(ErrorKind::Request, message));
        }
        if self.all_evidence {
            let message =
                "the evidence in full takes the texts, and counts hold only passages; compare the articles themselves";
            return Err(Error::new(ErrorKind::Request, message));
        }
        let (mut counts, skipped) = (shard.counts().clone(), shard.skipped());
        if counts.rows().is_empty() {
            return Err(crate::counts::nothing_selected(&counts.header().selection, &skipped));
        }
        let event_of = self.events.event_of_counts(&counts)?;
        counts = with_events(counts, event_of)?;
        let mut remains = Default::default();
        while counts.header().lexicons.len() > shard.asked_lexicons() {
            remains = markup::take_out(&mut counts);
        }
        let (counts, mut comparison) = self.of_counts(counts, &shard.duplicates()?, &remains, skipped)?;
        comparison.input = shard.inputs();
        comparison.evidence = evidence::find(&Texts::Shard(shard), &counts, &comparison)?;
        Ok(comparison)
    }

    /// All but the passages, and the counts without copies.
    fn of_counts(
        &self,
        counts: Counts,
        duplicates: &Duplicates,
        remains: &markup::Remains,
        skipped: Skipped,
    ) -> Result<(Counts, Comparison)> {
        let all = counts.with_wire(duplicates);
        let (counts, copies) =
            if self.shown.copies { (all.clone(), Vec::new()) } else { all.clone().without_near_copies(duplicates) };
        let mut comparison = self.evaluate(&counts)?;
        markup::warn(&mut comparison, remains);
        comparison.copies = copies;
        wire_copy::about_copies(self, &mut comparison, &all)?;
        comparison.skipped = skipped;
        Ok((counts, comparison))
    }

    /// From counts to rates and differences, shared texts counted as chosen.
    fn evaluate(&self, counts: &Counts) -> Result<Comparison> {
        wire_copy::evaluate(self, counts)
    }

    /// From the counts of the articles that count to rates and differences. The weights say what each counts for; counts
    /// themselves are shown whole.
    pub(super) fn evaluate_rows(&self, counts: &Counts, weights: &Weights) -> Result<Comparison> {
        if counts.rows().is_empty() {
            return Err(crate::counts::nothing_selected(&counts.header().selection, &Skipped::default()));
        }
        let voice = self.shown.voice;
        let all = counts;
        let in_voice = (voice.choice != VoiceChoice::All).then(|| voices::chosen_voice(all, voice)).transpose()?;
        let counts = in_voice.as_ref().unwrap_or(all);
        let names = Names::of(counts);
        if names.groups.is_empty() {
            return Err(no_such_field(counts.header()));
        }
        let groups = profile::groups(all, &names, voice.endorsed_own);
        let compared: Vec<usize> = (0..groups.len()).filter(|&group| groups[group].compared).collect();
        let unit = if self.shown.unit == SamplingUnit::Wire { UnitKind::Wire } else { unit_of(&groups) };
        let units = Table::new(counts, &names, unit, weights);
        let blocks = (unit == UnitKind::Article).then(|| Table::new(counts, &names, UnitKind::Event, weights));
        let coverage = Coverage::new(counts, &names);
        let enough_groups = groups.iter().filter(|g| g.name.is_some()).count() >= 2;
        let design = (enough_groups && !compared.is_empty()).then(|| coverage.design_against_rest(&compared));
        let pairs = self.pairs_of(&compared);
        let voices = all.have_voices().then(|| {
            let of_all = if in_voice.is_some() { Table::new(all, &names, unit, weights) } else { units.clone() };
            VoiceTables::new(all, of_all, &names, unit, weights, voice)
        });
        let blocks = blocks.as_ref().unwrap_or(&units);
        let sides = Sides { units: &units, blocks, kind: unit, hit: weights.hit(), voices: voices.as_ref() };
        let mut order: Vec<usize> = (0..counts.header().categories.len()).collect();
        order.sort_by(|a, b| counts.header().categories[*a].id.cmp(&counts.header().categories[*b].id));
        if self.shown.sort == Sort::Size {
            order.sort_by_key(|category| std::cmp::Reverse(counts.hits(*category as u32)));
        }
        let mut categories: Vec<CategoryComparison> = order
            .into_par_iter()
            .map(|category| {
                let of_group = |place: usize| {
                    let group = groups[place].name.is_some().then_some(place);
                    let mut profile = profile::profile(counts, &names, &units, unit, place, group, category);
                    if let Some(voices) = &voices {
                        profile.voices = Some(voices.split(group, category));
                        profile.judge(voices.is_judged(category, voice.choice));
                    }
                    profile
                };
                let entries = EntryTables::new(counts, weights, category, &units, blocks);
                let contrast = |target, reference, design| {
                    let mut contrast = sides.contrast(target, reference, design, category);
                    contrast.entries = sides.entry_shifts(&entries, target, reference, design, category);
                    contrast
                };
                let against_rest = design
                    .into_iter()
                    .flat_map(|design| compared.iter().map(move |&group| (group, design)).collect::<Vec<_>>());
                CategoryComparison {
                    category: category as u32,
                    id: counts.header().categories[category].id.clone(),
                    title: counts.header().categories[category].title.clone(),
                    verdict: CategoryVerdict {
                        p: Err(Undefined::NotTested),
                        adjusted_p: Err(Undefined::NotTested),
                        selected: false,
                        level_inside: Err(Undefined::NotTested),
                    },
                    profiles: (0..groups.len()).map(of_group).collect(),
                    against_rest: against_rest.map(|(g, design)| contrast(g, None, design)).collect(),
                    pairs: pairs.iter().map(|&(a, b)| contrast(a, Some(b), coverage.design_of_pair(a, b))).collect(),
                    articles_needed: articles_needed(counts, &names, &compared, category),
                }
            })
            .collect();
        if let Some(design) = design.filter(|_| self.shown.test.permutations > 0) {
            let tester = Tester { counts, names: &names, weights, unit, options: self.shown.test };
            tester.against_rest(design, &compared, &mut categories);
            let pairs: Vec<_> = pairs.iter().map(|&(a, b)| (a, b, coverage.design_of_pair(a, b))).collect();
            tester.pairs(&pairs, &mut categories);
        }
        if !weights.are_equal() {
            let whole = self.untested().evaluate_rows(all, &Weights::equal(all))?;
            categories.iter_mut().zip(whole.categories).for_each(|(weighted, whole)| weighted.show_counts_of(whole));
        }
        let mut comparison = Comparison {
            header: counts.header().clone(),
            input: Vec::new(),
            overview: overview(all),
            unit,
            groups,
            design,
            categories,
            over_time: OverTime::of(counts, &names),
            evidence: Vec::new(),
            warnings: Vec::new(),
            copies: Vec::new(),
            wire: WireShare::default(),
            wire_once: Vec::new(),
            beside: None,
            beside_copies: None,
            skipped: Skipped::default(),
            shown: self.shown,
            all_evidence: None,
        };
        comparison.warnings = warnings::of(&comparison, counts, &names);
        Ok(comparison)
    }

    /// The same without tests.
    pub(super) fn untested(&self) -> ComparisonBuilder {
        let mut untested = self.clone();
        untested.shown.test.permutations = 0;
        untested
    }

    /// The pairs that are shown. Of two groups the pair is what each is against the rest already.
    fn pairs_of(&self, compared: &[usize]) -> Vec<(usize, usize)> {
        if compared.len() < 3 || (compared.len() > MAX_GROUPS_FOR_PAIRS && !self.shown.pairs) {
            return Vec::new();
        }
        let with_later =
            |(at, &a): (usize, &usize)| compared[at + 1..].iter().map(move |&b| (a, b)).collect::<Vec<_>>();
        compared.iter().enumerate().flat_map(with_later).collect()
    }
}

impl CategoryComparison {
    /// Takes hits and words from a comparison in which every article counts for a whole one; what is made of them stays.
    fn show_counts_of(&mut self, whole: CategoryComparison) {
        for (weighted, whole) in self.profiles.iter_mut().zip(whole.profiles) {
            (weighted.words, weighted.hits) = (whole.words, whole.hits);
            if let (Some(weighted), Some(whole)) = (&mut weighted.voices, whole.voices) {
                weighted.columns.iter_mut().zip(whole.columns).for_each(|(weighted, whole)| weighted.hits = whole.hits);
                weighted.shares.iter_mut().zip(whole.shares).for_each(|(weighted, whole)| weighted.hits = whole.hits);
            }
        }
        let contrasts = self.against_rest.iter_mut().chain(&mut self.pairs);
        for (weighted, whole) in contrasts.zip(whole.against_rest.into_iter().chain(whole.pairs)) {
            (weighted.words, weighted.hits) = (whole.words, whole.hits);
            for shift in &mut weighted.entries {
                if let Some(whole) = whole.entries.iter().find(|whole| whole.entry == shift.entry) {
                    shift.hits = whole.hits;
                }
            }
        }
    }
}

/// From the spread of the articles of the compared groups: of their c's the root of the mean square, by articles.
fn articles_needed(counts: &Counts, names: &Names, compared: &[usize], category: usize) -> ArticlesNeeded {
    let language = counts.header().categories[category].language;
    let (mut squares, mut articles) = (0.0_f64, 0.0_f64);
    for &group in compared {
        let unit = |row: &ArticleCounts| Unit::new(row.hits(category as u32), u64::from(row.words));
        let units: Vec<Unit> =
            names.rows_of(counts, Some(group)).filter(|row| row.language == language).map(unit).collect();
        if let Ok(c) = power::design_constant(&Sample::new(&units)) {
            squares += units.len() as f64 * c * c;
            articles += units.len() as f64;
        }
    }
    let c = if articles > 0.0 { Ok((squares / articles).sqrt()) } else { Err(Undefined::ZeroCount) };
    let needed = |ratio| c.and_then(|c| power::articles_needed(c, ratio));
    ArticlesNeeded { c, ratio_2: needed(2.0), ratio_1_5: needed(1.5) }
}

/// Events, where every compared group covers enough of them; else articles.
fn unit_of(groups: &[GroupInfo]) -> UnitKind {
    let mut compared = groups.iter().filter(|group| group.compared).peekable();
    let events = compared.peek().is_some() && compared.all(|group| group.events >= MIN_UNITS as u64);
    if events { UnitKind::Event } else { UnitKind::Article }
}

fn overview(counts: &Counts) -> Overview {
    let rows = counts.rows();
    let distinct = |name: fn(&crate::counts::ArticleCounts) -> Option<&str>| {
        rows.iter().filter_map(name).collect::<rustc_hash::FxHashSet<_>>().len() as u64
    };
    let dates = || rows.iter().filter_map(|row| row.date);
    Overview {
        articles: rows.len() as u64,
        words: rows.iter().map(|row| u64::from(row.words)).sum(),
        events: distinct(|row| row.event.as_deref()),
        outlets: distinct(|row| Some(&row.outlet)),
        dates: dates().min().zip(dates().max()),
        hash: counts.corpus_hash(),
    }
}

fn no_such_field(header: &Header) -> Error {
    let message = format!(
        "no article has the field `{}`; group by `outlet`, `event`, `language` or a field of the metadata",
        header.by
    );
    Error::new(ErrorKind::Request, message)
}

/// The counts with the events of a table, or as they are.
fn with_events(counts: Counts, event_of: Option<EventOf>) -> Result<Counts> {
    let Some(event_of) = event_of else { return Ok(counts) };
    let counts = counts.with_events(&event_of);
    if counts.rows().iter().all(|row| row.event.is_none()) {
        let message = "the table of events names no article of the input; its column `article` holds their ids";
        return Err(Error::new(ErrorKind::Request, message));
    }
    Ok(counts)
}
