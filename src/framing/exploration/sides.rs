//! The two sides of a list: which articles and units are on which, and what each term makes of them.

use super::super::contrast::Design;
use super::super::profile::{enough, in_units};
use super::super::table::{Names, UnitKind};
use super::super::{MIN_SHARED_EVENTS, MIN_UNITS};
use crate::counts::TermRows;
use crate::measures::{
    Block, Defined, EventBlocks, Interval, Sample, Undefined, Unit, log_ratio_paired, log_ratio_unpaired,
};
use rustc_hash::FxHashMap;

/// Articles of one group, and of those it is compared with.
pub(super) struct Sides {
    kind: UnitKind,
    /// Per article: its side (0 is the target) and its unit on that side, or its event in a paired design; `None`: it
    /// takes no part.
    place: Vec<Option<(usize, usize)>>,
    /// The sample without a hit.
    blank: Blank,
    /// Words of both sides.
    pub(super) words: [u64; 2],
    /// Articles of both sides.
    pub(super) articles: [u64; 2],
    /// Units of both sides; in a paired design its events.
    pub(super) units: [u64; 2],
}

enum Blank {
    Unpaired([Vec<Unit>; 2]),
    Paired(Vec<EventBlocks>),
}

/// What the units say of one term.
pub(super) struct OfUnits {
    /// Units of each side that hold it.
    pub(super) with_hits: [u64; 2],
    /// The interval of the Log Ratio.
    pub(super) interval: Defined<Interval>,
}

impl Sides {
    pub(super) fn new(
        rows: &TermRows,
        names: &Names,
        kind: UnitKind,
        design: Design,
        target: usize,
        reference: Option<usize>,
    ) -> Self {
        let side_of = |group: usize| match reference {
            _ if group == target => Some(0),
            Some(reference) => (group == reference).then_some(1),
            None => Some(1),
        };
        let articles = rows.counts().rows();
        let side = |at: usize| names.group(articles[at].group.as_ref()).and_then(side_of);
        let mut place: Vec<Option<(usize, usize)>> = vec![None; articles.len()];
        let blank = match design {
            Design::Paired => {
                let mut number_of: FxHashMap<&str, usize> = FxHashMap::default();
                let mut events: Vec<EventBlocks> = Vec::new();
                for (at, article) in articles.iter().enumerate() {
                    let (Some(side), Some(event)) = (side(at), article.event.as_deref()) else { continue };
                    let number = *number_of.entry(event).or_insert_with(|| {
                        events.push(EventBlocks::default());
                        events.len() - 1
                    });
                    place[at] = Some((side, number));
                    let block = block_of(&mut events[number], side);
                    block.articles += 1;
                    block.words += u64::from(article.words);
                }
                // events of one side alone take no part
                let mut next = 0..;
                let renumbered: Vec<Option<usize>> =
                    events.iter().map(|event| event.is_shared().then(|| next.next()).flatten()).collect();
                for place in &mut place {
                    *place = place.and_then(|(side, event)| Some((side, renumbered[event]?)));
                }
                events.retain(EventBlocks::is_shared);
                Blank::Paired(events)
            }
            Design::Unpaired => {
                let mut unit_of: FxHashMap<(usize, &str), usize> = FxHashMap::default();
                let mut units = [Vec::new(), Vec::new()];
                for (at, article) in articles.iter().enumerate() {
                    let Some(side) = side(at) else { continue };
                    let of_side = &mut units[side];
                    let mut new = || {
                        of_side.push(Unit::new(0, 0));
                        of_side.len() - 1
                    };
                    // a unit is all articles of a group, not of a side, on one event
                    let group = names.group(article.group.as_ref()).unwrap_or_default();
                    let unit = match &article.event {
                        Some(event) if kind != UnitKind::Article => {
                            *unit_of.entry((group, event)).or_insert_with(&mut new)
                        }
                        _ => new(),
                    };
                    units[side][unit].words += u64::from(article.words);
                    place[at] = Some((side, unit));
                }
                Blank::Unpaired(units)
            }
        };
        let (mut words, mut in_side) = ([0; 2], [0; 2]);
        for (article, (side, _)) in articles.iter().zip(&place).filter_map(|(a, place)| Some((a, (*place)?))) {
            words[side] += u64::from(article.words);
            in_side[side] += 1;
        }
        let units = match &blank {
            Blank::Unpaired(units) => [units[0].len() as u64, units[1].len() as u64],
            Blank::Paired(events) => [events.len() as u64; 2],
        };
        Sides { kind, place, blank, words, articles: in_side, units }
    }

    /// The side of an article: 0 is the target; `None`: it takes no part.
    pub(super) fn side(&self, article: usize) -> Option<usize> {
        self.place[article].map(|(side, _)| side)
    }

    /// Hits of both sides.
    pub(super) fn hits(&self, postings: &[(u32, u32)]) -> [u64; 2] {
        let mut hits = [0; 2];
        for &(article, count) in postings {
            if let Some((side, _)) = self.place[article as usize] {
                hits[side] += u64::from(count);
            }
        }
        hits
    }

    /// Spread and interval of one term: the sample with its hits.
    pub(super) fn of_units(&self, postings: &[(u32, u32)]) -> OfUnits {
        let placed = postings.iter().filter_map(|&(article, count)| {
            let (side, unit) = self.place[article as usize]?;
            Some((side, unit, u64::from(count)))
        });
        match &self.blank {
            Blank::Unpaired(units) => {
                let mut units = units.clone();
                placed.for_each(|(side, unit, count)| units[side][unit].hits += count);
                let [a, b] = [Sample::new(&units[0]), Sample::new(&units[1])];
                let enough = enough(units[0].len().min(units[1].len()), self.kind);
                OfUnits {
                    with_hits: [a.units_with_hits() as u64, b.units_with_hits() as u64],
                    interval: enough.and(in_units(log_ratio_unpaired(&a, &b).interval_log2, self.kind)),
                }
            }
            Blank::Paired(events) => {
                let mut events = events.clone();
                placed.for_each(|(side, event, count)| block_of(&mut events[event], side).hits += count);
                let with_hits = |block: fn(&EventBlocks) -> &Block| {
                    events.iter().filter(|event| block(event).hits > 0).count() as u64
                };
                let few = if events.len() >= MIN_SHARED_EVENTS { Ok(()) } else { Err(Undefined::FewEvents) };
                OfUnits {
                    with_hits: [with_hits(|event| &event.target), with_hits(|event| &event.others)],
                    interval: few.and(log_ratio_paired(&events).interval_log2),
                }
            }
        }
    }

    /// What units are called where a term stands in few of them, and how many are few.
    pub(super) fn few(&self) -> (u64, &'static str) {
        match (&self.blank, self.kind) {
            (Blank::Unpaired(_), UnitKind::Article) => (MIN_UNITS as u64, "articles"),
            _ => (MIN_UNITS as u64 / 2, "events"),
        }
    }
}

fn block_of(event: &mut EventBlocks, side: usize) -> &mut Block {
    if side == 0 { &mut event.target } else { &mut event.others }
}
