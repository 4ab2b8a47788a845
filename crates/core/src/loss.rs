//! Losses: how far predictions are from targets, as one number. Names, arguments and defaults are `torch.nn`'s.

mod declare;
mod distance;
#[cfg(feature = "full")]
mod logits;

#[cfg(feature = "full")]
mod classes;
#[cfg(feature = "full")]
mod distribution;
#[cfg(feature = "full")]
mod margin;
#[cfg(feature = "full")]
mod probability;
#[cfg(feature = "full")]
mod robust;
#[cfg(feature = "full")]
mod vectors;

#[cfg(feature = "full")]
pub use distance::L1Loss;
pub use distance::MSELoss;
#[cfg(feature = "full")]
pub use logits::BCEWithLogitsLoss;

#[cfg(feature = "full")]
pub use {
    classes::{CrossEntropyLoss, IGNORE_INDEX, MultiMarginLoss, NLLLoss},
    distribution::{GaussianNLLLoss, KLDivLoss, PoissonNLLLoss},
    margin::{HingeEmbeddingLoss, MarginRankingLoss, SoftMarginLoss},
    probability::BCELoss,
    robust::{HuberLoss, SmoothL1Loss},
    vectors::{CosineEmbeddingLoss, TripletMarginLoss},
};

#[cfg(feature = "full")]
pub(crate) use classes::{class_range, is_class};

use crate::error::{Error, Result};
use crate::float::Float;
use crate::op::{Example, Op};
use crate::ops;
use crate::options::{Arg, Options};
use crate::tape::{NodeId, Tape};
use crate::tensor::Tensor;
use std::sync::Arc;

/// What becomes of the losses of all cells or rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduction {
    /// They stay as they are.
    None,
    /// Their mean. Losses of classes weigh each row by the weight of its class.
    #[default]
    Mean,
    /// Their sum.
    Sum,
    /// Their sum, divided by the number of rows: what `KLDivLoss` means mathematically.
    BatchMean,
}

impl Reduction {
    /// The reduction of this name; the mean where there is none.
    fn read(name: &str) -> Self {
        match name {
            "none" => Self::None,
            "sum" => Self::Sum,
            "batchmean" => Self::BatchMean,
            _ => Self::Mean,
        }
    }
}

/// What a loss takes as its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A number for each number that is predicted.
    Numbers,
    /// The same, from 0 to 1.
    Shares,
    /// The same, each 1 or −1.
    Signs,
    /// A class for each row of scores.
    Classes,
    /// A class for each row of scores, or a row of probabilities.
    ClassesOrShares,
    /// More than one prediction and one target: only in the Rust API, an experiment has one of each.
    More,
}

/// What there is to know about a loss.
#[derive(Debug)]
pub struct LossInfo {
    /// The name in `torch.nn`.
    pub name: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// What it takes, in order.
    pub inputs: &'static [&'static str],
    /// What fits as its target.
    pub target: Target,
    /// The formula as a reader meets it, with `reduction="mean"`.
    pub formula: &'static str,
    /// The derivative of one term by the prediction.
    pub derivative: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Small numbers to check by hand, with the default arguments; the tests execute them. A target that
    /// gets no gradient has none here.
    pub example: Example,
}

/// What every loss can do.
pub trait Criterion<T: Float> {
    /// Records the loss of the inputs, small operation by small operation where that is stable.
    ///
    /// # Errors
    /// When the shapes do not fit, or a target is none that the loss can take.
    fn record(&self, tape: &mut Tape<T>, inputs: &[NodeId]) -> Result<NodeId>;
}

/// A loss with its options, as an experiment has it.
#[derive(Clone, Debug)]
pub struct LossChoice {
    /// Which loss.
    pub info: &'static LossInfo,
    /// Its options, complete.
    pub options: Options,
}

impl LossChoice {
    /// Records the loss of a prediction.
    ///
    /// # Errors
    /// When the shapes do not fit, or a target is none that the loss can take.
    pub fn record<T: Float>(&self, tape: &mut Tape<T>, prediction: NodeId, target: NodeId) -> Result<NodeId> {
        build(self).record(tape, &[prediction, target])
    }

