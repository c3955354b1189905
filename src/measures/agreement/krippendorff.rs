//! Krippendorff's alpha.

use super::super::{Defined, Undefined};

/// What a difference between two values means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Values are names: the same, or not.
    Nominal,
    /// Values have an order; a difference is the number of values in between, in this very sample.
    Ordinal,
    /// Values have equal steps.
    Interval,
    /// Values have equal steps and a zero: 1 and 2 differ more than 9 and 10.
    Ratio,
}

/// Krippendorff's alpha: agreement among any number of coders, beyond chance, with values missing.
///
/// Under 0.667 it is too low for conclusions (Krippendorff's own bound).
///
/// *Formula*: `1 - D_o/D_e` with the coincidence matrix: `D_o` the mean difference within items, `D_e` between all
/// values whatsoever; items with fewer than two values are left out.
/// *Range*: up to 1 (perfect); 0 as by chance; below 0 worse than that.
/// *Undefined*: `unequal_lengths` where the coders' lists differ; `invalid_value` for a value that is not finite, or
/// below 0 on a ratio scale; `too_few_values` where no item has two values; `all_equal`: then there is nothing that
/// chance could get wrong; in this order.
/// *Source*: Krippendorff 2019, *Content Analysis*, chapter 12.
/// *Checked against*: `agreement.json`, `krippendorff_alpha` at all four levels (package `krippendorff` 0.9.0 agrees
/// to 1e-10), to 1e-10.
///
/// ```
/// use parallax::measures::{Undefined, agreement::{Level, krippendorff_alpha}};
///
/// let coders = [
///     vec![Some(1.0), Some(2.0), Some(3.0), None],
///     vec![Some(1.0), Some(2.0), Some(4.0), Some(2.0)],
/// ];
/// assert_eq!(format!("{:.3}", krippendorff_alpha(&coders, Level::Interval)?), "0.878");
/// assert_eq!(krippendorff_alpha(&[vec![Some(1.0); 4], vec![Some(1.0); 4]], Level::Nominal), Err(Undefined::AllEqual));
/// # Ok::<(), Undefined>(())
/// ```
pub fn krippendorff_alpha(coders: &[Vec<Option<f64>>], level: Level) -> Defined<f64> {
    let items = coders.first().map_or(0, Vec::len);
    if coders.iter().any(|coder| coder.len() != items) {
        return Err(Undefined::UnequalLengths);
    }
    let all = coders.iter().flatten().flatten();
    if all.clone().any(|v| !v.is_finite() || (level == Level::Ratio && *v < 0.0)) {
        return Err(Undefined::InvalidValue);
    }
    let pairable: Vec<Vec<f64>> =
        (0..items).map(|item| values_of(coders, item)).filter(|values| values.len() >= 2).collect();
    if pairable.is_empty() {
        return Err(Undefined::TooFewValues);
    }
    let scale = Scale::of(&pairable, level);
    let n = scale.counts.iter().sum::<f64>();
    let observed: f64 = pairable.iter().map(|values| scale.within(values)).sum();
    let expected = scale.between() / (n - 1.0);
    if expected == 0.0 { Err(Undefined::AllEqual) } else { Ok(1.0 - observed / expected) }
}

fn values_of(coders: &[Vec<Option<f64>>], item: usize) -> Vec<f64> {
    coders.iter().filter_map(|coder| coder[item]).collect()
}

/// The different values of all pairable items, in order, and how often each was given.
struct Scale {
    values: Vec<f64>,
    counts: Vec<f64>,
    /// Values given before each value, and half of its own: its middle on an ordinal scale.
    middles: Vec<f64>,
    level: Level,
}

impl Scale {
    fn of(pairable: &[Vec<f64>], level: Level) -> Self {
        // Adding zero makes of -0 the 0 that it is.
        let mut all: Vec<f64> = pairable.iter().flatten().map(|value| value + 0.0).collect();
        all.sort_by(f64::total_cmp);
        let (mut values, mut counts): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for value in all {
            if values.last() == Some(&value) {
                *counts.last_mut().expect("as many as values") += 1.0;
            } else {
                values.push(value);
                counts.push(1.0);
            }
        }
        let mut before = 0.0;
        let middles = counts
            .iter()
            .map(|count| {
                let middle = before + count / 2.0;
                before += count;
                middle
            })
            .collect();
        Scale { values, counts, middles, level }
    }

    /// The squared difference of two values, by their places on the scale.
    fn difference(&self, c: usize, k: usize) -> f64 {
        if c == k {
            return 0.0;
        }
        let (x, y) = (self.values[c], self.values[k]);
        match self.level {
            Level::Nominal => 1.0,
            Level::Ordinal => (self.middles[c] - self.middles[k]).powi(2),
            // In parts of the whole scale, which changes no alpha and leaves no number too large to square.
            Level::Interval => {
                let (first, last) = (self.values[0] / 2.0, self.values[self.values.len() - 1] / 2.0);
                ((x / 2.0 - y / 2.0) / (last - first)).powi(2)
            }
            Level::Ratio => ((x / 2.0 - y / 2.0) / (x / 2.0 + y / 2.0)).powi(2),
        }
    }

    /// Twice the sum over the pairs of one item, divided by its values less one.
    fn within(&self, values: &[f64]) -> f64 {
        let places: Vec<usize> = values.iter().map(|value| self.values.partition_point(|v| v < value)).collect();
        let mut sum = 0.0;
        for (i, &c) in places.iter().enumerate() {
            sum += 2.0 * places[..i].iter().map(|&k| self.difference(c, k)).sum::<f64>();
        }
        sum / (values.len() as f64 - 1.0)
    }

    /// The sum over all pairs of all values.
    fn between(&self) -> f64 {
        let mut sum = 0.0;
        for c in 0..self.values.len() {
            sum += 2.0 * (0..c).map(|k| self.counts[c] * self.counts[k] * self.difference(c, k)).sum::<f64>();
        }
        sum
    }
}
