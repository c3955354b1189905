//! Whose words the hits are in: rates by voice, shares of own words, and how groups differ in them.

use super::UnitKind;
use super::profile::{enough, in_units};
use super::table::{Names, Table};
use super::weights::Weights;
use crate::counts::{Counts, VoiceFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::measures::share::{Part, share, share_difference};
use crate::measures::{Defined, Interval, Share, ShareDifference, Undefined, rate};
use crate::voice::VoiceChoice;

/// The hits of a group in a category by voice.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceSplit {
    /// Hits and rates in the six columns ([`VoiceChoice::COLUMNS`]); a hit may be in several of them.
    pub columns: Vec<VoiceRate>,
    /// The share of hits in the outlet's own words, and of those in its own plain words.
    pub shares: Vec<VoiceShare>,
}

/// How often a group uses a category in one voice.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceRate {
    /// The voice.
    pub voice: VoiceChoice,
    /// Hits in it; `None` where it was not judged.
    pub hits: Option<u64>,
    /// Per 1,000 of all words.
    pub per_1000: Defined<f64>,
    /// The interval of the rate at 95 %, over units.
    pub interval_per_1000: Defined<Interval>,
}

/// The share of a group's hits in one voice.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceShare {
    /// The voice.
    pub voice: VoiceChoice,
    /// Hits in it; `None` where it was not judged.
    pub hits: Option<u64>,
    /// Their share of all hits, 0 to 1.
    pub share: Defined<f64>,
    /// Its interval at 95 %, over units.
    pub interval: Defined<Interval>,
}

/// How two sides differ in the share of their hits in one voice.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceDifference {
    /// The voice.
    pub voice: VoiceChoice,
    /// The shares of both sides.
    pub shares: [Defined<f64>; 2],
    /// The first less the second.
    pub difference: Defined<f64>,
    /// The odds ratio: how many times the odds of the other side.
    pub odds_ratio: Defined<f64>,
    /// Its interval at 95 %, over units.
    pub interval: Defined<Interval>,
}

/// The counts of the hits in one voice.
///
/// # Errors
/// If voices were not looked for.
pub fn chosen_voice(counts: &Counts, voice: VoiceFilter) -> Result<Counts> {
    if counts.have_voices() { Ok(counts.in_voice(voice)) } else { Err(unknown(voice)) }
}

/// The error of a choice among voices that are not known.
pub(super) fn unknown(voice: VoiceFilter) -> Error {
    let message = format!(
        "whose words the hits are in is not known, so none can be chosen by the voice `{}`; an index made with `--no-voice` is built again without it",
        voice.choice.name()
    );
    Error::new(ErrorKind::Request, message)
}

/// The voices whose share is shown.
pub(super) const SHARES: [VoiceChoice; 2] = [VoiceChoice::Own, VoiceChoice::Asserted];

/// Tables of hits by voice: the same units, in the same order, in each.
pub(super) struct VoiceTables {
    all: Table,
    columns: Vec<Table>,
    shares: Vec<Table>,
    /// Words whose voice was judged, instead of hits: units without them are not judged.
    judged: Vec<bool>,
    kind: UnitKind,
}

impl VoiceTables {
    /// `all` is the table of all hits.
    pub(super) fn new(
        counts: &Counts,
        all: Table,
        names: &Names,
        kind: UnitKind,
        weights: &Weights,
        voice: VoiceFilter,
    ) -> Self {
        let table = |choice: &VoiceChoice| all.in_voice(counts, weights, voice.with(*choice));
        let judged = |language: &crate::text::Language| {
            let mut rows = counts.rows().iter().filter(|row| row.language == *language);
            rows.all(|row| row.own_words.is_some())
        };
        VoiceTables {
            columns: VoiceChoice::COLUMNS.iter().map(table).collect(),
            shares: SHARES.iter().map(table).collect(),
            judged: names.languages.iter().map(judged).collect(),
            all,
            kind,
        }
    }

    /// Whether a voice can be told in the language of a category.
    pub(super) fn is_judged(&self, category: usize, voice: VoiceChoice) -> Defined<()> {
        let judged = self.judged[self.all.language_of[category]];
        if judged || matches!(voice, VoiceChoice::All | VoiceChoice::Quoted) {
            Ok(())
        } else {
            Err(Undefined::NotJudged)
        }
    }

    /// The split of one group.
    pub(super) fn split(&self, group: Option<usize>, category: usize) -> VoiceSplit {
        let rate_in = |(table, voice): (&Table, &VoiceChoice)| {
            let weighed = table.sample_of(category, group);
            let sample = weighed.sample();
            let judged = self.is_judged(category, *voice);
            let interval = judged
                .and_then(|()| enough(weighed.units.len(), self.kind))
                .and_then(|()| rate::hull_per_1000(&sample));
            VoiceRate {
                voice: *voice,
                hits: judged.ok().map(|()| sample.total().hits),
                per_1000: judged.and_then(|()| rate::per_1000(&sample)),
                interval_per_1000: in_units(interval, self.kind),
            }
        };
        let share_in = |(number, voice): (usize, &VoiceChoice)| {
            let judged = self.is_judged(category, *voice);
            let (share, units) = self.share(number, category, self.all.places_of(category, group));
            let interval = judged.and_then(|()| enough(units, self.kind)).and(share.interval);
            VoiceShare {
                voice: *voice,
                hits: judged.ok().map(|()| share.chosen),
                share: judged.and(share.share),
                interval: in_units(interval, self.kind),
            }
        };
        VoiceSplit {
            columns: self.columns.iter().zip(&VoiceChoice::COLUMNS).map(rate_in).collect(),
            shares: SHARES.iter().enumerate().map(share_in).collect(),
        }
    }

    /// How a group differs from another, or from all others, in the share of each voice.
    pub(super) fn differences(
        &self,
        target: usize,
        is_reference: impl Fn(Option<usize>) -> bool,
        category: usize,
    ) -> Vec<VoiceDifference> {
        let difference_in = |(number, voice): (usize, &VoiceChoice)| {
            let judged = self.is_judged(category, *voice);
            let (a, units_a) = self.share(number, category, self.all.places_of(category, Some(target)));
            let rest = self.all.places(category, |unit| is_reference(unit.group()));
            let (b, units_b) = self.share(number, category, rest);
            let ShareDifference { difference, odds_ratio, interval } = share_difference(&a, &b);
            let interval = judged.and_then(|()| enough(units_a.min(units_b), self.kind)).and(interval);
            VoiceDifference {
                voice: *voice,
                shares: [a, b].map(|side| judged.and(side.share)),
                difference: judged.and(difference),
                odds_ratio: judged.and(odds_ratio),
                interval: in_units(interval, self.kind),
            }
        };
        SHARES.iter().enumerate().map(difference_in).collect()
    }

    /// The share of a voice among the hits of some units, and their number.
    fn share(&self, number: usize, category: usize, places: impl Iterator<Item = usize>) -> (Share, usize) {
        let parts: Vec<Part> = places
            .map(|unit| Part { chosen: self.shares[number].hits(unit, category), hits: self.all.hits(unit, category) })
            .collect();
        (share(&parts), parts.len())
    }
}
