//! Runs of letters and digits, lower-cased; those of up to 16 ASCII bytes come packed in two integers.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// ASCII, at most 16 bytes, lower-cased and packed, and its length.
    Short(u64, u64, u32),
    /// Any other, lower-cased.
    Long(&'t str),
}

impl Token<'_> {
    /// The token of a word that is lower-cased already.
    pub(crate) fn of(word: &str) -> Token<'_> {
        let bytes = word.as_bytes();
        match bytes.len() {
            len if len > 16 || !word.is_ascii() => Token::Long(word),
            len if len <= 8 => Token::Short(load(bytes, 0, len), 0, len as u32),
            len => Token::Short(load(bytes, 0, 8), load(bytes, 8, len - 8), len as u32),
        }
    }

    /// Spells it out.
    pub(crate) fn spell(self, out: &mut String) {
        out.clear();
        match self {
            Token::Short(low, high, len) => {
                let packed = u128::from(low) | u128::from(high) << 64;
                out.extend(packed.to_le_bytes()[..len as usize].iter().map(|byte| *byte as char));
            }
            Token::Long(word) => out.push_str(word),
        }
    }
}

/// Lower-cases eight bytes that are ASCII letters, digits or zero.
#[inline(always)]
fn lower8(x: u64) -> u64 {
    let upper =
        (x.wrapping_add(0x3f3f_3f3f_3f3f_3f3f) & !x.wrapping_add(0x2525_2525_2525_2525)) & 0x8080_8080_8080_8080;
    x | (upper >> 2)
}

/// Up to eight bytes from `at` on, the rest zero.
#[inline(always)]
fn load(bytes: &[u8], at: usize, len: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => {
            let x = u64::from_le_bytes(eight.try_into().unwrap_or_default());
            if len >= 8 { x } else { x & ((1 << (8 * len)) - 1) }
        }
        None => {
            let mut eight = [0; 8];
            let len = len.min(8);
            eight[..len].copy_from_slice(&bytes[at..at + len]);
            u64::from_le_bytes(eight)
        }
    }
}

/// 64 bytes to a bit mask: ASCII letter or digit, or not ASCII.
#[inline(always)]
fn word_mask(bytes: &[u8; 64]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of x86-64; the four loads of 16 bytes lie within the 64
    unsafe {
        use std::arch::x86_64::*;
        let mut mask = 0;
        for i in 0..4 {
            let x = _mm_loadu_si128(bytes.as_ptr().add(i * 16).cast());
            let letter = _mm_sub_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8(b'a' as i8));
            let digit = _mm_sub_epi8(x, _mm_set1_epi8(b'0' as i8));
            let is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
            let is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
            // the sign bit of x: not ASCII
            let word = _mm_or_si128(_mm_or_si128(is_letter, is_digit), x);
            mask |= u64::from(_mm_movemask_epi8(word) as u16) << (i * 16);
        }
        mask
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let is_word = |byte: &u8| u64::from(byte.is_ascii_alphanumeric() || !byte.is_ascii());
        bytes.iter().enumerate().fold(0, |mask, (i, byte)| mask | is_word(byte) << i)
    }
}

/// Calls `visit` with every token of a text.
#[inline(always)]
pub fn tokens(text: &str, mut visit: impl FnMut(Token<'_>)) {
    let bytes = text.as_bytes();
    let (mut start, mut inside, mut carry) = (0, false, 0);
    let mut base = 0;
    while base < bytes.len() {
        let mask = match bytes.get(base..base + 64).and_then(|part| part.try_into().ok()) {
            Some(part) => word_mask(part),
            None => {
                let mut part = [0; 64];
                part[..bytes.len() - base].copy_from_slice(&bytes[base..]);
                word_mask(&part)
            }
        };
        let mut edges = mask ^ (mask << 1 | carry);
        carry = mask >> 63;
        while edges != 0 {
            let place = base + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            if inside {
                run(text, start, place, &mut visit);
            } else {
                start = place;
            }
            inside = !inside;
        }
        base += 64;
    }
    if inside {
        run(text, start, bytes.len(), &mut visit);
    }
}

#[inline(always)]
fn run(text: &str, start: usize, end: usize, visit: &mut impl FnMut(Token<'_>)) {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let (bytes, len) = (text.as_bytes(), end - start);
    if len <= 8 {
        let low = load(bytes, start, len);
        if low & HIGH_BITS == 0 {
            return visit(Token::Short(lower8(low), 0, len as u32));
        }
    } else if len <= 16 {
        let (low, high) = (load(bytes, start, 8), load(bytes, start + 8, len - 8));
        if (low | high) & HIGH_BITS == 0 {
            return visit(Token::Short(lower8(low), lower8(high), len as u32));
        }
    }
    long_run(&text[start..end], visit);
}

/// A run that is long or holds a character that is not ASCII, which may be no letter.
#[inline(never)]
fn long_run(text: &str, visit: &mut impl FnMut(Token<'_>)) {
    let mut lowered = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        lowered.clear();
        lowered.extend(word.chars().flat_map(char::to_lowercase));
        visit(Token::of(&lowered));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by the book.
    fn plain(text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(|word| word.chars().flat_map(char::to_lowercase).collect()).collect()
    }

    #[test]
    fn the_words_are_those_of_a_plain_split() {
        let words = "The U.S.-backed «Ministère» ended 31 December. Straße, ΣΊΣΥΦΟΣ; straightforwardness@x";
        let rows = [String::new(), "a".into(), "a".repeat(200), "—".repeat(40), words.into(), words.repeat(7)];
        for text in rows {
            for cut in (0..text.len().min(70)).filter(|cut| text.is_char_boundary(*cut)) {
                let (mut found, mut spelled) = (Vec::new(), String::new());
                tokens(&text[cut..], |token| {
                    token.spell(&mut spelled);
                    found.push(spelled.clone());
                });
                assert_eq!(found, plain(&text[cut..]));
            }
        }
    }

    #[test]
    fn a_word_packs_to_the_same_token_wherever_it_stands() {
        for word in ["a", "coup", "protests", "protesters", "sixteen16letters", "seventeen17letter"] {
            for text in [word.to_string(), format!("{word} and more text behind it"), word.to_uppercase()] {
                let mut first = None;
                tokens(&text, |token| {
                    if first.is_none() {
                        assert_eq!(token, Token::of(word));
                        first = Some(());
                    }
                });
                assert!(first.is_some());
            }
        }
    }
}
