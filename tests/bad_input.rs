//! Bad input, each kind with its exact message: skipped, counted and shown, or refused with what would be right. Never a
//! panic, never NaN, never a silent drop.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with the files of one row; the program runs in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Place(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let out = Command::new(env!("CARGO_BIN_EXE_parallax"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        let said = text(&out.stderr);
        assert!(!said.contains("panicked") && !text(&out.stdout).contains("NaN"), "{arguments:?}: {said}");
        out
    }

    /// The report as JSON.
    fn report(&self, arguments: &[&str]) -> serde_json::Value {
        let out = self.run(&[arguments, &["--format", "json"]].concat());
        assert!(out.status.success(), "{arguments:?}: {}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn line(id: usize, outlet: &str) -> String {
    format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"The coup failed on day {id}.\"}}\n")
}

fn lines() -> String {
    (0..4).map(|id| line(id, ["A", "B"][id % 2])).collect()
}

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

// ------------------------------------------------------------------ records that are skipped

#[test]
fn bad_records_are_skipped_counted_and_shown() {
    let rows: &[(&str, &[u8], &str, &str)] = &[
        ("broken_json", b"{\"id\":\"x\", \"outlet\": oops}\n", "broken_json", "in.jsonl:5:22: expected value"),
        (
            "cut_off",
            b"{\"id\":\"x\", \"outlet\": \"A\"",
            "broken_json",
            "in.jsonl:5:24: the record ends in the middle; one whole JSON object a line is read",
        ),
        (
            "a_list_for_a_record",
            b"[1, 2]\n",
            "wrong_type",
            "in.jsonl:5: this line is no JSON object; one object a line is read",
        ),
        (
            "missing_text",
            b"{\"outlet\":\"A\"}\n",
            "missing_text",
            "in.jsonl:5: `text` is missing or empty; every article needs one",
        ),
        (
            "blank_text",
            b"{\"outlet\":\"A\",\"text\":\"  \"}\n",
            "missing_text",
            "in.jsonl:5: `text` is missing or empty; every article needs one",
        ),
        (
            "missing_outlet",
            b"{\"text\":\"A coup.\"}\n",
            "missing_outlet",
            "in.jsonl:5: `outlet` is missing or empty; every article needs one",
        ),
        (
            "foreign_field_names",
            b"{\"source\":\"A\",\"text\":\"A coup.\"}\n",
            "missing_outlet",
            "in.jsonl:5: `outlet` is missing or empty; the record has `source`: map it with `outlet=source`",
        ),
        (
            "invalid_utf8",
            b"{\"outlet\":\"A\",\"text\":\"caf\xe9\"}\n",
            "invalid_utf8",
            "in.jsonl:5:26: this byte is not UTF-8; save the file as UTF-8",
        ),
        (
            "a_list_of_outlets",
            b"{\"outlet\":[\"A\"],\"text\":\"A coup.\"}\n",
            "wrong_type",
            "in.jsonl:5: `outlet` is a list; one text or number is right here",
        ),
        (
            "several_events",
            b"{\"outlet\":\"A\",\"event\":[\"x\",\"y\"],\"text\":\"A coup.\"}\n",
            "several_events",
            "in.jsonl:5: `event` names 2 events; an article belongs to one: choose, or give each event a record of its own",
        ),
        (
            "a_field_twice",
            b"{\"outlet\":\"A\",\"outlet\":\"B\",\"text\":\"A coup.\"}\n",
            "repeated_field",
            "in.jsonl:5: `outlet` stands twice in this record; keep one",
        ),
    ];
    for (name, bad, reason, message) in rows {
        let place = Place::new();
        place.file("in.jsonl", [lines().as_bytes(), bad].concat());
        let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
        assert_eq!(report["overview"]["articles"], 4, "{name}: the others are counted");
        let skipped = &report["provenance"]["skipped"];
        assert_eq!(skipped[0]["reason"], *reason, "{name}");
        assert_eq!(skipped[0]["count"], 1, "{name}");
        assert_eq!(skipped[0]["samples"], serde_json::json!([message]), "{name}");
        let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup"]).stdout);
        assert!(page.contains("1 record was skipped (reason below)"), "{name}: {page}");
        // and an index remembers it
        let added = text(&place.run(&["index", "add", "i", "in.jsonl"]).stdout);
        assert!(added.starts_with("4 articles added") && added.contains(message), "{name}: {added}");
        assert_eq!(place.report(&["compare", "i", "-l", "coup"])["provenance"]["skipped"], *skipped, "{name}");
    }
}

