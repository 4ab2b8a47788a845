//! Operations: the output, and the gradient of each input for an upstream gradient that differs from cell to cell.

use crate::{Findings, Tolerance, cases_in, dtype, list, numbers, size, text};
use chalkgrad::float::Float;
use chalkgrad::op::Op;
use chalkgrad::ops;
use chalkgrad::tape::Tape;
use chalkgrad::tensor::Tensor;
use serde_json::Value;
use std::sync::Arc;

#[test]
fn operations_in_f32_are_pytorchs() {
    check_all::<f32>(
        "operations in f32",
        |op| match op {
            "matmul" | "linear" | "binary_cross_entropy_with_logits" => Tolerance::new(1e-5, 1e-4),
            _ => Tolerance::new(1e-5, 1.3e-6),
        },
        Tolerance::new(1e-4, 1e-3),
    );
}

#[test]
fn operations_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("operations in f64", |_| tolerance, tolerance);
}

fn check_all<T: Float>(family: &'static str, value: impl Fn(&str) -> Tolerance, grad: Tolerance) {
    let registry = ops::all::<T>();
    let (mut outputs, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("ops.json", dtype::<T>()) {
        outputs.cases += 1;
        grads.cases += 1;
        let op = registry.iter().find(|op| op.info().name == text(&case["op"]));
        let op = op.unwrap_or_else(|| panic!("{}: the core has no such operation", case["id"]));
        check_case(op, &case, &mut outputs, value(op.info().name), &mut grads, grad);
    }
    outputs.report();
    grads.report();
}

/// Computes one case on a tape and compares output and gradients, each with its own tolerance.
pub(crate) fn check_case<T: Float>(
    op: &Arc<dyn Op<T>>,
    case: &Value,
    outputs: &mut Findings,
    value: Tolerance,
    grads: &mut Findings,
    grad: Tolerance,
) {
    let id = text(&case["id"]);
    let mut tape = Tape::new();
    let inputs: Vec<_> = list(&case["inputs"]).iter().map(|input| tape.leaf(&tensor(input), true)).collect();
    let output = match tape.apply(Arc::clone(op), &inputs) {
        Ok(output) => output,
        Err(error) => return outputs.failures.push(format!("{id}: {error}")),
    };
    let shape: Vec<_> = list(&case["output"]["shape"]).iter().map(size).collect();
    outputs.check_equal(&format!("{id} shape"), &tape.node(output).shape().dims(), &&shape[..]);
    outputs.check(&format!("{id} output"), tape.value(output), &case["output"]["data"], value);

    tape.begin_backward(output, 0..tape.len());
    tape.set_grad(output, Some(&cells(&case["upstream"])));
    tape.backward(output);
    for (place, (input, wanted)) in inputs.iter().zip(list(&case["grads"])).enumerate() {
        let ours = tape.grad(*input).unwrap_or_else(|| panic!("{id}: input {place} got no gradient"));
        grads.check(&format!("{id} gradient {place}"), ours, wanted, grad);
    }
}

/// `{"shape": …, "data": …}` as a tensor.
pub(crate) fn tensor<T: Float>(value: &Value) -> Tensor<T> {
    let dims: Vec<_> = list(&value["shape"]).iter().map(size).collect();
    Tensor::new(&dims, cells(&value["data"])).expect("shape and data of a golden tensor fit")
}

fn cells<T: Float>(value: &Value) -> Vec<T> {
    numbers(value).into_iter().map(T::from_f64).collect()
}
