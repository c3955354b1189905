//! What Nexis exports as text: the older form, with `1 of 500 DOCUMENTS` before each article, and that of Nexis Uni, with
//! `End of Document` behind each, which its `.docx` files share. The forms are those of the files, as nobody documents
//! them; a line that is none of the known ones stays in the text.

use super::record::{Cause, Named};
use super::ris::language;
use super::whole::{Records, joined};
use crate::corpus::date;

const TAGS: [&str; 10] =
    ["BYLINE", "SECTION", "LENGTH", "DATELINE", "HEADLINE", "HIGHLIGHT", "SERIES", "TITLE", "GRAPHIC", "LOAD-DATE"];
const ENDS: [&str; 9] = [
    "URL",
    "LOAD-DATE",
    "LANGUAGE",
    "GRAPHIC",
    "PUBLICATION-TYPE",
    "SUBJECT",
    "JOURNAL-CODE",
    "DOCUMENT-TYPE",
    "NOTES",
];

/// Whether a line stands between two articles of the older form: `12 of 500 DOCUMENTS`.
fn is_border(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    matches!(&words[..], [one, of, all, documents] if number(one) && number(all)
        && of.eq_ignore_ascii_case("of") && (*documents == "DOCUMENTS" || *documents == "DOCUMENT"))
}

pub(super) fn is_export(text: &str) -> bool {
    text.lines()
        .map(|line| line.trim_start_matches('\u{FEFF}'))
        .find(|line| !line.trim().is_empty())
        .is_some_and(is_border)
}

/// The articles of the older form.
pub(super) fn records(text: &str) -> Records<'static> {
    let mut articles: Vec<Vec<&str>> = Vec::new();
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        match articles.last_mut() {
            _ if is_border(line) => articles.push(Vec::new()),
            Some(lines) => lines.push(line.trim()),
            None => {}
        }
    }
    articles.iter().map(|lines| article(lines)).collect()
}

/// `LENGTH: 812 words` as its tag and value.
fn tagged<'a>(line: &'a str, tags: &[&str]) -> Option<(&'a str, &'a str)> {
    let (tag, value) = line.split_once(':')?;
    tags.contains(&tag).then_some((tag, value.trim()))
}

fn article(lines: &[&str]) -> Result<Named<'static>, Cause> {
    let mut named = Named::default();
    // what stands above the first tag: outlet, date, edition, title; each a paragraph
    let head_end = lines.iter().position(|line| tagged(line, &TAGS).is_some()).unwrap_or(lines.len());
    if head_end == lines.len() {
        return Err(Cause::Broken("a Nexis article has a line `LENGTH:` between its head and its text".to_owned()));
    }
    let head: Vec<String> = lines[..head_end]
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty() && !paragraph[0].starts_with("Copyright"))
        .map(|paragraph| paragraph.join("\n"))
        .collect();
    if let Some(outlet) = head.first() {
        named.push("outlet", outlet.lines().next().unwrap_or_default().to_owned());
    }
    let dated = head.iter().skip(1).flat_map(|paragraph| paragraph.lines()).find(|line| date::day(line).is_some());
    named.push("published", dated.unwrap_or_default().to_owned());
    // tags of the head, then the text up to the tags at its end
    let mut place = head_end;
    let mut headline = None;
    while place < lines.len() {
        match tagged(lines[place], &TAGS) {
            Some((tag, value)) => {
                let value_end =
                    lines[place..].iter().position(|line| line.is_empty()).map_or(lines.len(), |end| place + end);
                let value = std::iter::once(value)
                    .chain(lines[place + 1..value_end].iter().copied())
                    .collect::<Vec<_>>()
                    .join(" ");
                match tag {
                    "BYLINE" => named.push("author", value),
                    "SECTION" => named.push("section", value),
                    "HEADLINE" | "TITLE" => headline = Some(value),
                    _ => {}
                }
                place = value_end;
            }
            None if lines[place].is_empty() => place += 1,
            None => break,
        }
    }
    let last = head.last().filter(|last| head.len() > 1 && date::day(last).is_none());
    named.push("title", headline.or_else(|| last.map(|title| title.replace('\n', " "))).unwrap_or_default());
    let body = &lines[place.min(lines.len())..];
    let end = body
        .iter()
        .position(|line| tagged(line, &ENDS).is_some() || line.starts_with("Copyright "))
        .unwrap_or(body.len());
    let paragraphs: Vec<String> =
        body[..end].split(|line| line.is_empty()).map(|paragraph| paragraph.join(" ")).collect();
    named.push("text", joined(paragraphs.iter().map(String::as_str)));
    for line in &body[end..] {
        match tagged(line, &ENDS) {
            Some(("URL", value)) => named.add("url", value.to_owned()),
            Some(("LANGUAGE", value)) => named.add("language", language(value).to_owned()),
            _ => {}
        }
    }
    Ok(named)
}

pub(super) fn is_uni_export(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.any(|line| line == "Body") && lines.any(|line| line == "End of Document")
}

/// The articles of Nexis Uni as text: a paragraph a line.
pub(super) fn uni_records(text: &str) -> Records<'static> {
    uni_paragraphs(text.trim_start_matches('\u{FEFF}').lines())
}

/// The articles of Nexis Uni, paragraph by paragraph: title, outlet, date, particulars, `Body`, text, `End of Document`.
pub(super) fn uni_paragraphs<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> Records<'static> {
    let mut out = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for paragraph in paragraphs.into_iter().map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        if paragraph == "End of Document" {
            out.push(uni_article(&std::mem::take(&mut lines)));
        } else {
            lines.push(paragraph);
        }
    }
    if lines.contains(&"Body") {
        out.push(Err(Cause::Broken("the article has no end; a line `End of Document` ends it".to_owned())));
    }
    out
}

fn uni_article(lines: &[&str]) -> Result<Named<'static>, Cause> {
    let Some(body) = lines.iter().position(|line| *line == "Body") else {
        return Err(Cause::Broken("a Nexis Uni article has a line `Body` between its head and its text".to_owned()));
    };
    let (head, text) = (&lines[..body], &lines[body + 1..]);
    let mut named = Named::default();
    // the date is the first line that is one; above it stand title and outlet
    let dated = head.iter().position(|line| date::day(line).is_some());
    if let Some(dated) = dated {
        named.push("published", head[dated].to_owned());
    }
    let above = &head[..dated.unwrap_or(head.len()).min(head.len())];
    if let [.., title, outlet] = above {
        named.push("title", (*title).to_owned());
        named.push("outlet", (*outlet).to_owned());
    }
    for line in head {
        match line.split_once(':') {
            Some(("Byline", value)) => named.add("author", value.trim().to_owned()),
            Some(("Section", value)) => named.add("section", value.trim().to_owned()),
            Some(("Language", value)) => named.add("language", language(value.trim()).to_owned()),
            _ => {}
        }
    }
    let ends = ["Load-Date:", "Language:", "Graphic", "Classification", "Notes"];
    let end = text.iter().rposition(|line| !ends.iter().any(|end| line.starts_with(end))).map_or(0, |last| last + 1);
    let end =
        text[..end].iter().position(|line| line.starts_with("Load-Date:") || *line == "Classification").unwrap_or(end);
    for line in &text[end..] {
        if let Some(("Language", value)) = line.split_once(':') {
            named.add("language", language(value.trim()).to_owned());
        }
    }
    named.push("text", joined(text[..end].iter().copied()));
    Ok(named)
}
