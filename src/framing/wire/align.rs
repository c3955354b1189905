//! A printing held against the common text.

use super::printing::{Read, Sentence};
use super::{Change, ChangeKind};
use crate::counts::Located;
use crate::text::Span;
use crate::voice::HitVoice;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A sentence of one of the printings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) printing: usize,
    pub(super) sentence: usize,
}

/// A sentence that shares at least this much of its words, in order, with one that is gone is a rewording of it.
const REWORDED: f64 = 0.5;

/// Which sentence of a text stands for which of a printing: `(text, printing)`, in the order of both as far as they agree.
pub(super) fn pairs(printings: &[&Read], text: &[Piece], printing: usize) -> Vec<(Option<usize>, Option<usize>)> {
    let old: Vec<&Sentence> = text.iter().map(|piece| &printings[piece.printing].sentences[piece.sentence]).collect();
    let new: Vec<&Sentence> = printings[printing].sentences.iter().collect();
    fn words<'s>(sentences: &[&'s Sentence]) -> Vec<&'s [u64]> {
        sentences.iter().map(|sentence| &sentence.words[..]).collect()
    }
    let mut out = Vec::new();
    let (mut gone, mut come): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &words(&old), &words(&new)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                settle(&old, &new, &mut gone, &mut come, &mut out);
                out.extend((0..len).map(|at| (Some(old_index + at), Some(new_index + at))));
            }
            DiffOp::Delete { old_index, old_len, .. } => gone.extend(old_index..old_index + old_len),
            DiffOp::Insert { new_index, new_len, .. } => come.extend(new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                gone.extend(old_index..old_index + old_len);
                come.extend(new_index..new_index + new_len);
            }
        }
    }
    settle(&old, &new, &mut gone, &mut come, &mut out);
    out
}

