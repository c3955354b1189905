//! Attribution without a reporting verb: according to ..., claims that ..., fraud allegations.

use super::axis::{Axis, Stance};
use super::cues::words as w;
use super::cues::{ADVERBIAL, PhraseKind, class, noun, verb};
use super::finder::FoundPhrase;
use super::inflect::VerbForm;
use super::pass::{Found, Pass};
use super::span::Rule;
use super::tokens::Mark;
use std::ops::Range;

impl Pass<'_> {
    // -------------------------------------------------------------- A15

    /// according to X; in X's view; as X put it. The clause on both sides is X's.
    pub(super) fn adverbial(&mut self, phrases: &[FoundPhrase]) {
        for phrase in phrases.iter().filter(|p| p.kind == PhraseKind::According) {
            let (start, end) = (phrase.start as usize, phrase.end as usize);
            self.clause_around(start, end, end, Stance::Neutral);
        }
        for i in self.cue_tokens() {
            if !self.is_any(i, &ADVERBIAL) {
                continue;
            }
            // "in Moscow's view", "in his words"
            // and "by his own admission"
            if self.is_any(i, &[w::IN, w::BY]) && !self.tok(i).inert {
                let limit = (i + 6).min(self.end);
                let mut k = i + 1;
                while k < limit
                    && self.tok(k).is_word()
                    && !self.is(k, class::IN_VIEW)
                    && !self.is(k, class::PREPOSITION)
                {
                    k += 1;
                }
                let owned = k > i + 1
                    && ((i + 1..k).any(|p| self.is(p, class::POSSESSIVE))
                        || k == i + 3 && self.is(i + 1, class::DEFINITE) && self.is_form(i + 2, w::OWN)
                        || self.is(i + 1, class::DEFINITE) && !self.is_form(i + 1, w::THE) && k == i + 2);
                if k < limit && self.is(k, class::IN_VIEW) && owned && self.mark(k + 1) == Mark::Comma {
                    let first = self.is_form(i + 1, w::MY) || self.is_form(i + 1, w::OUR);
                    if !first {
                        self.around(i, k + 1, i..k + 1, Some(i + 1..k), Stance::Neutral);
                    }
                }
            }
            if self.is_form(i, w::PER)
                && (i == self.start || self.is(i + 1, class::CAPITAL))
                && i + 1 < self.end
                && self.is(i + 1, class::CAPITAL | class::DEFINITE)
            {
                self.clause_around(i, i + 1, i + 1, Stance::Neutral);
            }
            // "as the chancellor put it", "as he called it"
            if self.is_form(i, w::AS) && (i == self.start || !self.tok(i.saturating_sub(1)).is_word()) {
                let limit = (i + 10).min(self.end);
                let mut k = i + 1;
                while k < limit && self.tok(k).is_word() && self.tok(k).verb == 0 {
                    k += 1;
                }
                self.steps += k.saturating_sub(i) as u64;
                let puts = self.is_form(k + 1, w::IT)
                    && (self.is_form(k, w::PUT)
                        || self.is_form(k, w::PUTS)
                        || self.is_form(k, w::HAS)
                        || self.is_form(k, w::CALLED)
                        || self.is_form(k, w::CALLS)
                        || self.is_form(k, w::DESCRIBED));
                let speech = verb::SAY | verb::SAY_DOUBTING | verb::SAY_ENDORSING;
                // "as the paper first reported on Friday,", "as Ryan has pointed out,"
                let mut stop = k + 1;
                while stop < (k + 6).min(self.end)
                    && self.is(stop, class::TIME | class::PREPOSITION | class::ADVERB | class::CAPITAL)
                    && !self.is_form(stop, w::OF)
                {
                    stop += 1;
                }
                let says = self.verb(k).kinds & speech != 0
                    && (self.tok(k).has(VerbForm::Past)
                        || self.tok(k).has(VerbForm::ThirdPerson)
                        || self.tok(k).has(VerbForm::Participle))
                    && stop < self.end
                    && !self.tok(stop).is_word();
                // "as reported by the paper,"
                let by = k == i + 1 && self.is_any(k + 1, &[w::BY, w::IN]) && self.verb(k).kinds & speech != 0;
                if by {
                    let source = self.source_right(k + 2);
                    if !source.is_empty() && source.end < self.end && !self.tok(source.end).is_word() {
                        let end = source.end;
                        self.around(i, end, k..k + 1, Some(source.clone()), Stance::Neutral);
                        self.said.push((k, Some(source)));
                    }
                    continue;
                }
                if k > i + 1 && k < limit && (puts || says) {
                    let end = if puts { k + 2 } else { stop };
                    let stance = Stance::Neutral;
                    let mut to = k;
                    while to > i + 2 && (self.is_aux(to - 1) || self.is(to - 1, class::ADVERB)) {
                        to -= 1;
                    }
                    self.around(i, end, k..end, Some(i + 1..to), stance);
                    self.said.push((k, Some(i + 1..to)));
                }
            }
        }
    }

    fn clause_around(&mut self, start: usize, end: usize, source_at: usize, stance: Stance) {
        if source_at >= self.end {
            return;
        }
        let (_, hi) = self.bounds(start);
        let limit = hi.min(source_at + 16);
        let mut k = source_at;
        let initial = start == self.bounds(start).0
            || start > 0 && self.mark(start.saturating_sub(1)) == Mark::Comma && start < self.bounds(start).0 + 2;
        while k < limit {
            let tok = self.tok(k);
            if !tok.is_word() && tok.mark != Mark::Other
                || tok.is(class::RELATIVE | class::BARE_STOP)
                || k > source_at + 1
                    && initial
                    && tok.is(class::PRONOUN)
                    && !tok.is(class::DEFINITE | class::DETERMINER)
                || k > source_at
                    && initial
                    && tok.is(class::DEFINITE | class::DETERMINER)
                    && !self.is(k.saturating_sub(1), class::PREPOSITION | class::AND)
                || k > source_at && self.is_finite(k)
            {
                break;
            }
            k += 1;
        }
        let source = (k > source_at).then_some(source_at..k);
        let after = if self.mark(k) == Mark::Comma { k + 1 } else { k };
        self.around(start, after.min(hi), start..end, source, stance);
    }

    /// The clause before `start` and after `end`.
    fn around(&mut self, start: usize, end: usize, cue: Range<usize>, source: Option<Range<usize>>, stance: Stance) {
        let found = Found { cue, source, stance, rule: Rule::According };
        let (lo, hi) = self.bounds(start);
        let mut begin = lo;
        let mut k = start;
        let floor = lo.max(start.saturating_sub(60));
        while k > floor {
            k -= 1;
            self.steps += 1;
            if self.mark(k) == Mark::Semicolon || self.is(k, class::BARE_STOP) && k > lo {
                begin = k + 1;
                break;
            }
        }
        let to = self.trim(begin, start);
        if to > begin {
            self.add(Axis::Reported, begin..to, &found);
        }
        let from = if self.mark(end) == Mark::Comma { end + 1 } else { end };
        let opened = from > end || self.mark(end.saturating_sub(1)) == Mark::Comma;
        if from < hi {
            let stop = self.clause_end(from);
            let to = self.trim(from, stop);
            // after a clause in front, only what a comma leaves open goes on
            if to > from
                && (begin + 1 >= start || opened && !self.has_clause(begin, start))
                && !self.is(from, class::COMMA_STOP | class::COMMA_RELATIVE | class::AND)
            {
                self.add(Axis::Reported, from..to, &found);
            }
        }
    }

    // -------------------------------------------------------------- A14

    /// rumour has it that ...
    pub(super) fn has_it(&mut self, phrases: &[FoundPhrase]) {
        for phrase in phrases.iter().filter(|p| p.kind == PhraseKind::HasIt) {
            let mut from = phrase.end as usize;
            if self.is_form(from, w::THAT) {
                from += 1;
            }
            if from < self.end {
                let end = self.clause_end(from);
                let to = self.trim(from, end);
                let found = Found::new(phrase.start as usize..phrase.end as usize, Rule::HasIt);
                self.add(Axis::Reported, from..to, &found);
                self.add(Axis::Hedged, from..to, &found);
            }
        }
    }

    // -------------------------------------------------------------- A16, A17

    /// claims that ..., allegations of ..., fraud allegations.
    pub(super) fn reporting_nouns(&mut self, phrases: &[FoundPhrase]) {
        for i in self.cue_tokens() {
            let tok = self.tok(i);
            if tok.noun != 0
                && phrases
                    .iter()
                    .any(|p| p.kind == PhraseKind::Scare && (p.start as usize..p.end as usize).contains(&i))
            {
                continue;
            }
            if tok.noun == 0 || tok.inert || tok.is(class::CAPITAL) && i > self.start && !self.is_title {
                continue;
            }
            if tok.verb != 0 && !self.is_noun_here(i) && !self.stands_as_noun(i) {
                continue;
            }
            self.one_noun(i);
        }
    }

    /// "Claims that", "reports of", "massacre claims": a noun by what stands around it.
    fn stands_as_noun(&self, i: usize) -> bool {
        let tok = self.tok(i);
        if tok.has(VerbForm::Past) || tok.has(VerbForm::Ing) && !tok.is(class::NOUN) {
            return false;
        }
        let starts = i == self.start || !self.tok(i.saturating_sub(1)).is_word();
        let followed = self.is_form(i + 1, w::THAT) || self.is_form(i + 1, w::OF);
        if starts || self.is(i.saturating_sub(1), class::COORDINATOR) {
            return followed;
        }
        let before = i - 1;
        // the object of a verb: "rejected claims", "denies massacre claims"
        let verb_near = (before.saturating_sub(2).max(self.start)..i).any(|k| {
            let v = self.tok(k);
            v.verb != 0
                && !self.is_noun_here(k)
                && (v.has(VerbForm::Past) || v.has(VerbForm::ThirdPerson) || v.has(VerbForm::Ing))
        });
        verb_near && !self.is(before, class::PRONOUN)
            || self.is(
                before,
                class::FALSE_ADJECTIVE | class::UNVERIFIED | class::HEDGE_ADJECTIVE | class::POSSESSIVE | class::FIGURE,
            )
    }

    fn one_noun(&mut self, i: usize) {
        let kinds = u32::from(self.tok(i).noun);
        let (lo, hi) = self.bounds(i);
        let stance = if kinds & noun::DOUBTING != 0 {
            Stance::Doubting
        } else if kinds & noun::ENDORSING != 0 {
            Stance::Endorsing
        } else {
            Stance::Neutral
        };
        let mut found = Found { cue: i..i + 1, source: None, stance, rule: Rule::Noun };
        // who: "Moscow's allegations", "their fear", "claims by the army"
        let mut k = i;
        let floor = lo.max(i.saturating_sub(4));
        while k > floor {
            k -= 1;
            let tok = self.tok(k);
            if tok.is(class::POSSESSIVE) {
                let mut from = k;
                while from > lo
                    && from + 4 > k
                    && (self.is(from.saturating_sub(1), class::CAPITAL | class::DEFINITE)
                        || self.tok(from.saturating_sub(1)).form == 0
                            && self.tok(from.saturating_sub(1)).is_word()
                            && !self.is(from.saturating_sub(1), class::ADVERB))
                {
                    from -= 1;
                }
                found.source = Some(from..k + 1);
                break;
            }
            if tok.is(class::DEFINITE)
                && !tok.is(class::PRONOUN)
                && !self.is_form(k, w::THE)
                && !tok.is(class::FIRST_PERSON)
            {
                if !self.is_form(k, w::MY) && !self.is_form(k, w::OUR) || self.at[k] != 0 {
                    found.source = Some(k..k + 1);
                }
                break;
            }
            if !tok.is_word() || tok.is(class::PREPOSITION) || self.is_finite(k) {
                break;
            }
        }
        let mut next = i + 1;
        if self.is_form(next, w::BY) || self.is_form(next, w::FROM) {
            let source = self.source_right(next + 1);
            if !source.is_empty() {
                next = source.end;
                if self.mark(next) == Mark::Comma && self.is_form(next + 1, w::THAT) {
                    next += 1;
                }
                found.source = Some(source);
            }
        }
        if found.source.is_none() {
            // "they made the case that", "voiced fears that"
            found.source = self.voiced_by(i);
        }
        let possibility = kinds & noun::POSSIBILITY != 0;
        let content = if self.is_form(next, w::THAT) && next + 1 < hi && !self.is_finite(next + 1) {
            // the clause's own verb, then the noun's: "claims that the army fled | have spread"
            let end = self.clause_end(next + 1);
            Some(next + 1..self.before_own_verb(next + 1, end, 2))
        } else if self.is(next, class::BE) && self.is_form(next + 1, w::THAT) && next + 2 < hi && !possibility {
            // "their argument was that"
            let end = self.clause_end(next + 2);
            Some(next + 2..end)
        } else if self.is_form(next, w::TO) && kinds & noun::PROMISE != 0 && next + 1 < hi {
            // "her pledge to cut taxes"
            let end = self.clause_end(next + 1);
            Some(next + 1..self.before_own_verb(next + 1, end, 1))
        } else if self.is_form(next, w::OF)
            || kinds & (noun::HEDGED | noun::DOUBTING) != 0
                && (self.is_form(next, w::ABOUT) || self.is_form(next, w::OVER))
        {
            let only_that = noun::NEUTRAL | noun::ENDORSING | noun::PROMISE;
            (kinds & !(only_that | noun::COMPOUND) != 0 && next + 1 < hi).then(|| {
                let from = next + 1;
                let end = self.phrase_end(from, 9);
                from..end
            })
        } else {
            None
        };
        let (range, back) = match content {
            Some(range) => (range.start..self.trim(range.start, range.end), false),
            None if self.is(i, class::COMPOUND) || kinds & noun::COMPOUND != 0 => {
                // A17, up to four words of the same noun phrase
                let mut from = i;
                let floor = lo.max(i.saturating_sub(4));
                while from > floor {
                    let tok = self.tok(from.saturating_sub(1));
                    if !tok.is_word() && !matches!(tok.mark, Mark::Open | Mark::Close)
                        || tok.is(class::DEFINITE
                            | class::DETERMINER
                            | class::PREPOSITION
                            | class::COORDINATOR
                            | class::POSSESSIVE
                            | class::SUBORDINATOR
                            | class::FALSE_ADJECTIVE
                            | class::UNVERIFIED
                            | class::HEDGE_ADJECTIVE
                            | class::PRONOUN
                            | class::ADVERB)
                        || tok.verb != 0
                            && !self.is_noun_here(from - 1)
                            && (tok.has(VerbForm::Past) || tok.has(VerbForm::ThirdPerson) || tok.has(VerbForm::Ing))
                        || self.is_aux(from.saturating_sub(1))
                    {
                        break;
                    }
                    from -= 1;
                }
                found.rule = Rule::Compound;
                (from..i, true)
            }
            None => return,
        };
        if range.is_empty() {
            return;
        }
        if possibility {
            self.add_projecting(Axis::Hedged, range, &found.with(Rule::HedgePhrase), false);
            return;
        }
        // who denies the claim is its source, if no other is named
        let denier = self.said_before(i, 8).filter(|(v, _)| self.verb(*v).kinds & verb::DENIAL != 0);
        let denied = denier.as_ref().is_some_and(|(v, _)| !self.negated_before(*v));
        if let (None, Some((v, Some(source)))) = (&found.source, &denier) {
            found.source = Some(source.clone());
            found.cue = *v..*v + 1;
        }
        self.push(Axis::Reported, range.clone(), &found, None, back);
        let adjective = |pass: &Self, classes| (lo.max(i.saturating_sub(3))..i).any(|k| pass.is(k, classes));
        let denial = kinds & noun::NEGATED != 0;
        if adjective(self, class::FALSE_ADJECTIVE) || denial || denied {
            let rule = if denial || denied { Rule::Denial } else { Rule::Predicate };
            self.push(Axis::Negated, range.clone(), &found.with(rule), None, back);
        }
        if adjective(self, class::UNVERIFIED) || kinds & noun::HEDGED != 0 {
            self.push(Axis::Hedged, range.clone(), &found.with(Rule::Weak), None, back);
        }
        self.predicate(range, &found, i);
    }

    /// Who makes, voices or repeats the claim at `i`: the subject of the verb of which it is the object.
    fn voiced_by(&mut self, i: usize) -> Option<Range<usize>> {
        let (lo, _) = self.bounds(i);
        let floor = lo.max(i.saturating_sub(6));
        let mut k = i;
        while k > floor {
            k -= 1;
            let tok = self.tok(k);
            if tok.is(class::VOICES) {
                return self.subject(k).source;
            }
            if !tok.is_word() || tok.is(class::PREPOSITION | class::SUBORDINATOR) || self.is_aux(k) {
                return None;
            }
        }
        None
    }

    /// "was convinced that", "made it clear that": a state of mind, told like a belief.
    pub(super) fn beliefs(&mut self) {
        for i in self.cue_tokens() {
            let tok = self.tok(i);
            if !tok.is(class::BELIEVES | class::TAKES_FOR_TRUE) || tok.inert {
                continue;
            }
            let that = self.is_form(i + 1, w::THAT);
            // "made it clear the deal was off"
            if !(that || self.is_form(i, w::CLEAR) && self.has_new_clause(i + 1)) {
                continue;
            }
            let from = if that { i + 2 } else { i + 1 };
            let (_, hi) = self.bounds(i);
            if from >= hi || self.is_finite(from) {
                continue;
            }
            let mut verb = i;
            if self.is_form(i, w::CLEAR) {
                // "it is clear that" is nobody's view
                let makes = (i.saturating_sub(4).max(self.start)..i).rev().find(|k| self.is(*k, class::VOICES));
                let Some(makes) = makes else { continue };
                verb = makes;
            }
            let subject = self.subject(verb);
            let it = subject.source.as_ref().is_some_and(|s| s.len() == 1 && self.is_form(s.start, w::IT));
            let Some(source) = subject.source.filter(|_| !it && !subject.nobody) else { continue };
            let sure = tok.is(class::TAKES_FOR_TRUE);
            if sure && subject.negated {
                continue;
            }
            let end = self.clause_end(from);
            let content = from..self.trim(from, end);
            if content.is_empty() {
                continue;
            }
            let stance = if sure { Stance::Endorsing } else { Stance::Neutral };
            let found = Found { cue: i..i + 1, source: Some(source), stance, rule: Rule::Forward };
            if !subject.first_person {
                self.add(Axis::Reported, content.clone(), &found);
            }
            if !sure && !self.is_form(i, w::CLEAR) {
                self.add(Axis::Hedged, content.clone(), &found.with(Rule::Weak));
            }
            if subject.negated {
                self.add_projecting(Axis::Negated, content, &found.with(Rule::Negator), false);
            }
        }
    }

    /// The clause of a noun's "that" ends where a second verb shows that the sentence goes on.
    fn before_own_verb(&mut self, from: usize, end: usize, own: u32) -> usize {
        let mut finite = 0;
        self.steps += end.saturating_sub(from) as u64;
        for k in from..end {
            if self.mark(k) == Mark::Comma && finite > 0 && self.is_finite(k + 1) {
                return k;
            }
            if self.is_finite(k)
                && !(k > from
                    && (self.is_finite(k.saturating_sub(1))
                        || self.is(k.saturating_sub(1), class::ADVERB)
                            && k > from + 1
                            && self.is_finite(k.saturating_sub(2))))
            {
                finite += 1;
                if finite == own
                    && !self.is(k.saturating_sub(1), class::SUBORDINATOR | class::PRONOUN | class::AND)
                    && !self.is(k.saturating_sub(1), class::COORDINATOR)
                {
                    return k;
                }
            }
        }
        end
    }

    fn said_before(&self, i: usize, reach: usize) -> Option<(usize, Option<Range<usize>>)> {
        let low = i.saturating_sub(reach).max(self.start);
        (low..i)
            .rev()
            .find(|v| self.verb(*v).kinds & verb::DENIAL != 0 && !self.is_noun_here(*v) && self.tok(*v).verb != 0)
            .map(|v| {
                let source = self.spans[self.first_span..]
                    .iter()
                    .rev()
                    .find(|s| s.cue.as_ref().is_some_and(|c| c.start as usize == v))
                    .and_then(|s| s.source.clone());
                (v, source.map(|s| s.start as usize..s.end as usize))
            })
    }

    fn negated_before(&self, v: usize) -> bool {
        (v.saturating_sub(3).max(self.start)..v).any(|k| self.is(k, class::NEGATOR))
    }

    /// "... are baseless", "... remain unproven", "... does not hold".
    fn predicate(&mut self, range: Range<usize>, found: &Found, noun_at: usize) {
        let (_, hi) = self.bounds(noun_at);
        let limit = hi.min(range.end.max(noun_at + 1) + 8);
        let mut k = range.end.max(noun_at + 1);
        while k < limit && !self.is(k, class::BE) && !self.is_form(k, w::REMAIN) && !self.is_form(k, w::REMAINS) {
            if !self.tok(k).is_word() && self.mark(k) != Mark::Comma || self.is(k, class::CONTRAST) {
                return;
            }
            k += 1;
        }
        self.steps += k.saturating_sub(range.end.min(k)) as u64;
        let to = (k + 6).min(hi);
        for j in k + 1..to {
            if !self.tok(j).is_word() {
                return;
            }
            let not = (k..j).any(|n| self.is(n, class::NEGATOR));
            let cue = Found { cue: j..j + 1, ..found.clone() };
            if self.is(j, class::FALSE_PREDICATE) && !not {
                self.push(Axis::Negated, range, &cue.with(Rule::Predicate), None, true);
                return;
            }
            if self.is(j, class::WEAK_PREDICATE) {
                self.push(Axis::Hedged, range, &cue.with(Rule::Predicate), None, true);
                return;
            }
        }
    }
}
