//! Answers to `inference.json`; its `conventions` explain every field.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::multiple::{self, Families, Family};
use parallax::measures::{self, EventBlocks, LogRatio, PairedLogRatio, RateInterval, Sample, Side, Undefined, Unit};

use super::answer::{interval, number, read, reason};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Articles {
    x: Vec<u64>,
    n: Vec<u64>,
}

pub fn rate_interval(input: &Value) -> Value {
    let Articles { x, n } = read(input);
    let RateInterval {
        hits,
        words,
        units,
        units_with_hits,
        per_1000,
        linearised_se_per_1000,
        jackknife_se_ln,
        jackknife_interval_per_1000,
        pearson_phi,
        deflation,
        deflated_garwood_per_1000,
        hull_per_1000,
    } = measures::rate_interval(&Sample::new(&units_of(&x, &n)));
    json!({
        "hits": hits,
        "tokens": words,
        "articles": units,
        "articles_with_hits": units_with_hits,
        "per_1000": number(per_1000),
        "linearised_se_per_1000": number(linearised_se_per_1000),
        "jackknife_se_ln": number(jackknife_se_ln),
        "jackknife_reason": reason(&jackknife_se_ln),
        "jackknife_log_ci95_per_1000": interval(jackknife_interval_per_1000),
        "pearson_phi": number(pearson_phi),
        "phi": number(deflation),
        "deflated_garwood_ci95_per_1000": interval(deflated_garwood_per_1000),
        "hull_ci95_per_1000": interval(hull_per_1000),
        "hull_reason": reason(&hull_per_1000),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TwoSides {
    x_a: Vec<u64>,
    n_a: Vec<u64>,
    x_b: Vec<u64>,
    n_b: Vec<u64>,
}

pub fn log_ratio_unpaired(input: &Value) -> Value {
    let TwoSides { x_a, n_a, x_b, n_b } = read(input);
    let (a, b) = (units_of(&x_a, &n_a), units_of(&x_b, &n_b));
    let LogRatio { hits, words, units, zero_adjusted, log2_ratio, jackknife_variance_ln, se_ln, df, interval_log2 } =
        measures::log_ratio_unpaired(&Sample::new(&a), &Sample::new(&b));
    json!({
        "hits": hits,
        "tokens": words,
        "articles": units,
        "zero_adjusted": zero_adjusted,
        "log2_ratio": number(log2_ratio),
        "jackknife_v": jackknife_variance_ln.map(number),
        "se_ln": number(se_ln),
        "df": number(df),
        "ci95_log2": interval(interval_log2),
        "interval_reason": reason(&interval_log2),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    rows: Vec<Row>,
    target: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "article")]
    _article: String,
    event: String,
    outlet: String,
    tokens: u64,
    hits: u64,
}

pub fn log_ratio_paired(input: &Value) -> Value {
    let Rows { rows, target } = read(input);
    let articles = rows.iter().map(|row| {
        let side = if row.outlet == target { Side::Target } else { Side::Others };
        (row.event.as_str(), side, Unit::new(row.hits, row.tokens))
    });
    let (names, blocks): (Vec<&str>, Vec<EventBlocks>) = EventBlocks::gather(articles).into_iter().unzip();
    let PairedLogRatio {
        events_used,
        events_dropped,
        hits,
        words,
        articles,
        articles_dropped,
        zero_adjusted,
        log2_ratio,
        delete_one_event_ln_ratio,
        se_ln,
        df,
        interval_log2,
    } = measures::log_ratio_paired(&blocks);
    let named = |events: Vec<usize>| events.into_iter().map(|event| names[event]).collect::<Vec<_>>();
    json!({
        "target": target,
        "events_used": named(events_used),
        "events_dropped": named(events_dropped),
        "hits_used": hits,
        "tokens_used": words,
        "articles_used": articles,
        "articles_dropped": articles_dropped,
        "zero_adjusted": zero_adjusted,
        "log2_ratio": number(log2_ratio),
        "delete_one_event_ln_ratio": delete_one_event_ln_ratio
            .map_or(Value::Null, |ratios| ratios.into_iter().map(|ratio| number(Ok(ratio))).collect()),
        "se_ln": number(se_ln),
        "df": df.ok(),
        "ci95_log2": interval(interval_log2),
        "interval_reason": reason(&interval_log2),
    })
}

fn units_of(hits: &[u64], words: &[u64]) -> Vec<Unit> {
    assert_eq!(hits.len(), words.len(), "hits and words of the same articles");
    hits.iter().zip(words).map(|(&x, &n)| Unit::new(x, n)).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    q: f64,
    categories: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    id: String,
    p: Option<f64>,
    outlets: BTreeMap<String, Option<f64>>,
}

pub fn families(input: &Value) -> Value {
    let Categories { q, categories } = read(input);
    // Which reason a missing p has is another matter.
    let defined = |p: Option<f64>| p.ok_or(Undefined::FewArticles);
    let asked: Vec<Family> = categories
        .iter()
        .map(|category| Family {
            p: defined(category.p),
            members: category.outlets.values().map(|p| defined(*p)).collect(),
        })
        .collect();
    let Families { tested, adjusted, selected, level_inside, called } = multiple::families(&asked, q);
    let ids = || categories.iter().map(|category| category.id.clone());
    let outlets_called = categories.iter().zip(called).map(|(category, called)| {
        let outlets: Vec<&String> = category.outlets.keys().collect();
        (category.id.clone(), json!(called.map(|called| called.iter().map(|&o| outlets[o]).collect::<Vec<_>>())))
    });
    json!({
        "m": tested,
        "bh": ids().zip(adjusted).map(|(id, p)| (id, number(p))).collect::<Value>(),
        "selected": selected.iter().map(|&c| categories[c].id.as_str()).collect::<Vec<_>>(),
        "selected_count": selected.len(),
        "level_inside": number(level_inside),
        "outlets_called": outlets_called.collect::<Value>(),
    })
}
