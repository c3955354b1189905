//! A dot for a value, a line for its interval.

use super::scale::Scale;
use super::{Drawn, NAMES, ROW, WIDTH, at, label};
use maud::html;
use serde::Serialize;

/// An interval that reaches further than so many times the largest value is cut there, with an arrow.
const FURTHEST: f64 = 2.5;
/// The least room for the figures, and what stands before them.
const FIGURES: f64 = 48.0;
const GAP: f64 = 8.0;

/// How far an axis reaches that is to show these values and the upper ends of their intervals.
pub(super) fn furthest(values: impl Iterator<Item = f64>, ends: impl Iterator<Item = f64>) -> f64 {
    let largest = values.fold(0.0, f64::max);
    let furthest = ends.fold(largest, f64::max);
    if largest > 0.0 { furthest.min(largest * FURTHEST) } else { furthest }
}

/// Values with intervals, a row each, on one axis that starts at 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Intervals {
    /// What the axis measures.
    pub unit: String,
    /// The rows, first on top.
    pub rows: Vec<IntervalRow>,
}

/// A value with its interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntervalRow {
    /// What it is the value of.
    pub label: String,
    /// The value; `None` where there is none.
    pub value: Option<f64>,
    /// The ends of its interval; `None` where there is none.
    pub interval: Option<[f64; 2]>,
    /// The value as it is written, or the dash for none.
    pub shown: String,
    /// Whether it is said to differ: drawn in another colour, with a mark behind its figure.
    pub differs: bool,
}

impl Intervals {
    pub(super) fn draw(&self) -> Drawn {
        let ends = self.rows.iter().filter_map(|row| row.interval).map(|i| i[1]);
        let end = furthest(self.rows.iter().filter_map(|row| row.value), ends);
        let written = |row: &IntervalRow| label::plain(&row.shown) + if row.differs { " *" } else { "" };
        let room = self.rows.iter().map(|row| GAP + label::width(&written(row))).fold(FIGURES, f64::max);
        let scale = Scale::new(end, NAMES + 6.0, WIDTH - room);
        let bottom = ROW * self.rows.len() as f64 + 4.0;
        let grid: String = scale.figures().map(|(x, _)| format!("M{} 2V{}", at(x), at(bottom))).collect();
        let [usual, hot] = [false, true].map(|differs| {
            let (mut lines, mut dots) = (String::new(), String::new());
            for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| row.differs == differs) {
                let y = at(middle(place));
                if let Some([lower, upper]) = row.interval {
                    let (from, to) = (scale.place(lower), scale.place(upper));
                    lines += &format!("M{} {y}H{}", at(from), at(to));
                    lines += if upper > scale.end() { "m-4-3l4 3-4 3" } else { "" };
                }
                if let Some(value) = row.value {
                    dots += &format!("M{} {y}h0", at(scale.place(value)));
                }
            }
            (lines, dots)
        });
        let marks = html! {
            path class="grid" d=(grid) {}
            @for (lines, dots, hot) in [(&usual.0, &usual.1, ""), (&hot.0, &hot.1, " hot")] {
                @if !lines.is_empty() { path class={ "bar" (hot) } d=(lines) {} }
                @if !dots.is_empty() { path class={ "dot" (hot) } d=(dots) {} }
            }
            (label::column(self.rows.iter().map(|row| row.label.as_str()), middle(0) + 4.0, ROW))
            @for (place, row) in self.rows.iter().enumerate() {
                text class=[row.differs.then_some("bold")] x=(at(WIDTH - room + GAP)) y=(at(middle(place) + 4.0)) { (written(row)) }
            }
            @for (x, figure) in scale.figures() {
                text class="soft mid" x=(at(x)) y=(at(bottom + 13.0)) { (figure) }
            }
            text class="soft end" x=(NAMES - 4.0) y=(at(bottom + 13.0)) { (label::cut(&self.unit, NAMES + 8.0)) }
        };
        Drawn { height: bottom + 18.0, marks }
    }
}

fn middle(row: usize) -> f64 {
    ROW * row as f64 + ROW / 2.0 + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: Option<f64>, interval: Option<[f64; 2]>, differs: bool) -> IntervalRow {
        IntervalRow { label: "Wire".into(), value, interval, shown: "4.00".into(), differs }
    }

    #[test]
    fn a_dot_stands_inside_its_line_and_what_differs_is_marked_twice() {
        let plot = Intervals {
            unit: "per 1,000 words".into(),
            rows: vec![row(Some(4.0), Some([2.0, 8.0]), false), row(Some(8.0), None, true), row(None, None, false)],
        };
        let svg = plot.draw().marks.into_string();
        // the axis runs from 138 to 308.8, so that the figure with its mark has room, and ends at 8
        assert!(svg.contains(r#"<path class="bar" d="M180.7 13H308.8"></path>"#), "{svg}");
        assert!(svg.contains(r#"<path class="dot" d="M223.4 13h0"></path>"#), "{svg}");
        assert!(svg.contains(r#"<path class="dot hot" d="M308.8 35h0"></path>"#), "{svg}");
        assert_eq!(svg.matches("4.00 *</text>").count(), 1, "{svg}");
    }

    #[test]
    fn a_line_that_leaves_the_axis_ends_in_an_arrow() {
        let plot = Intervals { unit: String::new(), rows: vec![row(Some(1.0), Some([0.1, 900.0]), false)] };
        assert!(plot.draw().marks.into_string().contains("m-4-3l4 3-4 3"));
    }
}
