//! The report as terminal text: plain, calm, and no wider than it may be.
//!
//! Tables take the whole width, prose no more than a reader's measure. Hits are marked `‹so›`, or by colour where
//! colours are allowed. Unknown values are dashes with a letter, explained below the table. Text from outside is
//! made safe first: it can neither colour nor move anything.

use super::bars;
use super::columns::{self, Part, Set};
use super::figure::Dashes;
use super::ink::Ink;
use super::kwic;
use super::visible::{Marks, visible};
use super::wrap::{self, Breaks, Joint, Piece, fill, pieces};
use super::{Block, Colour, Passage, PassageVoice, Report, Table, Warning};

/// Prose is set no wider than this, however wide the terminal.
const MEASURE: usize = 88;

/// How a report is drawn on a terminal.
///
/// ```
/// use parallax::report::{Colour, TerminalOptions};
///
/// let options = TerminalOptions { width: 100, ..TerminalOptions::default() };
/// assert_eq!(options.colour, Colour::Never);
/// assert!(options.unicode);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Columns of the terminal; 80 by default. A single word or figure may be wider than a narrow terminal.
    pub width: usize,
    /// Whether to use colours; never by default.
    pub colour: Colour,
    /// Whether rules, dashes and the marks around hits may be other than ASCII; yes by default. The words of the
    /// articles keep their letters either way.
    pub unicode: bool,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        TerminalOptions { width: 80, colour: Colour::Never, unicode: true }
    }
}

pub(super) fn render(report: &Report, options: &TerminalOptions) -> String {
    let mut page = Page {
        width: options.width,
        ink: Ink(options.colour),
        marks: if options.unicode { Marks::Unicode } else { Marks::Ascii },
        dashes: Dashes::default(),
        out: String::new(),
    };
    for block in report.all_blocks() {
        page.block(&block);
    }
    page.out
}

/// What is drawn so far, and how to go on.
struct Page {
    width: usize,
    ink: Ink,
    marks: Marks,
    dashes: Dashes,
    out: String,
}

