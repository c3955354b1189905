//! A fingerprint of a corpus: which articles, with which contents.

use super::{ArticleCounts, sort_by_id};
use crate::corpus::SortedIds;
use std::sync::Arc;

/// Articles on the way to the fingerprint of all, in any order.
#[derive(Debug, Default)]
pub(crate) struct CorpusHash {
    /// Those of files.
    articles: Vec<(Arc<str>, u64)>,
    /// Those of an index, segment by segment.
    segments: Vec<SortedIds>,
}

impl CorpusHash {
    pub(super) fn add(&mut self, row: &ArticleCounts) {
        self.articles.push((row.id.clone(), row.content));
    }

    pub(super) fn add_segment(&mut self, ids: SortedIds) {
        self.segments.push(ids);
    }

    pub(super) fn merge(&mut self, other: CorpusHash) {
        self.articles.extend(other.articles);
        self.segments.extend(other.segments);
    }

    /// As [`Counts::corpus_hash`](super::Counts::corpus_hash).
    pub(crate) fn finish(mut self) -> String {
        sort_by_id(&mut self.articles, |(id, _)| id);
        let mut segments: Vec<_> = self.segments.iter().map(|ids| ids.iter().peekable()).collect();
        let next_of_segments = std::iter::from_fn(|| {
            let heads = segments.iter_mut().enumerate().filter_map(|(at, ids)| Some((ids.peek()?.0, at)));
            let (_, at) = heads.min()?;
            segments[at].next()
        });
        corpus_hash(self.articles.iter().map(|(id, content)| (id.as_bytes(), *content)).chain(next_of_segments))
    }
}

/// BLAKE3 over ids and content hashes in the order of the ids, 16 hexadecimal digits.
pub(super) fn corpus_hash<'i>(articles: impl Iterator<Item = (&'i [u8], u64)>) -> String {
    let (mut hasher, mut bytes) = (blake3::Hasher::new(), Vec::new());
    for (id, content) in articles {
        bytes.extend_from_slice(&(id.len() as u64).to_le_bytes());
        bytes.extend_from_slice(id);
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
