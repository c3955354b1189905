//! One row an article, or a group, with a column for each category: the table that other programs read on.

use crate::counts::{Counts, TableRow, TableUnit, VoiceFilter, table_rows};
use crate::error::Result;
use crate::text::Language;
use crate::voice::VoiceChoice;
use rustc_hash::FxHashMap;

/// Hits and rates by unit and category.
///
/// ```
/// use parallax::counts::{CountPlan, Input, TableUnit};
/// use parallax::framing::{TableValues, UnitTable};
/// use parallax::lexicon::Lexicon;
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"!\"}\n";
/// let input = Input::builder().reader("two", articles.as_bytes()).open()?;
/// let plan = CountPlan::new(vec![Lexicon::from_patterns("coup", ["coup*"])?]);
/// let counts = input.count(&plan)?.counts;
/// let table = UnitTable::new(&counts, TableUnit::Article, false);
/// assert_eq!(table.columns()[0].name(), "coup");
/// let rows: Vec<_> = table.rows().collect();
/// assert_eq!((rows[0].hits[0], rows[0].per_1000(0)), (Some(1), Some(500.0)));
/// assert_eq!((rows[1].hits[0], rows[1].per_1000(0)), (Some(0), None), "no words, no rate");
/// # let _ = TableValues::Both;
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Debug)]
pub struct UnitTable<'c> {
    counts: &'c Counts,
    unit: TableUnit,
    voice: VoiceFilter,
    columns: Vec<UnitColumn>,
    /// By category and, where entries have columns of their own, entry: the column.
    column_of: FxHashMap<(u32, Option<u32>), usize>,
    by_entry: bool,
    rows: Vec<TableRow>,
    /// Per article: its row.
    row_of: Vec<u32>,
}

/// What a column counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitColumn {
    /// The category, by its place in the header.
    pub category: u32,
    /// The entry, where entries have columns of their own.
    pub entry: Option<u32>,
    name: String,
    language: Language,
}

impl UnitColumn {
    /// The category's id, or `id: pattern`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What is written of each count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TableValues {
    /// Hits.
    Hits,
    /// Hits per 1,000 words.
    Per1000,
    /// Both. The default.
    #[default]
    Both,
}

impl std::str::FromStr for TableValues {
    type Err = crate::Error;

    fn from_str(text: &str) -> crate::Result<Self> {
        match text {
            "hits" => Ok(TableValues::Hits),
            "per_1000" => Ok(TableValues::Per1000),
            "both" => Ok(TableValues::Both),
            other => {
                let message = format!("`{other}` is no value of a table; write `hits`, `per_1000` or `both`");
                Err(crate::Error::new(crate::ErrorKind::Request, message))
            }
        }
    }
}

/// A unit and its counts.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitCounts<'t> {
    /// The unit.
    pub unit: &'t TableRow,
    /// Per column: its hits; `None` where no article of the unit is in the column's language, or their voice was not
    /// judged.
    pub hits: Vec<Option<u64>>,
    /// Per column: the words that count for it, those of articles in its language.
    pub words: Vec<u64>,
}

impl UnitCounts<'_> {
    /// Hits per 1,000 words; `None` without words, or without an article in the column's language.
    #[must_use]
    pub fn per_1000(&self, column: usize) -> Option<f64> {
        let words = self.words[column];
        self.hits[column].filter(|_| words > 0).map(|hits| hits as f64 * 1000.0 / words as f64)
    }
}

impl<'c> UnitTable<'c> {
    /// A table over counts, with a column a category, or, where `by_entry` says so, an entry.
    #[must_use]
    pub fn new(counts: &'c Counts, unit: TableUnit, by_entry: bool) -> Self {
        let header = counts.header();
        let mut columns = Vec::new();
        for (number, category) in (0..).zip(&header.categories) {
            let column = |entry: Option<u32>| UnitColumn {
                category: number,
                entry,
                name: match entry {
                    Some(entry) => format!("{}: {}", category.id, header.entries[entry as usize].pattern),
                    None => category.id.clone(),
                },
                language: category.language,
            };
            match by_entry {
                true => columns.extend(category.entries.iter().map(|&entry| column(Some(entry)))),
                false => columns.push(column(None)),
            }
        }
        let column_of =
            columns.iter().zip(0..).map(|(column, place)| ((column.category, column.entry), place)).collect();
        let (rows, row_of) = table_rows(counts, unit);
        UnitTable { counts, unit, voice: VoiceFilter::default(), columns, column_of, by_entry, rows, row_of }
    }

    /// Only hits in a voice, and for the outlet's own voice only its own words; unknown where it was not judged.
    ///
    /// # Errors
    /// If the counts know nothing of voices.
    pub fn in_voice(mut self, voice: VoiceFilter) -> Result<Self> {
        if voice.choice != VoiceChoice::All && !self.counts.have_voices() {
            return Err(super::voices::unknown(voice));
        }
        self.voice = voice;
        Ok(self)
    }

    /// What a row stands for.
    #[must_use]
    pub fn unit(&self) -> TableUnit {
        self.unit
    }

    /// The field that groups are made by.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.counts.header().by
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[UnitColumn] {
        &self.columns
    }

    /// The rows, one at a time: articles in the order of their ids, groups in that of their names.
    pub fn rows(&self) -> impl Iterator<Item = UnitCounts<'_>> {
        let articles = self.counts.rows();
        let of_row = match self.unit {
            TableUnit::Article => None,
            TableUnit::Group => {
                let mut of_row = vec![Vec::new(); self.rows.len()];
                for (article, &row) in (0..articles.len()).zip(&self.row_of) {
                    of_row[row as usize].push(article);
                }
                Some(of_row)
            }
        };
        self.rows.iter().enumerate().map(move |(number, unit)| {
            let of_unit: &[usize] = of_row.as_ref().map_or(std::slice::from_ref(&number), |of_row| &of_row[number]);
            let (mut hits, mut words) = (vec![None; self.columns.len()], vec![0; self.columns.len()]);
            for &article in of_unit {
                let article = &articles[article];
                let Some(its_words) = article.words_for(self.voice) else { continue };
                for (column, (hits, words)) in self.columns.iter().zip(hits.iter_mut().zip(&mut words)) {
                    if article.language == column.language {
                        hits.get_or_insert(0);
                        *words += u64::from(its_words);
                    }
                }
                for cell in article.cells.iter().filter(|cell| self.voice.takes(cell.voice)) {
                    let entry = self.by_entry.then_some(cell.entry);
                    if let Some(&column) = self.column_of.get(&(cell.category, entry))
                        && article.language == self.columns[column].language
                    {
                        *hits[column].get_or_insert(0) += u64::from(cell.occurrences);
                    }
                }
            }
            UnitCounts { unit, hits, words }
        })
    }
}
