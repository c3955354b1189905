//! Lexicon files, one format a file.

pub mod toml;
