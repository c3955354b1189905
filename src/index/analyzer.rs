//! Our tokens in tantivy's clothes, so that scan and index see the same words.
//!
//! Articles are analysed before they reach tantivy. What tantivy gets is a text that a trivial tokenizer takes
//! apart again: lookup forms joined by control bytes, with a byte for each border. A query's words come as plain text
//! and go through the full analyser.

use crate::corpus::duplicate::{Sketch, Sketcher};
use crate::text::{Analysis, Analyzer, Border, Interner, Language, PackedWord, PlainCapitals, Preset, TokenKind};
use crate::voice::{Field, Listener, OwnWords, VoiceFinders, VoiceRuns, tells_own_words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Opens a text that was analysed before.
const ANALYSED: char = '\u{2}';
/// Ends a word.
const END: u8 = 0x1f;
/// Before a word: its position jumps by one more.
const GAP: u8 = 0x1e;
/// Before a position and the word that stands there.
const AT: u8 = 0x1d;
/// A position has so many characters of six bits each, which is enough for every text tantivy takes.
const POSITION: usize = 5;

/// One part of an article, ready for the index.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    pub(super) forms: String,
    /// Which words are lookup forms with a capital in front: a bit a position, 64 in each number.
    pub(super) capitals: Vec<u64>,
    /// Cased forms with other capitals; empty when there are none.
    pub(super) cased: String,
    /// `position << 2 | kind` of every word with a border before it.
    pub(super) borders: Vec<u64>,
    pub(super) words: u32,
    /// Whose words they are, encoded; empty where all are the outlet's plain ones, or voices are left out.
    pub(super) voice: Vec<u64>,
    /// The outlet's own words, where they can be told.
    pub(super) own: Option<OwnWords>,
    /// By what copies of the text are found; empty for a title.
    pub(super) sketch: Sketch,
}

/// Which letters of a cased form are capitals.
#[derive(Debug, PartialEq, Eq)]
enum Capitals {
    None,
    First,
    /// Others; the cased form.
    Others(Box<str>),
}

/// A lookup form with a capital in front: what most words with capitals are. `None` where its first letter has none, or
/// one of several letters.
pub(super) fn capitalised(form: &str) -> Option<String> {
    let first = form.chars().next()?;
    let mut upper = first.to_uppercase();
    let capital = upper.next().filter(|capital| *capital != first && upper.next().is_none())?;
    Some(std::iter::once(capital).chain(form.chars().skip(1)).collect())
}

/// Analyses texts and encodes them; each spelling's forms are made once.
pub(super) struct Encoder {
    analyzer: Analyzer,
    analysis: Analysis,
    spellings: Interner,
    forms: Vec<(Box<str>, Capitals)>,
    listener: Option<Listener>,
    runs: VoiceRuns,
    sketcher: Sketcher,
}

impl Encoder {
    /// `voices`: what they are found by, or that they are left out.
    pub(super) fn new(analyzer: Analyzer, voices: Option<VoiceFinders>) -> Self {
        Encoder {
            analyzer,
            analysis: Analysis::default(),
            spellings: Interner::default(),
            forms: Vec::new(),
            listener: voices.map(Listener::new),
            runs: VoiceRuns::default(),
            sketcher: Sketcher::default(),
        }
    }

    /// The language of articles that name none.
    pub(super) fn fallback(&self) -> Language {
        self.analyzer.options().default_language()
    }

