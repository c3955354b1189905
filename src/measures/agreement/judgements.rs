//! Yes and no against a gold standard.

use super::super::{Defined, Undefined};

/// How a yes-or-no judgement fares against a gold standard.
///
/// ```
/// use parallax::measures::agreement::Judgements;
///
/// let judged = Judgements::count([(true, true), (true, false), (false, true), (false, false), (true, true)]);
/// assert_eq!(judged, Judgements { true_positives: 2, false_positives: 1, false_negatives: 1, true_negatives: 1 });
/// assert_eq!(judged.f1(), Ok(2.0 / 3.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Judgements {
    /// Rightly called positive.
    pub true_positives: u64,
    /// Wrongly called positive.
    pub false_positives: u64,
    /// Positive, and not called so.
    pub false_negatives: u64,
    /// Rightly not called positive.
    pub true_negatives: u64,
}

impl Judgements {
    /// Counts pairs of (gold, predicted).
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// assert_eq!(Judgements::count([(false, true)]).false_positives, 1);
    /// ```
    #[must_use]
    pub fn count(pairs: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut counts = Judgements::default();
        for pair in pairs {
            match pair {
                (true, true) => counts.true_positives += 1,
                (false, true) => counts.false_positives += 1,
                (true, false) => counts.false_negatives += 1,
                (false, false) => counts.true_negatives += 1,
            }
        }
        counts
    }

    /// What share of those called positive is.
    ///
    /// *Formula*: `TP / (TP + FP)`.
    /// *Range*: 0 to 1.
    /// *Undefined*: `no_positives` where nothing was called positive.
    /// *Source*: van Rijsbergen 1979, *Information Retrieval*, chapter 7.
    /// *Checked against*: `agreement.json`, `precision` (scikit-learn agrees), to 1e-10.
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// assert_eq!(Judgements { true_positives: 3, false_positives: 1, ..Judgements::default() }.precision(), Ok(0.75));
    /// ```
    pub fn precision(&self) -> Defined<f64> {
        share(self.tp(), self.tp() + self.fp())
    }

    /// What share of the positive was called so.
    ///
    /// *Formula*: `TP / (TP + FN)`.
    /// *Range*: 0 to 1.
    /// *Undefined*: `no_positives` where nothing is positive.
    /// *Source*: van Rijsbergen 1979.
    /// *Checked against*: `agreement.json`, `recall` (scikit-learn agrees), to 1e-10.
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// assert_eq!(Judgements { true_positives: 1, false_negatives: 1, ..Judgements::default() }.recall(), Ok(0.5));
    /// ```
    pub fn recall(&self) -> Defined<f64> {
        share(self.tp(), self.tp() + self.fn_())
    }

    /// F1, the harmonic mean of precision and recall.
    ///
    /// *Formula*: `2 TP / (2 TP + FP + FN)`.
    /// *Range*: 0 to 1.
    /// *Undefined*: `no_positives` where nothing is positive and nothing was called so.
    /// *Source*: van Rijsbergen 1979.
    /// *Checked against*: `agreement.json`, `f1` (scikit-learn agrees), to 1e-10.
    ///
    /// ```
    /// use parallax::measures::{Undefined, agreement::Judgements};
    /// assert_eq!(Judgements { true_negatives: 9, ..Judgements::default() }.f1(), Err(Undefined::NoPositives));
    /// ```
    pub fn f1(&self) -> Defined<f64> {
        share(2.0 * self.tp(), 2.0 * self.tp() + self.fp() + self.fn_())
    }

    /// What share of all judgements is right.
    ///
    /// *Formula*: `(TP + TN) / n`.
    /// *Range*: 0 to 1.
    /// *Undefined*: `too_few_values` without judgements.
    /// *Source*: common usage.
    /// *Checked against*: `agreement.json`, `accuracy`, to 1e-10.
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// assert_eq!(Judgements { true_positives: 1, false_negatives: 1, ..Judgements::default() }.accuracy(), Ok(0.5));
    /// ```
    pub fn accuracy(&self) -> Defined<f64> {
        let all = self.all();
        if all == 0.0 { Err(Undefined::TooFewValues) } else { Ok((self.tp() + self.tn()) / all) }
    }

