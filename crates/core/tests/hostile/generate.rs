//! Makes up experiments out of everything that the registries know: most are sound, the others are bent somewhere.

use crate::dice::Dice;
use crate::values::{bend, choice, options};
use chalkgrad::data::generated::GENERATED_SETS;
use chalkgrad::data::real::REAL_SETS;
use chalkgrad::layer::layers;
use chalkgrad::loss::{LOSSES, LossInfo, Target};
use chalkgrad::optim::OPTIMIZERS;
use chalkgrad::preprocess::step::STEPS;
use chalkgrad::schedule::SCHEDULERS;
use serde_json::{Value, json};

/// Makes the value of a key.
type Make = fn(&mut Dice) -> Value;

/// An experiment as JSON text. A tame one is made of parts that go together, so that most of them train.
pub(crate) fn experiment(dice: &mut Dice) -> String {
    dice.choose(30);
    let loss = LOSSES[dice.below(LOSSES.len())];
    let loss = if loss.target == Target::More && !dice.wild() { LOSSES[0] } else { loss };
    let (data, front, outputs) = data(dice, loss);
    let mut experiment = json!({
        "version": 1,
        "seed": dice.below(4),
        "data": data,
        "model": model(dice, front, outputs, loss),
        "loss": choice(dice, std::iter::once((loss.name, loss.args))),
        "optimizer": choice(dice, OPTIMIZERS.iter().map(|info| (info.name, info.args))),
        "epochs": 1 + dice.below(3),
    });
    if !dice.wild() {
        mend(&mut experiment);
    }
    let further: [(&str, usize, Make); 9] = [
        ("batch_size", 30, |dice| json!(1 + dice.below(8))),
        ("shuffle", 30, |dice| json!(!dice.chance(20))),
        ("zero_grad", 10, |dice| json!(dice.chance(20))),
        ("split", 15, split),
        ("preprocess", 15, |dice| (0..dice.below(3)).map(|_| step(dice)).collect()),
        ("parameters", 5, |dice| json!({"0.bias": [0.5], "0.weight": [[dice.float()]]})),
        ("scheduler", 40, scheduler),
        ("penalty", 15, |dice| json!({"l1": *dice.pick(&[0.0, 0.1]), "l2": *dice.pick(&[0.01, 0.0])})),
        ("clip_grad", 15, |dice| dice.pick(&[json!({"norm": 1.0}), json!({"value": 0.1})]).clone()),
    ];
    for (key, percent, make) in further {
        if dice.chance(percent) {
            experiment[key] = make(dice);
        }
    }
    if dice.wild() {
        for _ in 0..=dice.below(3) {
            bend(dice, &mut experiment);
        }
    }
    experiment.to_string()
}

/// An experiment whose model is as simple as can be, about everything that happens to rows before training.
pub(crate) fn table(dice: &mut Dice) -> String {
    dice.choose(30);
    let loss = ["MSELoss", "BCEWithLogitsLoss", "CrossEntropyLoss"][dice.below(3)];
    let info = LOSSES.iter().find(|info| info.name == loss).expect("a loss of the registry");
    let (data, _, outputs) = data(dice, info);
    let mut experiment = json!({
        "version": 1,
        "data": data,
        "preprocess": (0..dice.below(4)).map(|_| step(dice)).collect::<Value>(),
        "model": [{"Linear": {"out_features": outputs}}],
        "loss": loss,
        "optimizer": "SGD",
        "epochs": 1,
    });
    if dice.chance(30) {
        experiment["split"] = split(dice);
    }
    if dice.wild() {
        bend(dice, &mut experiment["data"]);
        bend(dice, &mut experiment["preprocess"]);
    }
    experiment.to_string()
}

