//! What all rules share: one sentence, its bounds, where clauses and noun phrases end.

use super::axis::{Axis, Scope, Stance};
use super::cues::words as w;
use super::cues::{Cues, KnownWord, Verb, class, verb};
use super::inflect::VerbForm;
use super::quotation::Quote;
use super::span::{Rule, VoiceSpan};
use super::tokens::{Mark, Tok};
use std::ops::Range;

/// No rule looks further than this in a sentence; a longer one is cut there, so that no cue costs more.
pub(super) const MAX_SENTENCE: usize = 160;

/// Brackets inside brackets are followed so far.
const MAX_BRACKETS: usize = 6;

#[cfg(test)]
thread_local! {
    /// How often rules looked at a token: the work of every loop, however it is written.
    pub(super) static READS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counted in tests only.
#[inline(always)]
fn count_read() {
    #[cfg(test)]
    READS.with(|reads| reads.set(reads.get() + 1));
}

/// One article in work, and the sentence the rules stand in.
pub(super) struct Pass<'a> {
    pub(super) cues: &'a Cues,
    pub(super) toks: &'a [Tok],
    /// The tokens of the sentence at which a rule may begin.
    pub(super) cue_tokens: &'a [u32],
    pub(super) quotes: &'a [Quote],
    /// For each token the number plus one of its quotation.
    pub(super) at: &'a [u32],
    pub(super) spans: &'a mut Vec<VoiceSpan>,
    /// Where those of this sentence begin: rules that look back go no further.
    pub(super) first_span: usize,
    /// For each token of the sentence, the next token at which its clause ends.
    pub(super) stops: &'a mut Vec<u32>,
    /// Whether they were found in this sentence.
    pub(super) has_stops: bool,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_title: bool,
    /// Whether a new paragraph begins with this sentence.
    pub(super) begins_paragraph: bool,
    /// "TAPPER:": who speaks in this paragraph of a transcript.
    pub(super) speaker: Option<Range<usize>>,
    /// Reporting verbs found in this sentence: verb, first token of the source, last plus one.
    pub(super) said: Vec<(usize, Option<Range<usize>>)>,
    /// Steps the rules took, so that a test can hold them to linear growth.
    pub(super) steps: u64,
}

/// The span a rule is about to add.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) cue: Range<usize>,
    pub(super) source: Option<Range<usize>>,
    pub(super) stance: Stance,
    pub(super) rule: Rule,
}

impl Found {
    pub(super) fn new(cue: Range<usize>, rule: Rule) -> Found {
        Found { cue, source: None, stance: Stance::Neutral, rule }
    }

    pub(super) fn with(&self, rule: Rule) -> Found {
        Found { rule, ..self.clone() }
    }
}

impl<'a> Pass<'a> {
    /// The tokens of the sentence at which a rule may begin, in order; there are few.
    pub(super) fn cue_tokens(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.cue_tokens.iter().map(|i| *i as usize)
    }

    pub(super) fn tok(&self, i: usize) -> Tok {
        count_read();
        self.toks.get(i).copied().unwrap_or_default()
    }

    pub(super) fn is(&self, i: usize, classes: u64) -> bool {
        count_read();
        i < self.end && self.toks[i].is(classes)
    }

    pub(super) fn mark(&self, i: usize) -> Mark {
        count_read();
        if i < self.end { self.toks[i].mark } else { Mark::Stop }
    }

    pub(super) fn form(&self, i: usize) -> u16 {
        count_read();
        if i < self.end && self.toks[i].is_word() { self.toks[i].form } else { 0 }
    }

    pub(super) fn is_form(&self, i: usize, word: KnownWord) -> bool {
        let form = self.form(i);
        form != 0 && form == self.cues.form_of(word)
    }

    pub(super) fn is_any(&self, i: usize, words: &[KnownWord]) -> bool {
        let form = self.form(i);
        form != 0 && words.iter().any(|word| form == self.cues.form_of(*word))
    }

