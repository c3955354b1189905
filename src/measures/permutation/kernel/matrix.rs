//! Relabellings as bits, unit by unit.

use rayon::prelude::*;

use crate::measures::permutation::statistic::WordSums;
use crate::measures::permutation::{Design, Relabellings};

/// Relabellings in a block.
pub(in crate::measures::permutation) const LANES: usize = 512;

/// One bit for each relabelling of a block, on a cache line of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Row(pub(super) [u64; LANES / 64]);

impl Row {
    pub(super) const ZERO: Row = Row([0; LANES / 64]);
}

/// Which units are the outlet's, relabelling by relabelling, and the words they have.
pub(in crate::measures::permutation) struct Matrix {
    words_of_bits: usize,
    bits: Vec<u64>,
    sums: Vec<WordSums>,
}

impl Matrix {
    /// The relabellings of one outlet.
    pub(in crate::measures::permutation) fn new(design: &Design, relabellings: &Relabellings, outlet: u32) -> Self {
        let words_of_bits = design.observed().len().div_ceil(64).max(1);
        let mut bits = vec![0_u64; words_of_bits * relabellings.len()];
        let table = WordTable::new(design);
        // Some relabellings at a time, so that a part of the table serves them all before the next is read.
        let sums = bits
            .par_chunks_mut(words_of_bits * 64)
            .enumerate()
            .flat_map_iter(|(chunk, bits)| {
                let replicates = bits.chunks_exact_mut(words_of_bits).enumerate();
                replicates.for_each(|(b, units)| relabellings.units_into(design, outlet, 64 * chunk + b, units));
                table.sums(bits, words_of_bits)
            })
            .collect();
        Matrix { words_of_bits, bits, sums }
    }

    /// The relabellings in blocks, those of alike numbers of words together: then a threshold that moves with the
    /// words hardly moves inside a block.
    pub(in crate::measures::permutation) fn blocks(&self, units: usize) -> Vec<Block> {
        let mut order: Vec<u32> = (0..self.sums.len() as u32).collect();
        order.sort_by_key(|&b| (self.sums[b as usize].n, b));
        order.par_chunks(LANES).map(|replicates| self.block(units, replicates)).collect()
    }

    fn block(&self, units: usize, replicates: &[u32]) -> Block {
        let mut rows = vec![Row::ZERO; units.next_multiple_of(64)];
        let mut square = [0_u64; 64];
        for (column, rows) in rows.chunks_exact_mut(64).enumerate() {
            for (group, replicates) in replicates.chunks(64).enumerate() {
                square.fill(0);
                for (bits, &b) in square.iter_mut().zip(replicates) {
                    *bits = self.bits[b as usize * self.words_of_bits + column];
                }
                transpose(&mut square);
                rows.iter_mut().zip(&square).for_each(|(row, bits)| row.0[group] = *bits);
            }
        }
        let sums = replicates.iter().map(|&b| self.sums[b as usize]).collect();
        Block { rows, replicates: replicates.to_vec(), sums }
    }
}

/// Up to 512 relabellings.
pub(in crate::measures::permutation) struct Block {
    rows: Vec<Row>,
    replicates: Vec<u32>,
    sums: Vec<WordSums>,
}

impl Block {
    /// How many relabellings.
    pub(super) fn lanes(&self) -> usize {
        self.replicates.len()
    }

    /// The number of the relabelling in a lane.
    pub(super) fn replicate(&self, lane: usize) -> usize {
        self.replicates[lane] as usize
    }

    /// The words of the outlet in each lane.
    pub(super) fn sums(&self) -> &[WordSums] {
        &self.sums
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether the unit is the outlet's in a lane.
    pub(super) fn holds(&self, unit: u32, lane: usize) -> bool {
        self.rows[unit as usize].0[lane / 64] >> (lane % 64) & 1 == 1
    }
}

/// Sums of words for every pattern of four units: 16 numbers looked up instead of up to four added.
struct WordTable {
    nibbles: Vec<[[u64; 3]; 16]>,
}

impl WordTable {
    /// Asks for units whose sums of squares 64 bits hold: [`words_fit`].
    fn new(design: &Design) -> Self {
        let units: Vec<[u64; 2]> =
            design.units().map(|unit| [unit.words, unit.event.map_or(0, |event| design.event_words(event))]).collect();
        let sums = |four: &[[u64; 2]]| {
            std::array::from_fn(|pattern: usize| {
                let chosen = four.iter().enumerate().filter(|(place, _)| pattern >> place & 1 == 1);
                chosen.fold([0; 3], |[n, nn, ne], (_, &[words, event])| {
                    [n + words, nn + words * words, ne + words * event]
                })
            })
        };
        WordTable { nibbles: units.chunks(4).map(sums).collect() }
    }

