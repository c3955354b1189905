//! Shards in bytes: written on one machine, read on another, or years later.
//!
//! A file is [`MAGIC`], the version, the BLAKE3 hash of all that follows it, and the body: what was counted as JSON, whose
//! keys name themselves, then names, rows and passages in postcard, which writes integers by seven bits a byte.
//!
//! Damage is found by the hash before anything is parsed. A body that somebody made by hand is checked as it is read:
//! lengths reserve no memory before their bytes are there, and a number that points nowhere is an error.

use super::duplicates::{Shingled, ShingledText};
use super::passages::{FirstHits, Passages};
use super::shard::Reading;
use super::{ArticleCounts, Cell, Counts, Field, Header, Located, Shard, Speech};
use crate::corpus::Article;
use crate::corpus::duplicate::Shingles;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::{Language, Span};
use crate::voice::{AxisSet, HitVoice, OwnWords};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The first bytes of every shard.
const MAGIC: &[u8; 16] = b"parallax counts\n";
/// The version of the bytes that are written. Version 2 is read for ever; version 1 hashed words and articles otherwise,
/// so that its copies would not be found.
pub const SHARD_VERSION: u32 = 2;
const HASH: usize = 32;
const START: usize = MAGIC.len() + 4 + HASH;

/// What was counted, and how.
#[derive(Serialize, Deserialize)]
struct Head {
    header: Header,
    asked: usize,
    most_passages: usize,
    readings: Vec<Reading>,
}

#[derive(Serialize, Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    head: Cow<'a, str>,
    /// Outlets, groups, events and languages.
    #[serde(borrow)]
    names: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    rows: Vec<StoredRow<'a>>,
    #[serde(borrow)]
    passages: Vec<StoredPassages<'a>>,
    #[serde(borrow)]
    shingled: Vec<StoredShingles<'a>>,
}

/// A text in shingles; the numbers ascend, and each but the first is written as the way from the one before.
#[derive(Serialize, Deserialize)]
struct StoredShingles<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    text: [u8; 8],
    steps: Vec<u64>,
}

/// An article; names by their place.
#[derive(Serialize, Deserialize)]
struct StoredRow<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    content: [u8; 8],
    text: [u8; 8],
    outlet: u32,
    group: Option<u32>,
    event: Option<u32>,
    date: Option<(i16, i8, i8)>,
    language: u32,
    words: u32,
    own_words: Option<(u32, u32)>,
    cells: Vec<StoredCell>,
}

#[derive(Serialize, Deserialize)]
struct StoredCell {
    category: u32,
    entry: u32,
    in_text: bool,
    voice: HitVoice,
    occurrences: u32,
}

/// The passages of an article.
#[derive(Serialize, Deserialize)]
struct StoredPassages<'a> {
    /// By its place among the rows.
    article: u32,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    published: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    hits: Vec<StoredHit<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredHit<'a> {
    category: u32,
    entry: u32,
    voice: HitVoice,
    /// Where in the text these words of it begin; nothing for a title, which is there whole.
    #[serde(borrow)]
    words_of_text: Option<(u32, Cow<'a, str>)>,
    hit: Span,
    context: Span,
    words_before: u32,
    words: u32,
    speech: Option<StoredSpeech>,
}

#[derive(Serialize, Deserialize)]
struct StoredSpeech {
    voice: HitVoice,
    judged: AxisSet,
    source: Option<Span>,
    cue: Option<Span>,
}

impl Shard {
    /// Whether a file begins as a shard does.
    #[must_use]
    pub fn is_shard(path: impl AsRef<Path>) -> bool {
        let begin = || -> std::io::Result<[u8; MAGIC.len()]> {
            let mut bytes = [0; MAGIC.len()];
            std::io::Read::read_exact(&mut std::fs::File::open(path)?, &mut bytes)?;
            Ok(bytes)
        };
        begin().is_ok_and(|bytes| bytes == *MAGIC)
    }

