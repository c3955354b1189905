//! The report of events: what belongs together, what is doubtful, and who covered what.

use super::compare::{counted, grouped, with_analyser, with_skipped};
use super::{Block, Cell, CorpusRef, Detail, Provenance, Report, Table, Warning};
use crate::framing::{EventGroup, EventGroups, EventMember, MIN_ARTICLES, MIN_SHARED_EVENTS, OutletCoverage};
use crate::measures::{Agreement, Clustering, Defined};
use crate::text::AnalyzerOptions;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The name and version of the JSON body: `events` (each with its `label`, `dates`, `outlets`, `cohesion` and `articles`),
/// `outlets` (what each covered, and what pairing leaves out), and `agreement` with the events that articles name.
pub const EVENTS_SCHEMA: &str = "parallax-events/1";

/// So many rows of a table are read in a terminal at one go.
const ROWS_IN_TERMINAL: usize = 20;
/// More outlets than this make no columns beside each other.
const OUTLETS_BESIDE: usize = 8;
/// Days of two outlets that overlap by less than this share of both together are another time.
const PERIOD_OVERLAP: f64 = 0.8;

impl EventGroups {
    /// The events as a report; `options` are those of the input.
    pub fn report(&self, options: AnalyzerOptions, detail: Detail) -> Report {
        let title = if self.source.origin().is_derived() { "Derived events" } else { "Events" };
        let mut report = Report::new(title, self.provenance(options)).with_block(Block::paragraph(self.summary()));
        if let Some(agreement) = &self.agreement {
            report = report.with_block(agreement_table(agreement));
        }
        report = report.with_block(self.events_table(detail));
        if self.doubtful().next().is_some() {
            report = report.with_block(self.doubtful_table(detail));
        }
        report = report.with_block(self.coverage_table(detail));
        if self.coverage.len() >= 2 {
            report = report.with_block(self.matrix(detail));
        }
        let warnings = self.warnings();
        if !warnings.is_empty() {
            report = report.with_block(Block::Warnings { warnings });
        }
        report.with_data(EVENTS_SCHEMA, self.data())
    }

    fn articles(&self) -> u64 {
        self.groups.iter().map(|group| group.members.len() as u64).sum()
    }

    fn doubtful(&self) -> impl Iterator<Item = (&EventGroup, &EventMember)> {
        self.groups.iter().flat_map(|g| g.members.iter().filter(|m| m.doubtful).map(move |m| (g, m)))
    }

    fn summary(&self) -> String {
        let alone = self.groups.iter().filter(|group| group.members.len() == 1).count() as u64;
        let shared = self.groups.iter().filter(|group| group.outlets().len() > 1).count() as u64;
        let mut text = format!(
            "{} of {} on {}, {} of them covered by more than one outlet, {} by one article only.",
            counted(self.articles(), "article"),
            counted(self.coverage.len() as u64, "outlet"),
            counted(self.groups.len() as u64, "event"),
            grouped(shared),
            grouped(alone),
        );
        if self.source.origin().is_derived() {
            text += " The events are derived from words and dates, not given: look through them, and keep corrections in a file.";
        }
        if self.known > 0 {
            text += &format!(" {} kept the event of an earlier run.", counted(self.known, "article"));
        }
        if self.corrections > 0 {
            text += &format!(" {} applied on top.", counted(self.corrections as u64, "correction"));
        }
        text
    }

    /// The largest events first; those of one article are counted in the text.
    fn events_table(&self, detail: Detail) -> Table {
        let mut groups: Vec<&EventGroup> = self.groups.iter().filter(|group| group.members.len() > 1).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
        let table = Table::new("events", "Events of more than one article")
            .key("event", "event")
            .words("label", "what it is about")
            .words("dates", "days")
            .figures("articles", "articles")
            .figures("outlets", "outlets")
            .figures("cohesion", "cohesion")
            .figures("doubtful", "doubtful");
        let row = |table: Table, group: &&EventGroup| {
            table.row([
                Cell::from(&*group.event),
                group.label.join(", ").as_str().into(),
                days(group.dates).as_str().into(),
                (group.members.len() as u64).into(),
                (group.outlets().len() as u64).into(),
                figure(group.cohesion),
                (group.members.iter().filter(|m| m.doubtful).count() as u64).into(),
            ])
        };
        let shown = shown(groups.len(), detail);
        let table = groups.iter().take(shown).fold(table, row).note(
            "Cohesion is the mean cosine of an article with all others of its event; an article is doubtful where its own is low, or higher with another event.",
        );
        folded(table, groups.len(), shown)
    }

