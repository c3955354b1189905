//! What does each command cost, and how does that grow with the corpus?
//!
//! ```sh
//! cargo bench --bench growth                      # 10 and 100 MB of made-up articles
//! cargo bench --bench growth -- 10MB 100MB 1GB    # sizes of one's own, each ten times the one before
//! cargo bench --bench growth -- 100MB 1GB --folder /big/disk --only compare
//! ```
//!
//! Every command is the program itself, in a process of its own: cpu seconds of all its threads, time on the clock, and
//! the most anonymous memory it held at once (pages of mapped files are the system's to give back, so they do not count).
//! Behind the last size stands how many times the one before it that is. Where the corpus is ten times as long, n log n is
//! at most 12; more is marked. Linux only: elsewhere nothing is measured, and that is said.

use limits::corpus::Corpus;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// n log n from 100 MB to 1 GB of articles is 11.1 to 12.5, by what n is.
const MOST: f64 = 12.0;
/// Less than this is mostly the start of a process.
const CPU_WORTH_A_LOOK: f64 = 0.5;

#[derive(Clone, Copy)]
struct Cost {
    cpu: f64,
    wall: f64,
    /// In bytes.
    anonymous: u64,
}

fn main() -> ExitCode {
    if !Path::new("/proc/self/status").exists() {
        println!("nothing is measured: memory and cpu time are read from /proc, which is not here");
        return ExitCode::SUCCESS;
    }
    let (mut sizes, mut folder, mut only) = (Vec::new(), None, None);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--folder" => folder = arguments.next().map(PathBuf::from),
            "--only" => only = arguments.next(),
            size => sizes.push(size.to_string()),
        }
    }
    if sizes.is_empty() {
        sizes = ["10MB", "100MB"].map(String::from).to_vec();
    }
    let place = tempfile::tempdir_in(folder.unwrap_or_else(std::env::temp_dir)).expect("a folder");
    let mut tables = Vec::new();
    for size in &sizes {
        let bytes = bytes(size);
        let folder = place.path().join(size);
        std::fs::create_dir(&folder).expect("a folder");
        let corpus = Corpus::new(1);
        let articles = corpus.write(&folder.join("news.jsonl"), bytes).expect("room on the disk");
        for (name, each) in [("dense", 50), ("sparse", 2)] {
            std::fs::write(folder.join(format!("{name}.toml")), toml(&corpus.lexicon(), name, each)).expect("room");
        }
        println!("{size}: {articles} articles");
        let costs: Vec<(&str, Cost)> = commands()
            .into_iter()
            // what makes the files that others read is always run
            .filter(|(name, _)| {
                let makes = name.starts_with("index") || name.starts_with("count");
                makes || only.as_ref().is_none_or(|only| name.contains(&**only))
            })
            .map(|(name, arguments)| {
                let cost = run(&folder, &arguments);
                let Cost { cpu, wall, anonymous } = cost;
                println!("  {name:44} {cpu:8.2} cpu s {wall:8.2} s {:7.0} MB", anonymous as f64 / 1e6);
                (name, cost)
            })
            .collect();
        for index in ["voiced", "plain"] {
            let ratio = size_of(&folder.join(index)) as f64 / bytes as f64;
            println!("  size of the index `{index}` over the articles: {ratio:.3}");
        }
        std::fs::remove_dir_all(&folder).expect("our own folder");
        tables.push(costs);
    }
    for (sizes, tables) in sizes.windows(2).zip(tables.windows(2)) {
        println!("\n{} over {}: cpu, memory", sizes[1], sizes[0]);
        for ((name, before), (_, after)) in tables[0].iter().zip(&tables[1]) {
            let cpu = after.cpu / before.cpu.max(0.01);
            let memory = after.anonymous as f64 / before.anonymous as f64;
            let allowed = MOST * bytes(&sizes[1]) as f64 / bytes(&sizes[0]) as f64 / 10.0;
            let mark = if cpu > allowed && after.cpu > CPU_WORTH_A_LOOK { "  WORSE THAN n log n" } else { "" };
            println!("  {name:44} {cpu:6.1} {memory:6.1}{mark}");
        }
    }
    ExitCode::SUCCESS
}

