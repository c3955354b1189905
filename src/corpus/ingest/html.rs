//! Web pages: the article among everything else on them, and pages that Factiva exports.

use std::borrow::Cow;

use dom_query::Document;
use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};
use encoding_rs::Encoding;

use super::charset::decode;
use super::limits::Limits;
use super::record::{Cause, Named};
use super::ris::language;
use super::whole::{Records, joined};

/// How many elements a page may have: beyond, looking for the article takes long.
const ELEMENTS: usize = 100_000;

/// What an article has at least, in bytes: as much as Readability asks of a paragraph that counts. Notices that a page is
/// gone, or wants cookies, have less.
const LEAST: usize = 140;

/// The articles of a page (one, but for exports), and the charset where it is not UTF-8.
pub(super) fn page(
    bytes: &[u8],
    sent_as: Option<&str>,
    url: Option<&str>,
    limits: &Limits,
) -> Result<(Records<'static>, Option<&'static str>), Cause> {
    let (text, encoding) = decode(bytes, declared(bytes, sent_as));
    let charset = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
    check_depth(&text, limits)?;
    let document = Document::from(&*text);
    if document.select_single("div.article td b").exists() && text.contains("Factiva") {
        return Ok((factiva(&document), charset));
    }
    Ok((vec![article(document, url)], charset))
}

/// The charset that a page was sent as or names itself, within its first bytes.
fn declared(bytes: &[u8], sent_as: Option<&str>) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let named = || {
        let place = memchr::memmem::find(head, b"charset=")? + "charset=".len();
        let name: Vec<u8> = head[place..]
            .iter()
            .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
            .copied()
            .collect();
        Encoding::for_label(&name)
    };
    sent_as.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(named)
}

fn article(document: Document, url: Option<&str>) -> Result<Named<'static>, Cause> {
    let meta = |selector: &str, attribute: &str| {
        document
            .select_single(selector)
            .attr(attribute)
            .map(|value| value.to_string())
            .filter(|value| !value.trim().is_empty())
    };
    let dated = meta("meta[name=pubdate], meta[name=date], meta[name='DC.date.issued'], meta[name='parsely-pub-date'], meta[itemprop=datePublished]", "content")
        .or_else(|| meta("time[datetime]", "datetime"));
    let address = url
        .map(str::to_owned)
        .or_else(|| meta("link[rel=canonical]", "href"))
        .or_else(|| meta("meta[property='og:url']", "content"));
    let spoken = meta("html[lang]", "lang");
    let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: ELEMENTS, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let found = found.map_err(|error| match error {
        ReadabilityError::TooManyElements(..) => {
            Cause::NoArticle(format!("the page has more than {ELEMENTS} elements"))
        }
        _ => Cause::NoArticle("the page has too little running text".to_owned()),
    })?;
    let mut named = Named::default();
    named.push("title", found.title);
    named.push("outlet", found.site_name.or_else(|| address.as_deref().and_then(host)).unwrap_or_default());
    named.push("published", found.published_time.or(dated).unwrap_or_default());
    named.push("url", address.unwrap_or_default());
    named.push("language", found.lang.or(spoken).unwrap_or_default());
    named.push("author", found.byline.unwrap_or_default());
    let text = found.text_content.trim();
    if text.len() < LEAST {
        return Err(Cause::NoArticle("the page has too little running text".to_owned()));
    }
    named.push("text", text.to_owned());
    Ok(named)
}

/// The host of an address, without `www.`.
pub(super) fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?.rsplit('@').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The text of a piece of HTML, as feeds hold it; plain text comes back as it was.
pub(super) fn fragment_text(text: &str, limits: &Limits) -> String {
    if !text.contains(['<', '&']) || check_depth(text, limits).is_err() {
        return text.to_owned();
    }
    Document::fragment(text).formatted_text().trim().to_owned()
}

/// What Factiva exports as HTML: a table of codes and values for each article.
fn factiva(document: &Document) -> Records<'static> {
    let articles = document.select("div.article");
    articles
        .iter()
        .map(|article| {
            let mut named = Named::default();
            let mut paragraphs: Vec<String> = Vec::new();
            for row in article.select("tr").iter() {
                let cells: Vec<_> = row.select("td").iter().collect();
                let [code, value, ..] = &cells[..] else { continue };
                let whole = || value.text().split_whitespace().collect::<Vec<_>>().join(" ");
                match code.text().trim_matches(|letter: char| !letter.is_ascii_alphanumeric()) {
                    "HD" => named.add("title", whole()),
                    "SN" => named.add("outlet", whole()),
                    "PD" => named.add("published", whole()),
                    "LA" => named.add("language", language(&whole()).to_owned()),
                    "AN" => named.add("id", whole().trim_start_matches("Document ").to_owned()),
                    "BY" => named.add("author", whole()),
                    "SC" => named.add("source code", whole()),
                    "LP" | "TD" => {
                        let inner: Vec<String> = value
                            .select("p")
                            .iter()
                            .map(|p| p.text().split_whitespace().collect::<Vec<_>>().join(" "))
                            .collect();
                        paragraphs.extend(if inner.is_empty() { vec![whole()] } else { inner });
                    }
                    _ => {}
                }
            }
            named.push("text", joined(paragraphs.iter().map(String::as_str)));
            Ok(named)
        })
        .collect()
}

/// Whether elements stand too deep in each other, before any parser sees them. Elements that need no end, and those that
/// the next of their kind ends, do not count.
fn check_depth(text: &str, limits: &Limits) -> Result<(), Cause> {
    const FLAT: [&str; 26] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "td", "tr", "th", "dt", "dd", "option", "tbody", "thead", "html", "body",
    ];
    let (mut depth, mut rest) = (0_u64, text.as_bytes());
    while let Some(start) = memchr::memchr(b'<', rest) {
        rest = &rest[start + 1..];
        let (closes, tag) = match rest.first() {
            Some(b'/') => (true, &rest[1..]),
            Some(letter) if letter.is_ascii_alphabetic() => (false, rest),
            _ => continue,
        };
        let length = tag.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name: Cow<'_, str> = String::from_utf8_lossy(&tag[..length]);
        if FLAT.iter().any(|flat| flat.eq_ignore_ascii_case(&name)) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        if depth > limits.nesting {
            return Err(Cause::TooDeep { what: "elements", limit: limits.nesting });
        }
    }
    Ok(())
}
