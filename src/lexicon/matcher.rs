//! A compiled lexicon: tokens in, matches out.
//!
//! Every word of every pattern becomes a *symbol*; a phrase is a path of symbols in a trie. A spelling is
//! compared with the symbols once, when it is first seen, and remembered, so that a token costs one look-up.

use super::condition::{self, CompiledCondition, Condition, Context};
use super::pattern::{self, Pattern, WordPattern};
use super::resolve::{RawMatch, Resolver};
use super::{Case, Category, Lexicon, Overlaps};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Analysis, Analyzer, AnalyzerOptions, Border, Interner, Language, Stemmer, TokenKind};
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Mutex;

/// A pattern found in a text, after overlaps were resolved inside its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    /// The category, by its place in [`Matcher::categories`].
    pub category: u32,
    /// The position of its first word, as in [`crate::text::Word::position`].
    pub position: u32,
    /// How many words it covers.
    pub words: u32,
    /// The entry, by its place in [`Matcher::entries`].
    pub entry: u32,
}

/// A category as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedCategory {
    /// Its id.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// The lexicon it belongs to, by its place among those compiled.
    pub lexicon: u32,
    /// The language its lexicon is for.
    pub language: Language,
    /// Its entries, those of nested categories included, in the order of the file.
    pub entries: Vec<u32>,
}

/// An entry as it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedEntry {
    /// The pattern as written.
    pub pattern: String,
    /// The lexicon it belongs to.
    pub lexicon: u32,
    /// The categories that count it: its own and those above.
    pub categories: Vec<u32>,
    /// How the wording bears on what it names, -2 to 2, where the lexicon says so.
    pub valence: Option<f64>,
}

/// How a symbol compares words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Symbol {
    /// The lookup form.
    Form(WordPattern),
    /// The form with its capitals.
    Cased(WordPattern),
    /// The stem of the lookup form in a language.
    Stem(Language, String),
}

/// One path of symbols that ends an entry, an exception or a context.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) symbols: Vec<u32>,
    pub(crate) unit: u32,
}

/// A compiled set of lexicons.
///
/// ```
/// use parallax::lexicon::{Lexicon, Matcher};
/// use parallax::text::{Analyzer, AnalyzerOptions};
///
/// let lexicon = Lexicon::from_patterns("unrest", ["coup*", "peaceful protester*"])?;
/// let matcher = Matcher::new(&[lexicon], AnalyzerOptions::default())?;
/// let text = "“Peaceful” protesters feared a coup.";
/// let found = matcher.scanner().matches(text);
/// assert_eq!(found.len(), 2);
/// # Ok::<(), parallax::Error>(())
/// ```
pub struct Matcher {
    options: AnalyzerOptions,
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) symbols: Vec<Symbol>,
    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    pub(crate) paths: Vec<Path>,
    tables: Tables,
    /// Whether an ASCII spelling that begins with this byte can be a symbol at all: few can when few are looked for.
    begins: [bool; 256],
    edges: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Node>,
    /// The units that end at each node, one node after the other.
    ends: Vec<u32>,
    resolver: Resolver,
    categories: Vec<CountedCategory>,
    entries: Vec<CountedEntry>,
    languages: Vec<Language>,
    /// Whether lexicons are matched in articles of any language.
    any_language: bool,
}

/// A place in the trie.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The units that end here: where they begin and end in [`Matcher::ends`].
    ends: (u32, u32),
    /// Whether a path goes on.
    inner: bool,
}

/// Symbols by what they compare.
#[derive(Default)]
struct Tables {
    form: Table,
    cased: Table,
    stems: Vec<StemTable>,
}

/// A language's stemmer, shared by the threads, and the symbols of its stems.
type StemTable = (Mutex<Stemmer>, FxHashMap<String, u32>);

#[derive(Default)]
struct Table {
    exact: FxHashMap<String, u32>,
    prefix: FxHashMap<String, u32>,
    /// Patterns with `?` and regular expressions: compared one by one.
    globs: Vec<(WordPattern, u32)>,
}

