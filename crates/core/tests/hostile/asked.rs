//! Tries what is asked beside an experiment: an edit, a lesson, a descent, an answer to a question.

use crate::dice::Dice;
use crate::values::{bend, choice, options};
use chalkgrad::descent::{GROUNDS, descent};
use chalkgrad::lesson::{lesson, names};
use chalkgrad::loss::LOSSES;
use chalkgrad::optim::OPTIMIZERS;
use chalkgrad::{Experiment, Runs, predict};
use serde_json::{Value, json};

/// Asks for it in every way. Gives whether it was an edit, a lesson or a descent.
pub(crate) fn ask(text: &str) -> bool {
    let mut runs = Runs::<f32>::new(Experiment::article()).expect("the demo");
    runs.run_to(20);
    let edit = runs.edit(text);
    if edit == Ok(true) {
        runs.run_to(60);
        assert!(runs.undo() && runs.position() == 20, "every edit can be undone");
    }
    let _ = predict::read(text);
    let Ok(asked) = serde_json::from_str(text) else { return false };
    let (lesson, descent) = (lesson(&asked), descent(&asked));
    let messages = [edit.as_ref().err(), lesson.as_ref().err(), descent.as_ref().err()];
    for message in messages.into_iter().flatten().map(ToString::to_string) {
        assert!(!message.is_empty() && message.len() < 8000, "{message}");
    }
    edit.is_ok() || lesson.is_ok() || descent.is_ok()
}

/// Makes up something to ask for; a wild one is bent somewhere.
pub(crate) fn made(dice: &mut Dice) -> String {
    dice.choose(40);
    let mut asked = match dice.below(3) {
        0 => edit(dice),
        1 => about(dice),
        _ => {
            let runs: Value = (0..=dice.below(3)).map(|_| optimizer(dice)).collect();
            let ground = dice.pick(&GROUNDS).info().name;
            json!({"runs": runs, "surface": ground, "steps": 1 + dice.below(40), "at": dice.below(40), "start": place(dice)})
        }
    };
    if dice.wild() {
        bend(dice, &mut asked);
    }
    asked.to_string()
}

fn edit(dice: &mut Dice) -> Value {
    let [x, y] = [0, 1].map(|_| f64::from(dice.byte()) / 16.0 - 8.0);
    match dice.below(6) {
        0 => json!({"lr": x.abs()}),
        1 => json!({"parameter": {"name": dice.pick(&["0.weight", "0.bias", "1.weight"]), "cell": 0, "value": x}}),
        2 => json!({"data": {"row": dice.below(16), "x": [x], "y": [y]}}),
        3 => json!({"optimizer": choice(dice, OPTIMIZERS.iter().map(|info| (info.name, info.args)))}),
        4 => json!({"loss": choice(dice, LOSSES.iter().map(|info| (info.name, info.args)))}),
        _ => json!({"zero_grad": dice.chance(50)}),
    }
}

fn about(dice: &mut Dice) -> Value {
    let all = names();
    let name = all[dice.below(all.len().min(256))];
    let args = chalkgrad::layer::layers().map(|info| (info.name, info.args));
    let args = args.chain(LOSSES.iter().map(|info| (info.name, info.args))).find(|(known, _)| *known == name);
    let options = args.filter(|_| dice.chance(50)).map(|(_, args)| options(dice, args));
    let mut asked = json!({"name": name, "options": options});
    for key in ["from", "to", "at", "share"] {
        if dice.chance(20) {
            asked[key] = json!(f64::from(dice.byte()) / 16.0 - 8.0);
        }
    }
    if dice.chance(20) {
        asked["inputs"] = json!({"x": place(dice)});
    }
    asked
}

fn optimizer(dice: &mut Dice) -> Value {
    let info = OPTIMIZERS[dice.below(OPTIMIZERS.len())];
    json!({"name": info.name, "options": options(dice, info.args)})
}

fn place(dice: &mut Dice) -> Value {
    (0..2).map(|_| json!(f64::from(dice.byte()) / 64.0 - 2.0)).collect()
}
