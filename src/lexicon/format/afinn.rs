//! AFINN (Nielsen 2011): a term, a tab, a valence from -5 to 5. Categories by its sign.

use super::draft::{Draft, Facts};
use super::lines;
use super::term::{Dialect, Stars};
use crate::error::Result;

/// Words and phrases that stand for themselves.
pub(super) const DIALECT: Dialect = Dialect { stars: Stars::None, question: false, ours: false, underscore: false };

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    draft.valence_limit = Some(5.0);
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t');
        let (term, valence) = (columns.next().unwrap_or_default(), columns.next());
        valued(draft, number, term, valence, 5.0)?;
    }
    Ok(())
}

/// A term with a valence, in the category of its sign.
pub(super) fn valued(draft: &mut Draft<'_>, number: u64, term: &str, valence: Option<&str>, limit: f64) -> Result<()> {
    let Some(valence) = valence else {
        draft.drop(number, term, "there is no valence behind a tab");
        return Ok(());
    };
    match valence.trim().parse::<f64>() {
        Ok(value) if value.abs() <= limit => {
            let sign = if value > 0.0 {
                "positive"
            } else if value < 0.0 {
                "negative"
            } else {
                "neutral"
            };
            let category = draft.category(&[draft.id.as_str().to_string(), sign.to_string()], number)?;
            draft.term(number, term, category, DIALECT, Facts { valence: Some(value), ..Facts::default() })
        }
        _ => {
            draft.drop(number, term, format!("`{}` is no valence from -{limit} to {limit}", valence.trim()));
            Ok(())
        }
    }
}
