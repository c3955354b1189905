//! Reads what is expected leaf by leaf and compares it with the answer.

use serde_json::Value;

/// How far a number may be off: relative or absolute, whichever is kinder.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    relative: f64,
    absolute: f64,
}

impl Tolerance {
    /// The file's own tolerance, else the project's.
    pub fn of(golden: &Value) -> Self {
        let of = |kind: &str, default: f64| golden["tolerance"][kind].as_f64().unwrap_or(default);
        Tolerance { relative: of("rel", 1e-10), absolute: of("abs", 1e-13) }
    }

    fn allows(&self, expected: f64, answer: f64) -> bool {
        let off = (expected - answer).abs();
        off <= self.absolute || off <= self.relative * expected.abs()
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
            Some(number) if expected.is_f64() => self.is_near(expected.as_f64().expect("a float"), number),
            // An integer may be answered by a float, but only by the very number.
            Some(number) if answer.is_f64() => expected.as_f64() == Some(number),
            _ => expected == answer,
        };
        if !equal {
            self.fail(format!("{path}: {answer} instead of {expected}"));
        }
    }

    fn is_near(&mut self, expected: f64, answer: f64) -> bool {
        if expected != 0.0 {
            self.largest_relative_error = self.largest_relative_error.max((answer / expected - 1.0).abs());
        }
        self.tolerance.allows(expected, answer)
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
