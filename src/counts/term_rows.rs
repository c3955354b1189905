//! The whole vocabulary, article by article: rows for the terms that pass a filter, and for no others.

use super::duplicates::Printer;
use super::input::Road;
#[cfg(feature = "index")]
use super::matrix::for_each_term_count;
use super::term_scan::TermScan;
use super::terms::TermCount;
use super::{Copied, CountPlan, Counted, Counts, Input, TermFilter, TermPlan};
use crate::corpus::Skipped;
use crate::corpus::duplicate::Duplicates;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which articles hold each term, and how often.
///
/// A corpus has hundreds of thousands of terms, most of them once: what is kept are the terms that a filter lets
/// through, which looks at counts and never at groups.
///
/// ```
/// use parallax::counts::{Input, TermFilter, TermPlan};
///
/// let articles = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup, no coup.\"}\n{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No riot.\"}\n";
/// let input = Input::builder().reader("two", articles.as_bytes()).open()?;
/// let rows = input.term_rows(&TermPlan::default(), &TermFilter { occurrences: 2, ..TermFilter::default() })?;
/// let kept: Vec<_> = (0..rows.len()).map(|term| (rows.term(term), rows.postings(term))).collect();
/// assert_eq!(kept, [("coup", &[(0, 2)][..]), ("no", &[(0, 1), (1, 1)])]);
/// assert_eq!((rows.distinct(), rows.in_all()), (4, &[4, 2][..]));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TermRows {
    counts: Counts,
    terms: Vec<Box<str>>,
    /// Where the postings of each term begin, and where the last ones end.
    starts: Vec<usize>,
    postings: Vec<(u32, u32)>,
    in_all: Vec<u64>,
    distinct: u64,
    skipped: Skipped,
}

impl Input {
    /// The terms that pass a filter, with the articles that hold them.
    ///
    /// # Errors
    /// As [`count`](Input::count), or if no article has a name that is asked for.
    pub fn term_rows(&self, plan: &TermPlan, filter: &TermFilter) -> Result<TermRows> {
        let bare = CountPlan::new(Vec::new()).selection(plan.selection.clone()).by(&plan.by).field(plan.field);
        match &self.road {
            Road::Scan(source) => {
                let printer = || Some(Printer::new(self.options()));
                let mut scan = TermScan::of(source, self.options(), plan, self.bare_header(&bare)?, printer)?;
                self.keep_prints(std::mem::take(&mut scan.prints));
                let counted = Counted { counts: scan.counts.clone(), skipped: scan.skipped.clone() };
                self.check_names(&bare, &counted)?;
                let counts = |(term, count): &(Box<str>, TermCount)| (term.clone(), *count);
                let (terms, mut gathered) = Gathered::new(scan.terms.iter().map(counts), filter, &counted.counts);
                let numbers = numbers(&terms);
                scan.for_each(&numbers, |article, term, count| gathered.add(article, term, count))?;
                Ok(gathered.sorted(counted, terms))
            }
            // a visit for the articles, one for the terms, one for which holds which: an index has each at hand
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                let counted = self.count(&bare)?;
                self.check_names(&bare, &counted)?;
                let found = self.count_terms(plan)?;
                let sum = |counts: &[TermCount]| TermCount {
                    occurrences: counts.iter().map(|count| count.occurrences).sum(),
                    articles: counts.iter().map(|count| count.articles).sum(),
                };
                let in_all = found.terms.iter().map(|(term, counts)| (Box::from(term), sum(counts)));
                let (terms, mut gathered) = Gathered::new(in_all, filter, &counted.counts);
                let articles = counted.counts.rows().iter().map(|row| &*row.id).zip(0..).collect();
                let add = |article, term, count| gathered.add(article, term, count);
                for_each_term_count(snapshot, plan, &articles, &numbers(&terms), add)?;
                Ok(gathered.sorted(counted, terms))
            }
        }
    }
}

fn numbers(terms: &[Box<str>]) -> FxHashMap<&str, u32> {
    terms.iter().map(|term| &**term).zip(0..).collect()
}

/// Postings on the way to their places: how many each term has is known before.
struct Gathered {
    /// Per term: where its postings begin, and where the last ones end.
    starts: Vec<usize>,
    /// Per term: where its next posting goes.
    next: Vec<usize>,
    postings: Vec<(u32, u32)>,
    in_all: Vec<u64>,
    distinct: u64,
}

impl Gathered {
    /// The terms that pass, and room for their postings.
    fn new(
        counted: impl Iterator<Item = (Box<str>, TermCount)>,
        filter: &TermFilter,
        counts: &Counts,
    ) -> (Vec<Box<str>>, Self) {
        let (mut terms, mut starts, mut end, mut distinct) = (Vec::new(), vec![0], 0, 0);
        for (term, count) in counted {
            distinct += 1;
            if filter.takes(&term, count.occurrences, count.articles) {
                terms.push(term);
                end += count.articles as usize;
                starts.push(end);
            }
        }
        let (next, in_all) = (starts.clone(), vec![0; counts.rows().len()]);
        (terms, Gathered { starts, next, postings: vec![(0, 0); end], in_all, distinct })
    }

    /// How often an article has a term, or all terms.
    fn add(&mut self, article: u32, term: Option<u32>, count: u64) -> Result<()> {
        match term {
            None => self.in_all[article as usize] = count,
            Some(term) => {
                let place = &mut self.next[term as usize];
                self.postings[*place] = (article, u32::try_from(count).unwrap_or(u32::MAX));
                *place += 1;
            }
        }
        Ok(())
    }

