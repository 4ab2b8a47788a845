//! The loss of two classes, from a probability for each.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, reduce, same_shape, step, weigh};
use crate::error::Result;
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};
use std::f64::consts::LN_2;

loss! {
    /// `torch.nn.BCELoss`: for targets 0 and 1; the prediction is a probability, as a sigmoid gives it.
    BCELoss(prediction, target), Shares {
        weight: numbers(0.0, MAX_WEIGHT) = None, "What the losses of each column are multiplied with.";
    }
    formula "L = −(Σᵢ yᵢ · ln xᵢ + (1 − yᵢ) · ln(1 − xᵢ)) / n, no logarithm below −100"
    derivative "(xᵢ − yᵢ) / (xᵢ · (1 − xᵢ)) / n"
    "For two classes, 0 and 1, after a sigmoid: −ln of the probability that was given to the right class."
    Example {
        inputs: &[(&[2, 1], &[0.5, 0.5]), (&[2, 1], &[1.0, 0.0])],
        output: (&[], &[LN_2]),
        grads: &[&[-1.0, 1.0], &[0.0, 0.0]],
    }
}

impl<T: Float> Criterion<T> for BCELoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        same_shape("BCELoss", tape, inputs[0], inputs[1])?;
        let losses = step(tape, ops::BinaryCrossEntropy, inputs)?;
        let losses = weigh(tape, "weight", losses, self.weight.as_deref())?;
        reduce(tape, self.reduction, losses, inputs[0])
    }
}
