//! The pattern grammar, in three lines:
//!
//! ```text
//! words stand apart by spaces; `{a|b c|}` is any of its parts, which may be nothing; `_` is a hyphen, a space or nothing;
//! `*` at a word's end is any remaining characters of the token, possibly none; `?` is one letter;
//! everything else stands for itself, in its lookup form.
//! ```

use crate::text::{Analyzer, AnalyzerOptions, MarkKind, TokenKind};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::fmt;

/// At most so many plain alternatives may come out of one pattern.
pub const MAX_EXPANSIONS: usize = 10_000;

/// The longest pattern that is read, in bytes.
pub const MAX_PATTERN_BYTES: usize = 4_096;

/// How deep braces may be nested.
const MAX_BRACES: usize = 32;

/// What to look for: a word, a phrase, or several of them.
///
/// ```
/// use parallax::lexicon::Pattern;
///
/// let pattern = Pattern::parse("{colour|color}_revolution*")?;
/// assert_eq!(pattern.alternatives().count(), 6);
/// assert!(pattern.alternatives().any(|words| words == "color-revolution*"));
/// assert_eq!(Pattern::parse("{coup").unwrap_err().to_string(), "the brace is never closed; close it with `}`");
/// # Ok::<(), parallax::lexicon::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    source: String,
    alternatives: Vec<String>,
    regex: bool,
}

/// Why a pattern cannot be read, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct PatternError {
    offset: usize,
    cause: PatternFault,
}

/// The faults a pattern can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternFault {
    /// A `{` without its `}`.
    #[error("the brace is never closed; close it with `}}`")]
    UnclosedBrace,
    /// A `}` without its `{`.
    #[error("this brace was never opened; open it with `{{` or remove it")]
    UnopenedBrace,
    /// A `|` outside braces.
    #[error("`|` stands outside braces; write `{{a|b}}`")]
    BarOutsideBraces,
    /// A `*` that does not end its word.
    #[error("`*` may only end a word; end the word after it or remove it")]
    InnerStar,
    /// A `*` with no letter before it.
    #[error("`*` alone would match every word; put at least one letter before it")]
    BareStar,
    /// Nothing to look for.
    #[error("the pattern can be empty; every alternative needs at least one word")]
    Empty,
    /// Too many alternatives.
    #[error(
        "the pattern expands to {0} alternatives; at most {MAX_EXPANSIONS} are allowed: split it into several entries"
    )]
    TooMany(String),
    /// Braces in braces in braces.
    #[error("braces are nested more than {MAX_BRACES} deep; write the alternatives side by side")]
    TooDeep,
    /// Longer than anything that could be found.
    #[error("the pattern has {0} bytes; at most {MAX_PATTERN_BYTES} are read: split it into several entries")]
    TooLong(usize),
    /// Marks never stand inside a match, apart from quotation marks.
    #[error("the pattern holds the mark `{0}`; a phrase cannot cross it, so leave it out")]
    Mark(String),
    /// A mark in a pattern of one word.
    #[error("the pattern holds the mark `{0}`, which belongs to no word there; leave it out, or the entry")]
    MarkInWord(String),
    /// No regular expression.
    #[error("`{0}` is no regular expression: {1}")]
    Regex(String, String),
}

impl PatternFault {
    /// The mark that is at fault.
    pub(crate) fn mark(&self) -> Option<&str> {
        match self {
            PatternFault::Mark(mark) | PatternFault::MarkInWord(mark) => Some(mark),
            _ => None,
        }
    }
}

impl PatternError {
    /// Where in the pattern, in bytes from 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &PatternFault {
        &self.cause
    }
}

