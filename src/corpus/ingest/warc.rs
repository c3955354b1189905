//! Web crawls: the pages among the records of a WARC file, of which each is a gzip member of its own (as in CC-News), all
//! are one, or none is packed. What is damaged costs the records it touches, no more, wherever in the file it is: reading
//! goes on at the next one.
//!
//! Counted are damaged records whose beginning can be seen. A stretch in which none can, between two that can, counts as
//! one, however many it held, and what a record reaches into that announces too great a length is not counted either.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::GzDecoder;
use memchr::memmem;

use super::format::InputFormat;
use super::limits::Limits;
use super::record::{Cause, Named};
use super::unpack::{Guard, Packing};
use super::whole::WholeFile;

/// How far back a damaged member can be looked at again, and how far into a file its first record may begin.
const REWIND: usize = 64 << 20;
/// What every record begins with.
const BEGINNING: &[u8] = b"WARC/";
/// What every gzip member begins with.
const GZIP: [u8; 3] = [0x1F, 0x8B, 0x08];
/// So many packed bytes are enough to tell what a member holds: they hold the longest of heads that are written.
const MEMBER_HEAD: usize = 4 << 10;
/// How much is unpacked at once where lines are read: what comes out of one step together with the damage is not seen,
/// so it is little enough for the beginning of a record.
const STEP: usize = 128;
/// What the lines before a record's content may come to.
const HEAD: u64 = 64 << 10;

/// A crawl on its way to blocks of pages.
pub(super) struct PageBlocks {
    pub(super) file: Arc<str>,
    block: usize,
    limits: Limits,
    body: Body,
    /// Of the record that comes next, from 1.
    next: u64,
    /// Between damage and the next good record, so that a stretch of it counts once.
    lost: bool,
}

/// One block's worth of a crawl.
pub(super) struct Pages {
    pub(super) pages: Vec<WholeFile>,
    /// Records that are no pages, with what they are.
    pub(super) others: Vec<(String, String)>,
}

enum Body {
    /// Between two gzip members.
    Between(Tape),
    Member {
        member: Box<BufReader<Guard<GzDecoder<Feeder>>>>,
        line: Vec<u8>,
    },
    Plain {
        reader: BufReader<Box<dyn Read + Send>>,
        line: Vec<u8>,
    },
    Ended,
}

/// A record that was read.
enum Found {
    Page(WholeFile),
    Other(String),
}

enum Failure {
    Damaged(Damage),
    TooLong,
    /// The system cannot read on.
    System(io::Error),
}

/// Why a record cannot be had.
struct Damage {
    why: String,
    at: Damaged,
    /// What it is packed in is damaged: where the decoder stands says nothing.
    of_packing: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Damaged {
    /// A record whose beginning was read.
    Record,
    /// Bytes in which no record begins.
    Stretch,
}

impl PageBlocks {
    pub(super) fn new(
        file: Arc<str>,
        mut packed: Box<dyn Read + Send>,
        block: usize,
        limits: Limits,
    ) -> io::Result<Self> {
        let mut head = Vec::new();
        packed.by_ref().take(4).read_to_end(&mut head)?;
        let packing = Packing::of(&head);
        let mut tape = Tape { reader: packed, buffer: head, ended: false, broke: false };
        let packing = match packing {
            Packing::Plain => tape.packing_of_records()?,
            packing => packing,
        };
        let body = match packing {
            Packing::Gzip => Body::Between(tape),
            packing => {
                let whole = io::Cursor::new(tape.buffer).chain(tape.reader);
                Body::Plain { reader: BufReader::new(packing.unpack(whole, &limits)?), line: Vec::new() }
            }
        };
        Ok(PageBlocks { file, block, limits, body, next: 1, lost: false })
    }

    pub(super) fn next_record(&self) -> u64 {
        self.next
    }

