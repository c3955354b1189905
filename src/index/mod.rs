//! Analyse once, find and count again.
//!
//! An [`ArticleIndex`] is a folder with a tantivy index in it. Articles go in through a [`writer`](ArticleIndex::writer),
//! are analysed once, and from then on lexicons are answered from postings, positions and the term dictionary
//! of a [`Snapshot`], without reading a text again; texts are read only to be shown.
//!
//! What is stored of an article: the article itself; its words by lookup form with positions; which of them have a
//! capital in front, and those with other capitals by their cased form too; the borders that phrases cannot cross; whose
//! words they are ([`crate::voice`]), so that a lexicon written later is split by voice without a text being read; its
//! exact number of words (tantivy's own totals count deleted articles and become estimates after merges); a hash of its
//! content, so that unchanged articles are passed over when they come again; a sketch of its text, by which copies are
//! found ([`Snapshot::duplicates`]).
//!
//! Readers see committed states only. One writer at a time.

mod analyzer;
mod check;
mod document;
mod duplicates;
mod filter;
pub(crate) mod guard;
mod inversion;
mod leftovers;
mod merge;
mod postings;
mod reader;
mod schema;
mod segment;
mod tally;
mod voices;
mod writer;

pub use check::Damage;
pub(crate) use postings::LookedUp;
pub(crate) use reader::Selected;
pub use reader::{IndexInfo, Snapshot, StoredRow};
pub use schema::{INDEX_VERSION, IndexOptions};
pub use writer::{AddReport, ArticleWriter, WriterOptions};

use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::{Analyzer, AnalyzerOptions};
use crate::voice::VoiceFinders;
use analyzer::IndexTokenizer;
use schema::{Fields, Header};
use std::path::{Path, PathBuf};
use tantivy::tokenizer::TextAnalyzer;

/// The file beside tantivy's own that says what the folder is.
const HEADER: &str = "parallax.json";

/// A folder with indexed articles.
///
/// ```
/// use parallax::Article;
/// use parallax::index::{ArticleIndex, WriterOptions};
/// use parallax::text::AnalyzerOptions;
///
/// let folder = tempfile::tempdir()?;
/// let index = ArticleIndex::create(folder.path(), AnalyzerOptions::default())?;
/// let mut writer = index.writer(WriterOptions::default())?;
/// writer.add(&Article::new("Gazette", "It was no coup.").with_id("a1"))?;
/// writer.commit()?;
/// assert_eq!(index.snapshot()?.info()?.articles, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ArticleIndex {
    path: PathBuf,
    index: tantivy::Index,
    fields: Fields,
    options: AnalyzerOptions,
    voices: Option<VoiceFinders>,
}

impl ArticleIndex {
    /// Makes an empty index in a folder, which is made too when it is missing.
    ///
    /// # Errors
    /// If the folder holds an index or other files already, or cannot be written.
    pub fn create(path: impl AsRef<Path>, options: AnalyzerOptions) -> Result<Self> {
        ArticleIndex::create_with(path, &IndexOptions::default().analyzer(options))
    }

    /// As [`create`](ArticleIndex::create), with a choice of what voices are found by.
    ///
    /// # Errors
    /// As [`create`](ArticleIndex::create).
    pub fn create_with(path: impl AsRef<Path>, options: &IndexOptions) -> Result<Self> {
        let path = path.as_ref();
        if ArticleIndex::is_index(path) {
            return Err(at(path, "there is an index already; open it, or choose another folder"));
        }
        std::fs::create_dir_all(path).map_err(|cause| Error::io(path, cause))?;
        if std::fs::read_dir(path).map_err(|cause| Error::io(path, cause))?.next().is_some() {
            return Err(at(path, "the folder is not empty; an index needs a folder of its own"));
        }
        let (schema, _) = schema::build();
        tantivy::Index::create_in_dir(path, schema).map_err(|cause| failure(path, cause))?;
        let header = Header::new(options);
        let file = path.join(HEADER);
        let text = serde_json::to_string_pretty(&header).map_err(|cause| at(path, cause.to_string()))?;
        std::fs::write(&file, text + "\n").map_err(|cause| Error::io(&file, cause))?;
        ArticleIndex::open(path)
    }

