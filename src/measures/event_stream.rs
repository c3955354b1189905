//! Articles that come one after the other, put to the event they are most like.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A text as a list of terms with weights, in the order of the terms; of length 1, or empty.
pub type TermVector = Vec<(u32, f64)>;

/// What terms weigh in a batch of articles: the more articles have a term, the less it says about which event they report.
///
/// *Formula*: (1 + ln tf) ln((N + 1) / (df + 0.5)), then divided by the length of the vector.
/// *Range*: 0 to 1 a term; a term that every article has weighs next to nothing.
/// *Undefined*: an article without terms is an empty vector, and is like nothing.
/// *Source*: Allan et al. 1998; the same weights in Azzopardi and Staff 2012.
/// *Checked against*: `event_stream.json`, `vectors`, to 1e-10.
///
/// ```
/// use parallax::measures::event_stream::TfIdf;
///
/// let articles = [vec![(0, 2.0), (1, 1.0)], vec![(1, 1.0)]];
/// let weights = TfIdf::of(2, articles.iter().map(|article| article.iter().map(|(term, _)| *term)));
/// let vector = weights.vector(&articles[0]);
/// assert!(vector[0].1 > vector[1].1, "the term that only one article has says more");
/// assert!((vector.iter().map(|(_, w)| w * w).sum::<f64>() - 1.0).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct TfIdf {
    /// By term.
    idf: Vec<f64>,
}

impl TfIdf {
    /// The weights of `terms` terms, from the distinct terms of each article of the batch.
    ///
    /// # Panics
    /// If an article has a term that is not among them.
    pub fn of(terms: usize, articles: impl IntoIterator<Item = impl IntoIterator<Item = u32>>) -> Self {
        let (mut having, mut n) = (vec![0_u64; terms], 0_u64);
        for article in articles {
            n += 1;
            article.into_iter().for_each(|term| having[term as usize] += 1);
        }
        let idf = |df: u64| ((n as f64 + 1.0) / (df as f64 + 0.5)).ln();
        TfIdf { idf: having.into_iter().map(idf).collect() }
    }

    /// The vector of an article, from how often it has each of its terms (in their order). What occurs less than once
    /// counts as once.
    pub fn vector(&self, counts: &[(u32, f64)]) -> TermVector {
        let weight = |&(term, tf): &(u32, f64)| (term, (1.0 + tf.max(1.0).ln()) * self.idf[term as usize]);
        normalised(counts.iter().map(weight).collect())
    }

    /// What a term weighs wherever it occurs.
    #[must_use]
    pub fn idf(&self, term: u32) -> f64 {
        self.idf[term as usize]
    }
}

/// The vector with the length 1; empty where nothing weighs anything.
#[must_use]
pub fn normalised(mut vector: TermVector) -> TermVector {
    let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    } else {
        vector.clear();
    }
    vector
}

/// Groups articles in one pass: each joins the group it is most like, or begins one.
///
/// *Formula*: cosine with the sum of a group's vectors, times exp(-(t - t_last) / tau); joins the best group where that
/// is at least the threshold, the first of equal ones. An article without a time, or a group without one, does not age.
/// *Range*: similarity 0 to 1.
/// *Undefined*: the first article is compared with nothing.
/// *Source*: Allan et al. 1998 (on-line detection); Azzopardi and Staff 2012; Miranda et al. 2018.
/// *Checked against*: `event_stream.json`, `best_similarity` and `assignment`, to 1e-10.
///
/// ```
/// use parallax::measures::event_stream::EventStream;
///
/// let mut stream = EventStream::new(0.3, 72.0);
/// let flood = vec![(0, 0.6), (1, 0.8)];
/// assert_eq!(stream.join(&flood, Some(0.0)).group, 0);
/// assert_eq!(stream.join(&vec![(2, 1.0)], Some(1.0)).group, 1, "nothing in common");
/// assert_eq!(stream.join(&flood, Some(2.0)).group, 0);
/// assert_eq!(stream.join(&flood, Some(200.0)).group, 2, "the same words a week later are another flood");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EventStream {
    threshold: f64,
    tau: f64,
    /// Groups that have not grown for so long are not looked at any more.
    horizon: Option<f64>,
    /// By group: when its newest member was published.
    last: Vec<Option<f64>>,
    sums: Sums,
    /// Inner products of the present article, by group; zero between two articles.
    products: Vec<f64>,
    touched: Vec<usize>,
}