    /// Whether all options are the usual ones.
    pub fn is_plain(&self) -> bool {
        self.info.args.iter().all(|arg| self.options.get(arg.name) == arg.default.as_ref())
    }
}

declare::registry! {
    MSELoss,
    #[cfg(feature = "full")]
    L1Loss,
    #[cfg(feature = "full")]
    BCEWithLogitsLoss,
    #[cfg(feature = "full")]
    SmoothL1Loss,
    #[cfg(feature = "full")]
    HuberLoss,
    #[cfg(feature = "full")]
    BCELoss,
    #[cfg(feature = "full")]
    NLLLoss,
    #[cfg(feature = "full")]
    CrossEntropyLoss,
    #[cfg(feature = "full")]
    MultiMarginLoss,
    #[cfg(feature = "full")]
    KLDivLoss,
    #[cfg(feature = "full")]
    PoissonNLLLoss,
    #[cfg(feature = "full")]
    HingeEmbeddingLoss,
    #[cfg(feature = "full")]
    SoftMarginLoss,
    #[cfg(feature = "full")]
    GaussianNLLLoss,
    #[cfg(feature = "full")]
    MarginRankingLoss,
    #[cfg(feature = "full")]
    CosineEmbeddingLoss,
    #[cfg(feature = "full")]
    TripletMarginLoss,
}

/// Records one operation.
fn step<T: Float>(tape: &mut Tape<T>, op: impl Op<T> + 'static, inputs: &[NodeId]) -> Result<NodeId> {
    tape.apply(Arc::new(op), inputs)
}

/// Records what becomes of the losses of all cells or rows; `rows` are those of the prediction.
fn reduce<T: Float>(tape: &mut Tape<T>, reduction: Reduction, losses: NodeId, prediction: NodeId) -> Result<NodeId> {
    match reduction {
        Reduction::None => Ok(losses),
        Reduction::Mean => step(tape, ops::Mean, &[losses]),
        Reduction::Sum => step(tape, ops::Sum, &[losses]),
        Reduction::BatchMean => {
            let rows = tape.node(prediction).shape().dims().first().copied().unwrap_or(1);
            let sum = step(tape, ops::Sum, &[losses])?;
            let rows = constant(tape, rows as f64);
            step(tape, ops::Div, &[sum, rows])
        }
    }
}

/// The largest weight, margin and the like that an experiment may ask for.
#[cfg(feature = "full")]
const MAX_WEIGHT: f64 = 1e6;

/// A number that belongs to the loss.
fn constant<T: Float>(tape: &mut Tape<T>, number: f64) -> NodeId {
    tape.leaf(&Tensor::scalar(T::from_f64(number)), false)
}

/// Multiplies each column with its weight, where there are weights.
#[cfg(feature = "full")]
fn weigh<T: Float>(tape: &mut Tape<T>, key: &str, cells: NodeId, weights: Option<&[f64]>) -> Result<NodeId> {
    let Some(weights) = weights else { return Ok(cells) };
    fits_columns(tape, key, cells, weights)?;
    let weights: Vec<_> = weights.iter().map(|weight| T::from_f64(*weight)).collect();
    let weights = tape.leaf(&Tensor::row(&weights), false);
    step(tape, ops::Mul, &[cells, weights])
}

/// One weight for each column: with another count PyTorch would broadcast.
#[cfg(feature = "full")]
fn fits_columns<T: Float>(tape: &Tape<T>, key: &str, cells: NodeId, weights: &[f64]) -> Result<()> {
    let columns = tape.node(cells).shape().dims().last().copied().unwrap_or(1);
    if weights.len() == columns {
        return Ok(());
    }
    Err(Error::new("loss_weight", &[("key", &key), ("value", &weights.len()), ("fits", &columns)]))
}

/// PyTorch broadcasts here and only warns: (15,) against (15, 1) trains on nonsense.
fn same_shape<T: Float>(op: &'static str, tape: &Tape<T>, left: NodeId, right: NodeId) -> Result<()> {
    let (left, right) = (tape.node(left).shape(), tape.node(right).shape());
    if left == right {
        return Ok(());
    }
    Err(Error::new("shape_loss", &[("op", &op), ("left", left), ("right", right)]))
}
