//! What does an index buy?
//!
//! Articles are analysed once. Every later question, here a handful of single terms over time, is answered from
//! postings, without reading a text again; the sentences are read only when they are shown.

use parallax::counts::CountPlan;
use parallax::index::WriterOptions;
use parallax::{ArticleIndex, Input, Lexicon, Result, Selection, Source};

fn main() -> Result<()> {
    let place = tempfile::tempdir().map_err(|cause| parallax::Error::io("temporary folder", cause))?;
    let index = ArticleIndex::create(place.path(), Default::default())?;
    let mut writer = index.writer(WriterOptions::default())?;
    let source = Source::open(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/kazakhstan_2022"))?;
    let report = writer.add_all(&source, |_| ())?;
    writer.commit()?;
    println!("{} articles added once; asked {} times:\n", report.added, 5 * 3);

    let input = Input::open(place.path())?;
    let weeks = [("2022-01-01", "2022-01-06"), ("2022-01-07", "2022-01-12"), ("2022-01-13", "2022-01-31")];
    println!("hits per 1,000 words    to 6 Jan   to 12 Jan   to 31 Jan");
    for term in ["protester*", "terrorist*", "coup*", "peacekeep*", "occup*"] {
        print!("{term:<20}");
        for (since, until) in weeks {
            let selection = Selection::all().since(since)?.until(until)?;
            let plan = CountPlan::new(vec![Lexicon::from_patterns(term, [term])?]).selection(selection);
            let counts = input.count(&plan)?.counts;
            let words: u32 = counts.rows().iter().map(|row| row.words).sum();
            print!("{:>12.2}", 1000.0 * counts.hits(0) as f64 / f64::from(words));
        }
        println!();
    }
    Ok(())
}
