//! Plain lists: a term a line, in our own patterns; comments begin with `;` or `#`.

use super::draft::{Draft, Facts};
use super::lines;
use super::term::{Dialect, Stars};
use crate::error::Result;

/// Our own patterns, and `*` before a word.
pub(super) const DIALECT: Dialect = Dialect { stars: Stars::Edges, question: true, ours: true, underscore: true };

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let path = [draft.id.clone()];
    let category = draft.category(&path, 1)?;
    for (number, line) in lines(text) {
        let term = line.trim();
        if !term.is_empty() && !term.starts_with([';', '#']) {
            draft.term(number, term, category, DIALECT, Facts::default())?;
        }
    }
    Ok(())
}
