//! Dropout: in training a random part of the numbers is set to 0, so that no unit can lean on a single other one.

use super::{LayerExample, LayerInfo, Module, PLAIN, Recorder};
use crate::effect::Effect;
use crate::error::Result;
use crate::float::Float;
use crate::ops;
use crate::options::{Arg, Kind, Options, Setting};
use crate::tape::NodeId;
use crate::tensor::Tensor;
use std::sync::Arc;

/// `torch.nn.Dropout`: in training each cell becomes 0 with probability `p`, and what is left is divided by
/// 1 − p; in evaluation nothing changes. Shapes stay.
///
/// Which cells become 0 is drawn from the training's generator; see [`Effect::Draw`] for why PyTorch's
/// masks are others.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The probability of a 0, from 0 to 1.
    pub p: f64,
}

impl<T: Float> Module<T> for Dropout {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        // As in PyTorch, nothing is drawn where nothing is dropped.
        if !on.train || self.p == 0.0 {
            return Ok(x);
        }
        let mask = Tensor::zeros(on.tape.node(x).shape().dims());
        let mask = on.tape.leaf(&mask, false);
        on.effects.push(Effect::Draw { mask, p: self.p });
        on.tape.apply(Arc::new(ops::Mul), &[x, mask])
    }
}

/// [`Dropout`] for readers and for experiment files.
pub(super) static DROPOUT: LayerInfo = LayerInfo {
    name: "Dropout",
    args: &[Arg {
        name: "p",
        kind: Kind::Number { min: 0.0, max: 1.0 },
        default: Some(Setting::Number(0.5)),
        sentence: "The probability with which a number becomes 0.",
    }],
    formula: "y = x · m / (1 − p), m = 0 or 1",
    derivative: "∂L/∂x = g · m / (1 − p)",
    sentence: "In training it sets a random part of the numbers to 0 and makes the others larger in return; in evaluation it changes nothing. Which numbers it takes differs from PyTorch.",
    cells: |_, _, output| 2.0 * super::product(output),
    // In evaluation: in training the mask is random.
    example: Some(&LayerExample {
        options: "{}",
        input: (&[1, 3], &[1.0, -2.0, 3.0]),
        parameters: &[],
        output: (&[1, 3], &[1.0, -2.0, 3.0]),
    }),
    ..PLAIN
};

/// Builds it; the options are complete.
pub(super) fn build(options: &Options) -> Dropout {
    Dropout { p: options.number("p") }
}
