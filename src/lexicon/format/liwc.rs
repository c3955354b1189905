//! LIWC `.dic`, the forms of 2001 to 2015: categories with their codes between two lines of `%`, then a term a line with
//! the codes it belongs to.
//!
//! Real files put spaces for tabs and tabs for spaces, repeat tabs, leave lines blank, give a term on several lines,
//! nest categories by tabs (2015), pad codes with zeros. Two forms of 2001 are conditions: `kind <of>131/125` is category
//! 131 before "of" and else 125; `like (02 134)125/464` is 125 after a word of category 2 or 134 and else 464.

use super::draft::{Draft, DraftCondition, DraftContext, Facts};
use super::lines;
use super::loss::LossKind;
use super::term::{Dialect, Stars};
use crate::error::Result;
use crate::lexicon::{Scope, Side};
use rustc_hash::FxHashMap;

const DIALECT: Dialect = Dialect { stars: Stars::End, question: false, ours: false, underscore: false };

/// Whether a line stands around the header.
pub(super) fn is_border(line: &str) -> bool {
    line.trim() == "%"
}

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let all: Vec<(u64, &str)> = lines(text).collect();
    let Some(first) = all.iter().position(|(_, line)| is_border(line)) else {
        if is_encrypted(text) {
            let message = "the file is encrypted, as the dictionaries that come with LIWC are; only LIWC can read it: ask its publisher for a plain one";
            return Err(draft.fail(1, message));
        }
        let message = "there is no header; write the categories and their codes between two lines of `%`";
        return Err(draft.fail(1, message));
    };
    let header = &all[first + 1..];
    let Some(last) = header.iter().position(|(_, line)| is_border(line)) else {
        let message = "the header is never closed; write a line of `%` behind the last category";
        return Err(draft.fail(all[first].0, message));
    };
    for (number, line) in all[..first].iter().filter(|(_, line)| !line.trim().is_empty()) {
        draft.note(Some(*number), line.trim(), LossKind::Dropped, "it stands before the header");
    }
    let codes = categories(&header[..last], draft)?;
    for (number, line) in header[last + 1..].iter().filter(|(_, line)| !line.trim().is_empty()) {
        entry(*number, line.trim(), &codes, draft)?;
    }
    Ok(())
}

/// Few words, and characters that no word has: what `.dic` files of LIWC itself look like.
fn is_encrypted(text: &str) -> bool {
    let start: Vec<char> = text.chars().take(4_096).collect();
    let odd = start.iter().filter(|c| **c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())).count();
    let space = start.iter().filter(|c| c.is_whitespace()).count();
    start.len() >= 64 && (odd * 20 > start.len() || space * 40 < start.len())
}

/// The categories of the header, by code.
fn categories(header: &[(u64, &str)], draft: &mut Draft<'_>) -> Result<FxHashMap<u64, usize>> {
    let mut codes: FxHashMap<u64, usize> = FxHashMap::default();
    // the open categories, each with its depth
    let mut path: Vec<(usize, String)> = Vec::new();
    for &(number, line) in header.iter().filter(|(_, line)| !line.trim().is_empty()) {
        let depth = line.len() - line.trim_start_matches('\t').len();
        let text = line.trim();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (code, name) = match text[..digits].parse::<u64>() {
            Ok(code) if text[digits..].is_empty() || text[digits..].starts_with(char::is_whitespace) => {
                (Some(code), text[digits..].trim())
            }
            // a heading of 2015: only other categories stand in it
            _ => (None, text),
        };
        let name = if name.is_empty() { &text[..digits] } else { name };
        path.retain(|(above, _)| *above < depth);
        path.push((depth, name.to_string()));
        let names: Vec<&str> = path.iter().map(|(_, name)| name.as_str()).collect();
        let category = draft.category(&names, number)?;
        if let Some(code) = code
            && let Some(other) = codes.insert(code, category)
        {
            codes.insert(code, other);
            let message = format!("its code {code} is that of `{}` already, which keeps it", draft.id_of(other));
            draft.note(Some(number), name, LossKind::Dropped, message);
        }
    }
    Ok(codes)
}

/// Where an entry belongs.
enum Code<'t> {
    Plain(&'t str),
    /// What must stand there, then the code if it does, and the code if it does not.
    Choice {
        side: Side,
        contexts: &'t str,
        codes: &'t str,
    },
}

