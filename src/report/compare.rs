//! The report of a comparison: what was compared, the rates side by side, each category with its passages.

use super::{Block, Cell, CorpusRef, LexiconRef, Passage, PassageVoice, Provenance, Report, Table, Warning};
use crate::corpus::Skipped;
use crate::counts::{FieldChoice, Header, Located, Speech};
use crate::framing::{
    CategoryComparison, Comparison, Contrast, Design, FALSE_DISCOVERY_RATE, GroupInfo, Profile, TestOptions, UnitKind,
    VoiceSplit, Warned,
};
use crate::lexicon::Overlaps;
use crate::measures::{Defined, Interval, Undefined};
use crate::text::Span;
use crate::voice::{Axis, VoiceChoice};

/// The name and version of the JSON body.
///
/// Keys: `by`, `field`, `unit`, `design`, `shown`, `overview`, `groups`, `categories` (each with `profiles`, `against_rest`,
/// `pairs`, `passages`), `warnings`, and `evidence` where it was asked for in full
/// ([`crate::counts::EvidenceTable`]). Rates are per 1,000 words; Log Ratios are binary; intervals are at 95 %. A value
/// that is not known is null, and the key with `_reason` behind it says why. Groups are named, the articles without
/// one `null`.
pub const COMPARE_SCHEMA: &str = "parallax-compare/1";

/// How much of a comparison is drawn for people; the JSON body always holds all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Whether categories without hits are one line, and a category shows two passages only.
    pub fold: bool,
    /// Whether pairs of groups are shown.
    pub pairs: bool,
}

impl Detail {
    /// Every category, every pair, every passage.
    pub const FULL: Detail = Detail { fold: false, pairs: true };
    /// What is read in a terminal at one go.
    pub const FOLDED: Detail = Detail { fold: true, pairs: false };
}

/// More groups than this do not fit a terminal.
const GROUPS_IN_TERMINAL: usize = 12;
/// More names than this, and a warning in a terminal says how many more there are.
const NAMES_IN_TERMINAL: usize = 6;

/// So many entries are shown of each difference; the JSON body holds all.
const SHIFTS: usize = 3;

impl Comparison {
    /// The comparison as a report.
    ///
    /// ```
    /// use parallax::report::{Detail, Format, TerminalOptions};
    /// use parallax::{Comparison, Input, Lexicon};
    ///
    /// let articles = "{\"outlet\":\"Gazette\",\"text\":\"The coup failed.\"}\n{\"outlet\":\"Wire\",\"text\":\"The vote went on.\"}\n";
    /// let input = Input::builder().reader("two articles", articles.as_bytes()).open()?;
    /// let comparison = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?).compare(&input)?;
    /// let page = comparison.report(Detail::FULL).render(Format::Markdown, &TerminalOptions::default());
    /// assert!(page.contains("333.33"));
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn report(&self, detail: Detail) -> Report {
        let mut report = Report::new(self.title(), self.provenance())
            .with_block(Block::paragraph(self.what_was_compared()))
            .with_blocks(self.warnings_about(None, detail));
        let shown_groups = self.shown_groups(detail);
        let groups = &shown_groups[..];
        report = report.with_block(self.group_table(groups)).with_block(self.matrix(groups));
        report = report.with_blocks(self.findings().map(Block::from)).with_blocks(self.wire_tables(groups));
        let hidden = self.groups.len() - groups.len();
        if hidden > 0 {
            let text = format!(
                "{hidden} groups with fewer articles are not shown here; --full shows them, and the other formats hold them."
            );
            report = report.with_block(Block::paragraph(text));
        }
        let shown = |c: &&CategoryComparison| !detail.fold || c.profiles.iter().any(|p| p.hits > 0);
        for category in self.categories.iter().filter(shown) {
            report = report.with_blocks(self.category_blocks(category, groups, detail));
        }
        let silent: Vec<&str> = self.categories.iter().filter(|c| !shown(c)).map(|c| c.title.as_str()).collect();
        if !silent.is_empty() {
            report = report.with_block(Block::paragraph(format!("Without a hit in any group: {}.", silent.join(", "))));
        }
        let pairs: usize = self.categories.iter().map(|c| c.pairs.len()).sum();
        if !detail.pairs && pairs > 0 {
            let text = format!(
                "{pairs} comparisons of pairs are not shown here; --pairs shows them, and the other formats hold them."
            );
            report = report.with_block(Block::paragraph(text));
        }
        report = report.with_data(COMPARE_SCHEMA, self.data());
        match &self.all_evidence {
            Some(evidence) => report.with_evidence(evidence.clone()),
            None => report,
        }
    }

