//! Makes up experiments out of everything that the registries know: most are sound, the others are bent somewhere.

use crate::dice::Dice;
use chalkgrad::data::generated::GENERATED_SETS;
use chalkgrad::data::real::REAL_SETS;
use chalkgrad::layer::layers;
use chalkgrad::loss::LOSSES;
use chalkgrad::optim::OPTIMIZERS;
use chalkgrad::options::{Arg, Kind};
use chalkgrad::preprocess::step::STEPS;
use chalkgrad::schedule::SCHEDULERS;
use serde_json::{Map, Value, json};

/// Makes the value of a key.
type Make = fn(&mut Dice) -> Value;

/// An experiment as JSON text.
pub(crate) fn experiment(dice: &mut Dice) -> String {
    let data = data(dice);
    let mut experiment = json!({
        "version": 1,
        "seed": dice.below(4),
        "data": data,
        "model": model(dice),
        "loss": loss(dice),
        "optimizer": choice(dice, OPTIMIZERS.iter().map(|info| (info.name, info.args))),
        "epochs": 1 + dice.below(3),
    });
    let further: [(&str, Make); 9] = [
        ("batch_size", |dice| json!(1 + dice.below(8))),
        ("shuffle", |dice| json!(!dice.chance(20))),
        ("zero_grad", |dice| json!(dice.chance(20))),
        ("split", split),
        ("preprocess", |dice| (0..dice.below(4)).map(|_| step(dice)).collect()),
        ("parameters", |dice| json!({"0.bias": [0.5], "0.weight": [[dice.float()]]})),
        ("scheduler", |dice| choice(dice, SCHEDULERS.iter().map(|info| (info.name, info.args)))),
        ("penalty", |dice| json!({"l1": *dice.pick(&[0.0, 0.1]), "l2": *dice.pick(&[0.01, 0.0])})),
        ("clip_grad", |dice| dice.pick(&[json!({"norm": 1.0}), json!({"value": 0.1})]).clone()),
    ];
    for (key, make) in further {
        if dice.chance(12) {
            experiment[key] = make(dice);
        }
    }
    if dice.chance(30) {
        for _ in 0..=dice.below(3) {
            bend(dice, &mut experiment);
        }
    }
    experiment.to_string()
}

/// An experiment whose model is as simple as can be, about everything that happens to rows before training.
pub(crate) fn table(dice: &mut Dice) -> String {
    let mut experiment = json!({
        "version": 1,
        "data": data(dice),
        "preprocess": (0..dice.below(5)).map(|_| step(dice)).collect::<Value>(),
        "model": [{"Linear": {"out_features": *dice.pick(&[1, 1, 3, 10])}}],
        "loss": *dice.pick(&["MSELoss", "BCEWithLogitsLoss", "CrossEntropyLoss"]),
        "optimizer": "SGD",
        "epochs": 1,
    });
    if dice.chance(30) {
        experiment["split"] = split(dice);
    }
    if dice.chance(30) {
        bend(dice, &mut experiment["data"]);
        bend(dice, &mut experiment["preprocess"]);
    }
    experiment.to_string()
}

/// Half of the time one that takes any numbers.
fn loss(dice: &mut Dice) -> Value {
    if dice.chance(50) { json!("MSELoss") } else { choice(dice, LOSSES.iter().map(|info| (info.name, info.args))) }
}

fn split(dice: &mut Dice) -> Value {
    dice.pick(&[json!(true), json!({"train": 0.5, "test": 0.5}), json!({"train": 1})]).clone()
}

/// What stands under `data`.
fn data(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => json!({"name": "article"}),
        1 => rows(dice),
        2 => json!({"csv": csv(dice)}),
        3 => {
            let set = dice.pick(REAL_SETS);
            json!({"name": set.name})
        }
        _ => {
            let set = dice.pick(GENERATED_SETS);
            let mut data = options(dice, set.args);
            data["name"] = json!(set.name);
            // As many as fit are too many to train ten thousand times.
            data["samples"] = json!(1 + dice.below(40));
            data
        }
    }
}

