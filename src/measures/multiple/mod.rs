//! Many questions at once: p-values that still mean something when there are many of them.
//!
//! Which p-values are one family is decided before looking at them: all terms that pass the filter in one comparison.
//! A p-value that does not exist is no member: it stays undefined and is not counted.
//!
//! - [`benjamini_hochberg`] bounds the share of false ones among what is reported; [`benjamini_yekutieli`] where the
//!   p-values may depend on each other in any way; [`holm`] and [`bonferroni`] bound the chance of a single false one.
//! - [`MaxT`] does the same from the relabellings themselves, and so knows how terms go together.
//! - [`families`] reports inside selected categories (Benjamini and Bogomolov).

mod adjust;
mod families;
mod max_t;

pub use adjust::{benjamini_hochberg, benjamini_yekutieli, bonferroni, holm};
pub use families::{Families, Family, families};
pub use max_t::MaxT;
