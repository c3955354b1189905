//! A lexicon in the making: what a reader has found so far, and what it lost.

use super::limits::{MAX_ALTERNATIVES, MAX_ENTRIES, MAX_LOSSES, MAX_NESTING};
use super::loss::{Loss, LossKind};
use super::term::{Dialect, convert};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::lexicon::{FileEntries, Lexicon, Origin, Scope, Side, counts_in};
use crate::text::Language;
use rustc_hash::FxHashMap;
use std::fmt::Write;
use std::sync::Arc;

/// What a reader has found so far.
pub(super) struct Draft<'n> {
    name: &'n str,
    /// The lexicon's id: the file's name without its ending.
    pub(super) id: String,
    language: Language,
    /// How far its valences reach.
    pub(super) valence_limit: Option<f64>,
    /// What is said of categories that nothing stands in: they are left out.
    pub(super) of_empty_categories: (LossKind, &'static str),
    categories: Vec<(String, Option<u64>)>,
    numbers: FxHashMap<String, usize>,
    entries: Vec<DraftEntry>,
    /// Where a term of a category stands first.
    seen: FxHashMap<(usize, String), (u64, Option<f64>)>,
    entries_found: FileEntries,
    alternatives: usize,
    losses: Vec<Loss>,
    has_too_many_losses: bool,
}

/// An entry in the making.
struct DraftEntry {
    line: u64,
    pattern: String,
    regex: bool,
    category: usize,
    facts: Facts,
}

/// What is known of a term besides its letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    pub(super) valence: Option<f64>,
    pub(super) stem: bool,
    pub(super) conditions: Vec<DraftCondition>,
}

/// A condition in the making.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DraftCondition {
    pub(super) negated: bool,
    pub(super) side: Side,
    pub(super) contexts: Vec<DraftContext>,
    pub(super) within: Option<u32>,
    pub(super) scope: Scope,
}

/// A context in the making.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DraftContext {
    Category(usize),
    Pattern(String),
}

impl<'n> Draft<'n> {
    pub(super) fn new(name: &'n str, language: Language) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let id = if stem.is_empty() { "lexicon".to_string() } else { tidy(stem).0 };
        Draft {
            name,
            id,
            language,
            valence_limit: None,
            of_empty_categories: (LossKind::Rewritten, "nothing stands in this category, so it is left out"),
            categories: Vec::new(),
            numbers: FxHashMap::default(),
            entries: Vec::new(),
            seen: FxHashMap::default(),
            entries_found: FileEntries::default(),
            alternatives: 0,
            losses: Vec::new(),
            has_too_many_losses: false,
        }
    }

