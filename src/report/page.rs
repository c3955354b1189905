//! A comparison as a page: in the order a reader asks. What was compared, what came out, side by side, then each
//! category with its figures and its passages, and at the end how all of it was made and is cited.

use super::compare::{interval, number};
use super::matrix::{Matrix, MatrixCell, MatrixRow};
use super::{Block, COMPARE_SCHEMA, Cell, Detail, Passage, Report, methods, sentences};
use crate::framing::{CategoryComparison, Comparison, Profile};
use crate::voice::VoiceChoice;

/// More groups than this are not drawn; the JSON report holds them.
const GROUPS: usize = 24;
/// With more pairs than this, pairs are left to the other formats.
const PAIRS: usize = 3;
/// How many cells of categories and groups are drawn in full, those of the smallest p first ...
const CELLS_IN_FULL: usize = 36;
/// ... and how many of a comparison as large as this at most, beyond which the others are not drawn at all.
const CELLS_DRAWN: usize = 96;
const CELLS_OF_MANY: usize = 24;

/// How much of a category is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    /// Every figure.
    InFull,
    /// How often, and whose words.
    InShort,
    /// Nothing but its passages.
    Nothing,
}

impl Comparison {
    /// The comparison as a page to read in a browser: [`Report::html`] draws it. The order is that of a reader's questions,
    /// findings are sentences that say how sure they are, and each figure opens on its passages.
    ///
    /// ```
    /// use parallax::{Comparison, Input, Lexicon};
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let comparison = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?).compare(&input)?;
    /// let page = comparison.page().html();
    /// assert!(page.contains("<mark>coup</mark>"), "the number opens");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn page(&self) -> Report {
        let mut groups = self.group_order();
        let left_out = groups.split_off(groups.len().min(GROUPS));
        let mut report = Report::new(self.title(), self.provenance())
            .with_block(Block::paragraph(self.what_was_compared()))
            .with_blocks(self.warnings_about(None, Detail::FULL))
            .with_block(self.group_table(&groups));
        if !left_out.is_empty() {
            let text = format!(
                "{} groups with fewer articles are not shown here; the JSON report holds them.",
                left_out.len()
            );
            report = report.with_block(Block::paragraph(text));
        }
        report = report.with_block(Block::heading(2, "What came out"));
        report = report.with_blocks(sentences::findings(self));
        if let Some(table) = self.findings() {
            report = report.with_block(folded("Every category that was tested", vec![table.into()]));
        }
        let (used, silent): (Vec<_>, Vec<_>) =
            self.categories.iter().partition(|c| c.profiles.iter().any(|p| p.hits > 0));
        report = report
            .with_block(Block::heading(2, "Side by side"))
            .with_block(Block::Matrix(self.page_matrix(&groups)))
            .with_blocks(self.wire_tables(&groups))
            .with_block(Block::heading(2, "Category by category"));
        if self.header.voices.is_some() && !used.is_empty() {
            report = report.with_block(Block::paragraph(
                "In passages the hit is marked, who is said to have used the words is dotted below, and the words that report them are underlined.",
            ));
        }
        let drawn = self.drawn(&used, groups.len());
        let in_full = drawn.iter().filter(|drawn| **drawn == Drawn::InFull).count();
        if in_full < used.len() {
            let others = if drawn.contains(&Drawn::InShort) {
                "the others are drawn in short"
            } else {
                "of the others there are rates above and passages here"
            };
            report = report.with_block(Block::paragraph(format!(
                "So that the page stays small, the {in_full} categories with the smallest p have all their figures; {others}. A comparison of fewer categories draws all."
            )));
        }
        for (category, drawn) in used.into_iter().zip(drawn) {
            report = report.with_blocks(self.page_category(category, &groups, drawn));
        }
        if !silent.is_empty() {
            let names: Vec<&str> = silent.iter().map(|c| c.title.as_str()).collect();
            report = report.with_block(Block::paragraph(format!("Without a hit in any group: {}.", names.join(", "))));
        }
        report.with_blocks(methods::blocks(self)).with_data(COMPARE_SCHEMA, self.data())
    }

    /// Rates with intervals and shares of own plain words.
    fn page_matrix(&self, groups: &[usize]) -> Matrix {
        let own = |profile: &Profile| {
            let split = profile.voices.as_ref().filter(|_| self.shown.voice.choice == VoiceChoice::All);
            let share = split.and_then(|s| s.shares.iter().find(|s| s.voice == VoiceChoice::Asserted));
            share.and_then(|share| share.share.ok()).map_or(Cell::Empty, |share| Cell::share(share, 0))
        };
        let cell = |category: &CategoryComparison, group: usize| {
            let profile = &category.profiles[group];
            let opens = !self.passages(category.category, group).is_empty();
            MatrixCell {
                rate: number(profile.per_1000, 2),
                interval: interval(profile.interval_per_1000, 2),
                own: own(profile),
                opens: opens.then(|| self.passages_title(category, group)),
                differs: category.against_rest.iter().any(|c| c.target == group && c.test.called),
            }
        };
        let mut notes =
            vec!["Below each rate stands its interval at 95 %. A rate leads to passages behind it. The mark shows both, a dot and a line, from 0 on a scale of the row; a line that ends at its edge may go on.".to_owned()];
        if self.design.is_some() {
            notes.push("* differs from the rest by more than articles differ anyway.".to_owned());
        }
        if self.header.voices.is_some() && self.shown.voice.choice == VoiceChoice::All {
            notes.push("own: the share of the hits that are in the outlet's own plain words, nobody else's, and not denied, hedged or in scare quotes; the bar below the mark is full at 100 %.".to_owned());
        }
        Matrix {
            title: self.matrix_title().replacen("Side by side: hits", "Hits", 1),
            groups: groups.iter().map(|g| self.group(*g).to_owned()).collect(),
            rows: self
                .categories
                .iter()
                .map(|category| MatrixRow {
                    category: category.title.clone(),
                    cells: groups.iter().map(|g| cell(category, *g)).collect(),
                })
                .collect(),
            notes,
        }
    }

    fn passages_title(&self, category: &CategoryComparison, group: usize) -> String {
        format!("{}: {}", self.group(group), category.title)
    }

    /// How much of each category is drawn, so that a page does not grow with their number.
    fn drawn(&self, used: &[&CategoryComparison], groups: usize) -> Vec<Drawn> {
        let many = used.len() * groups > CELLS_DRAWN;
        let cells = if many { CELLS_OF_MANY } else { CELLS_IN_FULL };
        let in_full = (cells / groups.max(1)).max(1);
        let mut by_p: Vec<usize> = (0..used.len()).collect();
        by_p.sort_by(|a, b| used[*a].verdict.p.unwrap_or(1.0).total_cmp(&used[*b].verdict.p.unwrap_or(1.0)));
        let mut drawn = vec![if many { Drawn::Nothing } else { Drawn::InShort }; used.len()];
        by_p.into_iter().take(in_full).for_each(|place| drawn[place] = Drawn::InFull);
        drawn
    }

    fn page_category(&self, category: &CategoryComparison, groups: &[usize], drawn: Drawn) -> Vec<Block> {
        let mut blocks = vec![Block::heading(3, &category.title)];
        if drawn != Drawn::Nothing {
            blocks.extend(self.verdict_in_words(category).map(Block::paragraph));
        }
        if drawn != Drawn::Nothing {
            blocks.push(self.plot_of_rates(category, groups).into());
            blocks.extend(self.plot_of_voices(category, groups).map(Block::from));
        }
        if drawn == Drawn::InFull {
            blocks.extend(self.plot_of_entries(category, groups).map(Block::from));
            blocks.push(self.plot_of_spread(category, groups).into());
            blocks.extend(self.plot_over_time(category, groups).map(Block::from));
            let mut tables: Vec<Block> = self.shifts(category, groups).map(Block::from).into_iter().collect();
            if (1..=PAIRS).contains(&category.pairs.len()) {
                tables.push(self.pairs(category).into());
            }
            if !tables.is_empty() {
                blocks.push(folded("What makes the differences", tables));
            }
        }
        blocks.extend(self.warnings_about(Some(category.category), Detail::FULL));
        for &group in groups {
            let passages: Vec<Passage> = self.cell_passages(category, group);
            if !passages.is_empty() {
                blocks.push(Block::Passages { title: self.passages_title(category, group), passages });
            }
        }
        blocks
    }
}

fn folded(title: &str, blocks: Vec<Block>) -> Block {
    Block::Folded { title: title.to_owned(), blocks }
}