    /// The groups that are drawn, in order: all, or in a terminal the largest.
    fn shown_groups(&self, detail: Detail) -> Vec<usize> {
        let order = self.group_order();
        if !detail.fold || order.len() <= GROUPS_IN_TERMINAL {
            return order;
        }
        let mut largest = order.clone();
        largest.sort_by_key(|g| (!self.groups[*g].compared, std::cmp::Reverse(self.groups[*g].articles)));
        largest.truncate(GROUPS_IN_TERMINAL);
        order.into_iter().filter(|g| largest.contains(g)).collect()
    }

    pub(super) fn group(&self, place: usize) -> &str {
        group_name(&self.groups[place])
    }

    pub(super) fn title(&self) -> String {
        let named = self.groups.iter().filter(|g| g.name.is_some()).count();
        let groups = if self.header.by == "outlet" { "outlet" } else { "group" };
        let plural = if named == 1 { "" } else { "s" };
        let by = if self.header.by == "outlet" { String::new() } else { format!(" by {}", self.header.by) };
        format!("Side by side: {named} {groups}{plural}{by}")
    }

    pub(super) fn what_was_compared(&self) -> String {
        let o = &self.overview;
        let mut text = format!("{} with {}", counted(o.articles, "article"), counted(o.words, "word"));
        if o.events > 0 {
            let kind = if self.shown.events.is_derived() { "derived event" } else { "event" };
            text += &format!(" on {}", counted(o.events, kind));
        }
        if let Some((first, last)) = o.dates {
            text += &if first == last { format!(", {first}") } else { format!(", {first} to {last}") };
        }
        text += &match self.skipped.articles() {
            0 => ".".to_string(),
            1 => "; 1 record was skipped (reason below).".to_string(),
            n => format!("; {} records were skipped (reasons below).", grouped(n)),
        };
        text += &self.copies_in_words();
        if !self.header.selection.is_empty() {
            text += &format!(" Only articles with {}.", self.header.selection.join(", "));
        }
        let field = match self.header.field {
            FieldChoice::Text => "text",
            FieldChoice::Title => "title",
            FieldChoice::Both => "title and text",
        };
        let voice = self.shown.voice.choice;
        let hits = match voice {
            VoiceChoice::All => "hits".to_string(),
            one => format!("hits {}", one.in_words()),
        };
        let own = if voice.is_of_own_words() { "of the outlet's own words" } else { "words" };
        text += &format!(
            " Rates are {hits} per 1,000 {own} {} the {field}; intervals are at 95 % with {} as the sample.",
            if voice.is_of_own_words() { "in" } else { "of" },
            self.unit.plural()
        );
        if self.shown.voice.endorsed_own {
            text += " What a verb endorses (“admitted that”) counts as the outlet's own words.";
        }
        text += match self.design {
            Some(Design::Paired) => " Each group is compared with the rest on the events that both cover.",
            Some(Design::Unpaired) => " Each group is compared with all articles of the others.",
            None => "",
        };
        text + " Numbers compare word choices in this sample, not truth or intent."
    }