/// Files of every format, bad each in its own way: beside good articles, each costs what it holds and says so.
#[test]
fn bad_files_are_skipped_counted_and_shown() {
    let xml = |body: &str| {
        let head = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">";
        zipped(&[("word/document.xml", format!("{head}{body}</w:document>").as_bytes())])
    };
    let mut checksum = zipped(&[("a.md", b"+++\noutlet = 'A'\n+++\nA coup, stored as it is.")]);
    let place = checksum.windows(4).position(|bytes| bytes == b"coup").unwrap();
    checksum[place] = b'C';
    let mut locked = zipped(&[("a.md", b"+++\noutlet = 'A'\n+++\nA coup.")]);
    // the first bit of the flags, in the directory: encrypted
    let directory = locked.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    (locked[6], locked[directory + 8]) = (1, 1);
    let gz = |bytes: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let cut = gz(b"+++\noutlet = 'A'\n+++\nA coup.");
    let accents = format!("outlet,text\nA,{}\n", "é".repeat(60));
    let deep = |element: &str| format!("<{element}>").repeat(600);
    let mut rows: Vec<(&str, &str, Vec<u8>, &str, String)> = Vec::new();
    let mut row = |name, file, bytes: &[u8], reason, message: &str| {
        rows.push((name, file, bytes.to_vec(), reason, message.to_owned()))
    };
    row(
        "csv_short_row",
        "in.csv",
        b"outlet,text,side\nA,One.\n",
        "broken_record",
        "in.csv:2: this record has 2 fields and the header 3; put fields that hold `,` or a line end in quotation marks",
    );
    row(
        "csv_long_row",
        "in.csv",
        b"outlet,text\nA,One,two.\n",
        "broken_record",
        "in.csv:2: this record has 3 fields and the header 2; put fields that hold `,` or a line end in quotation marks",
    );
    row(
        "tsv_short_row",
        "in.tsv",
        b"outlet\ttext\tside\n\nA\tOne.\n",
        "broken_record",
        "in.tsv:3: this record has 2 fields and the header 3; put fields that hold a tab or a line end in quotation marks",
    );
    row(
        "csv_open_quotation",
        "in.csv",
        b"outlet,text\nA,\"One.\n",
        "broken_record",
        "in.csv:2: the quotation mark opened in this record is never closed; close it, or double it where it belongs to the text",
    );
    row(
        "csv_foreign_names",
        "in.csv",
        b"outlet,body\nA,One.\n",
        "missing_text",
        "in.csv:2: `text` is missing or empty; the record has `body`: map it with `text=body`",
    );
    row(
        "csv_no_header",
        "in.csv",
        b"A,One.\nB,Two.\n",
        "missing_outlet",
        "in.csv:2: `outlet` is missing or empty; every article needs one",
    );
    row(
        "csv_column_twice",
        "in.csv",
        b"outlet,outlet,text\nA,B,One.\n",
        "repeated_field",
        "in.csv:2: `outlet` stands twice in this record; keep one",
    );
    row(
        "csv_empty_cell",
        "in.csv",
        b"outlet,text\nA,\n",
        "missing_text",
        "in.csv:2: `text` is missing or empty; every article needs one",
    );
    row(
        "csv_invalid_utf8",
        "in.csv",
        &[accents.replace(',', ",\u{e9}").replacen(",\u{e9}", ",", 1).as_bytes(), b"A,caf\xE9\n"].concat(),
        "invalid_utf8",
        "in.csv:3: this byte is not UTF-8; save the file as UTF-8",
    );
    row(
        "no_front_matter",
        "in.txt",
        b"A coup.",
        "missing_outlet",
        "in.txt: no outlet; begin the file with `+++`, a line such as `outlet = \"Gazette\"`, and `+++`",
    );
    row(
        "open_front_matter",
        "in.md",
        b"+++\noutlet = 'A'\nA coup.",
        "front_matter",
        "in.md:1:1: the front matter does not end; a second line `+++` ends it",
    );
    row(
        "broken_front_matter",
        "in.md",
        b"+++\noutlet = A\n+++\nA coup.",
        "front_matter",
        "in.md:2:10: string values must be quoted, expected literal string",
    );
    row(
        "text_with_a_broken_byte",
        "in.txt",
        &["+++\noutlet = 'A'\n+++\ncaf".as_bytes(), b"\xE9, ", "é".repeat(30).as_bytes()].concat(),
        "invalid_utf8",
        "in.txt:4:4: this byte is not UTF-8; save the file as UTF-8",
    );
    row(
        "cut_off_member",
        "in.txt.gz",
        &cut[..cut.len() - 12],
        "damaged",
        "in.txt.gz: the file cannot be unpacked: incomplete deflate stream",
    );
    row(
        "wrong_gzip_checksum",
        "in.txt.gz",
        &[&cut[..cut.len() - 8], &[0; 8]].concat(),
        "damaged",
        "in.txt.gz: the file cannot be unpacked: corrupt gzip stream does not have a matching checksum",
    );
    row(
        "nexis_without_length",
        "in.txt",
        b"1 of 1 DOCUMENTS\n\nGazette\n\nA coup.\n",
        "broken_record",
        "in.txt: a Nexis article has a line `LENGTH:` between its head and its text",
    );
    row(
        "nexis_uni_without_end",
        "in.txt",
        b"T\nGazette\nBody\nOne.\nEnd of Document\nT\nGazette\nBody\nTwo.\n",
        "broken_record",
        "in.txt record 2: the article has no end; a line `End of Document` ends it",
    );
    row(
        "proquest_citation",
        "in.txt",
        b"____________________\nTitle: T\nPublication title: G\n____________________\n",
        "no_article",
        "in.txt: no article was found here: the entry has no `Full text:`; export full texts, not citations",
    );
    row(
        "ris_without_end",
        "in.ris",
        b"TY  - NEWS\nT1  - T\n",
        "broken_record",
        "in.ris: the reference has no end; a line `ER  - ` ends it",
    );
    row(
        "ris_without_references",
        "in.ris",
        b"dear\n",
        "no_article",
        "in.ris: no article was found here: the file holds no record",
    );
    row(
        "ris_without_text",
        "in.ris",
        b"TY  - NEWS\nJF  - Gazette\nER  - \n",
        "missing_text",
        "in.ris: `text` is missing or empty; every article needs one",
    );
    row("no_docx", "in.docx", b"dear", "broken_record", "in.docx: this is no .docx that can be read; save it again");
    row(
        "docx_without_document",
        "in.docx",
        &zipped(&[("a.txt", b"x")]),
        "broken_record",
        "in.docx: no `word/document.xml` is in it, so it is no .docx; save it again",
    );
    row(
        "docx_broken_xml",
        "in.docx",
        &xml("<w:p>"),
        "broken_record",
        "in.docx: a document that is broken: expected 'w:p' tag, not 'w:document' at 1:89; save it again",
    );
    row(
        "docx_with_entities",
        "in.docx",
        &zipped(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]),
        "broken_record",
        "in.docx: a document that declares entities is not read; remove `<!ENTITY`",
    );
    row(
        "docx_too_deep",
        "in.docx",
        &xml(&deep("w:p")),
        "too_deep",
        "in.docx: a document nested more than 512 deep; no article is (the limit is `nesting`)",
    );
    row(
        "docx_without_outlet",
        "in.docx",
        &xml("<w:p><w:r><w:t>A coup.</w:t></w:r></w:p>"),
        "missing_outlet",
        "in.docx: `outlet` is missing or empty; every article needs one",
    );
    row(
        "no_zip",
        "in.zip",
        b"dear",
        "damaged",
        "in.zip: it cannot be read as a zip archive; it is none, cut off or damaged: fetch it again",
    );
    row(
        "zip_cut_short",
        "in.zip",
        &checksum[..checksum.len() - 10],
        "damaged",
        "in.zip: it cannot be read as a zip archive; it is none, cut off or damaged: fetch it again",
    );
    row(
        "zip_wrong_checksum",
        "in.zip",
        &checksum,
        "damaged",
        "in.zip/a.md: the file cannot be unpacked: its checksum is wrong",
    );
    row(
        "zip_encrypted",
        "in.zip",
        &locked,
        "damaged",
        "in.zip/a.md: it is encrypted; unpack the archive with its password first",
    );
    row(
        "json_too_deep",
        "in.jsonl",
        format!("{{\"outlet\":\"A\",\"x\":{}", "[".repeat(200)).as_bytes(),
        "broken_json",
        "in.jsonl:1:145: recursion limit exceeded",
    );
    #[cfg(feature = "web")]
    {
        let page = |head: &str| {
            let text =
                "<p>Crews walked out on Tuesday, and the port had no comment on that, officials said.</p>".repeat(8);
            format!("<html><head><title>T</title>{head}</head><body><article>{text}</article></body></html>")
        };
        let answer = |content: &str| {
            format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n", content.len())
        };
        let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        row(
            "page_without_text",
            "in.html",
            b"<html><body>Hm.</body></html>",
            "no_article",
            "in.html: no article was found here: the page has too little running text",
        );
        row(
            "empty_page",
            "in.html",
            b"",
            "no_article",
            "in.html: no article was found here: the page has too little running text",
        );
        row(
            "page_too_deep",
            "in.html",
            deep("div").as_bytes(),
            "too_deep",
            "in.html: elements nested more than 512 deep; no article is (the limit is `nesting`)",
        );
        row(
            "page_without_site",
            "in.html",
            page("").as_bytes(),
            "missing_outlet",
            "in.html: no outlet: the page names no site; map one with `outlet=folder` where each outlet has a folder of its own",
        );
        row(
            "no_feed",
            "in.xml",
            b"<letters><letter/></letters>",
            "no_article",
            "in.xml: no article was found here: `<letters>` is no feed; RSS and Atom are read",
        );
        row(
            "broken_feed",
            "in.rss",
            b"<rss><channel></rss>",
            "broken_record",
            "in.rss: a feed that is broken: expected 'channel' tag, not 'rss' at 1:15; save it again",
        );
        row(
            "feed_of_laughs",
            "in.xml",
            b"<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss>&b;</rss>",
            "broken_record",
            "in.xml: a feed that declares entities is not read; remove `<!ENTITY`",
        );
        row(
            "feed_too_deep",
            "in.atom",
            deep("a").as_bytes(),
            "too_deep",
            "in.atom: a feed nested more than 512 deep; no article is (the limit is `nesting`)",
        );
        row(
            "feed_without_texts",
            "in.rss",
            b"<rss><channel><title>G</title><item><title>T</title></item></channel></rss>",
            "missing_text",
            "in.rss: `text` is missing or empty; every article needs one",
        );
        row(
            "no_warc",
            "in.warc",
            b"dear\nreader\n",
            "broken_record",
            "in.warc record 1: no record can be seen here (nothing begins with `WARC/`); however many there were, they count as one, and what follows is read",
        );
        row(
            "warc_without_length",
            "in.warc",
            b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
            "broken_record",
            "in.warc record 1: the record is damaged (it has no `Content-Length`); what follows the damage is read",
        );
        row(
            "warc_cut_short",
            "in.warc",
            &answer(ok).as_bytes()[..80],
            "broken_record",
            "in.warc record 1: the record is damaged (44 bytes were announced and 27 came); what follows the damage is read",
        );
        row(
            "warc_page_without_text",
            "in.warc",
            answer(&format!("{ok}<html>Hm.</html>")).as_bytes(),
            "no_article",
            "in.warc record 1: no article was found here: the page has too little running text",
        );
        row(
            "warc_cut_short_member",
            "in.warc.gz",
            &{
                let member = gz(answer(ok).as_bytes());
                member[..member.len() - 20].to_vec()
            },
            "broken_record",
            "in.warc.gz record 1: the record is damaged (incomplete deflate stream); what follows the damage is read",
        );
    }
    #[cfg(feature = "columnar")]
    row(
        "no_parquet",
        "in.parquet",
        b"dear",
        "damaged",
        "in.parquet: it cannot be read as Parquet; it is none, cut off or damaged: fetch it again",
    );
    println!("{} bad files", rows.len());
    let mut wrong = Vec::new();
    for (name, file, bytes, reason, message) in &rows {
        let place = Place::new();
        place.file("good.jsonl", lines()).file(file, bytes);
        let report = place.report(&["compare", "good.jsonl", file, "-l", "coup", "--permutations", "0"]);
        let skipped = &report["provenance"]["skipped"];
        let found = (
            skipped[0]["reason"].as_str().unwrap_or_default(),
            skipped[0]["samples"].clone(),
            skipped[0]["count"].as_u64(),
        );
        let good = report["overview"]["articles"].as_u64().unwrap();
        if found != (reason, serde_json::json!([message]), Some(1)) || good < 4 {
            wrong.push(format!("{name}: {good} articles, {found:?}\n  expected {reason}: {message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(*name, stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_cannot_be_asked_for_is_said() {
    let place = Place::new();
    place.file("in.jsonl", lines()).file("in.xyz", "dear reader");
    let rows: &[(&[&str], &str)] = &[
        (&["--limit", "nestling=5"], "there is no limit `nestling`; did you mean `nesting`?"),
        (&["--limit", "nesting"], "`--limit nesting` sets nothing; write it as NAME=NUMBER, such as nesting=1000"),
        (
            &["--limit", "nesting=0"],
            "the limit `nesting` is 0, so that nothing could be read; at least 1 is right here",
        ),
        (
            &["--limit", "article_bytes=5"],
            "the input holds no article; 4 records were skipped, the first: in.jsonl:1: longer than 5 bytes; no article is (the limit is `article_bytes`)",
        ),
    ];
    for (arguments, message) in rows {
        let out = place.run(&[&["compare", "in.jsonl"], *arguments].concat());
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{arguments:?}");
    }
    let out = place.run(&["compare", "in.xyz"]);
    assert!(
        text(&out.stderr).starts_with("parallax: in.xyz: files with this ending are not read; read are .jsonl, .csv,"),
        "{}",
        text(&out.stderr)
    );
    let out = place.run(&["compare", "in.jsonl", "--input-format", "cvs"]);
    assert!(
        text(&out.stderr).contains("`cvs` is no format of input") && text(&out.stderr).contains("did you mean `csv`?")
    );
    let out = place.run(&["compare", "in.xyz", "--input-format", "jsonl"]);
    assert!(text(&out.stderr).contains("1 record was skipped"), "{}", text(&out.stderr));
    #[cfg(not(feature = "columnar"))]
    {
        let out = place.file("in.parquet", "PAR1").run(&["compare", "in.parquet"]);
        let message = "in.parquet: this parallax was built without the feature `columnar`, which reads Parquet";
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"));
    }
    #[cfg(not(feature = "pdf"))]
    {
        let out = place.file("in.pdf", "%PDF-1.7").run(&["compare", "in.pdf"]);
        let message = "in.pdf: this parallax was built without the feature `pdf`, which reads the text of PDF";
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"));
    }
}

#[test]
fn control_characters_never_reach_a_terminal_and_formulas_can_be_kept_from_spreadsheets() {
    let place = Place::new();
    let title = "=HYPERLINK(\"\"x\"\")\u{1b}[31m\u{7}\u{202e}";
    let table = format!(
        "id,outlet,title,text\n1,\"A\u{1b}]0;x\u{7}\",\"{title}\",The coup\u{1b}[2J failed.\n2,-B,+1,A coup.\n"
    );
    place.file("in.csv", table);
    for arguments in
        [&["compare", "in.csv", "-l", "coup"][..], &["concordance", "in.csv", "coup"], &["words", "in.csv"]]
    {
        let out = place.run(arguments);
        assert!(out.status.success(), "{}", text(&out.stderr));
        let page = text(&out.stdout);
        assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {page:?}");
    }
    let cells = |arguments: &[&str]| {
        let out = place.run(arguments);
        let mut table = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&out.stdout[..]);
        let formulas = |cell: &&str| cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
        table
            .records()
            .flat_map(|row| row.unwrap().iter().filter(formulas).map(str::to_owned).collect::<Vec<_>>())
            .count()
    };
    for command in [&["concordance", "in.csv", "coup", "--format", "csv"][..], &["table", "in.csv", "-l", "coup"]] {
        assert!(cells(command) > 0, "{command:?}: otherwise there is nothing to see");
        assert_eq!(cells(&[command, &["--csv-safe"]].concat()), 0, "{command:?}");
    }
}

#[test]
fn bad_dates_are_kept_and_remarked() {
    let place = Place::new();
    let dated = |date: &str| format!("{{\"outlet\":\"A\",\"published\":\"{date}\",\"text\":\"A coup on {date}.\"}}\n");
    place.file("in.jsonl", dated("last May") + &dated("2022-02-30") + &dated("2022-02-03"));
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report["overview"]["articles"], 3);
    assert_eq!(
        report["provenance"]["remarks"][0]["samples"],
        serde_json::json!([
            "in.jsonl:1: `last May` is no date; write it as 2024-03-18",
            "in.jsonl:2: `2022-02-30` is no date; write it as 2024-03-18"
        ])
    );
    let since = place.report(&["compare", "in.jsonl", "-l", "coup", "--since", "2022-01-01"]);
    assert_eq!(since["overview"]["articles"], 1, "date filters leave them out");
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let (plain, marked) = (Place::new(), Place::new());
    plain.file("in.jsonl", lines());
    marked.file("in.jsonl", [b"\xef\xbb\xbf", lines().replace('\n', "\r\n").as_bytes()].concat());
    let report = |place: &Place| place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report(&plain), report(&marked));
}

