//! Any operation of a training step, any cell: the numbers put into its formulas give the number that the engine
//! wrote, the chain rule's parts come to the gradient, and asking changes nothing.

mod reader;

use chalkgrad::explain::{Account, Asked, Piece};
use chalkgrad::op::Role;
use chalkgrad::{Experiment, Stepper, Unit};
use reader::Reader;
use std::path::Path;

/// Experiments with every activation, layer, loss, optimizer and scheduler, each trained by PyTorch elsewhere.
const FILES: [&str; 6] =
    ["activation_trainings", "layer_trainings", "loss_trainings", "optimizers", "schedulers", "training"];

/// Random numbers below n, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

fn experiments() -> Vec<(String, Experiment)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let cases = FILES.into_iter().flat_map(|file| {
        let text = std::fs::read_to_string(folder.join(format!("{file}.json"))).expect("the file is there");
        let golden: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        golden["cases"].as_array().expect("a list").clone()
    });
    let read = |case: serde_json::Value| {
        let experiment = Experiment::from_json(&case["experiment"].to_string()).ok()?;
        Some((case["id"].to_string(), experiment))
    };
    let mut seen = std::collections::HashSet::new();
    // Each experiment is there for two types of numbers.
    cases.filter_map(read).filter(|(_, experiment)| seen.insert(experiment.program_text())).collect()
}

/// The text of an equation, without its left side and its result; and the result.
fn sides(equation: &[Piece]) -> (String, Option<f64>) {
    let end = equation.iter().rposition(|piece| piece.text == " = ").unwrap_or(equation.len());
    let text: String = equation[1..end].iter().map(|piece| piece.text.as_str()).collect();
    (text, equation.last().and_then(|piece| piece.value))
}

fn worked_out(text: &str, t: u64) -> f64 {
    let (text, named) = text.split_once(", t = ").unwrap_or((text, ""));
    let mut letters = vec![("π", std::f64::consts::PI)];
    // Either a part of the formula that occurs more than once, or the number of the update.
    letters.push(("t", if named.is_empty() { t as f64 } else { Reader::read(named, &letters) }));
    Reader::read(text, &letters)
}

fn close(what: &str, ours: f64, expect: f64) {
    // Formulas show rounded constants, such as SELU's 1.0507, and cancellation makes small sums less exact.
    assert!((ours - expect).abs() <= 2e-4 * expect.abs().max(1.0), "{what}: {ours}, the engine has {expect}");
}

/// Looks at every equation and every part of an account whose operation is done; gives how many it worked out.
fn check(id: &str, account: &Account, t: u64) -> usize {
    let what = format!("{id}, {:?} cell {}", account.operation, account.cell);
    let said = &account.explanation;
    let mut checked = 0;
    if matches!(said.kind, "forward" | "backward" | "update") {
        for equation in &said.equations {
            let (text, result) = sides(equation);
            assert!(!text.is_empty() && !text.contains('?'), "{what}: {text} of {equation:?}");
            // A rule may be told in words that have no numbers.
            let result = result.filter(|result| result.abs() < 1e6 && !account.shortened);
            if let Some(result) = result {
                close(&format!("{what}: {text}"), worked_out(&text, t), result);
                checked += 1;
            }
        }
    }
    if let Some(chain) = account.chain.as_ref().filter(|chain| chain.left_out == 0) {
        let value = |piece: &Piece| piece.value.unwrap_or(f64::NAN);
        let sum: f64 = chain.terms.iter().map(|term| value(&term.local) * value(&term.incoming)).sum();
        close(&format!("{what}: local times incoming"), sum, value(&chain.sum));
        let products = chain.terms.iter().map(|term| value(&term.product)).sum();
        close(&format!("{what}: products"), products, value(&chain.sum));
        for term in &chain.terms {
            let text: String = term.derivative.iter().map(|piece| piece.text.as_str()).collect();
            close(&format!("{what}: {text}"), worked_out(&text, t), value(&term.local));
        }
    }
    let shares: Vec<_> = account.shares.iter().filter_map(|share| share.number.value).collect();
    if let Some(gradient) = account.gradient.as_ref().and_then(|gradient| gradient.value) {
        close(&format!("{what}: {} shares", shares.len()), shares.iter().sum(), gradient);
    }
    checked
}

#[test]
fn the_numbers_of_any_cell_give_the_number_that_the_engine_wrote() {
    let mut dice = Dice(4);
    let (mut checked, mut shared) = (0, 0);
    for (id, experiment) in experiments() {
        let mut stepper = Stepper::<f64>::new(experiment).expect("it was trained before");
        stepper.step(Unit::Batch);
        stepper.step(Unit::Batch);
        let operations = stepper.operations_of_step();
        stepper.seek(stepper.position() - dice.below(3) as u64);
        for operation in operations.iter().take(stepper.moment().operation) {
            for choice in 0..2 {
                let asked = Asked { operation: operation.operation, choice, cell: dice.below(1000), all: true };
                let account = stepper.explain_at(asked);
                let asked = Asked { cell: dice.below(cells(&account)), ..asked };
                let account = stepper.explain_at(asked);
                checked += check(&id, &account, stepper.moment().step);
                shared += usize::from(account.shares.len() > 1);
            }
        }
    }
    assert!(checked > 5000 && shared > 50, "{checked} equations, {shared} gradients with several parts");
}

fn cells(account: &Account) -> usize {
    account.choices.get(account.choice).map_or(1, |choice| choice.shape.iter().product::<usize>().max(1))
}

const DEMO: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 5}"#;

