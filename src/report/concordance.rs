//! The report of a concordance: how many hits, where they are, and the lines.

use super::compare::{counted, counted_by, grouped, passage};
use super::{Block, Cell, CorpusRef, Report, Table};
use crate::counts::Window;
use crate::framing::{Concordance, LineOrder, Spread};
use serde_json::{Value, json};

/// The name and version of the JSON body.
///
/// Keys: `by`, `field`, `selection`, `categories`, `window`, `sort`, `skip`, `articles`, `articles_with_hits`, `hits`,
/// `groups` (each with `name`, `articles`, `words`, `articles_with_hits`, `hits`), `lines` (each a passage: `before`,
/// `hit`, `after`, where it stands, `category`, `entry`), `spread` (for each field of an article among the lines: its
/// `words`, and in `at` how many words stand before each of its hits, shown or not).
pub const CONCORDANCE_SCHEMA: &str = "parallax-concordance/1";

/// The articles with the most hits, whose spread is drawn.
const SPREAD_ROWS: usize = 20;
/// Into so many parts is an article divided there.
const SPREAD_PARTS: usize = 30;

impl Concordance {
    /// The concordance as a report.
    ///
    /// ```
    /// use parallax::report::{Format, TerminalOptions};
    /// use parallax::{Input, framing::Concordance};
    ///
    /// let articles = "{\"id\":\"1\",\"outlet\":\"Gazette\",\"text\":\"They feared a coup.\"}\n";
    /// let input = Input::builder().reader("one article", articles.as_bytes()).open()?;
    /// let report = Concordance::builder().patterns(["coup*"])?.find(&input)?.report();
    /// let page = report.render(Format::Terminal, &TerminalOptions::default());
    /// assert!(page.contains("They feared a ‹coup›."), "{page}");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn report(&self) -> Report {
        let mut report = Report::new(self.title(), self.provenance())
            .with_block(Block::paragraph(self.what_was_found()))
            .with_block(self.group_table())
            .with_block(Block::Lines {
                title: self.which_lines(),
                lines: self.lines.iter().map(|line| passage(line, &self.header)).collect(),
            });
        if !self.spread.is_empty() {
            report = report.with_block(self.spread_table());
        }
        report.with_data(CONCORDANCE_SCHEMA, self.data())
    }

    fn title(&self) -> String {
        let patterns: Vec<&str> = self
            .categories
            .iter()
            .map(|c| &self.header.categories[*c as usize])
            .flat_map(|category| match category.id.as_str() {
                "pattern" => {
                    category.entries.iter().map(|e| self.header.entries[*e as usize].pattern.as_str()).collect()
                }
                _ => vec![category.title.as_str()],
            })
            .collect();
        let shown = patterns.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if patterns.len() > 5 { format!(" and {} more", patterns.len() - 5) } else { String::new() };
        format!("Concordance: {shown}{more}")
    }

    fn what_was_found(&self) -> String {
        let mut text = format!(
            "{} in {} of {}.",
            counted(self.hits(), "hit"),
            grouped(self.articles_with_hits()),
            counted(self.articles(), "article")
        );
        match self.skipped.articles() {
            0 => {}
            1 => text += " 1 record was skipped (reason below).",
            n => text += &format!(" {} records were skipped (reasons below).", grouped(n)),
        }
        if !self.header.selection.is_empty() {
            text += &format!(" Only articles with {}.", self.header.selection.join(", "));
        }
        text
    }

    fn which_lines(&self) -> String {
        let order: Vec<&str> = self.sort.iter().map(|order| order.name()).collect();
        let window = match self.window {
            Window::Sentence => "the sentence around each hit".to_string(),
            Window::Words(n) => format!("{n} words on either side, within the sentence"),
        };
        let shown = self.lines.len() as u64;
        let which = match (self.skip, shown == self.hits()) {
            (0, true) => "All lines".to_string(),
            (0, false) => format!("The first {} of {} lines", grouped(shown), grouped(self.hits())),
            (skip, _) => format!("{} of {} lines behind the first {skip}", grouped(shown), grouped(self.hits())),
        };
        let order = if self.sort == [LineOrder::Random] {
            "in random order".to_string()
        } else {
            format!("by {}", order.join(", then "))
        };
        format!("{which}, {order}; {window}")
    }

    fn group_table(&self) -> Table {
        let by = &self.header.by;
        let table = Table::new("groups", "Hits")
            .key(by, by)
            .figures("articles", "articles")
            .figures("articles_with_hits", "with a hit")
            .figures("hits", "hits")
            .figures("per_1000", "per 1,000 words");
        self.groups.iter().fold(table, |table, group| {
            let rate = match group.words {
                0 => Cell::dash("empty_outlet", "the group has no words"),
                words => Cell::number(group.hits as f64 * 1000.0 / words as f64, 2),
            };
            table.row([
                Cell::from(group.name.as_deref().unwrap_or("(missing)")),
                group.articles.into(),
                group.articles_with_hits.into(),
                group.hits.into(),
                rate,
            ])
        })
    }

    /// Where in the articles hits stand: the x-ray.
    fn spread_table(&self) -> Table {
        let title = "Where the hits stand, from the first word of the article to the last";
        let mut table = Table::new("spread", title)
            .key("article", "article")
            .words("outlet", "outlet")
            .figures("words", "words")
            .figures("hits", "hits")
            .words("spread", "spread");
        let spread = self.spread_by_hits();
        for one in spread.iter().take(SPREAD_ROWS) {
            let field = if one.field.name() == "title" { " (title)" } else { "" };
            table = table.row([
                Cell::from(format!("{}{field}", one.article.id())),
                Cell::from(one.article.outlet()),
                u64::from(one.words).into(),
                (one.at.len() as u64).into(),
                Cell::from(strip(one)),
            ]);
        }
        if spread.len() > SPREAD_ROWS {
            table = table
                .note(format!("The {SPREAD_ROWS} articles with the most hits, of {} among the lines.", spread.len()));
        }
        table.note("A bar is a hit; a figure is that many in the same thirtieth of the text.")
    }

    fn provenance(&self) -> super::Provenance {
        let corpus = CorpusRef {
            articles: self.articles(),
            words: self.groups.iter().map(|group| group.words).sum(),
            hash: self.hash.clone(),
        };
        self.input
            .iter()
            .fold(counted_by(&self.header, &self.skipped).with_corpus(corpus), |p, name| p.with_input(name))
    }

    fn data(&self) -> Value {
        let lines = self.lines.iter().map(|line| {
            let mut value = json!(passage(line, &self.header));
            value["words_before"] = line.words_before.into();
            value["words"] = line.words.into();
            value
        });
        json!({
            "by": self.header.by,
            "field": self.header.field,
            "selection": self.header.selection,
            "categories": self.categories.iter().map(|c| &self.header.categories[*c as usize].id).collect::<Vec<_>>(),
            "window": self.window,
            "sort": self.sort,
            "skip": self.skip,
            "articles": self.articles(),
            "articles_with_hits": self.articles_with_hits(),
            "hits": self.hits(),
            "groups": self.groups.iter().map(|g| json!({
                "name": g.name.as_deref(),
                "articles": g.articles,
                "words": g.words,
                "articles_with_hits": g.articles_with_hits,
                "hits": g.hits,
            })).collect::<Vec<_>>(),
            "lines": lines.collect::<Vec<_>>(),
            "spread": self.spread.iter().map(|s| json!({
                "article": s.article.id(),
                "field": s.field,
                "words": s.words,
                "at": s.at,
            })).collect::<Vec<_>>(),
        })
    }
}

/// The hits along the text, in ASCII: the same strip in every format.
fn strip(spread: &Spread) -> String {
    let mark = |hits: u32| match hits {
        0 => '.',
        1 => '|',
        2..=9 => char::from_digit(hits, 10).unwrap_or('+'),
        _ => '+',
    };
    spread.parts(SPREAD_PARTS).into_iter().map(mark).collect()
}
