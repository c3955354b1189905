//! Lines about an index: making it, and asking it.

use super::{Bench, Clock, DEFAULT, Demand, PLAIN, Setting, on_threads};
use limits::index::{self, Asked, Rows, Terms};
use limits::lexicon::Part;
use parallax::counts::{CountPlan, Input, TermPlan, Window};
use parallax::framing::{Concordance, LineOrder};
use parallax::index::WriterOptions;
use parallax::text::Preset;
use parallax::{ArticleIndex, Source};
use rustc_hash::FxHashMap;
use std::path::Path;

/// The memory both sides may fill before they write a segment, in bytes.
const MEMORY: usize = 256 << 20;

/// How many lines of a concordance are shown.
const SHOWN: u64 = 1_000;

/// What stands in them: about 23 times in each megabyte.
const PHRASE: &str = "in that";

pub(super) fn lines(bench: &mut Bench) {
    let bare = bench.folder.path().join("bare");
    let mut has_bare = false;
    for setting in [PLAIN, DEFAULT] {
        let own = bench.folder.path().join(format!("own{}", setting.suffix));
        making(bench, setting);
        let asked = ["index_size", "lexicon", "terms", "concordance"].map(|name| setting.line(name, Demand::None).0);
        if !asked.iter().any(|name| bench.wants(name)) {
            continue;
        }
        if !std::mem::replace(&mut has_bare, true) {
            assert_eq!(index::build(&bench.corpus, &bare, 1, MEMORY), bench.articles);
        }
        assert_eq!(build(&bench.corpus, &own, setting, 1), bench.articles);
        let (name, demand) = setting.line("index_size", Demand::AtMost { gate: 1.10, target: 1.05 });
        if bench.wants(&name) {
            let [ours, limit] = [index::size(&own), index::size(&bare)].map(|bytes| bytes as f64 / 1e6);
            bench.print(&name, ours / limit, demand, &format!("ours {ours:.1} MB, limit {limit:.1} MB"));
        }
        asking(bench, setting, &own, &bare);
    }
    stemming(bench);
}

/// Indexes the corpus with the library; returns how many articles were added.
fn build(corpus: &Path, folder: &Path, setting: Setting, threads: usize) -> u64 {
    let index = ArticleIndex::create(folder, setting.options()).expect("a new index");
    let mut writer = index.writer(WriterOptions::default().threads(threads).memory(MEMORY)).expect("the only writer");
    let source = Source::open(corpus).expect("the corpus");
    let report = on_threads(threads, || writer.add_all(&source, |_| ())).expect("good lines");
    writer.commit().expect("room on the disk");
    writer.close().expect("room on the disk");
    report.added
}

/// Runs `build` in a folder that is new and goes again.
fn in_new_folder(bench: &Path, build: impl FnOnce(&Path) -> u64) -> u64 {
    let place = tempfile::tempdir_in(bench).expect("a temporary folder");
    build(&place.path().join("index"))
}

fn making(bench: &mut Bench, setting: Setting) {
    let (corpus, folder) = (bench.corpus.clone(), bench.folder.path().to_path_buf());
    let ours = |threads| in_new_folder(&folder, |place| build(&corpus, place, setting, threads));
    let limit = |threads| in_new_folder(&folder, |place| index::build(&corpus, place, threads, MEMORY));
    let demand = Demand::AtLeast { gate: 0.90, target: 0.95 };
    for (name, threads, clock) in [("ingest_1_thread", 1, Clock::Cpu), ("ingest_2_threads", 2, Clock::Wall)] {
        let (name, demand) = setting.line(name, demand);
        if bench.wants(&name) {
            bench.compare(&name, clock, demand, || ours(threads), || limit(threads));
        }
    }
    let (name, demand) = setting.line("ingest_2_threads_against_1", Demand::AtLeast { gate: 1.4, target: 1.6 });
    if bench.wants(&name) {
        bench.compare(&name, Clock::Wall, demand, || ours(2), || ours(1));
    }
    if setting.preset == Preset::Alphanumeric && bench.wants("ingest_limit_2_threads_against_1") {
        let name = "ingest_limit_2_threads_against_1";
        bench.compare(name, Clock::Wall, Demand::None, || limit(2), || limit(1));
    }
}