fn entry(number: u64, line: &str, codes: &FxHashMap<u64, usize>, draft: &mut Draft<'_>) -> Result<()> {
    let (term, found) = parts(line);
    if found.is_empty() {
        draft.drop(number, term, "there is no category code behind it");
        return Ok(());
    }
    for code in found {
        match code {
            Code::Plain(code) => plain(number, term, code, Vec::new(), codes, draft)?,
            Code::Choice { side, contexts, codes: either } => {
                let Some(contexts) = context(number, term, side, contexts, codes, draft)? else {
                    draft.drop(number, term, "its condition names no category of the header");
                    continue;
                };
                let condition = |negated| DraftCondition {
                    negated,
                    side,
                    contexts: contexts.clone(),
                    within: Some(1),
                    scope: Scope::Sentence,
                };
                let (yes, no) = either.split_once('/').map_or((either, None), |(yes, no)| (yes, Some(no)));
                plain(number, term, yes, vec![condition(false)], codes, draft)?;
                if let Some(no) = no {
                    plain(number, term, no, vec![condition(true)], codes, draft)?;
                }
            }
        }
    }
    Ok(())
}

fn plain(
    number: u64,
    term: &str,
    code: &str,
    conditions: Vec<DraftCondition>,
    codes: &FxHashMap<u64, usize>,
    draft: &mut Draft<'_>,
) -> Result<()> {
    match code.parse::<u64>().ok().and_then(|code| codes.get(&code)) {
        Some(&category) => draft.term(number, term, category, DIALECT, Facts { conditions, ..Facts::default() }),
        None => {
            let code = code.trim_start_matches('0');
            draft.drop(number, term, format!("category {code} is not declared in the header"));
            Ok(())
        }
    }
}

/// What has to stand beside a term: words of categories before it, a word behind it. `None`: nothing that is known.
fn context(
    number: u64,
    term: &str,
    side: Side,
    named: &str,
    codes: &FxHashMap<u64, usize>,
    draft: &mut Draft<'_>,
) -> Result<Option<Vec<DraftContext>>> {
    if side == Side::Before {
        let word = named.trim();
        let good = crate::lexicon::Pattern::parse(word).is_ok();
        return Ok(good.then(|| vec![DraftContext::Pattern(word.to_string())]));
    }
    let mut contexts = Vec::new();
    for code in named.split_whitespace() {
        match code.parse::<u64>().ok().and_then(|code| codes.get(&code)) {
            Some(category) => contexts.push(DraftContext::Category(*category)),
            None => {
                let message = format!("category {code} in its condition is not declared in the header");
                draft.note(Some(number), term, LossKind::Altered, message);
            }
        }
    }
    Ok((!contexts.is_empty()).then_some(contexts))
}

/// A line's term and codes: codes are what stands at its end and looks like one.
fn parts(line: &str) -> (&str, Vec<Code<'_>>) {
    let mut rest = line.trim_end();
    let mut found = Vec::new();
    while let Some((before, code)) = last_code(rest) {
        found.push(code);
        rest = before;
    }
    found.reverse();
    (rest, found)
}

/// The last code of a line, and what stands before it; a code is never all there is.
fn last_code(line: &str) -> Option<(&str, Code<'_>)> {
    let start =
        line.rfind(char::is_whitespace).map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let is_code = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_choice = |text: &str| {
        let (yes, no) = text.split_once('/').map_or((text, None), |(yes, no)| (yes, Some(no)));
        is_code(yes) && no.is_none_or(is_code)
    };
    let word = &line[start..];
    let (start, code) = if is_code(word) {
        (start, Code::Plain(word))
    } else if let Some((contexts, codes)) = word.strip_prefix('<').and_then(|rest| rest.split_once('>'))
        && is_choice(codes)
    {
        (start, Code::Choice { side: Side::Before, contexts, codes })
    } else {
        // a list of codes in brackets may hold spaces
        let close = line.rfind(')').filter(|close| *close + 1 >= start && is_choice(&line[close + 1..]))?;
        let open = line[..close].rfind('(')?;
        let contexts = &line[open + 1..close];
        if !contexts.split_whitespace().all(is_code) {
            return None;
        }
        (open, Code::Choice { side: Side::After, contexts, codes: &line[close + 1..] })
    };
    let before = line[..start].trim_end();
    (!before.is_empty()).then_some((before, code))
}
