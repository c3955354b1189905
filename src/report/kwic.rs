//! Lines of a concordance on a terminal: the hits below each other, as much beside them as fits.

use super::Passage;
use super::ink::{Colour, Ink};
use super::visible::{Marks, visible};
use super::wrap::width;
use crate::voice::{Attribution, Certainty, Polarity};
use unicode_segmentation::UnicodeSegmentation;

/// Less room than this beside a hit, and the line's address moves below it.
const MIN_CONTEXT: usize = 16;
/// Longer names of outlets and longer addresses are cut.
const MAX_OUTLET: usize = 18;
const MAX_ADDRESS: usize = 32;

/// The lines, no wider than `room`.
pub(super) fn lines(passages: &[Passage], room: usize, ink: Ink, marks: Marks) -> Vec<String> {
    let sheet = Sheet::new(passages, room, ink, marks);
    passages.iter().flat_map(|passage| sheet.draw(passage)).collect()
}

/// Where the columns stand.
struct Sheet {
    ink: Ink,
    marks: Marks,
    outlet: usize,
    date: usize,
    voice: usize,
    left: usize,
    right: usize,
    /// Whether outlet, date and address stand beside the passage or below it.
    beside: bool,
}

impl Sheet {
    fn new(passages: &[Passage], room: usize, ink: Ink, marks: Marks) -> Self {
        let widest = |of: &dyn Fn(&Passage) -> usize| passages.iter().map(of).max().unwrap_or(0);
        let outlet = widest(&|p| width(&visible(&p.outlet, marks))).min(MAX_OUTLET);
        let date = widest(&|p| width(&day(p)));
        let voice = widest(&|p| width(&short(p)));
        let address = widest(&|p| width(&visible(&address(p), marks))).min(MAX_ADDRESS);
        let hit = widest(&|p| width(&visible(&p.hit, marks)) + 2).min(40);
        let gaps = 2 * (1 + usize::from(date > 0) + usize::from(voice > 0) + 1);
        let beside = room.saturating_sub(outlet + date + voice + address + gaps + hit) / 2;
        let (beside, flex) = match beside >= MIN_CONTEXT {
            true => (true, beside),
            false => (false, room.saturating_sub(hit) / 2),
        };
        Sheet { ink, marks, outlet, date, voice, left: flex, right: hit + flex, beside }
    }

    fn draw(&self, passage: &Passage) -> Vec<String> {
        let [before, hit, after] =
            [&passage.before, &passage.hit, &passage.after].map(|text| visible(text, self.marks));
        let marked = match (self.ink.0, self.marks) {
            (Colour::Always, _) => hit.trim().to_owned(),
            (Colour::Never, Marks::Unicode) => format!("‹{}›", hit.trim()),
            (Colour::Never, Marks::Ascii) => format!("[{}]", hit.trim()),
        };
        let before = self.last(&before, self.left);
        let shown = self.first(&marked, self.right);
        let after = self.first(after.trim_end(), self.right - width(&shown));
        let right = format!("{}{after}", self.ink.accent(&shown));
        let used = width(&shown) + width(&after);
        let outlet = self.first(&visible(&passage.outlet, self.marks), MAX_OUTLET);
        let address = self.address(passage);
        let line = format!("{}{before}{right}", " ".repeat(self.left - width(&before)));
        if !self.beside {
            let voice = passage.voice.as_ref().map_or_else(String::new, |v| visible(&v.in_words(), self.marks));
            let place = [outlet, day(passage), address, voice].into_iter().filter(|s| !s.is_empty());
            let place: Vec<String> = place.collect();
            return vec![line, self.ink.dim(&format!("  {}", place.join(", ")))];
        }
        let pad = |text: String, to: usize| {
            let missing = to.saturating_sub(width(&text));
            text + &" ".repeat(missing)
        };
        let mut head = pad(outlet, self.outlet) + "  ";
        if self.date > 0 {
            head += &(pad(day(passage), self.date) + "  ");
        }
        if self.voice > 0 {
            head += &(pad(short(passage), self.voice) + "  ");
        }
        let tail = " ".repeat(self.right - used + 2) + &address;
        vec![format!("{}{line}{}", self.ink.dim(&head), self.ink.dim(&tail))]
    }

    /// Article and span; beside a passage a long article's name is cut, its span never.
    fn address(&self, passage: &Passage) -> String {
        let whole = visible(&address(passage), self.marks);
        if !self.beside || width(&whole) <= MAX_ADDRESS {
            return whole;
        }
        let span = format!(" {}", place(passage));
        self.first(&visible(&passage.article, self.marks), MAX_ADDRESS.saturating_sub(span.len())) + &span
    }

    /// The beginning of a text, cut to a width.
    fn first(&self, text: &str, room: usize) -> String {
        if width(text) <= room {
            return text.to_owned();
        }
        let mark = self.cut();
        let mut out = String::new();
        for letter in text.graphemes(true) {
            if width(&out) + width(letter) + width(mark) > room {
                break;
            }
            out.push_str(letter);
        }
        if room >= width(mark) { out.trim_end().to_owned() + mark } else { String::new() }
    }

    /// The end of a text, cut to a width.
    fn last(&self, text: &str, room: usize) -> String {
        if width(text) <= room {
            return text.trim_start().to_owned();
        }
        let mark = self.cut();
        let mut start = text.len();
        for (at, _) in text.grapheme_indices(true).rev() {
            if width(&text[at..]) + width(mark) > room {
                break;
            }
            start = at;
        }
        if room >= width(mark) { format!("{mark}{}", text[start..].trim_start()) } else { String::new() }
    }

    fn cut(&self) -> &'static str {
        if self.marks == Marks::Unicode { "…" } else { "..." }
    }
}

/// The voice in a word; the letters behind it are n for negated, h for hedged, s for scare-quoted.
fn short(passage: &Passage) -> String {
    let Some(voice) = &passage.voice else { return String::new() };
    let word = match voice.attribution {
        Attribution::Quoted => "quoted",
        Attribution::Reported => "reported",
        _ => "own",
    };
    let flags = [
        (voice.polarity == Some(Polarity::Negated), 'n'),
        (voice.certainty == Some(Certainty::Hedged), 'h'),
        (voice.scare_quoted == Some(true), 's'),
    ];
    let letters: String = flags.iter().filter(|(holds, _)| *holds).map(|(_, letter)| letter).collect();
    if letters.is_empty() { word.to_string() } else { format!("{word} {letters}") }
}

/// Article and span, as they are asked for again.
pub(super) fn address(passage: &Passage) -> String {
    format!("{} {}", passage.article, place(passage))
}

fn place(passage: &Passage) -> String {
    let field = if passage.field == "title" { "title:" } else { "" };
    format!("{field}{}-{}", passage.span[0], passage.span[1])
}

/// The day of a date with a time.
fn day(passage: &Passage) -> String {
    let date = passage.published.as_deref().unwrap_or_default();
    let day = date.get(..10).filter(|_| date.as_bytes().get(10).is_none_or(|b| !b.is_ascii_digit()));
    visible(day.unwrap_or(date), Marks::Ascii)
}
