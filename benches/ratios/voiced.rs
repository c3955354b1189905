//! Lines about voices: what it costs to find them, to keep them, and to ask by them.

use super::{Bench, Clock, DEFAULT, Demand, on_threads};
use limits::index;
use parallax::counts::{CountPlan, Input};
use parallax::index::{IndexOptions, WriterOptions};
use parallax::lexicon::Lexicon;
use parallax::text::{Analysis, Analyzer, Language};
use parallax::voice::{Field, Listener, VoiceFinders};
use parallax::{ArticleIndex, Skipped, Source};
use std::path::Path;

/// The memory both sides may fill before they write a segment, in bytes.
const MEMORY: usize = 256 << 20;

/// Of the dense lexicon's entries one in so many is in the sparse one, whose hits are as rare as those of frames.
const SPARSE: usize = 25;

pub(super) fn lines(bench: &mut Bench) {
    if bench.wants("voice_pass") {
        pass(bench);
    }
    let folder = bench.folder.path().to_path_buf();
    let (corpus, articles) = (bench.corpus.clone(), bench.articles);
    let in_new_folder = |build: &dyn Fn(&Path) -> u64| {
        let place = tempfile::tempdir_in(&folder).expect("a temporary folder");
        build(&place.path().join("index"))
    };
    if bench.wants("ingest_with_voice") {
        let demand = Demand::AtLeast { gate: 0.42, target: 0.65 };
        let ours = || in_new_folder(&|place| build(&corpus, place, true));
        let limit = || in_new_folder(&|place| index::build(&corpus, place, 1, MEMORY));
        bench.compare("ingest_with_voice", Clock::Cpu, demand, ours, limit);
    }
    let asked = ["voice_size", "lexicon_with_voice_sparse", "lexicon_with_voice_dense"];
    if !asked.iter().any(|name| bench.wants(name)) {
        return;
    }
    let (voiced, bare) = (folder.join("voiced"), folder.join("unvoiced"));
    assert_eq!(build(&corpus, &voiced, true), articles);
    assert_eq!(build(&corpus, &bare, false), articles);
    if bench.wants("voice_size") {
        let [with, without] = [index::size(&voiced), index::size(&bare)].map(|bytes| bytes as f64 / 1e6);
        let note = format!("with {with:.1} MB, without {without:.1} MB");
        bench.print("voice_size", with / without, Demand::AtMost { gate: 1.06, target: 1.035 }, &note);
    }
    let input = Input::open(&voiced).expect("the index");
    let dense = bench.lexicon.clone();
    let sparse: String = dense.lines().step_by(SPARSE).map(|line| format!("{line}\n")).collect();
    for (name, list, demand) in [
        ("lexicon_with_voice_sparse", sparse, Demand::AtMost { gate: 3.0, target: 2.4 }),
        ("lexicon_with_voice_dense", dense, Demand::AtMost { gate: 6.0, target: 3.5 }),
    ] {
        if bench.wants(name) {
            asking(bench, &input, name, bench.lexicon_of(&list, false), demand);
        }
    }
}

/// How many megabytes of text a second of cpu time finds the voices of, once the words are found.
fn pass(bench: &mut Bench) {
    let analyzer = Analyzer::new(DEFAULT.options());
    let mut texts: Vec<(String, Analysis)> = Vec::new();
    for block in Source::open(&bench.corpus).expect("the corpus").blocks() {
        for article in block.expect("the corpus").articles(&mut Skipped::default()) {
            texts.push((article.text().to_string(), analyzer.analyze(article.text())));
        }
    }
    let bytes: usize = texts.iter().map(|(text, _)| text.len()).sum();
    let mut listener = Listener::new(VoiceFinders::default());
    let mut rates = Vec::new();
    for _ in 0..=bench.request.runs {
        let before = limits::cpu_seconds();
        for (text, analysis) in &texts {
            listener.listen(text, analysis, Field::Body, Language::ENGLISH);
        }
        rates.push(bytes as f64 / 1e6 / (limits::cpu_seconds() - before));
    }
    // the first only fills the memory of spellings
    let rate = super::median(rates.into_iter().skip(1));
    let note = format!("{:.1} MB of text, words found before", bytes as f64 / 1e6);
    bench.print("voice_pass_mb_a_cpu_second", rate, Demand::AtLeast { gate: 30.0, target: 80.0 }, &note);
}

fn build(corpus: &Path, folder: &Path, voices: bool) -> u64 {
    let options = IndexOptions::default().voices(voices.then(VoiceFinders::default));
    let index = ArticleIndex::create_with(folder, &options).expect("a new index");
    let mut writer = index.writer(WriterOptions::default().threads(1).memory(MEMORY)).expect("the only writer");
    let source = Source::open(corpus).expect("the corpus");
    let report = on_threads(1, || writer.add_all(&source, |_| ())).expect("good lines");
    writer.commit().expect("room on the disk");
    writer.close().expect("room on the disk");
    report.added
}

/// The time of a lexicon asked by voice, over its time without; hits have to be as many.
fn asking(bench: &mut Bench, input: &Input, name: &str, lexicon: Lexicon, demand: Demand) {
    let plan = CountPlan::new(vec![lexicon]);
    let voiced = plan.clone().voices(true);
    let count = |plan: &CountPlan| {
        let counts = on_threads(1, || input.count(plan).expect("the index").counts);
        (0..counts.header().categories.len() as u32).map(|category| counts.hits(category)).sum::<u64>()
    };
    bench.compare_over(name, demand, || count(&voiced), || count(&plan));
}
