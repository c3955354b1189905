//! The document-feature matrix: rows are articles or groups, columns are words, categories or entries.
//!
//! Entries go through a file, not through memory: what is held is the rows, the columns, and one stretch of rows at a
//! time.

use super::input::Road;
use super::term_scan::TermScan;
use super::terms::TermCount;
#[cfg(feature = "index")]
use super::terms::TermScanner;
use super::unit::rows;
use super::{CountPlan, Counted, Counts, Input, TableRow, TableUnit, TermPlan};
use crate::corpus::Skipped;
use crate::error::{Error, ErrorKind, Location, Result};
#[cfg(feature = "index")]
use crate::index::Snapshot;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// A sparse matrix of counts.
///
/// ```
/// use parallax::counts::{FeatureMatrix, Input, TableUnit, TermFilter, TermPlan};
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup, no coup.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No riot.\"}\n";
/// let input = Input::builder().reader("two", articles.as_bytes()).open()?;
/// let matrix = FeatureMatrix::of_terms(&input, &TermPlan::default(), TableUnit::Article, &TermFilter::default())?;
/// assert_eq!(matrix.columns(), ["a", "coup", "no", "riot"]);
/// let mut entries = Vec::new();
/// matrix.for_each(|row, column, count| { entries.push((row, column, count)); Ok(()) })?;
/// assert_eq!(entries, [(0, 0, 1), (0, 1, 2), (0, 2, 1), (1, 2, 1), (1, 3, 1)]);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Debug)]
pub struct FeatureMatrix {
    rows: Vec<TableRow>,
    columns: Vec<String>,
    entries: Entries,
    corpus_hash: String,
    skipped: Skipped,
}

/// Which terms become columns.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct TermFilter {
    /// At least so many occurrences in all. Default: any.
    pub occurrences: u64,
    /// In at least so many articles. Default: any.
    pub articles: u64,
    /// Terms made of nothing but these words are left out. Default: none.
    pub stop_words: rustc_hash::FxHashSet<String>,
}

impl TermFilter {
    pub(super) fn takes(&self, term: &str, occurrences: u64, articles: u64) -> bool {
        occurrences >= self.occurrences
            && articles >= self.articles
            && (self.stop_words.is_empty() || !term.split(' ').all(|word| self.stop_words.contains(word)))
    }
}

