//! G2 of a term in one outlet against the others, as a ranking score to be relabelled.

use crate::measures::quasi_poisson::entropy_of_surplus;

/// G2 of the four cells `a`, `b`, `n1 - a`, `n2 - b`, not signed; 0 where a margin is empty.
///
/// From the exact surplus `(a n2 - b n1)/N`, so that a small gap in a large corpus keeps its digits, and the same from
/// the other side to the last bit.
pub(super) fn g2(a: u64, n1: u64, b: u64, n2: u64) -> f64 {
    let n = n1 + n2;
    let (hits, rest) = (a + b, n - (a + b));
    if hits == 0 || rest == 0 || n1 == 0 || n2 == 0 {
        return 0.0;
    }
    let (left, right) = (u128::from(a) * u128::from(n2), u128::from(b) * u128::from(n1));
    let surplus = left.abs_diff(right) as f64 / n as f64;
    let surplus = if left < right { -surplus } else { surplus };
    let (n1, n2, hits, rest, n) = (n1 as f64, n2 as f64, hits as f64, rest as f64, n as f64);
    let cell = |row: f64, column: f64, surplus: f64| {
        let expected = row * column / n;
        expected * entropy_of_surplus(surplus / expected)
    };
    // Sums of two that swapping the outlets swaps.
    2.0 * ((cell(hits, n1, surplus) + cell(hits, n2, -surplus)) + (cell(rest, n1, -surplus) + cell(rest, n2, surplus)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_textbook_sum() {
        for (a, n1, b, n2) in [(3, 400, 9, 900), (0, 50, 4, 70), (25, 1_000, 25, 1_000), (7, 7, 0, 90), (1, 2, 1, 9)] {
            let table = [(a, n1), (b, n2), (n1 - a, n1), (n2 - b, n2)];
            let rows = [a + b, a + b, n1 + n2 - a - b, n1 + n2 - a - b];
            let term = |((o, column), row): ((u64, u64), u64)| {
                let expected = row as f64 * column as f64 / (n1 + n2) as f64;
                if o == 0 { 0.0 } else { 2.0 * o as f64 * (o as f64 / expected).ln() }
            };
            let textbook: f64 = table.into_iter().zip(rows).map(term).sum();
            let ours = g2(a, n1, b, n2);
            assert!((ours - textbook).abs() < 1e-11 * textbook.max(1.0), "{a} {b}: {ours} instead of {textbook}");
            assert_eq!(ours.to_bits(), g2(b, n2, a, n1).to_bits());
        }
        assert_eq!(g2(0, 10, 0, 20), 0.0);
    }
}
