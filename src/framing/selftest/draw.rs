//! Random numbers of the kinds that made-up articles need.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

/// Random numbers from a seed and the number of what they are for, so that threads do not matter.
#[derive(Clone, Debug)]
pub(super) struct Draw(Pcg64Mcg);

impl Draw {
    pub(super) fn new(seed: u64, of: u64) -> Self {
        let mixed = split_mix(split_mix(seed).wrapping_add(of));
        Draw(Pcg64Mcg::new(u128::from(mixed) << 64 | u128::from(split_mix(mixed))))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        // 64 bits for a few thousand articles: what is unfair is below 1e-15
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// Above 0 and below 1.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }

    /// Standard normal (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Gamma of scale 1 (Marsaglia and Tsang 2000).
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let power = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let z = self.normal();
            let v = (1.0 + c * z).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * z * z + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// The rate of an article: `Beta(rate s, (1 - rate) s)`, `s = 1/rho - 1`; the rate itself where `rho` is 0.
    pub(super) fn rate(&mut self, rate: f64, rho: f64) -> f64 {
        if rho <= 0.0 {
            return rate;
        }
        let s = 1.0 / rho - 1.0;
        let (a, b) = (self.gamma(rate * s), self.gamma((1.0 - rate) * s));
        if a > 0.0 { a / (a + b) } else { 0.0 }
    }

    /// How many of `n` words are hits; by inversion, a stretch of words at a time.
    pub(super) fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if p <= 0.0 {
            return 0;
        }
        if p > 0.5 {
            return n - self.binomial(n, 1.0 - p);
        }
        // a stretch expects at most a hundred hits, so that the chance of none can be written down
        let stretch = ((100.0 / p) as u64).max(1);
        (0..n.div_ceil(stretch)).map(|s| self.inverted(stretch.min(n - s * stretch), p)).sum()
    }

    fn inverted(&mut self, n: u64, p: f64) -> u64 {
        let mut left = self.uniform();
        let mut chance = (n as f64 * (-p).ln_1p()).exp();
        let mut hits = 0;
        while left > chance && hits < n {
            left -= chance;
            chance *= (n - hits) as f64 / (hits + 1) as f64 * p / (1.0 - p);
            hits += 1;
        }
        hits
    }
}

fn split_mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of so many draws lie within five standard errors of what they should be.
    fn check(name: &str, mean: f64, variance: f64, mut draw: impl FnMut(&mut Draw) -> f64) {
        let mut random = Draw::new(3, 0);
        let n = 40_000;
        let drawn: Vec<f64> = (0..n).map(|_| draw(&mut random)).collect();
        let m = drawn.iter().sum::<f64>() / f64::from(n);
        let squares: Vec<f64> = drawn.iter().map(|x| (x - m).powi(2)).collect();
        let v = squares.iter().sum::<f64>() / f64::from(n);
        let fourth = squares.iter().map(|s| (s - v).powi(2)).sum::<f64>() / f64::from(n);
        assert!((m - mean).abs() < 5.0 * (variance / f64::from(n)).sqrt(), "{name}: mean {m}, not {mean}");
        assert!((v - variance).abs() < 5.0 * (fourth / f64::from(n)).sqrt(), "{name}: variance {v}, not {variance}");
    }

    #[test]
    fn draws_have_the_moments_they_should() {
        check("uniform", 0.5, 1.0 / 12.0, Draw::uniform);
        check("normal", 0.0, 1.0, Draw::normal);
        check("gamma 2", 2.0, 2.0, |draw| draw.gamma(2.0));
        check("gamma 0.3", 0.3, 0.3, |draw| draw.gamma(0.3));
        check("below", 3.0, 4.0, |draw| draw.below(7) as f64);
        for (n, p) in [(600, 0.002), (600, 0.06), (5_000, 0.3), (3, 0.5), (40, 0.9)] {
            let (size, mean) = (n as f64, n as f64 * p);
            check(&format!("binomial {n} {p}"), mean, size * p * (1.0 - p), |draw| draw.binomial(n, p) as f64);
        }
        // hits of an article: np, and np(1-p)(1 + (n-1) rho)
        let (p, rho) = (0.01, 0.004);
        check("bursty", 6.0, 6.0 * 0.99 * (1.0 + 599.0 * rho), |draw| {
            let rate = draw.rate(p, rho);
            draw.binomial(600, rate) as f64
        });
    }

    #[test]
    fn shuffles_are_equally_likely() {
        let mut random = Draw::new(3, 1);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..24_000 {
            let mut list = [0, 1, 2, 3];
            random.shuffle(&mut list);
            *counts.entry(list).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 24);
        assert!(counts.values().all(|&n| (840..1_160).contains(&n)), "{counts:?}");
    }
}
