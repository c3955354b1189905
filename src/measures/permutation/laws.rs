//! What must hold of the tests for all articles, whatever they are.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::measures::{Defined, EventBlocks, Side, Unit, log_ratio_paired};

/// An article with a hit and more, so that no relabelling leaves a side without one.
#[derive(Clone, Debug)]
struct Article {
    key: String,
    outlet: usize,
    event: String,
    words: u64,
    hits: u64,
}

fn articles(outlets: usize) -> impl Strategy<Value = Vec<Article>> {
    vec((0..outlets, 0..9_usize, 50..900_u64, 1..30_u64), 12..60).prop_map(|rows| {
        let row = |(place, (outlet, event, words, hits)): (usize, (usize, usize, u64, u64))| Article {
            key: format!("a{place:03}"),
            outlet,
            event: format!("e{event}"),
            words,
            hits,
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

fn exchange() -> impl Strategy<Value = Exchange> {
    prop_oneof![Just(Exchange::Articles), Just(Exchange::Blocks), Just(Exchange::BlocksInEvents)]
}

fn design(exchange: Exchange, articles: &[Article]) -> Design {
    let labelled: Vec<Labelled> = articles
        .iter()
        .map(|article| Labelled {
            article: &article.key,
            outlet: article.outlet,
            event: Some(&article.event),
            words: article.words,
        })
        .collect();
    Design::new(exchange, &labelled)
}

fn hits(articles: &[Article]) -> Vec<u64> {
    articles.iter().map(|article| article.hits).collect()
}

/// Drawn at random even where all swaps could be gone through.
fn drawn() -> Relabellings {
    Relabellings::drawn(5, 99)
}

fn test(exchange: Exchange, articles: &[Article]) -> CategoryTest {
    permutation_test(&design(exchange, articles), &[hits(articles)], &drawn()).remove(0)
}

/// The same test of a vocabulary of one.
fn vocabulary(exchange: Exchange, articles: &[Article], outlet: usize) -> Defined<TermTest> {
    let design = design(exchange, articles);
    let mut vocabulary = Vocabulary::new(&design);
    vocabulary.push(articles.iter().map(|article| article.hits.min(article.words)).enumerate());
    vocabulary_test(&vocabulary, outlet, Statistic::T, &drawn())[0]
}

fn paired_ratio(articles: &[Article]) -> (Defined<f64>, Defined<f64>) {
    let rows = articles.iter().map(|article| {
        let side = if article.outlet == 0 { Side::Target } else { Side::Others };
        (article.event.as_str(), side, Unit::new(article.hits, article.words))
    });
    let events: Vec<EventBlocks> = EventBlocks::gather(rows).into_values().collect();
    let ratio = log_ratio_paired(&events);
    (ratio.log2_ratio, ratio.interval_log2.map(|interval| interval.lower))
}

/// Copies of every article under keys of their own.
fn printed_twice(articles: &[Article]) -> Vec<Article> {
    let copy = |article: &Article| Article { key: format!("{}-copy", article.key), ..article.clone() };
    articles.iter().flat_map(|article| [article.clone(), copy(article)]).collect()
}

/// One article in two parts.
fn split(articles: &[Article], which: usize) -> Vec<Article> {
    let mut articles = articles.to_vec();
    let article = articles.swap_remove(which % articles.len());
    let (words, hits) = (article.words / 3, article.hits / 2);
    let part =
        |name: &str, words, hits| Article { key: format!("{}-{name}", article.key), words, hits, ..article.clone() };
    articles.push(part("1", words, hits));
    articles.push(part("2", article.words - words, article.hits - hits));
    articles
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_articles_changes_nothing(exchange in exchange(), articles in articles(3), by in 0..60_usize) {
        let mut turned = articles.clone();
        turned.rotate_left(by % articles.len());
        turned.reverse();
        prop_assert_eq!(test(exchange, &articles), test(exchange, &turned));
        prop_assert_eq!(vocabulary(exchange, &articles, 0), vocabulary(exchange, &turned, 0));
    }

    #[test]
    fn swapping_two_outlets_flips_the_sign_and_nothing_else(exchange in exchange(), articles in articles(2)) {
        let swapped: Vec<Article> =
            articles.iter().map(|article| Article { outlet: 1 - article.outlet, ..article.clone() }).collect();
        let (there, here) = (test(exchange, &articles), test(exchange, &swapped));
        prop_assert_eq!((there.count, there.p, there.max_abs_t), (here.count, here.p, here.max_abs_t));
        for (there, here) in there.outlets.iter().zip(here.outlets.iter().rev()) {
            prop_assert_eq!(there, here);
        }
        // there are no outlets where no event is shared
        if let (Some(first), Some(last)) = (there.outlets.first(), there.outlets.last())
            && let (Ok(one), Ok(other)) = (first.t, last.t)
        {
            prop_assert_eq!(one, if there.outlets.len() == 2 { -other } else { other });
        }
        prop_assert_eq!(vocabulary(exchange, &articles, 0), vocabulary(exchange, &swapped, 1));
    }

    #[test]
    fn printing_every_article_twice_is_no_evidence_about_events(articles in articles(2)) {
        let twice = printed_twice(&articles);
        prop_assert_eq!(test(Exchange::BlocksInEvents, &articles), test(Exchange::BlocksInEvents, &twice));
        prop_assert_eq!(paired_ratio(&articles), paired_ratio(&twice));
    }

    #[test]
    fn splitting_an_article_in_two_is_none_either(articles in articles(3), which in 0..60_usize) {
        let split = split(&articles, which);
        prop_assert_eq!(test(Exchange::BlocksInEvents, &articles), test(Exchange::BlocksInEvents, &split));
        prop_assert_eq!(paired_ratio(&articles), paired_ratio(&split));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(exchange in exchange(), articles in articles(3)) {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| (test(exchange, &articles), vocabulary(exchange, &articles, 0)))
        };
        prop_assert_eq!(on(1), on(3));
    }

    #[test]
    fn one_term_is_one_category(exchange in exchange(), articles in articles(3)) {
        let (category, term) = (test(exchange, &articles), vocabulary(exchange, &articles, 1));
        let Some(outlet) = category.outlets.get(1) else { return Ok(()) };
        if let (Ok(t), Ok(term)) = (outlet.t, term) {
            prop_assert_eq!((t.abs(), outlet.count), (term.observed, Ok(term.count)));
        }
    }

    /// The contrast: to articles exchanged one by one, copies look like evidence.
    #[test]
    fn articles_exchanged_one_by_one_believe_copies(articles in articles(2)) {
        let (once, twice) = (test(Exchange::Articles, &articles), test(Exchange::Articles, &printed_twice(&articles)));
        if let [Some(Ok(once)), Some(Ok(twice))] = [once, twice].map(|test| test.outlets.first().map(|outlet| outlet.t)) {
            prop_assert!(twice.abs() >= once.abs());
        }
    }
}
