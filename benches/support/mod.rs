//! A seeded synthetic corpus of news-like articles, and lexicons that hit it.
//!
//! Made-up words with Zipf-Mandelbrot frequencies, articles of lognormal length, twelve outlets, events of twelve
//! articles, quotations and sentences. No real text.
#![allow(dead_code)] // each bench uses a part

use parallax::Lexicon;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A corpus in memory.
pub(crate) struct Corpus {
    words: Vec<String>,
    /// Cumulative weights of the words.
    weights: Vec<f64>,
    random: Pcg64Mcg,
}

const FUNCTION_WORDS: &str = "the of to a and in that for is on was said with he it at by as his from be have has are not who but an they this had we will their were or about would been more she there which her one all when if than out what after up no people you so";
const SYLLABLES: [&str; 24] = [
    "ba", "co", "de", "fi", "go", "hu", "la", "me", "ni", "po", "ra", "se", "ti", "vo", "stra", "pre", "chi", "sho",
    "bren", "tal", "mor", "lin", "ker", "dun",
];

impl Corpus {
    /// A vocabulary of 30,000 words, always the same for a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut words: Vec<String> = FUNCTION_WORDS.split(' ').map(String::from).collect();
        while words.len() < 30_000 {
            let syllables = random.random_range(2..5);
            words.push((0..syllables).map(|_| SYLLABLES[random.random_range(0..SYLLABLES.len())]).collect());
        }
        let mut sum = 0.0;
        let weights = (0..words.len())
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 2.7);
                sum
            })
            .collect();
        Corpus { words, weights, random }
    }

    fn word(&mut self) -> usize {
        let total = self.weights[self.weights.len() - 1];
        let at = self.random.random_range(0.0..total);
        self.weights.partition_point(|w| *w <= at)
    }

    /// A text of about so many words.
    pub(crate) fn text(&mut self, words: usize) -> String {
        let mut text = String::new();
        let (mut in_sentence, mut quoted) = (0, false);
        for _ in 0..words {
            let word = self.word();
            let first = in_sentence == 0;
            if !first {
                text.push(' ');
            }
            if first && self.random.random_bool(0.1) {
                text.push('“');
                quoted = true;
            }
            let word = self.words[word].clone();
            if first || self.random.random_bool(0.05) {
                text.extend(word.chars().next().map(|c| c.to_ascii_uppercase()));
                text.push_str(&word[1..]);
            } else {
                text.push_str(&word);
            }
            in_sentence += 1;
            if in_sentence > 8 && self.random.random_bool(0.08) {
                text.push_str(if std::mem::take(&mut quoted) { ".” " } else { ". " });
                if self.random.random_bool(0.3) {
                    text.push_str("\n\n");
                }
                in_sentence = 0;
            } else if self.random.random_bool(0.06) {
                text.push(',');
            }
        }
        text
    }

    /// JSON Lines of so many articles.
    pub(crate) fn json_lines(&mut self, articles: usize) -> Vec<u8> {
        let mut lines = Vec::new();
        for number in 0..articles {
            let length = 600.0 * (self.random.random_range(-1.0_f64..1.0) * 0.9).exp();
            let text = self.text(length as usize);
            let article = serde_json::json!({
                "id": format!("a{number:07}"),
                "outlet": format!("Outlet {}", number % 12),
                "event": format!("event {}", number / 12),
                "title": self.text(8),
                "published": format!("2022-{:02}-{:02}", 1 + number % 12, 1 + number % 28),
                "text": text,
            });
            lines.extend(article.to_string().into_bytes());
            lines.push(b'\n');
        }
        lines
    }

    /// A lexicon of so many entries: words, wildcards and phrases in turn.
    pub(crate) fn lexicon(&mut self, entries: usize) -> Lexicon {
        let mut patterns: Vec<String> = Vec::new();
        while patterns.len() < entries {
            let rank = self.random.random_range(60..8_000);
            let word = self.words[rank].clone();
            let pattern = match patterns.len() % 3 {
                0 => word,
                1 => format!("{}*", &word[..word.len().min(6)]),
                _ => format!("{word} {}", self.words[self.random.random_range(0..40)]),
            };
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        Lexicon::from_patterns("synthetic", patterns.iter().map(String::as_str)).expect("the patterns are plain words")
    }
}