impl Table {
    fn insert(&mut self, word: WordPattern, symbol: u32) {
        if word.compares_each() {
            self.globs.push((word, symbol));
        } else if word.prefix {
            self.prefix.insert(word.form, symbol);
        } else {
            self.exact.insert(word.form, symbol);
        }
    }

    /// Notes the bytes that its forms begin with.
    fn note_beginnings(&self, begins: &mut [bool; 256]) {
        for form in self.exact.keys().chain(self.prefix.keys()) {
            match form.as_bytes().first() {
                Some(&byte) => begins[byte as usize] = true,
                None => begins.fill(true),
            }
        }
        if !self.globs.is_empty() {
            begins.fill(true);
        }
    }

    fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.prefix.is_empty() && self.globs.is_empty()
    }

    fn resolve(&self, form: &str, out: &mut Vec<u32>) {
        out.extend(self.exact.get(form));
        if !self.prefix.is_empty() {
            let ends = form.char_indices().skip(1).map(|(i, _)| i).chain(std::iter::once(form.len()));
            out.extend(ends.filter_map(|end| self.prefix.get(&form[..end])));
        }
        out.extend(self.globs.iter().filter(|(word, _)| word.matches(form)).map(|(_, symbol)| *symbol));
    }
}

impl Matcher {
    /// Compiles lexicons for texts analysed with these options; overlaps as in [`Overlaps::Longest`].
    ///
    /// # Errors
    /// If two lexicons declare the same category, or an entry asks for a stem that cannot be had.
    pub fn new(lexicons: &[Lexicon], options: AnalyzerOptions) -> Result<Self> {
        Matcher::with_overlaps(lexicons, options, Overlaps::Longest)
    }

    /// As [`new`](Matcher::new), with a choice of what happens to matches that overlap.
    ///
    /// # Errors
    /// As [`new`](Matcher::new).
    pub fn with_overlaps(lexicons: &[Lexicon], options: AnalyzerOptions, overlaps: Overlaps) -> Result<Self> {
        let mut builder = Builder::new(options);
        for (number, lexicon) in lexicons.iter().enumerate() {
            builder.add(number as u32, lexicon)?;
        }
        Ok(builder.finish(lexicons, overlaps))
    }

    /// The options its patterns were compiled for.
    pub fn options(&self) -> AnalyzerOptions {
        self.options
    }

    /// The categories, in the order of the lexicons and their files.
    #[must_use]
    pub fn categories(&self) -> &[CountedCategory] {
        &self.categories
    }

    /// The entries of all categories.
    #[must_use]
    pub fn entries(&self) -> &[CountedEntry] {
        &self.entries
    }

    /// The same matcher for articles of any language, whatever its lexicons say they are for.
    #[must_use]
    pub fn in_any_language(mut self) -> Self {
        self.any_language = true;
        self
    }

    /// Whether a lexicon is matched in articles of this language.
    pub(crate) fn speaks(&self, lexicon: u32, language: Language) -> bool {
        self.any_language || self.languages[lexicon as usize] == language
    }

    /// Whether every match counts, so that none has to be compared with another.
    #[cfg(feature = "index")]
    pub(crate) fn counts_every_match(&self) -> bool {
        self.resolver.keeps_all()
    }

    #[cfg_attr(not(feature = "index"), allow(dead_code))] // asked by the index
    /// The rules by which matches count.
    pub(crate) fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// A scanner of texts: it remembers spellings, so use one for many texts.
    #[must_use]
    pub fn scanner(&self) -> Scanner<'_> {
        Scanner {
            matcher: self,
            analyzer: Analyzer::new(self.options),
            analysis: Analysis::default(),
            spellings: Interner::default(),
            known: vec![Known::NOTHING],
            pool: Vec::new(),
            words: Vec::new(),
            firsts: Vec::new(),
            raw: Vec::new(),
            form: String::new(),
        }
    }

    /// Whether a form is needed with its capitals.
    pub(crate) fn compares_case(&self) -> bool {
        !self.tables.cased.is_empty()
    }

    /// The symbols of a spelling.
    fn resolve(&self, analyzer: &Analyzer, spelling: &str, form: &mut String, out: &mut Vec<u32>) {
        form.clear();
        analyzer.push_lookup_form(spelling, form);
        self.tables.form.resolve(form, out);
        for (stemmer, table) in &self.tables.stems {
            let mut stemmer = stemmer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            out.extend(table.get(stemmer.stem(form)));
        }
        if self.compares_case() {
            self.tables.cased.resolve(&analyzer.cased_form(spelling), out);
        }
        out.sort_unstable();
        out.dedup();
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matcher")
            .field("categories", &self.categories.len())
            .field("entries", &self.entries.len())
            .finish()
    }
}

