//! A lower and an upper end.

use serde::Serialize;

/// The level of every interval of this crate: intervals made this way hold the truth in 95 of 100 samples.
///
/// It is fixed, so that two reports can be compared; measured coverage stands with each interval.
pub const LEVEL: f64 = 0.95;

/// An interval at the [`LEVEL`], both ends finite, in the unit of the figure it belongs to.
///
/// ```
/// use parallax::measures::{Sample, Unit, rate};
///
/// let articles = [Unit::new(3, 375), Unit::new(5, 750), Unit::new(9, 1000)];
/// let interval = rate::deflated_garwood_per_1000(&Sample::new(&articles)).unwrap();
/// assert!(interval.lower < 8.0 && 8.0 < interval.upper);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Interval {
    /// An end that no double can hold (two articles, and counts such as no newspaper prints) stops at the largest one.
    pub(super) fn new(lower: f64, upper: f64) -> Self {
        let held = |end: f64| end.clamp(f64::MIN, f64::MAX);
        Interval { lower: held(lower), upper: held(upper) }
    }

    /// The interval `centre ± half_width`.
    pub(super) fn around(centre: f64, half_width: f64) -> Self {
        Interval::new(centre - half_width, centre + half_width)
    }

    /// The interval `centre * exp(± half_width)`, which cannot fall below zero.
    pub(super) fn around_on_log_scale(centre: f64, half_width: f64) -> Self {
        Interval::new(centre * (-half_width).exp(), centre * half_width.exp())
    }

    /// The smallest interval that holds both: the smaller lower end, the larger upper end.
    ///
    /// ```
    /// use parallax::measures::Interval;
    ///
    /// let hull = Interval { lower: 1.0, upper: 4.0 }.hull(Interval { lower: 2.0, upper: 5.0 });
    /// assert_eq!(hull, Interval { lower: 1.0, upper: 5.0 });
    /// ```
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        Interval { lower: self.lower.min(other.lower), upper: self.upper.max(other.upper) }
    }
}
