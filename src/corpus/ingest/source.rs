//! Sources: which inputs, read how; opened once, read as often as one likes, whole or in shards.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::blocks::Blocks;
use super::conflict::{Kept, OnDuplicate};
use super::format::InputFormat;
use super::languages::Languages;
use super::limits::Limits;
use super::open::Input;
use super::spool::Spool;
use crate::corpus::article::{Article, primary_language};
use crate::corpus::fields::FieldMap;
use crate::{Error, ErrorKind, Result};

/// Articles in files: a stream that can be read again and cut into shards.
///
/// Read are files of the formats of [`InputFormat`](super::InputFormat), folders and zip archives of them, and `-`,
/// standard input. All may be compressed with gzip or Zstandard, with `.gz` or `.zst` behind the ending. A folder is read
/// with the folders in it, sorted by name; a `README*`, hidden files and files with other endings are passed over and
/// named. Nothing is written under a name from an archive, and nothing is fetched over a network. What no input may exceed
/// stands in [`Limits`](super::Limits).
///
/// The formats name their fields: a page `title`, `outlet` (its site, else the host of its address), `published`, `url`,
/// `language`, `author` and `text`; a table its columns. [`SourceBuilder::map`] maps them as it does those of JSON. A file
/// that is read whole can be mapped by where it stands: `outlet=folder` takes the name of its folder, `outlet=file` its own.
///
/// ```
/// use parallax::Source;
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("walkout.md");
/// # std::fs::write(&path, "+++\noutlet = \"Harbour Gazette\"\npublished = 2024-03-04\n+++\n\nCrews walked out.\n").unwrap();
/// // walkout.md:
/// // +++
/// // outlet = "Harbour Gazette"
/// // published = 2024-03-04
/// // +++
/// //
/// // Crews walked out.
/// let source = Source::open(path)?;
/// for article in source.articles() {
///     let article = article?;
///     assert_eq!((article.outlet(), article.text()), ("Harbour Gazette", "Crews walked out."));
/// }
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Source {
    plan: Arc<Plan>,
    shard: Shard,
    /// A reading ends when so many bytes were handed out.
    most: u64,
}

/// What every block has to know.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) inputs: Vec<Input>,
    pub(super) fields: FieldMap,
    pub(super) languages: Languages,
    /// About how many bytes a block holds.
    pub(super) block: usize,
    pub(super) limits: Limits,
    /// How many bytes came from the disk so far, at all readings together.
    pub(super) read: Arc<AtomicU64>,
    /// Which article is kept where an id comes with several contents.
    pub(super) kept: Kept,
}

/// Every `of`-th block from `index` on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
    index: u64,
    of: u64,
}

impl Shard {
    pub(super) fn holds(self, ordinal: u64) -> bool {
        ordinal % self.of == self.index
    }
}