    /// The shard in bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(&stored(self)).expect("numbers and text can be written");
        let mut bytes = Vec::with_capacity(START + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&SHARD_VERSION.to_le_bytes());
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads a shard from bytes; `name` is what messages call them.
    ///
    /// # Errors
    /// If they are no shard, of a version that is not known, or damaged.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Shard> {
        let body = body_of(bytes).map_err(|fault| Error::new(ErrorKind::Counts, fault).at(Location::file(name)))?;
        read(body).map_err(|fault| Error::new(ErrorKind::Counts, fault).at(Location::file(name)))
    }
}

/// Why bytes are no shard.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("this is no file of counts; `parallax count` writes them")]
    Foreign,
    #[error(
        "the counts are of version {0}, and this program reads version {SHARD_VERSION}; count again with one program for all parts"
    )]
    Version(u32),
    #[error("the counts are damaged: they are not what was written; copy the file again, or count again")]
    Damaged,
    #[error("the counts cannot be read: {0}")]
    Unreadable(&'static str),
    #[error("the counts cannot be read: {0}")]
    Head(#[from] serde_json::Error),
    #[error("the counts cannot be read: {0}")]
    Body(#[from] postcard::Error),
}

/// What stands behind the hash.
fn body_of(bytes: &[u8]) -> Result<&[u8], Fault> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(Fault::Foreign)?;
    let (version, rest) = rest.split_first_chunk().ok_or(Fault::Damaged)?;
    let version = u32::from_le_bytes(*version);
    if version != SHARD_VERSION {
        return Err(Fault::Version(version));
    }
    let (hash, body) = rest.split_first_chunk::<HASH>().ok_or(Fault::Damaged)?;
    if blake3::hash(body) == *hash { Ok(body) } else { Err(Fault::Damaged) }
}

// ------------------------------------------------------------------ writing

/// Names by their place, each once.
#[derive(Default)]
struct Names<'a> {
    names: Vec<Cow<'a, str>>,
    places: FxHashMap<&'a str, u32>,
}

impl<'a> Names<'a> {
    fn place(&mut self, name: &'a str) -> u32 {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name.into());
            self.names.len() as u32 - 1
        })
    }
}

fn stored(shard: &Shard) -> Body<'_> {
    let head = Head {
        header: shard.counts.header().clone(),
        asked: shard.asked,
        most_passages: shard.passages.most,
        readings: shard.readings.clone(),
    };
    let mut names = Names::default();
    let rows: Vec<StoredRow<'_>> = shard.counts.rows().iter().map(|row| stored_row(row, &mut names)).collect();
    let mut of_article: BTreeMap<u32, StoredPassages<'_>> = BTreeMap::new();
    for ((article, _), hits) in &shard.passages.hits {
        let Ok(place) = shard.counts.rows().binary_search_by(|row| row.id.cmp(article)) else { continue };
        let Some((_, first)) = hits.first() else { continue };
        let of_article = of_article.entry(place as u32).or_insert_with(|| StoredPassages {
            article: place as u32,
            title: first.article.title().into(),
            published: first.article.published().map(Cow::from),
            url: first.article.url().map(Cow::from),
            hits: Vec::new(),
        });
        of_article.hits.extend(hits.iter().map(|(voice, hit)| stored_hit(*voice, hit)));
    }
    Body {
        head: serde_json::to_string(&head).expect("names and numbers are JSON").into(),
        names: names.names,
        rows,
        passages: of_article.into_values().collect(),
        shingled: shard.shingled.0.iter().map(|(id, text)| stored_shingles(id, text)).collect(),
    }
}

fn stored_shingles<'a>(id: &'a str, text: &ShingledText) -> StoredShingles<'a> {
    let mut before = 0;
    let step = |&number: &u64| number - std::mem::replace(&mut before, number);
    let steps = text.shingles.numbers().iter().map(step).collect();
    StoredShingles { id: id.into(), text: text.text.to_le_bytes(), steps }
}

