//! Our words in the index, so that scan and index see the same ones.
//!
//! Articles are analysed before they reach the index, their words handed over with their positions. A query's words
//! come as plain text from tantivy, which asks for a tokenizer of its own kind; it goes through the full analyser too.

use crate::corpus::duplicate::{Sketch, Sketcher};
use crate::text::{Analysis, Analyzer, Border, Interner, Language, PackedWord, PlainCapitals, Preset, TokenKind};
use crate::voice::{Field, Listener, OwnWords, VoiceFinders, VoiceRuns, tells_own_words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Takes the words of one part of an article, in their order. A border moves the words behind it on by one position.
pub(super) trait WordSink {
    /// A word's lookup form.
    fn form(&mut self, form: &str, position: u32);

    /// A lookup form that is packed already.
    fn packed(&mut self, form: PackedWord, position: u32);

    /// The cased form of the last word, where capitals are more than one in front.
    fn cased(&mut self, form: &str, position: u32);
}

/// What the index keeps of one part of an article beside its words.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// Which words are lookup forms with a capital in front: a bit a position, 64 in each number.
    pub(super) capitals: Vec<u64>,
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

    /// A text or a title in its language; its words go to `sink`.
    pub(super) fn encode(&mut self, text: &str, field: Field, language: Language, sink: &mut impl WordSink) -> Encoded {
        if self.spellings.len() > Interner::NEAR {
            self.spellings = Interner::default();
            self.forms.clear();
        }
        let mut analysis = std::mem::take(&mut self.analysis);
        self.analyzer.analyze_into(text, &mut analysis);
        let mut out = Encoded { words: analysis.word_count(), ..Encoded::default() };
        let keeps_capitals = self.analyzer.options().rules() == Preset::News;
        let is_sketched = field == Field::Body;
        // a border every ten words or so
        out.borders.reserve(out.words as usize / 8);
        let mut position = 0_u32;
        for token in analysis.tokens().iter().filter(|t| t.kind == TokenKind::Word) {
            if token.border != Border::None {
                position += 1;
                out.borders.push(u64::from(position) << 2 | token.border as u64);
            }
            let spelling = token.span.of(text);
            if let Some((form, capitals)) = PackedWord::of(spelling.as_bytes()).and_then(PackedWord::plain) {
                // nearly every word: its form is itself in lower case, in every preset
                sink.packed(form, position);
                match capitals {
                    PlainCapitals::First if keeps_capitals => push_bit(&mut out.capitals, position),
                    PlainCapitals::Others if keeps_capitals => sink.cased(spelling, position),
                    _ => {}
                }
                if is_sketched {
                    self.sketcher.push_packed(form);
                }
            } else {
                let id = self.number(spelling);
                let (form, capitals) = &self.forms[id];
                sink.form(form, position);
                match capitals {
                    Capitals::None => {}
                    Capitals::First => push_bit(&mut out.capitals, position),
                    Capitals::Others(cased) => sink.cased(cased, position),
                }
                if is_sketched {
                    self.sketcher.push(form);
                }
            }
            position += 1;
        }
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

/// Analyses plain text for tantivy.
#[derive(Clone)]
pub(super) struct IndexTokenizer {
    analyzer: Analyzer,
    token: Token,
    words: Words,
}

/// Words and their positions.
#[derive(Clone, Debug, Default)]
struct Words(Vec<(String, u32)>);

impl WordSink for Words {
    fn form(&mut self, form: &str, position: u32) {
        self.0.push((form.to_string(), position));
    }

    fn packed(&mut self, form: PackedWord, position: u32) {
        let bytes = &form.bytes()[..form.len()];
        self.form(&String::from_utf8_lossy(bytes), position);
    }

    fn cased(&mut self, _form: &str, _position: u32) {}
}

impl IndexTokenizer {
    pub(super) fn new(analyzer: Analyzer) -> Self {
        IndexTokenizer { analyzer, token: Token::default(), words: Words::default() }
    }
}

impl Tokenizer for IndexTokenizer {
    type TokenStream<'a> = IndexTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> IndexTokenStream<'a> {
        self.token.reset();
        self.words.0.clear();
        let _ = Encoder::new(self.analyzer, None).encode(text, Field::Body, Language::ENGLISH, &mut self.words);
        IndexTokenStream { words: self.words.0.iter(), token: &mut self.token }
    }
}

pub(super) struct IndexTokenStream<'a> {
    words: std::slice::Iter<'a, (String, u32)>,
    token: &'a mut Token,
}

impl TokenStream for IndexTokenStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((word, position)) = self.words.next() else { return false };
        self.token.position = *position as usize;
        self.token.text.clone_from(word);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
