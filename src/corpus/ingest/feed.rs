//! RSS and Atom as files: each entry an article of the feed, with its date as written, zone and all.

use roxmltree::Node;

use super::limits::Limits;
use super::record::Named;
use super::whole::Records;
use super::xml::tree;
use super::{html, record::Cause};

/// The entries of a feed.
pub(super) fn records(text: &str, limits: &Limits) -> Records<'static> {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let document = match tree(text, "a feed", limits) {
        Ok(document) => document,
        Err(cause) => return vec![Err(cause)],
    };
    let root = document.root_element();
    if !matches!(root.tag_name().name().to_lowercase().as_str(), "rss" | "feed" | "rdf") {
        let found = root.tag_name().name();
        return vec![Err(Cause::NoArticle(format!("`<{found}>` is no feed; RSS and Atom are read")))];
    }
    let channel = child(&root, "channel").unwrap_or(root);
    let outlet = text_of(&channel, &["title"]);
    let language = channel.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).map(str::to_owned);
    let language = text_of(&channel, &["language"]).or(language);
    // in RSS 1.0 items stand beside the channel
    let items = root.descendants().filter(|node| matches!(node.tag_name().name(), "item" | "entry"));
    items.map(|item| Ok(entry(&item, outlet.as_deref(), language.as_deref(), limits))).collect()
}

fn entry(item: &Node<'_, '_>, outlet: Option<&str>, language: Option<&str>, limits: &Limits) -> Named<'static> {
    let mut named = Named::default();
    let plain = |text: Option<String>| text.map(|text| html::fragment_text(&text, limits)).unwrap_or_default();
    // an aggregator's entry names where it is from
    named.push("outlet", text_of(item, &["source"]).or_else(|| outlet.map(str::to_owned)).unwrap_or_default());
    named.push("title", plain(text_of(item, &["title"])));
    named.push("published", text_of(item, &["pubDate", "published", "date", "issued", "updated"]).unwrap_or_default());
    named.push("url", link(item).unwrap_or_default());
    named.push("id", text_of(item, &["guid", "id"]).unwrap_or_default());
    named.push("author", text_of(item, &["creator", "author"]).unwrap_or_default());
    named.push("language", language.unwrap_or_default().to_owned());
    // whole articles stand in `content:encoded` or `content`, teasers in the others
    named.push("text", plain(text_of(item, &["encoded", "content", "description", "summary"])));
    named
}

fn child<'a, 'i>(node: &Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the first of these that is there and holds some.
fn text_of(node: &Node<'_, '_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        // `media:content` holds a picture, not the text
        let mut there = node.children().filter(|child| {
            child.tag_name().name() == *name && child.tag_name().namespace() != Some("http://search.yahoo.com/mrss/")
        });
        there.find_map(|child| {
            let pieces: String = child.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
            (!pieces.trim().is_empty()).then(|| pieces.trim().to_owned())
        })
    })
}

/// The address: text in RSS, an attribute in Atom, where `rel` may be another than `alternate`.
fn link(item: &Node<'_, '_>) -> Option<String> {
    let mut links = item.children().filter(|child| child.tag_name().name() == "link");
    links.find_map(|link| match link.attribute("href") {
        Some(address) => link.attribute("rel").is_none_or(|rel| rel == "alternate").then(|| address.to_owned()),
        None => link.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
    })
}
