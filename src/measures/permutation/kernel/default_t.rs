//! T on bit planes.
//!
//! T needs three sums over the outlet's units where G2 needs one: of `x`, `x^2` and `x n`. The first two are nearly the
//! same rows (most counts are 1, so `x (x - 1)/2` is added for the rest alone). The third has as many digits as an
//! article has words, which would cost five times the first; but it is weighed with the rate, a thousandth and less,
//! so a few digits of it decide nearly every relabelling. It is added up rounded, with a bound on what the rounding can
//! do to T; a relabelling that lies within the bound of what it is compared with is computed from exact sums. The
//! outcome is that of the exact sums, always.

use super::matrix::{Block, LANES, transpose};
use super::planes::Planes;
use super::{Fused, Lists, Maxima, Term};
use crate::measures::permutation::statistic::{Frame, HitSums, squared_exactly, t};
use crate::measures::permutation::sums::Constants;
use crate::measures::permutation::test::TIE;
use crate::measures::permutation::{Design, Exchange, Relabellings, Statistic};

/// What rounding may do to `T^2`, unless less than [`SAFE_SHARE`] is left of a sum of squares, and the error of the
/// approximate logarithm.
const MARGIN: f64 = 1e-4;

/// Twice that of `statistic.rs`: below it T is computed from exact sums.
const SAFE_SHARE: f64 = 2e-3;

/// The sum of `x n` is rounded so far that its error stays below this share of the hits' own.
const ROUNDED_SHARE: f64 = 1.0 / 64.0;

/// The approximate logarithm holds up to this `(a - b)/(a + b)`, that is up to rates four times apart.
const LARGEST_GAP: f64 = 0.6;

/// T of every term in one outlet against all it is compared with.
pub(in crate::measures::permutation) struct DefaultT<'a> {
    pub(in crate::measures::permutation) design: &'a Design,
    pub(in crate::measures::permutation) constants: &'a Constants,
    pub(in crate::measures::permutation) relabellings: &'a Relabellings,
    pub(in crate::measures::permutation) outlet: usize,
}

/// Words of both sides in every lane.
pub(in crate::measures::permutation) struct Lanes {
    n: [Vec<f64>; 2],
    inverse_n: [Vec<f64>; 2],
    nn: [Vec<f64>; 2],
}

impl Fused for DefaultT<'_> {
    type Lanes = Lanes;

    fn statistic(&self) -> Statistic {
        Statistic::T
    }

    fn lanes(&self, block: &Block) -> Lanes {
        let all = self.constants.all_words(self.outlet);
        // Lanes past the last repeat the last.
        let sums = || (0..LANES).map(|lane| &block.sums()[lane.min(block.lanes() - 1)]);
        let n = [sums().map(|own| own.n as f64).collect(), sums().map(|own| (all.n - own.n) as f64).collect()];
        let nn = [sums().map(|own| own.nn as f64).collect(), sums().map(|own| (all.nn - own.nn) as f64).collect()];
        let inverse = |n: &Vec<f64>| n.iter().map(|n| 1.0 / n).collect();
        Lanes { inverse_n: [inverse(&n[0]), inverse(&n[1])], n, nn }
    }

    fn prepare(&self, term: &Term, lists: &mut Lists) {
        lists.begin();
        if self.design.exchange() == Exchange::BlocksInEvents {
            let (units, fields) = self.paired_fields(term);
            (0..6).for_each(|field| lists.push(&units, |place| fields[place][field]));
            return;
        }
        let x = |place: usize| u64::from(term.counts[place]);
        let rounding = Rounding::of(self.totals(term).x, self.constants.all_words(self.outlet).n);
        lists.push(term.units, x);
        lists.push(term.units, |place| x(place) * (x(place) - 1) / 2);
        lists.push(term.units, |place| rounding.down(x(place) * self.design.unit(term.units[place] as usize).words));
    }

    fn count(
        &self,
        term: &Term,
        lists: &Lists,
        place: usize,
        block: &Block,
        lanes: &Lanes,
        maxima: &mut Maxima,
    ) -> usize {
        if self.design.exchange() == Exchange::BlocksInEvents {
            self.count_paired(term, lists, place, block, maxima)
        } else {
            self.count_unpaired(term, lists, place, block, lanes, maxima)
        }
    }
}

