//! The tables of a report as CSV files as people publish them: a file for each kind of table, a row for each of its
//! rows, a column for each figure. Where [`csv`](super::csv) holds a whole report in one long stream, these are for a
//! spreadsheet or an appendix.
//!
//! Keys that a reader learns from the heading (the category) are columns of their own. An interval is two columns,
//! `…_lower` and `…_upper`. A figure that is not known is empty, and `…_reason` says why; the column is there where a
//! figure of it is missing.

use super::Report;
use super::block::{Block, Cell, Column, Table};
use super::csv::{full, key_names, tables, words};
use super::figure::NOT_FINITE;
use std::collections::BTreeMap;

impl Report {
    /// Each kind of table as a CSV file: the table's id and the file's text, in the order of the ids.
    ///
    /// ```
    /// use parallax::report::{Cell, Provenance, Report, Table};
    ///
    /// let table = Table::new("rates", "Rates").fixed_key("category", "coup").key("outlet", "outlet").figures("per_1000", "per 1,000")
    ///     .row(["Wire".into(), Cell::number(3.108, 2)]);
    /// let tables = Report::new("", Provenance::new()).with_block(table).csv_tables();
    /// assert_eq!(tables["rates"], "category,outlet,per_1000\ncoup,Wire,3.108\n");
    /// ```
    #[must_use]
    pub fn csv_tables(&self) -> BTreeMap<String, String> {
        let mut kinds: BTreeMap<String, Vec<Table>> = BTreeMap::new();
        let blocks = self.all_blocks();
        for table in blocks.filter(|block| !matches!(**block, Block::Warnings { .. })).flat_map(|block| tables(&block))
        {
            kinds.entry(table.id.clone()).or_default().push(table);
        }
        kinds.into_iter().map(|(id, tables)| (id, file(&tables))).collect()
    }
}

/// One column of a file, filled row by row.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    rows: Vec<BTreeMap<usize, String>>,
}

impl Columns {
    fn put(&mut self, name: String, value: String) {
        let place = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.rows.last_mut().expect("a row was begun").insert(place, value);
    }
}

/// All tables of one kind below each other.
fn file(tables: &[Table]) -> String {
    let mut columns = Columns::default();
    for table in tables {
        let keys = key_names(table);
        for row in &table.rows {
            columns.rows.push(BTreeMap::new());
            for (place, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                put(&mut columns, keys.get(place).cloned().unwrap_or_else(|| name(column)), cell);
            }
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let empty = String::new();
    out.write_record(&columns.names).expect("a vector takes every line");
    for row in &columns.rows {
        let fields = (0..columns.names.len()).map(|place| row.get(&place).unwrap_or(&empty));
        out.write_record(fields).expect("every line has as many fields as the header");
    }
    let bytes = out.into_inner().expect("a vector takes every line");
    String::from_utf8(bytes).expect("every field is a string")
}

fn name(column: &Column) -> String {
    words(&column.id)
}

fn put(columns: &mut Columns, name: String, cell: &Cell) {
    let number = |columns: &mut Columns, name: String, value: f64| match full(value) {
        Some(value) => columns.put(name, value),
        None => columns.put(format!("{name}_reason"), NOT_FINITE.0.to_owned()),
    };
    match cell {
        Cell::Empty => columns.put(name, String::new()),
        Cell::Text(text) => columns.put(name, words(text)),
        Cell::Integer(count) => columns.put(name, count.to_string()),
        Cell::Number { value, .. } | Cell::Share { value, .. } => number(columns, name, *value),
        Cell::Interval { lower, upper, .. } | Cell::ShareInterval { lower, upper, .. } => {
            number(columns, format!("{name}_lower"), *lower);
            number(columns, format!("{name}_upper"), *upper);
        }
        Cell::Dash { reason, .. } => columns.put(format!("{name}_reason"), words(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Provenance;

    #[test]
    fn tables_of_a_kind_are_one_file_and_nothing_is_lost() {
        let table = |category: &str| {
            Table::new("rates", "")
                .fixed_key("category", category)
                .key("outlet", "")
                .figures("rate", "")
                .figures("interval", "")
        };
        let report = Report::new("", Provenance::new())
            .with_block(table("coup").row(["a, b".into(), Cell::number(0.5, 0), Cell::interval(0.25, 1.0, 0)]))
            .with_block(table("riot").row(["c".into(), Cell::dash("no_words", "no words"), Cell::dash("few", "few")]));
        assert_eq!(
            report.csv_tables()["rates"],
            "category,outlet,rate,interval_lower,interval_upper,rate_reason,interval_reason\n\
             coup,\"a, b\",0.5,0.25,1.0,,\n\
             riot,c,,,,no_words,few\n"
        );
    }
}
