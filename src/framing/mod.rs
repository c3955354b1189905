//! Outlets side by side: the questions this crate answers.
//!
//! [`Comparison`] asks how often each group uses each category, how sure that is, and how it differs from the rest;
//! [`Exploration`] asks which words differ at all; [`WordList`] lists the words of each group; [`Collocations`] which words keep company; [`Concordance`] shows the
//! passages behind a number; [`EventGroups`] which articles report the same event, and who covered what; [`SelfTest`] asks how often a test finds a difference where there is none. Groups are outlets
//! unless another field is named.
//!
//! Articles are the sample, or whole events where every compared group has at least ten: all articles of a group on one
//! event are then one unit. No interval is shown under ten units, and none ever takes words for the sample. Numbers
//! compare word choices, not truth or intent.

mod collocations;
mod comparison;
mod concordance;
mod contrast;
mod entries;
mod even_sizes;
mod events;
mod evidence;
mod exploration;
mod lexicon_use;
mod markup;
mod over_time;
mod profile;
mod selftest;
mod significance;
mod table;
mod unit_hits;
mod unit_table;
mod voices;
mod warnings;
mod weights;
mod wire;
mod wire_copy;
mod words;

pub use collocations::{CollocationOrder, CollocationRow, Collocations, CollocationsBuilder};
pub use comparison::{ArticlesNeeded, CategoryComparison, Comparison, ComparisonBuilder, Overview, Shown, Sort};
pub use concordance::{Concordance, ConcordanceBuilder, GroupHits, LineOrder, Spread};
pub use contrast::{Contrast, Design};
pub use entries::EntryShift;
pub use events::{
    Corrections, EventAssignment, EventGroup, EventGroups, EventGroupsBuilder, EventMember, EventOptions, EventOrigin,
    EventSource, OutletCoverage,
};
pub use evidence::EvidenceCell;
pub use exploration::{
    Exploration, ExplorationBuilder, ExplorationFilter, MANY_TERMS, Permutations, Ranking, TermDifference, TermList,
    TermPassages, TermScores,
};
pub use lexicon_use::{EntryUse, FormUse, LexiconUse};
pub use over_time::{Course, MAX_PERIODS, OverTime, Period};
pub use profile::{GroupInfo, Profile};
pub use selftest::{
    FalseFindings, NullDesign, NullTable, Planted, SELFTEST_MIN_ARTICLES, SELFTEST_MIN_EVENTS, SelfTest,
    SelfTestBuilder,
};
pub use significance::{CategoryVerdict, ContrastTest, FALSE_DISCOVERY_RATE, TestOptions};
pub use table::UnitKind;
pub use unit_table::{TableValues, UnitColumn, UnitCounts, UnitTable};
pub use voices::{VoiceDifference, VoiceRate, VoiceShare, VoiceSplit, chosen_voice};
pub use warnings::{Warned, WarningCode};
pub use wire::{
    Change, ChangeKind, FurtherPrinting, Passage as WirePassage, Printing, WireCopy, WireCopyBuilder, WireText,
};
pub use wire_copy::{Beside, DuplicatePolicy, SamplingUnit, WireProfile, WireShare};
pub use words::{WordList, WordListBuilder, WordRow, stop_words};

/// Fewer articles than this, and a group is listed but not compared.
pub const MIN_ARTICLES: u64 = 10;
/// Fewer units than this, and no interval is shown.
pub const MIN_UNITS: usize = 10;
/// Fewer shared events than this, and a comparison is not paired.
pub const MIN_SHARED_EVENTS: usize = 10;
/// Shared events must hold at least this share of the articles for a comparison to be paired.
pub const MIN_SHARED_ARTICLES: f64 = 0.6;
/// With more groups than this each is compared with the rest only, unless pairs are asked for.
pub const MAX_GROUPS_FOR_PAIRS: usize = 6;
/// So many lines of a concordance are shown, unless told otherwise.
pub const DEFAULT_LINES: usize = 100;
