//! Who is said to speak: the noun phrase left or right of a reporting verb.

use super::cues::words as w;
use super::cues::{class, verb};
use super::inflect::VerbForm;
use super::pass::{Pass, REPORTS};
use super::tokens::Mark;
use std::ops::Range;

/// A source is sought this far.
const REACH: usize = 14;
/// An apposition or a relative clause between commas is jumped over, if it is no longer.
const APPOSITION: usize = 32;
/// A verb is sought this far before a participle that has its subject.
const CLAUSE: usize = 40;
/// Verbs that govern one another are followed so far: "is expected to begin to say".
const MAX_CHAIN: u8 = 2;

/// What stands left of a verb.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    /// The noun phrase; none if there is none, or if it names nobody.
    pub(super) source: Option<Range<usize>>,
    /// Where subject and auxiliaries begin: what precedes may be the content.
    pub(super) from: usize,
    pub(super) negated: bool,
    pub(super) modal: bool,
    pub(super) be: bool,
    pub(super) to: bool,
    pub(super) relative: bool,
    /// "nobody", "few", "no official".
    pub(super) nobody: bool,
    pub(super) first_person: bool,
    /// The subject was taken over from the verb before "and".
    pub(super) conjoined: bool,
    /// "Citing a leak, the minister left": the comma behind which the subject stands.
    pub(super) follows: Option<usize>,
}

