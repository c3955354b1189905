//! Pure functions of counts: how often, how much more often, and how sure one can be.
//!
//! A measure may look at integers and at nothing else: hits and words of a [`Unit`], which is an article, or all of
//! an outlet's articles on one event. It sees no text, no corpus and no clock, and what is random comes from a seed
//! that the caller gives, so the same counts give the same figure wherever they were made.
//!
//! - A [`Sample`] is the units of one outlet; [`EventBlocks`] are two sides of one event.
//! - [`rate`] is how often an outlet uses a term, with the interval that is safe for bursty words.
//! - [`log_ratio`] is how much more often one side uses it than another, unpaired or paired by event.
//! - [`share`] is how large a part of the hits is of one kind, for example in the outlet's own words.
//! - [`keyness`] ranks terms by how far their frequency differs, from a [`Contingency`] of four integers; a whole
//!   vocabulary is a [`FrequencyList`]. [`GroupTable`] is the same for several outlets at once.
//! - [`jensen_shannon`], [`cosine`], [`burrows_delta`], [`kilgarriff`] and [`chi_squared_distance`] say how far whole
//!   vocabularies are apart, [`word_shift`] which words make the difference, [`Collocation`] which keep company.
//! - [`Clustering`] says how well groups that were found agree with groups that are known.
//! - [`event_stream`] puts articles to the events they report, by their words and their dates.
//! - [`multiple`] is for many p-values at once; [`agreement`] for people who code the same items.
//! - [`permutation`] is the default test: a [`Design`](permutation::Design) of labelled articles, and
//!   [`permutation_test(&design, &hits_by_category, &relabellings)`](permutation::permutation_test), which gives T, p,
//!   the category's p and the adjusted p's of every outlet.
//! - [`power`] is how many articles the next study needs.
//! - A figure that does not exist is no number but a reason: [`Defined`] holds either, and [`Undefined`] says which
//!   reasons there are. No NaN and no infinity leaves this floor.
//!
//! What is not decided here: how many units must stand behind an interval before it is shown, which unit is the
//! right one, and what a report says about it. Those are questions about a corpus.
//!
//! **To add a measure**, read `log_ratio.rs`. Every measure's page has the same parts: *Formula*, *Range*,
//! *Undefined*, *Source*, *Checked against*, and an example.

pub mod agreement;
mod bag_of_words;
mod beta_binomial;
mod blocks;
pub mod bootstrap;
mod burrows_delta;
mod chi_squared_distance;
pub mod clustered;
mod clustering;
mod collocation;
mod cosine;
pub mod dispersion;
mod distribution;
pub mod event_stream;
mod event_swaps;
mod exact;
mod excess_divergence;
mod frequency_list;
mod groups;
mod interval;
mod jackknife;
mod jensen_shannon;
pub mod keyness;
mod kilgarriff;
#[cfg(test)]
mod laws;
pub mod lexicon_score;
pub mod log_ratio;
pub mod multiple;
mod p_value;
pub mod partisanship;
pub mod permutation;
pub mod power;
mod quasi_poisson;
mod ranks;
pub mod rate;
mod rate_difference;
mod root;
mod sample;
pub mod share;
mod tails;
mod undefined;
mod usage;
mod welch;
pub mod word_shift;

pub use bag_of_words::{garwood_per_1000_bag_of_words, wilson_per_1000_bag_of_words};
pub use beta_binomial::{BetaBinomial, BetaBinomialFit, beta_binomial};
pub use blocks::{Block, EventBlocks, Side};
pub use burrows_delta::burrows_delta;
pub use chi_squared_distance::chi_squared_distance;
pub use clustering::{Agreement, Clustering};
pub use collocation::Collocation;
pub use cosine::cosine;
pub use event_swaps::{EventSwaps, g2_event_swap, sign_flip};
pub use excess_divergence::{ExcessDivergence, excess_divergence};
pub use frequency_list::FrequencyList;
pub use groups::GroupTable;
pub use interval::{Interval, LEVEL};
pub use jensen_shannon::{JensenShannon, Weights, jensen_shannon};
pub use keyness::{Contingency, Keyness, log_odds};
pub use kilgarriff::{Kilgarriff, kilgarriff};
pub(crate) use log_ratio::log_ratio_paired_weighted;
pub use log_ratio::{LogRatio, PairedLogRatio, log_ratio_paired, log_ratio_unpaired};
pub use p_value::PValue;
pub use quasi_poisson::{QuasiPoisson, quasi_poisson};
pub use ranks::{RankSum, SignedRank, rank_sum, signed_rank};
pub use rate::{RateInterval, rate_interval};
pub use rate_difference::{RateDifference, rate_difference_paired, rate_difference_unpaired};
pub use sample::{Sample, Unit};
pub use share::{Share, ShareDifference, share_difference};
pub use undefined::{Defined, Undefined};
pub use usage::Usage;
pub use welch::{Welch, welch};
