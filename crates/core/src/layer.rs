//! Layers: parameters with a rule for what to record on the tape. Names and arguments are `torch.nn`'s.

#[cfg(feature = "full")]
mod activation;
#[cfg(feature = "full")]
mod dropout;
#[cfg(feature = "full")]
mod embedding;
#[cfg(feature = "full")]
mod flatten;
#[cfg(feature = "full")]
mod image;
mod linear;
#[cfg(feature = "full")]
mod norm;

#[cfg(feature = "full")]
pub use activation::Activation;
pub use linear::Linear;
#[cfg(feature = "full")]
pub use {
    dropout::Dropout, embedding::Embedding, flatten::Rearrange, image::Conv2d, norm::BatchNorm1d, norm::LayerNorm,
};

use crate::effect::Effect;
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
    /// What the layers do besides, in the order in which they were recorded.
    pub effects: Vec<Effect>,
    /// Where on the tape each layer of a [`Sequential`] has ended.
    #[cfg(feature = "full")]
    pub ends: Vec<usize>,
}

impl<'t, T: Float> Recorder<'t, T> {
    /// A recorder for training or for evaluation.
    pub fn new(tape: &'t mut Tape<T>, train: bool) -> Self {
        Self {
            tape,
            train,
            effects: Vec::new(),
            #[cfg(feature = "full")]
            ends: Vec::new(),
        }
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

    /// What it keeps besides parameters, and nothing trains, with `state_dict` names: running statistics.
    fn buffers(&self) -> Vec<(String, NodeId)> {
        Vec::new()
    }

    /// `model(x)` in training. Panics where [`Module::record`] would return an error, and where a mask has to
    /// be drawn: [`Module::forward_train`] has a generator for that.
    fn forward<'g>(&self, x: Var<'g, T>) -> Var<'g, T> {
        in_mode(x, true, None, |on| self.record(on, x.id()))
    }

    /// `model.train()`, then `model(x)`: masks are drawn, running statistics move. Panics where
    /// [`Module::record`] would return an error.
    fn forward_train<'g>(&self, x: Var<'g, T>, rng: &mut Rng) -> Var<'g, T> {
        in_mode(x, true, Some(rng), |on| self.record(on, x.id()))
    }

    /// `model.eval()`, then `model(x)`: nothing is dropped, running statistics are used. Panics where
    /// [`Module::record`] would return an error.
    fn forward_eval<'g>(&self, x: Var<'g, T>) -> Var<'g, T> {
        in_mode(x, false, None, |on| self.record(on, x.id()))
    }
}

/// Records a module by hand, and lets its effects happen.
fn in_mode<'g, T: Float>(
    x: Var<'g, T>,
    train: bool,
    rng: Option<&mut Rng>,
    record: impl FnOnce(&mut Recorder<T>) -> Result<NodeId>,
) -> Var<'g, T> {
    let mut tape = x.graph().tape_mut();
    let first = tape.len();
    let mut recorder = Recorder::new(&mut tape, train);
    let recorded = record(&mut recorder);
    let effects = std::mem::take(&mut recorder.effects);
    let id = recorded.unwrap_or_else(|error| panic!("{error}"));
    if !effects.is_empty() {
        let draws = effects.iter().any(|effect| matches!(effect, Effect::Draw { .. }));
        assert!(!draws || rng.is_some(), "a mask has to be drawn: call forward_train, which takes a generator");
        let mut none = Rng::manual_seed(0);
        let rng = rng.unwrap_or(&mut none);
        // It was recorded with empty masks; now each effect happens at its node.
        for node in tape.ids().skip(first) {
            tape.forward(node);
            effects.iter().filter(|effect| effect.node() == node).for_each(|effect| effect.run(&mut tape, rng));
        }
    }
    drop(tape);
    x.graph().var(id)
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
        self.0.iter().try_fold(x, |x, module| {
            #[cfg(feature = "full")]
            let before = on.ends.len();
            let y = module.record(on, x);
            // One within this one has noted the ends of its layers itself.
            #[cfg(feature = "full")]
            if on.ends.len() == before {
                on.ends.push(on.tape.len());
            }
            y
        })
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.named(|module| module.parameters())
    }

    fn buffers(&self) -> Vec<(String, NodeId)> {
        self.named(|module| module.buffers())
    }
}

