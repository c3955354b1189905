//! An analysed article on its way to tantivy's threads.
//!
//! tantivy's own document would copy every text into a buffer and read it back from there, field by field; this one
//! lends what it holds. As tantivy lets 10,000 documents wait for its threads, whatever their size, it also keeps account
//! of the bytes under way, so that ingest waits where they are many.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tantivy::DateTime;
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

/// So many bytes of documents may wait for tantivy's threads: a few hundred articles, so that no thread is ever idle.
const MOST_BYTES: usize = 8 << 20;

/// A thread waits no longer than this for room: where none was made, tantivy's threads write a segment, or have ended
/// and will not say so before they are handed another document.
const PATIENCE: Duration = Duration::from_secs(1);

/// The documents that were handed over and not yet indexed.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    state: Mutex<State>,
    fewer: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: usize,
    /// Whether a thread waits for room.
    waiting: bool,
}

impl UnderWay {
    /// Waits until there is room.
    pub(super) fn enter(&self, size: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.bytes > 0 && state.bytes + size > MOST_BYTES {
            state.waiting = true;
            let (woken, ended) = self.fewer.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if ended.timed_out() {
                break;
            }
        }
        state.bytes += size;
    }

    /// Those that wait are woken when half of the room is free, not after every document.
    fn leave(&self, size: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.bytes -= size;
        if state.waiting && state.bytes <= MOST_BYTES / 2 {
            state.waiting = false;
            self.fewer.notify_all();
        }
    }
}

/// The fields of one article, in any order.
#[derive(Debug)]
pub(super) struct IndexDocument {
    fields: Vec<(Field, Content)>,
    under_way: Option<(Arc<UnderWay>, usize)>,
}

#[derive(Debug)]
enum Content {
    Text(String),
    Number(u64),
    /// Several values of one field.
    Numbers(Vec<u64>),
    Date(DateTime),
    Words(Vec<(String, String)>),
}

impl IndexDocument {
    /// Without fields; there is room for those that nearly every article has.
    pub(super) fn new() -> Self {
        IndexDocument { fields: Vec::with_capacity(32), under_way: None }
    }

    pub(super) fn add_text(&mut self, field: Field, text: impl Into<String>) {
        self.fields.push((field, Content::Text(text.into())));
    }

    pub(super) fn add_number(&mut self, field: Field, number: u64) {
        self.fields.push((field, Content::Number(number)));
    }

    pub(super) fn add_numbers(&mut self, field: Field, numbers: Vec<u64>) {
        self.fields.push((field, Content::Numbers(numbers)));
    }

    pub(super) fn add_date(&mut self, field: Field, date: DateTime) {
        self.fields.push((field, Content::Date(date)));
    }

    /// Names and their words.
    pub(super) fn add_words(&mut self, field: Field, words: Vec<(String, String)>) {
        self.fields.push((field, Content::Words(words)));
    }

    /// About how much memory it takes up, in bytes.
    pub(super) fn size(&self) -> usize {
        self.fields.iter().map(|(_, content)| content.size()).sum()
    }

    /// There was [room](UnderWay::enter) for it; it gives it back when it is dropped.
    pub(super) fn is_under_way(&mut self, under_way: &Arc<UnderWay>) {
        self.under_way = Some((under_way.clone(), self.size()));
    }
}

impl Drop for IndexDocument {
    fn drop(&mut self) {
        if let Some((under_way, size)) = &self.under_way {
            under_way.leave(*size);
        }
    }
}

impl Content {
    /// About how much memory it takes up, in bytes.
    fn size(&self) -> usize {
        size_of::<(Field, Content)>()
            + match self {
                Content::Text(text) => text.capacity(),
                Content::Numbers(numbers) => 8 * numbers.capacity(),
                Content::Words(words) => words.iter().map(|(name, word)| name.len() + word.len() + 48).sum(),
                Content::Number(_) | Content::Date(_) => 0,
            }
    }
}

