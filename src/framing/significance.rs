//! Do groups differ by more than articles differ anyway? The default test of each category, and the families of p-values.
//!
//! Units are relabelled as the design says: blocks inside the events that groups share, blocks of whole events, or
//! articles. Groups that are not compared are relabelled with the rest and are not tested.

use super::contrast::Design;
use super::table::Names;
use super::weights::Weights;
use super::{CategoryComparison, UnitKind};
use crate::counts::{ArticleCounts, Counts};
use crate::measures::multiple::{Family, families};
use crate::measures::permutation::{self, Exchange, Labelled, Relabellings, permutation_test};
use crate::measures::{Defined, Undefined};
use serde::{Deserialize, Serialize};

/// The false discovery rate that findings are held to.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// How the test relabels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TestOptions {
    /// How many relabellings; 0: nothing is tested. Where all can be gone through, all are.
    pub permutations: usize,
    /// What the random numbers start from.
    pub seed: u64,
}

impl Default for TestOptions {
    fn default() -> Self {
        TestOptions { permutations: 9_999, seed: 1 }
    }
}

/// The test of one side against the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContrastTest {
    /// T: the difference of the ln rates over its standard error; above 0 where the target uses the category more.
    pub t: Defined<f64>,
    /// The p of this contrast alone.
    pub p: Defined<f64>,
    /// The p that stays honest although every group of the category is looked at.
    pub adjusted_p: Defined<f64>,
    /// Whether it is called a difference: its category is selected, and its adjusted p is small enough inside it.
    pub called: bool,
}

/// The test of a category: is there any group that differs?
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryVerdict {
    /// The p of the category.
    pub p: Defined<f64>,
    /// Its p after Benjamini and Hochberg, over all categories.
    pub adjusted_p: Defined<f64>,
    /// Whether it is selected at the false discovery rate.
    pub selected: bool,
    /// The level that adjusted p-values inside a selected category are held to.
    pub level_inside: Defined<f64>,
}

impl ContrastTest {
    pub(super) const NONE: ContrastTest = ContrastTest {
        t: Err(Undefined::NotTested),
        p: Err(Undefined::NotTested),
        adjusted_p: Err(Undefined::NotTested),
        called: false,
    };
}

/// Tests every category, and calls differences by families.
pub(super) struct Tester<'c> {
    pub(super) counts: &'c Counts,
    pub(super) names: &'c Names,
    pub(super) weights: &'c Weights,
    pub(super) unit: UnitKind,
    pub(super) options: TestOptions,
}

impl<'c> Tester<'c> {
    /// The groups against the rest, in place; `compared` are those that are tested.
    pub(super) fn against_rest(&self, design: Design, compared: &[usize], categories: &mut [CategoryComparison]) {
        let exchange = self.exchange(design);
        let every: Vec<usize> = (0..self.names.groups.len()).collect();
        self.test(exchange, &every, compared, categories, |category, test, design| {
            category.verdict.p = test.p;
            for (place, &group) in design.outlets().iter().enumerate() {
                if let Some(contrast) = category.against_rest.iter_mut().find(|c| c.target == group) {
                    let (enough, outlet) = (design.enough_units(place), &test.outlets[place]);
                    contrast.test = ContrastTest {
                        t: outlet.t,
                        p: enough.and(outlet.p),
                        adjusted_p: enough.and(outlet.adjusted_p),
                        called: false,
                    };
                }
            }
            // without enough units in any group there is nothing to ask of the category
            let enough: Vec<Defined<()>> =
                (0..design.outlets().len()).filter(|o| design.is_tested(*o)).map(|o| design.enough_units(o)).collect();
            if let Some(Err(reason)) = enough.first().filter(|_| enough.iter().all(Result::is_err)) {
                category.verdict.p = Err(*reason);
            }
        });
        call(categories, |category| &mut category.against_rest);
    }

