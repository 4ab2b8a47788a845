//! Operations with settings: the same checks as for those without, with the settings that a case names.

use crate::ops::check_case;
use crate::{Findings, Tolerance, cases_in, dtype, list, size, text};
use chalkgrad::float::Float;
use chalkgrad::op::Op;
use chalkgrad::ops;
use serde_json::Value;
use std::sync::Arc;

#[test]
fn tensor_operations_in_f32_are_pytorchs() {
    check_all::<f32>(
        "tensor operations in f32",
        |op| match op {
            "softmax" | "log_softmax" | "bmm" => Tolerance::new(1e-5, 1e-4),
            _ => Tolerance::new(1e-5, 1.3e-6),
        },
        Tolerance::new(1e-4, 1e-3),
    );
}

#[test]
fn tensor_operations_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("tensor operations in f64", |_| tolerance, tolerance);
}

fn check_all<T: Float>(family: &'static str, value: impl Fn(&str) -> Tolerance, grad: Tolerance) {
    let (mut outputs, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("tensor_ops.json", dtype::<T>()) {
        outputs.cases += 1;
        grads.cases += 1;
        let op = with_settings::<T>(text(&case["op"]), &case["args"]);
        check_case(&op, &case, &mut outputs, value(op.info().name), &mut grads, grad);
    }
    outputs.report();
    grads.report();
}

/// The operation of this name with these settings.
fn with_settings<T: Float>(name: &str, args: &Value) -> Arc<dyn Op<T>> {
    let integer = |value: &Value| value.as_i64().and_then(|value| isize::try_from(value).ok());
    let dim = || integer(&args["dim"]).expect("a dimension");
    let integers = |key: &str| list(&args[key]).iter().filter_map(integer).collect::<Vec<_>>();
    let keepdim = args["keepdim"] == true;
    match name {
        "sum_dim" => Arc::new(ops::SumDim { dims: integers("dims"), keepdim }),
        "mean_dim" => Arc::new(ops::MeanDim { dims: integers("dims"), keepdim }),
        "softmax" => Arc::new(ops::Softmax { dim: dim() }),
        "log_softmax" => Arc::new(ops::LogSoftmax { dim: dim() }),
        "reshape" => Arc::new(ops::Reshape { shape: integers("shape") }),
        "permute" => Arc::new(ops::Permute { dims: integers("dims") }),
        "squeeze" => Arc::new(ops::Squeeze { dim: integer(&args["dim"]) }),
        "unsqueeze" => Arc::new(ops::Unsqueeze { dim: dim() }),
        "expand" => Arc::new(ops::Expand { shape: list(&args["shape"]).iter().map(size).collect() }),
        "slice" => Arc::new(ops::Slice {
            dim: dim(),
            start: size(&args["start"]),
            end: size(&args["end"]),
            step: size(&args["step"]),
        }),
        "clamp" => Arc::new(ops::Clamp {
            min: args["min"].as_f64().unwrap_or(f64::NEG_INFINITY),
            max: args["max"].as_f64().unwrap_or(f64::INFINITY),
        }),
        "amax" => Arc::new(ops::Amax { dim: dim(), keepdim }),
        "max" => Arc::new(ops::Max { dim: dim(), keepdim }),
        "argmax" => Arc::new(ops::Argmax { dim: dim(), keepdim }),
        "cat" => Arc::new(ops::Cat { dim: dim() }),
        "gather" => Arc::new(ops::Gather { dim: dim() }),
        "one_hot" => Arc::new(ops::OneHot { num_classes: size(&args["num_classes"]) }),
        _ => {
            let op = ops::all().into_iter().find(|op| op.info().name == name);
            op.unwrap_or_else(|| panic!("the core has no operation {name}"))
        }
    }
}