impl Pattern {
    /// Reads a pattern and works out its alternatives.
    ///
    /// # Errors
    /// If the braces do not match, a `*` does not end a word, it can be empty, holds a mark, or explodes.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        check_length(source)?;
        let mut parser = Parser { source, at: 0, depth: 0 };
        let sequence = parser.sequence(false)?;
        let size = size(&sequence);
        if size > MAX_EXPANSIONS as u128 {
            let size = if size == u128::MAX { "countless".to_string() } else { size.to_string() };
            return Err(PatternError { offset: 0, cause: PatternFault::TooMany(size) });
        }
        let (mut alternatives, mut seen) = (Vec::new(), FxHashSet::default());
        for text in expand(&sequence) {
            let words = tidy(&text);
            check_alternative(source, &words)?;
            if seen.insert(words.clone()) {
                alternatives.push(words);
            }
        }
        Ok(Pattern { source: source.to_string(), alternatives, regex: false })
    }

    /// Reads a pattern of regular expressions, one a word: each must match the whole of a word's lookup form, whatever
    /// its capitals, or, where an entry is compared with its capitals, the form that keeps them.
    ///
    /// They are parted by white space, so a space inside an expression is written `\\x20`; no word holds one anyway.
    ///
    /// ```
    /// use parallax::lexicon::Pattern;
    /// assert!(Pattern::regex("(peace|violen)ful? protest(er|or)s?").is_ok());
    /// assert!(Pattern::regex("protest(er").unwrap_err().to_string().contains("unclosed group"));
    /// ```
    ///
    /// # Errors
    /// If there is no expression, or one cannot be read.
    pub fn regex(source: &str) -> Result<Self, PatternError> {
        check_length(source)?;
        regex_words(source, false).map_err(|cause| PatternError { offset: 0, cause })?;
        Ok(Pattern { source: source.to_string(), alternatives: vec![tidy(source)], regex: true })
    }

    /// Whether its words are regular expressions.
    #[must_use]
    pub fn is_regex(&self) -> bool {
        self.regex
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its plain alternatives: words, `*` and `?`, without braces and `_`.
    pub fn alternatives(&self) -> impl Iterator<Item = &str> {
        self.alternatives.iter().map(String::as_str)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Serialize for Pattern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

// ------------------------------------------------------------------ braces

enum Part {
    Text(String),
    /// `_`
    Joint,
    Choice(Vec<Vec<Part>>),
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn fail<T>(&self, offset: usize, cause: PatternFault) -> Result<T, PatternError> {
        Err(PatternError { offset, cause })
    }

    /// Parts up to the end, or up to a `|` or `}` inside braces.
    fn sequence(&mut self, inside: bool) -> Result<Vec<Part>, PatternError> {
        let mut parts = Vec::new();
        while let Some(c) = self.source[self.at..].chars().next() {
            match c {
                '{' => parts.push(self.choice()?),
                '|' | '}' if inside => break,
                '|' => return self.fail(self.at, PatternFault::BarOutsideBraces),
                '}' => return self.fail(self.at, PatternFault::UnopenedBrace),
                '_' => {
                    self.at += 1;
                    parts.push(Part::Joint);
                }
                c => {
                    self.at += c.len_utf8();
                    match parts.last_mut() {
                        Some(Part::Text(text)) => text.push(c),
                        _ => parts.push(Part::Text(c.to_string())),
                    }
                }
            }
        }
        Ok(parts)
    }

    fn choice(&mut self) -> Result<Part, PatternError> {
        let open = self.at;
        if self.depth == MAX_BRACES {
            return self.fail(open, PatternFault::TooDeep);
        }
        self.depth += 1;
        let mut choices = Vec::new();
        loop {
            self.at += 1; // the brace or the bar
            choices.push(self.sequence(true)?);
            match self.source.as_bytes().get(self.at) {
                Some(b'|') => {}
                Some(b'}') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Part::Choice(choices));
                }
                _ => return self.fail(open, PatternFault::UnclosedBrace),
            }
        }
    }
}

fn size(sequence: &[Part]) -> u128 {
    sequence.iter().fold(1, |product: u128, part| {
        product.saturating_mul(match part {
            Part::Text(_) => 1,
            Part::Joint => 3,
            Part::Choice(choices) => choices.iter().fold(0, |sum: u128, c| sum.saturating_add(size(c))),
        })
    })
}

/// Stands for the hyphen of a `_`, which is dropped again where it ends up at a word's edge.
const SOFT_JOINT: char = '\u{1}';

fn expand(sequence: &[Part]) -> Vec<String> {
    let mut texts = vec![String::new()];
    for part in sequence {
        let endings: Vec<String> = match part {
            Part::Text(text) => vec![text.clone()],
            Part::Joint => vec![SOFT_JOINT.to_string(), " ".to_string(), String::new()],
            Part::Choice(choices) => choices.iter().flat_map(|c| expand(c)).collect(),
        };
        texts = texts.iter().flat_map(|t| endings.iter().map(move |e| format!("{t}{e}"))).collect();
    }
    texts
}

fn tidy(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(SOFT_JOINT).replace(SOFT_JOINT, "-"))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

// ------------------------------------------------------------------ words

/// What one word of a pattern compares a token with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct WordPattern {
    /// The letters, with `?` for one letter each, in the lookup form (or the cased form).
    pub(crate) form: String,
    /// Whether any further characters may follow.
    pub(crate) prefix: bool,
    /// What decides instead, where the word is a regular expression; `form` is then empty.
    pub(crate) regex: Option<Expression>,
}

