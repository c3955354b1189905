//! Articles that are counted and summed up at once, where no statistic needs them one by one: memory grows with what is
//! made of them alone.

use super::input::{Gathered, Ids};
use super::{ArticleCounts, CorpusHash, CountPlan, Header, Input};
use crate::corpus::{Seen, Selection, Sight, Skipped};
use crate::error::Result;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What was made of articles, on several threads.
pub(crate) struct Folded<S> {
    pub(crate) header: Arc<Header>,
    pub(crate) parts: Vec<S>,
    /// Of all articles, where it was asked for.
    pub(crate) hash: CorpusHash,
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
    /// Counts by a plan and hands each article to `add` once, on several threads. An article without hits may come
    /// without its id.
    ///
    /// # Errors
    /// As [`count`](Input::count) and [`check_names`](Input::check_names).
    pub(crate) fn fold<S: Send>(
        &self,
        plan: &CountPlan,
        with_hash: bool,
        start: impl Fn(&Header) -> S + Sync,
        add: impl Fn(&mut S, &ArticleCounts) + Sync,
    ) -> Result<Folded<S>> {
        let seen = Seen::default();
        let start = |header: &Header| (Met::default(), CorpusHash::default(), start(header));
        let ids = if with_hash { Ids::Apart } else { Ids::OfHits };
        let Gathered { header, gathered, ids, skipped } =
            self.count_into(plan, ids, start, |(met, hash, state), row| {
                // an index holds each article once
                if let Some(source) = self.source() {
                    match seen.see_id(&row.id, row.content) {
                        Sight::First => {}
                        Sight::Again => return Ok(()),
                        Sight::Conflict => return Err(source.first_conflict()),
                    }
                    if with_hash {
                        hash.add(&row);
                    }
                }
                met.see(&plan.selection, &row);
                add(state, &row);
                Ok(())
            })?;
        let (mut met, mut hash, mut parts) = (Met::default(), CorpusHash::default(), Vec::new());
        for (theirs, of_part, part) in gathered {
            met = met.merge(theirs);
            hash.merge(of_part);
            parts.push(part);
        }
        ids.into_iter().for_each(|ids| hash.add_segment(ids));
        self.check_met(plan, &met, &skipped)?;
        Ok(Folded { header, parts, hash, skipped })
    }
}
