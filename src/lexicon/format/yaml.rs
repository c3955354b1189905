//! quanteda's YAML: nested keys, each with a list of patterns or one. Beside nested keys a key's own patterns stand under
//! `__`, as quanteda writes them.

use super::draft::{Draft, Facts};
use super::loss::{Loss, LossKind};
use super::term::{Dialect, Stars};
use crate::error::Result;
use crate::lexicon::{Case, Entry, Lexicon};
use saphyr_parser::{Event, Parser};

const DIALECT: Dialect = Dialect { stars: Stars::Anywhere, question: true, ours: false, underscore: false };

/// What a key holds is open until its end.
enum Open {
    /// A mapping: the key whose value is next.
    Keys(Option<String>),
    List,
}

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|cause| {
            let line = cause.marker().line() as u64;
            let message = match cause.info().contains("unknown anchor") {
                true => "a word that begins with `*` is an alias to YAML; write it in quotation marks".to_string(),
                false => format!("the YAML cannot be read: {}", cause.info()),
            };
            draft.fail(line, message)
        })?;
        let line = span.start.line() as u64;
        match event {
            Event::Alias(_) => return Err(draft.fail(line, "aliases are not read; write the words out")),
            Event::Scalar(value, ..) => {
                if let Some(Open::Keys(key @ None)) = open.last_mut() {
                    *key = Some(value.into_owned());
                    let path = path(&open);
                    if !path.is_empty() {
                        draft.category(&path, line)?;
                    }
                } else {
                    let path = path(&open);
                    if path.is_empty() {
                        return Err(
                            draft.fail(line, format!("`{value}` stands under no key; write `key: [word, word]`"))
                        );
                    }
                    let category = draft.category(&path, line)?;
                    // an empty value, `key:` or `- `, is nothing
                    if !value.is_empty() && value != "~" {
                        draft.term(line, &value, category, DIALECT, Facts::default())?;
                    }
                    close(&mut open);
                }
            }
            Event::MappingStart(..) => open.push(Open::Keys(None)),
            Event::SequenceStart(..) => open.push(Open::List),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                close(&mut open);
            }
            _ => {}
        }
        if open.len() > 4 * super::MAX_NESTING {
            return Err(draft.fail(line, "keys and lists are nested too deep; no lexicon is that deep"));
        }
    }
    Ok(())
}

/// A key's value is complete.
fn close(open: &mut [Open]) {
    if let Some(Open::Keys(key)) = open.last_mut() {
        *key = None;
    }
}

/// The open keys; `__` is no key of its own.
fn path(open: &[Open]) -> Vec<String> {
    let keys = open.iter().filter_map(|open| match open {
        Open::Keys(key) => key.clone(),
        Open::List => None,
    });
    keys.filter(|key| key != "__").collect()
}

/// A lexicon as a quanteda dictionary in YAML, and what it cannot say there.
///
/// ```
/// use parallax::Lexicon;
/// use parallax::lexicon::format::write_yaml;
/// let (yaml, losses) = write_yaml(&Lexicon::from_patterns("unrest", ["{coup|putsch}*", "so_called"])?);
/// assert_eq!(yaml, "unrest:\n  - \"coup*\"\n  - \"putsch*\"\n  - \"so-called\"\n  - \"so called\"\n  - \"socalled\"\n");
/// assert!(losses.iter().all(|loss| !loss.kind.is_lost()));
/// # Ok::<(), parallax::Error>(())
/// ```
#[must_use]
pub fn write(lexicon: &Lexicon) -> (String, Vec<Loss>) {
    let (mut root, mut losses) = (Key::default(), Vec::new());
    for category in lexicon.categories() {
        let mut key = &mut root;
        for name in category.id().split('/') {
            // no key of quanteda's, but its word for what stands beside nested keys
            let name = if name == "__" {
                losses.push(loss(
                    category.id(),
                    LossKind::Rewritten,
                    "`__` is no key there; it is written as `unnamed`",
                ));
                "unnamed"
            } else {
                name
            };
            let at = match key.nested.iter().position(|(other, _)| other == name) {
                Some(at) => at,
                None => {
                    key.nested.push((name.to_string(), Key::default()));
                    key.nested.len() - 1
                }
            };
            key = &mut key.nested[at].1;
        }
        for entry in category.entries() {
            key.values.extend(values(entry, &mut losses));
        }
    }
    for exception in lexicon.exceptions() {
        let message = "quanteda has no exceptions; it would count inside this phrase";
        losses.push(loss(exception.source(), LossKind::Dropped, message));
    }
    let mut out = String::new();
    root.write(0, &mut out);
    (out, losses)
}

#[derive(Default)]
struct Key {
    values: Vec<String>,
    nested: Vec<(String, Key)>,
}

impl Key {
    fn write(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        for (name, key) in &self.nested {
            *out += &format!("{indent}{}:\n", scalar(name));
            key.write(depth + 1, out);
        }
        let (own, indent) = match self.nested.is_empty() || self.values.is_empty() {
            true => (String::new(), indent),
            false => (format!("{indent}__:\n"), format!("{indent}  ")),
        };
        *out += &own;
        for value in &self.values {
            *out += &format!("{indent}- {}\n", quoted(value));
        }
    }
}

/// A key, in quotation marks where YAML would take it for something else.
fn scalar(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
        && name.starts_with(char::is_alphabetic)
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&name.to_lowercase().as_str());
    if plain { name.to_string() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    // a string of JSON is one of YAML
    serde_json::Value::from(text).to_string()
}

fn loss(about: &str, kind: LossKind, message: &str) -> Loss {
    Loss { line: None, about: about.to_string(), kind, message: message.to_string() }
}

/// The patterns of an entry as quanteda writes them.
fn values(entry: &Entry, losses: &mut Vec<Loss>) -> Vec<String> {
    let source = entry.pattern().source();
    if entry.pattern().is_regex() {
        let glob: Option<Vec<String>> = source.split_whitespace().map(glob).collect();
        let Some(glob) = glob else {
            losses.push(loss(source, LossKind::Dropped, "a regular expression cannot stand beside plain words there"));
            return Vec::new();
        };
        return vec![glob.join(" ")];
    }
    if !entry.conditions().is_empty() {
        let conditions: Vec<String> = entry.conditions().iter().map(ToString::to_string).collect();
        let message = format!("quanteda has no conditions ({}); it would count everywhere", conditions.join("; "));
        losses.push(loss(source, LossKind::Dropped, &message));
        return Vec::new();
    }
    if let Some(valence) = entry.valence() {
        losses.push(loss(source, LossKind::Altered, &format!("its valence {valence} has no place there")));
    }
    if entry.case() == Case::Exact {
        losses.push(loss(source, LossKind::Altered, "quanteda compares without capitals, so it matches more"));
    }
    if entry.is_stemmed() {
        losses.push(loss(source, LossKind::Altered, "quanteda does not compare stems, so it matches less"));
    }
    if source.contains(['{', '_']) {
        losses.push(loss(source, LossKind::Rewritten, "its alternatives are written out"));
    }
    entry.pattern().alternatives().map(String::from).collect()
}

/// A regular expression that only says `.*` and `.`, as a glob.
fn glob(word: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '.' if rest.peek() == Some(&'*') => {
                rest.next();
                out.push('*');
            }
            '.' if rest.peek() == Some(&'+') && word == ".+" => {
                rest.next();
                out.push('*');
            }
            '.' => out.push('?'),
            '\\' => out.push(rest.next().filter(|c| c.is_ascii_punctuation() && !matches!(c, '*' | '?'))?),
            '^' | '$' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '+' | '?' | '*' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