// ------------------------------------------------------------------ building

struct Builder {
    options: AnalyzerOptions,
    symbols: Vec<Symbol>,
    numbers: FxHashMap<Symbol, u32>,
    paths: Vec<Path>,
    categories: Vec<CountedCategory>,
    entries: Vec<CountedEntry>,
    /// Exceptions come after the entries in the numbering of units; kept apart until their number is known.
    exceptions: Vec<(u32, Vec<u32>)>,
    /// So do the contexts of conditions: the lexicon of each, and its paths.
    contexts: Vec<(u32, Vec<Vec<u32>>)>,
    context_numbers: FxHashMap<(u32, Context), u32>,
    conditions: Vec<Vec<CompiledCondition>>,
}

impl Builder {
    fn new(options: AnalyzerOptions) -> Self {
        Builder {
            options,
            symbols: Vec::new(),
            numbers: FxHashMap::default(),
            paths: Vec::new(),
            categories: Vec::new(),
            entries: Vec::new(),
            exceptions: Vec::new(),
            contexts: Vec::new(),
            context_numbers: FxHashMap::default(),
            conditions: Vec::new(),
        }
    }

    fn add(&mut self, number: u32, lexicon: &Lexicon) -> Result<()> {
        for category in lexicon.categories() {
            if let Some(other) = self.categories.iter().find(|c| c.id == category.id()) {
                let message = format!(
                    "category `{}` of `{}` is declared in another lexicon too; leave one of the two out",
                    other.id,
                    lexicon.id()
                );
                return Err(Error::new(ErrorKind::Lexicon, message));
            }
        }
        let first_category = self.categories.len();
        for category in lexicon.categories() {
            self.categories.push(CountedCategory {
                id: category.id().to_string(),
                title: category.title().to_string(),
                lexicon: number,
                language: lexicon.language(),
                entries: Vec::new(),
            });
        }
        // entries in the order of the file: it decides between matches of equal length
        let mut entries: Vec<(&Category, &super::Entry)> =
            lexicon.categories().iter().flat_map(|c| c.entries().iter().map(move |e| (c, e))).collect();
        entries.sort_by_key(|(_, entry)| entry.order());
        for (category, entry) in entries {
            let id = self.entries.len() as u32;
            let paths = self.entry_paths(entry, lexicon)?.into_iter();
            self.paths.extend(paths.map(|symbols| Path { symbols, unit: id }));
            let conditions = entry.conditions().iter().map(|condition| self.condition(condition, number, lexicon));
            let conditions = conditions.collect::<Result<_>>()?;
            self.conditions.push(conditions);
            let categories: Vec<u32> = (first_category..self.categories.len())
                .filter(|c| counts_in(category.id(), &self.categories[*c].id))
                .map(|c| c as u32)
                .collect();
            for &c in &categories {
                self.categories[c as usize].entries.push(id);
            }
            self.entries.push(CountedEntry {
                pattern: entry.pattern().source().to_string(),
                lexicon: number,
                categories,
                valence: entry.valence(),
            });
        }
        for exception in lexicon.exceptions() {
            for alternative in exception.alternatives() {
                let symbols = self.path(exception, alternative, lexicon, Case::Fold, false)?;
                self.exceptions.push((number, symbols));
            }
        }
        Ok(())
    }

