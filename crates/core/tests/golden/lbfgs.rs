//! L-BFGS: loss, parameters and the number of evaluations after each step.
//!
//! In f64: where to stop hangs on comparisons of nearly equal numbers, and each adds to the next.

use crate::{Findings, Tolerance, cases_in, dtype, list, number, numbers, size, text};
use chalkgrad::data::ARTICLE;
use chalkgrad::error::Result;
use chalkgrad::float::Float;
use chalkgrad::graph::{Graph, Var};
use chalkgrad::optim::{LBFGS, LineSearch};
use chalkgrad::tensor::Tensor;
use serde_json::Value;
use std::cell::Cell;

#[test]
fn lbfgs_is_pytorchs() {
    check_all::<f64>(Tolerance::new(1e-9, 1e-6));
}

fn check_all<T: Float>(tolerance: Tolerance) {
    let mut findings = Findings::new(format!("L-BFGS in {}", dtype::<T>()));
    for case in cases_in("lbfgs.json", dtype::<T>()) {
        findings.cases += 1;
        check_case::<T>(&case, &mut findings, tolerance);
    }
    findings.report();
}

fn settings(options: &Value) -> LBFGS {
    let mut settings = LBFGS::default();
    for (name, value) in options.as_object().expect("options") {
        match name.as_str() {
            "lr" => settings.lr = number(value),
            "max_iter" => settings.max_iter = size(value),
            "max_eval" => settings.max_eval = Some(size(value)),
            "history_size" => settings.history_size = size(value),
            "tolerance_grad" => settings.tolerance_grad = number(value),
            "tolerance_change" => settings.tolerance_change = number(value),
            "line_search_fn" => settings.line_search_fn = Some(LineSearch::StrongWolfe),
            "maximize" => settings.maximize = true,
            name => panic!("no option {name}"),
        }
    }
    settings
}

fn check_case<T: Float>(case: &Value, findings: &mut Findings, tolerance: Tolerance) {
    let id = text(&case["id"]);
    let graph = Graph::<T>::new();
    let parameters = numbers(&case["start"]).into_iter().map(|start| graph.parameter(T::from_f64(start)));
    let parameters: Vec<Var<T>> = parameters.collect();
    let column = |column: [f64; 15]| graph.tensor(Tensor::column(&column.map(T::from_f64)));
    let (x, y) = (column(ARTICLE.map(|(x, _)| x)), column(ARTICLE.map(|(_, y)| y)));
    let number = T::from_f64;
    let function = || {
        let (a, b) = (parameters[0], parameters[1]);
        match text(&case["problem"]) {
            "rosenbrock" => (graph.tensor(T::one()) - a).square() + (b - a.square()).square() * number(100.0),
            "kink" => (a - number(0.3)).abs() + (b - a.square()).abs() * number(2.0),
            "hill" => -(x * a + b - y).square().mean(),
            _ => (x * a + b - y).square().mean(),
        }
    };
    let evaluations = Cell::new(0);
    let closure = || -> Result<T> {
        evaluations.set(evaluations.get() + 1);
        for parameter in &parameters {
            graph.tape_mut().zero_grad(parameter.id());
        }
        let loss = function();
        loss.backward()?;
        let value = loss.item();
        graph.truncate_after(y);
        Ok(value)
    };
    let named: Vec<_> = parameters.iter().map(|parameter| (String::new(), parameter.id())).collect();
    let mut minimizer = settings(&case["options"]).minimizer::<T>(&named);
    let (mut losses, mut path) = (Vec::new(), Vec::new());
    for _ in list(&case["losses"]) {
        losses.push(minimizer.step(&graph, closure).unwrap_or_else(|error| panic!("{id}: {error}")));
        path.extend(parameters.iter().map(|parameter| parameter.item()));
    }
    findings.check(&format!("{id} losses"), &losses, &case["losses"], tolerance);
    findings.check(&format!("{id} path"), &path, &case["path"], tolerance);
    findings.check_equal(&format!("{id} evaluations"), &evaluations.get(), &size(&case["evaluations"]));
}
