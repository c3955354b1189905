//! A block: raw records in one piece, and the articles in them.

use std::sync::Arc;

use super::document::Document;
use super::jsonl;
use super::record::{Cause, shortened};
use super::source::Plan;
use crate::Location;
use crate::corpus::article::Article;
use crate::corpus::{Remark, Sample, Skip, SkipReason, Skipped};

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
    /// Files of one article each; possibly none, when there are only remarks.
    Documents(Vec<DocumentFile>),
    /// A record that was not even held.
    Lost { file: Arc<str>, line: u64, cause: Cause },
}

#[derive(Debug)]
pub(super) struct DocumentFile {
    pub(super) file: String,
    pub(super) bytes: Result<Vec<u8>, Cause>,
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
            Content::Documents(files) => files.iter().filter_map(|file| file.bytes.as_ref().ok()).map(Vec::len).sum(),
            Content::Lost { .. } => 0,
        }
    }

    /// Its records in order: each an article, or why it is none.
    pub fn records(&self) -> impl Iterator<Item = Result<Article, Skip>> + Send {
        self.settled().map(|(place, result)| result.map_err(|fault| self.skip(place, fault)))
    }

    /// Its articles in order. What is skipped or remarked on the way is counted as the iterator advances.
    pub fn articles<'a>(&'a self, skipped: &'a mut Skipped) -> impl Iterator<Item = Article> + Send {
        skipped.merge(&self.remarks);
        self.settled().filter_map(move |(place, result)| match result {
            Ok(article) => {
                if let (Some(published), None) = (article.published(), article.date()) {
                    let message = format!("`{}` is no date; write it as 2024-03-18", shortened(published));
                    skipped.remark(Remark::UnreadableDate, self.sample(place, self.location(place), message));
                }
                Some(article)
            }
            Err(fault) => {
                skipped.add(self.skip(place, fault));
                None
            }
        })
    }

    /// Its articles with their places.
    pub(super) fn located(&self) -> impl Iterator<Item = (Location, Article)> + '_ {
        self.read().filter_map(|(place, result)| Some((self.location(place), result.ok()?)))
    }

    /// As [`read`](Block::read), without the articles that were settled against where an id has several contents.
    fn settled(&self) -> impl Iterator<Item = (u64, Result<Article, Fault>)> + Send + '_ {
        self.read().map(|(place, result)| {
            let settled = result.and_then(|article| match self.plan.kept.refuses(&article) {
                None => Ok(article),
                Some(message) => {
                    Err(Fault { reason: SkipReason::DuplicateId, message, location: self.location(place) })
                }
            });
            (place, settled)
        })
    }

    /// The records with their places: line numbers, or the places of files in the block.
    fn read(&self) -> Box<dyn Iterator<Item = (u64, Result<Article, Fault>)> + Send + '_> {
        match &self.content {
            Content::Lines { bytes, first, .. } => {
                Box::new(jsonl::lines(bytes, *first).map(|(number, line)| (number, self.line(number, line))))
            }
            Content::Documents(files) => Box::new((0..).zip(files).map(|(place, file)| (place, self.document(file)))),
            Content::Lost { line, cause, .. } => {
                Box::new(std::iter::once((*line, Err(Fault::new(cause, self.location(*line))))))
            }
        }
    }

    fn line(&self, number: u64, line: &[u8]) -> Result<Article, Fault> {
        let limit = self.plan.limits.record;
        if line.len() > limit {
            return Err(Fault::new(&Cause::TooLong { limit }, self.location(number)));
        }
        match jsonl::record(line, &self.plan.fields) {
            Ok(record) => record
                .article(&self.plan.fields, self.plan.language.as_deref())
                .map_err(|cause| Fault::new(&cause, self.location(number))),
            Err((cause, None)) => Err(Fault::new(&cause, self.location(number))),
            Err((cause, Some(byte))) => {
                let readable = String::from_utf8_lossy(&line[..byte.min(line.len())]);
                let column = readable.chars().count() as u64 + 1;
                Err(Fault::new(&cause, self.location(number).column(column)))
            }
        }
    }

    fn document(&self, DocumentFile { file, bytes }: &DocumentFile) -> Result<Article, Fault> {
        let bytes = bytes.as_ref().map_err(|cause| Fault::new(cause, Location::file(file)))?;
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            Fault::new(&Cause::InvalidUtf8, Location::in_text(file, &before, before.len()))
        })?;
        let at = |(cause, byte): (Cause, usize)| Fault::new(&cause, Location::in_text(file, text, byte));
        let document = Document::split(text).map_err(at)?;
        let has_front_matter = document.has_front_matter();
        let record = document.record(text, &self.plan.fields).map_err(at)?;
        record.article(&self.plan.fields, self.plan.language.as_deref()).map_err(|cause| match cause {
            Cause::Missing { .. } if !has_front_matter => Fault::new(&Cause::NoFrontMatter, Location::file(file)),
            cause => Fault::new(&cause, Location::file(file)),
        })
    }

    fn location(&self, place: u64) -> Location {
        match &self.content {
            Content::Lines { file, .. } | Content::Lost { file, .. } => Location::file(&**file).line(place),
            Content::Documents(files) => Location::file(&files[place as usize].file),
        }
    }

    fn sample(&self, place: u64, location: Location, message: String) -> Sample {
        Sample::new(self.ordinal, place, location, message)
    }

    fn skip(&self, place: u64, fault: Fault) -> Skip {
        Skip::new(fault.reason, self.sample(place, fault.location, fault.message))
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
