//! T on bit planes.
//!
//! T needs three sums over the outlet's units where G2 needs one: of `x`, `x^2` and `x n`. The first two are nearly the
//! same rows (most counts are 1, so `x (x - 1)/2` is added for the rest alone). The third has as many digits as an
//! article has words, which would cost five times the first; but it is weighed with the rate, a thousandth and less,
//! so a few digits of it decide nearly every relabelling. It is added up rounded, with a bound on what the rounding can
//! do to T; a relabelling that lies within the bound of what it is compared with is computed from exact sums. The
//! outcome is that of the exact sums, always.

use super::matrix::{Block, LANES, Row, across, lane_of, transpose};
use super::planes::Planes;
use super::{Fused, Lists, Prepared, Scratch, Term};
use crate::measures::permutation::statistic::{Frame, HitSums, WordSums, squared_exactly, t};
use crate::measures::permutation::sums::Constants;
use crate::measures::permutation::test::TIE;
use crate::measures::permutation::{Design, Exchange, Relabellings, Statistic};

/// The error of the approximate logarithm, squared.
const MARGIN: f32 = 1e-4;

/// What is left of an operation or ten on 24 bits.
const ROUNDING: f32 = 1e-6;

/// The sum of `x n` is rounded so far that its error stays below this share of the hits' own.
const ROUNDED_SHARE: f64 = 1.0 / 64.0;

/// The approximate logarithm holds up to this `(a - b)/(a + b)`, that is up to rates four times apart.
const LARGEST_GAP: f32 = 0.6;

/// T of every term in one outlet against all it is compared with.
pub(in crate::measures::permutation) struct DefaultT<'a> {
    design: &'a Design,
    constants: &'a Constants,
    relabellings: &'a Relabellings,
    outlet: usize,
    /// Of every unit.
    words: Vec<u64>,
}

/// Words of both sides in every lane, in the order of [`lane_of`].
pub(in crate::measures::permutation) struct Lanes {
    lanes: usize,
    inverse_n1: Vec<f32>,
    inverse_n2: Vec<f32>,
    nn1: Vec<f32>,
    nn2: Vec<f32>,
}

impl Fused for DefaultT<'_> {
    type Lanes = Lanes;

    fn statistic(&self) -> Statistic {
        Statistic::T
    }

    fn lanes(&self, block: &Block) -> Lanes {
        let all = self.constants.all_words(self.outlet);
        // Slots without a lane repeat the last.
        let own = |slot: usize| &block.sums()[lane_of(slot).min(block.lanes() - 1)];
        let each = |figure: &dyn Fn(&WordSums) -> f64| (0..LANES).map(|slot| figure(own(slot)) as f32).collect();
        Lanes {
            lanes: block.lanes(),
            inverse_n1: each(&|own| 1.0 / own.n as f64),
            inverse_n2: each(&|own| 1.0 / (all.n - own.n) as f64),
            nn1: each(&|own| own.nn as f64),
            nn2: each(&|own| (all.nn - own.nn) as f64),
        }
    }

    fn prepare(&self, term: &Term, lists: &mut Lists) -> HitSums {
        lists.begin();
        let totals = self.totals(term);
        if self.design.exchange() == Exchange::BlocksInEvents {
            let (units, fields) = self.paired_fields(term);
            (0..6).for_each(|field| lists.push(&units, |place| fields[place][field]));
            return totals;
        }
        let x = |place: usize| u64::from(term.counts[place]);
        let rounding = self.rounding(&totals);
        lists.push(term.units, x);
        lists.push(term.units, |place| x(place) * (x(place) - 1) / 2);
        lists.push(term.units, |place| rounding.down(x(place) * self.words[term.units[place] as usize]));
        totals
    }

    fn count(&self, term: &Prepared, block: &Block, lanes: &Lanes, scratch: &mut Scratch) -> usize {
        if self.design.exchange() == Exchange::BlocksInEvents {
            self.count_paired(term, block, scratch)
        } else {
            self.count_unpaired(term, block, lanes, scratch)
        }
    }
}

impl<'a> DefaultT<'a> {
    pub(in crate::measures::permutation) fn new(
        design: &'a Design,
        constants: &'a Constants,
        relabellings: &'a Relabellings,
        outlet: usize,
    ) -> Self {
        let words = design.units().map(|unit| unit.words).collect();
        DefaultT { design, constants, relabellings, outlet, words }
    }