    pub(super) fn group_table(&self, groups: &[usize]) -> Table {
        let by = &self.header.by;
        let table = Table::new("groups", "What was compared")
            .key(by, by)
            .figures("articles", "articles")
            .figures("words", "words")
            .figures("own_words_share", "own words")
            .figures("events", "events")
            .figures("median_words", "median length")
            .words("first", "first")
            .words("last", "last");
        groups.iter().map(|g| &self.groups[*g]).fold(table, |table, group| {
            let day = |date: Option<jiff::civil::Date>| date.map_or(Cell::Empty, |d| Cell::from(d.to_string()));
            table.row([
                Cell::from(group_name(group)),
                group.articles.into(),
                group.words.into(),
                group.own_share().map_or_else(|| dash(Undefined::NotJudged), |share| Cell::share(share, 0)),
                group.events.into(),
                group.median_words.into(),
                day(group.dates.map(|d| d.0)),
                day(group.dates.map(|d| d.1)),
            ])
        })
    }

    pub(super) fn matrix_title(&self) -> String {
        match self.shown.voice.choice {
            VoiceChoice::All => "Side by side: hits per 1,000 words".to_string(),
            one if one.is_of_own_words() => format!("Side by side: hits {} per 1,000 own words", one.in_words()),
            one => format!("Side by side: hits {} per 1,000 words", one.in_words()),
        }
    }

    /// Categories by row, groups by column: the rates alone.
    fn matrix(&self, groups: &[usize]) -> Table {
        let table = Table::new("matrix", self.matrix_title()).key("category", "category");
        let table = groups.iter().map(|g| &self.groups[*g]).fold(table, |table, group| {
            let name = group_name(group);
            table.figures(name, name)
        });
        self.categories.iter().fold(table, |table, category| {
            let rates = groups.iter().map(|g| number(category.profiles[*g].per_1000, 2));
            table.row([Cell::from(category.title.as_str())].into_iter().chain(rates))
        })
    }

    fn category_blocks(&self, category: &CategoryComparison, groups: &[usize], detail: Detail) -> Vec<Block> {
        let mut blocks = vec![Block::heading(2, &category.title), self.rates(category, groups).into()];
        blocks.extend(self.against_rest(category, groups).map(Block::from));
        blocks.extend(self.shifts(category, groups).map(Block::from));
        blocks.extend(self.voices(category, groups).into_iter().map(Block::from));
        if detail.pairs && !category.pairs.is_empty() {
            blocks.push(self.pairs(category).into());
        }
        blocks.extend(self.warnings_about(Some(category.category), detail));
        blocks.extend(self.passage_blocks(category, detail));
        blocks
    }

    fn rates(&self, category: &CategoryComparison, groups: &[usize]) -> Table {
        let by = &self.header.by;
        let own = self.shown.voice.choice.is_of_own_words();
        let mut table = Table::new("rates", "")
            .fixed_key("category", &category.id)
            .key(by, by)
            .figures("hits", "hits")
            .figures("share_of_articles", "articles with a hit")
            .figures("per_1000", if own { "per 1,000 own words" } else { "per 1,000 words" })
            .figures("per_1000_interval", "95% interval")
            .drawn("per_1000", "per_1000_interval");
        for profile in groups.iter().map(|g| &category.profiles[*g]) {
            table = table.row([
                Cell::from(self.group(profile.group)),
                profile.known_hits().map_or_else(|| dash(Undefined::NotJudged), Cell::from),
                share(profile.share_of_articles),
                number(profile.per_1000, 2),
                interval(profile.interval_per_1000, 2),
            ]);
        }
        table
    }

    /// Each group against the rest, with its test; nothing where nothing is compared.
    fn against_rest(&self, category: &CategoryComparison, groups: &[usize]) -> Option<Table> {
        self.design?;
        let contrasts: Vec<&Contrast> =
            groups.iter().filter_map(|g| category.against_rest.iter().find(|c| c.target == *g)).collect();
        let by = &self.header.by;
        let table = Table::new("against_rest", "Against the rest")
            .fixed_key("category", &category.id)
            .key(by, by)
            .figures("ratio", "times")
            .figures("ratio_interval", "95% interval")
            .figures("log_ratio", "Log Ratio")
            .figures("log_ratio_interval", "95% interval")
            .figures("p", "p")
            .figures("adjusted_p", "adjusted p")
            .words("differs", "");
        let table = contrasts.iter().fold(table, |table, contrast| {
            let test = &contrast.test;
            let called = if test.called { Cell::from("differs") } else { Cell::Empty };
            let row = [Cell::from(self.group(contrast.target))].into_iter().chain(differences(contrast));
            table.row(row.chain([number(test.p, 4), number(test.adjusted_p, 4), called]))
        });
        let remarks = [self.verdict_in_words(category), self.needed_in_words(category)];
        Some(remarks.into_iter().flatten().fold(table, Table::note))
    }