#[test]
fn a_line_of_20_megabytes_is_an_article() {
    let place = Place::new();
    let words = "coup word ".repeat(2_000_000);
    place.file("in.jsonl", lines() + &format!("{{\"id\":\"L\",\"outlet\":\"A\",\"text\":\"{words}\"}}"));
    let report = place.report(&["compare", "in.jsonl", "-l", "coup", "--passages", "0"]);
    assert_eq!(report["overview"]["words"], 4_000_024);
    assert_eq!(report["categories"][0]["profiles"][0]["hits"], 2_000_002);
}

// ------------------------------------------------------------------ inputs that are refused

#[test]
fn bad_inputs_are_refused() {
    let rows: &[(&str, &[u8], &[&str], &str)] = &[
        ("unknown_folder", b"", &["compare", "no/such/folder"], "no/such/folder: there is no such file or folder"),
        ("empty_file", b"", &["compare", "in.jsonl"], "the input holds no article"),
        ("blank_lines_only", b"\n\n \n", &["compare", "in.jsonl"], "the input holds no article"),
        ("nothing_but_bad_records", b"{}\n{}\n", &["compare", "in.jsonl"], "the input holds no article; 2 records were skipped, the first: in.jsonl:1: `outlet` is missing or empty; every article needs one"),
        (
            "a_list_where_a_group_is_asked_for",
            b"{\"id\":\"a\",\"outlet\":\"A\",\"side\":[\"l\",\"r\"],\"text\":\"A coup.\"}\n",
            &["compare", "in.jsonl", "--by", "side"],
            "`side` is a list in article `a`; only a field with one value can be filtered on or grouped by",
        ),
        (
            "an_id_with_two_contents",
            b"{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n\n{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"No coup.\"}\n",
            &["compare", "in.jsonl"],
            "in.jsonl:3: the id `a` stands at in.jsonl:1 with different content; give each article an id of its own, or choose with --on-duplicate first, last or skip",
        ),
    ];
    for (name, content, arguments, message) in rows {
        let place = Place::new();
        let out = place.file("in.jsonl", content).run(arguments);
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{name}");
        assert_eq!(out.status.code(), Some(1), "{name}");
    }
}

