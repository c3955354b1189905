//! Which articles report the same event?
//!
//! [`EventGroups`] derives events from what articles say and when, or takes those that are given, and shows what follows
//! for a comparison: which outlets covered which events, and what a comparison event by event leaves out. Derived events
//! are a proposal: each has its cohesion, its doubtful members are listed, and [`Corrections`] are kept in a file.
//!
//! A wrong event makes units larger and intervals wider; an event in two makes units that are not independent, and
//! intervals too narrow. Which errors there are is told by BCubed where articles name their events themselves.

mod assignment;
mod corrections;
mod coverage;
mod grouping;
mod options;

pub use assignment::EventAssignment;
pub use corrections::Corrections;
pub use coverage::OutletCoverage;
pub use options::{EventOptions, EventOrigin};

use crate::corpus::{Selection, Skipped};
use crate::counts::{Counts, EventFeatures, Input};
use crate::error::{Error, ErrorKind, Result};
use crate::measures::event_stream::TermVector;
use crate::measures::{Clustering, Defined, Undefined};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many of its terms name an event for readers.
const LABEL_TERMS: usize = 5;

/// Where events come from.
#[derive(Clone, Debug, Default)]
pub enum EventSource {
    /// The articles name them.
    #[default]
    Given,
    /// From what the articles say, and when.
    Derived(EventOptions),
    /// From a table. Articles that are not in it are units of their own.
    File(EventAssignment),
}

impl EventSource {
    /// What kind of source it is.
    #[must_use]
    pub fn origin(&self) -> EventOrigin {
        match self {
            EventSource::Given => EventOrigin::Given,
            EventSource::Derived(options) => EventOrigin::Derived(*options),
            EventSource::File(table) if table.is_derived() => EventOrigin::DerivedTable,
            EventSource::File(_) => EventOrigin::Table,
        }
    }

    /// The event of each article of a selection; `None`: the articles name it.
    ///
    /// # Errors
    /// If the input cannot be read, or a table names none of its articles.
    pub(super) fn event_of(&self, input: &Input, selection: &Selection) -> Result<Option<EventOf>> {
        match self {
            EventSource::Given => Ok(None),
            // articles were selected by the events they name, and get others
            _ if !selection.events().is_empty() => {
                let message = "`--event` selects by the events that articles name; leave it out where events are derived or come from a table";
                Err(Error::new(ErrorKind::Request, message))
            }
            EventSource::Derived(_) => {
                let groups = EventGroups::builder().selection(selection.clone()).source(self.clone()).find(input)?;
                Ok(Some(groups.event_of()))
            }
            EventSource::File(table) => Ok(Some(table.events().clone())),
        }
    }

    /// As `event_of`, where only counts are at hand.
    ///
    /// # Errors
    /// If events are to be derived, which takes the texts.
    pub(super) fn event_of_counts(&self, counts: &Counts) -> Result<Option<EventOf>> {
        let message = match self {
            EventSource::Given => return Ok(None),
            EventSource::Derived(_) => {
                "events are derived from texts, and these are counts; `parallax events` on the articles writes a table for `--events`"
            }
            EventSource::File(_) if counts.header().selection.iter().any(|part| part.starts_with("event ")) => {
                "the articles were selected by the events that they name; count them without `--event` to give them others"
            }
            EventSource::File(table) => return Ok(Some(table.events().clone())),
        };
        Err(Error::new(ErrorKind::Request, message))
    }
}

/// The event of each article, by its id.
pub(super) type EventOf = FxHashMap<Arc<str>, Arc<str>>;

