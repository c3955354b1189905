//! What an input is, and how its bytes are reached: by ending, by first bytes, or from a stream that comes only once.

use std::fs;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::MultiGzDecoder;

use super::folder::Walk;
use super::record::Cause;
use crate::corpus::reason::Remark;
use crate::error::nearest;
use crate::{Error, ErrorKind, Location, Result};

pub(super) const ENDINGS: &str = "read are .jsonl, .ndjson, .json, .txt and .md, each also with .gz or .zst";

/// How a file is cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One record a line.
    Lines,
    /// One article a file.
    Document,
}

impl Kind {
    /// What the ending says; a `.gz` or `.zst` behind it plays no part.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let unpacked = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match unpacked.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" | "json" => Some(Kind::Lines),
            "txt" | "md" => Some(Kind::Document),
            _ => None,
        }
    }
}

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
    Stream(Arc<Spool>),
}

/// One file that is read.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// Its size on the disk.
    pub(super) bytes: u64,
}

/// What an input consists of, one after the other.
pub(super) enum Entry {
    File(File),
    Stream(Arc<Spool>),
    PassedOver { path: PathBuf, remark: Remark, why: &'static str },
}

impl Input {
    /// Looks what a path is: `-` is standard input, and pipes are read like it.
    pub(super) fn at(path: PathBuf) -> Result<Self> {
        let name: Arc<str> = path.display().to_string().into();
        if path == Path::new("-") {
            return Ok(Input::stream(&name, Spool::new(|| Ok(Box::new(io::stdin())))));
        }
        let found = fs::metadata(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Error::new(ErrorKind::Input, NotFound { instead: neighbour(&path) }).at(Location::file(&*name))
            }
            _ => Error::io(&path, error),
        })?;
        let place = if found.is_dir() {
            Place::Folder(path)
        } else if found.is_file() {
            let kind = path.file_name().and_then(|name| Kind::of(&name.to_string_lossy()));
            let kind = kind.ok_or_else(|| Error::new(ErrorKind::Input, OtherEnding).at(Location::file(&*name)))?;
            Place::File(File { path, kind, bytes: found.len() })
        } else {
            Place::Stream(Arc::new(Spool::new(move || Ok(Box::new(fs::File::open(path)?)))))
        };
        Ok(Input { name, place })
    }

    pub(super) fn stream(name: &str, spool: Spool) -> Self {
        Input { name: name.into(), place: Place::Stream(Arc::new(spool)) }
    }

    pub(super) fn entries(&self) -> Result<Box<dyn Iterator<Item = Result<Entry>> + Send>> {
        Ok(match &self.place {
            Place::File(file) => Box::new(std::iter::once(Ok(Entry::File(file.clone())))),
            Place::Stream(spool) => Box::new(std::iter::once(Ok(Entry::Stream(Arc::clone(spool))))),
            Place::Folder(folder) => Box::new(Walk::new(folder)?),
        })
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

/// A stream that comes only once, kept in a nameless temporary file from its first reading on.
pub(super) struct Spool(Mutex<State>);

type Opener = Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>> + Send>;

enum State {
    Unread(Opener),
    Kept(fs::File),
    Lost,
}

impl Spool {
    pub(super) fn new(open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static) -> Self {
        Spool(Mutex::new(State::Unread(Box::new(open))))
    }

    /// Reads from the beginning, each reader on its own.
    pub(super) fn reader(self: &Arc<Self>) -> io::Result<Box<dyn Read + Send>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match std::mem::replace(&mut *state, State::Lost) {
            State::Unread(open) => {
                let mut kept = tempfile::tempfile()?;
                io::copy(&mut open()?, &mut kept)?;
                State::Kept(kept)
            }
            State::Kept(kept) => State::Kept(kept),
            State::Lost => return Err(io::Error::other("the stream broke off before and cannot be read again")),
        };
        Ok(Box::new(SpoolReader { spool: Arc::clone(self), offset: 0 }))
    }
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spool")
    }
}

struct SpoolReader {
    spool: Arc<Spool>,
    offset: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut *self.spool.0.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Kept(kept) => {
                kept.seek(SeekFrom::Start(self.offset))?;
                let read = kept.read(buffer)?;
                self.offset += read as u64;
                Ok(read)
            }
            State::Unread(_) | State::Lost => Err(io::Error::other("the stream is not there any more")),
        }
    }
}

/// How bytes are packed. The first bytes tell: neither beginning is UTF-8, so plain text is never mistaken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1F, 0x8B, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    fn unpack<R: Read + Send + 'static>(self, packed: R) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Packing::Plain => Box::new(packed),
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstd => Box::new(zstd::Decoder::new(packed)?),
        })
    }
}

/// The bytes behind a stream, unpacked when they are packed.
pub(super) fn unpacked(mut reader: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut head)?;
    Packing::of(&head).unpack(Cursor::new(head).chain(reader))
}

/// A whole small file, unpacked; the inner error is the file's own fault.
pub(super) fn whole(path: &Path, limit: usize) -> io::Result<Result<Vec<u8>, Cause>> {
    let up_to = |reader: &mut dyn Read| -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    };
    let Some(bytes) = up_to(&mut fs::File::open(path)?)? else {
        return Ok(Err(Cause::TooLong { limit }));
    };
    let packing = Packing::of(&bytes);
    if packing == Packing::Plain {
        return Ok(Ok(bytes));
    }
    let unpacked = packing.unpack(Cursor::new(bytes)).and_then(|mut reader| up_to(&mut reader));
    Ok(unpacked.map_err(Cause::Damaged).and_then(|bytes| bytes.ok_or(Cause::TooLong { limit })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_the_kind() {
        for (name, expected) in [
            ("a.jsonl", Some(Kind::Lines)),
            ("a.JSONL.GZ", Some(Kind::Lines)),
            ("a.ndjson.zst", Some(Kind::Lines)),
            ("a.json", Some(Kind::Lines)),
            ("a.b.txt", Some(Kind::Document)),
            ("a.md.gz", Some(Kind::Document)),
            ("a.gz", None),
            ("jsonl", None),
            ("a.csv", None),
            ("a.txt.bz2", None),
        ] {
            assert_eq!(Kind::of(name), expected, "{name}");
        }
    }
}
