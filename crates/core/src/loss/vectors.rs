//! Losses of vectors: which of them should be close to each other, and which far apart.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, constant, reduce, same_shape, step};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};

loss! {
    /// `torch.nn.CosineEmbeddingLoss`: vectors `[rows, columns]` in pairs; where the target, `[rows]`, is 1 they
    /// should point the same way, where it is −1 they should not.
    CosineEmbeddingLoss(input1, input2, target), More {
        margin: number(-1.0, 1.0) = 0.0, "Which cosine is small enough for vectors that do not belong together.";
    }
    formula "L = (Σᵢ lᵢ) / n, lᵢ = 1 − cos(aᵢ, bᵢ) where yᵢ = 1, max(0, cos(aᵢ, bᵢ) − m) where yᵢ = −1"
    derivative "∓(bᵢ / (|aᵢ| · |bᵢ|) − cos(aᵢ, bᵢ) · aᵢ / |aᵢ|²) / n by a"
    "For vectors in pairs: those that belong together should point the same way, whatever their lengths."
    Example {
        inputs: &[(&[2, 2], &[3.0, 0.0, 1.0, 0.0]), (&[2, 2], &[0.0, 2.0, 0.0, 1.0]), (&[2], &[1.0, -1.0])],
        output: (&[], &[0.5]),
        grads: &[&[0.0, -1.0 / 6.0, 0.0, 0.5], &[-0.25, 0.0, 0.5, 0.0]],
    }
}

impl<T: Float> Criterion<T> for CosineEmbeddingLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[a, b, t] = inputs else { unreachable!("this loss has three inputs") };
        same_shape("CosineEmbeddingLoss", tape, a, b)?;
        let fits = match tape.node(a).shape().dims() {
            [rows @ .., _] => rows.len() < 2 && rows == tape.node(t).shape().dims(),
            [] => false,
        };
        if !fits {
            let (left, right) = (tape.node(a).shape(), tape.node(t).shape());
            return Err(Error::new(
                "shape_classes",
                &[("op", &"CosineEmbeddingLoss"), ("left", left), ("right", right)],
            ));
        }
        let dot = step(tape, ops::Mul, &[a, b])?;
        let dot = sum_of_rows(tape, dot)?;
        // PyTorch's: a vector of zeros has a length, too.
        let eps = constant(tape, 1e-12);
        let [a2, b2] = [a, b].map(|x| {
            let square = step(tape, ops::Square, &[x])?;
            let sum = sum_of_rows(tape, square)?;
            step(tape, ops::Add, &[sum, eps])
        });
        let product = step(tape, ops::Mul, &[a2?, b2?])?;
        let length = step(tape, ops::Sqrt, &[product])?;
        let cosine = step(tape, ops::Div, &[dot, length])?;
        let losses = step(tape, ops::CosineHinge { margin: self.margin }, &[cosine, t])?;
        reduce(tape, self.reduction, losses, a)
    }
}

loss! {
    /// `torch.nn.TripletMarginLoss`: an anchor should be closer to the positive vector than to the negative one.
    TripletMarginLoss(anchor, positive, negative), More {
        margin: number(1e-6, MAX_WEIGHT) = 1.0, "By how much closer.";
        p: number(1.0, 100.0) = 2.0, "The exponent of the distance: 2 is the usual one.";
        eps: number(0.0, 1.0) = 1e-6, "Added to each difference, so that no distance is exactly 0.";
        swap: flag = false, "Whether the distance from positive to negative counts where it is the smaller one.";
    }
    formula "L = (Σᵢ max(0, d(aᵢ, pᵢ) − d(aᵢ, nᵢ) + m)) / n"
    derivative "(∂d(aᵢ, pᵢ)/∂a − ∂d(aᵢ, nᵢ)/∂a) / n where the sum is above 0, 0 elsewhere"
    "For vectors in threes: the anchor is pulled to what belongs to it and pushed from what does not."
    Example {
        inputs: &[(&[1, 1], &[0.0]), (&[1, 1], &[2.0]), (&[1, 1], &[-1.5])],
        output: (&[], &[1.499_998]),
        grads: &[&[-2.0], &[1.0], &[1.0]],
    }
}

impl<T: Float> Criterion<T> for TripletMarginLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[anchor, positive, negative] = inputs else { unreachable!("this loss has three inputs") };
        same_shape("TripletMarginLoss", tape, anchor, positive)?;
        same_shape("TripletMarginLoss", tape, anchor, negative)?;
        let near = self.distance(tape, anchor, positive)?;
        let mut far = self.distance(tape, anchor, negative)?;
        if self.swap {
            let other = self.distance(tape, positive, negative)?;
            far = step(tape, ops::Minimum, &[far, other])?;
        }
        let difference = step(tape, ops::Sub, &[near, far])?;
        let margin = constant(tape, self.margin);
        let lack = step(tape, ops::Add, &[difference, margin])?;
        let losses = step(tape, ops::Clamp { min: 0.0, ..ops::Clamp::default() }, &[lack])?;
        reduce(tape, self.reduction, losses, anchor)
    }
}

impl TripletMarginLoss {
    /// `torch.nn.functional.pairwise_distance`: (Σⱼ |aⱼ − bⱼ + ε| ^ p) ^ (1 / p) for each row.
    fn distance<T: Float>(&self, tape: &mut Tape<T>, a: NodeId, b: NodeId) -> Result<NodeId> {
        let eps = constant(tape, self.eps);
        let difference = step(tape, ops::Sub, &[a, b])?;
        let difference = step(tape, ops::Add, &[difference, eps])?;
        if self.p == 2.0 {
            let square = step(tape, ops::Square, &[difference])?;
            let sum = sum_of_rows(tape, square)?;
            return step(tape, ops::Sqrt, &[sum]);
        }
        let size = step(tape, ops::Abs, &[difference])?;
        if self.p == 1.0 {
            return sum_of_rows(tape, size);
        }
        let (power, root) = (constant(tape, self.p), constant(tape, 1.0 / self.p));
        let size = step(tape, ops::Pow, &[size, power])?;
        let sum = sum_of_rows(tape, size)?;
        step(tape, ops::Pow, &[sum, root])
    }
}

fn sum_of_rows<T: Float>(tape: &mut Tape<T>, x: NodeId) -> Result<NodeId> {
    step(tape, ops::SumDim { dims: vec![-1], keepdim: false }, &[x])
}
