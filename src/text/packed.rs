//! Short words in two integers, worked on eight bytes at a time.

/// A word of up to sixteen bytes: as good as any word of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PackedWord {
    low: u64,
    high: u64,
    /// Tells the padding from NUL bytes of the word.
    len: u32,
}

/// Which letters of a word are capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainCapitals {
    None,
    /// The first byte alone.
    First,
    Others,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
/// What a small letter has beside its capital.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The high bits of the bytes that are `least` or more; all bytes are ASCII.
const fn at_least(bytes: u64, least: u8) -> u64 {
    bytes.wrapping_add(ONES * (0x80 - least as u64)) & HIGH
}

/// The high bits of the bytes from `first` to `last`.
const fn between(bytes: u64, first: u8, last: u8) -> u64 {
    at_least(bytes, first) & !at_least(bytes, last + 1)
}

/// The high bits of the first `len` of eight bytes.
const fn high_of(len: u32) -> u64 {
    if len >= 8 { HIGH } else { HIGH & ((1 << (8 * len)) - 1) }
}

/// Whether the first `len` bytes are ASCII letters and digits, and the others 0.
const fn is_plain(bytes: u64, len: u32) -> bool {
    let letters_and_digits = between(bytes | SMALL, b'a', b'z') | between(bytes, b'0', b'9');
    bytes & HIGH == 0 && letters_and_digits == high_of(len)
}

const fn capitals(bytes: u64) -> u64 {
    between(bytes, b'A', b'Z')
}

/// ASCII in small letters.
const fn lowered(bytes: u64) -> u64 {
    bytes | capitals(bytes) >> 2
}

impl PackedWord {
    pub(crate) const BYTES: usize = 16;
    pub(crate) const EMPTY: PackedWord = PackedWord { low: 0, high: 0, len: 0 };

    /// The word in integers; `None` if it is longer.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        let len = word.len();
        if len > Self::BYTES {
            return None;
        }
        let (low, high) = pack(word);
        Some(PackedWord { low, high, len: len as u32 })
    }

    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// Its bytes, eight in each, the first lowest; 0 behind its end.
    pub(crate) fn groups(self) -> [u64; 2] {
        [self.low, self.high]
    }

    /// Its bytes, and zeros.
    #[inline]
    pub(crate) fn bytes(self) -> [u8; Self::BYTES] {
        (u128::from(self.low) | u128::from(self.high) << 64).to_le_bytes()
    }

    /// A word of ASCII letters and digits alone, in small letters, and which are capitals; `None` for other words.
    #[inline]
    pub(crate) fn plain(self) -> Option<(PackedWord, PlainCapitals)> {
        if !is_plain(self.low, self.len.min(8)) || !is_plain(self.high, self.len.saturating_sub(8)) {
            return None;
        }
        let found = match (capitals(self.low), capitals(self.high)) {
            (0, 0) => PlainCapitals::None,
            (0x80, 0) => PlainCapitals::First,
            _ => PlainCapitals::Others,
        };
        Some((PackedWord { low: lowered(self.low), high: lowered(self.high), len: self.len }, found))
    }
}

/// Up to 16 bytes as two integers, by loads that overlap instead of one for each byte.
#[inline]
fn pack(bytes: &[u8]) -> (u64, u64) {
    let len = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        // of the last eight bytes those behind the first eight; a shift by all 64 bits leaves none
        let high = u64::from_le_bytes(*last).checked_shr(8 * (PackedWord::BYTES - len) as u32).unwrap_or(0);
        return (u64::from_le_bytes(*first), high);
    }
    let low = if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (len - 4))
    } else if len > 0 {
        let at = |place: usize| u64::from(bytes[place]) << (8 * place);
        at(0) | at(len / 2) | at(len - 1)
    } else {
        0
    };
    (low, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_byte_by_byte(word in prop_oneof!["[a-zA-Z0-9]{0,17}", "[ -~]{0,17}", ".{0,6}"]) {
            let packed = PackedWord::of(word.as_bytes());
            prop_assert_eq!(packed.is_some(), word.len() <= 16);
            let Some(packed) = packed else { return Ok(()) };
            prop_assert_eq!(&packed.bytes()[..packed.len()], word.as_bytes());
            let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
            prop_assert_eq!(packed.plain().is_some(), plain);
            if let Some((small, capitals)) = packed.plain() {
                let expected = word.to_ascii_lowercase();
                prop_assert_eq!(&small.bytes()[..small.len()], expected.as_bytes());
                let is_capital: Vec<bool> = word.bytes().map(|byte| byte.is_ascii_uppercase()).collect();
                let expected = match is_capital.iter().rposition(|capital| *capital) {
                    None => PlainCapitals::None,
                    Some(0) => PlainCapitals::First,
                    Some(_) => PlainCapitals::Others,
                };
                prop_assert_eq!(capitals, expected);
            }
        }
    }
}