    fn count_unpaired(&self, term: &Prepared, block: &Block, lanes: &Lanes, scratch: &mut Scratch) -> usize {
        let reached = term.term.observed * TIE;
        let [x, pairs, xn] = sums_of(term, block, &mut scratch.planes);
        let bounds = self.bounds(&term.totals, [&x, &pairs, &xn], lanes);
        let squared = (reached * reached) as f32;
        let mut surely = 0;
        let mut open = [0_u32; LANES];
        for slot in 0..LANES {
            let reaches = bounds.least[slot] >= squared;
            let may_reach = bounds.most[slot] >= squared;
            let may_raise = bounds.most[slot] >= scratch.maxima.squares()[slot];
            surely += u32::from(reaches);
            open[slot] = u32::from((may_reach & !reaches) | may_raise);
        }
        let mut count = surely as usize;
        for (chunk, open) in open.chunks_exact(16).enumerate() {
            if open.iter().fold(0, |any, open| any | open) == 0 {
                continue;
            }
            for slot in (0..16).filter(|&place| open[place] == 1).map(|place| 16 * chunk + place) {
                let lane = lane_of(slot);
                if lane < block.lanes() {
                    let value = self.exactly(term, block, lane);
                    count += usize::from(bounds.least[slot] < squared && value >= reached);
                    scratch.maxima.raise(lane, value);
                }
            }
        }
        if reached <= 0.0 { block.lanes() } else { count }
    }

    /// What `T^2` is at least and at most in all lanes, in the order of [`lane_of`].
    fn bounds(&self, totals: &HitSums, sums: [&[u32; LANES]; 3], lanes: &Lanes) -> Bounds {
        let sizes = self.constants.outlet(self.outlet);
        let [bessel1, bessel2] = [sizes.own, sizes.others].map(|m| (m as f64 / (m as f64 - 1.0)) as f32);
        let rounding = self.rounding(totals);
        let (unit, error) = (rounding.unit() as f32, 2.0 * rounding.half() as f32);
        let [x, pairs, xn] = sums;
        let (all_x, all_xx) = (totals.x as i32, totals.xx as i32);
        let all_xn = totals.xn as f32;
        let Lanes { inverse_n1, inverse_n2, nn1, nn2, .. } = lanes;
        let mut bounds = Bounds { least: [0.0; LANES], most: [0.0; LANES] };
        for slot in 0..LANES {
            let (own_x, own_pairs) = (x[slot] as i32, pairs[slot] as i32);
            let (x1, x2) = (own_x as f32, (all_x - own_x) as f32);
            let own_xx = own_x + 2 * own_pairs;
            let (xx1, xx2) = (own_xx as f32, (all_xx - own_xx) as f32);
            let xn1 = xn[slot] as i32 as f32 * unit;
            let xn2 = all_xn - xn1;
            let (r1, r2) = (x1 * inverse_n1[slot], x2 * inverse_n2[slot]);
            let (positive1, positive2) = (xx1 + r1 * r1 * nn1[slot], xx2 + r2 * r2 * nn2[slot]);
            let inverse = 1.0 / (x1 * x2);
            let (weight1, weight2) =
                (bessel1 * (x2 * inverse) * (x2 * inverse), bessel2 * (x1 * inverse) * (x1 * inverse));
            let v = weight1 * (positive1 - 2.0 * r1 * xn1) + weight2 * (positive2 - 2.0 * r2 * xn2);
            // The rounding of x n on one side is that of the other with another sign; then that of 24 bits.
            let v_error = error * x1 * (weight1 * r1 - weight2 * r2).abs()
                + ROUNDING * (weight1 * positive1 + weight2 * positive2);

            // ln(r1/r2) = 2 artanh g; artanh by a Padé approximant.
            let gap = ((r1 - r2) / (r1 + r2)).abs();
            let square = gap * gap;
            let above = 945.0 + square * (-735.0 + square * 64.0);
            let below = 945.0 + square * (-1050.0 + square * 225.0);
            let factor = 2.0 * above / below;
            let least = factor * (gap - ROUNDING).max(0.0);
            let most = factor * (gap + ROUNDING);

            let safe = (own_x > 0) & (own_x < all_x) & (gap <= LARGEST_GAP) & (v > v_error);
            bounds.least[slot] = if safe { least * least * (1.0 - MARGIN) / (v + v_error) } else { 0.0 };
            bounds.most[slot] = if safe { most * most * (1.0 + MARGIN) / (v - v_error) } else { f32::INFINITY };
        }
        // Lanes that are none reach nothing.
        for slot in (0..LANES).filter(|&slot| lane_of(slot) >= lanes.lanes) {
            (bounds.least[slot], bounds.most[slot]) = (0.0, 0.0);
        }
        // Sums that 31 bits do not hold decide nothing.
        if totals.x.max(totals.xx) >= 1 << 31 || rounding.down(totals.xn) >= 1 << 30 {
            bounds.least.fill(0.0);
            bounds.most.fill(f32::INFINITY);
        }
        bounds
    }