/// Articles in events.
///
/// ```
/// use parallax::{Input, framing::EventGroups};
///
/// let line = |outlet: &str, day: &str, text: &str| format!("{{\"outlet\":\"{outlet}\",\"published\":\"{day}\",\"text\":\"{text}\"}}\n");
/// let lines = line("Gazette", "2024-03-04", "Dockers in Port Harlan walked out on Monday over wages.")
///     + &line("Wire", "2024-03-04", "Wages brought dockers of Port Harlan to walk out on Monday.")
///     + &line("Wire", "2024-03-05", "The orchestra played Mahler to an empty hall.");
/// let input = Input::builder().reader("three articles", std::io::Cursor::new(lines)).open()?;
/// let events = EventGroups::builder().find(&input)?;
/// assert_eq!(events.groups.iter().map(|group| group.members.len()).collect::<Vec<_>>(), [2, 1]);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct EventGroups {
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// Where the events come from.
    pub source: EventSource,
    /// The events in the order of their first articles.
    pub groups: Vec<EventGroup>,
    /// The outlets in the order of their names.
    pub coverage: Vec<OutletCoverage>,
    /// How far derived events are those that the articles name, over the articles that name one.
    pub agreement: Option<Clustering>,
    /// How many corrections were applied.
    pub corrections: usize,
    /// How many articles had their event from an earlier run.
    pub known: u64,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// One event and the articles on it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventGroup {
    /// Its name. A derived one is made from the id of its first article, so it stays when later articles join.
    pub event: Arc<str>,
    /// The words that tell it from other events, the heaviest first.
    pub label: Vec<Box<str>>,
    /// Its first and its last day.
    pub dates: Option<(Date, Date)>,
    /// The mean similarity of a member with all others together, 0 to 1.
    pub cohesion: Defined<f64>,
    /// Its articles, in the order of their days.
    pub members: Vec<EventMember>,
}

/// An article of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventMember {
    /// The article.
    pub article: Arc<str>,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// Its day.
    pub date: Option<Date>,
    /// Its title.
    pub title: Box<str>,
    /// What the event was before corrections.
    pub derived: Arc<str>,
    /// How much it is like all others of the event together, 0 to 1.
    pub similarity: Defined<f64>,
    /// The other event it is most like, and how much.
    pub nearest: Option<(Arc<str>, f64)>,
    /// Whether it is less like the others than it takes to be put to them at first sight, or more like another event.
    pub doubtful: bool,
}

impl EventGroup {
    /// How many articles each outlet has on it.
    #[must_use]
    pub fn outlets(&self) -> BTreeMap<Arc<str>, u64> {
        let mut outlets = BTreeMap::new();
        self.members.iter().for_each(|member| *outlets.entry(member.outlet.clone()).or_default() += 1);
        outlets
    }
}

/// How events are found.
#[derive(Clone, Debug)]
#[must_use]
pub struct EventGroupsBuilder {
    selection: Selection,
    source: EventSource,
    corrections: Corrections,
    known: EventAssignment,
}

impl EventGroups {
    /// Starts: derived by the defaults, of all articles, without corrections.
    pub fn builder() -> EventGroupsBuilder {
        EventGroupsBuilder {
            selection: Selection::all(),
            source: EventSource::Derived(EventOptions::default()),
            corrections: Corrections::default(),
            known: EventAssignment::default(),
        }
    }

    /// The event of each article.
    fn event_of(&self) -> EventOf {
        let members = self.groups.iter().flat_map(|g| g.members.iter().map(|m| (m.article.clone(), g.event.clone())));
        members.collect()
    }

    /// The table of articles and events as CSV: what [`EventAssignment`] reads, and what helps to look it through.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn write_csv(&self, out: impl std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        // a file without the column says that nothing was derived
        let derived = self.source.origin().is_derived();
        let with = |mut row: Vec<String>, last: String| {
            row.extend(derived.then_some(last));
            row
        };
        let header = ["article", "event", "label", "outlet", "published", "title", "similarity", "nearest", "doubtful"];
        writer.write_record(with(header.map(String::from).to_vec(), "derived".to_string()))?;
        for group in &self.groups {
            for member in &group.members {
                let row = vec![
                    member.article.to_string(),
                    group.event.to_string(),
                    group.label.join(" "),
                    member.outlet.to_string(),
                    member.date.map(|date| date.to_string()).unwrap_or_default(),
                    member.title.to_string(),
                    member.similarity.map(|s| format!("{s:.4}")).unwrap_or_default(),
                    member.nearest.as_ref().map(|(event, _)| event.to_string()).unwrap_or_default(),
                    if member.doubtful { "yes" } else { "" }.to_string(),
                ];
                writer.write_record(with(row, member.derived.to_string()))?;
            }
        }
        writer.flush()
    }
}

