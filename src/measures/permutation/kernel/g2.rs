//! G2 on bit planes: integer thresholds instead of logarithms.
//!
//! For a term, G2 is a function of the outlet's hits and words alone, falling towards the expected number of hits from
//! both sides. So "at least what was observed" is "at least so many hits, or at most so many", and two comparisons of
//! binary digits decide it for 512 relabellings at once. The thresholds move with the outlet's words: they are looked
//! up for the fewest and the most words of the block, and only what lies between the two is computed.

use super::matrix::{Block, LANES, Row};
use super::planes::Planes;
use super::{Fused, Lists, Prepared, Scratch, Term, Totals};
use crate::measures::permutation::g2::g2;
use crate::measures::permutation::statistic::HitSums;
use crate::measures::permutation::sums::Constants;
use crate::measures::permutation::test::TIE;
use crate::measures::permutation::{Design, Statistic};

/// Room for the rounding of G2 on both sides of a threshold. What falls into it is computed.
const MARGIN: f64 = 1e-9;

/// G2 of every term in one outlet against all it is compared with.
pub(in crate::measures::permutation) struct G2<'a> {
    pub(in crate::measures::permutation) design: &'a Design,
    pub(in crate::measures::permutation) constants: &'a Constants,
    pub(in crate::measures::permutation) outlet: usize,
    /// All words that are compared.
    pub(in crate::measures::permutation) words: u64,
}

impl G2<'_> {
    /// The hits of the units that are compared.
    pub(in crate::measures::permutation) fn hits(&self, term: &Term) -> u64 {
        let compared = |unit: u32| {
            let event = self.design.unit(unit as usize).event;
            event.is_none_or(|event| self.constants.holds(event, self.outlet))
        };
        let hits = term.units.iter().zip(term.counts).filter(|(unit, _)| compared(**unit));
        hits.map(|(_, &count)| u64::from(count)).sum()
    }
}

impl Fused for G2<'_> {
    type Lanes = ();

    fn statistic(&self) -> Statistic {
        Statistic::G2
    }

    fn lanes(&self, _: &Block) {}

    fn prepare(&self, term: &Term, lists: &mut Lists) -> Totals {
        lists.begin();
        lists.push(term.units, |place| u64::from(term.counts[place]));
        Totals { compared: HitSums { x: self.hits(term), ..HitSums::default() }, ..Totals::default() }
    }

    fn count(&self, term: &Prepared, block: &Block, (): &(), scratch: &mut Scratch) -> usize {
        let curve = Curve { hits: term.totals.compared.x, words: self.words };
        let Scratch { planes, maxima } = scratch;
        term.add_up(0, block, planes);
        let planes = &*planes;
        let lanes = block.lanes();
        let (fewest, most) = (block.sums()[0].n, block.sums()[lanes - 1].n);
        let value = |lane: usize| curve.at(planes.sum(lane), block.sums()[lane].n);

        let reached = term.term.observed * TIE;
        let count = if reached <= 0.0 {
            lanes
        } else {
            // Nearly always the two pairs are the same, which the second search sees at its first look.
            let (high, low) = (reached * (1.0 + MARGIN), reached * (1.0 - MARGIN));
            let upper = curve.upper(high, most, None);
            let lower = curve.lower(high, fewest, None);
            let surely = outside(planes, upper, lower);
            let (wider_upper, wider_lower) = (curve.upper(low, fewest, Some(upper)), curve.lower(low, most, lower));
            let perhaps = if (wider_upper, wider_lower) == (upper, lower) {
                surely
            } else {
                outside(planes, wider_upper, wider_lower)
            };
            let between = difference(&perhaps, &surely);
            let computed = places(&between, lanes).filter(|&lane| value(lane) >= reached).count();
            places(&surely, lanes).count() + computed
        };

        // Most terms raise no maximum: what the largest and the smallest number of hits give decides that.
        let least = maxima.least() * (1.0 - MARGIN);
        let (fewest_hits, most_hits) = planes.range(lanes);
        let largest = |of: fn(Curve, u64, u64) -> f64| {
            curve.bound(of, most_hits, fewest, most).max(curve.bound(of, fewest_hits, fewest, most))
        };
        // the ceiling needs no logarithm, and is nearly always low enough
        if largest(Curve::ceiling) >= least && largest(Curve::at) >= least {
            let above = if least > 0.0 {
                outside(planes, curve.upper(least, fewest, None), curve.lower(least, most, None))
            } else {
                Row([u64::MAX; LANES / 64])
            };
            places(&above, lanes).for_each(|lane| maxima.raise(lane, value(lane)));
        }
        count
    }
}

