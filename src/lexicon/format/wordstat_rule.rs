//! WordStat's rules:
//!
//! ```text
//! @NAME [ITEM CONDITION (AND CONDITION)*]
//! ITEM       a word, a phrase (its words apart by spaces or `_`), or `#CATEGORY`
//! CONDITION  [NOT] (NEAR | AFTER | BEFORE) ITEM [/S | /P | /C] [N]
//! ```
//!
//! `/S` is the same sentence, `/P` the same paragraph, `/C` (or `/D`, or nothing) the same text; `N` is how many words
//! away at most.

use crate::lexicon::{Scope, Side};

#[derive(Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) item: Item,
    pub(super) conditions: Vec<RuleCondition>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Term(String),
    Category(String),
}

#[derive(Debug, PartialEq)]
pub(super) struct RuleCondition {
    pub(super) negated: bool,
    pub(super) side: Side,
    pub(super) item: Item,
    pub(super) within: Option<u32>,
    pub(super) scope: Scope,
}

/// A rule, or what of it is not understood.
pub(super) fn parse(text: &str) -> Result<Rule, String> {
    let inside = text.split_once('[').and_then(|(_, rest)| rest.trim_end().strip_suffix(']'));
    let Some(inside) = inside else {
        return Err("the rule has no brackets; write `@NAME [ITEM NOT AFTER ITEM /S 3]`".to_string());
    };
    // `/S3` and `/S 3` are the same
    let spaced = inside.replace('/', " /");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    words.reverse();
    let item = item(&mut words)?;
    let mut conditions = vec![condition(&mut words)?];
    while let Some(word) = words.pop() {
        if !word.eq_ignore_ascii_case("AND") {
            return Err(format!("`{word}` is not understood; conditions are joined by `AND`"));
        }
        conditions.push(condition(&mut words)?);
    }
    Ok(Rule { item, conditions })
}

fn is_keyword(word: &str) -> bool {
    ["NOT", "NEAR", "AFTER", "BEFORE", "AND", "OR"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
        || word.starts_with('/')
}

fn item(words: &mut Vec<&str>) -> Result<Item, String> {
    let mut parts = Vec::new();
    while let Some(word) = words.last() {
        // a number behind an item is its distance
        if is_keyword(word) || (!parts.is_empty() && word.bytes().all(|b| b.is_ascii_digit())) {
            break;
        }
        parts.extend(words.pop());
    }
    match parts[..] {
        [] => Err("a word or `#CATEGORY` is missing".to_string()),
        [name] if name.starts_with('#') => Ok(Item::Category(name[1..].to_string())),
        _ if parts[0].starts_with('#') => {
            let mut name = parts.join("_");
            name.remove(0);
            Ok(Item::Category(name))
        }
        _ => Ok(Item::Term(parts.join(" ").trim_matches('"').to_string())),
    }
}

fn condition(words: &mut Vec<&str>) -> Result<RuleCondition, String> {
    let mut next = words.pop().ok_or("a condition is missing; write for example `NOT AFTER #NEGATIONS /S 3`")?;
    let negated = next.eq_ignore_ascii_case("NOT");
    if negated {
        next = words.pop().ok_or("`NOT` needs `NEAR`, `AFTER` or `BEFORE` behind it")?;
    }
    let side = match next.to_ascii_uppercase().as_str() {
        "NEAR" => Side::Near,
        "AFTER" => Side::After,
        "BEFORE" => Side::Before,
        other => {
            return Err(format!(
                "`{other}` is not carried out; only NEAR, AFTER and BEFORE are, each with NOT or without"
            ));
        }
    };
    let item = item(words)?;
    let (mut scope, mut within) = (Scope::Text, None);
    while let Some(word) = words.last() {
        if let Some(flag) = word.strip_prefix('/') {
            let letters = flag.trim_end_matches(|c: char| c.is_ascii_digit());
            scope = match letters.to_ascii_uppercase().as_str() {
                "S" => Scope::Sentence,
                "P" => Scope::Paragraph,
                "C" | "D" => Scope::Text,
                "" => scope,
                _ => return Err(format!("`/{flag}` is not understood; write /S, /P or /C")),
            };
            if letters.len() < flag.len() {
                within = Some(distance(&flag[letters.len()..])?);
            }
        } else if word.bytes().all(|b| b.is_ascii_digit()) {
            within = Some(distance(word)?);
        } else {
            break;
        }
        words.pop();
    }
    Ok(RuleCondition { negated, side, item, within, scope })
}

fn distance(digits: &str) -> Result<u32, String> {
    match digits.parse() {
        Ok(0) | Err(_) => Err(format!("`{digits}` is no number of words; write 1 or more")),
        Ok(words) => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read() {
        let condition = |negated, side, item: &str, within, scope| RuleCondition {
            negated,
            side,
            item: Item::Category(item.into()),
            within,
            scope,
        };
        let rows = [
            ("@A [#BAD NOT AFTER #NEG /S 3]", vec![condition(true, Side::After, "NEG", Some(3), Scope::Sentence)]),
            ("@A [#BAD NOT AFTER #NEG /S3]", vec![condition(true, Side::After, "NEG", Some(3), Scope::Sentence)]),
            ("@A [#BAD near #NEG /P]", vec![condition(false, Side::Near, "NEG", None, Scope::Paragraph)]),
            ("@A [#BAD BEFORE #NEG 5]", vec![condition(false, Side::Before, "NEG", Some(5), Scope::Text)]),
            (
                "@A [#BAD AFTER #NEG /S 2 AND NOT NEAR #X /C]",
                vec![
                    condition(false, Side::After, "NEG", Some(2), Scope::Sentence),
                    condition(true, Side::Near, "X", None, Scope::Text),
                ],
            ),
        ];
        for (text, conditions) in rows {
            assert_eq!(parse(text), Ok(Rule { item: Item::Category("BAD".into()), conditions }), "{text}");
        }
        let phrase = parse("@A [COST OF LIVING NEAR CRISIS /S 3]").unwrap();
        assert_eq!(phrase.item, Item::Term("COST OF LIVING".into()));
        assert_eq!(phrase.conditions[0].item, Item::Term("CRISIS".into()));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let rows = [
            ("@A #BAD", "the rule has no brackets; write `@NAME [ITEM NOT AFTER ITEM /S 3]`"),
            ("@A [#BAD]", "a condition is missing; write for example `NOT AFTER #NEGATIONS /S 3`"),
            ("@A [NEAR #X]", "a word or `#CATEGORY` is missing"),
            (
                "@A [#BAD OR #WORSE]",
                "`OR` is not carried out; only NEAR, AFTER and BEFORE are, each with NOT or without",
            ),
            ("@A [#BAD NEAR #X /Q 3]", "`/Q` is not understood; write /S, /P or /C"),
            ("@A [#BAD NEAR #X /S 0]", "`0` is no number of words; write 1 or more"),
            ("@A [#BAD NEAR #X OR #Y]", "`OR` is not understood; conditions are joined by `AND`"),
        ];
        for (text, message) in rows {
            assert_eq!(parse(text).unwrap_err(), message, "{text}");
        }
    }
}
