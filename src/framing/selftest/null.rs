//! Data without a difference: labels that chance gave, and articles made up with equal rates.

use super::draw::Draw;
use super::sheet::{Set, Sheet, is_frequent};
use crate::measures::permutation::{Design, Exchange, Labelled};
use std::collections::BTreeMap;

/// So many made-up articles on each side: few on one, many on the other.
pub(super) const UNEQUAL_ARTICLES: [usize; 2] = [30, 120];
/// The most burstiness that is made up: the 90th percentile of words in real news.
pub(super) const MOST_BURSTY: f64 = 0.004;
/// How much of it the other side has.
pub(super) const LESS_BURSTY: f64 = 0.25;

/// Two sides that do not differ. Side 0 is compared with all others.
pub(super) struct Null {
    /// Per article: its side. In swaps the other groups of an event are 1, 2 and so on.
    pub(super) sides: Vec<usize>,
    keys: Vec<String>,
    clusters: Vec<Option<String>>,
    words: Vec<u64>,
    /// Per term: articles and hits.
    pub(super) terms: Vec<Vec<(u32, u32)>>,
}

impl Null {
    fn of(sheet: &Sheet, set: &Set, sides: Vec<usize>, terms: Vec<Vec<(u32, u32)>>) -> Self {
        let articles = || set.articles.iter().copied();
        Null {
            sides,
            keys: articles().map(|article| sheet.ids[article].to_string()).collect(),
            clusters: articles().map(|article| sheet.clusters[article].as_deref().map(String::from)).collect(),
            words: articles().map(|article| sheet.words[article]).collect(),
            terms,
        }
    }

    /// Articles split at random in two.
    pub(super) fn articles(sheet: &Sheet, set: &Set, most: usize, draw: &mut Draw) -> Self {
        let mut order: Vec<usize> = (0..set.articles.len()).collect();
        draw.shuffle(&mut order);
        let mut sides = vec![1; order.len()];
        order[..order.len() / 2].iter().for_each(|&article| sides[article] = 0);
        let terms = owned(set.some_terms(most, draw));
        Null::of(sheet, set, sides, terms)
    }

    /// Whole events, or weeks, split at random in two.
    pub(super) fn clusters(sheet: &Sheet, set: &Set, most: usize, draw: &mut Draw) -> Self {
        let cluster = |article: &usize| sheet.clusters[*article].as_deref();
        let mut clusters: Vec<Option<&str>> = set.articles.iter().map(cluster).collect();
        clusters.sort_unstable();
        clusters.dedup();
        draw.shuffle(&mut clusters);
        clusters.truncate(clusters.len() / 2);
        clusters.sort_unstable();
        let side = |article: &usize| usize::from(clusters.binary_search(&cluster(article)).is_err());
        let sides = set.articles.iter().map(side).collect();
        let terms = owned(set.some_terms(most, draw));
        Null::of(sheet, set, sides, terms)
    }

    /// All of a group's articles on an event change places with another group's, or stay, at random.
    pub(super) fn swaps(sheet: &Sheet, set: &Set, most: usize, draw: &mut Draw) -> Self {
        let mut events: BTreeMap<&str, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (local, &article) in set.articles.iter().enumerate() {
            if let (Some(event), Some(group)) = (sheet.clusters[article].as_deref(), sheet.groups[article]) {
                events.entry(event).or_default().entry(group).or_default().push(local);
            }
        }
        let mut sides = vec![1; set.articles.len()];
        for blocks in events.values() {
            let mut labels: Vec<usize> = (0..blocks.len()).collect();
            draw.shuffle(&mut labels);
            for (block, label) in blocks.values().zip(labels) {
                block.iter().for_each(|&local| sides[local] = label);
            }
        }
        let terms = owned(set.some_terms(most, draw));
        Null::of(sheet, set, sides, terms)
    }

