//! The fields of the index, and its version.

use crate::text::{AnalyzerOptions, Preset};
use crate::voice::VoiceFinders;
use serde::{Deserialize, Serialize};
use tantivy::schema::{
    DateOptions, DateTimePrecision, FAST, Field, IndexRecordOption, JsonObjectOptions, NumericOptions, STORED, Schema,
    TextFieldIndexing, TextOptions,
};

/// The version of the layout on disk. Raised when the fields, the tokens or the columns change.
pub const INDEX_VERSION: u32 = 4;

/// The name our analyser is registered under.
pub(super) const TOKENIZER: &str = "parallax";

/// The fields by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) outlet: Field,
    pub(super) event: Field,
    pub(super) language: Field,
    pub(super) published: Field,
    pub(super) metadata: Field,
    pub(super) content: Field,
    pub(super) text_hash: Field,
    /// How many shingles its text has.
    pub(super) shingles: Field,
    /// The sketch of its text: the keys of [`Sketch`](crate::corpus::duplicate::Sketch), as a column.
    pub(super) sketch: Field,
    /// The commit it came with, by number: what is new since another commit is looked up.
    pub(super) batch: Field,
    /// The whole article, as JSON.
    pub(super) article: Field,
    pub(super) text: Words,
    pub(super) title: Words,
}

/// The fields of one analysed part of an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// Lookup forms with positions.
    pub(super) forms: Field,
    /// Which words are lookup forms with a capital in front: a bit a position, 64 in each number.
    pub(super) capitals: Field,
    /// Cased forms with other capitals ("US", "McDonald"), at the same positions.
    pub(super) cased: Field,
    /// Words with a border before them: `position << 2 | kind`.
    pub(super) borders: Field,
    /// How many words there are.
    pub(super) count: Field,
    /// Whose words they are: [`VoiceRuns`](crate::voice::VoiceRuns), encoded.
    pub(super) voice: Field,
    /// How many are the outlet's own; without a value where that cannot be told.
    pub(super) own: Field,
    /// How many are reported by an endorsing verb.
    pub(super) endorsed: Field,
}

impl Words {
    /// The columns of the text, or of the title.
    pub(super) fn columns(is_title: bool) -> &'static WordColumns {
        if is_title { &WordColumns::TITLE } else { &WordColumns::TEXT }
    }
}

/// The names of the columns of one analysed part of an article.
#[derive(Debug)]
pub(super) struct WordColumns {
    pub(super) forms: &'static str,
    pub(super) capitals: &'static str,
    pub(super) cased: &'static str,
    pub(super) borders: &'static str,
    pub(super) count: &'static str,
    pub(super) voice: &'static str,
    pub(super) own: &'static str,
    pub(super) endorsed: &'static str,
}

impl WordColumns {
    const TEXT: WordColumns = WordColumns {
        forms: "text",
        capitals: "text_capitals",
        cased: "text_cased",
        borders: "text_borders",
        count: "text_words",
        voice: "text_voice",
        own: "text_own_words",
        endorsed: "text_endorsed_words",
    };
    const TITLE: WordColumns = WordColumns {
        forms: "title",
        capitals: "title_capitals",
        cased: "title_cased",
        borders: "title_borders",
        count: "title_words",
        voice: "title_voice",
        own: "title_own_words",
        endorsed: "title_endorsed_words",
    };
}

/// The names of the columns that are read back.
pub(super) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const OUTLET: &str = "outlet";
    pub(crate) const EVENT: &str = "event";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const PUBLISHED: &str = "published";
    pub(crate) const CONTENT: &str = "content";
    pub(crate) const TEXT_HASH: &str = "text_hash";
    pub(crate) const METADATA: &str = "metadata";
    pub(crate) const SHINGLES: &str = "text_shingles";
    pub(crate) const SKETCH: &str = "text_sketch";
    pub(crate) const BATCH: &str = "batch";
}

pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // scores play no part here, so no field has norms
    let raw = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
    let raw = raw.set_index_option(IndexRecordOption::Basic);
    let key = TextOptions::default().set_indexing_options(raw.clone()).set_fast("raw");
    let json = JsonObjectOptions::default().set_indexing_options(raw).set_fast("raw");
    let date = DateOptions::default().set_indexed().set_fast().set_precision(DateTimePrecision::Seconds);
    let number: NumericOptions = FAST.into();
    let fields = Fields {
        id: schema.add_text_field(column::ID, key.clone()),
        outlet: schema.add_text_field(column::OUTLET, key.clone()),
        event: schema.add_text_field(column::EVENT, key.clone()),
        language: schema.add_text_field(column::LANGUAGE, key),
        published: schema.add_date_field(column::PUBLISHED, date),
        metadata: schema.add_json_field(column::METADATA, json),
        content: schema.add_u64_field(column::CONTENT, number.clone()),
        text_hash: schema.add_u64_field(column::TEXT_HASH, number.clone()),
        shingles: schema.add_u64_field(column::SHINGLES, number.clone()),
        sketch: schema.add_u64_field(column::SKETCH, number.clone()),
        batch: schema.add_u64_field(column::BATCH, NumericOptions::default().set_fast().set_indexed()),
        article: schema.add_text_field("article", STORED),
        text: words(&mut schema, Words::columns(false)),
        title: words(&mut schema, Words::columns(true)),
    };
    (schema.build(), fields)
}