    /// A text or a title in its language.
    pub(super) fn encode(&mut self, text: &str, field: Field, language: Language) -> Encoded {
        if self.spellings.len() > Interner::NEAR {
            self.spellings = Interner::default();
            self.forms.clear();
        }
        let mut analysis = std::mem::take(&mut self.analysis);
        self.analyzer.analyze_into(text, &mut analysis);
        let mut out = Encoded { words: analysis.word_count(), ..Encoded::default() };
        let mut forms: Vec<u8> = Vec::with_capacity(text.len() + text.len() / 8 + 32);
        forms.push(ANALYSED as u8);
        let keeps_capitals = self.analyzer.options().rules() == Preset::News;
        let is_sketched = field == Field::Body;
        // a border every ten words or so
        out.borders.reserve(out.words as usize / 8);
        let mut position = 0_u32;
        for token in analysis.tokens().iter().filter(|t| t.kind == TokenKind::Word) {
            if token.border != Border::None {
                position += 1;
                forms.push(GAP);
                out.borders.push(u64::from(position) << 2 | token.border as u64);
            }
            let spelling = token.span.of(text);
            if let Some((form, capitals)) = PackedWord::of(spelling.as_bytes()).and_then(PackedWord::plain) {
                // nearly every word: its form is itself in lower case, in every preset
                let end = forms.len() + form.len();
                forms.extend_from_slice(&form.bytes());
                forms.truncate(end);
                match capitals {
                    PlainCapitals::First if keeps_capitals => push_bit(&mut out.capitals, position),
                    PlainCapitals::Others if keeps_capitals => push_cased(&mut out.cased, position, spelling),
                    _ => {}
                }
                if is_sketched {
                    self.sketcher.push_packed(form);
                }
            } else {
                let id = self.number(spelling);
                let (form, capitals) = &self.forms[id];
                forms.extend_from_slice(form.as_bytes());
                match capitals {
                    Capitals::None => {}
                    Capitals::First => push_bit(&mut out.capitals, position),
                    Capitals::Others(cased) => push_cased(&mut out.cased, position, cased),
                }
                if is_sketched {
                    self.sketcher.push(form);
                }
            }
            forms.push(END);
            position += 1;
        }
        // whole characters one after the other are a text
        out.forms = String::from_utf8(forms).unwrap_or_default();
        if is_sketched {
            out.sketch = self.sketcher.finish();
        }
        if let Some(listener) = &mut self.listener {
            let found = listener.listen(text, &analysis, field, language);
            self.runs.fill(&analysis, found);
            self.runs.encode_into(&mut out.voice);
            out.own = tells_own_words(found.judged()).then(|| self.runs.own_words());
        }
        self.analysis = analysis;
        out
    }

    /// The place of a spelling's forms.
    fn number(&mut self, spelling: &str) -> usize {
        let (id, new) = self.spellings.intern(spelling);
        if new {
            let form = self.analyzer.lookup_form(spelling);
            let cased = self.analyzer.cased_form(spelling);
            // the alphanumeric preset is for comparison with programs that keep no capitals
            let capitals = if cased == form || self.analyzer.options().rules() != Preset::News {
                Capitals::None
            } else if capitalised(&form).as_ref() == Some(&cased) {
                Capitals::First
            } else {
                Capitals::Others(cased.into())
            };
            self.forms.push((form.into(), capitals));
        }
        id as usize
    }
}

/// Sets the bit of a position.
fn push_bit(numbers: &mut Vec<u64>, position: u32) {
    numbers.resize((position / 64 + 1) as usize, 0);
    numbers[(position / 64) as usize] |= 1 << (position % 64);
}

/// Adds a word at a position to a text of cased forms, which is empty when there is none.
fn push_cased(text: &mut String, position: u32, word: &str) {
    if text.is_empty() {
        text.push(ANALYSED);
    }
    text.push(AT as char);
    text.extend((0..POSITION).map(|place| char::from(b'0' + (position >> (6 * place) & 63) as u8)));
    text.push_str(word);
    text.push(END as char);
}

/// The position before a word, and the word.
fn split_position(text: &str) -> Option<(usize, &str)> {
    let (position, word) = text.split_at_checked(POSITION)?;
    let bits = position.bytes().rev().fold(0, |bits, byte| bits << 6 | usize::from(byte.wrapping_sub(b'0')));
    Some((bits, word))
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
            self.plain = Encoder::new(self.analyzer, None).encode(text, Field::Body, Language::ENGLISH).forms;
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
        // words are short: a search that looks at many bytes at once would only begin later
        let Some(len) = rest.bytes().position(|b| b == END) else { return false };
        let mut word = &rest[..len];
        self.at += len + 1;
        match word.as_bytes().first() {
            Some(&GAP) => {
                self.next += 1;
                word = &word[1..];
            }
            Some(&AT) => {
                if let Some((position, after)) = split_position(&word[1..]) {
                    self.next = position;
                    word = after;
                }
            }
            _ => {}
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