/// The main commands, in an order in which each finds what it needs.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    let split = |line: &'static str| line.split(' ').collect::<Vec<_>>();
    [
        ("index add, without voices", "index add plain news.jsonl --no-voice"),
        ("index add", "index add voiced news.jsonl"),
        ("compare, from the index", "compare voiced --lexicon sparse.toml --output r.json"),
        ("compare, from the index, dense", "compare voiced --lexicon dense.toml --output r.json"),
        ("compare, from the file", "compare news.jsonl --lexicon sparse.toml --output r.json"),
        ("compare --no-voice, from the file", "compare news.jsonl --lexicon sparse.toml --no-voice --output r.json"),
        ("compare, default lexicons, from the index", "compare voiced --output r.json"),
        ("compare --words, from the index", "compare voiced --words --permutations 99 --output r.json"),
        ("count, from the file", "count news.jsonl --lexicon sparse.toml --output r.counts"),
        ("compare, from counts", "compare r.counts --output r.json"),
        ("concordance, first 100 lines", "concordance voiced said+he --output r.json"),
        ("concordance, all lines", "concordance voiced said+he --all --output r.json"),
        ("words, from the index", "words voiced --output r.json"),
        ("words, from the file", "words news.jsonl --output r.json"),
        ("table, from the index", "table voiced --lexicon sparse.toml --output r.csv"),
        ("table --features words, from the index", "table voiced --features words --minimum 5 --output dfm"),
        ("table --features words, from the file", "table news.jsonl --features words --minimum 5 --output dfm"),
        ("selftest, from the index", "selftest voiced --lexicon sparse.toml --output r.json"),
    ]
    .map(|(name, line)| (name, split(line)))
    .to_vec()
}

/// Runs the program and watches it.
fn run(folder: &Path, arguments: &[&str]) -> Cost {
    // an argument of several words is written with `+`
    let arguments = arguments.iter().map(|argument| argument.replace('+', " "));
    let started = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_parallax"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let process = PathBuf::from("/proc").join(child.id().to_string());
    let mut anonymous = 0;
    // until it is waited for, a process that has ended can be asked how much time it took
    let cpu = loop {
        let status = std::fs::read_to_string(process.join("status")).unwrap_or_default();
        let rss = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = rss.and_then(|rss| rss.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        anonymous = anonymous.max(1024 * kilobytes.unwrap_or(0));
        let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        if matches!(fields.first(), Some(&("Z" | "X"))) {
            let ticks = |at: usize| fields[at].parse::<f64>().expect("clock ticks");
            break (ticks(11) + ticks(12)) / 100.0;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = started.elapsed().as_secs_f64();
    let out = child.wait_with_output().expect("it has ended");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Cost { cpu, wall, anonymous }
}

/// A made-up lexicon as the program reads it; of each category the first entries.
fn toml(list: &str, id: &str, each: usize) -> String {
    let mut toml = format!("[lexicon]\nid = \"{id}\"\ntitle = \"{id}\"\n");
    let entries: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    for of_category in entries.chunk_by(|a, b| a.0 == b.0) {
        let _ = write!(toml, "\n[[category]]\nid = \"{}\"\n", of_category[0].0);
    }
    for of_category in entries.chunk_by(|a, b| a.0 == b.0) {
        for (category, pattern) in of_category.iter().take(each) {
            let _ = write!(toml, "\n[[entry]]\npattern = \"{pattern}\"\ncategory = \"{category}\"\n");
        }
    }
    toml
}

fn bytes(size: &str) -> u64 {
    let (number, unit) = match size.strip_suffix("GB") {
        Some(number) => (number, 1_000_000_000),
        None => (size.strip_suffix("MB").expect("a size such as 10MB or 1GB"), 1_000_000),
    };
    number.parse::<u64>().expect("a number before the unit") * unit
}

fn size_of(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}
