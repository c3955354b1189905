//! What is stored stays: full disks, folders that cannot be written, damage block by block, readers beside a merge, older
//! indexes, kills.

use parallax::counts::{CountPlan, Counts, Input};
use parallax::index::{ArticleIndex, WriterOptions};
use parallax::text::AnalyzerOptions;
use parallax::{Lexicon, Source};
use rand::{RngExt, SeedableRng};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn counts(input: impl AsRef<Path>) -> Counts {
    let plan = CountPlan::new(vec![Lexicon::from_patterns("x", ["coup*", "strik*"]).unwrap()]);
    Input::open(input).unwrap().count(&plan).unwrap().counts
}

/// Articles `from..to` with words drawn by a seed.
fn made(path: &Path, from: usize, to: usize) {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(from as u64);
    let words = ["the", "coup", "quay", "crane", "strike", "strikers", "said,", "union.", "port", "“calm”", "on", "of"];
    let mut out = String::new();
    for id in from..to {
        let text: Vec<&str> = (0..200).map(|_| words[random.random_range(0..words.len())]).collect();
        out += &format!(
            "{{\"id\":\"{id}\",\"outlet\":\"{}\",\"text\":\"{}\"}}\n",
            ["Wire", "Voice"][id % 2],
            text.join(" ")
        );
    }
    std::fs::write(path, out).unwrap();
}

fn program(arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(arguments).args(paths);
    command
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

fn run(arguments: &[&str], paths: &[&Path]) -> Output {
    let out = program(arguments, paths).output().unwrap();
    assert!(!said(&out).contains("panicked"), "{arguments:?}: {}", said(&out));
    out
}

fn index_of(place: &Path, source: &Path) -> PathBuf {
    let out = run(&["index", "add"], &[place, source]);
    assert!(out.status.success(), "{}", said(&out));
    place.to_path_buf()
}

fn copied(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().flatten() {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// The files that tantivy writes once and holds against checksums.
fn segment_files(index: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(index).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy();
        !name.starts_with('.') && !name.ends_with(".json") && !name.ends_with(".lock")
    });
    files.sort();
    files
}

// ------------------------------------------------------------------ nowhere to write

#[cfg(unix)]
#[test]
fn a_full_disk_ends_in_an_error_and_keeps_what_was_committed() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    made(&path("one.jsonl"), 0, 50);
    made(&path("two.jsonl"), 50, 3_000);
    let index = index_of(&path("i"), &path("one.jsonl"));
    let before = counts(&index);
    // no file may grow past 64 KiB, as if the disk were full there; the shell's unit is 512 bytes
    let script = "ulimit -f 128 && trap '' XFSZ && exec \"$0\" \"$@\"";
    let out = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_parallax"), "index", "add", "--threads", "1"])
        .args([&index, &path("two.jsonl")])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    assert!(said(&out).starts_with("parallax: ") && !said(&out).contains("panicked"), "{}", said(&out));
    let clear = ["writing had to stop; most likely the disk is full", "what was committed is kept"];
    assert!(clear.iter().any(|words| said(&out).contains(words)), "{}", said(&out));
    assert!(counts(&index) == before, "what was committed is there, and no more");
    assert!(run(&["index", "check"], &[&index]).status.success());
    // with room again, the same command completes it
    index_of(&index, &path("two.jsonl"));
    assert_eq!(counts(&index).rows().len(), 3_000);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    made(&path("one.jsonl"), 0, 20);
    made(&path("two.jsonl"), 20, 40);
    let index = index_of(&path("i"), &path("one.jsonl"));
    let before = counts(&index);
    let set = |mode| std::fs::set_permissions(&index, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    if std::fs::write(index.join("probe"), "").is_ok() {
        println!("permissions do not bind this user, so a read-only folder cannot be tried");
        std::fs::remove_file(index.join("probe")).unwrap();
        set(0o755);
        return;
    }
    let out = run(&["index", "add"], &[&index, &path("two.jsonl")]);
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    assert!(said(&out).contains("ermission denied"), "{}", said(&out));
    assert!(counts(&index) == before, "it can be asked all the same");
    set(0o755);
}

// ------------------------------------------------------------------ damage

#[test]
fn damage_in_any_block_of_a_segment_is_found() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 0, 120);
    let whole = index_of(&place.path().join("whole"), &input);
    let damaged = place.path().join("damaged");
    let (mut tried, mut blocks) = (0, 0);
    for file in segment_files(&whole) {
        let name = file.file_name().unwrap();
        let bytes = std::fs::read(&file).unwrap();
        for start in (0..bytes.len()).step_by(4096) {
            blocks += 1;
            let mut overwritten = bytes.clone();
            let end = (start + 64).min(bytes.len());
            overwritten[start..end].iter_mut().for_each(|byte| *byte ^= 0x5A);
            for (harm, content) in [("overwritten", overwritten), ("cut short", bytes[..start].to_vec())] {
                copied(&whole, &damaged);
                std::fs::write(damaged.join(name), content).unwrap();
                let out = run(&["index", "check"], &[&damaged]);
                let which = format!("{} {harm} at {start}: {}", name.display(), said(&out));
                assert_eq!(out.status.code(), Some(1), "{which}");
                assert!(said(&out).contains("damaged") || said(&out).contains("not what was written"), "{which}");
                tried += 1;
            }
        }
    }
    println!("{tried} damages in {blocks} blocks, each found");
    assert!(blocks >= 20, "{blocks} blocks are too few to show anything");
}

