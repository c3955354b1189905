//! Answers to `multiple_testing.json`.

use serde::Deserialize;
use serde_json::{Value, json};

use parallax::measures::multiple::{benjamini_hochberg, benjamini_yekutieli, bonferroni, holm};
use parallax::measures::{Defined, Undefined};

use super::answer::{numbers, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    p: Vec<Option<f64>>,
}

pub fn multiple_testing(input: &Value) -> Value {
    let Family { p } = read(input);
    // Which reason a missing p has is another matter.
    let p: Vec<Defined<f64>> = p.into_iter().map(|p| p.ok_or(Undefined::FewArticles)).collect();
    json!({
        "bh": numbers(benjamini_hochberg(&p)),
        "by": numbers(benjamini_yekutieli(&p)),
        "holm": numbers(holm(&p)),
        "bonferroni": numbers(bonferroni(&p)),
    })
}