    fn rounding(&self, totals: &HitSums) -> Rounding {
        Rounding::of(totals.x, self.constants.all_words(self.outlet).n)
    }

    /// `|T|` in one lane from exact sums.
    fn exactly(&self, term: &Prepared, block: &Block, lane: usize) -> f64 {
        let mut own = HitSums::default();
        for (&unit, &count) in term.term.units.iter().zip(term.term.counts) {
            // Without a branch: which units are the outlet's nobody can foresee.
            let x = u64::from(count) * u64::from(block.holds(unit, lane));
            own.x += x;
            own.xx += x * u64::from(count);
            own.xn += x * self.words[unit as usize];
        }
        self.t(term, &own, block, lane)
    }

    fn t(&self, term: &Prepared, own: &HitSums, block: &Block, lane: usize) -> f64 {
        let differences = || self.from_differences(&term.term, block.replicate(lane));
        t(self.frame(&term.totals), &block.sums()[lane], own, differences).abs()
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
                let (x, n) = (u64::from(count), self.words[unit as usize]);
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
            totals.xn += x * self.words[unit as usize];
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

    fn count_paired(&self, term: &Prepared, block: &Block, scratch: &mut Scratch) -> usize {
        let reached = term.term.observed * TIE;
        let sums: [[u64; LANES]; 6] = std::array::from_fn(|sum| {
            term.add_up(sum, block, &mut scratch.planes);
            let mut lanes = [0; LANES];
            for (group, lanes) in lanes.chunks_exact_mut(64).enumerate() {
                let mut square = [0_u64; 64];
                scratch.planes.digits().iter().zip(&mut square).for_each(|(digit, bits)| *bits = digit.0[group]);
                transpose(&mut square);
                lanes.copy_from_slice(&square);
            }
            lanes
        });
        let mut count = 0;
        for lane in 0..block.lanes() {
            let own = HitSums::from_fields(std::array::from_fn(|field| sums[field][lane]));
            let value = self.t(term, &own, block, lane);
            count += usize::from(value >= reached);
            scratch.maxima.raise(lane, value);
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

/// What `T^2` is at least and at most, in the order of [`lane_of`].
struct Bounds {
    least: [f32; LANES],
    most: [f32; LANES],
}

/// The sums of a term in every lane, in the order of [`lane_of`]; as many to a word of 32 bits as it holds.
fn sums_of<const SUMS: usize>(term: &Prepared, block: &Block, planes: &mut Planes) -> [[u32; LANES]; SUMS] {
    let mut sums = [[0; LANES]; SUMS];
    let mut digits = [Row::ZERO; 32];
    let mut packed: Vec<(usize, usize, usize)> = Vec::with_capacity(SUMS);
    let mut used = 0;
    let mut unpack = |digits: &mut [Row; 32], packed: &mut Vec<(usize, usize, usize)>| {
        let mut words = [0; LANES];
        across(digits, &mut words);
        for (sum, from, width) in packed.drain(..) {
            let mask = if width < 32 { (1_u32 << width) - 1 } else { u32::MAX };
            sums[sum].iter_mut().zip(&words).for_each(|(sum, word)| *sum = (word >> from) & mask);
        }
    };
    for sum in 0..SUMS {
        term.add_up(sum, block, planes);
        // A sum of more digits is cut; its bounds decide nothing.
        let width = planes.digits().len().min(32);
        if width == 0 {
            continue;
        }
        if used + width > 32 {
            unpack(&mut digits, &mut packed);
            digits.fill(Row::ZERO);
            used = 0;
        }
        digits[used..used + width].copy_from_slice(&planes.digits()[..width]);
        packed.push((sum, used, width));
        used += width;
    }
    unpack(&mut digits, &mut packed);
    sums
}
