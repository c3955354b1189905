//! What stands behind a lexicon's score: which of its terms make it, and whether it would stand without one of them.

use super::clustered::mean_of_rates_per_1000;
use super::distribution::NORMAL_UPPER;
use super::{Defined, Interval, Sample, Undefined, Unit, rate};

/// One article's words, and its hits of each term of the lexicon.
#[derive(Clone, Copy, Debug)]
pub struct TermCounts<'a> {
    /// Words of the article.
    pub words: u64,
    /// Hits of each term, in the lexicon's order.
    pub hits: &'a [u64],
}

impl TermCounts<'_> {
    fn total(&self) -> u64 {
        self.hits.iter().fold(0, |sum, &hits| sum.saturating_add(hits))
    }
}

/// A lexicon's score in one outlet.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LexiconScore {
    /// Hits of all terms.
    pub hits: u64,
    /// Hits per 1,000 words.
    pub per_1000: Defined<f64>,
    /// The mean of the articles' own rates.
    pub mean_of_article_rates_per_1000: Defined<f64>,
    /// Terms that the outlet uses at all.
    pub distinct_terms: usize,
    /// How many different terms an article has on average.
    pub mean_distinct_terms_per_article: Defined<f64>,
    /// The share of each term in the hits.
    pub term_shares: Defined<Vec<f64>>,
    /// The largest of them.
    pub top_term_share: Defined<f64>,
    /// How many equally frequent terms would be as concentrated: `1 / sum s^2`.
    pub effective_terms: Defined<f64>,
    /// The same by entropy: `exp(- sum s ln s)`.
    pub effective_terms_by_entropy: Defined<f64>,
}

/// A lexicon's score in one outlet, and how few terms make it.
///
/// *Formula*: with `s` the terms' shares of the hits: `max s`, `1 / sum s^2`, `exp(- sum s ln s)`; the rest as named.
/// *Range*: shares 0 to 1; effective terms 1 (one term does it all) to the number of terms.
/// *Undefined*: rates `empty_outlet`; `impossible_counts` where articles give different numbers of terms; shares
/// `absent_term` without a hit.
/// *Source*: Hill 1973, Ecology 54(2) (effective numbers of orders 2 and 1).
/// *Checked against*: `articles_40_paired.json`, `lexicon.outlets`, to 1e-10.
///
/// ```
/// use parallax::measures::lexicon_score::{TermCounts, lexicon_score};
///
/// let articles = [TermCounts { words: 500, hits: &[3, 1] }, TermCounts { words: 500, hits: &[3, 1] }];
/// let score = lexicon_score(&articles);
/// assert_eq!((score.per_1000, score.top_term_share, score.effective_terms), (Ok(8.0), Ok(0.75), Ok(1.6)));
/// ```
pub fn lexicon_score(articles: &[TermCounts]) -> LexiconScore {
    let units = units(articles);
    let sample = units.as_ref().map(|units| Sample::new(units));
    let sample = sample.as_ref().map_err(|&&reason| reason);
    let terms = term_totals(articles).unwrap_or_default();
    let hits: u64 = sample.map_or(0, |sample| sample.total().hits);
    let shares = sample.and_then(|sample| {
        sample.rate()?;
        if hits == 0 { Err(Undefined::AbsentTerm) } else { Ok(()) }
    });
    let shares: Defined<Vec<f64>> = shares.map(|()| terms.iter().map(|&term| term as f64 / hits as f64).collect());
    let distinct: usize = articles.iter().map(|article| article.hits.iter().filter(|hits| **hits > 0).count()).sum();
    let of_shares = |figure: fn(&[f64]) -> f64| shares.as_deref().map(figure).map_err(|&reason| reason);
    LexiconScore {
        hits,
        per_1000: sample.and_then(rate::per_1000),
        mean_of_article_rates_per_1000: sample.and_then(mean_of_rates_per_1000),
        distinct_terms: terms.iter().filter(|hits| **hits > 0).count(),
        mean_distinct_terms_per_article: sample.and_then(|sample| {
            sample.rate()?;
            Ok(distinct as f64 / articles.len() as f64)
        }),
        top_term_share: of_shares(|shares| shares.iter().copied().fold(0.0, f64::max)),
        effective_terms: of_shares(|shares| 1.0 / shares.iter().map(|s| s * s).sum::<f64>()),
        effective_terms_by_entropy: of_shares(|shares| {
            (-shares.iter().filter(|s| **s > 0.0).map(|s| s * s.ln()).sum::<f64>()).exp()
        }),
        term_shares: shares,
    }
}

