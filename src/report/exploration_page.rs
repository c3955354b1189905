//! An exploration as a page: each list as words between two axes, and each word on its passages.

use super::compare::passage_of;
use super::plot::{Drawing, Plot, Scatter, ScatterPoint};
use super::{Block, Detail, EXPLORATION_SCHEMA, Report};
use crate::framing::{Exploration, TermDifference, TermList, TermPassages};

impl Exploration {
    /// The exploration as a page, with the [passages](crate::framing::ExplorationBuilder::passages) that were found.
    ///
    /// ```
    /// use parallax::Input;
    /// use parallax::framing::{Exploration, ExplorationFilter};
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let all = ExplorationFilter { occurrences: 1, articles: 1, events: 1, stop_words: true };
    /// let found = Exploration::builder().filter(all).passages(3).explore(&input)?;
    /// let page = found.page().html();
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn page(&self) -> Report {
        let mut report = self.opening(Detail::FULL);
        for list in &self.lists {
            let heading = self.heading(list);
            report = report.with_block(Block::heading(2, heading)).with_block(Block::paragraph(self.outcome(list)));
            if list.rows.is_empty() {
                continue;
            }
            report = report.with_block(self.plot(list)).with_block(Block::Folded {
                title: "Scores that rank, and test nothing".to_owned(),
                blocks: vec![self.scores(list).into()],
            });
        }
        let found: Vec<Block> = self.passages.iter().map(of_term).collect();
        if !found.is_empty() {
            report = report.with_block(Block::heading(2, "The words in their passages")).with_blocks(found);
        }
        report.with_data(EXPLORATION_SCHEMA, self.data())
    }

    /// The words of a list, those that differ in another colour and in bold, the surest labelled first.
    fn plot(&self, list: &TermList) -> Plot {
        let point = |row: &TermDifference| {
            let [Ok(own), Ok(others)] = row.per_1000 else { return None };
            Some(ScatterPoint { label: row.term.clone(), rates: [others, own], differs: row.differs() })
        };
        Plot {
            id: "scatter".to_owned(),
            title: format!(
                "{}: words by how often each side uses them; on the line, equally often",
                self.heading(list)
            ),
            drawing: Drawing::Scatter(Scatter {
                sides: [self.reference(list).to_owned(), self.name(list.target).to_owned()],
                unit: "hits per 1,000 words; at the edge: never".to_owned(),
                points: list.rows.iter().filter_map(point).collect(),
            }),
            table: self.differences(list),
        }
    }
}

fn of_term(of: &TermPassages) -> Block {
    let passages = of.passages.iter().map(|located| passage_of(located, &of.term, &of.term)).collect();
    Block::Passages { title: of.term.clone(), passages }
}
