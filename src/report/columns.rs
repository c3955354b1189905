//! A table set in columns for a display width: figures aligned on the decimal point, words wrapped where they must
//! be, and too many columns split into parts. No figure is ever cut.
//!
//! When the columns do not fit side by side, three things happen in turn:
//!
//! 1. the widest columns of words, and wide headings, are wrapped;
//! 2. the table is split into parts below each other, each repeating the key columns; an interval stays with the
//!    figure on its left;
//! 3. in a part that is still too wide, long words are broken. What is left then is the width of a figure, and that
//!    line runs over.
//!
//! The keys give way last, so that the rows keep their names on one line as long as they can.

use super::figure::{Dashes, Shown, grid};
use super::visible::{Marks, visible};
use super::wrap::{Breaks, Piece, fill, joined, pieces, width};
use super::{Align, Table};

/// Between two columns.
const GAP: usize = 2;
/// Later lines of words in a cell stand in by this much, so that a row's first line is seen.
const HANG: usize = 2;

/// A table ready to print: its parts, each of header lines and body lines.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) parts: Vec<Part>,
    /// How many leading columns every part repeats.
    pub(super) keys: usize,
}

#[derive(Debug)]
pub(super) struct Part {
    /// Empty when no column has a heading.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<String>,
    pub(super) width: usize,
}

/// How narrow a column may be made.
#[derive(Clone, Copy, Debug)]
struct Squeeze {
    /// Words wider than this are broken.
    longest: usize,
    /// A heading takes no more lines than this.
    title_lines: usize,
}