    /// How large the next study has to be.
    pub(super) fn needed_in_words(&self, category: &CategoryComparison) -> Option<String> {
        let needed = &category.articles_needed;
        let (double, half_more) = (needed.ratio_2.ok()?, needed.ratio_1_5.ok()?);
        Some(format!(
            "With articles like these, about {} for each of two groups show a rate twice as high in 80 of 100 studies, {} one half as high again (c = {:.1}).",
            grouped(double),
            grouped(half_more),
            needed.c.ok()?
        ))
    }

    /// Which entries make the differences that were found; the first few of each.
    pub(super) fn shifts(&self, category: &CategoryComparison, groups: &[usize]) -> Option<Table> {
        let called: Vec<&Contrast> = groups
            .iter()
            .filter_map(|g| category.against_rest.iter().find(|c| c.target == *g && c.test.called))
            .collect();
        let by = &self.header.by;
        let table = Table::new(
            "entries",
            "Which entries make the difference: hits per 1,000 words more or fewer than the rest",
        )
        .fixed_key("category", &category.id)
        .key(by, by)
        .key("entry", "entry")
        .figures("hits", "hits")
        .figures("per_1000", "of the difference")
        .figures("per_1000_interval", "95% interval");
        let rows = called.iter().flat_map(|contrast| {
            contrast.entries.iter().take(SHIFTS).map(|shift| {
                [
                    Cell::from(self.group(contrast.target)),
                    Cell::from(self.header.entries[shift.entry as usize].pattern.as_str()),
                    Cell::from(shift.hits[0]),
                    number(shift.per_1000, 2),
                    interval(shift.interval_per_1000, 2),
                ]
            })
        });
        (!called.is_empty()).then(|| rows.fold(table, Table::row))
    }

    /// What the test says of a category, in words.
    pub(super) fn verdict_in_words(&self, category: &CategoryComparison) -> Option<String> {
        let (p, adjusted) = (category.verdict.p.ok()?, category.verdict.adjusted_p.ok()?);
        let units = self.unit.plural();
        let mut text = format!(
            "If the groups differed only as {units} differ anyway, differences as large would come with p = {p:.4}"
        );
        let tested = self.categories.iter().filter(|c| c.verdict.adjusted_p.is_ok()).count();
        if tested > 1 {
            text += &format!(", and with {adjusted:.4} when {tested} categories are looked at");
        }
        text += ".";
        if let (true, Ok(level)) = (category.verdict.selected, category.verdict.level_inside) {
            text += &format!(" A group is said to differ where its adjusted p is at most {level:.3}.");
        }
        Some(text)
    }

    /// What came out, a line a category: where groups differ by more than the sample's units do anyway.
    pub(super) fn findings(&self) -> Option<Table> {
        let tested = |c: &CategoryComparison| c.verdict.p.is_ok();
        if !self.categories.iter().any(tested) {
            return None;
        }
        let title = format!("What differs by more than {} differ anyway", self.unit.plural());
        let table = Table::new("findings", title)
            .key("category", "category")
            .figures("p", "p")
            .figures("adjusted_p", "adjusted p")
            .words("more", "more often than the rest")
            .words("less", "less often");
        let names = |category: &CategoryComparison, more: bool| {
            let of_sign =
                category.against_rest.iter().filter(|c| c.test.called && c.test.t.is_ok_and(|t| (t > 0.0) == more));
            let names: Vec<&str> = of_sign.map(|c| self.group(c.target)).collect();
            if names.is_empty() { Cell::Empty } else { Cell::from(names.join(", ")) }
        };
        Some(self.categories.iter().filter(|c| tested(c)).fold(table, |table, c| {
            table.row([
                Cell::from(c.title.as_str()),
                number(c.verdict.p, 4),
                number(c.verdict.adjusted_p, 4),
                names(c, true),
                names(c, false),
            ])
        }))
    }

