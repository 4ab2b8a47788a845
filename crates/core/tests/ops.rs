//! Every operation of the registry: its worked example comes out, and its gradient agrees with central differences.

use chalkgrad::op::Op;
use chalkgrad::tape::NodeId;
use chalkgrad::{Float, Rng, Tape, Tensor, ops};
use std::sync::Arc;

const CASES: usize = 250;
const EPS: f64 = 1e-6;
const ATOL: f64 = 1e-6;
const RTOL: f64 = 1e-4;

#[test]
fn worked_examples_come_out() {
    for op in ops::all::<f64>() {
        let (info, example) = (op.info(), &op.info().example);
        let mut tape = Tape::new();
        let leaf = |(dims, data): &(&[usize], &[f64])| {
            tape.leaf(&Tensor::new(dims, data.to_vec()).expect("a good example"), true)
        };
        let inputs: Vec<_> = example.inputs.iter().map(leaf).collect();
        let y = tape.apply(Arc::clone(&op), &inputs).expect(info.name);
        assert_eq!(tape.node(y).shape().dims(), example.output.0, "{}: shape of the output", info.name);
        assert_close(tape.value(y), example.output.1, &format!("{}: output", info.name));
        let sum = tape.apply(Arc::new(ops::Sum), &[y]).expect("a sum");
        tape.backward_from(sum).expect("a gradient");
        for (slot, expect) in example.grads.iter().enumerate() {
            let grad = tape.grad(inputs[slot]).expect("a gradient");
            assert_close(grad, expect, &format!("{}: gradient of {}", info.name, info.inputs[slot]));
        }
    }
}

fn assert_close(ours: &[f64], expect: &[f64], what: &str) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12;
    assert!(ours.len() == expect.len() && ours.iter().zip(expect).all(close), "{what}: {ours:?}, not {expect:?}");
}

#[test]
fn gradients_agree_with_central_differences() {
    for op in ops::all::<f64>() {
        let mut rng = Rng::manual_seed(7);
        for case in 0..CASES {
            let inputs = inputs(op.info().name, case, &mut rng);
            check_gradient(&op, &inputs, &mut rng);
        }
    }
}

/// Windows in all their forms, for convolution with and without groups and for both poolings.
#[test]
fn gradients_of_windows_agree_with_central_differences() {
    use ops::{AvgPool2d, Cat, Conv2d, MaxPool2d, Pad, PadMode, Window};
    let plain = Window::new([3, 2]);
    let windows = [
        plain,
        Window { stride: [2, 1], ..plain },
        Window { padding: [1, 1], ..plain },
        Window { stride: [3, 2], padding: [1, 0], ..plain },
        Window { dilation: [1, 2], ..plain },
        Window { stride: [2, 3], padding: [1, 1], dilation: [2, 2], ..plain },
        Window { stride: [2, 2], padding: [1, 1], ceil_mode: true, ..plain },
        Window { stride: [4, 5], ceil_mode: true, ..plain },
    ];
    let mut rng = Rng::manual_seed(11);
    let mut check = |op: Arc<dyn Op<f64>>, shapes: &[&[usize]]| {
        let mut tensor = |dims: &&[usize]| chalkgrad::init::uniform(dims, -2.0, 2.0, &mut rng);
        let inputs: Vec<_> = shapes.iter().map(&mut tensor).collect();
        check_gradient(&op, &inputs, &mut rng);
    };
    for window in windows {
        for groups in [1, 2, 4] {
            check(Arc::new(Conv2d { window, groups }), &[&[2, 4, 5, 6], &[4, 4 / groups, 3, 2]]);
        }
        check(Arc::new(MaxPool2d(window)), &[&[2, 2, 5, 6]]);
        let window = Window { dilation: [1, 1], ..window };
        for count_include_pad in [true, false] {
            for divisor_override in [None, Some(3)] {
                check(Arc::new(AvgPool2d { window, count_include_pad, divisor_override }), &[&[2, 2, 5, 6]]);
            }
        }
    }
    for mode in [PadMode::Zeros, PadMode::Reflect, PadMode::Replicate, PadMode::Circular] {
        for (height, width) in [([0, 0], [0, 0]), ([1, 2], [0, 1]), ([0, 3], [3, 3])] {
            check(Arc::new(Pad { height, width, mode }), &[&[2, 2, 4, 5]]);
        }
    }
    for dim in [0, 1, -1] {
        check(Arc::new(Cat { dim }), &[&[2, 3, 4], &[2, 3, 4], &[2, 3, 4]]);
    }
    check(Arc::new(Cat { dim: 1 }), &[&[2, 3], &[2, 0], &[2, 1]]);
    check(Arc::new(Cat { dim: 0 }), &[&[3]]);
}

