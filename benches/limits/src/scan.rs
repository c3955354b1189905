//! Words and the hits of a lexicon in texts that stream by, by outlet and category.

use crate::interner::Interner;
use crate::lexicon::Lexicon;
use crate::tokens::{Token, tokens};
use crate::{lines, prefetch};
use rustc_hash::FxHashMap;
use std::path::Path;

/// How many words the titles and texts of a file hold.
///
/// # Panics
/// As [`lines::for_each`].
#[must_use]
pub fn count_words(path: &Path, threads: usize) -> u64 {
    let words = lines::for_each(
        path,
        threads,
        || 0,
        |words, record| {
            tokens(&record.title, |_| *words += 1);
            tokens(&record.text, |_| *words += 1);
        },
    );
    words.into_iter().sum()
}

/// What a scan finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Articles.
    pub articles: u64,
    /// Words in their texts.
    pub words: u64,
    /// Hits by outlet: one number for each category.
    pub hits: FxHashMap<String, Vec<u64>>,
}

/// The words and hits of the texts of a file; an entry counts wherever it stands, overlapping or not.
///
/// # Panics
/// As [`lines::for_each`].
#[must_use]
pub fn score(path: &Path, lexicon: &Lexicon, threads: usize) -> Found {
    let scorers = lines::for_each(
        path,
        threads,
        || Scorer::new(lexicon),
        |scorer, record| {
            let outlet = scorer.outlet(&record.outlet);
            scorer.active.clear();
            tokens(&record.text, |token| scorer.token(outlet, token));
            scorer.flush(outlet);
            scorer.articles += 1;
        },
    );
    let mut found = Found::default();
    for scorer in scorers {
        found.articles += scorer.articles;
        for (name, outlet) in scorer.outlets {
            found.words += outlet.words.iter().map(|n| u64::from(*n)).sum::<u64>();
            let hits = found.hits.entry(name).or_insert_with(|| vec![0; lexicon.categories()]);
            for (sum, n) in hits.iter_mut().zip(outlet.hits) {
                *sum += n;
            }
        }
    }
    found
}

/// How many distinct pairs of neighbours the texts of a file hold, and how many of these stand there 50 times or more.
///
/// # Panics
/// As [`lines::for_each`].
#[must_use]
pub fn count_pairs(path: &Path) -> (u64, u64) {
    let counters = lines::for_each(path, 1, Pairs::new, |pairs, record| {
        pairs.before = None;
        tokens(&record.text, |token| pairs.token(token));
        pairs.flush();
    });
    let frequent = |pairs: &Pairs| pairs.counts.values().filter(|n| **n >= 50).count() as u64;
    counters.first().map_or((0, 0), |pairs| (pairs.counts.len() as u64, frequent(pairs)))
}

struct Pairs {
    ids: Interner,
    counts: FxHashMap<u64, u32>,
    before: Option<u32>,
    batch: [Token<'static>; BATCH],
    fill: usize,
}

impl Pairs {
    fn new() -> Self {
        let batch = [Token::Short(0, 0, 0); BATCH];
        Pairs { ids: Interner::new(), counts: FxHashMap::default(), before: None, batch, fill: 0 }
    }

