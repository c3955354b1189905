//! How fast are articles indexed?

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parallax::index::WriterOptions;
use parallax::{ArticleIndex, Source};

fn ingest(c: &mut Criterion) {
    let lines = support::Corpus::new(1).json_lines(1_000);
    let mut group = c.benchmark_group("ingest");
    group.sample_size(10).throughput(Throughput::Bytes(lines.len() as u64));
    for threads in [1, 2] {
        group.bench_function(format!("1k_articles/{threads}_threads"), |b| {
            b.iter(|| {
                let place = tempfile::tempdir().expect("a temporary folder");
                let index = ArticleIndex::create(place.path(), Default::default()).expect("a new index");
                let mut writer = index.writer(WriterOptions::default().threads(threads)).expect("the only writer");
                let source =
                    Source::builder().reader("lines", std::io::Cursor::new(lines.clone())).open().expect("lines");
                let report = writer.add_all(&source, |_| ()).expect("good lines");
                assert_eq!(report.added, 1_000);
                writer.commit().expect("room on the disk");
            });
        });
    }
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
