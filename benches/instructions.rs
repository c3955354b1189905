//! Has a hot path become slower? Instructions are counted instead of time, so that no noise of the machine can hide or
//! fake it.
//!
//! ```sh
//! cargo bench --bench instructions                # fails where a path takes 10 % more than instructions.toml says
//! cargo bench --bench instructions -- --record    # writes what it takes now
//! cargo bench --bench instructions -- scan        # one path
//! ```
//!
//! Each path does fixed work on fixed articles, those of `corpora/kazakhstan_2022`, on one thread, in a process of its own
//! under callgrind (valgrind): once with the work done once and once with it done twice. The difference is the work, warm,
//! without what prepares it. Without valgrind nothing is measured, and that is said.

use parallax::counts::{CountPlan, Input};
use parallax::index::WriterOptions;
use parallax::lexicon::{DEFAULT_LEXICONS, shipped};
use parallax::measures::permutation::{
    Design, Exchange, Labelled, Relabellings, Statistic, Vocabulary, vocabulary_test,
};
use parallax::text::{Analysis, Analyzer};
use parallax::voice::{Field, FoundVoices, VoiceFinder, VoiceScratch};
use parallax::{Article, ArticleIndex, Source};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// More than this times what is recorded is too much.
const MOST: f64 = 1.10;
/// Fewer than this, and what is recorded should be recorded anew.
const LEAST: f64 = 0.90;

/// Prepares its work and does it so many times.
type Work = fn(usize);

const PATHS: [(&str, Work); 6] = [
    ("tokenise", tokenise),
    ("voice", voice),
    ("index", index),
    ("postings", postings),
    ("scan", scan),
    ("permutation", permutation),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    if let [run, path, times] = &arguments[..]
        && run == "--do"
    {
        let (_, work) = PATHS.iter().find(|(name, _)| name == path).expect("a path");
        work(times.parse().expect("a number of times"));
        return ExitCode::SUCCESS;
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instructions are not counted: there is no valgrind here");
        return ExitCode::SUCCESS;
    }
    let record = root().join("benches/instructions.toml");
    let text = std::fs::read_to_string(&record).unwrap_or_default();
    let mut recorded: BTreeMap<String, u64> = toml::from_str(&text).expect("names and numbers");
    let chosen: Vec<&(&str, Work)> = match PATHS.iter().filter(|(name, _)| named(name)).collect::<Vec<_>>() {
        some if !some.is_empty() => some,
        _ => PATHS.iter().collect(),
    };
    let mut grown = false;
    for (name, _) in chosen {
        let [once, twice] = [1, 2].map(|times| instructions(name, times));
        let now = twice.saturating_sub(once);
        let ratio = recorded.get(*name).map(|before| now as f64 / *before as f64);
        let verdict = match ratio {
            None => "not recorded yet",
            Some(ratio) if ratio > MOST => "TOO MANY",
            Some(ratio) if ratio < LEAST => "fewer: record them with --record",
            Some(_) => "",
        };
        grown |= ratio.is_none_or(|ratio| ratio > MOST);
        let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.3}"));
        println!("{name:12} {:8.1} million instructions  {ratio:6} {verdict}", now as f64 / 1e6);
        recorded.insert(name.to_string(), now);
    }
    if named("--record") {
        let head = "# Instructions of each path of benches/instructions.rs, as `cargo bench --bench instructions -- --record` wrote them.\n";
        let lines: String = recorded.iter().map(|(name, count)| format!("{name} = {count}\n")).collect();
        std::fs::write(&record, head.to_string() + &lines).expect("a file that can be written");
        return ExitCode::SUCCESS;
    }
    if grown { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// All instructions of a process that does a path's work so many times.
fn instructions(path: &str, times: usize) -> u64 {
    let own = std::env::current_exe().expect("this program");
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(["--do", path, &times.to_string()])
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .expect("valgrind was there a moment ago");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{path}: {said}");
    let count = said.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("callgrind gives no count: {said}"))
}

// ------------------------------------------------------------------ the paths

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn corpus() -> PathBuf {
    root().join("corpora/kazakhstan_2022")
}

fn articles() -> Vec<Article> {
    Source::open(corpus()).expect("the corpus").articles().map(|article| article.expect("a good article")).collect()
}

fn plan() -> CountPlan {
    CountPlan::new(shipped(DEFAULT_LEXICONS).expect("the shipped lexicons")).voices(true)
}

fn tokenise(times: usize) {
    let (articles, analyzer, mut analysis) = (articles(), Analyzer::default(), Analysis::default());
    for _ in 0..times {
        for article in &articles {
            analyzer.analyze_into(black_box(article.text()), &mut analysis);
        }
    }
}

fn voice(times: usize) {
    let (articles, analyzer, finder) = (articles(), Analyzer::default(), VoiceFinder::english());
    let analyses: Vec<Analysis> = articles.iter().map(|article| analyzer.analyze(article.text())).collect();
    let (mut scratch, mut found) = (VoiceScratch::default(), FoundVoices::default());
    for _ in 0..times {
        for (article, analysis) in articles.iter().zip(&analyses) {
            finder.find_into(black_box(article.text()), analysis, Field::Body, &mut scratch, &mut found);
        }
    }
}

fn index_in(folder: &Path) {
    let index = ArticleIndex::create(folder, Default::default()).expect("a new index");
    let mut writer = index.writer(WriterOptions::default().threads(1)).expect("the only writer");
    writer.add_all(&Source::open(corpus()).expect("the corpus"), |_| ()).expect("good articles");
    writer.commit().expect("room on the disk");
}

fn index(times: usize) {
    for _ in 0..times {
        index_in(tempfile::tempdir().expect("a temporary folder").path());
    }
}

fn postings(times: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    index_in(folder.path());
    count(&Input::open(folder.path()).expect("the index"), times);
}

fn scan(times: usize) {
    count(&Input::open(corpus()).expect("the corpus"), times);
}

fn count(input: &Input, times: usize) {
    let plan = plan();
    for _ in 0..times {
        black_box(input.count(&plan).expect("counts"));
    }
}

/// Of 600 articles of two outlets on 60 events, 1,200 terms of falling frequency.
fn permutation(times: usize) {
    const ARTICLES: u64 = 600;
    let keys: Vec<String> = (0..ARTICLES).map(|article| format!("a{article:04}")).collect();
    let events: Vec<String> = (0..ARTICLES).map(|article| format!("e{:03}", article % 60)).collect();
    let labelled: Vec<Labelled> = (0..ARTICLES as usize)
        .map(|article| Labelled {
            article: &keys[article],
            outlet: (article / 60) % 2,
            event: Some(&events[article]),
            words: 300 + (article as u64 * 37) % 200,
        })
        .collect();
    let design = Design::new(Exchange::Articles, &labelled);
    let mut vocabulary = Vocabulary::new(&design);
    for term in 1..=1_200_u64 {
        let holds = |article: &u64| (article * 7_919 + term * 104_729).is_multiple_of(3 + term / 20);
        vocabulary.push((0..ARTICLES).filter(holds).map(|article| (article as usize, 1 + (article + term) % 3)));
    }
    let relabellings = Relabellings::drawn(7, 1_023);
    for _ in 0..times {
        black_box(vocabulary_test(&vocabulary, 0, Statistic::G2, &relabellings));
    }
}
