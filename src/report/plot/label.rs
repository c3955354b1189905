//! Names beside a drawing: as wide as there is room, and nothing in them that steers.

use super::super::visible::{Marks, visible};
use super::{NAMES, at};
use maud::{Markup, html};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How wide a letter is taken to be: system fonts of 12 units have 6 to 7.2 on average, and none may leave the drawing.
const LETTER: f64 = 7.2;

/// A text on one line, with nothing in it that steers.
pub(super) fn plain(text: &str) -> String {
    visible(text.trim(), Marks::Unicode)
}

/// A text, cut to a width in units.
pub(super) fn cut(text: &str, room: f64) -> String {
    let text = plain(text);
    let most = (room / LETTER).floor().max(1.0) as usize;
    if text.width() <= most {
        return text;
    }
    let mut out = String::new();
    for letter in text.graphemes(true) {
        if out.width() + letter.width() + 1 > most {
            break;
        }
        out.push_str(letter);
    }
    out.trim_end().to_owned() + "…"
}

/// Names of rows, set right, from a place on and a step apart.
pub(super) fn column<'n>(names: impl Iterator<Item = &'n str>, first: f64, step: f64) -> Markup {
    html! {
        g class="end" {
            @for (place, name) in names.enumerate() {
                text x=(NAMES) y=(at(first + step * place as f64)) { (cut(name, NAMES)) }
            }
        }
    }
}

/// How wide a text is, about.
pub(super) fn width(text: &str) -> f64 {
    text.width() as f64 * LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_room() {
        let rows = [
            ("short names stay", "Wire", 63.0, "Wire"),
            ("long ones are cut", "Local Independent", 72.0, "Local Ind…"),
            ("wide letters count double", "人民日报海外版", 72.0, "人民日报…"),
            ("what steers is shown", "\u{202e}evil", 63.0, "\u{fffd}evil"),
            ("without room there is a mark", "Wire", 0.0, "…"),
        ];
        for (name, text, room, expected) in rows {
            assert_eq!(cut(text, room), expected, "{name}");
        }
    }
}
