//! The report of a self-test.

use super::compare::{grouped, with_analyser, with_skipped};
use super::{Block, Cell, CorpusRef, Provenance, Report, Table, Warning};
use crate::framing::{FalseFindings, NullDesign, NullTable, Planted, SelfTest};
use crate::measures::permutation::Exchange;
use crate::text::AnalyzerOptions;
use serde_json::{Map, Value, json};

/// The name and version of the JSON body.
///
/// Keys: `testable` (else `not_testable` says why), `design` (the one that fits the corpus), `default`, `bag_of_words` and
/// where it was tested `other_unit` of that design; the same under the name of each design: `articles_at_random`,
/// `whole_events` or `whole_weeks`, `paired_swaps`, `unequal_burstiness`; `splits`, `terms`, `terms_per_split`, `seed`,
/// `by`, `articles`, `events`, and `planted` where differences were planted. A test holds `share_below_05`,
/// `share_below_01`, `any_false_after_correction` (shares from 0 to 1), `any_false_by_maximum`, `any_false_p`,
/// `any_false_too_often`, and the numbers they are made of.
pub const SELFTEST_SCHEMA: &str = "parallax-selftest/1";

impl SelfTest {
    /// The self-test as a report; `options` are those of the input.
    ///
    /// ```
    /// use parallax::report::{Format, TerminalOptions};
    /// use parallax::{Input, framing::SelfTest};
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n";
    /// let input = Input::builder().reader("one article", articles.as_bytes()).open()?;
    /// let page = SelfTest::builder().run(&input)?.report(input.options());
    /// let page = page.render(Format::Terminal, &TerminalOptions::default());
    /// assert!(page.contains("Not testable: fewer than 20 articles (1)."), "{page}");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn report(&self, options: AnalyzerOptions) -> Report {
        let report = Report::new("Self-test: differences where there are none", self.provenance(options));
        let report = match &self.not_testable {
            Some(reason) => report.with_block(Block::paragraph(format!("Not testable: {reason}."))),
            None => report
                .with_block(Block::paragraph(self.what_was_done()))
                .with_block(self.table())
                .with_block(Block::paragraph(self.verdict())),
        };
        let report = self.warnings().into_iter().fold(report, Report::with_block);
        let report = self.planted.iter().fold(report, |report, planted| report.with_block(self.planted_block(planted)));
        report.with_data(SELFTEST_SCHEMA, self.data())
    }

    fn provenance(&self, options: AnalyzerOptions) -> Provenance {
        let corpus = CorpusRef { articles: self.articles, words: self.words, hash: self.corpus_hash.clone() };
        let provenance = Provenance::new()
            .with_corpus(corpus)
            .with_option("by", &self.by)
            .with_option("splits", self.splits)
            .with_option("terms in a split", self.terms_per_split)
            .with_seed(self.seed);
        let provenance = with_skipped(with_analyser(provenance, options), &self.skipped);
        self.input.iter().fold(provenance, Provenance::with_input)
    }

    fn kind(&self) -> &'static str {
        if self.of_lexicons { "categories" } else { "terms" }
    }

    fn what_was_done(&self) -> String {
        format!(
            "{} articles on {} {}. They were given sides by chance, {} times in each of the ways below, and up to {} {} were \
             compared each time. The sides do not differ, so an honest test finds something at p ≤ 0.05 in 5% of its \
             tests, at p ≤ 0.01 in 1%, and after correction for many tests in at most 5% of the comparisons.",
            grouped(self.articles),
            grouped(self.events),
            if self.weeks { "weeks" } else { "events" },
            grouped(self.splits as u64),
            grouped(self.terms_per_split as u64),
            self.kind(),
        )
    }

    fn table(&self) -> Table {
        let table = Table::new("false_findings", "How often a difference is found where there is none")
            .key("design", "sides made of")
            .key("test", "test")
            .figures("share_below_05", "p ≤ 0.05")
            .figures("share_below_01", "p ≤ 0.01")
            .figures("any_false_after_correction", "any after correction")
            .figures("any_false_by_maximum", "by maximum");
        self.tables.iter().fold(table, |table, of| {
            let unit = |exchange| if exchange == Exchange::Articles { "articles" } else { "events" };
            let table = table.row(row(of.design, default_name(of.design, of.exchange), &of.default));
            let table = of.other_unit.iter().fold(table, |table, found| {
                let other = match (unit(of.exchange), self.weeks) {
                    ("events", _) => "the same, by article",
                    (_, true) => "the same, by week",
                    _ => "the same, by event",
                };
                table.row(row(of.design, other, found))
            });
            table.row(row(of.design, "counting words (G2)", &of.bag_of_words))
        })
    }

    fn verdict(&self) -> String {
        let Some(fitting) = self.fitting() else { return String::new() };
        let percent = |share: Option<f64>| share.map_or("–".to_string(), |share| format!("{:.1}%", 100.0 * share));
        format!(
            "For these articles the fitting way is {}. There the default test calls {} of the {} different at p ≤ 0.05; \
             log-likelihood, which takes every word for a draw of its own, {}, and {} of its comparisons have a false \
             finding even after correction.",
            design_name(fitting.design),
            percent(fitting.default.share_below_05()),
            self.kind(),
            percent(fitting.bag_of_words.share_below_05()),
            percent(fitting.bag_of_words.any_false_after_correction()),
        )
    }

    fn warnings(&self) -> Option<Block> {
        let too_often = self.tables.iter().filter(|table| table.default.is_false_too_often());
        let fitting = self.fitting().map(|table| table.design);
        let warnings: Vec<Warning> = too_often
            .map(|table| {
                let then = if fitting == Some(table.design) {
                    "on articles like these its p is too small"
                } else {
                    "do not compare these articles that way"
                };
                Warning {
                    code: "selftest_false_findings".to_string(),
                    about: design_name(table.design).to_string(),
                    text: format!(
                        "the default test finds something after correction significantly more often than in 5% of the \
                         comparisons (one-sided binomial test at 1%): {then}"
                    ),
                }
            })
            .collect();
        (!warnings.is_empty()).then_some(Block::Warnings { warnings })
    }

    fn planted_block(&self, planted: &Planted) -> Table {
        let cell = |share: Option<f64>| share.map_or(Cell::Empty, |share| Cell::share(share, 1));
        Table::new("planted", format!("Planted: one in ten {} with a ratio of {}", self.kind(), planted.ratio))
            .key("design", "sides made of")
            .figures("runs", "samples")
            .figures("discoveries", "found")
            .figures("false_discoveries", "of these false")
            .figures("false_discovery_rate", "false discovery rate")
            .figures("power", "power")
            .row([
                design_name(planted.design).into(),
                planted.runs.into(),
                planted.discoveries.into(),
                planted.false_discoveries.into(),
                cell(Some(planted.false_discovery_rate)),
                cell(planted.power()),
            ])
            .note(
                "The false discovery rate is the mean over samples, held to 5%. Power is the share of the planted differences \
                 that were found.",
            )
    }

    fn data(&self) -> Value {
        let fitting = self.fitting();
        let mut data = Map::new();
        let mut put = |key: &str, value: Value| drop(data.insert(key.to_string(), value));
        put("testable", json!(self.not_testable.is_none()));
        put("not_testable", json!(self.not_testable));
        put("design", json!(fitting.map(|table| table.design.code())));
        put("default", json!(fitting.map(|table| findings(&table.default))));
        put("bag_of_words", json!(fitting.map(|table| findings(&table.bag_of_words))));
        put("splits", json!(self.splits));
        put("terms", json!(self.terms));
        put("terms_per_split", json!(self.terms_per_split));
        put("seed", json!(self.seed));
        put("by", json!(self.by));
        put("of", json!(if self.of_lexicons { "categories" } else { "words" }));
        put("articles", json!(self.articles));
        put(if self.weeks { "weeks" } else { "events" }, json!(self.events));
        for table in &self.tables {
            put(table.design.code(), of_table(table));
        }
        put("planted", json!(self.planted.as_ref().map(of_planted)));
        Value::Object(data)
    }
}

