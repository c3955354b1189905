//! Many ids, in order, in one stretch of memory.

/// Ids in ascending order, each with the hash of its article's content.
#[derive(Debug, Default)]
pub(crate) struct SortedIds {
    /// The ids one behind the other.
    text: Vec<u8>,
    /// Where each ends, and the content's hash.
    articles: Vec<(usize, u64)>,
}

impl SortedIds {
    #[cfg(feature = "index")]
    /// Adds an id that comes behind all others.
    pub(crate) fn push(&mut self, id: &[u8], content: u64) {
        self.text.extend_from_slice(id);
        self.articles.push((self.text.len(), content));
    }

    /// The ids, each with its content's hash.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let mut start = 0;
        self.articles.iter().map(move |&(end, content)| (&self.text[std::mem::replace(&mut start, end)..end], content))
    }
}
