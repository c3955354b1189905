//! Distinct tokens to small numbers.

use crate::prefetch;
use crate::tokens::Token;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    id: u32,
}

const FREE: u32 = u32::MAX;
const EMPTY: Slot = Slot { low: 0, high: 0, id: FREE };

/// Numbers in the order of first sight.
pub(crate) struct Interner {
    slots: Vec<Slot>,
    used: usize,
    long: FxHashMap<Box<str>, u32>,
    len: u32,
}

impl Interner {
    pub(crate) fn new() -> Self {
        Interner { slots: vec![EMPTY; 1 << 14], used: 0, long: FxHashMap::default(), len: 0 }
    }

    #[inline(always)]
    fn hash(low: u64, high: u64) -> usize {
        let mixed = low ^ high.rotate_left(29).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        let wide = u128::from(mixed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        (wide >> 64) as usize ^ wide as usize
    }

    /// Fetches the slot of a short token into the cache.
    #[inline(always)]
    pub(crate) fn prepare(&self, low: u64, high: u64) {
        prefetch(&self.slots, Self::hash(low, high) & (self.slots.len() - 1));
    }

    /// The token's number, and whether it is new.
    #[inline(always)]
    pub(crate) fn intern(&mut self, token: Token<'_>) -> (u32, bool) {
        let Token::Short(low, high, _) = token else { return self.intern_long(token) };
        let mask = self.slots.len() - 1;
        let mut at = Self::hash(low, high) & mask;
        loop {
            let slot = self.slots[at];
            if slot.low == low && slot.high == high && slot.id != FREE {
                return (slot.id, false);
            }
            if slot.id == FREE {
                break;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = Slot { low, high, id: self.len };
        self.len += 1;
        self.used += 1;
        if self.used * 2 > self.slots.len() {
            self.grow();
        }
        (self.len - 1, true)
    }

    #[cold]
    fn intern_long(&mut self, token: Token<'_>) -> (u32, bool) {
        let Token::Long(word) = token else { return (FREE, false) };
        if let Some(&id) = self.long.get(word) {
            return (id, false);
        }
        self.long.insert(word.into(), self.len);
        self.len += 1;
        (self.len - 1, true)
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        for slot in old.into_iter().filter(|slot| slot.id != FREE) {
            let mut at = Self::hash(slot.low, slot.high) & (size - 1);
            while self.slots[at].id != FREE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}
