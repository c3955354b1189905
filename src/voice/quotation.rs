//! Which marks belong together: quotations, per paragraph.

use super::tokens::{Mark, Tok};
use crate::text::Analysis;

/// Quotations inside quotations are followed so far.
const MAX_DEPTH: usize = 3;

/// One quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    /// The token that opens it.
    pub(super) open: u32,
    /// The token that closes it, or the one after its paragraph's last.
    pub(super) close: u32,
    /// Number plus one of the quotation around it.
    pub(super) parent: u32,
    /// Whether it goes on from the paragraph before.
    pub(super) continues: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    CurlyDouble,
    StraightDouble,
    Guillemet,
    GuillemetInward,
    LowHigh,
    LowHighSingle,
    CurlySingle,
    StraightSingle,
    Corner,
    SingleGuillemet,
}

impl Habit {
    /// Single marks are apostrophes as often: without a partner they are no quotation.
    fn needs_partner(self) -> bool {
        matches!(self, Habit::StraightSingle | Habit::CurlySingle | Habit::LowHighSingle | Habit::SingleGuillemet)
    }
}

#[derive(Debug, Default)]
pub(super) struct Quotations {
    pub(super) quotes: Vec<Quote>,
    /// For each token, the number plus one of the innermost quotation it stands in; the marks stand outside.
    pub(super) at: Vec<u32>,
    open: Vec<(Habit, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    Close,
    Either,
    Ignore,
}

impl Quotations {
    /// Pairs the marks of a text. Linear: the stack of open marks is never deeper than [`MAX_DEPTH`].
    pub(super) fn pair(
        &mut self,
        text: &str,
        analysis: &Analysis,
        toks: &mut [Tok],
        marks: &[u32],
        paragraphs: &[u32],
    ) {
        self.quotes.clear();
        self.at.clear();
        self.at.resize(toks.len(), 0);
        if marks.is_empty() {
            return;
        }
        let mut next_mark = 0;
        let mut ran_on: Option<Habit> = None;
        for (number, &start) in paragraphs.iter().enumerate() {
            let end = paragraphs.get(number + 1).copied().unwrap_or(toks.len() as u32);
            self.open.clear();
            let first_quote = self.quotes.len();
            while let Some(&mark) = marks.get(next_mark).filter(|m| **m < end) {
                next_mark += 1;
                self.one(text, analysis, toks, mark, start, ran_on);
            }
            // innermost first, so that parents are known to be final
            let mut left: Option<Habit> = None;
            for &(habit, token) in &self.open {
                if habit.needs_partner() {
                    continue;
                }
                // an unclosed quotation ends with its paragraph (seen where the next paragraph goes on)
                left = Some(habit);
                let continues = ran_on == Some(habit) && token == start;
                self.quotes.push(Quote { open: token, close: end, parent: 0, continues });
                toks[token as usize].mark = Mark::Open;
            }
            if let Some(quote) = self.quotes[first_quote..].iter_mut().find(|q| q.open == start) {
                quote.continues = ran_on.is_some();
            }
            ran_on = left;
            self.nest(first_quote);
        }
    }

    /// Orders the quotations of a paragraph and writes them over its tokens.
    fn nest(&mut self, first: usize) {
        self.quotes[first..].sort_by_key(|q| (q.open, std::cmp::Reverse(q.close)));
        for number in first..self.quotes.len() {
            let quote = self.quotes[number];
            self.quotes[number].parent = self.at[quote.open as usize];
            for at in &mut self.at[quote.open as usize + 1..quote.close as usize] {
                *at = number as u32 + 1;
            }
        }
    }

