//! How fast are voices found, once the words are?
//!
//! The text is the marked sentences of the tests, in paragraphs: denser in cues than news is. With
//! `PARALLAX_NEWS` set to a folder of `.txt` files, those are timed as well.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parallax::text::{Analysis, Analyzer};
use parallax::voice::{Field, FoundVoices, VoiceFinder, VoiceScratch};

fn marked_sentences() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/voice_further.jsonl");
    let lines = std::fs::read_to_string(folder).expect("the marked sentences are in the repository");
    let sentences: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("one JSON object a line"))
        .filter_map(|line| line["text"].as_str().map(String::from))
        .collect();
    sentences.chunks(12).map(|article| article.join(" ").replace(". The", ".\n\nThe")).collect()
}

fn news() -> Vec<String> {
    let Some(folder) = std::env::var_os("PARALLAX_NEWS") else { return Vec::new() };
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    files.sort();
    files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "txt"))
        .filter_map(|f| std::fs::read_to_string(f).ok())
        .collect()
}

fn find(c: &mut Criterion) {
    let analyzer = Analyzer::default();
    let finder = VoiceFinder::english();
    let mut group = c.benchmark_group("voice");
    for (name, texts) in [("marked_sentences", marked_sentences()), ("news", news())] {
        if texts.is_empty() {
            continue;
        }
        let analyses: Vec<Analysis> = texts.iter().map(|text| analyzer.analyze(text)).collect();
        let (mut scratch, mut found) = (VoiceScratch::default(), FoundVoices::default());
        finder.find_into(&texts[0], &analyses[0], Field::Body, &mut scratch, &mut found);
        assert!(found.words().iter().any(|word| word.bits() != 0));
        group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
        group.bench_function(name, |b| {
            b.iter(|| {
                for (text, analysis) in texts.iter().zip(&analyses) {
                    finder.find_into(text, analysis, Field::Body, &mut scratch, &mut found);
                }
            });
        });
    }
    group.finish();
}

/// Texts made to be slow: they take as many times longer as they are longer.
fn hostile(c: &mut Criterion) {
    let finder = VoiceFinder::english();
    let (mut scratch, mut found) = (VoiceScratch::default(), FoundVoices::default());
    let mut group = c.benchmark_group("voice_hostile");
    group.sample_size(10);
    for (name, unit) in [
        ("unclosed_marks", "“"),
        ("negators", "not "),
        ("nested_brackets", "(a "),
        ("one_sentence", "the committee of the river moved slowly over bridges and roads "),
        ("reporting_verbs", "said "),
        ("refusals", "refused to call it a coup "),
    ] {
        for size in [1_250_000, 5_000_000] {
            let text = unit.repeat(size / unit.len());
            let analysis = Analyzer::default().analyze(&text);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("{name}/{size}"), |b| {
                b.iter(|| finder.find_into(&text, &analysis, Field::Body, &mut scratch, &mut found));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, find, hostile);
criterion_main!(benches);
