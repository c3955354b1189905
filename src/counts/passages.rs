//! Passages that travel with counts: so much of the texts as a report made of them may show, and no more.

use super::{ArticleCounts, CountPlan, Counts, Evidence, Field, Input, Located, VoiceFilter};
use crate::corpus::Article;
use crate::corpus::duplicate::Duplicates;
use crate::error::{Error, ErrorKind, Result};
use crate::text::Span;
use crate::voice::{HitVoice, VoiceChoice};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many more articles than can be shown stand by for each cell: the first of them may turn out to be copies of
/// another shard's.
const SPARE: usize = 5;

/// An article and a category, by its place in the header.
type Key = (Arc<str>, u32);
/// The first hits of articles in categories, each with the voice it was counted in.
pub(super) type FirstHits = BTreeMap<Key, Vec<(HitVoice, Located)>>;

/// The first hits of articles in categories.
#[derive(Clone, Debug, Default)]
pub(super) struct Passages {
    /// How many a cell can show.
    pub(super) most: usize,
    /// The first hit in each voice, in the order of the text, the title before it.
    pub(super) hits: FirstHits,
}

impl Passages {
    /// Finds the passages that a report of these counts, or of these and others, may show for the first so many
    /// categories. `counts` are those of the input by the plan.
    pub(super) fn find(
        input: &Input,
        plan: &CountPlan,
        counts: &Counts,
        duplicates: &Duplicates,
        categories: u32,
        most: usize,
    ) -> Result<Passages> {
        let wanted = wanted(counts, duplicates, categories, most);
        let mut of_article: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for (article, category) in &wanted {
            of_article.entry(article).or_default().push(*category);
        }
        let ids: FxHashSet<Arc<str>> = wanted.iter().map(|(article, _)| article.clone()).collect();
        let voices = voices(counts);
        let found = input.read_again(plan, &ids, Vec::new, |found: &mut Vec<(HitVoice, Located)>, reading| {
            for &category in &of_article[reading.article.id()] {
                // matches come category by category, in the order of the text
                let from = reading.matches.partition_point(|m| m.category < category);
                let hits = || reading.matches[from..].iter().take_while(|m| m.category == category);
                let first = |voice: &VoiceFilter| hits().position(|hit| voice.takes(reading.voice_of(hit)));
                let firsts: BTreeSet<usize> = voices.iter().filter_map(first).collect();
                found.extend(firsts.into_iter().map(|place| {
                    let hit = &reading.matches[from + place];
                    (reading.voice_of(hit), reading.locate(hit, super::Window::Sentence))
                }));
            }
        })?;
        let (voices, mut located): (Vec<HitVoice>, Vec<Located>) = found.into_iter().flatten().unzip();
        input.listen(&mut located);
        let mut hits = FirstHits::new();
        // an article that the input holds twice, word for word, was read twice
        let mut read: FxHashMap<Arc<str>, Arc<Article>> = FxHashMap::default();
        for (voice, hit) in voices.into_iter().zip(located) {
            let id: Arc<str> = hit.article.id().into();
            let first = read.entry(id.clone()).or_insert_with(|| hit.article.clone());
            if Arc::ptr_eq(first, &hit.article) {
                hits.entry((id, hit.category)).or_default().push((voice, cut_out(&hit)));
            }
        }
        for hits in hits.values_mut() {
            hits.sort_by_key(|(_, hit)| hit.field);
        }
        Ok(Passages { most, hits })
    }

    /// Takes in those of other counts.
    pub(super) fn merge(&mut self, other: Passages) {
        self.most = self.most.min(other.most);
        for (key, hits) in other.hits {
            self.hits.entry(key).or_insert(hits);
        }
    }

    /// Keeps those that a report of these counts, or of these and others, may show.
    pub(super) fn keep(&mut self, counts: &Counts, duplicates: &Duplicates, categories: u32) {
        let wanted = wanted(counts, duplicates, categories, self.most);
        self.hits.retain(|key, _| wanted.contains(key));
    }

