//! Tables that other programs read on: what is written sums to what the program counts, from both roads.

use parallax::Input;
use parallax::counts::{CountPlan, FeatureMatrix, FieldChoice, TableUnit, TermFilter, TermPlan, VoiceFilter};
use parallax::framing::{TableValues, UnitTable};
use parallax::lexicon::shipped;
use parallax::voice::VoiceChoice;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn kazakhstan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/kazakhstan_2022")
}

fn reader(lines: &str) -> Input {
    Input::builder().reader("lines", std::io::Cursor::new(lines.to_string())).open().unwrap()
}

/// A matrix read back from its three files, by a plain reader of the format.
struct ReadBack {
    rows: Vec<Vec<String>>,
    columns: Vec<Vec<String>>,
    entries: BTreeMap<(usize, usize), u64>,
}

impl ReadBack {
    fn read(folder: &Path) -> Self {
        let table = |name: &str| -> Vec<Vec<String>> {
            let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
            reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
        };
        let text = std::fs::read_to_string(folder.join("matrix.mtx")).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("%%MatrixMarket matrix coordinate integer general"));
        let mut numbers = lines.filter(|line| !line.starts_with('%')).map(|line| {
            let parts: Vec<u64> = line.split(' ').map(|part| part.parse().unwrap()).collect();
            (parts[0] as usize, parts[1] as usize, parts[2])
        });
        let (rows, columns, non_zero) = numbers.next().unwrap();
        let mut entries = BTreeMap::new();
        for (row, column, count) in numbers {
            assert!((1..=rows).contains(&row) && (1..=columns).contains(&column) && count > 0);
            assert_eq!(entries.insert((row - 1, column - 1), count), None, "an entry stands twice");
        }
        assert_eq!(entries.len() as u64, non_zero);
        let back = ReadBack { rows: table("rows.csv"), columns: table("columns.csv"), entries };
        assert_eq!((back.rows.len(), back.columns.len()), (rows, columns));
        back
    }

    fn of(matrix: &FeatureMatrix) -> Self {
        let folder = tempfile::tempdir().unwrap();
        matrix.write_matrix_market(folder.path().join("dfm")).unwrap();
        ReadBack::read(&folder.path().join("dfm"))
    }

    /// By row and column name.
    fn named(&self) -> BTreeMap<(String, String), u64> {
        let name = |(&(row, column), &count): (&(usize, usize), &u64)| {
            ((self.rows[row][1].clone(), self.columns[column][1].clone()), count)
        };
        self.entries.iter().map(name).collect()
    }
}

fn terms(input: &Input, plan: &TermPlan, unit: TableUnit) -> ReadBack {
    ReadBack::of(&FeatureMatrix::of_terms(input, plan, unit, &TermFilter::default()).unwrap())
}

#[test]
fn a_matrix_on_paper() {
    let input = reader(
        "{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No riot, no coup.\"}\n{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"Coup!\"}\n",
    );
    let by_article = terms(&input, &TermPlan::default(), TableUnit::Article);
    let row = |name: &str, term: &str| (name.to_string(), term.to_string());
    let expected = [(row("1", "coup"), 1), (row("2", "coup"), 1), (row("2", "no"), 2), (row("2", "riot"), 1)];
    assert_eq!(by_article.named(), expected.into());
    assert_eq!(by_article.rows[1], ["2", "2", "B", "B", "", "", "en", "1", "4"]);
    let by_outlet = terms(&input, &TermPlan::default(), TableUnit::Group);
    assert_eq!(by_outlet.named()[&row("B", "no")], 2);
    assert_eq!(by_outlet.rows[0], ["1", "A", "", "", "", "", "", "1", "1"]);
}

