//! `parallax compare`: outlets side by side.

use super::count::Settled;
use super::dry_run;
use super::explore::{ExploreArgs, parse_permutations};
use super::input::{GroupArgs, InputArgs, SelectionArgs};
use super::lexicon_files::LexiconArgs;
use super::output::{OutputArgs, print};
use super::progress;
use crate::counts::{Input, Shard, VoiceFilter};
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{
    Comparison, ComparisonBuilder, DuplicatePolicy, EventOptions, ExplorationBuilder, Permutations, SamplingUnit, Sort,
    TestOptions,
};
use crate::report::{Detail, Format, Report};
use crate::voice::VoiceChoice;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax compare corpora/kazakhstan_2022
  parallax compare news.jsonl.gz --map outlet=source --by side --lexicon coup --lexicon my_lexicon.toml
  parallax compare news.jsonl --voice asserted
  parallax compare news.jsonl --words --length 2 --most 20
  parallax compare january.counts february.counts
  parallax compare my.index --event strike --since 2022-01-05 --format json --output strike.json
  parallax compare news.jsonl --output report.html --open
  parallax compare news.jsonl --plot intervals.svg --plot voices.svg --format latex --output tables.tex")]
pub(super) struct Compare {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    counted: LexiconArgs,
    #[command(flatten)]
    groups: GroupArgs,
    /// Compare every pair of groups, however many there are, and show the pairs in the terminal too
    #[arg(long)]
    pairs: bool,
    /// At most so many passages for each group and category
    #[arg(long, value_name = "N", default_value_t = 3)]
    passages: usize,
    /// Write the evidence in full: every article and every hit with its span, so that the report can be verified (JSON only)
    #[arg(long, value_name = "all", value_parser = ["all"])]
    evidence: Option<String>,
    /// Write a figure of every category into an SVG file, named after what it shows: intervals.svg (rates with intervals),
    /// voices.svg (whose words), entries.svg (which words), articles.svg (in how many articles) or timeline.svg; into
    /// pixels with the ending .png (feature `png`); may be repeated
    #[arg(long = "plot", value_name = "FILE", conflicts_with = "words")]
    plots: Vec<PathBuf>,
    /// Say what would be read and about how long all of it would take, by the beginning of the input, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show everything in the terminal: categories without hits, pairs, all passages
    #[arg(long)]
    full: bool,
    /// The order of groups and categories: by name, or by size (articles, hits)
    #[arg(long, default_value = "name", value_parser = parse_sort)]
    sort: Sort,
    /// Write each kind of table as a CSV file into this folder: rates.csv, against_rest.csv and so on
    #[arg(long, value_name = "DIR", conflicts_with = "words")]
    tables: Option<PathBuf>,
    /// Where the events come from that outlets are compared on: given (the articles name them), derive (from words and
    /// dates), or a table of articles and events (CSV), as `parallax events` writes it
    #[arg(long = "events", value_name = "derive|given|FILE", default_value = "given", conflicts_with = "words")]
    event_source: String,
    /// Count articles too that repeat the text of another one of their outlet, word for word or nearly so
    #[arg(long)]
    copies: bool,
    /// How texts count that several outlets print: each (every printing for its outlet), once (each text once, for no
    /// outlet), drop-wire (not at all), weight (each text once in all, in equal parts for the outlets that print it)
    #[arg(long, value_name = "HOW", default_value = "each", value_parser = parse_duplicates, hide_default_value = true)]
    duplicates: DuplicatePolicy,
    /// What is taken for the sample: auto (events, where there are enough, else articles), wire (all articles of a group
    /// that print one text are one unit)
    #[arg(long, value_name = "UNIT", default_value = "auto", value_parser = parse_unit, hide_default_value = true)]
    unit: SamplingUnit,
    /// How often labels are permuted to test differences; 0 tests nothing; auto: as often as the false discovery rate of
    /// so many words takes (with --words)
    #[arg(long, value_name = "N|auto", default_value = "9999", value_parser = parse_permutations)]
    permutations: Permutations,
    /// What the random numbers of the test start from
    #[arg(long, value_name = "N", default_value_t = TestOptions::default().seed)]
    seed: u64,
    #[command(flatten)]
    exploration: ExploreArgs,
    #[command(flatten)]
    voices: VoiceArgs,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// How often files are read, as a rule: to count and to find copies, then for passages.
const READINGS: u64 = 2;
/// All words are counted and tested in one reading.
const READINGS_OF_WORDS: u64 = 1;

/// Whose words count.
#[derive(Debug, Args)]
#[command(next_help_heading = "Voice")]
pub(super) struct VoiceArgs {
    /// Only hits in this voice: own (nobody else is said or quoted to have used the words), asserted (own, and neither
    /// hedged, negated nor in scare quotes), attributed, quoted, scare_quoted, hedged, negated [default: all]
    #[arg(long, value_name = "VOICE", value_parser = parse_voice)]
    pub(super) voice: Option<VoiceChoice>,
    /// Whose words are those that a verb endorses ("admitted that")? attributed: of those who said them, or own: the outlet's
    #[arg(long, value_name = "WHOSE", default_value = "attributed", value_parser = ["attributed", "own"], hide_default_value = true)]
    endorsed: String,
    /// Do not look whose words the hits are in: files are read faster
    #[arg(long, conflicts_with_all = ["voice", "endorsed"])]
    no_voice: bool,
}

impl VoiceArgs {
    /// Which hits count.
    pub(super) fn filter(&self) -> VoiceFilter {
        VoiceFilter { choice: self.voice.unwrap_or_default(), endorsed_own: self.endorsed == "own" }
    }

