//! A segment of the index while articles go into it.
//!
//! Postings come from [`Inversion`]s, columns and stored articles from tantivy's own writers, and all files are
//! tantivy's: it commits, merges and reads them as if it had written the segment alone.

use super::analyzer::WordSink;
use super::document::{IndexDocument, Lent};
use super::inversion::Inversion;
use super::schema::Words;
use crate::text::PackedWord;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormsSerializer;
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::document::Document;
use tantivy::schema::{Field, Type};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::MAX_TOKEN_LEN;
use tantivy::{DocId, Index, Segment, SegmentMeta, Term};

/// Takes articles until it is full; then its files are written.
pub(super) struct SegmentBuilder {
    segment: Segment,
    articles: StoreWriter,
    columns: FastFieldsWriter,
    /// By field; `None` for those that are not indexed.
    inversions: Vec<Option<Inversion>>,
    docs: DocId,
    /// How much memory it may take up, in bytes.
    memory: usize,
    /// Whether the last article went in whole.
    is_whole: bool,
}

impl SegmentBuilder {
    /// One for `memory` bytes, of which [`finish`](SegmentBuilder::finish) takes a part.
    pub(super) fn new(index: &Index, memory: usize) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let (schema, settings) = (segment.schema(), index.settings());
        Ok(SegmentBuilder {
            articles: StoreWriter::new(
                segment.open_write(SegmentComponent::Store)?,
                settings.docstore_compression,
                settings.docstore_blocksize,
                settings.docstore_compress_dedicated_thread,
            )?,
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(
                &schema,
                index.fast_field_tokenizer().clone(),
            )?,
            inversions: schema.fields().map(|(_, entry)| entry.is_indexed().then(Inversion::default)).collect(),
            segment,
            docs: 0,
            memory,
            is_whole: true,
        })
    }

    /// One more article: its [words](SegmentBuilder::words) are put in, then the rest of it is
    /// [added](SegmentBuilder::add).
    pub(super) fn begin(&mut self) {
        self.is_whole = false;
        for inversion in self.inversions.iter_mut().flatten() {
            inversion.begin(self.docs);
        }
    }

    /// Where the words of one part of the article are put in.
    pub(super) fn words(&mut self, part: Words) -> PartSink<'_> {
        let places = [part.forms, part.cased].map(|field| field.field_id() as usize);
        match self.inversions.get_disjoint_mut(places) {
            Ok([Some(forms), Some(cased)]) => PartSink { forms, cased },
            _ => unreachable!("both are fields, and indexed"),
        }
    }

    /// Everything of the article but its words.
    pub(super) fn add(&mut self, document: &IndexDocument) -> tantivy::Result<()> {
        for (field, value) in document.iter_fields_and_values() {
            if let Some(keys) = &mut self.inversions[field.field_id() as usize] {
                for_each_key(field, value, |key| keys.push_behind(key));
            }
        }
        self.columns.add_document(document)?;
        self.articles.store(document, &self.segment.schema())?;
        self.docs += 1;
        self.is_whole = true;
        Ok(())
    }

    pub(super) fn is_full(&self) -> bool {
        let inversions = || self.inversions.iter().flatten();
        let memory = self.articles.mem_usage()
            + self.columns.mem_usage()
            + inversions().map(Inversion::memory).sum::<usize>()
            + self.room() * size_of::<u32>();
        memory >= self.memory || inversions().any(|inversion| inversion.slots() >= Inversion::MOST)
    }

    /// So many places are sorted at once.
    fn room(&self) -> usize {
        self.memory / 4 / size_of::<u32>()
    }

    /// Writes the files; what comes back is for [`add_segment`](tantivy::IndexWriter::add_segment).
    ///
    /// # Errors
    /// If they cannot be written, or an article before could not.
    pub(super) fn finish(mut self) -> tantivy::Result<SegmentMeta> {
        if !self.is_whole {
            let message = "an article could not be written; give up what is not committed, and add it again";
            return Err(tantivy::TantivyError::InternalError(message.to_string()));
        }
        let room = self.room();
        // no field has norms, but there is a file for them
        FieldNormsSerializer::from_write(self.segment.open_write(SegmentComponent::FieldNorms)?)?.close()?;
        let mut postings = InvertedIndexSerializer::open(&self.segment)?;
        for (field, inversion) in self.inversions.iter_mut().enumerate() {
            let Some(inversion) = inversion.take().filter(|inversion| !inversion.is_empty()) else { continue };
            let field = Field::from_field_id(field as u32);
            let mut out = postings.new_field(field, inversion.occurrences(), None)?;
            inversion.write(room, &mut out)?;
            out.close()?;
        }
        postings.close()?;
        let mut columns = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut columns, None)?;
        columns.terminate()?;
        self.articles.close()?;
        Ok(self.segment.with_max_doc(self.docs).meta().clone())
    }
}

