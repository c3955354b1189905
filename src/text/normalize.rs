//! Lookup forms: what a word is compared by. The original is kept elsewhere and never changed.

use super::options::{AnalyzerOptions, Preset};
use super::packed::PackedWord;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words in -'s in which the 's is "is", "has" or "us", so that it stays.
const CONTRACTIONS: &[&str] =
    &["it's", "that's", "let's", "he's", "she's", "there's", "here's", "what's", "who's", "where's", "how's"];

/// Whether the letters of a form keep their case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Casing {
    Lower,
    Kept,
}

/// Characters that nobody sees: soft hyphen, zero-width characters, byte order mark.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{180e}')
}

/// Appends the lookup form of a word.
pub(super) fn push_form(word: &str, casing: Casing, options: &AnalyzerOptions, out: &mut String) {
    if casing == Casing::Lower
        && let Some((small, _)) = PackedWord::of(word.as_bytes()).and_then(PackedWord::plain)
    {
        // nearly every word: no rule has anything else to do
        out.push_str(std::str::from_utf8(&small.bytes()[..small.len()]).unwrap_or_default());
        return;
    }
    let from = out.len();
    if word.is_ascii() || options.rules() == Preset::Alphanumeric {
        out.push_str(word);
    } else {
        // some presentation forms decompose into a space and a mark; a form is one word
        out.extend(word.chars().filter(|c| !is_ignorable(*c)).nfkc().filter(|c| !c.is_whitespace()).map(plain));
        if options.folds_accents() {
            let folded: String = out[from..].nfd().filter(|c| !is_combining_mark(*c)).nfc().collect();
            out.truncate(from);
            out.push_str(&folded);
        }
    }
    if casing == Casing::Lower {
        lower(out, from);
    }
    if options.rules() == Preset::News {
        drop_stops(out, from);
        drop_possessive(out, from);
    }
}

/// Curly apostrophe to straight, the Unicode hyphens to the usual one.
fn plain(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{2bc}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

fn lower(out: &mut String, from: usize) {
    if out[from..].is_ascii() {
        out[from..].make_ascii_lowercase();
    } else {
        let lowered = out[from..].to_lowercase();
        out.truncate(from);
        out.push_str(&lowered);
    }
}

/// Full stops stay between digits and go elsewhere: "3.5", but "us" for "U.S.".
fn drop_stops(out: &mut String, from: usize) {
    if !out[from..].contains('.') {
        return;
    }
    let word: Vec<char> = out[from..].chars().collect();
    out.truncate(from);
    let figure = |i: Option<usize>| i.and_then(|i| word.get(i)).is_some_and(|c| c.is_ascii_digit());
    out.extend(
        word.iter()
            .enumerate()
            .filter(|(i, c)| **c != '.' || (figure(i.checked_sub(1)) && figure(Some(i + 1))))
            .map(|(_, c)| *c),
    );
}

/// "tokayev's" -> "tokayev", "protesters'" -> "protesters", "it's" stays.
fn drop_possessive(out: &mut String, from: usize) {
    let word = &out[from..];
    let keep = if let Some(stem) = word.strip_suffix("'s").or_else(|| word.strip_suffix("'S")) {
        if stem.is_empty() || CONTRACTIONS.iter().any(|c| word.eq_ignore_ascii_case(c)) {
            word.len()
        } else {
            stem.len()
        }
    } else {
        let bare = word.trim_end_matches('\'');
        if bare.is_empty() { word.len() } else { bare.len() }
    };
    out.truncate(from + keep);
}
