//! From articles with their words to words with their articles.
//!
//! tantivy's own way looks up each word by its spelling in one table for all fields and adds a place to the list of that
//! word, away from where the last one was added. Here the words of a field become numbers in one stream, in the order of
//! the text, two bytes each as a rule; when the segment is written they are sorted by word, by counting. The postings are
//! the same, and tantivy writes them.

use crate::text::{Interner, PackedWord};
use std::io;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// One field of a segment under way: its terms, and where they stand.
///
/// A slot is a position of a document; those of all documents are numbered one after the other, so that a term's places
/// are one number each.
#[derive(Debug, Default)]
pub(super) struct Inversion {
    numbers: Interner,
    /// The bytes of all terms, one behind the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// What stands in the slots: see [`code`].
    stream: Vec<u16>,
    occurrences: u64,
    slots: u32,
    /// The documents that have slots.
    documents: Vec<Document>,
}

#[derive(Clone, Copy, Debug)]
struct Document {
    doc: DocId,
    /// The slot of its position 0.
    slot: u32,
}

/// What the stream is written in.
mod code {
    /// One slot is empty, as before most borders.
    pub(super) const GAP: u16 = 0;
    /// So many are empty as the two codes behind it say, the lower half first.
    pub(super) const GAPS: u16 = 1;
    /// The term whose number the two codes behind it say.
    pub(super) const FAR: u16 = 2;
    /// This and what is above it: the terms that came first, which nearly all words are.
    pub(super) const TERM: u16 = 3;
}

impl Inversion {
    /// More slots than this do not go into one segment: the longest text on top of them must be numbered in 32 bits.
    pub(super) const MOST: u32 = 1 << 31;

    /// What comes next is of this document, which is behind those before.
    pub(super) fn begin(&mut self, doc: DocId) {
        let document = Document { doc, slot: self.slots };
        match self.documents.last_mut() {
            Some(last) if last.slot == self.slots => *last = document,
            _ => self.documents.push(document),
        }
    }

    /// A term at a position behind those before it in the document.
    pub(super) fn push(&mut self, term: &[u8], position: u32) {
        let (number, is_new) = self.numbers.intern_bytes(term);
        if is_new {
            self.add_term(term);
        }
        self.put(number, position);
    }

    /// As [`push`](Inversion::push), for a word that is packed already.
    #[inline]
    pub(super) fn push_packed(&mut self, term: PackedWord, position: u32) {
        let (number, is_new) = self.numbers.intern_packed(term);
        if is_new {
            self.add_term(&term.bytes()[..term.len()]);
        }
        self.put(number, position);
    }

    /// A term behind those before it in the document, whatever its position.
    pub(super) fn push_behind(&mut self, term: &[u8]) {
        self.push(term, self.slots - self.base());
    }

    /// The slot of position 0 of the document.
    fn base(&self) -> u32 {
        self.documents.last().map_or(0, |document| document.slot)
    }