fn words(schema: &mut tantivy::schema::SchemaBuilder, columns: &WordColumns) -> Words {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let text = TextOptions::default().set_indexing_options(indexing);
    let number: NumericOptions = FAST.into();
    Words {
        forms: schema.add_text_field(columns.forms, text.clone()),
        capitals: schema.add_u64_field(columns.capitals, number.clone()),
        cased: schema.add_text_field(columns.cased, text),
        borders: schema.add_u64_field(columns.borders, number.clone()),
        count: schema.add_u64_field(columns.count, number.clone()),
        voice: schema.add_u64_field(columns.voice, number.clone()),
        own: schema.add_u64_field(columns.own, number.clone()),
        endorsed: schema.add_u64_field(columns.endorsed, number),
    }
}

/// How an index is made.
///
/// ```
/// use parallax::index::IndexOptions;
/// let bare = IndexOptions::default().voices(None);
/// assert!(bare.finders().is_none());
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct IndexOptions {
    analyzer: AnalyzerOptions,
    voices: Option<VoiceFinders>,
}

impl Default for IndexOptions {
    fn default() -> Self {
        IndexOptions { analyzer: AnalyzerOptions::default(), voices: Some(VoiceFinders::default()) }
    }
}

impl IndexOptions {
    /// What counts as a word. Default: [`AnalyzerOptions::default`].
    pub fn analyzer(mut self, analyzer: AnalyzerOptions) -> Self {
        self.analyzer = analyzer;
        self
    }

    /// What voices are found by when articles are added; `None`: they are left out. Default: the embedded cue words.
    pub fn voices(mut self, finders: Option<VoiceFinders>) -> Self {
        self.voices = finders;
        self
    }

    /// The analyser's options.
    pub fn analyzer_options(&self) -> AnalyzerOptions {
        self.analyzer
    }

    /// What voices are found by; rules of words that see no marks know no voices.
    #[must_use]
    pub fn finders(&self) -> Option<&VoiceFinders> {
        self.voices.as_ref().filter(|_| self.analyzer.rules() == Preset::News)
    }
}

/// What `parallax.json` says of the index beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) index_version: u32,
    pub(super) made_by: String,
    pub(super) analyzer: AnalyzerOptions,
    /// What voices were found by; `None`: they were left out.
    pub(super) voices: Option<VoicesHeader>,
}

/// What the voices of an index were found by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct VoicesHeader {
    /// As [`VoiceFinders::fingerprint`].
    fingerprint: String,
    /// Cue words of the user's own.
    own_cues: Option<String>,
}

impl VoicesHeader {
    fn of(finders: &VoiceFinders) -> Self {
        VoicesHeader { fingerprint: finders.fingerprint(), own_cues: finders.own_cues().map(String::from) }
    }

    /// The finders, if this program still has them.
    pub(super) fn finders(&self) -> Result<VoiceFinders, String> {
        let finders = match &self.own_cues {
            None => VoiceFinders::default(),
            Some(cues) => VoiceFinders::with_cues(cues, "the index's own cue words").map_err(|cause| {
                format!("the cue words of the index cannot be read ({cause}); build the index again")
            })?,
        };
        if finders.fingerprint() != self.fingerprint {
            return Err(
                "the index tells voices by other rules than this program; build it again with `parallax index add`"
                    .to_string(),
            );
        }
        Ok(finders)
    }
}

impl Header {
    pub(super) fn new(options: &IndexOptions) -> Self {
        Header {
            index_version: INDEX_VERSION,
            made_by: concat!("parallax ", env!("CARGO_PKG_VERSION")).to_string(),
            analyzer: options.analyzer,
            voices: options.finders().map(VoicesHeader::of),
        }
    }

    /// Reads the version first: a later version may say more than this one understands.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            index_version: u32,
        }
        let damaged = |cause| format!("the index header cannot be read ({cause}); build the index again");
        let Version { index_version } = serde_json::from_str(text).map_err(damaged)?;
        if index_version != INDEX_VERSION {
            return Err(format!(
                "the index has version {index_version}, this program reads version {INDEX_VERSION}; build it again with `parallax index add`"
            ));
        }
        serde_json::from_str(text).map_err(damaged)
    }
}