    pub(super) fn verb(&self, i: usize) -> Verb {
        if i >= self.end {
            return Verb::default();
        }
        match self.toks[i].verb {
            0 => Verb::default(),
            number => self.cues.verbs[number as usize - 1],
        }
    }

    /// The part of the sentence a cue may reach: inside a quotation it does not leave it.
    pub(super) fn bounds(&self, i: usize) -> (usize, usize) {
        match self.at.get(i).copied().unwrap_or(0) {
            0 => (self.start, self.end),
            number => {
                let quote = self.quotes[number as usize - 1];
                (self.start.max(quote.open as usize + 1), self.end.min(quote.close as usize))
            }
        }
    }

    /// The token after the quotation that opens at `i`.
    pub(super) fn after_quote(&self, i: usize) -> usize {
        let inner = self.at.get(i + 1).copied().unwrap_or(0);
        match inner {
            0 => i + 1,
            number => (self.quotes[number as usize - 1].close as usize + 1).min(self.end),
        }
    }

    pub(super) fn is_aux(&self, i: usize) -> bool {
        let listed = self.is(i, class::BE | class::HAVE | class::DO | class::MODAL);
        // "Will Rogers" is a name
        let name =
            listed && i > self.start && !self.is_title && self.is(i, class::CAPITAL) && self.is(i - 1, class::CAPITAL);
        listed && !name || self.is_contracted_not(i)
    }

    fn is_contracted_not(&self, i: usize) -> bool {
        self.is(i, class::NEGATOR) && self.form(i) == 0
    }

    /// A verb that carries a clause by itself: an auxiliary, a past or a third person.
    #[inline]
    pub(super) fn is_finite(&self, i: usize) -> bool {
        // most words are neither, and are asked often
        const SIGNS: u64 = class::BE | class::HAVE | class::DO | class::MODAL | class::NEGATOR | class::PAST_LIKE;
        if i >= self.end || self.toks[i].verb == 0 && !self.toks[i].is(SIGNS) {
            count_read();
            return false;
        }
        self.is_finite_word(i)
    }

    fn is_finite_word(&self, i: usize) -> bool {
        if self.is_aux(i) {
            return !self.is_any(i, &[w::BEING, w::HAVING]);
        }
        let tok = self.tok(i.min(self.end - 1));
        if tok.is(class::PAST_LIKE) && i > self.start && i < self.end {
            // a verb not listed: "he recoiled", but "the wounded man", "villages razed by"
            let before = self.tok(i.saturating_sub(1));
            return before.is(class::PRONOUN) && !before.is(class::DEFINITE)
                || before.is(class::NEGATOR) && !self.is_form(i.saturating_sub(1), w::NO)
                || before.is(class::CAPITAL) && before.is_word() && !self.is_form(i + 1, w::BY);
        }
        if i >= self.end || tok.verb == 0 || tok.is(class::CAPITAL) && i > self.start && !self.is_title {
            return false;
        }
        if tok.has(VerbForm::Past) {
            // "the protesters arrested by police", "the men accused of": a participle without its auxiliary
            return !(tok.has(VerbForm::Participle)
                && (self.is_form(i + 1, w::BY)
                    || self.verb(i).kinds & verb::ACCUSE != 0 && self.is_form(i + 1, w::OF)));
        }
        tok.has(VerbForm::ThirdPerson) && !self.is_noun_here(i)
            || tok.has(VerbForm::Base)
                && i > self.start
                && self.is(i.saturating_sub(1), class::PRONOUN)
                && !self.is_form(i.saturating_sub(1), w::IT)
    }

