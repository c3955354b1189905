//! The MPQA subjectivity clues (Wilson, Wiebe and Hoffmann 2005): `type=weaksubj len=1 word1=… pos1=… stemmed1=n
//! priorpolarity=negative`, a line each. Categories by polarity and strength.

use super::afinn::DIALECT;
use super::draft::{Draft, Facts};
use super::lines;
use super::loss::LossKind;
use crate::error::Result;

/// Whether a line is such a clue.
pub(super) fn is_clue(line: &str) -> bool {
    line.starts_with("type=") && line.contains(" word1=")
}

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        let of = |key: &str| {
            let pair =
                |part: &str| part.split_once('=').filter(|(name, _)| *name == key).map(|(_, value)| value.to_string());
            line.split_whitespace().find_map(pair)
        };
        let (Some(word), Some(polarity)) = (of("word1"), of("priorpolarity")) else {
            draft.drop(number, line.trim(), "there is no `word1=` or no `priorpolarity=`");
            continue;
        };
        if let Some(part) = of("pos1").filter(|part| part != "anypos") {
            let message = format!("only as {part} in the file; parts of speech are not looked at");
            draft.note(Some(number), &word, LossKind::Altered, message);
        }
        let stem = of("stemmed1").is_some_and(|value| value == "y");
        let strength = of("type").unwrap_or_else(|| "subj".to_string());
        let category = draft.category(&[polarity, strength], number)?;
        draft.term(number, &word, category, DIALECT, Facts { stem, ..Facts::default() })?;
    }
    Ok(())
}
