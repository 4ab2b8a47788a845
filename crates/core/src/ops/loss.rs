//! Losses that need an operation of their own, because in small steps they would overflow.

use super::numeric::{one_to_many, sigmoid, sum};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Cell, Combine, Example, Link, Op, OpInfo, Reads, Sink};
use crate::tensor::Shape;

/// `torch.nn.functional.binary_cross_entropy_with_logits`: x is the logit, t the target from 0 to 1.
///
/// Sigmoid and logarithm in one: for a logit of 200 the sigmoid rounds to 1, and ln(1 − 1) would be
/// infinite. In this form the exponential is only ever taken of a negative number.
#[derive(Clone, Copy, Debug)]
pub struct BinaryCrossEntropyWithLogits;

impl<T: Float> Op<T> for BinaryCrossEntropyWithLogits {
    fn info(&self) -> &'static OpInfo {
        static INFO: OpInfo = OpInfo {
            name: "binary_cross_entropy_with_logits",
            inputs: &["x", "t"],
            formula: "y = (Σᵢ max(xᵢ, 0) − xᵢ · tᵢ + ln(1 + e^−|xᵢ|)) / n",
            term: "max(x, 0) − x · t + ln(1 + exp(−|x|))",
            combine: Combine::Mean,
            backward: &["g · (σ(x) − t) / n", "−g · x / n"],
            sentence: "Compares each logit with its target, which is 0 or 1: the loss is −ln of the probability that the logit gives to the target.",
            backward_sentence: "The gradient is simply the difference between the predicted probability σ(x) and the target, divided by n.",
            example: Example {
                inputs: &[(&[2, 1], &[0.0, 2.0]), (&[2, 1], &[1.0, 0.0])],
                output: (&[], &[1.410_037_595_801_459]),
                grads: &[&[-0.25, 0.440_398_538_988_941_15], &[0.0, -1.0]],
            },
        };
        &INFO
    }

    fn shape(&self, inputs: &[&Shape]) -> Result<Shape> {
        if inputs[0] != inputs[1] {
            let op = "binary_cross_entropy_with_logits";
            return Err(Error::new("shape_loss", &[("op", &op), ("left", inputs[0]), ("right", inputs[1])]));
        }
        Ok(Shape::default())
    }

    fn forward(&self, reads: Reads<T>, y: &mut [T]) {
        let (x, t) = (reads.input(0), reads.input(1));
        let terms = x.iter().zip(t).map(|(x, t)| x.max(T::zero()) - *x * *t + (-x.abs()).exp().ln_1p());
        y[0] = sum(terms) / T::from_f64(x.len() as f64);
    }

    fn backward(&self, index: usize, reads: Reads<T>, _: &[T], g: &[T], into: Sink<T>) {
        let (x, t) = (reads.input(0), reads.input(1));
        let share = g[0] / T::from_f64(x.len() as f64);
        if index == 0 {
            into.each(x.iter().zip(t).map(|(x, t)| share * (sigmoid(*x) - *t)));
        } else {
            into.each(x.iter().map(|x| -share * *x));
        }
    }

    fn links(&self, inputs: &[&Shape], _: &Shape, cell: Cell) -> Vec<Link> {
        let links = one_to_many(inputs[0], cell).into_iter();
        links.map(|link| Link { inputs: vec![link.inputs[0]; 2], ..link }).collect()
    }
}
