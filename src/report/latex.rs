//! The report's tables in LaTeX, for a paper: booktabs, one `table` each, captions and labels ready to be referred to.
//!
//! Prose and passages stay out, but for warnings, which are comments above the table they stand before. Needs
//! `\usepackage{booktabs}`.

use super::figure::{Dashes, Shown, grid};
use super::visible::{Marks, visible};
use super::{Align, Block, Report, Table};

pub(super) fn render(report: &Report) -> String {
    let mut sheet = Sheet { heading: String::new(), dashes: Dashes::default(), out: String::new() };
    sheet.out += &format!("% {}\n% Needs \\usepackage{{booktabs}}.\n", one_line(report.title()));
    report.all_blocks().for_each(|block| sheet.block(&block));
    sheet.out
}

struct Sheet {
    heading: String,
    dashes: Dashes,
    out: String,
}

impl Sheet {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } => self.heading.clone_from(text),
            Block::Table(table) => self.table(table),
            Block::Matrix(matrix) => self.table(&matrix.table()),
            Block::Plot(plot) => self.table(&plot.table),
            Block::Folded { blocks, .. } => blocks.iter().for_each(|block| self.block(block)),
            Block::Warnings { warnings } => {
                for warning in warnings {
                    self.out += &format!("\n% {}: {}", one_line(&warning.about), one_line(&warning.text));
                }
                self.out.push('\n');
            }
            Block::Paragraph { .. }
            | Block::Passages { .. }
            | Block::Lines { .. }
            | Block::Points { .. }
            | Block::Verbatim { .. } => {}
        }
    }

    fn table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        let title = [self.heading.trim(), table.title.trim()].into_iter().filter(|part| !part.is_empty());
        let label = [table.id.as_str()].into_iter().chain(table.fixed.iter().map(|(_, value)| value.as_str()));
        let columns: String =
            table.columns.iter().map(|column| if column.align == Align::Left { 'l' } else { 'r' }).collect();
        let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
        let heads = line(table.columns.iter().map(|column| escaped(&column.title)).collect());
        let rows: String =
            grid(table, &mut self.dashes).into_iter().map(|row| line(row.into_iter().map(cell).collect())).collect();
        let legend = self
            .dashes
            .legend()
            .into_iter()
            .map(|(letter, because)| format!("\\textsuperscript{{{letter}}} {}", escaped(&because)));
        let notes: Vec<String> = legend.chain(table.notes.iter().map(|note| escaped(note))).collect();
        self.out += &format!(
            "\n\\begin{{table}}\n\\caption{{{}}}\n\\label{{tab:{}}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n{heads}\\midrule\n{rows}\\bottomrule\n\\end{{tabular}}\n",
            escaped(&title.collect::<Vec<_>>().join(": ")),
            label.map(name).collect::<Vec<_>>().join(":"),
        );
        for note in notes {
            self.out += &format!("\\par\\footnotesize {note}\n");
        }
        self.out += "\\end{table}\n";
    }
}

fn cell(shown: Shown<'_>) -> String {
    match shown {
        Shown::Nothing => String::new(),
        Shown::Words(words) => escaped(words),
        Shown::Figure(figure) => escaped(&figure),
        Shown::Interval { lower, upper } => format!("[{}, {}]", escaped(&lower), escaped(&upper)),
        Shown::Dash { letter } => format!("--\\textsuperscript{{{letter}}}"),
    }
}

/// Letters, digits and what a label may hold besides.
fn name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn one_line(text: &str) -> String {
    visible(text.trim(), Marks::Unicode)
}

/// Text that means itself in LaTeX.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_means_itself() {
        let rows = [
            ("plain", "The march (2022).", "The march (2022)."),
            ("commands", "\\input{x}", "\\textbackslash{}input\\{x\\}"),
            (
                "comments and mathematics",
                "5 % of $x_1^2$ & #~",
                "5 \\% of \\$x\\_1\\textasciicircum{}2\\$ \\& \\#\\textasciitilde{}",
            ),
            ("lines", "one\n% two", "one \\% two"),
        ];
        for (name, text, expected) in rows {
            assert_eq!(escaped(text), expected, "{name}");
        }
    }
}
