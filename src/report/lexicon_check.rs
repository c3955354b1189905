//! The report of a lexicon's check: what contradicts itself, what never counts, and what each wildcard catches.

use super::compare::{counted, grouped, with_skipped};
use super::{Block, Cell, Provenance, Report, Table, Warning};
use crate::framing::{EntryUse, LexiconUse};
use crate::lexicon::{Lexicon, LexiconFinding, LexiconFindingKind};
use serde_json::json;

/// The name and version of the JSON body: `lexicons` (`id`, `version`, `entries`, `hash`), `findings` (`kind`, `lexicon`,
/// `about`, `line`, `message`), and, where there was a corpus, `articles` and `entries` (`lexicon`, `pattern`, `open`,
/// `hits`, `matches`, `forms` with `form`, `hits`, `articles`).
pub const LEXICON_CHECK_SCHEMA: &str = "parallax-lexicon-check/1";

/// The report of a check. `used` is what a corpus says of the lexicons; at most `most` forms of a wildcard are shown,
/// the JSON body holds all.
pub fn lexicon_check(
    lexicons: &[Lexicon],
    findings: &[LexiconFinding],
    used: Option<&LexiconUse>,
    most: usize,
) -> Report {
    let all: Vec<&LexiconFinding> = findings.iter().chain(used.into_iter().flat_map(|used| &used.findings)).collect();
    let faults = all.iter().filter(|finding| finding.kind.is_fault()).count() as u64;
    let verdict = match (faults, all.len() as u64 - faults) {
        (0, 0) => "Nothing was found.".to_string(),
        (0, rest) => format!("No faults; {} to weigh.", counted(rest, "thing")),
        (faults, rest) => format!("{}; {} to weigh.", counted(faults, "fault"), counted(rest, "thing")),
    };
    let overview = Table::new("lexicons", "Lexicons")
        .key("lexicon", "lexicon")
        .words("version", "version")
        .figures("categories", "categories")
        .figures("entries", "entries")
        .figures("should_match", "should match")
        .figures("should_not_match", "should not");
    let overview = lexicons.iter().fold(overview, |table, lexicon| {
        let count = |n: usize| Cell::from(n as u64);
        table.row([
            Cell::from(lexicon.id()),
            Cell::from(lexicon.version()),
            count(lexicon.categories().len()),
            count(lexicon.categories().iter().map(|c| c.entries().len()).sum()),
            count(lexicon.should_match().len()),
            count(lexicon.should_not_match().len()),
        ])
    });
    let provenance =
        used.map_or_else(|| provenance(lexicons), |used| with_skipped(provenance(lexicons), &used.skipped));
    let mut report =
        Report::new("Check of lexicons", provenance).with_block(Block::paragraph(verdict)).with_block(overview);
    if !all.is_empty() {
        let (bad, rest): (Vec<_>, Vec<_>) = all.iter().partition(|finding| finding.kind.is_fault());
        for (title, found) in [("Faults", bad), ("To weigh", rest)] {
            if !found.is_empty() {
                let warnings = warnings(&found);
                report = report.with_block(Block::heading(2, title)).with_block(Block::Warnings { warnings });
            }
        }
    }
    let mut data = json!({
        "lexicons": lexicons.iter().map(|l| json!({
            "id": l.id(),
            "version": l.version(),
            "entries": l.categories().iter().map(|c| c.entries().len()).sum::<usize>(),
            "hash": l.hash(),
        })).collect::<Vec<_>>(),
        "findings": all,
    });
    if let Some(used) = used {
        report = report.with_block(Block::heading(2, "What the wildcards catch")).with_block(caught(used, most));
        data["articles"] = used.articles.into();
        data["entries"] = json!(used.entries);
    }
    report.with_data(LEXICON_CHECK_SCHEMA, data)
}

/// A warning each; those that say the same of many entries of a lexicon are one.
fn warnings(findings: &[&LexiconFinding]) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    let many =
        |f: &LexiconFinding| matches!(f.kind, LexiconFindingKind::NeverMatches | LexiconFindingKind::UnmetException);
    let mut told: Vec<(&str, LexiconFindingKind)> = Vec::new();
    for &finding in findings {
        let code = finding.kind.code().to_string();
        if !many(finding) {
            let about = match finding.line {
                Some(line) => format!("{} line {line}, {}", finding.lexicon, finding.about),
                None => format!("{}, {}", finding.lexicon, finding.about),
            };
            warnings.push(Warning { code, about, text: finding.message.clone() });
            continue;
        }
        let key = (finding.lexicon.as_str(), finding.kind);
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        let same: Vec<String> =
            findings.iter().filter(|f| (f.lexicon.as_str(), f.kind) == key).map(|f| format!("`{}`", f.about)).collect();
        let text = format!("{}: {}", finding.message, same.join(", "));
        let text = if same.len() > 1 { format!("{} such entries; each: {text}", same.len()) } else { text };
        warnings.push(Warning { code, about: finding.lexicon.clone(), text });
    }
    warnings
}

pub(super) fn provenance(lexicons: &[Lexicon]) -> Provenance {
    lexicons.iter().fold(Provenance::new(), |provenance, lexicon| {
        provenance.with_lexicon(super::LexiconRef {
            id: lexicon.id().to_string(),
            title: lexicon.title().to_string(),
            version: lexicon.version().to_string(),
            entries: lexicon.categories().iter().map(|c| c.entries().len() as u64).sum(),
            hash: lexicon.hash().to_string(),
            losses: lexicon.loss_summary(),
        })
    })
}

/// Each open entry with its forms.
fn caught(used: &LexiconUse, most: usize) -> Table {
    let title = format!("In {}", counted(used.articles, "article"));
    let table = Table::new("caught", title)
        .key("lexicon", "lexicon")
        .key("entry", "entry")
        .key("form", "form")
        .figures("hits", "hits")
        .figures("articles", "articles");
    let mut left_out = 0;
    let mut table = used.entries.iter().filter(|entry| entry.open).fold(table, |table, entry: &EntryUse| {
        left_out += entry.forms.len().saturating_sub(most);
        entry.forms.iter().take(most).fold(table, |table, form| {
            table.row([
                Cell::from(entry.lexicon.as_str()),
                Cell::from(entry.pattern.as_str()),
                Cell::from(form.form.as_str()),
                form.hits.into(),
                form.articles.into(),
            ])
        })
    });
    if left_out > 0 {
        table = table.note(format!(
            "At most {most} forms an entry; {} rarer ones are left out here: --most shows more, --format json all.",
            grouped(left_out as u64)
        ));
    }
    table
}