    fn one(
        &mut self,
        text: &str,
        analysis: &Analysis,
        toks: &mut [Tok],
        mark: u32,
        paragraph: u32,
        ran_on: Option<Habit>,
    ) {
        let span = analysis.tokens()[mark as usize].span;
        let before = text[..span.start as usize].chars().next_back();
        let after = text[span.end as usize..].chars().next();
        let is_open = |open: &[(Habit, u32)], habit| open.iter().any(|(h, _)| *h == habit);
        let at_start = mark == paragraph
            || before.is_none_or(|c| {
                c.is_whitespace() || matches!(c, '(' | '[' | '{' | '-' | '–' | '—' | '“' | '‘' | '"' | '\'' | '/' | '«')
            });
        let no_space_after = after.is_some_and(|c| !c.is_whitespace());
        let word_after = after.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '“' | '"' | '…' | '.' | '[' | '$' | '#' | '@' | '£' | '€')
        });
        let (habit, way) = match span.of(text) {
            "\u{201c}" if is_open(&self.open, Habit::LowHigh) => (Habit::LowHigh, Way::Close),
            "\u{201c}" => (Habit::CurlyDouble, Way::Open),
            "\u{201d}" if is_open(&self.open, Habit::CurlyDouble) => (Habit::CurlyDouble, Way::Close),
            "\u{201d}" if is_open(&self.open, Habit::LowHigh) => (Habit::LowHigh, Way::Close),
            // Swedish and Finnish open with it too; elsewhere it is a typist's slip
            "\u{201d}" if at_start && no_space_after => (Habit::CurlyDouble, Way::Open),
            "\u{201d}" if is_open(&self.open, Habit::StraightDouble) => (Habit::StraightDouble, Way::Close),
            "\u{201d}" => (Habit::CurlyDouble, Way::Ignore),
            "\u{201e}" | "\u{201f}" => (Habit::LowHigh, Way::Open),
            "\u{201a}" => (Habit::LowHighSingle, Way::Open),
            "«" if is_open(&self.open, Habit::GuillemetInward) => (Habit::GuillemetInward, Way::Close),
            "«" => (Habit::Guillemet, Way::Open),
            "»" if is_open(&self.open, Habit::Guillemet) => (Habit::Guillemet, Way::Close),
            "»" => (Habit::GuillemetInward, Way::Open),
            "\u{2039}" => (Habit::SingleGuillemet, Way::Open),
            "\u{203a}" => (Habit::SingleGuillemet, Way::Close),
            "\u{300c}" | "\u{300e}" => (Habit::Corner, Way::Open),
            "\u{300d}" | "\u{300f}" => (Habit::Corner, Way::Close),
            "``" => (Habit::StraightDouble, Way::Open),
            // opened with a curly mark, closed with a straight one
            "\"" | "''"
                if is_open(&self.open, Habit::CurlyDouble)
                    && !is_open(&self.open, Habit::StraightDouble)
                    && !at_start
                    && !word_after =>
            {
                (Habit::CurlyDouble, Way::Close)
            }
            "\"" | "''" | "\u{ff02}" => {
                let open = is_open(&self.open, Habit::StraightDouble);
                // after a figure with none open: inches, seconds
                if !open && before.is_some_and(|c| c.is_ascii_digit()) {
                    (Habit::StraightDouble, Way::Ignore)
                } else {
                    let way = match (at_start && no_space_after, !at_start && !word_after) {
                        (true, false) => Way::Open,
                        (false, true) => Way::Close,
                        _ => Way::Either,
                    };
                    (Habit::StraightDouble, way)
                }
            }
            "\u{2018}" if is_open(&self.open, Habit::LowHighSingle) => (Habit::LowHighSingle, Way::Close),
            "\u{2018}" if word_after => (Habit::CurlySingle, Way::Open),
            "\u{2019}" if is_open(&self.open, Habit::CurlySingle) && !(at_start && word_after) => {
                (Habit::CurlySingle, Way::Close)
            }
            "'" | "\u{2019}" | "`" | "\u{2018}" => {
                let straight = is_open(&self.open, Habit::StraightSingle);
                let rest = &text[span.end as usize..];
                if at_start && word_after && !is_elision(rest) && span.of(text) != "\u{2019}" {
                    (Habit::StraightSingle, Way::Open)
                } else if straight && !before.is_some_and(char::is_whitespace) {
                    (Habit::StraightSingle, Way::Close)
                } else {
                    (Habit::StraightSingle, Way::Ignore)
                }
            }
            _ => (Habit::Corner, Way::Ignore),
        };
        let open = is_open(&self.open, habit);
        let opens = match way {
            Way::Open => true,
            Way::Close => false,
            // neither side tells: it closes what is open
            Way::Either => !open,
            Way::Ignore => return,
        };
        if opens {
            // the paragraph mark of a quotation that runs on opens a new one; so does a forgotten closing mark
            if open && !habit.needs_partner() {
                self.close(toks, habit, mark, paragraph, ran_on, false);
            }
            if self.open.len() < MAX_DEPTH {
                self.open.push((habit, mark));
            }
        } else if open {
            self.close(toks, habit, mark, paragraph, ran_on, true);
        }
    }

    fn close(
        &mut self,
        toks: &mut [Tok],
        habit: Habit,
        mark: u32,
        paragraph: u32,
        ran_on: Option<Habit>,
        with_mark: bool,
    ) {
        while let Some((other, token)) = self.open.pop() {
            if other == habit {
                let continues = ran_on == Some(habit) && token == paragraph;
                self.quotes.push(Quote { open: token, close: mark, parent: 0, continues });
                toks[token as usize].mark = Mark::Open;
                if with_mark {
                    toks[mark as usize].mark = Mark::Close;
                }
                return;
            }
        }
    }
}

/// 'em, 'til, '90s: letters left out.
fn is_elision(rest: &str) -> bool {
    let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
    let small = ["em", "til", "twas", "tis", "cause", "n", "bout", "round"];
    word.len() >= 2 && word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s')
        || small.iter().any(|e| word.eq_ignore_ascii_case(e))
}
