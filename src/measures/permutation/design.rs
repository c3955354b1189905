//! What could have been labelled otherwise: the units of a comparison and the outlets they belong to.

use std::ops::Range;

use crate::measures::{Defined, Undefined};

/// One article, and what is known of it before anything is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Labelled<'a> {
    /// The article's own key. Relabellings follow the order of the keys and never the order of the articles.
    pub article: &'a str,
    /// The outlet, as any number that stands for it.
    pub outlet: usize,
    /// The event, if one is known.
    pub event: Option<&'a str>,
    /// Words of the article, stop words included.
    pub words: u64,
}

/// What changes places if the outlets do not differ: the choice that makes a permutation test honest or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exchange {
    /// Articles: right where every article is a story of its own.
    Articles,
    /// Blocks (all articles of an outlet on an event), across all events: right where stories come in series and
    /// the outlets share no events. An article without an event is a block of its own.
    Blocks,
    /// Blocks, but only inside their event: right where outlets cover the same events. Events with a single outlet
    /// are dropped, as are articles without an event.
    BlocksInEvents,
}

/// One unit of a design: an article, or all articles of an outlet on an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DesignUnit {
    /// The outlet it really belongs to.
    pub outlet: usize,
    /// Its event, as a position in [`Design::events`]; only where blocks are exchanged inside events.
    pub event: Option<usize>,
    /// Its words.
    pub words: u64,
    /// How many articles it is made of.
    pub articles: usize,
}

/// The units of a comparison, sorted by their keys, and which of them may change places.
///
/// Units are sorted by event, or by article where articles are exchanged. Blocks of the same event stand in the order
/// of their words, then of their smallest article key: an order that does not look at the outlets, so that naming
/// them otherwise changes no relabelling, and that stays as it is when an article is split in two or printed twice.
///
/// ```
/// use parallax::measures::permutation::{Design, Exchange, Labelled};
///
/// let article = |article, outlet, event, words| Labelled { article, outlet, event: Some(event), words };
/// let articles = [
///     article("a1", 0, "strike", 400),
///     article("a2", 0, "strike", 300),
///     article("a3", 1, "strike", 500),
///     article("a4", 1, "storm", 350),
/// ];
/// let design = Design::new(Exchange::BlocksInEvents, &articles);
/// assert_eq!(design.events(), ["strike"]);
/// assert_eq!(design.units().map(|unit| (unit.outlet, unit.words)).collect::<Vec<_>>(), [(1, 500), (0, 700)]);
/// // Hits of the four articles, gathered into the two units.
/// assert_eq!(design.gather(&[2, 1, 4, 9]).unwrap(), [4, 3]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    exchange: Exchange,
    /// The unit of each article; `None` where the design drops it.
    unit_of: Vec<Option<u32>>,
    units: Vec<DesignUnit>,
    /// The outlets that have units, ascending.
    outlets: Vec<usize>,
    /// The outlet of each unit, as a position in `outlets`.
    labels: Vec<u32>,
    events: Vec<String>,
    /// The units of each event.
    blocks: Vec<Range<usize>>,
    /// Words of all units, if 64 bits hold them.
    words: Option<u64>,
    /// Whether each of `outlets` is tested.
    tested: Vec<bool>,
    /// What a hit counts for.
    hit: f64,
}

/// A unit while it is gathered: its articles are a stretch of the sorted ones.
struct Gathered {
    outlet: usize,
    words: u64,
    /// Whether 64 bits hold the words.
    holds: bool,
    /// Which of the sorted articles.
    members: Range<u32>,
    /// Of these, the one with the smallest key.
    first: u32,
}

