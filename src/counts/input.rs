//! Where texts come from: files that stream by, or an index. Two roads to the same counts.

#[cfg(feature = "index")]
use super::asked::Asked;
use super::duplicates::Printer;
use super::row::settle;
use super::{ArticleCounts, Cell, CountPlan, Counts, Field, Header, TermCounts, TermPlan, sorted};
use crate::corpus::duplicate::{Fingerprint, Fingerprints};
use crate::corpus::{
    Article, FieldMap, InputFormat, Languages, Limits, OnDuplicate, SkipLog, Skipped, SortedIds, Source, SourceBuilder,
};
use crate::error::Result;
#[cfg(feature = "index")]
use crate::error::{Error, ErrorKind};
#[cfg(feature = "index")]
use crate::index::{ArticleIndex, Snapshot};
use crate::lexicon::{Match, Matcher, Scanner};
use crate::text::{Analyzer, AnalyzerOptions, Language, Preset};
use crate::voice::{HitVoice, Listener, OwnWords, VoiceFinders, VoiceRuns, tells_own_words};
#[cfg(feature = "index")]
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Articles to ask: a [`Source`], read anew for every question, or an index, built once and asked often.
#[derive(Debug)]
pub struct Input {
    pub(super) road: Road,
    names: Vec<String>,
    options: AnalyzerOptions,
    /// What voices are found by; `None`: they are not known.
    finders: Option<VoiceFinders>,
    /// Which part is read, of how many.
    part: (u64, u64),
    /// The fingerprints of its articles, where a visit for another purpose made them.
    pub(super) prints: OnceLock<Fingerprints>,
}

#[derive(Debug)]
pub(super) enum Road {
    Scan(Source),
    #[cfg(feature = "index")]
    Postings(Box<Snapshot>),
}

/// A thread keeps no more rows than this to itself.
const ROWS_KEPT: usize = 1_024;

/// The part that is all.
const WHOLE: (u64, u64) = (0, 1);

/// Names the inputs and says how to read them.
#[derive(Debug, Default)]
#[must_use]
pub struct InputBuilder {
    paths: Vec<PathBuf>,
    source: Option<SourceBuilder>,
    fields: FieldMap,
    on_duplicate: OnDuplicate,
    options: Option<AnalyzerOptions>,
    finders: Option<VoiceFinders>,
    format: Option<InputFormat>,
    languages: Languages,
    limits: Limits,
}

/// Counts, and what was left out on the way to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// The counts of the selected articles.
    pub counts: Counts,
    /// Records that did not become articles.
    pub skipped: Skipped,
}

impl InputBuilder {
    /// Adds a file, a folder, an index or `-` for standard input; an index stands alone.
    pub fn path(mut self, path: impl AsRef<Path>) -> Self {
        self.paths.push(path.as_ref().to_path_buf());
        self
    }

    /// Adds several.
    pub fn paths(self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        paths.into_iter().fold(self, InputBuilder::path)
    }

    /// Adds JSON Lines from a reader, under a name for messages.
    pub fn reader(mut self, name: &str, reader: impl Read + Send + 'static) -> Self {
        self.source = Some(self.source.unwrap_or_default().reader(name, reader));
        self
    }

    /// Which of their fields ours are read from. Default: our own names.
    pub fn fields(mut self, fields: FieldMap) -> Self {
        self.fields = fields;
        self
    }

    /// What happens when an id comes with different contents; an index holds one article an id. Default: an error.
    pub fn on_duplicate(mut self, choice: OnDuplicate) -> Self {
        self.on_duplicate = choice;
        self
    }

