//! Losses: the value, and the gradient of the prediction.

use crate::ops::tensor;
use crate::{Findings, Tolerance, cases, cases_in, dtype, text};
use chalkgrad::float::Float;
use chalkgrad::graph::Graph;
use chalkgrad::loss::LOSSES;

#[test]
fn losses_in_f32_are_pytorchs() {
    check_all::<f32>("losses in f32", Tolerance::new(1e-5, 1e-4), Tolerance::new(1e-4, 1e-3));
}

#[test]
fn losses_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("losses in f64", tolerance, tolerance);
}

#[test]
fn every_loss_has_cases() {
    let cases = cases("losses.json");
    for info in LOSSES {
        let count = cases.iter().filter(|case| case["loss"] == info.name).count();
        assert!(count >= 20, "{} has {count} cases, at least 20 are needed: see tests/golden/loss_cases.py", info.name);
    }
}

fn check_all<T: Float>(family: &'static str, value: Tolerance, grad: Tolerance) {
    let (mut values, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("losses.json", dtype::<T>()) {
        let id = text(&case["id"]);
        let info = LOSSES.iter().find(|info| info.name == text(&case["loss"]));
        let loss = info.unwrap_or_else(|| panic!("{id}: the core has no such loss")).loss;

        let graph = Graph::<T>::new();
        let prediction = graph.parameter(tensor(&case["input"]));
        let result = loss.forward(prediction, graph.tensor(tensor(&case["target"])));
        result.backward().unwrap_or_else(|error| panic!("{id}: {error}"));

        values.cases += 1;
        values.check(&format!("{id} value"), &[result.item()], &case["value"], value);
        let ours = prediction.grad().unwrap_or_else(|| panic!("{id}: no gradient"));
        grads.cases += 1;
        grads.check(&format!("{id} gradient"), ours.data(), &case["grad"], grad);
    }
    values.report();
    grads.report();
}