#[test]
fn a_truncated_file_is_refused_and_what_was_stored_stays() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for id in 0..20_000 {
        packed.write_all(line(id, "A").as_bytes()).unwrap();
    }
    let packed = packed.finish().unwrap();
    let place = Place::new();
    place.file("good.jsonl", lines()).file("cut.jsonl.gz", &packed[..packed.len() * 9 / 10]);
    assert!(place.run(&["index", "add", "i", "good.jsonl"]).status.success());
    for arguments in [&["compare", "cut.jsonl.gz"][..], &["index", "add", "i", "cut.jsonl.gz"]] {
        let said = text(&place.run(arguments).stderr);
        let (at, message) = said.strip_prefix("parallax: cut.jsonl.gz:").unwrap().split_once(": ").unwrap();
        assert!(at.parse::<u64>().unwrap() > 10_000, "it says how far reading went: {said}");
        assert_eq!(
            message,
            "reading broke off here (incomplete deflate stream); the file is cut off or damaged: fetch it again\n"
        );
    }
    assert_eq!(place.report(&["compare", "i", "-l", "coup"])["overview"]["articles"], 4);
}

#[test]
fn an_id_with_several_contents_is_settled_as_asked() {
    let content = |words: &str| format!("{{\"id\":\"a\",\"outlet\":\"A\",\"text\":\"{words}\"}}\n");
    // the draft comes twice, word for word
    let mut lines: Vec<String> = (0..400).map(|id| line(id, "B")).collect();
    lines.insert(50, content("Draft, one coup."));
    lines.insert(150, content("Second, a coup, a coup."));
    lines.insert(250, content("Draft, one coup."));
    lines.insert(350, content("Final, no news at all."));
    let place = Place::new();
    place.file("in.jsonl", lines.concat());
    let rows = [("first", Some(3), 2), ("last", Some(5), 3), ("skip", None, 4)];
    for (choice, words, skipped) in rows {
        for input in ["scan", "index"] {
            let name = format!("{choice} {input}");
            let asked = if input == "index" {
                let _ = std::fs::remove_dir_all(place.0.path().join("i"));
                assert!(
                    place.run(&["index", "add", "i", "in.jsonl", "--on-duplicate", choice]).status.success(),
                    "{name}"
                );
                vec!["compare", "i", "-l", "coup", "--on-duplicate", choice]
            } else {
                vec!["compare", "in.jsonl", "-l", "coup", "--on-duplicate", choice]
            };
            let report = place.report(&asked);
            let group = report["groups"].as_array().unwrap().iter().find(|g| g["name"] == "A");
            assert_eq!(group.map(|g| g["words"].as_u64().unwrap()), words, "{name}");
            let reason = &report["provenance"]["skipped"][0];
            assert_eq!(
                (reason["reason"].as_str(), reason["count"].as_u64()),
                (Some("duplicate_id"), Some(skipped)),
                "{name}"
            );
        }
    }
    let wrong = place.run(&["compare", "in.jsonl", "--on-duplicate", "lst"]);
    assert!(
        text(&wrong.stderr).contains(
            "`lst` is no way to treat duplicates; write one of error, first, last, skip; did you mean `last`?"
        ),
        "{}",
        text(&wrong.stderr)
    );
}

