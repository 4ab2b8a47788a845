//! Time can be rewound: the same position has the same state, bit for bit, whatever the way there.

use chalkgrad::{Experiment, Stepper, Unit};
use proptest::prelude::*;

/// The state as the text that is compared.
fn state(stepper: &Stepper<f32>) -> String {
    serde_json::to_string(&stepper.state()).expect("a state is JSON")
}

/// Experiments that differ in all that could disturb a rewind.
const EXPERIMENTS: &[&str] = &[
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 60}"#,
    r#"{"version": 1, "seed": 3, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 3}}, "Tanh",
        {"Linear": {"out_features": 1}}], "loss": "L1Loss", "batch_size": 4, "shuffle": true,
        "optimizer": {"SGD": {"lr": 0.01, "momentum": 0.9, "nesterov": true}}, "epochs": 15}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 0.001, "momentum": 0.5, "dampening": 0.1, "weight_decay": 0.01}},
        "zero_grad": false, "shuffle": true, "epochs": 60}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 5.0}}, "batch_size": 7, "epochs": 40}"#,
    // Stops in the last update of a step that a snapshot would follow.
    r#"{"version": 1, "data": {"x": [[1.0]], "y": [[0.0]]}, "model": [{"Linear": {"out_features": 1, "bias": false}}],
        "loss": "L1Loss", "optimizer": {"SGD": {"lr": 1.0, "weight_decay": 200.0}}, "parameters": {"0.weight": [[100.0]]},
        "epochs": 60}"#,
    // Masks are drawn in every step, also where nothing is shuffled.
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 4}}, {"Dropout": {"p": 0.3}}, "Tanh",
        {"Dropout": {"p": 0.5}}, {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}},
        "batch_size": 4, "epochs": 15}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 4}}, "Tanh", {"Dropout": {}},
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01, "momentum": 0.9}},
        "shuffle": true, "epochs": 40}"#,
    // Running statistics, one of them an average over all batches, beside masks and an order.
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 4}}, {"BatchNorm1d": {}}, "Tanh",
        {"Dropout": {"p": 0.4}}, {"Linear": {"out_features": 3}}, {"BatchNorm1d": {"momentum": null}}, {"LayerNorm": {}},
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "batch_size": 4,
        "shuffle": true, "epochs": 15}"#,
    r#"{"version": 1, "data": {"x": [[0, 1, 2, 3], [3, 2, 1, 0], [1, 1, 2, 2]], "y": [[1], [2], [3]]},
        "model": [{"Embedding": {"num_embeddings": 4, "embedding_dim": 4}}, {"Unflatten": {"dim": 1, "unflattened_size": [1, 4]}},
        {"Conv2d": {"out_channels": 2, "kernel_size": 2}}, {"MaxPool2d": {"kernel_size": 2, "stride": 1}}, "Flatten",
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "batch_size": 2, "epochs": 20}"#,
    // Averages, a clipped norm, a penalty and a learning rate of its own in each epoch.
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 3}}, "Tanh",
        {"Linear": {"out_features": 1}}], "loss": "MSELoss", "batch_size": 4, "shuffle": true, "epochs": 15,
        "optimizer": {"Adam": {"lr": 0.05, "amsgrad": true}}, "clip_grad": {"norm": 0.5}, "penalty": {"l2": 0.01},
        "scheduler": {"ReduceLROnPlateau": {"patience": 1, "factor": 0.5, "cooldown": 1}}}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"NAdam": {"lr": 0.05}}, "clip_grad": {"value": 0.5}, "penalty": {"l1": 0.01, "l2": 0.01},
        "scheduler": {"CyclicLR": {"base_lr": 0.001, "max_lr": 0.05, "step_size_up": 7}}, "epochs": 60}"#,
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": "ASGD", "scheduler": {"OneCycleLR": {"max_lr": 0.02, "total_steps": 30, "cycle_momentum": false}},
        "batch_size": 7, "epochs": 30}"#,
    // Stops in an update that a scheduler would follow.
    r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}], "loss": "MSELoss",
        "optimizer": {"SGD": {"lr": 0.01}}, "scheduler": {"ExponentialLR": {"gamma": 1.5}}, "epochs": 60}"#,
];

fn stepper(index: usize) -> Stepper<f32> {
    Stepper::new(Experiment::from_json(EXPERIMENTS[index]).expect("a valid experiment")).expect("a valid model")
}

