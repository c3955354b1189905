//! Which articles were read before, whatever the thread that read them.

use super::Article;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Ids and contents of the articles of one reading.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// By the first bits of the id's hash, so that threads seldom wait for each other.
    parts: [Mutex<FxHashMap<u128, u64>>; 32],
}

/// What an article is to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The first of its id.
    First,
    /// Word for word one that was there.
    Again,
    /// Another article has its id.
    Conflict,
}

impl Seen {
    /// Notes an article; `content` is its [`Article::content_hash`].
    pub(crate) fn see(&self, article: &Article, content: u64) -> Sight {
        self.see_id(article.id(), content)
    }

    /// As [`see`](Seen::see), of an article of which no more than its id is at hand.
    pub(crate) fn see_id(&self, id: &str, content: u64) -> Sight {
        let key = key(id);
        match self.part(key).entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(content);
                Sight::First
            }
            Entry::Occupied(entry) if *entry.get() == content => Sight::Again,
            Entry::Occupied(_) => Sight::Conflict,
        }
    }

    /// Says whether it was there.
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) fn forget(&self, id: &str) -> bool {
        let key = key(id);
        self.part(key).remove(&key).is_some()
    }

    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) fn forget_all(&self) {
        for part in &self.parts {
            part.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn part(&self, key: u128) -> MutexGuard<'_, FxHashMap<u128, u64>> {
        let part = key as usize % self.parts.len();
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 128 bits of an id's hash: two ids of one corpus never share them.
pub(super) fn key(id: &str) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(id.as_bytes()).as_bytes()[..16]);
    u128::from_le_bytes(bytes)
}
