//! An exploration as a page: each list as words between two axes, and each word on its passages.

use super::plot::{Drawing, Plot, Scatter, ScatterPoint};
use super::{Block, Detail, EXPLORATION_SCHEMA, Passage, Report};
use crate::framing::{Comparison, Exploration, TermDifference, TermList};

impl Exploration {
    /// The exploration as a page; `passages` are those of
    /// [`ExplorationBuilder::passages`](crate::framing::ExplorationBuilder::passages).
    ///
    /// ```
    /// use parallax::Input;
    /// use parallax::framing::{Exploration, ExplorationFilter};
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let all = ExplorationFilter { occurrences: 1, articles: 1, events: 1, stop_words: true };
    /// let builder = Exploration::builder().filter(all);
    /// let found = builder.explore(&input)?;
    /// let page = found.page(&builder.passages(&found, 3, &input)?).html();
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn page(&self, passages: &Comparison) -> Report {
        let mut report = self.opening(Detail::FULL);
        let mut terms: Vec<&str> = Vec::new();
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
            terms.extend(
                list.rows.iter().map(|row| row.term.as_str()).filter(|term| !terms.contains(term)).collect::<Vec<_>>(),
            );
        }
        let found = terms.into_iter().filter_map(|term| {
            let category = passages.categories.iter().find(|category| category.id == term)?;
            let groups = 0..passages.groups.len();
            let all: Vec<Passage> = groups.flat_map(|group| passages.cell_passages(category, group)).collect();
            (!all.is_empty()).then(|| Block::Passages { title: term.to_owned(), passages: all })
        });
        let found: Vec<Block> = found.collect();
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
