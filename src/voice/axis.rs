//! The axes of a voice, and the look-up of a hit.

use serde::{Deserialize, Serialize};

/// What a span of words says about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// In somebody's mouth, in the outlet's wording ("officials said that ...").
    Reported,
    /// Between quotation marks, as somebody's own words.
    Quoted,
    /// Denied.
    Negated,
    /// Not held for certain.
    Hedged,
    /// Held at arm's length by quotation marks or "so-called".
    ScareQuoted,
}

impl Axis {
    /// All five, in the order of their bits.
    pub const ALL: [Axis; 5] = [Axis::Reported, Axis::Quoted, Axis::Negated, Axis::Hedged, Axis::ScareQuoted];

    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Which words a cue reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What the cue stands over in grammar: "did not meet the terrorists" covers "terrorists".
    Syntactic,
    /// What is really denied or doubted: not what a definite noun phrase takes for granted. Hits use this one.
    #[default]
    Effective,
}

/// How the reporting word stands to what it reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// "said", "told".
    #[default]
    Neutral,
    /// "claimed", "alleged", "so-called".
    Doubting,
    /// "admitted", "revealed".
    Endorsing,
}

/// Whose words they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The outlet's own.
    #[default]
    Outlet,
    /// Another's, told in the outlet's wording.
    Reported,
    /// Another's, word for word.
    Quoted,
}

/// Whether what the words say is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Not denied.
    #[default]
    Affirmed,
    /// Denied.
    Negated,
}

/// Whether what the words say is held for certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Said plainly.
    #[default]
    Plain,
    /// Possible, supposed, asked, or under a condition.
    Hedged,
}

/// The axes that were looked at. What was not looked at is unknown, and not "the outlet's own".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AxisSet(u8);

impl AxisSet {
    /// None.
    pub const NONE: AxisSet = AxisSet(0);
    /// All of them.
    pub const ALL: AxisSet = AxisSet(0b1_1111);
    /// Quotation marks only: a language without cue words.
    pub const QUOTATION: AxisSet = AxisSet(Axis::Quoted.bit() as u8);

    /// Whether the axis was looked at.
    #[must_use]
    pub const fn contains(self, axis: Axis) -> bool {
        self.0 & axis.bit() as u8 != 0
    }
}

/// Whose words a hit is in, and how firmly they are said.
///
/// A hit is the outlet's plain assertion only when every axis is at its default and every axis was judged.
///
/// ```
/// use parallax::text::Analyzer;
/// use parallax::voice::{Attribution, Field, Polarity, VoiceFinder};
///
/// let text = "The army denied that a coup had taken place.";
/// let analysis = Analyzer::default().analyze(text);
/// let found = VoiceFinder::english().find(text, &analysis, Field::Body);
/// let voice = found.voice_of(5..6); // "coup" is word 5
/// assert_eq!(voice.attribution, Attribution::Reported);
/// assert_eq!(voice.polarity, Polarity::Negated);
/// assert!(!voice.is_asserted());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Voice {
    /// Whose words.
    pub attribution: Attribution,
    /// Affirmed or denied.
    pub polarity: Polarity,
    /// Plain or hedged.
    pub certainty: Certainty,
    /// Whether quotation marks or "so-called" hold them at arm's length.
    pub scare_quoted: bool,
    /// How the innermost reporting word stands to them; neutral where nobody reports.
    pub stance: Stance,
    /// Which axes were looked at.
    pub judged: AxisSet,
}

