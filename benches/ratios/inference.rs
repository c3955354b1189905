//! Lines about differences: honest p's of a whole vocabulary, and scores that rank it.

use super::{Bench, Clock, Demand, PLAIN, on_threads, timed};
use limits::corpus::Corpus;
use limits::index::{self, Asked, Keyness};
use parallax::counts::{Input, TermFilter, TermPlan, TermRows};
use parallax::index::WriterOptions;
use parallax::measures::permutation::{
    Design, Exchange, Labelled, Relabellings, Statistic, Vocabulary, vocabulary_test,
};
use parallax::measures::{Contingency, FrequencyList, Usage, keyness, log_odds};
use parallax::text::AnalyzerOptions;
use parallax::{ArticleIndex, Source};
use std::path::Path;

/// The memory both sides may fill before they write a segment, in bytes.
const MEMORY: usize = 256 << 20;

/// What the test of a vocabulary is measured on, whatever the size of the other lines' corpus.
const ARTICLES: u64 = 20_000;
const MEDIAN_WORDS: u64 = 400;
const LEAST_HITS: u64 = 20;
const RELABELLINGS: usize = 9_999;

/// Relabellings of the plain loop: with all it would take minutes, and every one takes as long as the other.
const PLAIN_RELABELLINGS: usize = 99;

pub(super) fn lines(bench: &mut Bench) {
    if ["permutation_g2", "permutation_g2_times_plain", "permutation_t"].iter().any(|name| bench.wants(name)) {
        permutation(bench);
    }
    if bench.wants("keyness") {
        ranking(bench);
    }
}

fn build(corpus: &Path, folder: &Path, options: AnalyzerOptions) {
    let index = ArticleIndex::create(folder, options).expect("a new index");
    let mut writer = index.writer(WriterOptions::default().threads(1).memory(MEMORY)).expect("the only writer");
    writer.add_all(&Source::open(corpus).expect("the corpus"), |_| ()).expect("good lines");
    writer.commit().expect("room on the disk");
    writer.close().expect("room on the disk");
}

/// Every p of a vocabulary from an existing index, the walk through the postings included: half of the outlets against the
/// other half.
fn permutation(bench: &mut Bench) {
    let (corpus, folder) = (bench.folder.path().join("short.jsonl"), bench.folder.path().join("short"));
    Corpus::new(1).median_words(MEDIAN_WORDS).write_articles(&corpus, ARTICLES).expect("room for the corpus");
    build(&corpus, &folder, AnalyzerOptions::default());
    let input = Input::open(&folder).expect("the index");
    let filter = TermFilter { occurrences: LEAST_HITS, ..TermFilter::default() };
    let gather = || input.term_rows(&TermPlan::default(), &filter).expect("the index");
    let rows = gather();
    let (design, all) = (design(&rows), Relabellings::drawn(7, RELABELLINGS));
    let words: u64 = rows.counts().rows().iter().map(|row| u64::from(row.words)).sum();
    let size = format!(
        "{ARTICLES} articles, {words} words, {} terms, {} postings, {RELABELLINGS} relabellings",
        rows.len(),
        rows.all_postings()
    );
    let test = |statistic| {
        on_threads(1, || {
            let rows = gather();
            let vocabulary = vocabulary(&rows, &design);
            let tests = vocabulary_test(&vocabulary, 0, statistic, &all);
            tests.iter().map(|test| test.as_ref().map_or(0, |test| test.count)).sum::<usize>()
        })
    };
    let measure =
        |bench: &Bench, statistic| super::median((0..bench.request.runs).map(|_| timed(&mut || test(statistic)).1.cpu));
    let g2 = measure(bench, Statistic::G2);
    let (_, walk) = timed(&mut || on_threads(1, || gather().len()));
    let note = format!("cpu s; {size}; {:.2} of it the index", walk.cpu);
    bench.print("permutation_g2", g2, Demand::AtMost { gate: 3.0, target: 2.0 }, &note);

    let few = Relabellings::drawn(7, PLAIN_RELABELLINGS);
    let ours = vocabulary_test(&vocabulary(&rows, &design), 0, Statistic::G2, &few);
    let ours: Vec<usize> = ours.iter().map(|test| test.as_ref().map_or(0, |test| test.count)).collect();
    let (plain, time) = timed(&mut || plain(&rows, &design, &few));
    let equal = ours.iter().zip(&plain).filter(|(a, b)| a == b).count();
    assert!(equal as f64 >= 0.999 * plain.len() as f64, "the plain loop counts the same, but for rounding of ties");
    let scaled = time.cpu * RELABELLINGS as f64 / PLAIN_RELABELLINGS as f64;
    let note = format!(
        "plain loop {scaled:.1} cpu s, scaled from {PLAIN_RELABELLINGS} relabellings in {:.2} cpu s; ours {g2:.2}, the index included",
        time.cpu
    );
    bench.print("permutation_g2_times_plain", scaled / g2, Demand::AtLeast { gate: 20.0, target: 40.0 }, &note);

    if bench.wants("permutation_t") {
        let note = format!("cpu s; {size}");
        bench.print("permutation_t", measure(bench, Statistic::T), Demand::AtMost { gate: 20.0, target: 8.0 }, &note);
    }
}

