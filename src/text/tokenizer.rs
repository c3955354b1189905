//! Finds words, marks and the borders between them.

use super::abbreviation::{Abbreviation, abbreviation, starts_sentences};
use super::alphanumeric::alphanumeric_runs;
use super::normalize::{self, Casing, is_ignorable};
use super::options::{AnalyzerOptions, Preset};
use super::span::Span;
use super::token::{Border, MarkKind, Token, TokenKind};
use unicode_normalization::char::is_combining_mark;

/// A longer unbroken run of letters is one mark, not a word, in bytes: no news word reaches it.
pub const MAX_WORD_BYTES: usize = 1024;

/// How far ahead a single quotation mark looks for its partner, in bytes (about 60 words).
const QUOTE_LOOKAHEAD: usize = 400;

/// Endings that make `name.ending` a web address without `www` or `http`.
const WEB_ENDINGS: &[&str] = &["com", "org", "net", "gov", "edu"];

/// Cuts texts into words and marks.
///
/// ```
/// use parallax::text::Analyzer;
///
/// let text = "The U.S.-backed coup isn't Tokayev's.";
/// let analyzer = Analyzer::default();
/// let analysis = analyzer.analyze(text);
/// let forms: Vec<String> = analysis.words().map(|w| analyzer.lookup_form(w.span.of(text))).collect();
/// assert_eq!(forms, ["the", "us-backed", "coup", "isn't", "tokayev"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Analyzer {
    options: AnalyzerOptions,
}

/// What was found in one text.
///
/// Law: tokens are in order, do not overlap, and between them stand only white space and invisible characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    tokens: Vec<Token>,
    words: u32,
}

/// A word with its number and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// Its number among the words of the text, from 0.
    pub number: u32,
    /// Its position: the number plus one for every border before it, as in the index.
    pub position: u32,
    /// What lies between it and the word before.
    pub border: Border,
    /// Its place among the tokens.
    pub token: u32,
}

impl Analysis {
    /// All tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Adds a word of a text without marks. Such rules see no sentences: all of it is one.
    fn push_run(&mut self, start: usize, end: usize) {
        let span = Span::new(start as u32, end as u32);
        let starts_sentence = self.words == 0;
        self.tokens.push(Token { span, kind: TokenKind::Word, border: Border::None, starts_sentence });
        self.words += 1;
    }

    /// How many words there are: the denominator of rates.
    #[must_use]
    pub fn word_count(&self) -> u32 {
        self.words
    }

    /// The words in order, with their positions.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// let analysis = Analyzer::default().analyze("Calm. Then riots.");
    /// let positions: Vec<u32> = analysis.words().map(|w| w.position).collect();
    /// assert_eq!(positions, [0, 2, 3]); // the sentence end takes a position, so no phrase can cross it
    /// ```
    pub fn words(&self) -> impl Iterator<Item = Word> + '_ {
        let (mut number, mut position) = (0, 0);
        self.tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Word).map(move |(token, t)| {
            position += t.border.gap();
            let word = Word { span: t.span, number, position, border: t.border, token: token as u32 };
            number += 1;
            position += 1;
            word
        })
    }

    /// The token ranges of the sentences, in order.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// let text = "Gen. Lee met Mr. Smith. They left.";
    /// let analysis = Analyzer::default().analyze(text);
    /// assert_eq!(analysis.sentences().count(), 2);
    /// ```
    pub fn sentences(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut starts = self.tokens.iter().enumerate().filter(|(_, t)| t.starts_sentence).map(|(i, _)| i).peekable();
        std::iter::from_fn(move || {
            let start = starts.next()?;
            Some(start..starts.peek().copied().unwrap_or(self.tokens.len()))
        })
    }
}

impl Analyzer {
    /// An analyser with these options.
    #[must_use]
    pub fn new(options: AnalyzerOptions) -> Self {
        Analyzer { options }
    }

    /// The options it was made with.
    pub fn options(&self) -> AnalyzerOptions {
        self.options
    }

