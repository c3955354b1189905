//! The sample: articles, or whole events of a group, with their words and hits.

use super::unit_hits::UnitHits;
use super::weights::Weights;
use crate::counts::{ArticleCounts, Counts, VoiceFilter};
use crate::measures::{Sample, Unit};
use crate::text::Language;
use ndarray::Array2;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::num::NonZeroU32;
use std::sync::Arc;

/// What is resampled: never words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// All articles of a group on one event are one unit.
    Event,
    /// Every article is one.
    Article,
    /// All articles of a group that print one text, more or less, are one unit; every other article is one.
    Wire,
}

impl UnitKind {
    /// The unit in the plural, for sentences.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            UnitKind::Event => "events",
            UnitKind::Article => "articles",
            UnitKind::Wire => "wire groups",
        }
    }
}

/// Units by row, categories by column. Tables of one sample share what they know of its units.
#[derive(Clone, Debug)]
pub(super) struct Table {
    units: Arc<Units>,
    /// Hits, unit x category, in parts.
    hits: Arc<UnitHits>,
}

/// The units of a sample.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) rows: Vec<UnitRow>,
    /// Words, unit x language, in parts: an article's words count only for lexicons of its language.
    words: Array2<u64>,
    /// Articles, unit x language.
    articles: Array2<u32>,
    /// Per category: its language's column.
    pub(super) language_of: Vec<usize>,
    /// Per article, in the order of the counts: its unit.
    unit_of: Vec<u32>,
    /// Per group its units, in order; those of the articles without one are last.
    units_of: Vec<Vec<u32>>,
    /// Unit x language: of its articles, the sum of their words by the square of their weights; empty where all count
    /// alike.
    squares: Array2<f64>,
}

impl std::ops::Deref for Table {
    type Target = Units;

    fn deref(&self) -> &Units {
        &self.units
    }
}

/// Units, and what a hit in them counts for on the average: [`Sample::with_hits_of`].
pub(super) struct Weighed {
    pub(super) units: Vec<Unit>,
    hit: f64,
}

impl Weighed {
    pub(super) fn sample(&self) -> Sample<'_> {
        Sample::new(&self.units).with_hits_of(self.hit)
    }
}

/// One unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct UnitRow {
    group: Option<NonZeroU32>,
    event: u32,
}

impl UnitRow {
    fn new(group: Option<usize>, event: u32) -> Self {
        UnitRow { group: group.and_then(|group| NonZeroU32::new(group as u32 + 1)), event }
    }

    /// The group, by its place; `None` for articles without one.
    pub(super) fn group(&self) -> Option<usize> {
        self.group.map(|number| number.get() as usize - 1)
    }

    /// The event, by its place; an article without an event is one of its own that nobody shares.
    pub(super) fn event(&self) -> usize {
        self.event as usize
    }
}

/// The names that places in a [`Table`] stand for.
#[derive(Debug)]
pub(super) struct Names {
    /// In order of their names, without the missing one.
    pub(super) groups: Vec<Arc<str>>,
    /// The languages of the lexicons.
    pub(super) languages: Vec<Language>,
    /// Per group the places of its articles among the rows; those of the articles without one are last.
    rows: Vec<Vec<u32>>,
}

impl Names {
    pub(super) fn of(counts: &Counts) -> Self {
        let mut languages: Vec<Language> = counts.header().categories.iter().map(|c| c.language).collect();
        languages.sort_unstable();
        languages.dedup();
        let groups: Vec<Arc<str>> = counts.groups().into_iter().flatten().collect();
        let mut names = Names { rows: vec![Vec::new(); groups.len() + 1], groups, languages };
        for (place, row) in (0..).zip(counts.rows()) {
            let group = names.group(row.group.as_ref()).unwrap_or(names.groups.len());
            names.rows[group].push(place);
        }
        names
    }

    /// The articles of a group, in the order of their ids; of `None` those without one. `counts` are those that the names
    /// were made of, or the same in a voice.
    pub(super) fn rows_of<'c>(
        &self,
        counts: &'c Counts,
        group: Option<usize>,
    ) -> impl Iterator<Item = &'c ArticleCounts> + use<'_, 'c> {
        let places = &self.rows[group.unwrap_or(self.groups.len())];
        places.iter().map(|&place| &counts.rows()[place as usize])
    }

    pub(super) fn group(&self, name: Option<&Arc<str>>) -> Option<usize> {
        name.and_then(|name| self.groups.binary_search(name).ok())
    }
}

impl Table {
    /// One row an article, or one row a group and event.
    pub(super) fn new(counts: &Counts, names: &Names, kind: UnitKind, weights: &Weights) -> Self {
        let units = Units::new(counts, names, kind, weights);
        let hits = units.hits(counts, weights, VoiceFilter::default());
        Table { units: Arc::new(units), hits: Arc::new(hits) }
    }

    /// The same units with only the hits in a voice; all words.
    pub(super) fn in_voice(&self, counts: &Counts, weights: &Weights, voice: VoiceFilter) -> Self {
        Table { units: self.units.clone(), hits: Arc::new(self.units.hits(counts, weights, voice)) }
    }

    /// The hits of a unit in a category.
    pub(super) fn hits(&self, unit: usize, category: usize) -> u64 {
        self.hits.of(unit, category)
    }