    /// The first hit of each address, as [`Input::locate`] finds it.
    pub(super) fn locate(&self, evidence: &[Evidence]) -> Result<Vec<Option<Located>>> {
        let locate = |address: &Evidence| {
            let Some(hits) = self.hits.get(&(address.article.clone(), address.category)) else {
                let message = format!(
                    "the passages of the article `{}` did not come with its counts, because too many articles are copies of another shard's; count each shard again with more `--passages`",
                    address.article
                );
                return Err(Error::new(ErrorKind::Counts, message));
            };
            Ok(hits.iter().find(|(voice, _)| address.voice.takes(*voice)).map(|(_, hit)| hit.clone()))
        };
        evidence.iter().map(locate).collect()
    }
}

/// The articles whose passages may be shown. Of a cell those are the first of all, the first of those that are no
/// copies of another one of their outlet, and the first that no other outlet prints: the first so many of a whole are
/// among the first so many of its parts.
fn wanted(counts: &Counts, duplicates: &Duplicates, categories: u32, most: usize) -> BTreeSet<Key> {
    if most == 0 {
        return BTreeSet::new();
    }
    let (left, _) = counts.clone().with_wire(duplicates).without_near_copies(duplicates);
    let originals: FxHashSet<&str> = left.rows().iter().map(|row| &*row.id).collect();
    let wire = left.wire_groups();
    let is_own = |row: &&ArticleCounts| row.wire.as_ref().is_none_or(|group| !wire.contains_key(group));
    let own: FxHashSet<&str> = left.rows().iter().filter(is_own).map(|row| &*row.id).collect();
    let mut of_group: BTreeMap<Option<&Arc<str>>, Vec<&ArticleCounts>> = BTreeMap::new();
    for row in counts.rows() {
        of_group.entry(row.group.as_ref()).or_default().push(row);
    }
    let each: Vec<(VoiceFilter, usize)> = voices(counts).into_iter().map(|voice| (voice, most + SPARE)).collect();
    let mut wanted = BTreeSet::new();
    for rows in of_group.values() {
        let among = |ids: &FxHashSet<&str>| rows.iter().filter(|row| ids.contains(&*row.id)).copied().collect();
        let mut alternatives: Vec<Vec<&ArticleCounts>> = vec![rows.clone(), among(&originals), among(&own)];
        alternatives.dedup_by_key(|rows| rows.len());
        for (category, named) in (0..categories).zip(&counts.header().categories) {
            for rows in &alternatives {
                let chosen = Evidence::choose(rows.iter().copied(), category, &named.id, &each);
                wanted.extend(chosen.into_iter().map(|address| (address.article, category)));
            }
        }
    }
    wanted
}

/// The voices that a report can be asked for.
fn voices(counts: &Counts) -> Vec<VoiceFilter> {
    if !counts.have_voices() {
        return vec![VoiceFilter::default()];
    }
    let both = |choice| [false, true].map(|endorsed_own| VoiceFilter { choice, endorsed_own });
    VoiceChoice::ALL.into_iter().flat_map(both).collect()
}

/// The same hit in no more of its text than is shown: its sentence, and who is said to have used the words.
fn cut_out(hit: &Located) -> Located {
    let spoken = hit.speech.iter().flat_map(|speech| [speech.source, speech.cue]).flatten();
    let (start, end) = [hit.hit, hit.context]
        .into_iter()
        .chain(spoken)
        .fold((u32::MAX, 0), |(start, end), span| (start.min(span.start), end.max(span.end)));
    let (text, offset) = match hit.field {
        Field::Title => ("", 0),
        Field::Text => (Span::new(start, end).of(hit.text()), start),
    };
    let moved = |span: Span| Span::new(span.start - offset, span.end - offset);
    let mut cut = hit.clone();
    cut.article = Arc::new(bare(&hit.article, text));
    (cut.offset, cut.hit, cut.context) = (offset, moved(hit.hit), moved(hit.context));
    if let Some(speech) = &mut cut.speech {
        (speech.source, speech.cue) = (speech.source.map(moved), speech.cue.map(moved));
    }
    cut
}

/// An article with what a passage says of it, and another text.
fn bare(article: &Article, text: &str) -> Article {
    let mut bare = Article::new(article.outlet(), text).with_id(article.id()).with_title(article.title());
    if let Some(event) = article.event() {
        bare = bare.with_event(event);
    }
    if let Some(published) = article.published() {
        bare = bare.with_published(published);
    }
    match article.url() {
        Some(url) => bare.with_url(url),
        None => bare,
    }
}
