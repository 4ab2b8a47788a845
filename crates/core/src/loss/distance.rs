//! Losses of numbers: how far the prediction is from the target.

use super::declare::loss;
use super::{Criterion, reduce, same_shape, step};
use crate::error::Result;
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};

loss! {
    /// `torch.nn.MSELoss`: the mean of the squared errors.
    MSELoss(prediction, target), Numbers {}
    formula "L = (Σᵢ (xᵢ − yᵢ)²) / n"
    derivative "2 · (xᵢ − yᵢ) / n"
    "The mean of the squared errors: large errors count most."
    Example {
        inputs: &[(&[2, 1], &[1.0, 5.0]), (&[2, 1], &[2.0, 3.0])],
        output: (&[], &[2.5]),
        grads: &[&[-1.0, 2.0], &[1.0, -2.0]],
    }
}

impl<T: Float> Criterion<T> for MSELoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("MSELoss", tape, inputs[0], inputs[1])?;
        let error = step(tape, ops::Sub, inputs)?;
        let square = step(tape, ops::Square, &[error])?;
        reduce(tape, self.reduction, square, error)
    }
}

#[cfg(feature = "full")]
loss! {
    /// `torch.nn.L1Loss`: the mean of the absolute errors.
    L1Loss(prediction, target), Numbers {}
    formula "L = (Σᵢ |xᵢ − yᵢ|) / n"
    derivative "sign(xᵢ − yᵢ) / n"
    "The mean of the absolute errors: an outlier pulls no harder than any other point."
    Example {
        inputs: &[(&[2, 1], &[1.0, 5.0]), (&[2, 1], &[2.0, 3.0])],
        output: (&[], &[1.5]),
        grads: &[&[-0.5, 0.5], &[0.5, -0.5]],
    }
}

#[cfg(feature = "full")]
impl<T: Float> Criterion<T> for L1Loss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("L1Loss", tape, inputs[0], inputs[1])?;
        let error = step(tape, ops::Sub, inputs)?;
        let size = step(tape, ops::Abs, &[error])?;
        reduce(tape, self.reduction, size, error)
    }
}