impl Page {
    fn block(&mut self, block: &Block) {
        if !self.out.is_empty() && !matches!(block, Block::Folded { .. }) {
            self.line("");
        }
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph { text } => self.prose("", "", text, |_, line| line.to_owned()),
            Block::Table(table) => self.table(table),
            Block::Passages { title, passages } => self.passages(title, passages),
            Block::Lines { title, lines } => self.lines(title, lines),
            Block::Warnings { warnings } => warnings.iter().for_each(|warning| self.warning(warning)),
            Block::Matrix(matrix) => self.table(&matrix.table()),
            Block::Plot(plot) => self.table(&plot.table),
            Block::Points { points } => {
                points.iter().for_each(|point| self.prose("- ", "  ", &point.text, |_, line| line.to_owned()));
            }
            Block::Verbatim { text } => text.lines().for_each(|line| self.line(&visible(line, self.marks))),
            Block::Folded { blocks, .. } => blocks.iter().for_each(|block| self.block(block)),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn measure(&self) -> usize {
        self.width.min(MEASURE)
    }

    /// Wrapped text behind a first and a later indent, each line painted.
    fn prose(&mut self, first: &str, later: &str, text: &str, paint: impl Fn(Ink, &str) -> String) {
        let text = visible(text.trim(), self.marks);
        let room = |indent: &str| self.measure().saturating_sub(wrap::width(indent));
        let pieces = pieces(&text, Breaks::Words);
        let lines = fill(&pieces, room(first), room(later));
        for (place, line) in lines.into_iter().enumerate() {
            let indent = if place == 0 { first } else { later };
            self.line(&format!("{indent}{}", paint(self.ink, &wrap::joined(line))));
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let start = self.out.len();
        self.prose("", "", text, |_, line| line.to_owned());
        let lines: Vec<String> = self.out.split_off(start).lines().map(str::to_owned).collect();
        let longest = lines.iter().map(|line| wrap::width(line)).max().unwrap_or(0);
        for line in lines {
            self.line(&self.ink.bold(&line));
        }
        match level {
            _ if longest == 0 => {}
            1 => self.rule('═', '=', longest),
            2 => self.rule('─', '-', longest),
            _ => {}
        }
    }

    fn rule(&mut self, unicode: char, ascii: char, width: usize) {
        let mark = if self.marks == Marks::Unicode { unicode } else { ascii };
        self.line(&self.ink.dim(&mark.to_string().repeat(width)));
    }

    fn table(&mut self, table: &Table) {
        self.prose("", "", &table.title, Ink::bold);
        let set = self.set(table);
        let count = set.parts.len();
        if count > 1 {
            let repeated = match set.keys {
                0 => String::new(),
                1 => " that repeat the first column".to_owned(),
                keys => format!(" that repeat the first {keys} columns"),
            };
            let text = format!("Too wide for {} columns: drawn in {count} parts{repeated}.", self.width);
            self.prose("", "", &text, Ink::dim);
        }
        for (place, part) in set.parts.iter().enumerate() {
            if place > 0 {
                self.line("");
                let title = if table.title.trim().is_empty() { String::new() } else { format!("{}, ", table.title) };
                self.prose("", "", &format!("{title}part {} of {count}", place + 1), Ink::dim);
            }
            self.part(part);
        }
        if table.rows.is_empty() {
            self.line("no rows");
        }
        let legend = self.dashes.legend();
        if let Some(part) = set.parts.last().filter(|_| !legend.is_empty() || !table.notes.is_empty()) {
            self.rule('─', '-', part.width);
        }
        for (letter, because) in &legend {
            let indent = " ".repeat(letter.len() + 2);
            self.prose("", &indent, &format!("{letter}: {because}"), Ink::dim);
        }
        for note in &table.notes {
            self.prose("", "", note, Ink::dim);
        }
    }

    /// The table in columns; with its values drawn where that takes no line more.
    fn set(&mut self, table: &Table) -> Set {
        let plain = columns::set(table, self.width, self.marks, &mut self.dashes);
        let lines = |set: &Set| -> Vec<usize> { set.parts.iter().map(|part| part.rows.len()).collect() };
        let drawn = bars::with_bars(table, self.marks);
        match drawn.map(|table| columns::set(&table, self.width, self.marks, &mut self.dashes)) {
            Some(drawn) if lines(&drawn) == lines(&plain) && drawn.parts.iter().all(|p| p.width <= self.width) => drawn,
            _ => plain,
        }
    }

    fn part(&mut self, part: &Part) {
        if !part.header.is_empty() {
            part.header.iter().for_each(|line| self.line(line));
            self.rule('─', '-', part.width);
        }
        part.rows.iter().for_each(|line| self.line(line));
    }

    fn warning(&mut self, warning: &Warning) {
        let about = if warning.about.trim().is_empty() { String::new() } else { format!("{}: ", warning.about) };
        let mark = self.ink.accent("!") + " ";
        let start = self.out.len();
        self.prose("! ", "  ", &format!("{about}{}", warning.text), |_, line| line.to_owned());
        self.out.replace_range(start..start + 2, &mark);
    }

    fn passages(&mut self, title: &str, passages: &[Passage]) {
        self.prose("", "", title, Ink::bold);
        for (place, passage) in passages.iter().enumerate() {
            if place > 0 {
                self.line("");
            }
            self.passage(passage);
        }
        if passages.is_empty() {
            self.line("no passages");
        }
    }

    fn lines(&mut self, title: &str, passages: &[Passage]) {
        self.prose("", "", title, Ink::bold);
        for line in kwic::lines(passages, self.width, self.ink, self.marks) {
            self.line(&line);
        }
        if passages.is_empty() {
            self.line("no lines");
        }
    }

    fn passage(&mut self, passage: &Passage) {
        let place = [Some(&passage.outlet), passage.published.as_ref(), Some(&passage.article)];
        let field = (passage.field == "title").then_some("in its title");
        let voice = passage.voice.as_ref().map(PassageVoice::in_words);
        let place: Vec<&str> =
            place.into_iter().flatten().map(String::as_str).chain(field).chain(voice.as_deref()).collect();
        self.prose("  ", "    ", &place.join(", "), Ink::dim);
        self.hit(passage);
    }

    /// The passage, wrapped as one text, with its hit marked.
    fn hit(&mut self, passage: &Passage) {
        let [before, hit, after] =
            [&passage.before, &passage.hit, &passage.after].map(|text| visible(text, self.marks));
        let trimmed = hit.trim();
        let marked = match (self.ink.0, self.marks) {
            (Colour::Always, _) => trimmed.to_owned(),
            (Colour::Never, Marks::Unicode) => format!("‹{trimmed}›"),
            (Colour::Never, Marks::Ascii) => format!("[{trimmed}]"),
        };
        let mut all = pieces(before.trim_start(), Breaks::Words);
        let mut hits = pieces(&marked, Breaks::Words);
        hits.iter_mut().for_each(|piece| piece.hit = true);
        join(&mut all, hits, before.ends_with(' ') || hit.starts_with(' '));
        join(&mut all, pieces(after.trim_end(), Breaks::Words), hit.ends_with(' ') || after.starts_with(' '));
        let room = self.measure().saturating_sub(4);
        let lines: Vec<String> = fill(&all, room, room).into_iter().map(|line| self.painted(line)).collect();
        for line in lines {
            self.line(&format!("    {line}"));
        }
    }

    /// A line with its hit in the accent, spaces inside the hit included.
    fn painted(&self, line: &[Piece<'_>]) -> String {
        let mut out = String::new();
        for (place, run) in line.chunk_by(|a, b| a.hit == b.hit).enumerate() {
            if place > 0 && run[0].joint == Joint::Space {
                out.push(' ');
            }
            let words = wrap::joined(run);
            out.push_str(&if run[0].hit { self.ink.accent(&words) } else { words });
        }
        out
    }
}

/// Puts pieces behind others, with or without a space between.
fn join<'a>(all: &mut Vec<Piece<'a>>, mut more: Vec<Piece<'a>>, spaced: bool) {
    if let Some(first) = more.first_mut() {
        first.joint = if spaced { Joint::Space } else { Joint::Glue };
    }
    all.append(&mut more);
}
