//! Pure functions of counts: how often, how much more often, and how sure one can be.
//!
//! A measure may look at integers and at nothing else: hits and words of a [`Unit`], which is an article, or all of
//! an outlet's articles on one event. It sees no text, no corpus and no clock, and what is random comes from a seed
//! that the caller gives, so the same counts give the same figure wherever they were made.
//!
//! - A [`Sample`] is the units of one outlet; [`EventBlocks`] are two sides of one event.
//! - [`rate`] is how often an outlet uses a term, with the interval that is safe for bursty words.
//! - [`log_ratio`] is how much more often one side uses it than another, unpaired or paired by event.
//! - [`permutation`] is the default test: a [`Design`](permutation::Design) of labelled articles, and
//!   [`permutation_test(&design, &hits_by_category, &relabellings)`](permutation::permutation_test), which gives T, p,
//!   the category's p and the adjusted p's of every outlet.
//! - A figure that does not exist is no number but a reason: [`Defined`] holds either, and [`Undefined`] says which
//!   reasons there are. No NaN and no infinity leaves this floor.
//!
//! What is not decided here: how many units must stand behind an interval before it is shown, which unit is the
//! right one, and what a report says about it. Those are questions about a corpus.
//!
//! **To add a measure**, read `log_ratio.rs`. Every measure's page has the same parts: *Formula*, *Range*,
//! *Undefined*, *Source*, *Checked against*, and an example.

mod beta_binomial;
mod blocks;
pub mod bootstrap;
pub mod clustered;
pub mod dispersion;
mod distribution;
mod event_swaps;
mod excess_divergence;
mod interval;
mod jackknife;
#[cfg(test)]
mod laws;
pub mod lexicon_score;
pub mod log_ratio;
pub mod partisanship;
pub mod permutation;
mod quasi_poisson;
mod ranks;
pub mod rate;
mod root;
mod sample;
mod tails;
mod undefined;
mod welch;

pub use beta_binomial::{BetaBinomial, BetaBinomialFit, beta_binomial};
pub use blocks::{Block, EventBlocks, Side};
pub use event_swaps::{EventSwaps, g2_event_swap, sign_flip};
pub use excess_divergence::{ExcessDivergence, excess_divergence};
pub use interval::{Interval, LEVEL};
pub use log_ratio::{LogRatio, PairedLogRatio, log_ratio_paired, log_ratio_unpaired};
pub use quasi_poisson::{QuasiPoisson, quasi_poisson};
pub use ranks::{RankSum, SignedRank, rank_sum, signed_rank};
pub use rate::{RateInterval, rate_interval};
pub use sample::{Sample, Unit};
pub use undefined::{Defined, Undefined};
pub use welch::{Welch, welch};
