//! Yoshikoder's XML, and Lexicoder's before version 3: `<cnode name="…">` in each other, `<pnode name="…"/>` in them.

use super::draft::{Draft, Facts};
use super::limits::{MAX_ENTRIES, MAX_NESTING};
use super::term::{Dialect, Stars};
use crate::error::Result;
use roxmltree::{Document, Node, ParsingOptions};

const DIALECT: Dialect = Dialect { stars: Stars::Anywhere, question: true, ours: false, underscore: false };

pub(super) fn read(text: &str, draft: &mut Draft<'_>) -> Result<()> {
    let depth = deepest(text);
    if depth > 4 * MAX_NESTING {
        return Err(draft.fail(1, format!("elements are nested {depth} deep; no lexicon is that deep")));
    }
    // a text between any two elements
    let options = ParsingOptions { nodes_limit: 4 * MAX_ENTRIES as u32, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|cause| {
        let line = u64::from(cause.pos().row);
        let message = cause.to_string();
        // it ends with the place, which stands in front already
        let message = message.rsplit_once(" at ").map_or(message.as_str(), |(what, _)| what).to_string();
        draft.fail(line, format!("{message}; the file has to be well-formed XML"))
    })?;
    let root = document.root_element();
    if !root.has_tag_name("dictionary") {
        let name = root.tag_name().name();
        return Err(draft.fail(1, format!("the file begins with `<{name}>`; a dictionary begins with `<dictionary>`")));
    }
    let regex = root.attribute("patternengine").is_some_and(|engine| engine.starts_with("regex"));
    let line = |node: &Node<'_, '_>| u64::from(document.text_pos_at(node.range().start).row);
    // a stack of our own: files may be nested to break a recursion
    let mut open: Vec<(Node<'_, '_>, Vec<String>)> = vec![(root, Vec::new())];
    while let Some((node, path)) = open.pop() {
        let mut nested = Vec::new();
        for child in node.children().filter(Node::is_element) {
            let name = child.attribute("name").unwrap_or_default();
            match child.tag_name().name() {
                "cnode" => {
                    let mut inner = path.clone();
                    inner.push(name.to_string());
                    draft.category(&inner, line(&child))?;
                    nested.push((child, inner));
                }
                "pnode" if path.is_empty() => draft.drop(line(&child), name, "it stands in no category"),
                "pnode" => {
                    let category = draft.category(&path, line(&child))?;
                    match regex {
                        true => draft.expression(line(&child), name, category)?,
                        false => draft.term(line(&child), name, category, DIALECT, Facts::default())?,
                    }
                }
                other => draft.drop(line(&child), other, "only `cnode` and `pnode` are known"),
            }
        }
        open.extend(nested.into_iter().rev());
    }
    Ok(())
}

/// About how deep elements are nested: never less than they are.
fn deepest(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for (at, _) in text.match_indices('<') {
        match text.as_bytes().get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?' | b'!') => {}
            _ => {
                let rest = &text[at + 1..];
                if !rest[..rest.find(['<', '>']).unwrap_or(rest.len())].ends_with('/') {
                    depth += 1;
                    most = most.max(depth);
                }
            }
        }
    }
    most
}
