//! What links join: groups of copies.

use super::Link;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Numbers that are joined, pair by pair; the first of those that hang together is the smallest, whatever the order.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Of numbers that were joined: one that is smaller and hangs together with it, and for firsts how many do.
    parents: FxHashMap<u32, u32>,
    sizes: FxHashMap<u32, usize>,
}

impl Joined {
    /// The smallest number it hangs together with.
    pub(super) fn first(&mut self, number: u32) -> u32 {
        let mut first = number;
        while let Some(&parent) = self.parents.get(&first) {
            first = parent;
        }
        let mut on_the_way = number;
        while let Some(parent) = self.parents.get_mut(&on_the_way) {
            on_the_way = std::mem::replace(parent, first);
        }
        first
    }

    pub(super) fn are_joined(&mut self, a: u32, b: u32) -> bool {
        self.first(a) == self.first(b)
    }

    /// Joins two; says whether they were not joined before.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.first(a), self.first(b));
        if a == b {
            return false;
        }
        let size = self.size(a) + self.size(b);
        self.parents.insert(a.max(b), a.min(b));
        self.sizes.insert(a.min(b), size);
        true
    }

    /// How many hang together with a first.
    fn size(&self, first: u32) -> usize {
        self.sizes.get(&first).copied().unwrap_or(1)
    }
}

/// Articles that print one text, more or less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateGroup {
    /// Its articles' ids in order; the first names the group.
    pub articles: Vec<Arc<str>>,
}

impl DuplicateGroup {
    /// The smallest of its articles' ids.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.articles[0]
    }
}

/// Which articles are copies of each other.
///
/// ```
/// use parallax::corpus::duplicate::{Duplicates, Link};
///
/// let link = |a: &str, b: &str, shared| Link {
///     articles: [a.into(), b.into()], texts: [0, 0], shared, sizes: [100, 200],
/// };
/// // a stands in b, and b resembles c
/// let resembling = Link { shared: 190, sizes: [200, 200], ..link("b", "c", 0) };
/// let found = Duplicates::of(vec![link("a", "b", 90), resembling]);
/// assert_eq!(found.groups().len(), 1);
/// assert_eq!(found.group_of("c").map(|group| &**group.name()), Some("a"));
/// assert_eq!(found.copy_of("c").as_deref(), Some("b"));
/// assert_eq!(found.copy_of("a"), None, "what stands in a longer text is no copy of it");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duplicates {
    groups: Vec<DuplicateGroup>,
    /// Per article in a group: the group, and the smallest id it is joined with by resemblance.
    members: FxHashMap<Arc<str>, (u32, Arc<str>)>,
    links: Vec<Link>,
}

impl Duplicates {
    /// The connected components of links, in any order.
    #[must_use]
    pub fn of(mut links: Vec<Link>) -> Self {
        links.sort_unstable();
        links.dedup();
        let mut ids: Vec<Arc<str>> = links.iter().flat_map(|link| link.articles.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let place = |id: &Arc<str>| ids.partition_point(|other| other < id) as u32;
        let (mut near, mut wire) = (Joined::default(), Joined::default());
        for link in &links {
            let [a, b] = [place(&link.articles[0]), place(&link.articles[1])];
            wire.join(a, b);
            if link.overlap().resembles() {
                near.join(a, b);
            }
        }
        let mut groups: Vec<DuplicateGroup> = Vec::new();
        let mut number_of: FxHashMap<u32, u32> = FxHashMap::default();
        let mut members = FxHashMap::default();
        for (place, id) in (0..).zip(&ids) {
            // ids come in order, so the first of a group comes first
            let number = *number_of.entry(wire.first(place)).or_insert_with(|| {
                groups.push(DuplicateGroup { articles: Vec::new() });
                groups.len() as u32 - 1
            });
            groups[number as usize].articles.push(id.clone());
            members.insert(id.clone(), (number, ids[near.first(place) as usize].clone()));
        }
        Duplicates { groups, members, links }
    }

    /// The groups, in the order of their names.
    #[must_use]
    pub fn groups(&self) -> &[DuplicateGroup] {
        &self.groups
    }

    /// The group of an article; `None`: it is like no other.
    #[must_use]
    pub fn group_of(&self, article: &str) -> Option<&DuplicateGroup> {
        self.members.get(article).map(|(group, _)| &self.groups[*group as usize])
    }

    /// The smallest id that an article hangs together with by resemblance alone: what stands in a longer text is part
    /// of its group, but no copy of it. `None` where that is the article itself.
    #[must_use]
    pub fn copy_of(&self, article: &str) -> Option<Arc<str>> {
        self.members.get(article).map(|(_, first)| first.clone()).filter(|first| **first != *article)
    }

    /// The pairs that join the groups.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }
}
