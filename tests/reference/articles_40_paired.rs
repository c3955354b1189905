//! Answers to `articles_40_paired.json`; its `conventions` and the README beside it explain every field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use parallax::measures::bootstrap::{Bootstrap, Resamples, bootstrap_ln_ratio, bootstrap_ln_ratio_paired};
use parallax::measures::clustered::{self, LnRatio};
use parallax::measures::lexicon_score::{
    LexiconScore, TermCounts, cronbach_alpha, leave_one_term_out, lexicon_score, share_of_articles,
};
use parallax::measures::partisanship::{LeaveOut, PhraseCounts, partisanship, plug_in, tell_tale};
use parallax::measures::permutation::{
    Design, Exchange, Labelled, Relabellings, TermTest, family_test_of, t_rate_difference,
};
use parallax::measures::{
    self, Defined, EventBlocks, EventSwaps, ExcessDivergence, Sample, Side, Unit, dispersion, excess_divergence, rate,
};

use super::answer::{interval, number, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    rows: Vec<Row>,
    lexicon_terms: Vec<usize>,
    bootstrap_article_indices: BTreeMap<String, Vec<Vec<usize>>>,
    bootstrap_event_indices: Vec<Vec<usize>>,
    permutation_articles_in_group_1: Vec<Vec<usize>>,
    permutation_event_swaps: Vec<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    article: String,
    event: String,
    outlet: String,
    tokens: u64,
    counts: Vec<u64>,
}

/// The articles, with outlets and events as numbers in sorted order.
struct Articles<'a> {
    rows: &'a [Row],
    outlets: Vec<&'a str>,
    events: Vec<&'a str>,
}

impl<'a> Articles<'a> {
    fn new(rows: &'a [Row]) -> Self {
        let sorted = |names: BTreeSet<&'a str>| names.into_iter().collect::<Vec<&str>>();
        Articles {
            rows,
            outlets: sorted(rows.iter().map(|row| row.outlet.as_str()).collect()),
            events: sorted(rows.iter().map(|row| row.event.as_str()).collect()),
        }
    }

    fn terms(&self) -> usize {
        self.rows[0].counts.len()
    }

    fn outlet(&self, row: &Row) -> usize {
        self.outlets.iter().position(|name| *name == row.outlet).expect("an outlet")
    }

    fn event(&self, row: &Row) -> usize {
        self.events.iter().position(|name| *name == row.event).expect("an event")
    }

    fn units(&self, outlet: usize, term: usize) -> Vec<Unit> {
        let rows = self.rows.iter().filter(|row| self.outlet(row) == outlet);
        rows.map(|row| Unit::new(row.counts[term], row.tokens)).collect()
    }

    fn blocks(&self, term: usize) -> Vec<EventBlocks> {
        let articles = self.rows.iter().map(|row| {
            let side = if self.outlet(row) == 0 { Side::Target } else { Side::Others };
            (row.event.as_str(), side, Unit::new(row.counts[term], row.tokens))
        });
        EventBlocks::gather(articles).into_values().collect()
    }

    fn hits(&self, term: usize) -> Vec<u64> {
        self.rows.iter().map(|row| row.counts[term]).collect()
    }
}

pub fn articles_40_paired(input: &Value) -> Value {
    let input: Input = read(input);
    let articles = Articles::new(&input.rows);
    // The terms whose measures the file lists.
    let listed = [0, 1, 3, 6, 9];
    json!({
        "terms": listed.map(|term| one_term(&articles, term, &input)),
        "permutation": permutation(&articles, &input),
        "partisanship": partisanship_block(&articles),
        "lexicon": lexicon(&articles, &input.lexicon_terms),
        "dispersion": (0..articles.terms()).map(|term| dispersion_block(&articles, term)).collect::<Vec<Value>>(),
    })
}

