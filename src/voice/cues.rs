//! Cue words as data: one TOML file a language, compiled into tables of small numbers.

use super::inflect::{Inflection, VerbForm, inflect};
use crate::error::{Error, ErrorKind, Location, Result, nearest};
use crate::text::Language;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

macro_rules! classes {
    ($kind:ident, $int:ty, $names:ident: $($bit:ident $name:literal),* $(,)?) => {
        pub(super) mod $kind {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            #[repr(u8)]
            enum Number { $($bit),* }
            $(pub(in crate::voice) const $bit: $int = 1 << Number::$bit as u8;)*
        }
        const $names: &[(&str, $int)] = &[$(($name, $kind::$bit)),*];
    };
}

classes!(class, u64, WORD_CLASSES:
    NEGATOR "negator", FALSE_ADJECTIVE "false_adjective", UNVERIFIED "unverified_adjective",
    FALSE_PREDICATE "false_predicate", WEAK_PREDICATE "weak_predicate",     DENY_OBJECT "deny_object", EXISTENCE "existence", GO_AHEAD "go_ahead", HEDGE_ADVERB "hedge_adverb",
    HEDGE_ADJECTIVE "hedge_adjective", DETERMINER "determiner", DEFINITE "definite", PRONOUN "pronoun",
    OBJECT_PRONOUN "object_pronoun", FIRST_PERSON "first_person", PREPOSITION "preposition",
    SUBORDINATOR "subordinator", CLAUSE_OPENER "clause_opener", RELATIVE "relative",
    COMMA_RELATIVE "comma_relative", COMMA_STOP "comma_stop", BARE_STOP "bare_stop", CONTRAST "contrast",
    COORDINATOR "coordinator", AND "and", OR "or", BE "be", HAVE "have", DO "do", MODAL "modal", ADVERB "adverb",
    TIME "time", SOURCE_PREPOSITION "source_preposition", NEGATIVE_SOURCE "negative_source",
    MAY "may_might_could", PARTIAL "quantifier_partial",     KICKER "kicker", COMPARATIVE "comparative", TITLE "title_word", NAME_NOUN "name_noun", NAME_VERB "name_verb",
    TERM_NOUN "term_noun", PREVENT "prevent", IN_VIEW "in_view", COMPOUND "compound", CALLED "called", DOCUMENT "document", GOVERNS "governs", NUMBER "number", BELIEVES "believes", TAKES_FOR_TRUE "takes_for_true", VOICES "voices",
    // set by the reader of tokens, not by the file
    CAPITAL " capital", ALL_CAPITALS " all capitals", POSSESSIVE " possessive", FIGURE " figure", NOUN " noun",
    PHRASE " phrase", PLURAL " plural", PAST_LIKE " past like", INITIAL " initial", ING_LIKE " ing like",
    CUE " cue",
);

classes!(verb, u32, VERB_KINDS:
    SAY "say", SAY_DOUBTING "say_doubting", SAY_ENDORSING "say_endorsing", WEAK "weak", DENIAL "denial",
    DOUBT "doubt", NAMING "naming", NAMING_AS "naming_as", NAMING_TO "naming_to", ACCUSE "accuse",
    DIRECTIVE "directive", TO_INFINITIVE "to_infinitive", NEEDS_THAT "needs_that", FACTIVE "factive",
    NOUN_LIKE "noun_like", INVERTS "inverts", SPEAKS_OF "speaks_of", PREVENTS "prevent", SEEMING "seeming",
    PLAIN "plain", WITH_PARTICLE " with particle",
);

classes!(noun, u32, NOUN_KINDS:
    NEUTRAL "neutral", DOUBTING "doubting", HEDGED "hedged", NEGATED "negated", ENDORSING "endorsing",
    COMPOUND "compound", POSSIBILITY "possibility", PROMISE "promise",
);

macro_rules! known_words {
    ($($name:ident $spelling:literal),* $(,)?) => {
        /// Spellings that the rules name. The list of a language need not hold them.
        pub(super) mod words {
            use super::KnownWord;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            #[repr(u8)]
            enum Number { $($name),* }
            $(pub(in crate::voice) const $name: KnownWord = KnownWord(Number::$name as u8);)*
        }
        const KNOWN_WORDS: &[&str] = &[$($spelling),*];
    };
}