impl Pass<'_> {
    /// The subject of the verb at `v`.
    pub(super) fn subject(&mut self, v: usize) -> Subject {
        self.subject_at(v, 0)
    }

    fn subject_at(&mut self, v: usize, depth: u8) -> Subject {
        let (lo, _) = self.bounds(v);
        let mut subject = Subject::default();
        let mut i = v;
        let floor = lo.max(v.saturating_sub(8));
        while i > floor {
            let tok = self.tok(i.saturating_sub(1));
            if !tok.is_word() {
                break;
            }
            let aux = self.is_aux(i.saturating_sub(1));
            // "has more openly blamed"
            let degree = tok.is(class::COMPARATIVE) && self.is(i, class::ADVERB);
            if !(aux
                || degree
                || tok.is(class::ADVERB | class::NEGATOR | class::HEDGE_ADVERB)
                || self.is_form(i.saturating_sub(1), w::TO))
                || tok.is(class::POSSESSIVE | class::NEGATIVE_SOURCE)
                    && !tok.is(class::ADVERB)
                    && !self.is_form(i.saturating_sub(1), w::NEVER)
                || tok.is(class::PRONOUN)
            {
                // "he's", "they'd" are subject and auxiliary at once
                if tok.is(class::PRONOUN) && aux {
                    // "he's said" is "he has said"
                    subject.be |= tok.is(class::BE) && i < v;
                    subject.modal |= tok.is(class::MODAL);
                }
                break;
            }
            subject.negated |= tok.is(class::NEGATOR);
            subject.modal |= tok.is(class::MODAL);
            subject.be |= tok.is(class::BE);
            subject.to |= self.is_form(i.saturating_sub(1), w::TO);
            i -= 1;
        }
        self.steps += v.saturating_sub(i) as u64;
        // "the campaign on Thursday evening said"
        i = self.before_time(i, lo);
        subject.from = i;
        match self.governing_verb(i, v, lo) {
            // "could not resist pointing out", "is willing to say": the subject of the verb before
            Some(before) if depth < MAX_CHAIN => {
                let outer = self.subject_at(before, depth + 1);
                subject.source = outer.source;
                subject.nobody = outer.nobody;
                subject.relative = outer.relative;
                subject.from = outer.from;
            }
            _ => {
                // "Trump went after Bush, calling him": no apposition, but who went
                let adjunct = self.tok(v).has(VerbForm::Ing)
                    && i == v
                    && i > lo
                    && matches!(self.mark(i - 1), Mark::Comma | Mark::Dash);
                if !(adjunct && self.clause_subject(i - 1, lo, &mut subject)) {
                    self.noun_phrase_left(i, lo, &mut subject, 0);
                }
            }
        }
        let first = v == lo || v == lo + 1 && self.is(lo, class::PREPOSITION | class::CLAUSE_OPENER | class::ADVERB);
        if first && subject.source.is_none() && self.tok(v).has(VerbForm::Ing) {
            self.subject_behind(v, &mut subject);
        }
        // "When asked about it, the mayor left": what is asked ends at the comma
        let asked =
            self.tok(v).has(VerbForm::Participle) && !subject.be && (v == lo || self.is(v - 1, class::CLAUSE_OPENER));
        if asked && subject.source.is_none() {
            self.subject_behind(v, &mut subject);
            subject.source = None;
        }
        if subject.source.is_none() && self.tok(v).has(VerbForm::Ing) && !subject.be && v > lo {
            // "is stalling by proclaiming": who stalls proclaims
            self.first_of_clause(v, lo, &mut subject);
        }
        if let Some(range) = &subject.source {
            let first = self.tok(range.start);
            subject.first_person = first.is(class::FIRST_PERSON) && self.at[v] == 0;
            if first.is(class::NEGATIVE_SOURCE) {
                subject.nobody = true;
            }
        }
        if subject.nobody {
            subject.source = None;
        }
        subject
    }

    /// "Claiming fraud, the mayor left": who claims stands behind the comma.
    fn subject_behind(&mut self, v: usize, subject: &mut Subject) {
        let (_, hi) = self.bounds(v);
        let limit = hi.min(v + 40);
        let mut k = v + 1;
        while k < limit {
            self.steps += 1;
            if self.mark(k) == Mark::Open {
                k = self.after_quote(k).max(k + 1);
            }
            let closes = self.mark(k - 1) == Mark::Close
                && k >= 2
                && matches!(self.mark(k - 2), Mark::Comma)
                && self.is(k, class::DETERMINER | class::DEFINITE | class::PRONOUN | class::CAPITAL);
            let comma = self.mark(k) == Mark::Comma;
            let from = if closes { k } else { k + 1 };
            if (comma || closes) && self.has_new_clause(from) {
                let source = self.source_right(from);
                if !source.is_empty() {
                    subject.source = Some(source);
                    subject.follows = Some(from - usize::from(comma && !closes));
                }
                return;
            }
            k += 1;
        }
    }

    /// What stands before "on Thursday evening", "last week", "earlier this month", where a subject does.
    fn before_time(&self, end: usize, lo: usize) -> usize {
        let mut i = end;
        let floor = lo.max(end.saturating_sub(6));
        let mut named = false;
        while i > floor && self.is(i - 1, class::TIME | class::FIGURE) && !self.is(i - 1, class::POSSESSIVE) {
            // "this said it all" has a subject
            named |= !self.is(i - 1, class::PRONOUN | class::FIGURE);
            i -= 1;
        }
        if !named {
            return end;
        }
        if i > lo && self.is_any(i - 1, &[w::ON, w::IN]) {
            i -= 1;
        }
        while i > floor && self.is(i - 1, class::ADVERB) && !self.is(i - 1, class::PRONOUN) {
            i -= 1;
        }
        if i > lo && self.tok(i - 1).is_word() && !self.is(i - 1, class::PREPOSITION | class::COORDINATOR) {
            return i;
        }
        // ", who voted for him, last week said"
        if i > lo && self.mark(i - 1) == Mark::Comma { i } else { end }
    }

    /// The verb or adjective that governs the one at `v`: "began to say", "kept insisting", "is eager to point out".
    fn governing_verb(&self, end: usize, v: usize, lo: usize) -> Option<usize> {
        let infinitive = v > lo && self.is_form(v - 1, w::TO) || end < v && self.is_form(end, w::TO);
        let ing = self.tok(v).has(VerbForm::Ing);
        if !(infinitive || ing && end == v) || end <= lo {
            return None;
        }
        let before = self.tok(end - 1);
        if !before.is_word() || before.is(class::CAPITAL) && end - 1 > lo {
            return None;
        }
        let verb = before.verb != 0 && !self.is_noun_here(end - 1) || before.is(class::PAST_LIKE);
        let adjective = infinitive && before.is(class::GOVERNS);
        (verb && (infinitive || before.verb != 0 && self.verb(end - 1).kinds & verb::PLAIN != 0) || adjective)
            .then_some(end - 1)
    }

    fn noun_phrase_left(&mut self, end: usize, lo: usize, subject: &mut Subject, jumps: u8) {
        let mut end = end;
        if end > lo && self.is(end.saturating_sub(1), class::RELATIVE) && !self.is_form(end.saturating_sub(1), w::THAT)
            || end > lo + 1
                && self.is_form(end.saturating_sub(1), w::THAT)
                && self.tok(end.saturating_sub(2)).is_word()
                && !self.is(end.saturating_sub(2), class::PREPOSITION)
                && self.verb(end - 2).kinds & REPORTS == 0
        {
            subject.relative = true;
            end -= 1;
            if end > lo && self.mark(end.saturating_sub(1)) == Mark::Comma {
                end -= 1;
            }
        } else if end > lo && jumps == 0 {
            // an apposition: "the envoy, a former general, said"
            let closing = self.mark(end.saturating_sub(1));
            if matches!(closing, Mark::Comma | Mark::Dash | Mark::RightBracket) {
                let opening = if closing == Mark::RightBracket { Mark::LeftBracket } else { closing };
                let floor = lo.max(end.saturating_sub(APPOSITION));
                let mut k = end - 1;
                let mut matched = None;
                while k > floor {
                    k -= 1;
                    self.steps += 1;
                    if self.mark(k) == opening {
                        matched = Some(k);
                        break;
                    }
                    match self.mark(k) {
                        // a title within it: "the star of “The Apprentice,” said"
                        Mark::Close if k > floor && self.at[k - 1] != self.at[k] => {
                            k = self.before_quote(k).max(floor);
                        }
                        Mark::Stop | Mark::Semicolon | Mark::Open | Mark::Close => break,
                        _ => {}
                    }
                }
                if let Some(k) = matched.filter(|k| *k > lo && self.tok(*k - 1).is_word()) {
                    subject.from = k;
                    self.noun_phrase_left(k, lo, subject, jumps + 1);
                    if subject.source.is_some() {
                        return;
                    }
                }
                self.first_of_clause(end - 1, lo, subject);
                return;
            }
        }
        let floor = lo.max(end.saturating_sub(REACH));
        let mut k = end;
        while k > floor {
            let tok = self.tok(k.saturating_sub(1));
            if !tok.is_word() {
                // the points of abbreviations are part of words; other marks end the phrase
                if tok.mark == Mark::Close && k == end && self.at[k.saturating_sub(2)] != self.at[k - 1] {
                    break;
                }
                if tok.mark == Mark::Other && k - 1 > floor {
                    k -= 1;
                    continue;
                }
                break;
            }
            let noun = self.is_noun_here(k - 1)
                || tok.is(class::DOCUMENT)
                || tok.is(class::NOUN) && self.verb(k - 1).kinds & verb::NOUN_LIKE != 0 && !tok.has(VerbForm::Past);
            let reporting = self.verb(k - 1).kinds & REPORTS != 0 && !tok.is(class::CAPITAL) && !noun;
            if tok.is(class::SUBORDINATOR) && !tok.is(class::PRONOUN) && !self.is_form(k.saturating_sub(1), w::OF)
                || reporting
                    && !(tok.has(VerbForm::Participle)
                        && self.is(k.saturating_sub(2), class::DETERMINER | class::DEFINITE))
                || self.is_aux(k.saturating_sub(1)) && !tok.is(class::PRONOUN)
                || tok.is(class::PREPOSITION)
                    && !tok.is(class::SOURCE_PREPOSITION)
                    // "a study by the institute found"
                    && !(self.is_form(k - 1, w::BY) && k >= floor + 2 && self.is(k - 2, class::DOCUMENT))
                || tok.is(class::RELATIVE)
            {
                break;
            }
            // "in Moscow officials", "and police": a new phrase begins
            if tok.is(class::COORDINATOR) && (k == end || self.verb(k).kinds & REPORTS != 0) {
                break;
            }
            k -= 1;
            if tok.is(class::PRONOUN) && !tok.is(class::DEFINITE | class::DETERMINER) {
                break;
            }
        }
        self.steps += end.saturating_sub(k) as u64;
        // neither conjunction nor preposition belongs to it
        while k < end
            && (self.is(k, class::COORDINATOR | class::PREPOSITION | class::TIME)
                && !(self.is(k, class::TIME) && self.is(k, class::DEFINITE))
                || self.is(k, class::ADVERB) && !self.is(k, class::PRONOUN | class::DETERMINER)
                || !self.tok(k).is_word())
        {
            k += 1;
        }
        if k < end
            && jumps == 0
            && let Some(relative) = self.relative_before(k, end, lo)
        {
            subject.from = relative;
            self.noun_phrase_left(relative, lo, subject, jumps + 1);
            if subject.source.is_some() {
                return;
            }
        }
        if k < end {
            subject.source = Some(k..end);
            subject.from = subject.from.min(k);
            return;
        }
        // "..., and said": the subject of the verb before
        if end > lo && self.is(end.saturating_sub(1), class::AND | class::BARE_STOP) {
            subject.conjoined = true;
            let near = self.said.iter().rev().find(|(at, _)| *at < end && self.at[*at] == self.at[end - 1]);
            match near.cloned() {
                Some((_, Some(source))) => subject.source = Some(source),
                _ if self.clause_subject(end - 1, lo, subject) => {}
                _ => self.first_of_clause(end - 1, lo, subject),
            }
        }
    }

    /// The token that opens the quotation closed at `close`.
    fn before_quote(&self, close: usize) -> usize {
        match self.at[close - 1] {
            0 => close,
            number => self.quotes[number as usize - 1].open as usize,
        }
    }

    /// "ministers who served under the old government said": the noun phrase before the verb stands in a relative
    /// clause that already has its own verb. The place of "who".
    fn relative_before(&mut self, k: usize, end: usize, lo: usize) -> Option<usize> {
        let floor = lo.max(k.saturating_sub(REACH));
        let mut i = end;
        let mut verbs = 0;
        while i > floor {
            i -= 1;
            self.steps += 1;
            if !self.tok(i).is_word() {
                return None;
            }
            if self.is_finite(i) && !(i > floor && self.is_finite(i.saturating_sub(1))) {
                verbs += 1;
            }
            if self.is_any(i, &[w::WHO, w::WHICH]) {
                return (verbs >= 1 && i > lo && self.tok(i.saturating_sub(1)).is_word()).then_some(i);
            }
            if self.is(i, class::SUBORDINATOR | class::CONTRAST) && !self.is(i, class::PRONOUN) {
                return None;
            }
        }
        None
    }

    /// The subject of the nearest verb before `end` that stands in no relative clause.
    fn clause_subject(&mut self, end: usize, lo: usize, subject: &mut Subject) -> bool {
        let near =
            self.said.iter().rev().find(|(at, source)| *at < end && source.is_some() && self.at[*at] == self.at[end]);
        if let Some((_, source)) = near {
            subject.source = source.clone();
            return true;
        }
        let floor = lo.max(end.saturating_sub(CLAUSE));
        let mut k = end;
        let mut tried = 0;
        while k > floor && tried < 3 {
            k -= 1;
            self.steps += 1;
            if self.mark(k) == Mark::Semicolon {
                return false;
            }
            if self.at[k] != self.at[end]
                || !(self.is_finite(k) || self.tok(k).is(class::PAST_LIKE) && k > lo && self.follows_subject(k))
            {
                continue;
            }
            let mut from = k;
            while from > floor && (self.is_aux(from - 1) || self.is(from - 1, class::ADVERB | class::NEGATOR)) {
                from -= 1;
            }
            k = from;
            if from <= lo || self.is(from - 1, class::RELATIVE) {
                continue;
            }
            tried += 1;
            let from = self.before_time(from, lo);
            let mut found = Subject::default();
            self.noun_phrase_left(from, lo, &mut found, 0);
            if found.source.is_some() && !found.relative {
                subject.source = found.source;
                return true;
            }
        }
        false
    }

    /// Whether an unlisted past stands behind what may be its subject: "the mayor rallied", but "the embattled mayor".
    fn follows_subject(&self, k: usize) -> bool {
        let before = self.tok(k - 1);
        before.is_word()
            && !before.is(class::DETERMINER | class::DEFINITE | class::PREPOSITION | class::COORDINATOR)
            && !self.is_form(k + 1, w::BY)
    }

    /// The first noun phrase of the clause before `end`: what a participle or a second verb belongs to.
    pub(super) fn first_of_clause(&mut self, end: usize, lo: usize, subject: &mut Subject) {
        let near =
            self.said.iter().rev().find(|(at, source)| *at < end && source.is_some() && self.at[*at] == self.at[end]);
        if let Some((_, source)) = near {
            subject.source = source.clone();
            return;
        }
        let mut k = lo;
        let limit = (lo + 24).min(end);
        // an introduction up to the first comma is skipped: "In Moscow, the ministry moved ..., saying"
        if self.is(k, class::PREPOSITION | class::CLAUSE_OPENER) {
            while k < limit && self.mark(k) != Mark::Comma {
                k += 1;
            }
            k += 1;
        }
        while k < limit
            && (self.is(k, class::COORDINATOR | class::ADVERB) || !self.tok(k).is_word())
            && !self.is(k, class::PRONOUN)
        {
            k += 1;
        }
        let from = k;
        while k < limit
            && self.tok(k).is_word()
            && !self.is_finite(k)
            && !self.is(k, class::RELATIVE)
            && !(k > from && self.ends_phrase(k))
        {
            k += 1;
        }
        self.steps += k.saturating_sub(lo.min(k)) as u64;
        if k > from && k < end && k - from <= REACH {
            subject.source = Some(from..k);
        }
    }

    /// Whether a noun phrase at the start of a clause has come to its verb, or to where and when.
    fn ends_phrase(&self, k: usize) -> bool {
        let tok = self.tok(k);
        tok.is(class::PREPOSITION) && !self.is_any(k, &[w::OF, w::FOR, w::AT, w::FROM, w::IN])
            || tok.is(class::TIME) && tok.is(class::CAPITAL)
            || tok.is(class::ADVERB) && !tok.is(class::DEFINITE | class::DETERMINER)
            || tok.is(class::PAST_LIKE) && !self.is(k - 1, class::DETERMINER | class::DEFINITE | class::PREPOSITION)
    }

    /// The noun phrase right of an inverted verb.
    pub(super) fn source_right(&mut self, from: usize) -> Range<usize> {
        let (_, hi) = self.bounds(from.min(self.end - 1));
        let limit = hi.min(from + 12);
        let mut k = from;
        while k < limit {
            let tok = self.tok(k);
            if !tok.is_word() && tok.mark != Mark::Other {
                break;
            }
            if k > from
                && (tok.is(class::RELATIVE)
                    || tok.is(class::TIME) && (tok.is(class::CAPITAL) || !tok.is(class::DEFINITE))
                    || tok.is(class::PREPOSITION)
                        && !self.is_form(k, w::OF)
                        && !self.is_form(k, w::FOR)
                        && !self.is_form(k, w::AT)
                        && !self.is_form(k, w::FROM)
                    || tok.is(class::DEFINITE | class::DETERMINER)
                        && !self.is(k.saturating_sub(1), class::PREPOSITION | class::AND | class::DETERMINER)
                    || self.is_finite(k)
                    || tok.is(class::SUBORDINATOR))
            {
                break;
            }
            k += 1;
            if tok.is(class::PRONOUN) && !tok.is(class::DEFINITE | class::DETERMINER) {
                break;
            }
        }
        self.steps += k.saturating_sub(from) as u64;
        from..k
    }
}
