//! A fingerprint of a corpus: which articles, with which contents.

use super::{ArticleCounts, sort_by_id};
use std::sync::Arc;

/// Articles on the way to the fingerprint of all, in any order.
#[derive(Debug, Default)]
pub(crate) struct CorpusHash(Vec<(Arc<str>, u64)>);

impl CorpusHash {
    pub(crate) fn add(&mut self, row: &ArticleCounts) {
        self.0.push((row.id.clone(), row.content));
    }

    pub(crate) fn merge(&mut self, other: CorpusHash) {
        self.0.extend(other.0);
    }

    /// As [`Counts::corpus_hash`](super::Counts::corpus_hash).
    pub(crate) fn finish(mut self) -> String {
        sort_by_id(&mut self.0, |(id, _)| id);
        corpus_hash(self.0.iter().map(|(id, content)| (&**id, *content)))
    }
}

/// BLAKE3 over ids and content hashes in the order of the ids, 16 hexadecimal digits.
pub(super) fn corpus_hash<'i>(articles: impl Iterator<Item = (&'i str, u64)>) -> String {
    let (mut hasher, mut bytes) = (blake3::Hasher::new(), Vec::new());
    for (id, content) in articles {
        bytes.extend_from_slice(&(id.len() as u64).to_le_bytes());
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&content.to_le_bytes());
        // a long stretch is hashed several blocks at a time
        if bytes.len() > 1 << 16 {
            hasher.update(&bytes);
            bytes.clear();
        }
    }
    hasher.update(&bytes);
    hasher.finalize().to_hex()[..16].to_string()
}