fn one_term(articles: &Articles, term: usize, input: &Input) -> Value {
    let (units_a, units_b) = (articles.units(0, term), articles.units(1, term));
    let (a, b) = (Sample::new(&units_a), Sample::new(&units_b));
    let blocks = articles.blocks(term);
    let sides = [&a, &b];
    let each = |figure: fn(&Sample) -> Defined<f64>| sides.map(|side| number(figure(side)));
    let ranges = |figure: fn(&Sample) -> Defined<measures::Interval>| sides.map(|side| interval(figure(side)));
    let quasi = measures::quasi_poisson(&a, &b);
    let jackknife = measures::log_ratio_unpaired(&a, &b);
    let jackknife_paired = measures::log_ratio_paired(&blocks);
    let mut answer = json!({
        "term": term,
        "count": sides.map(|side| side.total().hits),
        "tokens": sides.map(|side| side.total().words),
        "per_1000": each(rate::per_1000),
        "mean_of_article_rates_per_1000": each(clustered::mean_of_rates_per_1000),
        "document_share": each(dispersion::range_share),
        "linearised": {
            "se_per_1000": each(rate::linearised_se_per_1000),
            "ci95_t_per_1000": ranges(clustered::linear_scale_interval_per_1000),
            "ci95_log_scale_per_1000": ranges(clustered::log_scale_interval_per_1000),
            "design_effect_vs_poisson": each(clustered::design_effect),
        },
        "log_ratio_independent": ln_ratio(clustered::ln_ratio_unpaired(&a, &b)),
        "log_ratio_paired_by_event": ln_ratio(clustered::ln_ratio_paired(&blocks)),
        "jackknife_log": {
            "se_ln_rate": each(|side| rate::jackknife_variance_ln(side).map(f64::sqrt)),
            "ci95_per_1000": ranges(rate::jackknife_interval_per_1000),
        },
        "jackknife_log_ratio_independent": without_ratio(jackknife.ln()),
        "jackknife_log_ratio_paired_by_event": without_ratio(jackknife_paired.ln()),
        "garwood_deflated": sides.map(|side| json!({
            "phi": number(rate::deflation(side)),
            "ci95_per_1000": interval(rate::deflated_garwood_per_1000(side)),
        })),
        "quasi_poisson": {
            "ln_ratio": number(quasi.ln_ratio),
            "phi_pearson": number(quasi.phi),
            "se": number(quasi.se),
            "t_p": number(quasi.t_p),
            "deviance_drop": number(quasi.deviance_drop),
            "f": number(quasi.f),
            "f_p": number(quasi.f_p),
            "poisson_lr_p": number(quasi.p_bag_of_words),
        },
        "beta_binomial": block(measures::beta_binomial(&a, &b), |model| json!({
            "mu_A": model.fit.mean[0],
            "mu_B": model.fit.mean[1],
            "theta": model.fit.theta,
            "rho": model.fit.rho,
            "loglik": model.fit.log_likelihood,
            "loglik_null": model.null.log_likelihood,
            "mu_null": model.null.mean,
            "rho_null": model.null.rho,
            "lr_stat": model.lr_statistic,
            "lr_p": model.lr_p,
        })),
        "wilcoxon_rank_sum": block(measures::rank_sum(&a, &b), |test| json!({
            "U_A": test.u,
            "z_continuity": number(test.z),
            "p_normal_continuity_ties": number(test.p),
            "a12_probability_of_superiority": test.a12,
            "cliffs_delta": test.cliffs_delta,
        })),
        "welch_on_article_rates": block(measures::welch(&a, &b), |test| json!({
            "t": test.t,
            "df": test.df,
            "p": test.p,
        })),
        "wilcoxon_signed_rank_events": block(measures::signed_rank(&blocks), |test| json!({
            "n_nonzero": test.nonzero,
            "W_plus": test.w_plus,
            "p_normal_continuity_ties": number(test.p),
        })),
        "sign_flip_events_exact": swaps("mean_difference_per_1000", measures::sign_flip(&blocks, 0, 0)),
        "g2_event_swap_exact": swaps("g2", measures::g2_event_swap(&blocks, 0, 0)),
    });
    let of_articles = [0, 1].map(|outlet| {
        let places = &input.bootstrap_article_indices[articles.outlets[outlet]];
        Resamples::given(sides[outlet].units().len(), places).expect("places of articles")
    });
    let of_events = Resamples::given(blocks.len(), &input.bootstrap_event_indices).expect("places of events");
    let bootstraps = [
        ("bootstrap_articles_ln_ratio", bootstrap_ln_ratio(&a, &b, &of_articles)),
        ("bootstrap_events_ln_ratio", bootstrap_ln_ratio_paired(&blocks, &of_events)),
    ];
    for (name, bootstrap) in bootstraps {
        // The file leaves the block out where a replicate is undefined.
        if let Ok(bootstrap) = bootstrap.as_ref().map_err(|_| ()).and_then(all_defined) {
            answer[name] = bootstrap_block(bootstrap);
        }
    }
    answer
}

