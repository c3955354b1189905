//! Words that stand side by side: every pair of neighbours, counted over all articles.

use super::input::{Road, analyzer};
use super::row::Field;
use super::vocabulary::Vocabulary;
use super::{FieldChoice, Input};
use crate::corpus::{Article, Seen, Selection, Sight, SkipLog, Skipped};
use crate::error::Result;
use crate::text::{Analysis, Analyzer, AnalyzerOptions, Border, TokenKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How often one word stands right before another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PairCount {
    /// The first word, by its place among [`PairCounts::words`].
    pub first: u32,
    /// The second.
    pub second: u32,
    /// In how many articles they stand so.
    pub articles: u32,
    /// How often.
    pub occurrences: u64,
}

/// All pairs of neighbours. A border (the end of a sentence or a clause) parts neighbours.
///
/// ```
/// use parallax::counts::{FieldChoice, Input};
/// use parallax::Selection;
///
/// let articles = "{\"outlet\":\"A\",\"text\":\"A coup attempt, no coup attempt.\"}\n";
/// let input = Input::builder().reader("one", articles.as_bytes()).open()?;
/// let found = input.count_pairs(&Selection::all(), FieldChoice::Text)?;
/// let pairs: Vec<_> = found.pairs().iter().map(|pair| (found.names(pair), pair.occurrences)).collect();
/// assert_eq!(pairs, [(["a", "coup"], 1), (["coup", "attempt"], 2), (["no", "coup"], 1)]);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairCounts {
    words: Vec<Box<str>>,
    /// Sorted by their words.
    pairs: Vec<PairCount>,
    /// Per word: how many pairs it begins, and how many it ends.
    beginning: Vec<u64>,
    ending: Vec<u64>,
    all: u64,
    read: Read,
}

/// What was looked into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Read {
    articles: u64,
    /// Words in them.
    words: u64,
    skipped: Skipped,
}

impl PairCounts {
    /// The words of the articles, in order.
    #[must_use]
    pub fn words(&self) -> &[Box<str>] {
        &self.words
    }

    /// Every pair that occurs, in the order of its words.
    #[must_use]
    pub fn pairs(&self) -> &[PairCount] {
        &self.pairs
    }

    /// The two words of a pair of these.
    #[must_use]
    pub fn names(&self, pair: &PairCount) -> [&str; 2] {
        [pair.first, pair.second].map(|word| &*self.words[word as usize])
    }

    /// How many pairs there are in all, each as often as it occurs.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.all
    }

    /// How many articles were looked into.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.read.articles
    }

    /// How many words these hold.
    #[must_use]
    pub fn words_in_all(&self) -> u64 {
        self.read.words
    }

    /// Records that did not become articles.
    pub fn skipped(&self) -> &Skipped {
        &self.read.skipped
    }

    /// How often the first word of a pair of these begins a pair, and how often its second word ends one.
    #[must_use]
    pub fn margins(&self, pair: &PairCount) -> [u64; 2] {
        [self.beginning[pair.first as usize], self.ending[pair.second as usize]]
    }

    /// Takes in the pairs of other articles.
    pub fn merge(&mut self, other: PairCounts) {
        let mut words: Vec<Box<str>> = self.words.iter().chain(&other.words).cloned().collect();
        words.sort_unstable();
        words.dedup();
        let mut merged = Vec::with_capacity(self.pairs.len() + other.pairs.len());
        for of in [&*self, &other] {
            let place =
                |word: &str| words.binary_search_by(|other| (**other).cmp(word)).map_or(0, |place| place as u32);
            let places: Vec<u32> = of.words.iter().map(|word| place(word)).collect();
            merged.extend(of.pairs.iter().map(|pair| PairCount {
                first: places[pair.first as usize],
                second: places[pair.second as usize],
                ..*pair
            }));
        }
        // both halves are in order, which this sort makes use of
        merged.sort_by_key(|pair| (pair.first, pair.second));
        merged.dedup_by(|next, kept| {
            let same = (next.first, next.second) == (kept.first, kept.second);
            if same {
                kept.occurrences += next.occurrences;
                kept.articles += next.articles;
            }
            same
        });
        let mut read = std::mem::take(&mut self.read);
        read.articles += other.read.articles;
        read.words += other.read.words;
        read.skipped.merge(&other.read.skipped);
        *self = PairCounts::new(words, merged, read);
    }

    /// From pairs in order; their sums are theirs.
    fn new(words: Vec<Box<str>>, pairs: Vec<PairCount>, read: Read) -> Self {
        let (mut beginning, mut ending) = (vec![0; words.len()], vec![0; words.len()]);
        for pair in &pairs {
            beginning[pair.first as usize] += pair.occurrences;
            ending[pair.second as usize] += pair.occurrences;
        }
        let all = beginning.iter().sum();
        PairCounts { words, pairs, beginning, ending, all, read }
    }
}

