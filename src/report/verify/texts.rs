//! The evidence of a report against the texts.

use super::file::ReportFile;
use super::{Finding, FindingKind, Verification};
use crate::counts::{ArticleRow, Counted, EvidenceTable, Field, HitRow, Input};
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::sync::Arc;

impl Verification {
    /// Counts the input again and looks for every article, hit and passage of the report.
    pub(super) fn look_up(&mut self, file: &ReportFile, evidence: &EvidenceTable, input: &Input) -> Result<()> {
        if input.options() != evidence.plan.analyzer {
            let message = format!(
                "the report's texts were analysed with {}, the input's with {}",
                evidence.plan.analyzer,
                input.options()
            );
            self.findings.push(Finding::new(FindingKind::Input, "evidence.plan.analyzer", message));
            return Ok(());
        }
        let plan = evidence.count_plan()?;
        let Counted { counts, .. } = input.count_and_print(&plan)?;
        let counts = if file.body.pointer("/shown/events").is_none() {
            counts
        } else {
            self.unchecked
                .push("which event an article reports: the report derived it, or took it from a table".to_string());
            let named = |row: &ArticleRow| Some((row.id.clone(), row.event.clone()?));
            counts.with_events(&evidence.articles.iter().filter_map(named).collect())
        };
        let keeps_copies = file.body.pointer("/shown/copies").and_then(Value::as_bool).unwrap_or(true);
        let duplicates = input.duplicates()?;
        let counts = if keeps_copies { counts } else { counts.without_near_copies(&duplicates).0 };
        let counts = counts.with_wire(&duplicates);
        let mut found = EvidenceTable::gather(input, &plan, &counts)?;
        let mut same_voices = None;
        if evidence.plan.voices.is_some() && evidence.plan.voices != found.plan.voices {
            let why = match found.plan.voices {
                None => "the input does not know them",
                Some(_) => "the input finds them by other rules or cue words",
            };
            self.unchecked.push(format!("whose words the hits are in: {why}"));
            found.forget_voices();
            let mut silent = evidence.clone();
            silent.forget_voices();
            same_voices = Some(silent);
        }
        let evidence = same_voices.as_ref().unwrap_or(evidence);
        let unchanged = self.look_up_articles(evidence, &found);
        self.look_up_hits(evidence, &found, &unchanged);
        self.look_up_passages(file, Some((evidence, &unchanged)), input)
    }

    /// The ids of the articles that are as they were.
    fn look_up_articles(&mut self, evidence: &EvidenceTable, found: &EvidenceTable) -> FxHashSet<Arc<str>> {
        let now: FxHashMap<&str, &ArticleRow> = found.articles.iter().map(|row| (&*row.id, row)).collect();
        let then: FxHashSet<&str> = evidence.articles.iter().map(|row| &*row.id).collect();
        let mut unchanged = FxHashSet::default();
        for row in &evidence.articles {
            let place = format!("article {}", row.id);
            match now.get(&*row.id) {
                None => {
                    let message = "it is not in the input, or the report's selection no longer takes it in";
                    self.findings.push(Finding::new(FindingKind::MissingArticle, place, message));
                }
                Some(same) if **same == *row => {
                    self.articles += 1;
                    unchanged.insert(row.id.clone());
                }
                Some(other) if other.content == row.content => {
                    let message = format!("the report's table says {}", differences(row, other));
                    self.findings.push(Finding::new(FindingKind::Evidence, place, message));
                    unchanged.insert(row.id.clone());
                }
                Some(other) => {
                    let what = match differences(row, other) {
                        none if none.is_empty() => {
                            "its text, title or metadata is another than when it was counted".into()
                        }
                        some => format!("it is another than when it was counted: {some}"),
                    };
                    self.findings.push(Finding::new(FindingKind::ChangedText, place, what));
                }
            }
        }
        for row in found.articles.iter().filter(|row| !then.contains(&*row.id)) {
            let message = "the report's selection takes it in, but the report does not have it";
            self.findings.push(Finding::new(FindingKind::NewArticle, format!("article {}", row.id), message));
        }
        unchanged
    }

