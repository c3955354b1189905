//! One finding: these words, on this axis, because of that cue.

use super::axis::{Axis, Scope, Stance};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A run of tokens on one axis, with what put them there. All ranges count tokens of the analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceSpan {
    /// What is said of them.
    pub axis: Axis,
    /// The tokens covered.
    pub tokens: Range<u32>,
    /// The word or words that say so; for a quotation without a reporting word, none.
    pub cue: Option<Range<u32>>,
    /// Whose words they are, where a source is named. For a scare quote, never.
    pub source: Option<Range<u32>>,
    /// How the cue stands to them.
    pub stance: Stance,
    /// The rule that fired.
    pub rule: Rule,
    /// The scope it belongs to; `None` where both are the same.
    pub scope: Option<Scope>,
    pub(crate) reaches_back: bool,
}

impl VoiceSpan {
    /// Whether it holds in a scope.
    #[must_use]
    pub fn is_in(&self, scope: Scope) -> bool {
        self.scope.is_none_or(|own| own == scope)
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $doc:literal),* $(,)?) => {
        /// The rule behind a [`VoiceSpan`], for `--explain`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Rule { $(#[doc = $doc] #[serde(rename = $code)] $name),* }

        impl Rule {
            /// Its name in data: letters, digits and hyphens.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$name => $code),* }
            }

            /// What it does, in one sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Rule::$name => $doc),* }
            }
        }
    };
}

rules! {
    Forward "forward" "What follows a reporting verb: officials said (that) ...",
    Trailing "trailing" "What precedes source and verb: ..., officials said.",
    Inverted "inverted" "What precedes verb and source: ..., said the officials.",
    SpeakOf "speak-of" "What follows a preposition: spoke of ..., warned about ...",
    Naming "naming" "The name given: called it ..., described them as ..., what they call ...",
    Accusation "accusation" "The charge: accused them of ..., blamed them for ...",
    Directive "directive" "What is asked for: urged them to ..., called for ...",
    ToInfinitive "to-infinitive" "What is promised, threatened or claimed: vowed to ...",
    Impersonal "impersonal" "Said by nobody in particular: it is believed that ..., is said to ...",
    HasIt "has-it" "Rumour has it that ...",
    According "according-to" "The clause around according to, citing, in the view of ...",
    Noun "reporting-noun" "What follows a reporting noun: claims that ..., allegations of ...",
    Compound "compound" "What stands before a reporting noun: fraud allegations.",
    Quotation "quotation" "Words between quotation marks.",
    Snippet "snippet" "A short quotation that no reporting word takes up.",
    Denial "denial" "What is denied: denied that ..., a denial of ...",
    Predicate "predicate" "What a predicate calls false or unproven: claims that ... are baseless.",
    Negator "negator" "What follows not, no, never, without and their like.",
    Absence "absence" "What was negated by a predicate after it: the evidence has not been presented.",
    Contrast "contrast" "The refused half of a contrast: not X but Y, X rather than Y.",
    Modal "modal" "What may, might or could be.",
    Seeming "seeming" "What appears or seems to be.",
    HedgeAdverb "hedge-adverb" "What is reportedly, apparently or perhaps so.",
    HedgeAdjective "hedge-adjective" "An alleged, suspected or possible thing.",
    HedgePhrase "hedge-phrase" "What follows a kind of, akin to, on the brink of ...",
    Weak "weak-verb" "What is believed, feared, suggested.",
    Condition "condition" "What stands under if, unless, whether.",
    Question "question" "What is asked.",
    Headline "headline" "The colon of a headline: Putin: ...",
    ScareCue "scare-cue" "What follows so-called, self-styled, under the guise of ...",
}