impl Input {
    /// Counts the pairs of neighbours in these articles.
    ///
    /// # Errors
    /// As [`count`](Input::count).
    pub fn count_pairs(&self, selection: &Selection, field: FieldChoice) -> Result<PairCounts> {
        let (counters, skipped): (Vec<PairCounter>, Skipped) = match &self.road {
            Road::Scan(source) => {
                let start = || (PairCounter::new(self.options()), SkipLog::of(source));
                let seen = Seen::default();
                let workers = source.in_parallel(start, |(counter, log), block| {
                    for article in block.articles(log.input(block.input())) {
                        if !selection.accepts(&article)? {
                            continue;
                        }
                        match seen.see(&article, article.content_hash()) {
                            Sight::First => counter.read(&article, field),
                            Sight::Again => {}
                            Sight::Conflict => return Err(source.first_conflict()),
                        }
                    }
                    Ok(())
                })?;
                let mut log = SkipLog::of(source);
                workers.iter().for_each(|(_, part)| log.merge(part));
                (workers.into_iter().map(|(counter, _)| counter).collect(), log.total())
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                let mut places = Vec::new();
                for segment in 0..snapshot.segments() {
                    let selected = snapshot.selected(segment, selection, "outlet")?;
                    places.extend(selected.documents().map(|document| (segment, document)));
                }
                let share = places.len().div_ceil(rayon::current_num_threads()).max(1);
                let read = |places: &[(usize, u32)]| -> Result<PairCounter> {
                    let mut counter = PairCounter::new(self.options());
                    snapshot.read_places(places, |article| counter.read(&article, field))?;
                    Ok(counter)
                };
                (places.par_chunks(share).map(read).collect::<Result<_>>()?, snapshot.skip_log()?.total())
            }
        };
        let whole = counters.into_iter().reduce(PairCounter::merged);
        Ok(whole.unwrap_or_else(|| PairCounter::new(self.options())).finish(skipped))
    }
}

/// What one thread counts with.
struct PairCounter {
    analyzer: Analyzer,
    analysis: Analysis,
    vocabulary: Vocabulary,
    /// The words of the present text, and whether each is a neighbour of the one before.
    numbers: Vec<(u32, bool)>,
    /// By the numbers of both words.
    tallies: FxHashMap<u64, Tally>,
    articles: u32,
    words: u64,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    occurrences: u64,
    articles: u32,
    /// The number of the last article that has the pair; articles are numbered from 1.
    last: u32,
}