    /// The next pages: about as many bytes as a block should have.
    pub(super) fn next(&mut self) -> io::Result<Option<Pages>> {
        let mut found = Pages { pages: Vec::new(), others: Vec::new() };
        let mut bytes = 0;
        while bytes < self.block && found.others.len() < 10_000 {
            let name = format!("{} record {}", self.file, self.next);
            let outcome = match self.record() {
                None => break,
                Some(outcome) => outcome,
            };
            let damaged = |why| WholeFile::new(name.as_str().into(), InputFormat::Html, Err(why));
            match outcome {
                Ok(Found::Page(mut page)) => {
                    page.name = name.into();
                    bytes += page.size();
                    found.pages.push(page);
                }
                Ok(Found::Other(what)) => found.others.push((name, what)),
                Err(Failure::TooLong) => {
                    found.pages.push(damaged(Cause::TooLong { limit: self.limits.page_bytes, name: "page_bytes" }));
                }
                Err(Failure::Damaged(Damage { at: Damaged::Stretch, .. })) if self.lost => continue,
                Err(Failure::Damaged(damage)) => {
                    self.lost = true;
                    found.pages.push(damaged(Cause::Broken(damage.to_string())));
                    self.next += 1;
                    continue;
                }
                Err(Failure::System(error)) => return Err(error),
            }
            self.lost = false;
            self.next += 1;
        }
        Ok((!found.pages.is_empty() || !found.others.is_empty()).then_some(found))
    }

    /// The next record, from wherever the last one or its damage ended.
    fn record(&mut self) -> Option<Result<Found, Failure>> {
        loop {
            match std::mem::replace(&mut self.body, Body::Ended) {
                Body::Ended => return None,
                Body::Between(mut tape) => match tape.find_member() {
                    Err(error) => return Some(Err(Failure::System(error))),
                    Ok(gap) => {
                        if !gap.is_end {
                            let packed = Arc::new(AtomicU64::new(0));
                            let feeder = Feeder { tape, place: 0, read: Arc::clone(&packed) };
                            let guard = Guard::new(GzDecoder::new(feeder), packed, &self.limits);
                            let member = Box::new(BufReader::with_capacity(STEP, guard));
                            self.body = Body::Member { member, line: Vec::new() };
                        }
                        if gap.holds_bytes {
                            return Some(Err(Failure::stretch("bytes outside gzip members")));
                        }
                    }
                },
                Body::Member { mut member, mut line } => {
                    let outcome = read_record(&mut *member, &mut line, &self.limits);
                    let failure = match outcome {
                        Ok(found) => {
                            // the checksum was right, or another record follows
                            self.body = match line.is_empty() {
                                true => Body::Between(feeder(*member).after()),
                                false => Body::Member { member, line },
                            };
                            match found {
                                Some(found) => return Some(Ok(found)),
                                None => continue,
                            }
                        }
                        Err(failure) => failure,
                    };
                    // the next record may stand in the same member, when that itself is sound
                    let next = match &failure {
                        Failure::Damaged(Damage { why, of_packing: true, .. }) => Err(io::Error::other(why.clone())),
                        _ => next_beginning(&mut *member, &mut line),
                    };
                    self.body = match next {
                        Ok(true) => Body::Member { member, line },
                        Ok(false) => Body::Between(feeder(*member).after()),
                        Err(error) => {
                            let feeder = feeder(*member);
                            if feeder.tape.broke {
                                return Some(Err(Failure::System(error)));
                            }
                            Body::Between(feeder.behind())
                        }
                    };
                    return Some(Err(failure));
                }
                Body::Plain { mut reader, mut line } => {
                    let outcome = read_record(&mut reader, &mut line, &self.limits);
                    match outcome {
                        Ok(Some(found)) => {
                            self.body = Body::Plain { reader, line };
                            return Some(Ok(found));
                        }
                        Ok(None) => return None,
                        Err(Failure::System(error)) => return Some(Err(Failure::System(error))),
                        Err(failure) => {
                            match next_beginning(&mut reader, &mut line) {
                                Ok(true) => self.body = Body::Plain { reader, line },
                                Ok(false) => {}
                                Err(error) => return Some(Err(Failure::System(error))),
                            }
                            return Some(Err(failure));
                        }
                    }
                }
            }
        }
    }
}

impl Failure {
    /// A record whose beginning was read is not what it says.
    fn damaged(why: impl Into<String>) -> Self {
        Failure::Damaged(Damage { why: why.into(), at: Damaged::Record, of_packing: false })
    }

