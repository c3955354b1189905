//! How do two outlets frame one event?
//!
//! The shipped corpus tells the unrest of January 2022 in six invented voices. Here the state agency and the
//! human-rights desk are put side by side: which words each chooses, how sure one can be, and a sentence behind each.

use parallax::report::{Detail, Format, TerminalOptions};
use parallax::{Comparison, Input, Lexicon, Result, Selection};

fn main() -> Result<()> {
    let input = Input::open(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/kazakhstan_2022"))?;
    let comparison = Comparison::builder()
        .lexicon(Lexicon::from_patterns("terrorists", ["terrorist*", "extremist*", "bandit*"])?)
        .lexicon(Lexicon::from_patterns("peaceful protesters", ["peaceful {protester*|demonstrator*|assembl*}"])?)
        .selection(Selection::all().outlet("State Agency").outlet("Rights Desk"))
        .passages(1)
        .compare(&input)?;
    print!("{}", comparison.report(Detail::FOLDED).render(Format::Terminal, &TerminalOptions::default()));
    Ok(())
}
