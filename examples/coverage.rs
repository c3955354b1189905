//! Do the intervals hold the truth as often as they say?
//!
//! Articles are made up whose rates are known: of log-normal length, with words that recur inside an article (rho is how
//! strongly). Each interval at 95 % is then asked whether it holds the true rate, or the true ratio of two outlets. The
//! intervals that take every word for a draw of its own stand beside, to show what they miss.
//!
//! A hundred draws a cell by default; the full study has four hundred, and the marks below are meant for it:
//!
//! ```text
//! cargo run --release --example coverage -- --draws 400
//! ```

use parallax::measures::keyness::{Contingency, katz_interval_bag_of_words};
use parallax::measures::{
    Defined, EventBlocks, Interval, Sample, Side, Unit, Usage, log_ratio_paired, log_ratio_unpaired, rate,
    wilson_per_1000_bag_of_words,
};

/// The random numbers of the self-test.
#[allow(dead_code)]
#[path = "../src/framing/selftest/draw.rs"]
mod draw;
use draw::Draw;

const RHOS: [f64; 4] = [0.0, 0.001, 0.004, 0.02];
const ARTICLES: [usize; 4] = [10, 20, 50, 200];

/// How often an interval held the truth.
#[derive(Clone, Copy, Default)]
struct Held {
    yes: u32,
    no: u32,
    none: u32,
}

impl Held {
    fn note(&mut self, interval: Defined<Interval>, truth: f64) {
        match interval {
            Ok(interval) if (interval.lower..=interval.upper).contains(&truth) => self.yes += 1,
            Ok(_) => self.no += 1,
            Err(_) => self.none += 1,
        }
    }

    fn percent(&self) -> f64 {
        100.0 * f64::from(self.yes) / f64::from((self.yes + self.no).max(1))
    }
}

/// Whether each cell that has a mark meets it.
#[derive(Default)]
struct Marks {
    met: u32,
    missed: Vec<String>,
}

impl Marks {
    fn judge(&mut self, cell: String, percent: f64, mark: Option<(f64, f64)>) -> &'static str {
        match mark {
            None => "",
            Some((least, most)) if (least..=most).contains(&percent) => {
                self.met += 1;
                "meets its mark"
            }
            Some((least, most)) => {
                self.missed.push(format!("{cell}: {percent:.1}, mark {least} to {most}"));
                "misses its mark"
            }
        }
    }
}

fn main() {
    let (mut draws, mut seed) = (100_u64, 1_u64);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok());
        match (argument.as_str(), value) {
            ("--draws", Some(value)) => draws = value,
            ("--seed", Some(value)) => seed = value,
            _ => {
                eprintln!("usage: coverage [--draws N] [--seed N]");
                std::process::exit(2);
            }
        }
    }
    println!("Coverage of 95 % intervals in %, {draws} draws a cell, seed {seed}.\n");
    let mut marks = Marks::default();
    one_rate(draws, seed, &mut marks);
    ratio(draws, seed);
    paired(draws, seed, &mut marks);
    println!("{} cells meet their marks, {} miss them.", marks.met, marks.missed.len());
    marks.missed.iter().for_each(|cell| println!("  {cell}"));
}

fn length(draw: &mut Draw) -> u64 {
    ((600_f64.ln() + 0.6 * draw.normal()).exp().round() as u64).max(80)
}

fn articles(how_many: usize, rate: f64, rho: f64, draw: &mut Draw) -> Vec<Unit> {
    (0..how_many)
        .map(|_| {
            let words = length(draw);
            let own = draw.rate(rate, rho);
            Unit::new(draw.binomial(words, own), words)
        })
        .collect()
}

/// The default interval of a rate, over rates of 0.5, 2 and 10 per 1,000 together.
fn one_rate(draws: u64, seed: u64, marks: &mut Marks) {
    println!("One outlet's rate, three rates pooled");
    println!("  {:>6} {:>8}   {:>7} {:>7}", "rho", "articles", "default", "Wilson");
    let mut stream = 0;
    for rho in RHOS {
        for m in ARTICLES {
            let (mut default, mut wilson) = (Held::default(), Held::default());
            for rate in [0.0005, 0.002, 0.01] {
                for _ in 0..draws {
                    stream += 1;
                    let units = articles(m, rate, rho, &mut Draw::new(seed, stream));
                    let sample = Sample::new(&units);
                    let total = sample.total();
                    default.note(rate::hull_per_1000(&sample), 1000.0 * rate);
                    wilson.note(wilson_per_1000_bag_of_words(Usage::new(total.hits, total.words)), 1000.0 * rate);
                }
            }
            let mark = match (rho, m) {
                (0.0 | 0.001, 20..) => Some((92.0, 99.0)),
                (0.004, 20) => Some((90.0, 100.0)),
                (0.004, 50..) => Some((92.0, 100.0)),
                _ => None,
            };
            let word = marks.judge(format!("one rate, rho {rho}, {m} articles"), default.percent(), mark);
            println!("  {rho:>6} {m:>8}   {:>7.1} {:>7.1}   {word}", default.percent(), wilson.percent());
        }
    }
    println!();
}

