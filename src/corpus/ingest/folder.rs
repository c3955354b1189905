//! Which files of a folder are read, and in which order.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use super::format::InputFormat;
use super::open::{At, ENDINGS, Entry, File};
use crate::corpus::reason::Remark;
use crate::{Error, Result};

/// A folder and the folders in it, each sorted by name. Holds the listings of the folders it stands in, no more.
pub(super) struct Walk {
    /// The folder it stands in last; of each, what is still to come.
    folders: Vec<(PathBuf, std::vec::IntoIter<(OsString, FileType)>)>,
}

impl Walk {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let mut walk = Walk { folders: Vec::new() };
        walk.enter(folder.to_owned())?;
        Ok(walk)
    }

    fn enter(&mut self, folder: PathBuf) -> Result<()> {
        let list = || -> std::io::Result<Vec<_>> {
            fs::read_dir(&folder)?.map(|entry| entry.and_then(|e| Ok((e.file_name(), e.file_type()?)))).collect()
        };
        let mut listing = list().map_err(|error| Error::io(&folder, error))?;
        listing.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        self.folders.push((folder, listing.into_iter()));
        Ok(())
    }

    /// What to do with one name in a folder; `None` when it is a folder, which is entered.
    fn look(&mut self, path: PathBuf, name: &str, mut file_type: FileType) -> Result<Option<Entry>> {
        let passed_over =
            |path: PathBuf, remark, why| Ok(Some(Entry::PassedOver { name: path.display().to_string(), remark, why }));
        if name.starts_with('.') {
            return passed_over(path, Remark::Hidden, "hidden files are not read");
        }
        if file_type.is_symlink() {
            file_type = match fs::metadata(&path) {
                Ok(target) if target.is_dir() => {
                    return passed_over(
                        path,
                        Remark::Link,
                        "links to folders are not followed; name the folder as an input",
                    );
                }
                Ok(target) => target.file_type(),
                Err(_) => return passed_over(path, Remark::Link, "this link leads nowhere"),
            };
        }
        if file_type.is_dir() {
            return self.enter(path).map(|()| None);
        }
        if is_readme(name) {
            return passed_over(path, Remark::Readme, "a README is about the folder; name it as an input to read it");
        }
        match InputFormat::of(name) {
            Some(format) if file_type.is_file() => match format.lacks() {
                None => {
                    let bytes = fs::metadata(&path).map_err(|error| Error::io(&path, error))?.len();
                    let name = path.display().to_string().into();
                    Ok(Some(Entry::File(File { name, at: At::Path(path), format, bytes })))
                }
                Some(why) => passed_over(path, Remark::OtherEnding, why),
            },
            _ => passed_over(path, Remark::OtherEnding, ENDINGS),
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Result<Entry>> {
        loop {
            let (folder, listing) = self.folders.last_mut()?;
            let Some((name, file_type)) = listing.next() else {
                self.folders.pop();
                continue;
            };
            let path = folder.join(&name);
            if let Some(entry) = self.look(path, &name.to_string_lossy(), file_type).transpose() {
                return Some(entry);
            }
        }
    }
}

/// `README*`, and `readme` in any case with any ending: `readme-first` may be an article.
pub(super) fn is_readme(name: &str) -> bool {
    name.starts_with("README") || name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"))
}

#[cfg(test)]
mod tests {
    use super::is_readme;

    #[test]
    fn readmes_are_known_by_name() {
        for (name, expected) in [
            ("README", true),
            ("README.md", true),
            ("README_de.txt", true),
            ("readme.md", true),
            ("Readme.txt.gz", true),
            ("readme-first.md", false),
            ("my-README.md", false),
        ] {
            assert_eq!(is_readme(name), expected, "{name}");
        }
    }
}
