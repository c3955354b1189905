//! How fast are words found?

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parallax::text::{Analysis, Analyzer, AnalyzerOptions, Preset};

fn tokenise(c: &mut Criterion) {
    let text = support::Corpus::new(1).text(200_000);
    let mut group = c.benchmark_group("tokenise");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for (name, preset) in [("news/200k_words", Preset::News), ("alphanumeric/200k_words", Preset::Alphanumeric)] {
        let analyzer = Analyzer::new(AnalyzerOptions::default().preset(preset));
        assert_eq!(analyzer.analyze(&text).word_count(), 200_000);
        let mut analysis = Analysis::default();
        group.bench_function(name, |b| b.iter(|| analyzer.analyze_into(&text, &mut analysis)));
    }
    group.finish();
}

criterion_group!(benches, tokenise);
criterion_main!(benches);
