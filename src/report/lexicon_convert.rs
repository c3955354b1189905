//! The report of a lexicon that was taken over from another program: how much was read, and what was lost.

use super::compare::{counted, grouped};
use super::lexicon_check::provenance;
use super::{Block, Cell, Report, Table};
use crate::lexicon::Lexicon;
use crate::lexicon::format::{Loss, LossKind};
use serde_json::json;

/// The name and version of the JSON body: `lexicon` (`id`, `hash`, `categories`, `entries`), `file` (`found`, `read`),
/// `written` and `losses` (`line`, `about`, `kind`, `message`).
pub const LEXICON_CONVERT_SCHEMA: &str = "parallax-lexicon-convert/1";

/// The report of a conversion. `written` is the file that was written, where one was.
pub fn lexicon_convert(lexicon: &Lexicon, losses: &[Loss], written: Option<&str>) -> Report {
    let entries: usize = lexicon.categories().iter().map(|category| category.entries().len()).sum();
    let lost = losses.iter().filter(|loss| loss.kind.is_lost()).count() as u64;
    let mut verdict = match lexicon.file_entries() {
        Some(file) if file.read < file.found => format!("{} of {} were read. ", file.read, entries_of(file.found)),
        Some(file) => format!("All {} were read. ", entries_of(file.found)),
        None => String::new(),
    };
    verdict += &match (lost, written) {
        (0, Some(to)) => format!("Nothing is lost; written to {to}."),
        (lost, Some(to)) => format!("{} lost in whole or in part; written to {to} all the same.", is(lost)),
        (lost, None) => format!("{} lost in whole or in part, so nothing was written; --lossy writes it.", is(lost)),
    };
    let mut report = Report::new("A lexicon taken over", provenance(std::slice::from_ref(lexicon)))
        .with_block(Block::paragraph(verdict));
    for (kind, title) in [
        (LossKind::Dropped, "Dropped"),
        (LossKind::Altered, "Altered"),
        (LossKind::Rewritten, "Written otherwise"),
        (LossKind::DoubleMatched, "Matched twice, counted once"),
    ] {
        let mut of_kind = losses.iter().filter(|loss| loss.kind == kind).peekable();
        if of_kind.peek().is_none() {
            continue;
        }
        let table = Table::new(kind.code(), title).key("line", "line").key("entry", "entry").words("why", "why");
        let table = of_kind.fold(table, |table, loss| {
            let line = loss.line.map(|line| line.to_string()).unwrap_or_default();
            table.row([Cell::from(line.as_str()), Cell::from(loss.about.as_str()), Cell::from(loss.message.as_str())])
        });
        report = report.with_block(table);
    }
    let data = json!({
        "lexicon": {
            "id": lexicon.id(),
            "hash": lexicon.hash(),
            "categories": lexicon.categories().len(),
            "entries": entries,
        },
        "file": lexicon.file_entries(),
        "written": written,
        "losses": losses,
    });
    report.with_data(LEXICON_CONVERT_SCHEMA, data)
}

fn entries_of(number: u64) -> String {
    if number == 1 { "1 entry".to_string() } else { format!("{} entries", grouped(number)) }
}

fn is(lost: u64) -> String {
    format!("{} {}", counted(lost, "thing"), if lost == 1 { "is" } else { "are" })
}
