//! Activations as layers, read by name and options as in an experiment: output, gradients, and small trainings.

use crate::ops::tensor;
use crate::{Findings, Tolerance, cases, cases_in, dtype, list, numbers, size, text, training};
use chalkgrad::experiment::Experiment;
use chalkgrad::float::Float;
use chalkgrad::layer::{self, Builder, Recorder};
use chalkgrad::options::Options;
use chalkgrad::rng::Rng;
use chalkgrad::stepper::{Stepper, Unit};
use chalkgrad::tape::Tape;
use serde_json::Value;

#[test]
fn activations_in_f32_are_pytorchs() {
    check_all::<f32>("activations in f32", Tolerance::new(1e-5, 1.3e-6), Tolerance::new(1e-4, 1e-3));
}

#[test]
fn activations_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("activations in f64", tolerance, tolerance);
}

#[test]
fn trainings_through_activations_in_f32_are_pytorchs() {
    let tolerance = Tolerance::new(1e-6, 1e-3);
    training::check_all::<f32>("activation_trainings.json", "trainings through activations in f32", tolerance);
}

#[test]
fn trainings_through_activations_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-9, 1e-6);
    training::check_all::<f64>("activation_trainings.json", "trainings through activations in f64", tolerance);
}

fn check_all<T: Float>(family: &'static str, value: Tolerance, grad: Tolerance) {
    let (mut outputs, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("activations.json", dtype::<T>()) {
        outputs.cases += 1;
        grads.cases += 1;
        check_case::<T>(&case, (&mut outputs, value), (&mut grads, grad));
    }
    outputs.report();
    grads.report();
}

fn check_case<T: Float>(
    case: &Value,
    (outputs, value): (&mut Findings, Tolerance),
    (grads, grad): (&mut Findings, Tolerance),
) {
    let id = text(&case["id"]);
    let info = layer::layers().find(|info| info.name == text(&case["layer"]));
    let info = info.unwrap_or_else(|| panic!("{id}: the core has no such layer"));
    let written = case["options"].as_object().expect("options are an object");
    let input = tensor::<T>(&case["input"]);
    let mut options = Options::read(id, written, info.args).unwrap_or_else(|error| panic!("{id}: {error}"));
    let dims =
        (info.shape)(id, &mut options, &input.shape().dims()[1..]).unwrap_or_else(|error| panic!("{id}: {error}"));

    let mut tape = Tape::new();
    let module = layer::build(info, &options, &[], &mut Builder { tape: &mut tape, rng: &mut Rng::manual_seed(0) });
    let x = tape.leaf(&input, true);
    let output = match module.record(&mut Recorder::new(&mut tape, true), x) {
        Ok(output) => output,
        Err(error) => return outputs.failures.push(format!("{id}: {error}")),
    };
    let op = tape.node(output).op().map(|op| op.info().name);
    outputs.check_equal(&format!("{id} operation"), &op, &case["op"].as_str());
    let shape: Vec<_> = list(&case["output"]["shape"]).iter().map(size).collect();
    outputs.check_equal(&format!("{id} shape"), &tape.node(output).shape().dims(), &&shape[..]);
    outputs.check_equal(&format!("{id} declared shape"), &&dims[..], &&shape[1..]);
    outputs.check(&format!("{id} output"), tape.value(output), &case["output"]["data"], value);

    let upstream: Vec<T> = numbers(&case["upstream"]).into_iter().map(T::from_f64).collect();
    tape.begin_backward(output, 0..tape.len());
    tape.set_grad(output, Some(&upstream));
    for node in tape.ids().rev() {
        tape.backward(node);
    }
    let wanted = std::iter::once(x).chain(module.parameters().into_iter().map(|(_, id)| id));
    for (node, expect) in wanted.zip(list(&case["grads"])) {
        let ours = tape.grad(node).unwrap_or_else(|| panic!("{id}: no gradient"));
        grads.check(&format!("{id} gradient"), ours, expect, grad);
    }
}

/// In a training through each activation every operation of the first step says what it did, in numbers.
#[test]
fn every_activation_can_be_explained() {
    for case in cases_in("activation_trainings.json", "f32") {
        let id = text(&case["id"]);
        let experiment = Experiment::from_json(&case["experiment"].to_string()).expect("a valid experiment");
        let mut stepper = Stepper::<f32>::new(experiment).expect("a model that fits");
        for _ in 0..stepper.moment().operations {
            stepper.step(Unit::Operation);
            let said = stepper.explain();
            assert!(!said.sentence.is_empty(), "{id}: nothing is said about {}", said.kind);
            let words = ["NaN", "nan", "inf"];
            let strange = said.equations.iter().flatten().find(|piece| words.contains(&piece.text.as_str()));
            assert_eq!(strange, None, "{id}: {:?}", said.equations);
            let computed = matches!(said.kind, "forward" | "backward");
            assert!(!computed || !said.equations.is_empty(), "{id}: no numbers for {:?}", said.op);
        }
    }
}

/// Each activation has cases, and each activation operation stands in one of them.
#[test]
fn every_activation_has_cases() {
    let cases = cases("activations.json");
    let activations = layer::layers().skip_while(|info| info.name != "ReLU").map(|info| info.name);
    for name in activations {
        let count = cases.iter().filter(|case| case["layer"] == name).count();
        assert!(count >= 8, "{name} has {count} cases, at least 8 are needed: see tests/golden/activation_cases.py");
    }
}