    /// Rates by voice, and the share in the outlet's own plain words; nothing where the category has no hit.
    fn voices(&self, category: &CategoryComparison, groups: &[usize]) -> Vec<Table> {
        let of = |group: &usize| Some((&category.profiles[*group], category.profiles[*group].voices.as_ref()?));
        let rows: Vec<(&Profile, &VoiceSplit)> = groups.iter().filter_map(of).collect();
        if rows.iter().all(|(_, split)| split.columns.iter().all(|rate| rate.hits == Some(0))) {
            return Vec::new();
        }
        vec![self.rates_by_voice(category, &rows), self.own_plain_words(category, &rows)]
    }

    fn rates_by_voice(&self, category: &CategoryComparison, rows: &[(&Profile, &VoiceSplit)]) -> Table {
        let by = &self.header.by;
        let table = Table::new("voices", "Whose words: hits per 1,000 words by voice; a hit may be in several columns")
            .fixed_key("category", &category.id)
            .key(by, by);
        let table = VoiceChoice::COLUMNS
            .into_iter()
            .fold(table, |table, column| table.figures(column.name(), column.name().replace('_', "-")));
        rows.iter().fold(table, |table, (profile, split)| {
            let rates = split.columns.iter().map(|rate| number(rate.per_1000, 2));
            table.row([Cell::from(self.group(profile.group))].into_iter().chain(rates))
        })
    }

    fn own_plain_words(&self, category: &CategoryComparison, rows: &[(&Profile, &VoiceSplit)]) -> Table {
        let by = &self.header.by;
        let mut table = Table::new(
            "own_plain_words",
            "Own plain words: hits nobody else is said to have used, not hedged, negated or in scare quotes",
        )
        .fixed_key("category", &category.id)
        .key(by, by)
        .figures("asserted_hits", "hits")
        .figures("asserted_share", "of all hits")
        .figures("asserted_share_interval", "95% interval");
        if self.design.is_some() {
            table = table.figures("odds_ratio", "odds, times the rest").figures("odds_ratio_interval", "95% interval");
        }
        for (profile, split) in rows {
            let Some(own) = split.shares.iter().find(|share| share.voice == VoiceChoice::Asserted) else { continue };
            let hits = own.hits.map_or_else(|| dash(Undefined::NotJudged), Cell::from);
            let mut row =
                vec![Cell::from(self.group(profile.group)), hits, share(own.share), share_interval(own.interval)];
            if self.design.is_some() {
                let contrast = category.against_rest.iter().find(|c| c.target == profile.group);
                row.extend(match contrast.and_then(|c| c.voices.iter().find(|v| v.voice == VoiceChoice::Asserted)) {
                    Some(voice) => vec![number(voice.odds_ratio, 2), interval(voice.interval, 2)],
                    None => vec![Cell::dash("not_compared", "fewer than 10 articles, or no group: not compared"); 2],
                });
            }
            table = table.row(row);
        }
        table
    }

    pub(super) fn pairs(&self, category: &CategoryComparison) -> Table {
        let table = Table::new("pairs", "Pairs")
            .fixed_key("category", &category.id)
            .key("target", &self.header.by)
            .key("reference", "against")
            .words("design", "design")
            .figures("units", "units")
            .figures("ratio", "times")
            .figures("ratio_interval", "95% interval")
            .figures("log_ratio", "Log Ratio")
            .figures("log_ratio_interval", "95% interval")
            .figures("p", "p")
            .figures("adjusted_p", "adjusted p")
            .words("differs", "");
        category.pairs.iter().fold(table, |table, pair| {
            let units = if pair.units[0] == pair.units[1] {
                pair.units[0].to_string()
            } else {
                format!("{} / {}", pair.units[0], pair.units[1])
            };
            let row = [
                Cell::from(self.group(pair.target)),
                Cell::from(pair.reference.map_or("the rest", |g| self.group(g))),
                Cell::from(design_name(pair.design)),
                Cell::from(units),
            ];
            let called = if pair.test.called { Cell::from("differs") } else { Cell::Empty };
            let test = [number(pair.test.p, 4), number(pair.test.adjusted_p, 4), called];
            table.row(row.into_iter().chain(differences(pair)).chain(test))
        })
    }

