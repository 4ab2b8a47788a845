//! Layers: first values, what comes out in training and in evaluation, gradients, and the state at the end.

use crate::ops::tensor;
use crate::rng::normal;
use crate::training::check_case;
use crate::{Findings, Tolerance, cases_in, dtype, list, numbers, size, text};
use chalkgrad::layer::{Builder, Module, build, layers};
use chalkgrad::options::Options;
use chalkgrad::tape::NodeId;
use chalkgrad::{Float, Graph, Rng, Sequential, Tensor};
use serde_json::{Map, Value};

#[test]
fn layers_in_f32_are_pytorchs() {
    check_all::<f32>("layers in f32", Tolerance::new(1e-5, 1e-4), Tolerance::new(1e-4, 1e-3));
}

#[test]
fn layers_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("layers in f64", tolerance, tolerance);
}

#[test]
fn trainings_with_layers_in_f32_are_pytorchs() {
    check_trainings::<f32>("trainings with layers in f32", Tolerance::new(1e-6, 1e-3));
}

#[test]
fn trainings_with_layers_in_f64_are_pytorchs() {
    check_trainings::<f64>("trainings with layers in f64", Tolerance::new(1e-9, 1e-6));
}

#[test]
fn every_layer_has_cases() {
    let cases = cases_in("layers.json", "f32");
    // Activations have files of their own.
    let activations = cases_in("activations.json", "f32");
    for info in layers().filter(|info| activations.iter().all(|case| case["layer"] != info.name)) {
        let count = cases.iter().filter(|case| case["layer"] == info.name).count();
        assert!(count > 0, "{} has no case: see tests/golden/layer_cases.py", info.name);
    }
}

fn check_trainings<T: Float>(family: &'static str, tolerance: Tolerance) {
    let mut findings = Findings::new(family);
    for case in cases_in("layer_trainings.json", dtype::<T>()) {
        findings.cases += 1;
        check_case::<T>(&case, &mut findings, tolerance);
    }
    findings.report();
}

fn check_all<T: Float>(family: &'static str, value: Tolerance, grad: Tolerance) {
    let (mut outputs, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("layers.json", dtype::<T>()) {
        outputs.cases += 1;
        grads.cases += 1;
        check_layers::<T>(&case, &mut outputs, value, &mut grads, grad);
    }
    outputs.report();
    grads.report();
}

fn check_layers<T: Float>(
    case: &Value,
    outputs: &mut Findings,
    value: Tolerance,
    grads: &mut Findings,
    grad: Tolerance,
) {
    let id = text(&case["id"]);
    let graph = Graph::<T>::new();
    let batches = list(&case["batches"]);
    let mut rng = Rng::manual_seed(u32::try_from(size(&case["seed"])).expect("a seed has 32 bits"));
    let model = model(&case["model"], size(&batches[0]["x"]["shape"][1]), &graph, &mut rng);
    let state = || model.parameters().into_iter().chain(model.buffers());
    let check_state = |findings: &mut Findings, when: &str, tolerance: Tolerance| {
        let theirs = case[when].as_object().expect("a state");
        let mut names: Vec<_> = state().map(|(name, _)| name).collect();
        names.sort_unstable();
        findings.check_equal(&format!("{id} {when} names"), &names, &theirs.keys().cloned().collect());
        for (name, node) in state().filter(|(name, _)| theirs.contains_key(name)) {
            findings.check(&format!("{id} {when} {name}"), graph.tape().value(node), &theirs[&name], tolerance);
        }
    };
    check_state(outputs, "initial", if id.starts_with("Embedding") { normal::<T>() } else { Tolerance::exact::<T>() });
    for (name, node) in model.parameters() {
        let cells: Vec<_> = numbers(&case["given"][&name]).into_iter().map(T::from_f64).collect();
        graph.tape_mut().value_mut(node).copy_from_slice(&cells);
    }
    for (number, batch) in batches.iter().enumerate() {
        let x = graph.parameter(tensor(&batch["x"]));
        let last = number + 1 == batches.len();
        let y = if last { model.forward_eval(x) } else { model.forward_train(x, &mut rng) };
        let shape: Vec<_> = list(&batch["y"]["shape"]).iter().map(size).collect();
        outputs.check_equal(&format!("{id} shape of output {number}"), &y.shape().dims(), &&shape[..]);
        outputs.check(&format!("{id} output {number}"), y.value().data(), &batch["y"]["data"], value);
        if let Some(upstream) = batch.get("upstream") {
            let cells = numbers(upstream).into_iter().map(T::from_f64).collect();
            let weights = graph.tensor(Tensor::new(&shape, cells).expect("as many as the output has"));
            (y * weights).sum().backward().expect("a gradient");
            let found = |name: &str, node: NodeId, grads: &mut Findings| {
                let Some(theirs) = case["grads"].get(name) else { return };
                let ours = graph.var(node).grad().unwrap_or_else(|| panic!("{id}: {name} got no gradient"));
                grads.check(&format!("{id} gradient of {name}"), ours.data(), theirs, grad);
            };
            model.parameters().iter().for_each(|(name, node)| found(name, *node, grads));
            found("x", x.id(), grads);
        }
    }
    check_state(outputs, "final", value);
}

/// The layers of a case, one after the other, for rows of so many columns.
fn model<T: Float>(layers_of: &Value, columns: usize, graph: &Graph<T>, rng: &mut Rng) -> Sequential<T> {
    let mut dims = vec![columns];
    let mut tape = graph.tape_mut();
    let mut modules = Vec::new();
    for choice in list(layers_of) {
        let (name, written) = match choice {
            Value::String(name) => (name.as_str(), Map::new()),
            choice => {
                let (name, options) = choice.as_object().and_then(|choice| choice.iter().next()).expect("a layer");
                (name.as_str(), options.as_object().expect("options").clone())
            }
        };
        let info = layers().find(|info| info.name == name).unwrap_or_else(|| panic!("the core has no layer {name}"));
        let mut options = Options::read(name, &written, info.args).unwrap_or_else(|error| panic!("{error}"));
        dims = (info.shape)(name, &mut options, &dims).unwrap_or_else(|error| panic!("{error}"));
        modules.push(build(info, &options, &dims, &mut Builder { tape: &mut tape, rng }));
    }
    Sequential::new(modules)
}
