//! How surely samples of shingles find a pair of texts.

/// `bands` bands of `rows` minimum hashes each: a pair becomes a candidate where one band agrees in all its rows.
///
/// *Formula*: P = 1 - (1 - s^r)^b at resemblance s.
/// *Source*: Broder 1997; Leskovec, Rajaraman and Ullman 2020, "Mining of Massive Datasets", 3.4.
/// *Checked against*: `tests/reference/near_duplicates.json`.
///
/// The look-up by single keys of a [`Sketch`](super::Sketch) is the case of twelve bands of one row.
///
/// ```
/// use parallax::corpus::duplicate::Banding;
/// let missed = 1.0 - Banding { bands: 12, rows: 1 }.probability(0.8);
/// assert!(missed < 1e-8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Banding {
    /// How many bands.
    pub bands: u32,
    /// Hashes in each.
    pub rows: u32,
}

impl Banding {
    /// How likely a pair of this resemblance (0 to 1) becomes a candidate.
    #[must_use]
    pub fn probability(self, resemblance: f64) -> f64 {
        // 1 - (1 - x)^b without losing the digits of a small x
        let agrees = resemblance.powi(self.rows as i32);
        -(f64::from(self.bands) * (-agrees).ln_1p()).exp_m1()
    }

    /// How likely it is missed.
    #[must_use]
    pub fn miss(self, resemblance: f64) -> f64 {
        (f64::from(self.bands) * (-resemblance.powi(self.rows as i32)).ln_1p()).exp()
    }

    /// About where the curve is steepest: (1/b)^(1/r).
    #[must_use]
    pub fn threshold(self) -> f64 {
        f64::from(self.bands).recip().powf(f64::from(self.rows).recip())
    }

    /// The resemblance that is found every second time, exactly.
    #[must_use]
    pub fn half_point(self) -> f64 {
        let agrees = -(0.5_f64.ln() / f64::from(self.bands)).exp_m1();
        agrees.powf(f64::from(self.rows).recip())
    }

    /// The area under the curve below a resemblance: how much is looked at in vain, were all resemblances alike frequent.
    #[must_use]
    pub fn false_positive_area(self, below: f64) -> f64 {
        integral(0.0, below, |s| self.probability(s))
    }

    /// The area over the curve above a resemblance: how much is missed.
    #[must_use]
    pub fn false_negative_area(self, above: f64) -> f64 {
        integral(above, 1.0, |s| self.miss(s))
    }

    /// The standard error of a resemblance that is estimated from all its hashes.
    #[must_use]
    pub fn standard_error(self, resemblance: f64) -> f64 {
        (resemblance * (1.0 - resemblance) / (f64::from(self.bands) * f64::from(self.rows))).sqrt()
    }
}

/// By Gauss and Legendre, five points in each of many equal parts.
fn integral(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    const PARTS: u32 = 2_000;
    const POINTS: [(f64, f64); 3] = [
        (0.0, 0.568_888_888_888_888_9),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.906_179_845_938_664, 0.236_926_885_056_189_08),
    ];
    let half = (to - from) / f64::from(PARTS) / 2.0;
    let part = |number: u32| {
        let middle = from + half * f64::from(2 * number + 1);
        let both = |(x, weight): &(f64, f64)| {
            if *x == 0.0 { weight * f(middle) } else { weight * (f(middle - half * x) + f(middle + half * x)) }
        };
        POINTS.iter().map(both).sum::<f64>()
    };
    half * (0..PARTS).map(part).sum::<f64>()
}