    #[inline(always)]
    fn token(&mut self, token: Token<'_>) {
        self.batch[self.fill] = match token {
            Token::Short(low, high, len) => {
                self.ids.prepare(low, high);
                Token::Short(low, high, len)
            }
            // a length of 0 says that the number is known already
            Token::Long(_) => Token::Short(u64::from(self.ids.intern(token).0), 0, 0),
        };
        self.fill += 1;
        if self.fill == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for token in &self.batch[..std::mem::take(&mut self.fill)] {
            let id = match *token {
                Token::Short(id, _, 0) => id as u32,
                token => self.ids.intern(token).0,
            };
            if let Some(before) = self.before.replace(id) {
                *self.counts.entry(u64::from(before) << 32 | u64::from(id)).or_default() += 1;
            }
        }
    }
}

/// What a distinct word does, worked out once.
#[derive(Default)]
struct Act {
    /// Categories of the entries of one word that it is.
    categories: Vec<u16>,
    /// Nodes of longer entries it begins.
    starts: Vec<u32>,
    /// Words of entries that it is, for their later places.
    words: Vec<u32>,
}

/// The counts of an outlet.
struct Outlet {
    /// Per distinct word.
    words: Vec<u32>,
    /// Per category.
    hits: Vec<u64>,
}

/// Words are looked up so many at a time, so that the cache misses of one overlap with the next.
const BATCH: usize = 32;

struct Scorer<'l> {
    lexicon: &'l Lexicon,
    ids: Interner,
    outlets: Vec<(String, Outlet)>,
    articles: u64,
    /// Per distinct word: its place among `acts`; 0 does nothing.
    act: Vec<u32>,
    acts: Vec<Act>,
    /// The nodes that the words so far lead to.
    active: Vec<u32>,
    next: Vec<u32>,
    batch: [Token<'static>; BATCH],
    fill: usize,
    spelled: String,
}

impl<'l> Scorer<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        Scorer {
            lexicon,
            ids: Interner::new(),
            outlets: Vec::new(),
            articles: 0,
            act: Vec::new(),
            acts: vec![Act::default()],
            active: Vec::new(),
            next: Vec::new(),
            batch: [Token::Short(0, 0, 0); BATCH],
            fill: 0,
            spelled: String::new(),
        }
    }

    fn outlet(&mut self, name: &str) -> usize {
        self.outlets.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            let hits = vec![0; self.lexicon.categories()];
            self.outlets.push((name.to_string(), Outlet { words: Vec::new(), hits }));
            self.outlets.len() - 1
        })
    }

    #[inline(always)]
    fn token(&mut self, outlet: usize, token: Token<'_>) {
        self.batch[self.fill] = match token {
            Token::Short(low, high, len) => {
                self.ids.prepare(low, high);
                Token::Short(low, high, len)
            }
            // a length of 0 says that the number is known already
            Token::Long(_) => Token::Short(u64::from(self.id(token)), 0, 0),
        };
        self.fill += 1;
        if self.fill == BATCH {
            self.flush(outlet);
        }
    }

    #[inline(always)]
    fn id(&mut self, token: Token<'_>) -> u32 {
        let (id, new) = self.ids.intern(token);
        if new {
            self.learn(token);
        }
        id
    }

    fn flush(&mut self, outlet: usize) {
        let filled = std::mem::take(&mut self.fill);
        let mut ids = [0; BATCH];
        for (i, slot) in ids.iter_mut().enumerate().take(filled) {
            let token = self.batch[i];
            *slot = match token {
                Token::Short(id, _, 0) => id as u32,
                token => self.id(token),
            };
            prefetch(&self.act, *slot as usize);
            prefetch(&self.outlets[outlet].1.words, *slot as usize);
        }
        let words = &mut self.outlets[outlet].1.words;
        if words.len() < self.act.len() {
            words.resize(self.act.len().next_power_of_two(), 0);
        }
        for &id in &ids[..filled] {
            self.outlets[outlet].1.words[id as usize] += 1;
            match self.act[id as usize] {
                0 => self.active.clear(),
                act => self.step(outlet, act as usize),
            }
        }
    }

    #[cold]
    fn learn(&mut self, token: Token<'_>) {
        token.spell(&mut self.spelled);
        let words = self.lexicon.resolve(&self.spelled);
        if words.is_empty() {
            return self.act.push(0);
        }
        let mut act = Act::default();
        for node in words.iter().filter_map(|&word| self.lexicon.step(0, word)) {
            act.categories.extend(&self.lexicon.categories[node as usize]);
            if self.lexicon.inner[node as usize] {
                act.starts.push(node);
            }
        }
        act.words = words;
        self.act.push(self.acts.len() as u32);
        self.acts.push(act);
    }

    #[inline]
    fn step(&mut self, outlet: usize, act: usize) {
        let act = &self.acts[act];
        let hits = &mut self.outlets[outlet].1.hits;
        for &category in &act.categories {
            hits[category as usize] += 1;
        }
        if self.active.is_empty() {
            self.active.extend_from_slice(&act.starts);
            return;
        }
        self.next.clear();
        for &word in &act.words {
            for &node in &self.active {
                let Some(node) = self.lexicon.step(node, word) else { continue };
                for &category in &self.lexicon.categories[node as usize] {
                    hits[category as usize] += 1;
                }
                if self.lexicon.inner[node as usize] {
                    self.next.push(node);
                }
            }
        }
        self.next.extend_from_slice(&act.starts);
        std::mem::swap(&mut self.active, &mut self.next);
    }
}