impl Source {
    /// Names inputs and how to read them; [`SourceBuilder::open`] checks them all.
    ///
    /// ```
    /// use parallax::Source;
    ///
    /// let feed = b"{\"source\": \"BBC\", \"body\": \"Rain.\"}\n";
    /// let source = Source::builder().reader("feed", &feed[..]).map("outlet", "source").map("text", "body").open()?;
    /// assert_eq!(source.articles().next().unwrap()?.outlet(), "BBC");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn builder() -> SourceBuilder {
        SourceBuilder::default()
    }

    /// One input read by the defaults: `Source::builder().input(path).open()`.
    ///
    /// # Errors
    ///
    /// As for [`SourceBuilder::open`].
    ///
    /// ```
    /// let error = parallax::Source::open("no/such/corpus.jsonl").unwrap_err();
    /// assert_eq!(error.to_string(), "no/such/corpus.jsonl: there is no such file or folder");
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Source::builder().input(path).open()
    }

    /// The inputs, as they were named and in that order.
    ///
    /// ```
    /// let source = parallax::Source::builder().reader("feed", &b""[..]).open()?;
    /// assert_eq!(source.inputs().collect::<Vec<_>>(), ["feed"]);
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.plan.inputs.iter().map(|input| &*input.name)
    }

    /// How many bytes the inputs have on the disk, packed as they are; `None` when one of them is a stream.
    ///
    /// ```
    /// let source = parallax::Source::builder().reader("feed", &b""[..]).open()?;
    /// assert_eq!(source.bytes_on_disk(), None);
    /// # Ok::<(), parallax::Error>(())
    /// ```
    #[must_use]
    pub fn bytes_on_disk(&self) -> Option<u64> {
        self.plan.inputs.iter().map(Input::bytes).sum()
    }

    /// How many of these were read since it was opened, at all readings together: what a progress bar shows.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.plan.read.load(Ordering::Relaxed)
    }

    /// Reads from the beginning, as raw blocks that any thread can parse; their order and content do not change while
    /// the files do not.
    ///
    /// ```
    /// use parallax::{Skipped, Source};
    /// use rayon::prelude::*;
    ///
    /// let feed = "{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n".repeat(1000);
    /// let source = Source::builder().reader("feed", std::io::Cursor::new(feed)).open()?;
    /// let (articles, skipped) = source
    ///     .blocks()
    ///     .par_bridge()
    ///     .map(|block| {
    ///         let mut skipped = Skipped::default();
    ///         Ok((block?.articles(&mut skipped).count(), skipped))
    ///     })
    ///     .try_reduce(Default::default, |mut a, b| {
    ///         a.1.merge(&b.1);
    ///         Ok::<_, parallax::Error>((a.0 + b.0, a.1))
    ///     })?;
    /// assert_eq!((articles, skipped.articles()), (1000, 0));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn blocks(&self) -> Blocks {
        Blocks::new(Arc::clone(&self.plan), self.shard, self.most)
    }

    /// The same source, of which each reading ends at the block with which so many bytes, unpacked, were handed out:
    /// enough to tell what the whole is like.
    ///
    /// ```
    /// use parallax::Source;
    ///
    /// let feed = "{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n".repeat(100);
    /// let source = Source::builder().reader("feed", std::io::Cursor::new(feed)).block_bytes(340).open()?;
    /// assert!((15..25).contains(&source.beginning(500).articles().count()), "two blocks of about ten lines");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn beginning(&self, bytes: u64) -> Self {
        Source { plan: Arc::clone(&self.plan), shard: self.shard, most: bytes }
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Reads from the beginning, article by article, on this thread.
    ///
    /// A bad record is an error with its place, and reading goes on behind it;
    /// [`Block::articles`](super::Block::articles) counts bad records instead. After an error of the operating system the iterator ends.
    ///
    /// ```
    /// use parallax::Source;
    ///
    /// let feed = b"{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n{}\n{\"outlet\": \"BBC\", \"text\": \"Sun.\"}\n";
    /// let source = Source::builder().reader("feed", &feed[..]).open()?;
    /// let good = source.articles().filter(Result::is_ok).count();
    /// let bad = source.articles().find_map(Result::err).unwrap();
    /// assert_eq!((good, bad.location().unwrap().to_string().as_str()), (2, "feed:2"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn articles(&self) -> impl Iterator<Item = Result<Article>> + Send + use<> {
        self.blocks().flat_map(|block| match block {
            Ok(block) => block.records().map(|record| record.map_err(Error::from)).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// The part of the source that one of `of` machines reads: the blocks whose ordinals leave the rest `index`.
    ///
    /// All shards together hold every article once. Each shard still reads through files of lines, without parsing what
    /// is another's.
    ///
    /// # Errors
    ///
    /// When `index` is not below `of`.
    ///
    /// ```
    /// use parallax::Source;
    ///
    /// let feed = "{\"outlet\": \"BBC\", \"text\": \"Rain.\"}\n".repeat(10);
    /// let source = Source::builder().reader("feed", std::io::Cursor::new(feed)).block_bytes(64).open()?;
    /// let [even, odd] = [source.shard(0, 2)?, source.shard(1, 2)?].map(|shard| shard.articles().count());
    /// assert_eq!(even + odd, 10);
    /// assert!(source.shard(2, 2).is_err());
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn shard(&self, index: u64, of: u64) -> Result<Self> {
        if index >= of {
            return Err(Error::new(ErrorKind::Request, NoShard { index, of }));
        }
        // The blocks of this shard are `first + k * step`: of these, every `of`-th. Saturation is past any ordinal.
        let Shard { index: first, of: step } = self.shard;
        let shard = Shard { index: first.saturating_add(index.saturating_mul(step)), of: step.saturating_mul(of) };
        Ok(Source { plan: Arc::clone(&self.plan), shard, most: self.most })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("there is no shard {index} of {of}; shards are counted from 0 and there is at least one")]
struct NoShard {
    index: u64,
    of: u64,
}

/// Inputs and how to read them, not yet checked.
///
/// ```no_run
/// use parallax::Source;
///
/// let source = Source::builder()
///     .input("march.jsonl.gz")
///     .input("interviews/")
///     .map("outlet", "source")
///     .language("fr")
///     .open()?;
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct SourceBuilder {
    inputs: Vec<Given>,
    fields: FieldMap,
    /// Laid over `fields` and checked when the source is opened.
    mapped: Vec<(String, String)>,
    languages: Languages,
    format: Option<InputFormat>,
    block: usize,
    limits: Limits,
    on_duplicate: OnDuplicate,
}

impl Default for SourceBuilder {
    fn default() -> Self {
        SourceBuilder {
            inputs: Vec::new(),
            fields: FieldMap::new(),
            mapped: Vec::new(),
            languages: Languages::default(),
            format: None,
            block: 1 << 20,
            limits: Limits::default(),
            on_duplicate: OnDuplicate::default(),
        }
    }
}

#[derive(Debug)]
enum Given {
    Path(PathBuf),
    Stream { name: String, spool: Spool },
}

impl SourceBuilder {
    /// Adds a file, a folder, or `-` for standard input. Inputs are read in the order they are added.
    pub fn input(mut self, path: impl AsRef<Path>) -> Self {
        self.inputs.push(Given::Path(path.as_ref().to_owned()));
        self
    }

    /// Adds several inputs.
    pub fn inputs(self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        paths.into_iter().fold(self, SourceBuilder::input)
    }

    /// Adds JSON Lines from any reader, plain or compressed, under a name for messages.
    ///
    /// At the first reading it is copied into a nameless temporary file, so that it can be read again.
    pub fn reader(mut self, name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        let spool = Spool::new(move || Ok(Box::new(reader)));
        self.inputs.push(Given::Stream { name: name.into(), spool });
        self
    }

    /// Reads one field of ours from a field of theirs, as `--map ours=theirs` does. Default: every field from its own
    /// name.
    pub fn map(mut self, ours: impl Into<String>, theirs: impl Into<String>) -> Self {
        self.mapped.push((ours.into(), theirs.into()));
        self
    }

    /// Reads fields by a map that is already there.
    pub fn fields(mut self, fields: FieldMap) -> Self {
        self.fields = fields;
        self
    }

    /// The language of articles that name none. Default: detected, see [`Languages`].
    pub fn language(self, language: impl AsRef<str>) -> Self {
        match primary_language(language.as_ref()) {
            Some(language) => self.languages(Languages::Given(language)),
            None => self,
        }
    }

    /// How the language of articles that name none is found. Default: [`Languages::Detected`].
    pub fn languages(mut self, languages: Languages) -> Self {
        self.languages = languages;
        self
    }

    /// About how many raw bytes a block holds; a longer record has a block of its own. Default: 1 MiB.
    ///
    /// The articles are the same whatever it is; the shards are not.
    pub fn block_bytes(mut self, bytes: usize) -> Self {
        self.block = bytes.max(1);
        self
    }

    /// What happens when an id comes with different contents. Default: an error.
    ///
    /// With another choice the inputs are read through once more, when they are opened.
    pub fn on_duplicate(mut self, choice: OnDuplicate) -> Self {
        self.on_duplicate = choice;
        self
    }

    /// The format of inputs that are files or streams. Default: what their endings say, else their first bytes; a
    /// stream that says nothing is taken for JSON Lines.
    pub fn format(mut self, format: InputFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// What reading does not exceed. Default: [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    #[cfg(test)]
    pub(super) fn record_bytes(mut self, bytes: usize) -> Self {
        let bytes = bytes as u64;
        self.limits = Limits { article_bytes: bytes, page_bytes: bytes, file_bytes: bytes, ..self.limits };
        self
    }

    /// Checks the options and looks whether every input is there. Nothing is read yet, unless duplicates are to be
    /// settled ([`on_duplicate`](SourceBuilder::on_duplicate)).
    ///
    /// # Errors
    ///
    /// When there is no input, an input does not exist or has an ending that is not read, or a field is mapped wrongly.
    ///
    /// ```
    /// let error = parallax::Source::builder().open().unwrap_err();
    /// assert_eq!(error.to_string(), "there is no input; name a file, a folder, or `-` for standard input");
    /// ```
    pub fn open(self) -> Result<Source> {
        if self.inputs.is_empty() {
            return Err(Error::new(ErrorKind::Request, NoInput));
        }
        let fields = self.mapped.iter().try_fold(self.fields, |fields, (ours, theirs)| fields.with(ours, theirs))?;
        let opened = self.inputs.into_iter().map(|given| match given {
            Given::Path(path) => Input::at(path, self.format, &self.limits),
            Given::Stream { name, spool } => Input::stream(&name, spool, self.format),
        });
        let inputs = opened.collect::<Result<_>>()?;
        let kept = Kept::default();
        let plan = Plan {
            inputs,
            fields,
            languages: self.languages,
            block: self.block,
            limits: self.limits,
            read: Arc::default(),
            kept,
        };
        let mut source = Source { plan: Arc::new(plan), shard: Shard { index: 0, of: 1 }, most: u64::MAX };
        let kept = Kept::of(&source, self.on_duplicate)?;
        if let Some(plan) = Arc::get_mut(&mut source.plan) {
            plan.kept = kept;
        }
        Ok(source)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("there is no input; name a file, a folder, or `-` for standard input")]
struct NoInput;