    fn entry_paths(&mut self, entry: &super::Entry, lexicon: &Lexicon) -> Result<Vec<Vec<u32>>> {
        let path = |words| self.path(entry.pattern(), words, lexicon, entry.case(), entry.is_stemmed());
        entry.pattern().alternatives().map(path).collect()
    }

    fn condition(&mut self, condition: &Condition, number: u32, lexicon: &Lexicon) -> Result<CompiledCondition> {
        let mut contexts = Vec::new();
        for context in condition.contexts() {
            let key = (number, context.clone());
            let known = self.context_numbers.get(&key).copied();
            contexts.push(match known {
                Some(context) => context,
                None => {
                    let paths = self.context_paths(context, lexicon)?;
                    let context = self.contexts.len() as u32;
                    self.contexts.push((number, paths));
                    self.context_numbers.insert(key, context);
                    context
                }
            });
        }
        let Condition { negated, side, within, scope, .. } = *condition;
        Ok(CompiledCondition { negated, side, contexts, within, scope })
    }

    fn context_paths(&mut self, context: &Context, lexicon: &Lexicon) -> Result<Vec<Vec<u32>>> {
        let category = match context {
            Context::Category(category) => category,
            Context::Pattern(pattern) => {
                return pattern.alternatives().map(|w| self.path(pattern, w, lexicon, Case::Fold, false)).collect();
            }
        };
        let nested = lexicon.categories().iter().filter(|c| counts_in(c.id(), category));
        let paths = nested.flat_map(Category::entries).map(|entry| self.entry_paths(entry, lexicon));
        Ok(paths.collect::<Result<Vec<_>>>()?.concat())
    }

    fn path(
        &mut self,
        pattern: &Pattern,
        alternative: &str,
        lexicon: &Lexicon,
        case: Case,
        stem: bool,
    ) -> Result<Vec<u32>> {
        let keep_case = case == Case::Exact;
        let words = match pattern.is_regex() {
            true => pattern::regex_words(alternative, keep_case),
            false => pattern::words(alternative, self.options, keep_case),
        };
        let words = words.map_err(|fault| {
            Error::new(ErrorKind::Lexicon, format!("`{alternative}` in `{}`: {fault}", lexicon.id()))
        })?;
        let mut stemmer = if stem { Some(Stemmer::new(lexicon.language())?) } else { None };
        Ok(words
            .into_iter()
            .map(|word| {
                let symbol = match (&mut stemmer, case) {
                    (Some(stemmer), _) if !word.prefix && !word.compares_each() => {
                        Symbol::Stem(lexicon.language(), stemmer.stem(&word.form).to_string())
                    }
                    (_, Case::Exact) => Symbol::Cased(word),
                    (_, Case::Fold) => Symbol::Form(word),
                };
                self.symbol(symbol)
            })
            .collect())
    }

    fn symbol(&mut self, symbol: Symbol) -> u32 {
        let next = self.symbols.len() as u32;
        *self.numbers.entry(symbol).or_insert_with_key(|symbol| {
            self.symbols.push(symbol.clone());
            next
        })
    }

