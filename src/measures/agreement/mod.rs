//! How far people, or a program and people, agree on the same items.
//!
//! [`krippendorff_alpha`] for several coders with gaps, [`Judgements`] for yes and no against a gold standard,
//! [`classes`](f1_per_class) for several labels, and correlations for two lists of numbers.

mod classes;
mod correlation;
mod judgements;
mod krippendorff;

pub use classes::{f1_per_class, macro_f1, micro_f1};
pub use correlation::{kendall_tau_b, pearson, spearman, spearman_p};
pub use judgements::Judgements;
pub use krippendorff::{Level, krippendorff_alpha};
