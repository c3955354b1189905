//! What is denied: not, no, never, without, failed to.

use super::axis::{Axis, Scope};
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
/// Words a negation may reach in grammar, on either side.
const SYNTACTIC: usize = 16;

impl Pass<'_> {
    pub(super) fn negation(&mut self, phrases: &[FoundPhrase]) {
        let mut skip_to = self.start;
        for phrase in phrases.iter().filter(|p| p.kind == PhraseKind::Negation) {
            let (start, end) = (phrase.start as usize, phrase.end as usize);
            self.negation_phrase(start, end);
            if let Some(negator) = (start..end).find(|i| self.is(*i, class::NEGATOR) && !self.tok(*i).inert) {
                self.grammar(negator, if negator == start { negator + 1 } else { end }, start);
            }
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
        // "No. 5"; ", does it not?"
        let numbers = self.is_form(cue, w::NO) && self.mark(next) == Mark::Stop && self.is(next + 1, class::FIGURE);
        let tag = cue >= lo + 3
            && self.mark(next) == Mark::Question
            && self.is_aux(cue - 2)
            && self.is(cue - 1, class::PRONOUN)
            && self.mark(cue - 3) == Mark::Comma;
        if numbers || tag {
            return;
        }
        self.grammar(cue, next, cue);
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
        self.add_effective(Axis::Negated, next..end, &found, keeps);
        self.absence(cue, next, lo, hi);
    }

    /// What a negation stands over in grammar: its clause from the subject to the end, whatever is taken for granted.
    ///
    /// `from` is where the phrase begins that holds the cue: "by no means".
    fn grammar(&mut self, cue: usize, next: usize, from: usize) {
        let (lo, hi) = self.bounds(cue);
        let found = Found::new(cue..next, Rule::Negator);
        let syntactic = Some(Scope::Syntactic);
        let answer =
            self.is_any(cue, &[w::NO, w::NOTHING]) && self.mark(next) != Mark::Word && self.mark(next) != Mark::Open;
        let alone =
            next >= hi || !self.tok(next).is_word() && self.mark(next) != Mark::Open && self.mark(next) != Mark::Comma;
        if answer && (from == lo || !self.tok(from - 1).is_word()) {
            // "No, he said": an answer, that denies nothing here
            self.push(Axis::Negated, cue..next, &found, syntactic, false);
            return;
        }
        let infinitive = self.is_any(cue, &[w::NOT, w::NEVER]) && self.is_form(next, w::TO);
        let left =
            if infinitive || self.is_any(cue, &[w::WITHOUT, w::NOR]) { from..from } else { self.clause_left(from) };
        if !left.is_empty() {
            self.push(Axis::Negated, left.clone(), &found, syntactic, true);
        }
        // "If he had not been there | I should have gone"
        let condition = self.is(left.start.saturating_sub(1), class::CLAUSE_OPENER) && left.start > lo;
        let end = if alone { next } else { self.grammar_end(next, condition) };
        if end > next {
            self.push(Axis::Negated, next..end, &found, syntactic, false);
        } else if left.is_empty() {
            self.push(Axis::Negated, cue..next, &found, syntactic, false);
        }
    }

    fn grammar_end(&mut self, from: usize, condition: bool) -> usize {
        let mut end = self.scope_end(from, SYNTACTIC);
        if condition {
            end = (from + 1..end)
                .find(|k| {
                    self.is(*k, class::PRONOUN)
                        && self.is_aux(*k + 1)
                        && !self.is(*k - 1, class::SUBORDINATOR | class::COORDINATOR)
                })
                .unwrap_or(end);
        }
        // "no sound and no movement": the second has its own
        (from + 1..end).find(|k| self.is(*k, class::AND | class::OR) && self.is(*k + 1, class::NEGATOR)).unwrap_or(end)
    }

    /// Subject and verbs of the clause before a negation: "[the records could] not", "[he has] no".
    fn clause_left(&mut self, cue: usize) -> std::ops::Range<usize> {
        let (lo, _) = self.bounds(cue);
        let floor = lo.max(cue.saturating_sub(SYNTACTIC));
        let mut k = cue;
        // groups of verbs passed, and whether a subject was met behind the last
        let (mut verbs, mut subject) = (0, false);
        while k > floor {
            let i = k - 1;
            self.steps += 1;
            let tok = self.tok(i);
            if !tok.is_word() {
                if tok.mark == Mark::Other && self.tok(i.saturating_sub(1)).is_word() {
                    k -= 1;
                    continue;
                }
                break;
            }
            let past = tok.is(class::PAST_LIKE)
                && !self.is(i.saturating_sub(1), class::DETERMINER | class::DEFINITE | class::PREPOSITION);
            if self.is_finite(i) || past {
                // a second verb belongs to another clause, unless a relative one stands within the subject
                if subject && !self.relative_left(i, floor) {
                    break;
                }
                verbs += u32::from(verbs == 0 || subject);
                subject = tok.is(class::PRONOUN) && !self.is_any(i, &[w::THIS, w::THAT]);
                k -= 1;
                continue;
            }
            // "[which I could] not", but "as I looked at them [my soul shared] none"
            let nominative = tok.is(class::PRONOUN)
                && !tok.is(class::DEFINITE | class::DETERMINER | class::RELATIVE)
                && verbs > 0
                && !subject;
            if nominative && !self.is(i.saturating_sub(1), class::AND) {
                k -= 1;
                if k > floor && self.is(k - 1, class::RELATIVE) && !self.is_form(k - 1, w::THAT) {
                    k -= 1;
                }
                break;
            }
            if tok.is(class::RELATIVE) && verbs == 0 {
                break;
            }
            if tok.is(class::RELATIVE) && verbs == 1 {
                // "the sleep [which would] not come", but "it seems that [saints have] never"
                k -= usize::from(!(subject && self.is_form(i, w::THAT)));
                break;
            }
            if tok.is(class::COORDINATOR) {
                let joins = verbs > 0 && subject && !tok.is(class::CONTRAST) && !self.verb_before(i, floor);
                if !joins {
                    break;
                }
            }
            if tok.is(class::SUBORDINATOR) && !tok.is(class::RELATIVE | class::PREPOSITION) {
                break;
            }
            subject |= verbs > 0 && !tok.is(class::ADVERB | class::NEGATOR);
            k -= 1;
        }
        while k < cue
            && (self.is(k, class::COORDINATOR | class::AND)
                || self.is(k, class::ADVERB) && !self.is(k, class::PRONOUN | class::DETERMINER))
        {
            k += 1;
        }
        if verbs > 0 { k..cue } else { cue..cue }
    }

    /// Whether a verb stands before `i` in its clause.
    fn verb_before(&self, i: usize, floor: usize) -> bool {
        (floor.max(i.saturating_sub(10))..i)
            .rev()
            .take_while(|k| self.tok(*k).is_word())
            .any(|k| self.is_finite(k) || self.tok(k).is(class::PAST_LIKE))
    }

    /// Whether a relative pronoun opens the clause of the verb at `i`: "the people who came did not".
    fn relative_left(&self, i: usize, floor: usize) -> bool {
        let mut k = i;
        while k > floor && k + 8 > i {
            k -= 1;
            if !self.tok(k).is_word() || self.is(k, class::SUBORDINATOR) && !self.is(k, class::RELATIVE) {
                return false;
            }
            if self.is_any(k, &[w::WHO, w::WHICH]) {
                return k > floor && self.tok(k - 1).is_word();
            }
        }
        false
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
                let found = Found::new(cue..next, Rule::Contrast);
                self.push(Axis::Negated, next..to, &found, Some(Scope::Effective), false);
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
            let found = Found::new(cue..next, Rule::Contrast);
            self.push(Axis::Negated, next..end, &found, Some(Scope::Effective), false);
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
        let reported: Vec<_> = self.spans[self.first_span..]
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
                    let or = (k + 1..hi.min(k + 7)).any(|i| self.is(i, class::OR) && !self.has_new_clause(i + 1));
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