// ------------------------------------------------------------------ lexicons

#[test]
fn bad_lexicons_are_refused_with_line_and_column() {
    let head = "[lexicon]\nid = \"x\"\n";
    let entry = |pattern: &str| format!("{head}[[entry]]\npattern = \"{pattern}\"\n");
    let rows: &[(&str, String, &str)] = &[
        (
            "undeclared_category",
            format!("{head}[[category]]\nid = \"sanctity\"\n[[entry]]\npattern = \"holy\"\ncategory = \"sanctiy\"\n"),
            "x.toml:7:12: category `sanctiy` is not declared; did you mean `sanctity`?",
        ),
        (
            "unclosed_brace",
            entry("{coup|putsch"),
            "x.toml:4:12: pattern `{coup|putsch`: the brace is never closed; close it with `}`",
        ),
        (
            "exploding_brace",
            entry(&"{a|b|c|d}".repeat(7)),
            "x.toml:4:12: pattern `{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}{a|b|c|d}`: the pattern expands to 16384 alternatives; at most 10000 are allowed: split it into several entries",
        ),
        (
            "empty_pattern",
            entry(""),
            "x.toml:4:12: pattern ``: the pattern can be empty; every alternative needs at least one word",
        ),
        (
            "bare_star",
            entry("*"),
            "x.toml:4:12: pattern `*`: `*` alone would match every word; put at least one letter before it",
        ),
        (
            "a_mark_in_a_pattern",
            entry("law, order"),
            "x.toml:4:15: pattern `law, order`: the pattern holds the mark `,`; a phrase cannot cross it, so leave it out",
        ),
        (
            "no_entries",
            head.to_string(),
            "x.toml:1:1: the lexicon has no entries; add `[[entry]]` with `pattern = \"...\"`",
        ),
        (
            "broken_regex",
            format!("{head}[[entry]]\npattern = \"coup(\"\nregex = true\n"),
            "x.toml:4:12: pattern `coup(`: `coup(` is no regular expression: unclosed group",
        ),
        ("no_toml", "[lexicon\n".to_string(), "x.toml:1:9: unclosed table, expected `]`"),
    ];
    for (name, lexicon, message) in rows {
        let place = Place::new();
        let out = place.file("in.jsonl", lines()).file("x.toml", lexicon).run(&["compare", "in.jsonl", "-l", "x.toml"]);
        assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{name}");
        assert_eq!(out.status.code(), Some(1), "{name}");
    }
}

