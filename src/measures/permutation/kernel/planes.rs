//! Sums of rows, as binary digits across the row.

use super::matrix::{LANES, Row};

/// More digits than 64 bits need.
const MOST_DIGITS: usize = 64;

/// The digits of 512 sums, the least significant first.
pub(super) struct Planes {
    digits: [Row; MOST_DIGITS],
    used: usize,
}

impl Planes {
    /// 512 sums of nothing, none of which will need more than so many digits.
    pub(super) fn new(digits: usize) -> Self {
        Planes { digits: [Row::ZERO; MOST_DIGITS], used: digits.min(MOST_DIGITS) }
    }

    /// Back to nothing.
    pub(super) fn clear(&mut self, digits: usize) {
        self.used = digits.min(MOST_DIGITS);
        self.digits[..self.used].fill(Row::ZERO);
    }

    pub(super) fn digits(&self) -> &[Row] {
        &self.digits[..self.used]
    }

    /// Adds `2^digit` wherever a unit's row has a bit.
    pub(super) fn add(&mut self, rows: &[Row], units: &[u32], digit: usize) {
        let row = |unit: u32| &rows[unit as usize];
        let mut eights = units.chunks_exact(8);
        if units.len() >= 8 {
            let [mut ones, mut twos, mut fours] = [self.at(digit), self.at(digit + 1), self.at(digit + 2)];
            for chunk in &mut eights {
                let eight = add_eight(std::array::from_fn(|i| row(chunk[i])), &mut ones, &mut twos, &mut fours);
                self.carry(eight, digit + 3);
            }
            self.set(digit, ones);
            self.set(digit + 1, twos);
            self.set(digit + 2, fours);
        }
        let mut left = eights.remainder();
        if let [a, b, c, d, rest @ ..] = left {
            let mut ones = self.at(digit);
            let two = [add_two(&mut ones, row(*a), row(*b)), add_two(&mut ones, row(*c), row(*d))];
            self.set(digit, ones);
            let mut twos = self.at(digit + 1);
            let four = add_two(&mut twos, &two[0], &two[1]);
            self.set(digit + 1, twos);
            self.carry(four, digit + 2);
            left = rest;
        }
        if let [a, b, rest @ ..] = left {
            let mut ones = self.at(digit);
            let two = add_two(&mut ones, row(*a), row(*b));
            self.set(digit, ones);
            self.carry(two, digit + 1);
            left = rest;
        }
        if let [a] = left {
            self.carry(*row(*a), digit);
        }
    }

    fn at(&self, digit: usize) -> Row {
        if digit < self.used { self.digits[digit] } else { Row::ZERO }
    }

    /// A digit past the last is zero, because no sum needs it.
    fn set(&mut self, digit: usize, row: Row) {
        if digit < self.used {
            self.digits[digit] = row;
        } else {
            debug_assert_eq!(row, Row::ZERO);
        }
    }

    /// Adds a row at a digit, the carries going up.
    #[inline]
    fn carry(&mut self, mut carry: Row, digit: usize) {
        for plane in self.digits[..self.used].iter_mut().skip(digit) {
            let mut any = 0;
            for (digit, carry) in plane.0.iter_mut().zip(&mut carry.0) {
                let both = *digit & *carry;
                *digit ^= *carry;
                *carry = both;
                any |= both;
            }
            if any == 0 {
                return;
            }
        }
    }

    /// Where the sum is at least `bound`.
    pub(super) fn at_least(&self, bound: u64) -> Row {
        if self.used < 64 && bound >> self.used > 0 {
            return Row::ZERO;
        }
        let mut at_least = Row([u64::MAX; LANES / 64]);
        for (digit, plane) in self.digits().iter().enumerate() {
            if bound >> digit & 1 == 1 {
                at_least.0.iter_mut().zip(&plane.0).for_each(|(at_least, digit)| *at_least &= digit);
            } else {
                at_least.0.iter_mut().zip(&plane.0).for_each(|(at_least, digit)| *at_least |= digit);
            }
        }
        at_least
    }

