//! Writes made-up articles and a lexicon for other programs: `corpus 100MB FOLDER`, or `corpus 20000x400 FOLDER` for so many
//! articles of about so many words.
//!
//! The folder then holds `news.jsonl`, and the lexicon as `lexicon.tsv` (category, tab, pattern) and as `lexicon.toml`.

use limits::corpus::Corpus;
use std::fmt::Write as _;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, folder] = &arguments[..] else { panic!("write a size and a folder: corpus 100MB FOLDER") };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let news = folder.join("news.jsonl");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let corpus = match size.split_once('x') {
        Some((articles, words)) => {
            let corpus = Corpus::new(1).median_words(number(words));
            corpus.write_articles(&news, number(articles))?;
            corpus
        }
        None => {
            let corpus = Corpus::new(1);
            corpus.write(&news, 1_000_000 * number(size.strip_suffix("MB").expect("a size such as 100MB")))?;
            corpus
        }
    };
    let list = corpus.lexicon();
    let mut toml = String::from("[lexicon]\nid = \"dense\"\ntitle = \"Dense\"\n");
    let entries: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    for of_category in entries.chunk_by(|a, b| a.0 == b.0) {
        let _ = write!(toml, "\n[[category]]\nid = \"{}\"\n", of_category[0].0);
    }
    for (category, pattern) in &entries {
        let _ = write!(toml, "\n[[entry]]\npattern = \"{pattern}\"\ncategory = \"{category}\"\n");
    }
    std::fs::write(folder.join("lexicon.tsv"), &list)?;
    std::fs::write(folder.join("lexicon.toml"), toml)
}
