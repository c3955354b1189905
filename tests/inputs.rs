//! The same articles in every format are the same articles, and each format's own forms are read.

use parallax::corpus::{InputFormat, SourceBuilder};
use parallax::counts::{CountPlan, Counts, Input};
use parallax::framing::{Exploration, ExplorationFilter, TestOptions};
use parallax::{Article, Comparison, Lexicon, Skipped, Source};
use rand::{RngExt, SeedableRng};
use std::io::Write;
use std::path::{Path, PathBuf};

const WORDS: [&str; 24] = [
    "the",
    "coup",
    "quay",
    "crane",
    "strike",
    "strikers",
    "said",
    "union",
    "port",
    "calm",
    "on",
    "of",
    "officials",
    "“riot”",
    "it's",
    "Café",
    "protest",
    "2,000",
    "rain",
    "that",
    "who",
    "never",
    "reportedly",
    "minister",
];

/// An article made by a seed, of several paragraphs with sentences in them.
#[derive(Clone)]
struct Made {
    id: String,
    outlet: String,
    title: String,
    published: String,
    paragraphs: Vec<String>,
}

impl Made {
    fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }

    fn json(&self) -> String {
        let (id, outlet, title, published, text) = (&self.id, &self.outlet, &self.title, &self.published, self.text());
        serde_json::json!({ "id": id, "outlet": outlet, "title": title, "published": published, "text": text })
            .to_string()
    }

    fn page(&self) -> String {
        let body: String = self.paragraphs.iter().map(|text| format!("<p>{}</p>\n", escaped(text))).collect();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - {outlet}</title>\n\
             <meta property=\"og:title\" content=\"{title}\"><meta property=\"og:site_name\" content=\"{outlet}\">\n\
             <meta property=\"article:published_time\" content=\"{published}T06:30:00+01:00\"></head>\n<body>\n\
             <nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/world\">World</a></li></ul></nav>\n\
             <div class=\"sidebar\"><h3>Most read</h3><ul><li><a href=\"/1\">Ten photos</a></li></ul></div>\n\
             <article><h1>{title}</h1>\n<div class=\"story-body\">{body}</div></article>\n\
             <div class=\"comments\"><p>Great piece!</p></div>\n\
             <footer>All rights reserved. <a href=\"/terms\">Terms</a></footer></body></html>\n",
            title = escaped(&self.title),
            outlet = escaped(&self.outlet),
            published = self.published,
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn made(articles: usize) -> Vec<Made> {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(7);
    let mut sentence = |length: usize| {
        let words: Vec<&str> = (0..length).map(|_| WORDS[random.random_range(0..WORDS.len())]).collect();
        format!("{}.", words.join(" "))
    };
    let one = |id: usize| Made {
        id: format!("a{id:04}"),
        outlet: ["Harbour Gazette", "Wire & Sons", "Voice"][id % 3].to_owned(),
        title: format!("{} {id}", sentence(4).trim_end_matches('.')),
        published: format!("2022-01-{:02}", 1 + id % 28),
        paragraphs: (0..5).map(|_| (0..3).map(|_| sentence(12)).collect::<Vec<_>>().join(" ")).collect(),
    };
    (0..articles).map(one).collect()
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

fn csv(articles: &[Made], delimiter: char, line_end: &str) -> String {
    let row = |fields: &[&str]| {
        fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(&delimiter.to_string()) + line_end
    };
    let rows = articles.iter().map(|made| row(&[&made.id, &made.outlet, &made.title, &made.published, &made.text()]));
    row(&["id", "outlet", "title", "published", "text"]) + &rows.collect::<String>()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zipped<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[cfg(feature = "web")]
fn warc_record(url: &str, page: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-01-05T10:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    [head.as_bytes(), http.as_bytes(), b"\r\n\r\n"].concat()
}

/// A folder for one test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Place(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn counts(input: impl AsRef<Path>) -> Counts {
    let plan =
        CountPlan::new(vec![Lexicon::from_patterns("x", ["coup*", "the {quay|crane}", "strik*", "riot"]).unwrap()]);
    Input::open(input).unwrap().count(&plan).unwrap().counts
}

/// Words and hits by outlet and title, where a format has no ids.
fn tallies(counts: &Counts) -> Vec<(String, u32)> {
    let mut tallies: Vec<(String, u32)> =
        counts.rows().iter().map(|row| (format!("{:?}", row.group), row.words)).collect();
    tallies.sort();
    tallies
}

fn read(builder: SourceBuilder) -> (Vec<Article>, Skipped) {
    let (mut articles, mut skipped) = (Vec::new(), Skipped::default());
    for block in builder.open().unwrap().blocks() {
        articles.extend(block.unwrap().articles(&mut skipped));
    }
    (articles, skipped)
}

fn feed(bytes: impl Into<Vec<u8>>, format: InputFormat) -> (Vec<Article>, Skipped) {
    read(Source::builder().reader("in", std::io::Cursor::new(bytes.into())).format(format))
}

// ------------------------------------------------------------------ the same in every format

#[test]
fn the_same_articles_in_every_format_give_the_same_counts() {
    let articles = made(1_000);
    let place = Place::new();
    let lines: String = articles.iter().map(|made| made.json() + "\n").collect();
    let expected = counts(place.file("a.jsonl", &lines));
    assert_eq!(expected.rows().len(), 1_000);
    let same = |name: &str, input: PathBuf| {
        assert!(counts(input) == expected, "{name}");
    };
    same("gz", place.file("b.jsonl.gz", gz(lines.as_bytes())));
    same("csv", place.file("c.csv", csv(&articles, ',', "\n")));
    same("semicolons", place.file("d.csv", csv(&articles, ';', "\r\n")));
    same("tabs", place.file("e.tsv", csv(&articles, '\t', "\n")));
    same("bars, packed", place.file("f.csv.gz", gz(csv(&articles, '|', "\n").as_bytes())));
    let mark = [b"\xEF\xBB\xBF", csv(&articles, ',', "\n").as_bytes()].concat();
    same("csv with a byte order mark", place.file("g.csv", mark));
    let latin = encoding_rs::WINDOWS_1252.encode(&csv(&articles, ',', "\n")).0.into_owned();
    same("csv in windows-1252", place.file("h.csv", latin));
    let documents: Vec<(String, String)> = articles
        .iter()
        .map(|made| {
            let Made { id, outlet, title, published, .. } = made;
            let head = format!(
                "+++\nid = '{id}'\noutlet = '{outlet}'\ntitle = \"\"\"{title}\"\"\"\npublished = {published}\n+++\n"
            );
            (format!("{}/{id}.md", published), head + &made.text())
        })
        .collect();
    for (name, document) in &documents {
        place.file(&format!("folder/{name}"), document);
    }
    same("folder", place.0.path().join("folder"));
    // plain texts as other programs save them
    let utf16 = |text: &str, marked: bool| -> Vec<u8> {
        let mark: &[u8] = if marked { &[0xFF, 0xFE] } else { &[] };
        mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let saved = |document: &str, number: usize| match number % 5 {
        0 => encoding_rs::WINDOWS_1252.encode(document).0.into_owned(),
        1 => utf16(document, true),
        2 => utf16(document, false),
        3 => [b"\xEF\xBB\xBF", document.as_bytes()].concat(),
        _ => [0xFE, 0xFF].into_iter().chain(document.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
    };
    let texts: Vec<(String, Vec<u8>)> = documents
        .iter()
        .enumerate()
        .map(|(number, (name, document))| (name.replace(".md", ".txt"), saved(document, number)))
        .collect();
    for (name, text) in &texts {
        place.file(&format!("charsets/{name}"), text);
    }
    same("texts in several charsets", place.0.path().join("charsets"));
    same("zip of them", place.file("k.zip", zipped(texts.iter().map(|(n, t)| (n.as_str(), &t[..])))));
    same("zip of documents", place.file("i.zip", zipped(documents.iter().map(|(n, d)| (n.as_str(), d.as_bytes())))));
    let halves = lines.split_at(lines[..lines.len() / 2].rfind('\n').unwrap() + 1);
    let packed = gz(halves.1.as_bytes());
    same("zip of lines", place.file("j.zip", zipped([("one.jsonl", halves.0.as_bytes()), ("two.jsonl.gz", &packed)])));
}

#[cfg(feature = "web")]
#[test]
fn pages_and_crawls_give_back_the_articles_in_them() {
    let articles = made(1_000);
    let place = Place::new();
    let lines: String = articles.iter().map(|made| made.json() + "\n").collect();
    let expected = counts(place.file("a.jsonl", &lines));
    let mut crawl = Vec::new();
    for made in &articles {
        place.file(&format!("pages/{}.html", made.id), made.page());
        crawl.extend(gz(&warc_record(&format!("https://www.example.com/{}", made.id), &made.page())));
    }
    let pages = read(Source::builder().input(place.0.path().join("pages"))).0;
    assert_eq!(pages.len(), 1_000);
    let mut kept = (0, 0);
    for (page, made) in pages.iter().zip(&articles) {
        assert_eq!((page.outlet(), page.title()), (&*made.outlet, &*made.title));
        assert_eq!(page.date().unwrap().to_string(), made.published);
        assert!(page.published().unwrap().ends_with("+01:00"), "the zone is kept");
        assert_eq!(page.language(), Some("en"));
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (found, there) = (words(page.text()), words(&made.text()));
        kept = (kept.0 + there.iter().filter(|word| found.contains(word)).count(), kept.1 + there.len());
        assert!(!page.text().contains("Most read") && !page.text().contains("All rights"), "{}", page.text());
    }
    println!("{} of {} words of the articles were found on their pages", kept.0, kept.1);
    assert!(kept.0 * 100 >= kept.1 * 98);
    let of_pages = counts(place.0.path().join("pages"));
    assert_eq!(tallies(&of_pages), tallies(&expected));
    assert_eq!(of_pages.rows().len(), 1_000);
    let of_crawl = counts(place.file("crawl.warc.gz", crawl));
    assert!(of_crawl == of_pages || tallies(&of_crawl) == tallies(&of_pages));
}

/// What was counted in each article, whatever its id, by its title.
#[cfg(feature = "web")]
fn by_title(input: &Input) -> Vec<String> {
    let plan = CountPlan::new(parallax::lexicon::shipped("contested_events").unwrap())
        .voices(true)
        .field(parallax::counts::FieldChoice::Both);
    let counts = input.count(&plan).unwrap().counts;
    let ids = counts.rows().iter().map(|row| row.id.clone()).collect();
    let titles: std::collections::HashMap<_, _> =
        input.articles(&ids).unwrap().into_iter().map(|a| (a.id().to_owned(), a.title().to_owned())).collect();
    let mut rows: Vec<String> = counts
        .rows()
        .iter()
        .map(|row| {
            let (title, hits) = (&titles[&*row.id], &row.cells);
            format!("{title}: {:?} {:?} {} {:?} {hits:?}", row.outlet, row.date, row.words, row.own_words)
        })
        .collect();
    rows.sort();
    rows
}

#[cfg(feature = "web")]
#[test]
fn every_article_has_the_same_hits_as_line_page_and_record_of_a_crawl() {
    let mut articles = made(300);
    let lexicon = parallax::lexicon::shipped("contested_events").unwrap();
    let sentences: Vec<&String> = lexicon.iter().flat_map(|lexicon| lexicon.should_match()).collect();
    for (number, made) in articles.iter_mut().enumerate() {
        made.paragraphs.push(format!("Officials said: “{}” It was not so.", sentences[number % sentences.len()]));
        made.paragraphs.push(format!("{} Nobody denied it.", sentences[(number * 7) % sentences.len()]));
    }
    let place = Place::new();
    let lines = place.file("a.jsonl", articles.iter().map(|made| made.json() + "\n").collect::<String>());
    let mut crawl = Vec::new();
    for made in &articles {
        place.file(&format!("pages/{}.html", made.id), made.page());
        crawl.extend(gz(&warc_record(&format!("https://www.example.com/{}", made.id), &made.page())));
    }
    let inputs = [lines, place.0.path().join("pages"), place.file("crawl.warc.gz", crawl)];
    let inputs = inputs.map(|path| Input::open(path).unwrap());
    let [expected, pages, crawl] = [0, 1, 2].map(|number| by_title(&inputs[number]));
    assert_eq!(expected.len(), 300);
    assert!(expected.iter().filter(|row| row.contains("occurrences")).count() > 250, "{}", expected[0]);
    for (name, found) in [("pages", pages), ("crawl", crawl)] {
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{name}");
        }
        assert_eq!(found.len(), expected.len(), "{name}");
    }
    let profiles = |input: &Input| {
        let report = parallax::Comparison::builder().compare(input).unwrap().report(parallax::report::Detail::FULL);
        let report = report.render(parallax::report::Format::Json, &parallax::report::TerminalOptions::default());
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let categories = report["categories"].as_array().unwrap().clone();
        // sums of the intervals run in the order of the ids, which are others
        let of = |profile: &serde_json::Value| ["group", "hits", "per_1000"].map(|key| profile[key].clone());
        let profiles = categories.iter().flat_map(|category| category["profiles"].as_array().unwrap()).map(of);
        (report["groups"].clone(), profiles.collect::<Vec<_>>())
    };
    let expected = profiles(&inputs[0]);
    assert!(!expected.1.is_empty() && expected == profiles(&inputs[1]) && expected == profiles(&inputs[2]));
}

#[cfg(feature = "columnar")]
#[test]
fn parquet_gives_the_same_counts() {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    let articles = made(1_000);
    let place = Place::new();
    let lines: String = articles.iter().map(|made| made.json() + "\n").collect();
    let expected = counts(place.file("a.jsonl", &lines));
    let column = |value: fn(&Made) -> String| -> ArrayRef {
        Arc::new(articles.iter().map(|made| Some(value(made))).collect::<StringArray>())
    };
    let batch = RecordBatch::try_from_iter([
        ("id", column(|made| made.id.clone())),
        ("outlet", column(|made| made.outlet.clone())),
        ("title", column(|made| made.title.clone())),
        ("published", column(|made| made.published.clone())),
        ("text", column(Made::text)),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert!(counts(place.file("b.parquet", &bytes)) == expected);
    assert!(counts(place.file("c.zip", zipped([("c.parquet", &bytes[..])]))) == expected);
    let cut = feed(&bytes[..bytes.len() / 2], InputFormat::Parquet);
    assert_eq!((cut.0.len(), cut.1.articles()), (0, 1));
}

// ------------------------------------------------------------------ the forms of each format

#[test]
fn quoted_line_ends_and_blank_lines_keep_their_places() {
    let table = "outlet,text\nA,\"One.\nTwo, \"\"three\"\".\"\n\nB\nB,Four.\r\nA,\"Five";
    let (articles, skipped) = feed(table, InputFormat::Csv);
    let texts: Vec<&str> = articles.iter().map(Article::text).collect();
    assert_eq!(texts, ["One.\nTwo, \"three\".", "Four."]);
    assert_eq!(
        skipped.to_string(),
        "broken record: 2\n  in:5: this record has 1 fields and the header 2; put fields that hold `,` or a line end in quotation marks\n  \
         in:7: the quotation mark opened in this record is never closed; close it, or double it where it belongs to the text\n"
    );
}

#[test]
fn an_open_quotation_costs_one_record() {
    let mut table = "outlet,text\n".to_owned();
    for row in 0..500 {
        table += &if row == 250 { "A,\"never closed\n".to_owned() } else { format!("A,Row {row}.\n") };
    }
    for block in [64, 1 << 20] {
        let source = Source::builder().reader("in", std::io::Cursor::new(table.clone())).format(InputFormat::Csv);
        let (articles, skipped) = read(source.block_bytes(block));
        assert_eq!((articles.len(), skipped.articles()), (499, 1), "{block}");
    }
}

#[test]
fn spreadsheets_say_their_delimiter() {
    let (articles, skipped) =
        feed("sep=;\nOutlet;Text;Date\nA;\"One; two, three.\";5 January 2022\n", InputFormat::Csv);
    assert_eq!((articles[0].outlet(), articles[0].text()), ("A", "One; two, three."));
    assert_eq!(articles[0].date().unwrap().to_string(), "2022-01-05");
    assert_eq!(
        skipped.to_string(),
        "field read under a customary name: 3\n  in:3: `Outlet` is read as `outlet`; name another with `outlet=NAME`\n  \
         in:3: `Date` is read as `published`; name another with `published=NAME`\n  \
         in:3: `Text` is read as `text`; name another with `text=NAME`\n"
            .replace("  in:3: `Outlet`", "  in:3: `Date` is read as `published`; name another with `published=NAME`\n  in:3: `Outlet`")
            .replacen("  in:3: `Date` is read as `published`; name another with `published=NAME`\n  in:3: `Text`", "  in:3: `Text`", 1)
    );
}

#[test]
fn customary_names_are_read_where_there_is_one() {
    let lines = "{\"outlet\":\"A\",\"date\":\"2022-01-05\",\"headline\":\"H\",\"link\":\"http://a.example\",\"lang\":\"en-GB\",\"text\":\"T.\"}\n\
                 {\"outlet\":\"A\",\"date\":\"2022-01-05\",\"pub_date\":\"2022-01-06\",\"text\":\"U.\"}\n\
                 {\"outlet\":\"A\",\"published\":\"2022-01-07\",\"date\":\"2022-01-05\",\"text\":\"V.\"}\n";
    let (articles, skipped) = feed(lines, InputFormat::JsonLines);
    let dates: Vec<Option<String>> = articles.iter().map(|a| a.date().map(|date| date.to_string())).collect();
    assert_eq!(dates, [Some("2022-01-05".to_owned()), None, Some("2022-01-07".to_owned())]);
    let first = &articles[0];
    assert_eq!((first.title(), first.url(), first.language()), ("H", Some("http://a.example"), Some("en")));
    assert!(first.metadata().is_empty() && articles[2].metadata().contains_key("date"));
    let remarks: Vec<(&str, u64)> = skipped.remarks().map(|(remark, tally)| (remark.code(), tally.count())).collect();
    assert_eq!(remarks, [("customary_name", 4), ("ambiguous_name", 1)]);
    let mapped = read(Source::builder().reader("in", lines.as_bytes()).map("published", "pub_date")).0;
    assert_eq!(mapped[1].date().unwrap().to_string(), "2022-01-06");
}

const NEXIS: &str = "\n                               1 of 2 DOCUMENTS\n\n                               Harbour Gazette\n\n\
    \x20                          January 5, 2022 Wednesday\n                              Late Edition - Final\n\n\
    Crews Walk Out\nat Port Elm\n\nBYLINE: By A. Reporter\n\nSECTION: Section A; Pg. 1\n\nLENGTH: 12 words\n\nDATELINE: PORT ELM\n\n\
    Crews walked out on\nTuesday.\n\nThe port said: no comment.\n\nURL: http://gazette.example/1\n\nLOAD-DATE: January 5, 2022\n\n\
    LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n           Copyright 2022 Harbour Gazette\n\
    \n                               2 of 2 DOCUMENTS\n\nLost\n\nNo length here.\n";

const NEXIS_UNI: &str = "Crews Walk Out\nHarbour Gazette\nJanuary 5, 2022 Wednesday\nCopyright 2022 Harbour Gazette All Rights Reserved\n\
    Section: NEWS\nLength: 12 words\nByline: A. Reporter\nBody\n\nCrews walked out on Tuesday.\n\nThe port said: no comment.\n\
    Load-Date: January 6, 2022\n\nEnd of Document\n";

const PROQUEST: &str = "____________________________________________________________\n\nReport Information from ProQuest\n\
    ____________________________________________________________\n\nTitle: Crews Walk Out\n\nAuthor: A. Reporter\n\n\
    Publication title: Harbour Gazette; Port Elm\n\nPublication date: Jan 5, 2022\n\nLanguage of publication: English\n\n\
    ProQuest document ID: 123456\n\nDocument URL: http://search.example/123456\n\nFull text: Crews walked out on\nTuesday.\n\n\
    The port said: no comment.\n\nSubject: Strikes\n\n____________________________________________________________\n\n\
    Title: Without a text\n\nPublication title: Voice\n\n____________________________________________________________\n\
    Contact us at: http://support.example\n";

const RIS: &str = "TY  - NEWS\nT1  - Crews Walk Out\nJF  - Harbour Gazette\nY1  - 2022/01/05/\nAU  - Reporter, A.\nLA  - English\n\
    UR  - http://gazette.example/1\nAN  - GAZ001\nN1  - Crews walked out on Tuesday.\n\nThe port said: no comment.\nER  - \n\n\
    TY  - NEWS\nT1  - Cut off\n";

#[test]
fn exports_of_press_databases_are_read() {
    let docx = docx(NEXIS_UNI);
    let rows: [(&str, &[u8], InputFormat, Option<&str>); 5] = [
        (
            "nexis",
            NEXIS.as_bytes(),
            InputFormat::Text,
            Some("in record 2: a Nexis article has a line `LENGTH:` between its head and its text"),
        ),
        ("nexis_uni", NEXIS_UNI.as_bytes(), InputFormat::Text, None),
        ("nexis_uni_docx", &docx, InputFormat::Docx, None),
        (
            "proquest",
            PROQUEST.as_bytes(),
            InputFormat::Text,
            Some(
                "in record 2: no article was found here: the entry has no `Full text:`; export full texts, not citations",
            ),
        ),
        (
            "ris",
            RIS.as_bytes(),
            InputFormat::Ris,
            Some("in record 2: the reference has no end; a line `ER  - ` ends it"),
        ),
    ];
    for (name, bytes, format, lost) in rows {
        let (articles, skipped) = feed(bytes, format);
        assert_eq!(articles.len(), 1, "{name}: {skipped}");
        let article = &articles[0];
        assert_eq!(article.outlet(), "Harbour Gazette", "{name}");
        assert_eq!(article.title().to_lowercase().replace(" at port elm", ""), "crews walk out", "{name}");
        assert_eq!(article.date().unwrap().to_string(), "2022-01-05", "{name}");
        assert_eq!(article.text(), "Crews walked out on Tuesday.\n\nThe port said: no comment.", "{name}");
        assert!(article.metadata()["author"].as_str().unwrap().contains("Reporter"), "{name}");
        let said: Vec<String> = skipped
            .reasons()
            .flat_map(|(_, tally)| tally.samples().iter().map(ToString::to_string).collect::<Vec<_>>())
            .collect();
        assert_eq!(said, lost.into_iter().map(str::to_owned).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn charsets_of_plain_texts_are_found_and_said() {
    let place = Place::new();
    let text =
        "+++\noutlet = 'Übersee'\n+++\nDie Größe der Façade — „so“ heißt es — ist bekannt. C’est déjà l’été à Genève.";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let rows = [
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        ("UTF-16LE", utf16.clone()),
        ("UTF-16LE", utf16[2..].to_vec()),
    ];
    for (charset, bytes) in rows {
        let (articles, skipped) = read(Source::builder().input(place.file("in.txt", bytes)));
        assert_eq!(articles.len(), 1, "{charset}: {skipped}");
        assert_eq!(articles[0].outlet(), "Übersee");
        assert!(articles[0].text().starts_with("Die Größe der Façade — „so“ heißt"), "{}", articles[0].text());
        let said = format!("in.txt: read as {charset}; save the file as UTF-8 where that is wrong");
        assert!(skipped.to_string().contains(&said), "{skipped}");
    }
    let marked = read(Source::builder().input(place.file("in.txt", [b"\xEF\xBB\xBF", text.as_bytes()].concat())));
    assert_eq!((marked.0.len(), marked.1.remarks().count()), (1, 0));
}

fn docx(paragraphs: &str) -> Vec<u8> {
    let body: String = paragraphs
        .lines()
        .map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line)))
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    zipped([("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", xml.as_bytes())])
}

#[test]
fn a_plain_document_is_one_article_of_its_folder() {
    let place = Place::new();
    place.file("Harbour Gazette/walkout.docx", docx("Crews walked out.\nThe port & the union."));
    let (articles, skipped) =
        read(Source::builder().input(place.0.path()).map("outlet", "folder").map("title", "file"));
    assert_eq!(articles.len(), 1, "{skipped}");
    let article = &articles[0];
    assert_eq!((article.outlet(), article.title()), ("Harbour Gazette", "walkout.docx"));
    assert_eq!(article.text(), "Crews walked out.\n\nThe port & the union.");
    let without = read(Source::builder().input(place.0.path())).1;
    assert!(without.to_string().contains("`outlet` is missing or empty"), "{without}");
}

#[cfg(feature = "web")]
#[test]
fn feeds_keep_zones_and_whole_texts() {
    let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
        <title>Harbour Gazette</title><language>en-gb</language>\
        <item><title>Crews &amp;amp; cranes</title><link>http://gazette.example/1</link><guid>1</guid>\
        <pubDate>Wed, 05 Jan 2022 23:30:00 -0800</pubDate><description>Short.</description>\
        <content:encoded><![CDATA[<p>Crews walked out.</p><p>The port said: <b>no</b> comment.</p>]]></content:encoded></item>\
        <item><title>Empty</title></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Harbour Gazette</title>\
        <entry><title>Crews &amp;amp; cranes</title><link rel=\"self\" href=\"http://x.example\"/><link href=\"http://gazette.example/1\"/><id>1</id>\
        <published>2022-01-05T23:30:00-08:00</published><content type=\"html\">&lt;p&gt;Crews walked out.&lt;/p&gt;&lt;p&gt;The port said: no comment.&lt;/p&gt;</content></entry></feed>";
    for (name, text, lost) in [("rss", rss, 1), ("atom", atom, 0)] {
        let (articles, skipped) = feed(text, InputFormat::Feed);
        assert_eq!((articles.len() as u64, skipped.articles()), (1, lost), "{name}: {skipped}");
        let article = &articles[0];
        assert_eq!(
            (article.outlet(), article.title(), article.id()),
            ("Harbour Gazette", "Crews & cranes", "1"),
            "{name}"
        );
        assert_eq!((article.url(), article.language()), (Some("http://gazette.example/1"), Some("en")), "{name}");
        assert_eq!(article.date().unwrap().to_string(), "2022-01-05", "{name}: the day as written");
        assert!(article.published().unwrap().contains("08"), "{name}: the zone is kept");
        let words: Vec<&str> = article.text().split_whitespace().collect();
        assert_eq!(words.join(" "), "Crews walked out. The port said: no comment.", "{name}");
    }
}

#[cfg(feature = "web")]
#[test]
fn factiva_pages_hold_several_articles() {
    let article = |title: &str| {
        let row =
            |code: &str, value: &str| format!("<tr><td class=\"index\"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>");
        let rows = [
            ("HD", title),
            ("BY", "A. Reporter"),
            ("PD", "5 January 2022"),
            ("SN", "Harbour Gazette"),
            ("LA", "English"),
            ("LP", "<p>Crews walked out on Tuesday.</p>"),
            ("TD", "<p>The port said:\n no comment.</p><p>More.</p>"),
            ("AN", "Document GAZ001"),
        ];
        format!(
            "<div class=\"article enArticle\"><table>{}</table></div>",
            rows.map(|(code, value)| row(code, value)).concat()
        )
    };
    let page =
        format!("<html><head><title>Factiva</title></head><body>{}{}</body></html>", article("One"), article("Two"));
    let (articles, skipped) = feed(page, InputFormat::Html);
    assert_eq!(articles.iter().map(Article::title).collect::<Vec<_>>(), ["One", "Two"], "{skipped}");
    let first = &articles[0];
    assert_eq!((first.outlet(), first.id(), first.language()), ("Harbour Gazette", "GAZ001", Some("en")));
    assert_eq!(first.text(), "Crews walked out on Tuesday.\n\nThe port said: no comment.\n\nMore.");
}

// ------------------------------------------------------------------ hostile

#[test]
fn names_in_archives_are_labels() {
    let line = |text: &str| format!("{{\"outlet\":\"A\",\"text\":\"{text}\"}}\n");
    let (out, absolute, good, bad) = (line("Out."), line("Absolute."), line("Good."), line("Bad."));
    let inner = zipped([("a.jsonl", good.as_bytes())]);
    let archive = zipped([
        ("../../out.jsonl", out.as_bytes()),
        ("/etc/absolute.jsonl", absolute.as_bytes()),
        ("a/good.jsonl", good.as_bytes()),
        ("a/inner.zip", &inner),
        ("a/.hidden.jsonl", bad.as_bytes()),
        ("a/README.md", bad.as_bytes()),
        ("a/picture.png", bad.as_bytes()),
        ("broken.jsonl", b"{\"outlet\"\n"),
    ]);
    let place = Place::new();
    let path = place.file("deep/in/here/a.zip", archive);
    let before = std::fs::read_dir(place.0.path()).unwrap().count();
    let (articles, skipped) = read(Source::builder().input(&path));
    assert_eq!(articles.iter().map(Article::text).collect::<Vec<_>>(), ["Out.", "Absolute.", "Good."]);
    assert_eq!(std::fs::read_dir(place.0.path()).unwrap().count(), before, "nothing is written");
    let said = skipped.to_string().replace(&path.display().to_string(), "a.zip");
    assert!(said.contains("a.zip/broken.jsonl:1:9: the record ends in the middle"), "{said}");
    assert!(said.contains("a.zip/a/inner.zip: an archive in an archive is not opened; unpack the outer one"), "{said}");
    let remarks: Vec<(&str, u64)> = skipped.remarks().map(|(remark, tally)| (remark.code(), tally.count())).collect();
    assert_eq!(remarks, [("readme", 1), ("other_ending", 2), ("hidden", 1)]);
}

#[test]
fn bombs_are_refused_by_name() {
    let zeros = |bytes: usize| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), bytes as u64), &mut packed).unwrap();
        packed.finish().unwrap()
    };
    let place = Place::new();
    let message =
        "it unpacks to more than 200 times its size, as bombs do; where it is none, raise the limit `unpacked_ratio`";
    // as lines, reading ends there; as a file of one article or in an archive, the file is skipped
    let bomb = zeros(200 << 20);
    let path = place.file("bomb.jsonl.gz", &bomb);
    let error = Source::open(&path).unwrap().articles().find_map(Result::err).unwrap();
    assert!(error.to_string().ends_with(&format!(": {message}")), "{error}");
    place.file("folder/bomb.txt.gz", &bomb);
    place.file("folder/good.md", "+++\noutlet = 'A'\n+++\nGood.");
    let (articles, skipped) = read(Source::builder().input(place.0.path().join("folder")));
    let (reason, tally) = skipped.reasons().next().unwrap();
    assert_eq!((articles.len(), reason.code(), tally.samples()[0].message()), (1, "bomb", message));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("bomb.jsonl", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), 200 << 20), &mut archive).unwrap();
    let (articles, skipped) = feed(archive.finish().unwrap().into_inner(), InputFormat::Zip);
    assert_eq!((articles.len(), skipped.to_string()), (0, format!("unpacks to too much: 1\n  in: {message}\n")));
}