    /// The format of inputs that are files or streams. Default: what their endings say, else their first bytes.
    pub fn format(mut self, format: InputFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// The language of articles that name none. Default: detected, see [`Languages`].
    pub fn languages(mut self, languages: Languages) -> Self {
        self.languages = languages;
        self
    }

    /// What reading does not exceed. Default: [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The analyser's options. Default: the index's own, or [`AnalyzerOptions::default`].
    pub fn options(mut self, options: AnalyzerOptions) -> Self {
        self.options = Some(options);
        self
    }

    /// What voices are found by. Default: the index's own, or the embedded cue words.
    pub fn voices(mut self, finders: VoiceFinders) -> Self {
        self.finders = Some(finders);
        self
    }

    /// Checks that everything is there.
    ///
    /// # Errors
    /// If an input is missing or not readable, or an index is named beside other inputs or with options that are not
    /// its own.
    pub fn open(self) -> Result<Input> {
        let mut names: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
        let options = match self.options {
            None if !self.limits.sets_analysis() => None,
            given => Some(self.limits.analysis(given.unwrap_or_default())),
        };
        #[cfg(feature = "index")]
        if let Some(index) = self.paths.iter().find(|path| ArticleIndex::is_index(path)) {
            if self.paths.len() > 1 || self.source.is_some() {
                let message = "an index is asked alone; add the other inputs to it with `parallax index add`";
                return Err(Error::new(ErrorKind::Request, message)
                    .at(crate::error::Location::file(index.display().to_string())));
            }
            let index = match options {
                Some(options) => ArticleIndex::open_or_create(index, options)?,
                None => ArticleIndex::open(index)?,
            };
            let (options, finders) = (index.options(), index.voices().cloned());
            if let Some(asked) = &self.finders
                && finders.as_ref().map(VoiceFinders::fingerprint) != Some(asked.fingerprint())
            {
                let message = "the voices of an index were found by its own cue words when it was built; leave `--cues` out, or build an index with them";
                return Err(Error::new(ErrorKind::Request, message)
                    .at(crate::error::Location::file(index.path().display().to_string())));
            }
            return Ok(Input {
                road: Road::Postings(Box::new(index.snapshot()?)),
                names,
                options,
                finders,
                part: WHOLE,
                prints: OnceLock::new(),
            });
        }
        let source = self.source.unwrap_or_default().inputs(&self.paths).fields(self.fields);
        let source = source.limits(self.limits).languages(self.languages);
        let source = self.format.into_iter().fold(source, SourceBuilder::format);
        let source = source.on_duplicate(self.on_duplicate).open()?;
        if names.is_empty() {
            names = source.inputs().map(String::from).collect();
        }
        let options = options.unwrap_or_default();
        // without marks and sentences there are no voices
        let finders = (options.rules() == Preset::News).then(|| self.finders.unwrap_or_default());
        Ok(Input { road: Road::Scan(source), names, options, finders, part: WHOLE, prints: OnceLock::new() })
    }
}

impl Input {
    /// Names the inputs and says how to read them.
    pub fn builder() -> InputBuilder {
        InputBuilder::default()
    }

    /// Files, a folder or an index, read by the defaults.
    ///
    /// # Errors
    /// As [`InputBuilder::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Input::builder().path(path).open()
    }

    /// One of several parts of the inputs, counted from 0, which hold every article once: what one of several machines
    /// reads. A part is made of blocks of about a megabyte; an input of fewer blocks than parts leaves some empty.
    ///
    /// # Errors
    /// If there is no such part, or the input is an index.
    pub fn part(self, part: u64, of: u64) -> Result<Self> {
        match self.road {
            Road::Scan(source) => Ok(Input {
                road: Road::Scan(source.shard(part, of)?),
                part: (part, of),
                prints: OnceLock::new(),
                ..self
            }),
            #[cfg(feature = "index")]
            Road::Postings(_) => {
                let message = "an index is counted as a whole; make an index of each part, or count the files in parts";
                Err(Error::new(ErrorKind::Request, message))
            }
        }
    }

    /// Which part is read, from 0, and of how many.
    pub(super) fn part_of(&self) -> (u64, u64) {
        self.part
    }

