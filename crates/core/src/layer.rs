//! Layers: parameters with a rule for what to record on the tape. Names and arguments are `torch.nn`'s.

mod activation;
mod linear;

pub use activation::Activation;
pub use linear::Linear;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::graph::Var;
use crate::options::{Arg, Options};
use crate::rng::Rng;
use crate::tape::{NodeId, Tape};
use crate::tensor::Shape;
use std::fmt;

/// Where a module records what it does.
#[derive(Debug)]
pub struct Recorder<'t, T: Float> {
    /// Gets the operations.
    pub tape: &'t mut Tape<T>,
    /// Whether this is for training, `model.train()`, or for evaluation, `model.eval()`.
    pub train: bool,
}

impl<'t, T: Float> Recorder<'t, T> {
    /// A recorder for training or for evaluation.
    pub fn new(tape: &'t mut Tape<T>, train: bool) -> Self {
        Self { tape, train }
    }
}

/// Something that turns a tensor into another and may have parameters to train.
pub trait Module<T: Float>: Send + Sync {
    /// Records what the module does to the node `x`.
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId>;

    /// Its parameters with their `state_dict` names.
    fn parameters(&self) -> Vec<(String, NodeId)> {
        Vec::new()
    }

    /// `model(x)`. Panics where [`Module::record`] would return an error.
    fn forward<'g>(&self, x: Var<'g, T>) -> Var<'g, T> {
        let recorded = self.record(&mut Recorder::new(&mut x.graph().tape_mut(), true), x.id());
        match recorded {
            Ok(id) => x.graph().var(id),
            Err(error) => panic!("{error}"),
        }
    }
}

impl<T: Float> fmt::Debug for dyn Module<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parameters()).finish()
    }
}

/// `torch.nn.Sequential`: one module after the other.
#[derive(Debug)]
pub struct Sequential<T: Float>(Vec<Box<dyn Module<T>>>);

impl<T: Float> Sequential<T> {
    /// The modules in the order in which they are applied.
    pub fn new(modules: Vec<Box<dyn Module<T>>>) -> Self {
        Self(modules)
    }
}

impl<T: Float> Module<T> for Sequential<T> {
    fn record(&self, on: &mut Recorder<T>, x: NodeId) -> Result<NodeId> {
        self.0.iter().try_fold(x, |x, module| module.record(on, x))
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        let modules = self.0.iter().enumerate();
        let named = modules.flat_map(|(index, module)| {
            module.parameters().into_iter().map(move |(name, id)| (format!("{index}.{name}"), id))
        });
        named.collect()
    }
}

/// What a layer is built from: the tape that gets its parameters, and the generator that draws them.
#[derive(Debug)]
pub struct Builder<'b, T: Float> {
    /// Gets the parameters.
    pub tape: &'b mut Tape<T>,
    /// Draws their first values.
    pub rng: &'b mut Rng,
}

/// Names and shapes of the parameters of a layer.
pub type ParameterShapes = Vec<(&'static str, Vec<usize>)>;

/// What there is to know about a kind of layer.
#[derive(Debug)]
pub struct LayerInfo {
    /// The name in `torch.nn`.
    pub name: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// The formula as a reader meets it.
    pub formula: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Completes the options for examples of this shape (without the dimension of the rows), and gives
    /// the shape of what comes out for one example.
    pub shape: fn(key: &str, options: &mut Options, dims: &[usize]) -> Result<Vec<usize>>,
    /// The names and shapes of its parameters.
    pub parameters: fn(options: &Options) -> ParameterShapes,
}

/// The most columns that a layer may have.
pub const MAX_FEATURES: u64 = 4096;

/// The registry of layers.
pub fn layers() -> impl Iterator<Item = &'static LayerInfo> {
    std::iter::once(&linear::LINEAR).chain(activation::ACTIVATIONS)
}

/// Builds a layer of the registry; its options are complete.
pub fn build<T: Float>(info: &LayerInfo, options: &Options, on: &mut Builder<T>) -> Box<dyn Module<T>> {
    if let Some(activation) = activation::build(info.name, options, on) {
        return activation;
    }
    match info.name {
        "Linear" => Box::new(linear::build(options, on)),
        name => unreachable!("the registry has no layer {name}"),
    }
}

/// The last size of one example's shape, and those before it.
fn split_last<'d>(key: &str, dims: &'d [usize]) -> Result<(usize, &'d [usize])> {
    let (last, rest) =
        dims.split_last().ok_or_else(|| Error::new("layer_shape", &[("key", &key), ("shape", &Shape::new(dims))]))?;
    Ok((*last, rest))
}