impl EventGroupsBuilder {
    /// Only these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Where events come from. Default: derived.
    pub fn source(mut self, source: EventSource) -> Self {
        self.source = source;
        self
    }

    /// Applies corrections on top. Default: none.
    pub fn corrections(mut self, corrections: Corrections) -> Self {
        self.corrections = corrections;
        self
    }

    /// Keeps the events of an earlier run: only articles that are not in it are put to one, new or old. Default: none.
    pub fn onto(mut self, known: EventAssignment) -> Self {
        self.known = known;
        self
    }

    /// Reads the articles and groups them.
    ///
    /// # Errors
    /// If the input cannot be read, no article is selected, or a correction names what is not there.
    pub fn find(&self, input: &Input) -> Result<EventGroups> {
        let features = input.event_features(&self.selection)?;
        let mut groups = self.group(features)?;
        groups.input = input.names().to_vec();
        Ok(groups)
    }

    /// Groups articles by features that were read before, here or on other machines.
    ///
    /// # Errors
    /// If the articles are to name their events and none does, or a correction names what is not there.
    pub fn group(&self, features: EventFeatures) -> Result<EventGroups> {
        let articles = &features.articles;
        let is_given = matches!(self.source, EventSource::Given);
        if is_given && !articles.is_empty() && articles.iter().all(|article| article.event.is_none()) {
            let message = "no article names an event; `--events derive` finds events from what the articles say, and `--events FILE` takes them from a table of articles and events";
            return Err(Error::new(ErrorKind::Request, message));
        }
        let ids: Vec<Arc<str>> = features.articles.iter().map(|article| article.id.clone()).collect();
        let defaults = EventOptions::default();
        let options = if let EventSource::Derived(options) = &self.source { options } else { &defaults };
        let earlier = self.known.before_corrections();
        let grouped = grouping::group(&features, options, earlier);
        let derived: Vec<Arc<str>> = match &self.source {
            EventSource::Derived(_) => names(&ids, &grouped.group_of, earlier),
            EventSource::Given => each(&features, |at| features.articles[at].event.clone()),
            EventSource::File(file) => each(&features, |at| file.events().get(&ids[at]).cloned()),
        };
        let mut events = derived.clone();
        self.corrections.apply(&ids, &mut events)?;

        let mut group_of = places(&events);
        grouping::renumber(&mut group_of);
        let fits = if group_of == grouped.group_of {
            grouped.fit
        } else {
            let times: Vec<Option<f64>> =
                features.articles.iter().map(|article| article.date.map(grouping::days)).collect();
            grouping::fits(&grouped.vectors, &times, &group_of, options)
        };
        let size = group_of.iter().max().map_or(0, |most| most + 1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); size];
        group_of.iter().enumerate().for_each(|(at, &group)| members[group].push(at));
        let groups: Vec<EventGroup> = members
            .iter()
            .map(|places| {
                let member = |&at: &usize| {
                    let (article, fit) = (&features.articles[at], &fits[at]);
                    let alone = places.len() == 1;
                    let other = fit.other.map(|(group, similarity)| (events[members[group][0]].clone(), similarity));
                    EventMember {
                        article: article.id.clone(),
                        outlet: article.outlet.clone(),
                        date: article.date,
                        title: article.title.clone(),
                        derived: derived[at].clone(),
                        similarity: if alone { Err(Undefined::SingleArticle) } else { Ok(fit.own) },
                        doubtful: !alone
                            && (fit.own < options.threshold || other.as_ref().is_some_and(|(_, s)| *s > fit.own)),
                        nearest: other,
                    }
                };
                let members: Vec<EventMember> = places.iter().map(member).collect();
                let dates = || members.iter().filter_map(|member| member.date);
                let similarity = members.iter().map(|m| m.similarity).sum::<Defined<f64>>();
                EventGroup {
                    event: events[places[0]].clone(),
                    label: label(places, &grouped.vectors, &features.shown),
                    dates: dates().min().zip(dates().max()),
                    cohesion: similarity.map(|sum| sum / members.len() as f64),
                    members,
                }
            })
            .collect();
        Ok(EventGroups {
            input: Vec::new(),
            source: self.source.clone(),
            coverage: coverage::coverage(&groups),
            groups,
            agreement: self.source.origin().is_derived().then(|| agreement(&features, &group_of)).flatten(),
            corrections: self.corrections.len(),
            known: ids.iter().filter(|id| earlier.contains_key(*id)).count() as u64,
            skipped: features.skipped,
        })
    }
}