/// Between two sentences that agree: which of those that came are rewordings of which that went. The most alike are
/// paired first, and no pair crosses another.
fn settle(
    old: &[&Sentence],
    new: &[&Sentence],
    gone: &mut Vec<usize>,
    come: &mut Vec<usize>,
    out: &mut Vec<(Option<usize>, Option<usize>)>,
) {
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for &g in gone.iter() {
        for &c in come.iter() {
            let likeness = likeness(old[g], new[c]);
            if likeness >= REWORDED {
                alike.push((likeness, g, c));
            }
        }
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut paired: Vec<(usize, usize)> = Vec::new();
    for (_, g, c) in alike {
        if paired.iter().all(|&(pg, pc)| (g < pg && c < pc) || (g > pg && c > pc)) {
            paired.push((g, c));
        }
    }
    paired.sort_unstable();
    let (mut gone, mut come) = (gone.drain(..).peekable(), come.drain(..).peekable());
    for (g, c) in paired {
        while let Some(before) = gone.next_if(|place| *place < g) {
            out.push((Some(before), None));
        }
        while let Some(before) = come.next_if(|place| *place < c) {
            out.push((None, Some(before)));
        }
        gone.next();
        come.next();
        out.push((Some(g), Some(c)));
    }
    out.extend(gone.map(|place| (Some(place), None)));
    out.extend(come.map(|place| (None, Some(place))));
}

/// Twice the words that both have in the same order, over the words of both.
fn likeness(a: &Sentence, b: &Sentence) -> f64 {
    let shared: usize = capture_diff_slices(Algorithm::Myers, &a.words, &b.words)
        .iter()
        .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
        .sum();
    2.0 * shared as f64 / (a.words.len() + b.words.len()).max(1) as f64
}

/// How many sentences of the common text a printing keeps, and what it changes.
pub(super) fn align(printings: &[&Read], common: &[Piece], printing: usize) -> (u64, Vec<Change>) {
    let own = printings[printing];
    let (mut kept, mut changes) = (0, Vec::new());
    let pairs = pairs(printings, common, printing);
    let words_of = |piece: Piece| &printings[piece.printing].sentences[piece.sentence].words;
    // a sentence that is gone here and comes there has moved
    let mut moved: Vec<(usize, usize)> = Vec::new();
    for &place in pairs.iter().filter_map(|(before, after)| before.as_ref().filter(|_| after.is_none())) {
        let same = |after: &usize| {
            own.sentences[*after].words == *words_of(common[place]) && !moved.iter().any(|(_, taken)| taken == after)
        };
        let come = pairs.iter().filter(|(before, _)| before.is_none()).filter_map(|(_, after)| *after);
        if let Some(after) = come.into_iter().find(same) {
            moved.push((place, after));
        }
    }
    for (before, after) in pairs {
        let is_moved = |place: Option<usize>| moved.iter().find(|(_, after)| Some(*after) == place);
        match (before, after) {
            (Some(place), Some(sentence)) if *words_of(common[place]) == own.sentences[sentence].words => kept += 1,
            (Some(place), None) if moved.iter().any(|(before, _)| *before == place) => {}
            (None, after) if is_moved(after).is_some() => {
                let place = is_moved(after).map(|(before, _)| common[*before]);
                changes.push(change(printings, ChangeKind::Moved, place, after.map(|s| (printing, s))));
            }
            (before, after) => {
                let kind = match (before, after) {
                    (None, _) => ChangeKind::Added,
                    (_, None) => ChangeKind::Cut,
                    _ => ChangeKind::Reworded,
                };
                let before = before.map(|place| common[place]);
                changes.push(change(printings, kind, before, after.map(|sentence| (printing, sentence))));
            }
        }
    }
    (kept, changes)
}

fn change(printings: &[&Read], kind: ChangeKind, before: Option<Piece>, after: Option<(usize, usize)>) -> Change {
    let after = after.map(|(printing, sentence)| Piece { printing, sentence });
    let sentence = |piece: Piece| &printings[piece.printing].sentences[piece.sentence];
    let passage = |piece: Piece| printings[piece.printing].passage(piece.sentence);
    let terms =
        |piece: Option<Piece>| piece.map_or(&[][..], |piece| printings[piece.printing].terms_in(piece.sentence));
    let (words_gone, words_new) = match (before, after) {
        (Some(before), Some(after)) if kind == ChangeKind::Reworded => different(sentence(before), sentence(after)),
        _ => (Vec::new(), Vec::new()),
    };
    Change {
        kind,
        before: before.map(passage),
        after: after.map(passage),
        words_gone,
        words_new,
        terms_gone: only_in(terms(before), terms(after)),
        terms_new: only_in(terms(after), terms(before)),
    }
}

/// The words that two sentences do not share, next to each other joined.
fn different(before: &Sentence, after: &Sentence) -> (Vec<Span>, Vec<Span>) {
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let stretch = |spans: &[Span], from: usize, len: usize| Span::new(spans[from].start, spans[from + len - 1].end);
    for op in capture_diff_slices(Algorithm::Myers, &before.words, &after.words) {
        let (old, came) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, .. } => ((old_index, old_len), (0, 0)),
            DiffOp::Insert { new_index, new_len, .. } => ((0, 0), (new_index, new_len)),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => ((old_index, old_len), (new_index, new_len)),
        };
        if old.1 > 0 {
            gone.push(stretch(&before.spans, old.0, old.1));
        }
        if came.1 > 0 {
            new.push(stretch(&after.spans, came.0, came.1));
        }
    }
    (gone, new)
}

/// The terms of one sentence that the other does not have in the same voice.
fn only_in(these: &[(Located, HitVoice)], others: &[(Located, HitVoice)]) -> Vec<Located> {
    let key = |(term, voice): &(Located, HitVoice)| (term.category, term.entry, *voice);
    let mut others: Vec<_> = others.iter().map(key).collect();
    let mut out = Vec::new();
    for term in these {
        match others.iter().position(|other| *other == key(term)) {
            Some(place) => drop(others.swap_remove(place)),
            None => out.push(term.0.clone()),
        }
    }
    out
}