    /// The tokens of a text.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer; ingest refuses such articles.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Analysis {
        let mut analysis = Analysis::default();
        self.analyze_into(text, &mut analysis);
        analysis
    }

    /// As [`analyze`](Analyzer::analyze), into a value whose memory is used again.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn analyze_into(&self, text: &str, analysis: &mut Analysis) {
        assert!(u32::try_from(text.len()).is_ok(), "texts are shorter than 4 GiB");
        analysis.tokens.clear();
        analysis.words = 0;
        analysis.tokens.reserve(text.len() / 5);
        match self.options.rules() {
            Preset::News => Scanner::new(text, &self.options, analysis).run(),
            Preset::Alphanumeric => alphanumeric_runs(text, |start, end| analysis.push_run(start, end)),
        }
    }

    /// What a word is looked up as: NFKC, lower case, straight apostrophe, no possessive 's, no abbreviation stops.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// let analyzer = Analyzer::default();
    /// assert_eq!(analyzer.lookup_form("Tokayev’s"), "tokayev");
    /// assert_eq!(analyzer.lookup_form("It's"), "it's");
    /// assert_eq!(analyzer.lookup_form("U.S."), "us");
    /// ```
    #[must_use]
    pub fn lookup_form(&self, word: &str) -> String {
        let mut form = String::with_capacity(word.len());
        self.push_lookup_form(word, &mut form);
        form
    }

    /// Appends the lookup form of a word.
    pub fn push_lookup_form(&self, word: &str, out: &mut String) {
        normalize::push_form(word, Casing::Lower, &self.options, out);
    }

    /// The lookup form with its capitals kept: what `case = "exact"` compares.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// let analyzer = Analyzer::default();
    /// assert_eq!(analyzer.cased_form("U.S."), "US");
    /// assert_eq!(analyzer.cased_form("us"), "us");
    /// ```
    #[must_use]
    pub fn cased_form(&self, word: &str) -> String {
        let mut form = String::with_capacity(word.len());
        normalize::push_form(word, Casing::Kept, &self.options, &mut form);
        form
    }
}

// ------------------------------------------------------------------ letters

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Line,
    Mark,
    High,
}

static CLASS: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        table[i] = match b {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::Word,
            b'\n' | 0x0b | 0x0c => Class::Line,
            b' ' | b'\t' | b'\r' | 0x1c..=0x1f => Class::Space,
            0x80..=0xff => Class::High,
            _ => Class::Mark,
        };
        i += 1;
    }
    table
};

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' | '\u{300c}'..='\u{300f}' | '\u{ff02}'
    )
}

fn opens(c: char) -> bool {
    is_quote(c) || matches!(c, '(' | '[' | '{' | '\u{bf}' | '\u{a1}')
}

fn closes(c: char) -> bool {
    is_quote(c) || matches!(c, ')' | ']' | '}')
}

// ------------------------------------------------------------------ the scanner

/// One pass over a text. Whatever lies between two words is gathered in `between`.
struct Scanner<'t, 'a> {
    text: &'t str,
    bytes: &'t [u8],
    split_hyphens: bool,
    analysis: &'a mut Analysis,
    between: Between,
    /// Whether a single quotation mark is open in this paragraph.
    single_open: bool,
    /// How many tokens a sentence may have, and with how many tokens of the text the present one has them.
    sentence_tokens: usize,
    sentence_full: usize,
    /// No address begins before these places: the run of letters and marks up to there was looked through.
    no_mail_before: usize,
    no_host_before: usize,
}

/// What was seen since the last word.
#[derive(Clone, Copy, Default)]
struct Between {
    border: Border,
    ending: Ending,
    /// White space after the ending, so that a sentence may begin.
    spaced: bool,
    any_space: bool,
}

/// Whether a sentence may have ended.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Ending {
    #[default]
    No,
    /// After `.`, `?`, `!` or an ellipsis.
    Mark,
    /// After an abbreviation that may end a sentence.
    Abbreviation,
}

