//! Passages on a page: the hit in its surroundings, source and cue marked, and where it stands.
//!
//! A page has room for so many bytes. What gives way, in this order: the far surroundings of a hit, the titles of
//! articles, nearly all surroundings, links, dates and voices, and in the end passages; the page says what it left out.

use super::super::Passage;
use super::super::markdown::address;
use super::super::visible::{Marks, visible as shown};
use super::text;
use maud::{Markup, html};

/// How much of each passage is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Letters on either side of the hit.
    pub(super) side: usize,
    /// Whether titles of articles are shown.
    pub(super) title: bool,
    /// Whether articles are linked.
    pub(super) link: bool,
    /// Whether date and voice are shown.
    pub(super) voice: bool,
    /// At most so many passages together.
    pub(super) each: usize,
}

impl Room {
    /// No passages.
    pub(super) const NONE: Room = Room { side: 0, title: false, link: false, voice: false, each: 0 };
    /// The whole sentence.
    const FULL: Room = Room { side: usize::MAX, title: true, link: true, voice: true, each: usize::MAX };

    /// Hits that can just be read, and where they stand.
    const BARE: Room = Room { side: 20, title: false, link: false, voice: false, each: usize::MAX };

    /// From the most to the least.
    fn all() -> impl Iterator<Item = Room> {
        let sides = [usize::MAX, 240, 160, 110, 80].map(|side| Room { side, ..Room::FULL });
        let untitled = [80, 60, 48].map(|side| Room { side, title: false, ..Room::FULL });
        let five = [60, 48, 40].map(|side| Room { side, title: false, each: 5, ..Room::FULL });
        let unlinked = [40, 34, 28].map(|side| Room { side, link: false, title: false, each: 5, ..Room::FULL });
        let bare = [34, 28, 24, 20].map(|side| Room { side, each: 5, ..Room::BARE });
        let few = [3, 2, 1].map(|each| Room { each, ..Room::BARE });
        sides.into_iter().chain(untitled).chain(five).chain(unlinked).chain(bare).chain(few)
    }