#[test]
fn a_wrong_gradient_would_be_found() {
    // The test of the test: with the example of `square`, a gradient that is off by a thousandth fails.
    assert!(!agrees(6.0, 6.006) && agrees(6.0, 6.000_1));
}

fn agrees(ours: f64, expect: f64) -> bool {
    (ours - expect).abs() <= ATOL + RTOL * expect.abs()
}

/// Inputs that fit the operation: shapes with size-1, absent and empty dimensions, numbers away from kinks.
fn inputs(op: &str, case: usize, rng: &mut Rng) -> Vec<Tensor<f64>> {
    let mut size = |most: u32| if case % 25 == 24 { 0 } else { 1 + (rng.next_u32() % most) as usize };
    let (m, k, n) = (size(4), size(4), size(4));
    let shapes: Vec<Vec<usize>> = match op {
        "linear" => vec![vec![m, k], vec![n, k]],
        "matmul" => vec![vec![m, k], vec![k, n]],
        "transpose" | "permute" | "unsqueeze" => vec![vec![m, n]],
        "nll_loss" | "multi_margin_loss" => vec![vec![m, n.max(1)], vec![m]],
        "class_weight" => vec![vec![m]],
        "add"
        | "sub"
        | "mul"
        | "div"
        | "pow"
        | "maximum"
        | "minimum"
        | "gt"
        | "lt"
        | "eq"
        | "prelu"
        | "binary_cross_entropy_with_logits"
        | "binary_cross_entropy"
        | "huber_loss"
        | "smooth_l1_loss"
        | "kl_div"
        | "hinge_embedding_loss"
        | "soft_margin_loss"
        | "cosine_hinge" => match case % 6 {
            0 => vec![vec![m, n], vec![m, n]],
            1 => vec![vec![m, n], vec![n]],
            2 => vec![vec![m, 1], vec![1, n]],
            3 => vec![vec![], vec![m, n]],
            4 => vec![vec![n], vec![m, k, n]],
            _ => vec![vec![k, 1, n], vec![m, 1]],
        },
        "mean" => vec![vec![m.max(1), n.max(1)]],
        "mean_dim" => vec![vec![m, n.max(1)]],
        "sum_dim" => vec![vec![m, n, k]],
        "reshape" => vec![vec![m, 3]],
        "squeeze" => vec![vec![m, 1 + case % 2, k]],
        "expand" => vec![[vec![], vec![2], vec![3, 1], vec![1, 1], vec![1, 2], vec![3, 2]][case % 6].clone()],
        "slice" => vec![vec![3 + m.max(1), n]],
        "conv2d" => vec![vec![m.min(2), k.min(2), m + 2, n + 2], vec![n.min(2), k.min(2), 2, 2]],
        "max_pool2d" | "avg_pool2d" => vec![vec![m.min(2), k, m + 2, n + 2]],
        "embedding" => vec![vec![m, k], vec![3, n]],
        "cat" => vec![vec![m, k], vec![m, n]],
        "pad" => vec![vec![m.min(2), k, n, m + 3]],
        "gather" => vec![vec![m, k.max(1)], vec![if case.is_multiple_of(2) { m } else { 1.min(m) }, n]],
        "bmm" => match case % 4 {
            0 => vec![vec![2, m, k], vec![2, k, n]],
            1 => vec![vec![m, k], vec![3, k, n]],
            2 => vec![vec![2, 1, m, k], vec![3, k, n]],
            _ => vec![vec![1, m, k], vec![k, n]],
        },
        "where" => match case % 3 {
            0 => vec![vec![m, n]; 3],
            1 => vec![vec![n], vec![m, 1], vec![]],
            _ => vec![vec![m, 1], vec![], vec![k, m, n]],
        },
        "amax" | "max" | "argmax" => vec![vec![m, n, k.max(1)]],
        _ => vec![[vec![], vec![n], vec![m, n], vec![m, 1, k]][case % 4].clone()],
    };
    let number = |slot: usize, rng: &mut Rng| {
        let x = f64::uniform(rng, -2.0, 2.0);
        match (op, slot) {
            // Where the function has a kink or a pole, stay away from it: the convention there has tests of its own.
            ("relu" | "abs" | "reciprocal" | "leaky_relu" | "elu" | "selu" | "threshold", _)
            | ("prelu" | "cosine_hinge", 0)
            | ("div", 1) => x + 0.3 * x.signum(),
            ("log" | "sqrt" | "rsqrt" | "variance_floor", _) | ("pow", 0) | ("kl_div", 1) => x.abs() + 0.3,
            // Places in a table of three rows; between two whole numbers the row changes.
            ("embedding", 0) => x.abs().floor(),
            ("gather", 1) | ("where", 0) | ("one_hot", _) => {
                ((x + 2.0) / 4.0 * if op == "gather" { k.max(1) as f64 } else { 2.0 }).floor()
            }
            ("relu6" | "hardsigmoid" | "hardswish", _) => 3.0 * x,
            ("hinge_embedding_loss", 0) => x + 0.3 * (x - 1.0).signum(),
            ("stirling", _) => x.abs() + 1.3,
            ("binary_cross_entropy_with_logits", 1) => (x + 2.0) / 4.0,
            ("binary_cross_entropy", _) => (x + 2.5) / 5.0,
            ("hinge_embedding_loss" | "cosine_hinge", 1) => x.signum(),
            // A class: one of the columns.
            ("nll_loss" | "multi_margin_loss", 1) => (x.abs() / 2.0 * n.max(1) as f64).floor(),
            ("class_weight", _) => (x.abs() * 1.5).floor(),
            _ => x,
        }
    };
    let tensor = |(slot, dims): (usize, &Vec<usize>)| {
        let data = (0..dims.iter().product()).map(|_| number(slot, rng)).collect();
        Tensor::new(dims, data).expect("the count fits")
    };
    shapes.iter().enumerate().map(tensor).collect()
}

