//! `parallax index`: an index built once and asked often.

use super::input::{ReadingArgs, parse_on_duplicate};
use super::output::{counted, print};
use super::progress;
use crate::corpus::{OnDuplicate, Skipped};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::index::{AddReport, ArticleIndex, IndexOptions, WriterOptions};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Index {
    /// Adds articles to an index, which is made when it is not there; unchanged articles are passed over.
    Add(Add),
    /// Says what an index holds.
    Info {
        /// The index
        index: PathBuf,
    },
    /// Checks that an index is whole: its files, and everything in it against the stored texts.
    Check {
        /// The index
        index: PathBuf,
    },
    /// Joins the segments of an index into one, and takes other indexes in first.
    Merge {
        /// The index that is merged into
        index: PathBuf,
        /// Other indexes, which stay as they are; their texts are analysed again by the first one's options
        #[arg(value_name = "OTHER")]
        others: Vec<PathBuf>,
        /// When an id is in both with different contents: error, keep the first, the last, or none (skip)
        #[arg(long, value_name = "CHOICE", default_value = "error", value_parser = parse_on_duplicate, hide_default_value = true)]
        on_duplicate: OnDuplicate,
    },
    /// Deletes articles by their ids.
    Delete {
        /// The index
        index: PathBuf,
        /// The ids
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The index: a folder
    index: PathBuf,
    /// Files, folders and .zip archives of .jsonl, .csv, .txt, .md, .html, .warc, .xml (RSS, Atom), .docx, .ris, .pdf, .parquet,
    /// plain or .gz or .zst; `-`: standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Leave out whose words each word is: the index is smaller and built faster, and its hits cannot be told by voice
    #[arg(long, conflicts_with = "cues")]
    no_voice: bool,
    /// How many threads analyse and write [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Make what was added durable after so many megabytes of input
    #[arg(long, value_name = "MB", default_value_t = 512)]
    commit_every: u64,
}

impl Index {
    /// `memory`: how many megabytes may be held in all.
    pub(super) fn run(&self, memory: Option<u64>) -> Result<()> {
        match self {
            Index::Add(add) => add.run(memory),
            Index::Info { index } => info(index),
            Index::Check { index } => check(index),
            Index::Merge { index, others, on_duplicate } => merge(index, others, *on_duplicate),
            Index::Delete { index, ids } => delete(index, ids),
        }
    }
}

/// What is held beside the memory that the writing threads fill, in megabytes: blocks that are read, spellings, merges.
const BESIDE: u64 = 128;
/// What the writing threads fill where nothing is said.
const WRITERS: u64 = 256;

impl Add {
    fn run(&self, memory: Option<u64>) -> Result<()> {
        let source = self.reading.source(&self.inputs)?;
        let finders = self.reading.finders()?;
        let sets_voices = self.no_voice || finders.is_some();
        let voices = if self.no_voice { None } else { Some(finders.unwrap_or_default()) };
        let index = match (ArticleIndex::is_index(&self.index), self.reading.sets_options(), sets_voices) {
            (true, false, false) => ArticleIndex::open(&self.index)?,
            // an index has voices of its own, where none are named
            (true, true, false) => ArticleIndex::open_or_create(&self.index, self.reading.options()?)?,
            (true, false, true) => {
                let analyzer = ArticleIndex::open(&self.index)?.options();
                ArticleIndex::open_or_create_with(
                    &self.index,
                    &IndexOptions::default().analyzer(analyzer).voices(voices),
                )?
            }
            _ => {
                let options = IndexOptions::default().analyzer(self.reading.options()?).voices(voices);
                ArticleIndex::open_or_create_with(&self.index, &options)?
            }
        };
        let writers = memory.map_or(WRITERS, |all| all.saturating_sub(BESIDE).min(WRITERS).max(all / 4));
        let mut options = WriterOptions::default()
            .memory(writers.saturating_mul(1 << 20) as usize)
            .commit_every(self.commit_every.saturating_mul(1 << 20));
        if let Some(threads) = self.threads {
            options = options.threads(threads);
        }
        let mut writer = index.writer(options)?;
        // settling duplicates has read everything once
        let (total, before) = (source.bytes_on_disk(), source.bytes_read());
        let bar = progress::bytes("reading", total);
        let report = writer.add_all(&source, |bytes| match total {
            Some(_) => bar.set_position(source.bytes_read() - before),
            None => bar.inc(bytes),
        })?;
        bar.set_message("writing");
        writer.commit()?;
        writer.close()?;
        bar.finish_and_clear();
        print(&format!("{}{}", summary(&report), skipped(&report.skipped)))
    }
}

fn summary(report: &AddReport) -> String {
    let mut text = format!(
        "{} added, {} updated, {} unchanged",
        counted(report.added, "article"),
        report.updated,
        report.unchanged
    );
    if report.repeated > 0 {
        text += &format!(", {} repeated an article word for word", counted(report.repeated, "record"));
    }
    if report.settled > 0 {
        text += &format!(", {} left out because their id came with several contents", report.settled);
    }
    text + "\n"
}

fn info(path: &PathBuf) -> Result<()> {
    let info = ArticleIndex::open(path)?.snapshot()?.info()?;
    let text = format!(
        "index     {} (version {})\narticles  {}\nwords     {}\nsegments  {}, {} deleted articles in them\nsize      {:.1} MB\nanalyser  {}\nvoices    {}\n{}",
        path.display(),
        info.index_version,
        info.articles,
        info.words,
        info.segments,
        info.deleted,
        info.bytes as f64 / 1e6,
        info.analyzer,
        if info.voices { "yes" } else { "left out" },
        skipped(&info.skipped)
    );
    print(&text)
}

fn check(path: &Path) -> Result<()> {
    let index = ArticleIndex::open(path)?;
    let bar = progress::spinner("checking");
    let damage = index.check()?;
    let articles = if damage.is_empty() { index.snapshot()?.info()?.articles } else { 0 };
    bar.finish_and_clear();
    if damage.is_empty() {
        return print(&format!("the index is whole: {}, each as its text says\n", counted(articles, "article")));
    }
    let lines: Vec<String> = damage.iter().map(|d| format!("{}: {}\n", d.place, d.message)).collect();
    print(&lines.concat())?;
    let places = if damage.len() == 1 { "one place" } else { &format!("{} places", damage.len()) };
    let message = format!("the index is damaged in {places}");
    Err(Error::new(ErrorKind::Index, message).at(Location::file(path.display().to_string())))
}

fn merge(path: &Path, others: &[PathBuf], on_duplicate: OnDuplicate) -> Result<()> {
    let index = ArticleIndex::open(path)?;
    // all are opened before anything is written
    let others = others.iter().map(|other| ArticleIndex::open(other)?.snapshot()).collect::<Result<Vec<_>>>()?;
    let mut writer = index.writer(WriterOptions::default())?;
    let bar = progress::spinner("merging");
    let report = writer.add_indexes(&others, on_duplicate)?;
    writer.merge()?;
    writer.close()?;
    bar.finish_and_clear();
    let info = index.snapshot()?.info()?;
    let text = if others.is_empty() { String::new() } else { summary(&report) + &skipped(&report.skipped) };
    let (articles, segments) = (counted(info.articles, "article"), counted(info.segments as u64, "segment"));
    print(&format!("{text}{articles} in {segments}\n"))
}

fn delete(path: &PathBuf, ids: &[String]) -> Result<()> {
    let mut writer = ArticleIndex::open(path)?.writer(WriterOptions::default().threads(1))?;
    let mut unknown = Vec::new();
    for id in ids {
        if !writer.delete(id)? {
            unknown.push(id.as_str());
        }
    }
    writer.commit()?;
    writer.close()?;
    print(&format!("{} deleted\n", counted((ids.len() - unknown.len()) as u64, "article")))?;
    if unknown.is_empty() {
        return Ok(());
    }
    let message =
        format!("no article has the id {}", unknown.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "));
    Err(Error::new(ErrorKind::Request, message))
}

/// What was skipped, a line a reason, with samples.
fn skipped(skipped: &Skipped) -> String {
    let mut out = String::new();
    for (reason, tally) in skipped.reasons() {
        out += &format!("skipped   {}: {reason}\n", tally.count());
        out.extend(tally.samples().iter().map(|sample| format!("          {sample}\n")));
    }
    for (remark, tally) in skipped.remarks() {
        out += &format!("remark    {}: {remark}\n", tally.count());
        out.extend(tally.samples().iter().map(|sample| format!("          {sample}\n")));
    }
    out
}
