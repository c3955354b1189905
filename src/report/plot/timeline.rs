//! Values over periods, a panel for each row, all on one scale.

use super::scale::Scale;
use super::{Drawn, NAMES, WIDTH, at, label};
use maud::html;
use serde::Serialize;

/// The height of a panel.
const PANEL: f64 = 34.0;
/// Where the largest value is written.
const FIGURES: f64 = 48.0;

/// Values over periods, a panel a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// What is measured.
    pub unit: String,
    /// The first and the last period, as they are written below.
    pub ends: [String; 2],
    /// The rows, first on top.
    pub rows: Vec<TimelineRow>,
}

/// Values over periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelineRow {
    /// What they are the values of.
    pub label: String,
    /// A value a period; `None` where there is none: the line breaks there.
    pub values: Vec<Option<f64>>,
}

impl Timeline {
    pub(super) fn draw(&self) -> Drawn {
        let largest = self.rows.iter().flat_map(|row| row.values.iter().flatten()).copied().fold(0.0, f64::max);
        let height = Scale::new(largest, 0.0, PANEL - 10.0);
        let (left, right) = (NAMES + 10.0, WIDTH - FIGURES);
        let (mut base, mut run, mut points) = (String::new(), String::new(), String::new());
        for (place, row) in self.rows.iter().enumerate() {
            let floor = PANEL * (place as f64 + 1.0) - 4.0;
            base += &format!("M{} {}H{}", at(left), at(floor), at(right));
            let x = |period: usize| left + (right - left) * (period as f64 + 0.5) / row.values.len().max(1) as f64;
            let mut joined = false;
            for (period, value) in row.values.iter().enumerate() {
                if let Some(value) = value {
                    let place = format!("{} {}", at(x(period)), at(floor - height.place(*value)));
                    run += &format!("{}{place}", if joined { "L" } else { "M" });
                    points += &format!("M{place}h0");
                }
                joined = value.is_some();
            }
        }
        let bottom = PANEL * self.rows.len() as f64;
        let marks = html! {
            path class="grid" d=(base) {}
            path class="run" d=(run) {}
            path class="point" d=(points) {}
            (label::column(self.rows.iter().map(|row| row.label.as_str()), PANEL - 10.0, PANEL))
            @for (place, row) in self.rows.iter().enumerate() {
                @let floor = PANEL * (place as f64 + 1.0) - 4.0;
                @if let Some(most) = row.values.iter().flatten().copied().reduce(f64::max) {
                    text class="soft" x=(right + 8.0) y=(at(floor - 6.0)) { "≤ " (format!("{most:.1}")) }
                }
            }
            text class="soft" x=(left) y=(at(bottom + 11.0)) { (label::plain(&self.ends[0])) }
            text class="soft end" x=(right) y=(at(bottom + 11.0)) { (label::plain(&self.ends[1])) }
            text class="soft end" x=(NAMES - 4.0) y=(at(bottom + 11.0)) { (label::cut(&self.unit, NAMES + 8.0)) }
        };
        Drawn { height: bottom + 16.0, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_there_is_no_value() {
        let row = TimelineRow { label: "Wire".into(), values: vec![Some(1.0), Some(0.5), None, Some(1.0)] };
        let plot = Timeline { unit: String::new(), ends: [String::new(), String::new()], rows: vec![row] };
        let svg = plot.draw().marks.into_string();
        let run = svg.split_once("class=\"run\" d=\"").unwrap().1.split_once('"').unwrap().0;
        assert_eq!((run.matches('M').count(), run.matches('L').count()), (2, 1), "{run}");
    }
}