    fn look_up_hits(&mut self, evidence: &EvidenceTable, found: &EvidenceTable, unchanged: &FxHashSet<Arc<str>>) {
        let then = hits_by_article(evidence);
        let now = hits_by_article(found);
        let mut ids: Vec<&Arc<str>> = unchanged.iter().collect();
        ids.sort_unstable();
        for id in ids {
            let none = Vec::new();
            let (then, now) = (then.get(id).unwrap_or(&none), now.get(id).unwrap_or(&none));
            let said = |hit: &HitRow| {
                let voice = match evidence.plan.voices {
                    Some(_) => format!(" ({})", hit.voice),
                    None => String::new(),
                };
                format!(
                    "{} {}-{}: `{}` in {}{voice}",
                    hit.field.name(),
                    hit.start,
                    hit.end,
                    evidence.entries[hit.entry as usize],
                    evidence.categories[hit.category as usize]
                )
            };
            // an article's hits are in order on both sides
            for hit in then {
                match now.binary_search(hit) {
                    Ok(_) => self.hits += 1,
                    Err(_) => {
                        let message = format!("{} is not there in the text", said(hit));
                        self.findings.push(Finding::new(FindingKind::Hit, format!("article {id}"), message));
                    }
                }
            }
            for hit in now.iter().filter(|hit| then.binary_search(hit).is_err()) {
                let message = format!("{} is in the text, but not in the report", said(hit));
                self.findings.push(Finding::new(FindingKind::Hit, format!("article {id}"), message));
            }
            if then.windows(2).any(|pair| pair[0] == pair[1]) {
                let message = "the report holds one of its hits twice";
                self.findings.push(Finding::new(FindingKind::Hit, format!("article {id}"), message));
            }
        }
    }

    /// Looks for the passages of a report, or the lines of a concordance, in their texts.
    pub(super) fn look_up_passages(
        &mut self,
        file: &ReportFile,
        evidence: Option<(&EvidenceTable, &FxHashSet<Arc<str>>)>,
        input: &Input,
    ) -> Result<()> {
        let mut passages = Vec::new();
        collect(&file.body, "", &mut passages);
        let ids: FxHashSet<Arc<str>> = passages.iter().filter_map(|(_, p)| text(p, "article")).map(Arc::from).collect();
        let articles = input.articles(&ids)?;
        let hits = evidence.map(|(table, unchanged)| (addresses(table), unchanged));
        for (place, passage) in passages {
            let Some(id) = text(passage, "article") else { continue };
            // a changed article was named before, as a whole
            if hits.as_ref().is_some_and(|(_, unchanged)| !unchanged.contains(id)) {
                continue;
            }
            let fault = match articles.binary_search_by(|article| article.id().cmp(id)) {
                Err(_) => Some((FindingKind::MissingArticle, "its article is not in the input".to_string())),
                Ok(at) => {
                    let field = if text(passage, "field") == Some("title") { Field::Title } else { Field::Text };
                    let known = hits
                        .as_ref()
                        .is_none_or(|(hits, _)| address(passage, field).is_some_and(|address| hits.contains(&address)));
                    fault_in(passage, field.of(&articles[at]), known).map(|message| (FindingKind::Passage, message))
                }
            };
            match fault {
                None => self.passages += 1,
                Some((kind, message)) => self.findings.push(Finding::new(kind, place, message)),
            }
        }
        Ok(())
    }
}