    /// The smallest and the largest sum of the first lanes.
    pub(super) fn range(&self, lanes: usize) -> (u64, u64) {
        let all = Row(std::array::from_fn(|group| match lanes.saturating_sub(64 * group) {
            0 => 0,
            some @ 1..64 => (1 << some) - 1,
            _ => u64::MAX,
        }));
        let (mut least, mut most) = (0, 0);
        let (mut small, mut large) = (all, all);
        for (digit, plane) in self.digits().iter().enumerate().rev() {
            let with: [u64; LANES / 64] = std::array::from_fn(|i| large.0[i] & plane.0[i]);
            let without: [u64; LANES / 64] = std::array::from_fn(|i| small.0[i] & !plane.0[i]);
            if with.iter().fold(0, |any, bits| any | bits) != 0 {
                large.0 = with;
                most |= 1 << digit;
            }
            if without.iter().fold(0, |any, bits| any | bits) != 0 {
                small.0 = without;
            } else {
                least |= 1 << digit;
            }
        }
        (least, most)
    }

    /// The sum in one lane.
    pub(super) fn sum(&self, lane: usize) -> u64 {
        let bit = |row: &Row| row.0[lane / 64] >> (lane % 64) & 1;
        self.digits().iter().enumerate().fold(0, |sum, (digit, row)| sum | bit(row) << digit)
    }
}

/// Three rows of one digit make one of the same (left in `ones`) and one of the next (Warren 2013, 5-1).
#[inline(always)]
fn add_two(ones: &mut Row, a: &Row, b: &Row) -> Row {
    let mut carry = Row::ZERO;
    for i in 0..LANES / 64 {
        let (x, y, z) = (ones.0[i], a.0[i], b.0[i]);
        let odd = x ^ y;
        carry.0[i] = (x & y) | (odd & z);
        ones.0[i] = odd ^ z;
    }
    carry
}

/// Eight rows at once; what comes out is the row of eights. Word by word, so that everything stays in registers.
#[inline(always)]
fn add_eight(rows: [&Row; 8], ones: &mut Row, twos: &mut Row, fours: &mut Row) -> Row {
    let add = |sum: u64, a: u64, b: u64| {
        let odd = sum ^ a;
        (odd ^ b, (sum & a) | (odd & b))
    };
    let mut eights = Row::ZERO;
    for i in 0..LANES / 64 {
        let [a, b, c, d, e, f, g, h] = rows.map(|row| row.0[i]);
        let (one, two_a) = add(ones.0[i], a, b);
        let (one, two_b) = add(one, c, d);
        let (two, four_a) = add(twos.0[i], two_a, two_b);
        let (one, two_a) = add(one, e, f);
        let (one, two_b) = add(one, g, h);
        let (two, four_b) = add(two, two_a, two_b);
        let (four, eight) = add(fours.0[i], four_a, four_b);
        (ones.0[i], twos.0[i], fours.0[i], eights.0[i]) = (one, two, four, eight);
    }
    eights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_sums() {
        let mut state = 7_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        };
        let rows: Vec<Row> = (0..90).map(|_| Row(std::array::from_fn(|_| random()))).collect();
        for how_many in [0, 1, 2, 3, 5, 7, 8, 12, 15, 16, 31, 90] {
            let units: Vec<u32> = (0..how_many as u32).collect();
            let mut planes = Planes::new(12);
            planes.add(&rows, &units, 0);
            planes.add(&rows, &units, 3);
            for lane in [0, 1, 63, 64, 200, 511] {
                let bit = |row: &Row| row.0[lane / 64] >> (lane % 64) & 1;
                let expected: u64 = rows[..how_many].iter().map(|row| 9 * bit(row)).sum();
                assert_eq!(planes.sum(lane), expected);
                let sums = (0..64).map(|lane| planes.sum(lane));
                assert_eq!(planes.range(64), (sums.clone().min().unwrap(), sums.max().unwrap()));
                for bound in [0, 1, expected, expected + 1, 5_000] {
                    assert_eq!(bit(&planes.at_least(bound)) == 1, expected >= bound, "{expected} against {bound}");
                }
            }
        }
    }
}
