//! Chosen articles read again, with their hits in their contexts.

use super::input::{Road, language_of};
use super::{CountPlan, Field, Input};
use crate::corpus::{Article, Selection, Skipped};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::{Match, Matcher, Scanner};
use crate::text::{Analysis, Analyzer, Span, Token, TokenKind};
use crate::voice::{HitVoice, Listener, Voice, VoiceRuns};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

/// A hit found in its text.
#[derive(Clone, Debug)]
pub struct Located {
    /// The article.
    pub article: Arc<Article>,
    /// Where in it.
    pub field: Field,
    /// How many bytes of the field stand before the text that `article` holds: 0, unless it came with counts, which hold
    /// no more of a text than is shown.
    pub offset: u32,
    /// The hit, in bytes of the text that `article` holds.
    pub hit: Span,
    /// What is shown around the hit, in bytes of that text, white space trimmed; it holds the hit.
    pub context: Span,
    /// How many words of the field stand before the hit.
    pub words_before: u32,
    /// How many words the field has.
    pub words: u32,
    /// The category, by its place in the header.
    pub category: u32,
    /// The entry, by its place in the header.
    pub entry: u32,
    /// Whose words it is in; known for hits that are shown.
    pub speech: Option<Speech>,
}

/// Whose words a hit is in, and which words of the text say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The voice.
    pub voice: Voice,
    /// Who is said to have used the words, where the text names somebody.
    pub source: Option<Span>,
    /// The words that report them.
    pub cue: Option<Span>,
}

impl Located {
    /// The text of the field the hit stands in, or as much of it as is held.
    #[must_use]
    pub fn text(&self) -> &str {
        self.field.of(&self.article)
    }

    /// The hit, in bytes of the whole field.
    #[must_use]
    pub fn place(&self) -> Span {
        Span::new(self.offset + self.hit.start, self.offset + self.hit.end)
    }
}

/// How much is shown around a hit. It never goes beyond the hit's sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// The sentence. The default.
    #[default]
    Sentence,
    /// At most so many words on either side.
    Words(u32),
}

impl FromStr for Window {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.parse() {
            Ok(words) => Ok(Window::Words(words)),
            Err(_) if text == "sentence" => Ok(Window::Sentence),
            Err(_) => {
                let message = format!("`{text}` is no window; write `sentence` or a number of words");
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }
}

/// One field of an article that is read again.
pub(crate) struct Reading<'a> {
    pub(crate) article: &'a Arc<Article>,
    pub(crate) field: Field,
    pub(crate) matches: &'a [Match],
    /// Whose words they are, where the plan asks for it.
    voices: Option<&'a VoiceRuns>,
    text: &'a str,
    analysis: &'a Analysis,
    /// Per word: its position, its token.
    words: Vec<(u32, u32)>,
    sentences: Vec<Range<usize>>,
}

impl<'a> Reading<'a> {
    fn new(
        article: &'a Arc<Article>,
        field: Field,
        text: &'a str,
        analysis: &'a Analysis,
        matches: &'a [Match],
        voices: Option<&'a VoiceRuns>,
    ) -> Self {
        let words = analysis.words().map(|word| (word.position, word.token)).collect();
        Reading { article, field, matches, voices, text, analysis, words, sentences: analysis.sentences().collect() }
    }

    /// Whose words a match is in; the outlet's plain ones where the plan does not ask.
    pub(crate) fn voice_of(&self, hit: &Match) -> HitVoice {
        self.voices.map_or_else(HitVoice::default, |voices| voices.voice_of(hit.position, hit.words))
    }

    /// The words of a match, by number.
    fn words_of(&self, hit: &Match) -> Range<usize> {
        let first = self.words.partition_point(|(position, _)| *position < hit.position);
        first..first + hit.words as usize
    }

    fn token(&self, word: usize) -> usize {
        self.words[word].1 as usize
    }

    /// The tokens of the sentence that a token stands in.
    fn sentence(&self, token: usize) -> Range<usize> {
        let at = self.sentences.partition_point(|sentence| sentence.end <= token);
        self.sentences.get(at).cloned().unwrap_or(token..token + 1)
    }

