//! Tokens with what the rules know of them, sixteen bytes each: strings are looked at once per spelling.

use super::cues::{Cues, class};
use super::inflect::{Inflection, VerbForm};
use super::spellings::Spellings;
use crate::text::{Analysis, Analyzer, Border, MarkKind, TokenKind};

/// What a mark is to the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// No mark: a word.
    #[default]
    Word,
    Comma,
    Semicolon,
    Colon,
    Dash,
    Question,
    Stop,
    /// A quotation mark that opens; the pass over quotations tells.
    Open,
    Close,
    LeftBracket,
    RightBracket,
    Other,
}

/// One token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tok {
    pub(super) classes: u64,
    pub(super) verb: u16,
    pub(super) form: u16,
    pub(super) inflection: Inflection,
    pub(super) noun: u8,
    pub(super) mark: Mark,
    /// A listed phrase covers it and takes its own meaning away.
    pub(super) inert: bool,
}

impl Tok {
    pub(super) const fn is(&self, classes: u64) -> bool {
        self.classes & classes != 0
    }

    pub(super) fn is_word(&self) -> bool {
        self.mark == Mark::Word
    }

    pub(super) const fn has(&self, form: VerbForm) -> bool {
        self.inflection.is(form)
    }
}

/// Reads analyses into [`Tok`]s; keeps what it learned about each spelling.
#[derive(Debug, Default)]
pub(super) struct Reader {
    spellings: Spellings,
    form: String,
    pub(super) toks: Vec<Tok>,
    /// Token numbers of quotation marks.
    pub(super) quote_marks: Vec<u32>,
    /// Token numbers at which a paragraph begins.
    pub(super) paragraphs: Vec<u32>,
    /// Token numbers at which a sentence begins; the first token is always there.
    pub(super) sentences: Vec<u32>,
    /// Token numbers at which a rule or a listed phrase may begin.
    pub(super) cues: Vec<u32>,
}

impl Reader {
    pub(super) fn read(&mut self, text: &str, analysis: &Analysis, cues: &Cues) {
        self.toks.clear();
        self.quote_marks.clear();
        self.paragraphs.clear();
        self.sentences.clear();
        self.cues.clear();
        self.toks.reserve(analysis.tokens().len());
        let mut last_end = 0;
        for (number, token) in analysis.tokens().iter().enumerate() {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            // the border stays "paragraph" up to the first word, so the line break itself is looked for
            if number == 0 || token.border == Border::Paragraph && holds_line_break(&text[last_end..start]) {
                self.paragraphs.push(number as u32);
            }
            if number == 0 || token.starts_sentence {
                self.sentences.push(number as u32);
            }
            last_end = end;
            let tok = match token.kind {
                TokenKind::Word => {
                    self.spellings.look(text, start, end, |spelling| describe(spelling, cues, &mut self.form))
                }
                TokenKind::Mark(kind) => {
                    if kind == MarkKind::Quote {
                        self.quote_marks.push(number as u32);
                    }
                    let mark = mark(&text.as_bytes()[start..end], kind);
                    Tok { mark, classes: if mark == Mark::Question { class::CUE } else { 0 }, ..Tok::default() }
                }
            };
            if tok.is(class::CUE) {
                self.cues.push(number as u32);
            }
            self.toks.push(tok);
        }
    }
}

fn holds_line_break(between: &str) -> bool {
    between.contains(['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
}

fn mark(bytes: &[u8], kind: MarkKind) -> Mark {
    match bytes {
        b"," => Mark::Comma,
        b";" => Mark::Semicolon,
        b":" => Mark::Colon,
        b"?" => Mark::Question,
        b"(" | b"[" | b"{" => Mark::LeftBracket,
        b")" | b"]" | b"}" => Mark::RightBracket,
        // an ellipsis goes on
        b"." | b"!" if kind == MarkKind::Terminal => Mark::Stop,
        b"\xe2\x80\x93" | b"\xe2\x80\x94" => Mark::Dash,
        b"-" if kind == MarkKind::Other => Mark::Dash,
        _ => Mark::Other,
    }
}

/// Words at which a rule begins, besides verbs and nouns.
const CUES: u64 = class::NEGATOR
    | class::HEDGE_ADVERB
    | class::HEDGE_ADJECTIVE
    | class::MAY
    | class::IN_VIEW
    | class::ADVERBIAL
    | class::PHRASE;

fn describe(spelling: &str, cues: &Cues, form: &mut String) -> Tok {
    form.clear();
    Analyzer::default().push_lookup_form(spelling, form);
    let mut letters = spelling.chars();
    let first = letters.next().unwrap_or(' ');
    let upper = first.is_uppercase();
    let all_upper = spelling.chars().filter(|c| c.is_alphabetic()).count() > 1
        && spelling.chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
    // "US", "U.S.", "WHO" and "IT" are names, whatever their small letters mean
    let is_name = all_upper && spelling.len() <= 4 && spelling != "NO" && spelling != "NOT";
    let mut tok = Tok::default();
    if !is_name && let Some(entry) = cues.entries.get(form.as_str()) {
        tok = Tok {
            classes: entry.classes,
            verb: entry.verb,
            form: entry.form,
            inflection: entry.inflection,
            noun: entry.noun,
            ..Tok::default()
        };
    }
    let mut set = |yes: bool, bit: u64| {
        if yes {
            tok.classes |= bit;
        }
    };
    set(upper, class::CAPITAL);
    set(all_upper, class::ALL_CAPITALS);
    set(first.is_ascii_digit(), class::FIGURE);
    let contracted = ["n't", "n’t"].iter().any(|end| spelling.ends_with(end));
    set(contracted, class::NEGATOR);
    let possessive = ["'s", "’s", "s'", "s’", "'S", "’S"].iter().any(|end| spelling.ends_with(end));
    let is_clause = ["it's", "he's", "she's", "that's", "there's", "here's", "who's", "what's", "let's"]
        .contains(&spelling.to_lowercase().replace('’', "'").as_str());
    set(possessive && !is_clause, class::POSSESSIVE);
    if possessive && !is_clause {
        // "the claim's author": neither verb nor cue
        tok.verb = 0;
        tok.noun = 0;
    }
    if tok.form == 0 && form.len() > 4 && form.ends_with("ed") && !upper {
        tok.classes |= class::PAST_LIKE;
    }
    if tok.form == 0 && form.len() > 4 && form.ends_with("ly") && !upper {
        tok.classes |= class::ADVERB;
    }
    if tok.verb == 0 && form.len() > 3 && form.ends_with('s') && !form.ends_with("ss") && !possessive {
        tok.classes |= class::PLURAL;
    }
    if tok.verb != 0 || tok.noun != 0 || tok.is(CUES) {
        tok.classes |= class::CUE;
    }
    tok
}
