//! Text broken into lines of a display width: at white space, between wide letters, and, where asked, inside
//! words that are too long for a column.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// What stands between a piece and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// White space: a line may end here, otherwise one space is set.
    Space,
    /// Nothing, but a line may end here.
    Seam,
    /// Nothing, and they stay together.
    Glue,
}

/// A piece of text that is never broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) width: usize,
    pub(super) joint: Joint,
    /// Whether it belongs to a hit.
    pub(super) hit: bool,
}

/// Where words may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// At white space only (and between wide letters, which are written without it).
    Words,
    /// Also after a slash, and anywhere in a word wider than this.
    Wider(usize),
}

/// The pieces of a text, in order.
pub(super) fn pieces(text: &str, breaks: Breaks) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    for (place, word) in text.split_whitespace().enumerate() {
        let spaced = place > 0 || text.starts_with(char::is_whitespace);
        let mut joint = if spaced { Joint::Space } else { Joint::Glue };
        let mut rest = word;
        while !rest.is_empty() {
            let (text, after) = rest.split_at(seam(rest, breaks));
            out.push(Piece { text, width: width(text), joint, hit: false });
            (rest, joint) = (after, Joint::Seam);
        }
    }
    out
}

/// Where the first piece of a word ends.
fn seam(word: &str, breaks: Breaks) -> usize {
    let mut used = 0;
    let mut before: Option<&str> = None;
    for (start, grapheme) in word.grapheme_indices(true) {
        let wide = width(grapheme);
        if let Some(before) = before {
            let ideographs = width(before) > 1 && wide > 1 && !CLOSING.contains(grapheme);
            let forced = match breaks {
                Breaks::Words => false,
                Breaks::Wider(longest) => before == "/" || used + wide > longest,
            };
            if ideographs || forced {
                return start;
            }
        }
        used += wide;
        before = Some(grapheme);
    }
    word.len()
}

/// Wide marks that no line begins with.
const CLOSING: &str = "、。，．：；！？）】」』》〉〕";

/// Lines of pieces: as many to a line as fit into `first`, then `rest` columns. A line holds at least one piece
/// and what is glued to it, however wide.
pub(super) fn fill<'p, 'a>(pieces: &'p [Piece<'a>], first: usize, rest: usize) -> Vec<&'p [Piece<'a>]> {
    let mut lines = Vec::new();
    let (mut start, mut used, mut at) = (0, 0, 0);
    while at < pieces.len() {
        let glued = pieces[at + 1..].iter().take_while(|piece| piece.joint == Joint::Glue).count();
        let end = at + 1 + glued;
        let unit: usize = pieces[at..end].iter().map(|piece| piece.width).sum();
        let space = usize::from(at > start && pieces[at].joint == Joint::Space);
        let room = if lines.is_empty() { first } else { rest };
        if at > start && used + space + unit > room {
            lines.push(&pieces[start..at]);
            (start, used) = (at, unit);
        } else {
            used += space + unit;
        }
        at = end;
    }
    if start < pieces.len() {
        lines.push(&pieces[start..]);
    }
    lines
}

/// A line's words as one string.
pub(super) fn joined(line: &[Piece<'_>]) -> String {
    let mut out = String::new();
    for (place, piece) in line.iter().enumerate() {
        if place > 0 && piece.joint == Joint::Space {
            out.push(' ');
        }
        out.push_str(piece.text);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, breaks: Breaks, first: usize, rest: usize) -> Vec<String> {
        fill(&pieces(text, breaks), first, rest).into_iter().map(joined).collect()
    }

    #[test]
    fn lines_end_at_words() {
        let rows: [(&str, Vec<String>, &[&str]); 8] = [
            ("nothing to set", lines("", Breaks::Words, 9, 9), &[]),
            ("what fits stays", lines("one two", Breaks::Words, 7, 7), &["one two"]),
            ("what does not is moved", lines("one two", Breaks::Words, 6, 6), &["one", "two"]),
            ("later lines may be shorter", lines("one two three", Breaks::Words, 7, 5), &["one two", "three"]),
            ("a long word overflows", lines("a counterweight b", Breaks::Words, 4, 4), &["a", "counterweight", "b"]),
            ("or is broken", lines("a counterweight b", Breaks::Wider(5), 5, 5), &["a", "count", "erwei", "ght b"]),
            ("a slash is a seam", lines("order/repression", Breaks::Wider(12), 12, 12), &["order/", "repression"]),
            ("wide letters need no space", lines("抗議活動。続く", Breaks::Words, 6, 6), &["抗議活", "動。続", "く"]),
        ];
        for (name, got, expected) in rows {
            assert_eq!(got, expected, "{name}");
        }
    }

    #[test]
    fn pieces_tile_the_words() {
        let text = "the so-called “order/repression” 抗議活動。 of https://example.org/a/b/c";
        for breaks in [Breaks::Words, Breaks::Wider(1), Breaks::Wider(4), Breaks::Wider(99)] {
            assert_eq!(joined(&pieces(text, breaks)), text, "{breaks:?}");
        }
    }
}
