//! Tables `term,category[,weight]`: apart by commas, semicolons or tabs, with a line of names or without.

use super::draft::{Draft, Facts};
use super::line_feeds;
use super::list::DIALECT;
use crate::error::Result;
use ::csv::StringRecord;

/// What the columns may be called.
const TERM: &[&str] = &["term", "word", "entry", "pattern", "token", "value", "phrase"];
const CATEGORY: &[&str] = &["category", "key", "class", "sentiment", "label", "dimension"];
const WEIGHT: &[&str] = &["weight", "valence", "score", "polarity"];

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| first.bytes().filter(|b| b == delimiter).count();
    // of equals the last wins
    let delimiter = *b";\t,".iter().max_by_key(|d| count(d)).unwrap_or(&b',');
    let text = line_feeds(text);
    let mut reader = reader(&text, delimiter);
    let mut places: Option<(usize, usize, Option<usize>)> = None;
    for record in reader.records() {
        let (record, line) = row(record, draft)?;
        let (term, category, weight) = match places {
            Some(places) => places,
            None => {
                let at = |names: &[&str]| record.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()));
                let named = at(TERM).zip(at(CATEGORY)).map(|(term, category)| (term, category, at(WEIGHT)));
                if named.is_none() && record.len() < 2 {
                    let message = "the table has one column; write `term,category` or `term,category,weight`";
                    return Err(draft.fail(line, message));
                }
                let found = named.unwrap_or((0, 1, Some(2)));
                places = Some(found);
                if named.is_some() {
                    continue;
                }
                found
            }
        };
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if record.iter().all(str::is_empty) {
            continue;
        }
        if cell(category).is_empty() {
            draft.drop(line, cell(term), "there is no category beside it");
            continue;
        }
        let valence = match weight.map(cell).filter(|cell| !cell.is_empty()) {
            None => None,
            Some(text) => match text.parse::<f64>().ok().filter(|value| value.is_finite()) {
                Some(value) => Some(value),
                None => {
                    draft.drop(line, cell(term), format!("its weight `{text}` is no number"));
                    continue;
                }
            },
        };
        if let Some(value) = valence {
            draft.valence_limit = Some(draft.valence_limit.unwrap_or(2.0).max(value.abs()));
        }
        let path: Vec<&str> = cell(category).split('/').collect();
        let category = draft.category(&path, line)?;
        draft.term(line, cell(term), category, DIALECT, Facts { valence, ..Facts::default() })?;
    }
    Ok(())
}

/// Rows of any length, the first no different from the others.
pub(super) fn reader(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes())
}

/// A row, and the line it begins at.
pub(super) fn row(record: ::csv::Result<StringRecord>, draft: &Draft<'_>) -> Result<(StringRecord, u64)> {
    let line_of = |position: Option<&::csv::Position>| position.map_or(1, ::csv::Position::line);
    let record =
        record.map_err(|cause| draft.fail(line_of(cause.position()), format!("the table cannot be read: {cause}")))?;
    let line = line_of(record.position());
    Ok((record, line))
}
