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

/// A segment's articles are counted in as many parts side by side as there are threads, but in none of fewer articles
/// than these, because ids and postings are sought anew for each,
const LEAST_OF_PART: usize = 8_192;
/// and in none of more than so many times as many, because the rows of a part are in memory at once.
const MOST_OF_PART: usize = 4;
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
        self.gather_in(LEAST_OF_PART, WORDS_AT_ONCE, start, add)
    }

    fn gather_in<S: Send>(
        &self,
        least_of_part: usize,
        words_at_once: u64,
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
        let stretch = words.iter().map(|(_, words)| words.articles_with(words_at_once)).min().unwrap_or(0);
        let stretch = stretch.clamp(*STRETCH.start(), *STRETCH.end()) as usize;
        let fewest = selected.len().div_ceil(MOST_OF_PART * least_of_part).max(1);
        let parts = (selected.len() / least_of_part).min(rayon::current_num_threads()).max(fewest);
        let size = selected.len().div_ceil(parts).max(1);
        let part = |from: usize| {
            let mut state = start();
            let part = from..selected.len().min(from + size);
            self.for_each(&selected, part, stretch, &words, |row| add(&mut state, row))?;
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
        stretch: usize,
        words: &[(Field, LookedUp)],
        mut add: impl FnMut(ArticleCounts) -> Result<()>,
    ) -> Result<()> {
        let rows = match self.ids {
            Ids::OfAll => selected.rows(part)?,
            Ids::OfHits | Ids::Apart => selected.rows_without_ids(part)?,
        };
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

#[cfg(test)]
mod tests {
    use super::super::{Counts, Input};
    use super::*;
    use crate::index::{ArticleIndex, WriterOptions};
    use crate::lexicon::{Lexicon, Overlaps};
    use crate::{Article, counts::FieldChoice};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    #[test]
    fn parts_and_stretches_change_nothing() {
        let texts = ["No coup, he said.", "A state of states.", "Rain.", "The coup of the year, a coup of coups."];
        let folder = tempfile::tempdir().unwrap();
        let index = ArticleIndex::create(folder.path(), Default::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default().threads(1)).unwrap();
        for n in 0..2_500_usize {
            let article = Article::new(["A", "B"][n % 2], texts[n * n % 7 % 4]).with_title(texts[n % 4]);
            writer.add(&article.with_id(format!("{}-{n}", n * 7_919 % 101))).unwrap();
        }
        writer.commit().unwrap();
        let (input, snapshot) = (Input::open(folder.path()).unwrap(), index.snapshot().unwrap());
        assert_eq!(snapshot.segments(), 1);
        let lexicon = Lexicon::from_patterns("x", ["coup*", "the coup of", "state* of"]).unwrap();
        let threads = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
        for (overlaps, voices) in [(Overlaps::All, false), (Overlaps::Longest, false), (Overlaps::Longest, true)] {
            let plan = CountPlan::new(vec![lexicon.clone()]).field(FieldChoice::Both).overlaps(overlaps).voices(voices);
            let whole = input.count(&plan).unwrap().counts;
            assert!(whole.hits(0) > 3_000);
            let hits: BTreeMap<_, _> = whole.rows().iter().map(|row| (row.id.clone(), row.hits(0))).collect();
            let matcher = plan.matcher(snapshot.options()).unwrap();
            for (least_of_part, words_at_once, number) in
                [(9_000, 1, 1), (1_000, 1 << 20, 2), (300, 1_000, 8), (10, 1, 63)]
            {
                let gather = |ids| {
                    let asked = Asked { snapshot: &snapshot, segment: 0, matcher: &matcher, plan: &plan, voices, ids };
                    let push = |rows: &mut Vec<ArticleCounts>, row| {
                        rows.push(row);
                        Ok(())
                    };
                    let gather = || asked.gather_in(least_of_part, words_at_once, Vec::new, push).unwrap();
                    let (parts, _) = threads.install(gather);
                    assert_eq!(parts.len(), number);
                    parts.concat()
                };
                let rows = gather(Ids::OfAll);
                assert_eq!(Counts::from_rows(Arc::new(whole.header().clone()), rows).unwrap(), whole);
                for ids in [Ids::OfHits, Ids::Apart] {
                    let mut rows = gather(ids);
                    assert_eq!(rows.len(), 2_500);
                    rows.retain(|row| !row.cells.is_empty());
                    assert!(rows.iter().all(|row| hits[&row.id] == row.hits(0)));
                    assert_eq!(rows.len(), hits.values().filter(|hits| **hits > 0).count());
                }
            }
        }
    }
}