    fn doubtful_table(&self, detail: Detail) -> Table {
        let mut doubtful: Vec<_> = self.doubtful().collect();
        doubtful.sort_by(|a, b| a.1.similarity.unwrap_or(0.0).total_cmp(&b.1.similarity.unwrap_or(0.0)));
        let table = Table::new("doubtful", "Doubtful articles")
            .key("article", "article")
            .words("title", "title")
            .words("event", "event")
            .figures("similarity", "similarity")
            .words("nearest", "nearest other event")
            .figures("nearest_similarity", "similarity there");
        let row = |table: Table, (group, member): &(&EventGroup, &EventMember)| {
            let nearest = member.nearest.as_ref();
            table.row([
                Cell::from(&*member.article),
                (*member.title).into(),
                (*group.event).into(),
                figure(member.similarity),
                nearest.map_or(Cell::Empty, |(event, _)| (**event).into()),
                nearest.map_or(Cell::Empty, |(_, similarity)| Cell::number(*similarity, 2)),
            ])
        };
        let shown = shown(doubtful.len(), detail);
        folded(doubtful.iter().take(shown).fold(table, row), doubtful.len(), shown)
    }

    fn coverage_table(&self, detail: Detail) -> Table {
        let mut outlets: Vec<&OutletCoverage> = self.coverage.iter().collect();
        if detail.fold && outlets.len() > ROWS_IN_TERMINAL {
            outlets.sort_by_key(|outlet| std::cmp::Reverse(outlet.articles));
        }
        let table = Table::new("coverage", "What each outlet covered, and what a comparison event by event leaves out")
            .key("outlet", "outlet")
            .figures("articles", "articles")
            .figures("events", "events")
            .figures("shared_events", "shared")
            .figures("own_events", "its own alone")
            .figures("kept", "articles kept")
            .figures("left_out", "left out")
            .figures("left_out_share", "left out %")
            .words("dates", "days");
        let row = |table: Table, outlet: &&OutletCoverage| {
            let left = outlet.articles - outlet.shared_articles;
            table.row([
                Cell::from(&*outlet.outlet),
                outlet.articles.into(),
                outlet.events.into(),
                outlet.shared_events.into(),
                (outlet.events - outlet.shared_events).into(),
                outlet.shared_articles.into(),
                left.into(),
                Cell::share(left as f64 / outlet.articles as f64, 0),
                days(outlet.dates).as_str().into(),
            ])
        };
        let shown = shown(outlets.len(), detail);
        let table = outlets.iter().take(shown).fold(table, row).note("Shared: another outlet covers the event too.");
        folded(table, outlets.len(), shown)
    }

    /// Articles by event and outlet: side by side where outlets are few, else one row for each event and outlet.
    fn matrix(&self, detail: Detail) -> Table {
        let mut groups: Vec<&EventGroup> = self.groups.iter().collect();
        groups.sort_by_key(|group| (std::cmp::Reverse(group.outlets().len()), std::cmp::Reverse(group.members.len())));
        let title = "Who covered which event: articles by event and outlet";
        if self.coverage.len() <= OUTLETS_BESIDE {
            let table = Table::new("matrix", title).key("event", "event");
            let table = self.coverage.iter().fold(table, |table, o| table.figures(&*o.outlet, &*o.outlet));
            let row = |table: Table, group: &&EventGroup| {
                let outlets = group.outlets();
                let cells = self.coverage.iter().map(|o| match outlets.get(&o.outlet) {
                    Some(articles) => Cell::from(*articles),
                    None => Cell::from(0),
                });
                table.row([Cell::from(&*group.event)].into_iter().chain(cells))
            };
            let shown = shown(groups.len(), detail);
            return folded(groups.iter().take(shown).fold(table, row), groups.len(), shown);
        }
        let cells: Vec<_> =
            groups.iter().flat_map(|g| g.outlets().into_iter().map(|(o, n)| (&*g.event, o, n))).collect();
        let table =
            Table::new("matrix", title).key("event", "event").key("outlet", "outlet").figures("articles", "articles");
        let shown = shown(cells.len(), detail);
        let row = |table: Table, (event, outlet, articles): &(&str, std::sync::Arc<str>, u64)| {
            table.row([Cell::from(*event), (**outlet).into(), (*articles).into()])
        };
        folded(cells.iter().take(shown).fold(table, row), cells.len(), shown)
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |code: &str, about: String, text: &str| {
            warnings.push(Warning { code: code.to_string(), about, text: text.to_string() });
        };
        if self.source.origin().is_derived() {
            warn(
                "derived_events",
                String::new(),
                "events are derived: two that were taken for one make intervals wider, one that fell into two makes them too narrow",
            );
        }
        let compared: Vec<&OutletCoverage> = self.coverage.iter().filter(|outlet| outlet.is_compared()).collect();
        if compared.len() < 2 {
            return warnings;
        }
        let listed = |outlets: Vec<&str>| match outlets.len() {
            0..=6 => outlets.join(", "),
            more => format!("{} and {} more", outlets[..6].join(", "), more - 6),
        };
        let unpaired: Vec<&str> = compared.iter().filter(|o| !o.can_be_paired()).map(|o| &*o.outlet).collect();
        if !unpaired.is_empty() {
            warn(
                "topic_mismatch",
                listed(unpaired),
                &format!(
                    "fewer than {MIN_SHARED_EVENTS} events shared with others, or less than 60 % of the articles on them: compared with the rest, what differs may be the news and not the words"
                ),
            );
        }
        let spans: Vec<_> = compared.iter().filter_map(|outlet| Some((&*outlet.outlet, outlet.dates?))).collect();
        let other_time: Vec<&str> = spans
            .iter()
            .filter(|(name, dates)| {
                let rest = spans.iter().filter(|(other, _)| other != name).map(|(_, dates)| *dates);
                rest.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
                    .is_some_and(|rest| overlap(*dates, rest) < PERIOD_OVERLAP)
            })
            .map(|(name, _)| *name)
            .collect();
        if !other_time.is_empty() {
            let text = "the articles are from different times: a difference may be one of time";
            warn("period_mismatch", listed(other_time), text);
        }
        warnings
    }

