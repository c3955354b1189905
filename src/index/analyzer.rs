//! Our tokens in tantivy's clothes, so that scan and index see the same words.
//!
//! Articles are analysed before they reach tantivy. What tantivy gets is a text that a trivial tokenizer takes
//! apart again: lookup forms joined by control bytes, with a byte for each border. A query's words come as plain text
//! and go through the full analyser.

use crate::text::{Analysis, Analyzer, Border, Interner, Preset, TokenKind};
use std::fmt::Write;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Opens a text that was analysed before.
const ANALYSED: char = '\u{2}';
/// Ends a word.
const END: u8 = 0x1f;
/// Before a word: its position jumps by one more.
const GAP: u8 = 0x1e;
/// Between a position in figures and the word that stands there.
const AT: u8 = 0x1d;

/// One part of an article, ready for the index.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    pub(super) forms: String,
    pub(super) cased: String,
    /// `position << 2 | kind` of every word with a border before it.
    pub(super) borders: Vec<u64>,
    pub(super) words: u32,
}

/// Analyses texts and encodes them; each spelling's forms are made once.
pub(super) struct Encoder {
    analyzer: Analyzer,
    analysis: Analysis,
    spellings: Interner,
    forms: Vec<(Box<str>, Option<Box<str>>)>,
}

/// More distinct spellings than this, and the memory of them starts anew.
const MAX_SPELLINGS: usize = 1 << 19;

impl Encoder {
    pub(super) fn new(analyzer: Analyzer) -> Self {
        Encoder { analyzer, analysis: Analysis::default(), spellings: Interner::default(), forms: Vec::new() }
    }

    pub(super) fn encode(&mut self, text: &str) -> Encoded {
        if self.spellings.len() > MAX_SPELLINGS {
            self.spellings = Interner::default();
            self.forms.clear();
        }
        let mut analysis = std::mem::take(&mut self.analysis);
        self.analyzer.analyze_into(text, &mut analysis);
        let mut out = Encoded { words: analysis.word_count(), ..Encoded::default() };
        out.forms.reserve(text.len() + 8);
        out.forms.push(ANALYSED);
        out.cased.push(ANALYSED);
        let mut position = 0_u32;
        for token in analysis.tokens().iter().filter(|t| t.kind == TokenKind::Word) {
            if token.border != Border::None {
                position += 1;
                out.forms.push(GAP as char);
                out.borders.push(u64::from(position) << 2 | token.border as u64);
            }
            let (form, cased) = self.form(token.span.of(text));
            out.forms.push_str(form);
            out.forms.push(END as char);
            if let Some(cased) = cased {
                // writing to a String cannot fail
                let _ = write!(out.cased, "{position}{}{cased}{}", AT as char, END as char);
            }
            position += 1;
        }
        self.analysis = analysis;
        out
    }

    fn form(&mut self, spelling: &str) -> (&str, Option<&str>) {
        let (id, new) = self.spellings.intern(spelling);
        if new {
            let form = self.analyzer.lookup_form(spelling);
            let cased = self.analyzer.cased_form(spelling);
            // the alphanumeric preset is for comparison with programs that keep no capitals
            let differs = cased != form && self.analyzer.options().rules() == Preset::News;
            self.forms.push((form.into(), differs.then(|| cased.into())));
        }
        let (form, cased) = &self.forms[id as usize];
        (form, cased.as_deref())
    }
}

/// Takes encoded texts apart; analyses plain ones.
#[derive(Clone)]
pub(super) struct IndexTokenizer {
    analyzer: Analyzer,
    token: Token,
    /// The encoded form of a plain text.
    plain: String,
}

impl IndexTokenizer {
    pub(super) fn new(analyzer: Analyzer) -> Self {
        IndexTokenizer { analyzer, token: Token::default(), plain: String::new() }
    }
}

impl Tokenizer for IndexTokenizer {
    type TokenStream<'a> = IndexTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> IndexTokenStream<'a> {
        self.token.reset();
        let text = if text.starts_with(ANALYSED) {
            text
        } else {
            self.plain = Encoder::new(self.analyzer).encode(text).forms;
            &self.plain
        };
        IndexTokenStream { text, at: ANALYSED.len_utf8(), next: 0, token: &mut self.token }
    }
}

pub(super) struct IndexTokenStream<'a> {
    text: &'a str,
    at: usize,
    /// The position of the next word.
    next: usize,
    token: &'a mut Token,
}

impl TokenStream for IndexTokenStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(len) = memchr::memchr(END, rest.as_bytes()) else { return false };
        let mut word = &rest[..len];
        self.at += len + 1;
        if let Some(after) = word.strip_prefix(GAP as char) {
            self.next += 1;
            word = after;
        } else if let Some((position, after)) = word.split_once(AT as char) {
            self.next = position.parse().unwrap_or(self.next);
            word = after;
        }
        self.token.position = self.next;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
