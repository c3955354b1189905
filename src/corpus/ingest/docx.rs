//! Documents of word processors: the paragraphs of `word/document.xml`, as one article or as an export of Nexis Uni.

use std::io::{Cursor, Read};

use roxmltree::Node;
use zip::ZipArchive;

use super::limits::Limits;
use super::nexis::uni_paragraphs;
use super::record::{Cause, Named};
use super::unpack::check_ratio;
use super::whole::{Records, joined};
use super::xml::tree;

/// The articles of a document.
pub(super) fn records(bytes: &[u8], limits: &Limits) -> Records<'static> {
    match read(bytes, limits) {
        Ok(records) => records,
        Err(cause) => vec![Err(cause)],
    }
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Records<'static>, Cause> {
    let broken = |_| Cause::Broken("this is no .docx that can be read; save it again".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let text = part(&mut archive, "word/document.xml", bytes.len() as u64, limits)?
        .ok_or_else(|| Cause::Broken("no `word/document.xml` is in it, so it is no .docx; save it again".to_owned()))?;
    let document = tree(&text, "a document", limits)?;
    let paragraphs: Vec<String> =
        document.descendants().filter(|node| is(node, "p")).map(|node| paragraph(&node)).collect();
    if paragraphs.iter().any(|paragraph| paragraph.trim() == "End of Document") {
        return Ok(uni_paragraphs(paragraphs.iter().map(String::as_str)));
    }
    let mut named = Named::default();
    if let Some(core) = part(&mut archive, "docProps/core.xml", bytes.len() as u64, limits)? {
        let core = tree(&core, "a document's properties", limits)?;
        let value = |name: &str| core.descendants().find(|node| is(node, name)).and_then(|node| node.text());
        named.push("title", value("title").unwrap_or_default().to_owned());
        named.push("author", value("creator").unwrap_or_default().to_owned());
        named.push("language", value("language").unwrap_or_default().to_owned());
    }
    named.push("text", joined(paragraphs.iter().map(String::as_str)));
    Ok(vec![Ok(named)])
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The text of a paragraph: runs as they follow each other, tabs and breaks as white space. Deleted text is left out.
fn paragraph(node: &Node<'_, '_>) -> String {
    let mut out = String::new();
    for inner in node.descendants() {
        // a text box holds paragraphs of its own
        let own = inner.ancestors().find(|outer| is(outer, "p")) == Some(*node);
        match inner.tag_name().name() {
            "t" if own => out.push_str(inner.text().unwrap_or_default()),
            "tab" if own => out.push('\t'),
            "br" | "cr" if own => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// A part of the archive as text, no longer than a file may be.
fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    packed: u64,
    limits: &Limits,
) -> Result<Option<String>, Cause> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(Cause::Broken(format!("`{name}` in it cannot be read; save it again"))),
    };
    let mut bytes = Vec::new();
    file.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(Cause::Damaged)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Cause::TooLong { limit: limits.file_bytes, name: "file_bytes" });
    }
    check_ratio(packed, bytes.len() as u64, limits.unpacked_ratio).map_err(Cause::unpacking)?;
    String::from_utf8(bytes).map(Some).map_err(|_| Cause::InvalidUtf8)
}
