//! How much of the possible speed is reached? Each line does the same work with the library and with the barest program
//! for it (`benches/limits`), in turn, checks that both give the same answer, and prints the median of the ratios.
//!
//! ```sh
//! cargo bench --bench ratios                                  # all lines, 20 MB of made-up articles
//! cargo bench --bench ratios -- --size 100MB --runs 7 --gate  # fails below a gate
//! cargo bench --bench ratios -- --only scan                   # lines whose names hold this
//! cargo bench --bench ratios -- --median-words 400          # shorter articles
//! cargo bench --bench ratios -- --corpus news.jsonl --lexicon entries.tsv
//! ```
//!
//! A corpus of one's own is JSON Lines with `outlet` and `text`, each article once; a lexicon has a category, a tab and
//! a pattern a line.
//!
//! A ratio is the limit's time over the library's, so 1 is as fast as the limit and more is faster: cpu time for work on
//! one thread, time on the clock for work on two. Lines that say `smaller is better` are not about time. The lines with a
//! gate use the preset `alphanumeric` and count overlapping entries, as the limits do; those with `default` in their name
//! do the library's full work beside it and have no gate.

#[path = "ratios/indexed.rs"]
mod indexed;
#[path = "ratios/inference.rs"]
mod inference;
#[path = "ratios/scanned.rs"]
mod scanned;
#[path = "ratios/voiced.rs"]
mod voiced;

use limits::corpus::Corpus;
use parallax::lexicon::{Lexicon, Overlaps};
use parallax::text::{AnalyzerOptions, Preset};
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

/// What the command line asks for.
struct Request {
    bytes: u64,
    /// The median length of made articles, where it was given.
    median_words: Option<u64>,
    only: Option<String>,
    runs: usize,
    gate: bool,
    /// Given files instead of made ones.
    corpus: Option<PathBuf>,
    lexicon: Option<PathBuf>,
}

/// The time some work took, in seconds.
#[derive(Clone, Copy, Debug)]
struct Time {
    wall: f64,
    cpu: f64,
}

/// The place of all files, and what was asked for.
struct Bench {
    folder: tempfile::TempDir,
    corpus: PathBuf,
    lexicon: String,
    articles: u64,
    request: Request,
    /// Names of the lines below their gates.
    failed: Vec<String>,
}

/// Which clock counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Cpu,
    Wall,
}

/// What is demanded of a ratio.
#[derive(Clone, Copy)]
enum Demand {
    /// At least the gate; the target is what to reach for.
    AtLeast { gate: f64, target: f64 },
    /// At most.
    AtMost { gate: f64, target: f64 },
    /// Nothing.
    None,
}

/// How texts are analysed, and what happens to hits that overlap.
#[derive(Clone, Copy)]
struct Setting {
    /// What a line's name ends in.
    suffix: &'static str,
    preset: Preset,
    overlaps: Overlaps,
}

/// What the limits do.
const PLAIN: Setting = Setting { suffix: "", preset: Preset::Alphanumeric, overlaps: Overlaps::All };

/// What the library does unless it is told otherwise.
const DEFAULT: Setting = Setting { suffix: "_default", preset: Preset::News, overlaps: Overlaps::Longest };

impl Setting {
    fn options(self) -> AnalyzerOptions {
        AnalyzerOptions::default().preset(self.preset)
    }

    /// A line's name, and what is demanded of it with this setting.
    fn line(self, name: &str, demand: Demand) -> (String, Demand) {
        (format!("{name}{}", self.suffix), if self.suffix.is_empty() { demand } else { Demand::None })
    }
}

fn main() {
    let request = match Request::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(2);
        }
    };
    let gate = request.gate;
    let mut bench = Bench::new(request);
    scanned::lines(&mut bench);
    indexed::lines(&mut bench);
    voiced::lines(&mut bench);
    inference::lines(&mut bench);
    if !bench.failed.is_empty() {
        println!("below the gate: {}", bench.failed.join(", "));
        std::process::exit(i32::from(gate));
    }
}

impl Request {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut request = Request {
            bytes: 20_000_000,
            median_words: None,
            only: None,
            runs: 5,
            gate: false,
            corpus: None,
            lexicon: None,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("a value is missing behind {word}"));
            match word.as_str() {
                "--size" => request.bytes = bytes(&value()?)?,
                "--median-words" => {
                    let words = value()?.parse().map_err(|_| "--median-words takes a number".to_string())?;
                    request.median_words = Some(words);
                }
                "--only" => request.only = Some(value()?),
                "--runs" => request.runs = value()?.parse().map_err(|_| "--runs takes a number".to_string())?,
                "--gate" => request.gate = true,
                "--corpus" => request.corpus = Some(value()?.into()),
                "--lexicon" => request.lexicon = Some(value()?.into()),
                // what cargo adds
                "--bench" => {}
                other => {
                    let known = "--size, --median-words, --only, --runs, --gate, --corpus and --lexicon";
                    return Err(format!("{other} is no option; there are {known}"));
                }
            }
        }
        if request.runs == 0 {
            return Err("--runs takes a number of at least 1".to_string());
        }
        Ok(request)
    }
}

fn bytes(size: &str) -> Result<u64, String> {
    let digits = size.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &size[digits.len()..] {
        "" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        other => return Err(format!("{other} is no unit of size; write 100MB")),
    };
    digits.parse::<u64>().map(|n| n * unit).map_err(|_| format!("{size} is no size; write 100MB"))
}

