//! Distinct spellings to small numbers, so that work on a spelling is done once.

use super::packed::PackedWord;
use rustc_hash::FxHashMap;

/// Gives each distinct string a number, in the order of first sight.
///
/// Spellings of up to 16 bytes, nearly all words, are compared as two integers.
///
/// ```
/// use parallax::text::Interner;
/// let mut spellings = Interner::default();
/// assert_eq!(spellings.intern("coup"), (0, true));
/// assert_eq!(spellings.intern("riot"), (1, true));
/// assert_eq!(spellings.intern("coup"), (0, false));
/// ```
#[derive(Clone, Debug)]
pub struct Interner {
    slots: Vec<Slot>,
    long: FxHashMap<Box<[u8]>, u32>,
    len: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    word: PackedWord,
    id: u32,
}

const EMPTY: Slot = Slot { word: PackedWord::EMPTY, id: FREE };

const FREE: u32 = u32::MAX;

impl Default for Interner {
    fn default() -> Self {
        Interner { slots: vec![EMPTY; 1 << 12], long: FxHashMap::default(), len: 0 }
    }
}

impl Interner {
    /// A memory of spellings that can start anew does so when it has more than these, before a text: their table takes
    /// up 8 MiB, and would grow to 32 with some thousands more, away from where a processor has it near.
    pub(crate) const NEAR: usize = (1 << 17) - (1 << 12);

    /// The spelling's number, and whether it is new.
    #[inline]
    pub fn intern(&mut self, spelling: &str) -> (u32, bool) {
        self.intern_bytes(spelling.as_bytes())
    }

    /// As [`intern`](Interner::intern), for what need not be a text.
    #[inline]
    pub(crate) fn intern_bytes(&mut self, spelling: &[u8]) -> (u32, bool) {
        match PackedWord::of(spelling) {
            Some(word) => self.intern_packed(word),
            None => self.intern_long(spelling),
        }
    }

    /// As [`intern`](Interner::intern), for a word that is packed already.
    #[inline]
    pub(crate) fn intern_packed(&mut self, word: PackedWord) -> (u32, bool) {
        let mask = self.slots.len() - 1;
        let mut at = hash(word) & mask;
        loop {
            let slot = self.slots[at];
            if slot.id == FREE {
                break;
            }
            if slot.word == word {
                return (slot.id, false);
            }
            at = (at + 1) & mask;
        }
        let id = self.len;
        self.slots[at] = Slot { word, id };
        self.len += 1;
        if self.len as usize * 2 > self.slots.len() {
            self.grow();
        }
        (id, true)
    }

    /// How many distinct spellings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether nothing was interned yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// About how much memory it takes up, in bytes.
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) fn memory(&self) -> usize {
        // a long spelling takes up as many bytes as it has, and some beside them
        self.slots.len() * size_of::<Slot>() + self.long.capacity() * (size_of::<(Box<[u8]>, u32)>() + 48)
    }

    #[cold]
    fn intern_long(&mut self, spelling: &[u8]) -> (u32, bool) {
        if let Some(&id) = self.long.get(spelling) {
            return (id, false);
        }
        let id = self.len;
        self.long.insert(spelling.into(), id);
        self.len += 1;
        (id, true)
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        for slot in old.into_iter().filter(|slot| slot.id != FREE) {
            let mut at = hash(slot.word) & (size - 1);
            while self.slots[at].id != FREE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

#[inline]
fn hash(word: PackedWord) -> usize {
    let [low, high] = word.groups();
    let mixed = low ^ high.rotate_left(29).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let wide = u128::from(mixed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    (wide >> 64) as usize ^ wide as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_differ_by_trailing_nul_bytes() {
        let mut spellings = Interner::default();
        let numbers: Vec<u32> = ["", "\0", "a", "a\0", "a\0\0", "a"].map(|s| spellings.intern(s).0).to_vec();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 2]);
    }
}