#[derive(Clone, Debug)]
enum Move {
    Step(Unit),
    Back(Unit),
    /// Thousandths of the training.
    Seek(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let unit = || prop_oneof![Just(Unit::Operation), Just(Unit::Batch), Just(Unit::Epoch)];
    let one = prop_oneof![4 => unit().prop_map(Move::Step), 4 => unit().prop_map(Move::Back), 1 => (0..1000_u64).prop_map(Move::Seek)];
    prop::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_walk_equals_going_there_directly(index in 0..EXPERIMENTS.len(), moves in moves()) {
        let mut walker = stepper(index);
        for step in &moves {
            match step {
                Move::Step(unit) => walker.step(*unit),
                Move::Back(unit) => walker.back(*unit),
                Move::Seek(part) => walker.seek(walker.total() * part / 1000),
            }
        }
        let mut direct = stepper(index);
        direct.run_to(walker.position());
        prop_assert_eq!(state(&walker), state(&direct));
        prop_assert_eq!(walker.moment(), direct.moment());
        prop_assert_eq!(walker.explain(), direct.explain());
        // And from there on, too.
        walker.seek(u64::MAX);
        direct.seek(u64::MAX);
        prop_assert_eq!(state(&walker), state(&direct));
        prop_assert_eq!(walker.all_losses(), direct.all_losses());
    }
}

#[test]
fn a_stop_in_an_update_is_one_state_however_it_is_reached() {
    let mut stepper = stepper(4);
    stepper.seek(u64::MAX);
    let (moment, explanation) = (stepper.moment(), stepper.explain());
    assert_eq!((moment.phase, stepper.explain().kind), (chalkgrad::program::Phase::Update, "update"));
    stepper.seek(u64::MAX);
    assert_eq!((stepper.moment(), stepper.explain()), (moment.clone(), explanation.clone()));
    stepper.back(Unit::Epoch);
    stepper.step(Unit::Batch);
    assert_eq!((stepper.moment(), stepper.explain()), (moment, explanation));
}

#[test]
fn units_go_to_their_boundaries() {
    let mut stepper = stepper(1);
    let position =
        |stepper: &Stepper<f32>| (stepper.moment().epoch, stepper.moment().batch, stepper.moment().operation);
    let mut check = |go: &dyn Fn(&mut Stepper<f32>), expect: (u64, u64, usize)| {
        go(&mut stepper);
        assert_eq!(position(&stepper), expect);
    };
    // Load, 5 forward, 3 loss, zero_grad, 8 backward, 4 updates; the first batch also shuffles.
    let last = 22;
    check(&|s| s.step(Unit::Batch), (1, 1, last + 1));
    check(&|s| s.step(Unit::Batch), (1, 2, last));
    check(&|s| s.step(Unit::Operation), (1, 3, 1));
    check(&|s| s.back(Unit::Batch), (1, 2, last));
    check(&|s| s.step(Unit::Epoch), (1, 4, last));
    check(&|s| s.step(Unit::Epoch), (2, 4, last));
    check(&|s| s.back(Unit::Operation), (2, 4, last - 1));
    check(&|s| s.back(Unit::Epoch), (1, 4, last));
    check(&|s| s.back(Unit::Epoch), (0, 0, 0));
    check(&|s| s.back(Unit::Epoch), (0, 0, 0));
}

#[test]
fn divergence_is_caught_where_it_happens() {
    let experiment = EXPERIMENTS[0].replace("0.01", "0.03").replace("60", "200");
    let mut stepper = Stepper::<f32>::new(Experiment::from_json(&experiment).expect("valid")).expect("valid");
    stepper.seek(u64::MAX);
    let moment = stepper.moment();
    let stopped = moment.stopped.clone().expect("0.03 is too large for these points");
    assert_eq!((stopped.op, stopped.value.as_str(), moment.suggested_lr), ("mean", "inf", Some(0.01)));
    assert!(!moment.finished);
    // All numbers before were finite, and the training does not go on from here.
    let position = stepper.position();
    stepper.step(Unit::Epoch);
    assert_eq!(stepper.position(), position);
    stepper.back(Unit::Operation);
    assert!(stepper.moment().stopped.is_none() && !state(&stepper).contains("inf\""));
    stepper.step(Unit::Operation);
    assert_eq!(stepper.moment(), moment);
    // The page had warned before.
    stepper.back(Unit::Batch);
    assert!(stepper.moment().growing.is_some());
}

#[test]
fn a_whole_step_stops_at_the_same_operation_as_one_taken_slowly() {
    let check = |experiment: &str| {
        let new = || Stepper::<f32>::new(Experiment::from_json(experiment).expect("valid")).expect("valid");
        let (mut quick, mut slow) = (new(), new());
        quick.run_to(u64::MAX);
        assert!(quick.stopped().is_some(), "{experiment} stops");
        while slow.run_to(slow.position() + 1) > 0 {}
        assert_eq!((quick.moment(), quick.explain()), (slow.moment(), slow.explain()), "{experiment}");
        assert_eq!((state(&quick), quick.all_losses()), (state(&slow), slow.all_losses()), "{experiment}");
    };
    // What is infinite here is hidden by the next operation, forwards or backwards.
    let large = |model: &str, loss: &str, optimizer: &str| {
        format!(
            r#"{{"version": 1, "data": {{"x": [[1e30, -1.0], [2.0, 1e38]], "y": [[1.0], [0.0]]}}, "model": {model},
            "loss": "{loss}", "optimizer": {optimizer}, "epochs": 50}}"#
        )
    };
    let first = r#"{"Linear": {"out_features": 3}}"#;
    let last = r#"{"Linear": {"out_features": 1}}"#;
    for activation in ["Tanh", "ReLU", "Sigmoid"] {
        let model = format!(r#"[{first}, {last}, "{activation}", {last}, {last}, {last}]"#);
        for lr in ["1e3", "1e6"] {
            let optimizer = format!(r#"{{"SGD": {{"lr": {lr}, "momentum": 0.9}}}}"#);
            check(&large(&model, "MSELoss", &optimizer));
            check(&large(&model, "L1Loss", &optimizer));
        }
    }
    for index in [3, 4] {
        check(EXPERIMENTS[index]);
    }
}

#[test]
fn a_whole_step_computes_what_its_operations_compute() {
    let check = |model: &str, loss: &str, rest: &str| {
        let experiment = format!(
            r#"{{"version": 1, "data": {{"name": "article"}}, "model": {model}, "loss": "{loss}", "epochs": 6, {rest}
            "optimizer": {{"SGD": {{"lr": 0.01}}}}}}"#
        );
        let new = || Stepper::<f32>::new(Experiment::from_json(&experiment).expect("valid")).expect("valid");
        let (mut quick, mut slow) = (new(), new());
        quick.run_to(u64::MAX);
        while slow.run_to(slow.position() + 1) > 0 {}
        assert_eq!(state(&quick), state(&slow), "{experiment}");
    };
    let linear = |outputs: u8| format!(r#"{{"Linear": {{"out_features": {outputs}}}}}"#);
    for activation in [r#""Tanh""#, r#""ReLU""#, r#""Sigmoid""#, r#"{"Dropout": {"p": 0.3}}"#] {
        let model = format!("[{}, {activation}, {}, {activation}, {}]", linear(23), linear(3), linear(1));
        for loss in ["MSELoss", "L1Loss", "BCEWithLogitsLoss"] {
            check(&model, loss, "");
            check(&model, loss, r#""batch_size": 4, "shuffle": true,"#);
            check(&model, loss, r#""zero_grad": false,"#);
            check(&model, loss, r#""penalty": {"l1": 0.01, "l2": 0.1}, "clip_grad": {"norm": 0.5},"#);
            check(&model, loss, r#""penalty": {"l2": 0.1}, "batch_size": 7, "zero_grad": false,"#);
        }
    }
}

#[test]
fn a_snapshot_takes_what_a_parameter_needs() {
    let bytes = |outputs: usize, optimizer: &str| {
        let experiment = format!(
            r#"{{"version": 1, "data": {{"name": "article"}}, "model": [{{"Linear": {{"out_features": {outputs}}}}},
            {{"Linear": {{"out_features": 1, "bias": false}}}}], "loss": "MSELoss", "epochs": 1, "optimizer": {optimizer}}}"#
        );
        let experiment = Experiment::from_json(&experiment).expect("a valid experiment");
        Stepper::<f32>::new(experiment).expect("a valid model").snapshot_bytes()
    };
    for (optimizer, each) in [
        (r#"{"SGD": {"lr": 0.01}}"#, 8),
        (r#"{"SGD": {"lr": 0.01, "momentum": 0.9}}"#, 12),
        (r#""Adam""#, 16),
        (r#"{"Adam": {"amsgrad": true}}"#, 20),
    ] {
        // Each output has a weight, a bias, and a weight of the next layer; 8 more bytes say which step it is.
        assert_eq!(bytes(10, optimizer), 30 * each + 8, "{optimizer}");
        assert_eq!(bytes(100, optimizer), 300 * each + 8, "{optimizer}");
    }
}