// ------------------------------------------------------------------ names

#[test]
fn unknown_names_are_met_with_what_was_probably_meant() {
    let corpus = corpora().join("kazakhstan_2022");
    let corpus = corpus.to_str().unwrap();
    let place = Place::new();
    assert!(place.run(&["index", "add", "i", corpus]).status.success());
    let rows: &[(&[&str], &str)] = &[
        (&["--outlet", "State Agncy"], "no article is of the outlet `State Agncy`; did you mean `State Agency`?"),
        (
            &["--outlet", "State Agency", "--outlet", "Westrn Wire"],
            "no article is of the outlet `Westrn Wire`; did you mean `Western Wire`?",
        ),
        (&["--event", "coup-inquest"], "no article is on the event `coup-inquest`; did you mean `coup-inquiry`?"),
        (
            &["--outlet", "Pravda"],
            "no article is of the outlet `Pravda`; there are Allied Broadcaster, Local Independent, Rights Desk, State Agency, Western Broadsheet, Western Wire",
        ),
        (&["--where", "kind=rigths"], "no article has as its `kind` `rigths`; did you mean `rights`?"),
        (&["--where", "knd=wire"], "no article has the field `knd`; did you mean `kind`?"),
        (&["--by", "outlett"], "no article has the field `outlett`; did you mean `outlet`?"),
    ];
    for (arguments, message) in rows {
        for (command, input) in [("compare", corpus), ("compare", "i"), ("words", corpus), ("words", "i")] {
            let out = place.run(&[&[command, input][..], arguments].concat());
            assert_eq!(text(&out.stderr), format!("parallax: {message}\n"), "{command} {input} {arguments:?}");
            assert_eq!(out.status.code(), Some(1), "{arguments:?}");
        }
    }
    let rows: &[(&[&str], &str)] = &[
        (
            &["compare", corpus, "--lexicon", "cuop"],
            "there is no file and no shipped lexicon `cuop`; did you mean `coup`?",
        ),
        (&["concordance", corpus, "-c", "cuop"], "no lexicon has the category `cuop`; did you mean `coup`?"),
        (&["compare", corpus, "--format", "jsn"], "unknown format `jsn`; did you mean `json`?"),
        (&["concordance", corpus, "x", "--sort", "rigth"], "did you mean `right`?"),
        (&["comapre", corpus], "some similar subcommands exist: 'completions', 'compare'"),
        (&["compare", corpus, "--fromat", "json"], "a similar argument exists: '--format'"),
    ];
    for (arguments, message) in rows {
        let out = place.run(arguments);
        assert!(!out.status.success() && text(&out.stderr).contains(message), "{arguments:?}: {}", text(&out.stderr));
    }
}