    /// Whether a base or -s form stands where a noun does.
    pub(super) fn is_noun_here(&self, i: usize) -> bool {
        let tok = self.tok(i);
        if tok.has(VerbForm::Past)
            || tok.has(VerbForm::Ing)
            || tok.has(VerbForm::Participle) && !tok.has(VerbForm::Base)
        {
            return false;
        }
        let noun_like = self.verb(i).kinds & verb::NOUN_LIKE != 0 || tok.is(class::NOUN);
        if i == self.start {
            return noun_like;
        }
        let before = self.tok(i.saturating_sub(1));
        if before.is(class::POSSESSIVE) && noun_like {
            return true;
        }
        let relative = before.is(class::RELATIVE) || before.is(class::SUBORDINATOR) && before.is(class::DETERMINER);
        // "one in five say": the number is the subject
        let counts = before.is(class::NUMBER) && !noun_like;
        if before.is(class::DETERMINER | class::DEFINITE) && !before.is(class::PRONOUN) && !counts
            || before.is(class::PREPOSITION) && !self.is_form(i.saturating_sub(1), w::TO)
        {
            return !relative;
        }
        if !noun_like {
            return false;
        }
        // "the only reason"
        if before.is(class::ADVERB)
            && i >= self.start + 2
            && self.is(i - 2, class::DEFINITE)
            && !tok.has(VerbForm::ThirdPerson)
        {
            return true;
        }
        if before.is(class::FIGURE
            | class::FALSE_ADJECTIVE
            | class::UNVERIFIED
            | class::HEDGE_ADJECTIVE
            | class::DEFINITE)
            && !relative
            && !before.is(class::ADVERB)
        {
            return !(before.is(class::PRONOUN) && tok.has(VerbForm::ThirdPerson));
        }
        // agreement: "fraud claims", "witness report"; but "officials claim", "the army claims"
        let closed = class::ADVERB
            | class::CAPITAL
            | class::PRONOUN
            | class::COORDINATOR
            | class::PREPOSITION
            | class::RELATIVE
            | class::SUBORDINATOR;
        let unknown = before.is_word() && before.verb == 0 && !before.is(closed) && !self.is_aux(i.saturating_sub(1));
        if tok.has(VerbForm::ThirdPerson) {
            let goes_on_as_verb = self.is(i + 1, class::DETERMINER | class::DEFINITE | class::PRONOUN | class::CAPITAL)
                || self.mark(i + 1) == Mark::Open;
            before.is(class::PLURAL) && !before.is(class::CAPITAL)
                || unknown
                    && !goes_on_as_verb
                    && (self.is(i + 1, class::PREPOSITION)
                        && !(self.verb(i).kinds & (verb::TO_INFINITIVE | verb::WEAK) != 0
                            && self.is_form(i + 1, w::TO))
                        || self.is(i + 1, class::BE | class::HAVE | class::MODAL)
                        || self.is_form(i + 1, w::THAT)
                            && (i.saturating_sub(4).max(self.start)..i)
                                .any(|k| self.tok(k).has(VerbForm::Past) && self.tok(k).verb != 0)
                        || self.mark(i + 1) != Mark::Word && self.mark(i + 1) != Mark::Comma)
        } else if tok.has(VerbForm::Base) {
            // "many in the capital fear a takeover": an object follows
            let object = self.is(i + 1, class::DETERMINER | class::DEFINITE) || self.is_form(i + 1, w::THAT);
            !object && (unknown && !before.is(class::PLURAL) || before.is(class::NOUN) && !before.is(class::PLURAL))
        } else {
            false
        }
    }

    // -------------------------------------------------------------- where clauses end

    /// The next token at which the clause of `i` ends.
    pub(super) fn stop_after(&mut self, i: usize) -> usize {
        if !self.has_stops {
            self.has_stops = true;
            self.find_stops();
        }
        self.stops[i - self.start] as usize
    }

