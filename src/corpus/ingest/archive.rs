//! Zip archives: which files are in one, and the bytes of each. Nothing is ever written under a name from an archive:
//! names are labels in messages, whatever `../` they hold.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::folder::is_readme;
use super::format::InputFormat;
use super::limits::Limits;
use super::open::{At, ENDINGS, Entry, File};
use super::unpack::{Counted, Guard, check_ratio};
use crate::corpus::reason::{Remark, SkipReason};

/// A file in an archive.
#[derive(Debug)]
pub(super) struct Member {
    archive: Arc<Mutex<fs::File>>,
    start: u64,
    packed: u64,
    unpacked: u64,
    checksum: u32,
    deflated: bool,
    limits: Limits,
}

/// The files of an archive, sorted by name as those of a folder are.
pub(super) fn entries(file: &File, limits: &Limits, read: &Arc<AtomicU64>) -> io::Result<Vec<Entry>> {
    let opened = file.seekable(limits, read)?;
    let mut archive = match ZipArchive::new(opened.try_clone()?) {
        Ok(archive) => archive,
        Err(_) => {
            let why = "it cannot be read as a zip archive; it is none, cut off or damaged: fetch it again".to_owned();
            return Ok(vec![Entry::Lost { name: file.name.to_string(), reason: SkipReason::Damaged, why }]);
        }
    };
    if archive.len() as u64 > limits.archive_files {
        let why = format!(
            "{} files are in it, more than {}; the limit is `archive_files`",
            archive.len(),
            limits.archive_files
        );
        return Ok(vec![Entry::Lost { name: file.name.to_string(), reason: SkipReason::TooLong, why }]);
    }
    // sizes as the archive gives them; no file of it is read past its own
    let unpacked = archive.decompressed_size().unwrap_or(u128::MAX);
    let (packed, unpacked) = (opened.metadata()?.len(), u64::try_from(unpacked).unwrap_or(u64::MAX));
    if let Err(bomb) = check_ratio(packed, unpacked, limits.unpacked_ratio) {
        return Ok(vec![Entry::Lost { name: file.name.to_string(), reason: SkipReason::Bomb, why: bomb.to_string() }]);
    }
    let opened = Arc::new(Mutex::new(opened));
    let mut found: Vec<(String, Entry)> = Vec::new();
    for index in 0..archive.len() {
        let raw = archive.name_for_index(index).and_then(Result::ok).map(|name| name.into_owned());
        let inner = raw.unwrap_or_else(|| format!("(file {})", index + 1));
        let name = format!("{}/{}", file.name, label(&inner));
        let entry = match archive.by_index_raw(index) {
            Ok(member) if member.is_dir() => continue,
            Ok(member) => {
                let packing = (member.compression(), member.encrypted());
                let start = member.data_start();
                let place = Member {
                    archive: Arc::clone(&opened),
                    start: start.unwrap_or(0),
                    packed: member.compressed_size(),
                    unpacked: member.size(),
                    checksum: member.crc32(),
                    deflated: packing.0 == CompressionMethod::Deflated,
                    limits: *limits,
                };
                entry(name, &inner, packing, place, start.is_some())
            }
            Err(_) => lost(name, "it cannot be found in the archive, which is damaged: fetch it again".to_owned()),
        };
        found.push((inner, entry));
    }
    // two of one name stay in the order of the archive
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found.into_iter().map(|(_, entry)| entry).collect())
}

fn lost(name: String, why: String) -> Entry {
    Entry::Lost { name, reason: SkipReason::Damaged, why }
}

/// What to do with one file of an archive.
fn entry(name: String, inner: &str, packing: (CompressionMethod, bool), member: Member, has_place: bool) -> Entry {
    let file_name = inner.rsplit(['/', '\\']).next().unwrap_or(inner);
    let passed_over = |name, remark, why| Entry::PassedOver { name, remark, why };
    if inner.split(['/', '\\']).any(|part| part.starts_with('.') && part != "." && part != "..")
        || inner.starts_with("__MACOSX")
    {
        return passed_over(name, Remark::Hidden, "hidden files are not read");
    }
    if is_readme(file_name) {
        return passed_over(
            name,
            Remark::Readme,
            "a README is about the archive; unpack it and name it as an input to read it",
        );
    }
    let format = match InputFormat::of(file_name) {
        Some(InputFormat::Zip) => {
            return passed_over(
                name,
                Remark::OtherEnding,
                "an archive in an archive is not opened; unpack the outer one",
            );
        }
        Some(format) => match format.lacks() {
            None => format,
            Some(why) => return passed_over(name, Remark::OtherEnding, why),
        },
        None => return passed_over(name, Remark::OtherEnding, ENDINGS),
    };
    match packing {
        (_, true) => lost(name, "it is encrypted; unpack the archive with its password first".to_owned()),
        (CompressionMethod::Stored | CompressionMethod::Deflated, _) if has_place => {
            let bytes = member.unpacked;
            Entry::File(File { name: name.into(), at: At::Archive(Arc::new(member)), format, bytes })
        }
        (method, _) => {
            lost(name, format!("it is packed by {method}; read are files stored or deflated: pack it again"))
        }
    }
}

/// A name from an archive as a label: `/` between its parts, and no more than a screen shows.
fn label(name: &str) -> String {
    let name: String = name.chars().take(300).collect();
    name.replace('\\', "/")
}

impl Member {
    /// Reads from its beginning, each reader on its own; a wrong checksum is an error at the end.
    pub(super) fn reader(self: &Arc<Self>) -> io::Result<Box<dyn Read + Send>> {
        let slice = Slice { member: Arc::clone(self), offset: 0 };
        let (counted, count) = Counted::new(slice);
        let inner: Box<dyn Read + Send> = match self.deflated {
            true => Box::new(Guard::new(DeflateDecoder::new(counted), count, &self.limits)),
            false => Box::new(counted),
        };
        let inner = CrcReader::new(inner.take(self.unpacked));
        Ok(Box::new(Checked { inner, expected: self.checksum }))
    }
}

/// The bytes of a file in an archive as they are packed.
struct Slice {
    member: Arc<Member>,
    offset: u64,
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.member.packed.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        if wanted == 0 {
            return Ok(0);
        }
        let mut archive = self.member.archive.lock().unwrap_or_else(PoisonError::into_inner);
        archive.seek(SeekFrom::Start(self.member.start.saturating_add(self.offset)))?;
        let read = archive.read(&mut buffer[..wanted])?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Holds what was read against its checksum.
struct Checked {
    inner: CrcReader<io::Take<Box<dyn Read + Send>>>,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.inner.crc().sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
        }
        Ok(read)
    }
}
