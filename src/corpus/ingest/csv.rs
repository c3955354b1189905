//! CSV and its kin: the dialect is found out, rows are cut into blocks of whole records, a record becomes fields.

use std::io::{self, Read};
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::charset::as_utf8;
use super::limits::Limits;
use super::record::{Cause, Named};

/// How much of a file its charset and dialect are told from.
const HEAD: usize = 64 << 10;
/// How many records a dialect is tried on.
const TRIED: usize = 64;
/// How often a quotation mark may stay open before the rest of a file is given up.
const OPEN_QUOTATIONS: u32 = 16;

/// What every record of a table has to know.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    columns: Vec<String>,
    /// What a record may have, in bytes.
    limit: usize,
}

/// A table on its way to blocks of whole records.
pub(super) struct RowBlocks {
    pub(super) file: Arc<str>,
    pub(super) table: Arc<Table>,
    /// The charset that was found out, where it is another than UTF-8.
    pub(super) charset: Option<&'static str>,
    reader: Box<dyn Read + Send>,
    block: usize,
    limit: usize,
    /// What was read and not cut yet; `next_line` is its first line.
    rest: Vec<u8>,
    /// Up to where `rest` was looked at, the state there, and the end of the last whole record before.
    looked: usize,
    state: State,
    whole: usize,
    next_line: u64,
    ended: bool,
    open_quotations: u32,
}

/// One block's worth of a table.
pub(super) enum Rows {
    /// Whole records, from the line `first` on.
    Records { first: u64, bytes: Vec<u8> },
    /// A record that cannot be read.
    Lost { line: u64, cause: Cause },
}

/// Where in a record a byte stands, as in RFC 4180; a quotation mark inside an unquoted field is a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quotation mark in a quoted field: the end of it, or half of a doubled one.
    QuoteInQuoted,
}

impl State {
    fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) => State::Quoted,
            (State::QuoteInQuoted | State::FieldStart, b'"') => State::Quoted,
            (_, b'\n' | b'\r') => State::FieldStart,
            (_, byte) if byte == delimiter => State::FieldStart,
            _ => State::Unquoted,
        }
    }
}

impl RowBlocks {
    /// Reads charset, dialect and header.
    pub(super) fn new(file: Arc<str>, reader: Box<dyn Read + Send>, block: usize, limits: &Limits) -> io::Result<Self> {
        let (mut reader, encoding) = as_utf8(reader, HEAD)?;
        let mut rest = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut rest)?;
        let charset = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
        let (delimiter, passed) = dialect(&rest, has_tabs(&file));
        let table = Arc::new(Table { delimiter, columns: Vec::new(), limit: limits.record() });
        let mut blocks = RowBlocks {
            file,
            table,
            charset,
            reader,
            block,
            limit: limits.record(),
            next_line: 1 + memchr_iter(b'\n', &rest[..passed]).count() as u64,
            rest: rest.split_off(passed),
            looked: 0,
            state: State::FieldStart,
            whole: 0,
            ended: false,
            open_quotations: 0,
        };
        blocks.read_header()?;
        Ok(blocks)
    }

    /// The first record that is not blank names the columns.
    fn read_header(&mut self) -> io::Result<()> {
        loop {
            let end = match first_record(&self.rest, self.table.delimiter) {
                Some(end) => end,
                None if self.ended || self.rest.len() > self.limit => self.rest.len(),
                None => {
                    self.fill()?;
                    continue;
                }
            };
            let line: Vec<u8> = self.rest.drain(..end).collect();
            self.next_line += memchr_iter(b'\n', &line).count() as u64;
            if !line.trim_ascii().is_empty() || self.rest.is_empty() && self.ended {
                let row = rows(&line, self.table.delimiter).into_records().next().and_then(Result::ok);
                let columns = row.iter().flatten().enumerate().map(|(place, name)| match name.trim() {
                    "" => format!("column {}", place + 1),
                    name => name.to_owned(),
                });
                self.table =
                    Arc::new(Table { delimiter: self.table.delimiter, columns: columns.collect(), limit: self.limit });
                return Ok(());
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.rest.len();
        let wanted = self.block.max(4096);
        self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.rest)?;
        self.ended = self.rest.len() - before < wanted;
        Ok(())
    }

    /// The line that the next record begins on.
    pub(super) fn next_line(&self) -> u64 {
        self.next_line
    }

    /// The next records: about as many bytes as a block should have, or one record when that is longer.
    pub(super) fn next(&mut self) -> io::Result<Option<Rows>> {
        loop {
            self.look();
            if self.whole >= self.block || self.ended && self.whole > 0 {
                return Ok(Some(self.cut()));
            }
            if self.ended {
                return Ok(self.last());
            }
            if self.rest.len() - self.whole > self.limit {
                // what is whole leaves first
                return if self.whole > 0 { Ok(Some(self.cut())) } else { self.pass().map(Some) };
            }
            self.fill()?;
        }
    }

    /// Looks for ends of records in what is new.
    fn look(&mut self) {
        let delimiter = self.table.delimiter;
        for (place, byte) in self.rest.iter().enumerate().skip(self.looked) {
            // a line end closes a record unless it is quoted
            if *byte == b'\n' && self.state != State::Quoted {
                self.whole = place + 1;
            }
            self.state = self.state.after(*byte, delimiter);
        }
        self.looked = self.rest.len();
    }

    fn cut(&mut self) -> Rows {
        let rest = self.rest.split_off(self.whole);
        let bytes = std::mem::replace(&mut self.rest, rest);
        self.looked -= self.whole;
        self.whole = 0;
        let first = self.next_line;
        self.next_line += memchr_iter(b'\n', &bytes).count() as u64;
        Rows::Records { first, bytes }
    }

    /// What is left at the end: a record without a line end, or one whose quotation mark was never closed.
    fn last(&mut self) -> Option<Rows> {
        if self.rest.is_empty() {
            return None;
        }
        if self.state != State::Quoted {
            self.whole = self.rest.len();
            return Some(self.cut());
        }
        let line = self.next_line;
        self.open_quotations += 1;
        // the first line is lost; what follows is read as if it had not been
        let end = match memchr(b'\n', &self.rest) {
            Some(end) if self.open_quotations < OPEN_QUOTATIONS => end + 1,
            _ => self.rest.len(),
        };
        self.next_line += memchr_iter(b'\n', &self.rest[..end]).count() as u64;
        self.rest.drain(..end);
        (self.looked, self.whole, self.state) = (0, 0, State::FieldStart);
        Some(Rows::Lost { line, cause: Cause::OpenQuotation })
    }

    /// Passes a record by that is too long to be held.
    fn pass(&mut self) -> io::Result<Rows> {
        let line = self.next_line;
        loop {
            self.next_line += memchr_iter(b'\n', &self.rest).count() as u64;
            self.rest.clear();
            if self.ended {
                break;
            }
            self.fill()?;
            if let Some(end) = self.end_of_record() {
                self.next_line += memchr_iter(b'\n', &self.rest[..end]).count() as u64;
                self.rest.drain(..end);
                break;
            }
        }
        (self.looked, self.whole, self.state) = (0, 0, State::FieldStart);
        Ok(Rows::Lost { line, cause: too_long(self.limit) })
    }

    /// Where the record ends that began before what there is.
    fn end_of_record(&mut self) -> Option<usize> {
        for (place, byte) in self.rest.iter().enumerate() {
            if *byte == b'\n' && self.state != State::Quoted {
                return Some(place + 1);
            }
            self.state = self.state.after(*byte, self.table.delimiter);
        }
        None
    }
}

