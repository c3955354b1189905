//! Why a figure does not exist.

use std::fmt;

use serde::Serialize;

/// A figure, or the reason why there is none.
///
/// ```
/// use parallax::measures::{Sample, Undefined, Unit, rate};
///
/// assert_eq!(rate::per_1000(&Sample::new(&[Unit::new(2, 500)])), Ok(4.0));
/// assert_eq!(rate::per_1000(&Sample::new(&[])), Err(Undefined::EmptyOutlet));
/// ```
pub type Defined<T> = std::result::Result<T, Undefined>;

/// Why a figure does not exist; reports print a dash and these words.
///
/// Serialised as its [`code`](Undefined::code).
///
/// ```
/// use parallax::measures::Undefined;
///
/// assert_eq!(Undefined::ZeroCount.code(), "zero_count");
/// assert_eq!(Undefined::ZeroCount.to_string(), "without a single hit the spread cannot be measured");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Undefined {
    /// There is not one word of the outlet, so nothing can be a share of its words.
    EmptyOutlet,
    /// Hits where there are no words, or more words than 64 bits count: the rows do not belong together.
    ImpossibleCounts,
    /// No side uses the term.
    AbsentTerm,
    /// There are no hits, or one of two sides has none.
    ZeroCount,
    /// One article alone cannot show how much articles differ.
    SingleArticle,
    /// All hits are in one article; without it there is no rate.
    OneArticleHoldsAllHits,
    /// Every article of both sides has exactly its outlet's rate.
    NoVariation,
    /// No event has articles of both sides.
    NoCommonEvent,
    /// One event alone cannot show how much events differ.
    SingleEvent,
    /// All hits of a side are in one event; without it there is no ratio.
    OneEventHoldsAllHits,
    /// Too few articles for an interval worth showing.
    FewArticles,
    /// Too few events for an interval worth showing.
    FewEvents,
    /// There is nobody to compare the outlet with.
    NeedsTwoOutlets,
    /// All hits are of the kind, or none is.
    AllOrNone,
    /// Without one article all hits are of the kind, or none is.
    OneArticleDecides,
    /// Without one event all hits are of the kind, or none is.
    OneEventDecides,
    /// Whose words they are was not looked for, or the language has no cue words to tell it by.
    NotJudged,
    /// The outlet is too small to be tested, or none was asked for.
    NotTested,
    /// So few relabellings could mark no term among so many.
    FewRelabellings,
    /// The reference does not use the term, so nothing can be a share of its rate.
    AbsentInReference,
    /// A row or column of the table is empty: there is only one kind of word.
    ZeroMargin,
    /// A cell of the table that has to divide is empty.
    ZeroCell,
    /// More hits than the exact test is made for.
    TooManyHits,
    /// Lists that should belong together have different lengths.
    UnequalLengths,
    /// A number that cannot be: not finite, or outside its range.
    InvalidValue,
    /// With two outlets every word would differ by the same number of standard deviations.
    NeedsThreeOutlets,
    /// All values are the same, so chance alone agrees on everything.
    AllEqual,
    /// Too few values stand beside each other.
    TooFewValues,
    /// Nothing was called positive and nothing is: 0/0.
    NoPositives,
    /// No category passes, so there is no level inside one.
    NoSelection,
    /// The difference has no spread to be measured by: every unit has exactly its side's rate, and the sides differ.
    StatisticUndefined,
}