    /// The inputs as they were named.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The files that are read anew for every question; `None`: an index is asked.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match &self.road {
            Road::Scan(source) => Some(source),
            #[cfg(feature = "index")]
            Road::Postings(_) => None,
        }
    }

    /// How many bytes the files have on the disk; `None` for an index, and when one of them is a stream.
    #[must_use]
    pub fn bytes_on_disk(&self) -> Option<u64> {
        self.source()?.bytes_on_disk()
    }

    /// How many of these were read since it was opened, at all readings together: what a progress bar shows.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.source().map_or(0, Source::bytes_read)
    }

    /// The same input, of whose files only the [`beginning`](Source::beginning) is read; `None` for an index.
    #[must_use]
    pub fn beginning(&self, bytes: u64) -> Option<Input> {
        let source = self.source()?.beginning(bytes);
        let finders = self.finders.clone();
        Some(Input {
            road: Road::Scan(source),
            names: self.names.clone(),
            options: self.options,
            finders,
            part: self.part,
            prints: OnceLock::new(),
        })
    }

    /// The options texts are analysed with.
    pub fn options(&self) -> AnalyzerOptions {
        self.options
    }

    /// What voices are found by; `None`: they are not known, because the index was made without them, or the rules that
    /// find words see no marks.
    #[must_use]
    pub fn voices(&self) -> Option<&VoiceFinders> {
        self.finders.as_ref()
    }

    /// What the voices of shown passages are found by: an index without voices still has the texts.
    pub(super) fn finders_for_shown(&self) -> Option<VoiceFinders> {
        self.finders.clone().or_else(|| (self.options.rules() == Preset::News).then(VoiceFinders::default))
    }

    /// The voices a plan asks for, where they are known.
    pub(super) fn voices_for(&self, plan: &CountPlan) -> Option<&VoiceFinders> {
        self.finders.as_ref().filter(|_| plan.voices)
    }

    /// What counts by a plan hold.
    pub(super) fn header(&self, plan: &CountPlan, matcher: &Matcher) -> super::Header {
        plan.header(matcher, self.voices_for(plan).map(VoiceFinders::fingerprint))
    }

    /// What counts by a plan without lexicons hold.
    pub(super) fn bare_header(&self, plan: &CountPlan) -> Result<super::Header> {
        Ok(self.header(plan, &plan.matcher(self.options)?))
    }

    /// Counts by a plan. Where it asks for voices and they are not known, it counts without them, and the header says so.
    ///
    /// # Errors
    /// If the lexicons cannot be compiled, a query needs an index, an id comes twice with different content, or the
    /// input cannot be read.
    pub fn count(&self, plan: &CountPlan) -> Result<Counted> {
        self.visit(plan, false)
    }

    /// Counts as [`count`](Input::count), and makes ready for [`duplicates`](Input::duplicates) in the same visit.
    pub(crate) fn count_and_print(&self, plan: &CountPlan) -> Result<Counted> {
        self.visit(plan, self.prints.get().is_none())
    }

    fn visit(&self, plan: &CountPlan, prints: bool) -> Result<Counted> {
        // threads hand over rows now and then, so that they are in memory once
        let rows = Mutex::new(Vec::with_capacity(match &self.road {
            Road::Scan(_) => 0,
            // memory that is not written to costs nothing, and moving all rows to a larger place would
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => snapshot.articles_in_all(),
        }));
        let hand_over =
            |some: &mut Vec<ArticleCounts>| rows.lock().unwrap_or_else(PoisonError::into_inner).append(some);
        let push = |some: &mut Vec<ArticleCounts>, row| {
            some.push(row);
            if some.len() == ROWS_KEPT {
                hand_over(some);
            }
            Ok(())
        };
        let Gathered { header, mut gathered, skipped, .. } =
            self.gather(plan, prints, Ids::OfAll, |_| Vec::new(), push)?;
        gathered.iter_mut().for_each(hand_over);
        let rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
        let counts = match &self.road {
            Road::Scan(source) => Counts::of_sorted(header, sorted(rows).map_err(|_| source.first_conflict())?),
            #[cfg(feature = "index")]
            Road::Postings(_) => Counts::from_rows(header, rows)?,
        };
        Ok(Counted { counts, skipped })
    }

    /// Counts the articles of a plan and hands each to `add`, on several threads. Of files an article that stands in
    /// them twice comes twice.
    pub(super) fn count_into<S: Send>(
        &self,
        plan: &CountPlan,
        ids: Ids,
        start: impl Fn(&Header) -> S + Sync,
        add: impl Fn(&mut S, ArticleCounts) -> Result<()> + Sync,
    ) -> Result<Gathered<S>> {
        self.gather(plan, false, ids, start, add)
    }

    fn gather<S: Send>(
        &self,
        plan: &CountPlan,
        prints: bool,
        ids: Ids,
        start: impl Fn(&Header) -> S + Sync,
        add: impl Fn(&mut S, ArticleCounts) -> Result<()> + Sync,
    ) -> Result<Gathered<S>> {
        let matcher = plan.matcher(self.options)?;
        let header = Arc::new(self.header(plan, &matcher));
        let voices = self.voices_for(plan);
        let start = || start(&header);
        #[cfg(not(feature = "index"))]
        let _ = ids; // files name every article
        let (gathered, ids, skipped) = match &self.road {
            Road::Scan(source) => {
                let printer = || prints.then(|| Printer::new(self.options));
                let counter = || ArticleCounter::new(&matcher, voices, printer());
                let (gathered, skipped, found) = scan(source, plan, counter, start, add)?;
                if prints {
                    self.keep_prints(found);
                }
                (gathered, Vec::new(), skipped)
            }
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => {
                let ask = |segment| {
                    let asked = Asked { snapshot, segment, matcher: &matcher, plan, voices: voices.is_some(), ids };
                    asked.gather(start, &add)
                };
                let asked: Vec<(Vec<S>, SortedIds)> =
                    (0..snapshot.segments()).into_par_iter().map(ask).collect::<Result<_>>()?;
                let (gathered, ids): (Vec<Vec<S>>, _) = asked.into_iter().unzip();
                (gathered.into_iter().flatten().collect(), ids, snapshot.skip_log()?.total())
            }
        };
        Ok(Gathered { header, gathered, ids, skipped })
    }

    /// Counts words and n-grams.
    ///
    /// # Errors
    /// As [`count`](Input::count).
    pub fn count_terms(&self, plan: &TermPlan) -> Result<TermCounts> {
        match &self.road {
            Road::Scan(source) => TermCounts::scan(source, self.options, plan),
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => TermCounts::ask(snapshot, plan),
        }
    }

    /// Holds the files of an index against their checksums, which asking it does not; files of articles have none.
    ///
    /// # Errors
    /// If a file is not what was written.
    pub fn check_files(&self) -> Result<()> {
        match &self.road {
            Road::Scan(_) => Ok(()),
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => snapshot.check_files(),
        }
    }

    /// The articles with these ids, in the order of the ids; the few that a report shows.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn articles(&self, ids: &FxHashSet<Arc<str>>) -> Result<Vec<Article>> {
        let mut found: Vec<Article> = match &self.road {
            Road::Scan(source) => source
                .in_parallel(Vec::new, |found: &mut Vec<Article>, block| {
                    let mut passed = Skipped::default();
                    found.extend(block.articles(&mut passed).filter(|article| ids.contains(article.id())));
                    Ok(())
                })?
                .into_iter()
                .flatten()
                .collect(),
            #[cfg(feature = "index")]
            Road::Postings(snapshot) => snapshot.articles(ids.iter().map(|id| &**id))?,
        };
        found.sort_by(|a, b| a.id().cmp(b.id()));
        // a record that is repeated word for word is one article
        found.dedup_by(|a, b| a.id() == b.id());
        Ok(found)
    }
}

