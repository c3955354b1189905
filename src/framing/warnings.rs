//! What a reader must know beside a number, in words a journalist understands.

use super::comparison::{CategoryComparison, Comparison};
use super::contrast::Design;
use super::even_sizes::EvenSizes;
use super::profile::Profile;
use super::table::{Names, UnitKind};
use super::{MIN_ARTICLES, MIN_UNITS};
use crate::counts::{ArticleCounts, Counts};
use crate::measures::Undefined;
use crate::voice::VoiceChoice;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningCode {
    /// There is only one group, or only one large enough.
    NeedsTwoGroups,
    /// A group has few articles.
    FewArticles,
    /// A group has too few articles to be compared.
    NotCompared,
    /// A group covers few events, or shares few.
    FewEvents,
    /// Few units of a group hold a hit.
    FewHitArticles,
    /// One article holds a large part of a group's hits.
    OneArticleDominates,
    /// One event holds a large part of a group's hits.
    OneEventDominates,
    /// One outlet holds a large part of a group's hits.
    OneOutletDominates,
    /// One group is much larger than another.
    Imbalance,
    /// The texts of one group hold remains of web pages, those of another do not.
    TokenizerMismatch,
    /// Articles of one group are much longer.
    LengthGap,
    /// Entries of a lexicon's file could not be taken over.
    LexiconLosses,
    /// One entry holds most of a category's hits, or the finding turns without it.
    LexiconDominated,
    /// The most frequent entry differs between groups.
    LexiconUnbalancedBetweenOutlets,
    /// Many of a group's hits stand inside quotation marks.
    Quotes,
    /// Voices were not judged in the language of the articles.
    NotJudged,
    /// A difference has no spread that it could be measured by.
    StatisticUndefined,
    /// A side without a hit was counted as half a hit.
    ZeroAdjusted,
    /// Articles in another language than the lexicon's were left out.
    LanguageMismatch,
    /// The groups' articles are from different times.
    PeriodMismatch,
    /// The groups wrote about different events and are not compared event by event.
    TopicMismatch,
    /// Several outlets print the same texts.
    Duplicates,
    /// Articles repeat others of their outlet.
    Copies,
    /// Terms were picked out of many.
    ManyTerms,
    /// Relabellings are too few for the false discovery rate of so many terms.
    PermutationResolution,
    /// A statistic was chosen that is fast and less safe.
    FastStatistic,
    /// A p is shown that takes words for the sample.
    BagOfWordsP,
    /// Events were derived, not given.
    DerivedEvents,
}

impl WarningCode {
    /// The machine's name, for example `few_articles`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            WarningCode::NeedsTwoGroups => "needs_two_outlets",
            WarningCode::FewArticles => "few_articles",
            WarningCode::NotCompared => "not_compared",
            WarningCode::FewEvents => "few_events",
            WarningCode::FewHitArticles => "few_hit_articles",
            WarningCode::OneArticleDominates => "one_article_dominates",
            WarningCode::OneEventDominates => "one_event_dominates",
            WarningCode::OneOutletDominates => "one_outlet_dominates",
            WarningCode::Imbalance => "imbalance",
            WarningCode::TokenizerMismatch => "tokenizer_mismatch",
            WarningCode::LengthGap => "length_gap",
            WarningCode::LexiconLosses => "lexicon_losses",
            WarningCode::LexiconDominated => "lexicon_dominated",
            WarningCode::LexiconUnbalancedBetweenOutlets => "lexicon_unbalanced_between_outlets",
            WarningCode::Quotes => "quotes",
            WarningCode::NotJudged => "not_judged",
            WarningCode::StatisticUndefined => "statistic_undefined",
            WarningCode::ZeroAdjusted => "zero_adjusted",
            WarningCode::LanguageMismatch => "language_mismatch",
            WarningCode::PeriodMismatch => "period_mismatch",
            WarningCode::TopicMismatch => "topic_mismatch",
            WarningCode::Duplicates => "duplicates",
            WarningCode::Copies => "copies",
            WarningCode::ManyTerms => "many_terms",
            WarningCode::PermutationResolution => "permutation_resolution",
            WarningCode::FastStatistic => "fast_statistic",
            WarningCode::BagOfWordsP => "bag_of_words_p",
            WarningCode::DerivedEvents => "derived_events",
        }
    }
}

