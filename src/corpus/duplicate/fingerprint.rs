//! What is kept of each article to tell copies by: a value that merges.

use super::Sketch;
use crate::error::{Error, ErrorKind, Result};
use std::sync::Arc;

/// What is kept of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The article's id.
    pub article: Arc<str>,
    /// A hash of its text, as in [`Article::text_hash`](crate::Article::text_hash).
    pub text: u64,
    /// The sketch of its text.
    pub sketch: Sketch,
}

/// The fingerprints of a set of articles, by id. They merge like sets: in any order, any way a corpus is split.
///
/// ```
/// use parallax::corpus::duplicate::{Fingerprint, Fingerprints, Sketch};
///
/// let print = |id: &str| Fingerprint { article: id.into(), text: 7, sketch: Sketch::stored(1, [5]) };
/// let mut one = Fingerprints::new(vec![print("b"), print("a")])?;
/// one.merge(Fingerprints::new(vec![print("b"), print("c")])?)?;
/// let ids: Vec<&str> = one.iter().map(|print| &*print.article).collect();
/// assert_eq!(ids, ["a", "b", "c"]);
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprints {
    /// By id.
    prints: Vec<Fingerprint>,
}

impl Fingerprints {
    /// Those of these articles, in any order; equal ones of one article are one.
    ///
    /// # Errors
    /// If an article has two that are not equal.
    pub fn new(mut prints: Vec<Fingerprint>) -> Result<Self> {
        prints.sort_unstable_by(|a, b| a.article.cmp(&b.article));
        let mut clash = None;
        prints.dedup_by(|later, earlier| {
            let same = later.article == earlier.article;
            if same && later != earlier {
                clash.get_or_insert_with(|| later.article.clone());
            }
            same
        });
        match clash {
            None => Ok(Fingerprints { prints }),
            Some(id) => {
                let message =
                    format!("the article `{id}` comes twice with different texts; give each article an id of its own");
                Err(Error::new(ErrorKind::Counts, message))
            }
        }
    }

    /// Takes in those of other articles.
    ///
    /// # Errors
    /// If an article's differ.
    pub fn merge(&mut self, other: Fingerprints) -> Result<()> {
        let mut prints = self.prints.clone();
        prints.extend(other.prints);
        *self = Fingerprints::new(prints)?;
        Ok(())
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// In the order of the ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Fingerprint> {
        self.prints.iter()
    }

    /// By place in the order of the ids.
    pub(super) fn at(&self, place: usize) -> &Fingerprint {
        &self.prints[place]
    }

    /// The place of an article, if it is there.
    pub(super) fn place_of(&self, article: &str) -> Option<u32> {
        self.prints.binary_search_by(|print| (*print.article).cmp(article)).ok().map(|place| place as u32)
    }
}