fn stored_row<'a>(row: &'a ArticleCounts, names: &mut Names<'a>) -> StoredRow<'a> {
    let cell = |cell: &Cell| StoredCell {
        category: cell.category,
        entry: cell.entry,
        in_text: cell.field == Field::Text,
        voice: cell.voice,
        occurrences: cell.occurrences,
    };
    StoredRow {
        id: (&*row.id).into(),
        content: row.content.to_le_bytes(),
        text: row.text.to_le_bytes(),
        outlet: names.place(&row.outlet),
        group: row.group.as_deref().map(|name| names.place(name)),
        event: row.event.as_deref().map(|name| names.place(name)),
        date: row.date.map(|date| (date.year(), date.month(), date.day())),
        language: names.place(row.language.tag()),
        words: row.words,
        own_words: row.own_words.map(|own| (own.own, own.endorsed)),
        cells: row.cells.iter().map(cell).collect(),
    }
}

fn stored_hit(voice: HitVoice, hit: &Located) -> StoredHit<'_> {
    StoredHit {
        category: hit.category,
        entry: hit.entry,
        voice,
        words_of_text: (hit.field == Field::Text).then(|| (hit.offset, hit.text().into())),
        hit: hit.hit,
        context: hit.context,
        words_before: hit.words_before,
        words: hit.words,
        speech: hit.speech.as_ref().map(|speech| StoredSpeech {
            voice: speech.voice.into(),
            judged: speech.voice.judged,
            source: speech.source,
            cue: speech.cue,
        }),
    }
}

// ------------------------------------------------------------------ reading