/// A warning and the number it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Warned {
    /// What it is about.
    pub code: WarningCode,
    /// The category, by its place in the header; `None`: all of them.
    pub category: Option<u32>,
    /// The group, by its place; `None`: the comparison.
    pub group: Option<usize>,
    /// What was found here: "12 articles".
    pub detail: String,
    /// What it means.
    pub text: String,
}

/// Fewer articles than this, and intervals of ratios under-cover.
const FEW_ARTICLES: u64 = 20;
/// Fewer articles than this, and intervals of rates do.
const FEW_ARTICLES_FOR_RATES: u64 = 50;
/// Fewer units with a hit than this, and a bursty, rare term is measured too confidently.
const FEW_HIT_ARTICLES: u64 = 10;
const FEW_HIT_EVENTS: u64 = 5;
/// A larger share of the hits than this dominates.
const DOMINANT: f64 = 0.3;
/// With fewer parts than this one of them is dominant whatever happens.
const MIN_PARTS: usize = 4;
/// A larger ratio of sizes than this is an imbalance.
pub(super) const IMBALANCE: f64 = 5.0;
/// A ratio that a drawing of equal sizes changes by more than this factor is worth a word.
const CHANGED: f64 = 1.25;
const LENGTH_GAP: f64 = 1.5;
const PERIOD_OVERLAP: f64 = 0.8;
/// A larger share of a group's hits than this in quotation marks is worth a word.
const QUOTED: f64 = 0.3;
/// Fewer hits than this say nothing about which entry leads.
const HITS_FOR_LEADER: u64 = 10;

pub(super) fn of(comparison: &Comparison, counts: &Counts, names: &Names) -> Vec<Warned> {
    let mut out = Vec::new();
    about_lexicons(comparison, &mut out);
    about_events(comparison, counts, &mut out);
    about_groups(comparison, &mut out);
    about_design(comparison, &mut out);
    let even = EvenSizes::draw(comparison, counts, names);
    for category in &comparison.categories {
        about_category(comparison, counts, names, category, &mut out);
        if let Some(even) = &even {
            about_weight(even, category, &mut out);
        }
    }
    out.sort_by_key(|warned| (warned.code, warned.category, warned.group));
    out
}

fn about_lexicons(comparison: &Comparison, out: &mut Vec<Warned>) {
    let lossy = comparison.header.lexicons.iter().filter_map(|lexicon| lexicon.losses.as_ref());
    out.extend(lossy.filter(|losses| losses.is_lossy()).map(|losses| Warned {
        code: WarningCode::LexiconLosses,
        category: None,
        group: None,
        detail: losses.to_string(),
        text: "what a lexicon's file says and this program cannot is not counted, or counted otherwise".to_string(),
    }));
}

fn about_events(comparison: &Comparison, counts: &Counts, out: &mut Vec<Warned>) {
    if !comparison.shown.events.is_derived() {
        return;
    }
    let without = counts.rows().iter().filter(|row| row.event.is_none()).count() as u64;
    out.push(Warned {
        code: WarningCode::DerivedEvents,
        category: None,
        group: None,
        detail: match without {
            0 => number_of(comparison.overview.events, "event"),
            _ => format!("{}, and {without} articles without one", number_of(comparison.overview.events, "event")),
        },
        text: "events are derived from words and dates, not given: two taken for one make intervals wider, one fallen into two makes them too narrow; `parallax events` shows them".to_string(),
    });
}

