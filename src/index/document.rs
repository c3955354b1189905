//! What the index keeps of an article beside its words.
//!
//! tantivy's own document would copy every text into a buffer and read it back from there, field by field; this one
//! lends what it holds.

use tantivy::DateTime;
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

/// The fields of one article, in any order.
#[derive(Debug)]
pub(super) struct IndexDocument {
    fields: Vec<(Field, Content)>,
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
        IndexDocument { fields: Vec::with_capacity(32) }
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
