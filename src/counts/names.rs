//! Names that select nothing: an error that says which, and what was probably meant.

use super::fold::Met;
use super::input::Road;
use super::{CountPlan, Counted, Input, PairCounts, TermCounts, TermPlan};
use crate::corpus::{Article, Selection, Skipped};
use crate::error::{Error, ErrorKind, Result, nearest};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A list of names longer than this helps nobody.
const SHOWN: usize = 12;
/// So many articles are asked for the names of their fields.
#[cfg(feature = "index")]
const ASKED: usize = 1000;

impl Input {
    /// Checks that every name a plan asks for exists; what exists may still be outside the dates. A part of a corpus on
    /// a machine of its own need not hold every name, so counting does not ask; whoever shows counts does.
    ///
    /// # Errors
    /// If no article has a name that is asked for: the error says what was probably meant. Or if no
    /// article is selected at all, or the input cannot be read.
    pub fn check_names(&self, plan: &CountPlan, counted: &Counted) -> Result<()> {
        let mut met = Met::default();
        counted.counts.rows().iter().for_each(|row| met.see(&plan.selection, row));
        self.check_met(plan, &met, &counted.skipped)
    }

    /// As [`check_names`](Input::check_names), by what was met of the articles.
    pub(super) fn check_met(&self, plan: &CountPlan, met: &Met, skipped: &Skipped) -> Result<()> {
        let selection = &plan.selection;
        self.check_selected(selection, &met.outlets, &met.events, !met.articles)?;
        if !met.articles {
            return Err(nothing_selected(&selection.describe(), skipped));
        }
        match met.groups {
            true => Ok(()),
            false => Err(self.no_field(&plan.by)?),
        }
    }

    /// As [`check_names`](Input::check_names), for counts of terms.
    ///
    /// # Errors
    /// As there.
    pub fn check_term_names(&self, plan: &TermPlan, counts: &TermCounts) -> Result<()> {
        let selection = &plan.selection;
        let nothing = counts.articles.iter().sum::<u64>() == 0;
        // one name that selects something is known; of several each has to be looked up
        if nothing || selection.outlets().len() + selection.events().len() > 1 {
            let none = FxHashSet::default();
            self.check_selected(selection, &none, &none, nothing)?;
        }
        if nothing {
            return Err(nothing_selected(&selection.describe(), &counts.skipped));
        }
        match counts.groups.iter().all(Option::is_none) {
            true => Err(self.no_field(&plan.by)?),
            false => Ok(()),
        }
    }

    /// As [`check_names`](Input::check_names), for pairs.
    pub(crate) fn check_pair_names(&self, selection: &Selection, counts: &PairCounts) -> Result<()> {
        let nothing = counts.articles() == 0;
        if nothing || selection.outlets().len() + selection.events().len() > 1 {
            let none = FxHashSet::default();
            self.check_selected(selection, &none, &none, nothing)?;
        }
        match nothing {
            true => Err(nothing_selected(&selection.describe(), counts.skipped())),
            false => Ok(()),
        }
    }

    fn check_selected(
        &self,
        selection: &Selection,
        outlets: &FxHashSet<Arc<str>>,
        events: &FxHashSet<Arc<str>>,
        nothing: bool,
    ) -> Result<()> {
        self.check(selection.outlets(), outlets, "outlet", "is of the outlet")?;
        self.check(selection.events(), events, "event", "is on the event")?;
        for (field, value) in selection.conditions().iter().filter(|_| nothing) {
            self.check(&[value], &FxHashSet::default(), field, &format!("has as its `{field}`"))?;
        }
        Ok(())
    }

    fn check<S: AsRef<str>>(&self, wanted: &[S], met: &FxHashSet<Arc<str>>, field: &str, what: &str) -> Result<()> {
        let mut unmet = wanted.iter().map(AsRef::as_ref).filter(|name| !met.contains(*name)).peekable();
        if unmet.peek().is_none() {
            return Ok(());
        }
        let known = self.values(field)?;
        let Some(missing) = unmet.find(|name| !known.contains(*name)) else { return Ok(()) };
        if known.is_empty() {
            return Err(self.no_field(field)?);
        }
        let message = format!("no article {what} `{missing}`; {}", hint(missing, &known));
        Err(Error::new(ErrorKind::Request, message))
    }

    /// The values of a field in all articles.
    fn values(&self, field: &str) -> Result<BTreeSet<String>> {
        match &self.road {
            Road::Scan(source) => {
                let gathered = source.in_parallel(BTreeSet::new, |values, block| {
                    let mut passed = Skipped::default();
                    for article in block.articles(&mut passed) {
                        values.extend(article.field(field)?.map(|value| value.into_owned()));
                    }
                    Ok(())
                })?;
                Ok(gathered.into_iter().flatten().collect())
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                let mut values = BTreeSet::new();
                for segment in 0..snapshot.segments() {
                    let rows = snapshot.rows(segment, &Selection::all(), field)?;
                    values.extend(rows.into_iter().filter_map(|row| row.group).map(|value| value.to_string()));
                }
                Ok(values)
            }
        }
    }

    fn no_field(&self, by: &str) -> Result<Error> {
        let mut known: BTreeSet<String> = ["outlet", "event", "language"].map(String::from).into();
        let mut add = |article: &Article| known.extend(article.metadata().keys().cloned());
        match &self.road {
            Road::Scan(source) => {
                for block in source.blocks() {
                    block?.articles(&mut Skipped::default()).for_each(|article| add(&article));
                }
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => snapshot.for_first(ASKED, |article| add(&article))?,
        }
        let message = format!("no article has the field `{by}`; {}", hint(by, &known));
        Ok(Error::new(ErrorKind::Request, message))
    }
}

fn hint(wanted: &str, known: &BTreeSet<String>) -> String {
    if let Some(near) = nearest(wanted, known.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    let names: Vec<&str> = known.iter().take(SHOWN).map(String::as_str).collect();
    match known.len().saturating_sub(SHOWN) {
        0 => format!("there are {}", names.join(", ")),
        more => format!("there are {} and {more} more", names.join(", ")),
    }
}

/// The error of a question that no article answers; `selection` says what was asked for, in words.
pub(crate) fn nothing_selected(selection: &[String], skipped: &Skipped) -> Error {
    let first = skipped.reasons().flat_map(|(_, tally)| tally.samples()).min();
    let message = if selection.is_empty() {
        let lost = first.map(|sample| {
            let (records, were) = if skipped.articles() == 1 { ("record", "was") } else { ("records", "were") };
            format!("; {} {records} {were} skipped, the first: {sample}", skipped.articles())
        });
        format!("the input holds no article{}", lost.unwrap_or_default())
    } else {
        format!(
            "no article is selected by {}; look at what the input holds with `parallax compare INPUT`",
            selection.join(", ")
        )
    };
    Error::new(ErrorKind::Request, message)
}
