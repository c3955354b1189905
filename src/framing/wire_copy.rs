//! One text printed by several outlets: how often does it count, and for whom?
//!
//! A *wire group* is a group of copies that at least two outlets of the comparison carry. By default each printing
//! counts for its outlet: to run it is a choice. Under `once` and `drop_wire` shared texts count for no outlet, so that what is
//! left is what each wrote itself; `once` shows them beside it, one printing each. Under `weight` a text counts once in
//! all, in equal parts for those that print it. Whatever is chosen, the report says
//! how much is shared, and where that is more than 5 % the rates under the other choice stand beside the rates.

use super::UnitKind;
use super::comparison::{Comparison, ComparisonBuilder};
use super::warnings::{Warned, WarningCode};
use super::weights::Weights;
use crate::counts::{ArticleCounts, Counts, VoiceFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::measures::{Defined, Interval, Sample, Undefined, Unit, rate};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How texts count that several outlets print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicatePolicy {
    /// Each printing counts for its outlet. The default.
    #[default]
    Each,
    /// Each text counts once and for no outlet: in a row of its own, that of its smallest id.
    Once,
    /// They do not count.
    DropWire,
    /// Each printing counts for its outlet, for one part in as many as the text has printings: a text counts once in all.
    Weight,
}

impl DuplicatePolicy {
    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DuplicatePolicy::Each => "each",
            DuplicatePolicy::Once => "once",
            DuplicatePolicy::DropWire => "drop-wire",
            DuplicatePolicy::Weight => "weight",
        }
    }

    /// What it does, as the end of a sentence about texts that several outlets print.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            DuplicatePolicy::Each => "each printing counts for its outlet",
            DuplicatePolicy::Once => "each text counts once, for no outlet",
            DuplicatePolicy::DropWire => "they do not count",
            DuplicatePolicy::Weight => "each text counts once, in equal parts for the outlets that print it",
        }
    }

    /// The choice whose rates are shown beside.
    fn other(self) -> Self {
        match self {
            DuplicatePolicy::Each => DuplicatePolicy::DropWire,
            DuplicatePolicy::Once | DuplicatePolicy::DropWire | DuplicatePolicy::Weight => DuplicatePolicy::Each,
        }
    }
}

impl std::str::FromStr for DuplicatePolicy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "each" => Ok(DuplicatePolicy::Each),
            "once" => Ok(DuplicatePolicy::Once),
            "drop-wire" | "drop_wire" => Ok(DuplicatePolicy::DropWire),
            "weight" => Ok(DuplicatePolicy::Weight),
            other => {
                let message =
                    format!("`{other}` is no way to count copies; write `each`, `once`, `drop-wire` or `weight`");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// What is taken for the sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamplingUnit {
    /// Events, where every compared group has enough of them, else articles. The default.
    #[default]
    Auto,
    /// Groups of copies stand in for events: all articles of a group that print one text are one unit.
    Wire,
}

impl std::str::FromStr for SamplingUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "auto" => Ok(SamplingUnit::Auto),
            "wire" => Ok(SamplingUnit::Wire),
            other => {
                let message = format!("`{other}` is no unit; write `auto` or `wire`");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// How much of a corpus is printed by several outlets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WireShare {
    /// Texts that at least two outlets print.
    pub groups: u64,
    /// Their printings.
    pub printings: u64,
    /// All articles.
    pub articles: u64,
}

impl WireShare {
    /// The share of articles that are printings of a shared text, 0 to 1.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.articles == 0 { 0.0 } else { self.printings as f64 / self.articles as f64 }
    }
}

/// The texts that several outlets print, each counted once.
#[derive(Clone, Debug, PartialEq)]
pub struct WireProfile {
    /// The category, by its place in the header.
    pub category: u32,
    /// How many texts in the category's language.
    pub texts: u64,
    /// Those with a hit.
    pub texts_with_hits: u64,
    /// Their words.
    pub words: u64,
    /// Their hits.
    pub hits: u64,
    /// Hits per 1,000 words.
    pub per_1000: Defined<f64>,
    /// Its interval at 95 %, over texts.
    pub interval_per_1000: Defined<Interval>,
}

/// The rates under another choice, beside those of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// What was chosen otherwise, in words: "shared texts left out".
    pub choice: String,
    /// Per category in the order of the comparison's, per group by its place: hits per 1,000 words.
    pub per_1000: Vec<Vec<Defined<f64>>>,
    /// Likewise: how many times as often as the rest; undefined where that is not compared.
    pub ratios: Vec<Vec<Defined<f64>>>,
}

/// A larger share of copies than this is shown with and without.
const MANY_COPIES: f64 = 0.05;

