//! Findings as sentences, made by rule. Each carries its own uncertainty; none says why an outlet chose a word.

use super::compare::{counted, grouped};
use super::figure;
use super::{Block, Point};
use crate::framing::{CategoryComparison, Comparison, Contrast, Design};
use crate::voice::VoiceChoice;

/// So many findings are sentences; the table holds all.
const SENTENCES: usize = 12;
/// From this share on a finding is said to be mostly one entry's, or mostly in one voice.
const MOST: f64 = 0.6;

/// What came out: the differences that were found, the smallest adjusted p first, or that there are none, or why nothing
/// was tested.
pub(super) fn findings(comparison: &Comparison) -> Vec<Block> {
    let mut found: Vec<(&CategoryComparison, &Contrast)> = comparison
        .categories
        .iter()
        .flat_map(|category| category.against_rest.iter().map(move |contrast| (category, contrast)))
        .filter(|(_, contrast)| contrast.test.called)
        .collect();
    let rank =
        |contrast: &Contrast| (contrast.test.adjusted_p.unwrap_or(1.0), -contrast.log_ratio.unwrap_or(0.0).abs());
    found.sort_by(|(_, a), (_, b)| {
        let ((p, size), (other_p, other_size)) = (rank(a), rank(b));
        p.total_cmp(&other_p).then(size.total_cmp(&other_size))
    });
    if found.is_empty() {
        return vec![Block::paragraph(nothing_found(comparison))];
    }
    let categories = comparison.categories.iter().filter(|c| c.verdict.p.is_ok()).count() as u64;
    let lead = format!(
        "{}, of {} in {} looked at, {} by more than {} of one and the same outlet would. “The rest” is all other groups together{}. What follows is about words in this sample: not about truth, intent or bias.",
        counted(found.len() as u64, "difference"),
        grouped(comparison.categories.iter().map(|c| c.against_rest.len() as u64).sum()),
        if categories == 1 { "1 category".to_owned() } else { format!("{} categories", grouped(categories)) },
        if found.len() == 1 { "stands out" } else { "stand out" },
        comparison.unit.plural(),
        if comparison.design == Some(Design::Paired) { ", on the events that both cover" } else { "" },
    );
    let point = |(category, contrast): &(&CategoryComparison, &Contrast)| Point {
        text: sentence(comparison, category, contrast),
        opens: Some(category.title.clone()),
    };
    let mut blocks =
        vec![Block::paragraph(lead), Block::Points { points: found.iter().take(SENTENCES).map(point).collect() }];
    if found.len() > SENTENCES {
        let text =
            format!("{} more stand in the table below.", counted((found.len() - SENTENCES) as u64, "difference"));
        blocks.push(Block::paragraph(text));
    }
    blocks
}

/// What it means that nothing was found.
fn nothing_found(comparison: &Comparison) -> String {
    if !comparison.categories.iter().any(|c| c.verdict.p.is_ok()) {
        let why = match comparison.design {
            None => "there are not two groups with enough articles",
            Some(_) if comparison.shown.test.permutations == 0 => "no test was asked for",
            Some(_) => "no category could be tested",
        };
        return format!("Nothing was tested: {why}. The rates below describe this sample and no more.");
    }
    let needed = comparison.categories.iter().filter_map(|c| c.articles_needed.ratio_2.ok()).min();
    let mut text = format!(
        "No group differs from the rest by more than {} differ anyway. That does not show that they are alike.",
        comparison.unit.plural()
    );
    if let Some(needed) = needed {
        text += &format!(
            " A rate twice as high would show in 80 of 100 studies with at least {} articles for each of two groups, and in some categories with more.",
            grouped(needed)
        );
    }
    text
}

/// One difference: how large, how sure, and what it is made of.
fn sentence(comparison: &Comparison, category: &CategoryComparison, contrast: &Contrast) -> String {
    let times = |value: f64| figure::number(value, if value < 10.0 { 1 } else { 0 });
    let mut text = format!("{} uses words of “{}” ", comparison.group(contrast.target), category.title);
    text += &match (contrast.ratio(), contrast.ratio_interval()) {
        (Ok(ratio), interval) if ratio >= 1.0 => {
            let sure = interval.map_or_else(
                |because| format!("no interval: {}", because.because()),
                |i| format!("{} to {}", times(i.lower), times(i.upper)),
            );
            format!("{} times as often as the rest ({sure}", times(ratio))
        }
        (Ok(ratio), interval) => {
            let sure = interval.map_or_else(
                |because| format!("no interval: {}", because.because()),
                |i| format!("{} to {}", figure::number(i.lower, 2), figure::number(i.upper, 2)),
            );
            format!("less often than the rest: {} times its rate ({sure}", figure::number(ratio, 2))
        }
        (Err(because), _) => format!("differently from the rest ({}", because.because()),
    };
    if let Ok(p) = contrast.test.adjusted_p {
        text += &format!("; adjusted p = {p:.4}");
    }
    text += ")";
    if let [Ok(own), Ok(rest)] = contrast.per_1000 {
        text += &format!(": {} against {} per 1,000 words", figure::number(own, 2), figure::number(rest, 2));
    }
    text += ".";
    text += &whose_words(category, contrast).unwrap_or_default();
    text += &which_entry(comparison, contrast).unwrap_or_default();
    text
}

/// Whose words most of the hits are.
fn whose_words(category: &CategoryComparison, contrast: &Contrast) -> Option<String> {
    let profile = &category.profiles[contrast.target];
    let share = profile.voices.as_ref()?.shares.iter().find(|s| s.voice == VoiceChoice::Asserted)?;
    let value = share.share.ok()?;
    let sure = share.interval.map_or_else(
        |_| String::new(),
        |i| format!(", {} to {}", figure::share(i.lower, 0), figure::share(i.upper, 0)),
    );
    let hits = counted(profile.hits, "hit");
    let percent = figure::share(value, 0);
    Some(if value >= MOST {
        format!(" Most of its {hits} are in its own plain words ({percent}{sure}).")
    } else if value <= 1.0 - MOST {
        format!(
            " Few of its {hits} are in its own plain words ({percent}{sure}); the others are quoted, reported, denied, hedged or in scare quotes."
        )
    } else {
        format!(" Of its {hits}, {percent}{sure} are in its own plain words.")
    })
}

/// The entry that makes most of the difference, where there is one.
fn which_entry(comparison: &Comparison, contrast: &Contrast) -> Option<String> {
    let [Ok(own), Ok(rest)] = contrast.per_1000 else { return None };
    let first = contrast.entries.first()?;
    let part = first.per_1000.ok()? / (own - rest);
    let pattern = entry(&comparison.header.entries[first.entry as usize].pattern);
    (part.is_finite() && part >= MOST).then(|| match part {
        part if part > 1.0 => {
            format!(" “{pattern}” alone makes more than the difference; other entries point the other way.")
        }
        part => format!(" “{pattern}” makes {} of the difference.", figure::share(part, 0)),
    })
}

/// A pattern as people read it: `{terror|terroris*}` is `terror / terroris*`.
pub(super) fn entry(pattern: &str) -> String {
    pattern.replace(['{', '}'], "").replace('|', " / ").replace('_', "-")
}