    /// The passages behind a group's rate.
    pub(super) fn cell_passages(&self, category: &CategoryComparison, group: usize) -> Vec<Passage> {
        self.passages(category.category, group).iter().map(|located| passage(located, &self.header)).collect()
    }

    fn passage_blocks(&self, category: &CategoryComparison, detail: Detail) -> Vec<Block> {
        let passages = |group: usize, most: usize| -> Vec<Passage> {
            let mut passages = self.cell_passages(category, group);
            passages.truncate(most);
            passages
        };
        match detail.fold {
            false => {
                let cells = category.profiles.iter().map(|p| (p.group, passages(p.group, usize::MAX)));
                cells
                    .filter(|(_, passages)| !passages.is_empty())
                    .map(|(group, passages)| Block::Passages {
                        title: format!("{}: {}", self.group(group), category.title),
                        passages,
                    })
                    .collect()
            }
            // one of the group that uses the category most, one of the group that uses it least
            true => {
                let used =
                    || category.profiles.iter().filter(|p| !self.passages(category.category, p.group).is_empty());
                let by_rate =
                    |a: &&Profile, b: &&Profile| a.per_1000.unwrap_or(0.0).total_cmp(&b.per_1000.unwrap_or(0.0));
                let (Some(most), Some(least)) = (used().max_by(by_rate), used().min_by(by_rate)) else {
                    return Vec::new();
                };
                let mut shown = passages(most.group, 1);
                if least.group != most.group {
                    shown.extend(passages(least.group, 1));
                }
                vec![Block::Passages { title: String::new(), passages: shown }]
            }
        }
    }

    /// Warnings about a category, or about the whole; those that say the same of several groups are one.
    pub(super) fn warnings_about(&self, category: Option<u32>, detail: Detail) -> Option<Block> {
        let mut warnings: Vec<Warning> = Vec::new();
        let own = self.warnings.iter().filter(|w| w.category == category);
        for same in group_by(own, |a, b| a.code == b.code && a.text == b.text) {
            let named = |w: &&Warned| match w.group {
                Some(group) if w.detail.is_empty() => self.group(group).to_string(),
                Some(group) => format!("{} ({})", self.group(group), w.detail),
                None => w.detail.clone(),
            };
            let first_detail = &same[0].detail;
            let about = if same.len() > 1 && same.iter().all(|w| w.detail == *first_detail && w.group.is_some()) {
                let names: Vec<&str> = same.iter().filter_map(|w| w.group).map(|g| self.group(g)).collect();
                let all = names.len() == self.groups.iter().filter(|g| g.compared).count();
                if all {
                    format!("every group: {first_detail}")
                } else {
                    format!("{} ({first_detail})", names.join(", "))
                }
            } else {
                listed(&same.iter().map(named).collect::<Vec<_>>(), detail)
            };
            warnings.push(Warning { code: same[0].code.code().to_string(), about, text: same[0].text.clone() });
        }
        (!warnings.is_empty()).then_some(Block::Warnings { warnings })
    }

    // -------------------------------------------------------------- provenance and data

