//! Articles on their way to tantivy, some at a time: to wake one of its threads for each would cost more than to hash it.

use super::document::{IndexDocument, UnderWay};
use std::sync::Arc;
use tantivy::Term;
use tantivy::indexer::UserOperation;

/// What is handed over at once, in order.
#[derive(Default)]
pub(super) struct Batch {
    operations: Vec<UserOperation<IndexDocument>>,
    bytes: usize,
}

impl Batch {
    /// So many operations are handed over.
    const MOST: usize = 32;
    /// Or so many bytes of documents.
    const MOST_BYTES: usize = 256 << 10;

    pub(super) fn delete(&mut self, term: Term) {
        self.operations.push(UserOperation::Delete(term));
    }

    pub(super) fn add(&mut self, document: IndexDocument) {
        self.bytes += document.size();
        self.operations.push(UserOperation::Add(document));
    }

    pub(super) fn is_full(&self) -> bool {
        self.operations.len() >= Self::MOST || self.bytes >= Self::MOST_BYTES
    }

    /// Waits until there is room for its documents among those under way, and empties it.
    pub(super) fn take(&mut self, under_way: &Arc<UnderWay>) -> Vec<UserOperation<IndexDocument>> {
        under_way.enter(std::mem::take(&mut self.bytes));
        for operation in &mut self.operations {
            if let UserOperation::Add(document) = operation {
                document.is_under_way(under_way);
            }
        }
        std::mem::take(&mut self.operations)
    }
}
