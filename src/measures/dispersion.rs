//! How evenly a term is spread over articles.
//!
//! A rate of 2 per 1,000 may come from every article or from three: the report should say which.

use super::clustered::rates;
use super::{Defined, Sample, Undefined};

/// In how many articles the term stands.
///
/// *Formula*: articles with a hit; as a share, of all articles.
/// *Range*: 0 to all.
/// *Undefined*: `single_article` with fewer than two.
/// *Source*: Gries 2008.
/// *Checked against*: `articles_40_paired.json`, `dispersion.range_share`, exactly.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let articles = [Unit::new(2, 100), Unit::new(0, 300)];
/// assert_eq!(dispersion::range_share(&Sample::new(&articles)), Ok(0.5));
/// ```
pub fn range_share(sample: &Sample) -> Defined<f64> {
    Ok(sample.units_with_hits() as f64 / at_least_two(sample)?)
}

/// Gries's deviation of proportions: how far the articles' shares of the hits are from their shares of the words.
///
/// *Formula*: `DP = 1/2 sum |n_i/N - x_i/X|`.
/// *Range*: 0 (evenly spread) to nearly 1 (clumped). Others print it the other way round.
/// *Undefined*: `empty_outlet`; `single_article`; `absent_term`.
/// *Source*: Gries 2008, International Journal of Corpus Linguistics 13(4), 403-437.
/// *Checked against*: `articles_40_paired.json`, `dispersion.dp`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let clumped = [Unit::new(4, 100), Unit::new(0, 300)];
/// assert_eq!(dispersion::deviation_of_proportions(&Sample::new(&clumped)), Ok(0.75));
/// ```
pub fn deviation_of_proportions(sample: &Sample) -> Defined<f64> {
    has_hits(sample)?;
    // |n/N - x/X| = |x - n X/N| / X, which is exactly 0 where rates are equal.
    let gaps: f64 = sample.units().iter().map(|&unit| sample.residual(unit).abs()).sum();
    Ok(gaps / sample.total().hits as f64 / 2.0)
}

/// The deviation of proportions over the largest value it can take.
///
/// *Formula*: `DP / (1 - min n_i/N)`.
/// *Range*: 0 (evenly spread) to 1 (all hits in the shortest article).
/// *Undefined*: as [`deviation_of_proportions`]; `no_variation` where one article has all the words.
/// *Source*: Lijffijt and Gries 2012, International Journal of Corpus Linguistics 17(1).
/// *Checked against*: `articles_40_paired.json`, `dispersion.dp_norm`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let clumped = [Unit::new(4, 100), Unit::new(0, 300)];
/// assert_eq!(dispersion::dp_norm(&Sample::new(&clumped)), Ok(1.0));
/// ```
pub fn dp_norm(sample: &Sample) -> Defined<f64> {
    let shortest = sample.units().iter().map(|unit| unit.words).min();
    over_largest(deviation_of_proportions(sample)?, shortest, sample)
}

/// The same over the largest value it can take among articles with hits. R `tlda` prints 1 less this.
///
/// *Formula*: `DP / (1 - min over articles with hits of n_i/N)`.
/// *Range*: 0 (evenly spread) and up to 1; high is clumped.
/// *Undefined*: as [`dp_norm`].
/// *Source*: Egbert, Burch and Biber 2020, International Journal of Corpus Linguistics 25(1).
/// *Checked against*: `articles_40_paired.json`, `dispersion.dp_norm_egbert2020`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let clumped = [Unit::new(0, 100), Unit::new(4, 300)];
/// assert_eq!(dispersion::dp_norm_egbert(&Sample::new(&clumped)), Ok(1.0));
/// ```
pub fn dp_norm_egbert(sample: &Sample) -> Defined<f64> {
    let shortest = sample.units().iter().filter(|unit| unit.hits > 0).map(|unit| unit.words).min();
    over_largest(deviation_of_proportions(sample)?, shortest, sample)
}

fn over_largest(dp: f64, shortest: Option<u64>, sample: &Sample) -> Defined<f64> {
    let words = sample.total().words;
    match shortest {
        Some(shortest) if shortest < words => Ok(dp / ((words - shortest) as f64 / words as f64)),
        _ => Err(Undefined::NoVariation),
    }
}