/// One value, lent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lent<'d> {
    Text(&'d str),
    Number(u64),
    Date(DateTime),
    Words(&'d [(String, String)]),
}

impl<'d> Value<'d> for Lent<'d> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = LentWords<'d>;

    fn as_value(&self) -> ReferenceValue<'d, Self> {
        match *self {
            Lent::Text(text) => ReferenceValue::Leaf(ReferenceValueLeaf::Str(text)),
            Lent::Number(number) => ReferenceValue::Leaf(ReferenceValueLeaf::U64(number)),
            Lent::Date(date) => ReferenceValue::Leaf(ReferenceValueLeaf::Date(date)),
            Lent::Words(words) => ReferenceValue::Object(LentWords(words.iter())),
        }
    }
}

/// Names and their words, one by one.
#[derive(Clone, Debug)]
pub(super) struct LentWords<'d>(std::slice::Iter<'d, (String, String)>);

impl<'d> Iterator for LentWords<'d> {
    type Item = (&'d str, Lent<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, word)| (name.as_str(), Lent::Text(word)))
    }
}

/// The values of a document, one by one.
#[derive(Debug)]
pub(super) struct LentFields<'d> {
    fields: std::slice::Iter<'d, (Field, Content)>,
    /// What is left of several values.
    numbers: Option<(Field, std::slice::Iter<'d, u64>)>,
}

impl<'d> Iterator for LentFields<'d> {
    type Item = (Field, Lent<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((field, numbers)) = &mut self.numbers
                && let Some(number) = numbers.next()
            {
                return Some((*field, Lent::Number(*number)));
            }
            let (field, content) = self.fields.next()?;
            let value = match content {
                Content::Text(text) => Lent::Text(text),
                Content::Number(number) => Lent::Number(*number),
                Content::Date(date) => Lent::Date(*date),
                Content::Words(words) => Lent::Words(words),
                Content::Numbers(numbers) => {
                    self.numbers = Some((*field, numbers.iter()));
                    continue;
                }
            };
            return Some((*field, value));
        }
    }
}

impl Document for IndexDocument {
    type Value<'d> = Lent<'d>;
    type FieldsValuesIter<'d> = LentFields<'d>;

    fn iter_fields_and_values(&self) -> LentFields<'_> {
        LentFields { fields: self.fields.iter(), numbers: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn of_bytes(size: usize) -> IndexDocument {
        let mut document = IndexDocument::new();
        document.add_text(Field::from_field_id(0), "x".repeat(size));
        document
    }

    fn enter(document: &mut IndexDocument, under_way: &Arc<UnderWay>) {
        under_way.enter(document.size());
        document.is_under_way(under_way);
    }

    #[test]
    fn a_document_waits_until_those_before_are_done() {
        // more than half of the room, and less: both have to be woken
        for size in [MOST_BYTES * 2 / 3, MOST_BYTES * 19 / 20] {
            let under_way = Arc::new(UnderWay::default());
            let mut first = of_bytes(MOST_BYTES * 19 / 20 + MOST_BYTES / 10 - size);
            enter(&mut first, &under_way);
            std::thread::scope(|threads| {
                let second = threads.spawn(|| enter(&mut of_bytes(size), &under_way));
                std::thread::sleep(Duration::from_millis(50));
                assert!(!second.is_finished(), "no room yet");
                let start = std::time::Instant::now();
                drop(first);
                second.join().unwrap();
                assert!(start.elapsed() < PATIENCE);
            });
            assert_eq!(under_way.state.lock().unwrap().bytes, 0);
        }
    }

    #[test]
    fn nobody_waits_for_ever() {
        let under_way = Arc::new(UnderWay::default());
        let (mut first, mut second) = (of_bytes(MOST_BYTES / 2), of_bytes(2 * MOST_BYTES));
        enter(&mut first, &under_way);
        enter(&mut second, &under_way);
    }
}
