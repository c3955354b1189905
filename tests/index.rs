use parallax::corpus::Article;
use parallax::counts::{CountPlan, Input};
use parallax::index::{ArticleIndex, IndexOptions, WriterOptions};
use parallax::text::AnalyzerOptions;
use parallax::{Lexicon, Source};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

fn create(place: &Path) -> ArticleIndex {
    ArticleIndex::create(place, AnalyzerOptions::default()).unwrap()
}

fn article(id: &str, text: &str) -> Article {
    Article::new("Gazette", text).with_id(id)
}

fn one() -> WriterOptions {
    WriterOptions::default().threads(1).memory(15 << 20)
}

/// Articles, words and hits of `coup` in what is committed.
fn state(place: &Path) -> (usize, u64, u64) {
    let plan = CountPlan::new(vec![Lexicon::from_patterns("coup", ["coup*"]).unwrap()]);
    let counts = Input::open(place).unwrap().count(&plan).unwrap().counts;
    (counts.rows().len(), counts.rows().iter().map(|r| u64::from(r.words)).sum(), counts.hits(0))
}

#[test]
fn readers_see_committed_states_only() {
    let place = tempfile::tempdir().unwrap();
    let index = create(place.path());
    let mut writer = index.writer(one()).unwrap();
    writer.add(&article("1", "A coup.")).unwrap();
    assert_eq!(state(place.path()), (0, 0, 0));
    writer.commit().unwrap();
    assert_eq!(state(place.path()), (1, 2, 1));
    writer.add(&article("2", "Two coups, one coup.")).unwrap();
    writer.rollback().unwrap();
    writer.commit().unwrap();
    assert_eq!(state(place.path()), (1, 2, 1));
}

#[test]
fn articles_are_updated_and_deleted_by_id() {
    let place = tempfile::tempdir().unwrap();
    let index = create(place.path());
    let mut writer = index.writer(one()).unwrap();
    writer.add(&article("1", "A coup.")).unwrap();
    writer.add(&article("2", "Calm.")).unwrap();
    writer.commit().unwrap();
    writer.add(&article("1", "No news from the capital.")).unwrap();
    assert!(writer.delete("2").unwrap());
    assert!(!writer.delete("3").unwrap());
    writer.commit().unwrap();
    writer.close().unwrap();
    assert_eq!(state(place.path()), (1, 5, 0));
    let info = ArticleIndex::open(place.path()).unwrap().snapshot().unwrap().info().unwrap();
    assert_eq!((info.articles, info.words), (1, 5), "deleted articles are in no total");
}

/// Something done with a writer; ids and contents are small numbers.
#[derive(Clone, Copy, Debug)]
enum Step {
    Add(u8, u8),
    Delete(u8),
    Commit,
    Rollback,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..4_u8, 0..3_u8).prop_map(|(id, content)| Step::Add(id, content)),
        3 => (0..4_u8).prop_map(Step::Delete),
        2 => Just(Step::Commit),
        1 => Just(Step::Rollback),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_holds_what_the_last_of_its_steps_left(steps in prop::collection::vec(step(), 0..30)) {
        let place = tempfile::tempdir().unwrap();
        let index = create(place.path());
        let mut writer = index.writer(one()).unwrap();
        let (mut committed, mut pending, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for step in steps.into_iter().chain([Step::Commit]) {
            match step {
                Step::Add(id, content) => {
                    let is_conflict = seen.get(&id).is_some_and(|before| *before != content);
                    let added = writer.add(&article(&id.to_string(), &format!("content {content}")));
                    prop_assert_eq!(added.is_err(), is_conflict);
                    if !is_conflict {
                        seen.insert(id, content);
                        pending.insert(id, content);
                    }
                }
                Step::Delete(id) => {
                    prop_assert_eq!(writer.delete(&id.to_string()).unwrap(), committed.contains_key(&id));
                    seen.remove(&id);
                    pending.remove(&id);
                }
                Step::Commit => {
                    writer.commit().unwrap();
                    committed = pending.clone();
                    seen.clear();
                    let snapshot = index.snapshot().unwrap();
                    let found = snapshot.articles(["0", "1", "2", "3"]).unwrap();
                    let mut found: Vec<(String, String)> =
                        found.iter().map(|article| (article.id().to_string(), article.text().to_string())).collect();
                    found.sort();
                    let expected: Vec<(String, String)> =
                        committed.iter().map(|(id, content)| (id.to_string(), format!("content {content}"))).collect();
                    prop_assert_eq!(found, expected);
                    prop_assert_eq!(snapshot.info().unwrap().articles, committed.len() as u64);
                }
                Step::Rollback => {
                    writer.rollback().unwrap();
                    pending = committed.clone();
                    seen.clear();
                }
            }
        }
        writer.close().unwrap();
        prop_assert!(index.check().unwrap().is_empty());
    }
}

