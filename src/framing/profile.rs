//! One group: how much it wrote, and how often it uses a category.

use super::table::{Names, Table};
use super::{MIN_UNITS, UnitKind, VoiceSplit};
use crate::counts::Counts;
use crate::measures::{Defined, Interval, Undefined, rate};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A group, and how much of it there is.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupInfo {
    /// Its name; `None` for the articles without the field that groups are made by.
    pub name: Option<Arc<str>>,
    /// Its articles.
    pub articles: u64,
    /// Its words.
    pub words: u64,
    /// How many of them are its own: nobody is said or quoted to have used them.
    pub own_words: u64,
    /// How many of them could be told apart that way; 0 where voices were not looked for.
    pub judged_words: u64,
    /// Its events, as far as articles name one.
    pub events: u64,
    /// Its outlets.
    pub outlets: u64,
    /// Its articles that name no event.
    pub articles_without_event: u64,
    /// Its articles that have no date.
    pub articles_without_date: u64,
    /// The first and the last day.
    pub dates: Option<(Date, Date)>,
    /// The median of its articles' words.
    pub median_words: u64,
    /// Whether it is compared: it has a name and enough articles.
    pub compared: bool,
}

/// How often a group uses a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The group, by its place.
    pub group: usize,
    /// Its articles in the lexicon's language.
    pub articles: u64,
    /// Those with at least one hit.
    pub articles_with_hits: u64,
    /// Its articles in other languages, which are not counted.
    pub articles_in_other_languages: u64,
    /// Its units.
    pub units: u64,
    /// Its units with at least one hit.
    pub units_with_hits: u64,
    /// Its words.
    pub words: u64,
    /// Its hits.
    pub hits: u64,
    /// Hits per 1,000 words: all hits over all words.
    pub per_1000: Defined<f64>,
    /// The interval of the rate at 95 %, over units.
    pub interval_per_1000: Defined<Interval>,
    /// The share of its articles with a hit, 0 to 1.
    pub share_of_articles: Defined<f64>,
    /// Its articles by how many hits they have: none, 1, 2, 3 to 5, more.
    pub articles_by_hits: [u64; 5],
    /// Hits by entry, most first; entries by their place in the header.
    pub entries: Vec<(u32, u64)>,
    /// All of its hits by whose words they are in; `None` where voices were not looked for.
    pub voices: Option<VoiceSplit>,
}

impl GroupInfo {
    /// The share of its words that are its own, 0 to 1.
    #[must_use]
    pub fn own_share(&self) -> Option<f64> {
        (self.judged_words > 0).then(|| self.own_words as f64 / self.judged_words as f64)
    }
}

pub(super) fn groups(counts: &Counts, names: &Names, endorsed_own: bool) -> Vec<GroupInfo> {
    let slots = names.groups.len();
    let mut rows_of = vec![Vec::new(); slots + 1];
    for row in counts.rows() {
        rows_of[names.group(row.group.as_ref()).unwrap_or(slots)].push(row);
    }
    let labels = names.groups.iter().cloned().map(Some).chain([None]);
    labels
        .zip(rows_of)
        .filter(|(name, rows)| name.is_some() || !rows.is_empty())
        .map(|(name, rows)| {
            let events: FxHashSet<_> = rows.iter().filter_map(|row| row.event.as_deref()).collect();
            let outlets: FxHashSet<_> = rows.iter().map(|row| &*row.outlet).collect();
            let dates = || rows.iter().filter_map(|row| row.date);
            let mut lengths: Vec<u64> = rows.iter().map(|row| u64::from(row.words)).collect();
            lengths.sort_unstable();
            let articles = rows.len() as u64;
            let judged = || rows.iter().filter_map(|row| Some((row.own_words?, row.words)));
            GroupInfo {
                own_words: judged().map(|(own, _)| u64::from(own.count(endorsed_own))).sum(),
                judged_words: judged().map(|(_, words)| u64::from(words)).sum(),
                compared: name.is_some() && articles >= super::MIN_ARTICLES,
                name,
                articles,
                words: lengths.iter().sum(),
                events: events.len() as u64,
                outlets: outlets.len() as u64,
                articles_without_event: rows.iter().filter(|row| row.event.is_none()).count() as u64,
                articles_without_date: rows.iter().filter(|row| row.date.is_none()).count() as u64,
                dates: dates().min().zip(dates().max()),
                median_words: median(&lengths),
            }
        })
        .collect()
}

/// The lower median of sorted numbers; 0 of none.
fn median(sorted: &[u64]) -> u64 {
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

/// A group's profile for a category. `group` is `None` for the articles without a group.
pub(super) fn profile(
    counts: &Counts,
    names: &Names,
    table: &Table,
    kind: UnitKind,
    place: usize,
    group: Option<usize>,
    category: usize,
) -> Profile {
    let weighed = table.sample_of(category, group);
    let (sample, units) = (weighed.sample(), weighed.units.len());
    let language = counts.header().categories[category].language;
    let mut profile = Profile {
        group: place,
        articles: 0,
        articles_with_hits: 0,
        articles_in_other_languages: 0,
        units: units as u64,
        units_with_hits: sample.units_with_hits() as u64,
        words: sample.total().words,
        hits: sample.total().hits,
        per_1000: rate::per_1000(&sample),
        interval_per_1000: enough(units, kind).and_then(|()| rate::hull_per_1000(&sample)),
        share_of_articles: Err(Undefined::EmptyOutlet),
        articles_by_hits: [0; 5],
        entries: Vec::new(),
        voices: None,
    };
    let mut entries = std::collections::BTreeMap::new();
    for row in names.rows_of(counts, group) {
        if row.language != language {
            profile.articles_in_other_languages += 1;
            continue;
        }
        profile.articles += 1;
        let cells = row.cells_of(category as u32);
        profile.articles_with_hits += u64::from(!cells.is_empty());
        let step = match row.hits(category as u32) {
            few @ 0..=2 => few as usize,
            3..=5 => 3,
            _ => 4,
        };
        profile.articles_by_hits[step] += 1;
        for cell in cells {
            *entries.entry(cell.entry).or_insert(0) += u64::from(cell.occurrences);
        }
    }
    if profile.articles > 0 {
        profile.share_of_articles = Ok(profile.articles_with_hits as f64 / profile.articles as f64);
    }
    profile.entries = entries.into_iter().collect();
    profile.entries.sort_by_key(|(entry, hits)| (std::cmp::Reverse(*hits), *entry));
    profile.interval_per_1000 = in_units(profile.interval_per_1000, kind);
    profile
}

impl Profile {
    /// Its hits; `None` where it was not judged which are in the chosen voice.
    #[must_use]
    pub fn known_hits(&self) -> Option<u64> {
        (self.per_1000 != Err(Undefined::NotJudged)).then_some(self.hits)
    }

    /// Takes back what cannot be known because voices were not judged.
    pub(super) fn judge(&mut self, judged: Defined<()>) {
        self.per_1000 = judged.and(self.per_1000);
        self.interval_per_1000 = judged.and(self.interval_per_1000);
        self.share_of_articles = judged.and(self.share_of_articles);
    }
}

/// Whether there are enough units for an interval.
pub(super) fn enough(units: usize, kind: UnitKind) -> Defined<()> {
    if units >= MIN_UNITS { Ok(()) } else { in_units(Err(Undefined::FewArticles), kind) }
}

/// A reason in terms of the unit in use.
pub(super) fn in_units<T>(value: Defined<T>, kind: UnitKind) -> Defined<T> {
    value.map_err(|reason| if kind == UnitKind::Article { reason } else { reason.of_events() })
}
