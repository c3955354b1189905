//! What is denied: not, no, never, without, failed to.

use super::axis::Axis;
use super::cues::words as w;
use super::cues::{PhraseKind, class, verb};
use super::finder::FoundPhrase;
use super::pass::{Found, Pass, REPORTS};
use super::span::Rule;
use super::tokens::Mark;

/// Words a verbal negation or a phrase may reach.
const VERBAL: usize = 14;
/// Words "no", "none" and "neither" may reach.
const NOMINAL: usize = 12;
/// Words "without" and the like may reach.
const SHORT: usize = 10;

impl Pass<'_> {
    pub(super) fn negation(&mut self, phrases: &[FoundPhrase]) {
        let mut skip_to = self.start;
        for phrase in phrases.iter().filter(|p| p.kind == PhraseKind::Negation) {
            self.negation_phrase(phrase.start as usize, phrase.end as usize);
        }
        for i in self.cue_tokens() {
            let tok = self.tok(i);
            if !tok.is(class::NEGATOR) || tok.inert || i < skip_to {
                continue;
            }
            if phrases.iter().any(|p| p.kind == PhraseKind::Negation && (p.start as usize..p.end as usize).contains(&i))
            {
                continue;
            }
            // "not not not": one cue
            let mut last = i;
            while last + 1 < self.end && self.is(last + 1, class::NEGATOR) && !self.tok(last + 1).inert {
                last += 1;
            }
            skip_to = last + 1;
            self.negator(i, last + 1);
        }
    }

    fn negator(&mut self, cue: usize, next: usize) {
        let (lo, hi) = self.bounds(cue);
        if next >= hi {
            return;
        }
        let found = Found::new(cue..next, Rule::Negator);
        let tok = self.tok(cue);
        let verbal = tok.form == 0
            || self.is_any(cue, &[w::NOT, w::NEVER, w::CANNOT, w::HARDLY, w::SCARCELY, w::BARELY])
            || self.is_aux(cue);
        // "No, he said": an answer
        if self.is_any(cue, &[w::NO]) && self.mark(next) != Mark::Word && self.mark(next) != Mark::Open {
            return;
        }
        if self.is(next, class::PARTIAL) && verbal {
            // N8: "not all", "not necessarily"
            let end = self.scope_end(next, VERBAL);
            self.add_projecting(Axis::Hedged, next..end, &found.with(Rule::HedgePhrase), false);
            return;
        }
        // "could not be clearer", "nothing better": a comparative is none
        if (next..hi.min(next + 3)).any(|k| self.is(k, class::COMPARATIVE) && !self.is_form(k, w::MORE))
            && verbal
            && self.tok(cue).form == 0
        {
            return;
        }
        // "nobody denies that", "few knew that": taken for granted
        if !verbal
            && (next..hi.min(next + 3))
                .any(|v| self.verb(v).kinds & (verb::DENIAL | verb::FACTIVE) != 0 && !self.is_noun_here(v))
            && self.is_any(cue, &[w::NOBODY, w::NONE, w::NO_ONE, w::NO])
        {
            return;
        }
        // "“no to dictatorship”", "“no more war”": a slogan denies nothing
        if cue == lo && self.at[cue] != 0 && self.is_any(next, &[w::TO, w::MORE]) && self.is_form(cue, w::NO) {
            return;
        }
        // a reporting verb that follows has taken the negation to its content, or leaves it
        if verbal {
            let limit = hi.min(next + 3);
            for v in next..limit {
                let kinds = self.verb(v).kinds;
                if kinds & REPORTS != 0 && !self.is_noun_here(v) && self.said.iter().any(|(at, _)| *at == v) {
                    return;
                }
                if kinds & (verb::DENIAL | verb::FACTIVE) != 0 && self.is_form(v + 1, w::THAT) {
                    return;
                }
            }
            if self.is_any(cue, &[w::NOT]) && self.contrast(cue, next, hi) {
                return;
            }
        }
        // N7: "did not fail to", "not without": two undo each other
        let cap = if verbal {
            VERBAL
        } else if self.is_any(cue, &[w::NO, w::NONE, w::NEITHER, w::NOBODY, w::NOTHING, w::NOR]) {
            NOMINAL
        } else {
            SHORT
        };
        let end = self.scope_end(next, cap);
        if end <= next {
            return;
        }
        let neither_nor = self.is_any(cue, &[w::NEITHER, w::NOR]);
        let keeps = self.is_any(cue, &[w::NOT]) && (cue == lo || !self.is_aux(cue.saturating_sub(1))) && !neither_nor;
        self.add_projecting(Axis::Negated, next..end, &found, keeps);
        self.absence(cue, next, lo, hi);
    }

    /// N4: "the evidence has not been presented" denies what stands before.
    fn absence(&mut self, cue: usize, next: usize, lo: usize, hi: usize) {
        let limit = hi.min(next + 5);
        let mut k = next;
        while k < limit && (self.is_aux(k) || self.is(k, class::ADVERB)) {
            k += 1;
        }
        if k >= limit || !self.is(k, class::EXISTENCE) {
            return;
        }
        let mut begin = cue;
        let floor = lo.max(cue.saturating_sub(VERBAL + 4));
        while begin > floor
            && !matches!(self.mark(begin.saturating_sub(1)), Mark::Comma | Mark::Semicolon | Mark::Colon | Mark::Dash)
            && !self.is(begin.saturating_sub(1), class::CONTRAST)
            && !self.is_form(begin.saturating_sub(1), w::THAT)
        {
            begin -= 1;
        }
        self.steps += cue.saturating_sub(begin) as u64;
        while begin < cue && self.is(begin, class::COORDINATOR) {
            begin += 1;
        }
        let mut to = cue;
        while to > begin && self.is_aux(to.saturating_sub(1)) {
            to -= 1;
        }
        // who did not take part is no less there: only what happens or is found is denied
        if self.is(begin, class::PRONOUN) && to <= begin + 1 {
            return;
        }
        self.push(Axis::Negated, begin..to, &Found::new(cue..next, Rule::Absence), None, true);
    }

    /// N5: "not X but Y" denies X only; ", not X,".
    fn contrast(&mut self, cue: usize, next: usize, hi: usize) -> bool {
        let limit = hi.min(next + 12);
        let mut k = next;
        while k < limit {
            match self.mark(k) {
                Mark::Comma | Mark::Word | Mark::Open | Mark::Close | Mark::Other => {}
                _ => break,
            }
            if self.is_form(k, w::BUT) {
                let to = self.trim(next, k);
                self.add(Axis::Negated, next..to, &Found::new(cue..next, Rule::Contrast));
                return true;
            }
            k += 1;
        }
        self.steps += k.saturating_sub(next) as u64;
        // ", not X,": a half of its own
        if cue > self.start && self.mark(cue.saturating_sub(1)) == Mark::Comma {
            let end = (next..limit)
                .find(|i| !matches!(self.mark(*i), Mark::Word | Mark::Open | Mark::Close | Mark::Other))
                .unwrap_or(limit);
            self.add(Axis::Negated, next..end, &Found::new(cue..next, Rule::Contrast));
            return true;
        }
        false
    }

    fn negation_phrase(&mut self, start: usize, end: usize) {
        let (_, hi) = self.bounds(start);
        if end >= hi || self.tok(start).inert {
            return;
        }
        let found = Found::new(start..end, Rule::Negator);
        let last = end - 1;
        let to = self.is_form(last, w::TO);
        if to {
            // N7: "failed to prevent the coup": it took place; "refused to rule out": hedged
            let v = (end..hi.min(end + 3)).find(|k| self.tok(*k).verb != 0);
            if let Some(v) = v {
                let kinds = self.verb(v).kinds;
                if kinds & verb::PREVENTS != 0 || self.is(v, class::PREVENT) {
                    return;
                }
                let rules_out = self.is_form(v, w::RULE) && self.is_form(v + 1, w::OUT);
                if rules_out || kinds & verb::DENIAL != 0 {
                    let from = if rules_out { v + 2 } else { v + 1 };
                    let stop = self.scope_end(from, VERBAL);
                    self.add(Axis::Hedged, from..stop, &found.with(Rule::HedgePhrase));
                    return;
                }
                if kinds & (verb::NAMING | verb::NAMING_AS) != 0 {
                    return self.refuses_to_name(start, end, v);
                }
                if kinds & verb::SAY != 0 && self.is_form(v + 1, w::WHETHER) {
                    return;
                }
            }
        }
        // "stopped short of calling it an invasion"
        if self.is_form(last, w::OF)
            && let Some(v) =
                (end..hi.min(end + 2)).find(|k| self.verb(*k).kinds & (verb::NAMING | verb::NAMING_AS) != 0)
        {
            return self.refuses_to_name(start, end, v);
        }
        let contrast = self.is_form(last, w::THAN)
            || self.is_form(start, w::INSTEAD)
            || self.is_form(start, w::FAR)
            || self.is_form(last, w::BUT);
        let stop = self.scope_end(end, VERBAL);
        if contrast {
            // only the named part
            let cap = self.phrase_end(end, 8).min(stop).max(end + 1);
            self.add(Axis::Negated, end..cap, &found.with(Rule::Contrast));
        } else {
            let keeps = self.is(start, class::DETERMINER) || self.is_form(last, w::OF);
            self.add_projecting(Axis::Negated, end..stop, &found, keeps);
        }
    }

    /// "declined to describe the takeover as a coup": the name is reported, and refused.
    fn refuses_to_name(&mut self, start: usize, end: usize, v: usize) {
        let subject = self.subject(start);
        let source = subject.source.clone();
        let reported: Vec<_> = self
            .spans
            .iter_mut()
            .filter(|s| s.axis == Axis::Reported && s.cue.as_ref().is_some_and(|c| c.start as usize == v))
            .map(|s| {
                s.source = source.as_ref().map(|r| r.start as u32..r.end as u32);
                s.tokens.start as usize..s.tokens.end as usize
            })
            .collect();
        for tokens in reported {
            self.add(Axis::Negated, tokens, &Found { source: source.clone(), ..Found::new(start..end, Rule::Denial) });
        }
    }

    /// N2: where a forward scope ends.
    pub(super) fn scope_end(&mut self, from: usize, cap: usize) -> usize {
        let (_, hi) = self.bounds(from.min(self.end - 1));
        let limit = hi.min(from + cap + 6);
        let mut words = 0;
        let mut k = from;
        while k < limit && words < cap {
            let tok = self.tok(k);
            match tok.mark {
                Mark::Semicolon | Mark::Colon | Mark::Dash | Mark::Stop | Mark::Question | Mark::RightBracket => break,
                Mark::Comma => {
                    let or = (k + 1..hi.min(k + 7)).any(|i| self.is(i, class::OR));
                    if !or || self.is(k + 1, class::COMMA_STOP | class::COMMA_RELATIVE | class::PRONOUN) {
                        break;
                    }
                }
                Mark::Word => {
                    words += 1;
                    if tok.is(class::CONTRAST) && (k != from) && !self.is_form(k, w::YET)
                        || self.is_form(k, w::UNLESS)
                        || k > from + 1 && self.is_form(k, w::BECAUSE)
                        || tok.is(class::AND) && (self.has_new_clause(k + 1) || self.is_finite(k + 1))
                    {
                        break;
                    }
                }
                _ => {}
            }
            k += 1;
        }
        self.steps += k.saturating_sub(from) as u64;
        k
    }
}