    #[cold]
    fn add_term(&mut self, term: &[u8]) {
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len());
    }

    #[inline]
    fn put(&mut self, number: u32, position: u32) {
        let slot = self.base() + position;
        debug_assert!(slot >= self.slots, "positions ascend");
        match slot - self.slots {
            0 => {}
            1 => self.stream.push(code::GAP),
            gaps => self.put_wide(code::GAPS, gaps),
        }
        match u16::try_from(number + u32::from(code::TERM)) {
            Ok(near) => self.stream.push(near),
            Err(_) => self.put_wide(code::FAR, number),
        }
        self.occurrences += 1;
        self.slots = slot + 1;
    }

    fn put_wide(&mut self, code: u16, number: u32) {
        self.stream.extend([code, number as u16, (number >> 16) as u16]);
    }

    /// Visits the number of each term and its slot, in the order of the slots.
    #[inline]
    fn for_each_term(&self, mut visit: impl FnMut(usize, u32)) {
        let mut slot = 0;
        let mut codes = self.stream.iter().map(|code| u32::from(*code));
        while let Some(code) = codes.next() {
            let mut wide = || codes.next().unwrap_or(0) | codes.next().unwrap_or(0) << 16;
            match code as u16 {
                code::GAP => slot += 1,
                code::GAPS => slot += wide(),
                code::FAR => {
                    visit(wide() as usize, slot);
                    slot += 1;
                }
                near => {
                    visit(usize::from(near - code::TERM), slot);
                    slot += 1;
                }
            }
        }
    }

    /// How many terms stand in it, with their repetitions.
    pub(super) fn occurrences(&self) -> u64 {
        self.occurrences
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn slots(&self) -> u32 {
        self.slots
    }

    /// How much memory it takes up, in bytes, with what [`write`](Inversion::write) adds beside its room.
    pub(super) fn memory(&self) -> usize {
        self.numbers.memory()
            + self.bytes.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.stream.capacity() * size_of::<u16>()
            + self.documents.capacity() * size_of::<Document>()
            + self.ends.len() * size_of::<(u64, u32, u32, u32)>()
            + self.slots as usize / Finder::SLOTS * size_of::<u32>()
    }

    /// Hands the terms over in their order, each with its documents and positions; `room` slots are sorted at a time.
    pub(super) fn write(&self, room: usize, out: &mut FieldSerializer<'_>) -> io::Result<()> {
        let order = self.order();
        // by rank, so that the terms of a stretch stand side by side
        let mut ranks = vec![0_u32; order.len()];
        for (rank, &number) in order.iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        let mut counts = vec![0_u32; order.len()];
        self.for_each_term(|number, _| counts[ranks[number] as usize] += 1);
        let finder = Finder::new(&self.documents, self.slots);
        let (mut places, mut deltas) = (Vec::new(), Vec::new());
        let mut begin = 0;
        while begin < order.len() {
            let ends = as_many_as_fit(&counts[begin..], room);
            self.sort_places(&ranks, begin, &ends, &mut places);
            let mut from = 0;
            for (&number, &to) in order[begin..].iter().zip(&ends) {
                // only scores use the number of documents, and need norms for it
                out.new_term(self.bytes_of(number), 0, true)?;
                write_documents(&places[from..to as usize], &finder, &mut deltas, out);
                out.close_term()?;
                from = to as usize;
            }
            begin += ends.len();
        }
        Ok(())
    }

    fn bytes_of(&self, number: u32) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.bytes[start..self.ends[number as usize]]
    }

    /// The numbers of all terms in the order of their bytes.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> =
            (0..self.ends.len() as u32).map(|number| (first_eight(self.bytes_of(number)), number)).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.bytes_of(a.1).cmp(self.bytes_of(b.1))));
        order.into_iter().map(|(_, number)| number).collect()
    }

    /// The slots of the terms of the ranks from `begin` on, term by term, by counting.
    fn sort_places(&self, ranks: &[u32], begin: usize, ends: &[u32], places: &mut Vec<u32>) {
        places.clear();
        places.resize(ends.last().map_or(0, |end| *end as usize), 0);
        let mut next: Vec<u32> = std::iter::once(0).chain(ends.iter().copied()).collect();
        next.pop();
        self.for_each_term(|number, slot| {
            let rank = (ranks[number] as usize).wrapping_sub(begin);
            if let Some(next) = next.get_mut(rank) {
                places[*next as usize] = slot;
                *next += 1;
            }
        });
    }
}

/// Where the places of each term end, for as many terms from the first on as there is room for, one at least.
fn as_many_as_fit(counts: &[u32], room: usize) -> Vec<u32> {
    let mut end = 0;
    let ends = counts.iter().map(|count| {
        end += count;
        end
    });
    let mut is_first = true;
    ends.take_while(|end| std::mem::take(&mut is_first) || *end as usize <= room).collect()
}

/// Writes the documents of one term, whose slots these are.
fn write_documents(mut places: &[u32], finder: &Finder<'_>, deltas: &mut Vec<u32>, out: &mut FieldSerializer<'_>) {
    while let Some(&first) = places.first() {
        let (document, end) = finder.document_of(first);
        let count = places.iter().take_while(|slot| **slot < end).count();
        let (here, behind) = places.split_at(count);
        deltas.clear();
        let mut last = document.slot;
        for &slot in here {
            deltas.push(slot - last);
            last = slot;
        }
        out.write_doc(document.doc, count as u32, deltas);
        places = behind;
    }
}

/// From a slot to its document.
struct Finder<'d> {
    documents: &'d [Document],
    /// For every so many slots, the document that the first of them is in.
    coarse: Vec<u32>,
}

impl<'d> Finder<'d> {
    const SLOTS: usize = 256;

    fn new(documents: &'d [Document], slots: u32) -> Self {
        let mut place = 0;
        let coarse = (0..slots).step_by(Self::SLOTS).map(|slot| {
            while documents.get(place + 1).is_some_and(|next| next.slot <= slot) {
                place += 1;
            }
            place as u32
        });
        Finder { documents, coarse: coarse.collect() }
    }

    /// The document, and the first slot behind it.
    fn document_of(&self, slot: u32) -> (Document, u32) {
        let mut place = self.coarse[slot as usize / Self::SLOTS] as usize;
        loop {
            match self.documents.get(place + 1) {
                Some(next) if next.slot <= slot => place += 1,
                next => return (self.documents[place], next.map_or(u32::MAX, |next| next.slot)),
            }
        }
    }
}

/// Eight bytes as a number that sorts as they do; missing ones are 0.
fn first_eight(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = bytes.len().min(8);
    first[..len].copy_from_slice(&bytes[..len]);
    u64::from_be_bytes(first)
}
