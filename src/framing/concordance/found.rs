//! What hits add up to while they are counted, and the articles in which the first lines stand.

use super::lines::chance;
use super::{ConcordanceBuilder, GroupHits, LineOrder};
use crate::counts::{ArticleCounts, VoiceFilter};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::sync::Arc;

/// What is kept of the articles: no more of them one by one than have to be read.
pub(super) struct Found<'c> {
    request: &'c ConcordanceBuilder,
    categories: Vec<u32>,
    groups: FxHashMap<Option<Arc<str>>, GroupHits>,
    /// All articles with hits, where the words beside them decide the order.
    read: FxHashSet<Arc<str>>,
    first: Vec<Waiting>,
    /// Behind this one there are lines enough.
    last: Option<Waiting>,
}

/// Hits of an article in a field that are sorted alike, or one of them.
#[derive(Clone)]
struct Waiting {
    id: Arc<str>,
    outlet: Arc<str>,
    date: Option<Date>,
    chance: u64,
    hits: u64,
}

/// What they are sorted by.
struct Place<'w> {
    id: &'w str,
    outlet: &'w str,
    date: Option<Date>,
    chance: u64,
}

impl Waiting {
    fn place(&self) -> Place<'_> {
        Place { id: &self.id, outlet: &self.outlet, date: self.date, chance: self.chance }
    }
}

impl Place<'_> {
    fn order(&self, other: &Place<'_>, sort: &[LineOrder]) -> Ordering {
        let by = |order: &LineOrder| match order {
            LineOrder::Outlet => self.outlet.cmp(other.outlet),
            LineOrder::Date => (self.date.is_none(), self.date).cmp(&(other.date.is_none(), other.date)),
            LineOrder::Random => self.chance.cmp(&other.chance),
            _ => self.id.cmp(other.id),
        };
        sort.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal).then_with(|| self.id.cmp(other.id))
    }
}

impl<'c> Found<'c> {
    pub(super) fn new(request: &'c ConcordanceBuilder, categories: Vec<u32>) -> Self {
        Found {
            request,
            categories,
            groups: FxHashMap::default(),
            read: FxHashSet::default(),
            first: Vec::new(),
            last: None,
        }
    }

    /// Takes in an article.
    pub(super) fn add(&mut self, row: &ArticleCounts) {
        let voice = VoiceFilter { choice: self.request.voice, endorsed_own: false };
        // where the voice was not judged there are no words, and no hits
        let words = row.words_for(voice);
        let cells = || {
            let cells = self.categories.iter().flat_map(|category| row.cells_in(*category, voice));
            cells.filter(|_| words.is_some())
        };
        let hits: u64 = cells().map(|cell| u64::from(cell.occurrences)).sum();
        let fields = self.request.field.fields();
        let of_field = |field| cells().filter(|cell| cell.field == field).map(|cell| u64::from(cell.occurrences)).sum();
        let of_fields: Vec<u64> = if hits == 0 { Vec::new() } else { fields.iter().copied().map(of_field).collect() };
        let group = match self.groups.get_mut(&row.group) {
            Some(group) => group,
            None => self.groups.entry(row.group.clone()).or_insert_with(|| GroupHits::none(row.group.clone())),
        };
        group.articles += 1;
        group.words += u64::from(words.unwrap_or(0));
        group.articles_with_hits += u64::from(hits > 0);
        group.hits += hits;
        if hits == 0 {
            return;
        }
        if self.request.sort.iter().any(|order| order.reads_texts()) {
            self.read.insert(row.id.clone());
            return;
        }
        let by_chance = self.request.sort.contains(&LineOrder::Random);
        for (&field, hits) in fields.iter().zip(of_fields).filter(|(_, hits)| *hits > 0) {
            match by_chance {
                true => (0..hits).for_each(|number| self.wait(row, chance(&row.id, field, number), 1)),
                false => self.wait(row, 0, hits),
            }
        }
    }

    fn wait(&mut self, row: &ArticleCounts, chance: u64, hits: u64) {
        let (request, most) = (self.request, self.request.lines_to_find());
        let order = |a: &Place<'_>, b: &Place<'_>| a.order(b, &request.sort);
        let place = Place { id: &row.id, outlet: &row.outlet, date: row.date, chance };
        if self.last.as_ref().is_some_and(|last| order(&place, &last.place()).is_gt()) {
            return;
        }
        self.first.push(Waiting { id: row.id.clone(), outlet: row.outlet.clone(), date: row.date, chance, hits });
        // each has a line at least
        if self.first.len() / 2 > most {
            let (_, last, _) = self.first.select_nth_unstable_by(most, |a, b| order(&a.place(), &b.place()));
            self.last = Some(last.clone());
            self.first.truncate(most);
        }
    }

    pub(super) fn merge(mut self, other: Found<'_>) -> Self {
        for (name, theirs) in other.groups {
            let ours = self.groups.entry(name).or_insert_with(|| GroupHits::none(theirs.name.clone()));
            ours.articles += theirs.articles;
            ours.words += theirs.words;
            ours.articles_with_hits += theirs.articles_with_hits;
            ours.hits += theirs.hits;
        }
        self.read.extend(other.read);
        self.first.extend(other.first);
        self
    }

    /// The articles that have to be read.
    pub(super) fn articles_to_read(&mut self) -> FxHashSet<Arc<str>> {
        let (sort, most) = (&self.request.sort, self.request.lines_to_find() as u64);
        self.first.sort_unstable_by(|a, b| a.place().order(&b.place(), sort));
        let mut lines = 0;
        let before = self.first.iter().take_while(|waiting| {
            let more = lines < most;
            lines += waiting.hits;
            more
        });
        self.read.extend(before.map(|waiting| waiting.id.clone()));
        std::mem::take(&mut self.read)
    }

    /// The groups in order, those without a name last.
    pub(super) fn groups(self) -> Vec<GroupHits> {
        let mut groups: Vec<GroupHits> = self.groups.into_values().collect();
        groups.sort_unstable_by(|a, b| (a.name.is_none(), &a.name).cmp(&(b.name.is_none(), &b.name)));
        groups
    }
}

impl GroupHits {
    fn none(name: Option<Arc<str>>) -> Self {
        GroupHits { name, articles: 0, words: 0, articles_with_hits: 0, hits: 0 }
    }
}