#[cfg(feature = "web")]
#[test]
fn damage_in_a_crawl_costs_the_records_it_touches() {
    let articles = made(60);
    let records: Vec<Vec<u8>> =
        articles.iter().map(|made| warc_record(&format!("https://x.example/{}", made.id), &made.page())).collect();
    let members: Vec<Vec<u8>> = records.iter().map(|record| gz(record)).collect();
    let mut damaged = members.clone();
    let middle = damaged[10].len() / 2;
    damaged[10][middle..middle + 40].fill(0xAA); // noise in the middle
    damaged[20].truncate(middle); // cut short
    damaged[30][0] = 0; // no beginning
    let last = damaged[40].len() - 6;
    damaged[40][last] ^= 0xFF; // a wrong checksum
    damaged[50] = gz(b"HTTP/1.1 200 OK\r\n\r\nno record"); // sound, and no WARC
    let in_a_row = members.iter().enumerate().map(|(number, member)| match number {
        10..13 => member[..member.len() / 2].to_vec(),
        _ => member.clone(),
    });
    let broken = |which: usize| {
        let mut members = members.clone();
        members[which][0] = 0;
        members.concat()
    };
    let (last, all) = (members[59].len(), members.concat());
    // a page that was sent packed: what looks like a member lies within a record
    let sent = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", &gz(articles[0].page().as_bytes())[..]].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/0\r\nContent-Length: {}\r\n\r\n",
        sent.len()
    );
    let packed_page = |head: &str| [head.as_bytes(), &sent, b"\r\n\r\n", &records[1..].concat()].concat();
    let rows = [
        ("three cut short in a row", in_a_row.collect::<Vec<_>>().concat(), 57, 3),
        ("last beginning broken", broken(59), 59, 1),
        ("cut within the last beginning", all[..all.len() - last + 2].to_vec(), 59, 1),
        ("noise at the end", [&all[..], b"noise"].concat(), 60, 1),
        ("zeros at the end", [&all[..], &[0; 512]].concat(), 60, 0),
        ("noise in front", [b"noise", &all[..]].concat(), 60, 1),
        ("much noise in front", [&b"noise\n".repeat(40_000)[..], &all].concat(), 60, 1),
        ("first beginning broken", broken(0), 59, 1),
        ("noise in front of plain records", [b"noise\n", &records.concat()[..]].concat(), 60, 1),
        ("nothing but noise", b"noise\n".repeat(40_000), 0, 1),
        ("packed page", packed_page(&head), 60, 0),
        ("packed page without a beginning", packed_page(&head.replace("WARC/1.0", "WRAC/1.0")), 59, 1),
        ("members", members.concat(), 60, 0),
        ("one member", gz(&records.concat()), 60, 0),
        ("plain", records.concat(), 60, 0),
        ("damaged", damaged.concat(), 55, 5),
        ("cut at the end", members.concat()[..members.concat().len() - 100].to_vec(), 59, 1),
    ];
    for (name, bytes, good, lost) in rows {
        for block in [1, 1 << 20] {
            let source = Source::builder().reader("in", std::io::Cursor::new(bytes.clone())).format(InputFormat::Warc);
            let (articles, skipped) = read(source.block_bytes(block));
            assert_eq!((articles.len(), skipped.articles()), (good, lost), "{name} {block}: {skipped}");
        }
    }
    // what a stream is tells its first record, even if that is damaged
    let cut = [&members[0][..members[0].len() / 2], &members[1..].concat()].concat();
    let (articles, skipped) = read(Source::builder().reader("in", std::io::Cursor::new(cut)));
    assert_eq!((articles.len(), skipped.articles()), (59, 1), "{skipped}");
    // the length of the tenth is wrong
    let mut wrong = records.clone();
    let text = String::from_utf8(wrong[10].clone()).unwrap().replacen("Content-Length: ", "Content-Length: 1", 1);
    wrong[10] = text.into_bytes();
    let (articles, skipped) = feed(wrong.concat(), InputFormat::Warc);
    // what was taken for its content was four or five others
    assert!((50..60).contains(&articles.len()) && skipped.articles() == 1, "{} {skipped}", articles.len());
    assert!(
        skipped
            .to_string()
            .contains("in record 11: the record is damaged (its length is wrong: no record follows it, "),
        "{skipped}"
    );
    // and within one member as well
    let (again, _) = feed(gz(&wrong.concat()), InputFormat::Warc);
    assert_eq!(again.len(), articles.len());
}

