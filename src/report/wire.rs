//! The report of wire copy: each text that several outlets print, and what each printing changed.

use super::compare::{counted, counted_by, grouped, passage as hit_passage};
use super::{Block, Cell, CorpusRef, Format, Passage, PassageVoice, Report, Table};
use crate::counts::Located;
use crate::framing::{Change, ChangeKind, Printing, WireCopy, WirePassage, WireText};
use crate::text::Span;
use serde_json::{Value, json};

/// The name and version of the JSON body: `texts`, each with `common` (its sentences) and `printings` (each with `changes`,
/// and in these `terms_gone` and `terms_new`). Spans are bytes of the article's text.
pub const WIRE_SCHEMA: &str = "parallax-wire/1";

/// So many sentences of a common text are read in a terminal.
const SENTENCES: usize = 3;
/// So many texts are.
const TEXTS: usize = 10;

impl WireCopy {
    /// Everything as a report to be rendered in this format: what other formats show is left out, because the texts are
    /// many. `fold`: what is read in a terminal at one go.
    pub fn report(&self, format: Format, fold: bool) -> Report {
        let mut report = Report::new(self.title(), self.provenance());
        if format == Format::Json {
            return report.with_data(WIRE_SCHEMA, self.data());
        }
        report = report.with_block(Block::paragraph(self.summary()));
        if self.groups.is_empty() {
            return report;
        }
        report = report.with_block(self.overview());
        let shown = if fold { TEXTS } else { usize::MAX };
        for group in self.groups.iter().take(shown) {
            report = report.with_blocks(self.text(group, fold));
        }
        if self.groups.len() > shown {
            let more = self.groups.len() - shown;
            let text =
                format!("{more} more texts are not shown here; --full shows them, and the other formats hold them.");
            report = report.with_block(Block::paragraph(text));
        }
        report
    }

    fn summary(&self) -> String {
        let articles = counted(self.articles, "article");
        if self.groups.is_empty() {
            return format!("{articles}, none with a text that another outlet prints too.");
        }
        let printings: usize = self.groups.iter().map(|group| group.printings.len()).sum();
        format!(
            "{} of {articles} print a text that several outlets print. The common text of each is, sentence by sentence, what most of its printings have; a change is what a printing has otherwise. Who changed it, and whether the agency sent several versions, cannot be seen. Agencies that a text names are hints.",
            grouped(printings as u64),
        )
    }

    fn title(&self) -> String {
        match self.groups.len() {
            0 => "Wire copy: no text is printed by several outlets".to_string(),
            1 => "Wire copy: one text that several outlets print".to_string(),
            n => format!("Wire copy: {n} texts that several outlets print"),
        }
    }

    /// A row an outlet.
    fn overview(&self) -> Table {
        let mut outlets: Vec<&str> =
            self.groups.iter().flat_map(|group| &group.printings).map(|p| p.article.outlet()).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let table = Table::new("outlets", "Sentences of shared texts, and what was made of them")
            .key("outlet", "outlet")
            .figures("texts", "texts")
            .figures("kept", "kept");
        let table = ChangeKind::ALL.into_iter().fold(table, |table, kind| table.figures(kind.name(), kind.name()));
        let table = table.figures("terms_new", "framing terms in").figures("terms_gone", "framing terms out");
        outlets.into_iter().fold(table, |table, outlet| {
            let printings = || self.groups.iter().flat_map(|g| &g.printings).filter(|p| p.article.outlet() == outlet);
            let sum = |number: &dyn Fn(&Printing) -> u64| Cell::from(printings().map(number).sum::<u64>());
            let terms = |of: fn(&Change) -> usize| sum(&|p| p.changes.iter().map(|c| of(c) as u64).sum());
            let mut row = vec![Cell::from(outlet), (printings().count() as u64).into(), sum(&|p| p.kept)];
            row.extend(ChangeKind::ALL.into_iter().map(|kind| sum(&|p| p.number_of(kind))));
            row.push(terms(|change| change.terms_new.len()));
            row.push(terms(|change| change.terms_gone.len()));
            table.row(row)
        })
    }

