//! A term of another program as a pattern of ours.

use crate::lexicon::Pattern;
use crate::lexicon::pattern::words;
use crate::text::AnalyzerOptions;

/// What a program's terms may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Whether `*` may stand elsewhere than at a word's end.
    pub(super) stars: Stars,
    /// Whether `?` is one letter.
    pub(super) question: bool,
    /// Whether `{a|b}` and `_` are as in our own patterns.
    pub(super) ours: bool,
    /// Whether a `_` parts the words of a phrase.
    pub(super) underscore: bool,
}

/// Where a `*` may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stars {
    /// Nowhere: it stands for itself.
    None,
    /// At a word's end.
    End,
    /// At a word's end or its beginning.
    Edges,
    /// Anywhere.
    Anywhere,
}

/// A pattern that matches what a term did.
#[derive(Debug)]
pub(super) struct Converted {
    pub(super) pattern: String,
    pub(super) regex: bool,
    /// The forms that words are compared with, where these are not the term's own letters.
    pub(super) altered: Option<String>,
    /// What was written otherwise, where that changes nothing.
    pub(super) rewritten: Option<&'static str>,
    pub(super) alternatives: usize,
}

/// The pattern of a term, or why there can be none.
pub(super) fn convert(term: &str, dialect: Dialect) -> Result<Converted, String> {
    let term = term.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rewritten = None;
    if dialect.ours
        && !term.contains("**")
        && let Ok(pattern) = Pattern::parse(&term)
    {
        let altered = if term.contains(['{', '_']) { None } else { altered(&term) };
        let alternatives = pattern.alternatives().count();
        return Ok(Converted { pattern: term, regex: false, altered, rewritten, alternatives });
    }
    if let Some(mark) = term.chars().find(|c| matches!(c, '{' | '}' | '|')) {
        return Err(format!("it holds the mark `{mark}`; only words are counted"));
    }
    let mut text = term.clone();
    if text.contains('_') {
        text = text.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let apart = "`_` is written as a space";
        rewritten = Some(apart);
        if !dialect.underscore {
            return with_star(&text, dialect, rewritten).map(|c| Converted { altered: Some(text), ..c });
        }
    }
    with_star(&text, dialect, rewritten)
}

fn with_star(text: &str, dialect: Dialect, rewritten: Option<&'static str>) -> Result<Converted, String> {
    if text.contains('?') && !dialect.question {
        return Err("it holds the mark `?`; only words are counted".to_string());
    }
    let plain = |word: &str| !word.trim_end_matches('*').contains('*') && word != "*";
    let parts: Vec<&str> = text.split(' ').collect();
    let stars = dialect.stars;
    if text.contains("**") && stars == Stars::Edges {
        return Err("its stars stand for letters that are left out; only words are counted".to_string());
    }
    for word in &parts {
        let inner = word.trim_matches('*').contains('*');
        let fault = match stars {
            Stars::None => word.contains('*'),
            Stars::End => !plain(word),
            Stars::Edges => inner || *word == "*",
            Stars::Anywhere => false,
        };
        if fault {
            return Err("it holds `*` where that stands for itself; only words are counted".to_string());
        }
    }
    if parts.iter().all(|word| word.chars().all(|c| matches!(c, '*' | '?'))) {
        return Err("it would match every word".to_string());
    }
    if parts.iter().all(|word| plain(word)) {
        let pattern: Vec<String> = parts.iter().map(|word| star_once(word)).collect();
        let pattern = pattern.join(" ");
        let read = match Pattern::parse(&pattern) {
            Ok(read) => read,
            // "co." is an abbreviation that our rules do not know: without its stop it is a word
            Err(fault) => match pattern.strip_suffix('.').filter(|word| !word.is_empty()) {
                Some(word) if fault.fault().mark() == Some(".") => {
                    let converted = with_star(word, dialect, rewritten)?;
                    return Ok(Converted { altered: Some(word.to_lowercase()), ..converted });
                }
                _ => return Err(fault.to_string()),
            },
        };
        let alternatives = read.alternatives().count();
        return Ok(Converted { altered: altered(&pattern), pattern, regex: false, rewritten, alternatives });
    }
    let pattern = parts.iter().map(|word| expression(word)).collect::<Result<Vec<_>, _>>()?.join(" ");
    Pattern::regex(&pattern).map_err(|fault| fault.to_string())?;
    let rewritten = Some("it is written as a regular expression");
    Ok(Converted { pattern, regex: true, altered: None, rewritten, alternatives: 1 })
}

/// One star at the end where there were several.
fn star_once(word: &str) -> String {
    let letters = word.trim_end_matches('*');
    format!("{letters}{}", if letters.len() < word.len() { "*" } else { "" })
}

/// A word with stars as a regular expression.
fn expression(word: &str) -> Result<String, String> {
    if word.chars().all(|c| c == '*') {
        return Ok(".+".to_string());
    }
    let letters: String = word.chars().map(|c| if c == '*' { 'x' } else { c }).collect();
    match words(&letters, AnalyzerOptions::default(), false) {
        Ok(found) if found.len() == 1 => {}
        Ok(_) => return Err("it is no single word; only words are counted".to_string()),
        Err(fault) => return Err(fault.to_string()),
    }
    let mut out = String::new();
    for c in word.to_lowercase().replace('’', "'").chars() {
        match c {
            '*' if out.ends_with(".*") => {}
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    Ok(out)
}

/// The forms that a term's words are compared with, where these are not its own letters in lower case.
fn altered(pattern: &str) -> Option<String> {
    let own = pattern.to_lowercase().replace('’', "'");
    let words = words(pattern, AnalyzerOptions::default(), false).ok()?;
    let forms: Vec<String> =
        words.iter().map(|word| format!("{}{}", word.form, if word.prefix { "*" } else { "" })).collect();
    let forms = forms.join(" ");
    (forms != own).then_some(forms)
}
