//! Charsets: of a whole file by its bytes, of a stream by its beginning.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file: by its byte order mark, else as declared, else UTF-8 where it is that, else what is likeliest.
pub(super) fn decode<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> (Cow<'a, str>, &'static Encoding) {
    let encoding = match (marked(bytes), std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding,
        // many a page declares what it was before somebody saved it
        (None, Ok(_)) => UTF_8,
        (None, Err(_)) => declared.filter(|encoding| *encoding != UTF_8).unwrap_or_else(|| likeliest(bytes, true)),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    (text, encoding)
}

/// The text of a plain file, which declares nothing; or where UTF-8 that is damaged, or what is no text at all, stops
/// being one.
pub(super) fn decode_plain(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static Encoding), usize> {
    let (text, encoding) = match (marked(bytes), std::str::from_utf8(bytes)) {
        (Some(encoding), Err(error)) if encoding == UTF_8 => return Err(error.valid_up_to()),
        (None, Err(error)) if is_mostly_utf8(bytes) => return Err(error.valid_up_to()),
        _ => decode(bytes, None),
    };
    // what was found out has to look like text; the form feed stands between pages
    let is_control = |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r' | '\x0c');
    match std::str::from_utf8(bytes) {
        Err(error) if encoding != UTF_8 && text.contains(is_control) => Err(error.valid_up_to()),
        _ => Ok((text, encoding)),
    }
}

/// What a byte order mark says, or the zeros of UTF-16 without one: beside every letter of ASCII stands one.
fn marked(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let pairs = bytes[..bytes.len().min(4096)].as_chunks::<2>().0;
    let zeros = |place: usize| pairs.iter().filter(|pair| pair[place] == 0 && pair[1 - place] != 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match pairs.len() / 2 {
        0 => None,
        half if second > half && first == 0 => Some(UTF_16LE),
        half if first > half && second == 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn likeliest(bytes: &[u8], whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    detector.guess(None, Utf8Detection::Deny)
}

/// A stream as UTF-8 with the charset that its first `head` bytes show; a byte order mark is dropped. What claims to be
/// UTF-8 is passed on as it is, faults and all, so that they are found where they stand.
pub(super) fn as_utf8(
    mut reader: Box<dyn Read + Send>,
    head: usize,
) -> io::Result<(Box<dyn Read + Send>, &'static Encoding)> {
    let mut bytes = Vec::new();
    reader.by_ref().take(head as u64).read_to_end(&mut bytes)?;
    let cut = bytes.len() == head;
    let mark = Encoding::for_bom(&bytes).map_or(0, |(_, length)| length);
    let is_utf8 = match std::str::from_utf8(&bytes) {
        Ok(_) => true,
        // a character may be cut in two by the end of the head
        Err(error) => cut && error.error_len().is_none(),
    };
    let encoding = match marked(&bytes) {
        Some(encoding) => encoding,
        None if is_utf8 || is_mostly_utf8(&bytes) => UTF_8,
        None => likeliest(&bytes, !cut),
    };
    let mut start = Cursor::new(bytes);
    start.set_position(mark as u64);
    let whole = start.chain(reader);
    if encoding == UTF_8 {
        return Ok((Box::new(whole), encoding));
    }
    let decoder = encoding.new_decoder_without_bom_handling();
    Ok((
        Box::new(Transcoder { inner: whole, decoder, raw: Vec::new(), ready: Vec::new(), taken: 0, ended: false }),
        encoding,
    ))
}

/// Many characters of several bytes and few faults: a UTF-8 file with damage in it, and nothing else.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 20 * bad
}

/// Turns another charset into UTF-8 on the way.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() && !self.ended {
            self.raw.clear();
            self.inner.by_ref().take(64 << 10).read_to_end(&mut self.raw)?;
            self.ended = self.raw.is_empty();
            let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(4 * self.raw.len() + 16);
            self.ready.resize(room, 0);
            let (result, _, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.ready, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty, "there was room for all");
            self.ready.truncate(written);
            self.taken = 0;
        }
        let read = (self.ready.len() - self.taken).min(buffer.len());
        buffer[..read].copy_from_slice(&self.ready[self.taken..self.taken + read]);
        self.taken += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_known_by_mark_and_by_content() {
        let text = "Größe und Façade — „so“, ".repeat(20);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        let rows = [
            ("utf8", text.as_bytes().to_vec(), "UTF-8"),
            ("utf8_with_mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
            ("utf16", utf16, "UTF-16LE"),
            ("utf16_without_mark", unmarked, "UTF-16BE"),
            ("latin", latin, "windows-1252"),
        ];
        for (name, bytes, expected) in rows {
            let (decoded, encoding) = decode(&bytes, None);
            assert_eq!((&*decoded, encoding.name()), (&*text, expected), "{name}");
            for head in [16, 1 << 20] {
                // the beginning alone may not tell: `Größe und F`
                if head == 16 && name == "latin" {
                    continue;
                }
                let (mut reader, encoding) = as_utf8(Box::new(Cursor::new(bytes.clone())), head).unwrap();
                let mut streamed = String::new();
                reader.read_to_string(&mut streamed).unwrap();
                assert_eq!((&*streamed, encoding.name()), (&*text, expected), "{name} {head}");
            }
        }
    }

    #[test]
    fn plain_text_is_decoded_and_damage_is_not() {
        let text = "Größe und Façade — „so“, ".repeat(20);
        let latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        assert_eq!(
            decode_plain(&latin).map(|(text, charset)| (text.into_owned(), charset.name())),
            Ok((text.clone(), "windows-1252"))
        );
        let damaged = [text.as_bytes(), b"\xFF", text.as_bytes()].concat();
        assert_eq!(decode_plain(&damaged), Err(text.len()), "UTF-8 with a byte that is none");
        assert_eq!(decode_plain(b"\xEF\xBB\xBFcaf\xE9"), Err(6), "it says what it is, and is not");
        assert_eq!(decode_plain(b"\x7fELF\x02\x01\x01\x00\xfe\xca"), Err(8), "no text");
        assert_eq!(decode_plain(b"").unwrap(), ("".into(), UTF_8));
    }
}
