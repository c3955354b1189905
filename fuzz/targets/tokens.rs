//! Tokens of any text: they stand in it in order, on the borders of characters, and words are numbered through.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::text::{Analyzer, AnalyzerOptions, TokenKind};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for options in [AnalyzerOptions::default(), AnalyzerOptions::default().split_hyphens(true).fold_accents(true)] {
        let analyzer = Analyzer::new(options);
        let analysis = analyzer.analyze(&text);
        let (mut end, mut words) = (0, 0);
        for token in analysis.tokens() {
            let range = token.span.start as usize..token.span.end as usize;
            assert!(range.start >= end && text.get(range.clone()).is_some_and(|slice| !slice.is_empty()));
            end = range.end;
            words += u32::from(token.kind == TokenKind::Word);
        }
        assert_eq!(words, analysis.word_count());
        assert_eq!(analysis.words().count(), words as usize);
        let mut last = 0;
        for sentence in analysis.sentences() {
            assert!(sentence.start >= last && sentence.end <= analysis.tokens().len());
            last = sentence.end;
        }
        let form = analyzer.lookup_form(&text);
        let _ = analyzer.lookup_form(&form);
    }
});
