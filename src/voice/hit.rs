//! The voice of a hit as counts keep it, and the choices a comparison can make among voices.

use super::axis::{Attribution, Axis, AxisSet, Certainty, Polarity, Stance, Voice};
use crate::error::{Error, ErrorKind, Result, nearest};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A [`Voice`] in one byte, without what was judged: what hits are counted by.
///
/// Bits 0 to 4: the flags in the order of [`Axis::ALL`], reported only where not quoted; 5 and 6: the stance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct HitVoice(u8);

impl HitVoice {
    const STANCE: u32 = 5;

    /// Whether a flag holds. Of reported and quoted at most one does.
    #[must_use]
    pub const fn is(self, axis: Axis) -> bool {
        self.0 & axis.bit() as u8 != 0
    }

    /// How the reporting word stands to the hit.
    #[must_use]
    pub const fn stance(self) -> Stance {
        match self.0 >> Self::STANCE {
            1 => Stance::Doubting,
            2 => Stance::Endorsing,
            _ => Stance::Neutral,
        }
    }

    /// The voice it stands for.
    #[must_use]
    pub fn voice(self, judged: AxisSet) -> Voice {
        Voice {
            attribution: match (self.is(Axis::Quoted), self.is(Axis::Reported)) {
                (true, _) => Attribution::Quoted,
                (_, true) => Attribution::Reported,
                _ => Attribution::Outlet,
            },
            polarity: if self.is(Axis::Negated) { Polarity::Negated } else { Polarity::Affirmed },
            certainty: if self.is(Axis::Hedged) { Certainty::Hedged } else { Certainty::Plain },
            scare_quoted: self.is(Axis::ScareQuoted),
            stance: self.stance(),
            judged,
        }
    }
}

/// The voice in words, for example `reported, hedged, doubting`; `own` where nothing is said of it.
impl std::fmt::Display for HitVoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let axes = ["reported", "quoted", "negated", "hedged", "scare-quoted"];
        let mut words: Vec<&str> =
            Axis::ALL.into_iter().zip(axes).filter(|(axis, _)| self.is(*axis)).map(|(_, name)| name).collect();
        if !self.is(Axis::Reported) && !self.is(Axis::Quoted) {
            words.insert(0, "own");
        }
        match self.stance() {
            Stance::Neutral => {}
            Stance::Doubting => words.push("doubting"),
            Stance::Endorsing => words.push("endorsing"),
        }
        f.write_str(&words.join(", "))
    }
}

impl From<Voice> for HitVoice {
    fn from(voice: Voice) -> Self {
        let flag = |holds: bool, axis: Axis| if holds { axis.bit() as u8 } else { 0 };
        HitVoice(
            flag(voice.attribution == Attribution::Reported, Axis::Reported)
                | flag(voice.attribution == Attribution::Quoted, Axis::Quoted)
                | flag(voice.polarity == Polarity::Negated, Axis::Negated)
                | flag(voice.certainty == Certainty::Hedged, Axis::Hedged)
                | flag(voice.scare_quoted, Axis::ScareQuoted)
                | (voice.stance as u8) << Self::STANCE,
        )
    }
}

impl From<HitVoice> for u8 {
    fn from(voice: HitVoice) -> u8 {
        voice.0
    }
}

impl TryFrom<u8> for HitVoice {
    type Error = String;

    fn try_from(bits: u8) -> std::result::Result<Self, String> {
        let both = (Axis::Reported.bit() | Axis::Quoted.bit()) as u8;
        if bits >> HitVoice::STANCE > 2 || bits & both == both {
            return Err(format!("{bits} is no voice of a hit"));
        }
        Ok(HitVoice(bits))
    }
}

/// Which hits count, by whose words they are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoiceChoice {
    /// All of them. The default.
    #[default]
    All,
    /// In the outlet's own words: nobody is said or quoted to have used them.
    Own,
    /// The outlet's own plain words: also neither denied, hedged nor held at arm's length.
    Asserted,
    /// In another's mouth, told in the outlet's wording.
    Attributed,
    /// Another's, word for word.
    Quoted,
    /// Held at arm's length.
    ScareQuoted,
    /// Not held for certain.
    Hedged,
    /// Denied.
    Negated,
}

impl VoiceChoice {
    /// The six columns of reports. A hit may be in several of them, and is in at least one.
    pub const COLUMNS: [VoiceChoice; 6] = [
        VoiceChoice::Asserted,
        VoiceChoice::Attributed,
        VoiceChoice::Quoted,
        VoiceChoice::ScareQuoted,
        VoiceChoice::Hedged,
        VoiceChoice::Negated,
    ];

    /// All choices.
    pub const ALL: [VoiceChoice; 8] = [
        VoiceChoice::All,
        VoiceChoice::Own,
        VoiceChoice::Asserted,
        VoiceChoice::Attributed,
        VoiceChoice::Quoted,
        VoiceChoice::ScareQuoted,
        VoiceChoice::Hedged,
        VoiceChoice::Negated,
    ];