#[cfg(feature = "web")]
#[test]
fn what_is_no_page_is_passed_over_and_counted() {
    let record = |kind: &str, content: &str| {
        let length = content.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://x.example/a\r\nContent-Length: {length}\r\n\r\n{content}\r\n\r\n"
        )
    };
    let page = made(1)[0].page();
    let chunked: String = page
        .as_bytes()
        .chunks(100)
        .map(|piece| format!("{:x}\r\n{}\r\n", piece.len(), String::from_utf8_lossy(piece)))
        .collect();
    // pieces that cut characters are made by servers; here they are ASCII
    let crawl = record("warcinfo", "software: x\r\n")
        + &record("response", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html></html>")
        + &record("response", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG")
        + &record(
            "response",
            &format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}0\r\n\r\n"
            ),
        )
        + &record("response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>Hm.</body></html>");
    let (articles, skipped) = feed(crawl, InputFormat::Warc);
    assert_eq!(articles.len(), 1, "{skipped}");
    assert_eq!(articles[0].url(), Some("http://x.example/a"));
    let remark = skipped.remarks().find(|(remark, _)| remark.code() == "other_record").unwrap().1;
    let said: Vec<String> = remark.samples().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "in record 1: a record of the type `warcinfo`",
            "in record 2: a page that was not had (`HTTP/1.1 404 Not Found`)",
            "in record 3: no page but `image/png`"
        ]
    );
    assert_eq!(skipped.articles(), 1);
}

