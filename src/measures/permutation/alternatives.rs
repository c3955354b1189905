//! Two studentised statistics that were not chosen, for comparison.

use crate::measures::{Defined, Sample, Undefined, Unit};

/// The difference of two rates over its linearised standard error.
///
/// Symmetric where rates are not: with few hits the side that has none looks surer than it is, which is why the
/// default is a difference of logarithms.
///
/// *Formula*: `(X1/N1 - X2/N2) / sqrt(V1/N1^2 + V2/N2^2)`, `V = m/(m-1) sum (x - n X/N)^2` of each side.
/// *Range*: any number, 0 for equal rates.
/// *Undefined*: `empty_outlet`; `single_article`; `no_variation` where nothing varies.
/// *Source*: Cochran 1977, chapter 6.
/// *Checked against*: `inference.json`, `test_unpaired.t_rate_difference`, to 1e-10.
///
/// ```
/// use parallax::measures::permutation::t_rate_difference;
/// use parallax::measures::{Sample, Unit};
///
/// let a = [Unit::new(6, 500), Unit::new(2, 500)];
/// let b = [Unit::new(1, 500), Unit::new(3, 500)];
/// let t = t_rate_difference(&Sample::new(&a), &Sample::new(&b))?;
/// assert_eq!(format!("{t:.4}"), "0.8944");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn t_rate_difference(a: &Sample, b: &Sample) -> Defined<f64> {
    let (ra, rb) = (a.rate()?, b.rate()?);
    let squared = linearised_variance(a)? + linearised_variance(b)?;
    over(ra - rb, squared)
}

/// The same inside events.
///
/// *Formula*: `(XA/NA - XR/NR) / sqrt(E/(E-1) sum d_e^2)`,
/// `d_e = (x_Ae - n_Ae XA/NA)/NA - (x_Re - n_Re XR/NR)/NR`.
/// *Range*: any number, 0 for equal rates.
/// *Undefined*: `empty_outlet`; `single_event`; `no_variation`.
/// *Source*: Cochran 1977, chapter 6.
/// *Checked against*: `inference.json`, `test_paired.t_rate_difference`, to 1e-10.
///
/// ```
/// use parallax::measures::permutation::t_rate_difference_paired;
/// use parallax::measures::Unit;
///
/// let events = [[Unit::new(6, 500), Unit::new(1, 500)], [Unit::new(2, 500), Unit::new(3, 500)]];
/// assert_eq!(format!("{:.4}", t_rate_difference_paired(&events)?), "0.6667");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn t_rate_difference_paired(events: &[[Unit; 2]]) -> Defined<f64> {
    let [own, rest] = [0, 1].map(|side| events.iter().map(|event| event[side]).collect::<Vec<Unit>>());
    let (a, r) = (Sample::new(&own), Sample::new(&rest));
    let (ra, rr) = (a.rate()?, r.rate()?);
    let part = |side: &Sample, unit: Unit| side.residual(unit) / side.total().words as f64;
    let squares: f64 = events.iter().map(|&[own, rest]| (part(&a, own) - part(&r, rest)).powi(2)).sum();
    let e = events.len() as f64;
    if events.len() < 2 {
        return Err(Undefined::SingleEvent);
    }
    over(ra - rr, e / (e - 1.0) * squares)
}

/// The surplus of the first side over the common rate, over its standard error around the side's own mean.
///
/// *Formula*: `D = x - r n` with the common rate r; `S` and `Q` sums of `D` and `D^2` over a side:
/// `S1 / sqrt((N2/N)^2 m1/(m1-1) (Q1 - S1^2/m1) + (N1/N)^2 m2/(m2-1) (Q2 - S2^2/m2))`.
/// *Range*: any number, 0 for equal rates.
/// *Undefined*: `empty_outlet`; `single_article`; `no_variation`.
/// *Source*: the first proposal for the default; it takes unequal lengths of articles for noise.
/// *Checked against*: `inference.json`, `test_unpaired.t_mean_centred`, to 1e-10.
///
/// ```
/// use parallax::measures::permutation::t_mean_centred;
/// use parallax::measures::{Sample, Unit};
///
/// let a = [Unit::new(6, 500), Unit::new(2, 500)];
/// let b = [Unit::new(1, 500), Unit::new(3, 500)];
/// let t = t_mean_centred(&Sample::new(&a), &Sample::new(&b))?;
/// assert_eq!(format!("{t:.4}"), "0.8944");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
pub fn t_mean_centred(a: &Sample, b: &Sample) -> Defined<f64> {
    a.rate()?;
    b.rate()?;
    let all: Vec<Unit> = a.units().iter().chain(b.units()).copied().collect();
    let all = Sample::new(&all);
    all.rate()?;
    let surplus = |side: &Sample| side.units().iter().map(|&unit| all.residual(unit)).sum::<f64>();
    let share = |side: &Sample| side.total().words as f64 / all.total().words as f64;
    let term = |side: &Sample, other: &Sample| {
        let m = at_least_two(side)?;
        let squares: f64 = side.units().iter().map(|&unit| all.residual(unit).powi(2)).sum();
        Ok(share(other).powi(2) * m / (m - 1.0) * (squares - surplus(side).powi(2) / m))
    };
    over(surplus(a), term(a, b)? + term(b, a)?)
}

/// The linearised variance of a rate.
fn linearised_variance(side: &Sample) -> Defined<f64> {
    let m = at_least_two(side)?;
    let squares: f64 = side.units().iter().map(|&unit| side.residual(unit).powi(2)).sum();
    Ok(m / (m - 1.0) * squares / (side.total().words as f64).powi(2))
}

fn at_least_two(side: &Sample) -> Defined<f64> {
    if side.units().len() < 2 { Err(Undefined::SingleArticle) } else { Ok(side.units().len() as f64) }
}

fn over(numerator: f64, squared: f64) -> Defined<f64> {
    if squared > 0.0 { Ok(numerator / squared.sqrt()) } else { Err(Undefined::NoVariation) }
}
