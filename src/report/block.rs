//! What a report is made of: headings, prose, tables, passages, warnings. Every renderer draws each of them.
//!
//! Text in a block is plain: the renderers escape it, and make control characters visible. Figures are kept in
//! full; how many decimals a reader sees is said beside each.

use super::matrix::Matrix;
use super::plot::Plot;
use crate::voice::{Attribution, Certainty, Polarity, Stance};
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
    /// Lines of a concordance: passages below each other, hit below hit.
    ///
    /// A CSV of a report that has such lines holds them alone, a record a line.
    Lines {
        /// What is shown.
        title: String,
        /// The lines, in their order.
        lines: Vec<Passage>,
    },
    /// Warnings, next to the numbers they are about.
    Warnings {
        /// The warnings.
        warnings: Vec<Warning>,
    },
    /// Rates side by side, each leading to its passages.
    Matrix(Matrix),
    /// A figure; formats that cannot draw show its table.
    Plot(Plot),
    /// Sentences, a point each.
    Points {
        /// The sentences.
        points: Vec<Point>,
    },
    /// Lines that are kept as they are, to be copied.
    Verbatim {
        /// The lines.
        text: String,
    },
    /// What is opened on request where a format can fold, and stands open elsewhere.
    Folded {
        /// What is inside.
        title: String,
        /// The blocks inside.
        blocks: Vec<Block>,
    },
}

/// A sentence, and where its subject is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The sentence.
    pub text: String,
    /// The heading, or the title of the passages, that it leads to.
    pub opens: Option<String>,
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
    /// Keys that are the same for all rows: said in the title for people, columns of their own in exports.
    pub fixed: Vec<(String, String)>,
    /// The ids of a column of values and of that with their intervals, which a terminal draws where there is room.
    #[serde(skip)]
    pub drawn: Option<[String; 2]>,
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
    /// The interval of a share, shown in per cent.
    ShareInterval {
        /// The lower end, 0 to 1.
        lower: f64,
        /// The upper end, 0 to 1.
        upper: f64,
        /// Decimals of the percentages when shown.
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
    /// Its event, when it has one.
    pub event: Option<String>,
    /// Its date as given, when there is one.
    pub published: Option<String>,
    /// Its address, when there is one.
    pub url: Option<String>,
    /// `text` or `title`: the field the span points into.
    pub field: String,
    /// Byte offsets of the hit in the original field: start, end.
    pub span: [u32; 2],
    /// The category that counts the hit.
    pub category: String,
    /// The pattern that hit.
    pub entry: String,
    /// Whose words it is in, where voices were looked for.
    pub voice: Option<PassageVoice>,
}

/// Whose words a hit is in, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassageVoice {
    /// `outlet`, `quoted` or `reported`.
    pub attribution: Attribution,
    /// `affirmed` or `negated`; `None` where the language has no cue words.
    pub polarity: Option<Polarity>,
    /// `plain` or `hedged`; `None` where the language has no cue words.
    pub certainty: Option<Certainty>,
    /// Whether quotation marks or "so-called" hold it at arm's length; `None` where the language has no cue words.
    pub scare_quoted: Option<bool>,
    /// How the reporting words stand to it: `neutral`, `doubting`, `endorsing`.
    pub stance: Stance,
    /// Who is said to have used the words.
    pub source: Option<String>,
    /// The words that report them.
    pub cue: Option<String>,
    /// Where source and cue stand in the original field, in bytes; for formats that mark them in the passage.
    #[serde(skip)]
    pub places: [Option<[u32; 2]>; 2],
}

impl PassageVoice {
    /// The voice in words: `own words`, or `quoted`, then what else is true of it.
    #[must_use]
    pub fn kind_in_words(&self) -> String {
        let mut out = match self.attribution {
            Attribution::Quoted => "quoted",
            Attribution::Reported => "reported",
            _ => "own words",
        }
        .to_string();
        if self.polarity == Some(Polarity::Negated) {
            out += ", negated";
        }
        if self.certainty == Some(Certainty::Hedged) {
            out += ", hedged";
        }
        if self.scare_quoted == Some(true) {
            out += ", scare-quoted";
        }
        out
    }

    /// [`kind_in_words`](PassageVoice::kind_in_words), and who is said to have used the words: `quoted (officials … said)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let out = self.kind_in_words();
        match (&self.source, &self.cue) {
            (None, None) => out,
            (source, cue) => {
                let words: Vec<&str> = [source, cue].into_iter().flatten().map(String::as_str).collect();
                format!("{out} ({})", words.join(" … "))
            }
        }
    }
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

