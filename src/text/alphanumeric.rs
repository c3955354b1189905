//! Runs of letters and digits, nothing else: what other programs take for words.
//!
//! Where words end is hard to foresee for a processor that looks at byte after byte. So 64 bytes at a time become one
//! number with a bit for each, and the ends of the words are where neighbouring bits differ.

/// Calls `push` with the start and the end of each run, in bytes.
pub(super) fn alphanumeric_runs(text: &str, mut push: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut run = |start: usize, end: usize, high: bool| match high {
        false => push(start, end),
        true => split(text, start, end, &mut push),
    };
    // the run that is open: where it began, and whether a byte near it is not ASCII
    let mut open: Option<(usize, bool)> = None;
    let mut last = 0;
    for base in (0..bytes.len()).step_by(64) {
        let (mask, high) = block(&bytes[base..bytes.len().min(base + 64)]);
        if let Some((_, near)) = &mut open {
            *near |= high;
        }
        let mut edges = mask ^ (mask << 1 | last);
        last = mask >> 63;
        while edges != 0 {
            let place = base + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            open = match open {
                Some((start, high)) => {
                    run(start, place, high);
                    None
                }
                None => Some((place, high)),
            };
        }
    }
    if let Some((start, high)) = open {
        run(start, bytes.len(), high);
    }
}

/// A run in which a character that is not ASCII may stand, and may be no letter; mostly it stands in one nearby.
#[cold]
fn split(text: &str, start: usize, end: usize, push: &mut impl FnMut(usize, usize)) {
    if text.as_bytes()[start..end].is_ascii() {
        return push(start, end);
    }
    let mut from = start;
    for (place, c) in text[start..end].char_indices().filter(|(_, c)| !c.is_alphanumeric()) {
        if start + place > from {
            push(from, start + place);
        }
        from = start + place + c.len_utf8();
    }
    if end > from {
        push(from, end);
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// A bit for each of up to 64 bytes that is a letter or digit of ASCII or no ASCII at all, and whether there is one of
/// the latter.
#[inline]
fn block(bytes: &[u8]) -> (u64, bool) {
    let (mut mask, mut high) = (0, 0);
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        high |= eight;
        mask |= bits(eight) << (8 * number);
    }
    if !rest.is_empty() {
        let mut eight = [0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        high |= u64::from_le_bytes(eight);
        mask |= bits(u64::from_le_bytes(eight)) << (8 * eights.len());
    }
    (mask, high & HIGH != 0)
}

/// The same for eight bytes in one number. A sum raises a byte's highest bit when the byte is not below a bound.
#[inline]
fn bits(bytes: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let low = bytes & !HIGH;
    let lower = low | each(0x20);
    let letter = (lower + each(0x80 - b'a')) & !(lower + each(0x80 - b'z' - 1));
    let digit = (low + each(0x80 - b'0')) & !(low + each(0x80 - b'9' - 1));
    // the product moves the highest bit of byte k to bit 56 + k
    (((letter | digit | bytes) & HIGH) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(text: &str) -> Vec<&str> {
        let mut runs = Vec::new();
        alphanumeric_runs(text, |start, end| runs.push(&text[start..end]));
        runs
    }

    fn plain(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect()
    }

    #[test]
    fn every_byte_is_classed_as_its_character() {
        for byte in 0..0x80_u8 {
            let bit = u64::from((byte as char).is_alphanumeric());
            for place in 0..8 {
                assert_eq!(bits(u64::from(byte) << (8 * place)), bit << place, "{byte:#x} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_runs_are_those_of_a_plain_split(text in "([a-zA-Z0-9]{1,9}|[ .,'’“”—éßЖ日]|\\PC){0,90}") {
            prop_assert_eq!(runs(&text), plain(&text));
        }
    }
}