    /// An error at a line.
    pub(super) fn fail(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message.into()).at(Location::file(self.name).line(line))
    }

    /// Says what happened to something.
    pub(super) fn note(&mut self, line: Option<u64>, about: &str, kind: LossKind, message: impl Into<String>) {
        let loss = Loss { line, about: about.to_string(), kind, message: message.into() };
        // the same of a term in several categories is said once; a file made of losses fills no memory
        if self.losses.len() == MAX_LOSSES {
            self.has_too_many_losses = true;
        } else if self.losses.last() != Some(&loss) {
            self.losses.push(loss);
        }
    }

    /// An entry of the file that cannot be taken over.
    pub(super) fn drop(&mut self, line: u64, about: &str, message: impl Into<String>) {
        self.entries_found.found += 1;
        self.note(Some(line), about, LossKind::Dropped, message);
    }

    /// The number of a category under its parents; it may be named again.
    pub(super) fn category<S: AsRef<str>>(&mut self, path: &[S], line: u64) -> Result<usize> {
        if path.len() > MAX_NESTING {
            let message = format!("categories are nested more than {MAX_NESTING} deep; no lexicon is that deep");
            return Err(self.fail(line, message));
        }
        let mut number = 0;
        let mut id = String::new();
        for name in path {
            let (name, changed) = tidy(name.as_ref());
            if !id.is_empty() {
                id.push('/');
            }
            id.push_str(&name);
            number = match self.numbers.get(&id) {
                Some(number) => *number,
                None => {
                    if let Some(change) = changed {
                        self.note(Some(line), &name, LossKind::Rewritten, change);
                    }
                    if self.categories.len() == MAX_ENTRIES {
                        return Err(self.fail(line, format!("the lexicon has more than {MAX_ENTRIES} categories")));
                    }
                    self.categories.push((id.clone(), Some(line)));
                    self.numbers.insert(id.clone(), self.categories.len() - 1);
                    self.categories.len() - 1
                }
            };
        }
        Ok(number)
    }

    /// The id of a category.
    pub(super) fn id_of(&self, category: usize) -> &str {
        &self.categories[category].0
    }

    /// The categories, by number.
    pub(super) fn category_ids(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|(id, _)| id.as_str())
    }

    /// Whether a category, or one nested in it, holds entries with conditions.
    pub(super) fn is_conditional(&self, category: usize) -> bool {
        let id = self.id_of(category);
        let inside = |entry: &&DraftEntry| counts_in(self.id_of(entry.category), id);
        self.entries.iter().filter(inside).any(|entry| !entry.facts.conditions.is_empty())
    }

    /// A term of a category.
    pub(super) fn term(
        &mut self,
        line: u64,
        term: &str,
        category: usize,
        dialect: Dialect,
        facts: Facts,
    ) -> Result<()> {
        match convert(term, dialect) {
            Err(why) => self.drop(line, term, why),
            Ok(converted) => {
                if let Some(forms) = converted.altered {
                    let message = format!("words are compared with `{forms}`, so it matches that too");
                    self.note(Some(line), term, LossKind::Altered, message);
                } else if let Some(what) = converted.rewritten {
                    self.note(Some(line), term, LossKind::Rewritten, what);
                }
                self.alternatives += converted.alternatives;
                self.add(line, term, converted.pattern, converted.regex, category, facts)?;
            }
        }
        Ok(())
    }

    /// A regular expression a word, in a category.
    pub(super) fn expression(&mut self, line: u64, source: &str, category: usize) -> Result<()> {
        match crate::lexicon::Pattern::regex(source) {
            Err(why) => self.drop(line, source, why.to_string()),
            Ok(_) => self.add(line, source, source.to_string(), true, category, Facts::default())?,
        }
        Ok(())
    }

    /// Every entry of another category, in this one, under conditions.
    pub(super) fn reference(&mut self, line: u64, of: usize, category: usize, facts: Facts) -> Result<()> {
        let pattern = format!("#{}", self.id_of(of));
        self.add(line, &pattern.clone(), pattern, false, category, facts)
    }

    fn add(
        &mut self,
        line: u64,
        term: &str,
        pattern: String,
        regex: bool,
        category: usize,
        facts: Facts,
    ) -> Result<()> {
        self.entries_found.found += 1;
        self.entries_found.read += 1;
        if self.entries_found.found as usize > MAX_ENTRIES {
            let message = format!("the lexicon has more than {MAX_ENTRIES} entries; split it into several");
            return Err(self.fail(line, message));
        }
        if self.alternatives > MAX_ALTERNATIVES {
            let message = format!(
                "the patterns of the lexicon expand to more than {MAX_ALTERNATIVES} alternatives; split it into several"
            );
            return Err(self.fail(line, message));
        }
        let key = (category, format!("{regex}{}{:?}{}", facts.stem, facts.conditions, pattern.to_lowercase()));
        if let Some((first, valence)) = self.seen.get(&key).copied() {
            match (valence, facts.valence) {
                (Some(one), Some(other)) if one != other => {
                    let message = format!("its valence is {other}, that of line {first} is {one}, which is kept");
                    self.entries_found.read -= 1;
                    self.note(Some(line), term, LossKind::Dropped, message);
                }
                _ => self.note(Some(line), term, LossKind::DoubleMatched, format!("it stands on line {first} too")),
            }
            return Ok(());
        }
        self.seen.insert(key, (line, facts.valence));
        self.entries.push(DraftEntry { line, pattern, regex, category, facts });
        Ok(())
    }

    /// Says which entries match what a wildcard of their category matches too.
    fn note_double_matches(&mut self) {
        let mut open: FxHashMap<(usize, String), u64> = FxHashMap::default();
        let plain = |entry: &DraftEntry| !entry.regex && !entry.pattern.contains(['#', '{', '?', '_', ' ']);
        for entry in self.entries.iter().filter(|e| plain(e) && e.facts.conditions.is_empty()) {
            if let Some(letters) = entry.pattern.strip_suffix('*') {
                open.entry((entry.category, letters.to_lowercase())).or_insert(entry.line);
            }
        }
        let mut notes = Vec::new();
        for entry in self.entries.iter().filter(|e| plain(e) && e.facts.conditions.is_empty()) {
            let form = entry.pattern.trim_end_matches('*').to_lowercase();
            let is_open = entry.pattern.ends_with('*');
            // what is open itself is inside shorter ones only
            let ends = form.char_indices().skip(1).map(|(i, _)| i).chain((!is_open).then_some(form.len()));
            let wider = ends.into_iter().find_map(|end| {
                let line = open.get(&(entry.category, form[..end].to_string()))?;
                Some((form[..end].to_string(), *line))
            });
            if let Some((letters, line)) = wider {
                let message = format!("`{letters}*` on line {line} matches it too");
                let about = entry.pattern.clone();
                notes.push(Loss { line: Some(entry.line), about, kind: LossKind::DoubleMatched, message });
            }
        }
        self.losses.extend(notes);
    }

    /// Says which categories nothing stands in, and which contexts are matched without their own conditions.
    fn note_categories(&mut self) {
        let filled: Vec<&str> = self.entries.iter().map(|entry| self.id_of(entry.category)).collect();
        let filled: rustc_hash::FxHashSet<&str> =
            filled.iter().flat_map(|id| id.match_indices('/').map(|(i, _)| &id[..i]).chain([*id])).collect();
        let empty: Vec<(String, Option<u64>)> =
            self.categories.iter().filter(|(id, _)| !filled.contains(id.as_str())).cloned().collect();
        for (id, line) in empty {
            let (kind, message) = self.of_empty_categories;
            self.note(line, &id, kind, message);
        }
        let mut odd = Vec::new();
        for entry in &self.entries {
            for context in entry.facts.conditions.iter().flat_map(|condition| &condition.contexts) {
                if let DraftContext::Category(number) = context
                    && self.is_conditional(*number)
                {
                    odd.push((entry.line, entry.pattern.clone(), self.id_of(*number).to_string()));
                }
            }
        }
        for (line, about, id) in odd {
            let message = format!("the entries of `{id}` are looked for without their own conditions");
            self.note(Some(line), &about, LossKind::Altered, message);
        }
    }

    /// The lexicon, by way of the project's own format.
    pub(super) fn finish(mut self) -> Result<Lexicon> {
        if self.has_too_many_losses {
            let message = format!("more than {MAX_LOSSES} things of the file cannot be taken over; it is no lexicon");
            return Err(Error::new(ErrorKind::Lexicon, message).at(Location::file(self.name)));
        }
        if self.entries.is_empty() {
            let message = match self.losses.iter().find(|loss| loss.kind == LossKind::Dropped) {
                Some(first) => format!("nothing of the file can be counted; {first}"),
                None => "the file has no entries; a lexicon needs at least one".to_string(),
            };
            return Err(Error::new(ErrorKind::Lexicon, message).at(Location::file(self.name)));
        }
        self.note_double_matches();
        self.note_categories();
        let mut lexicon = super::toml::parse(&self.toml(), self.name)?;
        self.losses.sort_by_key(|loss| loss.line);
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(self.name).to_string();
        lexicon.origin = Some(Arc::new(Origin { file, entries: self.entries_found, losses: self.losses }));
        Ok(lexicon)
    }

    fn toml(&self) -> String {
        let mut out = format!("[lexicon]\nid = {}\nkind = \"other\"\n", quoted(&self.id));
        let mut line = |text: std::fmt::Arguments| writeln!(out, "{text}").unwrap_or_default();
        line(format_args!("language = \"{}\"", self.language));
        if let Some(limit) = self.valence_limit {
            line(format_args!("valence_limit = {limit:?}"));
        }
        for (id, _) in &self.categories {
            line(format_args!("\n[[category]]\nid = {}", quoted(id)));
        }
        for entry in &self.entries {
            line(format_args!("\n[[entry]]\npattern = {}", quoted(&entry.pattern)));
            line(format_args!("category = {}", quoted(self.id_of(entry.category))));
            if entry.regex {
                line(format_args!("regex = true"));
            }
            if entry.facts.stem {
                line(format_args!("stem = true"));
            }
            if let Some(valence) = entry.facts.valence {
                line(format_args!("valence = {valence:?}"));
            }
            if !entry.facts.conditions.is_empty() {
                let conditions: Vec<String> = entry.facts.conditions.iter().map(|c| self.condition(c)).collect();
                line(format_args!("conditions = [{}]", conditions.join(", ")));
            }
        }
        out
    }

    fn condition(&self, condition: &DraftCondition) -> String {
        let contexts: Vec<String> = condition
            .contexts
            .iter()
            .map(|context| match context {
                DraftContext::Category(number) => quoted(&format!("#{}", self.id_of(*number))),
                DraftContext::Pattern(pattern) => quoted(pattern),
            })
            .collect();
        let side = match condition.side {
            Side::Near => "near",
            Side::After => "after",
            Side::Before => "before",
        };
        let mut out = format!("{{ {}{side} = [{}]", if condition.negated { "not_" } else { "" }, contexts.join(", "));
        if let Some(within) = condition.within {
            let _ = write!(out, ", within = {within}");
        }
        out += match condition.scope {
            Scope::Sentence => " }",
            Scope::Paragraph => ", scope = \"paragraph\" }",
            Scope::Text => ", scope = \"text\" }",
        };
        out
    }
}

fn quoted(text: &str) -> String {
    ::toml::Value::from(text).to_string()
}

/// A name that can be part of an id, and what was changed for that.
fn tidy(name: &str) -> (String, Option<&'static str>) {
    let spaced: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c.is_control()).filter(|p| !p.is_empty()).collect();
    let spaced = spaced.join(" ");
    if spaced.is_empty() {
        return ("unnamed".to_string(), Some("the category has no name"));
    }
    if spaced.contains('/') {
        return (spaced.replace('/', "-"), Some("`/` in the category's name is written as `-`"));
    }
    (spaced, None)
}