/// What was passed over is said by commands whose result is no report, too.
#[cfg(feature = "web")]
#[test]
fn tables_and_voices_say_what_was_left_out() {
    let place = Place::new();
    let page = String::from_utf8(warc_record("https://x.example/1", &made(1)[0].page())).unwrap();
    let gone =
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 30\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\nGone\r\n\r\n";
    let untyped = page.replace("WARC-Type", "WARC-Typ");
    let empty = String::from_utf8(warc_record("https://x.example/2", "<html><body>Hm.</body></html>")).unwrap();
    let crawl = place.file("crawl.warc", [&page, gone, &untyped, &empty].concat());
    for command in ["table", "voice"] {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_parallax")).arg(command).arg(&crawl).output().unwrap();
        assert!(out.status.success());
        let name = crawl.display();
        let lines = [
            "parallax: 1 record was skipped: no article in it".to_owned(),
            format!("  {name} record 4: no article was found here: the page has too little running text"),
            "parallax: 2 remarks: record that is no page passed over".to_owned(),
            format!("  {name} record 2: a page that was not had (`HTTP/1.1 404 Not Found`)"),
            format!("  {name} record 3: a record without a `WARC-Type`"),
        ];
        assert_eq!(String::from_utf8_lossy(&out.stderr).lines().collect::<Vec<_>>(), lines, "{command}");
    }
}