fn design_name(design: NullDesign) -> &'static str {
    match design {
        NullDesign::WholeEvents => "whole events",
        NullDesign::WholeWeeks => "whole weeks",
        NullDesign::PairedSwaps => "swaps inside events",
        NullDesign::UnequalBurstiness => "unequal burstiness",
        _ => "single articles",
    }
}

fn default_name(design: NullDesign, exchange: Exchange) -> &'static str {
    match (design, exchange) {
        (NullDesign::PairedSwaps, _) => "default, paired",
        (_, Exchange::Articles) => "default, by article",
        _ => "default, by event",
    }
}

fn row(design: NullDesign, test: &str, found: &FalseFindings) -> Vec<Cell> {
    let cell = |share: Option<f64>| match share {
        Some(share) => Cell::share(share, 1),
        None => Cell::dash("not_tested", "no test of this kind"),
    };
    vec![
        design_name(design).into(),
        test.into(),
        cell(found.share_below_05()),
        cell(found.share_below_01()),
        cell(found.any_false_after_correction()),
        cell(found.any_false_by_maximum()),
    ]
}

fn findings(found: &FalseFindings) -> Value {
    json!({
        "share_below_05": found.share_below_05(),
        "share_below_01": found.share_below_01(),
        "any_false_after_correction": found.any_false_after_correction(),
        "any_false_by_maximum": found.any_false_by_maximum(),
        "any_false_p": found.any_false_p(),
        "any_false_too_often": found.is_false_too_often(),
        "splits": found.splits,
        "tests": found.tests,
        "without_p": found.without_p,
        "below_05": found.below_05,
        "below_01": found.below_01,
        "any_after_correction": found.any_after_correction,
        "any_by_maximum": found.any_by_maximum,
    })
}

fn of_table(table: &NullTable) -> Value {
    let unit = match table.exchange {
        Exchange::Articles => "article",
        Exchange::Blocks => "event",
        Exchange::BlocksInEvents => "paired",
    };
    let mut out = json!({
        "groups": table.groups,
        "unit": unit,
        "default": findings(&table.default),
        "bag_of_words": findings(&table.bag_of_words),
    });
    if let Some(other) = &table.other_unit {
        out["other_unit"] = findings(other);
    }
    out
}

fn of_planted(planted: &Planted) -> Value {
    json!({
        "ratio": planted.ratio,
        "design": planted.design.code(),
        "runs": planted.runs,
        "terms": planted.terms,
        "planted": planted.planted,
        "discoveries": planted.discoveries,
        "false_discoveries": planted.false_discoveries,
        "false_discovery_rate": planted.false_discovery_rate,
        "false_share": planted.false_share(),
        "power": planted.power(),
    })
}
