//! The only place that knows the terminal's colour codes: bold, dim and one accent.

/// Whether the terminal's colours may be used. The caller decides, after a look at `NO_COLOR` and at where the
/// output goes.
///
/// ```
/// use parallax::report::Colour;
/// assert_eq!(Colour::default(), Colour::Never);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Plain text; hits are marked by brackets.
    #[default]
    Never,
    /// Bold, dim and one accent, as ANSI codes.
    Always,
}

/// Marks text as bold, dim or accented, when colours may be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink(pub(super) Colour);

impl Ink {
    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Bold magenta: to be read on a light and on a dark ground, and neither an alarm nor an approval.
    pub(super) fn accent(self, text: &str) -> String {
        self.paint("1;35", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self.0 {
            Colour::Always if !text.is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
            _ => text.to_owned(),
        }
    }
}
