//! What do honest p's of a whole vocabulary cost, and how much of that would the plain loop take?
//!
//! ```sh
//! cargo bench --no-default-features --bench permutation                 # 20,000 articles x 400 words, 9,999 relabellings
//! cargo bench --no-default-features --bench permutation -- 2000 9999    # so many articles, so many relabellings
//! ```
//!
//! The counts are made up directly, words by Zipf's law and some of them again in the same article, so no index is
//! needed. Every answer is compared with the plain loop's on the first relabellings, to the last count.

use limits::cpu_seconds;
use parallax::measures::permutation::{
    Design, Exchange, Labelled, Relabellings, Statistic, Vocabulary, vocabulary_test, vocabulary_test_plain,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::time::Instant;

/// Terms of so many hits in so many articles are looked at.
const LEAST_HITS: u64 = 20;
const LEAST_ARTICLES: usize = 5;

/// Relabellings for the plain loop: it would take a minute with all.
const PLAIN: usize = 199;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (articles, replicates) = (numbers.next().unwrap_or(20_000), numbers.next().unwrap_or(9_999));
    let corpus = Corpus::new(articles, 400);
    println!(
        "{articles} articles, {} words, {} terms, {} postings, {replicates} relabellings",
        corpus.lengths.iter().sum::<u64>(),
        corpus.terms.len(),
        corpus.terms.iter().map(Vec::len).sum::<usize>(),
    );
    for (name, exchange, outlets) in [
        ("unpaired, 2 outlets", Exchange::Articles, 2),
        ("one of 12 against the rest", Exchange::Articles, 12),
        ("inside events, 2 outlets", Exchange::BlocksInEvents, 2),
    ] {
        let design = corpus.design(exchange, outlets);
        let vocabulary = corpus.vocabulary(&design);
        for statistic in [Statistic::G2, Statistic::T] {
            let few = Relabellings::drawn(7, PLAIN);
            let (answer, seconds) = timed(|| vocabulary_test(&vocabulary, 0, statistic, &few));
            let check = Relabellings::drawn(7, 19);
            assert_eq!(
                vocabulary_test(&vocabulary, 0, statistic, &check),
                vocabulary_test_plain(&vocabulary, 0, statistic, &check),
                "fast and plain give the same",
            );
            let plain = (statistic == Statistic::G2).then(|| {
                let (sums, cpu) = timed(|| corpus.plain_g2(&design, &few));
                let counts: Vec<usize> = answer.iter().map(|test| test.as_ref().map_or(0, |test| test.count)).collect();
                assert_eq!(sums, counts, "the barest loop gives the same");
                cpu.cpu / PLAIN as f64 * replicates as f64
            });
            drop((answer, seconds));
            let all = Relabellings::drawn(7, replicates);
            let (answer, time) = timed(|| vocabulary_test(&vocabulary, 0, statistic, &all));
            let low = answer.iter().flatten().filter(|test| test.p <= 0.05).count();
            let ratio =
                plain.map_or(String::new(), |plain| format!("; plain loop {plain:.1} cpu s, {:.0}x", plain / time.cpu));
            println!(
                "{name}, {statistic:?}: {:.2} cpu s, {:.2} wall s; p <= 0.05 of {:.1} %{ratio}",
                time.cpu,
                time.wall,
                100.0 * low as f64 / answer.len() as f64,
            );
        }
    }
}

struct Time {
    cpu: f64,
    wall: f64,
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Time) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let answer = work();
    (answer, Time { cpu: cpu_seconds() - cpu, wall: wall.elapsed().as_secs_f64() })
}

/// Lengths of articles, and for each term its articles and counts.
struct Corpus {
    keys: Vec<String>,
    events: Vec<String>,
    lengths: Vec<u64>,
    terms: Vec<Vec<(usize, u64)>>,
}

