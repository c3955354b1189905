use parallax::corpus::OnDuplicate;
use parallax::counts::{CountPlan, Counts, Input};
use parallax::index::{ArticleIndex, WriterOptions};
use parallax::text::AnalyzerOptions;
use parallax::{Article, Lexicon, Source};
use rand::{RngExt, SeedableRng};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn counts(input: impl AsRef<Path>) -> Counts {
    let plan = CountPlan::new(vec![Lexicon::from_patterns("x", ["coup*", "the {quay|crane}", "strik*"]).unwrap()]);
    Input::open(input).unwrap().count(&plan).unwrap().counts
}

/// Articles with words drawn by a seed.
fn made(path: &Path, articles: usize) {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(7);
    let words = ["the", "coup", "quay", "crane", "strike", "strikers", "said,", "union.", "port", "“calm”", "on", "of"];
    let mut out = String::new();
    for id in 0..articles {
        let text: Vec<&str> = (0..300).map(|_| words[random.random_range(0..words.len())]).collect();
        let outlet = ["Gazette", "Wire", "Voice"][id % 3];
        out += &format!("{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"text\":\"{}\"}}\n", text.join(" "));
    }
    std::fs::write(path, out).unwrap();
}

fn index_of(place: &Path, source: &Path) -> PathBuf {
    let index = ArticleIndex::create(place, AnalyzerOptions::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    writer.add_all(&Source::open(source).unwrap(), |_| ()).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    place.to_path_buf()
}

fn add(index: &Path, input: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["index", "add", index.to_str().unwrap(), input.to_str().unwrap(), "--commit-every", "1"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

// ------------------------------------------------------------------ killed

#[cfg(unix)]
#[test]
fn a_killed_ingest_is_completed_by_running_it_again() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 2_000);
    let undisturbed = place.path().join("undisturbed");
    let begun = std::time::Instant::now();
    assert!(add(&undisturbed, &input).status().unwrap().success());
    let whole = begun.elapsed();
    let expected = counts(&undisturbed);
    assert_eq!(expected.rows().len(), 2_000);

    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    let index = place.path().join("killed");
    let mut parts = 0;
    for kill in 0..50 {
        // each time from where the last was killed; every third time from the beginning
        if kill % 3 == 0 {
            let _ = std::fs::remove_dir_all(&index);
        }
        let mut child = add(&index, &input).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(random.random_range(0.05..0.95)));
        // kill() sends SIGKILL: nothing can be tidied up
        child.kill().unwrap();
        child.wait().unwrap();
        if ArticleIndex::is_index(&index) {
            let committed = counts(&index);
            parts += usize::from(!committed.rows().is_empty() && committed.rows().len() < 2_000);
            let known =
                expected.rows().iter().filter(|row| committed.rows().binary_search_by(|r| r.id.cmp(&row.id)).is_ok());
            assert!(known.eq(committed.rows().iter()), "kill {kill}: what was committed is as in the whole");
        }
    }
    println!("{parts} of 50 kills left a part");
    assert!(parts > 0, "no kill came in the middle: make the input longer");
    assert!(add(&index, &input).status().unwrap().success());
    assert!(counts(&index) == expected, "counts differ from those of an undisturbed ingest");
    assert_eq!(ArticleIndex::open(&index).unwrap().check().unwrap(), []);
}

#[test]
fn a_long_ingest_is_committed_in_parts() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 600);
    // an article whose id comes again with another content, at the very end
    let mut text = std::fs::read_to_string(&input).unwrap();
    text += "{\"id\":\"3\",\"outlet\":\"Wire\",\"text\":\"Another.\"}\n";
    std::fs::write(&input, text).unwrap();
    let index = ArticleIndex::create(place.path().join("i"), AnalyzerOptions::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default().commit_every(200 << 10)).unwrap();
    let source = Source::builder().input(&input).block_bytes(64 << 10).open().unwrap();
    let error = writer.add_all(&source, |_| ()).unwrap_err().to_string();
    assert!(error.contains(":601: the id `3` stands at ") && error.contains(":4 with different content"), "{error}");
    drop(writer);
    let committed = index.snapshot().unwrap().info().unwrap().articles;
    assert!(committed > 0 && committed < 600, "{committed} articles were committed before the error");
    assert_eq!(index.check().unwrap(), []);
}

// ------------------------------------------------------------------ merged

/// An error in the middle loses none of the articles before it: whoever commits all the same has them.
#[test]
fn what_came_before_a_conflict_is_there() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 40);
    let text = std::fs::read_to_string(&input).unwrap() + "{\"id\":\"3\",\"outlet\":\"Wire\",\"text\":\"Another.\"}\n";
    std::fs::write(&input, text).unwrap();
    let index = ArticleIndex::create(place.path().join("i"), AnalyzerOptions::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    let error = writer.add_all(&Source::open(&input).unwrap(), |_| ()).unwrap_err().to_string();
    assert!(error.contains("`3`"), "{error}");
    writer.commit().unwrap();
    assert_eq!(index.snapshot().unwrap().info().unwrap().articles, 40);
}