    /// Finds, from right to left and once a sentence, where the clause of each token ends.
    fn find_stops(&mut self) {
        let (start, end) = (self.start, self.end);
        self.stops.clear();
        self.stops.resize(end - start + 1, end as u32);
        self.steps += end.saturating_sub(start) as u64;
        // the next stop outside quotations and in each quotation around the present token
        let mut outer = [end as u32; 5];
        let mut depth = 0;
        let mut brackets = [0u32; MAX_BRACKETS];
        let mut bracket = 0;
        let mut quote = if end < self.at.len() && end > start { self.at[end - 1] } else { 0 };
        if quote != 0 {
            depth = 1;
        }
        for i in (start..end).rev() {
            let here = self.at[i];
            if here != quote {
                // leaving leftwards, or entering from the right
                let entering = here != 0 && (quote == 0 || self.quotes[here as usize - 1].parent == quote);
                if entering {
                    depth = (depth + 1).min(4);
                    outer[depth] = self.quotes[here as usize - 1].close.min(end as u32);
                } else {
                    depth = if here == 0 { 0 } else { depth.saturating_sub(1) };
                }
                quote = here;
            }
            match self.toks[i].mark {
                Mark::RightBracket if bracket < MAX_BRACKETS => {
                    brackets[bracket] = outer[depth];
                    bracket += 1;
                    outer[depth] = i as u32;
                    self.stops[i - start] = brackets[bracket - 1];
                    continue;
                }
                Mark::LeftBracket if bracket > 0 => {
                    bracket -= 1;
                    outer[depth] = brackets[bracket];
                }
                _ => {}
            }
            if self.stops_clause(i) {
                outer[depth] = i as u32;
            }
            self.stops[i - start] = outer[depth];
        }
    }

    /// Whether a clause that runs up to `i` ends before it.
    fn stops_clause(&self, i: usize) -> bool {
        let tok = &self.toks[i];
        match tok.mark {
            Mark::Semicolon | Mark::Stop | Mark::Question => return true,
            Mark::Comma => {}
            Mark::Word => {
                if tok.classes & (class::BARE_STOP | class::AND) == 0 {
                    return false;
                }
                if tok.is(class::BARE_STOP) {
                    // "nothing but", "all but", "anything but"
                    return i > self.start
                        && !self.is(i.saturating_sub(1), class::NEGATOR | class::DETERMINER)
                        && !self.is_any(
                            i + 1,
                            &[w::ALSO, w::NOT, w::NEVER, w::ONLY, w::RATHER, w::INSTEAD, w::THAT],
                        )
                        && !self.is_form(i - 1, w::EVEN)
                        // "it considered the plan but dropped it"
                        && (self.mark(i - 1) != Mark::Word
                            || self.has_new_clause(i + 1)
                            || self.verb(i + 1).kinds & REPORTS != 0
                            || self.is(i + 1, class::PREPOSITION));
                }
                let next = i + 1;
                return next < self.end && self.reports_after_and(next);
            }
            _ => return false,
        }
        let next = i + 1;
        if next >= self.end {
            return false;
        }
        let word = &self.toks[next];
        if self.attribution_at(next) {
            return true;
        }
        if word.is(class::COMMA_STOP | class::COMMA_RELATIVE) {
            return !self.is_form(next + 1, w::THAT);
        }
        if word.has(VerbForm::Ing) && self.verb(next).kinds & REPORTS != 0 {
            return true;
        }
        if word.is(class::COORDINATOR) && !word.is(class::OR) {
            let after = next + 1;
            if word.is(class::AND) && self.is_finite(after) {
                return true;
            }
            return !self.is_form(after, w::THAT) && self.has_new_clause(after);
        }
        false
    }

    /// Whether who speaks is told behind a comma: "..., said an aide", "..., he said", "..., according to".
    fn attribution_at(&self, i: usize) -> bool {
        if self.is_form(i, w::ACCORDING) {
            return true;
        }
        let says = |v: usize| {
            let tok = self.tok(v);
            self.verb(v).kinds & verb::INVERTS != 0
                && self.verb(v).kinds & (verb::SAY | verb::SAY_DOUBTING) != 0
                && (tok.has(VerbForm::Past) || tok.has(VerbForm::ThirdPerson))
                && !tok.is(class::CAPITAL)
        };
        if self.tok(i).verb != 0 {
            return says(i)
                && self.is(i + 1, class::CAPITAL | class::DETERMINER | class::DEFINITE | class::PRONOUN)
                && !self.is(i + 1, class::OBJECT_PRONOUN)
                && !self.is_form(i + 1, w::THAT);
        }
        if !self.is(i, class::PRONOUN | class::CAPITAL) {
            return false;
        }
        let mut k = i + 1;
        while k < i + 4 && self.is(i, class::CAPITAL) && self.is(k, class::CAPITAL) {
            k += 1;
        }
        says(k) && (k + 1 >= self.end || !self.tok(k + 1).is_word() && self.mark(k + 1) != Mark::Open)
    }

