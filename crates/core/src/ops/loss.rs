//! A loss that needs an operation of its own, because in small steps it would overflow.

use super::elementwise::{self, elementwise};
use super::numeric::sigmoid;
use crate::error::Result;
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;
use std::f64::consts::LN_2;

elementwise! {
    /// `torch.nn.functional.binary_cross_entropy_with_logits`, cell by cell: x is the logit, t the target from 0 to 1.
    ///
    /// Sigmoid and logarithm in one: for a logit of 200 the sigmoid rounds to 1, and ln(1 − 1) would be
    /// infinite. In this form the exponential is only ever taken of a negative number.
    BinaryCrossEntropyWithLogits "binary_cross_entropy_with_logits" (x, t)
    "y = max(x, 0) − x · t + ln(1 + e^−|x|)" = "max(x, 0) − x · t + ln(1 + exp(−|x|))", each |x: T, t: T| {
        x.max(T::zero()) - x * t + (-x.abs()).exp().ln_1p()
    };
    grad 0 "g · (σ(x) − t)", |g: T, x: T, t: T| g * (sigmoid(x) - t);
    grad 1 "−g · x", |g: T, x: T, _| -g * x;
    "Compares each logit with its target, which is 0 or 1: the loss is −ln of the probability that the logit gives to the target."
    "The gradient is simply the difference between the predicted probability σ(x) and the target."
    Example {
        inputs: &[(&[2, 1], &[0.0, 2.0]), (&[2, 1], &[1.0, 0.0])],
        output: (&[2, 1], &[LN_2, 2.126_928_011_042_972_6]),
        grads: &[&[-0.5, 0.880_797_077_977_882_3], &[0.0, -2.0]],
    }
}
