//! What reading left out and what it remarked: counted in full, shown by the first few, mergeable in any order.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::reason::{Remark, SkipReason};
use crate::{Error, ErrorKind, Location};

/// How many samples are kept of each reason.
const SAMPLES: usize = 3;

/// Where something was skipped or remarked, and what would have been right. Ordered as read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sample {
    /// The block's place in the whole source, then the place in the block: so that whoever reads what when, the
    /// first samples are the same.
    block: u64,
    place: u64,
    location: Location,
    message: String,
}

impl Sample {
    pub(super) fn new(block: u64, place: u64, location: Location, message: String) -> Self {
        Sample { block, place, location, message }
    }

    /// The file, and line and column where they are known.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// What is wrong, and what would be right.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// `file:line:column: message`.
impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.message)
    }
}

/// One record that did not become an article.
///
/// ```
/// use parallax::Source;
///
/// let source = Source::builder().reader("feed", &b"{\"outlet\": \"BBC\"}"[..]).open()?;
/// let block = source.blocks().next().unwrap()?;
/// let skip = block.records().next().unwrap().unwrap_err();
/// assert_eq!(skip.reason().code(), "missing_text");
/// assert_eq!(skip.to_string(), "feed:1: `text` is missing or empty; every article needs one");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    reason: SkipReason,
    sample: Sample,
}

impl Skip {
    pub(super) fn new(reason: SkipReason, sample: Sample) -> Self {
        Skip { reason, sample }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> SkipReason {
        self.reason
    }

    /// Where, and what would be right.
    #[must_use]
    pub fn sample(&self) -> &Sample {
        &self.sample
    }
}

/// `file:line:column: message`.
impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sample.fmt(f)
    }
}

impl From<Skip> for Error {
    fn from(skip: Skip) -> Self {
        Error::new(ErrorKind::Input, skip.sample.message).at(skip.sample.location)
    }
}

/// How often, and the first three.
///
/// ```
/// let tally = parallax::corpus::Tally::default();
/// assert_eq!((tally.count(), tally.samples().len()), (0, 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    count: u64,
    /// Sorted, at most `SAMPLES`.
    samples: Vec<Sample>,
}

impl Tally {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first three in reading order.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    fn add(&mut self, sample: Sample) {
        self.count += 1;
        let place = self.samples.partition_point(|kept| *kept <= sample);
        if place < SAMPLES {
            self.samples.insert(place, sample);
            self.samples.truncate(SAMPLES);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.samples.extend_from_slice(&other.samples);
        self.samples.sort_unstable();
        self.samples.truncate(SAMPLES);
    }

    fn append(&mut self, later: &Self) {
        self.count += later.count;
        let room = SAMPLES - self.samples.len();
        self.samples.extend(later.samples.iter().take(room).cloned());
    }
}

/// What reading skipped, by reason, and what it remarked.
///
/// Merging adds counts and keeps the first three samples of each, so any split of the work over threads and machines,
/// merged in any order, says the same.
///
/// ```
/// use parallax::{Skipped, Source};
///
/// let lines = b"{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n{broken\n{\"text\": \"Whose?\"}\n";
/// let source = Source::builder().reader("feed", &lines[..]).open()?;
///
/// let mut skipped = Skipped::default();
/// let mut articles = 0;
/// for block in source.blocks() {
///     articles += block?.articles(&mut skipped).count();
/// }
/// assert_eq!((articles, skipped.articles()), (1, 2));
/// assert_eq!(
///     skipped.to_string(),
///     "broken JSON: 1
///   feed:2:2: key must be a string
/// no outlet: 1
///   feed:3: `outlet` is missing or empty; every article needs one
/// "
/// );
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct Skipped {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    skipped: BTreeMap<SkipReason, Tally>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    remarks: BTreeMap<Remark, Tally>,
}

impl Skipped {
    /// How many records did not become articles, for whatever reason.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.skipped.values().map(Tally::count).sum()
    }

    /// Whether there is nothing to show: nothing skipped, nothing remarked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.skipped.is_empty() && self.remarks.is_empty()
    }

    /// The reasons for which records were skipped.
    pub fn reasons(&self) -> impl Iterator<Item = (SkipReason, &Tally)> {
        self.skipped.iter().map(|(reason, tally)| (*reason, tally))
    }

    /// The remarks, which cost no record.
    pub fn remarks(&self) -> impl Iterator<Item = (Remark, &Tally)> {
        self.remarks.iter().map(|(remark, tally)| (*remark, tally))
    }

    /// Counts one skipped record.
    pub fn add(&mut self, skip: Skip) {
        self.skipped.entry(skip.reason).or_default().add(skip.sample);
    }

    pub(super) fn remark(&mut self, remark: Remark, sample: Sample) {
        self.remarks.entry(remark).or_default().add(sample);
    }

    /// Adds what another thread or machine saw of the same source.
    ///
    /// ```
    /// use parallax::Skipped;
    /// let mut skipped = Skipped::default();
    /// skipped.merge(&Skipped::default());
    /// assert!(skipped.is_empty());
    /// ```
    pub fn merge(&mut self, other: &Self) {
        for (reason, tally) in &other.skipped {
            self.skipped.entry(*reason).or_default().merge(tally);
        }
        for (remark, tally) in &other.remarks {
            self.remarks.entry(*remark).or_default().merge(tally);
        }
    }

    /// Adds what was skipped of another source, which is read after this one.
    pub(crate) fn append(&mut self, later: &Self) {
        for (reason, tally) in &later.skipped {
            self.skipped.entry(*reason).or_default().append(tally);
        }
        for (remark, tally) in &later.remarks {
            self.remarks.entry(*remark).or_default().append(tally);
        }
    }
}

