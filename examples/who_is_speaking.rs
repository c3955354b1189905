//! Who uses the words of terrorism? First by all hits, then by the hits in each outlet's own plain words: the ranking
//! turns, because the wire mostly quotes others, and the state agency mostly speaks for itself.
//!
//! `cargo run --example who_is_speaking`

use parallax::lexicon::shipped;
use parallax::voice::VoiceChoice;
use parallax::{Comparison, Input};

fn main() -> parallax::Result<()> {
    let input = Input::open("corpora/kazakhstan_2022")?;
    let ranking = |voice: VoiceChoice| -> parallax::Result<Vec<(String, f64)>> {
        let lexicons = shipped("terrorism_extremism")?;
        let comparison = Comparison::builder().lexicons(lexicons).voice(voice).passages(0).compare(&input)?;
        let name = |group: usize| comparison.groups[group].name.as_deref().unwrap_or("(missing)").to_string();
        let profiles = &comparison.categories[0].profiles;
        let mut rates: Vec<(String, f64)> =
            profiles.iter().map(|p| (name(p.group), p.per_1000.unwrap_or(0.0))).collect();
        rates.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(rates)
    };
    println!("Words of terrorism and extremism, unrest of January 2022\n");
    println!("{:<32}own plain words, per 1,000 own words", "all hits, per 1,000 words");
    for (all, own) in ranking(VoiceChoice::All)?.iter().zip(ranking(VoiceChoice::Asserted)?) {
        println!("{:<20}{:>7.2}     {:<20}{:>7.2}", all.0, all.1, own.0, own.1);
    }
    println!("\nWhere the wire has the words from:");
    let comparison = Comparison::builder().lexicons(shipped("terrorism_extremism")?).compare(&input)?;
    let wire = comparison.groups.iter().position(|group| group.name.as_deref() == Some("Western Wire"));
    for passage in wire.map_or(&[][..], |wire| comparison.passages(0, wire)).iter().take(4) {
        let source = passage.speech.as_ref().and_then(|speech| speech.source);
        let source = source.map_or("nobody named", |span| span.of(passage.text()));
        println!("  {source}: ... {} ...", passage.context.of(passage.text()));
    }
    Ok(())
}