impl<T: Float> Sequential<T> {
    /// As [`Module::record`], with the node after each module.
    #[cfg(feature = "full")]
    pub fn record_each(&self, on: &mut Recorder<T>, x: NodeId) -> Result<Vec<NodeId>> {
        let mut x = x;
        let mut record = |module: &dyn Module<T>| {
            x = module.record(on, x)?;
            Ok(x)
        };
        self.0.iter().map(|module| record(&**module)).collect()
    }

    /// What each module has, with its place before the name: `"0.weight"`.
    fn named(&self, of: impl Fn(&dyn Module<T>) -> Vec<(String, NodeId)>) -> Vec<(String, NodeId)> {
        let modules = self.0.iter().enumerate();
        let named = modules.flat_map(|(index, module)| {
            of(&**module).into_iter().map(move |(name, id)| (format!("{index}.{name}"), id))
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
    /// The derivatives: what the gradient `g` of the output becomes on its way to the input and to each parameter.
    /// Empty for an activation that is one operation, which says it itself.
    #[cfg(feature = "full")]
    pub derivative: &'static str,
    /// What it does, in one sentence.
    pub sentence: &'static str,
    /// Completes the options for examples of this shape (without the dimension of the rows), and gives
    /// the shape of what comes out for one example.
    pub shape: fn(key: &str, options: &mut Options, dims: &[usize]) -> Result<Vec<usize>>,
    /// The names and shapes of its parameters.
    pub parameters: fn(options: &Options) -> ParameterShapes,
    /// The names and shapes of what it keeps besides: running statistics.
    pub buffers: fn(options: &Options) -> ParameterShapes,
    /// About how many products it computes for one example, given the shape of what comes out.
    #[cfg(feature = "full")]
    pub products: fn(options: &Options, output: &[usize]) -> f64,
    /// At most how many numbers it records for one example, given the shapes of what comes in and out.
    #[cfg(feature = "full")]
    pub cells: fn(options: &Options, input: &[usize], output: &[usize]) -> f64,
    /// Whether in evaluation each row goes its own way, given the shape of what comes out.
    #[cfg(feature = "full")]
    pub by_rows: fn(options: &Options, output: &[usize]) -> bool,
    /// Whether it can work in this place: what no shape tells.
    #[cfg(feature = "full")]
    pub check: fn(place: &LayerPlace) -> Result<()>,
    /// How the exported program writes it, where that is not its name with its arguments.
    pub python: Option<fn(options: &Options) -> String>,
    /// What has to stand at the top of a program that uses it: a class that PyTorch lacks, or a comment.
    pub definition: &'static str,
    /// Small numbers to check by hand; the tests execute them. None for an activation: its operation has some.
    #[cfg(feature = "full")]
    pub example: Option<&'static LayerExample>,
}

/// A worked example of a layer: what goes in, its parameters, and what comes out, rows included.
#[cfg(feature = "full")]
#[derive(Debug)]
pub struct LayerExample {
    /// The options as in an experiment file.
    pub options: &'static str,
    /// Shape and numbers of the input.
    pub input: (&'static [usize], &'static [f64]),
    /// The numbers of each parameter that is not as at the start.
    pub parameters: &'static [(&'static str, &'static [f64])],
    /// Shape and numbers of the output.
    pub output: (&'static [usize], &'static [f64]),
}

/// A layer of a model that is to be trained, for [`LayerInfo::check`].
#[cfg(feature = "full")]
#[derive(Debug)]
pub struct LayerPlace<'p> {
    /// Where it is written, for the messages.
    pub key: &'p str,
    /// Its options, complete.
    pub options: &'p Options,
    /// The shape of what comes out for one example.
    pub output: &'p [usize],
    /// The fewest rows that a batch has.
    pub rows: usize,
    /// The numbers that come in, where they are those of the data: in the first layer.
    pub data: Option<&'p [f64]>,
}

/// A layer that is one operation, without arguments and parameters, and changes no shape: what others differ from.
pub const PLAIN: LayerInfo = LayerInfo {
    name: "",
    args: &[],
    formula: "",
    #[cfg(feature = "full")]
    derivative: "",
    sentence: "",
    shape: |_, _, dims| Ok(dims.to_vec()),
    parameters: |_| Vec::new(),
    buffers: |_| Vec::new(),
    #[cfg(feature = "full")]
    products: |_, output| product(output),
    #[cfg(feature = "full")]
    cells: |_, _, output| product(output),
    #[cfg(feature = "full")]
    by_rows: |_, _| true,
    #[cfg(feature = "full")]
    check: |_| Ok(()),
    python: None,
    definition: "",
    #[cfg(feature = "full")]
    example: None,
};

/// The most columns that a layer may have.
pub const MAX_FEATURES: u64 = 4096;

/// The layers that are no activations.
static LAYERS: &[&LayerInfo] = &[
    &linear::LINEAR,
    #[cfg(feature = "full")]
    &dropout::DROPOUT,
    #[cfg(feature = "full")]
    &norm::BATCH_NORM_1D,
    #[cfg(feature = "full")]
    &norm::LAYER_NORM,
    #[cfg(feature = "full")]
    &embedding::EMBEDDING,
    #[cfg(feature = "full")]
    &flatten::FLATTEN,
    #[cfg(feature = "full")]
    &flatten::UNFLATTEN,
    #[cfg(feature = "full")]
    &image::CONV_2D,
    #[cfg(feature = "full")]
    &image::MAX_POOL_2D,
    #[cfg(feature = "full")]
    &image::AVG_POOL_2D,
];

/// The registry of layers.
pub fn layers() -> impl Iterator<Item = &'static LayerInfo> {
    let layers = LAYERS.iter().copied();
    #[cfg(feature = "full")]
    let layers = layers.chain(activation::all());
    layers
}

/// Builds a layer of the registry; its options are complete, and `output` is the shape of one example after it.
pub fn build<T: Float>(
    info: &LayerInfo,
    options: &Options,
    output: &[usize],
    on: &mut Builder<T>,
) -> Box<dyn Module<T>> {
    #[cfg(feature = "full")]
    if let Some(activation) = activation::build(info.name, options, on) {
        return activation;
    }
    match info.name {
        "Linear" => Box::new(linear::build(options, on)),
        #[cfg(feature = "full")]
        name => further(name, options, output, on).unwrap_or_else(|| unreachable!("the registry has no layer {name}")),
        #[cfg(not(feature = "full"))]
        name => unreachable!("the registry has no layer {name} that makes {output:?}"),
    }
}

/// What the demo does not need.
#[cfg(feature = "full")]
fn further<T: Float>(
    name: &str,
    options: &Options,
    output: &[usize],
    on: &mut Builder<T>,
) -> Option<Box<dyn Module<T>>> {
    Some(match name {
        "Dropout" => Box::new(dropout::build(options)),
        "BatchNorm1d" => Box::new(norm::batch_norm(options, on)),
        "LayerNorm" => Box::new(norm::layer_norm(options, on)),
        "Embedding" => Box::new(embedding::build(options, on)),
        "Flatten" | "Unflatten" => Box::new(Rearrange { output: output.to_vec() }),
        "Conv2d" => Box::new(image::conv_2d(options, on)),
        "MaxPool2d" => Box::new(Activation::new(image::max_pool_2d(name, options).ok()?)),
        "AvgPool2d" => Box::new(Activation::new(image::avg_pool_2d(name, options).ok()?)),
        _ => return None,
    })
}

/// Sizes multiplied. As a float, because sizes that somebody writes may come to more than a whole number holds.
#[cfg(feature = "full")]
fn product(dims: &[usize]) -> f64 {
    dims.iter().map(|size| *size as f64).product()
}

/// The last size of one example's shape, and those before it.
fn split_last<'d>(key: &str, dims: &'d [usize]) -> Result<(usize, &'d [usize])> {
    let (last, rest) =
        dims.split_last().ok_or_else(|| Error::new("layer_shape", &[("key", &key), ("shape", &Shape::new(dims))]))?;
    Ok((*last, rest))
}