/// Everything that a step can have: a shuffle, batches, a mask, running statistics, a penalty, clipping, a scheduler.
const ALL: &str = r#"{"version": 1, "data": {"name": "moons", "samples": 20}, "model": [{"Linear": {"out_features": 4}},
    {"BatchNorm1d": {}}, "Tanh", {"Dropout": {"p": 0.5}}, {"Linear": {"out_features": 1}}], "loss": "BCEWithLogitsLoss",
    "optimizer": {"Adam": {"lr": 0.01, "weight_decay": 0.1}}, "scheduler": {"StepLR": {"step_size": 1}}, "epochs": 3,
    "batch_size": 8, "shuffle": true, "penalty": {"l2": 0.01}, "clip_grad": {"norm": 0.5}}"#;

fn stepper(text: &str) -> Stepper<f32> {
    Stepper::new(Experiment::from_json(text).expect("a valid experiment")).expect("a valid model")
}

fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}

#[test]
fn asking_changes_nothing_and_what_is_done_is_told_the_same_later() {
    for text in [DEMO, ALL, &ALL.replace("\"shuffle\"", "\"zero_grad\": false, \"shuffle\"")] {
        let mut stepper = stepper(text);
        stepper.step(Unit::Epoch);
        let of_step = stepper.operations_of_step().len() as u64;
        for _ in 0..=of_step {
            stepper.step(Unit::Operation);
            let (before, losses) = (state(&stepper), stepper.all_losses().to_vec());
            let now = stepper.moment().operation;
            for operation in 0..stepper.operations_of_step().len() {
                let asked = Asked { operation, choice: 1, cell: 2, all: false };
                let account = stepper.explain_at(asked);
                assert_eq!(account.operation.done, operation < now);
                let _ = (stepper.question(asked), stepper.hint(asked), stepper.judge(asked, "1"));
                assert_eq!((state(&stepper), stepper.all_losses()), (before.clone(), &losses[..]), "{asked:?}");
                if account.operation.done {
                    let here = stepper.position();
                    stepper.seek(account.operation.position);
                    assert_eq!(stepper.explain_at(asked), account, "at {here} as at {}", account.operation.position);
                    stepper.seek(here);
                }
            }
        }
    }
}

/// The demo, at each moment: an operation to come shows no number of this step that is not there yet.
#[test]
fn what_is_not_computed_yet_is_a_question_mark() {
    let mut stepper = stepper(DEMO);
    stepper.step(Unit::Epoch);
    stepper.step(Unit::Operation);
    let line = |stepper: &mut Stepper<f32>, operation| {
        let account = stepper.explain_at(Asked { operation, cell: 1, ..Asked::default() });
        let text = |piece: &Piece| {
            let number = |value: f64| format!("{value:.3}");
            if piece.role == Role::Text { piece.text.clone() } else { piece.value.map_or("none".into(), number) }
        };
        account.explanation.equations[0].iter().map(text).collect::<String>()
    };
    // linear is done; add, subtract and mean are to come, then backward through mean and linear, and the updates.
    assert_eq!(line(&mut stepper, 0), "y₂ = 4.400 · 0.245 = 1.076");
    assert_eq!(line(&mut stepper, 1), "y₂ = 1.076 + 0.573 = ?");
    assert_eq!(line(&mut stepper, 2), "y₂ = ? − 2.760 = ?");
    assert_eq!(line(&mut stepper, 4), "y = (? + ? + … + ?) / 15 = ?");
    assert_eq!(line(&mut stepper, 6), "∂L/∂x₂ = ? / 15 = ?");
    assert_eq!(line(&mut stepper, 10), "∂L/∂w = ? · 3.300 + ? · 4.400 + … + ? · 3.100 = ?");
    assert_eq!(line(&mut stepper, 11), "w ← 0.245 − 0.010 · ? = ?");
    stepper.step(Unit::Epoch);
    assert_eq!(line(&mut stepper, 11), "w ← 0.245 − 0.010 · (-3.423) = 0.279");
}

/// A schedule to come is told with the formula that it will have, whatever was there before: the last one, or what was
/// gone back from. Where that hangs on a loss that is not there yet, with none.
#[test]
fn a_schedule_to_come_has_the_formula_that_it_will_have() {
    let check = |scheduler: &str, takes_loss: bool| {
        let mut formulas = Vec::new();
        let epochs = r#""epochs": 6, "scheduler": "#;
        let mut stepper = stepper(&DEMO.replace(r#""epochs": 5"#, &format!("{epochs}{scheduler}")));
        stepper.seek(u64::MAX);
        let operations = stepper.operations_of_step().len() as u64;
        let mut at = |position: u64| {
            stepper.seek(position);
            stepper.explain_at(Asked { operation: operations as usize - 1, ..Asked::default() }).explanation
        };
        for end in (1..=6).map(|epoch| epoch * operations) {
            let (first, before, after) = (at(end - operations + 1), at(end - 1), at(end));
            assert_eq!((&before.formula, &before.symbols), (&after.formula, &after.symbols), "{scheduler} at {end}");
            assert_eq!(
                first.formula,
                if takes_loss { Vec::new() } else { after.formula.clone() },
                "{scheduler} at {end}"
            );
            formulas.push(after.formula);
        }
        formulas.dedup();
        assert!(formulas.len() > 1, "{scheduler} has only {formulas:?}");
    };
    check(r#"{"StepLR": {"step_size": 2}}"#, false);
    check(r#"{"MultiStepLR": {"milestones": [3]}}"#, false);
    check(r#"{"LinearLR": {"total_iters": 3}}"#, false);
    check(r#"{"ReduceLROnPlateau": {"patience": 1, "threshold": 0.5}}"#, true);
}
