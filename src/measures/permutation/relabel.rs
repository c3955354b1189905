//! Other labels for the same units, each drawn from its own random numbers.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

use super::{Design, Exchange};

/// The relabellings a test compares the observed labels with.
///
/// Relabelling b depends on the seed, on b and on the design alone: not on threads, not on the order of articles, and
/// not on the category, so that maxima over categories and outlets are taken inside the same relabelling.
///
/// ```
/// use parallax::measures::permutation::{Design, Exchange, Labelled, Relabellings};
///
/// let keys = ["a1", "a2", "a3", "a4"];
/// let articles: Vec<Labelled> = (0..4)
///     .map(|i| Labelled { article: keys[i], outlet: i % 2, event: Some(["x", "y"][i / 2]), words: 300 })
///     .collect();
/// // Two outlets and at most 14 events: all swaps are gone through.
/// let paired = Design::new(Exchange::BlocksInEvents, &articles);
/// assert_eq!(Relabellings::new(&paired, 7, 9_999).len(), 4);
/// let unpaired = Design::new(Exchange::Articles, &articles);
/// assert_eq!(Relabellings::new(&unpaired, 7, 9_999).len(), 9_999);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Relabellings(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Drawn { seed: u64, replicates: usize },
    AllSwaps { events: usize },
    Given(Vec<Vec<u32>>),
}

impl Relabellings {
    /// The default: all swaps where there are at most 2^14 of them, else so many drawn at random.
    pub fn new(design: &Design, seed: u64, replicates: usize) -> Self {
        if design.can_be_enumerated() {
            Relabellings(Kind::AllSwaps { events: design.events().len() })
        } else {
            Relabellings::drawn(seed, replicates)
        }
    }

    /// So many relabellings drawn at random, even where all could be gone through.
    pub fn drawn(seed: u64, replicates: usize) -> Self {
        Relabellings(Kind::Drawn { seed, replicates })
    }

