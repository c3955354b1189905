//! Which of an input's articles are copies of each other, and counts that know it.

use super::input::{Road, analyzer};
use super::{ArticleCounts, Copied, Counts, FieldChoice, Input};
#[cfg(feature = "index")]
use crate::corpus::Selection;
use crate::corpus::duplicate::{Duplicates, Fingerprint, Fingerprints, Shingler, Shingles, Sketch, find_links};
use crate::corpus::{Article, ArticleHashes, Skipped, Source};
use crate::error::Result;
use crate::text::{Analysis, AnalyzerOptions};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Articles in shingles, by their ids: what tells copies where the texts are not at hand. They merge like sets.
#[derive(Clone, Debug, Default)]
pub(super) struct Shingled(pub(super) BTreeMap<Arc<str>, ShingledText>);

/// A text in shingles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShingledText {
    /// A hash of the text.
    pub(super) text: u64,
    pub(super) shingles: Shingles,
}

impl Shingled {
    /// Takes in other articles; those that both hold are the same, or their counts would not merge.
    pub(super) fn merge(&mut self, other: Shingled) {
        self.0.extend(other.0);
    }

    /// Which of them are copies of each other.
    pub(super) fn duplicates(&self) -> Result<Duplicates> {
        let print = |(article, one): (&Arc<str>, &ShingledText)| Fingerprint {
            article: article.clone(),
            text: one.text,
            sketch: Sketch::of(&one.shingles),
        };
        let prints = Fingerprints::new(self.0.iter().map(print).collect())?;
        let shingles = |id: &Arc<str>| self.0.get(id).map(|one| (id.clone(), one.shingles.clone()));
        Ok(Duplicates::of(find_links(&prints, &[], |_| true, |ids| Ok(ids.iter().filter_map(shingles).collect()))?))
    }
}

/// Reads articles into shingles.
struct ShingledReader {
    shingler: Shingler,
    read: Vec<(Arc<str>, ShingledText)>,
}

impl ShingledReader {
    fn read(&mut self, article: &Article) {
        let one = ShingledText { text: article.text_hash(), shingles: self.shingler.shingles(article.text()) };
        self.read.push((article.id().into(), one));
    }
}

impl Input {
    /// All of its articles in shingles, whatever is selected.
    pub(super) fn shingled(&self) -> Result<Shingled> {
        let start = || ShingledReader { shingler: Shingler::new(analyzer(self.options())), read: Vec::new() };
        let readers: Vec<ShingledReader> = match &self.road {
            Road::Scan(source) => source.in_parallel(start, |reader, block| {
                let mut passed = Skipped::default();
                block.articles(&mut passed).for_each(|article| reader.read(&article));
                Ok(())
            })?,
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                use rayon::prelude::*;
                let read = |segment: usize| {
                    let mut reader = start();
                    let rows = snapshot.rows(segment, &Selection::all(), "outlet")?;
                    let documents: Vec<u32> = rows.iter().map(|row| row.document).collect();
                    snapshot.for_each_article(segment, &documents, |_, article| reader.read(&article))?;
                    Ok(reader)
                };
                (0..snapshot.segments()).into_par_iter().map(read).collect::<Result<_>>()?
            }
        };
        Ok(Shingled(readers.into_iter().flat_map(|reader| reader.read).collect()))
    }

    /// Which of its articles are copies of each other, whatever is selected: of an index as it was found when they were
    /// added, of files by reading them, and those that are likely copies once more.
    ///
    /// ```
    /// use parallax::Input;
    ///
    /// let line = |outlet: &str, day: &str| format!(
    ///     "{{\"id\":\"{outlet}\",\"outlet\":\"{outlet}\",\"text\":\"Crews walked out of the port on {day} after talks had failed.\"}}\n"
    /// );
    /// let lines = line("Gazette", "Monday") + &line("Voice", "Monday") + &line("Wire", "Friday");
    /// let input = Input::builder().reader("three", std::io::Cursor::new(lines)).open()?;
    /// assert_eq!(&*input.duplicates()?.group_of("Voice").unwrap().name().clone(), "Gazette");
    /// assert!(input.duplicates()?.group_of("Wire").is_none());
    /// # Ok::<(), parallax::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read, or an id comes with several texts.
    pub fn duplicates(&self) -> Result<Duplicates> {
        let source = match &self.road {
            Road::Scan(source) => source,
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => return snapshot.duplicates(),
        };
        let read;
        let prints = match self.prints.get() {
            Some(prints) => prints,
            None => {
                read = self.read_prints(source)?;
                &read
            }
        };
        let links = find_links(
            prints,
            &[],
            |_| true,
            |ids| {
                let wanted: FxHashSet<&str> = ids.iter().map(|id| &**id).collect();
                let start = || (Shingler::new(analyzer(self.options())), Vec::new());
                let read = source.in_parallel(start, |(shingler, found), block| {
                    let mut passed = Skipped::default();
                    for article in block.articles(&mut passed).filter(|article| wanted.contains(article.id())) {
                        found.push((Arc::from(article.id()), shingler.shingles(article.text())));
                    }
                    Ok(())
                })?;
                Ok(read.into_iter().flat_map(|(_, found)| found).collect())
            },
        )?;
        Ok(Duplicates::of(links))
    }

    fn read_prints(&self, source: &Source) -> Result<Fingerprints> {
        let read = source.in_parallel(
            || Printer::new(self.options()),
            |printer, block| {
                let mut passed = Skipped::default();
                block.articles(&mut passed).for_each(|article| printer.read(&article));
                Ok(())
            },
        )?;
        Fingerprints::new(read.into_iter().flat_map(Printer::into_prints).collect())
    }

    /// Keeps the fingerprints of all articles that a visit for another purpose made, so that
    /// [`duplicates`](Input::duplicates) needs none of its own. An id with two texts is that visit's to tell.
    pub(super) fn keep_prints(&self, prints: Vec<Fingerprint>) {
        if let Ok(prints) = Fingerprints::new(prints) {
            // another visit to the same files makes the same
            let _ = self.prints.set(prints);
        }
    }
}

