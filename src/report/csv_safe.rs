//! CSV that a spreadsheet may open: cells that it would take for formulas become texts.

/// The same table with `'` before each cell that a spreadsheet would carry out: those that begin with `=`, `+`, `-`, `@`,
/// a tab or a line end, unless they are numbers. Titles and texts come from outside, and `=HYPERLINK(...)` in one of
/// them should stay a text.
///
/// ```
/// use parallax::report::csv_safe;
/// let table = "title,hits\n\"=HYPERLINK(\"\"http://x.example\"\")\",-0.5\n";
/// assert_eq!(csv_safe(table), "title,hits\n\"'=HYPERLINK(\"\"http://x.example\"\")\",-0.5\n");
/// ```
#[must_use]
pub fn csv_safe(table: &str) -> String {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows.records().flatten() {
        let cells = row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() });
        // a vector takes every line
        let _ = out.write_record(cells);
    }
    let _ = out.flush();
    out.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && cell.parse::<f64>().is_err()
}