// ------------------------------------------------------------------ little to compare, or much

#[test]
fn one_outlet_only_is_a_profile() {
    let place = Place::new();
    place.file("in.jsonl", (0..12).map(|id| line(id, "A")).collect::<String>());
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    assert_eq!(report["design"], serde_json::Value::Null);
    assert_eq!(report["categories"][0]["profiles"][0]["hits"], 12);
    let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup"]).stdout);
    assert!(page.contains("! only one group by `outlet`: its profile is shown; there is nothing to compare it with"));
}

#[test]
fn an_outlet_without_words_has_no_rate() {
    let place = Place::new();
    let mute = |id| format!("{{\"id\":\"m{id}\",\"outlet\":\"Mute\",\"text\":\"... ! — {}\"}}\n", "?".repeat(id));
    place.file("in.jsonl", (0..12).map(|id| line(id, "A") + &mute(id)).collect::<String>());
    let report = place.report(&["compare", "in.jsonl", "-l", "coup"]);
    let profile = &report["categories"][0]["profiles"][1];
    assert_eq!((&profile["group"], &profile["words"], &profile["per_1000"]), (&"Mute".into(), &0.into(), &().into()));
    assert_eq!(profile["per_1000_reason"], "empty_outlet");
    for format in ["terminal", "markdown", "csv"] {
        let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup", "--format", format]).stdout);
        assert!(page.contains("Mute") && !page.contains("inf"), "{page}");
    }
}

