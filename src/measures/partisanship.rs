//! Partisanship: how surely a reader who knows the outlets' phrases could tell whose a single phrase is.
//!
//! The plain figure is too large, because every outlet is measured with its own articles. Leaving out the article cures
//! that where outlets write about different things. Where they cover the same events it makes the figure too small: A's
//! article is left out, but B's on the same event stays, so the event's own words look like B's. There the whole event
//! must be left out.

use std::collections::BTreeMap;

use super::{Defined, Undefined};

/// One article's counts of phrases.
#[derive(Clone, Copy, Debug)]
pub struct PhraseCounts<'a> {
    /// The outlet, as a number under the number of outlets.
    pub outlet: usize,
    /// The event, as any number; without one the article is an event of its own.
    pub event: Option<usize>,
    /// The count of each phrase of the vocabulary.
    pub counts: &'a [u64],
}

/// What is left out when an article is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeaveOut {
    /// Nothing: biased up.
    Nothing,
    /// The article: right where outlets share no events; biased down where they do.
    Article,
    /// Everything on the article's event: right for both.
    Event,
}

/// How surely a phrase tells its outlet, every article weighing the same within its outlet.
///
/// *Formula*: `(1/K) sum_k mean over articles i of k of q_i . rho_k(-i)`, `rho_kj = q_kj / sum_l q_lj`; `q_i` shares of
/// the phrases in the article, `q_k` in all of the outlet's articles that are not left out. A phrase that nobody uses
/// once i is left out has `rho = 1/K`; articles without a counted phrase are skipped.
/// *Range*: 0 to 1; `1/K` is chance (1/2 for two outlets).
/// *Undefined*: `needs_two_outlets`; `impossible_counts` where lengths or numbers do not fit; `empty_outlet` where an
/// outlet has no counted phrase.
/// *Source*: Gentzkow, Shapiro and Taddy 2019, Econometrica 87(4), with the article in place of the speaker. Leaving
/// out the event is ours: under labels swapped inside 100 events the published estimator gives 0.474 to 0.476, this one
/// 0.500.
/// *Checked against*: `articles_40_paired.json`, `partisanship`, to 1e-10 (two outlets).
///
/// ```
/// use parallax::measures::partisanship::{LeaveOut, PhraseCounts, partisanship};
///
/// let article = |outlet, event, counts| PhraseCounts { outlet, event: Some(event), counts };
/// let articles = [
///     article(0, 1, &[3, 0, 1][..]), article(1, 1, &[1, 2, 1]),
///     article(0, 2, &[2, 1, 0]), article(1, 2, &[0, 3, 2]),
/// ];
/// let plain = partisanship(2, &articles, LeaveOut::Nothing)?;
/// let honest = partisanship(2, &articles, LeaveOut::Event)?;
/// assert!(honest < plain && honest > 0.5);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn partisanship(outlets: usize, articles: &[PhraseCounts], leave_out: LeaveOut) -> Defined<f64> {
    let totals = Totals::of(outlets, articles)?;
    let mut on_event: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, article) in articles.iter().enumerate() {
        article.event.iter().for_each(|&event| on_event.entry(event).or_default().push(place));
    }
    let judged = |place: usize| {
        let article = &articles[place];
        let left_out = match (leave_out, article.event) {
            (LeaveOut::Nothing, _) => &[][..],
            (LeaveOut::Event, Some(event)) => &on_event[&event],
            (LeaveOut::Article, _) | (LeaveOut::Event, None) => &[place],
        };
        let rest = totals.without(articles, left_out);
        let words = sum(article.counts) as f64;
        let counts = article.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        (words > 0.0).then(|| {
            counts.map(|(phrase, &count)| count as f64 / words * rest.rho(article.outlet, phrase)).sum::<f64>()
        })
    };
    let mut sums = vec![(0.0, 0_usize); outlets];
    for (place, article) in articles.iter().enumerate() {
        if let Some(value) = judged(place) {
            sums[article.outlet].0 += value;
            sums[article.outlet].1 += 1;
        }
    }
    Ok(sums.iter().map(|&(sum, articles)| sum / articles as f64).sum::<f64>() / outlets as f64)
}

/// The plain figure with every phrase weighing the same within its outlet, as it is often published.
///
/// *Formula*: `(1/K) sum_k q_k . rho_k`.
/// *Range, Undefined, Source*: as [`partisanship`]. Biased up: 0.517 instead of 0.500 under swapped labels.
/// *Checked against*: `articles_40_paired.json`, `plug_in_token_weighted`, to 1e-10.
///
/// ```
/// use parallax::measures::partisanship::{PhraseCounts, plug_in};
///
/// let articles = [(0, [1, 0]), (1, [0, 1])].map(|(outlet, counts)| (outlet, counts));
/// let counts: Vec<PhraseCounts> =
///     articles.iter().map(|(outlet, counts)| PhraseCounts { outlet: *outlet, event: None, counts }).collect();
/// // Nothing is shared: every phrase tells its outlet.
/// assert_eq!(plug_in(2, &counts), Ok(1.0));
/// ```
pub fn plug_in(outlets: usize, articles: &[PhraseCounts]) -> Defined<f64> {
    let totals = Totals::of(outlets, articles)?;
    let all = totals.without(articles, &[]);
    let of_outlet = |outlet: usize| -> f64 {
        (0..totals.phrases).map(|phrase| all.share(outlet, phrase) * all.rho(outlet, phrase)).sum()
    };
    Ok((0..outlets).map(of_outlet).sum::<f64>() / outlets as f64)
}

