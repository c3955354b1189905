//! From a selection to the articles of a segment.

use super::reader::{Columns, day};
use super::{ArticleIndex, failure};
use crate::corpus::Selection;
use crate::error::{Error, ErrorKind, Result};
use std::sync::Arc;
use tantivy::query::{EnableScoring, Query, QueryParser};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// The query of a selection, when it has one.
pub(super) fn query(index: &ArticleIndex, selection: &Selection) -> Result<Option<Box<dyn Query>>> {
    let Some(text) = selection.query_text() else { return Ok(None) };
    let parser = QueryParser::for_index(&index.index, vec![index.fields.text.forms, index.fields.title.forms]);
    let query = parser.parse_query(text).map_err(|cause| {
        let message =
            format!("the query `{text}` cannot be read: {cause}; write for example `coup AND metadata.side:left`");
        Error::new(ErrorKind::Request, message)
    })?;
    Ok(Some(query))
}

/// The articles of a segment that are selected and not deleted, in ascending order.
pub(super) fn documents(
    index: &ArticleIndex,
    searcher: &Searcher,
    segment: &SegmentReader,
    columns: &Columns,
    selection: &Selection,
    query: Option<&dyn Query>,
) -> Result<Vec<DocId>> {
    let alive = |doc: &DocId| segment.alive_bitset().is_none_or(|alive| alive.is_alive(*doc));
    let mut documents: Vec<DocId> = match query {
        None => (0..segment.max_doc()).filter(alive).collect(),
        Some(query) => {
            let found = || -> tantivy::Result<Vec<DocId>> {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                let mut scorer = weight.scorer(segment, 1.0)?;
                let mut found = Vec::new();
                while scorer.doc() != TERMINATED {
                    found.push(scorer.doc());
                    scorer.advance();
                }
                Ok(found)
            };
            found().map_err(|cause| failure(&index.path, cause))?.into_iter().filter(alive).collect()
        }
    };
    if selection.has_dates() {
        documents.retain(|&doc| selection.accepts_date(columns.published.first(doc).map(day)));
    }
    if !selection.outlets().is_empty() {
        keep(&mut documents, |doc| columns.outlet.of(doc), |outlet| selection.accepts_outlet(outlet.as_deref()));
    }
    if !selection.events().is_empty() {
        keep(&mut documents, |doc| columns.event.of(doc), |event| selection.accepts_event(event.as_deref()));
    }
    for (field, _) in selection.conditions() {
        let values = columns.field(segment, field)?;
        keep(&mut documents, |doc| values.of(doc), |value| selection.accepts_field(field, value.as_deref()));
    }
    Ok(documents)
}

fn keep(
    documents: &mut Vec<DocId>,
    value: impl Fn(DocId) -> Option<Arc<str>>,
    accepts: impl Fn(Option<Arc<str>>) -> bool,
) {
    documents.retain(|&doc| accepts(value(doc)));
}