    /// Whether voices are looked at.
    pub(super) fn are_looked_at(&self) -> bool {
        !self.no_voice
    }
}

pub(super) fn parse_voice(name: &str) -> Result<VoiceChoice, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

fn parse_duplicates(name: &str) -> Result<DuplicatePolicy, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

fn parse_unit(name: &str) -> Result<SamplingUnit, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

fn parse_sort(name: &str) -> Result<Sort, String> {
    name.parse().map_err(|error: Error| error.to_string())
}

/// Writes the figure that a file is named after.
fn draw(comparison: &Comparison, path: &Path) -> Result<()> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let file = match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => comparison.plot(&name)?.into_bytes(),
        Some("png") => pixels(&comparison.plot(&name)?)?,
        _ => {
            let message =
                format!("figures are written as SVG or PNG; name the file `{}`", path.with_extension("svg").display());
            return Err(Error::new(ErrorKind::Request, message));
        }
    };
    std::fs::write(path, file).map_err(|cause| Error::io(path, cause))
}

#[cfg(feature = "png")]
fn pixels(svg: &str) -> Result<Vec<u8>> {
    crate::report::plot::png(svg)
}

#[cfg(not(feature = "png"))]
fn pixels(_: &str) -> Result<Vec<u8>> {
    let message = "this parallax was built without the feature `png`, which draws figures in pixels; build it with `--features png`, or draw SVG";
    Err(Error::new(ErrorKind::Request, message))
}

/// Writes each kind of table into a file of its own.
fn write_tables(report: &Report, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::io(folder, cause))?;
    for (id, text) in report.csv_tables() {
        let path = folder.join(format!("{id}.csv"));
        std::fs::write(&path, text).map_err(|cause| Error::io(&path, cause))?;
    }
    Ok(())
}

impl Compare {
    /// The command by itself, without the program around it.
    pub(super) fn command_of_its_own() -> clap::Command {
        Compare::augment_args(clap::Command::new("compare"))
    }

    pub(super) fn run(&self) -> Result<()> {
        self.run_with(std::slice::from_ref(&self.output))
    }

    /// Compares once, and writes into each of these files.
    pub(super) fn run_into(&self, files: &[PathBuf]) -> Result<()> {
        let outputs: Vec<OutputArgs> = files.iter().map(|file| self.output.to_file(file)).collect();
        self.run_with(&outputs)
    }

