//! Made-up news: articles of any amount and a lexicon that hits them, always the same for a seed.
//!
//! Lengths are lognormal (median 600 words unless another is asked for, tenth to ninetieth percentile about 300 to 1,200), words follow a
//! Zipf-Mandelbrot law of two regimes, new words keep coming as by Heaps' law. Twelve outlets report events with topical
//! words of their own, quote people, and use the categories of the lexicon at rates of their own. Beside real news of
//! the same size: words cluster less within an article, there are about twice as many distinct ones, and everything that
//! was measured on both differed by less than a fifth.

use crate::vocabulary::{Random, Vocabulary, mint};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A seed's vocabulary and lexicon.
pub struct Corpus {
    seed: u64,
    vocabulary: Vocabulary,
    /// Per category its patterns.
    categories: Vec<Vec<String>>,
    median_words: f64,
}

const OUTLETS: [&str; 12] = [
    "Northern Ledger",
    "Capitol Wire",
    "The Harbour Post",
    "Free Standard",
    "Metro Courier",
    "Eastbank Tribune",
    "Global Dispatch",
    "The Plain Speaker",
    "Republic Daily",
    "Union Gazette",
    "Signal News",
    "The Sentinel",
];
const SPEAKERS: [&str; 8] = [
    "Ms. Adeyemi",
    "Mr. Kowalski",
    "Dr. Hargreaves",
    "a spokesman",
    "Sen. Whitlock",
    "a witness",
    "Gen. Marchetti",
    "an official",
];
const ENDINGS: [&str; 7] = ["", "s", "ed", "ing", "er", "ers", "ation"];
const CATEGORIES: usize = 60;
const ENTRIES: usize = 50;
/// Two outlets out of three report an event, some twice.
const ARTICLES_OF_AN_EVENT: u64 = 24;

impl Corpus {
    /// The vocabulary, and a dense lexicon of 60 categories with 50 patterns each: two in five of several words, one in
    /// four with a wildcard. It hits about one word in ten, as dictionaries for psychology do.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let vocabulary = Vocabulary::new();
        let mut random = Random::new(seed);
        let mut seen = HashSet::new();
        let mut categories = vec![Vec::new(); CATEGORIES];
        for category in &mut categories {
            while category.len() < ENTRIES {
                let words = 1 + usize::from(random.unit() < 0.4) + usize::from(random.unit() < 0.1);
                // as many of each power of ten of the ranks; phrases are made of common words
                let common = if words == 1 { 2.3 } else { 1.5 };
                let rank = 10_f64.powf(common + 1.7 * random.unit()) as usize;
                let mut pattern = vocabulary.words[rank].to_lowercase();
                for _ in 1..words {
                    let next = vocabulary.between(0..1_500, &mut random).to_lowercase();
                    pattern = format!("{pattern} {next}");
                }
                // a short beginning would be that of half the vocabulary
                let last = pattern.rsplit(' ').next().map_or(0, str::len);
                if last > 4 && random.unit() < 0.4 {
                    pattern.push('*');
                }
                if seen.insert(pattern.clone()) {
                    category.push(pattern);
                }
            }
        }
        Corpus { seed, vocabulary, categories, median_words: 600.0 }
    }

    /// The same corpus with articles of another length.
    #[must_use]
    pub fn median_words(mut self, words: u64) -> Self {
        self.median_words = words as f64;
        self
    }

    /// The lexicon as a list that [`crate::lexicon`] reads.
    #[must_use]
    pub fn lexicon(&self) -> String {
        let mut list = String::new();
        for (number, patterns) in self.categories.iter().enumerate() {
            for pattern in patterns {
                // writing to a String cannot fail
                let _ = writeln!(list, "c{number:02}\t{pattern}");
            }
        }
        list
    }

    /// Writes articles as JSON Lines until a file has this many bytes or a few more; returns how many.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path, bytes: u64) -> io::Result<u64> {
        self.write_while(path, |written, _| written < bytes)
    }

    /// Writes so many articles as JSON Lines.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_articles(&self, path: &Path, articles: u64) -> io::Result<()> {
        self.write_while(path, |_, written| written < articles).map(drop)
    }

    fn write_while(&self, path: &Path, goes_on: impl Fn(u64, u64) -> bool) -> io::Result<u64> {
        let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
        let mut random = Random::new(self.seed.wrapping_add(1));
        let rates = (0..OUTLETS.len()).map(|_| rates(&mut random)).collect();
        let mut writer = Writer { corpus: self, random, rates, topical: Vec::new(), words: 0 };
        let (mut written, mut articles) = (0, 0);
        while goes_on(written, articles) {
            let line = writer.article(articles);
            file.write_all(line.as_bytes())?;
            written += line.len() as u64;
            articles += 1;
        }
        file.flush()?;
        Ok(articles)
    }
}

impl std::fmt::Debug for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Corpus").field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// How often an outlet uses each category, a word: summed over the categories before.
fn rates(random: &mut Random) -> Vec<f64> {
    let mut sum = 0.0;
    let rate = |_| {
        sum += 0.000_12 * (0.9 * random.normal()).exp();
        sum
    };
    (0..CATEGORIES).map(rate).collect()
}

struct Writer<'c> {
    corpus: &'c Corpus,
    random: Random,
    rates: Vec<Vec<f64>>,
    /// Words of the present event.
    topical: Vec<&'c str>,
    /// Words written so far.
    words: u64,
}

