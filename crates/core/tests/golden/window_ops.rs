//! Convolution, pooling and looking up: the same checks as for other operations, with the settings of a case.

use crate::ops::check_case;
use crate::{Findings, Tolerance, cases_in, dtype, list, size, text};
use chalkgrad::float::Float;
use chalkgrad::op::Op;
use chalkgrad::ops::{self, Window};
use serde_json::Value;
use std::sync::Arc;

#[test]
fn window_operations_in_f32_are_pytorchs() {
    check_all::<f32>("window operations in f32", Tolerance::new(1e-5, 1e-4), Tolerance::new(1e-4, 1e-3));
}

#[test]
fn window_operations_in_f64_are_pytorchs() {
    let tolerance = Tolerance::new(1e-7, 1e-7);
    check_all::<f64>("window operations in f64", tolerance, tolerance);
}

fn check_all<T: Float>(family: &'static str, value: Tolerance, grad: Tolerance) {
    let (mut outputs, mut grads) = (Findings::new(family), Findings::new(format!("{family}, gradients")));
    for case in cases_in("window_ops.json", dtype::<T>()) {
        outputs.cases += 1;
        grads.cases += 1;
        let op = with_settings::<T>(text(&case["op"]), &case["args"], &case["inputs"]);
        check_case(&op, &case, &mut outputs, value, &mut grads, grad);
    }
    outputs.report();
    grads.report();
}

/// The operation of this name with these settings; the size of a convolution's window is that of its weight.
fn with_settings<T: Float>(name: &str, args: &Value, inputs: &Value) -> Arc<dyn Op<T>> {
    let pair = |value: &Value, default| value.as_array().map_or([default; 2], |pair| [size(&pair[0]), size(&pair[1])]);
    let of_weight = || {
        let shape = list(&inputs[1]["shape"]);
        [size(&shape[2]), size(&shape[3])]
    };
    let window = || Window {
        kernel_size: if name == "conv2d" { of_weight() } else { pair(&args["kernel_size"], 1) },
        stride: pair(&args["stride"], 1),
        padding: pair(&args["padding"], 0),
        dilation: pair(&args["dilation"], 1),
        ceil_mode: args["ceil_mode"] == true,
    };
    match name {
        "conv2d" => Arc::new(ops::Conv2d { window: window(), groups: args.get("groups").map_or(1, size) }),
        "max_pool2d" => Arc::new(ops::MaxPool2d(window())),
        "avg_pool2d" => {
            let divisor_override = args.get("divisor_override").map(size);
            let count_include_pad = args["count_include_pad"] == true;
            Arc::new(ops::AvgPool2d { window: window(), count_include_pad, divisor_override })
        }
        "pad" => {
            let mode = match text(&args["mode"]) {
                "constant" => ops::PadMode::Zeros,
                "reflect" => ops::PadMode::Reflect,
                "replicate" => ops::PadMode::Replicate,
                "circular" => ops::PadMode::Circular,
                mode => panic!("the test does not know {mode}"),
            };
            // PyTorch names the last dimension first.
            let pad: Vec<_> = list(&args["pad"]).iter().map(size).collect();
            Arc::new(ops::Pad { height: [pad[2], pad[3]], width: [pad[0], pad[1]], mode })
        }
        "embedding" => Arc::new(ops::Embedding { padding_idx: args.get("padding_idx").map(size) }),
        _ => panic!("the test does not know {name}"),
    }
}