impl FeatureMatrix {
    /// Terms by unit: the words, or runs of words, of each article or group. Columns are in the order of the terms.
    ///
    /// # Errors
    /// If the input cannot be read, or there is no room for a temporary file.
    pub fn of_terms(input: &Input, plan: &TermPlan, unit: TableUnit, filter: &TermFilter) -> Result<Self> {
        let bare = CountPlan::new(Vec::new()).selection(plan.selection.clone()).by(&plan.by).field(plan.field);
        match &input.road {
            Road::Scan(source) => {
                let scan = TermScan::of(source, input.options(), plan, input.bare_header(&bare)?, || None)?;
                FeatureMatrix::of_scan(scan, input, &bare, unit, filter)
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => FeatureMatrix::of_index(snapshot, input, plan, &bare, unit, filter),
        }
    }

    #[cfg(feature = "index")]
    fn of_index(
        snapshot: &Snapshot,
        input: &Input,
        plan: &TermPlan,
        bare: &CountPlan,
        unit: TableUnit,
        filter: &TermFilter,
    ) -> Result<Self> {
        // a visit for the rows, one for the columns, one for what stands in them: an index has each at hand
        let counted = input.count(bare)?;
        let terms = input.count_terms(plan)?;
        input.check_names(bare, &counted)?;
        let mut columns = Vec::new();
        let mut kept = Vec::new();
        for (term, counts) in terms.terms.iter() {
            let sum = |of: fn(&super::TermCount) -> u64| counts.iter().map(of).sum();
            if filter.takes(term, sum(|c| c.occurrences), sum(|c| c.articles)) {
                columns.push(term.to_string());
                kept.push(counts);
            }
        }
        let (rows, row_of) = rows(&counted.counts, unit);
        let mut entries = Entries::new(rows.len());
        match unit {
            TableUnit::Group => {
                // the groups of both counts are in the same order
                for (column, counts) in (0..).zip(&kept) {
                    for (row, count) in (0..).zip(counts.iter()).filter(|(_, count)| count.occurrences > 0) {
                        entries.add(row, column, count.occurrences)?;
                    }
                }
            }
            TableUnit::Article => {
                let place: FxHashMap<&str, u32> = columns.iter().map(String::as_str).zip(0..).collect();
                let row_of: FxHashMap<&str, u32> = counted.counts.rows().iter().map(|r| &*r.id).zip(row_of).collect();
                for_each_term_count(snapshot, plan, &row_of, &place, |row, column, count| match column {
                    Some(column) => entries.add(row, column, count),
                    None => Ok(()),
                })?;
            }
        }
        let corpus_hash = counted.counts.corpus_hash();
        Ok(FeatureMatrix { rows, columns, entries: entries.finish()?, corpus_hash, skipped: counted.skipped })
    }

    /// From one reading of all articles.
    fn of_scan(scan: TermScan, input: &Input, bare: &CountPlan, unit: TableUnit, filter: &TermFilter) -> Result<Self> {
        let counted = Counted { counts: scan.counts.clone(), skipped: scan.skipped.clone() };
        input.check_names(bare, &counted)?;
        let takes = |(term, count): &&(Box<str>, TermCount)| filter.takes(term, count.occurrences, count.articles);
        let columns: Vec<String> = scan.terms.iter().filter(takes).map(|(term, _)| term.to_string()).collect();
        let place: FxHashMap<&str, u32> = columns.iter().map(String::as_str).zip(0..).collect();
        let (rows, row_of) = rows(&counted.counts, unit);
        let mut entries = Entries::new(rows.len());
        // a group's counts of a term are summed where the entries are read
        scan.for_each(&place, |article, column, count| match column {
            Some(column) => entries.add(row_of[article as usize], column, count),
            None => Ok(()),
        })?;
        let corpus_hash = counted.counts.corpus_hash();
        Ok(FeatureMatrix { rows, columns, entries: entries.finish()?, corpus_hash, skipped: counted.skipped })
    }

    /// Categories or, where `by_entry` says so, entries by unit. An entry's column is named `category: pattern`.
    ///
    /// # Errors
    /// If there is no room for a temporary file.
    pub fn of_counts(counts: &Counts, skipped: Skipped, unit: TableUnit, by_entry: bool) -> Result<Self> {
        let header = counts.header();
        let mut columns = Vec::new();
        let mut place: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (number, category) in (0..).zip(&header.categories) {
            if by_entry {
                for &entry in &category.entries {
                    place.insert((number, entry), columns.len() as u32);
                    columns.push(format!("{}: {}", category.id, header.entries[entry as usize].pattern));
                }
            } else {
                place.insert((number, 0), columns.len() as u32);
                columns.push(category.id.clone());
            }
        }
        let (rows, row_of) = rows(counts, unit);
        let mut entries = Entries::new(rows.len());
        for (article, &row) in counts.rows().iter().zip(&row_of) {
            for cell in &article.cells {
                let column = place[&(cell.category, if by_entry { cell.entry } else { 0 })];
                entries.add(row, column, u64::from(cell.occurrences))?;
            }
        }
        Ok(FeatureMatrix { rows, columns, entries: entries.finish()?, corpus_hash: counts.corpus_hash(), skipped })
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[TableRow] {
        &self.rows
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many entries are not zero.
    #[must_use]
    pub fn non_zero(&self) -> u64 {
        self.entries.non_zero
    }

    /// A fingerprint of the articles, as in [`Counts::corpus_hash`].
    #[must_use]
    pub fn corpus_hash(&self) -> &str {
        &self.corpus_hash
    }

    /// Records that did not become articles.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// Shows every entry that is not zero: row, column, count; row by row, in a row by column.
    ///
    /// # Errors
    /// What `visit` returns, or if the temporary file cannot be read.
    pub fn for_each(&self, mut visit: impl FnMut(u32, u32, u64) -> Result<()>) -> Result<()> {
        self.entries.for_each(&mut visit)
    }

    /// Writes the matrix into a folder, which is made when it is missing: `matrix.mtx` in the Matrix Market format
    /// (coordinates from 1, integers; National Institute of Standards and Technology 1996), `rows.csv` and `columns.csv`
    /// with what the rows and columns stand for.
    ///
    /// ```r
    /// m <- Matrix::readMM("dfm/matrix.mtx")
    /// dimnames(m) <- list(read.csv("dfm/rows.csv")$name, read.csv("dfm/columns.csv")$name)
    /// ```
    ///
    /// ```python
    /// m = scipy.io.mmread("dfm/matrix.mtx").tocsr()
    /// ```
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write_matrix_market(&self, folder: impl AsRef<Path>) -> Result<()> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder).map_err(|cause| Error::io(folder, cause))?;
        let path = folder.join("matrix.mtx");
        let failed = |cause| Error::io(&path, cause);
        let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
        let about = format!(
            "%%MatrixMarket matrix coordinate integer general\n\
             % parallax {}; rows in rows.csv, columns in columns.csv; articles with the hash {}\n\
             {} {} {}\n",
            env!("CARGO_PKG_VERSION"),
            self.corpus_hash,
            self.rows.len(),
            self.columns.len(),
            self.non_zero()
        );
        file.write_all(about.as_bytes()).map_err(failed)?;
        self.for_each(|row, column, count| {
            writeln!(file, "{} {} {count}", u64::from(row) + 1, u64::from(column) + 1).map_err(failed)
        })?;
        file.flush().map_err(failed)?;
        self.write_rows(&folder.join("rows.csv"))?;
        self.write_columns(&folder.join("columns.csv"))
    }

    fn write_rows(&self, path: &Path) -> Result<()> {
        let mut file = csv::Writer::from_path(path).map_err(|cause| unwritable(path, cause))?;
        let header = ["row", "name", "outlet", "group", "event", "date", "language", "articles", "words"];
        file.write_record(header).map_err(|cause| unwritable(path, cause))?;
        for (number, row) in (1_u64..).zip(&self.rows) {
            let text = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or_default().to_string();
            let fields = [
                number.to_string(),
                text(&row.name),
                text(&row.outlet),
                text(&row.group),
                text(&row.event),
                row.date.map_or_else(String::new, |date| date.to_string()),
                row.language.map_or_else(String::new, |language| language.to_string()),
                row.articles.to_string(),
                row.words.to_string(),
            ];
            file.write_record(fields).map_err(|cause| unwritable(path, cause))?;
        }
        file.flush().map_err(|cause| Error::io(path, cause))
    }

    fn write_columns(&self, path: &Path) -> Result<()> {
        let mut file = csv::Writer::from_path(path).map_err(|cause| unwritable(path, cause))?;
        file.write_record(["column", "name"]).map_err(|cause| unwritable(path, cause))?;
        for (number, name) in (1_u64..).zip(&self.columns) {
            file.write_record([&number.to_string(), name]).map_err(|cause| unwritable(path, cause))?;
        }
        file.flush().map_err(|cause| Error::io(path, cause))
    }
}

fn unwritable(path: &Path, cause: csv::Error) -> Error {
    Error::new(ErrorKind::Io, cause).at(Location::file(path.display().to_string()))
}

/// Shows the counts of the named terms in the named articles by their numbers, in no order, and with `None` instead of a
/// term how many terms an article has in all.
#[cfg(feature = "index")]
pub(super) fn for_each_term_count(
    snapshot: &Snapshot,
    plan: &TermPlan,
    articles: &FxHashMap<&str, u32>,
    terms: &FxHashMap<&str, u32>,
    mut visit: impl FnMut(u32, Option<u32>, u64) -> Result<()>,
) -> Result<()> {
    let mut scanner = TermScanner::new(snapshot.options());
    for segment in 0..snapshot.segments() {
        let rows = snapshot.rows(segment, &plan.selection, &plan.by)?;
        let mut outcome = Ok(());
        if plan.is_in_dictionary() {
            let title = plan.field == super::FieldChoice::Title;
            let numbers: Vec<Option<u32>> = rows.iter().map(|row| articles.get(&*row.id).copied()).collect();
            for (row, number) in rows.iter().zip(&numbers) {
                // every word is a term
                let words = if title { row.title_words } else { row.text_words };
                number.iter().try_for_each(|&number| visit(number, None, u64::from(words)))?;
            }
            let number_of = |term: &str| terms.get(term).copied();
            snapshot.for_each_posting(segment, &rows, title, number_of, |term, postings| {
                for &(row, count) in postings {
                    if let Some(number) = numbers[row].filter(|_| outcome.is_ok()) {
                        outcome = visit(number, Some(term), count);
                    }
                }
            })?;
        } else {
            let documents: Vec<u32> = rows.iter().map(|row| row.document).collect();
            snapshot.for_each_article(segment, &documents, |_, article| {
                let Some(&number) = articles.get(article.id()).filter(|_| outcome.is_ok()) else { return };
                scanner.count(&article, plan);
                let mut sum = 0;
                for (term, count) in scanner.drain() {
                    sum += count;
                    if let Some(&term) = terms.get(&*term).filter(|_| outcome.is_ok()) {
                        outcome = visit(number, Some(term), count);
                    }
                }
                if outcome.is_ok() {
                    outcome = visit(number, None, sum);
                }
            })?;
        }
        outcome?;
    }
    Ok(())
}

// ------------------------------------------------------------------ entries in a file

/// So many rows are sorted in memory at once.
const STRETCH: usize = 4096;
/// The bytes of an entry in the file: row, column, count.
const ENTRY: usize = 16;

/// Entries, by stretches of rows: each stretch gathers in memory and leaves for the file when it is full.
#[derive(Debug)]
struct Entries {
    stretches: Vec<Stretch>,
    file: Option<BufWriter<File>>,
    written: u64,
    non_zero: u64,
}

#[derive(Debug, Default)]
struct Stretch {
    waiting: Vec<u8>,
    /// Where in the file its parts stand: from, to.
    parts: Vec<(u64, u64)>,
}

/// A stretch with so many bytes waiting is written.
const FULL: usize = 1 << 20;

impl Entries {
    fn new(rows: usize) -> Self {
        let stretches = (0..rows.div_ceil(STRETCH)).map(|_| Stretch::default()).collect();
        Entries { stretches, file: None, written: 0, non_zero: 0 }
    }

