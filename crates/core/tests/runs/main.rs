//! Edits: the past stays, the future is that of an experiment that says so, and every edit can be undone.

mod program;

use chalkgrad::explain::Asked;
use chalkgrad::runs::{MAX_LEGS, RunsView};
use chalkgrad::{Experiment, Runs, Stepper, Unit};
use std::collections::HashSet;

use proptest::prelude::*;

/// Trainings that differ in what an edit has to carry on: an order, momentum, masks, statistics, a scheduler.
const EXPERIMENTS: &[&str] = &[
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 60}"#,
    r#"{"version": 1, "seed": 3, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 3}}, "Tanh",
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "batch_size": 4, "shuffle": true,
        "optimizer": {"SGD": {"lr": 0.01, "momentum": 0.9}}, "epochs": 15}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 4}}, {"BatchNorm1d": {}}, "Tanh",
        {"Dropout": {"p": 0.4}}, {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"Adam": {"lr": 0.01}},
        "batch_size": 4, "shuffle": true, "epochs": 15}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 3}}, "Tanh",
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "batch_size": 4, "epochs": 15,
        "optimizer": {"Adam": {"lr": 0.05}}, "scheduler": {"ExponentialLR": {"gamma": 0.9}}}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 5.0}}, "batch_size": 7, "epochs": 40, "zero_grad": false}"#,
];

const EDITS: &[&str] = &[
    r#"{"lr": 0.02}"#,
    r#"{"lr": 0.001}"#,
    r#"{"parameter": {"name": "0.weight", "cell": 0, "value": 0.5}}"#,
    r#"{"parameter": {"name": "0.bias", "value": -0.25}}"#,
    r#"{"data": {"row": 3, "x": [4.5], "y": [9]}}"#,
    r#"{"data": {"row": 3, "x": [4.5], "y": [-2]}}"#,
    r#"{"optimizer": {"Adam": {"lr": 0.1}}}"#,
    r#"{"optimizer": {"SGD": {"lr": 0.005, "momentum": 0.5}}}"#,
    r#"{"loss": "L1Loss"}"#,
    r#"{"zero_grad": false}"#,
    r#"{"zero_grad": true}"#,
];

fn experiment(text: &str) -> Experiment {
    Experiment::from_json(text).expect("a valid experiment")
}

fn runs(text: &str) -> Runs<f32> {
    Runs::new(experiment(text)).expect("a valid model")
}

fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}

