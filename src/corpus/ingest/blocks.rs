//! The blocks of a source, one after the other: files are opened, unpacked and cut here.

use std::fs;
use std::io;
use std::sync::Arc;

use super::block::{Block, Content, DocumentFile};
use super::jsonl::{LineBlocks, Piece};
use super::open::{Entry, File, Kind, unpacked, whole};
use super::record::Cause;
use super::source::{Plan, Shard};
use crate::corpus::skipped::{Sample, Skipped};
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
    /// How many inputs were begun.
    begun: usize,
    input: Arc<str>,
    entries: Box<dyn Iterator<Item = Result<Entry>> + Send>,
    /// An entry that has to wait until the documents before it have left.
    waiting: Option<Entry>,
    lines: Option<LineBlocks>,
    documents: Vec<File>,
    document_bytes: u64,
    /// Of the block to come.
    ordinal: u64,
    remarks: Skipped,
    remarked: u64,
    ended: bool,
}

/// A block's content before it is read: another shard's need not be.
enum Draft {
    Lines { file: Arc<str>, piece: Piece },
    Documents(Vec<File>),
}

impl Blocks {
    pub(super) fn new(plan: Arc<Plan>, shard: Shard) -> Self {
        Blocks {
            plan,
            shard,
            begun: 0,
            input: "".into(),
            entries: Box::new(std::iter::empty()),
            waiting: None,
            lines: None,
            documents: Vec::new(),
            document_bytes: 0,
            ordinal: 0,
            remarks: Skipped::default(),
            remarked: 0,
            ended: false,
        }
    }

    fn draft(&mut self) -> Result<Option<Draft>> {
        loop {
            if let Some(lines) = &mut self.lines {
                let file = Arc::clone(&lines.file);
                match lines.next().map_err(|error| broke_off(&file, lines.next_line(), error))? {
                    Some(piece) => return Ok(Some(Draft::Lines { file, piece })),
                    None => self.lines = None,
                }
            }
            match self.waiting.take().map(Ok).or_else(|| self.entries.next()).transpose()? {
                Some(Entry::PassedOver { path, remark, why }) => {
                    let location = Location::file(path.display().to_string());
                    self.remarks.remark(remark, Sample::new(self.ordinal, self.remarked, location, why.to_owned()));
                    self.remarked += 1;
                }
                Some(Entry::File(file)) if file.kind == Kind::Document && self.has_room(&file) => {
                    self.document_bytes += file.bytes + FILE_BYTES;
                    self.documents.push(file);
                }
                Some(entry) if !self.documents.is_empty() => {
                    self.waiting = Some(entry);
                    return Ok(Some(self.gathered()));
                }
                Some(Entry::File(file)) => {
                    let open = fs::File::open(&file.path).and_then(unpacked);
                    let reader = open.map_err(|error| Error::io(&file.path, error))?;
                    let name = file.path.display().to_string().into();
                    self.lines = Some(LineBlocks::new(name, reader, self.plan.limits));
                }
                Some(Entry::Stream(spool)) => {
                    let reader = spool.reader().and_then(unpacked).map_err(|error| Error::io(&*self.input, error))?;
                    self.lines = Some(LineBlocks::new(Arc::clone(&self.input), reader, self.plan.limits));
                }
                // The input has ended, and what is left of it leaves before the next begins.
                None if !self.documents.is_empty() || !self.remarks.is_empty() => return Ok(Some(self.gathered())),
                None => match self.plan.inputs.get(self.begun) {
                    None => return Ok(None),
                    Some(input) => {
                        self.begun += 1;
                        self.input = Arc::clone(&input.name);
                        self.entries = input.entries()?;
                    }
                },
            }
        }
    }

    fn has_room(&self, file: &File) -> bool {
        self.documents.is_empty() || self.document_bytes + file.bytes + FILE_BYTES <= self.plan.limits.block as u64
    }

    fn gathered(&mut self) -> Draft {
        self.document_bytes = 0;
        Draft::Documents(std::mem::take(&mut self.documents))
    }

    fn content(&self, draft: Draft) -> Result<Content> {
        match draft {
            Draft::Lines { file, piece: Piece::Lines { first, bytes } } => Ok(Content::Lines { file, first, bytes }),
            Draft::Lines { file, piece: Piece::TooLong { line } } => {
                Ok(Content::Lost { file, line, cause: Cause::TooLong { limit: self.plan.limits.record } })
            }
            Draft::Documents(files) => {
                let read = |File { path, .. }: File| {
                    let bytes = whole(&path, self.plan.limits.record).map_err(|error| Error::io(&path, error))?;
                    Ok(DocumentFile { file: path.display().to_string(), bytes })
                };
                Ok(Content::Documents(files.into_iter().map(read).collect::<Result<_>>()?))
            }
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
        self.ended = !matches!(next, Some(Ok(_)));
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
    Error::new(ErrorKind::Io, BrokeOff(error)).at(Location::file(file).line(line))
}