/// Making an index and one question in which every entry stands for all words of its stem: tantivy stems every word of
/// every text for it, the library each distinct word, when it is asked.
fn stemming(bench: &mut Bench) {
    let (corpus, folder) = (bench.corpus.clone(), bench.folder.path().to_path_buf());
    // a wildcard has no stem
    let whole: Vec<&str> = bench.lexicon.lines().filter(|line| !line.contains('*')).collect();
    let (list, lexicon) = (whole.join("\n"), bench.lexicon_of(&whole.join("\n"), true));
    let plan = CountPlan::new(vec![lexicon]).overlaps(PLAIN.overlaps);
    let place = |name: &str| {
        let place = tempfile::tempdir_in(&folder).expect("a temporary folder");
        (place.path().join(name), place)
    };
    let ours = || {
        let (index, _place) = place("own");
        build(&corpus, &index, PLAIN, 1);
        let input = Input::open(&index).expect("the index");
        on_threads(1, || hits(&input, &plan))
    };
    let limit = || {
        let (index, _place) = place("bare");
        let _ = index::build_with(&corpus, &index, 1, MEMORY, index::STEMS);
        Asked::open(&index).lexicon(&list)
    };
    let name = "ingest_and_ask_for_stems";
    if bench.wants(name) {
        bench.compare(name, Clock::Cpu, Demand::AtLeast { gate: 1.2, target: 1.5 }, ours, limit);
    }
}

fn asking(bench: &mut Bench, setting: Setting, own: &Path, bare: &Path) {
    let plain = setting.suffix.is_empty();
    let limit = Asked::open(bare);
    let input = Input::open(own).expect("the index");
    let (list, lexicon) = (bench.lexicon.clone(), bench.own_lexicon());

    let (name, demand) = setting.line("lexicon", Demand::AtLeast { gate: 0.5, target: 1.0 });
    let plan = CountPlan::new(vec![lexicon]).overlaps(setting.overlaps);
    let count = |threads| on_threads(threads, || hits(&input, &plan));
    // other words make other counts: then nothing is compared
    type Hits = FxHashMap<String, Vec<u64>>;
    let answer = |hits: Hits| if plain { hits } else { Hits::default() };
    if bench.wants(&name) {
        bench.compare(&name, Clock::Cpu, demand, || answer(count(1)), || answer(limit.lexicon(&list)));
    }
    let (name, _) = setting.line("lexicon_2_threads_against_1", Demand::None);
    if bench.wants(&name) {
        bench.compare(&name, Clock::Wall, Demand::None, || count(2), || count(1));
    }

    let (name, demand) = setting.line("terms", Demand::AtLeast { gate: 0.7, target: 0.9 });
    if bench.wants(&name) {
        let answer = |terms: Terms| if plain { terms } else { Terms::default() };
        let ours = || answer(on_threads(1, || terms(&input)));
        bench.compare(&name, Clock::Cpu, demand, ours, || answer(limit.terms()));
    }

    let (name, demand) = setting.line("concordance", Demand::AtLeast { gate: 0.5, target: 0.8 });
    if bench.wants(&name) {
        let parts: Vec<Part> = PHRASE.split(' ').map(|word| (word.to_string(), false)).collect();
        let find = |most| on_threads(1, || rows(&input, most));
        if plain {
            let all = limit.rows(&parts, u64::MAX);
            assert_eq!(find(usize::MAX), all, "every hit in its context, as the limit has it");
        }
        // which hits are shown is decided by the order of the articles, so their lengths differ
        let answer = |rows: Rows| if plain { (rows.hits, rows.rows) } else { (0, 0) };
        let ours = || answer(find(SHOWN as usize));
        bench.compare(&name, Clock::Cpu, demand, ours, || answer(limit.rows(&parts, SHOWN)));
    }
}

/// The hits by outlet and entry.
fn hits(input: &Input, plan: &CountPlan) -> FxHashMap<String, Vec<u64>> {
    let counts = input.count(plan).expect("the index").counts;
    let entries = counts.header().entries.len();
    let mut found: FxHashMap<String, Vec<u64>> = FxHashMap::default();
    for row in counts.rows().iter().filter(|row| !row.cells.is_empty()) {
        let hits = match found.get_mut(&*row.outlet) {
            Some(hits) => hits,
            None => found.entry(row.outlet.to_string()).or_insert_with(|| vec![0; entries]),
        };
        for cell in &row.cells {
            hits[cell.entry as usize] += u64::from(cell.occurrences);
        }
    }
    found
}

/// What a table of all terms holds.
fn terms(input: &Input) -> Terms {
    let table = input.count_terms(&TermPlan::default()).expect("the index");
    let counts = || table.terms.iter().flat_map(|(_, counts)| counts);
    Terms {
        terms: table.terms.len() as u64,
        cells: counts().filter(|count| count.occurrences > 0).count() as u64,
        occurrences: counts().map(|count| count.occurrences).sum(),
    }
}

/// The first hits by article, each with eight words on either side.
fn rows(input: &Input, most: usize) -> Rows {
    let request = Concordance::builder().patterns([PHRASE]).expect("a pattern");
    let request = request.window(Window::Words(8)).sort([LineOrder::Article]).most(most);
    let found = request.find(input).expect("the index");
    Rows {
        hits: found.hits(),
        rows: found.lines.len() as u64,
        bytes: found.lines.iter().map(|line| u64::from(line.context.len())).sum(),
    }
}
