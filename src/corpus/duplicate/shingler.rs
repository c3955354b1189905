//! From texts to their shingles and sketches.

use super::shingles::{packed_number, repeats_itself, runs_of, word_number};
use super::sketcher::Sketcher;
use super::{Shingles, Sketch};
use crate::text::{Analysis, Analyzer, PackedWord, TokenKind};

/// Makes shingles of texts.
#[derive(Debug)]
pub struct Shingler {
    analyzer: Analyzer,
    analysis: Analysis,
    words: Vec<u64>,
    form: String,
    sketcher: Sketcher,
}

impl Shingler {
    /// For texts analysed this way: its words are the words of the shingles, in their lookup forms.
    #[must_use]
    pub fn new(analyzer: Analyzer) -> Self {
        Shingler {
            analyzer,
            analysis: Analysis::default(),
            words: Vec::new(),
            form: String::new(),
            sketcher: Sketcher::default(),
        }
    }

    /// The shingles of a text. One with fewer than five words is one shingle, so that short copies are copies too; so is one
    /// that mostly repeats itself, of which less than half of the runs are distinct (a table, a list of names): then only
    /// the same words in the same order are a copy.
    ///
    /// ```
    /// use parallax::corpus::duplicate::Shingler;
    /// use parallax::text::Analyzer;
    ///
    /// let mut shingler = Shingler::new(Analyzer::default());
    /// let (one, two) = (shingler.shingles("Crews walked out."), shingler.shingles("“Crews” walked out"));
    /// assert_eq!((one.len(), one == two), (1, true));
    /// ```
    pub fn shingles(&mut self, text: &str) -> Shingles {
        self.analyze(text, Shingler::shingles_of)
    }

    /// The sketch of a text.
    pub fn sketch(&mut self, text: &str) -> Sketch {
        self.analyze(text, Shingler::sketch_of)
    }

    fn analyze<A>(&mut self, text: &str, answer: impl FnOnce(&mut Self, &str, &Analysis) -> A) -> A {
        let mut analysis = std::mem::take(&mut self.analysis);
        self.analyzer.analyze_into(text, &mut analysis);
        let answer = answer(self, text, &analysis);
        self.analysis = analysis;
        answer
    }

    fn shingles_of(&mut self, text: &str, analysis: &Analysis) -> Shingles {
        self.number(text, analysis);
        let runs = runs_of(&self.words);
        let shingles = Shingles::of_runs(runs.clone());
        if repeats_itself(shingles.len(), runs.len()) {
            Shingles::of_runs(std::iter::once(&self.words[..]))
        } else {
            shingles
        }
    }

    /// The sketch of a text that was analysed already.
    pub(crate) fn sketch_of(&mut self, text: &str, analysis: &Analysis) -> Sketch {
        self.number(text, analysis);
        self.sketcher.sketch_of(&self.words)
    }

    /// Gives each word its number.
    fn number(&mut self, text: &str, analysis: &Analysis) {
        self.words.clear();
        for token in analysis.tokens().iter().filter(|token| token.kind == TokenKind::Word) {
            let spelling = token.span.of(text);
            self.words.push(match PackedWord::of(spelling.as_bytes()).and_then(PackedWord::plain) {
                // nearly every word: its form is itself in lower case, and sooner counted than looked up
                Some((form, _)) => packed_number(form),
                None => {
                    self.form.clear();
                    self.analyzer.push_lookup_form(spelling, &mut self.form);
                    word_number(self.form.as_bytes())
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shingles_are_of_lookup_forms() {
        let mut shingler = Shingler::new(Analyzer::default());
        assert_eq!(shingler.shingles("The crew's crews WALKED out, on Monday…"), {
            Shingles::of_words("the crew crews walked out on monday".split(' '), 5)
        });
    }

    #[test]
    fn what_repeats_itself_is_one_shingle() {
        let mut shingler = Shingler::new(Analyzer::default());
        let (ten, eleven) = ("so it went on and on ".repeat(10), "so it went on and on ".repeat(11));
        assert_eq!(shingler.shingles(&ten).len(), 1);
        assert_ne!(shingler.shingles(&ten), shingler.shingles(&eleven));
        assert_eq!(shingler.shingles("so it went on and on it went").len(), 4);
    }
}
