//! The pass over an article: from an analysis to its voices.

use super::axis::{Axis, AxisSet, Scope, Stance, Voice, WordVoice};
use super::cues::{Cues, PhraseKind, class};
use super::pass::{MAX_SENTENCE, Pass};
use super::quotation::Quotations;
use super::scare_quotes::{Touch, Use, add_quotation};
use super::span::VoiceSpan;
use super::tokens::{Mark, Reader};
use crate::text::Analysis;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A quotation that no report touches looks for its speaker this far in its paragraph, in tokens.
const SPEAKER_REACH: u32 = 60;

/// Which part of an article a text is: headlines have rules of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The headline.
    Title,
    /// The running text.
    #[default]
    Body,
}

/// Finds voices. Built once from [`Cues`] and shared by threads; each thread keeps a [`VoiceScratch`].
///
/// ```
/// use parallax::text::Analyzer;
/// use parallax::voice::{Field, Scope, VoiceFinder};
///
/// let text = "Officials claim that terrorists seized the airport.";
/// let analysis = Analyzer::default().analyze(text);
/// let found = VoiceFinder::english().find(text, &analysis, Field::Body);
/// let span = found.spans(Scope::Effective).next().unwrap();
/// let bytes = found.bytes(&analysis, span.source.clone().unwrap());
/// assert_eq!(bytes.of(text), "Officials");
/// ```
#[derive(Clone, Debug)]
pub struct VoiceFinder {
    cues: Arc<Cues>,
}

/// Memory that is used again from article to article, and the spellings already looked up.
#[derive(Debug, Default)]
pub struct VoiceScratch {
    reader: Reader,
    quotations: Quotations,
    phrases: Vec<FoundPhrase>,
    stops: Vec<u32>,
    touches: Vec<Option<Touch>>,
    /// Who may have spoken a quotation that no report touches, by what stands around it.
    speakers: Vec<Option<Touch>>,
    uses: Vec<Use>,
    said: Vec<(u32, Option<Range<u32>>)>,
    lengths: Vec<u32>,
    /// The cues the spellings were looked up in.
    cues: Option<Arc<Cues>>,
    steps: u64,
    /// For a test: rules may begin anywhere.
    #[cfg(test)]
    pub(super) every_token: bool,
}

impl VoiceScratch {
    /// How many steps the rules took in the last text: a cost that does not depend on the machine.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct FoundPhrase {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: PhraseKind,
}

/// The voices of one text.
#[derive(Clone, Debug, Default)]
pub struct FoundVoices {
    spans: Vec<VoiceSpan>,
    words: Vec<WordVoice>,
    /// For each token, how many words stand before it.
    words_before: Vec<u32>,
    judged: AxisSet,
}

impl FoundVoices {
    /// All spans of a scope, in the order they were found.
    pub fn spans(&self, scope: Scope) -> impl Iterator<Item = &VoiceSpan> {
        self.spans.iter().filter(move |span| span.is_in(scope))
    }

    /// The voice of each word by its number, in the effective scope: what an index stores.
    #[must_use]
    pub fn words(&self) -> &[WordVoice] {
        &self.words
    }

    /// Which axes were looked at.
    #[must_use]
    pub fn judged(&self) -> AxisSet {
        self.judged
    }

    /// The voice of a hit: its words by number ([`Word::number`](crate::text::Word::number)).
    ///
    /// Words beyond the text are left out.
    #[must_use]
    pub fn voice_of(&self, words: Range<u32>) -> Voice {
        let end = (words.end as usize).min(self.words.len());
        let start = (words.start as usize).min(end);
        Voice::of_words(self.words[start..end].iter().copied(), self.judged)
    }

    /// The span that says whose words a hit is in: the innermost report or quotation that names a source, or else
    /// the innermost one. Looks at every span of the text: for passages that are shown, not for counting.
    #[must_use]
    pub fn attribution_of(&self, words: Range<u32>) -> Option<&VoiceSpan> {
        let covers = |span: &&VoiceSpan| {
            let covered = self.word_range(span.tokens.clone());
            matches!(span.axis, Axis::Reported | Axis::Quoted) && covered.start < words.end && words.start < covered.end
        };
        self.spans(Scope::Effective).filter(covers).min_by_key(|span| (span.source.is_none(), span.tokens.len()))
    }

