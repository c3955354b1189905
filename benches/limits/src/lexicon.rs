//! Categories and their patterns: a tab between the two, a line for each pattern.

use rustc_hash::FxHashMap;

/// A word of a pattern, lower-cased, and whether it stands for all words that begin with it.
pub type Part = (String, bool);

/// The patterns of a list with their categories. Hyphens and apostrophes part the words of a pattern, as in texts.
pub fn patterns(list: &str) -> impl Iterator<Item = (&str, Vec<Part>)> {
    list.lines().filter_map(|line| line.split_once('\t')).map(|(category, pattern)| {
        let words = pattern.split(|c: char| !c.is_alphanumeric() && c != '*').filter(|word| !word.is_empty());
        (category, words.map(|word| (word.trim_end_matches('*').to_lowercase(), word.ends_with('*'))).collect())
    })
}

/// Patterns as a trie over their words.
#[derive(Debug, Default)]
pub struct Lexicon {
    literal: FxHashMap<String, u32>,
    prefix: FxHashMap<String, u32>,
    edges: FxHashMap<(u32, u32), u32>,
    /// Per node: the categories of the patterns that end there.
    pub(crate) categories: Vec<Vec<u16>>,
    /// Per node: whether a pattern goes on.
    pub(crate) inner: Vec<bool>,
    names: Vec<String>,
}

impl Lexicon {
    /// Reads a list.
    #[must_use]
    pub fn new(list: &str) -> Self {
        let mut lexicon = Lexicon { categories: vec![Vec::new()], ..Lexicon::default() };
        let mut words = 0;
        for (name, pattern) in patterns(list) {
            let category = lexicon.names.iter().position(|known| known == name).unwrap_or(lexicon.names.len());
            if category == lexicon.names.len() {
                lexicon.names.push(name.to_string());
            }
            let mut node = 0;
            for (word, is_prefix) in pattern {
                let table = if is_prefix { &mut lexicon.prefix } else { &mut lexicon.literal };
                let word = *table.entry(word).or_insert_with(|| {
                    words += 1;
                    words - 1
                });
                let next = lexicon.categories.len() as u32;
                node = *lexicon.edges.entry((node, word)).or_insert(next);
                if node == next {
                    lexicon.categories.push(Vec::new());
                }
            }
            lexicon.categories[node as usize].push(category as u16);
        }
        lexicon.inner = vec![false; lexicon.categories.len()];
        for (from, _) in lexicon.edges.keys() {
            lexicon.inner[*from as usize] = true;
        }
        lexicon
    }

    /// How many categories there are.
    #[must_use]
    pub fn categories(&self) -> usize {
        self.names.len()
    }

    /// Where a word of a pattern leads.
    pub(crate) fn step(&self, node: u32, word: u32) -> Option<u32> {
        self.edges.get(&(node, word)).copied()
    }

    /// The words of patterns that a word of a text is.
    pub(crate) fn resolve(&self, word: &str) -> Vec<u32> {
        let ends = word.char_indices().skip(1).map(|(end, _)| end).chain([word.len()]);
        let prefixes = ends.filter_map(|end| self.prefix.get(&word[..end]).copied());
        self.literal.get(word).copied().into_iter().chain(prefixes).collect()
    }
}
