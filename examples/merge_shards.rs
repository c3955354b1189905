//! Can two machines share the work?
//!
//! The corpus is counted in two shards, as two machines would; the counts are merged; the comparison is the same as
//! one of the whole. Counts are rows of articles, so intervals survive the merge too.

use parallax::counts::{Counted, Input};
use parallax::{Comparison, Result};

fn main() -> Result<()> {
    let events = ["almaty-airport", "coup-inquiry", "death-toll", "mass-arrests", "troops-arrive", "troops-withdraw"];
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/kazakhstan_2022");
    let builder = Comparison::builder();
    let count = |folders: &[String]| -> Result<_> {
        let Counted { counts, .. } = Input::builder().paths(folders).open()?.count(&builder.plan()?)?;
        Ok(counts)
    };
    let folders: Vec<String> = events.iter().map(|event| format!("{corpus}/{event}")).collect();
    let (left, right) = folders.split_at(3);
    let (mut here, there) = (count(left)?, count(right)?);
    println!("here {} articles, there {} articles", here.rows().len(), there.rows().len());

    here.merge(there)?;
    let whole = count(&folders)?;
    println!("merged {} articles; equal to counting them in one place: {}\n", here.rows().len(), here == whole);

    let comparison = Comparison::from_counts(&here)?;
    print!("{:<36}", "hits per 1,000 words");
    for group in &comparison.groups {
        print!("{:>20}", group.name.as_deref().unwrap_or("(missing)"));
    }
    println!();
    for category in comparison.categories.iter().filter(|c| c.profiles.iter().map(|p| p.hits).sum::<u64>() >= 20) {
        print!("{:<36}", category.title);
        for profile in &category.profiles {
            print!("{:>20.2}", profile.per_1000.unwrap_or(0.0));
        }
        println!();
    }
    Ok(())
}
