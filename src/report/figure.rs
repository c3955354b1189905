//! How a figure is written, and what a dash stands for: shared by the renderers that people read.
//!
//! Figures are plain ASCII (`1,234`, `-0.31`, `12.5%`, `[0.43, 1.26]`), the minus sign included, so that a
//! figure copied out of a report is a number elsewhere too. They are rounded here and nowhere else.

use std::collections::BTreeSet;

use super::{Cell, Table};

/// A cell as a reader sees it, before it is set in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown<'a> {
    Nothing,
    Words(&'a str),
    Figure(String),
    Interval { lower: String, upper: String },
    Dash { letter: String },
}

/// A table's cells as a reader sees them, row by row, so that every format gives the same dash the same letter. Each
/// row is as long as the table has columns.
pub(super) fn grid<'a>(table: &'a Table, dashes: &mut Dashes) -> Vec<Vec<Shown<'a>>> {
    let row = |cells: &'a Vec<Cell>| {
        let cells = cells.iter().chain(std::iter::repeat(&Cell::Empty));
        cells.take(table.columns.len()).map(|cell| shown(cell, dashes)).collect()
    };
    table.rows.iter().map(row).collect()
}

/// A cell as a reader sees it; a dash takes its letter from `dashes`.
pub(super) fn shown<'a>(cell: &'a Cell, dashes: &mut Dashes) -> Shown<'a> {
    let finite = match cell {
        Cell::Number { value, .. } | Cell::Share { value, .. } => value.is_finite(),
        Cell::Interval { lower, upper, .. } | Cell::ShareInterval { lower, upper, .. } => {
            lower.is_finite() && upper.is_finite()
        }
        _ => true,
    };
    if !finite {
        return Shown::Dash { letter: dashes.letter(NOT_FINITE.1) };
    }
    match cell {
        Cell::Empty => Shown::Nothing,
        Cell::Text(words) => Shown::Words(words),
        Cell::Integer(count) => Shown::Figure(integer(*count)),
        Cell::Number { value, decimals } => Shown::Figure(number(*value, *decimals)),
        Cell::Share { value, decimals } => Shown::Figure(share(*value, *decimals)),
        Cell::Interval { lower, upper, decimals } => {
            Shown::Interval { lower: number(*lower, *decimals), upper: number(*upper, *decimals) }
        }
        Cell::ShareInterval { lower, upper, decimals } => {
            Shown::Interval { lower: share(*lower, *decimals), upper: share(*upper, *decimals) }
        }
        Cell::Dash { reason, because } => {
            Shown::Dash { letter: dashes.letter(if because.is_empty() { reason } else { because }) }
        }
    }
}

/// Reason code and words for a figure that is not a finite number. Floors above return `None` instead; this is
/// the last net.
pub(super) const NOT_FINITE: (&str, &str) = ("not_finite", "not a finite number");

/// A count with thousands separators: `1,234`.
pub(super) fn integer(count: u64) -> String {
    grouped(&count.to_string())
}

/// A number with its decimals and thousands separators: `-1,234.50`. From 10^15 on in powers of ten.
pub(super) fn number(value: f64, decimals: u8) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let rounded = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = rounded.split_at(rounded.find('.').unwrap_or(rounded.len()));
    // What rounds to nothing has no sign.
    let sign = if value < 0.0 && rounded.contains(|c| ('1'..='9').contains(&c)) { "-" } else { "" };
    format!("{sign}{}{fraction}", grouped(whole))
}

/// A share in per cent: `12.5%`.
pub(super) fn share(value: f64, decimals: u8) -> String {
    number(value * 100.0, decimals) + "%"
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The reasons behind a report's dashes. A reason keeps its letter through the whole report; the legend below a
/// table lists those used in it.
#[derive(Debug, Default)]
pub(super) struct Dashes {
    reasons: Vec<String>,
    used: BTreeSet<usize>,
}

impl Dashes {
    /// The letter of a reason: `a` to `z`, then `aa`, `ab` and on.
    pub(super) fn letter(&mut self, because: &str) -> String {
        let place = self.reasons.iter().position(|known| known == because).unwrap_or_else(|| {
            self.reasons.push(because.to_owned());
            self.reasons.len() - 1
        });
        self.used.insert(place);
        letter(place)
    }

    /// Letters and reasons used since the last legend, by letter.
    pub(super) fn legend(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.used).into_iter().map(|place| (letter(place), self.reasons[place].clone())).collect()
    }
}

fn letter(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + (place % 26) as u8));
        if place < 26 {
            return letters.into_iter().rev().collect();
        }
        place = place / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_in_print() {
        let rows: [(&str, String, &str); 12] = [
            ("small counts stay", integer(7), "7"),
            ("three digits stay", integer(999), "999"),
            ("thousands are separated", integer(1_234), "1,234"),
            ("millions too", integer(12_345_678), "12,345,678"),
            ("the largest count", integer(u64::MAX), "18,446,744,073,709,551,615"),
            ("decimals are kept when zero", number(4.0, 2), "4.00"),
            ("thousands of a number", number(-1234.5, 1), "-1,234.5"),
            ("what rounds to nothing has no sign", number(-0.001, 2), "0.00"),
            ("no decimals, no point", number(12.4, 0), "12"),
            ("huge values in powers of ten", number(1.5e300, 2), "1.5e300"),
            ("shares in per cent", share(0.4025, 1), "40.2%"),
            ("a share of everything", share(1.0, 0), "100%"),
        ];
        for (name, got, expected) in rows {
            assert_eq!(got, expected, "{name}");
        }
    }

    #[test]
    fn the_same_reason_has_the_same_letter_and_a_legend_lists_what_was_used() {
        let mut dashes = Dashes::default();
        assert_eq!(dashes.letter("too few"), "a");
        assert_eq!(dashes.letter("no hits"), "b");
        assert_eq!(dashes.letter("too few"), "a");
        assert_eq!(dashes.legend(), [("a".into(), "too few".into()), ("b".into(), "no hits".into())]);
        assert_eq!(dashes.letter("no hits"), "b");
        assert_eq!(dashes.legend(), [("b".into(), "no hits".into())]);
        assert_eq!(dashes.legend(), []);
    }

    #[test]
    fn letters_go_on_after_z() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letter).to_vec();
        assert_eq!(letters, ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }

    #[test]
    fn a_figure_that_is_no_number_becomes_a_dash() {
        let mut dashes = Dashes::default();
        for cell in [Cell::number(f64::NAN, 2), Cell::share(f64::INFINITY, 1), Cell::interval(0.0, f64::NAN, 1)] {
            assert_eq!(shown(&cell, &mut dashes), Shown::Dash { letter: "a".into() });
        }
        assert_eq!(dashes.legend(), [("a".into(), NOT_FINITE.1.into())]);
    }
}
