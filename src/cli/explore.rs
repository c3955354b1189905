//! `parallax compare --words`: the whole vocabulary.

use crate::error::{Error, Result};
use crate::framing::{Exploration, ExplorationBuilder, ExplorationFilter, Permutations, Ranking};
use crate::measures::permutation::Statistic;
use clap::Args;

/// Which words differ, without a lexicon.
#[derive(Debug, Args)]
#[command(next_help_heading = "Exploration")]
pub(super) struct ExploreArgs {
    /// Compare every word instead of lexicons: exploration, to be confirmed on other events
    #[arg(long, conflicts_with_all = ["lexicons", "pairs", "evidence", "voice", "endorsed"])]
    pub(super) words: bool,
    /// How many words a term has, 1 to 5
    #[arg(long, value_name = "WORDS", default_value_t = 1, requires = "words")]
    length: usize,
    /// What is tested: t, or g2, which is several times faster and less safe where one side repeats words much more
    #[arg(long, value_name = "STATISTIC", default_value = "t", value_parser = ["t", "g2"], requires = "words")]
    statistic: String,
    /// Only this group's list
    #[arg(long, value_name = "NAME", requires = "words")]
    group: Option<String>,
    /// Compare with this group instead of the rest
    #[arg(long, value_name = "NAME", requires = "words")]
    against: Option<String>,
    /// Only terms with so many occurrences in all
    #[arg(long, value_name = "N", default_value_t = ExplorationFilter::default().occurrences, requires = "words")]
    minimum: u64,
    /// ... in so many articles
    #[arg(long, value_name = "N", default_value_t = ExplorationFilter::default().articles, requires = "words")]
    minimum_articles: u64,
    /// ... on so many events
    #[arg(long, value_name = "N", default_value_t = ExplorationFilter::default().events, requires = "words")]
    minimum_events: u64,
    /// Leave out stop words (they still count in the denominators)
    #[arg(long, requires = "words")]
    no_stop_words: bool,
    /// The order of the terms: test, log_ratio, g2, log_odds or simple_maths
    #[arg(long, value_name = "SCORE", default_value = "test", value_parser = parse_ranking, requires = "words")]
    rank: Ranking,
    /// At most so many terms a list; all that pass are tested
    #[arg(long, value_name = "N", default_value_t = 50, requires = "words")]
    most: usize,
    /// How many minutes of cpu time `--permutations auto` may plan with
    #[arg(long, value_name = "N", default_value_t = 5.0, requires = "words")]
    minutes: f64,
    /// Add the p that takes words for the sample, in a column named so
    #[arg(long, requires = "words")]
    bag_of_words_p: bool,
}

fn parse_ranking(text: &str) -> Result<Ranking, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

pub(super) fn parse_permutations(text: &str) -> Result<Permutations, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

impl ExploreArgs {
    pub(super) fn builder(&self) -> ExplorationBuilder {
        let builder = Exploration::builder()
            .length(self.length)
            .statistic(if self.statistic == "g2" { Statistic::G2 } else { Statistic::T })
            .filter(ExplorationFilter {
                occurrences: self.minimum,
                articles: self.minimum_articles,
                events: self.minimum_events,
                stop_words: !self.no_stop_words,
            })
            .ranking(self.rank)
            .most(self.most)
            .minutes(self.minutes)
            .bag_of_words_p(self.bag_of_words_p);
        let builder = match &self.group {
            Some(name) => builder.group(name),
            None => builder,
        };
        match &self.against {
            Some(name) => builder.against(name),
            None => builder,
        }
    }
}
