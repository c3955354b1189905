//! Numbers of a report against the same numbers worked out again.

use super::{Finding, FindingKind, Verification};
use crate::framing::DuplicatePolicy;
use serde_json::Value;

/// What the evidence says nothing of: passages are looked up in the texts, records that were skipped left no trace, and
/// the input may have another name; copies are not in it.
const NOT_FOLLOWED: [&str; 6] = ["passages", "input", "skipped", "remarks", "program", "copies"];
/// Floats of two machines may differ in the last bits.
const ROUNDING: f64 = 1e-12;

impl Verification {
    pub(super) fn compare(&mut self, report: &Value, again: &Value) {
        self.differ(String::new(), report, again);
    }

    fn differ(&mut self, place: String, report: &Value, again: &Value) {
        match (report, again) {
            (Value::Object(a), Value::Object(b)) => {
                let inner = |key: &str| if place.is_empty() { key.to_string() } else { format!("{place}.{key}") };
                for (key, value) in a.iter().filter(|(key, _)| !NOT_FOLLOWED.contains(&key.as_str())) {
                    match b.get(key) {
                        Some(other) => self.differ(inner(key), value, other),
                        None => self.found(inner(key), value, "nothing of the kind"),
                    }
                }
                for (key, other) in b.iter().filter(|(key, _)| !NOT_FOLLOWED.contains(&key.as_str())) {
                    if !a.contains_key(key) {
                        self.found(inner(key), "nothing", other);
                    }
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    let place = format!("{place} (length)");
                    self.found(place, a.len(), b.len());
                }
                for (number, (x, y)) in a.iter().zip(b).enumerate() {
                    self.differ(format!("{place}[{}]", name_of(y, number)), x, y);
                }
            }
            _ if equal(report, again) => self.numbers += u64::from(report.is_number()),
            _ => self.found(place, report, again),
        }
    }

    fn found(&mut self, place: String, report: impl ToString, again: impl ToString) {
        let kind = FindingKind::Number;
        let message = format!("the report says {}, its evidence gives {}", report.to_string(), again.to_string());
        self.findings.push(Finding::new(kind, place, message));
    }

    /// What a report without its evidence can be asked: do its numbers agree with each other?
    pub(super) fn check_sums(&mut self, body: &Value) {
        let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let count = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64);
        // rates of parts of texts are not those of the whole counts beside them
        let in_parts =
            body.pointer("/shown/duplicates").and_then(Value::as_str) == Some(DuplicatePolicy::Weight.name());
        if in_parts {
            self.unchecked.push("rates: shared texts count in parts, and hits and words are shown whole".into());
        }
        for category in list(body, "categories").iter().filter(|c| c.is_object()) {
            for profile in list(category, "profiles") {
                let place = format!("categories[{}].profiles[{}]", name_of(category, 0), name_of(&profile, 0));
                let (hits, words) = (count(&profile, "hits"), count(&profile, "words"));
                let entries = list(&profile, "entries").iter().filter_map(|entry| count(entry, "hits")).sum();
                self.agree(format!("{place}.entries"), Some(entries), hits, "hits");
                if in_parts {
                    continue;
                }
                let rate = hits.zip(words).filter(|(_, words)| *words > 0).map(|(h, w)| h as f64 * 1000.0 / w as f64);
                let stated = profile.get("per_1000").and_then(Value::as_f64);
                self.numbers += 1;
                let same = match (rate, stated) {
                    (Some(a), Some(b)) => close(a, b),
                    (None, None) => true,
                    _ => false,
                };
                if !same {
                    let said = |value: Option<f64>| value.map_or("nothing".to_string(), |v| v.to_string());
                    let message = format!("the report says {}, its hits and words give {}", said(stated), said(rate));
                    self.findings.push(Finding::new(FindingKind::Number, format!("{place}.per_1000"), message));
                }
            }
        }
        let groups = list(body, "groups");
        let total = |key: &str| groups.iter().filter_map(|group| count(group, key)).sum();
        let overview = body.get("overview").unwrap_or(body);
        for key in ["articles", "words", "articles_with_hits", "hits"] {
            if let Some(stated) = count(overview, key) {
                self.agree(key.to_string(), Some(stated), Some(total(key)), "groups");
            }
        }
    }

    fn agree(&mut self, place: String, stated: Option<u64>, sum: Option<u64>, of: &str) {
        self.numbers += 1;
        if let (Some(stated), Some(sum)) = (stated, sum)
            && stated != sum
        {
            let message = format!("the report says {stated}, its {of} give {sum}");
            self.findings.push(Finding::new(FindingKind::Number, place, message));
        }
    }
}

/// What a row of a list is called: its id, its group, ..., else its number.
fn name_of(row: &Value, number: usize) -> String {
    let text = |key: &str| match row.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        // the articles without a group
        Some(Value::Null) => Some("(missing)".to_string()),
        _ => None,
    };
    if let (Some(target), Some(reference)) = (text("target"), text("reference")) {
        return format!("{target} against {reference}");
    }
    ["id", "group", "name", "pattern"].iter().find_map(|key| text(key)).unwrap_or_else(|| number.to_string())
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) if !(x.is_u64() && y.is_u64()) => {
            x.as_f64().zip(y.as_f64()).is_some_and(|(x, y)| close(x, y))
        }
        _ => a == b,
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}