fn too_long(limit: usize) -> Cause {
    Cause::TooLong { limit: limit as u64, name: "article_bytes" }
}

fn rows(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// Where the first record ends, when it does.
fn first_record(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut state = State::FieldStart;
    for (place, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && state != State::Quoted {
            return Some(place + 1);
        }
        state = state.after(*byte, delimiter);
    }
    None
}

/// Whether the ending says that tabs stand between fields.
fn has_tabs(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    name.ends_with(".tsv") || name.ends_with(".tab")
}

/// The delimiter, and how many bytes stand before the header: the one under which most records have as many fields as the
/// header, then the one with most of them. A line `sep=;`, as spreadsheets write it, says it.
fn dialect(head: &[u8], tabs: bool) -> (u8, usize) {
    if let Some([delimiter, rest @ ..]) = head.strip_prefix(b"sep=") {
        let end = match rest {
            [b'\r', b'\n', ..] => Some(7),
            [b'\n', ..] => Some(6),
            _ => None,
        };
        if let Some(end) = end {
            return (*delimiter, end);
        }
    }
    let best = [b',', b';', b'\t', b'|'].into_iter().filter_map(|delimiter| {
        let mut records = rows(head, delimiter).into_byte_records().take(TRIED).filter_map(Result::ok);
        let columns = records.next()?.len();
        let lengths: Vec<usize> = records.map(|record| record.len()).collect();
        // the last may be cut off
        let tried = &lengths[..lengths.len().saturating_sub(usize::from(lengths.len() > 1))];
        let fitting = tried.iter().filter(|length| **length == columns).count();
        let share = if tried.is_empty() { 1000 } else { 1000 * fitting / tried.len() };
        (columns > 1).then_some((share, tabs && delimiter == b'\t', columns, delimiter))
    });
    let usual = if tabs { b'\t' } else { b',' };
    (best.max_by_key(|found| (found.0, found.1, found.2)).map_or(usual, |found| found.3), 0)
}

/// The records of a block with the lines they begin on.
pub(super) fn records<'b>(
    table: &'b Table,
    bytes: &'b [u8],
    first: u64,
) -> impl Iterator<Item = (u64, Result<Named<'b>, Cause>)> + Send + 'b {
    let mut reader = rows(bytes, table.delimiter);
    let mut record = csv::ByteRecord::new();
    std::iter::from_fn(move || {
        loop {
            // bytes in memory are always read: only their meaning can be wrong
            if !reader.read_byte_record(&mut record).unwrap_or(false) {
                return None;
            }
            let place = record.position().map_or(0, |position| {
                // a position is that of the blank lines before
                let before =
                    usize::try_from(position.byte()).ok().and_then(|byte| bytes.get(byte..)).unwrap_or_default();
                let blank =
                    before.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
                position.line() + blank.count() as u64
            });
            let blank = record.len() <= 1 && record.get(0).is_none_or(|field| field.trim_ascii().is_empty());
            if !blank {
                return Some((first + place.saturating_sub(1), table.named(&record)));
            }
        }
    })
}

impl Table {
    fn named(&self, record: &csv::ByteRecord) -> Result<Named<'_>, Cause> {
        if record.as_slice().len() > self.limit {
            return Err(too_long(self.limit));
        }
        let (found, expected) = (record.len(), self.columns.len());
        // some programs end rows with a delimiter more
        let surplus = record.iter().skip(expected).any(|field| !field.trim_ascii().is_empty());
        if surplus || found < expected {
            return Err(Cause::Columns { found, expected, delimiter: self.delimiter });
        }
        let mut named = Named::default();
        for (name, field) in self.columns.iter().zip(record) {
            let text = std::str::from_utf8(field).map_err(|_| Cause::InvalidUtf8)?;
            named.push(&**name, text.to_owned());
        }
        Ok(named)
    }
}