impl DefaultT<'_> {
    fn count_unpaired(
        &self,
        term: &Term,
        lists: &Lists,
        place: usize,
        block: &Block,
        lanes: &Lanes,
        maxima: &mut Maxima,
    ) -> usize {
        let totals = self.totals(term);
        let rounding = Rounding::of(totals.x, self.constants.all_words(self.outlet).n);
        let [x, pairs, xn] = sums_of(lists, place, block);
        let quotients = self.quotients(&totals, rounding, &x, &pairs, &xn, lanes);
        let reached = term.observed * TIE;
        let squared = reached * reached;
        let mut count = 0;
        for lane in 0..block.lanes() {
            let (numerator, [least, most]) = quotients.lane(lane);
            let (low, high) = (numerator * (1.0 - MARGIN), numerator * (1.0 + MARGIN));
            let surely = low >= squared * most;
            let perhaps = high >= squared * least;
            let max = maxima.values[lane];
            let raises = high >= max * max * least;
            count += usize::from(surely);
            if raises || (perhaps && !surely) {
                let value = self.exactly(term, &totals, block, lane);
                count += usize::from(!surely && value >= reached);
                maxima.raise(lane, value);
            }
        }
        if reached <= 0.0 { block.lanes() } else { count }
    }

    /// `T^2` of all lanes as a fraction whose denominator is known between two bounds.
    fn quotients(
        &self,
        totals: &HitSums,
        rounding: Rounding,
        x: &[u64; LANES],
        pairs: &[u64; LANES],
        xn: &[u64; LANES],
        lanes: &Lanes,
    ) -> Quotients {
        let sizes = self.constants.outlet(self.outlet);
        let bessel = [sizes.own, sizes.others].map(|m| m as f64 / (m as f64 - 1.0));
        let total = [totals.x, totals.xx, totals.xn].map(|sum| sum as f64);
        let (unit, half) = (rounding.unit(), rounding.half());
        let mut quotients = Quotients::new();
        for lane in 0..LANES {
            let x1 = x[lane] as f64;
            let xx1 = x1 + 2.0 * pairs[lane] as f64;
            let xn1 = xn[lane] as f64 * unit;
            let (x2, xx2, xn2) = (total[0] - x1, total[1] - xx1, total[2] - xn1);
            let (r1, r2) = (x1 * lanes.inverse_n[0][lane], x2 * lanes.inverse_n[1][lane]);
            let (positive1, positive2) = (xx1 + r1 * r1 * lanes.nn[0][lane], xx2 + r2 * r2 * lanes.nn[1][lane]);
            let (squares1, squares2) = (positive1 - 2.0 * r1 * xn1, positive2 - 2.0 * r2 * xn2);
            // The rounding of one side is that of the other with another sign.
            let error = 2.0 * half * x1;
            let (weight1, weight2) = (bessel[0] * x2 * x2, bessel[1] * x1 * x1);
            let v = weight1 * squares1 + weight2 * squares2;
            let v_error = error * (weight1 * r1 - weight2 * r2).abs();

            // ln(a/b) = 2 artanh g, g = (a - b)/(a + b); artanh by a Padé approximant, multiplied out.
            let (a, b) = (x1 * lanes.n[1][lane], x2 * lanes.n[0][lane]);
            let (gap, sum) = ((a - b) * (a - b), (a + b) * (a + b));
            let above = 945.0 * sum * sum - 735.0 * sum * gap + 64.0 * gap * gap;
            let below = 945.0 * sum * sum - 1050.0 * sum * gap + 225.0 * gap * gap;
            let numerator = 4.0 * gap * above * above * (x1 * x2) * (x1 * x2);
            let scale = sum * below * below;

            let safe = (x1 > 0.0)
                & (x2 > 0.0)
                & (gap <= LARGEST_GAP * LARGEST_GAP * sum)
                & (squares1 - error * r1 >= SAFE_SHARE * positive1)
                & (squares2 - error * r2 >= SAFE_SHARE * positive2);
            // What is not safe is compared with a denominator that may be anything.
            quotients.numerator[lane] = if safe { numerator } else { 1.0 };
            quotients.least[lane] = if safe { scale * (v - v_error) } else { 0.0 };
            quotients.most[lane] = if safe { scale * (v + v_error) } else { f64::INFINITY };
        }
        quotients
    }

    /// `|T|` in one lane from exact sums.
    fn exactly(&self, term: &Term, totals: &HitSums, block: &Block, lane: usize) -> f64 {
        let mut own = HitSums::default();
        for (&unit, &count) in term.units.iter().zip(term.counts) {
            // Without a branch: which units are the outlet's nobody can foresee.
            let x = u64::from(count) * u64::from(block.holds(unit, lane));
            own.x += x;
            own.xx += x * u64::from(count);
            own.xn += x * self.design.unit(unit as usize).words;
        }
        self.t(term, totals, &own, block, lane)
    }

    fn t(&self, term: &Term, totals: &HitSums, own: &HitSums, block: &Block, lane: usize) -> f64 {
        let frame = self.frame(totals);
        t(frame, &block.sums()[lane], own, || self.from_differences(term, block.replicate(lane))).abs()
    }

    fn frame<'f>(&'f self, totals: &'f HitSums) -> Frame<'f> {
        let (words, sizes) = (self.constants.all_words(self.outlet), self.constants.outlet(self.outlet));
        match self.design.exchange() {
            Exchange::Articles | Exchange::Blocks => {
                Frame::Unpaired { words, hits: totals, own: sizes.own, units: sizes.own + sizes.others }
            }
            Exchange::BlocksInEvents => Frame::Paired { words, hits: totals, events: sizes.own },
        }
    }

    fn from_differences(&self, term: &Term, replicate: usize) -> f64 {
        let mut labels = Vec::new();
        self.relabellings.labels_into(self.design, replicate, &mut labels);
        let mut hits = vec![0; labels.len()];
        term.units.iter().zip(term.counts).for_each(|(&unit, &count)| hits[unit as usize] = u64::from(count));
        squared_exactly(self.design, &labels, self.outlet as u32, &hits)
    }

    /// `|T|` under the true labels.
    pub(in crate::measures::permutation) fn observed(&self, term: &Term) -> f64 {
        let labels = self.design.observed();
        let words = self.constants.words(self.design, labels)[self.outlet];
        let totals = self.totals(term);
        let mut own = [0_u64; 6];
        let mut add = |unit: u32, fields: [u64; 6]| {
            if labels[unit as usize] as usize == self.outlet {
                own.iter_mut().zip(fields).for_each(|(sum, field)| *sum += field);
            }
        };
        if self.design.exchange() == Exchange::BlocksInEvents {
            let (units, fields) = self.paired_fields(term);
            units.iter().zip(fields).for_each(|(&unit, fields)| add(unit, fields));
        } else {
            for (&unit, &count) in term.units.iter().zip(term.counts) {
                let (x, n) = (u64::from(count), self.design.unit(unit as usize).words);
                add(unit, [x, x * x, x * n, 0, 0, 0]);
            }
        }
        let mut hits = Vec::new();
        t(self.frame(&totals), &words, &HitSums::from_fields(own), || {
            hits.resize(labels.len(), 0);
            term.units.iter().zip(term.counts).for_each(|(&unit, &count)| hits[unit as usize] = u64::from(count));
            squared_exactly(self.design, labels, self.outlet as u32, &hits)
        })
        .abs()
    }

    /// Unpaired: sums over all units. Paired: sums over the events that hold the outlet.
    fn totals(&self, term: &Term) -> HitSums {
        let mut totals = HitSums::default();
        if self.design.exchange() == Exchange::BlocksInEvents {
            for (event, x) in self.hits_of_events(term) {
                let n = self.constants.event_words(event);
                totals.x += x;
                totals.xx += x * x;
                totals.xn += x * n;
            }
            return totals;
        }
        for (&unit, &count) in term.units.iter().zip(term.counts) {
            let x = u64::from(count);
            totals.x += x;
            totals.xx += x * x;
            totals.xn += x * self.design.unit(unit as usize).words;
        }
        totals
    }

    /// The events of the outlet in which the term stands, and how often.
    fn hits_of_events(&self, term: &Term) -> Vec<(usize, u64)> {
        let mut events: Vec<(usize, u64)> = Vec::new();
        for (&unit, &count) in term.units.iter().zip(term.counts) {
            let Some(event) = self.design.unit(unit as usize).event else { continue };
            match events.last_mut() {
                Some((last, x)) if *last == event => *x += u64::from(count),
                _ if self.constants.holds(event, self.outlet) => events.push((event, u64::from(count))),
                _ => {}
            }
        }
        events
    }

    /// All blocks of the events in which the term stands, and what each adds to the sums.
    fn paired_fields(&self, term: &Term) -> (Vec<u32>, Vec<[u64; 6]>) {
        let (mut units, mut fields) = (Vec::new(), Vec::new());
        let mut counts = term.units.iter().zip(term.counts).peekable();
        for (event, xe) in self.hits_of_events(term) {
            let ne = self.constants.event_words(event);
            for unit in self.design.blocks()[event].clone() {
                while counts.peek().is_some_and(|(other, _)| (**other as usize) < unit) {
                    counts.next();
                }
                let x = counts.peek().filter(|(other, _)| **other as usize == unit).map_or(0, |(_, x)| u64::from(**x));
                let n = self.design.unit(unit).words;
                units.push(unit as u32);
                fields.push([x, x * x, x * n, x * xe, x * ne, n * xe]);
            }
        }
        (units, fields)
    }

    fn count_paired(&self, term: &Term, lists: &Lists, place: usize, block: &Block, maxima: &mut Maxima) -> usize {
        let totals = self.totals(term);
        let sums: [_; 6] = sums_of(lists, place, block);
        let reached = term.observed * TIE;
        let mut count = 0;
        for lane in 0..block.lanes() {
            let own = HitSums::from_fields(std::array::from_fn(|field| sums[field][lane]));
            let value = self.t(term, &totals, &own, block, lane);
            count += usize::from(value >= reached);
            maxima.raise(lane, value);
        }
        count
    }
}

