//! The report as one page: nothing is loaded into it and nothing in it runs.
//!
//! The policy in its head allows one style, named by its hash, and nothing else; maud escapes every text, and what
//! steers a line is made visible first. A figure has its table folded below it, a number its passages. Passages share
//! what is left of [`LIMIT`]: the more there are, the less of their surroundings each shows ([`passages`]).

mod blocks;
mod passages;

use super::plot;
use super::visible::{Marks, visible};
use super::{Block, Report};
use base64::Engine as _;
use blocks::Sheet;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use passages::Room;
use sha2::{Digest, Sha256};

/// A page is no larger than this, in bytes, as far as passages can give way.
const LIMIT: usize = 298_500;

pub(super) fn render(report: &Report) -> String {
    let style = format!("{}{}", include_str!("page.css"), plot::STYLE);
    let page = |room: Room| draw(report, &style, room).into_string() + "\n";
    let rest = page(Room::NONE).len();
    let passages = || all_passages(report.blocks());
    let room = Room::for_passages(passages, LIMIT.saturating_sub(rest));
    page(room)
}

fn draw(report: &Report, style: &str, room: Room) -> Markup {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'");
    let provenance = report.provenance().blocks();
    let blocks: Vec<&Block> = report.blocks().iter().chain(&provenance).collect();
    let mut sheet = Sheet::new(&blocks, room);
    let (lead, sections) = sections(&blocks);
    let title = text(report.title());
    let title = if title.is_empty() { "Report".to_owned() } else { title };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body {
                a class="skip" href="#main" { "To the report" }
                header {
                    h1 { (title) }
                    (sheet.blocks(&lead))
                    @if let Some(cut) = room.in_words().filter(|_| room != Room::NONE) { p class="key" { (cut) } }
                }
                @if sections.len() > 2 {
                    nav aria-label="Contents" {
                        ul {
                            @for (heading, _) in &sections {
                                li { a href=(sheet.link(heading).unwrap_or_default()) { (text(heading)) } }
                            }
                        }
                    }
                }
                main id="main" {
                    @for (heading, blocks) in &sections {
                        @let link = sheet.link(heading).unwrap_or_default();
                        section aria-labelledby=(link.trim_start_matches('#')) {
                            h2 id=(link.trim_start_matches('#')) { (text(heading)) }
                            (sheet.blocks(blocks))
                        }
                    }
                }
            }
        }
    }
}

/// The blocks before the first heading of level 2, and those under each.
fn sections<'b>(blocks: &[&'b Block]) -> (Vec<&'b Block>, Vec<(&'b str, Vec<&'b Block>)>) {
    let mut lead = Vec::new();
    let mut sections: Vec<(&str, Vec<&Block>)> = Vec::new();
    for &block in blocks {
        match (block, sections.last_mut()) {
            (Block::Heading { level: ..=2, text }, _) => sections.push((text, Vec::new())),
            (block, Some((_, section))) => section.push(block),
            (block, None) => lead.push(block),
        }
    }
    (lead, sections)
}

/// Every passage of the report, cell by cell.
fn all_passages(blocks: &[Block]) -> Vec<&[super::Passage]> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Passages { passages, .. } | Block::Lines { lines: passages, .. } => found.push(&passages[..]),
            Block::Folded { blocks, .. } => found.extend(all_passages(blocks)),
            _ => {}
        }
    }
    found
}

/// A text on one line, with nothing invisible in it.
fn text(text: &str) -> String {
    visible(text.trim(), Marks::Unicode)
}

#[cfg(test)]
mod tests;
