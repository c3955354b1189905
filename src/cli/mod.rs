//! The `parallax` program's subcommands and what they share.
//!
//! Standard output holds the result and nothing else; progress goes to standard error, and only when that is a
//! terminal. Exit codes: 0, 1 for an error, 2 for a command line that cannot be understood.

mod cite;
mod collocations;
mod compare;
mod concordance;
mod count;
mod dry_run;
mod events;
mod explore;
#[cfg(feature = "index")]
mod index;
mod input;
mod lexicon;
mod lexicon_files;
mod memory;
mod output;
mod pager;
mod progress;
mod selftest;
mod shell;
mod study;
mod table;
mod verify;
mod voice;
mod wire;
mod words;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Shows how outlets frame the same events: which words each chooses, how sure one can be, and on which sentences each number rests.
#[derive(Debug, Parser)]
#[command(name = "parallax", version, arg_required_else_help = true, max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Command,
    /// How much memory the program may hold, in megabytes, pages of files apart: where more is needed, it says so and
    /// ends [default: what the machine gives; index add: 256 for the threads that write]
    #[arg(long, global = true, value_name = "MB")]
    memory: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the works that the methods rest on, and the program itself, as BibTeX.
    Cite(cite::Cite),
    /// Lists the words that keep company: neighbours that meet more often than by chance.
    Collocations(collocations::CollocationsCommand),
    /// Puts outlets side by side: how often each uses each frame, how sure that is, and the sentences behind it.
    Compare(compare::Compare),
    /// Writes what a shell completes of the program's commands and options.
    Completions(shell::Completions),
    /// Shows every hit of a pattern or a category in its context, with its address.
    Concordance(concordance::ConcordanceCommand),
    /// Counts a share of a corpus into a file, to be compared with others' as if one machine had counted all.
    Count(count::Count),
    /// Groups articles into the events they report, and shows which outlets covered which.
    Events(events::Events),
    #[cfg(feature = "index")]
    /// Makes and keeps an index, built once and asked often.
    #[command(subcommand)]
    Index(index::Index),
    /// Writes a commented study file to fill in.
    Init(study::Init),
    /// Checks lexicons, and takes those of other programs over.
    #[command(subcommand)]
    Lexicon(lexicon::LexiconCommand),
    /// Writes the manual page of the program or of a subcommand.
    Man(shell::Man),
    /// Puts counts of several shares into one file.
    Merge(count::Merge),
    /// Carries out the study of a file.
    Run(study::Run),
    /// Shows on your own articles how often a test finds a difference where there is none.
    Selftest(selftest::SelfTestCommand),
    /// Writes a table to take away: counts by article, outlet or event, or the document-feature matrix.
    Table(table::Table),
    /// Works the numbers of a report out again and looks its evidence up in the texts.
    Verify(verify::Verify),
    /// Says whose words each part of a text is: reported, quoted, negated, hedged, scare-quoted.
    Voice(voice::VoiceCommand),
    /// Shows what each outlet changed in the texts that several print: sentences added, cut, reworded, and the framing terms in
    /// them.
    Wire(wire::Wire),
    /// Lists the words, or runs of words, of each outlet.
    Words(words::Words),
}

impl Command {
    /// What may be asked instead where memory is short.
    fn with_less_memory(&self) -> &'static str {
        match self {
            Command::Compare(_) | Command::Count(_) | Command::Run(_) => {
                "select fewer articles, or count parts of the input and compare their counts (`parallax count --part`)"
            }
            #[cfg(feature = "index")]
            Command::Index(_) => "or add fewer articles at a time",
            Command::Merge(_) => "or merge fewer counts",
            _ => "or select fewer articles (`--outlet`, `--since` and `--until`)",
        }
    }
}

/// A panic over damaged files of an index is told once, by the error it becomes.
#[cfg(feature = "index")]
fn quiet_where_caught() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::index::guard::holds_back(panic) {
            usual(panic);
        }
    }));
}

/// Tells of a panic that was held back and that no damaged file explains, when the program ends.
#[cfg(feature = "index")]
struct LastWords;

#[cfg(feature = "index")]
impl Drop for LastWords {
    fn drop(&mut self) {
        if let Some(said) = crate::index::guard::unexplained() {
            eprintln!("parallax: {said}");
        }
    }
}

/// Runs the program with the command line it was started with.
#[must_use]
pub fn run() -> ExitCode {
    let program = Program::parse();
    #[cfg(feature = "index")]
    let _last_words = LastWords;
    #[cfg(feature = "index")]
    quiet_where_caught();
    let done = |outcome: crate::Result<()>| outcome.map(|()| ExitCode::SUCCESS);
    let memory = program.memory;
    let bounded = memory.map_or(Ok(()), |megabytes| memory::bound(megabytes, program.command.with_less_memory()));
    let outcome = bounded.and_then(|()| match program.command {
        Command::Cite(command) => done(command.run()),
        Command::Collocations(command) => done(command.run()),
        Command::Compare(command) => done(command.run()),
        Command::Completions(command) => done(command.run()),
        Command::Concordance(command) => done(command.run()),
        Command::Count(command) => done(command.run()),
        Command::Events(command) => done(command.run()),
        #[cfg(feature = "index")]
        Command::Index(command) => done(command.run(memory)),
        Command::Init(command) => done(command.run()),
        Command::Lexicon(command) => command.run(),
        Command::Man(command) => done(command.run()),
        Command::Merge(command) => done(command.run()),
        Command::Run(command) => done(command.run()),
        Command::Selftest(command) => done(command.run()),
        Command::Table(command) => done(command.run()),
        Command::Verify(command) => command.run(),
        Command::Voice(command) => done(command.run()),
        Command::Wire(command) => done(command.run()),
        Command::Words(command) => done(command.run()),
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("parallax: {error}");
            ExitCode::from(1)
        }
    }
}
