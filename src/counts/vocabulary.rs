//! The words of texts as small numbers, each form made once.

use crate::text::{Analyzer, Interner, PackedWord};

/// Numbers for lookup forms, in the order of first sight.
#[derive(Debug)]
pub(super) struct Vocabulary {
    analyzer: Analyzer,
    forms: Interner,
    /// The lookup forms by number.
    words: Vec<Box<str>>,
    /// Spellings that are more than ASCII letters and digits, and the numbers of their forms.
    spellings: Interner,
    form_of: Vec<u32>,
}

impl Vocabulary {
    pub(super) fn new(analyzer: Analyzer) -> Self {
        Vocabulary {
            analyzer,
            forms: Interner::default(),
            words: Vec::new(),
            spellings: Interner::default(),
            form_of: Vec::new(),
        }
    }

    /// The number of a spelling's form.
    #[inline]
    pub(super) fn number(&mut self, spelling: &str) -> u32 {
        // nearly every word: its form is itself in lower case, in every preset
        if let Some((form, _)) = PackedWord::of(spelling.as_bytes()).and_then(PackedWord::plain) {
            let (number, is_new) = self.forms.intern_packed(form);
            if is_new {
                self.words.push(String::from_utf8_lossy(&form.bytes()[..form.len()]).into());
            }
            return number;
        }
        let (spelled, is_new) = self.spellings.intern(spelling);
        if is_new {
            let form = self.analyzer.lookup_form(spelling);
            let number = self.intern(&form);
            self.form_of.push(number);
        }
        self.form_of[spelled as usize]
    }

    /// The number of a form.
    pub(super) fn intern(&mut self, form: &str) -> u32 {
        let (number, is_new) = self.forms.intern(form);
        if is_new {
            self.words.push(form.into());
        }
        number
    }

    /// The forms by number.
    pub(super) fn into_words(self) -> Vec<Box<str>> {
        self.words
    }
}
