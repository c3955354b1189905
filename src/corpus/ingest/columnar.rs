//! Parquet: columns on disk, read batch by batch; a row becomes fields.

use std::fs;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::record::{Cause, Named};

/// A file on its way to blocks of rows.
pub(super) struct ColumnBlocks {
    pub(super) file: Arc<str>,
    reader: ParquetRecordBatchReader,
    next: u64,
}

/// Some rows, column by column.
#[derive(Debug)]
pub(super) struct Batch(RecordBatch);

impl ColumnBlocks {
    /// Reads the description at the file's end; an error says what is wrong with it.
    pub(super) fn new(file: Arc<str>, opened: fs::File, block: usize) -> Result<Self, String> {
        let unreadable = |_| "it cannot be read as Parquet; it is none, cut off or damaged: fetch it again".to_owned();
        let builder = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(unreadable)?;
        // articles have about 4 KiB
        let reader = builder.with_batch_size((block / 4096).clamp(1, 8192)).build().map_err(unreadable)?;
        Ok(ColumnBlocks { file, reader, next: 1 })
    }

    /// The row that comes next, from 1.
    pub(super) fn next_row(&self) -> u64 {
        self.next
    }

    pub(super) fn next(&mut self) -> Option<Result<Batch, String>> {
        let batch = self
            .reader
            .next()?
            .map_err(|error| format!("what is from here on is damaged ({error}); write the file again"));
        Some(batch.map(|batch| {
            self.next += batch.num_rows() as u64;
            Batch(batch)
        }))
    }
}

impl Batch {
    pub(super) fn size(&self) -> usize {
        self.0.get_array_memory_size()
    }

    /// The rows in order. Texts are taken as they are, other values as they are written for people.
    pub(super) fn records(&self) -> impl Iterator<Item = Result<Named<'_>, Cause>> + Send {
        (0..self.0.num_rows()).map(|row| self.record(row))
    }

    fn record(&self, row: usize) -> Result<Named<'_>, Cause> {
        let mut named = Named::default();
        let schema = self.0.schema_ref();
        for (field, column) in schema.fields().iter().zip(self.0.columns()) {
            if column.is_null(row) {
                continue;
            }
            let name = field.name().clone();
            match column.as_string_opt::<i32>() {
                Some(texts) => named.push(name, texts.value(row)),
                None => {
                    let unreadable = |error| Cause::Broken(format!("column `{name}` cannot be read as text ({error})"));
                    let options = FormatOptions::default();
                    let formatter = ArrayFormatter::try_new(column, &options).map_err(unreadable)?;
                    let text = formatter.value(row).try_to_string().map_err(unreadable)?;
                    named.push(name, text);
                }
            }
        }
        Ok(named)
    }
}