/// Where the hits are at least `upper`, or at most `lower`.
fn outside(planes: &Planes, upper: u64, lower: Option<u64>) -> Row {
    let mut outside = planes.at_least(upper);
    if let Some(lower) = lower {
        let above = planes.at_least(lower + 1);
        outside.0.iter_mut().zip(&above.0).for_each(|(outside, above)| *outside |= !above);
    }
    outside
}

fn difference(a: &Row, b: &Row) -> Row {
    Row(std::array::from_fn(|i| a.0[i] & !b.0[i]))
}

/// The lanes whose bit is set.
fn places(row: &Row, lanes: usize) -> impl Iterator<Item = usize> + '_ {
    row.0.iter().enumerate().flat_map(move |(group, &bits)| {
        let valid = lanes.saturating_sub(64 * group).min(64);
        let mut bits = if valid == 64 { bits } else { bits & ((1 << valid) - 1) };
        std::iter::from_fn(move || {
            let bit = bits.trailing_zeros() as usize;
            (bits != 0).then(|| {
                bits &= bits - 1;
                64 * group + bit
            })
        })
    })
}

/// G2 of a term by the outlet's hits and words.
#[derive(Clone, Copy)]
struct Curve {
    hits: u64,
    words: u64,
}

impl Curve {
    fn at(self, hits: u64, words: u64) -> f64 {
        g2(hits, words, self.hits - hits, self.words - words)
    }

    /// No less than G2, without logarithms: `(1+u) ln(1+u) - u` is at most `u^2/2` above zero, and `u^2 (1-u)/2` below,
    /// because the coefficients of its series from the third on, `1/(k(k-1))`, add up to 1/2.
    fn ceiling(self, hits: u64, words: u64) -> f64 {
        let (of_term, of_others) = (self.hits as f64, (self.words - self.hits) as f64);
        let (share, rest) = (words as f64 / self.words as f64, (self.words - words) as f64 / self.words as f64);
        let surplus = hits as f64 - of_term * share;
        let cell = |expected: f64, surplus: f64| match surplus / expected {
            u if u > 0.0 => surplus * u,
            u if u < 0.0 => surplus * u * (1.0 - u),
            _ => 0.0,
        };
        (cell(of_term * share, surplus) + cell(of_term * rest, -surplus))
            + (cell(of_others * share, -surplus) + cell(of_others * rest, surplus))
    }

    /// At least what G2, or what stands for it, is of so many hits wherever the words lie between two numbers.
    fn bound(self, of: fn(Curve, u64, u64) -> f64, hits: u64, fewest: u64, most: u64) -> f64 {
        let possible = |words: u64| hits.clamp(self.hits.saturating_sub(self.words - words), self.hits.min(words));
        let at = |words: u64| of(self, possible(words), words);
        at(fewest).max(at(most)) * (1.0 + MARGIN)
    }

    /// The fewest hits above what is expected that reach a value; one more than all where none does. No more than
    /// `known`, if that is known to reach it.
    fn upper(self, value: f64, words: u64, known: Option<u64>) -> u64 {
        let most = self.hits.min(words);
        let expected = self.hits as f64 * (words as f64 / self.words as f64);
        let from = (expected.floor() as u64 + 1).min(most + 1);
        let reaches = |hits: u64| self.at(hits, words) >= value;
        if let Some(known) = known.filter(|&known| known > from && known <= most + 1) {
            return first(from, known, known - 1, reaches).unwrap_or(known);
        }
        let (spread, skew) = self.shape(value, words);
        let guess = (expected + spread + skew).ceil().clamp(from as f64, most as f64 + 1.0) as u64;
        first(from, most + 1, guess, reaches).unwrap_or(self.hits + 1)
    }

