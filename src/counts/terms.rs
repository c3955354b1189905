//! Every word, or run of words, counted by group.

use super::input::analyzer;
use super::{FieldChoice, TermTable, input::Names};
use crate::corpus::{Article, Seen, Selection, Sight, SkipLog, Skipped, Source};
use crate::error::{Error, ErrorKind, Result};
#[cfg(feature = "index")]
use crate::index::Snapshot;
use crate::text::{Analysis, Analyzer, AnalyzerOptions, Border};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
#[cfg(feature = "index")]
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Which terms to count, in which articles, grouped by which field.
#[derive(Clone, Debug)]
#[must_use]
pub struct TermPlan {
    pub(super) selection: Selection,
    pub(super) by: String,
    pub(super) field: FieldChoice,
    pub(super) length: usize,
}

impl Default for TermPlan {
    fn default() -> Self {
        TermPlan { selection: Selection::all(), by: "outlet".to_string(), field: FieldChoice::Text, length: 1 }
    }
}

impl TermPlan {
    /// Only in these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Grouped by this field. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// In these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// Whether an index answers from its dictionary, without the texts.
    #[cfg(feature = "index")]
    pub(super) fn is_in_dictionary(&self) -> bool {
        self.length == 1 && self.field != FieldChoice::Both
    }

    /// Runs of so many words, 1 to 5. Default: single words. A run does not cross a border.
    ///
    /// # Errors
    /// If it is not 1 to 5.
    pub fn length(mut self, words: usize) -> Result<Self> {
        if !(1..=5).contains(&words) {
            let message = format!("runs of {words} words are not counted; choose 1 to 5");
            return Err(Error::new(ErrorKind::Request, message));
        }
        self.length = words;
        Ok(self)
    }
}

/// How often a term occurs, and in how many articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TermCount {
    /// Occurrences.
    pub occurrences: u64,
    /// Articles with at least one.
    pub articles: u64,
}

/// Terms by group, with the words and articles of each group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermCounts {
    /// The names of the groups, in order; articles without one are last, as `None`.
    pub groups: Vec<Option<Arc<str>>>,
    /// Per group: its words, the denominator of rates.
    pub words: Vec<u64>,
    /// Per group: its articles.
    pub articles: Vec<u64>,
    /// The terms, each with its counts by group.
    pub terms: TermTable,
    /// What was skipped on the way.
    pub skipped: Skipped,
}

/// Terms of the groups met so far, in the order they were met.
#[derive(Default)]
struct Gathered {
    places: FxHashMap<Option<Arc<str>>, usize>,
    groups: Vec<GroupTerms>,
}

#[derive(Default)]
struct GroupTerms {
    name: Option<Arc<str>>,
    words: u64,
    articles: u64,
    terms: FxHashMap<Box<str>, TermCount>,
}

impl Gathered {
    fn group(&mut self, name: Option<Arc<str>>) -> usize {
        *self.places.entry(name).or_insert_with_key(|name| {
            self.groups.push(GroupTerms { name: name.clone(), ..GroupTerms::default() });
            self.groups.len() - 1
        })
    }

    fn merge(&mut self, other: Gathered) {
        for theirs in other.groups {
            let at = self.group(theirs.name);
            let ours = &mut self.groups[at];
            ours.words += theirs.words;
            ours.articles += theirs.articles;
            for (term, count) in theirs.terms {
                let kept = ours.terms.entry(term).or_default();
                kept.occurrences += count.occurrences;
                kept.articles += count.articles;
            }
        }
    }