/// The share of articles with at least so many hits, with Wilson's interval: here the article is what is counted, so
/// the interval is right (unpaired).
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct ArticleShare {
    /// Articles with that many hits.
    pub articles: usize,
    /// Their share of all articles.
    pub share: f64,
    /// Wilson's interval of the share.
    pub interval: Interval,
}

/// The share of articles with at least so many hits. Longer articles reach a number more easily: look at the lengths.
///
/// *Formula*: `k / m`, Wilson's score interval without correction for continuity.
/// *Range*: 0 to 1.
/// *Undefined*: `empty_outlet` without an article.
/// *Source*: three hits: Field and others 2018; Wilson 1927.
/// *Checked against*: `articles_40_paired.json`, `share_articles_ge`, `share_ge3_wilson95`, to 1e-10.
///
/// ```
/// use parallax::measures::lexicon_score::{TermCounts, share_of_articles};
///
/// let articles = [TermCounts { words: 500, hits: &[3, 1] }, TermCounts { words: 500, hits: &[0, 2] }];
/// assert_eq!(share_of_articles(&articles, 3)?.share, 0.5);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn share_of_articles(articles: &[TermCounts], at_least: u64) -> Defined<ArticleShare> {
    if articles.is_empty() {
        return Err(Undefined::EmptyOutlet);
    }
    let reached = articles.iter().filter(|article| article.total() >= at_least).count();
    let (x, n) = (reached as f64, articles.len() as f64);
    Ok(ArticleShare { articles: reached, share: x / n, interval: wilson(x, n) })
}

fn wilson(x: f64, n: f64) -> Interval {
    let z = NORMAL_UPPER;
    let half = z * (x * (n - x) / n + z * z / 4.0).sqrt();
    let upper = (x + z * z / 2.0 + half) / (n + z * z);
    let lower = (x + z * z / 2.0 - half) / (n + z * z);
    Interval::new(if x == 0.0 { 0.0 } else { lower }, if x == n { 1.0 } else { upper })
}

/// What the difference between two outlets becomes without each of the terms.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct LeaveOneTermOut {
    /// `ln` of rate a over rate b, all terms taken.
    pub ln_ratio: f64,
    /// The same without each term; undefined where a side has no other hits.
    pub without: Vec<Defined<f64>>,
    /// How much the choice of terms matters: the jackknife's standard error over terms.
    pub se: Defined<f64>,
    /// Whether the sign stays the same whichever term is left out.
    pub sign_is_stable: bool,
    /// The largest shift, and the term that makes it.
    pub largest_shift: Option<(usize, f64)>,
}

/// Whether a lexicon's difference rests on one term: the difference again without each of them.
///
/// *Formula*: `th_(t) = ln ratio without term t`; `se = sqrt((T-1)/T sum (th_(t) - mean)^2)`; the shift is
/// `|th_(t) - ln ratio|`.
/// *Range*: any number; natural logarithm.
/// *Undefined*: `impossible_counts`; `empty_outlet`; `absent_term`; `zero_count` where a side has no hit; `se` also
/// where one leave-out has no ratio, or there is a single term (`absent_term`).
/// *Source*: Efron 1982, with the term as the unit.
/// *Checked against*: `articles_40_paired.json`, `lexicon`, to 1e-10.
///
/// ```
/// use parallax::measures::lexicon_score::{TermCounts, leave_one_term_out};
///
/// let a = [TermCounts { words: 1_000, hits: &[8, 1, 1] }];
/// let b = [TermCounts { words: 1_000, hits: &[1, 2, 2] }];
/// let terms = leave_one_term_out(&a, &b)?;
/// // Twice as often in a, but without the first term half as often.
/// assert_eq!(terms.largest_shift.unwrap().0, 0);
/// assert!(!terms.sign_is_stable);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn leave_one_term_out(a: &[TermCounts], b: &[TermCounts]) -> Defined<LeaveOneTermOut> {
    let (terms_a, terms_b) = (term_totals(a)?, term_totals(b)?);
    if terms_a.len() != terms_b.len() {
        return Err(Undefined::ImpossibleCounts);
    }
    let (units_a, units_b) = (units(a)?, units(b)?);
    let (all_a, all_b) = (Sample::new(&units_a), Sample::new(&units_b));
    all_a.rate()?;
    all_b.rate()?;
    let ln_ratio = |hits_a: u64, hits_b: u64| match (hits_a, hits_b) {
        (0, 0) => Err(Undefined::AbsentTerm),
        (0, _) | (_, 0) => Err(Undefined::ZeroCount),
        _ => Ok((hits_a as f64 / all_a.total().words as f64).ln() - (hits_b as f64 / all_b.total().words as f64).ln()),
    };
    let whole = ln_ratio(all_a.total().hits, all_b.total().hits)?;
    let without: Vec<Defined<f64>> = terms_a
        .iter()
        .zip(&terms_b)
        .map(|(x_a, x_b)| ln_ratio(all_a.total().hits - x_a, all_b.total().hits - x_b))
        .collect();
    let shifts = without.iter().enumerate().filter_map(|(term, th)| Some((term, (th.ok()? - whole).abs())));
    let largest_shift = shifts.fold(None, |largest: Option<(usize, f64)>, shift| match largest {
        Some(largest) if largest.1 >= shift.1 => Some(largest),
        _ => Some(shift),
    });
    Ok(LeaveOneTermOut {
        ln_ratio: whole,
        se: standard_error(&without),
        // A leave-out without a ratio has no sign to keep.
        sign_is_stable: without.iter().all(|th| th.is_ok_and(|th| th * whole > 0.0 || th == whole)),
        without,
        largest_shift,
    })
}

