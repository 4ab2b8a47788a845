//! Losses: how far predictions are from targets, as one number. Names are `torch.nn`'s.

use crate::error::{Error, Result};
use crate::float::Float;
use crate::graph::Var;
use crate::ops;
use crate::tape::{NodeId, Tape};
use std::sync::Arc;

/// A loss with `reduction="mean"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// `torch.nn.MSELoss`: the mean of the squared errors.
    MSELoss,
    /// `torch.nn.L1Loss`: the mean of the absolute errors.
    L1Loss,
    /// `torch.nn.BCEWithLogitsLoss`: for targets 0 and 1; the prediction is a logit.
    BCEWithLogitsLoss,
}

/// What there is to know about a loss.
#[derive(Debug)]
pub struct LossInfo {
    /// The name in `torch.nn`.
    pub name: &'static str,
    /// The loss itself.
    pub loss: Loss,
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
}

/// The registry of losses.
pub const LOSSES: &[LossInfo] = &[
    LossInfo {
        name: "MSELoss",
        loss: Loss::MSELoss,
        formula: "L = (Σᵢ (xᵢ − yᵢ)²) / n",
        sentence: "The mean of the squared errors: large errors count most.",
    },
    LossInfo {
        name: "L1Loss",
        loss: Loss::L1Loss,
        formula: "L = (Σᵢ |xᵢ − yᵢ|) / n",
        sentence: "The mean of the absolute errors: an outlier pulls no harder than any other point.",
    },
    LossInfo {
        name: "BCEWithLogitsLoss",
        loss: Loss::BCEWithLogitsLoss,
        formula: "L = (Σᵢ max(xᵢ, 0) − xᵢ · yᵢ + ln(1 + e^−|xᵢ|)) / n",
        sentence: "For two classes, 0 and 1: −ln of the probability that the logit gives to the right class.",
    },
];

impl Loss {
    /// Records the loss of a prediction, small operation by small operation where that is stable.
    pub fn record<T: Float>(self, tape: &mut Tape<T>, prediction: NodeId, target: NodeId) -> Result<NodeId> {
        let (left, right) = (tape.node(prediction).shape(), tape.node(target).shape());
        if left != right {
            // PyTorch broadcasts here and only warns: (15,) against (15, 1) trains on nonsense.
            return Err(Error::new("shape_loss", &[("op", &self.info().name), ("left", left), ("right", right)]));
        }
        match self {
            Self::MSELoss => {
                let error = tape.apply(Arc::new(ops::Sub), &[prediction, target])?;
                let square = tape.apply(Arc::new(ops::Square), &[error])?;
                tape.apply(Arc::new(ops::Mean), &[square])
            }
            Self::L1Loss => {
                let error = tape.apply(Arc::new(ops::Sub), &[prediction, target])?;
                let size = tape.apply(Arc::new(ops::Abs), &[error])?;
                tape.apply(Arc::new(ops::Mean), &[size])
            }
            Self::BCEWithLogitsLoss => tape.apply(Arc::new(ops::BinaryCrossEntropyWithLogits), &[prediction, target]),
        }
    }

    /// `loss_fn(prediction, target)`. Panics where [`Loss::record`] would return an error.
    pub fn forward<'g, T: Float>(self, prediction: Var<'g, T>, target: Var<'g, T>) -> Var<'g, T> {
        assert!(std::ptr::eq(prediction.graph(), target.graph()), "prediction and target belong to different graphs");
        let recorded = self.record(&mut prediction.graph().tape_mut(), prediction.id(), target.id());
        match recorded {
            Ok(id) => prediction.graph().var(id),
            Err(error) => panic!("{error}"),
        }
    }

    /// What there is to know about this loss.
    pub fn info(self) -> &'static LossInfo {
        LOSSES.iter().find(|info| info.loss == self).unwrap_or(&LOSSES[0])
    }
}
