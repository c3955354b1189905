//! Two sides: how much more often one uses a category than the other.

use super::profile::{enough, in_units};
use super::table::{Names, Table};
use super::voices::VoiceTables;
use super::{ContrastTest, EntryShift, MIN_SHARED_ARTICLES, MIN_SHARED_EVENTS, UnitKind, VoiceDifference};
use crate::counts::Counts;
use crate::measures::{
    Block, Defined, EventBlocks, Interval, Sample, Undefined, Unit, log_ratio_paired_weighted, log_ratio_unpaired, rate,
};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Whether two sides are compared event by event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// On the events that both cover: what happened is the same, so what differs is the words.
    Paired,
    /// On all their units: the events may differ too.
    Unpaired,
}

/// A category on two sides, with the counts that this very comparison rests on.
///
/// A paired comparison leaves out events that are not shared, so its ratio is not the ratio of the profiles' rates.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// The group in question, by its place.
    pub target: usize,
    /// The group it is compared with, by its place; `None`: all other groups together.
    pub reference: Option<usize>,
    /// How the two sides are compared.
    pub design: Design,
    /// Events that enter a paired comparison.
    pub events: Option<u64>,
    /// Articles of both sides on events that are not shared, which a paired comparison leaves out.
    pub articles_dropped: u64,
    /// Units of both sides; in a paired comparison, its events.
    pub units: [u64; 2],
    /// Words of both sides.
    pub words: [u64; 2],
    /// Hits of both sides.
    pub hits: [u64; 2],
    /// Hits per 1,000 words of both sides.
    pub per_1000: [Defined<f64>; 2],
    /// Log Ratio: the binary logarithm of the ratio of the two rates; 1 is twice as often, -1 half as often.
    pub log_ratio: Defined<f64>,
    /// Its interval at 95 %.
    pub interval: Defined<Interval>,
    /// Whether one side has no hit and was counted as half a hit.
    pub zero_adjusted: bool,
    /// How the sides differ in the share of their hits that is in the outlet's own words; empty where voices were not
    /// looked for. All units of both sides enter, whatever the design.
    pub voices: Vec<VoiceDifference>,
    /// Which entries make the difference of the two rates, the largest part first.
    pub entries: Vec<EntryShift>,
    /// Whether the sides differ by more than articles differ anyway.
    pub test: ContrastTest,
}

impl Contrast {
    /// The ratio of the two rates: 2 is twice as often.
    pub fn ratio(&self) -> Defined<f64> {
        self.log_ratio.map(f64::exp2)
    }

    /// The ratio's interval at 95 %.
    pub fn ratio_interval(&self) -> Defined<Interval> {
        self.interval.map(|i| Interval { lower: i.lower.exp2(), upper: i.upper.exp2() })
    }
}

/// Which events each group covers, with how many articles: what decides about pairing.
pub(super) struct Coverage {
    /// Per event: articles per group.
    events: Vec<Vec<(usize, u64)>>,
    /// Per group: all its articles.
    articles: Vec<u64>,
}

impl Coverage {
    pub(super) fn new(counts: &Counts, names: &Names) -> Self {
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        let mut events: Vec<FxHashMap<usize, u64>> = Vec::new();
        let mut articles = vec![0; names.groups.len()];
        for row in counts.rows() {
            let Some(group) = names.group(row.group.as_ref()) else { continue };
            articles[group] += 1;
            if let Some(event) = &row.event {
                let at = *places.entry(event).or_insert_with(|| {
                    events.push(FxHashMap::default());
                    events.len() - 1
                });
                *events[at].entry(group).or_insert(0) += 1;
            }
        }
        Coverage { events: events.into_iter().map(|e| e.into_iter().collect()).collect(), articles }
    }

    /// How many events a group shares with a side, and how many of its articles those hold.
    fn shared(&self, group: usize, with: impl Fn(usize) -> bool) -> (usize, u64) {
        let mut shared = (0, 0);
        for event in &self.events {
            let own: u64 = event.iter().filter(|(g, _)| *g == group).map(|(_, n)| n).sum();
            if own > 0 && event.iter().any(|(g, _)| *g != group && with(*g)) {
                shared.0 += 1;
                shared.1 += own;
            }
        }
        shared
    }

    fn is_enough(&self, group: usize, (events, articles): (usize, u64)) -> bool {
        events >= MIN_SHARED_EVENTS && articles as f64 >= MIN_SHARED_ARTICLES * self.articles[group] as f64
    }

    /// The one design of the table against the rest.
    pub(super) fn design_against_rest(&self, compared: &[usize]) -> Design {
        let paired = compared.iter().all(|&group| self.is_enough(group, self.shared(group, |_| true)));
        if paired && !compared.is_empty() { Design::Paired } else { Design::Unpaired }
    }

