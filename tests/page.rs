//! The report that people look at: golden files for each format over the harbour strike, what a page promises, and the
//! same page in a browser where there is one.

use parallax::report::{Detail, Format, TerminalOptions, plot};
use parallax::{Comparison, Input, Lexicon};
use std::path::{Path, PathBuf};
use std::process::Command;

fn harbour() -> Comparison {
    let lexicon = Lexicon::read("corpora/harbor_strike/lexicon.toml").unwrap();
    let input = Input::open("corpora/harbor_strike").unwrap();
    Comparison::builder().lexicon(lexicon).compare(&input).unwrap()
}

/// Compares with the expected file, or writes it where that was asked for.
fn golden(name: &str, got: &str) {
    let path = Path::new("tests/golden/harbor_strike").join(name);
    if std::env::var_os("PARALLAX_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, got).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let line = got.lines().zip(expected.lines()).position(|(got, expected)| got != expected);
    assert!(got == expected, "{name} differs at line {line:?}; `PARALLAX_BLESS=1 cargo test page` writes it anew");
}

#[test]
fn every_format_over_the_harbour_strike() {
    let comparison = harbour();
    let report = comparison.report(Detail::FULL);
    for (name, format) in [
        ("report.txt", Format::Terminal),
        ("report.md", Format::Markdown),
        ("report.tex", Format::Latex),
        ("report.csv", Format::Csv),
        ("report.json", Format::Json),
    ] {
        golden(name, &report.render(format, &TerminalOptions::default()));
    }
    golden("report.html", &comparison.page().html());
    for name in ["intervals", "voices", "entries", "articles", "timeline"] {
        golden(&format!("{name}.svg"), &comparison.plot(name).unwrap());
    }
}

#[test]
fn a_page_as_text_says_the_same_without_its_figures() {
    let page = harbour().page();
    let plots = page.blocks().iter().filter(|block| matches!(block, parallax::report::Block::Plot(plot::Plot { .. })));
    assert!(plots.count() > 4);
    golden("page.md", &page.render(Format::Markdown, &TerminalOptions::default()));
}

#[test]
fn every_number_of_the_matrix_leads_to_its_passages() {
    let input = Input::open("corpora/kazakhstan_2022").unwrap();
    let page = Comparison::builder().compare(&input).unwrap().page().html();
    let matrix = page.split_once("class=\"scroll matrix\"").unwrap().1.split_once("</table>").unwrap().0;
    let mut numbers = 0;
    for cell in matrix.split("<td>").skip(1) {
        let text = cell.trim_start_matches("<b>* ");
        let Some(link) = text.strip_prefix("<a href=\"#") else {
            assert!(text.starts_with("0.00") || text.starts_with('–'), "a number that leads nowhere: {cell}");
            continue;
        };
        let id = link.split('"').next().unwrap();
        let list = page.split_once(&format!("<ol id=\"{id}\">")).unwrap().1.split_once("</ol>").unwrap().0;
        assert!(list.matches("<li>").count() >= 1 && list.contains("<mark>"), "{id}: {list}");
        numbers += 1;
    }
    assert!(numbers > 80, "{numbers}");
    assert!(page.len() < 300_000, "{}", page.len());
}

/// A corpus of so many articles in 12 outlets, with 30 categories that all of them use.
fn many(articles: usize) -> (String, String) {
    let mut seed = 7_u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let words =
        "the a of to in and that on for was officials city people night government police week reporters".split(' ');
    let words: Vec<&str> = words.collect();
    let line = |number: usize| {
        let mut text = String::new();
        for sentence in 0..4 {
            let hit = next(30);
            let run: Vec<&str> = (0..18).map(|_| words[next(words.len() as u64) as usize]).collect();
            text += &format!("Sentence {sentence} {} frame{hit}word {}. ", run[..9].join(" "), run[9..].join(" "));
        }
        format!(
            "{{\"id\":\"a{number}\",\"outlet\":\"Outlet number {}\",\"event\":\"e{}\",\"published\":\"2022-{:02}-01\",\"title\":\"The day in the capital, part {number}\",\"url\":\"https://outlet.example/{number}\",\"text\":\"{text}\"}}\n",
            number % 12,
            number / 12 % 50,
            number / 12 % 12 + 1,
        )
    };
    let corpus = (0..articles).map(line).collect();
    let mut lexicon = "[lexicon]\nid = \"f\"\ntitle = \"Frames\"\nlanguage = \"en\"\n".to_owned();
    for n in 0..30 {
        lexicon += &format!("[[category]]\nid = \"f/{n}\"\ntitle = \"Category number {n}\"\n");
    }
    for n in 0..30 {
        lexicon += &format!("[[entry]]\npattern = \"frame{n}word\"\ncategory = \"f/{n}\"\n");
    }
    (corpus, lexicon)
}

#[test]
fn a_page_stays_small_however_large_the_corpus() {
    let size = |articles: usize| {
        let (corpus, lexicon) = many(articles);
        let input = Input::builder().reader("many", std::io::Cursor::new(corpus)).open().unwrap();
        let lexicon = Lexicon::parse(&lexicon, "many.toml").unwrap();
        let test = parallax::framing::TestOptions { permutations: 99, seed: 1 };
        let page = Comparison::builder().lexicon(lexicon).passages(5).test(test).compare(&input).unwrap().page().html();
        assert!(page.matches("<mark>").count() >= 12 * 30 * 5, "five passages a cell");
        page.len()
    };
    let (small, large) = (size(2_400), size(9_600));
    assert!(small < 300_000 && large < 300_000, "{small}, {large}");
    assert!(small.abs_diff(large) * 10 < small, "{small}, {large}");
}

// ------------------------------------------------------------------ in a browser

/// Chromium, where the machine has one.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// What the browser makes of a page: its elements once it is loaded, and its console.
fn opened(browser: &Path, address: &str) -> (String, Vec<String>) {
    let profile = tempfile::tempdir().unwrap();
    let out = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(address)
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&out.stderr);
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    (String::from_utf8_lossy(&out.stdout).into_owned(), console)
}