/// By how many binary digits a sum of `x n` is shortened.
#[derive(Clone, Copy)]
struct Rounding {
    digits: u32,
}

impl Rounding {
    /// So that the error, weighed with the rate, stays a small share of a hit.
    fn of(hits: u64, words: u64) -> Self {
        let share = ROUNDED_SHARE * words as f64 / hits.max(1) as f64;
        Rounding { digits: share.log2().clamp(0.0, 30.0) as u32 }
    }

    fn down(self, product: u64) -> u64 {
        (product + ((1 << self.digits) >> 1)) >> self.digits
    }

    fn unit(self) -> f64 {
        (1_u64 << self.digits) as f64
    }

    /// The largest error of one unit.
    fn half(self) -> f64 {
        if self.digits == 0 { 0.0 } else { self.unit() / 2.0 }
    }
}

/// A fraction in each lane.
struct Quotients {
    numerator: [f64; LANES],
    least: [f64; LANES],
    most: [f64; LANES],
}

impl Quotients {
    fn new() -> Self {
        Quotients { numerator: [0.0; LANES], least: [0.0; LANES], most: [0.0; LANES] }
    }

    fn lane(&self, lane: usize) -> (f64, [f64; 2]) {
        (self.numerator[lane], [self.least[lane], self.most[lane]])
    }
}

/// The sums of a term in every lane.
fn sums_of<const SUMS: usize>(lists: &Lists, place: usize, block: &Block) -> [[u64; LANES]; SUMS] {
    let mut planes = Planes::new(0);
    std::array::from_fn(|sum| {
        planes.clear(lists.width(place, sum));
        for (digit, units) in lists.digits(place, sum) {
            planes.add(block.rows(), units, digit);
        }
        let mut lanes = [0; LANES];
        for (group, lanes) in lanes.chunks_exact_mut(64).enumerate() {
            let mut square = [0_u64; 64];
            planes.digits().iter().zip(&mut square).for_each(|(digit, bits)| *bits = digit.0[group]);
            transpose(&mut square);
            lanes.copy_from_slice(&square);
        }
        lanes
    })
}
