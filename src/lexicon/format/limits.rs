//! How large a lexicon file may be: beyond, it is refused by name, whatever its format.

/// The largest lexicon file that is read, in bytes: 64 MiB.
pub const MAX_BYTES: u64 = 64 << 20;

/// The most entries of one lexicon, references carried out.
pub const MAX_ENTRIES: usize = 250_000;

/// The most alternatives of all its patterns together.
pub const MAX_ALTERNATIVES: usize = 1_000_000;

/// How deep categories may be nested.
pub const MAX_NESTING: usize = 32;

/// The most losses of one file: beyond, it is no lexicon.
pub const MAX_LOSSES: usize = 500_000;