/// What each option allows by itself but not together with another.
fn mend(experiment: &mut Value) {
    if experiment["loss"].as_object().is_some_and(|loss| loss.values().any(|options| options["reduction"] == "none")) {
        experiment["loss"].as_object_mut().into_iter().flat_map(|loss| loss.values_mut()).for_each(|options| {
            options["reduction"] = json!("sum");
        });
    }
    for options in experiment["optimizer"].as_object_mut().into_iter().flat_map(|choice| choice.values_mut()) {
        if options["nesterov"] == true {
            options["momentum"] = json!(0.5);
            options["dampening"] = json!(0.0);
        }
        if options.get("etas").is_some() {
            options["etas"] = json!([0.5, 1.5]);
        }
    }
}

fn scheduler(dice: &mut Dice) -> Value {
    let mut made = choice(dice, SCHEDULERS.iter().map(|info| (info.name, info.args)));
    for options in made.as_object_mut().into_iter().flat_map(|choice| choice.values_mut()).filter(|_| !dice.wild()) {
        if options.get("max_lr").is_some() {
            options["cycle_momentum"] = json!(false);
        }
        if options.get("max_lr").is_some() && options.get("base_lr").is_none() {
            options["total_steps"] = json!(10);
        }
    }
    made
}

fn split(dice: &mut Dice) -> Value {
    dice.pick(&[json!(true), json!({"train": 0.5, "test": 0.5}), json!({"train": 1})]).clone()
}

/// What stands under `data`, the layers that it needs at first, and how many numbers are to be predicted.
fn data(dice: &mut Dice, loss: &LossInfo) -> (Value, Vec<Value>, usize) {
    let of_classes = matches!(loss.target, Target::Classes | Target::ClassesOrShares);
    match dice.below(8) {
        0 if !of_classes => (json!({"name": "article"}), Vec::new(), 1),
        1 => (json!({"csv": csv(dice)}), Vec::new(), 1 + 2 * usize::from(of_classes)),
        // The largest of them take long to read.
        2 if dice.chance(25) => {
            let set = dice.pick(REAL_SETS);
            (json!({"name": set.name}), Vec::new(), if set.name == "digits" { 10 } else { 3 })
        }
        3 | 4 => {
            let set = dice.pick(GENERATED_SETS);
            let mut data = options(dice, set.args);
            data["name"] = json!(set.name);
            // As many as fit are too many to train ten thousand times.
            data["samples"] = json!(2 + dice.below(40));
            if !dice.wild() {
                data.as_object_mut().map(|data| (data.remove("targets"), data.remove("classes")));
            }
            (data, Vec::new(), if of_classes || loss.name == "KLDivLoss" { 2 } else { 1 })
        }
        _ => rows(dice, loss),
    }
}

/// Rows that stand in the experiment itself.
fn rows(dice: &mut Dice, loss: &LossInfo) -> (Value, Vec<Value>, usize) {
    let (count, columns) = (2 + dice.below(6), *dice.pick(&[1, 2, 3, 16]));
    let words = columns == 3 && dice.chance(50);
    let wild = dice.wild();
    let mut number = || match dice.below(12) {
        0 if wild => json!(dice.float()),
        cell if words => json!(cell % 3),
        cell => json!(cell as f64 / 4.0 - 1.0),
    };
    let x: Value = (0..count).map(|_| (0..columns).map(|_| number()).collect::<Value>()).collect();
    let outputs = 1 + dice.below(3);
    let outputs = if matches!(loss.target, Target::Classes | Target::ClassesOrShares) { 3 } else { outputs };
    let mut target = || match loss.target {
        Target::ClassesOrShares if wild => json!([0.5, 0.25, 0.25]),
        Target::Classes | Target::ClassesOrShares => json!(dice.below(3)),
        Target::Shares => (0..outputs).map(|_| json!(dice.below(5) as f64 / 4.0)).collect(),
        Target::Signs => (0..outputs).map(|_| json!(2.0 * dice.below(2) as f64 - 1.0)).collect(),
        Target::Numbers | Target::More => (0..outputs).map(|_| json!(dice.below(9) as f64 / 2.0)).collect(),
    };
    let y: Value = (0..count).map(|_| target()).collect();
    let front = match columns {
        16 => image(dice),
        _ if words => vec![json!({"Embedding": {"num_embeddings": 12, "embedding_dim": 2}}), json!("Flatten")],
        _ => Vec::new(),
    };
    (json!({"x": x, "y": y}), front, outputs)
}