/// The name of an event that begins with this article.
pub(super) fn name_of(article: &str) -> Arc<str> {
    format!("d-{}", &blake3::hash(article.as_bytes()).to_hex()[..10]).into()
}

/// The names of derived events: what they were called before, or by their first article.
fn names(ids: &[Arc<str>], group_of: &[usize], known: &FxHashMap<Arc<str>, Arc<str>>) -> Vec<Arc<str>> {
    let mut name: FxHashMap<usize, Arc<str>> = FxHashMap::default();
    for (id, group) in ids.iter().zip(group_of) {
        if let Some(known) = known.get(id) {
            name.entry(*group).or_insert_with(|| known.clone());
        }
    }
    let mut taken: FxHashSet<Arc<str>> = name.values().cloned().collect();
    for (id, group) in ids.iter().zip(group_of) {
        name.entry(*group).or_insert_with(|| {
            let mut own = name_of(id);
            while !taken.insert(own.clone()) {
                own = format!("{own}-2").into();
            }
            own
        });
    }
    group_of.iter().map(|group| name[group].clone()).collect()
}

/// Events that are known or not: an article without one is an event of its own, under its own name.
fn each(features: &EventFeatures, event: impl Fn(usize) -> Option<Arc<str>>) -> Vec<Arc<str>> {
    let own = |at: usize| Arc::from(format!("(article {})", features.articles[at].id));
    (0..features.articles.len()).map(|at| event(at).unwrap_or_else(|| own(at))).collect()
}

/// Each name as the place where it comes first.
fn places(events: &[Arc<str>]) -> Vec<usize> {
    let mut first: FxHashMap<&Arc<str>, usize> = FxHashMap::default();
    events.iter().enumerate().map(|(at, event)| *first.entry(event).or_insert(at)).collect()
}

/// The terms with the most weight in all members together.
fn label(members: &[usize], vectors: &[TermVector], shown: &[Box<str>]) -> Vec<Box<str>> {
    let mut sum: FxHashMap<u32, f64> = FxHashMap::default();
    members.iter().flat_map(|at| &vectors[*at]).for_each(|(term, weight)| *sum.entry(*term).or_default() += weight);
    let mut terms: Vec<(u32, f64)> = sum.into_iter().collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.into_iter().take(LABEL_TERMS).map(|(term, _)| shown[term as usize].clone()).collect()
}

fn agreement(features: &EventFeatures, group_of: &[usize]) -> Option<Clustering> {
    let named = features.articles.iter().zip(group_of).filter_map(|(a, group)| Some((a.event.as_deref()?, *group)));
    let (gold, found): (Vec<&str>, Vec<usize>) = named.unzip();
    Clustering::new(&gold, &found).ok()
}
