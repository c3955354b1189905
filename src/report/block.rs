//! What a report is made of: headings, prose, tables, passages, warnings. Every renderer draws each of them.

use serde::Serialize;

/// One piece of a report, in reading order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "block")]
#[non_exhaustive]
pub enum Block {
    /// A heading; level 1 is the report's title.
    Heading {
        /// 1 to 4.
        level: u8,
        /// The words of the heading.
        text: String,
    },
    /// A paragraph of plain prose.
    Paragraph {
        /// The paragraph, without markup.
        text: String,
    },
    /// A table.
    Table(Table),
    /// Passages behind numbers.
    Passages {
        /// What the passages stand behind, for example "State Agency: coup".
        title: String,
        /// The passages, in the order of the evidence.
        passages: Vec<Passage>,
    },
    /// Warnings, next to the numbers they are about.
    Warnings {
        /// The warnings.
        warnings: Vec<Warning>,
    },
}

/// A table: named columns, rows of typed cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// The machine's name for the table, for example `rates`.
    pub id: String,
    /// The reader's name for it.
    pub title: String,
    /// The columns; the first `keys` of them name the row.
    pub columns: Vec<Column>,
    /// How many leading columns name the row rather than hold a figure.
    pub keys: usize,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Remarks below the table.
    pub notes: Vec<String>,
}

/// A column's machine name and heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The machine's name, for example `per_1000`.
    pub id: String,
    /// The heading a reader sees, unit included.
    pub title: String,
    /// How to set it.
    pub align: Align,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cell {
    /// Nothing, because there is nothing to say (not: because it is unknown).
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Integer(u64),
    /// A figure with its decimals when shown; exports carry it in full.
    Number {
        /// The value in full.
        value: f64,
        /// Decimals when shown.
        decimals: u8,
    },
    /// A share, 0 to 1, shown in per cent.
    Share {
        /// The value in full, 0 to 1.
        value: f64,
        /// Decimals of the percentage when shown.
        decimals: u8,
    },
    /// An interval.
    Interval {
        /// The lower end.
        lower: f64,
        /// The upper end.
        upper: f64,
        /// Decimals when shown.
        decimals: u8,
    },
    /// An unknown value, shown as a dash, and why it is unknown.
    Dash {
        /// The machine's word for the reason, for example `few_articles`.
        reason: String,
        /// The reason in words for the legend below the table.
        because: String,
    },
}

/// A hit in its context, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passage {
    /// The text before the hit.
    pub before: String,
    /// The hit as it stands in the text.
    pub hit: String,
    /// The text after the hit.
    pub after: String,
    /// The article's id.
    pub article: String,
    /// Its outlet.
    pub outlet: String,
    /// Its title.
    pub title: String,
    /// Its date as given, when there is one.
    pub published: Option<String>,
    /// Its address, when there is one.
    pub url: Option<String>,
    /// `text` or `title`: the field the span points into.
    pub field: String,
    /// Byte offsets of the hit in the original field: start, end.
    pub span: [u32; 2],
}

/// Something a reader must know beside a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The machine's name, for example `few_articles`.
    pub code: String,
    /// What it is about, for example "Harbour Gazette" or "coup"; empty: the whole comparison.
    pub about: String,
    /// What it says, in words a journalist understands.
    pub text: String,
}
