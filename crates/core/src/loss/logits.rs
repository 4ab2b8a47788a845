//! The loss of two classes, from a logit for each.

use super::declare::loss;
use super::{Criterion, MAX_WEIGHT, constant, reduce, same_shape, step, weigh};
use crate::error::Result;
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};

loss! {
    /// `torch.nn.BCEWithLogitsLoss`: for targets 0 and 1; the prediction is a logit.
    BCEWithLogitsLoss(prediction, target), Numbers {
        weight: numbers(0.0, MAX_WEIGHT) = None, "What the losses of each column are multiplied with.";
        pos_weight: numbers(0.0, MAX_WEIGHT) = None, "How much the target 1 counts, for each column.";
    }
    formula "L = (Σᵢ max(xᵢ, 0) − xᵢ · yᵢ + ln(1 + e^−|xᵢ|)) / n"
    derivative "(σ(xᵢ) − yᵢ) / n"
    "For two classes, 0 and 1: −ln of the probability that the logit gives to the right class."
    Example {
        inputs: &[(&[2, 1], &[0.0, 2.0]), (&[2, 1], &[1.0, 0.0])],
        output: (&[], &[1.410_037_595_801_459]),
        grads: &[&[-0.25, 0.440_398_538_988_941_15], &[0.0, -1.0]],
    }
}

impl<T: Float> Criterion<T> for BCEWithLogitsLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t] = inputs else { unreachable!("this loss has two inputs") };
        same_shape("BCEWithLogitsLoss", tape, x, t)?;
        let losses = match &self.pos_weight {
            None => step(tape, ops::BinaryCrossEntropyWithLogits, inputs)?,
            Some(weights) => with_pos_weight(tape, x, t, weights)?,
        };
        let losses = weigh(tape, "weight", losses, self.weight.as_deref())?;
        reduce(tape, self.reduction, losses, x)
    }
}

/// (1 − t) · x + (1 + (p − 1) · t) · ln(1 + e⁻ˣ), PyTorch's form, where p weighs the target 1.
fn with_pos_weight<T: Float>(tape: &mut Tape<T>, x: NodeId, t: NodeId, weights: &[f64]) -> Result<NodeId> {
    let one = constant(tape, 1.0);
    let rest = step(tape, ops::Sub, &[one, t])?;
    let negative = step(tape, ops::Mul, &[rest, x])?;
    let more: Vec<_> = weights.iter().map(|weight| weight - 1.0).collect();
    let more = weigh(tape, "pos_weight", t, Some(&more))?;
    let factor = step(tape, ops::Add, &[more, one])?;
    // The loss for the target 1, ln(1 + e⁻ˣ), without overflow.
    let positive = step(tape, ops::BinaryCrossEntropyWithLogits, &[x, one])?;
    let positive = step(tape, ops::Mul, &[factor, positive])?;
    step(tape, ops::Add, &[negative, positive])
}
