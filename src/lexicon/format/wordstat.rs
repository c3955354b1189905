//! Provalis WordStat `.cat`: categories nested by tabs; entries end with their weight, `ABANDON* (1)`; rules stand in
//! brackets, `@REALBAD [#NEGATIVE_WORDS NOT AFTER #NEGATIONS /S 3] (1)`.

use super::draft::{Draft, DraftCondition, DraftContext, Facts};
use super::lines;
use super::loss::LossKind;
use super::term::{Dialect, Stars, convert};
use super::wordstat_rule::{Item, Rule, parse};
use crate::error::{Result, nearest};

pub(super) const DIALECT: Dialect = Dialect { stars: Stars::Anywhere, question: true, ours: false, underscore: true };

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let mut path: Vec<(usize, &str)> = Vec::new();
    let mut rules = Vec::new();
    // an entry without its weight looks like a category
    let message = "nothing stands in this category, so it is left out; if it is an entry, write `(1)` behind it";
    draft.of_empty_categories = (LossKind::Dropped, message);
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        let depth = line.len() - line.trim_start_matches('\t').len();
        let (term, weight) = weighted(line.trim());
        path.retain(|(above, _)| *above < depth);
        let names: Vec<&str> = path.iter().map(|(_, name)| *name).collect();
        let Some(weight) = weight else {
            path.push((depth, term));
            let names: Vec<&str> = path.iter().map(|(_, name)| *name).collect();
            draft.category(&names, number)?;
            continue;
        };
        if names.is_empty() {
            return Err(draft.fail(number, format!("`{term}` stands in no category; write its category above it")));
        }
        let category = draft.category(&names, number)?;
        let valence = (weight != 1.0).then_some(weight);
        if let Some(weight) = valence {
            draft.valence_limit = Some(draft.valence_limit.unwrap_or(2.0).max(weight.abs()));
            let message = format!("its weight {weight} is kept as its valence; hits are counted once each");
            draft.note(Some(number), term, LossKind::Altered, message);
        }
        if term.starts_with('@') {
            rules.push((number, term, category, valence));
        } else {
            draft.term(number, term, category, DIALECT, Facts { valence, ..Facts::default() })?;
        }
    }
    // rules name categories, which may stand behind them
    let into: Vec<usize> = rules.iter().map(|(_, _, category, _)| *category).collect();
    for (number, term, category, valence) in rules {
        match carried_out(term, &into, draft) {
            Err(why) => draft.drop(number, term, why),
            Ok((item, conditions)) => {
                let facts = Facts { valence, conditions, ..Facts::default() };
                match item {
                    DraftContext::Category(of) => draft.reference(number, of, category, facts)?,
                    DraftContext::Pattern(pattern) => draft.term(number, &pattern, category, DIALECT, facts)?,
                }
            }
        }
    }
    Ok(())
}

/// A line without its weight, and the weight.
fn weighted(line: &str) -> (&str, Option<f64>) {
    let inside = line.strip_suffix(')').and_then(|line| line.rsplit_once('('));
    match inside.and_then(|(term, weight)| Some((term, weight.trim().parse::<f64>().ok()?))) {
        Some((term, weight)) if weight.is_finite() && !term.trim().is_empty() => (term.trim(), Some(weight)),
        _ => (line, None),
    }
}

/// What a rule counts, and under which conditions.
fn carried_out(text: &str, into: &[usize], draft: &Draft<'_>) -> Result<(DraftContext, Vec<DraftCondition>), String> {
    let Rule { item, conditions } = parse(text)?;
    let target = found(&item, draft)?;
    if let DraftContext::Category(of) = target
        && let Some(rule) =
            into.iter().find(|category| crate::lexicon::counts_in(draft.id_of(**category), draft.id_of(of)))
    {
        return Err(format!(
            "it counts a category that holds rules, `{}`; name one of plain entries",
            draft.id_of(*rule)
        ));
    }
    let mut out = Vec::new();
    for condition in conditions {
        let context = found(&condition.item, draft)?;
        out.push(DraftCondition {
            negated: condition.negated,
            side: condition.side,
            contexts: vec![context],
            within: condition.within,
            scope: condition.scope,
        });
    }
    Ok((target, out))
}

/// A category by the last part of its name, spaces as underscores; or a pattern.
fn found(item: &Item, draft: &Draft<'_>) -> Result<DraftContext, String> {
    let name = match item {
        Item::Term(term) => {
            let converted = convert(term, DIALECT).map_err(|why| format!("`{term}`: {why}"))?;
            if converted.regex {
                return Err(format!("`{term}` holds `*` inside a word; a rule takes words that end with it"));
            }
            return Ok(DraftContext::Pattern(converted.pattern));
        }
        Item::Category(name) => name,
    };
    let plain = |name: &str| name.replace([' ', '-'], "_").to_lowercase();
    let wanted = plain(name);
    let last = |id: &str| plain(id.rsplit('/').next().unwrap_or(id));
    if let Some(number) = draft.category_ids().position(|id| last(id) == wanted) {
        return Ok(DraftContext::Category(number));
    }
    let names: Vec<String> = draft.category_ids().map(|id| id.rsplit('/').next().unwrap_or(id).to_string()).collect();
    let near = nearest(name, names.iter().map(String::as_str));
    let hint = near.map(|near| format!("; did you mean `#{near}`?")).unwrap_or_default();
    Err(format!("there is no category `#{name}`{hint}"))
}
