//! Text from outside, made safe to print: nothing in a title or a passage may steer a terminal.
//!
//! | in the text | shown as | in plain ASCII |
//! | --- | --- | --- |
//! | white space, line breaks | one space | one space |
//! | a paragraph break | `¶` | `/` |
//! | control characters (escape, bell, delete) | their pictures: `␛`, `␇`, `␡` | `\x1b`, `\x07`, `\x7f` |
//! | C1 controls, bidi embeddings, overrides, isolates | `U+FFFD` | `\u{9b}`, `\u{202e}` |
//! | soft hyphens, zero-width spaces, directional marks | left out | left out |
//!
//! Joiners stay, because Persian and emoji are written with them.

/// Which marks the program may use for itself; words from outside keep their own letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    Unicode,
    Ascii,
}

/// The text on one line, with nothing invisible left in it. White space at either end stays, as one space.
pub(super) fn visible(text: &str, marks: Marks) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = Space::None;
    for c in text.chars() {
        if c.is_whitespace() {
            space = space.and(c);
            continue;
        }
        if left_out(c) {
            continue;
        }
        space.flush(marks, &mut out);
        match (picture(c), marks) {
            (None, _) => out.push(c),
            (Some(picture), Marks::Unicode) => out.push(picture),
            (Some(_), Marks::Ascii) if c.is_ascii() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            (Some(_), Marks::Ascii) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        }
    }
    space.flush(marks, &mut out);
    out
}

/// Whether a character could steer a terminal or hide in a line; JSON writes these as escapes.
pub(super) fn steers(c: char) -> bool {
    picture(c).is_some() || left_out(c) || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        _ => None,
    }
}

fn left_out(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// The white space met since the last letter.
#[derive(Clone, Copy)]
enum Space {
    None,
    Words,
    Line,
    Paragraph,
}

impl Space {
    fn and(self, c: char) -> Self {
        let line = matches!(c, '\n' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}');
        match self {
            _ if c == '\u{2029}' => Space::Paragraph,
            Space::Paragraph => self,
            Space::Line if line => Space::Paragraph,
            Space::Line => self,
            _ if line => Space::Line,
            _ => Space::Words,
        }
    }

    fn flush(&mut self, marks: Marks, out: &mut String) {
        match (std::mem::replace(self, Space::None), marks) {
            (Space::None, _) => {}
            (Space::Words | Space::Line, _) => out.push(' '),
            (Space::Paragraph, Marks::Unicode) => out.push_str(" ¶ "),
            (Space::Paragraph, Marks::Ascii) => out.push_str(" / "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_is_left() {
        let rows = [
            ("plain text stays", "The march, again.", "The march, again.", "The march, again."),
            ("letters of every script stay", "Қазақстан 抗議 می‌رود", "Қазақстан 抗議 می‌رود", "Қазақстан 抗議 می‌رود"),
            ("white space is one space", "a \t b\r\nc", "a b c", "a b c"),
            ("space at the ends stays, once", "  a\n", " a ", " a "),
            ("a paragraph break is marked", "one.\r\n\r\ntwo", "one. ¶ two", "one. / two"),
            ("many breaks are one", "one.\n \n\n two", "one. ¶ two", "one. / two"),
            ("a colour is spelled out", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m", "\\x1b[31mred\\x1b[0m"),
            ("bell, null and delete too", "\x07\0\x7f", "␇␀␡", "\\x07\\x00\\x7f"),
            ("the one-byte escape", "\u{9b}2J", "\u{fffd}2J", "\\u{9b}2J"),
            (
                "an override cannot turn a line",
                "\u{202e}evil\u{202c}",
                "\u{fffd}evil\u{fffd}",
                "\\u{202e}evil\\u{202c}",
            ),
            ("isolates neither", "\u{2067}x\u{2069}", "\u{fffd}x\u{fffd}", "\\u{2067}x\\u{2069}"),
            ("soft hyphens are left out", "pro\u{ad}test\u{200b}er\u{feff}", "protester", "protester"),
        ];
        for (name, text, unicode, ascii) in rows {
            assert_eq!(visible(text, Marks::Unicode), unicode, "{name}");
            assert_eq!(visible(text, Marks::Ascii), ascii, "{name}, in ASCII");
        }
    }

    #[test]
    fn what_is_visible_steers_nothing() {
        let everything: String = ('\0'..='\u{ffff}').chain('\u{e0000}'..='\u{e01ff}').collect();
        for marks in [Marks::Unicode, Marks::Ascii] {
            assert!(!visible(&everything, marks).contains(steers));
        }
    }
}
