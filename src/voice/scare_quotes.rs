//! What quotation marks mean here: somebody's words, arm's length, or a name.

use super::axis::{Axis, Stance};
use super::cues::{PhraseKind, class, verb};
use super::finder::FoundPhrase;
use super::inflect::VerbForm;
use super::pass::{Found, Pass, REPORTS};
use super::quotation::Quote;
use super::span::{Rule, VoiceSpan};
use super::tokens::Mark;
use std::ops::Range;

/// A quotation of more words is somebody's words, reported or not.
const SNIPPET: usize = 4;

/// What a quotation turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Words somebody used.
    Words,
    /// A short one nobody is said to have used.
    ArmsLength,
    /// A title, a nickname, a term that is mentioned: no voice.
    Name,
}

/// The report that takes a quotation up, so far the nearest.
#[derive(Clone, Debug)]
pub(super) struct Touch {
    pub(super) cue: Range<u32>,
    pub(super) source: Option<Range<u32>>,
    pub(super) stance: Stance,
    pub(super) distance: u32,
}

impl Pass<'_> {
    /// S1: so-called, self-styled, under the guise of.
    pub(super) fn scare_cues(&mut self, phrases: &[FoundPhrase]) {
        for phrase in phrases.iter().filter(|p| p.kind == PhraseKind::Scare) {
            let (start, end) = (phrase.start as usize, phrase.end as usize);
            if end >= self.end || !self.tok(end).is_word() && self.mark(end) != Mark::Open {
                continue;
            }
            let mut from = end;
            while from < self.end && self.is(from, class::DETERMINER | class::DEFINITE) {
                from += 1;
            }
            let stop = self.short_phrase(from, SNIPPET);
            let found = Found { stance: Stance::Doubting, ..Found::new(start..end, Rule::ScareCue) };
            self.add(Axis::ScareQuoted, from..stop, &found);
        }
    }

    /// At most `cap` words, not across a preposition.
    fn short_phrase(&self, from: usize, cap: usize) -> usize {
        let (_, hi) = self.bounds(from.min(self.end - 1));
        let mut k = from;
        let mut words = 0;
        while k < hi && words < cap {
            let tok = self.tok(k);
            match tok.mark {
                Mark::Word => {
                    if k > from
                        && (tok.is(class::PREPOSITION | class::SUBORDINATOR | class::COORDINATOR) || self.is_finite(k))
                    {
                        break;
                    }
                    words += 1;
                }
                Mark::Open | Mark::Close => {}
                _ => break,
            }
            k += 1;
        }
        k
    }

    /// Whether a short quotation is the object of a verb that judges: "condemned the “barbaric” raid".
    ///
    /// The label itself stays the outlet's when it stands without marks; within them it is the critic's.
    pub(super) fn judged_by(&mut self, quote: &Quote) -> Option<Touch> {
        let open = quote.open as usize;
        if open <= self.start || open >= self.end {
            return None;
        }
        let floor = self.start.max(open.saturating_sub(10));
        for v in (floor..open).rev() {
            if !self.tok(v).is_word() && self.mark(v) != Mark::Other {
                return None;
            }
            if self.is(v, class::CONTRAST) {
                return None;
            }
            let kinds = self.verb(v).kinds;
            if kinds & (REPORTS | verb::NAMING_AS) == 0
                || self.is_noun_here(v)
                || self.tok(v).is(class::CAPITAL) && v > self.start && !self.is_title
            {
                continue;
            }
            if kinds & (verb::ACCUSE | verb::DIRECTIVE | verb::SAY | verb::SAY_DOUBTING | verb::WEAK) == 0
                || kinds & verb::NEEDS_THAT != 0 && kinds & verb::ACCUSE == 0
            {
                continue;
            }
            let subject = self.subject(v);
            let source = subject.source?;
            return Some(Touch {
                cue: v as u32..v as u32 + 1,
                source: Some(source.start as u32..source.end as u32),
                stance: Stance::Neutral,
                distance: (open - v) as u32,
            });
        }
        None
    }

    /// Who may have spoken a quotation that no report touches: the name behind a dash, or the subject of its clause.
    pub(super) fn speaker_of(&mut self, quote: &Quote) -> Option<Touch> {
        let (open, close) = (quote.open as usize, quote.close as usize);
        let touch = |cue: usize, source: Range<usize>| {
            Some(Touch {
                cue: cue as u32..cue as u32 + 1,
                source: Some(source.start as u32..source.end as u32),
                stance: Stance::Neutral,
                distance: 0,
            })
        };
        // "“...” — Maria Lopez"
        let mut dash = close + 1;
        if self.toks.get(dash).is_some_and(|t| t.mark == Mark::Stop) {
            dash += 1;
        }
        if self.toks.get(dash).is_some_and(|t| matches!(t.mark, Mark::Dash | Mark::Other)) {
            let mut end = dash + 1;
            let limit = (dash + 6).min(self.toks.len());
            while end < limit && self.toks[end].is_word() && self.toks[end].is(class::CAPITAL) {
                end += 1;
            }
            let ends = self.toks.get(end).is_none_or(|t| !t.is_word());
            if end > dash + 2 && ends {
                return touch(dash, dash + 1..end);
            }
        }
        // "“...!” beamed Maria Lopez", "“...?” the host pressed": any verb will do
        let ends = open + 1 < close && matches!(self.toks[close - 1].mark, Mark::Comma | Mark::Question | Mark::Stop);
        if ends && close + 2 < self.end && close + 1 > self.start {
            let next = close + 1;
            let verb = |pass: &Self, i: usize| {
                pass.is(i, class::PAST_LIKE)
                    || pass.tok(i).verb != 0
                        && !pass.is_noun_here(i)
                        && (pass.tok(i).has(VerbForm::Past) || pass.tok(i).has(VerbForm::ThirdPerson))
            };
            if verb(self, next) && self.is(next + 1, class::CAPITAL) {
                let source = self.source_right(next + 1);
                return touch(next, source);
            }
            if self.is(next, class::CAPITAL | class::PRONOUN | class::DEFINITE | class::DETERMINER)
                && !self.is(next, class::FIRST_PERSON)
            {
                let limit = (next + 8).min(self.end);
                let v = (next + 1..limit).find(|i| !self.tok(*i).is_word() || verb(self, *i) || self.is_aux(*i));
                if let Some(v) = v.filter(|v| verb(self, *v)) {
                    return touch(v, next..v);
                }
            }
        }
        if open <= self.start || open >= self.end {
            return None;
        }
        // "the mayor blasted the “...”": any verb, if a person is its subject
        let floor = self.start.max(open.saturating_sub(16));
        for v in (floor + 1..open).rev() {
            if self.mark(v) == Mark::Close || matches!(self.mark(v), Mark::Semicolon | Mark::Stop) {
                return None;
            }
            let tok = self.tok(v);
            if self.at[v] != self.at[open] || !(self.is_finite(v) || tok.is(class::PAST_LIKE)) || self.is_noun_here(v) {
                continue;
            }
            let subject = self.subject(v);
            let source = subject.source.filter(|_| !subject.first_person)?;
            let speaks = (source.clone()).any(|i| {
                self.is(i, class::CAPITAL) && i > self.start && !self.is(i, class::TIME)
                    || self.is(i, class::TITLE | class::DOCUMENT)
            }) || self.is(source.start, class::PRONOUN)
                && !self.is(source.start, class::RELATIVE | class::DEFINITE)
                && !self.is_any(source.start, &[super::cues::words::IT]);
            return if speaks { touch(v, source) } else { None };
        }
        None
    }

    /// What the words between the marks are, apart from any report.
    pub(super) fn quotation_use(&self, quote: &Quote) -> Use {
        let (open, close) = (quote.open as usize, quote.close as usize);
        let inside = open + 1..close;
        let toks = &self.toks[inside.clone()];
        let words = toks.iter().filter(|t| t.is_word()).count();
        if words == 0 {
            return Use::Name;
        }
        let before = |n: usize| open.checked_sub(n).map(|i| self.toks[i]);
        let after = self.toks.get(close + 1).copied();
        let titled = words >= 2
            && toks.iter().all(|t| {
                !t.is_word()
                    || t.is(class::CAPITAL | class::FIGURE)
                    || t.is(class::PREPOSITION | class::DETERMINER | class::DEFINITE | class::COORDINATOR | class::BE)
            });
        let first_capital = toks.iter().find(|t| t.is_word()).is_some_and(|t| t.is(class::CAPITAL));
        let called = (1..=3).any(|n| before(n).is_some_and(|t| t.is(class::NAME_VERB))) && words <= 9;
        let named = before(1).is_some_and(|t| t.is(class::NAME_NOUN))
            || before(1).is_some_and(|t| t.mark == Mark::Comma) && before(2).is_some_and(|t| t.is(class::NAME_NOUN));
        if words > SNIPPET {
            return if titled && words <= 10 && !self.is_title || called && first_capital {
                Use::Name
            } else {
                Use::Words
            };
        }
        // American papers put the final stop inside the marks, whatever they hold
        let stands_alone = before(1).is_none_or(|t| !t.is_word());
        let inner = toks.len() - usize::from(!stands_alone);
        if toks[..inner].iter().any(|t| matches!(t.mark, Mark::Stop | Mark::Question)) && !titled
            || words > 2 && toks[0].is(class::PRONOUN) && toks.last().is_some_and(|t| t.mark == Mark::Comma)
        {
            return Use::Words;
        }
        if titled && !self.is_title {
            return Use::Name;
        }
        if toks
            .iter()
            .any(|t| t.is(class::BE | class::HAVE | class::MODAL | class::DO | class::FIRST_PERSON) && t.is_word())
        {
            return Use::Words;
        }
        // a word that is mentioned: the term "coup", the letters "FSB"
        if before(1).is_some_and(|t| t.is(class::TERM_NOUN)) || called || named && first_capital {
            return Use::Name;
        }
        // a nickname between names, or behind one: Ivan "the Hammer" Petrov
        let capital = |t: Option<super::tokens::Tok>| {
            t.is_some_and(|t| t.is_word() && t.is(class::CAPITAL) && !t.is(class::POSSESSIVE | class::TIME))
        };
        if first_capital && capital(before(1)) && capital(after) || capital(before(1)) && capital(after) && words <= 3 {
            return Use::Name;
        }
        // "(“the Company”)": a name for later use
        let bracketed = before(1).is_some_and(|t| t.mark == Mark::LeftBracket)
            || before(1).is_some_and(|t| t.is(class::DEFINITE))
                && before(2).is_some_and(|t| t.mark == Mark::LeftBracket);
        // "a new perfume, “Sedition”, costs": an apposition that names
        let apposed = first_capital
            && before(1).is_some_and(|t| t.mark == Mark::Comma)
            && (after.is_some_and(|t| t.mark == Mark::Comma) || toks.last().is_some_and(|t| t.mark == Mark::Comma));
        if apposed {
            return Use::Name;
        }
        if bracketed && after.is_some_and(|t| t.mark == Mark::RightBracket) {
            return Use::Name;
        }
        // letters and figures: "Z", "Article 5"
        if words == 1 && toks.iter().any(|t| t.is(class::FIGURE | class::ALL_CAPITALS)) {
            return Use::Name;
        }
        Use::ArmsLength
    }
}