    fn finish(mut self, skipped: Skipped) -> TermCounts {
        self.groups.sort_by(|a, b| (a.name.is_none(), &a.name).cmp(&(b.name.is_none(), &b.name)));
        let mut out = TermCounts { skipped, terms: TermTable::new(self.groups.len()), ..TermCounts::default() };
        // every group's terms in order, then one walk through all of them
        let mut columns = Vec::new();
        for group in self.groups {
            out.groups.push(group.name);
            out.words.push(group.words);
            out.articles.push(group.articles);
            let mut terms: Vec<(Box<str>, TermCount)> = group.terms.into_iter().collect();
            terms.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
            columns.push(terms.into_iter().peekable());
        }
        let mut row = vec![TermCount::default(); columns.len()];
        loop {
            let next = columns.iter_mut().filter_map(|column| column.peek().map(|(term, _)| term)).min().cloned();
            let Some(term) = next else { break };
            for (count, column) in row.iter_mut().zip(&mut columns) {
                *count =
                    column.next_if(|(other, _)| *other == term).map_or_else(TermCount::default, |(_, count)| count);
            }
            out.terms.push(&term, row.iter().copied());
        }
        out
    }
}

/// Counts the terms of articles one by one.
pub(super) struct TermScanner {
    analyzer: Analyzer,
    analysis: Analysis,
    /// The terms of the present article.
    article: FxHashMap<Box<str>, u64>,
    term: String,
}

impl TermScanner {
    pub(super) fn new(options: AnalyzerOptions) -> Self {
        TermScanner {
            analyzer: analyzer(options),
            analysis: Analysis::default(),
            article: FxHashMap::default(),
            term: String::new(),
        }
    }

    fn add(&mut self, article: &Article, plan: &TermPlan, group: &mut GroupTerms) {
        group.words += self.count(article, plan);
        group.articles += 1;
        for (term, occurrences) in self.drain() {
            let count = group.terms.entry(term).or_default();
            count.occurrences += occurrences;
            count.articles += 1;
        }
    }

    /// Analyses a text; returns its words.
    fn read(&mut self, text: &str) -> u64 {
        self.analyzer.analyze_into(text, &mut self.analysis);
        u64::from(self.analysis.word_count())
    }

    /// The analysis of the last field.
    pub(super) fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The terms counted last, with their occurrences, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (Box<str>, u64)> + '_ {
        self.article.drain()
    }

    /// Counts an article's terms; returns its words.
    pub(super) fn count(&mut self, article: &Article, plan: &TermPlan) -> u64 {
        let mut counts = std::mem::take(&mut self.article);
        let words = self.for_each(article, plan, |term| match counts.get_mut(term) {
            Some(count) => *count += 1,
            None => {
                counts.insert(term.into(), 1);
            }
        });
        self.article = counts;
        words
    }

    /// Shows the spelling of an article's words one after the other; returns how many they are.
    pub(super) fn for_each_word(&mut self, article: &Article, plan: &TermPlan, mut visit: impl FnMut(&str)) -> u64 {
        let mut counted = 0;
        for field in plan.field.fields() {
            let text = field.of(article);
            counted += self.read(text);
            self.analysis.words().for_each(|word| visit(word.span.of(text)));
        }
        counted
    }

    /// Shows an article's terms one after the other; returns its words.
    pub(super) fn for_each(&mut self, article: &Article, plan: &TermPlan, mut visit: impl FnMut(&str)) -> u64 {
        let mut counted = 0;
        for field in plan.field.fields() {
            let text = field.of(article);
            counted += self.read(text);
            let words: Vec<_> = self.analysis.words().collect();
            for run in words.windows(plan.length).filter(|run| run[1..].iter().all(|w| w.border == Border::None)) {
                self.term.clear();
                for word in run {
                    if !self.term.is_empty() {
                        self.term.push(' ');
                    }
                    self.analyzer.push_lookup_form(word.span.of(text), &mut self.term);
                }
                visit(&self.term);
            }
        }
        counted
    }
}