    /// Articles made up with equal rates: thirty on one side, 120 on the other; the lengths of the set's shorter articles
    /// on one side and of its longer ones on the other; on one side the burstiness that each term really has, up to
    /// [`MOST_BURSTY`], on the other a quarter of it. `turn` says which sides.
    pub(super) fn unequal(sheet: &Sheet, set: &Set, most: usize, turn: usize, draw: &mut Draw) -> Self {
        let mut lengths: Vec<u64> = set.articles.iter().map(|&article| sheet.words[article]).collect();
        lengths.sort_unstable();
        let (short, long) = lengths.split_at(lengths.len() / 2);
        let halves = if turn & 1 == 0 { [short, long] } else { [long, short] };
        let bursty_side = turn >> 1 & 1;
        let (mut sides, mut words) = (Vec::new(), Vec::new());
        for side in 0..2 {
            for _ in 0..UNEQUAL_ARTICLES[side] {
                sides.push(side);
                words.push(halves[side][draw.below(halves[side].len())]);
            }
        }
        let mut terms = Vec::new();
        for term in set.some_terms(usize::MAX, draw) {
            if terms.len() == most {
                break;
            }
            let (rate, rho) = rate_and_burstiness(sheet, set, term);
            let mut postings = Vec::new();
            for (place, (&side, &words)) in (0_u32..).zip(sides.iter().zip(&words)) {
                let rho = if side == bursty_side { rho } else { rho * LESS_BURSTY };
                let rate = draw.rate(rate, rho);
                let hits = draw.binomial(words, rate);
                if hits > 0 {
                    postings.push((place, hits as u32));
                }
            }
            if is_frequent(postings.iter().map(|posting| u64::from(posting.1))) {
                terms.push(postings);
            }
        }
        let keys = (0..sides.len()).map(|place| format!("{place:04}")).collect();
        Null { clusters: vec![None; sides.len()], sides, keys, words, terms }
    }

    pub(super) fn design(&self, exchange: Exchange) -> Design {
        let labelled: Vec<Labelled> = (0..self.sides.len())
            .map(|article| Labelled {
                article: &self.keys[article],
                outlet: self.sides[article],
                event: self.clusters[article].as_deref(),
                words: self.words[article],
            })
            .collect();
        Design::new(exchange, &labelled)
    }

    /// Words of side 0, and of all others.
    pub(super) fn side_words(&self) -> [u64; 2] {
        let mut words = [0; 2];
        self.sides.iter().zip(&self.words).for_each(|(&side, &more)| words[usize::from(side > 0)] += more);
        words
    }

    /// Hits of a term on side 0, and on all others.
    pub(super) fn side_hits(&self, term: &[(u32, u32)]) -> [u64; 2] {
        let mut hits = [0; 2];
        for &(article, count) in term {
            hits[usize::from(self.sides[article as usize] > 0)] += u64::from(count);
        }
        hits
    }

    /// Takes hits away on one side, so that its rate is `kept` of what it was.
    pub(super) fn thin(&mut self, term: usize, on_target: bool, kept: f64, draw: &mut Draw) {
        let sides = &self.sides;
        for (article, count) in &mut self.terms[term] {
            if (sides[*article as usize] == 0) == on_target {
                *count = draw.binomial(u64::from(*count), kept) as u32;
            }
        }
        self.terms[term].retain(|posting| posting.1 > 0);
    }
}

fn owned(terms: Vec<&[(u32, u32)]>) -> Vec<Vec<(u32, u32)>> {
    terms.into_iter().map(<[_]>::to_vec).collect()
}

/// A term's rate in a set, and the correlation inside its articles by moments: `(X2 - (m-1)) / sum(n - 1)`, from 0 to
/// [`MOST_BURSTY`].
fn rate_and_burstiness(sheet: &Sheet, set: &Set, term: &[(u32, u32)]) -> (f64, f64) {
    let words: u64 = set.articles.iter().map(|&article| sheet.words[article]).sum();
    let hits: u64 = term.iter().map(|posting| u64::from(posting.1)).sum();
    let rate = hits as f64 / words as f64;
    // articles without hits add what is expected of them: sum (x - e)^2/e = sum x^2/e - X
    let squares: f64 = (term.iter())
        .map(|&(local, count)| f64::from(count).powi(2) / (rate * sheet.words[set.articles[local as usize]] as f64))
        .sum();
    let m = set.articles.len() as f64;
    let pearson = (squares - hits as f64) / (1.0 - rate);
    let rho = (pearson - (m - 1.0)) / (words as f64 - m);
    (rate, rho.clamp(0.0, MOST_BURSTY))
}
