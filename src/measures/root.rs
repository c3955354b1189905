//! Where a function crosses zero.

/// The root of a function that falls from positive to negative, looked for outside of `low..high` as well.
///
/// The Illinois method (Dowell and Jarratt 1971): between a positive and a negative end by a straight line, an end that
/// stays twice having its value halved. A function without a sign change within 1e3 of the start gives the nearer end.
pub(super) fn root_of_falling(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let (mut f_low, mut f_high) = (f(low), f(high));
    let mut step = high - low;
    while f_low < 0.0 && step < 1e3 {
        (high, f_high) = (low, f_low);
        low -= step;
        step *= 2.0;
        f_low = f(low);
    }
    while f_high > 0.0 && step < 1e3 {
        (low, f_low) = (high, f_high);
        high += step;
        step *= 2.0;
        f_high = f(high);
    }
    if f_low <= 0.0 || f_high >= 0.0 {
        return if f_low <= 0.0 { low } else { high };
    }
    let mut last_moved_low = None;
    for _ in 0..200 {
        let between = (low * f_high - high * f_low) / (f_high - f_low);
        let middle = if between > low && between < high { between } else { low + (high - low) / 2.0 };
        let f_middle = f(middle);
        if f_middle == 0.0 || high - low <= 1e-15 * (1.0 + low.abs().max(high.abs())) {
            return middle;
        }
        let moves_low = f_middle > 0.0;
        if moves_low {
            (low, f_low) = (middle, f_middle);
        } else {
            (high, f_high) = (middle, f_middle);
        }
        if last_moved_low == Some(moves_low) {
            if moves_low { f_high /= 2.0 } else { f_low /= 2.0 }
        }
        // Where the line has become exact the bracket need not shrink from both ends.
        if (middle - between).abs() == 0.0 && f_middle.abs() < 1e-13 * (f_low.abs() + f_high.abs()).min(1.0) {
            return middle;
        }
        last_moved_low = Some(moves_low);
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_inside_and_outside_of_the_start() {
        for root in [-40.0, -1.5, 0.3, 2.0, 90.0] {
            let found = root_of_falling(|x: f64| -(x - root) * (1.0 + (x - root).powi(2)), 0.0, 1.0);
            assert!((found - root).abs() < 1e-12 * (1.0 + f64::abs(root)), "{found} instead of {root}");
            let found = root_of_falling(|x: f64| (root - x).exp() - 1.0, 0.0, 1.0);
            assert!((found - root).abs() < 1e-12 * (1.0 + f64::abs(root)), "{found} instead of {root}");
        }
    }

    #[test]
    fn no_root_gives_an_end() {
        assert!(root_of_falling(|_| 1.0, 0.0, 1.0) >= 1.0);
        assert!(root_of_falling(|_| -1.0, 0.0, 1.0) <= 0.0);
    }
}
