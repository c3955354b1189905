//! Differences that are put in, and which of the findings are among them.

use super::NullDesign;
use super::draw::Draw;
use super::judge::Judged;
use super::null::Null;
use super::sheet::Set;
use crate::measures::permutation::Exchange;
use rayon::prelude::*;

/// So many samples at a time, and at least;
const RUNS: u64 = 600;
/// until there are so many discoveries,
const MIN_DISCOVERIES: u64 = 100;
/// or so many samples.
const MOST_RUNS: u64 = 1_800;
/// One term in so many gets a difference.
const ONE_IN: usize = 10;

/// What the default test finds of planted differences.
///
/// On sides that do not differ one term in ten is thinned: on one side, taking turns, each hit stays with the chance
/// `1/ratio`, so that the rate of the other is `ratio` times as high. Findings are those of Benjamini and Hochberg at 5 %
/// over the terms of a sample. There are 600 samples, and more until they have a hundred discoveries (at most 1,800).
///
/// ```
/// use parallax::{Input, framing::SelfTest};
///
/// let articles: String = (0..48)
///     .map(|i| format!("{{\"outlet\":\"{}\",\"event\":\"{}\",\"text\":\"vote vote strike {i}.\"}}\n", i % 2, i / 4))
///     .collect();
/// let input = Input::builder().reader("made up", std::io::Cursor::new(articles)).open()?;
/// let planted = SelfTest::builder().splits(1).plant(2.0).run(&input)?.planted.unwrap();
/// assert!(planted.runs >= 600 && planted.false_discoveries <= planted.discoveries);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Planted {
    /// How many times as high the rate of one side is.
    pub ratio: f64,
    /// How the sides were made.
    pub design: NullDesign,
    /// Samples.
    pub runs: u64,
    /// Terms tested, in all samples together.
    pub terms: u64,
    /// Of these with a difference.
    pub planted: u64,
    /// Terms found.
    pub discoveries: u64,
    /// Of these without a difference.
    pub false_discoveries: u64,
    /// The mean over the samples of the share of discoveries that are false; 0 in a sample without any.
    pub false_discovery_rate: f64,
}

impl Planted {
    /// The share of the planted differences that were found.
    #[must_use]
    pub fn power(&self) -> Option<f64> {
        let found = self.discoveries - self.false_discoveries;
        (self.planted > 0).then(|| found as f64 / self.planted as f64)
    }

    /// The share of all discoveries together that are false.
    #[must_use]
    pub fn false_share(&self) -> Option<f64> {
        (self.discoveries > 0).then(|| self.false_discoveries as f64 / self.discoveries as f64)
    }
}

/// Terms, planted ones, discoveries and false ones of a sample.
type Run = [u64; 4];

pub(super) fn plant(
    ratio: f64,
    design: NullDesign,
    exchange: Exchange,
    sets: &[Set],
    seed: u64,
    null: impl Fn(&Set, usize, &mut Draw) -> Null + Sync,
) -> Planted {
    let run = |run: u64| -> Run {
        let mut draw = Draw::new(seed, 0x706c_616e_7400_0000 + run);
        let turn = run as usize / sets.len();
        let mut null = null(&sets[run as usize % sets.len()], turn, &mut draw);
        let mut order: Vec<usize> = (0..null.terms.len()).collect();
        draw.shuffle(&mut order);
        order.truncate((order.len() / ONE_IN).max(1));
        let mut is_planted = vec![false; null.terms.len()];
        for (place, &term) in order.iter().enumerate() {
            is_planted[term] = true;
            null.thin(term, (place % 2 == 0) == (ratio > 1.0), ratio.min(1.0 / ratio), &mut draw);
        }
        let seed = draw.next();
        let found = Judged::by_default(&null, exchange, seed).found();
        let discoveries = found.iter().filter(|found| **found).count() as u64;
        let false_ones = found.iter().zip(&is_planted).filter(|(found, planted)| **found && !**planted).count() as u64;
        [null.terms.len() as u64, order.len() as u64, discoveries, false_ones]
    };
    let mut runs: Vec<Run> = Vec::new();
    while (runs.len() as u64) < MOST_RUNS {
        let from = runs.len() as u64;
        runs.par_extend((from..from + RUNS).into_par_iter().map(run));
        if runs.iter().map(|run| run[2]).sum::<u64>() >= MIN_DISCOVERIES {
            break;
        }
    }
    let sum = |of: usize| runs.iter().map(|run| run[of]).sum::<u64>();
    let rates: f64 = runs.iter().map(|run| run[3] as f64 / run[2].max(1) as f64).sum();
    Planted {
        ratio,
        design,
        runs: runs.len() as u64,
        terms: sum(0),
        planted: sum(1),
        discoveries: sum(2),
        false_discoveries: sum(3),
        false_discovery_rate: rates / runs.len() as f64,
    }
}
