//! What would be read, told without reading it.

use super::format::InputFormat;
use super::open::Entry;
use super::source::Source;
use crate::Result;

/// What an input consists of.
///
/// ```
/// let source = parallax::Source::open("corpora/harbor_strike")?;
/// let inventory = source.inventory()?;
/// assert_eq!((inventory[0].kinds[0].files, inventory[0].passed_over), (12, 2), "a README and a lexicon");
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// The input, as it was named.
    pub input: String,
    /// Its files by format, the format with the most bytes first; none of a stream.
    pub kinds: Vec<FileKind>,
    /// How many files are there and not read.
    pub passed_over: u64,
    /// Whether it comes only once, as standard input does, so that nobody can tell how much it is.
    pub is_stream: bool,
}

/// Files of one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    /// Their format; an archive is not opened.
    pub format: InputFormat,
    /// How many there are.
    pub files: u64,
    /// Their bytes on the disk, packed as they are.
    pub bytes: u64,
}

impl Source {
    /// What would be read, by input.
    ///
    /// # Errors
    /// If a folder cannot be listed.
    pub fn inventory(&self) -> Result<Vec<Inventory>> {
        let plan = self.plan();
        let told = plan.inputs.iter().map(|input| {
            let is_stream = input.is_stream();
            let mut told = Inventory { input: input.name.to_string(), kinds: Vec::new(), passed_over: 0, is_stream };
            if is_stream {
                return Ok(told);
            }
            for entry in input.entries(&plan.limits)? {
                match entry? {
                    Entry::File(file) => {
                        let place =
                            told.kinds.iter().position(|kind| kind.format == file.format).unwrap_or_else(|| {
                                told.kinds.push(FileKind { format: file.format, files: 0, bytes: 0 });
                                told.kinds.len() - 1
                            });
                        told.kinds[place].files += 1;
                        told.kinds[place].bytes += file.bytes;
                    }
                    Entry::PassedOver { .. } | Entry::Lost { .. } => told.passed_over += 1,
                }
            }
            told.kinds.sort_by_key(|kind| (std::cmp::Reverse(kind.bytes), kind.format.to_string()));
            Ok(told)
        });
        told.collect()
    }
}
