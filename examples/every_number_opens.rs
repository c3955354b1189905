//! How does one get from a number to the sentences it rests on, and how can somebody else check both?
//!
//! Prints one rate, the passages behind it, then what a verification says of the report: once as it was written, and
//! once with a single number changed.

use parallax::framing::{Concordance, LineOrder};
use parallax::report::{Detail, Format, TerminalOptions, Verification};
use parallax::{Comparison, Input, Selection, lexicon};

fn main() -> parallax::Result<()> {
    let input = Input::open(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/kazakhstan_2022"))?;
    let coup = lexicon::shipped("coup")?;

    // The number, with everything it rests on.
    let comparison = Comparison::builder().lexicons(coup.clone()).all_evidence(true).compare(&input)?;
    let wire = comparison.groups.iter().position(|group| group.name.as_deref() == Some("Western Wire")).unwrap_or(0);
    let profile = &comparison.categories[0].profiles[wire];
    println!("Western Wire: {} hits in {} words\n", profile.hits, profile.words);

    // The passages: the same selection, the same category, in an order that takes no account of what they say.
    let passages = Concordance::builder()
        .lexicon(coup[0].clone())
        .selection(Selection::all().outlet("Western Wire"))
        .sort([LineOrder::Random])
        .most(4)
        .find(&input)?;
    for line in &passages.lines {
        println!("{}, bytes {} to {}:", line.article.id(), line.hit.start, line.hit.end);
        println!("  {}\n", line.context.of(line.text()).replace('\n', " "));
    }
    assert_eq!(passages.hits(), profile.hits);

    // The report goes to a colleague, who has the texts.
    let report = comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default());
    let verified = Verification::of(&report, "report.json", Some(&input))?;
    println!("As written: {} numbers, {} hits, {} findings", verified.numbers, verified.hits, verified.findings.len());

    let forged = report.replacen(&format!("\"hits\": {}", profile.hits), "\"hits\": 99", 1);
    for finding in Verification::of(&forged, "report.json", Some(&input))?.findings.iter().take(2) {
        println!("Changed: {}: {}", finding.place, finding.message);
    }
    Ok(())
}
