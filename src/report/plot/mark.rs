//! A mark in a cell of a matrix: where its rate stands in the row, how sure it is, and below it the share in own words.
//!
//! A page has hundreds of these, so one is two paths without a name; what it shows stands in figures beside it.

use super::super::Cell;
use super::super::matrix::{MatrixCell, MatrixRow};
use super::intervals::furthest;
use maud::{Markup, PreEscaped};
use std::fmt::Write;

/// So many groups have room for wide marks.
const FEW: usize = 8;
/// How wide marks are, in pixels, as `page.css` has it; places are whole ones.
const WIDE: f64 = 80.0;
const NARROW: f64 = 50.0;

/// The scale that the marks of a row share, from 0 on.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct RowScale {
    end: f64,
    width: f64,
}

impl RowScale {
    /// Whether the marks beside each other in so many groups are wide.
    pub(in crate::report) fn is_wide(groups: usize) -> bool {
        groups <= FEW
    }

    pub(in crate::report) fn of(row: &MatrixRow) -> Self {
        let rates = row.cells.iter().filter_map(rate);
        let ends = row.cells.iter().filter_map(|cell| Some(interval(cell)?[1]));
        let width = if RowScale::is_wide(row.cells.len()) { WIDE } else { NARROW };
        RowScale { end: furthest(rates, ends), width }
    }

    fn place(self, value: f64) -> u32 {
        (self.width * (value / self.end).clamp(0.0, 1.0)).round() as u32
    }

    /// The mark of a cell; none where there is no rate, or nothing but zeros in the row.
    pub(in crate::report) fn mark(self, cell: &MatrixCell) -> Option<Markup> {
        let rate = rate(cell).filter(|_| self.end > 0.0)?;
        let mut lines = String::new();
        if let Some([lower, upper]) = interval(cell) {
            write!(lines, "M{} 4H{}", self.place(lower), self.place(upper)).ok()?;
        }
        if let Cell::Share { value, .. } = cell.own {
            write!(lines, "M0 10h{}v3H0z", (self.width * value.clamp(0.0, 1.0)).round()).ok()?;
        }
        let rate = self.place(rate);
        Some(PreEscaped(format!(r#"<svg aria-hidden=true><path d="{lines}"/><path d="M{rate} 4h0"/></svg>"#)))
    }
}

fn rate(cell: &MatrixCell) -> Option<f64> {
    match cell.rate {
        Cell::Number { value, .. } if value.is_finite() => Some(value),
        _ => None,
    }
}

fn interval(cell: &MatrixCell) -> Option<[f64; 2]> {
    match cell.interval {
        Cell::Interval { lower, upper, .. } if lower.is_finite() && upper.is_finite() => Some([lower, upper]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(rate: f64, interval: Option<[f64; 2]>, own: Option<f64>) -> MatrixCell {
        MatrixCell {
            rate: Cell::number(rate, 2),
            interval: interval.map_or(Cell::dash("few", "few"), |[lower, upper]| Cell::interval(lower, upper, 2)),
            own: own.map_or(Cell::Empty, |share| Cell::share(share, 0)),
            opens: None,
            differs: false,
        }
    }

    #[test]
    fn marks_of_a_row_share_its_scale_and_a_long_interval_ends_with_it() {
        let cells = vec![
            cell(4.0, Some([2.0, 8.0]), Some(0.5)),
            cell(2.0, Some([0.5, 60.0]), Some(0.0)),
            cell(0.0, None, None),
            cell(f64::NAN, None, None),
        ];
        let row = MatrixRow { category: "coup".into(), cells };
        let scale = RowScale::of(&row);
        let drawn: Vec<Option<String>> = row.cells.iter().map(|c| Some(scale.mark(c)?.into_string())).collect();
        let mark = |lines: &str, dot: u32| {
            Some(format!(r#"<svg aria-hidden=true><path d="{lines}"/><path d="M{dot} 4h0"/></svg>"#))
        };
        // it ends at two and a half times the largest rate, 10
        let expected = [mark("M16 4H64M0 10h40v3H0z", 32), mark("M4 4H80M0 10h0v3H0z", 16), mark("", 0), None];
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_row_of_zeros_has_no_marks() {
        let row = MatrixRow { category: "coup".into(), cells: vec![cell(0.0, None, Some(0.5))] };
        assert!(RowScale::of(&row).mark(&row.cells[0]).is_none());
    }
}