impl Block {
    /// A heading of level 1 to 4.
    ///
    /// ```
    /// use parallax::report::Block;
    /// assert!(matches!(Block::heading(2, "Rates"), Block::Heading { level: 2, .. }));
    /// ```
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Block::Heading { level, text: text.into() }
    }

    /// A paragraph of plain prose.
    ///
    /// ```
    /// use parallax::report::Block;
    /// assert!(matches!(Block::paragraph("Two outlets."), Block::Paragraph { .. }));
    /// ```
    pub fn paragraph(text: impl Into<String>) -> Self {
        Block::Paragraph { text: text.into() }
    }
}

impl From<Matrix> for Block {
    fn from(matrix: Matrix) -> Self {
        Block::Matrix(matrix)
    }
}

impl From<Plot> for Block {
    fn from(plot: Plot) -> Self {
        Block::Plot(plot)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Block::Table(table)
    }
}

impl Table {
    /// A table without columns; name its keys first, then what they are measured by.
    ///
    /// ```
    /// use parallax::report::{Cell, Table};
    ///
    /// let table = Table::new("rates", "Hits per 1,000 words")
    ///     .key("outlet", "outlet")
    ///     .figures("hits", "hits")
    ///     .figures("per_1000", "per 1,000")
    ///     .row(["State Agency".into(), 41.into(), Cell::number(3.108, 2)]);
    /// assert_eq!((table.keys, table.rows.len()), (1, 1));
    /// ```
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Table {
            id: id.into(),
            title: title.into(),
            columns: Vec::new(),
            keys: 0,
            rows: Vec::new(),
            notes: Vec::new(),
            fixed: Vec::new(),
            drawn: None,
        }
    }

    /// The same table with one more column that names the row, set left; keys stand before all other columns.
    #[must_use]
    pub fn key(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.columns.insert(self.keys, Column { id: id.into(), title: title.into(), align: Align::Left });
        self.keys += 1;
        self
    }

    /// The same table with one more column of figures, set right.
    #[must_use]
    pub fn figures(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.columns.push(Column { id: id.into(), title: title.into(), align: Align::Right });
        self
    }

    /// The same table with one more column of words, set left.
    #[must_use]
    pub fn words(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.columns.push(Column { id: id.into(), title: title.into(), align: Align::Left });
        self
    }

    /// The same table with one more row, a cell for each column.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// The same table with a key that all its rows share, which its title says.
    #[must_use]
    pub fn fixed_key(mut self, id: impl Into<String>, value: impl Into<String>) -> Self {
        self.fixed.push((id.into(), value.into()));
        self
    }

    /// The same table, of which a terminal draws these values with their intervals where there is room.
    #[must_use]
    pub fn drawn(mut self, value: impl Into<String>, interval: impl Into<String>) -> Self {
        self.drawn = Some([value.into(), interval.into()]);
        self
    }

    /// The same table with one more remark below it.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
}

impl Cell {
    /// A figure, with its decimals when shown.
    ///
    /// ```
    /// use parallax::report::Cell;
    /// assert_eq!(Cell::number(3.108, 2), Cell::Number { value: 3.108, decimals: 2 });
    /// ```
    #[must_use]
    pub fn number(value: f64, decimals: u8) -> Self {
        Cell::Number { value, decimals }
    }

    /// A share, 0 to 1, with the decimals of its percentage.
    ///
    /// ```
    /// use parallax::report::Cell;
    /// assert_eq!(Cell::share(0.25, 1), Cell::Share { value: 0.25, decimals: 1 });
    /// ```
    #[must_use]
    pub fn share(value: f64, decimals: u8) -> Self {
        Cell::Share { value, decimals }
    }

    /// An interval, lower end first.
    ///
    /// ```
    /// use parallax::report::Cell;
    /// assert_eq!(Cell::interval(0.4, 1.3, 2), Cell::Interval { lower: 0.4, upper: 1.3, decimals: 2 });
    /// ```
    #[must_use]
    pub fn interval(lower: f64, upper: f64, decimals: u8) -> Self {
        Cell::Interval { lower, upper, decimals }
    }

    /// A dash: the machine's word for the reason, then the reason in words.
    ///
    /// ```
    /// use parallax::report::Cell;
    /// assert!(matches!(Cell::dash("few_articles", "fewer than 10 articles: no interval"), Cell::Dash { .. }));
    /// ```
    pub fn dash(reason: impl Into<String>, because: impl Into<String>) -> Self {
        Cell::Dash { reason: reason.into(), because: because.into() }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Cell::Text(words.to_owned())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Cell::Text(words)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Cell::Integer(count)
    }
}
