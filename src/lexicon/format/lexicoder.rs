//! Lexicoder 3 (Young and Soroka 2012): `+category#colour`, then a term a line. Negated forms ("not good*") are categories
//! of their own and stay as they are; older files are XML, as Yoshikoder's.

use super::draft::{Draft, Facts};
use super::lines;
use super::loss::LossKind;
use super::term::{Dialect, Stars};
use crate::error::Result;

const DIALECT: Dialect = Dialect { stars: Stars::End, question: false, ours: false, underscore: false };

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let mut category = None;
    for (number, line) in lines(text) {
        let term = line.trim();
        if let Some(name) = term.strip_prefix('+') {
            let (name, colour) = name.split_once('#').map_or((name, None), |(name, colour)| (name, Some(colour)));
            if let Some(colour) = colour {
                draft.note(Some(number), name, LossKind::Rewritten, format!("the colour `#{colour}` is left out"));
            }
            category = Some(draft.category(&[name], number)?);
        } else if !term.is_empty() {
            let Some(category) = category else {
                return Err(draft.fail(number, format!("`{term}` stands before any category; write `+NAME` above it")));
            };
            draft.term(number, term, category, DIALECT, Facts::default())?;
        }
    }
    Ok(())
}
