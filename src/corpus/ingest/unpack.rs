//! Packed bytes, and no more of them than an honest file holds.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::limits::Limits;

/// How bytes are packed. The first bytes tell: neither beginning is UTF-8, so plain text is never mistaken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1F, 0x8B, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    pub(super) fn unpack<R: Read + Send + 'static>(
        self,
        packed: R,
        limits: &Limits,
    ) -> io::Result<Box<dyn Read + Send>> {
        let (packed, count) = Counted::new(packed);
        Ok(match self {
            Packing::Plain => Box::new(packed.inner),
            Packing::Gzip => Box::new(Guard::new(MultiGzDecoder::new(packed), count, limits)),
            Packing::Zstd => Box::new(Guard::new(zstd::Decoder::new(packed)?, count, limits)),
        })
    }
}

/// The bytes behind a stream, unpacked when they are packed.
pub(super) fn unpacked(mut reader: impl Read + Send + 'static, limits: &Limits) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut head)?;
    Packing::of(&head).unpack(Cursor::new(head).chain(reader), limits)
}

/// A reader that counts what is read from it.
pub(super) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let count = Arc::new(AtomicU64::new(0));
        (Counted { inner, count: Arc::clone(&count) }, count)
    }

    /// One that adds to a count that is there.
    pub(super) fn adding(inner: R, count: Arc<AtomicU64>) -> Self {
        Counted { inner, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What unpacks to more than news ever does is refused on the way.
pub(super) struct Guard<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    ratio: u64,
}

/// What may be unpacked however little it was: short repetitive files are honest.
const FREE: u64 = 64 << 20;

impl<R: Read> Guard<R> {
    pub(super) fn new(inner: R, packed: Arc<AtomicU64>, limits: &Limits) -> Self {
        Guard { inner, packed, unpacked: 0, ratio: limits.unpacked_ratio }
    }

    #[cfg(feature = "web")]
    pub(super) fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        if self.unpacked > FREE {
            check_ratio(self.packed.load(Ordering::Relaxed), self.unpacked, self.ratio)?;
        }
        Ok(read)
    }
}

/// Whether so much may come out of so little.
pub(super) fn check_ratio(packed: u64, unpacked: u64, ratio: u64) -> io::Result<()> {
    if unpacked > FREE && unpacked / ratio > packed {
        return Err(io::Error::other(Bomb { ratio }));
    }
    Ok(())
}

/// Too much came out of too little.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "it unpacks to more than {ratio} times its size, as bombs do; where it is none, raise the limit `unpacked_ratio`"
)]
pub(super) struct Bomb {
    ratio: u64,
}

impl Bomb {
    /// Whether an error is one of these.
    pub(super) fn of(error: &io::Error) -> Option<Bomb> {
        error.get_ref()?.downcast_ref().copied()
    }
}