impl TermCounts {
    /// Counts the terms of a source.
    pub(super) fn scan(source: &Source, options: AnalyzerOptions, plan: &TermPlan) -> Result<Self> {
        struct Worker {
            scanner: TermScanner,
            names: Names,
            gathered: Gathered,
            log: SkipLog,
        }
        let start = || Worker {
            scanner: TermScanner::new(options),
            names: Names::default(),
            gathered: Gathered::default(),
            log: SkipLog::of(source),
        };
        let seen = Seen::default();
        let workers = source.in_parallel(start, |worker, block| {
            let Worker { scanner, names, gathered, log } = worker;
            for article in block.articles(log.input(block.input())) {
                if plan.selection.accepts(&article)? {
                    match seen.see(&article, article.content_hash()) {
                        Sight::First => {}
                        Sight::Again => continue,
                        Sight::Conflict => return Err(source.first_conflict()),
                    }
                    let name = article.field(&plan.by)?.map(|value| names.of(&value));
                    let at = gathered.group(name);
                    scanner.add(&article, plan, &mut gathered.groups[at]);
                }
            }
            Ok(())
        })?;
        let mut log = SkipLog::of(source);
        let mut gathered = Gathered::default();
        for worker in workers {
            log.merge(&worker.log);
            gathered.merge(worker.gathered);
        }
        Ok(gathered.finish(log.total()))
    }

    /// Counts the terms of an index: single words from postings, longer runs from the stored texts.
    #[cfg(feature = "index")]
    pub(super) fn ask(snapshot: &Snapshot, plan: &TermPlan) -> Result<Self> {
        let skipped = snapshot.skip_log()?.total();
        // a run is in no dictionary, and an article with a term in title and text is one article
        if plan.is_in_dictionary() {
            return TermCounts::walk(snapshot, plan, skipped);
        }
        let mut gathered = Gathered::default();
        let mut scanner = TermScanner::new(snapshot.options());
        for segment in 0..snapshot.segments() {
            let rows = snapshot.rows(segment, &plan.selection, &plan.by)?;
            let group_of: Vec<usize> = rows.iter().map(|row| gathered.group(row.group.clone())).collect();
            let documents: Vec<u32> = rows.iter().map(|row| row.document).collect();
            snapshot.for_each_article(segment, &documents, |row, article| {
                scanner.add(&article, plan, &mut gathered.groups[group_of[row]]);
            })?;
        }
        Ok(gathered.finish(skipped))
    }

    /// Counts single words of one field: no text is read.
    #[cfg(feature = "index")]
    fn walk(snapshot: &Snapshot, plan: &TermPlan, skipped: Skipped) -> Result<Self> {
        let title = plan.field == FieldChoice::Title;
        let segments: Vec<_> = (0..snapshot.segments())
            .map(|segment| snapshot.rows(segment, &plan.selection, &plan.by))
            .collect::<Result<_>>()?;
        let names: FxHashSet<&Option<Arc<str>>> = segments.iter().flatten().map(|row| &row.group).collect();
        let mut groups: Vec<Option<Arc<str>>> = names.into_iter().cloned().collect();
        groups.sort_unstable_by(|a, b| (a.is_none(), a).cmp(&(b.is_none(), b)));
        let places: FxHashMap<&Option<Arc<str>>, usize> = groups.iter().zip(0..).collect();

        let (mut words, mut articles) = (vec![0; groups.len()], vec![0; groups.len()]);
        let mut terms = TermTable::new(groups.len());
        for (segment, rows) in segments.iter().enumerate() {
            let group_of: Vec<usize> = rows.iter().map(|row| places[&row.group]).collect();
            for (row, &group) in rows.iter().zip(&group_of) {
                articles[group] += 1;
                words[group] += u64::from(if title { row.title_words } else { row.text_words });
            }
            let mut found = TermTable::new(groups.len());
            snapshot.for_each_term(segment, rows, &group_of, groups.len(), title, |term, counts| {
                let count = |&(occurrences, articles): &(u64, u64)| TermCount { occurrences, articles };
                found.push(term, counts.iter().map(count));
            })?;
            terms = terms.merged(found);
        }
        Ok(TermCounts { groups, words, articles, terms, skipped })
    }
}