/// The number of a spelling that the rules name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownWord(u8);

known_words!(
    A "a", ABOUT "about", ACCORDING "according", ADVISED "advised", AGAINST "against", ALSO "also", AN "an", ANOTHER "another", AS "as",
    ASK "ask", ASKED "asked", ASKING "asking", ASKS "asks", ASSURE "assure", ASSURED "assured", AT "at",
    BARELY "barely", BECAUSE "because", BEING "being", BRAND "brand", BUT "but", BY "by", CALL "call", CALLED "called",
    CALLING "calling", CALLS "calls", CAN "can", CANNOT "cannot", CHRISTEN "christen", CLEAR "clear", COULD "could", DEEM "deem",
    DENIED "denied", DENIES "denies", DENY "deny", DENYING "denying", DESCRIBED "described", DISAVOWED "disavowed",
    DUB "dub", EVEN "even", FAR "far", FOR "for", FROM "from", HARDLY "hardly", HAS "has", HAVING "having", HER "her",
    HERSELF "herself", HIMSELF "himself", HOW "how", IF "if", IN "in", INFORM "inform", INFORMED "informed",
    INSTEAD "instead", INSTRUCT "instruct", INVITE "invite", IT "it", LABEL "label", LEAST "least", LIKE "like", LIKELY "likely",
    LOOK "look", LOOKED "looked", LOOKING "looking", LOOKS "looks", MORE "more", MY "my", NEITHER "neither",
    NEVER "never", NICKNAME "nickname", NO "no", NOBODY "nobody", NONE "none", NOR "nor", NOT "not",
    NOTHING "nothing", NOTIFIED "notified", NO_ONE "no-one", OF "of", OFF "off", ON "on", ONLY "only", OR "or",
    ORDER "order", OUR "our", OUT "out", OVER "over", OWN "own", PER "per", PUT "put", PUTS "puts", RATHER "rather",
    REASSURED "reassured", REFER "refer", REFERRED "referred", REFERRING "referring", REFERS "refers",
    REFUTED "refuted", REFUTES "refutes", REMAIN "remain", REMAINS "remains", REMIND "remind", REMINDED "reminded",
    RULE "rule", RULED "ruled", RULES "rules", RULING "ruling", SAY "say", SCARCELY "scarcely", SOUND "sound",
    SOUNDED "sounded", SOUNDS "sounds", STYLE "style", TAG "tag", TELL "tell", TELLING "telling", TELLS "tells",
    TERM "term", THAN "than", THAT "that", THE "the", THIS "this", TO "to", TOLD "told", UNLESS "unless", UP "up",
    UPON "upon", WARN "warn", WARNED "warned", WARNING "warning", WHAT "what", WHETHER "whether", WHICH "which",
    WHO "who", WHY "why", WITH "with", WITHOUT "without", YET "yet",
);

/// Words that may open an adverbial attribution: "in his view", "by his own account", "as the paper said".
pub(super) const ADVERBIAL: [KnownWord; 4] = [words::IN, words::BY, words::PER, words::AS];

/// What a listed phrase does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhraseKind {
    Inert,
    According,
    Negation,
    Hedge,
    HasIt,
    Scare,
    Conditional,
}

const PHRASE_KINDS: &[(&str, PhraseKind)] = &[
    ("according", PhraseKind::According),
    ("negation", PhraseKind::Negation),
    ("pseudo_negation", PhraseKind::Inert),
    ("inert", PhraseKind::Inert),
    ("hedge", PhraseKind::Hedge),
    ("has_it", PhraseKind::HasIt),
    ("scare", PhraseKind::Scare),
    ("conditional", PhraseKind::Conditional),
];

/// The prepositions of accusing verbs, one bit each.
pub(super) const ACCUSING: [&str; 6] = ["of", "for", "on", "with", "in", "as"];

/// Everything known of one listed spelling.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) classes: u64,
    /// A number for the spelling itself, for phrases; 0 for spellings not listed.
    pub(super) form: u16,
    /// The lemma plus one; 0 for no verb.
    pub(super) verb: u16,
    pub(super) inflection: Inflection,
    pub(super) noun: u8,
}