#[cfg(feature = "web")]
#[test]
fn charsets_of_pages_are_found() {
    let page = |declared: &str| made(1)[0].page().replace("charset=\"utf-8\"", declared);
    let latin = encoding_rs::WINDOWS_1252.encode(&page("charset=\"iso-8859-1\"")).0.into_owned();
    let undeclared = encoding_rs::WINDOWS_1252.encode(&page("name=\"x\"")).0.into_owned();
    let marked: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(page("name=\"x\"").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [("declared", latin), ("undeclared", undeclared), ("utf16", marked)] {
        let (articles, skipped) = feed(bytes, InputFormat::Html);
        assert_eq!(articles.len(), 1, "{name}: {skipped}");
        assert!(
            articles[0].text().contains("Café") && articles[0].text().contains("“riot”"),
            "{name}: {}",
            articles[0].text()
        );
        assert_eq!(skipped.remarks().next().unwrap().0.code(), "charset", "{name}");
    }
}

/// What a progress bar counts on: to count and find copies, for passages; once more where likely copies are verified.
#[test]
fn a_comparison_reads_its_files_twice() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("news.jsonl");
    let lines = ["Terrorists seized the port.", "Peaceful protesters walked out.", "Ministers spoke of a coup."];
    let lines: Vec<String> =
        lines.iter().enumerate().map(|(n, text)| format!(r#"{{"outlet": "{n}", "text": "{text}"}}"#)).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let input = Input::open(&file).unwrap();
    let once = input.bytes_on_disk().unwrap();
    Comparison::builder().test(TestOptions { permutations: 0, seed: 1 }).compare(&input).unwrap();
    assert_eq!(input.bytes_read(), 2 * once);
    let line = |n: usize| format!(r#"{{"outlet": "{}", "text": "No coup, said {n}."}}"#, n % 2);
    std::fs::write(&file, (0..40).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let input = Input::open(&file).unwrap();
    let once = input.bytes_on_disk().unwrap();
    let all = ExplorationFilter { occurrences: 1, articles: 1, events: 1, stop_words: true };
    let builder = Exploration::builder().filter(all);
    builder.explore(&input).unwrap();
    assert_eq!(input.bytes_read(), once);
    builder.passages(3).explore(&input).unwrap();
    assert_eq!(input.bytes_read(), 3 * once, "once more for the passages");
}
