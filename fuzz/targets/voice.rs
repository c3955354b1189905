//! Voices of any text: nothing panics, and every span lies in the text on the borders of characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::text::{Analysis, Analyzer};
use parallax::voice::{Field, FoundVoices, Scope, VoiceFinder, VoiceScratch};
use std::cell::RefCell;

/// What one byte stands for in a text of words: chance alone would seldom spell them.
const PIECES: &[&str] = &[
    "officials", "said", "claims", "that", "who", "denied", "not", "no", "if", "may", "called", "as", "by", "accused",
    "of", "the", "a", "coup", "“", "”", "\"", "'", "‘", "’", ",", ".", "?", ":", ";", "(", ")", "—", "\n", "so-called",
    "according", "to", "and", "but", "it", "is", "were", "alleged", "failed", "rule", "out", "in", "Moscow's", "view",
    "has", "been", "told", "what", "Mr.", "Vance", "rather", "than", "urged", "them", "«", "»", "„", "described",
    "claimed", "blamed", "for", "reportedly", "fears", "which", "whether", "nobody", "never", "without", "could",
    "should", "there", "believed", "refused", "prevent", "did", "happen", "happened", "TAPPER:", "Q:", "We", "I",
    "because", "while", "although", "when", "reports", "saying", "warned", "about", "suspected", "speculation", "…",
    "...", "!", "U.S.", "Tuesday", "this", "these", "their", "all", "every", "only", "any", "appears", "likely",
    "per", "put", "own", "admission", "clear", "sure", "or", "nor", "neither", "how", "why", "on", "from", "''", "``",
    "claimed,", "’s", "'s", "n't", "don't", "\u{200b}", "é", "日本", "12", "'90s", "-", "–", "[", "]", "\t",
];

thread_local! {
    static STATE: RefCell<(VoiceScratch, FoundVoices, Analysis)> = RefCell::default();
}

fn text_of(bytes: &[u8], spelled: bool) -> String {
    if !spelled {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut text = String::new();
    for byte in bytes {
        // half of the values glue a piece to the one before
        let (piece, glued) = (*byte as usize % PIECES.len(), *byte as usize >= PIECES.len());
        if !glued && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(PIECES[piece]);
    }
    text
}

fuzz_target!(|data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    let field = if how & 1 == 0 { Field::Body } else { Field::Title };
    let text = text_of(bytes, how & 2 != 0);
    let finder = if how & 12 == 12 {
        VoiceFinder::for_language("fr".parse().expect("a language"))
    } else {
        VoiceFinder::english()
    };
    STATE.with_borrow_mut(|(scratch, found, analysis)| {
        Analyzer::default().analyze_into(&text, analysis);
        finder.find_into(&text, analysis, field, scratch, found);
        check(&text, analysis, found, field);
        // memory used before changes nothing
        let fresh = finder.find(&text, analysis, field);
        assert_eq!(fresh.words(), found.words());
        assert!(fresh.spans(Scope::Syntactic).eq(found.spans(Scope::Syntactic)));
        assert!(fresh.spans(Scope::Effective).eq(found.spans(Scope::Effective)));
    });
});

fn check(text: &str, analysis: &Analysis, found: &FoundVoices, field: Field) {
    let words = analysis.word_count();
    assert_eq!(found.words().len(), words as usize);
    for scope in [Scope::Effective, Scope::Syntactic] {
        for record in found.records(analysis, field, scope) {
            for [start, end] in [Some([record.start, record.end]), record.source, record.cue].into_iter().flatten() {
                assert!(text.get(start as usize..end as usize).is_some_and(|slice| !slice.is_empty()));
            }
        }
    }
    for word in 0..=words.min(64) {
        for beyond in [0, 1, 3, u32::MAX - word] {
            let range = word..word + beyond;
            let voice = found.voice_of(range.clone());
            assert_eq!(voice.judged, found.judged());
            let _ = found.attribution_of(range);
        }
    }
    // ranges of nothing, turned round or beyond the text
    for (start, end) in [(words, 0), (u32::MAX, u32::MAX), (words, u32::MAX)] {
        let _ = found.voice_of(start..end);
        let _ = found.attribution_of(start..end);
    }
}