    fn reports_after_and(&self, i: usize) -> bool {
        let kinds = self.verb(i).kinds;
        if kinds & REPORTS == 0 || self.tok(i).inert {
            return false;
        }
        let tok = self.tok(i);
        if tok.has(VerbForm::ThirdPerson) {
            return !tok.is(class::NOUN) || kinds & verb::ACCUSE != 0 || self.is_form(i + 1, w::THAT);
        }
        tok.has(VerbForm::Past)
            && kinds & verb::PLAIN == 0
            && (kinds & (verb::ACCUSE | verb::DIRECTIVE | verb::DENIAL | verb::TO_INFINITIVE) != 0
                || kinds & (verb::SAY | verb::SAY_DOUBTING | verb::WEAK | verb::SAY_ENDORSING) != 0
                    && kinds & verb::NEEDS_THAT == 0
                || self.is_form(i + 1, w::THAT))
    }

    /// Whether a subject and its verb begin at `i`.
    pub(super) fn has_new_clause(&self, i: usize) -> bool {
        if !self.is(i, class::DETERMINER | class::DEFINITE | class::PRONOUN | class::CAPITAL) {
            return false;
        }
        let limit = (i + 7).min(self.end);
        for k in i + 1..limit {
            if !self.tok(k).is_word() {
                return false;
            }
            if self.is_finite(k) {
                return true;
            }
        }
        self.is(i, class::BE)
    }

    /// Where the clause that goes on at `i` ends.
    pub(super) fn clause_end(&mut self, i: usize) -> usize {
        let (_, hi) = self.bounds(i.min(self.end - 1));
        if i >= hi {
            return hi;
        }
        // "said that although": the word that would end a clause opens this one
        let from = if self.is(i, class::BARE_STOP) && i + 1 < hi { i + 1 } else { i };
        self.stop_after(from).clamp(i, hi)
    }

    /// The end of a content without its last marks.
    pub(super) fn trim(&self, from: usize, mut to: usize) -> usize {
        while to > from
            && matches!(
                self.tok(to.saturating_sub(1)).mark,
                Mark::Comma | Mark::Stop | Mark::Question | Mark::Colon | Mark::Dash
            )
        {
            to -= 1;
        }
        to
    }

    /// Where a noun phrase of at most `cap` tokens that begins at `i` ends.
    pub(super) fn phrase_end(&mut self, i: usize, cap: usize) -> usize {
        let (_, hi) = self.bounds(i.min(self.end - 1));
        let limit = hi.min(i + cap);
        let mut k = i;
        while k < limit {
            let tok = self.tok(k);
            match tok.mark {
                Mark::Word => {
                    if k > i
                        && (self.is_finite(k) && !tok.is(class::HEDGE_ADJECTIVE)
                            || tok.is(class::SUBORDINATOR | class::BARE_STOP | class::AND) && !self.is_form(k, w::OF)
                            || tok.is(class::PREPOSITION) && !self.is_form(k, w::OF) && !self.is_form(k, w::FOR)
                            || tok.is(class::TIME) && tok.is(class::CAPITAL))
                    {
                        break;
                    }
                }
                Mark::Open => {
                    k = self.after_quote(k).min(limit.max(k + 1));
                    continue;
                }
                Mark::Other => {}
                _ => break,
            }
            k += 1;
        }
        self.steps += k.saturating_sub(i) as u64;
        k.max((i + 1).min(hi))
    }

    // -------------------------------------------------------------- results

    pub(super) fn add(&mut self, axis: Axis, tokens: Range<usize>, found: &Found) {
        self.push(axis, tokens, found, None, false);
    }

    pub(super) fn push(&mut self, axis: Axis, tokens: Range<usize>, found: &Found, scope: Option<Scope>, back: bool) {
        if tokens.is_empty() {
            return;
        }
        let short = |r: &Range<usize>| r.start as u32..r.end as u32;
        self.spans.push(VoiceSpan {
            axis,
            tokens: short(&tokens),
            cue: Some(short(&found.cue)),
            source: found.source.as_ref().map(short),
            stance: found.stance,
            rule: found.rule,
            scope,
            reaches_back: back,
        });
    }