impl Undefined {
    /// The machine's word for the reason, the same in every export.
    ///
    /// ```
    /// # use parallax::measures::Undefined;
    /// assert_eq!(Undefined::OneArticleHoldsAllHits.code(), "one_article_holds_all_hits");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Undefined::EmptyOutlet => "empty_outlet",
            Undefined::ImpossibleCounts => "impossible_counts",
            Undefined::AbsentTerm => "absent_term",
            Undefined::ZeroCount => "zero_count",
            Undefined::SingleArticle => "single_article",
            Undefined::OneArticleHoldsAllHits => "one_article_holds_all_hits",
            Undefined::NoVariation => "no_variation",
            Undefined::NoCommonEvent => "no_common_event",
            Undefined::SingleEvent => "single_event",
            Undefined::OneEventHoldsAllHits => "one_event_holds_all_hits",
            Undefined::FewArticles => "few_articles",
            Undefined::FewEvents => "few_events",
            Undefined::NeedsTwoOutlets => "needs_two_outlets",
            Undefined::AllOrNone => "all_or_none",
            Undefined::OneArticleDecides => "one_article_decides",
            Undefined::OneEventDecides => "one_event_decides",
            Undefined::NotJudged => "not_judged",
            Undefined::NotTested => "not_tested",
            Undefined::FewRelabellings => "few_relabellings",
            Undefined::AbsentInReference => "absent_in_reference",
            Undefined::ZeroMargin => "zero_margin",
            Undefined::ZeroCell => "zero_cell",
            Undefined::TooManyHits => "too_many_hits",
            Undefined::UnequalLengths => "unequal_lengths",
            Undefined::InvalidValue => "invalid_value",
            Undefined::NeedsThreeOutlets => "needs_three_outlets",
            Undefined::AllEqual => "all_equal",
            Undefined::TooFewValues => "too_few_values",
            Undefined::NoPositives => "no_positives",
            Undefined::NoSelection => "no_selection",
            Undefined::StatisticUndefined => "statistic_undefined",
        }
    }

    /// The reason in words, for the legend below a table.
    ///
    /// ```
    /// # use parallax::measures::Undefined;
    /// assert_eq!(Undefined::NoCommonEvent.because(), "no event is covered by both sides");
    /// ```
    #[must_use]
    pub fn because(self) -> &'static str {
        match self {
            Undefined::EmptyOutlet => "there are no words of this outlet to count in",
            Undefined::ImpossibleCounts => "the counts contradict each other: hits without words, or too many words",
            Undefined::AbsentTerm => "nobody uses the term",
            Undefined::ZeroCount => "without a single hit the spread cannot be measured",
            Undefined::SingleArticle => "one article cannot show how much articles differ from each other",
            Undefined::OneArticleHoldsAllHits => "all hits are in one article, so everything rests on it",
            Undefined::NoVariation => "every article has exactly the same rate, so there is no spread to measure",
            Undefined::NoCommonEvent => "no event is covered by both sides",
            Undefined::SingleEvent => "one event cannot show how much events differ from each other",
            Undefined::OneEventHoldsAllHits => "all hits of one side are about one event, so everything rests on it",
            Undefined::FewArticles => "too few articles to say how sure one can be",
            Undefined::FewEvents => "too few events to say how sure one can be",
            Undefined::NeedsTwoOutlets => "there is no second outlet to compare with",
            Undefined::AllOrNone => "all hits are of this kind, or none is, so there is no spread to measure",
            Undefined::OneArticleDecides => "without one article all hits are of this kind, or none is",
            Undefined::OneEventDecides => "without one event all hits are of this kind, or none is",
            Undefined::NotJudged => "whose words they are was not judged",
            Undefined::NotTested => "it was not tested",
            Undefined::FewRelabellings => "with so few relabellings nothing could be marked among so many terms",
            Undefined::AbsentInReference => {
                "the other side never uses the term, so nothing can be measured in its rate"
            }
            Undefined::ZeroMargin => "one row of the table is empty, so there is nothing to compare",
            Undefined::ZeroCell => "a count that has to divide is zero",
            Undefined::TooManyHits => "too many hits for the exact test; chi-squared says the same",
            Undefined::UnequalLengths => "the lists do not belong together: they differ in length",
            Undefined::InvalidValue => "a number is not finite or outside its range",
            Undefined::NeedsThreeOutlets => "with fewer than three outlets the figure is the same whatever the texts",
            Undefined::AllEqual => "all values are the same, so there is nothing to agree or disagree about",
            Undefined::TooFewValues => "too few values stand beside each other",
            Undefined::NoPositives => "nothing is positive and nothing was called so",
            Undefined::NoSelection => "no category is selected, so nothing inside one is judged",
            Undefined::StatisticUndefined => {
                "every article has exactly its side's rate: a difference without a measure"
            }
        }
    }

    /// The same reason where the units are events rather than articles; other reasons stay as they are.
    ///
    /// ```
    /// # use parallax::measures::Undefined;
    /// assert_eq!(Undefined::SingleArticle.of_events(), Undefined::SingleEvent);
    /// assert_eq!(Undefined::ZeroCount.of_events(), Undefined::ZeroCount);
    /// ```
    #[must_use]
    pub fn of_events(self) -> Undefined {
        match self {
            Undefined::SingleArticle => Undefined::SingleEvent,
            Undefined::OneArticleHoldsAllHits => Undefined::OneEventHoldsAllHits,
            Undefined::FewArticles => Undefined::FewEvents,
            Undefined::OneArticleDecides => Undefined::OneEventDecides,
            reason => reason,
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.because())
    }
}

impl std::error::Error for Undefined {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_serialised_name() {
        use Undefined::*;
        let reasons = [
            EmptyOutlet,
            ImpossibleCounts,
            AbsentTerm,
            ZeroCount,
            SingleArticle,
            OneArticleHoldsAllHits,
            NoVariation,
            NoCommonEvent,
            SingleEvent,
            OneEventHoldsAllHits,
            FewArticles,
            FewEvents,
            NeedsTwoOutlets,
            AllOrNone,
            OneArticleDecides,
            OneEventDecides,
            NotJudged,
            NotTested,
            AbsentInReference,
            ZeroMargin,
            ZeroCell,
            TooManyHits,
            UnequalLengths,
            InvalidValue,
            NeedsThreeOutlets,
            AllEqual,
            TooFewValues,
            NoPositives,
            NoSelection,
            StatisticUndefined,
        ];
        for reason in reasons {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
