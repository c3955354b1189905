//! The forms of English verbs.

/// A form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VerbForm {
    Base,
    ThirdPerson,
    Past,
    Participle,
    Ing,
}

/// The forms a spelling may be: "said" is past and participle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Inflection(u8);

impl Inflection {
    pub(super) const NONE: Inflection = Inflection(0);

    pub(super) fn add(&mut self, form: VerbForm) {
        self.0 |= 1 << form as u8;
    }

    pub(super) const fn is(self, form: VerbForm) -> bool {
        self.0 & 1 << form as u8 != 0
    }
}

/// All spellings of a verb, British and American.
pub(super) fn inflect(lemma: &str, irregular: Option<&[&str]>) -> Vec<(String, VerbForm)> {
    let mut forms = vec![(lemma.to_string(), VerbForm::Base)];
    if let Some([third, past, participle, ing]) = irregular {
        forms.extend([
            (third.to_string(), VerbForm::ThirdPerson),
            (past.to_string(), VerbForm::Past),
            (participle.to_string(), VerbForm::Participle),
            (ing.to_string(), VerbForm::Ing),
        ]);
        // "learned" and "learnt", "proved" and "proven": the second is a past as well
        if past != participle && participle.ends_with('t') {
            forms.extend([(participle.to_string(), VerbForm::Past), (past.to_string(), VerbForm::Participle)]);
        }
        if !lemma.ends_with('l') {
            return forms;
        }
    }
    let before_last = lemma.as_bytes().iter().rev().nth(1).copied().unwrap_or(0);
    let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u');
    let (stem_s, stem_ed, stem_ing) = match lemma {
        l if l.ends_with('y') && !vowel(before_last) => {
            let stem = &l[..l.len() - 1];
            (format!("{stem}ies"), format!("{stem}ied"), format!("{l}ing"))
        }
        l if l.ends_with("ie") => (format!("{l}s"), format!("{l}d"), format!("{}ying", &l[..l.len() - 2])),
        l if l.ends_with("ee") => (format!("{l}s"), format!("{l}d"), format!("{l}ing")),
        l if l.ends_with('e') => (format!("{l}s"), format!("{l}d"), format!("{}ing", &l[..l.len() - 1])),
        l if l.ends_with(['s', 'x', 'z']) || l.ends_with("sh") || l.ends_with("ch") => {
            (format!("{l}es"), format!("{l}ed"), format!("{l}ing"))
        }
        l => (format!("{l}s"), format!("{l}ed"), format!("{l}ing")),
    };
    if lemma == "prove" {
        forms.push(("proven".into(), VerbForm::Participle));
    }
    forms.extend([
        (stem_s, VerbForm::ThirdPerson),
        (stem_ed.clone(), VerbForm::Past),
        (stem_ed, VerbForm::Participle),
        (stem_ing, VerbForm::Ing),
    ]);
    forms
}