impl std::fmt::Debug for SegmentBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SegmentBuilder").field("segment", &self.segment).field("docs", &self.docs).finish()
    }
}

/// Takes the words of one part of an article.
pub(super) struct PartSink<'b> {
    forms: &'b mut Inversion,
    cased: &'b mut Inversion,
}

impl WordSink for PartSink<'_> {
    #[inline]
    fn packed(&mut self, form: PackedWord, position: u32) {
        self.forms.push_packed(form, position);
    }

    fn form(&mut self, form: &str, position: u32) {
        self.forms.push(form.as_bytes(), position);
    }

    fn cased(&mut self, form: &str, position: u32) {
        self.cased.push(form.as_bytes(), position);
    }
}

/// The terms that tantivy has for a value; longer ones than it takes are left out, as it does.
fn for_each_key(field: Field, value: Lent<'_>, mut push: impl FnMut(&[u8])) {
    match value {
        Lent::Text(text) if text.len() <= MAX_TOKEN_LEN => push(text.as_bytes()),
        Lent::Text(_) => {}
        Lent::Number(number) => push(Term::from_field_u64(field, number).serialized_value_bytes()),
        Lent::Date(date) => push(Term::from_field_date_for_search(field, date).serialized_value_bytes()),
        Lent::Words(words) => {
            // a path in JSON, its end, the type, the value; a name that holds the byte of the end has no path
            for (name, word) in words.iter().filter(|(name, word)| !name.contains('\0') && word.len() <= MAX_TOKEN_LEN)
            {
                push(&[name.as_bytes(), &[0, Type::Str.to_code()], word.as_bytes()].concat());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Article;
    use crate::index::analyzer::Encoder;
    use crate::index::writer::document;
    use crate::index::{ArticleIndex, IndexOptions};
    use crate::text::Analyzer;
    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{DocSet, IndexWriter, SegmentReader, TERMINATED};

    type Places = Vec<(DocId, u32, Vec<u32>)>;

    /// Every term of a field, with its documents, how often it stands in them, and where.
    fn postings(segment: &SegmentReader, field: Field) -> (u64, Vec<(Vec<u8>, u32, Places)>) {
        let index = segment.inverted_index(field).unwrap();
        let mut found = Vec::new();
        let mut terms = index.terms().stream().unwrap();
        while terms.advance() {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = index.read_postings_from_terminfo(terms.value(), option).unwrap();
            let mut places = Places::new();
            while postings.doc() != TERMINATED {
                let mut positions = Vec::new();
                postings.positions(&mut positions);
                places.push((postings.doc(), postings.term_freq(), positions));
                postings.advance();
            }
            found.push((terms.key().to_vec(), terms.value().doc_freq, places));
        }
        (index.total_num_tokens(), found)
    }

    fn only_segment(index: &Index) -> SegmentReader {
        let mut segments = index.reader().unwrap().searcher().segment_readers().to_vec();
        assert_eq!(segments.len(), 1);
        segments.remove(0)
    }

    fn article() -> impl Strategy<Value = Article> {
        let word = prop_oneof![
            6 => "[a-c]{1,2}",
            2 => "[A-C][a-c]{0,2}",
            1 => Just("Gegendarstellungsanspruch".to_string()),
            1 => Just("McDonald".to_string()),
            1 => Just("être".to_string()),
            1 => Just("said. \n\n\"No\"".to_string()),
        ];
        let text = prop::collection::vec(word.clone(), 0..40).prop_map(|words| words.join(" "));
        let title = prop::collection::vec(word, 0..4).prop_map(|words| words.join(" "));
        let names = prop::collection::btree_map("[a-c.]{1,2}", "[a-z ]{0,20}", 0..4);
        (text, title, names, "[ab]{0,1}", 1..28_i8, any::<bool>()).prop_map(
            |(text, title, names, outlet, day, has_event)| {
                let mut article = Article::new(outlet, text).with_title(title);
                if has_event {
                    article = article.with_event("an event whose name is long");
                }
                for (name, word) in names {
                    article = article.with_metadata(name, word.into());
                }
                article.with_published(format!("2026-02-{day:02}"))
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn files_hold_what_tantivy_would_write(articles in prop::collection::vec(article(), 0..300), memory in 0..4096_usize) {
            let folder = tempfile::tempdir().unwrap();
            let [own, other] = ["own", "other"].map(|name| {
                ArticleIndex::create_with(folder.path().join(name), &IndexOptions::default()).unwrap()
            });
            let mut encoder = Encoder::new(Analyzer::new(own.options), own.voices.clone());
            let mut segment = SegmentBuilder::new(&own.index, memory).unwrap();
            let mut writer: IndexWriter<IndexDocument> = other.index.writer_with_num_threads(1, 15 << 20).unwrap();
            for (number, article) in articles.into_iter().enumerate() {
                let article = article.with_id(format!("an article with a number: {number}"));
                segment.begin();
                let mut rest = document(&own.fields, &mut encoder, &article, article.hashes(), &mut segment).unwrap();
                rest.add_number(own.fields.batch, number as u64 / 100);
                segment.add(&rest).unwrap();
                rest.add_text(own.fields.text.forms, article.text());
                rest.add_text(own.fields.title.forms, article.title());
                writer.add_document(rest).unwrap();
            }
            if segment.docs == 0 {
                return Ok(());
            }
            writer.commit().unwrap();
            let mut own_writer: IndexWriter = own.index.writer_with_num_threads(1, 15 << 20).unwrap();
            own_writer.add_segment(segment.finish().unwrap()).unwrap();
            own_writer.commit().unwrap();
            let [own_files, other_files] = [&own, &other].map(|index| only_segment(&index.index));
            prop_assert_eq!(own_files.max_doc(), other_files.max_doc());
            for (field, entry) in own.index.schema().fields() {
                // a cased form is known from the text alone, which `index check` looks at
                if entry.is_indexed() && ![own.fields.text.cased, own.fields.title.cased].contains(&field) {
                    let [ours, expected] = [&own_files, &other_files].map(|segment| postings(segment, field));
                    prop_assert_eq!(ours, expected, "{}", entry.name());
                }
            }
            prop_assert!(own.check().unwrap().is_empty());
        }
    }

    #[test]
    fn a_segment_has_more_words_than_two_bytes_can_number() {
        let folder = tempfile::tempdir().unwrap();
        let index = ArticleIndex::create(folder.path(), Default::default()).unwrap();
        let words: Vec<String> = (0..70_000).map(|n| format!("w{n}")).collect();
        let mut writer = index.writer(crate::index::WriterOptions::default().threads(1)).unwrap();
        for text in [words.join(" "), "w69999 w0 w69998 w69999".to_string()] {
            writer.add(&Article::new("A", text)).unwrap();
        }
        writer.commit().unwrap();
        let (_, found) = postings(&only_segment(&index.index), index.fields.text.forms);
        assert_eq!(found.len(), 70_000);
        let last = found.iter().find(|(term, ..)| term == b"w69999").unwrap();
        // a sentence is cut after 2,000 words, with a border between
        assert_eq!(last.2, [(0, 1, vec![69_999 + 69_999 / 2_000]), (1, 2, vec![0, 3])]);
        assert!(index.check().unwrap().is_empty());
    }

    #[test]
    fn half_an_article_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let index = ArticleIndex::create(folder.path(), Default::default()).unwrap();
        let mut segment = SegmentBuilder::new(&index.index, 1 << 20).unwrap();
        segment.begin();
        assert!(segment.finish().unwrap_err().to_string().contains("an article could not be written"));
    }
}
