//! The project's own format: one `[lexicon]`, then `[[category]]`, `[[entry]]` and `[[set]]`.
//!
//! An entry may have `conditions`, each with one of `near`, `after`, `before`, `not_near`, `not_after`, `not_before`: a
//! list of patterns and of categories (`"#negations"`), one of which has to stand there, or none of them; `within` is
//! how many words away at most, `scope` is `sentence` (the default), `paragraph` or `text`. An entry whose pattern is a
//! category (`"#good"`) stands for all entries of that category.

use super::limits::{MAX_ALTERNATIVES, MAX_ENTRIES};
use crate::error::{Error, ErrorKind, Location, Result, nearest};
use crate::lexicon::{
    Case, Category, Condition, Context, Entry, Kind, Lexicon, Pattern, Scope, Side, counts_in, hash_of,
};
use crate::text::Language;
use ::toml::Spanned;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lexicon: Head,
    #[serde(default)]
    category: Vec<CategoryTable>,
    #[serde(default)]
    entry: Vec<EntryTable>,
    #[serde(default)]
    set: Vec<SetTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: Spanned<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    language: Option<Spanned<String>>,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    version: String,
    #[serde(default)]
    description: String,
    // prose for readers of the file
    #[serde(default, rename = "includes")]
    _includes: String,
    #[serde(default, rename = "excludes")]
    _excludes: String,
    #[serde(default, rename = "anchor")]
    _anchor: String,
    #[serde(default, rename = "valence_note")]
    _valence_note: String,
    #[serde(default)]
    exceptions: Vec<Spanned<String>>,
    #[serde(default)]
    should_match: Vec<String>,
    #[serde(default)]
    should_not_match: Vec<String>,
    /// Valences reach from minus this to this.
    #[serde(default)]
    valence_limit: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTable {
    id: Spanned<String>,
    #[serde(default)]
    title: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryTable {
    pattern: Spanned<String>,
    #[serde(default)]
    category: Option<Spanned<String>>,
    #[serde(default)]
    case: Case,
    #[serde(default)]
    regex: bool,
    #[serde(default)]
    stem: Option<Spanned<bool>>,
    #[serde(default)]
    valence: Option<Spanned<f64>>,
    #[serde(default)]
    tone: Option<String>,
    #[serde(default)]
    contrast: Option<String>,
    #[serde(default)]
    partners: Vec<String>,
    #[serde(default)]
    conditions: Vec<Spanned<ConditionTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionTable {
    near: Option<Vec<Spanned<String>>>,
    after: Option<Vec<Spanned<String>>>,
    before: Option<Vec<Spanned<String>>>,
    not_near: Option<Vec<Spanned<String>>>,
    not_after: Option<Vec<Spanned<String>>>,
    not_before: Option<Vec<Spanned<String>>>,
    within: Option<u32>,
    #[serde(default)]
    scope: Scope,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetTable {
    id: Spanned<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    referent: Option<String>,
    labels: Vec<EntryTable>,
}

/// Reads a lexicon; `name` stands in messages.
///
/// # Errors
/// With line and column, if the text is no TOML of this schema or a pattern is at fault.
pub fn parse(text: &str, name: &str) -> Result<Lexicon> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Reader { text, name, language: Language::ENGLISH, valence_limit: VALENCE_LIMIT }.read()
}

/// How far valences reach where a lexicon does not say.
const VALENCE_LIMIT: f64 = 2.0;

struct Reader<'t> {
    text: &'t str,
    name: &'t str,
    language: Language,
    valence_limit: f64,
}

impl Reader<'_> {
    fn fail(&self, offset: usize, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message.into()).at(Location::in_text(self.name, self.text, offset))
    }

    fn read(mut self) -> Result<Lexicon> {
        let file: File = ::toml::from_str(self.text)
            .map_err(|cause| self.fail(cause.span().map_or(0, |s| s.start), one_line(cause.message())))?;
        let id = self.id(&file.lexicon.id)?;
        if let Some(tag) = &file.lexicon.language {
            self.language =
                tag.get_ref().parse().map_err(|cause: Error| self.fail(tag.span().start, cause.to_string()))?;
        }
        if let Some(limit) = &file.lexicon.valence_limit {
            self.valence_limit = *limit.get_ref();
            if !(self.valence_limit > 0.0 && self.valence_limit.is_finite()) {
                let message =
                    format!("valence_limit {} is no positive number; write for example 5", self.valence_limit);
                return Err(self.fail(limit.span().start, message));
            }
        }
        let title = file.lexicon.title.clone().unwrap_or_else(|| id.clone());
        let categories = self.categories(&id, &title, file.category, file.entry, file.set)?;
        let exceptions = file.lexicon.exceptions.iter().map(|p| self.pattern(p, false)).collect::<Result<_>>()?;
        Ok(Lexicon {
            id,
            title,
            language: self.language,
            kind: file.lexicon.kind,
            version: file.lexicon.version,
            description: file.lexicon.description,
            categories,
            exceptions,
            should_match: file.lexicon.should_match,
            should_not_match: file.lexicon.should_not_match,
            hash: hash_of(self.text),
            source: self.text.into(),
            origin: None,
        })
    }

    fn id(&self, id: &Spanned<String>) -> Result<String> {
        let text = id.get_ref();
        let good = !text.is_empty() && text.split('/').all(|p| !p.is_empty()) && !text.contains(char::is_control);
        if good {
            Ok(text.clone())
        } else {
            Err(self.fail(
                id.span().start,
                "the id is empty or has an empty part; write for example `order` or `order/repression`",
            ))
        }
    }

    fn categories(
        &self,
        id: &str,
        title: &str,
        declared: Vec<CategoryTable>,
        entries: Vec<EntryTable>,
        sets: Vec<SetTable>,
    ) -> Result<Vec<Category>> {
        let mut categories = vec![Category { id: id.to_string(), title: title.to_string(), entries: Vec::new() }];
        let mut explicit = vec![false];
        for table in declared {
            let category = self.id(&table.id)?;
            let title = table.title.unwrap_or_else(|| category.clone());
            match categories.iter().position(|c| c.id == category) {
                // the lexicon's own category may be declared too, which shows it even with nested entries only
                Some(0) if !explicit[0] => {
                    categories[0].title = title;
                    explicit[0] = true;
                }
                Some(_) => {
                    return Err(self
                        .fail(table.id.span().start, format!("category `{category}` is declared twice; remove one")));
                }
                None => {
                    categories.push(Category { id: category, title, entries: Vec::new() });
                    explicit.push(true);
                }
            }
        }
        let (mut order, mut references) = (0, Vec::new());
        for table in entries {
            let at = self.category_of(&table, &categories)?;
            if table.pattern.get_ref().starts_with('#') {
                references.push((at, order, table));
            } else {
                let entry = self.entry(table, order, &categories)?;
                categories[at].entries.push(entry);
            }
            order += 1;
        }
        for set in sets {
            let category = self.id(&set.id)?;
            if categories.iter().any(|c| c.id == category) {
                return Err(self.fail(set.id.span().start, format!("`{category}` is declared twice; remove one")));
            }
            let title = set.title.or(set.referent).unwrap_or_else(|| category.clone());
            let mut labels = Vec::new();
            for table in set.labels {
                if let Some(named) = &table.category {
                    return Err(self.fail(named.span().start, "a label belongs to its set; leave `category` out"));
                }
                labels.push(self.entry(table, order, &categories)?);
                order += 1;
            }
            categories.push(Category { id: category, title, entries: labels });
            explicit.push(true);
        }
        self.refer(references, &mut categories)?;
        self.check_size(&categories)?;
        if order == 0 {
            return Err(self.fail(0, "the lexicon has no entries; add `[[entry]]` with `pattern = \"...\"`"));
        }
        // a category without entries, own or nested, could only ever show zeros
        let filled: Vec<String> = categories.iter().filter(|c| !c.entries.is_empty()).map(|c| c.id.clone()).collect();
        let mut at = 0;
        categories.retain(|c| {
            let nested = filled.iter().any(|f| f.strip_prefix(&c.id).is_some_and(|rest| rest.starts_with('/')));
            let keep = !c.entries.is_empty() || (explicit[at] && nested);
            at += 1;
            keep
        });
        Ok(categories)
    }

    fn category_of(&self, table: &EntryTable, categories: &[Category]) -> Result<usize> {
        let Some(named) = &table.category else { return Ok(0) };
        let id = named.get_ref();
        categories.iter().position(|c| c.id == *id).ok_or_else(|| {
            let near = nearest(id, categories.iter().map(|c| c.id.as_str()));
            let hint = near.map_or("declare it with `[[category]]`".to_string(), |n| format!("did you mean `{n}`?"));
            self.fail(named.span().start, format!("category `{id}` is not declared; {hint}"))
        })
    }

    /// Entries that stand for those of a category.
    fn refer(&self, references: Vec<(usize, u32, EntryTable)>, categories: &mut [Category]) -> Result<()> {
        let into: Vec<String> = references.iter().map(|(at, ..)| categories[*at].id.clone()).collect();
        for (at, order, table) in references {
            let start = table.pattern.span().start + 1;
            let named = self.known(&table.pattern.get_ref()[1..], start, categories)?;
            if into.iter().any(|id| counts_in(id, &named)) {
                let message = format!("`#{named}` holds such a reference itself; name categories of plain entries");
                return Err(self.fail(start, message));
            }
            let conditions = self.conditions(&table.conditions, categories)?;
            let meant: Vec<Entry> =
                categories.iter().filter(|c| counts_in(&c.id, &named)).flat_map(|c| c.entries.clone()).collect();
            for mut entry in meant {
                entry.order = order;
                entry.conditions.extend(conditions.iter().cloned());
                categories[at].entries.push(entry);
            }
            self.check_size(categories)?;
        }
        for category in categories.iter_mut() {
            category.entries.sort_by_key(|entry| entry.order);
        }
        Ok(())
    }

    fn check_size(&self, categories: &[Category]) -> Result<()> {
        let entries: usize = categories.iter().map(|c| c.entries.len()).sum();
        if entries > MAX_ENTRIES {
            let message =
                format!("the lexicon has {entries} entries; at most {MAX_ENTRIES} are read: split it into several");
            return Err(self.fail(0, message));
        }
        let alternatives: usize =
            categories.iter().flat_map(|c| &c.entries).map(|entry| entry.pattern.alternatives().count()).sum();
        if alternatives > MAX_ALTERNATIVES {
            let message = format!(
                "the patterns of the lexicon expand to {alternatives} alternatives; at most {MAX_ALTERNATIVES} are read: split it into several"
            );
            return Err(self.fail(0, message));
        }
        Ok(())
    }

    /// The id of a category that a reference or a condition names.
    fn known(&self, id: &str, start: usize, categories: &[Category]) -> Result<String> {
        if categories.iter().any(|c| c.id == id) {
            return Ok(id.to_string());
        }
        let near = nearest(id, categories.iter().map(|c| c.id.as_str()));
        let hint = near.map_or("declare it with `[[category]]`".to_string(), |n| format!("did you mean `#{n}`?"));
        Err(self.fail(start, format!("category `#{id}` is not declared; {hint}")))
    }

    fn conditions(&self, tables: &[Spanned<ConditionTable>], categories: &[Category]) -> Result<Vec<Condition>> {
        tables.iter().map(|table| self.condition(table, categories)).collect()
    }

    fn condition(&self, table: &Spanned<ConditionTable>, categories: &[Category]) -> Result<Condition> {
        let ConditionTable { near, after, before, not_near, not_after, not_before, within, scope } = table.get_ref();
        let kinds = [
            (near, false, Side::Near),
            (after, false, Side::After),
            (before, false, Side::Before),
            (not_near, true, Side::Near),
            (not_after, true, Side::After),
            (not_before, true, Side::Before),
        ];
        let mut given = kinds.into_iter().filter_map(|(named, negated, side)| Some((named.as_ref()?, negated, side)));
        let (Some((named, negated, side)), None) = (given.next(), given.next()) else {
            let message = "a condition has one of `near`, `after`, `before`, `not_near`, `not_after`, `not_before`; write for example `{ not_after = [\"#negations\"], within = 3 }`";
            return Err(self.fail(table.span().start, message));
        };
        if named.is_empty() || *within == Some(0) {
            let message = "a condition needs something to look for, and `within` at least 1";
            return Err(self.fail(table.span().start, message));
        }
        let context = |named: &Spanned<String>| match named.get_ref().strip_prefix('#') {
            Some(id) => Ok(Context::Category(self.known(id, named.span().start + 1, categories)?)),
            None => Ok(Context::Pattern(self.pattern(named, false)?)),
        };
        let contexts = named.iter().map(context).collect::<Result<_>>()?;
        Ok(Condition { negated, side, contexts, within: *within, scope: *scope })
    }

    fn entry(&self, table: EntryTable, order: u32, categories: &[Category]) -> Result<Entry> {
        let mut entry = Entry::new(self.pattern(&table.pattern, table.regex)?, order);
        entry.conditions = self.conditions(&table.conditions, categories)?;
        if let Some(stem) = table.stem {
            if *stem.get_ref() {
                crate::text::Stemmer::new(self.language)
                    .map_err(|cause| self.fail(stem.span().start, cause.to_string()))?;
            }
            entry.stem = *stem.get_ref();
        }
        if let Some(valence) = table.valence {
            let limit = self.valence_limit;
            if !(-limit..=limit).contains(valence.get_ref()) {
                return Err(self.fail(
                    valence.span().start,
                    format!("valence {} is out of range; write a number from -{limit} to {limit}", valence.get_ref()),
                ));
            }
            entry.valence = Some(*valence.get_ref());
        }
        entry.case = table.case;
        entry.tone = table.tone;
        entry.contrast = table.contrast;
        entry.partners = table.partners;
        Ok(entry)
    }

    fn pattern(&self, source: &Spanned<String>, regex: bool) -> Result<Pattern> {
        let read = if regex { Pattern::regex } else { Pattern::parse };
        read(source.get_ref()).map_err(|fault| {
            // one byte for the quotation mark; exact for patterns without escapes
            self.fail(source.span().start + 1 + fault.offset(), format!("pattern `{}`: {fault}", source.get_ref()))
        })
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