    /// The most hits below what is expected that reach a value; no fewer than `known`, if that is known to.
    fn lower(self, value: f64, words: u64, known: Option<u64>) -> Option<u64> {
        let fewest = self.hits.saturating_sub(self.words - words);
        let expected = self.hits as f64 * (words as f64 / self.words as f64);
        // Below the expected number, or the number itself where it is whole: G2 is zero there.
        let to = expected.ceil() as u64;
        let (spread, skew) = self.shape(value, words);
        let guess = (expected - spread + skew).floor().clamp(fewest as f64, to as f64) as u64 + 1;
        // The first that does not reach the value; the one before is the last that does.
        let (from, guess) = match known.filter(|&known| known >= fewest && known < to) {
            Some(known) => (known + 1, known + 1),
            None => (fewest, guess),
        };
        let inside = first(from, to, guess, |hits| self.at(hits, words) < value).unwrap_or(to);
        (inside > fewest).then(|| inside - 1)
    }

    /// Where to look first: the normal distribution's distance, and a correction for its skew.
    fn shape(self, value: f64, words: u64) -> (f64, f64) {
        let share = words as f64 / self.words as f64;
        let variance = self.hits as f64 * share * (1.0 - share) * (1.0 - self.hits as f64 / self.words as f64);
        ((value * variance).sqrt(), value * (1.0 - 2.0 * share) / 6.0)
    }
}

/// The first of `from..end` that fits, all after it fitting as well; looks around a guess first.
fn first(from: u64, end: u64, guess: u64, fits: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (from, end);
    let guess = guess.clamp(from, end);
    let mut step = 1;
    if guess < end && !fits(guess) {
        low = guess + 1;
        while low < high && low - 1 + step < end {
            let next = low - 1 + step;
            if fits(next) {
                high = next;
                break;
            }
            low = next + 1;
            step *= 2;
        }
    } else {
        high = guess;
        while low < high && high >= low + step {
            let next = high - step;
            if !fits(next) {
                low = next + 1;
                break;
            }
            high = next;
            step *= 2;
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low < end).then_some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_from_every_guess() {
        for answer in 3..=20 {
            for guess in 0..25 {
                let found = first(3, 20, guess, |x| x >= answer);
                assert_eq!(found, (answer < 20).then_some(answer), "{answer} from {guess}");
            }
        }
    }

    #[test]
    fn the_ceiling_is_above_and_near() {
        for (hits, words) in [(20, 8_000), (3, 50), (900, 8_000), (40, 60), (60, 60)] {
            let curve = Curve { hits, words };
            for outlet in [1, 5, words / 10, words / 3, words / 2, words - 7] {
                for x in hits.saturating_sub(words - outlet)..=hits.min(outlet) {
                    let (ceiling, value) = (curve.ceiling(x, outlet), curve.at(x, outlet));
                    assert!(ceiling * (1.0 + MARGIN) + 1e-12 >= value, "{x} of {hits}: {ceiling} below {value}");
                    let expected = hits as f64 * outlet as f64 / words as f64;
                    let cell = expected.min(hits as f64 - expected);
                    let is_near = (x as f64 - expected).abs() > 0.5 * cell || ceiling <= 1.5 * value + 1e-9;
                    assert!(is_near, "{x} of {hits}, {expected} expected: {ceiling} far above {value}");
                }
            }
        }
    }

    #[test]
    fn thresholds_part_the_hits() {
        for (hits, words) in [(20, 8_000), (3, 50), (900, 8_000), (40, 60)] {
            let curve = Curve { hits, words };
            for outlet in [1, 5, words / 10, words / 3, words / 2, words - 7] {
                for value in [1e-6, 0.3, 2.0, 7.5, 30.0] {
                    let (upper, lower) = (curve.upper(value, outlet, None), curve.lower(value, outlet, None));
                    for x in hits.saturating_sub(words - outlet)..=hits.min(outlet) {
                        let outside = x >= upper || lower.is_some_and(|lower| x <= lower);
                        assert_eq!(
                            outside,
                            curve.at(x, outlet) >= value,
                            "{x} of {hits} in {outlet} of {words}, {value}"
                        );
                    }
                }
            }
        }
    }
}
