//! The blocks of a source, one after the other: files are opened, unpacked and cut here.

use std::io;
use std::sync::Arc;

use super::archive;
use super::block::{Block, Content};
#[cfg(feature = "columnar")]
use super::columnar::{Batch, ColumnBlocks};
use super::csv::{RowBlocks, Rows, Table};
use super::format::InputFormat;
use super::jsonl::{LineBlocks, Piece};
use super::open::{Entry, File};
use super::record::Cause;
use super::source::{Plan, Shard};
use super::unpack::Bomb;
#[cfg(feature = "web")]
use super::warc::{PageBlocks, Pages};
use super::whole::WholeFile;
use crate::corpus::reason::{Remark, SkipReason};
use crate::corpus::skipped::{Sample, Skip, Skipped};
use crate::{Error, ErrorKind, Location, Result};

/// What a small file costs beside its bytes, so that a block does not gather empty files without end.
const FILE_BYTES: u64 = 256;

/// An iterator over the raw blocks of a [`Source`](super::Source). After an error it ends.
///
/// ```
/// use parallax::Source;
/// let source = Source::builder().reader("feed", &b"{}\n"[..]).open()?;
/// let blocks: parallax::corpus::Blocks = source.blocks();
/// assert_eq!(blocks.count(), 1);
/// # Ok::<(), parallax::Error>(())
/// ```
#[must_use]
pub struct Blocks {
    plan: Arc<Plan>,
    shard: Shard,
    /// How many bytes are still handed out.
    left: u64,
    /// How many inputs were begun.
    begun: usize,
    input: Arc<str>,
    entries: Box<dyn Iterator<Item = Result<Entry>> + Send>,
    /// An entry that has to wait until the documents before it have left.
    waiting: Option<Entry>,
    /// The file that is being cut.
    stream: Option<Stream>,
    files: Vec<File>,
    file_bytes: u64,
    /// Of the block to come.
    ordinal: u64,
    remarks: Skipped,
    remarked: u64,
    ended: bool,
}

/// A file that is cut into blocks.
enum Stream {
    Lines(LineBlocks),
    Rows(RowBlocks),
    #[cfg(feature = "web")]
    Pages(Box<PageBlocks>),
    #[cfg(feature = "columnar")]
    Columns(ColumnBlocks),
}

/// A block's content before it is read: another shard's need not be.
enum Draft {
    Lines {
        file: Arc<str>,
        piece: Piece,
    },
    Rows {
        file: Arc<str>,
        table: Arc<Table>,
        rows: Rows,
    },
    Files(Vec<File>),
    #[cfg(feature = "web")]
    Pages(Vec<WholeFile>),
    #[cfg(feature = "columnar")]
    Columns {
        file: Arc<str>,
        first: u64,
        batch: Batch,
    },
}

impl Blocks {
    pub(super) fn new(plan: Arc<Plan>, shard: Shard, most: u64) -> Self {
        Blocks {
            plan,
            shard,
            left: most,
            begun: 0,
            input: "".into(),
            entries: Box::new(std::iter::empty()),
            waiting: None,
            stream: None,
            files: Vec::new(),
            file_bytes: 0,
            ordinal: 0,
            remarks: Skipped::default(),
            remarked: 0,
            ended: false,
        }
    }

    fn draft(&mut self) -> Result<Option<Draft>> {
        loop {
            if let Some(draft) = self.stream_draft()? {
                return Ok(Some(draft));
            }
            match self.waiting.take().map(Ok).or_else(|| self.entries.next()).transpose()? {
                Some(Entry::PassedOver { name, remark, why }) => self.remark(remark, name, why),
                Some(Entry::Lost { name, reason, why }) => self.lose(name, reason, why),
                Some(Entry::File(file)) if file.format.is_whole() && self.has_room(&file) => {
                    self.file_bytes += file.bytes + FILE_BYTES;
                    self.files.push(file);
                }
                // what was gathered before leaves before
                Some(entry) if !self.files.is_empty() => {
                    self.waiting = Some(entry);
                    return Ok(Some(self.gathered()));
                }
                Some(Entry::File(file)) => self.begin(&file)?,
                // The input has ended, and what is left of it leaves before the next begins.
                None if !self.files.is_empty() || !self.remarks.is_empty() => return Ok(Some(self.gathered())),
                None => match self.plan.inputs.get(self.begun) {
                    None => return Ok(None),
                    Some(input) => {
                        self.begun += 1;
                        self.input = Arc::clone(&input.name);
                        self.entries = input.entries(&self.plan.limits)?;
                    }
                },
            }
        }
    }

