//! The voices of a text as an index stores them, and the look-up of a hit in them.
//!
//! What a hit's voice depends on is small: the masks of its words. They change rarely from word to word, so they are
//! kept as runs of positions, one number a run. A scan makes the same runs and looks hits up in the same way.

use super::axis::{Axis, AxisSet, Voice, WordVoice};
use super::finder::FoundVoices;
use super::hit::HitVoice;
use crate::text::{Analysis, Border};

/// Runs of word positions whose words have one [`WordVoice`], each as one number: `position << 17 | mask`.
///
/// A run reaches to the next one; before the first are the outlet's plain words. Positions are those of
/// [`Word::position`](crate::text::Word::position).
///
/// ```
/// use parallax::text::Analyzer;
/// use parallax::voice::{Axis, Field, VoiceFinder, VoiceRuns};
///
/// let text = "It rained. Officials said the coup had failed.";
/// let analysis = Analyzer::default().analyze(text);
/// let found = VoiceFinder::english().find(text, &analysis, Field::Body);
/// let mut runs = VoiceRuns::default();
/// runs.fill(&analysis, &found);
/// assert!(runs.voice_of(6, 1).is(Axis::Reported), "the coup stands at position 6, one more for the full stop");
/// assert!(!runs.voice_of(1, 1).is(Axis::Reported));
/// assert_eq!(runs.own_words().own, 4);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoiceRuns {
    runs: Vec<u64>,
    own: OwnWords,
    /// Memory that is used again: position and mask of each word.
    words: Vec<(u32, WordVoice)>,
}

/// How many words of a text are the outlet's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OwnWords {
    /// Words that nobody is said or quoted to have used.
    pub own: u32,
    /// Words that somebody is reported to have used, by a verb that endorses them ("admitted that ...").
    pub endorsed: u32,
}

impl OwnWords {
    /// The own words, with or without the endorsed ones.
    #[must_use]
    pub fn count(self, endorsed_own: bool) -> u32 {
        if endorsed_own { self.own + self.endorsed } else { self.own }
    }
}

impl std::ops::Add for OwnWords {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        OwnWords { own: self.own + more.own, endorsed: self.endorsed + more.endorsed }
    }
}

/// Whether own words can be told from others' where these axes were judged.
#[must_use]
pub fn tells_own_words(judged: AxisSet) -> bool {
    judged.contains(Axis::Reported) && judged.contains(Axis::Quoted)
}

impl VoiceRuns {
    /// Takes in the voices found in a text.
    pub fn fill(&mut self, analysis: &Analysis, found: &FoundVoices) {
        self.own = OwnWords::default();
        self.words.clear();
        let voices = found.words();
        // a phrase lies between two borders
        let mut from = 0;
        for word in analysis.words() {
            if word.border != Border::None {
                drop_idle_cues(&mut self.words[from..]);
                from = self.words.len();
            }
            let voice = voices[word.number as usize];
            self.own = self.own + own(voice);
            self.words.push((word.position, voice));
        }
        drop_idle_cues(&mut self.words[from..]);
        self.runs.clear();
        let mut before = WordVoice::default();
        for &(position, voice) in &self.words {
            if voice != before {
                self.runs.push(u64::from(position) << WordVoice::BITS | u64::from(voice.bits()));
                before = voice;
            }
        }
    }

    /// The runs as numbers, in their order.
    #[must_use]
    pub fn as_numbers(&self) -> &[u64] {
        &self.runs
    }

    /// The runs in a few numbers, for an index; [`decode_runs`](super::decode_runs) reads them.
    pub fn encode_into(&self, out: &mut Vec<u64>) {
        super::codec::encode(&self.runs, out);
    }

    /// How many words are the outlet's own.
    #[must_use]
    pub fn own_words(&self) -> OwnWords {
        self.own
    }

    /// The voice of a hit: so many words from a position on.
    #[must_use]
    pub fn voice_of(&self, position: u32, words: u32) -> HitVoice {
        voice_in(&self.runs, position, words)
    }
}

fn own(voice: WordVoice) -> OwnWords {
    let reported = voice.is(Axis::Reported);
    let quoted = voice.is(Axis::Quoted);
    OwnWords {
        own: u32::from(!reported && !quoted),
        endorsed: u32::from(reported && !quoted && voice.stance() == super::Stance::Endorsing),
    }
}

/// Takes away the cues that no hit can notice, so that there are fewer runs: where all words between two borders are
/// covered on an axis, or none is, the first word decides as any other does.
fn drop_idle_cues(words: &mut [(u32, WordVoice)]) {
    let covered = |(any, all): (u32, u32), word: &(u32, WordVoice)| (any | word.1.covered(), all & word.1.covered());
    let (any, all) = words.iter().fold((0, u32::MAX), covered);
    for (_, voice) in words {
        voice.keep_cues(any & !all, any);
    }
}

/// The voice of a hit among the numbers of [`VoiceRuns`]: so many words from a position on.
#[must_use]
pub fn voice_in(runs: &[u64], position: u32, words: u32) -> HitVoice {
    let begins = |position: u32| u64::from(position) << WordVoice::BITS;
    // the run that the first word is in, if it is in one
    let next = runs.partition_point(|run| *run < begins(position + 1));
    let mask = |at: usize| WordVoice::from_bits(runs[at] as u32);
    let first = if next == 0 { WordVoice::default() } else { mask(next - 1) };
    let end = begins(position + words);
    let later = runs[next..].iter().take_while(|run| **run < end).map(|run| WordVoice::from_bits(*run as u32));
    // words of one run are alike, and once is enough
    Voice::of_words(std::iter::once(first).chain(later), AxisSet::ALL).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::voice::{Field, VoiceFinder};
    use proptest::prelude::*;

    proptest! {
        /// Whatever the text, every run of words between two borders has the voice that the finder gives it.
        #[test]
        fn runs_say_what_was_found(pieces in prop::collection::vec(prop::sample::select(vec![
            "officials", "said", "that", "the", "coup", "\"", "“", "”", "not", "denied", "fraud", "allegations", "may",
            ",", ".", "claims", "so-called", "riots", "admitted", "if", "no", "(", ")", "\n", "rejected", "and", "he",
        ]), 0..60)) {
            let text = pieces.join(" ");
            let analysis = Analyzer::default().analyze(&text);
            let found = VoiceFinder::english().find(&text, &analysis, Field::Body);
            let mut runs = VoiceRuns::default();
            runs.fill(&analysis, &found);
            let words: Vec<_> = analysis.words().collect();
            for first in 0..words.len() {
                for last in first..words.len().min(first + 6) {
                    if last > first && words[last].border != Border::None {
                        break;
                    }
                    let expected = HitVoice::from(found.voice_of(first as u32..last as u32 + 1));
                    let voice = runs.voice_of(words[first].position, (last - first) as u32 + 1);
                    prop_assert_eq!(voice, expected, "{} {}..={}", text, first, last);
                }
            }
        }
    }
}
