//! Answers to `outlets_3x200.json`, without its map.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use parallax::measures::log_odds::{Prior, log_odds};
use parallax::measures::multiple::{benjamini_hochberg, benjamini_yekutieli};
use parallax::measures::{
    Defined, FrequencyList, GroupTable, Usage, Weights, burrows_delta, chi_squared_distance, cosine, jensen_shannon,
    keyness, kilgarriff,
};

use super::answer::{finite, number, numbers, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outlets {
    outlets: Vec<String>,
    terms: Vec<String>,
    counts: Vec<Vec<u64>>,
}

/// How many of the most frequent terms Burrows and Kilgarriff look at.
const TOPS: [usize; 3] = [50, 100, 200];

pub fn outlets(input: &Value) -> Value {
    let Outlets { outlets, terms, counts } = read(input);
    let lists: Vec<FrequencyList> = counts.iter().map(|counts| FrequencyList::new(counts).unwrap()).collect();
    let z_against_rest: Vec<Vec<Defined<f64>>> =
        (0..lists.len()).map(|outlet| z_against_rest(&counts, outlet)).collect();
    let mut p_values: Vec<Defined<f64>> = Vec::new();
    let per_term = (0..terms.len()).map(|term| {
        let groups: Vec<Usage> = lists.iter().map(|list| Usage::new(list.counts()[term], list.total())).collect();
        let table = GroupTable::new(&groups).expect("outlets with words");
        if table.hits() == 0 {
            return Value::Null;
        }
        let p = table.g2_p_bag_of_words().value();
        p_values.push(Ok(p));
        let against_rest = (0..groups.len()).map(|outlet| {
            let table = table.against_rest(outlet).expect("an outlet");
            json!({
                "g2_signed": finite(keyness::g2_signed(&table)),
                "log_ratio": number(keyness::log_ratio(&table)),
                "log_odds_z_uniform_0.1": number(z_against_rest[outlet][term]),
            })
        });
        json!({
            "g2_df2": finite(table.g2()),
            "g2_p": finite(p),
            "chi2_df2": number(table.chi_squared()),
            "cramers_v": number(table.cramers_v()),
            "vs_rest": against_rest.collect::<Value>(),
        })
    });
    let per_term: Value = per_term.collect();
    let pairs = (0..lists.len()).flat_map(|i| (i + 1..lists.len()).map(move |j| (i, j)));
    let pairs: Value = pairs.map(|(i, j)| pair(&outlets, &lists, i, j)).collect();
    json!({
        "per_term": per_term,
        "g2_bh": numbers(benjamini_hochberg(&p_values)),
        "g2_by": numbers(benjamini_yekutieli(&p_values)),
        "pairs": pairs,
        "jsd3_bits_equal_weights": number(jensen_shannon(&lists, Weights::Equal).map(|jsd| jsd.bits)),
    })
}

/// The log-odds of every term, one outlet against the sum of all others.
fn z_against_rest(counts: &[Vec<u64>], outlet: usize) -> Vec<Defined<f64>> {
    let terms = counts[outlet].len();
    let others = || counts.iter().enumerate().filter(|(place, _)| *place != outlet);
    let rest: Vec<u64> = (0..terms).map(|term| others().map(|(_, counts)| counts[term]).sum()).collect();
    let (target, rest) = (FrequencyList::new(&counts[outlet]).unwrap(), FrequencyList::new(&rest).unwrap());
    let log_odds = log_odds(&target, &rest, &Prior::convokit(terms)).expect("one vocabulary");
    log_odds.into_iter().map(|term| term.map(|term| term.z)).collect()
}

fn pair(outlets: &[String], lists: &[FrequencyList], i: usize, j: usize) -> Value {
    let (a, b) = (&lists[i], &lists[j]);
    let equal = jensen_shannon(&[*a, *b], Weights::Equal).expect("one vocabulary");
    let by_size = jensen_shannon(&[*a, *b], Weights::Size).expect("one vocabulary");
    let by_top = |answer: &dyn Fn(usize) -> Value| -> Value {
        TOPS.iter().map(|&top| (top.to_string(), answer(top))).collect::<Map<_, _>>().into()
    };
    json!({
        "pair": [outlets[i], outlets[j]],
        "jsd_bits_equal_weights": finite(equal.bits),
        "jsd_distance_sqrt": finite(equal.distance()),
        "jsd_bias_first_order_bits": finite(equal.bias_bits),
        "jsd_bits_corrected": finite(equal.corrected_bits()),
        "jsd_bits_size_weights": finite(by_size.bits),
        "jsd_bits_size_weights_bias": finite(by_size.bias_bits),
        "cosine": number(cosine(a, b)),
        "burrows_delta_sd_n_minus_1": by_top(&|top| number(burrows_delta(a, b, lists, top))),
        "kilgarriff": by_top(&|top| {
            let distance = kilgarriff(a, b, top);
            json!({"chi2": number(distance.map(|d| d.chi_squared)), "cbdf": number(distance.map(|d| d.cbdf))})
        }),
        "chi2_distance_ca": number(chi_squared_distance(a, b, lists)),
    })
}