    pub(super) fn provenance(&self) -> Provenance {
        let corpus = CorpusRef {
            articles: self.overview.articles,
            words: self.overview.words,
            hash: self.overview.hash.clone(),
        };
        let mut provenance = counted_by(&self.header, &self.skipped)
            .with_corpus(corpus)
            .with_option("unit", self.unit.plural())
            .with_option(
                "interval of a rate",
                "hull of the delete-one jackknife (log scale) and the deflated Garwood interval, 95 %",
            )
            .with_option("interval of a ratio", "delete-one jackknife of the Log Ratio, 95 %")
            .with_option("copies", if self.shown.copies { "counted" } else { "left out" })
            .with_option("duplicates", self.duplicates_in_words())
            .with_option("voice", self.shown.voice.choice.name())
            .with_option("test", self.test_in_words());
        if !self.shown.events.is_given() {
            provenance = provenance.with_option("events", self.shown.events.in_words());
        }
        if self.header.voices.is_some() {
            let endorsed = if self.shown.voice.endorsed_own { "the outlet's own words" } else { "attributed" };
            provenance = provenance
                .with_option("endorsed words", endorsed)
                .with_option("interval of a share of hits", "delete-one jackknife of its logit, 95 %");
        }
        for input in &self.input {
            provenance = provenance.with_input(input);
        }
        provenance
    }
}

impl Comparison {
    /// How differences were tested.
    fn test_in_words(&self) -> String {
        let TestOptions { permutations, seed } = self.shown.test;
        let what = match (self.design, self.unit) {
            (None, _) => return "none: nothing is compared".to_string(),
            _ if permutations == 0 => return "none: not asked for".to_string(),
            (Some(Design::Paired), _) => "labels of whole blocks permuted inside events",
            (Some(Design::Unpaired), UnitKind::Event | UnitKind::Wire) => "labels of whole blocks permuted",
            (Some(Design::Unpaired), UnitKind::Article) => "labels of articles permuted",
        };
        format!(
            "{what}, studentised difference of ln rates, {} relabellings (all where at most 16,384 are possible), seed {seed}; categories by Benjamini and Hochberg, groups inside them by their maximum at q R/m (Benjamini and Bogomolov), q = {FALSE_DISCOVERY_RATE}",
            grouped(permutations as u64)
        )
    }
}

/// Provenance of whatever was counted by a header.
pub(super) fn counted_by(header: &Header, skipped: &Skipped) -> Provenance {
    let field = match header.field {
        FieldChoice::Text => "text",
        FieldChoice::Title => "title",
        FieldChoice::Both => "title and text",
    };
    let overlaps = match header.overlaps {
        Overlaps::Longest => "leftmost, then longest, then first in the file",
        Overlaps::LongestFirst => "longest, then leftmost, then first in the file",
        Overlaps::All => "all count",
    };
    let mut provenance = Provenance::new()
        .with_option("by", &header.by)
        .with_option("field", field)
        .with_option("overlaps", overlaps)
        .with_option("voices found by", header.voices.as_deref().unwrap_or("not looked for"))
        .with_option(
            "selection",
            if header.selection.is_empty() { "all articles".to_string() } else { header.selection.join(", ") },
        );
    provenance = with_analyser(provenance, header.analyzer);
    for lexicon in &header.lexicons {
        provenance = provenance.with_lexicon(LexiconRef {
            id: lexicon.id.clone(),
            title: lexicon.title.clone(),
            version: lexicon.version.clone(),
            entries: lexicon.entries as u64,
            hash: lexicon.hash.clone(),
            losses: lexicon.losses.clone(),
        });
    }
    with_skipped(provenance, skipped)
}

pub(super) fn with_analyser(provenance: Provenance, options: crate::text::AnalyzerOptions) -> Provenance {
    options
        .to_string()
        .split(", ")
        .filter_map(|option| option.split_once(' '))
        .fold(provenance, |provenance, (name, value)| provenance.with_analyser(name, value))
}

pub(super) fn with_skipped(provenance: Provenance, skipped: &Skipped) -> Provenance {
    let samples = |tally: &crate::corpus::Tally| tally.samples().iter().map(ToString::to_string).collect::<Vec<_>>();
    let provenance = skipped.reasons().fold(provenance, |provenance, (reason, tally)| {
        provenance.with_skipped(reason.code(), tally.count(), samples(tally))
    });
    skipped.remarks().fold(provenance, |provenance, (remark, tally)| {
        provenance.with_remark(remark.code(), tally.count(), samples(tally))
    })
}