// ------------------------------------------------------------------ side by side

#[test]
fn a_reader_beside_a_merge_sees_what_it_opened() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    let index = ArticleIndex::create(path("i"), AnalyzerOptions::default()).unwrap();
    for part in 0..6 {
        made(&path("part.jsonl"), part * 50, (part + 1) * 50);
        let mut writer = index.writer(WriterOptions::default().threads(1)).unwrap();
        writer.add_all(&Source::open(path("part.jsonl")).unwrap(), |_| ()).unwrap();
        writer.commit().unwrap();
        writer.close().unwrap();
    }
    let expected = counts(path("i"));
    let plan = CountPlan::new(vec![Lexicon::from_patterns("x", ["coup*", "strik*"]).unwrap()]);
    let opened = Input::open(path("i")).unwrap();
    let merged = std::sync::atomic::AtomicBool::new(false);
    let looks = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut writer = index.writer(WriterOptions::default()).unwrap();
            writer.merge().unwrap();
            writer.close().unwrap();
            merged.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        let mut looks = 0;
        loop {
            let done = merged.load(std::sync::atomic::Ordering::SeqCst);
            assert!(opened.count(&plan).unwrap().counts == expected, "what was open before");
            assert!(counts(path("i")) == expected, "what is opened beside it");
            looks += 1;
            if done {
                return looks;
            }
        }
    });
    println!("{looks} looks at an index that was being merged");
    assert_eq!(index.snapshot().unwrap().info().unwrap().segments, 1);
    assert!(opened.count(&plan).unwrap().counts == expected, "after the merge, too");
}

// ------------------------------------------------------------------ older indexes

/// An index of version 2, as it was built then: it opens and counts as its articles do, or is refused with what to do.
#[test]
fn an_older_index_opens_or_is_refused_with_the_command_that_builds_it() {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat");
    let place = tempfile::tempdir().unwrap();
    let index = place.path().join("i");
    copied(&stored.join("index_v2"), &index);
    let out = run(&["index", "info"], &[&index]);
    if out.status.success() {
        assert!(counts(&index) == counts(stored.join("articles.jsonl")));
        assert!(run(&["index", "check"], &[&index]).status.success());
        return;
    }
    for command in ["info", "check"] {
        let out = run(&["index", command], &[&index]);
        assert_eq!(out.status.code(), Some(1));
        assert!(said(&out).contains("parallax index add"), "{}", said(&out));
    }
    let out = run(&["compare"], &[&index]);
    assert!(!out.status.success() && said(&out).contains("parallax index add"), "{}", said(&out));
}

// ------------------------------------------------------------------ killed