/// Sets a table in at most `room` columns of the terminal, where its figures allow.
pub(super) fn set(table: &Table, room: usize, marks: Marks, dashes: &mut Dashes) -> Set {
    let cells = grid(table, dashes);
    let columns: Vec<Strip> = (0..table.columns.len()).map(|place| Strip::new(table, &cells, place, marks)).collect();
    // Keys are repeated to name the rows of each part; a table of keys alone has nothing else to show.
    let keys = if table.keys < columns.len() { table.keys } else { 0 };
    let (keyed, rest) = columns.split_at(keys);
    let squeeze = squeeze(keyed, rest, room);
    let taken: usize = keyed.iter().map(|strip| strip.narrowest(squeeze) + GAP).sum();
    let split = split(rest, room.saturating_sub(taken), squeeze);
    let repeated = if split.len() > 1 { keys } else { 0 };
    let parts = split.into_iter().map(|columns| {
        let columns: Vec<&Strip> = keyed.iter().chain(columns).collect();
        let widths = shrink(&columns, keys, room, squeeze);
        part(&columns, table.rows.len(), &widths, squeeze)
    });
    Set { parts: parts.collect(), keys: repeated }
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Words up to a third of the room stay whole, and headings stand on three lines at most; more is asked only where
/// the keys and one more column would not fit otherwise.
fn squeeze(keys: &[Strip], rest: &[Strip], room: usize) -> Squeeze {
    let fits = |squeeze: &Squeeze| {
        let widest = rest.iter().map(|strip| strip.narrowest(*squeeze)).max();
        let widths: Vec<usize> = keys.iter().map(|strip| strip.narrowest(*squeeze)).chain(widest).collect();
        total(&widths) <= room
    };
    let tries = [(room / 3, 3), (room / 4, 3), (room / 6, 4), (8, usize::MAX)];
    let mut tries = tries.map(|(longest, title_lines)| Squeeze { longest: longest.max(8), title_lines }).into_iter();
    tries.find(fits).unwrap_or(Squeeze { longest: 8, title_lines: usize::MAX })
}

/// The columns of each part. Of all ways to fill the fewest parts, the one whose widest part is narrowest, so that
/// the last part is not a lone column.
fn split(columns: &[Strip], room: usize, squeeze: Squeeze) -> Vec<&[Strip]> {
    let widths: Vec<usize> = columns.iter().map(|strip| strip.narrowest(squeeze)).collect();
    let fill = |room: usize| {
        let mut ends = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < columns.len() {
            let with_interval = at + 1 < columns.len()
                && columns[at + 1].interval
                && !columns[at].interval
                && total(&widths[at..at + 2]) <= room;
            let end = at + 1 + usize::from(with_interval);
            if at > start && total(&widths[start..end]) > room {
                ends.push(at);
                start = at;
            }
            at = end;
        }
        ends.push(at);
        ends
    };
    let fewest = fill(room);
    let even = (1..room).map(fill).find(|ends| ends.len() == fewest.len()).unwrap_or(fewest);
    let starts = std::iter::once(0).chain(even.iter().copied());
    starts.zip(&even).map(|(start, end)| &columns[start..*end]).collect()
}

/// Widths that fit into the room if that is possible: the widest column that can give way does, one by one, and
/// the keys after all others.
fn shrink(columns: &[&Strip], keys: usize, room: usize, squeeze: Squeeze) -> Vec<usize> {
    let narrowest: Vec<usize> = columns.iter().map(|strip| strip.narrowest(squeeze)).collect();
    let mut widths: Vec<usize> = columns.iter().map(|strip| strip.natural()).collect();
    for giving in [keys..columns.len(), 0..keys] {
        while total(&widths) > room {
            let can = giving.clone().filter(|&place| widths[place] > narrowest[place]);
            match can.max_by_key(|&place| (widths[place], place)) {
                Some(place) => widths[place] -= 1,
                None => break,
            }
        }
    }
    // Wrapped words seldom fill their column; the rest of it is given back.
    columns.iter().zip(&widths).map(|(strip, width)| strip.used(*width, squeeze)).collect()
}

fn part(columns: &[&Strip], rows: usize, widths: &[usize], squeeze: Squeeze) -> Part {
    let titles: Vec<Vec<String>> =
        columns.iter().zip(widths).map(|(strip, width)| strip.header(*width, squeeze)).collect();
    let height = titles.iter().map(Vec::len).max().unwrap_or(0);
    // Headings stand on the rule.
    let lowered: Vec<Vec<String>> =
        titles.into_iter().map(|lines| [vec![String::new(); height - lines.len()], lines].concat()).collect();
    let header = lines(columns, widths, &lowered);
    let rows = (0..rows)
        .flat_map(|row| {
            let cells: Vec<Vec<String>> =
                columns.iter().zip(widths).map(|(strip, width)| strip.cells[row].lines(*width, squeeze)).collect();
            lines(columns, widths, &cells)
        })
        .collect();
    Part { header, rows, width: total(widths) }
}

/// The lines of one row of cells.
fn lines(columns: &[&Strip], widths: &[usize], cells: &[Vec<String>]) -> Vec<String> {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = String::new();
        for ((strip, room), cell) in columns.iter().zip(widths).zip(cells) {
            let text = cell.get(at).map_or("", String::as_str);
            let pad = " ".repeat(room.saturating_sub(width(text)));
            match strip.align {
                Align::Left => line.extend([text, &pad]),
                Align::Right => line.extend([&pad, text]),
            }
            line.push_str(&" ".repeat(GAP));
        }
        line.truncate(line.trim_end().len());
        line
    };
    (0..height).map(line).collect()
}

/// One column: its heading, and its cells with their figures already aligned with each other.
#[derive(Debug)]
struct Strip {
    title: String,
    align: Align,
    cells: Vec<Laid>,
    /// Whether its figures are intervals.
    interval: bool,
}

#[derive(Debug)]
enum Laid {
    /// Words, which may be wrapped, with the indent of their later lines.
    Words(String, usize),
    /// A figure, which may not.
    Figure(String),
}

