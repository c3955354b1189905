//! Words by how often two sides use them: on the diagonal, equally; the further from it, the more one side's.

use super::{Drawn, Link, WIDTH, at, label};
use maud::html;
use serde::Serialize;

/// The square's edges.
const LEFT: f64 = 34.0;
const TOP: f64 = 6.0;
const SIDE: f64 = WIDTH - LEFT - 8.0;
/// The height of a line of letters.
const LINE: f64 = 11.0;

/// Words on two logarithmic axes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scatter {
    /// Whose rates run to the right, and whose upwards.
    pub sides: [String; 2],
    /// What is measured.
    pub unit: String,
    /// The words, those that are labelled first at the front.
    pub points: Vec<ScatterPoint>,
}

/// A word and how often both sides use it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScatterPoint {
    /// The word.
    pub label: String,
    /// The rates of both sides; 0 is drawn at the edge.
    pub rates: [f64; 2],
    /// Whether it is said to differ.
    pub differs: bool,
}

/// A rectangle that letters take.
#[derive(Clone, Copy)]
struct Taken {
    x: f64,
    y: f64,
    wide: f64,
}

impl Taken {
    fn meets(self, other: Taken) -> bool {
        self.x < other.x + other.wide && other.x < self.x + self.wide && (self.y - other.y).abs() < LINE
    }
}

impl Scatter {
    pub(super) fn draw(&self, link: &Link<'_>) -> Drawn {
        let known = || self.points.iter().flat_map(|p| p.rates).filter(|rate| *rate > 0.0);
        let largest = known().fold(f64::MIN_POSITIVE, f64::max).log10() + 0.1;
        // what a side never uses stands a third of a power of ten below the rarest word
        let least = known().fold(f64::MAX, f64::min).min(10_f64.powf(largest)).log10() - 1.0 / 3.0;
        let share = |rate: f64| if rate > 0.0 { (rate.log10() - least) / (largest - least) } else { 0.0 };
        let x = |rate: f64| LEFT + 4.0 + (SIDE - 8.0) * share(rate);
        let y = |rate: f64| TOP + SIDE - 4.0 - (SIDE - 8.0) * share(rate);
        let labels = self.labels(x, y);
        let dots = |differs: bool| -> String {
            let points = self.points.iter().filter(|p| p.differs == differs);
            points.map(|p| format!("M{} {}h0", at(x(p.rates[0])), at(y(p.rates[1])))).collect()
        };
        let powers: Vec<i32> = (least.ceil() as i32..=largest.floor() as i32).collect();
        let grid: String = powers
            .iter()
            .map(|power| 10_f64.powi(*power))
            .map(|r| format!("M{} {TOP}v{SIDE}M{LEFT} {}h{SIDE}", at(x(r)), at(y(r))))
            .collect();
        let bottom = TOP + SIDE;
        let marks = html! {
            path class="grid" d=(grid) {}
            path class="grid" d=(format!("M{LEFT} {}L{} {TOP}", at(bottom), at(LEFT + SIDE))) {}
            path class="point" d=(dots(false)) {}
            path class="point hot" d=(dots(true)) {}
            @for (place, taken) in &labels {
                @let point = &self.points[*place];
                @let word = html! {
                    text class=[point.differs.then_some("bold")] x=(at(taken.x)) y=(at(taken.y)) {
                        (label::cut(&point.label, 120.0))
                    }
                };
                @match link(&point.label) {
                    Some(link) => a href=(link) { (word) },
                    None => (word),
                }
            }
            @for power in &powers {
                @let figure = plain(*power);
                @let r = 10_f64.powi(*power);
                text class="soft mid" x=(at(x(r))) y=(at(bottom + 13.0)) { (figure) }
                text class="soft end" x=(LEFT - 3.0) y=(at(y(r) + 4.0)) { (figure) }
            }
            text class="end" x=(at(LEFT + SIDE)) y=(at(bottom + 29.0)) { (label::cut(&self.sides[0], 150.0)) " →" }
            text x="0" y=(at(bottom + 29.0)) { "↑ " (label::cut(&self.sides[1], 150.0)) }
            text class="soft" x="0" y=(at(bottom + 44.0)) { (label::cut(&self.unit, WIDTH)) }
        };
        Drawn { height: bottom + 48.0, marks }
    }

    /// Where labels find room, those at the front first: right of their dot, else left, above or below; else nowhere.
    fn labels(&self, x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> Vec<(usize, Taken)> {
        let dots: Vec<(f64, f64)> = self.points.iter().map(|p| (x(p.rates[0]), y(p.rates[1]))).collect();
        let mut placed: Vec<(usize, Taken)> = Vec::new();
        for (place, point) in self.points.iter().enumerate() {
            let wide = label::width(&label::cut(&point.label, 120.0));
            let (x, y) = (x(point.rates[0]), y(point.rates[1]));
            let spots =
                [(x + 4.0, y + 4.0), (x - wide - 4.0, y + 4.0), (x - wide / 2.0, y - 5.0), (x - wide / 2.0, y + 13.0)];
            let free = spots.into_iter().map(|(x, y)| Taken { x, y, wide }).find(|spot| {
                let inside = spot.x >= LEFT && spot.x + wide <= WIDTH && spot.y - LINE >= 0.0 && spot.y <= TOP + SIDE;
                let covers = |&(x, y): &(f64, f64)| {
                    x > spot.x - 2.0 && x < spot.x + wide && y > spot.y - LINE + 1.0 && y < spot.y + 2.0
                };
                inside && !dots.iter().any(covers) && placed.iter().all(|(_, other)| !spot.meets(*other))
            });
            placed.extend(free.map(|spot| (place, spot)));
        }
        placed
    }
}

/// A power of ten as a figure.
fn plain(power: i32) -> String {
    if power < 0 {
        format!("{:.*}", power.unsigned_abs() as usize, 10_f64.powi(power))
    } else {
        format!("1{}", "0".repeat(power as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_overlap(rates in prop::collection::vec((0.0..9.0_f64, 0.0..9.0_f64), 1..60)) {
            let points = rates.iter().map(|r| ScatterPoint { label: "protesters".into(), rates: [r.0, r.1], differs: false });
            let plot = Scatter { sides: [String::new(), String::new()], unit: String::new(), points: points.collect() };
            let labels = plot.labels(|r| LEFT + r * 30.0, |r| TOP + r * 30.0);
            for (n, (_, a)) in labels.iter().enumerate() {
                prop_assert!(labels[n + 1..].iter().all(|(_, b)| !a.meets(*b)));
            }
        }
    }

    #[test]
    fn what_a_side_never_uses_stands_at_the_edge() {
        let point = |label: &str, rates| ScatterPoint { label: label.into(), rates, differs: true };
        let points = vec![point("coup", [2.0, 0.0]), point("order", [0.5, 0.5])];
        let plot = Scatter { sides: ["A".into(), "B".into()], unit: "per 1,000 words".into(), points };
        let svg = plot.draw(&|_| None).marks.into_string();
        assert!(svg.contains(">coup</text>") && svg.contains(">order</text>"), "{svg}");
        assert!(svg.contains(&format!(" {}h0", at(TOP + SIDE - 4.0))), "{svg}");
    }
}
