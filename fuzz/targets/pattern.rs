//! The pattern grammar: nothing panics, nothing explodes, and what was read matches its own alternatives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::Lexicon;
use parallax::lexicon::{Case, MAX_EXPANSIONS, Matcher, Pattern, Words};
use parallax::text::AnalyzerOptions;

fuzz_target!(|data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    let source = String::from_utf8_lossy(bytes);
    let words = Words { case: if how & 1 == 0 { Case::Fold } else { Case::Exact }, regex: how & 2 != 0 };
    let read = if words.regex { Pattern::regex(&source) } else { Pattern::parse(&source) };
    let pattern = match read {
        Err(fault) => {
            assert!(fault.offset() <= source.len() && !fault.to_string().is_empty());
            return;
        }
        Ok(pattern) => pattern,
    };
    assert!((1..=MAX_EXPANSIONS).contains(&pattern.alternatives().count()));
    assert_eq!(pattern.source(), source);
    let Ok(lexicon) = Lexicon::from_words("fuzz", [source.as_ref()], words) else { return };
    for options in [AnalyzerOptions::default(), AnalyzerOptions::default().split_hyphens(true).fold_accents(true)] {
        // options may make a mark of what was a letter; then it is an error, never a panic
        let Ok(matcher) = Matcher::new(std::slice::from_ref(&lexicon), options) else { continue };
        let mut scanner = matcher.scanner();
        for alternative in pattern.alternatives().take(20) {
            let _ = scanner.matches(alternative);
        }
    }
});