#[test]
fn indexes_are_merged_into_one() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    made(&path("all.jsonl"), 60);
    let lines: Vec<String> = std::fs::read_to_string(path("all.jsonl")).unwrap().lines().map(String::from).collect();
    // the middle third is in both
    std::fs::write(path("one.jsonl"), lines[..40].join("\n")).unwrap();
    std::fs::write(path("two.jsonl"), lines[20..].join("\n")).unwrap();
    let one = index_of(&path("one"), &path("one.jsonl"));
    let two = index_of(&path("two"), &path("two.jsonl"));
    let out =
        Command::new(env!("CARGO_BIN_EXE_parallax")).args(["index", "merge"]).args([&one, &two]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let said = String::from_utf8(out.stdout).unwrap();
    assert_eq!(said, "20 articles added, 0 updated, 20 unchanged\n60 articles in 1 segment\n");
    assert!(counts(&one) == counts(path("all.jsonl")));
    assert_eq!(counts(&two).rows().len(), 40, "the other stays as it was");
    assert_eq!(ArticleIndex::open(&one).unwrap().check().unwrap(), []);
}

#[test]
fn an_id_with_different_contents_in_two_indexes_is_settled_as_asked() {
    let place = tempfile::tempdir().unwrap();
    let index = |name: &str, text: &str| {
        let index = ArticleIndex::create(place.path().join(name), AnalyzerOptions::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        writer.add(&Article::new("Wire", text).with_id("1")).unwrap();
        writer.commit().unwrap();
        writer.close().unwrap();
        index
    };
    let other = index("other", "Two new coups.");
    let rows = [
        ("first", OnDuplicate::First, Some(1), 2),
        ("last", OnDuplicate::Last, Some(3), 1),
        ("skip", OnDuplicate::Skip, None, 3),
    ];
    for (name, choice, words, settled) in rows {
        let target = index(name, "Calm.");
        let mut writer = target.writer(WriterOptions::default()).unwrap();
        // the other index twice: what was settled stays settled
        let others = [other.snapshot().unwrap(), other.snapshot().unwrap()];
        let report = writer.add_indexes(&others, choice).unwrap();
        writer.commit().unwrap();
        let found = counts(target.path()).rows().first().map(|row| row.words);
        assert_eq!(found, words, "{name}");
        assert_eq!(report.settled, settled, "{name}: what is left out is counted");
    }
    let target = index("error", "Calm.");
    let mut writer = target.writer(WriterOptions::default()).unwrap();
    assert_eq!(
        writer.add_indexes(&[other.snapshot().unwrap()], OnDuplicate::Error).unwrap_err().to_string(),
        format!(
            "the id `1` is in {} and in {} with different contents; choose with --on-duplicate first, last or skip",
            target.path().display(),
            other.path().display()
        )
    );
}

/// A child that another thread starts holds a copy of every open file, the lock's too, until it runs its own program.
#[test]
fn a_lock_that_is_given_back_in_a_moment_is_waited_for() {
    let place = tempfile::tempdir().unwrap();
    let index = ArticleIndex::create(place.path().join("i"), AnalyzerOptions::default()).unwrap();
    let writer = index.writer(WriterOptions::default()).unwrap();
    std::thread::scope(|threads| {
        threads.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            drop(writer);
        });
        assert!(index.writer(WriterOptions::default()).is_ok());
    });
    let _writer = index.writer(WriterOptions::default()).unwrap();
    let error = index.writer(WriterOptions::default()).unwrap_err().to_string();
    assert!(error.ends_with("another program is writing to this index; wait until it is done"), "{error}");
}

// ------------------------------------------------------------------ damaged