    fn finish(mut self, lexicons: &[Lexicon], overlaps: Overlaps) -> Matcher {
        let mut exceptions = Vec::new();
        for (lexicon, symbols) in std::mem::take(&mut self.exceptions) {
            let unit = (self.entries.len() + exceptions.len()) as u32;
            exceptions.push(lexicon);
            self.paths.push(Path { symbols, unit });
        }
        let mut contexts = Vec::new();
        for (lexicon, paths) in std::mem::take(&mut self.contexts) {
            let unit = (self.entries.len() + exceptions.len() + contexts.len()) as u32;
            contexts.push(lexicon);
            self.paths.extend(paths.into_iter().map(|symbols| Path { symbols, unit }));
        }
        let mut tables = Tables::default();
        for (number, symbol) in self.symbols.iter().enumerate() {
            let number = number as u32;
            match symbol.clone() {
                Symbol::Form(word) => tables.form.insert(word, number),
                Symbol::Cased(word) => tables.cased.insert(word, number),
                Symbol::Stem(language, stem) => tables.insert_stem(language, stem, number),
            }
        }
        let mut edges = FxHashMap::default();
        let mut ends: Vec<Vec<u32>> = vec![Vec::new()];
        for path in &self.paths {
            let mut node = 0;
            for &symbol in &path.symbols {
                node = *edges.entry((node, symbol)).or_insert_with(|| {
                    ends.push(Vec::new());
                    ends.len() as u32 - 1
                });
            }
            if !ends[node as usize].contains(&path.unit) {
                ends[node as usize].push(path.unit);
            }
        }
        let mut nodes = Vec::with_capacity(ends.len());
        let mut all = Vec::new();
        for units in ends {
            let from = all.len() as u32;
            all.extend(units);
            nodes.push(Node { ends: (from, all.len() as u32), inner: false });
        }
        for (node, _) in edges.keys() {
            nodes[*node as usize].inner = true;
        }
        let categories_of = self.entries.iter().map(|e| e.categories.clone()).collect();
        let lexicon_of = self.entries.iter().map(|e| e.lexicon).collect();
        Matcher {
            options: self.options,
            symbols: self.symbols,
            paths: self.paths,
            begins: tables.beginnings(),
            tables,
            edges,
            nodes,
            ends: all,
            resolver: Resolver::new(categories_of, lexicon_of, exceptions, overlaps)
                .with_conditions(self.conditions, contexts),
            categories: self.categories,
            entries: self.entries,
            languages: lexicons.iter().map(Lexicon::language).collect(),
            any_language: false,
        }
    }
}

impl Tables {
    /// Per byte: whether a spelling of ASCII that begins with it can have a form that is looked for. A form begins as
    /// its spelling does, in lower case; only letters and digits are that plain.
    fn beginnings(&self) -> [bool; 256] {
        let (mut form, mut cased) = ([false; 256], [false; 256]);
        self.form.note_beginnings(&mut form);
        self.cased.note_beginnings(&mut cased);
        std::array::from_fn(|byte| {
            let plain = (byte as u8).is_ascii_alphanumeric();
            let lower = (byte as u8).to_ascii_lowercase();
            !plain || !self.stems.is_empty() || form[lower as usize] || cased[byte]
        })
    }

    fn insert_stem(&mut self, language: Language, stem: String, symbol: u32) {
        let same = |s: &Mutex<Stemmer>| s.lock().is_ok_and(|s| s.language() == language);
        let at = match self.stems.iter().position(|(stemmer, _)| same(stemmer)) {
            Some(at) => at,
            None => {
                // the language was checked when the entry was compiled
                let Ok(stemmer) = Stemmer::new(language) else { return };
                self.stems.push((Mutex::new(stemmer), FxHashMap::default()));
                self.stems.len() - 1
            }
        };
        self.stems[at].1.insert(stem, symbol);
    }
}

/// Whether entries of category `id` count in category `above`: in itself and in those it is nested in.
pub(super) fn counts_in(id: &str, above: &str) -> bool {
    id == above || id.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

// ------------------------------------------------------------------ scanning

/// Finds matches in texts, one after the other.
pub struct Scanner<'m> {
    matcher: &'m Matcher,
    analyzer: Analyzer,
    analysis: Analysis,
    spellings: Interner,
    /// Per spelling, from 1 on; at 0 what all words are that cannot match.
    known: Vec<Known>,
    pool: Vec<u32>,
    /// Per word of the present text.
    words: Vec<ScannedWord>,
    /// The words of the present text that begin a path.
    firsts: Vec<u32>,
    raw: Vec<RawMatch>,
    form: String,
}

/// What a spelling is in the trie: ranges of the pool.
#[derive(Clone, Copy)]
struct Known {
    /// The nodes it leads to from the root.
    starts: (u32, u32),
    /// Its symbols.
    symbols: (u32, u32),
}

impl Known {
    const NOTHING: Known = Known { starts: (0, 0), symbols: (0, 0) };
}

