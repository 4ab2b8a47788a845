//! The activations of `torch.nn` that the demo does not need, in the order of its documentation.

use super::activations;
use crate::error::{Error, Result};
use crate::float::Float;
use crate::layer::{LayerExample, LayerInfo, PLAIN, product};
use crate::op::Op;
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::tensor::MAX_DIMS;
use std::sync::Arc;

/// The largest size of a setting: beyond it f32 has no digits left for the data.
const MOST: f64 = 1e6;
/// The smallest size of a setting that numbers are divided by.
const LEAST: f64 = 1e-6;

/// A setting that is a number.
const fn number(name: &'static str, default: f64, sentence: &'static str) -> Arg {
    from(-MOST, name, default, sentence)
}

/// A setting that numbers are divided by: above 0.
const fn positive(name: &'static str, default: f64, sentence: &'static str) -> Arg {
    from(LEAST, name, default, sentence)
}

/// A setting that is at least `min`.
const fn from(min: f64, name: &'static str, default: f64, sentence: &'static str) -> Arg {
    Arg { name, kind: Kind::Number { min, max: MOST }, default: Some(Setting::Number(default)), sentence }
}

/// A setting that must be written.
const fn required(name: &'static str, sentence: &'static str) -> Arg {
    Arg { name, kind: Kind::Number { min: -MOST, max: MOST }, default: None, sentence }
}

/// The dimension of a softmax. Without a default: the exported program then always names it, because PyTorch
/// chooses one by itself where none is named, and warns.
const DIM: Arg = Arg {
    name: "dim",
    kind: Kind::Integer { min: -(MAX_DIMS.cast_signed() as i64), max: MAX_DIMS.cast_signed() as i64 - 1 },
    default: None,
    sentence: "The dimension along which the numbers share; −1, the last one, if it is not given. 0 are the rows of the batch.",
};

activations! {
    "Identity" () "y = x", "Changes nothing: it holds the place of an activation.", |_options| Vec::new(), cells: |_, _, _| 0.0, derivative: "∂L/∂x = g", example: Some(&SAME);
    "LeakyReLU" (number("negative_slope", 0.01, "The slope for negative numbers."))
        "y = max(0, x) + α · min(0, x)", "A ReLU that keeps a small part of negative numbers, so that no unit can die.",
        |options| vec![Arc::new(ops::LeakyRelu { negative_slope: options.number("negative_slope") })];
    "RReLU" (
        positive("lower", 1.0 / 8.0, "The smallest slope that training would draw."),
        positive("upper", 1.0 / 3.0, "The largest slope that training would draw.")
    ) "y = max(0, x) + α · min(0, x), α = (lower + upper) / 2",
        "A leaky ReLU with the slope in the middle between two limits. This is PyTorch's form for evaluation; in training PyTorch draws a slope for each number, which cannot be repeated here.",
        |options| vec![Arc::new(ops::LeakyRelu { negative_slope: middle(options) })],
        shape: |key, options, dims| ordered(key, options, "lower", "upper", true).map(|()| dims.to_vec()),
        python: Some(|options| format!("torch.nn.LeakyReLU({:?})", middle(options))),
        definition: "# RReLU with the slope of its evaluation form: in training PyTorch would draw slopes.\n\n";
    "ELU" (number("alpha", 1.0, "How far below 0 it goes."))
        "y = max(0, x) + α · (exp(min(0, x)) − 1)", "A ReLU that bends negative numbers smoothly towards −α.",
        |options| vec![Arc::new(ops::Elu { alpha: options.number("alpha") })];
    "SELU" () "y = 1.0507 · (max(0, x) + 1.6733 · (exp(min(0, x)) − 1))",
        "An ELU with two fixed numbers that keep a deep network around mean 0 and variance 1.",
        |_options| vec![Arc::new(ops::Selu)];
    "CELU" (positive("alpha", 1.0, "How far below 0 it goes."))
        "y = max(0, x) + α · (exp(min(0, x) / α) − 1)", "An ELU that has no kink, whatever α is.",
        |options| vec![Arc::new(ops::Celu { alpha: options.number("alpha") })];
    "GELU" (Arg {
        name: "approximate",
        kind: Kind::Choice(&["none", "tanh"]),
        default: Some(Setting::Choice("none")),
        sentence: "none for the error function itself, tanh for a formula that comes close to it.",
    }) "y = x · Φ(x), Φ(x) = (1 + erf(x / √2)) / 2",
        "A smooth ReLU: each number times the probability that a normally distributed number is smaller.",
        |options| if options.choice("approximate") == "tanh" { vec![Arc::new(ops::GeluTanh)] } else { vec![Arc::new(ops::Gelu)] };
    "SiLU" () "y = x · σ(x)", "A smooth ReLU: each number times its own sigmoid. It is also called swish.",
        |_options| vec![Arc::new(ops::Silu)];
    "Mish" () "y = x · tanh(ln(1 + eˣ))", "A smooth ReLU: each number times the tanh of its softplus.",
        |_options| vec![Arc::new(ops::Mish)];
    "LogSigmoid" () "y = ln(1 / (1 + e⁻ˣ))", "The logarithm of the sigmoid, exact for any number.",
        |_options| vec![Arc::new(ops::LogSigmoid)];
    "Softplus" (
        positive("beta", 1.0, "How sharp the bend is."),
        number("threshold", 20.0, "Where β · x is above it, y is x itself.")
    ) "y = ln(1 + exp(β · x)) / β", "A ReLU with a round bend, always above 0.",
        |options| vec![Arc::new(ops::Softplus { beta: options.number("beta"), threshold: options.number("threshold") })];
    "Softsign" () "y = x / (1 + |x|)", "Squeezes any number into the range from −1 to 1, more slowly than Tanh.",
        |_options| vec![Arc::new(ops::Softsign)];
    "ReLU6" () "y = min(max(0, x), 6)", "A ReLU that ends at 6.", |_options| vec![Arc::new(ops::Relu6)];
    "Hardtanh" (
        number("min_val", -1.0, "The lower limit."),
        number("max_val", 1.0, "The upper limit, above the lower one.")
    ) "y = min(max(x, lo), hi)", "A tanh of straight pieces: numbers between two limits pass, the rest is cut off.",
        |options| vec![Arc::new(ops::Hardtanh { min_val: options.number("min_val"), max_val: options.number("max_val") })],
        shape: |key, options, dims| ordered(key, options, "min_val", "max_val", false).map(|()| dims.to_vec());
    "Hardsigmoid" () "y = min(max(x + 3, 0), 6) / 6", "A sigmoid of straight pieces.", |_options| vec![Arc::new(ops::Hardsigmoid)];
    "Hardswish" () "y = x · min(max(x + 3, 0), 6) / 6", "Each number times its hard sigmoid.", |_options| vec![Arc::new(ops::Hardswish)];
    "Threshold" (
        required("threshold", "Numbers above it pass."),
        required("value", "What all others become.")
    ) "y = x · [x > θ] + v · [x ≤ θ]", "Lets numbers above a threshold pass and replaces all others by one value.",
        |options| vec![Arc::new(ops::Threshold { threshold: options.number("threshold"), value: options.number("value") })],
        shape: |key, options, dims| {
            let missing = ["threshold", "value"].into_iter().find(|name| options.get(name).is_none());
            missing.map_or(Ok(dims.to_vec()), |name| Err(Error::new("missing", &[("key", &format!("{key}.{name}"))])))
        };
    "Tanhshrink" () "y = x − tanh x", "What Tanh takes away from each number.", |_options| vec![Arc::new(ops::Tanhshrink)];
    "Softshrink" (from(0.0, "lambd", 0.5, "How far numbers move."))
        "y = sign(x) · max(|x| − λ, 0)", "Moves each number by λ towards 0; what is closer becomes 0.",
        |options| vec![Arc::new(ops::Softshrink { lambd: options.number("lambd") })];
    "Hardshrink" (from(0.0, "lambd", 0.5, "How close to 0 a number must be to become 0."))
        "y = x · [|x| > λ]", "Turns numbers close to 0 into 0; all others pass.",
        |options| vec![Arc::new(ops::Hardshrink { lambd: options.number("lambd") })];
    "Softmax" (DIM) "yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)", "Turns numbers of any size into probabilities that add up to 1.",
        |options| vec![Arc::new(ops::Softmax { dim: dim(options) })], shape: along, by_rows: not_along_rows;
    "LogSoftmax" (DIM) "yᵢ = xᵢ − ln Σⱼ exp(xⱼ)", "The logarithms of the softmax's probabilities, for NLLLoss.",
        |options| vec![Arc::new(ops::LogSoftmax { dim: dim(options) })], shape: along, by_rows: not_along_rows;
    "Softmin" (DIM) "yᵢ = exp(−xᵢ) / Σⱼ exp(−xⱼ)", "A softmax of the opposite numbers: the smallest gets the largest probability.",
        |options| vec![Arc::new(ops::Neg), Arc::new(ops::Softmax { dim: dim(options) })],
        shape: along, by_rows: not_along_rows, cells: |_, _, output| 2.0 * product(output), derivative: "∂L/∂xᵢ = −yᵢ · (gᵢ − Σⱼ gⱼ · yⱼ)", example: Some(&EQUAL);
}

