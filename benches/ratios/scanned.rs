//! Lines about texts that stream by.

use super::{Bench, Clock, DEFAULT, Demand, PLAIN, Setting, on_threads};
use limits::lexicon::Lexicon;
use limits::scan::{self, Found};
use parallax::counts::{CountPlan, Counts, Input};
use parallax::framing::Collocations;
use parallax::text::{Analysis, Analyzer};
use parallax::{Skipped, Source};
use std::path::Path;

pub(super) fn lines(bench: &mut Bench) {
    let corpus = bench.corpus.clone();
    let articles = bench.articles;
    let limits_lexicon = Lexicon::new(&bench.lexicon);
    let lexicon = bench.own_lexicon();
    let count = |setting: Setting, threads| {
        let input = Input::builder().path(&corpus).options(setting.options()).open().expect("the corpus");
        let plan = CountPlan::new(vec![lexicon.clone()]).overlaps(setting.overlaps);
        on_threads(threads, move || input.count(&plan).expect("the corpus").counts)
    };
    for setting in [PLAIN, DEFAULT] {
        let plain = setting.suffix.is_empty();
        // other words make other counts: then only the articles are compared
        let (name, demand) = setting.line("tokenise", Demand::AtLeast { gate: 0.5, target: 0.7 });
        if bench.wants(&name) {
            let words = |n| if plain { n } else { articles };
            let ours = || words(words_of(&corpus, setting));
            bench.compare(&name, Clock::Cpu, demand, ours, || words(scan::count_words(&corpus, 1)));
        }
        let answer = |found: Found| if plain { found } else { Found { articles: found.articles, ..Found::default() } };
        let (name, demand) = setting.line("scan", Demand::AtLeast { gate: 0.5, target: 0.7 });
        if bench.wants(&name) {
            let ours = || answer(found(&count(setting, 1)));
            bench.compare(&name, Clock::Cpu, demand, ours, || answer(scan::score(&corpus, &limits_lexicon, 1)));
        }
        let (name, demand) = setting.line("scan_2_threads_against_1", Demand::AtLeast { gate: 1.6, target: 1.75 });
        if bench.wants(&name) {
            bench.compare(&name, Clock::Wall, demand, || found(&count(setting, 2)), || found(&count(setting, 1)));
        }
        let (name, _) = setting.line("scan_limit_2_threads_against_1", Demand::None);
        if plain && bench.wants(&name) {
            let score = |threads| scan::score(&corpus, &limits_lexicon, threads);
            bench.compare(&name, Clock::Wall, Demand::None, || score(2), || score(1));
        }
    }
    pairs(bench);
}

/// Pairs of neighbours, counted and scored.
fn pairs(bench: &mut Bench) {
    if !bench.wants("pairs") {
        return;
    }
    let corpus = bench.corpus.clone();
    let ours = || {
        let input = Input::builder().path(&corpus).options(PLAIN.options()).open().expect("the corpus");
        let request = Collocations::builder().minimum(50).least_articles(1).most(1_000);
        let found = on_threads(1, move || request.find(&input).expect("the corpus"));
        (found.distinct, found.passed)
    };
    bench.compare("pairs", Clock::Cpu, Demand::AtLeast { gate: 0.4, target: 0.7 }, ours, || scan::count_pairs(&corpus));
}

/// How many words the titles and texts hold, found with their places.
fn words_of(corpus: &Path, setting: Setting) -> u64 {
    let analyzer = Analyzer::new(setting.options());
    let source = Source::open(corpus).expect("the corpus");
    let start = || (Analysis::default(), 0);
    let counted = on_threads(1, || {
        source.in_parallel(start, |(analysis, words), block| {
            let mut skipped = Skipped::default();
            for article in block.articles(&mut skipped) {
                for text in [article.title(), article.text()] {
                    analyzer.analyze_into(text, analysis);
                    *words += u64::from(analysis.word_count());
                }
            }
            Ok(())
        })
    });
    counted.expect("the corpus").into_iter().map(|(_, words)| words).sum()
}

/// Counts as a limit has them.
fn found(counts: &Counts) -> Found {
    let categories = counts.header().categories.len();
    let mut found = Found { articles: counts.rows().len() as u64, ..Found::default() };
    for row in counts.rows() {
        found.words += u64::from(row.words);
        let hits = match found.hits.get_mut(&*row.outlet) {
            Some(hits) => hits,
            None => found.hits.entry(row.outlet.to_string()).or_insert_with(|| vec![0; categories]),
        };
        for cell in &row.cells {
            hits[cell.category as usize] += u64::from(cell.occurrences);
        }
    }
    found
}
