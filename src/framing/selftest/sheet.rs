//! The user's articles with the counts of all terms, and the parts of them that are tested together.

use super::draw::Draw;
use crate::counts::{Counts, TermRows};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A term is tested with at least so many hits,
pub(super) const MIN_HITS: u64 = 20;
/// in so many articles,
pub(super) const MIN_ARTICLES_WITH_HITS: u64 = 5;
/// on so many events.
pub(super) const MIN_EVENTS_WITH_HITS: usize = 3;

/// Articles that have words, and terms.
pub(super) struct Sheet {
    pub(super) ids: Vec<Arc<str>>,
    /// The group of each article, by its place among the names.
    pub(super) groups: Vec<Option<usize>>,
    pub(super) names: Vec<Arc<str>>,
    pub(super) words: Vec<u64>,
    /// What is kept together: the event, or where the corpus has none the week.
    pub(super) clusters: Vec<Option<Arc<str>>>,
    pub(super) clusters_are: Clusters,
    /// Per term: the articles that hold it, and how often.
    terms: Vec<Vec<(u32, u32)>>,
}

/// What articles are kept together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clusters {
    Events,
    Weeks,
}

/// Articles that are split together, with the terms that are frequent enough in them.
pub(super) struct Set {
    /// Places in the sheet.
    pub(super) articles: Vec<usize>,
    /// Per term: places in `articles`, and how often.
    pub(super) terms: Vec<Vec<(u32, u32)>>,
}

impl Sheet {
    /// Every term of the vocabulary that passes the filter.
    pub(super) fn of_terms(rows: &TermRows) -> Self {
        let terms = (0..rows.len()).map(|term| rows.postings(term).to_vec()).collect();
        Sheet::new(rows.counts(), terms)
    }

    /// The categories of lexicons.
    pub(super) fn of_categories(counts: &Counts) -> Self {
        let hits = |category: u32| {
            let of_row = |(place, row): (u32, &crate::counts::ArticleCounts)| {
                let hits = row.hits(category);
                (hits > 0).then(|| (place, u32::try_from(hits).unwrap_or(u32::MAX)))
            };
            (0..).zip(counts.rows()).filter_map(of_row).collect()
        };
        Sheet::new(counts, (0..counts.header().categories.len() as u32).map(hits).collect())
    }