    /// Every pair of groups, each on its own units. Pairs are a family of their own inside the selected categories.
    pub(super) fn pairs(&self, pairs: &[(usize, usize, Design)], categories: &mut [CategoryComparison]) {
        for &(a, b, design) in pairs {
            let exchange = self.exchange(design);
            self.test(exchange, &[a, b], &[a, b], categories, |category, test, design| {
                let contrast = category.pairs.iter_mut().find(|c| (c.target, c.reference) == (a, Some(b)));
                if let (Some(contrast), Ok(place)) = (contrast, design.outlets().binary_search(&a)) {
                    let (enough, outlet) = (design.enough_units(place), &test.outlets[place]);
                    let p = enough.and(outlet.p);
                    contrast.test = ContrastTest { t: outlet.t, p, adjusted_p: p, called: false };
                }
            });
        }
        for category in categories.iter_mut() {
            let alone: Vec<Defined<f64>> = category.pairs.iter().map(|pair| pair.test.p).collect();
            let adjusted = crate::measures::multiple::benjamini_hochberg(&alone);
            let (selected, level) = (category.verdict.selected, category.verdict.level_inside);
            for (pair, adjusted) in category.pairs.iter_mut().zip(adjusted) {
                pair.test.adjusted_p = adjusted;
                pair.test.called = selected && adjusted.is_ok_and(|p| level.is_ok_and(|level| p <= level));
            }
        }
    }

    fn exchange(&self, design: Design) -> Exchange {
        match (design, self.unit) {
            (Design::Paired, _) => Exchange::BlocksInEvents,
            (Design::Unpaired, UnitKind::Event | UnitKind::Wire) => Exchange::Blocks,
            (Design::Unpaired, UnitKind::Article) => Exchange::Articles,
        }
    }

    /// Tests the categories of each language on the articles in it.
    fn test(
        &self,
        exchange: Exchange,
        groups: &[usize],
        tested: &[usize],
        categories: &mut [CategoryComparison],
        mut take: impl FnMut(&mut CategoryComparison, &permutation::CategoryTest, &permutation::Design),
    ) {
        for &language in &self.names.languages {
            let of_language: Vec<usize> = (0..categories.len())
                .filter(|&c| self.counts.header().categories[categories[c].category as usize].language == language)
                .collect();
            let outlet_of = |row: &ArticleCounts| {
                let group = self.names.group(row.group.as_ref()).filter(|group| groups.contains(group));
                group.filter(|_| row.language == language)
            };
            let weighed = self.counts.rows().iter().zip(self.weights.of_rows());
            let rows: Vec<(&ArticleCounts, u64)> = weighed.filter(|(row, _)| outlet_of(row).is_some()).collect();
            let design = {
                let article = |&(row, weight): &(&'c ArticleCounts, u64)| Labelled {
                    article: &row.id,
                    outlet: outlet_of(row).unwrap_or_default(),
                    event: row.event.as_deref(),
                    words: weight * u64::from(row.words),
                };
                permutation::Design::new(exchange, &rows.iter().map(article).collect::<Vec<_>>())
            };
            let design = design.test_only(tested).with_hits_of(self.weights.hit());
            let hits = of_language.iter().map(|&c| {
                let category = categories[c].category;
                rows.iter().map(|(row, weight)| weight * row.hits(category)).collect::<Vec<u64>>()
            });
            let relabellings = Relabellings::new(&design, self.options.seed, self.options.permutations);
            let tests = permutation_test(&design, hits, &relabellings);
            for (&c, test) in of_language.iter().zip(tests) {
                take(&mut categories[c], &test, &design);
            }
        }
    }
}

/// Selects categories at the false discovery rate, and calls the groups inside them.
fn call(
    categories: &mut [CategoryComparison],
    contrasts: impl Fn(&mut CategoryComparison) -> &mut Vec<super::Contrast>,
) {
    let family = |category: &CategoryComparison| Family {
        p: category.verdict.p,
        members: category.against_rest.iter().map(|contrast| contrast.test.adjusted_p).collect(),
    };
    let found = families(&categories.iter().map(family).collect::<Vec<_>>(), FALSE_DISCOVERY_RATE);
    for (place, category) in categories.iter_mut().enumerate() {
        category.verdict.adjusted_p = found.adjusted[place];
        category.verdict.selected = found.selected.binary_search(&place).is_ok();
        category.verdict.level_inside = found.level_inside;
        for member in found.called[place].iter().flatten() {
            contrasts(category)[*member].test.called = true;
        }
    }
}
