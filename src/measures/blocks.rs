//! Two sides of one event: what a paired comparison looks at.

use std::collections::BTreeMap;

use super::Unit;

/// Which side of a comparison an article is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The outlet in question.
    Target,
    /// Everyone it is compared with.
    Others,
}

/// All articles of one side on one event, as one unit: same-outlet articles on an event depend on each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Block {
    /// How many articles.
    pub articles: u64,
    /// Their hits.
    pub hits: u64,
    /// Their words.
    pub words: u64,
}

impl Block {
    /// Adds an article.
    ///
    /// ```
    /// use parallax::measures::{Block, Unit};
    ///
    /// let mut block = Block::default();
    /// block.add(Unit::new(3, 400));
    /// block.add(Unit::new(1, 350));
    /// assert_eq!(block, Block { articles: 2, hits: 4, words: 750 });
    /// ```
    pub fn add(&mut self, article: Unit) {
        self.articles += 1;
        // Past 64 bits a sum stays at the end; a sample of such blocks says `impossible_counts`.
        self.hits = self.hits.saturating_add(article.hits);
        self.words = self.words.saturating_add(article.words);
    }

    /// The block as a unit of hits and words.
    #[must_use]
    pub fn unit(&self) -> Unit {
        Unit::new(self.hits, self.words)
    }
}

/// One event with the articles of both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventBlocks {
    /// The articles of the outlet in question.
    pub target: Block,
    /// The articles of everyone else.
    pub others: Block,
}

impl EventBlocks {
    /// Gathers articles into events, in the order of the events' keys.
    ///
    /// ```
    /// use parallax::measures::{EventBlocks, Side, Unit};
    ///
    /// let articles = [
    ///     ("strike", Side::Target, Unit::new(3, 400)),
    ///     ("storm", Side::Others, Unit::new(0, 300)),
    ///     ("strike", Side::Others, Unit::new(1, 500)),
    /// ];
    /// let events = EventBlocks::gather(articles);
    /// assert_eq!(events.keys().copied().collect::<Vec<_>>(), ["storm", "strike"]);
    /// assert!(events["strike"].is_shared() && !events["storm"].is_shared());
    /// ```
    #[must_use]
    pub fn gather<E: Ord>(articles: impl IntoIterator<Item = (E, Side, Unit)>) -> BTreeMap<E, EventBlocks> {
        let mut events: BTreeMap<E, EventBlocks> = BTreeMap::new();
        for (event, side, article) in articles {
            let blocks = events.entry(event).or_default();
            match side {
                Side::Target => blocks.target.add(article),
                Side::Others => blocks.others.add(article),
            }
        }
        events
    }

    /// Whether both sides have at least one article on the event. Only such events can be compared.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.target.articles > 0 && self.others.articles > 0
    }

    /// The same event seen from the other side.
    #[must_use]
    pub fn swapped(self) -> EventBlocks {
        EventBlocks { target: self.others, others: self.target }
    }
}
