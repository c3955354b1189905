//! A block: raw records in one piece, and the articles in them.

use std::sync::Arc;

use super::csv::{self, Table};
use super::jsonl;
use super::record::{Cause, Named, Read, Record};
use super::source::Plan;
use super::whole::WholeFile;
use crate::Location;
use crate::corpus::article::Article;
use crate::corpus::{Sample, Skip, SkipReason, Skipped};

/// About 1 MiB of raw records, whole ones only, with where they are from: what a thread parses on its own.
///
/// ```
/// use parallax::{Skipped, Source};
///
/// let lines = b"{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n{\"outlet\": \"RTBF\", \"text\": \"Pluie.\"}\n";
/// let source = Source::builder().reader("feed", &lines[..]).open()?;
/// for block in source.blocks() {
///     let block = block?;
///     let mut skipped = Skipped::default();
///     let outlets: Vec<String> = block.articles(&mut skipped).map(|article| article.outlet().to_owned()).collect();
///     assert_eq!((block.input(), outlets), ("feed", vec!["BBC".to_owned(), "RTBF".to_owned()]));
///     assert!(skipped.is_empty());
/// }
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct Block {
    pub(super) plan: Arc<Plan>,
    pub(super) input: Arc<str>,
    pub(super) ordinal: u64,
    pub(super) content: Content,
    /// What was passed over on the way to this block.
    pub(super) remarks: Skipped,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Lines of a file, from the line `first` on.
    Lines { file: Arc<str>, first: u64, bytes: Vec<u8> },
    /// Rows of a table, from the line `first` on.
    Rows { file: Arc<str>, table: Arc<Table>, first: u64, bytes: Vec<u8> },
    /// Files that are read whole; possibly none, when there are only remarks.
    Files(Vec<WholeFile>),
    /// Rows of columns, from the row `first` on.
    #[cfg(feature = "columnar")]
    Columns { file: Arc<str>, first: u64, batch: super::columnar::Batch },
    /// A record that was not even held.
    Lost { file: Arc<str>, line: u64, cause: Cause },
}

/// Where a record stands in a block: a line, or a file and, where it holds several, which of its records.
#[derive(Clone, Copy)]
struct Spot {
    /// Grows with each record.
    place: u64,
    file: usize,
    record: Option<u64>,
}

impl Spot {
    fn line(place: u64) -> Self {
        Spot { place, file: 0, record: None }
    }

    fn file(file: usize, record: u64, several: bool) -> Self {
        // more records than this in one file share a place, and only the order of samples could tell
        let place = ((file as u64) << 24) + record.min((1 << 24) - 1);
        Spot { place, file, record: several.then_some(record + 1) }
    }
}

