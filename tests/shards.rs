use parallax::counts::Shard;
use parallax::framing::{ComparisonBuilder, EventAssignment, EventSource, TestOptions};
use parallax::lexicon::Lexicon;
use parallax::report::{Colour, Detail, Format, TerminalOptions};
use parallax::{Article, Comparison, Input, Source};
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;

const FORMATS: [Format; 4] = [Format::Terminal, Format::Markdown, Format::Csv, Format::Json];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The articles of a corpus, each as a line.
fn lines(corpus: &str) -> Vec<String> {
    let source = Source::open(root().join("corpora").join(corpus)).unwrap();
    let line = |article: Article| format!("{}\n", serde_json::to_string(&article).unwrap());
    source.articles().map(|article| line(article.unwrap())).collect()
}

/// Cuts lines into so many shares, as a dealer does.
fn dealt(lines: &[String], shares: usize) -> Vec<String> {
    (0..shares).map(|share| lines.iter().skip(share).step_by(shares).map(String::as_str).collect()).collect()
}

fn input(shares: &[String]) -> Input {
    let name = |share: usize| format!("part-{share}.jsonl");
    let builder = shares
        .iter()
        .enumerate()
        .fold(Input::builder(), |builder, (at, lines)| builder.reader(&name(at), Cursor::new(lines.clone())));
    builder.open().unwrap()
}

/// One machine a share, whose counts travel as bytes.
fn counted(builder: &ComparisonBuilder, shares: &[String]) -> Vec<Shard> {
    let count = |(at, lines): (usize, &String)| {
        let input = Input::builder().reader(&format!("part-{at}.jsonl"), Cursor::new(lines.clone())).open().unwrap();
        let bytes = builder.count(&input).unwrap().to_bytes();
        Shard::from_bytes(&bytes, "shard").unwrap()
    };
    shares.iter().enumerate().map(count).collect()
}

fn drawn(comparison: &Comparison) -> Vec<String> {
    let options = TerminalOptions { width: 100, colour: Colour::Never, unicode: true };
    let draw = |format: &Format| {
        [Detail::FULL, Detail::FOLDED].map(|detail| comparison.report(detail).render(*format, &options)).concat()
    };
    FORMATS.iter().map(draw).collect()
}

#[test]
fn shards_give_the_report_of_one_machine_to_the_byte() {
    use parallax::framing::Sort;
    use parallax::voice::VoiceChoice;
    let harbour = Lexicon::read(root().join("corpora/harbor_strike/lexicon.toml")).unwrap();
    for (corpus, builder) in [
        ("harbor_strike", Comparison::builder().lexicon(harbour)),
        ("kazakhstan_2022", Comparison::builder()),
        ("kazakhstan_2022", Comparison::builder().by("event").field("both".parse().unwrap()).voices(false)),
    ] {
        let mut lines = lines(corpus);
        // what is skipped is told as one machine tells it
        lines.insert(3, "{\"outlet\": \"No Text\"}\n".to_string());
        lines.push("not JSON\n".to_string());
        lines.push("{\"text\": \"Whose?\"}\n".to_string());
        let builder = builder.test(TestOptions { permutations: 19, seed: 1 });
        for shares in [2, 5] {
            let shares = dealt(&lines, shares);
            let counts = Shard::merged(counted(&builder, &shares)).unwrap();
            let mut ways = vec![builder.clone()];
            if shares.len() == 2 {
                ways.push(builder.clone().copies(true).sort(Sort::Size).pairs(true));
                let events: String =
                    counts.counts().rows().iter().map(|row| format!("{},{}\n", row.id, row.outlet.len())).collect();
                let events = EventAssignment::parse(&format!("article,event\n{events}"), "events.csv").unwrap();
                ways.push(builder.clone().events(EventSource::File(events)));
                let refused = builder.clone().events(EventSource::Derived(Default::default())).compare_shard(&counts);
                assert!(refused.unwrap_err().to_string().starts_with("events are derived from texts"));
                if counts.counts().have_voices() {
                    ways.push(builder.clone().voice(VoiceChoice::Own).endorsed_own(true).passages(2));
                }
            }
            for way in ways {
                let whole = way.compare(&input(&shares)).unwrap();
                let joined = way.compare_shard(&counts).unwrap();
                assert!(whole.page().html() == joined.page().html(), "{corpus}: the page");
                for (whole, joined) in drawn(&whole).iter().zip(&drawn(&joined)) {
                    assert!(whole == joined, "{corpus} in {}:\n{}", shares.len(), first_difference(whole, joined));
                }
            }
        }
    }
}