impl Corpus {
    fn new(articles: usize, words: u64) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(1);
        let mut sum = 0.0;
        let weights: Vec<f64> = (0..28_500)
            .map(|rank| {
                sum += 1.0 / (f64::from(rank) + 2.7);
                sum
            })
            .collect();
        let mut terms: Vec<Vec<(usize, u64)>> = vec![Vec::new(); weights.len()];
        let mut lengths = Vec::with_capacity(articles);
        let mut text = Vec::new();
        for article in 0..articles {
            let length = (words as f64 * (random.random_range(-1.0_f64..1.0) * 0.9).exp() * 0.87) as u64;
            text.clear();
            for _ in 0..length {
                let word = if !text.is_empty() && random.random_bool(0.15) {
                    text[random.random_range(0..text.len())]
                } else {
                    let at = random.random_range(0.0..sum);
                    weights.partition_point(|weight| *weight <= at)
                };
                text.push(word);
            }
            for &word in &text {
                match terms[word].last_mut() {
                    Some((last, count)) if *last == article => *count += 1,
                    _ => terms[word].push((article, 1)),
                }
            }
            lengths.push(length);
        }
        terms.retain(|term| {
            term.len() >= LEAST_ARTICLES && term.iter().map(|(_, count)| count).sum::<u64>() >= LEAST_HITS
        });
        let keys = (0..articles).map(|article| format!("a{article:07}")).collect();
        let events = (0..articles).map(|article| format!("e{:07}", article / 2)).collect();
        Corpus { keys, events, lengths, terms }
    }

    fn design(&self, exchange: Exchange, outlets: usize) -> Design {
        let labelled: Vec<Labelled> = (0..self.lengths.len())
            .map(|article| Labelled {
                article: &self.keys[article],
                outlet: article % outlets,
                event: Some(&self.events[article]),
                words: self.lengths[article],
            })
            .collect();
        Design::new(exchange, &labelled)
    }

    fn vocabulary<'a>(&self, design: &'a Design) -> Vocabulary<'a> {
        let mut vocabulary = Vocabulary::new(design);
        self.terms.iter().for_each(|term| vocabulary.push(term.iter().copied()));
        vocabulary
    }

    /// The barest loop: how many relabellings reach each term's G2 (and, to be fair, the largest of each relabelling).
    fn plain_g2(&self, design: &Design, relabellings: &Relabellings) -> Vec<usize> {
        // Units of the designs here are the articles, possibly in another order inside an event.
        let mut unit_of: Vec<usize> = vec![0; self.lengths.len()];
        let places: Vec<u64> = (0..self.lengths.len() as u64).collect();
        let gathered = design.gather(&places).expect("one article a unit");
        gathered.iter().enumerate().for_each(|(unit, &article)| unit_of[article as usize] = unit);
        let terms: Vec<Vec<(u32, u32)>> = self
            .terms
            .iter()
            .map(|term| term.iter().map(|&(article, count)| (unit_of[article] as u32, count as u32)).collect())
            .collect();
        let words: Vec<u64> = design.units().map(|unit| unit.words).collect();
        let all: u64 = words.iter().sum();
        let hits: Vec<u64> = terms.iter().map(|term| term.iter().map(|&(_, count)| u64::from(count)).sum()).collect();
        let mut own = vec![0_u8; words.len()];
        let mut under = |labels: &[u32], g2s: &mut Vec<f64>| {
            own.iter_mut().zip(labels).for_each(|(own, &label)| *own = u8::from(label == 0));
            let n1: u64 = own.iter().zip(&words).map(|(&own, &words)| u64::from(own) * words).sum();
            g2s.clear();
            g2s.extend(terms.iter().zip(&hits).map(|(term, &hits)| {
                let a: u32 = term.iter().map(|&(unit, count)| count * u32::from(own[unit as usize])).sum();
                g2(u64::from(a), n1, hits - u64::from(a), all - n1)
            }));
        };
        let (mut observed, mut replicate) = (Vec::new(), Vec::new());
        under(design.observed(), &mut observed);
        let mut counts = vec![0; terms.len()];
        let mut largest = 0.0;
        for labels in relabellings.first(design, relabellings.len()) {
            under(&labels, &mut replicate);
            largest += replicate.iter().copied().fold(0.0, f64::max);
            for (count, (value, observed)) in counts.iter_mut().zip(replicate.iter().zip(&observed)) {
                *count += usize::from(*value >= observed * (1.0 - 1e-12));
            }
        }
        assert!(largest > 0.0);
        counts
    }
}

/// The textbook sum of four cells.
fn g2(a: u64, n1: u64, b: u64, n2: u64) -> f64 {
    let (hits, n) = ((a + b) as f64, (n1 + n2) as f64);
    let cell = |o: f64, e: f64| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
    let (a, b, n1, n2) = (a as f64, b as f64, n1 as f64, n2 as f64);
    let rest = n - hits;
    2.0 * (cell(a, hits * n1 / n) + cell(b, hits * n2 / n) + cell(n1 - a, rest * n1 / n) + cell(n2 - b, rest * n2 / n))
}