/// One verb.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verb {
    pub(super) kinds: u32,
    pub(super) prepositions: u8,
}

/// A phrase by the forms of its words.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) forms: Vec<u16>,
    pub(super) kind: PhraseKind,
}

/// The phrases that begin with one form.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phrases {
    /// Their numbers, longest phrases first.
    pub(super) from: u32,
    pub(super) to: u32,
    /// One bit for each second form, by its last six bits: most words behind a first one begin no phrase.
    seconds: u64,
}

impl Phrases {
    pub(super) const fn may_go_on(self, form: u16) -> bool {
        self.seconds >> (form & 63) & 1 != 0
    }
}

/// The compiled cue words of a language.
///
/// Replace the embedded English list with one of your own:
///
/// ```
/// use parallax::voice::{Cues, VoiceFinder};
/// let cues = Cues::from_toml(r#"
///     language = "de"
///     [verbs]
///     say = ["sagen"]
///     [irregular]
///     sagen = "sagt sagte gesagt sagend"
/// "#, "de.toml")?;
/// let finder = VoiceFinder::new(cues);
/// # let error = Cues::from_toml("[verbs]\nsey = []", "my.toml").unwrap_err();
/// # assert_eq!(error.to_string(), "my.toml:2:1: `sey` is no class of verbs; did you mean `say`?");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cues {
    language: Language,
    pub(super) entries: FxHashMap<Box<str>, Entry>,
    pub(super) verbs: Vec<Verb>,
    pub(super) phrases: Vec<Phrase>,
    /// For each form, the phrases it begins.
    pub(super) first: Vec<Phrases>,
    /// (verb, particle) to the verb with its particle: "rule" + "out".
    pub(super) particles: FxHashMap<(u16, u16), u16>,
    forms: FxHashMap<Box<str>, u16>,
    accusing: [u16; ACCUSING.len()],
    /// Form and verb of each word that the rules name.
    known: Vec<(u16, u16)>,
    has_words: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Option<Spanned<String>>,
    #[serde(default)]
    verbs: Section,
    #[serde(default)]
    nouns: Section,
    #[serde(default)]
    phrases: Section,
    #[serde(default)]
    words: Section,
    #[serde(default)]
    irregular: BTreeMap<Spanned<String>, Spanned<String>>,
}

type Section = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

struct Place<'t> {
    text: &'t str,
    name: &'t str,
}

impl Place<'_> {
    fn fail(&self, offset: usize, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message.into()).at(Location::in_text(self.name, self.text, offset))
    }

    fn find<T: Copy>(&self, key: &Spanned<String>, table: &[(&str, T)], what: &str) -> Result<T> {
        let name = key.get_ref();
        let known = || table.iter().map(|(n, _)| *n).filter(|n| !n.starts_with(' '));
        match table.iter().find(|(n, _)| n == name && !n.starts_with(' ')) {
            Some((_, value)) => Ok(*value),
            None => {
                let hint = match nearest(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the classes are {}", known().collect::<Vec<_>>().join(", ")),
                };
                Err(self.fail(key.span().start, format!("`{name}` is no class of {what}; {hint}")))
            }
        }
    }
}

impl Cues {
    /// The embedded file of English.
    pub(super) const ENGLISH: &str = include_str!("cues/en.toml");

    /// The cue words of English that come with the crate.
    ///
    /// # Panics
    /// Never: the tests read the embedded file.
    #[must_use]
    pub fn english() -> Cues {
        Cues::from_toml(Cues::ENGLISH, "en.toml").expect("the embedded cue words are well formed")
    }

    /// No cue words: only quotation marks are judged.
    #[must_use]
    pub fn quotation_only(language: Language) -> Cues {
        Cues {
            language,
            entries: FxHashMap::default(),
            verbs: Vec::new(),
            phrases: Vec::new(),
            first: vec![Phrases::default()],
            particles: FxHashMap::default(),
            forms: FxHashMap::default(),
            accusing: [u16::MAX; ACCUSING.len()],
            known: vec![(u16::MAX, 0); KNOWN_WORDS.len()],
            has_words: false,
        }
    }