    /// Relabellings made elsewhere: the outlet of each unit, in the order of the design's units.
    ///
    /// `None` where a list is no rearrangement of the design's own labels.
    #[must_use]
    pub fn given(design: &Design, lists: &[Vec<usize>]) -> Option<Self> {
        let place = |outlet: &usize| design.outlets().binary_search(outlet).ok().map(|place| place as u32);
        let lists = lists.iter().map(|list| {
            let labels: Vec<u32> = list.iter().map(place).collect::<Option<_>>()?;
            is_rearrangement(design, &labels).then_some(labels)
        });
        Some(Relabellings(Kind::Given(lists.collect::<Option<_>>()?)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Drawn { replicates, .. } => *replicates,
            Kind::AllSwaps { events } => 1 << events,
            Kind::Given(lists) => lists.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the observed labels are one of them, as they are among all swaps.
    #[must_use]
    pub fn hold_the_observed(&self) -> bool {
        matches!(self.0, Kind::AllSwaps { .. })
    }

    /// The p of a statistic that so many relabellings reach: never 0, because the observed labels are one possible
    /// labelling themselves (Phipson and Smyth 2010).
    #[must_use]
    pub fn p(&self, reached: usize) -> f64 {
        if self.hold_the_observed() {
            reached as f64 / self.len() as f64
        } else {
            (1 + reached) as f64 / (self.len() + 1) as f64
        }
    }

    /// The first of them: the outlet of each unit, as positions in [`Design::outlets`].
    #[must_use]
    pub fn first(&self, design: &Design, how_many: usize) -> Vec<Vec<u32>> {
        let labels = |b| {
            let mut labels = Vec::new();
            self.labels_into(design, b, &mut labels);
            labels
        };
        (0..how_many.min(self.len())).map(labels).collect()
    }

    /// The units of one outlet in relabelling b, as bits.
    pub(super) fn units_into(&self, design: &Design, outlet: u32, b: usize, units: &mut [u64]) {
        match (&self.0, design.exchange()) {
            (Kind::Drawn { seed, .. }, Exchange::Articles | Exchange::Blocks) => {
                let mut random = Random::new(*seed, b as u64);
                draw_outlets(design, &mut random, |drawn, bits| {
                    if drawn == outlet {
                        units.copy_from_slice(bits);
                    }
                });
            }
            (Kind::Drawn { seed, .. }, Exchange::BlocksInEvents) if design.holds_pairs_alone() => {
                let mut random = Random::new(*seed, b as u64);
                units.fill(0);
                for (unit, &label) in design.observed().iter().enumerate() {
                    units[unit / 64] |= u64::from(label == outlet) << (unit % 64);
                }
                swap_pairs(units, design.blocks().len(), &mut random);
            }
            _ => {
                let mut labels = Vec::new();
                self.labels_into(design, b, &mut labels);
                units.fill(0);
                for (unit, &label) in labels.iter().enumerate() {
                    units[unit / 64] |= u64::from(label == outlet) << (unit % 64);
                }
            }
        }
    }

    /// The labels of relabelling b.
    pub(super) fn labels_into(&self, design: &Design, b: usize, labels: &mut Vec<u32>) {
        labels.clear();
        match &self.0 {
            Kind::Given(lists) => labels.extend_from_slice(&lists[b]),
            Kind::AllSwaps { .. } => {
                labels.extend_from_slice(design.observed());
                for (event, blocks) in design.blocks().iter().enumerate() {
                    if b >> event & 1 == 1 {
                        labels[blocks.clone()].reverse();
                    }
                }
            }
            Kind::Drawn { seed, .. } => {
                labels.extend_from_slice(design.observed());
                let mut random = Random::new(*seed, b as u64);
                match design.exchange() {
                    Exchange::BlocksInEvents => shuffle_inside_events(design, labels, &mut random),
                    Exchange::Articles | Exchange::Blocks => shuffle(design, labels, &mut random),
                }
            }
        }
    }
}

fn is_rearrangement(design: &Design, labels: &[u32]) -> bool {
    let same = |a: &[u32], b: &[u32]| {
        let sorted = |labels: &[u32]| {
            let mut labels = labels.to_vec();
            labels.sort_unstable();
            labels
        };
        sorted(a) == sorted(b)
    };
    let own = design.observed();
    labels.len() == own.len()
        && match design.exchange() {
            Exchange::BlocksInEvents => {
                design.blocks().iter().all(|blocks| same(&own[blocks.clone()], &labels[blocks.clone()]))
            }
            Exchange::Articles | Exchange::Blocks => same(own, labels),
        }
}

/// Permutes the labels of the blocks of each event; a coin where there are two.
fn shuffle_inside_events(design: &Design, labels: &mut [u32], random: &mut Random) {
    for blocks in design.blocks() {
        match &mut labels[blocks.clone()] {
            [a, b] => {
                if random.coin() {
                    std::mem::swap(a, b);
                }
            }
            blocks => {
                for last in (1..blocks.len()).rev() {
                    blocks.swap(last, random.below(last as u64 + 1) as usize);
                }
            }
        }
    }
}

/// The same coins as [`shuffle_inside_events`] for events of two blocks each, 32 events at a time.
fn swap_pairs(units: &mut [u64], events: usize, random: &mut Random) {
    const FIRST: u64 = 0x5555_5555_5555_5555;
    let mut coins = 0;
    for (place, bits) in units.iter_mut().enumerate().take(events.div_ceil(32)) {
        coins = if place % 2 == 0 { random.next() } else { coins >> 32 };
        // Each coin to both bits of its pair.
        let mut both = coins & 0xffff_ffff;
        for (shift, mask) in [
            (16, 0x0000_ffff_0000_ffff),
            (8, 0x00ff_00ff_00ff_00ff),
            (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333),
            (1, FIRST),
        ] {
            both = (both | (both << shift)) & mask;
        }
        both |= both << 1;
        let swapped = ((*bits & FIRST) << 1) | ((*bits >> 1) & FIRST);
        *bits = (*bits & !both) | (swapped & both);
    }
}

/// Gives every outlet as many units as it has, all such choices equally likely.
fn shuffle(design: &Design, labels: &mut [u32], random: &mut Random) {
    draw_outlets(design, random, |outlet, units| members(units).for_each(|unit| labels[unit] = outlet));
}

/// Draws the units of each outlet, as bits.
///
/// One outlet after the other (in the order in which they first come, which does not look at their names) draws a
/// subset of the units that are left: every unit with a coin of about the right bias, 64 at a time, then single units
/// at random in or out until the size is right. Among subsets of one size all stay equally likely, and it takes a
/// twentieth of the random numbers a shuffle would.
fn draw_outlets(design: &Design, random: &mut Random, mut drawn: impl FnMut(u32, &[u64])) {
    let units = design.observed().len();
    let mut sizes = vec![0_usize; design.outlets().len()];
    let mut order: Vec<u32> = Vec::with_capacity(sizes.len());
    for &label in design.observed() {
        if sizes[label as usize] == 0 {
            order.push(label);
        }
        sizes[label as usize] += 1;
    }
    let Some((&last, others)) = order.split_last() else { return };
    let mut left = vec![u64::MAX; units.div_ceil(64)];
    if !units.is_multiple_of(64) {
        left[units / 64] = (1 << (units % 64)) - 1;
    }
    let mut units_left = units;
    let mut subset = Vec::new();
    for &outlet in others {
        let size = sizes[outlet as usize];
        draw_subset(&mut left, units, units_left, size, random, &mut subset);
        units_left -= size;
        drawn(outlet, &subset);
    }
    drawn(last, &left);
}

/// Takes `size` units out of those `left`, all choices equally likely.
fn draw_subset(
    left: &mut [u64],
    units: usize,
    units_left: usize,
    size: usize,
    random: &mut Random,
    subset: &mut Vec<u64>,
) {
    // The share in 256ths: any share would do, a near one leaves little to correct.
    let share = (size * 256 + units_left / 2) / units_left;
    subset.clear();
    subset.extend(left.iter().map(|&left| random.coins(share) & left));
    let mut drawn: usize = subset.iter().map(|word| word.count_ones() as usize).sum();
    while drawn != size {
        let unit = random.below(units as u64) as usize;
        let (word, bit) = (unit / 64, 1_u64 << (unit % 64));
        if drawn > size && subset[word] & bit != 0 {
            subset[word] ^= bit;
            drawn -= 1;
        } else if drawn < size && subset[word] & bit == 0 && left[word] & bit != 0 {
            subset[word] ^= bit;
            drawn += 1;
        }
    }
    left.iter_mut().zip(subset).for_each(|(left, taken)| *left &= !*taken);
}

/// The places of the bits that are set, ascending.
fn members(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(place, &word)| {
        let mut word = word;
        std::iter::from_fn(move || {
            let bit = word.trailing_zeros();
            (word != 0).then(|| {
                word &= word - 1;
                place * 64 + bit as usize
            })
        })
    })
}

/// The random numbers of one relabelling (or one resample).
pub(in crate::measures) struct Random {
    generator: Pcg64Mcg,
    coins: u64,
    coins_left: u32,
}

impl Random {
    /// The generator of replicate b under a seed.
    pub(in crate::measures) fn new(seed: u64, replicate: u64) -> Self {
        // Neighbouring states of a multiplicative generator give related numbers, so the two are mixed first.
        let mixed = split_mix(split_mix(seed).wrapping_add(replicate));
        let state = u128::from(mixed) << 64 | u128::from(split_mix(mixed));
        Random { generator: Pcg64Mcg::new(state), coins: 0, coins_left: 0 }
    }

    pub(in crate::measures) fn next(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A number below `end`, all equally likely (Lemire 2019, "Fast random integer generation in an interval").
    pub(in crate::measures) fn below(&mut self, end: u64) -> u64 {
        let mut product = u128::from(self.next()) * u128::from(end);
        if (product as u64) < end {
            let unfair = end.wrapping_neg() % end;
            while (product as u64) < unfair {
                product = u128::from(self.next()) * u128::from(end);
            }
        }
        (product >> 64) as u64
    }

    fn coin(&mut self) -> bool {
        if self.coins_left == 0 {
            (self.coins, self.coins_left) = (self.next(), 64);
        }
        self.coins_left -= 1;
        let coin = self.coins & 1 == 1;
        self.coins >>= 1;
        coin
    }

    /// 64 coins that show heads in so many of 256 cases.
    fn coins(&mut self, share: usize) -> u64 {
        match share {
            0 => 0,
            256.. => u64::MAX,
            share => {
                let mut heads = 0;
                // From the last binary digit that counts: each halves what is there, with or without a half added.
                for digit in share.trailing_zeros()..8 {
                    let fair = self.next();
                    heads = if share >> digit & 1 == 1 { heads | fair } else { heads & fair };
                }
                heads
            }
        }
    }
}

/// The output function of SplitMix64 (Steele, Lea and Flood 2014): a bijection that mixes all bits.
fn split_mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::Labelled;
    use super::*;

    fn design(exchange: Exchange, outlets: &[usize], events: &[&str]) -> Design {
        let keys: Vec<String> = (0..outlets.len()).map(|i| format!("a{i:03}")).collect();
        let articles: Vec<Labelled> = (0..outlets.len())
            .map(|i| Labelled { article: &keys[i], outlet: outlets[i], event: events.get(i).copied(), words: 100 })
            .collect();
        Design::new(exchange, &articles)
    }

    /// How often each relabelling comes in so many draws.
    fn tally(design: &Design, draws: usize) -> std::collections::BTreeMap<Vec<u32>, usize> {
        let mut counts = std::collections::BTreeMap::new();
        let mut labels = Vec::new();
        for b in 0..draws {
            Relabellings::drawn(11, draws).labels_into(design, b, &mut labels);
            *counts.entry(labels.clone()).or_default() += 1;
        }
        counts
    }

    /// Chi-squared of the tally against equal shares lies within 4 standard deviations of what it should be.
    fn assert_equally_likely(design: &Design, possible: usize) {
        let draws = 60_000;
        let counts = tally(design, draws);
        assert_eq!(counts.len(), possible);
        let expected = draws as f64 / possible as f64;
        let chi_squared: f64 = counts.values().map(|&n| (n as f64 - expected).powi(2) / expected).sum();
        let df = possible as f64 - 1.0;
        assert!((chi_squared - df).abs() < 4.0 * (2.0 * df).sqrt(), "{chi_squared} with {df} df");
    }

    #[test]
    fn all_relabellings_are_equally_likely() {
        assert_equally_likely(&design(Exchange::Articles, &[0, 0, 0, 1, 1, 1, 1], &[]), 35);
        assert_equally_likely(&design(Exchange::Articles, &[2, 0, 1, 1, 2, 2], &[]), 60);
        assert_equally_likely(&design(Exchange::Articles, &[0, 1, 1, 1, 1, 1, 1, 1], &[]), 8);
        let events = ["e", "e", "e", "f", "f", "g", "g"];
        assert_equally_likely(&design(Exchange::BlocksInEvents, &[0, 1, 2, 1, 2, 0, 1], &events), 24);
    }

    #[test]
    fn bits_and_labels_say_the_same() {
        let outlets: Vec<usize> = (0..200).map(|i| i * i % 3).collect();
        let fours: Vec<String> = (0..200).map(|i| format!("e{:03}", i / 4)).collect();
        let pairs: Vec<String> = (0..200).map(|i| format!("e{:03}", i / 2)).collect();
        for (exchange, events) in [
            (Exchange::Articles, &fours),
            (Exchange::Blocks, &fours),
            (Exchange::BlocksInEvents, &fours),
            (Exchange::BlocksInEvents, &pairs),
        ] {
            let events: Vec<&str> = events.iter().map(String::as_str).collect();
            let design = design(exchange, &outlets, &events);
            let relabellings = Relabellings::drawn(3, 20);
            let (mut labels, units) = (Vec::new(), design.observed().len());
            let mut bits = vec![0; units.div_ceil(64)];
            for (b, outlet) in (0..20).zip([0, 1, 0, 1].into_iter().cycle()) {
                relabellings.labels_into(&design, b, &mut labels);
                relabellings.units_into(&design, outlet, b, &mut bits);
                let expected: Vec<usize> = (0..units).filter(|&unit| labels[unit] == outlet).collect();
                assert_eq!(members(&bits).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn group_sizes_stay_in_large_designs() {
        let outlets: Vec<usize> = (0..1_000).map(|i| if i < 3 { 7 } else { i % 3 }).collect();
        let design = design(Exchange::Articles, &outlets, &[]);
        let mut own = design.observed().to_vec();
        own.sort_unstable();
        let mut labels = Vec::new();
        for b in 0..50 {
            Relabellings::drawn(3, 50).labels_into(&design, b, &mut labels);
            assert_ne!(labels, design.observed());
            labels.sort_unstable();
            assert_eq!(labels, own);
        }
    }

    #[test]
    fn all_swaps_come_once_and_the_first_is_none() {
        let events = ["e", "e", "f", "f", "g", "g"];
        let design = design(Exchange::BlocksInEvents, &[0, 1, 0, 1, 1, 0], &events);
        let all = Relabellings::new(&design, 1, 99);
        let mut labels = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for b in 0..all.len() {
            all.labels_into(&design, b, &mut labels);
            if b == 0 {
                assert_eq!(labels, design.observed());
            }
            seen.insert(labels.clone());
        }
        assert_eq!(seen.len(), 8);
    }

    #[test]
    fn naming_the_outlets_otherwise_names_the_labels_otherwise() {
        let outlets = [0, 0, 1, 2, 1, 2, 0, 1, 1];
        let renamed: Vec<usize> = outlets.iter().map(|&outlet| [2, 0, 1][outlet]).collect();
        for events in [vec![], vec!["e", "f", "e", "e", "f", "g", "g", "g", "h"]] {
            let exchange = if events.is_empty() { Exchange::Articles } else { Exchange::BlocksInEvents };
            let (a, b) = (design(exchange, &outlets, &events), design(exchange, &renamed, &events));
            let (mut there, mut here) = (Vec::new(), Vec::new());
            for replicate in 0..20 {
                Relabellings::drawn(5, 20).labels_into(&a, replicate, &mut there);
                Relabellings::drawn(5, 20).labels_into(&b, replicate, &mut here);
                let renamed: Vec<u32> = there.iter().map(|&label| [2, 0, 1][label as usize]).collect();
                assert_eq!(renamed, here);
            }
        }
    }

    #[test]
    fn given_lists_must_rearrange_the_labels() {
        let design = design(Exchange::Articles, &[4, 4, 9], &[]);
        assert!(Relabellings::given(&design, &[vec![9, 4, 4]]).is_some());
        assert!(Relabellings::given(&design, &[vec![9, 9, 4]]).is_none());
        assert!(Relabellings::given(&design, &[vec![9, 4]]).is_none());
        assert!(Relabellings::given(&design, &[vec![9, 4, 5]]).is_none());
    }

    #[test]
    fn p_is_never_zero() {
        assert_eq!(Relabellings::drawn(1, 999).p(0), 0.001);
        assert_eq!(Relabellings::drawn(1, 0).p(0), 1.0);
    }
}