    /// Words of the bits of every relabelling.
    fn sums(&self, bits: &[u64], words_of_bits: usize) -> Vec<WordSums> {
        const PART: usize = 16;
        let mut sums = vec![[0_u64; 3]; bits.len() / words_of_bits];
        for (part, nibbles) in self.nibbles.chunks(16 * PART).enumerate() {
            for (sum, units) in sums.iter_mut().zip(bits.chunks_exact(words_of_bits)) {
                let units = &units[PART * part..words_of_bits.min(PART * (part + 1))];
                let [mut n, mut nn, mut ne] = *sum;
                for (bits, nibbles) in units.iter().zip(nibbles.chunks(16)) {
                    for (place, nibble) in nibbles.iter().enumerate() {
                        let part = &nibble[(bits >> (4 * place) & 15) as usize];
                        n += part[0];
                        nn += part[1];
                        ne += part[2];
                    }
                }
                *sum = [n, nn, ne];
            }
        }
        sums.into_iter().map(|[n, nn, ne]| WordSums { n, nn: u128::from(nn), ne: u128::from(ne) }).collect()
    }
}

/// Whether 64 bits hold every sum of squares of words.
pub(in crate::measures::permutation) fn words_fit(design: &Design) -> bool {
    let mut sum = Some(0_u64);
    for unit in design.units() {
        let event = unit.event.map_or(unit.words, |event| design.event_words(event)).max(unit.words);
        sum = sum.and_then(|sum| sum.checked_add(unit.words.checked_mul(event)?));
    }
    sum.is_some()
}

/// Turns rows into columns: bit j of word i becomes bit i of word j (Warren 2013, *Hacker's Delight*, 7-3).
pub(super) fn transpose(square: &mut [u64; 64]) {
    let (mut width, mut mask) = (32, 0x0000_0000_ffff_ffff_u64);
    while width > 0 {
        for pair in square.chunks_exact_mut(2 * width) {
            let (upper, lower) = pair.split_at_mut(width);
            for (a, b) in upper.iter_mut().zip(lower) {
                let swapped = ((*a >> width) ^ *b) & mask;
                *a ^= swapped << width;
                *b ^= swapped;
            }
        }
        width /= 2;
        mask ^= mask << width;
    }
}

/// Which lane stands where after [`across`].
pub(super) fn lane_of(slot: usize) -> usize {
    32 * (slot % 16) + slot / 16
}

/// Where [`across`] puts a lane.
pub(super) fn slot_of(lane: usize) -> usize {
    16 * (lane % 32) + lane / 32
}

/// Turns 32 binary digits across the rows into 512 numbers, the lanes in the order of [`lane_of`].
///
/// Sixteen squares of 32 by 32 bits are turned at once, as in [`transpose`]; that every row is treated alike makes it
/// one instruction for many lanes.
pub(super) fn across(digits: &mut [Row; 32], numbers: &mut [u32; LANES]) {
    let (mut width, mut mask) = (16, 0x0000_ffff_0000_ffff_u64);
    while width > 0 {
        for pair in digits.chunks_exact_mut(2 * width) {
            let (upper, lower) = pair.split_at_mut(width);
            for (a, b) in upper.iter_mut().zip(lower) {
                for (a, b) in a.0.iter_mut().zip(&mut b.0) {
                    let swapped = ((*a >> width) ^ *b) & mask;
                    *a ^= swapped << width;
                    *b ^= swapped;
                }
            }
        }
        width /= 2;
        mask ^= mask << width;
    }
    for (row, numbers) in digits.iter().zip(numbers.chunks_exact_mut(16)) {
        for (word, numbers) in row.0.iter().zip(numbers.chunks_exact_mut(2)) {
            numbers[0] = *word as u32;
            numbers[1] = (*word >> 32) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_across_rows_are_numbers() {
        let mut digits: [Row; 32] = std::array::from_fn(|digit| {
            Row(std::array::from_fn(|i| (8 * digit as u64 + i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        });
        let (before, mut numbers) = (digits, [0; LANES]);
        across(&mut digits, &mut numbers);
        for (slot, number) in numbers.into_iter().enumerate() {
            let lane = lane_of(slot);
            assert_eq!(slot_of(lane), slot);
            for (digit, row) in before.iter().enumerate() {
                assert_eq!(u64::from(number >> digit & 1), row.0[lane / 64] >> (lane % 64) & 1);
            }
        }
    }

    #[test]
    fn transposing_turns_rows_into_columns() {
        let mut square: [u64; 64] =
            std::array::from_fn(|i| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(i as u32));
        let before = square;
        transpose(&mut square);
        for (i, row) in before.iter().enumerate() {
            for (j, column) in square.iter().enumerate() {
                assert_eq!(column >> i & 1, row >> j & 1);
            }
        }
    }
}