/// One line a reason with its count, then its samples, indented; remarks last. Nothing when there is nothing.
impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.skipped.iter().map(|(reason, tally)| (reason as &dyn fmt::Display, tally));
        let remarks = self.remarks.iter().map(|(remark, tally)| (remark as &dyn fmt::Display, tally));
        for (words, tally) in skipped.chain(remarks) {
            writeln!(f, "{words}: {}", tally.count)?;
            for sample in &tally.samples {
                writeln!(f, "  {sample}")?;
            }
        }
        Ok(())
    }
}

/// What was skipped, input by input, so that reading an input again replaces what was said of it before.
///
/// ```
/// use parallax::Source;
/// use parallax::corpus::SkipLog;
///
/// let source = Source::builder().reader("feed", &b"{broken\n"[..]).open()?;
/// let mut log = SkipLog::of(&source);
/// for block in source.blocks() {
///     let block = block?;
///     for _article in block.articles(log.input(block.input())) {}
/// }
/// assert_eq!(log.total().articles(), 1);
///
/// // The file was mended and is read again: the old report goes.
/// let mended = Source::builder().reader("feed", &b""[..]).open()?;
/// log.replace(SkipLog::of(&mended));
/// assert_eq!(log.total().articles(), 0);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[must_use]
pub struct SkipLog {
    inputs: BTreeMap<String, Skipped>,
}

impl SkipLog {
    /// An empty log of every input of a source, so that an input without a fault has its entry too.
    pub fn of(source: &super::Source) -> Self {
        SkipLog { inputs: source.inputs().map(|input| (input.to_owned(), Skipped::default())).collect() }
    }

    /// The entry of an input, new when there was none.
    pub fn input(&mut self, input: &str) -> &mut Skipped {
        // Not `entry`: most look-ups find, and should not copy the name.
        if !self.inputs.contains_key(input) {
            self.inputs.insert(input.to_owned(), Skipped::default());
        }
        self.inputs.get_mut(input).expect("it was just put there")
    }

    /// The inputs by name, each with what was skipped of it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Skipped)> {
        self.inputs.iter().map(|(input, skipped)| (input.as_str(), skipped))
    }

    /// Everything skipped of all inputs together.
    pub fn total(&self) -> Skipped {
        self.inputs.values().fold(Skipped::default(), |mut total, skipped| {
            total.merge(skipped);
            total
        })
    }

    /// Adds what another thread or machine saw of the same reading.
    pub fn merge(&mut self, other: &Self) {
        for (input, skipped) in &other.inputs {
            self.input(input).merge(skipped);
        }
    }

    /// Puts a later reading's entries in the place of earlier ones of the same inputs; other inputs stay.
    pub fn replace(&mut self, later: Self) {
        self.inputs.extend(later.inputs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(block: u64, place: u64) -> Sample {
        Sample::new(block, place, Location::file("f").line(place), format!("{block}/{place}"))
    }

    #[test]
    fn the_first_three_are_kept_and_all_are_counted() {
        let mut skipped = Skipped::default();
        for (block, place) in [(4, 1), (0, 9), (2, 2), (0, 3), (2, 1)] {
            skipped.add(Skip::new(SkipReason::MissingText, sample(block, place)));
        }
        let (reason, tally) = skipped.reasons().next().unwrap();
        assert_eq!((reason, tally.count()), (SkipReason::MissingText, 5));
        assert_eq!(tally.samples(), [sample(0, 3), sample(0, 9), sample(2, 1)]);
    }

    #[test]
    fn it_survives_being_written_and_read() {
        let mut log = SkipLog::default();
        log.input("a").add(Skip::new(SkipReason::SeveralEvents, sample(1, 2)));
        log.input("a").remark(Remark::Readme, sample(0, 0));
        log.input("b");
        let json = serde_json::to_string(&log).unwrap();
        assert!(json.starts_with(r#"{"a":{"skipped":{"several_events":{"count":1,"#), "{json}");
        assert_eq!(serde_json::from_str::<SkipLog>(&json).unwrap(), log);
    }

    proptest! {
        #[test]
        fn merging_in_any_split_and_order_says_the_same(
            events in prop::collection::vec((0u64..4, 0u64..4, 0u8..3, 0usize..3), 0..24),
        ) {
            let record = |log: &mut SkipLog, (block, place, code, _): &(u64, u64, u8, usize)| {
                let skipped = log.input(if *block % 2 == 0 { "even" } else { "odd" });
                match code {
                    0 => skipped.add(Skip::new(SkipReason::BrokenJson, sample(*block, *place))),
                    1 => skipped.add(Skip::new(SkipReason::MissingText, sample(*block, *place))),
                    _ => skipped.remark(Remark::Hidden, sample(*block, *place)),
                }
            };
            let mut whole = SkipLog::default();
            events.iter().for_each(|event| record(&mut whole, event));

            let mut parts = [SkipLog::default(), SkipLog::default(), SkipLog::default()];
            events.iter().rev().for_each(|event| record(&mut parts[event.3], event));
            let [a, b, c] = &parts;
            for order in [[a, b, c], [c, a, b], [b, c, a]] {
                let mut left = SkipLog::default();
                order.iter().for_each(|part| left.merge(part));
                prop_assert_eq!(&left, &whole);
                let mut right = order[1].clone();
                right.merge(order[2]);
                let mut outer = order[0].clone();
                outer.merge(&right);
                prop_assert_eq!(&outer, &whole);
            }
        }
    }
}