    /// With the postings of each term in the order of the articles.
    fn sorted(self, Counted { counts, skipped }: Counted, terms: Vec<Box<str>>) -> TermRows {
        let Gathered { starts, mut postings, in_all, distinct, .. } = self;
        for range in starts.windows(2) {
            postings[range[0]..range[1]].sort_unstable();
        }
        TermRows { counts, terms, starts, postings, in_all, distinct, skipped }
    }
}

impl TermRows {
    /// The articles in the order of their ids, with their words and without hits.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// A term; terms are in order.
    #[must_use]
    pub fn term(&self, term: usize) -> &str {
        &self.terms[term]
    }

    /// The articles that hold a term, by their place in [`counts`](TermRows::counts), and how often; in their order.
    #[must_use]
    pub fn postings(&self, term: usize) -> &[(u32, u32)] {
        &self.postings[self.starts[term]..self.starts[term + 1]]
    }

    /// The postings of all terms together, in number.
    #[must_use]
    pub fn all_postings(&self) -> usize {
        self.postings.len()
    }

    /// Per article: occurrences of all its terms, those that were left out too.
    #[must_use]
    pub fn in_all(&self) -> &[u64] {
        &self.in_all
    }

    /// How many distinct terms there are, those that were left out too.
    #[must_use]
    pub fn distinct(&self) -> u64 {
        self.distinct
    }

    /// Records that did not become articles.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// On how many events a term stands. An article without an event is one of its own.
    #[must_use]
    pub fn events(&self, term: usize) -> u64 {
        let (mut named, mut unnamed) = (FxHashSet::default(), 0);
        for &(article, _) in self.postings(term) {
            match &self.counts.rows()[article as usize].event {
                Some(event) => drop(named.insert(event)),
                None => unnamed += 1,
            }
        }
        named.len() as u64 + unnamed
    }

    /// Leaves out the terms that stand on fewer events. An article without an event is one of its own.
    #[must_use]
    pub fn on_events(mut self, least: u64) -> Self {
        let numbers = self.event_numbers();
        let mut met: Vec<u32> = Vec::new();
        let kept: Vec<usize> = (0..self.len())
            .filter(|&term| {
                met.clear();
                // few have to be looked at: most terms stand on more
                for &(article, _) in self.postings(term) {
                    let number = numbers[article as usize];
                    if !met.contains(&number) {
                        met.push(number);
                    }
                    if met.len() as u64 >= least {
                        break;
                    }
                }
                met.len() as u64 >= least
            })
            .collect();
        self.keep(&kept);
        self
    }

    /// Leaves out articles that are near-duplicates of another one of their outlet, as
    /// [`Counts::without_near_copies`] does, and says which; and the terms that do not pass the filter without them.
    #[must_use]
    pub fn without_near_copies(self, duplicates: &Duplicates, filter: &TermFilter) -> (TermRows, Vec<Copied>) {
        let (counts, copies) = self.counts.clone().without_near_copies(duplicates);
        (self.with_rows_of(counts, filter), copies)
    }

    /// Only the articles of these counts, which are some of its own in their order, perhaps changed in what is known of
    /// them; and only the terms that pass the filter in these.
    pub(crate) fn with_rows_of(mut self, counts: Counts, filter: &TermFilter) -> TermRows {
        let ids: Vec<_> = self.counts.rows().iter().map(|row| row.id.clone()).collect();
        self.counts = counts;
        if ids.len() == self.counts.rows().len() {
            return self;
        }
        // both lists are in the order of the ids
        let mut kept = self.counts.rows().iter().map(|row| &row.id).zip(0..).peekable();
        let place_of: Vec<Option<u32>> =
            ids.iter().map(|id| kept.next_if(|(kept, _)| *kept == id).map(|(_, place)| place)).collect();
        // in place: the postings are most of what there is
        let mut end = 0;
        for term in 0..self.len() {
            let old = self.starts[term]..self.starts[term + 1];
            self.starts[term] = end;
            for at in old {
                let (article, count) = self.postings[at];
                if let Some(place) = place_of[article as usize] {
                    self.postings[end] = (place, count);
                    end += 1;
                }
            }
        }
        self.end_postings(end);
        self.in_all = self.in_all.iter().zip(&place_of).filter(|(_, place)| place.is_some()).map(|(n, _)| *n).collect();
        let passing: Vec<usize> = (0..self.len())
            .filter(|&term| {
                let held = self.postings(term);
                filter.takes(self.term(term), held.iter().map(|(_, n)| u64::from(*n)).sum(), held.len() as u64)
            })
            .collect();
        self.keep(&passing);
        self
    }

    /// Only these terms, which come in their order.
    fn keep(&mut self, kept: &[usize]) {
        if kept.len() == self.len() {
            return;
        }
        let mut end = 0;
        for (place, &term) in kept.iter().enumerate() {
            let old = self.starts[term]..self.starts[term + 1];
            self.terms.swap(place, term);
            self.starts[place] = end;
            let length = old.len();
            self.postings.copy_within(old, end);
            end += length;
        }
        self.terms.truncate(kept.len());
        self.end_postings(end);
    }

    /// After the postings of the last term, which moved forward.
    fn end_postings(&mut self, end: usize) {
        self.starts.truncate(self.terms.len());
        self.starts.push(end);
        self.postings.truncate(end);
        self.postings.shrink_to_fit();
    }

    /// Per article: its event.
    fn event_numbers(&self) -> Vec<u32> {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut next = 0;
        let mut new = || {
            next += 1;
            next - 1
        };
        let mut out = Vec::with_capacity(self.counts.rows().len());
        for row in self.counts.rows() {
            out.push(match &row.event {
                Some(event) => *numbers.entry(event).or_insert_with(&mut new),
                None => new(),
            });
        }
        out
    }
}
