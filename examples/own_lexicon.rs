//! How is a lexicon written, checked and used?
//!
//! A lexicon is a TOML text: categories, entries with patterns, exceptions, and sentences that should and should not
//! match. A mistake is named with its line and column.

use parallax::counts::CountPlan;
use parallax::lexicon::Matcher;
use parallax::{Input, Lexicon, Result};

const LEXICON: &str = r#"
[lexicon]
id = "street"
title = "Who is in the street"
exceptions = ["flash mob*"]
should_match = ["The mob set fire to a van."]
should_not_match = ["A flash mob danced at the station."]

[[category]]
id = "street/crowd"
title = "A crowd"

[[category]]
id = "street/citizens"
title = "Citizens"

[[entry]]
pattern = "{mob|mobs|rioter*|looter*}"
category = "street/crowd"
valence = -2

[[entry]]
pattern = "peaceful {protester*|demonstrator*}"
category = "street/citizens"
valence = 2
"#;

fn main() -> Result<()> {
    let lexicon = Lexicon::parse(LEXICON, "street.toml")?;
    let matcher = Matcher::new(std::slice::from_ref(&lexicon), Default::default())?;
    let mut scanner = matcher.scanner();
    for (sentences, wanted) in [(lexicon.should_match(), true), (lexicon.should_not_match(), false)] {
        for sentence in sentences {
            let verdict = if scanner.matches(sentence).is_empty() == wanted { "WRONG" } else { "as wished" };
            println!("{verdict:>10}  {sentence}");
        }
    }

    let input = Input::open(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/kazakhstan_2022"))?;
    let counts = input.count(&CountPlan::new(vec![lexicon]))?.counts;
    println!();
    for (place, category) in counts.header().categories.iter().enumerate() {
        println!("{:>5}  {}", counts.hits(place as u32), category.title);
    }

    let mistake = LEXICON.replace("category = \"street/crowd\"", "category = \"street/crowds\"");
    if let Err(error) = Lexicon::parse(&mistake, "street.toml") {
        println!("\nA mistake says where it is:\n  {error}");
    }
    Ok(())
}
