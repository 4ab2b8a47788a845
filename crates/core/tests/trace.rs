//! Where a number came from and where it goes, in the demo step by step, and everywhere as a rule.

use chalkgrad::explain::Kind;
use chalkgrad::trace::{Trace, Visit};
use chalkgrad::{Experiment, Stepper, Unit};

const DEMO: &str = r#"{"version": 1, "data": {"name": "article"}, "model": [{"Linear": {"out_features": 1}}],
    "loss": "MSELoss", "optimizer": {"SGD": {"lr": 0.01}}, "epochs": 5}"#;

const NET: &str = r#"{"version": 1, "data": {"name": "moons", "samples": 20}, "model": [{"Linear": {"out_features": 4}},
    {"BatchNorm1d": {}}, "Tanh", {"Dropout": {"p": 0.5}}, {"Linear": {"out_features": 1}}], "loss": "BCEWithLogitsLoss",
    "optimizer": "Adam", "epochs": 3, "batch_size": 8, "shuffle": true, "penalty": {"l2": 0.01},
    "clip_grad": {"norm": 0.5}}"#;

fn stepper(text: &str) -> Stepper<f32> {
    Stepper::new(Experiment::from_json(text).expect("a valid experiment")).expect("a valid model")
}

/// `forward linear @1, backward linear @11`
fn words<'v>(visits: impl IntoIterator<Item = &'v Visit>) -> String {
    let word = |visit: &Visit| format!("{} {} @{}", visit.kind, visit.op.unwrap_or("-"), visit.position);
    visits.into_iter().map(word).collect::<Vec<_>>().join(", ")
}

fn named(stepper: &Stepper<f32>, name: &str, place: usize, kind: Kind) -> Trace {
    let (node, cell) = stepper.locate(name, place).expect("it is in the batch");
    stepper.trace(node, cell, kind).expect("it is on the tape")
}

#[test]
fn the_weight_of_the_demo_and_its_gradient() {
    let mut stepper = stepper(DEMO);
    let check = |stepper: &Stepper<f32>, kind, number: &str, written: &str, readers: &str| {
        let trace = named(stepper, "0.weight", 0, kind);
        assert_eq!((trace.what, trace.name.as_str()), ("parameter", "0.weight"));
        let text: String = trace.number.text.chars().take(6).collect();
        assert_eq!(
            (text.as_str(), words(&trace.written).as_str(), words(&trace.readers).as_str()),
            (number, written, readers)
        );
    };
    // Before the first operation: it comes from the seed, and will be read by linear and by its update. Backward
    // through linear sends nothing to x, so it does not need the weight.
    check(&stepper, Kind::Value, "-0.007", "", "forward linear @1, update SGD @12");
    check(&stepper, Kind::Grad, "?", "backward linear @11", "update SGD @12");
    stepper.seek(12);
    check(&stepper, Kind::Value, "0.2445", "update SGD @12", "forward linear @14, update SGD @25");
    check(&stepper, Kind::Grad, "-25.20", "backward linear @11", "update SGD @12");
    // In the next step the old gradient stands until it is forgotten.
    stepper.seek(18);
    check(&stepper, Kind::Grad, "-25.20", "backward linear @11", "update SGD @12");
    stepper.seek(19);
    check(&stepper, Kind::Grad, "?", "backward linear @24", "update SGD @25");
    check(&stepper, Kind::Value, "0.2445", "update SGD @12", "forward linear @14, update SGD @25");
    // After the last update nothing reads it any more.
    stepper.seek(u64::MAX);
    assert_eq!(named(&stepper, "0.weight", 0, Kind::Value).readers, []);
}

#[test]
fn data_knows_its_row_and_the_loss_its_step() {
    let mut stepper = stepper(DEMO);
    stepper.seek(20);
    let x = named(&stepper, "x", 3, Kind::Value);
    assert_eq!((x.what, x.number.text.as_str(), x.row, x.index), ("x", "6.71", Some(4), vec![4, 1]));
    assert_eq!(
        (words(&x.written), words(&x.readers)),
        (String::new(), "forward linear @14, backward linear @24".into())
    );
    let y = named(&stepper, "y", 14, Kind::Value);
    assert_eq!((y.number.text.as_str(), y.row), ("1.3", Some(15)));

    let loss = stepper.trace_loss(1).expect("it was computed");
    assert_eq!(
        (format!("{:.4}", loss.number.value.expect("a number")), words(&loss.written)),
        ("3.9270".into(), "forward mean @5".into())
    );
    assert_eq!((stepper.trace_loss(0), stepper.trace_loss(3)), (None, None));
    let (node, cell) = stepper.locate("loss", 0).expect("there is one");
    let now = stepper.trace(node, cell, Kind::Grad).expect("it is on the tape");
    assert_eq!(
        (now.number.text.as_str(), words(&now.written), words(&now.readers)),
        ("1", "backward mean @20".into(), "backward mean @20".into())
    );

    assert_eq!(
        (stepper.locate("x", 15), stepper.locate("0.weight", 1), stepper.locate("nobody", 0)),
        (None, None, None)
    );
    assert_eq!((stepper.trace(99, 0, Kind::Value), stepper.trace(node, 1, Kind::Value)), (None, None));
}

/// At any moment of a net with everything in it: a number that is there stood there already when the operation that
/// is said to have written it was done, and each operation has the position that it is given.
#[test]
fn numbers_are_where_they_are_said_to_come_from() {
    let mut stepper = stepper(NET);
    stepper.step(Unit::Batch);
    let (mut found, mut unknown) = (0, 0);
    for _ in 0..stepper.operations_of_step().len() {
        stepper.step(Unit::Operation);
        let here = stepper.position();
        for node in 0..stepper.tape().len() {
            for kind in [Kind::Value, Kind::Grad] {
                let trace = stepper.trace(node, 0, kind).expect("each node has a cell");
                for visit in trace.written.iter().chain(&trace.parts).chain(&trace.readers) {
                    assert_eq!(visit.done, visit.position <= here);
                }
                let Some(written) = &trace.written else { continue };
                if trace.number.value.is_none() {
                    unknown += 1;
                    // A gradient that is only begun would not be shown as if it were not there.
                    assert!(!written.done || kind == Kind::Grad, "node {node}: {trace:?} at {here}");
                    continue;
                }
                if !written.done {
                    continue;
                }
                found += 1;
                stepper.seek(written.position);
                let there = stepper.trace(node, 0, kind).expect("it is there, too");
                assert_eq!(there.number, trace.number, "node {node}: {trace:?} at {here}");
                let explained = stepper.explain();
                assert_eq!(
                    (explained.kind, explained.op, &explained.target),
                    (
                        written.kind,
                        if written.kind == "clip_grad" { explained.op } else { written.op },
                        &written.target
                    )
                );
                stepper.seek(here);
            }
        }
    }
    assert!(found > 500 && unknown > 100, "{found} numbers found where they were written, {unknown} not there yet");
}
