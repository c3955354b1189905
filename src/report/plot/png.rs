//! Figures as PNG: the same drawing in pixels. Feature `png`.
//!
//! A drawing is coloured by variables, which the renderer does not know, for light and dark screens; pixels have the
//! light ones. Letters are set in a font of the system: with another font the pixels are others.

use super::STYLE;
use crate::error::{Error, ErrorKind, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// Pixels a unit of the file: a figure is 1,488 pixels wide, 12 cm in print at 300 an inch.
const SCALE: f32 = 2.0;
/// Fonts that labels are set in, the first that is there; else any.
const FONTS: [&str; 6] = ["Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Segoe UI", "Helvetica"];

/// A figure in pixels, from the text of its SVG file.
///
/// # Errors
/// If no font is installed, or the figure is too large to be held in pixels.
///
/// ```
/// use parallax::{Comparison, Input, Lexicon};
///
/// let input = Input::builder().reader("one", "{\"outlet\":\"Wire\",\"text\":\"The coup failed.\"}\n".as_bytes()).open()?;
/// let comparison = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?).compare(&input)?;
/// match parallax::report::plot::png(&comparison.plot("intervals")?) {
///     Ok(image) => assert!(image.starts_with(b"\x89PNG")),
///     Err(error) => assert!(error.to_string().contains("no font")),
/// }
/// # Ok::<(), parallax::Error>(())
/// ```
pub fn png(svg: &str) -> Result<Vec<u8>> {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    drawn(&in_light(svg), fonts)
}

fn drawn(svg: &str, mut fonts: Database) -> Result<Vec<u8>> {
    let wrong = |why: String| Error::new(ErrorKind::Request, why);
    let Some(family) = usual(&fonts) else {
        return Err(wrong(
            "there is no font on this system to set the labels of a PNG in; install one (on Debian: apt install fonts-dejavu-core), or draw the figure as SVG".to_owned(),
        ));
    };
    fonts.set_sans_serif_family(&family);
    let options = Options { fontdb: Arc::new(fonts), font_family: family, ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|cause| wrong(format!("the figure is no drawing: {cause}")))?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let Some(mut image) = size.and_then(|size| Pixmap::new(size.width(), size.height())) else {
        return Err(wrong("the figure is too large to be drawn in pixels; draw it as SVG".to_owned()));
    };
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut image.as_mut());
    image.encode_png().map_err(|cause| wrong(format!("the figure cannot be written as PNG: {cause}")))
}

/// The family that labels are set in.
fn usual(fonts: &Database) -> Option<String> {
    let is_there = |name: &&str| fonts.query(&Query { families: &[Family::Name(name)], ..Query::default() }).is_some();
    let known = FONTS.iter().find(|name| is_there(name)).map(|name| (*name).to_owned());
    known.or_else(|| fonts.faces().find_map(|face| Some(face.families.first()?.0.clone())))
}

/// The drawing with its variables replaced by their light values.
fn in_light(svg: &str) -> String {
    let light = STYLE.lines().next().unwrap_or_default();
    let values = light.split(['{', ';', '}']).filter_map(|part| part.strip_prefix("--")?.split_once(':'));
    let style: String = STYLE.lines().filter(|line| !line.starts_with('@')).collect();
    let style = values.fold(style, |style, (name, value)| style.replace(&format!("var(--{name})"), value));
    svg.replacen(STYLE, &style, 1)
}

#[cfg(test)]
mod tests {
    use super::super::{Drawing, IntervalRow, Intervals, Plot};
    use super::*;
    use crate::report::Table;

    fn figure() -> String {
        let row = |label: &str, value| IntervalRow {
            label: label.into(),
            value: Some(value),
            interval: Some([value / 2.0, value * 2.0]),
            shown: value.to_string(),
            differs: value > 4.0,
        };
        let rows = vec![row("State Agency", 5.0), row("Western Wire", 2.0)];
        let drawing = Drawing::Intervals(Intervals { unit: "per 1,000 words".into(), rows });
        Plot { id: "intervals".into(), title: "How often".into(), drawing, table: Table::new("t", "") }.file()
    }

    #[test]
    fn no_variable_is_left() {
        let svg = in_light(&figure());
        assert!(!svg.contains("var(") && !svg.contains("@media") && svg.contains("stroke:#8a1c4a"), "{svg}");
    }

    #[test]
    fn a_picture_has_the_size_of_its_drawing_and_something_on_it() {
        let svg = figure();
        let image = match png(&svg) {
            Ok(image) => Pixmap::decode_png(&image).unwrap(),
            Err(error) => return println!("skipped: {error}"),
        };
        let height: f32 = svg.split(" height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        assert_eq!((image.width(), image.height()), (1488, (height * SCALE) as u32));
        let is = |r, g, b| image.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == (r, g, b)).count();
        let all = image.pixels().len();
        assert!(is(255, 255, 255) > all / 2, "the ground is white");
        assert!(is(0x1c, 0x1c, 0x1a) > all / 200, "ink: {}", is(0x1c, 0x1c, 0x1a));
        assert!(is(0x8a, 0x1c, 0x4a) > 100, "what differs");
        assert_eq!(image.pixels().iter().filter(|p| p.alpha() < 255).count(), 0, "nothing shines through");
    }

    #[test]
    fn without_a_font_it_is_said_what_to_do() {
        let error = drawn(&in_light(&figure()), Database::new()).unwrap_err().to_string();
        assert!(error.contains("there is no font") && error.contains("SVG"), "{error}");
    }
}
