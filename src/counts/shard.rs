//! A share of a corpus, counted by itself: what one machine hands to whoever joins the shares.

use super::duplicates::Shingled;
use super::passages::Passages;
use super::{CountPlan, Counts, Evidence, Input, Located};
use crate::corpus::Skipped;
use crate::corpus::duplicate::Duplicates;
use crate::error::{Error, ErrorKind, Location, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Counts of a share of a corpus, with all that a report needs beside them: the passages it may show, what was read, and
/// what was skipped.
///
/// Shards of one plan merge, in any grouping. A report of all of them is that of one machine that counts the whole: the
/// same numbers, passages and warnings. The names of the inputs stand in it in the order of the shards.
///
/// A shard is made by [`ComparisonBuilder::count`](crate::framing::ComparisonBuilder::count) and kept as bytes of a version
/// of their own, [`SHARD_VERSION`](super::SHARD_VERSION).
///
/// ```
/// use parallax::counts::Shard;
/// use parallax::{Comparison, Input, Lexicon};
///
/// let lines = ["{\"id\":\"1\",\"outlet\":\"A\",\"text\":\"A coup.\"}\n", "{\"id\":\"2\",\"outlet\":\"B\",\"text\":\"No coup.\"}\n"];
/// let builder = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?);
/// let mut shards = Vec::new();
/// for line in lines {
///     let bytes = builder.count(&Input::builder().reader("lines", line.as_bytes()).open()?)?.to_bytes();
///     shards.push(Shard::from_bytes(&bytes, "a.counts")?); // on another machine
/// }
/// let all = Shard::merged(shards)?;
/// let comparison = builder.compare_shard(&all)?;
/// assert_eq!((comparison.overview.articles, comparison.evidence.len()), (2, 2));
/// # Ok::<(), parallax::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Shard {
    pub(super) counts: Counts,
    /// So many lexicons were asked for; the program's own stand behind them.
    pub(super) asked: usize,
    pub(super) readings: Vec<Reading>,
    pub(super) passages: Passages,
    /// Every article that was read, selected or not.
    pub(super) shingled: Shingled,
}

/// Inputs that were read together, and what was skipped of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The inputs, as they were named.
    pub inputs: Vec<String>,
    /// Which part of them was read, from 0.
    pub part: u64,
    /// Of how many parts; 1: all of them.
    pub parts: u64,
    /// A fingerprint of the articles, as in [`Counts::corpus_hash`].
    pub corpus: String,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

impl Shard {
    /// Counts an input. The first `asked` lexicons of the plan are those that were asked for; `most` passages a cell can
    /// be shown.
    pub(crate) fn count(input: &Input, plan: &CountPlan, asked: usize, most: usize) -> Result<Shard> {
        let counted = input.count(plan)?;
        let counts = counted.counts;
        let shingled = input.shingled()?;
        let passages = Passages::find(input, plan, &counts, &shingled.duplicates()?, shown(&counts, asked), most)?;
        let (part, parts) = input.part_of();
        let reading = Reading {
            inputs: input.names().to_vec(),
            part,
            parts,
            corpus: counts.corpus_hash(),
            skipped: counted.skipped,
        };
        Ok(Shard { counts, asked, readings: vec![reading], passages, shingled })
    }

    /// One shard of several. An article that several hold is counted once.
    ///
    /// # Errors
    /// If there is none, they were counted by different plans, or two hold different articles of one id.
    pub fn merged(shards: impl IntoIterator<Item = Shard>) -> Result<Shard> {
        let mut shards = shards.into_iter();
        let Some(mut all) = shards.next() else {
            return Err(Error::new(ErrorKind::Request, "there is no shard to merge"));
        };
        let mut alone = true;
        let mut rows = Arc::unwrap_or_clone(std::mem::take(&mut all.counts.rows));
        for shard in shards {
            alone = false;
            all.counts.check_header(&shard.counts.header)?;
            if all.asked != shard.asked {
                let message = "the shards were counted by different versions of the program; count them with one";
                return Err(Error::new(ErrorKind::Counts, message));
            }
            rows.extend(shard.counts.into_rows());
            for reading in shard.readings {
                // the same part, read twice
                if !all.readings.contains(&reading) {
                    all.readings.push(reading);
                }
            }
            all.passages.merge(shard.passages);
            all.shingled.merge(shard.shingled);
        }
        all.counts = Counts::from_rows(all.counts.header, rows)?;
        if !alone {
            all.passages.keep(&all.counts, &all.shingled.duplicates()?, shown(&all.counts, all.asked));
        }
        Ok(all)
    }

