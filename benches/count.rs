//! Which road is faster, and what does a merge cost?

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use parallax::counts::{CountPlan, Input};
use parallax::{ArticleIndex, Source};

fn count(c: &mut Criterion) {
    let mut corpus = support::Corpus::new(1);
    let lines = corpus.json_lines(2_000);
    let place = tempfile::tempdir().expect("a temporary folder");
    let source = Source::builder().reader("lines", std::io::Cursor::new(lines.clone())).open().expect("lines");
    let index = ArticleIndex::create(place.path(), Default::default()).expect("a new index");
    let mut writer = index.writer(Default::default()).expect("the only writer");
    writer.add_all(&source, |_| ()).expect("good lines");
    writer.commit().expect("room on the disk");
    let postings = Input::open(place.path()).expect("the index");
    let scan = Input::builder().reader("lines", std::io::Cursor::new(lines)).open().expect("lines");

    let mut group = c.benchmark_group("count");
    group.sample_size(10);
    for (name, entries) in [("sparse", 120), ("dense", 3_000)] {
        let plan = CountPlan::new(vec![corpus.lexicon(entries)]);
        let counts = postings.count(&plan).expect("counts").counts;
        assert_eq!(counts, scan.count(&plan).expect("counts").counts, "both roads give the same counts");
        group.bench_function(format!("scan/2k_articles/{name}"), |b| b.iter(|| scan.count(&plan).expect("counts")));
        group.bench_function(format!("postings/2k_articles/{name}"), |b| {
            b.iter(|| postings.count(&plan).expect("counts"))
        });
        group.bench_function(format!("merge/2k_articles/{name}"), |b| {
            b.iter(|| counts.clone().merge(counts.clone()).expect("equal rows"));
        });
    }
    group.finish();
}

criterion_group!(benches, count);
criterion_main!(benches);