#[test]
fn words_sum_to_the_program_s_counts() {
    let input = Input::open(kazakhstan()).unwrap();
    for (length, field) in [(1, FieldChoice::Text), (2, FieldChoice::Text), (1, FieldChoice::Both)] {
        let plan = TermPlan::default().length(length).unwrap().field(field);
        let counted = input.count_terms(&plan).unwrap();
        for unit in [TableUnit::Article, TableUnit::Group] {
            let matrix = terms(&input, &plan, unit);
            let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
            for (&(_, column), count) in &matrix.entries {
                *sums.entry(&matrix.columns[column][1]).or_default() += count;
            }
            let expected: BTreeMap<&str, u64> =
                counted.terms.iter().map(|(term, counts)| (term, counts.iter().map(|c| c.occurrences).sum())).collect();
            assert_eq!(sums, expected, "{unit:?} {length} {field:?}");
        }
    }
    let matrix = terms(&input, &TermPlan::default(), TableUnit::Article);
    for (number, row) in matrix.rows.iter().enumerate() {
        let sum: u64 = matrix.entries.range((number, 0)..(number + 1, 0)).map(|(_, count)| count).sum();
        assert_eq!(row[8], sum.to_string(), "every word of {} is in some column", row[1]);
    }
}

#[test]
fn filters_leave_columns_out() {
    let input = Input::open(kazakhstan()).unwrap();
    let stop_words = ["the", "of"].map(String::from).into_iter().collect();
    let filter = TermFilter { occurrences: 20, articles: 10, stop_words };
    let matrix = FeatureMatrix::of_terms(&input, &TermPlan::default(), TableUnit::Article, &filter).unwrap();
    let all = input.count_terms(&TermPlan::default()).unwrap();
    let expected: Vec<&str> = all
        .terms
        .iter()
        .filter(|(term, counts)| {
            let sum = |of: fn(&parallax::counts::TermCount) -> u64| counts.iter().map(of).sum::<u64>();
            sum(|c| c.occurrences) >= 20 && sum(|c| c.articles) >= 10 && !["the", "of"].contains(term)
        })
        .map(|(term, _)| term)
        .collect();
    assert_eq!(matrix.columns(), expected);
    assert!(expected.len() > 20);
}

#[test]
fn categories_and_entries_sum_to_the_counts() {
    let input = Input::open(kazakhstan()).unwrap();
    let plan = CountPlan::new(shipped("contested_events").unwrap()).by("event");
    let counts = input.count(&plan).unwrap().counts;
    for unit in [TableUnit::Article, TableUnit::Group] {
        for by_entry in [false, true] {
            let matrix = FeatureMatrix::of_counts(&counts, Default::default(), unit, by_entry).unwrap();
            let back = ReadBack::of(&matrix);
            let table = UnitTable::new(&counts, unit, by_entry);
            assert_eq!(table.columns().len(), back.columns.len());
            for (number, row) in table.rows().enumerate() {
                assert_eq!(row.unit.name.as_deref(), Some(back.rows[number][1].as_str()));
                for (column, hits) in row.hits.iter().enumerate() {
                    let entry = back.entries.get(&(number, column)).copied().unwrap_or(0);
                    assert_eq!(*hits, Some(entry), "{unit:?} row {number} column {column}");
                }
            }
            let sum = |name: &str| -> u64 {
                let of = back.columns.iter().position(|c| c[1] == name).unwrap();
                back.entries.iter().filter(|((_, column), _)| *column == of).map(|(_, count)| count).sum()
            };
            if !by_entry {
                assert_eq!(
                    sum("coup"),
                    counts.hits(counts.header().categories.iter().position(|c| c.id == "coup").unwrap() as u32)
                );
            }
        }
    }
}

