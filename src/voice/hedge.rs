//! What is not held for certain: may, allegedly, if, a question.

use super::axis::Axis;
use super::cues::words as w;
use super::cues::{PhraseKind, class, verb};
use super::finder::FoundPhrase;
use super::inflect::VerbForm;
use super::pass::{Found, Pass};
use super::span::Rule;
use super::tokens::Mark;

/// Words a modal may reach.
const MODAL: usize = 16;
/// Words of the subject before a modal.
const SUBJECT: usize = 10;

impl Pass<'_> {
    pub(super) fn hedges(&mut self, phrases: &[FoundPhrase]) {
        for phrase in phrases {
            match phrase.kind {
                PhraseKind::Hedge => self.hedge_phrase(phrase.start as usize, phrase.end as usize),
                PhraseKind::Conditional => self.condition(phrase.start as usize, phrase.end as usize),
                _ => {}
            }
        }
        for i in self.cue_tokens() {
            let tok = self.tok(i);
            if tok.inert {
                continue;
            }
            if tok.is(class::MAY) {
                // "May" inside a sentence is the month, or a name
                let unable = self.is(i + 1, class::NEGATOR) && self.is_form(i, w::COULD);
                if unable {
                    continue;
                }
                let is_name = tok.is(class::CAPITAL) && i > self.start && !self.is_title;
                if !is_name && !self.is_noun_here(i) {
                    self.modal(i, i + 1, Rule::Modal);
                }
            } else if tok.is(class::HEDGE_ADVERB) {
                self.hedge_adverb(i);
            } else if tok.is(class::HEDGE_ADJECTIVE) {
                self.hedge_adjective(i);
            } else if tok.verb != 0 && self.verb(i).kinds & verb::SEEMING != 0 {
                self.seeming(i);
            }
        }
        self.question();
    }

    fn modal(&mut self, cue: usize, next: usize, rule: Rule) {
        let found = Found::new(cue..next, rule);
        if next < self.bounds(cue).1 {
            let end = self.scope_end(next, MODAL);
            if end > next {
                self.add_projecting(Axis::Hedged, next..end, &found, false);
            }
        }
        self.hedge_subject(cue, &found);
    }

    /// The subject is hedged too, unless it is taken for granted: "mercenaries may have", but "the rioters may have".
    fn hedge_subject(&mut self, cue: usize, found: &Found) {
        let (lo, _) = self.bounds(cue);
        let mut end = cue;
        while end > lo
            && (self.is_aux(end.saturating_sub(1)) && !self.is(end.saturating_sub(1), class::PRONOUN)
                || self.is(end.saturating_sub(1), class::ADVERB))
        {
            end -= 1;
        }
        let floor = lo.max(end.saturating_sub(SUBJECT));
        let mut k = end;
        while k > floor {
            let tok = self.tok(k.saturating_sub(1));
            if !tok.is_word() && !matches!(tok.mark, Mark::Open | Mark::Close | Mark::Other)
                || tok.is(class::SUBORDINATOR | class::COORDINATOR) && !tok.is(class::PRONOUN)
                || self.is_finite(k.saturating_sub(1))
            {
                break;
            }
            k -= 1;
        }
        self.steps += end.saturating_sub(k) as u64;
        while k < end
            && (self.is(k, class::ADVERB) || !self.tok(k).is_word())
            && !self.is(k, class::PRONOUN | class::DETERMINER)
        {
            k += 1;
        }
        if k >= end
            || self.is(k, class::PRONOUN) && !self.is(k, class::DEFINITE)
            || self.is(k, class::DEFINITE | class::CAPITAL) && (k != lo || self.is(k, class::DEFINITE))
        {
            return;
        }
        if (k..end).any(|i| self.is(i, class::POSSESSIVE)) {
            return;
        }
        self.push(Axis::Hedged, k..end, found, None, true);
    }

    /// H2: appear, seem, look like.
    fn seeming(&mut self, i: usize) {
        let next = i + 1;
        let looks = self.is_any(i, &[w::LOOK, w::LOOKS, w::LOOKED, w::LOOKING, w::SOUND, w::SOUNDS, w::SOUNDED]);
        if looks && !self.is_form(next, w::LIKE) && !self.is_form(next, w::AS) {
            return;
        }
        if self.is_noun_here(i) || next >= self.end || !self.tok(next).is_word() {
            return;
        }
        // "appeared in court" is no seeming; "seemed dead" and "appears to be" are
        if self.is(next, class::PREPOSITION) && !self.is_any(next, &[w::TO, w::LIKE, w::AS, w::ON])
            || self.is_form(next, w::ON)
        {
            return;
        }
        self.modal(i, next, Rule::Seeming);
    }

    /// H3: allegedly, perhaps.
    fn hedge_adverb(&mut self, i: usize) {
        let (lo, hi) = self.bounds(i);
        let found = Found::new(i..i + 1, Rule::HedgeAdverb);
        let mut from = i + 1;
        // "likely" before a noun is an adjective; "is likely to" a phrase
        if self.is_form(i, w::LIKELY) && i > lo && self.is(i.saturating_sub(1), class::DETERMINER | class::DEFINITE) {
            return;
        }
        if self.mark(from) == Mark::Comma && i > lo && self.mark(i.saturating_sub(1)) == Mark::Comma {
            from += 1;
        } else if from >= hi || self.mark(from) == Mark::Comma {
            if i > lo && self.tok(i.saturating_sub(1)).is_word() {
                // the words before: "the raid ended in a massacre, allegedly"
                let begin = lo.max(i.saturating_sub(6));
                let begin = (begin..i).rev().find(|k| !self.tok(*k).is_word()).map_or(begin, |k| k + 1);
                self.push(Axis::Hedged, begin..i, &found, None, true);
                return;
            }
            if i == lo {
                from += 1;
            } else if from >= hi {
                let begin = lo.max(i.saturating_sub(12));
                let to = self.trim(begin, i);
                self.push(Axis::Hedged, begin..to, &found, None, true);
                return;
            }
        }
        if from < hi {
            let end = self.scope_end(from, MODAL);
            if end > from {
                self.add_projecting(Axis::Hedged, from..end, &found, false);
            }
        }
        if i > lo && (self.is_aux(i.saturating_sub(1)) || self.is_aux(i + 1)) {
            self.hedge_subject(i, &found);
        }
    }

    /// H4: an alleged, a suspected, a possible thing.
    fn hedge_adjective(&mut self, i: usize) {
        let (lo, hi) = self.bounds(i);
        let next = i + 1;
        let tok = self.tok(i);
        if next >= hi || !self.tok(next).is_word() && self.mark(next) != Mark::Open {
            return;
        }
        if tok.verb != 0 && tok.has(VerbForm::Past) {
            // "an alleged plot", but "he alleged that"
            let adjective = i == lo
                || !self.tok(i.saturating_sub(1)).is_word()
                || self.is(
                    i - 1,
                    class::DETERMINER
                        | class::DEFINITE
                        | class::FIGURE
                        | class::PREPOSITION
                        | class::POSSESSIVE
                        | class::AND,
                ) && !self.is(i.saturating_sub(1), class::RELATIVE);
            let other = i > lo
                && !self.is(i.saturating_sub(1), class::PRONOUN | class::CAPITAL)
                && !self.is_aux(i.saturating_sub(1))
                && !self.is(i.saturating_sub(1), class::PLURAL);
            if !(adjective
                || other
                    && !self.is_form(next, w::THAT)
                    && self.tok(next).verb == 0
                    && !self.is(next, class::DETERMINER | class::DEFINITE | class::PREPOSITION))
                || self.said.iter().any(|(at, _)| *at == i)
            {
                return;
            }
        }
        if self.is(next, class::PREPOSITION | class::BE) || self.is_form(next, w::THAT) {
            // "it is possible that a coup was being prepared"
            if self.is_form(next, w::THAT) && next + 1 < hi {
                let end = self.clause_end(next + 1);
                let to = self.trim(next + 1, end);
                if to > next + 1 {
                    self.add_projecting(Axis::Hedged, next + 1..to, &Found::new(i..next, Rule::HedgePhrase), false);
                }
            }
            return;
        }
        let end = self.phrase_end(next, 5);
        self.add(Axis::Hedged, next..end, &Found::new(i..next, Rule::HedgeAdjective));
    }

    /// H5: a kind of, on the brink of.
    fn hedge_phrase(&mut self, start: usize, end: usize) {
        let (lo, hi) = self.bounds(start);
        if self.is_any(start, &[w::CANNOT, w::CAN]) && (end >= hi || !self.is_form(end, w::THAT)) {
            // "an invasion cannot be ruled out"
            let found = Found::new(start..end, Rule::HedgePhrase);
            return self.hedge_subject(start, &found);
        }
        if end >= hi {
            // "a coup, in all probability"
            if start > lo + 1 && self.is_form(start, w::IN) {
                let begin = lo.max(start.saturating_sub(12));
                self.push(Axis::Hedged, begin..start, &Found::new(start..end, Rule::HedgePhrase), None, true);
            }
            return;
        }
        // the reporting verb of "believed to" has its own rule, with source and subject
        if self.said.iter().any(|(at, _)| (start..end).contains(at)) && !self.is_form(start, w::CANNOT) {
            return;
        }
        if self.is_form(start, w::WHETHER) && self.is_form(end, w::OR) {
            return;
        }
        let found = Found::new(start..end, Rule::HedgePhrase);
        let from = if self.is_form(end, w::THAT) { end + 1 } else { end };
        let stop =
            if self.is_form(end, w::THAT) { self.clause_end(from.min(hi - 1)) } else { self.scope_end(from, MODAL) };
        if stop > from {
            let whether = self.is_form(start, w::WHETHER);
            self.add_projecting(Axis::Hedged, from..stop, &found, !whether);
        }
    }

    /// H6: if, unless, in case.
    fn condition(&mut self, start: usize, end: usize) {
        let (lo, hi) = self.bounds(start);
        if end >= hi || self.is_form(end, w::NOT) && self.is_form(start, w::IF) {
            return;
        }
        if self.is_form(start, w::IF)
            && start > lo
            && (self.is_form(start.saturating_sub(1), w::AS) || self.is_form(start.saturating_sub(1), w::EVEN))
        {
            return;
        }
        // "asked if": an embedded question, hedged like a condition
        let begin = if start == lo || start == lo + 1 && self.is(lo, class::COORDINATOR) {
            lo
        } else {
            let floor = lo.max(start.saturating_sub(40));
            let mut k = start;
            while k > floor
                && !matches!(self.mark(k.saturating_sub(1)), Mark::Comma | Mark::Semicolon | Mark::Colon | Mark::Dash)
                && !self.is_form(k.saturating_sub(1), w::THAT)
            {
                k -= 1;
            }
            self.steps += start.saturating_sub(k) as u64;
            if k == floor && floor > lo { start } else { k }
        };
        let covered = self.spans.iter().rev().take(12).any(|s| {
            s.rule == Rule::Condition
                && s.tokens.start as usize <= begin.max(lo)
                && s.tokens.end as usize >= end
                && s.tokens.start as usize >= lo
        });
        if covered {
            return;
        }
        let found = Found::new(start..end, Rule::Condition);
        let stop = (start..hi).find(|k| self.mark(*k) == Mark::Semicolon).unwrap_or(hi);
        let stop = self.trim(begin, stop);
        // the words of the cue itself stay out
        if begin < start {
            self.add_projecting(Axis::Hedged, begin..start, &found, false);
        }
        if end < stop {
            self.add_projecting(Axis::Hedged, end..stop, &found, false);
        }
    }

    /// H7: the whole of a question.
    fn question(&mut self) {
        if !self.cue_tokens().any(|k| self.toks[k].mark == Mark::Question) {
            return;
        }
        let mut from = self.start;
        for k in self.start..self.end {
            match self.toks[k].mark {
                Mark::Question => {
                    let (lo, _) = self.bounds(k);
                    let begin = from.max(lo);
                    // "“Who ordered it?” he asked": what stands before the quotation is not asked
                    let begin = (begin..k)
                        .rev()
                        .find(|i| self.at[*i] != self.at[k] && self.at[k] != 0)
                        .map_or(begin, |i| i + 1);
                    if begin < k {
                        self.add_projecting(Axis::Hedged, begin..k, &Found::new(k..k + 1, Rule::Question), false);
                    }
                    from = k + 1;
                }
                Mark::Stop => from = k + 1,
                _ => {}
            }
        }
    }
}
