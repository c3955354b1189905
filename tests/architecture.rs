use std::path::{Path, PathBuf};

/// From the ground up; each uses only those before it.
const FLOORS: [&str; 10] =
    ["text", "lexicon", "voice", "corpus", "index", "counts", "measures", "framing", "report", "cli"];

#[test]
fn floors_only_look_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut upward = Vec::new();
    for (height, floor) in FLOORS.iter().enumerate() {
        for file in rust_files(&src.join(floor)) {
            let text = std::fs::read_to_string(&file).unwrap();
            for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                let looks = |above: &&&str| {
                    line.contains(&format!("crate::{above}::")) || line.contains(&format!("crate::{above};"))
                };
                for above in FLOORS[height + 1..].iter().filter(looks) {
                    upward.push(format!("{}:{}: {floor} looks up to {above}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn every_folder_is_a_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(src).unwrap().flatten().filter(|e| e.path().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        assert!(FLOORS.contains(&name.as_str()), "`src/{name}` is no floor; give it a height in FLOORS");
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(rust_files(&path)),
            path if path.extension().is_some_and(|e| e == "rs") => files.push(path),
            _ => {}
        }
    }
    files
}