    /// Cue words from a file in the form of the embedded `src/voice/cues/en.toml`.
    ///
    /// # Errors
    /// If the file cannot be read, or as [`Cues::from_toml`].
    pub fn read(path: impl AsRef<std::path::Path>) -> Result<Cues> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|cause| Error::io(path, cause))?;
        Cues::from_toml(&text, &path.display().to_string())
    }

    /// Cue words from TOML; `name` stands for the file in messages.
    ///
    /// # Errors
    /// With line and column, if the text is no TOML of this form, or names a class that no rule knows.
    pub fn from_toml(text: &str, name: &str) -> Result<Cues> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let place = Place { text, name };
        let file: File = toml::from_str(text).map_err(|cause| {
            let message = cause.message().lines().collect::<Vec<_>>().join(" ");
            place.fail(cause.span().map_or(0, |s| s.start), message)
        })?;
        let language = match &file.language {
            Some(tag) => tag.get_ref().parse().map_err(|e: Error| place.fail(tag.span().start, e.to_string()))?,
            None => Language::ENGLISH,
        };
        let mut cues = Cues::quotation_only(language);
        cues.has_words = true;
        let mut irregular: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (lemma, forms) in &file.irregular {
            let list: Vec<&str> = forms.get_ref().split_whitespace().collect();
            if list.len() != 4 {
                let message = format!(
                    "`{}` has {} forms; write four: third person, past, participle, -ing",
                    lemma.get_ref(),
                    list.len()
                );
                return Err(place.fail(forms.span().start, message));
            }
            irregular.insert(lemma.get_ref(), list);
        }
        cues.add_verbs(&place, &file.verbs, &irregular)?;
        for (key, words) in &file.nouns {
            let kind = place.find(key, NOUN_KINDS, "nouns")?;
            for word in words {
                let word = word.get_ref().as_str();
                let plural = match word {
                    w if w.ends_with('y') && !w.ends_with("ey") => format!("{}ies", &w[..w.len() - 1]),
                    w if w.ends_with("sis") => format!("{}ses", &w[..w.len() - 3]),
                    w => format!("{w}s"),
                };
                for (spelling, number) in [(word, 0), (plural.as_str(), class::PLURAL)] {
                    let form = cues.form(spelling);
                    let entry = cues.entries.entry(spelling.into()).or_default();
                    entry.form = form;
                    entry.noun |= kind as u8;
                    entry.classes |= class::NOUN | number;
                }
            }
        }
        for (key, words) in &file.words {
            let bit = place.find(key, WORD_CLASSES, "words")?;
            for word in words {
                cues.listed(word.get_ref()).classes |= bit;
            }
        }
        for (key, phrases) in &file.phrases {
            if key.get_ref() == "in_view" {
                for word in phrases {
                    cues.listed(word.get_ref()).classes |= class::IN_VIEW;
                }
                continue;
            }
            let kind = place.find(key, PHRASE_KINDS, "phrases")?;
            for phrase in phrases {
                cues.add_phrase(phrase.get_ref(), kind);
            }
        }
        for (number, word) in KNOWN_WORDS.iter().enumerate() {
            let entry = cues.listed(word);
            let known = (entry.form, entry.verb);
            cues.known[number] = known;
        }
        for opener in ADVERBIAL {
            cues.listed(KNOWN_WORDS[opener.0 as usize]).classes |= class::CUE;
        }
        cues.order_phrases();
        for (number, word) in ACCUSING.iter().enumerate() {
            cues.accusing[number] = cues.forms.get(*word).copied().unwrap_or(u16::MAX);
        }
        Ok(cues)
    }

    /// The language they belong to.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there are cue words at all.
    pub(super) fn has_words(&self) -> bool {
        self.has_words
    }

    /// The number of the form of a word that the rules name.
    pub(super) fn form_of(&self, word: KnownWord) -> u16 {
        self.known[word.0 as usize].0
    }

    /// The number of the verb of which it is a form; 0 for none.
    pub(super) fn verb_of(&self, word: KnownWord) -> u16 {
        self.known[word.0 as usize].1
    }

    /// The bit of an accusing preposition.
    pub(super) fn accusing_bit(&self, form: u16) -> u8 {
        self.accusing.iter().position(|&f| f == form).map_or(0, |n| 1 << n)
    }

    fn form(&mut self, spelling: &str) -> u16 {
        let next = (self.forms.len() + 1) as u16;
        *self.forms.entry(spelling.into()).or_insert(next)
    }

    fn listed(&mut self, spelling: &str) -> &mut Entry {
        let form = self.form(spelling);
        let entry = self.entries.entry(spelling.into()).or_default();
        entry.form = form;
        entry
    }

    fn add_verbs(&mut self, place: &Place<'_>, verbs: &Section, irregular: &BTreeMap<&str, Vec<&str>>) -> Result<()> {
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for (key, lemmas) in verbs {
            let kind = place.find(key, VERB_KINDS, "verbs")?;
            for item in lemmas {
                let mut words = item.get_ref().split_whitespace();
                let Some(lemma) = words.next() else {
                    return Err(place.fail(item.span().start, "a verb is empty; write its infinitive"));
                };
                let number = *numbers.entry(lemma.to_string()).or_insert_with(|| {
                    self.verbs.push(Verb::default());
                    self.verbs.len() - 1
                });
                let verb = &mut self.verbs[number];
                verb.kinds |= kind;
                for word in words.filter(|w| *w != "/") {
                    let Some(bit) = ACCUSING.iter().position(|a| *a == word) else {
                        let message = format!("`{word}` opens no accusation; write one of {}", ACCUSING.join(", "));
                        return Err(place.fail(item.span().start, message));
                    };
                    verb.prepositions |= 1 << bit;
                }
            }
        }
        // verbs with a particle after their plain ones, which they need not have
        for (lemma, &number) in numbers.iter().filter(|(l, _)| !l.contains('-')) {
            self.add_forms(lemma, number, irregular);
        }
        for (lemma, &number) in &numbers {
            let Some((base, particle)) = lemma.split_once('-') else { continue };
            let plain = match numbers.get(base) {
                Some(&plain) => plain,
                None => {
                    self.verbs.push(Verb { kinds: verb::PLAIN, prepositions: 0 });
                    let plain = self.verbs.len() - 1;
                    self.add_forms(base, plain, irregular);
                    plain
                }
            };
            let particle = self.listed(particle).form;
            self.verbs[plain].kinds |= verb::WITH_PARTICLE;
            self.particles.insert((plain as u16 + 1, particle), number as u16 + 1);
        }
        Ok(())
    }

    fn add_forms(&mut self, lemma: &str, number: usize, irregular: &BTreeMap<&str, Vec<&str>>) {
        for (spelling, form) in inflect(lemma, irregular.get(lemma).map(Vec::as_slice)) {
            let entry = self.listed(&spelling);
            // a spelling of two verbs belongs to the one that lists it as its base: "found" is a form of "find"
            if entry.verb == 0 || entry.verb == number as u16 + 1 || form == VerbForm::Base {
                if entry.verb != number as u16 + 1 {
                    entry.inflection = Inflection::default();
                }
                entry.verb = number as u16 + 1;
                entry.inflection.add(form);
            }
        }
    }

    fn add_phrase(&mut self, phrase: &str, kind: PhraseKind) {
        let forms: Vec<u16> = phrase.split_whitespace().map(|word| self.listed(word).form).collect();
        self.phrases.push(Phrase { forms, kind });
        if let Some(first) = phrase.split_whitespace().next() {
            self.listed(first).classes |= class::PHRASE;
        }
    }

    fn order_phrases(&mut self) {
        // inert phrases win over equally long ones
        self.phrases
            .sort_by_key(|p| (p.forms.first().copied(), std::cmp::Reverse(p.forms.len()), p.kind != PhraseKind::Inert));
        self.first = vec![Phrases::default(); self.forms.len() + 1];
        for (number, phrase) in self.phrases.iter().enumerate() {
            if let Some(&form) = phrase.forms.first() {
                let own = &mut self.first[form as usize];
                if own.to == 0 {
                    own.from = number as u32;
                }
                own.to = number as u32 + 1;
                own.seconds |= phrase.forms.get(1).map_or(u64::MAX, |second| 1 << (second & 63));
            }
        }
    }
}
