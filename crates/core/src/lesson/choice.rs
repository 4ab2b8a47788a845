//! What can be set, as a form needs to know it; and the answer to a name that nobody knows.

use crate::error::Error;
use crate::options::{Arg, Kind, Options, Setting, names};
use serde::Serialize;

/// An option with its value and what else would fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// PyTorch's name.
    pub name: &'static str,
    /// `"number"`, `"count"`, `"flag"`, `"choice"`, `"numbers"` or `"other"`.
    pub kind: &'static str,
    /// The smallest number that fits.
    pub min: f64,
    /// The largest number that fits.
    pub max: f64,
    /// The names that fit.
    pub names: &'static [&'static str],
    /// What holds.
    pub value: Setting,
    /// PyTorch's default, where there is one.
    pub usual: Option<Setting>,
    /// What it does, in one English sentence.
    pub sentence: &'static str,
    /// The sentence's key.
    pub key: String,
}

impl Choice {
    /// All options of an item that have a value.
    pub(crate) fn of(owner: &str, args: &'static [Arg], options: &Options) -> Vec<Self> {
        let choice = |arg: &'static Arg| {
            let (kind, min, max, names): (_, _, _, &'static [&'static str]) = match arg.kind {
                Kind::Number { min, max } => ("number", min, max, &[]),
                Kind::Count { min, max } => ("count", min as f64, max as f64, &[]),
                Kind::Integer { min, max } => ("count", min as f64, max as f64, &[]),
                Kind::Flag => ("flag", 0.0, 1.0, &[]),
                Kind::Choice(names) => ("choice", 0.0, 0.0, names),
                Kind::Numbers { min, max, .. } => ("numbers", min, max, &[]),
                _ => ("other", 0.0, 0.0, &[]),
            };
            Some(Self {
                name: arg.name,
                kind,
                min,
                max,
                names,
                value: options.get(arg.name)?.clone(),
                usual: arg.default.clone(),
                sentence: arg.sentence,
                key: format!("arg.{owner}.{}", arg.name),
            })
        };
        args.iter().filter_map(choice).collect()
    }
}

/// A name that nobody knows: the error tells those that come close, or else all that there are.
pub(crate) fn unknown(key: &str, name: &str, known: &[&'static str]) -> Error {
    let near: Vec<_> = known.iter().copied().filter(|other| is_near(name, other)).take(6).collect();
    let fits = if near.is_empty() { known } else { &near[..] };
    Error::new("unknown_name", &[("key", &key), ("value", &name), ("fits", &names(fits.iter().copied()))])
}

/// Whether two names share most of their letters, or one is within the other.
fn is_near(name: &str, other: &str) -> bool {
    let plain = |text: &str| -> Vec<char> {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(40).collect()
    };
    let (a, b) = (plain(name), plain(other));
    let short = a.len().min(b.len());
    let within = |long: &[char], part: &[char]| long.windows(part.len().max(1)).any(|window| window == part);
    short > 1 && (distance(&a, &b) <= 1 + short / 4 || (short > 2 && (within(&a, &b) || within(&b, &a))))
}

/// How many letters one has to change, add or leave out.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let changed = before + usize::from(from != to);
            before = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_close_is_offered() {
        let known = ["tanh", "Tanhshrink", "GELU", "CrossEntropyLoss", "mul"];
        let fits = |name: &str| unknown("name", name, &known).fields()[2].1.clone();
        assert_eq!(fits("thanh"), "tanh");
        assert_eq!(fits("crossentropy"), "CrossEntropyLoss");
        assert_eq!(fits("gelo"), "GELU");
        assert_eq!(fits("zzzzzzzz"), known.join(", "), "all, where nothing is close");
        assert_eq!(fits(&"x".repeat(10_000)), known.join(", "));
    }
}