    fn run_with(&self, outputs: &[OutputArgs]) -> Result<()> {
        if self.dry_run {
            return print(&dry_run::told(self)?);
        }
        if self.exploration.words {
            return self.explore(outputs);
        }
        if self.evidence.is_some() && outputs.iter().all(|output| output.format() != Format::Json) {
            let message = "`--evidence all` is written as JSON; add `--format json` or `--output report.json`";
            return Err(Error::new(ErrorKind::Request, message));
        }
        let builder = self.builder()?;
        let comparison = match super::count::shards(&self.input)? {
            Some(shard) => {
                self.settled().check(&shard)?;
                builder.compare_shard(&shard)?
            }
            None => {
                let input = self.input.open()?;
                progress::reading("counting", &input, READINGS, || builder.compare(&input))?
            }
        };
        for path in &self.plots {
            draw(&comparison, path)?;
        }
        if let Some(folder) = &self.tables {
            write_tables(&comparison.report(Detail::FULL), folder)?;
        }
        for output in outputs {
            let fold = output.format() == Format::Terminal && !self.full;
            output.write(&match output.format() {
                Format::Html => comparison.page(),
                _ => comparison.report(Detail { fold, pairs: self.pairs || !fold }),
            })?;
        }
        Ok(())
    }

    /// What is asked with lexicons.
    fn builder(&self) -> Result<ComparisonBuilder> {
        Ok(Comparison::builder()
            .lexicons(self.counted.read()?)
            .overlaps(self.counted.overlaps)
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .passages(self.passages)
            .pairs(self.pairs)
            .sort(self.sort)
            .voice(self.voices.filter().choice)
            .endorsed_own(self.voices.filter().endorsed_own)
            .copies(self.copies)
            .events(super::events::source(&self.event_source, EventOptions::default())?)
            .duplicates(self.duplicates)
            .unit(self.unit)
            .test(self.test())
            .voices(self.voices.are_looked_at())
            .all_evidence(self.evidence.is_some()))
    }

    /// What is asked of the whole vocabulary.
    fn exploration(&self, input: &Input) -> Result<ExplorationBuilder> {
        Ok(self
            .exploration
            .builder()
            .selection(self.selection.selection()?)
            .by(&self.groups.by)
            .field(self.groups.field)
            .language(input.options().default_language())
            .permutations(self.permutations)
            .seed(self.seed)
            .copies(self.copies)
            .duplicates(self.duplicates)
            .unit(self.unit))
    }

    /// The inputs as they were named.
    pub(super) fn inputs(&self) -> &[PathBuf] {
        self.input.paths()
    }

    /// The input, unless it is counts.
    pub(super) fn opened(&self) -> Result<Option<Input>> {
        let counts = self.input.paths().iter().any(Shard::is_shard);
        if counts { Ok(None) } else { self.input.open().map(Some) }
    }

    /// Does with a sample of the input what takes time, and leaves out what is written. What cannot be compared in so few
    /// articles is counted.
    pub(super) fn rehearse(&self, sample: &Input) -> Result<()> {
        if self.exploration.words {
            return self.exploration(sample)?.explore(sample).map(drop);
        }
        let builder = self.builder()?;
        builder.compare(sample).map(drop).or_else(|_| builder.count(sample).map(drop))
    }

    /// What counts that are compared cannot be asked for again.
    fn settled(&self) -> Settled<'_> {
        Settled {
            input: &self.input,
            counted: &self.counted,
            groups: &self.groups,
            selection: &self.selection,
            voices: &self.voices,
        }
    }

    fn test(&self) -> TestOptions {
        let permutations = match self.permutations {
            Permutations::Fixed(number) => number,
            // categories are few: the default resolves them
            Permutations::Auto => TestOptions::default().permutations,
        };
        TestOptions { permutations, seed: self.seed }
    }

    /// The whole vocabulary instead of lexicons.
    fn explore(&self, outputs: &[OutputArgs]) -> Result<()> {
        let input = self.input.open()?;
        // only a page has passages
        let has_page = outputs.iter().any(|output| output.format() == Format::Html);
        let builder = self.exploration(&input)?.passages(if has_page { self.passages } else { 0 });
        let readings = if has_page { READINGS } else { READINGS_OF_WORDS };
        let found = progress::reading("counting", &input, readings, || builder.explore(&input))?;
        for output in outputs {
            let fold = output.format() == Format::Terminal && !self.full;
            output.write(&match output.format() {
                Format::Html => found.page(),
                _ => found.report(Detail { fold, pairs: !fold }),
            })?;
        }
        Ok(())
    }
}