/// A regular expression; equal when written the same.
#[derive(Clone, Debug)]
pub(crate) struct Expression(regex::Regex);

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Expression {}

impl std::hash::Hash for Expression {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl WordPattern {
    /// Whether it has to be compared with each word: it holds `?`, or is a regular expression.
    pub(crate) fn compares_each(&self) -> bool {
        self.regex.is_some() || self.form.contains('?')
    }

    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    /// The letters before the first `?`: what every word that matches begins with.
    pub(crate) fn fixed(&self) -> &str {
        &self.form[..self.form.find('?').unwrap_or(self.form.len())]
    }

    /// Whether a lookup form (or cased form) matches.
    pub(crate) fn matches(&self, word: &str) -> bool {
        if let Some(Expression(regex)) = &self.regex {
            return regex.is_match(word);
        }
        let mut letters = word.chars();
        for p in self.form.chars() {
            match letters.next() {
                Some(c) if c == p || (p == '?' && c.is_alphanumeric()) => {}
                _ => return false,
            }
        }
        self.prefix || letters.next().is_none()
    }
}

// letters nobody writes stand in for `?` and `*` while the analyser cuts a pattern into words
const ANY_LETTER: char = '\u{1c1}';
const ANY_ENDING: char = '\u{1c2}';

/// The words of one alternative under an analyser's options.
pub(crate) fn words(
    alternative: &str,
    options: AnalyzerOptions,
    keep_case: bool,
) -> Result<Vec<WordPattern>, PatternFault> {
    let analyzer = Analyzer::new(options);
    let text = alternative.replace('?', "\u{1c1}").replace('*', "\u{1c2}");
    let mut words = Vec::new();
    // word by word, so that neighbours do not make an abbreviation of a word or the reverse
    for piece in text.split_whitespace() {
        for token in analyzer.analyze(piece).tokens() {
            let surface = token.span.of(piece);
            match token.kind {
                TokenKind::Mark(MarkKind::Quote | MarkKind::Joint) => continue,
                TokenKind::Mark(_) => {
                    let mark = surface.replace(ANY_LETTER, "?").replace(ANY_ENDING, "*");
                    let is_phrase = text.split_whitespace().nth(1).is_some();
                    return Err(if is_phrase { PatternFault::Mark(mark) } else { PatternFault::MarkInWord(mark) });
                }
                TokenKind::Word => {}
            }
            let form = if keep_case { analyzer.cased_form(surface) } else { analyzer.lookup_form(surface) };
            let prefix = form.ends_with(ANY_ENDING);
            let form = form.trim_end_matches(ANY_ENDING).replace(ANY_LETTER, "?");
            if form.contains(ANY_ENDING) {
                return Err(PatternFault::InnerStar);
            }
            if form.chars().all(|c| c == '?') && (prefix || form.is_empty()) {
                return Err(PatternFault::BareStar);
            }
            words.push(WordPattern { form, prefix, regex: None });
        }
    }
    if words.is_empty() { Err(PatternFault::Empty) } else { Ok(words) }
}

/// The words of a pattern of regular expressions.
pub(crate) fn regex_words(source: &str, keep_case: bool) -> Result<Vec<WordPattern>, PatternFault> {
    let words: Vec<WordPattern> = source
        .split_whitespace()
        .map(|word| {
            // by itself first, so that `a)(b` is an error and not a way out of the anchors
            let checked = regex::Regex::new(word)
                .and_then(|_| regex::RegexBuilder::new(&format!("^(?:{word})$")).case_insensitive(!keep_case).build());
            match checked {
                Ok(regex) => Ok(WordPattern { form: String::new(), prefix: false, regex: Some(Expression(regex)) }),
                Err(cause) => Err(PatternFault::Regex(word.to_string(), reason(&cause))),
            }
        })
        .collect::<Result<_, _>>()?;
    if words.is_empty() { Err(PatternFault::Empty) } else { Ok(words) }
}

/// The last line of what the regex parser says; those before it draw the place.
fn reason(cause: &regex::Error) -> String {
    let text = cause.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string()
}

fn check_length(source: &str) -> Result<(), PatternError> {
    if source.len() > MAX_PATTERN_BYTES {
        return Err(PatternError { offset: 0, cause: PatternFault::TooLong(source.len()) });
    }
    Ok(())
}

fn check_alternative(source: &str, alternative: &str) -> Result<(), PatternError> {
    let fault = match words(alternative, AnalyzerOptions::default(), false) {
        Ok(_) => return Ok(()),
        Err(fault) => fault,
    };
    let offset = match (&fault, fault.mark()) {
        (_, Some(mark)) => source.find(mark).unwrap_or(0),
        (PatternFault::InnerStar, _) => inner_star(source),
        (PatternFault::BareStar, _) => source.find('*').unwrap_or(0),
        _ => 0,
    };
    Err(PatternError { offset, cause: fault })
}

fn inner_star(source: &str) -> usize {
    let letters: Vec<(usize, char)> = source.char_indices().collect();
    letters
        .windows(2)
        .find(|pair| pair[0].1 == '*' && pair[1].1.is_alphanumeric())
        .or_else(|| letters.windows(2).find(|pair| pair[0].1 == '*'))
        .map_or(0, |pair| pair[0].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alternatives(pattern: &str) -> Vec<String> {
        Pattern::parse(pattern).unwrap().alternatives().map(String::from).collect()
    }

    #[test]
    fn expansions() {
        let rows: &[(&str, &str, &[&str])] = &[
            ("plain", "coup", &["coup"]),
            ("braces_inside_a_word", "colo{u|}r", &["colour", "color"]),
            ("braces_with_phrases", "{coup|seizure of power}", &["coup", "seizure of power"]),
            ("nested", "{a{b|c}|d}", &["ab", "ac", "d"]),
            ("joint", "so_called", &["so-called", "so called", "socalled"]),
            ("joint_beside_nothing", "{self|}_coup", &["self-coup", "self coup", "selfcoup", "coup"]),
            ("repeated_alternatives_are_one", "{a|a}", &["a"]),
            ("wildcards_in_braces", "{riot*|mob} rule", &["riot* rule", "mob rule"]),
        ];
        for (name, pattern, expected) in rows {
            assert_eq!(alternatives(pattern), *expected, "{name}");
        }
    }

    #[test]
    fn faults_point() {
        let rows = [
            ("unclosed", "a {b|c", 2, PatternFault::UnclosedBrace),
            ("unopened", "a}", 1, PatternFault::UnopenedBrace),
            ("bar", "a|b", 1, PatternFault::BarOutsideBraces),
            ("inner_star", "co*p", 2, PatternFault::InnerStar),
            ("bare_star", "the *", 4, PatternFault::BareStar),
            ("empty", "", 0, PatternFault::Empty),
            ("can_be_empty", "{a|}", 0, PatternFault::Empty),
            ("mark", "one, two", 3, PatternFault::Mark(",".into())),
            ("mark_in_a_word", "anti-", 4, PatternFault::MarkInWord("-".into())),
            ("mark_and_no_word", "😀", 0, PatternFault::MarkInWord("😀".into())),
        ];
        for (name, pattern, offset, fault) in rows {
            let error = Pattern::parse(pattern).unwrap_err();
            assert_eq!((error.offset(), error.fault()), (offset, &fault), "{name}");
        }
    }

    #[test]
    fn an_exploding_pattern_is_refused_at_once() {
        let fault = Pattern::parse(&"{a|b}".repeat(200)).unwrap_err();
        assert!(matches!(fault.fault(), PatternFault::TooMany(_)));
    }

    #[test]
    fn a_tower_of_braces_is_refused() {
        let tower = format!("{}a{}", "{".repeat(33), "}".repeat(33));
        assert_eq!(Pattern::parse(&tower).unwrap_err().fault(), &PatternFault::TooDeep);
        assert!(Pattern::parse(&tower[1..tower.len() - 1]).is_ok());
        assert_eq!(Pattern::parse(&"{".repeat(5_000)).unwrap_err().fault(), &PatternFault::TooLong(5_000));
    }

    #[test]
    fn words_match_as_written() {
        let rows = [
            ("coup", "coup", true),
            ("coup", "coups", false),
            ("coup*", "coup", true),
            ("coup*", "couples", true),
            ("gunm?n", "gunmen", true),
            ("gunm?n", "gunmn", false),
            ("stabili?e*", "stabilised", true),
            ("d'état", "d'état", true),
        ];
        for (pattern, word, expected) in rows {
            let compiled = words(pattern, AnalyzerOptions::default(), false).unwrap();
            assert_eq!(compiled[0].matches(word), expected, "{pattern} {word}");
        }
    }

    #[test]
    fn patterns_take_the_lookup_form() {
        let form = |p: &str, keep| words(p, AnalyzerOptions::default(), keep).unwrap()[0].form.clone();
        assert_eq!(form("U.S.", false), "us");
        assert_eq!(form("U.S.", true), "US");
        assert_eq!(form("Tokayev’s", false), "tokayev");
    }
}