    /// The most that fits into so many bytes; none where nothing does.
    pub(super) fn for_passages<'p>(passages: impl Fn() -> Vec<&'p [Passage]>, bytes: usize) -> Room {
        let lists = passages();
        let size = |room: &Room| -> usize { lists.iter().map(|list| room.list(list, None).into_string().len()).sum() };
        Room::all().find(|room| size(room) <= bytes).unwrap_or(Room::NONE)
    }

    /// What of the passages is not shown, in words.
    pub(super) fn in_words(self) -> Option<String> {
        let mut said = Vec::new();
        if self.side != usize::MAX {
            said.push(format!("about {} letters on either side of a hit", self.side));
        }
        if self.each != usize::MAX {
            said.push(format!("at most {} passages a cell", self.each));
        }
        let shown = said.join(" and ");
        (!said.is_empty()).then(|| {
            format!(
                "So that the page stays small it shows {shown}; the JSON report and `parallax concordance` show all."
            )
        })
    }

    /// How many passages of a cell are shown, in words.
    pub(super) fn number(self, passages: &[Passage]) -> String {
        match passages.len().min(self.each) {
            1 => "1 passage".to_owned(),
            number => format!("{number} passages"),
        }
    }

    /// The passages of a cell.
    pub(super) fn list(self, passages: &[Passage], id: Option<&str>) -> Markup {
        // the title of the list names the outlet where there is one
        let outlets = passages.windows(2).any(|pair| pair[0].outlet != pair[1].outlet);
        html! {
            ol id=[id] {
                @for passage in passages.iter().take(self.each) { li; (self.passage(passage, outlets)) }
            }
        }
    }

    fn passage(self, passage: &Passage, with_outlet: bool) -> Markup {
        let title = text(&passage.title);
        let name = if self.title && !title.is_empty() { title } else { text(&passage.article) };
        let (quotation, marked) = self.quotation(passage);
        // who speaks is said below the passage where it is not marked in it
        let voice = passage.voice.as_ref().filter(|_| self.voice).map(|voice| {
            let told = [&voice.source, &voice.cue].into_iter().flatten().count() == marked;
            text(&if told { voice.kind_in_words() } else { voice.in_words() })
        });
        html! {
            (quotation)
            " "
            @if !self.voice { u { (text(&passage.article)) } } @else {
                small {
                    @if with_outlet { (text(&passage.outlet)) " " }
                    @if let Some(date) = &passage.published { (text(day(date))) " " }
                    @match passage.url.as_deref().and_then(address).filter(|_| self.link) {
                        Some(url) => a href=(url) { (name) },
                        None => (name),
                    }
                    @if passage.field == "title" { ", headline" }
                    @if let Some(voice) = voice { "; " (voice) }
                }
            }
        }
    }

    /// The hit in its surroundings, hit, source and cue marked; and how many of source and cue are.
    fn quotation(self, passage: &Passage) -> (Markup, usize) {
        let whole = format!("{}{}{}", passage.before, passage.hit, passage.after);
        let (from, to) = (passage.before.len(), passage.before.len() + passage.hit.len());
        let (first, last) = (left_edge(&whole, from, self.side), right_edge(&whole, to, self.side));
        // a span of the original field, in this text
        let here = |span: [u32; 2]| {
            let at = |byte: u32| (u64::from(byte) + from as u64).checked_sub(u64::from(passage.span[0]));
            let (start, end) = (at(span[0])? as usize, at(span[1])? as usize);
            let apart = end <= from || start >= to;
            (apart && first <= start && start < end && end <= last && whole.get(start..end).is_some())
                .then_some((start, end))
        };
        let places = passage.voice.as_ref().filter(|_| self.voice).map_or([None; 2], |voice| voice.places);
        let mut marks = vec![(from, to, Mark::Hit)];
        marks.extend(places[0].and_then(here).map(|(start, end)| (start, end, Mark::Source)));
        marks.extend(places[1].and_then(here).map(|(start, end)| (start, end, Mark::Cue)));
        marks.sort_by_key(|mark| mark.0);
        marks.dedup_by(|later, earlier| later.0 < earlier.1);
        let marked = marks.len() - 1;
        let end = marks.last().map_or(to, |mark| mark.1);
        let befores: Vec<usize> = [first].into_iter().chain(marks.iter().map(|mark| mark.1)).collect();
        let quotation = html! {
            @if first > 0 { "…" }
            @for ((start, end, mark), before) in marks.into_iter().zip(befores) {
                (shown(&whole[before..start], Marks::Unicode))
                @let words = shown(&whole[start..end], Marks::Unicode);
                @match mark {
                    Mark::Hit => mark { (words) },
                    Mark::Source => b { (words) },
                    Mark::Cue => i { (words) },
                }
            }
            (shown(&whole[end..last], Marks::Unicode))
            @if last < whole.len() { "…" }
        };
        (quotation, marked)
    }
}

/// What is marked in a passage.
#[derive(Clone, Copy)]
enum Mark {
    Hit,
    Source,
    Cue,
}

/// The day of a date with a time.
fn day(date: &str) -> &str {
    date.get(..10).filter(|_| date.as_bytes().get(10).is_none_or(|b| !b.is_ascii_digit())).unwrap_or(date)
}

/// Where at most so many letters before a place begin, at a word.
fn left_edge(text: &str, place: usize, letters: usize) -> usize {
    let Some((edge, _)) = text[..place].char_indices().rev().nth(letters.max(1) - 1) else { return 0 };
    if letters == 0 || edge == 0 {
        return if letters == 0 { place } else { 0 };
    }
    text[edge..place].find(char::is_whitespace).map_or(place, |space| edge + space)
}

/// Where at most so many letters behind a place end, at a word.
fn right_edge(text: &str, place: usize, letters: usize) -> usize {
    let Some((edge, _)) = text[place..].char_indices().nth(letters) else { return text.len() };
    place + text[place..place + edge].rfind(char::is_whitespace).unwrap_or(0)
}