fn design(rows: &TermRows) -> Design {
    let groups = rows.counts().groups();
    let labelled: Vec<Labelled> = (rows.counts().rows().iter())
        .map(|row| {
            let place = groups.iter().position(|group| *group == row.group).expect("a group");
            let outlet = usize::from(2 * place >= groups.len());
            Labelled { article: &row.id, outlet, event: None, words: u64::from(row.words) }
        })
        .collect();
    Design::new(Exchange::Articles, &labelled)
}

fn vocabulary<'d>(rows: &TermRows, design: &'d Design) -> Vocabulary<'d> {
    let mut vocabulary = Vocabulary::new(design);
    for term in 0..rows.len() {
        vocabulary.push(rows.postings(term).iter().map(|&(article, count)| (article as usize, u64::from(count))));
    }
    vocabulary
}

/// One relabelling after the other: how many reach each term's G2, and the largest G2 of each. Units are articles, in the
/// order of their ids on both sides.
fn plain(rows: &TermRows, design: &Design, relabellings: &Relabellings) -> Vec<usize> {
    let words: Vec<u64> = design.units().map(|unit| unit.words).collect();
    let all: u64 = words.iter().sum();
    let hits: Vec<u64> =
        (0..rows.len()).map(|term| rows.postings(term).iter().map(|(_, count)| u64::from(*count)).sum()).collect();
    let mut own = vec![0_u8; words.len()];
    let mut under = |labels: &[u32], g2s: &mut Vec<f64>| {
        own.iter_mut().zip(labels).for_each(|(own, &label)| *own = u8::from(label == 0));
        let n1: u64 = own.iter().zip(&words).map(|(&own, &words)| u64::from(own) * words).sum();
        g2s.clear();
        g2s.extend(hits.iter().enumerate().map(|(term, &hits)| {
            let postings = rows.postings(term).iter();
            let a: u32 = postings.map(|&(unit, count)| count * u32::from(own[unit as usize])).sum();
            g2(u64::from(a), n1, hits - u64::from(a), all - n1)
        }));
    };
    let (mut observed, mut replicate) = (Vec::new(), Vec::new());
    under(design.observed(), &mut observed);
    let mut counts = vec![0; observed.len()];
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

/// The textbook sum of four cells.
fn g2(a: u64, n1: u64, b: u64, n2: u64) -> f64 {
    let (hits, n) = ((a + b) as f64, (n1 + n2) as f64);
    let cell = |o: f64, e: f64| if o > 0.0 { o * (o / e).ln() } else { 0.0 };
    let (a, b, n1, n2) = (a as f64, b as f64, n1 as f64, n2 as f64);
    let rest = n - hits;
    2.0 * (cell(a, hits * n1 / n) + cell(b, hits * n2 / n) + cell(n1 - a, rest * n1 / n) + cell(n2 - b, rest * n2 / n))
}

/// Three scores of the whole vocabulary, each outlet against the rest.
fn ranking(bench: &mut Bench) {
    let (own, bare) = (bench.folder.path().join("own_for_keyness"), bench.folder.path().join("bare_for_keyness"));
    build(&bench.corpus, &own, PLAIN.options());
    assert_eq!(index::build(&bench.corpus, &bare, 1, MEMORY), bench.articles);
    let (input, limit) = (Input::open(&own).expect("the index"), Asked::open(&bare));
    let demand = Demand::AtLeast { gate: 1.0 / 1.5, target: 0.9 };
    let ours = || on_threads(1, || scores(&input));
    bench.compare("keyness", Clock::Cpu, demand, ours, || limit.keyness());
}

fn scores(input: &Input) -> Keyness {
    let found = input.count_terms(&TermPlan::default()).expect("the index");
    let mut of_group: Vec<Vec<u64>> = vec![Vec::with_capacity(found.terms.len()); found.groups.len()];
    for (_, counts) in found.terms.iter() {
        of_group.iter_mut().zip(counts).for_each(|(group, count)| group.push(count.occurrences));
    }
    let all: Vec<u64> = (0..found.terms.len()).map(|term| of_group.iter().map(|group| group[term]).sum()).collect();
    let mass = all.iter().sum::<u64>() as f64 / found.articles.iter().sum::<u64>() as f64;
    let prior = log_odds::Prior::informative(&all, mass).expect("words");
    let mut sums = [0.0; 3];
    for target in &of_group {
        let rest: Vec<u64> = all.iter().zip(target).map(|(all, own)| all - own).collect();
        let lists = [FrequencyList::new(target).expect("words"), FrequencyList::new(&rest).expect("words")];
        for term in log_odds::log_odds(&lists[0], &lists[1], &prior).expect("one vocabulary") {
            sums[2] += term.expect("a prior for every term").z.abs();
        }
        for (&a, &b) in target.iter().zip(&rest) {
            let table = Contingency::new(Usage::new(a, lists[0].total()), Usage::new(b, lists[1].total()));
            let table = table.expect("words on both sides");
            sums[0] += keyness::g2(&table);
            sums[1] += keyness::log_ratio(&table).expect("somebody uses it").abs();
        }
    }
    Keyness { terms: found.terms.len() as u64, scores: sums }
}
