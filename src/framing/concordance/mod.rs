//! Which passages stand behind a number? Every hit in its context, one line each.

mod found;
mod lines;

use super::DEFAULT_LINES;
use crate::corpus::{Article, Selection, Skipped};
use crate::counts::{CountPlan, Field, FieldChoice, Folded, Header, Input, Located, VoiceFilter, Window};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::lexicon::Lexicon;
use crate::text::Analyzer;
use crate::voice::VoiceChoice;
use found::Found;
use lines::Chosen;
use serde::Serialize;
use std::cmp::Reverse;
use std::str::FromStr;
use std::sync::Arc;

/// Hits in their contexts: keywords in context (Luhn 1960).
///
/// All hits are counted; as many as were asked for are shown. From an index only the texts that are shown are read,
/// unless lines are sorted by the words of the text.
///
/// ```
/// use parallax::{Input, framing::Concordance};
///
/// let articles = "{\"outlet\":\"Gazette\",\"text\":\"They feared a coup. It failed.\"}\n";
/// let input = Input::builder().reader("one article", articles.as_bytes()).open()?;
/// let concordance = Concordance::builder().patterns(["coup*"])?.find(&input)?;
/// let line = &concordance.lines[0];
/// assert_eq!((line.context.of(line.text()), line.hit.of(line.text())), ("They feared a coup.", "coup"));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Concordance {
    /// What was looked for.
    pub header: Header,
    /// The inputs, as they were named.
    pub input: Vec<String>,
    /// The categories whose hits are shown, by their places in the header.
    pub categories: Vec<u32>,
    /// The groups in order; the articles without one are last.
    pub groups: Vec<GroupHits>,
    /// A fingerprint of the selected articles.
    pub hash: String,
    /// How much is shown around each hit.
    pub window: Window,
    /// What the lines are sorted by.
    pub sort: Vec<LineOrder>,
    /// How many lines were passed over.
    pub skip: usize,
    /// The lines.
    pub lines: Vec<Located>,
    /// In which voice the hits are.
    pub voice: VoiceChoice,
    /// Where all hits of the articles among the lines stand.
    pub spread: Vec<Spread>,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

/// The hits of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupHits {
    /// Its name; `None` for the articles without the field that groups are made by.
    pub name: Option<Arc<str>>,
    /// Its selected articles.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// Its articles with a hit.
    pub articles_with_hits: u64,
    /// Its hits.
    pub hits: u64,
}

/// Where the hits of an article stand.
#[derive(Clone, Debug)]
pub struct Spread {
    /// The article.
    pub article: Arc<Article>,
    /// The field.
    pub field: Field,
    /// How many words it has.
    pub words: u32,
    /// For each hit how many words stand before it, in order.
    pub at: Vec<u32>,
}

/// What lines are sorted by. Equal lines stand in the order of article, field and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineOrder {
    /// The article's id.
    Article,
    /// The outlet.
    Outlet,
    /// The date; articles without one come last.
    Date,
    /// The words before the hit, the nearest first. Reads the texts of all hits.
    Left,
    /// The words behind the hit, the nearest first. Reads the texts of all hits.
    Right,
    /// The hit's own words. Reads the texts of all hits.
    Hit,
    /// Chance: a hash of article, field and place in the order of its hits. Equal for every order of the articles.
    Random,
}

impl LineOrder {
    const NAMES: [(&'static str, LineOrder); 7] = [
        ("article", LineOrder::Article),
        ("outlet", LineOrder::Outlet),
        ("date", LineOrder::Date),
        ("left", LineOrder::Left),
        ("right", LineOrder::Right),
        ("hit", LineOrder::Hit),
        ("random", LineOrder::Random),
    ];

    /// The order's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        LineOrder::NAMES.iter().find(|(_, order)| *order == self).map_or("", |(name, _)| name)
    }

    fn reads_texts(self) -> bool {
        matches!(self, LineOrder::Left | LineOrder::Right | LineOrder::Hit)
    }
}

