//! Words that keep company: twelve measures of how strongly.
//!
//! Letters as in the papers: `O` how often the two stand together, `f_x` and `f_y` how often each stands at all, `n`
//! words, `E = f_x f_y / n` how often they would meet by chance. With a window of several positions `E` holds the
//! number of positions as a factor, and [`Collocation::span`] says which.

use std::f64::consts::LN_2;

use super::exact::difference_of_products;
use super::keyness::g2_of_cells;
use super::{Defined, Undefined};

/// Two words, the node `x` and its collocate `y`, with how often they stand together.
///
/// ```
/// use parallax::measures::Collocation;
///
/// let coup_attempt = Collocation::new(30, 1_200, 45, 100_000)?;
/// assert_eq!(coup_attempt.expected(), 0.54);
/// assert_eq!(format!("{:.2}", coup_attempt.log_dice()?), "9.62");
/// # Ok::<(), parallax::measures::Undefined>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Collocation {
    together: u64,
    node: u64,
    collocate: u64,
    words: u64,
    span: u64,
}

impl Collocation {
    /// Two words that stand together `f_xy` times where each has one place to stand: neighbours, or a given relation.
    ///
    /// *Undefined*: `empty_outlet` without words; `absent_term` where either word does not occur;
    /// `impossible_counts` where they stand together more often than either occurs, or either more often than there
    /// are words; in this order.
    ///
    /// ```
    /// use parallax::measures::{Collocation, Undefined};
    /// assert_eq!(Collocation::new(0, 0, 5, 1_000), Err(Undefined::AbsentTerm));
    /// assert_eq!(Collocation::new(6, 9, 5, 1_000), Err(Undefined::ImpossibleCounts));
    /// ```
    pub fn new(f_xy: u64, f_x: u64, f_y: u64, n: u64) -> Defined<Self> {
        Collocation::within(1, f_xy, f_x, f_y, n)
    }

    /// Two words that stand together in a window of `span` positions around the node; a collocate that stands in two
    /// windows counts once.
    ///
    /// *Undefined*: as [`Collocation::new`]; `impossible_counts` also where the windows hold more words than there are.
    ///
    /// ```
    /// use parallax::measures::Collocation;
    /// // Five words on either side.
    /// assert_eq!(Collocation::within(10, 30, 1_200, 45, 100_000)?.expected(), 5.4);
    /// # Ok::<(), parallax::measures::Undefined>(())
    /// ```
    pub fn within(span: u64, f_xy: u64, f_x: u64, f_y: u64, n: u64) -> Defined<Self> {
        if n == 0 {
            return Err(Undefined::EmptyOutlet);
        }
        if f_x == 0 || f_y == 0 {
            return Err(Undefined::AbsentTerm);
        }
        let places = f_x.checked_mul(span).filter(|&places| places > 0).ok_or(Undefined::ImpossibleCounts)?;
        // Places beside x that are not y, and y elsewhere: together they cannot be more words than there are.
        let union = u128::from(places) + u128::from(f_y) - u128::from(f_xy.min(f_y));
        if f_xy > places || f_xy > f_y || union > u128::from(n) {
            return Err(Undefined::ImpossibleCounts);
        }
        Ok(Collocation { together: f_xy, node: f_x, collocate: f_y, words: n, span })
    }

