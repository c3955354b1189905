//! PDF: the words of its pages, put together to lines and paragraphs by where they are drawn, as one article.
//!
//! A PDF says where letters stand and not what a word, a line or a paragraph is. Here a gap of a fifth of the type's
//! size is a space, a line lower by more than the lines of its page usually are begins a paragraph, and so does a line
//! that is set in after the end of a sentence. Known failures: running heads and page numbers stay in the text, columns
//! are read in the order in which they were drawn, and a hyphen at the end of a line is taken for one that the
//! typesetter put there. Text in forms and annotations is not read.
//!
//! Ten news articles of 325 to 1,797 words, printed by Chromium flush left, justified and in two columns, give the same
//! number of words and hits as their texts.

use std::rc::Rc;

use lopdf::content::{Content, Operation};

use lopdf::{Dictionary, Document, Encoding, Error, LoadOptions, Object, ObjectId, decode_text_string};
use rustc_hash::FxHashMap;

use super::limits::Limits;
use super::record::{Cause, Named};
use super::unpack::check_ratio;
use super::whole::{Records, joined};

/// The one article of a document.
pub(super) fn records(bytes: &[u8], limits: &Limits) -> Records<'static> {
    vec![read(bytes, limits)]
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Named<'static>, Cause> {
    let most = limits.record();
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(most));
    let document = document.map_err(|error| cause(&error, limits))?;
    if document.is_encrypted() {
        return Err(encrypted());
    }
    let mut pages = Pages {
        document: &document,
        limits,
        packed: bytes.len() as u64,
        unpacked: 0,
        codes: 0,
        unknown: 0,
        fonts: FxHashMap::default(),
    };
    let mut lines = Vec::new();
    for page in document.get_pages().into_values() {
        pages.read(page, &mut lines)?;
    }
    let text = joined(paragraphs(&lines).iter().map(String::as_str));
    if pages.unknown * 100 > pages.codes * MOST_UNKNOWN {
        let message = "the fonts of the PDF do not say which letters they draw; have them recognised (OCR) first";
        return Err(Cause::NoArticle(message.to_owned()));
    }
    if text.is_empty() {
        let message = "the PDF holds no text, only pictures of pages; have their text recognised (OCR) first";
        return Err(Cause::NoArticle(message.to_owned()));
    }
    let mut named = Named::default();
    let info = document.trailer.get_deref(b"Info", &document).and_then(Object::as_dict).ok();
    let value = |name: &[u8]| info?.get_deref(name, &document).ok().and_then(|value| decode_text_string(value).ok());
    named.push("title", value(b"Title").unwrap_or_default());
    named.push("author", value(b"Author").unwrap_or_default());
    named.push("published", value(b"CreationDate").and_then(|date| moment(&date)).unwrap_or_default());
    let catalog = document.catalog().ok();
    let language = catalog.and_then(|catalog| catalog.get_deref(b"Lang", &document).ok());
    named.push("language", language.and_then(|tag| decode_text_string(tag).ok()).unwrap_or_default());
    named.push("text", text);
    Ok(named)
}

/// So many letters of a hundred may be unknown, as ornaments are.
const MOST_UNKNOWN: usize = 5;

fn encrypted() -> Cause {
    Cause::NoArticle("the PDF is encrypted; save it without a password first".to_owned())
}

/// What the reader of PDF says, in our words.
fn cause(error: &Error, limits: &Limits) -> Cause {
    match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => encrypted(),
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Cause::TooLong { limit: limits.article_bytes, name: "article_bytes" }
        }
        _ => Cause::Broken("this is no PDF that can be read; save it again".to_owned()),
    }
}

/// `D:20220105143000+06'00'` as `2022-01-05T14:30:00+06:00`; what is left out at its end stays out.
fn moment(date: &str) -> Option<String> {
    let date = date.trim().trim_start_matches("D:");
    let digits: &str = &date[..date.bytes().take_while(u8::is_ascii_digit).count()];
    let day = match digits.len() {
        8.. => format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]),
        _ => return None,
    };
    if digits.len() < 14 {
        return Some(day);
    }
    let time = format!("{}:{}:{}", &digits[8..10], &digits[10..12], &digits[12..14]);
    let zone: Vec<&str> = date[digits.len()..].split('\'').collect();
    let zone = match zone[..] {
        [utc, ..] if utc.starts_with('Z') => "Z".to_owned(),
        [hours, minutes, ..] if hours.len() == 3 && minutes.len() == 2 => format!("{hours}:{minutes}"),
        [hours] | [hours, ""] if hours.len() == 3 => format!("{hours}:00"),
        _ => String::new(),
    };
    Some(format!("{day}T{time}{zone}"))
}