    fn span(&self, tokens: &Range<usize>) -> Span {
        let tokens: &[Token] = &self.analysis.tokens()[tokens.clone()];
        Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end)
    }

    /// Where a match stands, in bytes of the field; the marks between its words belong to it.
    pub(crate) fn hit_span(&self, hit: &Match) -> Span {
        self.span(&self.tokens_of(&self.words_of(hit)))
    }

    fn tokens_of(&self, words: &Range<usize>) -> Range<usize> {
        self.token(words.start)..self.token(words.end - 1) + 1
    }

    /// The tokens around a match.
    fn context(&self, words: &Range<usize>, window: Window) -> Range<usize> {
        // a phrase lies within one sentence
        let sentence = self.sentence(self.token(words.start));
        let Window::Words(most) = window else { return sentence };
        let first = words.start.saturating_sub(most as usize);
        let last = (words.end - 1 + most as usize).min(self.words.len() - 1);
        // beyond the sentence's last word stand its closing marks
        let start = if self.token(first) <= sentence.start { sentence.start } else { self.token(first) };
        let next = self.words.get(last + 1).map_or(self.analysis.tokens().len(), |(_, token)| *token as usize);
        let end = if next >= sentence.end { sentence.end } else { self.token(last) + 1 };
        start..end
    }

    /// A match with its context.
    pub(crate) fn locate(&self, hit: &Match, window: Window) -> Located {
        let words = self.words_of(hit);
        let tokens = self.tokens_of(&words);
        let (hit_span, context) = (self.span(&tokens), self.span(&self.context(&words, window)));
        debug_assert!(context.of(self.text).contains(hit_span.of(self.text)));
        debug_assert!(self.analysis.tokens()[tokens.start].kind == TokenKind::Word);
        Located {
            article: self.article.clone(),
            field: self.field,
            offset: 0,
            hit: hit_span,
            context,
            words_before: words.start as u32,
            words: self.words.len() as u32,
            category: hit.category,
            entry: hit.entry,
            speech: None,
        }
    }

    /// The sentences with a word in them: where each stands, and where its words do.
    pub(crate) fn sentence_words(&self) -> impl Iterator<Item = (Span, Vec<Span>)> + '_ {
        self.sentences.iter().filter_map(|sentence| {
            let tokens = &self.analysis.tokens()[sentence.clone()];
            let words = tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.span);
            let words: Vec<Span> = words.collect();
            (!words.is_empty()).then(|| (self.span(sentence), words))
        })
    }

    /// The words of a match in their lookup forms.
    pub(crate) fn form(&self, hit: &Match, analyzer: &Analyzer) -> String {
        let mut form = String::new();
        for word in self.words_of(hit) {
            if !form.is_empty() {
                form.push(' ');
            }
            analyzer.push_lookup_form(self.analysis.tokens()[self.token(word)].span.of(self.text), &mut form);
        }
        form
    }

    /// The spellings of the words next to a match, nearest first: before it, or behind it. They do not leave its
    /// sentence.
    pub(crate) fn neighbours(&self, hit: &Match, before: bool, most: usize) -> Vec<&'a str> {
        let words = self.words_of(hit);
        let sentence = self.sentence(self.token(words.start));
        let spelling = |word: usize| {
            let token = self.token(word);
            sentence.contains(&token).then(|| self.analysis.tokens()[token].span.of(self.text))
        };
        match before {
            true => (0..words.start).rev().take(most).map_while(spelling).collect(),
            false => (words.end..self.words.len()).take(most).map_while(spelling).collect(),
        }
    }
}

impl Field {
    /// The text of this field.
    #[must_use]
    pub fn of(self, article: &Article) -> &str {
        match self {
            Field::Title => article.title(),
            Field::Text => article.text(),
        }
    }
}

