//! PyTorch's numbers: the core must compute what the files in `tests/golden` say.
//!
//! Each family of numbers has a file and a test that goes through all of its cases. Every test
//! prints how far the worst number was off; `--nocapture` shows it.

mod activations;
mod data;
mod initializers;
mod layers;
mod lbfgs;
mod losses;
mod ops;
mod printing;
mod rng;
mod tensor_ops;
mod training;
mod vocabulary;
mod window_ops;

use chalkgrad::float::Float;
use serde_json::Value;
use std::path::Path;

/// How far a number may be from PyTorch's: `absolute + relative · |PyTorch's|`.
#[derive(Clone, Copy)]
struct Tolerance {
    absolute: f64,
    relative: f64,
}

impl Tolerance {
    /// The same number. An f64 may differ in its last bit, because `serde_json` reads 17 digits no
    /// more closely than that; a number computed in another way is further off.
    fn exact<T: Float>() -> Self {
        Self::new(0.0, if dtype::<T>() == "f64" { f64::EPSILON } else { 0.0 })
    }

    const fn new(absolute: f64, relative: f64) -> Self {
        Self { absolute, relative }
    }
}

/// What the checks of one family found.
struct Findings {
    family: String,
    cases: usize,
    numbers: usize,
    /// The largest relative error, and where it was. Numbers below `SMALL` count as `SMALL`: what
    /// is left of two numbers that cancel has no digits to compare.
    worst: (f64, String),
    failures: Vec<String>,
}

const SMALL: f64 = 1e-3;

impl Findings {
    fn new(family: impl Into<String>) -> Self {
        Self { family: family.into(), cases: 0, numbers: 0, worst: (0.0, "none".to_owned()), failures: Vec::new() }
    }

    /// Compares a list of numbers with PyTorch's, number by number.
    fn check<T: Float>(&mut self, what: &str, ours: &[T], theirs: &Value, tolerance: Tolerance) {
        let theirs = numbers(theirs);
        if ours.len() != theirs.len() {
            self.failures.push(format!("{what}: {} numbers, PyTorch has {}", ours.len(), theirs.len()));
            return;
        }
        for (place, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            let (ours, theirs) = (ours.as_f64(), T::from_f64(theirs).as_f64());
            self.numbers += 1;
            // Infinities and NaN have no distance: both sides must have the same one.
            if ours == theirs || (ours.is_nan() && theirs.is_nan()) {
                continue;
            }
            let off = (ours - theirs).abs();
            if !off.is_finite() || off > tolerance.absolute + tolerance.relative * theirs.abs() {
                self.failures.push(format!("{what}[{place}]: {ours}, PyTorch has {theirs}"));
            } else if off / theirs.abs().max(SMALL) > self.worst.0 {
                self.worst = (off / theirs.abs().max(SMALL), format!("{what}[{place}]"));
            }
        }
    }

    /// Compares anything else.
    fn check_equal<V: PartialEq + std::fmt::Debug>(&mut self, what: &str, ours: &V, theirs: &V) {
        if ours != theirs {
            self.failures.push(format!("{what}: {ours:?}, PyTorch has {theirs:?}"));
        }
    }

    /// Says what was found, and fails if anything disagreed or nothing was compared.
    fn report(self) {
        let Self { family, cases, numbers, worst: (error, place), failures } = self;
        println!("{family}: {cases} cases, {numbers} numbers, worst relative error {error:.1e} at {place}");
        assert!(cases > 0 && numbers > 0, "{family}: nothing was compared");
        let shown = failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(failures.is_empty(), "{family}: {} disagreements\n{shown}", failures.len());
    }
}

/// The cases of a golden file.
fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).expect("a golden file is JSON");
    list(&file["cases"]).clone()
}

/// The cases of a golden file in one precision.
fn cases_in(name: &str, dtype: &str) -> Vec<Value> {
    cases(name).into_iter().filter(|case| case["dtype"] == dtype).collect()
}

/// The name that golden files give to a precision.
fn dtype<T: Float>() -> &'static str {
    if T::NAME == "float64" { "f64" } else { "f32" }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is not a list"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text"))
}

fn size(value: &Value) -> usize {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a count")) as usize
}

/// A number, also an infinite one or NaN, for which JSON has no way but a text.
fn number(value: &Value) -> f64 {
    let read = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    read.unwrap_or_else(|| panic!("{value} is not a number"))
}

/// The numbers of a list, or of lists within lists, in order.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![number(value)],
    }
}
