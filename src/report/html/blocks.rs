//! Blocks as HTML.

use super::super::figure::{Dashes, Shown, grid, shown};
use super::super::plot::{Plot, RowScale};
use super::super::visible::{Marks, visible};
use super::super::{Align, Block, Cell, Matrix, MatrixCell, Passage, Point, Table, Warning};
use super::passages::Room;
use super::text;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// So many groups do not fit beside each other.
const MANY: usize = 13;

/// What is known while blocks are drawn.
pub(super) struct Sheet {
    room: Room,
    /// Headings and titles of passages, and the place that stands for each.
    places: BTreeMap<String, String>,
    dashes: Dashes,
    /// The last heading and its level.
    heading: String,
    level: u8,
}

impl Sheet {
    pub(super) fn new(blocks: &[&Block], room: Room) -> Self {
        let mut places = BTreeMap::new();
        name_places(blocks.iter().copied(), &mut places);
        Sheet { room, places, dashes: Dashes::default(), heading: String::new(), level: 2 }
    }

    /// The address on the page of a heading or of passages.
    pub(super) fn link(&self, name: &str) -> Option<String> {
        self.places.get(name).map(|place| format!("#{place}"))
    }

    pub(super) fn blocks(&mut self, blocks: &[&Block]) -> Markup {
        self.level = 2;
        self.heading.clear();
        let is_plot = |block: &Block| matches!(block, Block::Plot(_));
        html! {
            // figures that follow each other stand side by side
            @for run in blocks.chunk_by(|a, b| is_plot(a) && is_plot(b)) {
                @if run.len() > 1 {
                    div class="plots" { @for block in run { (self.block(block)) } }
                } @else {
                    @for block in run { (self.block(block)) }
                }
            }
        }
    }

    fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph { text: words } => html! { p { (text(words)) } },
            Block::Table(table) => self.table(table),
            Block::Passages { title, passages } => self.passages(title, passages),
            Block::Lines { title, lines } => html! { h3 { (text(title)) } (self.room.list(lines, None)) },
            Block::Warnings { warnings } => draw_warnings(warnings),
            Block::Matrix(matrix) => self.matrix(matrix),
            Block::Plot(plot) => self.plot(plot),
            Block::Points { points } => self.points(points),
            Block::Verbatim { text: lines } => html! {
                pre tabindex="0" { @for line in lines.lines() { (visible(line, Marks::Unicode)) "\n" } }
            },
            Block::Folded { title, blocks } => {
                let blocks: Vec<&Block> = blocks.iter().collect();
                let (level, heading) = (self.level, self.heading.clone());
                let inside = self.blocks(&blocks);
                (self.level, self.heading) = (level, heading);
                html! { details { summary { (text(title)) } (inside) } }
            }
        }
    }

    /// A heading below those of level 2; none is left out on the way down.
    fn heading(&mut self, level: u8, words: &str) -> Markup {
        self.level = level.clamp(3, 4).min(self.level + 1);
        words.clone_into(&mut self.heading);
        let id = self.places.get(words).cloned();
        match self.level {
            3 => html! { h3 id=[id] { (text(words)) } },
            _ => html! { h4 id=[id] { (text(words)) } },
        }
    }

    fn points(&self, points: &[Point]) -> Markup {
        html! {
            ul class="points" {
                @for point in points {
                    li {
                        (text(&point.text))
                        @if let Some(link) = point.opens.as_deref().and_then(|name| self.link(name)) {
                            " " a href=(link) { "See " (text(point.opens.as_deref().unwrap_or_default())) }
                        }
                    }
                }
            }
        }
    }

    fn plot(&mut self, plot: &Plot) -> Markup {
        html! {
            figure {
                figcaption { (text(&plot.title)) }
                (plot.svg(&|name| self.link(name)))
                details { summary { "The same as a table" } (self.table(&plot.table)) }
            }
        }
    }

    fn passages(&self, title: &str, passages: &[Passage]) -> Markup {
        let id = self.places.get(title);
        // what the heading above says is not said again
        let group = title.strip_suffix(&self.heading).and_then(|group| group.strip_suffix(": "));
        let shown = match group.filter(|group| !group.trim().is_empty()) {
            Some(group) => format!("{}: {}", text(group), self.room.number(passages)),
            None => text(title),
        };
        html! {
            details { summary { (shown) } (self.room.list(passages, id.map(String::as_str))) }
        }
    }

    /// A table. End tags that HTML does not need are left out: a page has thousands of cells.
    fn table(&mut self, table: &Table) -> Markup {
        let rows = grid(table, &mut self.dashes);
        let name = if table.title.trim().is_empty() { table.id.replace('_', " ") } else { text(&table.title) };
        let class = |column: usize| (column > 0 && table.columns[column].align == Align::Left).then_some("words");
        html! {
            div class="scroll" tabindex="0" role="group" aria-label=(name) {
                table {
                    @if !table.title.trim().is_empty() { caption { (name) } }
                    thead { tr;
                        @for (place, column) in table.columns.iter().enumerate() {
                            th scope="col" class=[class(place)];
                            @if column.title.trim().is_empty() { (column.id.replace('_', " ")) } @else { (text(&column.title)) }
                        }
                    }
                    tbody {
                        @for row in rows {
                            tr;
                            @for (place, cell) in row.into_iter().enumerate() {
                                @if place < table.keys { th scope="row" class=[class(place)]; (figure(cell)) }
                                @else { td class=[class(place)]; (figure(cell)) }
                            }
                        }
                    }
                }
            }
            @if table.rows.is_empty() { p { "No rows." } }
            (self.legend(&table.notes))
        }
    }

    /// What dashes stand for, and remarks.
    fn legend(&mut self, notes: &[String]) -> Markup {
        let legend = self.dashes.legend();
        html! {
            @if !legend.is_empty() {
                p class="key" {
                    @for (place, (letter, because)) in legend.into_iter().enumerate() {
                        @if place > 0 { "; " }
                        "–" sup { (letter) } " " (text(&because))
                    }
                }
            }
            @for note in notes { p class="key" { (text(note)) } }
        }
    }

    fn matrix(&mut self, matrix: &Matrix) -> Markup {
        let title = text(&matrix.title);
        let layout = match matrix.groups.len() {
            groups if RowScale::is_wide(groups) => Some("wide"),
            // side by side on a screen; on paper rates alone
            MANY.. => Some("many"),
            _ => None,
        };
        html! {
            div class="scroll matrix" tabindex="0" role="group" aria-label=(title) {
                table class=[layout] {
                    caption { (title) }
                    thead { tr;
                        th scope="col"; "category"
                        @for group in &matrix.groups { th scope="col"; (text(group)) }
                    }
                    tbody {
                        @for row in &matrix.rows {
                            @let name = text(&row.category);
                            tr;
                            th scope="row";
                            @match self.link(&row.category) {
                                Some(link) => a href=(link) { (name) },
                                None => (name),
                            }
                            @let scale = RowScale::of(row);
                            @for cell in &row.cells { td; (self.rate(cell, scale)) }
                        }
                    }
                }
            }
            (self.legend(&matrix.notes))
        }
    }

    /// A rate, its mark, and below it the interval and the share.
    fn rate(&mut self, cell: &MatrixCell, scale: RowScale) -> Markup {
        let rate = figure(shown(&cell.rate, &mut self.dashes));
        let rate = match cell.opens.as_deref().and_then(|name| self.link(name)) {
            Some(link) => html! { a href=(link) { (rate) } },
            None => rate,
        };
        let own = match shown(&cell.own, &mut Dashes::default()) {
            Shown::Figure(share) => Some(share),
            _ => None,
        };
        let interval = match &cell.interval {
            // a rate that is not known has a dash already
            Cell::Dash { .. } if matches!(cell.rate, Cell::Dash { .. }) => None,
            Cell::Empty => None,
            interval => Some(figure(shown(interval, &mut self.dashes))),
        };
        html! {
            @if cell.differs { b { "* " (rate) } } @else { (rate) }
            @if let Some(mark) = scale.mark(cell) { (mark) }
            @if interval.is_some() || own.is_some() {
                small {
                    @if let Some(interval) = &interval { (interval) }
                    @if interval.is_some() && own.is_some() { br; }
                    @if let Some(own) = own { "own " (own) }
                }
            }
        }
    }
}

/// Gives every heading and every list of passages a place; of equal names the first has it.
fn name_places<'b>(blocks: impl Iterator<Item = &'b Block>, places: &mut BTreeMap<String, String>) {
    for block in blocks {
        let number = places.len();
        match block {
            Block::Heading { text, .. } => {
                places.entry(text.clone()).or_insert_with(|| format!("h{number}"));
            }
            Block::Passages { title, .. } => {
                places.entry(title.clone()).or_insert_with(|| format!("p{number}"));
            }
            Block::Folded { blocks, .. } => name_places(blocks.iter(), places),
            _ => {}
        }
    }
}

fn draw_warnings(warnings: &[Warning]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            ul class="warnings" {
                @for warning in warnings {
                    li {
                        strong { "Note: " }
                        @if !warning.about.trim().is_empty() { (quoted(&warning.about)) ": " }
                        span { (quoted(&warning.text)) "." }
                    }
                }
            }
        }
    }
}

/// A text with what stands in back-ticks in quotation marks.
fn quoted(words: &str) -> String {
    let mut opening = false;
    let turn = |c| match c {
        '`' => {
            opening = !opening;
            if opening { '“' } else { '”' }
        }
        other => other,
    };
    text(words).trim_end_matches('.').chars().map(turn).collect()
}

fn figure(cell: Shown<'_>) -> Markup {
    html! {
        @match cell {
            Shown::Nothing => {},
            Shown::Words(words) => (text(words)),
            Shown::Figure(figure) => (figure),
            Shown::Interval { lower, upper } => { (lower) "–" (upper) },
            Shown::Dash { letter } => { "–" sup { (letter) } },
        }
    }
}
