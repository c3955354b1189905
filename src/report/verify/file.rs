//! A report read back: its evidence as rows, all else as it stands.

use crate::counts::EvidenceTable;
use crate::error::{Error, ErrorKind, Location, Result, nearest};
use crate::report::{COMPARE_SCHEMA, CONCORDANCE_SCHEMA, CorpusRef};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

pub(super) struct ReportFile {
    pub(super) schema: String,
    /// Without `schema` and `evidence`.
    pub(super) body: Value,
    pub(super) evidence: Option<EvidenceTable>,
}

impl ReportFile {
    pub(super) fn read(text: &str, name: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: ReportFile = serde_json::from_str(text).map_err(|cause| {
            let place = Location::file(name).line(cause.line() as u64).column(cause.column().max(1) as u64);
            let words = cause.to_string();
            let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
            Error::new(ErrorKind::Input, format!("this is no report in JSON ({words})")).at(place)
        })?;
        let known = [COMPARE_SCHEMA, CONCORDANCE_SCHEMA];
        if known.contains(&file.schema.as_str()) {
            return Ok(file);
        }
        let message = if file.schema.is_empty() {
            "this JSON has no `schema`; only reports of this program can be verified".to_string()
        } else {
            let hint = nearest(&file.schema, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            format!("reports of the schema `{}` cannot be verified, only {}{hint}", file.schema, known.join(" and "))
        };
        Err(Error::new(ErrorKind::Request, message).at(Location::file(name)))
    }
}

impl ReportFile {
    /// What the report says it is about.
    pub(super) fn corpus(&self) -> CorpusRef {
        let corpus = self.body.get("provenance").and_then(|provenance| provenance.get("corpus"));
        corpus.and_then(|corpus| CorpusRef::deserialize(corpus).ok()).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for ReportFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = ReportFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<ReportFile, A::Error> {
                let (mut schema, mut body, mut evidence) = (String::new(), Map::new(), None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "schema" => schema = map.next_value()?,
                        "evidence" => evidence = Some(map.next_value()?),
                        _ => {
                            body.insert(key, map.next_value()?);
                        }
                    }
                }
                Ok(ReportFile { schema, body: Value::Object(body), evidence })
            }
        }

        deserializer.deserialize_map(Keys)
    }
}