/// A small image, what may look at it, and a row again.
fn image(dice: &mut Dice) -> Vec<Value> {
    // Where there are many small images, margins are the most of what is computed.
    let sizes = if dice.wild() { *dice.pick(&[[1, 4, 4], [4, 2, 2], [16, 1, 1]]) } else { [1, 4, 4] };
    let mut front = vec![json!({"Unflatten": {"dim": 1, "unflattened_size": sizes}})];
    for name in ["Conv2d", "MaxPool2d", "AvgPool2d"] {
        if dice.chance(30) {
            continue;
        }
        let info = layers().find(|info| info.name == name).expect("a layer of the registry");
        front.push(choice(dice, std::iter::once((info.name, info.args))));
    }
    front.push(json!("Flatten"));
    front
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
    let mut text = String::from(if dice.chance(10) { "\u{feff}" } else { "" });
    for row in 0..=dice.below(8) {
        let ragged = if dice.wild() && dice.chance(10) { dice.below(4) } else { 0 };
        let most = if dice.wild() && dice.chance(40) { CELLS.len() } else { 4 };
        let cell = |column: usize| match row {
            0 if !dice.wild() || !dice.chance(10) => ["a", "b", "c", "d", "e", "f", "g"][column % 7],
            _ => *dice.pick(&CELLS[..most]),
        };
        let cells: Vec<&str> = (0..columns + ragged).map(cell).collect();
        text.push_str(&cells.join(separator));
        text.push_str(end);
    }
    text
}

fn model(dice: &mut Dice, front: Vec<Value>, outputs: usize, loss: &LossInfo) -> Value {
    let choices: Vec<_> = layers().map(|info| (info.name, info.args)).collect();
    // What takes any row of numbers and gives one.
    let rows = |name: &str| !["Embedding", "Unflatten", "Conv2d", "MaxPool2d", "AvgPool2d"].contains(&name);
    let wild = dice.wild();
    let anywhere: Vec<_> = choices.iter().copied().filter(|(name, _)| wild || rows(name)).collect();
    let mut model = front;
    for _ in 0..dice.below(4) {
        // Eight columns can be halved and split.
        let mut layers = vec![json!({"Linear": {"out_features": 8}})];
        layers.extend((0..dice.below(3)).map(|_| choice(dice, anywhere.iter().copied())));
        if dice.chance(15) {
            layers = vec![json!({"Sequential": layers})];
        }
        model.extend(layers);
    }
    model.push(json!({"Linear": {"out_features": if wild { *dice.pick(&[1, outputs, 2, 5]) } else { outputs }}}));
    let last = match loss.name {
        "BCELoss" => Some("Sigmoid"),
        "NLLLoss" | "KLDivLoss" => Some("LogSoftmax"),
        _ => None,
    };
    model.extend(last.filter(|_| !dice.chance(20)).map(|name| json!(name)));
    if dice.chance(if wild { 30 } else { 5 }) {
        model.push(choice(dice, choices.iter().copied()));
    }
    model.into()
}

fn step(dice: &mut Dice) -> Value {
    let mut step = choice(dice, STEPS.iter().map(|info| (info.name, info.args)));
    let columns: &[Value] = if dice.wild() {
        &[json!("x"), json!("y"), json!([0]), json!(["a"]), json!(7)]
    } else {
        &[json!("x"), json!([0])]
    };
    if let Some(options) = step.as_object_mut().and_then(|step| step.values_mut().next()) {
        options["columns"] = dice.pick(columns).clone();
        if !dice.wild() && options.get("feature_range").is_some() {
            options["feature_range"] = json!([-1, 1]);
        }
    }
    step
}
