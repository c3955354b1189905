//! The figures of a comparison: what of its counts is drawn, and the table beside each drawing.

use super::compare::{counted, dash, interval, number, share, share_interval};
use super::plot::{self, Drawing, IntervalRow, Intervals, Plot, ShareRow, Shares, Timeline, TimelineRow};
use super::{Cell, Table, figure, sentences};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::framing::{CategoryComparison, Comparison, Course};
use crate::measures::Undefined;
use crate::voice::VoiceChoice;

/// So many entries of a category have a shade of their own; the others share one.
const ENTRIES: usize = 4;
/// With more groups than this, time is drawn for all of them together.
const GROUPS_OVER_TIME: usize = 6;

/// The names of the figures.
const NAMES: [&str; 5] = ["intervals", "voices", "entries", "articles", "timeline"];

impl Comparison {
    /// A figure of every category with hits as one SVG file: `intervals` (rates with their intervals), `voices` (whose
    /// words), `entries` (which words), `articles` (in how many articles) or `timeline`.
    ///
    /// # Errors
    /// If there is no figure of that name, or nothing to draw in it.
    ///
    /// ```
    /// use parallax::{Comparison, Input, Lexicon};
    ///
    /// let input = Input::builder().reader("one", "{\"outlet\":\"Wire\",\"text\":\"The coup failed.\"}\n".as_bytes()).open()?;
    /// let comparison = Comparison::builder().lexicon(Lexicon::from_patterns("coup", ["coup*"])?).compare(&input)?;
    /// assert!(comparison.plot("intervals")?.starts_with("<svg "));
    /// assert!(comparison.plot("timeline").is_err(), "no article has a date");
    /// # Ok::<(), parallax::Error>(())
    /// ```
    pub fn plot(&self, name: &str) -> Result<String> {
        let groups = self.group_order();
        let used = self.categories.iter().filter(|c| c.profiles.iter().any(|p| p.hits > 0));
        let drawn = |category: &CategoryComparison| match name {
            "intervals" => Ok(Some(self.plot_of_rates(category, &groups))),
            "voices" => Ok(self.plot_of_voices(category, &groups)),
            "entries" => Ok(self.plot_of_entries(category, &groups)),
            "articles" => Ok(Some(self.plot_of_spread(category, &groups))),
            "timeline" => Ok(self.plot_over_time(category, &groups)),
            other => Err(no_such_plot(other)),
        };
        let mut plots = Vec::new();
        for category in used {
            // in a file the category is not said by a heading
            plots.extend(drawn(category)?.map(|plot| Plot { title: category.title.clone(), ..plot }));
        }
        if plots.is_empty() {
            let message = format!(
                "there is nothing to draw in the figure `{name}`: no hits, no dates, or voices that were not judged"
            );
            return Err(Error::new(ErrorKind::Request, message));
        }
        Ok(plot::stacked(&plots.iter().collect::<Vec<_>>()))
    }

    /// Rates, differences and shares of own plain words, a row a group.
    fn in_figures(&self, category: &CategoryComparison, groups: &[usize]) -> Table {
        let by = &self.header.by;
        let with_voices = self.header.voices.is_some() && self.shown.voice.choice == VoiceChoice::All;
        let mut table = Table::new("figures", "")
            .fixed_key("category", &category.id)
            .key(by, by)
            .figures("hits", "hits")
            .figures("per_1000", "per 1,000 words")
            .figures("per_1000_interval", "95% interval")
            .drawn("per_1000", "per_1000_interval");
        if self.design.is_some() {
            table = table
                .figures("ratio", "times the rest")
                .figures("ratio_interval", "95% interval")
                .figures("adjusted_p", "adjusted p");
        }
        if with_voices {
            table =
                table.figures("asserted_share", "own plain words").figures("asserted_share_interval", "95% interval");
        }
        for &group in groups {
            let profile = &category.profiles[group];
            let mut row = vec![
                Cell::from(self.group(group)),
                profile.known_hits().map_or_else(|| dash(Undefined::NotJudged), Cell::from),
                number(profile.per_1000, 2),
                interval(profile.interval_per_1000, 2),
            ];
            if self.design.is_some() {
                let contrast = category.against_rest.iter().find(|c| c.target == group);
                row.extend(match contrast {
                    Some(c) => [number(c.ratio(), 2), interval(c.ratio_interval(), 2), number(c.test.adjusted_p, 4)],
                    None => [(); 3]
                        .map(|()| Cell::dash("not_compared", "fewer than 10 articles, or no group: not compared")),
                });
            }
            if with_voices {
                let own =
                    profile.voices.as_ref().and_then(|v| v.shares.iter().find(|s| s.voice == VoiceChoice::Asserted));
                row.extend(match own {
                    Some(own) => [share(own.share), share_interval(own.interval)],
                    None => [dash(Undefined::NotJudged), dash(Undefined::NotJudged)],
                });
            }
            table = table.row(row);
        }
        self.needed_in_words(category).into_iter().fold(table, Table::note)
    }

