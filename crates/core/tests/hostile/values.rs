//! Makes up what can be written for an option: mostly what fits, and now and then what does not.

use crate::dice::Dice;
use chalkgrad::options::{Arg, Kind};
use serde_json::{Map, Value, json};

/// A name with its options.
pub(crate) fn choice<'a>(dice: &mut Dice, choices: impl Iterator<Item = (&'a str, &'a [Arg])>) -> Value {
    let choices: Vec<_> = choices.collect();
    let (name, args) = choices[dice.below(choices.len())];
    json!({name: options(dice, args)})
}

/// Some of the options, most of them as they should be.
pub(crate) fn options(dice: &mut Dice, args: &[Arg]) -> Value {
    let mut written = Map::new();
    for arg in args {
        let follows =
            ["in_features", "num_features", "normalized_shape", "in_channels", "dim", "padding_idx", "weight"];
        let follows = follows.contains(&arg.name) || ["pos_weight", "stride"].contains(&arg.name);
        let needed = arg.default.is_none() && !follows;
        if needed
            || dice.chance(if !follows {
                30
            } else if dice.wild() {
                10
            } else {
                1
            })
        {
            let value = if dice.wild() && dice.chance(5) { odd(dice, 2) } else { setting(dice, arg.kind) };
            written.insert(arg.name.to_owned(), value);
        }
    }
    written.into()
}

fn setting(dice: &mut Dice, kind: Kind) -> Value {
    match kind {
        Kind::Number { min, max } => number(dice, min, max),
        Kind::OptionalNumber { min, max } if dice.chance(70) => number(dice, min, max),
        Kind::OptionalNumber { .. } => Value::Null,
        Kind::Integer { min, max } => json!(*dice.pick(&[0, 1, -1, 2, -2, min, max])),
        Kind::Flag => json!(dice.chance(50)),
        Kind::Choice(names) => json!(dice.pick(names)),
        Kind::Numbers { min, max, length } => {
            let length = length.unwrap_or_else(|| dice.below(4));
            (0..length).map(|_| number(dice, min, max)).collect()
        }
        Kind::Counts { min, max } if dice.chance(30) => (0..2).map(|_| count(dice, min, max)).collect(),
        Kind::OptionalCount { .. } if dice.chance(30) => Value::Null,
        Kind::CountsOrName { names, .. } if dice.chance(50) => json!(dice.pick(names)),
        Kind::CountsOrName { min, max, .. } => count(dice, min, max),
        Kind::Count { min, max } | Kind::Counts { min, max } | Kind::OptionalCount { min, max } => {
            count(dice, min, max)
        }
        Kind::ManyCounts { min, max } => (0..dice.below(4)).map(|_| count(dice, min, max)).collect(),
        Kind::Sizes { max } if dice.chance(50) => (0..=dice.below(3)).map(|_| count(dice, 1, max)).collect(),
        Kind::Sizes { max } => count(dice, 1, max),
    }
}

/// Usually a number that fits and makes sense.
fn number(dice: &mut Dice, min: f64, max: f64) -> Value {
    let sensible: Vec<f64> = [0.1, 0.5, 0.9, 0.01, 1.0, 2.0, 1e-8, 0.0, -1.0]
        .into_iter()
        .filter(|number| (min..=max).contains(number))
        .collect();
    match dice.below(if dice.wild() { 24 } else { 21 }) {
        23 => json!(dice.float()),
        22 => json!(*dice.pick(&[min, max, min - 1.0, max * 2.0 + 1.0])),
        _ if sensible.is_empty() => json!(f64::midpoint(min, max)),
        _ => json!(dice.pick(&sensible)),
    }
}

/// Usually a small number that fits.
fn count(dice: &mut Dice, min: u64, max: u64) -> Value {
    match dice.below(if dice.wild() { 32 } else { 29 }) {
        31 => json!(max),
        30 => json!(max.saturating_add(1)),
        29 => json!(min as f64 - 1.0),
        further => json!(min.saturating_add([0, 1, 2, 3, 0, 1, 2, 7][further % 8]).min(max)),
    }
}

/// Changes something somewhere.
pub(crate) fn bend(dice: &mut Dice, value: &mut Value) {
    let stop = dice.chance(25);
    match value {
        Value::Object(map) if !stop && !map.is_empty() => {
            let index = dice.below(map.len().min(256));
            bend(dice, map.values_mut().nth(index).expect("an index below the length"));
        }
        Value::Array(list) if !stop && !list.is_empty() => {
            let index = dice.below(list.len().min(256));
            bend(dice, &mut list[index]);
        }
        Value::Object(map) if dice.chance(50) => {
            let name = NAMES[dice.below(NAMES.len())].to_owned();
            map.insert(name, odd(dice, 3));
        }
        Value::Array(list) if dice.chance(50) => list.push(odd(dice, 3)),
        _ => *value = odd(dice, 3),
    }
}

const NAMES: &[&str] = &[
    "name",
    "x",
    "y",
    "Linear",
    "SGD",
    "out_features",
    "in_features",
    "lr",
    "momentum",
    "bias",
    "article",
    "csv",
    "file",
    "iris.csv",
    "../../etc/passwd",
    "samples",
    "columns",
    "norm",
    "train",
    "0.weight",
    "NaN",
    "Infinity",
    "训练",
    "",
    "\u{0}<b>{key}</b>",
    "🙂",
    "constructor",
    "__proto__",
    "Tanh",
    "mean",
    "none",
];

/// Something that somebody might put where something else belongs.
fn odd(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice.chance(50)),
        2 => json!(dice.float()),
        3 => json!(f64::from(dice.byte()) - 3.0),
        4 => json!(*dice.pick(&[1e308, -1e308, 1e-320, 0.5, 4_294_967_296.0, 1e30, 1e19, -0.0])),
        5 => json!(dice.pick(NAMES)),
        6 => (0..dice.below(4)).map(|_| odd(dice, depth - 1)).collect(),
        _ => {
            let count = 1 + dice.below(3);
            Value::Object((0..count).map(|_| (dice.pick(NAMES).to_string(), odd(dice, depth - 1))).collect())
        }
    }
}
