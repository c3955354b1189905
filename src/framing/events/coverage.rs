//! Who covered what: the matrix of outlets and events, and what a comparison event by event leaves out.

use super::EventGroup;
use crate::framing::{MIN_ARTICLES, MIN_SHARED_ARTICLES, MIN_SHARED_EVENTS};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One outlet among the events.
#[derive(Clone, Debug, PartialEq)]
pub struct OutletCoverage {
    /// The outlet.
    pub outlet: Arc<str>,
    /// Its articles.
    pub articles: u64,
    /// The events it covers.
    pub events: u64,
    /// Those of them that another outlet covers too.
    pub shared_events: u64,
    /// Its articles on shared events: what a comparison event by event keeps. The others are left out.
    pub shared_articles: u64,
    /// Its first and its last day.
    pub dates: Option<(Date, Date)>,
}

impl OutletCoverage {
    /// Whether it can be compared with the rest event by event: ten shared events that hold 60 % of its articles.
    #[must_use]
    pub fn can_be_paired(&self) -> bool {
        self.shared_events >= MIN_SHARED_EVENTS as u64
            && self.shared_articles as f64 >= MIN_SHARED_ARTICLES * self.articles as f64
    }

    /// Whether it is large enough to be compared at all.
    #[must_use]
    pub fn is_compared(&self) -> bool {
        self.articles >= MIN_ARTICLES
    }
}

/// The outlets, in the order of their names.
pub(super) fn coverage(groups: &[EventGroup]) -> Vec<OutletCoverage> {
    let mut outlets: BTreeMap<Arc<str>, OutletCoverage> = BTreeMap::new();
    for group in groups {
        let by_outlet = group.outlets();
        for (outlet, articles) in &by_outlet {
            let own = outlets.entry(outlet.clone()).or_insert_with(|| OutletCoverage {
                outlet: outlet.clone(),
                articles: 0,
                events: 0,
                shared_events: 0,
                shared_articles: 0,
                dates: None,
            });
            own.articles += articles;
            own.events += 1;
            if by_outlet.len() > 1 {
                own.shared_events += 1;
                own.shared_articles += articles;
            }
            let days = || group.members.iter().filter(|m| m.outlet == *outlet).filter_map(|m| m.date);
            if let Some((first, last)) = days().min().zip(days().max()) {
                let (from, to) = own.dates.unwrap_or((first, last));
                own.dates = Some((from.min(first), to.max(last)));
            }
        }
    }
    outlets.into_values().collect()
}