/// Juilland's D of the articles' rates. Runs to 1 for many articles whatever the spread; no default.
///
/// *Formula*: `1 - (s/mean) / sqrt(m - 1)`, s the standard deviation of the rates with m.
/// *Range*: 0 (all hits in one article) to 1 (equal rates).
/// *Undefined*: `empty_outlet`; `single_article`; `absent_term`.
/// *Source*: Juilland and others 1970; its bias: Biber and others 2016, IJCL 21(4).
/// *Checked against*: `articles_40_paired.json`, `dispersion.juilland_d_relative`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let even = [Unit::new(1, 100), Unit::new(3, 300)];
/// assert_eq!(dispersion::juilland_d(&Sample::new(&even)), Ok(1.0));
/// ```
pub fn juilland_d(sample: &Sample) -> Defined<f64> {
    has_hits(sample)?;
    let rates: Vec<f64> = rates(sample).collect();
    if rates.len() < 2 {
        return Err(Undefined::SingleArticle);
    }
    let m = rates.len() as f64;
    let mean = rates.iter().sum::<f64>() / m;
    let sd = (rates.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / m).sqrt();
    Ok(1.0 - sd / mean / (m - 1.0).sqrt())
}

/// The variance of the articles' counts over their mean.
///
/// *Formula*: `sum (x - mean)^2 / (m - 1) / mean`.
/// *Range*: 0 and up; 1 for independent hits in articles of one length.
/// *Undefined*: `empty_outlet`; `single_article`; `absent_term`.
/// *Source*: Fisher, Thornton and Mackenzie 1922 (the index of dispersion).
/// *Checked against*: `articles_40_paired.json`, `dispersion.variance_to_mean`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let articles = [Unit::new(4, 100), Unit::new(0, 100)];
/// assert_eq!(dispersion::variance_to_mean(&Sample::new(&articles)), Ok(4.0));
/// ```
pub fn variance_to_mean(sample: &Sample) -> Defined<f64> {
    let m = has_hits(sample)?;
    let mean = sample.total().hits as f64 / m;
    let squares: f64 = sample.units().iter().map(|unit| (unit.hits as f64 - mean).powi(2)).sum();
    Ok(squares / (m - 1.0) / mean)
}

/// Church and Gale's burstiness: hits of an article that has any.
///
/// *Formula*: `X / df`, `df` articles with a hit.
/// *Range*: 1 and up.
/// *Undefined*: `empty_outlet`; `single_article`; `absent_term`.
/// *Source*: Church and Gale 1995, "Poisson mixtures", Natural Language Engineering 1(2).
/// *Checked against*: `articles_40_paired.json`, `dispersion.church_gale_burstiness`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let articles = [Unit::new(4, 100), Unit::new(0, 100), Unit::new(1, 200)];
/// assert_eq!(dispersion::burstiness(&Sample::new(&articles)), Ok(2.5));
/// ```
pub fn burstiness(sample: &Sample) -> Defined<f64> {
    has_hits(sample)?;
    Ok(sample.total().hits as f64 / sample.units_with_hits() as f64)
}

/// How many fewer articles use the term than independent hits would fill, in bits.
///
/// *Formula*: `-log2(df/m) + log2(1 - exp(-X/m))`.
/// *Range*: about 0 for independent hits; above 0 where hits clump.
/// *Undefined*: `empty_outlet`; `single_article`; `absent_term`.
/// *Source*: Church and Gale 1995 (residual inverse document frequency).
/// *Checked against*: `articles_40_paired.json`, `dispersion.church_gale_residual_idf`, to 1e-10.
///
/// ```
/// use parallax::measures::{Sample, Unit, dispersion};
/// let clumped = [Unit::new(40, 100), Unit::new(0, 100)];
/// assert!((dispersion::residual_idf(&Sample::new(&clumped))? - 1.0).abs() < 1e-8);
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn residual_idf(sample: &Sample) -> Defined<f64> {
    let m = has_hits(sample)?;
    let filled = -(-(sample.total().hits as f64) / m).exp_m1();
    Ok(filled.log2() - (sample.units_with_hits() as f64 / m).log2())
}

fn at_least_two(sample: &Sample) -> Defined<f64> {
    if sample.units().len() < 2 { Err(Undefined::SingleArticle) } else { Ok(sample.units().len() as f64) }
}

/// m, where there are articles and hits.
fn has_hits(sample: &Sample) -> Defined<f64> {
    sample.rate()?;
    let m = at_least_two(sample)?;
    if sample.total().hits == 0 { Err(Undefined::AbsentTerm) } else { Ok(m) }
}