    pub(super) fn plot_of_rates(&self, category: &CategoryComparison, groups: &[usize]) -> Plot {
        let row = |group: &usize| {
            let profile = &category.profiles[*group];
            IntervalRow {
                label: self.group(*group).to_owned(),
                value: profile.per_1000.ok(),
                interval: profile.interval_per_1000.ok().map(|i| [i.lower, i.upper]),
                shown: profile.per_1000.map_or_else(|_| "–".to_owned(), |rate| figure::number(rate, 2)),
                differs: category.against_rest.iter().any(|c| c.target == *group && c.test.called),
            }
        };
        let own = self.shown.voice.choice.is_of_own_words();
        Plot {
            id: "intervals".to_owned(),
            title: format!("How often: hits per 1,000 {}words, with intervals at 95 %", if own { "own " } else { "" }),
            drawing: Drawing::Intervals(Intervals {
                unit: "per 1,000 words".to_owned(),
                rows: groups.iter().map(row).collect(),
            }),
            table: self.in_figures(category, groups),
        }
    }

    /// Whose words the hits are in, each hit in one part; nothing where voices were not judged or chosen.
    pub(super) fn plot_of_voices(&self, category: &CategoryComparison, groups: &[usize]) -> Option<Plot> {
        const PARTS: [(&str, &str); 4] = [
            ("own_plain", "own, plain"),
            ("own_marked", "own, but denied, hedged or in scare quotes"),
            ("reported", "reported"),
            ("quoted", "quoted"),
        ];
        const AMONG: [(&str, &str); 3] =
            [("negated", "among all: denied"), ("hedged", "hedged"), ("scare_quoted", "in scare quotes")];
        if self.shown.voice.choice != VoiceChoice::All {
            return None;
        }
        let parts = |group: &usize| -> Option<[u64; 4]> {
            let profile = &category.profiles[*group];
            let split = profile.voices.as_ref()?;
            let share = |voice| split.shares.iter().find(|s| s.voice == voice)?.hits;
            let (own, plain) = (share(VoiceChoice::Own)?, share(VoiceChoice::Asserted)?);
            let quoted = split.columns.iter().find(|c| c.voice == VoiceChoice::Quoted)?.hits?;
            Some([plain, own - plain, profile.hits - own - quoted, quoted])
        };
        let by = &self.header.by;
        let table = Table::new("voice_parts", "").fixed_key("category", &category.id).key(by, by);
        let mut table = PARTS.iter().chain(&AMONG).fold(table, |table, (id, title)| table.figures(*id, *title));
        let mut rows = Vec::new();
        for group in groups {
            let name = self.group(*group);
            let Some(parts) = parts(group) else { continue };
            let hits: u64 = parts.iter().sum();
            let among = [VoiceChoice::Negated, VoiceChoice::Hedged, VoiceChoice::ScareQuoted].map(|voice| {
                let split = category.profiles[*group].voices.as_ref();
                let hits = split.and_then(|split| split.columns.iter().find(|c| c.voice == voice)?.hits);
                hits.map_or_else(|| dash(Undefined::NotJudged), Cell::from)
            });
            table = table.row([Cell::from(name)].into_iter().chain(parts.map(Cell::from)).chain(among));
            let share = if hits > 0 {
                format!("{} own", figure::share(parts[0] as f64 / hits as f64, 0))
            } else {
                "no hit".into()
            };
            rows.push(ShareRow { label: name.to_owned(), parts: parts.to_vec(), note: share });
        }
        (!rows.is_empty()).then(|| Plot {
            id: "voices".to_owned(),
            title: "Whose words: the hits by who says them".to_owned(),
            drawing: Drawing::Shares(Shares { parts: PARTS.map(|(_, title)| title.to_owned()).to_vec(), rows }),
            table,
        })
    }

    /// Which of the entries a group uses: of a contrast set, which of its labels. Nothing where there is only one.
    pub(super) fn plot_of_entries(&self, category: &CategoryComparison, groups: &[usize]) -> Option<Plot> {
        let mut totals: Vec<(u32, u64)> = Vec::new();
        for (entry, hits) in category.profiles.iter().flat_map(|profile| &profile.entries) {
            match totals.iter_mut().find(|(known, _)| known == entry) {
                Some((_, total)) => *total += hits,
                None => totals.push((*entry, *hits)),
            }
        }
        if totals.len() < 2 {
            return None;
        }
        totals.sort_by_key(|(entry, hits)| (std::cmp::Reverse(*hits), *entry));
        let own_shade = if totals.len() == ENTRIES + 1 { ENTRIES + 1 } else { ENTRIES };
        let others = totals.len().saturating_sub(own_shade);
        totals.truncate(own_shade);
        let mut parts: Vec<String> =
            totals.iter().map(|(entry, _)| sentences::entry(&self.header.entries[*entry as usize].pattern)).collect();
        if others > 0 {
            parts.push(format!("{others} others"));
        }
        let by = &self.header.by;
        let table = Table::new("entry_parts", "").fixed_key("category", &category.id).key(by, by);
        let mut table = parts.iter().fold(table, |table, entry| table.figures(entry, entry));
        let mut rows = Vec::new();
        for group in groups {
            let entries = &category.profiles[*group].entries;
            let hits = |entry: u32| entries.iter().find(|(known, _)| *known == entry).map_or(0, |(_, hits)| *hits);
            let all: u64 = entries.iter().map(|(_, hits)| hits).sum();
            let mut cut: Vec<u64> = totals.iter().map(|(entry, _)| hits(*entry)).collect();
            if others > 0 {
                cut.push(all - cut.iter().sum::<u64>());
            }
            let name = self.group(*group);
            table = table.row([Cell::from(name)].into_iter().chain(cut.iter().map(|hits| Cell::from(*hits))));
            rows.push(ShareRow { label: name.to_owned(), parts: cut, note: counted(all, "hit") });
        }
        Some(Plot {
            id: "entries".to_owned(),
            title: "Which words: the hits by entry of the lexicon".to_owned(),
            drawing: Drawing::Shares(Shares { parts, rows }),
            table,
        })
    }