fn all_defined(bootstrap: &Bootstrap) -> Result<&Bootstrap, ()> {
    if bootstrap.replicates.iter().all(Option::is_some) { Ok(bootstrap) } else { Err(()) }
}

fn block<T>(figure: Defined<T>, shown: impl Fn(T) -> Value) -> Value {
    figure.map_or(Value::Null, shown)
}

fn ln_ratio(ratio: Defined<LnRatio>) -> Value {
    block(ratio, |ratio| {
        json!({
            "ln_ratio": ratio.ln_ratio,
            "se": ratio.se,
            "df": whole(ratio.df),
            "p": ratio.p,
            "ci95": interval(Ok(ratio.interval)),
        })
    })
}

fn without_ratio(ratio: Defined<LnRatio>) -> Value {
    let mut shown = ln_ratio(ratio);
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("ln_ratio");
    }
    shown
}

/// Degrees of freedom, as an integer where they are one.
fn whole(df: f64) -> Value {
    if df.fract() == 0.0 { json!(df as u64) } else { json!(df) }
}

fn swaps(name: &str, test: Defined<EventSwaps>) -> Value {
    block(test, |test| json!({name: test.observed, "count": test.count, "of": test.of, "p": test.p}))
}

fn bootstrap_block(bootstrap: &Bootstrap) -> Value {
    json!({
        "se": number(bootstrap.se),
        "percentile95": interval(bootstrap.percentile),
        "first_5_replicates": bootstrap.replicates.iter().take(5).collect::<Vec<_>>(),
        "bca95": block(bootstrap.bca, |bca| json!({
            "z0": bca.z0,
            "acceleration": bca.acceleration,
            "adjusted_alpha": bca.adjusted_levels,
            "interval": interval(Ok(bca.interval)),
        })),
    })
}