fn about_groups(comparison: &Comparison, out: &mut Vec<Warned>) {
    let mut say = |code, group, detail: String, text: &str| {
        out.push(Warned { code, category: None, group, detail, text: text.to_string() });
    };
    let compared: Vec<_> = comparison.groups.iter().enumerate().filter(|(_, g)| g.compared).collect();
    let named = comparison.groups.iter().filter(|g| g.name.is_some()).count();
    if named < 2 {
        say(
            WarningCode::NeedsTwoGroups,
            None,
            format!("only one group by `{}`", comparison.header.by),
            "its profile is shown; there is nothing to compare it with",
        );
    } else if compared.is_empty() {
        say(
            WarningCode::NeedsTwoGroups,
            None,
            format!("no group has {MIN_ARTICLES} articles"),
            "the counts are shown, and no group is compared with the rest",
        );
    }
    for (place, group) in comparison.groups.iter().enumerate().filter(|(_, g)| g.name.is_some()) {
        if !group.compared {
            say(
                WarningCode::NotCompared,
                Some(place),
                articles(group),
                &format!(
                    "a group with fewer than {MIN_ARTICLES} articles is listed with its counts and belongs to the rest, but is not compared"
                ),
            );
        } else if group.articles < FEW_ARTICLES {
            say(
                WarningCode::FewArticles,
                Some(place),
                articles(group),
                &format!(
                    "with fewer than {FEW_ARTICLES} articles intervals miss the truth more often than 5 times in 100"
                ),
            );
        } else if group.articles < FEW_ARTICLES_FOR_RATES {
            say(
                WarningCode::FewArticles,
                Some(place),
                articles(group),
                &format!(
                    "with fewer than {FEW_ARTICLES_FOR_RATES} articles intervals of rates miss the truth more often than 5 times in 100"
                ),
            );
        }
    }
    let range = |size: &dyn Fn(&super::GroupInfo) -> u64| {
        let sizes = || compared.iter().map(|(_, g)| size(g)).filter(|s| *s > 0);
        sizes().min().zip(sizes().max())
    };
    for (what, sizes) in [("articles", range(&|g| g.articles)), ("words", range(&|g| g.words))] {
        if let Some((least, most)) = sizes
            && most as f64 > IMBALANCE * least as f64
        {
            say(
                WarningCode::Imbalance,
                None,
                format!("{least} to {most} {what}"),
                "the groups differ in size, so “the rest” is mostly the largest group",
            );
            break;
        }
    }
    if let Some((least, most)) = range(&|g| g.median_words)
        && most as f64 > LENGTH_GAP * least as f64
    {
        say(
            WarningCode::LengthGap,
            None,
            format!("median length {least} to {most} words"),
            "longer articles hold a hit more easily, so compare rates rather than shares of articles",
        );
    }
}

fn about_design(comparison: &Comparison, out: &mut Vec<Warned>) {
    let Some(design) = comparison.design else { return };
    let mut say = |code, group, detail: String, text: &str| {
        out.push(Warned { code, category: None, group, detail, text: text.to_string() });
    };
    if design == Design::Unpaired {
        let detail = match comparison.overview.events {
            0 => "the articles name no events",
            _ => "the groups share too few events, or the shared ones hold too few of their articles",
        };
        let detail = detail.to_string();
        let text = "they are not compared event by event, so a difference may be one of what was reported, not of how";
        say(WarningCode::TopicMismatch, None, detail, text);
    }
    if comparison.unit == UnitKind::Event {
        for (place, group) in comparison.groups.iter().enumerate().filter(|(_, g)| g.compared) {
            if group.events < 2 * MIN_UNITS as u64 {
                say(
                    WarningCode::FewEvents,
                    Some(place),
                    number_of(group.events, "event"),
                    "all articles of a group on one event are one unit, so the intervals rest on few",
                );
            }
        }
    }
    let spans: Vec<_> = comparison
        .groups
        .iter()
        .enumerate()
        .filter(|(_, g)| g.compared)
        .filter_map(|(p, g)| g.dates.map(|d| (p, d)))
        .collect();
    for &(place, (first, last)) in &spans {
        let rest = spans.iter().filter(|(p, _)| *p != place).map(|(_, d)| *d);
        let Some((from, to)) = rest.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { continue };
        let days = |a: jiff::civil::Date, b: jiff::civil::Date| f64::from((b - a).get_days()) + 1.0;
        let shared = days(first.max(from), last.min(to)).max(0.0);
        if shared < PERIOD_OVERLAP * days(first.min(from), last.max(to)) {
            say(
                WarningCode::PeriodMismatch,
                Some(place),
                format!("{first} to {last}, the rest {from} to {to}"),
                "the articles are from different times: a difference may be one of time",
            );
        }
    }
}

