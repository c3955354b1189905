//! One row an article, or a group, with a column for each category: the table that other programs read on.

use crate::corpus::Skipped;
use crate::counts::{
    ArticleCounts, CountPlan, Counts, Folded, Header, Input, TableRow, TableUnit, VoiceFilter, table_rows,
};
use crate::error::Result;
use crate::text::Language;
use crate::voice::VoiceChoice;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

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
    by: String,
    unit: TableUnit,
    voice: VoiceFilter,
    columns: Columns,
    rows: Vec<TableRow>,
    values: Values<'c>,
}

/// What stands in a table.
#[derive(Debug)]
enum Values<'c> {
    /// The counts, and per article: its row.
    Counted(&'c Counts, Vec<u32>),
    /// Per row: its sums.
    Summed(Vec<Sums>),
}

/// The columns of a table.
#[derive(Clone, Debug)]
struct Columns {
    columns: Vec<UnitColumn>,
    /// By category and, where entries have columns of their own, entry: the column.
    column_of: FxHashMap<(u32, Option<u32>), usize>,
    by_entry: bool,
}

/// The hits and words of a unit, column by column.
#[derive(Clone, Debug)]
struct Sums {
    hits: Vec<Option<u64>>,
    words: Vec<u64>,
}

/// Groups while their articles are counted.
struct Groups {
    columns: Columns,
    groups: FxHashMap<Option<Arc<str>>, Group>,
}

struct Group {
    articles: u64,
    words: u64,
    sums: Sums,
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

impl Columns {
    fn new(header: &Header, by_entry: bool) -> Self {
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
        Columns { columns, column_of, by_entry }
    }

    fn no_sums(&self) -> Sums {
        Sums { hits: vec![None; self.columns.len()], words: vec![0; self.columns.len()] }
    }

    /// Adds an article to the sums of its unit.
    fn add(&self, sums: &mut Sums, article: &ArticleCounts, voice: VoiceFilter) {
        let Some(its_words) = article.words_for(voice) else { return };
        for (column, (hits, words)) in self.columns.iter().zip(sums.hits.iter_mut().zip(&mut sums.words)) {
            if article.language == column.language {
                hits.get_or_insert(0);
                *words += u64::from(its_words);
            }
        }
        for cell in article.cells.iter().filter(|cell| voice.takes(cell.voice)) {
            let entry = self.by_entry.then_some(cell.entry);
            if let Some(&column) = self.column_of.get(&(cell.category, entry))
                && article.language == self.columns[column].language
            {
                *sums.hits[column].get_or_insert(0) += u64::from(cell.occurrences);
            }
        }
    }
}

impl Groups {
    fn add(&mut self, article: &ArticleCounts, voice: VoiceFilter) {
        let empty = || Group { articles: 0, words: 0, sums: self.columns.no_sums() };
        let group = self.groups.entry(article.group.clone()).or_insert_with(empty);
        group.articles += 1;
        group.words += u64::from(article.words);
        self.columns.add(&mut group.sums, article, voice);
    }

    fn merge(mut self, other: Groups) -> Groups {
        for (name, theirs) in other.groups {
            match self.groups.entry(name) {
                Entry::Vacant(place) => drop(place.insert(theirs)),
                Entry::Occupied(mut ours) => ours.get_mut().merge(theirs),
            }
        }
        self
    }
}

impl Group {
    fn merge(&mut self, other: Group) {
        self.articles += other.articles;
        self.words += other.words;
        for (ours, theirs) in self.sums.hits.iter_mut().zip(other.sums.hits) {
            *ours = ours.map_or(theirs, |ours| Some(ours + theirs.unwrap_or(0)));
        }
        self.sums.words.iter_mut().zip(other.sums.words).for_each(|(ours, theirs)| *ours += theirs);
    }
}

impl UnitTable<'static> {
    /// A table of groups that are summed up while the articles are counted, so that memory does not grow with their
    /// number: what [`new`](UnitTable::new) and [`in_voice`](UnitTable::in_voice) make of counts. Beside it what was
    /// skipped.
    ///
    /// # Errors
    /// As [`Input::count`] and [`Input::check_names`], or if a voice is asked for and none is known.
    pub fn of_groups(input: &Input, plan: &CountPlan, voice: VoiceFilter, by_entry: bool) -> Result<(Self, Skipped)> {
        let start = |header: &Header| Groups { columns: Columns::new(header, by_entry), groups: FxHashMap::default() };
        let Folded { header, parts, skipped, .. } =
            input.fold(plan, false, start, |groups, article| groups.add(article, voice))?;
        if voice.choice != VoiceChoice::All && header.voices.is_none() {
            return Err(super::voices::unknown(voice));
        }
        let merged = parts.into_iter().reduce(Groups::merge).unwrap_or_else(|| start(&header));
        let mut groups: Vec<(Option<Arc<str>>, Group)> = merged.groups.into_iter().collect();
        groups.sort_unstable_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)));
        let (rows, sums) = groups
            .into_iter()
            .map(|(name, group)| (TableRow::group(name, group.articles, group.words), group.sums))
            .unzip();
        let (by, columns) = (header.by.clone(), merged.columns);
        let table = UnitTable { by, unit: TableUnit::Group, voice, columns, rows, values: Values::Summed(sums) };
        Ok((table, skipped))
    }
}

impl<'c> UnitTable<'c> {
    /// A table over counts, with a column a category, or, where `by_entry` says so, an entry.
    #[must_use]
    pub fn new(counts: &'c Counts, unit: TableUnit, by_entry: bool) -> Self {
        let (rows, row_of) = table_rows(counts, unit);
        UnitTable {
            by: counts.header().by.clone(),
            unit,
            voice: VoiceFilter::default(),
            columns: Columns::new(counts.header(), by_entry),
            rows,
            values: Values::Counted(counts, row_of),
        }
    }

    /// Only hits in a voice, and for the outlet's own voice only its own words; unknown where it was not judged. Groups
    /// that were summed up stay in the voice they were summed up in.
    ///
    /// # Errors
    /// If the counts know nothing of voices.
    pub fn in_voice(mut self, voice: VoiceFilter) -> Result<Self> {
        if let Values::Counted(counts, _) = self.values {
            if voice.choice != VoiceChoice::All && !counts.have_voices() {
                return Err(super::voices::unknown(voice));
            }
            self.voice = voice;
        }
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
        &self.by
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[UnitColumn] {
        &self.columns.columns
    }

    /// The rows, one at a time: articles in the order of their ids, groups in that of their names.
    pub fn rows(&self) -> impl Iterator<Item = UnitCounts<'_>> {
        let of_groups = match (&self.values, self.unit) {
            (Values::Summed(_), _) | (_, TableUnit::Article) => Vec::new(),
            (Values::Counted(counts, row_of), TableUnit::Group) => {
                let mut of_groups = vec![self.columns.no_sums(); self.rows.len()];
                for (article, &row) in counts.rows().iter().zip(row_of) {
                    self.columns.add(&mut of_groups[row as usize], article, self.voice);
                }
                of_groups
            }
        };
        self.rows.iter().enumerate().map(move |(number, unit)| {
            let sums = match (&self.values, of_groups.get(number)) {
                (Values::Summed(sums), _) => sums[number].clone(),
                (_, Some(sums)) => sums.clone(),
                (Values::Counted(counts, _), None) => {
                    let mut sums = self.columns.no_sums();
                    self.columns.add(&mut sums, &counts.rows()[number], self.voice);
                    sums
                }
            };
            UnitCounts { unit, hits: sums.hits, words: sums.words }
        })
    }
}