#[test]
fn a_term_nobody_uses_is_zero_everywhere() {
    let corpus = corpora().join("kazakhstan_2022");
    let place = Place::new();
    place.file("x.toml", "[lexicon]\nid = \"x\"\n[[entry]]\npattern = \"xylophone\"\n");
    let report = place.report(&["compare", corpus.to_str().unwrap(), "-l", "x.toml"]);
    let category = &report["categories"][0];
    for profile in category["profiles"].as_array().unwrap() {
        assert_eq!((&profile["hits"], &profile["per_1000"]), (&0.into(), &0.0.into()));
    }
    for contrast in category["against_rest"].as_array().unwrap() {
        assert_eq!(contrast["log_ratio"], serde_json::Value::Null, "there is no ratio of nothing to nothing");
    }
    let found = place.run(&["concordance", corpus.to_str().unwrap(), "xylophone"]);
    assert!(found.status.success());
    assert!(text(&found.stdout).contains("0 hits in 0 of 72 articles."));
}

#[test]
fn three_hundred_outlets_are_compared() {
    let place = Place::new();
    let many: String = (0..3000).map(|id| line(id, &format!("outlet {:03}", id / 10))).collect();
    place.file("in.jsonl", many);
    let report = place.report(&["compare", "in.jsonl", "-l", "coup", "--permutations", "99"]);
    assert_eq!(report["groups"].as_array().unwrap().len(), 300);
    assert_eq!(report["categories"][0]["against_rest"].as_array().unwrap().len(), 300);
    assert_eq!(
        report["categories"][0]["pairs"].as_array().unwrap().len(),
        0,
        "pairs are for fewer groups, or on request"
    );
    let page = text(&place.run(&["compare", "in.jsonl", "-l", "coup", "--permutations", "99"]).stdout);
    assert!(page.contains("288 groups with fewer articles are not shown here"), "{page}");
}
