//! The passages of the terms that are listed: chosen by the articles that hold them, read at the very end.

use crate::counts::{CountPlan, Evidence, FieldChoice, Input, Located, TermRows};
use crate::error::Result;
use crate::framing::evidence::Texts;
use crate::lexicon::Lexicon;
use rustc_hash::{FxHashMap, FxHashSet};

/// Passages of a term that is listed.
#[derive(Clone, Debug)]
pub struct TermPassages {
    /// The term.
    pub term: String,
    /// The first hit in each article that was chosen: those of the group in question, then those of the others, list by
    /// list.
    pub passages: Vec<Located>,
}

/// Finds what stands at these addresses, whose categories are numbers of terms.
pub(super) fn find(
    input: &Input,
    field: FieldChoice,
    rows: &TermRows,
    mut chosen: Vec<Evidence>,
) -> Result<Vec<TermPassages>> {
    let mut found: Vec<TermPassages> = Vec::new();
    let mut place_of: FxHashMap<u32, u32> = FxHashMap::default();
    let mut known = FxHashSet::default();
    // a term of several lists has its passages once
    chosen.retain_mut(|address| {
        let place = *place_of.entry(address.category).or_insert_with_key(|term| {
            found.push(TermPassages { term: rows.term(*term as usize).to_string(), passages: Vec::new() });
            found.len() as u32 - 1
        });
        address.category = place;
        known.insert((place, address.article.clone()))
    });
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let lexicons = found.iter().map(|of| Lexicon::from_patterns(&of.term, [&*of.term])).collect::<Result<Vec<_>>>()?;
    let plan = CountPlan::new(lexicons).field(field).any_language();
    let hits = Texts::Input(input, &plan).locate(&chosen)?;
    for (address, hit) in chosen.iter().zip(hits) {
        found[address.category as usize].passages.extend(hit);
    }
    found.retain(|of| !of.passages.is_empty());
    Ok(found)
}