fn standard_error(without: &[Defined<f64>]) -> Defined<f64> {
    let without: Vec<f64> = without.iter().copied().collect::<Defined<_>>()?;
    if without.len() < 2 {
        return Err(Undefined::AbsentTerm);
    }
    Ok(super::jackknife::variance(&without).sqrt())
}

/// Whether the terms of a lexicon go together: Cronbach's alpha of the articles' rates. A description, no quality mark.
///
/// *Formula*: `T/(T-1) (1 - sum of the terms' variances / variance of their sum)`, variances with m-1.
/// *Range*: up to 1; around 0 where terms do not go together, below where they avoid each other.
/// *Undefined*: `impossible_counts`; `single_article`; `absent_term` with fewer than two terms; `no_variation`.
/// *Source*: Cronbach 1951, Psychometrika 16(3).
/// *Checked against*: `articles_40_paired.json`, `cronbach_alpha_article_rates`, to 1e-10.
///
/// ```
/// use parallax::measures::lexicon_score::{TermCounts, cronbach_alpha};
///
/// let together = [TermCounts { words: 100, hits: &[1, 1] }, TermCounts { words: 100, hits: &[3, 3] }];
/// assert_eq!(cronbach_alpha(&together), Ok(1.0));
/// ```
pub fn cronbach_alpha(articles: &[TermCounts]) -> Defined<f64> {
    let terms = term_totals(articles)?.len();
    let with_words: Vec<&TermCounts> = articles.iter().filter(|article| article.words > 0).collect();
    if with_words.len() < 2 {
        return Err(Undefined::SingleArticle);
    }
    if terms < 2 {
        return Err(Undefined::AbsentTerm);
    }
    let rates = |hits: &dyn Fn(&TermCounts) -> u64| -> Vec<f64> {
        with_words.iter().map(|article| 1000.0 * hits(article) as f64 / article.words as f64).collect()
    };
    let variances: f64 = (0..terms).map(|term| variance(&rates(&|article| article.hits[term]))).sum();
    let whole = variance(&rates(&|article| article.total()));
    if whole <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let t = terms as f64;
    Ok(t / (t - 1.0) * (1.0 - variances / whole))
}

fn variance(values: &[f64]) -> f64 {
    let m = values.len() as f64;
    let mean = values.iter().sum::<f64>() / m;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (m - 1.0)
}

/// Hits of each term in all articles.
fn term_totals(articles: &[TermCounts]) -> Defined<Vec<u64>> {
    let terms = articles.first().map_or(0, |article| article.hits.len());
    let mut totals = vec![0_u64; terms];
    for article in articles {
        if article.hits.len() != terms {
            return Err(Undefined::ImpossibleCounts);
        }
        for (total, &hits) in totals.iter_mut().zip(article.hits) {
            *total = total.checked_add(hits).ok_or(Undefined::ImpossibleCounts)?;
        }
    }
    let sum = totals.iter().try_fold(0_u64, |sum, &hits| sum.checked_add(hits));
    sum.map(|_| totals).ok_or(Undefined::ImpossibleCounts)
}

fn units(articles: &[TermCounts]) -> Defined<Vec<Unit>> {
    term_totals(articles)?;
    Ok(articles.iter().map(|article| Unit::new(article.total(), article.words)).collect())
}