    fn add(&mut self, row: u32, column: u32, count: u64) -> Result<()> {
        let stretch = &mut self.stretches[row as usize / STRETCH];
        stretch.waiting.extend(row.to_le_bytes());
        stretch.waiting.extend(column.to_le_bytes());
        stretch.waiting.extend(count.to_le_bytes());
        if stretch.waiting.len() < FULL {
            return Ok(());
        }
        let failed = |cause| Error::io("temporary file", cause);
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::new(tempfile::tempfile().map_err(failed)?)),
        };
        file.write_all(&stretch.waiting).map_err(failed)?;
        let from = self.written;
        self.written += stretch.waiting.len() as u64;
        stretch.parts.push((from, self.written));
        stretch.waiting.clear();
        Ok(())
    }

    /// Counts what is there: entries of one row and column are one.
    fn finish(mut self) -> Result<Self> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(|cause| Error::io("temporary file", cause))?;
        }
        let mut non_zero = 0;
        self.for_each(&mut |_, _, _| {
            non_zero += 1;
            Ok(())
        })?;
        self.non_zero = non_zero;
        Ok(self)
    }

    fn for_each(&self, visit: &mut dyn FnMut(u32, u32, u64) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        for stretch in &self.stretches {
            self.read(stretch, &mut bytes).map_err(|cause| Error::io("temporary file", cause))?;
            let number = |at: &[u8]| u32::from_le_bytes([at[0], at[1], at[2], at[3]]);
            let mut entries: Vec<(u32, u32, u64)> = bytes
                .chunks_exact(ENTRY)
                .map(|e| {
                    let count = u64::from(number(&e[8..])) | u64::from(number(&e[12..])) << 32;
                    (number(e), number(&e[4..]), count)
                })
                .collect();
            entries.sort_unstable();
            for same in entries.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
                visit(same[0].0, same[0].1, same.iter().map(|entry| entry.2).sum())?;
            }
        }
        Ok(())
    }

    fn read(&self, stretch: &Stretch, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        bytes.clear();
        if let Some(file) = &self.file {
            let mut file = BufReader::new(file.get_ref());
            for &(from, to) in &stretch.parts {
                file.seek(std::io::SeekFrom::Start(from))?;
                file.by_ref().take(to - from).read_to_end(bytes)?;
            }
        }
        bytes.extend(&stretch.waiting);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_in_order_through_the_file() {
        let rows = 3 * STRETCH as u32;
        let mut entries = Entries::new(rows as usize);
        // enough for several parts of each stretch, rows and columns backwards, some in two pieces
        for column in (0..40).rev() {
            for row in (0..rows).rev() {
                entries.add(row, column, 1).unwrap();
                if column == 7 {
                    entries.add(row, column, u64::from(row)).unwrap();
                }
            }
        }
        let entries = entries.finish().unwrap();
        assert!(entries.written > 0 && entries.stretches[0].parts.len() > 1);
        assert_eq!(entries.non_zero, u64::from(rows) * 40);
        let mut expected = (0..rows).flat_map(|row| (0..40).map(move |column| (row, column)));
        entries
            .for_each(&mut |row, column, count| {
                assert_eq!(Some((row, column)), expected.next());
                assert_eq!(count, if column == 7 { u64::from(row) + 1 } else { 1 });
                Ok(())
            })
            .unwrap();
        assert_eq!(expected.next(), None);
    }
}
