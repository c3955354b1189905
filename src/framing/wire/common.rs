//! The text that most printings share, sentence by sentence.

use super::align::{Piece, pairs};
use super::printing::Read;
use rustc_hash::FxHashMap;

/// The common text. The printing that shares most sentences with the others gives their order; of each sentence that
/// at least half of the printings have the most frequent wording is taken, and sentences that it lacks but more than half
/// of the others have are put where they stand there. Between two printings it is the first one's text.
pub(super) fn text(printings: &[&Read]) -> Vec<Piece> {
    let base = base(printings);
    let sentences = &printings[base].sentences;
    let mut versions: Vec<Vec<Piece>> =
        (0..sentences.len()).map(|sentence| vec![Piece { printing: base, sentence }]).collect();
    // by the words of the sentence: behind which of the base's sentences it stands, and who has it
    let mut extra: FxHashMap<&[u64], (usize, Vec<Piece>)> = FxHashMap::default();
    let base_pieces: Vec<Piece> = versions.iter().map(|version| version[0]).collect();
    for printing in (0..printings.len()).filter(|printing| *printing != base) {
        let mut behind = 0;
        for (before, after) in pairs(printings, &base_pieces, printing) {
            match (before, after) {
                (Some(place), Some(sentence)) => {
                    versions[place].push(Piece { printing, sentence });
                    behind = place + 1;
                }
                (Some(place), None) => behind = place + 1,
                (None, Some(sentence)) => {
                    let words = &printings[printing].sentences[sentence].words[..];
                    extra.entry(words).or_insert((behind, Vec::new())).1.push(Piece { printing, sentence });
                }
                (None, None) => {}
            }
        }
    }
    let mut common: Vec<(usize, usize, Piece)> = Vec::new();
    for (place, version) in versions.iter().enumerate() {
        if 2 * version.len() >= printings.len() {
            common.push((place, 1, most_frequent(printings, version)));
        }
    }
    for (behind, pieces) in extra.into_values() {
        if 2 * pieces.len() > printings.len() {
            common.push((behind, 0, pieces[0]));
        }
    }
    common.sort_by_key(|(place, is_own, piece)| (*place, *is_own, piece.printing, piece.sentence));
    common.into_iter().map(|(.., piece)| piece).collect()
}

/// The printing whose sentences most others have too; among equals the first in rank.
fn base(printings: &[&Read]) -> usize {
    let mut carried: FxHashMap<&[u64], u64> = FxHashMap::default();
    for printing in printings {
        printing.sentences.iter().for_each(|sentence| *carried.entry(&sentence.words[..]).or_default() += 1);
    }
    let shared = |read: &Read| read.sentences.iter().map(|sentence| carried[&sentence.words[..]] - 1).sum::<u64>();
    let order = |place: &usize| (std::cmp::Reverse(shared(printings[*place])), printings[*place].rank());
    (0..printings.len()).min_by(|a, b| order(a).cmp(&order(b))).unwrap_or(0)
}

/// The wording that most have; among equals the base's, which stands first, then the first outlet's.
fn most_frequent(printings: &[&Read], version: &[Piece]) -> Piece {
    let words = |piece: &Piece| &printings[piece.printing].sentences[piece.sentence].words[..];
    let mut how_often: FxHashMap<&[u64], usize> = FxHashMap::default();
    version.iter().for_each(|piece| *how_often.entry(words(piece)).or_default() += 1);
    let most = how_often.values().max();
    *version.iter().find(|piece| how_often.get(words(piece)) == most).unwrap_or(&version[0])
}