/// The log ratio of two outlets whose articles are independent; true ratios 1 and 2 together.
fn ratio(draws: u64, seed: u64) {
    println!("Log ratio of two outlets, ratios of 1 and 2 pooled");
    println!(
        "  {:>6} {:>8}   {:>9} {:>7}   {:>12} {:>11}",
        "rho", "articles", "jackknife", "Katz", "empty outlet", "no interval"
    );
    let mut stream = 1 << 40;
    for rho in RHOS {
        for m in ARTICLES {
            let (mut jackknife, mut katz, mut empty) = (Held::default(), Held::default(), 0);
            for ratio in [1.0_f64, 2.0] {
                for _ in 0..draws {
                    stream += 1;
                    let mut draw = Draw::new(seed, stream);
                    let [one, two] = [0.002 * ratio, 0.002].map(|rate| articles(m, rate, rho, &mut draw));
                    let sides = [Sample::new(&one), Sample::new(&two)];
                    if sides.iter().any(|side| side.total().hits == 0) {
                        empty += 1;
                        continue;
                    }
                    jackknife.note(log_ratio_unpaired(&sides[0], &sides[1]).interval_log2, ratio.log2());
                    katz.note(katz_of(sides[0].total(), sides[1].total()), ratio.log2());
                }
            }
            let (held, words) = (jackknife.percent(), katz.percent());
            println!("  {rho:>6} {m:>8}   {held:>9.1} {words:>7.1}   {empty:>12} {:>11}", jackknife.none);
        }
    }
    println!();
}

/// The log ratio of two outlets on the same events; true ratio 1.
fn paired(draws: u64, seed: u64, marks: &mut Marks) {
    println!("Log ratio inside events");
    println!("  {:>8} {:>17} {:>6}   {:>9} {:>7}", "event sd", "events x articles", "gap sd", "jackknife", "Katz");
    let mut stream = 2 << 40;
    for event_sd in [0.5_f64, 1.0] {
        for (events, of_event) in [(15, 1), (40, 1), (20, 3)] {
            for gap in [0.0, 0.5] {
                let (mut jackknife, mut katz) = (Held::default(), Held::default());
                for _ in 0..draws {
                    stream += 1;
                    let mut draw = Draw::new(seed, stream);
                    let blocks = event_blocks(events, of_event, event_sd, gap, &mut draw);
                    let result = log_ratio_paired(&blocks);
                    jackknife.note(result.interval_log2, 0.0);
                    let [one, two] = [0, 1].map(|side| Unit::new(result.hits[side], result.words[side]));
                    katz.note(katz_of(one, two), 0.0);
                }
                let cell = format!("{events} x {of_event}");
                let (held, words) = (jackknife.percent(), katz.percent());
                let name = format!("paired, event sd {event_sd}, {cell}, gap sd {gap}");
                let word = marks.judge(name, held, Some((91.0, 98.0)));
                println!("  {event_sd:>8} {cell:>17} {gap:>6}   {held:>9.1} {words:>7.1}   {word}");
            }
        }
    }
    println!();
}

/// Two outlets on the same events: what happened moves both, the outlets' own ways each, and articles differ anyway.
fn event_blocks(events: usize, of_event: usize, event_sd: f64, gap: f64, draw: &mut Draw) -> Vec<EventBlocks> {
    let mut out = Vec::new();
    for event in 0..events {
        let shape = 1.0 / event_sd.powi(2);
        let both = draw.gamma(shape) / shape;
        for side in [Side::Target, Side::Others] {
            let own = (gap * draw.normal() - gap * gap / 2.0).exp();
            for _ in 0..of_event {
                let words = length(draw);
                let mean = 0.003 * both * own * words as f64 * draw.gamma(2.0) * 0.5;
                out.push((event, side, Unit::new(poisson(mean, draw).min(words), words)));
            }
        }
    }
    EventBlocks::gather(out).into_values().collect()
}

fn katz_of(one: Unit, two: Unit) -> Defined<Interval> {
    katz_interval_bag_of_words(&Contingency::new(Usage::new(one.hits, one.words), Usage::new(two.hits, two.words))?)
}

/// By inversion, a stretch of the mean at a time.
fn poisson(mean: f64, draw: &mut Draw) -> u64 {
    let stretches = (mean / 50.0).ceil().max(1.0);
    let mean = mean / stretches;
    let mut hits = 0;
    for _ in 0..stretches as u64 {
        let (mut left, mut chance, mut k) = (draw.uniform(), (-mean).exp(), 0_u64);
        while left > chance && chance > 0.0 {
            left -= chance;
            k += 1;
            chance *= mean / k as f64;
        }
        hits += k;
    }
    hits
}
