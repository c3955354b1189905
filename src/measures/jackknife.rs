//! Leaving one unit out: how a ln rate moves, and the variance made of those moves (Tukey 1958; Efron 1982).

use super::Unit;

/// How the ln rate moves when one unit is left out: `ln((X - x)/(N - n)) - ln(X/N)`.
///
/// The move itself, and not the new ln rate: for a large sample the two ln rates agree in nearly all their digits and
/// their difference would keep few. It is exactly zero where the unit has the common rate. Asks for a unit that
/// leaves both hits and words behind.
pub(super) fn ln_rate_move(left_out: Unit, total: Unit) -> f64 {
    ln_rest(left_out.hits, total.hits) - ln_rest(left_out.words, total.words)
}

/// `ln((whole - part) / whole)` without loss of digits: near 1 by `ln_1p`, else from the exact difference.
fn ln_rest(part: u64, whole: u64) -> f64 {
    if part < whole - part {
        (-(part as f64 / whole as f64)).ln_1p()
    } else {
        ((whole - part) as f64 / whole as f64).ln()
    }
}

/// `v = (m - 1)/m * sum (th_i - mean th)^2`; adding a constant to every `th` changes nothing, so moves will do.
pub(super) fn variance(moves: &[f64]) -> f64 {
    let m = moves.len() as f64;
    let mean = moves.iter().sum::<f64>() / m;
    (m - 1.0) / m * moves.iter().map(|th| (th - mean).powi(2)).sum::<f64>()
}