/// Adds the spans of a quotation.
pub(super) fn add_quotation(
    spans: &mut Vec<VoiceSpan>,
    quote: &Quote,
    what: Use,
    touch: Option<&Touch>,
    is_title: bool,
) {
    let tokens = quote.open + 1..quote.close;
    if tokens.is_empty() {
        return;
    }
    let mut span = |axis, rule, stance| {
        spans.push(VoiceSpan {
            axis,
            tokens: tokens.clone(),
            cue: touch.map(|t| t.cue.clone()),
            source: if axis == Axis::ScareQuoted { None } else { touch.and_then(|t| t.source.clone()) },
            stance,
            rule,
            scope: None,
            reaches_back: false,
        });
    };
    let stance = touch.map_or(Stance::Neutral, |t| t.stance);
    match (what, touch) {
        (Use::Name, _) => {}
        (Use::Words, _) => span(Axis::Quoted, Rule::Quotation, stance),
        (Use::ArmsLength, Some(_)) => {
            span(Axis::Quoted, Rule::Quotation, stance);
            // claimed to protect "peaceful protesters": quoted, and doubted
            if stance == Stance::Doubting {
                span(Axis::ScareQuoted, Rule::Snippet, stance);
            }
        }
        // British headlines quote so
        (Use::ArmsLength, None) if is_title => span(Axis::Quoted, Rule::Quotation, stance),
        (Use::ArmsLength, None) => span(Axis::ScareQuoted, Rule::Snippet, Stance::Neutral),
    }
}