    /// The words among some tokens, by number.
    #[must_use]
    pub fn word_range(&self, tokens: Range<u32>) -> Range<u32> {
        let at = |token: u32| self.words_before.get(token as usize).copied().unwrap_or(self.words.len() as u32);
        at(tokens.start)..at(tokens.end)
    }

    /// Where some tokens stand in the text, in bytes; `analysis` is the one the voices were found in.
    ///
    /// # Panics
    /// If the tokens are empty or not of that analysis.
    #[must_use]
    pub fn bytes(&self, analysis: &Analysis, tokens: Range<u32>) -> crate::text::Span {
        let all = analysis.tokens();
        crate::text::Span::new(all[tokens.start as usize].span.start, all[tokens.end as usize - 1].span.end)
    }
}

impl VoiceFinder {
    /// A finder with these cue words.
    #[must_use]
    pub fn new(cues: Cues) -> Self {
        VoiceFinder { cues: Arc::new(cues) }
    }

    /// The finder with the embedded English cue words; they are compiled once in a process.
    #[must_use]
    pub fn english() -> Self {
        static ENGLISH: OnceLock<VoiceFinder> = OnceLock::new();
        ENGLISH.get_or_init(|| VoiceFinder::new(Cues::english())).clone()
    }

    /// The finder for a language: English in full, any other by its quotation marks only.
    ///
    /// ```
    /// use parallax::voice::{Axis, VoiceFinder};
    /// let finder = VoiceFinder::for_language("fr".parse()?);
    /// assert!(finder.judged().contains(Axis::Quoted));
    /// assert!(!finder.judged().contains(Axis::Negated));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    #[must_use]
    pub fn for_language(language: crate::text::Language) -> Self {
        if language == crate::text::Language::ENGLISH {
            return VoiceFinder::english();
        }
        VoiceFinder::new(Cues::quotation_only(language))
    }

    /// The cue words in use.
    #[must_use]
    pub fn cues(&self) -> &Cues {
        &self.cues
    }

    /// Which axes it judges.
    #[must_use]
    pub fn judged(&self) -> AxisSet {
        if self.cues.has_words() { AxisSet::ALL } else { AxisSet::QUOTATION }
    }

    /// The voices of a text. `analysis` is that of the `news` rules: without marks and sentences nothing is found.
    ///
    /// # Panics
    /// If the analysis is of another text.
    #[must_use]
    pub fn find(&self, text: &str, analysis: &Analysis, field: Field) -> FoundVoices {
        let mut found = FoundVoices::default();
        self.find_into(text, analysis, field, &mut VoiceScratch::default(), &mut found);
        found
    }

    /// As [`find`](VoiceFinder::find), with memory that is used again: the way for many articles.
    ///
    /// # Panics
    /// If the analysis is of another text.
    pub fn find_into(
        &self,
        text: &str,
        analysis: &Analysis,
        field: Field,
        scratch: &mut VoiceScratch,
        found: &mut FoundVoices,
    ) {
        if !scratch.cues.as_ref().is_some_and(|cues| Arc::ptr_eq(cues, &self.cues)) {
            *scratch = VoiceScratch { cues: Some(Arc::clone(&self.cues)), ..VoiceScratch::default() };
        }
        scratch.reader.read(text, analysis, &self.cues);
        let reader = &mut scratch.reader;
        #[cfg(test)]
        if scratch.every_token {
            reader.cues = (0..reader.toks.len() as u32).collect();
        }
        scratch.quotations.pair(text, analysis, &mut reader.toks, &reader.quote_marks, &reader.paragraphs);
        scratch.steps = reader.toks.len() as u64;
        found.spans.clear();
        found.judged = self.judged();
        self.match_phrases(scratch);
        let is_title = field == Field::Title;
        self.sentences(scratch, &mut found.spans, is_title);
        attribute(scratch, &mut found.spans, self.cues.has_words(), is_title);
        paint(scratch, analysis, found);
    }

