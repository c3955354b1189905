//! Figures: what is drawn as SVG on a page or in a file, each with the table that says the same in figures.
//!
//! A [`Plot`] is data; floors above fill it, formats that cannot draw show its table. Every drawing is 360 units wide,
//! so that its letters can be read on a phone; nothing in it is told by colour alone.
//!
//! | drawing | shows | file |
//! | --- | --- | --- |
//! | [`Intervals`] | a value and its interval for each row | `intervals.rs` |
//! | [`Shares`] | what a whole is made of, row by row | `shares.rs` |
//! | [`Timeline`] | values over periods, a small panel for each row | `timeline.rs` |
//! | [`Scatter`] | words by how often two sides use them | `scatter.rs` |
//!
//! To add one, read `shares.rs`, and name it in [`Drawing`]. The small marks in a matrix are drawn in `mark.rs`; with the
//! feature `png`, `png.rs` turns any of the files into pixels.

mod intervals;
mod label;
mod mark;
#[cfg(feature = "png")]
mod png;
pub(super) mod scale;
mod scatter;
mod shares;
mod timeline;

use super::Table;
use maud::{Markup, PreEscaped, html};
use serde::Serialize;

pub use intervals::{IntervalRow, Intervals};
pub(super) use mark::RowScale;
#[cfg(feature = "png")]
pub use png::png;
pub use scatter::{Scatter, ScatterPoint};
pub use shares::{ShareRow, Shares};
pub use timeline::{Timeline, TimelineRow};

/// The width of every drawing, in its own units.
const WIDTH: f64 = 360.0;
/// How much of it names of rows may take.
const NAMES: f64 = 132.0;
/// From the top of one row to the top of the next.
const ROW: f64 = 22.0;

/// The style of drawings, on pages and in files.
pub(super) const STYLE: &str = include_str!("plot.css");

/// A figure and what it shows, in words and in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plot {
    /// The machine's name for it, for example `intervals`.
    pub id: String,
    /// What it shows, unit included.
    pub title: String,
    /// The kind of drawing and what it draws.
    pub drawing: Drawing,
    /// The same in figures.
    pub table: Table,
}

/// What can be drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Drawing {
    /// Values with intervals.
    Intervals(Intervals),
    /// Shares of a whole.
    Shares(Shares),
    /// Values over time.
    Timeline(Timeline),
    /// Words by the rates of two sides.
    Scatter(Scatter),
}

/// The place on a page that a name has, where it has one.
type Link<'l> = dyn Fn(&str) -> Option<String> + 'l;

/// A drawing with the height it takes.
struct Drawn {
    height: f64,
    marks: Markup,
}

impl Plot {
    /// The drawing as an `svg` element for a page that has the style; `link` is the place on it that a name has.
    pub(super) fn svg(&self, link: &Link<'_>) -> Markup {
        let Drawn { height, marks } = self.drawing.draw(link);
        // what is a picture must not hold links
        let role = if matches!(self.drawing, Drawing::Scatter(_)) { "group" } else { "img" };
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role=(role) aria-label=(label::plain(&self.title)) { (marks) }
        }
    }

    /// The drawing as a file of its own, which a browser, a word processor or LaTeX can take in.
    ///
    /// ```
    /// use parallax::report::plot::{Drawing, Plot, ShareRow, Shares};
    /// use parallax::report::Table;
    ///
    /// let row = ShareRow { label: "State <Agency>".into(), parts: vec![3, 1], note: String::new() };
    /// let shares = Shares { parts: vec!["own".into(), "quoted".into()], rows: vec![row] };
    /// let plot = Plot { id: "voices".into(), title: "Whose words".into(), drawing: Drawing::Shares(shares), table: Table::new("t", "") };
    /// let file = plot.file();
    /// assert!(file.starts_with("<svg xmlns=") && file.contains("State &lt;Agency&gt;"));
    /// ```
    #[must_use]
    pub fn file(&self) -> String {
        stacked(&[self])
    }
}

impl Drawing {
    fn draw(&self, link: &Link<'_>) -> Drawn {
        match self {
            Drawing::Intervals(intervals) => intervals.draw(),
            Drawing::Shares(shares) => shares.draw(),
            Drawing::Timeline(timeline) => timeline.draw(),
            Drawing::Scatter(scatter) => scatter.draw(link),
        }
    }
}

/// Several figures below each other in one file, each under its title.
pub(super) fn stacked(plots: &[&Plot]) -> String {
    const TITLE: f64 = 22.0;
    const GAP: f64 = 14.0;
    // beside the drawing, as letters and squares may stand at its very edge
    const MARGIN: f64 = 6.0;
    let mut top = GAP;
    let mut parts = Vec::new();
    for plot in plots {
        let drawn = plot.drawing.draw(&|_| None);
        let marks = html! {
            text class="title" x="8" y=(top + 12.0) { (label::cut(&plot.title, WIDTH - 16.0)) }
            svg x="0" y=(top + TITLE) width=(WIDTH) height=(drawn.height) { (drawn.marks) }
        };
        parts.push(marks);
        top += TITLE + drawn.height + GAP;
    }
    let wide = WIDTH + 2.0 * MARGIN;
    let page = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("{} 0 {wide} {top}", -MARGIN)) width=(wide * 2.0) height=(top * 2.0) {
            style { (PreEscaped(STYLE)) }
            rect class="ground" x=(-MARGIN) width=(wide) height=(top) {}
            @for part in parts { (part) }
        }
    };
    page.into_string() + "\n"
}

/// A coordinate: one decimal is a twentieth of a millimetre.
fn at(place: f64) -> String {
    let text = format!("{place:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
