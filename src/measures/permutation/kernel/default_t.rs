//! T on bit planes.
//!
//! T needs three sums over the outlet's units where G2 needs one: of `x`, `x^2` and `x n`. The first two are nearly the
//! same rows (most counts are 1, so `x (x - 1)/2` is added for the rest alone). The third has as many digits as an
//! article has words, which would cost five times the first; but it is weighed with the rate, a thousandth and less,
//! so a few digits of it decide nearly every relabelling. It is added up rounded, with a bound on what the rounding can
//! do to T; a relabelling that lies within the bound of what it is compared with is computed from exact sums. The
//! outcome is that of the exact sums, always.
//!
//! Events of two blocks are kinder still. With `p`, `P` the difference and the sum of `1/X` of the two sides, `m`, `M` of
//! `1/N`, and `s` the sign that a swap turns, `2 d_e = x_e p - n_e m + s (dx P - dn M)`: in the sum of squares the parts
//! with `s^2` do not change, and the mixed ones are weighed with `p` or `m`, which are nearly 0 where sides are even. In
//! events of more blocks the squares change too, so there all six sums are added up, with finer rounding.

use std::f32::consts::{LN_2, SQRT_2};

use super::matrix::{Block, LANES, Row, across, lane_of};
use super::planes::Planes;
use super::{Fused, Lists, Prepared, Scratch, Term, Totals};
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

/// Where the rounded sums are not weighed with what is nearly 0, below this share.
const FINELY_ROUNDED_SHARE: f64 = ROUNDED_SHARE / 64.0;

/// Sums of fewer digits than this can be taken four times without leaving 32 bits.
const DIGITS: u32 = 28;

/// The approximate artanh holds up to this `(a - b)/(a + b)`, that is up to rates four times apart.
const LARGEST_GAP: f32 = 0.6;

/// T of every term in one outlet against all it is compared with.
pub(in crate::measures::permutation) struct DefaultT<'a> {
    design: &'a Design,
    constants: &'a Constants,
    relabellings: &'a Relabellings,
    outlet: usize,
    /// Of every unit.
    words: Vec<u64>,
    /// The outlet's, under the true labels.
    observed_words: WordSums,
    way: Way,
}

/// How the sums are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Unpaired,
    /// Every event of the outlet has two blocks.
    Pairs,
    /// Some have more.
    Blocks,
}

/// A number for every lane, in the order of [`lane_of`]. An array, so that no loop over lanes checks its ends.
type PerSlot = Box<[f32; LANES]>;

