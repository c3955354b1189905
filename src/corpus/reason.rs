//! Why records are skipped, and what else is worth saying: closed lists, so that reports can count by them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a record did not become an article.
///
/// ```
/// use parallax::corpus::SkipReason;
/// assert_eq!(SkipReason::MissingOutlet.code(), "missing_outlet");
/// assert_eq!(SkipReason::MissingOutlet.to_string(), "no outlet");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SkipReason {
    /// The line is not JSON.
    BrokenJson,
    /// The record is not UTF-8.
    InvalidUtf8,
    /// The front matter is not TOML, or does not end.
    FrontMatter,
    /// The compressed file of one article cannot be unpacked.
    Damaged,
    /// The record is longer than any article.
    TooLong,
    /// It unpacks to more than an honest file does.
    Bomb,
    /// Elements or values stand too deep in each other.
    TooDeep,
    /// A row, reference or web record does not hold together.
    BrokenRecord,
    /// A page or file holds no article.
    NoArticle,
    /// A line is no object, or one of our fields holds something other than text or a number.
    WrongType,
    /// A field stands twice in one record.
    RepeatedField,
    /// One article names several events.
    SeveralEvents,
    /// The id comes with several contents, and another was kept.
    DuplicateId,
    /// There is no outlet.
    MissingOutlet,
    /// There is no text.
    MissingText,
}

/// What was noticed while reading, though no record was lost by it.
///
/// ```
/// use parallax::corpus::Remark;
/// assert_eq!(Remark::UnreadableDate.code(), "unreadable_date");
/// assert_eq!(Remark::UnreadableDate.to_string(), "date that cannot be read");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remark {
    /// The article is kept, but date filters leave it out.
    UnreadableDate,
    /// A field stands under another name that is customary for it, and was read from there.
    CustomaryName,
    /// Two fields could be one of ours, so neither was read as it.
    AmbiguousName,
    /// The file is in another charset than UTF-8, which was found out from its bytes.
    Charset,
    /// Records of a web crawl that are no pages, or pages that were not found.
    OtherRecord,
    /// A `README*` in a folder was passed over.
    Readme,
    /// A file in a folder has an ending that is not read.
    OtherEnding,
    /// A file or folder in a folder is hidden.
    Hidden,
    /// A link in a folder leads to a folder or to nothing.
    Link,
}

impl SkipReason {
    /// The machine's word for it, as in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            SkipReason::BrokenJson => "broken_json",
            SkipReason::InvalidUtf8 => "invalid_utf8",
            SkipReason::FrontMatter => "front_matter",
            SkipReason::Damaged => "damaged",
            SkipReason::TooLong => "too_long",
            SkipReason::Bomb => "bomb",
            SkipReason::TooDeep => "too_deep",
            SkipReason::BrokenRecord => "broken_record",
            SkipReason::NoArticle => "no_article",
            SkipReason::WrongType => "wrong_type",
            SkipReason::RepeatedField => "repeated_field",
            SkipReason::SeveralEvents => "several_events",
            SkipReason::DuplicateId => "duplicate_id",
            SkipReason::MissingOutlet => "missing_outlet",
            SkipReason::MissingText => "missing_text",
        }
    }
}

impl Remark {
    /// The machine's word for it, as in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Remark::UnreadableDate => "unreadable_date",
            Remark::CustomaryName => "customary_name",
            Remark::AmbiguousName => "ambiguous_name",
            Remark::Charset => "charset",
            Remark::OtherRecord => "other_record",
            Remark::Readme => "readme",
            Remark::OtherEnding => "other_ending",
            Remark::Hidden => "hidden",
            Remark::Link => "link",
        }
    }
}

/// The reader's words for it.
impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SkipReason::BrokenJson => "broken JSON",
            SkipReason::InvalidUtf8 => "not UTF-8",
            SkipReason::FrontMatter => "broken front matter",
            SkipReason::Damaged => "damaged file",
            SkipReason::TooLong => "too long",
            SkipReason::Bomb => "unpacks to too much",
            SkipReason::TooDeep => "nested too deep",
            SkipReason::BrokenRecord => "broken record",
            SkipReason::NoArticle => "no article in it",
            SkipReason::WrongType => "field of the wrong type",
            SkipReason::RepeatedField => "field given twice",
            SkipReason::SeveralEvents => "several events",
            SkipReason::DuplicateId => "id of another article",
            SkipReason::MissingOutlet => "no outlet",
            SkipReason::MissingText => "no text",
        })
    }
}

/// The reader's words for it.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Remark::UnreadableDate => "date that cannot be read",
            Remark::CustomaryName => "field read under a customary name",
            Remark::AmbiguousName => "field that two names could hold",
            Remark::Charset => "charset found out",
            Remark::OtherRecord => "record that is no page passed over",
            Remark::Readme => "README passed over",
            Remark::OtherEnding => "file of another kind passed over",
            Remark::Hidden => "hidden file passed over",
            Remark::Link => "link passed over",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_files_hold() {
        for reason in [
            SkipReason::BrokenJson,
            SkipReason::InvalidUtf8,
            SkipReason::FrontMatter,
            SkipReason::Damaged,
            SkipReason::TooLong,
            SkipReason::Bomb,
            SkipReason::TooDeep,
            SkipReason::BrokenRecord,
            SkipReason::NoArticle,
            SkipReason::WrongType,
            SkipReason::RepeatedField,
            SkipReason::SeveralEvents,
            SkipReason::DuplicateId,
            SkipReason::MissingOutlet,
            SkipReason::MissingText,
        ] {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
        for remark in [
            Remark::UnreadableDate,
            Remark::CustomaryName,
            Remark::AmbiguousName,
            Remark::Charset,
            Remark::OtherRecord,
            Remark::Readme,
            Remark::OtherEnding,
            Remark::Hidden,
            Remark::Link,
        ] {
            assert_eq!(serde_json::to_value(remark).unwrap(), remark.code());
        }
    }
}