    /// Opens the index in a folder.
    ///
    /// # Errors
    /// If the folder is no index, or one of another version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = path.join(HEADER);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && ArticleIndex::is_index(path) => {
                let message =
                    "the index is damaged (`parallax.json` is missing); build it again with `parallax index add`";
                return Err(at(path, message));
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Err(at(path, "this is no parallax index; make one with `parallax index add`"));
            }
            Err(cause) => return Err(Error::io(&file, cause)),
        };
        let header = Header::parse(&text).map_err(|message| at(&file, message))?;
        let index = tantivy::Index::open_in_dir(path).map_err(|cause| failure(path, cause))?;
        let (schema, fields) = schema::build();
        if index.schema() != schema {
            return Err(at(
                path,
                "the index has other fields than this version; build it again with `parallax index add`",
            ));
        }
        let tokenizer = IndexTokenizer::new(Analyzer::new(header.analyzer));
        index.tokenizers().register(schema::TOKENIZER, TextAnalyzer::from(tokenizer));
        let voices = header.voices.map(|voices| voices.finders()).transpose().map_err(|message| at(path, message))?;
        Ok(ArticleIndex { path: path.to_path_buf(), index, fields, options: header.analyzer, voices })
    }

    /// Opens the index in a folder, or makes an empty one there.
    ///
    /// # Errors
    /// As [`open`](ArticleIndex::open) and [`create`](ArticleIndex::create); also if the index was made with other options.
    pub fn open_or_create(path: impl AsRef<Path>, options: AnalyzerOptions) -> Result<Self> {
        if !ArticleIndex::is_index(&path) {
            return ArticleIndex::create(path, options);
        }
        let index = ArticleIndex::open(path)?;
        if index.options != options {
            let message = format!(
                "the index was made with other analyser options ({}); asked for are {options}: leave them out or build a new index",
                index.options
            );
            return Err(at(&index.path, message));
        }
        Ok(index)
    }

    /// As [`open_or_create`](ArticleIndex::open_or_create), with a choice of what voices are found by.
    ///
    /// # Errors
    /// As [`open_or_create`](ArticleIndex::open_or_create); also if the voices of the index were found by something else.
    pub fn open_or_create_with(path: impl AsRef<Path>, options: &IndexOptions) -> Result<Self> {
        if !ArticleIndex::is_index(&path) {
            return ArticleIndex::create_with(path, options);
        }
        let index = ArticleIndex::open_or_create(path, options.analyzer_options())?;
        let fingerprint = |finders: Option<&VoiceFinders>| finders.map(VoiceFinders::fingerprint);
        if fingerprint(index.voices()) == fingerprint(options.finders()) {
            return Ok(index);
        }
        let (has, asked) = match (index.voices(), options.finders()) {
            (None, _) => ("no voices", "voices"),
            (_, None) => ("voices", "none"),
            _ => ("voices by other cue words", "voices by these"),
        };
        Err(at(&index.path, format!("the index was made with {has}; asked for are {asked}: build a new index")))
    }

    /// What its voices are found by; `None`: it was made without them.
    #[must_use]
    pub fn voices(&self) -> Option<&VoiceFinders> {
        self.voices.as_ref()
    }

    /// Whether a folder holds an index of this crate, of whatever version, whole or damaged.
    #[must_use]
    pub fn is_index(path: impl AsRef<Path>) -> bool {
        let has = |name: &str| path.as_ref().join(name).is_file();
        has(HEADER) || (has("meta.json") && has(".managed.json"))
    }

    /// The options its articles are analysed with.
    pub fn options(&self) -> AnalyzerOptions {
        self.options
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A writer; there can be one at a time.
    ///
    /// # Errors
    /// If another writer is at work.
    pub fn writer(&self, options: WriterOptions) -> Result<ArticleWriter> {
        ArticleWriter::open(self, options)
    }

    /// The last committed state, which later commits do not change.
    ///
    /// # Errors
    /// If its files cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot> {
        Snapshot::open(self)
    }
}

impl std::fmt::Debug for ArticleIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArticleIndex").field("path", &self.path).field("options", &self.options).finish()
    }
}

fn at(path: &Path, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Index, message.into()).at(Location::file(path.display().to_string()))
}

fn damage(file: &Path, how: &str) -> String {
    let file = file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into());
    format!("the index is damaged (`{file}` {how}); build it again with `parallax index add`")
}

/// An error of tantivy, with the folder and in words that say what to do.
fn failure(path: &Path, cause: tantivy::TantivyError) -> Error {
    use tantivy::TantivyError as T;
    use tantivy::directory::error::OpenReadError as Open;
    let message = match &cause {
        T::OpenReadError(Open::FileDoesNotExist(file)) => damage(file, "is missing"),
        T::OpenReadError(Open::IoError { filepath, io_error }) => match io_error.kind() {
            std::io::ErrorKind::PermissionDenied => format!("`{}` cannot be read: {io_error}", filepath.display()),
            _ => damage(filepath, "is not what was written"),
        },
        T::OpenReadError(Open::IncompatibleIndex(_)) => {
            "the index was made by another version of tantivy; build it again with `parallax index add`".to_string()
        }
        T::LockFailure(..) => "another program is writing to this index; wait until it is done".to_string(),
        T::DataCorruption(corruption) => {
            let said = format!("{corruption:?}");
            let file = said.split('`').nth(1).map_or_else(|| said.clone(), |file| file.replace('"', ""));
            damage(Path::new(&file), "is not what was written")
        }
        // tantivy does not say why a thread of its own ended
        T::ErrorInThread(_) => {
            "writing had to stop; most likely the disk is full. What was committed is kept: make room and run the same command again"
                .to_string()
        }
        T::IoError(error) => format!("{error}; what was committed is kept"),
        other => other.to_string(),
    };
    at(path, message)
}