    /// Opens a file that is cut, or an archive, whose files come before what else there is.
    fn begin(&mut self, file: &File) -> Result<()> {
        let (limits, read) = (&self.plan.limits, &self.plan.read);
        let failed = |error: io::Error| match Bomb::of(&error) {
            Some(_) => broke_off(&file.name, 1, error),
            None => Error::io(&*file.name, error),
        };
        match file.format {
            InputFormat::Zip => {
                let inner = archive::entries(file, limits, read).map_err(failed)?;
                let outer = std::mem::replace(&mut self.entries, Box::new(std::iter::empty()));
                self.entries = Box::new(inner.into_iter().map(Ok).chain(outer));
            }
            InputFormat::Csv => {
                let reader = file.reader(limits, read).map_err(failed)?;
                let rows = RowBlocks::new(Arc::clone(&file.name), reader, self.plan.block, limits)
                    .map_err(|error| broke_off(&file.name, 1, error))?;
                if let Some(charset) = rows.charset {
                    let why = format!("read as {charset}; save the file as UTF-8 where that is wrong");
                    self.remark(Remark::Charset, file.name.to_string(), &why);
                }
                self.stream = Some(Stream::Rows(rows));
            }
            #[cfg(feature = "web")]
            InputFormat::Warc => {
                let packed = file.raw(read).map_err(failed)?;
                let pages = PageBlocks::new(Arc::clone(&file.name), packed, self.plan.block, *limits);
                self.stream = Some(Stream::Pages(Box::new(pages.map_err(failed)?)));
            }
            #[cfg(feature = "columnar")]
            InputFormat::Parquet => {
                let opened = file.seekable(limits, read).map_err(failed)?;
                match ColumnBlocks::new(Arc::clone(&file.name), opened, self.plan.block) {
                    Ok(columns) => self.stream = Some(Stream::Columns(columns)),
                    Err(why) => self.lose(file.name.to_string(), SkipReason::Damaged, why),
                }
            }
            _ => {
                let reader = file.reader(limits, read).map_err(failed)?;
                let lines = LineBlocks::new(Arc::clone(&file.name), reader, self.plan.block, limits);
                self.stream = Some(Stream::Lines(lines));
            }
        }
        Ok(())
    }

    /// The next part of the file that is being cut.
    fn stream_draft(&mut self) -> Result<Option<Draft>> {
        let draft = match &mut self.stream {
            None => None,
            Some(Stream::Lines(lines)) => {
                let file = Arc::clone(&lines.file);
                let piece = lines.next().map_err(|error| broke_off(&file, lines.next_line(), error))?;
                piece.map(|piece| Draft::Lines { file, piece })
            }
            Some(Stream::Rows(rows)) => {
                let (file, table) = (Arc::clone(&rows.file), Arc::clone(&rows.table));
                let cut = rows.next().map_err(|error| broke_off(&file, rows.next_line(), error))?;
                cut.map(|rows| Draft::Rows { file, table, rows })
            }
            #[cfg(feature = "web")]
            Some(Stream::Pages(pages)) => {
                let file = Arc::clone(&pages.file);
                let found = pages.next().map_err(|error| {
                    Error::new(ErrorKind::Io, BrokeOff(error))
                        .at(Location::file(format!("{file} record {}", pages.next_record())))
                })?;
                found.map(|Pages { pages, others }| {
                    others.into_iter().for_each(|(name, what)| self.remark(Remark::OtherRecord, name, &what));
                    Draft::Pages(pages)
                })
            }
            #[cfg(feature = "columnar")]
            Some(Stream::Columns(columns)) => {
                let (file, first) = (Arc::clone(&columns.file), columns.next_row());
                match columns.next() {
                    None => None,
                    Some(Ok(batch)) => Some(Draft::Columns { file, first, batch }),
                    // what cannot be decoded ends the file, not the reading
                    Some(Err(why)) => {
                        self.lose(format!("{file} row {first}"), SkipReason::Damaged, why);
                        None
                    }
                }
            }
        };
        if draft.is_none() {
            self.stream = None;
        }
        Ok(draft)
    }

