//! Families of tests inside selected categories.

use super::super::{Defined, Undefined};
use super::adjust::{benjamini_hochberg, probability};

/// A category: its own p, and the adjusted p's inside it, outlet by outlet.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The p of the category as a whole.
    pub p: Defined<f64>,
    /// The adjusted p of each member.
    pub members: Vec<Defined<f64>>,
}

/// Which categories are selected, and which of their members are called.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Families {
    /// How many categories have a p.
    pub tested: usize,
    /// Each category's p after [`benjamini_hochberg`].
    pub adjusted: Vec<Defined<f64>>,
    /// The categories whose adjusted p is at most q, by place.
    pub selected: Vec<usize>,
    /// The level inside a selected category; `no_selection` where none is.
    pub level_inside: Defined<f64>,
    /// Of a selected category the members called, by place (there may be none); `None` of the others.
    pub called: Vec<Option<Vec<usize>>>,
}

/// Selects categories at a false discovery rate of q, and calls members inside them so that the average share of
/// false ones over the selected categories is q as well.
///
/// *Formula*: of `m` categories with a p, Benjamini and Hochberg select `R`; inside each, members with an adjusted p of
/// at most `q R / m` are called.
/// *Range*: levels 0 to q.
/// *Undefined*: the level where nothing is selected: `no_selection`; where q is no probability nothing is.
/// *Source*: Benjamini and Bogomolov 2014, JRSS B 76(1), 297-318.
/// *Checked against*: `inference.json`, block `families`, to 1e-10.
///
/// ```
/// use parallax::measures::multiple::{Family, families};
///
/// let categories = [
///     Family { p: Ok(0.001), members: vec![Ok(0.001), Ok(0.030), Ok(0.900)] },
///     Family { p: Ok(0.400), members: vec![Ok(0.400), Ok(0.010), Ok(0.900)] },
/// ];
/// let found = families(&categories, 0.05);
/// assert_eq!((found.selected, found.level_inside), (vec![0], Ok(0.025)));
/// assert_eq!(found.called, [Some(vec![0]), None]);
/// ```
pub fn families(categories: &[Family], q: f64) -> Families {
    let q = probability(q);
    let adjusted = benjamini_hochberg(&categories.iter().map(|category| category.p).collect::<Vec<_>>());
    let tested = adjusted.iter().filter(|p| p.is_ok()).count();
    let at_most = |p: &Defined<f64>, level: Defined<f64>| matches!((p, level), (Ok(p), Ok(level)) if *p <= level);
    let selected: Vec<usize> = (0..categories.len()).filter(|&c| at_most(&adjusted[c], q)).collect();
    let level_inside = match selected.len() {
        0 => Err(Undefined::NoSelection),
        // All selected: q itself, to the last bit.
        r => q.map(|q| q * (r as f64 / tested as f64)),
    };
    let called_in = |category: &Family| {
        (0..category.members.len()).filter(|&m| at_most(&category.members[m], level_inside)).collect::<Vec<_>>()
    };
    let called = categories.iter().enumerate();
    let called = called.map(|(c, category)| selected.binary_search(&c).is_ok().then(|| called_in(category))).collect();
    Families { tested, adjusted, selected, level_inside, called }
}