/// Makes fingerprints of articles, one after the other.
pub(super) struct Printer {
    shingler: Shingler,
    prints: Vec<Fingerprint>,
}

impl Printer {
    pub(super) fn new(options: AnalyzerOptions) -> Self {
        Printer { shingler: Shingler::new(analyzer(options)), prints: Vec::new() }
    }

    /// An article that nobody has analysed.
    pub(super) fn read(&mut self, article: &Article) {
        let sketch = self.shingler.sketch(article.text());
        self.prints.push(Fingerprint { article: article.id().into(), text: article.text_hash(), sketch });
    }

    /// An article of which `fields` were analysed, and how the last of them was.
    pub(super) fn take(&mut self, article: &Article, hashes: ArticleHashes, fields: FieldChoice, last: &Analysis) {
        if fields == FieldChoice::Title {
            return self.read(article);
        }
        let sketch = self.shingler.sketch_of(article.text(), last);
        self.prints.push(Fingerprint { article: article.id().into(), text: hashes.text, sketch });
    }

    pub(super) fn into_prints(self) -> Vec<Fingerprint> {
        self.prints
    }
}

impl Counts {
    /// The counts with each article's group of copies noted in its row.
    #[must_use]
    pub fn with_wire(mut self, duplicates: &Duplicates) -> Counts {
        for row in Arc::make_mut(&mut self.rows) {
            row.wire = duplicates.group_of(&row.id).map(|group| group.name().clone());
        }
        self
    }

    /// The groups of copies that at least two outlets print: by name, their rows in the order of the ids.
    pub(crate) fn wire_groups(&self) -> FxHashMap<&Arc<str>, Vec<&ArticleCounts>> {
        let mut printings: FxHashMap<&Arc<str>, Vec<&ArticleCounts>> = FxHashMap::default();
        for row in &*self.rows {
            if let Some(group) = &row.wire {
                printings.entry(group).or_default().push(row);
            }
        }
        printings.retain(|_, rows| rows.iter().any(|row| row.outlet != rows[0].outlet));
        printings
    }

    /// Leaves out articles that are near-duplicates of another one of their outlet, and says which: of those that hang
    /// together the one with the smallest id stays. As [`without_copies`](Counts::without_copies), for texts that
    /// differ a little.
    #[must_use]
    pub fn without_near_copies(self, duplicates: &Duplicates) -> (Counts, Vec<Copied>) {
        self.without_second(|row| {
            // an article that is like no other repeats none
            duplicates.group_of(&row.id)?;
            Some(duplicates.copy_of(&row.id).unwrap_or_else(|| row.id.clone()))
        })
    }

    /// Leaves out the articles of an outlet whose key another one with a smaller id has; those without a key stay.
    pub(super) fn without_second<K: std::hash::Hash + Eq>(
        mut self,
        key: impl Fn(&ArticleCounts) -> Option<K>,
    ) -> (Counts, Vec<Copied>) {
        let mut first: FxHashMap<(&Arc<str>, K), &Arc<str>> = FxHashMap::default();
        let mut copies = Vec::new();
        // rows are in the order of their ids
        for row in &*self.rows {
            let Some(key) = key(row) else { continue };
            let kept = *first.entry((&row.outlet, key)).or_insert(&row.id);
            if *kept != row.id {
                copies.push(Copied { article: row.id.clone(), copy_of: kept.clone() });
            }
        }
        drop(first);
        let mut left_out = copies.iter().map(|copy| &copy.article).peekable();
        let mut stays = |row: &ArticleCounts| left_out.next_if(|id| **id == row.id).is_none();
        if copies.is_empty() {
            // what is shared stays shared
        } else if let Some(rows) = Arc::get_mut(&mut self.rows) {
            rows.retain(stays);
        } else {
            self.rows = Arc::new(self.rows.iter().filter(|row| stays(row)).cloned().collect());
        }
        (self, copies)
    }

    /// Only the rows that are to be kept, each perhaps changed.
    pub(crate) fn map_rows(&self, change: impl Fn(&ArticleCounts) -> Option<ArticleCounts>) -> Counts {
        Counts::of_sorted(self.header.clone(), self.rows.iter().filter_map(change).collect())
    }
}
