//! RIS: references as `TAG  - value` lines from `TY` to `ER`, in which Factiva and library programs export articles.

use super::record::{Cause, Named};
use super::whole::Records;

/// The references of a file. A line without a tag goes on the value before it.
pub(super) fn records(text: &str) -> Records<'static> {
    let mut out = Vec::new();
    let mut fields: Option<Vec<(String, String)>> = None;
    for line in text.lines() {
        match (tag(line), &mut fields) {
            (Some(("TY", _)), open) => {
                if open.is_some() {
                    out.push(Err(unfinished()));
                }
                *open = Some(Vec::new());
            }
            (Some(("ER", _)), open) => out.extend(open.take().map(|fields| Ok(named(&fields)))),
            (Some((tag, value)), Some(fields)) => fields.push((tag.to_owned(), value.to_owned())),
            (None, Some(fields)) => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim_end());
                }
            }
            (_, None) => {}
        }
    }
    if fields.is_some() {
        out.push(Err(unfinished()));
    }
    out
}

fn unfinished() -> Cause {
    Cause::Broken("the reference has no end; a line `ER  - ` ends it".to_owned())
}

/// `AB  - value`: two letters or digits, two blanks, a hyphen.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.trim_start_matches('\u{FEFF}').split_at_checked(2)?;
    let is_tag = tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let rest = rest.strip_prefix("  -")?;
    is_tag.then_some((tag, rest.trim()))
}

fn named(fields: &[(String, String)]) -> Named<'static> {
    let first = |tags: &[&str]| {
        let mut found =
            tags.iter().filter_map(|tag| fields.iter().find(|(there, value)| there == tag && !value.is_empty()));
        found.next().map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut named = Named::default();
    named.push("title", first(&["TI", "T1"]));
    named.push("outlet", first(&["JO", "JF", "T2", "JA", "J2", "PB"]));
    // years and days as RIS writes them: 2022/01/05/ with what is not known left out
    named.push("published", first(&["DA", "Y1", "PY"]).trim_end_matches('/').to_owned());
    named.push("url", first(&["UR", "L2"]));
    named.push("language", language(&first(&["LA"])).to_owned());
    named.push("id", first(&["AN", "ID"]));
    named.push("author", first(&["AU", "A1"]));
    // the full text stands in the notes, abstracts only where there is none
    let longest = ["N1", "N2", "AB"].iter().map(|tag| first(&[tag])).max_by_key(String::len);
    named.push("text", longest.unwrap_or_default());
    named
}

/// The tag of a language that is spelt out, as databases do it; other words stay as they are.
pub(super) fn language(name: &str) -> &str {
    let known = [
        ("english", "en"),
        ("german", "de"),
        ("deutsch", "de"),
        ("french", "fr"),
        ("français", "fr"),
        ("spanish", "es"),
        ("español", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
        ("russian", "ru"),
        ("arabic", "ar"),
        ("chinese", "zh"),
        ("japanese", "ja"),
        ("polish", "pl"),
        ("swedish", "sv"),
        ("danish", "da"),
        ("norwegian", "no"),
        ("finnish", "fi"),
        ("turkish", "tr"),
    ];
    // `English; EN` and `ENGLISH` alike
    let word = name.split([';', ',', '(']).next().unwrap_or_default().trim();
    known.iter().find(|(spelt, _)| word.to_lowercase() == *spelt).map_or(word, |(_, tag)| tag)
}