    /// The number of positions that are a factor of [`Collocation::expected`].
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(5, 9, 7, 1_000).unwrap().span(), 1);
    /// ```
    #[must_use]
    pub fn span(&self) -> u64 {
        self.span
    }

    /// How often the two would meet by chance.
    ///
    /// *Formula*: `f_x f_y / n * span`.
    /// *Range*: above 0.
    /// *Undefined*: never.
    /// *Source*: Evert 2008, "Corpora and collocations", section 4.
    /// *Checked against*: `collocation.json`, `expected`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(10, 100, 100, 1_000).unwrap().expected(), 10.0);
    /// ```
    #[must_use]
    pub fn expected(&self) -> f64 {
        self.places() as f64 * self.collocate as f64 / self.words as f64
    }

    /// Mutual information: how many times as often as by chance, in doublings. Favours rare words.
    ///
    /// *Formula*: `log2(O/E)`.
    /// *Range*: any number; 0 by chance.
    /// *Undefined*: `zero_count` where they never stand together.
    /// *Source*: Church and Hanks 1990, Computational Linguistics 16(1), 22-29.
    /// *Checked against*: `collocation.json`, `mi_log2`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(8, 32, 32, 1_024).unwrap().mi(), Ok(3.0));
    /// ```
    pub fn mi(&self) -> Defined<f64> {
        self.log2_ratio()
    }

    /// Cubed mutual information, which gives less weight to rare words.
    ///
    /// *Formula*: `log2(O^3/E)`.
    /// *Range*: any number.
    /// *Undefined*: `zero_count` where they never stand together.
    /// *Source*: Daille 1994; Oakes 1998, *Statistics for Corpus Linguistics*, section 4.3.1.
    /// *Checked against*: `collocation.json`, `mi3`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(8, 32, 32, 1_024).unwrap().mi3(), Ok(9.0));
    /// ```
    pub fn mi3(&self) -> Defined<f64> {
        Ok(self.log2_ratio()? + 2.0 * (self.together as f64).log2())
    }

    /// Mutual information on a scale that ends at 1.
    ///
    /// *Formula*: `ln(O/E) / -ln(O/n)`.
    /// *Range*: -1 to 1; 0 by chance, 1 where the two only occur together (with a span of 1).
    /// *Undefined*: `zero_count` where they never stand together; `all_equal` where every word is both.
    /// *Source*: Bouma 2009, "Normalized (pointwise) mutual information in collocation extraction".
    /// *Checked against*: `collocation.json`, `npmi`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(10, 10, 10, 1_000).unwrap().npmi(), Ok(1.0));
    /// ```
    pub fn npmi(&self) -> Defined<f64> {
        let log2_ratio = self.log2_ratio()?;
        if self.together == self.words {
            return Err(Undefined::AllEqual);
        }
        Ok(log2_ratio / (self.words as f64 / self.together as f64).log2())
    }

    /// The t-score: how sure one is that the two meet more often than by chance. Favours frequent words.
    ///
    /// *Formula*: `(O - E) / sqrt(O)`.
    /// *Range*: any number; 0 by chance. Not a test: the variance is that of O alone.
    /// *Undefined*: `zero_count` where they never stand together.
    /// *Source*: Church, Gale, Hanks and Hindle 1991.
    /// *Checked against*: `collocation.json`, `t_score`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(16, 100, 40, 1_000).unwrap().t_score(), Ok(3.0));
    /// ```
    pub fn t_score(&self) -> Defined<f64> {
        self.some_together()?;
        Ok(self.gap() / (self.together as f64).sqrt())
    }

    /// The z-score: the gap in standard deviations of a Poisson count with mean E.
    ///
    /// *Formula*: `(O - E) / sqrt(E)`.
    /// *Range*: any number; 0 by chance.
    /// *Undefined*: never.
    /// *Source*: Berry-Rogghe 1973; Evert 2008.
    /// *Checked against*: `collocation.json`, `z_score`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(16, 100, 40, 1_000).unwrap().z_score(), 6.0);
    /// ```
    #[must_use]
    pub fn z_score(&self) -> f64 {
        self.gap() / self.expected().sqrt()
    }

    /// Dice's coefficient: what share of their occurrences the two share.
    ///
    /// *Formula*: `2 f_xy / (f_x + f_y)`.
    /// *Range*: 0 to 1.
    /// *Undefined*: never.
    /// *Source*: Dice 1945, Ecology 26(3).
    /// *Checked against*: `collocation.json`, `dice`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(10, 30, 10, 1_000).unwrap().dice(), 0.5);
    /// ```
    #[must_use]
    pub fn dice(&self) -> f64 {
        2.0 * self.together as f64 / (self.node as f64 + self.collocate as f64)
    }

    /// Dice's coefficient on a scale that can be read and compared between corpora; the default beside G2.
    ///
    /// *Formula*: `14 + log2(2 f_xy / (f_x + f_y))`.
    /// *Range*: up to 14; one less is half as strong.
    /// *Undefined*: `zero_count` where they never stand together.
    /// *Source*: Rychlý 2008, "A lexicographer-friendly association score".
    /// *Checked against*: `collocation.json`, `log_dice`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(10, 30, 10, 1_000).unwrap().log_dice(), Ok(13.0));
    /// ```
    pub fn log_dice(&self) -> Defined<f64> {
        self.some_together()?;
        Ok(14.0 + self.dice().log2())
    }

    /// G2 of the table of both words, below zero where they meet less often than by chance.
    ///
    /// *Formula*: `sign(O - E) 2 sum O ln(O/E)` over the four cells, computed as in [`g2`](super::keyness::g2).
    /// *Range*: any number; 0 by chance. A ranking score.
    /// *Undefined*: never.
    /// *Source*: Dunning 1993.
    /// *Checked against*: `collocation.json`, `g2_signed`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(format!("{:.3}", Collocation::new(0, 10, 20, 5_000).unwrap().g2_signed()), "-0.080");
    /// ```
    #[must_use]
    pub fn g2_signed(&self) -> f64 {
        let gap = self.gap();
        if gap == 0.0 {
            return 0.0;
        }
        let (x, y, n) = (self.places() as f64, self.collocate as f64, self.words as f64);
        let (not_x, not_y) = ((self.words - self.places()) as f64, (self.words - self.collocate) as f64);
        let cells = [(x * y / n, gap), (x * not_y / n, -gap), (not_x * y / n, -gap), (not_x * not_y / n, gap)];
        g2_of_cells(&cells).copysign(gap)
    }

    /// Delta P: how much more probable the collocate is beside the node than elsewhere.
    ///
    /// *Formula*: `f_xy / f_x - (f_y - f_xy) / (n - f_x)`; with a span, `f_x` is the number of places.
    /// *Range*: -1 to 1; 0 by chance.
    /// *Undefined*: `zero_margin` where there is no elsewhere.
    /// *Source*: Gries 2013, "50-something years of work on collocations", IJCL 18(1).
    /// *Checked against*: `collocation.json`, `delta_p_y_given_x`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// assert_eq!(Collocation::new(50, 100, 50, 1_000).unwrap().delta_p_collocate_given_node(), Ok(0.5));
    /// ```
    pub fn delta_p_collocate_given_node(&self) -> Defined<f64> {
        self.delta_p(self.places())
    }

    /// Delta P the other way: how much more probable the node is beside the collocate than elsewhere.
    ///
    /// *Formula*: `f_xy / f_y - (f_x - f_xy) / (n - f_y)`; with a span, `f_x` is the number of places.
    /// *Range, Source*: as [`Collocation::delta_p_collocate_given_node`].
    /// *Undefined*: `zero_margin` where there is no elsewhere.
    /// *Checked against*: `collocation.json`, `delta_p_x_given_y`, to 1e-10.
    ///
    /// ```
    /// # use parallax::measures::Collocation;
    /// let always_beside_it = Collocation::new(50, 50, 50, 1_000).unwrap();
    /// assert_eq!(always_beside_it.delta_p_node_given_collocate(), Ok(1.0));
    /// ```
    pub fn delta_p_node_given_collocate(&self) -> Defined<f64> {
        self.delta_p(self.collocate)
    }

    /// Both differences are `(O n - f_x f_y) / (given (n - given))`.
    fn delta_p(&self, given: u64) -> Defined<f64> {
        if given == self.words {
            return Err(Undefined::ZeroMargin);
        }
        Ok(self.gap() * self.words as f64 / (given as f64 * (self.words - given) as f64))
    }

    /// Positions beside the node.
    fn places(&self) -> u64 {
        // Checked when it was built.
        self.node * self.span
    }

    /// `O - E`, from exact integers.
    fn gap(&self) -> f64 {
        difference_of_products(self.together, self.words, self.places(), self.collocate) / self.words as f64
    }

    /// `log2(O/E)`; near chance from the exact gap, as the ratio would be 1 in most of its digits.
    fn log2_ratio(&self) -> Defined<f64> {
        self.some_together()?;
        let above = self.gap() / self.expected();
        if above.abs() < 0.1 {
            return Ok(above.ln_1p() / LN_2);
        }
        let by_chance = self.places() as f64 * self.collocate as f64;
        Ok((self.together as f64 * self.words as f64 / by_chance).log2())
    }

    fn some_together(&self) -> Defined<()> {
        if self.together == 0 { Err(Undefined::ZeroCount) } else { Ok(()) }
    }
}
