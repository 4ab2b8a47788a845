//! Losses: the value, and the gradient of every input that has one.

use crate::ops::tensor;
use crate::training;
use crate::{Findings, Tolerance, cases, cases_in, dtype, list, text};
use chalkgrad::float::Float;
use chalkgrad::graph::{Graph, Var};
use chalkgrad::loss::{self, LOSSES, LossChoice};
use chalkgrad::options::Options;

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
        for reduction in ["mean", "sum", "none"] {
            let of_reduction = |case: &serde_json::Value| text(&case["id"]).contains(&format!("/{reduction}/"));
            let count = cases.iter().filter(|case| case["loss"] == info.name && of_reduction(case)).count();
            assert!(count >= 6, "{} has {count} cases with {reduction}: see tests/golden/loss_cases.py", info.name);
        }
    }
}

#[test]
fn trainings_with_every_loss_are_pytorchs() {
    training::check_all::<f32>("loss_trainings.json", "trainings of losses in f32", Tolerance::new(1e-6, 1e-3));
    training::check_all::<f64>("loss_trainings.json", "trainings of losses in f64", Tolerance::new(1e-9, 1e-6));
}

fn check_all<T: Float>(family: &'static str, value: Tolerance, grad: Tolerance) {
    let (mut values, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("losses.json", dtype::<T>()) {
        let id = text(&case["id"]);
        let info = LOSSES.iter().find(|info| info.name == text(&case["loss"]));
        let info = info.unwrap_or_else(|| panic!("{id}: the core has no such loss"));
        let written = case["options"].as_object().expect("options by name");
        let options = Options::read(id, written, info.args).unwrap_or_else(|error| panic!("{id}: {error}"));
        let loss = loss::build::<T>(&LossChoice { info, options });

        let graph = Graph::<T>::new();
        let inputs: Vec<Var<T>> = list(&case["inputs"]).iter().map(|input| graph.parameter(tensor(input))).collect();
        let ids: Vec<_> = inputs.iter().map(|input| input.id()).collect();
        let recorded = loss.record(&mut graph.tape_mut(), &ids);
        let result = graph.var(recorded.unwrap_or_else(|error| panic!("{id}: {error}")));
        result.sum().backward().unwrap_or_else(|error| panic!("{id}: {error}"));

        values.cases += 1;
        values.check(&format!("{id} value"), result.value().data(), &case["value"]["data"], value);
        let shape = serde_json::json!(result.shape().dims());
        values.check_equal(&format!("{id} shape"), &shape, &case["value"]["shape"]);
        grads.cases += 1;
        for (slot, (input, theirs)) in inputs.iter().zip(list(&case["grads"])).enumerate() {
            if !theirs.is_null() {
                let ours = input.grad().unwrap_or_else(|| panic!("{id}: no gradient"));
                grads.check(&format!("{id} gradient {slot}"), ours.data(), theirs, grad);
            }
        }
    }
    values.report();
    grads.report();
}