fn about_category(
    comparison: &Comparison,
    counts: &Counts,
    names: &Names,
    category: &CategoryComparison,
    out: &mut Vec<Warned>,
) {
    let number = category.category;
    let entry_name = |entry: u32| comparison.header.entries[entry as usize].pattern.as_str();
    let compared: Vec<&Profile> = category.profiles.iter().filter(|p| comparison.groups[p.group].compared).collect();
    let mut say = |code, group, detail: String, text: &str| {
        out.push(Warned { code, category: Some(number), group, detail, text: text.to_string() });
    };
    for profile in &category.profiles {
        if profile.articles_in_other_languages > 0 {
            say(
                WarningCode::LanguageMismatch,
                Some(profile.group),
                number_of(profile.articles_in_other_languages, "article"),
                "articles in another language than the lexicon’s are left out",
            );
        }
    }
    let splits = || compared.iter().filter_map(|p| Some((*p, p.voices.as_ref()?)));
    if splits().any(|(_, split)| split.columns.iter().any(|rate| rate.hits.is_none())) {
        say(
            WarningCode::NotJudged,
            None,
            format!("no cue words for `{}`", comparison.header.categories[number as usize].language),
            "only quotation marks were looked at, so nobody can say which hits are the outlet’s own words",
        );
    }
    for (profile, split) in splits().filter(|_| comparison.shown.voice.choice == VoiceChoice::All) {
        let quoted = split.columns.iter().find(|rate| rate.voice == VoiceChoice::Quoted).and_then(|rate| rate.hits);
        if let Some(quoted) = quoted.filter(|quoted| *quoted as f64 > QUOTED * profile.hits as f64) {
            say(
                WarningCode::Quotes,
                Some(profile.group),
                format!("{:.0} % of its hits", 100.0 * quoted as f64 / profile.hits as f64),
                "they stand in quotation marks: look at who is speaking before the rate is called the outlet’s",
            );
        }
    }
    for profile in &compared {
        let (limit, unit) = match comparison.unit {
            UnitKind::Article => (FEW_HIT_ARTICLES, "article"),
            UnitKind::Event => (FEW_HIT_EVENTS, "event"),
            UnitKind::Wire => (FEW_HIT_ARTICLES, "wire group"),
        };
        if profile.units_with_hits > 0 && profile.units_with_hits < limit {
            say(
                WarningCode::FewHitArticles,
                Some(profile.group),
                format!("hits in {}", number_of(profile.units_with_hits, unit)),
                "what is rare and comes in bursts is measured too confidently: of 100 such intervals only 83 to 90 held the truth",
            );
        }
        let rows: Vec<&ArticleCounts> =
            names.rows_of(counts, Some(profile.group)).filter(|row| !row.cells_of(number).is_empty()).collect();
        dominance(comparison, counts, names, profile, number, &rows, &mut say);
    }
    let mut total: BTreeMap<u32, u64> = BTreeMap::new();
    for (entry, hits) in compared.iter().flat_map(|p| &p.entries) {
        *total.entry(*entry).or_insert(0) += hits;
    }
    let sum: u64 = total.values().sum();
    let entries = comparison.header.categories[number as usize].entries.len();
    if sum >= HITS_FOR_LEADER && entries > 1 {
        let (top, most) =
            total.iter().map(|(e, h)| (*e, *h)).max_by_key(|(e, h)| (*h, std::cmp::Reverse(*e))).unwrap_or_default();
        let effective = 1.0 / total.values().map(|h| (*h as f64 / sum as f64).powi(2)).sum::<f64>();
        if 2 * most > sum || effective < 2.0 {
            say(
                WarningCode::LexiconDominated,
                None,
                format!("`{}` makes {:.0} % of the hits", entry_name(top), 100.0 * most as f64 / sum as f64),
                "the category measures mostly this entry",
            );
        }
    }
    let leaders: Vec<(usize, u32)> = compared
        .iter()
        .filter(|p| p.hits >= HITS_FOR_LEADER)
        .filter_map(|p| p.entries.first().map(|(entry, _)| (p.group, *entry)))
        .collect();
    if entries > 1 && leaders.iter().any(|(_, entry)| *entry != leaders[0].1) {
        let list: Vec<String> =
            leaders.iter().map(|(g, e)| format!("{}: `{}`", group_name(comparison, *g), entry_name(*e))).collect();
        say(
            WarningCode::LexiconUnbalancedBetweenOutlets,
            None,
            list.join(", "),
            "the groups lead with different entries, so the rates measure different words",
        );
    }
    for contrast in &category.against_rest {
        if let Some(entry) = turning_entry(category, contrast.target, &compared) {
            say(
                WarningCode::LexiconDominated,
                Some(contrast.target),
                format!("without `{}`", entry_name(entry)),
                "the difference from the rest would point the other way",
            );
        }
    }
    for contrast in category.against_rest.iter().filter(|c| c.test.t == Err(Undefined::StatisticUndefined)) {
        say(
            WarningCode::StatisticUndefined,
            Some(contrast.target),
            format!("{} and {} hits", contrast.hits[0], contrast.hits[1]),
            "every unit has exactly its side’s rate, so the difference cannot be held against any spread, and has no p",
        );
    }
    for contrast in category.against_rest.iter().filter(|c| c.zero_adjusted) {
        let silent = if contrast.hits[0] == 0 { "no hit" } else { "no hit in the rest" };
        say(
            WarningCode::ZeroAdjusted,
            Some(contrast.target),
            silent.to_string(),
            "half a hit stands in for none, and there is no interval",
        );
    }
}

