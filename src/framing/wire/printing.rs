//! A printing as sentences of words, with its framing terms.

use super::Passage;
use crate::corpus::Article;
use crate::corpus::duplicate::word_number;
use crate::counts::{CountPlan, Input, Located, Window};
use crate::error::Result;
use crate::text::{Analyzer, Span};
use crate::voice::HitVoice;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An article read again.
pub(super) struct Read {
    pub(super) article: Arc<Article>,
    pub(super) sentences: Vec<Sentence>,
    /// Framing terms, in order, and whose words they are in.
    terms: Vec<(Located, HitVoice)>,
}

/// A sentence with at least one word.
pub(super) struct Sentence {
    pub(super) span: Span,
    /// The numbers of its words in their lookup forms: sentences with the same ones are the same.
    pub(super) words: Box<[u64]>,
    /// Where they stand.
    pub(super) spans: Box<[Span]>,
}

impl Read {
    pub(super) fn passage(&self, sentence: usize) -> Passage {
        Passage { article: self.article.clone(), span: self.sentences[sentence].span }
    }

    /// The terms in a sentence.
    pub(super) fn terms_in(&self, sentence: usize) -> &[(Located, HitVoice)] {
        let span = self.sentences[sentence].span;
        let place = |at: u32| self.terms.partition_point(|(term, _)| term.hit.start < at);
        &self.terms[place(span.start)..place(span.end)]
    }

    /// The smaller first: the one that was published first, then the shorter one, then by id.
    pub(super) fn rank(&self) -> impl Ord {
        let date = self.article.date();
        (date.is_none(), date, self.sentences.len(), self.article.id().to_string())
    }
}

/// Reads articles again, by their ids.
pub(super) fn read(input: &Input, plan: &CountPlan, ids: &FxHashSet<Arc<str>>) -> Result<FxHashMap<Arc<str>, Read>> {
    let analyzer = Analyzer::new(input.options());
    let found = input.read_again(plan, ids, Vec::new, |found: &mut Vec<Read>, reading| {
        let sentences = reading.sentence_words().map(|(span, spans)| {
            let number = |span: &Span| word_number(analyzer.lookup_form(span.of(reading.article.text())).as_bytes());
            Sentence { span, words: spans.iter().map(number).collect(), spans: spans.into() }
        });
        let term = |hit| (reading.locate(hit, Window::Sentence), reading.voice_of(hit));
        let mut terms: Vec<(Located, HitVoice)> = reading.matches.iter().map(term).collect();
        terms.sort_by_key(|(term, _)| (term.hit.start, term.category, term.entry));
        found.push(Read { article: reading.article.clone(), sentences: sentences.collect(), terms });
    })?;
    Ok(found.into_iter().flatten().map(|read| (Arc::from(read.article.id()), read)).collect())
}