fn permutation(articles: &Articles, input: &Input) -> Value {
    let rows = articles.rows;
    let labelled: Vec<Labelled> = rows
        .iter()
        .map(|row| Labelled {
            article: &row.article,
            outlet: articles.outlet(row),
            event: Some(&row.event),
            words: row.tokens,
        })
        .collect();
    // The articles in the order of the design's units, which is the order of their keys.
    let mut sorted: Vec<usize> = (0..rows.len()).collect();
    sorted.sort_by_key(|&row| &rows[row].article);
    let by_article = Design::new(Exchange::Articles, &labelled);
    let group = |group: &Vec<usize>| sorted.iter().map(|row| usize::from(!group.contains(row))).collect();
    let lists: Vec<Vec<usize>> = input.permutation_articles_in_group_1.iter().map(group).collect();
    let of_articles = Relabellings::given(&by_article, &lists).expect("groups keep their sizes");
    let outlet_of_article = |labels: &[u32]| -> Vec<u32> {
        let mut outlets = vec![0; rows.len()];
        sorted.iter().zip(labels).for_each(|(&row, &label)| outlets[row] = label);
        outlets
    };

    let by_event = Design::new(Exchange::BlocksInEvents, &labelled);
    let swapped = |swaps: &Vec<u8>| {
        by_event.units().map(|unit| unit.outlet ^ usize::from(swaps[unit.event.expect("an event")])).collect()
    };
    let lists: Vec<Vec<usize>> = input.permutation_event_swaps.iter().map(swapped).collect();
    let of_events = Relabellings::given(&by_event, &lists).expect("swaps");
    let block_of: Vec<usize> = rows
        .iter()
        .map(|row| {
            let (outlet, event) = (articles.outlet(row), articles.event(row));
            by_event.units().position(|unit| unit.outlet == outlet && unit.event == Some(event)).expect("a block")
        })
        .collect();
    let outlet_of_block = |labels: &[u32]| block_of.iter().map(|&block| labels[block]).collect::<Vec<u32>>();

    let g2 = |outlets: &[u32]| {
        each_term(articles, outlets, |a, b| {
            measures::g2_event_swap(&[EventBlocks { target: as_block(a), others: as_block(b) }], 0, 0)
                .map(|g2| g2.observed)
        })
    };
    let t = |outlets: &[u32]| each_term(articles, outlets, |a, b| t_rate_difference(a, b).map(f64::abs));
    let terms: Vec<Vec<u64>> = (0..articles.terms()).map(|term| articles.hits(term)).collect();
    let divergence = |design: &Design, relabellings: &Relabellings| excess_divergence(design, &terms, relabellings);
    let (jsd_of_articles, jsd_of_events) = (divergence(&by_article, &of_articles), divergence(&by_event, &of_events));
    let own: Vec<u32> = rows.iter().map(|row| articles.outlet(row) as u32).collect();
    json!({
        "g2": numbers(&g2(&own)),
        "abs_t_linearised": numbers(&t(&own)),
        "jsd_bits_12_terms": number(jsd_of_articles.map(|jsd| jsd.divergence)),
        "articles": permuted(
            family_test_of(&by_article, &of_articles, |labels| g2(&outlet_of_article(labels))),
            family_test_of(&by_article, &of_articles, |labels| t(&outlet_of_article(labels))),
            jsd_of_articles,
        ),
        "event_swap": permuted(
            family_test_of(&by_event, &of_events, |labels| g2(&outlet_of_block(labels))),
            family_test_of(&by_event, &of_events, |labels| t(&outlet_of_block(labels))),
            jsd_of_events,
        ),
    })
}

fn as_block(sample: &Sample) -> measures::Block {
    measures::Block { articles: 1, hits: sample.total().hits, words: sample.total().words }
}

/// A statistic of every term under other outlets of the articles.
fn each_term(
    articles: &Articles,
    outlets: &[u32],
    statistic: impl Fn(&Sample, &Sample) -> Defined<f64>,
) -> Vec<Defined<f64>> {
    let of_term = |term: usize| {
        let side = |outlet: u32| -> Vec<Unit> {
            let rows = articles.rows.iter().zip(outlets).filter(|(_, own)| **own == outlet);
            rows.map(|(row, _)| Unit::new(row.counts[term], row.tokens)).collect()
        };
        statistic(&Sample::new(&side(0)), &Sample::new(&side(1)))
    };
    (0..articles.terms()).map(of_term).collect()
}

fn numbers(figures: &[Defined<f64>]) -> Vec<Value> {
    figures.iter().map(|figure| number(*figure)).collect()
}

fn permuted(g2: Vec<Defined<TermTest>>, t: Vec<Defined<TermTest>>, jsd: Defined<ExcessDivergence>) -> Value {
    let each = |tests: &[Defined<TermTest>], p: fn(TermTest) -> f64| -> Vec<Value> {
        tests.iter().map(|test| number(test.map(p))).collect()
    };
    json!({
        "g2_p": each(&g2, |test| test.p),
        "t_p": each(&t, |test| test.p),
        "t_max_p": each(&t, |test| test.max_p),
        "jsd_null_mean_bits": number(jsd.map(|jsd| jsd.null_mean)),
        "jsd_excess_bits": number(jsd.map(|jsd| jsd.excess)),
        "jsd_p": number(jsd.map(|jsd| jsd.p)),
    })
}

fn partisanship_block(articles: &Articles) -> Value {
    let phrases: Vec<PhraseCounts> = articles
        .rows
        .iter()
        .map(|row| PhraseCounts { outlet: articles.outlet(row), event: Some(articles.event(row)), counts: &row.counts })
        .collect();
    json!({
        "rho_A": block(tell_tale(2, &phrases, 0), |rho| json!(rho)),
        "plug_in_token_weighted": number(plug_in(2, &phrases)),
        "plug_in_article_weighted": number(partisanship(2, &phrases, LeaveOut::Nothing)),
        "leave_one_article_out": number(partisanship(2, &phrases, LeaveOut::Article)),
        "leave_one_event_out": number(partisanship(2, &phrases, LeaveOut::Event)),
    })
}