impl<'t, 'a> Scanner<'t, 'a> {
    fn new(text: &'t str, options: &AnalyzerOptions, analysis: &'a mut Analysis) -> Self {
        Scanner {
            text,
            bytes: text.as_bytes(),
            split_hyphens: options.splits_hyphens(),
            analysis,
            between: Between { border: Border::Paragraph, ..Between::default() },
            single_open: false,
            sentence_tokens: options.most_sentence_tokens() as usize,
            sentence_full: options.most_sentence_tokens() as usize,
            no_mail_before: 0,
            no_host_before: 0,
        }
    }

    fn run(mut self) {
        let mut at = 0;
        while at < self.bytes.len() {
            at = match CLASS[self.bytes[at] as usize] {
                Class::Word => self.word(at),
                Class::Space => self.space(at, 1),
                Class::Line => self.line_break(at, 1),
                Class::Mark => self.mark(at, self.bytes[at] as char),
                Class::High => {
                    let c = self.char_at(at).unwrap_or(' ');
                    match c {
                        '\u{85}' | '\u{2028}' | '\u{2029}' => self.line_break(at, c.len_utf8()),
                        c if c.is_whitespace() => self.space(at, c.len_utf8()),
                        c if is_ignorable(c) => at + c.len_utf8(),
                        c if is_word_char(c) => self.word(at),
                        c => self.mark(at, c),
                    }
                }
            };
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&b) if b < 0x80 => Some(b as char),
            Some(_) => self.text[at..].chars().next(),
            None => None,
        }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn space(&mut self, at: usize, len: usize) -> usize {
        self.between.any_space = true;
        self.between.spaced |= self.between.ending != Ending::No;
        at + len
    }

    fn line_break(&mut self, at: usize, len: usize) -> usize {
        self.between = Between { border: Border::Paragraph, any_space: true, ..Between::default() };
        self.single_open = false;
        at + len
    }

    // -------------------------------------------------------------- words

    #[inline]
    fn word(&mut self, start: usize) -> usize {
        let mut end = start;
        while end < self.bytes.len() && CLASS[self.bytes[end] as usize] == Class::Word {
            end += 1;
        }
        // most words end at white space: no further rule applies
        match self.bytes.get(end).map(|b| CLASS[*b as usize]) {
            None | Some(Class::Space | Class::Line) if end - start <= MAX_WORD_BYTES => {
                self.push_word(start, end, Ending::No);
                end
            }
            _ => self.long_word(start, end),
        }
    }

    /// A word whose run of plain letters is followed by something else than white space.
    #[inline(never)]
    fn long_word(&mut self, start: usize, end: usize) -> usize {
        if let Some(end) = self.address(start, end) {
            self.push_mark(start, end, MarkKind::Other);
            return end;
        }
        let (end, ending) = self.extend(start, end);
        if end - start > MAX_WORD_BYTES {
            self.push_mark(start, end, MarkKind::Other);
        } else {
            self.push_word(start, end, ending);
        }
        end
    }

    /// Where the word that starts at `start` ends, and whether it ends in a stop that may end a sentence.
    fn extend(&self, start: usize, mut at: usize) -> (usize, Ending) {
        // where the present run of letters began: "U.S.-backed" has three
        let mut run = start;
        loop {
            let Some(c) = self.char_at(at) else { return (at, Ending::No) };
            let after = at + c.len_utf8();
            let next = self.char_at(after);
            let next_in_word = next.is_some_and(is_word_char);
            match c {
                c if is_word_char(c) => at = after,
                c if is_ignorable(c) => {
                    let seen = self.skip_ignorable(at);
                    match self.char_at(seen) {
                        Some(c) if is_word_char(c) || is_apostrophe(c) || is_hyphen(c) => at = seen,
                        _ => return (at, Ending::No),
                    }
                }
                c if is_apostrophe(c) => {
                    if next_in_word {
                        at = after;
                        run = at;
                    } else {
                        let ends = if self.is_possessive(at, after) { after } else { at };
                        return (ends, Ending::No);
                    }
                }
                c if is_hyphen(c) && next_in_word && !self.split_hyphens => {
                    at = after;
                    run = at;
                }
                '.' => match self.stop(start, run, at) {
                    Stop::Inner => {
                        at = after;
                        run = at;
                    }
                    Stop::Final(ending) => {
                        // "U.S.-backed", "U.S.'s"
                        let joined = next.is_some_and(|c| (is_hyphen(c) && !self.split_hyphens) || is_apostrophe(c))
                            && self.char_at(after + next.map_or(0, char::len_utf8)).is_some_and(is_word_char);
                        if !joined {
                            return (after, ending);
                        }
                        at = after;
                        run = at;
                    }
                    Stop::None => return (at, Ending::No),
                },
                ',' | '/' if self.between_digits(at) => {
                    at = after;
                    run = at;
                }
                _ => return (at, Ending::No),
            }
        }
    }

