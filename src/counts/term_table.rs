//! Terms in order with their counts by group, in two flat stretches of memory: a corpus has hundreds of thousands.

use super::TermCount;

/// Terms, each with a count for every group.
///
/// ```
/// use parallax::counts::{Input, TermPlan};
///
/// let articles = "{\"outlet\":\"A\",\"text\":\"No coup, no riot.\"}\n";
/// let input = Input::builder().reader("one", articles.as_bytes()).open()?;
/// let terms = input.count_terms(&TermPlan::default())?.terms;
/// assert_eq!(terms.iter().map(|(term, _)| term).collect::<Vec<_>>(), ["coup", "no", "riot"]);
/// assert_eq!(terms.get("no").unwrap()[0].occurrences, 2);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermTable {
    /// The terms one behind the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The counts, term by term, in a term by group.
    counts: Vec<TermCount>,
    groups: usize,
}

impl TermTable {
    pub(super) fn new(groups: usize) -> Self {
        TermTable { groups, ..TermTable::default() }
    }

    /// Adds a term that comes behind all others.
    pub(super) fn push(&mut self, term: &str, counts: impl IntoIterator<Item = TermCount>) {
        debug_assert!(self.ends.is_empty() || self.term(self.len() - 1) < term);
        self.text.push_str(term);
        self.ends.push(self.text.len());
        self.counts.extend(counts);
        debug_assert_eq!(self.counts.len(), self.ends.len() * self.groups);
    }

    /// Two tables of the same groups as one.
    #[cfg(any(feature = "index", test))] // segments are merged
    pub(super) fn merged(self, other: TermTable) -> TermTable {
        if self.is_empty() {
            return other;
        }
        let mut out = TermTable::new(self.groups);
        let (mut a, mut b) = (0, 0);
        while a < self.len() || b < other.len() {
            let order = match (a < self.len(), b < other.len()) {
                (true, true) => self.term(a).cmp(other.term(b)),
                (true, false) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            match order {
                std::cmp::Ordering::Less => out.push(self.term(a), self.row(a).iter().copied()),
                std::cmp::Ordering::Greater => out.push(other.term(b), other.row(b).iter().copied()),
                std::cmp::Ordering::Equal => {
                    let sums = self.row(a).iter().zip(other.row(b)).map(|(x, y)| TermCount {
                        occurrences: x.occurrences + y.occurrences,
                        articles: x.articles + y.articles,
                    });
                    out.push(self.term(a), sums);
                }
            }
            a += usize::from(order.is_le());
            b += usize::from(order.is_ge());
        }
        out
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The terms in order, each with its counts by group.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[TermCount])> {
        (0..self.len()).map(|place| (self.term(place), self.row(place)))
    }

    /// The counts of a term by group; `None` when nobody uses it.
    #[must_use]
    pub fn get(&self, term: &str) -> Option<&[TermCount]> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.term(middle).cmp(term) {
                std::cmp::Ordering::Equal => return Some(self.row(middle)),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn term(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    fn row(&self, place: usize) -> &[TermCount] {
        &self.counts[place * self.groups..(place + 1) * self.groups]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_sums_what_both_have() {
        let table = |terms: &[(&str, u64)]| {
            let mut table = TermTable::new(1);
            terms.iter().for_each(|(term, n)| table.push(term, [TermCount { occurrences: *n, articles: 1 }]));
            table
        };
        let merged = table(&[("a", 1), ("c", 2), ("d", 3)]).merged(table(&[("b", 5), ("c", 7), ("é", 1)]));
        let found: Vec<(&str, u64)> = merged.iter().map(|(term, counts)| (term, counts[0].occurrences)).collect();
        assert_eq!(found, [("a", 1), ("b", 5), ("c", 9), ("d", 3), ("é", 1)]);
        assert_eq!(merged.get("c").unwrap()[0].articles, 2);
        assert_eq!((merged.get("bb"), merged.get("z")), (None, None));
        assert_eq!(TermTable::new(1).merged(merged.clone()), merged);
        assert_eq!(merged.clone().merged(TermTable::new(1)), merged);
    }
}
