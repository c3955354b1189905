//! Every word of every article of a source, in one reading: what a matrix of terms is made of.
//!
//! Which articles and terms there are is known only at the end, so threads number both as they meet them and write what
//! they count into files of their own; the numbers of the matrix take their place when the files are read back.

use super::duplicates::Printer;
use super::input::{Names, analyzer, language_of};
use super::row::ArticleCounts;
use super::terms::{TermCount, TermScanner};
use super::vocabulary::Vocabulary;
use super::{Header, TermPlan, sorted};
use crate::corpus::duplicate::Fingerprint;
use crate::corpus::{Seen, Sight, SkipLog, Skipped, Source};
use crate::error::{Error, Result};
use crate::text::AnalyzerOptions;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::sync::Arc;

/// The articles of a source with their terms, the terms with their counts.
pub(super) struct TermScan {
    pub(super) counts: super::Counts,
    pub(super) skipped: Skipped,
    /// In the order of the terms.
    pub(super) terms: Vec<(Box<str>, TermCount)>,
    /// Of all articles, selected or not, where they were asked for.
    pub(super) prints: Vec<Fingerprint>,
    parts: Vec<Part>,
}

/// What one thread met.
struct Part {
    /// The ids of its articles, in the order of the file.
    ids: Vec<Arc<str>>,
    terms: Vec<Box<str>>,
    counts: Vec<TermCount>,
    file: Option<BufWriter<File>>,
}

/// What one thread carries from article to article.
struct Counter {
    names: Names,
    rows: Vec<ArticleCounts>,
    terms: Vocabulary,
    counts: Vec<TermCount>,
    /// How often each term stands in the present article, and which do.
    here: Vec<u32>,
    met: Vec<u32>,
    /// Article by article: how many entries, then each: a term's number, how often.
    file: Option<BufWriter<File>>,
}

fn failed(cause: std::io::Error) -> Error {
    Error::io("temporary file", cause)
}

impl TermScan {
    /// `printer`: what makes fingerprints of the articles, where those are wanted too.
    pub(super) fn of(
        source: &Source,
        options: AnalyzerOptions,
        plan: &TermPlan,
        header: Header,
        printer: impl Fn() -> Option<Printer> + Sync,
    ) -> Result<Self> {
        let start = || (TermScanner::new(options), Counter::new(options), printer(), SkipLog::of(source));
        let seen = Seen::default();
        let workers = source.in_parallel(start, |(scanner, counter, printer, log), block| {
            for article in block.articles(log.input(block.input())) {
                if !plan.selection.accepts(&article)? {
                    printer.iter_mut().for_each(|printer| printer.read(&article));
                    continue;
                }
                let hashes = article.hashes();
                match seen.see(&article, hashes.content) {
                    Sight::First => {}
                    Sight::Again => continue,
                    Sight::Conflict => return Err(source.first_conflict()),
                }
                let words = match plan.length {
                    1 => scanner.for_each_word(&article, plan, |word| counter.meet_word(word)),
                    _ => scanner.for_each(&article, plan, |run| counter.meet_run(run)),
                } as u32;
                counter.end_article()?;
                if let Some(printer) = printer {
                    printer.take(&article, hashes, plan.field, scanner.analysis());
                }
                counter.rows.push(ArticleCounts {
                    id: article.id().into(),
                    content: hashes.content,
                    text: hashes.text,
                    outlet: counter.names.of(article.outlet()),
                    group: article.field(&plan.by)?.map(|value| counter.names.of(&value)),
                    event: article.event().map(|event| counter.names.of(event)),
                    date: article.date(),
                    language: language_of(&article, options),
                    words,
                    own_words: None,
                    wire: None,
                    cells: Box::default(),
                });
            }
            Ok(())
        })?;
        let (mut log, mut rows, mut parts, mut prints) = (SkipLog::of(source), Vec::new(), Vec::new(), Vec::new());
        for (_, counter, printer, theirs) in workers {
            log.merge(&theirs);
            prints.extend(printer.into_iter().flat_map(Printer::into_prints));
            parts.push(Part {
                ids: counter.rows.iter().map(|row| row.id.clone()).collect(),
                terms: counter.terms.into_words(),
                counts: counter.counts,
                file: counter.file,
            });
            rows.extend(counter.rows);
        }
        let rows = sorted(rows).map_err(|_| source.first_conflict())?;
        let counts = super::Counts::of_sorted(Arc::new(header), rows);
        Ok(TermScan { counts, skipped: log.total(), terms: terms(&parts), prints, parts })
    }

