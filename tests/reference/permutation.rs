//! Answers to the blocks of `inference.json` about the default test.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use parallax::measures::permutation::{
    Design, Exchange, Labelled, Relabellings, permutation_test, permutation_test_of, statistics, t_mean_centred,
    t_rate_difference, t_rate_difference_paired,
};
use parallax::measures::{Defined, Sample, Unit};

use super::answer::{number, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unpaired {
    x: Vec<u64>,
    n: Vec<u64>,
    group_1: Vec<usize>,
    block: Option<Vec<u64>>,
    relabelled_group_1: Vec<Vec<usize>>,
}

pub fn test_unpaired(input: &Value) -> Value {
    let Unpaired { x, n, group_1, block, relabelled_group_1 } = read(input);
    let keys: Vec<String> = (0..x.len()).map(|i| format!("{i:09}")).collect();
    let blocks: Option<Vec<String>> = block.map(|block| block.iter().map(|block| format!("{block:09}")).collect());
    let articles: Vec<Labelled> = (0..x.len())
        .map(|i| Labelled {
            article: &keys[i],
            outlet: if group_1.contains(&i) { 1 } else { 2 },
            event: blocks.as_ref().map(|blocks| blocks[i].as_str()),
            words: n[i],
        })
        .collect();
    let exchange = if blocks.is_some() { Exchange::Blocks } else { Exchange::Articles };
    let design = Design::new(exchange, &articles);
    let group = |list: &Vec<usize>| (0..design.units().len()).map(|u| if list.contains(&u) { 1 } else { 2 }).collect();
    let lists: Vec<Vec<usize>> = relabelled_group_1.iter().map(group).collect();
    let relabellings = Relabellings::given(&design, &lists).expect("groups keep their sizes");

    let hits = design.gather(&x).expect("small counts");
    let words: Vec<u64> = design.units().map(|unit| unit.words).collect();
    let units: Vec<Unit> = hits.iter().zip(&words).map(|(&x, &n)| Unit::new(x, n)).collect();
    let of = |statistic: fn(&Sample, &Sample) -> Defined<f64>| {
        move |labels: &[u32]| {
            let side = |wanted: u32| -> Vec<Unit> {
                units.iter().zip(labels).filter(|(_, label)| **label == wanted).map(|(unit, _)| *unit).collect()
            };
            statistic(&Sample::new(&side(0)), &Sample::new(&side(1)))
        }
    };
    let sizes = [1, 2].map(|outlet| design.units().filter(|unit| unit.outlet == outlet).count());
    let first: Vec<Value> = lists[..5].iter().map(|labels| one_t(&design, &x, Some(labels))).collect();
    let test = &permutation_test(&design, &[&x], &relabellings)[0].outlets[0];
    json!({
        "units": sizes,
        "unit_hits": hits,
        "unit_tokens": words,
        "t": {
            "observed": number(test.t),
            "first_5_replicates": first,
            "count_at_least_as_large": test.count.ok(),
            "p": number(test.p),
        },
        "t_rate_difference": alternative(&design, &relabellings, 5, of.clone()(t_rate_difference)),
        "t_mean_centred": alternative(&design, &relabellings, 5, of(t_mean_centred)),
    })
}

/// T of the first outlet, as a JSON number.
fn one_t(design: &Design, hits: &[u64], labels: Option<&[usize]>) -> Value {
    number(statistics(design, hits, labels).map(|t| t[0]))
}

/// The two-sided test of a statistic that was not chosen.
fn alternative(
    design: &Design,
    relabellings: &Relabellings,
    shown: usize,
    statistic: impl Fn(&[u32]) -> Defined<f64> + Sync,
) -> Value {
    let labels = relabellings.first(design, shown);
    let shown: Vec<Value> = labels.iter().map(|labels| number(statistic(labels))).collect();
    let observed = statistic(design.observed());
    let size = permutation_test_of(design, relabellings, |labels| statistic(labels).map(f64::abs));
    if relabellings.hold_the_observed() || shown.len() == 6 {
        json!({
            "observed": number(observed),
            "replicates": shown,
            "count_at_least_as_large": size.map(|test| test.count).ok(),
            "of": relabellings.len(),
            "p": number(size.map(|test| test.p)),
        })
    } else {
        json!({
            "observed": number(observed),
            "first_5_replicates": shown,
            "count_at_least_as_large": size.map(|test| test.count).ok(),
            "p": number(size.map(|test| test.p)),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paired {
    rows: Vec<Row>,
    target: String,
    swaps: Option<Vec<Vec<u8>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    article: String,
    event: String,
    outlet: String,
    tokens: u64,
    hits: u64,
}

pub fn test_paired(input: &Value) -> Value {
    let Paired { rows, target, swaps } = read(input);
    let hits: Vec<u64> = rows.iter().map(|row| row.hits).collect();
    let design = design_of(&rows, |outlet| usize::from(outlet != target));
    let swapped = |swaps: &Vec<u8>| -> Vec<usize> {
        design.units().map(|unit| unit.outlet ^ usize::from(swaps[unit.event.expect("an event")])).collect()
    };
    let relabellings = match &swaps {
        Some(swaps) => Relabellings::given(&design, &swaps.iter().map(swapped).collect::<Vec<_>>()).expect("swaps"),
        None => Relabellings::new(&design, 0, 0),
    };
    let outlets = design.outlets().to_vec();
    let named = |labels: &Vec<u32>| -> Vec<usize> { labels.iter().map(|&place| outlets[place as usize]).collect() };
    let replicates: Vec<Value> =
        relabellings.first(&design, 6).iter().map(|labels| one_t(&design, &hits, Some(&named(labels)))).collect();
    let test = &permutation_test(&design, &[&hits], &relabellings)[0].outlets[0];

    let unit_hits = design.gather(&hits).expect("small counts");
    let units: Vec<Unit> = unit_hits.iter().zip(design.units()).map(|(&x, unit)| Unit::new(x, unit.words)).collect();
    let rate_difference = |labels: &[u32]| {
        let events: Vec<[Unit; 2]> = (0..units.len() / 2)
            .map(|event| [2 * event, 2 * event + 1])
            .map(|[a, b]| if labels[a] == 0 { [units[a], units[b]] } else { [units[b], units[a]] })
            .collect();
        t_rate_difference_paired(&events)
    };
    let mut dropped: Vec<&String> =
        rows.iter().map(|row| &row.event).filter(|event| !design.events().contains(event)).collect();
    dropped.sort();
    dropped.dedup();
    json!({
        "events_used": design.events(),
        "events_dropped": dropped,
        "t": {
            "observed": number(test.t),
            "replicates": replicates,
            "count_at_least_as_large": test.count.ok(),
            "of": relabellings.len(),
            "p": number(test.p),
        },
        "t_rate_difference": alternative(&design, &relabellings, 6, rate_difference),
    })
}

fn design_of(rows: &[Row], number: impl Fn(&str) -> usize) -> Design {
    let articles: Vec<Labelled> = rows
        .iter()
        .map(|row| Labelled {
            article: &row.article,
            outlet: number(&row.outlet),
            event: Some(&row.event),
            words: row.tokens,
        })
        .collect();
    Design::new(Exchange::BlocksInEvents, &articles)
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum SeveralOutlets {
    Unpaired {
        x: Vec<u64>,
        n: Vec<u64>,
        outlet: Vec<String>,
        relabelled_outlet: Vec<Vec<String>>,
    },
    Paired {
        rows: Vec<Row>,
        events_in_order: Vec<String>,
        true_labels: Vec<Vec<String>>,
        relabelled: Vec<Vec<Vec<String>>>,
    },
}

pub fn test_k_outlets(input: &Value) -> Value {
    match read(input) {
        SeveralOutlets::Unpaired { x, n, outlet, relabelled_outlet } => {
            let names = sorted(outlet.iter().cloned());
            let place = |name: &String| names.iter().position(|n| n == name).expect("an outlet");
            let keys: Vec<String> = (0..x.len()).map(|i| format!("{i:09}")).collect();
            let articles: Vec<Labelled> = (0..x.len())
                .map(|i| Labelled { article: &keys[i], outlet: place(&outlet[i]), event: None, words: n[i] })
                .collect();
            let design = Design::new(Exchange::Articles, &articles);
            let lists: Vec<Vec<usize>> =
                relabelled_outlet.iter().map(|labels| labels.iter().map(place).collect()).collect();
            several_outlets(&design, &x, &names, &lists)
        }
        SeveralOutlets::Paired { rows, events_in_order, true_labels, relabelled } => {
            let names = sorted(rows.iter().map(|row| row.outlet.clone()));
            let place = |name: &str| names.iter().position(|n| n == name).expect("an outlet");
            let hits: Vec<u64> = rows.iter().map(|row| row.hits).collect();
            let design = design_of(&rows, place);
            assert_eq!(design.events(), events_in_order, "the events with two outlets and more");
            // The block that belongs to the i-th outlet of its event receives the i-th label.
            let list = |labels: &Vec<Vec<String>>| -> Vec<usize> {
                let label = |unit: parallax::measures::permutation::DesignUnit| {
                    let event = unit.event.expect("an event");
                    let block = true_labels[event].iter().position(|name| *name == names[unit.outlet]);
                    place(&labels[event][block.expect("an outlet of the event")])
                };
                design.units().map(label).collect()
            };
            let lists: Vec<Vec<usize>> = relabelled.iter().map(list).collect();
            let mut answer = several_outlets(&design, &hits, &names, &lists);
            let events =
                |outlet: usize| -> Value { design.events_of(outlet).map(|e| design.events()[e].clone()).collect() };
            answer["events_used"] =
                (0..names.len()).map(|k| (names[k].clone(), events(k))).collect::<Map<_, _>>().into();
            answer
        }
    }
}

fn several_outlets(design: &Design, hits: &[u64], names: &[String], lists: &[Vec<usize>]) -> Value {
    let relabellings = Relabellings::given(design, lists).expect("labels are rearranged");
    let test = &permutation_test(design, &[hits], &relabellings)[0];
    let by_name = |values: Vec<Value>| -> Map<String, Value> { names.iter().cloned().zip(values).collect() };
    let replicate = |labels: &Vec<usize>| match statistics(design, hits, Some(labels)) {
        Ok(t) => by_name(t.into_iter().map(|t| number(Ok(t))).collect()).into(),
        Err(_) => Value::Null,
    };
    json!({
        "t": by_name(test.outlets.iter().map(|outlet| number(outlet.t)).collect()),
        "max_abs_t": number(test.max_abs_t),
        "first_3_replicates": lists[..3].iter().map(replicate).collect::<Vec<Value>>(),
        "category_count": test.count.ok(),
        "category_p": number(test.p),
        "outlet_counts": by_name(test.outlets.iter().map(|outlet| json!(outlet.adjusted_count.ok())).collect()),
        "outlet_adjusted_p": by_name(test.outlets.iter().map(|outlet| number(outlet.adjusted_p)).collect()),
    })
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