    /// The machine's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            VoiceChoice::All => "all",
            VoiceChoice::Own => "own",
            VoiceChoice::Asserted => "asserted",
            VoiceChoice::Attributed => "attributed",
            VoiceChoice::Quoted => "quoted",
            VoiceChoice::ScareQuoted => "scare_quoted",
            VoiceChoice::Hedged => "hedged",
            VoiceChoice::Negated => "negated",
        }
    }

    /// What it stands for, for sentences: "in the outlet's own words".
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            VoiceChoice::All => "in any voice",
            VoiceChoice::Own => "in the outlet's own words",
            VoiceChoice::Asserted => "in the outlet's own plain words",
            VoiceChoice::Attributed => "attributed to somebody",
            VoiceChoice::Quoted => "quoted",
            VoiceChoice::ScareQuoted => "in scare quotes",
            VoiceChoice::Hedged => "hedged",
            VoiceChoice::Negated => "negated",
        }
    }

    /// Whether a hit counts. `endorsed_own`: what an endorsing verb reports ("admitted that ...") is the outlet's own.
    ///
    /// ```
    /// use parallax::text::Analyzer;
    /// use parallax::voice::{Field, HitVoice, VoiceChoice, VoiceFinder};
    ///
    /// let text = "The general conceded that his men had fired on unarmed demonstrators.";
    /// let found = VoiceFinder::english().find(text, &Analyzer::default().analyze(text), Field::Body);
    /// let voice = HitVoice::from(found.voice_of(9..11));
    /// assert!(VoiceChoice::Attributed.takes(voice, false) && !VoiceChoice::Own.takes(voice, false));
    /// assert!(VoiceChoice::Own.takes(voice, true) && !VoiceChoice::Attributed.takes(voice, true));
    /// ```
    #[must_use]
    pub fn takes(self, voice: HitVoice, endorsed_own: bool) -> bool {
        let reported = voice.is(Axis::Reported) && !(endorsed_own && voice.stance() == Stance::Endorsing);
        let own = !reported && !voice.is(Axis::Quoted);
        match self {
            VoiceChoice::All => true,
            VoiceChoice::Own => own,
            VoiceChoice::Asserted => {
                own && ![Axis::Negated, Axis::Hedged, Axis::ScareQuoted].into_iter().any(|axis| voice.is(axis))
            }
            VoiceChoice::Attributed => reported,
            VoiceChoice::Quoted => voice.is(Axis::Quoted),
            VoiceChoice::ScareQuoted => voice.is(Axis::ScareQuoted),
            VoiceChoice::Hedged => voice.is(Axis::Hedged),
            VoiceChoice::Negated => voice.is(Axis::Negated),
        }
    }

    /// Whether its rates are per 1,000 of the outlet's own words, and not of all words.
    #[must_use]
    pub fn is_of_own_words(self) -> bool {
        matches!(self, VoiceChoice::Own | VoiceChoice::Asserted)
    }

    /// Whether it can be told where these axes were judged.
    #[must_use]
    pub fn is_judged(self, judged: AxisSet) -> bool {
        match self {
            VoiceChoice::All => true,
            VoiceChoice::Quoted => judged.contains(Axis::Quoted),
            _ => judged == AxisSet::ALL,
        }
    }
}

impl FromStr for VoiceChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wanted = text.replace('-', "_");
        VoiceChoice::ALL.into_iter().find(|choice| choice.name() == wanted).ok_or_else(|| {
            let names = VoiceChoice::ALL.map(VoiceChoice::name);
            let hint = nearest(&wanted, names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message = format!("`{text}` is no voice; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte that is a voice comes back, and what it stands for is in at least one column.
    #[test]
    fn a_byte_is_its_voice() {
        let voices: Vec<HitVoice> = (0..=u8::MAX).filter_map(|bits| HitVoice::try_from(bits).ok()).collect();
        assert_eq!(voices.len(), 3 * 2 * 2 * 2 * 3);
        for voice in voices {
            assert_eq!(HitVoice::from(voice.voice(AxisSet::ALL)), voice);
            for endorsed_own in [false, true] {
                assert!(VoiceChoice::COLUMNS.iter().any(|column| column.takes(voice, endorsed_own)), "{voice:?}");
                let own = VoiceChoice::Own.takes(voice, endorsed_own);
                let another = [VoiceChoice::Attributed, VoiceChoice::Quoted];
                assert_ne!(own, another.iter().any(|column| column.takes(voice, endorsed_own)), "{voice:?}");
            }
            assert_eq!(VoiceChoice::Own.takes(voice, false), voice.voice(AxisSet::ALL).is_own());
            assert_eq!(VoiceChoice::Asserted.takes(voice, false), voice.voice(AxisSet::ALL).is_asserted());
        }
    }

    #[test]
    fn unknown_voices_are_refused_with_a_hint() {
        assert_eq!("scare-quoted".parse::<VoiceChoice>().unwrap(), VoiceChoice::ScareQuoted);
        let error = "qouted".parse::<VoiceChoice>().unwrap_err().to_string();
        assert!(error.ends_with("did you mean `quoted`?"), "{error}");
    }
}