    /// The listed phrases; tokens of inert ones lose their own meaning.
    fn match_phrases(&self, scratch: &mut VoiceScratch) {
        scratch.phrases.clear();
        let toks = &mut scratch.reader.toks;
        let mut free = 0;
        for i in scratch.reader.phrase_starts.iter().map(|i| *i as usize) {
            let begun = self.cues.first[toks[i].form as usize];
            if !begun.may_go_on(toks.get(i + 1).map_or(0, |tok| tok.form)) || i < free {
                continue;
            }
            let matched = self.cues.phrases[begun.from as usize..begun.to as usize].iter().find(|phrase| {
                scratch.steps += 1;
                i + phrase.forms.len() <= toks.len()
                    && phrase.forms.iter().zip(&toks[i..]).all(|(form, tok)| tok.is_word() && tok.form == *form)
            });
            let Some(phrase) = matched else { continue };
            let end = i + phrase.forms.len();
            match phrase.kind {
                PhraseKind::Inert => toks[i..end].iter_mut().for_each(|tok| tok.inert = true),
                kind => scratch.phrases.push(FoundPhrase { start: i as u32, end: end as u32, kind }),
            }
            // "if" alone must not hide what follows; longer phrases are one cue
            free = end;
        }
    }

    fn sentences(&self, scratch: &mut VoiceScratch, spans: &mut Vec<VoiceSpan>, is_title: bool) {
        let toks = &scratch.reader.toks;
        let quotes = &scratch.quotations.quotes;
        scratch.touches.clear();
        scratch.touches.resize(quotes.len(), None);
        scratch.speakers.clear();
        scratch.speakers.resize(quotes.len(), None);
        scratch.uses.clear();
        scratch.uses.resize(quotes.len(), Use::Words);
        scratch.said.clear();
        let mut next_phrase = 0;
        let mut next_quote = 0;
        let mut next_paragraph = 0;
        let mut next_cue = 0;
        let mut next_sentence = 0;
        let cues = &scratch.reader.cues;
        let mut pass = Pass {
            cues: &self.cues,
            toks,
            quotes,
            at: &scratch.quotations.at,
            spans,
            first_span: 0,
            cue_tokens: &[],
            stops: &mut scratch.stops,
            has_stops: false,
            start: 0,
            end: 0,
            is_title,
            begins_paragraph: true,
            speaker: None,
            said: Vec::new(),
            steps: 0,
        };
        let mut start = 0;
        while start < toks.len() {
            while scratch.reader.sentences.get(next_sentence).is_some_and(|s| *s as usize <= start) {
                next_sentence += 1;
            }
            let end = scratch.reader.sentences.get(next_sentence).map_or(toks.len(), |s| *s as usize);
            let end = end.min(start + MAX_SENTENCE);
            let first_cue = next_cue;
            while cues.get(next_cue).is_some_and(|at| (*at as usize) < end) {
                next_cue += 1;
            }
            pass.cue_tokens = &cues[first_cue..next_cue];
            let first_phrase = next_phrase;
            while scratch.phrases.get(next_phrase).is_some_and(|p| (p.start as usize) < end) {
                next_phrase += 1;
            }
            let phrases: &[FoundPhrase] = &scratch.phrases[first_phrase..next_phrase];
            let inside = phrases.last().is_none_or(|p| p.end as usize <= end);
            let phrases = if inside { phrases } else { &phrases[..phrases.len() - 1] };
            let first_quote = next_quote;
            while quotes.get(next_quote).is_some_and(|q| (q.open as usize) < end) {
                next_quote += 1;
            }
            pass.begins_paragraph = false;
            while scratch.reader.paragraphs.get(next_paragraph).is_some_and(|p| (*p as usize) < end) {
                pass.begins_paragraph |= scratch.reader.paragraphs[next_paragraph] as usize >= start;
                next_paragraph += 1;
            }
            (pass.start, pass.end) = (start, end);
            pass.has_stops = false;
            pass.said.clear();
            pass.first_span = pass.spans.len();
            if self.cues.has_words() && !is_title {
                pass.transcript();
            }
            if self.cues.has_words() && (is_title || !pass.cue_tokens.is_empty() || !phrases.is_empty()) {
                pass.one_sentence(phrases);
            }
            for (number, quote) in quotes.iter().enumerate().take(next_quote).skip(first_quote) {
                scratch.uses[number] = pass.quotation_use(quote);
                if scratch.uses[number] == Use::ArmsLength && self.cues.has_words() {
                    scratch.touches[number] = pass.judged_by(quote);
                }
            }
            if !quotes.is_empty() {
                touch(&pass.spans[pass.first_span..], quotes, &mut scratch.touches);
                for (number, quote) in quotes.iter().enumerate().take(next_quote).skip(first_quote) {
                    let open = scratch.touches[number].is_none() && scratch.uses[number] == Use::Words;
                    if open && self.cues.has_words() {
                        scratch.speakers[number] = pass.speaker_of(quote);
                    }
                }
                let outside = pass.said.iter().filter(|(v, _)| pass.at[*v] == 0);
                scratch.said.extend(outside.map(|(v, s)| (*v as u32, s.clone().map(|s| s.start as u32..s.end as u32))));
            }
            start = end;
        }
        scratch.steps += pass.steps;
    }
}

