//! Differences of counts without loss of digits, and logarithms of numbers near one.

/// `a d - b c`, rounded once: no product of 64-bit integers leaves 128 bits.
///
/// Two rounded products that nearly agree would leave nothing but rounding.
pub(super) fn difference_of_products(a: u64, d: u64, b: u64, c: u64) -> f64 {
    let (left, right) = (u128::from(a) * u128::from(d), u128::from(b) * u128::from(c));
    if left < right { -number(right - left) } else { number(left - right) }
}

/// An integer of 128 bits as a number; nearly all of them fit 64, where that is one instruction instead of a call.
pub(super) fn number(integer: u128) -> f64 {
    u64::try_from(integer).map_or_else(|_| large(integer), |integer| integer as f64)
}

/// Kept apart: a compiler that may compute both outcomes and choose would always call for the slow one.
#[cold]
#[inline(never)]
fn large(integer: u128) -> f64 {
    integer as f64
}

/// `(1 + x) ln(1 + x) - x` for `x >= -1`: what a cell adds to G2, counted in expected hits.
///
/// Near zero the two parts agree in most digits, so the series `x^2/2 - x^3/6 + x^4/12 - ...` takes their place.
pub(super) fn phi(x: f64) -> f64 {
    match x.abs() {
        size if size < 1e-4 => series::<1>(x),
        size if size < 0.01 => series::<2>(x),
        size if size < SERIES_BELOW => series::<4>(x),
        _ if x <= -1.0 => 1.0,
        // far from zero the plain logarithm is as good, and four times as fast
        _ if x > 1.0 => (1.0 + x) * (1.0 + x).ln() - x,
        _ => (1.0 + x) * x.ln_1p() - x,
    }
}

const SERIES_BELOW: f64 = 0.1;

/// `1 / (k (k-1))` from k = 2. The first one left out would add 0.1^16 of the first, or 0.01^8, or 1e-4^4.
const COEFFICIENTS: [[f64; 4]; 4] = {
    let mut coefficients = [[0.0; 4]; 4];
    let mut k = 0;
    while k < 16 {
        coefficients[k / 4][k % 4] = 1.0 / ((k + 2) * (k + 1)) as f64;
        k += 1;
    }
    coefficients
};

/// So many times four terms; four sums in powers of `x^4` side by side, none of which waits for another.
fn series<const FOURS: usize>(x: f64) -> f64 {
    let (square, fourth) = (x * x, (x * x) * (x * x));
    let mut sums = [0.0; 4];
    for four in COEFFICIENTS[..FOURS].iter().rev() {
        sums = std::array::from_fn(|place| sums[place] * fourth + four[place]);
    }
    square * ((sums[0] + square * sums[2]) - x * (sums[1] + square * sums[3]))
}

/// `ln(p / q)` for positive numbers whose difference is known better than they are.
///
/// Swapping `p` and `q` flips the sign to the last bit.
pub(super) fn ln_ratio(p: f64, q: f64, difference: f64) -> f64 {
    let x = difference / (p + q);
    if x.abs() > 0.5 {
        return p.ln() - q.ln();
    }
    // 2 atanh x, of the size alone so that both signs round alike.
    let size = match x.abs() {
        size if size > 0.1 => ((1.0 + size) / (1.0 - size)).ln(),
        size => (2.0 * size / (1.0 - size)).ln_1p(),
    };
    size.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phi_has_no_step_where_the_series_ends() {
        for edge in [SERIES_BELOW, -SERIES_BELOW, 0.01, -0.01, 1e-4, -1e-4] {
            let series = phi(edge * (1.0 - f64::EPSILON));
            assert!((series / phi(edge) - 1.0).abs() < 1e-14, "{edge}");
        }
    }

    #[test]
    fn phi_keeps_its_digits_near_zero() {
        // x^2/2 - x^3/6 is all a double can tell of phi(1e-9).
        assert_eq!(phi(1e-9), 1e-18 / 2.0 - 1e-27 / 6.0);
        assert_eq!((phi(0.0), phi(-1.0)), (0.0, 1.0));
    }

    #[test]
    fn ln_ratio_is_the_difference_of_logarithms() {
        for (p, q) in [(3.0, 2.0), (2.0, 3.0), (1.0, 1e9), (7.0, 7.0)] {
            let (p, q): (f64, f64) = (p, q);
            assert!((ln_ratio(p, q, p - q) - (p.ln() - q.ln())).abs() < 1e-15, "{p} / {q}");
        }
    }
}