/// Rows that stand in the experiment itself.
fn rows(dice: &mut Dice) -> Value {
    let (count, columns) = (1 + dice.below(6), *dice.pick(&[1, 2, 3, 16]));
    let mut number = || match dice.below(12) {
        0 => json!(dice.float()),
        cell => json!(cell as f64 / 4.0 - 1.0),
    };
    let x: Value = (0..count).map(|_| (0..columns).map(|_| number()).collect::<Value>()).collect();
    let y = match dice.below(3) {
        0 => (0..count).map(|_| json!([dice.below(2)])).collect::<Value>(),
        1 => (0..count).map(|_| json!(dice.below(3))).collect(),
        _ => (0..count).map(|_| json!([dice.below(9), 0.5])).collect(),
    };
    json!({"x": x, "y": y})
}

/// A table as text, with everything that spoils one.
fn csv(dice: &mut Dice) -> String {
    const CELLS: &[&str] = &[
        "1", "2.5", "-3", "0", "yes", "no", "", "NA", "nan", "inf", "1e999", "1,5", "\"a,b\"", "\"", "\"\"", " 7 ",
        "１２", "训练", "\u{0}", "1e-400", "0x10", "=1+1", "🙂", "\u{feff}", "'", "0.1.2",
    ];
    let separator = dice.pick(&[",", ",", ",", ";", "\t", "|"]);
    let end = dice.pick(&["\n", "\r\n", "\r", "\n\n"]);
    let columns = 2 + dice.below(3);
    let mut text = String::from(if dice.chance(20) { "\u{feff}" } else { "" });
    for row in 0..=dice.below(8) {
        let ragged = if dice.chance(10) { dice.below(4) } else { 0 };
        let most = if dice.chance(30) { CELLS.len() } else { 4 };
        let cell = |column: usize| match row {
            0 if !dice.chance(10) => ["a", "b", "c", "d", "e", "f", "g"][column % 7],
            _ => *dice.pick(&CELLS[..most]),
        };
        let cells: Vec<&str> = (0..columns + ragged).map(cell).collect();
        text.push_str(&cells.join(separator));
        text.push_str(end);
    }
    text
}

fn model(dice: &mut Dice) -> Value {
    let choices: Vec<_> = layers().map(|info| (info.name, info.args)).collect();
    let mut model: Vec<Value> = (0..dice.below(4)).map(|_| choice(dice, choices.iter().copied())).collect();
    if dice.chance(30) {
        model.insert(0, json!("Flatten"));
    }
    // Most targets have one column or three classes.
    model.push(json!({"Linear": {"out_features": *dice.pick(&[1, 1, 3, 1, 2])}}));
    if dice.chance(20) {
        let info = choices[dice.below(choices.len())];
        model.push(choice(dice, std::iter::once(info)));
    }
    model.into()
}

fn step(dice: &mut Dice) -> Value {
    let mut step = choice(dice, STEPS.iter().map(|info| (info.name, info.args)));
    if let Some(options) = step.as_object_mut().and_then(|step| step.values_mut().next()) {
        options["columns"] = dice.pick(&[json!("x"), json!("x"), json!("y"), json!([0]), json!(["a"])]).clone();
    }
    step
}

/// A name with its options.
fn choice<'a>(dice: &mut Dice, choices: impl Iterator<Item = (&'a str, &'a [Arg])>) -> Value {
    let choices: Vec<_> = choices.collect();
    let (name, args) = choices[dice.below(choices.len())];
    json!({name: options(dice, args)})
}

/// Some of the options, most of them as they should be.
fn options(dice: &mut Dice, args: &[Arg]) -> Value {
    let mut written = Map::new();
    for arg in args {
        let follows = ["in_features", "num_features", "normalized_shape", "in_channels"].contains(&arg.name);
        if (arg.default.is_none() && !follows) || dice.chance(if follows { 3 } else { 25 }) {
            let value = if dice.chance(4) { odd(dice, 2) } else { setting(dice, arg.kind) };
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
    match dice.below(24) {
        23 => json!(dice.float()),
        22 => json!(*dice.pick(&[min, max, min - 1.0, max * 2.0 + 1.0])),
        _ if sensible.is_empty() => json!(f64::midpoint(min, max)),
        _ => json!(dice.pick(&sensible)),
    }
}

/// Usually a small number that fits.
fn count(dice: &mut Dice, min: u64, max: u64) -> Value {
    match dice.below(32) {
        31 => json!(max),
        30 => json!(max.saturating_add(1)),
        29 => json!(min as f64 - 1.0),
        further => json!(min.saturating_add([0, 1, 2, 3, 0, 1, 2, 7][further % 8]).min(max)),
    }
}

/// Changes something somewhere.
fn bend(dice: &mut Dice, value: &mut Value) {
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
