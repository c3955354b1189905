//! What an input is, and how its bytes are reached: a path, a stream that comes only once, or a file in an archive.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::archive::Member;
use super::folder::Walk;
use super::format::InputFormat;
use super::limits::Limits;
use super::record::Cause;
use super::spool::{Spool, kept};
use super::unpack::{Bomb, Counted, Packing, unpacked};
use crate::corpus::reason::{Remark, SkipReason};
use crate::error::nearest;
use crate::{Error, ErrorKind, Location, Result};

pub(super) const ENDINGS: &str = "read are .jsonl, .csv, .tsv, .txt, .md, .html, .warc, .xml (RSS, Atom), .docx, .ris, .pdf, .parquet \
     and .zip, each also with .gz or .zst; another ending with --input-format";

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 4096;

/// An input as it was named, and what was found under the name.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) name: Arc<str>,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(File),
    Folder(PathBuf),
}

/// One file that is read.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// What messages call it.
    pub(super) name: Arc<str>,
    pub(super) at: At,
    pub(super) format: InputFormat,
    /// About how large it is.
    pub(super) bytes: u64,
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub(super) enum At {
    Path(PathBuf),
    Stream(Arc<Spool>),
    Archive(Arc<Member>),
}

/// What an input consists of, one after the other.
pub(super) enum Entry {
    File(File),
    PassedOver {
        name: String,
        remark: Remark,
        why: &'static str,
    },
    /// A file that would have been read and cannot be.
    Lost {
        name: String,
        reason: SkipReason,
        why: String,
    },
}

impl Input {
    /// Looks what a path is: `-` is standard input, and pipes are read like it.
    pub(super) fn at(path: PathBuf, format: Option<InputFormat>, limits: &Limits) -> Result<Self> {
        let name: Arc<str> = path.display().to_string().into();
        if path == Path::new("-") {
            return Input::stream(&name, Spool::new(|| Ok(Box::new(io::stdin()))), format);
        }
        let found = fs::metadata(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Error::new(ErrorKind::Input, NotFound { instead: neighbour(&path) }).at(Location::file(&*name))
            }
            _ => Error::io(&path, error),
        })?;
        if found.is_dir() {
            return Ok(Input { name, place: Place::Folder(path) });
        }
        if !found.is_file() {
            return Input::stream(&name, Spool::new(move || Ok(Box::new(fs::File::open(path)?))), format);
        }
        let by_ending = || path.file_name().and_then(|name| InputFormat::of(&name.to_string_lossy()));
        let format = match format.or_else(by_ending) {
            Some(format) => format,
            None => {
                let head = fs::File::open(&path).and_then(|file| head(unpacked(file, limits)?));
                let sniffed = InputFormat::sniffed(&head.map_err(|error| Error::io(&path, error))?);
                sniffed.ok_or_else(|| Error::new(ErrorKind::Input, OtherEnding).at(Location::file(&*name)))?
            }
        };
        check_built(format, &name)?;
        let file = File { name: Arc::clone(&name), at: At::Path(path), format, bytes: found.len() };
        Ok(Input { name, place: Place::File(file) })
    }

    /// How many bytes it has on the disk; `None` for a stream.
    pub(super) fn bytes(&self) -> Option<u64> {
        match &self.place {
            Place::File(File { at: At::Path(_), bytes, .. }) => Some(*bytes),
            Place::File(_) => None,
            Place::Folder(folder) => Some(
                Walk::new(folder)
                    .ok()?
                    .filter_map(Result::ok)
                    .map(|entry| match entry {
                        Entry::File(file) => file.bytes,
                        Entry::PassedOver { .. } | Entry::Lost { .. } => 0,
                    })
                    .sum(),
            ),
        }
    }

    /// Whether it comes only once.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.place, Place::File(File { at: At::Stream(_), .. }))
    }

    /// A stream; what it holds is told at its first reading, when nobody said it.
    pub(super) fn stream(name: &str, spool: Spool, format: Option<InputFormat>) -> Result<Self> {
        let name: Arc<str> = name.into();
        if let Some(format) = format {
            check_built(format, &name)?;
        }
        let spool = Arc::new(spool.of_format(format));
        let format = format.unwrap_or(InputFormat::JsonLines);
        Ok(Input {
            name: Arc::clone(&name),
            place: Place::File(File { name, at: At::Stream(spool), format, bytes: 0 }),
        })
    }

    pub(super) fn entries(&self, limits: &Limits) -> Result<Box<dyn Iterator<Item = Result<Entry>> + Send>> {
        Ok(match &self.place {
            Place::File(file) => Box::new(std::iter::once(Ok(Entry::File(file.told(limits)?)))),
            Place::Folder(folder) => Box::new(Walk::new(folder)?),
        })
    }
}

