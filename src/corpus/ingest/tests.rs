//! Good and hostile files, and what reading makes of them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};

use flate2::write::GzEncoder;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::corpus::{Article, Remark, SkipLog, SkipReason, Skipped};
use crate::{ErrorKind, Result};

/// A folder of files for a test.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn feed(bytes: impl Into<Vec<u8>>) -> SourceBuilder {
    Source::builder().reader("feed", Cursor::new(bytes.into()))
}

fn read(source: &Source) -> (Vec<Article>, Skipped) {
    let mut skipped = Skipped::default();
    let mut articles = Vec::new();
    for block in source.blocks() {
        articles.extend(block.unwrap().articles(&mut skipped));
    }
    (articles, skipped)
}

fn texts(source: &Source) -> Vec<String> {
    read(source).0.iter().map(|article| article.text().to_owned()).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn line(text: &str) -> String {
    format!("{}\n", serde_json::json!({ "outlet": "BBC", "text": text }))
}

/// `code at file:line:column: message` of everything skipped or remarked, without the folder's own name.
fn report(skipped: &Skipped, folder: &str) -> Vec<String> {
    let skips = skipped.reasons().map(|(reason, tally)| (reason.code(), tally));
    let remarks = skipped.remarks().map(|(remark, tally)| (remark.code(), tally));
    let rows =
        skips.chain(remarks).flat_map(|(code, tally)| tally.samples().iter().map(move |s| format!("{code} {s}")));
    rows.map(|row| row.replace(&format!("{folder}/"), "")).collect()
}

#[test]
fn every_field_of_a_record_arrives() {
    let record = r#"{"id": "a-1", "event": "walkout", "outlet": "BBC", "title": "T", "published": "2024-03-04",
        "url": "https://x.example", "language": "en-GB", "text": "Rain.", "side": "left", "n": 1.5, "tags": ["a", {"b": null}]}"#;
    let (articles, skipped) = read(&feed(record.replace('\n', " ")).open().unwrap());
    let expected = Article::new("BBC", "Rain.")
        .with_id("a-1")
        .with_event("walkout")
        .with_title("T")
        .with_published("2024-03-04")
        .with_url("https://x.example")
        .with_language("en")
        .with_metadata("side", "left".into())
        .with_metadata("n", 1.5.into())
        .with_metadata("tags", serde_json::json!(["a", { "b": null }]));
    assert_eq!(articles, [expected]);
    assert!(skipped.is_empty());
}