/// A page in a file of its own, opened.
fn shown(browser: &Path, page: &str, fragment: &str) -> (String, Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    opened(browser, &format!("file://{}{fragment}", file.display()))
}

#[test]
fn in_a_browser_nothing_runs_nothing_is_refused_and_numbers_open() {
    let Some(browser) = browser() else {
        println!("skipped: in_a_browser_nothing_runs_nothing_is_refused_and_numbers_open, there is no chromium");
        return;
    };
    // the browser tells when something is refused or runs
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
    let (_, console) = shown(&browser, &format!("{policy}<style>p{{color:red}}</style>"), "");
    assert!(console.iter().any(|line| line.contains("Content Security Policy")), "{console:?}");

    let page = harbour().page().html();
    let matrix = page.split_once("class=\"scroll matrix\"").unwrap().1;
    let id = matrix.split_once("<td><a href=\"#").unwrap().1.split('"').next().unwrap();
    let (elements, console) = shown(&browser, &page, &format!("#{id}"));
    assert_eq!(console, [""; 0]);
    let (before, list) = elements.split_once(&format!("<ol id=\"{id}\">")).unwrap();
    assert!(before.rsplit_once("<details").unwrap().1.starts_with(" open"), "the passages behind the number are open");
    assert!(list.contains("<mark>"));

    let evil = "</title></style><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">' onload=x \u{202e}";
    let article = |n: usize| {
        serde_json::json!({
            "id": format!("{evil}{n}"), "outlet": format!("{evil}{}", n % 2), "event": evil, "title": evil,
            "url": "javascript:document.title='run'", "published": "2022-01-05", "text": format!("The coup {evil} failed."),
        })
    };
    let lines: String = (0..4).map(|n| format!("{}\n", article(n))).collect();
    let input = Input::builder().reader(evil, std::io::Cursor::new(lines)).open().unwrap();
    let lexicon = Lexicon::from_patterns(evil, ["coup"]).unwrap();
    let page = Comparison::builder().lexicon(lexicon).compare(&input).unwrap().page().html();
    let (elements, console) = shown(&browser, &page, "");
    assert_eq!(console, [""; 0]);
    assert!(!elements.contains("<script") && !elements.contains("<img") && !elements.contains("href=\"javascript:"));
    assert!(elements.contains("<title>Side by side: 2 outlets</title>"), "nothing ran");
    assert!(elements.contains("&lt;script&gt;document.title='run'&lt;/script&gt;"), "attacks are shown");
}