/// The sums of the vectors of groups.
#[derive(Clone, Debug, Default)]
struct Sums {
    postings: Postings,
    /// By group: the squared length of its sum.
    squares: Vec<f64>,
}

/// By term: the weight it has in each group's sum.
type Postings = FxHashMap<u32, Vec<Posting>>;

#[derive(Clone, Copy, Debug)]
struct Posting {
    group: u32,
    weight: f64,
}

impl Sums {
    /// Adds a vector to a group's sum.
    fn add(&mut self, vector: &TermVector, group: usize) {
        add(&mut self.postings, &mut self.squares[group], vector, group, 1.0);
    }
}

/// Adds a vector to a group's sum, or takes it out where `sign` is -1.
fn add(postings: &mut Postings, square: &mut f64, vector: &TermVector, group: usize, sign: f64) {
    for &(term, weight) in vector {
        let weight = sign * weight;
        let postings = postings.entry(term).or_default();
        match postings.iter_mut().find(|posting| posting.group as usize == group) {
            Some(posting) => {
                *square += weight * (2.0 * posting.weight + weight);
                posting.weight += weight;
            }
            None => {
                *square += weight * weight;
                postings.push(Posting { group: group as u32, weight });
            }
        }
    }
}

/// Where an article was put.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joined {
    /// The group, in the order in which groups began.
    pub group: usize,
    /// The similarity with the best group there was, whether it was joined or not; `None`: there was none.
    pub best: Option<f64>,
}