impl Design {
    /// Gathers articles into units.
    #[must_use]
    pub fn new(exchange: Exchange, articles: &[Labelled]) -> Self {
        // Key of a unit: its event (articles without one apart), or its article; then its outlet.
        let key = |place: &u32| {
            let article = &articles[*place as usize];
            match (exchange, article.event) {
                (Exchange::Articles, _) | (_, None) => (None, article.article, article.outlet),
                (_, Some(event)) => (Some(event), "", article.outlet),
            }
        };
        let in_design = |article: &Labelled| exchange != Exchange::BlocksInEvents || article.event.is_some();
        let mut order: Vec<u32> = (0..).zip(articles).filter(|(_, a)| in_design(a)).map(|(place, _)| place).collect();
        order.sort_unstable_by(|a, b| (key(a), a).cmp(&(key(b), b)));
        let mut units: Vec<Gathered> = Vec::new();
        let mut end = 0;
        for members in order.chunk_by(|a, b| key(a) == key(b)) {
            let of = |place: &u32| &articles[*place as usize];
            let words = || members.iter().map(|place| of(place).words);
            units.push(Gathered {
                outlet: of(&members[0]).outlet,
                words: words().fold(0, u64::saturating_add),
                holds: words().try_fold(0_u64, u64::checked_add).is_some(),
                members: end..end + members.len() as u32,
                first: *members.iter().min_by_key(|place| of(place).article).unwrap_or(&members[0]),
            });
            end += members.len() as u32;
        }
        let key_of = |unit: &Gathered| {
            let (event, article, outlet) = key(&order[unit.members.start as usize]);
            (event, article, unit.words, articles[unit.first as usize].article, outlet)
        };
        units.sort_unstable_by(|a, b| key_of(a).cmp(&key_of(b)));
        let event = |unit: &Gathered| key(&order[unit.members.start as usize]).0;
        if exchange == Exchange::BlocksInEvents {
            let shared: Vec<bool> = units
                .chunk_by(|a, b| event(a) == event(b))
                .flat_map(|of_event| std::iter::repeat_n(of_event.len() > 1, of_event.len()))
                .collect();
            let mut shared = shared.into_iter();
            units.retain(|_| shared.next() == Some(true));
        }
        let mut design = Design::without_units(exchange, articles.len(), units.len());
        for unit in units {
            design.push(event(&unit), &unit, &order[unit.members.start as usize..unit.members.end as usize]);
        }
        design.label();
        design
    }

    fn without_units(exchange: Exchange, articles: usize, units: usize) -> Self {
        Design {
            exchange,
            unit_of: vec![None; articles],
            units: Vec::with_capacity(units),
            outlets: Vec::new(),
            labels: Vec::new(),
            events: Vec::new(),
            blocks: Vec::new(),
            words: Some(0),
            tested: Vec::new(),
            hit: 1.0,
        }
    }

    /// Takes in the next unit; `members` are its articles.
    fn push(&mut self, event: Option<&str>, gathered: &Gathered, members: &[u32]) {
        let place = self.units.len();
        let mut unit =
            DesignUnit { outlet: gathered.outlet, event: None, words: gathered.words, articles: members.len() };
        if let (Exchange::BlocksInEvents, Some(event)) = (self.exchange, event) {
            if self.events.last().is_none_or(|last| last != event) {
                self.events.push(event.to_string());
                self.blocks.push(place..place);
            }
            let last = self.events.len() - 1;
            self.blocks[last].end = place + 1;
            unit.event = Some(last);
        }
        self.words = self.words.filter(|_| gathered.holds).and_then(|sum| sum.checked_add(unit.words));
        members.iter().for_each(|&article| self.unit_of[article as usize] = Some(place as u32));
        self.units.push(unit);
    }

    /// Numbers the outlets that have units.
    fn label(&mut self) {
        let mut outlets: Vec<usize> = self.units.iter().map(|unit| unit.outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let label = |unit: &DesignUnit| outlets.partition_point(|&outlet| outlet < unit.outlet) as u32;
        self.labels = self.units.iter().map(label).collect();
        self.tested = vec![true; outlets.len()];
        self.outlets = outlets;
    }

    /// The same, where only these outlets are tested. The others are relabelled with them and belong to everybody's
    /// rest, but have no T of their own and take no part in any maximum.
    #[must_use]
    pub fn test_only(mut self, outlets: &[usize]) -> Self {
        self.tested = self.outlets.iter().map(|outlet| outlets.contains(outlet)).collect();
        self
    }

    /// The same, where texts are weighted and a hit counts for so much:
    /// [`Sample::with_hits_of`](crate::measures::Sample::with_hits_of).
    #[must_use]
    pub fn with_hits_of(mut self, weight: f64) -> Self {
        self.hit = weight;
        self
    }

    /// What stands for a side without hits.
    pub(super) fn half_a_hit(&self) -> f64 {
        0.5 * self.hit
    }

    /// Whether an outlet (as a position in [`outlets`](Self::outlets)) is tested.
    #[must_use]
    pub fn is_tested(&self, outlet: usize) -> bool {
        self.tested[outlet]
    }

    /// What changes places.
    #[must_use]
    pub fn exchange(&self) -> Exchange {
        self.exchange
    }

    /// The outlets that have units, ascending: the order of every figure per outlet.
    #[must_use]
    pub fn outlets(&self) -> &[usize] {
        &self.outlets
    }

    /// The outlet each unit really belongs to, as a position in [`outlets`](Self::outlets).
    #[must_use]
    pub fn observed(&self) -> &[u32] {
        &self.labels
    }

    /// The units in their order.
    pub fn units(&self) -> impl ExactSizeIterator<Item = DesignUnit> + '_ {
        self.units.iter().copied()
    }

