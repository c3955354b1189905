//! The project's own format: one `[lexicon]`, then `[[category]]`, `[[entry]]` and `[[set]]`.

use crate::error::{Error, ErrorKind, Location, Result, nearest};
use crate::lexicon::{Case, Category, Entry, Kind, Lexicon, Pattern, hash_of};
use crate::text::Language;
use serde::Deserialize;
use toml::Spanned;

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
    Reader { text, name }.read()
}

struct Reader<'t> {
    text: &'t str,
    name: &'t str,
}

impl Reader<'_> {
    fn fail(&self, offset: usize, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message.into()).at(Location::in_text(self.name, self.text, offset))
    }

    fn read(&self) -> Result<Lexicon> {
        let file: File = toml::from_str(self.text)
            .map_err(|cause| self.fail(cause.span().map_or(0, |s| s.start), one_line(cause.message())))?;
        let id = self.id(&file.lexicon.id)?;
        let language = match &file.lexicon.language {
            Some(tag) => {
                tag.get_ref().parse::<Language>().map_err(|cause| self.fail(tag.span().start, cause.to_string()))?
            }
            None => Language::ENGLISH,
        };
        let title = file.lexicon.title.clone().unwrap_or_else(|| id.clone());
        let categories = self.categories(&id, &title, file.category, file.entry, file.set, language)?;
        let exceptions = file.lexicon.exceptions.iter().map(|p| self.pattern(p, false)).collect::<Result<_>>()?;
        Ok(Lexicon {
            id,
            title,
            language,
            kind: file.lexicon.kind,
            version: file.lexicon.version,
            description: file.lexicon.description,
            categories,
            exceptions,
            should_match: file.lexicon.should_match,
            should_not_match: file.lexicon.should_not_match,
            hash: hash_of(self.text),
            source: self.text.into(),
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
        language: Language,
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
        let mut order = 0;
        for table in entries {
            let at = self.category_of(&table, &categories)?;
            categories[at].entries.push(self.entry(table, order, language)?);
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
                labels.push(self.entry(table, order, language)?);
                order += 1;
            }
            categories.push(Category { id: category, title, entries: labels });
            explicit.push(true);
        }
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

    fn entry(&self, table: EntryTable, order: u32, language: Language) -> Result<Entry> {
        let mut entry = Entry::new(self.pattern(&table.pattern, table.regex)?, order);
        if let Some(stem) = table.stem {
            if *stem.get_ref() {
                crate::text::Stemmer::new(language).map_err(|cause| self.fail(stem.span().start, cause.to_string()))?;
            }
            entry.stem = *stem.get_ref();
        }
        if let Some(valence) = table.valence {
            if !(-2.0..=2.0).contains(valence.get_ref()) {
                return Err(self.fail(
                    valence.span().start,
                    format!("valence {} is out of range; write a number from -2 to 2", valence.get_ref()),
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
