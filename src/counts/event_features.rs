//! What of an article tells which event it reports: its words, its names, its title, its day.

use super::Input;
use super::input::{Names, Road, language_of};
use crate::corpus::{Article, Seen, Selection, Sight, SkipLog, Skipped};
use crate::error::Result;
use crate::text::{Analysis, Analyzer, AnalyzerOptions, Interner, Language, Stemmer};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Only so many words of a text, from its beginning, are looked at: news tells first what happened, and long texts end
/// with what happened before.
pub const LEAD_WORDS: u32 = 400;

/// Features of articles. They merge like sets, so a corpus may be read in any parts and in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventFeatures {
    /// The terms, in order: stems of lookup forms, without stop words.
    pub terms: Vec<Box<str>>,
    /// Per term, the word it is shown as: the shortest that was met, the first in order of equal ones.
    pub shown: Vec<Box<str>>,
    /// The articles in the order of their days, those without one last; within a day in the order of their ids.
    pub articles: Vec<ArticleFeatures>,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// What one article says, as far as it tells the event.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleFeatures {
    /// Its id.
    pub id: Arc<str>,
    /// A hash of all it is.
    pub content: u64,
    /// Its outlet.
    pub outlet: Arc<str>,
    /// The event it names itself, which plays no part in grouping.
    pub event: Option<Arc<str>>,
    /// Its title, to show it by.
    pub title: Box<str>,
    /// Its day, when it has one that can be read.
    pub date: Option<Date>,
    /// Its terms, in their order.
    pub terms: Vec<TermFeature>,
}

/// How often an article has a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermFeature {
    /// The term, by its place.
    pub term: u32,
    /// Occurrences in the beginning of the text.
    pub text: u32,
    /// Occurrences in the title.
    pub title: u32,
    /// Whether it is written as a name: with a capital where no sentence begins, at least half of the time.
    pub name: bool,
}

impl EventFeatures {
    /// Takes in the features of other articles. An article that both hold is kept once.
    ///
    /// # Errors
    /// If an id stands for two articles.
    pub fn merge(&mut self, other: EventFeatures) -> Result<()> {
        let mut gathered = Gathered { articles: std::mem::take(&mut self.articles), ..Gathered::default() };
        for (term, word) in std::mem::take(&mut self.terms).iter().zip(&std::mem::take(&mut self.shown)) {
            gathered.number(term, word);
        }
        gathered.take(&other.terms, &other.shown, other.articles);
        let skipped = std::mem::take(&mut self.skipped);
        *self = gathered.finish()?;
        self.skipped = skipped;
        Ok(())
    }
}

/// Features as they come in, with terms numbered by first sight.
#[derive(Default)]
struct Gathered {
    numbers: Interner,
    terms: Vec<Box<str>>,
    shown: Vec<Box<str>>,
    articles: Vec<ArticleFeatures>,
}

impl Gathered {
    /// The number of a term that was met as this word.
    fn number(&mut self, term: &str, word: &str) -> u32 {
        let (number, new) = self.numbers.intern(term);
        if new {
            self.terms.push(term.into());
            self.shown.push(word.into());
        } else {
            let shown = &mut self.shown[number as usize];
            if (word.len(), word) < (shown.len(), shown) {
                *shown = word.into();
            }
        }
        number
    }

    /// Takes in articles whose terms are numbered otherwise.
    fn take(&mut self, terms: &[Box<str>], shown: &[Box<str>], articles: Vec<ArticleFeatures>) {
        let ours: Vec<u32> = terms.iter().zip(shown).map(|(term, word)| self.number(term, word)).collect();
        self.articles.extend(articles.into_iter().map(|mut article| {
            article.terms.iter_mut().for_each(|feature| feature.term = ours[feature.term as usize]);
            article
        }));
    }

    /// Terms and articles in their order, whatever the order they came in.
    fn finish(self) -> Result<EventFeatures> {
        let Gathered { terms, shown, mut articles, .. } = self;
        let mut order: Vec<u32> = (0..terms.len() as u32).collect();
        order.sort_unstable_by(|a, b| terms[*a as usize].cmp(&terms[*b as usize]));
        let mut place = vec![0; terms.len()];
        order.iter().zip(0..).for_each(|(&term, at)| place[term as usize] = at);
        for article in &mut articles {
            article.terms.iter_mut().for_each(|feature| feature.term = place[feature.term as usize]);
            article.terms.sort_unstable_by_key(|feature| feature.term);
        }
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        let mut clash = None;
        articles.dedup_by(|later, earlier| {
            let same = later.id == earlier.id;
            if same && later.content != earlier.content {
                clash.get_or_insert_with(|| later.id.clone());
            }
            same
        });
        if let Some(id) = clash {
            return Err(super::two_articles(&id));
        }
        articles.sort_by_key(|article| (article.date.is_none(), article.date));
        let in_order = |mut words: Vec<Box<str>>| -> Vec<Box<str>> {
            order.iter().map(|term| std::mem::take(&mut words[*term as usize])).collect()
        };
        Ok(EventFeatures { terms: in_order(terms), shown: in_order(shown), articles, skipped: Skipped::default() })
    }
}

/// Reads the features of articles one by one.
struct FeatureReader {
    analyzer: Analyzer,
    analysis: Analysis,
    languages: FxHashMap<Language, Terms>,
    names: Names,
    gathered: Gathered,
}