    /// There is no record here.
    fn stretch(why: impl Into<String>) -> Self {
        Failure::Damaged(Damage { why: why.into(), at: Damaged::Stretch, of_packing: false })
    }

    /// What a record, or no record yet, is packed in cannot be unpacked.
    fn unpacking(error: &io::Error, at: Damaged) -> Self {
        Failure::Damaged(Damage { why: error.to_string(), at, of_packing: true })
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Damaged::Record => write!(f, "the record is damaged ({}); what follows the damage is read", self.why),
            Damaged::Stretch => write!(
                f,
                "no record can be seen here ({}); however many there were, they count as one, and what follows is read",
                self.why
            ),
        }
    }
}

/// Reads a line of at most `HEAD` bytes.
fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    reader.take(HEAD).read_until(b'\n', line)
}

fn feeder(member: BufReader<Guard<GzDecoder<Feeder>>>) -> Feeder {
    member.into_inner().into_inner().into_inner()
}

/// Reads on to a line that begins a record, which is left in `line`.
fn next_beginning(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    while read_line(reader, line)? > 0 {
        if line.starts_with(BEGINNING) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One record; `line` may hold its first line already, and holds that of the next one afterwards, if there is one.
fn read_record(reader: &mut dyn BufRead, line: &mut Vec<u8>, limits: &Limits) -> Result<Option<Found>, Failure> {
    if !next_line(reader, line).map_err(|error| Failure::unpacking(&error, Damaged::Stretch))? {
        return Ok(None);
    }
    if !line.starts_with(BEGINNING) {
        return Err(Failure::stretch("nothing begins with `WARC/`"));
    }
    let broken = |error: io::Error| Failure::unpacking(&error, Damaged::Record);
    let found = read_content(reader, line, limits)?;
    match !next_line(reader, line).map_err(broken)? || line.starts_with(BEGINNING) {
        true => Ok(Some(found)),
        false => {
            Err(Failure::damaged("its length is wrong: no record follows it, and what it reaches into is lost too"))
        }
    }
}

/// Goes to the next line with something in it, which may be this one; whether there is one.
fn next_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    while line.trim_ascii().is_empty() {
        if read_line(reader, line)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What stands behind the first line of a record.
fn read_content(reader: &mut dyn BufRead, line: &mut Vec<u8>, limits: &Limits) -> Result<Found, Failure> {
    let broken = |error: io::Error| Failure::unpacking(&error, Damaged::Record);
    let (mut kind, mut url, mut date, mut length) = (String::new(), String::new(), String::new(), None);
    let mut head = 0;
    loop {
        let read = read_line(reader, line).map_err(broken)? as u64;
        head += read;
        if read == 0 || head > HEAD {
            line.clear();
            return Err(Failure::damaged("its head does not end"));
        }
        if line.trim_ascii().is_empty() {
            break;
        }
        let Some((name, value)) = header(line) else { continue };
        match name.as_str() {
            "warc-type" => kind = value,
            "warc-target-uri" => url = value.trim_matches(['<', '>']).to_owned(),
            "warc-date" => date = value,
            "content-length" => length = value.parse::<u64>().ok(),
            _ => {}
        }
    }
    line.clear();
    let length = length.ok_or_else(|| Failure::damaged("it has no `Content-Length`"))?;
    if kind != "response" {
        skip(reader, length)?;
        return Ok(Found::Other(match kind.as_str() {
            "" => "a record without a `WARC-Type`".to_owned(),
            kind => format!("a record of the type `{kind}`"),
        }));
    }
    if length > limits.page_bytes.saturating_add(HEAD) {
        skip(reader, length)?;
        return Err(Failure::TooLong);
    }
    let mut content = Vec::new();
    let read = reader.take(length).read_to_end(&mut content).map_err(broken)? as u64;
    if read < length {
        return Err(cut_short(length, read));
    }
    response(content, &url, &date, limits)
}

fn skip(reader: &mut dyn BufRead, length: u64) -> Result<(), Failure> {
    let passed = io::copy(&mut reader.take(length), &mut io::sink());
    match passed.map_err(|error| Failure::unpacking(&error, Damaged::Record))? {
        passed if passed == length => Ok(()),
        passed => Err(cut_short(length, passed)),
    }
}

fn cut_short(announced: u64, came: u64) -> Failure {
    Failure::damaged(format!("{announced} bytes were announced and {came} came"))
}

/// `Name: value`, the name in lower case.
fn header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// A page from what a server answered.
fn response(content: Vec<u8>, url: &str, date: &str, limits: &Limits) -> Result<Found, Failure> {
    let (head_end, body_start) = match (memmem::find(&content, b"\r\n\r\n"), memmem::find(&content, b"\n\n")) {
        (Some(end), other) if other.is_none_or(|other| end < other) => (end, end + 4),
        (_, Some(end)) => (end, end + 2),
        _ => return Ok(Found::Other("an answer without a body".to_owned())),
    };
    let mut lines = content[..head_end].split(|byte| *byte == b'\n');
    let status = String::from_utf8_lossy(lines.next().unwrap_or_default()).trim().to_owned();
    if status.split_whitespace().nth(1) != Some("200") {
        return Ok(Found::Other(format!(
            "a page that was not had (`{}`)",
            status.chars().take(60).collect::<String>()
        )));
    }
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let value =
        |name: &str| headers.iter().find(|(there, _)| there == name).map(|(_, value)| value.to_ascii_lowercase());
    let media = value("content-type").unwrap_or_default();
    if !media.is_empty() && !media.contains("html") {
        return Ok(Found::Other(format!("no page but `{}`", media.chars().take(60).collect::<String>())));
    }
    let mut body = content[body_start..].to_vec();
    if value("transfer-encoding").is_some_and(|encoding| encoding.contains("chunked")) {
        body = unchunked(&body).unwrap_or(body);
    }
    if Packing::of(&body) == Packing::Gzip {
        let mut unpacked = Vec::new();
        let mut decoder = GzDecoder::new(&body[..]).take(limits.page_bytes.saturating_add(1));
        decoder.read_to_end(&mut unpacked).map_err(|error| Failure::damaged(error.to_string()))?;
        body = unpacked;
    }
    if body.len() as u64 > limits.page_bytes {
        return Err(Failure::TooLong);
    }
    let mut page = WholeFile::new("".into(), InputFormat::Html, Ok(body));
    let mut known = Named::default();
    known.push("url", url.to_owned());
    known.push("crawled", date.to_owned());
    page.known = known;
    page.charset = media.split_once("charset=").map(|(_, name)| name.trim_matches(['"', ' ', ';']).to_owned());
    Ok(Found::Page(page))
}

/// A body without the lengths between its pieces; `None` when it holds none.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let length = std::str::from_utf8(&rest[..end]).ok()?.trim().split(';').next()?;
        let length = usize::from_str_radix(length, 16).ok()?;
        rest = &rest[end + 1..];
        if length == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..length)?);
        rest = rest.get(length..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// Packed bytes that can be gone back on.
struct Tape {
    reader: Box<dyn Read + Send>,
    /// From the beginning of the present member on.
    buffer: Vec<u8>,
    ended: bool,
    /// Whether the system failed, as against the bytes.
    broke: bool,
}

impl Tape {
    fn fill(&mut self) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        match self.reader.by_ref().take(64 << 10).read_to_end(&mut self.buffer) {
            Ok(read) => {
                self.ended = read == 0;
                Ok(read)
            }
            Err(error) => {
                (self.broke, self.ended) = (true, true);
                Err(error)
            }
        }
    }

    /// Goes to the next beginning of a member.
    fn find_member(&mut self) -> io::Result<Gap> {
        // a file may be filled up with zeros
        let holds_bytes = |bytes: &[u8]| bytes.iter().any(|byte| *byte != 0);
        let mut gap = Gap { holds_bytes: false, is_end: false };
        loop {
            let found = memmem::find(&self.buffer, &GZIP);
            // the first bytes of a beginning may stand at the end
            let passed = found.unwrap_or(self.buffer.len().saturating_sub(GZIP.len() - 1));
            gap.holds_bytes |= holds_bytes(&self.buffer[..passed]);
            self.buffer.drain(..passed);
            if found.is_some() {
                return Ok(gap);
            }
            if self.fill()? == 0 {
                gap.holds_bytes |= holds_bytes(&self.buffer);
                gap.is_end = true;
                return Ok(gap);
            }
        }
    }

    /// How the records of a file are packed that begins with none: as the first one that can be seen is. Goes nowhere.
    fn packing_of_records(&mut self) -> io::Result<Packing> {
        let mut from = 0;
        loop {
            let is_all = self.fill()? == 0 || self.buffer.len() > REWIND;
            // what has come of a beginning at the end is not enough to tell
            let to = if is_all { self.buffer.len() } else { self.buffer.len().saturating_sub(MEMBER_HEAD) };
            for place in from..to {
                let rest = &self.buffer[place..];
                if rest.starts_with(BEGINNING) && (place == 0 || self.buffer[place - 1] == b'\n') {
                    return Ok(Packing::Plain);
                }
                // a page that was sent packed begins so too, and holds no record
                if rest.starts_with(&GZIP) && begins_record(&rest[..rest.len().min(MEMBER_HEAD)]) {
                    return Ok(Packing::Gzip);
                }
            }
            if is_all {
                return Ok(Packing::Plain);
            }
            from = to;
        }
    }
}

/// What lies before the next member.
struct Gap {
    holds_bytes: bool,
    /// There is no next member.
    is_end: bool,
}

/// Whether a member holds a record, by its first bytes.
fn begins_record(packed: &[u8]) -> bool {
    let mut head = [0; BEGINNING.len()];
    GzDecoder::new(packed).read_exact(&mut head).is_ok() && head == BEGINNING
}

/// Hands packed bytes to a decoder and keeps them.
struct Feeder {
    tape: Tape,
    place: usize,
    /// How much was handed out, for who watches the ratio.
    read: Arc<AtomicU64>,
}

impl Feeder {
    /// Behind the member, which was read to its end.
    fn after(mut self) -> Tape {
        self.tape.buffer.drain(..self.place.min(self.tape.buffer.len()));
        self.tape
    }

    /// Just behind the beginning of a damaged member: another may begin within what it seemed to be.
    fn behind(mut self) -> Tape {
        self.tape.buffer.drain(..self.tape.buffer.len().min(1));
        self.tape
    }
}

impl Read for Feeder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let read = there.len().min(buffer.len());
        buffer[..read].copy_from_slice(&there[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Feeder {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place == self.tape.buffer.len() {
            if self.place > REWIND {
                self.tape.buffer.clear();
                self.place = 0;
            }
            self.tape.fill()?;
        }
        Ok(&self.tape.buffer[self.place..])
    }

    fn consume(&mut self, amount: usize) {
        self.place += amount;
        self.read.fetch_add(amount as u64, Ordering::Relaxed);
    }
}