fn lexicon(articles: &Articles, terms: &[usize]) -> Value {
    let hits: Vec<Vec<u64>> =
        articles.rows.iter().map(|row| terms.iter().map(|&term| row.counts[term]).collect()).collect();
    let counted = |row: usize| TermCounts { words: articles.rows[row].tokens, hits: &hits[row] };
    let side = |outlet: usize| -> Vec<TermCounts> {
        (0..hits.len()).filter(|&row| articles.outlet(&articles.rows[row]) == outlet).map(counted).collect()
    };
    let (a, b) = (side(0), side(1));
    let both: Vec<TermCounts> = (0..hits.len()).map(counted).collect();
    let without = leave_one_term_out(&a, &b);
    let of_terms = |figure: &dyn Fn(&parallax::measures::lexicon_score::LeaveOneTermOut) -> Value| {
        without.as_ref().map_or(Value::Null, figure)
    };
    let outlets = articles.outlets.iter().zip([&a, &b]);
    json!({
        "terms": terms,
        "outlets": outlets.map(|(name, side)| ((*name).to_string(), lexicon_outlet(side))).collect::<Map<_, _>>(),
        "ln_ratio": of_terms(&|without| json!(without.ln_ratio)),
        "leave_one_term_out_ln_ratio": of_terms(&|without| numbers(&without.without).into()),
        "jackknife_se": of_terms(&|without| number(without.se)),
        "sign_stable": of_terms(&|without| json!(without.sign_is_stable)),
        "max_shift": of_terms(&|without| json!(without.largest_shift.map(|(_, shift)| shift))),
        "most_influential_term": of_terms(&|without| json!(without.largest_shift.map(|(term, _)| terms[term]))),
        "cronbach_alpha_article_rates": number(cronbach_alpha(&both)),
    })
}

fn lexicon_outlet(side: &[TermCounts]) -> Value {
    let LexiconScore {
        hits,
        per_1000,
        mean_of_article_rates_per_1000,
        distinct_terms,
        mean_distinct_terms_per_article,
        term_shares,
        top_term_share,
        effective_terms,
        effective_terms_by_entropy,
    } = lexicon_score(side);
    let share = |at_least| share_of_articles(side, at_least);
    let shares = [1, 2, 3, 5].map(|k| (k.to_string(), number(share(k).map(|share| share.share))));
    json!({
        "hits": hits,
        "per_1000": number(per_1000),
        "share_articles_ge": shares.into_iter().collect::<Map<_, _>>(),
        "share_ge3_wilson95": interval(share(3).map(|share| share.interval)),
        "distinct_terms_in_outlet": distinct_terms,
        "mean_distinct_terms_per_article": number(mean_distinct_terms_per_article),
        "term_shares": block(term_shares, |shares| json!(shares)),
        "top_term_share": number(top_term_share),
        "effective_terms_inverse_hhi": number(effective_terms),
        "effective_terms_exp_entropy": number(effective_terms_by_entropy),
        "mean_of_article_rates_per_1000": number(mean_of_article_rates_per_1000),
    })
}

fn dispersion_block(articles: &Articles, term: usize) -> Value {
    let units: Vec<Unit> = articles.rows.iter().map(|row| Unit::new(row.counts[term], row.tokens)).collect();
    let all = Sample::new(&units);
    json!({
        "range": all.units_with_hits(),
        "range_share": number(dispersion::range_share(&all)),
        "dp": number(dispersion::deviation_of_proportions(&all)),
        "dp_norm": number(dispersion::dp_norm(&all)),
        "dp_norm_egbert2020": number(dispersion::dp_norm_egbert(&all)),
        "juilland_d_relative": number(dispersion::juilland_d(&all)),
        "variance_to_mean": number(dispersion::variance_to_mean(&all)),
        "church_gale_burstiness": number(dispersion::burstiness(&all)),
        "church_gale_residual_idf": number(dispersion::residual_idf(&all)),
    })
}