    fn provenance(&self, options: AnalyzerOptions) -> Provenance {
        let corpus = CorpusRef { articles: self.articles(), words: 0, hash: String::new() };
        let mut provenance = Provenance::new()
            .with_corpus(corpus)
            .with_option("events", self.source.origin().in_words())
            .with_option("corrections", self.corrections)
            .with_option("kept from an earlier run", self.known)
            .with_option("outlets compared", format!("from {MIN_ARTICLES} articles"));
        provenance = with_skipped(with_analyser(provenance, options), &self.skipped);
        self.input.iter().fold(provenance, Provenance::with_input)
    }

    fn data(&self) -> Value {
        let value = |figure: Defined<f64>| figure.ok();
        let member = |member: &EventMember| {
            json!({
                "article": &*member.article,
                "outlet": &*member.outlet,
                "published": member.date,
                "title": &*member.title,
                "derived": self.source.origin().is_derived().then_some(&*member.derived),
                "similarity": value(member.similarity),
                "nearest": member.nearest.as_ref().map(|(event, similarity)| json!({ "event": &**event, "similarity": similarity })),
                "doubtful": member.doubtful,
            })
        };
        let event = |group: &EventGroup| {
            json!({
                "event": &*group.event,
                "label": group.label,
                "dates": group.dates,
                "cohesion": value(group.cohesion),
                "outlets": group.outlets().iter().map(|(o, n)| (o.to_string(), Value::from(*n))).collect::<serde_json::Map<_, _>>(),
                "articles": group.members.iter().map(member).collect::<Vec<_>>(),
            })
        };
        let outlet = |outlet: &OutletCoverage| {
            json!({
                "outlet": &*outlet.outlet,
                "articles": outlet.articles,
                "events": outlet.events,
                "shared_events": outlet.shared_events,
                "shared_articles": outlet.shared_articles,
                "dates": outlet.dates,
            })
        };
        json!({
            "derived": self.source.origin().is_derived(),
            "source": self.source.origin().in_words(),
            "corrections": self.corrections,
            "known": self.known,
            "agreement": self.agreement.as_ref().map(|found| json!({
                "articles": found.items(),
                "bcubed": agreement_data(found.bcubed()),
                "pairs": agreement_data(found.pairs()),
                "adjusted_rand": value(found.adjusted_rand()),
                "homogeneity": found.homogeneity(),
                "completeness": found.completeness(),
                "v_measure": found.v_measure(),
            })),
            "events": self.groups.iter().map(event).collect::<Vec<_>>(),
            "outlets": self.coverage.iter().map(outlet).collect::<Vec<_>>(),
        })
    }
}

fn agreement_table(found: &Clustering) -> Table {
    let table = Table::new("agreement", "Derived events against those that the articles name")
        .key("measure", "measure")
        .figures("precision", "precision")
        .figures("recall", "recall")
        .figures("f1", "F1");
    [("BCubed", found.bcubed()), ("pairs", found.pairs())]
        .into_iter()
        .fold(table, |table, (name, a)| {
            table.row([Cell::from(name), figure(a.precision), figure(a.recall), figure(a.f1)])
        })
        .note(format!(
            "{} that name an event. Adjusted Rand index {}, V {:.2}.",
            counted(found.items(), "article"),
            found.adjusted_rand().map_or("undefined".to_string(), |rand| format!("{rand:.2}")),
            found.v_measure()
        ))
}

fn agreement_data(agreement: Agreement) -> Value {
    let Agreement { precision, recall, f1 } = agreement;
    json!({ "precision": precision.ok(), "recall": recall.ok(), "f1": f1.ok() })
}

fn figure(value: Defined<f64>) -> Cell {
    value.map_or_else(|reason| Cell::dash(reason.code(), reason.because()), |value| Cell::number(value, 2))
}

fn days(dates: Option<(Date, Date)>) -> String {
    match dates {
        None => "undated".to_string(),
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first} to {last}"),
    }
}

/// The share of the days of both together that both have.
fn overlap(a: (Date, Date), b: (Date, Date)) -> f64 {
    let days = |from: Date, to: Date| f64::from((to - from).get_days()) + 1.0;
    days(a.0.max(b.0), a.1.min(b.1)).max(0.0) / days(a.0.min(b.0), a.1.max(b.1))
}

fn shown(rows: usize, detail: Detail) -> usize {
    if detail.fold { rows.min(ROWS_IN_TERMINAL) } else { rows }
}

fn folded(table: Table, rows: usize, shown: usize) -> Table {
    if shown == rows {
        table
    } else {
        table.note(format!("{} of {} rows; all with `--full`.", shown, grouped(rows as u64)))
    }
}
