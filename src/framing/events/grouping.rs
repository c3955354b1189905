//! From what articles say to which event each reports.

use super::EventOptions;
use crate::counts::{ArticleFeatures, EventFeatures};
use crate::measures::event_stream::{EventStream, Fit, Products, Review, TermVector, TfIdf, normalised};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// So many times articles may move at the second look.
const ROUNDS: usize = 2;

/// Articles in groups, by place.
pub(super) struct Grouped {
    /// Per article, its group; groups are numbered in the order of their first articles.
    pub(super) group_of: Vec<usize>,
    /// Per article, how it fits there.
    pub(super) fit: Vec<Fit>,
    /// Per article, what its terms weigh.
    pub(super) vectors: Vec<TermVector>,
}

/// Groups articles in the order of their days. Those whose event is known stay with it.
pub(super) fn group(
    features: &EventFeatures,
    options: &EventOptions,
    known: &FxHashMap<Arc<str>, Arc<str>>,
) -> Grouped {
    let articles = &features.articles;
    let vectors = vectors(features, options);
    let times: Vec<Option<f64>> = articles.iter().map(|article| article.date.map(days)).collect();
    let mut stream = EventStream::new(options.threshold, options.days);
    if times.iter().all(Option::is_some) {
        stream = stream.forgetting();
    }
    let mut place_of: FxHashMap<&str, usize> = FxHashMap::default();
    let mut group_of: Vec<usize> = Vec::with_capacity(articles.len());
    for ((article, vector), time) in articles.iter().zip(&vectors).zip(&times) {
        group_of.push(match known.get(&article.id) {
            Some(event) => {
                let group = *place_of.entry(event).or_insert_with(|| stream.begin());
                stream.put(vector, *time, group);
                group
            }
            None => stream.join(vector, *time).group,
        });
    }
    let is_new = |at: usize| !known.contains_key(&articles[at].id);
    Review::new(&vectors, &times, &group_of, options.days).settle(
        &vectors,
        &times,
        &mut group_of,
        options.second_look,
        ROUNDS,
        is_new,
    );
    renumber(&mut group_of);
    let fit = fits(&vectors, &times, &group_of, options);
    Grouped { group_of, fit, vectors }
}

/// How each article fits into the groups as they are.
pub(super) fn fits(
    vectors: &[TermVector],
    times: &[Option<f64>],
    group_of: &[usize],
    options: &EventOptions,
) -> Vec<Fit> {
    use rayon::prelude::*;
    let review = Review::new(vectors, times, group_of, options.days);
    let fit = |products: &mut Products, at: usize| review.fit(products, &vectors[at], times[at], group_of[at]);
    (0..vectors.len()).into_par_iter().map_init(Products::default, fit).collect()
}

/// Days since the beginning of the calendar that counts them.
pub(super) fn days(date: Date) -> f64 {
    f64::from((date - Date::constant(1970, 1, 1)).get_days())
}

fn vectors(features: &EventFeatures, options: &EventOptions) -> Vec<TermVector> {
    let articles = &features.articles;
    let weights =
        TfIdf::of(features.terms.len(), articles.iter().map(|article| article.terms.iter().map(|term| term.term)));
    // a term that only one article has says nothing of two
    let mut having = vec![0_u32; features.terms.len()];
    articles.iter().flat_map(|article| &article.terms).for_each(|term| having[term.term as usize] += 1);
    let vector = |article: &ArticleFeatures| {
        let shared = || article.terms.iter().filter(|term| having[term.term as usize] > 1);
        let count =
            |term: &crate::counts::TermFeature| f64::from(term.text) + options.title_weight * f64::from(term.title);
        let counts: Vec<(u32, f64)> = shared().map(|term| (term.term, count(term))).collect();
        let mut vector = weights.vector(&counts);
        for ((_, weight), term) in vector.iter_mut().zip(shared()) {
            *weight *= if term.name { options.name_weight } else { 1.0 };
        }
        if vector.len() > options.terms {
            vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            vector.truncate(options.terms);
            vector.sort_unstable_by_key(|(term, _)| *term);
        }
        normalised(vector)
    };
    articles.iter().map(vector).collect()
}

/// Numbers groups in the order of their first articles, without gaps.
pub(super) fn renumber(group_of: &mut [usize]) {
    let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
    for group in group_of {
        let next = numbers.len();
        *group = *numbers.entry(*group).or_insert(next);
    }
}
