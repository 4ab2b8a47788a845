//! Losses that outliers cannot dominate.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, reduce, same_shape, step};
use crate::error::Result;
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};

loss! {
    /// `torch.nn.SmoothL1Loss`: the absolute error with its corner rounded off.
    SmoothL1Loss(prediction, target), Numbers {
        beta: number(0.0, MAX_WEIGHT) = 1.0, "Below this error the loss is a parabola; with 0 it is the absolute error.";
    }
    formula "L = (Σᵢ lᵢ) / n, lᵢ = (xᵢ − yᵢ)² / (2β) where |xᵢ − yᵢ| < β, |xᵢ − yᵢ| − β / 2 elsewhere"
    derivative "clamp((xᵢ − yᵢ) / β, −1, 1) / n"
    "The absolute error for large errors, rounded off to a parabola near 0, so that the last steps become small."
    Example {
        inputs: &[(&[2, 1], &[0.5, 5.0]), (&[2, 1], &[0.0, 2.0])],
        output: (&[], &[1.3125]),
        grads: &[&[0.25, 0.5], &[-0.25, -0.5]],
    }
}

impl<T: Float> Criterion<T> for SmoothL1Loss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        if self.beta == 0.0 {
            // As in PyTorch: nothing is divided by 0.
            return super::L1Loss { reduction: self.reduction }.record(tape, inputs);
        }
        same_shape("SmoothL1Loss", tape, inputs[0], inputs[1])?;
        let losses = step(tape, ops::SmoothL1Loss { beta: self.beta }, inputs)?;
        reduce(tape, self.reduction, losses, inputs[0])
    }
}

loss! {
    /// `torch.nn.HuberLoss`: a parabola for small errors, a straight line for large ones.
    HuberLoss(prediction, target), Numbers {
        delta: number(1e-6, MAX_WEIGHT) = 1.0, "From this error on the loss grows along a straight line.";
    }
    formula "L = (Σᵢ lᵢ) / n, lᵢ = (xᵢ − yᵢ)² / 2 where |xᵢ − yᵢ| < δ, δ · (|xᵢ − yᵢ| − δ / 2) elsewhere"
    derivative "clamp(xᵢ − yᵢ, −δ, δ) / n"
    "Half the squared error for small errors; from δ on an outlier pulls no harder than any other point."
    Example {
        inputs: &[(&[2, 1], &[0.5, 5.0]), (&[2, 1], &[0.0, 2.0])],
        output: (&[], &[1.3125]),
        grads: &[&[0.25, 0.5], &[-0.25, -0.5]],
    }
}

impl<T: Float> Criterion<T> for HuberLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("HuberLoss", tape, inputs[0], inputs[1])?;
        let losses = step(tape, ops::HuberLoss { delta: self.delta }, inputs)?;
        reduce(tape, self.reduction, losses, inputs[0])
    }
}