fn voice(located: &Located, speech: &Speech) -> PassageVoice {
    let judged = |axis: Axis| speech.voice.judged.contains(axis);
    let words = |span: Option<Span>| span.map(|span| span.of(located.text()).to_string());
    PassageVoice {
        attribution: speech.voice.attribution,
        polarity: judged(Axis::Negated).then_some(speech.voice.polarity),
        certainty: judged(Axis::Hedged).then_some(speech.voice.certainty),
        scare_quoted: judged(Axis::ScareQuoted).then_some(speech.voice.scare_quoted),
        stance: speech.voice.stance,
        source: words(speech.source),
        cue: words(speech.cue),
        places: [speech.source, speech.cue]
            .map(|span| span.map(|span| [span.start, span.end].map(|at| at + located.offset))),
    }
}

/// A hit in its sentence.
pub(super) fn passage(located: &Located, header: &Header) -> Passage {
    let category = &header.categories[located.category as usize];
    passage_of(located, &category.id, &header.entries[located.entry as usize].pattern)
}

/// A passage of a category's entry.
pub(super) fn passage_of(located: &Located, category: &str, entry: &str) -> Passage {
    let article = &located.article;
    let text = located.text();
    let part = |from: u32, to: u32| text[from as usize..to as usize].to_string();
    Passage {
        before: part(located.context.start, located.hit.start),
        hit: part(located.hit.start, located.hit.end),
        after: part(located.hit.end, located.context.end),
        article: article.id().to_string(),
        outlet: article.outlet().to_string(),
        title: article.title().to_string(),
        event: article.event().map(String::from),
        published: article.published().map(String::from),
        url: article.url().map(String::from),
        field: located.field.name().to_string(),
        span: [located.place().start, located.place().end],
        category: category.to_string(),
        entry: entry.to_string(),
        voice: located.speech.as_ref().map(|speech| voice(located, speech)),
    }
}

// ------------------------------------------------------------------ cells

fn differences(contrast: &Contrast) -> Vec<Cell> {
    vec![
        number(contrast.ratio(), 2),
        interval(contrast.ratio_interval(), 2),
        number(contrast.log_ratio, 2),
        interval(contrast.interval, 2),
    ]
}

pub(super) fn dash(reason: Undefined) -> Cell {
    Cell::dash(reason.code(), reason.because())
}

pub(super) fn number(value: Defined<f64>, decimals: u8) -> Cell {
    value.map_or_else(dash, |value| Cell::number(value, decimals))
}

pub(super) fn share(value: Defined<f64>) -> Cell {
    value.map_or_else(dash, |value| Cell::share(value, 0))
}

pub(super) fn share_interval(value: Defined<Interval>) -> Cell {
    value.map_or_else(dash, |i| Cell::ShareInterval { lower: i.lower, upper: i.upper, decimals: 0 })
}

pub(super) fn interval(value: Defined<Interval>, decimals: u8) -> Cell {
    value.map_or_else(dash, |i| Cell::interval(i.lower, i.upper, decimals))
}

fn group_name(group: &GroupInfo) -> &str {
    group.name.as_deref().unwrap_or("(missing)")
}

pub(super) fn design_name(design: Design) -> &'static str {
    match design {
        Design::Paired => "paired",
        Design::Unpaired => "unpaired",
    }
}

/// `1 article`, `1,234 articles`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// 12345 as 12,345.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Names one after the other; in a terminal the first few.
fn listed(names: &[impl AsRef<str>], detail: Detail) -> String {
    let most = if detail.fold { NAMES_IN_TERMINAL } else { usize::MAX };
    let mut text = names.iter().take(most).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    if names.len() > most {
        text += &format!(" and {} more", names.len() - most);
    }
    text
}

/// Neighbours that belong together.
fn group_by<'w>(
    items: impl Iterator<Item = &'w Warned>,
    same: impl Fn(&Warned, &Warned) -> bool,
) -> Vec<Vec<&'w Warned>> {
    let mut out: Vec<Vec<&Warned>> = Vec::new();
    for item in items {
        match out.iter_mut().find(|group| same(group[0], item)) {
            Some(group) => group.push(item),
            None => out.push(vec![item]),
        }
    }
    out
}