// ------------------------------------------------------------------ pages

/// The pages of a document, and what was read on the way to them.
struct Pages<'d> {
    document: &'d Document,
    limits: &'d Limits,
    packed: u64,
    unpacked: u64,
    /// Codes that were drawn, and those whose letters nobody knows.
    codes: usize,
    unknown: usize,
    /// Fonts by the places of their dictionaries: pages share them.
    fonts: FxHashMap<*const Dictionary, Option<Rc<Font<'d>>>>,
}

/// Letters that were drawn at one go, with where they begin and end along the line.
struct Piece {
    start: f64,
    end: f64,
    y: f64,
    size: f64,
    letters: Letters,
}

/// A line of a page.
struct Line {
    start: f64,
    /// How far it is below the line before it on its page; `None` for the first, or where it stands higher.
    below: Option<f64>,
    size: f64,
    text: String,
}

impl<'d> Pages<'d> {
    fn read(&mut self, page: ObjectId, lines: &mut Vec<Line>) -> Result<(), Cause> {
        let most = self.limits.record();
        // a page that is damaged has no text, and the others have theirs
        let content = match self.document.get_page_content_with_limit(page, most) {
            Err(error @ Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(cause(&error, self.limits));
            }
            other => other.unwrap_or_default(),
        };
        self.unpacked = self.unpacked.saturating_add(content.len() as u64);
        check_ratio(self.packed, self.unpacked, self.limits.unpacked_ratio).map_err(Cause::unpacking)?;
        let fonts = self.document.get_page_fonts(page).unwrap_or_default();
        let mut pen = Pen::default();
        let mut pieces = Vec::new();
        for operation in Content::decode_iter(&content) {
            let Ok(operation) = operation else { break };
            match operation.operator.as_str() {
                "Tf" => {
                    let name = operation.operands.first().and_then(|name| name.as_name().ok());
                    let font = name.and_then(|name| fonts.get(name).copied());
                    pen.font = font.and_then(|font| self.font(font));
                    pen.size = number(&operation, 1);
                }
                _ => pen.follow(&operation, &mut pieces),
            }
        }
        for piece in &pieces {
            self.codes += piece.letters.codes;
            self.unknown += piece.letters.unknown;
        }
        put_in_lines(&pieces, lines);
        Ok(())
    }

    fn font(&mut self, font: &'d Dictionary) -> Option<Rc<Font<'d>>> {
        let (document, most) = (self.document, self.limits.record());
        let known = self.fonts.entry(font).or_insert_with(|| Font::of(font, document, most).map(Rc::new));
        known.clone()
    }
}

// ------------------------------------------------------------------ fonts

/// What codes mean, and how wide their letters are.
struct Font<'d> {
    encoding: Encoding<'d>,
    /// Bytes of a code.
    code_bytes: usize,
    /// In thousandths of the size.
    widths: FxHashMap<u32, f64>,
    usual_width: f64,
}

/// The width of a letter where nothing is known: about that of most types.
const USUAL_WIDTH: f64 = 500.0;
/// So many widths are read of one font.
const MAX_WIDTHS: usize = 65_536;

impl<'d> Font<'d> {
    fn of(font: &'d Dictionary, document: &'d Document, most: usize) -> Option<Self> {
        let encoding = font.get_font_encoding_with_limit(document, most).ok()?;
        let composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        let mut out = Font {
            encoding,
            code_bytes: if composite { 2 } else { 1 },
            widths: FxHashMap::default(),
            usual_width: USUAL_WIDTH,
        };
        match composite {
            true => out.composite_widths(font, document),
            false => out.simple_widths(font, document),
        }
        Some(out)
    }

    fn simple_widths(&mut self, font: &Dictionary, document: &Document) {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let Ok(widths) = font.get_deref(b"Widths", document).and_then(Object::as_array) else { return };
        let first = u32::try_from(first).unwrap_or(0);
        for (code, width) in (first..).zip(widths).take(MAX_WIDTHS) {
            if let Ok(width) = resolved(width, document).as_float() {
                self.widths.insert(code, f64::from(width));
            }
        }
    }

