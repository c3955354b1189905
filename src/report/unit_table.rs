//! A table by unit as CSV or as JSON Lines, written row by row.

use super::visible::{Marks, visible};
use crate::counts::{TableRow, TableUnit};
use crate::framing::{TableValues, UnitCounts, UnitTable};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

impl UnitTable<'_> {
    /// Writes the table as CSV: what each row stands for, then a column for each category (`coup`), for its rate
    /// (`coup_per_1000`), or for both. An unknown value is an empty field: no words, or no article in the language of
    /// the lexicon.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_csv(&self, values: TableValues, out: impl Write) -> io::Result<()> {
        let mut lines = csv::Writer::from_writer(out);
        let mut header: Vec<String> = self.about().into_iter().map(String::from).collect();
        for column in self.columns() {
            header.extend(names(column.name(), values).into_iter().flatten());
        }
        lines.write_record(&header)?;
        let mut fields: Vec<String> = Vec::with_capacity(header.len());
        for row in self.rows() {
            fields.clear();
            fields.extend(self.describe(row.unit).into_iter().map(|value| match value {
                Value::String(text) => visible(&text, Marks::Unicode),
                Value::Null => String::new(),
                number => number.to_string(),
            }));
            for column in 0..self.columns().len() {
                let [hits, rate] = cells(&row, column, values);
                fields.extend([hits, rate].into_iter().flatten().map(|value| match value {
                    Value::Null => String::new(),
                    number => number.to_string(),
                }));
            }
            lines.write_record(&fields)?;
        }
        lines.flush()
    }

    /// Writes the table as JSON Lines, an object a row; an unknown value is null.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_json_lines(&self, values: TableValues, mut out: impl Write) -> io::Result<()> {
        for row in self.rows() {
            let mut object: Map<String, Value> =
                self.about().into_iter().map(String::from).zip(self.describe(row.unit)).collect();
            for (number, column) in self.columns().iter().enumerate() {
                let named = names(column.name(), values).into_iter().zip(cells(&row, number, values));
                object.extend(named.filter_map(|(name, value)| Some((name?, value?))));
            }
            writeln!(out, "{}", Value::Object(object))?;
        }
        out.flush()
    }

    /// The columns that say what a row stands for.
    fn about(&self) -> Vec<&str> {
        match self.unit() {
            TableUnit::Article => {
                let own = ["id", "outlet", "event", "date", "language"];
                let by = (!own.contains(&self.by())).then(|| self.by());
                own.into_iter().chain(by).chain(["words"]).collect()
            }
            TableUnit::Group => vec![self.by(), "articles", "words"],
        }
    }

    fn describe(&self, unit: &TableRow) -> Vec<Value> {
        let text = |name: &Option<std::sync::Arc<str>>| json!(name.as_deref());
        match self.unit() {
            TableUnit::Article => {
                let own = [
                    text(&unit.name),
                    text(&unit.outlet),
                    text(&unit.event),
                    json!(unit.date.map(|date| date.to_string())),
                    json!(unit.language.map(|language| language.to_string())),
                ];
                let by = (self.about().len() > own.len() + 1).then(|| text(&unit.group));
                own.into_iter().chain(by).chain([json!(unit.words)]).collect()
            }
            TableUnit::Group => vec![text(&unit.name), json!(unit.articles), json!(unit.words)],
        }
    }
}

/// The names of a column of hits and of rates, as far as they are asked for.
fn names(name: &str, values: TableValues) -> [Option<String>; 2] {
    let hits = (values != TableValues::Per1000).then(|| name.to_string());
    let rate = (values != TableValues::Hits).then(|| format!("{name}_per_1000"));
    [hits, rate]
}

fn cells(row: &UnitCounts<'_>, column: usize, values: TableValues) -> [Option<Value>; 2] {
    let hits = (values != TableValues::Per1000).then(|| json!(row.hits[column]));
    let rate = (values != TableValues::Hits).then(|| json!(row.per_1000(column)));
    [hits, rate]
}
