//! What saved pages leave behind: words that no writer wrote, which make an outlet's texts longer than they are.

use super::comparison::Comparison;
use super::warnings::{Warned, WarningCode};
use crate::counts::{CountPlan, Counts};
use crate::error::Result;
use crate::lexicon::Lexicon;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Names of tags, attributes and characters in HTML; none is an English word that news uses.
const REMAINS: [&str; 22] = [
    "nbsp",
    "amp",
    "quot",
    "lsquo",
    "rsquo",
    "ldquo",
    "rdquo",
    "mdash",
    "ndash",
    "href",
    "src",
    "div",
    "img",
    "iframe",
    "tbody",
    "blockquote",
    "onclick",
    "noscript",
    "stylesheet",
    "getelementbyid",
    "px",
    "rgba",
];
/// From so many in 1,000 words on they are worth a word,
const PER_1000: f64 = 1.0;
/// if another group has so many times fewer.
const TIMES: f64 = 3.0;

/// Per group: how many there are, in how many words.
pub(super) type Remains = FxHashMap<Arc<str>, (u64, u64)>;

/// The plan with these words beside what was asked for, so that one reading counts both.
pub(super) fn counted_with(plan: &CountPlan) -> Result<CountPlan> {
    Ok(plan.clone().and_lexicon(Lexicon::from_patterns("markup", REMAINS)?))
}

/// Takes them out of the counts again: per group, how many there are, and in how many words.
pub(super) fn take_out(counts: &mut Counts) -> Remains {
    let taken = counts.take_last_lexicon();
    let mut of_group = Remains::default();
    for (row, taken) in counts.rows().iter().zip(taken) {
        if let Some(group) = &row.group {
            let (hits, words) = of_group.entry(group.clone()).or_default();
            *hits += taken;
            *words += u64::from(row.words);
        }
    }
    of_group
}

/// Says so where one group's texts are less clean than another's.
pub(super) fn warn(comparison: &mut Comparison, remains: &Remains) {
    let rate_of = |group: usize| {
        let (hits, words) = *remains.get(comparison.groups[group].name.as_ref()?)?;
        (words > 0).then(|| 1000.0 * hits as f64 / words as f64)
    };
    let rates: Vec<(usize, f64)> = (0..comparison.groups.len())
        .filter(|&group| comparison.groups[group].compared)
        .filter_map(|group| Some((group, rate_of(group)?)))
        .collect();
    let least = rates.iter().map(|(_, rate)| *rate).fold(f64::INFINITY, f64::min);
    for &(group, rate) in rates.iter().filter(|(_, rate)| *rate >= PER_1000 && *rate >= TIMES * least) {
        comparison.warnings.push(Warned {
            code: WarningCode::TokenizerMismatch,
            category: None,
            group: Some(group),
            detail: format!("{rate:.1} remains of web pages (`nbsp`, `href`) in 1,000 words, elsewhere {least:.1}"),
            text: "they count as words and thin out this group’s rates: clean its texts first".to_string(),
        });
    }
    comparison.warnings.sort_by_key(|warned| (warned.code, warned.category, warned.group));
}
