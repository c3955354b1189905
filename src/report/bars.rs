//! Intervals drawn in a line of characters, all rows on one axis from 0: what a terminal can show of a figure.

use super::plot::scale::Scale;
use super::visible::Marks;
use super::{Align, Cell, Column, Table};

/// So many characters wide.
const LENGTH: usize = 24;
/// An interval that reaches further than so many times the largest value is cut there, with an arrow.
const FURTHEST: f64 = 2.5;

/// The table with a last column in which a value and its interval are drawn; `None` where there is nothing to draw.
pub(super) fn with_bars(table: &Table, marks: Marks) -> Option<Table> {
    let [value, interval] = table.drawn.as_ref()?;
    let place = |id: &String| table.columns.iter().position(|column| column.id == *id);
    let (value, interval) = (place(value)?, place(interval)?);
    let rows: Vec<Option<(f64, [f64; 2])>> = table.rows.iter().map(|row| ends(&row[value], &row[interval])).collect();
    let known = || rows.iter().flatten();
    let largest = known().map(|(value, _)| *value).fold(0.0, f64::max);
    let furthest = known().map(|(_, ends)| ends[1]).fold(largest, f64::max);
    if largest <= 0.0 {
        return None;
    }
    let axis = Scale::new(furthest.min(largest * FURTHEST), 0.0, (LENGTH - 1) as f64);
    let mut drawn = table.clone();
    let (_, end) = axis.figures().last()?;
    drawn.columns.push(Column { id: "drawn".to_owned(), title: format!("0 to {end}"), align: Align::Left });
    for (row, known) in drawn.rows.iter_mut().zip(&rows) {
        row.push(known.map_or(Cell::Empty, |(value, ends)| Cell::Text(bar(value, ends, axis, marks))));
    }
    Some(drawn)
}

/// A value and the ends of its interval; without an interval both ends are the value.
fn ends(value: &Cell, interval: &Cell) -> Option<(f64, [f64; 2])> {
    let Cell::Number { value, .. } = value else { return None };
    let ends = if let Cell::Interval { lower, upper, .. } = interval { [*lower, *upper] } else { [*value; 2] };
    value.is_finite().then_some((*value, ends))
}

/// `··──●────···`, or `..--o----...`.
fn bar(value: f64, [lower, upper]: [f64; 2], axis: Scale, marks: Marks) -> String {
    let [track, line, dot, further] =
        if marks == Marks::Unicode { ['·', '─', '●', '►'] } else { ['.', '-', 'o', '>'] };
    let at = |value: f64| axis.place(value).round() as usize;
    let mut out = [track; LENGTH];
    out[at(lower)..=at(upper)].fill(line);
    if upper > axis.end() {
        out[LENGTH - 1] = further;
    }
    out[at(value)] = dot;
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(marks: Marks) -> Vec<String> {
        let table = Table::new("rates", "")
            .key("outlet", "")
            .figures("rate", "")
            .figures("interval", "")
            .row(["a".into(), Cell::number(5.0, 0), Cell::interval(0.0, 10.0, 0)])
            .row(["b".into(), Cell::number(1.0, 0), Cell::interval(0.0, 90.0, 0)])
            .row(["c".into(), Cell::number(0.0, 0), Cell::dash("few_articles", "few articles")])
            .row(["d".into(), Cell::dash("no_words", "no words"), Cell::Empty])
            .drawn("rate", "interval");
        let table = with_bars(&table, marks).unwrap();
        assert_eq!(table.columns[3].title, "0 to 15");
        table.rows.iter().map(|row| if let Cell::Text(text) = &row[3] { text.clone() } else { String::new() }).collect()
    }

    #[test]
    fn values_and_intervals_on_one_axis() {
        assert_eq!(
            drawn(Marks::Unicode),
            ["────────●───────········", "──●────────────────────►", "●·······················", ""]
        );
        assert_eq!(drawn(Marks::Ascii)[0], "--------o-------........");
    }

    #[test]
    fn a_table_that_says_nothing_of_it_is_not_drawn() {
        let table =
            Table::new("rates", "").key("outlet", "").figures("rate", "").row(["a".into(), Cell::number(5.0, 0)]);
        assert!(with_bars(&table, Marks::Unicode).is_none());
        assert!(with_bars(&table.drawn("rate", "interval"), Marks::Unicode).is_none());
    }
}
