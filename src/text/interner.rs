//! Distinct spellings to small numbers, so that work on a spelling is done once.

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
    long: FxHashMap<Box<str>, u32>,
    len: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    low: u64,
    high: u64,
    id: u32,
    /// Tells the padding of a packed spelling from NUL bytes in it.
    len: u32,
}

const EMPTY: Slot = Slot { low: 0, high: 0, id: FREE, len: 0 };

const FREE: u32 = u32::MAX;
const PACKED: usize = 16;

impl Default for Interner {
    fn default() -> Self {
        Interner { slots: vec![EMPTY; 1 << 12], long: FxHashMap::default(), len: 0 }
    }
}

impl Interner {
    /// The spelling's number, and whether it is new.
    #[inline]
    pub fn intern(&mut self, spelling: &str) -> (u32, bool) {
        let bytes = spelling.as_bytes();
        if bytes.len() > PACKED {
            return self.intern_long(spelling);
        }
        let ((low, high), len) = (pack(bytes), bytes.len() as u32);
        let mask = self.slots.len() - 1;
        let mut at = hash(low, high) & mask;
        loop {
            let slot = self.slots[at];
            if slot.id == FREE {
                break;
            }
            if slot.low == low && slot.high == high && slot.len == len {
                return (slot.id, false);
            }
            at = (at + 1) & mask;
        }
        let id = self.len;
        self.slots[at] = Slot { low, high, id, len };
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

    #[cold]
    fn intern_long(&mut self, spelling: &str) -> (u32, bool) {
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
            let mut at = hash(slot.low, slot.high) & (size - 1);
            while self.slots[at].id != FREE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// Up to 16 bytes as two integers, by loads that overlap instead of one for each byte.
#[inline]
fn pack(bytes: &[u8]) -> (u64, u64) {
    let len = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        // of the last eight bytes those behind the first eight; a shift by all 64 bits leaves none
        let high = u64::from_le_bytes(*last).checked_shr(8 * (PACKED - len) as u32).unwrap_or(0);
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

#[inline]
fn hash(low: u64, high: u64) -> usize {
    let mixed = low ^ high.rotate_left(29).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let wide = u128::from(mixed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    (wide >> 64) as usize ^ wide as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_packs_to_its_bytes() {
        let bytes: Vec<u8> = (1..=16).collect();
        for len in 0..=PACKED {
            let mut padded = [0; PACKED];
            padded[..len].copy_from_slice(&bytes[..len]);
            let whole = u128::from_le_bytes(padded);
            assert_eq!(pack(&bytes[..len]), (whole as u64, (whole >> 64) as u64), "{len} bytes");
        }
    }

    #[test]
    fn spellings_differ_by_trailing_nul_bytes() {
        let mut spellings = Interner::default();
        let numbers: Vec<u32> = ["", "\0", "a", "a\0", "a\0\0", "a"].map(|s| spellings.intern(s).0).to_vec();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 2]);
    }
}
