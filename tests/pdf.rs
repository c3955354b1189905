//! PDF: the text of pages that the tests draw themselves, and what is no article.

use parallax::corpus::{InputFormat, Limits};
use parallax::{Article, Skipped, Source};
use std::fmt::Write as _;
use std::io::Write as _;

/// A PDF of so many pages, each the operators that draw it. `F1` is Helvetica; of `F2` two codes are known, in Cyrillic.
fn pdf(info: &str, pages: &[&str]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 8 + 2 * page)).collect();
    let map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n\
               1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n\
               2 beginbfchar\n<0001> <041C>\n<0002> <0438>\nendbfchar\nendcmap\n\
               CMapName currentdict /CMap defineresource pop\nend\nend\n";
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type /Catalog /Pages 2 0 R /Lang (en-GB)>>".to_vec(),
        format!("<</Type /Pages /Kids [{kids}] /Count {}>>", pages.len()).into(),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>".to_vec(),
        format!("<<{info}>>").into(),
        b"<</Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R>>"
            .to_vec(),
        b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /Some /DW 600 /W [1 [700] 2 9 500]>>".to_vec(),
        format!("<</Length {}>>\nstream\n{map}\nendstream", map.len()).into(),
    ];
    for (page, drawn) in pages.iter().enumerate() {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(drawn.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let fonts = "/Resources <</Font <</F1 3 0 R /F2 5 0 R>>>>";
        objects.push(format!("<</Type /Page /Parent 2 0 R {fonts} /Contents {} 0 R>>", 9 + 2 * page).into());
        let head = format!("<</Filter /FlateDecode /Length {}>>\nstream\n", packed.len());
        objects.push([head.as_bytes(), &packed, b"\nendstream"].concat());
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let at = bytes.len();
    let id = "<00112233445566778899aabbccddeeff>";
    let trailer = format!("trailer\n<</Size {} /Root 1 0 R /Info 4 0 R /ID [{id} {id}]>>", objects.len() + 1);
    bytes.extend(format!("{table}{trailer}\nstartxref\n{at}\n%%EOF\n").bytes());
    bytes
}

fn read(bytes: Vec<u8>) -> (Vec<Article>, Skipped) {
    let (mut articles, mut skipped) = (Vec::new(), Skipped::default());
    let limits = Limits::default().with("article_bytes", 1 << 20).unwrap();
    let source = Source::builder().reader("in.pdf", std::io::Cursor::new(bytes)).map("outlet", "author");
    for block in source.limits(limits).open().unwrap().blocks() {
        articles.extend(block.unwrap().articles(&mut skipped));
    }
    (articles, skipped)
}

const INFO: &str = "/Title (The walkout) /Author (Harbour Gazette) /CreationDate (D:20220105143000+06'00')";

/// The text of a page that these operators draw.
fn text(drawn: &str) -> String {
    let (articles, skipped) = read(pdf(INFO, &[drawn]));
    assert_eq!(articles.len(), 1, "{drawn}: {skipped}");
    articles[0].text().to_owned()
}

#[test]
fn a_printed_article_is_read_with_title_date_and_language() {
    let first = "BT /F1 18 Tf 72 760 Td (The walkout) Tj /F1 12 Tf 14 TL 0 -40 Td (Dock workers at the har-) Tj T* \
                 (bour walked out. \\223It was no coup,\\224 said) Tj T* [(the uni) 20 (on\\222s) -300 (head.)] TJ \
                 0 -30 Td (The minister) Tj ( had no comment, and) Tj ET";
    let second = "BT /F1 12 Tf 72 760 Td (nobody asked him.) Tj ET";
    let (articles, skipped) = read(pdf(INFO, &[first, second]));
    assert_eq!((articles.len(), skipped.articles()), (1, 0), "{skipped}");
    let article = &articles[0];
    assert_eq!((article.outlet(), article.title()), ("Harbour Gazette", "The walkout"));
    assert_eq!((article.published(), article.language()), (Some("2022-01-05T14:30:00+06:00"), Some("en")));
    let paragraphs: Vec<&str> = article.text().split("\n\n").collect();
    assert_eq!(
        paragraphs,
        [
            "The walkout",
            "Dock workers at the harbour walked out. “It was no coup,” said the union’s head.",
            "The minister had no comment, and nobody asked him.",
        ]
    );
}

#[test]
fn words_and_lines_are_found_by_where_they_are_drawn() {
    let rows = [
        ("words_apart", "BT /F1 10 Tf 72 700 Td (No) Tj 30 0 Td (coup.) Tj ET", "No coup."),
        ("letters_together", "BT /F1 10 Tf 72 700 Td (No c) Tj 20 0 Td (oup.) Tj ET", "No coup."),
        ("a_matrix_a_line", "BT /F1 1 Tf 10 0 0 10 72 700 Tm (No) Tj 10 0 0 10 72 688 Tm (coup.) Tj ET", "No coup."),
        (
            "a_page_upside_down",
            "q 1 0 0 -1 0 800 cm BT /F1 10 Tf 1 0 0 -1 72 100 Tm (No) Tj 0 -12 Td (coup.) Tj ET Q",
            "No coup.",
        ),
        ("own_blocks", "BT /F1 10 Tf 72 700 Td (No) Tj ET BT /F1 10 Tf 72 688 Td (coup.) Tj ET", "No coup."),
        ("quotation_operators", "BT /F1 10 Tf 12 TL 72 700 Td (No) Tj (coup) ' 0 0 (now.) \" ET", "No coup now."),
        ("set_in", "BT /F1 10 Tf 72 700 Td (A coup.) Tj 20 -12 Td (Calm.) Tj ET", "A coup.\n\nCalm."),
        ("codes_of_two_bytes", "BT /F2 10 Tf 72 700 Td <00010002> Tj 12 0 Td <0001> Tj ET", "МиМ"),
        ("a_name_keeps_its_hyphen", "BT /F1 10 Tf 12 TL 72 700 Td (Mid-) Tj T* (East) Tj ET", "Mid-East"),
    ];
    for (name, drawn, expected) in rows {
        assert_eq!(text(drawn), expected, "{name}");
    }
}

#[test]
fn dates_of_documents() {
    for (written, expected) in [
        ("D:20220105", Some("2022-01-05")),
        ("D:20220105143000", Some("2022-01-05T14:30:00")),
        ("D:20220105143000Z00'00'", Some("2022-01-05T14:30:00Z")),
        ("D:20220105143000-05'30'", Some("2022-01-05T14:30:00-05:30")),
        ("D:20220105143000+01", Some("2022-01-05T14:30:00+01:00")),
        ("20220105143000", Some("2022-01-05T14:30:00")),
        ("yesterday", None),
    ] {
        let info = format!("/Author (Wire) /CreationDate ({written})");
        let (articles, skipped) = read(pdf(&info, &["BT /F1 10 Tf (Calm.) Tj ET"]));
        assert_eq!(articles.len(), 1, "{skipped}");
        assert_eq!(articles[0].published(), expected, "{written}");
    }
}

/// The same document, to be opened with a password.
fn encrypted(user: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&pdf(INFO, &["BT /F1 10 Tf 72 700 Td (A coup.) Tj ET"])).unwrap();
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: user,
        key_length: 128,
        permissions: lopdf::Permissions::PRINTABLE,
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn what_is_no_article_is_skipped_with_the_reason() {
    let whole = pdf(INFO, &["BT /F1 10 Tf (A coup.) Tj ET"]);
    let zeros = "0 ".repeat(4 << 20);
    let rows: [(&str, Vec<u8>, &str, &str); 6] = [
        (
            "pictures",
            pdf(INFO, &["q 612 0 0 792 0 0 cm /Im1 Do Q"]),
            "no_article",
            "in.pdf: no article was found here: the PDF holds no text, only pictures of pages; have their text recognised (OCR) first",
        ),
        (
            "fonts_without_letters",
            pdf(INFO, &["BT /F1 10 Tf (A coup.) Tj /F2 10 Tf <00030004> Tj /F9 10 Tf (lost) Tj ET"]),
            "no_article",
            "in.pdf: no article was found here: the fonts of the PDF do not say which letters they draw; have them recognised (OCR) first",
        ),
        (
            "password",
            encrypted("secret"),
            "no_article",
            "in.pdf: no article was found here: the PDF is encrypted; save it without a password first",
        ),
        (
            "no_pdf",
            b"%PDF-1.7\nsome text".to_vec(),
            "broken_record",
            "in.pdf: this is no PDF that can be read; save it again",
        ),
        (
            "bomb",
            pdf(INFO, &[&zeros]),
            "too_long",
            "in.pdf: longer than 1 MiB; no article is (the limit is `article_bytes`)",
        ),
        (
            "no_outlet",
            pdf("/Title (The walkout)", &["BT /F1 10 Tf (A coup.) Tj ET"]),
            "missing_outlet",
            "in.pdf: `author` is missing or empty; every article needs one",
        ),
    ];
    for (name, bytes, reason, said) in rows {
        let (articles, skipped) = read(bytes);
        assert!(articles.is_empty(), "{name}");
        let (found, tally) = skipped.reasons().next().unwrap();
        assert_eq!((found.code(), tally.samples()[0].to_string().as_str()), (reason, said), "{name}");
    }
    assert_eq!(read(encrypted("")).0[0].text(), "A coup.", "who has no password may read it too");
    // damage anywhere is met with a reason or leaves a text
    for cut in (0..whole.len()).step_by(7) {
        let (articles, skipped) = read(whole[..cut].to_vec());
        assert!(articles.len() as u64 + skipped.articles() <= 1, "{cut}");
    }
}

#[test]
fn a_folder_of_pdf_is_told_by_endings_and_packed_ones_are_read() {
    let place = tempfile::tempdir().unwrap();
    let bytes = pdf(INFO, &["BT /F1 10 Tf (A coup.) Tj ET"]);
    std::fs::write(place.path().join("a.PDF"), &bytes).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    std::fs::write(place.path().join("b.pdf.gz"), packed.finish().unwrap()).unwrap();
    let source = Source::builder().input(place.path()).map("outlet", "author").open().unwrap();
    assert_eq!(source.articles().filter(Result::is_ok).count(), 2);
    assert_eq!("pdf".parse::<InputFormat>().unwrap(), InputFormat::Pdf);
}
