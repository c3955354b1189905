//! Lexicon files of any kind: nothing panics, no file takes long, and what was read can be written, read again and
//! matched.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::Lexicon;
use parallax::lexicon::Matcher;
use parallax::lexicon::format::{Format, ReadOptions, write_yaml};
use parallax::text::AnalyzerOptions;

fuzz_target!(|data: &[u8]| {
    // the first byte chooses the format, or that it is told by the file
    let Some((&how, bytes)) = data.split_first() else { return };
    let mut options = ReadOptions::default();
    let name = match Format::ALL.get(usize::from(how) % (Format::ALL.len() + 1)) {
        Some(format) => {
            options = options.format(*format);
            "fuzz.txt"
        }
        None => ["fuzz.dic", "fuzz.cat", "fuzz.csv", "fuzz"][usize::from(how) % 4],
    };
    let Ok(lexicon) = options.parse(bytes, name) else { return };
    if let Some(entries) = lexicon.file_entries() {
        assert!(entries.read <= entries.found);
    }
    // our own text of it is the same lexicon
    let again = Lexicon::parse(lexicon.source(), "again.toml").expect("our own text is read");
    assert_eq!(again.hash(), lexicon.hash());
    assert_eq!(again.categories().len(), lexicon.categories().len());
    // and quanteda's text of it is one again, where anything can be said there
    let (yaml, _) = write_yaml(&lexicon);
    if yaml.contains("- ") {
        let read = ReadOptions::default().format(Format::QuantedaYaml).parse(yaml.as_bytes(), "again.yml");
        if let Err(error) = read {
            let error = error.to_string();
            let is_empty = error.contains("nothing of the file can be counted") || error.contains("the file has no entries");
            assert!(is_empty, "{error}\n{yaml}");
        }
    }
    let matcher = Matcher::new(&[lexicon], AnalyzerOptions::default()).expect("what was read can be compiled");
    let text = String::from_utf8_lossy(bytes);
    for m in matcher.scanner().matches(&text) {
        assert!(m.words > 0 && (m.entry as usize) < matcher.entries().len());
    }
});
