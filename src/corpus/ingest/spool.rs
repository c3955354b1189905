//! Streams that come only once, and files whose bytes are needed out of order.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use super::format::InputFormat;

/// A stream that comes only once, kept in a nameless temporary file from its first reading on.
pub(super) struct Spool {
    state: Mutex<State>,
    /// What it holds, where somebody said it.
    format: Option<InputFormat>,
}

type Opener = Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>> + Send>;

enum State {
    Unread(Opener),
    Kept(fs::File),
    Lost,
}

impl Spool {
    pub(super) fn new(open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static) -> Self {
        Spool { state: Mutex::new(State::Unread(Box::new(open))), format: None }
    }

    pub(super) fn of_format(mut self, format: Option<InputFormat>) -> Self {
        self.format = format;
        self
    }

    pub(super) fn format(&self) -> Option<InputFormat> {
        self.format
    }

    /// Reads from the beginning, each reader on its own.
    pub(super) fn reader(self: &Arc<Self>) -> io::Result<Box<dyn Read + Send>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match std::mem::replace(&mut *state, State::Lost) {
            State::Unread(open) => State::Kept(kept(&mut open()?)?),
            State::Kept(kept) => State::Kept(kept),
            State::Lost => return Err(io::Error::other("the stream broke off before and cannot be read again")),
        };
        Ok(Box::new(SpoolReader { spool: Arc::clone(self), offset: 0 }))
    }
}

/// A stream in a nameless temporary file.
pub(super) fn kept(stream: &mut dyn Read) -> io::Result<fs::File> {
    let mut kept = tempfile::tempfile()?;
    io::copy(stream, &mut kept)?;
    kept.rewind()?;
    Ok(kept)
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
        match &mut *self.spool.state.lock().unwrap_or_else(PoisonError::into_inner) {
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