    /// Shows every entry: the article by its place among the rows, the term by its number in `columns`, how often; and with
    /// `None` instead of a term how many terms an article has in all, those without a number too.
    pub(super) fn for_each(
        self,
        columns: &FxHashMap<&str, u32>,
        mut visit: impl FnMut(u32, Option<u32>, u64) -> Result<()>,
    ) -> Result<()> {
        let row_of: FxHashMap<&str, u32> = self.counts.rows().iter().map(|row| &*row.id).zip(0..).collect();
        for part in self.parts {
            let mut column_of = vec![None; part.counts.len()];
            for (column, term) in column_of.iter_mut().zip(&part.terms) {
                *column = columns.get(&**term).copied();
            }
            let Some(file) = part.file else { continue };
            let mut file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            file.rewind().map_err(failed)?;
            let mut file = BufReader::with_capacity(1 << 18, file);
            let mut number = || -> Result<u32> {
                let mut bytes = [0; 4];
                file.read_exact(&mut bytes).map_err(failed)?;
                Ok(u32::from_le_bytes(bytes))
            };
            for id in &part.ids {
                let row = row_of[&**id];
                let mut sum = 0;
                for _ in 0..number()? {
                    let (term, count) = (number()?, number()?);
                    sum += u64::from(count);
                    if let Some(column) = column_of[term as usize] {
                        visit(row, Some(column), u64::from(count))?;
                    }
                }
                visit(row, None, sum)?;
            }
        }
        Ok(())
    }
}

impl Counter {
    fn new(options: AnalyzerOptions) -> Self {
        Counter {
            names: Names::default(),
            rows: Vec::new(),
            terms: Vocabulary::new(analyzer(options)),
            counts: Vec::new(),
            here: Vec::new(),
            met: Vec::new(),
            file: None,
        }
    }

    /// A word of the present article, as it is spelled.
    fn meet_word(&mut self, spelling: &str) {
        let number = self.terms.number(spelling);
        self.meet(number);
    }

    /// A run of words of the present article, in lookup forms.
    fn meet_run(&mut self, run: &str) {
        let number = self.terms.intern(run);
        self.meet(number);
    }

    fn meet(&mut self, number: u32) {
        if number as usize == self.here.len() {
            self.counts.push(TermCount::default());
            self.here.push(0);
        }
        let here = &mut self.here[number as usize];
        if *here == 0 {
            self.met.push(number);
        }
        *here += 1;
    }

    /// The present article has no more terms.
    fn end_article(&mut self) -> Result<()> {
        let entries = self.met.len() as u32;
        let mut bytes = Vec::with_capacity(8 * self.met.len());
        for number in self.met.drain(..) {
            let occurrences = std::mem::take(&mut self.here[number as usize]);
            let count = &mut self.counts[number as usize];
            count.occurrences += u64::from(occurrences);
            count.articles += 1;
            bytes.extend(number.to_le_bytes());
            bytes.extend(occurrences.to_le_bytes());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::with_capacity(1 << 18, tempfile::tempfile().map_err(failed)?)),
        };
        file.write_all(&entries.to_le_bytes()).and_then(|()| file.write_all(&bytes)).map_err(failed)
    }
}

/// The terms of all threads, in order.
fn terms(parts: &[Part]) -> Vec<(Box<str>, TermCount)> {
    let mut all: FxHashMap<&str, TermCount> = FxHashMap::default();
    for part in parts {
        for (term, count) in part.terms.iter().zip(&part.counts) {
            let sum = all.entry(term).or_default();
            sum.occurrences += count.occurrences;
            sum.articles += count.articles;
        }
    }
    let mut terms: Vec<(Box<str>, TermCount)> = all.into_iter().map(|(term, count)| (term.into(), count)).collect();
    terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    terms
}
