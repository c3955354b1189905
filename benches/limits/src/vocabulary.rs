//! Made-up words with the frequencies of real ones, and the random numbers that choose among them.

use std::collections::HashSet;

/// SplitMix64: the same numbers for a seed on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed ^ 0x9E37_79B9_7F4A_7C15);
        (0..4).for_each(|_| _ = random.next());
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to, not including, `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// Of a standard normal distribution.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().max(1e-300).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    pub(crate) fn one_of<T: Copy>(&mut self, choice: &[T]) -> T {
        choice[self.below(choice.len())]
    }
}

const FUNCTION_WORDS: &str = "the of to a and in that for is on was said with he it at by as his from be have has are \
    not who but an they this had we will their were or about would been more she there which her one all when if than \
    out what after up no people you so its some into could can also other over last state year two first new like time \
    just only most because years during against how many our them now do where before while government police public \
    country officials president national political";
const ONSETS: [&str; 20] =
    ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pr", "ch", "sh", "br"];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ea", "ou", "io", "ai"];
const ENDINGS: [&str; 14] = ["", "n", "r", "s", "t", "l", "ed", "ing", "er", "ion", "al", "ly", "ment", "ness"];

/// Words by falling frequency.
pub(crate) struct Vocabulary {
    pub(crate) words: Vec<String>,
    /// Per word: the frequency of it and all before.
    sums: Vec<u64>,
    /// Where to begin to look, for each part of the sum.
    near: Vec<u32>,
}

const SIZE: usize = 200_000;
const PARTS: u64 = 1 << 18;

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut words: Vec<String> = FUNCTION_WORDS.split(' ').map(String::from).collect();
        let mut seen: HashSet<String> = words.iter().cloned().collect();
        let mut random = Random::new(7);
        while words.len() < SIZE {
            // rarer words are longer
            let most = ((words.len() as f64).log10() * 0.5) as usize + 1;
            let mut word = String::new();
            for _ in 0..=random.below(most) {
                word.push_str(random.one_of(&ONSETS));
                word.push_str(random.one_of(&VOWELS));
            }
            word.push_str(random.one_of(&ENDINGS));
            if random.unit() < 0.12 {
                word[..1].make_ascii_uppercase();
            }
            if seen.insert(word.to_lowercase()) {
                words.push(word);
            }
        }
        let mut sum = 0;
        let sums: Vec<u64> = (0..SIZE)
            .map(|rank| {
                // two regimes, as in real text: exponent 1 for the core, 1.9 beyond
                let rank = rank as f64 + 2.7;
                let tail = if rank > 8_000.0 { (8_000.0 / rank).powf(0.9) } else { 1.0 };
                sum += (4e8 / rank * tail).max(1.0) as u64;
                sum
            })
            .collect();
        let mut word = 0;
        let near = (0..PARTS)
            .map(|part| {
                while u128::from(sums[word]) <= u128::from(part) * u128::from(sum) / u128::from(PARTS) {
                    word += 1;
                }
                word as u32
            })
            .collect();
        Vocabulary { words, sums, near }
    }

    /// A word, the frequent ones more often.
    pub(crate) fn draw(&self, random: &mut Random) -> &str {
        let sum = self.sums[self.sums.len() - 1];
        let at = ((u128::from(random.next()) * u128::from(sum)) >> 64) as u64;
        let mut word = self.near[(u128::from(at) * u128::from(PARTS) / u128::from(sum)) as usize] as usize;
        while self.sums[word] <= at {
            word += 1;
        }
        &self.words[word]
    }

    /// A word of middling frequency: from this rank up to, not including, that.
    pub(crate) fn between(&self, ranks: std::ops::Range<usize>, random: &mut Random) -> &str {
        &self.words[ranks.start + random.below(ranks.len())]
    }
}

/// A name or number that hardly any other article has.
pub(crate) fn mint(random: &mut Random) -> String {
    match random.below(10) {
        0 => format!("{}-{}", random.one_of(&ONSETS).repeat(2), random.one_of(&ENDINGS)),
        1 => (1_000 + random.below(9_000_000)).to_string(),
        _ => {
            let mut name = String::new();
            for _ in 0..2 + random.below(3) {
                name.push_str(random.one_of(&ONSETS));
                name.push_str(random.one_of(&VOWELS));
            }
            name.push_str(random.one_of(&ENDINGS));
            name[..1].make_ascii_uppercase();
            name
        }
    }
}
