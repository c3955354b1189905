//! The General Inquirer's table (Stone et al. 1966): `Entry,Source,Positiv,…`, a mark where an entry is of a category,
//! and a sense behind some entries (`ABOUT#1`), which nobody can tell from the words alone.

use super::afinn::DIALECT;
use super::draft::{Draft, Facts};
use super::loss::LossKind;
use super::{csv, line_feeds};
use crate::error::Result;

/// Columns that are no categories.
const NOTES: &[&str] = &["entry", "source", "othtags", "defined", "xnull", ""];

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let text = line_feeds(text);
    let mut reader = csv::reader(&text, b',');
    let mut columns: Vec<Option<usize>> = Vec::new();
    for record in reader.records() {
        let (record, line) = csv::row(record, draft)?;
        if columns.is_empty() {
            for name in &record {
                let is_note = NOTES.contains(&name.to_lowercase().as_str());
                columns.push(if is_note { None } else { Some(draft.category(&[name], line)?) });
            }
            continue;
        }
        let entry = record.get(0).unwrap_or_default();
        let (term, sense) = entry.split_once('#').map_or((entry, None), |(term, sense)| (term, Some(sense)));
        let marked: Vec<usize> = record
            .iter()
            .zip(&columns)
            .filter(|(cell, _)| !cell.is_empty())
            .filter_map(|(_, column)| *column)
            .collect();
        if let (Some(sense), false) = (sense, marked.is_empty()) {
            let message = format!("sense {sense} cannot be told from the others; every `{term}` counts");
            draft.note(Some(line), entry, LossKind::Altered, message);
        }
        for category in marked {
            draft.term(line, term, category, DIALECT, Facts::default())?;
        }
    }
    Ok(())
}