impl FromStr for LineOrder {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        LineOrder::NAMES.iter().find(|(name, _)| *name == text).map(|(_, order)| *order).ok_or_else(|| {
            let names: Vec<&str> = LineOrder::NAMES.iter().map(|(name, _)| *name).collect();
            let hint = nearest(text, names.iter().copied()).map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            let message = format!("`{text}` is no order of lines; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

/// What to look for, and what to show of it.
#[derive(Clone, Debug)]
#[must_use]
pub struct ConcordanceBuilder {
    lexicons: Vec<Lexicon>,
    categories: Vec<String>,
    selection: Selection,
    by: String,
    field: FieldChoice,
    window: Window,
    voice: VoiceChoice,
    sort: Vec<LineOrder>,
    skip: usize,
    most: usize,
}

impl Concordance {
    /// Starts a concordance: all articles, the text, by outlet and date, the sentence around each hit, 100 lines.
    pub fn builder() -> ConcordanceBuilder {
        ConcordanceBuilder {
            lexicons: Vec::new(),
            categories: Vec::new(),
            selection: Selection::all(),
            by: "outlet".to_string(),
            field: FieldChoice::Text,
            window: Window::Sentence,
            voice: VoiceChoice::All,
            sort: vec![LineOrder::Outlet, LineOrder::Date],
            skip: 0,
            most: DEFAULT_LINES,
        }
    }

    /// How many hits there are, shown or not.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.groups.iter().map(|group| group.hits).sum()
    }

    /// How many articles were looked through.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.groups.iter().map(|group| group.articles).sum()
    }

    /// How many articles have a hit.
    #[must_use]
    pub fn articles_with_hits(&self) -> u64 {
        self.groups.iter().map(|group| group.articles_with_hits).sum()
    }
}

impl ConcordanceBuilder {
    /// Looks for these patterns too, whatever the language of an article; they form the category `pattern`.
    ///
    /// # Errors
    /// If a pattern is at fault.
    pub fn patterns<'p>(self, patterns: impl IntoIterator<Item = &'p str>) -> Result<Self> {
        Ok(self.lexicon(Lexicon::from_patterns("pattern", patterns)?))
    }

    /// Looks for the entries of a lexicon too.
    pub fn lexicon(mut self, lexicon: Lexicon) -> Self {
        self.lexicons.push(lexicon);
        self
    }

    /// Only hits of this category; may be called again. Default: all.
    pub fn category(mut self, id: impl Into<String>) -> Self {
        self.categories.push(id.into());
        self
    }

    /// Only in these articles. Default: all.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Counts hits by this field, ours or metadata. Default: `outlet`.
    pub fn by(mut self, field: impl Into<String>) -> Self {
        self.by = field.into();
        self
    }

    /// Looks into these parts of the articles. Default: the text.
    pub fn field(mut self, field: FieldChoice) -> Self {
        self.field = field;
        self
    }

    /// How much is shown around a hit. Default: its sentence.
    pub fn window(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    /// Only hits in this voice. Default: all.
    pub fn voice(mut self, voice: VoiceChoice) -> Self {
        self.voice = voice;
        self
    }

    /// The order of the lines, by the first of these that tells two apart. Default: outlet, then date.
    pub fn sort(mut self, sort: impl IntoIterator<Item = LineOrder>) -> Self {
        self.sort = sort.into_iter().collect();
        self
    }

    /// Passes over so many lines. Default: none.
    pub fn skip(mut self, lines: usize) -> Self {
        self.skip = lines;
        self
    }

    /// Shows at most so many lines. Default: 100.
    pub fn most(mut self, lines: usize) -> Self {
        self.most = lines;
        self
    }

    /// Counts all hits and reads those that are shown.
    ///
    /// # Errors
    /// If there is nothing to look for, a category is unknown, a lexicon is at fault, or the input cannot be read.
    pub fn find(&self, input: &Input) -> Result<Concordance> {
        if self.lexicons.is_empty() {
            return Err(Error::new(ErrorKind::Request, "there is nothing to look for; give a pattern or a lexicon"));
        }
        let plan = CountPlan::new(self.chosen_lexicons()?)
            .selection(self.selection.clone())
            .by(&self.by)
            .field(self.field)
            .voices(self.voice != VoiceChoice::All)
            .any_language();
        let folded = input.fold(&plan, true, |header| Found::new(self, self.places(header)), Found::add)?;
        let Folded { header, parts, hash, skipped } = folded;
        if self.voice != VoiceChoice::All && header.voices.is_none() {
            return Err(super::voices::unknown(VoiceFilter { choice: self.voice, endorsed_own: false }));
        }
        let categories = self.places(&header);
        let none = || Found::new(self, categories.clone());
        let mut found = parts.into_iter().reduce(Found::merge).unwrap_or_else(none);
        let chosen = Chosen { request: self, categories: &categories, analyzer: Analyzer::new(input.options()) };
        let (mut lines, spread) = chosen.lines(input, &plan, &found.articles_to_read())?;
        input.listen(&mut lines);
        Ok(Concordance {
            header: Arc::unwrap_or_clone(header),
            input: input.names().to_vec(),
            groups: found.groups(),
            hash: hash.finish(),
            window: self.window,
            voice: self.voice,
            sort: self.sort.clone(),
            skip: self.skip,
            categories,
            lines,
            spread,
            skipped,
        })
    }

    /// How many lines have to be found, those that are passed over among them.
    fn lines_to_find(&self) -> usize {
        self.skip.saturating_add(self.most)
    }

    /// The lexicons that declare a chosen category.
    fn chosen_lexicons(&self) -> Result<Vec<Lexicon>> {
        let ids = || self.lexicons.iter().flat_map(|l| l.categories()).map(|category| category.id());
        for wanted in &self.categories {
            if !ids().any(|id| id == wanted) {
                let hint = match nearest(wanted, ids()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", ids().collect::<Vec<_>>().join(", ")),
                };
                let message = format!("no lexicon has the category `{wanted}`; {hint}");
                return Err(Error::new(ErrorKind::Request, message));
            }
        }
        let chosen = |lexicon: &&Lexicon| {
            self.categories.is_empty()
                || lexicon.categories().iter().any(|c| self.categories.iter().any(|w| w == c.id()))
        };
        Ok(self.lexicons.iter().filter(chosen).cloned().collect())
    }

    /// The chosen categories by their places in the header.
    fn places(&self, header: &Header) -> Vec<u32> {
        let chosen = |id: &String| self.categories.is_empty() || self.categories.contains(id);
        (0..).zip(&header.categories).filter(|(_, c)| chosen(&c.id)).map(|(place, _)| place).collect()
    }
}

impl Spread {
    /// The hits in so many equal parts of the text.
    ///
    /// ```
    /// use parallax::{Input, framing::Concordance};
    /// let articles = "{\"outlet\":\"A\",\"text\":\"Coup, they said; others saw no coup.\"}\n";
    /// let input = Input::builder().reader("one", articles.as_bytes()).open()?;
    /// let concordance = Concordance::builder().patterns(["coup"])?.find(&input)?;
    /// assert_eq!(concordance.spread[0].parts(7), [1, 0, 0, 0, 0, 0, 1]);
    /// # Ok::<(), parallax::Error>(())
    /// ```
    #[must_use]
    pub fn parts(&self, parts: usize) -> Vec<u32> {
        let mut counts = vec![0; parts];
        for &at in &self.at {
            let part = at as usize * parts / self.words.max(1) as usize;
            counts[part.min(parts - 1)] += 1;
        }
        counts
    }
}

impl Concordance {
    /// The spreads, those with the most hits first.
    #[must_use]
    pub fn spread_by_hits(&self) -> Vec<&Spread> {
        let mut spread: Vec<&Spread> = self.spread.iter().collect();
        spread.sort_by_key(|s| Reverse(s.at.len()));
        spread
    }
}
