//! The report as GitHub-flavoured Markdown, for a page, an issue or a notebook.
//!
//! Text from outside is escaped, so that a title with `*`, `<` or `|` in it is that title and nothing else. Dashes
//! carry the same letters as in the terminal, passages are block quotations with the hit in bold.

use super::figure::{Dashes, Shown, grid};
use super::kwic;
use super::visible::{Marks, visible};
use super::{Align, Block, Passage, Report, Table, Warning};

pub(super) fn render(report: &Report) -> String {
    let mut dashes = Dashes::default();
    let blocks: Vec<String> = report.all_blocks().map(|block| draw(&block, &mut dashes)).collect();
    blocks.join("\n")
}

/// A block, each of its paragraphs ended by a line break.
fn draw(block: &Block, dashes: &mut Dashes) -> String {
    match block {
        Block::Heading { level, text } => {
            format!("{} {}\n", "#".repeat(usize::from(*level).clamp(1, 6)), escaped(text))
        }
        Block::Paragraph { text } => escaped(text) + "\n",
        Block::Table(table) => draw_table(table, dashes),
        Block::Passages { title, passages } => {
            let quotations: Vec<String> = passages.iter().map(passage).collect();
            let body = if quotations.is_empty() { "No passages.\n".to_owned() } else { quotations.join("\n") };
            format!("{}{body}", bold_line(title))
        }
        Block::Lines { title, lines } => draw_lines(title, lines),
        Block::Warnings { warnings } => warnings.iter().map(warning).collect(),
        Block::Matrix(matrix) => draw_table(&matrix.table(), dashes),
        Block::Plot(plot) => draw_table(&plot.table, dashes),
        Block::Points { points } => points.iter().map(|point| format!("- {}\n", escaped(&point.text))).collect(),
        Block::Verbatim { text } => {
            let lines: Vec<String> =
                text.lines().map(|line| format!("    {}\n", visible(line, Marks::Unicode))).collect();
            lines.concat()
        }
        Block::Folded { blocks, .. } => {
            let drawn: Vec<String> = blocks.iter().map(|block| draw(block, dashes)).collect();
            drawn.join("\n")
        }
    }
}

fn draw_table(table: &Table, dashes: &mut Dashes) -> String {
    let mut out = bold_line(&table.title);
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let rules = table.columns.iter().map(|column| match column.align {
        Align::Left => ":---".to_owned(),
        Align::Right => "---:".to_owned(),
    });
    if !table.columns.is_empty() {
        out.push_str(&line(table.columns.iter().map(|column| escaped(&column.title)).collect()));
        out.push_str(&line(rules.collect()));
    }
    for row in grid(table, dashes) {
        let cells = row.into_iter().map(|cell| match cell {
            Shown::Nothing => String::new(),
            Shown::Words(words) => escaped(words),
            Shown::Figure(figure) => figure,
            Shown::Interval { lower, upper } => format!("[{lower}, {upper}]"),
            Shown::Dash { letter } => format!("–<sup>{letter}</sup>"),
        });
        out.push_str(&line(cells.collect()));
    }
    if table.rows.is_empty() {
        out.push_str("\nNo rows.\n");
    }
    for (letter, because) in dashes.legend() {
        out.push_str(&format!("\n<sup>{letter}</sup> {}\n", escaped(&because)));
    }
    for note in &table.notes {
        out.push_str(&format!("\n{}\n", escaped(note)));
    }
    out
}

fn draw_lines(title: &str, lines: &[Passage]) -> String {
    let mut out = bold_line(title);
    if lines.is_empty() {
        return out + "No lines.\n";
    }
    out.push_str("| outlet | date | before | hit | after | article, bytes |\n|:---|:---|---:|:---|:---|:---|\n");
    for line in lines {
        let [before, hit, after] = [&line.before, &line.hit, &line.after].map(|text| visible(text, Marks::Unicode));
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            escaped(&line.outlet),
            escaped(line.published.as_deref().unwrap_or_default()),
            escape(before.trim()),
            bold(hit.trim()),
            escape(after.trim()),
            escaped(&kwic::address(line)),
        ));
    }
    out
}

fn bold_line(text: &str) -> String {
    let text = escaped(text);
    if text.is_empty() { text } else { format!("**{text}**\n\n") }
}

