//! Which articles are copies of each other, word for word or nearly so, in one outlet or in several.
//!
//! Agencies sell a text to many outlets, and each cuts, adds and rewords a little. Two texts are held against each
//! other by their *shingles*, runs of five words in their lookup forms (Broder 1997): their *resemblance* is the share
//! of shingles that both have among all they have, their *containment* the share of the shorter one's that the longer
//! one has too. From 0.8 on they are called near-duplicates; containment counts where the longer text has at most three
//! times the shingles, so that a round-up of many stories does not join them all.
//!
//! - [`Shingles`]: all of a text, for exact figures.
//! - [`Sketch`]: the few smallest, about a dozen numbers, which stand for them and are stored in an index.
//! - [`Fingerprints`]: the sketches of articles, a value that merges.
//! - [`find_links`]: pairs that the sketches make likely, each verified on its two texts.
//! - [`Duplicates`]: what the links join, whatever the order of the articles and the way a corpus is split.
//! - [`Banding`]: how surely a sketch finds a pair.

mod agency;
mod banding;
mod candidates;
mod fingerprint;
mod groups;
mod links;
mod shingler;
mod shingles;
mod sketch;
mod sketcher;

pub use agency::{AgencyHint, agency_hint};
pub use banding::Banding;
pub use fingerprint::{Fingerprint, Fingerprints};
pub use groups::{DuplicateGroup, Duplicates};
pub use links::{Link, find_links};
pub use shingler::Shingler;
pub(crate) use shingles::word_number;
pub use shingles::{Overlap, Shingles};
pub use sketch::Sketch;
#[cfg(feature = "index")]
pub(crate) use sketcher::Sketcher;

/// Words in a shingle.
pub const SHINGLE_WORDS: usize = 5;
/// From this resemblance on two texts are near-duplicates.
pub const NEAR_DUPLICATE: f64 = 0.8;
/// From this containment on a text stands in a longer one.
pub const CONTAINED: f64 = 0.8;
/// The longer text may have so many times the shingles of the one it contains.
pub const MOST_TIMES_LONGER: f64 = 3.0;