/// Σ cotangent · op(inputs): a number whose gradient tests every path with a different weight.
fn weighted(
    op: &Arc<dyn Op<f64>>,
    inputs: &[Tensor<f64>],
    cotangent: &mut Option<Tensor<f64>>,
    rng: &mut Rng,
) -> (Tape<f64>, Vec<NodeId>, NodeId) {
    let mut tape = Tape::new();
    let ids: Vec<_> = inputs.iter().map(|tensor| tape.leaf(tensor, true)).collect();
    let y = tape.apply(Arc::clone(op), &ids).expect("the shapes fit");
    let weights = cotangent.get_or_insert_with(|| {
        let shape = tape.node(y).shape().clone();
        Tensor::new(shape.dims(), (0..shape.count()).map(|_| f64::uniform(rng, 0.5, 1.5)).collect())
            .expect("the count fits")
    });
    let weights = tape.leaf(weights, false);
    let product = tape.apply(Arc::new(ops::Mul), &[y, weights]).expect("same shape");
    let loss = tape.apply(Arc::new(ops::Sum), &[product]).expect("a sum");
    (tape, ids, loss)
}

fn check_gradient(op: &Arc<dyn Op<f64>>, inputs: &[Tensor<f64>], rng: &mut Rng) {
    let mut cotangent = None;
    let (mut tape, ids, loss) = weighted(op, inputs, &mut cotangent, rng);
    tape.backward_from(loss).expect("a gradient");
    for (slot, id) in ids.iter().enumerate() {
        let grad = tape.grad(*id).expect("a gradient").to_vec();
        // Of an operation on any number of tensors, those after the last name are as that one.
        let name = |names: &[&'static str]| names[slot.min(names.len() - 1)];
        if name(op.info().backward) == "0" {
            // What is a name or a sign and no amount has no gradient, and moving it a little makes no sense.
            assert!(grad.iter().all(|grad| *grad == 0.0), "{}: gradient of {}", op.info().name, name(op.info().inputs));
            continue;
        }
        for (cell, ours) in grad.iter().enumerate() {
            let mut at = |offset: f64| {
                let mut moved = inputs.to_vec();
                moved[slot].data_mut()[cell] += offset;
                let (tape, _, loss) = weighted(op, &moved, &mut cotangent, rng);
                tape.value(loss)[0]
            };
            let expect = (at(EPS) - at(-EPS)) / (2.0 * EPS);
            let (op, input) = (op.info().name, name(op.info().inputs));
            assert!(
                agrees(*ours, expect),
                "{op}: gradient of {input} cell {cell}: {ours}, not {expect}, at {inputs:?}"
            );
        }
    }
}

#[test]
fn a_number_used_twice_gets_the_sum_of_both_gradients() {
    let graph = chalkgrad::Graph::<f64>::new();
    let a = graph.parameter(3.0);
    // A diamond: b = a + a, c = b · b reaches a along four paths. d/da (2a)² = 8a.
    let b = a + a;
    let c = b * b;
    c.backward().expect("a gradient");
    assert_eq!((c.item(), a.grad().expect("a gradient").data()), (36.0, &[24.0][..]));
}

#[test]
fn a_hundred_thousand_operations_need_no_recursion() {
    let graph = chalkgrad::Graph::<f64>::new();
    let x = graph.parameter(1.0);
    let mut y = x;
    for _ in 0..100_000 {
        y = -y;
    }
    y.backward().expect("a gradient");
    assert_eq!((y.item(), x.grad().expect("a gradient").data()), (1.0, &[1.0][..]));
    drop(graph);
}

#[test]
fn kinks_follow_pytorchs_convention() {
    let check = |name: &str, x: f64, expect: f64| {
        let op = ops::all::<f64>().into_iter().find(|op| op.info().name == name).expect("an operation");
        let mut tape = Tape::new();
        let x = tape.leaf(&Tensor::scalar(x), true);
        let y = tape.apply(op, &[x]).expect("a scalar fits");
        tape.backward_from(y).expect("a gradient");
        assert_eq!(tape.grad(x).expect("a gradient"), [expect], "{name}");
    };
    check("relu", 0.0, 0.0);
    check("abs", 0.0, 0.0);
    check("abs", -0.0, 0.0);
    check("leaky_relu", 0.0, 0.01);
    check("elu", 0.0, 1.0);
    check("celu", 0.0, 1.0);
    check("threshold", 0.0, 0.0);
    check("relu6", 0.0, 0.0);
    check("relu6", 6.0, 0.0);
    check("hardtanh", -1.0, 0.0);
    check("hardtanh", 1.0, 0.0);
    check("clamp", 1.0, 0.0);
    check("hardsigmoid", 3.0, 0.0);
    check("hardswish", -3.0, 0.0);
    check("hardswish", 3.0, 1.0);
    check("softshrink", 0.5, 0.0);
    check("hardshrink", -0.5, 0.0);
    check("sqrt", 0.0, f64::INFINITY);
}

#[test]
fn shapes_that_do_not_fit_say_what_would() {
    let check = |name: &str, left: &[usize], right: &[usize], expect: &str| {
        let op = ops::all::<f32>().into_iter().find(|op| op.info().name == name).expect("an operation");
        let mut tape = Tape::new();
        let inputs = [tape.leaf(&Tensor::zeros(left), false), tape.leaf(&Tensor::zeros(right), false)];
        let inputs = &inputs[..op.info().inputs.len()];
        assert_eq!(tape.apply(op, inputs).expect_err("an error").to_string(), expect);
        assert_eq!(tape.len(), 2, "the tape is as it was");
    };
    check(
        "matmul",
        &[2, 3],
        &[4, 2],
        "matmul: shapes [2, 3] and [4, 2] do not fit: the first has 3 columns, so the second must be a matrix of 3 rows",
    );
    check(
        "linear",
        &[5, 3],
        &[4, 2],
        "linear: x of shape [5, 3] has 3 columns, but the weight of shape [4, 2] takes 2",
    );
    check(
        "add",
        &[2, 3],
        &[2],
        "add: shapes [2, 3] and [2] do not fit together; each dimension, counted from the last, must be equal or 1",
    );
    check(
        "transpose",
        &[2, 3, 4],
        &[],
        "transpose: a tensor of shape [2, 3, 4] is not a matrix; it needs 2 dimensions",
    );
    check(
        "bmm",
        &[2, 3, 4],
        &[3, 4, 1],
        "bmm: shapes [2, 3, 4] and [3, 4, 1] do not fit: the last size of the first must be the second-last of the second, and the sizes in front must be equal or 1",
    );
    check(
        "cat",
        &[2, 3],
        &[3, 3],
        "cat: shapes [2, 3] and [3, 3] cannot be joined along dimension 1; all other sizes must be equal",
    );
    check(
        "gather",
        &[2, 3],
        &[3, 1],
        "gather: an index of shape [3, 1] does not fit shape [2, 3]; it needs as many dimensions, and apart from dimension 1 no size may be larger",
    );
    check(
        "reshape",
        &[2, 2],
        &[],
        "reshape: shape [2, 2] holds 4 numbers, which do not fill [3, -1]; the sizes must multiply to 4, and one of them may be -1",
    );
    check("permute", &[2], &[], "permute: 2 dimensions are named, but shape [2] has 1");
    check("unsqueeze", &[], &[], "unsqueeze: dimension 1 is not there in shape []; it must be from -1 to 0");
    check(
        "expand",
        &[4],
        &[],
        "expand: shape [4] cannot be repeated to [3, 2]; only sizes of 1, and new dimensions in front, can grow",
    );
    check(
        "slice",
        &[3],
        &[],
        "slice: 1:4:2 does not fit dimension 0 of shape [3]; from and to must lie between 0 and 3, the step must be at least 1",
    );
    check("amax", &[2, 0], &[], "amax: dimension -1 of shape [2, 0] has size 0, and there is no largest of no numbers");
    check(
        "nll_loss",
        &[2, 3],
        &[2, 1],
        "nll_loss: the prediction has shape [2, 3], the target [2, 1]; a row of scores is needed for each class of the target",
    );
}