/// Compares counts whose rows say which group of copies they belong to, under the builder's choice.
pub(super) fn evaluate(builder: &ComparisonBuilder, counts: &Counts) -> Result<Comparison> {
    let shown = builder.shown;
    let wire = Wire::of(counts);
    let taken = wire.taken(counts, shown.duplicates);
    if taken.rows().is_empty() && !counts.rows().is_empty() {
        return Err(nothing_left());
    }
    let weights = wire.weights(&taken, shown.duplicates);
    let mut comparison = match shown.unit {
        SamplingUnit::Auto => builder.evaluate_rows(&taken, &weights)?,
        SamplingUnit::Wire => {
            let mut comparison = builder.evaluate_rows(&on_wire_groups(&taken), &weights)?;
            name_events(&mut comparison, &taken);
            comparison
        }
    };
    comparison.wire = wire.share;
    if shown.duplicates == DuplicatePolicy::Once {
        let once = counts.map_rows(|row| wire.first(row).then(|| row.clone()));
        comparison.wire_once = profiles(&comparison, &once, shown.voice)?;
    }
    if wire.share.groups > 0 {
        comparison.warnings.push(warning(shown.duplicates, wire.share));
        comparison.warnings.sort_by_key(|warned| (warned.code, warned.category, warned.group));
    }
    if wire.share.share() > MANY_COPIES {
        let other = shown.duplicates.other();
        let choice = match other {
            DuplicatePolicy::Each => "each printing of shared texts counted",
            _ => "shared texts left out",
        };
        let taken = wire.taken(counts, other);
        comparison.beside = beside(builder, &comparison, &taken, &wire.weights(&taken, other), choice)?;
    }
    Ok(comparison)
}

/// Says how much was left out as copies inside one outlet, and shows the rates with them where that is much. `all` are
/// the counts with these copies.
pub(super) fn about_copies(builder: &ComparisonBuilder, comparison: &mut Comparison, all: &Counts) -> Result<()> {
    let copies = comparison.copies.len();
    if copies as f64 <= MANY_COPIES * all.rows().len() as f64 {
        return Ok(());
    }
    comparison.warnings.push(Warned {
        code: WarningCode::Copies,
        category: None,
        group: None,
        detail: format!(
            "{copies} of {} articles, {:.0} %",
            all.rows().len(),
            100.0 * copies as f64 / all.rows().len() as f64
        ),
        text: "they repeat another article of their outlet and were left out; the rates with them stand beside".into(),
    });
    comparison.warnings.sort_by_key(|warned| (warned.code, warned.category, warned.group));
    let (wire, policy) = (Wire::of(all), builder.shown.duplicates);
    let all = wire.taken(all, policy);
    let choice = "copies inside an outlet counted";
    comparison.beside_copies = beside(builder, comparison, &all, &wire.weights(&all, policy), choice)?;
    Ok(())
}

/// The wire groups of a comparison.
struct Wire<'c> {
    /// By name: the id of the printing that stands for the others, and how many printings there are.
    groups: FxHashMap<&'c Arc<str>, (&'c Arc<str>, u64)>,
    share: WireShare,
}

impl<'c> Wire<'c> {
    fn of(counts: &'c Counts) -> Self {
        let printings = counts.wire_groups();
        let share = WireShare {
            groups: printings.len() as u64,
            printings: printings.values().map(|rows| rows.len() as u64).sum(),
            articles: counts.rows().len() as u64,
        };
        Wire {
            groups: printings.into_iter().map(|(name, rows)| (name, (&rows[0].id, rows.len() as u64))).collect(),
            share,
        }
    }

    /// The smallest id of the article's group, and the number of its printings; `None`: no other outlet prints it.
    fn group(&self, row: &ArticleCounts) -> Option<(&'c Arc<str>, u64)> {
        row.wire.as_ref().and_then(|group| self.groups.get(group).copied())
    }

    fn first(&self, row: &ArticleCounts) -> bool {
        self.group(row).is_some_and(|(first, _)| *first == row.id)
    }

    /// The articles that count for their outlets.
    fn taken(&self, counts: &Counts, policy: DuplicatePolicy) -> Counts {
        match policy {
            DuplicatePolicy::Each | DuplicatePolicy::Weight => counts.clone(),
            DuplicatePolicy::Once | DuplicatePolicy::DropWire => {
                counts.map_rows(|row| self.group(row).is_none().then(|| row.clone()))
            }
        }
    }

    /// What each of the articles taken counts for.
    fn weights(&self, taken: &Counts, policy: DuplicatePolicy) -> Weights {
        match policy {
            DuplicatePolicy::Weight => {
                Weights::by_printings(taken, |row| self.group(row).map_or(1, |(_, printings)| printings))
            }
            _ => Weights::equal(taken),
        }
    }
}

/// The articles that count under a choice, and how much is shared.
///
/// # Errors
/// If none is left, or texts are to count in parts, of which words are not counted one by one.
pub(super) fn choose(counts: &Counts, policy: DuplicatePolicy) -> Result<(Counts, WireShare)> {
    if policy == DuplicatePolicy::Weight {
        let message =
            "the words of an exploration are counted whole; choose `--duplicates each`, `once` or `drop-wire`";
        return Err(Error::new(ErrorKind::Request, message));
    }
    let wire = Wire::of(counts);
    let taken = wire.taken(counts, policy);
    if taken.rows().is_empty() && !counts.rows().is_empty() {
        return Err(nothing_left());
    }
    Ok((taken, wire.share))
}

