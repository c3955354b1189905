//! What is known of each spelling, found by one look into memory.

use super::tokens::Tok;
use rustc_hash::FxHashMap;

/// Longer spellings, one word in a hundred, go another way.
const PACKED: usize = 16;

/// Spellings are forgotten beyond this number, so that memory stays bounded and near.
const MAX_SPELLINGS: usize = 1 << 17;

/// Spellings with what the rules know of them.
#[derive(Debug)]
pub(super) struct Spellings {
    /// A power of two of them, at most three quarters of them taken.
    slots: Vec<Slot>,
    taken: usize,
    long: FxHashMap<Box<str>, Tok>,
}

/// Two to a cache line.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The bytes of the spelling, then zeros; all zeros where the slot is free. No word holds a NUL.
    key: u128,
    tok: Tok,
}

impl Default for Spellings {
    fn default() -> Self {
        Spellings { slots: vec![Slot::default(); 1 << 8], taken: 0, long: FxHashMap::default() }
    }
}

/// A word of up to 16 bytes, ready to be looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    /// Its bytes in order from the lowest, then zeros; zero for a longer word.
    bytes: u128,
    hash: usize,
}

impl Key {
    /// The word `start..end` of a text.
    ///
    /// Nearly always a single load, whatever the length: a branch for each would be guessed wrong every other word.
    #[inline]
    pub(super) fn of(text: &[u8], start: usize, end: usize) -> Key {
        let Some(mask) = MASKS.get(end - start) else { return Key::default() };
        let bytes = match text.get(start..).and_then(|rest| rest.first_chunk::<PACKED>()) {
            Some(chunk) => u128::from_le_bytes(*chunk) & mask,
            None => load_last(&text[start..end]),
        };
        Key { bytes, hash: hash(bytes) }
    }
}

/// The lowest bytes, by their number.
static MASKS: [u128; PACKED + 1] = {
    let mut masks = [0; PACKED + 1];
    let mut len = 1;
    while len <= PACKED {
        masks[len] = u128::MAX >> (8 * (PACKED - len));
        len += 1;
    }
    masks
};

/// A word near the end of a text, where fewer bytes are left.
#[cold]
fn load_last(word: &[u8]) -> u128 {
    let mut padded = [0; PACKED];
    padded[..word.len()].copy_from_slice(word);
    u128::from_le_bytes(padded)
}

impl Spellings {
    /// Reads from where a word will be looked for, and waits for no answer: a few of these ahead of as many
    /// [`look`](Spellings::look)s let the memory work on all of them at once.
    #[inline]
    pub(super) fn touch(&self, key: Key) -> u8 {
        self.slots[key.hash & (self.slots.len() - 1)].key as u8
    }

    /// What is known of a word, which is `spelling`; `describe` is asked at its first sight.
    #[inline]
    pub(super) fn look(&mut self, key: Key, spelling: &str, describe: impl FnOnce(&str) -> Tok) -> Tok {
        if key.bytes == 0 {
            return self.look_long(spelling, describe);
        }
        let mask = self.slots.len() - 1;
        let mut at = key.hash & mask;
        loop {
            let slot = &self.slots[at];
            if slot.key == key.bytes {
                return slot.tok;
            }
            if slot.key == 0 {
                return self.add(key.bytes, at, describe(spelling));
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn add(&mut self, key: u128, at: usize, tok: Tok) -> Tok {
        self.slots[at] = Slot { key, tok };
        self.taken += 1;
        if self.taken >= MAX_SPELLINGS {
            *self = Spellings::default();
        } else if self.taken * 4 > self.slots.len() * 3 {
            self.grow();
        }
        tok
    }

    #[cold]
    fn look_long(&mut self, spelling: &str, describe: impl FnOnce(&str) -> Tok) -> Tok {
        if let Some(tok) = self.long.get(spelling) {
            return *tok;
        }
        if self.long.len() >= MAX_SPELLINGS / 8 {
            self.long.clear();
        }
        let tok = describe(spelling);
        self.long.insert(spelling.into(), tok);
        tok
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in old.into_iter().filter(|slot| slot.key != 0) {
            let mut at = hash(slot.key) & (size - 1);
            while self.slots[at].key != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

#[inline]
fn hash(key: u128) -> usize {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let mixed = low ^ high.rotate_left(29).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let wide = u128::from(mixed) * 0x9E37_79B9_7F4A_7C15;
    (wide >> 64) as usize ^ wide as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token that tells its spelling.
    fn length(spelling: &str) -> Tok {
        Tok { form: spelling.len() as u16, classes: u64::from(spelling.as_bytes()[0]), ..Tok::default() }
    }

    #[test]
    fn every_length_is_told_apart_at_every_place() {
        let letters = "abcdefghijklmnopqrstuvwxyz".repeat(2);
        let mut spellings = Spellings::default();
        for _ in 0..2 {
            for start in 0..26 {
                for end in start + 1..letters.len() {
                    let tok = spellings.look(Key::of(letters.as_bytes(), start, end), &letters[start..end], length);
                    assert_eq!((tok.form as usize, tok.classes), (end - start, u64::from(letters.as_bytes()[start])));
                }
            }
        }
    }

    #[test]
    fn each_is_described_once_until_memory_is_full() {
        let mut spellings = Spellings::default();
        let mut asked = 0;
        let mut look = |number: usize| {
            let word = format!("w{number}");
            spellings.look(Key::of(word.as_bytes(), 0, word.len()), &word, |spelling| {
                asked += 1;
                length(spelling)
            });
        };
        (0..1_000).for_each(&mut look);
        (0..1_000).for_each(&mut look);
        (0..MAX_SPELLINGS * 2).for_each(&mut look);
        assert_eq!(asked, MAX_SPELLINGS * 2);
        assert!(spellings.slots.len() <= MAX_SPELLINGS * 2);
    }
}
