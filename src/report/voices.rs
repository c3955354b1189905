//! A text with its voices marked, as a compiler marks what it complains of: for whoever wonders why a hit was classed as
//! it was.

use super::visible::{Marks, visible};
use crate::corpus::Article;
use crate::text::Analyzer;
use crate::voice::{Axis, Field, SpanRecord, VoiceRecord};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// An article with its spans under its lines, no wider than `width` columns; sentences without a span are left out.
///
/// ```
/// use parallax::Article;
/// use parallax::report::explain_voices;
/// use parallax::text::Analyzer;
/// use parallax::voice::{Scope, VoiceFinder};
///
/// let article = Article::new("Wire", "It rained. Officials denied that a coup had taken place.").with_id("a1");
/// let record = article.voices(&VoiceFinder::english(), Analyzer::default(), Scope::Effective);
/// let page = explain_voices(&article, &record, 80);
/// assert!(page.contains("Officials denied that a coup had taken place.") && page.contains("negated"), "{page}");
/// assert!(!page.contains("It rained"));
/// ```
#[must_use]
pub fn explain_voices(article: &Article, record: &VoiceRecord, width: usize) -> String {
    let place = [Some(article.outlet()), article.published(), Some(article.id())];
    let head: Vec<String> = place.into_iter().flatten().map(|text| visible(text, Marks::Unicode)).collect();
    let mut out = format!("{}\n", head.join(", "));
    for (text, field) in [(article.title(), Field::Title), (article.text(), Field::Body)] {
        let spans: Vec<&SpanRecord> = record.spans.iter().filter(|span| span.field == field).collect();
        let analysis = Analyzer::default().analyze(text);
        for sentence in analysis.sentences() {
            let start = analysis.tokens()[sentence.start].span.start as usize;
            let end = analysis.tokens()[sentence.end - 1].span.end as usize;
            let here: Vec<&SpanRecord> =
                spans.iter().filter(|s| (s.start as usize) < end && start < s.end as usize).copied().collect();
            if !here.is_empty() {
                out.push('\n');
                lines(text, start, end, &here, width.max(40), &mut out);
            }
        }
    }
    out
}

/// A sentence in lines, each with the spans that begin, go on or end in it.
fn lines(text: &str, start: usize, end: usize, spans: &[&SpanRecord], width: usize, out: &mut String) {
    let mut from = start;
    while from < end {
        let to = line_end(text, from, end, width);
        let line = &text[from..to];
        out.push_str(&visible(line, Marks::Unicode));
        out.push('\n');
        for span in spans.iter().filter(|s| (s.start as usize) < to && from < s.end as usize) {
            let column = |byte: usize| visible(&text[from..byte.clamp(from, to)], Marks::Unicode).width();
            let (left, right) = (column(span.start as usize), column(span.end as usize).max(1));
            let mark = if span.axis == Axis::Quoted { '"' } else { '~' };
            let rule: String = std::iter::repeat_n(mark, right.saturating_sub(left).max(1)).collect();
            // what it is stands where it begins
            let label = if span.start as usize >= from { format!(" {}", label(text, span)) } else { String::new() };
            out.push_str(&format!("{}{rule}{label}\n", " ".repeat(left)));
        }
        from = to;
        while text[from..end].starts_with(char::is_whitespace) {
            from += text[from..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

/// Where a line of at most so many columns ends: behind a word.
fn line_end(text: &str, from: usize, end: usize, width: usize) -> usize {
    let (mut used, mut at, mut last) = (0, from, from);
    for word in text[from..end].split_word_bounds() {
        let wide = visible(word, Marks::Unicode).width();
        if word.contains('\n') && at > from {
            return last.max(from + 1);
        }
        if used + wide > width && last > from {
            return last;
        }
        used += wide;
        at += word.len();
        // marks stay with their words
        if !word.trim().is_empty() && (at == end || text[at..end].starts_with(char::is_whitespace)) {
            last = at;
        }
    }
    end
}

fn label(text: &str, span: &SpanRecord) -> String {
    let part = |[from, to]: [u32; 2]| visible(&text[from as usize..to as usize], Marks::Unicode);
    let axis = match span.axis {
        Axis::Reported => "reported",
        Axis::Quoted => "quoted",
        Axis::Negated => "negated",
        Axis::Hedged => "hedged",
        Axis::ScareQuoted => "scare-quoted",
    };
    let mut out = axis.to_string();
    if let Some(source) = span.source {
        out += &format!(", source: {}", part(source));
    }
    if let Some(cue) = span.cue {
        out += &format!(", cue: {}", part(cue));
    }
    out + &format!(" ({})", span.rule.name())
}
