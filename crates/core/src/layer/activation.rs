//! Activations as layers: the bends between linear layers, most of them one operation without parameters.

mod further;
mod gate;

use super::{Builder, LayerInfo, Module, PLAIN, Recorder};
use crate::error::Result;
use crate::float::Float;
use crate::op::Op;
use crate::ops;
use crate::options::Options;
use crate::tape::NodeId;
use std::sync::Arc;

/// An activation as a layer: operations one after the other, usually one, and no parameters.
#[derive(Clone, Debug)]
pub struct Activation<T: Float>(Vec<Arc<dyn Op<T>>>);

impl<T: Float> Activation<T> {
    /// `torch.nn.ReLU`, `Sigmoid`, `Tanh`: the operation, to be put between layers.
    pub fn new(op: impl Op<T> + 'static) -> Self {
        Self(vec![Arc::new(op)])
    }
}

impl<T: Float> Module<T> for Activation<T> {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        self.0.iter().try_fold(x, |x, op| on.tape.apply(Arc::clone(op), &[x]))
    }
}

/// Declares activations: what a reader should know about each, and the operations that it is made of.
macro_rules! activations {
    ($($name:literal ($($args:expr),*) $formula:literal, $sentence:literal,
        |$options:ident| $ops:expr $(, $($field:ident: $value:expr),+)?;)+) => {
        /// Activations that are operations one after the other.
        pub(super) static ACTIVATIONS: &[LayerInfo] = &[$(LayerInfo {
            name: $name,
            args: &[$($args),*],
            formula: $formula,
            sentence: $sentence,
            $($($field: $value,)+)?
            ..PLAIN
        }),+];

        /// The operations of an activation; none where no activation has this name.
        pub(super) fn ops<T: Float>(name: &str, options: &Options) -> Option<Vec<Arc<dyn Op<T>>>> {
            Some(match name {
                $($name => { let $options = options; $ops })+
                _ => return None,
            })
        }
    };
}
use activations;

activations! {
    "ReLU" () "y = max(0, x)", "Lets positive numbers pass and turns negative ones into 0.", |_options| vec![Arc::new(ops::Relu)];
    "Sigmoid" () "y = 1 / (1 + e⁻ˣ)", "Squeezes any number into the range from 0 to 1.", |_options| vec![Arc::new(ops::Sigmoid)];
    "Tanh" () "y = tanh x", "Squeezes any number into the range from −1 to 1.", |_options| vec![Arc::new(ops::Tanh)];
}

/// The activations of the registry.
pub(super) fn all() -> impl Iterator<Item = &'static LayerInfo> {
    ACTIVATIONS.iter().chain(further::ACTIVATIONS).chain(gate::GATES.iter().copied())
}

/// Builds an activation; none where no activation has this name.
pub(super) fn build<T: Float>(name: &str, options: &Options, on: &mut Builder<T>) -> Option<Box<dyn Module<T>>> {
    let ops = ops(name, options).or_else(|| further::ops(name, options));
    let built = ops.map(|ops| -> Box<dyn Module<T>> { Box::new(Activation(ops)) });
    built.or_else(|| gate::build(name, options, on))
}
