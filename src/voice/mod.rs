//! Whose words a hit is in, and how firmly they are said.

mod attribution;
mod axis;
mod cues;
mod finder;
mod headline;
mod hedge;
mod inflect;
mod naming;
mod negation;
mod nouns;
mod pass;
mod quotation;
mod record;
mod scare_quotes;
mod source;
mod span;
mod tokens;

#[cfg(test)]
mod tests;

pub use axis::{Attribution, Axis, AxisSet, Certainty, Polarity, Scope, Stance, Voice, WordVoice};
pub use cues::Cues;
pub use finder::{Field, FoundVoices, VoiceFinder, VoiceScratch};
pub use record::{SpanRecord, VoiceRecord};
pub use span::{Rule, VoiceSpan};
