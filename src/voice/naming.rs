//! Verbs that name, accuse, demand, promise, and those of which nobody is the subject.

use super::attribution::Use;
use super::axis::{Axis, Stance};
use super::cues::words as w;
use super::cues::{KnownWord, class, verb};
use super::inflect::VerbForm;
use super::pass::{Found, Pass};
use super::source::Subject;
use super::span::Rule;
use super::tokens::Mark;
use std::ops::Range;

/// A preposition is sought this far behind its verb: "accused the head of the union of".
const PREPOSITION_REACH: usize = 16;

impl Pass<'_> {
    /// The source of a passive, behind "by" within `cap` tokens.
    fn by_source(&mut self, from: usize, cap: usize) -> Option<Range<usize>> {
        let (_, hi) = self.bounds(from.min(self.end - 1));
        let limit = hi.min(from + cap);
        let mut k = from;
        while k < limit && !matches!(self.mark(k), Mark::Semicolon | Mark::Stop) {
            self.steps += 1;
            if self.is_form(k, w::BY) && k + 1 < hi && !self.tok(k + 1).has(VerbForm::Ing) {
                let source = self.source_right(k + 1);
                return (!source.is_empty()).then_some(source);
            }
            k += 1;
        }
        None
    }

    // -------------------------------------------------------------- A10

    /// accuse of, blame for, denounce as: without the preposition nothing is reported.
    pub(super) fn accusation(&mut self, usage: &Use) -> bool {
        let (_, hi) = self.bounds(usage.at);
        let limit = hi.min(usage.next + PREPOSITION_REACH);
        let mut k = usage.next;
        let mut at = None;
        while k < limit {
            self.steps += 1;
            match self.mark(k) {
                Mark::Word | Mark::Open | Mark::Close | Mark::Other => {}
                // an apposition may stand between: "accused Mr Vance, the editor, of"
                Mark::Comma => {}
                _ => break,
            }
            let bit = self.cues.accusing_bit(self.form(k));
            if bit & usage.prepositions != 0 && !(bit == 1 && k > usage.next && !self.opens_charge(k)) {
                at = Some(k);
                break;
            }
            if self.is_form(k, w::THAT) || self.is_finite(k) && k > usage.next || self.is(k, class::BARE_STOP) {
                break;
            }
            k += 1;
        }
        let Some(preposition) = at else { return false };
        if preposition + 1 >= hi {
            return false;
        }
        let mut usage = usage.clone();
        let passive =
            usage.passive || self.tok(usage.at).has(VerbForm::Participle) && !self.tok(usage.at).has(VerbForm::Past);
        let evaluates = usage.prepositions & 0b10_0000 != 0;
        usage.stance = if evaluates { Stance::Neutral } else { Stance::Doubting };
        let reduced = usage.next == preposition && !usage.passive;
        if passive || reduced {
            // "was accused of", "men accused of": who accuses stands behind "by", if anywhere
            usage.subject = Subject { negated: usage.subject.negated, ..Subject::default() };
            let start = usage.next;
            usage.subject.source = if self.is_form(start, w::BY) {
                let source = self.source_right(start + 1);
                (!source.is_empty()).then_some(source)
            } else {
                self.by_source(preposition, 14)
            };
        }
        if usage.subject.first_person {
            return true;
        }
        let from = preposition + 1;
        let end = self.object_end(&usage, from);
        let kinds = usage.kinds;
        usage.kinds = kinds & !(verb::WEAK | verb::DENIAL | verb::DOUBT);
        self.report(&usage, from..end, Rule::Accusation);
        // "blamed foreign saboteurs for": the object is part of the charge, if it is no known person
        let blames = self.is_form(preposition, w::FOR) || self.is_form(preposition, w::OF);
        if blames && !passive && preposition > usage.next && !evaluates {
            let object = usage.next;
            let definite =
                self.is(object, class::DEFINITE | class::CAPITAL | class::OBJECT_PRONOUN | class::POSSESSIVE);
            if !definite
                && self.tok(object).is_word()
                && !(object..preposition).any(|i| self.is(i, class::CAPITAL | class::POSSESSIVE) && i == object)
            {
                self.report(&usage, object..preposition, Rule::Accusation);
            }
        }
        if kinds & verb::WEAK != 0 {
            let found = Found {
                cue: usage.at..usage.next,
                source: usage.subject.source.clone(),
                stance: usage.stance,
                rule: Rule::Weak,
            };
            let to = self.trim(from, end);
            self.add(Axis::Hedged, from..to, &found);
        }
        true
    }

    /// "accused the head of the union of fraud": the last "of" before a verb or noun of charge; the first will do
    /// when its object is a name.
    fn opens_charge(&self, k: usize) -> bool {
        // a second "of" follows close by: this one belongs to the accused
        let limit = (k + 7).min(self.end);
        let mut i = k + 1;
        while i < limit && self.tok(i).is_word() {
            if self.is_form(i, w::OF) {
                let noun_before = self.is(k + 1, class::DEFINITE | class::CAPITAL);
                return !noun_before;
            }
            if self.is(i, class::PREPOSITION | class::AND) || self.tok(i).has(VerbForm::Ing) {
                return true;
            }
            i += 1;
        }
        true
    }

    fn first_comma(&self, from: usize, end: usize) -> usize {
        (from..end).find(|i| self.mark(*i) == Mark::Comma).unwrap_or(end)
    }

    // -------------------------------------------------------------- A6 to A9

    /// call X Y, describe X as Y, what X calls Y, be described as Y.
    pub(super) fn naming(&mut self, usage: &Use) -> bool {
        let (lo, hi) = self.bounds(usage.at);
        let v = usage.at;
        let mut next = usage.next;
        if next >= hi {
            return false;
        }
        let needs_as = usage.kinds & verb::NAMING_AS != 0;
        let needs_to = usage.kinds & verb::NAMING_TO != 0;
        // "refer to X as": the particle is part of the verb
        let refers = self.is_any(v, &[w::REFER, w::REFERS, w::REFERRED, w::REFERRING]);
        if refers && self.is_form(next, w::TO) {
            next += 1;
        }
        let calls = self.is_call(v);
        if calls
            && self.is_any(next, &[w::FOR, w::ON, w::UPON, w::OFF, w::UP, w::IN, w::OUT, w::AT, w::HIMSELF, w::HERSELF])
            && !usage.passive
        {
            return false;
        }
        let subject_at = usage.subject.source.as_ref().map_or(usage.subject.from, |s| s.start);
        // A8: "what Ankara calls a", "which critics call"
        if subject_at > lo && self.is_form(subject_at.saturating_sub(1), w::WHAT) && !usage.passive {
            let mut from = next;
            if self.is_form(from, w::AS) {
                from += 1;
            }
            let usage = Use { kinds: usage.kinds & NAMING_ONLY, ..usage.clone() };
            let end = self.phrase_end(from, 9);
            self.report(&usage, from..end, Rule::Naming);
            return true;
        }
        let participle = self.tok(v).has(VerbForm::Participle) && !self.tok(v).has(VerbForm::Base);
        let initial = v == lo
            || !self.tok(v.saturating_sub(1)).is_word()
            || self.is(v.saturating_sub(1), class::ADVERB) && (v < lo + 2 || !self.tok(v.saturating_sub(2)).is_word());
        // "Whitman, who runs a firm, labelled him unfit" has its subject before the comma
        let active = v > lo
            && usage.subject.source.is_some()
            && self.tok(v).has(VerbForm::Past)
            && self.mark(v - 1) == Mark::Comma
            && !self.is_form(next, w::AS)
            && self.by_source(next, 10).is_none();
        let free = participle
            && !usage.passive
            && (initial && !active
                || usage.subject.source.is_none()
                || self.is_form(next, w::BY)
                || needs_as && self.is_form(next, w::AS));
        if usage.passive || free {
            // A9
            let mut from = next;
            let mut usage = usage.clone();
            usage.subject.source = None;
            if self.is_form(from, w::BY) {
                let source = self.source_right(from + 1);
                from = source.end;
                usage.subject.source = (!source.is_empty()).then_some(source);
            }
            if self.is_form(from, w::AS) || self.is_form(from, w::TO) && needs_to {
                from += 1;
            } else if needs_as || needs_to {
                return false;
            }
            if from >= hi
                || self.is(from, class::PREPOSITION) && !self.is_form(from, w::AS)
                || !self.tok(from).is_word() && self.mark(from) != Mark::Open
            {
                return false;
            }
            if usage.kinds & NAMES_WEAKLY != 0
                && !self.is(from, class::DETERMINER | class::DEFINITE)
                && self.mark(from) != Mark::Open
            {
                return false;
            }
            let end = self.phrase_end(from, 10);
            if usage.subject.source.is_none() {
                usage.subject.source = self.by_source(end, 6);
            }
            // "an effect called “creep”", "is called the “riot”": a term, with nobody to call it so
            let quoted = self.mark(from) == Mark::Open
                || self.is(from, class::DEFINITE | class::DETERMINER) && self.mark(from + 1) == Mark::Open;
            if usage.subject.source.is_none() && quoted && !needs_as {
                return true;
            }
            let usage = Use { kinds: usage.kinds & NAMING_ONLY, stance: Stance::Neutral, ..usage };
            self.report(&usage, from..end, Rule::Naming);
            return true;
        }
        if self.tok(v).has(VerbForm::Ing) && usage.subject.source.is_none() && !calls {
            return false;
        }
        let from = if needs_as || needs_to {
            let limit = hi.min(next + PREPOSITION_REACH);
            let mut k = next;
            loop {
                if k >= limit
                    || matches!(self.mark(k), Mark::Semicolon | Mark::Stop | Mark::Colon)
                    || self.is_form(k, w::THAT)
                {
                    return false;
                }
                self.steps += 1;
                if self.is_form(k, w::AS) && needs_as
                    || needs_to && (self.is_form(k, w::TO) || self.is_form(k, w::WITH))
                {
                    break k + 1;
                }
                if self.is_finite(k) && k > next {
                    return false;
                }
                k += 1;
            }
        } else {
            match self.second_object(v, next, hi, calls) {
                Some(from) => from,
                None => return false,
            }
        };
        if from >= hi {
            return false;
        }
        let end = self.object_end(usage, from);
        let usage = Use { kinds: usage.kinds & NAMING_ONLY, stance: Stance::Neutral, ..usage.clone() };
        let before = self.spans.len();
        self.report(&usage, from..end, Rule::Naming);
        self.spans.len() > before || usage.subject.first_person
    }

    /// Where a name, a charge or a topic ends: a relative clause or a clause before the main one ends before that.
    fn object_end(&mut self, usage: &Use, from: usize) -> usize {
        let end = self.clause_end(from);
        if let Some(comma) = usage.subject.follows {
            return end.min(comma.max(from));
        }
        if usage.subject.relative {
            // "the deputy who called the march a riot | has resigned"
            let end = self.first_comma(from, end);
            self.steps += end.saturating_sub(from) as u64;
            return (from..end)
                .find(|k| self.is_finite(*k) && *k > from && !self.is(*k - 1, class::RELATIVE | class::PRONOUN))
                .unwrap_or(end);
        }
        if self.in_subordinate(usage) { self.first_comma(from, end) } else { end }
    }

    pub(super) fn in_subordinate(&self, usage: &Use) -> bool {
        let (lo, _) = self.bounds(usage.at);
        self.is(lo, class::CLAUSE_OPENER) && !(lo..usage.at).any(|i| self.mark(i) == Mark::Comma)
    }

    fn is_call(&self, v: usize) -> bool {
        self.is_any(v, &[w::CALL, w::CALLS, w::CALLED, w::CALLING])
    }

    /// Where the name begins in "call NP1 NP2".
    fn second_object(&mut self, v: usize, next: usize, hi: usize, calls: bool) -> Option<usize> {
        let clear = calls
            || [w::BRAND, w::LABEL, w::DUB, w::TERM, w::DEEM, w::STYLE, w::TAG, w::NICKNAME, w::CHRISTEN]
                .iter()
                .any(|stem| self.starts_with_lemma(v, *stem));
        if self.is_form(next, w::THAT) && !calls || self.mark(next) == Mark::Comma || self.mark(next) == Mark::Colon {
            return None;
        }
        if self.is(next, class::OBJECT_PRONOUN) && !self.is_form(next, w::HER)
            || self.is_form(next, w::THIS)
            || self.is_form(next, w::THAT)
        {
            let from = next + 1;
            return (from < hi
                && !self.is(from, class::PREPOSITION)
                && (clear || self.is(from, class::DETERMINER) || self.mark(from) == Mark::Open))
                .then_some(from);
        }
        let limit = hi.min(next + 10);
        let mut k = next + 1;
        while k < limit {
            self.steps += 1;
            match self.mark(k) {
                Mark::Open => return Some(k),
                Mark::Word | Mark::Other => {}
                Mark::Comma if calls => {}
                _ => break,
            }
            if self.is_any(k, &[w::A, w::AN, w::THE, w::ANOTHER]) && !self.is(k.saturating_sub(1), class::PREPOSITION) {
                return Some(k);
            }
            if self.is(k, class::SUBORDINATOR | class::BARE_STOP) || self.is_finite(k) {
                break;
            }
            k += 1;
        }
        if !clear {
            return None;
        }
        // "called the marchers terrorists": after a definite object the last words name it
        if self.is(next, class::DEFINITE | class::CAPITAL | class::POSSESSIVE) && k > next + 2 {
            let mut from = next + 1;
            while from < k && self.is(from, class::CAPITAL | class::POSSESSIVE) {
                from += 1;
            }
            if self.is(next, class::DEFINITE) && from < k - 1 && from == next + 1 {
                from = next + 2;
            }
            return (from < k).then_some(from);
        }
        (self.is_title && k > next).then_some(next)
    }

    /// Whether the word is a form of the verb.
    fn starts_with_lemma(&self, v: usize, lemma: KnownWord) -> bool {
        let number = self.cues.verb_of(lemma);
        number != 0 && number == self.tok(v).verb
    }

    // -------------------------------------------------------------- A11, A12, A5

    pub(super) fn directive(&mut self, usage: &Use) -> bool {
        let (_, hi) = self.bounds(usage.at);
        let next = usage.next;
        if usage.passive || usage.subject.first_person && self.at[usage.at] == 0 {
            return usage.passive;
        }
        if next >= hi
            || !self.tok(next).is_word()
            || self.is_form(next, w::THAT)
            || self.tok(usage.at).has(VerbForm::Ing) && usage.subject.source.is_none()
        {
            return false;
        }
        let asks = self.is_any(usage.at, &[w::ASK, w::ASKS, w::ASKED, w::ASKING]);
        let orders = self.starts_with_lemma(usage.at, w::ORDER)
            || self.starts_with_lemma(usage.at, w::INSTRUCT)
            || self.starts_with_lemma(usage.at, w::INVITE);
        // "ordered the purge" is a deed; "ordered them to leave" are words
        if orders && !(next..hi.min(next + 9)).any(|i| self.is_form(i, w::TO)) {
            return true;
        }
        if asks && !(next..hi.min(next + 9)).any(|i| self.is_form(i, w::TO) || self.is_form(i, w::FOR)) {
            return false;
        }
        if self.is(next, class::PREPOSITION)
            && !self.is_any(next, &[w::FOR, w::TO, w::ON, w::AN])
            && usage.next == usage.at + 1
        {
            return false;
        }
        let end = self.clause_end(next);
        let end = match usage.subject.follows {
            Some(comma) => end.min(comma.max(next)),
            None if self.in_subordinate(usage) => self.first_comma(next, end),
            None => end,
        };
        let usage = Use { kinds: verb::DIRECTIVE, ..usage.clone() };
        self.report(&usage, next..end, Rule::Directive);
        true
    }

    pub(super) fn promise(&mut self, usage: &Use) -> bool {
        let mut to = usage.next;
        // "vowed on Tuesday to stay"
        while to < usage.next + 4 && self.is(to, class::TIME | class::PREPOSITION) && !self.is_form(to, w::TO) {
            to += 1;
        }
        if usage.kinds & verb::TO_INFINITIVE == 0 || !self.is_form(to, w::TO) || to + 1 >= self.bounds(usage.at).1 {
            return false;
        }
        let from = to + 1;
        let mut end = self.clause_end(from);
        if let Some(comma) = usage.subject.follows {
            end = end.min(comma.max(from));
        } else if self.in_subordinate(usage) || usage.subject.relative {
            end = self.first_comma(from, end);
        }
        let usage = Use { kinds: usage.kinds & !verb::WEAK, ..usage.clone() };
        self.report(&usage, from..end, Rule::ToInfinitive);
        true
    }

    pub(super) fn speaks_of(&mut self, usage: &Use) -> bool {
        if usage.kinds & verb::SPEAKS_OF == 0 {
            return false;
        }
        let (_, hi) = self.bounds(usage.at);
        // "spoke out sharply against", "talked with reporters about"
        let limit = hi.min(usage.next + 7);
        let mut k = usage.next;
        while k < limit
            && self.tok(k).is_word()
            && !self.is_any(k, &[w::OF, w::ABOUT, w::AGAINST])
            && !self.is_finite(k)
            && !self.is(k, class::SUBORDINATOR)
        {
            k += 1;
        }
        self.steps += k.saturating_sub(usage.next) as u64;
        if !self.is_any(k, &[w::OF, w::ABOUT, w::AGAINST]) || k > usage.next && self.is_form(k, w::OF) {
            return false;
        }
        let from = k + 1;
        if from >= hi {
            return false;
        }
        let end = self.object_end(usage, from);
        self.report(usage, from..end, Rule::SpeakOf);
        true
    }

    // -------------------------------------------------------------- A13

    pub(super) fn impersonal(&mut self, usage: &Use) {
        let (_, hi) = self.bounds(usage.at);
        let next = usage.next;
        if next >= hi {
            return;
        }
        let found = Found { cue: usage.at..usage.next, source: None, stance: usage.stance, rule: Rule::Impersonal };
        let negated = usage.subject.negated;
        let it = usage.subject.source.as_ref().is_some_and(|s| self.is_form(s.start, w::IT) && s.len() == 1);
        let kinds = usage.kinds;
        let speech = verb::WEAK | verb::SAY | verb::SAY_DOUBTING | verb::SAY_ENDORSING;
        let infinitive = self.is_form(next, w::TO) && kinds & speech != 0 && !self.tells(usage.at);
        let content = if self.is_form(next, w::THAT) || infinitive {
            next + 1..self.object_end(usage, next + 1)
        } else if self.mark(next) == Mark::Comma && self.mark(next + 1) == Mark::Open
            || it && self.tok(next).is_word() && self.has_verb(next, (next + 9).min(hi))
        {
            next..self.clause_end(next)
        } else if self.tells(usage.at) {
            // "were told that", "was told the"
            let from = if self.is_form(next, w::THAT) { next + 1 } else { next };
            if self.is(from, class::PREPOSITION) && !self.is_form(from, w::TO) {
                return;
            }
            from..self.clause_end(from)
        } else {
            return;
        };
        let content = content.start..self.trim(content.start, content.end);
        if content.is_empty() {
            return;
        }
        if kinds & verb::DENIAL != 0 && negated {
            // "it cannot be ruled out that"
            self.add(Axis::Hedged, content, &found.with(Rule::Denial));
            return;
        }
        let source = self.by_source(next, 4);
        let found = Found { source, ..found };
        self.add(Axis::Reported, content.clone(), &found);
        let hedge = !self.tells(usage.at) && kinds & verb::SAY_ENDORSING == 0;
        if hedge {
            self.add(Axis::Hedged, content.clone(), &found.with(Rule::Weak));
        }
        if negated {
            self.add_projecting(Axis::Negated, content, &found.with(Rule::Negator), false);
        }
        // "the group is believed to have": the subject is part of what is believed
        if self.is_form(next, w::TO)
            && !self.tells(usage.at)
            && let Some(subject) = usage.subject.source.clone()
        {
            let pronoun = self.is(subject.start, class::PRONOUN);
            if !pronoun {
                self.add(Axis::Reported, subject.clone(), &found);
                if hedge && !self.is(subject.start, class::DEFINITE | class::CAPITAL) {
                    self.add(Axis::Hedged, subject, &found.with(Rule::Weak));
                }
            }
        }
    }
}

/// A name given is neither hedged nor denied by its verb.
const NAMING_ONLY: u32 = verb::NAMING | verb::NAMING_AS | verb::NAMING_TO;

/// Verbs that name now and then.
const NAMES_WEAKLY: u32 = verb::NEEDS_THAT;