// ------------------------------------------------------------------ scan

/// What threads made of the articles they counted.
pub(super) struct Gathered<S> {
    pub(super) header: Arc<Header>,
    pub(super) gathered: Vec<S>,
    /// Of an index, segment by segment, where they were asked for.
    pub(super) ids: Vec<SortedIds>,
    pub(super) skipped: Skipped,
}

/// Which articles of an index come with their ids, which are slow to look up one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    /// All.
    OfAll,
    /// Those with hits.
    OfHits,
    /// Those with hits; and the ids of all, in order.
    Apart,
}

/// What a thread of a scan carries from block to block.
struct Worker<'m, S> {
    counter: ArticleCounter<'m>,
    names: Names,
    state: S,
    log: SkipLog,
}

fn scan<'m, S: Send>(
    source: &Source,
    plan: &CountPlan,
    counter: impl Fn() -> ArticleCounter<'m> + Sync,
    start: impl Fn() -> S + Sync,
    add: impl Fn(&mut S, ArticleCounts) -> Result<()> + Sync,
) -> Result<(Vec<S>, Skipped, Vec<Fingerprint>)> {
    let start = || Worker { counter: counter(), names: Names::default(), state: start(), log: SkipLog::of(source) };
    let workers = source.in_parallel(start, |worker, block| {
        let Worker { counter, names, state, log } = worker;
        for article in block.articles(log.input(block.input())) {
            if plan.selection.accepts(&article)? {
                add(state, counter.count(names, &article, plan)?)?;
            } else if let Some(printer) = &mut counter.printer {
                printer.read(&article);
            }
        }
        Ok(())
    })?;
    let mut log = SkipLog::of(source);
    let (mut states, mut prints) = (Vec::new(), Vec::new());
    for worker in workers {
        log.merge(&worker.log);
        states.push(worker.state);
        prints.extend(worker.counter.printer.into_iter().flat_map(Printer::into_prints));
    }
    Ok((states, log.total(), prints))
}

