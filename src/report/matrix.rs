//! Rows of categories, columns of groups: the one table that a reader looks at first, each figure with the passages it
//! opens on.

use super::{Cell, Table};
use serde::Serialize;

/// Rates side by side. A page shows interval and share beside each; other formats show the rates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// What it shows, unit included.
    pub title: String,
    /// The groups, a column each.
    pub groups: Vec<String>,
    /// The categories, a row each, as long as the groups.
    pub rows: Vec<MatrixRow>,
    /// Remarks below it.
    pub notes: Vec<String>,
}

/// A category in every group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixRow {
    /// The category, by the name its heading has.
    pub category: String,
    /// A cell a group.
    pub cells: Vec<MatrixCell>,
}

/// A rate, how sure it is, and where it leads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixCell {
    /// The rate, or a dash.
    pub rate: Cell,
    /// Its interval, or a dash.
    pub interval: Cell,
    /// The share of its hits in the outlet's own plain words; empty where it is not shown.
    pub own: Cell,
    /// The title of the passages behind it; `None` where there are none.
    pub opens: Option<String>,
    /// Whether the group is said to differ from the rest.
    pub differs: bool,
}

impl Matrix {
    /// The rates alone, as a table.
    #[must_use]
    pub fn table(&self) -> Table {
        let table = Table::new("matrix", &self.title).key("category", "category");
        let table = self.groups.iter().fold(table, |table, group| table.figures(group, group));
        let table = self.rows.iter().fold(table, |table, row| {
            table.row([Cell::from(row.category.as_str())].into_iter().chain(row.cells.iter().map(|c| c.rate.clone())))
        });
        self.notes.iter().fold(table, Table::note)
    }
}