/// Differences from the rest that are differences from its largest group.
fn about_weight(even: &EvenSizes, category: &CategoryComparison, out: &mut Vec<Warned>) {
    for contrast in category.against_rest.iter().filter(|contrast| contrast.target != even.largest) {
        let Some(ratios) = even.ratios(&category.profiles, contrast.target, category.category) else { continue };
        let change = (ratios.drawn / ratios.all).max(ratios.all / ratios.drawn);
        let turned = (ratios.drawn > 1.0) != (ratios.all > 1.0);
        if turned || change > CHANGED {
            out.push(Warned {
                code: WarningCode::Imbalance,
                category: Some(category.category),
                group: Some(contrast.target),
                detail: format!(
                    "{:.2} times as often as in a rest with {} drawn articles of its largest group, {:.2} with all",
                    ratios.drawn,
                    even.articles(),
                    ratios.all
                ),
                text: "the rest is mostly one group, and without its weight the difference is another".to_string(),
            });
        }
    }
}

/// Single articles, events and outlets that hold a large part of a group's hits.
fn dominance(
    comparison: &Comparison,
    counts: &Counts,
    names: &Names,
    profile: &Profile,
    category: u32,
    rows: &[&ArticleCounts],
    say: &mut impl FnMut(WarningCode, Option<usize>, String, &str),
) {
    let words_of = |part: &dyn Fn(&ArticleCounts) -> bool| -> u64 {
        let own = names.rows_of(counts, Some(profile.group));
        own.filter(|row| part(row)).map(|row| u64::from(row.words)).sum()
    };
    let without = |hits: u64, words: u64| {
        let (hits, words) = (profile.hits - hits, profile.words.saturating_sub(words));
        if words == 0 {
            String::new()
        } else {
            format!(
                "; without it {:.2} per 1,000 words instead of {:.2}",
                1000.0 * hits as f64 / words as f64,
                1000.0 * profile.hits as f64 / profile.words as f64
            )
        }
    };
    let share = |hits: u64| 100.0 * hits as f64 / profile.hits as f64;
    let is_dominant = |hits: u64, parts: usize| parts >= MIN_PARTS && hits as f64 > DOMINANT * profile.hits as f64;

    let most = rows.iter().max_by_key(|row| (row.hits(category), std::cmp::Reverse(&row.id)));
    if let Some(row) = most
        && is_dominant(row.hits(category), rows.len())
    {
        let hits = row.hits(category);
        say(
            WarningCode::OneArticleDominates,
            Some(profile.group),
            format!("`{}` holds {:.0} % of the hits{}", row.id, share(hits), without(hits, u64::from(row.words))),
            "one article makes much of the rate",
        );
    }
    let sums = |key: fn(&ArticleCounts) -> Option<&Arc<str>>| {
        let mut sums: BTreeMap<Arc<str>, u64> = BTreeMap::new();
        for row in rows {
            if let Some(name) = key(row) {
                *sums.entry(name.clone()).or_insert(0) += row.hits(category);
            }
        }
        let parts = sums.len();
        sums.into_iter().rev().max_by_key(|(_, hits)| *hits).map(|(name, hits)| (name, hits, parts))
    };
    // where the event is one article, that has been said
    if let Some((event, hits, parts)) = sums(|row| row.event.as_ref())
        && is_dominant(hits, parts)
        && most.is_none_or(|row| row.hits(category) < hits)
    {
        let words = words_of(&|row| row.event.as_ref() == Some(&event));
        say(
            WarningCode::OneEventDominates,
            Some(profile.group),
            format!("`{event}` holds {:.0} % of the hits{}", share(hits), without(hits, words)),
            "one event makes much of the rate",
        );
    }
    // a group of few outlets has a dominant one, and that is worth knowing: no minimum of parts but two
    if comparison.header.by != "outlet"
        && let Some((outlet, hits, parts)) = sums(|row| Some(&row.outlet))
        && parts > 1
        && hits as f64 > DOMINANT * profile.hits as f64
    {
        let words = words_of(&|row| row.outlet == outlet);
        say(
            WarningCode::OneOutletDominates,
            Some(profile.group),
            format!("`{outlet}` holds {:.0} % of the hits{}", share(hits), without(hits, words)),
            "one outlet makes much of the group’s rate",
        );
    }
}