fn warning(warning: &Warning) -> String {
    match escaped(&warning.about).as_str() {
        "" => format!("- **!** {}\n", escaped(&warning.text)),
        about => format!("- **! {about}:** {}\n", escaped(&warning.text)),
    }
}

fn passage(passage: &Passage) -> String {
    let [before, hit, after] =
        [&passage.before, &passage.hit, &passage.after].map(|text| visible(text, Marks::Unicode));
    let space = |yes: bool| if yes { " " } else { "" };
    let text = format!(
        "{}{}{}{}{}",
        escape(before.trim()),
        space(before.ends_with(' ') || hit.starts_with(' ')),
        bold(hit.trim()),
        space(hit.ends_with(' ') || after.starts_with(' ')),
        escape(after.trim())
    );
    let place = [Some(&passage.outlet), passage.published.as_ref(), Some(&passage.article)];
    let place: Vec<String> = place.into_iter().flatten().map(|text| escaped(text)).collect();
    let title = match (escaped(&passage.title), passage.url.as_deref().and_then(address)) {
        (title, None) if title.is_empty() => String::new(),
        (title, None) => format!(": {title}"),
        (title, Some(url)) if title.is_empty() => format!(": <{url}>"),
        (title, Some(url)) => format!(": [{title}](<{url}>)"),
    };
    let voice = passage.voice.as_ref().map_or_else(String::new, |voice| format!(" ({})", escaped(&voice.in_words())));
    format!("> {}{title}{voice}\n>\n> {}\n", place.join(", "), text.trim())
}

/// A hit in bold; asterisks bind only beside letters and digits, a tag does everywhere.
fn bold(hit: &str) -> String {
    let ends = [hit.chars().next(), hit.chars().next_back()];
    match ends.map(|end| end.is_some_and(char::is_alphanumeric)) {
        [true, true] => format!("**{}**", escape(hit)),
        _ if hit.is_empty() => String::new(),
        _ => format!("<b>{}</b>", escape(hit)),
    }
}

/// An address that may stand behind a link: of the web, and unable to end the link early.
pub(super) fn address(url: &str) -> Option<&str> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\\`|".contains(&byte))).then_some(url)
}

/// Text on one line that means itself in Markdown.
fn escaped(text: &str) -> String {
    escape(&visible(text.trim(), Marks::Unicode))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let first_word = || text[..at].bytes().all(|byte| byte.is_ascii_digit());
        let markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => true,
            // At the start of a line: a heading, a list, an underline. "12." begins a numbered list.
            '#' | '+' | '-' | '=' => at == 0,
            '.' | ')' => at > 0 && first_word(),
            _ => false,
        };
        if markup {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_means_itself() {
        let rows = [
            ("plain text stays", "The march, again (2022).", "The march, again (2022)."),
            ("emphasis", "*bold* _thin_ `code` ~no~", r"\*bold\* \_thin\_ \`code\` \~no\~"),
            ("tags and entities", "<img src=x> &lt;", r"\<img src=x\> \&lt;"),
            ("links", "[x](y) ![z](w)", r"[x](y) ![z](w)".replace('[', r"\[").replace(']', r"\]").leak()),
            ("a cell's end", "a|b", r"a\|b"),
            ("a backslash", r"a\|b", r"a\\\|b"),
            ("formulas", "$5 to $6", r"\$5 to \$6"),
            ("a heading", "# not", r"\# not"),
            ("a list", "- not", r"\- not"),
            ("a numbered list", "2022. A year", r"2022\. A year"),
            ("lines", "one\n# two", "one # two"),
            ("a paragraph break", "one\n\n- two", "one ¶ - two"),
            ("an escape sequence", "\x1b]8;;x\x07", "␛]8;;x␇".replace(']', r"\]").leak()),
        ];
        for (name, text, expected) in rows {
            assert_eq!(escaped(text), expected, "{name}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        for url in ["javascript:alert(1)", "https://a.example/> x", "https://a.example/\u{202e}", "/etc/passwd"] {
            assert_eq!(address(url), None, "{url}");
        }
        assert!(address("https://a.example/2022/01/07?x=(y)#z").is_some());
    }
}