    /// Cohen's kappa: agreement beyond chance.
    ///
    /// *Formula*: `(p_o - p_e) / (1 - p_e)`, computed as
    /// `2 (TP TN - FP FN) / ((TP+FP)(FP+TN) + (TP+FN)(FN+TN))`.
    /// *Range*: -1 to 1; 0 as by chance.
    /// *Undefined*: `too_few_values` without judgements; `all_equal` where both sides only ever said the same one thing.
    /// *Source*: Cohen 1960, Educational and Psychological Measurement 20(1).
    /// *Checked against*: `agreement.json`, `cohen_kappa` (scikit-learn agrees), to 1e-10.
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// let judged = Judgements { true_positives: 20, false_positives: 5, false_negatives: 10, true_negatives: 15 };
    /// assert_eq!(judged.cohen_kappa(), Ok(0.4));
    /// ```
    pub fn cohen_kappa(&self) -> Defined<f64> {
        if self.all() == 0.0 {
            return Err(Undefined::TooFewValues);
        }
        let (tp, fp, fn_, tn) = (self.tp(), self.fp(), self.fn_(), self.tn());
        let by_chance = (tp + fp) * (fp + tn) + (tp + fn_) * (fn_ + tn);
        if by_chance == 0.0 { Err(Undefined::AllEqual) } else { Ok(2.0 * self.cross() / by_chance) }
    }

    /// Matthews's correlation of two yes-or-no judgements.
    ///
    /// *Formula*: `(TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN))`.
    /// *Range*: -1 to 1; 0 without relation.
    /// *Undefined*: `too_few_values` without judgements; `all_equal` where either side only ever said one thing.
    /// *Source*: Matthews 1975, Biochimica et Biophysica Acta 405(2).
    /// *Checked against*: `agreement.json`, `mcc` (scikit-learn agrees), to 1e-10.
    ///
    /// ```
    /// use parallax::measures::agreement::Judgements;
    /// let judged = Judgements { true_positives: 9, true_negatives: 4, ..Judgements::default() };
    /// assert_eq!(judged.matthews_correlation(), Ok(1.0));
    /// ```
    pub fn matthews_correlation(&self) -> Defined<f64> {
        if self.all() == 0.0 {
            return Err(Undefined::TooFewValues);
        }
        let (tp, fp, fn_, tn) = (self.tp(), self.fp(), self.fn_(), self.tn());
        let margins = [tp + fp, tp + fn_, tn + fp, tn + fn_];
        if margins.contains(&0.0) {
            return Err(Undefined::AllEqual);
        }
        // Root by root: the product of four margins would round more than it must.
        Ok(self.cross() / ((margins[0] * margins[3]).sqrt() * (margins[1] * margins[2]).sqrt()))
    }

    /// `TP TN - FP FN`, from exact integers.
    fn cross(&self) -> f64 {
        super::super::exact::difference_of_products(
            self.true_positives,
            self.true_negatives,
            self.false_positives,
            self.false_negatives,
        )
    }

    fn all(&self) -> f64 {
        self.tp() + self.fp() + self.fn_() + self.tn()
    }

    fn tp(&self) -> f64 {
        self.true_positives as f64
    }

    fn fp(&self) -> f64 {
        self.false_positives as f64
    }

    fn fn_(&self) -> f64 {
        self.false_negatives as f64
    }

    fn tn(&self) -> f64 {
        self.true_negatives as f64
    }
}

fn share(part: f64, whole: f64) -> Defined<f64> {
    if whole == 0.0 { Err(Undefined::NoPositives) } else { Ok(part / whole) }
}