/// The entry without which the sign of a group's difference from the rest changes.
fn turning_entry(category: &CategoryComparison, target: usize, compared: &[&Profile]) -> Option<u32> {
    let own = &category.profiles[target];
    let rest: Vec<&&Profile> = compared.iter().filter(|p| p.group != target).collect();
    let sum = |hits: &dyn Fn(&Profile) -> u64| rest.iter().map(|p| hits(p)).sum::<u64>();
    let rest_words = sum(&|p| p.words);
    if own.hits < HITS_FOR_LEADER || sum(&|p| p.hits) < HITS_FOR_LEADER || own.words == 0 || rest_words == 0 {
        return None;
    }
    let hits_of = |p: &Profile, entry: u32| p.entries.iter().find(|(e, _)| *e == entry).map_or(0, |(_, h)| *h);
    // comparing x/n with y/m as x*m with y*n keeps to integers
    let sign = |own_hits: u64, rest_hits: u64| {
        (u128::from(own_hits) * u128::from(rest_words)).cmp(&(u128::from(rest_hits) * u128::from(own.words)))
    };
    let all = sign(own.hits, sum(&|p| p.hits));
    own.entries.iter().map(|(entry, _)| *entry).find(|&entry| {
        let left = sign(own.hits - hits_of(own, entry), sum(&|p| p.hits - hits_of(p, entry)));
        left != all && left.is_ne() && all.is_ne()
    })
}

fn articles(group: &super::GroupInfo) -> String {
    number_of(group.articles, "article")
}

fn number_of(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn group_name(comparison: &Comparison, group: usize) -> String {
    comparison.groups[group].name.as_deref().unwrap_or("(missing)").to_string()
}
