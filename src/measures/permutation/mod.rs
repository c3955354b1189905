//! Whether outlets differ by more than articles differ anyway: permutation tests.
//!
//! Words are no sample: articles are, or events. So the test gives the articles (or whole blocks of them) other
//! labels at random, many times, and asks how often a difference as large as the real one comes out. It is right
//! whatever the words do inside an article.
//!
//! 1. A [`Design`] says which units there are, whose they are, and which may change places ([`Exchange`]).
//! 2. [`Relabellings`] are the other labels: drawn from a seed, or all there are.
//! 3. [`permutation_test`] gives T, p, the category's p and adjusted p's for declared categories;
//!    [`vocabulary_test`] all p's of a whole vocabulary, ten thousand relabellings of it in seconds;
//!    [`permutation_test_of`] the p of any statistic of one's own, [`family_test_of`] of a family of them.
//!
//! Two outlets, one against the rest, or twelve each against the others: all are the same call. For one outlet
//! against the rest taken together, number that outlet 0 and everybody else 1.

mod alternatives;
mod any;
mod batch;
mod design;
mod family;
mod g2;
mod kernel;
#[cfg(test)]
mod laws;
mod relabel;
mod statistic;
mod sums;
mod test;
mod vocabulary;

pub use alternatives::{t_mean_centred, t_rate_difference, t_rate_difference_paired};
pub use any::{AnyTest, permutation_test_of};
pub use design::{Design, DesignUnit, Exchange, Labelled};
pub use family::{TermTest, family_test_of};
pub use relabel::Relabellings;
pub use test::{CategoryTest, OutletTest, permutation_test, statistics};
pub use vocabulary::{Statistic, Vocabulary, vocabulary_test, vocabulary_test_plain};

use crate::measures::Unit;
pub(super) use relabel::Random;

/// G2 of four cells, not signed.
pub(super) fn four_cell_g2(a: Unit, b: Unit) -> f64 {
    g2::g2(a.hits, a.words, b.hits, b.words)
}
