//! What a text says of the agency it came from: shown as a hint, never relied on.

use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Words that name an agency where agencies are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyHint {
    /// The agency, as the text writes it.
    pub agency: String,
    /// The words, in bytes of the text.
    pub span: Span,
}

/// Datelines and bylines stand in the first so many bytes, credits in the last.
const EDGE: usize = 400;

const AGENCIES: &str = "AP|Associated Press|Reuters|Thomson Reuters|AFP|Agence France-Presse|UPI|dpa|DPA|Xinhua|TASS|Tass|Interfax|RIA Novosti|ANSA|EFE|PA Media|Kyodo|Yonhap|Anadolu Agency|Bloomberg";

static AT_THE_TOP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"\((?:The )?({AGENCIES})\)|(?m:^\s*(?:By |By the |By The )?(?:The )?({AGENCIES})\s*$)")).ok()
});
static AT_THE_END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"\b({AGENCIES})\b[^.\n]{{0,60}}\bcontributed\b|\bcontributed\b[^.\n]{{0,60}}\b({AGENCIES})\b|[—–-]\s*({AGENCIES})\s*$"
    ))
    .ok()
});

/// The agency a text names in its dateline ("(AP)"), its byline, or a credit at its end ("Reuters contributed to this
/// report"). Outlets rewrite agency copy without saying so, and credit agencies for a sentence: a hint, no more.
///
/// ```
/// use parallax::corpus::duplicate::agency_hint;
/// let hint = agency_hint("PORT ELM (AP) — Crews walked out on Monday.").unwrap();
/// assert_eq!(hint.agency, "AP");
/// assert_eq!(agency_hint("Crews walked out. Reuters contributed to this report.").unwrap().agency, "Reuters");
/// assert_eq!(agency_hint("Reuters said on Monday that crews walked out."), None);
/// ```
#[must_use]
pub fn agency_hint(text: &str) -> Option<AgencyHint> {
    let top = boundary(text, EDGE);
    let end = boundary(text, text.len().saturating_sub(EDGE));
    let find = |pattern: &LazyLock<Option<Regex>>, from: usize, to: usize| {
        let found = pattern.as_ref()?.captures(&text[from..to])?;
        let (whole, agency) = (found.get(0)?, found.iter().skip(1).flatten().next()?);
        Some(AgencyHint {
            agency: agency.as_str().to_string(),
            span: Span::new((from + whole.start()) as u32, (from + whole.end()) as u32),
        })
    };
    find(&AT_THE_TOP, 0, top).or_else(|| find(&AT_THE_END, end, text.len()))
}

/// The place, or the one before it where no letter is cut.
fn boundary(text: &str, place: usize) -> usize {
    (0..=place.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