#[derive(Clone, Debug)]
enum Move {
    Step(Unit),
    Back(Unit),
    /// Thousandths of the training.
    Seek(u64),
    Edit(usize),
    Undo,
    Redo,
    Switch,
    Drop,
    /// Looks at the other run.
    Look,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let unit = || prop_oneof![Just(Unit::Operation), Just(Unit::Batch), Just(Unit::Epoch)];
    let one = prop_oneof![
        4 => unit().prop_map(Move::Step),
        3 => unit().prop_map(Move::Back),
        2 => (0..1000_u64).prop_map(Move::Seek),
        3 => (0..EDITS.len()).prop_map(Move::Edit),
        1 => Just(Move::Undo),
        1 => Just(Move::Redo),
        1 => Just(Move::Switch),
        1 => Just(Move::Look),
        1 => Just(Move::Drop),
    ];
    prop::collection::vec(one, 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_with_edits_equals_going_there_directly(index in 0..EXPERIMENTS.len(), moves in moves()) {
        let mut walker = runs(EXPERIMENTS[index]);
        let mut made = HashSet::new();
        for step in &moves {
            match step {
                Move::Step(unit) => walker.step(*unit),
                Move::Back(unit) => walker.back(*unit),
                Move::Seek(part) => walker.seek(walker.total() * part / 1000),
                Move::Edit(edit) => {
                    let (before, text) = (state(&walker), EDITS[*edit]);
                    match walker.edit(text) {
                        Ok(true) => {
                            // Changed back at once, it is none.
                            if let Some(change) = walker.edits().last().filter(|change| made.insert(change.id)) {
                                prop_assert_eq!(change.position, walker.position());
                            }
                        }
                        Ok(false) => prop_assert_eq!(state(&walker), before),
                        Err(error) => {
                            prop_assert_eq!(error.code(), "edit_at_end");
                            prop_assert_eq!(state(&walker), before);
                        }
                    }
                }
                Move::Undo => { walker.undo(); }
                Move::Redo => { walker.redo(); }
                Move::Switch => { walker.switch(); }
                Move::Drop => { walker.drop_other(); }
                Move::Look => {
                    let before = state(&walker);
                    if let Some(other) = walker.other_now() {
                        prop_assert!(other.predict(&[1.0]).is_ok());
                    }
                    prop_assert_eq!(state(&walker), before);
                }
            }
        }
        // Going there directly, two edits of one thing at one moment are a single one.
        let edits: Vec<_> = walker.edits().collect();
        prop_assume!(edits.windows(2).all(|pair| pair[0].kind != pair[1].kind || pair[0].position + 1 != pair[1].position));
        let mut direct = runs(EXPERIMENTS[index]);
        for change in walker.edits() {
            direct.seek(change.position - 1);
            prop_assert_eq!(direct.edit(&change.written), Ok(true));
        }
        direct.seek(walker.position());
        prop_assert_eq!(state(&walker), state(&direct));
        prop_assert_eq!(walker.moment(), direct.moment());
        prop_assert_eq!(walker.explain(), direct.explain());
        prop_assert_eq!(walker.losses(), direct.losses());
        // From there on, one operation after the other and all at once.
        walker.run_to(u64::MAX);
        while direct.run_to(direct.position() + 1) > 0 {}
        prop_assert_eq!(state(&walker), state(&direct));
        prop_assert_eq!(walker.all_losses(), direct.all_losses());
        prop_assert_eq!(walker.program(), direct.program());
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_edits_are_answered(text in hostile(), place in 0..1000_u64) {
        let mut runs = runs(EXPERIMENTS[1]);
        runs.seek(runs.total() * place / 1100);
        let before = state(&runs);
        if runs.edit(&text).is_err() {
            prop_assert_eq!(state(&runs), before);
        }
    }
}

/// Texts that look like edits: known keys with values of every kind, too many keys, broken JSON.
fn hostile() -> impl Strategy<Value = String> {
    let value = || {
        prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("-1".to_owned()),
            Just("1e999".to_owned()),
            Just("1e39".to_owned()),
            Just("0.5".to_owned()),
            Just("18446744073709551616".to_owned()),
            Just("3".to_owned()),
            Just("[1]".to_owned()),
            Just("[[1]]".to_owned()),
            Just("[]".to_owned()),
            Just("{}".to_owned()),
            Just("\"0.weight\"".to_owned()),
            Just("\"Adam\"".to_owned()),
            Just("\"L1Loss\"".to_owned()),
            Just("\"NLLLoss\"".to_owned()),
            Just("\"\u{202e}\"".to_owned()),
            Just("[1, 2, 3]".to_owned()),
            Just("{\"Adam\": {\"lr\": -1}}".to_owned()),
            Just("{\"LBFGS\": {}}".to_owned()),
            any::<f64>().prop_map(|number| number.to_string()),
        ]
    };
    let inner = prop::collection::vec(("(name|cell|value|row|x|y|lr|z)", value()), 0..5).prop_map(|pairs| {
        let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        format!("{{{}}}", pairs.join(", "))
    });
    let key = "(parameter|data|lr|optimizer|loss|zero_grad|seed|)";
    let one = (key, prop_oneof![value(), inner]).prop_map(|(key, value)| format!("\"{key}\": {value}"));
    let whole = prop::collection::vec(one, 0..3).prop_map(|keys| format!("{{{}}}", keys.join(", ")));
    prop_oneof![6 => whole, 1 => "\\PC{0,40}", 1 => value()]
}

/// A training in which an edit of its first moment gives what an experiment says from the start.
fn check_first(edit: &str, changed: &str) {
    let mut edited = runs(EXPERIMENTS[0]);
    assert_eq!(edited.edit(edit), Ok(true), "{edit}");
    edited.run_to(u64::MAX);
    let mut told = Stepper::<f32>::new(experiment(changed)).expect("valid");
    told.run_to(u64::MAX);
    assert_eq!(edited.all_losses(), told.all_losses(), "{edit}");
    let values = |stepper: &Stepper<f32>| serde_json::to_string(&stepper.parameters_by_name()).expect("JSON");
    assert_eq!(values(&edited), values(&told), "{edit}");
}

#[test]
fn an_edit_of_the_first_moment_is_another_experiment() {
    let changed = |from: &str, to: &str| EXPERIMENTS[0].replace(from, to);
    check_first(r#"{"lr": 0.02}"#, &changed("0.01", "0.02"));
    check_first(
        r#"{"optimizer": {"Adam": {"lr": 0.1}}}"#,
        &changed(r#"{"SGD": {"lr": 0.01}}"#, r#"{"Adam": {"lr": 0.1}}"#),
    );
    check_first(r#"{"loss": "L1Loss"}"#, &changed("MSELoss", "L1Loss"));
    check_first(r#"{"zero_grad": false}"#, &changed(r#""epochs""#, r#""zero_grad": false, "epochs""#));
    let bias = experiment(EXPERIMENTS[0]);
    let bias = Stepper::<f32>::new(bias).expect("valid").moment().parameters[1].data[0];
    check_first(
        r#"{"parameter": {"name": "0.weight", "value": 0.5}}"#,
        &changed(r#""epochs""#, &format!(r#""parameters": {{"0.weight": [[0.5]], "0.bias": [{bias}]}}, "epochs""#)),
    );
    let mut points = chalkgrad::data::ARTICLE;
    points[3] = (4.5, 9.0);
    let column = |of: fn(&(f64, f64)) -> f64| points.iter().map(|point| vec![of(point)]).collect::<Vec<_>>();
    let rows = format!(r#"{{"x": {:?}, "y": {:?}}}"#, column(|point| point.0), column(|point| point.1));
    check_first(r#"{"data": {"row": 3, "x": [4.5], "y": [9]}}"#, &changed(r#"{"name": "article"}"#, &rows));
}

#[test]
fn a_learning_rate_of_the_fourth_epoch_is_that_of_a_scheduler() {
    let mut edited = runs(EXPERIMENTS[0]);
    (0..3).for_each(|_| edited.step(Unit::Epoch));
    assert_eq!(edited.edit(r#"{"lr": 0.02}"#), Ok(true));
    edited.run_to(u64::MAX);
    let scheduler = r#""scheduler": {"MultiStepLR": {"milestones": [3], "gamma": 2}}, "epochs""#;
    let mut told = Stepper::<f32>::new(experiment(&EXPERIMENTS[0].replace(r#""epochs""#, scheduler))).expect("valid");
    told.run_to(u64::MAX);
    assert_eq!(edited.all_losses(), told.all_losses());
}

#[test]
fn gradients_pile_up_without_zero_grad() {
    let zeros = r#""parameters": {"0.weight": [[0]], "0.bias": [0]}, "epochs""#;
    let mut runs = runs(&EXPERIMENTS[0].replace(r#""epochs""#, zeros));
    assert_eq!(runs.edit(r#"{"zero_grad": false}"#), Ok(true));
    (0..7).for_each(|_| runs.step(Unit::Epoch));
    let losses: Vec<_> = runs.losses().iter().map(|loss| format!("{loss:.3}")).collect();
    assert_eq!(losses, ["5.947", "0.338", "4.316", "7.101", "1.144", "2.582", "7.514"]);
}

#[test]
fn an_edit_stands_between_two_steps() {
    let mut runs = runs(EXPERIMENTS[0]);
    runs.seek(5 * 13);
    assert_eq!(runs.edit(r#"{"lr": 0.02}"#), Ok(true));
    let (moment, explanation) = (runs.moment(), runs.explain());
    assert_eq!((moment.position, moment.epoch, moment.operation, moment.operations), (66, 6, 1, 14));
    assert_eq!((explanation.kind, explanation.equations[0][0].text.as_str()), ("edit", "lr: "));
    // One operation back is the moment before, with the number that it had.
    runs.back(Unit::Operation);
    assert_eq!((runs.position(), runs.moment().lr, runs.explain().kind), (65, 0.01, "update"));
    let asked = Asked { operation: 0, choice: 0, cell: 0, all: false };
    assert_eq!(runs.question(asked).map(|question| question.asks), Some("nothing"), "the next operation is the edit");
    runs.step(Unit::Operation);
    assert_eq!(runs.moment(), moment);
    assert_eq!(runs.question(asked).map(|question| question.asks), Some("value"));
    // In the middle of a step that step begins again.
    runs.seek(66 + 13 + 5);
    assert_eq!(runs.edit(r#"{"loss": "L1Loss"}"#), Ok(true));
    assert_eq!((runs.position(), runs.moment().epoch), (66 + 13 + 1, 7));
    runs.step(Unit::Epoch);
    assert_eq!((runs.moment().epoch, runs.moment().operation), (7, runs.moment().operations));
    runs.back(Unit::Epoch);
    assert_eq!(runs.position(), 66 + 13);
    runs.back(Unit::Epoch);
    assert_eq!(runs.position(), 65);
    // At the end there is no step left.
    runs.seek(u64::MAX);
    assert!(runs.moment().finished);
    assert_eq!(runs.edit(r#"{"lr": 0.5}"#).map_err(|error| error.code()), Err("edit_at_end"));
    assert!(runs.set_epochs(80).is_ok() && !runs.finished());
    assert_eq!(runs.edit(r#"{"lr": 0.5}"#), Ok(true));
    assert_eq!(runs.moment().epochs, 80);
}

#[test]
fn a_training_that_ends_before_its_edit_ends_where_it_did_without() {
    // Steps with one operation less, and with more.
    for edit in [r#"{"zero_grad": false}"#, r#"{"loss": "HuberLoss"}"#, r#"{"optimizer": "Adam"}"#] {
        let mut runs = runs(EXPERIMENTS[0]);
        runs.seek(50 * 13);
        assert_eq!(runs.edit(edit), Ok(true));
        let whole = runs.total();
        for epochs in [40, 50] {
            assert_eq!((runs.set_epochs(epochs), runs.total()), (Ok(()), 13 * epochs), "{edit}");
            runs.run_to(u64::MAX);
            assert!(runs.finished() && runs.moment().finished, "{edit}");
            runs.seek(5);
            runs.seek(u64::MAX);
            assert_eq!((runs.position(), runs.moment().epoch), (13 * epochs, epochs), "{edit}");
        }
        assert_eq!((runs.set_epochs(60), runs.total()), (Ok(()), whole), "{edit}");
        runs.run_to(u64::MAX);
        assert!(runs.finished() && runs.moment().epoch == 60, "{edit}");
    }
}

#[test]
fn the_old_future_stays_beside_the_new_one() {
    let mut runs = runs(EXPERIMENTS[0]);
    runs.run_to(u64::MAX);
    let (old, end) = (runs.all_losses().to_vec(), state(&runs));
    runs.seek(30 * 13);
    assert_eq!(runs.edit(r#"{"data": {"row": 3, "y": [9]}}"#), Ok(true));
    assert_eq!(runs.other_losses(), old);
    assert_eq!((runs.all_losses().len(), runs.losses().len()), (30, 30));
    // An edit at the end of what is known leaves nothing to compare with.
    runs.seek(32 * 13);
    assert_eq!(runs.edit(r#"{"lr": 0.005}"#), Ok(true));
    assert_eq!(runs.other_losses(), old);
    assert!(runs.undo() && runs.other_losses() == old);
    runs.seek(30 * 13 + 1);
    // Dragged on: the same edit, from what it was before.
    assert_eq!(runs.edit(r#"{"data": {"row": 3, "x": [1]}}"#), Ok(true));
    let RunsView { run, other, fork, can_undo, .. } = runs.view();
    assert_eq!((run.edits.len(), other.expect("the old one").steps, fork, can_undo), (1, 60, Some(30), true));
    let change = serde_json::to_value(&run.edits[0]).expect("JSON");
    assert_eq!(change["from"], serde_json::json!({"x": [6.71], "y": [3.19]}));
    assert_eq!(change["to"], serde_json::json!({"x": [1.0], "y": [9.0]}));
    // At the same training step, as far as it is known.
    runs.seek(50 * 13);
    assert!(runs.switch() && runs.moment().epoch == 50 && runs.all_losses() == old);
    runs.seek(u64::MAX);
    assert_eq!(state(&runs), end);
    assert!(runs.switch() && runs.moment().epoch == 50, "the new one is known to there");
    // Back to before the edit, and again.
    let there = state(&runs);
    assert!(runs.undo() && runs.position() == 30 * 13 && runs.all_losses() == old && runs.other_losses().is_empty());
    assert!(!runs.undo());
    assert!(runs.redo() && state(&runs) == there && runs.other_losses() == old);
    assert!(!runs.redo());
    assert!(runs.drop_other() && runs.view().other.is_none() && runs.undo());
    assert_eq!(runs.all_losses(), old);
}

#[test]
fn what_changes_nothing_is_no_edit() {
    let mut runs = runs(EXPERIMENTS[0]);
    runs.seek(20);
    for edit in
        [r#"{"lr": 0.01}"#, r#"{"loss": "MSELoss"}"#, r#"{"zero_grad": true}"#, r#"{"data": {"row": 3, "y": [3.19]}}"#]
    {
        assert_eq!(runs.edit(edit), Ok(false), "{edit}");
        assert_eq!(runs.position(), 20);
    }
}

#[test]
fn memory_is_bounded() {
    let mut runs = runs(EXPERIMENTS[0]);
    runs.seek(200);
    assert_eq!(runs.edit(r#"{"lr": 0.02}"#), Ok(true));
    runs.run_to(u64::MAX);
    let bytes = runs.bytes();
    for _ in 0..1000 {
        assert!(runs.undo() && runs.redo());
    }
    assert_eq!(runs.bytes(), bytes);
    // Editing the past again and again: the oldest futures go, and the latest can still be undone.
    for lr in 1..200 {
        runs.seek(700 - 3 * lr);
        runs.edit(&format!(r#"{{"lr": {lr}e-4}}"#)).expect("a valid edit");
        runs.step(Unit::Epoch);
    }
    assert!(runs.bytes() < MAX_LEGS * bytes);
    let mut undone = 0;
    while runs.undo() {
        undone += 1;
    }
    assert!((20..MAX_LEGS).contains(&undone), "{undone}");
    // A run with too many edits says so.
    let mut runs = self::runs(EXPERIMENTS[0]);
    let code = (1..100).find_map(|lr| {
        runs.step(Unit::Epoch);
        runs.edit(&format!(r#"{{"lr": {lr}e-4}}"#)).err()
    });
    assert_eq!(code.map(|error| error.code()), Some("too_many_edits"));
    assert_eq!(runs.edits().count(), MAX_LEGS - 1);
}
