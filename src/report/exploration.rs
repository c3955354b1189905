//! The report of an exploration: which words differ, marked as what it is.

use super::compare::{counted, dash, design_name, grouped, interval, number};
use super::compare_data::{ends, known, reason};
use super::{Block, Cell, Detail, Report, Table};
use crate::framing::{Design, Exploration, FALSE_DISCOVERY_RATE, Permutations, TermDifference, TermList, UnitKind};
use crate::measures::Defined;
use crate::measures::permutation::Statistic;
use serde_json::{Value, json};

/// The name and version of the JSON body.
///
/// Keys: `exploration` (always true), `by`, `field`, `length`, `unit`, `filter`, `distinct`, `terms`, `statistic`,
/// `permutations`, `seed`, `false_discovery_rate`, `ranking`, `groups`, `lists` (each with `target`, `reference`,
/// `design`, `articles`, `units`, `words`, `relabellings`, `tested`, `different`, `discoveries` and its `rows`), `warnings`.
/// Pairs are those of the target and of what it is compared with. Under `scores` stand figures that rank and test
/// nothing. A value that is not known is null, and the key with `_reason` behind it says why.
pub const EXPLORATION_SCHEMA: &str = "parallax-words-compared/1";

impl Exploration {
    /// The exploration as a report.
    ///
    /// ```
    /// use parallax::framing::Exploration;
    /// use parallax::report::{Detail, Format, TerminalOptions};
    /// use parallax::Input;
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let page = Exploration::builder().explore(&input)?.report(Detail::FULL);
    /// let page = page.render(Format::Markdown, &TerminalOptions::default());
    /// assert!(page.starts_with("# Exploration: words that differ, 2 outlets"), "{page}");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn report(&self, detail: Detail) -> Report {
        let mut report = self.opening(detail);
        for list in &self.lists {
            report = report
                .with_block(Block::heading(2, self.heading(list)))
                .with_block(Block::paragraph(self.outcome(list)))
                .with_block(self.differences(list))
                .with_block(self.scores(list));
        }
        report.with_data(EXPLORATION_SCHEMA, self.data())
    }

    /// What was compared and explored, before what came out.
    pub(super) fn opening(&self, detail: Detail) -> Report {
        let mut corpus = self.corpus.clone();
        corpus.warnings = self.warnings.clone();
        let every: Vec<usize> = (0..self.corpus.groups.len()).collect();
        Report::new(self.title(), self.provenance())
            .with_block(Block::paragraph(self.corpus.what_was_compared()))
            .with_block(Block::paragraph(self.what_was_explored()))
            .with_blocks(corpus.warnings_about(None, detail))
            .with_block(self.corpus.group_table(&every))
    }

    fn title(&self) -> String {
        let what = if self.length == 1 { "words".to_string() } else { format!("runs of {} words", self.length) };
        let named = self.corpus.groups.iter().filter(|group| group.name.is_some()).count();
        let by = &self.corpus.header.by;
        let groups = if by == "outlet" {
            counted(named as u64, "outlet")
        } else {
            format!("{} by {by}", counted(named as u64, "group"))
        };
        format!("Exploration: {what} that differ, {groups}")
    }

    fn what_was_explored(&self) -> String {
        let filter = self.filter;
        let mut text = format!(
            "Exploration: {} distinct terms, {} of them with at least {} in {} on {}, chosen before any {} was looked at{}. Nobody said beforehand which of them to look at, so what is found here is a question for other events, not an answer.",
            grouped(self.distinct),
            grouped(self.terms),
            counted(filter.occurrences, "occurrence"),
            counted(filter.articles, "article"),
            counted(filter.events, "event"),
            self.corpus.header.by,
            if filter.stop_words { "" } else { ", stop words left out" },
        );
        if self.lists.iter().any(|list| list.relabellings.is_ok()) {
            text += &format!(
                " p: {} of whole {} permuted, {}; “p of all” counts the relabellings in which any term of the list that is left differs as much (step-down), so it is honest although all were looked at. Each list is a family of its own.",
                if self.corpus.design == Some(Design::Paired) { "labels inside events" } else { "labels" },
                self.corpus.unit.plural(),
                match self.statistic {
                    Statistic::T => "T the difference of ln rates over its standard error",
                    Statistic::G2 => "statistic G2",
                },
            );
        }
        text + " Scores rank and test nothing: they take words for the sample."
    }

    pub(super) fn name(&self, place: usize) -> &str {
        self.corpus.group(place)
    }

    pub(super) fn reference(&self, list: &TermList) -> &str {
        list.reference.map_or("the rest", |place| self.name(place))
    }

    pub(super) fn heading(&self, list: &TermList) -> String {
        format!("{} against {}", self.name(list.target), self.reference(list))
    }

    pub(super) fn outcome(&self, list: &TermList) -> String {
        let [own, others] = list.articles;
        let units = match list.design {
            Design::Paired => format!(" on {} that both cover", counted(list.units[0], "event")),
            Design::Unpaired => String::new(),
        };
        let mut text = format!("{} and {}{units}. ", counted(own, "article"), grouped(others));
        text += &match list.relabellings {
            Err(because) => format!("Not tested: {}.", because.because()),
            Ok(relabellings) => {
                let discoveries = match list.discoveries {
                    Some(n) => format!("; {} at a false discovery rate of 5 %", grouped(n)),
                    None => String::new(),
                };
                format!(
                    "Of {} tested with {} relabellings, {} {} by the p of all{discoveries}.",
                    counted(list.tested, "term"),
                    grouped(relabellings),
                    grouped(list.different),
                    if list.different == 1 { "differs" } else { "differ" },
                )
            }
        };
        text
    }

    pub(super) fn differences(&self, list: &TermList) -> Table {
        let name = self.name(list.target);
        let mut table = Table::new("words_compared", format!("{name}: how much more often, and how sure"))
            .fixed_key(&self.corpus.header.by, name)
            .fixed_key("against", self.reference(list))
            .key("term", "term")
            .figures("hits", "hits")
            .figures("hits_others", "others")
            .figures("per_1000", "per 1,000")
            .figures("per_1000_others", "others")
            .figures("ratio", "times")
            .figures("ratio_interval", "95% interval")
            .figures("log_ratio", "Log Ratio")
            .figures("statistic", if self.statistic == Statistic::T { "T" } else { "G2" })
            .figures("p", "p alone")
            .figures("step_down_p", "p of all");
        if list.is_resolved {
            table = table.figures("adjusted_p", "adjusted p");
        }
        table = table.words("differs", "").words("marks", "");
        for row in &list.rows {
            let mut cells = vec![
                Cell::from(row.term.as_str()),
                row.hits[0].into(),
                row.hits[1].into(),
                number(row.per_1000[0], 2),
                number(row.per_1000[1], 2),
                number(row.ratio(), 2),
                interval(row.ratio_interval(), 2),
                number(row.log_ratio, 2),
                number(row.statistic, 2),
                number(row.p, 4),
                number(row.step_down_p, 4),
            ];
            if list.is_resolved {
                cells.push(number(row.adjusted_p, 4));
            }
            cells.push(if row.differs() { Cell::from("differs") } else { Cell::Empty });
            cells.push(marks(row));
            table = table.row(cells);
        }
        table
    }

    pub(super) fn scores(&self, list: &TermList) -> Table {
        let name = self.name(list.target);
        let mut table = Table::new("word_scores", format!("{name}: scores that rank, and test nothing"))
            .fixed_key(&self.corpus.header.by, name)
            .fixed_key("against", self.reference(list))
            .key("term", "term")
            .figures("occurrences", "in all")
            .figures("log_ratio", "Log Ratio")
            .figures("g2", "G2, signed")
            .figures("log_odds", "log-odds z")
            .figures("simple_maths", "simple maths")
            .figures("bic", "BIC");
        if self.bag_of_words_p {
            table = table.figures("p_bag_of_words", "p_bag_of_words");
        }
        for row in &list.rows {
            let scores = &row.scores;
            let mut cells = vec![
                Cell::from(row.term.as_str()),
                row.occurrences.into(),
                number(row.log_ratio, 2),
                number(scores.g2, 1),
                number(scores.log_odds, 2),
                number(scores.simple_maths, 2),
                number(scores.bic, 1),
            ];
            cells.extend(row.p_bag_of_words.map(|p| p.map_or_else(dash, |p| Cell::number(p, 4))));
            table = table.row(cells);
        }
        table
    }

    pub(super) fn provenance(&self) -> super::Provenance {
        let filter = self.filter;
        let stop_words = if filter.stop_words { "" } else { ", no stop words" };
        self.corpus
            .provenance()
            .with_option("test", self.test_in_words())
            .with_option("words in a term", self.length)
            .with_option(
                "terms",
                format!(
                    "at least {} occurrences in {} articles on {} events{stop_words}",
                    filter.occurrences, filter.articles, filter.events
                ),
            )
            .with_option("log-odds", "prior of the pooled articles, worth one article of mean length; whole vocabulary")
            .with_option("simple maths", "k = 100 per million")
    }

    fn test_in_words(&self) -> String {
        let what = match (self.corpus.design, self.corpus.unit) {
            (None, _) => return "none: nothing is compared".to_string(),
            _ if self.permutations == Permutations::Fixed(0) => return "none: not asked for".to_string(),
            (Some(Design::Paired), _) => "labels of whole blocks permuted inside events",
            (Some(Design::Unpaired), UnitKind::Event | UnitKind::Wire) => "labels of whole blocks permuted",
            (Some(Design::Unpaired), UnitKind::Article) => "labels of articles permuted",
        };
        let statistic = match self.statistic {
            Statistic::T => "studentised difference of ln rates",
            Statistic::G2 => "G2 of four cells",
        };
        let how_many = match self.permutations {
            Permutations::Fixed(number) => grouped(number as u64),
            Permutations::Auto => "as many as the false discovery rate takes and the time allows".to_string(),
        };
        format!(
            "{what}, {statistic}, {how_many} relabellings (all where at most 16,384 are possible), seed {}; step-down maxima (Westfall and Young) a list, Benjamini and Hochberg at q = {FALSE_DISCOVERY_RATE} where relabellings are at least terms / q",
            self.seed
        )
    }

    pub(super) fn data(&self) -> Value {
        let group = |place: usize| json!(self.corpus.groups[place].name.as_deref());
        let header = &self.corpus.header;
        json!({
            "exploration": true,
            "by": header.by,
            "field": header.field,
            "selection": header.selection,
            "length": self.length,
            "unit": self.corpus.unit,
            "design": self.corpus.design,
            "filter": self.filter,
            "distinct": self.distinct,
            "terms": self.terms,
            "statistic": if self.statistic == Statistic::T { "t" } else { "g2" },
            "permutations": match self.permutations {
                Permutations::Fixed(number) => json!(number),
                Permutations::Auto => json!("auto"),
            },
            "seed": self.seed,
            "false_discovery_rate": FALSE_DISCOVERY_RATE,
            "ranking": self.ranking,
            "groups": self.corpus.groups.iter().map(|g| json!({
                "name": g.name.as_deref(),
                "articles": g.articles,
                "words": g.words,
                "events": g.events,
                "compared": g.compared,
            })).collect::<Vec<_>>(),
            "lists": self.lists.iter().map(|list| json!({
                "target": group(list.target),
                "reference": list.reference.map_or(json!("the rest"), group),
                "design": design_name(list.design),
                "articles": list.articles,
                "units": list.units,
                "words": list.words,
                "relabellings": list.relabellings.ok(),
                "relabellings_reason": reason(list.relabellings),
                "tested": list.tested,
                "different": list.different,
                "discoveries": list.discoveries,
                "rows": list.rows.iter().map(row_data).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "copies": self.corpus.copies.iter().map(|copy| json!({
                "article": &*copy.article, "copy_of": &*copy.copy_of,
            })).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(|w| json!({
                "code": w.code.code(),
                "group": w.group.map(group),
                "detail": w.detail,
                "text": w.text,
            })).collect::<Vec<_>>(),
        })
    }
}

/// What a reader must know of a term: a few units, d dominated by one article, 0 no hit on a side.
fn marks(row: &TermDifference) -> Cell {
    let marks: String = [(row.few_units_with_hits, 'a'), (row.dominated_by.is_some(), 'd'), (row.zero_adjusted, '0')]
        .into_iter()
        .filter_map(|(is_so, mark)| is_so.then_some(mark))
        .collect();
    if marks.is_empty() { Cell::Empty } else { Cell::from(marks) }
}

fn row_data(row: &TermDifference) -> Value {
    let mut data = json!({
        "term": row.term,
        "occurrences": row.occurrences,
        "hits": row.hits,
        "units_with_hits": row.units_with_hits,
        "per_1000": row.per_1000.map(known),
        "log_ratio": known(row.log_ratio),
        "log_ratio_reason": reason(row.log_ratio),
        "interval": ends(row.interval),
        "interval_reason": reason(row.interval),
        "zero_adjusted": row.zero_adjusted,
        "few_units_with_hits": row.few_units_with_hits,
        "dominated_by": row.dominated_by.as_ref().map(|(article, share)| json!({ "article": &**article, "share": share })),
        "statistic": known(row.statistic),
        "statistic_reason": reason(row.statistic),
        "p": known(row.p),
        "p_reason": reason(row.p),
        "step_down_p": known(row.step_down_p),
        "adjusted_p": known(row.adjusted_p),
        "adjusted_p_reason": reason(row.adjusted_p),
        "differs": row.differs(),
        "marked": row.is_marked(),
        "scores": {
            "g2": known(row.scores.g2),
            "log_odds": known(row.scores.log_odds),
            "log_odds_delta": known(row.scores.log_odds_delta),
            "simple_maths": known(row.scores.simple_maths),
            "bic": known(row.scores.bic),
        },
    });
    if let (Some(p), Value::Object(data)) = (row.p_bag_of_words, &mut data) {
        let p: Defined<f64> = p;
        data.insert("p_bag_of_words".to_string(), known(p));
    }
    data
}