impl Input {
    /// Reads these articles again and shows each of their fields that is counted to `visit`, on several threads; what
    /// the threads gather comes in no order, and an article that the input holds twice is seen twice.
    ///
    /// # Errors
    /// If the lexicons cannot be compiled or the input cannot be read.
    pub(crate) fn read_again<S: Send>(
        &self,
        plan: &CountPlan,
        ids: &FxHashSet<Arc<str>>,
        start: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, &Reading<'_>) + Sync,
    ) -> Result<Vec<S>> {
        let matcher = plan.matcher(self.options())?;
        let again = Again { plan, matcher: &matcher, visit: &visit };
        let start = || Reader {
            scanner: matcher.scanner(),
            listener: self.voices_for(plan).cloned().map(Listener::new),
            runs: VoiceRuns::default(),
            found: Vec::new(),
            gathered: start(),
        };
        let gathered = match &self.road {
            Road::Scan(source) => source.in_parallel(start, |state, block| {
                let mut passed = Skipped::default();
                for article in block.articles(&mut passed).filter(|article| ids.contains(article.id())) {
                    again.article(state, article);
                }
                Ok(())
            })?,
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                snapshot.read_parallel(ids.iter().map(|id| &**id), start, |state, article| {
                    again.article(state, article);
                })?
            }
        };
        Ok(gathered.into_iter().map(|reader| reader.gathered).collect())
    }
}

impl Input {
    /// Makes a text of each selected article, on several threads, and hands the texts to `write` in the order of the
    /// input, or of the index. Returns what was skipped on the way; of an index, when its articles were added.
    ///
    /// # Errors
    /// What `draw` or `write` return, or if the input cannot be read.
    pub fn draw_articles(
        &self,
        selection: &Selection,
        draw: impl Fn(&Article) -> Result<String> + Sync,
        mut write: impl FnMut(&str) -> Result<()>,
    ) -> Result<Skipped> {
        let mut batch = |articles: &[Article]| -> Result<()> {
            let texts: Vec<String> = articles.par_iter().map(&draw).collect::<Result<_>>()?;
            texts.iter().try_for_each(|text| write(text))
        };
        match &self.road {
            Road::Scan(source) => {
                let mut skipped = Skipped::default();
                for block in source.blocks() {
                    let mut articles = Vec::new();
                    for article in block?.articles(&mut skipped) {
                        if selection.accepts(&article)? {
                            articles.push(article);
                        }
                    }
                    batch(&articles)?;
                }
                Ok(skipped)
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                for segment in 0..snapshot.segments() {
                    let rows = snapshot.rows(segment, selection, "outlet")?;
                    for rows in rows.chunks(256) {
                        let documents: Vec<u32> = rows.iter().map(|row| row.document).collect();
                        let mut articles = Vec::with_capacity(documents.len());
                        snapshot.for_each_article(segment, &documents, |_, article| articles.push(article))?;
                        batch(&articles)?;
                    }
                }
                Ok(snapshot.skip_log()?.total())
            }
        }
    }
}

/// What a thread reads articles again with.
struct Reader<'m, S> {
    scanner: Scanner<'m>,
    listener: Option<Listener>,
    runs: VoiceRuns,
    found: Vec<Match>,
    gathered: S,
}

/// What is done with each article that is read again.
struct Again<'r, V> {
    plan: &'r CountPlan,
    matcher: &'r Matcher,
    visit: &'r V,
}

impl<V> Again<'_, V> {
    fn article<S>(&self, reader: &mut Reader<'_, S>, article: Article)
    where
        V: Fn(&mut S, &Reading<'_>),
    {
        let article = Arc::new(article);
        let language = language_of(&article, self.matcher.options());
        for &field in self.plan.field.fields() {
            reader.found.clear();
            let text = field.of(&article);
            reader.scanner.matches_into(text, Some(language), &mut reader.found);
            let analysis = reader.scanner.analysis();
            let voices = match &mut reader.listener {
                // where nothing was found there is nothing to tell of
                Some(listener) if !reader.found.is_empty() => {
                    reader.runs.fill(analysis, listener.listen(text, analysis, field.voice_field(), language));
                    Some(&reader.runs)
                }
                _ => None,
            };
            let reading = Reading::new(&article, field, text, analysis, &reader.found, voices);
            (self.visit)(&mut reader.gathered, &reading);
        }
    }
}
