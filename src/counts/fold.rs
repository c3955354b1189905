//! Articles that are counted and summed up at once, where no statistic needs them one by one: memory grows with what is
//! made of them alone.

use super::input::Gathered;
use super::{ArticleCounts, CountPlan, Header, Input};
use crate::corpus::{Seen, Selection, Sight, Skipped};
use crate::error::Result;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What was made of articles, on several threads.
pub(crate) struct Folded<S> {
    pub(crate) header: Arc<Header>,
    pub(crate) parts: Vec<S>,
    pub(crate) skipped: Skipped,
}

/// What has been met of what a plan asks for.
#[derive(Default)]
pub(super) struct Met {
    /// Any article.
    pub(super) articles: bool,
    /// Any with the field that groups are made by.
    pub(super) groups: bool,
    /// The outlets and events, where some are asked for.
    pub(super) outlets: FxHashSet<Arc<str>>,
    pub(super) events: FxHashSet<Arc<str>>,
}

impl Met {
    pub(super) fn see(&mut self, selection: &Selection, row: &ArticleCounts) {
        self.articles = true;
        self.groups |= row.group.is_some();
        // whoever asks for no name need not know which there are
        if !selection.outlets().is_empty() && !self.outlets.contains(&row.outlet) {
            self.outlets.insert(row.outlet.clone());
        }
        let event = row.event.as_ref().filter(|_| !selection.events().is_empty());
        if let Some(event) = event.filter(|event| !self.events.contains(*event)) {
            self.events.insert(event.clone());
        }
    }

    fn merge(mut self, other: Met) -> Met {
        self.articles |= other.articles;
        self.groups |= other.groups;
        self.outlets.extend(other.outlets);
        self.events.extend(other.events);
        self
    }
}

impl Input {
    /// Counts by a plan and hands each article to `add` once, on several threads.
    ///
    /// # Errors
    /// As [`count`](Input::count) and [`check_names`](Input::check_names).
    pub(crate) fn fold<S: Send>(
        &self,
        plan: &CountPlan,
        start: impl Fn(&Header) -> S + Sync,
        add: impl Fn(&mut S, &ArticleCounts) + Sync,
    ) -> Result<Folded<S>> {
        let seen = Seen::default();
        let start = |header: &Header| (Met::default(), start(header));
        let Gathered { header, gathered, skipped } = self.count_into(plan, start, |(met, state), row| {
            // an index holds each article once
            if let Some(source) = self.source() {
                match seen.see_id(&row.id, row.content) {
                    Sight::First => {}
                    Sight::Again => return Ok(()),
                    Sight::Conflict => return Err(source.first_conflict()),
                }
            }
            met.see(&plan.selection, &row);
            add(state, &row);
            Ok(())
        })?;
        let (met, parts): (Vec<Met>, Vec<S>) = gathered.into_iter().unzip();
        let met = met.into_iter().fold(Met::default(), Met::merge);
        self.check_met(plan, &met, &skipped)?;
        Ok(Folded { header, parts, skipped })
    }
}