    fn remark(&mut self, remark: Remark, name: String, why: &str) {
        let sample = self.beside(name, why.to_owned());
        self.remarks.remark(remark, sample);
    }

    fn lose(&mut self, name: String, reason: SkipReason, why: String) {
        let sample = self.beside(name, why);
        self.remarks.add(Skip::new(reason, sample));
    }

    /// What is said of a file that is in no block.
    fn beside(&mut self, name: String, why: String) -> Sample {
        self.remarked += 1;
        Sample::new(self.ordinal, self.remarked - 1, Location::file(name), why)
    }

    fn has_room(&self, file: &File) -> bool {
        self.files.is_empty() || self.file_bytes + file.bytes + FILE_BYTES <= self.plan.block as u64
    }

    fn gathered(&mut self) -> Draft {
        self.file_bytes = 0;
        Draft::Files(std::mem::take(&mut self.files))
    }

    fn content(&self, draft: Draft) -> Result<Content> {
        let limits = &self.plan.limits;
        match draft {
            Draft::Lines { file, piece: Piece::Lines { first, bytes } } => Ok(Content::Lines { file, first, bytes }),
            Draft::Lines { file, piece: Piece::TooLong { line } } => {
                let cause = Cause::TooLong { limit: limits.article_bytes, name: "article_bytes" };
                Ok(Content::Lost { file, line, cause })
            }
            Draft::Rows { file, table, rows: Rows::Records { first, bytes } } => {
                Ok(Content::Rows { file, table, first, bytes })
            }
            Draft::Rows { file, rows: Rows::Lost { line, cause }, .. } => Ok(Content::Lost { file, line, cause }),
            Draft::Files(files) => {
                let read = |file: File| {
                    let bytes = file.whole(limits, &self.plan.read).map_err(|error| Error::io(&*file.name, error))?;
                    Ok(WholeFile::new(file.name, file.format, bytes))
                };
                Ok(Content::Files(files.into_iter().map(read).collect::<Result<_>>()?))
            }
            #[cfg(feature = "web")]
            Draft::Pages(pages) => Ok(Content::Files(pages)),
            #[cfg(feature = "columnar")]
            Draft::Columns { file, first, batch } => Ok(Content::Columns { file, first, batch }),
        }
    }

    fn next_block(&mut self) -> Result<Option<Block>> {
        while let Some(draft) = self.draft()? {
            let ordinal = self.ordinal;
            let remarks = std::mem::take(&mut self.remarks);
            self.ordinal += 1;
            if self.shard.holds(ordinal) {
                let (plan, input) = (Arc::clone(&self.plan), Arc::clone(&self.input));
                return Ok(Some(Block { plan, input, ordinal, content: self.content(draft)?, remarks }));
            }
        }
        Ok(None)
    }
}

impl Blocks {
    /// Whether nothing more will come; known once the last block was asked for.
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) fn have_ended(&self) -> bool {
        self.ended
    }
}

impl Iterator for Blocks {
    type Item = Result<Block>;

    fn next(&mut self) -> Option<Result<Block>> {
        if self.ended {
            return None;
        }
        let next = self.next_block().transpose();
        match &next {
            Some(Ok(block)) => self.left = self.left.saturating_sub(block.size() as u64),
            _ => self.ended = true,
        }
        self.ended |= self.left == 0;
        next
    }
}

impl std::iter::FusedIterator for Blocks {}

impl std::fmt::Debug for Blocks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blocks").field("input", &self.input).field("ordinal", &self.ordinal).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("reading broke off here ({0}); the file is cut off or damaged: fetch it again")]
struct BrokeOff(io::Error);

fn broke_off(file: &str, line: u64, error: io::Error) -> Error {
    let error = match Bomb::of(&error) {
        Some(bomb) => Error::new(ErrorKind::Input, bomb),
        None => Error::new(ErrorKind::Io, BrokeOff(error)),
    };
    error.at(Location::file(file).line(line))
}