fn read(bytes: &[u8]) -> Result<Shard, Fault> {
    let (body, rest): (Body<'_>, &[u8]) = postcard::take_from_bytes(bytes)?;
    if !rest.is_empty() {
        return Err(Fault::Unreadable("something stands behind them"));
    }
    let head: Head = serde_json::from_str(&body.head)?;
    check_head(&head)?;
    let names: Vec<Arc<str>> = body.names.iter().map(|name| Arc::from(&**name)).collect();
    let rows: Vec<ArticleCounts> =
        body.rows.iter().map(|row| read_row(row, &names, &head.header)).collect::<Result<_, _>>()?;
    if !rows.is_sorted_by(|a, b| a.id < b.id) {
        return Err(Fault::Unreadable("the articles are not in the order of their ids"));
    }
    let mut hits = FirstHits::new();
    for passages in &body.passages {
        let row = rows.get(passages.article as usize).ok_or(Fault::Unreadable("a passage is of no article"))?;
        for hit in &passages.hits {
            let located = read_hit(hit, passages, row, &head.header)?;
            hits.entry((row.id.clone(), hit.category)).or_default().push((hit.voice, located));
        }
    }
    Ok(Shard {
        counts: Counts::of_sorted(Arc::new(head.header), rows),
        asked: head.asked,
        readings: head.readings,
        passages: Passages { most: head.most_passages, hits },
        shingled: Shingled(body.shingled.iter().map(read_shingles).collect::<Result<_, _>>()?),
    })
}

fn read_shingles(stored: &StoredShingles<'_>) -> Result<(Arc<str>, ShingledText), Fault> {
    let mut numbers = Vec::with_capacity(stored.steps.len());
    let mut number = 0_u64;
    for &step in &stored.steps {
        let next = number.checked_add(step).filter(|next| numbers.is_empty() || *next > number);
        number = next.ok_or(Fault::Unreadable("shingles are not in their order"))?;
        numbers.push(number);
    }
    let text = ShingledText { text: u64::from_le_bytes(stored.text), shingles: Shingles::stored(numbers) };
    Ok((Arc::from(&*stored.id), text))
}

fn check_head(head: &Head) -> Result<(), Fault> {
    let header = &head.header;
    let known = |category: &super::CategoryRef| {
        (category.lexicon as usize) < header.lexicons.len()
            && category.entries.iter().all(|entry| (*entry as usize) < header.entries.len())
    };
    let in_order = header.categories.is_sorted_by_key(|category| category.lexicon);
    let parts = head.readings.iter().all(|reading| reading.part < reading.parts);
    if u32::try_from(head.most_passages).is_err() {
        return Err(Fault::Unreadable("more passages a cell than there can be"));
    }
    match head.asked <= header.lexicons.len() && in_order && parts && header.categories.iter().all(known) {
        true => Ok(()),
        false => Err(Fault::Unreadable("a category points at no lexicon or entry, or a part at no whole")),
    }
}

fn read_row(row: &StoredRow<'_>, names: &[Arc<str>], header: &Header) -> Result<ArticleCounts, Fault> {
    let name = |place: u32| names.get(place as usize).cloned().ok_or(Fault::Unreadable("a name is missing"));
    let date = |(year, month, day)| Date::new(year, month, day).map_err(|_| Fault::Unreadable("a date is none"));
    let language: Language = name(row.language)?.parse().map_err(|_| Fault::Unreadable("a language is none"))?;
    let own_words = row.own_words.map(|(own, endorsed)| OwnWords { own, endorsed });
    if own_words.is_some_and(|words| words.own.checked_add(words.endorsed).is_none_or(|own| own > row.words)) {
        return Err(Fault::Unreadable("an article has more own words than words"));
    }
    let cells: Box<[Cell]> = row.cells.iter().map(|cell| read_cell(cell, header)).collect::<Result<_, _>>()?;
    if !cells.is_sorted_by(|a, b| place(a) < place(b)) {
        return Err(Fault::Unreadable("hits are not in their order"));
    }
    Ok(ArticleCounts {
        id: Arc::from(&*row.id),
        content: u64::from_le_bytes(row.content),
        text: u64::from_le_bytes(row.text),
        outlet: name(row.outlet)?,
        group: row.group.map(name).transpose()?,
        event: row.event.map(name).transpose()?,
        date: row.date.map(date).transpose()?,
        language,
        words: row.words,
        own_words,
        wire: None,
        cells,
    })
}

/// What tells one cell of an article from another.
fn place(cell: &Cell) -> (u32, u32, Field, u8) {
    (cell.category, cell.entry, cell.field, cell.voice.into())
}

fn read_cell(cell: &StoredCell, header: &Header) -> Result<Cell, Fault> {
    check_place(cell.category, cell.entry, header)?;
    if cell.occurrences == 0 {
        return Err(Fault::Unreadable("a hit occurs nowhere"));
    }
    let field = if cell.in_text { Field::Text } else { Field::Title };
    Ok(Cell { category: cell.category, entry: cell.entry, field, voice: cell.voice, occurrences: cell.occurrences })
}

fn check_place(category: u32, entry: u32, header: &Header) -> Result<(), Fault> {
    match (category as usize) < header.categories.len() && (entry as usize) < header.entries.len() {
        true => Ok(()),
        false => Err(Fault::Unreadable("a hit is of no category or entry")),
    }
}

fn read_hit(
    hit: &StoredHit<'_>,
    passages: &StoredPassages<'_>,
    row: &ArticleCounts,
    header: &Header,
) -> Result<Located, Fault> {
    check_place(hit.category, hit.entry, header)?;
    let (field, offset, text) = match &hit.words_of_text {
        Some((offset, text)) => (Field::Text, *offset, &**text),
        None => (Field::Title, 0, ""),
    };
    let shown = if field == Field::Title { &*passages.title } else { text };
    let speech = hit.speech.as_ref().map(|speech| Speech {
        voice: speech.voice.voice(speech.judged),
        source: speech.source,
        cue: speech.cue,
    });
    let said = speech.iter().flat_map(|speech| [speech.source, speech.cue]).flatten();
    let lies_in = |span: Span| shown.get(span.start as usize..span.end as usize).is_some();
    let around = hit.context.start <= hit.hit.start && hit.hit.end <= hit.context.end;
    if !around
        || ![hit.hit, hit.context].into_iter().chain(said).all(lies_in)
        || offset.checked_add(hit.hit.end).is_none()
    {
        return Err(Fault::Unreadable("a passage lies outside its text"));
    }
    let mut article = Article::new(&*row.outlet, text).with_id(&*row.id).with_title(&*passages.title);
    if let Some(event) = &row.event {
        article = article.with_event(&**event);
    }
    if let Some(published) = &passages.published {
        article = article.with_published(&**published);
    }
    if let Some(url) = &passages.url {
        article = article.with_url(&**url);
    }
    Ok(Located {
        article: Arc::new(article),
        field,
        offset,
        hit: hit.hit,
        context: hit.context,
        words_before: hit.words_before,
        words: hit.words,
        category: hit.category,
        entry: hit.entry,
        speech,
    })
}