    fn skip_ignorable(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at).filter(|c| is_ignorable(*c)) {
            at += c.len_utf8();
        }
        at
    }

    fn between_digits(&self, at: usize) -> bool {
        at > 0 && self.bytes[at - 1].is_ascii_digit() && self.bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    }

    /// What a full stop at `at` is to the run of letters `run..at` of the word that began at `start`.
    fn stop(&self, start: usize, run: usize, at: usize) -> Stop {
        if self.between_digits(at) {
            return Stop::Inner;
        }
        let letters = &self.text[run..at];
        let mut chars = letters.chars();
        let single = matches!((chars.next(), chars.next()), (Some(c), None) if c.is_alphabetic());
        let dotted = run > start && self.bytes[run - 1] == b'.';
        if single {
            // "U.S", "a.m.": a single letter follows, and it ends there
            if let Some(next) = self.char_at(at + 1).filter(|c| c.is_alphabetic()) {
                let beyond = self.char_at(at + 1 + next.len_utf8());
                return if beyond.is_some_and(is_word_char) { Stop::None } else { Stop::Inner };
            }
            if dotted {
                return Stop::Final(Ending::Abbreviation);
            }
            return if self.is_initial(letters, at) { Stop::Final(Ending::No) } else { Stop::None };
        }
        if letters.eq_ignore_ascii_case("ph") && self.text[at..].starts_with(".D.") && !dotted {
            return Stop::Inner;
        }
        match abbreviation(letters, self.next_word_starts_with(at + 1, |c| c.is_ascii_digit())) {
            Some(Abbreviation::Trailing) => Stop::Final(Ending::Abbreviation),
            Some(Abbreviation::Leading | Abbreviation::BeforeFigure) => Stop::Final(Ending::No),
            None => Stop::None,
        }
    }

    /// "John F. Kennedy", but not "so do I." nor "Plan B. The": a name must follow.
    fn is_initial(&self, letter: &str, at: usize) -> bool {
        let capital = letter.chars().all(char::is_uppercase);
        let rest = &self.text[at + 1..];
        let next = rest.trim_start_matches([' ', '\t']);
        let word_end = next.find(|c: char| !is_word_char(c)).unwrap_or(next.len());
        capital
            && rest.len() != next.len()
            && next.chars().next().is_some_and(char::is_uppercase)
            && (letter != "I" || word_end == 1)
            && !starts_sentences(&next[..word_end])
    }

    fn next_word_starts_with(&self, at: usize, what: impl Fn(char) -> bool) -> bool {
        self.text[at..].trim_start_matches([' ', '\t', '\u{a0}']).chars().next().is_some_and(what)
    }

    /// Whether an apostrophe after a word is a plural possessive ("protesters'") and not a closing quotation mark.
    fn is_possessive(&self, at: usize, after: usize) -> bool {
        if !matches!(self.char_before(at), Some('s' | 'S')) || self.char_at(after).is_some_and(is_apostrophe) {
            return false;
        }
        if !self.single_open {
            return true;
        }
        // a quotation is open: this is its end unless a lower-case word and another possible end follow
        let mut rest = self.text[after..].chars();
        if rest.next() != Some(' ') || !rest.next().is_some_and(char::is_lowercase) {
            return false;
        }
        let mut before = ' ';
        for (i, c) in self.text[after..].char_indices().take_while(|(i, c)| *i < QUOTE_LOOKAHEAD && *c != '\n') {
            let next = self.char_at(after + i + c.len_utf8());
            if is_apostrophe(c) && !before.is_whitespace() && !next.is_some_and(is_word_char) {
                return true;
            }
            before = c;
        }
        false
    }

    /// Where a web or e-mail address that starts here ends.
    fn address(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = &self.text[start..end];
        let rest = &self.text[end..];
        // after nearly every word: nothing that an address could go on with
        if matches!(rest.as_bytes().first(), None | Some(b' ' | b',' | b'\n')) && !word.as_bytes().contains(&b'.') {
            return None;
        }
        let is_url = (rest.starts_with("://") && word.bytes().all(|b| b.is_ascii_alphabetic()))
            || (rest.starts_with('.') && word.eq_ignore_ascii_case("www"));
        if is_url {
            let len = rest
                .find(|c: char| c.is_whitespace() || opens(c) || closes(c) || c == '<' || c == '>')
                .unwrap_or(rest.len());
            return Some(self.without_final_stops(start, end + len));
        }
        // words further on in a run of the same letters and marks would meet the same end of it
        if end >= self.no_mail_before {
            let name_len = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '%')))
                .unwrap_or(rest.len());
            if rest[name_len..].starts_with('@') {
                let domain_at = end + name_len + 1;
                let domain = &self.text[domain_at..];
                let len = domain
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
                    .unwrap_or(domain.len());
                let stop = self.without_final_stops(start, domain_at + len);
                return self.text.get(domain_at..stop).is_some_and(|d| d.contains('.')).then_some(stop);
            }
            self.no_mail_before = end + name_len;
        }
        // "example.com", "news.example.org/page"
        if end < self.no_host_before {
            return None;
        }
        let host_len =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
        let host_end = self.without_final_stops(start, end + host_len);
        let is_host =
            self.text[start..host_end].rsplit_once('.').is_some_and(|(_, ending)| WEB_ENDINGS.contains(&ending));
        if !is_host {
            self.no_host_before = end + host_len;
            return None;
        }
        let path = &self.text[host_end..];
        let len = if path.starts_with('/') {
            path.find(|c: char| c.is_whitespace() || opens(c) || closes(c)).unwrap_or(path.len())
        } else {
            0
        };
        Some(self.without_final_stops(start, host_end + len))
    }

    fn without_final_stops(&self, start: usize, end: usize) -> usize {
        start + self.text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len()
    }

    #[inline]
    fn push_word(&mut self, start: usize, end: usize, ending: Ending) {
        let mut border = self.between.border;
        let full = self.is_full();
        let starts = full || self.begins_sentence(start, end);
        if starts {
            border = border.max(Border::Sentence);
        }
        let first = self.analysis.words == 0;
        let starts_sentence = full || starts && !self.sentence_is_open();
        self.note_sentence(starts_sentence);
        self.analysis.tokens.push(Token {
            span: Span::new(start as u32, end as u32),
            kind: TokenKind::Word,
            border: if first { Border::None } else { border },
            starts_sentence,
        });
        self.analysis.words += 1;
        self.between = Between { ending, ..Between::default() };
    }

    // -------------------------------------------------------------- marks

    fn mark(&mut self, at: usize, c: char) -> usize {
        let rest = &self.bytes[at..];
        if c == '.' && rest.starts_with(b"...") {
            let dots = rest.iter().take_while(|b| **b == b'.').count();
            return self.push_mark(at, at + dots, MarkKind::Terminal);
        }
        if rest.starts_with(b"''") || rest.starts_with(b"``") {
            return self.push_mark(at, at + 2, MarkKind::Quote);
        }
        let end = at + c.len_utf8();
        if is_quote(c) {
            self.follow_single_quote(at, end, c);
            return self.push_mark(at, end, MarkKind::Quote);
        }
        let kind = match c {
            '.' | '?' | '!' | '\u{2026}' => MarkKind::Terminal,
            c if self.split_hyphens && is_hyphen(c) && self.joins(at, end) => MarkKind::Joint,
            _ => MarkKind::Other,
        };
        self.push_mark(at, end, kind)
    }

    fn joins(&self, at: usize, end: usize) -> bool {
        self.char_before(at).is_some_and(is_word_char) && self.char_at(end).is_some_and(is_word_char)
    }

    /// Keeps in mind whether a single quotation is open: "s'" is then its end and no possessive.
    fn follow_single_quote(&mut self, at: usize, end: usize, c: char) {
        if c == '\u{2018}' {
            self.single_open = true;
        } else if is_apostrophe(c) {
            let at_start = self
                .char_before(at)
                .is_none_or(|b| b.is_whitespace() || opens(b) || matches!(b, '-' | '\u{2013}' | '\u{2014}'));
            let before_word = self.char_at(end).is_some_and(char::is_alphanumeric);
            self.single_open = at_start && before_word && !is_elision(&self.text[end..]);
        }
    }

    fn push_mark(&mut self, start: usize, end: usize, kind: MarkKind) -> usize {
        let c = self.char_at(start).unwrap_or(' ');
        let full = self.is_full();
        let starts = full || opens(c) && self.begins_sentence(start, end);
        if starts {
            self.between.border = self.between.border.max(Border::Sentence);
        }
        let open = self.sentence_is_open();
        // a paragraph may begin with any mark
        let starts_sentence = full || !open && (starts || self.at_paragraph_start());
        self.note_sentence(starts_sentence);
        self.analysis.tokens.push(Token {
            span: Span::new(start as u32, end as u32),
            kind: TokenKind::Mark(kind),
            border: self.between.border,
            starts_sentence,
        });
        if !matches!(kind, MarkKind::Quote | MarkKind::Joint) {
            self.between.border = self.between.border.max(Border::Mark);
        }
        if kind == MarkKind::Terminal {
            self.between.ending = Ending::Mark;
            self.between.spaced = false;
        } else if !starts && (self.between.spaced || !closes(c)) && kind != MarkKind::Joint {
            self.between.ending = Ending::No;
            self.between.spaced = false;
        }
        end
    }

    // -------------------------------------------------------------- sentences

    /// Whether the token `start..end` begins a sentence, by what stands before it.
    fn begins_sentence(&self, start: usize, end: usize) -> bool {
        if self.between.border >= Border::Sentence {
            return true;
        }
        if !self.between.spaced {
            return false;
        }
        let first = self.char_at(start).unwrap_or(' ');
        match self.between.ending {
            Ending::No => false,
            Ending::Mark => first.is_uppercase() || first.is_numeric() || opens(first),
            Ending::Abbreviation => first.is_uppercase() && starts_sentences(&self.text[start..end]),
        }
    }

    /// Whether the present sentence has all the tokens it may have.
    #[inline]
    fn is_full(&self) -> bool {
        self.analysis.tokens.len() >= self.sentence_full
    }

    /// Keeps in mind where the sentence that begins with the next token will be full.
    #[inline]
    fn note_sentence(&mut self, begins: bool) {
        if begins {
            self.sentence_full = self.analysis.tokens.len().saturating_add(self.sentence_tokens);
        }
    }

    fn at_paragraph_start(&self) -> bool {
        self.between.border == Border::Paragraph
    }

    /// Whether the sentence that begins here was begun by a mark before this token ("“They ...").
    fn sentence_is_open(&self) -> bool {
        self.analysis.tokens.last().is_some_and(|last| {
            matches!(last.kind, TokenKind::Mark(_))
                && last.border >= Border::Sentence
                && self.between.border >= Border::Sentence
        })
    }
}

/// What a full stop is to the word before it.
enum Stop {
    /// Inside the word.
    Inner,
    /// The word's last character, and whether a sentence may end with it.
    Final(Ending),
    /// A mark of its own.
    None,
}

/// 'em, 'til, '90s: an apostrophe for letters left out, not a quotation mark.
fn is_elision(rest: &str) -> bool {
    let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
    let small = ["em", "til", "twas", "tis", "cause", "n", "bout", "round"];
    word.starts_with(|c: char| c.is_ascii_digit()) || small.iter().any(|e| word.eq_ignore_ascii_case(e))
}

#[cfg(test)]
#[path = "tokenizer_tests.rs"]
mod tests;