#[test]
fn a_bad_record_is_skipped_with_its_place_and_what_would_be_right() {
    let rows: [(&str, &[u8], &str); 27] = [
        ("broken_json", br#"{"outlet": "BBC", "text" "Rain."}"#, "broken_json feed:2:26: expected `:`"),
        ("columns_are_characters", r#"{"outlet": "äöü", "text" 1}"#.as_bytes(), "broken_json feed:2:26: expected `:`"),
        (
            "two_records_in_a_line",
            br#"{"outlet": "B", "text": "R"} {"a": 1}"#,
            "broken_json feed:2:30: trailing characters",
        ),
        ("not_a_number", br#"{"outlet": "BBC", "text": "R", "side": NaN}"#, "broken_json feed:2:40: expected value"),
        (
            "half_a_surrogate",
            br#"{"outlet": "BBC", "text": "\ud800"}"#,
            "broken_json feed:2:34: unexpected end of hex escape",
        ),
        (
            "cut_off",
            br#"{"outlet": "BBC", "text": "Rai"#,
            "broken_json feed:2:30: the record ends in the middle; one whole JSON object a line is read",
        ),
        ("a_list_file", b"[", "wrong_type feed:2: this line is no JSON object; one object a line is read"),
        (
            "a_list",
            br#"[{"outlet": "BBC"}]"#,
            "wrong_type feed:2: this line is no JSON object; one object a line is read",
        ),
        ("a_number", b"7", "wrong_type feed:2: this line is no JSON object; one object a line is read"),
        (
            "invalid_utf8",
            b"{\"outlet\": \"\xC3\xA4\xFF\"}",
            "invalid_utf8 feed:2:14: this byte is not UTF-8; save the file as UTF-8",
        ),
        (
            "no_outlet",
            br#"{"text": "Rain."}"#,
            "missing_outlet feed:2: `outlet` is missing or empty; every article needs one",
        ),
        (
            "null_outlet",
            br#"{"outlet": null, "text": "R"}"#,
            "missing_outlet feed:2: `outlet` is missing or empty; every article needs one",
        ),
        (
            "blank_outlet",
            br#"{"outlet": " ", "text": "R"}"#,
            "missing_outlet feed:2: `outlet` is missing or empty; every article needs one",
        ),
        (
            "a_usual_foreign_outlet",
            br#"{"source": "BBC", "text": "R"}"#,
            "missing_outlet feed:2: `outlet` is missing or empty; the record has `source`: map it with `outlet=source`",
        ),
        (
            "a_misspelt_outlet",
            br#"{"Outlets": "BBC", "text": "R"}"#,
            "missing_outlet feed:2: `outlet` is missing or empty; the record has `Outlets`: map it with `outlet=Outlets`",
        ),
        (
            "no_text",
            br#"{"outlet": "BBC"}"#,
            "missing_text feed:2: `text` is missing or empty; every article needs one",
        ),
        (
            "empty_text",
            br#"{"outlet": "BBC", "text": ""}"#,
            "missing_text feed:2: `text` is missing or empty; every article needs one",
        ),
        (
            "white_text",
            br#"{"outlet": "BBC", "text": " \n\u00a0"}"#,
            "missing_text feed:2: `text` is missing or empty; every article needs one",
        ),
        (
            "a_usual_foreign_text",
            br#"{"outlet": "BBC", "Body": "R"}"#,
            "missing_text feed:2: `text` is missing or empty; the record has `Body`: map it with `text=Body`",
        ),
        (
            "two_events",
            br#"{"outlet": "BBC", "text": "R", "event": ["a", {"b": 1}]}"#,
            "several_events feed:2: `event` names 2 events; an article belongs to one: choose, or give each event a record of its own",
        ),
        (
            "one_event_in_a_list",
            br#"{"outlet": "BBC", "text": "R", "event": ["a"]}"#,
            "wrong_type feed:2: `event` is a list; one text or number is right here",
        ),
        (
            "an_object_as_outlet",
            br#"{"outlet": {"name": "BBC"}, "text": "R"}"#,
            "wrong_type feed:2: `outlet` is an object; one text or number is right here",
        ),
        (
            "an_id_that_floats_cannot_hold",
            br#"{"outlet": "BBC", "text": "R", "id": 123456789012345678901234567890}"#,
            "wrong_type feed:2: `id` is a number that cannot be kept exactly; put it in quotation marks",
        ),
        (
            "a_field_twice",
            br#"{"outlet": "BBC", "text": "R", "text": "S"}"#,
            "repeated_field feed:2: `text` stands twice in this record; keep one",
        ),
        (
            "null_and_a_value",
            br#"{"outlet": "BBC", "text": null, "text": "S"}"#,
            "repeated_field feed:2: `text` stands twice in this record; keep one",
        ),
        (
            "metadata_twice",
            br#"{"outlet": "BBC", "text": "R", "side": 1, "side": 1}"#,
            "repeated_field feed:2: `side` stands twice in this record; keep one",
        ),
        (
            "an_unreadable_date_keeps_the_article",
            br#"{"outlet": "BBC", "text": "R", "published": "4 March"}"#,
            "unreadable_date feed:2: `4 March` is no date; write it as 2024-03-18",
        ),
    ];
    for (name, bad, expected) in rows {
        let mut bytes = line("before").into_bytes();
        bytes.extend_from_slice(bad);
        bytes.push(b'\n');
        bytes.extend_from_slice(line("after").as_bytes());
        let source = feed(bytes).open().unwrap();
        let (articles, skipped) = read(&source);
        assert_eq!(report(&skipped, ""), [expected], "{name}");
        assert_eq!(articles.len() as u64 + skipped.articles(), 3, "{name}");
        assert_eq!((articles[0].text(), articles.last().unwrap().text()), ("before", "after"), "{name}");

        let strict: Vec<Result<Article>> = source.articles().collect();
        assert_eq!(strict.len(), 3, "{name}");
        if let Err(error) = &strict[1] {
            assert_eq!(error.kind(), ErrorKind::Input, "{name}");
            assert!(expected.ends_with(&error.to_string()), "{name}: {error}");
        }
    }
}

#[test]
fn missing_fields_are_not_faults() {
    let rows = [
        ("null_event", r#""event": null"#),
        ("empty_event", r#""event": """#),
        ("null_date", r#""published": null"#),
        ("empty_id", r#""id": """#),
        ("nothing", r#""side": "left""#),
    ];
    for (name, field) in rows {
        let (articles, skipped) = read(&feed(format!(r#"{{"outlet": "BBC", "text": "R", {field}}}"#)).open().unwrap());
        assert!(skipped.is_empty(), "{name}");
        let article = &articles[0];
        assert_eq!((article.event(), article.published(), &article.id()[..2]), (None, None, "h-"), "{name}");
    }
}

#[test]
fn numbers_and_truth_values_count_as_their_text() {
    let rows = [
        ("17", "17"),
        ("-3", "-3"),
        ("18446744073709551615", "18446744073709551615"),
        ("1.50", "1.5"),
        ("1.0", "1.0"),
        ("true", "true"),
        (r#"" a-1 ""#, "a-1"),
        (r#""\u0061\n-1""#, "a\n-1"),
    ];
    for (json, expected) in rows {
        let (articles, _) = read(&feed(format!(r#"{{"outlet": "BBC", "text": "R", "id": {json}}}"#)).open().unwrap());
        assert_eq!(articles[0].id(), expected, "{json}");
    }
}

#[test]
fn lines_end_and_begin_in_many_ways() {
    let rows: [(&str, String, &[&str]); 8] = [
        ("nothing", String::new(), &[]),
        ("only_blank_lines", "\n  \r\n\t\n".to_owned(), &[]),
        ("no_line_end_at_the_end", line("a") + line("b").trim_end(), &["a", "b"]),
        ("carriage_returns", line("a").replace('\n', "\r\n") + &line("b").replace('\n', "\r\n"), &["a", "b"]),
        ("blank_lines_between", format!("\n{}\n\n{}\n", line("a"), line("b")), &["a", "b"]),
        ("a_byte_order_mark", format!("\u{FEFF}{}{}", line("a"), line("b")), &["a", "b"]),
        ("white_space_around", format!("  {}\t{}", line("a"), line("b")), &["a", "b"]),
        ("carriage_returns_in_a_text_stay", line("a\r\nb"), &["a\r\nb"]),
    ];
    for (name, bytes, expected) in rows {
        let source = feed(bytes).open().unwrap();
        let (articles, skipped) = read(&source);
        assert_eq!(articles.iter().map(Article::text).collect::<Vec<_>>(), expected, "{name}");
        assert!(skipped.is_empty(), "{name}: {skipped}");
    }
}

#[test]
fn blank_lines_count_in_line_numbers() {
    let bytes = format!("\u{FEFF}\n{}\n\n{{}}\n{}{{}}", line("a"), line("b"));
    for block in [1, 7, 1 << 20] {
        let (_, skipped) = read(&feed(bytes.clone()).block_bytes(block).open().unwrap());
        let (_, tally) = skipped.reasons().next().unwrap();
        let lines: Vec<_> = tally.samples().iter().filter_map(|sample| sample.location().line_number()).collect();
        assert_eq!(lines, [5, 7], "blocks of {block}");
    }
}

#[test]
fn foreign_fields_are_renamed_and_the_rest_kept() {
    let record = r#"{"source": "BBC", "body": "Rain.", "outlet": "website", "text": "teaser", "side": "left"}"#;
    let map = |pairs: &[(&str, &str)]| {
        let builder = pairs.iter().fold(feed(record), |builder, (ours, theirs)| builder.map(*ours, *theirs));
        let (articles, _) = read(&builder.open().unwrap());
        let article = articles[0].clone();
        let kept: BTreeMap<String, String> =
            article.metadata().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        (article, kept.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
    };

    let (article, kept) = map(&[("outlet", "source"), ("text", "body")]);
    assert_eq!((article.outlet(), article.text()), ("BBC", "Rain."));
    assert_eq!(kept, "outlet=website side=left text=teaser");

    let (article, kept) = map(&[]);
    assert_eq!((article.outlet(), article.text()), ("website", "teaser"));
    assert_eq!(kept, "body=Rain. side=left source=BBC");

    let (article, kept) = map(&[("event", "side"), ("title", "side")]);
    assert_eq!((article.event(), article.title()), (Some("left"), "left"));
    assert_eq!(kept, "body=Rain. source=BBC");
}

#[test]
fn an_article_without_a_language_takes_the_one_given() {
    let bytes = r#"{"outlet": "BBC", "text": "a", "language": "EN"}
{"outlet": "RTBF", "text": "b"}"#;
    let (articles, _) = read(&feed(bytes).language("fr-BE").open().unwrap());
    assert_eq!(articles.iter().map(Article::language).collect::<Vec<_>>(), [Some("en"), Some("fr")]);
}

#[test]
fn compressed_files_are_read_like_plain_ones() {
    let plain = line("a") + &line("b") + &line("c");
    let halves = [gz(line("a").as_bytes()), gz((line("b") + &line("c")).as_bytes())].concat();
    let frames = [zst(line("a").as_bytes()), zst((line("b") + &line("c")).as_bytes())].concat();
    let folder = folder(&[
        ("plain.jsonl", plain.as_bytes()),
        ("one.jsonl.gz", &gz(plain.as_bytes())),
        ("members.ndjson.gz", &halves),
        ("one.jsonl.zst", &zst(plain.as_bytes())),
        ("frames.json.zst", &frames),
        ("wrong_ending.jsonl.gz", plain.as_bytes()),
        ("no_ending.jsonl", &gz(plain.as_bytes())),
        ("capitals.JSONL.GZ", &gz(plain.as_bytes())),
    ]);
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(texts(&Source::open(&path).unwrap()), ["a", "b", "c"], "{}", path.display());
        let stream = Source::builder().reader("-", fs::File::open(&path).unwrap()).open().unwrap();
        assert_eq!(texts(&stream), ["a", "b", "c"], "{} as a stream", path.display());
    }
    let empty = self::folder(&[("empty.jsonl.gz", b""), ("empty.jsonl.zst", b""), ("packed.jsonl.gz", &gz(b""))]);
    for entry in fs::read_dir(empty.path()).unwrap() {
        assert_eq!(Source::open(entry.unwrap().path()).unwrap().blocks().count(), 0);
    }
}

#[test]
fn a_broken_stream_is_an_error_after_what_came_before_it() {
    let many: String = (0..2000).map(|i| line(&format!("{i} {}", "x".repeat(50)))).collect();
    for (name, packed) in [("a.jsonl.gz", gz(many.as_bytes())), ("a.jsonl.zst", zst(many.as_bytes()))] {
        let folder = folder(&[(name, &packed[..packed.len() - 20])]);
        let source = Source::builder().input(folder.path().join(name)).block_bytes(1000).open().unwrap();
        let read: Vec<_> = source.articles().collect();
        assert!(read.iter().take(5).all(Result::is_ok), "{name}");
        assert!(read[..read.len() - 1].iter().all(Result::is_ok), "{name}");
        let error = read.last().unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{name}");
        assert!(error.to_string().contains(&format!("{name}:")), "{error}");
        assert!(error.to_string().contains("reading broke off here"), "{error}");
    }
}

#[test]
fn front_matter_and_text() {
    let rows: [(&str, &str, &str, &str); 10] = [
        ("plain", "+++\noutlet = \"BBC\"\n+++\nRain.\n", "BBC", "Rain."),
        ("blank_lines_go", "+++\noutlet = \"BBC\"\n+++\n\n \n\n  Rain.\n\nSun.\n\n\n", "BBC", "  Rain.\n\nSun."),
        ("carriage_returns", "+++\r\noutlet = \"BBC\"\r\n+++\r\n\r\nRain.\r\nSun.\r\n", "BBC", "Rain.\r\nSun."),
        ("a_byte_order_mark", "\u{FEFF}+++\noutlet = \"BBC\"\n+++\nRain.", "BBC", "Rain."),
        ("spaces_behind_the_fence", "+++  \noutlet = \"BBC\"\n+++\t\nRain.", "BBC", "Rain."),
        ("a_fence_in_the_text_stays", "+++\noutlet = \"BBC\"\n+++\nRain.\n+++\nSun.", "BBC", "Rain.\n+++\nSun."),
        ("the_text_may_stand_above", "+++\noutlet = \"BBC\"\ntext = \"Rain.\"\n+++\n", "BBC", "Rain."),
        ("numbers_and_tables", "+++\noutlet = 3\n[place]\ncity = \"Almaty\"\n+++\nRain.", "3", "Rain."),
        ("no_line_end", "+++\noutlet = \"BBC\"\n+++\nRain.", "BBC", "Rain."),
        ("markdown_stays", "+++\noutlet = \"BBC\"\n+++\n# Rain\n\n*All* day.", "BBC", "# Rain\n\n*All* day."),
    ];
    for (name, file, outlet, text) in rows {
        for packed in [file.as_bytes().to_vec(), gz(file.as_bytes()), zst(file.as_bytes())] {
            let folder = folder(&[("a.md", &packed)]);
            let (articles, skipped) = read(&Source::open(folder.path().join("a.md")).unwrap());
            assert!(skipped.is_empty(), "{name}: {skipped}");
            assert_eq!((articles[0].outlet(), articles[0].text()), (outlet, text), "{name}");
        }
    }
}

#[test]
fn toml_values_become_fields() {
    let file = "+++\nid = 7\noutlet = \"BBC\"\npublished = 2024-03-04T10:00:00Z\nupdated = 2024-03-05\nshare = inf\n\
                part = 0.5\nflags = [true, 1]\n[place]\ncity = \"Almaty\"\n+++\nRain.";
    let folder = folder(&[("a.txt", file.as_bytes())]);
    let (articles, _) = read(&Source::open(folder.path().join("a.txt")).unwrap());
    let article = &articles[0];
    assert_eq!((article.id(), article.published()), ("7", Some("2024-03-04T10:00:00Z")));
    assert_eq!(article.date().unwrap().to_string(), "2024-03-04");
    assert_eq!(
        serde_json::to_value(article.metadata()).unwrap(),
        serde_json::json!({
            "flags": [true, 1], "part": 0.5, "place": { "city": "Almaty" }, "share": "inf", "updated": "2024-03-05"
        })
    );
}

#[test]
fn a_bad_document_is_skipped_with_its_place() {
    let rows: [(&str, &[u8], &str); 10] = [
        (
            "no_front_matter",
            b"Rain.",
            "missing_outlet a.md: no outlet; begin the file with `+++`, a line such as `outlet = \"Gazette\"`, and `+++`",
        ),
        (
            "nothing",
            b"",
            "missing_outlet a.md: no outlet; begin the file with `+++`, a line such as `outlet = \"Gazette\"`, and `+++`",
        ),
        (
            "no_outlet",
            b"+++\nevent = \"x\"\n+++\nRain.",
            "missing_outlet a.md: `outlet` is missing or empty; every article needs one",
        ),
        (
            "no_text",
            b"+++\noutlet = \"x\"\n+++\n \n",
            "missing_text a.md: `text` is missing or empty; every article needs one",
        ),
        (
            "no_end",
            b"+++\noutlet = \"x\"\nRain.",
            "front_matter a.md:1:1: the front matter does not end; a second line `+++` ends it",
        ),
        (
            "broken_toml",
            "+++\r\noutlet = \"x\"\r\ntitle = \"ä\" \"b\"\r\n+++\r\nRain.".as_bytes(),
            "front_matter a.md:3:13: ",
        ),
        ("a_key_twice", b"+++\noutlet = \"x\"\noutlet = \"y\"\n+++\nRain.", "front_matter a.md:3:1: duplicate key"),
        (
            "two_texts",
            b"+++\noutlet = \"x\"\ntext = \"a\"\n+++\nRain.",
            "repeated_field a.md: `text` stands twice in this record; keep one",
        ),
        (
            "two_events",
            b"+++\noutlet = \"x\"\nevent = [\"a\", \"b\"]\n+++\nRain.",
            "several_events a.md: `event` names 2 events; an article belongs to one: choose, or give each event a record of its own",
        ),
        (
            "invalid_utf8",
            &[b"+++\noutlet = \"x\"\n+++\nRa\xFFin. ", "ö".repeat(30).as_bytes()].concat(),
            "invalid_utf8 a.md:4:3: this byte is not UTF-8; save the file as UTF-8",
        ),
    ];
    for (name, bytes, expected) in rows {
        let folder = folder(&[("a.md", bytes)]);
        let (articles, skipped) = read(&Source::open(folder.path()).unwrap());
        let report = report(&skipped, folder.path().to_str().unwrap());
        assert_eq!((articles.len(), report.len(), skipped.articles()), (0, 1, 1), "{name}");
        assert!(report[0].starts_with(expected), "{name}: {}", report[0]);
    }
}

#[test]
fn a_damaged_document_is_skipped_and_the_others_read() {
    let packed = gz(b"+++\noutlet = \"BBC\"\n+++\nRain.");
    let folder = folder(&[
        ("a.md.gz", &packed[..packed.len() - 6]),
        ("b.md", b"+++\noutlet = \"BBC\"\n+++\nRain."),
        ("c.md.zst", b"\x28\xB5\x2F\xFDnonsense"),
    ]);
    let (articles, skipped) = read(&Source::open(folder.path()).unwrap());
    assert_eq!(articles.len(), 1);
    let report = report(&skipped, folder.path().to_str().unwrap());
    assert!(report[0].starts_with("damaged a.md.gz: the file cannot be unpacked: "), "{report:?}");
    assert!(report[1].starts_with("damaged c.md.zst: the file cannot be unpacked: "), "{report:?}");
}

#[test]
fn a_folder_is_read_in_order_and_what_is_passed_over_is_named() {
    let md = |text: &str| format!("+++\noutlet = \"BBC\"\n+++\n{text}").into_bytes();
    let jsonl = line("c1") + &line("c2");
    let folder = folder(&[
        ("README.md", &md("no article")),
        ("a.txt", &md("a")),
        ("b/README", b"about"),
        ("b/deep/x.md", &md("b/deep")),
        ("b/y.md.gz", &gz(&md("b/y"))),
        ("b/.hidden.md", &md("hidden")),
        (".git/x.md", &md("hidden")),
        ("c.jsonl.zst", &zst(jsonl.as_bytes())),
        ("d.xlsx", b"a,b"),
        ("e.md", &md("e")),
        ("f.png", b"<p>"),
    ]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let root = folder.path().to_str().unwrap();
    let endings = super::open::ENDINGS;
    for block in [1, 1 << 20] {
        let source = Source::builder().input(root).block_bytes(block).open().unwrap();
        let (articles, skipped) = read(&source);
        assert_eq!(
            articles.iter().map(Article::text).collect::<Vec<_>>(),
            ["a", "b/deep", "b/y", "c1", "c2", "e"],
            "blocks of {block}"
        );
        assert_eq!(skipped.articles(), 0);
        assert_eq!(
            report(&skipped, root),
            [
                "readme README.md: a README is about the folder; name it as an input to read it",
                "readme b/README: a README is about the folder; name it as an input to read it",
                &format!("other_ending d.xlsx: {endings}"),
                &format!("other_ending f.png: {endings}"),
                "hidden .git: hidden files are not read",
                "hidden b/.hidden.md: hidden files are not read",
            ],
            "blocks of {block}"
        );
    }
    assert_eq!(texts(&Source::open(folder.path().join("README.md")).unwrap()), ["no article"]);
    assert!(texts(&Source::open(folder.path().join("empty")).unwrap()).is_empty());
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("a.md", b"+++\noutlet = \"BBC\"\n+++\nRain.")]);
    symlink(folder.path().join("a.md"), folder.path().join("b.md")).unwrap();
    symlink(folder.path(), folder.path().join("loop")).unwrap();
    symlink("nowhere.md", folder.path().join("z.md")).unwrap();
    let (articles, skipped) = read(&Source::open(folder.path()).unwrap());
    assert_eq!(articles.len(), 2);
    assert_eq!(
        report(&skipped, folder.path().to_str().unwrap()),
        [
            "link loop: links to folders are not followed; name the folder as an input",
            "link z.md: this link leads nowhere",
        ]
    );
}

#[test]
fn inputs_are_checked_when_they_are_opened() {
    let folder = folder(&[("corpus.jsonl", b""), ("table.xlsx", b"")]);
    let open = |name: &str| Source::open(folder.path().join(name)).unwrap_err();
    let root = folder.path().display();

    let error = open("corpsu.jsonl");
    assert_eq!(error.kind(), ErrorKind::Input);
    let expected = format!("{root}/corpsu.jsonl: there is no such file or folder; did you mean `{root}/corpus.jsonl`?");
    assert_eq!(error.to_string(), expected);

    let error = open("table.xlsx");
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!(
        error.to_string(),
        format!("{root}/table.xlsx: files with this ending are not read; {}", super::open::ENDINGS)
    );

    let error = feed("").map("otlet", "source").open().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(error.to_string(), "`otlet` is no field of an article; did you mean `outlet`?");
}

#[test]
fn a_long_line_has_a_block_of_its_own() {
    let long = "word ".repeat(1_000_000);
    let source = feed(line("a") + &line(&long) + &line("b")).open().unwrap();
    let sizes: Vec<usize> = source.blocks().map(|block| block.unwrap().size()).collect();
    assert!(sizes.iter().max().unwrap() < &6_100_000, "{sizes:?}");
    assert_eq!(texts(&source), ["a", &long, "b"]);
}

#[test]
fn a_record_past_the_limit_is_skipped_whatever_the_blocks() {
    let long = "x".repeat(5000);
    let bytes = line("a") + &line(&long) + &line("b") + &line(&long) + &line(&long);
    for block in [1, 64, 1000, 100_000] {
        let source = feed(bytes.clone()).block_bytes(block).record_bytes(4096).open().unwrap();
        let (articles, skipped) = read(&source);
        assert_eq!(articles.iter().map(Article::text).collect::<Vec<_>>(), ["a", "b"], "blocks of {block}");
        let (reason, tally) = skipped.reasons().next().unwrap();
        let lines: Vec<_> = tally.samples().iter().filter_map(|sample| sample.location().line_number()).collect();
        assert_eq!((reason, lines), (SkipReason::TooLong, vec![2, 4, 5]), "blocks of {block}");
        assert_eq!(source.articles().filter(Result::is_err).count(), 3, "blocks of {block}");
    }
    let folder = folder(&[("a.md", long.as_bytes()), ("b.md.gz", &gz(long.as_bytes()))]);
    let (_, skipped) = read(&Source::builder().input(folder.path()).record_bytes(4096).open().unwrap());
    assert_eq!(
        skipped.reasons().map(|(reason, tally)| (reason, tally.count())).collect::<Vec<_>>(),
        [(SkipReason::TooLong, 2)]
    );
}

#[test]
fn documents_share_blocks() {
    let files: Vec<(String, Vec<u8>)> =
        (0..100).map(|i| (format!("{i:03}.md"), format!("+++\noutlet = \"BBC\"\n+++\n{i}").into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let folder = folder(&files);
    let blocks = |bytes| Source::builder().input(folder.path()).block_bytes(bytes).open().unwrap().blocks().count();
    assert_eq!(blocks(1 << 20), 1);
    assert_eq!(blocks(1), 100);
    assert!((10..30).contains(&blocks(2000)));
}

#[test]
fn streams_can_be_read_again_and_by_several_readers() {
    let source = feed(line("a") + &line("b")).block_bytes(1).open().unwrap();
    let (mut one, mut two) = (source.articles(), source.articles());
    let text = |next: Option<Result<Article>>| next.unwrap().unwrap().text().to_owned();
    assert_eq!(text(one.next()), "a");
    assert_eq!(text(two.next()), "a");
    assert_eq!(text(one.next()), "b");
    assert_eq!(text(two.next()), "b");
    assert_eq!(texts(&source), ["a", "b"]);
}

#[test]
fn a_stream_that_broke_says_so_again() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let source = Source::builder().reader("feed", Broken).open().unwrap();
    let error = || source.articles().next().unwrap().unwrap_err().to_string();
    assert_eq!(error(), "feed: unplugged");
    assert_eq!(error(), "feed: the stream broke off before and cannot be read again");
    assert_eq!(source.articles().count(), 1);
}

#[test]
fn a_log_has_an_entry_for_every_input() {
    let folder = folder(&[("a.jsonl", b"{}\n"), ("b.jsonl", b""), ("c/README", b"")]);
    let names = ["a.jsonl", "b.jsonl", "c"].map(|name| folder.path().join(name));
    let source = Source::builder().inputs(&names).open().unwrap();
    let mut log = SkipLog::of(&source);
    for block in source.blocks() {
        let block = block.unwrap();
        assert_eq!(block.articles(log.input(block.input())).count(), 0);
    }
    let counts: Vec<_> = log.iter().map(|(_, skipped)| (skipped.articles(), skipped.remarks().count())).collect();
    assert_eq!(counts, [(1, 0), (0, 0), (0, 1)]);
    let total = log.total();
    assert_eq!((total.articles(), total.remarks().next().unwrap().0), (1, Remark::Readme));
}

#[test]
fn threads_can_share_everything() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<Article>();
    shared::<Source>();
    shared::<Block>();
    shared::<Skipped>();
    shared::<SkipLog>();
    sent::<Blocks>();
}

/// A corpus of two files of lines and some documents, some of them bad.
fn mixed(lines: &[(u8, String)]) -> TempDir {
    let record = |(kind, text): &(u8, String)| match kind {
        0 => "{broken\n".to_owned(),
        1 => "\n".to_owned(),
        2 => "{\"outlet\": \"BBC\"}\r\n".to_owned(),
        _ => line(text),
    };
    let all: String = lines.iter().map(record).collect();
    let documents: Vec<(String, String)> = lines
        .iter()
        .enumerate()
        .map(|(i, (kind, text))| {
            let outlet = if *kind == 0 { "" } else { "+++\noutlet = \"BBC\"\n+++\n" };
            (format!("m/{i:02}.md"), format!("{outlet}{text}"))
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = documents.iter().map(|(name, file)| (name.as_str(), file.as_bytes())).collect();
    let packed = gz(all.as_bytes());
    files.extend([("a.jsonl", all.as_bytes()), ("z.jsonl.gz", &packed), ("m/README", b"")]);
    folder(&files)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn blocks_of_any_size_and_shards_give_the_same_articles(
        lines in prop::collection::vec((0u8..8, "[a-zä\n ]{0,40}"), 0..20),
        block in 1usize..400,
        of in 1u64..5,
    ) {
        let folder = mixed(&lines);
        let open = |bytes| Source::builder().input(folder.path()).block_bytes(bytes).open().unwrap();
        let (articles, skipped) = read(&open(1 << 20));
        let source = open(block);
        let (small, small_skipped) = read(&source);
        prop_assert_eq!(&small, &articles);
        prop_assert_eq!(report(&small_skipped, ""), report(&skipped, ""));
        prop_assert_eq!(&read(&source).0, &articles);
        let strict: Vec<Article> = source.articles().filter_map(Result::ok).collect();
        prop_assert_eq!(&strict, &articles);

        // The shards, merged backwards, and each cut once more.
        let mut sharded: Vec<(u64, Vec<Article>)> = Vec::new();
        let mut merged = Skipped::default();
        for index in (0..of).rev() {
            for half in [1, 0] {
                for block in source.shard(index, of).unwrap().shard(half, 2).unwrap().blocks() {
                    let block = block.unwrap();
                    let mut skipped = Skipped::default();
                    sharded.push((block.ordinal(), block.articles(&mut skipped).collect()));
                    merged.merge(&skipped);
                }
            }
        }
        sharded.sort_by_key(|(ordinal, _)| *ordinal);
        prop_assert!(sharded.iter().enumerate().all(|(i, (ordinal, _))| i as u64 == *ordinal));
        let sharded: Vec<Article> = sharded.into_iter().flat_map(|(_, articles)| articles).collect();
        prop_assert_eq!(&sharded, &articles);
        prop_assert_eq!(&merged, &small_skipped);
    }

    #[test]
    fn any_bytes_are_read_to_the_end(bytes in prop::collection::vec(any::<u8>(), 0..300), block in 1usize..50) {
        let source = feed(bytes.clone()).block_bytes(block).open().unwrap();
        let readable = source.blocks().all(|block| block.is_ok());
        if readable {
            let lines = bytes.split(|byte| *byte == b'\n');
            let records = source.articles().count();
            prop_assert!(records <= lines.count());
        }
    }
}