impl EventStream {
    /// No groups yet. Times and `tau`, after which a similarity counts 1/e, are in the same unit.
    pub fn new(threshold: f64, tau: f64) -> Self {
        EventStream {
            threshold,
            tau,
            horizon: None,
            last: Vec::new(),
            sums: Sums::default(),
            products: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Forgets groups that nothing can join any more because of their age. No article is put elsewhere by that, as long
    /// as all have times; what is lost is a [`Joined::best`] below the threshold.
    pub fn forgetting(mut self) -> Self {
        self.horizon = (self.threshold > 0.0).then(|| self.tau * -self.threshold.ln());
        self
    }

    /// Puts an article where it belongs. Articles come in the order of their times, those without one last.
    pub fn join(&mut self, vector: &TermVector, time: Option<f64>) -> Joined {
        let best = self.best(vector, time);
        let group = match best {
            Some((group, similarity)) if similarity >= self.threshold => group,
            _ => self.begin(),
        };
        self.put(vector, time, group);
        Joined { group, best: best.map(|(_, similarity)| similarity) }
    }

    /// Begins a group that has no member yet; returns its place.
    pub fn begin(&mut self) -> usize {
        self.last.push(None);
        self.sums.squares.push(0.0);
        self.products.push(0.0);
        self.last.len() - 1
    }

    /// Puts an article to a group, whatever it is like.
    ///
    /// # Panics
    /// If there is no such group.
    pub fn put(&mut self, vector: &TermVector, time: Option<f64>, group: usize) {
        self.sums.add(vector, group);
        if let Some(time) = time {
            let last = &mut self.last[group];
            *last = Some(last.map_or(time, |last| last.max(time)));
        }
    }

    /// The group an article is most like, and how much; `None` where there is no group.
    pub fn best(&mut self, vector: &TermVector, time: Option<f64>) -> Option<(usize, f64)> {
        let EventStream { last, sums, products, touched, .. } = self;
        let horizon = self.horizon.zip(time);
        for &(term, weight) in vector {
            let Some(postings) = sums.postings.get_mut(&term) else { continue };
            if let Some((horizon, time)) = horizon {
                postings.retain(|p| last[p.group as usize].is_none_or(|last| time - last <= horizon));
            }
            for posting in postings {
                let product = &mut products[posting.group as usize];
                if *product == 0.0 {
                    touched.push(posting.group as usize);
                }
                *product += weight * posting.weight;
            }
        }
        touched.sort_unstable();
        let mut best = (!last.is_empty()).then_some((0, 0.0));
        for &group in touched.iter() {
            let square = sums.squares[group];
            let age = time.zip(last[group]).map_or(0.0, |(time, last)| time - last);
            let similarity = products[group] / square.sqrt() * (-age / self.tau).exp();
            if best.is_none_or(|(_, most)| similarity > most) {
                best = Some((group, similarity));
            }
            products[group] = 0.0;
        }
        touched.clear();
        best
    }
}

/// Looks at groups again: whether an article is more like another group than like the others of its own.
///
/// A stream decides when a group has just begun and little is known of it. Here each article is held against all groups
/// near it in time, its own without it, and moves where it fits better.
///
/// *Formula*: cosine with the sum of a group's vectors, the article itself taken out, times exp(-gap / tau), where the gap
/// is how far the article lies outside the group's first and last time.
/// *Range*: similarity 0 to 1.
/// *Undefined*: an article that is alone has a similarity of 0 with its own group.
#[derive(Clone, Debug)]
#[must_use]
pub struct Review {
    tau: f64,
    groups: Vec<Reviewed>,
    /// Sums of groups by when these are: in the slot of their first time, or the one after it. Under `None` are those
    /// that last longer, or have no time. An article is only held against what is near enough to matter.
    sums: BTreeMap<Option<i64>, Postings>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Reviewed {
    members: usize,
    span: Option<(f64, f64)>,
    /// Where its sum is, and the squared length of it.
    slot: Option<i64>,
    square: f64,
}

impl Reviewed {
    fn reach(&mut self, time: f64) {
        self.span = Some(self.span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
    }
}

/// How an article fits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// Similarity with the others of its own group; 0 where it is alone.
    pub own: f64,
    /// The other group it is most like, and how much; the first of equal ones.
    pub other: Option<(usize, f64)>,
}

/// Inner products of one article with groups: room that is used for one article after the other.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// By group: which article it was last that has anything in common with it, and the product.
    of: Vec<(u64, f64)>,
    article: u64,
    touched: Vec<usize>,
}

impl Products {
    fn begin(&mut self, groups: usize) {
        self.of.resize(groups.max(self.of.len()), (0, 0.0));
        self.article += 1;
        self.touched.clear();
    }

    fn add(&mut self, group: usize, product: f64) {
        let (article, sum) = &mut self.of[group];
        if *article != self.article {
            (*article, *sum) = (self.article, 0.0);
            self.touched.push(group);
        }
        *sum += product;
    }
}

impl Review {
    /// Groups as they are: a vector, a time and a group for each article.
    pub fn new(vectors: &[TermVector], times: &[Option<f64>], group_of: &[usize], tau: f64) -> Self {
        let many = group_of.iter().max().map_or(0, |most| most + 1);
        let mut review = Review { tau, groups: vec![Reviewed::default(); many], sums: BTreeMap::new() };
        for (time, &group) in times.iter().zip(group_of) {
            review.groups[group].members += 1;
            time.iter().for_each(|time| review.groups[group].reach(*time));
        }
        for group in 0..many {
            let slots = review.groups[group].span.map(|(first, last)| (review.slot(first), review.slot(last)));
            review.groups[group].slot = slots.filter(|(first, last)| *last <= first + 1).map(|(first, _)| first);
        }
        for (vector, &group) in vectors.iter().zip(group_of) {
            review.add(vector, group, 1.0);
        }
        review
    }

    /// A stretch of time.
    fn slot(&self, time: f64) -> i64 {
        (time / self.tau.max(1.0)).floor() as i64
    }

    fn add(&mut self, vector: &TermVector, group: usize, sign: f64) {
        let Reviewed { slot, square, .. } = &mut self.groups[group];
        add(self.sums.entry(*slot).or_default(), square, vector, group, sign);
    }

    fn put(&mut self, vector: &TermVector, time: Option<f64>, group: usize) {
        self.groups[group].members += 1;
        if let Some(time) = time {
            self.groups[group].reach(time);
            let at = self.slot(time);
            if self.groups[group].slot.is_some_and(|slot| at < slot || at > slot + 1) {
                self.lasts_longer(group);
            }
        }
        self.add(vector, group, 1.0);
    }

    /// Puts a group's sum where all articles find it.
    fn lasts_longer(&mut self, group: usize) {
        let slot = self.groups[group].slot.take();
        let mut sums = self.sums.remove(&slot).unwrap_or_default();
        let wide = self.sums.entry(None).or_default();
        for (term, postings) in &mut sums {
            if let Some(place) = postings.iter().position(|posting| posting.group as usize == group) {
                wide.entry(*term).or_default().push(postings.swap_remove(place));
            }
        }
        self.sums.insert(slot, sums);
    }

    /// How far a group may be away in time to be so alike: however much it has in common, it counts less.
    fn reach_of(&self, similarity: f64) -> f64 {
        // a cosine may be above 1 by a rounding error
        if similarity > 0.0 { self.tau * (1e-9 - similarity.ln()) } else { f64::INFINITY }
    }

    /// How an article of a group fits there and elsewhere.
    pub fn fit(&self, products: &mut Products, vector: &TermVector, time: Option<f64>, own: usize) -> Fit {
        let fit = self.fit_within(self.tau, products, vector, time, own);
        let reach = self.reach_of(fit.other.map_or(0.0, |(_, similarity)| similarity));
        if reach <= self.tau { fit } else { self.fit_within(reach, products, vector, time, own) }
    }

    /// As `fit`, where groups that are further away than so may be left out.
    fn fit_within(
        &self,
        reach: f64,
        products: &mut Products,
        vector: &TermVector,
        time: Option<f64>,
        own: usize,
    ) -> Fit {
        products.begin(self.groups.len());
        let (from, to) = time.map_or((i64::MIN, i64::MAX), |t| (self.slot(t - reach), self.slot(t + reach)));
        let near = self.sums.range(Some(from.saturating_sub(1))..=Some(to)).map(|(_, sums)| sums);
        for sums in near.chain(self.sums.get(&None)) {
            for (term, weight) in vector {
                for posting in sums.get(term).into_iter().flatten() {
                    products.add(posting.group as usize, weight * posting.weight);
                }
            }
        }
        let mut fit = Fit::default();
        for &group in &products.touched {
            let Reviewed { members, span, square, .. } = self.groups[group];
            let product = products.of[group].1;
            let gap = time.zip(span).map_or(0.0, |(t, (first, last))| (first - t).max(t - last).max(0.0));
            let near = (-gap / self.tau).exp();
            if group == own {
                // what is left of the group without the article, whose own length is 1
                let rest = square - 2.0 * product + 1.0;
                fit.own = if members > 1 && rest > 0.0 { ((product - 1.0) / rest.sqrt() * near).max(0.0) } else { 0.0 };
            } else if members > 0 {
                let similarity = product / square.sqrt() * near;
                let better = |(place, most): (usize, f64)| similarity > most || (similarity == most && group < place);
                if fit.other.is_none_or(better) {
                    fit.other = Some((group, similarity));
                }
            }
        }
        fit
    }

    /// Moves articles that fit elsewhere better, and at least by `threshold`, in their order, `rounds` times over; those
    /// that `may_move` refuses stay. Returns the moves made.
    pub fn settle(
        &mut self,
        vectors: &[TermVector],
        times: &[Option<f64>],
        group_of: &mut [usize],
        threshold: f64,
        rounds: usize,
        may_move: impl Fn(usize) -> bool,
    ) -> usize {
        let (mut moves, mut products) = (0, Products::default());
        for _ in 0..rounds {
            let before = moves;
            for at in (0..vectors.len()).filter(|at| may_move(*at)) {
                let own = group_of[at];
                let fit = self.fit_within(self.reach_of(threshold), &mut products, &vectors[at], times[at], own);
                let Some((other, similarity)) = fit.other else { continue };
                if similarity >= threshold && similarity > fit.own {
                    // the span of a group that loses a member stays as it was
                    self.add(&vectors[at], own, -1.0);
                    self.groups[own].members -= 1;
                    self.put(&vectors[at], times[at], other);
                    group_of[at] = other;
                    moves += 1;
                }
            }
            if moves == before {
                break;
            }
        }
        moves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same without postings: every group's sum in full, every cosine from the start.
    fn slowly(articles: &[(TermVector, f64)], threshold: f64, tau: f64) -> Vec<usize> {
        let mut groups: Vec<(FxHashMap<u32, f64>, f64)> = Vec::new();
        let mut out = Vec::new();
        for (vector, time) in articles {
            let similarity = |(sum, last): &(FxHashMap<u32, f64>, f64)| {
                let product: f64 = vector.iter().map(|(t, w)| w * sum.get(t).copied().unwrap_or(0.0)).sum();
                product / sum.values().map(|w| w * w).sum::<f64>().sqrt() * (-(time - last) / tau).exp()
            };
            let mut best: Option<(usize, f64)> = None;
            for (place, group) in groups.iter().enumerate() {
                let s = similarity(group);
                if s >= threshold && best.is_none_or(|(_, most)| s > most) {
                    best = Some((place, s));
                }
            }
            let place = best.map_or_else(
                || {
                    groups.push((FxHashMap::default(), *time));
                    groups.len() - 1
                },
                |(place, _)| place,
            );
            vector.iter().for_each(|(t, w)| *groups[place].0.entry(*t).or_default() += w);
            groups[place].1 = *time;
            out.push(place);
        }
        out
    }

    #[test]
    fn postings_find_what_every_cosine_finds() {
        let mut state = 7_u64;
        let mut draw = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        let articles: Vec<(TermVector, f64)> = (0..400)
            .map(|at| {
                let story = draw(12) as u32;
                let mut terms: Vec<u32> = (0..8)
                    .map(|_| if draw(3) > 0 { story * 10 + draw(10) as u32 } else { 120 + draw(30) as u32 })
                    .collect();
                terms.sort_unstable();
                terms.dedup();
                (normalised(terms.into_iter().map(|t| (t, 1.0 + draw(5) as f64)).collect()), at as f64)
            })
            .collect();
        let expected = slowly(&articles, 0.2, 200.0);
        for stream in [EventStream::new(0.2, 200.0), EventStream::new(0.2, 200.0).forgetting()] {
            let mut stream = stream;
            let found: Vec<usize> =
                articles.iter().map(|(vector, time)| stream.join(vector, Some(*time)).group).collect();
            assert_eq!(found, expected);
        }
        let groups = expected.iter().max().unwrap() + 1;
        assert!((2..200).contains(&groups), "groups form: {groups}");
    }

    #[test]
    fn an_article_without_terms_is_alone() {
        let mut stream = EventStream::new(0.3, 72.0);
        assert_eq!(stream.join(&vec![], Some(0.0)), Joined { group: 0, best: None });
        assert_eq!(stream.join(&vec![], Some(0.0)), Joined { group: 1, best: Some(0.0) });
        assert_eq!(stream.join(&vec![(1, 1.0)], None), Joined { group: 2, best: Some(0.0) });
    }

    #[test]
    fn a_review_brings_home_what_came_too_early() {
        let (a, b) = (vec![(0, 0.8), (1, 0.6)], vec![(0, 0.6), (2, 0.8)]);
        let odd = normalised(vec![(2, 0.8), (0, 0.3)]);
        let vectors = [odd.clone(), a.clone(), a, b.clone(), b];
        let times = [Some(0.0), Some(1.0), Some(2.0), Some(1.0), Some(2.0)];
        let mut group_of = [0, 1, 1, 2, 2];
        let mut review = Review::new(&vectors, &times, &group_of, 10.0);
        assert_eq!(review.fit(&mut Products::default(), &odd, Some(0.0), 0).own, 0.0, "alone");
        assert_eq!(review.settle(&vectors, &times, &mut group_of, 0.25, 2, |at| at > 0), 0, "may not move");
        assert_eq!(review.settle(&vectors, &times, &mut group_of, 0.25, 2, |_| true), 1);
        assert_eq!(group_of, [2, 1, 1, 2, 2]);
        // the sums that were kept up are the sums of the groups as they are now
        let again = Review::new(&vectors, &times, &group_of, 10.0);
        for (at, vector) in vectors.iter().enumerate() {
            let fit = |review: &Review| review.fit(&mut Products::default(), vector, times[at], group_of[at]);
            let (kept, new) = (fit(&review), fit(&again));
            assert!((kept.own - new.own).abs() < 1e-12, "{at}: {kept:?} {new:?}");
        }
    }
}
