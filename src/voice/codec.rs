//! Runs of voices as an index keeps them: a stream of bits in a few 64-bit numbers, about eleven bits a run.
//!
//! A column that keeps every run in a number of its own would make an index a tenth larger; these make it a thirtieth
//! larger. Each run is how far it is from the one before, in groups of three bits with one more that says whether another
//! group follows, and its mask: five bits for one of the frequent masks, or all seventeen behind the number 31.

use super::axis::WordVoice;

/// The frequent masks of news: 91 in 100 runs of 2,500 articles of US outlets have one of these.
#[rustfmt::skip]
const FREQUENT: [u32; 31] = [
    0x0, 0x1, 0x3, 0x20, 0x8, 0x2, 0x9, 0x4, 0xb, 0x100, 0x80, 0x5,
    0x7, 0x60, 0x8001, 0x81, 0x10001, 0x83, 0x6, 0x101, 0xa, 0x120, 0x82, 0x103,
    0xd, 0x21, 0xf, 0x10003, 0x22, 0xc, 0x10,
];

const ESCAPE: u64 = 31;
const MASK: u32 = 5;
/// Bits of a group of a distance, and the bit that says that more follow.
const GROUP: u32 = 3;
const MORE: u64 = 1 << GROUP;

/// Encodes runs (`position << 17 | mask`, in order) as numbers.
pub(super) fn encode(runs: &[u64], out: &mut Vec<u64>) {
    out.clear();
    let mut bits = BitWriter { out, used: 64 };
    let mut before = 0;
    for run in runs {
        let position = run >> WordVoice::BITS;
        let mut distance = position - before;
        before = position;
        while distance >= MORE {
            bits.push(distance & (MORE - 1) | MORE, GROUP + 1);
            distance >>= GROUP;
        }
        bits.push(distance, GROUP + 1);
        let mask = WordVoice::from_bits(*run as u32).bits();
        match FREQUENT.iter().position(|frequent| *frequent == mask) {
            Some(number) => bits.push(number as u64, MASK),
            None => {
                bits.push(ESCAPE, MASK);
                bits.push(u64::from(mask), WordVoice::BITS);
            }
        }
    }
    // a stream ends where nothing but ones is left: a distance of ones does not end
    bits.fill();
}

/// Adds the runs that numbers stand for to `out`. Numbers that no encoder made give some runs or none.
pub fn decode_runs(numbers: &[u64], out: &mut Vec<u64>) {
    let mut bits = BitReader { numbers, at: 0 };
    let mut position: u64 = 0;
    loop {
        let (mut distance, mut shift) = (0_u64, 0);
        loop {
            let Some(group) = bits.take(GROUP + 1) else { return };
            distance |= (group & (MORE - 1)) << shift.min(40);
            shift += GROUP;
            if group & MORE == 0 {
                break;
            }
        }
        position = (position + distance).min(u64::from(u32::MAX));
        let Some(number) = bits.take(MASK) else { return };
        let mask = if number == ESCAPE {
            let Some(mask) = bits.take(WordVoice::BITS) else { return };
            mask
        } else {
            u64::from(FREQUENT[number as usize])
        };
        out.push(position << WordVoice::BITS | mask);
    }
}

struct BitWriter<'o> {
    out: &'o mut Vec<u64>,
    /// Bits used of the last number; 64: none is begun.
    used: u32,
}

impl BitWriter<'_> {
    fn push(&mut self, value: u64, bits: u32) {
        if self.used == 64 {
            self.out.push(0);
            self.used = 0;
        }
        let room = 64 - self.used;
        if let Some(last) = self.out.last_mut() {
            *last |= value << self.used;
        }
        if bits > room {
            self.out.push(value >> room);
            self.used = bits - room;
        } else {
            self.used += bits;
        }
    }

    fn fill(&mut self) {
        if self.used < 64
            && let Some(last) = self.out.last_mut()
        {
            *last |= u64::MAX << self.used;
        }
    }
}

struct BitReader<'n> {
    numbers: &'n [u64],
    at: usize,
}

impl BitReader<'_> {
    /// The next bits; `None` at the end.
    fn take(&mut self, bits: u32) -> Option<u64> {
        let (number, from) = (self.at / 64, self.at as u32 % 64);
        let end = self.at + bits as usize;
        if end > 64 * self.numbers.len() {
            return None;
        }
        self.at = end;
        let mut value = self.numbers[number] >> from;
        if from + bits > 64 {
            value |= self.numbers[number + 1] << (64 - from);
        }
        Some(value & ((1 << bits) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_come_back(steps in prop::collection::vec((1..5_000_u64, 0..1_u64 << 17, 0..2), 0..200)) {
            let mut position = 0;
            let runs: Vec<u64> = steps.iter().map(|(step, mask, frequent)| {
                position += step % if *frequent == 1 { 9 } else { 5_000 };
                let mask = if *frequent == 1 { u64::from(FREQUENT[*mask as usize % 31]) } else { *mask };
                position << WordVoice::BITS | mask
            }).collect();
            let (mut numbers, mut back) = (Vec::new(), Vec::new());
            encode(&runs, &mut numbers);
            decode_runs(&numbers, &mut back);
            prop_assert_eq!(back, runs);
        }

        #[test]
        fn any_numbers_can_be_read(numbers in prop::collection::vec(any::<u64>(), 0..20)) {
            decode_runs(&numbers, &mut Vec::new());
        }
    }
}