#[cfg(unix)]
#[test]
fn a_merge_or_delete_that_is_killed_loses_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    let whole = path("whole");
    for part in 0..4 {
        made(&path("part.jsonl"), part * 100, (part + 1) * 100);
        index_of(&whole, &path("part.jsonl"));
    }
    let expected = counts(&whole);
    let index = path("killed");
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(3);
    let begun = std::time::Instant::now();
    copied(&whole, &index);
    assert!(run(&["index", "merge"], &[&index]).status.success());
    let length = begun.elapsed();
    for kill in 0..12 {
        copied(&whole, &index);
        let mut command = match kill % 2 {
            0 => program(&["index", "merge"], &[&index]),
            _ => program(&["index", "delete", index.to_str().unwrap(), "7"], &[]),
        };
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(length.mul_f64(random.random_range(0.0..1.0)));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = counts(&index);
        let deleted = kill % 2 == 1 && left.rows().len() == 399;
        assert!(deleted || left == expected, "kill {kill}");
        let known = expected.rows().iter().filter(|row| !deleted || row.id.as_ref() != "7");
        assert!(known.eq(left.rows().iter()), "kill {kill}");
        assert!(run(&["index", "check"], &[&index]).status.success(), "kill {kill}");
        assert!(run(&["index", "merge"], &[&index]).status.success(), "no lock is left: kill {kill}");
    }
}

/// The number of the last commit of an index, and the names of its segments.
fn committed(index: &Path) -> (u64, Vec<String>) {
    let meta: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(index.join("meta.json")).unwrap()).unwrap();
    let id = |segment: &serde_json::Value| segment["segment_id"].as_str().unwrap().replace('-', "");
    (meta["opstamp"].as_u64().unwrap(), meta["segments"].as_array().unwrap().iter().map(id).collect())
}

#[test]
fn what_a_killed_run_has_left_is_removed_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 0, 40);
    let index = index_of(&place.path().join("i"), &input);
    assert!(run(&["index", "delete", index.to_str().unwrap(), "7"], &[]).status.success());
    let before = counts(&index);
    let (opstamp, segments) = committed(&index);
    let deletes_of = |segment: &&String| index.join(format!("{segment}.{opstamp}.del")).exists();
    let segment = segments.iter().find(deletes_of).expect("a commit names its own list of deleted articles");
    let committed_deletes = format!("{segment}.{opstamp}.del");
    let others = ["notes.txt", "0123.idx", ".hidden"];
    let left = [
        // lists of deleted articles under the numbers that the same command would give
        format!("{}.{}.del", segment, opstamp + 1),
        format!("{}.{}.del", segment, opstamp + 2),
        // a segment that never came to its commit
        "0123456789abcdef0123456789abcdef.idx".to_owned(),
        "0123456789abcdef0123456789abcdef.store".to_owned(),
    ];
    for name in others.into_iter().chain(left.iter().map(String::as_str)) {
        std::fs::write(index.join(name), "").unwrap();
    }
    drop(ArticleIndex::open(&index).unwrap().writer(WriterOptions::default().threads(1)).unwrap());
    assert!(left.iter().all(|name| !index.join(name).exists()));
    assert!(others.into_iter().chain([committed_deletes.as_str()]).all(|name| index.join(name).exists()));
    assert!(counts(&index) == before);
    // and in the way of the command itself
    std::fs::write(index.join(&left[0]), "").unwrap();
    let out = run(&["index", "delete", index.to_str().unwrap(), "8"], &[]);
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(counts(&index).rows().len(), 38);
}

#[cfg(unix)]
#[test]
fn a_delete_that_is_killed_is_completed_by_the_same_command() {
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("made.jsonl");
    made(&input, 0, 400);
    let whole = index_of(&place.path().join("whole"), &input);
    let ids: Vec<String> = (0..200).map(|id| (2 * id).to_string()).collect();
    let index = place.path().join("killed");
    let delete = || {
        let mut command = program(&["index", "delete"], &[&index]);
        command.args(&ids);
        command
    };
    copied(&whole, &index);
    let begun = std::time::Instant::now();
    assert!(delete().output().unwrap().status.success());
    let length = begun.elapsed();
    let expected = counts(&index);
    assert_eq!(expected.rows().len(), 200);
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
    for kill in 0..20 {
        copied(&whole, &index);
        let mut child = delete().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(length.mul_f64(random.random_range(0.1..1.0)));
        child.kill().unwrap();
        child.wait().unwrap();
        let is_done = counts(&index) == expected;
        let again = delete().output().unwrap();
        // what is deleted already is no article any more
        assert!(again.status.success() || is_done, "kill {kill}: {}", said(&again));
        assert!(counts(&index) == expected, "kill {kill}: {}", said(&again));
        assert!(run(&["index", "check"], &[&index]).status.success(), "kill {kill}");
    }
}