/// Every file of an index, cut short, missing, emptied or with a flipped bit: an error that says so, or an answer; no panic.
#[test]
fn damaged_files_are_named() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 40);
    let whole = index_of(&place.path().join("whole"), &input);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&whole).unwrap().flatten().map(|e| e.path()).collect();
    files.retain(|file| file.extension().is_none_or(|e| e != "lock"));
    files.sort();
    type Harm = fn(&[u8]) -> Option<Vec<u8>>;
    let harms: [(&str, Harm); 4] = [
        ("missing", |_| None),
        ("empty", |_| Some(Vec::new())),
        ("cut_short", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
        ("a_flipped_bit", |bytes| {
            let mut bytes = bytes.to_vec();
            let middle = bytes.len() / 3;
            bytes[middle] ^= 0x10;
            Some(bytes)
        }),
    ];
    let commands =
        [vec!["index", "check"], vec!["index", "info"], vec!["compare"], vec!["concordance"], vec!["verify"]];
    let report = place.path().join("report.json");
    let run = |arguments: &[&str], folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.args(arguments);
        if arguments == ["verify"] {
            command.arg(&report);
        }
        command.arg(folder);
        if arguments == ["concordance"] {
            command.arg("coup");
        }
        command.output().unwrap()
    };
    let written = Command::new(env!("CARGO_BIN_EXE_parallax"))
        .arg("compare")
        .arg(&whole)
        .args(["-l", "coup", "--evidence", "all", "--output"])
        .arg(&report)
        .status();
    assert!(written.unwrap().success());
    let damaged = place.path().join("damaged");
    std::fs::create_dir(&damaged).unwrap();
    for file in &files {
        std::fs::copy(file, damaged.join(file.file_name().unwrap())).unwrap();
    }
    let sound: Vec<Output> = commands.iter().map(|arguments| run(arguments, &damaged)).collect();
    assert!(sound.iter().all(|out| out.status.success()));
    for (harm, change) in harms {
        for file in &files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let _ = std::fs::remove_dir_all(&damaged);
            std::fs::create_dir(&damaged).unwrap();
            for other in &files {
                std::fs::copy(other, damaged.join(other.file_name().unwrap())).unwrap();
            }
            match change(&std::fs::read(file).unwrap()) {
                Some(bytes) => std::fs::write(damaged.join(name), bytes).unwrap(),
                None => std::fs::remove_file(damaged.join(name)).unwrap(),
            }
            for (arguments, sound) in commands.iter().zip(&sound) {
                let out = run(arguments, &damaged);
                let said = String::from_utf8_lossy(&out.stderr);
                let which = format!("{harm} {name}, {}: {said}", arguments.join(" "));
                assert!(!said.contains("panicked"), "{which}");
                if out.status.code() == Some(1) {
                    let shown = if said.starts_with("parallax: ") { said.to_string() } else { which.clone() };
                    let clear = ["damaged", "this is no parallax index", "cannot be read", "no article"];
                    assert!(clear.iter().any(|word| shown.contains(word)), "{which}");
                }
                assert!(matches!(out.status.code(), Some(0 | 1)), "{which}");
                let of_tantivy = !name.starts_with('.') && !name.ends_with(".json");
                if out.status.success() {
                    // a flipped bit in a segment is found where files are held against their checksums
                    let looked_at = ["check", "verify"].iter().any(|word| arguments.contains(word));
                    assert!(!(of_tantivy && looked_at), "{which}");
                    assert!(
                        harm == "a_flipped_bit" || out.stdout == sound.stdout || *arguments == ["index", "info"],
                        "{which}"
                    );
                }
            }
        }
    }
}

/// Any byte of any file, changed: no command panics, and a check finds it wherever tantivy keeps a checksum.
#[test]
fn any_changed_byte_is_survived() {
    let place = tempfile::tempdir().unwrap();
    let (input, more) = (place.path().join("made.jsonl"), place.path().join("more.jsonl"));
    made(&input, 40);
    std::fs::write(&more, r#"{"id":"new","outlet":"Wire","text":"A new coup."}"#).unwrap();
    let whole = index_of(&place.path().join("whole"), &input);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&whole).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| std::fs::metadata(file).is_ok_and(|file| file.len() > 0));
    files.sort();
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
    let damaged = place.path().join("damaged");
    for round in 0..40 {
        let file = &files[round % files.len()];
        let mut bytes = std::fs::read(file).unwrap();
        let at = random.random_range(0..bytes.len());
        bytes[at] ^= random.random_range(1..=255_u8);
        let name = file.file_name().unwrap().to_str().unwrap();
        let which = format!("{name}, byte {at} of {} is now {}", bytes.len(), bytes[at]);
        let commands: [(&str, &[&Path]); 6] = [
            ("index check", &[&damaged]),
            ("index merge", &[&damaged]),
            ("compare", &[&damaged]),
            ("words", &[&damaged]),
            ("wire", &[&damaged]),
            ("index add", &[&damaged, &more]),
        ];
        for (command, paths) in commands {
            let _ = std::fs::remove_dir_all(&damaged);
            std::fs::create_dir(&damaged).unwrap();
            for other in &files {
                std::fs::copy(other, damaged.join(other.file_name().unwrap())).unwrap();
            }
            std::fs::write(damaged.join(name), &bytes).unwrap();
            let mut program = Command::new(env!("CARGO_BIN_EXE_parallax"));
            let out = program.args(command.split(' ')).args(paths).output().unwrap();
            let said = String::from_utf8_lossy(&out.stderr);
            assert!(!said.contains("panicked"), "{which}, {command}: {said}");
            assert!(matches!(out.status.code(), Some(0 | 1)), "{which}, {command}: {said}");
            // a check and a merge hold every file against its checksum, behind which stands only tantivy's version
            if command.starts_with("index ")
                && command != "index add"
                && !name.ends_with(".json")
                && at + 100 < bytes.len()
            {
                assert_eq!(out.status.code(), Some(1), "{which}, {command}");
            }
        }
    }
}

#[test]
fn a_folder_that_is_no_index_is_refused_by_every_command() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("letter.txt"), "dear").unwrap();
    for command in ["info", "check", "merge"] {
        let out =
            Command::new(env!("CARGO_BIN_EXE_parallax")).args(["index", command]).arg(place.path()).output().unwrap();
        let expected = format!(
            "parallax: {}: this is no parallax index; make one with `parallax index add`\n",
            place.path().display()
        );
        assert_eq!(String::from_utf8_lossy(&out.stderr), expected, "{command}");
        assert_eq!(out.status.code(), Some(1), "{command}");
    }
}
