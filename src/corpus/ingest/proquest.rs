//! What ProQuest exports as text: articles between lines of underscores, each a list of `Name: value`.

use super::record::{Cause, Named};
use super::ris::language;
use super::whole::{Records, joined};

fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

pub(super) fn is_export(text: &str) -> bool {
    text.lines().any(is_border)
        && text.lines().any(|line| line.starts_with("ProQuest document ID:") || line.starts_with("Publication title:"))
}

/// What may follow the text.
const NAMES: [&str; 40] = [
    "Title",
    "Author",
    "Publication title",
    "Publication date",
    "Publication info",
    "Publication year",
    "Publication subject",
    "Full text",
    "Abstract",
    "Links",
    "Subject",
    "Location",
    "People",
    "Company / organization",
    "Identifier / keyword",
    "First page",
    "Pages",
    "Section",
    "Volume",
    "Issue",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "ISSN",
    "Source type",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Column",
    "Dateline",
    "Credit",
    "Caption",
    "Classification",
    "Number of pages",
    "e-ISSN",
    "Contents",
];

/// The articles of an export.
pub(super) fn records(text: &str) -> Records<'static> {
    text.lines()
        .collect::<Vec<_>>()
        .split(|line| is_border(line))
        .filter(|lines| lines.iter().any(|line| line.contains(':')))
        // before the first and behind the last border stands what the database says of itself
        .filter(|lines| lines.iter().any(|line| line.starts_with("Title:") || line.starts_with("Full text:")))
        .map(article)
        .collect()
}

fn article(lines: &[&str]) -> Result<Named<'static>, Cause> {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match line.split_once(':').filter(|(name, _)| NAMES.contains(name)) {
            Some((name, value)) => fields.push((name, vec![value.trim()])),
            None => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(line.trim());
                }
            }
        }
    }
    let value = |name: &str| {
        let lines = fields.iter().find(|(there, _)| *there == name).map(|(_, lines)| &lines[..]).unwrap_or_default();
        let paragraphs: Vec<String> =
            lines.split(|line| line.is_empty()).map(|paragraph| paragraph.join(" ")).collect();
        joined(paragraphs.iter().map(String::as_str))
    };
    let mut named = Named::default();
    named.push("title", value("Title"));
    // `New York Times; New York, N.Y.`: the place is no part of the name
    named.push("outlet", value("Publication title").split(';').next().unwrap_or_default().trim().to_owned());
    named.push("published", value("Publication date"));
    named.push("author", value("Author"));
    named.push("id", value("ProQuest document ID"));
    named.push("url", value("Document URL"));
    named.push("language", language(&value("Language of publication")).to_owned());
    let text = value("Full text");
    if text.is_empty() {
        return Err(Cause::NoArticle("the entry has no `Full text:`; export full texts, not citations".to_owned()));
    }
    named.push("text", text);
    Ok(named)
}
