//! One id, several contents: which of them is the article?

use std::str::FromStr;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::source::Source;
use crate::corpus::seen::key;
use crate::corpus::{Article, Skipped};
use crate::error::nearest;
use crate::{Error, ErrorKind, Location, Result};

/// What happens when an id comes with different contents. An article that comes twice word for word is one article,
/// whatever is chosen here.
///
/// ```
/// use parallax::Source;
/// use parallax::corpus::OnDuplicate;
///
/// let lines = b"{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"Draft.\"}\n{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"Final.\"}\n";
/// let source = Source::builder().reader("feed", &lines[..]).on_duplicate(OnDuplicate::Last).open()?;
/// let good: Vec<_> = source.articles().filter_map(Result::ok).collect();
/// assert_eq!((good.len(), good[0].text()), (1, "Final."));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnDuplicate {
    /// Whoever counts or stores them stops with an error that names both places. The default.
    #[default]
    Error,
    /// The first in the order of the input is kept, the others are skipped and counted.
    First,
    /// The last is kept.
    Last,
    /// None is kept.
    Skip,
}

impl OnDuplicate {
    const NAMES: [(&'static str, OnDuplicate); 4] = [
        ("error", OnDuplicate::Error),
        ("first", OnDuplicate::First),
        ("last", OnDuplicate::Last),
        ("skip", OnDuplicate::Skip),
    ];
}

impl FromStr for OnDuplicate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        OnDuplicate::NAMES.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
            let names = OnDuplicate::NAMES.map(|(name, _)| name);
            let hint = nearest(text, names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message = format!("`{text}` is no way to treat duplicates; write one of {}{hint}", names.join(", "));
            Error::new(ErrorKind::Request, message)
        })
    }
}

/// For each id with several contents: the content that is kept, if any.
#[derive(Debug, Default)]
pub(super) struct Kept(FxHashMap<u128, Option<u64>>, OnDuplicate);

impl Kept {
    /// Reads the source through once and settles every conflict.
    pub(super) fn of(source: &Source, choice: OnDuplicate) -> Result<Self> {
        if choice == OnDuplicate::Error {
            return Ok(Kept::default());
        }
        let gathered =
            source.in_parallel(Vec::new, |seen: &mut Vec<(u128, (u64, u64), u64)>, block| {
                let mut passed = Skipped::default();
                let articles = block.articles(&mut passed).enumerate();
                seen.extend(articles.map(|(place, article)| {
                    (key(article.id()), (block.ordinal(), place as u64), article.content_hash())
                }));
                Ok(())
            })?;
        let mut seen = gathered.concat();
        seen.par_sort_unstable();
        let conflicts = seen.chunk_by(|a, b| a.0 == b.0).filter(|same| same.iter().any(|one| one.2 != same[0].2));
        let kept = conflicts.map(|same| {
            let content = match choice {
                OnDuplicate::First => Some(same[0].2),
                OnDuplicate::Last => Some(same[same.len() - 1].2),
                OnDuplicate::Error | OnDuplicate::Skip => None,
            };
            (same[0].0, content)
        });
        Ok(Kept(kept.collect(), choice))
    }

    /// Whether an article was settled against; then what is said of it.
    pub(super) fn refuses(&self, article: &Article) -> Option<String> {
        // almost always there is no conflict, and then ids need not be hashed
        if self.0.is_empty() {
            return None;
        }
        let kept = self.0.get(&key(article.id()))?;
        if *kept == Some(article.content_hash()) {
            return None;
        }
        let which = match self.1 {
            OnDuplicate::First => "the first is kept",
            OnDuplicate::Last => "the last is kept",
            OnDuplicate::Error | OnDuplicate::Skip => "none is kept",
        };
        Some(format!("the id `{}` comes with different contents; {which}", article.id()))
    }
}

impl Source {
    /// The error of an id that comes with different contents. The source is read again for the first such id and its
    /// places, so that the error does not depend on which thread read what.
    pub(crate) fn first_conflict(&self) -> Error {
        let remedy = "give each article an id of its own, or choose with --on-duplicate first, last or skip";
        let mut seen: FxHashMap<u128, (u64, Location)> = FxHashMap::default();
        let mut find = || -> Result<Option<Error>> {
            for block in self.blocks() {
                for (location, article) in block?.located() {
                    let content = article.content_hash();
                    match seen.get(&key(article.id())) {
                        None => {
                            seen.insert(key(article.id()), (content, location));
                        }
                        Some((before, _)) if *before == content => {}
                        Some((_, first)) => {
                            let id = article.id();
                            let message = format!("the id `{id}` stands at {first} with different content; {remedy}");
                            return Ok(Some(Error::new(ErrorKind::Input, message).at(location)));
                        }
                    }
                }
            }
            Ok(None)
        };
        match find() {
            Ok(Some(error)) => error,
            // the input is another than a moment ago
            _ => Error::new(ErrorKind::Input, format!("an id comes with different contents; {remedy}")),
        }
    }
}