    /// The units of a category that satisfy a condition: those with articles in its language.
    pub(super) fn sample(&self, category: usize, chosen: impl Fn(&UnitRow) -> bool) -> Weighed {
        self.weighed(category, self.places(category, chosen))
    }

    /// The units of a group: those with articles in the category's language.
    pub(super) fn sample_of(&self, category: usize, group: Option<usize>) -> Weighed {
        self.weighed(category, self.places_of(category, group))
    }

    fn weighed(&self, category: usize, places: impl Iterator<Item = usize>) -> Weighed {
        let mut squares = 0.0;
        let units: Vec<Unit> = places
            .map(|unit| {
                squares += self.squares.get((unit, self.language_of[category])).copied().unwrap_or(0.0);
                Unit::new(self.hits(unit, category), self.words(unit, category))
            })
            .collect();
        let words: u64 = units.iter().map(|unit| unit.words).sum();
        Weighed { units, hit: if squares > 0.0 { squares / words as f64 } else { 1.0 } }
    }

    /// Whether two tables are one.
    pub(super) fn is(&self, other: &Table) -> bool {
        Arc::ptr_eq(&self.hits, &other.hits)
    }
}

impl Units {
    fn new(counts: &Counts, names: &Names, kind: UnitKind, weights: &Weights) -> Self {
        let categories = &counts.header().categories;
        let mut events: FxHashMap<&str, u32> = FxHashMap::default();
        let mut next_event = 0;
        let mut units: FxHashMap<UnitRow, u32> = FxHashMap::default();
        let mut rows = Vec::new();
        let mut unit_of = Vec::with_capacity(counts.rows().len());
        for row in counts.rows() {
            let group = names.group(row.group.as_ref());
            let mut new_event = || {
                next_event += 1;
                next_event - 1
            };
            let event = match &row.event {
                Some(name) => *events.entry(name).or_insert_with(new_event),
                None => new_event(),
            };
            let unit = UnitRow::new(group, event);
            let mut new_unit = || {
                rows.push(unit);
                rows.len() as u32 - 1
            };
            unit_of.push(match kind {
                UnitKind::Article => new_unit(),
                UnitKind::Event | UnitKind::Wire => *units.entry(unit).or_insert_with(new_unit),
            });
        }
        drop((events, units));
        let mut units = Units {
            words: Array2::zeros((rows.len(), names.languages.len())),
            articles: Array2::zeros((rows.len(), names.languages.len())),
            language_of: categories.iter().map(|c| names.languages.binary_search(&c.language).unwrap_or(0)).collect(),
            unit_of,
            units_of: vec![Vec::new(); names.groups.len() + 1],
            squares: Array2::zeros(if weights.are_equal() { (0, 0) } else { (rows.len(), names.languages.len()) }),
            rows,
        };
        for (unit, row) in (0..).zip(&units.rows) {
            units.units_of[row.group().unwrap_or(names.groups.len())].push(unit);
        }
        for ((row, &unit), weight) in counts.rows().iter().zip(&units.unit_of).zip(weights.of_rows()) {
            if let Ok(language) = names.languages.binary_search(&row.language) {
                let place = (unit as usize, language);
                units.words[place] += weight * u64::from(row.words);
                if let Some(squares) = units.squares.get_mut(place) {
                    *squares += (weight * weight) as f64 * f64::from(row.words);
                }
                units.articles[place] += 1;
            }
        }
        units
    }

    /// The hits of each unit in a voice, by category.
    fn hits(&self, counts: &Counts, weights: &Weights, voice: VoiceFilter) -> UnitHits {
        UnitHits::sum(self.rows.len(), counts.header().categories.len(), |add| {
            for ((row, unit), weight) in counts.rows().iter().zip(self.unit_of()).zip(weights.of_rows()) {
                for cell in row.cells.iter().filter(|cell| voice.takes(cell.voice)) {
                    add(unit, cell.category as usize, weight * u64::from(cell.occurrences));
                }
            }
        })
    }

    /// Per article, in the order of the counts: its unit.
    pub(super) fn unit_of(&self) -> impl Iterator<Item = usize> {
        self.unit_of.iter().map(|&unit| unit as usize)
    }

    /// The words of a unit that count for a category.
    pub(super) fn words(&self, unit: usize, category: usize) -> u64 {
        self.words[(unit, self.language_of[category])]
    }

    /// The articles of a unit that count for a category.
    pub(super) fn articles(&self, unit: usize, category: usize) -> u64 {
        u64::from(self.articles[(unit, self.language_of[category])])
    }

    /// The places of the units of a category that satisfy a condition: those with articles in its language.
    pub(super) fn places(&self, category: usize, chosen: impl Fn(&UnitRow) -> bool) -> impl Iterator<Item = usize> {
        (0..self.rows.len()).filter(move |&unit| chosen(&self.rows[unit]) && self.articles(unit, category) > 0)
    }

    /// The places of the units of a group, those with articles in the category's language.
    pub(super) fn places_of(&self, category: usize, group: Option<usize>) -> impl Iterator<Item = usize> {
        let units = self.units_of[group.unwrap_or(self.units_of.len() - 1)].iter().map(|&unit| unit as usize);
        units.filter(move |&unit| self.articles(unit, category) > 0)
    }
}