fn nothing_left() -> Error {
    let message =
        "every article prints a text that another outlet prints too, so none is left; choose `--duplicates each`";
    Error::new(ErrorKind::Request, message)
}

/// The counts with groups of copies in the place of events; other articles have none, and are units of their own.
pub(super) fn on_wire_groups(counts: &Counts) -> Counts {
    counts.map_rows(|row| Some(ArticleCounts { event: row.wire.clone(), ..row.clone() }))
}

/// What is said of events is said of those that articles name.
fn name_events(comparison: &mut Comparison, counts: &Counts) {
    let events = |group: Option<&Option<Arc<str>>>| {
        let rows = counts.rows().iter().filter(|row| group.is_none_or(|group| row.group == *group));
        let (mut named, mut without) = (FxHashSet::default(), 0);
        for row in rows {
            match &row.event {
                Some(event) => drop(named.insert(event)),
                None => without += 1,
            }
        }
        (named.len() as u64, without)
    };
    comparison.overview.events = events(None).0;
    for group in &mut comparison.groups {
        (group.events, group.articles_without_event) = events(Some(&group.name));
    }
}

/// Each category in shared texts, one printing each.
fn profiles(comparison: &Comparison, once: &Counts, voice: VoiceFilter) -> Result<Vec<WireProfile>> {
    let once = match voice.choice {
        crate::voice::VoiceChoice::All => once.clone(),
        _ => super::chosen_voice(once, voice)?,
    };
    let profile = |category: u32| {
        let language = once.header().categories[category as usize].language;
        let rows = || once.rows().iter().filter(|row| row.language == language);
        let units: Vec<Unit> = rows().map(|row| Unit::new(row.hits(category), u64::from(row.words))).collect();
        let sample = Sample::new(&units);
        WireProfile {
            category,
            texts: units.len() as u64,
            texts_with_hits: sample.units_with_hits() as u64,
            words: sample.total().words,
            hits: sample.total().hits,
            per_1000: rate::per_1000(&sample),
            interval_per_1000: super::profile::enough(units.len(), UnitKind::Article)
                .and_then(|()| rate::hull_per_1000(&sample)),
        }
    };
    Ok(comparison.categories.iter().map(|category| profile(category.category)).collect())
}

/// The rates of other counts, in the order of a comparison; none where nothing is left of them.
fn beside(
    builder: &ComparisonBuilder,
    comparison: &Comparison,
    other: &Counts,
    weights: &Weights,
    choice: &str,
) -> Result<Option<Beside>> {
    if other.rows().is_empty() {
        return Ok(None);
    }
    let other = builder.untested().evaluate_rows(other, weights)?;
    let places: Vec<Option<usize>> =
        comparison.groups.iter().map(|group| other.groups.iter().position(|o| o.name == group.name)).collect();
    let of = |id: &str| other.categories.iter().find(|category| category.id == id);
    let each = |value: &dyn Fn(&super::CategoryComparison, usize) -> Defined<f64>| -> Vec<Vec<Defined<f64>>> {
        let row = |category: &super::CategoryComparison| {
            let value_at = |place: &Option<usize>| match (of(&category.id), place) {
                (Some(category), Some(place)) => value(category, *place),
                _ => Err(Undefined::EmptyOutlet),
            };
            places.iter().map(value_at).collect()
        };
        comparison.categories.iter().map(row).collect()
    };
    let ratio = |category: &super::CategoryComparison, place: usize| {
        let contrast = category.against_rest.iter().find(|contrast| contrast.target == place);
        contrast.map_or(Err(Undefined::FewArticles), super::Contrast::ratio)
    };
    Ok(Some(Beside {
        choice: choice.to_string(),
        per_1000: each(&|category, place| category.profiles[place].per_1000),
        ratios: each(&ratio),
    }))
}

fn warning(policy: DuplicatePolicy, share: WireShare) -> Warned {
    let text = match policy {
        DuplicatePolicy::Each => {
            "copied texts make outlets alike, and count as if each had written them; `--duplicates drop-wire` leaves them out, `--unit wire` takes each text for one unit"
        }
        DuplicatePolicy::Weight => {
            "each of these texts counts once, in equal parts for the outlets that print it; hits and words are shown whole, rates, differences and tests are of the parts"
        }
        DuplicatePolicy::Once | DuplicatePolicy::DropWire => {
            "they count for no outlet, so the rates are those of what each wrote itself"
        }
    };
    Warned {
        code: WarningCode::Duplicates,
        category: None,
        group: None,
        detail: format!(
            "{} of {} articles ({:.0} %) print {} that several outlets print",
            share.printings,
            share.articles,
            100.0 * share.share(),
            if share.groups == 1 { "one text".to_string() } else { format!("{} texts", share.groups) }
        ),
        text: text.to_string(),
    }
}