impl Writer<'_> {
    /// One line.
    fn article(&mut self, number: u64) -> String {
        let event = number / ARTICLES_OF_AN_EVENT;
        let vocabulary = &self.corpus.vocabulary;
        if number.is_multiple_of(ARTICLES_OF_AN_EVENT) {
            self.topical = (0..40).map(|_| vocabulary.between(300..20_000, &mut self.random)).collect();
        }
        let outlet = self.random.below(OUTLETS.len());
        let title = self.title();
        let text = self.text(outlet);
        let record = serde_json::json!({
            "id": format!("d{number:08}"),
            "event": format!("e{event:06}"),
            "outlet": OUTLETS[outlet],
            "title": title,
            "published": format!(
                "2025-{:02}-{:02}T{:02}:{:02}:00Z",
                1 + event / 28 % 12,
                1 + event % 28,
                self.random.below(24),
                self.random.below(60)
            ),
            "text": text,
        });
        format!("{record}\n")
    }

    fn title(&mut self) -> String {
        let mut title = String::new();
        for _ in 0..6 + self.random.below(7) {
            let topical = self.random.unit() < 0.5;
            let word = match topical {
                true => self.topical[self.random.below(self.topical.len())],
                false => self.corpus.vocabulary.between(0..3_000, &mut self.random),
            };
            push(&mut title, word, true);
        }
        title
    }

    fn text(&mut self, outlet: usize) -> String {
        let length = (self.corpus.median_words * (0.55 * self.random.normal()).exp()).clamp(60.0, 9_000.0) as u64;
        let minting = 5.8 * (self.words as f64 + 20_000.0).powf(-0.45);
        let mut text = String::new();
        let mut words = 0;
        while words < length {
            words += self.sentence(outlet, minting, &mut text);
        }
        self.words += words;
        text.truncate(text.trim_end().len());
        text
    }

    /// Adds a sentence; returns how many words it has.
    fn sentence(&mut self, outlet: usize, minting: f64, text: &mut String) -> u64 {
        let quoted = self.random.unit() < 0.18;
        if quoted {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push('“');
        }
        let length = 4 + self.random.below(36) as u64;
        let mut words = 0;
        while words < length {
            words += self.words(outlet, minting, words == 0, text);
            if words < length && self.random.unit() < 0.06 {
                text.push(',');
            }
        }
        text.push('.');
        if quoted {
            text.push('”');
            if self.random.unit() < 0.5 {
                push(text, "said", false);
                push(text, self.random.one_of(&SPEAKERS), false);
                text.push('.');
                words += 2;
            }
        }
        if self.random.unit() < 0.4 {
            text.push_str("\n\n");
        }
        words
    }

    /// Adds a pattern of the lexicon, a new word, one of the event's or any other; returns how many words.
    fn words(&mut self, outlet: usize, minting: f64, first: bool, text: &mut String) -> u64 {
        let chance = self.random.unit();
        let rates = &self.rates[outlet];
        let planted = rates.partition_point(|sum| *sum <= chance);
        if let Some(patterns) = self.corpus.categories.get(planted) {
            let pattern = &patterns[self.random.below(patterns.len())];
            let (words, ending) = match pattern.strip_suffix('*') {
                Some(start) => (start, self.random.one_of(&ENDINGS)),
                None => (pattern.as_str(), ""),
            };
            push(text, words, first);
            text.push_str(ending);
            return words.split(' ').count() as u64;
        }
        if chance < rates[CATEGORIES - 1] + minting {
            push(text, &mint(&mut self.random), first);
        } else if self.random.unit() < 0.03 {
            push(text, self.topical[self.random.below(self.topical.len())], first);
        } else {
            push(text, self.corpus.vocabulary.draw(&mut self.random), first);
        }
        1
    }
}

/// Adds words behind a space where one is due, capitalised when they are the first of a sentence.
fn push(text: &mut String, words: &str, first: bool) {
    if !text.is_empty() && !text.ends_with(['\n', '“']) {
        text.push(' ');
    }
    let mut letters = words.chars();
    match letters.next() {
        Some(letter) if first => text.extend(letter.to_uppercase().chain(letters)),
        _ => text.push_str(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::scan;

    #[test]
    fn a_seed_makes_one_corpus_and_the_lexicon_hits_it() {
        let place = std::env::temp_dir().join(format!("limits-corpus-{}", std::process::id()));
        let make = |seed| {
            let corpus = Corpus::new(seed);
            let articles = corpus.write(&place, 2_000_000).unwrap();
            (corpus.lexicon(), articles, std::fs::read_to_string(&place).unwrap())
        };
        let (list, articles, lines) = make(3);
        assert!((lines.len() as f64 / 2e6 - 1.0).abs() < 0.05);
        let found = scan::score(&place, &Lexicon::new(&list), 2);
        assert_eq!(found.articles, articles);
        assert_eq!(found, scan::score(&place, &Lexicon::new(&list), 1));
        let hits = found.hits.values().flatten().sum::<u64>() as f64 / found.words as f64;
        assert!((0.05..0.20).contains(&hits), "{hits} hits a word");
        assert_eq!(make(3), (list.clone(), articles, lines.clone()));
        assert_ne!(make(4).2, lines);
        std::fs::remove_file(&place).unwrap();
    }
}