    pub(super) fn design_of_pair(&self, a: usize, b: usize) -> Design {
        let enough = |one, other| self.is_enough(one, self.shared(one, |g| g == other));
        if enough(a, b) && enough(b, a) { Design::Paired } else { Design::Unpaired }
    }
}

/// The two tables a contrast may need: blocks of a group on an event for pairs, the sample's units otherwise.
pub(super) struct Sides<'t> {
    pub(super) units: &'t Table,
    pub(super) blocks: &'t Table,
    pub(super) kind: UnitKind,
    /// What a hit counts for on the average of all articles.
    pub(super) hit: f64,
    pub(super) voices: Option<&'t VoiceTables>,
}

impl Sides<'_> {
    pub(super) fn contrast(
        &self,
        target: usize,
        reference: Option<usize>,
        design: Design,
        category: usize,
    ) -> Contrast {
        let mut contrast = match design {
            Design::Paired => self.paired(target, reference, category),
            Design::Unpaired => self.unpaired(target, reference, category),
        };
        if let Some(voices) = self.voices {
            let is_reference = |group| is_reference(group, target, reference);
            contrast.voices = voices.differences(target, is_reference, category);
        }
        contrast
    }

    fn unpaired(&self, target: usize, reference: Option<usize>, category: usize) -> Contrast {
        let a = self.units.sample_of(category, Some(target));
        let b = self.units.sample(category, |unit| is_reference(unit.group(), target, reference));
        let result = log_ratio_unpaired(&a.sample(), &b.sample());
        let enough = enough(a.units.len().min(b.units.len()), self.kind);
        Contrast {
            target,
            reference,
            design: Design::Unpaired,
            events: None,
            articles_dropped: 0,
            units: result.units.map(|n| n as u64),
            words: result.words,
            hits: result.hits,
            per_1000: [&a, &b].map(|side| rate::per_1000(&side.sample())),
            log_ratio: result.log2_ratio,
            interval: enough.and(in_units(result.interval_log2, self.kind)),
            zero_adjusted: result.zero_adjusted,
            voices: Vec::new(),
            entries: Vec::new(),
            test: ContrastTest::NONE,
        }
    }

    fn paired(&self, target: usize, reference: Option<usize>, category: usize) -> Contrast {
        let events = self.events_of(target, reference, category, |unit| self.blocks.hits(unit, category));
        let result = log_ratio_paired_weighted(&events, self.hit);
        let used = result.events_used.len();
        let few = if used >= MIN_SHARED_EVENTS { Ok(()) } else { Err(Undefined::FewEvents) };
        let rate_of = |side: usize| {
            let unit = [Unit::new(result.hits[side], result.words[side])];
            rate::per_1000(&Sample::new(&unit))
        };
        Contrast {
            target,
            reference,
            design: Design::Paired,
            events: Some(used as u64),
            articles_dropped: result.articles_dropped,
            units: [used as u64; 2],
            words: result.words,
            hits: result.hits,
            per_1000: [rate_of(0), rate_of(1)],
            log_ratio: result.log2_ratio,
            interval: few.and(result.interval_log2),
            zero_adjusted: result.zero_adjusted,
            voices: Vec::new(),
            entries: Vec::new(),
            test: ContrastTest::NONE,
        }
    }

    pub(super) fn is_reference(&self, group: Option<usize>, target: usize, reference: Option<usize>) -> bool {
        is_reference(group, target, reference)
    }

    /// Both sides of every event that one of them covers, in the order of the events; `hits` are those of a block.
    pub(super) fn events_of(
        &self,
        target: usize,
        reference: Option<usize>,
        category: usize,
        hits: impl Fn(usize) -> u64,
    ) -> Vec<EventBlocks> {
        let blocks = self.blocks;
        let mut events: Vec<EventBlocks> = Vec::new();
        for (unit, row) in blocks.rows.iter().enumerate() {
            let ours = row.group() == Some(target);
            let articles = blocks.articles(unit, category);
            if articles == 0 || !(ours || is_reference(row.group(), target, reference)) {
                continue;
            }
            if events.len() <= row.event() {
                events.resize(row.event() + 1, EventBlocks::default());
            }
            let event = &mut events[row.event()];
            add(
                if ours { &mut event.target } else { &mut event.others },
                Block { articles, hits: hits(unit), words: blocks.words(unit, category) },
            );
        }
        events.retain(|event| event.target.articles + event.others.articles > 0);
        events
    }
}

fn add(to: &mut Block, more: Block) {
    to.articles += more.articles;
    to.hits += more.hits;
    to.words += more.words;
}

/// Articles without a group are in no rest.
fn is_reference(group: Option<usize>, target: usize, reference: Option<usize>) -> bool {
    match reference {
        Some(reference) => group == Some(reference),
        None => group.is_some() && group != Some(target),
    }
}
