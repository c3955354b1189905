//! Articles of an index, counted from its postings: no text is read.

use super::input::{Ids, cell};
use super::row::settle;
use super::{ArticleCounts, Cell, CountPlan, Field};
use crate::corpus::SortedIds;
use crate::error::Result;
use crate::index::{LookedUp, Selected, Snapshot, StoredRow};
use crate::lexicon::{Match, Matcher};
use crate::voice::{HitVoice, OwnWords, voice_in};
use rayon::prelude::*;
use std::ops::{Range, RangeInclusive};

/// A segment's articles are counted in so many parts side by side, whose ids and postings are sought anew for each,
const PARTS: usize = 8;
/// and of no fewer articles than these.
const LEAST_OF_PART: usize = 8_192;
/// Of a part, articles with about so many words of a lexicon are looked through at once, so that memory grows neither
/// with a segment nor with a lexicon;
const WORDS_AT_ONCE: u64 = 1 << 20;
/// no fewer articles and no more than these, because postings are sought anew for each stretch.
const STRETCH: RangeInclusive<u64> = 512..=16_384;

/// The articles of a segment that a plan selects.
pub(super) struct Asked<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) segment: usize,
    pub(super) matcher: &'a Matcher,
    pub(super) plan: &'a CountPlan,
    pub(super) voices: bool,
    pub(super) ids: Ids,
}

impl Asked<'_> {
    /// Counts each article and hands it to `add`, in parts side by side; what was made of each part, and the ids of all
    /// articles, where they are wanted apart.
    pub(super) fn gather<S: Send>(
        &self,
        start: impl Fn() -> S + Sync,
        add: impl Fn(&mut S, ArticleCounts) -> Result<()> + Sync,
    ) -> Result<(Vec<S>, SortedIds)> {
        let Asked { snapshot, segment, matcher, plan, .. } = *self;
        let selected = snapshot.selected(segment, &plan.selection, &plan.by)?;
        let look_up = |field: &Field| {
            let words = snapshot.look_up(segment, selected.documents(), matcher, *field == Field::Title)?;
            Ok((*field, words))
        };
        let words: Vec<(Field, LookedUp)> = plan.field.fields().iter().map(look_up).collect::<Result<_>>()?;
        let parts = (selected.len() / LEAST_OF_PART).clamp(1, PARTS);
        let size = selected.len().div_ceil(parts).max(1);
        let part = |from: usize| {
            let mut state = start();
            let part = from..selected.len().min(from + size);
            self.for_each(&selected, part, &words, |row| add(&mut state, row))?;
            Ok(state)
        };
        let starts = || (0..selected.len()).into_par_iter().step_by(size);
        let (gathered, ids) = rayon::join(
            || starts().map(part).collect::<Result<Vec<S>>>(),
            || if self.ids == Ids::Apart { selected.sorted_ids() } else { Ok(SortedIds::default()) },
        );
        Ok((gathered?, ids?))
    }

    /// Hands out each article of a part of the selected ones, counted.
    fn for_each(
        &self,
        selected: &Selected<'_>,
        part: Range<usize>,
        words: &[(Field, LookedUp)],
        mut add: impl FnMut(ArticleCounts) -> Result<()>,
    ) -> Result<()> {
        let rows = match self.ids {
            Ids::OfAll => selected.rows(part)?,
            Ids::OfHits | Ids::Apart => selected.rows_without_ids(part)?,
        };
        let stretch = words.iter().map(|(_, words)| words.articles_with(WORDS_AT_ONCE)).min().unwrap_or(0);
        let stretch = stretch.clamp(*STRETCH.start(), *STRETCH.end()) as usize;
        let mut rows = rows.into_iter();
        while !rows.as_slice().is_empty() {
            let some = &rows.as_slice()[..rows.len().min(stretch)];
            let mut cells = vec![Vec::new(); some.len()];
            let own_words = self.fill(some, words, &mut cells)?;
            let with_hits = some.iter().zip(&cells).filter(|(_, cells)| !cells.is_empty());
            let mut ids = match self.ids {
                Ids::OfAll => Vec::new().into_iter(),
                Ids::OfHits | Ids::Apart => selected.ids(with_hits.map(|(row, _)| row.document).collect())?.into_iter(),
            };
            // the rows last, so that none is taken when the others are at their end
            for ((own_words, cells), mut row) in own_words.into_iter().zip(cells).zip(rows.by_ref()) {
                if !cells.is_empty()
                    && let Some(id) = ids.next()
                {
                    row.id = id;
                }
                add(self.counted(row, cells, own_words))?;
            }
        }
        Ok(())
    }

    /// Finds the hits in some articles; returns how many of their words are the outlet's own.
    fn fill(
        &self,
        rows: &[StoredRow],
        words: &[(Field, LookedUp)],
        cells: &mut [Vec<Cell>],
    ) -> Result<Vec<Option<OwnWords>>> {
        let Asked { snapshot, segment, matcher, .. } = *self;
        let fallback = snapshot.options().default_language();
        let mut own_words = vec![self.voices.then(OwnWords::default); rows.len()];
        for (field, words) in words {
            let (field, title) = (*field, *field == Field::Title);
            if self.voices {
                snapshot.own_words(segment, rows, title, &mut own_words)?;
                let mut spoken = snapshot.voices(segment, title)?;
                snapshot.for_each_match_of(segment, rows, matcher, words, fallback, |row, found| {
                    let runs = spoken.of(rows[row].document);
                    let cell = |m: &Match| cell(m, field, voice_in(runs, m.position, m.words));
                    cells[row].extend(found.iter().map(cell));
                })?;
            } else if matcher.counts_every_match() {
                let tallies = snapshot.tallies(segment, rows, matcher, words, fallback)?;
                // counted first, so that the cells of an article are made room for once
                let mut sizes = vec![0; rows.len()];
                tallies.for_each(|_, _, row, _| sizes[row] += 1);
                cells.iter_mut().zip(sizes).for_each(|(cells, size)| cells.reserve_exact(size));
                tallies.for_each(|category, entry, row, occurrences| {
                    cells[row].push(Cell { category, entry, field, voice: HitVoice::default(), occurrences });
                });
            } else {
                snapshot.for_each_match_of(segment, rows, matcher, words, fallback, |row, found| {
                    cells[row].extend(found.iter().map(|m| cell(m, field, HitVoice::default())));
                })?;
            }
        }
        Ok(own_words)
    }

    /// An article with its hits.
    fn counted(&self, row: StoredRow, cells: Vec<Cell>, own_words: Option<OwnWords>) -> ArticleCounts {
        let words = |field: &Field| if *field == Field::Title { row.title_words } else { row.text_words };
        ArticleCounts {
            words: self.plan.field.fields().iter().map(words).sum(),
            own_words,
            id: row.id,
            content: row.content,
            text: row.text,
            outlet: row.outlet,
            group: row.group,
            event: row.event,
            wire: None,
            date: row.date,
            language: row.language.unwrap_or(self.snapshot.options().default_language()),
            cells: settle(cells),
        }
    }
}