#[test]
fn an_id_with_two_contents_is_refused_and_what_was_stored_stays() {
    let place = tempfile::tempdir().unwrap();
    let index = create(place.path());
    let mut writer = index.writer(one()).unwrap();
    writer.add(&article("1", "A coup.")).unwrap();
    writer.commit().unwrap();
    let lines =
        "{\"id\":\"7\",\"outlet\":\"A\",\"text\":\"One.\"}\n{\"id\":\"7\",\"outlet\":\"A\",\"text\":\"Two.\"}\n";
    let source = Source::builder().reader("lines", lines.as_bytes()).open().unwrap();
    let error = writer.add_all(&source, |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lines:2: the id `7` stands at lines:1 with different content; give each article an id of its own, or choose with --on-duplicate first, last or skip"
    );
    writer.rollback().unwrap();
    drop(writer);
    assert_eq!(state(place.path()), (1, 2, 1));
}

#[test]
fn what_was_skipped_is_remembered_until_the_input_is_read_again() {
    let place = tempfile::tempdir().unwrap();
    let index = create(place.path());
    let mut writer = index.writer(one()).unwrap();
    let read = |lines: &'static str| Source::builder().reader("feed", lines.as_bytes()).open().unwrap();
    let report = writer.add_all(&read("{\"outlet\":\"A\"}\n{\"outlet\":\"A\",\"text\":\"Calm.\"}\n"), |_| ()).unwrap();
    assert_eq!((report.added, report.skipped.articles()), (1, 1));
    writer.commit().unwrap();
    let skipped = || index.snapshot().unwrap().info().unwrap().skipped.articles();
    assert_eq!(skipped(), 1);
    writer.add_all(&read("{\"outlet\":\"A\",\"text\":\"Calm.\"}\n"), |_| ()).unwrap();
    writer.commit().unwrap();
    assert_eq!(skipped(), 0);
}

#[test]
fn refusals_say_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let name = place.path().display().to_string();
    let say = |message: &str| format!("{name}: {message}");

    assert_eq!(
        ArticleIndex::open(place.path()).unwrap_err().to_string(),
        say("this is no parallax index; make one with `parallax index add`")
    );
    let index = create(place.path());
    assert_eq!(
        ArticleIndex::create(place.path(), AnalyzerOptions::default()).unwrap_err().to_string(),
        say("there is an index already; open it, or choose another folder")
    );
    let _writer = index.writer(one()).unwrap();
    assert_eq!(
        index.writer(one()).unwrap_err().to_string(),
        say("another program is writing to this index; wait until it is done")
    );
    let other = ArticleIndex::open_or_create(place.path(), AnalyzerOptions::default().split_hyphens(true)).unwrap_err();
    assert!(
        other
            .to_string()
            .starts_with(&say("the index was made with other analyser options (preset news, split_hyphens no")),
        "{other}"
    );

    let bare = ArticleIndex::open_or_create_with(place.path(), &IndexOptions::default().voices(None)).unwrap_err();
    assert_eq!(bare.to_string(), say("the index was made with voices; asked for are none: build a new index"));

    let header = place.path().join("parallax.json");
    let text = std::fs::read_to_string(&header).unwrap();
    let version = parallax::index::INDEX_VERSION;
    std::fs::write(&header, text.replace(&format!("\"index_version\": {version}"), "\"index_version\": 99")).unwrap();
    assert_eq!(
        ArticleIndex::open(place.path()).unwrap_err().to_string(),
        format!(
            "{}: the index has version 99, this program reads version {version}; build it again with `parallax index add`",
            header.display()
        )
    );
    // voices by rules that this program no longer has would not be those of the passages it shows
    let at = text.find("fingerprint").unwrap() + "fingerprint\": \"".len();
    std::fs::write(&header, format!("{}{}{}", &text[..at], "0123456789abcdef", &text[at + 16..])).unwrap();
    assert_eq!(
        ArticleIndex::open(place.path()).unwrap_err().to_string(),
        say("the index tells voices by other rules than this program; build it again with `parallax index add`")
    );

    let full = tempfile::tempdir().unwrap();
    std::fs::write(full.path().join("letter.txt"), "dear").unwrap();
    assert_eq!(
        ArticleIndex::create(full.path(), AnalyzerOptions::default()).unwrap_err().to_string(),
        format!("{}: the folder is not empty; an index needs a folder of its own", full.path().display())
    );
}