fn first_difference(a: &str, b: &str) -> String {
    let (a, b) = a.lines().zip(b.lines()).find(|(a, b)| a != b).unwrap_or(("(one is longer)", ""));
    format!("{a}\n{b}")
}

/// Texts that repeat, so that shards hold copies of each other's articles, and articles that several shards hold.
fn line(number: u8) -> String {
    let texts = [
        "A coup, said nobody.",
        "“A coup,” officials said. The riot may go on.",
        "No riot. No coup was planned, he denied.",
        "It rained.",
        "The so-called coup failed. Coups fail.",
    ];
    let (text, outlet) = (texts[usize::from(number % 5)], number % 3);
    let day = 1 + number % 28;
    format!(
        "{{\"id\":\"a{number}\",\"outlet\":\"o{outlet}\",\"event\":\"e{}\",\"published\":\"2022-01-{day:02}\",\"title\":\"Coup {number}\",\"text\":\"{text}\"}}\n",
        number % 4
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_split_and_grouping_says_the_same(
        shares in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..30), 1..5)
    ) {
        let builder = Comparison::builder()
            .lexicon(Lexicon::from_patterns("x", ["coup*", "riot", "no coup"]).unwrap())
            .test(TestOptions { permutations: 19, seed: 1 });
        let shares: Vec<String> =
            shares.iter().map(|numbers| numbers.iter().map(|number| line(*number)).collect()).collect();
        let shards = counted(&builder, &shares);
        let all = Shard::merged(shards.clone()).unwrap();
        // bytes come back
        let back = Shard::from_bytes(&all.to_bytes(), "all").unwrap();
        prop_assert_eq!(back.to_bytes(), all.to_bytes());
        // associative, and the same again changes nothing
        let (left, right) = shards.split_at(shards.len() / 2);
        if !left.is_empty() {
            let grouped = [Shard::merged(left.to_vec()).unwrap(), Shard::merged(right.to_vec()).unwrap()];
            prop_assert_eq!(Shard::merged(grouped).unwrap().to_bytes(), all.to_bytes());
        }
        prop_assert_eq!(Shard::merged([all.clone(), all.clone()]).unwrap().to_bytes(), all.to_bytes());
        let of_shards = builder.compare_shard(&all);
        let of_one = builder.compare(&input(&shares));
        match (of_shards, of_one) {
            (Ok(joined), Ok(whole)) => prop_assert_eq!(drawn(&joined), drawn(&whole)),
            // so many copies in other shards that passages are missing: said, and never shown wrongly
            (Err(error), Ok(_)) => prop_assert!(error.to_string().contains("--passages"), "{}", error),
            (Err(joined), Err(whole)) => prop_assert_eq!(joined.to_string(), whole.to_string()),
            (Ok(_), Err(whole)) => prop_assert!(false, "{}", whole),
        }
    }

    #[test]
    fn damaged_bytes_are_refused(at in any::<prop::sample::Index>(), bits in 1u8..) {
        let shard = &counted(&Comparison::builder(), &[line(1) + &line(2)])[0];
        let mut bytes = shard.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        prop_assert!(Shard::from_bytes(&bytes, "damaged").is_err());
        prop_assert!(Shard::from_bytes(&bytes[..at], "cut").is_err());
    }
}

