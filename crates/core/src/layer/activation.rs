//! Activations as layers: one operation each, most without parameters.

use super::{Builder, LayerInfo, Module, PLAIN, Recorder};
use crate::error::Result;
use crate::float::Float;
use crate::op::Op;
use crate::ops;
use crate::options::Options;
use crate::tape::NodeId;
use std::sync::Arc;

/// An activation as a layer: one operation, no parameters.
#[derive(Clone, Debug)]
pub struct Activation<T: Float>(Arc<dyn Op<T>>);

impl<T: Float> Activation<T> {
    /// `torch.nn.ReLU`, `Sigmoid`, `Tanh`: the operation, to be put between layers.
    pub fn new(op: impl Op<T> + 'static) -> Self {
        Self(Arc::new(op))
    }
}

impl<T: Float> Module<T> for Activation<T> {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        on.tape.apply(Arc::clone(&self.0), &[x])
    }
}

/// The activations of the registry.
pub(super) static ACTIVATIONS: &[LayerInfo] = &[
    activation("ReLU", "y = max(0, x)", "Lets positive numbers pass and turns negative ones into 0."),
    activation("Sigmoid", "y = 1 / (1 + e⁻ˣ)", "Squeezes any number into the range from 0 to 1."),
    activation("Tanh", "y = tanh x", "Squeezes any number into the range from −1 to 1."),
];

const fn activation(name: &'static str, formula: &'static str, sentence: &'static str) -> LayerInfo {
    LayerInfo { name, formula, sentence, ..PLAIN }
}

/// Builds an activation; none where no activation has this name.
pub(super) fn build<T: Float>(name: &str, _: &Options, _: &mut Builder<T>) -> Option<Box<dyn Module<T>>> {
    Some(match name {
        "ReLU" => Box::new(Activation::new(ops::Relu)),
        "Sigmoid" => Box::new(Activation::new(ops::Sigmoid)),
        "Tanh" => Box::new(Activation::new(ops::Tanh)),
        _ => return None,
    })
}