    /// The events that are compared, sorted; empty where units are not exchanged inside events.
    #[must_use]
    pub fn events(&self) -> &[String] {
        &self.events
    }

    /// The events an outlet (as a position in [`outlets`](Self::outlets)) is compared on, as positions in
    /// [`events`](Self::events).
    pub fn events_of(&self, outlet: usize) -> impl Iterator<Item = usize> + '_ {
        let covers = move |blocks: &Range<usize>| self.labels[blocks.clone()].iter().any(|&l| l as usize == outlet);
        self.blocks.iter().enumerate().filter(move |(_, blocks)| covers(blocks)).map(|(event, _)| event)
    }

    /// The hits of units, from the hits of the articles the design was made of, in their order.
    ///
    /// # Errors
    /// `impossible_counts` where there is not one number an article, or 64 bits do not hold a sum.
    pub fn gather(&self, hits: &[u64]) -> Defined<Vec<u64>> {
        if hits.len() != self.unit_of.len() {
            return Err(Undefined::ImpossibleCounts);
        }
        let mut sums = vec![0_u64; self.units.len()];
        for (&unit, &hits) in self.unit_of.iter().zip(hits) {
            if let Some(unit) = unit {
                let sum = &mut sums[unit as usize];
                *sum = sum.checked_add(hits).ok_or(Undefined::ImpossibleCounts)?;
            }
        }
        Ok(sums)
    }

    /// Whether an outlet (as a position in [`outlets`](Self::outlets)) and the others have units enough for a p worth
    /// showing: 10 units on each side, or 6 shared events.
    ///
    /// # Errors
    /// `few_articles`, `few_events`.
    pub fn enough_units(&self, outlet: usize) -> Defined<()> {
        if self.exchange == Exchange::BlocksInEvents {
            return if self.events_of(outlet).count() < 6 { Err(Undefined::FewEvents) } else { Ok(()) };
        }
        let own = self.labels.iter().filter(|&&label| label as usize == outlet).count();
        if own < 10 || self.labels.len() - own < 10 { Err(Undefined::FewArticles) } else { Ok(()) }
    }

    /// The unit of each article; `None` where the design drops it.
    pub(super) fn unit_of(&self) -> &[Option<u32>] {
        &self.unit_of
    }

    /// The units of each event.
    pub(super) fn blocks(&self) -> &[Range<usize>] {
        &self.blocks
    }

    /// The words of an event, both sides together.
    pub(super) fn event_words(&self, event: usize) -> u64 {
        self.units[self.blocks[event].clone()].iter().fold(0, |sum, unit| sum.saturating_add(unit.words))
    }

    pub(super) fn unit(&self, unit: usize) -> &DesignUnit {
        &self.units[unit]
    }

    /// Words of all units, if 64 bits hold them.
    pub(super) fn words(&self) -> Option<u64> {
        self.words
    }

    /// Whether every event has two blocks.
    pub(super) fn holds_pairs_alone(&self) -> bool {
        self.units.len() == 2 * self.blocks.len()
    }

    /// Whether all 2^E swaps of labels can be gone through: two outlets, at most 14 events.
    pub(super) fn can_be_enumerated(&self) -> bool {
        self.exchange == Exchange::BlocksInEvents && self.outlets.len() == 2 && self.events.len() <= 14
    }
}