/// Counts one article after the other.
pub(super) struct ArticleCounter<'m> {
    scanner: Scanner<'m>,
    listener: Option<Listener>,
    runs: VoiceRuns,
    found: Vec<Match>,
    /// What makes fingerprints, where those are wanted too.
    printer: Option<Printer>,
}

impl<'m> ArticleCounter<'m> {
    fn new(matcher: &'m Matcher, voices: Option<&VoiceFinders>, printer: Option<Printer>) -> Self {
        ArticleCounter {
            scanner: matcher.scanner(),
            listener: voices.map(|finders| Listener::new(finders.clone())),
            runs: VoiceRuns::default(),
            found: Vec::new(),
            printer,
        }
    }

    fn count(&mut self, names: &mut Names, article: &Article, plan: &CountPlan) -> Result<ArticleCounts> {
        let language = language_of(article, self.scanner.options());
        let (mut cells, mut words) = (Vec::new(), 0);
        let mut own_words = self.listener.as_ref().map(|_| OwnWords::default());
        for &field in plan.field.fields() {
            let text = field.of(article);
            self.found.clear();
            words += self.scanner.matches_into(text, Some(language), &mut self.found);
            let Some(listener) = &mut self.listener else {
                let cell = |m: &Match| cell(m, field, HitVoice::default());
                cells.extend(self.found.iter().map(cell));
                continue;
            };
            let analysis = self.scanner.analysis();
            let voices = listener.listen(text, analysis, field.voice_field(), language);
            self.runs.fill(analysis, voices);
            own_words = own_words.filter(|_| tells_own_words(voices.judged())).map(|own| own + self.runs.own_words());
            cells.extend(self.found.iter().map(|m| cell(m, field, self.runs.voice_of(m.position, m.words))));
        }
        let hashes = article.hashes();
        if let Some(printer) = &mut self.printer {
            printer.take(article, hashes, plan.field, self.scanner.analysis());
        }
        Ok(ArticleCounts {
            id: article.id().into(),
            content: hashes.content,
            text: hashes.text,
            outlet: names.of(article.outlet()),
            group: article.field(&plan.by)?.map(|value| names.of(&value)),
            event: article.event().map(|event| names.of(event)),
            wire: None,
            date: article.date(),
            language,
            words,
            own_words,
            cells: settle(cells),
        })
    }
}

pub(super) fn cell(m: &Match, field: Field, voice: HitVoice) -> Cell {
    Cell { category: m.category, entry: m.entry, field, voice, occurrences: 1 }
}

/// An article's own language, or the corpus's.
pub(super) fn language_of(article: &Article, options: AnalyzerOptions) -> Language {
    article.language().and_then(|tag| tag.parse().ok()).unwrap_or_else(|| options.default_language())
}

/// Names that come again and again, kept once.
#[derive(Default)]
pub(super) struct Names(FxHashMap<Box<str>, Arc<str>>);

impl Names {
    pub(super) fn of(&mut self, name: &str) -> Arc<str> {
        if let Some(kept) = self.0.get(name) {
            return kept.clone();
        }
        let kept: Arc<str> = name.into();
        self.0.insert(name.into(), kept.clone());
        kept
    }
}

/// An analyser with an input's options.
pub(super) fn analyzer(options: AnalyzerOptions) -> Analyzer {
    Analyzer::new(options)
}