impl Pass<'_> {
    /// The rules in their order.
    fn one_sentence(&mut self, phrases: &[FoundPhrase]) {
        if self.is_title {
            self.headline();
        }
        self.reporting_verbs(phrases);
        self.adverbial(phrases);
        self.has_it(phrases);
        self.reporting_nouns(phrases);
        self.beliefs();
        self.negation(phrases);
        self.hedges(phrases);
        self.scare_cues(phrases);
    }
}

/// Notes for each quotation the nearest report that covers part of it from outside.
fn touch(spans: &[VoiceSpan], quotes: &[super::quotation::Quote], touches: &mut [Option<Touch>]) {
    for span in spans.iter().filter(|s| s.axis == Axis::Reported) {
        let Some(cue) = span.cue.clone() else { continue };
        // quotations are in the order of their opening marks, and nested three deep at most
        let around = quotes.partition_point(|q| q.open < span.tokens.start).saturating_sub(3);
        for at in around..quotes.len() {
            let quote = &quotes[at];
            if quote.open >= span.tokens.end {
                break;
            }
            let overlaps = quote.close > span.tokens.start;
            let outside = cue.end <= quote.open || cue.start >= quote.close;
            if !overlaps || !outside {
                continue;
            }
            let distance = if cue.end <= quote.open { quote.open - cue.end } else { cue.start - quote.close };
            let better = touches[at]
                .as_ref()
                .is_none_or(|old| (span.source.is_none(), distance) < (old.source.is_none(), old.distance));
            if better {
                touches[at] =
                    Some(Touch { cue: cue.clone(), source: span.source.clone(), stance: span.stance, distance });
            }
        }
    }
}

/// Where the paragraph before begins.
fn before_last(paragraphs: &[u32], paragraph: usize) -> u32 {
    paragraph.checked_sub(1).map_or(u32::MAX, |p| paragraphs[p])
}