#[derive(Clone, Copy)]
struct ScannedWord {
    known: u32,
    position: u32,
    joined: bool,
}

impl Scanner<'_> {
    /// The matches of every category in a text, ordered by category and position.
    pub fn matches(&mut self, text: &str) -> Vec<Match> {
        let mut out = Vec::new();
        self.matches_into(text, None, &mut out);
        out
    }

    /// As [`matches`](Scanner::matches), only with lexicons for the article's language; returns the text's word count.
    pub fn matches_into(&mut self, text: &str, language: Option<Language>, out: &mut Vec<Match>) -> u32 {
        self.find(text);
        let matcher = self.matcher;
        let speaks = |lexicon| language.is_none_or(|language| matcher.speaks(lexicon, language));
        let analysis = &self.analysis;
        matcher.resolver.resolve(&mut self.raw, speaks, || condition::borders(analysis), out);
        self.analysis.word_count()
    }

    /// The options texts are analysed with.
    pub fn options(&self) -> AnalyzerOptions {
        self.matcher.options
    }

    /// The analysis of the last text.
    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    fn find(&mut self, text: &str) {
        self.analyzer.analyze_into(text, &mut self.analysis);
        self.look_up_words(text);
        self.raw.clear();
        for i in 0..self.firsts.len() {
            let first = self.firsts[i] as usize;
            let (from, to) = self.known[self.words[first].known as usize].starts;
            for start in from..to {
                self.arrive(self.pool[start as usize], first, first);
            }
        }
    }

    fn look_up_words(&mut self, text: &str) {
        self.words.clear();
        self.firsts.clear();
        if self.spellings.len() > Interner::NEAR {
            self.spellings = Interner::default();
            self.known.truncate(1);
            self.pool.clear();
        }
        let mut position = 0;
        let analysis = std::mem::take(&mut self.analysis);
        for token in analysis.tokens().iter().filter(|t| t.kind == TokenKind::Word) {
            let spelling = token.span.of(text);
            let mut known = 0;
            if self.matcher.begins[spelling.as_bytes()[0] as usize] || !spelling.is_ascii() {
                let (id, new) = self.spellings.intern(spelling);
                if new {
                    self.learn(spelling);
                }
                known = id + 1;
                let (from, to) = self.known[known as usize].starts;
                if from != to {
                    self.firsts.push(self.words.len() as u32);
                }
            }
            position += token.border.gap();
            self.words.push(ScannedWord { known, position, joined: token.border == Border::None });
            position += 1;
        }
        self.analysis = analysis;
    }

    #[cold]
    fn learn(&mut self, spelling: &str) {
        let mut found = Vec::new();
        self.matcher.resolve(&self.analyzer, spelling, &mut self.form, &mut found);
        let from = self.pool.len() as u32;
        self.pool.extend(found.iter().filter_map(|symbol| self.matcher.edges.get(&(0, *symbol))));
        let between = self.pool.len() as u32;
        self.pool.extend(found);
        self.known.push(Known { starts: (from, between), symbols: (between, self.pool.len() as u32) });
    }

    /// Takes what ends at a node that the words `first` to `at` lead to, and follows every path on from there.
    fn arrive(&mut self, node: u32, first: usize, at: usize) {
        let Node { ends: (from, to), inner } = self.matcher.nodes[node as usize];
        let (position, words) = (self.words[first].position, (at + 1 - first) as u32);
        let units = &self.matcher.ends[from as usize..to as usize];
        self.raw.extend(units.iter().map(|&unit| RawMatch { position, words, unit }));
        if !inner {
            return;
        }
        let Some(next) = self.words.get(at + 1).filter(|word| word.joined) else { return };
        let (from, to) = self.known[next.known as usize].symbols;
        for i in from..to {
            if let Some(&node) = self.matcher.edges.get(&(node, self.pool[i as usize])) {
                self.arrive(node, first, at + 1);
            }
        }
    }
}

impl fmt::Debug for Scanner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanner").field("matcher", &self.matcher).field("spellings", &self.spellings.len()).finish()
    }
}