    /// Adds a span that takes definite noun phrases for granted: whole in syntax, without them in effect (N9).
    ///
    /// "did not meet the terrorists" still calls them terrorists.
    pub(super) fn add_projecting(&mut self, axis: Axis, tokens: Range<usize>, found: &Found, keeps_first: bool) {
        let before = self.spans.len();
        self.add_effective(axis, tokens.clone(), found, keeps_first);
        if let [only] = &mut self.spans[before..]
            && only.tokens == (tokens.start as u32..tokens.end as u32)
        {
            only.scope = None;
            return;
        }
        self.push(axis, tokens, found, Some(Scope::Syntactic), false);
    }

    /// Only the effective half of that: what is left when definite noun phrases are taken for granted.
    pub(super) fn add_effective(&mut self, axis: Axis, tokens: Range<usize>, found: &Found, keeps_first: bool) {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut from = tokens.start;
        let mut k = tokens.start;
        self.steps += tokens.len() as u64;
        while k < tokens.end {
            let definite = self.is_definite(k) && !(keeps_first && k == tokens.start);
            if !definite {
                k += 1;
                continue;
            }
            let end = self.definite_end(k, tokens.end);
            // what goes ahead or happens is not taken for granted
            if self.goes_ahead(end) {
                k = end;
                continue;
            }
            if k > from {
                pieces.push(from..k);
            }
            from = end;
            k = end;
        }
        if from < tokens.end {
            pieces.push(from..tokens.end);
        }
        for piece in pieces {
            self.push(axis, piece, found, Some(Scope::Effective), false);
        }
    }

    fn goes_ahead(&self, mut i: usize) -> bool {
        let limit = (i + 4).min(self.end);
        while i < limit && (self.is_aux(i) || self.is(i, class::ADVERB | class::NEGATOR)) {
            i += 1;
        }
        self.is(i, class::GO_AHEAD | class::EXISTENCE)
    }

    fn is_definite(&self, i: usize) -> bool {
        if self.is(i, class::POSSESSIVE) {
            return true;
        }
        if !self.is(i, class::DEFINITE) {
            return false;
        }
        // before a verb, a determiner or a mark, "this" and "that" are pronouns
        if self.is(i, class::PRONOUN) || self.is(i, class::OBJECT_PRONOUN) {
            let next = i + 1;
            return next < self.end
                && self.tok(next).is_word()
                && !self.is_finite(next)
                && !self
                    .is(next, class::DETERMINER | class::DEFINITE | class::PREPOSITION | class::PRONOUN | class::AND);
        }
        true
    }

    fn definite_end(&self, i: usize, limit: usize) -> usize {
        let mut k = i + 1;
        while k < limit {
            let tok = self.tok(k);
            if tok.mark == Mark::Open || tok.mark == Mark::Close {
                k += 1;
                continue;
            }
            if !tok.is_word()
                || self.is_finite(k)
                || tok.is(class::PREPOSITION
                    | class::DETERMINER
                    | class::DEFINITE
                    | class::SUBORDINATOR
                    | class::COORDINATOR)
                || tok.has(VerbForm::Ing) && !self.tok(k.saturating_sub(1)).is(class::DEFINITE | class::POSSESSIVE)
                || tok.is(class::NEGATOR)
                || tok.is(class::GO_AHEAD) && k > i + 1
            {
                break;
            }
            k += 1;
        }
        k
    }
}

/// Verbs that report, name, accuse or demand.
pub(super) const REPORTS: u32 = verb::SAY
    | verb::SAY_DOUBTING
    | verb::SAY_ENDORSING
    | verb::WEAK
    | verb::DENIAL
    | verb::DOUBT
    | verb::NAMING
    | verb::ACCUSE
    | verb::DIRECTIVE
    | verb::TO_INFINITIVE
    | verb::SPEAKS_OF;
