//! Layers: parameters with a rule for what to record on the tape. Names and arguments are `torch.nn`'s.

mod activation;
#[cfg(feature = "full")]
mod dropout;
mod linear;

pub use activation::Activation;
#[cfg(feature = "full")]
pub use dropout::Dropout;
pub use linear::Linear;

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
}

impl<'t, T: Float> Recorder<'t, T> {
    /// A recorder for training or for evaluation.
    pub fn new(tape: &'t mut Tape<T>, train: bool) -> Self {
        Self { tape, train, effects: Vec::new() }
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
        self.0.iter().try_fold(x, |x, module| module.record(on, x))
    }

    fn parameters(&self) -> Vec<(String, NodeId)> {
        self.named(|module| module.parameters())
    }

    fn buffers(&self) -> Vec<(String, NodeId)> {
        self.named(|module| module.buffers())
    }
}

impl<T: Float> Sequential<T> {
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
    pub products: fn(options: &Options, output: &[usize]) -> usize,
    /// Whether it can work in this place: what no shape tells.
    pub check: fn(place: &LayerPlace) -> Result<()>,
    /// How the exported program writes it, where that is not its name with its arguments.
    pub python: Option<fn(options: &Options) -> String>,
    /// What has to stand at the top of a program that uses it: a class that PyTorch lacks, or a comment.
    pub definition: &'static str,
}

/// A layer of a model that is to be trained, for [`LayerInfo::check`].
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

/// A layer without arguments and parameters that changes no shape: what others differ from.
pub const PLAIN: LayerInfo = LayerInfo {
    name: "",
    args: &[],
    formula: "",
    sentence: "",
    shape: |_, _, dims| Ok(dims.to_vec()),
    parameters: |_| Vec::new(),
    buffers: |_| Vec::new(),
    products: |_, output| output.iter().product(),
    check: |_| Ok(()),
    python: None,
    definition: "",
};

/// The most columns that a layer may have.
pub const MAX_FEATURES: u64 = 4096;

/// The layers that are no activations.
static LAYERS: &[&LayerInfo] = &[
    &linear::LINEAR,
    #[cfg(feature = "full")]
    &dropout::DROPOUT,
];

/// The registry of layers.
pub fn layers() -> impl Iterator<Item = &'static LayerInfo> {
    LAYERS.iter().copied().chain(activation::all())
}

/// Builds a layer of the registry; its options are complete.
pub fn build<T: Float>(info: &LayerInfo, options: &Options, on: &mut Builder<T>) -> Box<dyn Module<T>> {
    if let Some(activation) = activation::build(info.name, options, on) {
        return activation;
    }
    match info.name {
        "Linear" => Box::new(linear::build(options, on)),
        #[cfg(feature = "full")]
        "Dropout" => Box::new(dropout::build(options)),
        name => unreachable!("the registry has no layer {name}"),
    }
}

/// The last size of one example's shape, and those before it.
fn split_last<'d>(key: &str, dims: &'d [usize]) -> Result<(usize, &'d [usize])> {
    let (last, rest) =
        dims.split_last().ok_or_else(|| Error::new("layer_shape", &[("key", &key), ("shape", &Shape::new(dims))]))?;
    Ok((*last, rest))
}
