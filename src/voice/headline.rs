//! Headlines: "Putin: colour revolution will fail", "Riots were foreign plot: Tokayev".

use super::axis::Axis;
use super::cues::class;
use super::cues::words as w;
use super::inflect::VerbForm;
use super::pass::{Found, Pass};
use super::span::Rule;
use super::tokens::Mark;

/// Words of a speaker before the colon.
const SPEAKER_BEFORE: usize = 5;
/// Words of a speaker behind it.
const SPEAKER_AFTER: usize = 4;

impl Pass<'_> {
    /// "TAPPER: Do you think": in a transcript the paragraph is its speaker's.
    pub(super) fn transcript(&mut self) {
        let (lo, hi) = (self.start, self.end);
        let mut from = lo;
        if self.begins_paragraph {
            self.speaker = None;
            // a quoted transcript has a mark before each speaker
            let lo = if self.mark(lo) == Mark::Open { lo + 1 } else { lo };
            let colon = (lo + 1..hi.min(lo + 4)).find(|i| self.mark(*i) == Mark::Colon);
            if let Some(colon) = colon.filter(|c| {
                // "Q: And then?" in an interview
                ((lo..*c).all(|i| self.is(i, class::ALL_CAPITALS)) || *c == lo + 1 && self.is(lo, class::INITIAL))
                    && !(lo..*c).any(|i| self.is(i, class::KICKER))
            }) {
                self.speaker = Some(lo..colon);
                from = colon + 1;
            }
        }
        if let Some(source) = self.speaker.clone() {
            let end = self.trim(from, hi);
            if from < end {
                self.add(
                    Axis::Reported,
                    from..end,
                    &Found { source: Some(source.clone()), ..Found::new(source, Rule::Headline) },
                );
            }
        }
    }

    /// L1 and L2: a colon between speaker and words.
    pub(super) fn headline(&mut self) {
        let (lo, hi) = (self.start, self.end);
        let Some(colon) = (lo..hi).find(|i| self.mark(*i) == Mark::Colon && self.at[*i] == 0) else { return };
        let words = |from: usize, to: usize| (from..to).filter(|i| self.tok(*i).is_word()).count();
        let (left, right) = (words(lo, colon), words(colon + 1, hi));
        let speaks = |from: usize, to: usize, cap: usize| {
            let n = words(from, to);
            n >= 1
                && n <= cap
                && self.is(from, class::CAPITAL)
                && !(from..to).any(|i| {
                    self.is(i, class::KICKER)
                        || self.is_finite(i) && !self.is_noun_here(i)
                        || self.tok(i).has(VerbForm::Ing)
                        || !self.tok(i).is_word() && self.mark(i) != Mark::Other
                })
        };
        let names =
            |from: usize, to: usize| (from..to).all(|i| !self.is(i, class::PREPOSITION) || self.is_form(i, w::OF));
        let end = self.trim(colon + 1, hi);
        if right <= SPEAKER_AFTER
            && left > right
            && left >= 3
            && speaks(colon + 1, end, SPEAKER_AFTER)
            && names(colon + 1, end)
        {
            let found = Found { source: Some(colon + 1..end), ..Found::new(colon..colon + 1, Rule::Headline) };
            self.add(Axis::Reported, lo..colon, &found);
        } else if right >= 3 && speaks(lo, colon, SPEAKER_BEFORE) && names(lo, colon) {
            let found = Found { source: Some(lo..colon), ..Found::new(colon..colon + 1, Rule::Headline) };
            self.add(Axis::Reported, colon + 1..end, &found);
        }
    }
}