impl Block {
    /// Its place among all blocks of the source, from 0, the same at every reading and in every shard.
    #[must_use]
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// The input it is from, as it was named: a file, a folder or `-`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// How many raw bytes it holds.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Lines { bytes, .. } => bytes.len(),
            Content::Rows { bytes, .. } => bytes.len(),
            Content::Files(files) => files.iter().map(WholeFile::size).sum(),
            #[cfg(feature = "columnar")]
            Content::Columns { batch, .. } => batch.size(),
            Content::Lost { .. } => 0,
        }
    }

    /// Its records in order: each an article, or why it is none.
    pub fn records(&self) -> impl Iterator<Item = Result<Article, Skip>> + Send {
        self.settled().map(|(spot, result)| result.map(|read| read.article).map_err(|fault| self.skip(spot, fault)))
    }

    /// Its articles in order. What is skipped or remarked on the way is counted as the iterator advances.
    pub fn articles<'a>(&'a self, skipped: &'a mut Skipped) -> impl Iterator<Item = Article> + Send {
        skipped.merge(&self.remarks);
        self.settled().filter_map(move |(spot, result)| match result {
            Ok(Read { article, remarks }) => {
                for (remark, message) in remarks {
                    skipped.remark(remark, self.sample(spot, self.location(spot), message));
                }
                Some(article)
            }
            Err(fault) => {
                skipped.add(self.skip(spot, fault));
                None
            }
        })
    }

    /// Its articles with their places.
    pub(super) fn located(&self) -> impl Iterator<Item = (Location, Article)> + '_ {
        self.read().filter_map(|(spot, result)| Some((self.location(spot), result.ok()?.article)))
    }

    /// As [`read`](Block::read), without the articles that were settled against where an id has several contents.
    fn settled(&self) -> impl Iterator<Item = (Spot, Result<Read, Fault>)> + Send + '_ {
        self.read().map(|(spot, result)| {
            let settled = result.and_then(|read| match self.plan.kept.refuses(&read.article) {
                None => Ok(read),
                Some(message) => Err(Fault { reason: SkipReason::DuplicateId, message, location: self.location(spot) }),
            });
            (spot, settled)
        })
    }

    /// The records with their places.
    fn read(&self) -> Box<dyn Iterator<Item = (Spot, Result<Read, Fault>)> + Send + '_> {
        match &self.content {
            Content::Lines { bytes, first, .. } => Box::new(jsonl::lines(bytes, *first).map(|(number, line)| {
                let spot = Spot::line(number);
                (spot, self.line(spot, line))
            })),
            Content::Rows { table, bytes, first, .. } => {
                Box::new(csv::records(table, bytes, *first).map(|(number, named)| self.row(number, named)))
            }
            #[cfg(feature = "columnar")]
            Content::Columns { batch, first, .. } => {
                Box::new((*first..).zip(batch.records()).map(|(number, named)| self.row(number, named)))
            }
            Content::Files(files) => Box::new(files.iter().enumerate().flat_map(move |(file, whole)| {
                let outcomes = whole.read(&self.plan);
                let several = outcomes.len() > 1;
                (0..).zip(outcomes).map(move |(record, (result, location))| {
                    let spot = Spot::file(file, record, several);
                    let fault = |cause| Fault::new(&cause, location.unwrap_or_else(|| self.location(spot)));
                    (spot, result.map_err(fault))
                })
            })),
            Content::Lost { line, cause, .. } => {
                let spot = Spot::line(*line);
                Box::new(std::iter::once((spot, Err(Fault::new(cause, self.location(spot))))))
            }
        }
    }

    fn row(&self, number: u64, named: Result<Named<'_>, Cause>) -> (Spot, Result<Read, Fault>) {
        let spot = Spot::line(number);
        let record = named.map(|named| Record::of(named, &self.plan.fields));
        let read = record.and_then(|record| record.article(&self.plan.fields, &self.plan.languages));
        (spot, read.map_err(|cause| Fault::new(&cause, self.location(spot))))
    }

    fn line(&self, spot: Spot, line: &[u8]) -> Result<Read, Fault> {
        let limit = self.plan.limits.article_bytes;
        if line.len() as u64 > limit {
            return Err(Fault::new(&Cause::TooLong { limit, name: "article_bytes" }, self.location(spot)));
        }
        match jsonl::record(line, &self.plan.fields) {
            Ok(record) => record
                .article(&self.plan.fields, &self.plan.languages)
                .map_err(|cause| Fault::new(&cause, self.location(spot))),
            Err((cause, None)) => Err(Fault::new(&cause, self.location(spot))),
            Err((cause, Some(byte))) => {
                let readable = String::from_utf8_lossy(&line[..byte.min(line.len())]);
                let column = readable.chars().count() as u64 + 1;
                Err(Fault::new(&cause, self.location(spot).column(column)))
            }
        }
    }

    fn location(&self, spot: Spot) -> Location {
        match &self.content {
            Content::Lines { file, .. } | Content::Rows { file, .. } | Content::Lost { file, .. } => {
                Location::file(&**file).line(spot.place)
            }
            #[cfg(feature = "columnar")]
            Content::Columns { file, .. } => Location::file(format!("{file} row {}", spot.place)),
            Content::Files(files) => {
                let name = &files[spot.file].name;
                match spot.record {
                    Some(record) => Location::file(format!("{name} record {record}")),
                    None => Location::file(&**name),
                }
            }
        }
    }

    fn sample(&self, spot: Spot, location: Location, message: String) -> Sample {
        Sample::new(self.ordinal, spot.place, location, message)
    }

    fn skip(&self, spot: Spot, fault: Fault) -> Skip {
        Skip::new(fault.reason, self.sample(spot, fault.location, fault.message))
    }
}

/// A cause with its place.
struct Fault {
    reason: SkipReason,
    message: String,
    location: Location,
}

impl Fault {
    fn new(cause: &Cause, location: Location) -> Self {
        Fault { reason: cause.reason(), message: cause.to_string(), location }
    }
}
