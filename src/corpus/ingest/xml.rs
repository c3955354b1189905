//! XML that nobody vouches for: not deeper than allowed, and no entities of its own.

use roxmltree::{Document, ParsingOptions};

use super::limits::Limits;
use super::record::Cause;

/// The tree of an XML file, of which `what` says what it should be.
pub(super) fn tree<'a>(text: &'a str, what: &'static str, limits: &Limits) -> Result<Document<'a>, Cause> {
    check_depth(text, what, limits)?;
    // entities are how XML bombs are made; a document type without them is harmless
    if text.contains("<!ENTITY") {
        return Err(Cause::Broken(format!("{what} that declares entities is not read; remove `<!ENTITY`")));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 4_000_000, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
        .map_err(|error| Cause::Broken(format!("{what} that is broken: {error}; save it again")))
}

/// Whether elements stand too deep in each other: cheap, and before any parser sees them.
fn check_depth(text: &str, what: &'static str, limits: &Limits) -> Result<(), Cause> {
    let (mut depth, mut rest) = (0_u64, text.as_bytes());
    while let Some(start) = memchr::memchr(b'<', rest) {
        rest = &rest[start + 1..];
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
                // `<a/>` opens nothing
                depth += u64::from(end == 0 || rest.get(end - 1) != Some(&b'/'));
            }
        }
        if depth > limits.nesting {
            return Err(Cause::TooDeep { what, limit: limits.nesting });
        }
    }
    Ok(())
}
