//! Reads what is expected leaf by leaf and compares it with the answer.

use serde_json::Value;

/// How far a number may be off: relative or absolute, whichever is kinder.
#[derive(Clone, Debug)]
pub struct Tolerance {
    relative: f64,
    absolute: f64,
    /// `fisher_rel`: a field whose name holds `fisher` has a relative tolerance of its own; `_abs` the same way.
    of_fields: Vec<(String, Kind, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Relative,
    Absolute,
}

impl Tolerance {
    /// The file's own tolerance, else the project's.
    pub fn of(golden: &Value) -> Self {
        let mut tolerance = Tolerance { relative: 1e-10, absolute: 1e-13, of_fields: Vec::new() };
        for (name, bound) in golden["tolerance"].as_object().into_iter().flatten() {
            let bound = bound.as_f64().expect("a tolerance is a number");
            match (name.as_str(), name.strip_suffix("_rel"), name.strip_suffix("_abs")) {
                ("rel", ..) => tolerance.relative = bound,
                ("abs", ..) => tolerance.absolute = bound,
                (_, Some(field), _) => tolerance.of_fields.push((field.to_string(), Kind::Relative, bound)),
                (_, _, Some(field)) => tolerance.of_fields.push((field.to_string(), Kind::Absolute, bound)),
                _ => panic!("a tolerance of which nobody knows what it bounds: {name}"),
            }
        }
        tolerance
    }

    fn allows(&self, path: &str, expected: f64, answer: f64) -> bool {
        let bound = |kind: Kind, default: f64| {
            let own = self.of_fields.iter().find(|(field, of, _)| *of == kind && path.contains(field.as_str()));
            own.map_or(default, |(.., bound)| *bound)
        };
        let off = (expected - answer).abs();
        off <= bound(Kind::Absolute, self.absolute) || off <= bound(Kind::Relative, self.relative) * expected.abs()
    }
}

/// Walks through expected values, counts the leaves it has read, and remembers every one that has no equal.
#[derive(Debug)]
pub struct Reader {
    tolerance: Tolerance,
    values: usize,
    largest_relative_error: f64,
    failures: Vec<String>,
}

impl Reader {
    pub fn new(tolerance: Tolerance) -> Self {
        Reader { tolerance, values: 0, largest_relative_error: 0.0, failures: Vec::new() }
    }

    /// Compares two trees. Each leaf of either must have its counterpart: none is left unread.
    pub fn compare(&mut self, path: &str, expected: &Value, answer: &Value) {
        match (expected, answer) {
            (Value::Object(fields), Value::Object(answers)) => {
                for (name, expected) in fields {
                    match answers.get(name) {
                        Some(answer) => self.compare(&format!("{path}.{name}"), expected, answer),
                        None => self.fail(format!("{path}.{name}: not read, nothing computes it")),
                    }
                }
                for name in answers.keys().filter(|name| !fields.contains_key(*name)) {
                    self.fail(format!("{path}.{name}: computed, but the file does not know it"));
                }
            }
            (Value::Array(list), Value::Array(answers)) if list.len() == answers.len() && !list.is_empty() => {
                for (place, (expected, answer)) in list.iter().zip(answers).enumerate() {
                    self.compare(&format!("{path}[{place}]"), expected, answer);
                }
            }
            (expected, answer) => self.compare_leaf(path, expected, answer),
        }
    }

    /// Numbers written with a fraction within the tolerance; null, integers, words and truth values exactly.
    fn compare_leaf(&mut self, path: &str, expected: &Value, answer: &Value) {
        self.values += 1;
        let equal = match answer.as_f64() {
            Some(number) if expected.is_f64() => self.is_near(path, expected.as_f64().expect("a float"), number),
            // An integer may be answered by a float, but only by the very number.
            Some(number) if answer.is_f64() => expected.as_f64() == Some(number),
            _ => expected == answer,
        };
        if !equal {
            self.fail(format!("{path}: {answer} instead of {expected}"));
        }
    }

    fn is_near(&mut self, path: &str, expected: f64, answer: f64) -> bool {
        if expected != 0.0 {
            self.largest_relative_error = self.largest_relative_error.max((answer / expected - 1.0).abs());
        }
        self.tolerance.allows(path, expected, answer)
    }

    pub fn fail(&mut self, reason: String) {
        self.failures.push(reason);
    }

    /// How many leaves were read.
    pub fn values(&self) -> usize {
        self.values
    }

    pub fn largest_relative_error(&self) -> f64 {
        self.largest_relative_error
    }

    /// Everything that is wrong, one line each.
    pub fn verdict(&self) -> Result<(), String> {
        if self.failures.is_empty() { Ok(()) } else { Err(self.failures.join("\n")) }
    }
}
