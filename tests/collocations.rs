//! Words that keep company: both roads, every count a concordance's, the scores from the pairs themselves.

use parallax::framing::{CollocationOrder, Collocations, Concordance};
use parallax::{Input, Selection};
use std::path::{Path, PathBuf};

fn kazakhstan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/kazakhstan_2022")
}

fn input() -> Input {
    Input::builder().path(kazakhstan()).open().unwrap()
}

#[test]
fn every_pair_opens_as_a_concordance() {
    let input = input();
    let found = Collocations::builder().most(40).find(&input).unwrap();
    assert_eq!(found.rows.len(), 40);
    for row in &found.rows {
        let lines = Concordance::builder().patterns([&*row.words.join(" ")]).unwrap().find(&input).unwrap();
        assert_eq!((lines.hits(), lines.articles_with_hits()), (row.occurrences, row.articles), "{:?}", row.words);
    }
}

#[test]
fn orders_filters_and_stop_words() {
    let input = input();
    let all = Collocations::builder().minimum(1).least_articles(1).most(usize::MAX);
    let whole = all.clone().find(&input).unwrap();
    assert_eq!(whole.rows.len() as u64, whole.distinct);
    assert_eq!(whole.rows.iter().map(|row| row.occurrences).sum::<u64>(), whole.all);
    let score = |order, row: &parallax::framing::CollocationRow| match order {
        CollocationOrder::LogDice => row.collocation.log_dice().unwrap(),
        CollocationOrder::G2 => row.collocation.g2_signed(),
        CollocationOrder::Mi => row.collocation.mi().unwrap(),
        CollocationOrder::T => row.collocation.t_score().unwrap(),
        _ => row.occurrences as f64,
    };
    for name in ["logdice", "g2", "mi", "t", "occurrences"] {
        let order: CollocationOrder = name.parse().unwrap();
        assert_eq!(order.name(), name);
        let found = all.clone().order(order).find(&input).unwrap();
        assert!(found.rows.is_sorted_by(|a, b| score(order, a) >= score(order, b)), "{name}");
        assert_eq!(found.rows.len(), whole.rows.len());
    }
    let some = Collocations::builder().minimum(4).least_articles(3).stop_words(false).most(usize::MAX);
    let some = some.find(&input).unwrap();
    assert!(!some.rows.is_empty() && some.rows.len() as u64 == some.passed);
    for row in &some.rows {
        assert!(row.occurrences >= 4 && row.articles >= 3, "{row:?}");
        let stop_words = parallax::framing::stop_words("en".parse().unwrap()).unwrap();
        assert!(!row.words.iter().any(|word| stop_words.contains(word)), "{row:?}");
        let same = whole.rows.iter().find(|other| other.words == row.words).unwrap();
        assert_eq!(same.collocation, row.collocation, "what is left out still counts");
    }
}

/// The tables of a text that can be worked out on paper.
#[test]
fn margins_on_paper() {
    let articles = "{\"outlet\":\"A\",\"text\":\"Red flag, red flag. Red star. Old flag.\"}\n";
    let input = Input::builder().reader("one", articles.as_bytes()).open().unwrap();
    let found = Collocations::builder().minimum(1).least_articles(1).find(&input).unwrap();
    // pairs: red flag twice (a comma parts neighbours), red star, old flag; three begin with "red", three end in "flag"
    assert_eq!((found.all, found.distinct), (4, 3));
    let red_flag = found.rows.iter().find(|row| row.words == ["red", "flag"]).unwrap();
    assert_eq!(red_flag.collocation.expected(), 3.0 * 3.0 / 4.0);
    assert_eq!(red_flag.collocation.dice(), 2.0 * 2.0 / 6.0);
    let refused = Collocations::builder().selection(Selection::all().outlet("B")).find(&input).unwrap_err();
    assert!(refused.to_string().contains("`B`"), "{refused}");
}

#[cfg(all(feature = "cli", feature = "index"))]
mod program {
    use super::kazakhstan;
    use std::process::{Command, Output};

    fn parallax(arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_parallax")).args(arguments).output().unwrap()
    }

    #[test]
    fn files_and_index_give_the_same_list() {
        let place = tempfile::tempdir().unwrap();
        let index = place.path().join("i");
        let (index, folder) = (index.to_str().unwrap(), kazakhstan());
        let folder = folder.to_str().unwrap();
        assert!(parallax(&["index", "add", index, folder]).status.success());
        for more in [&["--sort", "g2"][..], &["--outlet", "State Agency", "--minimum", "2", "--field", "both"]] {
            let pairs = |input: &str| {
                let out = parallax(&[&["collocations", input, "--format", "json"], more].concat());
                assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
                let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
                assert_eq!(report["schema"], "parallax-collocations/1");
                assert!(!report["pairs"].as_array().unwrap().is_empty());
                report["pairs"].clone()
            };
            assert_eq!(pairs(folder), pairs(index));
        }
        let out = parallax(&["collocations", folder, "--sort", "dogdice"]);
        assert_eq!(out.status.code(), Some(2));
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(
            said.contains(
                "`dogdice` is no order of pairs; write one of logdice, g2, mi, t, occurrences; did you mean `logdice`?"
            ),
            "{said}"
        );
    }
}