/// The terms of one language: each spelling is normalised and stemmed once.
struct Terms {
    spellings: Interner,
    /// By spelling; `None`: a stop word, or a number of one digit.
    term_of: Vec<Option<u32>>,
    stemmer: Option<Stemmer>,
    stop_words: FxHashSet<String>,
}

impl Terms {
    fn new(language: Language, analyzer: &Analyzer) -> Self {
        let words = stop_words::lookup(language.tag()).unwrap_or_default();
        Terms {
            spellings: Interner::default(),
            term_of: Vec::new(),
            stemmer: Stemmer::new(language).ok(),
            stop_words: words.iter().map(|word| analyzer.lookup_form(word)).collect(),
        }
    }

    fn term(&mut self, spelling: &str, analyzer: &Analyzer, gathered: &mut Gathered) -> Option<u32> {
        let (at, new) = self.spellings.intern(spelling);
        if new {
            let form = analyzer.lookup_form(spelling);
            let says_nothing = self.stop_words.contains(&form) || form.chars().nth(1).is_none();
            self.term_of.push((!says_nothing).then(|| match &mut self.stemmer {
                Some(stemmer) => gathered.number(stemmer.stem(&form), &form),
                None => gathered.number(&form, &form),
            }));
        }
        self.term_of[at as usize]
    }
}

/// How often a term of the present article was met.
#[derive(Default)]
struct Met {
    text: u32,
    title: u32,
    /// Inside sentences: with a capital, and in all.
    capital: u32,
    inside: u32,
}

impl FeatureReader {
    fn new(options: AnalyzerOptions) -> Self {
        FeatureReader {
            analyzer: super::input::analyzer(options),
            analysis: Analysis::default(),
            languages: FxHashMap::default(),
            names: Names::default(),
            gathered: Gathered::default(),
        }
    }

    fn read(&mut self, article: &Article) {
        let FeatureReader { analyzer, analysis, languages, names, gathered } = self;
        let language = language_of(article, analyzer.options());
        let terms = languages.entry(language).or_insert_with(|| Terms::new(language, analyzer));
        let mut met: FxHashMap<u32, Met> = FxHashMap::default();
        for (text, is_title) in [(article.title(), true), (article.text(), false)] {
            analyzer.analyze_into(text, analysis);
            for word in analysis.words().take_while(|word| is_title || word.number < LEAD_WORDS) {
                let spelling = word.span.of(text);
                let Some(term) = terms.term(spelling, analyzer, gathered) else { continue };
                let met = met.entry(term).or_default();
                if is_title {
                    met.title += 1;
                    continue;
                }
                met.text += 1;
                if !analysis.tokens()[word.token as usize].starts_sentence {
                    met.inside += 1;
                    met.capital += u32::from(spelling.starts_with(char::is_uppercase));
                }
            }
        }
        let feature = |(term, met): (u32, Met)| TermFeature {
            term,
            text: met.text,
            title: met.title,
            name: met.capital > 0 && 2 * met.capital >= met.inside,
        };
        gathered.articles.push(ArticleFeatures {
            id: article.id().into(),
            content: article.content_hash(),
            outlet: names.of(article.outlet()),
            event: article.event().map(|event| names.of(event)),
            title: article.title().into(),
            date: article.date(),
            terms: met.into_iter().map(feature).collect(),
        });
    }
}

impl Input {
    /// Reads what tells the events of the selected articles: every text once.
    ///
    /// # Errors
    /// If the input cannot be read, an id stands for two articles, or a query needs an index.
    pub fn event_features(&self, selection: &Selection) -> Result<EventFeatures> {
        let (parts, skipped) = match &self.road {
            Road::Scan(source) => {
                let seen = Seen::default();
                let start = || (FeatureReader::new(self.options()), SkipLog::of(source));
                let workers = source.in_parallel(start, |(reader, log), block| {
                    for article in block.articles(log.input(block.input())) {
                        if !selection.accepts(&article)? {
                            continue;
                        }
                        match seen.see(&article, article.content_hash()) {
                            Sight::First => reader.read(&article),
                            Sight::Again => {}
                            Sight::Conflict => return Err(source.first_conflict()),
                        }
                    }
                    Ok(())
                })?;
                let mut log = SkipLog::of(source);
                let mut parts = Vec::new();
                for (reader, part) in workers {
                    log.merge(&part);
                    parts.push(reader.gathered);
                }
                (parts, log.total())
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                use rayon::prelude::*;
                let read = |segment: usize| -> Result<Gathered> {
                    let mut reader = FeatureReader::new(self.options());
                    let rows = snapshot.rows(segment, selection, "outlet")?;
                    let documents: Vec<u32> = rows.iter().map(|row| row.document).collect();
                    snapshot.for_each_article(segment, &documents, |_, article| reader.read(&article))?;
                    Ok(reader.gathered)
                };
                let parts: Vec<Gathered> = (0..snapshot.segments()).into_par_iter().map(read).collect::<Result<_>>()?;
                (parts, snapshot.skip_log()?.total())
            }
        };
        let mut all = Gathered::default();
        parts.into_iter().for_each(|part| all.take(&part.terms, &part.shown, part.articles));
        if all.articles.is_empty() {
            return Err(super::nothing_selected(&selection.describe(), &skipped));
        }
        let mut features = all.finish()?;
        features.skipped = skipped;
        Ok(features)
    }
}
