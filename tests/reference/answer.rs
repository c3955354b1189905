//! What the answers of all golden files share.

use serde::de::DeserializeOwned;
use serde_json::{Number, Value, json};

use parallax::measures::{Defined, Interval};

/// The input of a case; a field that is not read is an error.
pub fn read<T: DeserializeOwned>(input: &Value) -> T {
    T::deserialize(input).unwrap_or_else(|error| panic!("{error} in {input}"))
}

/// A number or null. Never NaN, which JSON would silently turn into null.
pub fn number(figure: Defined<f64>) -> Value {
    figure.map_or(Value::Null, finite)
}

/// A number that must exist.
pub fn finite(figure: f64) -> Value {
    Number::from_f64(figure).expect("a finite number").into()
}

/// Numbers that may each be null.
pub fn numbers(figures: impl IntoIterator<Item = Defined<f64>>) -> Value {
    figures.into_iter().map(number).collect()
}

pub fn interval(interval: Defined<Interval>) -> Value {
    interval.map_or(Value::Null, |ends| json!([finite(ends.lower), finite(ends.upper)]))
}

pub fn reason<T>(figure: &Defined<T>) -> Value {
    figure.as_ref().map_or_else(|reason| reason.code().into(), |_| Value::Null)
}
