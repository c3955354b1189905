//! The machine-readable body of a comparison: everything, by name, nothing rounded.

use super::Passage;
use super::compare::passage;
use crate::framing::{Comparison, Contrast, Profile, VoiceSplit};
use crate::measures::{Defined, Interval, Undefined};
use serde_json::{Value, json};

impl Comparison {
    pub(super) fn data(&self) -> Value {
        let group = |place: usize| json!(self.groups[place].name.as_deref());
        json!({
            "by": self.header.by,
            "field": self.header.field,
            "selection": self.header.selection,
            "unit": self.unit,
            "design": self.design,
            "shown": self.shown,
            "overview": {
                "articles": self.overview.articles,
                "words": self.overview.words,
                "events": self.overview.events,
                "outlets": self.overview.outlets,
                "first": self.overview.dates.map(|d| d.0.to_string()),
                "last": self.overview.dates.map(|d| d.1.to_string()),
            },
            "groups": self.groups.iter().map(|g| json!({
                "name": g.name.as_deref(),
                "articles": g.articles,
                "words": g.words,
                "own_words": (g.judged_words > 0).then_some(g.own_words),
                "judged_words": g.judged_words,
                "own_words_share": g.own_share(),
                "events": g.events,
                "outlets": g.outlets,
                "articles_without_event": g.articles_without_event,
                "articles_without_date": g.articles_without_date,
                "first": g.dates.map(|d| d.0.to_string()),
                "last": g.dates.map(|d| d.1.to_string()),
                "median_words": g.median_words,
                "compared": g.compared,
            })).collect::<Vec<_>>(),
            "categories": self.categories.iter().map(|c| json!({
                "id": c.id,
                "title": c.title,
                "lexicon": self.header.lexicons[self.header.categories[c.category as usize].lexicon as usize].id,
                "p": known(c.verdict.p),
                "p_reason": reason(c.verdict.p),
                "adjusted_p": known(c.verdict.adjusted_p),
                "selected": c.verdict.selected,
                "level_inside": known(c.verdict.level_inside),
                "articles_needed": {
                    "c": known(c.articles_needed.c),
                    "ratio_2": c.articles_needed.ratio_2.ok(),
                    "ratio_1_5": c.articles_needed.ratio_1_5.ok(),
                    "reason": reason(c.articles_needed.ratio_2),
                },
                "profiles": c.profiles.iter().map(|p| self.profile_data(p, &group)).collect::<Vec<_>>(),
                "against_rest": c.against_rest.iter().map(|x| self.contrast_data(x, &group)).collect::<Vec<_>>(),
                "pairs": c.pairs.iter().map(|x| self.contrast_data(x, &group)).collect::<Vec<_>>(),
                "passages": (0..self.groups.len()).filter_map(|g| {
                    let passages: Vec<Passage> = self.passages(c.category, g).iter().map(|l| passage(l, &self.header)).collect();
                    (!passages.is_empty()).then(|| json!({ "group": group(g), "passages": passages }))
                }).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "wire": self.wire_data(),
            "copies": self.copies.iter().map(|copy| json!({
                "article": &*copy.article,
                "copy_of": &*copy.copy_of,
            })).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(|w| json!({
                "code": w.code,
                "category": w.category.map(|c| self.header.categories[c as usize].id.as_str()),
                "group": w.group.map(group),
                "detail": w.detail,
                "text": w.text,
            })).collect::<Vec<_>>(),
        })
    }

    fn profile_data(&self, p: &Profile, group: &impl Fn(usize) -> Value) -> Value {
        json!({
            "group": group(p.group),
            "articles": p.articles,
            "articles_with_hits": p.articles_with_hits,
            "articles_in_other_languages": p.articles_in_other_languages,
            "units": p.units,
            "units_with_hits": p.units_with_hits,
            "words": p.words,
            "hits": p.known_hits(),
            "per_1000": known(p.per_1000),
            "per_1000_reason": reason(p.per_1000),
            "interval_per_1000": ends(p.interval_per_1000),
            "interval_per_1000_reason": reason(p.interval_per_1000),
            "share_of_articles": known(p.share_of_articles),
            "share_of_articles_reason": reason(p.share_of_articles),
            "entries": p.entries.iter().map(|(entry, hits)| json!({
                "pattern": self.header.entries[*entry as usize].pattern,
                "hits": hits,
            })).collect::<Vec<_>>(),
            "voices": p.voices.as_ref().map(split_data),
        })
    }

    fn contrast_data(&self, c: &Contrast, group: &impl Fn(usize) -> Value) -> Value {
        json!({
            "target": group(c.target),
            "reference": c.reference.map_or(json!("the rest"), group),
            "design": c.design,
            "events": c.events,
            "articles_dropped": c.articles_dropped,
            "units": c.units,
            "words": c.words,
            "hits": c.hits,
            "per_1000": c.per_1000.map(known),
            "zero_adjusted": c.zero_adjusted,
            "log_ratio": known(c.log_ratio),
            "log_ratio_reason": reason(c.log_ratio),
            "interval": ends(c.interval),
            "interval_reason": reason(c.interval),
            "t": known(c.test.t),
            "t_reason": reason(c.test.t),
            "p": known(c.test.p),
            "p_reason": reason(c.test.p),
            "adjusted_p": known(c.test.adjusted_p),
            "called": c.test.called,
            "entries": c.entries.iter().map(|shift| json!({
                "pattern": self.header.entries[shift.entry as usize].pattern,
                "hits": shift.hits,
                "per_1000": known(shift.per_1000),
                "interval_per_1000": ends(shift.interval_per_1000),
                "interval_per_1000_reason": reason(shift.interval_per_1000),
            })).collect::<Vec<_>>(),
            "voices": c.voices.iter().map(|v| (v.voice.name().to_string(), json!({
                "shares": v.shares.map(known),
                "difference": known(v.difference),
                "difference_reason": reason(v.difference),
                "odds_ratio": known(v.odds_ratio),
                "odds_ratio_reason": reason(v.odds_ratio),
                "interval": ends(v.interval),
                "interval_reason": reason(v.interval),
            }))).collect::<serde_json::Map<_, _>>(),
        })
    }
}

/// The hits of a group by voice: rates per 1,000 of all words, and shares of its hits.
fn split_data(split: &VoiceSplit) -> Value {
    let rates = split.columns.iter().map(|rate| {
        let value = json!({
            "hits": rate.hits,
            "per_1000": known(rate.per_1000),
            "per_1000_reason": reason(rate.per_1000),
            "interval_per_1000": ends(rate.interval_per_1000),
            "interval_per_1000_reason": reason(rate.interval_per_1000),
        });
        (rate.voice.name().to_string(), value)
    });
    let shares = split.shares.iter().map(|share| {
        let value = json!({
            "hits": share.hits,
            "share": known(share.share),
            "share_reason": reason(share.share),
            "interval": ends(share.interval),
            "interval_reason": reason(share.interval),
        });
        (share.voice.name().to_string(), value)
    });
    json!({
        "rates": rates.collect::<serde_json::Map<_, _>>(),
        "shares_of_hits": shares.collect::<serde_json::Map<_, _>>(),
    })
}

pub(super) fn known(value: Defined<f64>) -> Value {
    json!(value.ok())
}

pub(super) fn ends(value: Defined<Interval>) -> Value {
    json!(value.ok().map(|i| [i.lower, i.upper]))
}

pub(super) fn reason<T>(value: Defined<T>) -> Value {
    json!(value.err().map(Undefined::code))
}