    /// The counts; behind the lexicons that were asked for stand those of the program's own.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many lexicons were asked for.
    #[must_use]
    pub fn asked_lexicons(&self) -> usize {
        self.asked
    }

    /// How many passages a report can show of each group and category.
    #[must_use]
    pub fn most_passages(&self) -> usize {
        self.passages.most
    }

    /// What was read, in the order of the shards.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// The names of the inputs, in the order of the shards; those that were read in parts once.
    #[must_use]
    pub fn inputs(&self) -> Vec<String> {
        self.whole_readings().into_iter().flat_map(|(inputs, _)| inputs.iter().cloned()).collect()
    }

    /// What was skipped of all inputs.
    pub fn skipped(&self) -> Skipped {
        self.whole_readings().into_iter().fold(Skipped::default(), |mut all, (_, skipped)| {
            all.append(&skipped);
            all
        })
    }

    /// Readings with their parts put together.
    fn whole_readings(&self) -> Vec<(&[String], Skipped)> {
        let mut whole: Vec<(&[String], Skipped)> = Vec::new();
        let mut place_of: BTreeMap<(&[String], u64), usize> = BTreeMap::new();
        for reading in &self.readings {
            let key = (&reading.inputs[..], reading.parts);
            match place_of.get(&key).filter(|_| reading.parts > 1) {
                Some(&place) => whole[place].1.merge(&reading.skipped),
                None => {
                    place_of.insert(key, whole.len());
                    whole.push((&reading.inputs, reading.skipped.clone()));
                }
            }
        }
        whole
    }

    /// Checks that of inputs that were read in parts every part is here.
    ///
    /// # Errors
    /// If one is missing; the error names it.
    pub fn check_complete(&self) -> Result<()> {
        let mut parts: BTreeMap<&[String], BTreeSet<(u64, u64)>> = BTreeMap::new();
        for reading in &self.readings {
            parts.entry(&reading.inputs).or_default().insert((reading.parts, reading.part));
        }
        for (inputs, of_input) in parts {
            let name = inputs.join(", ");
            let (of, _) = *of_input.first().expect("a reading has its part");
            if of_input.iter().any(|(parts, _)| *parts != of) {
                let message = format!("`{name}` was counted in parts of different sizes; count it in one way");
                return Err(Error::new(ErrorKind::Counts, message));
            }
            if let Some(missing) = (0..of).find(|part| !of_input.contains(&(of, *part))) {
                let message =
                    format!("part {} of {of} of `{name}` is missing; give its counts too", missing.saturating_add(1));
                return Err(Error::new(ErrorKind::Counts, message));
            }
        }
        Ok(())
    }

    /// Which of the articles that were read are copies of each other.
    ///
    /// # Errors
    /// If an id stands for two texts.
    pub fn duplicates(&self) -> Result<Duplicates> {
        self.shingled.duplicates()
    }

    /// The passages at these addresses.
    pub(crate) fn locate(&self, evidence: &[Evidence]) -> Result<Vec<Option<Located>>> {
        self.passages.locate(evidence)
    }

    /// Reads a shard from a file.
    ///
    /// # Errors
    /// If it cannot be read, or is no shard of a version that is known.
    pub fn read(path: impl AsRef<Path>) -> Result<Shard> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|cause| Error::io(path, cause))?;
        Shard::from_bytes(&bytes, &path.display().to_string())
    }

    /// Writes it to a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        std::fs::write(&path, self.to_bytes()).map_err(|cause| Error::io(path, cause))
    }

    /// Reads several files and merges them. The error of one that does not belong to those before names it.
    ///
    /// # Errors
    /// As [`read`](Shard::read) and [`merged`](Shard::merged).
    pub fn read_all(paths: &[impl AsRef<Path>]) -> Result<Shard> {
        let mut shards: Vec<Shard> = Vec::new();
        for path in paths {
            let shard = Shard::read(path)?;
            if let Some(first) = shards.first() {
                let named = |error: Error| error.at(Location::file(path.as_ref().display().to_string()));
                shard.counts.check_header(&first.counts.header).map_err(named)?;
            }
            shards.push(shard);
        }
        Shard::merged(shards)
    }
}

/// So many categories belong to the lexicons that were asked for.
fn shown(counts: &Counts, asked: usize) -> u32 {
    counts.header.categories.iter().filter(|category| (category.lexicon as usize) < asked).count() as u32
}
