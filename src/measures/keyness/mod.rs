//! How far a term's frequency differs between two bodies of text: keyness.
//!
//! Every measure here looks at a [`Contingency`], four integers. The ranking scores are listed in [`Keyness`]: they
//! order the terms of a comparison, and that is all they do. Whether a difference is more than chance is asked of
//! articles or events, never of words: on one outlet's articles split at random in two, the words-as-units p of G2
//! calls 19 to 29 % of the words "different at p < 0.05". What takes words for units says so in its name,
//! `*_bag_of_words`.
//!
//! **To add a measure**: a file here (start from `log_ratio.rs`), one line in [`Keyness`] if it ranks terms; the laws
//! of `laws.rs` then run over it.

mod bic;
mod chi_squared;
mod contingency;
mod fisher;
mod log_likelihood;
pub mod log_odds;
mod log_ratio;
mod odds_ratio;
mod percent_difference;
mod simple_maths;

pub use bic::{bic, bic_two_cell};
pub use chi_squared::{chi_squared, chi_squared_p_bag_of_words, chi_squared_yates, chi_squared_yates_p_bag_of_words};
pub use contingency::Contingency;
pub use fisher::{MOST_HITS as FISHER_MOST_HITS, fisher_p_bag_of_words};
pub(super) use log_likelihood::g2_of_cells;
pub use log_likelihood::{g2, g2_p_bag_of_words, g2_signed, g2_two_cell};
pub use log_ratio::{katz_interval_bag_of_words, log_ratio};
pub use odds_ratio::odds_ratio;
pub use percent_difference::percent_difference;
pub use simple_maths::{SIMPLE_MATHS_K, simple_maths};

use super::Defined;

/// The scores that rank terms. None of them is a test.
///
/// ```
/// use parallax::measures::{Contingency, Keyness, Usage};
///
/// let table = Contingency::new(Usage::new(40, 10_000), Usage::new(10, 10_000))?;
/// let scores = Keyness::ALL.map(|score| format!("{} {:.2}", score.code(), score.score(&table).unwrap()));
/// assert_eq!(scores, [
///     "log_ratio 2.00", "g2 19.32", "g2_two_cell 19.27", "chi2 18.05", "chi2_yates 16.86", "percent_difference 300.00",
///     "odds_ratio 4.01", "simple_maths 3.73", "bic 9.42",
/// ]);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Keyness {
    /// [`log_ratio`], the default: how many times as often.
    LogRatio,
    /// [`g2_signed`], four cells.
    G2,
    /// [`g2_two_cell`], as UCREL and Wmatrix compute it.
    G2TwoCell,
    /// [`chi_squared`].
    ChiSquared,
    /// [`chi_squared_yates`].
    ChiSquaredYates,
    /// [`percent_difference`].
    PercentDifference,
    /// [`odds_ratio`].
    OddsRatio,
    /// [`simple_maths`] with [`SIMPLE_MATHS_K`].
    SimpleMaths,
    /// [`bic`] of G2 with four cells.
    Bic,
}

impl Keyness {
    /// All of them, in the order in which they are listed to a reader.
    pub const ALL: [Keyness; 9] = [
        Keyness::LogRatio,
        Keyness::G2,
        Keyness::G2TwoCell,
        Keyness::ChiSquared,
        Keyness::ChiSquaredYates,
        Keyness::PercentDifference,
        Keyness::OddsRatio,
        Keyness::SimpleMaths,
        Keyness::Bic,
    ];

    /// The score of a term.
    ///
    /// *Formula, Range, Undefined, Source, Checked against*: those of the function each variant names.
    ///
    /// ```
    /// use parallax::measures::{Contingency, Keyness, Undefined, Usage};
    ///
    /// let table = Contingency::new(Usage::new(3, 900), Usage::new(0, 700))?;
    /// assert_eq!(Keyness::PercentDifference.score(&table), Err(Undefined::AbsentInReference));
    /// # Ok::<(), Undefined>(())
    /// ```
    pub fn score(self, table: &Contingency) -> Defined<f64> {
        match self {
            Keyness::LogRatio => log_ratio(table),
            Keyness::G2 => Ok(g2_signed(table)),
            Keyness::G2TwoCell => Ok(g2_two_cell(table)),
            Keyness::ChiSquared => chi_squared(table),
            Keyness::ChiSquaredYates => chi_squared_yates(table),
            Keyness::PercentDifference => percent_difference(table),
            Keyness::OddsRatio => odds_ratio(table),
            Keyness::SimpleMaths => Ok(simple_maths(table, SIMPLE_MATHS_K)),
            Keyness::Bic => Ok(bic(table)),
        }
    }

    /// The machine's word for the score, the same in every export.
    ///
    /// ```
    /// use parallax::measures::Keyness;
    /// assert_eq!(Keyness::G2TwoCell.code(), "g2_two_cell");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Keyness::LogRatio => "log_ratio",
            Keyness::G2 => "g2",
            Keyness::G2TwoCell => "g2_two_cell",
            Keyness::ChiSquared => "chi2",
            Keyness::ChiSquaredYates => "chi2_yates",
            Keyness::PercentDifference => "percent_difference",
            Keyness::OddsRatio => "odds_ratio",
            Keyness::SimpleMaths => "simple_maths",
            Keyness::Bic => "bic",
        }
    }
}
