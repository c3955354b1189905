//! What a comparison's report says of copies: how much is shared, how it counts, and the rates under the other choice.

use super::compare::{counted, dash, grouped, interval, number};
use super::compare_data::{ends, known, reason};
use super::{Block, Cell, Table};
use crate::framing::{Beside, Comparison, DuplicatePolicy, SamplingUnit};
use serde_json::{Value, json};

impl Comparison {
    /// The share of copies, and what is done with them: a sentence or two that every report holds.
    pub(super) fn copies_in_words(&self) -> String {
        let mut text = String::new();
        if !self.copies.is_empty() {
            let (are, copies) = if self.copies.len() == 1 { ("is", "a copy") } else { ("are", "copies") };
            text += &format!(
                " {} more {are} left out: {copies}, word for word or nearly so, of another of the same outlet (--copies counts them).",
                counted(self.copies.len() as u64, "article")
            );
        }
        let wire = self.wire;
        if wire.groups == 0 {
            return text + " No text is printed by several outlets.";
        }
        text += &format!(
            " {} of {} articles ({:.0} %) print {} that several outlets print; {} (--duplicates {}).",
            grouped(wire.printings),
            grouped(wire.articles),
            100.0 * wire.share(),
            if wire.groups == 1 { "a text".to_string() } else { format!("{} texts", grouped(wire.groups)) },
            self.shown.duplicates.in_words(),
            self.shown.duplicates.name()
        );
        text
    }

    /// Shared texts counted once, and the rates under other choices.
    pub(super) fn wire_tables(&self, groups: &[usize]) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.wire_once.is_empty() {
            blocks.push(self.once().into());
        }
        for (id, beside) in [("with_and_without_wire", &self.beside), ("with_and_without_copies", &self.beside_copies)]
        {
            blocks.extend(beside.as_ref().map(|beside| self.with_and_without(id, beside, groups).into()));
        }
        blocks
    }

    fn once(&self) -> Table {
        let table = Table::new("wire_once", "Texts that several outlets print, each counted once")
            .key("category", "category")
            .figures("texts", "texts")
            .figures("hits", "hits")
            .figures("texts_with_hits", "texts with a hit")
            .figures("per_1000", "per 1,000 words")
            .figures("per_1000_interval", "95% interval");
        self.wire_once.iter().zip(&self.categories).fold(table, |table, (profile, category)| {
            table.row([
                Cell::from(category.title.as_str()),
                profile.texts.into(),
                profile.hits.into(),
                profile.texts_with_hits.into(),
                number(profile.per_1000, 2),
                interval(profile.interval_per_1000, 2),
            ])
        })
    }

    /// A row a category and group that has hits either way.
    fn with_and_without(&self, id: &str, beside: &Beside, groups: &[usize]) -> Table {
        let mut table = Table::new(id, format!("As compared, and with {}", beside.choice))
            .key("category", "category")
            .key(&self.header.by, &self.header.by)
            .figures("per_1000", "per 1,000")
            .figures("per_1000_otherwise", "otherwise");
        if self.design.is_some() {
            table = table.figures("ratio", "times the rest").figures("ratio_otherwise", "otherwise");
        }
        for (place, category) in self.categories.iter().enumerate() {
            for &group in groups {
                let (mine, other) = (category.profiles[group].per_1000, beside.per_1000[place][group]);
                if mine.unwrap_or(0.0) == 0.0 && other.unwrap_or(0.0) == 0.0 {
                    continue;
                }
                let mut row = vec![
                    Cell::from(category.title.as_str()),
                    Cell::from(self.group(group)),
                    number(mine, 2),
                    number(other, 2),
                ];
                if self.design.is_some() {
                    let contrast = category.against_rest.iter().find(|contrast| contrast.target == group);
                    row.push(match contrast {
                        Some(contrast) => number(contrast.ratio(), 2),
                        None => dash(crate::measures::Undefined::FewArticles),
                    });
                    row.push(number(beside.ratios[place][group], 2));
                }
                table = table.row(row);
            }
        }
        table
    }

    /// Everything about copies, by name.
    pub(super) fn wire_data(&self) -> Value {
        let group = |place: usize| json!(self.groups[place].name.as_deref());
        let otherwise = |beside: &Beside| {
            let row = |place: usize| {
                let of_group = |at: usize| {
                    let (rate, ratio) = (beside.per_1000[place][at], beside.ratios[place][at]);
                    json!({
                        "group": group(at),
                        "per_1000": known(rate),
                        "per_1000_reason": reason(rate),
                        "ratio": known(ratio),
                        "ratio_reason": reason(ratio),
                    })
                };
                json!({
                    "id": self.categories[place].id,
                    "groups": (0..self.groups.len()).map(of_group).collect::<Vec<_>>(),
                })
            };
            json!({
                "choice": beside.choice,
                "categories": (0..self.categories.len()).map(row).collect::<Vec<_>>(),
            })
        };
        json!({
            "groups": self.wire.groups,
            "printings": self.wire.printings,
            "articles": self.wire.articles,
            "share": self.wire.share(),
            "once": self.wire_once.iter().zip(&self.categories).map(|(profile, category)| json!({
                "id": category.id,
                "texts": profile.texts,
                "texts_with_hits": profile.texts_with_hits,
                "words": profile.words,
                "hits": profile.hits,
                "per_1000": known(profile.per_1000),
                "per_1000_reason": reason(profile.per_1000),
                "interval_per_1000": ends(profile.interval_per_1000),
                "interval_per_1000_reason": reason(profile.interval_per_1000),
            })).collect::<Vec<_>>(),
            "otherwise": self.beside.as_ref().map(otherwise),
            // under the name of what no evidence can give
            "copies": self.beside_copies.as_ref().map(otherwise),
        })
    }

    /// What was chosen, for the provenance.
    pub(super) fn duplicates_in_words(&self) -> String {
        let how = match self.shown.duplicates {
            DuplicatePolicy::Each => "each printing counts for its outlet",
            DuplicatePolicy::Once => "texts of several outlets count once, for no outlet",
            DuplicatePolicy::DropWire => "texts of several outlets do not count",
            DuplicatePolicy::Weight => "texts of several outlets count once in all, in equal parts for each printing",
        };
        format!(
            "{how}; resemblance of 5-word shingles from 0.8, or containment from 0.8 in a text at most three times as long{}",
            if self.shown.unit == SamplingUnit::Wire { "; groups of them are the sample" } else { "" }
        )
    }
}