/// Q7 to Q9: kind and source of every quotation.
fn attribute(scratch: &mut VoiceScratch, spans: &mut Vec<VoiceSpan>, has_words: bool, is_title: bool) {
    let quotes = &scratch.quotations.quotes;
    let mut previous: Option<(u32, Option<Touch>)> = None;
    let mut paragraph = 0;
    for (number, quote) in quotes.iter().enumerate() {
        while scratch.reader.paragraphs.get(paragraph + 1).is_some_and(|p| *p <= quote.open) {
            paragraph += 1;
        }
        let from = scratch.reader.paragraphs.get(paragraph).copied().unwrap_or(0);
        let to = scratch.reader.paragraphs.get(paragraph + 1).copied().unwrap_or(scratch.reader.toks.len() as u32);
        let mut what = scratch.uses[number];
        let mut touch = scratch.touches[number].clone();
        if !has_words && what == Use::ArmsLength {
            // without cue words a short quotation cannot be told from a report
            what = Use::Words;
        }
        if touch.is_none() && what == Use::ArmsLength && has_words {
            // "an effect called “creep”": the name of a thing
            let before = |n: u32| quote.open.checked_sub(n).map(|i| scratch.reader.toks[i as usize]);
            let determined = before(1).is_some_and(|t| t.is(class::DEFINITE | class::DETERMINER));
            if before(if determined { 2 } else { 1 }).is_some_and(|t| t.is(class::CALLED)) {
                what = Use::Name;
            }
        }
        if touch.is_none() && what == Use::Words && quote.parent == 0 {
            let at = scratch.said.partition_point(|(v, _)| *v < quote.open);
            let before = scratch.said[..at].last().filter(|(v, _)| *v >= from && quote.open - v <= SPEAKER_REACH);
            let after = scratch.said[at..]
                .iter()
                .find(|(v, _)| *v >= quote.close)
                .filter(|(v, _)| *v < to && v - quote.close <= SPEAKER_REACH);
            // "she went on:" and the quotation in a paragraph of its own
            let introduced = quote.open > 0 && scratch.reader.toks[quote.open as usize - 1].mark == Mark::Colon;
            let introduced = scratch.said[..at].last().filter(|(v, _)| introduced && quote.open - v <= SPEAKER_REACH);
            let near = before.or(introduced).or(after).map(|(v, source)| Touch {
                cue: *v..*v + 1,
                source: source.clone(),
                stance: Stance::Neutral,
                distance: 0,
            });
            touch = scratch.speakers[number].clone().or(near);
            if touch.is_none()
                && (quote.continues
                    || previous.as_ref().is_some_and(|(close, _)| close + 1 >= quote.open)
                    || quote.open == from
                        && previous
                            .as_ref()
                            .is_some_and(|(close, _)| before_last(&scratch.reader.paragraphs, paragraph) <= *close))
            {
                touch = previous.as_ref().and_then(|(_, touch)| touch.clone());
            }
        }
        if quote.parent == 0 {
            previous = Some((quote.close, touch.clone()));
        }
        add_quotation(spans, quote, what, touch.as_ref(), is_title);
    }
}

/// Writes the spans of the effective scope over the words.
fn paint(scratch: &mut VoiceScratch, analysis: &Analysis, found: &mut FoundVoices) {
    let toks = &scratch.reader.toks;
    found.words_before.clear();
    found.words_before.reserve(toks.len() + 1);
    let mut words = 0;
    for tok in toks {
        found.words_before.push(words);
        words += u32::from(tok.is_word());
    }
    found.words_before.push(words);
    debug_assert_eq!(words, analysis.word_count());
    found.words.clear();
    found.words.resize(words as usize, WordVoice::default());
    // the length of the span each word has its stance from
    scratch.lengths.clear();
    scratch.lengths.resize(words as usize, u32::MAX);
    for span in found.spans.iter().filter(|s| s.is_in(Scope::Effective)) {
        let at = |token: u32| found.words_before[token as usize] as usize;
        let range = at(span.tokens.start)..at(span.tokens.end);
        let length = range.len() as u32;
        for word in &mut found.words[range.clone()] {
            word.cover(span.axis);
        }
        if matches!(span.axis, Axis::Reported | Axis::Quoted | Axis::ScareQuoted) {
            for number in range {
                if length < scratch.lengths[number]
                    || length == scratch.lengths[number] && span.stance != Stance::Neutral
                {
                    scratch.lengths[number] = length;
                    found.words[number].set_stance(span.stance);
                }
            }
        }
        if let Some(cue) = &span.cue {
            for word in &mut found.words[at(cue.start)..at(cue.end)] {
                word.mark_cue(span.axis, span.reaches_back);
            }
        }
    }
}
