//! How fast is a lexicon compiled, and found in texts?

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parallax::lexicon::Matcher;

fn scan(c: &mut Criterion) {
    let mut corpus = support::Corpus::new(1);
    let text = corpus.text(200_000);
    let mut group = c.benchmark_group("lexicon");
    for entries in [120, 3_000] {
        let lexicon = corpus.lexicon(entries);
        let compile = || Matcher::new(std::slice::from_ref(&lexicon), Default::default()).expect("a plain lexicon");
        group.bench_function(format!("compile/{entries}_entries"), |b| b.iter(compile));
        let matcher = compile();
        let mut scanner = matcher.scanner();
        assert!(!scanner.matches(&text).is_empty());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("scan/200k_words/{entries}_entries"), |b| b.iter(|| scanner.matches(&text).len()));
    }
    group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
