//! What a person knows better about events: kept in a file, and applied on top each time.

use crate::error::{Error, ErrorKind, Location, Result, nearest};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// Corrections of derived events, in the order they are applied.
///
/// ```toml
/// [[correction]]
/// merge = ["d-0a1b2c3d4e", "d-99aa88bb77"]   # into the first; an event, or any article of it
///
/// [[correction]]
/// split = ["gazette-17", "wire-3"]           # these articles become an event of their own
/// as = "second walkout"                      # its name; without it, that of its first article
///
/// [[correction]]
/// move = ["voice-4"]
/// to = "second walkout"                      # an event, or any article of it
/// ```
///
/// ```
/// use parallax::framing::Corrections;
/// let corrections = Corrections::parse("[[correction]]\nmerge = [\"d-1\", \"d-2\"]\n", "corrections.toml")?;
/// assert_eq!(corrections.len(), 1);
/// assert!(Corrections::parse("[[correction]]\nmerge = [\"d-1\"]\n", "corrections.toml").is_err());
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    file: String,
    steps: Vec<(u64, Step)>,
}

#[derive(Clone, Debug)]
enum Step {
    Merge(Vec<String>),
    Split { articles: Vec<String>, name: Option<String> },
    Move { articles: Vec<String>, to: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    correction: Vec<toml::Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    merge: Option<Vec<String>>,
    split: Option<Vec<String>>,
    r#as: Option<String>,
    r#move: Option<Vec<String>>,
    to: Option<String>,
}

impl Corrections {
    /// Reads a file of corrections.
    ///
    /// # Errors
    /// If it cannot be read, is no TOML, or a correction is none of the three.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(|cause| Error::io(&path, cause))?;
        Corrections::parse(&text, &path.as_ref().display().to_string())
    }

