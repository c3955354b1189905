//! The fields of the index, and its version.

use crate::text::AnalyzerOptions;
use serde::{Deserialize, Serialize};
use tantivy::schema::{
    DateOptions, DateTimePrecision, FAST, Field, INDEXED, IndexRecordOption, JsonObjectOptions, NumericOptions, STORED,
    STRING, Schema, TextFieldIndexing, TextOptions,
};

/// The version of the layout on disk. Raised when the fields, the tokens or the columns change.
pub const INDEX_VERSION: u32 = 1;

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
    /// Cased forms, where they differ, at the same positions.
    pub(super) cased: Field,
    /// Words with a border before them: `position << 2 | kind`.
    pub(super) borders: Field,
    /// How many words there are.
    pub(super) count: Field,
}

/// The names of the columns that are read back.
pub(super) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const OUTLET: &str = "outlet";
    pub(crate) const EVENT: &str = "event";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const PUBLISHED: &str = "published";
    pub(crate) const CONTENT: &str = "content";
    pub(crate) const METADATA: &str = "metadata";
    pub(crate) const TEXT_BORDERS: &str = "text_borders";
    pub(crate) const TITLE_BORDERS: &str = "title_borders";
    pub(crate) const TEXT_WORDS: &str = "text_words";
    pub(crate) const TITLE_WORDS: &str = "title_words";
}

pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let key = STRING.set_fast("raw");
    let raw = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
    let json = JsonObjectOptions::default().set_indexing_options(raw).set_fast("raw");
    let date = DateOptions::from(INDEXED | FAST).set_precision(DateTimePrecision::Seconds);
    let number: NumericOptions = FAST.into();
    let fields = Fields {
        id: schema.add_text_field(column::ID, key.clone()),
        outlet: schema.add_text_field(column::OUTLET, key.clone()),
        event: schema.add_text_field(column::EVENT, key.clone()),
        language: schema.add_text_field(column::LANGUAGE, key),
        published: schema.add_date_field(column::PUBLISHED, date),
        metadata: schema.add_json_field(column::METADATA, json),
        content: schema.add_u64_field(column::CONTENT, number),
        article: schema.add_text_field("article", STORED),
        text: words(&mut schema, "text", "text_cased", column::TEXT_BORDERS, column::TEXT_WORDS),
        title: words(&mut schema, "title", "title_cased", column::TITLE_BORDERS, column::TITLE_WORDS),
    };
    (schema.build(), fields)
}

fn words(schema: &mut tantivy::schema::SchemaBuilder, forms: &str, cased: &str, borders: &str, count: &str) -> Words {
    // scores play no part here, so no field norms
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let text = TextOptions::default().set_indexing_options(indexing);
    let number: NumericOptions = FAST.into();
    Words {
        forms: schema.add_text_field(forms, text.clone()),
        cased: schema.add_text_field(cased, text),
        borders: schema.add_u64_field(borders, number.clone()),
        count: schema.add_u64_field(count, number),
    }
}

/// What `parallax.json` says of the index beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) index_version: u32,
    pub(super) made_by: String,
    pub(super) analyzer: AnalyzerOptions,
}

impl Header {
    pub(super) fn new(analyzer: AnalyzerOptions) -> Self {
        Header {
            index_version: INDEX_VERSION,
            made_by: concat!("parallax ", env!("CARGO_PKG_VERSION")).to_string(),
            analyzer,
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
