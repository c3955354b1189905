//! The passages that stand behind the rates of a comparison.

use super::Comparison;
use crate::counts::{ArticleCounts, CountPlan, Counts, Evidence, Input, Located, Shard, VoiceFilter};
use crate::error::Result;
use crate::voice::{HitVoice, VoiceChoice};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Passages behind a group's rate in a category.
#[derive(Clone, Debug)]
pub struct EvidenceCell {
    /// The category, by its place in the header.
    pub category: u32,
    /// The group, by its place.
    pub group: usize,
    /// The passages: those of the rate, then one for each voice that they do not show.
    pub passages: Vec<Located>,
}

/// Where passages are found: in the texts, or beside counts that were made of them.
pub(super) enum Texts<'t> {
    Input(&'t Input, &'t CountPlan),
    Shard(&'t Shard),
}

impl Texts<'_> {
    /// The passage at each address, with whose words it is in.
    pub(super) fn locate(&self, addresses: &[Evidence]) -> Result<Vec<Option<Located>>> {
        match self {
            Texts::Shard(shard) => shard.locate(addresses),
            Texts::Input(input, plan) => {
                let found = input.locate(plan, addresses)?;
                let places: Vec<bool> = found.iter().map(Option::is_some).collect();
                let mut located: Vec<Located> = found.into_iter().flatten().collect();
                input.listen(&mut located);
                let mut located = located.into_iter();
                Ok(places.into_iter().map(|is_there| if is_there { located.next() } else { None }).collect())
            }
        }
    }
}

/// Finds the passages of every cell; `counts` are those of the texts by the plan.
pub(super) fn find(texts: &Texts<'_>, counts: &Counts, comparison: &Comparison) -> Result<Vec<EvidenceCell>> {
    let (most, voice) = (comparison.shown.passages, comparison.shown.voice);
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut wanted = vec![(voice, most)];
    if counts.have_voices() {
        let others = VoiceChoice::COLUMNS.into_iter().filter(|column| *column != voice.choice);
        wanted.extend(others.map(|column| (voice.with(column), 1)));
    }
    let rows_of = rows_by_group(counts, comparison);
    let mut addresses = Vec::new();
    let mut cell_of = Vec::new();
    for category in &comparison.categories {
        for (group, rows) in rows_of.iter().enumerate() {
            let chosen = Evidence::choose(rows.iter().copied(), category.category, &category.id, &wanted);
            cell_of.extend(chosen.iter().map(|_| (category.category, group)));
            addresses.extend(chosen);
        }
    }
    let mut cells: Vec<EvidenceCell> = Vec::new();
    for (number, hit) in texts.locate(&addresses)?.into_iter().enumerate() {
        let Some(hit) = hit else { continue };
        let (category, group) = cell_of[number];
        if cells.last().is_none_or(|cell| (cell.category, cell.group) != (category, group)) {
            cells.push(EvidenceCell { category, group, passages: Vec::new() });
        }
        let asked = addresses[number].voice;
        if let Some(cell) = cells.last_mut()
            && (asked == voice || !cell.passages.iter().any(|shown| is_in(shown, asked)))
        {
            cell.passages.push(hit);
        }
    }
    Ok(cells)
}

fn is_in(shown: &Located, voice: VoiceFilter) -> bool {
    shown.speech.as_ref().is_some_and(|speech| voice.takes(HitVoice::from(speech.voice)))
}

/// The articles of each group, by its place.
fn rows_by_group<'c>(counts: &'c Counts, comparison: &Comparison) -> Vec<Vec<&'c ArticleCounts>> {
    let places: FxHashMap<Option<&Arc<str>>, usize> =
        comparison.groups.iter().enumerate().map(|(place, group)| (group.name.as_ref(), place)).collect();
    let mut rows_of = vec![Vec::new(); comparison.groups.len()];
    for row in counts.rows() {
        if let Some(&place) = places.get(&row.group.as_ref()) {
            rows_of[place].push(row);
        }
    }
    rows_of
}
