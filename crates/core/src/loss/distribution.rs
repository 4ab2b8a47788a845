//! Losses of distributions: how probable the targets are under what the model predicts.

use super::declare::loss;
use super::{Criterion, constant, reduce, same_shape, step};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::Example;
use crate::ops;
use crate::tape::{NodeId, Tape};
use std::f64::consts::{E, PI};

const KL_REDUCTIONS: &[&str] = &["mean", "batchmean", "sum", "none"];

loss! {
    /// `torch.nn.KLDivLoss`: how far a predicted distribution is from that of the target. The prediction has
    /// logarithms of probabilities.
    KLDivLoss(prediction, target), Numbers, KL_REDUCTIONS {
        log_target: flag = false, "Whether the targets are logarithms, too.";
    }
    formula "L = (Σᵢ yᵢ · (ln yᵢ − xᵢ)) / n"
    derivative "−yᵢ / n"
    "How far the predicted probabilities, given as logarithms, are from those of the target: 0 where both are equal."
    Example {
        inputs: &[(&[1, 2], &[-1.0, 0.0]), (&[1, 2], &[1.0, 0.5])],
        output: (&[], &[0.326_713_204_860_013_7]),
        grads: &[&[-0.5, -0.25], &[1.0, 0.153_426_409_720_027_35]],
    }
}

impl<T: Float> Criterion<T> for KLDivLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t] = inputs else { unreachable!("this loss has two inputs") };
        same_shape("KLDivLoss", tape, x, t)?;
        let losses = if self.log_target {
            let probability = step(tape, ops::Exp, &[t])?;
            let difference = step(tape, ops::Sub, &[t, x])?;
            step(tape, ops::Mul, &[probability, difference])?
        } else {
            step(tape, ops::KlDiv, inputs)?
        };
        reduce(tape, self.reduction, losses, x)
    }
}

loss! {
    /// `torch.nn.PoissonNLLLoss`: for counts. The prediction is the logarithm of the expected count.
    PoissonNLLLoss(prediction, target), Numbers {
        log_input: flag = true, "Whether the prediction is the logarithm of the expected count, or the count itself.";
        full: flag = false, "Whether the part that does not depend on the prediction is added.";
        eps: number(0.0, 1.0) = 1e-8, "Keeps the logarithm away from 0 where the prediction is the count itself.";
    }
    formula "L = (Σᵢ exp(xᵢ) − yᵢ · xᵢ) / n"
    derivative "(exp(xᵢ) − yᵢ) / n"
    "For counts, such as visitors an hour: −ln of the probability of the count, up to a constant."
    Example {
        inputs: &[(&[2, 1], &[0.0, 1.0]), (&[2, 1], &[3.0, 1.0])],
        output: (&[], &[E / 2.0]),
        grads: &[&[-1.0, (E - 1.0) / 2.0], &[0.0, -0.5]],
    }
}

impl<T: Float> Criterion<T> for PoissonNLLLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t] = inputs else { unreachable!("this loss has two inputs") };
        same_shape("PoissonNLLLoss", tape, x, t)?;
        let (expected, logarithm) = if self.log_input {
            (step(tape, ops::Exp, &[x])?, x)
        } else {
            let eps = constant(tape, self.eps);
            let shifted = step(tape, ops::Add, &[x, eps])?;
            (x, step(tape, ops::Log, &[shifted])?)
        };
        let product = step(tape, ops::Mul, &[t, logarithm])?;
        let mut losses = step(tape, ops::Sub, &[expected, product])?;
        if self.full {
            let rest = step(tape, ops::Stirling, &[t])?;
            losses = step(tape, ops::Add, &[losses, rest])?;
        }
        reduce(tape, self.reduction, losses, x)
    }
}

loss! {
    /// `torch.nn.GaussianNLLLoss`: the prediction is an expected number, and `var` how far it may be off, squared.
    GaussianNLLLoss(prediction, target, var), More {
        full: flag = false, "Whether the part that depends on no input is added.";
        eps: number(1e-38, 1.0) = 1e-6, "The smallest variance.";
    }
    formula "L = (Σᵢ (ln vᵢ + (xᵢ − yᵢ)² / vᵢ) / 2) / n"
    derivative "(xᵢ − yᵢ) / vᵢ / n"
    "For predictions that say how sure they are: an error counts less where the predicted variance is large."
    Example {
        inputs: &[(&[2, 1], &[1.0, 5.0]), (&[2, 1], &[2.0, 3.0]), (&[2, 1], &[1.0, 1.0])],
        output: (&[], &[1.25]),
        grads: &[&[-0.5, 1.0], &[0.5, -1.0], &[0.0, -0.75]],
    }
}

impl<T: Float> Criterion<T> for GaussianNLLLoss {
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId> {
        let &[x, t, var] = inputs else { unreachable!("this loss has three inputs") };
        same_shape("GaussianNLLLoss", tape, x, t)?;
        same_shape("GaussianNLLLoss", tape, x, var)?;
        if let Some(negative) = tape.value(var).iter().find(|var| **var < T::zero()) {
            return Err(Error::new("variance", &[("value", negative)]));
        }
        let var = step(tape, ops::VarianceFloor { eps: self.eps }, &[var])?;
        let logarithm = step(tape, ops::Log, &[var])?;
        let error = step(tape, ops::Sub, &[x, t])?;
        let square = step(tape, ops::Square, &[error])?;
        let quotient = step(tape, ops::Div, &[square, var])?;
        let sum = step(tape, ops::Add, &[logarithm, quotient])?;
        let half = constant(tape, 0.5);
        let mut losses = step(tape, ops::Mul, &[sum, half])?;
        if self.full {
            let rest = constant(tape, (2.0 * PI).ln() / 2.0);
            losses = step(tape, ops::Add, &[losses, rest])?;
        }
        reduce(tape, self.reduction, losses, x)
    }
}