/// What two rows of one article differ in.
fn differences(then: &ArticleRow, now: &ArticleRow) -> String {
    let named = |name: &Option<Arc<str>>| name.as_deref().unwrap_or("nothing").to_string();
    let day = |date: Option<jiff::civil::Date>| date.map_or("nothing".to_string(), |date| date.to_string());
    let own =
        |row: &ArticleRow| row.own_words.map_or("unknown".to_string(), |own| format!("{}+{}", own.own, own.endorsed));
    let columns = [
        ("outlet", then.outlet.to_string(), now.outlet.to_string()),
        ("group", named(&then.group), named(&now.group)),
        ("event", named(&then.event), named(&now.event)),
        ("wire", named(&then.wire), named(&now.wire)),
        ("date", day(then.date), day(now.date)),
        ("language", then.language.to_string(), now.language.to_string()),
        ("words", then.words.to_string(), now.words.to_string()),
        ("own words", own(then), own(now)),
    ];
    let other = columns.into_iter().filter(|(_, then, now)| then != now);
    other.map(|(name, then, now)| format!("{name} {then}, the input {now}")).collect::<Vec<_>>().join("; ")
}

fn hits_by_article(table: &EvidenceTable) -> FxHashMap<Arc<str>, Vec<HitRow>> {
    let mut out: FxHashMap<Arc<str>, Vec<HitRow>> = FxHashMap::default();
    for hit in &table.hits {
        let id = &table.articles[hit.article as usize].id;
        out.entry(id.clone()).or_default().push(HitRow { article: 0, ..*hit });
    }
    out.values_mut().for_each(|hits| hits.sort_unstable());
    out
}

/// Article, field, span, category and pattern of a hit.
type Address = (String, Field, u64, u64, String, String);

fn addresses(table: &EvidenceTable) -> FxHashSet<Address> {
    let address = |hit: &HitRow| {
        (
            table.articles[hit.article as usize].id.to_string(),
            hit.field,
            u64::from(hit.start),
            u64::from(hit.end),
            table.categories[hit.category as usize].clone(),
            table.entries[hit.entry as usize].clone(),
        )
    };
    table.hits.iter().map(address).collect()
}

fn address(passage: &Value, field: Field) -> Option<Address> {
    let [start, end] = span(passage)?;
    let text = |key: &str| text(passage, key).map(String::from);
    Some((text("article")?, field, start, end, text("category")?, text("entry")?))
}

/// Every object with a hit and a span, and where in the report it stands.
fn collect<'v>(value: &'v Value, place: &str, out: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(map) if map.contains_key("hit") && map.contains_key("span") => {
            out.push((place.to_string(), value));
        }
        Value::Object(map) => {
            for (key, inner) in map {
                collect(inner, &if place.is_empty() { key.clone() } else { format!("{place}.{key}") }, out);
            }
        }
        Value::Array(list) => {
            for (number, inner) in list.iter().enumerate() {
                let name = ["id", "group"].iter().find_map(|key| text(inner, key)).map(String::from);
                collect(inner, &format!("{place}[{}]", name.unwrap_or_else(|| number.to_string())), out);
            }
        }
        _ => {}
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn span(passage: &Value) -> Option<[u64; 2]> {
    let ends = passage.get("span")?.as_array()?;
    match ends.as_slice() {
        [start, end] => Some([start.as_u64()?, end.as_u64()?]),
        _ => None,
    }
}

/// What is wrong with a passage, held against its text.
fn fault_in(passage: &Value, article: &str, known: bool) -> Option<String> {
    let Some([start, end]) = span(passage) else { return Some("its span is not two byte offsets".into()) };
    let (start, end) = (start as usize, end as usize);
    let Some(there) = article.get(start..end.max(start)) else {
        return Some(format!("its span {start}-{end} lies outside the text or cuts a letter"));
    };
    let hit = text(passage, "hit").unwrap_or_default();
    if there != hit {
        return Some(format!("at {start}-{end} the text says `{there}`, the report `{hit}`"));
    }
    let before = text(passage, "before").unwrap_or_default();
    let after = text(passage, "after").unwrap_or_default();
    if !article[..start].ends_with(before) || !article[end..].starts_with(after) {
        return Some(format!("what stands around `{hit}` at {start}-{end} is not what the report shows"));
    }
    (!known).then(|| format!("`{hit}` at {start}-{end} is none of the hits in the evidence"))
}
