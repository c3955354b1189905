//! `parallax table`: counts to take away, by article, outlet, event or any other field.

use super::compare::parse_voice;
use super::input::{InputArgs, SelectionArgs, parse_field};
use super::lexicon_files::LexiconArgs;
use super::output::say_skipped;
use super::progress;
use crate::counts::{
    CountPlan, Counted, FeatureMatrix, FieldChoice, Input, TableUnit, TermFilter, TermPlan, VoiceFilter,
};
use crate::error::{Error, ErrorKind, Result};
use crate::framing::{TableValues, UnitTable, chosen_voice, stop_words};
use crate::lexicon::{DEFAULT_LEXICONS, shipped};
use crate::report::csv_safe;
use crate::voice::VoiceChoice;
use clap::{Args, ValueEnum};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax table corpora/kazakhstan_2022 --output articles.csv
  parallax table my.index --unit outlet --values hits --format jsonl
  parallax table my.index --features words --minimum 5 --output dfm")]
pub(super) struct Table {
    #[command(flatten)]
    input: InputArgs,
    /// What a row stands for: article, outlet, event, or any field that articles can be grouped by
    #[arg(long, value_name = "UNIT", default_value = "article")]
    unit: String,
    #[command(flatten)]
    counted: LexiconArgs,
    /// What the columns count
    #[arg(long, value_enum, default_value_t = Features::Categories)]
    features: Features,
    /// What is written of each count: hits, per_1000 or both
    #[arg(long, default_value = "both", value_parser = parse_values)]
    values: TableValues,
    /// The form: csv, jsonl, or matrix-market [default: by the ending of --output; words as matrix-market, all else as csv]
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// The file that is written, or for matrix-market the folder [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// CSV for spreadsheets: a `'` before every cell that one would take for a formula
    #[arg(long)]
    csv_safe: bool,
    /// A field that a table by article has a column for, beside our own
    #[arg(long, value_name = "FIELD", default_value = "outlet")]
    by: String,
    /// Where to look: text, title or both
    #[arg(long, default_value = "text", value_parser = parse_field)]
    field: FieldChoice,
    /// Categories and entries: only hits in this voice (own, asserted, attributed, quoted, scare_quoted, hedged, negated),
    /// in the outlet's own voice per 1,000 of its own words
    #[arg(long, value_name = "VOICE", value_parser = parse_voice)]
    voice: Option<VoiceChoice>,
    /// Words: how many a term has, 1 to 5
    #[arg(long, short = 'n', value_name = "WORDS", default_value_t = 1)]
    length: usize,
    /// Words: leave out stop words
    #[arg(long)]
    no_stop_words: bool,
    /// Words: only terms with so many occurrences
    #[arg(long, value_name = "N", default_value_t = 1)]
    minimum: u64,
    /// Words: only terms in so many articles
    #[arg(long, value_name = "N", default_value_t = 1)]
    minimum_articles: u64,
    #[command(flatten)]
    selection: SelectionArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Features {
    /// The categories of the lexicons
    Categories,
    /// Their entries
    Entries,
    /// All words, or runs of words
    Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A header and a line a row
    Csv,
    /// An object a line
    Jsonl,
    /// A folder with matrix.mtx, rows.csv and columns.csv, for R and Python
    MatrixMarket,
}

fn parse_values(text: &str) -> Result<TableValues, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

impl Table {
    pub(super) fn run(&self) -> Result<()> {
        let input = self.input.open()?;
        let skipped = progress::reading("counting", &input, 1, || match (self.features, self.form()) {
            (Features::Words, Form::MatrixMarket) => self.words(&input),
            (Features::Words, _) => {
                let message = "a table of words is as wide as the vocabulary; write it with --format matrix-market";
                Err(Error::new(ErrorKind::Request, message))
            }
            (_, form) => self.lexicons(&input, form),
        })?;
        say_skipped(&skipped);
        Ok(())
    }

    fn form(&self) -> Form {
        let ending = || match self.output.as_ref()?.extension()?.to_str()? {
            "csv" => Some(Form::Csv),
            "jsonl" | "ndjson" => Some(Form::Jsonl),
            _ => None,
        };
        let usual = if self.features == Features::Words { Form::MatrixMarket } else { Form::Csv };
        self.format.or_else(ending).unwrap_or(usual)
    }

    fn unit(&self) -> (TableUnit, &str) {
        match self.unit.as_str() {
            "article" => (TableUnit::Article, &self.by),
            field => (TableUnit::Group, field),
        }
    }

    fn folder(&self) -> Result<&PathBuf> {
        self.output.as_ref().ok_or_else(|| {
            let message = "a matrix is written into a folder; name it with --output";
            Error::new(ErrorKind::Request, message)
        })
    }

    fn words(&self, input: &Input) -> Result<crate::Skipped> {
        let (unit, by) = self.unit();
        let folder = self.folder()?;
        let selection = self.selection.selection()?;
        let plan = TermPlan::default().selection(selection).by(by).field(self.field).length(self.length)?;
        let mut filter =
            TermFilter { occurrences: self.minimum, articles: self.minimum_articles, ..TermFilter::default() };
        if self.no_stop_words {
            filter.stop_words = stop_words(input.options().default_language())?;
        }
        let matrix = FeatureMatrix::of_terms(input, &plan, unit, &filter)?;
        matrix.write_matrix_market(folder)?;
        Ok(matrix.skipped().clone())
    }

    fn lexicons(&self, input: &Input, form: Form) -> Result<crate::Skipped> {
        let (unit, by) = self.unit();
        let lexicons = match self.counted.lexicons.is_empty() {
            true => shipped(DEFAULT_LEXICONS)?,
            false => self.counted.read()?,
        };
        let plan = CountPlan::new(lexicons).selection(self.selection.selection()?).by(by).field(self.field);
        let plan = plan.overlaps(self.counted.overlaps);
        let voice = VoiceFilter { choice: self.voice.unwrap_or_default(), endorsed_own: false };
        let plan = plan.voices(voice.choice != VoiceChoice::All);
        let counted = input.count(&plan)?;
        input.check_names(&plan, &counted)?;
        let Counted { counts, skipped } = counted;
        let by_entry = self.features == Features::Entries;
        if form == Form::MatrixMarket {
            let counts = if voice.choice == VoiceChoice::All { counts } else { chosen_voice(&counts, voice)? };
            let matrix = FeatureMatrix::of_counts(&counts, skipped, unit, by_entry)?;
            matrix.write_matrix_market(self.folder()?)?;
            return Ok(matrix.skipped().clone());
        }
        let table = UnitTable::new(&counts, unit, by_entry).in_voice(voice)?;
        let write = |out: &mut dyn Write| match form {
            Form::Jsonl => table.write_json_lines(self.values, out),
            _ if self.csv_safe => {
                let mut text = Vec::new();
                table.write_csv(self.values, &mut text)?;
                out.write_all(csv_safe(&String::from_utf8_lossy(&text)).as_bytes())
            }
            _ => table.write_csv(self.values, out),
        };
        let (outcome, name) = match &self.output {
            Some(path) => {
                let file = std::fs::File::create(path).map_err(|cause| Error::io(path, cause))?;
                (write(&mut BufWriter::new(file)), path.display().to_string())
            }
            None => (write(&mut BufWriter::new(std::io::stdout().lock())), "standard output".to_string()),
        };
        match outcome {
            // whoever closed the pipe has read enough
            Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe && self.output.is_none() => Ok(skipped),
            outcome => outcome.map(|()| skipped).map_err(|cause| Error::io(name, cause)),
        }
    }
}