impl Bench {
    fn new(request: Request) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = match request.median_words {
            Some(words) => Corpus::new(1).median_words(words),
            None => Corpus::new(1),
        };
        let (corpus, articles) = match &request.corpus {
            Some(given) => {
                let text = std::fs::read(given).expect("the corpus");
                (given.clone(), text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64)
            }
            None => {
                let corpus = folder.path().join("corpus.jsonl");
                let articles = made.write(&corpus, request.bytes).expect("room for the corpus");
                (corpus, articles)
            }
        };
        let lexicon = match &request.lexicon {
            Some(given) => std::fs::read_to_string(given).expect("the lexicon"),
            None => made.lexicon(),
        };
        let bytes = std::fs::metadata(&corpus).expect("the corpus").len();
        println!("{articles} articles, {:.1} MB", bytes as f64 / 1e6);
        Bench { corpus, articles, lexicon, folder, request, failed: Vec::new() }
    }

    /// The lexicon in the library's own form.
    fn own_lexicon(&self) -> Lexicon {
        self.lexicon_of(&self.lexicon, false)
    }

    /// A list of categories and patterns in the library's own form; `stem`: each stands for all words of its stem.
    fn lexicon_of(&self, list: &str, stem: bool) -> Lexicon {
        let mut toml = String::from("[lexicon]\nid = \"dense\"\ntitle = \"Dense\"\n");
        let mut entries = String::new();
        let mut last = "";
        for (category, pattern) in list.lines().filter_map(|line| line.split_once('\t')) {
            // writing to a String cannot fail
            if category != last {
                last = category;
                let _ = write!(toml, "[[category]]\nid = {category:?}\ntitle = {category:?}\n");
            }
            let _ = write!(entries, "[[entry]]\ncategory = {category:?}\npattern = {pattern:?}\nstem = {stem}\n");
        }
        Lexicon::parse(&(toml + &entries), "dense").expect("plain patterns")
    }

    /// Whether a line was asked for.
    fn wants(&self, name: &str) -> bool {
        self.request.only.as_deref().is_none_or(|only| name.contains(only))
    }

    /// Does ours and the limit's work in turn and prints the ratio. Both answers have to be equal, every time.
    fn compare<A: PartialEq + std::fmt::Debug>(
        &mut self,
        name: &str,
        clock: Clock,
        demand: Demand,
        mut ours: impl FnMut() -> A,
        mut limit: impl FnMut() -> A,
    ) {
        let mut times: Vec<(Time, Time)> = Vec::new();
        for _ in 0..self.request.runs {
            let (our_answer, our_time) = timed(&mut ours);
            let (limits_answer, limits_time) = timed(&mut limit);
            assert_eq!(our_answer, limits_answer, "{name}: the library's answer is not the limit's");
            times.push((our_time, limits_time));
        }
        let ratio = |(ours, limit): &(Time, Time)| match clock {
            Clock::Cpu => limit.cpu / ours.cpu,
            Clock::Wall => limit.wall / ours.wall,
        };
        let value = median(times.iter().map(ratio));
        let of = |time: fn(&(Time, Time)) -> f64| median(times.iter().map(time));
        let note = format!(
            "ours {:.4} cpu s {:.4} wall s, limit {:.4} cpu s {:.4} wall s",
            of(|t| t.0.cpu),
            of(|t| t.0.wall),
            of(|t| t.1.cpu),
            of(|t| t.1.wall)
        );
        self.print(name, value, demand, &note);
    }

    /// Does two works of the library in turn and prints how many times the cpu time of the second the first takes.
    fn compare_over<A: PartialEq + std::fmt::Debug>(
        &mut self,
        name: &str,
        demand: Demand,
        mut ours: impl FnMut() -> A,
        mut other: impl FnMut() -> A,
    ) {
        let mut times: Vec<(f64, f64)> = Vec::new();
        for _ in 0..self.request.runs {
            let (answer, time) = timed(&mut ours);
            let (other_answer, other_time) = timed(&mut other);
            assert_eq!(answer, other_answer, "{name}: two answers to one question");
            times.push((time.cpu, other_time.cpu));
        }
        let of = |time: fn(&(f64, f64)) -> f64| median(times.iter().map(time));
        let note = format!("{:.4} cpu s over {:.4} cpu s", of(|t| t.0), of(|t| t.1));
        self.print(name, of(|t| t.0 / t.1), demand, &note);
    }

    /// Prints a ratio and remembers whether it is too low.
    fn print(&mut self, name: &str, value: f64, demand: Demand, note: &str) {
        let (demanded, failed) = match demand {
            Demand::AtLeast { gate, target } => (format!(" gate {gate:.2} target {target:.2}"), value < gate),
            Demand::AtMost { gate, target } => {
                (format!(" gate {gate:.2} target {target:.2} smaller is better"), value > gate)
            }
            Demand::None => (String::new(), false),
        };
        println!("ratio {name} {value:.2}{demanded} ({note})");
        if failed {
            self.failed.push(name.to_string());
        }
    }
}

/// Does work of the library on so many threads.
fn on_threads<A: Send>(threads: usize, work: impl FnOnce() -> A + Send) -> A {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
}

fn timed<A>(work: &mut impl FnMut() -> A) -> (A, Time) {
    let (cpu, wall) = (limits::cpu_seconds(), Instant::now());
    let answer = work();
    (answer, Time { wall: wall.elapsed().as_secs_f64(), cpu: limits::cpu_seconds() - cpu })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}
