use parallax::counts::{CountPlan, Input};
use parallax::text::Analyzer;
use parallax::{Comparison, Counts, Lexicon, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora").join(name)
}

fn strike_lexicon() -> Lexicon {
    Lexicon::read(folder("harbor_strike/lexicon.toml")).unwrap()
}

/// Rows of a CSV file by its first `keys` columns.
fn csv_rows(name: &str, keys: usize) -> BTreeMap<Vec<String>, Vec<u64>> {
    let mut reader = csv::Reader::from_path(folder("../tests/golden/harbor_strike").join(name)).unwrap();
    reader
        .records()
        .map(|record| {
            let fields: Vec<String> = record.unwrap().iter().map(String::from).collect();
            (fields[..keys].to_vec(), fields[keys..].iter().map(|f| f.parse().unwrap()).collect())
        })
        .collect()
}

fn check_on_paper(counts: &Counts) {
    let category = |id: &str| counts.header().categories.iter().position(|c| c.id == id).unwrap() as u32;
    let (disruption, rights) = (category("strike/disruption"), category("strike/rights"));
    let articles: BTreeMap<Vec<String>, Vec<u64>> = counts
        .rows()
        .iter()
        .map(|row| (vec![row.id.to_string()], vec![u64::from(row.words), row.hits(disruption), row.hits(rights)]))
        .collect();
    assert_eq!(articles, csv_rows("expected_articles.csv", 1));

    let comparison = Comparison::from_counts(counts).unwrap();
    let mut groups = BTreeMap::new();
    for category in &comparison.categories {
        for profile in &category.profiles {
            let name = comparison.groups[profile.group].name.as_deref().unwrap().to_string();
            let figures = vec![profile.articles, profile.articles_with_hits, profile.words, profile.hits];
            groups.insert(vec![name, category.id.clone()], figures);
            assert!(profile.interval_per_1000.is_err(), "four articles have no interval");
        }
    }
    assert_eq!(groups, csv_rows("expected.csv", 2));

    // the table of entries in the README: `entry` | category | hits | ...
    let readme = std::fs::read_to_string(folder("harbor_strike/README.md")).unwrap().replace("\\|", "¦");
    let mut seen = 0;
    for line in
        readme.lines().filter(|l| l.starts_with("| `") && l.contains("` | strike/") || l.contains(") | strike/"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let pattern = cells[0].split('`').nth(1).unwrap().replace('¦', "|");
        let entry = counts.header().entries.iter().position(|e| e.pattern == pattern).unwrap() as u32;
        let cells_of = |id: u32| counts.rows().iter().flat_map(move |row| row.cells_of(id).to_vec());
        let hits: u32 = cells_of(category(cells[1])).filter(|c| c.entry == entry).map(|c| c.occurrences).sum();
        assert_eq!(hits.to_string(), cells[2], "{pattern}");
        seen += 1;
    }
    assert_eq!(seen, counts.header().entries.len(), "every entry stands in the README");
}

#[test]
fn harbor_strike_equals_the_numbers_on_paper() {
    let plan = CountPlan::new(vec![strike_lexicon()]);
    check_on_paper(&Input::open(folder("harbor_strike")).unwrap().count(&plan).unwrap().counts);
}

#[cfg(feature = "index")]
#[test]
fn harbor_strike_equals_the_numbers_on_paper_from_an_index() {
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path(), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&Source::open(folder("harbor_strike")).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let plan = CountPlan::new(vec![strike_lexicon()]);
    check_on_paper(&Input::open(place.path()).unwrap().count(&plan).unwrap().counts);
}

#[test]
fn kazakhstan_2022_has_six_voices_on_twelve_events() {
    let source = Source::open(folder("kazakhstan_2022")).unwrap();
    let articles: Vec<_> = source.articles().collect::<Result<_, _>>().unwrap();
    assert_eq!(articles.len(), 72);
    let pairs: BTreeSet<_> = articles.iter().map(|a| (a.event().unwrap(), a.outlet())).collect();
    assert_eq!(pairs.len(), 72, "every outlet writes on every event");
    let analyzer = Analyzer::default();
    for article in &articles {
        let words = analyzer.analyze(article.text()).word_count();
        assert!((145..=355).contains(&words), "{}: {words} words", article.id());
        assert!(article.date().is_some(), "{}", article.id());
    }
    let terms = ["colo{u|}r revolution*", "coup*", "peaceful protester*", "terrorist*", "peacekeep*", "occup*"];
    let plan = CountPlan::new(terms.iter().map(|t| Lexicon::from_patterns(t, [*t]).unwrap()).collect());
    let counts = Input::open(folder("kazakhstan_2022")).unwrap().count(&plan).unwrap().counts;
    for (category, term) in terms.iter().enumerate() {
        assert!(counts.hits(category as u32) >= 8, "{term}: {}", counts.hits(category as u32));
    }
}
