//! From values to places: an axis that starts at nothing, with a few round figures on it.

/// A linear axis from 0 to a round figure.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Scale {
    step: f64,
    steps: u32,
    left: f64,
    right: f64,
}

impl Scale {
    /// An axis between two places that reaches at least to `largest`, with at most five figures besides 0.
    pub(in crate::report) fn new(largest: f64, left: f64, right: f64) -> Self {
        let largest = if largest.is_finite() && largest > 0.0 { largest } else { 1.0 };
        let step = round_step(largest / 4.0);
        // a value that is a whole number of steps but for the last bit takes no step more
        let steps = (largest / step - 1e-9).ceil().clamp(1.0, 5.0) as u32;
        Scale { step, steps, left, right }
    }

    /// The largest value on it.
    pub(in crate::report) fn end(self) -> f64 {
        self.step * f64::from(self.steps)
    }

    /// Where a value stands; beyond the end, at the end.
    pub(in crate::report) fn place(self, value: f64) -> f64 {
        self.left + (self.right - self.left) * (value / self.end()).clamp(0.0, 1.0)
    }

    /// The figures on it and where they stand.
    pub(in crate::report) fn figures(self) -> impl Iterator<Item = (f64, String)> {
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        (0..=self.steps).map(move |n| {
            let value = f64::from(n) * self.step;
            (self.place(value), if n == 0 { "0".to_owned() } else { format!("{value:.decimals$}") })
        })
    }
}

/// The smallest of 1, 2, 5, 10, ... that is not less.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_are_round() {
        let rows: [(f64, &[&str]); 5] = [
            (17.2, &["0", "5", "10", "15", "20"]),
            (1.0, &["0", "0.5", "1.0"]),
            (0.031, &["0", "0.01", "0.02", "0.03", "0.04"]),
            (400.0, &["0", "100", "200", "300", "400"]),
            (0.0, &["0", "0.5", "1.0"]),
        ];
        for (largest, expected) in rows {
            let figures: Vec<String> = Scale::new(largest, 0.0, 1.0).figures().map(|f| f.1).collect();
            assert_eq!(figures, expected, "{largest}");
        }
    }

    proptest! {
        #[test]
        fn the_largest_value_is_on_the_axis(largest in 1e-6..1e9_f64) {
            let scale = Scale::new(largest, 10.0, 110.0);
            prop_assert!(scale.end() >= largest * (1.0 - 1e-9));
            prop_assert!((2..=6).contains(&scale.figures().count()));
            prop_assert!(scale.place(largest) >= 10.0 + 100.0 / 6.0, "it takes its room");
        }
    }
}