#[cfg(feature = "index")]
#[test]
fn tables_from_an_index_equal_those_from_files() {
    let place = tempfile::tempdir().unwrap();
    let index = parallax::ArticleIndex::create(place.path().join("i"), Default::default()).unwrap();
    let mut writer = index.writer(Default::default()).unwrap();
    writer.add_all(&parallax::Source::open(kazakhstan()).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    let inputs = [Input::open(kazakhstan()).unwrap(), Input::open(place.path().join("i")).unwrap()];
    for (length, unit) in [(1, TableUnit::Article), (2, TableUnit::Article), (1, TableUnit::Group)] {
        let plan = TermPlan::default().length(length).unwrap();
        let [one, two] = inputs.each_ref().map(|input| terms(input, &plan, unit));
        assert_eq!((one.rows, one.columns, one.entries), (two.rows, two.columns, two.entries), "{length} {unit:?}");
    }
    let [one, two] = inputs.each_ref().map(|input| {
        let counts = input.count(&CountPlan::new(shipped("coup").unwrap())).unwrap().counts;
        let mut out = Vec::new();
        UnitTable::new(&counts, TableUnit::Article, true).write_csv(TableValues::Both, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    });
    assert_eq!(one, two);
}

#[test]
fn groups_summed_while_counting_are_those_of_counts() {
    let lines = "{\"id\":\"1\",\"outlet\":\"A\",\"event\":\"x\",\"text\":\"A coup, they said. \\\"No coup.\\\"\"}\n\
         {\"id\":\"2\",\"outlet\":\"A\",\"language\":\"fr\",\"text\":\"Un coup.\"}\n\
         {\"id\":\"3\",\"outlet\":\"B\",\"language\":\"de\",\"event\":\"x\",\"text\":\"Kein Putsch.\"}\n\
         {\"id\":\"1\",\"outlet\":\"A\",\"event\":\"x\",\"text\":\"A coup, they said. \\\"No coup.\\\"\"}\n";
    let plan = CountPlan::new(shipped("coup").unwrap()).voices(true).field(FieldChoice::Both);
    for (input, by) in
        [(reader(lines), "outlet"), (reader(lines), "event"), (Input::open(kazakhstan()).unwrap(), "outlet")]
    {
        let plan = plan.clone().by(by);
        let counts = input.count(&plan).unwrap().counts;
        for choice in [VoiceChoice::All, VoiceChoice::Own, VoiceChoice::Quoted, VoiceChoice::Hedged] {
            for by_entry in [false, true] {
                let voice = VoiceFilter { choice, endorsed_own: true };
                let kept = UnitTable::new(&counts, TableUnit::Group, by_entry).in_voice(voice).unwrap();
                let (summed, _) = UnitTable::of_groups(&input, &plan, voice, by_entry).unwrap();
                assert_eq!(summed.columns(), kept.columns());
                assert_eq!(summed.rows().collect::<Vec<_>>(), kept.rows().collect::<Vec<_>>(), "{by} {choice:?}");
            }
        }
    }
    let twice = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A.\"}\n{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"B.\"}\n";
    let [kept, summed] = [
        reader(twice).count(&plan).unwrap_err(),
        UnitTable::of_groups(&reader(twice), &plan, VoiceFilter::default(), false).unwrap_err(),
    ];
    assert_eq!(summed.to_string(), kept.to_string());
}

#[test]
fn unknown_values_are_empty() {
    let lines = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n{\"id\":\"2\",\"outlet\":\"A\",\"text\":\"...\"}\n{\"id\":\"3\",\"outlet\":\"B\",\"language\":\"fr\",\"text\":\"Un coup.\"}\n";
    let counts = reader(lines).count(&CountPlan::new(shipped("coup").unwrap())).unwrap().counts;
    let written = |unit| {
        let mut out = Vec::new();
        UnitTable::new(&counts, unit, false).write_csv(TableValues::Both, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(
        written(TableUnit::Article),
        "id,outlet,event,date,language,words,coup,coup_per_1000\n1,A,,,en,2,1,500.0\n2,A,,,en,0,0,\n3,B,,,fr,2,,\n",
        "no words: no rate; another language: not counted"
    );
    assert_eq!(written(TableUnit::Group), "outlet,articles,words,coup,coup_per_1000\nA,2,2,1,500.0\nB,1,2,,\n");
    let mut out = Vec::new();
    UnitTable::new(&counts, TableUnit::Group, false).write_json_lines(TableValues::Hits, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"outlet\":\"A\",\"articles\":2,\"words\":2,\"coup\":1}\n{\"outlet\":\"B\",\"articles\":1,\"words\":2,\"coup\":null}\n"
    );
}

#[test]
fn an_article_that_an_input_holds_twice_counts_once() {
    let line = "{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n";
    let input = reader(&line.repeat(3));
    assert_eq!(terms(&input, &TermPlan::default(), TableUnit::Article).entries.values().sum::<u64>(), 2);
    assert_eq!(input.count_terms(&TermPlan::default()).unwrap().words, [2]);
}