impl Voice {
    /// The voice of a hit from the voices of its words, in order.
    ///
    /// A flag holds if any word is covered. If a cue of an axis stands among the words, the first word alone
    /// decides that axis; a cue that reaches backwards ("fraud allegations") leaves it at its default.
    #[must_use]
    pub fn of_words(words: impl IntoIterator<Item = WordVoice>, judged: AxisSet) -> Voice {
        let mut words = words.into_iter();
        let first = words.next().unwrap_or_default();
        let (mut covered, mut cues, mut backward, mut stance) =
            (first.covered(), first.cues(), first.backward(), first.stance());
        for word in words {
            covered |= word.covered();
            cues |= word.cues();
            backward |= word.backward();
            if stance == Stance::Neutral {
                stance = word.stance();
            }
        }
        let covered = (covered & !cues | first.covered() & cues) & !backward;
        let has = |axis: Axis| covered & axis.bit() != 0;
        let attribution = match (has(Axis::Quoted), has(Axis::Reported)) {
            (true, _) => Attribution::Quoted,
            (_, true) => Attribution::Reported,
            _ => Attribution::Outlet,
        };
        Voice {
            attribution,
            polarity: if has(Axis::Negated) { Polarity::Negated } else { Polarity::Affirmed },
            certainty: if has(Axis::Hedged) { Certainty::Hedged } else { Certainty::Plain },
            scare_quoted: has(Axis::ScareQuoted),
            stance: if attribution == Attribution::Outlet && !has(Axis::ScareQuoted) {
                Stance::Neutral
            } else {
                stance
            },
            judged,
        }
    }

    /// Whether the words are the outlet's own: nobody is said or quoted to have used them.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.attribution == Attribution::Outlet
    }

    /// Whether the outlet asserts them: its own words, neither denied, hedged, nor held at arm's length.
    #[must_use]
    pub fn is_asserted(&self) -> bool {
        self.is_own() && self.polarity == Polarity::Affirmed && self.certainty == Certainty::Plain && !self.scare_quoted
    }
}

/// The voice of one word in 17 bits, as an index stores it.
///
/// Bits 0 to 4: the axes that cover it, in the order of [`Axis::ALL`]; 5 to 9: the axes of which it is a cue;
/// 10 to 14: those of which it is a cue that reaches backwards; 15 and 16: the stance of the innermost report.
/// Zero is the outlet's plain word, and by far the most frequent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WordVoice(u32);

impl WordVoice {
    const AXES: u32 = 0b1_1111;
    const STANCE: u32 = 15;

    /// How many bits a value takes.
    pub const BITS: u32 = 17;

    /// The value with these bits; others are dropped.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        WordVoice(bits & ((1 << Self::BITS) - 1))
    }

    /// Its bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether an axis covers the word.
    #[must_use]
    pub const fn is(self, axis: Axis) -> bool {
        self.0 & axis.bit() != 0
    }

    /// Whether the word is, or is part of, a cue of the axis.
    #[must_use]
    pub const fn is_cue_of(self, axis: Axis) -> bool {
        (self.0 >> 5 | self.0 >> 10) & axis.bit() != 0
    }

    pub(crate) const fn covered(self) -> u32 {
        self.0 & Self::AXES
    }

    const fn cues(self) -> u32 {
        self.0 >> 5 & Self::AXES
    }

    const fn backward(self) -> u32 {
        self.0 >> 10 & Self::AXES
    }

    /// The stance of the innermost report or scare cue that covers it.
    #[must_use]
    pub const fn stance(self) -> Stance {
        match self.0 >> Self::STANCE {
            1 => Stance::Doubting,
            2 => Stance::Endorsing,
            _ => Stance::Neutral,
        }
    }

    /// Forgets of which axes the word is a cue, but for these.
    pub(super) fn keep_cues(&mut self, forward: u32, backward: u32) {
        self.0 &= Self::AXES | 3 << Self::STANCE | forward << 5 | backward << 10;
    }

    pub(crate) fn cover(&mut self, axis: Axis) {
        self.0 |= axis.bit();
    }

    pub(crate) fn set_stance(&mut self, stance: Stance) {
        self.0 = self.0 & !(3 << Self::STANCE) | (stance as u32) << Self::STANCE;
    }

    pub(crate) fn mark_cue(&mut self, axis: Axis, reaches_back: bool) {
        self.0 |= axis.bit() << if reaches_back { 10 } else { 5 };
    }
}
