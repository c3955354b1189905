//! The rows of a table: articles, or groups of them.

use super::Counts;
use crate::text::Language;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What one row of a table stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TableUnit {
    /// An article. The default.
    #[default]
    Article,
    /// All articles with the same value of the field that groups are made by.
    Group,
}

/// An article or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The article's id, or the group's name; `None` for the articles without a group.
    pub name: Option<Arc<str>>,
    /// An article's outlet.
    pub outlet: Option<Arc<str>>,
    /// An article's group.
    pub group: Option<Arc<str>>,
    /// An article's event.
    pub event: Option<Arc<str>>,
    /// An article's date.
    pub date: Option<Date>,
    /// An article's language.
    pub language: Option<Language>,
    /// How many articles: 1, or the group's.
    pub articles: u64,
    /// How many words were looked at.
    pub words: u64,
}

impl TableRow {
    /// A group of so many articles and words.
    pub(crate) fn group(name: Option<Arc<str>>, articles: u64, words: u64) -> Self {
        TableRow { name, outlet: None, group: None, event: None, date: None, language: None, articles, words }
    }
}

/// The rows of a table over these counts, and the row of each article. Articles are in the order of their ids, groups in
/// that of their names; those without a group are last.
pub(crate) fn rows(counts: &Counts, unit: TableUnit) -> (Vec<TableRow>, Vec<u32>) {
    match unit {
        TableUnit::Article => {
            let row = |a: &super::ArticleCounts| TableRow {
                name: Some(a.id.clone()),
                outlet: Some(a.outlet.clone()),
                group: a.group.clone(),
                event: a.event.clone(),
                date: a.date,
                language: Some(a.language),
                articles: 1,
                words: u64::from(a.words),
            };
            (counts.rows().iter().map(row).collect(), (0..counts.rows().len() as u32).collect())
        }
        TableUnit::Group => {
            let mut rows: Vec<TableRow> = counts.groups().into_iter().map(|name| TableRow::group(name, 0, 0)).collect();
            let places: FxHashMap<_, u32> = rows.iter().map(|row| row.name.clone()).zip(0..).collect();
            let row_of: Vec<u32> = counts.rows().iter().map(|a| places[&a.group]).collect();
            for (article, &row) in counts.rows().iter().zip(&row_of) {
                rows[row as usize].articles += 1;
                rows[row as usize].words += u64::from(article.words);
            }
            (rows, row_of)
        }
    }
}