/// Of `Identity`: what comes in goes out.
static SAME: LayerExample =
    LayerExample { options: "{}", input: (&[1, 2], &[3.0, -2.0]), parameters: &[], output: (&[1, 2], &[3.0, -2.0]) };

/// Of `Softmin`: equal numbers share equally.
static EQUAL: LayerExample =
    LayerExample { options: "{}", input: (&[1, 2], &[1.0, 1.0]), parameters: &[], output: (&[1, 2], &[0.5, 0.5]) };

/// The slope in the middle between the limits of `RReLU`.
fn middle(options: &Options) -> f64 {
    options.number("lower").midpoint(options.number("upper"))
}

fn dim(options: &Options) -> isize {
    isize::try_from(options.integer("dim")).unwrap_or(-1)
}

/// The shape stays; the dimension must be one of the batch's.
fn along(key: &str, options: &mut Options, dims: &[usize]) -> Result<Vec<usize>> {
    options.default_to("dim", Setting::Integer(-1));
    let (value, rank) = (options.integer("dim"), dims.len().cast_signed() as i64 + 1);
    if !(-rank..rank).contains(&value) {
        let key = format!("{key}.dim");
        return Err(Error::new(
            "out_of_range",
            &[("key", &key), ("value", &value), ("min", &-rank), ("max", &(rank - 1))],
        ));
    }
    Ok(dims.to_vec())
}

/// Where the numbers that share are those of one row.
fn not_along_rows(options: &Options, output: &[usize]) -> bool {
    let rank = output.len().cast_signed() + 1;
    dim(options).rem_euclid(rank) != 0
}

/// Two limits must stand in their order, as PyTorch demands.
fn ordered(key: &str, options: &Options, lower: &str, upper: &str, may_be_equal: bool) -> Result<()> {
    let (low, high) = (options.number(lower), options.number(upper));
    if high > low || (may_be_equal && high == low) {
        return Ok(());
    }
    let key = format!("{key}.{upper}");
    Err(Error::new("limits", &[("key", &key), ("value", &high), ("lower", &lower), ("min", &low)]))
}
