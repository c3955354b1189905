//! What did three outlets make of the same agency text?
//!
//! Prints, for each text that several outlets carry, what each added, cut, reworded or moved, and which words of the
//! dispute came in or went out with it.

use parallax::framing::WireCopy;
use parallax::{Input, Lexicon};

fn main() -> parallax::Result<()> {
    let input = Input::open(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/harbor_strike_wire"))?;
    let found = WireCopy::builder()
        .lexicon(Lexicon::read(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/harbor_strike/lexicon.toml"))?)
        .find(&input)?;
    for text in &found.groups {
        println!("{} sentences, as most print them: {} …", text.common.len(), text.common[0].text());
        for printing in &text.printings {
            println!("\n  {}, keeps {}", printing.article.outlet(), printing.kept);
            for change in &printing.changes {
                let sentence = change.after.as_ref().or(change.before.as_ref()).map_or("", |passage| passage.text());
                println!("    {}: {sentence}", change.kind.name());
                for (way, terms) in [("in", &change.terms_new), ("out", &change.terms_gone)] {
                    for term in terms {
                        println!("      {way}: {}", term.hit.of(term.text()));
                    }
                }
            }
        }
        println!();
    }
    Ok(())
}
