//! The report of collocations.

use super::compare::{grouped, number, with_analyser, with_skipped};
use super::compare_data::known;
use super::{Block, Cell, CorpusRef, Provenance, Report, Table};
use crate::framing::Collocations;
use crate::text::AnalyzerOptions;
use serde_json::json;

/// The name and version of the JSON body: `selection`, `minimum`, `least_articles`, `order`, `distinct`, `passed`, `all`, `articles`,
/// `words` and `pairs`, each with its `words`, its counts and every score of [`Collocation`](crate::measures::Collocation).
pub const COLLOCATIONS_SCHEMA: &str = "parallax-collocations/1";

impl Collocations {
    /// The list as a report; `options` are those of the input.
    pub fn report(&self, options: AnalyzerOptions) -> Report {
        let text = format!(
            "{} articles with {} pairs of neighbours, {} of them distinct. With {} occurrences or more in {} articles or more: {}, of which {} stand below by {}. By chance: how often two words would meet that keep no company. Delta P: how much more probable the second word is behind the first than elsewhere; backward: the first before the second. The scores rank pairs and test nothing: words cluster in articles.",
            grouped(self.articles),
            grouped(self.all),
            grouped(self.distinct),
            grouped(self.minimum),
            grouped(self.least_articles),
            grouped(self.passed),
            grouped(self.rows.len() as u64),
            self.order.name(),
        );
        let table = Table::new("pairs", "Words that keep company")
            .key("pair", "pair")
            .figures("occurrences", "occurrences")
            .figures("articles", "articles")
            .figures("expected", "by chance")
            .figures("log_dice", "logDice")
            .figures("g2", "G2")
            .figures("mi", "MI")
            .figures("delta_p_forward", "Delta P")
            .figures("delta_p_backward", "backward");
        let table = self.rows.iter().fold(table, |table, row| {
            let scores = &row.collocation;
            table.row([
                Cell::from(row.words.join(" ")),
                row.occurrences.into(),
                row.articles.into(),
                Cell::number(scores.expected(), 2),
                number(scores.log_dice(), 2),
                Cell::number(scores.g2_signed(), 1),
                number(scores.mi(), 2),
                number(scores.delta_p_collocate_given_node(), 3),
                number(scores.delta_p_node_given_collocate(), 3),
            ])
        });
        let pairs = self.rows.iter().map(|row| {
            let scores = &row.collocation;
            json!({
                "words": row.words,
                "occurrences": row.occurrences,
                "articles": row.articles,
                "expected": scores.expected(),
                "log_dice": known(scores.log_dice()),
                "dice": scores.dice(),
                "g2_signed": scores.g2_signed(),
                "mi": known(scores.mi()),
                "mi3": known(scores.mi3()),
                "npmi": known(scores.npmi()),
                "t_score": known(scores.t_score()),
                "z_score": scores.z_score(),
                "delta_p_second_given_first": known(scores.delta_p_collocate_given_node()),
                "delta_p_first_given_second": known(scores.delta_p_node_given_collocate()),
            })
        });
        let data = json!({
            "selection": self.selection,
            "minimum": self.minimum,
            "least_articles": self.least_articles,
            "order": self.order,
            "articles": self.articles,
            "words": self.words,
            "all": self.all,
            "distinct": self.distinct,
            "passed": self.passed,
            "pairs": pairs.collect::<Vec<_>>(),
        });
        let corpus = CorpusRef { articles: self.articles, words: self.words, hash: String::new() };
        let mut provenance = Provenance::new()
            .with_corpus(corpus)
            .with_option(
                "selection",
                if self.selection.is_empty() { "all articles".to_string() } else { self.selection.join(", ") },
            )
            .with_option("order", self.order.name())
            .with_option("occurrences, at least", self.minimum)
            .with_option("articles with the pair, at least", self.least_articles);
        provenance = with_skipped(with_analyser(provenance, options), &self.skipped);
        for input in &self.input {
            provenance = provenance.with_input(input);
        }
        Report::new("Words that keep company", provenance)
            .with_block(Block::paragraph(text))
            .with_block(table)
            .with_data(COLLOCATIONS_SCHEMA, data)
    }
}