/// How surely each phrase tells an outlet: `rho_kj`, all articles taken.
///
/// *Formula*: `q_kj / sum_l q_lj`, `1/K` for a phrase nobody uses.
/// *Range*: 0 (others alone use it) to 1 (nobody else does).
/// *Undefined, Source*: as [`partisanship`].
/// *Checked against*: `articles_40_paired.json`, `rho_A`, to 1e-10.
///
/// ```
/// use parallax::measures::partisanship::{PhraseCounts, tell_tale};
///
/// let counts = [
///     PhraseCounts { outlet: 0, event: None, counts: &[3, 1, 0] },
///     PhraseCounts { outlet: 1, event: None, counts: &[1, 3, 0] },
/// ];
/// assert_eq!(tell_tale(2, &counts, 0)?, [0.75, 0.25, 0.5]);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn tell_tale(outlets: usize, articles: &[PhraseCounts], outlet: usize) -> Defined<Vec<f64>> {
    let totals = Totals::of(outlets, articles)?;
    if outlet >= outlets {
        return Err(Undefined::ImpossibleCounts);
    }
    Ok((0..totals.phrases).map(|phrase| totals.without(articles, &[]).rho(outlet, phrase)).collect())
}

/// Counts of phrases by outlet.
struct Totals {
    phrases: usize,
    /// Outlet after outlet.
    counts: Vec<u64>,
    sums: Vec<u64>,
}

impl Totals {
    fn of(outlets: usize, articles: &[PhraseCounts]) -> Defined<Self> {
        if outlets < 2 {
            return Err(Undefined::NeedsTwoOutlets);
        }
        let phrases = articles.first().map_or(0, |article| article.counts.len());
        let mut totals = Totals { phrases, counts: vec![0; outlets * phrases], sums: vec![0; outlets] };
        let mut all = 0_u64;
        for article in articles {
            let own = article.counts.iter().try_fold(0_u64, |sum, &count| sum.checked_add(count));
            all = own.and_then(|own| all.checked_add(own)).ok_or(Undefined::ImpossibleCounts)?;
            if article.counts.len() != phrases || article.outlet >= outlets {
                return Err(Undefined::ImpossibleCounts);
            }
            totals.add(article);
        }
        if totals.sums.contains(&0) { Err(Undefined::EmptyOutlet) } else { Ok(totals) }
    }

    fn add(&mut self, article: &PhraseCounts) {
        let from = article.outlet * self.phrases;
        self.counts[from..from + self.phrases].iter_mut().zip(article.counts).for_each(|(sum, count)| *sum += count);
        self.sums[article.outlet] += sum(article.counts);
    }

    /// What is left without some articles.
    fn without<'a>(&'a self, articles: &'a [PhraseCounts<'a>], left_out: &'a [usize]) -> Rest<'a> {
        let mut sums = self.sums.clone();
        let left_out: Vec<&PhraseCounts> = left_out.iter().map(|&place| &articles[place]).collect();
        left_out.iter().for_each(|article| sums[article.outlet] -= sum(article.counts));
        Rest { totals: self, left_out, sums }
    }
}

/// Counts by outlet without those of some articles.
struct Rest<'a> {
    totals: &'a Totals,
    left_out: Vec<&'a PhraseCounts<'a>>,
    sums: Vec<u64>,
}

impl Rest<'_> {
    /// The share of a phrase in what is left of an outlet's counts; 0 where nothing is.
    fn share(&self, outlet: usize, phrase: usize) -> f64 {
        let own = self.left_out.iter().filter(|article| article.outlet == outlet);
        let left_out: u64 = own.map(|article| article.counts[phrase]).sum();
        match self.sums[outlet] {
            0 => 0.0,
            sum => (self.totals.counts[outlet * self.totals.phrases + phrase] - left_out) as f64 / sum as f64,
        }
    }

    fn rho(&self, outlet: usize, phrase: usize) -> f64 {
        let outlets = self.sums.len();
        let all: f64 = (0..outlets).map(|other| self.share(other, phrase)).sum();
        if all > 0.0 { self.share(outlet, phrase) / all } else { 1.0 / outlets as f64 }
    }
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().sum()
}
