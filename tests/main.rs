//! The integration tests, one binary.

/// Floors only look down.
mod architecture;
/// Bad input, each kind with its exact message.
#[cfg(all(feature = "cli", feature = "index"))]
mod bad_input;
/// The program as a user calls it: exit codes, streams, equal reports from file and index.
#[cfg(all(feature = "cli", feature = "index"))]
mod cli;
/// Words that keep company.
mod collocations;
/// Lines of a concordance, from both roads and in every order.
mod concordance;
/// The corpora that ship: the numbers worked out on paper, the promises of their READMEs.
mod corpora;
/// Copies and wire copy: which texts are the same, in any order and any split.
mod duplicates;
/// What is stored stays: full disks, damage, merges, older indexes, kills.
#[cfg(all(feature = "cli", feature = "index"))]
mod durability;
/// Events: the same from any order, shards and road; corrections, later articles, comparisons on them.
mod events;
/// Which words differ: both roads, seeds, scores, warnings.
mod exploration;
/// An index from day to day: updates, deletes, refusals, and the messages they come with.
#[cfg(feature = "index")]
mod index;
/// The same articles in every format, and the forms of each.
mod inputs;
/// What must not change a finding: order, threads, names, copies, cuts.
mod invariances;
/// Counts merge: identity, commutative, associative, the same whichever way a corpus is split.
mod laws;
/// What a check says of a lexicon, alone and in a corpus.
mod lexicon_check;
/// Lexicons of other programs: the command that takes them over, and public dictionaries.
#[cfg(feature = "cli")]
mod lexicon_formats;
/// The page, and every format over a small corpus.
mod page;
/// Pages as they are printed.
#[cfg(feature = "pdf")]
mod pdf;
/// Values made by other programs.
mod reference;
/// A test that finds differences where there are none is found out.
mod selftest;
/// Shares of a corpus, counted apart and put together.
mod shards;
/// An index under stress: killed, damaged, merged, from another version.
#[cfg(all(feature = "cli", feature = "index"))]
mod stress;
/// A study in a file, and what the program tells of itself.
#[cfg(feature = "cli")]
mod study;
/// Tables that other programs read on.
mod table;
/// A report holds, or what does not hold is named.
mod verify;
/// The voices of articles as data, and beside the passages that are shown.
#[cfg(all(feature = "cli", feature = "index"))]
mod voice;
/// How often voices are right, on marked sentences and annotated news.
mod voice_measured;
/// Every warning, on articles made to call it.
mod warnings;
/// Wire copy: what was changed, how it counts, what it does to a test.
mod wire;
/// Two roads to the same counts, and a slow obvious matcher beside the fast one.
mod witness;