    fn text(&self, group: &WireText, fold: bool) -> Vec<Block> {
        let titles = group.printings.iter().map(|printing| printing.article.title());
        let title = titles.clone().find(|title| !title.is_empty()).unwrap_or(&group.name);
        let mut blocks = vec![Block::heading(2, title), self.printings(group).into()];
        blocks.push(Block::paragraph(common_text(group, fold)));
        for printing in &group.printings {
            let outlet = printing.article.outlet();
            for kind in ChangeKind::ALL {
                let changes = printing.changes.iter().filter(|change| change.kind == kind);
                let passages: Vec<Passage> = changes.flat_map(change_passages).collect();
                if passages.is_empty() {
                    continue;
                }
                let how = match kind {
                    ChangeKind::Added => "added",
                    ChangeKind::Cut => "cut, as others print it",
                    ChangeKind::Reworded => "reworded: first the common text, then this printing",
                    ChangeKind::Moved => "moved",
                };
                blocks.push(Block::Passages { title: format!("{outlet} {how}"), passages });
            }
        }
        blocks.extend(self.terms(group).map(Block::from));
        blocks
    }

    fn printings(&self, group: &WireText) -> Table {
        let table = Table::new("printings", "")
            .fixed_key("text", &*group.name)
            .key("outlet", "outlet")
            .key("article", "article")
            .words("published", "published")
            .words("agency", "names")
            .figures("kept", "kept");
        let table = ChangeKind::ALL.into_iter().fold(table, |table, kind| table.figures(kind.name(), kind.name()));
        let table = group.printings.iter().fold(table, |table, printing| {
            let article = &printing.article;
            let mut row = vec![
                Cell::from(article.outlet()),
                Cell::from(article.id()),
                article.published().map_or(Cell::Empty, Cell::from),
                printing.agency.as_ref().map_or(Cell::Empty, |hint| Cell::from(hint.agency.as_str())),
                printing.kept.into(),
            ];
            row.extend(ChangeKind::ALL.into_iter().map(|kind| Cell::from(printing.number_of(kind))));
            table.row(row)
        });
        match group.further.len() {
            0 => table,
            more => table.note(format!(
                "{more} more of the same outlets, which are not held against it: {}",
                group.further.iter().map(|further| &*further.article).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    /// The framing terms that came and went, with their voices; nothing where there are none.
    fn terms(&self, group: &WireText) -> Option<Table> {
        let mut table = Table::new("terms", "Framing terms in what was changed")
            .fixed_key("text", &*group.name)
            .key("outlet", "outlet")
            .key("change", "")
            .words("category", "category")
            .words("words", "words")
            .words("voice", "voice")
            .words("article", "article")
            .words("bytes", "bytes");
        for printing in &group.printings {
            for change in &printing.changes {
                let new = change.terms_new.iter().map(|term| ("in", term));
                for (way, term) in change.terms_gone.iter().map(|term| ("out", term)).chain(new) {
                    let shown = hit_passage(term, &self.header);
                    table = table.row([
                        Cell::from(printing.article.outlet()),
                        Cell::from(way),
                        Cell::from(shown.category.as_str()),
                        Cell::from(shown.hit.as_str()),
                        shown.voice.as_ref().map_or(Cell::Empty, |voice| Cell::from(PassageVoice::in_words(voice))),
                        Cell::from(shown.article.as_str()),
                        Cell::from(format!("{}-{}", shown.span[0], shown.span[1])),
                    ]);
                }
            }
        }
        (!table.rows.is_empty()).then_some(table)
    }

    fn provenance(&self) -> super::Provenance {
        let corpus = CorpusRef { articles: self.articles, words: self.words, hash: self.hash.clone() };
        let provenance = counted_by(&self.header, &self.skipped)
            .with_corpus(corpus)
            .with_option("copies", "resemblance of 5-word shingles from 0.8, or containment from 0.8 in a text at most three times as long")
            .with_option("reworded", "from half of the words in order");
        self.input.iter().fold(provenance, |provenance, input| provenance.with_input(input))
    }

    fn data(&self) -> Value {
        let terms =
            |terms: &[Located]| terms.iter().map(|term| json!(hit_passage(term, &self.header))).collect::<Vec<_>>();
        let change = |change: &Change| {
            json!({
                "kind": change.kind,
                "before": change.before.as_ref().map(passage_data),
                "after": change.after.as_ref().map(passage_data),
                "words_gone": change.words_gone.iter().map(ends).collect::<Vec<_>>(),
                "words_new": change.words_new.iter().map(ends).collect::<Vec<_>>(),
                "terms_gone": terms(&change.terms_gone),
                "terms_new": terms(&change.terms_new),
            })
        };
        let printing = |printing: &Printing| {
            json!({
                "outlet": printing.article.outlet(),
                "article": printing.article.id(),
                "title": printing.article.title(),
                "published": printing.article.published(),
                "url": printing.article.url(),
                "agency": printing.agency.as_ref().map(|hint| json!({ "name": hint.agency, "bytes": ends(&hint.span) })),
                "kept": printing.kept,
                "changes": printing.changes.iter().map(change).collect::<Vec<_>>(),
            })
        };
        json!({
            "articles": self.articles,
            "texts": self.groups.iter().map(|group| json!({
                "id": &*group.name,
                "common": group.common.iter().map(passage_data).collect::<Vec<_>>(),
                "printings": group.printings.iter().map(printing).collect::<Vec<_>>(),
                "further": group.further.iter().map(|further| &*further.article).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }
}

fn ends(span: &Span) -> [u32; 2] {
    [span.start, span.end]
}

fn passage_data(passage: &WirePassage) -> Value {
    json!({
        "article": passage.article.id(),
        "outlet": passage.article.outlet(),
        "bytes": ends(&passage.span),
        "text": passage.text(),
    })
}

/// The common text, or its beginning.
fn common_text(group: &WireText, fold: bool) -> String {
    let shown = if fold { SENTENCES } else { usize::MAX };
    let sentences: Vec<&str> = group.common.iter().take(shown).map(WirePassage::text).collect();
    let more = group.common.len() - sentences.len();
    let rest = if more > 0 { format!(" … and {}.", counted(more as u64, "more sentence")) } else { String::new() };
    format!("Common text: {}{rest}", sentences.join(" "))
}

/// A changed sentence, with the words that changed marked; of a reworded one both wordings.
fn change_passages(change: &Change) -> Vec<Passage> {
    let sentence = |passage: &Option<WirePassage>, words: &[Span]| {
        let passage = passage.as_ref()?;
        let hit = match (words.first(), words.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => passage.span,
        };
        let (article, text) = (&passage.article, passage.article.text());
        Some(Passage {
            before: text[passage.span.start as usize..hit.start as usize].to_string(),
            hit: hit.of(text).to_string(),
            after: text[hit.end as usize..passage.span.end as usize].to_string(),
            article: article.id().to_string(),
            outlet: article.outlet().to_string(),
            title: article.title().to_string(),
            event: article.event().map(String::from),
            published: article.published().map(String::from),
            url: article.url().map(String::from),
            field: "text".to_string(),
            span: ends(&hit),
            category: "wire".to_string(),
            entry: change.kind.name().to_string(),
            voice: None,
        })
    };
    let before = || sentence(&change.before, &change.words_gone);
    let after = || sentence(&change.after, &change.words_new);
    match change.kind {
        ChangeKind::Added | ChangeKind::Moved => after().into_iter().collect(),
        ChangeKind::Cut => before().into_iter().collect(),
        ChangeKind::Reworded => before().into_iter().chain(after()).collect(),
    }
}