/// What was written by the first version is read for ever. The file was made with
/// `parallax count corpora/harbor_strike --lexicon corpora/harbor_strike/lexicon.toml --output FILE`.
#[test]
fn counts_of_version_2_are_read() {
    let stored = Shard::read(root().join("tests/compat/harbor_strike_2.counts")).unwrap();
    let harbour = Lexicon::read(root().join("corpora/harbor_strike/lexicon.toml")).unwrap();
    let builder = Comparison::builder().lexicon(harbour);
    let whole = builder.compare(&Input::open(root().join("corpora/harbor_strike")).unwrap()).unwrap();
    let mut joined = builder.compare_shard(&stored).unwrap();
    assert_eq!(joined.input, ["corpora/harbor_strike"]);
    // what was passed over in a folder is named as the folder was
    assert_eq!(joined.skipped.remarks().map(|(_, tally)| tally.count()).sum::<u64>(), 2);
    (joined.input, joined.skipped) = (whole.input.clone(), whole.skipped.clone());
    // where voices are found otherwise than then, numbers may differ, and the fingerprint says so
    if joined.header.voices == whole.header.voices {
        assert_eq!(drawn(&joined), drawn(&whole));
    }
    assert_eq!((joined.overview.articles, joined.categories.len()), (12, whole.categories.len()));
    assert!(joined.evidence.iter().all(|cell| !cell.passages.is_empty()) && !joined.evidence.is_empty());
}

#[test]
fn what_does_not_belong_together_is_named() {
    let coup = || Comparison::builder().lexicon(Lexicon::from_patterns("x", ["coup"]).unwrap());
    let error = |a: ComparisonBuilder, b: ComparisonBuilder| {
        let mut shards = counted(&a, &[line(1)]);
        shards.extend(counted(&b, &[line(2)]));
        Shard::merged(shards).unwrap_err().to_string()
    };
    let rows: Vec<(ComparisonBuilder, &str)> = vec![
        (Comparison::builder().lexicon(Lexicon::from_patterns("x", ["riot"]).unwrap()), "the lexicon `x` has the hash"),
        (coup().lexicon(Lexicon::from_patterns("y", ["riot"]).unwrap()), "the lexicon `y` is there alone"),
        (coup().by("event"), "groups are made by `outlet` here and `event` there"),
        (coup().field("both".parse().unwrap()), "words are looked for in `text` here and `both` there"),
        (coup().overlaps(parallax::lexicon::Overlaps::All), "overlaps are treated as `longest` here and `all` there"),
        (coup().voices(false), "voices are found by"),
        (
            coup().selection(parallax::Selection::all().outlet("o2")),
            "articles are selected by `nothing` here and `outlet = o2` there",
        ),
    ];
    for (other, expected) in rows {
        let message = error(coup(), other);
        assert!(message.contains(expected), "{message}");
    }
    let mut other = line(1);
    other = other.replace("It rained", "It poured").replace("A coup", "The coup").replace("officials", "they");
    let shards = counted(&coup(), &[line(1), other]);
    let message = Shard::merged(shards).unwrap_err().to_string();
    assert_eq!(message, "the article `a1` comes twice with different content; give each article an id of its own");
}

#[test]
fn files_of_counts_are_refused_with_what_would_be_right() {
    let shard = &counted(&Comparison::builder(), &[line(1)])[0];
    let mut newer = shard.to_bytes();
    newer[16] = 3;
    let rows: [(&[u8], &str); 4] = [
        (b"id,outlet\n", "f: this is no file of counts; `parallax count` writes them"),
        (
            &newer,
            "f: the counts are of version 3, and this program reads version 2; count again with one program for all parts",
        ),
        (
            &shard.to_bytes()[..400],
            "f: the counts are damaged: they are not what was written; copy the file again, or count again",
        ),
        (
            b"parallax counts\n",
            "f: the counts are damaged: they are not what was written; copy the file again, or count again",
        ),
    ];
    for (bytes, expected) in rows {
        assert_eq!(Shard::from_bytes(bytes, "f").unwrap_err().to_string(), expected);
    }
}

