//! Reporting verbs: officials said, said the officials, it is said.

use super::axis::{Axis, Stance};
use super::cues::words as w;
use super::cues::{PhraseKind, class, verb};
use super::finder::FoundPhrase;
use super::inflect::VerbForm;
use super::pass::{Found, Pass, REPORTS};
use super::scare_quotes::Use as Quoted;
use super::source::Subject;
use super::span::Rule;
use super::tokens::Mark;
use std::ops::Range;

/// "that" is sought this far behind a verb, over an addressee or "in a statement".
const THAT_REACH: usize = 12;

/// An aside between commas before "that": "insists, most recently on Monday, that".
const ASIDE: usize = 14;

/// A verb in use, with what the rules know of it.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) at: usize,
    /// The token after the verb and its particle.
    pub(super) next: usize,
    pub(super) kinds: u32,
    pub(super) prepositions: u8,
    pub(super) subject: Subject,
    pub(super) passive: bool,
    pub(super) stance: Stance,
}

impl Pass<'_> {
    /// Pass 3: the reporting verbs of the sentence, left to right.
    pub(super) fn reporting_verbs(&mut self, phrases: &[FoundPhrase]) {
        for v in self.cue_tokens() {
            let tok = self.tok(v);
            if tok.verb == 0 || tok.inert {
                continue;
            }
            let mut kinds = self.verb(v).kinds & !verb::WITH_PARTICLE;
            let mut prepositions = self.verb(v).prepositions;
            let mut next = v + 1;
            if kinds != self.verb(v).kinds
                && let Some(&number) = self.cues.particles.get(&(tok.verb, self.form(v + 1)))
            {
                let whole = self.cues.verbs[number as usize - 1];
                (kinds, prepositions) = (whole.kinds, whole.prepositions);
                next = v + 2;
            }
            if kinds & REPORTS == 0 || !self.is_verb_here(v, next) {
                continue;
            }
            // "refused to rule out": the negation before it has its own rule
            if kinds & verb::DENIAL != 0
                && v > self.start
                && self.is_form(v.saturating_sub(1), w::TO)
                && phrases.iter().any(|p| p.kind == PhraseKind::Negation && p.end as usize == v)
            {
                continue;
            }
            // "Imagine that", "Do you know": the reader is addressed
            let lo = self.bounds(v).0;
            if self.at[v] == 0 && !self.is_title && v == lo && tok.has(VerbForm::Base) && !tok.has(VerbForm::Past) {
                continue;
            }
            let subject = self.subject(v);
            let passive = (tok.has(VerbForm::Participle)) && subject.be;
            let stance = if kinds & (verb::SAY_DOUBTING | verb::DOUBT) != 0 {
                Stance::Doubting
            } else if kinds & verb::SAY_ENDORSING != 0 {
                Stance::Endorsing
            } else {
                Stance::Neutral
            };
            let usage = Use { at: v, next, kinds, prepositions, subject, passive, stance };
            let before = self.spans.len();
            self.one_verb(&usage);
            // "she went on:" speaks what stands in the next paragraph
            let source = usage.subject.source.as_ref();
            if self.spans.len() == before && self.mark(usage.next) == Mark::Colon {
                self.said.push((v, source.cloned()));
            } else if self.spans.len() > before {
                self.said.push((v, self.spans[before].source.clone().map(|s| s.start as usize..s.end as usize)));
            }
        }
    }

    fn is_verb_here(&self, v: usize, next: usize) -> bool {
        let tok = self.tok(v);
        // a capital inside a sentence is a name, outside of headlines
        if tok.is(class::CAPITAL) && !self.is_title && v > self.start && self.tok(v.saturating_sub(1)).is_word() {
            return false;
        }
        // "newly filed reports shows": the next word is the verb
        let noun = tok.is(class::NOUN) && tok.has(VerbForm::ThirdPerson);
        if self.is_noun_here(v) || noun && self.tok(next).has(VerbForm::ThirdPerson) && !self.tok(next).is(class::NOUN)
        {
            return false;
        }
        // "the Treasury note fell": its verb follows
        let base = tok.has(VerbForm::Base) && !tok.has(VerbForm::Past) && self.verb(v).kinds & verb::NOUN_LIKE != 0;
        if base && self.tok(next).verb != 0 && self.tok(next).has(VerbForm::Past) && !self.is_title {
            return false;
        }
        let only_participle = tok.has(VerbForm::Participle) && !tok.has(VerbForm::Past);
        if v > self.start {
            // "had reasons to"
            if tok.has(VerbForm::ThirdPerson) && !tok.has(VerbForm::Base) && self.is_aux(v - 1) && !self.is_title {
                return false;
            }
            let before = self.tok(v.saturating_sub(1));
            // "the alleged plot", "an accused man", "the expected purge"
            // ("one in five say" has a number for its subject)
            if before.is(class::DETERMINER | class::DEFINITE)
                && !before.is(class::PRONOUN | class::OBJECT_PRONOUN | class::RELATIVE)
                && !(before.is(class::NUMBER) && self.verb(v).kinds & verb::NOUN_LIKE == 0 && !only_participle)
            {
                return false;
            }
            if tok.is(class::HEDGE_ADJECTIVE)
                && (before.is(class::DETERMINER
                    | class::DEFINITE
                    | class::FIGURE
                    | class::PREPOSITION
                    | class::POSSESSIVE)
                    || !before.is_word())
            {
                return false;
            }
            if only_participle && !before.is_word() && !self.is_form(next, w::BY) && !self.is_form(next, w::AS) {
                return self.verb(v).kinds & (verb::NAMING | verb::ACCUSE) != 0;
            }
        } else if tok.is(class::HEDGE_ADJECTIVE) {
            return false;
        }
        true
    }

    fn one_verb(&mut self, usage: &Use) {
        let kinds = usage.kinds;
        if kinds & verb::ACCUSE != 0 && self.accusation(usage) {
            return;
        }
        if kinds & verb::NAMING != 0 && self.naming(usage) {
            return;
        }
        if kinds & verb::NAMING_AS != 0 && self.naming(usage) {
            return;
        }
        if kinds
            & !(verb::ACCUSE
                | verb::NAMING
                | verb::NAMING_AS
                | verb::NAMING_TO
                | verb::NOUN_LIKE
                | verb::NEEDS_THAT
                | verb::PLAIN)
            == 0
        {
            return;
        }
        if kinds & verb::DIRECTIVE != 0 && self.directive(usage) {
            return;
        }
        if usage.passive && !self.is_title {
            self.impersonal(usage);
            return;
        }
        // "On Monday, during a visit, he boasted of a coup"
        let of = kinds & verb::SPEAKS_OF != 0 && self.is_any(usage.next, &[w::OF, w::ABOUT, w::AGAINST]);
        let quoted =
            usage.subject.source.as_ref().is_some_and(|s| s.start > 0 && self.mark(s.start - 1) == Mark::Close);
        if of && !quoted && self.speaks_of(usage) {
            return;
        }
        if self.inverted(usage) || self.trailing(usage) || self.speaks_of(usage) || self.promise(usage) {
            return;
        }
        let speech = verb::SAY | verb::SAY_DOUBTING | verb::SAY_ENDORSING | verb::WEAK | verb::DENIAL | verb::DOUBT;
        // "urged that", "ordered that"
        if kinds & speech != 0 || kinds & verb::DIRECTIVE != 0 && self.is_form(usage.next, w::THAT) {
            self.forward(usage);
        }
    }

    // -------------------------------------------------------------- what a content gets

    /// Adds the spans of a reported content: who reports it, and how.
    pub(super) fn report(&mut self, usage: &Use, content: Range<usize>, rule: Rule) {
        let content = content.start..self.trim(content.start, content.end);
        if content.is_empty() {
            return;
        }
        let subject = &usage.subject;
        let kinds = usage.kinds;
        let mut found = Found {
            cue: usage.at..usage.next,
            source: if subject.nobody { None } else { subject.source.clone() },
            stance: usage.stance,
            rule,
        };
        let weak = kinds & verb::WEAK != 0 && kinds & (verb::SAY | verb::SAY_DOUBTING | verb::SAY_ENDORSING) == 0;
        let denial = kinds & verb::DENIAL != 0;
        let negated = subject.negated || subject.nobody;
        if (subject.negated || subject.nobody) && kinds & verb::FACTIVE != 0 || subject.nobody && denial {
            // what nobody denies, and what he does not know, is taken for granted
            return;
        }
        if subject.first_person {
            if weak {
                self.add(Axis::Hedged, content, &found.with(Rule::Weak));
            }
            return;
        }
        if denial {
            found.stance = Stance::Neutral;
        }
        self.add(Axis::Reported, content.clone(), &found);
        if denial {
            let (axis, rule) = if negated { (Axis::Hedged, Rule::Denial) } else { (Axis::Negated, Rule::Denial) };
            self.add(axis, content, &found.with(rule));
            return;
        }
        if weak || kinds & verb::DOUBT != 0 {
            self.add(Axis::Hedged, content.clone(), &found.with(Rule::Weak));
        }
        if negated && kinds & verb::FACTIVE == 0 {
            self.add_projecting(Axis::Negated, content, &found.with(Rule::Negator), false);
        }
    }

    // -------------------------------------------------------------- A1

    fn forward(&mut self, usage: &Use) {
        let (_, hi) = self.bounds(usage.at);
        let tok = self.tok(usage.at);
        let kinds = usage.kinds;
        let Some((from, firm)) = self.content_start(usage, hi) else { return };
        let content = from..self.content_end(usage, from);
        if content.is_empty() {
            return;
        }
        // "she sang “Bella Ciao”": a title is nobody's words
        if self.opens_name(from) {
            return;
        }
        if !firm {
            if usage.subject.relative && kinds & verb::NEEDS_THAT != 0 {
                return;
            }
            // no "that", no quotation: a bare object
            // "a poll showed Novak ahead": what speaks by itself needs no verb behind it
            let tells_by_itself =
                usage.subject.source.as_ref().is_some_and(|s| (s.start..s.end).any(|i| self.is(i, class::DOCUMENT)));
            // "hopes to win", "reported spending a million"
            let infinitive = kinds & verb::WEAK != 0 && self.is_form(content.start, w::TO);
            let gerund = self.tok(content.start).has(VerbForm::Ing) || self.is_gerund(content.start);
            let tells = tells_by_itself || infinitive || gerund;
            if kinds & verb::NEEDS_THAT != 0
                && !tells
                && !self.has_verb(content.start, (content.start + 9).min(content.end))
            {
                return;
            }
            if kinds & (verb::DENIAL | verb::DOUBT) != 0 && !self.denies(usage, from) {
                return;
            }
            // "to" is the to-infinitive's
            let counts = self.is_form(from + 1, w::LEAST) || self.is(from + 1, class::FIGURE);
            if self.is(from, class::PREPOSITION) && !self.is_form(from, w::TO) && !counts {
                return;
            }
            if self.is_form(from, w::TO) && kinds & (verb::WEAK | verb::SAY) == 0 {
                return;
            }
            if tok.has(VerbForm::Participle) && !tok.has(VerbForm::Past) && !usage.subject.is_perfect(self) {
                return;
            }
        } else if kinds & verb::DENIAL != 0 && self.is_title && self.is(from, class::COMPOUND) {
            return;
        }
        self.report(usage, content, if kinds & verb::DENIAL != 0 { Rule::Denial } else { Rule::Forward });
    }

    /// Whether a mark opens a title or a name.
    fn opens_name(&self, i: usize) -> bool {
        self.mark(i) == Mark::Open
            && self.at.get(i + 1).is_some_and(|number| {
                *number != 0 && self.quotation_use(&self.quotes[*number as usize - 1]) == Quoted::Name
            })
    }

    /// Where the content after a verb begins, and whether "that", a colon or a quotation says so.
    fn content_start(&mut self, usage: &Use, hi: usize) -> Option<(usize, bool)> {
        let mut k = usage.next;
        if k >= hi {
            return None;
        }
        let tells = self.tells(usage.at);
        loop {
            match self.mark(k) {
                Mark::Colon => return (k + 1 < hi).then_some((k + 1, true)),
                Mark::Open => return Some((k, true)),
                Mark::Comma if self.mark(k + 1) == Mark::Open => return Some((k + 1, true)),
                Mark::Comma if self.is_form(k + 1, w::THAT) => return (k + 2 < hi).then_some((k + 2, true)),
                Mark::Comma => {
                    // "said, however, that"
                    let end = (k + ASIDE).min(hi);
                    let close = (k + 1..end).find(|i| self.mark(*i) == Mark::Comma)?;
                    return self.is_form(close + 1, w::THAT).then_some((close + 2, true));
                }
                // "said — on Twitter, as it happens — that"
                Mark::Dash => {
                    let close = (k + 1..hi.min(k + THAT_REACH)).find(|i| self.mark(*i) == Mark::Dash)?;
                    return self.is_form(close + 1, w::THAT).then_some((close + 2, true));
                }
                Mark::Word => {}
                _ => return None,
            }
            if self.is_form(k, w::THAT) && !self.is_pronoun_that(k) {
                // "said that" + content; "said, in short, that"
                return (k + 1 < hi).then_some((k + 1, true));
            }
            if self.is(k, class::TIME | class::ADVERB)
                && !self.is(k, class::DEFINITE | class::NEGATOR)
                && k < usage.next + 3
            {
                k += 1;
                if k >= hi {
                    return None;
                }
                continue;
            }
            break;
        }
        // over an addressee or a phrase of time and place to "that"
        let limit = hi.min(k + THAT_REACH);
        let mut i = k;
        let hopes = self.is_form(k, w::TO) && self.verb(usage.at).kinds & verb::WEAK != 0;
        // "reported at least six dead", "said about 40 were hurt"
        let counts = self.is(k, class::PREPOSITION)
            && (self.is_form(k + 1, w::LEAST) || self.is(k + 1, class::FIGURE))
            && !self.is_any(k, &[w::IN, w::ON]);
        // "suggest this house is haunted" has no time, "said this week" has
        let time = self.is(k, class::TIME) && (!self.is(k, class::DEFINITE) || self.is(k + 1, class::TIME));
        let over = tells || (self.is(k, class::PREPOSITION) || time) && !hopes && !counts;
        if over {
            while i < limit {
                self.steps += 1;
                match self.mark(i) {
                    // "on “Meet the Press” that": the name of a programme
                    Mark::Open if self.opens_name(i) => {
                        i = self.after_quote(i);
                        continue;
                    }
                    Mark::Open => return Some((i, true)),
                    Mark::Colon => return Some((i + 1, true)),
                    Mark::Comma if self.mark(i + 1) == Mark::Open => return Some((i + 1, true)),
                    // "never said as much before, and I must admit"
                    Mark::Comma if !tells && self.is(i + 1, class::COORDINATOR) => break,
                    Mark::Comma | Mark::Word | Mark::Other => {}
                    _ => break,
                }
                if self.is_form(i, w::THAT) && i > k {
                    return Some((i + 1, true));
                }
                if tells && i > k && self.is_any(i, &[w::WHETHER, w::IF, w::HOW, w::WHY, w::WHAT]) {
                    return Some((i, true));
                }
                if self.is_finite(i) && i > k {
                    break;
                }
                i += 1;
            }
            if !tells {
                // "said in Moscow": nothing follows, unless a clause does
                let mut j = k;
                while j < i
                    && !(j > k + 1
                        && self.is(j, class::DETERMINER | class::DEFINITE | class::PRONOUN)
                        && self.has_new_clause(j))
                {
                    j += 1;
                }
                return (j < i).then_some((j, false));
            }
            // "told reporters the country had survived"
            let mut j = k;
            if self.is(j, class::OBJECT_PRONOUN)
                || self.is(j, class::CAPITAL) && self.is(j + 1, class::PRONOUN | class::DEFINITE | class::DETERMINER)
            {
                j += 1;
            } else {
                j += 1;
                while j < i
                    && !self.is(j, class::DETERMINER | class::DEFINITE | class::PRONOUN)
                    && self.tok(j).is_word()
                {
                    if self.is_form(j, w::TO) || self.is_form(j, w::OF) || self.is_form(j, w::ABOUT) {
                        break;
                    }
                    j += 1;
                }
            }
            while self.is(j, class::TIME) && j < hi {
                j += 1;
            }
            if j >= hi || !self.tok(j).is_word() && self.mark(j) != Mark::Open {
                return None;
            }
            return Some((j, false));
        }
        let clause = self.is_any(k, &[w::WHETHER, w::IF, w::HOW, w::WHY])
            || self.is_form(k, w::WHAT) && self.is_any(usage.at, &[w::ASK, w::ASKS, w::ASKED, w::ASKING]);
        Some((k, clause))
    }

    /// "reported spending a million", "proposed taxing carbon".
    fn is_gerund(&self, k: usize) -> bool {
        self.tok(k).is(class::ING_LIKE)
    }

    fn is_pronoun_that(&self, k: usize) -> bool {
        self.is_finite(k + 1) || !self.mark_is_word(k + 1)
    }

    fn mark_is_word(&self, k: usize) -> bool {
        matches!(self.mark(k), Mark::Word | Mark::Open | Mark::Comma)
    }

    pub(super) fn tells(&self, v: usize) -> bool {
        self.is_any(
            v,
            &[
                w::TELL,
                w::TOLD,
                w::TELLING,
                w::TELLS,
                w::INFORM,
                w::INFORMED,
                w::REMIND,
                w::REMINDED,
                w::ASSURE,
                w::ASSURED,
                w::REASSURED,
                w::ADVISED,
                w::WARNED,
                w::WARNING,
                w::WARN,
                w::NOTIFIED,
                w::ASK,
                w::ASKS,
                w::ASKING,
                w::ASKED,
            ],
        )
    }

    pub(super) fn has_verb(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| {
            // "six planes filled the sky": a past that is not listed, behind a noun
            let past = self.is(i, class::PAST_LIKE)
                && i > from
                && self.is(i - 1, class::PLURAL | class::NOUN)
                && !self.is_form(i + 1, w::BY)
                && !self.is(i + 1, class::PREPOSITION);
            self.is_finite(i) || past
        })
    }

    /// "dismissed the report", "questioned a witness": a denial of a thing is none of words.
    fn denies(&self, usage: &Use, from: usize) -> bool {
        if self.is(from, class::DENY_OBJECT)
            || self.is(from + 1, class::DENY_OBJECT) && self.is(from, class::DEFINITE | class::OBJECT_PRONOUN)
        {
            return false;
        }
        if usage.kinds & verb::DOUBT != 0 && usage.kinds & verb::DENIAL == 0 {
            return self.is_any(from, &[w::WHETHER, w::IF, w::WHY, w::HOW]);
        }
        let denying = self.is_any(
            usage.at,
            &[
                w::DENY,
                w::DENIES,
                w::DENIED,
                w::DENYING,
                w::RULE,
                w::RULES,
                w::RULED,
                w::RULING,
                w::DISAVOWED,
                w::REFUTED,
                w::REFUTES,
            ],
        );
        if denying {
            return true;
        }
        // reject, dismiss, dispute: claims, an -ing form, it, this
        let limit = (from + 5).min(self.end);
        self.tok(from).has(VerbForm::Ing)
            || (from..limit).any(|i| self.tok(i).is(class::NOUN) || self.is(i, class::COMPOUND))
                && !self.tok(from).is(class::FIGURE)
            || self.mark(from) == Mark::Open
    }

    fn content_end(&mut self, usage: &Use, from: usize) -> usize {
        let mut end = self.clause_end(from);
        if let Some(comma) = usage.subject.follows {
            end = end.min(comma.max(from));
        }
        let (lo, _) = self.bounds(usage.at);
        // "Although the ministry calls it an operation, it is an invasion": the clause ends at its first comma
        let opener = usage.subject.from;
        let subordinate = opener > lo && self.is(opener.saturating_sub(1), class::CLAUSE_OPENER)
            || self.is(lo, class::CLAUSE_OPENER)
                && opener.saturating_sub(lo) < 8
                && !(lo..opener).any(|i| self.mark(i) == Mark::Comma);
        // "which she has said was a mistake, cost her the vote": the content has lent its subject
        let gap = self.is_finite(from) && opener > lo && self.is(opener - 1, class::RELATIVE);
        if subordinate || usage.subject.relative || gap {
            self.steps += (end.saturating_sub(from)) as u64;
            let mut k = from;
            while k < end {
                if self.mark(k) == Mark::Open {
                    k = self.after_quote(k);
                    continue;
                }
                if self.mark(k) == Mark::Comma {
                    end = k;
                    break;
                }
                k += 1;
            }
        }
        if usage.subject.relative {
            // the clause the relative interrupts goes on with its own verb: "the man who said X was arrested"
            let mut finite = 0;
            let mut k = from;
            while k < end {
                if self.is_finite(k) && !(k > from && self.is_finite(k.saturating_sub(1))) {
                    finite += 1;
                    if finite == 2 && !self.is(k.saturating_sub(1), class::SUBORDINATOR | class::PRONOUN | class::AND) {
                        return k;
                    }
                }
                k += 1;
            }
        }
        end
    }

    // -------------------------------------------------------------- A2, A4

    fn trailing(&mut self, usage: &Use) -> bool {
        let (lo, hi) = self.bounds(usage.at);
        let subject = &usage.subject;
        if subject.modal || subject.to || subject.conjoined || subject.relative || self.tok(usage.at).has(VerbForm::Ing)
        {
            return false;
        }
        let Some(source) = subject.source.clone() else { return false };
        let mut from = source.start;
        // "as officials said"; an adverb or "but" before the source
        while from > lo && self.is(from.saturating_sub(1), class::ADVERB | class::COORDINATOR | class::TIME) {
            from -= 1;
        }
        if !self.ends_here(usage.next, hi) {
            return false;
        }
        let Some(border) = from.checked_sub(1).filter(|_| from > 0) else { return false };
        if from <= lo {
            // a quotation that ends the sentence before: "“Is it?” Trump said."
            return self.quotation_before(usage, from, Rule::Trailing);
        }
        let mark = self.mark(border);
        let quoted = mark == Mark::Close;
        if !(quoted || mark == Mark::Comma || mark == Mark::Dash) {
            return false;
        }
        let begin = self.left_limit(lo, border);
        if begin >= border {
            // "But, he said, it was over"
            let only_after = mark == Mark::Comma && self.mark(usage.next) == Mark::Comma;
            let before = self.spans.len();
            if only_after {
                self.medial(usage, hi);
            }
            return self.spans.len() > before;
        }
        let closes = mark == Mark::Comma && self.mark(border.saturating_sub(1)) == Mark::Close;
        if !quoted && !closes && !self.is_title && !self.has_clause(begin, border) {
            // "The siege, aides said on Monday, was a massacre": the subject alone stands before
            let rest = (usage.next..hi.min(usage.next + 10)).find(|k| self.mark(*k) == Mark::Comma);
            let Some(rest) = rest.filter(|k| k + 1 < hi) else { return false };
            let end = self.clause_end(rest + 1);
            if !self.has_clause(rest + 1, end) {
                return false;
            }
        }
        let end = if mark == Mark::Close { border + 1 } else { border };
        self.report(usage, begin..end, Rule::Trailing);
        self.medial(usage, hi);
        true
    }

    /// The part after "..., officials said, ...".
    fn medial(&mut self, usage: &Use, hi: usize) {
        let mut k = usage.next;
        let limit = hi.min(k + 10);
        while k < limit && self.tok(k).is_word() {
            k += 1;
        }
        if k >= hi || !matches!(self.mark(k), Mark::Comma | Mark::Colon | Mark::Dash) || k + 1 >= hi {
            return;
        }
        let next = k + 1;
        if self.is(next, class::COMMA_STOP | class::COMMA_RELATIVE | class::AND)
            || self.tok(next).has(VerbForm::Ing)
            || self.tok(next).has(VerbForm::Participle) && !self.tok(next).has(VerbForm::Base)
        {
            return;
        }
        let end = self.clause_end(next);
        self.report(usage, next..end, Rule::Trailing);
    }

    /// Whether a verb has nothing of its own behind it.
    fn ends_here(&self, k: usize, hi: usize) -> bool {
        if k >= hi {
            return true;
        }
        match self.mark(k) {
            Mark::Word => {}
            Mark::Colon | Mark::Open => return false,
            // "said, twice, that"
            Mark::Comma
                if (k + 1..hi.min(k + ASIDE))
                    .find(|i| self.mark(*i) == Mark::Comma)
                    .is_some_and(|i| self.is_form(i + 1, w::THAT)) =>
            {
                return false;
            }
            Mark::Comma => return self.mark(k + 1) != Mark::Open || self.at[k + 1] != self.at[k],
            _ => return true,
        }
        if self.is_form(k, w::THAT) || self.is(k, class::NEGATOR) {
            return false;
        }
        // "said at a news conference last week that"
        let that = (k..hi.min(k + THAT_REACH)).take_while(|i| self.tok(*i).is_word() && !self.is_finite(*i));
        if that.into_iter().any(|i| self.is_form(i, w::THAT) && !self.is_pronoun_that(i)) {
            return false;
        }
        // "says going home has helped him"
        let subject = self.tok(k).has(VerbForm::Ing)
            && (k + 1..hi.min(k + THAT_REACH)).take_while(|i| self.tok(*i).is_word()).any(|i| self.is_finite(i));
        if subject {
            return false;
        }
        if self.is(k, class::TIME)
            || self.tok(k).has(VerbForm::Ing)
            || self.is(k, class::ADVERB | class::COMMA_STOP) && !self.is(k, class::PRONOUN)
        {
            return true;
        }
        if self.is(k, class::PREPOSITION) {
            return true;
        }
        // an addressee: "told reporters", "told the BBC on Friday"
        let limit = hi.min(k + 7);
        (k..limit)
            .take_while(|i| !self.is_finite(*i))
            .any(|i| !self.tok(i).is_word() && !matches!(self.mark(i), Mark::Open | Mark::Other | Mark::Colon))
            && !(k..limit).take_while(|i| self.tok(*i).is_word()).any(|i| self.is_finite(i))
            && self.tells(k - 1)
            || limit == hi && self.tells(k - 1) && !(k..limit).any(|i| self.is_finite(i))
    }

    /// Where a content left of `border` begins: not before the previous report.
    fn left_limit(&mut self, lo: usize, border: usize) -> usize {
        let mut begin = lo;
        if let Some((at, _)) =
            self.said.iter().rev().find(|(at, _)| *at < border && self.at[*at] == self.at[border.min(self.end - 1)])
        {
            let at = *at;
            // a report before it in the sentence keeps its own content; this one starts after a contrast
            let stop = self.stop_after(at);
            if stop < border {
                begin = begin.max(stop);
            }
        }
        while begin < border && matches!(self.mark(begin), Mark::Comma | Mark::Semicolon | Mark::Close | Mark::Stop) {
            begin += 1;
        }
        while begin < border && self.is(begin, class::BARE_STOP | class::AND) {
            begin += 1;
        }
        begin
    }

    pub(super) fn has_clause(&mut self, from: usize, to: usize) -> bool {
        self.steps += to.saturating_sub(from) as u64;
        (from..to).any(|i| {
            self.is_finite(i)
                || matches!(self.mark(i), Mark::Open | Mark::Close)
                || self.is_title && self.tok(i).verb != 0
        })
    }

    /// A quotation that ended with the sentence before, in the same paragraph.
    fn quotation_before(&mut self, usage: &Use, from: usize, rule: Rule) -> bool {
        if self.begins_paragraph
            || from < 2
            || self.toks[from - 1].mark != Mark::Close
            || self.at[from - 1] != self.at[from]
        {
            return false;
        }
        let inside = self.at[from - 2];
        if inside == 0 {
            return false;
        }
        let quote = self.quotes[inside as usize - 1];
        let (from, to) = (quote.open as usize, quote.close as usize);
        self.report(usage, from..to, rule);
        true
    }

    // -------------------------------------------------------------- A3

    fn inverted(&mut self, usage: &Use) -> bool {
        let v = usage.at;
        let (lo, hi) = self.bounds(v);
        let tok = self.tok(v);
        if usage.kinds & verb::INVERTS == 0 || usage.next >= hi || tok.has(VerbForm::Ing) {
            return false;
        }
        if !(tok.has(VerbForm::Past) || tok.has(VerbForm::ThirdPerson) || self.is_form(v, w::SAY)) {
            return false;
        }
        if self.tells(v) && !self.is_any(v, &[w::ASKED, w::ASKS]) {
            return false;
        }
        let after = usage.next;
        if !self.tok(after).is_word()
            || self.is_form(after, w::THAT)
            || self.is(after, class::PREPOSITION | class::NEGATOR | class::TIME | class::HAVE | class::BE)
        {
            return false;
        }
        let (border, previous_sentence) = if v > lo { (v - 1, false) } else { (v, true) };
        let mark = if previous_sentence { Mark::Word } else { self.mark(border) };
        if !previous_sentence && !matches!(mark, Mark::Comma | Mark::Close | Mark::Dash) {
            return false;
        }
        let source = self.source_right(after);
        if source.is_empty() {
            return false;
        }
        // "said he recoiled": a pronoun is a source only at the end
        if self.is(source.start, class::PRONOUN)
            && source.len() == 1
            && self.tok(source.end.min(self.end - 1)).is_word()
            && source.end < hi
            && !self.is(source.end, class::PREPOSITION | class::TIME | class::ADVERB)
        {
            return false;
        }
        // "The minister, in a speech, said the plan was dead": a clause follows, not a source
        if mark == Mark::Comma && self.is(source.start, class::OBJECT_PRONOUN) && source.len() == 1 {
            return false;
        }
        let closes = v > lo && (mark == Mark::Close || v > lo + 1 && self.mark(v - 2) == Mark::Close);
        // ("“...,” says a man involved" has a participle there)
        let participle = closes && !self.is_aux(source.end);
        if self.is_finite(source.end) && !self.is(source.end, class::RELATIVE) && !participle {
            return false;
        }
        if !closes && !previous_sentence {
            // "Dunwoody, who was there, said tensions in the camp were high"
            let limit = hi.min(source.end + THAT_REACH);
            let clause = (source.end..limit)
                .take_while(|i| self.tok(*i).is_word() && !self.is(*i, class::SUBORDINATOR | class::COORDINATOR))
                .any(|i| self.is_finite(i));
            if clause {
                return false;
            }
        }
        let mut usage = usage.clone();
        usage.subject = Subject { source: Some(source.clone()), from: v, ..Subject::default() };
        if self.is(source.start, class::FIRST_PERSON) && self.at[v] == 0 {
            usage.subject.first_person = true;
        }
        if previous_sentence {
            return self.quotation_before(&usage, v, Rule::Inverted);
        }
        let begin = self.left_limit(lo, border);
        if begin >= border {
            return false;
        }
        let quoted = mark == Mark::Close || self.mark(border.saturating_sub(1)) == Mark::Close;
        if !quoted && !self.has_clause(begin, border) {
            return false;
        }
        // "The general, whose men fired, conceded defeat" has its own subject before the comma
        if !quoted
            && !self.is_title
            && !self.is(source.start, class::CAPITAL | class::DETERMINER | class::DEFINITE | class::PRONOUN)
            && !self.is(source.start, class::PLURAL)
        {
            return false;
        }
        let end = if mark == Mark::Close { border + 1 } else { border };
        self.report(&usage, begin..end, Rule::Inverted);
        usage.next = source.end;
        let resume = Use { next: usage.at + 1, ..usage.clone() };
        let from = source.end;
        let mut k = from;
        let limit = hi.min(from + 14);
        while k < limit && (self.tok(k).is_word()) {
            k += 1;
        }
        // "“A,” said X, “B.”"
        if self.mark(k) == Mark::Comma && k + 1 < hi && self.mark(k + 1) == Mark::Open {
            let end = self.clause_end(k + 1);
            self.report(&resume, k + 1..end, Rule::Inverted);
        }
        true
    }
}

impl Subject {
    /// Whether a perfect tense makes the participle a verb: "has spoken".
    fn is_perfect(&self, pass: &Pass<'_>) -> bool {
        (self.from..pass.end.min(self.from + 24)).any(|i| pass.is(i, class::HAVE))
    }
}