/// Words of both sides in every lane, in the order of [`lane_of`].
pub(in crate::measures::permutation) struct Lanes {
    lanes: usize,
    inverse_n1: PerSlot,
    inverse_n2: PerSlot,
    nn1: PerSlot,
    nn2: PerSlot,
    /// Paired: sums over events of `n_e^2`, of the squared difference of the sides, and of `n_e` times the difference.
    event_nn: f32,
    difference_nn: f32,
    n_dn: PerSlot,
    /// Paired: `1/N1 - 1/N2`.
    inverse_n_difference: PerSlot,
    /// Events of any number of blocks: `difference_nn` and `n_dn`, which depend on whose the words are.
    blocks_difference_nn: PerSlot,
    blocks_n_dn: PerSlot,
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
        let each = |figure: &dyn Fn(&WordSums) -> f64| -> PerSlot {
            Box::new(std::array::from_fn(|slot| figure(own(slot)) as f32))
        };
        let unit_nn: f64 = self.compared_units().map(|unit| (self.words[unit] as f64).powi(2)).sum();
        Lanes {
            event_nn: all.nn as f32,
            difference_nn: (2.0 * unit_nn - all.nn as f64) as f32,
            n_dn: each(&|own| 2.0 * own.nn as f64 - unit_nn),
            inverse_n_difference: each(&|own| 1.0 / own.n as f64 - 1.0 / (all.n - own.n) as f64),
            blocks_difference_nn: each(&|own| 4.0 * (own.nn as f64 - own.ne as f64) + all.nn as f64),
            blocks_n_dn: each(&|own| 2.0 * own.ne as f64 - all.nn as f64),
            lanes: block.lanes(),
            inverse_n1: each(&|own| 1.0 / own.n as f64),
            inverse_n2: each(&|own| 1.0 / (all.n - own.n) as f64),
            nn1: each(&|own| own.nn as f64),
            nn2: each(&|own| all.nn as f64 - own.nn as f64),
        }
    }

    fn prepare(&self, term: &Term, lists: &mut Lists) -> Totals {
        lists.begin();
        let totals = Totals { compared: self.totals(term), units: self.unit_totals(term) };
        match self.way {
            Way::Unpaired => {}
            Way::Pairs => {
                let (units, fields) = self.paired_fields(term);
                let rounding = self.rounding(&totals.compared);
                lists.push(&units, |place| fields[place][0]);
                lists.push(&units, |place| (fields[place][1] - fields[place][0]) / 2);
                lists.push(&units, |place| rounding.down(fields[place][5]));
                lists.push(&units, |place| rounding.down(fields[place][4]));
                return totals;
            }
            Way::Blocks => {
                let (units, fields) = self.paired_fields(term);
                let rounding = self.fine_rounding(&totals.compared);
                lists.push(&units, |place| fields[place][0]);
                lists.push(&units, |place| (fields[place][1] - fields[place][0]) / 2);
                lists.push(&units, |place| rounding.down(fields[place][2]));
                lists.push(&units, |place| fields[place][3]);
                lists.push(&units, |place| rounding.down(fields[place][4]));
                lists.push(&units, |place| rounding.down(fields[place][5]));
                return totals;
            }
        }
        let x = |place: usize| u64::from(term.counts[place]);
        let rounding = self.rounding(&totals.compared);
        lists.push(term.units, x);
        lists.push(term.units, |place| x(place) * (x(place) - 1) / 2);
        lists.push(term.units, |place| rounding.down(x(place) * self.words[term.units[place] as usize]));
        totals
    }

    fn count(&self, term: &Prepared, block: &Block, lanes: &Lanes, scratch: &mut Scratch) -> usize {
        match self.way {
            Way::Unpaired => {
                let [x, pairs, xn] = sums_of(term, block, &mut scratch.planes);
                let bounds = self.bounds(&term.totals, [&x, &pairs, &xn], lanes);
                self.count_within(term, block, &bounds, scratch)
            }
            Way::Pairs => {
                let [x, pairs, n_xe, x_ne] = sums_of(term, block, &mut scratch.planes);
                let bounds = self.bounds_of_pairs(&term.totals, [&x, &pairs, &n_xe, &x_ne], lanes);
                self.count_within(term, block, &bounds, scratch)
            }
            Way::Blocks => {
                let sums = sums_of(term, block, &mut scratch.planes);
                let bounds = self.bounds_of_blocks(&term.totals, sums.each_ref(), lanes);
                self.count_within(term, block, &bounds, scratch)
            }
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
        let mut events = design.blocks().iter().enumerate().filter(|(event, _)| constants.holds(*event, outlet));
        let way = match design.exchange() {
            Exchange::Articles | Exchange::Blocks => Way::Unpaired,
            Exchange::BlocksInEvents if events.all(|(_, blocks)| blocks.len() == 2) => Way::Pairs,
            Exchange::BlocksInEvents => Way::Blocks,
        };
        let observed_words = constants.words(design, design.observed()).get(outlet).copied().unwrap_or_default();
        DefaultT { design, constants, relabellings, outlet, words, observed_words, way }
    }

    /// Counts by the bounds, and exactly where they leave it open.
    fn count_within(&self, term: &Prepared, block: &Block, bounds: &Bounds, scratch: &mut Scratch) -> usize {
        let reached = term.term.observed * TIE;
        let squared = (reached * reached) as f32;
        let mut surely = 0;
        let mut open = [0_u32; LANES];
        let maxima = scratch.maxima.squares();
        for slot in 0..LANES {
            let reaches = bounds.least[slot] >= squared;
            let may_reach = bounds.most[slot] >= squared;
            let may_raise = bounds.most[slot] >= maxima[slot];
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
    fn bounds(&self, totals: &Totals, sums: [&[u32; LANES]; 3], lanes: &Lanes) -> Bounds {
        let sizes = self.constants.outlet(self.outlet);
        let [bessel1, bessel2] = [sizes.own, sizes.others].map(|m| (m as f64 / (m as f64 - 1.0)) as f32);
        let totals = &totals.compared;
        let rounding = self.rounding(totals);
        let (unit, error) = (rounding.unit() as f32, 2.0 * rounding.half() as f32);
        let [x, pairs, xn] = sums;
        let (all_x, all_xx) = (totals.x as i32, totals.xx as i32);
        let all_xn = totals.xn as f32;
        // Plain references: a loop that follows boxes is not done for several lanes at once.
        let [inverse_n1, inverse_n2]: [&[f32; LANES]; 2] = [&lanes.inverse_n1, &lanes.inverse_n2];
        let [nn1, nn2]: [&[f32; LANES]; 2] = [&lanes.nn1, &lanes.nn2];
        let half_a_hit = self.design.half_a_hit() as f32;
        let mut parts = Parts::new();
        for slot in 0..LANES {
            let (own_x, own_pairs) = (x[slot] as i32, pairs[slot] as i32);
            let (x1, x2) = (own_x as f32, all_x.wrapping_sub(own_x) as f32);
            let own_xx = own_x.wrapping_add(own_pairs.wrapping_mul(2));
            let (xx1, xx2) = (own_xx as f32, all_xx.wrapping_sub(own_xx) as f32);
            let xn1 = xn[slot] as i32 as f32 * unit;
            let xn2 = all_xn - xn1;
            let (r1, r2) = (x1 * inverse_n1[slot], x2 * inverse_n2[slot]);
            let (positive1, positive2) = (xx1 + r1 * r1 * nn1[slot], xx2 + r2 * r2 * nn2[slot]);
            // A side without hits adds 2, and nothing of its own.
            let (inverse_x1, inverse_x2) = (inverse_or_zero(x1), inverse_or_zero(x2));
            let silent = if x1 > 0.0 { 0.0 } else { 2.0 } + if x2 > 0.0 { 0.0 } else { 2.0 };
            let (weight1, weight2) = (bessel1 * inverse_x1 * inverse_x1, bessel2 * inverse_x2 * inverse_x2);
            let v = silent + weight1 * (positive1 - 2.0 * r1 * xn1) + weight2 * (positive2 - 2.0 * r2 * xn2);
            // The rounding of x n on one side is that of the other with another sign; then that of 24 bits.
            let v_error = error * x1 * (weight1 * r1 - weight2 * r2).abs()
                + ROUNDING * (silent + weight1 * positive1 + weight2 * positive2);
            (parts.v[slot], parts.error[slot]) = (v, v_error);
            parts.rates[0][slot] = half_for_none(x1, half_a_hit) * inverse_n1[slot];
            parts.rates[1][slot] = half_for_none(x2, half_a_hit) * inverse_n2[slot];
        }
        let mut bounds = parts.bounds();
        bounds.of_lanes(lanes.lanes);
        // Sums that 31 bits do not hold decide nothing.
        if totals.x.max(totals.xx) >= 1 << 31 || rounding.down(totals.xn) >= 1 << 30 {
            bounds.leave_open(lanes.lanes);
        }
        bounds
    }

    /// The same for events of two blocks.
    fn bounds_of_pairs(&self, totals: &Totals, sums: [&[u32; LANES]; 4], lanes: &Lanes) -> Bounds {
        let events = self.constants.outlet(self.outlet).own as f64;
        let bessel = (events / (events - 1.0) / 4.0) as f32;
        let Totals { compared, units } = totals;
        let rounding = self.rounding(compared);
        let (unit, half) = (rounding.unit() as f32, rounding.half() as f32);
        let [x, pairs, n_xe, x_ne] = sums;
        let (all_x, unit_xx) = (compared.x as i32, units.xx as i32);
        // Sums over events of x_e^2, x_e n_e and n_e^2, and of the squares and product of the two sides' differences.
        let (exx, exn, enn) = (compared.xx as f32, compared.xn as f32, lanes.event_nn);
        let dxx = (2.0 * units.xx as f64 - compared.xx as f64) as f32;
        let dxn = (2.0 * units.xn as f64 - compared.xn as f64) as f32;
        let dnn = lanes.difference_nn;
        let [all_inverse_n1, all_inverse_n2]: [&[f32; LANES]; 2] = [&lanes.inverse_n1, &lanes.inverse_n2];
        let [all_n_dn, inverse_n_difference]: [&[f32; LANES]; 2] = [&lanes.n_dn, &lanes.inverse_n_difference];
        let half_a_hit = self.design.half_a_hit() as f32;
        let mut parts = Parts::new();
        for slot in 0..LANES {
            let (own_x, own_pairs) = (x[slot] as i32, pairs[slot] as i32);
            let (x1, x2) = (own_x as f32, all_x.wrapping_sub(own_x) as f32);
            let own_xx = own_x.wrapping_add(own_pairs.wrapping_mul(2));
            // Sums over events with the sign of the difference: of x_e dx, x_e dn, n_e dx, n_e dn.
            let x_dx = own_xx.wrapping_mul(2).wrapping_sub(unit_xx) as f32;
            let x_dn = 2.0 * unit * n_xe[slot] as i32 as f32 - exn;
            let n_dx = 2.0 * unit * x_ne[slot] as i32 as f32 - exn;
            let n_dn = all_n_dn[slot];

            let of_events = EventSums { exx, exn, enn, dxx, dxn, dxn_most: dxn.abs(), dnn, x_dx, x_dn, n_dx, n_dn };
            let sides = Sides {
                x: [x1, x2],
                inverse_n: [all_inverse_n1[slot], all_inverse_n2[slot]],
                inverse_n_difference: inverse_n_difference[slot],
                half_a_hit,
            };
            // At most as many roundings as events have the term, or the side has hits.
            let all = all_x as f32;
            let rounded = Rounded { n_xe: half * all, x_ne: half * x1, dxn: 0.0 };
            parts.put(slot, &sides, &of_events, &rounded, bessel);
        }
        let mut bounds = parts.bounds();
        bounds.of_lanes(lanes.lanes);
        let largest = rounding.down(compared.xn);
        if compared.x.max(compared.xx).max(units.xx) >= 1 << 30 || largest >= 1 << 29 {
            bounds.leave_open(lanes.lanes);
        }
        bounds
    }

    /// The same for events of any number of blocks.
    fn bounds_of_blocks(&self, totals: &Totals, sums: [&[u32; LANES]; 6], lanes: &Lanes) -> Bounds {
        let events = self.constants.outlet(self.outlet).own as f64;
        let bessel = (events / (events - 1.0) / 4.0) as f32;
        let compared = &totals.compared;
        let rounding = self.fine_rounding(compared);
        let (unit, half) = (rounding.unit() as f32, rounding.half() as f32);
        let [x, pairs, xn, x_xe, x_ne, n_xe] = sums;
        let (all_x, all_xx) = (compared.x as i32, compared.xx as i32);
        let (exx, exn, enn) = (compared.xx as f32, compared.xn as f32, lanes.event_nn);
        let [all_inverse_n1, all_inverse_n2]: [&[f32; LANES]; 2] = [&lanes.inverse_n1, &lanes.inverse_n2];
        let inverse_n_difference: &[f32; LANES] = &lanes.inverse_n_difference;
        let [all_dnn, all_n_dn]: [&[f32; LANES]; 2] = [&lanes.blocks_difference_nn, &lanes.blocks_n_dn];
        let half_a_hit = self.design.half_a_hit() as f32;
        let mut parts = Parts::new();
        for slot in 0..LANES {
            let (own_x, own_pairs) = (x[slot] as i32, pairs[slot] as i32);
            let (x1, x2) = (own_x as f32, all_x.wrapping_sub(own_x) as f32);
            let own_xx = own_x.wrapping_add(own_pairs.wrapping_mul(2));
            let [own_xn, own_x_xe, own_x_ne, own_n_xe] = [xn, x_xe, x_ne, n_xe].map(|sums| sums[slot] as i32);
            // Sums over events of the squares and the product of the two sides' differences, ...
            let dxx = own_xx.wrapping_sub(own_x_xe).wrapping_mul(4).wrapping_add(all_xx) as f32;
            let crossed = own_xn.wrapping_mul(4).wrapping_sub(own_x_ne.wrapping_add(own_n_xe).wrapping_mul(2));
            let dxn = unit * crossed as f32 + exn;
            let dnn = all_dnn[slot];
            // ... and with the sign of the difference, of x_e dx, x_e dn, n_e dx, n_e dn.
            let x_dx = own_x_xe.wrapping_mul(2).wrapping_sub(all_xx) as f32;
            let x_dn = 2.0 * unit * own_n_xe as f32 - exn;
            let n_dx = 2.0 * unit * own_x_ne as f32 - exn;
            let n_dn = all_n_dn[slot];

            // no difference of the sides is larger than their sum
            let dxn_most = 3.0 * exn;
            let of_events = EventSums { exx, exn, enn, dxx, dxn, dxn_most, dnn, x_dx, x_dn, n_dx, n_dn };
            let sides = Sides {
                x: [x1, x2],
                inverse_n: [all_inverse_n1[slot], all_inverse_n2[slot]],
                inverse_n_difference: inverse_n_difference[slot],
                half_a_hit,
            };
            // At most as many roundings as events have the term, or the side has hits.
            let all = all_x as f32;
            let rounded = Rounded { n_xe: half * all, x_ne: half * x1, dxn: half * (3.0 * x1 + all) };
            parts.put(slot, &sides, &of_events, &rounded, bessel);
        }
        let mut bounds = parts.bounds();
        bounds.of_lanes(lanes.lanes);
        // What 32 bits do not hold decides nothing.
        if compared.x.max(compared.xx) >> DIGITS > 0 {
            bounds.leave_open(lanes.lanes);
        }
        bounds
    }

    fn compared_units(&self) -> impl Iterator<Item = usize> + '_ {
        let holds = |event: usize| self.constants.holds(event, self.outlet);
        (0..self.words.len()).filter(move |&unit| self.design.unit(unit).event.is_none_or(holds))
    }

    fn rounding(&self, totals: &HitSums) -> Rounding {
        Rounding::of(totals.x, self.constants.all_words(self.outlet).n)
    }

    fn fine_rounding(&self, totals: &HitSums) -> Rounding {
        let fine = Rounding::to(FINELY_ROUNDED_SHARE, totals.x, self.constants.all_words(self.outlet).n);
        // no sum of x n, x n_e or n x_e is larger than that of x_e n_e
        let least = (u64::BITS - totals.xn.leading_zeros()).saturating_sub(DIGITS - 1);
        Rounding { digits: fine.digits.max(least) }
    }

    /// `|T|` in one lane from exact sums.
    fn exactly(&self, term: &Prepared, block: &Block, lane: usize) -> f64 {
        let mut own = HitSums::default();
        match self.way {
            Way::Unpaired => {}
            Way::Pairs => {
                self.sums_of_pairs(term, block, lane, &mut own);
                return self.t(term, &own, block, lane);
            }
            Way::Blocks => {
                self.sums_of_blocks(term, block, lane, &mut own);
                return self.t(term, &own, block, lane);
            }
        }
        for (&unit, &count) in term.term.units.iter().zip(term.term.counts) {
            // Without a branch: which units are the outlet's nobody can foresee.
            let x = u64::from(count) * u64::from(block.holds(unit, lane));
            own.x += x;
            own.xx += x * u64::from(count);
            own.xn += x * self.words[unit as usize];
        }
        self.t(term, &own, block, lane)
    }

    /// Exact sums in one lane where events have two blocks, event by event.
    fn sums_of_pairs(&self, term: &Prepared, block: &Block, lane: usize, own: &mut HitSums) {
        let Term { units, counts, .. } = term.term;
        let mut place = 0;
        while place < units.len() {
            let unit = units[place] as usize;
            let event = self.design.unit(unit).event.unwrap_or(0);
            let first = self.design.blocks()[event].start;
            let mut x = [0, 0];
            while place < units.len() && units[place] as usize <= first + 1 {
                x[units[place] as usize - first] = u64::from(counts[place]);
                place += 1;
            }
            let side = match [block.holds(first as u32, lane), block.holds(first as u32 + 1, lane)] {
                [true, _] => 0,
                [_, true] => 1,
                // An event without the outlet.
                _ => continue,
            };
            let (x, n, xe, ne) = (x[side], self.words[first + side], x[0] + x[1], self.constants.event_words(event));
            own.x += x;
            own.xx += x * x;
            own.xn += x * n;
            own.x_xe += x * xe;
            own.x_ne += x * ne;
            own.n_xe += n * xe;
        }
    }

    /// The same where they have any number.
    fn sums_of_blocks(&self, term: &Prepared, block: &Block, lane: usize, own: &mut HitSums) {
        let Term { units, counts, .. } = term.term;
        let mut place = 0;
        while place < units.len() {
            let event = self.design.unit(units[place] as usize).event.unwrap_or(0);
            let blocks = self.design.blocks()[event].clone();
            let own_block = blocks.clone().find(|&unit| block.holds(unit as u32, lane));
            let (mut x, mut xe) = (0, 0);
            while place < units.len() && (units[place] as usize) < blocks.end {
                let count = u64::from(counts[place]);
                xe += count;
                x += if Some(units[place] as usize) == own_block { count } else { 0 };
                place += 1;
            }
            // An event without the outlet.
            let Some(unit) = own_block else { continue };
            let (n, ne) = (self.words[unit], self.constants.event_words(event));
            own.x += x;
            own.xx += x * x;
            own.xn += x * n;
            own.x_xe += x * xe;
            own.x_ne += x * ne;
            own.n_xe += n * xe;
        }
    }

    fn t(&self, term: &Prepared, own: &HitSums, block: &Block, lane: usize) -> f64 {
        let differences = || self.by_differences(&term.term, block.replicate(lane));
        t(self.frame(&term.totals.compared), &block.sums()[lane], own, differences).abs()
    }

    fn frame<'f>(&'f self, totals: &'f HitSums) -> Frame<'f> {
        let (words, sizes) = (self.constants.all_words(self.outlet), self.constants.outlet(self.outlet));
        let half = self.design.half_a_hit();
        match self.design.exchange() {
            Exchange::Articles | Exchange::Blocks => {
                Frame::Unpaired { words, hits: totals, own: sizes.own, units: sizes.own + sizes.others, half }
            }
            Exchange::BlocksInEvents => Frame::Paired { words, hits: totals, events: sizes.own, half },
        }
    }

    fn by_differences(&self, term: &Term, replicate: usize) -> f64 {
        let mut labels = Vec::new();
        self.relabellings.labels_into(self.design, replicate, &mut labels);
        let mut hits = vec![0; labels.len()];
        term.units.iter().zip(term.counts).for_each(|(&unit, &count)| hits[unit as usize] = u64::from(count));
        squared_exactly(self.design, |unit| labels[unit] == self.outlet as u32, &hits)
    }

    /// `|T|` under the true labels.
    pub(in crate::measures::permutation) fn observed(&self, term: &Term) -> f64 {
        let labels = self.design.observed();
        let words = self.observed_words;
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
            squared_exactly(self.design, |unit| labels[unit] == self.outlet as u32, &hits)
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

    /// Sums over the units that are compared.
    fn unit_totals(&self, term: &Term) -> HitSums {
        let mut totals = HitSums::default();
        for (&unit, &count) in term.units.iter().zip(term.counts) {
            let event = self.design.unit(unit as usize).event;
            if event.is_none_or(|event| self.constants.holds(event, self.outlet)) {
                let x = u64::from(count);
                totals.x += x;
                totals.xx += x * x;
                totals.xn += x * self.words[unit as usize];
            }
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
}

/// By how many binary digits a sum of `x n` is shortened.
#[derive(Clone, Copy)]
struct Rounding {
    digits: u32,
}

impl Rounding {
    /// So that the error, weighed with the rate, stays a small share of a hit.
    fn of(hits: u64, words: u64) -> Self {
        Rounding::to(ROUNDED_SHARE, hits, words)
    }

    fn to(share: f64, hits: u64, words: u64) -> Self {
        let share = share * words as f64 / hits.max(1) as f64;
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

/// Hits of the two sides in one lane, and one over their words.
struct Sides {
    x: [f32; 2],
    inverse_n: [f32; 2],
    inverse_n_difference: f32,
    /// What stands for a side without hits.
    half_a_hit: f32,
}

/// Sums over events in one lane, of whole events (`x_e`, `n_e`) and of the differences of their sides (`dx`, `dn`).
struct EventSums {
    exx: f32,
    exn: f32,
    enn: f32,
    dxx: f32,
    dxn: f32,
    /// What `dxn` and what it is made of are at most.
    dxn_most: f32,
    dnn: f32,
    x_dx: f32,
    x_dn: f32,
    n_dx: f32,
    n_dn: f32,
}

/// How far sums may be off because they were rounded: of `n x_e` and `x n_e`, and half as far as `dxn` is.
struct Rounded {
    n_xe: f32,
    x_ne: f32,
    dxn: f32,
}

/// What the bounds are made of.
struct Parts {
    /// The denominator squared, and how far it may be off.
    v: [f32; LANES],
    error: [f32; LANES],
    rates: [[f32; LANES]; 2],
}

impl Parts {
    fn new() -> Self {
        Parts { v: [0.0; LANES], error: [0.0; LANES], rates: [[0.0; LANES]; 2] }
    }

    /// Of events in one lane: the denominator, how far it may be off, and the rates.
    #[inline(always)]
    fn put(&mut self, slot: usize, sides: &Sides, of_events: &EventSums, rounded: &Rounded, bessel: f32) {
        let &EventSums { exx, exn, enn, dxx, dxn, dxn_most, dnn, x_dx, x_dn, n_dx, n_dn } = of_events;
        let &Sides { x: [x1, x2], inverse_n: [inverse_n1, inverse_n2], inverse_n_difference, half_a_hit } = sides;
        let (inverse_x1, inverse_x2) = (inverse_or_zero(x1), inverse_or_zero(x2));
        let both = (x1 > 0.0) & (x2 > 0.0);
        let p = if both { (x2 - x1) * inverse_x1 * inverse_x2 } else { inverse_x1 - inverse_x2 };
        let p_sum = inverse_x1 + inverse_x2;
        let (n1, n2) = (if x1 > 0.0 { inverse_n1 } else { 0.0 }, if x2 > 0.0 { inverse_n2 } else { 0.0 });
        let m = if both { inverse_n_difference } else { n1 - n2 };
        let m_sum = n1 + n2;
        let same = p * p * exx + m * m * enn + p_sum * p_sum * dxx + m_sum * m_sum * dnn;
        let mixed = p * (p_sum * x_dx - m_sum * x_dn) - m * (p_sum * n_dx - m_sum * n_dn);
        let products = p * m * exn + p_sum * m_sum * dxn;
        let silent = if x1 > 0.0 { 0.0 } else { 2.0 } + if x2 > 0.0 { 0.0 } else { 2.0 };
        let off = p.abs() * m_sum * rounded.n_xe + m.abs() * p_sum * rounded.x_ne + p_sum * m_sum * rounded.dxn;
        let absolute = same
            + 2.0 * ((p * m).abs() * exn + p_sum * m_sum * dxn_most)
            + 2.0 * (p.abs() * (p_sum * exx + m_sum * exn) + m.abs() * (p_sum * exn + m_sum * enn));
        self.v[slot] = silent + bessel * (same - 2.0 * products + 2.0 * mixed);
        self.error[slot] = bessel * (4.0 * off + ROUNDING * absolute) + ROUNDING * silent;
        self.rates[0][slot] = half_for_none(x1, half_a_hit) * inverse_n1;
        self.rates[1][slot] = half_for_none(x2, half_a_hit) * inverse_n2;
    }

    /// In steps, each short enough to be done for several lanes at once.
    fn bounds(&self) -> Bounds {
        let mut bounds = Bounds { least: [0.0; LANES], most: [0.0; LANES] };
        for slot in 0..LANES {
            let (least, most) = ln_bounds(self.rates[0][slot], self.rates[1][slot]);
            bounds.least[slot] = least;
            bounds.most[slot] = most;
        }
        for slot in 0..LANES {
            let (v, error) = (self.v[slot], self.error[slot]);
            let (least, most) = (bounds.least[slot], bounds.most[slot]);
            let largest = most * most * (1.0 + MARGIN) / (v - error);
            let smallest = least * least * (1.0 - MARGIN) / (v + error);
            // Where v may be zero T may be anything.
            bounds.least[slot] = if v > error { smallest } else { 0.0 };
            bounds.most[slot] = if v > error { largest } else { f32::INFINITY };
        }
        bounds
    }
}

impl Bounds {
    /// Lanes that are none reach nothing.
    fn of_lanes(&mut self, lanes: usize) {
        for slot in (0..LANES).filter(|&slot| lanes < LANES && lane_of(slot) >= lanes) {
            (self.least[slot], self.most[slot]) = (0.0, 0.0);
        }
    }

    /// Any T is possible.
    fn leave_open(&mut self, lanes: usize) {
        self.least.fill(0.0);
        self.most.fill(f32::INFINITY);
        self.of_lanes(lanes);
    }
}

#[inline(always)]
fn inverse_or_zero(x: f32) -> f32 {
    if x > 0.0 { 1.0 / x } else { 0.0 }
}

/// What `|ln(r1/r2)|` is at least and at most.
#[inline(always)]
fn ln_bounds(r1: f32, r2: f32) -> (f32, f32) {
    // Rates that are near each other: ln(r1/r2) = 2 artanh g, artanh by a Padé approximant.
    let gap = ((r1 - r2) / (r1 + r2)).abs();
    let square = gap * gap;
    let above = 945.0 + square * (-735.0 + square * 64.0);
    let below = 945.0 + square * (-1050.0 + square * 225.0);
    let factor = 2.0 * above / below;
    let nearer = if gap > ROUNDING { gap - ROUNDING } else { 0.0 };
    let near = (factor * nearer, factor * (gap + ROUNDING));
    // Others: the binary exponent, and a series for what is left, between 1 and 2.
    let (larger, smaller) = if r1 > r2 { (r1, r2) } else { (r2, r1) };
    let bits = (larger / smaller).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let rest = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let g = (rest - SQRT_2) / (rest + SQRT_2);
    let far = exponent as f32 * LN_2 + LN_2 / 2.0 + 2.0 * g * (1.0 + g * g * (1.0 / 3.0 + g * g / 5.0));
    if gap <= LARGEST_GAP { near } else { (far * (1.0 - 1e-5), far * (1.0 + 1e-5)) }
}

/// Half a hit stands for none.
#[inline(always)]
fn half_for_none(x: f32, half: f32) -> f32 {
    if x > 0.0 { x } else { half }
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