fn key(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

fn words_of(key: u64) -> [usize; 2] {
    [key >> 32, key & u64::from(u32::MAX)].map(|word| word as usize)
}

impl PairCounter {
    fn new(options: AnalyzerOptions) -> Self {
        PairCounter {
            analyzer: analyzer(options),
            analysis: Analysis::default(),
            vocabulary: Vocabulary::new(analyzer(options)),
            numbers: Vec::new(),
            tallies: FxHashMap::default(),
            articles: 0,
            words: 0,
        }
    }

    fn read(&mut self, article: &Article, field: FieldChoice) {
        self.articles += 1;
        for field in field.fields() {
            let text = if *field == Field::Title { article.title() } else { article.text() };
            self.analyzer.analyze_into(text, &mut self.analysis);
            self.words += u64::from(self.analysis.word_count());
            // two loops, so that the many cache misses of the second do not wait for those of the first
            self.numbers.clear();
            for token in self.analysis.tokens().iter().filter(|token| token.kind == TokenKind::Word) {
                self.numbers.push((self.vocabulary.number(token.span.of(text)), token.border == Border::None));
            }
            for pair in self.numbers.windows(2).filter(|pair| pair[1].1) {
                let tally = self.tallies.entry(key(pair[0].0, pair[1].0)).or_default();
                tally.occurrences += 1;
                tally.articles += u32::from(tally.last != self.articles);
                tally.last = self.articles;
            }
        }
    }

    /// With what another thread counted.
    fn merged(mut self, other: PairCounter) -> PairCounter {
        let numbers: Vec<u32> = other.vocabulary.into_words().iter().map(|word| self.vocabulary.intern(word)).collect();
        for (pair, theirs) in other.tallies {
            let [first, second] = words_of(pair).map(|word| numbers[word]);
            let tally = self.tallies.entry(key(first, second)).or_default();
            tally.occurrences += theirs.occurrences;
            tally.articles += theirs.articles;
        }
        self.articles += other.articles;
        self.words += other.words;
        self
    }

    fn finish(self, skipped: Skipped) -> PairCounts {
        let mut words: Vec<(Box<str>, u32)> = self.vocabulary.into_words().into_iter().zip(0..).collect();
        words.par_sort_unstable();
        let mut place_of = vec![0; words.len()];
        for (place, (_, number)) in (0..).zip(&words) {
            place_of[*number as usize] = place;
        }
        let mut pairs: Vec<PairCount> = Vec::with_capacity(self.tallies.len());
        pairs.extend(self.tallies.into_iter().map(|(pair, tally)| {
            let [first, second] = words_of(pair).map(|word| place_of[word]);
            PairCount { first, second, articles: tally.articles, occurrences: tally.occurrences }
        }));
        pairs.par_sort_unstable_by_key(|pair| key(pair.first, pair.second));
        let words = words.into_iter().map(|(word, _)| word).collect();
        PairCounts::new(words, pairs, Read { articles: u64::from(self.articles), words: self.words, skipped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(texts: &[String]) -> PairCounts {
        let lines = texts.iter().enumerate().map(|(id, text)| {
            serde_json::json!({ "id": format!("{text}/{id}"), "outlet": "A", "text": text }).to_string() + "\n"
        });
        let lines: String = lines.collect();
        let input = Input::builder().reader("made", std::io::Cursor::new(lines.into_bytes())).open().unwrap();
        input.count_pairs(&Selection::all(), FieldChoice::Text).unwrap()
    }

    /// The pairs of texts of plain words and full stops, looked up one by one.
    fn one_by_one(texts: &[String]) -> Vec<([String; 2], u64, u32)> {
        let mut found: std::collections::BTreeMap<[String; 2], (u64, u32)> = Default::default();
        for text in texts {
            let mut met = std::collections::BTreeSet::new();
            for sentence in text.split('.') {
                let words: Vec<String> = sentence.split_whitespace().map(str::to_lowercase).collect();
                for pair in words.windows(2) {
                    let pair = [pair[0].clone(), pair[1].clone()];
                    found.entry(pair.clone()).or_default().0 += 1;
                    met.insert(pair);
                }
            }
            met.into_iter().for_each(|pair| found.get_mut(&pair).unwrap().1 += 1);
        }
        found.into_iter().map(|(pair, (occurrences, articles))| (pair, occurrences, articles)).collect()
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        let word = prop_oneof!["[a-d]", "Coup", "coup", "étude", "internationalisation", "riot\\."];
        prop::collection::vec(prop::collection::vec(word, 1..12).prop_map(|words| words.join(" ")), 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn pairs_are_those_of_a_plain_count_and_merge(a in texts(), b in texts()) {
            let (one, other) = (counted(&a), counted(&b));
            let names = |pair: &PairCount| one.names(pair).map(String::from);
            let found: Vec<_> = one.pairs().iter().map(|p| (names(p), p.occurrences, p.articles)).collect();
            prop_assert_eq!(found, one_by_one(&a));
            for pair in one.pairs() {
                prop_assert!(one.margins(pair).iter().all(|margin| (pair.occurrences..=one.all()).contains(margin)));
            }
            let both: Vec<String> = a.iter().chain(&b).cloned().collect();
            let mut merged = one.clone();
            merged.merge(other.clone());
            prop_assert_eq!(&merged, &counted(&both));
            let mut turned = other;
            turned.merge(one.clone());
            prop_assert_eq!(&turned, &merged);
            let mut alone = one.clone();
            alone.merge(PairCounts::default());
            prop_assert_eq!(alone, one);
        }
    }

    #[test]
    fn threads_count_as_one_does() {
        let texts: Vec<String> = (0..400).map(|n| format!("Coup {n} of no coup. Riot étude {}", n % 7)).collect();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| counted(&texts))
        };
        assert_eq!(on(1), on(3));
    }
}
