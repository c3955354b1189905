//! An article as a JSON object, with our names: how an index keeps it.

use super::Article;
use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    event: Option<Cow<'a, str>>,
    outlet: Cow<'a, str>,
    #[serde(skip_serializing_if = "str::is_empty", default)]
    title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    published: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    language: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    metadata: BTreeMap<Cow<'a, str>, Cow<'a, Value>>,
    text: Cow<'a, str>,
}

impl Serialize for Article {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored {
            id: self.id().into(),
            event: self.event().map(Cow::from),
            outlet: self.outlet().into(),
            title: self.title().into(),
            published: self.published().map(Cow::from),
            url: self.url().map(Cow::from),
            language: self.language().map(Cow::from),
            metadata: self.metadata().iter().map(|(n, v)| (Cow::from(n.as_str()), Cow::Borrowed(v))).collect(),
            text: self.text().into(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Article {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let mut article = Article::new(stored.outlet, stored.text).with_id(stored.id).with_title(stored.title);
        if let Some(event) = stored.event {
            article = article.with_event(event);
        }
        if let Some(published) = stored.published {
            article = article.with_published(published);
        }
        if let Some(url) = stored.url {
            article = article.with_url(url);
        }
        if let Some(language) = stored.language {
            article = article.with_language(language);
        }
        let metadata = stored.metadata.into_iter();
        Ok(metadata.fold(article, |article, (name, value)| article.with_metadata(name, value.into_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_comes_back_as_it_was() {
        let article = Article::new("Gazette", "No coup.\n\n“Really.”")
            .with_event("strike")
            .with_published("last May")
            .with_metadata("page", 3.into())
            .with_metadata("tags", serde_json::json!(["a", {"b": null}]));
        let json = serde_json::to_string(&article).unwrap();
        let back: Article = serde_json::from_str(&json).unwrap();
        assert_eq!(back, article);
        assert_eq!(back.content_hash(), article.content_hash());
    }
}
