//! VADER (Hutto and Gilbert 2014): term, mean valence from -4 to 4, deviation, the ten ratings. Emoticons are no words.

use super::afinn::valued;
use super::draft::Draft;
use super::lines;
use crate::error::Result;

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    draft.valence_limit = Some(4.0);
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        let mut columns = line.split('\t');
        let (term, valence) = (columns.next().unwrap_or_default(), columns.next());
        valued(draft, number, term, valence, 4.0)?;
    }
    Ok(())
}
