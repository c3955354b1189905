//! The report of a word list.

use super::compare::{grouped, with_analyser, with_skipped};
use super::{Block, Cell, CorpusRef, Provenance, Report, Table};
use crate::framing::WordList;
use crate::text::AnalyzerOptions;
use serde_json::json;

/// The name and version of the JSON body: `by`, `length`, `distinct`, `groups`, `terms` (each with its `counts` in the
/// order of the groups, and `per_1000`).
pub const WORDS_SCHEMA: &str = "parallax-words/1";

impl WordList {
    /// The list as a report; `options` are those of the input.
    pub fn report(&self, options: AnalyzerOptions) -> Report {
        let name = |place: usize| self.groups[place].as_deref().unwrap_or("(missing)");
        let what = if self.length == 1 { "Words".to_string() } else { format!("Runs of {} words", self.length) };
        let text = format!(
            "{} articles with {} words; {} distinct terms, {} of them below. Figures are occurrences per 1,000 words of the group. This is a list, not a finding: words differ between any two samples.",
            grouped(self.articles.iter().sum()),
            grouped(self.words.iter().sum()),
            grouped(self.distinct),
            grouped(self.rows.len() as u64),
        );
        let groups = Table::new("groups", "Groups")
            .key(&self.by, &self.by)
            .figures("articles", "articles")
            .figures("words", "words");
        let groups = (0..self.groups.len())
            .fold(groups, |table, g| table.row([Cell::from(name(g)), self.articles[g].into(), self.words[g].into()]));
        let table = Table::new("terms", "Per 1,000 words").key("term", "term").figures("occurrences", "in all");
        let table = (0..self.groups.len()).fold(table, |table, g| table.figures(name(g), name(g)));
        let table = self.rows.iter().fold(table, |table, row| {
            let rates = (0..self.groups.len()).map(|g| match self.per_1000(row, g) {
                Some(rate) => Cell::number(rate, 2),
                None => Cell::dash("empty_outlet", "the group has no words"),
            });
            table.row([Cell::from(row.term.as_str()), row.occurrences.into()].into_iter().chain(rates))
        });
        let corpus =
            CorpusRef { articles: self.articles.iter().sum(), words: self.words.iter().sum(), hash: String::new() };
        let mut provenance = Provenance::new()
            .with_corpus(corpus)
            .with_option("by", &self.by)
            .with_option("words in a term", self.length);
        provenance = with_skipped(with_analyser(provenance, options), &self.skipped);
        for input in &self.input {
            provenance = provenance.with_input(input);
        }
        let data = json!({
            "by": self.by,
            "length": self.length,
            "distinct": self.distinct,
            "groups": (0..self.groups.len()).map(|g| json!({
                "name": self.groups[g].as_deref(), "articles": self.articles[g], "words": self.words[g],
            })).collect::<Vec<_>>(),
            "terms": self.rows.iter().map(|row| json!({
                "term": row.term,
                "occurrences": row.occurrences,
                "counts": row.counts,
                "per_1000": (0..self.groups.len()).map(|g| self.per_1000(row, g)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        });
        Report::new(format!("{what} by {}", self.by), provenance)
            .with_block(Block::paragraph(text))
            .with_block(groups)
            .with_block(table)
            .with_data(WORDS_SCHEMA, data)
    }
}
