//! Tokens with what the rules know of them, sixteen bytes each: strings are looked at once per spelling.

use super::cues::{Cues, class, verb};
use super::inflect::{Inflection, VerbForm};
use super::pass::REPORTS;
use super::spellings::{Key, Spellings};
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

impl Mark {
    /// In the order of their numbers.
    const ALL: [Mark; 12] = [
        Mark::Word,
        Mark::Comma,
        Mark::Semicolon,
        Mark::Colon,
        Mark::Dash,
        Mark::Question,
        Mark::Stop,
        Mark::Open,
        Mark::Close,
        Mark::LeftBracket,
        Mark::RightBracket,
        Mark::Other,
    ];
}

/// One token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// A token for each [`Mark`].
static MARKS: [Tok; Mark::ALL.len()] = {
    let mut toks = [Tok::of_mark(Mark::Word); Mark::ALL.len()];
    let mut at = 0;
    while at < toks.len() {
        toks[at] = Tok::of_mark(Mark::ALL[at]);
        at += 1;
    }
    toks
};

impl Tok {
    const fn of_mark(mark: Mark) -> Tok {
        let classes = if matches!(mark, Mark::Question) { class::CUE } else { 0 };
        Tok { classes, verb: 0, form: 0, inflection: Inflection::NONE, noun: 0, mark, inert: false }
    }

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

/// Words are sought in memory so many at once.
const BLOCK: usize = 32;

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
    /// Token numbers at which a rule may begin: one in ten.
    pub(super) cues: Vec<u32>,
    /// Token numbers at which a listed phrase may begin.
    pub(super) phrase_starts: Vec<u32>,
}

impl Reader {
    pub(super) fn read(&mut self, text: &str, analysis: &Analysis, cues: &Cues) {
        self.toks.clear();
        self.quote_marks.clear();
        self.paragraphs.clear();
        self.sentences.clear();
        self.toks.reserve(analysis.tokens().len());
        let bytes = text.as_bytes();
        let mut last_end = 0;
        let mut number = 0_u32;
        for block in analysis.tokens().chunks(BLOCK) {
            let mut keys = [Key::default(); BLOCK];
            let mut touched = 0;
            for (key, token) in keys.iter_mut().zip(block) {
                *key = Key::of(bytes, token.span.start as usize, token.span.end as usize);
                touched ^= self.spellings.touch(*key);
            }
            std::hint::black_box(touched);
            for (key, token) in keys.iter().zip(block) {
                let (start, end) = (token.span.start as usize, token.span.end as usize);
                // the border stays "paragraph" up to the first word, so the line break itself is looked for
                if number == 0 || token.border == Border::Paragraph && holds_line_break(&text[last_end..start]) {
                    self.paragraphs.push(number);
                }
                if number == 0 || token.starts_sentence {
                    self.sentences.push(number);
                }
                last_end = end;
                let tok = match token.kind {
                    TokenKind::Word => self
                        .spellings
                        .look(*key, &text[start..end], |spelling| describe(spelling, cues, &mut self.form)),
                    TokenKind::Mark(kind) => {
                        if kind == MarkKind::Quote {
                            self.quote_marks.push(number);
                        }
                        MARKS[mark(&bytes[start..end], kind) as usize]
                    }
                };
                self.toks.push(tok);
                number += 1;
            }
        }
        // apart from the loop above, whose reads from memory would have to wait for each of these answers
        collect(&self.toks, class::CUE, &mut self.cues);
        collect(&self.toks, class::PHRASE, &mut self.phrase_starts);
    }
}

/// The numbers of the tokens of some classes, without a branch that would be guessed wrong.
fn collect(toks: &[Tok], classes: u64, numbers: &mut Vec<u32>) {
    numbers.resize(toks.len(), 0);
    let mut found = 0;
    for (number, tok) in (0_u32..).zip(toks) {
        numbers[found] = number;
        found += usize::from(tok.is(classes));
    }
    numbers.truncate(found);
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
    | class::BELIEVES
    | class::TAKES_FOR_TRUE;

/// Verbs at which a rule begins.
const CUE_VERBS: u32 = REPORTS | verb::SEEMING | verb::WITH_PARTICLE;

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
    set(upper && spelling.len() == 1, class::INITIAL);
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
    if tok.form == 0 && form.len() > 5 && form.ends_with("ing") && !upper {
        tok.classes |= class::ING_LIKE;
    }
    if tok.form == 0 && form.len() > 4 && form.ends_with("ly") && !upper {
        tok.classes |= class::ADVERB;
    }
    if tok.verb == 0 && form.len() > 3 && form.ends_with('s') && !form.ends_with("ss") && !possessive {
        tok.classes |= class::PLURAL;
    }
    let kinds = if tok.verb == 0 { 0 } else { cues.verbs[tok.verb as usize - 1].kinds };
    if kinds & CUE_VERBS != 0 || tok.noun != 0 || tok.is(CUES) {
        tok.classes |= class::CUE;
    }
    tok
}
