//! `parallax index`: an index built once and asked often.

use super::input::ReadingArgs;
use super::output::print;
use super::progress;
use crate::corpus::{Skipped, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::index::{ArticleIndex, WriterOptions};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Index {
    /// Adds articles to an index, which is made when it is not there; unchanged articles are passed over.
    Add(Add),
    /// Says what an index holds.
    Info {
        /// The index
        index: PathBuf,
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
    /// JSON Lines (`-`: standard input), folders of .txt and .md with a `+++` front matter, plain or .gz or .zst
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// How many threads analyse and write [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// How much memory the writing threads may fill, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 256)]
    memory: usize,
}

impl Index {
    pub(super) fn run(&self) -> Result<()> {
        match self {
            Index::Add(add) => add.run(),
            Index::Info { index } => info(index),
            Index::Delete { index, ids } => delete(index, ids),
        }
    }
}

impl Add {
    fn run(&self) -> Result<()> {
        let source = Source::builder().inputs(&self.inputs).fields(self.reading.fields()?).open()?;
        let index = if ArticleIndex::is_index(&self.index) && !self.reading.sets_options() {
            ArticleIndex::open(&self.index)?
        } else {
            ArticleIndex::open_or_create(&self.index, self.reading.options()?)?
        };
        let mut options = WriterOptions::default().memory(self.memory << 20);
        if let Some(threads) = self.threads {
            options = options.threads(threads);
        }
        let mut writer = index.writer(options)?;
        let bar = progress::bytes("reading");
        let report = writer.add_all(&source, |bytes| bar.inc(bytes))?;
        bar.set_message("writing");
        writer.commit()?;
        writer.close()?;
        bar.finish_and_clear();
        let mut text =
            format!("{} articles added, {} updated, {} unchanged", report.added, report.updated, report.unchanged);
        if report.repeated > 0 {
            text += &format!(", {} records repeated an article word for word", report.repeated);
        }
        print(&format!("{text}\n{}", skipped(&report.skipped)))
    }
}

fn info(path: &PathBuf) -> Result<()> {
    let info = ArticleIndex::open(path)?.snapshot()?.info()?;
    let text = format!(
        "index     {} (version {})\narticles  {}\nwords     {}\nsegments  {}, {} deleted articles in them\nsize      {:.1} MB\nanalyser  {}\n{}",
        path.display(),
        info.index_version,
        info.articles,
        info.words,
        info.segments,
        info.deleted,
        info.bytes as f64 / 1e6,
        info.analyzer,
        skipped(&info.skipped)
    );
    print(&text)
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
    print(&format!("{} articles deleted\n", ids.len() - unknown.len()))?;
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