    /// Whether a rate comes of every article or of a few.
    pub(super) fn plot_of_spread(&self, category: &CategoryComparison, groups: &[usize]) -> Plot {
        const STEPS: [&str; 5] = ["6 hits or more", "3 to 5", "2", "1", "none"];
        let by = &self.header.by;
        let table = Table::new("articles_by_hits", "").fixed_key("category", &category.id).key(by, by);
        let mut table = STEPS.iter().fold(table, |table, step| table.figures(*step, *step));
        let mut rows = Vec::new();
        for group in groups {
            let profile = &category.profiles[*group];
            let mut parts = profile.articles_by_hits.to_vec();
            parts.reverse();
            let name = self.group(*group);
            table = table.row([Cell::from(name)].into_iter().chain(parts.iter().map(|n| Cell::from(*n))));
            let note = format!("{} of {}", profile.articles_with_hits, profile.articles);
            rows.push(ShareRow { label: name.to_owned(), parts, note });
        }
        Plot {
            id: "articles".to_owned(),
            title: "In how many articles: the articles by how many hits they have".to_owned(),
            drawing: Drawing::Shares(Shares { parts: STEPS.map(str::to_owned).to_vec(), rows }),
            table,
        }
    }

    /// The rate by period, of each group, or where they are many of all together.
    pub(super) fn plot_over_time(&self, category: &CategoryComparison, groups: &[usize]) -> Option<Plot> {
        let time = self.over_time.as_ref()?;
        let courses: Vec<_> = groups.iter().filter_map(|g| time.course(category.category, *g)).collect();
        let sum = |of: fn(&Course) -> &Vec<u64>| -> Vec<u64> {
            (0..time.starts.len()).map(|at| courses.iter().map(|course| of(course)[at]).sum()).collect()
        };
        let lines: Vec<(String, Vec<u64>, Vec<u64>)> = if courses.len() > GROUPS_OVER_TIME {
            vec![("all together".to_owned(), sum(|c| &c.hits), sum(|c| &c.words))]
        } else {
            courses.iter().map(|c| (self.group(c.group).to_owned(), c.hits.clone(), c.words.clone())).collect()
        };
        let rate = |hits: u64, words: u64| (words > 0).then(|| hits as f64 * 1000.0 / words as f64);
        let day = |at: usize| time.starts.get(at).map(ToString::to_string).unwrap_or_default();
        let step = time.period.name();
        let table = Table::new("over_time", "").fixed_key("category", &category.id).key("from", format!("{step} from"));
        let mut table = lines.iter().fold(table, |table, (name, ..)| table.figures(name, name));
        for (at, start) in time.starts.iter().enumerate() {
            let cells = lines.iter().map(|(_, hits, words)| match rate(hits[at], words[at]) {
                Some(rate) => Cell::number(rate, 1),
                None => Cell::dash("empty_outlet", "no words in this period"),
            });
            table = table.row([Cell::from(start.to_string())].into_iter().chain(cells));
        }
        let rows = lines.into_iter().map(|(label, hits, words)| TimelineRow {
            label,
            values: hits.iter().zip(&words).map(|(hits, words)| rate(*hits, *words)).collect(),
        });
        Some(Plot {
            id: "timeline".to_owned(),
            title: format!("When: hits per 1,000 words by {step}; single {step}s are few words and vary much"),
            drawing: Drawing::Timeline(Timeline {
                unit: "per 1,000 words".to_owned(),
                ends: [day(0), day(time.starts.len() - 1)],
                rows: rows.collect(),
            }),
            table,
        })
    }
}

fn no_such_plot(name: &str) -> Error {
    let right = match nearest(name, NAMES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", NAMES.map(|name| format!("`{name}`")).join(", ")),
    };
    Error::new(ErrorKind::Request, format!("there is no figure `{name}`; {right}"))
}