    /// `W`: a code with the widths of it and those behind it, or two codes with the width of all between them.
    fn composite_widths(&mut self, font: &Dictionary, document: &Document) {
        let below = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let below = below.ok().and_then(|fonts| resolved(fonts.first()?, document).as_dict().ok());
        let Some(below) = below else { return };
        let usual = below.get_deref(b"DW", document).and_then(Object::as_float);
        self.usual_width = usual.map_or(1_000.0, f64::from);
        let Ok(list) = below.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let mut rest = list.iter().map(|object| resolved(object, document));
        while let (Some(first), Some(next)) = (rest.next(), rest.next()) {
            let Some(first) = first.as_i64().ok().and_then(|code| u32::try_from(code).ok()) else { return };
            if self.widths.len() > MAX_WIDTHS {
                return;
            }
            match next {
                Object::Array(widths) => {
                    for (code, width) in (first..).zip(widths).take(MAX_WIDTHS) {
                        if let Ok(width) = resolved(width, document).as_float() {
                            self.widths.insert(code, f64::from(width));
                        }
                    }
                }
                last => {
                    let last = last.as_i64().ok().and_then(|code| u32::try_from(code).ok());
                    let width = rest.next().and_then(|width| width.as_float().ok());
                    let (Some(last), Some(width)) = (last, width) else { return };
                    for code in (first..=last).take(MAX_WIDTHS) {
                        self.widths.insert(code, f64::from(width));
                    }
                }
            }
        }
    }

    /// What a string draws.
    fn letters(&self, bytes: &[u8]) -> Letters {
        let codes = bytes.chunks(self.code_bytes).map(|code| code.iter().fold(0, |code, b| code << 8 | u32::from(*b)));
        let mut letters = Letters::default();
        for code in codes {
            letters.width += self.widths.get(&code).copied().unwrap_or(self.usual_width);
            letters.codes += 1;
            letters.spaces += usize::from(self.code_bytes == 1 && code == 32);
        }
        // without a map to letters, the codes of such a font are numbers of shapes
        let is_mapped = self.code_bytes == 1 || !matches!(self.encoding, Encoding::OneByteEncoding(_));
        match self.encoding.bytes_to_string(bytes) {
            Ok(text) if is_mapped => {
                letters.unknown = text.matches('\u{FFFD}').count();
                letters.text = text;
            }
            _ => letters.unknown = letters.codes,
        }
        letters
    }
}

#[derive(Default)]
struct Letters {
    text: String,
    /// In thousandths of the size.
    width: f64,
    codes: usize,
    /// Codes that are a space.
    spaces: usize,
    /// Codes whose letters the font does not tell.
    unknown: usize,
}

fn resolved<'d>(object: &'d Object, document: &'d Document) -> &'d Object {
    document.dereference(object).map_or(object, |(_, object)| object)
}

// ------------------------------------------------------------------ where letters are drawn

/// `[a b c d e f]`: what a point becomes.
type Matrix = [f64; 6];
const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn times(m: Matrix, n: Matrix) -> Matrix {
    [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]
}

/// Saved states in each other are followed so far.
const MAX_SAVED: usize = 64;

/// What draws: where it stands, and with which type.
struct Pen<'d> {
    font: Option<Rc<Font<'d>>>,
    size: f64,
    page: Matrix,
    saved: Vec<Matrix>,
    line: Matrix,
    text: Matrix,
    leading: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
}

impl Default for Pen<'_> {
    fn default() -> Self {
        Pen {
            font: None,
            size: 0.0,
            page: UNIT,
            saved: Vec::new(),
            line: UNIT,
            text: UNIT,
            leading: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
        }
    }
}

fn number(operation: &Operation, place: usize) -> f64 {
    let number = operation.operands.get(place).and_then(|number| number.as_float().ok());
    f64::from(number.filter(|number| number.is_finite()).unwrap_or(0.0))
}