    fn new(counts: &Counts, terms: Vec<Vec<(u32, u32)>>) -> Self {
        let mut place_of = vec![None; counts.rows().len()];
        let mut kept = Vec::new();
        for (row, place) in counts.rows().iter().zip(&mut place_of) {
            if row.words > 0 {
                *place = Some(kept.len() as u32);
                kept.push(row);
            }
        }
        let names: Vec<Arc<str>> = counts.groups().into_iter().flatten().collect();
        let clusters_are = if kept.iter().any(|row| row.event.is_some()) { Clusters::Events } else { Clusters::Weeks };
        let cluster = |row: &&crate::counts::ArticleCounts| match clusters_are {
            Clusters::Events => row.event.clone(),
            Clusters::Weeks => row.date.map(|date| {
                let week = date.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week()).into()
            }),
        };
        let postings = |term: Vec<(u32, u32)>| {
            term.into_iter().filter_map(|(row, count)| Some((place_of[row as usize]?, count))).collect()
        };
        Sheet {
            ids: kept.iter().map(|row| row.id.clone()).collect(),
            groups: kept.iter().map(|row| names.binary_search(row.group.as_ref()?).ok()).collect(),
            words: kept.iter().map(|row| u64::from(row.words)).collect(),
            clusters: kept.iter().map(cluster).collect(),
            clusters_are,
            names,
            terms: terms.into_iter().map(postings).collect(),
        }
    }

    /// How many events, or weeks, there are.
    pub(super) fn cluster_count(&self) -> usize {
        self.clusters.iter().flatten().collect::<FxHashSet<_>>().len()
    }

    pub(super) fn clusters_of(&self, articles: &[usize]) -> usize {
        articles.iter().filter_map(|&article| self.clusters[article].as_ref()).collect::<FxHashSet<_>>().len()
    }

    /// The articles of each group that has enough of them; all articles together where no group has.
    pub(super) fn sets(&self, least_articles: usize, least_clusters: usize) -> Vec<Set> {
        let clustered = least_clusters > 0;
        let takes = |article: &usize| !clustered || self.clusters[*article].is_some();
        let enough = |articles: &Vec<usize>| {
            articles.len() >= least_articles && (!clustered || self.clusters_of(articles) >= least_clusters)
        };
        let of_group = |group: usize| -> Vec<usize> {
            (0..self.ids.len()).filter(|&article| self.groups[article] == Some(group)).filter(takes).collect()
        };
        let mut sets: Vec<Set> = (0..self.names.len())
            .map(of_group)
            .filter(enough)
            .map(|articles| self.set(articles))
            .filter(|set| !set.terms.is_empty())
            .collect();
        if sets.is_empty() {
            let all: Vec<usize> = (0..self.ids.len()).filter(takes).collect();
            sets.extend(Some(all).filter(enough).map(|all| self.set(all)));
            sets.retain(|set| !set.terms.is_empty());
        }
        sets
    }

    /// For each group that shares enough events: the articles of all groups on them.
    pub(super) fn shared(&self, least_events: usize) -> Vec<Set> {
        if self.clusters_are != Clusters::Events {
            return Vec::new();
        }
        let mut events: FxHashMap<&Arc<str>, Vec<usize>> = FxHashMap::default();
        for article in 0..self.ids.len() {
            if let (Some(event), Some(_)) = (&self.clusters[article], self.groups[article]) {
                events.entry(event).or_default().push(article);
            }
        }
        let set_of = |target: usize| {
            let is_target = |article: &&usize| self.groups[**article] == Some(target);
            let shared = events.values().filter(|articles| {
                let own = articles.iter().filter(is_target).count();
                own > 0 && own < articles.len()
            });
            let (mut articles, mut count) = (Vec::new(), 0);
            for event in shared {
                articles.extend_from_slice(event);
                count += 1;
            }
            articles.sort_unstable();
            (count >= least_events).then(|| self.set(articles))
        };
        (0..self.names.len()).filter_map(set_of).filter(|set| !set.terms.is_empty()).collect()
    }

    fn set(&self, articles: Vec<usize>) -> Set {
        let mut place = vec![u32::MAX; self.ids.len()];
        (0..).zip(&articles).for_each(|(local, &article)| place[article] = local);
        let mut terms = Vec::new();
        for term in &self.terms {
            let own = term.iter().filter(|(article, _)| place[*article as usize] != u32::MAX);
            let postings: Vec<(u32, u32)> = own.map(|&(article, count)| (place[article as usize], count)).collect();
            if is_frequent(postings.iter().map(|posting| u64::from(posting.1))) && self.on_events(&postings, &articles)
            {
                terms.push(postings);
            }
        }
        Set { articles, terms }
    }

    /// Whether a term stands on enough events. An article without one is an event of its own.
    fn on_events(&self, postings: &[(u32, u32)], articles: &[usize]) -> bool {
        let mut met = FxHashSet::default();
        let mut alone = 0;
        postings.iter().any(|&(local, _)| {
            match &self.clusters[articles[local as usize]] {
                Some(event) if self.clusters_are == Clusters::Events => drop(met.insert(event)),
                _ => alone += 1,
            }
            met.len() + alone >= MIN_EVENTS_WITH_HITS
        })
    }
}

impl Set {
    /// At most so many of the terms, drawn at random.
    pub(super) fn some_terms(&self, most: usize, draw: &mut Draw) -> Vec<&[(u32, u32)]> {
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        draw.shuffle(&mut order);
        order.into_iter().take(most).map(|term| self.terms[term].as_slice()).collect()
    }
}

/// Whether there are hits enough, in articles enough.
pub(super) fn is_frequent(hits: impl Iterator<Item = u64>) -> bool {
    let (mut sum, mut articles) = (0, 0);
    for hits in hits.filter(|hits| *hits > 0) {
        sum += hits;
        articles += 1;
    }
    sum >= MIN_HITS && articles >= MIN_ARTICLES_WITH_HITS
}
