//! Which format a file is in: by its ending, and where that says little or is wrong, by its first lines.

use super::{Format, lines, liwc, mpqa};

/// The format of a file of this name with this text.
pub(super) fn format(name: &str, text: &str) -> Format {
    let ending = name.rsplit(['/', '\\']).next().and_then(|file| file.rsplit_once('.')).map(|(_, ending)| ending);
    match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
        "toml" => Format::Toml,
        // files of one program are often given the ending of another
        _ if is_xml(text) => Format::Yoshikoder,
        "yml" | "yaml" => Format::QuantedaYaml,
        "dic" => Format::Liwc,
        "cat" => Format::WordStat,
        "ykd" => Format::Yoshikoder,
        "lc3" | "lcd" => Format::Lexicoder,
        "tff" => Format::Mpqa,
        "csv" | "tsv" => table(text),
        _ => sniff(text),
    }
}

/// Whether a text is XML.
pub(super) fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("<?xml") || start.starts_with("<dictionary")
}

fn table(text: &str) -> Format {
    let header = lines(text).next().map(|(_, line)| line.to_lowercase()).unwrap_or_default();
    if header.starts_with("entry,source,") { Format::Inquirer } else { Format::Csv }
}

fn sniff(text: &str) -> Format {
    let mut first = lines(text).map(|(_, line)| line).filter(|line| !line.trim().is_empty()).take(50).peekable();
    let Some(line) = first.peek().copied() else { return Format::List };
    if line.trim() == "[lexicon]" {
        return Format::Toml;
    }
    if liwc::is_border(line) {
        return Format::Liwc;
    }
    if line.starts_with('+') {
        return Format::Lexicoder;
    }
    if mpqa::is_clue(line) {
        return Format::Mpqa;
    }
    let columns: Vec<Vec<&str>> = first.map(|line| line.split('\t').collect()).collect();
    let valued = |n: usize| columns.iter().all(|c| c.len() == n && c[1].trim().parse::<f64>().is_ok());
    if valued(4) {
        Format::Vader
    } else if valued(2) {
        Format::Afinn
    } else {
        Format::List
    }
}