impl Strip {
    fn new(table: &Table, grid: &[Vec<Shown<'_>>], place: usize, marks: Marks) -> Self {
        let column = &table.columns[place];
        let cells: Vec<&Shown> = grid.iter().map(|row| &row[place]).collect();
        let figures = Points::of(cells.iter().filter_map(|cell| match cell {
            Shown::Figure(figure) => Some(figure.as_str()),
            _ => None,
        }));
        let ends = |lower_end: bool| {
            Points::of(cells.iter().filter_map(move |cell| match cell {
                Shown::Interval { lower, upper } => Some(if lower_end { lower.as_str() } else { upper.as_str() }),
                _ => None,
            }))
        };
        let (lowers, uppers) = (ends(true), ends(false));
        let dash = if marks == Marks::Unicode { '–' } else { '-' };
        let laid = cells.iter().map(|cell| match cell {
            Shown::Nothing => Laid::Figure(String::new()),
            Shown::Words(words) => {
                Laid::Words(visible(words.trim(), marks), if column.align == Align::Left { HANG } else { 0 })
            }
            Shown::Figure(figure) => Laid::Figure(figures.align(figure)),
            Shown::Interval { lower, upper } => {
                Laid::Figure(format!("[{}, {}]", lowers.align(lower), uppers.align(upper)))
            }
            Shown::Dash { letter } => Laid::Figure(format!("{dash}{letter}")),
        });
        Strip {
            title: visible(column.title.trim(), marks),
            align: column.align,
            cells: laid.collect(),
            interval: cells.iter().any(|cell| matches!(cell, Shown::Interval { .. })),
        }
    }

    /// The width at which nothing is wrapped.
    fn natural(&self) -> usize {
        let cells = self.cells.iter().map(|cell| match cell {
            Laid::Words(text, _) | Laid::Figure(text) => width(text),
        });
        cells.chain([width(&self.title)]).max().unwrap_or(0)
    }

    /// The width of its widest figure or piece of a word, and room for its heading on a few lines.
    fn narrowest(&self, squeeze: Squeeze) -> usize {
        let cells = self.cells.iter().map(|cell| match cell {
            Laid::Words(text, hang) => widest(text, *hang, squeeze),
            Laid::Figure(figure) => width(figure),
        });
        let least = cells.chain([widest(&self.title, 0, squeeze)]).max().unwrap_or(0);
        let low = |room: &usize| self.header(*room, squeeze).len() <= squeeze.title_lines;
        (least..width(&self.title)).find(low).unwrap_or(least.max(width(&self.title)))
    }

    /// The width its lines take when set in a width.
    fn used(&self, room: usize, squeeze: Squeeze) -> usize {
        let cells = self.cells.iter().flat_map(|cell| cell.lines(room, squeeze));
        cells.chain(self.header(room, squeeze)).map(|line| width(&line)).max().unwrap_or(0)
    }

    fn header(&self, room: usize, squeeze: Squeeze) -> Vec<String> {
        fill(&held(&self.title, 0, squeeze), room, room).into_iter().map(joined).collect()
    }
}

/// The pieces of a cell's words, none wider than a line that hangs in.
fn held(text: &str, hang: usize, squeeze: Squeeze) -> Vec<Piece<'_>> {
    pieces(text, Breaks::Wider(squeeze.longest - hang))
}

/// The width of the widest piece, where all but the first may have to hang in.
fn widest(text: &str, hang: usize, squeeze: Squeeze) -> usize {
    let widths = held(text, hang, squeeze).into_iter().enumerate();
    widths.map(|(place, piece)| piece.width + if place > 0 { hang } else { 0 }).max().unwrap_or(0)
}

impl Laid {
    fn lines(&self, room: usize, squeeze: Squeeze) -> Vec<String> {
        match self {
            Laid::Figure(figure) => vec![figure.clone()],
            Laid::Words(text, hang) => {
                let pieces = held(text, *hang, squeeze);
                let lines = fill(&pieces, room, room.saturating_sub(*hang));
                let hung = |(at, line)| if at == 0 { joined(line) } else { " ".repeat(*hang) + &joined(line) };
                lines.into_iter().enumerate().map(hung).collect()
            }
        }
    }
}

/// The widest whole and the widest fraction of a column's figures.
#[derive(Debug, Default)]
struct Points {
    whole: usize,
    fraction: usize,
}

impl Points {
    fn of<'a>(figures: impl Iterator<Item = &'a str>) -> Self {
        figures.fold(Points::default(), |widest, figure| {
            let whole = point(figure);
            Points { whole: widest.whole.max(whole), fraction: widest.fraction.max(figure.len() - whole) }
        })
    }

    /// The figure with its point under the points of the others.
    fn align(&self, figure: &str) -> String {
        let whole = point(figure);
        let before = " ".repeat(self.whole - whole);
        let after = " ".repeat(self.fraction - (figure.len() - whole));
        format!("{before}{figure}{after}")
    }
}

/// Where the whole part of a figure ends.
fn point(figure: &str) -> usize {
    figure.find(['.', '%', 'e']).unwrap_or(figure.len())
}