impl Pen<'_> {
    fn follow(&mut self, operation: &Operation, pieces: &mut Vec<Piece>) {
        let matrix = || std::array::from_fn(|place| number(operation, place));
        match operation.operator.as_str() {
            "q" if self.saved.len() < MAX_SAVED => self.saved.push(self.page),
            "Q" => self.page = self.saved.pop().unwrap_or(self.page),
            "cm" => self.page = times(matrix(), self.page),
            "BT" => (self.line, self.text) = (UNIT, UNIT),
            "Tm" => {
                self.line = matrix();
                self.text = self.line;
            }
            "Td" => self.move_by(number(operation, 0), number(operation, 1)),
            "TD" => {
                self.leading = -number(operation, 1);
                self.move_by(number(operation, 0), number(operation, 1));
            }
            "T*" => self.move_by(0.0, -self.leading),
            "TL" => self.leading = number(operation, 0),
            "Tc" => self.letter_space = number(operation, 0),
            "Tw" => self.word_space = number(operation, 0),
            "Tz" => self.stretch = number(operation, 0) / 100.0,
            "Tj" => self.draw(operation.operands.first(), pieces),
            "'" => {
                self.move_by(0.0, -self.leading);
                self.draw(operation.operands.first(), pieces);
            }
            "\"" => {
                (self.word_space, self.letter_space) = (number(operation, 0), number(operation, 1));
                self.move_by(0.0, -self.leading);
                self.draw(operation.operands.get(2), pieces);
            }
            "TJ" => {
                for part in operation.operands.first().and_then(|parts| parts.as_array().ok()).into_iter().flatten() {
                    match part.as_float() {
                        Ok(back) => self.advance(-f64::from(back) / 1_000.0 * self.size),
                        Err(_) => self.draw(Some(part), pieces),
                    }
                }
            }
            _ => {}
        }
    }

    fn move_by(&mut self, x: f64, y: f64) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = times([1.0, 0.0, 0.0, 1.0, by * self.stretch, 0.0], self.text);
    }

    fn draw(&mut self, string: Option<&Object>, pieces: &mut Vec<Piece>) {
        let Some(bytes) = string.and_then(|string| string.as_str().ok()) else { return };
        let letters = match &self.font {
            Some(font) => font.letters(bytes),
            None => Letters { codes: bytes.len(), unknown: bytes.len(), ..Letters::default() },
        };
        let from = times(self.text, self.page);
        let spaced = letters.codes as f64 * self.letter_space + letters.spaces as f64 * self.word_space;
        self.advance(letters.width / 1_000.0 * self.size + spaced);
        let to = times(self.text, self.page);
        // text that runs up or down the page has its lines beside each other
        let (along, across) = if from[0].abs() >= from[1].abs() { (4, 5) } else { (5, 4) };
        let scale = from[0].hypot(from[1]);
        pieces.push(Piece {
            start: from[along],
            end: to[along],
            y: from[across],
            size: self.size.abs() * scale,
            letters,
        });
    }
}

// ------------------------------------------------------------------ lines and paragraphs

/// A gap of more than this share of the size is a space.
const SPACE: f64 = 0.2;
/// A letter lower or higher by more than this share of the size is on another line: notes above the line are not.
const SAME_LINE: f64 = 0.5;
/// A line that is lower by so many times the usual begins a paragraph.
const PARAGRAPH: f64 = 1.3;
/// A line that is set in by more than this share of the size does, where a sentence has ended.
const SET_IN: f64 = 0.8;

/// Puts the pieces of a page together.
fn put_in_lines(pieces: &[Piece], lines: &mut Vec<Line>) {
    let first = lines.len();
    let mut before: Option<&Piece> = None;
    let mut y = 0.0;
    for piece in pieces.iter().filter(|piece| !piece.letters.text.is_empty()) {
        let size = piece.size.max(1e-3);
        let line = lines[first..].last_mut().zip(before).filter(|_| (piece.y - y).abs() <= SAME_LINE * size);
        match line {
            Some((line, before)) => {
                let gap = (piece.start - before.end) / size;
                let apart =
                    line.text.ends_with(char::is_whitespace) || piece.letters.text.starts_with(char::is_whitespace);
                if !(-1.0..=SPACE).contains(&gap) && !apart {
                    line.text.push(' ');
                }
                line.text.push_str(&piece.letters.text);
                line.size = line.size.max(size);
            }
            None => {
                let below = before.map(|_| y - piece.y).filter(|below| *below > 0.0);
                lines.push(Line { start: piece.start, below, size, text: piece.letters.text.clone() });
                y = piece.y;
            }
        }
        before = Some(piece);
    }
}

fn paragraphs(lines: &[Line]) -> Vec<String> {
    let mut gaps: Vec<f64> = lines.iter().filter_map(|line| Some(line.below? / line.size)).collect();
    gaps.sort_by(f64::total_cmp);
    // in a short text every other gap may stand between paragraphs
    let usual = gaps.get(gaps.len().saturating_sub(1) / 3).copied().unwrap_or(1.2);
    let mut out: Vec<String> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
        let begins = match before {
            None => true,
            Some(before) => {
                let ended =
                    before.text.trim_end().ends_with(['.', '!', '?', ':', '"', '\u{201d}', '\u{2019}', '\u{bb}']);
                let lower = line.below.is_some_and(|below| below / line.size > PARAGRAPH * usual);
                let other_type = (line.size / before.size - 1.0).abs() > 0.15;
                let set_in = line.start - before.start > SET_IN * line.size;
                lower || other_type || ended && (set_in || line.below.is_none())
            }
        };
        let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match out.last_mut().filter(|_| !begins) {
            None => out.push(text),
            Some(paragraph) => {
                let broken = paragraph.strip_suffix(['-', '\u{2010}', '\u{ad}']).map(str::len);
                match broken {
                    Some(length) if text.starts_with(char::is_lowercase) => paragraph.truncate(length),
                    Some(_) => {}
                    None => paragraph.push(' '),
                }
                paragraph.push_str(&text);
            }
        }
        before = Some(line);
    }
    out
}