fn check_built(format: InputFormat, name: &str) -> Result<()> {
    match format.lacks() {
        None => Ok(()),
        Some(why) => Err(Error::new(ErrorKind::Input, why).at(Location::file(name))),
    }
}

/// The first bytes of a stream.
fn head(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    match reader.take(HEAD).read_to_end(&mut head) {
        Err(error) if head.is_empty() => Err(error),
        // damage behind the first bytes is found where it is read
        _ => Ok(head),
    }
}

impl File {
    /// The same file with its format, where that has to be told from the bytes of a stream.
    fn told(&self, limits: &Limits) -> Result<File> {
        let mut file = self.clone();
        if let At::Stream(spool) = &self.at
            && spool.format().is_none()
        {
            let stream = spool.reader().map_err(|error| Error::io(&*self.name, error))?;
            // damage is found where it is read
            let head = unpacked(stream, limits).and_then(head);
            file.format = head.ok().and_then(|head| InputFormat::sniffed(&head)).unwrap_or(InputFormat::JsonLines);
            check_built(file.format, &file.name)?;
        }
        Ok(file)
    }

    /// Its bytes as they lie there; those from the disk are added to `read`.
    pub(super) fn raw(&self, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        match &self.at {
            At::Path(path) => Ok(Box::new(Counted::adding(fs::File::open(path)?, Arc::clone(read)))),
            At::Stream(spool) => spool.reader(),
            At::Archive(member) => member.reader(),
        }
    }

    /// Its bytes, unpacked when they are packed.
    pub(super) fn reader(&self, limits: &Limits, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        unpacked(self.raw(read)?, limits)
    }

    /// Its bytes, unpacked, in any order.
    pub(super) fn seekable(&self, limits: &Limits, read: &Arc<AtomicU64>) -> io::Result<fs::File> {
        if let At::Path(path) = &self.at {
            let mut start = [0; 4];
            let length = fs::File::open(path)?.read(&mut start)?;
            if Packing::of(&start[..length]) == Packing::Plain {
                read.fetch_add(self.bytes, Ordering::Relaxed);
                return fs::File::open(path);
            }
        }
        kept(&mut self.reader(limits, read)?)
    }

    /// All its bytes, unpacked; the inner error is the file's own fault.
    pub(super) fn whole(&self, limits: &Limits, read: &Arc<AtomicU64>) -> io::Result<Result<Vec<u8>, Cause>> {
        let (limit, name) = match self.format {
            InputFormat::Html => (limits.page_bytes, "page_bytes"),
            _ => (limits.file_bytes, "file_bytes"),
        };
        let too_long = || Cause::TooLong { limit, name };
        let up_to = |reader: &mut dyn Read| -> io::Result<Option<Vec<u8>>> {
            let mut bytes = Vec::new();
            reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
            Ok((bytes.len() as u64 <= limit).then_some(bytes))
        };
        let raw = self.raw(read).and_then(|mut reader| up_to(&mut reader));
        let bytes = match (raw, &self.at) {
            (Ok(Some(bytes)), _) => bytes,
            (Ok(None), _) => return Ok(Err(too_long())),
            // what is damaged in an archive is no fault of the system
            (Err(error), At::Archive(_)) => return Ok(Err(Cause::unpacking(error))),
            (Err(error), _) => return Err(error),
        };
        let packing = Packing::of(&bytes);
        if packing == Packing::Plain {
            return Ok(Ok(bytes));
        }
        let unpacked = packing.unpack(Cursor::new(bytes), limits).and_then(|mut reader| up_to(&mut reader));
        Ok(unpacked.map_err(Cause::unpacking).and_then(|bytes| bytes.ok_or_else(too_long)))
    }
}

impl Cause {
    /// Why packed bytes could not be had.
    pub(super) fn unpacking(error: io::Error) -> Self {
        match Bomb::of(&error) {
            Some(bomb) => Cause::Bomb(bomb),
            None => Cause::Damaged(error),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("there is no such file or folder{}", did_you_mean(instead.as_deref()))]
struct NotFound {
    instead: Option<String>,
}

fn did_you_mean(instead: Option<&str>) -> String {
    instead.map(|path| format!("; did you mean `{path}`?")).unwrap_or_default()
}

#[derive(Debug, thiserror::Error)]
#[error("files with this ending are not read; {ENDINGS}")]
struct OtherEnding;

/// A path beside this one with a name much like it.
fn neighbour(path: &Path) -> Option<String> {
    let parent = path.parent()?;
    let listed = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let names: Vec<String> =
        fs::read_dir(listed).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    let name = nearest(path.file_name()?.to_str()?, names)?;
    Some(parent.join(name).display().to_string())
}