#[cfg(feature = "cli")]
mod program {
    use super::*;
    use std::process::Command;

    fn parallax(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
        let out = Command::new(env!("CARGO_BIN_EXE_parallax")).args(arguments).current_dir(folder).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code(), text(out.stdout), text(out.stderr))
    }

    #[test]
    fn parts_of_one_file_give_its_report_to_the_byte() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        // more than a block
        let mut all = String::new();
        for copy in 0..14 {
            for line in lines("kazakhstan_2022") {
                let mut article: serde_json::Value = serde_json::from_str(&line).unwrap();
                article["id"] = format!("{}-{copy}", article["id"].as_str().unwrap()).into();
                article["text"] = format!("{} Number {copy}.", article["text"].as_str().unwrap()).into();
                all += &format!("{article}\n");
            }
            all += "{broken\n";
        }
        std::fs::write(folder.join("news.jsonl"), all).unwrap();
        let mut files = Vec::new();
        for part in 1..=5 {
            let file = format!("{part}.counts");
            let (code, said, error) =
                parallax(folder, &["count", "news.jsonl", "--part", &format!("{part}/5"), "--output", &file]);
            assert_eq!((code, &*error), (Some(0), ""), "{said}");
            files.push(file);
        }
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let (code, _, error) = parallax(folder, &[&["compare"], &files[..4]].concat());
        assert_eq!(code, Some(1));
        assert_eq!(error, "parallax: part 5 of 5 of `news.jsonl` is missing; give its counts too\n");
        assert_eq!(parallax(folder, &[&["merge"], &files[..], &["--output", "all.counts"]].concat()).0, Some(0));
        for format in ["terminal", "markdown", "csv", "json"] {
            let shown = ["--format", format, "--permutations", "19"];
            let whole = parallax(folder, &[&["compare", "news.jsonl"], &shown[..]].concat());
            assert_eq!(whole.0, Some(0), "{}", whole.2);
            assert!(parallax(folder, &[&["compare"], &files[..], &shown[..]].concat()) == whole, "{format}");
            assert!(parallax(folder, &[&["compare", "all.counts"], &shown[..]].concat()) == whole, "{format}");
        }
    }

    #[test]
    fn what_counts_cannot_answer_is_said() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        std::fs::write(folder.join("a.jsonl"), line(1) + &line(2)).unwrap();
        assert_eq!(parallax(folder, &["count", "a.jsonl", "--output", "a.counts"]).0, Some(0));
        let rows: &[(&[&str], &str)] = &[
            (
                &["compare", "a.counts", "a.jsonl"],
                "`a.counts` holds counts and `a.jsonl` does not; count it too, with `parallax count`",
            ),
            (
                &["compare", "a.counts", "--by", "event"],
                "`--by` is settled when articles are counted; give it to `parallax count`",
            ),
            (
                &["compare", "a.counts", "--lexicon", "coup"],
                "`--lexicon` is settled when articles are counted; give it to `parallax count`",
            ),
            (
                &["compare", "a.counts", "--passages", "4"],
                "3 passages a cell came with the counts; count with `--passages 4` to show more",
            ),
            (
                &["compare", "a.counts", "--evidence", "all", "--format", "json"],
                "the evidence in full takes the texts, and counts hold only passages; compare the articles themselves",
            ),
            (
                &["merge", "a.jsonl", "--output", "b.counts"],
                "a.jsonl: this is no file of counts; `parallax count` writes them",
            ),
        ];
        for (arguments, expected) in rows {
            let (code, _, error) = parallax(folder, arguments);
            assert_eq!((code, error), (Some(1), format!("parallax: {expected}\n")), "{arguments:?}");
        }
    }
}
