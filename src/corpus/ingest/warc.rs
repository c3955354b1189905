//! Web crawls: the pages among the records of a WARC file, of which each is a gzip member of its own (as in CC-News), all
//! are one, or none is packed. What is damaged costs the records it touches, no more: reading goes on at the next one.

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

/// How far back a damaged member can be looked at again.
const REWIND: usize = 64 << 20;
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
    /// Between damage and the next good record, so that one hole counts once.
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
    /// The record is damaged.
    Damaged(String),
    /// What it is packed in is damaged: where the decoder stands says nothing.
    Packing(String),
    TooLong,
    /// The system cannot read on.
    System(io::Error),
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
        let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(packed));
        let body = match packing {
            Packing::Gzip => Body::Between(Tape { reader: whole, buffer: Vec::new(), ended: false, broke: false }),
            packing => Body::Plain { reader: BufReader::new(packing.unpack(whole, &limits)?), line: Vec::new() },
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
                Err(Failure::Damaged(_) | Failure::Packing(_)) if self.lost => continue,
                Err(Failure::Damaged(why) | Failure::Packing(why)) => {
                    self.lost = true;
                    let why = format!("the record is damaged ({why}); what follows the damage is read");
                    found.pages.push(damaged(Cause::Broken(why)));
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
                Body::Between(mut tape) => {
                    match tape.find_member() {
                        Err(error) => return Some(Err(Failure::System(error))),
                        Ok(None) => return None,
                        // bytes that are no member lie between two
                        Ok(Some(skipped)) => {
                            let packed = Arc::new(AtomicU64::new(0));
                            let feeder = Feeder { tape, place: 0, read: Arc::clone(&packed) };
                            let guard = Guard::new(GzDecoder::new(feeder), packed, &self.limits);
                            self.body = Body::Member { member: Box::new(BufReader::new(guard)), line: Vec::new() };
                            if skipped {
                                return Some(Err(Failure::Damaged("bytes that belong to no record".to_owned())));
                            }
                        }
                    }
                }
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
                        Failure::Packing(why) => Err(io::Error::other(why.clone())),
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
    fn damaged(error: io::Error) -> Self {
        Failure::Packing(error.to_string())
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
        if line.starts_with(b"WARC/") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One record; `line` may hold its first line already, and holds that of the next one afterwards, if there is one.
fn read_record(reader: &mut dyn BufRead, line: &mut Vec<u8>, limits: &Limits) -> Result<Option<Found>, Failure> {
    let found = read_content(reader, line, limits)?;
    while line.trim_ascii().is_empty() {
        if read_line(reader, line).map_err(Failure::damaged)? == 0 {
            return Ok(found);
        }
    }
    match line.starts_with(b"WARC/") {
        true => Ok(found),
        false => Err(Failure::Damaged("its length is wrong: no record follows it".to_owned())),
    }
}

fn read_content(reader: &mut dyn BufRead, line: &mut Vec<u8>, limits: &Limits) -> Result<Option<Found>, Failure> {
    while line.trim_ascii().is_empty() {
        if read_line(reader, line).map_err(Failure::damaged)? == 0 {
            return Ok(None);
        }
    }
    if !line.starts_with(b"WARC/") {
        return Err(Failure::Damaged("it does not begin with `WARC/`".to_owned()));
    }
    let (mut kind, mut url, mut date, mut length) = (String::new(), String::new(), String::new(), None);
    let mut head = 0;
    loop {
        let read = read_line(reader, line).map_err(Failure::damaged)? as u64;
        head += read;
        if read == 0 || head > HEAD {
            line.clear();
            return Err(Failure::Damaged("its head does not end".to_owned()));
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
    let length = length.ok_or_else(|| Failure::Damaged("it has no `Content-Length`".to_owned()))?;
    if kind != "response" {
        skip(reader, length)?;
        return Ok(Some(Found::Other(format!("a record of the type `{kind}`"))));
    }
    if length > limits.page_bytes.saturating_add(HEAD) {
        skip(reader, length)?;
        return Err(Failure::TooLong);
    }
    let mut content = Vec::new();
    let read = reader.take(length).read_to_end(&mut content).map_err(Failure::damaged)? as u64;
    if read < length {
        return Err(Failure::Damaged(format!("{length} bytes were announced and {read} came")));
    }
    response(content, &url, &date, limits).map(Some)
}

fn skip(reader: &mut dyn BufRead, length: u64) -> Result<(), Failure> {
    let passed = io::copy(&mut reader.take(length), &mut io::sink()).map_err(Failure::damaged)?;
    match passed == length {
        true => Ok(()),
        false => Err(Failure::Damaged(format!("{length} bytes were announced and {passed} came"))),
    }
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
        decoder.read_to_end(&mut unpacked).map_err(|error| Failure::Damaged(error.to_string()))?;
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

    /// Goes to the next beginning of a member; whether anything lay before it. `None` at the end.
    fn find_member(&mut self) -> io::Result<Option<bool>> {
        let mut skipped = false;
        loop {
            match memmem::find(&self.buffer, &[0x1F, 0x8B, 0x08]) {
                Some(place) => {
                    // a file may be filled up with zeros
                    skipped |= self.buffer[..place].iter().any(|byte| *byte != 0);
                    self.buffer.drain(..place);
                    return Ok(Some(skipped));
                }
                None => {
                    // the first bytes of a beginning may stand at the end
                    let kept = self.buffer.len().saturating_sub(2);
                    skipped |= self.buffer[..kept].iter().any(|byte| *byte != 0);
                    self.buffer.drain(..kept);
                    if self.fill()? == 0 {
                        return Ok(None);
                    }
                }
            }
        }
    }
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
