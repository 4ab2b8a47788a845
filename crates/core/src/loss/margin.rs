//! Losses with a margin: what is far enough on the right side costs nothing. Targets are 1 and −1.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, constant, reduce, same_shape, step};
use crate::error::Result;
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};
use std::f64::consts::LN_2;

loss! {
    /// `torch.nn.HingeEmbeddingLoss`: the prediction is a distance; 1 says that two things belong together.
    HingeEmbeddingLoss(prediction, target), Signs {
        margin: number(-MAX_WEIGHT, MAX_WEIGHT) = 1.0, "How far apart is far enough.";
    }
    formula "L = (Σᵢ lᵢ) / n, lᵢ = xᵢ where yᵢ = 1, max(0, m − xᵢ) where yᵢ = −1"
    derivative "1 / n where yᵢ = 1, −[xᵢ < m] / n where yᵢ = −1"
    "For distances: those of pairs that belong together should be small, all others larger than the margin."
    Example {
        inputs: &[(&[2, 1], &[0.5, 0.25]), (&[2, 1], &[1.0, -1.0])],
        output: (&[], &[0.625]),
        grads: &[&[0.5, -0.5]],
    }
}

impl<T: Float> Criterion<T> for HingeEmbeddingLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("HingeEmbeddingLoss", tape, inputs[0], inputs[1])?;
        let losses = step(tape, ops::HingeEmbeddingLoss { margin: self.margin }, inputs)?;
        reduce(tape, self.reduction, losses, inputs[0])
    }
}

loss! {
    /// `torch.nn.SoftMarginLoss`: the sign of the prediction should be that of the target.
    ///
    /// PyTorch's own overflows for −y · x above 88 in `float32`; this one does not.
    SoftMarginLoss(prediction, target), Signs {}
    formula "L = (Σᵢ ln(1 + e^(−yᵢ · xᵢ))) / n"
    derivative "−yᵢ · σ(−yᵢ · xᵢ) / n"
    "For two classes, 1 and −1: the loss grows with how far the prediction is on the wrong side of 0."
    Example {
        inputs: &[(&[2, 1], &[0.0, 0.0]), (&[2, 1], &[1.0, -1.0])],
        output: (&[], &[LN_2]),
        grads: &[&[-0.25, 0.25], &[0.0, 0.0]],
    }
}

impl<T: Float> Criterion<T> for SoftMarginLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("SoftMarginLoss", tape, inputs[0], inputs[1])?;
        let losses = step(tape, ops::SoftMarginLoss, inputs)?;
        reduce(tape, self.reduction, losses, inputs[0])
    }
}

loss! {
    /// `torch.nn.MarginRankingLoss`: where the target is 1, the first input should be larger than the second,
    /// where it is −1, smaller.
    MarginRankingLoss(input1, input2, target), More {
        margin: number(-MAX_WEIGHT, MAX_WEIGHT) = 0.0, "By how much.";
    }
    formula "L = (Σᵢ max(0, −yᵢ · (aᵢ − bᵢ) + m)) / n"
    derivative "−yᵢ / n by a and yᵢ / n by b where the order is wrong, 0 elsewhere"
    "For rankings: a pair costs something only where its order is wrong, or right by less than the margin."
    Example {
        inputs: &[(&[2], &[1.0, 3.0]), (&[2], &[2.0, 1.0]), (&[2], &[1.0, 1.0])],
        output: (&[], &[0.5]),
        grads: &[&[-0.5, 0.0], &[0.5, 0.0]],
    }
}

impl<T: Float> Criterion<T> for MarginRankingLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[a, b, t] = inputs else { unreachable!("this loss has three inputs") };
        same_shape("MarginRankingLoss", tape, a, b)?;
        same_shape("MarginRankingLoss", tape, a, t)?;
        let difference = step(tape, ops::Sub, &[a, b])?;
        let order = step(tape, ops::Mul, &[difference, t])?;
        let wrong = step(tape, ops::Neg, &[order])?;
        let margin = constant(tape, self.margin);
        let lack = step(tape, ops::Add, &[wrong, margin])?;
        let losses = step(tape, ops::Clamp { min: 0.0, ..ops::Clamp::default() }, &[lack])?;
        reduce(tape, self.reduction, losses, a)
    }
}