    /// As [`read`](Corrections::read), from text; `file` is its name in messages.
    ///
    /// # Errors
    /// As there.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let parsed: File = toml::from_str(text).map_err(|cause| {
            let place = Location::in_text(file, text, cause.span().map_or(0, |span| span.start));
            Error::new(ErrorKind::Request, cause.message().to_string()).at(place)
        })?;
        let mut steps = Vec::new();
        for written in parsed.correction {
            let place = Location::in_text(file, text, written.span().start);
            let line = place.line_number().unwrap_or(1);
            let step = match written.into_inner() {
                Written { merge: Some(events), split: None, r#as: None, r#move: None, to: None }
                    if events.len() > 1 =>
                {
                    Step::Merge(events)
                }
                Written { merge: None, split: Some(articles), r#as, r#move: None, to: None }
                    if !articles.is_empty() =>
                {
                    Step::Split { articles, name: r#as }
                }
                Written { merge: None, split: None, r#as: None, r#move: Some(articles), to: Some(to) }
                    if !articles.is_empty() =>
                {
                    Step::Move { articles, to }
                }
                _ => {
                    let message = "a correction is `merge` with two or more events, `split` with articles (and `as` with a name), or `move` with articles and `to` with an event";
                    return Err(Error::new(ErrorKind::Request, message).at(place));
                }
            };
            steps.push((line, step));
        }
        Ok(Corrections { file: file.to_string(), steps })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Applies all to the events of articles, which are in their order.
    pub(super) fn apply(&self, articles: &[Arc<str>], event_of: &mut [Arc<str>]) -> Result<()> {
        let place: FxHashMap<&str, usize> = articles.iter().enumerate().map(|(at, id)| (&**id, at)).collect();
        for (line, step) in &self.steps {
            let fail =
                |message: String| Error::new(ErrorKind::Request, message).at(Location::file(&self.file).line(*line));
            let article = |id: &String| {
                place.get(id.as_str()).copied().ok_or_else(|| {
                    fail(unknown("article", id, place.keys().copied(), "give the id of an article of the input"))
                })
            };
            let event = |name: &String, event_of: &[Arc<str>]| {
                let known = event_of.iter().find(|event| ***event == **name).cloned();
                known.or_else(|| place.get(name.as_str()).map(|at| event_of[*at].clone())).ok_or_else(|| {
                    let names = event_of.iter().map(|event| &**event);
                    fail(unknown("event", name, names, "give an event, or the id of an article of it"))
                })
            };
            match step {
                Step::Merge(events) => {
                    let into = event(&events[0], event_of)?;
                    for other in &events[1..] {
                        let from = event(other, event_of)?;
                        event_of.iter_mut().filter(|event| **event == from).for_each(|event| *event = into.clone());
                    }
                }
                Step::Split { articles: ids, name } => {
                    let mut places: Vec<usize> = ids.iter().map(article).collect::<Result<_>>()?;
                    places.sort_unstable();
                    let taken = |name: &str| {
                        event_of.iter().enumerate().any(|(at, event)| **event == *name && !places.contains(&at))
                    };
                    let name = match name {
                        Some(name) => Arc::from(name.as_str()),
                        // the event that is left may be named by this very article
                        None => {
                            let own = super::name_of(&articles[places[0]]);
                            if taken(&own) { Arc::from(format!("{own}-split")) } else { own }
                        }
                    };
                    if taken(&name) {
                        return Err(fail(format!(
                            "there is an event `{name}` already; give the new one another name with `as`"
                        )));
                    }
                    places.into_iter().for_each(|at| event_of[at] = name.clone());
                }
                Step::Move { articles: ids, to } => {
                    let to = event(to, event_of)?;
                    for id in ids {
                        event_of[article(id)?] = to.clone();
                    }
                }
            }
        }
        Ok(())
    }
}

fn unknown<'n>(what: &str, name: &str, names: impl IntoIterator<Item = &'n str>, right: &str) -> String {
    match nearest(name, names) {
        Some(near) => format!("there is no {what} `{name}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{name}`; {right}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str) -> Result<Vec<String>> {
        let articles: Vec<Arc<str>> = ["a", "b", "c", "d"].map(Arc::from).to_vec();
        let mut events: Vec<Arc<str>> = ["e1", "e1", "e2", "e3"].map(Arc::from).to_vec();
        Corrections::parse(text, "c.toml")?.apply(&articles, &mut events)?;
        Ok(events.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn each_kind_in_the_order_of_the_file() {
        let rows = [
            ("nothing", "", ["e1", "e1", "e2", "e3"]),
            ("merge", "[[correction]]\nmerge = ['e2', 'e3']", ["e1", "e1", "e2", "e2"]),
            ("merge_by_article", "[[correction]]\nmerge = ['d', 'e1']", ["e3", "e3", "e2", "e3"]),
            ("split", "[[correction]]\nsplit = ['b']\nas = 'x'", ["e1", "x", "e2", "e3"]),
            ("move", "[[correction]]\nmove = ['a', 'd']\nto = 'c'", ["e2", "e1", "e2", "e2"]),
            (
                "one_after_the_other",
                "[[correction]]\nsplit = ['b']\nas = 'x'\n[[correction]]\nmove = ['d']\nto = 'x'\n[[correction]]\nmerge = ['x', 'e1']",
                ["x", "x", "e2", "x"],
            ),
        ];
        for (name, text, expected) in rows {
            assert_eq!(applied(text).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_done_says_where_and_why() {
        let rows = [
            ("[[correction]]\nmerge = ['e1', 'e9']", "c.toml:1: there is no event `e9`; did you mean `e1`?"),
            (
                "\n[[correction]]\nmove = ['zebra']\nto = 'e1'",
                "c.toml:2: there is no article `zebra`; give the id of an article of the input",
            ),
            (
                "[[correction]]\nsplit = ['a']\nas = 'e3'",
                "c.toml:1: there is an event `e3` already; give the new one another name with `as`",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(applied(text).unwrap_err().to_string(), expected);
        }
        let shape = applied("[[correction]]\nmerge = ['e1']").unwrap_err().to_string();
        assert!(shape.starts_with("c.toml:1:") && shape.contains("a correction is `merge`"), "{shape}");
        assert!(applied("[[correction]]\njoin = ['e1']").unwrap_err().to_string().contains("unknown field `join`"));
    }
}
