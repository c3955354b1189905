//! What a whole is made of: bars of equal length, cut into parts.

use super::{Drawn, NAMES, ROW, WIDTH, at, label};
use maud::html;
use serde::Serialize;

/// Where the notes begin.
const NOTES: f64 = 68.0;
/// More parts than this have no shade of their own.
pub(in crate::report) const SHADES: usize = 5;

/// Wholes and their parts, a row each. Shades run from dark to light in the order of the parts, so that they can be told
/// apart in grey too.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shares {
    /// What the parts are called; at most five.
    pub parts: Vec<String>,
    /// The wholes, first on top.
    pub rows: Vec<ShareRow>,
}

/// A whole and its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShareRow {
    /// What it is.
    pub label: String,
    /// How much each part is, in the order of [`Shares::parts`]; all 0: nothing is drawn.
    pub parts: Vec<u64>,
    /// What stands behind the bar.
    pub note: String,
}

impl Shares {
    pub(super) fn draw(&self) -> Drawn {
        let (left, right) = (NAMES + 6.0, WIDTH - NOTES);
        let mut paths = vec![String::new(); self.parts.len().min(SHADES)];
        for (place, row) in self.rows.iter().enumerate() {
            let whole: u64 = row.parts.iter().sum();
            let mut before = 0;
            for (path, part) in paths.iter_mut().zip(&row.parts).filter(|(_, part)| **part > 0) {
                let x = |sum: u64| left + (right - left) * sum as f64 / whole as f64;
                let (from, to) = (x(before), x(before + part));
                before += part;
                *path += &format!("M{} {}H{}v13H{}z", at(from), at(ROW * place as f64 + 5.0), at(to), at(from));
            }
        }
        let bottom = ROW * self.rows.len() as f64 + 6.0;
        let mut legend = Vec::new();
        let (mut x, mut y) = (0.0, bottom + 4.0);
        for part in self.parts.iter().take(SHADES) {
            let name = label::cut(part, WIDTH - 30.0);
            let wide = label::width(&name) * 0.92 + 26.0;
            if x > 0.0 && x + wide > WIDTH {
                (x, y) = (0.0, y + 16.0);
            }
            legend.push((x, y, name));
            x += wide;
        }
        let marks = html! {
            @for (shade, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
                path class={ "part p" (shade) } d=(path) {}
            }
            (label::column(self.rows.iter().map(|row| row.label.as_str()), 16.0, ROW))
            @for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.note.is_empty()) {
                text x=(right + 6.0) y=(at(ROW * place as f64 + 16.0)) { (label::cut(&row.note, NOTES)) }
            }
            @for (shade, (x, y, name)) in legend.iter().enumerate() {
                rect class={ "part p" (shade) } x=(at(x + 0.5)) y=(at(*y)) width="10" height="10" {}
                text class="soft" x=(at(x + 15.0)) y=(at(y + 9.0)) { (name) }
            }
        };
        Drawn { height: y + 14.0, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_nothing_is_drawn_of_nothing() {
        let row = |parts: [u64; 3]| ShareRow { label: "Wire".into(), parts: parts.to_vec(), note: "3".into() };
        let plot = Shares {
            parts: ["own", "reported", "quoted"].map(String::from).to_vec(),
            rows: vec![row([1, 0, 3]), row([0; 3])],
        };
        let svg = plot.draw().marks.into_string();
        // the bar runs from 138 to 292; a quarter of it is 38.5
        assert!(svg.contains(r#"<path class="part p0" d="M138 5H176.5v13H138z"></path>"#), "{svg}");
        assert!(svg.contains(r#"<path class="part p2" d="M176.5 5H292v13H176.5z"></path>"#), "{svg}");
        assert_eq!(svg.matches("<path").count(), 2, "{svg}");
        assert_eq!(svg.matches("<rect").count(), 3, "the legend names every part");
    }
}
