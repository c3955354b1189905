//! The rest without the weight of its largest group: a drawing of articles that makes it as large as the next.

use super::table::Names;
use super::warnings::IMBALANCE;
use super::{Comparison, profile::Profile};
use crate::counts::{ArticleCounts, Counts};

/// A drawn share of the largest group's articles, and all of the others'.
pub(super) struct EvenSizes<'c> {
    /// The group that is cut down, by its place.
    pub(super) largest: usize,
    /// The articles of it that were drawn.
    drawn: Vec<&'c ArticleCounts>,
    words: u64,
}

/// More hits per 1,000 words in one group than in the rest, by how much: all articles, and with the drawing.
pub(super) struct Ratios {
    pub(super) all: f64,
    pub(super) drawn: f64,
}

impl<'c> EvenSizes<'c> {
    /// Draws by the hash of the content, which knows nothing of what is counted; `None` where the groups are of a size,
    /// or there is no rest to speak of besides the largest group.
    pub(super) fn draw(comparison: &Comparison, counts: &'c Counts, names: &Names) -> Option<Self> {
        let mut compared: Vec<usize> =
            (0..comparison.groups.len()).filter(|g| comparison.groups[*g].compared).collect();
        compared.sort_by_key(|&group| (std::cmp::Reverse(comparison.groups[group].words), group));
        let (&largest, &next, &least) = (compared.first()?, compared.get(1)?, compared.last()?);
        let words_of = |group: usize| comparison.groups[group].words;
        if compared.len() < 3 || words_of(largest) as f64 <= IMBALANCE * words_of(least) as f64 {
            return None;
        }
        let mut rows: Vec<&ArticleCounts> = names.rows_of(counts, Some(largest)).collect();
        rows.sort_by_key(|row| (row.content, row.id.clone()));
        let mut words = 0;
        let enough = rows.iter().position(|row| {
            words += u64::from(row.words);
            words >= words_of(next)
        })?;
        rows.truncate(enough + 1);
        Some(EvenSizes { largest, drawn: rows, words })
    }

    pub(super) fn articles(&self) -> usize {
        self.drawn.len()
    }

    /// A group's rate over that of all others, without intervals; `None` where a side has no hit.
    pub(super) fn ratios(&self, profiles: &[Profile], target: usize, category: u32) -> Option<Ratios> {
        let rest = profiles.iter().filter(|profile| profile.group != target && profile.group != self.largest);
        let (hits, words) = rest.fold((0, 0), |(hits, words), profile| (hits + profile.hits, words + profile.words));
        let whole = &profiles[self.largest];
        let drawn: u64 = self.drawn.iter().map(|row| row.hits(category)).sum();
        let own = rate(profiles[target].hits, profiles[target].words)?;
        Some(Ratios {
            all: own / rate(hits + whole.hits, words + whole.words)?,
            drawn: own / rate(hits + drawn, words + self.words)?,
        })
    }
}

fn rate(hits: u64, words: u64) -> Option<f64> {
    (hits > 0 && words > 0).then(|| hits as f64 / words as f64)
}
